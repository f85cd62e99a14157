//! A line that is typed.

use ratatui::layout::Rect;
use tui_input::Input as Line;
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    text,
    tui::{canvas::Canvas, theme::Role},
};

/// Draws a line that is typed from `x` to the right edge of `area`, scrolled
/// so that the cursor is in view, puts the cursor, and gives the cell after
/// the text.
///
/// Widths are those of what is shown, so that a wide character or one that had
/// to be made visible does not part the cursor from its place.
pub fn field(canvas: &mut Canvas<'_>, area: Rect, x: u16, line: &Line, role: Role) -> u16 {
    if x >= area.right() {
        return x;
    }
    // The cursor needs a cell of its own.
    let room = usize::from(area.right() - 1 - x);
    let value = line.value();
    let cursor = value
        .char_indices()
        .nth(line.cursor())
        .map_or(value.len(), |(byte, _)| byte);
    let (before, after) = value.split_at(cursor);
    let before = text::sanitise(before);
    let mut from = before.len();
    for (place, _) in before.grapheme_indices(true).rev() {
        if before.get(place..).map_or(0, text::width) > room {
            break;
        }
        from = place;
    }
    let shown = before.get(from..).unwrap_or_default();
    let at = canvas.put(area, x, area.y, shown, role);
    canvas.set_cursor(at.min(area.right() - 1), area.y);
    canvas.put(area, at, area.y, after, role)
}
