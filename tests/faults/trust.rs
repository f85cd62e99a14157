//! Nothing runs by itself, and nothing is asked of the network.
//!
//! `alone` counts the programs and the sockets of every command, given every
//! bad roadmap; `consent` is the table of what a yes holds for. Both have a
//! control in which something does run.
#![allow(
    clippy::semicolon_if_nothing_returned,
    reason = "what a row of a table does is one expression"
)]

mod alone;
mod consent;
mod learner;
