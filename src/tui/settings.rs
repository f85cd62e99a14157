//! What the learner sets and may set anew while the program runs.

use std::sync::Arc;

use crate::domain::day::{DateFormat, DayStart, WeekStart};

use super::{
    keys::Keymap,
    theme::{Background, Depth, Paints},
};

/// What the learner sets and may set anew while the program runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What keys mean.
    pub keys: Arc<Keymap>,
    /// The background to draw for; `None` for the one that the terminal has.
    pub background: Option<Background>,
    /// How many colours to draw with.
    pub depth: Depth,
    /// Colours of the learner's own.
    pub paints: Paints,
    /// Whether to draw with ASCII characters alone.
    pub ascii: bool,
    /// How many columns the text of a note has at most.
    pub reading_width: u16,
    /// When a logical day begins.
    pub day_start: DayStart,
    /// What weeks begin with.
    pub week_start: WeekStart,
    /// In what form dates are shown.
    pub date_format: DateFormat,
    /// What is wrong in them, a line each.
    pub problems: Vec<String>,
}
