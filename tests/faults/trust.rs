//! Nothing runs by itself, and nothing is asked of the network.
//!
//! `alone` counts the programs and the sockets of every command, given every
//! bad roadmap; `consent` is the table of what a yes holds for. Both have a
//! control in which something does run.

mod alone;
mod consent;
mod learner;
