//! An open journal: the files of a folder, read and followed.

use std::{
    collections::{BTreeMap, HashSet},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    damage::{Damage, What},
    disk::{Disk, Files, Kind, LOCK_WAIT, Stat},
    mark::Mark,
    pieces::{self, Whole},
    read::{self, Read},
};
use crate::domain::{
    event::{ByEvent, Event, EventId, MAX_CLOCK},
    id::{DeviceId, IdError, RoadmapId, well_formed},
};

/// The largest file that is read.
pub const MAX_FILE: u64 = 256 * 1024 * 1024;

/// How many bytes before the place reading goes on from are compared, to see
/// that the file is still the one that was read.
pub(super) const ANCHOR: usize = 128;

/// Where a journal is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder with one file a device; it may be synced, and need not be
    /// there yet.
    pub folder: PathBuf,
    /// The folder with locks and marks; it is not synced.
    pub state: PathBuf,
    /// The roadmap it tells of.
    pub roadmap: RoadmapId,
    /// The device that writes.
    pub device: DeviceId,
}

impl Place {
    /// The file this device writes.
    pub fn own(&self) -> PathBuf {
        self.folder.join(format!("{}.toml", self.device))
    }

    /// The lock that keeps two programs of this device apart. Neither id can
    /// hold an `@`.
    pub(super) fn lock(&self) -> PathBuf {
        self.state
            .join(format!("{}@{}.lock", self.roadmap, self.device))
    }

    /// The mark of the file that this device has in this folder: what is shorter
    /// in one folder may be as it should be in another.
    pub(super) fn mark<D: Disk>(&self, disk: &D) -> PathBuf {
        // What is not there yet cannot be a link.
        let there = self.folder.ancestors().find_map(|above| {
            let below = self.folder.strip_prefix(above).ok()?;
            Some(disk.resolve(above).ok()?.join(below))
        });
        let folder = there.as_ref().unwrap_or(&self.folder);
        // Without the separator that joining nothing leaves.
        let folder: PathBuf = folder.components().collect();
        let folder = crc32fast::hash(folder.as_os_str().as_encoded_bytes());
        self.state.join(format!(
            "{}@{}@{folder:08x}.mark",
            self.roadmap, self.device
        ))
    }

    /// The mirror of that file, beside the mark.
    pub(super) fn mirror<D: Disk>(&self, disk: &D) -> PathBuf {
        self.mark(disk).with_extension("mirror")
    }

    /// Where what a file was read as may be kept.
    fn kept(&self, file: &Path) -> PathBuf {
        let file = crc32fast::hash(file.as_os_str().as_encoded_bytes());
        let name = format!("{}@{file:08x}.events", self.roadmap);
        self.state.join("cache").join(name)
    }
}

/// Why a journal cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A name that cannot be a file's.
    #[error("“{name}” cannot name a journal: {why}")]
    Name {
        /// The id of the roadmap or the device.
        name: String,
        /// What is wrong with it.
        why: IdError,
    },
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] PollError),
}

/// Why a journal's folder cannot be read; that it is not there is no reason.
#[derive(Debug, thiserror::Error)]
#[error("the journal's folder {folder} cannot be read: {source}")]
pub struct PollError {
    /// The folder.
    pub folder: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// A journal: the files of all devices, as far as they were read.
#[derive(Debug)]
pub struct Journal<D: Disk = Files> {
    pub(super) disk: D,
    pub(super) place: Place,
    /// Whether what was read is kept.
    keeps: bool,
    files: BTreeMap<PathBuf, Followed>,
    /// Every event that was returned, with its checksum.
    seen: ByEvent<u32>,
    /// Further versions of events that share an id.
    twins: HashSet<(EventId, u32)>,
    pub(super) highest: u64,
    /// What this device's file lost.
    pub(super) losses: Vec<Damage>,
    /// What changed since losses were looked for.
    pub(super) change: Change,
    /// Events that were read on the way to an append that failed.
    pub(super) backlog: Vec<Event>,
    /// Events of this device whose sync failed: they may not be on the disk.
    pub(super) doubtful: HashSet<EventId>,
    /// Folders that were made, and whose names may not be on the disk.
    pub(super) made: Vec<PathBuf>,
    /// Whether the name of this device's file is on the disk for certain.
    pub(super) named: bool,
    /// Whether an append to this device's file is known to have come to its
    /// end: then the names of all folders above it are on the disk.
    pub(super) vouched: bool,
    /// Batches that could not be appended.
    pub(super) failed: HashSet<EventId>,
    /// How long another program's lock is waited for.
    pub(super) patience: Duration,
}

/// What changed in the files of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// Something.
    Some,
    /// This device's file, in another way than by growing.
    Replaced,
}

/// One file, and how far it was read.
#[derive(Debug, Default)]
struct Followed {
    stat: Option<Stat>,
    settled: u64,
    settled_line: usize,
    settled_damages: usize,
    anchor: Vec<u8>,
    damages: Vec<Damage>,
    unreadable: Option<String>,
}

impl Journal<Files> {
    /// Opens and reads a journal; returns it with all its events, each once,
    /// in the order they were found in.
    pub fn open(place: Place) -> Result<(Self, Vec<Event>), OpenError> {
        Self::open_on(Files, place)
    }

    /// The same, sooner: what the beginning of a file was read as is kept in the
    /// state folder, and taken from there as long as that beginning is the same.
    pub fn open_kept(place: Place) -> Result<(Self, Vec<Event>), OpenError> {
        Self::open_with(Files, place, true)
    }
}

impl<D: Disk> Journal<D> {
    /// Opens and reads a journal on another file system than the real one.
    pub fn open_on(disk: D, place: Place) -> Result<(Self, Vec<Event>), OpenError> {
        Self::open_with(disk, place, false)
    }

    fn open_with(disk: D, place: Place, keeps: bool) -> Result<(Self, Vec<Event>), OpenError> {
        for name in [place.roadmap.as_str(), place.device.as_str()] {
            well_formed(name).map_err(|why| OpenError::Name {
                name: name.to_owned(),
                why,
            })?;
        }
        let mut journal = Self {
            disk,
            place,
            keeps,
            files: BTreeMap::new(),
            seen: ByEvent::default(),
            twins: HashSet::new(),
            highest: 0,
            losses: Vec::new(),
            change: Change::None,
            backlog: Vec::new(),
            doubtful: HashSet::new(),
            made: Vec::new(),
            named: false,
            vouched: false,
            failed: HashSet::new(),
            patience: LOCK_WAIT,
        };
        let mark = Mark::read(&journal.disk, &journal.place.mark(&journal.disk));
        let mut last = mark.and_then(|mark| mark.last);
        let events = journal.refresh(&mut last)?;
        if let Some(mark) = mark {
            journal.vouched = mark.last.is_some() && last.is_none();
            journal.compare(mark, last.is_none());
        }
        journal.change = Change::None;
        Ok((journal, events))
    }

    /// What was appended to any of the files since the last look. Events that
    /// vanished from a file are not taken back.
    pub fn poll(&mut self) -> Result<Vec<Event>, PollError> {
        let events = self.refresh(&mut None)?;
        self.look_back();
        let mut all = std::mem::take(&mut self.backlog);
        all.extend(events);
        Ok(all)
    }

    /// Sets how long an append waits for another program's lock before it
    /// fails with [`super::AppendError::Busy`]: 5 seconds unless told
    /// otherwise, less where somebody waits for the next frame.
    pub fn wait_at_most(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Where the journal is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What could not be read as it stands, as of the last look.
    pub fn damages(&self) -> impl Iterator<Item = &Damage> {
        self.losses
            .iter()
            .chain(self.files.values().flat_map(|file| &file.damages))
    }

    /// Why this device's file cannot be read, if so.
    pub(super) fn own_trouble(&self) -> Option<&str> {
        self.files.get(&self.place.own())?.unreadable.as_deref()
    }

    /// Whether an event is new; remembers it.
    pub(super) fn admit(&mut self, event: &Event) -> Admitted {
        self.highest = self.highest.max(event.clock.min(MAX_CLOCK));
        match self.seen.entry(event.id) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(event.sum);
                Admitted::New
            }
            std::collections::hash_map::Entry::Occupied(first) if *first.get() == event.sum => {
                Admitted::Known
            }
            std::collections::hash_map::Entry::Occupied(_) => {
                if self.twins.insert((event.id, event.sum)) {
                    Admitted::NewTwin
                } else {
                    Admitted::KnownTwin
                }
            }
        }
    }

    /// What this journal knows of an event of this id.
    pub(super) fn known(&self, id: EventId, sum: u32) -> Known {
        match self.seen.get(&id) {
            None => Known::Not,
            Some(first) if *first == sum || self.twins.contains(&(id, sum)) => Known::Same,
            Some(_) => Known::Other,
        }
    }

    /// How long this device's file is, as of the last look.
    pub(super) fn own_length(&self) -> u64 {
        let own = self.files.get(&self.place.own()).and_then(|own| own.stat);
        own.map_or(0, |stat| stat.length)
    }

    /// The files that could be read.
    pub(super) fn readable(&self) -> impl Iterator<Item = &Path> {
        let readable = |followed: &Followed| {
            let stat = followed.stat;
            stat.is_some_and(|stat| stat.kind == Kind::File && stat.length <= MAX_FILE)
        };
        let files = self.files.iter();
        files
            .filter(move |(_, followed)| readable(followed))
            .map(|(path, _)| path.as_path())
    }

    /// Whether an event of this id was seen in any file.
    pub(super) fn knows(&self, id: EventId) -> bool {
        self.seen.contains_key(&id)
    }

    /// Reads what changed. `wanted` is emptied when this device's file holds
    /// the event of that id.
    fn refresh(&mut self, wanted: &mut Option<EventId>) -> Result<Vec<Event>, PollError> {
        let fail = |journal: &Self, source| PollError {
            folder: journal.place.folder.clone(),
            source,
        };
        let names = match self.disk.list(&self.place.folder) {
            Ok(names) => names,
            Err(error) if error.kind() == ErrorKind::NotFound => vec![],
            Err(error) => return Err(fail(self, error)),
        };
        let mut paths: Vec<PathBuf> = names
            .iter()
            .map(|name| self.place.folder.join(name))
            .filter(|path| is_journal(path))
            .collect();
        paths.sort_unstable();
        let mut before = std::mem::take(&mut self.files);
        let mut inodes = HashSet::new();
        let mut events = Vec::new();
        // A file that is gone is less than it was.
        let own = self.place.own();
        if before.contains_key(&own) && paths.binary_search(&own).is_err() {
            self.change = Change::Replaced;
        }
        for path in paths {
            let mut followed = before.remove(&path).unwrap_or_default();
            match self.follow(&path, &mut followed, &mut inodes, wanted, &mut events) {
                Ok(true) => {}
                Ok(false) => continue,
                // It went away between the listing and the look.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => {
                    let reason = error.to_string();
                    followed = Followed {
                        damages: vec![Damage {
                            file: path.clone(),
                            line: None,
                            what: What::Unreadable {
                                reason: reason.clone(),
                            },
                        }],
                        unreadable: Some(reason),
                        ..Followed::default()
                    };
                }
            }
            self.files.insert(path, followed);
        }
        Ok(events)
    }

    /// Reads what changed in one file; `false` if it is none of the journal's.
    fn follow(
        &mut self,
        path: &Path,
        followed: &mut Followed,
        inodes: &mut HashSet<(u64, u64)>,
        wanted: &mut Option<EventId>,
        events: &mut Vec<Event>,
    ) -> io::Result<bool> {
        let own = path == self.place.own();
        let refuse = |what: What| Followed {
            unreadable: own.then(|| what.to_string()),
            damages: vec![Damage {
                file: path.to_owned(),
                line: None,
                what,
            }],
            ..Followed::default()
        };
        let mut stat = self.disk.look(path)?;
        let mut target = path.to_owned();
        if stat.kind == Kind::Link {
            target = self.disk.resolve(path)?;
            if !target.starts_with(self.disk.resolve(&self.place.folder)?) {
                *followed = refuse(What::Outside);
                return Ok(true);
            }
            stat = self.disk.look(&target)?;
        }
        match stat.kind {
            Kind::File => {}
            Kind::Folder if !own => return Ok(false),
            _ => {
                *followed = refuse(What::NotAFile);
                return Ok(true);
            }
        }
        // A second name of a file that was read already.
        if stat.inode != (0, 0) && !inodes.insert(stat.inode) && !own {
            return Ok(false);
        }
        if followed.stat == Some(stat) {
            return Ok(true);
        }
        self.change = self.change.max(Change::Some);
        let mut file = self.disk.open(&target)?;
        let stat = self.disk.stat(&file)?;
        if stat.kind != Kind::File {
            *followed = refuse(What::NotAFile);
            return Ok(true);
        }
        if stat.length > MAX_FILE {
            *followed = refuse(What::TooLarge { bytes: stat.length });
            followed.stat = Some(stat);
            return Ok(true);
        }
        let grown = followed.stat.is_some_and(|before| {
            before.inode == stat.inode && before.length < stat.length && followed.settled > 0
        });
        let mut new = None;
        if grown {
            let anchor = followed.anchor.len();
            let start = followed.settled - anchor as u64;
            let bytes = self.disk.read(&mut file, start, MAX_FILE)?;
            if anchor > 0 && bytes.starts_with(&followed.anchor) {
                let read = read::read(bytes.get(anchor..).unwrap_or_default());
                new = Some(Whole { read, bytes, start });
            }
        }
        let Whole {
            mut read,
            bytes,
            start,
        } = if let Some(new) = new {
            new
        } else {
            if own && followed.stat.is_some() {
                self.change = Change::Replaced;
            }
            *followed = Followed::default();
            let kept = self.keeps.then(|| self.place.kept(path));
            pieces::whole(&self.disk, &mut file, stat.length, kept.as_deref())?
        };
        let mut found = std::mem::take(&mut read.events);
        let mut twins = Vec::new();
        if followed.settled == 0 {
            // A whole file: most of it is new.
            self.seen.reserve(found.len());
        }
        let mut lines = std::mem::take(&mut read.lines).into_iter();
        found.retain(|event| {
            let line = lines.next().unwrap_or_default();
            if own && *wanted == Some(event.id) {
                *wanted = None;
            }
            let admitted = self.admit(event);
            if matches!(admitted, Admitted::NewTwin | Admitted::KnownTwin) {
                twins.push((line, What::Twice { id: event.id }));
            }
            matches!(admitted, Admitted::New | Admitted::NewTwin)
        });
        if events.is_empty() {
            *events = found;
        } else {
            events.append(&mut found);
        }
        followed.note(path, &bytes, start, read, twins);
        followed.stat = Some(stat);
        Ok(true)
    }
}

/// What an event is to a journal that knows some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admitted {
    /// Not known so far.
    New,
    /// Known, with these contents.
    Known,
    /// Known with other contents.
    NewTwin,
    /// Known with other contents and with these.
    KnownTwin,
}

/// What a journal knows of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Nothing.
    Not,
    /// It is here.
    Same,
    /// One of this id is here, and it is another.
    Other,
}

impl Followed {
    /// Takes in what was read behind `settled`; `bytes` begin at `start`.
    fn note(
        &mut self,
        path: &Path,
        bytes: &[u8],
        start: u64,
        read: Read,
        twins: Vec<(usize, What)>,
    ) {
        let base = self.settled_line.saturating_sub(1);
        let settled = self.settled_damages + read.settled_damages;
        self.damages.truncate(self.settled_damages);
        if self.settled == 0 && is_copy(path) {
            self.damages.push(Damage {
                file: path.to_owned(),
                line: None,
                what: What::Copy,
            });
        }
        let copy = self.damages.len() - self.settled_damages;
        self.damages
            .extend(read.damages.into_iter().map(|(line, what)| Damage {
                file: path.to_owned(),
                line: Some(base + line),
                what,
            }));
        self.settled_damages = settled + copy;
        // Twins stay told: they are put before what may still change.
        for (line, what) in twins {
            let damage = Damage {
                file: path.to_owned(),
                line: Some(base + line),
                what,
            };
            if !self.damages.contains(&damage) {
                self.damages.insert(self.settled_damages, damage);
                self.settled_damages += 1;
            }
        }
        self.settled += read.settled as u64;
        let end = (self.settled - start) as usize;
        let anchor = bytes.get(end.saturating_sub(ANCHOR)..end);
        anchor.unwrap_or_default().clone_into(&mut self.anchor);
        self.settled_line = base + read.settled_line;
    }
}

/// Whether a file of this name may be a journal: `*.toml`, not hidden.
fn is_journal(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "toml")
        && path
            .file_name()
            .is_some_and(|name| !name.as_encoded_bytes().starts_with(b"."))
}

/// Whether a sync tool made this file out of another.
fn is_copy(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        name.contains(".sync-conflict-") || name.contains("conflicted copy")
    })
}
