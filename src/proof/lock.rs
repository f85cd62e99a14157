//! One run of a gate at a time, on this device.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use crate::domain::id::{ProofId, RoadmapId};

use super::{consent::private_folders, sha::Sha};

/// Held while a gate runs.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why a gate may not run now.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// It runs already.
    #[error("the gate of {row} is being run already{}", by(.holder))]
    Held {
        /// The row.
        row: ProofId,
        /// Who runs it, in their own words.
        holder: String,
    },
    /// The lock file cannot be used.
    #[error("the lock of {row} cannot be taken: {}: {source}", .path.display())]
    File {
        /// The row.
        row: ProofId,
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

fn by(holder: &str) -> String {
    match holder.trim() {
        "" => String::new(),
        holder => format!(": {holder}"),
    }
}

/// Takes the lock of a row's gate. `holder` says who takes it, to whoever is
/// refused meanwhile.
///
/// # Errors
///
/// When somebody holds it, or it cannot be taken.
pub fn lock(
    state: &Path,
    roadmap: &RoadmapId,
    row: &ProofId,
    holder: &str,
) -> Result<Lock, LockError> {
    let path = state
        .join("gates")
        .join(format!("{}.lock", key(roadmap, row)));
    let fail = |source| LockError::File {
        row: row.clone(),
        path: path.clone(),
        source,
    };
    if let Some(folder) = path.parent() {
        private_folders(folder).map_err(fail)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(&path).map_err(fail)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Best said, not needed: who wrote it may be about to.
            let _ = (&mut file).take(200).read_to_string(&mut holder);
            let row = row.clone();
            return Err(LockError::Held { row, holder });
        }
        Err(TryLockError::Error(source)) => return Err(fail(source)),
    }
    file.set_len(0).map_err(fail)?;
    // A full disk is no reason not to run.
    let _ = file.write_all(holder.as_bytes());
    Ok(Lock { _file: file })
}

/// A file name for a row of a roadmap, whatever their ids are made of.
pub(super) fn key(roadmap: &RoadmapId, row: &ProofId) -> String {
    let mut sha = Sha::new();
    sha.field(roadmap.as_str());
    sha.field(row.as_str());
    let mut hex = sha.hex();
    hex.truncate(16);
    hex
}
