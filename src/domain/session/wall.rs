//! The clock on the wall, and time as a learner says it by that clock.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime};

use super::{Piece, after, split};
use crate::domain::{
    day::{DayStart, LogicalDay},
    minutes::{Length, Minutes},
};

/// The clock on the wall where the learner is.
#[derive(Debug, Clone, Copy)]
pub struct Wall<F> {
    /// What it shows.
    pub now: DateTime<FixedOffset>,
    /// When a logical day begins.
    pub start: DayStart,
    /// When it shows a time, or first shows a later one where it skips that.
    pub moment_of: F,
}

/// A time that was named has not come yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} has not come yet", .0.format("%Y-%m-%d %H:%M"))]
pub struct NotYet(pub DateTime<FixedOffset>);

impl<F: Fn(NaiveDateTime) -> DateTime<FixedOffset>> Wall<F> {
    /// The time between two moments, cut where days begin.
    pub fn cut(&self, from: DateTime<FixedOffset>, until: DateTime<FixedOffset>) -> Vec<Piece> {
        split(from, until, self.start, &self.moment_of)
    }

    /// What was typed, on this day.
    pub fn pieces(&self, length: Length, day: LogicalDay) -> Result<Vec<Piece>, NotYet> {
        let (from, to) = match length {
            Length::Of(minutes) => return Ok(vec![Piece::of(day, minutes)]),
            Length::Between(from, to) => (from, to),
        };
        // A day's small hours belong to the next date.
        let date = if from < self.start.time() {
            day.next()
        } else {
            day
        };
        let last = if to <= from { date.next() } else { date };
        let begun = (self.moment_of)(date.date().and_time(from));
        let until = (self.moment_of)(last.date().and_time(to));
        if until > self.now {
            return Err(NotYet(until));
        }
        Ok(self.cut(begun, until))
    }

    /// A session that began at `from`, if that is known, with this length: it
    /// began when it began, unless it would then end in the future.
    pub fn as_long(
        &self,
        from: Option<DateTime<FixedOffset>>,
        day: LogicalDay,
        minutes: Minutes,
    ) -> Vec<Piece> {
        match from {
            Some(from) if after(from, minutes) <= self.now => self.cut(from, after(from, minutes)),
            _ => vec![Piece::of(day, minutes)],
        }
    }

    /// The first moment after `since` at which it shows `time`.
    pub fn next_time(
        &self,
        since: DateTime<FixedOffset>,
        time: NaiveTime,
    ) -> DateTime<FixedOffset> {
        let day = LogicalDay::from_date(since.date_naive());
        let on = |day: LogicalDay| (self.moment_of)(day.date().and_time(time));
        let same = on(day);
        if same > since { same } else { on(day.next()) }
    }
}
