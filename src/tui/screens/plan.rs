//! The annual plan: aims, swimlanes × quarters, success metrics.

use ratatui::layout::Rect;

use crate::{
    domain::{
        progress::{Status, Tally},
        roadmap::{Block, Every, ItemIx},
    },
    insight::{
        plan_line::{Quarter, quarter_of, quarters},
        words,
    },
    tui::{
        canvas::{Canvas, Hit, line_of, piece},
        theme::Role,
        widgets::{list::scrollbar, marks},
        world::World,
    },
};

use super::{Row, Target, View, indent, items, split_rows};

/// From this width on, the quarters stand side by side.
const GRID: u16 = 100;

pub(super) fn rows(world: &World) -> Vec<Row> {
    let plan = &world.roadmap.plan;
    let mut rows = Vec::new();
    if !plan.aims.is_empty() {
        rows.push(Row::Heading("Aims".to_owned(), String::new()));
        rows.extend(plan.aims.iter().map(|aim| Row::Prose(format!("  {aim}"))));
        rows.push(Row::Blank);
    }
    for lane in &plan.lanes {
        for block in &lane.blocks {
            let title = format!(
                "{} · {}",
                lane.title,
                words::quarters((block.first, block.last))
            );
            let tally = words::tally(block_tally(world, block));
            rows.push(Row::Heading(
                title,
                format!("{tally}  {}", block_note(world, block)),
            ));
            rows.extend(
                block
                    .milestones
                    .iter()
                    .map(|milestone| Row::Entry(Target::Item(milestone.item))),
            );
            rows.push(Row::Blank);
        }
    }
    if !world.roadmap.metrics.is_empty() {
        let metrics = world.roadmap.metrics.iter().map(|metric| metric.item);
        let tally = world.progress.tally(metrics.clone());
        rows.push(Row::Heading(
            "Success metrics".to_owned(),
            words::tally(tally),
        ));
        rows.extend(metrics.map(|item| Row::Entry(Target::Item(item))));
    }
    for (title, lines) in frame_of_the_year(world) {
        rows.push(Row::Blank);
        rows.push(Row::Heading(title.to_owned(), String::new()));
        rows.extend(
            lines
                .into_iter()
                .map(|line| Row::Prose(format!("  {line}"))),
        );
    }
    rows
}

/// What the year is given and looked back on: budgets and reviews.
fn frame_of_the_year(world: &World) -> Vec<(&'static str, Vec<String>)> {
    let roadmap = &world.roadmap;
    let time = roadmap.time.iter().map(|budget| {
        let hours = words::range(budget.hours);
        format!("{:<22} {hours} h a week", budget.title)
    });
    let money = roadmap.money.iter().map(|budget| {
        let amount = budget.amount.map_or_else(
            || "no amount yet".to_owned(),
            |amount| format!("{amount} {}", roadmap.currency),
        );
        let every = match budget.every {
            Every::Once => "once",
            Every::Month => "a month",
        };
        format!("{:<22} {amount} {every}", budget.title)
    });
    let reviews = roadmap
        .reviews
        .iter()
        .map(|review| format!("{:<22} {}", review.rhythm.word(), review.subject));
    let mut frame = vec![
        ("Budget", time.chain(money).collect::<Vec<_>>()),
        ("Reviews", reviews.collect()),
    ];
    frame.retain(|(_, lines)| !lines.is_empty());
    frame
}

fn block_tally(world: &World, block: &Block) -> Tally {
    let items = block.milestones.iter().map(|milestone| milestone.item);
    world.progress.tally(items)
}

/// The dates of a block, and whether the year stands in it.
fn block_note(world: &World, block: &Block) -> String {
    let Some(start) = world.state.begin() else {
        return String::new();
    };
    let quarters = quarters(start);
    let first = quarters[usize::from(block.first.clamp(1, 4)) - 1].first;
    let last = quarters[usize::from(block.last.clamp(1, 4)) - 1].last;
    let dates = words::span(first, last, world.day());
    if first <= world.day() && world.day() <= last {
        format!("{dates} · now")
    } else {
        dates
    }
}

/// The row that left or right leads to: the same place in the block before or
/// after.
pub(super) fn sideways(view: &View, right: bool) -> Option<usize> {
    let headings: Vec<usize> = view
        .rows
        .iter()
        .enumerate()
        .filter(|(place, row)| {
            matches!(row, Row::Heading(..))
                && view
                    .rows
                    .get(place + 1)
                    .is_some_and(|row| row.target().is_some())
        })
        .map(|(place, _)| place)
        .collect();
    let here = headings.iter().rposition(|place| *place < view.selected)?;
    let there = if right {
        here + 1
    } else {
        here.checked_sub(1)?
    };
    let from = *headings.get(there)? + 1;
    let offset = view.selected - headings[here] - 1;
    let entries = view.rows[from..]
        .iter()
        .take_while(|row| row.target().is_some())
        .count();
    Some(from + offset.min(entries.saturating_sub(1)))
}

/// Whether the quarters stand side by side.
pub(super) fn in_columns(view: &View, area: Rect) -> bool {
    area.width >= GRID && area.height >= 20 && view.filter.is_empty()
}

/// The row that down or up leads to in columns: the next box of the block, then
/// the same quarter of the lane below; from the last lane to the metrics.
pub(super) fn vertical(view: &View, world: &World, down: bool) -> Option<usize> {
    let Some(Target::Item(here)) = view.target() else {
        return None;
    };
    let lanes = &world.roadmap.plan.lanes;
    let items = |block: &Block| -> Vec<ItemIx> {
        block
            .milestones
            .iter()
            .map(|milestone| milestone.item)
            .collect()
    };
    let row_of = |item: ItemIx| view.position(Target::Item(item));
    let metrics: Vec<ItemIx> = world
        .roadmap
        .metrics
        .iter()
        .map(|metric| metric.item)
        .collect();
    if let Some(place) = metrics.iter().position(|metric| *metric == here) {
        let there = if down {
            metrics.get(place + 1).copied()
        } else {
            let above = place.checked_sub(1).map(|place| metrics[place]);
            above.or_else(|| items(lanes.last()?.blocks.first()?).last().copied())
        };
        return there.and_then(row_of);
    }
    let (lane, block) = lanes.iter().enumerate().find_map(|(lane, candidate)| {
        let block = candidate
            .blocks
            .iter()
            .find(|block| items(block).contains(&here))?;
        Some((lane, block))
    })?;
    let own = items(block);
    let place = own.iter().position(|item| *item == here)?;
    let next = if down {
        own.get(place + 1)
    } else {
        own.get(place.wrapping_sub(1))
    };
    if let Some(next) = next {
        return row_of(*next);
    }
    let lane = if down { lane + 1 } else { lane.wrapping_sub(1) };
    let Some(lane) = lanes.get(lane) else {
        return if down {
            metrics.first().copied().and_then(row_of)
        } else {
            None
        };
    };
    let meets = |candidate: &&Block| {
        candidate.first <= block.first && block.first <= candidate.last
            || block.first <= candidate.first && candidate.first <= block.last
    };
    let block = lane
        .blocks
        .iter()
        .find(meets)
        .or_else(|| lane.blocks.first())?;
    let items = items(block);
    if down { items.first() } else { items.last() }
        .copied()
        .and_then(row_of)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    if in_columns(view, area) {
        draw_grid(canvas, area, world, view);
    } else {
        view.draw_rows(canvas, area, |canvas, line, target| {
            if let Target::Item(item) = target {
                items::draw(canvas, line, world, item);
            }
        });
    }
}

/// One line of the grid, before it is scrolled into view.
enum GridLine<'a> {
    Blank,
    Quarters([Option<Quarter>; 4]),
    Lane(&'a crate::domain::roadmap::Lane),
    /// The boxes at one height: for each quarter the item, and whether a
    /// wider block starts there, and over how many quarters it goes.
    Boxes(Vec<(u8, u8, ItemIx)>),
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

fn draw_grid(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let lines = grid_lines(world);
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
    let (list, detail) = split_rows(area, area.height - 2);
    let selected = chosen.and_then(at).unwrap_or(0);
    let height = usize::from(list.height);
    let towards = match view.towards(lines.len()) {
        edge if edge != view.selected => edge,
        _ => selected,
    };
    let first = view.scroll.first(selected, towards, lines.len(), height);
    for (offset, line) in lines.iter().skip(first).take(height).enumerate() {
        let row = line_of(list, offset as u16);
        draw_grid_line(canvas, row, world, view, line, chosen);
    }
    if lines.len() > height {
        scrollbar(canvas, list, first, lines.len());
    }
    if let Some(item) = chosen {
        draw_detail(canvas, line_of(detail, 1), world, item);
    }
}

fn draw_grid_line(
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
                if let Some(quarter) = quarter {
                    text.push_str("  ");
                    text.push_str(&words::span(quarter.first, quarter.last, world.day()));
                }
                if here {
                    text.push_str(" · now");
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
        GridLine::Boxes(boxes) => {
            for (first, last, item) in boxes {
                let place = u16::from(first.clamp(&1, &4) - 1);
                let wide = u16::from(last.saturating_sub(*first)) + 1;
                let cell = Rect {
                    x: row.x + 2 + place * column,
                    width: (column * wide).saturating_sub(1),
                    ..row
                };
                draw_box(canvas, cell, world, *item, chosen == Some(*item));
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

fn draw_box(canvas: &mut Canvas<'_>, cell: Rect, world: &World, item: ItemIx, chosen: bool) {
    let status = world.progress[item].status;
    let (mark, role) = marks::status(status, world.pending.contains(&item));
    let title = world.roadmap[item].title.as_str();
    let mut pieces = vec![piece(mark, role), piece(" ", Role::Text)];
    if let Some(done) = signed_off_of(world, item).filter(|_| status != Status::Done) {
        pieces.push(piece(words::tally(done), Role::Accent));
        pieces.push(piece(" ", Role::Text));
    }
    pieces.push(piece(title, marks::title_role(status)));
    canvas.row(cell, &pieces, &[]);
    if chosen && cell.x > 0 {
        let before = Rect {
            x: cell.x - 1,
            width: cell.width + 1,
            ..cell
        };
        canvas.put(before, before.x, cell.y, "›", Role::Accent);
        canvas.select(before);
    }
}

/// How many of the phases a derived box names are signed off.
fn signed_off_of(world: &World, item: ItemIx) -> Option<Tally> {
    let phases = world.roadmap.derived_from(item)?;
    Some(
        world
            .progress
            .tally(phases.iter().map(|phase| world.roadmap[*phase].sign_off)),
    )
}

/// The chosen box in full.
fn draw_detail(canvas: &mut Canvas<'_>, line: Rect, world: &World, item: ItemIx) {
    let mut text = world.roadmap[item].title.clone();
    if let Some(tally) = signed_off_of(world, item) {
        text = format!(
            "{text} · {} signed off; it ticks itself",
            words::tally(tally)
        );
    } else if let Some(day) = world.progress[item].day {
        text = format!(
            "{text} · {} {}",
            world.progress[item].status.word(),
            words::date(day, world.day())
        );
    }
    let id = world.roadmap[item].id.as_str();
    canvas.row(line, &[piece(text, Role::Dim)], &[piece(id, Role::Dim)]);
}
