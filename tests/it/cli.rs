//! The commands, run as a learner runs them: the real binary, the real
//! roadmap, an environment of its own.

mod change;
mod check;
mod desk;
mod edges;
mod friday;
mod import;
mod init;
mod json;
mod money;
mod notes;
mod pace;
mod time;
mod views;
