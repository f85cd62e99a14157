//! Mending what is safe to mend in this device's own file.
//!
//! A device writes no file but its own, so no other is ever touched. Two things
//! can be put right without losing anything: an end that the next block could
//! grow into is closed, which only adds a line feed or two; and the marks of an
//! unfinished merge are resolved into the events of all sides. A copy is on the
//! disk before, and what the file would then say is read and compared before it
//! is written. Torn blocks stay where they are.

use std::{
    collections::HashSet,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::{
    append::{AppendError, guard},
    block::is_marker,
    damage::What,
    disk::{Disk, Files, Kind, make_folders},
    follow::{Journal, MAX_FILE, Place},
    mark::Mark,
    read::{self, read},
    spell,
};
use crate::domain::event::EventId;

/// What can be mended in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ailment {
    /// It does not end in a blank line.
    OpenEnd,
    /// Marks of an unfinished merge stand in it.
    Marks,
}

/// What mending came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// What was mended.
    pub what: Ailment,
    /// The copy of the file as it was.
    pub copy: PathBuf,
}

/// Why a file was not mended; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum MendError {
    /// The file cannot be used, or another program is writing.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// Something in it cannot be read, and would not come along.
    #[error("{path} has lines beside the marks that cannot be read; it was left as it is")]
    Unread {
        /// The file.
        path: PathBuf,
    },
    /// What would be written does not say the same.
    #[error("{path} would not say the same afterwards; it was left as it is")]
    Unfaithful {
        /// The file.
        path: PathBuf,
    },
    /// Another program changed the file meanwhile.
    #[error("{path} was changed meanwhile; it was left as it is")]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What can be mended in these bytes, if anything. The marks come first: a file
/// without them ends in a blank line.
pub fn ailment(bytes: &[u8]) -> Option<Ailment> {
    let marked = |(_, what): &(usize, What)| *what == What::Conflict;
    if read(bytes).damages.iter().any(marked) {
        return Some(Ailment::Marks);
    }
    let open = !bytes.is_empty() && !guard(bytes).is_empty();
    open.then_some(Ailment::OpenEnd)
}

/// What can be mended in the file of this device, if anything; nothing where it
/// cannot be read.
pub fn own_ailment(place: &Place) -> Option<Ailment> {
    let path = place.own();
    if Files.look(&path).ok()?.kind != Kind::File {
        return None;
    }
    let mut file = Files.open(&path).ok()?;
    ailment(&Files.read(&mut file, 0, MAX_FILE).ok()?)
}

/// Whether a program of this device is writing just now. Nothing is made to
/// find out: without a lock file, nobody holds it.
pub fn is_locked(place: &Place) -> bool {
    let path = place.lock();
    Files.look(&path).is_ok() && Files.lock(&path, std::time::Duration::ZERO).is_err()
}

/// The identities of all events, versions told apart.
fn identities(bytes: &[u8]) -> HashSet<(EventId, u32)> {
    let events = read(bytes).events;
    events.iter().map(|event| (event.id, event.sum)).collect()
}

/// The events of all sides of a merge, each once, in the order they stand in.
/// `None` where something that is not an event would be lost.
fn united(bytes: &[u8]) -> Option<Vec<u8>> {
    let tolerable = |what: &What| {
        matches!(
            what,
            What::Conflict | What::Edited { .. } | What::Clock { .. } | What::Twice { .. }
        )
    };
    let damages = read(bytes).damages;
    if !damages.iter().all(|(_, what)| tolerable(what)) {
        return None;
    }
    // One whose sum is wrong, and marks stand in it: maybe nobody edited it, and
    // its lines are those of several.
    let edited = damages.iter().filter_map(|(line, what)| match what {
        What::Edited { .. } => Some(*line),
        _ => None,
    });
    if edited.into_iter().any(|line| is_split(bytes, line)) {
        return None;
    }
    let mut seen = HashSet::new();
    let mut text = Vec::with_capacity(bytes.len());
    for (event, fields) in read::raw(bytes) {
        if seen.insert((event.id, event.sum)) {
            text.extend_from_slice(&spell::block(event.id, &fields));
        }
    }
    Some(text)
}

/// Whether a mark stands in the block that begins at this line, before the blank
/// line at its end.
fn is_split(bytes: &[u8], line: usize) -> bool {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines
        .skip(line.saturating_sub(1))
        .take_while(|line| !line.trim_ascii().is_empty())
        .any(|line| is_marker(line).is_some())
}

impl<D: Disk> Journal<D> {
    /// Mends the file of this device, once a copy of it is in the folder
    /// `copies`; `None` if there is nothing to mend. What was mended is not
    /// mended again.
    ///
    /// # Errors
    ///
    /// When it cannot be done for certain; then every event is as it was.
    pub fn mend(&mut self, copies: &Path) -> Result<Option<Mended>, MendError> {
        let path = self.place.own();
        if self
            .disk
            .look(&path)
            .is_err_and(|error| error.kind() == ErrorKind::NotFound)
        {
            return Ok(None);
        }
        let _lock = self.begin_append()?;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| MendError::Io { path, source }
        };
        let mut file = self.disk.open_append(&path).map_err(io(&path))?;
        let stat = self.disk.stat(&file).map_err(io(&path))?;
        let before = self.disk.read(&mut file, 0, MAX_FILE).map_err(io(&path))?;
        let Some(what) = ailment(&before) else {
            return Ok(None);
        };
        let after = match what {
            Ailment::OpenEnd => {
                let mut after = before.clone();
                after.extend_from_slice(guard(&before));
                after
            }
            Ailment::Marks => {
                united(&before).ok_or_else(|| MendError::Unread { path: path.clone() })?
            }
        };
        let same = identities(&before) == identities(&after);
        if !same || ailment(&after).is_some() || after.len() as u64 > MAX_FILE {
            return Err(MendError::Unfaithful { path });
        }
        // The copy first; nothing is touched unless it is there and whole.
        let mut made = Vec::new();
        make_folders(&self.disk, copies, &mut made).map_err(io(copies))?;
        let copy = copies.join(path.file_name().unwrap_or_default());
        self.disk.replace(&copy, &before, true).map_err(io(&copy))?;
        let kept = self
            .disk
            .open(&copy)
            .and_then(|mut file| self.disk.read(&mut file, 0, MAX_FILE))
            .map_err(io(&copy))?;
        if kept != before {
            return Err(MendError::Unfaithful { path: copy });
        }
        let there = self.disk.look(&path).map_err(io(&path))?;
        if there.inode != stat.inode || there.length != before.len() as u64 {
            return Err(MendError::Changed { path });
        }
        match what {
            Ailment::OpenEnd => {
                let end = after.get(before.len()..).unwrap_or_default();
                if let Err(error) = self.write_all(&mut file, end) {
                    // Best effort: a line feed too many is no harm.
                    let _left = self.disk.truncate(&file, before.len() as u64);
                    return Err(io(&path)(error));
                }
                self.disk.sync(&file).map_err(io(&path))?;
            }
            Ailment::Marks => {
                self.disk.replace(&path, &after, true).map_err(io(&path))?;
                self.remark(after.len() as u64);
            }
        }
        // What is there now is looked at again, damages and all.
        let others = self.poll().map_err(AppendError::from)?;
        self.backlog.extend(others);
        Ok(Some(Mended { what, copy }))
    }

    /// The file got shorter on purpose. Which event was last is not forgotten:
    /// that it is missing is still worth a word.
    fn remark(&self, length: u64) {
        let path = self.place.mark(&self.disk);
        if let Some(mark) = Mark::read(&self.disk, &path) {
            Mark { length, ..mark }.write(&self.disk, &path);
        }
    }
}
