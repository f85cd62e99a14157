use pretty_assertions::assert_eq;
use rstest::rstest;

use super::*;
use crate::domain::{
    event::Kind,
    fixtures::{Learner, day, event, off},
    roadmap::Cadence,
};

/// March 2026 begins on a Sunday: 2 to 6 and 9 to 13 are Monday to Friday.
fn learner(days: &[&str], more: &[(&str, Kind)]) -> Learner {
    let mut learner = Learner::on("2026-03-11");
    let note = |day: &&str| {
        let (text, about) = ("a thought".to_owned(), None);
        (day.to_string(), Kind::Note { text, about })
    };
    let more = more
        .iter()
        .map(|(on, kind)| ((*on).to_owned(), kind.clone()));
    let said = days.iter().map(note).chain(more);
    let events = (1..).zip(said).map(|(number, (on, kind))| {
        event("laptop", number, number.into(), &format!("2026-{on}"), kind)
    });
    learner.state.extend(events);
    learner
}

fn streak(learner: &Learner) -> (u32, Option<f64>) {
    let progress = learner.progress();
    let streak = Streak::new(&learner.roadmap, &learner.state, &progress, learner.today);
    (
        streak.days,
        streak.consistency.map(|share| (share * 1e5).round() / 1e5),
    )
}

fn begin(on: &'static str, start: &str) -> (&'static str, Kind) {
    (on, Kind::Begin { start: day(start) })
}

const FULL: [&str; 7] = [
    "03-02", "03-03", "03-04", "03-05", "03-06", "03-09", "03-10",
];

/// Seen from Wednesday, 11 March. A day weighs w = 2^(-1/13) = 0.94808 of the
/// study day after it; seven days weigh 1 + w + … + w⁶ = 5.99924.
#[rstest]
#[case::nothing_yet(&[], 0, None)]
#[case::today_never_breaks_it(&FULL, 7, Some(1.0))]
#[case::today_lengthens_it(&["03-09", "03-10", "03-11"], 3, Some(1.0))]
#[case::a_weekend_does_neither(&["03-06", "03-07", "03-08", "03-09", "03-10"], 3, Some(1.0))]
// Friday, 6 March, missed: w² = 0.89885 of 5.99924 is.
#[case::a_missed_day(&["03-02", "03-03", "03-04", "03-05", "03-09", "03-10"], 2, Some(0.85017))]
#[case::yesterday_missed(&["03-09"], 0, Some(0.48667))] // w / (1 + w)
#[case::only_today(&["03-11"], 1, Some(1.0))]
fn the_streak_counts_study_days(
    #[case] days: &[&str],
    #[case] expected: u32,
    #[case] share: Option<f64>,
) {
    assert_eq!(streak(&learner(days, &[])), (expected, share));
}

#[test]
fn days_off_neither_break_nor_lengthen_it() {
    let friday = ("03-02", off("2026-03-06", "2026-03-06", false));
    let kept = ["03-02", "03-03", "03-04", "03-05", "03-09", "03-10"];
    assert_eq!(
        streak(&learner(&kept, std::slice::from_ref(&friday))),
        (6, Some(1.0))
    );
    assert_eq!(
        streak(&learner(&FULL, &[friday])),
        (6, Some(1.0)),
        "even if something was done"
    );
}

#[test]
fn who_starts_in_mid_year_has_missed_nothing_before() {
    let mut learner = learner(&["03-09", "03-10"], &[begin("03-09", "2026-01-01")]);
    assert_eq!(streak(&learner), (2, Some(1.0)));
    // What is filled in for January makes no row, and the days around are not
    // missed.
    learner.marks(
        &["ground-book"],
        crate::domain::event::Mark::Done,
        Some("2026-01-14"),
    );
    assert_eq!(streak(&learner), (2, Some(1.0)));
}

#[test]
fn days_before_the_year_begins_are_not_missed() {
    let learner = learner(
        &["03-04", "03-09", "03-10"],
        &[begin("03-02", "2026-03-09")],
    );
    assert_eq!(streak(&learner), (3, Some(1.0)));
}

#[test]
fn days_after_the_year_begins_are() {
    // 2 to 6 March missed, 9 and 10 kept: (1 + w) / 5.99924.
    let learner = learner(&["03-09", "03-10"], &[begin("03-02", "2026-03-02")]);
    assert_eq!(streak(&learner), (2, Some(0.32472)));
}

#[test]
fn thirteen_study_days_halve_the_weight() {
    // Kept: 13 study days from 5 to 23 January; missed: 13 from 26 January to
    // 11 February. w¹³ = 1/2, so the kept share is ½ ÷ (1 + ½).
    let kept = [
        "01-07", "01-08", "01-09", "01-12", "01-13", "01-14", "01-15", "01-16", "01-19", "01-20",
        "01-21", "01-22", "01-23",
    ];
    let mut learner = learner(&kept, &[]);
    learner.today = day("2026-02-12");
    assert_eq!(streak(&learner), (0, Some(0.33333)));
}

#[test]
fn a_long_streak_is_counted_to_its_end() {
    let mut learner = learner(&[], &[]);
    let first = day("2024-01-01"); // a Monday
    let events =
        (1..)
            .zip(first.through(first.forward(7 * 100 - 1)))
            .map(|(number, day): (u64, _)| {
                let (text, about) = (String::new(), None);
                event(
                    "laptop",
                    number,
                    number.into(),
                    &day.to_string(),
                    Kind::Note { text, about },
                )
            });
    learner.state.extend(events);
    learner.today = first.forward(7 * 100);
    assert_eq!(streak(&learner), (500, Some(1.0)));
}

#[test]
fn who_is_finished_misses_nothing() {
    let mut learner = learner(&FULL, &[]);
    for number in 0..3 {
        let phase = crate::domain::roadmap::PhaseIx(number);
        let open = crate::domain::decide::OpenItems::Leave;
        learner.does(&crate::domain::decide::Wish::SignOff { phase, open }, None);
    }
    learner.today = day("2026-06-01");
    assert_eq!(streak(&learner), (8, Some(1.0)));
}

#[test]
fn without_a_cadence_no_day_is_missed() {
    let mut learner = learner(
        &["03-02", "03-05", "03-08", "03-10"],
        &[begin("03-02", "2026-03-01")],
    );
    learner.roadmap.cadence = Cadence::default();
    assert_eq!(streak(&learner), (4, Some(1.0)), "a Sunday counts as well");
    let progress = learner.progress();
    let mark = DayMark::new(
        &learner.roadmap,
        &learner.state,
        &progress,
        day("2026-03-03"),
        learner.today,
    );
    assert_eq!(mark, DayMark::Open);
}
