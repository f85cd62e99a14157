//! What the screens show: the roadmap, the state, and what follows from both,
//! worked out once a change instead of once a frame.

use std::collections::HashSet;

use crate::{
    domain::{
        day::{DayStart, LogicalDay},
        decide::Desk,
        event::{Batch, Event, Kind},
        id::DeviceId,
        progress::Progress,
        roadmap::{ItemIx, Roadmap},
        state::State,
    },
    insight::{plan_line::PlanLine, today::Today},
};

/// What the screens show.
#[derive(Debug, Clone)]
pub struct World {
    /// What there is to learn.
    pub roadmap: Roadmap,
    /// What happened.
    pub state: State,
    /// Both joined.
    pub progress: Progress,
    /// The plan's line; `None` before the start date is known.
    pub line: Option<PlanLine>,
    /// What Today says.
    pub today: Today,
    /// The device that writes.
    pub device: DeviceId,
    /// When a logical day begins.
    pub day_start: DayStart,
    /// Where the roadmap comes from, in words.
    pub source: String,
    /// What is wrong outside the roadmap, a line each: the journal, settings.
    pub problems: Vec<String>,
    /// What is wrong with the roadmap's file, a line each.
    pub roadmap_problems: Vec<String>,
    /// Items with a change that is not on disk yet.
    pub pending: HashSet<ItemIx>,
}

impl World {
    /// Joins roadmap and state on `day`.
    pub fn new(
        roadmap: Roadmap,
        state: State,
        device: DeviceId,
        day: LogicalDay,
        source: String,
        problems: Vec<String>,
    ) -> Self {
        let progress = Progress::new(&roadmap, &state);
        let line = PlanLine::of(&roadmap, &state, &progress);
        let today = Today::new(&roadmap, &state, &progress, line.as_ref(), day);
        Self {
            roadmap,
            state,
            progress,
            line,
            today,
            device,
            day_start: DayStart::default(),
            source,
            problems,
            roadmap_problems: Vec::new(),
            pending: HashSet::new(),
        }
    }

    /// The logical day it is.
    pub fn day(&self) -> LogicalDay {
        self.today.day
    }

    /// Moves to another day.
    pub fn set_day(&mut self, day: LogicalDay) {
        if day != self.day() {
            self.today.day = day;
            self.refresh();
        }
    }

    /// Takes in events.
    pub fn take(&mut self, events: Vec<Event>) {
        if !events.is_empty() {
            self.state.extend(events);
            self.refresh();
        }
    }

    /// Takes in another roadmap and gives the one before; progress hangs on ids
    /// and stays.
    pub fn set_roadmap(&mut self, roadmap: Roadmap) -> Roadmap {
        let before = std::mem::replace(&mut self.roadmap, roadmap);
        self.pending.clear();
        self.refresh();
        before
    }

    /// What a decision is made from.
    pub fn desk(&self) -> Desk<'_> {
        Desk {
            roadmap: &self.roadmap,
            state: &self.state,
            progress: &self.progress,
            device: &self.device,
            today: self.day(),
        }
    }

    /// The items a batch marks.
    pub fn items_of(&self, batch: &Batch) -> Vec<ItemIx> {
        batch
            .kinds
            .iter()
            .filter_map(|kind| match kind {
                Kind::Mark { item, .. } => self.roadmap.find(item),
                _ => None,
            })
            .collect()
    }

    fn refresh(&mut self) {
        let day = self.day();
        self.progress = Progress::new(&self.roadmap, &self.state);
        self.line = PlanLine::of(&self.roadmap, &self.state, &self.progress);
        self.today = Today::new(
            &self.roadmap,
            &self.state,
            &self.progress,
            self.line.as_ref(),
            day,
        );
    }
}
