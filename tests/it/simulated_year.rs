//! Whole years, day by day: what Today says first and how the pace goes, what
//! was spent on it, and each Sunday what the week came to and what is said of
//! the end; to be read by a person.

use std::fmt::Write as _;

use chrono::{Datelike, Weekday};
use mastery::{
    domain::{
        day::LogicalDay,
        decide::{OpenItems, Wish},
        event::Mark,
        progress::Status,
        roadmap::{ItemIx, ItemKind},
    },
    insight::{
        pace::Pace,
        time::{Spending, TimeWeek},
        today::{DaySort, Today},
        words,
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

/// The estimate of an item in minutes: its share of its phase's hours.
fn estimate(learner: &Learner, item: ItemIx) -> f64 {
    let Some(phase) = learner.roadmap[item].phase else {
        return 30.0;
    };
    let items = learner.roadmap[phase].items().count().max(1);
    learner.roadmap.planned_hours(phase) * 60.0 / items as f64
}

/// Writes down the time that an item took: readings go a little faster than
/// estimated, building takes half as long again, and each is up to a third
/// off, in steps of five minutes.
fn spend(learner: &mut Learner, item: ItemIx, share: f64) {
    let kind = learner.roadmap[item].kind;
    let (category, usual) = match kind {
        ItemKind::SignOff => ("review", 0.3),
        kind if kind.is_reading() => ("learning", 0.9),
        _ => ("building", 1.5),
    };
    let luck = 2.0 / 3.0 + f64::from(mixed(learner.today) % 100) / 150.0;
    let minutes = estimate(learner, item) * share * usual * luck;
    let steps = (minutes / 5.0).round().max(1.0) as u64;
    learner.logs(category, steps * 5, Some(item));
}

/// What a week came to, and what is said of the year at its end.
///
/// This is the place where a learner holds reviews: before the lines are made,
/// with what is due on that Sunday.
fn sunday(learner: &Learner) -> String {
    let week = TimeWeek::new(&learner.roadmap, &learner.state, learner.today);
    let spent: Vec<String> = week
        .categories
        .iter()
        .filter(|category| category.spent.0 > 0)
        .map(|category| {
            let title = category.title.to_lowercase();
            format!("{title} {}", words::hours(category.spent))
        })
        .collect();
    let spent = if spent.is_empty() {
        "no hours".to_owned()
    } else {
        spent.join(", ")
    };
    let forecast = learner.forecast();
    let glance = forecast.at_a_glance(learner.look().pace.as_ref());
    let glance = glance.first().map_or("", String::as_str);
    let mut text = format!("    {spent}\n    {glance}\n");
    let more = [forecast.needed_words(), forecast.slack_words()];
    for more in more.into_iter().flatten() {
        writeln!(text, "      {more}").unwrap();
    }
    text
}

/// What the whole time came to.
fn account(learner: &Learner) -> String {
    let spending = Spending::new(&learner.roadmap, &learner.state, &learner.progress());
    let mut text = format!("In all {}", words::hours(spending.total));
    for kind in &spending.kinds {
        if let Some(ratio) = kind.ratio {
            write!(text, "; {}", words::ratio(kind.kind, ratio)).unwrap();
        }
    }
    text + ".\n"
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
                spend(learner, item, 0.4);
            }
        }
        Effort::Ticks(ticks) => {
            if today.what_changed
                && let Some(phase) = today.phase
            {
                let text = "what changed".to_owned();
                learner.does(&Wish::WhatChangedLine { text, phase });
                learner.logs("review", 45, None);
            }
            for _ in 0..ticks {
                let Some(item) = learner.look().next().next() else {
                    break;
                };
                learner.does(&Wish::Toggle(item));
                spend(learner, item, 1.0);
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
        " +{} {:<6} phase {phase:<2} {:<10} streak {:<3} {consistency}",
        after.done.iter().filter(own).count(),
        spent_on(learner, learner.today),
        pace(&after),
        after.streak.days,
    )
    .unwrap();
    line
}

fn spent_on(learner: &Learner, day: LogicalDay) -> String {
    let week = TimeWeek::new(&learner.roadmap, &learner.state, day);
    let spent = week.days.iter().find(|(other, _)| *other == day);
    match spent {
        Some((_, minutes)) if minutes.0 > 0 => words::hours(*minutes),
        _ => "–".to_owned(),
    }
}

/// Lives the days from the learner's to `last`, and gives their lines.
fn year(mut learner: Learner, last: LogicalDay, effort: impl Fn(LogicalDay) -> Effort) -> String {
    let mut text = String::new();
    for day in learner.today.through(last) {
        learner.today = day;
        let line = live(&mut learner, effort(day));
        writeln!(text, "{}", line.trim_end()).unwrap();
        if day.weekday() == Weekday::Sun {
            text.push_str(&sunday(&learner));
        }
    }
    text + &account(&learner)
}

fn within(day: LogicalDay, from: &str, to: &str) -> bool {
    self::day(from) <= day && day <= self::day(to)
}

fn is_weekend(day: LogicalDay) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// A pattern that looks like chance and is none.
fn chance(day: LogicalDay, of: u32) -> bool {
    mixed(day).is_multiple_of(of)
}

/// A number of a day that looks like chance.
fn mixed(day: LogicalDay) -> u32 {
    let mixed = day
        .date()
        .num_days_from_ce()
        .unsigned_abs()
        .wrapping_mul(2_654_435_761);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d);
    mixed >> 16
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
