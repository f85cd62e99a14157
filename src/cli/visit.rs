//! `mastery open ID`.

use std::path::PathBuf;

use crate::{
    domain::roadmap::{ItemIx, ItemKind, PhaseIx},
    reader,
    store::notes::Shelf,
};

use super::{
    ask,
    editor::Editor,
    failure::Failure,
    naming,
    paper::{Line, Paper, Role},
    parts, read,
    session::Session,
};

/// Open an item's link in the browser, or a phase's notes in your editor
///
/// The address is shown first, and on a terminal you are asked. Links are opened
/// if they begin with http, https or mailto. Notes of the built-in roadmap are
/// no file: they are shown, in `$PAGER` where they are longer than the screen.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery open genserver-docs          its link, or the newest that you kept for it
  mastery open 3                       the notes of phase 3
  mastery open genserver-docs --yes    without a question
  mastery open genserver-docs --print  say where it is, and open nothing")]
pub(crate) struct Args {
    /// The item or phase: an id, a fragment, or the number of a phase
    #[arg(required = true, value_name = "ID")]
    id: Vec<String>,
    /// Open it without a question
    #[arg(long, conflicts_with = "print")]
    yes: bool,
    /// Print the address or the path, and open nothing
    #[arg(long)]
    print: bool,
}

/// What is opened.
enum Target {
    Link(String),
    File(PathBuf),
    /// A note that is compiled in.
    Note(PhaseIx, String),
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let name = args.id.join(" ");
    let roadmap = &session.roadmap;
    let item = naming::item(roadmap, &session.state, &name);
    let (title, target) = match item {
        Ok(item) => match (roadmap[item].kind, roadmap[item].phase) {
            (ItemKind::SignOff, Some(phase)) => of_phase(session, phase)?,
            _ => of_item(session, item)?,
        },
        Err(failure) => match naming::phase(roadmap, &name) {
            Ok(phase) => of_phase(session, phase)?,
            Err(_no_phase) => return Err(failure),
        },
    };
    if args.print {
        out.whole(&match &target {
            Target::Link(url) => reader::web(url).unwrap_or_else(|_| url.clone()),
            Target::File(file) => file.display().to_string(),
            Target::Note(_, path) => format!("{path} (built in)"),
        });
        return Ok(());
    }
    match target {
        // It only shows: there is nothing to ask.
        Target::Note(phase, _) => read::phase(session, phase, out),
        Target::Link(url) => {
            let address = address(&url)?;
            out.line(Line::of(Role::Strong, title));
            // What is agreed to is seen to its end.
            out.whole(&address);
            if !agreed(args, "open it in the browser?", out)? {
                return Ok(());
            }
            out.flush()?;
            open::that_detached(&address).map_err(|error| {
                Failure::new(format!("the link cannot be opened here: {error}"))
                    .hint(format!("copy it: {address}"))
            })
        }
        Target::File(file) => {
            let editor = Editor::find(session.config.editor.as_deref())
                .map_err(|error| Failure::from_error(&error))?;
            out.line(Line::of(Role::Strong, title));
            out.whole(&file.display().to_string());
            // An editor without a terminal waits for a key that never comes.
            if !args.yes && !ask::is_possible() {
                return Err(refused());
            }
            if !agreed(args, &format!("open it in {}?", editor.name()), out)? {
                return Ok(());
            }
            out.flush()?;
            editor
                .edit(&file)
                .map_err(|error| Failure::from_error(&error).hint("`$EDITOR` names another one"))
        }
    }
}

/// Whether it may be opened; without a terminal only where that was said.
fn agreed(args: &Args, question: &str, out: &mut Paper) -> Result<bool, Failure> {
    if args.yes {
        return Ok(true);
    }
    if !ask::is_possible() {
        return Err(refused());
    }
    let yes = ask::yes(out, question)?;
    if !yes {
        out.line("Nothing was opened.");
    }
    Ok(yes)
}

fn refused() -> Failure {
    Failure::new("nothing was opened: there is no terminal to ask on")
        .hint("`--yes` opens it without a question, `--print` says where it is")
}

/// The address as it is shown, and as a browser gets it.
fn address(url: &str) -> Result<String, Failure> {
    reader::web(url).map_err(|why| {
        Failure::new(format!("`{url}` is not opened: {why}"))
            .hint("only http, https and mailto links are opened")
    })
}

/// The item's own link, else the newest that the learner kept for it.
fn of_item(session: &Session, item: ItemIx) -> Result<(String, Target), Failure> {
    let roadmap = &session.roadmap;
    let kept = || {
        let links = session.state.links().filter(|(_, link)| {
            let about = link.about.as_ref();
            about.and_then(|id| roadmap.find(id)) == Some(item)
        });
        links.last().map(|(_, link)| link.url.clone())
    };
    let id = &roadmap[item].id;
    let url = roadmap[item].url.clone().or_else(kept).ok_or_else(|| {
        Failure::new(format!("`{id}` has no link")).hint(format!(
            "`mastery link URL --about {id}` keeps one, `mastery show {id}` shows the item"
        ))
    })?;
    Ok((parts::title(roadmap, item), Target::Link(url)))
}

/// The phase's notes.
fn of_phase(session: &Session, ix: PhaseIx) -> Result<(String, Target), Failure> {
    let phase = &session.roadmap[ix];
    let title = format!("Notes of phase {}, {}", phase.number, phase.title);
    let Some(path) = &phase.notes else {
        return Err(Failure::new(format!("phase {} has no notes", phase.number))
            .hint("`notes = \"reading/….md\"` in the roadmap names them"));
    };
    let shelf = Shelf::of(&session.place);
    let target = match shelf.file(path) {
        Some(file) if !shelf.is_built_in() => Target::File(file),
        _ => Target::Note(ix, path.clone()),
    };
    Ok((title, target))
}
