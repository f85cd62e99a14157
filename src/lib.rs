//! `mastery`.
pub mod cli;
pub mod domain;
pub mod insight;
pub mod store;
