//! `mastery pr PHASE`.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::{
    domain::{decide::Wish, roadmap::PhaseIx},
    insight::pull_request,
    store::{
        notes::{NoteError, Shelf, section, without_comments},
        whole,
    },
    text::{Shown, markdown},
};

use super::{
    change, failure::Failure, friday::UNDER, json, naming, paper::Paper, session::Session,
};

/// Write the pull request of a phase, or say where it is
///
/// Prints title and text: what the phase is for, what changed, links to what
/// you applied, and evidence.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery pr 3
  mastery pr 3 --output body.md
  gh pr create --title \"$(mastery pr 3 --title)\" --body-file body.md
  mastery pr 3 --url https://github.com/me/umbrella/pull/12")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct Args {
    /// The phase: its number, id, or a fragment of its title
    #[arg(value_name = "PHASE")]
    phase: String,
    /// Print the title alone
    #[arg(long, conflicts_with_all = ["body", "output", "json"])]
    title: bool,
    /// Print the text alone
    #[arg(long, conflicts_with_all = ["output", "json"])]
    body: bool,
    /// Write the text into this file, which must not be there yet
    #[arg(short, long, value_name = "FILE", conflicts_with = "json")]
    output: Option<PathBuf>,
    /// Replace the file
    #[arg(long, requires = "output")]
    force: bool,
    /// Say where the pull request is
    #[arg(long, value_name = "URL", conflicts_with_all = ["title", "body", "output", "json"])]
    url: Option<String>,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    phase: json::PhaseName<'a>,
    title: &'a str,
    body: &'a str,
    url: Option<&'a str>,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let phase = naming::phase(&session.roadmap, &args.phase)?;
    if let Some(url) = &args.url {
        let url = url.clone();
        let events = change::record(session, &[Wish::PullRequest { phase, url }], None)?;
        change::tell(session, &events, None, out);
        return Ok(());
    }
    let title = pull_request::title(&session.roadmap, phase);
    if args.title {
        out.line(title);
        return Ok(());
    }
    let body = body(session, phase)?;
    if args.json {
        let view = View {
            phase: json::PhaseName::new(&session.roadmap, phase),
            title: &title,
            body: &body,
            url: pull_request::address(&session.roadmap, &session.state, phase),
        };
        return out.json("pr", &view);
    }
    if let Some(file) = &args.output {
        write(file, &body, args.force)?;
        let name = file.to_string_lossy();
        out.line(format!(
            "gh pr create --title {} --body-file {}",
            shell_words::quote(&title),
            shell_words::quote(&name)
        ));
        return Ok(());
    }
    if !args.body {
        out.line(title);
        out.gap();
    }
    out.lines(body.lines());
    Ok(())
}

/// The text of a phase's pull request.
fn body(session: &Session, phase: PhaseIx) -> Result<String, Failure> {
    let shelf = Shelf::of(&session.place);
    let changed = match &session.roadmap[phase].notes {
        None => String::new(),
        Some(path) => match shelf.read(path) {
            Ok(note) => section(&note.text, UNDER).map_or_else(String::new, |text| {
                let lines = Shown::lines(&without_comments(text));
                let lines: Vec<&str> = lines.iter().map(Shown::as_str).collect();
                lines.join("\n")
            }),
            // A note that is not there says nothing.
            Err(NoteError::Missing(_)) => String::new(),
            Err(error) => return Err(error.into()),
        },
    };
    Ok(pull_request::body(
        &session.roadmap,
        &session.state,
        &session.progress,
        phase,
        &changed,
        markdown,
    ))
}

fn write(file: &Path, body: &str, force: bool) -> Result<(), Failure> {
    let written = match whole::create(file, body.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && force => {
            whole::replace(file, body.as_bytes())
        }
        other => other,
    };
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::new(format!("`{}` is there already", file.display()))
                .hint("`--force` replaces it")
        }
        _ => Failure::new(format!("`{}` cannot be written: {error}", file.display())),
    })
}
