//! `mastery trust`.

use serde::Serialize;

use crate::{
    domain::roadmap::PhaseIx,
    proof::{
        Plan,
        consent::{Answer, Consent, remove},
    },
    text::Shown,
};

use super::{
    ask,
    failure::Failure,
    gates::{self, Ground},
    naming,
    paper::{Line, Paper, Role},
    prove,
    session::Session,
};

/// How much of a consent's hash names it.
const SHORT: usize = 8;

/// Say that the commands of a gate may run, see to what you said so, take it back
///
/// A roadmap can come from anywhere, so its commands run only after your yes,
/// given on a terminal with all of the command in view. It is kept on this
/// device alone, for this command in this folder with this environment, said by
/// this roadmap; a command that changes is asked about again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery trust M3
  mastery trust --list
  mastery trust --revoke M3
  mastery trust --revoke 4f0c2a91")]
pub(crate) struct Args {
    /// The rows whose gates may run, or the phases they prove
    #[arg(value_name = "ROW", required_unless_present_any = ["list", "revoke"])]
    rows: Vec<String>,
    /// List what may run
    #[arg(long, conflicts_with_all = ["rows", "revoke"])]
    list: bool,
    /// Take a yes back: one by its id, or all of a row
    #[arg(long, value_name = "ID|ROW", conflicts_with = "rows")]
    revoke: Vec<String>,
    /// Print the list as JSON: see docs/json.md
    #[arg(long, requires = "list")]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    consents: Vec<ConsentView<'a>>,
    damaged: Vec<String>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct ConsentView<'a> {
    id: &'a str,
    given: &'a str,
    row: &'a str,
    roadmap: &'a str,
    repository: &'a str,
    folder: &'a str,
    run: &'a [String],
    env: Vec<String>,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    if args.list {
        return list(args.json, out);
    }
    if !args.revoke.is_empty() {
        return revoke(args, session, out);
    }
    let ground = Ground::of(session)?;
    let consents = gates::consents()?;
    let mut plans: Vec<(PhaseIx, Plan)> = Vec::new();
    for row in &args.rows {
        let phase = naming::proof(&session.roadmap, row)?;
        plans.push((phase, gates::plan(session, phase, &ground)?));
    }
    for (phase, plan) in &plans {
        let answers = gates::answers(&consents, plan);
        prove::show(session, *phase, plan, &answers, out);
        out.gap();
    }
    let wanting = |plan: &&Plan| {
        let answers = gates::answers(&consents, plan);
        answers.iter().any(|answer| *answer != Answer::Yes)
    };
    let wanting: Vec<&Plan> = plans.iter().map(|(_, plan)| plan).filter(wanting).collect();
    if wanting.is_empty() {
        out.line("all of it may run already");
        return Ok(());
    }
    if !ask::is_possible() {
        out.flush()?;
        return Err(Failure::new(
            "nothing changed: a yes is given on a terminal, where you can be asked",
        ));
    }
    if !ask::yes(out, "May this run, now and from now on?")? {
        out.line("nothing changed");
        return Ok(());
    }
    for plan in wanting {
        gates::give(session, &consents, plan)
            .map_err(|error| Failure::new(format!("your yes cannot be kept: {error}")))?;
    }
    out.line("it may run; `mastery trust --revoke` takes that back");
    Ok(())
}

fn short(hash: &str) -> &str {
    hash.get(..SHORT).unwrap_or(hash)
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::new(format!("what you consented to cannot be read: {error}"))
}

fn list(json: bool, out: &mut Paper) -> Result<(), Failure> {
    let kept = gates::consents()?
        .list()
        .map_err(|error| unreadable(&error))?;
    let damaged: Vec<String> = kept
        .damaged
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    if json {
        let view = View {
            consents: kept
                .consents
                .iter()
                .map(|(id, consent)| ConsentView {
                    id,
                    given: &consent.given,
                    row: &consent.row,
                    roadmap: &consent.roadmap,
                    repository: &consent.repository,
                    folder: &consent.folder,
                    run: &consent.run,
                    env: env(consent),
                })
                .collect(),
            damaged,
        };
        return out.json("trust", &view);
    }
    if kept.consents.is_empty() && damaged.is_empty() {
        out.line("Nothing may run: `mastery trust ROW` shows the gate of a row, and asks.");
        return Ok(());
    }
    for (id, consent) in &kept.consents {
        out.gap();
        let day = consent.given.get(..10).unwrap_or_default();
        out.line(
            Line::of(Role::Accent, short(id))
                .and(Role::Strong, format!("  {}", Shown::line(&consent.row)))
                .and(Role::Dim, format!("  since {}", Shown::line(day))),
        );
        out.prose(Role::Plain, 2, consent.command());
        for variable in env(consent) {
            out.prose(Role::Plain, 2, format!("with {variable}"));
        }
        out.prose(Role::Dim, 2, format!("in {}", consent.folder));
        out.prose(Role::Dim, 2, format!("as said by {}", consent.roadmap));
    }
    if !damaged.is_empty() {
        out.heading("Damaged: nothing runs because of these");
        for path in damaged {
            out.prose(Role::Warn, 2, path);
        }
    }
    Ok(())
}

fn env(consent: &Consent) -> Vec<String> {
    let env = consent.env.iter();
    env.map(|(name, value)| format!("{name}={}", shell_words::quote(value)))
        .collect()
}

fn revoke(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let consents = gates::consents()?;
    let kept = consents.list().map_err(|error| unreadable(&error))?;
    let mut hashes: Vec<&str> = Vec::new();
    let mut files = Vec::new();
    for name in &args.revoke {
        let lower = name.to_lowercase();
        let mut fits: Vec<&str> = kept
            .consents
            .iter()
            .filter(|(id, consent)| {
                consent.row.to_lowercase() == lower || (lower.len() >= 4 && id.starts_with(&lower))
            })
            .map(|(id, _)| id.as_str())
            .collect();
        let broken: Vec<_> = kept
            .damaged
            .iter()
            .filter(|path| {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                lower.len() >= 4 && file.starts_with(&lower)
            })
            .collect();
        if fits.is_empty() && broken.is_empty() {
            let row = naming::proof(&session.roadmap, name).ok();
            let why = match row {
                Some(_) => format!("nothing of {name} may run"),
                None => format!("no consent fits `{name}`"),
            };
            return Err(Failure::new(why).hint("`mastery trust --list` lists what may run"));
        }
        hashes.append(&mut fits);
        files.extend(broken);
    }
    hashes.sort_unstable();
    hashes.dedup();
    let failed = |error: std::io::Error| Failure::new(format!("it cannot be taken back: {error}"));
    for hash in &hashes {
        consents.revoke(hash).map_err(failed)?;
    }
    for file in &files {
        remove(file).map_err(failed)?;
    }
    let count = (hashes.len() + files.len()) as u64;
    out.line(format!(
        "took back {}: what they ran is asked about again",
        crate::text::count(count, "consent")
    ));
    Ok(())
}
