//! Files on disk.

pub mod journal;
pub mod roadmap_file;
