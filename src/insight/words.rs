//! Figures as sentences, said once for the screen and the commands.

use chrono::{Datelike, NaiveDate};

use crate::domain::day::LogicalDay;

use super::pace::Pace;

/// The pace in words, seen from `today`.
pub fn pace(pace: &Pace, today: LogicalDay) -> String {
    match pace {
        Pace::Before { days } => format!("begins in {}", days_in_words(*days)),
        Pace::OnPlan => "on plan".to_owned(),
        Pace::Ahead { days, until } => format!(
            "{} ahead: the plan asks for this by {}",
            days_in_words(*days),
            short_date(*until, today)
        ),
        Pace::Behind { days, since } => format!(
            "{} behind: the plan had you here on {}",
            days_in_words(*days),
            short_date(*since, today)
        ),
        Pace::Finished => "all planned work is done".to_owned(),
    }
}

/// The pace in a few words, for a prompt.
pub fn short_pace(pace: &Pace) -> String {
    match pace {
        Pace::Ahead { days, .. } => format!("{} ahead", days_in_words(*days)),
        Pace::Behind { days, .. } => format!("{} behind", days_in_words(*days)),
        Pace::Before { days } => format!("begins in {}", days_in_words(*days)),
        Pace::OnPlan => "on plan".to_owned(),
        Pace::Finished => "done".to_owned(),
    }
}

/// `10 Nov`, with the year when it is not that of `today`.
pub fn short_date(day: LogicalDay, today: LogicalDay) -> String {
    let date = day.date();
    let format = if date.year() == today.date().year() {
        "%-d %b"
    } else {
        "%-d %b %Y"
    };
    date.format(format).to_string()
}

/// `Wed 4 Mar`, the day as a heading.
pub fn heading_date(day: LogicalDay) -> String {
    day.date().format("%a %-d %b").to_string()
}

/// The name of the weekday.
pub fn weekday(day: LogicalDay) -> String {
    day.date().format("%A").to_string()
}

/// Estimates and hours as people write them: `7`, `2.5`.
pub fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

/// A range of numbers: `6–8`, or `5` when both are the same.
pub fn range((least, most): (f64, f64)) -> String {
    if (least - most).abs() < f64::EPSILON {
        number(least)
    } else {
        format!("{}–{}", number(least), number(most))
    }
}

/// A span of dates: `1 Jan – 31 Mar`.
pub fn span(first: LogicalDay, last: LogicalDay, today: LogicalDay) -> String {
    format!("{} – {}", short_date(first, today), short_date(last, today))
}

fn days_in_words(days: i64) -> String {
    if days == 1 {
        "1 day".to_owned()
    } else {
        format!("{days} days")
    }
}

/// Reads a day as people write it: `today`, `yesterday`, or a date as
/// `2026-03-04`.
pub fn read_day(text: &str, today: LogicalDay) -> Option<LogicalDay> {
    match text.trim() {
        "today" => Some(today),
        "yesterday" => Some(today.previous()),
        date => NaiveDate::parse_from_str(date, "%Y-%m-%d")
            .ok()
            .filter(|date| (1900..=9999).contains(&date.year()))
            .map(LogicalDay::from_date),
    }
}
