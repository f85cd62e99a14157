//! The annual plan: aims, swimlanes × quarters, success metrics.

mod beside;
mod chart;
mod grid;

use ratatui::layout::Rect;

use crate::{
    domain::{
        progress::Tally,
        roadmap::{Block, Every, ItemIx},
    },
    insight::{plan_line::quarters, words},
    tui::{
        canvas::{Canvas, piece},
        theme::Role,
        world::World,
    },
};

use super::{Row, Target, View, items};

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
        .zip(&world.reviews)
        .flat_map(|(review, standing)| {
            let about = format!("{:<22} {}", review.rhythm.word(), review.subject);
            let standing = (!standing.is_empty()).then(|| format!("{:<22} {standing}", ""));
            [Some(about), standing].into_iter().flatten()
        });
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
pub(super) fn sideways(view: &View, lanes: Option<&World>, right: bool) -> Option<usize> {
    let lane_of = |row: usize| {
        let Some(Target::Item(item)) = view.rows.get(row).and_then(Row::target) else {
            return None;
        };
        let lanes = &lanes?.roadmap.plan.lanes;
        lanes.iter().position(|lane| {
            let mut boxes = lane.blocks.iter().flat_map(|block| &block.milestones);
            boxes.any(|milestone| milestone.item == item)
        })
    };
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
    let there = from + offset.min(entries.saturating_sub(1));
    // In columns the edge of a lane is the edge.
    let same = lanes.is_none() || lane_of(view.selected) == lane_of(there);
    same.then_some(there)
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
    if view.chart {
        chart::draw(canvas, area, world);
    } else if in_columns(view, area) {
        grid::draw(canvas, area, world, view);
    } else {
        view.draw_rows(canvas, area, |canvas, line, target| {
            if let Target::Item(item) = target {
                items::draw(canvas, line, world, item);
            }
        });
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
