//! What the screens show: the roadmap, the state, and what follows from both,
//! worked out once a change instead of once a frame.

mod ahead;
mod watch;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use crate::{
    domain::{
        day::{DayStart, LogicalDay, WeekStart},
        decide::Desk,
        event::{Batch, Event, EventId, Kind},
        id::DeviceId,
        progress::Progress,
        roadmap::{ItemIx, PhaseIx, Proof, Roadmap},
        state::State,
    },
    insight::{
        plan_line::PlanLine,
        proof::{Age, Standing},
        review::{Due, standing_words},
        stats::Stats,
        time::TimeWeek,
        today::Today,
    },
    reader::Document,
};

use super::keys::Keymap;
use super::proving::Proving;

pub use ahead::Lines;
pub use watch::Watch;

/// The width at which prose is comfortable to read.
const READING_WIDTH: u16 = 90;

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
    /// The time of this week.
    pub week: TimeWeek,
    /// The clock on the wall.
    pub watch: Watch,
    /// How often anything here changed: figures of another count are old.
    pub revision: u64,
    /// The reviews that are due.
    pub due: Vec<Due>,
    /// How each review of the roadmap stands, in words.
    pub reviews: Vec<String>,
    /// The device that writes.
    pub device: DeviceId,
    /// When a logical day begins.
    pub day_start: DayStart,
    /// Where the roadmap comes from, in words.
    pub source: String,
    /// What is wrong outside the roadmap, a line each: the journal, the device.
    pub problems: Vec<String>,
    /// What is wrong in the settings, a line each.
    pub settings_problems: Vec<String>,
    /// What is wrong with the roadmap's file, a line each.
    pub roadmap_problems: Vec<String>,
    /// Items with a change that is not on disk yet.
    pub pending: HashSet<ItemIx>,
    /// The notes: those of the phases in their order, the others behind them.
    pub notes: Vec<Note>,
    /// Whether the notes are compiled in and cannot be changed.
    pub built_in_notes: bool,
    /// What keys mean.
    pub keys: Arc<Keymap>,
    /// How many columns the text of a note has at most.
    pub reading_width: u16,
    /// The notes that were read, parsed, by their paths.
    pub library: BTreeMap<String, Arc<Document>>,
    /// The gate that runs, or ran last.
    pub proving: Option<Box<Proving>>,
    /// What changed since gates passed, by the events that say so.
    pub ages: HashMap<EventId, Age>,
    /// What is worked out when it is first shown.
    ahead: ahead::Ahead,
    /// The look back, worked out once a change, and only where it is shown.
    stats: OnceCell<Stats>,
}

/// A note that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its path, as the roadmap writes it.
    pub path: String,
    /// The phase it is about.
    pub phase: Option<PhaseIx>,
    /// Whether it is listed; one that a link led to is not.
    pub listed: bool,
}

/// The place of a note in [`World::notes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoteIx(pub usize);

impl std::ops::Index<NoteIx> for World {
    type Output = Note;

    fn index(&self, ix: NoteIx) -> &Note {
        &self.notes[ix.0]
    }
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
        let week = TimeWeek::new(&roadmap, &state, day);
        Self {
            roadmap,
            state,
            progress,
            line,
            today,
            week,
            watch: Watch::default(),
            revision: 0,
            due: Vec::new(),
            reviews: Vec::new(),
            device,
            day_start: DayStart::default(),
            source,
            problems,
            settings_problems: Vec::new(),
            roadmap_problems: Vec::new(),
            pending: HashSet::new(),
            notes: Vec::new(),
            built_in_notes: false,
            keys: Arc::new(Keymap::default()),
            reading_width: READING_WIDTH,
            library: BTreeMap::new(),
            proving: None,
            ages: HashMap::new(),
            ahead: ahead::Ahead::default(),
            stats: OnceCell::new(),
        }
        .with_notes(Vec::new())
        .with_reviews()
    }

    /// The same with other notes besides those of the phases.
    #[must_use]
    pub fn with_notes(mut self, others: Vec<String>) -> Self {
        let others = others.into_iter().map(|path| Note {
            path,
            phase: None,
            listed: true,
        });
        self.notes.retain(|note| note.phase.is_none());
        self.notes.extend(others);
        self.list_notes();
        self
    }

    /// The same with what is due.
    fn with_reviews(mut self) -> Self {
        self.list_reviews();
        self
    }

    /// Works out which reviews are due.
    fn list_reviews(&mut self) {
        let day = self.day();
        let (roadmap, state, progress) = (&self.roadmap, &self.state, &self.progress);
        self.due = Due::of(roadmap, state, progress, day);
        self.reviews = (0..roadmap.reviews.len())
            .map(|place| standing_words(roadmap, state, progress, place, day))
            .collect();
    }

    /// Puts the notes of the phases first.
    fn list_notes(&mut self) {
        let phases = self.roadmap.phase_places();
        let mut notes: Vec<Note> = phases
            .filter_map(|phase| {
                Some(Note {
                    path: self.roadmap[phase].notes.clone()?,
                    phase: Some(phase),
                    listed: true,
                })
            })
            .collect();
        let mut seen: HashSet<String> = notes.iter().map(|it| it.path.clone()).collect();
        // What was a phase's note and is open may stay open.
        let others = std::mem::take(&mut self.notes).into_iter();
        notes.extend(
            others
                .filter(|it| seen.insert(it.path.clone()))
                .map(|note| {
                    let listed = note.listed && note.phase.is_none();
                    Note {
                        phase: None,
                        listed,
                        ..note
                    }
                }),
        );
        self.notes = notes;
    }

    /// The note at a path, added to the notes if it is not among them.
    pub fn note_at(&mut self, path: &str) -> NoteIx {
        if let Some(ix) = self.find_note(path) {
            return ix;
        }
        self.notes.push(Note {
            path: path.to_owned(),
            phase: None,
            listed: false,
        });
        NoteIx(self.notes.len() - 1)
    }

    /// The note at a path.
    pub fn find_note(&self, path: &str) -> Option<NoteIx> {
        let place = self.notes.iter().position(|it| it.path == path)?;
        Some(NoteIx(place))
    }

    /// The note of a phase.
    pub fn note_of(&self, phase: PhaseIx) -> Option<NoteIx> {
        let place = self.notes.iter().position(|it| it.phase == Some(phase))?;
        Some(NoteIx(place))
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
    pub fn set_roadmap(&mut self, mut roadmap: Roadmap) -> Roadmap {
        roadmap.cadence.week_start = self.roadmap.cadence.week_start;
        let before = std::mem::replace(&mut self.roadmap, roadmap);
        self.list_notes();
        self.pending.clear();
        self.refresh();
        before
    }

    /// Takes in when days and weeks begin. Which day it is now, the caller says.
    pub fn set_customs(&mut self, day_start: DayStart, week_start: WeekStart) {
        self.day_start = day_start;
        self.roadmap.cadence.week_start = week_start;
        self.refresh();
    }

    /// Everything that is wrong, a line each.
    pub fn all_problems(&self) -> impl Iterator<Item = &String> + Clone {
        let settings = self.settings_problems.iter();
        settings.chain(&self.problems).chain(&self.roadmap_problems)
    }

    /// The look back on all years.
    pub fn stats(&self) -> &Stats {
        self.stats
            .get_or_init(|| Stats::whole(&self.roadmap, &self.state, &self.progress, self.day()))
    }

    /// How a row of the matrix stands, with what changed since as far as git
    /// was asked.
    pub fn standing(&self, proof: &Proof) -> Standing {
        let standing = Standing::of(&self.state, proof);
        let passed = self.state.proof(&proof.id).and_then(|it| it.passed);
        match passed.and_then(|passed| self.ages.get(&passed.event)) {
            Some(age) => standing.aged(*age),
            None => standing,
        }
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
        self.ahead = ahead::Ahead::default();
        self.revision += 1;
        self.week = TimeWeek::new(&self.roadmap, &self.state, day);
        self.stats = OnceCell::new();
        self.progress = Progress::new(&self.roadmap, &self.state);
        self.line = PlanLine::of(&self.roadmap, &self.state, &self.progress);
        self.today = Today::new(
            &self.roadmap,
            &self.state,
            &self.progress,
            self.line.as_ref(),
            day,
        );
        self.list_reviews();
    }
}
