//! The one way into a journal.
//!
//! Under a lock: read what others appended; open the file by its path; guard
//! against a torn tail; write once; sync; see that the path still names this
//! file. Only then is the batch said to be saved.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::{
    damage::What,
    disk::{Disk, Kind, LockError, make_folders},
    exchange::Foreign,
    follow::{Journal, MAX_FILE, PollError},
    pending::Pending,
    read,
    write::{self, Unwritable},
};
use crate::domain::event::{Event, EventId, MAX_CLOCK};

/// How often the file is opened anew when it is replaced meanwhile.
const TRIES: usize = 3;

/// What an append came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Appended {
    /// The events of the batch, as they are on the disk.
    pub own: Vec<Event>,
    /// What others had appended meanwhile.
    pub others: Vec<Event>,
}

/// Why a batch was not saved.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Another program of this device holds the lock.
    #[error("not saved: another mastery is writing")]
    Busy,
    /// The lock cannot be taken.
    #[error("not saved: {0}")]
    Lock(LockError),
    /// The folder cannot be read.
    #[error("not saved: {0}")]
    Folder(#[from] PollError),
    /// This device's file is there but cannot be read or is no file; it is not
    /// started afresh.
    #[error("not saved: {path} cannot be used: {reason}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The batch cannot be written down.
    #[error("not saved: {0}")]
    Unwritable(#[from] Unwritable),
    /// The file could not be written; it is as it was, or has a torn tail that
    /// does not count.
    #[error("not saved: {source}: {path}")]
    NotSaved {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was written, but the disk did not confirm it.
    #[error("this may or may not be saved: {source}: {path}")]
    Doubtful {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file would be longer than any that is read.
    #[error("not saved: {path} would be longer than a journal may be")]
    TooMuch {
        /// The file.
        path: PathBuf,
    },
    /// The file was replaced again and again while it was written.
    #[error("this may or may not be saved: {path} is being replaced by another program")]
    Replaced {
        /// The file.
        path: PathBuf,
    },
}

/// What is to be written.
#[derive(Debug)]
pub(super) enum Load<'a> {
    /// The events of a wish.
    Batch(&'a Pending),
    /// Events from elsewhere, as they are.
    Blocks(&'a [&'a Foreign]),
}

impl Load<'_> {
    fn ids(&self) -> Vec<EventId> {
        match self {
            Self::Batch(pending) => pending.ids.clone(),
            Self::Blocks(blocks) => blocks.iter().map(|block| block.event.id).collect(),
        }
    }
}

/// What one try to write came to.
enum Tried {
    Written(Vec<Event>),
    /// The path names another file; `written` if this one has the events.
    Replaced {
        written: bool,
    },
}

impl<D: Disk> Journal<D> {
    /// Saves a batch: when this returns, it is on the disk. After an error the
    /// same `pending` may be appended again; it counts once.
    pub fn append(&mut self, pending: &Pending) -> Result<Appended, AppendError> {
        let Some(first) = pending.id() else {
            return Err(Unwritable::Empty.into());
        };
        // Before anything is touched: what cannot be written leaves no trace.
        self.compose(pending, &HashMap::new())?;
        let result = self.append_locked(pending, first);
        if result.is_err() {
            self.failed.insert(first);
        } else {
            self.failed.remove(&first);
        }
        result
    }

    /// Makes the journal's folder, so that it can be watched before anything
    /// is in it.
    ///
    /// # Errors
    ///
    /// When the system does not let it be made.
    pub fn make_folder(&mut self) -> io::Result<()> {
        let folder = self.place.folder.clone();
        make_folders(&self.disk, &folder, &mut self.made)
    }

    fn append_locked(
        &mut self,
        pending: &Pending,
        first: EventId,
    ) -> Result<Appended, AppendError> {
        let _lock = self.begin_append()?;
        let again = self.failed.contains(&first) || pending.ids.iter().any(|id| self.knows(*id));
        let own = self.append_load(&Load::Batch(pending), again)?;
        let others = std::mem::take(&mut self.backlog);
        Ok(Appended { own, others })
    }

    /// Takes the lock, reads what others appended, and sees that this device's
    /// file can be used. The lock is held as long as what is returned.
    pub(super) fn begin_append(&mut self) -> Result<D::Guard, AppendError> {
        let state = self.place.state.clone();
        make_folders(&self.disk, &state, &mut self.made).map_err(not_saved(&state))?;
        let lock =
            self.disk
                .lock(&self.place.lock(), self.patience)
                .map_err(|error| match error {
                    LockError::Busy => AppendError::Busy,
                    error @ LockError::File { .. } => AppendError::Lock(error),
                })?;
        // Kept for the next look, should this append fail.
        let others = self.poll()?;
        self.backlog.extend(others);
        if let Some(reason) = self.own_trouble() {
            return Err(AppendError::Unusable {
                path: self.place.own(),
                reason: reason.to_owned(),
            });
        }
        let folder = self.place.folder.clone();
        make_folders(&self.disk, &folder, &mut self.made).map_err(not_saved(&folder))?;
        Ok(lock)
    }

    /// Writes under the lock; `again` if some of it may be in the file already.
    pub(super) fn append_load(
        &mut self,
        load: &Load<'_>,
        mut again: bool,
    ) -> Result<Vec<Event>, AppendError> {
        let mut somewhere = false;
        for _ in 0..TRIES {
            let tried = self.write_once(load, again).map_err(|error| match error {
                // An earlier try wrote them: they may be there all the same.
                AppendError::NotSaved { path, source } if somewhere => {
                    AppendError::Doubtful { path, source }
                }
                AppendError::Unusable { path, .. } if somewhere => AppendError::Replaced { path },
                error => error,
            })?;
            match tried {
                Tried::Written(own) => {
                    for event in &own {
                        self.admit(event);
                        self.doubtful.remove(&event.id);
                    }
                    return Ok(own);
                }
                // What replaced the file may hold the events already.
                Tried::Replaced { written } => {
                    again = true;
                    somewhere |= written;
                }
            }
        }
        Err(AppendError::Replaced {
            path: self.place.own(),
        })
    }

    fn write_once(&mut self, load: &Load<'_>, again: bool) -> Result<Tried, AppendError> {
        let path = self.place.own();
        let ids = load.ids();
        let failed = not_saved(&path);
        let mut file = self.disk.open_append(&path).map_err(&failed)?;
        let stat = self.disk.stat(&file).map_err(&failed)?;
        if stat.kind != Kind::File {
            return Err(AppendError::Unusable {
                path,
                reason: What::NotAFile.to_string(),
            });
        }
        if !self.names(&path, stat.inode) {
            return Ok(Tried::Replaced { written: false });
        }
        let mut there = HashMap::new();
        if again {
            let bytes = self.disk.read(&mut file, 0, MAX_FILE).map_err(&failed)?;
            there = present(&bytes, &ids);
        }
        let (own, mut bytes) = match load {
            Load::Batch(pending) => self.compose(pending, &there)?,
            Load::Blocks(blocks) => self.collect(blocks, &there),
        };
        let old = stat.length;
        if matches!(load, Load::Blocks(_)) && old + bytes.len() as u64 > MAX_FILE {
            return Err(AppendError::TooMuch { path });
        }
        if old == 0 {
            self.write_attributes();
        }
        if !bytes.is_empty() {
            if old > 0 {
                let tail = self
                    .disk
                    .read(&mut file, old.saturating_sub(4), 4)
                    .map_err(&failed)?;
                bytes.splice(0..0, guard(&tail).iter().copied());
            }
            if let Err(error) = self.write_all(&mut file, &bytes) {
                // Best effort: a tail that stays does not count.
                let _left = self.disk.truncate(&file, old);
                return Err(failed(error));
            }
        }
        let doubt = |path: &Path| {
            let path = path.to_owned();
            |source| AppendError::Doubtful { path, source }
        };
        let synced = self.disk.sync(&file).map_err(doubt(&path));
        let synced = synced.and_then(|()| {
            if self.named && old > 0 {
                return Ok(());
            }
            self.sync_names()
                .map_err(|(path, source)| doubt(&path)(source))
        });
        if let Err(error) = synced {
            self.doubtful.extend(&ids);
            return Err(error);
        }
        if !self.names(&path, stat.inode) {
            return Ok(Tried::Replaced { written: true });
        }
        if let Some(last) = ids.last() {
            self.reflect(&mut file, old, &bytes, *last);
        }
        Ok(Tried::Written(own))
    }

    /// Whether the path names the file of this inode.
    fn names(&self, path: &Path, inode: (u64, u64)) -> bool {
        self.disk.look(path).is_ok_and(|stat| stat.inode == inode)
    }

    pub(super) fn write_all(&self, file: &mut D::File, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.disk.write(file, rest) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes the file's name last: syncs its folder and what is above folders
    /// that were made. Every open journal does so once: whoever made the file
    /// may have been killed before. As long as nobody is known to have come to
    /// the end of an append here, that goes for all folders above, too.
    fn sync_names(&mut self) -> Result<(), (PathBuf, io::Error)> {
        let folder = &self.place.folder;
        let above = self.made.iter().filter_map(|folder| folder.parent());
        let made: BTreeSet<&Path> = above.chain([folder.as_path()]).collect();
        for folder in &made {
            self.disk
                .sync_folder(folder)
                .map_err(|error| ((*folder).to_owned(), error))?;
        }
        let height = if self.vouched { 1 } else { usize::MAX };
        for above in folder.ancestors().skip(1).take(height) {
            if !made.contains(above) {
                // Best effort: it was there before this journal was opened.
                let _unsynced = self.disk.sync_folder(above);
            }
        }
        self.vouched = true;
        self.made.clear();
        self.named = true;
        Ok(())
    }

    /// Line ends do not matter to the checksums; this keeps differences small.
    fn write_attributes(&self) {
        let attributes = self.place.folder.join(".gitattributes");
        let missing = |error: &io::Error| error.kind() == ErrorKind::NotFound;
        if self
            .disk
            .look(&attributes)
            .is_err_and(|error| missing(&error))
        {
            let _absent = self.disk.replace(&attributes, b"*.toml -text\n", false);
        }
    }

    /// The events from elsewhere and the text of those that are not `there`.
    fn collect(
        &self,
        blocks: &[&Foreign],
        there: &HashMap<EventId, Event>,
    ) -> (Vec<Event>, Vec<u8>) {
        let mut text = Vec::new();
        for block in blocks {
            let event = &block.event;
            let same = there.get(&event.id).is_some_and(|it| it.sum == event.sum);
            // What was written before its sync failed is written again.
            if !same || self.doubtful.contains(&event.id) {
                text.extend_from_slice(&block.block);
            }
        }
        let events = blocks.iter().map(|block| block.event.clone());
        (events.collect(), text)
    }

    /// The events of the batch and the text of those that are not `there`.
    fn compose(
        &self,
        pending: &Pending,
        there: &HashMap<EventId, Event>,
    ) -> Result<(Vec<Event>, Vec<u8>), Unwritable> {
        let mut clock = self.highest;
        let mut text = Vec::new();
        let mut own = Vec::with_capacity(pending.ids.len());
        let first = pending.id();
        for (place, (id, kind)) in pending.ids.iter().zip(&pending.batch.kinds).enumerate() {
            if let crate::domain::event::Kind::Unknown { name } = kind {
                return Err(Unwritable::Kind(name.clone()));
            }
            if let Some(event) = there.get(id) {
                let mut event = event.clone();
                if self.doubtful.contains(id) {
                    // Its sync failed, and a second sync would not say so.
                    write::block(&mut event, &mut text)?;
                }
                own.push(event);
                continue;
            }
            clock = clock.saturating_add(1).min(MAX_CLOCK);
            let mut event = Event {
                id: *id,
                batch: first.filter(|first| first != id),
                device: self.place.device.clone(),
                clock,
                at: pending.at,
                zone: pending.zone.as_str().into(),
                day: pending.batch.day_of(place),
                sum: 0,
                kind: kind.clone(),
            };
            let from = text.len();
            write::block(&mut event, &mut text)?;
            let back = read::read(text.get(from..).unwrap_or_default());
            let same = back.events.as_slice() == std::slice::from_ref(&event);
            if !same || !back.damages.is_empty() {
                return Err(Unwritable::Unfaithful);
            }
            own.push(event);
        }
        Ok((own, text))
    }
}

fn not_saved(path: &Path) -> impl Fn(io::Error) -> AppendError + use<> {
    let path = path.to_owned();
    move |source| AppendError::NotSaved {
        path: path.clone(),
        source,
    }
}

/// The events of these ids that stand whole in the file.
fn present(bytes: &[u8], ids: &[EventId]) -> HashMap<EventId, Event> {
    let wanted: HashSet<EventId> = ids.iter().copied().collect();
    let mut there = HashMap::new();
    let read = read::read(bytes);
    for event in read.events {
        if wanted.contains(&event.id) {
            there.insert(event.id, event);
        }
    }
    for (_, what) in read.damages {
        if let What::Edited { id } = what {
            there.remove(&id);
        }
    }
    there
}

/// What must stand between this end of a file and a new block, so that a blank
/// line does.
pub(super) fn guard(tail: &[u8]) -> &'static [u8] {
    if tail.ends_with(b"\n\n") || tail.ends_with(b"\n\r\n") {
        b""
    } else if tail.ends_with(b"\n") {
        b"\n"
    } else {
        b"\n\n"
    }
}
