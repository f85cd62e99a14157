//! Everything as one JSON object: what happened, and every view as `--json`
//! prints it, so that a figure is the same in both.

use serde::Serialize;

use crate::{
    cli::{
        apps,
        failure::Failure,
        json, matrix, money as money_view, pace,
        paper::{Colour, Paper},
        phase, plan,
        session::Session,
        spent::SessionShape,
        stats, status,
    },
    domain::{day::LogicalDay, event::Kind, id::ItemId, money, progress::Status},
};

/// The parts that no view has.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(in crate::cli) struct Rest<'a> {
    roadmap: RoadmapShape<'a>,
    made: LogicalDay,
    begin: Option<LogicalDay>,
    items: Vec<json::Item<'a>>,
    archived: Vec<Archived<'a>>,
    sessions: Vec<SessionShape<'a>>,
    payments: Vec<Payment<'a>>,
    thoughts: Vec<Thought<'a>>,
    links: Vec<Link<'a>>,
    evidence: Vec<Shown<'a>>,
    reviews: Vec<Held<'a>>,
    days_off: Vec<Off<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct RoadmapShape<'a> {
    id: &'a str,
    title: &'a str,
    summary: &'a str,
    hours_per_day: f64,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Archived<'a> {
    id: &'a str,
    status: &'static str,
    day: LogicalDay,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Payment<'a> {
    day: LogicalDay,
    amount: String,
    line: &'a str,
    text: Option<&'a str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Thought<'a> {
    day: LogicalDay,
    item: Option<&'a str>,
    text: &'a str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Link<'a> {
    day: LogicalDay,
    item: Option<&'a str>,
    url: &'a str,
    text: Option<&'a str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Shown<'a> {
    day: LogicalDay,
    row: &'a str,
    verdict: &'static str,
    text: Option<&'a str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Held<'a> {
    day: LogicalDay,
    review: &'a str,
    text: &'a str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Off<'a> {
    day: LogicalDay,
    text: Option<&'a str>,
}

/// The object, in one line.
pub(super) fn json(session: &Session) -> Result<String, Failure> {
    let phases = session.roadmap.phase_places();
    let phases: Vec<_> = phases.map(|ix| phase::view(session, ix)).collect();
    let mut paper = Paper::new(Colour::Never, false);
    paper.json("export", &rest(session))?;
    let mut text = paper.text();
    // The views go before the two braces at the end.
    text.truncate(text.trim_end().len().saturating_sub(2));
    let mut paper = Paper::new(Colour::Never, false);
    paper.json("phases", &phases)?;
    member(&mut text, "phases", &paper.text());
    member(&mut text, "status", &view(session, status::run)?);
    member(&mut text, "matrix", &view(session, matrix::run)?);
    member(&mut text, "apps", &view(session, apps::run)?);
    member(&mut text, "plan", &view(session, plan::run)?);
    member(&mut text, "money", &view(session, money_view::run)?);
    member(&mut text, "pace", &view(session, pace::run)?);
    member(&mut text, "stats", &view(session, stats::run)?);
    text.push_str("}}\n");
    Ok(text)
}

/// Adds what a view printed, without its envelope.
fn member(text: &mut String, name: &str, printed: &str) {
    let head = format!("{{\"schema\":1,\"{name}\":");
    let inner = printed.strip_prefix(&head).map(str::trim_end);
    if let Some(inner) = inner.and_then(|inner| inner.strip_suffix('}')) {
        text.push_str(",\"");
        text.push_str(name);
        text.push_str("\":");
        text.push_str(inner);
    }
}

/// What a command prints with `--json`.
fn view<A: clap::Args>(
    session: &Session,
    run: impl Fn(&A, &Session, &mut Paper) -> Result<(), Failure>,
) -> Result<String, Failure> {
    let command = A::augment_args(clap::Command::new("view").no_binary_name(true));
    let args = command
        .try_get_matches_from(["--json"])
        .and_then(|matches| A::from_arg_matches(&matches))
        .map_err(|error| Failure::from_error(&error))?;
    let mut paper = Paper::new(Colour::Never, false);
    run(&args, session, &mut paper)?;
    Ok(paper.text())
}

fn rest(session: &Session) -> Rest<'_> {
    let Session {
        roadmap,
        state,
        progress,
        ..
    } = session;
    let mut rest = Rest {
        roadmap: RoadmapShape {
            id: roadmap.id.as_str(),
            title: &roadmap.title,
            summary: &roadmap.summary,
            hours_per_day: roadmap.hours_per_day,
        },
        made: session.today,
        begin: state.begin(),
        items: json::items(roadmap, progress, roadmap.item_places()),
        archived: Vec::new(),
        sessions: state.sessions().map(SessionShape::from).collect(),
        payments: Vec::new(),
        thoughts: Vec::new(),
        links: Vec::new(),
        evidence: Vec::new(),
        reviews: Vec::new(),
        days_off: Vec::new(),
    };
    let archived = progress.archived().iter();
    rest.archived.extend(archived.map(|(id, marked)| Archived {
        id: id.as_str(),
        status: Status::from(marked.mark).word(),
        day: marked.day,
    }));
    let off = state.days_off();
    rest.days_off
        .extend(off.map(|(day, text)| Off { day, text }));
    for (event, _) in state.history().filter(|(_, live)| *live) {
        let day = event.day;
        match &event.kind {
            Kind::Spent { amount, line, text } => rest.payments.push(Payment {
                day,
                amount: money::figure(*amount, &roadmap.currency),
                line: line.as_str(),
                text: text.as_deref(),
            }),
            Kind::Note { text, about } => rest.thoughts.push(Thought {
                day,
                item: about.as_ref().map(ItemId::as_str),
                text,
            }),
            Kind::Link { url, text, about } => rest.links.push(Link {
                day,
                item: about.as_ref().map(ItemId::as_str),
                url,
                text: text.as_deref(),
            }),
            Kind::Evidence {
                row, verdict, text, ..
            } => rest.evidence.push(Shown {
                day,
                row: row.as_str(),
                verdict: json::verdict(*verdict),
                text: text.as_deref(),
            }),
            Kind::Review { review, text, .. } => rest.reviews.push(Held {
                day,
                review: review.as_str(),
                text,
            }),
            _ => {}
        }
    }
    rest
}
