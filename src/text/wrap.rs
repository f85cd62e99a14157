//! Prose broken into lines.

use unicode_segmentation::UnicodeSegmentation;

use super::width::{cells, width as cells_of};

/// Breaks prose into lines of at most `width` cells, at spaces; a word that is longer than a line
/// is broken inside.
///
/// Runs of spaces shrink to one, and line breaks in the text stay. A character that is wider than a
/// whole line becomes `…`, and no width gives no lines.
///
/// ```
/// # use mastery::text::wrap;
/// assert_eq!(wrap("the plan had you here on 10 Nov", 12), ["the plan had", "you here on", "10 Nov"]);
/// ```
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    wrap_hanging(text, width, 0)
}

/// Breaks prose as [`wrap`] does, with every line but the first set in by `indent` cells.
///
/// An indent that leaves no room is not made.
pub fn wrap_hanging(text: &str, width: usize, indent: usize) -> Vec<String> {
    if width == 0 {
        return Vec::new();
    }
    let indent = if indent < width { indent } else { 0 };
    let mut lines = Lines {
        width,
        indent,
        finished: Vec::new(),
        line: String::new(),
        used: 0,
        words: 0,
    };
    for paragraph in text.lines() {
        for word in paragraph.split([' ', '\t']).filter(|word| !word.is_empty()) {
            lines.add(word);
        }
        lines.finish();
    }
    lines.finished
}

struct Lines {
    width: usize,
    indent: usize,
    finished: Vec<String>,
    line: String,
    used: usize,
    words: usize,
}

impl Lines {
    fn add(&mut self, word: &str) {
        if self.words > 0 {
            if self.used + 1 + cells_of(word) <= self.width {
                self.push(" ", 1);
            } else {
                self.finish();
            }
        }
        // Most words go whole.
        let whole = cells_of(word);
        if self.used + whole <= self.width && whole <= self.width - self.indent {
            self.push(word, whole);
            self.words += 1;
            return;
        }
        for cluster in word.graphemes(true) {
            let (cluster, cells) = match cells(cluster) {
                wide if wide > self.width - self.indent => ("…", 1),
                cells => (cluster, cells),
            };
            if self.used + cells > self.width {
                self.finish();
            }
            self.push(cluster, cells);
        }
        self.words += 1;
    }

    fn push(&mut self, cluster: &str, cells: usize) {
        if self.line.is_empty() && !self.finished.is_empty() {
            self.line = " ".repeat(self.indent);
        }
        self.line.push_str(cluster);
        self.used += cells;
    }

    fn finish(&mut self) {
        self.finished.push(std::mem::take(&mut self.line));
        self.used = self.indent;
        self.words = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::text::nasty;

    #[rstest]
    #[case::empty("", 8, &[])]
    #[case::no_room("word", 0, &[])]
    #[case::fits("two words", 9, &["two words"])]
    #[case::breaks_at_a_space("two words", 8, &["two", "words"])]
    #[case::spaces_shrink("  two   words ", 9, &["two words"])]
    #[case::a_long_word("a supervisor", 5, &["a", "super", "visor"])]
    #[case::after_a_long_word("supervisor x y", 6, &["superv", "isor x", "y"])]
    #[case::wide("漢字漢字", 5, &["漢字", "漢字"])]
    #[case::too_wide("a漢", 1, &["a", "…"])]
    #[case::breaks_stay("one\n\ntwo\r\n", 8, &["one", "", "two"])]
    #[case::no_break_space("ten\u{a0}h a", 5, &["ten\u{a0}h", "a"])]
    fn prose_is_broken_between_words(
        #[case] text: &str,
        #[case] width: usize,
        #[case] expected: &[&str],
    ) {
        assert_eq!(wrap(text, width), expected);
    }

    #[rstest]
    #[case(2, &["one two", "  three", "  four"])]
    #[case(7, &["one two", "three", "four"])]
    fn later_lines_hang(#[case] indent: usize, #[case] expected: &[&str]) {
        assert_eq!(wrap_hanging("one two three four", 7, indent), expected);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide(text in nasty::text(), width in 1..20_usize, indent in 0..20_usize) {
            for line in wrap_hanging(&text, width, indent) {
                prop_assert!(cells_of(&line) <= width, "{:?}", line);
            }
        }

        #[test]
        fn nothing_is_lost(text in nasty::text(), width in 1..20_usize) {
            prop_assume!(text.graphemes(true).all(|cluster| cells(cluster) <= width));
            let dense = |text: &str| text.replace([' ', '\t', '\n', '\r'], "");
            prop_assert_eq!(dense(&wrap(&text, width).concat()), dense(&text));
        }
    }
}
