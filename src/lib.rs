//! `mastery`.

pub mod cli;
pub mod clock;
pub mod domain;
pub mod insight;
pub mod store;
pub mod text;
pub mod tui;
