//! `mastery undo`.

use crate::domain::decide::Wish;

use super::{change, failure::Failure, paper::Paper, session::Session};

/// Take back the newest change of this device
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery undo")]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    change::turn_back(session, &Wish::Undo, "took back", out)
}
