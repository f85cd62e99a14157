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
fn an_empty_roadmap_says_what_it_lacks() {
    let desk = Desk::new();
    desk.file(
        "work/roadmap.toml",
        "format = 1\nid = \"t\"\ntitle = \"T\"\n",
    );
    for (view, said) in [
        (
            "today",
            "Mon 5 Jan · a study day\n\n\
             This roadmap has no phases yet.\n\
             No start date yet: `mastery begin today` sets it.\n\n\
             Streak 0 study days\n",
        ),
        ("status", "no phases yet · no start date · streak 0\n"),
        ("phases", "This roadmap has no phases yet.\n"),
        ("matrix", "This roadmap has no proofs yet.\n"),
        ("apps", "This roadmap has no apps yet.\n"),
        ("plan", "This roadmap has no plan yet.\n"),
    ] {
        assert_eq!(desk.run(view), said, "{view}");
    }
    desk.ok("begin today");
    assert_eq!(desk.run("status"), "no phases yet · streak 0\n");
}

#[test]
fn what_is_left_empty_leaves_no_trace() {
    let desk = Desk::new();
    desk.file(
        "work/roadmap.toml",
        "format = 1\nid = \"t\"\ntitle = \"T\"\n\
         [[app]]\nid = \"labs_a\"\ntitle = \"A\"\n\
         [[phase]]\nid = \"p\"\nnumber = 1\ntitle = \"P\"\nsummary = \"S\"\ndays = 1\n\
         [[phase.reading]]\nid = \"r\"\nkind = \"book\"\ntitle = \"R\"\n\
         [phase.proof]\nid = \"M1\"\nlabs = \"a\"\nwhy = \"w\"\n\
         [[plan.lane]]\nid = \"praxis\"\ntitle = \"Praxis\"\n",
    );
    let phase = desk.run("phase 1");
    assert!(phase.contains("\n  labs: a\n  why: w\n"), "{phase}");
    let plan = desk.run("plan");
    assert!(plan.starts_with("Praxis\n"), "{plan}");
    let apps = desk.run("apps");
    assert!(apps.starts_with("Labs apps\n"), "{apps}");
    assert!(!apps.contains("Pulse apps"), "{apps}");
    // Without a cadence no day is a rest day.
    let today = desk.run("today");
    assert!(today.contains("\nNext — reading\n"), "{today}");
}

#[test]
fn what_was_skipped_is_not_called_finished() {
    let desk = Desk::new();
    desk.ok("begin today");
    desk.ok("tick 0 --all");
    let said = desk.ok("skip 1 2 3 4 5 6 7 8 9 10 11 12 13 14");
    assert!(
        said.starts_with("skipped phases 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 14\nnext: "),
        "{said}"
    );
    assert_eq!(desk.ok("status"), "1 signed off, 14 skipped · streak 1\n");
    let today = desk.ok("today");
    assert!(
        today.contains("\nNo phase is left: 1 signed off, 14 skipped.\n"),
        "{today}"
    );
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
