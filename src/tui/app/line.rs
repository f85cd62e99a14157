//! A line of text that is typed.

use tui_input::{Input as Line, InputRequest};

use crate::tui::keys::Chord;

/// A typed line has at most so many characters: whatever they are, an event
/// has room for them.
const LONGEST_LINE: usize = 1_500;

/// Edits a line of text with a key.
pub(in crate::tui) fn edit(line: &mut Line, chord: Chord) {
    let request = match chord.to_string().as_str() {
        "backspace" => InputRequest::DeletePrevChar,
        "delete" => InputRequest::DeleteNextChar,
        "left" | "ctrl-b" => InputRequest::GoToPrevChar,
        "right" | "ctrl-f" => InputRequest::GoToNextChar,
        "home" | "ctrl-a" => InputRequest::GoToStart,
        "end" | "ctrl-e" => InputRequest::GoToEnd,
        "ctrl-w" => InputRequest::DeletePrevWord,
        "ctrl-u" => InputRequest::DeleteLine,
        "ctrl-k" => InputRequest::DeleteTillEnd,
        _ => match chord.typed() {
            Some(letter) => return insert(line, letter.encode_utf8(&mut [0; 4])),
            None => return,
        },
    };
    line.handle(request);
}

/// Whether a line of text takes this key for itself.
pub(super) fn edits(chord: Chord) -> bool {
    let keys = [
        "ctrl-b", "ctrl-f", "ctrl-a", "ctrl-e", "ctrl-w", "ctrl-u", "ctrl-k",
    ];
    keys.contains(&chord.to_string().as_str())
}

/// Inserts text at the cursor of a line, as much as fits.
pub(in crate::tui) fn insert(line: &mut Line, text: &str) {
    let room = LONGEST_LINE.saturating_sub(line.value().chars().count());
    for letter in text.chars().take(room) {
        line.handle(InputRequest::InsertChar(letter));
    }
}
