//! The learner's repository: its commits are read, and one file is committed.
//!
//! git is run as a program with a list of arguments, never through a shell,
//! and never asks anything: what it needs it has, or it fails. What it says is
//! read in the formats that are made for programs, up to a limit, and it has a
//! limited time for it.

mod run;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, FixedOffset};

use run::{Git, Said, last_line, path_of};

/// How long git may take to say something.
const READING: Duration = Duration::from_secs(10);
/// What lies in a submodule counts with its commit: to look for changes there is
/// to run git by its settings, too.
const SUBMODULES: &str = "--ignore-submodules=dirty";
/// How long git may take to commit: hooks may run tests.
const COMMITTING: Duration = Duration::from_secs(300);

/// Why git did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no git on this computer.
    #[error("git is not installed, or not in `PATH`")]
    Missing,
    /// The folder is not there.
    #[error("there is no folder `{}`", .0.display())]
    NoFolder(PathBuf),
    /// The folder is in no repository.
    #[error("`{}` is in no git repository", .0.display())]
    NoRepository(PathBuf),
    /// The repository has no files.
    #[error("the repository of `{}` is bare: it has no files", .0.display())]
    Bare(PathBuf),
    /// The file lies elsewhere.
    #[error("`{}` is outside the repository", .0.display())]
    Outside(PathBuf),
    /// git did not come to an end in time.
    #[error("git took more than {} seconds and was ended", .0.as_secs())]
    TooSlow(Duration),
    /// git could not be run.
    #[error("git cannot be run")]
    Io(#[from] std::io::Error),
    /// git refused.
    #[error("git says: {0}")]
    Refused(String),
    /// The commit was not made: git or one of the repository's hooks refused.
    #[error("nothing was committed: {0}")]
    NotCommitted(String),
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id, in full.
    pub id: String,
    /// When it was committed.
    pub at: DateTime<FixedOffset>,
    /// Who wrote it.
    pub author: String,
    /// The first line of its message. As it stands there: it may hold
    /// anything.
    pub subject: String,
}

impl Commit {
    /// Its id, as short as people write it.
    pub fn short(&self) -> &str {
        self.id.get(..7).unwrap_or(&self.id)
    }
}

/// How a file stands to its repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As it was committed.
    Clean,
    /// Changed since, in the folder or in the index.
    Changed,
    /// Never committed.
    Untracked,
    /// Never to be committed: the repository ignores it.
    Ignored,
}

/// What a commit would be added to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The newest commit; `None` where there is none yet.
    pub commit: Option<String>,
    /// The branch; `None` where HEAD is detached.
    pub branch: Option<String>,
}

/// What git says of itself: “git version 2.47.3”.
///
/// # Errors
///
/// When there is none, or it does not answer.
pub fn version() -> Result<String, GitError> {
    let said = Git::new(Path::new("."))
        .args(["--version"])
        .run(READING)?
        .checked()?;
    let line = String::from_utf8_lossy(&said.out);
    Ok(line.lines().next().unwrap_or_default().to_owned())
}

/// A git repository.
#[derive(Debug, Clone)]
pub struct Repository {
    folder: PathBuf,
    work_tree: Option<PathBuf>,
}

impl Repository {
    /// Finds the repository that a folder is in: the innermost one, be it a
    /// submodule or another work tree of one.
    ///
    /// # Errors
    ///
    /// When there is none, or no git.
    pub fn find(folder: &Path) -> Result<Self, GitError> {
        if !folder.is_dir() {
            return Err(GitError::NoFolder(folder.to_owned()));
        }
        let inside = Git::new(folder)
            .args(["rev-parse", "--is-inside-work-tree"])
            .run(READING)?;
        if !inside.is_success() {
            let said = inside.complaint();
            return Err(if said.contains("not a git repository") {
                GitError::NoRepository(folder.to_owned())
            } else {
                GitError::Refused(said)
            });
        }
        let work_tree = if inside.out.starts_with(b"true") {
            let top = Git::new(folder)
                .args(["rev-parse", "--show-toplevel"])
                .run(READING)?
                .checked()?;
            Some(path_of(last_line(&top.out)))
        } else {
            None
        };
        Ok(Self {
            folder: folder.to_owned(),
            work_tree,
        })
    }

    /// The top of its files; `None` for a bare one.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    /// What a commit would be added to.
    ///
    /// # Errors
    ///
    /// When git fails.
    pub fn head(&self) -> Result<Head, GitError> {
        let commit = self
            .git()
            .args(["rev-parse", "--quiet", "--verify", "HEAD^{commit}"])
            .run(READING)?;
        let branch = self
            .git()
            .args(["symbolic-ref", "--quiet", "--short", "HEAD"])
            .run(READING)?;
        let line = |said: &Said| {
            let line = String::from_utf8_lossy(last_line(&said.out)).into_owned();
            (said.is_success() && !line.is_empty()).then_some(line)
        };
        Ok(Head {
            commit: line(&commit),
            branch: line(&branch),
        })
    }

    /// The commits since a moment, on HEAD and all local branches, the newest
    /// first, and no more than `limit` of them. Merges are left out.
    ///
    /// # Errors
    ///
    /// When git fails. A repository without commits is no failure.
    pub fn commits_since(
        &self,
        moment: DateTime<FixedOffset>,
        limit: usize,
    ) -> Result<Vec<Commit>, GitError> {
        let mut revisions = vec!["--branches".to_owned()];
        if self.head()?.commit.is_some() {
            revisions.push("HEAD".to_owned());
        }
        let since = format!("--max-age={}", moment.timestamp());
        self.log(limit, &[since], &revisions, None)
    }

    /// The commits that touched a file or folder after `since`, a commit's id,
    /// up to HEAD, the newest first, and no more than `limit` of them. A path
    /// is seen from the top of the work tree.
    ///
    /// # Errors
    ///
    /// When git fails, or does not know `since`.
    pub fn commits_touching(
        &self,
        path: &Path,
        since: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Commit>, GitError> {
        let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let revision = match since {
            Some(id) if is_id(id) => format!("{id}..HEAD"),
            Some(id) => return Err(GitError::Refused(format!("`{id}` is no commit's id"))),
            None if self.head()?.commit.is_none() => return Ok(Vec::new()),
            None => "HEAD".to_owned(),
        };
        self.log(limit, &[], &[revision], Some(path))
    }

    fn log(
        &self,
        limit: usize,
        options: &[String],
        revisions: &[String],
        path: Option<&Path>,
    ) -> Result<Vec<Commit>, GitError> {
        let mut git = match (path, &self.work_tree) {
            (Some(_), Some(top)) => Git::new(top),
            _ => self.git(),
        };
        git.args(["-c", "log.showSignature=false", "log", "-z", "--no-color"]);
        git.args(["--no-show-signature", "--no-merges", "--encoding=UTF-8"]);
        git.args(["--no-notes", "--no-patch"]);
        git.args(["--format=%H%x00%ct%x00%an%x00%s"]);
        git.args([format!("--max-count={limit}")]);
        git.args(options);
        git.args(revisions);
        git.args(["--"]);
        git.args(path);
        let said = git.run(READING)?;
        // What was cut off at the limit is a long history, not a failure.
        let said = if said.cut { said } else { said.checked()? };
        Ok(commits(&said.out, said.cut))
    }

    /// Whether a file, or all below a folder, is as it was committed.
    ///
    /// # Errors
    ///
    /// When git fails, or the path lies outside.
    pub fn is_clean(&self, path: &Path) -> Result<bool, GitError> {
        Ok(self.standing(path)? == Standing::Clean)
    }

    /// How a file stands to the repository.
    ///
    /// # Errors
    ///
    /// When git fails, or the path lies outside.
    pub fn standing(&self, path: &Path) -> Result<Standing, GitError> {
        let (top, inside) = self.inside(path)?;
        let mut git = Git::new(&top);
        git.without_filters(&top)?;
        git.args(["status", "--porcelain=v1", "-z", "--untracked-files=all"]);
        git.args(["--ignored=matching", "--no-renames", SUBMODULES, "--"]);
        let said = git.args([&inside]).run(READING)?.checked()?;
        Ok(match said.out.get(..2) {
            None => Standing::Clean,
            Some(b"??") => Standing::Untracked,
            Some(b"!!") => Standing::Ignored,
            Some(_) => Standing::Changed,
        })
    }

    /// How all below a folder, the top of the repository too, stands to it. What
    /// the repository ignores is left out.
    ///
    /// # Errors
    ///
    /// When git fails, or the folder lies outside or is not there.
    pub fn standing_below(&self, folder: &Path) -> Result<Standing, GitError> {
        let outside = || GitError::Outside(folder.to_owned());
        let missing = |_| GitError::NoFolder(folder.to_owned());
        let top = self.work_tree.as_ref();
        let top = top.ok_or_else(|| GitError::Bare(self.folder.clone()))?;
        let real = folder.canonicalize().map_err(missing)?;
        let canonical = top.canonicalize().map_err(missing)?;
        let inside = real
            .strip_prefix(&canonical)
            .map_err(|_elsewhere| outside())?;
        let mut git = Git::new(&canonical);
        git.without_filters(&canonical)?;
        git.args(["status", "--porcelain=v1", "-z", "--untracked-files=normal"]);
        git.args(["--no-renames", SUBMODULES, "--"]);
        if inside.as_os_str().is_empty() {
            git.args(["."]);
        } else {
            git.args([inside]);
        }
        let said = git.run(READING)?.checked()?;
        Ok(match said.out.get(..2) {
            None => Standing::Clean,
            Some(b"??") => Standing::Untracked,
            Some(_) => Standing::Changed,
        })
    }

    /// Commits one file as it is in the folder, and nothing else: what is
    /// staged stays staged and uncommitted. Gives the commit's id.
    ///
    /// # Errors
    ///
    /// When git or a hook refuses; the file itself stays as it is, and so does
    /// the index.
    pub fn commit_file(&self, path: &Path, message: &str) -> Result<String, GitError> {
        let (top, inside) = self.inside(path)?;
        let fresh = match self.standing(path)? {
            Standing::Clean => {
                return Err(GitError::NotCommitted("nothing is changed".to_owned()));
            }
            Standing::Ignored => {
                return Err(GitError::NotCommitted(
                    "the repository ignores the file".to_owned(),
                ));
            }
            Standing::Untracked => true,
            Standing::Changed => false,
        };
        if fresh {
            // git commits by name only what it has heard of.
            let mut git = Git::new(&top);
            git.args(["add", "--intent-to-add", "--"]);
            git.args([&inside]).run(READING)?.checked()?;
        }
        let mut git = Git::new(&top);
        git.args(["commit", "--only", "--quiet", "--no-status"]);
        git.args(["--cleanup=whitespace", "--message", message, "--"]);
        let said = git.args([&inside]).writing().run(COMMITTING);
        let refused = match said {
            Ok(said) if said.is_success() => None,
            Ok(said) => Some(GitError::NotCommitted(said.complaint())),
            Err(error) => Some(error),
        };
        if let Some(refused) = refused {
            if fresh {
                let mut git = Git::new(&top);
                git.args(["rm", "--cached", "--quiet", "--force", "--"]);
                let _ = git.args([&inside]).run(READING);
            }
            return Err(refused);
        }
        Ok(self.head()?.commit.unwrap_or_default())
    }

    /// A path as git names it from the top of the work tree.
    fn inside(&self, path: &Path) -> Result<(PathBuf, PathBuf), GitError> {
        let top = self
            .work_tree
            .clone()
            .ok_or_else(|| GitError::Bare(self.folder.clone()))?;
        let path = if path.is_absolute() {
            path.to_owned()
        } else {
            top.join(path)
        };
        // The folder may have links on its way; the file itself may be one.
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(GitError::Outside(path));
        };
        let canonical = |folder: &Path| {
            let missing = |_| GitError::NoFolder(folder.to_owned());
            folder.canonicalize().map_err(missing)
        };
        let real = canonical(folder)?.join(name);
        let top = canonical(&top)?;
        match real.strip_prefix(&top) {
            Ok(inside) => Ok((top.clone(), inside.to_owned())),
            Err(_) => Err(GitError::Outside(path)),
        }
    }

    fn git(&self) -> Git {
        Git::new(&self.folder)
    }
}

/// The commits in what `git log -z` printed, four fields each; where it was cut
/// off, without the last one.
fn commits(out: &[u8], cut: bool) -> Vec<Commit> {
    let text = String::from_utf8_lossy(out);
    let mut fields: Vec<&str> = text.split('\0').collect();
    if cut {
        let whole = fields.len().saturating_sub(1) / 4 * 4;
        fields.truncate(whole);
    }
    fields
        .chunks_exact(4)
        .filter_map(|fields| {
            let [id, at, author, subject] = fields else {
                return None;
            };
            let at = DateTime::from_timestamp(at.parse().ok()?, 0)?;
            Some(Commit {
                id: (*id).to_owned(),
                at: at.fixed_offset(),
                author: (*author).to_owned(),
                subject: (*subject).to_owned(),
            })
        })
        .collect()
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
