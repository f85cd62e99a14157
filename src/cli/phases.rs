//! `mastery phases`.

use crate::{
    domain::roadmap::PhaseIx,
    insight::{plan_line::planned_quarters, pull_request, words},
};

use super::{
    failure::Failure,
    json,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
    table::{Fit, Table},
};

/// List the phases and how far they are
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery phases
  mastery phases --json | jq '.phases[] | {number, done, of}'")]
pub(crate) struct Args {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    if args.json {
        let phases: Vec<json::Phase<'_>> = roadmap
            .phase_places()
            .map(|phase| json::Phase::new(roadmap, &session.state, progress, phase))
            .collect();
        return out.json("phases", &phases);
    }
    if roadmap.phases.is_empty() {
        out.line(parts::NO_PHASES);
        return Ok(());
    }
    let mut table = Table::new(0)
        .number("#", Fit::Keep)
        .column("phase", Fit::Shrink(14))
        .column("id", Fit::Drop(3))
        .column("r b p", Fit::Keep)
        .column("", Fit::Drop(1))
        .number("read", Fit::Keep)
        .number("built", Fit::Keep)
        .number("proven", Fit::Drop(3))
        .column("plan", Fit::Drop(2))
        .number("days", Fit::Drop(4))
        .column("apps", Fit::Drop(5))
        .column("pull request", Fit::Drop(6))
        .column("", Fit::Keep);
    for ix in roadmap.phase_places() {
        let phase = &roadmap[ix];
        let standing = &progress[ix];
        let current = progress.current() == Some(ix);
        let role = if current { Role::Strong } else { Role::Plain };
        let apps: Vec<&str> = phase
            .apps
            .iter()
            .map(|app| roadmap[*app].id.as_str())
            .collect();
        let apps = if apps.is_empty() {
            phase.apps_note.clone().unwrap_or_default()
        } else {
            apps.join(", ")
        };
        table.row([
            Line::of(role, phase.number.to_string()),
            Line::of(role, phase.title.as_str()),
            Line::of(Role::Accent, phase.id.as_str()),
            parts::three_marks(roadmap, progress, ix),
            parts::bar(standing.share(), 10),
            Line::plain(words::tally(standing.readings)),
            Line::plain(words::tally(standing.deliverables)),
            Line::plain(words::proven_of(phase, standing)),
            Line::of(Role::Dim, quarters(session, ix)),
            Line::of(Role::Dim, words::range(phase.days)),
            Line::of(Role::Dim, apps),
            Line::of(
                Role::Accent,
                pull_request::address(roadmap, &session.state, ix).unwrap_or_default(),
            ),
            standing_in_words(session, ix),
        ]);
    }
    out.table(table);
    Ok(())
}

/// The quarters the plan puts a phase in: “Q1”, “Q1–2”.
fn quarters(session: &Session, phase: PhaseIx) -> String {
    planned_quarters(&session.roadmap, phase).map_or_else(String::new, words::quarters)
}

/// Where a phase stands, in a word or two.
fn standing_in_words(session: &Session, phase: PhaseIx) -> Line {
    let standing = &session.progress[phase];
    if standing.is_signed_off() {
        Line::of(Role::Good, "signed off")
    } else if standing.is_settled() {
        Line::of(Role::Dim, "skipped")
    } else if session.progress.current() == Some(phase) {
        Line::of(Role::Accent, "now")
    } else if standing.blocked_by.is_empty() {
        Line::default()
    } else {
        let numbers: Vec<String> = standing
            .blocked_by
            .iter()
            .map(|phase| session.roadmap[*phase].number.to_string())
            .collect();
        Line::of(Role::Dim, format!("after {}", numbers.join(", ")))
    }
}
