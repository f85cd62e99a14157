//! Tables.

use std::ops::Range;

use pulldown_cmark::Alignment;

use crate::text::width;

use super::{
    face::Face,
    layout::{Line, Part, Span, broken, spans_of},
    prose::Prose,
};

/// How many columns are shown.
const COLUMNS: usize = 64;
/// How many rows are shown.
const ROWS: usize = 5_000;
/// What stands between two columns.
const BETWEEN: &str = " │ ";
/// How narrow a column gets before the table is shown row by row.
const NARROWEST: usize = 6;

/// A table. Its first row is its head.
#[derive(Debug, Clone)]
pub struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Prose>>,
    /// How many columns and rows are too many to be shown.
    left_out: (usize, usize),
}

impl Table {
    pub(super) fn new(mut alignments: Vec<Alignment>) -> Self {
        let columns = alignments.len().saturating_sub(COLUMNS);
        alignments.truncate(COLUMNS);
        Self {
            alignments,
            rows: Vec::new(),
            left_out: (columns, 0),
        }
    }

    pub(super) fn add_row(&mut self, mut row: Vec<Prose>) {
        row.truncate(COLUMNS);
        if self.rows.len() < ROWS {
            self.rows.push(row);
        } else {
            self.left_out.1 += 1;
        }
    }

    /// Its lines, at most `room` cells wide.
    pub(super) fn lines(&self, text: &str, room: usize, source: usize) -> Vec<Line> {
        let mut lines = match self.columns(text, room) {
            Some(widths) => self.in_columns(text, &widths, source),
            None => self.row_by_row(text, room, source),
        };
        let (columns, rows) = self.left_out;
        if columns + rows > 0 {
            let what = match (columns, rows) {
                (columns, 0) => format!("{columns} more columns"),
                (0, rows) => format!("{rows} more rows"),
                (columns, rows) => format!("{columns} more columns and {rows} more rows"),
            };
            let text = format!("{what}: too many to be shown");
            lines.push(Line::of(Part::Aside, text, source));
        }
        lines
    }

    fn width_of(text: &str, cell: &Prose) -> usize {
        width(text.get(cell.range.clone()).unwrap_or_default())
    }

    /// How wide each column is; `None` if they would be too narrow to read.
    fn columns(&self, text: &str, room: usize) -> Option<Vec<usize>> {
        let count = self.alignments.len();
        let mut widths = vec![1; count];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(Self::width_of(text, cell));
            }
        }
        let between = BETWEEN.chars().count() * count.saturating_sub(1);
        let room = room.checked_sub(between)?;
        if widths.iter().sum::<usize>() <= room {
            return Some(widths);
        }
        // The widest give way: all above a level are cut to it.
        let mut sorted = widths.clone();
        sorted.sort_unstable();
        let mut left = room;
        let mut level = 0;
        for (at, wanted) in sorted.iter().enumerate() {
            let share = left / (count - at);
            if *wanted > share {
                level = share;
                break;
            }
            left -= wanted;
        }
        if level < NARROWEST {
            return None;
        }
        let mut spare = left - sorted.iter().filter(|it| **it > level).count() * level;
        for width in &mut widths {
            if *width > level {
                *width = level + usize::from(spare > 0);
                spare = spare.saturating_sub(1);
            }
        }
        Some(widths)
    }

    fn in_columns(&self, text: &str, widths: &[usize], source: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let source = row
                .iter()
                .find_map(|cell| Some(cell.runs.first()?.source))
                .unwrap_or(source);
            let part = if number == 0 {
                Part::TableHead
            } else {
                Part::Prose
            };
            let nothing = Prose::default();
            let cells = (0..widths.len()).map(|at| row.get(at).unwrap_or(&nothing));
            let broken: Vec<(&Prose, Vec<Range<usize>>)> = cells
                .zip(widths)
                .map(|(cell, width)| (cell, broken(text, cell, *width)))
                .collect();
            let height = broken.iter().map(|(_, it)| it.len()).max().unwrap_or(1);
            for at in 0..height {
                let mut spans = Vec::new();
                for (column, (cell, ranges)) in broken.iter().enumerate() {
                    let inside = ranges.get(at).cloned().unwrap_or(0..0);
                    let used = width(text.get(inside.clone()).unwrap_or_default());
                    let free = widths[column].saturating_sub(used);
                    let before = match self.alignments[column] {
                        Alignment::Right => free,
                        Alignment::Center => free / 2,
                        Alignment::Left | Alignment::None => 0,
                    };
                    spans.push(Span::room(before));
                    spans.extend(spans_of(text, cell, &inside, part));
                    let last = column + 1 == widths.len();
                    if !last {
                        spans.push(Span::room(free - before));
                        spans.push(Span::aside(BETWEEN));
                    }
                }
                lines.push(Line { spans, source });
            }
            if number == 0 {
                let rules: Vec<_> = widths.iter().map(|it| "─".repeat(*it)).collect();
                lines.push(Line::of(Part::Aside, rules.join("─┼─"), source));
            }
        }
        lines
    }

    /// A row after the other, each cell on lines of its own behind the name of
    /// its column.
    fn row_by_row(&self, text: &str, room: usize, source: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let Some((head, rows)) = self.rows.split_first() else {
            return lines;
        };
        // A head alone is a row, too.
        let rows = if rows.is_empty() {
            std::slice::from_ref(head)
        } else {
            rows
        };
        for (number, row) in rows.iter().enumerate() {
            if number > 0 {
                lines.push(Line::of(Part::Aside, "─".repeat(room.min(12)), source));
            }
            for (at, cell) in row.iter().enumerate() {
                let source = cell.runs.first().map_or(source, |it| it.source);
                if let Some(name) = head.get(at).filter(|it| !std::ptr::eq(*it, cell)) {
                    for range in broken(text, name, room) {
                        let spans = spans_of(text, name, &range, Part::TableHead);
                        lines.push(Line { spans, source });
                    }
                }
                for range in broken(text, cell, room.saturating_sub(2).max(1)) {
                    let mut spans = vec![Span::room(2.min(room.saturating_sub(1)))];
                    spans.extend(spans_of(text, cell, &range, Part::Prose));
                    lines.push(Line { spans, source });
                }
            }
        }
        lines
    }
}

/// What a table's head looks like besides.
pub(super) const HEAD: Face = Face::STRONG;
