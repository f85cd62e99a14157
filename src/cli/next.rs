//! `mastery next`.

use std::process::ExitCode;

use serde::Serialize;

use super::{
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
};

/// Show the one next item
///
/// It is what `mastery today` proposes first. On the day of the “what changed”
/// note a line above says so. The exit status is 1 when nothing is left.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery next
  mastery next -n 3
  mastery next --json | jq -r '.next.items[0].id'
  mastery open \"$(mastery status --format '{next}')\"")]
pub(crate) struct Args {
    /// Show so many, as far as today proposes them
    #[arg(short = 'n', value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..))]
    number: u8,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    what_changed: bool,
    items: Vec<json::Item<'a>>,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<ExitCode, Failure> {
    // The pace changes nothing about what comes next.
    let today = session.today(None);
    let items: Vec<_> = today.next().take(usize::from(args.number)).collect();
    let left = today.what_changed || !items.is_empty();
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    if args.json {
        let view = View {
            what_changed: today.what_changed,
            items: json::items(roadmap, progress, items),
        };
        out.json("next", &view)?;
    } else if left {
        if today.what_changed {
            out.line(
                Line::plain("first the “what changed” note: ")
                    .and(Role::Accent, "`mastery friday`")
                    .and(Role::Plain, " drafts it"),
            );
        }
        out.table(parts::items(roadmap, progress, items));
    } else {
        out.line("Nothing is left to do next.");
    }
    Ok(if left {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
