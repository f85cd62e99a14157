//! Events from elsewhere, taken into this device's file.
//!
//! A device writes only its own file, so that is where they go, whoever they
//! are of: each block keeps its id, its device, its clock, its day and its
//! checksum. An id counts once, so the file of the other device may still come,
//! by whatever way, and nothing changes.

use std::{collections::HashSet, path::PathBuf};

use super::{
    append::{AppendError, Load},
    disk::Disk,
    exchange::{BadLine, Foreign},
    follow::{Journal, Known},
};
use crate::domain::event::{Event, EventId};

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imported {
    /// The events that are new here, as they are on the disk.
    pub own: Vec<Event>,
    /// What others had appended meanwhile.
    pub others: Vec<Event>,
    /// How many were here already.
    pub known: usize,
}

/// Why nothing was taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Events of these ids are here with other contents.
    #[error("not taken in: it contradicts this journal")]
    Contradicts(Vec<BadLine>),
    /// This device's file would be longer than any that is read.
    #[error("not taken in: {path} would be longer than a journal may be")]
    TooMuch {
        /// The file.
        path: PathBuf,
    },
    /// The journal did not take it.
    #[error(transparent)]
    Append(#[from] AppendError),
}

impl<D: Disk> Journal<D> {
    /// Saves events from elsewhere: when this returns, those that were not
    /// here are on the disk, in one write. After an error the same may be tried
    /// again; what is here already is not written twice.
    ///
    /// # Errors
    ///
    /// When one of them contradicts what is here, or it cannot be written; then
    /// the journal is as it was.
    pub fn import(&mut self, events: &[Foreign]) -> Result<Imported, ImportError> {
        if events.is_empty() {
            return Ok(Imported::default());
        }
        let _lock = self.begin_append()?;
        let mut once: HashSet<(EventId, u32)> = HashSet::new();
        let mut fresh: Vec<&Foreign> = Vec::new();
        let mut bad = Vec::new();
        for foreign in events {
            let Event { id, sum, .. } = foreign.event;
            match self.known(id, sum) {
                Known::Same if !self.doubtful.contains(&id) => {}
                Known::Other => bad.push(BadLine {
                    line: foreign.line,
                    why: format!("event {id} is here with other contents"),
                }),
                Known::Same | Known::Not => {
                    if once.insert((id, sum)) {
                        fresh.push(foreign);
                    }
                }
            }
        }
        if !bad.is_empty() {
            return Err(ImportError::Contradicts(bad));
        }
        let known = events.len() - fresh.len();
        let own = if fresh.is_empty() {
            Vec::new()
        } else {
            self.append_load(&Load::Blocks(&fresh), false)
                .map_err(|error| match error {
                    AppendError::TooMuch { path } => ImportError::TooMuch { path },
                    error => error.into(),
                })?
        };
        Ok(Imported {
            own,
            others: std::mem::take(&mut self.backlog),
            known,
        })
    }
}
