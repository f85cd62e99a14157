//! A week of the cadence: what was done each day, what is proposed for the rest.

use crate::domain::{
    day::LogicalDay,
    progress::{Progress, Status},
    roadmap::{DayKind, ItemIx, Roadmap},
    state::State,
};

use super::today::{DaySort, day_sort, working_phase};

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
    /// Whether something was learned on it: a tick, a session, a thought.
    pub studied: bool,
    /// What is proposed for it; today and later days only.
    pub proposed: Vec<ItemIx>,
}

/// A week, Monday to Sunday.
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
        let monday = day.monday();
        let mut open = open_items(roadmap, progress);
        // Weeks ahead start where the days between leave off.
        for earlier in today.through(monday.previous()) {
            propose(roadmap, state, &mut open, earlier);
        }
        let days = monday
            .through(monday.forward(6))
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
                    studied: state.studied_on(day),
                    proposed: if day >= today {
                        propose(roadmap, state, &mut open, day)
                    } else {
                        Vec::new()
                    },
                }
            })
            .collect();
        Self { days }
    }

    /// The Monday.
    pub fn monday(&self) -> Option<LogicalDay> {
        self.days.first().map(|day| day.day)
    }
}

/// The open items of the current phase, begun ones first.
fn open_items(roadmap: &Roadmap, progress: &Progress) -> Vec<ItemIx> {
    let Some(phase) = working_phase(progress) else {
        return Vec::new();
    };
    let mut items: Vec<ItemIx> = progress.open_items(roadmap, phase).collect();
    items.sort_by_key(|item| progress[*item].status != Status::Started);
    items
}

/// Takes from `open` what `day` is for.
fn propose(
    roadmap: &Roadmap,
    state: &State,
    open: &mut Vec<ItemIx>,
    day: LogicalDay,
) -> Vec<ItemIx> {
    let DaySort::Study(kind) = day_sort(roadmap, state, day) else {
        return Vec::new();
    };
    if kind == DayKind::WhatChanged {
        return Vec::new();
    }
    let mut proposed = Vec::new();
    open.retain(|item| {
        let takes = proposed.len() < MOST && kind.covers(roadmap[*item].kind);
        if takes {
            proposed.push(*item);
        }
        !takes
    });
    proposed
}
