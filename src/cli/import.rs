//! `mastery import events`.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use crate::{
    domain::event::{Event, Kind},
    store::journal::{BadLine, Foreign, ImportError, read_lines},
    text::{Shown, count, form},
};

use super::{
    failure::Failure,
    paper::{Paper, Role},
    session::{ImportFailure, RecordError, Session},
};

/// How much is read at most: as much as a journal's file may hold.
const MOST: u64 = 256 << 20;
/// How many bad lines are told one by one.
const TOLD: usize = 20;

/// Take in what `mastery export` wrote
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery import events journal.jsonl
  mastery export events --roadmap a.toml | mastery import events - --data-dir ~/copy")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Events(Events),
}

/// Take in events, as `mastery export events` wrote them
///
/// All of them or none. Each keeps its identity, its device and its day; what
/// is here already changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery import events journal.jsonl
  ssh laptop mastery export events | mastery import events -")]
struct Events {
    /// The file, one JSON object a line; `-` reads the standard input
    file: PathBuf,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let What::Events(Events { file }) = &args.what;
    let bytes = read(file)?;
    let name = if file == Path::new("-") {
        "the standard input".to_owned()
    } else {
        format!("`{}`", file.display())
    };
    let events = read_lines(&bytes).map_err(|bad| refused(&name, &bad))?;
    if events.is_empty() {
        return Err(Failure::new(format!("there is no event in {name}")));
    }
    let edited = events.iter().filter(|event| event.is_edited()).count();
    let archived = foreign(session, &events);
    let (new, known) = session.import(&events).map_err(|error| match error {
        ImportFailure::Import(ImportError::Contradicts(bad)) => refused(&name, &bad),
        ImportFailure::Import(ImportError::Append(error)) => RecordError::from(error).into(),
        ImportFailure::Import(error) => {
            Failure::from_error(&error).hint("nothing was changed: all is as it was before")
        }
        ImportFailure::Nameless => RecordError::Nameless.into(),
    })?;
    let here = match known {
        0 => String::new(),
        known => format!(", {known} {} here already", form(known, "was", "were")),
    };
    out.line(format!("{} taken in{here}", count(new, "event")));
    if archived > 0 {
        let names = form(archived, "names an item", "name items");
        out.prose(
            Role::Warn,
            0,
            format!("{archived} of them {names} that this roadmap does not have: they are kept, and do not count"),
        );
    }
    if edited > 0 {
        let words = form(
            edited,
            "was changed after it was written: it counts as it stands",
            "were changed after they were written: they count as they stand",
        );
        out.prose(Role::Warn, 0, format!("{edited} of them {words}"));
    }
    Ok(())
}

/// How many of the events mark an item that the roadmap does not have.
fn foreign(session: &Session, events: &[Foreign]) -> usize {
    let names = |event: &Event| match &event.kind {
        Kind::Mark { item, .. } => session.roadmap.find(item).is_none(),
        _ => false,
    };
    events.iter().filter(|it| names(it.event())).count()
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let failed =
        |error: io::Error| Failure::new(format!("`{}` cannot be read: {error}", file.display()));
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)
    } else {
        let file = File::open(file).map_err(failed)?;
        file.take(MOST + 1).read_to_end(&mut bytes)
    }
    .map_err(failed)?;
    if bytes.len() as u64 > MOST {
        return Err(
            Failure::new("this is more than a journal may hold: 256 MiB")
                .hint("nothing was changed"),
        );
    }
    Ok(bytes)
}

/// The lines that cannot be taken in, and that nothing was.
fn refused(name: &str, bad: &[BadLine]) -> Failure {
    let lines = bad
        .iter()
        .take(TOLD)
        .map(|bad| Shown::line(&bad.to_string()));
    let mut lines: Vec<Shown> = lines.collect();
    if bad.len() > TOLD {
        let more = bad.len() - TOLD;
        lines.push(Shown::line(&format!("and {}", count(more, "more line"))));
    }
    Failure::new(format!("nothing of {name} was taken in"))
        .detail(lines)
        .hint("every line is one event, as `mastery export events` writes it")
}
