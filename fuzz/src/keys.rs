//! What a terminal sends: cut anywhere, it means the same, and nothing presses
//! a key that no key is.

use crossterm::event::{Event as Input, KeyCode};
use mastery::tui::run::{Decoder, Heard};

/// The most that a paste keeps.
const MOST_PASTED: usize = 64 * 1024;

/// Bytes through the decoder of the program.
pub fn keys(bytes: &[u8]) -> usize {
    keys_of(Decoder::default, bytes)
}

/// Bytes through a decoder.
pub fn keys_of(decoder: fn() -> Decoder, bytes: &[u8]) -> usize {
    let whole = hear(decoder(), std::iter::once(bytes));
    for size in [1, 2, 5] {
        assert_eq!(hear(decoder(), bytes.chunks(size)), whole, "in pieces of {size}");
    }
    for heard in &whole {
        match heard {
            Heard::Input(Input::Key(key)) => {
                if let KeyCode::Char(c) = key.code {
                    assert!(!c.is_control(), "{key:?}");
                }
            }
            Heard::Input(Input::Paste(text)) => {
                // A byte that is no text becomes a sign of three.
                assert!(text.len() <= 3 * MOST_PASTED, "{}", text.len());
            }
            Heard::Input(Input::Mouse(_)) | Heard::Background(_) => {}
            Heard::Input(other) => panic!("{other:?}"),
        }
    }
    whole.len()
}

/// All that is heard, until nothing is begun any more.
fn hear<'b>(mut decoder: Decoder, pieces: impl Iterator<Item = &'b [u8]>) -> Vec<Heard> {
    let mut heard = Vec::new();
    for piece in pieces {
        heard.extend(decoder.take(piece));
    }
    let mut silences = 0;
    while decoder.patience().is_some() {
        heard.extend(decoder.settle());
        silences += 1;
        assert!(silences < 8, "it never settles");
    }
    // A paste that paused comes in two.
    let mut whole: Vec<Heard> = Vec::new();
    for next in heard {
        match (whole.last_mut(), next) {
            (Some(Heard::Input(Input::Paste(text))), Heard::Input(Input::Paste(more))) => {
                text.push_str(&more);
            }
            (_, next) => whole.push(next),
        }
    }
    whole
}
