//! How output behaves where it goes: a pipe, a pipe that nobody reads, a
//! terminal with and without colours, a narrow one.

use std::{fs::File, io, process::Stdio};

use super::desk::Desk;

/// Every view, as it is asked for.
const VIEWS: [&str; 33] = [
    "today",
    "next",
    "status",
    "status --format {percent}",
    "phases",
    "phase 3",
    "show 3",
    "show erlang-sys-docs",
    "show M3",
    "show labs_cache",
    "open erlang-sys-docs --print",
    "read 0",
    "search crash",
    "matrix",
    "apps",
    "week",
    "plan",
    "money",
    "pace",
    "stats",
    "time",
    "log",
    "history",
    "reviews",
    "review weekly --figures",
    "friday --print",
    "pr 0",
    "check",
    "config --default",
    "export markdown",
    "completions bash",
    "man",
    "--help",
];

fn learner() -> Desk {
    let mut desk = Desk::new();
    desk.ok("begin today");
    desk.ok("tick erlang-sys-docs");
    desk.ok("log 50m learning --item erlang-sys-docs");
    desk.on("2026-01-20");
    desk
}

#[test]
fn a_pipe_that_nobody_reads_is_no_fault() {
    let desk = learner();
    for view in VIEWS
        .into_iter()
        .chain(["today --json", "export json", "man --help"])
    {
        let words: Vec<&str> = view.split(' ').collect();
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let output = desk
            .command(&words)
            .stdout(Stdio::from(writer))
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(errors, "", "{view}");
        assert!(output.status.success(), "{view}: {}", output.status);
    }
}

#[test]
fn into_a_pipe_goes_plain_text_that_is_whole_and_the_same_each_time() {
    let desk = learner();
    for view in VIEWS {
        let words: Vec<&str> = view.split(' ').collect();
        let output = |name: &str, value: &str| {
            let output = desk.command(&words).env(name, value).output().unwrap();
            assert!(output.status.success(), "{view}: {}", desk.said(&output));
            String::from_utf8(output.stdout).unwrap()
        };
        let plain = output("TERM", "xterm-256color");
        assert!(!plain.contains('\u{1b}'), "{view}");
        assert_eq!(plain, output("TERM", "dumb"), "{view}");
        assert!(!plain.is_empty() && plain.ends_with('\n'), "{view}");
        // Sources and notes have their own ellipses.
        if !["read", "export", "check", "search", "man", "--help"].contains(&words[0]) {
            let cut = |line: &&str| line.ends_with('…');
            assert_eq!(plain.lines().find(cut), None, "{view}");
        }
    }
}

#[test]
fn colour_is_as_the_learner_says() {
    let desk = learner();
    let coloured = |line: &str, variables: &[(&str, &str)]| {
        let words: Vec<&str> = line.split(' ').collect();
        let output = desk
            .command(&words)
            .env("TERM", "xterm-256color")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let all = [output.stdout, output.stderr].concat();
        String::from_utf8(all).unwrap().contains('\u{1b}')
    };
    // A view, help, an error of the arguments, an error of the program.
    for line in [
        "today",
        "tick --help",
        "--help",
        "tick",
        "frobnicate",
        "show nothing",
    ] {
        let with = |when: &str| format!("{line} --color {when}");
        assert!(!coloured(line, &[]), "{line}");
        assert!(coloured(line, &[("CLICOLOR_FORCE", "1")]), "{line}");
        assert!(!coloured(line, &[("CLICOLOR_FORCE", "0")]), "{line}");
        assert!(
            !coloured(line, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]),
            "{line}"
        );
        // What is typed says more than what is set.
        assert!(coloured(&with("always"), &[("NO_COLOR", "1")]), "{line}");
        assert!(coloured(&format!("--color=always {line}"), &[]), "{line}");
        assert!(
            !coloured(&with("never"), &[("CLICOLOR_FORCE", "1")]),
            "{line}"
        );
        assert!(
            coloured(&with("auto"), &[("CLICOLOR_FORCE", "1")]),
            "{line}"
        );
    }
}

#[test]
fn every_table_fits_the_width_there_is() {
    let desk = learner();
    let wordy = [
        "check",
        "config",
        "export",
        "completions",
        "man",
        "pr",
        "friday",
        "search",
    ];
    for view in VIEWS {
        let words: Vec<&str> = view.split(' ').collect();
        if wordy.contains(&words[0]) || view.contains("--print") || words[0] == "--help" {
            continue;
        }
        for columns in ["60", "80", "100"] {
            let output = desk.command(&words).env("COLUMNS", columns).output();
            let said = desk.said(&output.unwrap());
            for line in said.lines() {
                let width = mastery::text::width(line);
                assert!(
                    width <= columns.parse().unwrap(),
                    "{view} in {columns}: {line}"
                );
            }
        }
    }
}

#[test]
fn a_full_disk_is_said_and_no_success() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let desk = learner();
    for view in ["today", "--help", "man", "completions zsh"] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let words: Vec<&str> = view.split(' ').collect();
        let output = desk
            .command(&words)
            .stdout(Stdio::from(full))
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            errors.contains("cannot write to the standard output"),
            "{view}: {errors}"
        );
        assert_eq!(output.status.code(), Some(1), "{view}");
    }
}
