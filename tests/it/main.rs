//! Tests from outside.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod bad_roadmaps;
mod terminal;
