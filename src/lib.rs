//! `mastery`.
pub mod cli;
pub mod clock;
