//! Reviews: due, held question by question, left and gone on with.

use std::fmt::Write as _;

use crate::{
    domain::{
        event::{Batch, Kind},
        id::ReviewId,
        review::Decision,
    },
    tui::rig::{Rig, begin, shipped},
};

/// The Monday after a week in which a review was held: the first is due.
const MONDAY: &str = "2026-01-19T20:00:00+01:00";

fn rig(moment: &str) -> Rig {
    Rig::new(shipped(), moment, &[begin("2026-01-05")])
}

/// Holds the weekly review with this intention.
fn hold(rig: &mut Rig, meant: &str) {
    rig.keys("R").typed("Two chapters.");
    rig.keys("enter").typed("Too little building.");
    rig.keys("enter").typed(meant);
    rig.keys("enter k enter");
}

fn kinds(rig: &Rig) -> Vec<Kind> {
    let batches = rig.written.iter();
    batches.flat_map(|(_, batch)| batch.kinds.clone()).collect()
}

fn words(kinds: &[Kind]) -> Vec<&str> {
    kinds.iter().map(Kind::word).collect()
}

/// The form at each of its steps, the second week, with last week's intention.
fn steps((width, height): (u16, u16)) {
    let mut page = String::new();
    let mut add = |name: &str, rig: &mut Rig| {
        let _ = writeln!(page, "════ {name}\n{}", rig.screen());
    };
    let mut rig = rig("2026-01-12T20:00:00+01:00").size(width, height);
    add("due", &mut rig);
    hold(&mut rig, "Build on Tuesday and Thursday.");
    let mut rig = {
        let past: Vec<Batch> = [begin("2026-01-05")]
            .into_iter()
            .chain(rig.written.iter().map(|(_, batch)| batch.clone()))
            .collect();
        Rig::new(shipped(), MONDAY, &past).size(width, height)
    };
    rig.keys("R");
    add("the first question, last week's intention above", &mut rig);
    rig.typed(
        "A chapter on every study day, and each with its exercises, which took longer than the \
         reading itself but stayed.",
    );
    rig.keys("enter");
    add("the second question", &mut rig);
    rig.keys("esc");
    add("left", &mut rig);
    rig.keys("R");
    add("gone on with", &mut rig);
    rig.typed("The evenings.");
    rig.keys("enter").typed("Mornings.");
    rig.keys("enter");
    add("the decision", &mut rig);
    rig.keys("k enter");
    add("held", &mut rig);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("review_{width}x{height}"), page);
    });
}

#[test]
fn a_review_step_by_step_on_a_small_screen() {
    steps((80, 24));
}

#[test]
fn a_review_step_by_step_on_an_ordinary_screen() {
    steps((120, 40));
}

#[test]
fn a_held_review_is_one_event_with_all_of_it() {
    let mut rig = rig("2026-01-12T20:00:00+01:00");
    assert!(rig.shows("weekly review, since Sunday"));
    hold(&mut rig, "Build on Tuesday.");
    assert_eq!(rig.notice(), "The weekly review is held: the plan stays.");
    assert!(!rig.shows("weekly review, since"), "{}", rig.text());
    let kinds = kinds(&rig);
    assert_eq!(words(&kinds), ["draft", "draft", "draft", "review"]);
    let Some(Kind::Review { review, text, form }) = kinds.last() else {
        panic!("a review");
    };
    let form = form.as_ref().unwrap();
    assert_eq!(review, &ReviewId::new("weekly"));
    assert_eq!(form.until.to_string(), "2026-01-11");
    assert_eq!(form.answers[2], "Build on Tuesday.");
    assert_eq!(form.decision, Some(Decision::Keep));
    for part in [
        "Weekly review, 5 Jan – 11 Jan 2026\nProgress check against tasks\n\nstudy days: 0 of 5\n",
        "\n\nWhat got in the way?\nToo little building.\n\n",
        "\n\nDecision: keep the plan",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // What was decided can be taken back, and then it is due again.
    rig.keys("u");
    assert_eq!(rig.notice(), "Taken back: the weekly review");
    assert!(
        rig.shows("weekly review, since Sunday, begun"),
        "{}",
        rig.text()
    );
    rig.keys("R");
    assert!(rig.shows("What will you do next week?"), "{}", rig.text());
}

#[test]
fn replan_and_adjust_lead_to_the_plan() {
    for key in ["r", "a"] {
        let mut rig = rig("2026-01-12T20:00:00+01:00");
        rig.keys("R").typed("Much.");
        rig.keys("enter enter enter").keys(key).keys("enter");
        assert!(
            rig.shows("Success metrics") || rig.shows("Aims"),
            "{}",
            rig.text()
        );
        assert!(rig.notice().starts_with("The weekly review is held: "));
    }
}

#[test]
fn nothing_written_keeps_nothing_and_saves_nothing() {
    let mut rig = rig("2026-01-12T20:00:00+01:00");
    rig.keys("R esc");
    assert_eq!(rig.written.len(), 0);
    rig.keys("R enter enter enter k enter");
    assert_eq!(rig.written.len(), 0);
    assert!(rig.shows("Nothing was written."), "{}", rig.text());
    // It stays, and goes on.
    rig.keys("up").typed("Read.");
    rig.keys("enter k enter");
    assert_eq!(words(&kinds(&rig)).last(), Some(&"review"));
}

#[test]
fn what_is_typed_is_kept_however_the_program_is_left() {
    for key in ["esc", "ctrl-c"] {
        let mut rig = rig("2026-01-12T20:00:00+01:00");
        rig.keys("R").typed("Half a sent");
        rig.keys(key);
        let kinds = kinds(&rig);
        let Some(Kind::Draft {
            answers, question, ..
        }) = kinds.last()
        else {
            panic!("{key}: {kinds:?}");
        };
        assert_eq!(
            (answers[0].as_str(), *question),
            ("Half a sent", 0),
            "{key}"
        );
    }
}

#[test]
fn going_back_changes_an_answer_and_keys_are_letters_in_it() {
    let mut rig = rig("2026-01-12T20:00:00+01:00");
    rig.keys("R").typed("quit: k, r and a?");
    rig.keys("enter shift-tab end").typed(" j");
    rig.keys("enter").paste("two\nlines");
    assert!(rig.shows("two lines"), "{}", rig.text());
    rig.keys("enter enter k enter");
    let kinds = kinds(&rig);
    let Some(Kind::Review {
        form: Some(form), ..
    }) = kinds.last()
    else {
        panic!("a review");
    };
    assert_eq!(form.answers[0], "quit: k, r and a? j");
    assert_eq!(form.answers[1], "two lines");
}

#[test]
fn several_that_are_due_are_a_choice() {
    // A Wednesday: the week ended on Sunday, the month today.
    let mut rig = rig("2026-02-04T20:00:00+01:00");
    rig.keys("R");
    assert!(
        rig.shows("1  weekly review, since Sunday"),
        "{}",
        rig.text()
    );
    assert!(rig.shows("2  monthly review, due today"));
    rig.keys("2");
    assert!(rig.shows("Which lanes moved, and which stood still?"));
}

#[test]
fn without_one_that_is_due_the_key_says_when_and_the_palette_holds_one_early() {
    let mut rig = rig("2026-01-07T20:00:00+01:00");
    rig.keys("R");
    assert_eq!(
        rig.notice(),
        "No review is due: the next weekly review is on Sun 11 Jan."
    );
    assert!(!rig.hints().iter().any(|(_, word)| word == "review"));
    rig.keys(":").typed("hold the weekly");
    rig.keys("enter");
    assert!(
        rig.shows("Its days are not over: they end on 11 Jan."),
        "{}",
        rig.text()
    );
    rig.typed("Early.");
    rig.keys("enter enter enter k enter");
    rig.keys(":").typed("hold the weekly");
    rig.keys("enter");
    assert!(
        rig.notice().starts_with("No review is due: "),
        "{}",
        rig.text()
    );
}

#[test]
fn elsewhere_the_key_says_where_what_is_due_stands() {
    let mut rig = rig("2026-01-12T20:00:00+01:00");
    rig.keys("5 R");
    assert_eq!(
        rig.notice(),
        "Today has what is due: weekly review, since Sunday."
    );
}

#[test]
fn the_plan_says_how_each_review_stands() {
    let mut rig = rig("2026-01-12T20:00:00+01:00").size(120, 60);
    rig.keys("6 G");
    assert!(rig.shows("due since Sunday"), "{}", rig.text());
    assert!(rig.shows("next on 4 Feb"));
    assert!(rig.shows("next on 4 Apr"));
}

#[test]
fn the_input_and_its_cursor_stay_on_the_smallest_screen() {
    let mut rig = rig("2026-01-12T20:00:00+01:00").size(40, 10);
    rig.keys("R")
        .typed("One two three four five six seven eight nine ten eleven twelve.");
    for _ in 0..3 {
        assert!(rig.shows("enter next"), "{}", rig.text());
        assert!(rig.draw().is_some(), "a cursor");
        rig.typed(" More and more of it, and a wide 監督者.");
    }
    let (x, y) = rig.draw().unwrap();
    assert!(x < 40 && y < 9, "{x} {y}");
    rig.keys("enter enter enter");
    for words in ["What do you decide?", "keep the plan", "adjust boxes"] {
        assert!(rig.shows(words), "{words}\n{}", rig.text());
    }
}

#[test]
fn a_full_answer_takes_no_more_and_can_be_saved() {
    let mut rig = rig("2026-01-12T20:00:00+01:00");
    rig.keys("R");
    for _ in 0..3 {
        rig.paste(&"監督".repeat(1_000));
        rig.paste(&"“”".repeat(1_000));
        rig.typed("“".repeat(700).as_str());
        rig.keys("enter");
    }
    rig.keys("k enter");
    assert_eq!(words(&kinds(&rig)).last(), Some(&"review"));
}

#[test]
fn a_full_disk_keeps_the_review_and_saves_it_later() {
    let mut rig = rig("2026-01-12T20:00:00+01:00");
    rig.full = true;
    hold(&mut rig, "Go on.");
    assert_eq!(rig.written.len(), 0);
    rig.full = false;
    rig.keys("r enter");
    assert_eq!(words(&kinds(&rig)).last(), Some(&"review"));
    assert!(!rig.shows("weekly review, since"));
}

#[test]
fn letters_that_were_meant_for_an_answer_decide_nothing() {
    let mut rig = rig("2026-01-12T20:00:00+01:00");
    rig.keys("R").typed("Much.");
    rig.keys("enter").typed("Little.");
    rig.keys("enter").typed("More.");
    rig.keys("enter");
    let written = rig.written.len();
    rig.typed("next week");
    assert!(rig.shows("What do you decide?"), "{}", rig.text());
    assert_eq!(rig.written.len(), written);
    // Who left at this point comes back to the last answer.
    rig.keys("esc R");
    assert!(rig.shows("What will you do next week?"), "{}", rig.text());
    assert!(rig.shows("› More."), "{}", rig.text());
}
