//! `mastery skip`.

use crate::domain::event::Mark;

use super::{
    change::{self, Items},
    failure::Failure,
    paper::Paper,
    session::Session,
};

/// Leave items out: they are never counted as done, and hold nothing up
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    items: Items,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    change::mark(&args.items, Mark::Skipped, session, out)
}
