//! Today: what to do now, and whether the year still adds up.

mod rows;

use ratatui::layout::Rect;

use crate::{
    domain::{
        day::LogicalDay,
        progress::Tally,
        roadmap::{ItemIx, ItemKind, PhaseIx},
    },
    insight::{review::all_due_words, streak::DayMark, words},
    text::{count, wrap},
    tui::{
        canvas::{Canvas, line_of, piece},
        keys::Action,
        theme::Role,
        widgets::marks,
        world::World,
    },
};

use super::{Target, View, indent, items, split_columns, split_rows, time};

use rows::lower_first;
pub(super) use rows::rows;

/// From this width on, the week stands beside the proposals.
const TWO_COLUMNS: u16 = 104;

/// What is read together stays together, however wide the screen.
const MOST_WIDTH: u16 = 150;

/// The width of the column beside.
const SIDE: u16 = 36;

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
        let mut strip = if body.height >= 13 { 3 } else { 0 };
        let rows = usize::from(body.height - strip);
        // What is due stands at the end of the list; where that is not seen,
        // here too.
        let due = all_due_words(&world.due, world.day()).filter(|_| view.rows.len() > rows);
        if due.is_some() && strip > 0 && body.height >= 16 && time::has_hours(world) {
            strip += 1;
        }
        let (list, below) = split_rows(body, body.height - strip);
        draw_list(canvas, list, world, view);
        draw_strip(canvas, below, world, due.as_deref());
    }
}

fn draw_list(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    if view.rows.is_empty() && view.filter.is_empty() {
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
    if !detail.is_empty() && detail.len() < usize::from(below.height) {
        items::draw_detail(canvas, below, &detail);
        below = split_rows(below, detail.len() as u16 + 1).1;
    }
    if let Some(phase) = world.today.phase {
        draw_glance(canvas, below, world, phase);
    }
    view.draw_rows(canvas, area, |canvas, line, target| match target {
        Target::Item(item) => items::draw(canvas, line, world, item),
        Target::WhatChanged(phase) => items::draw_what_changed(canvas, line, world, phase),
        Target::Review(review) => items::draw_due(canvas, line, world, review),
        _ => {}
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
    for row in 0..area.height.min(3) {
        let line = line_of(area, row);
        canvas.put(line, line.x, line.y, "┃", Role::Accent);
    }
    let inner = indent(area, 2);
    let pace = pace_words(canvas, world, inner.width);
    let Some(ix) = today.phase else {
        draw_finished(canvas, inner, world, &pace);
        return;
    };
    let phase = &world.roadmap[ix];
    let standing = &world.progress[ix];
    let line = line_of(inner, 0);
    let bar = if line.width >= 60 {
        (line.width / 3).min(32)
    } else {
        0
    };
    let room = line.width.saturating_sub(bar + 9);
    let title_area = split_columns(line, room, 0).0;
    let title = words::phase_name(phase);
    let mut x = canvas.put(title_area, line.x, line.y, &title, Role::Strong);
    if bar > 0 {
        x = (x + 3).max(line.x + room.min(46));
        x = canvas.bar(line, x, line.y, bar, standing.share());
    }
    canvas.put(
        line,
        x + 1,
        line.y,
        &words::tally(standing.items()),
        Role::Dim,
    );
    let rungs = words::standing(phase, standing);
    if area.height < 4 {
        // The pace is the news; the rungs stand in the phase too.
        let line = line_of(inner, 1);
        canvas.row_first(line, &[piece(pace, Role::Text)], &[piece(rungs, Role::Dim)]);
    } else {
        canvas.row(line_of(inner, 1), &[piece(rungs, Role::Dim)], &[]);
        canvas.row(line_of(inner, 2), &[piece(pace, Role::Text)], &[]);
    }
}

/// The head when no phase is left: what the year came to.
fn draw_finished(canvas: &mut Canvas<'_>, area: Rect, world: &World, pace: &str) {
    let phases = world.roadmap.phases.len();
    let mut title = world.roadmap.title.clone();
    if phases > 0 {
        let signed_off = world.progress.signed_off();
        title = format!(
            "{title} · {signed_off} of {} signed off",
            count(phases as u64, "phase")
        );
    }
    canvas.row(line_of(area, 0), &[piece(title, Role::Strong)], &[]);
    let mut facts = Vec::new();
    if let Some(begin) = world.state.begin() {
        facts.push(format!("begun {}", words::date(begin, world.day())));
    }
    if let Some(finished) = world.progress.finished_on() {
        facts.push(format!("finished {}", words::date(finished, world.day())));
    }
    let days = world.state.study_days().count();
    facts.push(count(days as u64, "study day"));
    canvas.row(
        line_of(area, 1),
        &[piece(facts.join(" · "), Role::Dim)],
        &[],
    );
    if phases > 0 {
        canvas.row(line_of(area, 2), &[piece(pace, Role::Text)], &[]);
    }
}

/// Pace and forecast, as much of them as fits in a line, or why there is
/// neither.
fn pace_words(canvas: &Canvas<'_>, world: &World, width: u16) -> String {
    if world.state.begin().is_none() {
        let palette = world.keys.in_words(Action::Palette);
        return format!("No start date yet ({palette} and “start date” sets it)");
    }
    let glance = world.glance();
    let fits = |words: &&String| canvas.width(words) <= usize::from(width);
    match glance.iter().find(fits).or_else(|| glance.last()) {
        Some(words) => words.clone(),
        None => "This roadmap has no plan to be ahead or behind of.".to_owned(),
    }
}

/// The seven days of this week as shapes.
fn week_marks(world: &World) -> Vec<(LogicalDay, &'static str, Role)> {
    let today = world.day();
    let first = today.week_first(world.roadmap.cadence.week_start);
    first
        .through(first.forward(6))
        .map(|day| {
            let mark = DayMark::new(&world.roadmap, &world.state, &world.progress, day, today);
            let (shape, role) = marks::day(mark, day == today);
            (day, shape, role)
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

/// The streak and the consistency, or what begins them.
pub(super) fn streak_words(world: &World) -> Vec<String> {
    let streak = world.today.streak;
    let mut words = Vec::new();
    if streak.days > 0 {
        words.push(format!("streak {}", count(streak.days, "study day")));
    }
    if let Some(consistency) = streak.consistency.filter(|share| *share > 0.0) {
        words.push(format!("consistency {:.0} %", consistency * 100.0));
    }
    if words.is_empty() {
        let learned = world.state.studied_on(world.day());
        words.push(if learned {
            "the streak begins on a study day".to_owned()
        } else {
            "the first tick starts a streak".to_owned()
        });
    }
    words
}

/// The week beneath the list, where there is no room beside it.
fn draw_strip(canvas: &mut Canvas<'_>, area: Rect, world: &World, due: Option<&str>) {
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
    let mut row = 2;
    if let Some(due) = due {
        let line = line_of(area, row);
        canvas.put(line, line.x, line.y, "Due", Role::Heading);
        let line = indent(line, 12);
        canvas.put(line, line.x, line.y, due, Role::Text);
        row += 1;
    }
    time::draw_hours_line(canvas, line_of(area, row), world);
}

fn year_words(world: &World) -> String {
    let share = (world.progress.share() * 100.0).floor();
    let phases = count(world.roadmap.phases.len() as u64, "phase");
    format!(
        "the whole roadmap {share} % · {} of {phases}",
        world.progress.signed_off()
    )
}

/// The week beside the list.
fn draw_side(canvas: &mut Canvas<'_>, area: Rect, world: &World) {
    let title = line_of(area, 0);
    canvas.put(title, title.x, title.y, "This week", Role::Heading);
    draw_week(canvas, line_of(area, 1), line_of(area, 2), world);
    let mut row = 4 + time::draw_hours(canvas, split_rows(area, 4).1, world);
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
        "{} of {} signed off",
        world.progress.signed_off(),
        count(world.roadmap.phases.len() as u64, "phase")
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
