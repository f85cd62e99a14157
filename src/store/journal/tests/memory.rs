//! A file system in memory that can fail any call, tear any write, and lose
//! what was not synced.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use super::{
    super::{Disk, Journal, LockError, Place, Stat, disk::Kind},
    place,
};

/// What happens at the call whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It fails, and so does every call after it, until told otherwise.
    Dead,
    /// It fails once.
    Once,
    /// It fails once with `EINTR`.
    Interrupted,
    /// A write takes this many bytes and then fails; the truncation, too.
    Torn(usize),
    /// A write takes one byte at a time from now on.
    Short,
}

#[derive(Debug, Default, Clone)]
struct Inode {
    bytes: Vec<u8>,
    synced: Vec<u8>,
    /// When it was changed.
    changed: i64,
}

#[derive(Debug, Default)]
struct Inner {
    files: BTreeMap<PathBuf, u64>,
    folders: BTreeSet<PathBuf>,
    synced_files: BTreeMap<PathBuf, u64>,
    synced_folders: BTreeSet<PathBuf>,
    inodes: BTreeMap<u64, Inode>,
    changes: i64,
}

/// What another program does.
pub(super) type Meddle = fn(&Memory);

/// The file system; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    inner: Rc<RefCell<Inner>>,
    pub(super) calls: Rc<Cell<usize>>,
    fault: Rc<Cell<Option<(usize, Fault)>>>,
    held: Rc<Cell<bool>>,
    /// Syncs that say they did and did not: the control.
    pub(super) lying: Rc<Cell<bool>>,
    /// Run before the sync of a file: another program's doing.
    pub(super) meddle: Rc<Cell<Option<Meddle>>>,
    pub(super) log: Rc<RefCell<Vec<&'static str>>>,
    /// Files that say they are longer than they are, by so much; where their end
    /// is read, it is there.
    pub(super) longer: Rc<RefCell<BTreeMap<PathBuf, u64>>>,
    /// How many bytes were read, and the most at once.
    pub(super) amount: Rc<Cell<usize>>,
    pub(super) largest: Rc<Cell<usize>>,
    /// Run before the next call of this name.
    pub(super) before: Rc<Cell<Option<(&'static str, Meddle)>>>,
    /// Paths at which there is a pipe.
    pub(super) pipes: Rc<RefCell<BTreeSet<PathBuf>>>,
}

pub(super) struct Guard(Rc<Cell<bool>>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Memory {
    /// The `nth` call from now on fails.
    pub(super) fn fail(&self, nth: usize, fault: Fault) {
        self.calls.set(0);
        self.fault.set(Some((nth, fault)));
    }

    pub(super) fn heal(&self) {
        self.fault.set(None);
    }

    pub(super) fn hold_lock(&self, held: bool) {
        self.held.set(held);
    }

    pub(super) fn bytes(&self, path: &Path) -> Vec<u8> {
        let inner = self.inner.borrow();
        let inode = inner.files.get(path);
        inode.map_or(vec![], |inode| inner.inodes[inode].bytes.clone())
    }

    /// Puts a file there in one step, as git or a sync tool does.
    pub(super) fn put(&self, path: &Path, bytes: &[u8]) {
        let mut inner = self.inner.borrow_mut();
        inner.changes += 1;
        let number = 1000 + inner.changes as u64;
        let inode = Inode {
            bytes: bytes.to_vec(),
            synced: bytes.to_vec(),
            changed: inner.changes,
        };
        inner.inodes.insert(number, inode);
        inner.files.insert(path.to_owned(), number);
        inner.synced_files.insert(path.to_owned(), number);
    }

    /// Adds to a file, as another device's program does.
    pub(super) fn add(&self, path: &Path, bytes: &[u8]) {
        let inner = &mut *self.inner.borrow_mut();
        inner.changes += 1;
        let inode = inner.inodes.get_mut(&inner.files[path]).unwrap();
        inode.changed = inner.changes;
        inode.bytes.extend_from_slice(bytes);
        inode.synced.clone_from(&inode.bytes);
    }

    /// Writes over bytes of a file, as an editor may.
    pub(super) fn edit(&self, path: &Path, at: usize, bytes: &[u8]) {
        let inner = &mut *self.inner.borrow_mut();
        inner.changes += 1;
        let inode = inner.inodes.get_mut(&inner.files[path]).unwrap();
        inode.changed = inner.changes;
        inode.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// Takes folders away, with all that is in them.
    pub(super) fn remove_folder(&self, folder: &Path) {
        let inner = &mut *self.inner.borrow_mut();
        inner.changes += 1;
        inner.files.retain(|path, _| !path.starts_with(folder));
        inner
            .synced_files
            .retain(|path, _| !path.starts_with(folder));
        inner.folders.retain(|path| !path.starts_with(folder));
        inner
            .synced_folders
            .retain(|path| !path.starts_with(folder));
    }

    /// Takes a file away, as another program does.
    pub(super) fn remove(&self, path: &Path) {
        let mut inner = self.inner.borrow_mut();
        inner.changes += 1;
        inner.files.remove(path);
        inner.synced_files.remove(path);
    }

    /// The power goes: only what was synced is left.
    pub(super) fn crash(&self) {
        let inner = &mut *self.inner.borrow_mut();
        inner.folders = inner.synced_folders.clone();
        inner.files = inner.synced_files.clone();
        let folders = inner.folders.clone();
        inner.files.retain(|path, _| {
            path.ancestors()
                .skip(1)
                .all(|folder| folder == Path::new("/") || folders.contains(folder))
        });
        for inode in inner.inodes.values_mut() {
            inode.bytes.clone_from(&inode.synced);
        }
        self.held.set(false);
    }

    fn call(&self, name: &'static str) -> io::Result<Option<Fault>> {
        match self.before.take() {
            Some((call, meddle)) if call == name => meddle(self),
            other => self.before.set(other),
        }
        let number = self.calls.get() + 1;
        self.calls.set(number);
        self.log.borrow_mut().push(name);
        let Some((nth, fault)) = self.fault.get() else {
            return Ok(None);
        };
        let error = || {
            Err(io::Error::other(format!(
                "call {number} ({name}) was failed"
            )))
        };
        match fault {
            Fault::Dead if number >= nth => error(),
            Fault::Once if number == nth => error(),
            Fault::Interrupted if number == nth && name == "write" => {
                Err(ErrorKind::Interrupted.into())
            }
            Fault::Torn(_) if name == "truncate" => error(),
            Fault::Torn(bytes) if name == "write" => {
                self.fault.set(Some((usize::MAX, Fault::Torn(0))));
                if bytes == 0 { error() } else { Ok(Some(fault)) }
            }
            Fault::Short => Ok(Some(fault)),
            _ => Ok(None),
        }
    }

    fn stat_of(&self, number: u64) -> Stat {
        let inner = self.inner.borrow();
        let mut names = inner.files.iter().filter(|file| *file.1 == number);
        let path = names
            .next()
            .map_or_else(|| Path::new(""), |file| file.0.as_path());
        let longer = self.longer.borrow().get(path).copied().unwrap_or(0);
        Stat {
            kind: if self.pipes.borrow().contains(path) {
                Kind::Other
            } else {
                Kind::File
            },
            inode: (1, number),
            length: inner.inodes[&number].bytes.len() as u64 + longer,
            modified: None,
            changed: (inner.inodes[&number].changed, 0),
        }
    }
}

impl Disk for Memory {
    type File = u64;
    type Guard = Guard;

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.call("list")?;
        let inner = self.inner.borrow();
        if !inner.folders.contains(folder) {
            return Err(ErrorKind::NotFound.into());
        }
        let names = inner
            .files
            .keys()
            .filter(|path| path.parent() == Some(folder));
        Ok(names
            .map(|path| path.file_name().unwrap().to_owned())
            .collect())
    }

    fn look(&self, path: &Path) -> io::Result<Stat> {
        self.call("look")?;
        let number = self.inner.borrow().files.get(path).copied();
        Ok(self.stat_of(number.ok_or(ErrorKind::NotFound)?))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.call("resolve")?;
        Ok(path.to_owned())
    }

    fn open(&self, path: &Path) -> io::Result<u64> {
        self.call("open")?;
        let number = self.inner.borrow().files.get(path).copied();
        number.ok_or_else(|| ErrorKind::NotFound.into())
    }

    fn open_append(&self, path: &Path) -> io::Result<u64> {
        self.call("open_append")?;
        let inner = &mut *self.inner.borrow_mut();
        if !inner.folders.contains(path.parent().unwrap()) {
            return Err(ErrorKind::NotFound.into());
        }
        let next = inner.inodes.len() as u64 + 1;
        let number = *inner.files.entry(path.to_owned()).or_insert(next);
        inner.inodes.entry(number).or_default();
        Ok(number)
    }

    fn stat(&self, file: &u64) -> io::Result<Stat> {
        self.call("stat")?;
        Ok(self.stat_of(*file))
    }

    fn read(&self, file: &mut u64, offset: u64, limit: u64) -> io::Result<Vec<u8>> {
        self.call("read")?;
        let inner = self.inner.borrow();
        let mut names = inner.files.iter().filter(|it| it.1 == file);
        let path = names
            .next()
            .map_or_else(|| Path::new(""), |it| it.0.as_path());
        let longer = self.longer.borrow().get(path).copied().unwrap_or(0);
        let from = if offset < longer {
            offset
        } else {
            offset - longer
        };
        let bytes = inner.inodes[file].bytes.get(from as usize..);
        let bytes = bytes.unwrap_or_default();
        let bytes = &bytes[..bytes.len().min(limit as usize)];
        self.amount.set(self.amount.get() + bytes.len());
        self.largest.set(self.largest.get().max(bytes.len()));
        Ok(bytes.to_vec())
    }

    fn write(&self, file: &mut u64, bytes: &[u8]) -> io::Result<usize> {
        let fault = self.call("write")?;
        let inner = &mut *self.inner.borrow_mut();
        let count = match fault {
            Some(Fault::Torn(count)) => count.min(bytes.len()),
            Some(Fault::Short) => 1,
            _ => bytes.len(),
        };
        inner.changes += 1;
        let inode = inner.inodes.get_mut(file).unwrap();
        inode.changed = inner.changes;
        inode.bytes.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn truncate(&self, file: &u64, length: u64) -> io::Result<()> {
        self.call("truncate")?;
        let inner = &mut *self.inner.borrow_mut();
        inner.changes += 1;
        let inode = inner.inodes.get_mut(file).unwrap();
        inode.changed = inner.changes;
        inode.bytes.truncate(length as usize);
        Ok(())
    }

    fn sync(&self, file: &u64) -> io::Result<()> {
        if let Some(meddle) = self.meddle.take() {
            meddle(self);
        }
        self.call("sync")?;
        if !self.lying.get() {
            let inner = &mut *self.inner.borrow_mut();
            let inode = inner.inodes.get_mut(file).unwrap();
            inode.synced.clone_from(&inode.bytes);
        }
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.call("sync_folder")?;
        let inner = &mut *self.inner.borrow_mut();
        for (path, number) in &inner.files {
            if path.parent() == Some(folder) {
                inner.synced_files.insert(path.clone(), *number);
            }
        }
        for path in &inner.folders {
            if path.parent() == Some(folder) {
                inner.synced_folders.insert(path.clone());
            }
        }
        Ok(())
    }

    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        self.call("make_folder")?;
        let inner = &mut *self.inner.borrow_mut();
        let parent = folder.parent().unwrap();
        if parent != Path::new("/") && !inner.folders.contains(parent) {
            return Err(ErrorKind::NotFound.into());
        }
        Ok(inner.folders.insert(folder.to_owned()))
    }

    fn replace(&self, path: &Path, bytes: &[u8], _sync: bool) -> io::Result<()> {
        self.call("replace")?;
        self.put(path, bytes);
        Ok(())
    }

    fn lock(&self, path: &Path, _patience: Duration) -> Result<Guard, LockError> {
        self.call("lock").map_err(|source| LockError::File {
            path: path.to_owned(),
            source,
        })?;
        if self.held.replace(true) {
            return Err(LockError::Busy);
        }
        Ok(Guard(self.held.clone()))
    }
}

/// The device of a journal in memory.
pub(super) fn here() -> Place {
    place(Path::new("/home"), "laptop")
}

/// Where mending keeps what was there before.
pub(super) fn copies() -> PathBuf {
    Path::new("/copies").to_owned()
}

/// The journal of that device.
pub(super) fn open(memory: &Memory) -> Journal<Memory> {
    Journal::open_on(memory.clone(), here()).unwrap().0
}

/// Its second copy.
pub(super) fn mirror(memory: &Memory) -> PathBuf {
    here().mirror(memory)
}
