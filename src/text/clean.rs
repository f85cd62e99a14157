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

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(bytes: &[u8]) -> String {
        let mut out = Vec::new();
        Clean::new().feed(bytes, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn every_kind_of_sequence_goes_and_the_text_around_it_stays() {
        for sequence in [
            "\u{1b}[m",
            "\u{1b}[1;32m",
            "\u{1b}[?25 h",
            "\u{1b}c",
            "\u{1b}7",
            "\u{1b}(B",
            "\u{1b}]0;title\u{7}",
            "\u{1b}]0;title\u{1b}\\",
            "\u{1b}P1$r0m\u{1b}\\",
            "\u{1b}Xa\u{1b}\\",
            "\u{1b}^a\u{1b}\\",
            "\u{1b}_Ga=T\u{1b}\\",
        ] {
            let text = format!("a{sequence}b{sequence}{sequence}c");
            assert_eq!(cleaned(text.as_bytes()), "abc", "{sequence:?}");
        }
    }

    #[test]
    fn what_breaks_a_sequence_off_is_text() {
        assert_eq!(cleaned(b"a\x1b\nb"), "a\nb");
        assert_eq!(cleaned(b"a\x1b[1\nb"), "a\nb");
        assert_eq!(cleaned(b"a\x1b]t\x1bbc"), "abc");
        assert_eq!(cleaned(b"a\x1b]t\x1b\x1b[1mb"), "ab");
        assert_eq!(cleaned(b"a\x1b[1\x1b[1mb"), "ab");
    }

    #[test]
    fn a_sequence_hides_no_more_than_its_greatest_length() {
        let string = |letters: usize| {
            let bytes = [b"\x1b]", vec![b'x'; letters].as_slice(), b"\x07"].concat();
            cleaned(&bytes)
        };
        // Its first byte and its last are counted, too.
        assert_eq!(string(LONGEST - 2), "");
        assert_eq!(string(LONGEST - 1), "x\u{7}");
        // A second one has as much room.
        let most = [b"\x1b]".as_slice(), &vec![b'x'; LONGEST - 2], b"\x07"].concat();
        assert_eq!(cleaned(&[most.clone(), most].concat()), "");
    }
}
