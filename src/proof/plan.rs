//! What would run, and where: seen whole before anything does.

use std::{
    env, fs, io,
    path::{Component, Path, PathBuf},
};

use crate::{
    domain::{
        id::ProofId,
        roadmap::{Bound, Proof, Side, Step, Threshold},
    },
    text::sanitise,
};

use super::sha::Sha;

/// More steps are no gate.
const MOST_STEPS: usize = 100;

/// A gate that may be run, if the learner consents.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The row it proves.
    pub row: ProofId,
    /// The roadmap that says so: its file, or a name where it has none.
    pub roadmap: String,
    /// The learner's repository, without links.
    pub repository: PathBuf,
    /// The SHA-256 of the gate as the roadmap says it.
    pub gate: String,
    /// What is run, in order.
    pub steps: Vec<PlannedStep>,
    /// The commit that the repository stands at, where it is one of git's.
    pub commit: Option<String>,
    /// Whether nothing below the gate's folders was changed since.
    pub clean: Option<bool>,
}

/// A step, and where it runs.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// What the roadmap says.
    pub step: Step,
    /// Its folder, without links.
    pub folder: PathBuf,
    /// Where the system finds its program.
    pub program: Lookup,
    /// What the learner consents to, as a hash.
    pub consent: String,
}

/// Where a program is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// There.
    Found(PathBuf),
    /// Nowhere.
    Missing,
    /// There, but nobody may run it.
    NotExecutable(PathBuf),
}

/// Why a gate cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The row has no gate.
    #[error("{0} has no gate")]
    NoGate(ProofId),
    /// A part of the gate is wrong in the roadmap.
    #[error("the roadmap says the gate of {0} wrongly, and a part of a gate proves nothing")]
    NotWhole(ProofId),
    /// The gate has too many steps.
    #[error("the gate of {0} has more than {MOST_STEPS} steps")]
    TooLong(ProofId),
    /// The repository is not there.
    #[error("the repository `{}` cannot be used: {}", .path.display(), cause(.source))]
    Repository {
        /// Its folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder of a step is not there.
    #[error("step {step} runs in `{folder}`, which the repository does not have: {}", cause(.source))]
    Folder {
        /// The step, counted from one.
        step: usize,
        /// The folder, as the roadmap says it.
        folder: String,
        /// What the system said.
        source: io::Error,
    },
    /// What a step's folder names is no folder.
    #[error("step {step} runs in `{folder}`, which is no folder")]
    NoFolder {
        /// The step, counted from one.
        step: usize,
        /// The folder, as the roadmap says it.
        folder: String,
    },
    /// A step's folder leads out of the repository.
    #[error("step {step} would run in `{folder}`, outside the repository: {why}")]
    Outside {
        /// The step, counted from one.
        step: usize,
        /// The folder, as the roadmap says it.
        folder: String,
        /// How it leads out.
        why: String,
    },
    /// Something cannot be shown as it is, so nobody could consent to it.
    #[error("step {step} has something in {what} that cannot be shown as it is: `{}`", sanitise(.text))]
    Hidden {
        /// The step, counted from one.
        step: usize,
        /// Where: its command, its environment, its folder.
        what: &'static str,
        /// The text.
        text: String,
    },
    /// The name of a folder is no text.
    #[error("the name of `{}` is no UTF-8, so consent to it cannot be kept", .0.display())]
    NoText(PathBuf),
}

fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        _ => error.to_string(),
    }
}

impl Plan {
    /// What the gate of a proof would run in a repository. `roadmap` names the
    /// file that says so.
    ///
    /// # Errors
    ///
    /// When any of it may not or cannot be run; nothing of it is, then.
    pub fn new(proof: &Proof, repository: &Path, roadmap: &str) -> Result<Self, PlanError> {
        if !proof.gate_is_whole {
            return Err(PlanError::NotWhole(proof.id.clone()));
        }
        if proof.gate.is_empty() {
            return Err(PlanError::NoGate(proof.id.clone()));
        }
        if proof.gate.len() > MOST_STEPS {
            return Err(PlanError::TooLong(proof.id.clone()));
        }
        let unusable = |source| PlanError::Repository {
            path: repository.to_owned(),
            source,
        };
        let top = repository.canonicalize().map_err(unusable)?;
        if !top.is_dir() {
            return Err(unusable(io::ErrorKind::NotADirectory.into()));
        }
        let steps = proof
            .gate
            .iter()
            .enumerate()
            .map(|(place, step)| planned(place + 1, step, &top, roadmap))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            row: proof.id.clone(),
            roadmap: roadmap.to_owned(),
            repository: top,
            gate: gate_hash(&proof.gate),
            steps,
            commit: None,
            clean: None,
        })
    }
}

fn planned(
    number: usize,
    step: &Step,
    top: &Path,
    roadmap: &str,
) -> Result<PlannedStep, PlanError> {
    let visible = |what: &'static str, text: &str| {
        if sanitise(text) == text {
            Ok(())
        } else {
            Err(PlanError::Hidden {
                step: number,
                what,
                text: text.to_owned(),
            })
        }
    };
    for word in &step.run {
        visible("its command", word)?;
    }
    for (name, value) in &step.env {
        visible("its environment", name)?;
        visible("its environment", value)?;
    }
    visible("its folder", &step.folder)?;
    let folder = folder(number, step, top)?;
    let text = |path: &Path| {
        path.to_str()
            .map(str::to_owned)
            .ok_or_else(|| PlanError::NoText(path.to_owned()))
    };
    let consent = consent_hash(
        roadmap,
        &text(top)?,
        &text(&folder)?,
        step.run.iter().map(String::as_str),
        step.env
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    Ok(PlannedStep {
        program: lookup(step, &folder),
        step: step.clone(),
        folder,
        consent,
    })
}

/// A step's folder without links, if it lies in the repository.
fn folder(number: usize, step: &Step, top: &Path) -> Result<PathBuf, PlanError> {
    let outside = |why: String| PlanError::Outside {
        step: number,
        folder: step.folder.clone(),
        why,
    };
    for part in Path::new(&step.folder).components() {
        match part {
            Component::Normal(_) | Component::CurDir => {}
            Component::ParentDir => return Err(outside("`..` leads out".to_owned())),
            Component::RootDir | Component::Prefix(_) => {
                return Err(outside("it does not begin there".to_owned()));
            }
        }
    }
    let folder = top
        .join(&step.folder)
        .canonicalize()
        .map_err(|source| PlanError::Folder {
            step: number,
            folder: step.folder.clone(),
            source,
        })?;
    if !folder.starts_with(top) {
        return Err(outside(format!(
            "a link leads to `{}`",
            sanitise(&folder.to_string_lossy())
        )));
    }
    if !folder.is_dir() {
        return Err(PlanError::NoFolder {
            step: number,
            folder: step.folder.clone(),
        });
    }
    Ok(folder)
}

/// Where the system will find a step's program.
fn lookup(step: &Step, folder: &Path) -> Lookup {
    let Some(program) = step.run.first() else {
        return Lookup::Missing;
    };
    if program.contains('/') {
        return look(&folder.join(program)).unwrap_or(Lookup::Missing);
    }
    let own = step.env.iter().find(|(name, _)| name == "PATH");
    let path = own
        .map(|(_, path)| path.into())
        .or_else(|| env::var_os("PATH"));
    let path = path.unwrap_or_default();
    let mut unusable = None;
    for place in env::split_paths(&path) {
        match look(&folder.join(place).join(program)) {
            Some(Lookup::NotExecutable(path)) => {
                unusable.get_or_insert(Lookup::NotExecutable(path));
            }
            Some(found) => return found,
            None => {}
        }
    }
    unusable.unwrap_or(Lookup::Missing)
}

fn look(path: &Path) -> Option<Lookup> {
    let meta = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    #[cfg(unix)]
    let runs = std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let runs = meta.is_file();
    Some(if runs {
        Lookup::Found(path.to_owned())
    } else {
        Lookup::NotExecutable(path.to_owned())
    })
}

/// What consent to a step is given to. What must hold and how long it may take
/// are not part of it: they let nothing run that did not before.
pub(super) fn consent_hash<'a>(
    roadmap: &str,
    repository: &str,
    folder: &str,
    run: impl ExactSizeIterator<Item = &'a str>,
    env: impl ExactSizeIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut sha = Sha::new();
    sha.field("mastery consent 1");
    sha.field(roadmap);
    sha.field(repository);
    sha.field(folder);
    sha.fields(run);
    sha.field(&env.len().to_string());
    for (name, value) in env {
        sha.field(name);
        sha.field(value);
    }
    sha.hex()
}

/// The SHA-256 of a gate: of all that its steps say.
pub fn gate_hash(gate: &[Step]) -> String {
    let mut sha = Sha::new();
    sha.field("mastery gate 1");
    sha.field(&gate.len().to_string());
    for step in gate {
        sha.field(&step.folder);
        sha.fields(step.run.iter().map(String::as_str));
        sha.field(&step.env.len().to_string());
        for (name, value) in &step.env {
            sha.field(name);
            sha.field(value);
        }
        sha.field(&step.limit.as_millis().to_string());
        sha.field(&step.exit.to_string());
        sha.fields(step.contains.iter().map(String::as_str));
        sha.fields(step.lacks.iter().map(String::as_str));
        sha.field(&step.numbers.len().to_string());
        for number in &step.numbers {
            sha.field(match number.side {
                Side::After => "after",
                Side::Before => "before",
            });
            sha.field(&number.text);
            for bound in [number.least, number.most] {
                sha.field(&bound.map_or_else(String::new, |bound| {
                    format!("{:016x} {}", bound.value.to_bits(), bound.inclusive)
                }));
            }
        }
        sha.fields(step.files.iter().map(String::as_str));
    }
    sha.hex()
}

impl PlannedStep {
    /// Its command, word by word, so that no two commands look the same.
    pub fn command(&self) -> String {
        command(&self.step)
    }

    /// What its environment has besides, likewise.
    pub fn env(&self) -> Vec<String> {
        let env = self.step.env.iter();
        env.map(|(name, value)| format!("{name}={}", shell_words::quote(value)))
            .collect()
    }

    /// All that must hold, in words.
    pub fn conditions(&self) -> Vec<String> {
        conditions(&self.step)
    }
}

/// A step's command, word by word, quoted as a shell would need it.
pub fn command(step: &Step) -> String {
    shell_words::join(&step.run)
}

/// All that must hold after a step, in words.
pub fn conditions(step: &Step) -> Vec<String> {
    let mut said = vec![exit_condition(step)];
    said.extend(step.lacks.iter().map(|text| lacks_condition(text)));
    said.extend(step.contains.iter().map(|text| contains_condition(text)));
    said.extend(step.numbers.iter().map(number_condition));
    said.extend(step.files.iter().map(|file| file_condition(file)));
    said
}

pub(super) fn exit_condition(step: &Step) -> String {
    format!("exit status {}", step.exit)
}

pub(super) fn contains_condition(text: &str) -> String {
    format!("“{text}” in the output")
}

pub(super) fn lacks_condition(text: &str) -> String {
    format!("no “{text}” in the output")
}

pub(super) fn file_condition(file: &str) -> String {
    format!("a file `{file}`")
}

/// “the number after “p99 us:” below 200”.
pub(super) fn number_condition(number: &Threshold) -> String {
    let side = match number.side {
        Side::After => "after",
        Side::Before => "before",
    };
    let end = |bound: Option<Bound>, open: &str, closed: &str| {
        bound.map(|bound| {
            let word = if bound.inclusive { closed } else { open };
            format!("{word} {}", bound.value)
        })
    };
    let bounds = [
        end(number.least, "above", "at least"),
        end(number.most, "below", "at most"),
    ];
    let bounds: Vec<String> = bounds.into_iter().flatten().collect();
    format!(
        "the number {side} “{}” {}",
        number.text,
        bounds.join(" and ")
    )
}
