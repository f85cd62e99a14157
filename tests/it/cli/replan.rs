//! Changes of the plan, as they are seen and made.

use serde_json::Value;

use super::desk::Desk;

/// Phases 0 to 3 are done by 11 February: 92 of 488 hours.
fn busy() -> Desk {
    let mut desk = Desk::new();
    desk.ok("begin today");
    for (phase, on) in [
        (0, "2026-01-14"),
        (1, "2026-01-21"),
        (2, "2026-01-28"),
        (3, "2026-02-11"),
    ] {
        desk.on(on);
        desk.ok(&format!("tick {phase} --all"));
    }
    desk.on("2026-03-03");
    desk
}

fn value(desk: &Desk, line: &str) -> Value {
    serde_json::from_str(&desk.ok(line)).unwrap()
}

#[test]
fn the_moves_stand_side_by_side_and_nothing_changes() {
    let desk = busy();
    let text = desk.ok("replan");
    for words in [
        "92 of 488 planned hours are done; the plan ends on 4 Jan 2027.",
        "\nkeep it as it is ",
        "\nmove the end: even odds ",
        "\nmove the end: nine in ten ",
        "\nmove the end: 30 h a week ",
        // 3 March to 4 January are 44 weeks for 396 hours.
        "\nhold the end: 9 h a week ",
        "\nskip 25 optional items ",
        "\nspread the rest evenly ",
        "mastery replan --hours N ",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    assert_eq!(
        value(&desk, "plan --json")["plan"]["revisions"],
        Value::Array(vec![])
    );
}

#[test]
fn a_move_is_shown_before_and_after_and_made_with_yes() {
    let desk = busy();
    let text = desk.ok("replan --end 2027-03-31");
    for words in [
        "Move the end to 2027-03-31\n",
        "  now   until 4 Jan 2027, 396 h left, 9 h a week, ",
        "  then  until 31 Mar 2027, 396 h left, 7 h a week, on plan (23 h to spare)",
        "Nothing was changed: `--yes` makes this move.",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let before = desk.ok("pace");
    let text = desk.ok("replan --end 2027-03-31 --yes");
    assert!(
        text.contains("\nreplanned: the plan ends on 2027-03-31\n"),
        "{text}"
    );
    let pace = desk.ok("pace");
    for words in [
        "pace      on plan\n",
        "replanned on 3 Mar: until 31 Mar 2027 (first plan: until 4 Jan 2027)",
        "7 h a week until 31 Mar 2027; the budget has 30",
    ] {
        assert!(pace.contains(words), "{words}\n{pace}");
    }
    assert!(
        desk.ok("plan")
            .contains("replanned on 3 Mar: until 31 Mar 2027")
    );
    let list = desk.ok("replan --list");
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines[1].contains("5 Jan  the first plan"), "{list}");
    assert!(lines[2].contains("3 Mar  the end moved"), "{list}");
    let said = desk.ok("undo");
    assert!(
        said.contains("replanned: the plan ends on 2027-03-31"),
        "{said}"
    );
    assert_eq!(desk.ok("pace"), before);
    assert_eq!(desk.ok("replan --list").lines().count(), 2);
}

#[test]
fn hours_replace_the_budgets_until_they_are_changed() {
    let mut desk = busy();
    desk.ok("replan --hours 7h30 --yes");
    let pace = desk.ok("pace --explain");
    for words in [
        "; you planned with 7.5",
        "7.5 h a week, as replanned on 3 Mar",
    ] {
        assert!(pace.contains(words), "{words}\n{pace}");
    }
    desk.on("2026-03-10");
    desk.ok("replan --spread --yes");
    assert!(desk.ok("pace --explain").contains("as replanned on 3 Mar"));
    let value = value(&desk, "pace --json");
    let revisions = value["pace"]["revisions"].as_array().unwrap();
    let steps: Vec<&Value> = revisions.iter().map(|it| &it["step"]).collect();
    assert_eq!(steps, ["hours", "spread"]);
    assert_eq!(revisions[1]["hours"], 7.5);
    assert_eq!(value["pace"]["first_end"], "2027-01-04");
}

#[test]
fn optional_items_are_listed_and_left_out_in_one_change() {
    let desk = busy();
    let list = desk.ok("replan --skip");
    assert!(
        list.starts_with("25 open optional items, 30.8 planned hours:\n"),
        "{list}"
    );
    let optional = value(&desk, "replan --json")["replan"]["optional"].clone();
    let ids: Vec<&str> = optional.as_array().unwrap()[..2]
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    let text = desk.ok(&format!("replan --skip {} --yes", ids.join(" ")));
    assert!(
        text.contains("replanned without 2 optional items, until 2027-01-04"),
        "{text}"
    );
    assert!(desk.ok("pace").contains("92 of 485.9 planned hours"));
    let text = desk.run(&format!("replan --skip {} --yes", ids[0]));
    assert!(text.contains("is skipped already"), "{text}");
    desk.ok("undo");
    assert!(desk.ok("pace").contains("92 of 488 planned hours"));
    desk.ok("replan --skip-optional --yes");
    let text = desk.ok("replan");
    assert!(text.contains("What cannot be done now"), "{text}");
    assert!(text.contains("no optional item is open"), "{text}");
}

#[test]
fn days_off_move_the_line_before_and_after_a_change() {
    let desk = busy();
    let off = ["off", "2026-12-24..2027-01-02", "holidays"];
    let said = desk.run_words(&off);
    assert!(
        said.contains("2026-12-24 to 2027-01-02 off: holidays"),
        "{said}"
    );
    // 308 days to 4 January, ten of them off.
    let needed = |desk: &Desk| {
        value(desk, "pace --json")["pace"]["needed"]
            .as_f64()
            .unwrap()
    };
    assert!((needed(&desk) - 396.0 * 7.0 / 298.0).abs() < 1e-9);
    desk.ok("undo");
    desk.ok("replan --end 2027-03-31 --yes");
    let _ = desk.run_words(&off);
    // 394 days to 31 March.
    assert!((needed(&desk) - 396.0 * 7.0 / 384.0).abs() < 1e-9);
    let streak = |desk: &Desk| value(desk, "stats --json")["stats"]["streak"]["days"].clone();
    let with = streak(&desk);
    desk.ok("undo");
    assert_eq!(streak(&desk), with);
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let desk = Desk::new();
    for line in ["replan", "replan --json", "replan --spread --yes"] {
        let said = desk.run(line);
        assert!(said.contains("`mastery begin` sets it"), "{said}");
        assert!(said.ends_with("[status 1]\n"), "{said}");
    }
    let desk = busy();
    for (line, words) in [
        ("replan --end 2026-03-02 --yes", "2026-03-02 has passed"),
        ("replan --end 2036-03-04 --yes", "more than ten years away"),
        ("replan --hours 0 --yes", "0 hours a week lead nowhere"),
        ("replan --hours 200 --yes", "a week has 168 hours"),
        (
            "replan --hours much --yes",
            "expected hours like 35, 7.5 or 7h30",
        ),
        ("replan --skip gates-credo --yes", "is not optional"),
        ("replan --yes", "required"),
        ("replan --spread --hours 3", "cannot be used with"),
    ] {
        let said = desk.run(line);
        assert!(said.contains(words), "{line}: {said}");
    }
    assert_eq!(
        desk.ok("replan --list").lines().count(),
        2,
        "nothing was changed"
    );
}

#[test]
fn a_plan_that_is_over_says_what_helps() {
    let mut desk = busy();
    desk.on("2027-02-01");
    let text = desk.ok("replan");
    assert!(
        text.contains("the plan ended on 2027-01-04: move its end"),
        "{text}"
    );
    assert!(text.contains("\nwork 30 h a week "), "{text}");
    let said = desk.run("replan --spread --yes");
    assert!(said.ends_with("[status 1]\n"), "{said}");
    desk.ok("replan --end 2027-06-30 --yes");
    assert!(desk.ok("pace").contains("pace      on plan\n"));
}
