//! The plan's line: how many planned hours should be done by a day.

use crate::domain::{
    day::LogicalDay,
    progress::Progress,
    roadmap::{PhaseIx, Roadmap},
    state::State,
};

/// A quarter of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    /// Its number, from 1 to 4.
    pub number: u8,
    /// Its first day.
    pub first: LogicalDay,
    /// Its last day.
    pub last: LogicalDay,
}

/// The plan's four quarters: four times three months from the start.
pub fn quarters(start: LogicalDay) -> [Quarter; 4] {
    [1, 2, 3, 4].map(|number: u8| Quarter {
        number,
        first: start.months_later(3 * (u32::from(number) - 1)),
        last: start.months_later(3 * u32::from(number)).previous(),
    })
}

/// The quarter `day` lies in; `None` before the plan and after it.
pub fn quarter_of(start: LogicalDay, day: LogicalDay) -> Option<Quarter> {
    quarters(start)
        .into_iter()
        .find(|quarter| quarter.first <= day && day <= quarter.last)
}

/// The quarters, first and last, in which the plan puts a phase: those of the
/// earliest block with a milestone that names it. `None` where none does.
pub fn planned_quarters(roadmap: &Roadmap, phase: PhaseIx) -> Option<(u8, u8)> {
    roadmap
        .plan
        .milestones()
        .filter(|(_, _, milestone)| milestone.phases.contains(&phase))
        .map(|(_, block, _)| (block.first, block.last))
        .min_by_key(|(first, last)| (*last, *first))
}

/// How many planned hours should be done by the end of each day of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    start: LogicalDay,
    hours: Vec<f64>,
    off: Vec<LogicalDay>,
}

impl PlanLine {
    /// Draws the line: each quarter's phases are reached on its last day,
    /// rising evenly over the study days inside it, flat on rest days and days
    /// off. Phases that the plan names nowhere are reached at its end.
    pub fn new(roadmap: &Roadmap, state: &State, progress: &Progress, start: LogicalDay) -> Self {
        let quarters = quarters(start);
        let place = |day: LogicalDay| day.days_since(start).max(0) as usize;
        let study: Vec<bool> = (0..=place(quarters[3].last))
            .map(|place| start.forward(place as u64))
            .map(|day| roadmap.cadence.studies_on(day.weekday()) && !state.is_off(day))
            .collect();
        let mut hours = vec![0.0; study.len()];
        for (phase, standing) in progress.phases() {
            let (first, last) = planned_quarters(roadmap, phase).unwrap_or((4, 4));
            let from = place(quarters[usize::from(first.clamp(1, 4)) - 1].first);
            let to = place(quarters[usize::from(last.clamp(1, 4)) - 1].last);
            let days = study[from..=to].iter().filter(|study| **study).count();
            if days == 0 {
                hours[to] += standing.planned;
                continue;
            }
            let share = standing.planned / days as f64;
            for (hours, study) in hours[from..=to].iter_mut().zip(&study[from..=to]) {
                *hours += if *study { share } else { 0.0 };
            }
        }
        let mut sum = 0.0;
        for hours in &mut hours {
            sum += *hours;
            *hours = sum;
        }
        let off = state.days_off().map(|(day, _)| day).collect();
        Self { start, hours, off }
    }

    /// The calendar days after `from` up to `to`, days off left out.
    pub fn days(&self, from: LogicalDay, to: LogicalDay) -> i64 {
        let until = |day| i64::from(self.off.partition_point(|off| *off <= day) as u32);
        to.days_since(from) - (until(to) - until(from))
    }

    /// The line of a learner's year; `None` before its start date is known, and
    /// where the plan names no phase, so that there is nothing to be ahead or
    /// behind of.
    pub fn of(roadmap: &Roadmap, state: &State, progress: &Progress) -> Option<Self> {
        let start = state.begin()?;
        let planned = roadmap
            .plan
            .milestones()
            .any(|(_, _, milestone)| !milestone.phases.is_empty());
        planned.then(|| Self::new(roadmap, state, progress, start))
    }

    /// The planned hours that should be done by the end of `day`.
    pub fn at(&self, day: LogicalDay) -> f64 {
        let Ok(place) = usize::try_from(day.days_since(self.start)) else {
            return 0.0;
        };
        let last = self.hours.last().copied().unwrap_or(0.0);
        self.hours.get(place).copied().unwrap_or(last)
    }

    /// The first day of the plan.
    pub fn start(&self) -> LogicalDay {
        self.start
    }

    /// The last day of the plan.
    pub fn end(&self) -> LogicalDay {
        self.start.forward(self.hours.len() as u64).previous()
    }

    /// The first day by which the plan has at least `hours` done.
    pub fn first_with(&self, hours: f64) -> LogicalDay {
        let place = self
            .hours
            .partition_point(|planned| *planned < hours - TOLERANCE);
        self.start
            .forward(place.min(self.hours.len().saturating_sub(1)) as u64)
    }

    /// The last day by which the plan has at most `hours` done; the day before
    /// the plan when it asks for more on its first.
    pub fn last_within(&self, hours: f64) -> LogicalDay {
        let places = self
            .hours
            .partition_point(|planned| *planned <= hours + TOLERANCE);
        self.start.forward(places as u64).previous()
    }
}

/// Sums of hours that differ by less are the same.
pub(crate) const TOLERANCE: f64 = 1e-6;

#[cfg(test)]
pub(crate) mod tests;
