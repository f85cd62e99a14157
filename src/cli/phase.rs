//! `mastery phase N`.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        progress::Tally,
        roadmap::{ItemIx, ItemKind, PhaseIx},
    },
    insight::{proof::Standing, pull_request, words},
};

use super::{
    failure::Failure,
    json, naming,
    paper::{Line, Paper, Role},
    parts,
    session::Session,
};

/// Show one phase: what to read, what to build, what proves it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery phase 3
  mastery phase genserver")]
pub(crate) struct Args {
    /// The phase: its number, id, or a fragment of its title
    #[arg(required = true, value_name = "N|ID")]
    phase: Vec<String>,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// A phase with all that belongs to it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    #[serde(flatten)]
    phase: json::Phase<'a>,
    summary: &'a str,
    needs: Vec<json::PhaseName<'a>>,
    unlocks: Vec<json::PhaseName<'a>>,
    readings: Vec<json::Item<'a>>,
    builds: Vec<Build<'a>>,
    proof: Option<Proof<'a>>,
    thoughts: Vec<Thought<'a>>,
}

/// What was written down about a phase or one of its items.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Thought<'a> {
    day: LogicalDay,
    item: Option<&'a str>,
    text: &'a str,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Build<'a> {
    app: Option<&'a str>,
    title: &'a str,
    work: &'static str,
    done: usize,
    of: usize,
    deliverables: Vec<json::Item<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Proof<'a> {
    id: &'a str,
    labs: &'a str,
    pulse: &'a str,
    why: &'a str,
    evidence: Option<Evidence>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Evidence {
    verdict: &'static str,
    day: LogicalDay,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let ix = naming::phase(&session.roadmap, &args.phase.join(" "))?;
    if args.json {
        return out.json("phase", &view(session, ix));
    }
    print(session, ix, out);
    Ok(())
}

/// All of a phase, as text.
pub(super) fn print(session: &Session, ix: PhaseIx, out: &mut Paper) {
    head(session, ix, out);
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let phase = &roadmap[ix];
    for (kind, title) in [
        (ItemKind::Book, "Books"),
        (ItemKind::Docs, "Official docs"),
        (ItemKind::Supplement, "Supplements"),
    ] {
        let of_kind = |item: &ItemIx| roadmap[*item].kind == kind;
        let readings: Vec<ItemIx> = phase.readings.iter().copied().filter(of_kind).collect();
        if !readings.is_empty() {
            heading(title, progress.tally(readings.iter().copied()), out);
            out.table(parts::items(roadmap, progress, readings));
        }
    }
    for build in &phase.builds {
        let title = format!("{} ({})", build.title, build.work.word());
        heading(
            &title,
            progress.tally(build.deliverables.iter().copied()),
            out,
        );
        out.table(parts::items(
            roadmap,
            progress,
            build.deliverables.iter().copied(),
        ));
    }
    print_proof(session, ix, out);
    let thoughts = thoughts(session, ix);
    if !thoughts.is_empty() {
        out.heading("Thoughts");
        for thought in thoughts {
            let day = words::date(thought.day, session.today);
            let about = match thought.item {
                Some(item) => format!(", {item}"),
                None => String::new(),
            };
            out.prose(Role::Plain, 2, format!("{day}{about}: {}", thought.text));
        }
    }
}

/// What proves a phase; nothing where nothing does.
pub(super) fn print_proof(session: &Session, ix: PhaseIx, out: &mut Paper) {
    let Some(proof) = &session.roadmap[ix].proof else {
        return;
    };
    out.heading(format!("Proof {}", proof.id));
    let evidence = Standing::of(&session.state, proof).words(session.today);
    let said = |name: &str, text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| format!("{name}: {text}"))
    };
    let apps = [said("labs", &proof.labs), said("pulse", &proof.pulse)];
    let apps: Vec<String> = apps.into_iter().flatten().collect();
    if !apps.is_empty() {
        out.prose(Role::Plain, 2, apps.join(" · "));
    }
    if let Some(why) = said("why", &proof.why) {
        out.prose(Role::Plain, 2, why);
    }
    out.prose(Role::Dim, 2, evidence);
    if !proof.gate.is_empty() {
        let steps = crate::text::count(proof.gate.len() as u64, "step");
        let row = &proof.id;
        out.prose(
            Role::Dim,
            2,
            format!("a gate of {steps}: `mastery prove {row}` runs it"),
        );
    } else if let Some(asked) = &proof.attestation {
        out.prose(Role::Dim, 2, format!("to be attested: {asked}"));
    }
}

/// The thoughts about a phase and about its items, the oldest first.
fn thoughts(session: &Session, ix: PhaseIx) -> Vec<Thought<'_>> {
    let roadmap = &session.roadmap;
    let about = |(day, about, text)| {
        let item = roadmap.find(about?)?;
        (roadmap[item].phase == Some(ix)).then(|| Thought {
            day,
            item: (item != roadmap[ix].sign_off).then(|| roadmap[item].id.as_str()),
            text,
        })
    };
    session.state.notes().filter_map(about).collect()
}

fn heading(title: &str, tally: Tally, out: &mut Paper) {
    out.gap();
    out.line(Line::of(Role::Strong, title).and(Role::Dim, format!("  {}", words::tally(tally))));
}

fn head(session: &Session, ix: PhaseIx, out: &mut Paper) {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let phase = &roadmap[ix];
    let standing = &progress[ix];
    out.line(
        Line::of(Role::Strong, words::phase_name(&roadmap[ix]))
            .and(
                Role::Plain,
                format!("  {} ", words::tally(standing.items())),
            )
            .append(parts::bar(standing.share(), 20)),
    );
    out.prose(Role::Dim, 0, words::standing(&roadmap[ix], standing));
    if !phase.summary.is_empty() {
        out.prose(Role::Plain, 0, phase.summary.as_str());
    }
    out.gap();
    let mut facts = vec![format!(
        "{} days planned, {} hours",
        words::range(phase.days),
        roadmap.planned_hours(ix)
    )];
    if let Some(notes) = &phase.notes {
        facts.push(format!("notes in {notes}"));
    }
    out.prose(Role::Dim, 0, facts.join(" · "));
    if let Some(url) = pull_request::address(roadmap, &session.state, ix) {
        out.prose(Role::Dim, 0, format!("pull request {url}"));
    }
    let unlocks: Vec<PhaseIx> = roadmap.unlocks(ix).collect();
    let mut ties = Vec::new();
    if !phase.needs.is_empty() {
        ties.push(format!(
            "needs {}",
            words::phase_numbers(roadmap, &phase.needs)
        ));
    }
    if !unlocks.is_empty() {
        ties.push(format!(
            "unlocks {}",
            words::phase_numbers(roadmap, &unlocks)
        ));
    }
    if !standing.blocked_by.is_empty() {
        let open = words::phase_numbers(roadmap, &standing.blocked_by);
        ties.push(format!("blocked by {open}"));
    }
    if !ties.is_empty() {
        out.prose(Role::Dim, 0, ties.join(" · "));
    }
}

/// The phase, for `--json`.
pub(super) fn view(session: &Session, ix: PhaseIx) -> View<'_> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let phase = &roadmap[ix];
    View {
        phase: json::Phase::new(roadmap, &session.state, progress, ix),
        summary: &phase.summary,
        needs: json::phase_names(roadmap, phase.needs.iter().copied()),
        unlocks: json::phase_names(roadmap, roadmap.unlocks(ix)),
        readings: json::items(roadmap, progress, phase.readings.iter().copied()),
        builds: phase
            .builds
            .iter()
            .map(|build| {
                let tally = progress.tally(build.deliverables.iter().copied());
                Build {
                    app: build.app.map(|app| roadmap[app].id.as_str()),
                    title: &build.title,
                    work: build.work.word(),
                    done: tally.done,
                    of: tally.of,
                    deliverables: json::items(
                        roadmap,
                        progress,
                        build.deliverables.iter().copied(),
                    ),
                }
            })
            .collect(),
        proof: phase.proof.as_ref().map(|proof| Proof {
            id: proof.id.as_str(),
            labs: &proof.labs,
            pulse: &proof.pulse,
            why: &proof.why,
            evidence: progress[ix].evidence.map(|evidence| Evidence {
                verdict: json::verdict(evidence.verdict),
                day: evidence.day,
            }),
        }),
        thoughts: thoughts(session, ix),
    }
}
