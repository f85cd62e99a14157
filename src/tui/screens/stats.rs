//! What the year looks like so far: its days, its weeks, its phases.

mod heat;
mod tables;

use ratatui::layout::Rect;

use crate::{
    domain::day::LogicalDay,
    tui::{
        canvas::{Canvas, line_of, piece},
        keys::Action,
        theme::Role,
        world::World,
    },
};

use super::{
    HeatStep, Place, Row, Tab, Target, View, split_columns, split_rows, today::streak_words,
};

use heat::Page;

/// What is read together stays together, however wide the screen.
const MOST_WIDTH: u16 = 130;

/// From this height on there is room for the days one by one.
const WITH_DAYS: u16 = 13;

pub(super) fn rows(world: &World) -> Vec<Row> {
    let mut rows = vec![Row::Entry(Target::Heat)];
    let phases = world.roadmap.phase_places();
    rows.extend(phases.map(|phase| Row::Entry(Target::Phase(phase))));
    rows
}

/// Where a movement leads on the heatmap. Down from a week’s last day is the first phase,
/// and up from that the day again.
pub(super) fn step(view: &View, world: &World, action: Action) -> HeatStep {
    if view.place != Place::Tab(Tab::Stats) {
        return HeatStep::Elsewhere;
    }
    let (day, today) = (view.day, world.day());
    let start = world.roadmap.cadence.week_start;
    let place = start.place_of(day.weekday());
    let first = Page::first_day(world.stats(), today);
    let within = |day: LogicalDay| (first..=today).contains(&day).then_some(day);
    let page = Page::of(world, view);
    let on_heat = view.target() == Some(Target::Heat);
    let there = match action {
        Action::YearBefore => page.earlier,
        Action::YearAfter => page.later,
        Action::Left if on_heat => within(day.back(7)),
        // This week's days ahead are not there yet.
        Action::Right if on_heat && day.week_first(start) < today.week_first(start) => {
            Some(day.forward(7).min(today))
        }
        Action::Left | Action::Right => None,
        Action::Down if on_heat && place != 6 && day < today => Some(day.next()),
        Action::Up if on_heat && place != 0 => within(day.previous()),
        Action::Up if on_heat => None,
        _ => return HeatStep::Elsewhere,
    };
    HeatStep::Here(there)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let area = split_columns(area, MOST_WIDTH, 0).0;
    let page = Page::of(world, view);
    draw_head(canvas, line_of(area, 0), world, &page);
    let body = split_rows(area, if area.height >= 24 { 2 } else { 1 }).1;
    let days = area.height >= WITH_DAYS;
    let (above, below) = split_rows(body, if days { heat::ROWS } else { 1 });
    let beside = if days {
        heat::draw(canvas, above, world, view, &page)
    } else {
        heat::draw_day(canvas, line_of(above, 0), world, view);
        Rect::default()
    };
    let kinds = tables::draw_kinds(canvas, beside, world);
    let below = split_rows(below, u16::from(below.height > 3)).1;
    let phases = tables::draw_weeks(canvas, below, world, kinds);
    tables::draw_phases(canvas, phases, world, view);
}

fn draw_head(canvas: &mut Canvas<'_>, line: Rect, world: &World, page: &Page<'_>) {
    let streak = streak_words(world).join(" · ");
    let mut left = vec![piece(page.title(world.day()), Role::Dim)];
    if line.width >= 45 {
        left.insert(0, piece("Study days  ", Role::Strong));
    }
    canvas.row_first(line, &left, &[piece(streak, Role::Dim)]);
}
