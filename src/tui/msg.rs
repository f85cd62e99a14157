//! What `update` receives.

use std::sync::Arc;

use crossterm::event::Event as Input;

use crate::{
    domain::{
        event::{Event, EventId},
        evidence::{Happening, Outcome},
        id::ProofId,
        roadmap::Roadmap,
    },
    insight::proof::Age,
    reader::Paint,
};

use super::{
    effect::Token,
    settings::Settings,
    theme::{Background, Role},
};

/// What a batch that was not acknowledged may hope for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is not on disk; another try may succeed.
    Absent,
    /// It may be on disk; only another try tells.
    Doubtful,
    /// It can never be written.
    Hopeless,
}

/// A note as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteText {
    /// Its text; what is no text in the file is replaced.
    pub text: Arc<str>,
    /// Whether it is exactly what is in the file, so that it may be changed.
    pub exact: bool,
}

/// What a gate would run, in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatePlan {
    /// All that is shown of it, line by line: how far each is set in, and its
    /// pieces.
    pub lines: Vec<(u16, Vec<(String, Role)>)>,
    /// Its commands, a step each.
    pub steps: Vec<String>,
    /// How many of them the learner did not agree to yet.
    pub new: usize,
}

/// What `update` receives.
#[derive(Debug)]
pub enum Msg {
    /// A key, a click, a paste, a new size.
    Input(Input),
    /// A deadline passed: a notice fades, a day begins.
    Tick,
    /// A batch is on disk.
    Recorded {
        /// Which.
        token: Token,
        /// Its events.
        events: Vec<Event>,
    },
    /// A batch could not be written.
    NotRecorded {
        /// Which.
        token: Token,
        /// Why, as a sentence for the learner.
        why: String,
        /// What may be hoped for.
        fate: Fate,
    },
    /// Events that others wrote.
    Arrived(Vec<Event>),
    /// The roadmap's file changed and was read again.
    RoadmapChanged {
        /// The roadmap, unless its file no longer loads: then the one shown
        /// stays.
        roadmap: Option<Box<Roadmap>>,
        /// What is wrong with it, a line each.
        problems: Vec<String>,
    },
    /// A note was read, or read again.
    NoteRead {
        /// Its path, as the roadmap writes it.
        path: String,
        /// The note, or why it cannot be read, as a sentence.
        note: Result<NoteText, String>,
    },
    /// It is known what the words of a note's code are.
    Painted {
        /// The note's path.
        path: String,
        /// The text it is known of.
        text: Arc<str>,
        /// The words, block by block.
        paints: Vec<(usize, Vec<Paint>)>,
    },
    /// What a gate would run, or why it cannot be, as lines to be read.
    GatePlanned {
        /// Its row.
        row: ProofId,
        /// What it would run.
        plan: Result<GatePlan, Vec<String>>,
    },
    /// A gate that was to be run is not, and why.
    GateNotBegun(String),
    /// What the gate that runs says; not how it came out.
    GateSays(Vec<Happening>),
    /// The gate that ran came to its end.
    GateOver {
        /// What became of it.
        outcome: Outcome,
        /// Whether what it printed is safely kept, or why not.
        kept: Result<(), String>,
    },
    /// What changed since gates passed, by the events that say so.
    Ages(Vec<(EventId, Age)>),
    /// The settings changed and were read again.
    Settings(Box<Settings>),
    /// The terminal said what its background is.
    Background(Background),
    /// Something worth saying happened outside.
    Notice(String),
    /// Something went wrong outside.
    Trouble(String),
}
