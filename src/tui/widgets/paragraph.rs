//! A text of several lines that is typed: one paragraph, broken where it must.

use std::ops::Range;

use ratatui::layout::Rect;
use tui_input::Input as Line;
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    text,
    tui::{
        canvas::{Canvas, line_of},
        theme::Role,
    },
};

/// Where a text is broken so that no row is wider than `width` cells: behind
/// spaces, which may hang over the edge, or inside a word that is longer. The
/// rows together are the whole text, so that each place in it lies in one.
fn rows(text: &str, width: usize) -> Vec<Range<usize>> {
    let cells = |text: &str| text::width(&text::sanitise(text));
    let mut rows = Vec::new();
    let (mut start, mut used) = (0, 0);
    let mut chance: Option<usize> = None;
    for (at, cluster) in text.grapheme_indices(true) {
        let wide = cells(cluster);
        if cluster == " " {
            used = (used + 1).min(width);
            chance = Some(at + 1);
            continue;
        }
        // Twice where what follows the space is too long by itself, too.
        while used + wide > width && at > start {
            let stop = chance.unwrap_or(at);
            rows.push(start..stop);
            start = stop;
            used = text.get(start..at).map_or(0, cells);
            chance = None;
        }
        used += wide;
    }
    rows.push(start..text.len());
    rows
}

/// Draws a paragraph that is typed in `area`, scrolled so that the cursor is in
/// view, and puts the cursor.
pub fn paragraph(canvas: &mut Canvas<'_>, area: Rect, line: &Line, role: Role) {
    if area.width < 2 || area.height == 0 {
        return;
    }
    let value = line.value();
    let cursor = value
        .char_indices()
        .nth(line.cursor())
        .map_or(value.len(), |(byte, _)| byte);
    // The cursor needs a cell of its own.
    let rows = rows(value, usize::from(area.width - 1));
    let here = rows.iter().rposition(|row| row.start <= cursor);
    let here = here.unwrap_or(0);
    let height = usize::from(area.height);
    // At its end a row of what follows is still to be seen.
    let first = (here + 2).min(rows.len()).saturating_sub(height);
    for (offset, row) in rows.iter().skip(first).take(height).enumerate() {
        let at = line_of(area, offset as u16);
        let shown = value.get(row.clone()).unwrap_or_default();
        canvas.put(at, at.x, at.y, shown.trim_end_matches(' '), role);
    }
    let before = rows
        .get(here)
        .and_then(|row| value.get(row.start..cursor))
        .unwrap_or_default();
    let x = canvas.width(before).min(usize::from(area.width) - 1);
    canvas.set_cursor(area.x + x as u16, area.y + (here - first) as u16);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn broken(text: &str, width: usize) -> Vec<&str> {
        rows(text, width)
            .into_iter()
            .map(|row| text.get(row).unwrap())
            .collect()
    }

    #[test]
    fn rows_break_behind_spaces_and_inside_long_words() {
        assert_eq!(broken("", 5), [""]);
        assert_eq!(broken("one two three", 7), ["one two ", "three"]);
        assert_eq!(broken("one  two", 3), ["one  ", "two"]);
        assert_eq!(broken("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(broken("监督者 ok", 4), ["监督", "者 ", "ok"]);
        assert_eq!(broken(" abc监", 4), [" ", "abc", "监"]);
    }

    proptest! {
        #[test]
        fn rows_are_the_whole_text_and_fit(text in "\\PC{0,80}", width in 2_usize..20) {
            let rows = broken(&text, width);
            prop_assert_eq!(rows.concat(), text.clone());
            for row in rows {
                let seen = text::width(&text::sanitise(row.trim_end_matches(' ')));
                let one = row.graphemes(true).count() == 1;
                prop_assert!(seen <= width || one, "{row:?}");
            }
        }
    }
}
