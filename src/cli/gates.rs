//! The gates of a session: what they would run, with whose consent, and what
//! becomes of what they show. `prove`, `trust`, `evidence` and the screen share
//! it.

use std::{
    io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, FixedOffset};

use crate::{
    domain::{
        decide::{ProofWish, Wish},
        event::{Event, Verdict},
        evidence::{Outcome, Ran},
        id::RoadmapId,
        roadmap::{PhaseIx, Proof},
    },
    git::{GitError, Repository, Standing},
    insight::words,
    proof::{
        Finished, Plan, PlanError,
        consent::{Answer, Consents},
        keep::{self, Keeper},
        lock::{self, Lock},
    },
    store::{
        config::Config,
        paths::{self, RoadmapPlace},
    },
    text::Shown,
};

pub(crate) use crate::insight::proof::took;

use super::{failure::Failure, repository::Whereabouts, session::Session};

/// Where a gate's commands run.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// The learner's repository.
    pub(crate) folder: PathBuf,
    /// The same as git's, if it is one of its.
    pub(crate) git: Option<Repository>,
}

impl Ground {
    /// The learner's repository: the one that the settings name, else the git
    /// repository that the roadmap lies in, else the roadmap's folder.
    pub(crate) fn of(session: &Session) -> Result<Self, Failure> {
        Self::at(&session.config, &session.roadmap.id, &session.place)
    }

    /// The same, of a roadmap and where it lies.
    pub(crate) fn at(
        config: &Config,
        roadmap: &RoadmapId,
        place: &RoadmapPlace,
    ) -> Result<Self, Failure> {
        let Some(whereabouts) = Whereabouts::of(config, roadmap, place) else {
            return Err(Failure::new(
                "no repository is set: gates run in the repository in which you build",
            )
            .hint(format!(
                "name it in config.toml, below `[repository]`: {roadmap} = \"~/code/umbrella\" \
                 (`mastery config` says where that file is)"
            )));
        };
        let git = Repository::find(&whereabouts.folder);
        let folder = match (&git, whereabouts.named) {
            (Ok(git), false) => git.work_tree().map(Path::to_owned),
            _ => None,
        };
        Ok(Self {
            folder: folder.unwrap_or(whereabouts.folder),
            git: git.ok(),
        })
    }
}

/// The name under which the learner consents to a roadmap's commands.
fn roadmap_name(roadmap: &RoadmapId, place: &RoadmapPlace) -> Result<String, Failure> {
    let Some(file) = place.file() else {
        return Ok(format!("the built-in roadmap `{roadmap}`"));
    };
    let file = file
        .canonicalize()
        .map_err(|error| Failure::new(format!("`{}`: {error}", file.display())))?;
    match file.to_str() {
        Some(file) => Ok(file.to_owned()),
        None => Err(Failure::from(PlanError::NoText(file))),
    }
}

/// The proof of a phase.
pub(crate) fn proof(session: &Session, phase: PhaseIx) -> Result<&Proof, Failure> {
    let phase = &session.roadmap[phase];
    phase.proof.as_ref().ok_or_else(|| {
        Failure::new(format!(
            "phase {} has no row in the proof matrix",
            phase.number
        ))
    })
}

/// What the gate of a phase's proof would run, and how the repository stands.
pub(crate) fn plan(session: &Session, phase: PhaseIx, ground: &Ground) -> Result<Plan, Failure> {
    let proof = proof(session, phase)?;
    plan_of(proof, ground, &session.roadmap.id, &session.place)
}

/// What the gate of a proof of this roadmap would run.
pub(crate) fn plan_of(
    proof: &Proof,
    ground: &Ground,
    roadmap: &RoadmapId,
    place: &RoadmapPlace,
) -> Result<Plan, Failure> {
    let mut plan = Plan::new(proof, &ground.folder, &roadmap_name(roadmap, place)?)?;
    if let Some(git) = &ground.git {
        plan.commit = git.head().ok().and_then(|head| head.commit);
        plan.clean = clean(git, plan.steps.iter().map(|step| step.folder.as_path()));
    }
    Ok(plan)
}

/// Whether nothing below these folders was changed since it was committed.
pub(crate) fn clean<'a>(git: &Repository, folders: impl Iterator<Item = &'a Path>) -> Option<bool> {
    let mut asked: Vec<&Path> = Vec::new();
    for folder in folders {
        if asked.contains(&folder) {
            continue;
        }
        asked.push(folder);
        match git.standing_below(folder) {
            Ok(Standing::Clean | Standing::Ignored) => {}
            Ok(_) => return Some(false),
            Err(_) => return None,
        }
    }
    Some(true)
}

/// The consents of this device.
pub(crate) fn consents() -> Result<Consents, Failure> {
    Ok(Consents::new(&paths::state_dir()?))
}

/// What the learner answered to each step of a plan.
pub(crate) fn answers(consents: &Consents, plan: &Plan) -> Vec<Answer> {
    plan.steps
        .iter()
        .map(|step| consents.answer(step))
        .collect()
}

/// Keeps the learner's yes to all steps of a plan.
pub(crate) fn give(session: &Session, consents: &Consents, plan: &Plan) -> io::Result<()> {
    give_at(session.now.at, consents, plan)
}

/// The same, at this moment.
pub(crate) fn give_at(
    now: DateTime<FixedOffset>,
    consents: &Consents,
    plan: &Plan,
) -> io::Result<()> {
    let given = now.format("%Y-%m-%dT%H:%M:%S%:z").to_string();
    consents.give(plan, &plan.steps, &given)
}

/// Makes sure that the gate is not run twice at once.
pub(crate) fn lock(session: &Session, plan: &Plan) -> Result<Lock, Failure> {
    lock_at(session.now.at, &session.roadmap.id, plan)
}

/// The same for a gate of this roadmap, from this moment on.
pub(crate) fn lock_at(
    now: DateTime<FixedOffset>,
    roadmap: &RoadmapId,
    plan: &Plan,
) -> Result<Lock, Failure> {
    let holder = format!(
        "process {}, since {}",
        std::process::id(),
        now.format("%-H:%M")
    );
    let state = paths::state_dir()?;
    lock::lock(&state, roadmap, &plan.row, &holder).map_err(|error| {
        Failure::from_error(&error).hint("nothing was run: wait for its end, or end it")
    })
}

/// The folder of the outputs.
pub(crate) fn outputs(session: &Session) -> PathBuf {
    keep::folder(&session.journal.place().folder)
}

/// What keeps the output of a run.
pub(crate) fn keeper(session: &Session, plan: &Plan) -> Keeper {
    Keeper::new(
        &outputs(session),
        &session.device,
        &session.roadmap.id,
        &plan.row,
    )
}

/// Records what a run showed, if it showed something: the output is safe
/// already, or nothing is recorded.
pub(crate) fn record(
    session: &mut Session,
    phase: PhaseIx,
    finished: Finished,
) -> Result<Option<(Event, Box<Ran>)>, Failure> {
    let Outcome::Verdict(verdict, ran) = finished.outcome else {
        return Ok(None);
    };
    if let Err(error) = finished.kept {
        return Err(Failure::new(format!(
            "not recorded: the output cannot be kept: {error}: {}",
            outputs(session).display()
        ))
        .hint("the journal is as it was; run the gate again when there is room"));
    }
    let wish = Wish::Proof(ProofWish::Ran {
        phase,
        passed: verdict == Verdict::Passed,
        ran: ran.clone(),
    });
    let batch = session.decide(&wish, None)?;
    let events = session.record(batch)?;
    let event = events.into_iter().next();
    Ok(event.map(|event| (event, ran)))
}

/// A commit's id, as short as people write it.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

/// “M3 · Phase 3 · Supervision”.
pub(crate) fn name(session: &Session, phase: PhaseIx) -> String {
    let about = &session.roadmap[phase];
    let row = about.proof.as_ref().map_or("", |proof| proof.id.as_str());
    format!("{row} · {}", words::phase_name(about))
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        let failure = Self::new(Shown::line(&error.to_string()).into_string());
        match error {
            PlanError::NoGate(row) => failure.hint(format!(
                "`mastery attest {row} \"…\"` vouches for a row that nothing can run"
            )),
            PlanError::NotWhole(_) | PlanError::TooLong(_) => {
                failure.hint("`mastery check` tells what is wrong; nothing was run")
            }
            PlanError::Repository { .. } => {
                failure.hint("`[repository]` in config.toml names it; nothing was run")
            }
            PlanError::Folder { .. } | PlanError::NoFolder { .. } => failure.hint(
                "nothing was run; `[repository]` in config.toml names the repository in which you build",
            ),
            PlanError::Outside { .. } | PlanError::Hidden { .. } | PlanError::NoText(_) => {
                failure.hint("nothing was run")
            }
        }
    }
}

/// Whether git was missing or did not answer, so that asking on is no use.
pub(crate) fn is_hopeless(error: &GitError) -> bool {
    matches!(
        error,
        GitError::Missing | GitError::TooSlow(_) | GitError::Io(_)
    )
}
