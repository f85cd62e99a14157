//! The screens, through keys and cells.

mod disk;
mod finding;
mod footer;
mod looks;
mod moments;
mod mouse;
mod notes;
mod outside;
mod reviews;
mod signing;
mod sizes;
mod strange_text;
mod ticking;
mod time;
mod week;

use moments::{Moment, PLACES};
