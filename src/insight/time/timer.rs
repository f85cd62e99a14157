//! The timer as it stands, and whether it was forgotten.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta};

use crate::domain::{
    day::{DayStart, LogicalDay},
    id::{BudgetId, DeviceId, ItemId},
    minutes::Minutes,
    roadmap::{ItemIx, ItemKind, Roadmap},
    session::{Piece, Running, Wall, after, between},
};

use super::super::words;

/// Nobody learns for longer without a pause.
pub const LONG: Minutes = Minutes(4 * 60);

/// A computer's clock may be put right a little after its start.
const BOOT_SLACK: TimeDelta = TimeDelta::minutes(1);

/// Why a timer may have been forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It has been running for more than [`LONG`].
    Long,
    /// It was started on an earlier logical day.
    DayEnded,
    /// The computer was started since.
    Rebooted,
    /// It was started at a time that is yet to come: the clock was set back.
    ClockBack,
}

impl Doubt {
    /// The word for it, as `--json` writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::DayEnded => "day-ended",
            Self::Rebooted => "rebooted",
            Self::ClockBack => "clock-back",
        }
    }
}

/// A timer that runs, seen from a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimerFigure {
    /// The category; `None` where its start named none.
    pub category: Option<BudgetId>,
    /// What it runs for.
    pub about: Option<ItemId>,
    /// Since when.
    pub since: DateTime<FixedOffset>,
    /// For how long.
    pub elapsed: Minutes,
    /// Why it may have been forgotten; nothing while all is well.
    pub doubts: Vec<Doubt>,
}

impl TimerFigure {
    /// Looks at a timer. `booted` is when this computer was started, where that
    /// is known; it says nothing of a timer that another device started.
    pub fn new(
        timer: &Running,
        now: DateTime<FixedOffset>,
        start: DayStart,
        device: &DeviceId,
        booted: Option<DateTime<FixedOffset>>,
    ) -> Self {
        let elapsed = between(timer.since, now);
        let ended = LogicalDay::of(&timer.since, start) < LogicalDay::of(&now, start);
        let rebooted = timer.device == *device
            && booted.is_some_and(|booted| booted > timer.since + BOOT_SLACK);
        let doubts = [
            (now < timer.since, Doubt::ClockBack),
            (elapsed > LONG, Doubt::Long),
            (ended, Doubt::DayEnded),
            (rebooted, Doubt::Rebooted),
        ];
        Self {
            category: timer.category.clone(),
            about: timer.about.clone(),
            since: timer.since,
            elapsed,
            doubts: doubts
                .into_iter()
                .filter_map(|(holds, doubt)| holds.then_some(doubt))
                .collect(),
        }
    }

    /// Whether somebody should be asked before its time is kept.
    pub fn is_doubtful(&self) -> bool {
        !self.doubts.is_empty()
    }

    /// What is kept of its time, by the clock on the wall.
    pub fn kept<F>(&self, keep: Keep, wall: &Wall<F>) -> Result<Vec<Piece>, KeepError>
    where
        F: Fn(NaiveDateTime) -> DateTime<FixedOffset>,
    {
        let since = self.since;
        let set_back = self.doubts.contains(&Doubt::ClockBack);
        let until = match keep {
            Keep::Length(minutes) if set_back => {
                // When it began is not known.
                return Ok(vec![Piece::of(
                    LogicalDay::of(&wall.now, wall.start),
                    minutes,
                )]);
            }
            Keep::All | Keep::Until(_) if set_back => return Err(KeepError::SetBack(since)),
            Keep::Length(minutes) if minutes > self.elapsed => {
                return Err(KeepError::Longer(self.elapsed));
            }
            Keep::Length(minutes) => after(since, minutes),
            Keep::Until(time) => {
                let until = wall.next_time(since, time);
                if until > wall.now {
                    return Err(KeepError::NotYet { time, since });
                }
                until
            }
            Keep::All => wall.now,
        };
        Ok(wall.cut(since, until))
    }
}

/// How much of a timer's time is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// All of it.
    All,
    /// So much, from its start.
    Length(Minutes),
    /// What was before the wall clock first showed this time.
    Until(NaiveTime),
}

/// Why so much cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeepError {
    /// The clock was set back since the start, which says nothing any more.
    #[error("the timer was started at {}, and the clock shows less: it was set back", .0.format("%Y-%m-%d %H:%M"))]
    SetBack(DateTime<FixedOffset>),
    /// It did not run so long.
    #[error("the timer has run for {} only", words::hours(*.0))]
    Longer(Minutes),
    /// That time was not yet.
    #[error("{} did not come since the timer was started at {}", .time.format("%H:%M"), .since.format("%Y-%m-%d %H:%M"))]
    NotYet {
        /// The time that was named.
        time: NaiveTime,
        /// When the timer was started.
        since: DateTime<FixedOffset>,
    },
}

/// The category that work on an item belongs to where nothing else is said:
/// learning for readings, building for deliverables, and the only one where
/// the budget has one. `None` where the learner has to say it.
pub fn default_category(roadmap: &Roadmap, item: Option<ItemIx>) -> Option<&BudgetId> {
    if let [only] = roadmap.time.as_slice() {
        return Some(&only.id);
    }
    let wanted = match roadmap[item?].kind {
        kind if kind.is_reading() => "learning",
        ItemKind::Deliverable => "building",
        _ => return None,
    };
    let mut ids = roadmap.time.iter().map(|time| &time.id);
    ids.find(|id| id.as_str() == wanted)
}
