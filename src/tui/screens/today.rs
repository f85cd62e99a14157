//! Today: what to do now, and whether the year still adds up.

use ratatui::layout::Rect;

use crate::{
    domain::{
        day::LogicalDay,
        progress::Tally,
        roadmap::{DayKind, ItemIx, ItemKind, PhaseIx},
    },
    insight::{
        today::{DaySort, day_sort},
        words,
    },
    text::{count, wrap},
    tui::{
        canvas::{Canvas, line_of, piece},
        theme::Role,
        world::World,
    },
};

use super::{Row, Target, View, indent, items, split_columns, split_rows};

/// From this width on, the week stands beside the proposals.
const TWO_COLUMNS: u16 = 104;

/// What is read together stays together, however wide the screen.
const MOST_WIDTH: u16 = 150;

/// Items done today that are listed; a phase marked done in one go has dozens.
const MOST_DONE: usize = 5;

/// The width of the column beside.
const SIDE: u16 = 36;

pub(super) fn rows(world: &World) -> Vec<Row> {
    let today = &world.today;
    let mut rows = Vec::new();
    let building_first = today
        .next()
        .next()
        .is_some_and(|first| today.deliverables.contains(&first));
    if let Some(phase) = today.phase.filter(|_| today.what_changed) {
        rows.push(Row::Heading(
            "Next".to_owned(),
            format!("what changed ({})", words::weekday(today.day)),
        ));
        rows.push(Row::Entry(Target::WhatChanged(phase)));
    }
    let blocks: [fn(&World, &mut Vec<Row>); 2] = if building_first {
        [building, reading]
    } else {
        [reading, building]
    };
    for block in blocks {
        let before = rows.len();
        block(world, &mut rows);
        if before > 0 && rows.len() > before {
            rows.insert(before, Row::Blank);
        }
    }
    if !today.closing.is_empty() {
        let (title, note) = match (today.phase, rows.is_empty()) {
            (Some(_), true) => ("Next", "everything in this phase is ticked"),
            (Some(_), false) => ("Or", "what is open may be left out"),
            (None, _) => ("Left", "the phases are behind you"),
        };
        if !rows.is_empty() {
            rows.push(Row::Blank);
        }
        rows.push(Row::Heading(title.to_owned(), note.to_owned()));
        rows.extend(entries(&today.closing));
    }
    if !today.done.is_empty() {
        rows.push(Row::Blank);
        rows.push(Row::Heading(
            "Done today".to_owned(),
            today.done.len().to_string(),
        ));
        rows.extend(entries(&today.done[..today.done.len().min(MOST_DONE)]));
        if let Some(more) = today.done.len().checked_sub(MOST_DONE + 1) {
            let words = count(more as u64 + 1, "more item");
            rows.push(Row::Prose(format!("  and {words}: Week has them all")));
        }
    }
    rows
}

fn entries(items: &[ItemIx]) -> impl Iterator<Item = Row> + '_ {
    items.iter().map(|item| Row::Entry(Target::Item(*item)))
}

fn reading(world: &World, rows: &mut Vec<Row>) {
    let today = &world.today;
    if today.readings.is_empty() {
        return;
    }
    let first = rows.is_empty();
    let (title, note) = match today.sort {
        DaySort::Rest if first => ("A rest day. If you like:", String::new()),
        DaySort::Off if first => ("A day off. If you like:", String::new()),
        DaySort::Study(kind) if first && kind != DayKind::WhatChanged => {
            let words = world
                .roadmap
                .cadence
                .slot(today.day.weekday())
                .map_or("", |slot| slot.title.as_str());
            ("Next", format!("{words} ({})", words::weekday(today.day)))
        }
        _ => ("Reading", String::new()),
    };
    let note = if note.is_empty() {
        note
    } else {
        lower_first(&note)
    };
    rows.push(Row::Heading(title.to_owned(), note));
    rows.extend(entries(&today.readings));
}

fn building(world: &World, rows: &mut Vec<Row>) {
    let today = &world.today;
    let Some((phase, first)) = today.phase.zip(today.deliverables.first()) else {
        return;
    };
    let build = world.roadmap[phase]
        .builds
        .iter()
        .find(|build| build.deliverables.contains(first));
    let note = build.map_or_else(String::new, |build| {
        let tally = world.progress.tally(build.deliverables.iter().copied());
        format!("{}  {}", build.title, words::tally(tally))
    });
    rows.push(Row::Heading("Building".to_owned(), note));
    rows.extend(entries(&today.deliverables));
}

/// The author's words begin a sentence there and stand inside one here.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let area = split_columns(area, MOST_WIDTH, 0).0;
    let head_rows = if area.height >= 12 { 4 } else { 2 };
    let (head, body) = split_rows(area, head_rows);
    draw_head(canvas, head, world);
    if area.width >= TWO_COLUMNS {
        let (left, right) = split_columns(body, body.width - SIDE - 4, 4);
        draw_list(canvas, left, world, view);
        draw_side(canvas, right, world);
    } else {
        let strip = if body.height >= 13 { 3 } else { 0 };
        let (list, below) = split_rows(body, body.height - strip);
        draw_list(canvas, list, world, view);
        draw_strip(canvas, below, world);
    }
}

fn draw_list(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    if view.rows.is_empty() {
        let text = if world.roadmap.phases.is_empty() {
            "This roadmap has no phases yet."
        } else {
            "Everything is done. Well done."
        };
        canvas.row(line_of(area, 0), &[piece(text, Role::Text)], &[]);
        return;
    }
    // The selected row in full, and the phase at a glance, wherever the list
    // leaves room for them.
    let detail = items::detail(world, view, area.width);
    let (area, below) = view.above(area, area.height.saturating_sub(view.rows.len() as u16));
    let mut below = split_rows(below, 1).1;
    if !detail.is_empty() && detail.len() <= usize::from(below.height) {
        items::draw_detail(canvas, below, &detail);
        below = split_rows(below, detail.len() as u16 + 1).1;
    }
    if let Some(phase) = world.today.phase {
        draw_glance(canvas, below, world, phase);
    }
    view.draw_rows(canvas, area, |canvas, line, target| match target {
        Target::Item(item) => items::draw(canvas, line, world, item),
        Target::WhatChanged(phase) => items::draw_what_changed(canvas, line, world, phase),
        Target::Phase(_) | Target::App(_) => {}
    });
}

/// The parts of the phase, each with a bar; nothing where they do not all fit.
fn draw_glance(canvas: &mut Canvas<'_>, area: Rect, world: &World, ix: PhaseIx) {
    let phase = &world.roadmap[ix];
    let mut parts: Vec<(String, Tally)> = Vec::new();
    for (kind, title) in [
        (ItemKind::Book, "books"),
        (ItemKind::Docs, "docs"),
        (ItemKind::Supplement, "supplements"),
    ] {
        let of_kind = |item: &ItemIx| world.roadmap[*item].kind == kind;
        let readings = phase.readings.iter().copied().filter(of_kind);
        parts.push((title.to_owned(), world.progress.tally(readings)));
    }
    for build in &phase.builds {
        let tally = world.progress.tally(build.deliverables.iter().copied());
        parts.push((build.title.clone(), tally));
    }
    parts.retain(|(_, tally)| tally.of > 0);
    if usize::from(area.height) < parts.len() + 2 || area.width < 50 {
        return;
    }
    let heading = line_of(area, 0);
    canvas.put(heading, heading.x, heading.y, "This phase", Role::Heading);
    for (offset, (title, tally)) in parts.iter().enumerate() {
        let line = indent(line_of(area, 1 + offset as u16), 2);
        let (name, rest) = split_columns(line, 26, 1);
        canvas.put(name, name.x, name.y, title, Role::Text);
        let x = canvas.bar(rest, rest.x, rest.y, 20.min(rest.width), tally.share());
        canvas.put(rest, x + 1, rest.y, &words::tally(*tally), Role::Dim);
    }
}

fn draw_head(canvas: &mut Canvas<'_>, area: Rect, world: &World) {
    let today = &world.today;
    let bar_line = |canvas: &mut Canvas<'_>, title: String, tally: Option<Tally>, share: f64| {
        let line = line_of(area, 0);
        canvas.put(line, line.x, line.y, "┃", Role::Accent);
        let inner = indent(line, 2);
        let count = tally.map_or_else(|| format!("{} %", (share * 100.0).floor()), words::tally);
        let width = inner.width;
        let bar = if width >= 60 { (width / 3).min(32) } else { 0 };
        let room = width.saturating_sub(bar + 9);
        let title_area = Rect {
            width: room,
            ..inner
        };
        let x = canvas.put(title_area, inner.x, line.y, &title, Role::Strong);
        let x = if bar > 0 {
            let x = (x + 3).max(inner.x + room.min(46));
            canvas.bar(inner, x, line.y, bar, share)
        } else {
            x
        };
        canvas.put(inner, x + 1, line.y, &count, Role::Dim);
    };
    if let Some(ix) = today.phase {
        let phase = &world.roadmap[ix];
        let standing = &world.progress[ix];
        let title = words::phase_name(phase);
        bar_line(canvas, title, Some(standing.items()), standing.share());
    } else {
        let title = format!(
            "{} · {} of {} phases signed off",
            world.roadmap.title,
            world.progress.signed_off(),
            world.roadmap.phases.len()
        );
        bar_line(canvas, title, None, world.progress.share());
    }
    let pace = today.pace.as_ref().map_or_else(
        || "no start date yet (`:` and “start date” sets it)".to_owned(),
        |pace| words::pace(pace, today.day),
    );
    let rungs = today
        .phase
        .map(|phase| words::standing(&world.roadmap[phase], &world.progress[phase]));
    let second = line_of(area, 1);
    canvas.put(second, second.x, second.y, "┃", Role::Accent);
    let inner = indent(second, 2);
    let capital = capital_first(&pace);
    match rungs {
        Some(rungs) if area.height < 4 => {
            canvas.row(
                inner,
                &[piece(capital, Role::Text)],
                &[piece(rungs, Role::Dim)],
            );
        }
        Some(rungs) => {
            canvas.row(inner, &[piece(rungs, Role::Dim)], &[]);
            let third = line_of(area, 2);
            canvas.put(third, third.x, third.y, "┃", Role::Accent);
            canvas.row(indent(third, 2), &[piece(capital, Role::Text)], &[]);
        }
        None => canvas.row(inner, &[piece(capital, Role::Text)], &[]),
    }
}

fn capital_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The seven days of this week as shapes.
fn week_marks(world: &World) -> Vec<(LogicalDay, &'static str, Role)> {
    let today = world.day();
    let monday = today.monday();
    monday
        .through(monday.forward(6))
        .map(|day| {
            let (mark, role) = if world.state.studied_on(day) {
                ("●", Role::Done)
            } else {
                match day_sort(&world.roadmap, &world.state, day) {
                    DaySort::Rest | DaySort::Off => ("–", Role::Dim),
                    DaySort::Study(_) | DaySort::Any if day < today => ("○", Role::Dim),
                    DaySort::Study(_) | DaySort::Any if day == today => ("◦", Role::Accent),
                    DaySort::Study(_) | DaySort::Any => ("·", Role::Dim),
                }
            };
            (day, mark, role)
        })
        .collect()
}

fn draw_week(canvas: &mut Canvas<'_>, names: Rect, dots: Rect, world: &World) {
    for (place, (day, mark, role)) in week_marks(world).into_iter().enumerate() {
        let x = names.x + place as u16 * 3;
        let name: String = words::weekday(day).chars().take(2).collect();
        let name_role = if day == world.day() {
            Role::Strong
        } else {
            Role::Dim
        };
        canvas.put(names, x, names.y, &name, name_role);
        canvas.put(dots, x, dots.y, mark, role);
    }
}

fn streak_words(world: &World) -> Vec<String> {
    let streak = world.today.streak;
    let mut words = Vec::new();
    if streak.days > 0 {
        words.push(format!("streak {}", count(streak.days, "study day")));
    }
    if let Some(consistency) = streak.consistency.filter(|share| *share > 0.0) {
        words.push(format!("consistency {:.0} %", consistency * 100.0));
    }
    if words.is_empty() {
        words.push("the first tick starts a streak".to_owned());
    }
    words
}

/// The week beneath the list, where there is no room beside it.
fn draw_strip(canvas: &mut Canvas<'_>, area: Rect, world: &World) {
    if area.height < 3 {
        return;
    }
    let (names, dots) = (line_of(area, 0), line_of(area, 1));
    canvas.put(names, names.x, names.y, "This week", Role::Heading);
    draw_week(canvas, indent(names, 12), indent(dots, 12), world);
    let words = streak_words(world).join(" · ");
    canvas.put(dots, dots.x + 36, dots.y, &words, Role::Dim);
    let year = year_words(world);
    canvas.put(names, names.x + 36, names.y, &year, Role::Dim);
}

fn year_words(world: &World) -> String {
    let share = (world.progress.share() * 100.0).floor();
    let phases = world.roadmap.phases.len();
    format!(
        "the whole roadmap {share} % · {} of {phases} phases",
        world.progress.signed_off()
    )
}

/// The week beside the list.
fn draw_side(canvas: &mut Canvas<'_>, area: Rect, world: &World) {
    let title = line_of(area, 0);
    canvas.put(title, title.x, title.y, "This week", Role::Heading);
    draw_week(canvas, line_of(area, 1), line_of(area, 2), world);
    let mut row = 4;
    for words in streak_words(world) {
        let line = line_of(area, row);
        canvas.put(line, line.x, line.y, &words, Role::Dim);
        row += 1;
    }
    row += 1;
    let heading = line_of(area, row);
    canvas.put(
        heading,
        heading.x,
        heading.y,
        "The whole roadmap",
        Role::Heading,
    );
    let bar = line_of(area, row + 1);
    let share = world.progress.share();
    let x = canvas.bar(
        bar,
        bar.x,
        bar.y,
        bar.width.saturating_sub(6).min(24),
        share,
    );
    canvas.put(
        bar,
        x + 1,
        bar.y,
        &format!("{:.0} %", (share * 100.0).floor()),
        Role::Dim,
    );
    let phases = line_of(area, row + 2);
    let words = format!(
        "{} of {} phases signed off",
        world.progress.signed_off(),
        world.roadmap.phases.len()
    );
    canvas.put(phases, phases.x, phases.y, &words, Role::Dim);
    if let Some(line) = &world.line {
        let end = line_of(area, row + 3);
        let words = format!("the plan ends on {}", words::date(line.end(), world.day()));
        canvas.put(end, end.x, end.y, &words, Role::Dim);
    }
    let notes = world
        .today
        .phase
        .map(|phase| world.roadmap[phase].summary.clone())
        .filter(|summary| !summary.is_empty());
    if let Some(summary) = notes {
        let heading = line_of(area, row + 5);
        canvas.put(
            heading,
            heading.x,
            heading.y,
            "After this phase you can",
            Role::Heading,
        );
        for (offset, text) in wrap(&lower_first(&summary), usize::from(area.width))
            .iter()
            .enumerate()
        {
            let line = line_of(area, row + 6 + offset as u16);
            canvas.put(line, line.x, line.y, text, Role::Dim);
        }
    }
}
