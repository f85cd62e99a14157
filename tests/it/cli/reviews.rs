//! Reviews at the prompt: due, held without being asked, listed, exported.

use std::fs;

use serde_json::Value;

use super::desk::Desk;

/// The Monday after the first week.
fn monday() -> Desk {
    let mut desk = Desk::new();
    desk.ok("begin today");
    desk.on("2026-01-12");
    desk
}

fn hold(desk: &Desk, name: &str, answers: [&str; 3], decision: &str) -> String {
    let [first, second, third] = answers;
    desk.run_words(&[
        "review",
        name,
        "--answer",
        first,
        "--answer",
        second,
        "--answer",
        third,
        "--decision",
        decision,
    ])
}

#[test]
fn what_is_due_is_said_in_a_line_and_as_json() {
    let mut desk = monday();
    assert!(desk.ok("status").ends_with(" · weekly review due\n"));
    assert!(
        desk.ok("today")
            .contains("\nDue: weekly review, since Sunday\n")
    );
    let today: Value = serde_json::from_str(&desk.ok("today --json")).unwrap();
    let due = &today["today"]["due"];
    assert_eq!(due.as_array().unwrap().len(), 1);
    assert_eq!(due[0]["review"], "weekly");
    assert_eq!(due[0]["from"], "2026-01-05");
    assert_eq!(due[0]["to"], "2026-01-11");
    hold(&desk, "weekly", ["a", "b", "c"], "keep");
    assert!(!desk.ok("status").contains("review"));
    assert!(!desk.ok("today").contains("Due"));
    desk.on("2026-02-05");
    assert!(desk.ok("status").ends_with(" · 2 reviews due\n"));
}

#[test]
fn a_review_is_held_listed_shown_and_quoted_the_next_time() {
    let mut desk = monday();
    let said = hold(
        &desk,
        "weekly",
        ["Two chapters.", "", "Build on Tuesday."],
        "replan",
    );
    assert!(
        said.contains("held the weekly review until 2026-01-11"),
        "{said}"
    );
    assert!(said.contains("`mastery pace`"), "{said}");
    let list = desk.ok("reviews");
    for words in [
        "12 Jan",
        "weekly review",
        "5 Jan – 11 Jan",
        "replan",
        "Build on Tuesday.",
    ] {
        assert!(list.contains(words), "{words}\n{list}");
    }
    let id = list.split_whitespace().nth(1).unwrap().to_owned();
    for name in [id.as_str(), "2026-01-12", "2026-01-11"] {
        let shown = desk.ok(&format!("reviews {name}"));
        assert!(shown.contains("study days: 0 of 5"), "{name}\n{shown}");
        assert!(shown.contains("What went well?\nTwo chapters."), "{shown}");
    }
    desk.on("2026-01-19");
    let figures = desk.ok("review weekly --figures");
    assert!(
        figures.contains("On 12 Jan you meant to: “Build on Tuesday.”"),
        "{figures}"
    );
    hold(&desk, "w", ["Much.", "", ""], "keep");
    let list = desk.ok("reviews");
    let (newer, older) = (list.find("19 Jan"), list.find("12 Jan"));
    assert!(newer < older, "{list}");
    let value: Value = serde_json::from_str(&desk.ok("reviews --json")).unwrap();
    assert_eq!(value["reviews"]["held"][0]["until"], "2026-01-18");
    assert_eq!(value["reviews"]["held"][1]["decision"], "replan");
    assert_eq!(value["reviews"]["due"], Value::Array(vec![]));
    desk.ok("undo");
    assert!(desk.ok("status").contains("weekly review due"));
    assert!(!desk.ok("reviews").contains("19 Jan"));
}

#[test]
fn what_cannot_be_held_is_said_with_a_way_out() {
    let mut desk = Desk::new();
    assert!(desk.run("review").contains("no review is due"));
    assert!(
        desk.run("review monthly --figures")
            .contains("`mastery begin` says when that is")
    );
    desk.ok("begin today");
    assert!(
        desk.run("review")
            .contains("the next weekly review is due on Sun 11 Jan; `mastery review weekly`")
    );
    desk.on("2026-01-12");
    assert!(
        desk.run("review")
            .contains("a review is held question by question, and nobody is there to be asked")
    );
    assert!(
        desk.run("review yearly")
            .contains("there are `weekly`, `monthly` and `quarterly`")
    );
    assert!(
        desk.run("review weekly --answer one --decision keep")
            .contains("a review has three questions, and there is 1 answer")
    );
    let empty = hold(&desk, "weekly", ["", " ", ""], "keep");
    assert!(empty.contains("nothing was written"), "{empty}");
    let long = hold(&desk, "weekly", [&"x".repeat(2_000), "", ""], "keep");
    assert!(long.contains("too long to keep"), "{long}");
    assert!(
        desk.run("reviews 2026-01-12")
            .contains("no review is called")
    );
    assert!(desk.ok("reviews").contains("No review was held yet."));
    hold(&desk, "weekly", ["a", "b", "c"], "keep");
    // The week that is going on may be looked back on early, and once.
    hold(&desk, "weekly", ["a", "b", "c"], "keep");
    assert!(
        desk.run("review weekly --figures")
            .contains("is held already")
    );
}

/// Answers that would be headings, boxes, HTML, links and escapes.
const HOSTILE: [&str; 3] = [
    "# Not a heading <script>alert(1)</script> [x](javascript:y)",
    "- [ ] not a box\n\n## nor this \u{1b}[31m",
    "What went well? **no** `code`",
];

#[test]
fn an_export_is_markdown_in_which_words_mean_themselves() {
    let mut desk = monday();
    hold(&desk, "weekly", HOSTILE, "adjust");
    desk.on("2026-02-06");
    hold(&desk, "monthly", ["Core.", "Nothing.", "Phase 1."], "keep");
    desk.happened(
        "review",
        "review = \"weekly\"\ntext = \"Too little\\n# building.\"",
    );
    let text = desk.ok("reviews --export");
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(text);
    });
    for line in text.lines().filter(|line| line.starts_with('#')) {
        let known = ["# Reviews", "## ", "### W"];
        assert!(known.iter().any(|it| line.starts_with(it)), "{line}");
    }
    assert!(!text.contains('\u{1b}') && !text.contains("<script>"));
    let path = desk.path("reviews.md");
    let file = path.to_str().unwrap();
    let said = desk.run_words(&["reviews", "--export", file]);
    assert!(said.contains("wrote 3 reviews"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let again = desk.run_words(&["reviews", "2026-01-12", "--export", file]);
    assert!(
        again.contains("is there already, and was left alone"),
        "{again}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let one = desk.ok("reviews 2026-01-11 --export");
    assert_eq!(one.matches("\n## ").count(), 1, "{one}");
}
