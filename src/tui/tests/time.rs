//! Time passes while the program is open.

use chrono::{DateTime, TimeDelta};

use crate::{
    domain::event::Mark,
    tui::{
        effect::Effect,
        msg::Msg,
        rig::{Rig, begin, shipped},
    },
};

use super::{Moment, PLACES, moments::marked};

fn at(moment: &str) -> Rig {
    Rig::new(shipped(), moment, &[begin("2026-01-05")])
}

#[test]
fn the_day_turns_at_four_and_not_at_midnight() {
    let mut rig = at("2026-03-04T23:30:00+01:00");
    rig.keys("space");
    rig.later(TimeDelta::hours(4));
    assert!(rig.shows("Wed 4 Mar"), "half past three is still yesterday");
    rig.later(TimeDelta::minutes(29));
    assert!(rig.shows("Wed 4 Mar"));
    rig.later(TimeDelta::minutes(1));
    assert!(rig.shows("Thu 5 Mar"), "{}", rig.text());
    assert!(!rig.shows("Done today"));
    assert!(!rig.shows("(Wednesday)"));
}

#[test]
fn the_deadline_is_the_next_day_start_or_an_hour_to_either_side_of_it() {
    for (now, then) in [
        ("2026-03-04T20:00:00+01:00", "2026-03-05T03:00:00+01:00"),
        ("2026-03-05T03:00:00+01:00", "2026-03-05T04:00:00+01:00"),
        ("2026-03-05T03:59:59+01:00", "2026-03-05T04:00:00+01:00"),
        ("2026-03-05T04:00:00+01:00", "2026-03-06T03:00:00+01:00"),
        ("2026-12-31T23:00:00-09:00", "2027-01-01T03:00:00-09:00"),
        // In the night to 29 March the clocks of Berlin go forward: the day
        // starts at what was three o'clock.
        ("2026-03-28T20:00:00+01:00", "2026-03-29T03:00:00+01:00"),
    ] {
        let rig = at(now);
        let then = DateTime::parse_from_rfc3339(then).unwrap();
        assert_eq!(rig.app().deadline(), Some(then), "{now}");
    }
}

#[test]
fn nothing_is_due_again_after_a_deadline_passed() {
    let mut rig = at("2026-03-04T20:00:00+01:00");
    rig.keys("space");
    for _ in 0..5 {
        let deadline = rig.app().deadline().unwrap();
        assert!(deadline > rig.now());
        let wait = deadline - rig.now();
        rig.later(wait);
        assert!(rig.app().deadline().unwrap() > rig.now());
    }
}

#[test]
fn a_notice_fades_after_four_seconds() {
    let mut rig = at("2026-03-04T20:00:00+01:00");
    rig.keys("space");
    assert_eq!(
        rig.app().deadline(),
        Some(rig.now() + TimeDelta::seconds(4))
    );
    rig.later(TimeDelta::milliseconds(3_999));
    assert!(rig.notice().starts_with("Done: "));
    rig.later(TimeDelta::milliseconds(1));
    assert_eq!(rig.notice(), "");
}

#[test]
fn trouble_stays_longer_and_through_key_presses() {
    let mut rig = at("2026-03-04T20:00:00+01:00");
    rig.send(Msg::Trouble("The journal cannot be read.".to_owned()));
    rig.keys("j").later(TimeDelta::seconds(9));
    assert_eq!(rig.notice(), "The journal cannot be read.");
    rig.later(TimeDelta::seconds(1));
    assert_eq!(rig.notice(), "");
}

#[test]
fn the_week_moves_on_with_the_day_unless_it_stands_elsewhere() {
    let mut rig = at("2026-03-04T23:30:00+01:00");
    rig.keys("5").later(TimeDelta::hours(5));
    assert!(rig.shows("›Th 5"), "{}", rig.text());
    let mut rig = at("2026-03-04T23:30:00+01:00");
    rig.keys("5 h").later(TimeDelta::hours(5));
    assert!(rig.shows("›Tu 3"), "{}", rig.text());
}

#[test]
fn a_tick_after_midnight_counts_for_the_evening() {
    let mut rig = at("2026-03-05T01:30:00+01:00");
    rig.keys("space");
    assert_eq!(rig.written[0].1.day.to_string(), "2026-03-04");
}

#[test]
fn a_key_after_four_counts_for_the_new_day_even_without_a_tick_of_the_clock() {
    let mut rig = at("2026-03-04T23:30:00+01:00");
    // The lid was closed: no deadline was heard.
    rig.later(TimeDelta::hours(10)).keys("space");
    assert_eq!(rig.written[0].1.day.to_string(), "2026-03-05");
}

const FRIDAY: &str = "2026-03-06T18:00:00+01:00";
const WHAT_CHANGED: &str = "What changed this week because of what you read?";

#[test]
fn friday_asks_what_changed_and_then_goes_on() {
    let mut rig = at(FRIDAY);
    assert!(rig.selected().contains(WHAT_CHANGED), "{}", rig.text());
    rig.keys("space o").typed("I stopped rescuing errors.");
    rig.keys("enter");
    assert!(!rig.shows(WHAT_CHANGED));
    assert!(rig.selected().starts_with('○'), "{}", rig.text());
    assert!(rig.notice().starts_with("Written down"));
    rig.keys("space");
    assert!(rig.notice().starts_with("Done: "));
}

#[test]
fn enter_and_a_answer_friday_too() {
    for keys in ["enter o", "a"] {
        let mut rig = at(FRIDAY);
        rig.keys(keys).typed("Nothing yet.");
        rig.keys("enter");
        assert!(!rig.shows(WHAT_CHANGED), "{keys}");
    }
    let mut rig = at(FRIDAY);
    rig.keys("enter enter");
    assert!(matches!(rig.effects.last(), Some(Effect::Friday(Some(_)))));
    assert!(rig.shows(WHAT_CHANGED), "the draft may come to nothing");
    // A thought that came meanwhile is no answer.
    rig.keys("j a").typed("By the way.");
    assert!(rig.keys("enter").shows(WHAT_CHANGED));
}

#[test]
fn an_empty_thought_is_not_kept() {
    let mut rig = at(FRIDAY);
    rig.keys("space o").typed("   ");
    rig.keys("enter");
    assert_eq!(rig.written.len(), 0);
    rig.keys("esc");
    assert!(rig.selected().contains(WHAT_CHANGED));
}

#[test]
fn friday_cannot_be_started_or_skipped() {
    let mut rig = at(FRIDAY);
    rig.keys("s x o y");
    assert_eq!((rig.written.len(), rig.effects.len()), (0, 0));
}

#[test]
fn a_rest_day_proposes_only_if_you_like() {
    let mut rig = at("2026-03-07T11:00:00+01:00");
    assert!(rig.shows("A rest day. If you like:"));
    rig.keys("space");
    assert!(rig.notice().starts_with("Done: "));
}

#[test]
fn a_start_date_can_lie_ahead() {
    let mut rig = Moment::FirstDay.start();
    rig.typed("2026-02-01");
    rig.keys("enter");
    assert!(rig.app().world().state.begin().is_some());
    for (_, keys) in PLACES {
        rig.keys("1").keys(keys).text();
    }
}

#[test]
fn the_first_question_takes_words_and_refuses_what_is_no_day() {
    let mut rig = Moment::FirstDay.start();
    assert!(rig.shows("When did, or does, your year begin?"));
    assert!(rig.shows("2026-01-05"));
    rig.typed("soon");
    assert!(rig.shows("A day is written like"), "{}", rig.text());
    rig.keys("enter");
    assert_eq!(rig.written.len(), 0);
    rig.keys("ctrl-u").typed("yesterday");
    rig.keys("enter");
    let begin = rig.app().world().state.begin().unwrap();
    assert_eq!(begin.to_string(), "2026-01-04");
}

#[test]
fn the_first_question_can_wait() {
    let mut rig = Moment::FirstDay.start();
    rig.keys("esc space");
    assert_eq!(rig.written.len(), 1);
    assert!(rig.notice().starts_with("Done: "));
}

#[test]
fn a_tick_of_another_device_ends_no_notice() {
    let mut rig = at("2026-03-04T20:00:00+01:00");
    rig.keys("space");
    rig.arrives(&marked("gates-sobelow", Mark::Done, "2026-03-04"));
    assert!(rig.notice().starts_with("Done: "));
}
