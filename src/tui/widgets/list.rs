//! A list that scrolls: which rows are in view, and the scrollbar beside them.

use std::cell::Cell;

use ratatui::layout::Rect;

use crate::tui::{
    canvas::{Canvas, line_of},
    theme::Role,
};

/// Rows kept in view above and below the selected one.
const MARGIN: usize = 2;

/// Where a list is scrolled to.
///
/// How many rows fit is known only while drawing, and drawing changes nothing
/// but this remembered offset, which keeps the list from jumping.
#[derive(Debug, Clone, Default)]
pub struct Scroll {
    offset: Cell<usize>,
    height: Cell<usize>,
}

impl Scroll {
    /// The first row in view, such that `selected` is in view, and `towards`
    /// too where both fit: at the first and the last row that can be selected,
    /// what stands above and below them.
    pub fn first(&self, selected: usize, towards: usize, rows: usize, height: usize) -> usize {
        let first = first_in_view(self.offset.get(), towards, rows, height);
        let first = first_in_view(first, selected, rows, height);
        self.offset.set(first);
        self.height.set(height);
        first
    }

    /// How many rows were in view last.
    pub fn height(&self) -> usize {
        self.height.get()
    }
}

/// The first row in view: as near to `before` as lets `selected` be in view
/// with a margin, without leaving blank rows at the end.
fn first_in_view(before: usize, selected: usize, rows: usize, height: usize) -> usize {
    if height == 0 || rows <= height {
        return 0;
    }
    let margin = MARGIN.min(height.saturating_sub(1) / 2);
    let lowest = (selected + margin + 1).saturating_sub(height);
    let highest = selected.saturating_sub(margin);
    before.clamp(lowest, highest.max(lowest)).min(rows - height)
}

/// Draws the rows in view, `selected` among them (and `towards`, see
/// [`Scroll::first`]), and a scrollbar where not all of them fit. `draw` gets the canvas, the row's area and its place.
pub fn list(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scroll: &Scroll,
    (selected, towards): (usize, usize),
    rows: usize,
    mut draw: impl FnMut(&mut Canvas<'_>, Rect, usize),
) {
    let height = usize::from(area.height);
    if height == 0 {
        return;
    }
    let first = scroll.first(selected, towards, rows, height);
    let overflows = rows > height;
    let row_width = area.width.saturating_sub(u16::from(overflows) * 2);
    for (offset, row) in (first..rows).take(height).enumerate() {
        let line = Rect {
            width: row_width,
            ..line_of(area, offset as u16)
        };
        draw(canvas, line, row);
    }
    if overflows && area.width > 2 {
        scrollbar(canvas, area, first, rows);
    }
}

/// A bar at the right edge whose thumb says which part is in view.
pub fn scrollbar(canvas: &mut Canvas<'_>, area: Rect, first: usize, rows: usize) {
    let height = usize::from(area.height);
    if height == 0 {
        return;
    }
    let thumb = (height * height / rows.max(1)).clamp(1, height);
    let track = height - thumb;
    let hidden = rows.saturating_sub(height).max(1);
    let top = (first * track + hidden / 2) / hidden;
    for offset in 0..height {
        let (symbol, role) = if (top..top + thumb).contains(&offset) {
            ("┃", Role::Dim)
        } else {
            ("│", Role::BarRest)
        };
        let y = area.y + offset as u16;
        canvas.put(area, area.right() - 1, y, symbol, role);
    }
}

#[cfg(test)]
mod tests {
    use super::first_in_view;

    #[test]
    fn the_selected_row_is_in_view_with_a_margin() {
        // 20 rows, 8 in view.
        assert_eq!(first_in_view(0, 0, 20, 8), 0);
        assert_eq!(first_in_view(0, 5, 20, 8), 0);
        assert_eq!(first_in_view(0, 6, 20, 8), 1);
        assert_eq!(first_in_view(9, 10, 20, 8), 8);
        assert_eq!(first_in_view(5, 19, 20, 8), 12);
        assert_eq!(first_in_view(50, 3, 20, 8), 1);
    }

    #[test]
    fn what_fits_is_never_scrolled() {
        for selected in 0..5 {
            assert_eq!(first_in_view(3, selected, 5, 8), 0);
        }
        assert_eq!(first_in_view(3, 0, 5, 0), 0);
    }

    #[test]
    fn every_selection_is_in_view_in_every_height() {
        for rows in 1..15 {
            for height in 1..15 {
                for before in 0..20 {
                    for selected in 0..rows {
                        let first = first_in_view(before, selected, rows, height);
                        assert!(first <= selected && selected < first + height);
                    }
                }
            }
        }
    }
}
