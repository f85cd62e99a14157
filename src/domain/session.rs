//! Sessions: time that was spent, cut at the beginnings of logical days.

mod wall;

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta};

use super::{
    day::{DayStart, LogicalDay},
    event::EventId,
    id::{BudgetId, DeviceId, ItemId},
    minutes::Minutes,
};

pub use wall::{NotYet, Wall};

/// The days over which one stretch of time is cut at most; what is longer
/// stays in one piece at the end.
const MOST_DAYS: u64 = 400;

/// A part of a stretch of time that lies on one logical day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The day it counts for.
    pub day: LogicalDay,
    /// When it began, where that is known.
    pub from: Option<DateTime<FixedOffset>>,
    /// How long it is.
    pub minutes: u32,
}

impl Piece {
    /// Time of which only the length is known.
    pub fn of(day: LogicalDay, minutes: Minutes) -> Self {
        Self {
            day,
            from: None,
            minutes: u32::try_from(minutes.0).unwrap_or(u32::MAX),
        }
    }
}

/// A session, as the journal tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedSession {
    /// The event that tells of it.
    pub id: EventId,
    /// The day it counts for.
    pub day: LogicalDay,
    /// The category of the time budget.
    pub category: BudgetId,
    /// How long it was.
    pub minutes: Minutes,
    /// When it began, where that is known.
    pub from: Option<DateTime<FixedOffset>>,
    /// The item or phase it was spent on.
    pub about: Option<ItemId>,
    /// What the learner says of it.
    pub text: Option<String>,
}

impl LoggedSession {
    /// When it began and when it ended, where that is known.
    pub fn span(&self) -> Option<(DateTime<FixedOffset>, DateTime<FixedOffset>)> {
        let from = self.from?;
        Some((from, after(from, self.minutes)))
    }
}

/// A timer that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// The event that started it.
    pub id: EventId,
    /// The device it was started on.
    pub device: DeviceId,
    /// When it was started.
    pub since: DateTime<FixedOffset>,
    /// The category of the time budget.
    pub category: Option<BudgetId>,
    /// The item or phase it runs for.
    pub about: Option<ItemId>,
}

/// The moment so many minutes later, stopping at the end of time.
pub fn after(from: DateTime<FixedOffset>, minutes: Minutes) -> DateTime<FixedOffset> {
    i64::try_from(minutes.0)
        .ok()
        .and_then(TimeDelta::try_minutes)
        .and_then(|length| from.checked_add_signed(length))
        .unwrap_or_else(|| DateTime::<FixedOffset>::MAX_UTC.with_timezone(from.offset()))
}

/// The whole minutes between two moments; none where the second is earlier.
pub fn between(from: DateTime<FixedOffset>, until: DateTime<FixedOffset>) -> Minutes {
    Minutes(u64::try_from((until - from).num_minutes()).unwrap_or(0))
}

/// A moment as a journal writes it: whole seconds, and an offset in whole
/// minutes.
pub fn as_written(moment: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let minutes = moment.offset().local_minus_utc() / 60;
    let offset = FixedOffset::east_opt(minutes * 60).unwrap_or_else(|| *moment.offset());
    DateTime::from_timestamp(moment.timestamp(), 0).map_or(moment, |utc| utc.with_timezone(&offset))
}

/// Cuts the time between two moments at the beginnings of logical days.
///
/// `moment_of` says when the wall clock shows a time, or first shows a later
/// one where it skips that. Whatever it says, no minute is lost: the pieces
/// add up to the whole minutes between the two moments. A clock that went back
/// to an earlier day, as on a journey to the west, cuts nothing; after a journey
/// to the east the day it began on ends by the clock it began by, so that an
/// evening is not taken from it by a clock that nobody looked at then.
pub fn split(
    from: DateTime<FixedOffset>,
    until: DateTime<FixedOffset>,
    start: DayStart,
    moment_of: &dyn Fn(NaiveDateTime) -> DateTime<FixedOffset>,
) -> Vec<Piece> {
    let all = between(from, until);
    let first = LogicalDay::of(&from, start);
    let last = LogicalDay::of(&until, start).min(first.forward(MOST_DAYS));
    let mut pieces = Vec::new();
    let (mut day, mut begun, mut told) = (first, from, Minutes(0));
    let mut piece = |day, from, minutes: u64| {
        if minutes > 0 {
            pieces.push(Piece {
                day,
                from: Some(as_written(from)),
                minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
            });
        }
    };
    let travelled = moment_of(from.naive_local()) != from;
    for next in first.next().through(last) {
        let local = next.date().and_time(start.time());
        let cut = if travelled && day == first {
            let at_home = local.and_local_timezone(*from.offset()).earliest();
            at_home.unwrap_or_else(|| moment_of(local))
        } else {
            moment_of(local)
        };
        // Counted from the very beginning, so that fractions are not lost piece
        // by piece.
        let until_cut = between(from, cut).min(all).max(told);
        piece(day, begun, until_cut.0 - told.0);
        (day, told) = (next, until_cut);
        begun = cut.max(begun);
    }
    piece(day, begun, all.0 - told.0);
    pieces
}

#[cfg(test)]
mod tests;
