//! The revisions of the plan, as the live events leave them.

use std::collections::BTreeSet;

use super::State;
use crate::domain::{
    day::LogicalDay,
    event::{Event, EventId, Kind},
    minutes::Minutes,
};

/// A change of the plan: what it is from its day on. It is complete in itself,
/// so that nothing that happens later shifts what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The day it was made, from which it holds.
    pub day: LogicalDay,
    /// Which move it was: `end`, `hours`, `skip`, `spread`.
    pub step: String,
    /// What it was set to, in the learner's words.
    pub value: String,
    /// The last day of the plan from then on.
    pub end: LogicalDay,
    /// The planned hours that were done when it was made.
    pub done: Minutes,
    /// All planned hours before it was made, which the plan that it replaced
    /// led to.
    pub planned: Option<Minutes>,
    /// The hours a week that hold from then on; the budget's without.
    pub hours: Option<Minutes>,
}

impl Revision {
    /// The days that it speaks of in a year that begins on `start`: from the
    /// day it was made, or the first of the year, to its end. Whatever a damaged
    /// date claims, that is at least a day and no more than [`LONGEST_PLAN`].
    pub fn span(&self, start: LogicalDay) -> (LogicalDay, LogicalDay) {
        let from = self.day.max(start);
        (from, self.end.clamp(from, from.months_later(LONGEST_PLAN)))
    }
}

/// A plan ends within so many months.
pub const LONGEST_PLAN: u32 = 120;

/// The move that leaves optional items out.
pub const SKIP: &str = "skip";

/// What the journal says of the plan's changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Revisions {
    made: Vec<Revision>,
    /// The batches whose skipped items leave the plan with their hours.
    skipping: BTreeSet<EventId>,
}

impl Revisions {
    /// Takes in one live event. One that does not say when the plan ends and
    /// what was done changes nothing: an older program may have kept it.
    pub(super) fn apply(&mut self, event: &Event) {
        let Kind::Replan {
            step,
            value,
            end: Some(end),
            done: Some(done),
            planned,
            hours,
        } = &event.kind
        else {
            return;
        };
        if step == SKIP {
            self.skipping.insert(event.batch());
        }
        self.made.push(Revision {
            day: event.day,
            step: step.clone(),
            value: value.clone(),
            end: *end,
            done: (*done).into(),
            planned: planned.map(Into::into),
            hours: hours.map(Into::into),
        });
    }

    /// Whether what this batch skips leaves the plan with its hours.
    pub(super) fn leaves_out(&self, batch: EventId) -> bool {
        self.skipping.contains(&batch)
    }
}

impl State {
    /// The changes of the plan, in the order in which they were made.
    pub fn revisions(&self) -> &[Revision] {
        &self.folded.revisions.made
    }

    /// The change of the plan that is in force.
    pub fn revision(&self) -> Option<&Revision> {
        self.revisions().last()
    }
}
