//! The commands, run as a learner runs them: the real binary, the real
//! roadmap, an environment of its own.

mod calendar;
mod change;
mod check;
mod desk;
mod doctor;
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
mod schema;
mod time;
mod views;
