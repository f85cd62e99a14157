//! A folder in memory: thousands of rounds of a sync tool take no time.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    ffi::OsString,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use mastery::store::journal::{Disk, FileKind, LockError, Stat};

#[derive(Debug, Default)]
struct Inner {
    files: BTreeMap<PathBuf, u64>,
    inodes: BTreeMap<u64, Vec<u8>>,
    next: u64,
    changes: BTreeMap<u64, i64>,
    clock: i64,
}

/// The folder; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Folder(Rc<RefCell<Inner>>);

impl Folder {
    pub(super) fn bytes(&self, path: &Path) -> Option<Vec<u8>> {
        let inner = self.0.borrow();
        let inode = inner.files.get(path)?;
        inner.inodes.get(inode).cloned()
    }

    /// Puts a file there in one step, as most sync tools do.
    pub(super) fn put(&self, path: &Path, bytes: &[u8]) {
        let mut inner = self.0.borrow_mut();
        inner.next += 1;
        inner.clock += 1;
        let (number, clock) = (inner.next, inner.clock);
        inner.inodes.insert(number, bytes.to_vec());
        inner.changes.insert(number, clock);
        inner.files.insert(path.to_owned(), number);
    }

    /// Overwrites a file where it is, as some of them do.
    pub(super) fn overwrite(&self, path: &Path, bytes: &[u8]) {
        let number = self.0.borrow().files.get(path).copied();
        let Some(number) = number else {
            return self.put(path, bytes);
        };
        let mut inner = self.0.borrow_mut();
        inner.clock += 1;
        let clock = inner.clock;
        inner.changes.insert(number, clock);
        inner.inodes.insert(number, bytes.to_vec());
    }

    pub(super) fn files(&self, folder: &Path) -> Vec<PathBuf> {
        let inner = self.0.borrow();
        let files = inner.files.keys();
        files
            .filter(|path| path.parent() == Some(folder))
            .cloned()
            .collect()
    }

    fn stat_of(&self, number: u64) -> Stat {
        let inner = self.0.borrow();
        Stat {
            kind: FileKind::File,
            inode: (1, number),
            length: inner.inodes[&number].len() as u64,
            modified: None,
            changed: (inner.changes.get(&number).copied().unwrap_or_default(), 0),
        }
    }

    fn number(&self, path: &Path) -> io::Result<u64> {
        let number = self.0.borrow().files.get(path).copied();
        number.ok_or_else(|| ErrorKind::NotFound.into())
    }
}

impl Disk for Folder {
    type File = u64;
    type Guard = ();

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let files = self.files(folder);
        Ok(files
            .iter()
            .map(|path| path.file_name().unwrap().to_owned())
            .collect())
    }

    fn look(&self, path: &Path) -> io::Result<Stat> {
        Ok(self.stat_of(self.number(path)?))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn open(&self, path: &Path) -> io::Result<u64> {
        self.number(path)
    }

    fn open_append(&self, path: &Path) -> io::Result<u64> {
        if self.number(path).is_err() {
            self.put(path, b"");
        }
        self.number(path)
    }

    fn stat(&self, file: &u64) -> io::Result<Stat> {
        Ok(self.stat_of(*file))
    }

    fn read(&self, file: &mut u64, offset: u64, limit: u64) -> io::Result<Vec<u8>> {
        let inner = self.0.borrow();
        let bytes = inner.inodes[file]
            .get(offset as usize..)
            .unwrap_or_default();
        Ok(bytes[..bytes.len().min(limit as usize)].to_vec())
    }

    fn write(&self, file: &mut u64, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.0.borrow_mut();
        inner.clock += 1;
        let clock = inner.clock;
        inner.changes.insert(*file, clock);
        inner.inodes.get_mut(file).unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn truncate(&self, file: &u64, length: u64) -> io::Result<()> {
        let mut inner = self.0.borrow_mut();
        inner
            .inodes
            .get_mut(file)
            .unwrap()
            .truncate(length as usize);
        Ok(())
    }

    fn sync(&self, _file: &u64) -> io::Result<()> {
        Ok(())
    }

    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        Ok(())
    }

    fn make_folder(&self, _folder: &Path) -> io::Result<bool> {
        Ok(false)
    }

    fn replace(&self, path: &Path, bytes: &[u8], _sync: bool) -> io::Result<()> {
        self.put(path, bytes);
        Ok(())
    }

    fn lock(&self, _path: &Path, _patience: Duration) -> Result<(), LockError> {
        Ok(())
    }
}
