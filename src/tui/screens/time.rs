//! Hours and money.

use ratatui::layout::Rect;

use crate::tui::{canvas::Canvas, world::World};

use super::{Row, View};

pub(super) fn rows(_world: &World) -> Vec<Row> {
    Vec::new()
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, _world: &World, view: &View) {
    view.draw_rows(canvas, area, |_, _, _| {});
}
