//! `mastery config`.

mod tell;

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Serialize;

use crate::{
    store::{
        config::{Config, ConfigProblem, DEFAULTS},
        paths::{PathError, RoadmapPlace},
    },
    text::count,
    tui::keys::{BINDINGS, Context, Keymap},
};

use super::{
    failure::Failure,
    paper::{Line, Paper, Role},
    settings,
    table::{Fit, Table},
};

use tell::{Setting, settings_of};

/// Show the settings that hold, and where each comes from
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  mastery config
  mastery config --default > ~/.config/mastery/config.toml
  mastery config --check
  $EDITOR \"$(mastery config --path)\"")]
#[group(multiple = false)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one of them at most is on: clap sees to it"
)]
pub(crate) struct Args {
    /// Print the settings file with all defaults, and what each means
    #[arg(long)]
    default: bool,
    /// Print where the settings file is, or would be
    #[arg(long)]
    path: bool,
    /// Print what every key means, place by place, by the names that `[keys]` uses
    #[arg(long)]
    keys: bool,
    /// Print what is wrong in the settings; the status is 1 if anything is
    #[arg(long)]
    check: bool,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// What is known of the settings.
pub(crate) struct Known<'a> {
    /// They themselves.
    pub(crate) config: &'a Config,
    /// What is wrong in their file.
    pub(crate) problems: &'a [ConfigProblem],
    /// Where the roadmap comes from.
    pub(crate) place: &'a RoadmapPlace,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    file: String,
    exists: bool,
    settings: &'a [Setting],
    keys: Vec<KeyShape>,
    problems: Vec<ProblemShape<'a>>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct KeyShape {
    place: &'static str,
    action: &'static str,
    keys: Vec<String>,
    line: Option<usize>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct ProblemShape<'a> {
    line: Option<usize>,
    column: Option<usize>,
    message: &'a str,
}

pub(crate) fn run(
    args: &Args,
    folder: Result<PathBuf, PathError>,
    known: &Known<'_>,
    out: &mut Paper,
) -> Result<ExitCode, Failure> {
    if args.default {
        out.lines(with_keys(DEFAULTS).lines());
        return Ok(ExitCode::SUCCESS);
    }
    let file = Config::file(&folder?);
    if args.path {
        out.line(file.display().to_string());
        return Ok(ExitCode::SUCCESS);
    }
    let (keymap, _) = settings::keymap(known.config);
    if args.keys {
        keys(&keymap, out);
        return Ok(ExitCode::SUCCESS);
    }
    if args.check {
        tell(known.problems, out);
        if known.problems.is_empty() {
            out.line(format!("{}: no problem", file.display()));
            return Ok(ExitCode::SUCCESS);
        }
        out.line(count(known.problems.len(), "problem"));
        return Ok(ExitCode::from(1));
    }
    let settings = settings_of(known, |name| std::env::var(name).ok());
    if args.json {
        let view = View {
            file: file.display().to_string(),
            exists: file.exists(),
            settings: &settings,
            keys: key_shapes(&keymap),
            problems: known
                .problems
                .iter()
                .map(|problem| ProblemShape {
                    line: problem.place.map(|place| place.0),
                    column: problem.place.map(|place| place.1),
                    message: &problem.message,
                })
                .collect(),
        };
        out.json("config", &view)?;
        return Ok(ExitCode::SUCCESS);
    }
    overview(&file, &settings, out);
    if !known.problems.is_empty() {
        out.gap();
        tell(known.problems, out);
    }
    Ok(ExitCode::SUCCESS)
}

fn overview(file: &Path, settings: &[Setting], out: &mut Paper) {
    let there = if file.exists() {
        ""
    } else {
        " (not there: all defaults hold)"
    };
    out.line(format!("{}{there}", file.display()));
    out.gap();
    let mut table = Table::new(2)
        .column("", Fit::Keep)
        .column("", Fit::Shrink(12))
        .column("", Fit::Keep);
    for setting in settings {
        let role = if setting.from == "default" {
            Role::Dim
        } else {
            Role::Plain
        };
        table.row([
            Line::plain(setting.name.as_str()),
            Line::of(role, setting.value.as_str()),
            Line::of(Role::Dim, setting.source()),
        ]);
    }
    out.table(table);
}

fn tell(problems: &[ConfigProblem], out: &mut Paper) {
    for problem in problems {
        out.line(problem.to_string());
    }
}

/// The keys that hold, an action a line.
fn key_shapes(keymap: &Keymap) -> Vec<KeyShape> {
    let mut shapes: Vec<KeyShape> = Vec::new();
    for context in Context::ALL {
        let table = BINDINGS.iter().map(|it| (it.context, it.action));
        let own = keymap.bindings().iter().map(|it| (it.context, it.action));
        for (_, action) in table.chain(own).filter(|(place, _)| *place == context) {
            let (place, name) = (context.name(), action.name());
            if shapes
                .iter()
                .any(|it| (it.place, it.action) == (place, name))
            {
                continue;
            }
            let bound = keymap.bindings().iter();
            let set = bound
                .filter(|it| (it.context, it.action) == (context, action))
                .find_map(|it| it.set);
            shapes.push(KeyShape {
                place,
                action: name,
                keys: keymap
                    .keys_for(context, action)
                    .map(str::to_owned)
                    .collect(),
                line: set.map(|at| at.0),
            });
        }
    }
    shapes
}

fn keys(keymap: &Keymap, out: &mut Paper) {
    let shapes = key_shapes(keymap);
    for context in Context::ALL {
        out.heading(format!("{} · [keys.{}]", context.title(), context.name()));
        let mut table = Table::new(2)
            .column("", Fit::Keep)
            .column("", Fit::Keep)
            .column("", Fit::Shrink(10))
            .column("", Fit::Keep);
        for shape in shapes.iter().filter(|it| it.place == context.name()) {
            let action = BINDINGS.iter().find(|it| it.action.name() == shape.action);
            let words = action.map_or("", |it| it.action.description());
            let keys = match shape.keys.join(" ") {
                none if none.is_empty() => "–".to_owned(),
                keys => keys,
            };
            let line = shape
                .line
                .map_or_else(String::new, |it| format!("line {it}"));
            table.row([
                Line::of(Role::Strong, keys),
                Line::plain(shape.action),
                Line::of(Role::Dim, words),
                Line::of(Role::Dim, line),
            ]);
        }
        out.table(table);
    }
}

/// The documented defaults, with the table of keys where it belongs.
pub(super) fn with_keys(defaults: &str) -> String {
    let mut table = String::new();
    for context in Context::ALL {
        let head = match context {
            Context::Everywhere => "everywhere".to_owned(),
            other => other.words().trim_start_matches("in ").to_owned(),
        };
        let _ = write!(table, "\n# {head}\n# [keys.{}]\n", context.name());
        let mut seen = Vec::new();
        for binding in BINDINGS.iter().filter(|it| it.context == context) {
            let action = binding.action;
            if seen.contains(&action) {
                continue;
            }
            seen.push(action);
            let same = BINDINGS
                .iter()
                .filter(|it| (it.context, it.action) == (context, action));
            let keys: Vec<String> = same.map(|it| format!("\"{}\"", it.key)).collect();
            let keys = match keys.as_slice() {
                [one] => one.clone(),
                more => format!("[{}]", more.join(", ")),
            };
            let _ = writeln!(table, "# {} = {keys}", action.name());
        }
    }
    defaults.replacen("\n# (the table of keys)\n", &table, 1)
}

#[cfg(test)]
mod tests;
