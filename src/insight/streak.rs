//! The streak, and the consistency that forgives.

use crate::domain::{day::LogicalDay, roadmap::Roadmap, state::State};

use super::plan_line::is_study_day;

/// After so many study days a kept or missed one weighs half.
const HALF_LIFE: f64 = 13.0;

/// Study days that weigh less than a thousandth no longer show.
const MOST_DAYS: usize = 130;

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
    /// lengthen it, and today never breaks it.
    pub fn new(roadmap: &Roadmap, state: &State, today: LogicalDay) -> Self {
        let first = state
            .begin()
            .into_iter()
            .chain(state.study_days().next())
            .min()
            .unwrap_or(today);
        let mut streak = Self {
            days: 0,
            consistency: None,
        };
        let mut unbroken = true;
        let mut weight = 1.0;
        let (mut kept, mut all) = (0.0, 0.0);
        let mut day = today;
        let mut counted = 0;
        while day >= first && (unbroken || counted < MOST_DAYS) {
            let studied = state.studied_on(day);
            let counts = is_study_day(&roadmap.cadence, day)
                && !state.is_off(day)
                && (studied || day < today);
            if counts {
                unbroken &= studied;
                streak.days += u32::from(unbroken && studied);
                all += weight;
                kept += if studied { weight } else { 0.0 };
                weight *= 0.5_f64.powf(1.0 / HALF_LIFE);
                counted += 1;
            }
            let earlier = day.previous();
            if earlier == day {
                break;
            }
            day = earlier;
        }
        if all > 0.0 {
            streak.consistency = Some(kept / all);
        }
        streak
    }
}
