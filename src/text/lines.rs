//! Where a line of text is broken.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::{plain::all_plain, width::cells};

/// Says where to break a text so that no line is wider than `width` cells: at spaces, between wide
/// characters, at line breaks of the text; a word that is longer than a line is broken inside.
///
/// The ranges leave out line breaks and the spaces at which a line is broken. There is at least
/// one, and a character that is wider than a line has one of its own.
///
/// ```
/// # use mastery::text::lines;
/// let text = "the plan had you";
/// let lines: Vec<_> = lines(text, 9).into_iter().map(|line| &text[line]).collect();
/// assert_eq!(lines, ["the plan", "had you"]);
/// ```
pub fn lines(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for paragraph in text.split('\n') {
        if paragraph.len() <= width && paragraph.is_ascii() {
            out.push(start..start + paragraph.trim_end_matches(' ').len());
        } else if paragraph.is_ascii() {
            let singles = paragraph.bytes().enumerate();
            let singles = singles.map(|(at, byte)| (at, 1, 1, byte == b' '));
            break_one(singles, start, paragraph.len(), width, &mut out);
        } else if all_plain(paragraph) {
            // Each character is a cluster: most of what is not English.
            let clusters = paragraph.char_indices();
            let clusters =
                clusters.map(|(at, c)| (at, c.len_utf8(), c.width().unwrap_or(0), c == ' '));
            break_one(clusters, start, paragraph.len(), width, &mut out);
        } else {
            let clusters = paragraph.grapheme_indices(true);
            let clusters = clusters.map(|(at, it)| (at, it.len(), cells(it), it == " "));
            break_one(clusters, start, paragraph.len(), width, &mut out);
        }
        start += paragraph.len() + 1;
    }
    out
}

/// Breaks one paragraph, given as place, length, cells and whether it is a space of each cluster.
fn break_one(
    clusters: impl Iterator<Item = (usize, usize, usize, bool)>,
    offset: usize,
    length: usize,
    width: usize,
    out: &mut Vec<Range<usize>>,
) {
    let mut line = 0;
    let mut used = 0;
    // Where the line may be broken: its end without spaces, the start of the next line, and the
    // cells of what would go there.
    let mut chance: Option<(usize, usize, usize)> = None;
    let mut end = 0;
    let mut wide_before = false;
    for (at, len, cells, is_space) in clusters {
        if is_space {
            // Spaces may hang over the edge: they are not drawn there.
            used += 1;
            chance = Some((end, at + 1, used));
            wide_before = false;
            continue;
        }
        if cells > 1 || wide_before {
            let nothing_yet = at == line;
            let after_space = chance.is_some_and(|(_, next, _)| next == at);
            if !nothing_yet && !after_space {
                chance = Some((at, at, used));
            }
        }
        if used + cells > width && at > line {
            let (stop, next, before) = match chance {
                Some(chance) if chance.1 > line && chance.0 > line => chance,
                // A line that begins with spaces and one word too long: the word goes alone.
                Some(chance) if chance.1 == at => (line, at, used),
                _ => (at, at, used),
            };
            out.push(offset + line..offset + stop);
            line = next;
            used -= before;
            chance = None;
        }
        used += cells;
        end = at + len;
        wide_before = cells > 1;
    }
    let end = end.max(line).min(length);
    out.push(offset + line..offset + end);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::text::{nasty, sanitise, width};

    #[rstest]
    #[case::empty("", 8, &[""])]
    #[case::fits("two words", 9, &["two words"])]
    #[case::breaks_at_a_space("two words", 8, &["two", "words"])]
    #[case::spaces_stay_inside("two  words", 10, &["two  words"])]
    #[case::spaces_go_at_the_break("two   words", 5, &["two", "words"])]
    #[case::indentation_stays("  two words", 6, &["  two", "words"])]
    #[case::a_long_word("a supervisor", 5, &["a", "super", "visor"])]
    #[case::after_a_long_word("supervisor x y", 6, &["superv", "isor x", "y"])]
    #[case::wide("漢字漢字", 5, &["漢字", "漢字"])]
    #[case::wide_after_words("word 漢字漢字", 8, &["word 漢", "字漢字"])]
    #[case::too_wide("a漢", 1, &["a", "漢"])]
    #[case::breaks_stay("one\n\ntwo", 8, &["one", "", "two"])]
    #[case::no_break_space("ten\u{a0}h a", 5, &["ten\u{a0}h", "a"])]
    #[case::exactly("abc def", 3, &["abc", "def"])]
    fn text_is_broken_between_words(
        #[case] text: &str,
        #[case] width: usize,
        #[case] expected: &[&str],
    ) {
        let broken = lines(text, width).into_iter();
        let broken: Vec<_> = broken.map(|it| text.get(it).unwrap()).collect();
        assert_eq!(broken, expected);
    }

    proptest! {
        #[test]
        fn plain_text_is_broken_as_its_clusters_are(
            text in "[a-dé–…“”漢→ ]{0,40}",
            width in 1_usize..20,
        ) {
            let clusters = text.grapheme_indices(true);
            let clusters = clusters.map(|(at, it)| (at, it.len(), cells(it), it == " "));
            let mut slowly = Vec::new();
            break_one(clusters, 0, text.len(), width, &mut slowly);
            // Short ASCII is trimmed, which no line shows.
            if !text.is_ascii() {
                prop_assert_eq!(lines(&text, width), slowly);
            }
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_but_spaces_is_lost(text in nasty::text(), room in 2_usize..20) {
            let text = sanitise(&text).into_owned();
            let broken = lines(&text, room);
            prop_assert!(!broken.is_empty());
            let mut at = 0;
            for line in broken {
                prop_assert!(line.start >= at);
                let between = text.get(at..line.start).unwrap();
                prop_assert!(between.chars().all(|c| c == ' ' || c == '\n'), "{between:?} lost");
                let shown = text.get(line.clone()).unwrap();
                prop_assert!(width(shown) <= room || shown.graphemes(true).count() == 1, "{shown:?}");
                at = line.end;
            }
            prop_assert!(text.get(at..).unwrap().chars().all(|c| c == ' '));
        }

        #[test]
        fn ascii_is_broken_as_any_text(text in "[a-c \n]{0,40}", room in 1_usize..8) {
            let clusters: Vec<_> = lines(&text, room);
            let mut out = Vec::new();
            let mut start = 0;
            for paragraph in text.split('\n') {
                let each = paragraph.grapheme_indices(true).map(|(at, it)| (at, 1, 1, it == " "));
                break_one(each, start, paragraph.len(), room, &mut out);
                start += paragraph.len() + 1;
            }
            prop_assert_eq!(clusters, out);
        }
    }
}
