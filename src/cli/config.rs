//! `mastery config`.

use std::path::PathBuf;

use crate::store::{
    config::{ConfigProblem, DEFAULTS},
    paths::PathError,
};

use super::{failure::Failure, paper::Paper};

/// Show where the settings are, or every setting with its default
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery config
  mastery config --default")]
pub(crate) struct Args {
    /// Print the settings file with all defaults, and what each means
    #[arg(long)]
    default: bool,
}

pub(crate) fn run(
    args: &Args,
    folder: Result<PathBuf, PathError>,
    problems: &[ConfigProblem],
    out: &mut Paper,
) -> Result<(), Failure> {
    if args.default {
        out.lines(DEFAULTS.lines());
        return Ok(());
    }
    let file = folder?.join("config.toml");
    let there = if file.exists() {
        ""
    } else {
        " (not there: all defaults hold)"
    };
    out.line(format!("{}{there}", file.display()));
    out.lines(
        problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str),
    );
    Ok(())
}
