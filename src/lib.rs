//! `mastery`.
pub mod cli;
