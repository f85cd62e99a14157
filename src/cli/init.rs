//! `mastery init`.

mod import;
mod tell;

#[cfg(test)]
pub(super) use tell::View;

use std::path::{Path, PathBuf};

use crate::store::{
    config::{Config, EditError, set_roadmap},
    paths::{PathError, ROADMAP_FILE},
    starter::{self, StarterError},
};

use super::{
    ask,
    failure::Failure,
    paper::{Paper, Role},
    session::Session,
};

/// Make a roadmap of your own: a copy of the built-in one, or from Markdown
///
/// Notes that are compiled in cannot be changed; a copy can. Your progress goes
/// on with it: the roadmap's id is the same. Nothing that is there is ever
/// overwritten.
///
/// With --from, the roadmap is made of Markdown files: headings or tables become
/// phases, boxes and links become items, ticked boxes become progress, each line
/// is accounted for, and no box is lost. docs/import.md has the rules.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery init
  mastery init ~/study
  mastery init ~/study --use   use it from every folder
  mastery init ~/go --from ROADMAP.md
  mastery init ~/go --from ROADMAP.md --dry-run --report -   every line and what it became
  mastery init ~/go --from parts/*.md --phase-level 2
  mastery init ~/go --from ROADMAP.md --update               after an edit of the file")]
pub(crate) struct Args {
    /// The folder: empty, or not there yet
    #[arg(default_value = "mastery")]
    folder: PathBuf,
    /// Name the copy in config.toml, where no other roadmap is named
    #[arg(long = "use")]
    use_it: bool,
    #[command(flatten)]
    import: import::Options,
}

/// Opens a session with a roadmap.
type Open<'o> = dyn Fn(Option<PathBuf>) -> Result<Session, Failure> + 'o;

pub(crate) fn run(
    args: &Args,
    settings: Result<PathBuf, PathError>,
    config: &Config,
    open: &Open<'_>,
    out: &mut Paper,
) -> Result<(), Failure> {
    let folder = std::path::absolute(&args.folder).map_err(PathError::WorkingFolder)?;
    if args.import.is_asked() {
        let written = import::run(&args.import, &folder, open, out)?;
        if written && args.use_it {
            out.flush()?;
            name(settings, &folder.join(ROADMAP_FILE), out)?;
        }
        return Ok(());
    }
    let files = starter::write(&folder)?;
    out.line(format!(
        "{} has a {ROADMAP_FILE} and {} notes, and they are yours to change",
        folder.display(),
        files.len().saturating_sub(1)
    ));
    let roadmap = folder.join(ROADMAP_FILE);
    out.prose(
        Role::Plain,
        0,
        "in that folder and below, mastery uses them; your progress goes on as it is",
    );
    // What was written is told, whatever becomes of the settings.
    if args.use_it {
        out.flush()?;
        return name(settings, &roadmap, out);
    }
    if let Some(other) = &config.roadmap {
        let line = format!("elsewhere it uses {}, as config.toml says", other.display());
        out.prose(Role::Dim, 0, line);
        return Ok(());
    }
    let Ok(settings_folder) = &settings else {
        return Ok(());
    };
    let file = settings_folder.join("config.toml");
    let question = format!(
        "Use them from every folder, by a line in {}?",
        file.display()
    );
    if ask::yes(out, &question)? {
        return name(settings, &roadmap, out);
    }
    out.prose(
        Role::Dim,
        0,
        format!(
            "to use them from every folder: roadmap = {} in {}",
            toml::Value::from(roadmap.to_string_lossy().as_ref()),
            file.display()
        ),
    );
    Ok(())
}

/// Names the roadmap in the settings.
fn name(
    settings: Result<PathBuf, PathError>,
    roadmap: &Path,
    out: &mut Paper,
) -> Result<(), Failure> {
    let file = set_roadmap(&settings?, roadmap)?;
    out.line(format!("{} names it now", file.display()));
    Ok(())
}

impl From<StarterError> for Failure {
    fn from(error: StarterError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            StarterError::NotEmpty(_) | StarterError::NotAFolder(_) => {
                failure.hint("name a folder that is empty or not there yet")
            }
            StarterError::File { .. } | StarterError::Folder { .. } => failure
                .hint("nothing that was there is changed; an empty folder is needed to try again"),
        }
    }
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            EditError::Set(_) => failure.hint("change the line by hand"),
            EditError::Broken(_) => failure.hint("`mastery config` tells what is wrong in it"),
            EditError::NoText(_) | EditError::Io { .. } => failure,
        }
    }
}
