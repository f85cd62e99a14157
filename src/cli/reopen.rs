//! `mastery reopen`.

use crate::domain::event::Mark;

use super::{
    change::{self, Items},
    failure::Failure,
    paper::Paper,
    session::Session,
};

/// Open items again that were done, started or skipped
///
/// The number or id of a phase means its sign-off alone: its readings and
/// deliverables stay as they are.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery reopen erlang-sys-docs
  mastery reopen 3              the sign-off of phase 3 alone")]
pub(crate) struct Args {
    #[command(flatten)]
    items: Items,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    change::mark(&args.items, Mark::Open, session, out)
}
