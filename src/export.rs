//! A report in some format: the curriculum as Markdown, the year as a calendar,
//! tables for a spreadsheet, a portfolio to show. Pure: text comes out, and
//! somebody else writes it.
//!
//! All text in it has passed the sanitiser, so that a report printed to a
//! terminal drives nothing; each format then escapes what means something to it.

pub mod calendar;
pub mod markdown;
pub mod portfolio;
pub mod tables;

mod address;
mod clean;
mod standing;

#[cfg(test)]
mod tests;

use crate::domain::{day::LogicalDay, progress::Progress, roadmap::Roadmap, state::State};

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What there is to learn.
    pub roadmap: &'a Roadmap,
    /// What happened.
    pub state: &'a State,
    /// Both joined.
    pub progress: &'a Progress,
    /// The day it is made on.
    pub today: LogicalDay,
}
