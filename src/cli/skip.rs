//! `mastery skip`.

use crate::domain::event::Mark;

use super::{
    change::{self, Items},
    failure::Failure,
    paper::Paper,
    session::Session,
};

/// Leave items out: they are never counted as done, and hold nothing up
///
/// The number or id of a phase means its sign-off alone: its readings and
/// deliverables stay as they are.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery skip soul-of-erlang
  mastery skip 3                the sign-off of phase 3 alone")]
pub(crate) struct Args {
    #[command(flatten)]
    items: Items,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    change::mark(&args.items, Mark::Skipped, session, out)
}
