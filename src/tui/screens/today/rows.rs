//! Which rows Today has: one next small step first, whatever the day.

use crate::{
    domain::roadmap::{DayKind, ItemIx},
    insight::{review::Due, today::DaySort, words},
    text::count_of,
    tui::{
        screens::{Row, Target},
        world::World,
    },
};

pub(in crate::tui::screens) fn rows(world: &World) -> Vec<Row> {
    let today = &world.today;
    let mut rows = Vec::new();
    if let Some(phase) = today.phase.filter(|_| today.what_changed) {
        let note = format!("what changed ({})", words::weekday(today.day));
        rows.push(Row::Heading("Next".to_owned(), note));
        rows.push(Row::Entry(Target::WhatChanged(phase)));
    }
    let building_first = today
        .next()
        .next()
        .is_some_and(|first| today.deliverables.contains(&first));
    if building_first {
        building(world, &mut rows);
        reading(world, &mut rows);
    } else {
        reading(world, &mut rows);
        building(world, &mut rows);
    }
    closing(world, &mut rows);
    due(world, &mut rows);
    done(world, &mut rows);
    rows
}

/// A block of entries under its heading, a blank row above it.
fn block(rows: &mut Vec<Row>, title: &str, note: String, items: &[ItemIx]) {
    if !rows.is_empty() {
        rows.push(Row::Blank);
    }
    rows.push(Row::Heading(title.to_owned(), note));
    let entry = |item: &ItemIx| Row::Entry(Target::Item(*item));
    rows.extend(items.iter().map(entry));
}

/// The heading of the first block: what kind of day it is.
fn opening(world: &World, rows: &[Row]) -> Option<(&'static str, String)> {
    let today = &world.today;
    if !rows.is_empty() {
        return None;
    }
    Some(match today.sort {
        DaySort::Rest => ("A rest day. If you like:", String::new()),
        DaySort::Off => ("A day off. If you like:", String::new()),
        DaySort::Any => ("Next", String::new()),
        DaySort::Study(_) => {
            let slot = world.roadmap.cadence.slot(today.day.weekday());
            let words = slot.map_or_else(String::new, |slot| lower_first(&slot.title));
            ("Next", format!("{words} ({})", words::weekday(today.day)))
        }
    })
}

fn reading(world: &World, rows: &mut Vec<Row>) {
    let today = &world.today;
    if today.readings.is_empty() {
        return;
    }
    let (title, note) = match opening(world, rows) {
        // The words of such a day are not about reading.
        Some((title, _))
            if matches!(
                today.sort,
                DaySort::Study(DayKind::Build | DayKind::WhatChanged)
            ) =>
        {
            (title, "reading".to_owned())
        }
        Some(opening) => opening,
        None => ("Reading", String::new()),
    };
    block(rows, title, note, &today.readings);
}

/// What to build, under the build it belongs to.
fn building(world: &World, rows: &mut Vec<Row>) {
    let today = &world.today;
    let Some(phase) = today.phase else {
        return;
    };
    for build in &world.roadmap[phase].builds {
        let of_build: Vec<ItemIx> = today
            .deliverables
            .iter()
            .copied()
            .filter(|item| build.deliverables.contains(item))
            .collect();
        if of_build.is_empty() {
            continue;
        }
        let tally = world.progress.tally(build.deliverables.iter().copied());
        let note = format!("{}  {}", build.title, words::tally(tally));
        let title = opening(world, rows).map_or("Building", |(title, _)| title);
        block(rows, title, note, &of_build);
    }
}

/// What else is left: a sign-off, or what stays when every phase is settled.
fn closing(world: &World, rows: &mut Vec<Row>) {
    let today = &world.today;
    if today.closing.is_empty() {
        return;
    }
    let settled = today.readings.is_empty() && today.deliverables.is_empty();
    let (title, note) = match (today.phase, rows.is_empty()) {
        (Some(_), first) if settled => {
            let title = if first { "Next" } else { "Then" };
            (title, "everything in this phase is ticked".to_owned())
        }
        (Some(_), _) => ("Or", "what is still open may be left out".to_owned()),
        (None, _) => {
            let left = count_of(open_boxes(world) as u64, "box", "boxes");
            ("Still open", format!("{left} of the plan and its metrics"))
        }
    };
    block(rows, title, note, &today.closing);
}

/// The reviews that are due: the newest of each, never a backlog.
fn due(world: &World, rows: &mut Vec<Row>) {
    if world.due.is_empty() {
        return;
    }
    block(rows, "Due", String::new(), &[]);
    let entry = |due: &Due| Row::Entry(Target::Review(due.review));
    rows.extend(world.due.iter().map(entry));
}

/// How many boxes of the plan and metrics are the learner's to tick, and open.
fn open_boxes(world: &World) -> usize {
    let roadmap = &world.roadmap;
    let milestones = roadmap
        .plan
        .milestones()
        .map(|(_, _, milestone)| milestone.item);
    let metrics = roadmap.metrics.iter().map(|metric| metric.item);
    milestones
        .chain(metrics)
        .filter(|item| !world.progress[*item].status.is_settled())
        .filter(|item| roadmap.derived_from(*item).is_none())
        .count()
}

/// What was done on this day, in one row, and what was thought.
fn done(world: &World, rows: &mut Vec<Row>) {
    let today = &world.today;
    let thoughts = world.state.notes_on(today.day);
    let thoughts = thoughts.map_or(&[][..], |day| day.notes.as_slice());
    if today.done.is_empty() && thoughts.is_empty() {
        return;
    }
    rows.push(Row::Blank);
    let titles: Vec<&str> = today
        .done
        .iter()
        .rev()
        .map(|item| world.roadmap[*item].title.as_str())
        .collect();
    let note = match titles.len() {
        0 => String::new(),
        number => format!("{number}  {}", titles.join(", ")),
    };
    rows.push(Row::Heading("Done today".to_owned(), note));
    for (_, thought) in thoughts {
        rows.push(Row::Prose(format!("  “{thought}”")));
    }
}

/// The author's words begin a sentence there and stand inside one here.
pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
