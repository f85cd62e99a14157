use pretty_assertions::assert_eq;

use super::*;
use crate::domain::fixtures::{Learner, day, event, off};

/// The small roadmap from Monday, 2 March 2026. Q1 is 2 Mar to 1 Jun: thirteen
/// weeks and a Monday, 66 study days; without 28 and 29 May, 64 of them, over
/// which the 8 hours of phase 0 rise by 1/8 a day. Q2 and Q3 are 2 Jun to
/// 1 Dec: 26 weeks and a Tuesday, 131 study days; without the 19 of 1 to
/// 27 July, 112, over which the 56 hours of phases 1 and 2 rise by 1/2 a day.
pub(crate) fn learner() -> Learner {
    let mut learner = Learner::on("2026-03-02");
    learner.state.extend([
        event(
            "phone",
            1,
            1,
            "2026-03-02",
            off("2026-05-28", "2026-05-29", false),
        ),
        event(
            "phone",
            2,
            2,
            "2026-03-02",
            off("2026-07-01", "2026-07-27", false),
        ),
    ]);
    learner
}

pub(crate) fn line(learner: &Learner) -> PlanLine {
    PlanLine::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        day("2026-03-02"),
    )
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn quarters_are_four_times_three_months() {
    let spans = |start: &str| {
        quarters(day(start))
            .map(|quarter| format!("{} {}–{}", quarter.number, quarter.first, quarter.last))
    };
    assert_eq!(
        spans("2026-03-02"),
        [
            "1 2026-03-02–2026-06-01",
            "2 2026-06-02–2026-09-01",
            "3 2026-09-02–2026-12-01",
            "4 2026-12-02–2027-03-01",
        ]
    );
    assert_eq!(
        spans("2027-11-30"),
        [
            "1 2027-11-30–2028-02-28", // three months later is 29 February
            "2 2028-02-29–2028-05-29",
            "3 2028-05-30–2028-08-29",
            "4 2028-08-30–2028-11-29",
        ]
    );
    let number = |on: &str| quarter_of(day("2026-03-02"), day(on)).map(|quarter| quarter.number);
    assert_eq!(
        [
            "2026-03-01",
            "2026-03-02",
            "2026-06-01",
            "2026-06-02",
            "2027-03-01",
            "2027-03-02"
        ]
        .map(number),
        [None, Some(1), Some(1), Some(2), Some(4), None]
    );
}

#[test]
fn a_phase_stands_where_its_milestone_does() {
    let learner = learner();
    let planned = |phase| planned_quarters(&learner.roadmap, PhaseIx(phase));
    assert_eq!(
        [0, 1, 2].map(planned),
        [Some((1, 1)), Some((2, 3)), Some((2, 3))]
    );
}

#[test]
fn the_line_rises_evenly_over_study_days() {
    let line = line(&learner());
    for (on, hours) in [
        ("2026-03-01", 0.0),   // the day before
        ("2026-03-02", 0.125), // the first day
        ("2026-03-06", 0.625), // Friday, the fifth study day
        ("2026-03-08", 0.625), // Sunday: flat
        ("2026-03-09", 0.75),
        ("2026-03-11", 1.0),   // the eighth study day
        ("2026-05-27", 7.875), // twelve weeks and three days: 63 study days
        ("2026-05-31", 7.875), // two days off and a weekend
        ("2026-06-01", 8.0),   // the quarter's last day
        ("2026-06-02", 8.5),
        ("2026-06-30", 18.5), // 21 study days since 2 June: 8 + 10.5
        ("2026-07-27", 18.5), // days off: flat
        ("2026-07-28", 19.0),
        ("2026-08-11", 24.0), // 21 + 4 in July + 7 in August = 32: 8 + 16
        ("2026-12-01", 64.0),
        ("2027-03-01", 64.0), // Q4 has no phase
        ("2030-01-01", 64.0),
    ] {
        assert!(
            close(line.at(day(on)), hours),
            "{on}: {} for {hours}",
            line.at(day(on))
        );
    }
    assert_eq!(
        (line.start(), line.end()),
        (day("2026-03-02"), day("2027-03-01"))
    );
}

#[test]
fn the_line_is_read_the_other_way() {
    let line = line(&learner());
    let first = |hours| line.first_with(hours).to_string();
    let last = |hours| line.last_within(hours).to_string();
    assert_eq!(
        (first(0.0), last(0.0)),
        ("2026-03-02".to_owned(), "2026-03-01".to_owned())
    );
    assert_eq!(
        (first(0.625), last(0.625)),
        ("2026-03-06".to_owned(), "2026-03-08".to_owned())
    );
    assert_eq!(
        (first(1.0), last(1.0)),
        ("2026-03-11".to_owned(), "2026-03-11".to_owned())
    );
    assert_eq!(
        (first(1.01), last(1.01)),
        ("2026-03-12".to_owned(), "2026-03-11".to_owned())
    );
    assert_eq!(
        (first(64.0), last(64.0)),
        ("2026-12-01".to_owned(), "2027-03-01".to_owned())
    );
    assert_eq!(first(99.0), "2027-03-01");
}

#[test]
fn a_quarter_without_a_study_day_is_reached_on_its_last() {
    let mut learner = learner();
    learner.state.extend([event(
        "phone",
        3,
        3,
        "2026-03-02",
        off("2026-03-02", "2026-06-01", false),
    )]);
    let line = line(&learner);
    assert!(close(line.at(day("2026-05-31")), 0.0));
    assert!(close(line.at(day("2026-06-01")), 8.0));
    assert!(close(line.at(day("2026-06-02")), 8.5));
}

#[test]
fn what_is_skipped_lowers_the_line_and_what_the_plan_does_not_name_comes_last() {
    let mut learner = learner();
    learner.marks(&["roof"], crate::domain::event::Mark::Skipped, None);
    assert!(close(line(&learner).at(day("2026-12-01")), 24.0));

    let mut learner = Learner::on("2026-03-02");
    learner.roadmap.plan.lanes.clear();
    let line = line(&learner);
    // All in Q4, 2 Dec to 1 Mar: Wednesday to Monday, 64 study days.
    assert!(close(line.at(day("2026-12-01")), 0.0));
    assert!(close(line.at(day("2026-12-02")), 1.0));
    assert!(close(line.at(day("2027-03-01")), 64.0));
}

#[test]
fn without_a_cadence_every_day_is_a_study_day() {
    let mut learner = Learner::on("2026-03-02");
    learner.roadmap.cadence.slots.clear();
    let line = line(&learner);
    // 8 hours over the 92 days of Q1.
    assert!(close(line.at(day("2026-03-08")), 8.0 * 7.0 / 92.0));
}

#[test]
fn a_start_at_the_end_of_the_calendar_is_survived() {
    let learner = Learner::on("2026-03-02");
    for start in ["9999-12-31", "0001-01-01"] {
        let line = PlanLine::new(
            &learner.roadmap,
            &learner.state,
            &learner.progress(),
            day(start),
        );
        assert!(line.end() >= line.start());
    }
    let never = LogicalDay::from_date(chrono::NaiveDate::MAX);
    let line = PlanLine::new(&learner.roadmap, &learner.state, &learner.progress(), never);
    assert!(close(line.at(never), 64.0));
}
