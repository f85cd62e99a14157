//! The commands, run as a learner runs them: the real binary, the real
//! roadmap, an environment of its own.

mod calendar;
mod change;
mod check;
mod config;
mod desk;
mod edges;
mod export;
mod friday;
mod import;
mod init;
mod json;
mod money;
mod notes;
mod pace;
mod replan;
mod reviews;
mod time;
mod views;
