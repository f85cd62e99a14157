//! A file system in memory that does what it is told, for one journal.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use mastery::{
    domain::{
        event::Event,
        id::{DeviceId, RoadmapId},
    },
    store::journal::{Disk, FileKind, Journal, LockError, Place, Stat},
};

#[derive(Debug, Default)]
struct Inner {
    names: BTreeMap<PathBuf, usize>,
    folders: BTreeSet<PathBuf>,
    files: Vec<Vec<u8>>,
    changes: i64,
}

/// The file system; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory(Rc<RefCell<Inner>>);

/// Where the journal of a device is.
pub(super) fn place(device: &str) -> Place {
    Place {
        folder: PathBuf::from("/data/tea"),
        state: PathBuf::from("/state"),
        roadmap: RoadmapId::new("tea"),
        device: DeviceId::new(device),
    }
}

impl Memory {
    /// With this file of a device.
    pub(super) fn with(device: &str, bytes: &[u8]) -> Self {
        let memory = Self::default();
        {
            let mut inner = memory.0.borrow_mut();
            inner
                .folders
                .extend(["/data", "/data/tea", "/state"].map(PathBuf::from));
        }
        memory.put(&place(device).own(), bytes);
        memory
    }

    /// The journal of a device on it.
    pub(super) fn open(&self, device: &str) -> (Journal<Self>, Vec<Event>) {
        let opened = Journal::open_on(self.clone(), place(device));
        opened.expect("a disk that does what it is told")
    }

    /// The file of a device.
    pub(super) fn bytes(&self, device: &str) -> Vec<u8> {
        let inner = self.0.borrow();
        let file = inner.names.get(&place(device).own());
        file.map_or_else(Vec::new, |file| inner.files[*file].clone())
    }

    fn put(&self, path: &Path, bytes: &[u8]) {
        let mut inner = self.0.borrow_mut();
        inner.changes += 1;
        inner.files.push(bytes.to_vec());
        let file = inner.files.len() - 1;
        inner.names.insert(path.to_owned(), file);
    }

    fn find(&self, path: &Path) -> io::Result<usize> {
        let inner = self.0.borrow();
        let file = inner.names.get(path).copied();
        file.ok_or_else(|| ErrorKind::NotFound.into())
    }
}

impl Disk for Memory {
    type File = usize;
    type Guard = ();

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        let inner = self.0.borrow();
        if !inner.folders.contains(folder) {
            return Err(ErrorKind::NotFound.into());
        }
        let names = inner.names.keys();
        let names = names.filter(|path| path.parent() == Some(folder));
        Ok(names
            .filter_map(|path| path.file_name())
            .map(OsString::from)
            .collect())
    }

    fn look(&self, path: &Path) -> io::Result<Stat> {
        self.stat(&self.find(path)?)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn open(&self, path: &Path) -> io::Result<usize> {
        self.find(path)
    }

    fn open_append(&self, path: &Path) -> io::Result<usize> {
        self.find(path).or_else(|_not_there| {
            self.put(path, b"");
            self.find(path)
        })
    }

    fn stat(&self, file: &usize) -> io::Result<Stat> {
        let inner = self.0.borrow();
        Ok(Stat {
            kind: FileKind::File,
            inode: (1, *file as u64),
            length: inner.files[*file].len() as u64,
            modified: None,
            changed: (inner.changes, 0),
        })
    }

    fn read(&self, file: &mut usize, offset: u64, limit: u64) -> io::Result<Vec<u8>> {
        let inner = self.0.borrow();
        let bytes = inner.files[*file]
            .get(offset as usize..)
            .unwrap_or_default();
        Ok(bytes[..bytes.len().min(limit as usize)].to_vec())
    }

    fn write(&self, file: &mut usize, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.0.borrow_mut();
        inner.changes += 1;
        inner.files[*file].extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn truncate(&self, file: &usize, length: u64) -> io::Result<()> {
        self.0.borrow_mut().files[*file].truncate(length as usize);
        Ok(())
    }

    fn sync(&self, _file: &usize) -> io::Result<()> {
        Ok(())
    }

    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        Ok(())
    }

    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        Ok(self.0.borrow_mut().folders.insert(folder.to_owned()))
    }

    fn replace(&self, path: &Path, bytes: &[u8], _sync: bool) -> io::Result<()> {
        self.put(path, bytes);
        Ok(())
    }

    fn lock(&self, _path: &Path, _patience: Duration) -> Result<(), LockError> {
        Ok(())
    }
}
