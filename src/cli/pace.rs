//! `mastery pace`.

use serde::Serialize;

use crate::{
    domain::day::LogicalDay,
    insight::{
        burn_up::{BurnUp, Cell},
        forecast::{Forecast, Outlook},
        pace::Pace,
        plan_line::PlanLine,
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

/// Show whether the year adds up: days ahead or behind, and by when it is done
///
/// The forecast goes by your last eight weeks. It has two dates: the rest is as
/// likely done by the first as not, and in nine of ten cases by the second.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery pace
  mastery pace --json")]
pub(crate) struct Args {
    /// Show the arithmetic of each figure
    #[arg(long)]
    explain: bool,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    pace: Option<json::PaceFigure>,
    done: f64,
    planned: f64,
    left: f64,
    forecast: ForecastShape,
    needed: Option<f64>,
    capacity: f64,
    end: Option<LogicalDay>,
    slack: Option<SlackShape>,
    first_end: Option<LogicalDay>,
    revisions: Vec<super::replan::RevisionShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct ForecastShape {
    state: &'static str,
    even: Option<LogicalDay>,
    nine_in_ten: Option<LogicalDay>,
    at_capacity: Option<LogicalDay>,
    weeks: Vec<WeekShape>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct WeekShape {
    from: LogicalDay,
    to: LogicalDay,
    hours: f64,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct SlackShape {
    quarter: u8,
    to: LogicalDay,
    days: i64,
    due: f64,
    there: f64,
}

/// The cells of the chart, beside its labels.
const CHART: (usize, usize) = (70, 12);

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let line = session.plan_line();
    let (roadmap, today) = (&session.roadmap, session.today);
    let forecast = Forecast::new(
        roadmap,
        &session.state,
        &session.progress,
        line.as_ref(),
        today,
    );
    let pace = line
        .as_ref()
        .map(|line| Pace::new(&session.progress, line, today));
    if args.json {
        let view = View {
            first_end: line.as_ref().map(PlanLine::first_end),
            revisions: super::replan::revisions(session),
            ..view(&forecast, pace)
        };
        return out.json("pace", &view);
    }
    if roadmap.phases.is_empty() {
        out.line(super::parts::NO_PHASES);
        return Ok(());
    }
    let mut table = Table::new(0)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(20));
    let mut row = |name: &'static str, words: String| {
        table.row([Line::of(Role::Dim, name), Line::plain(words)]);
    };
    match &pace {
        Some(pace) => row("pace", words::pace(pace, today)),
        None if session.state.begin().is_none() => {
            row(
                "pace",
                "`mastery begin` says when the year begins".to_owned(),
            );
        }
        None => row(
            "pace",
            "this roadmap has no plan to be held against".to_owned(),
        ),
    }
    if let Some(words) = line.as_ref().and_then(|line| words::replanned(line, today)) {
        row("replan", words);
    }
    row(
        "done",
        format!(
            "{} of {} planned hours",
            words::number(forecast.done),
            words::number(forecast.planned)
        ),
    );
    if forecast.outlook != Outlook::Finished {
        row("forecast", forecast.outlook_words());
    }
    for (name, words) in [
        ("plan", forecast.arithmetic_words()),
        ("needed", forecast.needed_words()),
        ("slack", forecast.slack_words()),
    ] {
        if let Some(words) = words {
            row(name, words);
        }
    }
    out.table(table);
    if args.explain {
        out.heading("How the figures come about");
        let mut table = Table::new(2)
            .column("", Fit::Keep)
            .column("", Fit::Wrap(20));
        for (name, words) in forecast.explained(roadmap, line.as_ref(), pace.as_ref()) {
            table.row([Line::of(Role::Dim, name), Line::plain(words)]);
        }
        out.table(table);
    }
    if let Some(line) = &line {
        // Eight cells for the labels.
        let width = out
            .width()
            .map_or(CHART.0, |width| CHART.0.min(width.saturating_sub(9)));
        let chart = BurnUp::new(
            roadmap,
            &session.progress,
            line,
            &forecast,
            (width, CHART.1),
        );
        if let Some(chart) = chart {
            let state = &session.state;
            let chart = chart.with_first_plan(roadmap, state, &session.progress, line);
            draw(&chart, line, today, out);
        }
    }
    Ok(())
}

fn symbol(cell: Cell) -> (Role, &'static str) {
    match cell {
        Cell::Empty => (Role::Plain, " "),
        Cell::Plan => (Role::Dim, "·"),
        Cell::First => (Role::Dim, "–"),
        Cell::Done => (Role::Good, "█"),
        Cell::Fan => (Role::Accent, "▒"),
    }
}

/// Where today is, in cells that are empty.
const TODAY: (Role, &str) = (Role::Dim, "┆");

fn draw(chart: &BurnUp, plan: &PlanLine, today: LogicalDay, out: &mut Paper) {
    out.gap();
    for (number, row) in chart.rows.iter().enumerate() {
        let label = chart.label(number);
        let label = label.map_or_else(String::new, |hours| format!("{hours:.0} h"));
        let mut line = Line::of(Role::Dim, format!("{label:>7} │"));
        let shape = |(column, cell): (usize, &Cell)| match cell {
            Cell::Empty if chart.today == Some(column) => TODAY,
            cell => symbol(*cell),
        };
        let shapes: Vec<_> = row.iter().enumerate().map(shape).collect();
        for same in shapes.chunk_by(|one, next| one == next) {
            let (role, symbol) = same[0];
            line = line.and(role, symbol.repeat(same.len()));
        }
        out.line(line);
    }
    let axis = chart.axis(plan, today);
    out.line(Line::of(Role::Dim, format!("{:>7} └{}", "", axis.marks)));
    out.line(Line::of(Role::Dim, format!("{:>9}{}", "", axis.dates)));
    let mut key = Line::plain(" ".repeat(9));
    for (number, (cell, name)) in [
        (Cell::Done, "done"),
        (Cell::Plan, "the plan"),
        (Cell::First, "the first plan"),
        (Cell::Fan, "the forecast"),
    ]
    .into_iter()
    .filter(|(cell, _)| chart.rows.iter().flatten().any(|it| it == cell))
    .enumerate()
    {
        let (role, symbol) = symbol(cell);
        let gap = if number > 0 { "   " } else { "" };
        key = key
            .and(Role::Plain, gap)
            .and(role, symbol)
            .and(Role::Dim, format!(" {name}"));
    }
    if chart.today.is_some() {
        let (role, symbol) = TODAY;
        key = key
            .and(Role::Plain, "   ")
            .and(role, symbol)
            .and(Role::Dim, format!(" today, {}", words::date(today, today)));
    }
    out.line(key);
}

fn view(forecast: &Forecast, pace: Option<Pace>) -> View<'static> {
    let (state, even, most) = match forecast.outlook {
        Outlook::Finished => ("finished", None, None),
        Outlook::TooEarly { .. } => ("too-early", None, None),
        Outlook::Quiet => ("quiet", None, None),
        Outlook::Dates { even, most } => ("dates", even, most),
    };
    View {
        pace: pace.map(Into::into),
        done: forecast.done,
        planned: forecast.planned,
        left: forecast.left(),
        forecast: ForecastShape {
            state,
            even,
            nine_in_ten: most,
            at_capacity: forecast.at_capacity,
            weeks: forecast
                .weeks
                .iter()
                .map(|week| WeekShape {
                    from: week.first,
                    to: week.last,
                    hours: week.hours(),
                })
                .collect(),
        },
        needed: forecast.needed(),
        capacity: forecast.capacity,
        end: forecast.end,
        slack: forecast.slack.map(|slack| SlackShape {
            quarter: slack.quarter.number,
            to: slack.quarter.last,
            days: slack.days,
            due: slack.due,
            there: slack.there,
        }),
        first_end: None,
        revisions: Vec::new(),
    }
}
