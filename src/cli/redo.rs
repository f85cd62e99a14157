//! `mastery redo`.

use crate::domain::decide::Wish;

use super::{change, failure::Failure, paper::Paper, session::Session};

/// Do again what was taken back last
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery redo")]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    change::turn_back(session, &Wish::Redo, "did again", out)
}
