//! The commands, run as a learner runs them: the real binary, the real
//! roadmap, an environment of its own.

mod calendar;
mod change;
mod check;
mod completions;
mod config;
mod desk;
mod doctor;
mod edges;
mod export;
mod friday;
mod help;
mod import;
mod init;
mod integrations;
mod json;
mod money;
mod next;
mod notes;
mod output;
mod pace;
mod replan;
mod reviews;
mod schema;
mod show;
mod time;
mod views;
