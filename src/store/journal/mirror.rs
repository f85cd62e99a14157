//! The mirror: what this device appended to its own file, once more, where no
//! sync tool reaches. If an older version of the file is put back, it knows every
//! event that is gone, and has it.
//!
//! It stands beside the mark, is written after the journal and never synced: a
//! change is saved without it. The mark says how long it was when it last had
//! everything; if it is not that long, or the file is not as long as the mark
//! says, both are read and the mirror gets what it lacks.

use std::{
    collections::HashSet,
    io::{self, ErrorKind},
    path::Path,
};

use super::{
    append::{AppendError, guard},
    damage::{Damage, What},
    disk::{Disk, Kind, make_folders},
    exchange::Foreign,
    follow::{Change, Journal, MAX_FILE},
    import::ImportError,
    mark::Mark,
    mend::MendError,
    read, spell,
};
use crate::domain::event::EventId;

/// Why missing events were not put back; the journal is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// No copy of the file can be made.
    #[error(transparent)]
    Copy(#[from] MendError),
    /// The journal did not take them.
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl<D: Disk> Journal<D> {
    /// The events that this device once saved here and no file has any more, in
    /// the order they were written in. Where the mirror cannot be read, none.
    pub fn missing(&self) -> Vec<Foreign> {
        if self.own_trouble().is_some() {
            return Vec::new();
        }
        let mirror = self.whole(&self.place.mirror(&self.disk));
        mirror.map_or_else(|_unread| Vec::new(), |bytes| self.absent(&bytes, &[]))
    }

    /// What this device's file lost, as of the last look.
    pub fn losses(&self) -> &[Damage] {
        &self.losses
    }

    /// Appends the missing events to this device's file, once a copy of that is
    /// in the folder `copies`; says how many they were.
    ///
    /// # Errors
    ///
    /// When there can be no copy, or the journal does not take them.
    pub fn restore(&mut self, copies: &Path) -> Result<usize, RestoreError> {
        let missing = self.missing();
        if missing.is_empty() {
            return Ok(0);
        }
        let path = self.place.own();
        match self.whole(&path) {
            Ok(bytes) => {
                let copy = copies.join(path.file_name().unwrap_or_default());
                self.keep(&copy, &bytes)?;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(source) => return Err(MendError::Io { path, source }.into()),
        }
        let imported = self.import(&missing)?;
        self.backlog.extend(imported.others);
        let others = self.poll().map_err(AppendError::from);
        self.backlog.extend(others.map_err(ImportError::from)?);
        Ok(imported.own.len())
    }

    /// Begins the mirror anew with this device's file as it is, once a copy of
    /// the mirror is in the folder `copies`: what is missing is not told of any
    /// more. Says how many events that were.
    ///
    /// # Errors
    ///
    /// When it cannot be done for certain; then the mirror is as it was.
    pub fn forget(&mut self, copies: &Path) -> Result<usize, MendError> {
        let _lock = self.begin_append()?;
        let missing = self.missing().len();
        if missing == 0 {
            return Ok(0);
        }
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| MendError::Io { path, source }
        };
        let mirror = self.place.mirror(&self.disk);
        let bytes = self.whole(&mirror).map_err(io(&mirror))?;
        self.keep(
            &copies.join(format!("{}.mirror", self.place.device)),
            &bytes,
        )?;
        let own = self.place.own();
        let bytes = match self.whole(&own) {
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            result => result.map_err(io(&own))?,
        };
        self.disk
            .replace(&mirror, &bytes, false)
            .map_err(io(&mirror))?;
        let mark = Mark {
            length: bytes.len() as u64,
            last: read::read(&bytes).events.last().map(|event| event.id),
            // What it ends in is looked at before it grows.
            mirror: None,
            lost: false,
        };
        mark.write(&self.disk, &self.place.mark(&self.disk));
        self.losses.clear();
        Ok(missing)
    }

    /// Puts a copy at `path`, unless there is one: that is older, and of what was
    /// there before anything was mended.
    fn keep(&self, path: &Path, bytes: &[u8]) -> Result<(), MendError> {
        let io = |source| MendError::Io {
            path: path.to_owned(),
            source,
        };
        if self.disk.look(path).is_ok() {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            make_folders(&self.disk, folder, &mut Vec::new()).map_err(io)?;
        }
        self.disk.replace(path, bytes, true).map_err(io)?;
        if self.whole(path).map_err(io)? == bytes {
            Ok(())
        } else {
            Err(MendError::Unfaithful {
                path: path.to_owned(),
            })
        }
    }

    /// Notes what was just appended to this device's file, which was `old` bytes
    /// long: in the mirror, and in the mark.
    pub(super) fn reflect(&self, file: &mut D::File, old: u64, bytes: &[u8], last: EventId) {
        let path = self.place.mark(&self.disk);
        let mirror = path.with_extension("mirror");
        let before = Mark::read(&self.disk, &path);
        // Where all is as it was left, the same bytes are all there is to add.
        let length = before
            .filter(|before| before.length == old && !before.lost && self.losses.is_empty())
            .and_then(|before| before.mirror)
            .and_then(|length| self.grow(&mirror, length, bytes).ok().flatten());
        let (mirror, lost) = if length.is_some() {
            (length, false)
        } else if let Ok((length, lost)) = self.catch_up(&mirror, file) {
            (Some(length), lost)
        } else {
            // Without it a loss cannot be made good, but nothing is lost.
            (None, before.is_some_and(|mark| mark.lost))
        };
        let mark = Mark {
            length: old + bytes.len() as u64,
            last: Some(last),
            mirror,
            lost,
        };
        mark.write(&self.disk, &path);
    }

    /// Appends to the mirror, if it is as long as it was; gives its new length.
    fn grow(&self, path: &Path, length: u64, bytes: &[u8]) -> io::Result<Option<u64>> {
        let Some((mut mirror, there)) = self.open_mirror(path)? else {
            return Ok(None);
        };
        if there != length || there == 0 || there + bytes.len() as u64 > MAX_FILE {
            return Ok(None);
        }
        // A power cut may have left another end.
        let tail = self.disk.read(&mut mirror, there.saturating_sub(4), 4)?;
        if !guard(&tail).is_empty() {
            return Ok(None);
        }
        self.add(&mut mirror, there, bytes).map(Some)
    }

    /// Gives the mirror what it lacks of this device's file; says how long it is
    /// then, and whether it has events that are in no file.
    fn catch_up(&self, path: &Path, file: &mut D::File) -> io::Result<(u64, bool)> {
        let own = self.disk.read(file, 0, MAX_FILE)?;
        let (mut mirror, there) = self
            .open_mirror(path)?
            .ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
        if there == 0 {
            return Ok((self.add(&mut mirror, 0, &own)?, false));
        }
        let kept = self.disk.read(&mut mirror, 0, MAX_FILE)?;
        let mut known = identities(&kept);
        let mut text = guard(&kept).to_vec();
        for (event, fields) in read::raw(&own) {
            if known.insert((event.id, event.sum)) {
                text.extend_from_slice(&spell::block(event.id, &fields));
            }
        }
        if there + text.len() as u64 > MAX_FILE {
            return Err(ErrorKind::FileTooLarge.into());
        }
        let length = self.add(&mut mirror, there, &text)?;
        Ok((length, !self.absent(&kept, &own).is_empty()))
    }

    /// The mirror, made if need be, and its length; `None` if it is no file of a
    /// length that is read.
    fn open_mirror(&self, path: &Path) -> io::Result<Option<(D::File, u64)>> {
        let mirror = self.disk.open_append(path)?;
        let stat = self.disk.stat(&mirror)?;
        let usable = stat.kind == Kind::File && stat.length <= MAX_FILE;
        Ok(usable.then_some((mirror, stat.length)))
    }

    fn add(&self, mirror: &mut D::File, length: u64, bytes: &[u8]) -> io::Result<u64> {
        if let Err(error) = self.write_all(mirror, bytes) {
            // Best effort: a tail that stays is seen by the length.
            let _left = self.disk.truncate(mirror, length);
            return Err(error);
        }
        Ok(length + bytes.len() as u64)
    }

    /// The events of these bytes, each once, that are neither in a file of the
    /// folder nor in `own`.
    fn absent(&self, mirror: &[u8], own: &[u8]) -> Vec<Foreign> {
        let mut absent: HashSet<EventId> = ids(mirror).collect();
        for id in ids(own) {
            absent.remove(&id);
        }
        // This device's file has them all, mostly; others may be long.
        let mut paths: Vec<&Path> = self.readable().collect();
        let own = self.place.own();
        paths.sort_by_key(|path| *path != own);
        for path in paths {
            if absent.is_empty() {
                return Vec::new();
            }
            // What cannot be read is not there.
            if let Ok(bytes) = self.whole(path) {
                for id in ids(&bytes) {
                    absent.remove(&id);
                }
            }
        }
        let edited: HashSet<EventId> = read::read(mirror)
            .damages
            .into_iter()
            .filter_map(|(_, what)| match what {
                What::Edited { id } => Some(id),
                _ => None,
            })
            .collect();
        let mut missing = Vec::new();
        for (line, (event, fields)) in (1..).zip(read::raw(mirror)) {
            if absent.remove(&event.id) {
                missing.push(Foreign {
                    block: spell::block(event.id, &fields),
                    edited: edited.contains(&event.id),
                    event,
                    line,
                });
            }
        }
        missing
    }

    /// The bytes of a regular file, or of one that a link leads to.
    fn whole(&self, path: &Path) -> io::Result<Vec<u8>> {
        let target = match self.disk.look(path)?.kind {
            Kind::File => path.to_owned(),
            Kind::Link => self.disk.resolve(path)?,
            Kind::Folder | Kind::Other => return Err(ErrorKind::InvalidInput.into()),
        };
        let mut file = self.disk.open(&target)?;
        self.disk.read(&mut file, 0, MAX_FILE)
    }

    /// Looks again for losses, if this device's file was replaced, or if there
    /// were some and anything changed.
    pub(super) fn look_back(&mut self) {
        match std::mem::replace(&mut self.change, Change::None) {
            Change::None => return,
            Change::Some if self.losses.is_empty() => return,
            Change::Some | Change::Replaced => {}
        }
        let mark = Mark::read(&self.disk, &self.place.mark(&self.disk));
        let Some(mark) = mark else {
            self.losses.clear();
            return;
        };
        let own = self.whole(&self.place.own()).unwrap_or_default();
        let has_last = mark.last.is_none_or(|last| ids(&own).any(|id| id == last));
        self.compare(mark, has_last);
    }

    /// Says so if this device's file is less than its mark, or was before.
    pub(super) fn compare(&mut self, mark: Mark, has_last: bool) {
        self.losses.clear();
        if self.own_trouble().is_some() {
            return;
        }
        let has = self.own_length();
        let shorter = has < mark.length;
        if !(shorter || !has_last || mark.lost) {
            return;
        }
        let missing = self.missing();
        let file = self.place.own();
        let mut tell = |what| {
            self.losses.push(Damage {
                file: file.clone(),
                line: None,
                what,
            });
        };
        if !missing.is_empty() {
            tell(What::Missing {
                count: missing.len(),
            });
        }
        // What the mirror can name needs no other word.
        let lost = mark.last.filter(|_| !has_last);
        let named = |last| missing.iter().any(|event| event.event.id == last);
        if missing.is_empty() || lost.is_some_and(|last| !named(last)) {
            if shorter {
                tell(What::Shorter {
                    had: mark.length,
                    has,
                });
            }
            if let Some(last) = lost {
                tell(What::Lost { last });
            }
        }
    }
}

fn ids(bytes: &[u8]) -> impl Iterator<Item = EventId> + use<> {
    read::read(bytes).events.into_iter().map(|event| event.id)
}

fn identities(bytes: &[u8]) -> HashSet<(EventId, u32)> {
    let events = read::read(bytes).events.into_iter();
    events.map(|event| (event.id, event.sum)).collect()
}
