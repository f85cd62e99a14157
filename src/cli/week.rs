//! `mastery week`.

use serde::Serialize;

use crate::{
    domain::day::LogicalDay,
    insight::{streak::DayMark, today::DaySort, week::Week, words},
    text::count,
};

use super::{
    dates::WeekName,
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
};

/// Show a week: what was done each day, and what is proposed for the rest
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery week
  mastery week --week -1           last week
  mastery week --week 2026-03-04   the week with this day")]
pub(crate) struct Args {
    /// Which week: a day in it, or a number of weeks from this one
    #[arg(
        long,
        value_name = "DATE|-1|+1",
        allow_hyphen_values = true,
        default_value = "0",
        hide_default_value = true
    )]
    week: WeekName,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    year: i32,
    number: u32,
    from: Option<LogicalDay>,
    today: LogicalDay,
    days: Vec<DayShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct DayShape<'a> {
    day: LogicalDay,
    sort: &'static str,
    title: Option<String>,
    studied: bool,
    done: Vec<json::Item<'a>>,
    notes: Vec<String>,
    proposed: Vec<json::Item<'a>>,
}

/// The ISO week in which most of the days lie.
fn number(week: &Week, day: LogicalDay) -> chrono::IsoWeek {
    week.first().unwrap_or(day).forward(3).iso_week()
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let day = args.week.seen_from(session.today);
    let week = Week::new(roadmap, &session.state, progress, day, session.today);
    if args.json {
        let iso = number(&week, day);
        let view = View {
            year: iso.year(),
            number: iso.week(),
            from: week.first(),
            today: session.today,
            days: week
                .days
                .iter()
                .map(|day| DayShape {
                    day: day.day,
                    sort: json::day_sort(day.sort),
                    title: day.title.clone(),
                    studied: day.mark == DayMark::Studied,
                    done: json::items(roadmap, progress, day.done.iter().copied()),
                    notes: day.notes.clone(),
                    proposed: json::items(roadmap, progress, day.proposed.iter().copied()),
                })
                .collect(),
        };
        return out.json("week", &view);
    }
    let studied = week
        .days
        .iter()
        .filter(|day| day.mark == DayMark::Studied)
        .count();
    out.line(
        Line::of(Role::Strong, format!("Week {}", number(&week, day).week()))
            .and(Role::Dim, format!(" · {}", count(studied, "study day"))),
    );
    out.gap();
    for day in &week.days {
        let sort = match (day.sort, &day.title) {
            (DaySort::Study(_), Some(title)) => title.as_str(),
            (DaySort::Study(kind), None) => kind.word(),
            (DaySort::Any, _) => "study day",
            (DaySort::Rest, _) => "rest day",
            (DaySort::Off, _) => "day off",
        };
        let now = day.day == session.today;
        let (shape, role) = match day.mark {
            DayMark::Studied => ("●", Role::Good),
            DayMark::Free => ("–", Role::Dim),
            DayMark::Missed => ("○", Role::Plain),
            DayMark::Open => ("·", Role::Plain),
        };
        let date = words::weekday_date(day.day, session.today);
        out.line(
            Line::of(role, shape)
                .and(Role::Plain, " ")
                .and(if now { Role::Strong } else { Role::Plain }, date)
                .and(Role::Accent, if now { " today" } else { "" })
                .and(Role::Dim, format!(" · {sort}")),
        );
        parts::done(roadmap, progress, &day.done, out);
        for note in &day.notes {
            out.prose(Role::Plain, 2, format!("“{note}”"));
        }
        out.table(parts::items(
            roadmap,
            progress,
            day.proposed.iter().copied(),
        ));
    }
    Ok(())
}
