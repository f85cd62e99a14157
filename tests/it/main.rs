//! Tests from outside.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod architecture;
mod bad_roadmaps;
mod calendar;
mod cli;
mod docs;
mod explained;
mod figures;
mod forecast;
mod import;
mod learner;
mod links;
mod notes;
mod prove;
mod pty;
mod seeds;
mod simulated_reviews;
mod simulated_year;
mod snippets;
mod specification;
mod terminal;
