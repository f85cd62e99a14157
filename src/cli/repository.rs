//! The learner's repository: where it is, and what was committed in it.

use std::path::{Path, PathBuf};

use crate::{
    git::{GitError, Repository},
    insight::friday::{Commit, Span},
};

use super::{failure::Failure, session::Session};

/// How many commits are read, so that the rest of a long list can be counted.
const MOST: usize = 1_000;

/// The folder that the settings name for this roadmap, else the one its file
/// lies in; and whether it was named.
pub(crate) fn folder(session: &Session) -> Option<(PathBuf, bool)> {
    let set = session.config.repositories.get(session.roadmap.id.as_str());
    if let Some(folder) = set {
        return Some((folder.clone(), true));
    }
    let file = session.place.file()?;
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    Some((folder.unwrap_or_else(|| Path::new(".")).to_owned(), false))
}

/// The commits of `span`, the newest first, and what is to be said about the
/// repository. That there is none is worth a word only where one was named.
pub(crate) fn commits(session: &Session, span: &Span) -> (Vec<Commit>, Option<String>) {
    let Some((folder, named)) = folder(session) else {
        return (Vec::new(), None);
    };
    let since = span.begins_at(session.config.day_start, *session.now.at.offset());
    let commits =
        Repository::find(&folder).and_then(|repository| repository.commits_since(since, MOST));
    match commits {
        Ok(commits) => {
            let commits = commits.into_iter().map(|commit| Commit {
                id: commit.short().to_owned(),
                subject: commit.subject,
            });
            (commits.collect(), None)
        }
        Err(GitError::NoRepository(_) | GitError::Missing) if !named => (Vec::new(), None),
        Err(error) => {
            let why = Failure::from_error(&error).sentence();
            (Vec::new(), Some(format!("commits are left out: {why}")))
        }
    }
}
