//! The roadmap as it is found, before it has ids.

use std::ops::Range;

use chrono::Weekday;

use super::marks::Amount;

/// All that was found.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) hours_per_day: Option<f64>,
    pub(super) accept: Vec<(String, String)>,
    pub(super) pull_request: Option<String>,
    pub(super) rule: Option<String>,
    pub(super) slots: Vec<Slot>,
    pub(super) apps: Vec<App>,
    pub(super) phases: Vec<Phase>,
    pub(super) plan_summary: String,
    pub(super) aims: Vec<String>,
    pub(super) lanes: Vec<Lane>,
    pub(super) metrics: Vec<Entry>,
    pub(super) time: Vec<Hours>,
    pub(super) money: Vec<Amount>,
    pub(super) reviews: Vec<(&'static str, String)>,
}

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) days: Vec<Weekday>,
    pub(super) kind: &'static str,
    pub(super) title: String,
}

#[derive(Debug, Default)]
pub(super) struct App {
    pub(super) id: String,
    pub(super) role: String,
}

#[derive(Debug)]
pub(super) struct Hours {
    pub(super) title: String,
    pub(super) range: (f64, f64),
}

/// A part of the way.
#[derive(Debug, Default)]
pub(super) struct Phase {
    pub(super) id: String,
    pub(super) formerly: Vec<String>,
    pub(super) number: Option<u32>,
    /// Its title without its number, and with it.
    pub(super) title: String,
    pub(super) whole_title: String,
    pub(super) short: Option<String>,
    pub(super) summary: String,
    pub(super) notes: Notes,
    pub(super) apps: Vec<String>,
    pub(super) apps_note: Option<String>,
    pub(super) days: Option<(f64, f64)>,
    /// Whether the estimate stands in for one that nobody gave.
    pub(super) days_are_made_up: bool,
    pub(super) days_detail: Option<(f64, f64)>,
    pub(super) needs: Vec<String>,
    pub(super) split: Option<[f64; 3]>,
    pub(super) readings: Vec<Entry>,
    pub(super) builds: Vec<Build>,
    pub(super) proof: Option<Proof>,
    /// The box that signs it off, if there is one.
    pub(super) sign_off: Option<bool>,
    /// Its parts of the files.
    pub(super) spans: Vec<(usize, Range<usize>)>,
}

/// What a phase's notes are.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) enum Notes {
    #[default]
    None,
    /// A file that a table links to, beside the file with this number.
    Linked { file: usize, path: String },
    /// A file like that, which is not there.
    Missing(String),
    /// Made of the phase's own sections.
    Own(String),
    /// A file that the roadmap before has; it is left as it is.
    Kept(String),
}

/// Something to tick.
#[derive(Debug, Default, Clone)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) formerly: Vec<String>,
    /// The words that its id is made of.
    pub(super) text: String,
    pub(super) title: String,
    /// `book`, `docs` or `supplement`; empty for what is no reading.
    pub(super) kind: &'static str,
    pub(super) url: Option<String>,
    /// The names around it, the nearest last.
    pub(super) context: Vec<String>,
    pub(super) optional: bool,
    pub(super) ticked: bool,
    /// A milestone's phases, by their number; a metric's are all.
    pub(super) phases: Vec<String>,
    pub(super) all_phases: bool,
    /// Its file and line, if it is a box that a note can show.
    pub(super) place: Option<(usize, usize)>,
}

#[derive(Debug, Default)]
pub(super) struct Build {
    pub(super) app: Option<String>,
    pub(super) title: String,
    pub(super) deliverables: Vec<Entry>,
}

#[derive(Debug, Default)]
pub(super) struct Proof {
    pub(super) id: String,
    pub(super) labs: String,
    pub(super) pulse: String,
    pub(super) why: String,
    pub(super) apps: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Lane {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) quarters: (u8, u8),
    pub(super) milestones: Vec<Entry>,
}

impl Phase {
    /// Its entries, as the file will have them.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        let deliverables = self.builds.iter_mut().flat_map(|it| &mut it.deliverables);
        self.readings.iter_mut().chain(deliverables)
    }

    /// How many entries it has.
    pub(super) fn len(&self) -> usize {
        let builds = self.builds.iter().map(|it| it.deliverables.len());
        self.readings.len() + builds.sum::<usize>()
    }

    /// The build with this title, new if there is none.
    pub(super) fn build(&mut self, title: &str) -> &mut Build {
        let found = self
            .builds
            .iter()
            .position(|it| it.app.is_none() && it.title == title);
        let place = found.unwrap_or_else(|| {
            self.builds.push(Build {
                title: title.to_owned(),
                ..Build::default()
            });
            self.builds.len() - 1
        });
        &mut self.builds[place]
    }
}

impl Draft {
    /// Everything that can be ticked, but for sign-offs.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        let phases = self.phases.iter_mut().flat_map(Phase::entries_mut);
        let blocks = self.lanes.iter_mut().flat_map(|it| &mut it.blocks);
        let milestones = blocks.flat_map(|it| &mut it.milestones);
        phases.chain(milestones).chain(&mut self.metrics)
    }
}
