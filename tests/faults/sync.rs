//! Several devices and whatever carries files between them.

mod algebra;
mod copies;
mod disk;
mod merges;
mod put_back;
mod repository;
