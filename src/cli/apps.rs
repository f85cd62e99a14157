//! `mastery apps`.

use serde::Serialize;

use crate::{
    domain::{
        progress::Tally,
        roadmap::{AppIx, ItemIx, PhaseIx, Work},
    },
    insight::words,
};

use super::{
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
    table::{Fit, Table},
};

/// List the labs and pulse apps, the phases that build them, and how far they are
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery apps
  mastery apps --json | jq -r '.apps[].id'")]
pub(crate) struct Args {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// An app, for `--json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct App<'a> {
    id: &'a str,
    work: &'static str,
    role: &'a str,
    phases: Vec<json::PhaseName<'a>>,
    done: usize,
    of: usize,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let roadmap = &session.roadmap;
    let apps = (0..roadmap.apps.len()).map(AppIx);
    if args.json {
        let apps: Vec<App<'_>> = apps.map(|ix| shape(session, ix)).collect();
        return out.json("apps", &apps);
    }
    if roadmap.apps.is_empty() {
        out.line("This roadmap has no apps yet.");
        return Ok(());
    }
    for (work, title) in [(Work::Labs, "Labs apps"), (Work::Pulse, "Pulse apps")] {
        let mut of_work = apps
            .clone()
            .filter(|ix| roadmap[*ix].work == work)
            .peekable();
        if of_work.peek().is_none() {
            continue;
        }
        let mut table = Table::new(2)
            .column("app", Fit::Keep)
            .column("role", Fit::Wrap(24))
            .number("phase", Fit::Keep)
            .column("", Fit::Drop(1))
            .number("built", Fit::Keep);
        for ix in of_work {
            let (phases, tally) = built(session, ix);
            let numbers: Vec<String> = phases
                .iter()
                .map(|phase| roadmap[*phase].number.to_string())
                .collect();
            let numbers = if numbers.is_empty() {
                "–".to_owned()
            } else {
                numbers.join(", ")
            };
            table.row([
                Line::plain(roadmap[ix].id.as_str()),
                Line::of(Role::Dim, roadmap[ix].role.as_str()),
                Line::plain(numbers),
                parts::bar(tally.share(), 10),
                Line::plain(words::tally(tally)),
            ]);
        }
        out.heading(title);
        out.table(table);
    }
    Ok(())
}

/// An app, for `--json`.
pub(super) fn shape(session: &Session, ix: AppIx) -> App<'_> {
    let roadmap = &session.roadmap;
    let (phases, tally) = built(session, ix);
    App {
        id: roadmap[ix].id.as_str(),
        work: roadmap[ix].work.word(),
        role: &roadmap[ix].role,
        phases: json::phase_names(roadmap, phases),
        done: tally.done,
        of: tally.of,
    }
}

/// The phases that build an app, and its deliverables in all of them.
pub(super) fn built(session: &Session, app: AppIx) -> (Vec<PhaseIx>, Tally) {
    let roadmap = &session.roadmap;
    let mut phases = Vec::new();
    let mut items: Vec<ItemIx> = Vec::new();
    for phase in roadmap.phase_places() {
        for build in &roadmap[phase].builds {
            if build.app == Some(app) {
                if !phases.contains(&phase) {
                    phases.push(phase);
                }
                items.extend(&build.deliverables);
            }
        }
    }
    (phases, session.progress.tally(items))
}
