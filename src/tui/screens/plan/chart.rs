//! The burn-up chart: the plan's line, what is done and the forecast's fan,
//! with what follows from them in words.

use ratatui::layout::Rect;

use crate::{
    domain::day::LogicalDay,
    insight::{
        burn_up::{BurnUp, Cell},
        plan_line::PlanLine,
        words,
    },
    text::{width, wrap},
    tui::{
        canvas::{Canvas, Piece, line_of, piece},
        screens::split_rows,
        theme::Role,
        world::{Lines, World},
    },
};

/// The cells before the chart: the hours, a blank and the axis.
const MARGIN: u16 = 9;

/// The cells for the names of the figures.
const NAMES: u16 = 10;

/// The rows below the chart: the axis, its dates, the legend.
const BELOW: u16 = 3;

/// A chart of fewer rows tells nothing.
const LEAST: u16 = 6;

/// A chart that is larger says no more.
const MOST: (u16, u16) = (160, 24);

/// Draws the figures in words and the chart below them.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World) {
    let lines = world.chart((area.width, area.height), || page(world, area));
    put(canvas, area, &lines);
}

/// Draws lines from the top of an area, as many as there is room for.
pub(super) fn put(canvas: &mut Canvas<'_>, area: Rect, lines: &Lines) {
    for (row, line) in lines.iter().enumerate().take(usize::from(area.height)) {
        canvas.row(line_of(area, row as u16), line, &[]);
    }
}

/// The chart alone, below one line about the pace; none where it would be too
/// small to be read, and without a plan.
pub(super) fn beside(world: &World, (width, height): (u16, u16)) -> Lines {
    let chart = chart(world, (width, height.saturating_sub(1)));
    if chart.is_empty() {
        return chart;
    }
    let pace = world.today.pace.as_ref().map(words::pace_short);
    let heading = vec![
        piece("Burn-up", Role::Heading),
        piece("  ", Role::Dim),
        piece(pace.unwrap_or_default(), Role::Dim),
    ];
    [heading].into_iter().chain(chart).collect()
}

/// The figures in words, then the chart in the room that is left; where that is
/// too little, the chart below one line of them, and else the words alone.
fn page(world: &World, area: Rect) -> Lines {
    let words = figures(world, area.width);
    let glance = world.glance();
    let fits = |words: &&String| width(words) <= usize::from(area.width);
    let glance = glance.iter().find(fits).cloned().unwrap_or_default();
    let glance = vec![vec![piece(glance, Role::Text)]];
    for above in [&words, &glance] {
        let below = split_rows(area, above.len() as u16 + 1).1;
        let chart = chart(world, (below.width, below.height));
        if !chart.is_empty() {
            let blank = [Vec::new()];
            return above.iter().cloned().chain(blank).chain(chart).collect();
        }
    }
    words
}

/// Pace, dates, what is needed and what is to spare, a line or more each.
fn figures(world: &World, width: u16) -> Lines {
    let forecast = world.forecast();
    let pace = world.today.pace.as_ref();
    let pace = pace.map(|pace| words::pace(pace, world.day()));
    let done = format!(
        "{} of {} planned hours",
        words::number(forecast.done),
        words::number(forecast.planned)
    );
    let finished = forecast.left() <= 0.0;
    let figures = [
        ("pace", pace),
        ("done", Some(done)),
        ("forecast", (!finished).then(|| forecast.outlook_words())),
        ("plan", forecast.arithmetic_words()),
        (
            "replan",
            world
                .line
                .as_ref()
                .and_then(|line| words::replanned(line, world.day())),
        ),
        ("needed", forecast.needed_words()),
        ("slack", forecast.slack_words()),
    ];
    let mut lines = Lines::new();
    for (name, text) in figures {
        let Some(text) = text else {
            continue;
        };
        let text = wrap(&text, usize::from(width.saturating_sub(NAMES)));
        for (row, text) in text.into_iter().enumerate() {
            let name = if row == 0 { name } else { "" };
            let name = format!("{name:<room$}", room = usize::from(NAMES));
            lines.push(vec![piece(name, Role::Dim), piece(text, Role::Text)]);
        }
    }
    lines
}

/// The chart with its axes and its legend.
fn chart(world: &World, (width, height): (u16, u16)) -> Lines {
    let Some(line) = &world.line else {
        return Lines::new();
    };
    // An even number, so that a row ends at the half.
    let rows = height.saturating_sub(BELOW).min(MOST.1) & !1;
    let columns = width.saturating_sub(MARGIN).min(MOST.0);
    if rows < LEAST || columns < 20 {
        return Lines::new();
    }
    let chart = BurnUp::new(
        &world.roadmap,
        &world.progress,
        line,
        world.forecast(),
        (usize::from(columns), usize::from(rows)),
    );
    let Some(chart) = chart else {
        return Lines::new();
    };
    let chart = chart.with_first_plan(&world.roadmap, &world.state, &world.progress, line);
    let mut lines: Lines = (0..chart.rows.len())
        .map(|row| chart_row(&chart, row))
        .collect();
    lines.extend(axis(&chart, line, world.day()));
    lines.push(legend(&chart, world.day()));
    lines
}

/// What a cell looks like: by its shape first, so that it can be told without
/// colours.
fn symbol(cell: Cell) -> (&'static str, Role) {
    match cell {
        Cell::Empty => (" ", Role::Dim),
        Cell::Plan => ("·", Role::Text),
        Cell::First => ("–", Role::Dim),
        Cell::Done => ("█", Role::Bar),
        Cell::Fan => ("▒", Role::Dim),
    }
}

/// Where today is.
const TODAY: (&str, Role) = ("┆", Role::Dim);

fn chart_row(chart: &BurnUp, row: usize) -> Vec<Piece<'static>> {
    let hours = chart.label(row);
    let hours = hours.map_or_else(String::new, |hours| format!("{hours:.0} h"));
    let room = usize::from(MARGIN) - 2;
    let mut line = vec![piece(format!("{hours:>room$} │"), Role::Dim)];
    let cells = chart.rows[row].iter().enumerate();
    let shapes: Vec<(&str, Role)> = cells
        .map(|(column, cell)| match cell {
            Cell::Empty if chart.today == Some(column) => TODAY,
            cell => symbol(*cell),
        })
        .collect();
    for same in shapes.chunk_by(|one, next| one == next) {
        let (shape, role) = same[0];
        line.push(piece(shape.repeat(same.len()), role));
    }
    line
}

/// The axis, and the dates below it.
fn axis(chart: &BurnUp, line: &PlanLine, today: LogicalDay) -> Lines {
    let margin = usize::from(MARGIN);
    let axis = chart.axis(line, today);
    vec![
        vec![piece(
            format!("{:>room$}└{}", "", axis.marks, room = margin - 1),
            Role::Dim,
        )],
        vec![piece(format!("{:margin$}{}", "", axis.dates), Role::Dim)],
    ]
}

fn legend(chart: &BurnUp, today: LogicalDay) -> Vec<Piece<'static>> {
    let shows = |cell: Cell| chart.rows.iter().flatten().any(|it| *it == cell);
    let cells = [
        (Cell::Done, "done", "done"),
        (Cell::Plan, "the plan", "plan"),
        (Cell::First, "the first plan", "first plan"),
        (Cell::Fan, "the forecast", "forecast"),
    ];
    let mut entries: Vec<_> = cells
        .into_iter()
        .filter(|(cell, ..)| shows(*cell))
        .map(|(cell, long, short)| (symbol(cell), long.to_owned(), short))
        .collect();
    if chart.today.is_some() {
        let long = format!("today, {}", words::date(today, today));
        entries.push((TODAY, long, "today"));
    }
    // A shape, a blank and the words, three blanks apart.
    let length: usize = entries.iter().map(|(_, long, _)| 5 + width(long)).sum();
    let fits = length <= chart.days.len() + 3;
    let mut line = vec![piece(" ".repeat(usize::from(MARGIN)), Role::Dim)];
    for ((shape, role), long, short) in entries {
        let words = if fits { long.as_str() } else { short };
        line.push(piece(shape, role));
        line.push(piece(format!(" {words}   "), Role::Dim));
    }
    line
}
