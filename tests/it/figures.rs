//! The figures of the design, computed by hand from the shipped roadmap.

use chrono::Weekday;
use mastery::{
    domain::{
        decide::{About, OpenItems, Replan, TimeWish, Wish},
        event::Mark,
        id::BudgetId,
        minutes::Minutes,
        review::Period,
        roadmap::{DayKind, ItemIx, ItemKind, PhaseIx, Rhythm, Roadmap},
        session::Piece,
    },
    insight::{
        forecast::{Forecast, PastWeek},
        money::Money,
        pace::Pace,
        plan_line::{PlanLine, planned_quarters},
        review::ReviewFigures,
        stats::Stats,
        time::{Spending, WorkKind},
        words,
    },
};

use rust_decimal::Decimal;

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

#[test]
fn the_money_of_a_year() {
    let mut learner = learner();
    let money = |learner: &Learner, on| Money::new(&learner.roadmap, &learner.state, day(on));
    // 500 for books, 100 and 200 a month: 500 + 12 × 300.
    let fresh = money(&learner, "2026-01-01");
    assert_eq!(fresh.year, Decimal::from(4100));
    assert_eq!(fresh.projected, Some(fresh.year));
    let mut spend = |amount: &str, line: &str| {
        learner.does(&Wish::Spend {
            amount: amount.parse().unwrap(),
            line: BudgetId::new(line),
            text: None,
        });
    };
    spend("39.99", "books");
    spend("80.01", "infrastructure");
    // In February January's 80.01 is a usual month: 12 × 80.01 = 960.12; tools
    // cost nothing yet; the books may still be bought: 500.
    let february = money(&learner, "2026-02-01");
    assert_eq!(february.spent, "120.00".parse().unwrap());
    assert_eq!(february.projected, Some("1460.12".parse().unwrap()));
    assert_eq!(february.lines[0].left(), Some("460.01".parse().unwrap()));
    assert_eq!(february.lines[1].left(), Some(Decimal::from(100)));
}

#[test]
fn the_forecast_of_a_quarter_in_which_three_phases_are_done() {
    let mut learner = learner();
    // 10 + 30 + 24 hours in the three weeks from 19 January, each on its Friday.
    for (number, on) in [(0, "2026-01-23"), (1, "2026-01-30"), (2, "2026-02-06")] {
        learner.today = day(on);
        sign_off(&mut learner, [number]);
    }
    let line = line(&learner);
    let forecast = Forecast::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        Some(&line),
        day("2026-02-09"),
    );
    // 2 to 8 February, 26 January to 1 February, and so on to 5 January; of the
    // days before, 2 to 4 January, no week is left.
    let hours: Vec<f64> = forecast.weeks.iter().map(PastWeek::hours).collect();
    assert!(
        hours
            .iter()
            .zip([24.0, 30.0, 10.0, 0.0, 0.0])
            .all(|(a, b)| close(*a, b)),
        "{hours:?}"
    );
    assert_eq!(hours.len(), 5);
    assert!(close(forecast.left(), 424.0));
    // 9 February to 31 December are 365 − 39 = 326 days.
    assert!(close(forecast.needed().unwrap(), 424.0 * 7.0 / 326.0));
    // (15 + 20) ÷ 2 for learning, (10 + 15) ÷ 2 for building.
    assert!(close(forecast.capacity, 30.0));
    // 424 ÷ 30 weeks are 98.9 days: the 99th is 18 May.
    assert_eq!(forecast.at_capacity, Some(day("2026-05-18")));
    // To 31 March 51 days: 30 × 51 ÷ 7 = 218.6 hours; 92 − 64 = 28 are due,
    // 190.6 are over: 44.5 days.
    let slack = forecast.slack.unwrap();
    assert_eq!((slack.quarter.number, slack.days), (1, 44));
    assert!(close(slack.due, 28.0));
    assert!(close(slack.there, 30.0 * 51.0 / 7.0));
    assert_eq!(
        forecast.slack_words().unwrap(),
        "44 days of slack before Q1 ends on 31 Mar"
    );
}

#[test]
fn the_year_from_behind() {
    let mut learner = learner();
    learner.today = day("2026-01-02");
    sign_off(&mut learner, [0]);
    let seen = Stats::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        learner.today,
    );
    // Friday, 2 January: phase 0 with all its items, and its sign-off.
    let items = learner.roadmap[learner.phase(0)].items().count();
    let friday = seen.heat[52][4];
    assert_eq!(friday.day, learner.today);
    assert_eq!(friday.items as usize, items + 1);
    let all: u32 = seen.heat.iter().flatten().map(|day| day.items).sum();
    assert_eq!(all, friday.items);
    assert!(close(seen.throughput[0].hours, 10.0));
    let first = &seen.phases[0];
    assert_eq!(first.planned, Some((day("2026-01-01"), day("2026-03-31"))));
    assert_eq!(
        (first.first, first.last, first.study_days),
        (Some(learner.today), Some(learner.today), 1)
    );
}

/// The first four phases are signed off: 10 + 30 + 24 + 28 = 92 of 488 hours.
/// It is Monday, 2 March 2026.
fn replanner() -> Learner {
    let mut learner = learner();
    sign_off(&mut learner, 0..=3);
    learner.today = day("2026-03-02");
    learner
}

fn replans(learner: &mut Learner, replan: Replan) {
    learner.does(&Wish::Replan(replan));
}

fn look_ahead(learner: &Learner) -> Forecast {
    Forecast::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        learner.line().as_ref(),
        learner.today,
    )
}

#[test]
fn a_plan_whose_end_moves_rises_evenly_from_what_is_done() {
    let mut learner = replanner();
    let first = line(&learner);
    replans(&mut learner, Replan::End(day("2027-03-31")));
    let moved = line(&learner);
    // The past and the first end stay.
    assert!(close(
        moved.at(day("2026-03-01")),
        first.at(day("2026-03-01"))
    ));
    assert_eq!(moved.first_end(), day("2026-12-31"));
    // Monday, 2 March 2026, to Wednesday, 31 March 2027: 395 days, which are 56
    // weeks and three days, so 283 study days for 488 − 92 = 396 hours.
    let share = 396.0 / 283.0;
    assert!(close(moved.at(day("2026-03-02")), 92.0 + share));
    assert!(close(moved.at(day("2026-03-08")), 92.0 + 5.0 * share));
    assert!(close(moved.at(day("2027-03-31")), 488.0));
    let forecast = look_ahead(&learner);
    assert_eq!(forecast.end, Some(day("2027-03-31")));
    assert!(close(forecast.needed().unwrap(), 396.0 * 7.0 / 395.0));

    // 24 December, a Thursday, to 2 January: ten days, seven of them study
    // days. 276 are left, and 385 days, which are 55 weeks: 7.2 hours each.
    learner.does(&Wish::Off {
        from: day("2026-12-24"),
        to: day("2027-01-02"),
        reason: Some("holidays".to_owned()),
    });
    let moved = line(&learner);
    let share = 396.0 / 276.0;
    assert!(close(moved.at(day("2026-03-06")), 92.0 + 5.0 * share));
    assert!(close(
        moved.at(day("2027-01-02")),
        moved.at(day("2026-12-23"))
    ));
    assert!(close(moved.at(day("2027-03-31")), 488.0));
    assert!(close(look_ahead(&learner).needed().unwrap(), 7.2));
    let said = words::replanned(&moved, learner.today).unwrap();
    assert_eq!(
        said,
        "replanned on 2 Mar: until 31 Mar 2027 (first plan: until 31 Dec)"
    );
}

#[test]
fn hours_a_week_lead_to_an_end() {
    let mut learner = replanner();
    replans(&mut learner, Replan::Hours(Minutes(35 * 60)));
    // 396 ÷ 35 weeks are 79.2 days: the 80th is 20 May.
    let forecast = look_ahead(&learner);
    assert_eq!(forecast.end, Some(day("2026-05-20")));
    assert!(close(forecast.capacity, 35.0));
    assert_eq!(forecast.at_capacity, forecast.end);
    assert_eq!(
        forecast.needed_words().unwrap(),
        "34.7 h a week until 20 May; you planned with 35"
    );
}

#[test]
fn what_a_replan_leaves_out_takes_its_hours_along() {
    let mut learner = replanner();
    let phase = learner.phase(4);
    let items: Vec<_> = learner.roadmap[phase].items().collect();
    let optional = |item: &&ItemIx| learner.roadmap[**item].optional;
    let optional: Vec<_> = items.iter().filter(optional).copied().collect();
    // Phase 4: 28 hours in 27 items, three of which are optional.
    assert_eq!((items.len(), optional.len()), (27, 3));
    replans(&mut learner, Replan::Skip(optional));
    let progress = learner.progress();
    let gone = 28.0 / 9.0;
    assert!(close(progress.hours_planned(), 488.0 - gone));
    assert!(close(progress.hours_done(), 92.0));
    // 2 March to 31 December: 305 days.
    assert!(close(
        look_ahead(&learner).needed().unwrap(),
        (396.0 - gone) * 7.0 / 305.0
    ));
    let line = line(&learner);
    assert!(close(line.at(day("2026-12-31")), 488.0 - gone));
}

/// The first so many items of a kind in phase 0.
fn first_of(learner: &Learner, kind: ItemKind, many: usize) -> Vec<ItemIx> {
    let phase = &learner.roadmap[learner.phase(0)];
    let of_kind = phase.items().filter(|it| learner.roadmap[*it].kind == kind);
    of_kind.take(many).collect()
}

fn review(learner: &Learner, rhythm: Rhythm, period: (&str, &str)) -> Vec<String> {
    let period = Period {
        first: day(period.0),
        last: day(period.1),
    };
    let (roadmap, state) = (&learner.roadmap, &learner.state);
    let figures = ReviewFigures::new(roadmap, state, rhythm, period, learner.today);
    let lines = figures.lines(roadmap).into_iter();
    lines
        .map(|figure| format!("{}: {}", figure.name, figure.words))
        .collect()
}

#[test]
fn the_figures_of_a_weekly_review() {
    let mut learner = Learner::on("2026-01-05");
    learner.does(&Wish::Begin(day("2026-01-05")));
    let spend = |category: &str, minutes: u32, on: &str| {
        Wish::Time(TimeWish::Log {
            category: BudgetId::new(category),
            about: None,
            text: None,
            pieces: vec![Piece::of(day(on), Minutes(minutes.into()))],
        })
    };
    let books = first_of(&learner, ItemKind::Book, 2);
    learner.marks(&books, Mark::Done);
    learner.today = day("2026-01-07");
    let docs = first_of(&learner, ItemKind::Docs, 1);
    learner.marks(&docs, Mark::Done);
    learner.does(&spend("learning", 9 * 60 + 30, "2026-01-07"));
    // A Saturday is no study day of the cadence, and counts besides.
    learner.today = day("2026-01-10");
    let built = first_of(&learner, ItemKind::Deliverable, 2);
    learner.marks(&built[..1], Mark::Done);
    learner.marks(&built[1..], Mark::Started);
    learner.today = day("2026-01-11");
    let title = &learner.roadmap[built[1]].title;
    let title: String = if title.chars().count() > 48 {
        title.chars().take(47).chain(['…']).collect()
    } else {
        title.clone()
    };
    let week = review(&learner, Rhythm::Weekly, ("2026-01-05", "2026-01-11"));
    assert_eq!(
        week,
        [
            "study days: 2 of 5, and 1 day besides",
            "done: books 2 (2 days meant) · docs 1 (1 day meant) · supplements 0 (1 day meant) · deliverables 1",
            // Phase 0: 10 h over 26 items, of which 4. Q1: 92 h of phases 0 to 3
            // over 65 study days, of which 5.
            "work: 1.5 planned hours done; the plan has 7.1 in this week",
            "hours: learning 9 h 30 of 15–20 h · building 0 min of 10–15 h · review/documentation 0 min of 5 h",
            // 92/65 = 1.42 h a day: 1.54 h are asked for on Tuesday, the 6th.
            "pace: 5 days behind",
            &format!("started: “{title}”"),
        ]
    );
    // A week later, with nothing done: the pace before the week is that of its eve.
    learner.today = day("2026-01-19");
    let week = review(&learner, Rhythm::Weekly, ("2026-01-12", "2026-01-18"));
    assert_eq!(week[0], "study days: 0 of 5");
    assert_eq!(
        week[4],
        "pace: 12 days behind; before this week 5 days behind"
    );
}

#[test]
fn the_figures_of_a_monthly_review() {
    let mut learner = Learner::on("2026-01-05");
    learner.does(&Wish::Begin(day("2026-01-05")));
    learner.today = day("2026-03-20");
    sign_off(&mut learner, [0, 1]);
    let box_of = |title: &str| {
        let items = learner.roadmap.item_places();
        let mut titled = items.filter(|it| learner.roadmap[*it].title == title);
        titled.next().expect("a box")
    };
    let pipeline = box_of("Establish CI/CD pipeline");
    learner.marks(&[pipeline], Mark::Done);
    learner.today = day("2026-04-06");
    // Six boxes end in Q1: four of Core, two of Compliance; Scale's first three
    // go on into Q2. One of them is ticked.
    let month = review(&learner, Rhythm::Monthly, ("2026-03-05", "2026-04-04"));
    assert_eq!(month[0], "boxes: Q1 1/6 · Q2 0/10 · Q3 0/10 · Q4 0/10");
    assert_eq!(month[1], "lanes: Core 1/16 · Scale 0/9 · Compliance 0/11");
    assert!(
        month[2].starts_with("moves: 5 boxes of past quarters are open: “Complete Phases 0-3 "),
        "{}",
        month[2]
    );
    assert!(month[2].ends_with(" and 2 more"), "{}", month[2]);
    assert_eq!(month[3], "ahead: Q2 has 10 open boxes, and ends on 4 Jul");
    assert_eq!(month[4], "signed off: phases 0 and 1");
    // A month before, the quarter was not over.
    let month = review(&learner, Rhythm::Monthly, ("2026-02-05", "2026-03-04"));
    assert_eq!(
        month[2..],
        [
            "moves: nothing of past quarters is open",
            "ahead: Q1 has 6 open boxes, and ends on 4 Apr",
            "signed off: no phase",
        ]
    );
}

#[test]
fn the_figures_of_a_quarterly_review() {
    let mut learner = Learner::on("2026-01-05");
    learner.does(&Wish::Begin(day("2026-01-05")));
    let spend = |amount: &str, line: &str| Wish::Spend {
        amount: amount.parse().unwrap(),
        line: BudgetId::new(line),
        text: None,
    };
    learner.today = day("2026-02-10");
    learner.does(&spend("39.99", "books"));
    learner.does(&spend("130", "infrastructure"));
    learner.does(&Wish::Time(TimeWish::Log {
        category: BudgetId::new("learning"),
        about: None,
        text: None,
        pieces: vec![Piece::of(day("2026-02-10"), Minutes(600))],
    }));
    // After the quarter: no part of it.
    learner.today = day("2026-04-06");
    learner.does(&spend("20", "books"));
    let quarter = review(&learner, Rhythm::Quarterly, ("2026-01-05", "2026-04-04"));
    assert_eq!(
        quarter[0],
        // 500 + 12 × 100 + 12 × 200.
        "money: 169.99 USD in this quarter; 169.99 USD in all, of 4100.00 USD for the year"
    );
    // Ninety days are 12.86 weeks of 30 to 40 hours.
    assert_eq!(quarter[2], "hours: 10 h of 386–514 h");
    assert_eq!(
        quarter[3],
        "pace: 89 days behind: the plan had you here on 5 Jan"
    );
    assert!(quarter.contains(&"boxes: Q1 0/6".to_owned()), "{quarter:?}");
    assert_eq!(
        quarter.last().map(String::as_str),
        Some("revisions: the plan is as it was at first")
    );
}
