//! The chart beside the plan's short lines: metrics and budgets need half of
//! the width, the chart takes the rest.

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::{
    insight::words,
    text::width,
    tui::{
        canvas::Piece,
        screens::split_columns,
        world::{Lines, World},
    },
};

use super::{chart, grid::GridLine};

/// The chart has so many columns at least.
const LEAST: u16 = 50;

/// And so many rows, with its heading, its axis and its legend, at least and
/// at most.
const ROWS: (usize, usize) = (10, 15);

/// The blank columns before it.
const GAP: u16 = 4;

/// A chart beside some lines of the plan.
pub(super) struct Beside {
    /// The line it begins at.
    first: usize,
    /// How wide the lines beside it may be.
    left: u16,
    lines: Arc<Lines>,
}

impl Beside {
    /// The chart beside the lines below the lanes, of `lines` that are shown in
    /// `area`; none where they leave no room for it.
    pub(super) fn new(world: &World, lines: &mut Vec<GridLine<'_>>, area: Rect) -> Option<Self> {
        let lane = |line: &GridLine<'_>| {
            matches!(
                line,
                GridLine::Lane(_) | GridLine::Boxes(_) | GridLine::Rest(_)
            )
        };
        let last = lines.iter().rposition(lane)?;
        let heading = |line: &GridLine<'_>| matches!(line, GridLine::Heading(..));
        let first = last + lines[last..].iter().position(heading)?;
        let below = usize::from(area.height).saturating_sub(first);
        // Whole at the top of the plan, where that can be.
        let rows = if below >= ROWS.0 { below } else { ROWS.1 };
        let rows = rows.min(ROWS.1);
        let beside = lines[first..].iter().take(rows);
        let left = beside.map(|line| width_of(world, line)).max()?;
        let left = u16::try_from(left).ok()?;
        let right = area.width.checked_sub(left + GAP + 2)?;
        if right < LEAST {
            return None;
        }
        let chart = world.chart((right, rows as u16), || {
            chart::beside(world, (right, rows as u16))
        });
        if chart.is_empty() {
            return None;
        }
        while lines.len() < first + chart.len() {
            lines.push(GridLine::Blank);
        }
        Some(Self {
            first,
            left,
            lines: chart,
        })
    }

    /// The two parts of the row that the line at `place` is drawn in, and what
    /// the chart has there; `None` where it has nothing.
    pub(super) fn split(&self, row: Rect, place: usize) -> Option<(Rect, Rect, &[Piece<'static>])> {
        let line = self.lines.get(place.checked_sub(self.first)?)?;
        let (left, right) = split_columns(row, self.left, GAP);
        Some((left, right, line))
    }
}

/// How many columns a line takes.
fn width_of(world: &World, line: &GridLine<'_>) -> usize {
    match line {
        GridLine::Heading(title, note) => width(title) + 2 + width(note),
        GridLine::Prose(text) => 2 + width(text),
        GridLine::Aim(text) => 2 + width(text),
        GridLine::Item(item) => {
            let count = super::signed_off_of(world, *item);
            let count = count.map_or(0, |it| 1 + width(&words::tally(it)));
            // Two blank columns, the mark and one more.
            4 + count + width(&world.roadmap[*item].title)
        }
        _ => 0,
    }
}
