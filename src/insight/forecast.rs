//! The forecast: by when the rest will be done, if the weeks to come are like
//! the last ones; and what the plan asks for until then.

mod chance;
mod glance;
mod words;

use std::collections::BTreeMap;

use crate::domain::{
    day::LogicalDay,
    decide::{day_at, working_day},
    progress::Progress,
    roadmap::Roadmap,
    state::State,
};

use super::{
    findings::week_hours,
    hours::hours_by_day,
    plan_line::{PlanLine, Quarter, TOLERANCE, quarter_of},
};

use chance::days_until;

/// How many weeks are looked back on.
pub const MOST: usize = 8;
/// With fewer weeks nothing is forecast.
pub const LEAST: usize = 3;

/// Seven days of progress. Days off are no days here: a week may lie around a
/// holiday.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PastWeek {
    /// Its first day.
    pub first: LogicalDay,
    /// Its last day.
    pub last: LogicalDay,
    /// The planned hours done on each of its days.
    pub days: [f64; 7],
}

impl PastWeek {
    /// The planned hours done in it.
    pub fn hours(&self) -> f64 {
        self.days.iter().sum()
    }
}

/// What can be said of the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Nothing is left.
    Finished,
    /// There are too few weeks to go by.
    TooEarly {
        /// How many there are.
        weeks: usize,
    },
    /// Nothing was done in the weeks that are looked back on.
    Quiet,
    /// Two dates.
    Dates {
        /// With even odds it is done by this day; `None` where that is more
        /// than ten years ahead.
        even: Option<LogicalDay>,
        /// In nine of ten cases it is done by this day.
        most: Option<LogicalDay>,
    },
}

/// The room before the end of a quarter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slack {
    /// The quarter that ends next.
    pub quarter: Quarter,
    /// The hours that the plan wants by its end and that are not done.
    pub due: f64,
    /// The hours that the budget has until then.
    pub there: f64,
    /// What is over, in whole days of the budget; negative when it is short.
    pub days: i64,
}

/// The forecast, and what the plan asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The day it is made on.
    pub day: LogicalDay,
    /// Planned hours that are done.
    pub done: f64,
    /// All planned hours.
    pub planned: f64,
    /// The weeks that are looked back on, the newest first.
    pub weeks: Vec<PastWeek>,
    /// By when the rest will be done.
    pub outlook: Outlook,
    /// The last day of the plan; `None` without a plan or a start date.
    pub end: Option<LogicalDay>,
    /// The weeks until then, from today or from the start, days off left out.
    pub weeks_left: f64,
    /// Whether something was filled in for days before the program was in use;
    /// it shows no rate.
    pub filled_in: bool,
    /// Hours a week for learning and building: the middle of the budget's, or
    /// what the learner said when the plan was changed.
    pub capacity: f64,
    /// The day on which the learner said so.
    pub capacity_since: Option<LogicalDay>,
    /// When the rest is done at that capacity: the plan's own arithmetic.
    pub at_capacity: Option<LogicalDay>,
    /// The room before the next quarter's end, at that capacity.
    pub slack: Option<Slack>,
}

impl Forecast {
    /// Looks ahead from `today`.
    ///
    /// The weeks that are looked back on are stretches of seven days that end
    /// yesterday, days off left out: a week in which nothing was done counts, a
    /// week off does not. They begin on the day after the program was first
    /// told of the year, since what is ticked on that day may have been learned
    /// long before, and not before the year or its first progress. The odds are
    /// those of courses drawn from these weeks, each with its days in their
    /// order, so that who learns on Saturdays finishes on one. The
    /// seed is the date: a forecast moves from day to day, or with progress,
    /// and at no other time.
    pub fn new(
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        line: Option<&PlanLine>,
        today: LogicalDay,
    ) -> Self {
        let (done, planned) = (progress.hours_done(), progress.hours_planned());
        let left = (planned - done).max(0.0);
        let (capacity, capacity_since) = weekly_capacity(roadmap, state);
        let hours = hours_by_day(roadmap, progress);
        let weeks = past_weeks(&hours, state, today);
        let finished = progress.is_finished() || (planned > 0.0 && left <= TOLERANCE);
        // The plan asks for nothing before its first day.
        let from = line.map_or(today, |line| line.start().max(today));
        let until = |line: &PlanLine, last: LogicalDay| {
            line.days(from.previous(), last).max(0) as f64 / 7.0
        };
        let at_capacity = (!finished)
            .then(|| day_at(state, from, left, capacity))
            .flatten();
        let slack = line
            .filter(|_| !finished && capacity > 0.0)
            .and_then(|line| {
                let quarter = quarter_of(line.start(), from)?;
                let due = (line.at(quarter.last) - done).max(0.0);
                let there = until(line, quarter.last) * capacity;
                let days = ((there - due) / capacity * 7.0 + TOLERANCE).floor() as i64;
                Some(Slack {
                    quarter,
                    due,
                    there,
                    days,
                })
            });
        let outlook = if finished {
            Outlook::Finished
        } else if weeks.len() < LEAST {
            Outlook::TooEarly { weeks: weeks.len() }
        } else if weeks.iter().all(|week| week.hours() <= TOLERANCE) {
            Outlook::Quiet
        } else {
            let days: Vec<[f64; 7]> = weeks.iter().map(|week| week.days).collect();
            let late = hours.contains_key(&today);
            let seed = u64::from(today.date().to_epoch_days().unsigned_abs());
            let (even, most) = days_until(left, &days, late, seed);
            let date = |days: Option<usize>| working_day(state, today, days?);
            Outlook::Dates {
                even: date(even),
                most: date(most),
            }
        };
        Self {
            day: today,
            done,
            planned,
            weeks,
            outlook,
            end: line.map(PlanLine::end),
            filled_in: state
                .in_use_since()
                .is_some_and(|used| hours.range(..used).next().is_some()),
            weeks_left: line.map_or(0.0, |line| until(line, line.end())),
            capacity,
            capacity_since,
            at_capacity,
            slack,
        }
    }

    /// Planned hours that are left.
    pub fn left(&self) -> f64 {
        (self.planned - self.done).max(0.0)
    }

    /// The hours a week that are needed to be done by the end of the plan: what
    /// remains over the weeks that are left; `None` when none is, and when
    /// nothing remains.
    pub fn needed(&self) -> Option<f64> {
        let asked = self.weeks_left > 0.0 && self.outlook != Outlook::Finished;
        asked.then(|| self.left() / self.weeks_left)
    }
}

/// The hours a week for learning and building, and since when they are what the
/// learner said instead of the budget's.
pub fn weekly_capacity(roadmap: &Roadmap, state: &State) -> (f64, Option<LogicalDay>) {
    let said = state.revision().and_then(|revision| revision.hours);
    let Some(hours) = said else {
        return (week_hours(roadmap), None);
    };
    // A change that left the hours alone repeats them.
    let since = state.revisions().iter().rev();
    let since = since.take_while(|it| it.hours == said).last();
    (hours.hours(), since.map(|it| it.day))
}

fn past_weeks(
    hours: &BTreeMap<LogicalDay, f64>,
    state: &State,
    today: LogicalDay,
) -> Vec<PastWeek> {
    let (Some(used), Some(begin)) = (state.in_use_since(), state.begin()) else {
        return Vec::new();
    };
    let after = used.next();
    let progressed = hours.range(after..).next().map(|(day, _)| *day);
    let first = after.max(progressed.map_or(begin, |day| day.min(begin)));
    let mut weeks = Vec::with_capacity(MOST);
    let mut days: Vec<(LogicalDay, f64)> = Vec::with_capacity(7);
    // What is done on a day off counts for the day before it that is none.
    let mut carried = 0.0;
    let mut day = today.previous();
    while day >= first && weeks.len() < MOST {
        carried += hours.get(&day).copied().unwrap_or(0.0);
        if !state.is_off(day) {
            days.push((day, carried));
            carried = 0.0;
        }
        if let [(last, _), .., (first, _)] = days[..]
            && days.len() == 7
        {
            let mut week = PastWeek {
                first,
                last,
                days: [0.0; 7],
            };
            for (slot, (_, hours)) in week.days.iter_mut().zip(days.drain(..).rev()) {
                *slot = hours;
            }
            weeks.push(week);
        }
        let earlier = day.previous();
        if earlier == day {
            break;
        }
        day = earlier;
    }
    weeks
}

#[cfg(test)]
mod tests;
