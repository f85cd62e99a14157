//! What the journal, the terminal and the files survive: faults are made, counted and judged.
//!
//! Every test prints what it did, past the capture of the test harness, so that
//! nothing can be green by not having run; every kind of fault has a control,
//! a run in which the protection is missing and the judge has to notice. The
//! short lane runs with the other tests; `tools/soak` runs the long one.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod lane;
#[path = "../it/pty.rs"]
#[allow(dead_code, reason = "the faults do not need all of it")]
mod pty;

mod clock;
mod corpus;
mod crash;
mod files;
mod full;
mod fuzzed;
mod hostile;

mod many;
mod power;
mod storm;
mod streams;
mod sync;
mod trust;
