//! The plan's line: how many planned hours should be done by a day.

use crate::domain::{
    day::LogicalDay,
    minutes::Minutes,
    progress::Progress,
    roadmap::{PhaseIx, Roadmap},
    state::{Revision, State},
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
    revised: Option<Revised>,
}

/// The newest change of the plan: from its day on the line begins anew.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Revised {
    /// The day on which it was made.
    day: LogicalDay,
    /// The place of the first day that it says something of.
    from: usize,
    /// The hours that were done then.
    done: f64,
    /// The last day of the first plan.
    first_end: LogicalDay,
}

impl PlanLine {
    /// Draws the line in force: the first plan's up to the day before it was
    /// changed, and from that day on the change's.
    pub fn new(roadmap: &Roadmap, state: &State, progress: &Progress, start: LogicalDay) -> Self {
        let mut line = Self::baseline(roadmap, state, progress, start);
        let planned = progress.hours_planned();
        let study =
            |day: LogicalDay| roadmap.cadence.studies_on(day.weekday()) && !state.is_off(day);
        for (revision, led_to) in drawn(state.revisions()) {
            line.revise(revision, led_to.unwrap_or(planned), study);
        }
        line
    }

    /// Lets the line rise evenly from what was done to all planned hours, over
    /// the study days from the revision's day to its end; from the plan's first
    /// day where that lies ahead. What was asked for earlier stays asked for.
    fn revise(&mut self, revision: &Revision, planned: f64, study: impl Fn(LogicalDay) -> bool) {
        let first_end = self.first_end();
        let (from, end) = revision.span(self.start);
        let place = |day: LogicalDay| day.days_since(self.start).max(0) as usize;
        let (first, last) = (place(from), place(end));
        let before = self.hours.last().copied().unwrap_or(0.0);
        self.hours.resize(first, before);
        let done = revision.done.hours();
        let left = (planned - done).max(0.0);
        let days = from.through(end).filter(|day| study(*day)).count();
        let mut gone = 0;
        self.hours.reserve(last - first + 1);
        for day in from.through(end) {
            gone += usize::from(study(day));
            let share = if days == 0 {
                f64::from(u8::from(day == end))
            } else {
                gone as f64 / days as f64
            };
            self.hours.push(done + left * share);
        }
        self.revised = Some(Revised {
            day: revision.day,
            from: first,
            done,
            first_end,
        });
    }

    /// Draws the first plan's line, whatever changed since: each quarter's
    /// phases are reached on its last day, rising evenly over the study days
    /// inside it, flat on rest days and days off. Phases that the plan names
    /// nowhere are reached at its end.
    pub fn baseline(
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        start: LogicalDay,
    ) -> Self {
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
                hours[to] += standing.first_planned;
                continue;
            }
            let share = standing.first_planned / days as f64;
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
        Self {
            start,
            hours,
            off,
            revised: None,
        }
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
            // A plan that was changed before it began asks for no more.
            let changed = self.revised.filter(|revised| revised.day <= day);
            return changed.map_or(0.0, |revised| revised.done);
        };
        let last = self.hours.last().copied().unwrap_or(0.0);
        self.hours.get(place).copied().unwrap_or(last)
    }

    /// The planned hours that should be done before `day` begins: on the day of
    /// a change what was done, since nobody is behind a plan just made.
    pub fn before(&self, day: LogicalDay) -> f64 {
        match self.revised {
            Some(revised) if revised.from == self.place(day) && revised.day <= day => revised.done,
            _ => self.at(day.previous()),
        }
    }

    fn place(&self, day: LogicalDay) -> usize {
        day.days_since(self.start).max(0) as usize
    }

    /// The day on which the plan was last changed.
    pub fn revised_on(&self) -> Option<LogicalDay> {
        self.revised.map(|revised| revised.day)
    }

    /// The last day of the first plan.
    pub fn first_end(&self) -> LogicalDay {
        self.revised
            .map_or_else(|| self.end(), |revised| revised.first_end)
    }

    /// How far hours may differ and be the same: those done when the plan was
    /// changed are kept in whole minutes.
    pub fn tolerance(&self) -> f64 {
        if self.revised.is_some() {
            1.0 / 60.0
        } else {
            TOLERANCE
        }
    }

    /// The places that what is in force now speaks of; earlier ones are history.
    fn current(&self) -> (usize, &[f64]) {
        let from = self.revised.map_or(0, |revised| revised.from);
        (from, self.hours.get(from..).unwrap_or_default())
    }

    /// The first day of the plan.
    pub fn start(&self) -> LogicalDay {
        self.start
    }

    /// The last day of the plan.
    pub fn end(&self) -> LogicalDay {
        self.start.forward(self.hours.len() as u64).previous()
    }

    /// The first day by which the plan in force has at least `hours` done.
    pub fn first_with(&self, hours: f64) -> LogicalDay {
        let (from, current) = self.current();
        let least = hours - self.tolerance();
        let place = current.partition_point(|planned| *planned < least);
        let place = from + place.min(current.len().saturating_sub(1));
        self.start.forward(place as u64)
    }

    /// The last day by which the plan in force has at most `hours` done; the
    /// day before it when it asks for more on its first.
    pub fn last_within(&self, hours: f64) -> LogicalDay {
        let (from, current) = self.current();
        let most = hours + self.tolerance();
        let places = from + current.partition_point(|planned| *planned <= most);
        self.start.forward(places as u64).previous()
    }
}

/// The changes of the plan that its line is drawn from, each with the hours that
/// it led to while it was in force: one that was made later replaces those of
/// its day and of later ones.
fn drawn(revisions: &[Revision]) -> Vec<(&Revision, Option<f64>)> {
    let mut drawn: Vec<(&Revision, Option<f64>)> = Vec::new();
    for (place, revision) in revisions.iter().enumerate() {
        drawn.retain(|(before, _)| before.day < revision.day);
        let next = revisions.get(place + 1);
        let led_to = next.and_then(|next| next.planned).map(Minutes::hours);
        drawn.push((revision, led_to));
    }
    drawn
}

/// Sums of hours that differ by less are the same.
pub(crate) const TOLERANCE: f64 = 1e-6;

#[cfg(test)]
pub(crate) mod tests;
