//! `mastery check`.

use std::{path::PathBuf, process::ExitCode};

use serde::Serialize;

use crate::{
    domain::problem::{Problem, Severity},
    insight::findings,
    store::{paths::RoadmapPlace, roadmap_file},
    text::count,
};

use super::{
    failure::Failure,
    paper::{Line, Paper, Role},
    session,
};

/// Report everything that is wrong with a roadmap
///
/// Fatal and degrading problems end with status 1; findings, where the plan
/// contradicts itself, only with --strict.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery check
  mastery check --strict roadmap.toml")]
pub(crate) struct Args {
    /// The roadmap [default: the one that would be used]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Let findings that the file does not accept count as well
    #[arg(long)]
    strict: bool,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct View<'a> {
    file: Option<String>,
    roadmap: Option<&'a str>,
    fatal: usize,
    degrading: usize,
    findings: usize,
    problems: Vec<Fault<'a>>,
}

#[derive(Debug, Serialize)]
struct Fault<'a> {
    severity: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    expected: Option<&'a str>,
    nearest: Option<&'a str>,
    finding: Option<&'a str>,
}

pub(crate) fn run(
    args: &Args,
    place: RoadmapPlace,
    out: &mut Paper,
) -> Result<ExitCode, Failure> {
    let place = args.file.clone().map_or(place, RoadmapPlace::Given);
    let loaded = session::load(&place);
    let mut problems = loaded.problems;
    if let Some(roadmap) = &loaded.roadmap {
        problems.extend(findings::findings(roadmap));
    }
    let number = |severity: Severity| {
        let same = problems.iter().filter(|problem| problem.severity == severity);
        same.count()
    };
    let [fatal, degrading, found] =
        [Severity::Fatal, Severity::Degrading, Severity::Finding].map(number);
    let failed = fatal + degrading > 0 || (args.strict && found > 0);
    let status = ExitCode::from(u8::from(failed));
    if args.json {
        let view = View {
            file: place.file().map(|file| file.display().to_string()),
            roadmap: loaded.roadmap.as_ref().map(|roadmap| roadmap.id.as_str()),
            fatal,
            degrading,
            findings: found,
            problems: problems.iter().map(fault).collect(),
        };
        out.json("check", &view)?;
        return Ok(status);
    }
    for problem in &problems {
        out.gap();
        show(problem, out);
    }
    out.gap();
    let name = session::file_name(&place);
    let parts: Vec<String> = [
        (fatal, "fatal problem"),
        (degrading, "degrading problem"),
        (found, "finding"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| count(number, what))
    .collect();
    out.line(match (&loaded.roadmap, parts.as_slice()) {
        (Some(roadmap), []) => format!(
            "{name} is sound: {}, {}",
            count(roadmap.phases.len(), "phase"),
            count(roadmap.items.len(), "item")
        ),
        (_, [one]) => format!("{name} has {one}"),
        (_, [init @ .., last]) => format!("{name} has {} and {last}", init.join(", ")),
        (None, []) => format!("{name} cannot be used"),
    });
    Ok(status)
}

fn show(problem: &Problem, out: &mut Paper) {
    let text = roadmap_file::render(problem);
    let mut lines = text.lines();
    let role = match problem.severity {
        Severity::Fatal | Severity::Degrading => Role::Warn,
        Severity::Finding => Role::Accent,
    };
    if let Some(first) = lines.next() {
        out.line(Line::of(role, format!("{}: ", problem.severity.word())).and(Role::Plain, first));
    }
    out.lines(lines);
}

fn fault(problem: &Problem) -> Fault<'_> {
    let spot = problem.spot.as_ref();
    Fault {
        severity: problem.severity.word(),
        message: &problem.message,
        file: spot.map(|spot| spot.file.as_str()),
        line: spot.map(|spot| spot.line),
        column: spot.map(|spot| spot.column),
        expected: problem.expected.as_deref(),
        nearest: problem.nearest.as_deref(),
        finding: problem.key.as_deref(),
    }
}
