//! `mastery prove`.

mod live;
mod shown;

use std::{process::ExitCode, time::Duration};

use serde::Serialize;

use crate::{
    domain::{
        event::Verdict,
        evidence::{Outcome, Ran},
        roadmap::PhaseIx,
    },
    proof::{self, Listening, Plan, consent::Answer, keep::Keeper},
};

use super::{
    ageing, ask,
    evidence::{Decision, StepView},
    failure::Failure,
    gates::{self, Ground},
    json, naming,
    paper::{self, Line, Paper, Role},
    session::Session,
};

pub(super) use shown::PlanView;
pub(crate) use shown::{said, show};

/// The exit status where a gate did not hold.
const FAILED: u8 = 1;
/// The exit status where a gate could not be run, or what it showed not kept.
const NOT_RUN: u8 = 3;

/// Run the gate of a proof, and keep what it shows
///
/// Shows exactly what will run and where. What was never run before needs your
/// yes, once for each command; then the gate runs, and its verdict, its output
/// and the commit are kept as evidence. Ctrl+C ends all that it started.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery prove M3
  mastery prove M3 M4 --quiet
  mastery prove --stale      those whose code changed since they passed
  mastery prove M3 --dry-run show what would run, and run nothing

Exit status: 0 passed, 1 failed, 3 could not be run or not be recorded,
130 ended by Ctrl+C. Gates run in the repository that `[repository]` in
config.toml names, else in the one the roadmap lies in.")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct Args {
    /// The rows, or the phases they prove
    #[arg(value_name = "ROW", required_unless_present_any = ["all", "stale"])]
    rows: Vec<String>,
    /// Run every gate there is
    #[arg(long, conflicts_with_all = ["rows", "stale"])]
    all: bool,
    /// Run the gates that passed before their code changed
    #[arg(long, conflicts_with = "rows")]
    stale: bool,
    /// Show what would run, and run nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Leave out what the commands print
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    row: &'a str,
    phase: json::PhaseName<'a>,
    result: &'static str,
    why: Option<String>,
    steps: Vec<StepView>,
    decided: Option<Decision>,
    commit: Option<String>,
    clean: Option<bool>,
    output: Option<String>,
    bytes: Option<u64>,
    recorded: bool,
}

/// What became of one row.
struct Proved {
    phase: PhaseIx,
    result: Became,
}

enum Became {
    Verdict(Verdict, Box<Ran>, Result<(), Failure>),
    NotRun(String),
    Cancelled(u8),
}

pub(crate) fn run(
    args: &Args,
    session: &mut Session,
    out: &mut Paper,
) -> Result<ExitCode, Failure> {
    match prove(args, session, out) {
        Ok(status) => Ok(ExitCode::from(status)),
        Err(failure) => Err(failure.ending_with(NOT_RUN)),
    }
}

fn prove(args: &Args, session: &mut Session, out: &mut Paper) -> Result<u8, Failure> {
    let phases = phases(args, session)?;
    if phases.is_empty() {
        if args.json {
            out.json::<[View<'_>; 0]>("prove", &[])?;
        } else {
            out.line(if args.stale {
                "No proof is stale."
            } else {
                "This roadmap has no gates."
            });
        }
        return Ok(0);
    }
    let ground = Ground::of(session)?;
    let several = phases.len() > 1;
    let mut plans: Vec<(PhaseIx, Result<Plan, Failure>)> = Vec::new();
    for phase in phases {
        let plan = gates::plan(session, phase, &ground);
        // Of several gates, one that cannot run does not keep the others back.
        match plan {
            Err(failure) if !several => return Err(failure),
            plan => plans.push((phase, plan)),
        }
    }
    let consents = gates::consents()?;
    let talk = !args.json;
    let mut missing = 0;
    for (phase, plan) in &plans {
        match plan {
            Ok(plan) => {
                let answers = gates::answers(&consents, plan);
                missing += answers.iter().filter(|it| **it != Answer::Yes).count();
                if talk {
                    show(session, *phase, plan, &answers, out);
                    out.gap();
                }
            }
            Err(failure) if talk => {
                out.line(Line::of(Role::Strong, gates::name(session, *phase)));
                out.prose(Role::Warn, 2, failure.sentence());
                out.gap();
            }
            Err(_) => {}
        }
    }
    if args.dry_run {
        if args.json {
            return dry_json(session, &plans, out);
        }
        out.line("nothing was run");
        return Ok(0);
    }
    if missing > 0 {
        consent(args, session, &plans, missing, out)?;
    }
    let mut results = Vec::new();
    let signals = live::Signals::new()?;
    for (phase, plan) in plans {
        let result = match plan {
            Err(failure) => Became::NotRun(failure.sentence()),
            Ok(plan) => one(args, session, phase, plan, &signals, out)?,
        };
        let cancelled = matches!(result, Became::Cancelled(_));
        if talk {
            shown::verdict(session, phase, &result, out);
            out.gap();
            let _ = out.flush();
        }
        results.push(Proved { phase, result });
        if cancelled {
            break;
        }
    }
    let status = results.iter().map(Proved::status).max().unwrap_or(0);
    if args.json {
        let views: Vec<View<'_>> = results.iter().map(|it| it.view(session)).collect();
        out.json("prove", &views)?;
    }
    Ok(status)
}

/// The phases whose gates are to run.
fn phases(args: &Args, session: &Session) -> Result<Vec<PhaseIx>, Failure> {
    let has_gate = |phase: &PhaseIx| {
        let proof = session.roadmap[*phase].proof.as_ref();
        proof.is_some_and(|proof| !proof.gate.is_empty() || !proof.gate_is_whole)
    };
    if args.stale {
        let standings = ageing::standings(session).into_iter();
        let stale = standings.filter(|(_, standing)| standing.is_stale());
        return Ok(stale.map(|(phase, _)| phase).filter(has_gate).collect());
    }
    if args.all {
        return Ok(session.roadmap.phase_places().filter(has_gate).collect());
    }
    let mut phases = Vec::new();
    for row in &args.rows {
        let phase = naming::proof(&session.roadmap, row)?;
        if !phases.contains(&phase) {
            phases.push(phase);
        }
    }
    Ok(phases)
}

/// Asks for the consent that is missing, and keeps it.
fn consent(
    args: &Args,
    session: &Session,
    plans: &[(PhaseIx, Result<Plan, Failure>)],
    missing: usize,
    out: &mut Paper,
) -> Result<(), Failure> {
    let consents = gates::consents()?;
    let wanting: Vec<&Plan> = plans
        .iter()
        .filter_map(|(_, plan)| plan.as_ref().ok())
        .filter(|plan| {
            let answers = gates::answers(&consents, plan);
            answers.iter().any(|answer| *answer != Answer::Yes)
        })
        .collect();
    let rows: Vec<&str> = wanting.iter().map(|plan| plan.row.as_str()).collect();
    let rows = rows.join(" ");
    if args.json || !ask::is_possible() {
        out.flush()?;
        let commands = crate::text::count(missing as u64, "command");
        return Err(Failure::new(format!(
            "nothing was run: you were not asked yet whether {commands} of {rows} may run"
        ))
        .hint(format!(
            "`mastery trust {rows}` on a terminal shows them and asks, once"
        )));
    }
    let question = if missing == 1 {
        "Run what is new here, now and from now on?".to_owned()
    } else {
        format!("Run the {missing} commands that are new here, now and from now on?")
    };
    if !ask::yes(out, &question)? {
        return Err(Failure::new("nothing was run"));
    }
    for plan in wanting {
        if let Err(error) = gates::give(session, &consents, plan) {
            paper::complain(&format!(
                "notice: your yes holds for this time only, it cannot be kept: {error}"
            ));
        }
    }
    out.gap();
    Ok(())
}

/// Runs one gate, shows it live, and records what it showed.
fn one(
    args: &Args,
    session: &mut Session,
    phase: PhaseIx,
    plan: Plan,
    signals: &live::Signals,
    out: &mut Paper,
) -> Result<Became, Failure> {
    let _lock = match gates::lock(session, &plan) {
        Ok(lock) => lock,
        Err(failure) => return Ok(Became::NotRun(failure.sentence())),
    };
    let keeper = if session.nameless.is_some() {
        Keeper::nowhere()
    } else {
        gates::keeper(session, &plan)
    };
    let listening = if args.quiet || args.json {
        Listening::Deaf
    } else {
        Listening::Whole
    };
    let options = proof::Options {
        listening,
        ..proof::Options::default()
    };
    let steps = plan.steps.clone();
    let row = plan.row.clone();
    let running = proof::start(plan, keeper, options)
        .map_err(|error| Failure::new(format!("the gate of {row} cannot be run: {error}")))?;
    let signal = live::follow(&running, &row, &steps, signals, args.json, out);
    let finished = running.finish();
    Ok(match &finished.outcome {
        Outcome::NotRun { step, why } => {
            Became::NotRun(format!("step {} could not be run: {why}", step + 1))
        }
        Outcome::Cancelled => Became::Cancelled(signal.unwrap_or(2)),
        Outcome::Verdict(verdict, ran) => {
            let (verdict, ran) = (*verdict, ran.clone());
            let recorded = gates::record(session, phase, finished).map(drop);
            Became::Verdict(verdict, ran, recorded)
        }
    })
}

/// How often it is looked whether a signal came.
const BEAT: Duration = Duration::from_millis(50);

impl Proved {
    fn status(&self) -> u8 {
        match &self.result {
            Became::Verdict(_, _, Err(_)) | Became::NotRun(_) => NOT_RUN,
            Became::Verdict(Verdict::Passed, ..) => 0,
            Became::Verdict(..) => FAILED,
            Became::Cancelled(signal) => 128 + signal,
        }
    }

    fn view<'a>(&self, session: &'a Session) -> View<'a> {
        let proof = session.roadmap[self.phase].proof.as_ref();
        let mut view = View {
            row: proof.map_or("", |proof| proof.id.as_str()),
            phase: json::PhaseName::new(&session.roadmap, self.phase),
            result: "not-run",
            why: None,
            steps: Vec::new(),
            decided: None,
            commit: None,
            clean: None,
            output: None,
            bytes: None,
            recorded: false,
        };
        match &self.result {
            Became::NotRun(why) => view.why = Some(why.clone()),
            Became::Cancelled(_) => view.result = "cancelled",
            Became::Verdict(verdict, ran, recorded) => {
                view.result = json::verdict(*verdict);
                view.why = recorded.as_ref().err().map(Failure::sentence);
                view.steps = ran.steps.iter().map(StepView::from).collect();
                view.decided = Some(Decision::from(&ran.decided));
                view.commit.clone_from(&ran.commit);
                view.clean = ran.clean;
                view.output = Some(ran.output.sha256.clone());
                view.bytes = Some(ran.output.bytes);
                view.recorded = recorded.is_ok();
            }
        }
        view
    }
}

/// What would run, as JSON.
fn dry_json(
    session: &Session,
    plans: &[(PhaseIx, Result<Plan, Failure>)],
    out: &mut Paper,
) -> Result<u8, Failure> {
    let views: Vec<PlanView<'_>> = plans
        .iter()
        .map(|(phase, plan)| PlanView::new(session, *phase, plan.as_ref()))
        .collect();
    out.json("gates", &views)?;
    Ok(0)
}
