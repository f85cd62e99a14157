//! The learner's repository: where it is, and what was committed in it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};

use crate::{
    domain::id::RoadmapId,
    git::{GitError, Repository},
    insight::friday::Commit,
    store::{config::Config, paths::RoadmapPlace},
};

use super::failure::Failure;

/// How many commits are read, so that the rest of a long list can be counted.
const MOST: usize = 1_000;

/// Where the repository is.
#[derive(Debug, Clone)]
pub(crate) struct Whereabouts {
    /// A folder in it.
    pub(crate) folder: PathBuf,
    /// Whether the settings name it, rather than that the roadmap lies there.
    pub(crate) named: bool,
}

impl Whereabouts {
    /// The folder that the settings name for this roadmap, else the one its
    /// file lies in; `None` for the built-in roadmap.
    pub(crate) fn of(config: &Config, roadmap: &RoadmapId, place: &RoadmapPlace) -> Option<Self> {
        if let Some(folder) = config.repositories.get(roadmap.as_str()) {
            return Some(Self {
                folder: folder.clone(),
                named: true,
            });
        }
        let folder = place.file()?.parent();
        let folder = folder.filter(|it| !it.as_os_str().is_empty());
        Some(Self {
            folder: folder.unwrap_or_else(|| Path::new(".")).to_owned(),
            named: false,
        })
    }

    /// The commits since a moment, the newest first, and what is to be said
    /// about the repository. That there is none is worth a word only where one
    /// was named.
    pub(crate) fn commits(&self, since: DateTime<FixedOffset>) -> (Vec<Commit>, Option<String>) {
        let found = Repository::find(&self.folder);
        match found.and_then(|repository| repository.commits_since(since, MOST)) {
            Ok(commits) => {
                let commits = commits.into_iter().map(|commit| Commit {
                    id: commit.short().to_owned(),
                    subject: commit.subject,
                });
                (commits.collect(), None)
            }
            Err(GitError::NoRepository(_) | GitError::Missing) if !self.named => (Vec::new(), None),
            Err(error) => {
                let why = Failure::from_error(&error).sentence();
                (Vec::new(), Some(format!("commits are left out: {why}")))
            }
        }
    }
}
