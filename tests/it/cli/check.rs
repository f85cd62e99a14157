//! `mastery check`, and roadmaps that do not load.

use super::desk::Desk;

const GOOD: &str = "\
format = 1
id = \"tea\"
title = \"Tea\"

[[phase]]
id = \"leaves\"
number = 1
title = \"Leaves\"
days = 3

[[phase.reading]]
id = \"book-of-tea\"
kind = \"book\"
title = \"The Book of Tea\"
";

#[test]
fn the_hint_names_the_file_that_was_named() {
    let desk = Desk::new();
    let bad = desk.file("else where/bad.toml", &GOOD.replace("days", "dasy"));
    let fatal = desk.file("fatal.toml", "no toml");
    let said = |args: &[&str], variable: Option<(&str, &str)>| {
        let mut command = desk.command(args);
        command.envs(variable);
        desk.said(&command.output().unwrap())
    };
    let (bad, fatal) = (bad.to_str().unwrap(), fatal.to_str().unwrap());
    let hint = said(&["--roadmap", bad, "status"], None);
    assert!(
        hint.contains("run `mastery check '~/else where/bad.toml'`\n"),
        "{hint}"
    );
    let hint = said(&["status"], Some(("MASTERY_ROADMAP", fatal)));
    assert!(
        hint.contains("; `mastery check ~/fatal.toml` reports all problems\n"),
        "{hint}"
    );
}

#[test]
fn the_shipped_roadmap_is_sound() {
    let desk = Desk::new();
    let said = desk.run("check --strict");
    assert!(
        said.contains("the built-in roadmap is sound: 15 phases, "),
        "{said}"
    );
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/roadmap.toml");
    assert!(
        desk.ok(&format!("check --strict {file}"))
            .contains("is sound")
    );
}

#[test]
fn a_degrading_problem_is_noticed_and_the_rest_works() {
    let desk = Desk::new();
    desk.file(
        "work/roadmap.toml",
        &GOOD.replace("title = \"Tea\"", "title = \"Tea\"\nsumary = \"x\""),
    );
    let said = desk.run("check");
    assert!(said.contains("roadmap.toml:4:1: "), "{said}");
    assert!(said.contains("did you mean `summary`?"), "{said}");
    assert!(said.ends_with("[status 1]\n"), "{said}");
    let said = desk.run("tick book-of-tea");
    assert!(
        said.contains("ticked book-of-tea (The Book of Tea, phase 1)\n"),
        "{said}"
    );
    assert!(
        said.contains("notice: `roadmap.toml` has 1 problem: run `mastery check`\n"),
        "{said}"
    );
}

#[test]
fn a_roadmap_that_does_not_load_leaves_the_journal_alone() {
    let desk = Desk::new();
    desk.file("work/roadmap.toml", "format = 1\nid = \n");
    let said = desk.run("tick book-of-tea");
    assert!(
        said.starts_with("error: `roadmap.toml` cannot be used\n"),
        "{said}"
    );
    assert!(said.contains("roadmap.toml:2:"), "{said}");
    assert!(said.ends_with("[status 1]\n"), "{said}");
    assert!(!desk.path(".local").exists());
    assert!(desk.run("check").ends_with("[status 1]\n"));
    assert!(
        desk.run("check no-such-file.toml")
            .ends_with("[status 1]\n")
    );
}

#[test]
fn the_nearest_roadmap_wins_over_the_configured_one() {
    let desk = Desk::new();
    let configured = desk.file(
        "study/roadmap.toml",
        &GOOD.replace("\"tea\"", "\"configured\""),
    );
    desk.file(
        ".config/mastery/config.toml",
        "roadmap = \"~/study/roadmap.toml\"\nascii = 3\n",
    );
    let said = desk.run("check --json");
    assert!(said.contains("\"roadmap\":\"configured\""), "{said}");
    assert!(desk.run("status").contains(
        "notice: ~/.config/mastery/config.toml:2:9: `ascii` is true or false; false is used\n"
    ));
    desk.file("roadmap.toml", &GOOD.replace("\"tea\"", "\"above\""));
    assert!(desk.run("check --json").contains("\"roadmap\":\"above\""));
    let given = configured.to_str().unwrap();
    assert!(
        desk.run(&format!("--roadmap {given} check --json"))
            .contains("\"configured\"")
    );
    let output = desk
        .command(&["check", "--json"])
        .env("MASTERY_ROADMAP", given)
        .output();
    assert!(desk.said(&output.unwrap()).contains("\"configured\""));
    let config = desk.run("config");
    assert!(
        config.starts_with("~/.config/mastery/config.toml\n\n"),
        "{config}"
    );
    assert!(
        config.ends_with(
            "\n\n~/.config/mastery/config.toml:2:9: `ascii` is true or false; false is used\n"
        ),
        "{config}"
    );
}
