//! Wishes to change the plan.

use super::{Desk, Refusal};
use crate::domain::{
    day::LogicalDay,
    event::{Batch, Kind, Mark},
    id::ItemId,
    minutes::Minutes,
    progress::Progress,
    roadmap::{ItemIx, PhaseIx, Roadmap},
    state::{LONGEST_PLAN, SKIP, State},
};

/// The most hours that a week has.
pub const MOST_HOURS: Minutes = Minutes(7 * 24 * 60);

/// Sums of hours that differ by less are the same.
const TOLERANCE: f64 = 1e-6;

/// How the plan is to change, from today on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replan {
    /// It ends on another day.
    End(LogicalDay),
    /// So many hours a week, and the end that follows from them.
    Hours(Minutes),
    /// These optional items are left out.
    Skip(Vec<ItemIx>),
    /// What is left is spread evenly until the same end.
    Spread,
}

impl Replan {
    /// The journal's word for the move.
    pub fn step(&self) -> &'static str {
        match self {
            Self::End(_) => "end",
            Self::Hours(_) => "hours",
            Self::Skip(_) => SKIP,
            Self::Spread => "spread",
        }
    }
}

/// Why the plan cannot be changed like this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReplan {
    /// No start date.
    #[error("the year has no first day yet: `mastery begin` sets it")]
    NoStart,
    /// The plan names no phase.
    #[error("this roadmap's plan names no phases, so there is no line to change")]
    NoPlan,
    /// Nothing is left.
    #[error("all planned work is done: there is nothing to replan")]
    Finished,
    /// The end lies behind.
    #[error("{end} has passed: the plan can end on {from} at the earliest")]
    Past {
        /// The end asked for.
        end: LogicalDay,
        /// The first day that it may end on.
        from: LogicalDay,
    },
    /// The end lies too far ahead.
    #[error("{end} is more than ten years away: an end by {last} is expected")]
    Far {
        /// The end asked for.
        end: LogicalDay,
        /// The last day that it may end on.
        last: LogicalDay,
    },
    /// The plan's end has passed.
    #[error("the plan ended on {end}: move its end, or say how many hours a week you have")]
    Over {
        /// Its end.
        end: LogicalDay,
    },
    /// No time at all.
    #[error("0 hours a week lead nowhere: give at least a minute")]
    NoHours,
    /// More than a week has.
    #[error("a week has 168 hours")]
    TooManyHours,
    /// So few that it would take longer than ten years.
    #[error("with so little time a week the rest takes more than ten years")]
    TooFewHours,
    /// Nothing optional is open.
    #[error("no optional item is open")]
    NothingOptional,
    /// The item is not optional.
    #[error("`{item}` is not optional: `mastery skip` leaves it out for good reasons of your own")]
    NotOptional {
        /// The item.
        item: ItemId,
    },
    /// The item is done or skipped.
    #[error("`{item}` is {status} already")]
    NotOpen {
        /// The item.
        item: ItemId,
        /// What it is.
        status: &'static str,
    },
}

/// The last day of the plan as it stands: of the newest revision, or of the
/// year; `None` before the start date is known.
pub fn plan_end(state: &State) -> Option<LogicalDay> {
    let start = state.begin()?;
    let revised = state.revision().map(|revision| revision.span(start).1);
    Some(revised.unwrap_or_else(|| start.months_later(12).previous()))
}

/// The day that is no day off and has `days` such days between `from` and
/// itself, `from` counted; `None` where the calendar or twenty years end.
pub fn working_day(state: &State, from: LogicalDay, days: usize) -> Option<LogicalDay> {
    // Days off ahead are few, however many the journal claims.
    let last = from.months_later(2 * LONGEST_PLAN);
    from.through(last)
        .filter(|day| !state.is_off(*day))
        .nth(days)
}

/// The day by which `hours` are done at so many a week, if one begins on `from`.
pub fn day_at(state: &State, from: LogicalDay, hours: f64, weekly: f64) -> Option<LogicalDay> {
    if weekly <= 0.0 {
        return None;
    }
    let days = (hours / weekly * 7.0 - TOLERANCE).ceil().max(1.0) as usize - 1;
    working_day(state, from, days)
}

/// The planned hours that an item stands for: its share of its phase's.
pub fn item_hours(roadmap: &Roadmap, progress: &Progress, item: ItemIx) -> f64 {
    let Some(phase) = roadmap[item].phase else {
        return 0.0;
    };
    let standing = &progress[phase];
    match standing.items().of {
        0 => 0.0,
        of => standing.planned / of as f64,
    }
}

impl Desk<'_> {
    /// The optional items that are still to be done, in the roadmap's order.
    pub fn optional_items(&self) -> impl Iterator<Item = ItemIx> + '_ {
        let phases = self.roadmap.phase_places();
        phases
            .flat_map(|phase| self.progress.open_items(self.roadmap, phase))
            .filter(|item| self.roadmap[*item].optional)
    }

    /// Whether the plan can be changed at all; gives its first day from today
    /// on and the end it has now.
    pub fn can_replan(&self) -> Result<(LogicalDay, LogicalDay), NoReplan> {
        let mut milestones = self.roadmap.plan.milestones();
        if !milestones.any(|(_, _, milestone)| !milestone.phases.is_empty()) {
            return Err(NoReplan::NoPlan);
        }
        let (Some(start), Some(end)) = (self.state.begin(), plan_end(self.state)) else {
            return Err(NoReplan::NoStart);
        };
        if self.progress.is_finished() || self.left() <= TOLERANCE {
            return Err(NoReplan::Finished);
        }
        Ok((start.max(self.today), end))
    }

    /// Planned hours that are left.
    fn left(&self) -> f64 {
        (self.progress.hours_planned() - self.progress.hours_done()).max(0.0)
    }

    /// Turns a wish to change the plan into the batch that grants it: the
    /// revision, and behind it the marks of what it leaves out.
    pub(super) fn replan(&self, wish: &Replan) -> Result<Batch, Refusal> {
        let (from, end) = self.can_replan()?;
        let before = self.state.revision();
        let mut hours = before.and_then(|revision| revision.hours);
        let goes_on = (end >= from).then_some(end).ok_or(NoReplan::Over { end });
        let mut marks = Vec::new();
        let (end, value) = match wish {
            Replan::End(day) => {
                let last = from.months_later(LONGEST_PLAN);
                if *day < from {
                    return Err(NoReplan::Past { end: *day, from }.into());
                }
                if *day > last {
                    return Err(NoReplan::Far { end: *day, last }.into());
                }
                (*day, day.to_string())
            }
            Replan::Hours(weekly) => {
                if weekly.0 == 0 {
                    return Err(NoReplan::NoHours.into());
                }
                if *weekly > MOST_HOURS {
                    return Err(NoReplan::TooManyHours.into());
                }
                hours = Some(*weekly);
                let day = day_at(self.state, from, self.left(), weekly.hours())
                    .filter(|day| *day <= from.months_later(LONGEST_PLAN))
                    .ok_or(NoReplan::TooFewHours)?;
                (day, format!("{} h a week", weekly.decimal()))
            }
            Replan::Skip(items) => {
                let day = goes_on?;
                marks = self.left_out(items)?;
                let ids: Vec<&str> = marks
                    .iter()
                    .filter_map(|kind| match kind {
                        Kind::Mark { item, .. } => Some(item.as_str()),
                        _ => None,
                    })
                    .collect();
                let value = match ids.as_slice() {
                    [one] => (*one).to_owned(),
                    several => format!("{} optional items", several.len()),
                };
                (day, value)
            }
            Replan::Spread => {
                let day = goes_on?;
                (day, format!("until {day}"))
            }
        };
        let minutes = |minutes: Minutes| u32::try_from(minutes.0).unwrap_or(u32::MAX);
        let revision = Kind::Replan {
            step: wish.step().to_owned(),
            value,
            end: Some(end),
            done: Some(minutes(Minutes::of_hours(self.progress.hours_done()))),
            planned: Some(minutes(Minutes::of_hours(self.progress.hours_planned()))),
            hours: hours.map(minutes),
        };
        let kinds = [revision].into_iter().chain(marks).collect();
        Ok(Batch::on(self.today, kinds))
    }

    /// The marks that leave these items out, each once.
    fn left_out(&self, items: &[ItemIx]) -> Result<Vec<Kind>, Refusal> {
        if items.is_empty() {
            return Err(match self.optional_items().next() {
                Some(_) => Refusal::NoItem,
                None => NoReplan::NothingOptional.into(),
            });
        }
        let mut kinds = Vec::with_capacity(items.len());
        for (place, ix) in items.iter().enumerate() {
            let item = &self.roadmap[*ix];
            if items[..place].contains(ix) {
                continue;
            }
            if !item.optional || !item.phase.is_some_and(|it| self.is_listed(*ix, it)) {
                let item = item.id.clone();
                return Err(NoReplan::NotOptional { item }.into());
            }
            let status = self.progress[*ix].status;
            if status.is_settled() {
                return Err(NoReplan::NotOpen {
                    item: item.id.clone(),
                    status: status.word(),
                }
                .into());
            }
            kinds.push(Kind::Mark {
                item: item.id.clone(),
                mark: Mark::Skipped,
            });
        }
        Ok(kinds)
    }

    /// Whether the item is a reading or deliverable of the phase.
    fn is_listed(&self, item: ItemIx, phase: PhaseIx) -> bool {
        self.roadmap[phase].items().any(|it| it == item)
    }
}

#[cfg(test)]
mod tests;
