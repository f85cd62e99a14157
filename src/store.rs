//! Files on disk.

pub mod journal;
