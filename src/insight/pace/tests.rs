use pretty_assertions::assert_eq;
use rstest::rstest;

use super::*;
use crate::domain::{
    event::Mark,
    fixtures::{Learner, day, event, off},
};
use crate::insight::plan_line::tests::{learner, line};

/// Items of phase 0, an hour each; then those of phase 1, four hours each;
/// then phase 2, forty.
const IN_ORDER: [&str; 13] = [
    "ground-book",
    "ground-docs",
    "ground-talk",
    "ground-gate",
    "ground-table",
    "ground-script",
    "ground-run",
    "ground-book-optional",
    "walls-book-1",
    "walls-book-2",
    "walls-docs",
    "walls-door",
    "roof",
];

fn pace(learner: &mut Learner, done: usize, on: &str) -> String {
    learner.today = day("2028-01-01");
    if done > 0 {
        let items = IN_ORDER[..done]
            .iter()
            .map(|id| learner.ix(id))
            .collect::<Vec<_>>();
        for item in items {
            let id = learner.roadmap[item].id.to_string();
            let clock = learner.state.clock() + 1;
            learner.state.extend([event(
                "laptop",
                clock,
                clock.into(),
                "2026-03-02",
                crate::domain::fixtures::done(&id),
            )]);
        }
    }
    short(Pace::new(&learner.progress(), &line(learner), day(on)))
}

fn short(pace: Pace) -> String {
    match pace {
        Pace::Before { days } => format!("begins in {days}"),
        Pace::OnPlan => "on plan".to_owned(),
        Pace::Ahead { days, until } => format!("{days} ahead, {until}"),
        Pace::Behind { days, since } => format!("{days} behind, {since}"),
        Pace::Finished => "finished".to_owned(),
    }
}

/// The line of [`learner`]: an hour is eight study days in Q1.
#[rstest]
// 20 February is 8 + 2 days before 2 March.
#[case::before(0, "2026-02-20", "begins in 10")]
// One hour is the line of 11 March: 8 days of February and 11 of March.
#[case::before_and_busy(1, "2026-02-20", "19 ahead, 2026-03-11")]
// P(1 Mar) = 0 ≤ 0 ≤ P(2 Mar) = 1/8.
#[case::first_day(0, "2026-03-02", "on plan")]
// P(2 Mar) = 1/8 > 0; the first day with P ≥ 0 is 2 March.
#[case::second_day(0, "2026-03-03", "1 behind, 2026-03-02")]
#[case::second_week(0, "2026-03-09", "7 behind, 2026-03-02")]
#[case::first_day_one_done(1, "2026-03-02", "9 ahead, 2026-03-11")]
#[case::nearly_there(1, "2026-03-10", "1 ahead, 2026-03-11")]
// P(10) = 7/8 ≤ 1 ≤ P(11) = 1; P(11) = 1 ≤ 1 ≤ P(12) = 9/8.
#[case::on_the_day(1, "2026-03-11", "on plan")]
#[case::the_day_after(1, "2026-03-12", "on plan")]
#[case::two_days_after(1, "2026-03-13", "2 behind, 2026-03-11")]
// Five hours are 40 study days: Friday of the eighth week, 24 April.
#[case::before_a_weekend(5, "2026-04-23", "3 ahead, 2026-04-26")]
#[case::friday(5, "2026-04-24", "on plan")]
#[case::sunday(5, "2026-04-26", "on plan")]
#[case::monday(5, "2026-04-27", "on plan")]
// P(27 Apr) = 41/8 > 5 = P(24 Apr).
#[case::tuesday(5, "2026-04-28", "4 behind, 2026-04-24")]
// P(27 May) = 63/8 < 8 = P(1 Jun): five days, two of them off.
#[case::before_days_off(8, "2026-05-27", "3 ahead, 2026-06-01")]
#[case::day_off(8, "2026-05-29", "3 ahead, 2026-06-01")]
#[case::quarter_done(8, "2026-06-01", "on plan")]
#[case::next_quarter(8, "2026-06-03", "2 behind, 2026-06-01")]
// 24 hours are the line of 11 August; to 1 March: 20 + 30 + 31 + 30 + 31 + 31 + 28 + 1.
#[case::last_day(12, "2027-03-01", "202 behind, 2026-08-11")]
// 8 hours are the line of 1 June; 273 days to 1 March, 9 more to the 10th,
// less the 27 of July off.
#[case::after_the_end(8, "2027-03-10", "255 behind, 2026-06-01")]
#[case::all(13, "2026-03-02", "finished")]
#[case::all_late(13, "2028-01-01", "finished")]
fn the_pace_is_a_number_of_days(#[case] done: usize, #[case] on: &str, #[case] expected: &str) {
    assert_eq!(pace(&mut learner(), done, on), expected);
}

#[test]
fn nobody_falls_behind_on_days_off() {
    let mut learner = learner();
    learner.state.extend([event(
        "phone",
        3,
        3,
        "2026-03-02",
        off("2026-03-02", "2026-06-01", false),
    )]);
    for (on, expected) in [
        ("2026-03-02", "on plan"),
        ("2026-05-31", "on plan"),
        ("2026-06-01", "on plan"),
        // P(1 Jun) = 8 > 0, and the first day with P ≥ 0 is 2 March; all days
        // between were off but today.
        ("2026-06-02", "1 behind, 2026-03-02"),
    ] {
        assert_eq!(pace(&mut learner, 0, on), expected, "{on}");
    }
}

#[test]
fn the_pace_moves_by_a_day_a_day_and_never_turns_with_one_tick() {
    let mut behind = learner();
    let mut last = 0;
    for on in day("2026-03-03").through(day("2027-04-01")) {
        let Pace::Behind { days, .. } = Pace::new(&behind.progress(), &line(&behind), on) else {
            panic!("nothing was done by {on}");
        };
        assert_eq!(days, last + i64::from(!behind.state.is_off(on)), "{on}");
        last = days;
    }
    // Every tick brings the plan nearer, never further away.
    let signed =
        |learner: &Learner| match Pace::new(&learner.progress(), &line(learner), day("2026-06-10"))
        {
            Pace::Ahead { days, .. } => days,
            Pace::Behind { days, .. } => -days,
            _ => 0,
        };
    behind.today = day("2026-06-10");
    let mut before = signed(&behind);
    for item in &IN_ORDER[..12] {
        behind.marks(&[item], Mark::Done, None);
        let after = signed(&behind);
        assert!(after >= before, "{item}: {before} to {after}");
        before = after;
    }
}

/// A holiday from 1 to 27 July, and one tick short before it.
#[test]
fn a_holiday_leaves_the_pace_as_it_was() {
    let mut learner = learner();
    let seen = [
        "2026-06-30",
        "2026-07-01",
        "2026-07-27",
        "2026-07-28",
        "2026-07-29",
    ]
    .map(|on| pace(&mut learner, usize::from(on == "2026-06-30") * 10, on));
    // 16 hours are the line of 23 June: 8 for phase 0, and 16 study days.
    assert_eq!(
        seen,
        [
            "7 behind, 2026-06-23",
            "7 behind, 2026-06-23",
            "7 behind, 2026-06-23",
            "8 behind, 2026-06-23",
            "9 behind, 2026-06-23",
        ]
    );
}

#[test]
fn who_signs_everything_off_is_finished_whatever_is_open() {
    let mut learner = learner();
    learner.marks(&["ground", "walls", "roof"], Mark::Skipped, None);
    assert_eq!(pace(&mut learner, 0, "2026-03-10"), "finished");
}
