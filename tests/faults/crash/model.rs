//! A file system in memory whose power may go at any moment.
//!
//! It is as unkind as the rules allow: what was not synced may be there, in
//! part, out of order, as zeros, or not at all, in sectors of 512 bytes; a name
//! whose folder was not synced may be gone, and so may everything below it.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use mastery::store::journal::{Disk, FileKind, LockError, Stat};

use super::Dice;

/// What a disk writes as a whole.
const SECTOR: usize = 512;

/// Which call does not do what it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Lie {
    #[default]
    None,
    /// The sync of a file.
    Sync,
    /// The sync of a folder.
    Folder,
}

#[derive(Debug, Clone, Default)]
struct Inode {
    bytes: Vec<u8>,
    durable: Vec<u8>,
}

#[derive(Debug, Clone, Default)]
struct World {
    files: BTreeMap<PathBuf, u64>,
    folders: BTreeSet<PathBuf>,
    durable_files: BTreeMap<PathBuf, u64>,
    durable_folders: BTreeSet<PathBuf>,
    inodes: BTreeMap<u64, Inode>,
    changes: i64,
    lie: Lie,
    /// The call from which on the process is dead, and how much of a write is
    /// done then.
    dies: Option<(usize, usize)>,
    sync_fails: bool,
    calls: usize,
    /// The blocks of all writes, whole, by their first line.
    blocks: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// The file system; what is made with `clone` shares it.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory(Rc<RefCell<World>>);

impl Memory {
    pub(super) fn that_lies(lie: Lie) -> Self {
        let memory = Self::default();
        memory.0.borrow_mut().lie = lie;
        memory
    }

    /// Another one, just like it.
    pub(super) fn twin(&self) -> Self {
        Self(Rc::new(RefCell::new(self.0.borrow().clone())))
    }

    /// The process dies at the `nth` call from now on; a write of that call is
    /// done up to `part`.
    pub(super) fn dies(&self, nth: usize, part: usize) {
        let world = &mut *self.0.borrow_mut();
        world.calls = 0;
        world.dies = Some((nth, part));
    }

    /// The next sync of a file says that it failed.
    pub(super) fn fails_to_sync(&self) {
        self.0.borrow_mut().sync_fails = true;
    }

    pub(super) fn heals(&self) {
        let world = &mut *self.0.borrow_mut();
        world.dies = None;
        world.sync_fails = false;
    }

    /// The journals below a folder.
    pub(super) fn journals(&self, folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let world = self.0.borrow();
        let files = world.files.iter();
        let journals = files.filter(|(path, _)| {
            path.starts_with(folder) && path.extension().is_some_and(|end| end == "toml")
        });
        journals
            .map(|(path, number)| (path.clone(), world.inodes[number].bytes.clone()))
            .collect()
    }

    /// The power goes and comes back; the dice say what is left of what was
    /// not synced. Without dice nothing is.
    pub(super) fn power_cut(&self, mut dice: Option<&mut Dice>) {
        let world = &mut *self.0.borrow_mut();
        let mut whim = |sides: usize| dice.as_mut().map_or(0, |dice| dice.below(sides));
        // Names: those that are certain, and any others.
        let mut folders = world.durable_folders.clone();
        for folder in &world.folders {
            if whim(2) == 1 {
                folders.insert(folder.clone());
            }
        }
        let mut files = world.durable_files.clone();
        for (path, number) in &world.files {
            if whim(2) == 1 {
                files.insert(path.clone(), *number);
            }
        }
        let reached = |path: &Path| {
            let mut above = path.ancestors().skip(1);
            above.all(|folder| folder == Path::new("/") || folders.contains(folder))
        };
        files.retain(|path, _| reached(path));
        let folders: BTreeSet<PathBuf> = folders
            .iter()
            .filter(|path| reached(path))
            .cloned()
            .collect();
        for inode in world.inodes.values_mut() {
            let bytes = survivors(inode, &mut whim);
            inode.bytes.clone_from(&bytes);
            inode.durable = bytes;
        }
        world.durable_files.clone_from(&files);
        world.durable_folders.clone_from(&folders);
        world.files = files;
        world.folders = folders;
        world.dies = None;
        world.sync_fails = false;
        world.changes += 1;
    }

    /// Whether the file holds nothing but whole blocks that were written, and
    /// line feeds. It knows nothing of how a journal is read.
    pub(super) fn is_clean(&self, bytes: &[u8]) -> bool {
        let world = self.0.borrow();
        let mut rest = bytes;
        loop {
            let feeds = rest.iter().take_while(|byte| **byte == b'\n').count();
            let first = rest.len() == bytes.len();
            rest = &rest[feeds..];
            if rest.is_empty() {
                return true;
            }
            let end = rest.iter().position(|byte| *byte == b'\n');
            let block = end.and_then(|end| world.blocks.get(&rest[..end]));
            match block {
                Some(block) if (first || feeds > 0) && rest.starts_with(block) => {
                    rest = &rest[block.len()..];
                }
                _ => return false,
            }
        }
    }

    fn call(&self) -> io::Result<()> {
        let world = &mut *self.0.borrow_mut();
        world.calls += 1;
        match world.dies {
            Some((nth, _)) if world.calls >= nth => Err(io::Error::other("dead")),
            _ => Ok(()),
        }
    }
}

/// What is left of a file. What is synced is; behind it nothing, all, a
/// beginning, some sectors, or only the length.
fn survivors(inode: &Inode, whim: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let Inode { bytes, durable } = inode;
    assert!(bytes.starts_with(durable), "synced bytes were taken back");
    let (from, to) = (durable.len(), bytes.len());
    if from == to {
        return durable.clone();
    }
    let sectors = (from / SECTOR)..to.div_ceil(SECTOR);
    let mut left = durable.clone();
    match whim(6) {
        0 => {}
        1 => left.clone_from(bytes),
        // Up to a sector's end.
        2 => {
            let last = sectors.start + whim(sectors.len() + 1);
            left.extend_from_slice(&bytes[from..(last * SECTOR).clamp(from, to)]);
        }
        // Up to any byte: the length is written for itself.
        3 => left.extend_from_slice(&bytes[from..from + whim(to - from + 1)]),
        // The length, and any sectors, in any order.
        4 => {
            left.resize(to, 0);
            for sector in sectors {
                let (start, end) = ((sector * SECTOR).max(from), ((sector + 1) * SECTOR).min(to));
                if whim(2) == 1 {
                    left[start..end].copy_from_slice(&bytes[start..end]);
                }
            }
        }
        // The length alone, whole or up to a sector.
        _ => {
            let last = sectors.start + 1 + whim(sectors.len());
            left.resize((last * SECTOR).clamp(from, to), 0);
        }
    }
    left
}

impl Disk for Memory {
    type File = u64;
    type Guard = ();

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        self.call()?;
        let world = self.0.borrow();
        if !world.folders.contains(folder) {
            return Err(ErrorKind::NotFound.into());
        }
        let names = world
            .files
            .keys()
            .filter(|path| path.parent() == Some(folder));
        Ok(names
            .map(|path| path.file_name().unwrap().to_owned())
            .collect())
    }

    fn look(&self, path: &Path) -> io::Result<Stat> {
        let number = self.open(path)?;
        self.stat(&number)
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.call()?;
        Ok(path.to_owned())
    }

    fn open(&self, path: &Path) -> io::Result<u64> {
        self.call()?;
        let number = self.0.borrow().files.get(path).copied();
        number.ok_or_else(|| ErrorKind::NotFound.into())
    }

    fn open_append(&self, path: &Path) -> io::Result<u64> {
        self.call()?;
        let world = &mut *self.0.borrow_mut();
        if !world.folders.contains(path.parent().unwrap()) {
            return Err(ErrorKind::NotFound.into());
        }
        let next = world.inodes.len() as u64 + 1;
        let number = *world.files.entry(path.to_owned()).or_insert(next);
        world.inodes.entry(number).or_default();
        Ok(number)
    }

    fn stat(&self, file: &u64) -> io::Result<Stat> {
        self.call()?;
        let world = self.0.borrow();
        Ok(Stat {
            kind: FileKind::File,
            inode: (1, *file),
            length: world.inodes[file].bytes.len() as u64,
            modified: None,
            changed: (world.changes, 0),
        })
    }

    fn read(&self, file: &mut u64, offset: u64, limit: u64) -> io::Result<Vec<u8>> {
        self.call()?;
        let world = self.0.borrow();
        let bytes = &world.inodes[file].bytes;
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        Ok(rest[..rest.len().min(limit as usize)].to_vec())
    }

    fn write(&self, file: &mut u64, bytes: &[u8]) -> io::Result<usize> {
        let alive = self.call();
        let world = &mut *self.0.borrow_mut();
        // A mirror holds what stands in the journal, torn or not.
        let is_journal = |(path, number): (&PathBuf, &u64)| {
            number == file && path.extension().is_some_and(|end| end == "toml")
        };
        let journal = world.files.iter().any(is_journal);
        let mut text = if journal { bytes } else { &[] };
        while let Some(end) = text.windows(2).position(|two| two == b"\n\n") {
            let block = text[..end].trim_ascii_start();
            if let Some(head) = block.iter().position(|byte| *byte == b'\n') {
                world.blocks.insert(block[..head].to_vec(), block.to_vec());
            }
            text = &text[end + 2..];
        }
        let part = match (alive, world.dies) {
            (Ok(()), _) => bytes.len(),
            // It dies in the middle of it.
            (Err(_), Some((nth, part))) if world.calls == nth => part.min(bytes.len()),
            (Err(error), _) => return Err(error),
        };
        world.changes += 1;
        let inode = world.inodes.get_mut(file).unwrap();
        inode.bytes.extend_from_slice(&bytes[..part]);
        if part < bytes.len() {
            return Err(io::Error::other("dead"));
        }
        Ok(part)
    }

    fn truncate(&self, file: &u64, length: u64) -> io::Result<()> {
        self.call()?;
        let world = &mut *self.0.borrow_mut();
        world.changes += 1;
        let inode = world.inodes.get_mut(file).unwrap();
        inode.bytes.truncate(length as usize);
        Ok(())
    }

    fn sync(&self, file: &u64) -> io::Result<()> {
        self.call()?;
        let world = &mut *self.0.borrow_mut();
        if std::mem::take(&mut world.sync_fails) {
            return Err(io::Error::other("the disk failed"));
        }
        if world.lie != Lie::Sync {
            let inode = world.inodes.get_mut(file).unwrap();
            inode.durable.clone_from(&inode.bytes);
        }
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.call()?;
        let world = &mut *self.0.borrow_mut();
        if folder != Path::new("/") && !world.folders.contains(folder) {
            return Err(ErrorKind::NotFound.into());
        }
        if world.lie == Lie::Folder {
            return Ok(());
        }
        for (path, number) in &world.files {
            if path.parent() == Some(folder) {
                world.durable_files.insert(path.clone(), *number);
            }
        }
        for path in &world.folders {
            if path.parent() == Some(folder) {
                world.durable_folders.insert(path.clone());
            }
        }
        Ok(())
    }

    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        self.call()?;
        let world = &mut *self.0.borrow_mut();
        let parent = folder.parent().unwrap();
        if parent != Path::new("/") && !world.folders.contains(parent) {
            return Err(ErrorKind::NotFound.into());
        }
        Ok(world.folders.insert(folder.to_owned()))
    }

    fn replace(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
        self.call()?;
        let world = &mut *self.0.borrow_mut();
        world.changes += 1;
        let number = world.inodes.len() as u64 + 1;
        let durable = if sync { bytes.to_vec() } else { Vec::new() };
        let bytes = bytes.to_vec();
        world.inodes.insert(number, Inode { bytes, durable });
        world.files.insert(path.to_owned(), number);
        if sync {
            world.durable_files.insert(path.to_owned(), number);
        }
        Ok(())
    }

    fn lock(&self, path: &Path, _patience: Duration) -> Result<(), LockError> {
        // One writes after the other here; `crash::kills` has locks.
        self.call().map_err(|source| LockError::File {
            path: path.to_owned(),
            source,
        })
    }
}
