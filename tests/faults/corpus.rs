//! Input that nobody meant: roadmaps, journals and surroundings, one mistake
//! each, given to the real program.
//!
//! What is asserted of every case: the status, the words, and that nothing in
//! them drives a terminal; that it took little time of the processor and little
//! memory, both of which the system enforces (`prlimit`); and that there was no
//! panic. The control of this judge is `the_judge_notices`.
#![allow(
    clippy::semicolon_if_nothing_returned,
    reason = "what a row of a table does is one expression"
)]

mod journals;
mod roadmaps;
pub(crate) mod runs;
mod surroundings;

pub(crate) use roadmaps::written as roadmap_files;
