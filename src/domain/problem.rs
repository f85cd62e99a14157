//! What is wrong with a file that a person wrote, and where.

use std::ops::Range;

/// How much a problem spoils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing of the file can be used.
    Fatal,
    /// What the problem is about is left out or mended; the rest works.
    Degrading,
    /// The file is sound, but it contradicts itself.
    Finding,
}

impl Severity {
    /// The word for it, as commands and `--json` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fatal => "fatal",
            Self::Degrading => "degrading",
            Self::Finding => "finding",
        }
    }
}

/// A stretch of one line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The name of the file, as it is shown.
    pub file: String,
    /// The line, counted from one.
    pub line: usize,
    /// The first character, counted from one.
    pub column: usize,
    /// How many characters; at least one, the last may lie just past the line.
    pub len: usize,
    /// The line as it stands in the file, raw; the part around the spot if the
    /// line is very long.
    pub text: String,
    /// How many characters of [`Spot::text`] come before the spot.
    pub before: usize,
}

/// A fault in a file that a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How much it spoils.
    pub severity: Severity,
    /// Where it is, if it is in one place.
    pub spot: Option<Spot>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub expected: Option<String>,
    /// A valid name near to the wrong one.
    pub nearest: Option<String>,
    /// The key by which a finding is accepted.
    pub key: Option<String>,
}

impl Problem {
    /// A problem that is in no one place.
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self {
            severity,
            spot: None,
            message: message.into(),
            expected: None,
            nearest: None,
            key: None,
        }
    }

    /// The same problem, in a place.
    #[must_use]
    pub fn at(mut self, spot: Spot) -> Self {
        self.spot = Some(spot);
        self
    }

    /// The same problem, with what would be right.
    #[must_use]
    pub fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// The same problem, with a valid name near to the wrong one.
    #[must_use]
    pub fn near(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }

    /// The same problem, with the key by which it is accepted.
    #[must_use]
    pub fn keyed(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

/// How many characters of a long line a [`Spot`] keeps on each side.
const WINDOW: usize = 100;

/// Where the lines of a text begin.
#[derive(Debug, Clone)]
pub struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    /// Finds the lines of a text.
    pub fn new(source: &'s str) -> Self {
        let mut starts = Vec::with_capacity(source.len() / 24 + 1);
        starts.push(0);
        let mut rest = source.as_bytes();
        let mut start = 0;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            start += end + 1;
            starts.push(start);
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        Self { source, starts }
    }

    /// The number of the line, from one, that the byte at `offset` is in.
    pub fn number(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// The line with this number, from one, without its end; empty if there is
    /// none.
    pub fn text(&self, number: usize) -> &'s str {
        let Some(&start) = number.checked_sub(1).and_then(|at| self.starts.get(at)) else {
            return "";
        };
        let end = self.starts.get(number).copied();
        let line = self
            .source
            .get(start..end.unwrap_or(self.source.len()))
            .unwrap_or_default();
        let line = line.strip_suffix('\n').unwrap_or(line);
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// The stretch of bytes as a spot; what lies on further lines is left out.
    pub fn spot(&self, file: &str, span: Range<usize>) -> Spot {
        let offset = span.start.min(self.source.len());
        let line = self.number(offset);
        let text = self.text(line);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let characters = |from: usize, to: usize| {
            let whole = text.char_indices().map(|(at, _)| at + start);
            whole.filter(|at| (from..to).contains(at)).count()
        };
        let column = characters(start, offset);
        let len = characters(offset, span.end.max(offset)).max(1);
        let (text, before) = window(text, column, len);
        Spot {
            file: file.to_owned(),
            line,
            column: column + 1,
            len,
            text,
            before,
        }
    }

    /// The bytes of a line without its indentation.
    pub fn span(&self, number: usize) -> Range<usize> {
        let start = number.checked_sub(1).and_then(|at| self.starts.get(at));
        let start = start.copied().unwrap_or(self.source.len());
        let text = self.text(number);
        let indent = text.len() - text.trim_start().len();
        start + indent..start + text.trim_end().len().max(indent)
    }
}

/// The part of a line that is worth keeping, and how many of its characters
/// come before the spot.
fn window(line: &str, column: usize, len: usize) -> (String, usize) {
    let skipped = column.saturating_sub(WINDOW);
    let kept = column - skipped + len.min(WINDOW) + WINDOW;
    let mut rest = line.chars().skip(skipped);
    let mut text: String = if skipped > 0 { "…" } else { "" }.to_owned();
    text.extend(rest.by_ref().take(kept));
    if rest.next().is_some() {
        text.push('…');
    }
    (text, column - skipped + usize::from(skipped > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_counts_characters_not_bytes() {
        let source = "a = 1\r\nžluť = \"kůň\" # x\n";
        let lines = Lines::new(source);
        let at = source.find("\"k").unwrap();
        let spot = lines.spot("f", at..at + "\"kůň\"".len());
        assert_eq!((spot.line, spot.column, spot.len), (2, 8, 5));
        assert_eq!(spot.text, "žluť = \"kůň\" # x");
        assert_eq!(lines.text(1), "a = 1");
    }

    #[test]
    fn a_spot_at_the_end_of_the_text_is_still_a_spot() {
        let spot = Lines::new("a =").spot("f", 3..3);
        assert_eq!((spot.line, spot.column, spot.len), (1, 4, 1));
        let spot = Lines::new("").spot("f", 7..9);
        assert_eq!((spot.line, spot.column, spot.len), (1, 1, 1));
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_spot() {
        let source = format!("{}X{}", "a".repeat(5_000), "b".repeat(5_000));
        let spot = Lines::new(&source).spot("f", 5_000..5_001);
        assert_eq!(spot.column, 5_001);
        assert_eq!(spot.text.chars().nth(spot.before), Some('X'));
        assert!(spot.text.chars().count() < 300);
    }

    #[test]
    fn a_span_over_several_lines_is_marked_on_the_first() {
        let spot = Lines::new("ab\ncd\n").spot("f", 1..5);
        assert_eq!((spot.line, spot.column, spot.len), (1, 2, 1));
    }
}
