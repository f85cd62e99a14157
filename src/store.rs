//! Files on disk.

pub mod roadmap_file;
