//! Tables.

use std::{ops::Range, sync::Arc};

use pulldown_cmark::Alignment;

use crate::text::{count, width};

use super::{
    face::Face,
    layout::{Line, Part, Span, broken, spans_of},
    prose::Prose,
};

/// How many columns are shown.
const COLUMNS: usize = 64;
/// How many rows are laid out at once.
const ROWS: usize = 100;
/// What stands between two columns.
const BETWEEN: &str = " │ ";
/// How narrow a column gets before the table is shown row by row.
const NARROWEST: usize = 6;
/// What stands between the rows of a table that is shown row by row.
const RULE: usize = 12;
/// What a table's head looks like besides.
pub(super) const HEAD: Face = Face::STRONG;

/// A table, or a part of a long one.
#[derive(Debug, Clone)]
pub struct Table {
    frame: Arc<Frame>,
    rows: Vec<Row>,
    /// Whether the first of the rows is the head.
    first: bool,
    last: bool,
}

/// What the parts of a table share.
#[derive(Debug, Clone)]
struct Frame {
    alignments: Vec<Alignment>,
    /// How wide the columns are if there is room.
    widths: Vec<usize>,
    head: Vec<Prose>,
    head_text: String,
    /// How many columns are too many to be shown.
    left_out: usize,
}

#[derive(Debug, Clone)]
struct Row {
    cells: Vec<Prose>,
    source: usize,
}

impl Table {
    /// Its rows, each with whether it is the head, as parts of the block's text.
    pub fn rows(&self) -> impl Iterator<Item = (bool, &[Prose])> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(number, row)| (self.first && number == 0, row.cells.as_slice()))
    }

    /// Its lines, at most `room` cells wide.
    pub(super) fn lines(&self, text: &str, room: usize, source: usize) -> Vec<Line> {
        let mut lines = match self.frame.columns(room) {
            Some(widths) => self.in_columns(text, &widths),
            None => self.row_by_row(text, room),
        };
        let columns = self.frame.left_out;
        if self.last && columns > 0 {
            let note = format!("{} too many to be shown", count(columns, "more column"));
            let note_lines = crate::text::wrap(&note, room).into_iter();
            lines.extend(note_lines.map(|it| Line::of(Part::Aside, it, source)));
        }
        lines
    }

    /// Where a place of the text comes from.
    pub(super) fn source_of(&self, at: usize) -> Option<usize> {
        let begins_before = |cell: &Prose| cell.range.start <= at;
        let after = self
            .rows
            .partition_point(|row| row.cells.first().is_some_and(begins_before));
        let row = self.rows.get(after.checked_sub(1)?)?;
        let cell = row.cells.partition_point(begins_before);
        let cell = row.cells.get(cell.checked_sub(1)?)?;
        Some(cell.source_of(at).unwrap_or(row.source))
    }

    fn in_columns(&self, text: &str, widths: &[usize]) -> Vec<Line> {
        let mut lines = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let is_head = self.first && number == 0;
            let part = if is_head {
                Part::TableHead
            } else {
                Part::Prose
            };
            let nothing = Prose::default();
            let cells = (0..widths.len()).map(|at| row.cells.get(at).unwrap_or(&nothing));
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
                    let before = match self.frame.alignments[column] {
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
                let source = row.source;
                lines.push(Line { spans, source });
            }
            if is_head {
                let rules: Vec<_> = widths.iter().map(|it| "─".repeat(*it)).collect();
                lines.push(Line::of(Part::Aside, rules.join("─┼─"), row.source));
            }
        }
        lines
    }

    /// A row after the other, each cell on lines of its own beside the name of
    /// its column; where there is no room for that, beneath it.
    fn row_by_row(&self, text: &str, room: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let frame = &*self.frame;
        let names = frame.head.iter();
        let names = names.map(|it| width_of(&frame.head_text, it)).max();
        let beside = names.unwrap_or(0).min(room / 3) + 2;
        let beside = (room >= 24 && beside > 2).then_some(beside);
        for (number, row) in self.rows.iter().enumerate() {
            // A head alone is a row, too.
            if self.first && number == 0 && !(self.last && self.rows.len() == 1) {
                continue;
            }
            if !self.first || number > 1 {
                let rule = "─".repeat(room.min(RULE));
                lines.push(Line::of(Part::Aside, rule, row.source));
            }
            for (at, cell) in row.cells.iter().enumerate() {
                let name = frame.head.get(at).filter(|_| !self.first || number > 0);
                let set_in = beside.unwrap_or_else(|| 2.min(room - 1));
                let name_room = beside.map_or(room, |it| it - 2);
                let mut names = name.map_or_else(Vec::new, |name| {
                    let ranges = broken(&frame.head_text, name, name_room).into_iter();
                    ranges
                        .map(|it| named(&frame.head_text, name, &it))
                        .collect()
                });
                let values = broken(text, cell, room - set_in);
                if beside.is_none() {
                    let source = row.source;
                    lines.extend(names.drain(..).map(|spans| Line { spans, source }));
                }
                for line in 0..names.len().max(values.len()) {
                    let mut spans = names.get(line).cloned().unwrap_or_default();
                    let used: usize = spans.iter().map(|it| width(&it.text)).sum();
                    spans.push(Span::room(set_in.saturating_sub(used)));
                    if let Some(range) = values.get(line) {
                        spans.extend(spans_of(text, cell, range, Part::Prose));
                    }
                    let source = row.source;
                    lines.push(Line { spans, source });
                }
            }
        }
        lines
    }
}

/// The name of a column beside a cell. It stands elsewhere in the text, so it
/// is not found here again.
fn named(text: &str, name: &Prose, range: &Range<usize>) -> Vec<Span> {
    let mut spans = spans_of(text, name, range, Part::TableHead);
    for span in &mut spans {
        span.at = None;
    }
    spans
}

fn width_of(text: &str, cell: &Prose) -> usize {
    width(text.get(cell.range.clone()).unwrap_or_default())
}

impl Frame {
    /// How wide each column is; `None` if they would be too narrow to read.
    fn columns(&self, room: usize) -> Option<Vec<usize>> {
        let count = self.alignments.len();
        let between = BETWEEN.chars().count() * count.saturating_sub(1);
        let room = room.checked_sub(between)?;
        let mut widths = self.widths.clone();
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
}

/// A table that is being read.
pub(super) struct TableSoFar {
    frame: Frame,
    parts: Vec<(Vec<Row>, String, Range<usize>)>,
    rows: Vec<Row>,
    text: String,
    row: Vec<Prose>,
    /// Which cell of the row is being read.
    column: usize,
    cell: Prose,
    /// Where the table, or its part at hand, is.
    source: Range<usize>,
}

impl TableSoFar {
    pub(super) fn new(mut alignments: Vec<Alignment>, source: Range<usize>) -> Self {
        let left_out = alignments.len().saturating_sub(COLUMNS);
        alignments.truncate(COLUMNS);
        Self {
            frame: Frame {
                widths: vec![1; alignments.len()],
                alignments,
                head: Vec::new(),
                head_text: String::new(),
                left_out,
            },
            parts: Vec::new(),
            rows: Vec::new(),
            text: String::new(),
            row: Vec::new(),
            column: 0,
            cell: Prose::default(),
            source,
        }
    }

    /// The text of the part at hand.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn begin_cell(&mut self) {
        self.cell = Prose::at_end_of(&self.text);
    }

    pub(super) fn push(&mut self, raw: &str, face: Face, link: Option<usize>, source: usize) {
        if self.column >= COLUMNS {
            return;
        }
        let text = &mut self.text;
        if raw.contains('\n') {
            let raw = raw.replace('\n', " ");
            self.cell.push(text, &raw, face, link, source);
        } else {
            self.cell.push(text, raw, face, link, source);
        }
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(widest) = self.frame.widths.get_mut(self.column) {
            let cell = std::mem::take(&mut self.cell);
            *widest = (*widest).max(width_of(&self.text, &cell));
            self.row.push(cell);
            self.text.push('\n');
        }
        self.column += 1;
    }

    pub(super) fn end_row(&mut self, range: &Range<usize>, offset: usize) {
        let row = Row {
            cells: std::mem::take(&mut self.row),
            source: range.start + offset,
        };
        self.column = 0;
        if self.frame.head.is_empty() && self.rows.is_empty() && self.parts.is_empty() {
            self.frame.head.clone_from(&row.cells);
            self.frame.head_text.clone_from(&self.text);
        }
        self.rows.push(row);
        if self.rows.len() == ROWS {
            let source = self.source.start..range.end;
            self.source.start = range.end;
            self.end_part(source);
        }
    }

    fn end_part(&mut self, source: Range<usize>) {
        let rows = std::mem::take(&mut self.rows);
        self.parts
            .push((rows, std::mem::take(&mut self.text), source));
    }

    /// The parts of the table, each with its text and its place.
    pub(super) fn parts(mut self) -> Vec<(Table, String, Range<usize>)> {
        if !self.rows.is_empty() || self.parts.is_empty() {
            let source = self.source.clone();
            self.end_part(source);
        }
        let frame = Arc::new(self.frame);
        let count = self.parts.len();
        let parts = self.parts.into_iter().enumerate();
        parts
            .map(|(number, (rows, text, source))| {
                let table = Table {
                    frame: Arc::clone(&frame),
                    rows,
                    first: number == 0,
                    last: number + 1 == count,
                };
                (table, text, source)
            })
            .collect()
    }
}
