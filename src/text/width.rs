//! Text measured, cut and padded in terminal cells.

use std::{borrow::Cow, iter};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::plain::all_plain;

/// Measures a text in terminal cells, as ratatui draws it.
///
/// ```
/// # use mastery::text::width;
/// assert_eq!(width("naïve"), 5);
/// assert_eq!(width("漢字"), 4);
/// ```
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.bytes().filter(|byte| !byte.is_ascii_control()).count()
    } else if all_plain(text) {
        text.chars().filter_map(UnicodeWidthChar::width).sum()
    } else {
        text.graphemes(true).map(cells).sum()
    }
}

/// Measures a grapheme cluster.
///
/// ratatui leaves out clusters with controls, and counts the half-width sound marks of Japanese on
/// top of what `unicode-width` says; a width that disagreed would shift everything to its right.
pub(super) fn cells(cluster: &str) -> usize {
    if cluster.contains(char::is_control) {
        0
    } else if cluster.len() == 1 {
        1
    } else {
        cluster.width() + cluster.matches(['\u{FF9E}', '\u{FF9F}']).count()
    }
}

/// Cuts a text to at most `max` cells, with `…` at the end when it was cut.
///
/// ```
/// # use mastery::text::truncate;
/// assert_eq!(truncate("supervisor", 6), "super…");
/// assert_eq!(truncate("漢字", 3), "漢…");
/// ```
pub fn truncate(text: &str, max: usize) -> Cow<'_, str> {
    truncate_with(text, max, '…')
}

/// Cuts a text to at most `max` cells, with a mark of one cell at the end when it was cut.
///
/// ```
/// # use mastery::text::truncate_with;
/// assert_eq!(truncate_with("supervisor", 6, '~'), "super~");
/// ```
pub fn truncate_with(text: &str, max: usize, mark: char) -> Cow<'_, str> {
    if text.len() <= max && text.is_ascii() {
        return Cow::Borrowed(text);
    }
    if all_plain(text) && width(text) <= max {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let mut end = 0;
    for (start, cluster) in text.grapheme_indices(true) {
        used += cells(cluster);
        if used > max {
            if max == 0 {
                return Cow::Borrowed("");
            }
            return Cow::Owned(
                text.get(..end)
                    .unwrap_or_default()
                    .chars()
                    .chain([mark])
                    .collect(),
            );
        }
        if used < max {
            end = start + cluster.len();
        }
    }
    Cow::Borrowed(text)
}

/// Makes a text exactly `cells` wide: cuts it, or fills up with spaces on its right.
pub fn pad_right(text: &str, cells: usize) -> String {
    let text = truncate(text, cells);
    let spaces = iter::repeat_n(' ', cells.saturating_sub(width(&text)));
    text.chars().chain(spaces).collect()
}

/// Makes a text exactly `cells` wide: cuts it, or fills up with spaces on its left.
///
/// ```
/// # use mastery::text::pad_left;
/// assert_eq!(pad_left("9:40", 6), "  9:40");
/// ```
pub fn pad_left(text: &str, cells: usize) -> String {
    let text = truncate(text, cells);
    let spaces = iter::repeat_n(' ', cells.saturating_sub(width(&text)));
    spaces.chain(text.chars()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span, widgets::Widget};
    use rstest::rstest;

    use super::*;
    use crate::text::{nasty, sanitise};

    /// A symbol that no test text has.
    const UNTOUCHED: &str = "\u{10FFFD}";

    fn drawn(text: &str) -> usize {
        let area = Rect::new(0, 0, 2048, 1);
        let mut buffer = Buffer::empty(area);
        for cell in &mut buffer.content {
            cell.set_symbol(UNTOUCHED);
        }
        Span::raw(text).render(area, &mut buffer);
        buffer
            .content
            .iter()
            .take_while(|cell| cell.symbol() != UNTOUCHED)
            .count()
    }

    #[rstest]
    #[case("", 0)]
    #[case("hours", 5)]
    #[case("15–20 h ✓", 9)]
    #[case("漢字", 4)]
    #[case("e\u{301}", 1)]
    #[case("\u{1f469}\u{200d}\u{1f467}", 2)]
    #[case("\u{2764}\u{fe0f}", 2)]
    #[case("\u{1f1e9}\u{1f1ea}", 2)]
    #[case("\u{1b}[2J", 3)]
    fn a_width_is_counted_in_cells(#[case] text: &str, #[case] expected: usize) {
        assert_eq!(width(text), expected);
    }

    #[rstest]
    #[case("supervisor", 10, "supervisor")]
    #[case("supervisor", 9, "supervis…")]
    #[case("supervisor", 1, "…")]
    #[case("supervisor", 0, "")]
    #[case("", 0, "")]
    #[case("漢字", 4, "漢字")]
    #[case("漢字", 3, "漢…")]
    #[case("漢字", 2, "…")]
    #[case("e\u{301}te\u{301}", 2, "e\u{301}…")]
    #[case("e\u{301}te\u{301}", 3, "e\u{301}te\u{301}")]
    fn a_cut_text_ends_in_an_ellipsis(
        #[case] text: &str,
        #[case] max: usize,
        #[case] expected: &str,
    ) {
        assert_eq!(truncate(text, max), expected);
    }

    #[rstest]
    #[case("ab", 4, "ab  ", "  ab")]
    #[case("abcdef", 4, "abc…", "abc…")]
    #[case("漢字", 3, "漢…", "漢…")]
    #[case("漢字漢", 4, "漢… ", " 漢…")]
    fn a_padded_text_is_exactly_as_wide(
        #[case] text: &str,
        #[case] cells: usize,
        #[case] right: &str,
        #[case] left: &str,
    ) {
        assert_eq!(pad_right(text, cells), right);
        assert_eq!(pad_left(text, cells), left);
    }

    proptest! {
        #[test]
        fn shown_text_is_as_wide_as_ratatui_draws_it(text in nasty::text()) {
            let text = sanitise(&text);
            prop_assert_eq!(width(&text), drawn(&text));
            let (end, _) = Buffer::empty(Rect::new(0, 0, 2048, 1)).set_stringn(0, 0, &text, 2048, Style::new());
            prop_assert_eq!(width(&text), usize::from(end));
        }

        #[test]
        fn raw_text_is_as_wide_as_ratatui_draws_it(text in nasty::text()) {
            let (end, _) = Buffer::empty(Rect::new(0, 0, 2048, 1)).set_stringn(0, 0, &text, 2048, Style::new());
            prop_assert_eq!(width(&text), usize::from(end));
        }

        #[test]
        fn a_cut_never_exceeds_its_cells(text in nasty::text(), max in 0..40_usize) {
            let cut = truncate(&text, max);
            prop_assert!(width(&cut) <= max);
            prop_assert_eq!(cut == text, width(&text) <= max);
        }

        #[test]
        fn a_clean_text_stays_clean_when_cut(text in nasty::text(), max in 0..40_usize) {
            let text = sanitise(&text);
            let cut = truncate(&text, max);
            prop_assert_eq!(sanitise(&cut), &*cut);
        }

        #[test]
        fn padding_fills_exactly(text in nasty::text(), cells in 0..40_usize) {
            prop_assert_eq!(width(&pad_right(&text, cells)), cells);
            prop_assert_eq!(width(&pad_left(&sanitise(&text), cells)), cells);
        }
    }
}
