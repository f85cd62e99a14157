//! Takes out of an output what drives a terminal, as it comes.
//!
//! Conditions are about what is read, and `p99: ␛[32m120␛[0m` reads `p99: 120`.

/// The longest sequence that is taken for one; what goes on is text again, so
/// that a sequence without an end hides no more than this.
const LONGEST: usize = 4096;

/// Where in a sequence the output stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// Behind an escape.
    Escape,
    /// In `ESC [ …`.
    Control,
    /// In `ESC ] …` and the like, which end with a bell or `ESC \`.
    String,
    /// Behind an escape in one of those.
    StringEscape,
}

/// Where the output stands, between two pieces of it.
#[derive(Debug, Clone)]
pub struct Clean {
    state: State,
    length: usize,
}

impl Default for Clean {
    fn default() -> Self {
        Self::new()
    }
}

impl Clean {
    /// At the beginning of an output.
    pub fn new() -> Self {
        Self {
            state: State::Text,
            length: 0,
        }
    }

    /// Adds to `out` what of `bytes` is text.
    pub fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) {
        while !bytes.is_empty() {
            if self.state == State::Text {
                let (text, rest) = match memchr::memchr(0x1b, bytes) {
                    Some(at) => {
                        self.enter(State::Escape);
                        bytes.split_at(at)
                    }
                    None => (bytes, &[][..]),
                };
                out.extend_from_slice(text);
                bytes = rest.get(1..).unwrap_or_default();
                continue;
            }
            let Some((byte, rest)) = bytes.split_first() else {
                return;
            };
            self.length += 1;
            match self.step(*byte) {
                Some(state) if self.length < LONGEST => self.state = state,
                Some(State::Text) => self.state = State::Text,
                // What belongs to no sequence is text, line ends above all.
                _ => {
                    self.state = State::Text;
                    if *byte == 0x1b {
                        self.enter(State::Escape);
                    } else {
                        out.push(*byte);
                    }
                }
            }
            bytes = rest;
        }
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.length = 0;
    }

    /// Where the output stands behind this byte; `None` if it does not belong
    /// to the sequence.
    #[expect(clippy::match_same_arms, reason = "grouped by sequence")]
    fn step(&self, byte: u8) -> Option<State> {
        Some(match (self.state, byte) {
            (State::Escape, b'[') => State::Control,
            (State::Escape, b']' | b'P' | b'X' | b'^' | b'_') => State::String,
            // `ESC ( B` and its like.
            (State::Escape, 0x20..=0x2f) => State::Escape,
            (State::Control, 0x20..=0x3f) => State::Control,
            (State::Escape, 0x30..=0x7e)
            | (State::Control, 0x40..=0x7e)
            | (State::String, 0x07)
            | (State::StringEscape, b'\\') => State::Text,
            (State::String, 0x1b) => State::StringEscape,
            (State::String, _) => State::String,
            _ => return None,
        })
    }
}
