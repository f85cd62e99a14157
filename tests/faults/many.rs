//! Several programs at once on one journal; long journals, and those of other versions.

pub(crate) mod kit;
mod long;
mod stuck;
mod versions;
mod window;
mod writers;
