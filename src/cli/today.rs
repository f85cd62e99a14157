//! `mastery today`.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        roadmap::{ItemIx, PhaseIx},
    },
    insight::{
        forecast::Forecast,
        pace::Pace,
        review::all_due_words,
        today::{DaySort, Today},
        words,
    },
};

use super::{
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    reviews::{DueShape, due, due_shapes},
    session::Session,
};

/// Show what to do now, and how the year stands
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery today
  mastery today --json | jq -r '.today.next[].id'")]
pub(crate) struct Args {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    day: LogicalDay,
    sort: &'static str,
    title: Option<&'a str>,
    phase: Option<json::Phase<'a>>,
    what_changed: Option<WhatChanged<'a>>,
    next: Vec<json::Item<'a>>,
    done: Vec<json::Item<'a>>,
    notes: Vec<&'a str>,
    begin: Option<LogicalDay>,
    pace: Option<json::PaceFigure>,
    streak: json::StreakFigure,
    due: Vec<DueShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct WhatChanged<'a> {
    phase: Option<json::PhaseName<'a>>,
    pull_request: Option<String>,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let line = session.plan_line();
    let today = session.today(line.as_ref());
    if args.json {
        return out.json("today", &view(session, &today));
    }
    let roadmap = &session.roadmap;
    let title = slot_title(session, today.day);
    let sort = match today.sort {
        DaySort::Study(_) => title.unwrap_or_default().to_owned(),
        DaySort::Any => "a study day".to_owned(),
        DaySort::Rest => "a rest day".to_owned(),
        DaySort::Off => "a day off".to_owned(),
    };
    let date = words::weekday_date(today.day, today.day);
    out.line(Line::of(Role::Strong, date).and(Role::Dim, format!(" · {sort}")));
    out.gap();
    if let Some(phase) = today.phase {
        let standing = &session.progress[phase];
        out.line(
            Line::of(Role::Strong, words::phase_name(&roadmap[phase]))
                .and(
                    Role::Plain,
                    format!("  {} ", words::tally(standing.items())),
                )
                .append(parts::bar(standing.share(), 20)),
        );
        out.prose(Role::Dim, 0, words::standing(&roadmap[phase], standing));
    } else if roadmap.phases.is_empty() {
        out.line(Line::of(Role::Strong, parts::NO_PHASES));
    } else {
        let progress = &session.progress;
        let sentence = if progress.signed_off() == roadmap.phases.len() {
            "Every phase is finished.".to_owned()
        } else {
            let settled = words::all_settled(progress).unwrap_or_default();
            format!("No phase is left: {settled}.")
        };
        out.line(Line::of(Role::Strong, sentence));
    }
    if let Some(sentence) = pace(session, &today) {
        out.prose(Role::Plain, 0, sentence);
    }
    propose(session, &today, out);
    let thoughts = thoughts(session, today.day);
    if !today.done.is_empty() || !thoughts.is_empty() {
        out.heading("Done today");
        parts::done(roadmap, &session.progress, &today.done, out);
        for thought in thoughts {
            out.prose(Role::Plain, 2, format!("“{thought}”"));
        }
    }
    out.gap();
    if let Some(due) = all_due_words(&due(session), session.today) {
        out.line(format!("Due: {due}"));
    }
    out.line(Line::of(Role::Dim, streak(&today)));
    Ok(())
}

fn view<'a>(session: &'a Session, today: &Today) -> View<'a> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    View {
        day: today.day,
        sort: json::day_sort(today.sort),
        title: slot_title(session, today.day),
        phase: today
            .phase
            .map(|phase| json::Phase::new(roadmap, &session.state, progress, phase)),
        what_changed: today.what_changed.then(|| WhatChanged {
            phase: today
                .phase
                .map(|phase| json::PhaseName::new(roadmap, phase)),
            pull_request: today.phase.and_then(|phase| pull_request(session, phase)),
        }),
        next: json::items(roadmap, progress, today.next()),
        done: json::items(roadmap, progress, today.done.iter().copied()),
        notes: thoughts(session, today.day),
        begin: session.state.begin(),
        pace: today.pace.map(Into::into),
        streak: today.streak.into(),
        due: due_shapes(session),
    }
}

/// The thoughts written down on a day.
fn thoughts(session: &Session, day: LogicalDay) -> Vec<&str> {
    let notes = session.state.notes_on(day);
    notes.map_or_else(Vec::new, |notes| {
        notes.notes.iter().map(|(_, text)| text.as_str()).collect()
    })
}

fn slot_title(session: &Session, day: LogicalDay) -> Option<&str> {
    let slot = session.roadmap.cadence.slot(day.weekday())?;
    Some(&slot.title)
}

fn pull_request(session: &Session, phase: PhaseIx) -> Option<String> {
    let number = session.roadmap[phase].number;
    session.roadmap.cadence.pull_request_title(number)
}

/// The pace, or how to have one; nothing where all is settled, and where there
/// is no plan to be held against.
fn pace(session: &Session, today: &Today) -> Option<String> {
    match &today.pace {
        None if session.state.begin().is_none() => {
            Some("No start date yet: `mastery begin today` sets it.".to_owned())
        }
        Some(Pace::Finished) | None if today.phase.is_none() => None,
        // The longest of it: paper wraps.
        pace => forecast(session)
            .at_a_glance(pace.as_ref())
            .into_iter()
            .next(),
    }
}

fn forecast(session: &Session) -> Forecast {
    let line = session.plan_line();
    Forecast::new(
        &session.roadmap,
        &session.state,
        &session.progress,
        line.as_ref(),
        session.today,
    )
}

/// The proposals, under what they are.
fn propose(session: &Session, today: &Today, out: &mut Paper) {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let free = matches!(today.sort, DaySort::Rest | DaySort::Off);
    if free && today.next().next().is_some() {
        out.gap();
        let day = if today.sort == DaySort::Off {
            "day off"
        } else {
            "rest day"
        };
        out.line(format!("A {day}. If you like:"));
    }
    if today.what_changed {
        out.heading("Next");
        let pull_request = today
            .phase
            .and_then(|phase| pull_request(session, phase))
            .map_or_else(String::new, |title| {
                format!(", for the pull request “{title}”")
            });
        out.line(format!("  › the “what changed” note{pull_request}"));
        out.line(Line::of(Role::Dim, "    `mastery friday` drafts it"));
    }
    let readings = ("Reading", &today.readings);
    let building = ("Building", &today.deliverables);
    let reading_first = today.next().next() == today.readings.first().copied();
    let lists = if reading_first {
        [readings, building]
    } else {
        [building, readings]
    };
    let closing = match today.phase {
        Some(_) => ("Sign off", &today.closing),
        None => ("Still open in the plan", &today.closing),
    };
    let next = |list: &&Vec<ItemIx>| !list.is_empty();
    let mut first = !today.what_changed && !free;
    for (name, list) in lists.into_iter().chain([closing]) {
        if !next(&list) {
            continue;
        }
        out.heading(if first {
            format!("Next — {}", name.to_lowercase())
        } else {
            name.to_owned()
        });
        first = false;
        out.table(parts::items(roadmap, progress, list.iter().copied()));
    }
}

fn streak(today: &Today) -> String {
    let days = words::count(i64::from(today.streak.days), "study day");
    match today.streak.consistency {
        Some(share) => format!("Streak {days} · consistency {:.0} %", share * 100.0),
        None => format!("Streak {days}"),
    }
}
