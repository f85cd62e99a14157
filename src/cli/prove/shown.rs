//! What would run, in full, and what became of it.

use serde::Serialize;

use crate::{
    domain::{event::Verdict, roadmap::PhaseIx},
    insight::proof::Standing,
    proof::{Lookup, Plan, consent::Answer, judge::limit},
};

use super::{
    super::{
        failure::Failure,
        gates, json,
        paper::{Line, Paper, Role},
        session::Session,
    },
    Became,
};

/// A line about a plan: how far it is set in, and its pieces; none are a gap.
pub(crate) type Said = (usize, Vec<(Role, String)>);

/// Shows all that a plan would run: nothing of it is left out or cut.
pub(crate) fn show(
    session: &Session,
    phase: PhaseIx,
    plan: &Plan,
    answers: &[Answer],
    out: &mut Paper,
) {
    out.line(Line::of(Role::Strong, gates::name(session, phase)));
    for (indent, pieces) in said(plan, answers) {
        match pieces.as_slice() {
            [] => out.gap(),
            [(role, text)] => out.prose(*role, indent, text.as_str()),
            pieces => {
                let mut line = Line::plain(" ".repeat(indent));
                for (role, text) in pieces {
                    line = line.and(*role, text.as_str());
                }
                out.line(line);
            }
        }
    }
}

/// All that a plan would run, as the commands and the screen show it.
pub(crate) fn said(plan: &Plan, answers: &[Answer]) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    let mut say = |indent, role, text: String| said.push((indent, vec![(role, text)]));
    say(
        2,
        Role::Plain,
        format!("in the repository {}", plan.repository.display()),
    );
    say(2, Role::Plain, format!("as said by {}", plan.roadmap));
    for (place, (step, answer)) in plan.steps.iter().zip(answers).enumerate() {
        let number = place + 1;
        let (role, trust) = match answer {
            Answer::Yes => (Role::Dim, "trusted"),
            Answer::NotAsked => (Role::Warn, "new"),
            Answer::Damaged(_) => (Role::Warn, "new: the yes that was kept is damaged"),
        };
        said.push((0, Vec::new()));
        said.push((
            2,
            vec![
                (Role::Plain, format!("step {number} · ")),
                (role, trust.to_owned()),
            ],
        ));
        let mut say = |role, text: String| said.push((4, vec![(role, text)]));
        say(Role::Accent, step.command());
        let within = step.folder.strip_prefix(&plan.repository);
        let folder = match within {
            Ok(inside) if inside.as_os_str().is_empty() => "the repository itself".to_owned(),
            Ok(inside) => inside.display().to_string(),
            Err(_) => step.folder.display().to_string(),
        };
        say(Role::Plain, format!("in {folder}"));
        for variable in step.env() {
            say(Role::Plain, format!("with {variable}"));
        }
        let (role, program) = match &step.program {
            Lookup::Found(path) => (Role::Dim, format!("the program {}", path.display())),
            Lookup::Missing => (Role::Warn, "the program was not found".to_owned()),
            Lookup::NotExecutable(path) => {
                (Role::Warn, format!("{} is not executable", path.display()))
            }
        };
        say(role, program);
        let conditions = step.conditions().join("; ");
        say(
            Role::Dim,
            format!("must hold within {}: {conditions}", limit(&step.step)),
        );
    }
    said.push((0, Vec::new()));
    said.push((
        2,
        vec![(
            Role::Dim,
            "It runs as you, with the environment of this shell, without a terminal or input."
                .to_owned(),
        )],
    ));
    said
}

/// What became of a gate.
pub(super) fn verdict(session: &Session, phase: PhaseIx, became: &Became, out: &mut Paper) {
    let proof = session.roadmap[phase].proof.as_ref();
    let row = proof.map_or("", |proof| proof.id.as_str());
    let (verdict, ran, recorded) = match became {
        Became::NotRun(why) => {
            out.line(Line::of(Role::Warn, format!("{row} could not be run")));
            out.prose(Role::Plain, 2, why.as_str());
            return;
        }
        Became::Cancelled(_) => {
            out.line(Line::of(Role::Warn, format!("{row} was ended")));
            out.prose(
                Role::Plain,
                2,
                "All that it started is gone, and nothing was recorded.",
            );
            return;
        }
        Became::Verdict(verdict, ran, recorded) => (*verdict, ran, recorded),
    };
    let (role, word) = if verdict == Verdict::Passed {
        (Role::Good, "passed")
    } else {
        (Role::Bad, "failed")
    };
    let all: u64 = ran.steps.iter().map(|step| step.millis).sum();
    out.line(Line::of(role, format!("{row} {word}")).and(
        Role::Plain,
        format!(" at step {}, {} in all", ran.decided.step, gates::took(all)),
    ));
    out.prose(
        Role::Plain,
        2,
        format!("asked for {}; {}", ran.decided.condition, ran.decided.found),
    );
    if let Some(line) = &ran.decided.line {
        out.prose(Role::Accent, 4, line.as_str());
    }
    match recorded {
        Ok(()) => {
            let proof = session.roadmap[phase].proof.as_ref();
            let now = proof.map(|proof| Standing::of(&session.state, proof));
            if let Some(now @ Standing::WasProven { .. }) = now {
                out.prose(
                    Role::Plain,
                    2,
                    format!("{row} {}", now.words(session.today)),
                );
            }
            let tree = match (&ran.commit, ran.clean) {
                (Some(commit), Some(true)) => format!(", at commit {}", gates::short(commit)),
                (Some(commit), _) => format!(
                    ", at commit {} with uncommitted changes",
                    gates::short(commit)
                ),
                (None, _) => String::new(),
            };
            out.prose(Role::Dim, 2, format!("recorded{tree}"));
        }
        Err(failure) => out.prose(Role::Warn, 2, failure.sentence()),
    }
}

/// A gate that would run, for `--json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(in crate::cli) struct PlanView<'a> {
    row: &'a str,
    phase: json::PhaseName<'a>,
    repository: Option<String>,
    steps: Vec<PlannedView>,
    why_not: Option<String>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct PlannedView {
    run: Vec<String>,
    folder: String,
    env: Vec<String>,
    program: Option<String>,
    conditions: Vec<String>,
    limit_minutes: u64,
    trusted: bool,
}

impl<'a> PlanView<'a> {
    pub(super) fn new(session: &'a Session, phase: PhaseIx, plan: Result<&Plan, &Failure>) -> Self {
        let proof = session.roadmap[phase].proof.as_ref();
        let consents = gates::consents().ok();
        let steps = plan.map_or(&[][..], |plan| &plan.steps);
        Self {
            row: proof.map_or("", |proof| proof.id.as_str()),
            phase: json::PhaseName::new(&session.roadmap, phase),
            repository: plan.ok().map(|plan| plan.repository.display().to_string()),
            steps: steps
                .iter()
                .map(|step| PlannedView {
                    run: step.step.run.clone(),
                    folder: step.folder.display().to_string(),
                    env: step
                        .step
                        .env
                        .iter()
                        .map(|(name, value)| format!("{name}={value}"))
                        .collect(),
                    program: match &step.program {
                        Lookup::Found(path) => Some(path.display().to_string()),
                        Lookup::Missing | Lookup::NotExecutable(_) => None,
                    },
                    conditions: step.conditions(),
                    limit_minutes: step.step.limit.as_secs() / 60,
                    trusted: consents
                        .as_ref()
                        .is_some_and(|consents| consents.answer(step) == Answer::Yes),
                })
                .collect(),
            why_not: plan.err().map(Failure::sentence),
        }
    }
}
