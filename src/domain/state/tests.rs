use pretty_assertions::assert_eq;
use rstest::rstest;

use super::*;
use crate::domain::fixtures::{Learner, day, done, event, id, mark, off, undo, within};

mod laws;
mod told;

/// Laptop's, the n-th of its journal; its clock is its number.
fn mine(number: u128, kind: Kind) -> Event {
    event(
        "laptop",
        number.try_into().unwrap(),
        number,
        "2026-03-04",
        kind,
    )
}

fn liveness(state: &State) -> Vec<(EventId, bool)> {
    state
        .history()
        .map(|(event, live)| (event.id, live))
        .collect()
}

fn status(state: &State, item: &str) -> Option<Mark> {
    state.marked(&ItemId::new(item)).map(|marked| marked.mark)
}

fn same(a: &State, b: &State) {
    assert_eq!(a.folded(), b.folded());
    assert_eq!(liveness(a), liveness(b));
    assert_eq!(
        a.history().map(|(event, _)| event).collect::<Vec<_>>(),
        b.history().map(|(event, _)| event).collect::<Vec<_>>()
    );
}

// ── Undo ─────────────────────────────────────────────────────────────────────

#[test]
fn an_undo_may_arrive_before_what_it_undoes() {
    let mut state = State::from_events([mine(9, undo(3))]);
    state.extend([mine(3, done("a"))]);
    assert_eq!(status(&state, "a"), None);
    // Also when the batch is newer than all that is here, in the plain case.
    let mut state = State::from_events([mine(1, done("b")), mine(9, undo(10)), mine(5, undo(1))]);
    state.extend([mine(10, done("a"))]);
    assert_eq!(status(&state, "a"), Some(Mark::Done), "the undo is earlier");
    state.extend([mine(11, undo(10))]);
    assert_eq!(status(&state, "a"), None);
}

#[rstest]
#[case::unknown(&[mine(1, done("a")), mine(2, undo(77))])]
#[case::later(&[mine(1, undo(2)), mine(2, done("a"))])]
#[case::itself(&[mine(1, done("a")), mine(2, undo(2))])]
#[case::undone_twice_redone_once(&[
    mine(1, done("a")), mine(2, undo(1)), mine(3, undo(2)), mine(4, undo(2)),
])]
fn an_undo_of_what_is_not_before_it_has_no_effect(#[case] events: &[Event]) {
    let state = State::from_events(events.iter().cloned());
    assert_eq!(status(&state, "a"), Some(Mark::Done));
}

#[test]
fn a_batch_of_several_events_is_undone_as_one() {
    let batch = [
        mine(1, done("a")),
        within(1, mine(2, done("b"))),
        within(1, mine(3, done("c"))),
    ];
    let mut state = State::from_events(batch);
    state.extend([mine(4, done("d")), mine(5, undo(1))]);
    assert_eq!(
        ["a", "b", "c", "d"].map(|item| status(&state, item)),
        [None, None, None, Some(Mark::Done)]
    );
    // A part of it that arrives late is dead, too.
    let late = within(1, event("laptop", 3, 99, "2026-03-04", done("e")));
    state.extend([late]);
    assert_eq!(status(&state, "e"), None);
}

#[test]
fn an_undo_that_lies_inside_a_batch_does_not_take_it_back() {
    // No program writes this; every order of arrival must agree on it still.
    let first = mine(1, done("a"));
    let undo = mine(5, undo(1));
    let last = within(1, mine(9, done("b")));
    let mut state = State::from_events([first.clone(), undo.clone()]);
    assert_eq!(status(&state, "a"), None);
    state.extend([last.clone()]);
    assert_eq!(status(&state, "a"), Some(Mark::Done));
    assert_eq!(
        state.folded(),
        State::from_events([last, undo, first]).folded()
    );
}

#[test]
fn two_devices_that_undo_the_same_batch_both_hold() {
    let undo_there = event("phone", 2, 50, "2026-03-05", undo(1));
    let mut state = State::from_events([mine(1, done("a")), undo_there, mine(2, undo(1))]);
    assert_eq!(status(&state, "a"), None);
    state.extend([mine(3, undo(2))]);
    assert_eq!(status(&state, "a"), None, "the phone's undo is live still");
    state.extend([event("phone", 4, 51, "2026-03-05", undo(50))]);
    assert_eq!(status(&state, "a"), Some(Mark::Done));
}

#[test]
fn an_undo_dates_the_item_as_before() {
    let mut state = State::from_events([
        mine(1, done("a")),
        event("laptop", 2, 2, "2026-03-02", done("a")),
    ]);
    let marked = |state: &State| state.marked(&ItemId::new("a")).unwrap().day.to_string();
    assert_eq!(marked(&state), "2026-03-02");
    state.extend([mine(3, undo(2))]);
    assert_eq!(marked(&state), "2026-03-04");
}

/// Does what `u` and `U` do, and gives what is done after each.
fn walk(state: &mut State, steps: &str) -> Vec<String> {
    let laptop = DeviceId::new("laptop");
    let mut seen = Vec::new();
    for step in steps.chars() {
        let number = u128::from(state.clock()) + 1;
        let target = match step {
            'u' => state.undoable(&laptop),
            'U' => state.redoable(&laptop),
            item => {
                state.extend([mine(number, done(&item.to_string()))]);
                continue;
            }
        };
        match target {
            Some(target) => state.extend([mine(
                number,
                Kind::Undo {
                    target,
                    correction: false,
                },
            )]),
            None => seen.push("-".to_owned()),
        }
        let mut items: Vec<&str> = state.marked_items().map(|(id, _)| id.as_str()).collect();
        items.sort_unstable();
        seen.push(items.concat());
    }
    seen
}

#[rstest]
#[case("abcdeuuuuu", "abcd abc ab a ")]
#[case("abcdeuuuuuu", "abcd abc ab a  - ")]
#[case("abcdeuuuuuUUUUUU", "abcd abc ab a  a ab abc abcd abcde - abcde")]
#[case("abcdeuuuUUuuUUU", "abcd abc ab abc abcd abc ab abc abcd abcde")]
#[case("abcuuxU", "ab a - ax")]
#[case("abcuuxuuU", "ab a a  a")]
#[case("abcuuxuUUU", "ab a a ax - ax - ax")]
#[case("U", "- ")]
fn undo_and_redo_walk_back_and_forth(#[case] steps: &str, #[case] seen: &str) {
    let walked = walk(&mut State::default(), steps).join(" ");
    assert_eq!(walked, seen);
}

#[test]
fn undo_and_redo_touch_only_this_device_and_only_actions() {
    let there = |clock, number, kind| event("phone", clock, number, "2026-03-04", kind);
    let read = Kind::Read {
        note: "reading/a.md".to_owned(),
        heading: "Why".to_owned(),
        text: None,
    };
    let mut state = State::from_events([
        mine(1, done("a")),
        there(2, 52, done("b")),
        mine(3, read.clone()),
    ]);
    let laptop = DeviceId::new("laptop");
    assert_eq!(state.undoable(&laptop), Some(id(1)));
    state.extend([mine(4, undo(1)), there(5, 55, done("c")), mine(6, read)]);
    assert_eq!(state.undoable(&laptop), None);
    assert_eq!(
        state.redoable(&laptop),
        Some(id(4)),
        "reading ends no redo, nor does a phone"
    );
    assert_eq!(state.redoable(&DeviceId::new("phone")), None);
}

// ── Damage and disagreement ──────────────────────────────────────────────────

#[test]
fn of_two_blocks_with_one_id_the_lower_order_wins() {
    let here = event("laptop", 4, 7, "2026-03-04", done("a"));
    let mut there = event("laptop", 4, 7, "2026-03-04", done("b"));
    there.sum = here.sum - 1;
    let earlier = event("laptop", 3, 7, "2026-03-04", done("c"));
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1]] {
        let mut state = State::default();
        for place in order {
            state.extend([[here.clone(), there.clone(), earlier.clone()][place].clone()]);
        }
        assert_eq!(state.len(), 1);
        assert_eq!(status(&state, "c"), Some(Mark::Done), "{order:?}");
    }
    let state = State::from_events([here, there]);
    assert_eq!(status(&state, "b"), Some(Mark::Done));
}

#[test]
fn a_clock_that_does_not_count_neither_leads_nor_prevails() {
    let wild = event(
        "laptop",
        u64::MAX,
        7,
        "2026-03-04",
        mark("a", Mark::Skipped),
    );
    let mut state = State::from_events([wild]);
    assert_eq!(state.clock(), 0);
    assert_eq!(
        status(&state, "a"),
        Some(Mark::Skipped),
        "it is an event all the same"
    );
    state.extend([mine(1, done("a"))]);
    assert_eq!(status(&state, "a"), Some(Mark::Done));
    state.extend([mine(2, undo(1)), mine(3, undo(7))]);
    assert_eq!(status(&state, "a"), None, "and it can be undone");
    state.extend([event("laptop", 1 << 53, 8, "2026-03-04", done("b"))]);
    assert_eq!(state.clock(), 1 << 53, "the highest that counts");
}

#[test]
fn the_clock_of_what_is_undone_counts() {
    let state = State::from_events([mine(5, done("a")), mine(6, undo(5))]);
    assert_eq!(state.clock(), 6);
    let state = State::from_events([mine(5, done("a")), mine(6, undo(5)), mine(7, undo(6))]);
    assert_eq!(state.clock(), 7);
}

#[test]
fn unknown_kinds_are_kept_and_change_nothing() {
    let mood = Kind::Unknown {
        name: "mood".to_owned(),
    };
    let state = State::from_events([mine(1, mood)]);
    assert_eq!(state.len(), 1);
    assert_eq!(
        state.folded(),
        &Folded {
            clock: 1,
            ..Folded::default()
        }
    );
    assert_eq!(state.undoable(&DeviceId::new("laptop")), None);
}

// ── Days ─────────────────────────────────────────────────────────────────────

#[test]
fn the_order_of_events_decides_not_the_days_they_count_for() {
    let state = State::from_events([
        event("laptop", 1, 1, "2026-03-09", done("a")),
        event("laptop", 2, 2, "2026-03-01", mark("a", Mark::Open)),
        event("laptop", 3, 3, "2026-03-05", done("b")),
        event("laptop", 4, 4, "2026-03-04", done("b")),
    ]);
    assert_eq!(status(&state, "a"), Some(Mark::Open));
    let b = state.marked(&ItemId::new("b")).unwrap();
    assert_eq!(
        (b.mark, b.day),
        (Mark::Done, day("2026-03-04")),
        "the last tick dates it"
    );
}

fn study_days(state: &State) -> Vec<String> {
    state.study_days().map(|day| day.to_string()).collect()
}

#[rstest]
#[case::ticked(&[("2026-03-02", Mark::Done)], &["2026-03-02"])]
#[case::taken_back_the_same_day(&[("2026-03-02", Mark::Done), ("2026-03-02", Mark::Open)], &[])]
#[case::reopened_later(&[("2026-03-02", Mark::Done), ("2026-03-05", Mark::Open)], &["2026-03-02"])]
#[case::moved(&[("2026-03-05", Mark::Done), ("2026-03-02", Mark::Done)], &["2026-03-02"])]
#[case::said_twice(&[("2026-03-02", Mark::Done), ("2026-03-02", Mark::Done), ("2026-03-02", Mark::Open)], &[])]
#[case::ticked_again(
    &[("2026-03-02", Mark::Done), ("2026-03-05", Mark::Open), ("2026-03-09", Mark::Done)],
    &["2026-03-02", "2026-03-09"]
)]
#[case::only_begun(&[("2026-03-02", Mark::Started), ("2026-03-03", Mark::Skipped)], &[])]
fn a_tick_makes_its_day_a_study_day(#[case] marks: &[(&str, Mark)], #[case] days: &[&str]) {
    let said = (1..)
        .zip(marks)
        .map(|(number, (on, what))| event("laptop", number, number.into(), on, mark("a", *what)));
    assert_eq!(study_days(&State::from_events(said)), days);
}

#[test]
fn what_was_done_besides_makes_study_days_too() {
    let session = Kind::Session {
        category: crate::domain::id::BudgetId::new("learning"),
        minutes: 45,
        from: None,
        about: None,
        text: None,
    };
    let evidence = Kind::Evidence {
        row: ProofId::new("M0"),
        verdict: Verdict::Failed,
        text: None,
        grounds: None,
    };
    let review = Kind::Review {
        review: crate::domain::id::ReviewId::new("weekly"),
        text: "went well".to_owned(),
        form: None,
    };
    let note = Kind::Note {
        text: "a thought".to_owned(),
        about: None,
    };
    let link = Kind::Link {
        url: "https://example.org".to_owned(),
        text: None,
        about: None,
    };
    let begin = Kind::Begin {
        start: day("2026-03-01"),
    };
    let on = |number: u64, day: &str, kind| event("laptop", number, number.into(), day, kind);
    let mut state = State::from_events([
        on(1, "2026-03-02", session),
        on(2, "2026-03-03", evidence),
        on(3, "2026-03-04", review),
        on(4, "2026-03-05", note),
        on(5, "2026-03-06", link),
        on(6, "2026-03-07", begin),
    ]);
    assert_eq!(
        study_days(&state),
        ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]
    );
    state.extend([on(7, "2026-03-08", undo(4))]);
    assert!(!state.studied_on(day("2026-03-05")));
}

#[test]
fn days_off_can_be_withdrawn_one_by_one() {
    let mut state = State::from_events([
        mine(1, off("2026-12-24", "2026-12-27", false)),
        mine(2, off("2026-12-26", "2026-12-26", true)),
    ]);
    let days = |state: &State| -> Vec<u32> {
        let number = |(day, _): (LogicalDay, _)| chrono::Datelike::day(&day.date());
        state.days_off().map(number).collect()
    };
    assert_eq!(days(&state), [24, 25, 27]);
    state.extend([mine(3, undo(2))]);
    assert_eq!(days(&state), [24, 25, 26, 27]);
    state.extend([mine(4, undo(1))]);
    assert_eq!(days(&state), [0; 0]);
}

#[test]
fn a_damaged_range_of_days_off_fills_no_memory() {
    let state = State::from_events([
        mine(1, off("0001-01-01", "9999-12-31", false)),
        mine(2, off("2026-03-05", "2026-03-04", false)),
    ]);
    assert_eq!(state.days_off().count(), MOST_DAYS_OFF);
}

#[test]
fn the_year_begins_where_it_was_last_said_to() {
    let begin = |start: &str| Kind::Begin { start: day(start) };
    let mut state = State::from_events([mine(1, begin("2026-01-01"))]);
    state.extend([event("laptop", 2, 2, "2026-04-01", begin("2026-02-01"))]);
    assert_eq!(state.begin(), Some(day("2026-02-01")));
    assert_eq!(state.in_use_since(), Some(day("2026-03-04")));
    state.extend([mine(3, undo(2))]);
    assert_eq!(state.begin(), Some(day("2026-01-01")));
}

#[test]
fn the_newest_evidence_counts() {
    let evidence = |verdict| Kind::Evidence {
        row: ProofId::new("M0"),
        verdict,
        text: None,
        grounds: None,
    };
    let verdict = |state: &State| state.evidence(&ProofId::new("M0")).map(|e| e.verdict);
    let mut state = State::from_events([
        mine(1, evidence(Verdict::Passed)),
        mine(2, evidence(Verdict::Failed)),
    ]);
    assert_eq!(verdict(&state), Some(Verdict::Failed));
    state.extend([mine(3, undo(2))]);
    assert_eq!(verdict(&state), Some(Verdict::Passed));
}

#[test]
fn taking_in_one_more_event_is_the_same_as_folding_all() {
    let mut learner = Learner::on("2026-03-04");
    let all = ["ground-book", "ground-docs", "ground-talk", "ground-gate"];
    for item in all {
        learner.marks(&[item], Mark::Done, None);
        let again = State::from_events(learner.state.history().map(|(event, _)| event.clone()));
        same(&learner.state, &again);
    }
}

#[test]
fn a_note_was_left_where_it_was_left_last() {
    let read = |note: &str, heading: &str, text: Option<&str>| Kind::Read {
        note: note.to_owned(),
        heading: heading.to_owned(),
        text: text.map(str::to_owned),
    };
    let state = State::from_events([
        mine(3, read("a.md", "Lab", Some("Build it"))),
        mine(1, read("a.md", "Concepts", None)),
        mine(2, read("b.md", "", None)),
    ]);
    let left = state.left_at("a.md").unwrap();
    assert_eq!((&*left.heading, &*left.text), ("Lab", "Build it"));
    assert_eq!(state.left_at("b.md").unwrap().text, "");
    assert_eq!(state.left_at("c.md"), None);
    assert!(
        state.study_days().next().is_none(),
        "reading alone ticks nothing"
    );
}
