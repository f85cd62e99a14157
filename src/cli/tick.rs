//! `mastery tick`.

use crate::domain::{
    decide::{OpenItems, Wish},
    event::Mark,
};

use super::{
    change::{self, Items},
    failure::Failure,
    naming,
    paper::Paper,
    session::Session,
};

/// Mark items as done, or sign phases off
///
/// Items are named by id, or by a fragment of id or title that only one item
/// has. The number or id of a phase means its sign-off. Several items are one
/// change: one `mastery undo` takes it back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery tick erlang-sys-docs
  mastery tick dynamic-sup genserver-docs   two at once, one by a fragment
  mastery tick erlang-sys-docs --on yesterday
  mastery tick 3                            sign phase 3 off
  mastery tick 3 --all                      tick all of phase 3 and sign it off
  mastery tick 3 --anyway                   sign it off with items open")]
pub(crate) struct Args {
    #[command(flatten)]
    items: Items,
    /// Tick everything that is open in these phases, and sign them off
    #[arg(long, conflicts_with = "anyway")]
    all: bool,
    /// Sign these phases off although items are open
    #[arg(long)]
    anyway: bool,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let open = match (args.all, args.anyway) {
        (true, _) => OpenItems::Tick,
        (_, true) => OpenItems::Leave,
        _ => return change::mark(&args.items, Mark::Done, session, out),
    };
    let mut phases = Vec::new();
    for name in &args.items.names {
        let phase = naming::phase(&session.roadmap, name)?;
        if !phases.contains(&phase) {
            phases.push(phase);
        }
    }
    let wishes: Vec<Wish> = phases
        .into_iter()
        .map(|phase| Wish::SignOff { phase, open })
        .collect();
    let on = args.items.on(session);
    let events = change::record(session, &wishes, on)?;
    change::tell(session, &events, on, out);
    change::next(session, out);
    Ok(())
}
