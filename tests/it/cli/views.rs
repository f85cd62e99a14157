//! What the views print, on the real roadmap.

use std::fmt::Write as _;

use insta::assert_snapshot;

use super::desk::Desk;

/// A learner in the fourth week, a little behind.
fn fourth_week() -> Desk {
    let mut desk = Desk::new();
    desk.ok("begin today");
    desk.ok("tick 0 --all");
    desk.on("2026-01-26");
    desk.ok("tick elixir-in-action-servers");
    desk.on("2026-01-28");
    desk.ok("tick erlang-sys-docs --on yesterday");
    desk.ok("start genserver-docs");
    desk.ok("skip soul-of-erlang");
    desk
}

#[test]
fn the_first_day() {
    let desk = Desk::new();
    let views = ["today", "status", "history", "week"];
    let said: Vec<String> = views
        .iter()
        .map(|view| format!("$ mastery {view}\n{}", desk.run(view)))
        .collect();
    assert_snapshot!(said.join("\n"));
}

#[test]
fn the_fourth_week() {
    let desk = fourth_week();
    let views = [
        "today",
        "status",
        "history",
        "week",
        "week --week -1",
        "phase 0",
        "phase genserver",
    ];
    let said: Vec<String> = views
        .iter()
        .map(|view| format!("$ mastery {view}\n{}", desk.run(view)))
        .collect();
    assert_snapshot!(said.join("\n"));
}

#[test]
fn the_wide_views() {
    let desk = fourth_week();
    let views = ["phases", "matrix", "apps", "plan"];
    let said: Vec<String> = views
        .iter()
        .map(|view| format!("$ mastery {view}\n{}", desk.run(view)))
        .collect();
    assert_snapshot!(said.join("\n"));
}

#[test]
fn eighty_columns() {
    let desk = fourth_week();
    let mut all = String::new();
    for view in [
        "today", "phases", "phase 3", "matrix", "apps", "week", "plan", "history",
    ] {
        let words: Vec<&str> = view.split(' ').collect();
        let output = desk.command(&words).env("COLUMNS", "80").output().unwrap();
        let said = desk.said(&output);
        for line in said.lines() {
            assert!(mastery::text::width(line) <= 80, "{view}: {line}");
        }
        writeln!(all, "$ mastery {view}\n{said}").unwrap();
    }
    assert_snapshot!(all);
}

#[test]
fn nothing_is_cut_in_a_narrow_terminal() {
    let desk = fourth_week();
    for columns in ["60", "70"] {
        let output = desk
            .command(&["phase", "0"])
            .env("COLUMNS", columns)
            .output();
        let said = desk.said(&output.unwrap());
        let words: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Checking” (optional)"), "{columns}: {said}");
        assert!(!said.contains('…'), "{columns}: {said}");
    }
}

#[test]
fn the_year_is_finished() {
    let desk = Desk::new();
    desk.ok("begin 2025-01-06");
    desk.ok("tick 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 --all");
    let views = ["today", "status"];
    let said: Vec<String> = views
        .iter()
        .map(|view| format!("$ mastery {view}\n{}", desk.run(view)))
        .collect();
    assert_snapshot!(said.join("\n"));
}

#[test]
fn the_help_of_every_command() {
    let desk = Desk::new();
    let mut all = desk.ok("--help");
    let commands: Vec<String> = all
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|command| command != "help")
        .collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let help = desk.ok(&format!("{command} --help"));
        write!(all, "\n$ mastery {command} --help\n{help}").unwrap();
    }
    assert_snapshot!(all);
}

#[test]
fn thoughts_are_told_where_they_belong() {
    let desk = Desk::new();
    desk.ok("begin today");
    desk.happened("note", "text = \"About the phase.\"\nabout = \"tooling\"");
    desk.happened("note", "text = \"About Credo.\"\nabout = \"gates-credo\"");
    desk.happened("note", "text = \"About nothing.\"");
    let today = desk.ok("today");
    let done = today.split_once("Done today\n").unwrap().1;
    assert!(
        done.starts_with("  “About the phase.”\n  “About Credo.”\n  “About nothing.”\n\n"),
        "{today}"
    );
    assert!(
        desk.ok("phase 0")
            .ends_with("Thoughts\n  5 Jan: About the phase.\n  5 Jan, gates-credo: About Credo.\n")
    );
    assert!(!desk.ok("phase 1").contains("Thoughts"));
}

#[test]
fn every_example_of_the_help_works() {
    let mut count = 0;
    for command in [
        "tick", "start", "skip", "reopen", "begin", "off", "phase", "week", "check",
    ] {
        let help = Desk::new().ok(&format!("{command} --help"));
        let examples = help.split_once("Examples:\n").unwrap().1;
        for line in examples.lines() {
            let line = line.trim().strip_prefix("mastery ").unwrap();
            // What stands further right explains it.
            let line = line.split("  ").next().unwrap();
            let desk = Desk::new();
            let before = match line {
                "tick 3" => "tick 3 --all --on yesterday",
                "reopen erlang-sys-docs" => "tick erlang-sys-docs",
                "reopen 3" => "tick 3 --anyway",
                "off --back 2026-07-10" => "off 2026-07-01..2026-07-14",
                _ => "today",
            };
            desk.ok(before);
            if line == "tick 3" {
                desk.ok("reopen 3");
            }
            if command == "check" {
                desk.file(
                    "work/roadmap.toml",
                    "format = 1\nid = \"t\"\ntitle = \"T\"\n",
                );
            }
            desk.ok(line);
            count += 1;
        }
    }
    assert!(count > 18, "{count}");
}
