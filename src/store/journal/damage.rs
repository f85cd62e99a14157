//! What in a journal could not be read as it stands.

use std::{fmt, path::PathBuf};

use crate::domain::event::EventId;

/// Something in a journal file that is not as it should be. Nothing is ever
/// taken away because of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// The file.
    pub file: PathBuf,
    /// The line its block begins at, counted from 1; `None` for the whole file.
    pub line: Option<usize>,
    /// What it is.
    pub what: What,
}

/// The file and line, then the sentence. File names and texts in it come from
/// outside and go through the sanitiser before a terminal sees them.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match self.line {
            Some(line) => write!(f, "{file}, line {line}: {}", self.what),
            None => write!(f, "{file}: {}", self.what),
        }
    }
}

/// What is wrong, in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum What {
    /// A block without its checksum: the write was cut short.
    #[error(
        "this event has no checksum: it was not written to its end; it does not count and was left where it is"
    )]
    Torn,
    /// A whole event whose checksum is not that of its keys.
    #[error("event {id} was changed since it was written; it counts as it stands")]
    Edited {
        /// The event.
        id: EventId,
    },
    /// A block that holds no event.
    #[error("this block cannot be read ({reason}); it does not count and was left where it is")]
    Bad {
        /// What the reader stumbled over.
        reason: String,
    },
    /// A block longer than any event.
    #[error("this block is {bytes} bytes long, too long for an event; it was left where it is")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Bytes that are no text.
    #[error(
        "this block holds bytes that are not UTF-8; it does not count and was left where it is"
    )]
    NotText,
    /// Lines that belong to no event.
    #[error("these lines belong to no event; they were left where they are")]
    Stray,
    /// Zero bytes, as a power cut leaves them.
    #[error("there are zero bytes here, as after a power cut; they were left where they are")]
    Zeros,
    /// Marks of an unfinished merge.
    #[error("an unfinished git merge: the events of all sides count, the marks were left")]
    Conflict,
    /// A clock too high to be followed.
    #[error("event {id} has the impossible clock {clock}; it counts as if it came first")]
    Clock {
        /// The event.
        id: EventId,
        /// Its clock.
        clock: i64,
    },
    /// Two different events with one identity.
    #[error("event {id} is there twice with different contents; both were left where they are")]
    Twice {
        /// The identity.
        id: EventId,
    },
    /// A copy that a sync tool made of a journal.
    #[error("a sync tool made this copy of a journal; its events count, each once")]
    Copy,
    /// A file that cannot be read.
    #[error("this file cannot be read ({reason}); its events are missing here")]
    Unreadable {
        /// What the system said.
        reason: String,
    },
    /// A pipe, a device, a socket.
    #[error("this is no regular file; it was not read")]
    NotAFile,
    /// A link out of the journal's folder.
    #[error("this link leads out of the journal's folder; it was not followed")]
    Outside,
    /// A file larger than any journal.
    #[error("this file is {bytes} bytes long, too large for a journal; it was not read")]
    TooLarge {
        /// Its length.
        bytes: u64,
    },
    /// The device's own file is shorter than it once was.
    #[error("this journal is shorter than it was: {has} bytes, it had {had}")]
    Shorter {
        /// Its length after the last append.
        had: u64,
        /// Its length now.
        has: u64,
    },
    /// The device's own file lacks what was last appended to it.
    #[error("this journal lacks its last event, {last}; an older version of it was put back")]
    Lost {
        /// The event that was last appended.
        last: EventId,
    },
    /// Events that were saved and are in no file any more.
    #[error(
        "{} that this device had saved {} missing; `mastery doctor` names {}, `mastery doctor --fix` puts {} back",
        crate::text::count(*.count, "event"),
        crate::text::form(*.count, "is", "are"),
        crate::text::form(*.count, "it", "them"),
        crate::text::form(*.count, "it", "them")
    )]
    Missing {
        /// How many.
        count: usize,
    },
    /// More of the same.
    #[error("{count} more places like these")]
    More {
        /// How many.
        count: usize,
    },
}
