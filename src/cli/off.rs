//! `mastery off`.

use crate::domain::decide::Wish;

use super::{change, dates::Days, failure::Failure, paper::Paper, session::Session};

/// Take days off: they break no streak, and the plan waits
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery off today
  mastery off 2026-07-01..2026-07-14 holidays
  mastery off --back 2026-07-10")]
pub(crate) struct Args {
    /// The day, or the first and the last with two points between
    #[arg(value_name = "FROM[..TO]")]
    days: Days,
    /// Why
    #[arg(value_name = "REASON")]
    reason: Vec<String>,
    /// Make them study days again
    #[arg(long, conflicts_with = "reason")]
    back: bool,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let from = args.days.from.seen_from(session.today);
    let to = args.days.to.seen_from(session.today);
    let wishes: Vec<Wish> = if args.back {
        let off = session.state.days_off().map(|(day, _)| day);
        let within: Vec<Wish> = off
            .filter(|day| (from..=to).contains(day))
            .map(Wish::NotOff)
            .collect();
        if within.is_empty() {
            vec![Wish::NotOff(from)]
        } else {
            within
        }
    } else {
        let reason = args.reason.join(" ");
        vec![Wish::Off {
            from,
            to,
            reason: (!reason.trim().is_empty()).then_some(reason),
        }]
    };
    let events = change::record(session, &wishes, None)?;
    change::tell(session, &events, None, out);
    Ok(())
}
