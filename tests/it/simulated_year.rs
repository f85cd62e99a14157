//! Whole years, day by day: what Today says first and how the pace goes, to be
//! read by a person.

use std::fmt::Write as _;

use chrono::{Datelike, Weekday};
use mastery::{
    domain::{
        day::LogicalDay,
        decide::{OpenItems, Wish},
        event::Mark,
        progress::Status,
        roadmap::ItemIx,
    },
    insight::{
        pace::Pace,
        today::{DaySort, Today},
    },
};

use crate::learner::{Learner, day};

/// What a learner does with a day.
#[derive(Clone, Copy)]
enum Effort {
    /// Does not open the program.
    Away,
    /// Begins something, and finishes nothing.
    Begins,
    /// Ticks so many proposals.
    Ticks(usize),
}

fn sort(today: &Today) -> &'static str {
    match today.sort {
        DaySort::Study(kind) => kind.word(),
        DaySort::Any => "any",
        DaySort::Rest => "rest",
        DaySort::Off => "off",
    }
}

fn pace(today: &Today) -> String {
    match today.pace {
        None => "?".to_owned(),
        Some(Pace::Before { days }) => format!("begins in {days}"),
        Some(Pace::OnPlan) => "on plan".to_owned(),
        Some(Pace::Ahead { days, .. }) => format!("{days} ahead"),
        Some(Pace::Behind { days, .. }) => format!("{days} behind"),
        Some(Pace::Finished) => "finished".to_owned(),
    }
}

/// What comes first: the note and what follows it, an item with its mark, or
/// nothing.
fn first(learner: &Learner, today: &Today) -> String {
    if today.what_changed {
        let then = today.next().next();
        let then = then.map_or("nothing", |item| learner.roadmap[item].id.as_str());
        return format!("“what changed”, {then}");
    }
    let Some(item) = today.next().next() else {
        return "nothing".to_owned();
    };
    let begun = learner.progress()[item].status == Status::Started;
    let begun = if begun { "◐ " } else { "" };
    let what = &learner.roadmap[item];
    format!("{begun}{} {}", what.kind.word(), what.id)
}

/// Lives a day and gives its line.
fn live(learner: &mut Learner, effort: Effort) -> String {
    let today = learner.look();
    let mut line = format!(
        "{} {} {:<12} {:<46}",
        today.day,
        today.day.weekday(),
        sort(&today),
        first(learner, &today),
    );
    match effort {
        Effort::Away => {}
        Effort::Begins => {
            let next = today
                .next()
                .find(|item| learner.progress()[*item].status == Status::Open);
            if let Some(item) = next.filter(|item| learner.roadmap[*item].phase.is_some()) {
                learner.marks(&[item], Mark::Started);
            }
        }
        Effort::Ticks(ticks) => {
            if today.what_changed
                && let Some(phase) = today.phase
            {
                let text = "what changed".to_owned();
                learner.does(&Wish::WhatChangedLine { text, phase });
            }
            for _ in 0..ticks {
                let Some(item) = learner.look().next().next() else {
                    break;
                };
                learner.does(&Wish::Toggle(item));
            }
        }
    }
    let after = learner.look();
    let phase = after.phase.map_or_else(
        || "–".to_owned(),
        |phase| learner.roadmap[phase].number.to_string(),
    );
    let consistency = after
        .streak
        .consistency
        .map_or_else(|| "–".to_owned(), |share| format!("{:.0} %", share * 100.0));
    let own = |item: &&ItemIx| learner.roadmap.derived_from(**item).is_none();
    write!(
        line,
        " +{} phase {phase:<2} {:<10} streak {:<3} {consistency}",
        after.done.iter().filter(own).count(),
        pace(&after),
        after.streak.days,
    )
    .unwrap();
    line
}

/// Lives the days from the learner's to `last`, and gives their lines.
fn year(mut learner: Learner, last: LogicalDay, effort: impl Fn(LogicalDay) -> Effort) -> String {
    let mut text = String::new();
    for day in learner.today.through(last) {
        learner.today = day;
        let line = live(&mut learner, effort(day));
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}

fn within(day: LogicalDay, from: &str, to: &str) -> bool {
    self::day(from) <= day && day <= self::day(to)
}

fn is_weekend(day: LogicalDay) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// A pattern that looks like chance and is none.
fn chance(day: LogicalDay, of: u32) -> bool {
    let mixed = day
        .date()
        .num_days_from_ce()
        .unsigned_abs()
        .wrapping_mul(2_654_435_761);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d);
    (mixed >> 16).is_multiple_of(of)
}

fn begins(mut learner: Learner, on: &str) -> Learner {
    learner.does(&Wish::Begin(day(on)));
    learner
}

#[test]
fn a_steady_year_with_an_illness_a_holiday_and_a_fast_spring() {
    let mut learner = begins(Learner::on("2026-01-01"), "2026-01-01");
    learner.does(&Wish::Off {
        from: day("2026-08-03"),
        to: day("2026-08-09"),
        reason: Some("the sea".to_owned()),
    });
    let text = year(learner, day("2026-12-31"), |day| {
        let ill = within(day, "2026-02-09", "2026-03-01");
        let away = ill || within(day, "2026-08-03", "2026-08-09") || chance(day, 9);
        let fast = within(day, "2026-03-23", "2026-05-31");
        match is_weekend(day) {
            _ if away => Effort::Away,
            true if chance(day, 3) => Effort::Ticks(1),
            true => Effort::Away,
            _ if day.weekday() == Weekday::Thu && chance(day, 4) => Effort::Begins,
            _ if fast => Effort::Ticks(3),
            _ if chance(day, 3) => Effort::Ticks(1),
            _ => Effort::Ticks(2),
        }
    });
    insta::assert_snapshot!(text);
}

#[test]
fn a_start_in_mid_year_with_five_phases_done() {
    let mut learner = begins(Learner::on("2026-06-15"), "2026-01-01");
    for number in 0..5 {
        let phase = learner.phase(number);
        let open = OpenItems::Tick;
        learner.does(&Wish::SignOff { phase, open });
    }
    let text = year(learner, day("2027-06-14"), |day| match day.weekday() {
        Weekday::Sun => Effort::Away,
        Weekday::Sat if chance(day, 2) => Effort::Away,
        Weekday::Tue if chance(day, 3) => Effort::Begins,
        Weekday::Mon | Weekday::Wed => Effort::Ticks(2),
        _ => Effort::Ticks(1),
    });
    insta::assert_snapshot!(text);
}

#[test]
fn a_start_a_stop_of_two_months_and_a_return() {
    let learner = begins(Learner::on("2026-09-14"), "2026-09-14");
    let text = year(learner, day("2027-09-13"), |day| {
        let stopped = within(day, "2026-10-12", "2026-12-13");
        if stopped || is_weekend(day) || (within(day, "2027-01-01", "2027-12-31") && chance(day, 7))
        {
            Effort::Away
        } else {
            Effort::Ticks(2)
        }
    });
    insta::assert_snapshot!(text);
}
