//! Pace: the learner's progress against the plan's line, in calendar days.
//!
//! Days off are not counted: the line is flat on them, so a holiday puts
//! nobody behind, and the last evening before it nobody a week ahead.

use crate::domain::{day::LogicalDay, progress::Progress};

use super::plan_line::{PlanLine, TOLERANCE};

/// How the learner stands against the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// The year begins in so many days, and nothing is done yet.
    Before {
        /// How many days are left.
        days: i64,
    },
    /// Between yesterday's line and today's.
    OnPlan,
    /// Ahead by so many days.
    Ahead {
        /// How many.
        days: i64,
        /// The last day for which the plan asks no more than is done.
        until: LogicalDay,
    },
    /// Behind by so many days.
    Behind {
        /// How many.
        days: i64,
        /// The day on which the plan had the learner here.
        since: LogicalDay,
    },
    /// All planned hours are done.
    Finished,
}

impl Pace {
    /// Compares what is done with the plan's line on `day`.
    pub fn new(progress: &Progress, line: &PlanLine, day: LogicalDay) -> Self {
        let done = progress.hours_done();
        let all = progress.hours_planned();
        if progress.is_finished() || (all > 0.0 && done >= all - TOLERANCE) {
            return Self::Finished;
        }
        if day < line.start() && done <= TOLERANCE {
            return Self::Before {
                days: line.start().days_since(day),
            };
        }
        if done > line.at(day) + line.tolerance() {
            let until = line.last_within(done);
            let days = line.days(day, until);
            if days > 0 {
                return Self::Ahead { days, until };
            }
        } else if done < line.before(day) - line.tolerance() {
            let since = line.first_with(done);
            let days = line.days(since, day);
            if days > 0 {
                return Self::Behind { days, since };
            }
        }
        Self::OnPlan
    }
}

#[cfg(test)]
mod tests;
