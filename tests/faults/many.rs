//! Several programs at once on one journal; long journals, and those of other versions.
#![allow(clippy::format_collect, reason = "a test may be slow")]
#![allow(clippy::string_slice, reason = "a test cuts where it likes")]

pub(crate) mod kit;
mod long;
mod stuck;
mod versions;
mod window;
mod writers;
