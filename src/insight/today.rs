//! What Today proposes: always one next small step.

use crate::domain::{
    day::LogicalDay,
    progress::{Progress, Status},
    roadmap::{DayKind, Item, ItemIx, PhaseIx, Roadmap},
    state::State,
};

use super::{
    pace::Pace,
    plan_line::{PlanLine, quarters},
    streak::Streak,
};

/// Proposals of one list.
const MOST: usize = 3;

/// What kind of day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaySort {
    /// A study day with its own kind of work.
    Study(DayKind),
    /// A study day without a kind of its own: the roadmap has no cadence.
    Any,
    /// A day the cadence leaves free.
    Rest,
    /// A day the learner took off.
    Off,
}

/// What Today says.
#[derive(Debug, Clone, PartialEq)]
pub struct Today {
    /// The day it is about.
    pub day: LogicalDay,
    /// What kind of day it is.
    pub sort: DaySort,
    /// The current phase; `None` when none is left.
    pub phase: Option<PhaseIx>,
    /// Whether the week's “what changed” note comes first.
    pub what_changed: bool,
    /// What to read, the first first; at most three.
    pub readings: Vec<ItemIx>,
    /// What to build; at most three.
    pub deliverables: Vec<ItemIx>,
    /// What else is left: the sign-off of a phase with nothing open but what
    /// may be left out, or boxes of the plan when every phase is settled.
    pub closing: Vec<ItemIx>,
    /// What was done on this day.
    pub done: Vec<ItemIx>,
    /// How the learner stands against the plan; `None` before the start date
    /// is known.
    pub pace: Option<Pace>,
    /// How well the habit holds.
    pub streak: Streak,
    order: Vec<ItemIx>,
}

impl Today {
    /// Looks at `day`.
    pub fn new(
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        line: Option<&PlanLine>,
        day: LogicalDay,
    ) -> Self {
        let sort = day_sort(roadmap, state, day);
        let phase = working_phase(progress);
        let mut today = Self {
            day,
            sort,
            phase,
            what_changed: false,
            readings: Vec::new(),
            deliverables: Vec::new(),
            closing: Vec::new(),
            done: progress.done_on(day).collect(),
            pace: line.map(|line| Pace::new(progress, line, day)),
            streak: Streak::new(roadmap, state, progress, day),
            order: Vec::new(),
        };
        match phase {
            Some(phase) => today.propose(roadmap, state, progress, phase),
            None => today.closing = after_all_phases(roadmap, state, progress, day),
        }
        today.order.extend(&today.closing);
        today
    }

    /// Everything that is proposed and can be ticked, the first first.
    pub fn next(&self) -> impl Iterator<Item = ItemIx> + '_ {
        self.order.iter().copied()
    }

    fn propose(&mut self, roadmap: &Roadmap, state: &State, progress: &Progress, phase: PhaseIx) {
        let kinds = wanted_kinds(roadmap, state, progress, self.day);
        let mut open: Vec<ItemIx> = progress.open_items(roadmap, phase).collect();
        // What may be left out does not hold the sign-off up.
        if open.iter().all(|item| roadmap[*item].optional) {
            self.closing.push(roadmap[phase].sign_off);
        }
        open.sort_by_key(|item| rank(roadmap, progress, &kinds, *item));
        let of = |reading: bool| {
            let kind = move |item: &ItemIx| roadmap[*item].kind.is_reading() == reading;
            open.iter().copied().filter(kind).take(MOST).collect()
        };
        self.readings = of(true);
        self.deliverables = of(false);
        open.retain(|item| self.readings.contains(item) || self.deliverables.contains(item));
        self.order = open;
        // Answered once, whatever phase it was about: signing a phase off after
        // it must not ask again. A thought that just came is no answer.
        self.what_changed =
            self.sort == DaySort::Study(DayKind::WhatChanged) && !state.what_changed_on(self.day);
    }
}

/// The order of proposals, the smaller first: begun; then by the kinds wanted;
/// then any reading; then deliverables. What may be left out comes last of its
/// kind on that kind's day, and on other days after the deliverables.
pub(super) fn rank(
    roadmap: &Roadmap,
    progress: &Progress,
    kinds: &[DayKind],
    item: ItemIx,
) -> (usize, bool) {
    let Item { kind, optional, .. } = &roadmap[item];
    let place = if progress[item].status == Status::Started {
        0
    } else if let Some(place) = kinds.iter().position(|wanted| wanted.covers(*kind)) {
        1 + place
    } else if kind.is_reading() && !optional {
        1 + kinds.len()
    } else {
        2 + kinds.len()
    };
    (place, *optional)
}

/// What kind of day `day` is.
pub fn day_sort(roadmap: &Roadmap, state: &State, day: LogicalDay) -> DaySort {
    if state.is_off(day) {
        return DaySort::Off;
    }
    if roadmap.cadence.slots.is_empty() {
        return DaySort::Any;
    }
    roadmap
        .cadence
        .slot(day.weekday())
        .map_or(DaySort::Rest, |slot| DaySort::Study(slot.kind))
}

/// The phase to work on: the current one, or, when prerequisites hold every
/// phase up, the first that is not settled.
pub fn working_phase(progress: &Progress) -> Option<PhaseIx> {
    progress.current().or_else(|| {
        progress
            .phases()
            .find(|(_, phase)| !phase.is_settled())
            .map(|(ix, _)| ix)
    })
}

/// The kinds of work `day` asks for: its own, then those of this week's
/// earlier study days that got no tick.
pub(super) fn wanted_kinds(
    roadmap: &Roadmap,
    state: &State,
    progress: &Progress,
    day: LogicalDay,
) -> Vec<DayKind> {
    // What lies before the year has not been missed.
    let first = state
        .begin()
        .map_or_else(|| day.monday(), |begin| begin.max(day.monday()));
    let missed = first
        .through(day.previous())
        .filter(|earlier| progress.done_on(*earlier).next().is_none());
    let mut kinds = Vec::new();
    for day in [day].into_iter().chain(missed) {
        if let DaySort::Study(kind) = day_sort(roadmap, state, day)
            && !kinds.contains(&kind)
        {
            kinds.push(kind);
        }
    }
    kinds
}

/// When every phase is settled: what is left of the plan's boxes up to the
/// quarter `day` lies in, then of the metrics.
fn after_all_phases(
    roadmap: &Roadmap,
    state: &State,
    progress: &Progress,
    day: LogicalDay,
) -> Vec<ItemIx> {
    let begun = |quarter: u8| {
        state.begin().is_none_or(|start| {
            quarters(start)
                .get(usize::from(quarter.max(1)) - 1)
                .is_some_and(|quarter| quarter.first <= day)
        })
    };
    let mine = |item: &ItemIx| {
        !progress[*item].status.is_settled() && roadmap.derived_from(*item).is_none()
    };
    let milestones = roadmap
        .plan
        .milestones()
        .filter(|(_, block, _)| begun(block.first))
        .map(|(_, _, milestone)| milestone.item);
    let metrics = roadmap.metrics.iter().map(|metric| metric.item);
    milestones.chain(metrics).filter(mine).take(MOST).collect()
}

#[cfg(test)]
mod tests;
