//! What a gate printed, as far as it is remembered.

use std::{collections::VecDeque, mem};

use crate::text::Clean;

/// So many lines are remembered, the newest.
const LINES: usize = 10_000;
/// So many bytes of them.
const BYTES: usize = 4 << 20;
/// A longer line is broken.
const LONGEST: usize = 600;

/// What a gate printed, as far as it is remembered.
#[derive(Debug, Clone, Default)]
pub struct Output {
    lines: VecDeque<Line>,
    bytes: usize,
    /// How many lines are forgotten.
    forgotten: usize,
    /// A line that goes on.
    rest: Vec<u8>,
    clean: Clean,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub sort: Sort,
    /// What it says. It was printed by a program, and may say anything.
    pub text: String,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// The program printed it.
    Printed,
    /// A step begins.
    Step,
    /// A step ended, and held.
    Held,
    /// A step ended, and did not hold.
    Failed,
    /// Something is left out.
    Aside,
}

impl Output {
    /// The number of the first line that is remembered; lines keep their
    /// numbers.
    pub fn first(&self) -> usize {
        self.forgotten
    }

    /// How many lines there are, one that goes on among them.
    pub fn len(&self) -> usize {
        self.lines.len() + usize::from(!self.rest.is_empty())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A line by its number.
    pub fn line(&self, number: usize) -> Option<Line> {
        let place = number.checked_sub(self.forgotten)?;
        if place == self.lines.len() && !self.rest.is_empty() {
            return Some(Line {
                sort: Sort::Printed,
                text: words(&self.rest),
            });
        }
        self.lines.get(place).cloned()
    }

    /// The numbers of the lines that have this text; small letters match
    /// capitals too.
    pub fn having(&self, text: &str) -> impl DoubleEndedIterator<Item = usize> {
        let lines = self.lines.iter().enumerate();
        lines
            .filter(move |(_, line)| !places(&line.text, text).is_empty())
            .map(|(place, _)| place + self.forgotten)
    }

    /// Takes in what a program printed; what drives a terminal is left out.
    pub fn print(&mut self, bytes: &[u8]) {
        let mut text = Vec::with_capacity(bytes.len());
        self.clean.feed(bytes, &mut text);
        let mut lines = text.split(|byte| *byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            for piece in line.chunks(LONGEST) {
                let room = LONGEST.saturating_sub(self.rest.len());
                let (now, later) = piece.split_at(room.min(piece.len()));
                self.rest.extend_from_slice(now);
                if !later.is_empty() {
                    self.break_line();
                    self.rest.extend_from_slice(later);
                }
            }
            if lines.peek().is_some() {
                self.end_line();
            }
        }
    }

    /// Adds a line of our own.
    pub fn say(&mut self, sort: Sort, text: String) {
        if !self.rest.is_empty() {
            self.end_line();
        }
        self.add(Line { sort, text });
    }

    /// Ends a line that is too long, where a character ends.
    fn break_line(&mut self) {
        let mut end = self.rest.len();
        // The bytes of a character after its first are 10xxxxxx.
        while end > 0 && self.rest.len() - end < 4 {
            end -= 1;
            match self.rest[end] {
                byte if byte & 0b1100_0000 == 0b1000_0000 => {}
                byte if byte & 0b1000_0000 == 0 => {
                    end = self.rest.len();
                    break;
                }
                _ => break,
            }
        }
        if end == 0 || self.rest.len() - end >= 4 {
            end = self.rest.len();
        }
        let later = self.rest.split_off(end);
        self.end_line();
        self.rest = later;
    }

    fn end_line(&mut self) {
        let text = words(&mem::take(&mut self.rest));
        self.add(Line {
            sort: Sort::Printed,
            text,
        });
    }

    fn add(&mut self, line: Line) {
        self.bytes += line.text.len();
        self.lines.push_back(line);
        while self.lines.len() > LINES || self.bytes > BYTES {
            let Some(gone) = self.lines.pop_front() else {
                break;
            };
            self.bytes -= gone.text.len();
            self.forgotten += 1;
        }
    }
}

/// Where a line has a text, in bytes; small letters match capitals too.
pub fn places(line: &str, text: &str) -> Vec<(usize, usize)> {
    if text.is_empty() {
        return Vec::new();
    }
    if text.chars().any(char::is_uppercase) {
        let found = line.match_indices(text);
        return found.map(|(at, found)| (at, at + found.len())).collect();
    }
    // Only what keeps its length is folded, so that places stay places.
    let small = line.to_ascii_lowercase();
    let found = small.match_indices(text);
    found.map(|(at, found)| (at, at + found.len())).collect()
}

/// A line in words; what was printed over is not of interest any more.
fn words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_end_matches('\r');
    text.rsplit('\r').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(output: &Output) -> Vec<String> {
        let all = output.first()..output.first() + output.len();
        all.filter_map(|line| output.line(line))
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn lines_are_what_stands_between_line_ends() {
        let mut output = Output::default();
        output.print(b"one\n\ntw");
        assert_eq!(lines(&output), ["one", "", "tw"]);
        output.print(b"o\n");
        assert_eq!(lines(&output), ["one", "", "two"]);
        output.print(b" 10 %\r 50 %\r100 %\r\nend");
        assert_eq!(lines(&output), ["one", "", "two", "100 %", "end"]);
    }

    #[test]
    fn what_drives_a_terminal_is_left_out() {
        let mut output = Output::default();
        output.print(b"\x1b[32mgreen\x1b[0m\x1b]0;title\x07 \x1b[2Jgone\n");
        assert_eq!(lines(&output), ["green gone"]);
    }

    #[test]
    fn a_character_cut_in_two_comes_out_whole() {
        let mut output = Output::default();
        for byte in "żółw 🐢\n".bytes() {
            output.print(&[byte]);
        }
        assert_eq!(lines(&output), ["żółw 🐢"]);
    }

    #[test]
    fn a_line_without_an_end_is_broken_where_a_character_ends() {
        let mut output = Output::default();
        let long = "ż".repeat(LONGEST);
        output.print(long.as_bytes());
        output.print(b"\n");
        assert_eq!(lines(&output).concat(), long);
        assert!(lines(&output).len() >= 2);
    }

    #[test]
    fn much_output_takes_little_room_and_its_lines_keep_their_numbers() {
        let mut output = Output::default();
        for line in 0..LINES * 3 {
            output.print(format!("line {line}\n").as_bytes());
        }
        assert_eq!(output.len(), LINES);
        assert_eq!(output.first(), LINES * 2);
        let first = output.line(output.first()).unwrap();
        assert_eq!(first.text, format!("line {}", LINES * 2));
        for _ in 0..20_000 {
            output.print(&[b'x'; LONGEST]);
        }
        assert!(output.bytes <= BYTES, "{}", output.bytes);
    }

    #[test]
    fn small_letters_find_capitals_and_capitals_only_themselves() {
        assert_eq!(places("Error: ERROR", "error"), [(0, 5), (7, 12)]);
        assert_eq!(places("Error: ERROR", "ERROR"), [(7, 12)]);
        assert_eq!(places("Error", ""), []);
    }

    proptest! {
        #[test]
        fn however_output_is_cut_its_lines_are_the_same(
            text in "[a-zż🐢\n\r \u{1b}\\[0-9;m]{0,80}",
            cut in 0..400usize,
        ) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let (mut whole, mut parts) = (Output::default(), Output::default());
            whole.print(bytes);
            parts.print(&bytes[..cut]);
            parts.print(&bytes[cut..]);
            prop_assert_eq!(lines(&whole), lines(&parts));
        }
    }
}
