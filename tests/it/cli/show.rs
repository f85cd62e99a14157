//! `mastery show` and `mastery open`.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use insta::assert_snapshot;
use serde_json::Value;

use super::desk::Desk;

/// A learner with something of everything on one item.
fn learner() -> Desk {
    let mut desk = Desk::new();
    desk.ok("begin today");
    desk.ok("start erlang-sys-docs");
    desk.ok("log 50m learning the docs --item erlang-sys-docs");
    desk.on("2026-01-06");
    desk.ok("tick erlang-sys-docs");
    desk.ok("log 19:00-20:10 learning --item erlang-sys-docs");
    desk.ok("link https://example.org/sys my copy --about erlang-sys-docs");
    desk.ok("note sys:get_state is for looking --item erlang-sys-docs");
    desk
}

#[test]
fn anything_is_shown_by_its_id() {
    let desk = learner();
    let shown = [
        "show erlang-sys-docs",
        "show M3",
        "show labs_gatekeeper",
        "show dynamic-sup",
    ];
    let milestone: Value = serde_json::from_str(&desk.ok("plan --json")).unwrap();
    let milestone = milestone["plan"]["lanes"][0]["blocks"][0]["milestones"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let metric = format!("show {milestone}");
    let said: Vec<String> = shown
        .into_iter()
        .chain([metric.as_str()])
        .map(|line| format!("$ mastery {line}\n{}", desk.run(line)))
        .collect();
    assert_snapshot!(said.join("\n"));
    assert_eq!(desk.ok("show 3"), desk.ok("phase 3"));
    assert_eq!(desk.ok("show genserver"), desk.ok("phase genserver"));
    assert!(desk.run("show nothing-like-it").ends_with("[status 1]\n"));
}

#[test]
fn an_item_is_shown_with_the_time_it_took() {
    let desk = learner();
    let shown: Value = serde_json::from_str(&desk.ok("show erlang-sys-docs --json")).unwrap();
    let item = &shown["show"]["item"];
    assert_eq!(shown["show"]["kind"], "item");
    // 50 min and 1 h 10 min.
    assert_eq!(item["minutes"], 120);
    assert_eq!(item["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(item["history"][0]["status"], "started");
    assert_eq!(item["history"][1]["status"], "done");
    assert_eq!(item["history"][1]["day"], "2026-01-06");
    assert_eq!(item["links"][0]["url"], "https://example.org/sys");
    assert_eq!(item["thoughts"][0]["text"], "sys:get_state is for looking");
}

/// A folder of programs in which `name` writes down its arguments.
fn program(desk: &Desk, name: &str) -> (PathBuf, PathBuf) {
    let told = desk.path("told");
    let script = format!("#!/bin/sh\necho \"$@\" >> {}\n", told.display());
    let file = desk.file(&format!("programs/{name}"), &script);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    (file.parent().unwrap().to_owned(), told)
}

/// Waits for another program to have written a file.
fn written(file: &PathBuf) -> String {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let text = fs::read_to_string(file).unwrap_or_default();
        if text.ends_with('\n') || std::time::Instant::now() > end {
            return text;
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_link_is_opened_only_after_a_yes() {
    let desk = Desk::new();
    let (programs, told) = program(&desk, "xdg-open");
    let path = format!("{}:/usr/bin:/bin", programs.display());
    let run = |args: &[&str]| {
        let output = desk.command(args).env("PATH", &path).output().unwrap();
        desk.said(&output)
    };
    let said = run(&["open", "genserver-docs"]);
    assert!(
        said.contains("nothing was opened: there is no terminal to ask on"),
        "{said}"
    );
    assert!(
        said.contains("`--yes`") && said.ends_with("[status 1]\n"),
        "{said}"
    );
    let said = run(&["open", "genserver-docs", "--print"]);
    assert!(
        said.starts_with("https://") && said.lines().count() == 1,
        "{said}"
    );
    assert!(!told.exists());
    let url = said.trim();
    let said = run(&["open", "genserver-docs", "--yes"]);
    assert!(said.contains(url), "{said}");
    assert_eq!(written(&told).trim(), url);
}

#[test]
fn what_is_no_address_of_the_web_is_not_opened() {
    let desk = Desk::new();
    desk.ok("begin today");
    let (programs, told) = program(&desk, "xdg-open");
    desk.happened(
        "link",
        "url = \"file:///etc/passwd\"\nabout = \"gates-credo\"",
    );
    let output = desk
        .command(&["open", "gates-credo", "--yes"])
        .env("PATH", &programs)
        .output();
    let said = desk.said(&output.unwrap());
    // An item with a link of its own opens that one.
    if said.contains("file:///") {
        assert!(
            said.contains("only http, https and mailto links are opened"),
            "{said}"
        );
        assert!(!told.exists());
    } else {
        assert!(said.contains("https://"), "{said}");
    }
}

#[test]
fn notes_open_in_the_editor_and_built_in_ones_are_shown() {
    let desk = Desk::new();
    let shown = desk.ok("open 3");
    assert_eq!(shown, desk.ok("read 3"));
    desk.file(
        "work/roadmap.toml",
        "format = 1\nid = \"t\"\ntitle = \"T\"\n[[phase]]\nid = \"p\"\nnumber = 1\n\
         title = \"P\"\ndays = 1\nnotes = \"n.md\"\n[[phase]]\nid = \"q\"\nnumber = 2\n\
         title = \"Q\"\ndays = 1\n[[phase.reading]]\nid = \"r\"\nkind = \"book\"\ntitle = \"R\"\n",
    );
    desk.file("work/n.md", "# N\n");
    let (programs, told) = program(&desk, "edit");
    let editor = programs.join("edit");
    let output = desk
        .command(&["open", "1", "--yes"])
        .env("EDITOR", &editor)
        .output();
    let said = desk.said(&output.unwrap());
    assert!(said.starts_with("Notes of phase 1, P\n"), "{said}");
    assert!(written(&told).ends_with("n.md\n"), "{said}");
    assert!(desk.run("open 1").contains("nothing was opened"));
    assert!(desk.run("open 2").contains("phase 2 has no notes"));
    assert!(desk.run("open r").contains("`r` has no link"));
}
