//! What has to hold for any bytes at all, one function for each place where
//! bytes from outside come in.
//!
//! `tools/fuzz` makes up bytes for these functions; `tests/faults/fuzzed.rs`
//! has this file as a module of its own and gives them every input that was
//! kept, below `tests/fixtures/fuzz/`. A function panics if something does not
//! hold. It returns how many things it could look at: an input that is refused
//! at once proves little, and a run that says so is not mistaken for a good one.

mod calendar;
mod disk;
mod import;
mod journal;
mod keys;
mod note;
mod roadmap;
mod settings;
mod text;
mod typed;

pub use calendar::calendar;
pub use import::import;
pub use journal::{append, journal, lines, mend};
pub use keys::keys;
pub use note::{note, page};
pub use roadmap::roadmap;
pub use settings::settings;
pub use text::{sanitiser, sanitiser_of};
pub use typed::typed;

/// Looks at some bytes; says how many things there were to look at.
pub type Body = fn(&[u8]) -> usize;

/// All of them by their names.
pub const BODIES: [(&str, Body); 13] = [
    ("append", append),
    ("calendar", calendar),
    ("import", import),
    ("journal", journal),
    ("keys", keys),
    ("lines", lines),
    ("mend", mend),
    ("note", note),
    ("page", page),
    ("roadmap", roadmap),
    ("sanitiser", sanitiser),
    ("settings", settings),
    ("typed", typed),
];

/// The first character that could drive a terminal or turn the direction of
/// its text, line ends apart.
fn acts(text: &str) -> Option<char> {
    text.chars().find(|c| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    })
}

/// Says that a text drives no terminal.
fn tame(text: &str) {
    assert_eq!(acts(text), None, "{text:?}");
}
