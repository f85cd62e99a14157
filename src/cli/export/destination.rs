//! Where a report goes: to the standard output, or into a file as a whole.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        failure::Failure,
        paper::{self, Paper},
        session::Session,
    },
    store::{notes::Shelf, whole},
};

/// Where a report goes.
#[derive(Debug, clap::Args)]
pub(super) struct Destination {
    /// Write to this file [default: print]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
}

impl Destination {
    /// Writes the report and says where.
    pub(super) fn put(
        &self,
        text: &str,
        session: &Session,
        out: &mut Paper,
    ) -> Result<(), Failure> {
        let Some(file) = self
            .output
            .as_deref()
            .filter(|file| *file != Path::new("-"))
        else {
            return paper::print(text);
        };
        if let Some(what) = mine(file, session) {
            return Err(refused(file, what).hint("choose another name"));
        }
        // A link is followed to what it names, and stays.
        let real = file.canonicalize();
        let done = match (&real, file.metadata()) {
            (Ok(real), Ok(about)) if self.force && about.is_file() => {
                whole::replace(real, text.as_bytes())
            }
            (_, Ok(about)) if self.force && !about.is_dir() => {
                return Err(refused(file, "is no regular file")
                    .hint("leave `-o` out and use `>` to write into a pipe or a device"));
            }
            _ => whole::create(file, text.as_bytes()),
        };
        match done {
            Ok(()) => {
                out.line(format!("{} is written", file.display()));
                Ok(())
            }
            Err(_) if file.is_dir() => Err(refused(file, "is a folder").hint("name a file in it")),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(refused(file, "is there already; it is left as it is")
                    .hint("`--force` replaces it"))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Err(refused(file, "cannot be written: its folder is not there"))
            }
            Err(error) => Err(refused(file, &format!("cannot be written: {error}"))
                .hint("what was there is as it was")),
        }
    }
}

fn refused(file: &Path, why: &str) -> Failure {
    Failure::new(format!("`{}` {why}", file.display()))
}

/// What a report must never replace, not through a link either: the journal, and
/// what it is a report of.
fn mine(file: &Path, session: &Session) -> Option<&'static str> {
    let real = |path: &Path| path.canonicalize().ok();
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = real(folder.unwrap_or_else(|| Path::new(".")))?;
    let file = real(file);
    if let Some(journal) = real(&session.journal.place().folder)
        && [Some(&folder), file.as_ref()]
            .into_iter()
            .flatten()
            .any(|path| path.starts_with(&journal))
    {
        return Some("lies in the journal’s folder");
    }
    let file = file?;
    if session.place.file().and_then(real).as_ref() == Some(&file) {
        return Some("is the roadmap");
    }
    let shelf = Shelf::of(&session.place);
    let notes = session.roadmap.phases.iter();
    let mut notes = notes.filter_map(|phase| shelf.file(phase.notes.as_deref()?));
    notes
        .any(|note| real(&note).as_ref() == Some(&file))
        .then_some("is a note of the roadmap")
}
