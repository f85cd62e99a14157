//! `--json`: it parses, has its version, and `docs/json.md` names every member.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{desk::Desk, schema::Published};
use crate::prove::Yard;

/// The views, as they are asked for.
const VIEWS: [&str; 28] = [
    "today",
    "next",
    "show gates-credo",
    "show 0",
    "show M0",
    "show labs_cache",
    "status",
    "phases",
    "phase 0",
    "phase 14",
    "matrix",
    "apps",
    "week",
    "plan",
    "money",
    "pace",
    "stats",
    "friday",
    "pr 0",
    "time",
    "log",
    "history",
    "check",
    "doctor",
    "search crash",
    "reviews",
    "review weekly --figures",
    "config",
];

/// The members of a shape, by name: the shape of their values, if they have one.
type Shape = BTreeMap<String, Option<String>>;

/// The shapes that the page describes: a heading each, and a table of members.
fn documented() -> BTreeMap<String, Shape> {
    let page = include_str!("../../../docs/json.md");
    let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
    let mut heading = String::new();
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            title.trim().trim_matches('`').clone_into(&mut heading);
        }
        let Some(row) = line.strip_prefix("| `") else {
            continue;
        };
        let (member, rest) = row.split_once('`').unwrap();
        let shape = rest
            .split_once("](#")
            .map(|(_, rest)| rest.split(')').next().unwrap().to_owned());
        shapes
            .entry(heading.clone())
            .or_default()
            .insert(member.to_owned(), shape);
    }
    // “The members of …, and:”
    for (shape, of) in [("phase", "phases"), ("box", "item"), ("shown-item", "item")] {
        let more = shapes[of].clone();
        shapes.get_mut(shape).unwrap().extend(more);
    }
    shapes
}

/// Holds a value against the shape it should have.
fn compare(
    value: &Value,
    shape: &str,
    place: &str,
    shapes: &BTreeMap<String, Shape>,
    seen: &mut BTreeSet<(String, String)>,
) {
    match value {
        Value::Array(values) => {
            for value in values {
                compare(value, shape, place, shapes, seen);
            }
        }
        Value::Object(members) => {
            let known = shapes
                .get(shape)
                .unwrap_or_else(|| panic!("docs/json.md has no shape “{shape}” for {place}"));
            for (name, value) in members {
                let place = format!("{place}.{name}");
                let many = format!("{name}[]");
                let name = if value.is_array() { &many } else { name };
                let inner = known.get(name).unwrap_or_else(|| {
                    panic!("docs/json.md does not name `{name}` in “{shape}” ({place})")
                });
                seen.insert((shape.to_owned(), name.clone()));
                match inner {
                    Some(inner) => compare(value, inner, &place, shapes, seen),
                    None => assert!(
                        !value.is_object(),
                        "{place} is an object, docs/json.md names no shape"
                    ),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_member_is_documented_and_every_documented_member_appears() {
    let mut desk = Desk::new();
    desk.file(".config/mastery/config.toml", "reading_width = 1\n");
    let shapes = documented();
    let published = Published::read();
    let mut printed = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut look = |desk: &Desk| {
        for view in VIEWS {
            let text = desk.prints(&format!("{view} --json"));
            let value: Value = serde_json::from_str(&text).unwrap();
            let name = view.split(' ').next().unwrap();
            published.accept(name, &value);
            printed.insert(name.to_owned());
            assert_eq!(value["schema"], 1, "{view}");
            assert_eq!(value.as_object().unwrap().len(), 2, "{view}");
            compare(&value[name], name, name, &shapes, &mut seen);
        }
        let whole: Value = serde_json::from_str(&desk.ok("export json")).unwrap();
        assert_eq!(whole["schema"], 1);
        published.accept("export", &whole);
        compare(&whole["export"], "export", "export", &shapes, &mut seen);
    };
    look(&desk);
    desk.ok("begin today");
    desk.ok("tick gates-credo");
    desk.ok("undo");
    // A Friday.
    desk.on("2026-01-09");
    desk.ok("tick 0 --all");
    look(&desk);
    desk.happened("note", "text = \"Let it crash.\"\nabout = \"tooling\"");
    desk.happened("evidence", "row = \"M0\"\nverdict = \"passed\"");
    desk.happened("link", "url = \"https://example.org/crash\"");
    desk.happened(
        "link",
        "url = \"https://example.org/credo\"\nabout = \"gates-credo\"",
    );
    desk.happened("note", "text = \"Strict.\"\nabout = \"gates-credo\"");
    desk.happened("review", "review = \"weekly\"\ntext = \"A good week.\"");
    desk.happened("done", "item = \"gone\"");
    desk.ok("spend 39.99 books");
    desk.ok("off 2026-01-12");
    for item in ["gates-credo", "gates-sobelow", "gates-dialyxir"] {
        desk.ok(&format!("log 30m --item {item}"));
    }
    desk.ok("log 9:00-10:00 learning --on 2026-01-01");
    desk.ok("log 8:00-9:00 learning calls");
    desk.ok("log 8:30-9:30 building");
    desk.ok("timer start --item gates-credo");
    look(&desk);
    // Not before the year has a first day.
    let moves: Value = serde_json::from_str(&desk.ok("replan --json")).unwrap();
    desk.ok("replan --hours 20 --yes");
    look(&desk);
    desk.file(
        "work/list.md",
        "| Phase | Topic | Notes |\n|-|-|-|\n| 1 | A | [a](a.md) |\n\n- [x] b\n",
    );
    let found = desk.ok("init list --from list.md --yes --json");
    let found: Value = serde_json::from_str(&found).unwrap();
    let timer: Value = serde_json::from_str(&desk.ok("timer status --json")).unwrap();
    desk.ok("review monthly --answer one --answer two --answer three --decision keep");
    // A week of one's own has passed.
    desk.on("2026-01-16");
    look(&desk);
    for (name, value) in [("import", &found), ("timer", &timer), ("replan", &moves)] {
        published.accept(name, value);
        printed.insert(name.to_owned());
    }
    compare(&found["import"], "import", "import", &shapes, &mut seen);
    compare(&timer["timer"], "timer", "timer", &shapes, &mut seen);
    compare(&moves["replan"], "replan", "replan", &shapes, &mut seen);
    let roadmap = desk.file(
        "bad.toml",
        "format = 1\nid = \"x\"\ntitle = \"X\"\nsumary = \"\"\n",
    );
    let output = desk
        .command(&["check", "--json", roadmap.to_str().unwrap()])
        .output()
        .unwrap();
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    published.accept("check", &value);
    compare(&value["check"], "check", "check", &shapes, &mut seen);
    let yard = Yard::shell("echo p99: 7");
    yard.trust("M0");
    yard.write("work/game-day.md", "all well");
    let _ = yard.run("attest M1 cress --link https://example.org/ --file game-day.md");
    for (line, name) in [
        ("prove M0", "prove"),
        ("prove M0 --dry-run", "gates"),
        ("trust --list", "trust"),
        ("evidence --verify", "evidence"),
        ("matrix", "matrix"),
    ] {
        let value: Value = serde_json::from_str(&yard.run(&format!("{line} --json"))).unwrap();
        published.accept(name, &value);
        printed.insert(name.to_owned());
        compare(&value[name], name, name, &shapes, &mut seen);
    }
    printed.insert("export".to_owned());
    let unseen: Vec<&str> = published
        .names()
        .filter(|it| !printed.contains(*it))
        .collect();
    assert!(
        unseen.is_empty(),
        "schemas that nothing printed was held against: {unseen:?}"
    );
    for (shape, members) in &shapes {
        for member in members.keys() {
            assert!(
                seen.contains(&(shape.clone(), member.clone())),
                "docs/json.md names `{member}` in “{shape}”, which never appears"
            );
        }
    }
}

#[test]
fn today_proposes_what_can_be_ticked() {
    let mut desk = Desk::new();
    desk.ok("begin today");
    desk.on("2026-01-09");
    let value: Value = serde_json::from_str(&desk.ok("today --json")).unwrap();
    let today = &value["today"];
    assert_eq!(today["day"], "2026-01-09");
    assert_eq!(today["sort"], "what-changed");
    assert_eq!(today["phase"]["number"], 0);
    assert_eq!(today["what_changed"]["pull_request"], "Reading: Phase 0");
    assert_eq!(today["pace"]["state"], "behind");
    assert_eq!(today["pace"]["date"], "2026-01-05");
    let next: Vec<&str> = today["next"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert!(!next.is_empty());
    for id in next {
        desk.ok(&format!("tick {id}"));
    }
}

#[test]
fn json_holds_the_raw_text_with_what_drives_a_terminal_escaped() {
    let desk = Desk::new();
    let title = "a\u{9b}b\u{202e}c\u{7f}";
    desk.file("work/roadmap.toml", "format = 1\nid = \"t\"\ntitle = \"T\"\n[[phase]]\nid = \"p\"\nnumber = 1\ntitle = \"a\\u009bb\\u202Ec\\u007f\"\n");
    let text = desk.ok("phases --json");
    assert!(text.contains("a\\u009bb\\u202ec\\u007f"), "{text}");
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["phases"][0]["title"], title);
}

#[test]
fn the_history_holds_what_was_said() {
    let desk = Desk::new();
    desk.ok("begin 2026-01-07");
    desk.ok("off 2026-01-08..2026-01-09 a cold");
    desk.ok("off --back 2026-01-09");
    desk.ok("undo");
    desk.happened(
        "note",
        "text = \"Let it crash.\"\nabout = \"erlang-sys-docs\"",
    );
    desk.happened(
        "link",
        "url = \"https://example.org/pr/1\"\ntext = \"the first\"",
    );
    desk.happened("review", "review = \"weekly-log\"\ntext = \"a good week\"");
    desk.happened("evidence", "row = \"M0\"\nverdict = \"passed\"");
    desk.happened("spent", "amount = \"19.90\"\nline = \"books\"");
    let value: Value = serde_json::from_str(&desk.ok("history --json")).unwrap();
    let events: Vec<&Value> = value["history"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .flat_map(|change| change["events"].as_array().unwrap())
        .collect();
    let said: Vec<Vec<(&str, &Value)>> = events
        .iter()
        .map(|event| {
            let members = event.as_object().unwrap().iter();
            members
                .filter(|(name, value)| {
                    !value.is_null()
                        && value.as_array().is_none_or(|list| !list.is_empty())
                        && !["id", "title", "archived", "undoes"].contains(&name.as_str())
                })
                .map(|(name, value)| (name.as_str(), value))
                .collect()
        })
        .collect();
    let said: Vec<String> = said
        .iter()
        .map(|members| {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            members.join(" ")
        })
        .collect();
    assert_eq!(
        said.iter().map(String::as_str).collect::<Vec<_>>(),
        [
            r#"kind="begin" start="2026-01-07""#,
            r#"from="2026-01-08" kind="off" text="a cold" to="2026-01-09" withdrawn=false"#,
            r#"from="2026-01-09" kind="off" to="2026-01-09" withdrawn=true"#,
            r#"kind="undo""#,
            r#"item="erlang-sys-docs" kind="note" text="Let it crash.""#,
            r#"kind="link" text="the first" url="https://example.org/pr/1""#,
            r#"kind="review" review="weekly-log" text="a good week""#,
            r#"kind="evidence" row="M0" verdict="passed""#,
            r#"amount="19.90" kind="spent" line="books""#,
        ]
    );
}
