//! The figures of the design, computed by hand from the shipped roadmap.

use chrono::Weekday;
use mastery::{
    domain::{
        decide::{About, OpenItems, TimeWish, Wish},
        event::Mark,
        id::BudgetId,
        minutes::Minutes,
        roadmap::{DayKind, PhaseIx, Roadmap},
        session::Piece,
    },
    insight::{
        pace::Pace,
        plan_line::{PlanLine, planned_quarters},
        time::{Spending, WorkKind},
        words,
    },
};

use crate::learner::{Learner, day, shipped};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

/// A learner whose year begins on Thursday, 1 January 2026.
fn learner() -> Learner {
    let mut learner = Learner::on("2026-01-01");
    learner.does(&Wish::Begin(day("2026-01-01")));
    learner
}

fn line(learner: &Learner) -> PlanLine {
    learner.line().unwrap()
}

fn sign_off(learner: &mut Learner, numbers: impl IntoIterator<Item = u32>) {
    for number in numbers {
        let phase = learner.phase(number);
        let open = OpenItems::Tick;
        learner.does(&Wish::SignOff { phase, open });
    }
}

fn numbers(roadmap: &Roadmap, phases: &[PhaseIx]) -> Vec<u32> {
    phases.iter().map(|phase| roadmap[*phase].number).collect()
}

#[test]
fn planned_hours_are_four_a_day_of_the_middle_of_each_range() {
    let roadmap = shipped();
    let hours: Vec<f64> = roadmap
        .phase_places()
        .map(|phase| roadmap.planned_hours(phase))
        .collect();
    let by_hand = [
        10.0, // 0: 2 to 3 days: 2.5 × 4
        30.0, // 1: 6 to 9: 7.5 × 4
        24.0, // 2: 5 to 7
        28.0, // 3: 6 to 8
        28.0, // 4: 6 to 8
        36.0, // 5: 8 to 10
        44.0, // 6: 10 to 12
        36.0, // 7: 8 to 10
        28.0, // 8: 6 to 8
        48.0, // 9: 10 to 14
        40.0, // 10: 8 to 12
        28.0, // 11: 6 to 8
        24.0, // 12: 5 to 7
        48.0, // 13: 10 to 14
        36.0, // 14: 8 to 10
    ];
    assert_eq!(hours, by_hand);
    // 104 to 140 days in all: 122 × 4.
    assert!(close(learner().progress().hours_planned(), 488.0));
}

/// Phase 0: 10 planned hours, divided 0.5 : 1.25 : 0.75, so half of them for
/// labs: 300 minutes over nine deliverables are 33⅓ each.
#[test]
fn labs_take_as_long_as_they_take() {
    let mut learner = learner();
    let items = ["gate-one-command", "gate-first-adr", "gate-ci-matrix"];
    for (item, minutes) in items.into_iter().zip([70, 50, 40]) {
        let about = Some(About::Item(learner.ix(item)));
        learner.does(&Wish::Time(TimeWish::Log {
            category: BudgetId::new("building"),
            about,
            text: None,
            pieces: vec![Piece::of(day("2026-01-01"), Minutes(minutes))],
        }));
    }
    let finished: Vec<_> = items.iter().map(|item| learner.ix(item)).collect();
    learner.marks(&finished, Mark::Done);
    let spending = Spending::new(&learner.roadmap, &learner.state, &learner.progress());
    let labs = spending.of_kind(WorkKind::Labs).unwrap();
    let ratio = labs.ratio.unwrap();
    assert_eq!((ratio.spent, ratio.planned), (Minutes(160), Minutes(100)));
    assert_eq!(
        words::ratio(WorkKind::Labs, ratio),
        "labs take you 1.6 × the estimate"
    );
    assert_eq!(spending.phases[0].planned, Minutes(600));
    // 488 hours in all, each phase's to the minute.
    let kinds: u64 = spending.kinds.iter().map(|kind| kind.planned.0).sum();
    assert!(kinds.abs_diff(488 * 60) <= 2, "{kinds}");
}

#[test]
fn half_of_a_phase_is_half_of_its_hours() {
    let mut learner = learner();
    let items: Vec<_> = learner.roadmap[learner.phase(3)].items().collect();
    let of = items.len();
    learner.marks(&items[..7], Mark::Done);
    assert!(close(
        learner.progress().hours_done(),
        28.0 * 7.0 / of as f64
    ));
    // Skipping seven others leaves 7 of (all − 7).
    learner.marks(&items[7..14], Mark::Skipped);
    assert!(close(
        learner.progress().hours_done(),
        28.0 * 7.0 / (of - 7) as f64
    ));
    assert!(close(learner.progress().hours_planned(), 488.0));
}

#[test]
fn signed_off_phases_add_up() {
    let mut learner = learner();
    sign_off(&mut learner, 0..=3);
    // 10 + 30 + 24 + 28 = 92 of 488.
    assert!(close(learner.progress().hours_done(), 92.0));
    assert!(close(learner.progress().share(), 92.0 / 488.0));
}

#[test]
fn the_core_lane_puts_the_phases_in_quarters() {
    let roadmap = shipped();
    let quarters: Vec<u8> = roadmap
        .phase_places()
        .map(|phase| {
            let (first, last) = planned_quarters(&roadmap, phase).unwrap();
            assert_eq!(first, last);
            first
        })
        .collect();
    assert_eq!(quarters, [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4]);
}

#[test]
fn the_line_of_a_year_from_new_year() {
    let line = line(&learner());
    for (on, hours) in [
        ("2025-12-31", 0.0),
        // Q1, 1 Jan (Thu) to 31 Mar (Tue): 90 days; twelve weeks to 25 March
        // are 60 study days, 26, 27, 30 and 31 March four more: 64. Phases 0
        // to 3: 10 + 30 + 24 + 28 = 92 hours.
        ("2026-01-01", 92.0 / 64.0),
        ("2026-01-04", 92.0 * 2.0 / 64.0), // Thursday, Friday; then a weekend
        ("2026-02-02", 92.0 * 23.0 / 64.0), // 22 study days of January, one more
        ("2026-03-31", 92.0),
        // Q2, 1 Apr (Wed) to 30 Jun (Tue): 91 days, 65 study days. Phases 4
        // to 7: 28 + 36 + 44 + 36 = 144.
        ("2026-04-01", 92.0 + 144.0 / 65.0),
        ("2026-06-30", 236.0),
        // Q3 to 30 Sep: phases 8 to 10: 28 + 48 + 40 = 116.
        ("2026-09-30", 352.0),
        // Q4 to 31 Dec: phases 11 to 14: 28 + 24 + 48 + 36 = 136.
        ("2026-12-31", 488.0),
        ("2027-06-01", 488.0),
    ] {
        assert!(close(line.at(day(on)), hours), "{on}: {}", line.at(day(on)));
    }
}

#[test]
fn the_pace_after_phases_zero_to_three() {
    let mut learner = learner();
    sign_off(&mut learner, 0..=3);
    for (on, pace) in [
        // 92 hours are the line of 31 March; 1 April asks for more.
        (
            "2026-03-01",
            Pace::Ahead {
                days: 30,
                until: day("2026-03-31"),
            },
        ),
        ("2026-03-31", Pace::OnPlan),
        ("2026-04-01", Pace::OnPlan),
        (
            "2026-04-10",
            Pace::Behind {
                days: 10,
                since: day("2026-03-31"),
            },
        ),
        // 275 days from 31 March to the last of the year.
        (
            "2026-12-31",
            Pace::Behind {
                days: 275,
                since: day("2026-03-31"),
            },
        ),
    ] {
        assert_eq!(
            Pace::new(&learner.progress(), &line(&learner), day(on)),
            pace,
            "{on}"
        );
    }
    sign_off(&mut learner, 4..=14);
    assert_eq!(
        Pace::new(&learner.progress(), &line(&learner), day("2026-06-01")),
        Pace::Finished
    );
}

#[test]
fn two_weeks_off_in_the_first_quarter_make_its_days_steeper() {
    let mut learner = learner();
    learner.does(&Wish::Off {
        from: day("2026-02-02"),
        to: day("2026-02-15"),
        reason: None,
    });
    let line = line(&learner);
    // 54 study days are left; 22 of them in January.
    assert!(close(line.at(day("2026-01-31")), 92.0 * 22.0 / 54.0));
    assert!(close(line.at(day("2026-02-15")), 92.0 * 22.0 / 54.0));
    assert!(close(line.at(day("2026-02-16")), 92.0 * 23.0 / 54.0));
    assert!(close(line.at(day("2026-03-31")), 92.0));
}

#[test]
fn the_prerequisites_open_the_phases_in_turn() {
    let mut learner = learner();
    let mut seen = Vec::new();
    while let Some(phase) = learner.progress().current() {
        seen.push(learner.roadmap[phase].number);
        sign_off(&mut learner, seen.last().copied());
    }
    assert_eq!(seen, (0..15).collect::<Vec<u32>>());

    // Phase 6 needs 4 and 5; 7, 8 and 11 need 6; 12 needs 10 and 11.
    let mut learner = self::learner();
    sign_off(&mut learner, (0..=3).chain([5]));
    let progress = learner.progress();
    assert_eq!(progress.current(), Some(learner.phase(4)));
    assert_eq!(
        numbers(&learner.roadmap, &progress[learner.phase(6)].blocked_by),
        [4]
    );
    assert_eq!(
        numbers(&learner.roadmap, &progress[learner.phase(12)].blocked_by),
        [10, 11]
    );
    let skipped = learner.ix("fleets");
    learner.marks(&[skipped], Mark::Skipped);
    assert_eq!(
        learner.progress().current(),
        Some(learner.phase(6)),
        "a skipped phase holds nobody up"
    );
}

#[test]
fn the_box_of_a_quarter_waits_for_its_phases() {
    let mut learner = learner();
    sign_off(&mut learner, 8..=9);
    let core = learner.ix("core-phases-8-10");
    assert!(!learner.progress()[core].status.is_settled());
    sign_off(&mut learner, [10]);
    assert!(learner.progress()[core].status.is_settled());
    let all = learner.ix("all-phases-completed");
    sign_off(&mut learner, (0..=7).chain(11..=13));
    assert!(!learner.progress()[all].status.is_settled());
    sign_off(&mut learner, [14]);
    assert!(learner.progress()[all].status.is_settled());
}

#[test]
fn the_week_is_books_docs_supplements_and_a_note() {
    let cadence = shipped().cadence;
    let kinds = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ]
    .map(|weekday| cadence.slot(weekday).map(|slot| slot.kind));
    assert_eq!(
        kinds,
        [
            Some(DayKind::Book),
            Some(DayKind::Book),
            Some(DayKind::Docs),
            Some(DayKind::Supplement),
            Some(DayKind::WhatChanged),
            None,
            None,
        ]
    );
}
