//! The timer: started, answered for, forgotten.

use chrono::TimeDelta;

use crate::{
    domain::event::{Batch, Kind, TimerAction},
    tui::rig::{Rig, shipped},
};

use super::{day, last, learner, past, sessions};

fn is_timer(kind: &Kind, wanted: TimerAction) -> bool {
    matches!(kind, Kind::Timer { action, .. } if *action == wanted)
}

#[test]
fn the_timer_starts_for_what_is_selected() {
    let mut rig = learner();
    rig.keys("j t");
    rig.keys("enter");
    let kinds = last(&rig);
    let [
        Kind::Timer {
            action,
            category,
            about,
        },
    ] = kinds.as_slice()
    else {
        panic!("{kinds:?}");
    };
    assert_eq!(*action, TimerAction::Start);
    // Readings are learning without being asked.
    assert_eq!(category.as_ref().unwrap().as_str(), "learning");
    assert!(about.is_some());
    assert!(
        rig.notice().starts_with("The timer runs: learning on "),
        "{}",
        rig.notice()
    );
    assert!(rig.shows("◷ learning 0:00"));
    rig.later(TimeDelta::minutes(65));
    for keys in ["2", "8", "1"] {
        assert!(
            rig.keys(keys).notice().ends_with("◷ learning 1:05"),
            "{}",
            rig.text()
        );
    }
}

#[test]
fn category_and_purpose_of_the_timer_are_chosen() {
    let mut rig = learner();
    rig.keys("2 t 3 tab tab enter");
    let kinds = last(&rig);
    let [Kind::Timer { category, .. }] = kinds.as_slice() else {
        panic!("{kinds:?}");
    };
    // With what it is for the category was thought over again: none is known.
    assert_eq!(category.as_ref().unwrap().as_str(), "learning");
    let mut rig = learner();
    rig.keys("2 t tab j enter");
    let kinds = last(&rig);
    let [
        Kind::Timer {
            category, about, ..
        },
    ] = kinds.as_slice()
    else {
        panic!("{kinds:?}");
    };
    assert_eq!(category.as_ref().unwrap().as_str(), "building");
    assert_eq!(*about, None);
    let mut rig = learner();
    rig.keys("t esc");
    assert!(rig.written.is_empty() && !rig.shows("Start the timer"));
}

/// A timer that has run for 47 minutes.
fn timed() -> Rig {
    let mut rig = learner();
    rig.keys("2 t enter").later(TimeDelta::minutes(47));
    rig.keys("t");
    rig
}

#[test]
fn each_answer_about_a_timer_is_one_batch() {
    let today = "2026-03-06".to_owned();
    let mut rig = timed();
    rig.keys("enter");
    assert_eq!(sessions(&rig), [(47, today.clone(), None)]);
    assert!(is_timer(&last(&rig)[0], TimerAction::Stop));
    assert!(
        rig.notice().starts_with("Written down: 47 min of learning"),
        "{}",
        rig.notice()
    );
    assert!(!rig.shows("◷"));

    let mut rig = timed();
    rig.keys("k").typed("30m");
    assert!(rig.shows("30 min, until 20:32"));
    rig.keys("enter");
    assert_eq!(sessions(&rig), [(30, today.clone(), None)]);

    let mut rig = timed();
    rig.keys("s").typed("20:40");
    rig.keys("enter");
    assert_eq!(sessions(&rig), [(38, today.clone(), None)]);

    let mut rig = timed();
    rig.keys("w").typed("calls and casts");
    rig.keys("enter a");
    assert_eq!(
        sessions(&rig),
        [(47, today, Some("calls and casts".to_owned()))]
    );

    let mut rig = timed();
    rig.keys("d");
    assert!(is_timer(&last(&rig)[0], TimerAction::Cancel));
    assert_eq!(last(&rig).len(), 1);
    assert!(!rig.shows("◷"));
    rig.keys("u");
    assert!(rig.shows("◷ learning 0:47"));

    let mut rig = timed();
    rig.keys("esc");
    assert_eq!(rig.written.len(), 1, "only the start");
    assert!(rig.shows("◷ learning 0:47"));
}

#[test]
fn what_cannot_be_kept_is_said_and_not_written() {
    for (keys, typed, why) in [
        ("k", "2h", "The timer has run for 47 min only."),
        ("k", "30", "`30` of what? Minutes are `30m`, hours `30h`."),
        (
            "s",
            "23:00",
            "23:00 did not come since the timer was started at",
        ),
        ("s", "soon", "A time of day is written like 18:30."),
    ] {
        let mut rig = timed();
        rig.keys(keys).typed(typed);
        assert!(rig.shows(why), "{typed}: {}", rig.text());
        rig.keys("enter");
        assert_eq!(rig.written.len(), 1, "{typed}");
        rig.keys("esc");
        assert!(rig.shows("keep all of it"), "{typed}");
    }
}

#[test]
fn a_stopped_timer_runs_again_when_that_is_taken_back() {
    let mut rig = timed();
    rig.keys("enter u");
    assert_eq!(
        rig.notice().split("   ").next().unwrap().trim(),
        "Taken back: the end of the timer and 47 min of learning on Phase 0 · Tooling foundation"
    );
    assert!(rig.shows("◷ learning 0:47"));
}

#[test]
fn a_forgotten_timer_is_asked_about_once_for_each_reason() {
    let question = "Does the timer still count?";
    let mut rig = Rig::new(shipped(), "2026-03-06T10:00:00+01:00", &past());
    rig.keys("2 t enter").later(TimeDelta::minutes(240));
    assert!(!rig.shows(question));
    rig.later(TimeDelta::minutes(1));
    assert!(rig.shows(question), "{}", rig.text());
    assert!(rig.shows("It has been running for more than 4 h."));
    // Nothing is kept by a key that was meant for something else.
    rig.keys("enter space");
    assert_eq!(rig.written.len(), 1);
    rig.keys("esc").later(TimeDelta::hours(3));
    assert!(!rig.shows(question));
    assert!(rig.shows("◷ learning 7:01?"));
    // The day ends at four: another reason.
    rig.later(TimeDelta::hours(12));
    assert!(rig.shows(question));
    assert!(rig.shows("and its day has ended."));
    rig.keys("s").typed("12:30");
    rig.keys("enter");
    assert_eq!(sessions(&rig), [(150, "2026-03-06".to_owned(), None)]);
    assert!(!rig.shows(question));
}

#[test]
fn a_timer_that_ran_over_a_reboot_is_asked_about() {
    let mut rig = learner();
    rig.keys("2 t enter").later(TimeDelta::minutes(20));
    rig.rebooted();
    assert!(rig.shows("The computer was restarted."), "{}", rig.text());
    rig.keys("a");
    assert_eq!(sessions(&rig), [(20, "2026-03-06".to_owned(), None)]);
}

#[test]
fn after_a_clock_was_set_back_only_a_length_can_be_kept() {
    let mut rig = learner();
    rig.keys("2 t enter").later(TimeDelta::minutes(-30));
    assert!(rig.shows("Does the timer still count?"), "{}", rig.text());
    assert!(!rig.shows("keep all of it") && !rig.shows("it ended at a time"));
    rig.keys("k").typed("25m");
    rig.keys("enter");
    assert_eq!(sessions(&rig), [(25, "2026-03-06".to_owned(), None)]);
}

#[test]
fn the_question_waits_while_something_is_typed() {
    let question = "Does the timer still count?";
    let mut rig = learner();
    rig.keys("8 t enter l").typed("45m");
    rig.later(TimeDelta::hours(5));
    assert!(!rig.shows(question) && rig.shows("45m"));
    rig.keys("esc");
    assert!(rig.shows(question));
}

#[test]
fn a_timer_that_ends_elsewhere_takes_its_question_with_it() {
    let mut rig = timed();
    assert!(rig.shows("keep all of it"));
    let cancel = Kind::Timer {
        action: TimerAction::Cancel,
        category: None,
        about: None,
    };
    rig.arrives(&Batch::on(day("2026-03-06"), vec![cancel]));
    assert!(!rig.shows("keep all of it") && !rig.shows("◷"));
}

#[test]
fn a_night_is_cut_where_the_day_begins() {
    let mut rig = Rig::new(shipped(), "2026-03-06T23:00:00+01:00", &past());
    rig.keys("2 t enter").later(TimeDelta::hours(6));
    assert!(rig.shows("6 h, over more than one day"), "{}", rig.text());
    rig.keys("a");
    assert_eq!(
        sessions(&rig),
        [
            (300, "2026-03-06".to_owned(), None),
            (60, "2026-03-07".to_owned(), None)
        ]
    );
}

#[test]
fn a_running_timer_wakes_the_program_once_a_minute() {
    let mut rig = learner();
    let far = rig.app().deadline().unwrap() - rig.now();
    assert!(far > TimeDelta::hours(1), "{far}");
    rig.keys("2 t enter").later(TimeDelta::seconds(90));
    let next = rig.app().deadline().unwrap() - rig.now();
    assert_eq!(next, TimeDelta::seconds(30));
    rig.keys("t d").later(TimeDelta::seconds(30));
    let far = rig.app().deadline().unwrap() - rig.now();
    assert!(far > TimeDelta::hours(1), "{far}");
}
