//! What a terminal sends: cut anywhere, it means the same, and nothing presses
//! a key that no key is.

use crossterm::event::{Event as Input, KeyCode};
use mastery::tui::run::{Decoder, Heard};

/// The most that a paste keeps.
const MOST_PASTED: usize = 64 * 1024;

/// Bytes through the decoder.
pub fn keys(bytes: &[u8]) -> usize {
    let whole = hear(std::iter::once(bytes));
    for size in [1, 2, 5] {
        assert_eq!(hear(bytes.chunks(size)), whole, "in pieces of {size}");
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
fn hear<'b>(pieces: impl Iterator<Item = &'b [u8]>) -> Vec<Heard> {
    let mut decoder = Decoder::default();
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
