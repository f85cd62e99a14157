//! `mastery export FORMAT`.

mod destination;
mod everything;
mod notes;

use chrono::Utc;

use crate::{
    export::{
        Source, calendar,
        markdown::markdown,
        portfolio::{self, Portfolio, Private},
        tables,
    },
    text,
};

use super::{failure::Failure, paper::Paper, session::Session};
use destination::Destination;

#[cfg(test)]
pub(super) use everything::Rest;

/// Write the curriculum and your progress in another format
///
/// `events` is everything that happened, and `mastery import events` takes it
/// back; the others are for reading and showing. docs/export.md describes them.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery export markdown -o PROGRESS.md
  mastery export ics -o study.ics
  mastery export csv sessions > sessions.csv
  mastery export html --name \"Ada Lovelace\" -o portfolio.html
  mastery export json | jq .export.phases
  mastery export events -o journal.jsonl")]
pub(crate) struct Args {
    #[command(subcommand)]
    format: Format,
}

#[derive(Debug, clap::Subcommand)]
enum Format {
    /// The roadmap and the annual plan as Markdown, with their boxes ticked
    Markdown(Plain),
    /// The cadence, reviews, ends of quarters and days off as a calendar
    Ics(Plain),
    /// A table for a spreadsheet
    Csv(Csv),
    /// Everything, and the figures, as one JSON object
    Json(Plain),
    /// A portfolio: one page to show, without network and scripts
    Html(Html),
    /// Every event of the journal, one JSON object a line
    Events(Plain),
}

#[derive(Debug, clap::Args)]
struct Plain {
    #[command(flatten)]
    to: Destination,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery export csv items -o items.csv
  mastery export csv spending | column -s, -t")]
struct Csv {
    /// Which table
    #[arg(value_enum)]
    table: Which,
    #[command(flatten)]
    to: Destination,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Which {
    /// Everything that can be ticked, with its status
    Items,
    /// Time that was spent
    Sessions,
    /// Money that was spent
    Spending,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery export html -o portfolio.html
  mastery export html --name \"Ada Lovelace\" --with hours,thoughts -o portfolio.html --force")]
struct Html {
    /// Whose portfolio it is
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Show these private parts, too: money, hours, thoughts
    #[arg(
        long,
        value_name = "PARTS",
        value_enum,
        value_delimiter = ',',
        hide_possible_values = true
    )]
    with: Vec<Part>,
    #[command(flatten)]
    to: Destination,
}

/// What is left out of a portfolio unless it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    Money,
    Hours,
    Thoughts,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let source = Source {
        roadmap: &session.roadmap,
        state: &session.state,
        progress: &session.progress,
        today: session.today,
    };
    let (text, to) = match &args.format {
        Format::Markdown(Plain { to }) => (markdown(&source), to),
        Format::Ics(Plain { to }) => {
            let made = session.now.at.with_timezone(&Utc);
            let text = calendar::calendar(&source, made).ok_or_else(|| {
                Failure::new("the calendar needs to know when your year begins")
                    .hint("`mastery begin today` says so; any day is possible")
            })?;
            (text, to)
        }
        Format::Csv(Csv { table, to }) => {
            let text = match table {
                Which::Items => tables::items(&source),
                Which::Sessions => tables::sessions(&source),
                Which::Spending => tables::spending(&source),
            };
            (text, to)
        }
        Format::Json(Plain { to }) => (everything::json(session)?, to),
        Format::Html(html) => (page(html, session, &source), &html.to),
        Format::Events(Plain { to }) => (events(session)?, to),
    };
    to.put(&text, session, out)
}

fn page(args: &Html, session: &Session, source: &Source<'_>) -> String {
    let notes = notes::what_changed(session);
    let wants = |part| args.with.contains(&part);
    portfolio::page(&Portfolio {
        source: *source,
        name: args.name.as_deref(),
        notes: &notes,
        private: Private {
            money: wants(Part::Money),
            hours: wants(Part::Hours),
            thoughts: wants(Part::Thoughts),
        },
    })
}

fn events(session: &Session) -> Result<String, Failure> {
    let lines = session
        .journal
        .lines()
        .map_err(|error| Failure::from_error(&error).hint("nothing was written"))?;
    Ok(text::json(&lines))
}
