//! `mastery spend`.

use crate::domain::{decide::Wish, id::BudgetId, money, roadmap::Roadmap};

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
        line: line(&session.roadmap, &args.line)?,
        text: Some(args.text.join(" ")),
    };
    let on = args.on.map(|day| day.seen_from(session.today));
    let events = change::record(session, &[wish], on)?;
    change::tell(session, &events, on, out);
    Ok(())
}

/// The line that `name` means: the one with this id, or the only one whose id
/// or name begins like this.
fn line(roadmap: &Roadmap, name: &str) -> Result<BudgetId, Failure> {
    if roadmap.money.is_empty() {
        return Err(Failure::new("this roadmap has no money budget"));
    }
    let name = name.trim();
    if let Some(exact) = roadmap.money.iter().find(|line| line.id.as_str() == name) {
        return Ok(exact.id.clone());
    }
    let begins = |text: &str| {
        let (text, name) = (text.to_lowercase(), name.to_lowercase());
        !name.is_empty() && text.starts_with(&name)
    };
    let fits = |line: &&crate::domain::roadmap::MoneyBudget| {
        begins(line.id.as_str()) || begins(&line.title)
    };
    let mut found = roadmap.money.iter().filter(fits);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (several, _) => {
            let ids: Vec<String> = roadmap
                .money
                .iter()
                .map(|line| format!("`{}`", line.id))
                .collect();
            let what = if several.is_some() { "one" } else { "a" };
            Err(Failure::new(format!(
                "`{name}` does not name {what} line of the budget, and nothing was written"
            ))
            .hint(format!(
                "the lines are {}",
                crate::insight::words::list(&ids)
            )))
        }
    }
}
