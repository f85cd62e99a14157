//! The timer as it stands, and whether it was forgotten.

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::domain::{
    day::{DayStart, LogicalDay},
    id::{BudgetId, DeviceId, ItemId},
    minutes::Minutes,
    roadmap::{ItemIx, ItemKind, Roadmap},
    session::{Running, between},
};

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
