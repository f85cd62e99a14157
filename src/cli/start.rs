//! `mastery start`.

use crate::domain::event::Mark;

use super::{
    change::{self, Items},
    failure::Failure,
    paper::Paper,
    session::Session,
};

/// Mark items as started
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery start erlang-sys-docs
  mastery start erlang-sys-docs --on yesterday")]
pub(crate) struct Args {
    #[command(flatten)]
    items: Items,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    change::mark(&args.items, Mark::Started, session, out)
}
