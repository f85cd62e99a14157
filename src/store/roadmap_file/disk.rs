//! From a path to a text, without trusting the path.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs::{File, Metadata, OpenOptions},
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use super::{Loaded, Notes, Place, read_kept, read_roadmap};
use crate::domain::problem::{Lines, Problem, Severity};

/// The largest roadmap that is read.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// How often a file is opened that is another each time.
const MOST_TRIES: usize = 3;

/// Why a roadmap could not be read from disk.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system refused.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A directory, a device, a pipe.
    #[error("`{}` is {what}, not a file", path.display())]
    NotAFile {
        /// What is not a file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// Longer than what is read of such a file.
    #[error("`{}` is larger than {} MiB", path.display(), limit >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How many bytes it may have.
        limit: u64,
    },
}

impl ReadError {
    /// The same as a problem of the file.
    pub fn problem(&self) -> Problem {
        let mut message = self.to_string();
        if let Self::Io { source, .. } = self {
            message = format!("{message}: {source}");
        }
        Problem::new(Severity::Fatal, message)
    }
}

/// Reads the roadmap at `path`; its notes are looked for in its folder.
///
/// ```no_run
/// # use std::path::Path;
/// let loaded = mastery::store::roadmap_file::load(Path::new("roadmap.toml"));
/// assert!(loaded.problems.is_empty());
/// ```
pub fn load(path: &Path) -> Loaded {
    load_with(path, read_roadmap)
}

/// The same; what the file came to is kept at `kept` and taken from there as long
/// as the file is the same.
pub fn load_kept(path: &Path, kept: &Path) -> Loaded {
    load_with(path, |source, place| read_kept(source, place, kept))
}

fn load_with(path: &Path, read_roadmap: impl Fn(&str, &Place<'_>) -> Loaded) -> Loaded {
    let bytes = match read(path, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return Loaded::fatal(error.problem()),
    };
    let file = path.display().to_string();
    let source = match decode(bytes, &file) {
        Ok(source) => source,
        Err(problem) => return Loaded::fatal(*problem),
    };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = Folder::new(folder.unwrap_or_else(|| Path::new(".")));
    let notes = |name: &str| folder.look_for(name);
    let place = Place {
        file: &file,
        notes: &notes,
    };
    read_roadmap(&source, &place)
}

/// Reads the text of the file at `path`: a regular file, not too large, UTF-8.
pub fn read_text(path: &Path) -> Result<String, Box<Problem>> {
    let bytes = read(path, MAX_BYTES).map_err(|error| error.problem())?;
    decode(bytes, &path.display().to_string())
}

/// The bytes of a file, if there are no more than `limit`. A pipe or a device is
/// refused without waiting for it.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let failed = |source| ReadError::Io {
        path: path.to_owned(),
        source,
    };
    let file = open(path).map_err(failed)?;
    contents(file, path, limit)
}

/// The same of a file below a folder; `None` where the path led out of it. What
/// was opened is looked at again: a link may have come into the place of the
/// file since it was looked for.
pub fn read_below(root: &Path, path: &Path, limit: u64) -> Result<Option<Vec<u8>>, ReadError> {
    let failed = |source| ReadError::Io {
        path: path.to_owned(),
        source,
    };
    // An editor may put a new file in its place at that moment, too.
    for _ in 0..MOST_TRIES {
        let file = open(path).map_err(failed)?;
        if is_below(&file, root, path).map_err(failed)? {
            return contents(file, path, limit).map(Some);
        }
    }
    Ok(None)
}

/// Whether an open file is the one that its path, without links, leads to, and
/// lies below a folder.
fn is_below(file: &File, root: &Path, path: &Path) -> io::Result<bool> {
    let real = path.canonicalize()?;
    let there = real.symlink_metadata()?;
    #[cfg(unix)]
    let same = {
        use std::os::unix::fs::MetadataExt;
        let opened = file.metadata()?;
        (opened.dev(), opened.ino()) == (there.dev(), there.ino())
    };
    #[cfg(not(unix))]
    let same = file.metadata()?.len() == there.len();
    Ok(same && real.starts_with(root.canonicalize()?))
}

/// What an open file holds, if it is a regular one and not too long.
fn contents(file: File, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let failed = |source| ReadError::Io {
        path: path.to_owned(),
        source,
    };
    let about = file.metadata().map_err(failed)?;
    if !about.is_file() {
        return Err(ReadError::NotAFile {
            path: path.to_owned(),
            what: what(&about),
        });
    }
    let mut bytes = Vec::with_capacity(about.len().min(limit) as usize + 1);
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge {
            path: path.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

fn what(about: &Metadata) -> &'static str {
    if about.is_dir() {
        return "a directory";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if about.file_type().is_fifo() {
            return "a pipe";
        }
        if about.file_type().is_socket() {
            return "a socket";
        }
    }
    "a device"
}

/// The text that the bytes of a file are; a byte order mark is left out.
pub fn decode(bytes: Vec<u8>, file: &str) -> Result<String, Box<Problem>> {
    if matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        let problem = Problem::new(Severity::Fatal, format!("`{file}` is UTF-16"));
        return Err(Box::new(problem.expecting("UTF-8: save as UTF-8")));
    }
    let error = match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            return Ok(text);
        }
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes());
    let spot = Lines::new(&text).spot(file, at..at + '\u{fffd}'.len_utf8());
    let message = format!("line {} is not UTF-8", spot.line);
    let problem = Problem::new(Severity::Fatal, message).at(spot);
    Err(Box::new(problem.expecting("UTF-8: save as UTF-8")))
}

/// The folder of a roadmap, to look for notes in.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Folders below that were looked at before.
    below: RefCell<HashMap<PathBuf, Step>>,
}

/// What one step of a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Folder,
    File,
    Link,
    Nothing,
}

impl Folder {
    /// The folder at `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            below: RefCell::default(),
        }
    }

    /// Looks for a notes file by its path relative to the folder.
    ///
    /// Without links on the way, which is the rule, that is one question to
    /// the system for each file and one for each folder; a link is followed,
    /// and must not lead out.
    pub fn look_for(&self, name: &str) -> Notes {
        let mut path = self.root.clone();
        let mut last = Step::Folder;
        for component in Path::new(name).components() {
            match component {
                Component::CurDir => continue,
                Component::Normal(part) => path.push(part),
                _ => return Notes::Outside,
            }
            last = self.step(&path);
            match last {
                Step::Folder | Step::File => {}
                Step::Link => return self.follow(&self.root.join(name)),
                Step::Nothing => return Notes::Missing,
            }
        }
        if last == Step::File {
            Notes::Found
        } else {
            Notes::Missing
        }
    }

    fn step(&self, path: &Path) -> Step {
        if let Some(step) = self.below.borrow().get(path) {
            return *step;
        }
        let step = match path.symlink_metadata() {
            Ok(about) if about.is_symlink() => Step::Link,
            Ok(about) if about.is_file() => Step::File,
            Ok(about) if about.is_dir() => Step::Folder,
            _ => Step::Nothing,
        };
        if step == Step::Folder {
            let mut below = self.below.borrow_mut();
            below.insert(path.to_owned(), step);
        }
        step
    }

    fn follow(&self, path: &Path) -> Notes {
        let (Ok(root), Ok(real)) = (self.root.canonicalize(), path.canonicalize()) else {
            return Notes::Missing;
        };
        if !real.starts_with(root) {
            Notes::Outside
        } else if real.is_file() {
            Notes::Found
        } else {
            Notes::Missing
        }
    }
}
