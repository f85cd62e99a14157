//! What Today proposes: always one next small step.

use std::collections::HashSet;

use crate::domain::{
    day::LogicalDay,
    progress::{Progress, Status},
    roadmap::{DayKind, ItemIx, PhaseIx, Roadmap},
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
    /// What else is left: the sign-off of a phase whose items are all
    /// settled, or boxes of the plan when every phase is.
    pub closing: Vec<ItemIx>,
    /// What was done on this day.
    pub done: Vec<ItemIx>,
    /// How the learner stands against the plan; `None` before the start date
    /// is known.
    pub pace: Option<Pace>,
    /// How well the habit holds.
    pub streak: Streak,
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
            streak: Streak::new(roadmap, state, day),
        };
        match phase {
            Some(phase) => today.propose(roadmap, state, progress, phase),
            None => today.closing = after_all_phases(roadmap, state, progress, day),
        }
        today
    }

    /// Everything that is proposed and can be ticked, the first first.
    pub fn next(&self) -> impl Iterator<Item = ItemIx> + '_ {
        let building_first = self.sort == DaySort::Study(DayKind::Build);
        let (first, second) = if building_first {
            (&self.deliverables, &self.readings)
        } else {
            (&self.readings, &self.deliverables)
        };
        first.iter().chain(second).chain(&self.closing).copied()
    }

    fn propose(&mut self, roadmap: &Roadmap, state: &State, progress: &Progress, phase: PhaseIx) {
        let open = |item: &ItemIx| !progress[*item].status.is_settled();
        let kinds = wanted_kinds(roadmap, state, progress, self.day);
        // Smaller comes first: begun, then by the kinds wanted, then the rest.
        let rank = |item: &ItemIx| {
            if progress[*item].status == Status::Started {
                return 0;
            }
            let kind = roadmap[*item].kind;
            let wanted = kinds.iter().position(|wanted| wanted.covers(kind));
            1 + wanted.unwrap_or(kinds.len())
        };
        let ranked = |mut items: Vec<ItemIx>| {
            items.sort_by_key(rank);
            items.truncate(MOST);
            items
        };
        let phase_roadmap = &roadmap[phase];
        self.readings = ranked(
            phase_roadmap
                .readings
                .iter()
                .copied()
                .filter(open)
                .collect(),
        );
        self.deliverables = ranked(phase_roadmap.deliverables().filter(open).collect());
        if self.readings.is_empty() && self.deliverables.is_empty() {
            self.closing.push(phase_roadmap.sign_off);
        }
        self.what_changed = self.sort == DaySort::Study(DayKind::WhatChanged)
            && !has_note(roadmap, state, phase, self.day);
    }
}

/// What kind of day `day` is.
pub fn day_sort(roadmap: &Roadmap, state: &State, day: LogicalDay) -> DaySort {
    if state.is_off(day) {
        return DaySort::Off;
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
fn wanted_kinds(
    roadmap: &Roadmap,
    state: &State,
    progress: &Progress,
    day: LogicalDay,
) -> Vec<DayKind> {
    let mut kinds = Vec::new();
    if let DaySort::Study(kind) = day_sort(roadmap, state, day) {
        kinds.push(kind);
    }
    let ticked: HashSet<LogicalDay> = day
        .monday()
        .through(day.previous())
        .filter(|day| progress.done_on(*day).next().is_some())
        .collect();
    for earlier in day.monday().through(day.previous()) {
        if let DaySort::Study(kind) = day_sort(roadmap, state, earlier)
            && !ticked.contains(&earlier)
            && !kinds.contains(&kind)
        {
            kinds.push(kind);
        }
    }
    kinds
}

/// Whether a thought about `phase`, or about no phase, was written down on `day`.
fn has_note(roadmap: &Roadmap, state: &State, phase: PhaseIx, day: LogicalDay) -> bool {
    let id = &roadmap[roadmap[phase].sign_off].id;
    state.notes_on(day).is_some_and(|notes| {
        notes
            .notes
            .iter()
            .any(|(about, _)| about.as_ref().is_none_or(|about| about == id))
    })
}

/// When every phase is settled: what is left of the metrics, then of the
/// plan's boxes up to the quarter `day` lies in.
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
