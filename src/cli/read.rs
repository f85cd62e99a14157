//! `mastery read PHASE|FILE`.

use std::{io, path::Path};

use crate::{
    domain::{id::ItemId, roadmap::PhaseIx},
    reader::{self, Alert, Document, Face, Layout, Paint, Part, Span, paint},
    store::notes::{NoteError, NoteText, Shelf},
};

use super::{
    failure::Failure,
    naming,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
};

/// Read a phase's notes, or any Markdown file
///
/// A box that is bound to an item shows how the item stands. On a terminal, a
/// note that is longer than the screen opens in `$PAGER`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery read 3
  mastery read genserver
  mastery read reading/phase-03-genserver.md
  mastery read ~/notes/mailboxes.md --width 72
  mastery read 3 --plain | grep -n mailbox")]
pub(crate) struct Args {
    /// The phase, by number, id or a fragment of its title; a note's path; or any file
    #[arg(required = true, value_name = "PHASE|FILE")]
    note: Vec<String>,
    /// Make lines so many cells wide [default: as the terminal, at most `reading_width`]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(10..=1000))]
    width: Option<u16>,
    /// Print the text alone, without colours, emphasis and pager
    #[arg(long)]
    plain: bool,
}

/// Shows the notes of a phase as `mastery read` does.
pub(super) fn phase(session: &Session, phase: PhaseIx, out: &mut Paper) -> Result<(), Failure> {
    let args = Args {
        note: vec![session.roadmap[phase].id.to_string()],
        width: None,
        plain: false,
    };
    run(&args, session, out)
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let note = find(session, &args.note.join(" "))?;
    let document = Document::parse(note.text);
    if args.plain {
        out.without_colour();
    } else {
        out.paged();
    }
    let width = args.width.map_or_else(
        || {
            let widest = usize::from(session.config.reading_width.0);
            out.width().unwrap_or(widest).min(widest)
        },
        usize::from,
    );
    let painted = if out.has_colour() {
        paint(&document)
    } else {
        Vec::new()
    };
    let mut layout = Layout::new(width);
    for block in 0..document.blocks().len() {
        let paints = painted.binary_search_by_key(&block, |(it, _)| *it);
        let paints = paints.map_or(&[][..], |at| &painted[at].1);
        for line in layout.lines(&document, block) {
            // Without roles, a line is one piece: a fifth of the work.
            if !out.has_colour() {
                out.line(plain(session, &document, line));
                continue;
            }
            let mut drawn = Line::default();
            for span in &line.spans {
                drawn = add(drawn, session, &document, span, paints);
            }
            out.line(drawn);
        }
    }
    Ok(())
}

/// The note that a name means: a note of the roadmap or a file by its path, else
/// the notes of a phase.
fn find(session: &Session, name: &str) -> Result<NoteText, Failure> {
    let shelf = Shelf::of(&session.place);
    let mut phases = session.roadmap.phases.iter();
    let claimed = phases.any(|it| it.notes.as_deref() == Some(name));
    let extension = Path::new(name).extension();
    let markdown = extension
        .is_some_and(|it| it.eq_ignore_ascii_case("md") || it.eq_ignore_ascii_case("markdown"));
    if claimed {
        return shelf.read(name).map_err(|error| unreadable(&error));
    }
    if markdown || name.contains('/') {
        // Seen from another folder, a note's path is still its name.
        return match shelf.read(name) {
            Ok(note) if !Path::new(name).exists() => Ok(note),
            _ => file(name),
        };
    }
    match naming::phase(&session.roadmap, name) {
        Ok(phase) => of_phase(session, &shelf, phase),
        Err(_) if Path::new(name).is_file() => file(name),
        Err(failure) => Err(failure),
    }
}

fn of_phase(session: &Session, shelf: &Shelf, phase: PhaseIx) -> Result<NoteText, Failure> {
    let phase = &session.roadmap[phase];
    let Some(path) = &phase.notes else {
        return Err(Failure::new(format!("phase {} has no notes", phase.number))
            .hint("`notes = \"reading/….md\"` in the roadmap names them"));
    };
    shelf.read(path).map_err(|error| unreadable(&error))
}

/// Reads a file from anywhere, over links, too: the learner named it.
fn file(path: &str) -> Result<NoteText, Failure> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => unreadable(&NoteError::Missing(path.to_owned())),
        _ => Failure::new(format!("`{path}` cannot be read: {error}")),
    };
    let whole = Path::new(path).canonicalize().map_err(failed)?;
    let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) else {
        return Err(Failure::new(format!("`{path}` is no file")));
    };
    let name = name
        .to_str()
        .ok_or_else(|| Failure::new(format!("`{path}` cannot be read: its name is no text")))?;
    let shelf = Shelf::Folder(folder.to_owned());
    shelf.read(name).map_err(|error| unreadable(&error))
}

fn unreadable(error: &NoteError) -> Failure {
    let failure = Failure::from_error(error);
    match error {
        NoteError::Missing(_) => failure
            .hint("`mastery read 3` reads the notes of phase 3, `mastery phases` lists the phases"),
        _ => failure,
    }
}

/// The text of a line, boxes as the journal has them.
fn plain(session: &Session, document: &Document, line: &reader::Line) -> String {
    let mut text = String::new();
    for span in &line.spans {
        match span.part {
            Part::Box(task) => {
                let drawn = add_box(Line::default(), session, document, span, task);
                text.push_str(&drawn.text());
            }
            _ => text.push_str(&span.text),
        }
    }
    text
}

/// Adds a piece of a note to a line.
fn add(line: Line, session: &Session, document: &Document, span: &Span, paints: &[Paint]) -> Line {
    if let Part::Box(task) = span.part {
        return add_box(line, session, document, span, task);
    }
    let Some(at) = span.at.filter(|_| span.part == Part::Code) else {
        return line.and(role(span), span.text.as_str());
    };
    // A line of code, word by word.
    let end = at + span.text.len();
    let first = paints.partition_point(|it| it.range.end <= at);
    let within = paints.get(first..).unwrap_or_default().iter();
    let within = within.take_while(|it| it.range.start < end);
    let cut = |from: usize, to: usize| span.text.get(from - at..to - at).unwrap_or_default();
    let mut line = line;
    let mut done = at;
    for word in within {
        let (from, to) = (word.range.start.max(at), word.range.end.min(end));
        line = line
            .and(Role::Plain, cut(done, from))
            .and(Role::Code(word.tint), cut(from, to));
        done = to;
    }
    line.and(Role::Plain, cut(done, end))
}

/// A box: of the roadmap's item, if it is bound to one, else of the note.
fn add_box(line: Line, session: &Session, document: &Document, span: &Span, task: usize) -> Line {
    let task = &document.tasks()[task];
    let item = task.item.as_deref().map(ItemId::new);
    let item = item.and_then(|id| session.roadmap.find(&id));
    let Some(item) = item else {
        let role = if task.ticked { Role::Good } else { Role::Plain };
        return line.and(role, span.text.as_str());
    };
    let mark = parts::mark(session.progress[item].status);
    let room = span.text.chars().count().saturating_sub(1);
    line.append(mark).and(Role::Plain, " ".repeat(room))
}

fn role(span: &Span) -> Role {
    match span.part {
        Part::Aside | Part::Rule | Part::Bar(None) => Role::Dim,
        Part::Bar(Some(Alert::Note | Alert::Important)) => Role::Accent,
        Part::Bar(Some(Alert::Tip)) => Role::Good,
        Part::Bar(Some(Alert::Warning)) => Role::Warn,
        Part::Bar(Some(Alert::Caution)) => Role::Bad,
        Part::Heading(1 | 2) => Role::Heading,
        Part::Heading(_) => Role::Words(span.face | Face::STRONG),
        Part::Prose | Part::TableHead | Part::Code | Part::Box(_) => Role::Words(span.face),
    }
}
