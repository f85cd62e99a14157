//! A roadmap of Markdown files: `mastery init DIR --from FILE…`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    domain::{
        decide::{OpenItems, Wish},
        event::Mark,
        id::ItemId,
        progress::Status,
        roadmap::{ItemIx, Roadmap},
    },
    import::{self, Ask, Import, ImportError, MOST_BYTES, Source},
    store::{
        fresh::{self, FreshError},
        paths::ROADMAP_FILE,
        roadmap_file::{self, Loaded, Notes, Place},
    },
    text::count,
};

use super::{Open, tell};
use crate::cli::{ask, change, failure::Failure, paper::Paper};

/// The options of an import.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the options, each for itself"
)]
#[command(next_help_heading = "Import")]
pub(super) struct Options {
    /// Make the roadmap of these Markdown files
    #[arg(long, value_name = "FILE", num_args = 1..)]
    from: Vec<PathBuf>,
    /// Make phases of the headings of this level [default: found by rule]
    #[arg(long, value_name = "N", requires = "from", value_parser = clap::value_parser!(u8).range(1..=6))]
    phase_level: Option<u8>,
    /// The roadmap's id [default: made of its title]
    #[arg(long, value_name = "ID", requires = "from", conflicts_with = "update")]
    id: Option<String>,
    /// Read the files again after an edit: what is the same keeps its progress
    #[arg(long, requires = "from")]
    update: bool,
    /// Tell what would be written, and write nothing
    #[arg(long, requires = "from")]
    dry_run: bool,
    /// Write into this file what became of every line; `-` prints it
    #[arg(long, value_name = "FILE", requires = "from")]
    report: Option<PathBuf>,
    /// Answer every question with yes
    #[arg(long, short, requires = "from")]
    yes: bool,
    /// Print JSON: see docs/json.md
    #[arg(long, requires = "from")]
    json: bool,
}

impl Options {
    /// Whether there is anything to import.
    pub(super) fn is_asked(&self) -> bool {
        !self.from.is_empty()
    }
}

/// What was read, and what became of it.
pub(super) struct Reading<'r> {
    pub(super) import: &'r Import,
    pub(super) names: &'r [String],
    pub(super) loaded: &'r Loaded,
}

/// What became of the files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// They are there.
    Written,
    /// They were there, and say the same.
    Same,
    /// Nothing was written.
    Untouched,
}

/// Imports; whether there is a roadmap now.
pub(super) fn run(
    args: &Options,
    folder: &Path,
    open: &Open<'_>,
    out: &mut Paper,
) -> Result<bool, Failure> {
    let file = folder.join(ROADMAP_FILE);
    if args.update && !file.is_file() {
        return Err(
            Failure::new(format!("there is no `{}` to update", file.display()))
                .hint("without `--update`, it is made"),
        );
    }
    if !args.update && !args.dry_run && file.symlink_metadata().is_ok() {
        return Err(FreshError::There(file).into());
    }
    let (names, texts) = read(&args.from)?;
    let sources: Vec<Source<'_>> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| Source { name, text })
        .collect();
    let before = if args.update {
        Some(before(&file)?)
    } else {
        None
    };
    let beside = |number: usize, path: &str| {
        let source = args.from.get(number);
        source.map(|it| it.with_file_name(path))
    };
    let there = |number: usize, path: &str| {
        beside(number, path).is_some_and(|it| {
            fs::symlink_metadata(&it).is_ok_and(|it| it.is_file() && it.len() <= MOST_BYTES as u64)
        })
    };
    let import = import::import(&Ask {
        sources: &sources,
        level: args.phase_level,
        id: args.id.as_deref(),
        there: &there,
        before: before.as_ref(),
    })?;
    let loaded = sound(&import)?;
    let reading = Reading {
        import: &import,
        names: &names,
        loaded: &loaded,
    };
    if let Some(path) = &args.report {
        let lines = tell::report(&reading);
        if path.as_os_str() == "-" {
            if !args.json {
                for line in &lines {
                    out.line(line.as_str());
                }
                out.gap();
            }
        } else {
            let text = format!("{}\n", lines.join("\n"));
            let name = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            fresh::write(Path::new(""), &[(name, text.into_bytes())])?;
        }
    }
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (number, path) in &import.linked {
        let Some(from) = beside(*number, path) else {
            continue;
        };
        // Where the Markdown already lies in the folder, its notes do, too.
        let here = fs::canonicalize(&from).ok();
        if here.is_some() && here == fs::canonicalize(folder.join(path)).ok() {
            continue;
        }
        let bytes = roadmap_file::read_bytes(&from, MOST_BYTES as u64)
            .map_err(|error| Failure::from_error(&error))?;
        files.push((PathBuf::from(path), bytes));
    }
    let notes = import.notes.iter();
    files.extend(notes.map(|it| (PathBuf::from(&it.path), it.text.clone().into_bytes())));
    if args.update {
        // Notes are the learner's once they are there.
        files.retain(|(name, _)| folder.join(name).symlink_metadata().is_err());
    }
    let outcome = if args.dry_run {
        Outcome::Untouched
    } else {
        write(args, &reading, folder, &mut files, out)?
    };
    let written = outcome != Outcome::Untouched;
    if args.json {
        let marked = if written {
            tick(args, &import, &file, open, out)?
        } else {
            0
        };
        out.json("import", &tell::View::new(&reading, written, marked))?;
        return Ok(written);
    }
    if args.dry_run {
        tell::summary(&reading, out);
        tell::changes(&reading, out);
        out.line("nothing was written");
    } else if written {
        let missing = import.missing.len();
        if !args.update {
            tell::summary(&reading, out);
        }
        let notes = count(
            files.len().saturating_sub(usize::from(!args.update)),
            "note",
        );
        out.line(match outcome {
            Outcome::Same => format!("{} says the same already", file.display()),
            Outcome::Written | Outcome::Untouched => {
                format!("{} is written, and {notes}", file.display())
            }
        });
        if missing > 0 {
            let line = format!(
                "{} that the tables link to are not beside the file; copy them and run it again with --update",
                count(missing, "note")
            );
            out.prose(crate::cli::paper::Role::Plain, 0, line);
        }
        tick(args, &import, &file, open, out)?;
        if !args.update {
            tell::journal(&open(Some(file))?, out);
        }
    }
    Ok(written)
}

/// Reads the files; their names as they were given.
fn read(paths: &[PathBuf]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let mut names = Vec::new();
    let mut texts = Vec::new();
    for path in paths {
        let bytes = roadmap_file::read_bytes(path, MOST_BYTES as u64)
            .map_err(|error| Failure::from_error(&error).hint("nothing was written"))?;
        let name = path.display().to_string();
        let text = roadmap_file::decode(bytes, &name).map_err(|problem| {
            let what = &problem.message;
            let said = if what.contains(&name) {
                what.clone()
            } else {
                format!("`{name}`: {what}")
            };
            Failure::new(said).hint("nothing was written; save it as UTF-8")
        })?;
        names.push(name);
        texts.push(text);
    }
    Ok((names, texts))
}

/// The roadmap that is to be updated.
fn before(file: &Path) -> Result<Roadmap, Failure> {
    let loaded = roadmap_file::load(file);
    loaded.roadmap.ok_or_else(|| {
        Failure::new(format!(
            "`{}` cannot be read; nothing was written",
            file.display()
        ))
        .hint(format!(
            "`mastery check {}` tells what is wrong",
            file.display()
        ))
    })
}

/// Reads what is about to be written as it will be read later.
fn sound(import: &Import) -> Result<Loaded, Failure> {
    if import.roadmap.len() as u64 > roadmap_file::MAX_BYTES {
        return Err(Failure::new("the roadmap would have more than 4 MiB")
            .hint("nothing was written; import the files one by one, into a folder each"));
    }
    let place = Place {
        file: ROADMAP_FILE,
        notes: &|_| Notes::Found,
    };
    let loaded = roadmap_file::read_roadmap(&import.roadmap, &place);
    if let Some(problem) = loaded.problems.first() {
        let what = problem.message.clone();
        return Err(
            Failure::new(format!("the roadmap would not be sound: {what}"))
                .hint("nothing was written; that is a mistake of mastery"),
        );
    }
    Ok(loaded)
}

/// Writes the files, the roadmap last; an update after a yes.
fn write(
    args: &Options,
    reading: &Reading<'_>,
    folder: &Path,
    files: &mut Vec<(PathBuf, Vec<u8>)>,
    out: &mut Paper,
) -> Result<Outcome, Failure> {
    let bytes = reading.import.roadmap.clone().into_bytes();
    if !args.update {
        files.push((PathBuf::from(ROADMAP_FILE), bytes));
        fresh::write(folder, files)?;
        return Ok(Outcome::Written);
    }
    let file = folder.join(ROADMAP_FILE);
    if fs::read(&file).is_ok_and(|it| it == bytes) && files.is_empty() {
        return Ok(Outcome::Same);
    }
    if !args.json {
        tell::changes(reading, out);
    }
    if !args.yes && !args.json && !ask::yes(out, &format!("Write {}?", file.display()))? {
        out.line("nothing was written; --yes writes it without asking");
        return Ok(Outcome::Untouched);
    }
    if args.json && !args.yes {
        return Ok(Outcome::Untouched);
    }
    fresh::write(folder, files)?;
    let copy = fresh::replace(&file, &bytes).map_err(|error| {
        Failure::new(format!("`{}` cannot be written: {error}", file.display()))
            .hint("it is as it was")
    })?;
    if !args.json {
        out.line(format!("what was there is kept as {}", copy.display()));
    }
    Ok(Outcome::Written)
}

/// Turns ticked boxes into progress, after a yes; how many.
fn tick(
    args: &Options,
    import: &Import,
    file: &Path,
    open: &Open<'_>,
    out: &mut Paper,
) -> Result<usize, Failure> {
    if import.ticked.is_empty() && import.signed_off.is_empty() {
        return Ok(0);
    }
    let mut session = open(Some(file.to_owned()))?;
    let find = |id: &String| session.roadmap.find(&ItemId::new(id.as_str()));
    let open_item = |ix: &ItemIx| session.progress[*ix].status != Status::Done;
    let (derived, items): (Vec<ItemIx>, Vec<ItemIx>) = import
        .ticked
        .iter()
        .filter_map(find)
        .filter(open_item)
        .partition(|ix| session.roadmap.derived_from(*ix).is_some());
    let phases = import.signed_off.iter().filter_map(find).filter(open_item);
    let phases: Vec<_> = phases.filter_map(|ix| session.roadmap[ix].phase).collect();
    let marked = items.len() + phases.len();
    if !args.json && !derived.is_empty() {
        let line = format!(
            "{} ticked in the file and follow from sign-offs: they tick themselves",
            boxes_are(derived.len())
        );
        out.line(line);
    }
    if marked == 0 {
        return Ok(0);
    }
    let boxes = boxes_are(marked);
    let question = format!("{boxes} ticked in the file: record as done, today?");
    if !args.yes && (args.json || !ask::yes(out, &question)?) {
        if !args.json {
            let line = format!(
                "{boxes} ticked in the file and open here: --update --yes records them as done"
            );
            out.prose(crate::cli::paper::Role::Plain, 0, line);
        }
        return Ok(0);
    }
    let mut wishes = Vec::new();
    if !items.is_empty() {
        wishes.push(Wish::Mark {
            items,
            mark: Mark::Done,
        });
    }
    wishes.extend(phases.into_iter().map(|phase| Wish::SignOff {
        phase,
        open: OpenItems::Leave,
    }));
    change::record(&mut session, &wishes, None)?;
    if !args.json {
        out.line(format!(
            "{boxes} recorded as done; `mastery undo` takes it back"
        ));
    }
    Ok(marked)
}

fn boxes_are(number: usize) -> String {
    match number {
        1 => "1 box is".to_owned(),
        more => format!("{more} boxes are"),
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        let failure = Self::from_error(&error);
        failure.hint(match error {
            ImportError::TooLarge | ImportError::TooMany(_) => {
                "nothing was written; import a part of it"
            }
            ImportError::Nothing => "nothing was written; docs/import.md says what is understood",
            ImportError::Id(_) => "nothing was written; `--id` names another",
        })
    }
}

impl From<FreshError> for Failure {
    fn from(error: FreshError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            FreshError::There(path) if path.ends_with(ROADMAP_FILE) => failure
                .hint("`--update` reads the files again and keeps ids; or name another folder"),
            FreshError::There(_) => failure.hint("name another folder, or move the file away"),
            FreshError::Folder { .. } | FreshError::File { .. } => {
                failure.hint("nothing that was there is changed")
            }
        }
    }
}
