//! `mastery stats`.

use chrono::Datelike;
use serde::Serialize;

use crate::{
    domain::day::{LogicalDay, WeekStart},
    insight::{
        stats::{HeatDay, Stats},
        streak::{DayMark, Streak},
        words,
    },
};

use super::{
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    session::Session,
    table::{Fit, Table},
};

/// Show the year from behind: study days, streak, throughput, kinds, phases
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery stats
  mastery stats --json")]
pub(crate) struct Args {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    streak: json::StreakFigure,
    days: Vec<DayShape>,
    weeks: Vec<WeekShape>,
    kinds: Vec<KindShape>,
    phases: Vec<SpanShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct DayShape {
    day: LogicalDay,
    items: u32,
    minutes: u64,
    studied: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct WeekShape {
    from: LogicalDay,
    items: u32,
    hours: f64,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct KindShape {
    kind: &'static str,
    done: usize,
    of: usize,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct SpanShape<'a> {
    phase: json::PhaseName<'a>,
    planned_from: Option<LogicalDay>,
    planned_to: Option<LogicalDay>,
    from: Option<LogicalDay>,
    to: Option<LogicalDay>,
    planned_days: json::Range<f64>,
    study_days: usize,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let (roadmap, today) = (&session.roadmap, session.today);
    let stats = Stats::new(roadmap, &session.state, &session.progress, today);
    let streak = Streak::new(roadmap, &session.state, &session.progress, today);
    if args.json {
        return out.json("stats", &view(session, &stats, streak));
    }
    draw_heat(&stats, roadmap.cadence.week_start, out);
    out.gap();
    let consistency = streak.consistency.map_or_else(String::new, |share| {
        format!(" · consistency {:.0} %", share * 100.0)
    });
    out.line(format!(
        "streak {}{consistency}",
        words::count(streak.days.into(), "study day")
    ));
    out.heading("Weeks");
    let mut table = Table::new(2)
        .column("from", Fit::Keep)
        .number("items", Fit::Keep)
        .number("planned hours", Fit::Keep);
    for week in &stats.throughput {
        table.row([
            Line::plain(words::date(week.first, today)),
            Line::plain(week.items.to_string()),
            Line::plain(format!("{:.1}", week.hours)),
        ]);
    }
    out.table(table);
    if !stats.kinds.is_empty() {
        out.heading("Kinds");
        let mut table = Table::new(2).column("", Fit::Keep).number("", Fit::Keep);
        for (kind, tally) in &stats.kinds {
            table.row([Line::plain(kind.word()), Line::plain(words::tally(*tally))]);
        }
        out.table(table);
    }
    if !stats.phases.is_empty() {
        out.heading("Phases");
        let mut table = Table::new(2)
            .number("", Fit::Keep)
            .column("", Fit::Shrink(12))
            .column("planned", Fit::Keep)
            .column("actual", Fit::Keep)
            .number("days", Fit::Drop(1))
            .number("of", Fit::Drop(1));
        for span in &stats.phases {
            let phase = &roadmap[span.phase];
            let days = match span.study_days {
                0 => String::new(),
                days => days.to_string(),
            };
            table.row([
                Line::plain(phase.number.to_string()),
                Line::plain(phase.short.as_str()),
                Line::of(Role::Dim, span.planned_words(today)),
                Line::plain(span.actual_words(today)),
                Line::plain(days),
                Line::of(Role::Dim, words::range(phase.days)),
            ]);
        }
        out.table(table);
    }
    Ok(())
}

/// A day by its shape, and where colours are on by its colour.
fn symbol(day: &HeatDay) -> (Role, &'static str) {
    match (day.ahead, day.heat(), day.mark) {
        (true, ..) => (Role::Plain, " "),
        (_, 0, DayMark::Free) => (Role::Dim, "–"),
        (_, 0, _) => (Role::Dim, "·"),
        (_, 1, _) => (Role::Good, "○"),
        (_, 2, _) => (Role::Good, "▒"),
        (_, 3, _) => (Role::Good, "▓"),
        _ => (Role::Good, "█"),
    }
}

fn draw_heat(stats: &Stats, start: WeekStart, out: &mut Paper) {
    // A narrow terminal sees the newest weeks.
    let weeks = stats.own_weeks();
    let room = out
        .width()
        .map_or(weeks.len(), |width| width.saturating_sub(4));
    let weeks = &weeks[weeks.len().saturating_sub(room)..];
    let mut months = String::new();
    let mut last = None;
    for (column, week) in weeks.iter().enumerate() {
        let month = week[0].day.date().month0();
        let free = months.chars().count() <= column;
        if last != Some(month) && free && column + 3 <= weeks.len() {
            months.push_str(&" ".repeat(column - months.chars().count()));
            let name = week[0].day.date().format("%b").to_string();
            months.push_str(&name);
            months.push(' ');
            last = Some(month);
        }
    }
    out.line(Line::of(Role::Dim, format!("    {}", months.trim_end())));
    for (number, name) in start.weekdays().into_iter().enumerate() {
        let cells: Vec<(Role, &str)> = weeks.iter().map(|week| symbol(&week[number])).collect();
        let mut line = Line::of(Role::Dim, format!("{name} "));
        for run in cells.chunk_by(|one, next| one == next) {
            line = line.and(run[0].0, run[0].1.repeat(run.len()));
        }
        out.line(line);
    }
    let good = |text| Line::of(Role::Good, text);
    out.line(
        Line::plain("    ")
            .append(good("○"))
            .and(Role::Dim, " no item  ")
            .append(good("▒"))
            .and(Role::Dim, " 1–2  ")
            .append(good("▓"))
            .and(Role::Dim, " 3–5  ")
            .append(good("█"))
            .and(Role::Dim, " more  – free"),
    );
}

fn view<'a>(session: &'a Session, stats: &Stats, streak: Streak) -> View<'a> {
    let days = stats.heat.iter().flatten().filter(|day| !day.ahead);
    View {
        streak: streak.into(),
        days: days
            .map(|day| DayShape {
                day: day.day,
                items: day.items,
                minutes: day.minutes.0,
                studied: day.mark == DayMark::Studied,
            })
            .collect(),
        weeks: stats
            .throughput
            .iter()
            .map(|week| WeekShape {
                from: week.first,
                items: week.items,
                hours: week.hours,
            })
            .collect(),
        kinds: stats
            .kinds
            .iter()
            .map(|(kind, tally)| KindShape {
                kind: kind.word(),
                done: tally.done,
                of: tally.of,
            })
            .collect(),
        phases: stats
            .phases
            .iter()
            .map(|span| SpanShape {
                phase: json::PhaseName::new(&session.roadmap, span.phase),
                planned_from: span.planned.map(|(from, _)| from),
                planned_to: span.planned.map(|(_, to)| to),
                from: span.first,
                to: span.last,
                planned_days: session.roadmap[span.phase].days.into(),
                study_days: span.study_days,
            })
            .collect(),
    }
}
