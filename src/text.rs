//! The sanitiser, and text measured in terminal cells.
//!
//! Everything the program prints or draws that did not come from its own source passes through
//! [`Shown`]: titles, notes, file names, messages of other crates, output of gates. What is left
//! afterwards is one line that cannot move the cursor, change a colour, reorder its neighbours or
//! hide a part of itself, and whose [`width()`] is the number of cells it is drawn in.
//!
//! Machine-readable output (`--json`, exports) carries the raw text instead.

mod ascii;
mod clean;
mod json;
mod lines;
mod markdown;
mod plain;
mod portable;
mod sanitise;
mod shown;
mod width;
mod words;
mod wrap;

#[cfg(test)]
pub(crate) mod nasty;

pub use ascii::ascii;
pub use clean::Clean;
pub use json::json;
pub use lines::lines;
pub use markdown::markdown;
pub use portable::portable;
pub use sanitise::sanitise;
pub use shown::Shown;
pub use width::{pad_left, pad_right, truncate, truncate_with, width};
pub use words::{count, count_of, form};
pub use wrap::{wrap, wrap_hanging};
