//! `mastery friday`.

pub(crate) mod draft_file;

use std::path::PathBuf;

use serde::Serialize;

use crate::{
    domain::{day::LogicalDay, decide::Wish, roadmap::PhaseIx},
    git::{GitError, Repository, Standing},
    insight::{
        friday::{Draft, Span},
        today::working_phase,
        words,
    },
    store::notes::{NoteError, NoteText, Shelf, put_section},
    text::{Shown, markdown},
};

use super::{
    ask, change,
    editor::{Editor, EditorError},
    failure::Failure,
    json, naming,
    paper::{self, Line, Paper, Role},
    repository::Whereabouts,
    session::Session,
};

use draft_file::DraftFile;

/// The heading in a phase's notes under which the weeks stand.
pub(crate) const UNDER: &str = "What changed";

/// Write down what changed this week, drafted from what you did
///
/// Drafts a section from ticks, hours, thoughts, links, proofs and the commits
/// of your repository since the last one (four weeks at most). On a terminal it
/// opens in your editor; saved, and after a yes, it goes under “What changed” in
/// the phase's notes, and after another one it is committed. Without a terminal
/// it is printed, and nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery friday
  mastery friday --print
  mastery friday --phase 3
  mastery friday --yes --commit   write and commit the draft as it stands

The editor is that of $VISUAL, else $EDITOR. The repository is the one that
`[repository]` in config.toml names, else the one the roadmap lies in.")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct Args {
    /// The phase whose notes it goes into [default: the current one]
    #[arg(long, value_name = "P")]
    phase: Option<String>,
    /// Print the draft, and write nothing
    #[arg(long, conflicts_with_all = ["yes", "commit"])]
    print: bool,
    /// Write the draft as it stands, without editor or question
    #[arg(long)]
    yes: bool,
    /// Commit the notes, and nothing else, without a question
    #[arg(long, conflicts_with = "no_commit")]
    commit: bool,
    /// Do not ask whether to commit
    #[arg(long)]
    no_commit: bool,
    /// Print the draft as JSON: see docs/json.md
    #[arg(long, conflicts_with_all = ["yes", "commit"])]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    phase: json::PhaseName<'a>,
    title: String,
    from: LogicalDay,
    to: LogicalDay,
    notes: Option<&'a str>,
    commits: usize,
    markdown: &'a str,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let phase = phase(args, session)?;
    let span = Span::new(&session.roadmap, &session.state, session.today);
    let since = span.begins_at(session.config.day_start, *session.now.at.offset());
    let (commits, notice) = Whereabouts::of(&session.config, &session.roadmap.id, &session.place)
        .map_or_else(Default::default, |repository| repository.commits(since));
    if let Some(notice) = notice {
        paper::complain(&format!("notice: {}", Shown::line(&notice)));
    }
    let draft = Draft::new(
        &session.roadmap,
        &session.state,
        &session.progress,
        span,
        commits,
    );
    let text = draft.markdown(&session.roadmap, markdown);
    if args.json {
        let view = View {
            phase: json::PhaseName::new(&session.roadmap, phase),
            title: draft.span.title(),
            from: draft.span.from,
            to: draft.span.today,
            notes: session.roadmap[phase].notes.as_deref(),
            commits: draft.commits.len(),
            markdown: &text,
        };
        return out.json("friday", &view);
    }
    let asking = ask::is_possible();
    if args.commit && !args.yes && !asking {
        return Err(Failure::usage(
            "without a terminal, `--commit` needs `--yes`: nobody can be asked whether to write",
        ));
    }
    if args.print || !(asking || args.yes) {
        out.lines(text.lines());
        return Ok(());
    }
    let shelf = Shelf::of(&session.place);
    if shelf.is_built_in() {
        if args.yes {
            return Err(Failure::from(NoteError::BuiltIn));
        }
        out.lines(text.lines());
        out.gap();
        let own = "The built-in notes cannot be changed: `mastery init` makes a copy of your own.";
        out.prose(Role::Dim, 0, own);
        return Ok(());
    }
    let target = Target::find(session, shelf, phase)?;
    if args.yes {
        target
            .shelf
            .put(&target.path, &target.before, UNDER, &text)?;
    } else if !edit(&target, session, phase, &text, out)? {
        return Ok(());
    }
    out.line(format!("written into {}", target.path));
    change::record(session, &[Wish::WhatChanged(phase)], None)
        .map_err(|failure| failure.hint(format!("the section itself is in `{}`", target.path)))?;
    let message = draft.span.commit_message(&session.roadmap, phase);
    commit(args, &target, &message, out)
}

/// The phase that was named, or the current one.
fn phase(args: &Args, session: &Session) -> Result<PhaseIx, Failure> {
    match &args.phase {
        Some(name) => naming::phase(&session.roadmap, name),
        None => working_phase(&session.progress).ok_or_else(|| {
            let why = words::all_settled(&session.progress)
                .unwrap_or_else(|| "there are no phases".to_owned());
            Failure::new(format!("no phase is left: {why}")).hint("name one with `--phase`")
        }),
    }
}

/// The notes that a section goes into, as they were before.
struct Target {
    shelf: Shelf,
    path: String,
    file: PathBuf,
    before: NoteText,
    /// The repository the file is in, and how it stood to that.
    repository: Result<(Repository, Standing), GitError>,
}

impl Target {
    fn find(session: &Session, shelf: Shelf, phase: PhaseIx) -> Result<Self, Failure> {
        let about = &session.roadmap[phase];
        let Some(path) = about.notes.clone() else {
            return Err(
                Failure::new(format!("phase {} has no notes", about.number)).hint(
                    "`notes = \"…\"` in the roadmap names their file, which must be there; \
                     `--print` prints the draft",
                ),
            );
        };
        let before = shelf.read(&path)?;
        let file = shelf
            .file(&path)
            .ok_or_else(|| NoteError::Missing(path.clone()))?;
        let repository = file
            .parent()
            .ok_or_else(|| GitError::NoFolder(file.clone()))
            .and_then(Repository::find)
            .and_then(|repository| {
                let standing = repository.standing(&file)?;
                Ok((repository, standing))
            });
        Ok(Self {
            shelf,
            path,
            file,
            before,
            repository,
        })
    }
}

/// Lets the learner edit the draft, asks, and writes it. Whether it was written.
fn edit(
    target: &Target,
    session: &Session,
    phase: PhaseIx,
    draft: &str,
    out: &mut Paper,
) -> Result<bool, Failure> {
    let editor = Editor::find(session.config.editor.as_deref())?;
    let number = session.roadmap[phase].number;
    let file = DraftFile::new(number, draft)?;
    if let Err(error) = editor.edit(file.path()) {
        return Err(file.keep_if_changed(error.into()));
    }
    let text = match file.text() {
        Ok(text) => text,
        Err(failure) => return Err(file.keep(failure)),
    };
    if text.is_empty() {
        out.line("the draft is empty: nothing was written");
        return Ok(false);
    }
    if let Err(reason) = put_section(&target.before.text, UNDER, &text) {
        let path = target.path.clone();
        return Err(file.keep(NoteError::NoPlace { path, reason }.into()));
    }
    out.line(
        Line::of(Role::Strong, format!("Into {}", target.path))
            .and(Role::Dim, format!(", under “{UNDER}”")),
    );
    out.gap();
    out.lines(text.lines());
    out.gap();
    match ask::yes(out, "Write it?") {
        Ok(true) => {}
        Ok(false) => {
            out.line("nothing was written");
            if let Some(path) = file.keep_own() {
                out.line(format!("your draft is in {}", path.display()));
            }
            return Ok(false);
        }
        Err(failure) => return Err(file.keep(failure)),
    }
    match target.shelf.put(&target.path, &target.before, UNDER, &text) {
        Ok(_) => Ok(true),
        Err(error) => Err(file.keep(error.into())),
    }
}

/// Commits the notes where that is wanted and possible.
fn commit(args: &Args, target: &Target, message: &str, out: &mut Paper) -> Result<(), Failure> {
    if args.no_commit || (args.yes && !args.commit) {
        return Ok(());
    }
    // What is written is told even if committing fails or takes its time.
    out.flush()?;
    let not_committed = |error: &GitError| {
        Failure::from_error(error).hint(format!(
            "the section is in `{}`, not committed",
            target.path
        ))
    };
    let (repository, before) = match &target.repository {
        Ok(found) => found,
        Err(error) if args.commit => return Err(not_committed(error)),
        Err(_) => return Ok(()),
    };
    if !args.commit {
        if matches!(before, Standing::Ignored) {
            return Ok(());
        }
        let others = match before {
            Standing::Changed => ", with what else was changed in it",
            _ => "",
        };
        let branch = match repository.head() {
            Ok(head) => match head.branch {
                Some(branch) => format!(" to {branch}"),
                None => " (no branch: HEAD is detached)".to_owned(),
            },
            Err(error) => return Err(not_committed(&error)),
        };
        let question = format!("Commit this file alone{branch} as “{message}”{others}?");
        if !ask::yes(out, &question)? {
            out.line("not committed");
            return Ok(());
        }
    }
    let id = repository
        .commit_file(&target.file, message)
        .map_err(|error| not_committed(&error))?;
    let short = id.get(..7).unwrap_or(&id);
    out.line(format!("committed as {short}: {message}"));
    Ok(())
}

impl From<NoteError> for Failure {
    fn from(error: NoteError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            NoteError::BuiltIn => failure.hint("`mastery init` makes a copy of your own"),
            NoteError::Missing(_) => {
                failure.hint("`mastery check` tells which notes the roadmap names")
            }
            _ => failure,
        }
    }
}

impl From<EditorError> for Failure {
    fn from(error: EditorError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            EditorError::Quotes { .. } | EditorError::Missing(_) => {
                failure.hint("`EDITOR` names the editor, as in EDITOR=\"code --wait\"")
            }
            _ => failure,
        }
    }
}
