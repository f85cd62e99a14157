//! What `update` receives.

use crossterm::event::Event as Input;

use crate::domain::{event::Event, roadmap::Roadmap};

use super::{effect::Token, theme::Background};

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
    /// The terminal said what its background is.
    Background(Background),
    /// Something worth saying happened outside.
    Notice(String),
    /// Something went wrong outside.
    Trouble(String),
}
