//! `mastery reviews`.

use std::{io, path::Path};

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        review::{Decision, HeldReview, Period},
        roadmap::Rhythm,
    },
    insight::{
        review::{Due, decision_words, due_words, questions, review_name},
        words,
    },
    store::whole,
    text::{count, markdown},
};

use super::{
    failure::Failure,
    paper::{Line, Paper, Role},
    session::Session,
    table::{Fit, Table},
};

/// List the reviews that were held, and what is due
///
/// With an id or a date it shows one: the id stands in the list, the date is
/// the day it was held on or the last day it looks back on.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery reviews
  mastery reviews 2026-03-08
  mastery reviews --export reviews.md")]
pub(crate) struct Args {
    /// Show one: its id, or a date
    #[arg(value_name = "ID|DATE")]
    name: Option<String>,
    /// Write them as Markdown: into a new file, or as output
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    export: Option<String>,
    /// Print JSON: see docs/json.md
    #[arg(long, conflicts_with = "export")]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    due: Vec<DueShape<'a>>,
    held: Vec<HeldShape<'a>>,
}

/// A review that is due, for `--json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct DueShape<'a> {
    review: &'a str,
    rhythm: &'static str,
    from: LogicalDay,
    to: LogicalDay,
    begun: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct HeldShape<'a> {
    id: String,
    day: LogicalDay,
    review: &'a str,
    until: Option<LogicalDay>,
    answers: Vec<&'a str>,
    decision: Option<&'static str>,
    text: &'a str,
}

impl<'a> From<&'a HeldReview> for HeldShape<'a> {
    fn from(held: &'a HeldReview) -> Self {
        let form = held.form.as_ref();
        Self {
            id: held.id.to_string(),
            day: held.day,
            review: held.review.as_str(),
            until: form.map(|form| form.until),
            answers: form.map_or_else(Vec::new, |form| {
                form.answers.iter().map(String::as_str).collect()
            }),
            decision: form.and_then(|form| form.decision).map(Decision::word),
            text: &held.text,
        }
    }
}

/// How many characters of an id are shown, and suffice to name it.
const TAIL: usize = 5;

/// The reviews that are due today.
pub(super) fn due(session: &Session) -> Vec<Due> {
    Due::of(
        &session.roadmap,
        &session.state,
        &session.progress,
        session.today,
    )
}

/// The same for `--json`.
pub(super) fn due_shapes(session: &Session) -> Vec<DueShape<'_>> {
    due(session)
        .into_iter()
        .filter_map(|due| {
            let review = session.roadmap.reviews.get(due.review)?;
            Some(DueShape {
                review: review.id.as_str(),
                rhythm: due.rhythm.word(),
                from: due.period.first,
                to: due.period.last,
                begun: due.begun,
            })
        })
        .collect()
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let held = match &args.name {
        Some(name) => named(session, name)?,
        None => newest(session),
    };
    if args.json {
        let view = View {
            due: due_shapes(session),
            held: held.into_iter().map(Into::into).collect(),
        };
        return out.json("reviews", &view);
    }
    if let Some(file) = &args.export {
        return export(session, &held, file, out);
    }
    if args.name.is_some() {
        for held in held {
            show(session, held, out);
        }
        return Ok(());
    }
    list(session, &held, out);
    Ok(())
}

/// The reviews that were held, the newest first: by the day they were held on,
/// and on one day the one written down last.
fn newest(session: &Session) -> Vec<&HeldReview> {
    let mut held: Vec<&HeldReview> = session.state.held_reviews().rev().collect();
    held.sort_by_key(|held| std::cmp::Reverse(held.day));
    held
}

/// The reviews that `name` means: those of a date, or the one whose id ends so.
fn named<'a>(session: &'a Session, name: &str) -> Result<Vec<&'a HeldReview>, Failure> {
    let all = newest(session);
    let found: Vec<&HeldReview> = if let Some(day) = LogicalDay::parse(name) {
        let of_day = |held: &&HeldReview| {
            held.day == day || held.form.as_ref().is_some_and(|form| form.until == day)
        };
        all.into_iter().filter(of_day).collect()
    } else {
        let end = name.to_uppercase();
        let fits = |held: &&HeldReview| end.len() >= TAIL && held.id.to_string().ends_with(&end);
        all.into_iter().filter(fits).collect()
    };
    if found.is_empty() {
        return Err(Failure::new(format!("no review is called `{name}`"))
            .hint("`mastery reviews` lists those that were held, with their ids and dates"));
    }
    Ok(found)
}

fn tail(held: &HeldReview) -> String {
    let id = held.id.to_string();
    id.get(id.len().saturating_sub(TAIL)..)
        .unwrap_or(&id)
        .to_lowercase()
}

/// What a review is called here: by its rhythm, or by its id once the roadmap
/// no longer has it.
fn name(session: &Session, held: &HeldReview) -> String {
    session
        .roadmap
        .review(&held.review)
        .map_or_else(|| format!("{} review", held.review), review_name)
}

/// The days a review looks back on.
fn days(session: &Session, held: &HeldReview) -> String {
    let Some(form) = &held.form else {
        return String::new();
    };
    let review = session.roadmap.review(&held.review);
    let start = session.state.begin().unwrap_or_else(|| form.until.monday());
    let period = review
        .and_then(|review| Period::around(review.rhythm, start, form.until))
        .filter(|period| period.last == form.until);
    match period {
        Some(period) => words::span(period.first, period.last, session.today),
        None => format!("until {}", words::date(form.until, session.today)),
    }
}

fn list(session: &Session, held: &[&HeldReview], out: &mut Paper) {
    let today = session.today;
    let due = due(session);
    if !due.is_empty() {
        out.heading("Due");
        for due in &due {
            let id = session.roadmap.reviews.get(due.review).map(|it| &it.id);
            let id = id.map_or_else(String::new, ToString::to_string);
            out.line(
                Line::plain(format!("  {}  ", due_words(due, today)))
                    .and(Role::Dim, format!("mastery review {id}")),
            );
        }
    }
    if held.is_empty() {
        out.gap();
        out.line("No review was held yet.");
        return;
    }
    out.heading("Held");
    let mut table = Table::new(2)
        .column("", Fit::Keep)
        .column("", Fit::Keep)
        .column("", Fit::Keep)
        .column("", Fit::Drop(1))
        .column("", Fit::Keep)
        .column("", Fit::Wrap(20));
    for held in held {
        let form = held.form.as_ref();
        let decision = form
            .and_then(|form| form.decision)
            .map_or("–", Decision::word);
        let meant = match form {
            Some(form) => form.answers.last().map_or("", String::as_str),
            None => held.text.as_str(),
        };
        table.row([
            Line::of(Role::Dim, tail(held)),
            Line::plain(words::date(held.day, today)),
            Line::plain(name(session, held)),
            Line::of(Role::Dim, days(session, held)),
            Line::plain(decision),
            Line::of(Role::Dim, meant),
        ]);
    }
    out.table(table);
}

/// Prints one as it was.
fn show(session: &Session, held: &HeldReview, out: &mut Paper) {
    out.gap();
    let mut lines = held.text.lines();
    if held.form.is_some() {
        let heading = lines.next().unwrap_or_default();
        out.line(Line::of(Role::Strong, heading));
    } else {
        out.line(Line::of(Role::Strong, name(session, held)));
    }
    let day = words::weekday_date(held.day, session.today);
    out.line(Line::of(Role::Dim, format!("held on {day}")));
    let asks: Vec<&str> = [Rhythm::Weekly, Rhythm::Monthly, Rhythm::Quarterly]
        .into_iter()
        .flat_map(questions)
        .collect();
    for line in lines {
        if line.is_empty() {
            out.gap();
        } else {
            let role = if asks.contains(&line) {
                Role::Strong
            } else {
                Role::Plain
            };
            out.prose(role, 0, line);
        }
    }
}

/// Writes them as Markdown.
fn export(
    session: &Session,
    held: &[&HeldReview],
    file: &str,
    out: &mut Paper,
) -> Result<(), Failure> {
    let mut text = format!("# Reviews: {}\n", markdown(&session.roadmap.title));
    for held in held {
        text.push('\n');
        text.push_str(&as_markdown(session, held));
    }
    if file == "-" {
        out.lines(text.lines());
        return Ok(());
    }
    let path = Path::new(file);
    whole::create(path, text.as_bytes()).map_err(|error| {
        let failure = Failure::new(format!("`{file}` cannot be written: {error}"));
        if error.kind() == io::ErrorKind::AlreadyExists {
            Failure::new(format!("`{file}` is there already, and was left alone"))
                .hint("name another file; without one, the text is printed")
        } else {
            failure.hint("nothing was written")
        }
    })?;
    out.line(format!("wrote {} into {file}", count(held.len(), "review")));
    Ok(())
}

/// One review as Markdown. All that somebody wrote means itself there.
fn as_markdown(session: &Session, held: &HeldReview) -> String {
    let mut out = String::new();
    let mut part = |text: &str| {
        if !text.is_empty() {
            out.push_str(text);
            out.push_str("\n\n");
        }
    };
    let Some(form) = &held.form else {
        let mut heading = markdown(&name(session, held));
        if let Some(first) = heading.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        part(&format!("## {heading}"));
        part(&format!("Held on {}.", held.day));
        for paragraph in held.text.lines().filter(|line| !line.trim().is_empty()) {
            part(&markdown(paragraph));
        }
        return out.trim_end().to_owned() + "\n";
    };
    // The figures are in the text alone; answers are taken from their own keys.
    let mut blocks = held.text.split("\n\n");
    let mut head = blocks.next().unwrap_or_default().lines();
    part(&format!("## {}", markdown(head.next().unwrap_or_default())));
    part(&format!("Held on {}.", held.day));
    for line in head {
        part(&markdown(line));
    }
    let figures: Vec<String> = blocks
        .next()
        .unwrap_or_default()
        .lines()
        .map(|line| format!("- {}", markdown(line)))
        .collect();
    part(&figures.join("\n"));
    let asks = session
        .roadmap
        .review(&held.review)
        .map(|review| questions(review.rhythm));
    for (place, answer) in form.answers.iter().enumerate() {
        let question = asks.and_then(|asks| asks.get(place).copied());
        let number = format!("Question {}", place + 1);
        part(&format!("### {}", question.unwrap_or(&number)));
        let answer = answer.trim();
        part(&markdown(if answer.is_empty() { "–" } else { answer }));
    }
    if let Some(decision) = form.decision {
        part(&format!("**Decision: {}.**", decision_words(decision)));
    }
    out.trim_end().to_owned() + "\n"
}
