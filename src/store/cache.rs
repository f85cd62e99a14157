//! What can be made again at any time, kept so that it need not be.
//!
//! An entry holds for the bytes it was made from, and those are looked at each
//! time: reading a file and adding up its checksum takes a hundredth of the time
//! that understanding it does. It also holds for this very program alone, since
//! another build may understand the bytes differently. What does not hold, or is
//! damaged, is made anew; that an entry cannot be kept is no error.

use std::{path::Path, sync::OnceLock, time::UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::journal::{Disk, Files};

/// The longest entry that is read.
const MOST: u64 = 64 << 20;

/// Below this many bytes it is not worth keeping what was made of them.
pub(super) const WORTH: usize = 16 << 10;

/// The bytes that an entry was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    length: usize,
    sum: u32,
}

impl Origin {
    /// These bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self {
            length: bytes.len(),
            sum: crc32fast::hash(bytes),
        }
    }

    /// How many there were, if `bytes` begin with them.
    pub(super) fn begins(self, bytes: &[u8]) -> Option<usize> {
        let beginning = bytes.get(..self.length)?;
        (Self::of(beginning) == self).then_some(self.length)
    }
}

/// The program that wrote an entry: how long its file is and when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Program {
    length: u64,
    modified: u128,
}

impl Program {
    /// This one; `None` where the system does not tell.
    fn this() -> Option<Self> {
        static THIS: OnceLock<Option<Program>> = OnceLock::new();
        *THIS.get_or_init(|| {
            let about = std::env::current_exe().ok()?.metadata().ok()?;
            let modified = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
            Some(Self {
                length: about.len(),
                modified: modified.as_nanos(),
            })
        })
    }
}

/// The bytes of an entry, if they are whole; [`open()`] says what is in them.
pub(super) fn read<D: Disk>(disk: &D, path: &Path) -> Option<Vec<u8>> {
    Program::this()?;
    let mut file = disk.open(path).ok()?;
    let mut bytes = disk.read(&mut file, 0, MOST).ok()?;
    let (_, sum) = bytes.split_last_chunk()?;
    let sum = u32::from_le_bytes(*sum);
    bytes.truncate(bytes.len() - size_of_val(&sum));
    (crc32fast::hash(&bytes) == sum).then_some(bytes)
}

/// What an entry was made from, and what was made of it; `None` if another
/// program wrote it.
pub(super) fn open<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<(Origin, T)> {
    let (program, rest) = postcard::take_from_bytes::<Program>(bytes).ok()?;
    if Some(program) != Program::this() {
        return None;
    }
    postcard::from_bytes(rest).ok()
}

/// Keeps an entry, if that is possible.
pub(super) fn keep<D: Disk, T: Serialize>(disk: &D, path: &Path, origin: Origin, entry: &T) {
    let Some(program) = Program::this() else {
        return;
    };
    let Ok(mut bytes) = postcard::to_stdvec(&(program, origin, entry)) else {
        return;
    };
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
    if let Some(folder) = path.parent()
        && disk.make_folder(folder).is_ok()
    {
        // It need not survive a power cut, and nothing is lost without it.
        let _not_kept = disk.replace(path, &bytes, false);
    }
}

/// [`read`], on the real file system.
pub(super) fn read_file(path: &Path) -> Option<Vec<u8>> {
    read(&Files, path)
}

/// [`keep`], on the real file system.
pub(super) fn keep_file<T: Serialize>(path: &Path, origin: Origin, entry: &T) {
    keep(&Files, path, origin, entry);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &Path) -> Option<(Origin, Vec<String>)> {
        open(&read_file(path)?)
    }

    #[test]
    fn an_entry_holds_for_its_bytes_and_for_what_is_behind_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache/one");
        assert_eq!(entry(&path), None);
        let origin = Origin::of(b"three words here");
        let words = ["three", "words", "here"].map(str::to_owned).to_vec();
        keep_file(&path, origin, &words);
        assert_eq!(entry(&path), Some((origin, words)));
        assert_eq!(origin.begins(b"three words here, and more"), Some(16));
        assert_eq!(origin.begins(b"three words here"), Some(16));
        for other in [&b"three words hers"[..], b"three words her", b""] {
            assert_eq!(origin.begins(other), None);
        }
    }

    #[test]
    fn an_entry_that_is_damaged_anywhere_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one");
        let words = vec!["word".to_owned(); 20];
        keep_file(&path, Origin::of(b"x"), &words);
        let whole = Files
            .read(&mut Files.open(&path).unwrap(), 0, MOST)
            .unwrap();
        let mut tried = 0;
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            for damaged in [&flipped, &whole[..at].to_vec()] {
                Files.replace(&path, damaged, false).unwrap();
                assert_eq!(entry(&path), None, "at {at}");
                tried += 1;
            }
        }
        assert!(tried > 200, "{tried}");
        Files.replace(&path, &whole, false).unwrap();
        assert_eq!(entry(&path).unwrap().1, words);
    }

    #[test]
    fn an_entry_of_another_program_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one");
        let this = Program::this().unwrap();
        let other = Program {
            modified: this.modified + 1,
            ..this
        };
        for (program, holds) in [(this, true), (other, false)] {
            let mut bytes = postcard::to_stdvec(&(program, Origin::of(b"x"), "word")).unwrap();
            bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
            Files.replace(&path, &bytes, false).unwrap();
            let bytes = read_file(&path).unwrap();
            assert_eq!(open::<&str>(&bytes).is_some(), holds);
        }
    }
}
