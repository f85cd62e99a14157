//! Draws the screen of time.

mod side;

use ratatui::layout::Rect;

use crate::{
    domain::{event::EventId, minutes::Minutes, money, roadmap::PhaseIx},
    insight::{
        time::{CategoryTime, Standing},
        words,
    },
    tui::{
        canvas::{Canvas, Hit, piece},
        screens::{Row, Target, View, indent, split_columns},
        theme::Role,
        widgets::list::list,
        world::World,
    },
};

use super::{Sheet, TWO_COLUMNS, sheet::Figure};

use side::{draw_side, range};
pub(super) use side::{hours, hours_line};

/// The width of the column beside the list.
const SIDE: u16 = 38;

/// What is read together stays together, however wide the screen.
const MOST_WIDTH: u16 = 150;

pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    world: &World,
    (view, sheet): (&View, &Sheet),
) {
    let area = split_columns(area, MOST_WIDTH, 0).0;
    let filtered = !view.filter.is_empty();
    if view.rows.is_empty() || filtered {
        view.draw_rows(canvas, area, |canvas, line, target| {
            entry(canvas, line, world, (sheet, target));
        });
        return;
    }
    let wide = area.width >= TWO_COLUMNS && !sheet.aside.is_empty();
    let (left, right) = if wide {
        split_columns(area, area.width - SIDE - 4, 4)
    } else {
        (area, Rect::default())
    };
    let beside = |row: &usize| wide && sheet.aside.iter().any(|range| range.contains(row));
    let places: Vec<usize> = (0..view.rows.len()).filter(|row| !beside(row)).collect();
    let position = |row: usize| places.partition_point(|place| *place < row);
    let towards = position(view.towards(view.rows.len())).min(places.len() - 1);
    list(
        canvas,
        left,
        &view.scroll,
        (position(view.selected), towards),
        places.len(),
        |canvas, line, place| {
            let place = places[place];
            row(canvas, line, world, (view, sheet, place));
        },
    );
    if wide {
        draw_side(canvas, right, world, sheet);
    }
}

fn row(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
    (view, sheet, place): (&View, &Sheet, usize),
) {
    match &view.rows[place] {
        Row::Blank => {}
        Row::Heading(title, note) => canvas.row(
            line,
            &[
                piece(title.as_str(), Role::Heading),
                piece("  ", Role::Dim),
                piece(note.as_str(), Role::Dim),
            ],
            &[],
        ),
        Row::Prose(text) => canvas.row(line, &[piece(text.as_str(), Role::Dim)], &[]),
        Row::Figure(place) => {
            if let Some(figure) = sheet.figures.get(*place) {
                draw_figure(canvas, line, world, (sheet, figure));
            }
        }
        Row::Entry(target) => {
            let selected = place == view.selected;
            if selected {
                canvas.put(line, line.x, line.y, "›", Role::Accent);
            }
            entry(canvas, indent(line, 2), world, (sheet, *target));
            if selected {
                canvas.select(line);
            }
            canvas.hit(line, Hit::Row(place));
        }
    }
}

/// Puts text flush right into `width` cells at `x`; gives the cell after them.
fn right(canvas: &mut Canvas<'_>, line: Rect, x: u16, width: u16, text: &str, role: Role) -> u16 {
    let taken = canvas.width(text) as u16;
    let at = x + width.saturating_sub(taken);
    canvas.put(line, at, line.y, text, role);
    x + width
}

/// Puts text into `width` cells at `x`; gives the cell after them.
fn left(canvas: &mut Canvas<'_>, line: Rect, x: u16, width: u16, text: &str, role: Role) -> u16 {
    let cell = Rect {
        x,
        width: width.min(line.right().saturating_sub(x)),
        ..line
    };
    canvas.put(cell, x, line.y, text, role);
    x + width
}

/// A time in a column, a dash for none.
fn clock(spent: Minutes) -> (String, Role) {
    if spent == Minutes::default() {
        ("–".to_owned(), Role::Dim)
    } else {
        (words::clock(spent), Role::Text)
    }
}

fn entry(canvas: &mut Canvas<'_>, line: Rect, world: &World, (sheet, target): (&Sheet, Target)) {
    match target {
        Target::Category(place) => {
            if let Some(category) = sheet.week.categories.get(place) {
                draw_category(canvas, line, category);
            }
        }
        Target::Session(id) => draw_session(canvas, line, world, (sheet, id)),
        Target::Week(first) => {
            if let Some(week) = sheet.past.iter().find(|week| week.first == first) {
                let number = format!("Week {}", first.number_from_here());
                let role = if first == sheet.week.first {
                    Role::Accent
                } else {
                    Role::Text
                };
                let span = words::span(first, first.forward(6), world.day());
                draw_week(
                    canvas,
                    line,
                    sheet,
                    (&number, role),
                    &span,
                    week.total(),
                    &week.categories,
                );
            }
        }
        Target::Phase(phase) => draw_phase(canvas, line, world, (sheet, phase)),
        Target::Money(place) => draw_money(canvas, line, world, (sheet, place)),
        Target::Month(number) => {
            let Some(month) = sheet.months.iter().find(|it| it.number == number) else {
                return;
            };
            let span = words::span(month.first, month.last, world.day());
            let x = left(canvas, line, line.x, 19, &span, Role::Dim);
            let (spent, over) = sheet.of_month(number, &world.roadmap.currency);
            let (text, role) = match (spent.is_empty(), over) {
                (true, _) => ("–", Role::Dim),
                (false, true) => (spent.as_str(), Role::Warning),
                (false, false) => (spent.as_str(), Role::Text),
            };
            canvas.put(line, x, line.y, text, role);
        }
        _ => {}
    }
}

fn draw_category(canvas: &mut Canvas<'_>, line: Rect, category: &CategoryTime) {
    let name = if line.width < 60 { 12 } else { 21 };
    let x = left(canvas, line, line.x, name, &category.title, Role::Text);
    let (spent, role) = clock(category.spent);
    let x = right(canvas, line, x, 6, &spent, role) + 2;
    let cells = 22.min(line.right().saturating_sub(x + 10));
    let bar = Rect {
        x,
        width: cells,
        ..line
    };
    range(canvas, bar, category, cells);
    let x = x + cells + 2;
    let Some(hours) = category.range else {
        left(
            canvas,
            line,
            x.saturating_sub(cells + 2),
            24,
            "not in the budget",
            Role::Dim,
        );
        return;
    };
    let x = left(canvas, line, x, 10, &words::hours_range(hours), Role::Dim);
    let (said, role) = match category.standing() {
        Some(Standing::Within) => ("in range".to_owned(), Role::Done),
        Some(Standing::Over) => {
            let most = Minutes::of_hours(hours.1);
            let over = Minutes(category.spent.0.saturating_sub(most.0));
            (format!("{} over", words::clock(over)), Role::Text)
        }
        Some(Standing::Under) | None => (String::new(), Role::Dim),
    };
    canvas.put(line, x, line.y, &said, role);
}

fn draw_session(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
    (sheet, id): (&Sheet, EventId),
) {
    let Some(session) = sheet.sessions.iter().find(|it| it.id == id) else {
        return;
    };
    let day = words::weekday_short(session.day);
    let role = if session.day == world.day() {
        Role::Strong
    } else {
        Role::Text
    };
    let x = left(canvas, line, line.x, 10, &day, role) + 1;
    let x = if line.width >= 60 {
        let span = words::session_span(session).unwrap_or_default();
        left(canvas, line, x, 11, &span, Role::Dim) + 1
    } else {
        x
    };
    let x = right(
        canvas,
        line,
        x,
        5,
        &words::clock(session.minutes),
        Role::Text,
    ) + 2;
    let x = left(canvas, line, x, 9, session.category.as_str(), Role::Dim) + 1;
    if x >= line.right() {
        return;
    }
    let about = session.about.as_ref();
    let about = about.map(|about| words::about(&world.roadmap, about));
    let what = match (session.text.as_deref(), about) {
        (Some(text), Some(about)) => vec![
            piece(text.to_owned(), Role::Text),
            piece("  ", Role::Dim),
            piece(about, Role::Dim),
        ],
        (Some(text), None) => vec![piece(text.to_owned(), Role::Text)],
        (None, Some(about)) => vec![piece(about, Role::Text)],
        (None, None) => Vec::new(),
    };
    canvas.row(indent(line, x - line.x), &what, &[]);
}

/// How wide the columns of weeks are: one for each category that fits.
const WEEK: u16 = 13;
const SPAN: u16 = 18;
const COLUMN: u16 = 10;

fn draw_week(
    canvas: &mut Canvas<'_>,
    line: Rect,
    sheet: &Sheet,
    (name, role): (&str, Role),
    note: &str,
    total: Minutes,
    categories: &[CategoryTime],
) {
    let mut x = left(canvas, line, line.x, WEEK, name, role);
    if line.width >= 60 {
        x = left(canvas, line, x, SPAN, note, Role::Dim);
    }
    let (text, role) = clock(total);
    x = right(canvas, line, x, 7, &text, role);
    for column in &sheet.week.categories {
        if x + COLUMN > line.right() {
            return;
        }
        let spent = categories.iter().find(|it| it.id == column.id);
        let (text, _) = clock(spent.map_or_else(Minutes::default, |it| it.spent));
        x = right(canvas, line, x, COLUMN, &text, Role::Dim);
    }
}

fn draw_week_names(canvas: &mut Canvas<'_>, line: Rect, sheet: &Sheet) {
    canvas.put(line, line.x, line.y, "Weeks before", Role::Heading);
    let line = indent(line, 2);
    let mut x = line.x + WEEK + if line.width >= 60 { SPAN } else { 0 };
    x = right(canvas, line, x, 7, "all", Role::Dim);
    for column in &sheet.week.categories {
        if x + COLUMN > line.right() {
            return;
        }
        let name: String = column
            .id
            .as_str()
            .chars()
            .take(usize::from(COLUMN) - 1)
            .collect();
        x = right(canvas, line, x, COLUMN, &name, Role::Dim);
    }
}

/// Spent of planned, with a bar where there is room.
fn draw_of(
    canvas: &mut Canvas<'_>,
    line: Rect,
    name: &str,
    spent: Minutes,
    planned: Option<Minutes>,
) {
    let figures = 17;
    let bar = if line.width >= 62 { 14 } else { 0 };
    let room = line.width.saturating_sub(figures + bar + 1);
    let x = left(
        canvas,
        line,
        line.x,
        room.saturating_sub(1),
        name,
        Role::Text,
    ) + 1;
    let (text, role) = clock(spent);
    let x = right(canvas, line, x, 6, &text, role);
    let Some(planned) = planned else {
        return;
    };
    let of = format!(" of {} h", words::number(planned.hours().round()));
    let x = left(canvas, line, x, figures - 6, &of, Role::Dim) + 1;
    if bar > 0 && planned > Minutes::default() {
        canvas.bar(line, x, line.y, bar, spent.hours() / planned.hours());
    }
}

fn draw_phase(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
    (sheet, phase): (&Sheet, PhaseIx),
) {
    let row = sheet.spending.phases.iter().find(|row| row.phase == phase);
    if let Some(row) = row {
        let name = words::phase_name(&world.roadmap[phase]);
        draw_of(canvas, line, &name, row.spent, Some(row.planned));
    }
}

/// Where the columns of money stand: the name's width, and that of a figure.
fn money_columns(line: Rect) -> (u16, u16) {
    if line.width < 60 { (11, 8) } else { (16, 9) }
}

fn draw_money(canvas: &mut Canvas<'_>, line: Rect, world: &World, (sheet, place): (&Sheet, usize)) {
    let Some(row) = sheet.money.lines.get(place) else {
        return;
    };
    let currency = &world.roadmap.currency;
    let figure = |amount| money::figure(amount, currency);
    let (name, column) = money_columns(line);
    let mut x = left(canvas, line, line.x, name, &row.title, Role::Text);
    let left_over = row.left().filter(|_| row.over().is_none());
    for (amount, role) in [
        (row.budget, Role::Dim),
        (row.spent.or(Some(row.total)), Role::Text),
        (left_over, Role::Text),
    ] {
        let text = amount.map_or_else(|| "–".to_owned(), figure);
        x = right(canvas, line, x, column, &text, role);
    }
    let (said, role) = match row.over() {
        Some(over) => (format!("over budget by {}", figure(over)), Role::Warning),
        None => (words::money_line(row, &sheet.money, currency), Role::Dim),
    };
    canvas.put(line, x + 2, line.y, &said, role);
}

fn draw_money_names(canvas: &mut Canvas<'_>, line: Rect, world: &World, sheet: &Sheet) {
    canvas.put(line, line.x, line.y, "Money", Role::Heading);
    let line = indent(line, 2);
    let (name, column) = money_columns(line);
    let mut x = line.x + name;
    for title in ["budget", "spent", "left"] {
        x = right(canvas, line, x, column, title, Role::Dim);
    }
    let note = sheet.money_note(world);
    canvas.put(line, x + 2, line.y, &note, Role::Dim);
}

/// How wide a day is where all seven stand in a row.
const DAY: u16 = 7;

fn draw_figure(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
    (sheet, figure): (&Sheet, &Figure),
) {
    let inner = indent(line, 2);
    match figure {
        Figure::DayNames => {
            for (place, (day, _)) in sheet.week.days.iter().enumerate() {
                let name = day.date().format("%a").to_string();
                let role = if *day == world.day() {
                    Role::Strong
                } else {
                    Role::Dim
                };
                right(
                    canvas,
                    inner,
                    inner.x + place as u16 * DAY,
                    DAY - 2,
                    &name,
                    role,
                );
            }
        }
        Figure::DayHours => {
            for (place, (_, spent)) in sheet.week.days.iter().enumerate() {
                let (text, role) = clock(*spent);
                right(
                    canvas,
                    inner,
                    inner.x + place as u16 * DAY,
                    DAY - 2,
                    &text,
                    role,
                );
            }
        }
        Figure::Share(place) => {
            if let Some(share) = sheet.week.phases.get(*place) {
                let (text, role) = clock(share.spent);
                let x = right(canvas, inner, inner.x, DAY - 2, &text, role) + 2;
                canvas.put(
                    inner,
                    x,
                    inner.y,
                    &share_name(world, sheet, *place),
                    Role::Dim,
                );
            }
        }
        Figure::WeekNames => draw_week_names(canvas, line, sheet),
        Figure::Average(place) => {
            if let Some(average) = sheet.averages.get(*place) {
                let s = if average.weeks == 1 { "" } else { "s" };
                let of = format!("of {} week{s}", average.weeks);
                draw_week(
                    canvas,
                    inner,
                    sheet,
                    ("on average", Role::Strong),
                    &of,
                    average.total,
                    &average.categories,
                );
            }
        }
        Figure::Kind(place) => {
            if let Some(kind) = sheet.spending.kinds.get(*place) {
                draw_of(
                    canvas,
                    inner,
                    kind.kind.word(),
                    kind.spent,
                    Some(kind.planned),
                );
            }
        }
        Figure::Loose(name, spent) => draw_of(canvas, inner, name, *spent, None),
        Figure::MoneyNames => draw_money_names(canvas, line, world, sheet),
        Figure::Words(text, role) => canvas.row(inner, &[piece(text.as_str(), *role)], &[]),
    }
}

fn share_name(world: &World, sheet: &Sheet, place: usize) -> String {
    let phase = sheet.week.phases.get(place).and_then(|share| share.phase);
    phase.map_or_else(
        || "no phase".to_owned(),
        |phase| words::phase_name(&world.roadmap[phase]),
    )
}
