//! A week of the cadence: what was done each day, what is proposed for the rest.

use crate::domain::{
    day::LogicalDay,
    progress::Progress,
    roadmap::{DayKind, ItemIx, Roadmap},
    state::State,
};

use super::{
    streak::DayMark,
    today::{DaySort, day_sort, rank, wanted_kinds, working_phase},
};

/// Proposals for one day.
const MOST: usize = 2;

/// One day of a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekDay {
    /// The day.
    pub day: LogicalDay,
    /// What kind of day it is.
    pub sort: DaySort,
    /// The author's words for its work.
    pub title: Option<String>,
    /// What was done on it.
    pub done: Vec<ItemIx>,
    /// The thoughts written down on it.
    pub notes: Vec<String>,
    /// What it is to the habit.
    pub mark: DayMark,
    /// What is proposed for it; today and later days only.
    pub proposed: Vec<ItemIx>,
}

/// A week, from the day that the learner’s weeks begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Its days.
    pub days: Vec<WeekDay>,
}

impl Week {
    /// The week that `day` lies in, seen from `today`.
    pub fn new(
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        day: LogicalDay,
        today: LogicalDay,
    ) -> Self {
        let first = day.week_first(roadmap.cadence.week_start);
        let mut outlook = Outlook::new(roadmap, state, progress, today);
        // Weeks ahead start where the days between leave off.
        for earlier in today.through(first.previous()) {
            outlook.propose(earlier);
        }
        let days = first
            .through(first.forward(6))
            .map(|day| {
                let notes = state.notes_on(day);
                WeekDay {
                    day,
                    sort: day_sort(roadmap, state, day),
                    title: roadmap
                        .cadence
                        .slot(day.weekday())
                        .map(|slot| slot.title.clone()),
                    done: progress.done_on(day).collect(),
                    notes: notes.map_or_else(Vec::new, |notes| {
                        notes.notes.iter().map(|(_, text)| text.clone()).collect()
                    }),
                    mark: DayMark::new(roadmap, state, progress, day, today),
                    proposed: if day >= today {
                        outlook.propose(day)
                    } else {
                        Vec::new()
                    },
                }
            })
            .collect();
        Self { days }
    }

    /// Its first day.
    pub fn first(&self) -> Option<LogicalDay> {
        self.days.first().map(|day| day.day)
    }
}

/// What is still open, handed out day by day.
struct Outlook<'a> {
    roadmap: &'a Roadmap,
    state: &'a State,
    progress: &'a Progress,
    today: LogicalDay,
    /// The open items of the current phase, then of those after it.
    phases: Vec<Vec<ItemIx>>,
}

impl<'a> Outlook<'a> {
    fn new(
        roadmap: &'a Roadmap,
        state: &'a State,
        progress: &'a Progress,
        today: LogicalDay,
    ) -> Self {
        let current = working_phase(progress);
        let later = progress
            .phases()
            .filter(|(ix, phase)| !phase.is_settled() && Some(*ix) != current)
            .map(|(ix, _)| ix);
        let phases = current
            .into_iter()
            .chain(later)
            .map(|phase| progress.open_items(roadmap, phase).collect())
            .collect();
        Self {
            roadmap,
            state,
            progress,
            today,
            phases,
        }
    }

    /// Takes what `day` is for, by the order of Today: what is begun and the
    /// day's kinds, or, where nothing of these is left, whatever is next.
    fn propose(&mut self, day: LogicalDay) -> Vec<ItemIx> {
        let kinds = match day_sort(self.roadmap, self.state, day) {
            DaySort::Rest | DaySort::Off | DaySort::Study(DayKind::WhatChanged) => {
                return Vec::new();
            }
            DaySort::Any => Vec::new(),
            DaySort::Study(_) if day == self.today => {
                wanted_kinds(self.roadmap, self.state, self.progress, day)
            }
            DaySort::Study(kind) => vec![kind],
        };
        let Some(open) = self.phases.iter_mut().find(|open| !open.is_empty()) else {
            return Vec::new();
        };
        let rank = |item: &ItemIx| rank(self.roadmap, self.progress, &kinds, *item);
        open.sort_by_key(|item| (rank(item), *item));
        let wanted = open.partition_point(|item| rank(item).0 <= kinds.len());
        let takes = if kinds.is_empty() || wanted == 0 {
            MOST
        } else {
            MOST.min(wanted)
        };
        open.drain(..takes.min(open.len())).collect()
    }
}

#[cfg(test)]
mod tests;
