//! The plan in columns: lanes as bands, quarters side by side.

use ratatui::layout::Rect;

use crate::{
    domain::{progress::Status, roadmap::ItemIx},
    insight::{
        plan_line::{Quarter, quarter_of, quarters},
        words,
    },
    text::wrap,
    tui::{
        canvas::{Canvas, Hit, line_of, piece},
        screens::{Target, View, indent, split_rows},
        theme::Role,
        widgets::{list::scrollbar, marks},
        world::World,
    },
};

use super::{beside::Beside, draw_detail, frame_of_the_year, signed_off_of};

/// One line of the grid, before it is scrolled into view.
pub(super) enum GridLine<'a> {
    Blank,
    Quarters([Option<Quarter>; 4]),
    Lane(&'a crate::domain::roadmap::Lane),
    /// The boxes at one height: for each quarter the item, and whether a
    /// wider block starts there, and over how many quarters it goes.
    Boxes(Vec<(u8, u8, ItemIx)>),
    /// What the boxes above had no room for on their line.
    Rest(Vec<(u8, u8, ItemIx)>),
    Heading(&'static str, String),
    Aim(&'a str),
    Prose(String),
    Item(ItemIx),
}

fn grid_lines(world: &World) -> Vec<GridLine<'_>> {
    let plan = &world.roadmap.plan;
    let mut lines = Vec::new();
    if !plan.aims.is_empty() {
        lines.push(GridLine::Heading("Aims", String::new()));
        lines.extend(plan.aims.iter().map(|aim| GridLine::Aim(aim)));
        lines.push(GridLine::Blank);
    }
    let dates = world.state.begin().map(quarters);
    lines.push(GridLine::Quarters(
        [0, 1, 2, 3].map(|place: usize| dates.map(|quarters| quarters[place])),
    ));
    for lane in &plan.lanes {
        lines.push(GridLine::Lane(lane));
        let height = lane
            .blocks
            .iter()
            .map(|block| block.milestones.len())
            .max()
            .unwrap_or(0);
        for row in 0..height {
            let boxes = lane
                .blocks
                .iter()
                .filter_map(|block| {
                    let milestone = block.milestones.get(row)?;
                    Some((block.first, block.last, milestone.item))
                })
                .collect();
            lines.push(GridLine::Boxes(boxes));
        }
        lines.push(GridLine::Blank);
    }
    let metrics: Vec<ItemIx> = world
        .roadmap
        .metrics
        .iter()
        .map(|metric| metric.item)
        .collect();
    if !metrics.is_empty() {
        let tally = world.progress.tally(metrics.iter().copied());
        lines.push(GridLine::Heading("Success metrics", words::tally(tally)));
        lines.extend(metrics.into_iter().map(GridLine::Item));
    }
    for (title, prose) in frame_of_the_year(world) {
        lines.push(GridLine::Blank);
        lines.push(GridLine::Heading(title, String::new()));
        lines.extend(prose.into_iter().map(GridLine::Prose));
    }
    lines
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let (list, detail) = split_rows(area, area.height - 2);
    let column = (list.width - 2) / 4;
    let mut lines = wrapped(grid_lines(world), world, column, usize::from(list.height));
    let beside = Beside::new(world, &mut lines, list);
    let chosen = match view.target() {
        Some(Target::Item(item)) => Some(item),
        _ => None,
    };
    let at = |item: ItemIx| {
        lines.iter().position(|line| match line {
            GridLine::Boxes(boxes) => boxes.iter().any(|(_, _, other)| *other == item),
            GridLine::Item(other) => *other == item,
            _ => false,
        })
    };
    let selected = chosen.and_then(at).unwrap_or(0);
    let height = usize::from(list.height);
    let towards = match view.towards(lines.len()) {
        edge if edge != view.selected => edge,
        _ => selected,
    };
    let first = view.scroll.first(selected, towards, lines.len(), height);
    for (offset, line) in lines.iter().skip(first).take(height).enumerate() {
        let row = line_of(list, offset as u16);
        let place = first + offset;
        let row = match beside.as_ref().and_then(|it| it.split(row, place)) {
            Some((left, right, chart)) => {
                canvas.row(right, chart, &[]);
                left
            }
            None => row,
        };
        draw_line(canvas, row, world, view, line, chosen);
    }
    if lines.len() > height {
        scrollbar(canvas, list, first, lines.len());
    }
    if let Some(item) = chosen {
        draw_detail(canvas, line_of(detail, 1), world, item);
    }
}

fn draw_line(
    canvas: &mut Canvas<'_>,
    row: Rect,
    world: &World,
    view: &View,
    line: &GridLine<'_>,
    chosen: Option<ItemIx>,
) {
    let column = (row.width - 2) / 4;
    match line {
        GridLine::Blank => {}
        GridLine::Heading(title, note) => canvas.row(
            row,
            &[
                piece(*title, Role::Heading),
                piece("  ", Role::Dim),
                piece(note.as_str(), Role::Dim),
            ],
            &[],
        ),
        GridLine::Prose(text) => {
            canvas.row(indent(row, 2), &[piece(text.as_str(), Role::Dim)], &[]);
        }
        GridLine::Aim(aim) => canvas.row(indent(row, 2), &[piece(*aim, Role::Text)], &[]),
        GridLine::Quarters(dates) => {
            let now = world
                .state
                .begin()
                .and_then(|start| quarter_of(start, world.day()));
            for (place, quarter) in dates.iter().enumerate() {
                let x = row.x + 2 + place as u16 * column;
                let cell = Rect {
                    x,
                    width: column - 1,
                    ..row
                };
                let here = now.is_some_and(|now| usize::from(now.number) == place + 1);
                let role = if here { Role::Accent } else { Role::Dim };
                let mut text = format!("Q{}", place + 1);
                // Before the dates, which may be cut.
                if here {
                    text.push_str(" · now");
                }
                if let Some(quarter) = quarter {
                    text.push_str("  ");
                    text.push_str(&words::span(quarter.first, quarter.last, world.day()));
                }
                canvas.put(cell, x, row.y, &text, role);
            }
        }
        GridLine::Lane(lane) => {
            let items = lane
                .blocks
                .iter()
                .flat_map(|block| block.milestones.iter().map(|milestone| milestone.item));
            let tally = words::tally(world.progress.tally(items));
            canvas.row(
                row,
                &[
                    piece(lane.title.as_str(), Role::Heading),
                    piece("  ", Role::Dim),
                    piece(lane.summary.as_str(), Role::Dim),
                    piece("  ", Role::Dim),
                    piece(tally, Role::Dim),
                ],
                &[],
            );
        }
        GridLine::Boxes(boxes) | GridLine::Rest(boxes) => {
            let rest = matches!(line, GridLine::Rest(_));
            for (first, last, item) in boxes {
                let place = u16::from(first.clamp(&1, &4) - 1);
                let cell = Rect {
                    x: row.x + 2 + place * column,
                    width: box_width(column, *first, *last),
                    ..row
                };
                if rest {
                    draw_rest(canvas, cell, world, *item, chosen == Some(*item));
                } else {
                    draw_box(canvas, cell, world, *item, chosen == Some(*item));
                }
                if let Some(place) = view.position(Target::Item(*item)) {
                    canvas.hit(cell, Hit::Row(place));
                }
            }
        }
        GridLine::Item(item) => {
            let cell = indent(row, 2);
            draw_box(canvas, cell, world, *item, chosen == Some(*item));
            if let Some(place) = view.position(Target::Item(*item)) {
                canvas.hit(cell, Hit::Row(place));
            }
        }
    }
}

/// The width of a box that goes over these quarters.
fn box_width(column: u16, first: u8, last: u8) -> u16 {
    let wide = u16::from(last.saturating_sub(first)) + 1;
    (column * wide).saturating_sub(1)
}

/// A box's title on as many lines as it needs, its count before it.
fn title_lines(world: &World, item: ItemIx, width: u16) -> Vec<String> {
    let title = &world.roadmap[item].title;
    let text = match count_of(world, item) {
        Some(count) => format!("{count} {title}"),
        None => title.clone(),
    };
    wrap(&text, usize::from(width.saturating_sub(2)))
}

/// The count before a derived box that is not done yet.
fn count_of(world: &World, item: ItemIx) -> Option<String> {
    let open = world.progress[item].status != Status::Done;
    signed_off_of(world, item)
        .filter(|_| open)
        .map(words::tally)
}

/// Gives boxes that are cut a second line, if all lines then still fit.
fn wrapped<'a>(
    lines: Vec<GridLine<'a>>,
    world: &World,
    column: u16,
    height: usize,
) -> Vec<GridLine<'a>> {
    let is_cut = |(first, last, item): &(u8, u8, ItemIx)| {
        title_lines(world, *item, box_width(column, *first, *last)).len() > 1
    };
    let cut =
        |line: &GridLine<'_>| matches!(line, GridLine::Boxes(boxes) if boxes.iter().any(is_cut));
    let more = lines.iter().filter(|line| cut(line)).count();
    if lines.len() + more > height {
        return lines;
    }
    let mut wrapped = Vec::with_capacity(lines.len() + more);
    for line in lines {
        let rest = match &line {
            GridLine::Boxes(boxes) if cut(&line) => {
                Some(boxes.iter().copied().filter(|one| is_cut(one)).collect())
            }
            _ => None,
        };
        wrapped.push(line);
        wrapped.extend(rest.map(GridLine::Rest));
    }
    wrapped
}

fn draw_box(canvas: &mut Canvas<'_>, cell: Rect, world: &World, item: ItemIx, chosen: bool) {
    let status = world.progress[item].status;
    let (mark, role) = marks::status(status, world.pending.contains(&item));
    let mut pieces = vec![piece(mark, role), piece(" ", Role::Text)];
    let count = count_of(world, item);
    if let Some(count) = &count {
        pieces.push(piece(count.as_str(), Role::Accent));
        pieces.push(piece(" ", Role::Text));
    }
    let title = world.roadmap[item].title.as_str();
    pieces.push(piece(title, marks::title_role(status)));
    canvas.row(cell, &pieces, &[]);
    select(canvas, cell, chosen, "›");
}

/// The second line of a box. Where there is one, the first ends in a word, not
/// in an ellipsis.
fn draw_rest(canvas: &mut Canvas<'_>, cell: Rect, world: &World, item: ItemIx, chosen: bool) {
    let status = world.progress[item].status;
    let role = marks::title_role(status);
    let lines = title_lines(world, item, cell.width);
    let above = Rect {
        y: cell.y.saturating_sub(1),
        ..indent(cell, 2)
    };
    canvas.clear(above);
    let count = count_of(world, item).unwrap_or_default();
    let first = lines.first().map_or("", String::as_str);
    let title = first.strip_prefix(&count).unwrap_or(first);
    canvas.row(
        above,
        &[piece(count, Role::Accent), piece(title, role)],
        &[],
    );
    if chosen {
        canvas.select(above);
    }
    let rest = lines.get(1..).unwrap_or_default().join(" ");
    canvas.row(indent(cell, 2), &[piece(rest, role)], &[]);
    select(canvas, cell, chosen, " ");
}

fn select(canvas: &mut Canvas<'_>, cell: Rect, chosen: bool, marker: &str) {
    if chosen && cell.x > 0 {
        let before = Rect {
            x: cell.x - 1,
            width: cell.width + 1,
            ..cell
        };
        canvas.put(before, before.x, cell.y, marker, Role::Accent);
        canvas.select(before);
    }
}
