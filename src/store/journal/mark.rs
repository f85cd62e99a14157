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
    /// `None` if the file had no event.
    pub(super) last: Option<EventId>,
    /// How long the mirror was then; `None` if it did not have everything.
    pub(super) mirror: Option<u64>,
    /// Whether the mirror had an event that was in no file.
    pub(super) lost: bool,
}

impl Mark {
    /// The mark at `path`; `None` if there is none that can be read.
    pub(super) fn read<D: Disk>(disk: &D, path: &Path) -> Option<Self> {
        let mut file = disk.open(path).ok()?;
        let bytes = disk.read(&mut file, 0, MAX).ok()?;
        let table: toml::Table = toml::from_str(str::from_utf8(&bytes).ok()?).ok()?;
        let number = |key| u64::try_from(table.get(key)?.as_integer()?).ok();
        let last = match table.get("last") {
            Some(last) => Some(EventId::parse(last.as_str()?)?),
            None => None,
        };
        Some(Self {
            length: number("length")?,
            last,
            mirror: number("mirror"),
            lost: table
                .get("lost")
                .is_some_and(|it| it.as_bool() == Some(true)),
        })
    }

    /// Puts the mark at `path`. It need not survive a power cut: an older mark
    /// asks for less.
    pub(super) fn write<D: Disk>(self, disk: &D, path: &Path) {
        let mut lines = vec![format!("length = {}\n", self.length)];
        if let Some(last) = self.last {
            lines.push(format!("last = \"{last}\"\n"));
        }
        if let Some(mirror) = self.mirror {
            lines.push(format!("mirror = {mirror}\n"));
        }
        if self.lost {
            lines.push("lost = true\n".to_owned());
        }
        // Without it a loss would go unnoticed, but nothing is lost.
        let _unmarked = disk.replace(path, lines.concat().as_bytes(), false);
    }
}
