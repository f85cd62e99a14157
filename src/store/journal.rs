//! The journal on disk: what happened, one block an event, appended and
//! synced, never rewritten. `docs/journal-format.md` is its format.
//!
//! Reading goes from bytes to blocks ([`read_journal`]), block by block, so
//! that a bad one hides no other. Writing goes through [`Journal::append`]
//! alone. [`Journal::poll`] picks up what others wrote. Whatever cannot be
//! read is a [`Damage`], reported and left where it is.

mod append;
mod beginning;
mod block;
mod conflict;
mod damage;
mod device;
mod disk;
mod exchange;
mod follow;
mod grounds;
mod import;
mod line;
mod mark;
mod mend;
mod mirror;
mod parse;
mod pending;
mod pieces;
mod read;
mod scan;
mod shared;
mod spell;
mod sum;
mod value;
mod write;

pub use append::{AppendError, Appended};
pub use damage::{Damage, What};
pub use device::{Device, DeviceError, Machine, Origin, device_id, known_device};
pub use disk::{Disk, Files, Kind as FileKind, LockError, Stat};
pub use exchange::{BadLine, Foreign, MAX_LINE, read_lines};
pub use follow::{Journal, MAX_FILE, OpenError, Place, PollError};
pub use import::{ImportError, Imported};
pub use mend::{Ailment, MendError, Mended, ailment, is_locked, own_ailment};
pub use mirror::RestoreError;
pub use pending::Pending;
pub use read::read_journal;
pub use write::{MAX_EVENT, Unwritable};

#[cfg(test)]
mod tests;
