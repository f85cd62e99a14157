//! What the state tells of each thing, asked one by one.

use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{
    event::TimerAction,
    id::{BudgetId, ReviewId},
    minutes::Minutes,
    review::Form,
};

fn on(number: u64, day: &str, kind: Kind) -> Event {
    event("laptop", number, number.into(), day, kind)
}

fn note(text: &str, about: Option<&str>) -> Kind {
    Kind::Note {
        text: text.to_owned(),
        about: about.map(ItemId::new),
    }
}

fn link(url: &str, text: Option<&str>, about: Option<&str>) -> Kind {
    Kind::Link {
        url: url.to_owned(),
        text: text.map(str::to_owned),
        about: about.map(ItemId::new),
    }
}

fn review(name: &str, text: &str, until: Option<&str>) -> Kind {
    Kind::Review {
        review: ReviewId::new(name),
        text: text.to_owned(),
        form: until.map(|until| {
            Box::new(Form {
                until: day(until),
                answers: Default::default(),
                decision: None,
            })
        }),
    }
}

fn draft(name: &str, until: &str, question: usize) -> Kind {
    Kind::Draft {
        review: ReviewId::new(name),
        until: day(until),
        answers: Box::new(["so far".to_owned(), String::new(), String::new()]),
        question,
    }
}

fn session(minutes: u32) -> Kind {
    Kind::Session {
        category: BudgetId::new("learning"),
        minutes,
        from: None,
        about: Some(ItemId::new("a")),
        text: Some("read on".to_owned()),
    }
}

fn timer(action: TimerAction, about: Option<&str>) -> Kind {
    Kind::Timer {
        action,
        category: about.map(|_| BudgetId::new("learning")),
        about: about.map(ItemId::new),
    }
}

fn evidence(row: &str, verdict: Verdict) -> Kind {
    Kind::Evidence {
        row: ProofId::new(row),
        verdict,
        text: None,
        grounds: None,
    }
}

fn replan(step: &str, end: Option<&str>, done: Option<u32>) -> Kind {
    Kind::Replan {
        step: step.to_owned(),
        value: "so".to_owned(),
        end: end.map(day),
        done,
        planned: Some(600),
        hours: Some(900),
    }
}

#[test]
fn nothing_is_told_of_nothing() {
    let state = State::default();
    assert!(state.is_empty());
    assert_eq!(state.len(), 0);
    assert_eq!(state.clock(), 0);
    assert_eq!(state.begin(), None);
    assert_eq!(state.in_use_since(), None);
    assert_eq!(state.timer(), None);
    assert_eq!(state.revision(), None);
    assert_eq!(state.last_what_changed(), None);
    assert_eq!(state.event(id(1)), None);
    assert_eq!(state.history().count(), 0);
    assert_eq!(state.marked_items().count(), 0);
    assert!(!State::from_events([mine(1, undo(7))]).is_empty());
}

#[test]
fn thoughts_and_links_are_told_by_day_and_then_in_their_order() {
    let state = State::from_events([
        on(1, "2026-03-05", note("later", None)),
        on(2, "2026-03-04", note("first", Some("a"))),
        on(3, "2026-03-04", link("https://example.org/1", None, None)),
        on(4, "2026-03-04", note("second", None)),
        on(
            5,
            "2026-03-03",
            link("https://example.org/2", Some("post"), Some("b")),
        ),
    ]);
    let a = ItemId::new("a");
    assert_eq!(
        state.notes().collect::<Vec<_>>(),
        [
            (day("2026-03-04"), Some(&a), "first"),
            (day("2026-03-04"), None, "second"),
            (day("2026-03-05"), None, "later"),
        ]
    );
    let links: Vec<_> = state
        .links()
        .map(|(on, link)| (on.to_string(), &*link.url, link.text.as_deref()))
        .collect();
    assert_eq!(
        links,
        [
            (
                "2026-03-03".to_owned(),
                "https://example.org/2",
                Some("post")
            ),
            ("2026-03-04".to_owned(), "https://example.org/1", None),
        ]
    );
    let there = state.notes_on(day("2026-03-04")).unwrap();
    assert_eq!((there.notes.len(), there.links.len()), (2, 1));
    assert_eq!(state.notes_on(day("2026-03-06")), None);
    assert!(state.studied_on(day("2026-03-04")));
    assert!(
        !state.studied_on(day("2026-03-03")),
        "a link alone is no study"
    );
}

#[test]
fn a_pull_request_is_a_link_that_says_so_and_the_last_one_counts() {
    let state = State::from_events([
        mine(
            1,
            link("https://example.org/1", Some(PULL_REQUEST), Some("a")),
        ),
        mine(
            2,
            link("https://example.org/2", Some(PULL_REQUEST), Some("a")),
        ),
        mine(3, link("https://example.org/3", Some("a post"), Some("a"))),
        mine(4, link("https://example.org/4", Some(PULL_REQUEST), None)),
    ]);
    assert_eq!(
        state.pull_request(&ItemId::new("a")),
        Some("https://example.org/2")
    );
    assert_eq!(state.pull_request(&ItemId::new("b")), None);
}

#[test]
fn what_changed_is_told_by_day_and_is_no_review_that_was_held() {
    let mut state = State::from_events([
        on(1, "2026-03-06", review(WHAT_CHANGED, "one", None)),
        on(2, "2026-03-13", review(WHAT_CHANGED, "two", None)),
        on(3, "2026-03-14", review("weekly", "went well", None)),
        on(4, "2026-03-15", note("a thought", None)),
    ]);
    assert!(state.what_changed_on(day("2026-03-06")));
    assert!(state.what_changed_on(day("2026-03-13")));
    assert!(!state.what_changed_on(day("2026-03-14")));
    assert_eq!(state.last_what_changed().map(|event| event.id), Some(id(2)));
    let held: Vec<_> = state.held_reviews().map(|held| &*held.text).collect();
    assert_eq!(held, ["went well"]);
    state.extend([on(5, "2026-03-15", undo(2))]);
    assert!(!state.what_changed_on(day("2026-03-13")));
    assert_eq!(state.last_what_changed().map(|event| event.id), Some(id(1)));
    // Not even where it has the parts of one.
    let state = State::from_events([mine(1, review(WHAT_CHANGED, "", Some("2026-03-06")))]);
    assert_eq!(state.held_reviews().count(), 0);
}

#[test]
fn a_draft_is_told_until_its_own_review_is_held() {
    let weekly = ReviewId::new("weekly");
    let (this, last) = (day("2026-03-08"), day("2026-03-01"));
    let mut state = State::from_events([
        on(1, "2026-03-08", draft("weekly", "2026-03-08", 1)),
        on(2, "2026-03-08", draft("weekly", "2026-03-01", 2)),
    ]);
    let found = state.draft(&weekly, this).unwrap();
    assert_eq!((found.question, &*found.answers[0]), (1, "so far"));
    assert_eq!(found.day, day("2026-03-08"));
    assert_eq!(state.draft(&weekly, day("2026-03-15")), None);
    assert_eq!(state.draft(&ReviewId::new("monthly"), this), None);
    // Of another stretch, of another review, and without a stretch.
    state.extend([
        on(3, "2026-03-09", review("weekly", "", Some("2026-03-01"))),
        on(4, "2026-03-09", review("monthly", "", Some("2026-03-08"))),
        on(5, "2026-03-09", review("weekly", "", None)),
    ]);
    assert_eq!(state.draft(&weekly, last), None);
    assert_eq!(state.draft(&weekly, this).unwrap().question, 1);
    state.extend([on(
        6,
        "2026-03-09",
        review("weekly", "", Some("2026-03-08")),
    )]);
    assert_eq!(state.draft(&weekly, this), None);
    // A draft that another device kept before it heard of that.
    state.extend([on(7, "2026-03-09", draft("weekly", "2026-03-08", 2))]);
    assert_eq!(state.draft(&weekly, this), None);
    state.extend([on(8, "2026-03-10", undo(6))]);
    assert_eq!(state.draft(&weekly, this).unwrap().question, 2);
}

#[test]
fn sessions_are_told_by_day_whole_and_in_part() {
    let state = State::from_events([
        on(1, "2026-03-05", session(50)),
        on(2, "2026-03-03", session(30)),
        on(3, "2026-03-04", session(40)),
        on(4, "2026-03-04", session(45)),
    ]);
    let minutes = |told: Vec<&crate::domain::session::LoggedSession>| -> Vec<u64> {
        told.iter().map(|session| session.minutes.0).collect()
    };
    assert_eq!(minutes(state.sessions().collect()), [30, 40, 45, 50]);
    let within =
        |from: &str, to: &str| minutes(state.sessions_within(day(from), day(to)).collect());
    assert_eq!(within("2026-03-04", "2026-03-05"), [40, 45, 50]);
    assert_eq!(within("2026-03-03", "2026-03-04"), [30, 40, 45]);
    assert_eq!(within("2026-03-05", "2026-03-03"), [0; 0]);
    assert_eq!(within("2026-03-04", "2026-03-03"), [0; 0]);
    let one = state.session(id(3)).unwrap();
    assert_eq!((one.minutes, one.day), (Minutes(40), day("2026-03-04")));
    assert_eq!(one.text.as_deref(), Some("read on"));
    assert_eq!(state.session(id(9)), None);
    let on_day = |on: &str, number| state.session_on(day(on), id(number));
    assert_eq!(on_day("2026-03-04", 4).unwrap().minutes, Minutes(45));
    assert_eq!(on_day("2026-03-04", 1), None);
    assert_eq!(on_day("2026-03-06", 1), None);
}

#[test]
fn the_newest_start_of_the_timer_counts_until_it_is_stopped() {
    let mut state = State::from_events([
        mine(1, timer(TimerAction::Start, Some("a"))),
        event(
            "phone",
            2,
            52,
            "2026-03-04",
            timer(TimerAction::Start, Some("b")),
        ),
    ]);
    let running = state.timer().unwrap();
    assert_eq!(running.id, id(52));
    assert_eq!(running.device, DeviceId::new("phone"));
    assert_eq!(running.about, Some(ItemId::new("b")));
    assert_eq!(running.since.to_rfc3339(), "2026-03-04T20:00:00+01:00");
    state.extend([mine(3, timer(TimerAction::Stop, None))]);
    assert_eq!(state.timer(), None);
    state.extend([mine(4, undo(3))]);
    assert!(state.timer().is_some());
    state.extend([mine(5, timer(TimerAction::Cancel, None))]);
    assert_eq!(state.timer(), None);
}

#[test]
fn of_evidence_the_newest_of_each_verdict_is_told() {
    let m0 = ProofId::new("M0");
    let state = State::from_events([
        on(1, "2026-03-02", evidence("M0", Verdict::Passed)),
        on(2, "2026-03-03", evidence("M0", Verdict::Passed)),
        on(3, "2026-03-04", evidence("M0", Verdict::Attested)),
        on(4, "2026-03-05", evidence("M0", Verdict::Failed)),
        on(5, "2026-03-06", evidence("M1", Verdict::Passed)),
    ]);
    let record = state.proof(&m0).unwrap();
    let found = |number, on: &str| {
        Some(Found {
            event: id(number),
            day: day(on),
        })
    };
    assert_eq!(record.passed, found(2, "2026-03-03"));
    assert_eq!(record.attested, found(3, "2026-03-04"));
    assert_eq!(record.failed, found(4, "2026-03-05"));
    let newest = Evidence {
        verdict: Verdict::Failed,
        day: day("2026-03-05"),
    };
    assert_eq!((record.newest, state.evidence(&m0)), (newest, Some(newest)));
    assert_eq!(state.proof(&ProofId::new("M2")), None);
    assert_eq!(state.evidence(&ProofId::new("M2")), None);
}

#[test]
fn changes_of_the_plan_are_told_in_their_order() {
    let mut state = State::from_events([
        on(
            1,
            "2026-03-02",
            replan("end", Some("2027-01-31"), Some(120)),
        ),
        on(2, "2026-03-03", replan("end", None, Some(120))),
        on(3, "2026-03-04", replan("end", Some("2027-02-28"), None)),
        on(
            4,
            "2026-03-05",
            replan("hours", Some("2027-03-31"), Some(180)),
        ),
    ]);
    let told: Vec<_> = state.revisions().iter().map(|one| &*one.step).collect();
    assert_eq!(
        told,
        ["end", "hours"],
        "what is not complete changes nothing"
    );
    let newest = state.revision().unwrap();
    assert_eq!(
        newest,
        &Revision {
            day: day("2026-03-05"),
            step: "hours".to_owned(),
            value: "so".to_owned(),
            end: day("2027-03-31"),
            done: Minutes(180),
            planned: Some(Minutes(600)),
            hours: Some(Minutes(900)),
        }
    );
    let span = |start: &str| newest.span(day(start));
    let end = day("2027-03-31");
    assert_eq!(span("2026-01-05"), (day("2026-03-05"), end));
    assert_eq!(span("2026-06-01"), (day("2026-06-01"), end));
    assert_eq!(span("2028-01-01"), (day("2028-01-01"), day("2028-01-01")));
    let wild = Revision {
        end: day("9999-12-31"),
        ..newest.clone()
    };
    assert_eq!(wild.span(day("2026-01-05")).1, day("2036-03-05"));
    state.extend([on(5, "2026-03-06", undo(4))]);
    assert_eq!(state.revision().unwrap().step, "end");
}

#[test]
fn what_a_replan_skips_is_left_out_and_what_is_skipped_otherwise_is_not() {
    let state = State::from_events([
        mine(1, replan(SKIP, Some("2027-01-31"), Some(120))),
        within(1, mine(2, mark("a", Mark::Skipped))),
        within(1, mine(3, mark("b", Mark::Open))),
        mine(4, mark("c", Mark::Skipped)),
        mine(5, replan("end", Some("2027-01-31"), Some(120))),
        within(5, mine(6, mark("d", Mark::Skipped))),
    ]);
    let left_out =
        ["a", "b", "c", "d"].map(|item| state.marked(&ItemId::new(item)).unwrap().left_out);
    assert_eq!(left_out, [true, false, false, false]);
    assert_eq!(state.marked(&ItemId::new("e")), None);
}

#[test]
fn days_off_are_told_with_their_reasons() {
    let Kind::Off { from, to, .. } = off("2026-12-24", "2026-12-25", false) else {
        unreachable!()
    };
    let state = State::from_events([
        mine(1, off("2026-12-26", "2026-12-26", false)),
        mine(
            2,
            Kind::Off {
                from,
                to,
                withdrawn: false,
                text: Some("at home".to_owned()),
            },
        ),
    ]);
    assert_eq!(
        state.days_off().collect::<Vec<_>>(),
        [
            (day("2026-12-24"), Some("at home")),
            (day("2026-12-25"), Some("at home")),
            (day("2026-12-26"), None),
        ]
    );
    assert!(state.is_off(day("2026-12-25")));
    assert!(!state.is_off(day("2026-12-27")));
}

#[test]
fn events_are_found_by_their_ids_and_batches_as_a_whole() {
    let state = State::from_events([
        mine(3, done("c")),
        mine(1, done("a")),
        within(1, mine(2, done("b"))),
        event("phone", 2, 52, "2026-03-04", done("d")),
    ]);
    for number in [1, 2, 3, 52] {
        assert_eq!(
            state.event(id(number)).map(|event| event.id),
            Some(id(number))
        );
    }
    assert_eq!(state.event(id(9)), None);
    let batch: Vec<_> = state.batch(id(1)).map(|event| event.id).collect();
    assert_eq!(batch, [id(1), id(2)]);
    assert_eq!(state.batch(id(9)).count(), 0);
}

#[test]
fn a_correction_that_was_taken_back_is_made_again() {
    let correction = Kind::Undo {
        target: id(1),
        correction: true,
    };
    let laptop = DeviceId::new("laptop");
    let mut state = State::from_events([
        mine(1, session(30)),
        mine(2, correction),
        within(2, mine(3, session(40))),
    ]);
    assert_eq!(state.undoable(&laptop), Some(id(2)));
    assert_eq!(state.redoable(&laptop), None);
    state.extend([mine(4, undo(2))]);
    assert_eq!(state.sessions().map(|one| one.minutes.0).sum::<u64>(), 30);
    assert_eq!(state.redoable(&laptop), Some(id(4)));
}

#[test]
fn a_day_on_which_two_things_were_learned_stays_when_one_is_taken_back() {
    let mut state = State::from_events([
        mine(1, done("a")),
        mine(2, done("b")),
        mine(3, mark("a", Mark::Open)),
    ]);
    assert!(state.studied_on(day("2026-03-04")));
    state.extend([mine(4, mark("b", Mark::Open))]);
    assert!(!state.studied_on(day("2026-03-04")));
}
