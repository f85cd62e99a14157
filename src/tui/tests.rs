//! The screens, through keys and cells.

mod disk;
mod explain;
mod finding;
mod footer;
mod hours;
mod looks;
mod moments;
mod mouse;
mod notes;
mod outside;
mod plan;
mod proving;
mod replan;
mod reviews;
mod settings;
mod signing;
mod sizes;
mod stats;
mod strange_text;
mod ticking;
mod time;
mod week;

use moments::{Moment, PLACES};
