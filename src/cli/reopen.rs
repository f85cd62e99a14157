//! `mastery reopen`.

use crate::domain::event::Mark;

use super::{
    change::{self, Items},
    failure::Failure,
    paper::Paper,
    session::Session,
};

/// Open items again that were done, started or skipped
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    items: Items,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    change::mark(&args.items, Mark::Open, session, out)
}
