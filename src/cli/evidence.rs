//! `mastery evidence`.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
    process::ExitCode,
};

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        event::{Event, Kind, Verdict},
        evidence::{Decided, Ended, FileShown, Grounds, Ran, StepRan},
        roadmap::PhaseIx,
    },
    insight::{proof::Standing, words},
    proof::{
        keep::{self, Verified},
        sha256_of,
    },
};

use super::{
    failure::Failure,
    gates::{self, Ground},
    json, naming,
    paper::{Line, Paper, Role},
    session::Session,
    table::{Fit, Table},
};

/// Show what proves a row: verdicts, commits, hashes, and what was printed
///
/// Without a row, all evidence, the newest first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery evidence
  mastery evidence M3
  mastery evidence M3 --output | less
  mastery evidence --verify  is all that was kept still what was recorded?")]
pub(crate) struct Args {
    /// The row, or the phase it proves
    #[arg(value_name = "ROW")]
    row: Option<String>,
    /// Hold what was kept against its hashes
    #[arg(long, conflicts_with = "output")]
    verify: bool,
    /// Print what the newest run printed
    #[arg(long, requires = "row", conflicts_with = "json")]
    output: bool,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// A step that ran, for `--json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct StepView {
    exit: Option<u8>,
    signal: Option<u8>,
    late: bool,
    milliseconds: u64,
    value: Option<String>,
}

impl From<&StepRan> for StepView {
    fn from(step: &StepRan) -> Self {
        let (exit, signal) = match step.ended {
            Ended::Exit(status) => (Some(status), None),
            Ended::Signal(number) => (None, Some(number)),
            Ended::Late => (None, None),
        };
        Self {
            exit,
            signal,
            late: step.ended == Ended::Late,
            milliseconds: step.millis,
            value: step.value.clone(),
        }
    }
}

/// What decided a verdict, for `--json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Decision {
    step: u32,
    condition: String,
    found: String,
    line: Option<String>,
}

impl From<&Decided> for Decision {
    fn from(decided: &Decided) -> Self {
        Self {
            step: decided.step,
            condition: decided.condition.clone(),
            found: decided.found.clone(),
            line: decided.line.clone(),
        }
    }
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    id: String,
    row: &'a str,
    day: LogicalDay,
    at: String,
    device: &'a str,
    verdict: &'static str,
    text: Option<&'a str>,
    steps: Vec<StepView>,
    decided: Option<Decision>,
    commit: Option<&'a str>,
    clean: Option<bool>,
    output: Option<&'a str>,
    bytes: Option<u64>,
    kept: Option<u64>,
    gate: Option<&'a str>,
    links: Vec<&'a str>,
    files: Vec<FileView<'a>>,
    check: Option<&'static str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct FileView<'a> {
    path: &'a str,
    sha256: &'a str,
}

/// One piece of evidence.
struct Piece<'a> {
    event: &'a Event,
    row: &'a str,
    verdict: Verdict,
    text: Option<&'a str>,
    grounds: Option<&'a Grounds>,
}

impl<'a> Piece<'a> {
    fn of(event: &'a Event) -> Option<Self> {
        let Kind::Evidence {
            row,
            verdict,
            text,
            grounds,
        } = &event.kind
        else {
            return None;
        };
        Some(Self {
            event,
            row: row.as_str(),
            verdict: *verdict,
            text: text.as_deref(),
            grounds: grounds.as_deref(),
        })
    }

    fn ran(&self) -> Option<&'a Ran> {
        match self.grounds? {
            Grounds::Ran(ran) => Some(ran),
            Grounds::Shown { .. } => None,
        }
    }

    fn shown(&self) -> (&'a [String], &'a [FileShown]) {
        match self.grounds {
            Some(Grounds::Shown { links, files }) => (links, files),
            _ => (&[], &[]),
        }
    }
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<ExitCode, Failure> {
    let phase = match &args.row {
        Some(row) => Some(naming::proof(&session.roadmap, row)?),
        None => None,
    };
    let row = match phase {
        Some(phase) => Some(gates::proof(session, phase)?.id.as_str()),
        None => None,
    };
    let pieces: Vec<Piece<'_>> = session
        .state
        .history()
        .rev()
        .filter(|(_, live)| *live)
        .filter_map(|(event, _)| Piece::of(event))
        .filter(|piece| row.is_none_or(|row| piece.row == row))
        .collect();
    if args.output {
        return output(session, &pieces, row.unwrap_or_default(), out);
    }
    let checks: Vec<Option<Check>> = pieces
        .iter()
        .map(|piece| args.verify.then(|| check(session, piece)))
        .collect();
    let bad = checks.iter().flatten().any(|check| !check.is_good());
    let status = ExitCode::from(u8::from(bad));
    if args.json {
        let views: Vec<View<'_>> = pieces
            .iter()
            .zip(&checks)
            .map(|(piece, check)| view(piece, check.as_ref()))
            .collect();
        out.json("evidence", &views)?;
        return Ok(status);
    }
    if let (Some(phase), false) = (phase, args.verify) {
        about(session, phase, &pieces, out)?;
        return Ok(status);
    }
    if pieces.is_empty() {
        out.line("No evidence yet: `mastery prove ROW` runs the gate of a row.");
        return Ok(status);
    }
    let mut table = Table::new(0)
        .column("day", Fit::Keep)
        .column("row", Fit::Keep)
        .column("verdict", Fit::Keep)
        .column(if args.verify { "kept" } else { "" }, Fit::Shrink(12))
        .column("commit", Fit::Drop(2))
        .column("decided by", Fit::Wrap(20));
    for (piece, check) in pieces.iter().zip(&checks) {
        let ran = piece.ran();
        let commit = ran.and_then(|ran| ran.commit.as_deref()).map(gates::short);
        let decided = match (ran, piece.text) {
            (Some(ran), _) => format!("{}: {}", ran.decided.condition, ran.decided.found),
            (None, text) => text.unwrap_or_default().to_owned(),
        };
        let check = match check {
            None => Line::default(),
            Some(check) if check.is_good() => Line::of(Role::Good, check.words()),
            Some(check) => Line::of(Role::Bad, check.words()),
        };
        table.row([
            Line::plain(piece.event.day.to_string()),
            Line::of(Role::Strong, piece.row),
            verdict(piece.verdict),
            check,
            Line::of(Role::Dim, commit.unwrap_or_default()),
            Line::plain(decided),
        ]);
    }
    out.table(table);
    Ok(status)
}

fn verdict(verdict: Verdict) -> Line {
    let role = match verdict {
        Verdict::Passed => Role::Good,
        Verdict::Failed => Role::Bad,
        Verdict::Attested => Role::Accent,
    };
    Line::of(role, words::verdict(verdict))
}

/// All about one row: how it stands, and the newest evidence in full.
fn about(
    session: &Session,
    phase: PhaseIx,
    pieces: &[Piece<'_>],
    out: &mut Paper,
) -> Result<(), Failure> {
    let proof = gates::proof(session, phase)?;
    out.line(Line::of(Role::Strong, gates::name(session, phase)));
    let standing = Standing::of(&session.state, proof);
    out.prose(Role::Plain, 0, standing.words(session.today));
    if let Some(asked) = &proof.attestation {
        out.prose(Role::Dim, 0, format!("to be attested: {asked}"));
    }
    for piece in pieces {
        out.gap();
        let event = piece.event;
        out.line(
            Line::plain(words::date(event.day, session.today))
                .and(Role::Plain, "  ")
                .append(verdict(piece.verdict))
                .and(
                    Role::Dim,
                    format!("  {} on {}", event.id, event.device.as_str()),
                ),
        );
        if let Some(text) = piece.text {
            out.prose(Role::Plain, 2, text);
        }
        if let Some(ran) = piece.ran() {
            run_in_full(ran, out);
        }
        let (links, files) = piece.shown();
        for link in links {
            out.prose(Role::Accent, 2, link.as_str());
        }
        for file in files {
            out.prose(Role::Plain, 2, file.path.as_str());
            out.prose(Role::Dim, 4, format!("sha256 {}", file.sha256));
        }
    }
    Ok(())
}

fn run_in_full(ran: &Ran, out: &mut Paper) {
    for (place, step) in ran.steps.iter().enumerate() {
        let value = step.value.as_deref().map(|value| format!(" · {value}"));
        out.prose(
            Role::Plain,
            2,
            format!(
                "step {} · {} after {}{}",
                place + 1,
                step.ended,
                gates::took(step.millis),
                value.unwrap_or_default()
            ),
        );
    }
    let decided = &ran.decided;
    out.prose(
        Role::Plain,
        2,
        format!(
            "decided by step {}: {}; {}",
            decided.step, decided.condition, decided.found
        ),
    );
    if let Some(line) = &decided.line {
        out.prose(Role::Accent, 4, line.as_str());
    }
    if let Some(commit) = &ran.commit {
        let tree = match ran.clean {
            Some(true) => "nothing uncommitted",
            Some(false) => "with uncommitted changes",
            None => "uncommitted changes unknown",
        };
        out.prose(Role::Dim, 2, format!("commit {commit}, {tree}"));
    }
    let cut = match &ran.output.kept {
        Some(kept) => format!(", {} kept", bytes(kept.bytes)),
        None => String::new(),
    };
    out.prose(
        Role::Dim,
        2,
        format!(
            "output {}{cut}, sha256 {}",
            bytes(ran.output.bytes),
            ran.output.sha256
        ),
    );
}

/// A number of bytes: “812 bytes”, “17 MB”.
fn bytes(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// Whether evidence is still what it was.
enum Check {
    Output(Verified),
    Files {
        missing: usize,
        changed: usize,
    },
    /// It rests on nothing that is kept.
    Nothing,
}

impl Check {
    fn is_good(&self) -> bool {
        match self {
            Self::Output(verified) => matches!(verified, Verified::Whole | Verified::Cut),
            Self::Files { missing, changed } => missing + changed == 0,
            Self::Nothing => true,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Output(Verified::Cut) => "cut",
            Self::Output(Verified::Unreadable(_)) => "unreadable",
            Self::Output(Verified::Changed) | Self::Files { changed: 1.., .. } => "changed",
            Self::Output(Verified::Missing) | Self::Files { missing: 1.., .. } => "missing",
            Self::Output(Verified::Whole) | Self::Files { .. } => "whole",
            Self::Nothing => "nothing-kept",
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Output(Verified::Cut) => "whole, as far as it was kept".to_owned(),
            Self::Output(Verified::Unreadable(error)) => format!("unreadable: {error}"),
            Self::Nothing => "nothing to hold against".to_owned(),
            other => other.word().to_owned(),
        }
    }
}

fn check(session: &Session, piece: &Piece<'_>) -> Check {
    if let Some(ran) = piece.ran() {
        return Check::Output(keep::verify(&gates::outputs(session), &ran.output));
    }
    let (_, files) = piece.shown();
    if files.is_empty() {
        return Check::Nothing;
    }
    let top = Ground::of(session).map(|ground| ground.folder).ok();
    let (mut missing, mut changed) = (0, 0);
    for file in files {
        let path = match &top {
            Some(top) => top.join(&file.path),
            None => Path::new(&file.path).to_owned(),
        };
        match File::open(path).and_then(sha256_of) {
            Ok((sha256, _)) if sha256 == file.sha256 => {}
            Ok(_) => changed += 1,
            Err(_) => missing += 1,
        }
    }
    Check::Files { missing, changed }
}

fn view<'a>(piece: &Piece<'a>, check: Option<&Check>) -> View<'a> {
    let ran = piece.ran();
    let (links, files) = piece.shown();
    View {
        id: piece.event.id.to_string(),
        row: piece.row,
        day: piece.event.day,
        at: piece.event.at.to_rfc3339(),
        device: piece.event.device.as_str(),
        verdict: json::verdict(piece.verdict),
        text: piece.text,
        steps: ran.map_or_else(Vec::new, |ran| {
            ran.steps.iter().map(StepView::from).collect()
        }),
        decided: ran.map(|ran| Decision::from(&ran.decided)),
        commit: ran.and_then(|ran| ran.commit.as_deref()),
        clean: ran.and_then(|ran| ran.clean),
        output: ran.map(|ran| ran.output.sha256.as_str()),
        bytes: ran.map(|ran| ran.output.bytes),
        kept: ran.map(|ran| {
            let kept = ran.output.kept.as_ref();
            kept.map_or(ran.output.bytes, |kept| kept.bytes)
        }),
        gate: ran.map(|ran| ran.gate.as_str()),
        links: links.iter().map(String::as_str).collect(),
        files: files
            .iter()
            .map(|file| FileView {
                path: &file.path,
                sha256: &file.sha256,
            })
            .collect(),
        check: check.map(Check::word),
    }
}

/// Prints what the newest run printed, sanitised line by line.
fn output(
    session: &Session,
    pieces: &[Piece<'_>],
    row: &str,
    out: &mut Paper,
) -> Result<ExitCode, Failure> {
    let Some(ran) = pieces.iter().find_map(Piece::ran) else {
        return Err(Failure::new(format!("no gate of {row} ran yet")));
    };
    let folder = gates::outputs(session);
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("the output of {row} cannot be read: {error}"))
            .hint("`mastery evidence --verify` tells what is missing")
    };
    let mut reader = BufReader::new(keep::open(&folder, &ran.output).map_err(unreadable)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line without an end is printed in pieces.
        let read = std::io::Read::take(&mut reader, 64 << 10)
            .read_until(b'\n', &mut line)
            .map_err(unreadable)?;
        if read == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        let text = String::from_utf8_lossy(&line);
        out.prose(Role::Plain, 0, text.trim_end_matches(['\n', '\r']));
        out.flush()?;
    }
}
