//! Several devices and whatever carries files between them.
#![allow(clippy::format_collect, reason = "a test may be slow")]
#![allow(clippy::string_slice, reason = "a test cuts where it likes")]

mod algebra;
mod copies;
mod disk;
mod merges;
mod put_back;
mod repository;
