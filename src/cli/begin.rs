//! `mastery begin`.

use chrono::Datelike;

use crate::{domain::decide::Wish, insight::words};

use super::{change, dates::Day, failure::Failure, paper::Paper, session::Session};

/// Say when the year begins, or began
///
/// The plan's quarters are four times three months from this day. It may lie
/// before or after today, and may be set again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery begin today
  mastery begin 2026-01-05")]
pub(crate) struct Args {
    /// The first day: a date, or `today`
    day: Day,
}

/// The years that a learner's year can begin in; others are slips of the hand.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9000;

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let start = args.day.seen_from(session.today);
    if !YEARS.contains(&start.date().year()) {
        return Err(Failure::new(format!(
            "no learner's year begins on {start}: a year from {} to {} is expected",
            YEARS.start(),
            YEARS.end()
        )));
    }
    change::record(session, &[Wish::Begin(start)], None)?;
    let verb = if start > session.today {
        "begins"
    } else {
        "began"
    };
    let day = words::weekday_date(start, session.today);
    if start == session.today {
        out.line(format!("the year begins today, {day}"));
    } else {
        out.line(format!("the year {verb} on {day}"));
    }
    Ok(())
}
