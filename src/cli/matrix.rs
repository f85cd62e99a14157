//! `mastery matrix`.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        roadmap::{PhaseIx, Proof},
    },
    insight::{proof::Standing, words},
    text::{count_of, form},
};

use super::{
    ageing,
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
    table::{Fit, Table},
};

/// Show the mastery proof matrix: what proves each phase, and whether it is proven
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery matrix
  mastery matrix --json | jq '[.matrix[] | select(.proven)] | length'")]
pub(crate) struct Args {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the answers asked for"
)]
pub(super) struct Row<'a> {
    id: &'a str,
    phase: json::PhaseName<'a>,
    labs: &'a str,
    pulse: &'a str,
    why: &'a str,
    apps: Vec<&'a str>,
    read: bool,
    built: bool,
    proven: bool,
    signed_off: bool,
    readings_done: usize,
    readings_of: usize,
    deliverables_done: usize,
    deliverables_of: usize,
    gate: bool,
    standing: Stand,
}

/// How a row stands, and what changed since.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Stand {
    state: &'static str,
    words: String,
    passed_on: Option<LogicalDay>,
    failed_on: Option<LogicalDay>,
    attested_on: Option<LogicalDay>,
    commits_since: Option<usize>,
    or_more: bool,
    uncommitted: bool,
    other_gate: bool,
}

impl Stand {
    fn new(standing: Standing, today: LogicalDay) -> Self {
        let mut stand = Self {
            state: standing.word(),
            words: standing.words(today),
            passed_on: None,
            failed_on: None,
            attested_on: None,
            commits_since: None,
            or_more: false,
            uncommitted: false,
            other_gate: false,
        };
        match standing {
            Standing::Not => {}
            Standing::Proven { on, age } => {
                stand.passed_on = Some(on);
                let age = age.unwrap_or_default();
                stand.commits_since = age.commits;
                stand.or_more = age.or_more;
                stand.uncommitted = age.uncommitted;
                stand.other_gate = age.other_gate;
            }
            Standing::WasProven { on, failed } => {
                stand.passed_on = Some(on);
                stand.failed_on = Some(failed);
            }
            Standing::Failed { on } => stand.failed_on = Some(on),
            Standing::Attested { on } => stand.attested_on = Some(on),
        }
        stand
    }
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let standings = ageing::standings(session);
    let rows = standings.iter().filter_map(|(ix, standing)| {
        let proof = roadmap[*ix].proof.as_ref()?;
        Some((*ix, proof, *standing))
    });
    if args.json {
        let rows: Vec<Row<'_>> = rows
            .map(|(ix, proof, standing)| row(session, ix, proof, standing))
            .collect();
        return out.json("matrix", &rows);
    }
    if roadmap.phases.iter().all(|phase| phase.proof.is_none()) {
        out.line("This roadmap has no proofs yet.");
        return Ok(());
    }
    let mut table = Table::new(0)
        .column("", Fit::Keep)
        .column("labs app", Fit::Shrink(20))
        .column("pulse feature", Fit::Shrink(21))
        .column("why it proves mastery", Fit::Wrap(20))
        .column("r b p", Fit::Keep)
        .number("read · built", Fit::Drop(2))
        .column("proof", Fit::Wrap(12));
    for (ix, proof, standing) in rows {
        let role = if progress.current() == Some(ix) {
            Role::Strong
        } else {
            Role::Plain
        };
        table.row([
            Line::of(role, proof.id.as_str()),
            Line::of(role, proof.labs.as_str()),
            Line::of(role, proof.pulse.as_str()),
            Line::of(role, proof.why.as_str()),
            parts::three_marks(roadmap, progress, ix),
            Line::plain(format!(
                "{} · {}",
                words::tally(progress[ix].readings),
                words::tally(progress[ix].deliverables)
            )),
            parts::standing(&standing, session.today),
        ]);
    }
    out.table(table);
    out.gap();
    let attested = |(_, it): &(_, Standing)| matches!(it, Standing::Attested { .. });
    let also = if standings.iter().any(attested) {
        ", ◇ attested"
    } else {
        ""
    };
    out.line(Line::of(
        Role::Dim,
        format!("r read · b built · p proven: ● all, ◐ begun, ○ not yet{also}"),
    ));
    let stale = standings.iter().filter(|(_, it)| it.is_stale()).count();
    if stale > 0 {
        let (number, needs) = (
            count_of(stale as u64, "proof", "proofs"),
            form(stale, "is", "are"),
        );
        out.line(Line::of(
            Role::Dim,
            format!(
                "{number} {needs} older than the code: `mastery prove --stale` runs them again"
            ),
        ));
    }
    Ok(())
}

/// A row and how it stands, for `--json`.
pub(super) fn row<'a>(
    session: &'a Session,
    ix: PhaseIx,
    proof: &'a Proof,
    standing: Standing,
) -> Row<'a> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    Row {
        id: proof.id.as_str(),
        phase: json::PhaseName::new(roadmap, ix),
        labs: &proof.labs,
        pulse: &proof.pulse,
        why: &proof.why,
        apps: proof
            .apps
            .iter()
            .map(|app| roadmap[*app].id.as_str())
            .collect(),
        read: progress[ix].is_read(),
        built: progress[ix].is_built(),
        proven: progress[ix].is_proven(),
        signed_off: progress[ix].is_signed_off(),
        readings_done: progress[ix].readings.done,
        readings_of: progress[ix].readings.of,
        deliverables_done: progress[ix].deliverables.done,
        deliverables_of: progress[ix].deliverables.of,
        gate: !proof.gate.is_empty(),
        standing: Stand::new(standing, session.today),
    }
}
