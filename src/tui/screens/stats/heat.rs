//! A year of days, a week a column: how warm each was, by shape and colour.

use ratatui::layout::Rect;

use crate::{
    domain::day::LogicalDay,
    insight::{
        stats::{HeatDay, Measure, Stats, YEAR},
        streak::DayMark,
        today::{DaySort, day_sort},
        words,
    },
    tui::{
        canvas::{Canvas, Hit, line_of, piece},
        screens::{Target, View, indent},
        theme::Role,
        world::World,
    },
};

/// The months, seven days, what the shapes mean, and the day.
pub(super) const ROWS: u16 = 10;

/// The names of the days stand left of them.
const NAMES: u16 = 4;

/// The weeks that are shown together, and where they lie among all.
pub(super) struct Page<'a> {
    /// The weeks.
    weeks: &'a [[HeatDay; 7]],
    /// What is shown of them.
    measure: Measure,
    /// The same day of the page before.
    pub(super) earlier: Option<LogicalDay>,
    /// The same day of the page after.
    pub(super) later: Option<LogicalDay>,
}

impl<'a> Page<'a> {
    /// The first day that the heatmap goes back to.
    pub(super) fn first_day(stats: &Stats, today: LogicalDay) -> LogicalDay {
        stats.own_weeks().first().map_or(today, |week| week[0].day)
    }

    /// The weeks around the day that the view stands on.
    pub(super) fn of(world: &'a World, view: &View) -> Self {
        let (stats, today) = (world.stats(), world.day());
        let year = YEAR as usize;
        let heat = stats.own_weeks();
        let pages = heat.len().saturating_sub(1).div_ceil(year).max(1);
        let start = world.roadmap.cadence.week_start;
        let weeks = today
            .week_first(start)
            .days_since(view.day.week_first(start));
        let back = weeks.max(0) as usize / 7;
        let page = (back / year).min(pages - 1);
        let end = heat.len() - page * year;
        Self {
            weeks: &heat[end.saturating_sub(year + 1)..end],
            measure: if view.by_hours {
                Measure::Hours
            } else {
                Measure::Items
            },
            earlier: (page + 1 < pages)
                .then(|| view.day.back(7 * YEAR).max(Self::first_day(stats, today))),
            later: (page > 0).then(|| view.day.forward(7 * YEAR).min(today)),
        }
    }

    /// What the page shows: “items, 30 Jun 2025 – 5 Jul”.
    pub(super) fn title(&self, today: LogicalDay) -> String {
        let what = match self.measure {
            Measure::Items => "items",
            Measure::Hours => "hours",
        };
        let (Some(first), Some(last)) = (self.weeks.first(), self.weeks.last()) else {
            return what.to_owned();
        };
        let last = last[6].day.min(today);
        format!("{what}, {}", words::span(first[0].day, last, today))
    }
}

/// A day by its shape and its colour.
fn symbol(day: &HeatDay, heat: u8) -> (&'static str, Role) {
    match (day.ahead, heat, day.mark) {
        (true, ..) => (" ", Role::Dim),
        (_, 0, DayMark::Free) => ("–", Role::Dim),
        (_, 0, _) => ("·", Role::Dim),
        (_, 1, _) => ("○", Role::Done),
        (_, 2, _) => ("▒", Role::Done),
        (_, 3, _) => ("▓", Role::Done),
        _ => ("█", Role::Done),
    }
}

/// Draws the days, and gives the area that is left beside them.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    world: &World,
    view: &View,
    page: &Page<'_>,
) -> Rect {
    let room = area.width.saturating_sub(NAMES);
    // Two cells a week are nearer to a square; what is read beside them is
    // worth more.
    let step = if usize::from(room) + 1 >= 2 * page.weeks.len() {
        2
    } else {
        1
    };
    let fitting = usize::from(room.div_ceil(step)).min(page.weeks.len());
    let at = page
        .weeks
        .iter()
        .position(|week| week.iter().any(|day| day.day == view.day));
    // A narrow screen shows the newest weeks, and the day in any case.
    let newest = page.weeks.len() - fitting;
    let from = at.map_or(newest, |at| newest.min(at));
    let weeks = &page.weeks[from..from + fitting];
    let months = Rect {
        width: (fitting as u16 * step).max(3).min(room),
        ..indent(line_of(area, 0), NAMES)
    };
    draw_months(canvas, months, weeks, step);
    let full = world.roadmap.hours_per_day;
    let selected = view.target() == Some(Target::Heat);
    let weekdays = world.roadmap.cadence.week_start.weekdays();
    for (number, weekday) in weekdays.into_iter().enumerate() {
        let line = line_of(area, 1 + number as u16);
        let here = view.day.weekday() == weekday;
        let role = if here && selected {
            Role::Accent
        } else {
            Role::Dim
        };
        canvas.put(line, line.x, line.y, &weekday.to_string(), role);
        for (column, week) in weeks.iter().enumerate() {
            let day = &week[number];
            let x = line.x + NAMES + column as u16 * step;
            let (symbol, role) = if day.day == view.day {
                ("◆", if selected { Role::Accent } else { Role::Strong })
            } else {
                symbol(day, day.heat_by(page.measure, full))
            };
            canvas.put(line, x, line.y, symbol, role);
            if !day.ahead {
                let cell = Rect {
                    x,
                    width: step,
                    ..line
                };
                canvas.hit(cell.intersection(line), Hit::Day(day.day));
            }
        }
    }
    draw_legend(canvas, indent(line_of(area, 8), NAMES), world, page.measure);
    draw_day(canvas, line_of(area, 9), world, view);
    indent(area, NAMES + fitting as u16 * step + 2)
}

fn draw_months(canvas: &mut Canvas<'_>, line: Rect, weeks: &[[HeatDay; 7]], step: u16) {
    let mut free = line.x;
    let mut last = None;
    for (column, week) in weeks.iter().enumerate() {
        let day = week[0].day.date();
        let month = day.format("%b").to_string();
        let x = line.x + column as u16 * step;
        if last.as_ref() != Some(&month) && x >= free && x + 3 <= line.right() {
            free = canvas.put(line, x, line.y, &month, Role::Dim) + 1;
            last = Some(month);
        }
    }
}

fn draw_legend(canvas: &mut Canvas<'_>, line: Rect, world: &World, measure: Measure) {
    if world.state.study_days().next().is_none() {
        let text = "a day with a tick, a thought or time will show here";
        canvas.row(line, &[piece(text, Role::Dim)], &[]);
        return;
    }
    let full = world.roadmap.hours_per_day;
    let words = match measure {
        Measure::Items => ["no item", "1–2", "3–5", "more"].map(str::to_owned),
        Measure::Hours => [
            "no time".to_owned(),
            format!("< {} h", words::number(full / 2.0)),
            format!("< {} h", words::number(full)),
            "more".to_owned(),
        ],
    };
    let mut pieces = Vec::new();
    for (symbol, words) in ["○", "▒", "▓", "█"].into_iter().zip(words) {
        pieces.push(piece(symbol, Role::Done));
        pieces.push(piece(format!(" {words}  "), Role::Dim));
    }
    pieces.push(piece("– free  · nothing", Role::Dim));
    canvas.row(line, &pieces, &[]);
}

/// Draws what was done on the day that the view stands on.
pub(super) fn draw_day(canvas: &mut Canvas<'_>, line: Rect, world: &World, view: &View) {
    let (day, today) = (view.day, world.day());
    let known = world.stats().heat.iter().flatten();
    let what = known
        .filter(|known| known.day == day)
        .find_map(HeatDay::words)
        .unwrap_or_else(|| {
            match day_sort(&world.roadmap, &world.state, day) {
                DaySort::Off => "a day off",
                DaySort::Rest => "a rest day",
                DaySort::Study(_) | DaySort::Any if day == today => "nothing yet",
                DaySort::Study(_) | DaySort::Any => "nothing",
            }
            .to_owned()
        });
    let selected = view.target() == Some(Target::Heat);
    if selected {
        canvas.put(line, line.x, line.y, "›", Role::Accent);
    }
    let date = words::weekday_date(day, today);
    let role = if selected { Role::Text } else { Role::Dim };
    let inner = indent(line, if line.width > 60 { NAMES } else { 2 });
    canvas.row(inner, &[piece(format!("{date}: {what}"), role)], &[]);
}
