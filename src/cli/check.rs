//! `mastery check`.

use std::{path::PathBuf, process::ExitCode};

use serde::Serialize;

use crate::{
    domain::{
        problem::{Lines, Problem, Severity},
        roadmap::Roadmap,
    },
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

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    file: Option<String>,
    roadmap: Option<&'a str>,
    fatal: usize,
    degrading: usize,
    findings: usize,
    accepted: usize,
    problems: Vec<Fault<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Fault<'a> {
    severity: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    expected: Option<&'a str>,
    nearest: Option<&'a str>,
    finding: Option<&'a str>,
    accepted: Option<&'a str>,
}

/// A problem, and the reason for which the file accepts it.
pub(crate) type Checked = (Problem, Option<String>);

pub(crate) fn run(args: &Args, place: RoadmapPlace, out: &mut Paper) -> Result<ExitCode, Failure> {
    let place = args.file.clone().map_or(place, RoadmapPlace::Given);
    let loaded = session::load(&place, None);
    let mut checked: Vec<Checked> = loaded
        .problems
        .into_iter()
        .map(|problem| (problem, None))
        .collect();
    if let Some(roadmap) = &loaded.roadmap {
        let source = session::source(&place);
        checked.extend(contradictions(roadmap, &place, &source));
    }
    let number = |severity: Severity| {
        let same =
            |(problem, accepted): &&Checked| problem.severity == severity && accepted.is_none();
        checked.iter().filter(same).count()
    };
    let [fatal, degrading, found] =
        [Severity::Fatal, Severity::Degrading, Severity::Finding].map(number);
    let accepted = checked.iter().filter(|(_, why)| why.is_some()).count();
    let failed = fatal + degrading > 0 || (args.strict && found > 0);
    let status = ExitCode::from(u8::from(failed));
    if args.json {
        let view = View {
            file: place.file().map(|file| file.display().to_string()),
            roadmap: loaded.roadmap.as_ref().map(|roadmap| roadmap.id.as_str()),
            fatal,
            degrading,
            findings: found,
            accepted,
            problems: checked.iter().map(fault).collect(),
        };
        out.json("check", &view)?;
        return Ok(status);
    }
    for (problem, _) in checked.iter().filter(|(_, accepted)| accepted.is_none()) {
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
    let verdict = match (&loaded.roadmap, parts.as_slice()) {
        (Some(roadmap), []) => format!(
            "{name} is sound: {}, {}",
            count(roadmap.phases.len(), "phase"),
            count(roadmap.items.len(), "item")
        ),
        (_, [one]) => format!("{name} has {one}"),
        (_, [init @ .., last]) => format!("{name} has {} and {last}", init.join(", ")),
        (None, []) => format!("{name} cannot be used"),
    };
    let accepted = match accepted {
        0 => String::new(),
        number => format!(" ({} accepted)", count(number, "finding")),
    };
    out.line(verdict + &accepted);
    Ok(status)
}

/// Where the plan contradicts itself, as problems of its file.
pub(crate) fn contradictions(
    roadmap: &Roadmap,
    place: &RoadmapPlace,
    source: &str,
) -> Vec<Checked> {
    let lines = Lines::new(source);
    let file = session::shown_file(place);
    findings::findings(roadmap)
        .into_iter()
        .map(|finding| {
            let line = finding.about.line(roadmap);
            let mut problem = Problem::new(Severity::Finding, finding.message).keyed(finding.key);
            if line > 0 {
                problem = problem.at(lines.spot(&file, lines.span(line)));
            }
            (problem, finding.accepted)
        })
        .collect()
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

fn fault((problem, accepted): &Checked) -> Fault<'_> {
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
        accepted: accepted.as_deref(),
    }
}
