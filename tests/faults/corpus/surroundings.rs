//! Environments, folders, limits and arguments at their worst.

use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{PermissionsExt as _, chown, symlink},
    },
    path::Path,
    process::Command,
    time::{Duration, SystemTime},
};

use super::runs::{Run, each, have, limited, mastery, program, run, write};
use crate::{
    lane::report,
    pty::{GARDEN, Home, MASTERY, skip, until},
};

fn begun() -> Home {
    let home = Home::new();
    home.mastery(&["begin", "2026-01-05"]);
    home
}

fn with(home: &Home, args: &[&str], change: impl FnOnce(&mut Command)) -> Run {
    let mut command = program(home, args);
    change(&mut command);
    run(&mut command).sound(&format!("{args:?}"))
}

/// Case 117.
#[test]
fn no_argument_is_too_strange() {
    let home = begun();
    let long = vec![b'x'; 100_000];
    let odd: [&[u8]; 12] = [
        b"\x1b[2J",
        b"-rf",
        b"--",
        b"",
        b" ",
        b"\xff\xfe",
        b"a\nb",
        b"../../x",
        b"%s%n",
        b"\xe2\x80\xaex",
        b"$(touch pwned)",
        &long,
    ];
    let commands = [
        "tick",
        "show",
        "phase",
        "open",
        "read",
        "search",
        "note",
        "link",
        "log",
        "prove",
        "--roadmap",
        "--data-dir",
        "--now",
        "pr",
    ];
    each(&commands, |command| {
        for (number, word) in odd.iter().enumerate() {
            let mut line = program(&home, &[command]);
            line.args((number % 3 == 0).then_some("--"));
            let said =
                run(line.arg(OsStr::from_bytes(word))).sound(&format!("117 {command} {word:?}"));
            assert!(
                matches!(said.code(), Some(0..=3)),
                "{command} {word:?}: {:?}",
                said.code()
            );
        }
    });
    let runs = commands.len() * odd.len();
    assert!(!home.path().join("pwned").exists());
    report(
        "corpus E",
        &format!("117: {runs} strange arguments: answered, no fault"),
    );
}

/// Cases 118, 120 and 121: a variable each, and what `status` and `tick` make of it.
#[test]
fn no_environment_is_too_strange() {
    type Case = (
        &'static str,
        &'static str,
        Option<&'static [u8]>,
        i32,
        &'static str,
    );
    let cases: [Case; 26] = [
        ("118", "HOME", None, 0, "saved"),
        ("118", "HOME", Some(b""), 0, "saved"),
        ("118", "HOME", Some(b"relative"), 0, "saved"),
        ("118", "HOME", Some(b"/nowhere/at/all"), 0, "saved"),
        ("118", "HOME", Some(b"\xff"), 0, "saved"),
        ("118", "XDG_CONFIG_HOME", Some(b"relative"), 0, "saved"),
        ("118", "XDG_CONFIG_HOME", Some(b"/dev/null"), 0, "saved"),
        ("118", "XDG_RUNTIME_DIR", Some(b"/dev/null/x"), 0, "saved"),
        (
            "118",
            "MASTERY_DATA_DIR",
            Some(b"/dev/null"),
            1,
            "not saved",
        ),
        (
            "118",
            "MASTERY_STATE_DIR",
            Some(b"/dev/null"),
            1,
            "not saved",
        ),
        ("118", "TMPDIR", Some(b"/nowhere"), 0, "saved"),
        ("120", "TZ", Some(b"garbage"), 0, "saved"),
        ("120", "TZ", Some(b":/etc/passwd"), 0, "saved"),
        ("120", "TZ", Some(b"../../../../etc/passwd"), 0, "saved"),
        ("120", "TZ", Some(b"\xff\x1b[2J"), 0, "saved"),
        ("120", "TZ", Some(b""), 0, "saved"),
        ("120", "TZ", None, 0, "saved"),
        ("120", "TZDIR", Some(b"/nowhere"), 0, "saved"),
        ("121", "LANG", Some(b"C"), 0, "saved"),
        ("121", "LANG", Some(b"de_DE.ISO-8859-1"), 0, "saved"),
        ("121", "LC_ALL", Some(b"\xff\x1b]0;x\x07"), 0, "saved"),
        ("121", "LANGUAGE", Some(b"../../x"), 0, "saved"),
        ("119", "COLUMNS", Some(b"99999"), 0, "saved"),
        ("119", "COLUMNS", Some(b"0"), 0, "saved"),
        ("119", "LINES", Some(b"-1"), 0, "saved"),
        ("119", "PATH", Some(b""), 0, "saved"),
    ];
    each(&cases, |(number, name, value, status, becomes)| {
        let home = begun();
        let what = format!("{number} {name}={:?}", value.map(String::from_utf8_lossy));
        let change = |command: &mut Command| {
            match value {
                Some(value) => command.env(name, OsStr::from_bytes(value)),
                None => command.env_remove(name),
            };
        };
        // `prlimit` itself is found without the learner's path.
        let run = |args: &[&str]| {
            let mut line = limited(&home, &[&["env"][..], &[], &[MASTERY], args].concat());
            if *name == "PATH" {
                line = Command::new(MASTERY);
                line.args(args)
                    .current_dir(home.path())
                    .env_clear()
                    .envs(home.environment());
                line.stdout(std::process::Stdio::piped())
                    .stderr(std::process::Stdio::piped());
            }
            change(&mut line);
            run(&mut line).sound(&what)
        };
        for view in [
            &["status"][..],
            &["today"],
            &["check"],
            &["doctor"],
            &["config"],
        ] {
            let view = run(view);
            assert!(
                matches!(view.code(), Some(0..=2)),
                "{what}: {}",
                view.said()
            );
        }
        let tick = run(&["tick", "worms"]);
        assert_eq!(tick.code(), Some(*status), "{what}: {}", tick.said());
        let saved = home.events("item = \"worms\"");
        assert_eq!(
            saved,
            usize::from(*becomes == "saved"),
            "{what}: {}",
            tick.said()
        );
        // A zone that is none is no reason for another than this day.
        let left = fs::read_dir(home.path())
            .unwrap()
            .map(|it| it.unwrap().file_name());
        let strange: Vec<OsString> = left
            .filter(|it| {
                !["data", "state", "roadmap.toml", "config"]
                    .iter()
                    .any(|known| it == known)
            })
            .collect();
        assert!(strange.is_empty(), "{what}: it made {strange:?}");
    });
    report(
        "corpus E",
        &format!(
            "118, 120, 121: {} variables, 6 commands each: as expected",
            cases.len()
        ),
    );
}

/// A program that writes down its arguments, each on a line of its own.
fn recorder(home: &Home, name: &str) {
    let path = home.path().join("bin").join(name);
    let told = home.path().join("told");
    write(
        &path,
        format!(
            "#!/bin/sh\nfor word in \"$(basename \"$0\")\" \"$@\"; do printf '%s\\n' \"[$word]\" >> '{}'; done\n",
            told.display()
        ),
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn told(home: &Home) -> String {
    fs::read_to_string(home.path().join("told")).unwrap_or_default()
}

/// Case 122: what is run of `$EDITOR`, and when nothing is.
#[test]
fn an_editor_gets_its_words_and_one_path() {
    let home = begun();
    let roadmap = GARDEN.replace(
        "title = \"Soil\"\n",
        "title = \"Soil\"\nnotes = \"-rf soil.md\"\n",
    );
    home.write("roadmap.toml", roadmap);
    home.write("-rf soil.md", "# Soil\n");
    for name in ["code", "vim", "vi", "an editor"] {
        recorder(&home, name);
    }
    let spaces = home.path().join("bin/an editor").display().to_string();
    let path = format!("{}:/usr/bin:/bin", home.path().join("bin").display());
    let note = home.path().join("-rf soil.md");
    let note = format!("[{}]\n", note.canonicalize().unwrap().display());
    let cases: [(&str, i32, &str, &str); 12] = [
        ("code --wait", 0, "[code]\n[--wait]\n", ""),
        ("vim -u 'a b'", 0, "[vim]\n[-u]\n[a b]\n", ""),
        ("", 0, "[vi]\n", ""),
        ("   ", 0, "[vi]\n", ""),
        (&spaces, 0, "[an editor]\n", ""),
        (
            "no-such-editor",
            1,
            "",
            "there is no editor `no-such-editor`",
        ),
        ("false", 1, "", "the editor `false` did not end well"),
        ("true", 0, "", ""),
        ("vim 'a", 1, "", "a quote in it is not closed"),
        // Nothing is expanded: no shell reads it.
        (
            "vim $(touch pwned) `x`; y",
            0,
            "[vim]\n[$(touch]\n[pwned)]\n[`x`;]\n[y]\n",
            "",
        ),
        ("\u{1b}[2J", 1, "", "there is no editor `␛[2J`"),
        ("/dev/null", 1, "", "cannot be run"),
    ];
    for (editor, status, words, says) in &cases {
        for args in [
            &["open", "soil", "--yes"][..],
            &["--roadmap", "roadmap.toml", "open", "soil", "--yes"],
        ] {
            let _ = fs::remove_file(home.path().join("told"));
            let run = with(&home, args, |command| {
                command.env("EDITOR", editor).env("PATH", &path);
            });
            assert_eq!(run.code(), Some(*status), "122 {editor:?}: {}", run.said());
            assert!(run.said().contains(says), "122 {editor:?}: {}", run.said());
            let told = told(&home);
            if words.is_empty() {
                assert_eq!(told, "", "122 {editor:?}");
                continue;
            }
            let path = told
                .strip_prefix(words)
                .unwrap_or_else(|| panic!("122 {editor:?}: {told}"));
            // One word that no option can be taken for.
            assert!(
                path == note || path == "[./-rf soil.md]\n",
                "122 {editor:?}: {told}"
            );
        }
    }
    assert!(!home.path().join("pwned").exists());
    report(
        "corpus E",
        &format!(
            "122: {} editors, 2 ways each: their words, one path, nothing expanded",
            cases.len()
        ),
    );
}

/// Case 123: what a browser gets is one address, or nothing.
#[test]
fn a_browser_gets_one_address_or_nothing() {
    let home = begun();
    recorder(&home, "xdg-open");
    let path = format!("{}:/usr/bin:/bin", home.path().join("bin").display());
    let opened = |url: &str| {
        let _ = fs::remove_file(home.path().join("told"));
        let link = mastery(&home, &["link", "--about", "worms", "--", url]).sound("123");
        if link.code() != Some(0) {
            return None;
        }
        let run = with(&home, &["open", "worms", "--yes"], |command| {
            command.env("PATH", &path).env("BROWSER", "touch %s pwned");
        });
        let undo = mastery(&home, &["undo"]).sound("123");
        assert_eq!(undo.code(), Some(0));
        (run.code() == Some(0)).then(|| {
            until("the browser", || told(&home).ends_with("]\n").then_some(()));
            until("its argument", || {
                (told(&home).lines().count() >= 2).then(|| told(&home))
            })
        })
    };
    let good = [
        ("https://x.example/a", "https://x.example/a"),
        ("https://x.example/--flag", "https://x.example/--flag"),
        (
            "https://x.example/$(touch%20pwned)",
            "https://x.example/$(touch%20pwned)",
        ),
        ("https://x.example/'x';touch", "https://x.example/'x';touch"),
        ("https://xn--80ak6aa92e.com/", "https://xn--80ak6aa92e.com/"),
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),
    ];
    for (url, gets) in good {
        assert_eq!(
            opened(url),
            Some(format!("[xdg-open]\n[{gets}]\n")),
            "{url}"
        );
    }
    let bad = [
        "-x",
        "--version",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "//host/x",
        "/etc/passwd",
        "ext::sh -c x",
        "ftp://x.example",
        "http://",
        "https://a@b.example/",
        " ",
        "x\ny",
    ];
    for url in bad {
        assert_eq!(opened(url), None, "{url:?}");
        assert_eq!(told(&home), "", "{url:?}");
    }
    assert!(!home.path().join("pwned").exists());
    report(
        "corpus E",
        &format!(
            "123: {} addresses opened as one word each, {} refused and nothing run",
            good.len(),
            bad.len()
        ),
    );
}

/// Case 124: what is private stays private under any umask.
#[test]
fn files_are_private_under_any_umask() {
    let mut files = 0;
    for umask in ["000", "022", "777"] {
        let home = Home::new();
        let line = format!(
            "umask {umask}; for word in 'begin today' 'tick worms' 'note x' 'reopen worms' 'undo'; do '{MASTERY}' $word || exit; done"
        );
        let done = run(&mut limited(&home, &["sh", "-c", &line])).sound("124");
        // Under 777 nobody may read what is made; root does all the same.
        assert!(done.code() == Some(0) || umask == "777", "{}", done.said());
        let mut folders = vec![home.data.clone(), home.path().join("state")];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries {
                let path = entry.unwrap().path();
                let mode = path.symlink_metadata().unwrap().permissions().mode() & 0o777;
                assert_eq!(
                    mode & 0o077,
                    0,
                    "umask {umask}: {} has {mode:o}",
                    path.display()
                );
                files += 1;
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
    }
    assert!(files >= 10, "{files}");
    report(
        "corpus E",
        &format!(
            "124: {files} files and folders made under umask 000, 022 and 777: none open to others"
        ),
    );
}

/// An unoptimised program keeps more on the stack than the one that is shipped.
const STACK: &str = if cfg!(debug_assertions) {
    "--stack=2097152"
} else {
    "--stack=262144"
};

/// Case 125: few files, little memory, a short stack.
#[test]
fn narrow_limits_are_lived_with_or_told() {
    let mut runs = 0;
    let mut lived = 0;
    for limit in [
        "--nofile=10",
        "--nofile=6",
        "--nofile=4",
        STACK,
        "--as=268435456",
        "--as=134217728",
        "--nproc=1",
        "--data=16777216",
    ] {
        let home = begun();
        for args in [
            &["status"][..],
            &["check"],
            &["today"],
            &["doctor"],
            &["phases", "--json"],
            &["note", "narrow"],
            &["export", "json"],
        ] {
            let run = run(&mut limited(
                &home,
                &[&["prlimit", limit, MASTERY][..], args].concat(),
            ));
            let said = run.said();
            assert!(!said.contains("panicked"), "125 {limit} {args:?}: {said}");
            // The system's loader speaks for itself where it has no room.
            assert!(
                matches!(run.code(), Some(0..=3 | 127)),
                "125 {limit} {args:?}: {:?} {said}",
                run.status
            );
            let saved = home.events("text = \"narrow\"");
            if args[0] == "note" {
                assert_eq!(
                    saved,
                    usize::from(run.code() == Some(0)),
                    "125 {limit}: {said}"
                );
            }
            runs += 1;
            lived += usize::from(run.code() == Some(0));
        }
    }
    assert!(lived > runs / 3, "{lived} of {runs}");
    report(
        "corpus E",
        &format!(
            "125: {runs} runs under narrow limits: {lived} did it, {} said why not, 0 panics",
            runs - lived
        ),
    );
}

/// Case 126: a report never replaces what it is a report of.
#[test]
fn no_report_goes_over_an_input() {
    let home = begun();
    let roadmap = GARDEN.replace(
        "title = \"Soil\"\n",
        "title = \"Soil\"\nnotes = \"soil.md\"\n",
    );
    home.write("roadmap.toml", &roadmap);
    home.write("soil.md", "# Soil\n");
    let journal = home.journals().remove(0);
    let before = home.journal();
    let inside = home.path().join("to-the-journal");
    symlink(&journal, &inside).unwrap();
    symlink("roadmap.toml", home.path().join("to-the-roadmap")).unwrap();
    symlink("soil.md", home.path().join("to-the-note")).unwrap();
    symlink("to-the-loop", home.path().join("to-the-loop")).unwrap();
    fs::hard_link(home.path().join("soil.md"), home.path().join("twin.md")).unwrap();
    let own = journal.display().to_string();
    let beside = journal.with_file_name("new.toml").display().to_string();
    let places = [
        "roadmap.toml",
        "./roadmap.toml",
        "to-the-roadmap",
        "soil.md",
        "to-the-note",
        "to-the-journal",
        &own,
        &beside,
        "/dev/full",
        "/dev/null",
        ".",
        "data",
        "to-the-loop",
        "none/x",
        "",
        "/proc/self/mem",
    ];
    let mut runs = 0;
    for format in ["markdown", "json", "html", "events"] {
        for place in places {
            for force in [&[][..], &["--force"]] {
                let run = mastery(
                    &home,
                    &[&["export", format, "-o", place][..], force].concat(),
                )
                .sound("126");
                assert!(
                    matches!(run.code(), Some(1 | 2)),
                    "126 {format} {place} {force:?}: {}",
                    run.said()
                );
                runs += 1;
            }
        }
    }
    assert_eq!(
        fs::read_to_string(home.path().join("roadmap.toml")).unwrap(),
        roadmap
    );
    assert_eq!(
        fs::read_to_string(home.path().join("soil.md")).unwrap(),
        "# Soil\n"
    );
    assert_eq!(home.journal(), before);
    // The control: the same report goes where it may.
    let run = mastery(&home, &["export", "markdown", "-o", "out.md"]).sound("126");
    assert_eq!(run.code(), Some(0), "{}", run.said());
    report(
        "corpus E",
        &format!(
            "126: {runs} exports onto inputs, links, folders and devices: refused, all as it was"
        ),
    );
}

/// Case 127: a file of settings with every mistake of cases 7 to 18.
#[test]
fn settings_that_cannot_be_read_leave_the_defaults() {
    type Make = fn(&Path);
    let cases: &[(u8, Make, &str)] = &[
        (
            4,
            |path| {
                rustix::fs::mknodat(
                    rustix::fs::CWD,
                    path,
                    rustix::fs::FileType::Fifo,
                    0o600.into(),
                    0,
                )
                .unwrap()
            },
            "not a file",
        ),
        (3, |path| fs::create_dir(path).unwrap(), "not a file"),
        (5, |path| symlink("/dev/zero", path).unwrap(), "not a file"),
        (5, |path| symlink(path, path).unwrap(), ""),
        (
            6,
            |path| write(path, vec![b'#'; (1 << 20) + 1]),
            "1048577 bytes long; up to 1 MiB is read",
        ),
        // Nothing but a comment: there is nothing wrong with it.
        (6, |path| write(path, vec![b'#'; 1 << 20]), ""),
        (
            7,
            |path| write(path, b"ascii = true\n# \xff\n"),
            "valid UTF-8",
        ),
        (
            8,
            |path| write(path, b"\xff\xfea\0s\0c\0i\0i\0"),
            "valid UTF-8",
        ),
        (9, |path| write(path, b"\xef\xbb\xbfascii = false\n"), ""),
        (10, |path| write(path, b"ascii = false\r\n"), ""),
        (
            11,
            |path| write(path, b"ascii = false\rcolor = 1\n"),
            "carriage return",
        ),
        (12, |path| write(path, b"ascii = \0\n"), "no TOML"),
        (
            13,
            |path| write(path, format!("ascii = {}", "[".repeat(100_000))),
            "no TOML",
        ),
        (
            14,
            |path| write(path, format!("ascii = {}", "{a=".repeat(100_000))),
            "no TOML",
        ),
        (
            15,
            |path| write(path, format!("{}a = 1\n", "a.".repeat(100_000))),
            "no TOML",
        ),
        (16, |path| write(path, "=".repeat(1_000_000)), "no TOML"),
        (
            17,
            |path| write(path, format!("ascii = {}", "+".repeat(1_000_000))),
            "no TOML",
        ),
        (
            18,
            |path| write(path, format!("ascii = {}", "\"".repeat(300))),
            "no TOML",
        ),
        (
            39,
            |path| {
                write(
                    path,
                    "<<<<<<< HEAD\nascii = true\n=======\nascii = false\n>>>>>>> other\n",
                )
            },
            "no TOML",
        ),
        (40, |path| write(path, "a\x1b[2J = 1\n"), ""),
    ];
    each(cases, |(number, make, says)| {
        let home = begun();
        let path = home.path().join("config/mastery/config.toml");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        make(&path);
        let what = format!("127 {number}");
        let status = mastery(&home, &["status"]).sound(&what);
        assert_eq!(status.code(), Some(0), "{what}: {}", status.said());
        let said = String::from_utf8_lossy(&status.err).into_owned();
        let sound = matches!(number, 6 | 9 | 10) && says.is_empty();
        assert_eq!(said.contains("config.toml"), !sound, "{what}: {said}");
        assert!(said.contains(says), "{what}: {said}");
        assert!(status.ticks <= 300, "{what}: {}", status.ticks);
        let tick = mastery(&home, &["tick", "worms"]).sound(&what);
        assert_eq!(
            (tick.code(), home.events("item = \"worms\"")),
            (Some(0), 1),
            "{what}: {}",
            tick.said()
        );
        let doctor = mastery(&home, &["doctor"]).sound(&what);
        assert_eq!(
            doctor.code(),
            Some(i32::from(!sound)),
            "{what}: {}",
            doctor.said()
        );
    });
    report(
        "corpus E",
        &format!(
            "127: {} files of settings: defaults hold, said, and ticks saved",
            cases.len()
        ),
    );
}

/// Cases 118 and 128: folders that may not be written, as somebody without rights.
#[test]
fn folders_that_may_not_be_written_are_told() {
    let nobody = |home: &Home, args: &[&str]| {
        let words = [
            &[
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                MASTERY,
            ][..],
            args,
        ]
        .concat();
        run(&mut limited(home, &words))
    };
    let give = |path: &Path, mode: u32| {
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            chown(&folder, Some(65534), Some(65534)).unwrap();
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                chown(&path, Some(65534), Some(65534)).unwrap();
                if path.is_dir() {
                    folders.push(path);
                }
            }
        }
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let home = begun();
    if !have("setpriv") || chown(home.path(), Some(65534), Some(65534)).is_err() {
        return skip("`setpriv` and root are needed to be nobody");
    }
    if nobody(&home, &["--version"]).code() != Some(0) {
        return skip("nobody may not run the program where it lies");
    }
    let mut runs = 0;
    for locked in ["data", "state", "data/garden"] {
        let home = begun();
        give(home.path(), 0o755);
        let folder = home.path().join(locked);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
        let before = home.journal();
        for view in [
            &["status"][..],
            &["today"],
            &["phases", "--json"],
            &["check"],
            &["export", "events"],
        ] {
            let run = nobody(&home, view).sound(locked);
            assert_eq!(run.code(), Some(0), "128 {locked} {view:?}: {}", run.said());
            runs += 1;
        }
        let doctor = nobody(&home, &["doctor"]).sound(locked);
        assert!(
            matches!(doctor.code(), Some(1 | 2)),
            "128 {locked}: {}",
            doctor.said()
        );
        // The journal's file is there already, so a folder that is locked takes
        // nothing from it; either it is saved, or it is said that it is not.
        let note = nobody(&home, &["note", "locked"]).sound(locked);
        let saved = home.events("text = \"locked\"");
        assert_eq!(
            saved,
            usize::from(note.code() == Some(0)),
            "128 {locked}: {}",
            note.said()
        );
        assert!(
            note.code() == Some(0) || note.said().contains("not saved"),
            "{}",
            note.said()
        );
        assert!(home.journal().starts_with(&before));
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        // The control: unlocked, it is saved.
        let note = nobody(&home, &["note", "unlocked"]).sound(locked);
        assert_eq!(
            (note.code(), home.events("text = \"unlocked\"")),
            (Some(0), 1),
            "{}",
            note.said()
        );
        runs += 3;
    }
    report(
        "corpus E",
        &format!(
            "118, 128: data, state and journal folders of mode 0500, as uid 65534: {runs} runs, views work, a change is saved or said not to be"
        ),
    );
}

/// Case 131: what a backup put back, with times that are still to come.
#[test]
fn times_of_files_do_not_matter() {
    let home = begun();
    home.mastery(&["tick", "worms"]);
    let far = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
    for time in [
        far,
        SystemTime::UNIX_EPOCH,
        far + Duration::from_secs(80_000_000_000),
    ] {
        for path in home.journals().into_iter().chain([
            home.path().join("roadmap.toml"),
            home.path().join("state/device.toml"),
        ]) {
            let file = fs::File::options().append(true).open(&path).unwrap();
            // Some systems of files end earlier than others.
            let _ = file.set_modified(time);
        }
        let before = mastery(&home, &["export", "events"]).sound("131").out;
        let note = mastery(&home, &["note", "later"]).sound("131");
        assert_eq!(note.code(), Some(0), "{}", note.said());
        let after = mastery(&home, &["export", "events"]).sound("131").out;
        assert!(after.starts_with(&before) && after.len() > before.len());
        let doctor = mastery(&home, &["doctor"]).sound("131");
        assert_eq!(doctor.code(), Some(0), "{}", doctor.said());
    }
    report(
        "corpus E",
        "131: journals, roadmap and device of 2096, 1970 and 4631: read and written as ever",
    );
}
