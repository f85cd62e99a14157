//! What `update` asks of the world.

use std::sync::Arc;

use crate::{
    domain::{
        event::{Batch, EventId},
        evidence::Ran,
        id::{PhaseId, ProofId},
        roadmap::Proof,
    },
    reader::Document,
};

use super::msg::{Msg, NoteText};

/// Names a batch on its way to the disk, so that a retry writes the same
/// events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(pub u64);

/// A parsed note, shared with whoever works on it.
#[derive(Debug, Clone)]
pub struct SharedNote(pub Arc<Document>);

impl PartialEq for SharedNote {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A gate that passed, and what that rests on.
#[derive(Debug, Clone)]
pub struct Passed {
    /// The event that says so.
    pub event: EventId,
    /// The proof as the roadmap has it now.
    pub proof: Proof,
    /// What was run.
    pub ran: Ran,
}

impl PartialEq for Passed {
    fn eq(&self, other: &Self) -> bool {
        self.event == other.event && self.proof.id == other.proof.id
    }
}

/// What `update` asks of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Append a batch to the journal.
    Record {
        /// Which; the same again on a retry.
        token: Token,
        /// What happened.
        batch: Batch,
    },
    /// Forget a batch that was never written.
    Forget(Token),
    /// Read journals and roadmap again.
    Reload,
    /// Read a note, by its path as the roadmap writes it.
    ReadNote(String),
    /// Find out what the words of a note's code are; the answer may come later.
    Paint(String, SharedNote),
    /// Tick or untick a box in a note's file.
    ToggleBox {
        /// The note's path.
        path: String,
        /// The note as it was read.
        note: NoteText,
        /// The byte between the brackets.
        at: usize,
    },
    /// Edit a file in the learner's editor; the terminal is theirs meanwhile.
    Edit {
        /// The note's path; `None` for the roadmap.
        note: Option<String>,
        /// The line to begin at, counted from 1.
        line: usize,
    },
    /// Write down what changed this week, in the notes of a phase; the
    /// terminal is for its questions meanwhile.
    Friday(Option<PhaseId>),
    /// Say what the gate of a proof would run.
    PlanGate(Box<Proof>),
    /// Run the gate that was shown last.
    Prove {
        /// Its row.
        row: ProofId,
        /// Whether the learner agreed to what was new in it.
        consent: bool,
    },
    /// End the gate that runs, with all of its processes.
    CancelGate,
    /// Say what changed since these gates passed.
    AskAges(Vec<Passed>),
    /// Open an address outside; it was shown to the learner.
    OpenLink(String),
    /// Copy text to the clipboard.
    Copy(String),
    /// Stop until the shell brings the program back.
    Suspend,
    /// Leave.
    Quit,
}

/// Performs effects that need files; the terminal's own are the loop's.
pub trait Perform {
    /// Performs one effect and says what came of it.
    fn perform(&mut self, effect: Effect) -> Vec<Msg>;

    /// Looks for what others wrote since.
    fn poll(&mut self) -> Vec<Msg>;

    /// Does what nobody waits for, once the first frame is on the screen.
    fn settle(&mut self) -> Vec<Msg>;
}
