//! Tests from outside.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod architecture;
mod bad_roadmaps;
mod cli;
mod docs;
mod figures;
mod forecast;
mod import;
mod learner;
mod links;
mod notes;
mod seeds;
mod simulated_year;
mod snippets;
mod specification;
mod terminal;
