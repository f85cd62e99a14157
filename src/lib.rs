//! `mastery`.
pub mod cli;
pub mod clock;
pub mod text;
