//! The learner's yes to a command: asked once, kept on this device, taken back
//! at will.
//!
//! One file a step, in the state folder, named by the hash of what was
//! consented to and holding all of it in clear. A file that does not say what
//! its name says is no consent.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::plan::{Plan, PlannedStep, consent_hash};

/// The folder in the state folder.
const FOLDER: &str = "consent";
/// A longer file is none of ours.
const MOST_BYTES: u64 = 1 << 20;

/// All consents of this device.
#[derive(Debug, Clone)]
pub struct Consents {
    folder: PathBuf,
}

/// A consent, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// When it was given.
    pub given: String,
    /// The row whose gate asked for it.
    pub row: String,
    /// The roadmap that says the command.
    pub roadmap: String,
    /// The learner's repository.
    pub repository: String,
    /// Where it runs.
    pub folder: String,
    /// The command and its arguments.
    pub run: Vec<String>,
    /// What its environment has besides.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// Whether a step may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The learner consented.
    Yes,
    /// The learner was not asked, or took it back.
    NotAsked,
    /// What was kept does not say what it should; that is no yes.
    Damaged(PathBuf),
}

/// What was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// By their hashes, the oldest first.
    pub consents: Vec<(String, Consent)>,
    /// Files that are none, though they lie there.
    pub damaged: Vec<PathBuf>,
}

impl Consent {
    /// What it is given to, as a hash.
    pub fn hash(&self) -> String {
        consent_hash(
            &self.roadmap,
            &self.repository,
            &self.folder,
            self.run.iter().map(String::as_str),
            self.env
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        )
    }

    /// Its command, word by word.
    pub fn command(&self) -> String {
        shell_words::join(&self.run)
    }
}

impl Consents {
    /// Those in this state folder.
    pub fn new(state: &Path) -> Self {
        Self {
            folder: state.join(FOLDER),
        }
    }

    fn file(&self, hash: &str) -> PathBuf {
        self.folder.join(format!("{hash}.toml"))
    }

    /// Whether a step may run.
    pub fn answer(&self, step: &PlannedStep) -> Answer {
        let file = self.file(&step.consent);
        match fs::symlink_metadata(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Answer::NotAsked,
            _ => match read(&file) {
                Some(consent) if consent.hash() == step.consent => Answer::Yes,
                _ => Answer::Damaged(file),
            },
        }
    }

    /// Keeps the learner's yes to steps of a plan, given at this moment.
    ///
    /// # Errors
    ///
    /// When one cannot be kept; those before it are.
    pub fn give<'a>(
        &self,
        plan: &Plan,
        steps: impl IntoIterator<Item = &'a PlannedStep>,
        given: &str,
    ) -> io::Result<()> {
        private_folders(&self.folder)?;
        for step in steps {
            let text = |path: &Path| path.to_str().map(str::to_owned).unwrap_or_default();
            let consent = Consent {
                given: given.to_owned(),
                row: plan.row.to_string(),
                roadmap: plan.roadmap.clone(),
                repository: text(&plan.repository),
                folder: text(&step.folder),
                run: step.step.run.clone(),
                env: step.step.env.iter().cloned().collect(),
            };
            let text = toml::to_string(&consent).map_err(io::Error::other)?;
            let mut file = tempfile::Builder::new()
                .prefix(".consent-")
                .tempfile_in(&self.folder)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(self.file(&step.consent))
                .map_err(|error| error.error)?;
        }
        Ok(())
    }

    /// All that were given.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read; that it is not there is no error.
    pub fn list(&self) -> io::Result<Kept> {
        let mut kept = Kept::default();
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(kept),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            let hash = name.strip_suffix(".toml").unwrap_or_default().to_owned();
            match read(&path) {
                Some(consent) if consent.hash() == hash => kept.consents.push((hash, consent)),
                _ => kept.damaged.push(path),
            }
        }
        kept.consents
            .sort_by(|(a, one), (b, other)| (&one.given, a).cmp(&(&other.given, b)));
        kept.damaged.sort();
        Ok(kept)
    }

    /// Takes a consent back.
    ///
    /// # Errors
    ///
    /// When its file cannot be removed; that it is not there is no error.
    pub fn revoke(&self, hash: &str) -> io::Result<()> {
        remove(&self.file(hash))
    }
}

/// Takes a file away that is no consent.
///
/// # Errors
///
/// When it cannot be removed; that it is not there is no error.
pub fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn read(file: &Path) -> Option<Consent> {
    // A link or a pipe is none of ours.
    let meta = fs::symlink_metadata(file).ok()?;
    if !meta.is_file() || meta.len() > MOST_BYTES {
        return None;
    }
    toml::from_str(&fs::read_to_string(file).ok()?).ok()
}

/// Makes a folder, and those above it, for this user alone.
pub(super) fn private_folders(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
