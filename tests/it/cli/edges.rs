//! The environment at its worst.

use std::{fs, process::Stdio};

use pretty_assertions::assert_eq;

use super::desk::Desk;

#[test]
fn without_a_home_the_way_out_is_named() {
    let desk = Desk::new();
    let output = desk
        .command(&["today"])
        .env_remove("HOME")
        .output()
        .unwrap();
    assert_eq!(
        desk.said(&output),
        "error: no home folder: `HOME` is not set to an absolute path, and neither is `XDG_DATA_HOME`\n\
         hint: set `HOME`, or name the folder with `--data-dir`\n[status 1]\n"
    );
    let data = desk.path("data");
    let output = desk
        .command(&["--data-dir", data.to_str().unwrap(), "tick", "gates-credo"])
        .env_remove("HOME")
        .env("MASTERY_STATE_DIR", desk.path("state"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", desk.said(&output));
    assert!(data.join("elixir-systems-mastery").exists());
    assert!(desk.path("state/device.toml").exists());
    // `check` needs no home at all.
    let output = desk
        .command(&["check"])
        .env_remove("HOME")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", desk.said(&output));
}

#[test]
fn relative_xdg_folders_are_ignored() {
    let desk = Desk::new();
    let output = desk
        .command(&["tick", "gates-credo"])
        .env("XDG_DATA_HOME", "here")
        .env("XDG_STATE_HOME", "here")
        .output()
        .unwrap();
    assert!(output.status.success());
    assert!(desk.journals().exists());
    assert!(!desk.path("work/here").exists());
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_error() {
    let desk = Desk::new();
    for command in [
        "phases",
        "today",
        "plan --json",
        "--help",
        "history",
        "check",
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = desk
            .command(&words)
            .stdout(Stdio::from(writer))
            .output()
            .unwrap();
        assert_eq!(desk.said(&output), "", "{command}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_output_is_an_error_and_the_tick_stays() {
    let desk = Desk::new();
    let full = || {
        fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    for command in ["phases", "--help"] {
        let output = desk.command(&[command]).stdout(full()).output().unwrap();
        let said = desk.said(&output);
        assert!(
            said.starts_with("error: cannot write to the standard output: "),
            "{said}"
        );
        assert!(said.ends_with("[status 1]\n"), "{said}");
    }
    let output = desk
        .command(&["tick", "gates-credo"])
        .stdout(full())
        .output()
        .unwrap();
    assert!(
        desk.said(&output)
            .contains("hint: the change itself is saved\n")
    );
    assert!(desk.ok("status").starts_with("Phase 0 1/26"));
}

#[test]
fn a_failed_append_says_what_was_left_untouched() {
    let desk = Desk::new();
    desk.ok("tick gates-credo");
    let journal = desk.journal();
    let before = fs::read(&journal).unwrap();
    fs::rename(&journal, desk.path("aside")).unwrap();
    fs::create_dir(&journal).unwrap();
    let said = desk.run("tick gates-sobelow");
    assert!(said.contains("error: not saved: "), "{said}");
    assert!(
        said.contains("hint: nothing was changed: all is as it was before\n"),
        "{said}"
    );
    assert!(said.ends_with("[status 1]\n"), "{said}");
    fs::remove_dir(&journal).unwrap();
    fs::rename(desk.path("aside"), &journal).unwrap();
    assert_eq!(fs::read(&journal).unwrap(), before);
}

#[test]
fn each_data_folder_is_watched_on_its_own() {
    let desk = Desk::new();
    for id in ["gates-credo", "gates-sobelow", "gates-dialyxir"] {
        desk.ok(&format!("tick {id}"));
    }
    let notices = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let output = desk.command(&words).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(notices("--data-dir other status"), "");
    assert_eq!(notices("--data-dir other tick gates-credo"), "");
    assert_eq!(notices("--data-dir ./other/ status"), "");
    assert_eq!(notices("status"), "");
    // What goes missing in one of them is told there.
    let lost = desk.path("work/other/elixir-systems-mastery");
    fs::remove_dir_all(lost).unwrap();
    assert!(
        notices("--data-dir other status")
            .contains("1 event that this device had saved is missing")
    );
    assert_eq!(notices("status"), "");
}

#[test]
fn wrong_usage_ends_with_two() {
    let desk = Desk::new();
    for line in [
        "tikc",
        "tick",
        "tick x --all --anyway",
        "today --on soon",
        "week --week -x",
        "--now soon today",
        "history -n 0",
    ] {
        let said = desk.run(line);
        assert!(said.starts_with("error: "), "{line}: {said}");
        assert!(said.ends_with("[status 2]\n"), "{line}: {said}");
    }
}

#[test]
fn what_an_argument_holds_does_not_drive_the_terminal() {
    let desk = Desk::new();
    let wrong = "\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\ry";
    for words in [
        &[wrong][..],
        &["tick", "x", "--on", wrong],
        &["today", &format!("--{wrong}")],
        &["--now", wrong, "today"],
        &["--color", wrong, "today"],
    ] {
        let output = desk
            .command(words)
            .env("CLICOLOR_FORCE", "1")
            .output()
            .unwrap();
        let said = desk.said(&output);
        let bad = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!said.contains(bad), "{said:?}");
        assert!(said.starts_with("error: "), "{said:?}");
        assert!(said.contains("␛]0;x␇"), "{said:?}");
        assert!(said.ends_with("[status 2]\n"), "{said:?}");
    }
}

#[test]
fn what_a_name_holds_does_not_drive_the_terminal() {
    let desk = Desk::new();
    let said = desk.run_words(&["tick", "a\u{1b}[2Jb\u{202e}c"]);
    assert!(
        !said.contains('\u{1b}') && !said.contains('\u{202e}'),
        "{said:?}"
    );
    assert!(said.starts_with("error: no item fits `a␛[2Jb"), "{said:?}");
    let roadmap = "format = 1\nid = \"t\"\ntitle = \"T\"\n[[phase]]\nid = \"p\"\nnumber = 1\ntitle = \"\\u001b]0;x\\u0007 \\u009b\"\n";
    desk.file("work/roadmap.toml", roadmap);
    for line in ["phases", "phase 1", "today", "phases --json", "tick p"] {
        let said = desk.run(line);
        let bad = |c: char| c.is_control() && c != '\n';
        assert!(!said.contains(bad), "{line}: {said:?}");
    }
}

#[test]
fn colours_come_only_when_asked_or_on_a_terminal() {
    let desk = Desk::new();
    let coloured = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command = desk.command(args);
        command.envs(variable);
        let output = command.output().unwrap();
        String::from_utf8(output.stdout).unwrap().contains('\u{1b}')
    };
    assert!(!coloured(&["today"], None));
    assert!(coloured(&["today", "--color", "always"], None));
    assert!(coloured(&["today"], Some(("CLICOLOR_FORCE", "1"))));
    assert!(!coloured(
        &["today", "--color", "never"],
        Some(("CLICOLOR_FORCE", "1"))
    ));
    assert!(coloured(
        &["today", "--color", "always"],
        Some(("NO_COLOR", "1"))
    ));
    assert!(!coloured(&["today", "--json", "--color", "always"], None));
}

#[test]
fn ascii_is_ascii() {
    let desk = Desk::new();
    desk.ok("tick gates-credo");
    for line in ["--ascii phases", "--ascii matrix", "--ascii week"] {
        let said = desk.ok(line);
        let odd: String = said
            .chars()
            .filter(|c| "✓◐○●–—━─·“”…".contains(*c))
            .collect();
        assert_eq!(odd, "", "{line}");
    }
}
