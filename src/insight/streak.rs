//! The streak, and the consistency that forgives.

use crate::domain::{day::LogicalDay, progress::Progress, roadmap::Roadmap, state::State};

use super::today::{DaySort, day_sort};

/// After so many study days a kept or missed one weighs half.
pub(crate) const HALF_LIFE: f64 = 13.0;

/// Study days that weigh less than a thousandth no longer show.
const MOST_DAYS: usize = 130;

/// The days that can be missed: since the year has begun and the program is in
/// use, before today, and not after every phase is settled.
#[derive(Debug, Clone, Copy)]
struct Asked {
    from: LogicalDay,
    until: LogicalDay,
}

impl Asked {
    fn new(state: &State, progress: &Progress, today: LogicalDay) -> Self {
        let first_study = state.study_days().next().unwrap_or(today);
        let yesterday = today.previous();
        Self {
            from: state
                .in_use_since()
                .max(state.begin())
                .unwrap_or(first_study),
            until: progress
                .finished_on()
                .map_or(yesterday, |finished| finished.min(yesterday)),
        }
    }

    fn contains(self, day: LogicalDay) -> bool {
        self.from <= day && day <= self.until
    }
}

/// What a day is to the habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayMark {
    /// Something was learned on it.
    Studied,
    /// A rest day or a day off.
    Free,
    /// A study day of the cadence on which nothing was learned.
    Missed,
    /// Nothing to say: today, a day ahead, one before the year began, or one
    /// that no cadence asks for.
    Open,
}

impl DayMark {
    /// Looks at `day` from `today`.
    pub fn new(
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        day: LogicalDay,
        today: LogicalDay,
    ) -> Self {
        if state.studied_on(day) {
            return Self::Studied;
        }
        match day_sort(roadmap, state, day) {
            DaySort::Rest | DaySort::Off => Self::Free,
            DaySort::Study(_) if Asked::new(state, progress, today).contains(day) => Self::Missed,
            DaySort::Study(_) | DaySort::Any => Self::Open,
        }
    }
}

/// How well the habit holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Streak {
    /// The cadence's study days kept in a row.
    pub days: u32,
    /// A weighted share of kept study days, from 0 to 1, the recent ones
    /// weighing more; `None` before the first study day is over.
    pub consistency: Option<f64>,
}

impl Streak {
    /// Counts back from `today`. Rest days and days off neither break nor
    /// lengthen it, and today never breaks it. A roadmap without a cadence asks
    /// for no particular day: nothing breaks it there, and it counts the days on
    /// which something was learned.
    ///
    /// A day can be missed only once the year has begun and the program is in
    /// use: who starts in mid-year has missed nothing before. Of the days before,
    /// only those that were filled in are known, and a row of these alone would
    /// be no row: they do not count either. Nor is a day missed once every phase
    /// is settled.
    pub fn new(roadmap: &Roadmap, state: &State, progress: &Progress, today: LogicalDay) -> Self {
        Counted::new(roadmap, state, progress, today).streak()
    }
}

/// The days that streak and consistency are made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counted {
    /// The study days that count, the newest first, and whether each was kept.
    pub(crate) days: Vec<(LogicalDay, bool)>,
    /// What the kept ones weigh.
    pub(crate) kept: f64,
    /// What all of them weigh.
    pub(crate) all: f64,
}

impl Counted {
    /// Looks back from `today`: over the unbroken streak, and beyond it as far
    /// as a day still weighs something.
    pub(crate) fn new(
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        today: LogicalDay,
    ) -> Self {
        let asked = Asked::new(state, progress, today);
        let first_study = state.study_days().next().unwrap_or(today);
        let first = state.in_use_since().unwrap_or(first_study);
        let fading = 0.5_f64.powf(1.0 / HALF_LIFE);
        let mut counted = Self {
            days: Vec::new(),
            kept: 0.0,
            all: 0.0,
        };
        let mut unbroken = true;
        let mut weight = 1.0;
        let mut day = today;
        while day >= first && (unbroken || counted.days.len() < MOST_DAYS) {
            let studied = state.studied_on(day);
            let counts = match day_sort(roadmap, state, day) {
                DaySort::Study(_) => studied || asked.contains(day),
                // No cadence: no particular day is asked for.
                DaySort::Any => studied,
                DaySort::Rest | DaySort::Off => false,
            };
            if counts {
                unbroken &= studied;
                counted.all += weight;
                counted.kept += if studied { weight } else { 0.0 };
                weight *= fading;
                counted.days.push((day, studied));
            }
            let earlier = day.previous();
            if earlier == day {
                break;
            }
            day = earlier;
        }
        counted
    }

    /// What they come to.
    fn streak(&self) -> Streak {
        let kept = self.days.iter().take_while(|(_, kept)| *kept).count();
        Streak {
            days: u32::try_from(kept).unwrap_or(u32::MAX),
            consistency: (self.all > 0.0).then(|| self.kept / self.all),
        }
    }
}

#[cfg(test)]
mod tests;
