//! `mastery history`.

use std::{fmt::Write as _, num::NonZeroUsize};

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        event::{Event, EventId, Kind, TimerAction},
        id::{BudgetId, ItemId},
        review::Decision,
    },
    insight::words,
};

use super::{
    describe,
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    session::Session,
    table::{Fit, Table},
};

/// Show what happened, the newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery history
  mastery history -n 50
  mastery history --json")]
pub(crate) struct Args {
    /// How many changes
    #[arg(short = 'n', value_name = "N", default_value = "20")]
    number: NonZeroUsize,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// The events of one wish.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct Change<'a> {
    batch: String,
    day: LogicalDay,
    at: String,
    device: &'a str,
    live: bool,
    events: Vec<Happening<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Happening<'a> {
    id: String,
    kind: &'a str,
    item: Option<&'a str>,
    title: Option<&'a str>,
    archived: bool,
    undoes: Option<String>,
    #[serde(flatten)]
    said: Said<'a>,
}

/// What an event says beside the item it is about; each kind says little of it.
#[derive(Debug, Default, Serialize, schemars::JsonSchema)]
struct Said<'a> {
    text: Option<&'a str>,
    start: Option<LogicalDay>,
    from: Option<LogicalDay>,
    to: Option<LogicalDay>,
    withdrawn: Option<bool>,
    url: Option<&'a str>,
    row: Option<&'a str>,
    verdict: Option<&'static str>,
    review: Option<&'a str>,
    action: Option<&'static str>,
    category: Option<&'a str>,
    minutes: Option<u32>,
    amount: Option<String>,
    line: Option<&'a str>,
    step: Option<&'a str>,
    value: Option<&'a str>,
    end: Option<LogicalDay>,
    done: Option<u32>,
    hours: Option<u32>,
    begun: Option<String>,
    note: Option<&'a str>,
    heading: Option<&'a str>,
    until: Option<LogicalDay>,
    answers: Vec<&'a str>,
    decision: Option<&'static str>,
}

impl<'a> Said<'a> {
    fn new(kind: &'a Kind) -> Self {
        let mut said = Self::default();
        match kind {
            Kind::Session {
                category,
                minutes,
                from,
                text,
                about: _,
            } => {
                said.category = Some(category.as_str());
                said.minutes = Some(*minutes);
                said.begun = from.map(|from| from.to_rfc3339());
                said.text = text.as_deref();
            }
            Kind::Timer {
                action,
                category,
                about: _,
            } => {
                said.action = Some(match action {
                    TimerAction::Start => "start",
                    TimerAction::Stop => "stop",
                    TimerAction::Cancel => "cancel",
                });
                said.category = category.as_ref().map(BudgetId::as_str);
            }
            Kind::Spent { amount, line, text } => {
                said.amount = Some(amount.to_string());
                said.line = Some(line.as_str());
                said.text = text.as_deref();
            }
            Kind::Note { text, about: _ } => said.text = Some(text),
            Kind::Link {
                url,
                text,
                about: _,
            } => {
                said.url = Some(url);
                said.text = text.as_deref();
            }
            Kind::Evidence {
                row,
                verdict,
                text,
                grounds: _,
            } => {
                said.row = Some(row.as_str());
                said.verdict = Some(json::verdict(*verdict));
                said.text = text.as_deref();
            }
            Kind::Review { review, text, form } => {
                said.review = Some(review.as_str());
                said.text = Some(text);
                if let Some(form) = form {
                    said.until = Some(form.until);
                    said.answers = form.answers.iter().map(String::as_str).collect();
                    said.decision = form.decision.map(Decision::word);
                }
            }
            Kind::Draft {
                review,
                until,
                answers,
                question: _,
            } => {
                said.review = Some(review.as_str());
                said.until = Some(*until);
                said.answers = answers.iter().map(String::as_str).collect();
            }
            Kind::Begin { start } => said.start = Some(*start),
            Kind::Off {
                from,
                to,
                withdrawn,
                text,
            } => {
                said.from = Some(*from);
                said.to = Some(*to);
                said.withdrawn = Some(*withdrawn);
                said.text = text.as_deref();
            }
            Kind::Replan {
                step,
                value,
                end,
                done,
                planned: _,
                hours,
            } => {
                said.step = Some(step);
                said.value = Some(value);
                said.end = *end;
                said.done = *done;
                said.hours = *hours;
            }
            Kind::Read {
                note,
                heading,
                text,
            } => {
                said.note = Some(note);
                said.heading = Some(heading);
                said.text = text.as_deref();
            }
            Kind::Mark { .. } | Kind::Undo { .. } | Kind::Unknown { .. } => {}
        }
        said
    }
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let changes = newest(session, args.number.get(), args.json);
    if args.json {
        let changes: Vec<Change<'_>> = changes
            .iter()
            .filter_map(|(events, live)| change(session, events, *live))
            .collect();
        return out.json("history", &changes);
    }
    if changes.is_empty() {
        out.line("Nothing has happened yet.");
        return Ok(());
    }
    let mut table = Table::new(0)
        .column("", Fit::Keep)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(30))
        .column("", Fit::Drop(1));
    for (events, live) in &changes {
        let Some(first) = events.first() else {
            continue;
        };
        let role = if *live { Role::Plain } else { Role::Dim };
        let mut sentence = match first.kind {
            Kind::Undo {
                target,
                correction: false,
            } => undone(session, target),
            _ => describe::change(&session.roadmap, &session.state, events).join("; "),
        };
        if !live {
            sentence.push_str(" (taken back)");
        }
        let device = if first.device == session.device {
            String::new()
        } else {
            format!("on {}", first.device)
        };
        let written = LogicalDay::from_date(first.at.date_naive());
        if first.day != LogicalDay::of(&first.at, session.config.day_start) {
            let _ = write!(sentence, ", for {}", words::date(first.day, session.today));
        }
        table.row([
            Line::of(role, words::weekday_date(written, session.today)),
            Line::of(Role::Dim, first.at.format("%H:%M").to_string()),
            Line::of(role, sentence),
            Line::of(Role::Dim, device),
        ]);
    }
    out.table(table);
    Ok(())
}

/// The newest batches, the newest first, each with whether it is live.
fn newest(session: &Session, number: usize, all: bool) -> Vec<(Vec<&Event>, bool)> {
    let mut batches: Vec<(EventId, Vec<&Event>, bool)> = Vec::new();
    // Where notes and reviews were left is kept for the reader, and is nothing that a
    // learner did; as JSON it is there.
    let bookmark =
        |event: &Event| !all && matches!(event.kind, Kind::Read { .. } | Kind::Draft { .. });
    for (event, live) in session.state.history().rev() {
        if bookmark(event) {
            continue;
        }
        let at = batches
            .iter()
            .rposition(|(batch, ..)| *batch == event.batch());
        match at {
            Some(at) => batches[at].1.push(event),
            None if batches.len() == number => break,
            None => batches.push((event.batch(), vec![event], live)),
        }
    }
    batches
        .into_iter()
        .map(|(_, mut events, live)| {
            events.reverse();
            (events, live)
        })
        .collect()
}

/// What an undo took back, or a redo did again.
fn undone(session: &Session, target: EventId) -> String {
    let batch = || session.state.batch(target);
    let again = batch().find_map(|event| match event.kind {
        Kind::Undo {
            target,
            correction: false,
        } => Some(target),
        _ => None,
    });
    let what = |batch: EventId| {
        let events: Vec<&Event> = session.state.batch(batch).collect();
        describe::change(&session.roadmap, &session.state, &events).join("; ")
    };
    match again {
        Some(target) => format!("did again: {}", what(target)),
        None => format!("took back: {}", what(target)),
    }
}

fn change<'a>(session: &'a Session, events: &[&'a Event], live: bool) -> Option<Change<'a>> {
    let first = events.first()?;
    Some(Change {
        batch: first.batch().to_string(),
        day: first.day,
        at: first.at.to_rfc3339(),
        device: first.device.as_str(),
        live,
        events: events
            .iter()
            .map(|event| happening(session, event))
            .collect(),
    })
}

fn happening<'a>(session: &'a Session, event: &'a Event) -> Happening<'a> {
    let roadmap = &session.roadmap;
    let item: Option<&ItemId> = match &event.kind {
        Kind::Mark { item, .. } => Some(item),
        Kind::Session { about, .. }
        | Kind::Timer { about, .. }
        | Kind::Note { about, .. }
        | Kind::Link { about, .. } => about.as_ref(),
        _ => None,
    };
    let known = item.and_then(|item| roadmap.find(item));
    Happening {
        id: event.id.to_string(),
        kind: event.kind.word(),
        item: item.map(ItemId::as_str),
        title: known.map(|item| roadmap[item].title.as_str()),
        archived: item.is_some() && known.is_none(),
        undoes: match event.kind {
            Kind::Undo { target, .. } => Some(target.to_string()),
            _ => None,
        },
        said: Said::new(&event.kind),
    }
}
