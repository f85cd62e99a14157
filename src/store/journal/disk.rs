//! What the journal asks of a file system, as a trait, so that a test can fail
//! any one of the calls.

use std::{
    ffi::OsString,
    fmt,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

/// How long a lock is waited for, unless told otherwise.
pub(super) const LOCK_WAIT: Duration = Duration::from_secs(5);

/// How often a held lock is tried again.
const LOCK_POLL: Duration = Duration::from_millis(10);

/// What kind of thing a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link; only when links are not followed.
    Link,
    /// A pipe, a device, a socket.
    Other,
}

/// What a file system says of a file; two that are equal hold the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// The device and number of its inode.
    pub inode: (u64, u64),
    /// Its length in bytes.
    pub length: u64,
    /// When its bytes changed.
    pub modified: Option<SystemTime>,
    /// When anything about it changed, in seconds and nanoseconds.
    pub changed: (i64, i64),
}

/// Why a lock was not had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else holds it for longer than is waited.
    #[error("another mastery is writing")]
    Busy,
    /// The lock file cannot be used.
    #[error("the lock file {path}: {source}")]
    File {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A file system, as far as the journal needs one.
pub trait Disk: fmt::Debug {
    /// An open file.
    type File;
    /// Held while the lock is.
    type Guard;

    /// The names in a folder, in no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>>;
    /// What is at `path`, without following a last link.
    fn look(&self, path: &Path) -> io::Result<Stat>;
    /// `path` without links.
    fn resolve(&self, path: &Path) -> io::Result<PathBuf>;
    /// Opens for reading, without waiting for a pipe's other end.
    fn open(&self, path: &Path) -> io::Result<Self::File>;
    /// Opens for appending and reading, makes the file if it is not there, and
    /// follows no last link.
    fn open_append(&self, path: &Path) -> io::Result<Self::File>;
    /// What an open file is.
    fn stat(&self, file: &Self::File) -> io::Result<Stat>;
    /// Reads from `offset` to the end or to `limit` bytes.
    fn read(&self, file: &mut Self::File, offset: u64, limit: u64) -> io::Result<Vec<u8>>;
    /// Writes some of `bytes` at the end; says how many.
    fn write(&self, file: &mut Self::File, bytes: &[u8]) -> io::Result<usize>;
    /// Cuts the file to `length`.
    fn truncate(&self, file: &Self::File, length: u64) -> io::Result<()>;
    /// Returns when the bytes of the file are on the disk.
    fn sync(&self, file: &Self::File) -> io::Result<()>;
    /// Returns when the names in the folder are on the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes one folder that only its owner can enter; `false` if it is there.
    fn make_folder(&self, folder: &Path) -> io::Result<bool>;
    /// Puts a small file in the place of another, in one step.
    fn replace(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()>;
    /// Takes the lock that `path` stands for, waiting no longer than
    /// `patience` for whoever holds it.
    fn lock(&self, path: &Path, patience: Duration) -> Result<Self::Guard, LockError>;
}

/// The real file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files;

#[cfg(unix)]
mod system {
    use std::{
        fs::{Metadata, OpenOptions},
        os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    };

    use rustix::fs::OFlags;

    pub(super) fn no_wait(options: &mut OpenOptions) -> &mut OpenOptions {
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed())
    }

    pub(super) fn own(options: &mut OpenOptions) -> &mut OpenOptions {
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
        options.custom_flags(flags.bits().cast_signed()).mode(0o600)
    }

    pub(super) fn private(builder: &mut std::fs::DirBuilder) -> &mut std::fs::DirBuilder {
        builder.mode(0o700)
    }

    pub(super) fn inode(meta: &Metadata) -> ((u64, u64), (i64, i64)) {
        ((meta.dev(), meta.ino()), (meta.ctime(), meta.ctime_nsec()))
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{DirBuilder, Metadata, OpenOptions};

    pub(super) fn no_wait(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(super) fn own(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(super) fn private(builder: &mut DirBuilder) -> &mut DirBuilder {
        builder
    }

    pub(super) fn inode(_meta: &Metadata) -> ((u64, u64), (i64, i64)) {
        ((0, 0), (0, 0))
    }
}

fn stat_of(meta: &fs::Metadata) -> Stat {
    let kind = match meta.file_type() {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Folder,
        kind if kind.is_symlink() => Kind::Link,
        _ => Kind::Other,
    };
    let (inode, changed) = system::inode(meta);
    Stat {
        kind,
        inode,
        length: meta.len(),
        modified: meta.modified().ok(),
        changed,
    }
}

impl Disk for Files {
    type File = File;
    type Guard = File;

    fn list(&self, folder: &Path) -> io::Result<Vec<OsString>> {
        uninterrupted(|| {
            fs::read_dir(folder)?
                .map(|entry| entry.map(|entry| entry.file_name()))
                .collect()
        })
    }

    fn look(&self, path: &Path) -> io::Result<Stat> {
        uninterrupted(|| fs::symlink_metadata(path)).map(|meta| stat_of(&meta))
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        system::no_wait(OpenOptions::new().read(true)).open(path)
    }

    fn open_append(&self, path: &Path) -> io::Result<File> {
        system::own(OpenOptions::new().read(true).append(true).create(true)).open(path)
    }

    fn stat(&self, file: &File) -> io::Result<Stat> {
        file.metadata().map(|meta| stat_of(&meta))
    }

    fn read(&self, file: &mut File, offset: u64, limit: u64) -> io::Result<Vec<u8>> {
        file.seek(SeekFrom::Start(offset))?;
        let length = file.metadata()?.len().saturating_sub(offset).min(limit);
        let mut bytes = Vec::with_capacity(length as usize + 1);
        file.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        if cfg!(not(unix)) {
            return Ok(());
        }
        match File::open(folder)?.sync_all() {
            // Some file systems cannot sync a folder, and need not.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::InvalidInput | ErrorKind::Unsupported
                ) =>
            {
                Ok(())
            }
            result => result,
        }
    }

    fn make_folder(&self, folder: &Path) -> io::Result<bool> {
        match uninterrupted(|| system::private(&mut DirBuilder::new()).create(folder)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn replace(&self, path: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(name);
        let written = (|| {
            let mut file = system::own(OpenOptions::new().write(true).create(true).truncate(true))
                .open(&temporary)?;
            file.write_all(bytes)?;
            if sync {
                file.sync_all()?;
            }
            uninterrupted(|| fs::rename(&temporary, path))
        })();
        if written.is_err() {
            // What is left of it is of no use to anybody.
            let _gone = fs::remove_file(&temporary);
        } else if sync && let Some(folder) = path.parent() {
            self.sync_folder(folder)?;
        }
        written
    }

    fn lock(&self, path: &Path, patience: Duration) -> Result<File, LockError> {
        let fail = |source| LockError::File {
            path: path.to_owned(),
            source,
        };
        let since = Instant::now();
        loop {
            let file = system::own(OpenOptions::new().read(true).append(true).create(true))
                .open(path)
                .map_err(fail)?;
            match file.try_lock() {
                // Somebody may have taken the lock file away meanwhile.
                Ok(()) => {
                    let held = self.stat(&file).map_err(fail)?.inode;
                    if self.look(path).is_ok_and(|there| there.inode == held) {
                        return Ok(file);
                    }
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => {}
                Err(TryLockError::Error(error)) => return Err(fail(error)),
            }
            if since.elapsed() >= patience {
                return Err(LockError::Busy);
            }
            std::thread::sleep(LOCK_POLL);
        }
    }
}

/// Calls again where a signal came in between: some file systems, those of a
/// network among them, let one through where the standard library expects none.
fn uninterrupted<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Makes a folder and the missing ones above it, and notes in `made` the ones
/// it made.
pub(super) fn make_folders<D: Disk>(
    disk: &D,
    folder: &Path,
    made: &mut Vec<PathBuf>,
) -> io::Result<()> {
    let new = match (disk.make_folder(folder), folder.parent()) {
        (Err(error), Some(parent)) if error.kind() == ErrorKind::NotFound => {
            make_folders(disk, parent, made)?;
            disk.make_folder(folder)?
        }
        (result, _) => result?,
    };
    if new {
        made.push(folder.to_owned());
    }
    Ok(())
}
