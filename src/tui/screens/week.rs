//! A week of the cadence: seven days side by side, and the chosen one below.

use ratatui::layout::Rect;

use crate::{
    domain::day::LogicalDay,
    insight::{
        streak::DayMark,
        today::DaySort,
        week::{Week, WeekDay},
        words,
    },
    text::{count, truncate, wrap},
    tui::{
        canvas::{Canvas, Hit, line_of, piece},
        theme::Role,
        widgets::marks,
        world::World,
    },
};

use super::{Row, Target, View, items, split_rows};

fn week(world: &World, day: LogicalDay) -> Week {
    Week::new(
        &world.roadmap,
        &world.state,
        &world.progress,
        day,
        world.day(),
    )
}

pub(super) fn rows(world: &World, day: LogicalDay) -> Vec<Row> {
    let week = week(world, day);
    let Some(chosen) = week.days.into_iter().find(|candidate| candidate.day == day) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    let entry = |item| Row::Entry(Target::Item(item));
    if !chosen.done.is_empty() {
        rows.push(Row::Heading(
            "Done".to_owned(),
            chosen.done.len().to_string(),
        ));
        rows.extend(chosen.done.iter().copied().map(entry));
    }
    for note in &chosen.notes {
        rows.push(Row::Prose(format!("  “{note}”")));
    }
    if day == world.day()
        && let Some(phase) = world.today.phase.filter(|_| world.today.what_changed)
    {
        rows.push(Row::Entry(Target::WhatChanged(phase)));
    }
    let mut blank = !rows.is_empty();
    let mut block = |title: &str, note: &str, items: &[crate::domain::roadmap::ItemIx]| {
        if items.is_empty() {
            return;
        }
        if blank {
            rows.push(Row::Blank);
        }
        blank = true;
        rows.push(Row::Heading(title.to_owned(), note.to_owned()));
        rows.extend(items.iter().copied().map(entry));
    };
    block("Proposed", "", &chosen.proposed);
    if day < world.day()
        && let Some(phase) = world.today.phase
    {
        // A past day is filled in from what is still open.
        let open: Vec<_> = world
            .progress
            .open_items(&world.roadmap, phase)
            .filter(|item| !chosen.proposed.contains(item))
            .collect();
        block("Fill in", "what was done on this day and not ticked", &open);
    }
    if rows.is_empty() {
        rows.push(Row::Prose(empty_words(&chosen)));
    }
    rows
}

fn empty_words(day: &WeekDay) -> String {
    match day.sort {
        DaySort::Off => "A day off.".to_owned(),
        DaySort::Rest => "A rest day.".to_owned(),
        DaySort::Study(_) | DaySort::Any => "Nothing here yet.".to_owned(),
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let week = week(world, view.day);
    // The chosen day's list is what is worked with: where it is tight, the
    // columns and the blank rows give way to it.
    let (columns_height, gap, title_rows) = match area.height {
        24.. => (10, 1, 2),
        16.. => (6, 1, 2),
        10.. => (2, 1, 1),
        _ => (2, 0, 0),
    };
    let listed = area.height >= 24;
    let (head, body) = split_rows(area, 1);
    draw_head(canvas, head, world, view, &week);
    let (columns, rest) = split_rows(split_rows(body, gap).1, columns_height);
    let day_width = columns.width / 7;
    for (place, day) in week.days.iter().enumerate() {
        let column = Rect {
            x: columns.x + place as u16 * day_width,
            width: day_width,
            ..columns
        };
        draw_day(canvas, column, world, day, (day.day == view.day, listed));
        canvas.hit(column, Hit::Weekday(place));
    }
    let (title, list) = split_rows(rest, title_rows);
    let line = line_of(title, 0);
    let chosen = week.days.iter().find(|day| day.day == view.day);
    if let Some(chosen) = chosen {
        let date = format!(
            "{} {}",
            words::weekday(chosen.day),
            words::date(chosen.day, world.day())
        );
        let sort = match (&chosen.title, chosen.sort) {
            (_, DaySort::Off) => "day off".to_owned(),
            (_, DaySort::Rest) => "rest day".to_owned(),
            (_, DaySort::Any) => "study day".to_owned(),
            (title, DaySort::Study(kind)) => {
                title.clone().unwrap_or_else(|| kind.word().to_owned())
            }
        };
        canvas.row(
            line,
            &[
                piece(date, Role::Strong),
                piece("  ", Role::Dim),
                piece(sort, Role::Dim),
            ],
            &[],
        );
    }
    view.draw_rows(canvas, list, |canvas, line, target| match target {
        Target::Item(item) => items::draw(canvas, line, world, item),
        Target::WhatChanged(phase) => items::draw_what_changed(canvas, line, world, phase),
        _ => {}
    });
}

fn draw_head(canvas: &mut Canvas<'_>, head: Rect, world: &World, view: &View, week: &Week) {
    let start = world.roadmap.cadence.week_start;
    let first = view.day.week_first(start);
    let this = first == world.day().week_first(start);
    let iso = first.forward(3).iso_week();
    let title = format!("Week {} · {}", iso.week(), iso.year());
    let note = if this {
        "this week".to_owned()
    } else {
        String::new()
    };
    let done: usize = week.days.iter().map(|day| day.done.len()).sum();
    let studied = week
        .days
        .iter()
        .filter(|day| day.mark == DayMark::Studied)
        .count();
    let right = format!(
        "{} · {} done",
        count(studied as u64, "study day"),
        count(done as u64, "item")
    );
    canvas.row(
        line_of(head, 0),
        &[
            piece(title, Role::Strong),
            piece("  ", Role::Dim),
            piece(note, Role::Dim),
        ],
        &[piece(right, Role::Dim)],
    );
}

fn draw_day(
    canvas: &mut Canvas<'_>,
    column: Rect,
    world: &World,
    day: &WeekDay,
    (chosen, listed): (bool, bool),
) {
    let today = day.day == world.day();
    let name: String = words::weekday(day.day).chars().take(2).collect();
    let date = day.day.date().format("%-d").to_string();
    let role = match (chosen, today) {
        (true, _) => Role::TabOn,
        (false, true) => Role::Strong,
        (false, false) => Role::Dim,
    };
    let line = line_of(column, 0);
    let marker = if chosen { "›" } else { " " };
    let heading = if column.width >= 6 {
        format!("{marker}{name} {date}")
    } else {
        format!("{marker}{name}")
    };
    canvas.put(line, line.x, line.y, &heading, role);
    if chosen {
        canvas.select(line);
    }
    let (mark, mark_role) = marks::day(day.mark, today);
    let second = line_of(column, 1);
    canvas.put(second, second.x + 1, second.y, mark, mark_role);
    let words = match (day.sort, day.done.len()) {
        (_, done) if done > 0 && column.width < 10 => done.to_string(),
        (_, done) if done > 0 => format!("{done} done"),
        (DaySort::Off, _) => "off".to_owned(),
        _ => String::new(),
    };
    canvas.put(second, second.x + 3, second.y, &words, mark_role);
    let room = usize::from(column.width.saturating_sub(1));
    let kind = match (&day.title, day.sort) {
        (_, DaySort::Off) => "day off".to_owned(),
        (_, DaySort::Rest) => "rest".to_owned(),
        (_, DaySort::Any) => String::new(),
        // Where the author's words would be torn, the plain word stands.
        (_, DaySort::Study(kind)) if room < 13 => kind.word().replace('-', " "),
        // A line may end after a slash.
        (Some(title), _) => title.replace('/', "/ "),
        (None, DaySort::Study(kind)) => kind.word().to_owned(),
    };
    let words: Vec<String> = kind
        .split(' ')
        .map(|word| truncate(word, room).into_owned())
        .collect();
    let mut row = 2;
    for text in wrap(&words.join(" "), room).iter().take(3) {
        let line = line_of(column, row);
        canvas.put(line, line.x + 1, line.y, text, Role::Dim);
        row += 1;
    }
    if !listed {
        return;
    }
    row = row.max(5);
    for item in day.done.iter().chain(&day.proposed) {
        let line = line_of(column, row);
        if line.height == 0 {
            break;
        }
        let done = day.done.contains(item);
        let title = &world.roadmap[*item].title;
        let (mark, role) = if done {
            ("●", Role::Done)
        } else {
            ("○", Role::Dim)
        };
        let x = canvas.put(line, line.x + 1, line.y, mark, role);
        let line = Rect {
            width: line.width.saturating_sub(1),
            ..line
        };
        canvas.put(line, x + 1, line.y, title, Role::Text);
        row += 1;
    }
}
