//! `mastery spend`.

use crate::{
    domain::{
        decide::Wish,
        entry::{self, EntryError},
        money,
        roadmap::Roadmap,
    },
    insight::words,
};

use super::{change, dates::Day, failure::Failure, paper::Paper, session::Session};

/// Write down money that was spent on a line of the budget
///
/// The amount is in the roadmap's currency: 39.99 or 39,99. A negative one is
/// money that came back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery spend 39.99 books Programming Ecto
  mastery spend 12,50 infrastructure --on yesterday
  mastery spend -39.99 books sent back")]
pub(crate) struct Args {
    /// How much
    #[arg(allow_hyphen_values = true)]
    amount: String,
    /// The line of the budget: its id, or the beginning of its id or name
    line: String,
    /// On what
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// Say it of an earlier day: a date, or `yesterday`
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let amount = money::parse(&args.amount, &session.roadmap.currency)
        .map_err(|error| Failure::new(error.to_string()))?;
    let wish = Wish::Spend {
        amount,
        line: entry::money_line(&args.line, &session.roadmap)
            .map_err(|error| unnamed(&session.roadmap, &error))?,
        text: Some(args.text.join(" ")),
    };
    let on = args.on.map(|day| day.seen_from(session.today));
    let events = change::record(session, &[wish], on)?;
    change::tell(session, &events, on, out);
    Ok(())
}

/// Why a name means no line of the budget.
fn unnamed(roadmap: &Roadmap, error: &EntryError) -> Failure {
    match error {
        EntryError::Line { name, several, .. } => {
            let ids: Vec<String> = roadmap
                .money
                .iter()
                .map(|line| format!("`{}`", line.id))
                .collect();
            let what = if *several { "one" } else { "a" };
            Failure::new(format!(
                "`{name}` does not name {what} line of the budget, and nothing was written"
            ))
            .hint(format!("the lines are {}", words::list(&ids)))
        }
        other => Failure::new(other.to_string()),
    }
}
