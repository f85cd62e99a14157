//! The plan checked against itself.

use std::collections::HashSet;

use crate::domain::roadmap::{AppIx, ItemIx, PhaseIx, Roadmap, TimeBudget};

/// The weeks that the plan gives a quarter.
const WEEKS: f64 = 13.0;

/// A contradiction in a roadmap that is sound in form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is accepted by, in the roadmap's `accept`.
    pub key: String,
    /// What contradicts what.
    pub message: String,
    /// What it is about.
    pub about: About,
    /// Why it stands, if the roadmap accepts it.
    pub accepted: Option<String>,
}

impl Finding {
    /// Whether it is nothing to worry about: the author knows, and means it.
    pub fn is_accepted(&self) -> bool {
        self.accepted.is_some()
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A phase.
    Phase(PhaseIx),
    /// An app.
    App(AppIx),
    /// An item.
    Item(ItemIx),
    /// The plan or the budget as a whole.
    Roadmap,
}

impl About {
    /// The line of the roadmap file that declares it; 0 if it is no one line.
    pub fn line(self, roadmap: &Roadmap) -> usize {
        match self {
            Self::Phase(ix) => roadmap[ix].line,
            Self::App(ix) => roadmap[ix].line,
            Self::Item(ix) => roadmap[ix].line,
            Self::Roadmap => 0,
        }
    }
}

/// Checks the roadmap against itself. What it accepts is among the findings,
/// with the reason; an acceptance of nothing is a finding, too.
pub fn findings(roadmap: &Roadmap) -> Vec<Finding> {
    let mut found = Found {
        roadmap,
        list: Vec::new(),
    };
    found.phases();
    found.apps();
    found.quarters();
    found.hours();
    found.money();
    found.acceptances();
    found.list
}

struct Found<'r> {
    roadmap: &'r Roadmap,
    list: Vec<Finding>,
}

impl Found<'_> {
    fn add(&mut self, key: String, about: About, message: String) {
        let mut accepted = self.roadmap.accepted.iter();
        let accepted = accepted.find(|it| it.finding == key);
        self.list.push(Finding {
            accepted: accepted.map(|it| it.why.clone()),
            key,
            message,
            about,
        });
    }

    /// A phase with nothing to do, or with nothing to prove it among others
    /// that are proven.
    fn phases(&mut self) {
        let roadmap = self.roadmap;
        let mut proofs = roadmap.phases.iter().filter_map(|it| it.proof.as_ref());
        let any_proof = proofs.clone().next().is_some();
        let any_gate = proofs.any(|proof| !proof.gate.is_empty());
        for ix in roadmap.phase_places() {
            let phase = &roadmap[ix];
            let id = &phase.id;
            if phase.items().next().is_none() {
                let message = format!("phase `{id}` has nothing to read and nothing to build");
                self.add(
                    format!("phase-without-items:{id}"),
                    About::Phase(ix),
                    message,
                );
            }
            if any_proof && phase.proof.is_none() {
                let message = format!("phase `{id}` has no proof, but others have");
                self.add(
                    format!("phase-without-proof:{id}"),
                    About::Phase(ix),
                    message,
                );
            }
            // A broken gate is a problem already, and told with its line.
            if let Some(proof) = &phase.proof
                && any_gate
                && proof.gate.is_empty()
                && proof.gate_is_whole
                && proof.attestation.is_none()
            {
                let proof = &proof.id;
                let message = format!("proof {proof} has neither a gate nor an attestation");
                self.add(
                    format!("proof-without-gate:{proof}"),
                    About::Phase(ix),
                    message,
                );
            }
        }
    }

    /// Apps that no proof names or no phase builds; proofs of what is not
    /// built.
    fn apps(&mut self) {
        let roadmap = self.roadmap;
        let builds = roadmap.phases.iter().flat_map(|phase| &phase.builds);
        let built: HashSet<_> = builds.filter_map(|build| build.app).collect();
        let proofs: Vec<_> = roadmap
            .phase_places()
            .filter_map(|ix| Some((ix, roadmap[ix].proof.as_ref()?)))
            .collect();
        let proven: HashSet<_> = proofs.iter().flat_map(|(_, proof)| &proof.apps).collect();
        for ix in (0..roadmap.apps.len()).map(AppIx) {
            let id = &roadmap[ix].id;
            if !proofs.is_empty() && !proven.contains(&ix) {
                let message = format!("no proof names the app `{id}`");
                self.add(format!("app-without-proof:{id}"), About::App(ix), message);
            }
            if !built.contains(&ix) && !proven.contains(&ix) {
                let message = format!("no phase builds the app `{id}`");
                self.add(format!("app-not-built:{id}"), About::App(ix), message);
            }
        }
        for (phase, proof) in proofs {
            for app in proof.apps.iter().filter(|app| !built.contains(app)) {
                let (proof, app) = (&proof.id, &roadmap[*app].id);
                let message = format!("proof {proof} names the app `{app}`, which no phase builds");
                self.add(
                    format!("proof-not-built:{proof}:{app}"),
                    About::Phase(phase),
                    message,
                );
            }
        }
    }

    /// Phases in no quarter or in two, and before what they need.
    fn quarters(&mut self) {
        let roadmap = self.roadmap;
        let placed = quarters(roadmap);
        if placed.iter().all(Vec::is_empty) {
            return;
        }
        for ix in roadmap.phase_places() {
            let id = &roadmap[ix].id;
            match &placed[ix.0][..] {
                [] => {
                    let message = format!("the plan puts phase `{id}` in no quarter");
                    self.add(
                        format!("phase-in-no-quarter:{id}"),
                        About::Phase(ix),
                        message,
                    );
                }
                [_] => {}
                several => {
                    let names: Vec<_> = several.iter().map(|it| words(*it)).collect();
                    let message =
                        format!("the plan puts phase `{id}` in {}", names.join(" and in "));
                    self.add(
                        format!("phase-in-two-quarters:{id}"),
                        About::Phase(ix),
                        message,
                    );
                }
            }
        }
        let end = |ix: PhaseIx| placed[ix.0].iter().map(|(_, last)| *last).min();
        for ix in roadmap.phase_places() {
            for needed in &roadmap[ix].needs {
                if let (Some(own), Some(other)) = (end(ix), end(*needed))
                    && own < other
                {
                    let (id, needed) = (&roadmap[ix].id, &roadmap[*needed].id);
                    let message = format!(
                        "phase `{id}` is planned for Q{own}, but needs `{needed}`, planned for Q{other}"
                    );
                    self.add(
                        format!("planned-before-prerequisite:{id}:{needed}"),
                        About::Phase(ix),
                        message,
                    );
                }
            }
        }
    }

    /// Planned hours that the budget does not have before a quarter ends.
    fn hours(&mut self) {
        let roadmap = self.roadmap;
        let week = week_hours(roadmap);
        let placed = quarters(roadmap);
        if week <= 0.0 {
            return;
        }
        for quarter in 1..=4_u8 {
            let due = roadmap.phase_places().filter(|ix| {
                let last = placed[ix.0].iter().map(|(_, last)| *last).min();
                last.is_some_and(|last| last <= quarter)
            });
            let planned: f64 = due.map(|ix| roadmap.planned_hours(ix)).sum();
            let there = week * WEEKS * f64::from(quarter);
            if planned > there {
                let message = format!(
                    "{planned:.0} hours are planned by the end of Q{quarter}, but the budget has {there:.0}"
                );
                self.add(
                    format!("hours-do-not-fit:q{quarter}"),
                    About::Roadmap,
                    message,
                );
            }
        }
    }

    fn money(&mut self) {
        for line in self
            .roadmap
            .money
            .iter()
            .filter(|line| line.amount.is_none())
        {
            let message = format!("the budget line `{}` has no amount", line.id);
            self.add(
                format!("budget-without-amount:{}", line.id),
                About::Roadmap,
                message,
            );
        }
    }

    fn acceptances(&mut self) {
        let found: HashSet<_> = self.list.iter().map(|it| it.key.clone()).collect();
        for accepted in &self.roadmap.accepted {
            let key = &accepted.finding;
            if !found.contains(key) {
                let message = format!("`accept` names `{key}`, which is no finding");
                self.add(format!("accepts-nothing:{key}"), About::Roadmap, message);
            }
        }
    }
}

/// The quarters, first and last, that milestones put each phase in.
fn quarters(roadmap: &Roadmap) -> Vec<Vec<(u8, u8)>> {
    let mut placed = vec![Vec::new(); roadmap.phases.len()];
    for (_, block, milestone) in roadmap.plan.milestones() {
        for phase in &milestone.phases {
            let quarters = (block.first, block.last);
            let placed: &mut Vec<_> = &mut placed[phase.0];
            if !placed.contains(&quarters) {
                placed.push(quarters);
            }
        }
    }
    placed
}

/// The categories of the time budget that planned hours are spent from: learning
/// and building; every category where there is neither.
pub(crate) fn study_budget(roadmap: &Roadmap) -> Vec<&TimeBudget> {
    let is_study = |id: &str| matches!(id, "learning" | "building");
    let any = roadmap.time.iter().any(|line| is_study(line.id.as_str()));
    let lines = roadmap.time.iter();
    lines
        .filter(|line| !any || is_study(line.id.as_str()))
        .collect()
}

/// The hours a week for learning and building, in the middle of their ranges;
/// of every category where there is neither.
pub(crate) fn week_hours(roadmap: &Roadmap) -> f64 {
    study_budget(roadmap)
        .iter()
        .map(|line| f64::midpoint(line.hours.0, line.hours.1))
        .sum()
}

fn words((first, last): (u8, u8)) -> String {
    if first == last {
        format!("Q{first}")
    } else {
        format!("Q{first}–Q{last}")
    }
}
