//! Proving that a row of the matrix holds: its gate is run, and what that
//! showed is kept.
//!
//! A [`Plan`] says exactly what would run and where. Nothing runs without the
//! learner's [`consent`] to each of its steps. [`start`] runs a plan: each step
//! under a supervisor, a process of this same program that ends all of the
//! step's processes when it is told to, and also when this one is gone. What
//! the step prints is [`judge`]d while it comes, and [`keep`]t.
//!
//! Rules are here; who asks, who records and who shows is `cli`.

pub mod consent;
pub mod judge;
pub mod keep;
pub mod lock;
mod number;
pub mod plan;
#[cfg(unix)]
mod run;
#[cfg(not(unix))]
#[path = "proof/run_elsewhere.rs"]
mod run;
mod search;
mod sha;
#[cfg(unix)]
mod supervise;

pub use plan::{Lookup, Plan, PlanError, PlannedStep};
pub use run::{Cancel, Finished, Listening, Options, Running, start};
pub use sha::{Sha, sha256_of};
#[cfg(unix)]
pub use supervise::supervise;

/// The first argument with which this program is a supervisor of one step.
pub const SUPERVISOR: &str = "__gate";

#[cfg(test)]
mod tests;
