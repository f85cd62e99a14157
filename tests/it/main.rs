//! Tests from outside.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod architecture;
mod bad_roadmaps;
mod figures;
mod learner;
mod simulated_year;
