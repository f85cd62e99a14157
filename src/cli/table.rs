//! A small table: columns that know how wide they are.

use super::paper::{Line, Role};

/// What a column does when the table is too wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It stays as wide as its widest cell.
    Keep,
    /// It shrinks, to no less than so many cells.
    Shrink(usize),
    /// It shrinks, to no less than so many cells, and goes on in further lines.
    Wrap(usize),
    /// It disappears, the highest number first; before that it stays.
    Drop(u8),
}

/// A column.
#[derive(Debug, Clone, Copy)]
struct Column {
    title: &'static str,
    fit: Fit,
    right: bool,
}

/// Rows of cells in columns.
#[derive(Debug, Default)]
pub(crate) struct Table {
    indent: usize,
    columns: Vec<Column>,
    rows: Vec<Vec<Line>>,
}

/// What is left of a column that must give way.
const NARROWEST: usize = 8;

/// The space between two columns.
const GAP: usize = 2;

impl Table {
    /// A table whose rows stand `indent` cells in.
    pub(crate) fn new(indent: usize) -> Self {
        Self {
            indent,
            ..Self::default()
        }
    }

    /// The same with one more column; a table of columns without titles has no
    /// heading.
    #[must_use]
    pub(crate) fn column(mut self, title: &'static str, fit: Fit) -> Self {
        self.columns.push(Column {
            title,
            fit,
            right: false,
        });
        self
    }

    /// The same with one more column of numbers, aligned to the right.
    #[must_use]
    pub(crate) fn number(mut self, title: &'static str, fit: Fit) -> Self {
        self.columns.push(Column {
            title,
            fit,
            right: true,
        });
        self
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Line>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Its lines, fit to `limit` cells.
    pub(crate) fn rows(mut self, limit: Option<usize>) -> Vec<Line> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        if self.columns.iter().any(|column| !column.title.is_empty()) {
            let titles = self
                .columns
                .iter()
                .map(|column| Line::of(Role::Dim, column.title))
                .collect();
            self.rows.insert(0, titles);
        }
        let widths = self.widths(limit);
        let indent = self.indent;
        let columns = &self.columns;
        let draw = |row: &[Line]| {
            let mut line = Line::plain(" ".repeat(indent));
            let mut first = true;
            for ((cell, width), column) in row.iter().zip(&widths).zip(columns) {
                let Some(width) = width else { continue };
                if !first {
                    line = line.and(Role::Plain, " ".repeat(GAP));
                }
                first = false;
                let cell = cell.clone().cut(*width);
                let blank = " ".repeat(width.saturating_sub(cell.width()));
                line = if column.right {
                    line.and(Role::Plain, blank).append(cell)
                } else {
                    line.append(cell).and(Role::Plain, blank)
                };
            }
            line
        };
        let rows = self.rows.iter().map(|row| unfold(row, &widths, columns));
        rows.flatten().map(|row| draw(&row)).collect()
    }

    /// The width of each column; `None` for one that is not shown. A column
    /// whose cells are all empty is not shown either.
    fn widths(&self, limit: Option<usize>) -> Vec<Option<usize>> {
        let body = usize::from(self.columns.iter().any(|column| !column.title.is_empty()));
        let mut widths: Vec<Option<usize>> = (0..self.columns.len())
            .map(|at| {
                let width_of = |row: &Vec<Line>| row.get(at).map_or(0, Line::width);
                let content = self.rows.iter().skip(body).map(width_of).max();
                let all = self.rows.iter().map(width_of).max().unwrap_or(0);
                (content > Some(0)).then_some(all)
            })
            .collect();
        let Some(limit) = limit else { return widths };
        let total = |widths: &[Option<usize>]| {
            let shown = widths.iter().flatten();
            self.indent + shown.clone().sum::<usize>() + GAP * shown.count().saturating_sub(1)
        };
        let least = |widths: &[Option<usize>]| {
            let spare: usize = widths
                .iter()
                .zip(&self.columns)
                .filter_map(|(width, column)| match column.fit {
                    Fit::Shrink(least) | Fit::Wrap(least) => {
                        width.map(|width| width.saturating_sub(least))
                    }
                    Fit::Keep | Fit::Drop(_) => None,
                })
                .sum();
            total(widths) - spare
        };
        while least(&widths) > limit {
            let dropped = self
                .columns
                .iter()
                .enumerate()
                .filter(|(at, _)| widths[*at].is_some())
                .filter_map(|(at, column)| match column.fit {
                    Fit::Drop(order) => Some((order, at)),
                    Fit::Keep | Fit::Shrink(_) | Fit::Wrap(_) => None,
                })
                .max();
            let Some((_, at)) = dropped else { break };
            widths[at] = None;
        }
        // Where nothing is left to drop, the least gives way as well.
        let tight = least(&widths) > limit;
        while total(&widths) > limit {
            let widest = self
                .columns
                .iter()
                .enumerate()
                .filter_map(|(at, column)| match (column.fit, widths[at]) {
                    (Fit::Shrink(least) | Fit::Wrap(least), Some(width)) => {
                        let least = if tight { least.min(NARROWEST) } else { least };
                        (width > least).then_some((width, at))
                    }
                    _ => None,
                })
                .max();
            let Some((width, at)) = widest else { break };
            widths[at] = Some(width - 1);
        }
        widths
    }
}

/// A row as the rows it takes: cells of columns that wrap go on below.
fn unfold(row: &[Line], widths: &[Option<usize>], columns: &[Column]) -> Vec<Vec<Line>> {
    let cells: Vec<Vec<Line>> = row
        .iter()
        .zip(widths)
        .zip(columns)
        .map(|((cell, width), column)| match (column.fit, width) {
            (Fit::Wrap(_), Some(width)) if cell.width() > *width => cell.wrap(*width),
            _ => vec![cell.clone()],
        })
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(1);
    (0..height)
        .map(|at| {
            let at = |lines: &Vec<Line>| lines.get(at).cloned().unwrap_or_default();
            cells.iter().map(at).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(1)
            .column("id", Fit::Keep)
            .column("title", Fit::Shrink(6))
            .column("who", Fit::Drop(1))
            .column("empty", Fit::Keep)
            .number("n", Fit::Keep);
        table.row(["a", "A long title", "me", "", "7"].map(Line::plain));
        table.row(["bc", "漢字漢字", "you", "", "12"].map(Line::plain));
        table
    }

    fn lines(limit: Option<usize>) -> Vec<String> {
        let rows = table().rows(limit);
        rows.iter()
            .map(|row| row.text().trim_end().to_owned())
            .collect()
    }

    #[test]
    fn columns_are_aligned_and_empty_ones_left_out() {
        assert_eq!(
            lines(None),
            [
                " id  title         who   n",
                " a   A long title  me    7",
                " bc  漢字漢字      you  12",
            ]
        );
    }

    #[test]
    fn a_column_that_wraps_goes_on_below() {
        let mut table = Table::new(0).column("", Fit::Keep).column("", Fit::Wrap(8));
        table.row(["id", "one two three"].map(Line::plain));
        let lines: Vec<String> = table.rows(Some(12)).iter().map(Line::text).collect();
        assert_eq!(lines, ["id  one two ", "    three   "]);
    }

    #[test]
    fn a_narrow_table_shrinks_before_it_drops() {
        assert_eq!(lines(Some(22))[1], " a   A long …  me    7");
        assert_eq!(lines(Some(15))[1], " a   A lon…   7");
        assert_eq!(lines(Some(15))[2], " bc  漢字…   12");
    }
}
