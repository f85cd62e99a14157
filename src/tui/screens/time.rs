//! Hours and money: this week against its budget, its sessions, the weeks
//! before, the plan, and what was spent.

mod draw;
mod sheet;

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::{
    domain::minutes::Minutes,
    insight::words,
    tui::{canvas::Canvas, world::World},
};

use super::{Row, Target, View};

pub use sheet::Sheet;

/// From this width on, what is only looked at stands beside the list.
const TWO_COLUMNS: u16 = 104;

/// The rows; the figures that they show are added up only where something
/// changed.
pub(super) fn rows(world: &World, view: &mut View) -> Vec<Row> {
    let known = view
        .sheet
        .take()
        .filter(|sheet| sheet.is_of(world, view.day));
    let sheet = known.unwrap_or_else(|| Arc::new(Sheet::new(world, view.day)));
    let rows = sheet.rows.clone();
    view.sheet = Some(sheet);
    rows
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    if let Some(sheet) = &view.sheet {
        draw::draw(canvas, area, world, (view, sheet));
    }
}

/// This week's hours beside what is to be done; gives the rows that they take,
/// a blank one below among them.
pub(super) fn draw_hours(canvas: &mut Canvas<'_>, area: Rect, world: &World) -> u16 {
    draw::hours(canvas, area, world)
}

/// Whether time was spent this week.
pub(super) fn has_hours(world: &World) -> bool {
    world.week.total() > Minutes::default()
}

/// The same in one line; nothing in a week without any.
pub(super) fn draw_hours_line(canvas: &mut Canvas<'_>, line: Rect, world: &World) {
    draw::hours_line(canvas, line, world);
}

/// The words by which a row of this screen is found.
pub(super) fn words_of(world: &World, target: Target) -> String {
    let roadmap = &world.roadmap;
    match target {
        Target::Session(id) => world.state.session(id).map_or_else(String::new, |session| {
            let about = session.about.as_ref();
            format!(
                "session {} {} {}",
                session.category,
                about.map_or_else(String::new, |about| words::about(roadmap, about)),
                session.text.as_deref().unwrap_or_default()
            )
        }),
        Target::Category(place) => {
            let category = world.week.categories.get(place);
            category.map_or_else(String::new, |it| format!("{} {}", it.title, it.id))
        }
        Target::Week(first) => format!(
            "week {} {}",
            first.number_from_here(),
            words::span(first, first.forward(6), world.day())
        ),
        Target::Money(place) => {
            let line = roadmap.money.get(place);
            line.map_or_else(String::new, |it| format!("money {} {}", it.title, it.id))
        }
        _ => String::new(),
    }
}
