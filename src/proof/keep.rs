//! The output of a gate, kept beside the journal: compressed, and cut in the
//! middle where it is too long.
//!
//! It is written while it comes, into a file that has no name of its own yet;
//! when all of it is on the disk, the file is named by the SHA-256 of the whole
//! output. Two runs that print the same share it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use crate::domain::{
    evidence::{Kept, Printed},
    id::{DeviceId, ProofId, RoadmapId},
};

use super::{consent::private_folders, lock::key, sha::Sha, sha256_of};

/// How much is kept from the beginning.
pub const HEAD: usize = 16 << 20;
/// How much is kept of the end of what is longer.
pub const TAIL: usize = 1 << 20;

/// The folder of the outputs beside a roadmap's journal.
pub fn folder(journal: &Path) -> PathBuf {
    journal.join("evidence")
}

/// The file of an output there.
pub fn file(folder: &Path, sha256: &str) -> Option<PathBuf> {
    // The hash comes from a journal that anybody may have written.
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| folder.join(format!("{sha256}.gz")))
}

/// An output being kept.
#[derive(Debug)]
pub struct Keeper {
    folder: Option<PathBuf>,
    draft: Option<Draft>,
    failed: Option<io::Error>,
    sha: Sha,
    bytes: u64,
    kept: Sha,
    kept_bytes: u64,
    tail: Vec<u8>,
}

#[derive(Debug)]
struct Draft {
    path: PathBuf,
    writer: GzEncoder<BufWriter<File>>,
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Some(draft) = &self.draft {
            let _ = fs::remove_file(&draft.path);
        }
    }
}

impl Keeper {
    /// Counts and hashes an output without keeping it.
    pub fn nowhere() -> Self {
        Self {
            folder: None,
            draft: None,
            failed: None,
            sha: Sha::new(),
            bytes: 0,
            kept: Sha::new(),
            kept_bytes: 0,
            tail: Vec::new(),
        }
    }

    /// Keeps an output in this folder. The draft's name is the same for every
    /// run of the row on this device, so that what a killed run left is taken
    /// away by the next.
    pub fn new(folder: &Path, device: &DeviceId, roadmap: &RoadmapId, row: &ProofId) -> Self {
        let mut keeper = Self::nowhere();
        let name = format!(".running-{}-{}.gz", device.as_str(), key(roadmap, row));
        let path = folder.join(name);
        let draft = private_folders(folder).and_then(|()| {
            super::consent::remove(&path)?;
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(&path)
        });
        match draft {
            Ok(file) => {
                let writer = GzEncoder::new(BufWriter::new(file), Compression::default());
                keeper.draft = Some(Draft { path, writer });
            }
            Err(error) => keeper.failed = Some(error),
        }
        keeper.folder = Some(folder.to_owned());
        keeper
    }

    /// Takes in more of the output.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.sha.feed(bytes);
        let room = (HEAD as u64).saturating_sub(self.bytes) as usize;
        self.bytes += bytes.len() as u64;
        let (head, rest) = bytes.split_at(room.min(bytes.len()));
        self.write(head);
        if rest.is_empty() {
            return;
        }
        self.tail.extend_from_slice(rest);
        if self.tail.len() > 2 * TAIL {
            self.tail.drain(..self.tail.len() - TAIL);
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        self.kept.feed(bytes);
        self.kept_bytes += bytes.len() as u64;
        let Some(draft) = &mut self.draft else {
            return;
        };
        if let Err(error) = draft.writer.write_all(bytes) {
            self.fail(error);
        }
    }

    /// The run goes on without being kept; the room is given back.
    fn fail(&mut self, error: io::Error) {
        if let Some(draft) = self.draft.take() {
            let _ = fs::remove_file(&draft.path);
        }
        self.failed.get_or_insert(error);
    }

    /// What was printed, now that all was; and whether it is safely kept.
    pub fn finish(mut self) -> (Printed, io::Result<()>) {
        let mut tail = std::mem::take(&mut self.tail);
        let cut = self.bytes > (HEAD + TAIL) as u64;
        if cut {
            tail.drain(..tail.len().saturating_sub(TAIL));
            let left_out = self.bytes - (HEAD + TAIL) as u64;
            self.write(format!("\n[… {left_out} bytes left out …]\n").as_bytes());
        }
        self.write(&tail);
        let printed = Printed {
            sha256: std::mem::take(&mut self.sha).hex(),
            bytes: self.bytes,
            kept: cut.then(|| Kept {
                sha256: self.kept.clone().hex(),
                bytes: self.kept_bytes,
            }),
        };
        let kept = self.name(&printed.sha256);
        (printed, kept)
    }

    fn name(&mut self, sha256: &str) -> io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let (Some(folder), Some(draft)) = (&self.folder, self.draft.take()) else {
            return Ok(());
        };
        let named = (|| {
            let file = draft.writer.finish()?.into_inner()?;
            file.sync_all()?;
            let to = self::file(folder, sha256).ok_or(io::ErrorKind::InvalidInput)?;
            fs::rename(&draft.path, to)?;
            // Where a folder cannot be synced, it need not be.
            if let Ok(folder) = File::open(folder) {
                let _ = folder.sync_all();
            }
            Ok(())
        })();
        if named.is_err() {
            let _ = fs::remove_file(&draft.path);
        }
        named
    }
}

/// Opens an output that was kept.
///
/// # Errors
///
/// When it is not there or cannot be read.
pub fn open(folder: &Path, printed: &Printed) -> io::Result<impl Read + use<>> {
    let path = file(folder, &printed.sha256).ok_or(io::ErrorKind::InvalidInput)?;
    Ok(GzDecoder::new(File::open(path)?).take((HEAD + 2 * TAIL) as u64))
}

/// What became of an output that was kept.
#[derive(Debug)]
pub enum Verified {
    /// It is what the journal says.
    Whole,
    /// It is what the journal says was kept of it.
    Cut,
    /// It is not there.
    Missing,
    /// It is something else.
    Changed,
    /// It cannot be read.
    Unreadable(io::Error),
}

/// Holds an output that was kept against what the journal says of it.
pub fn verify(folder: &Path, printed: &Printed) -> Verified {
    let read = open(folder, printed).and_then(sha256_of);
    let (expected, bytes) = match &printed.kept {
        None => (&printed.sha256, printed.bytes),
        Some(kept) => (&kept.sha256, kept.bytes),
    };
    match read {
        Ok((sha256, length)) if sha256 == *expected && length == bytes => {
            if printed.kept.is_some() {
                Verified::Cut
            } else {
                Verified::Whole
            }
        }
        Ok(_) => Verified::Changed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Verified::Missing,
        // What is no gzip any more was changed.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput
                    | io::ErrorKind::InvalidData
                    | io::ErrorKind::UnexpectedEof
            ) =>
        {
            Verified::Changed
        }
        Err(error) => Verified::Unreadable(error),
    }
}
