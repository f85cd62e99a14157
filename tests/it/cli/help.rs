//! The help of each command, and `docs/cli.md`, which is made of it; the pages
//! of the manual.

use std::{env, fmt::Write as _, fs, path::Path, process::Command};

use pretty_assertions::assert_eq;

use super::desk::Desk;

/// The commands, as the help groups them.
fn groups(help: &str) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let body = help.split_once("\nUsage: ").unwrap().1;
    for line in body.lines().skip(1) {
        if line == "Options:" {
            break;
        }
        if let Some(title) = line.strip_suffix(':')
            && !line.starts_with(' ')
        {
            groups.push((title.to_owned(), Vec::new()));
        } else if let Some(name) = line.split_whitespace().next() {
            groups.last_mut().unwrap().1.push(name.to_owned());
        }
    }
    groups
}

/// The page, from what the program itself prints.
fn page(desk: &Desk) -> String {
    let help = desk.ok("--help");
    let mut page = format!(
        "# Commands\n\n\
         What `--help` says, of each command. This page is written by a test: \
         `UPDATE_CLI=1 cargo test --test it cli::help`.\n\n\
         Where a command has `--json`, [json.md](json.md) describes it; \
         [integrations.md](integrations.md) has snippets for prompts, bars and shells.\n\n\
         ```text\n{help}```\n"
    );
    for (title, commands) in groups(&help) {
        write!(page, "\n## {title}\n").unwrap();
        for command in commands {
            let help = desk.ok(&format!("{command} --help"));
            // They are the same everywhere, and stand at the top.
            let (before, rest) = help.split_once("\nGlobal options:\n").unwrap();
            let examples = rest.split_once("\nExamples:\n").map(|(_, rest)| rest);
            let examples = examples.map_or_else(String::new, |it| format!("\nExamples:\n{it}"));
            write!(page, "\n### {command}\n\n```text\n{before}{examples}```\n").unwrap();
        }
    }
    page
}

#[test]
fn the_page_of_commands_is_what_help_says() {
    let made = page(&Desk::new());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    if env::var_os("UPDATE_CLI").is_some() {
        #[expect(clippy::disallowed_methods, reason = "a page that can be made again")]
        fs::write(&file, &made).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        there, made,
        "`UPDATE_CLI=1 cargo test --test it cli::help` writes it anew"
    );
}

#[test]
fn help_fits_a_narrow_terminal() {
    let desk = Desk::new();
    let output = desk.command(&["--help"]).env("COLUMNS", "60").output();
    let said = desk.said(&output.unwrap());
    let groups = said.split_once("Every day:").unwrap().1;
    let groups = groups.split_once("Options:").unwrap().0;
    for line in groups.lines() {
        assert!(mastery::text::width(line) <= 60, "{line}");
    }
    let words: Vec<&str> = groups.split_whitespace().collect();
    let sentence = "Leave items out: they are never counted as done, and hold nothing up";
    assert!(words.join(" ").contains(sentence), "{groups}");
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let desk = Desk::new();
    let said = desk.ok("man --dir man/man1");
    let pages: Vec<String> = fs::read_dir(desk.path("work/man/man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        said,
        format!("{} pages are written to man/man1\n", pages.len())
    );
    for (_, commands) in groups(&desk.ok("--help")) {
        for command in commands {
            let name = format!("mastery-{command}.1");
            assert!(pages.contains(&name), "{name}: {pages:?}");
        }
    }
    for inner in ["mastery.1", "mastery-timer-start.1"] {
        assert!(pages.contains(&inner.to_owned()), "{inner}");
    }
    // Once more, over what is there.
    assert_eq!(desk.ok("man --dir man/man1"), said);
    let page = desk.ok("man timer start");
    assert!(page.contains(".TH MASTERY-TIMER-START 1"), "{page}");
    assert!(page.contains("mastery timer start"), "{page}");
    let page = desk.ok("man tick");
    assert!(
        page.contains(".SH EXAMPLES\n.nf\n\\&  mastery tick erlang\\-sys\\-docs\n"),
        "{page}"
    );
    let said = desk.run("man frobnicate");
    assert!(said.contains("there is no command `frobnicate`"), "{said}");
    assert!(said.ends_with("[status 2]\n"), "{said}");
}

#[test]
fn groff_reads_every_page_of_the_manual_without_a_warning() {
    if Command::new("groff").arg("--version").output().is_err() {
        assert!(env::var_os("CI").is_none(), "there is no groff here");
        return;
    }
    let desk = Desk::new();
    desk.ok("man --dir pages");
    for entry in fs::read_dir(desk.path("work/pages")).unwrap() {
        let path = entry.unwrap().path();
        let read = Command::new("groff")
            .args(["-man", "-Tutf8", "-ww", "-Kutf8"])
            .arg(&path)
            .output()
            .unwrap();
        let warnings = String::from_utf8_lossy(&read.stderr).into_owned();
        assert_eq!(warnings, "", "{}", path.display());
        assert!(read.status.success());
    }
}
