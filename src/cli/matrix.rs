//! `mastery matrix`.

use serde::Serialize;

use super::{
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
    table::{Fit, Table},
};

/// Show the mastery proof matrix: what proves each phase, and whether it is proven
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the answers asked for"
)]
struct Row<'a> {
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
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let rows = roadmap
        .phase_places()
        .filter_map(|ix| Some((ix, roadmap[ix].proof.as_ref()?)));
    if args.json {
        let rows: Vec<Row<'_>> = rows
            .map(|(ix, proof)| Row {
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
            })
            .collect();
        return out.json("matrix", &rows);
    }
    if roadmap.phases.iter().all(|phase| phase.proof.is_none()) {
        out.line("This roadmap has no proofs yet.");
        return Ok(());
    }
    let mut table = Table::new(0)
        .column("", Fit::Keep)
        .column("labs app", Fit::Shrink(12))
        .column("pulse feature", Fit::Shrink(12))
        .column("why it proves mastery", Fit::Wrap(16))
        .column("r b p", Fit::Keep);
    for (ix, proof) in rows {
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
        ]);
    }
    out.table(table);
    out.gap();
    out.line(Line::of(
        Role::Dim,
        "r read · b built · p proven: ● all, ◐ begun, ○ not yet",
    ));
    Ok(())
}
