//! What changed since a gate passed: git is asked, within its limits.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::{
    domain::{
        evidence::Ran,
        roadmap::{PhaseIx, Proof},
    },
    git::Repository,
    insight::proof::{Age, Standing, last_pass},
    proof::plan::gate_hash,
};

use super::{
    gates::{self, Ground},
    session::Session,
};

/// How many commits are counted.
const MOST: usize = 1_000;

/// The folders whose changes make a proof stale: those that the steps of its
/// gate run in. Where some run in the repository itself and others in an app,
/// the apps count: the repository changes with every commit.
pub(crate) fn folders(proof: &Proof) -> BTreeSet<&str> {
    let mut folders: BTreeSet<&str> = proof
        .gate
        .iter()
        .map(|step| step.folder.trim_matches('/'))
        .map(|folder| if folder == "." { "" } else { folder })
        .collect();
    if folders.len() > 1 {
        folders.remove("");
    }
    folders
}

/// How all rows stand, with what changed since, by phase.
pub(crate) fn standings(session: &Session) -> Vec<(PhaseIx, Standing)> {
    let ground = Ground::of(session).ok();
    let mut git = ground.as_ref().and_then(|ground| ground.git.as_ref());
    let mut standings = Vec::new();
    for phase in session.roadmap.phase_places() {
        let Some(proof) = &session.roadmap[phase].proof else {
            continue;
        };
        let mut standing = Standing::of(&session.state, proof);
        if let (Standing::Proven { .. }, Some(ground)) = (standing, &ground) {
            let age = last_pass(&session.state, proof)
                .map(|ran| age(ran, proof, &ground.folder, &mut git));
            standing = standing.aged(age.unwrap_or_default());
        }
        standings.push((phase, standing));
    }
    standings
}

/// What changed since a gate passed. `git` is taken away when it is no use.
pub(crate) fn age(ran: &Ran, proof: &Proof, folder: &Path, git: &mut Option<&Repository>) -> Age {
    let mut age = Age {
        other_gate: ran.gate != gate_hash(&proof.gate),
        uncommitted: ran.clean == Some(false),
        ..Age::default()
    };
    let (Some(repository), Some(commit)) = (*git, &ran.commit) else {
        return age;
    };
    let folders = folders(proof);
    match commits(repository, commit, folder, &folders) {
        Ok(commits) => {
            age.or_more = commits >= MOST;
            age.commits = Some(commits.min(MOST));
        }
        Err(hopeless) => {
            if hopeless {
                *git = None;
            }
            return age;
        }
    }
    let places: Vec<PathBuf> = folders.iter().map(|it| folder.join(it)).collect();
    let clean = gates::clean(repository, places.iter().map(PathBuf::as_path));
    age.uncommitted |= clean == Some(false);
    age
}

/// How many commits touched these folders since one; the error says whether to
/// ask on is no use.
fn commits(
    git: &Repository,
    since: &str,
    folder: &Path,
    folders: &BTreeSet<&str>,
) -> Result<usize, bool> {
    let top = git.work_tree().and_then(|top| top.canonicalize().ok());
    let top = top.ok_or(false)?;
    let mut found = BTreeSet::new();
    for name in folders {
        // A folder that is gone was changed, and git knows by which commits.
        let place = folder.canonicalize().map_err(|_gone| false)?.join(name);
        let inside = place.strip_prefix(&top).map_err(|_elsewhere| false)?;
        let inside = if inside.as_os_str().is_empty() {
            Path::new(".")
        } else {
            inside
        };
        let commits = git
            .commits_touching(inside, Some(since), MOST)
            .map_err(|error| gates::is_hopeless(&error))?;
        found.extend(commits.into_iter().map(|commit| commit.id));
    }
    Ok(found.len())
}
