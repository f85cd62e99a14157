//! The high-water mark: how long this device's file was after the last append,
//! and which event was its last. It is kept beside the lock, where no sync tool
//! reaches, and shows when an older version of the file was put back. Every folder
//! that a device writes into has its own.

use std::path::Path;

use super::disk::Disk;
use crate::domain::event::EventId;

/// The longest mark file that is read.
const MAX: u64 = 4096;

/// What the device's file was after the last append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) length: u64,
    pub(super) last: EventId,
}

impl Mark {
    /// The mark at `path`; `None` if there is none that can be read.
    pub(super) fn read<D: Disk>(disk: &D, path: &Path) -> Option<Self> {
        let mut file = disk.open(path).ok()?;
        let bytes = disk.read(&mut file, 0, MAX).ok()?;
        let table: toml::Table = toml::from_str(str::from_utf8(&bytes).ok()?).ok()?;
        Some(Self {
            length: u64::try_from(table.get("length")?.as_integer()?).ok()?,
            last: EventId::parse(table.get("last")?.as_str()?)?,
        })
    }

    /// Puts the mark at `path`. It need not survive a power cut: an older mark
    /// asks for less.
    pub(super) fn write<D: Disk>(self, disk: &D, path: &Path) {
        let text = format!("length = {}\nlast = \"{}\"\n", self.length, self.last);
        // Without it a loss would go unnoticed, but nothing is lost.
        let _unmarked = disk.replace(path, text.as_bytes(), false);
    }
}
