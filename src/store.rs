//! Files on disk.

pub mod builtin;
mod cache;
pub mod config;
pub mod fresh;
pub mod journal;
pub mod notes;
pub mod paths;
pub mod roadmap_file;
pub mod starter;
pub mod whole;
