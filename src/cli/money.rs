//! `mastery money`.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::{
    domain::{day::LogicalDay, money, roadmap::Every},
    insight::{
        money::{MONTHS, Money, MoneyLine, Month, months},
        words,
    },
};

use super::{
    failure::Failure,
    paper::{Line, Paper, Role},
    session::Session,
    table::{Fit, Table},
};

/// Show the money budget: what was spent, what is left, what the year will come to
///
/// Monthly lines are counted by the months of your year, from its first day.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery money
  mastery money --json")]
pub(crate) struct Args {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    currency: &'a str,
    month: Option<MonthShape>,
    lines: Vec<LineShape<'a>>,
    spent: String,
    budget: String,
    projected: Option<String>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct MonthShape {
    number: u32,
    from: LogicalDay,
    to: LogicalDay,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct LineShape<'a> {
    id: &'a str,
    title: &'a str,
    every: Option<&'static str>,
    budget: Option<String>,
    spent: Option<String>,
    left: Option<String>,
    over: bool,
    total: String,
    year: Option<String>,
    projected: Option<String>,
    months: Vec<String>,
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let roadmap = &session.roadmap;
    let seen = Money::new(roadmap, &session.state, session.today);
    let figure = |amount: Decimal| money::figure(amount, &roadmap.currency);
    if args.json {
        return out.json("money", &view(session, &seen));
    }
    if seen.lines.is_empty() {
        out.line("This roadmap has no money budget.");
        return Ok(());
    }
    let today = session.today;
    let month = seen.month.map_or_else(String::new, |month| {
        let span = words::span(month.first, month.last, today);
        format!("month {} of {MONTHS}, {span}", month.number)
    });
    let head = [roadmap.currency.as_str(), month.as_str()];
    let head: Vec<&str> = head.into_iter().filter(|text| !text.is_empty()).collect();
    out.line(Line::of(Role::Strong, "Money").and(Role::Dim, format!("  {}", head.join(" · "))));
    let mut table = Table::new(2)
        .column("", Fit::Shrink(12))
        .number("budget", Fit::Keep)
        .number("spent", Fit::Keep)
        .number("left", Fit::Keep)
        .column("", Fit::Wrap(12));
    for line in &seen.lines {
        let cell = |amount: Option<Decimal>| Line::plain(amount.map_or_else(String::new, figure));
        let words = words::money_line(line, &seen, &roadmap.currency);
        table.row([
            Line::plain(line.title.as_str()),
            cell(line.budget),
            cell(line.spent.or(Some(line.total))),
            cell(line.left().filter(|_| line.over().is_none())),
            match line.over() {
                Some(_) => Line::of(Role::Warn, words),
                None => Line::of(Role::Dim, words),
            },
        ]);
    }
    out.table(table);
    print_months(session, &seen, out);
    out.gap();
    out.line(words::money_spent(&seen, &roadmap.currency));
    let outlook = words::money_outlook(&seen, &roadmap.currency);
    out.line(outlook.unwrap_or_else(|| {
        "`mastery begin` says when the year begins; its months are counted then".to_owned()
    }));
    Ok(())
}

/// The monthly lines by month, once there is more than one month.
fn print_months(session: &Session, seen: &Money, out: &mut Paper) {
    let monthly: Vec<&MoneyLine> = seen
        .lines
        .iter()
        .filter(|line| line.months.len() > 1)
        .collect();
    let Some(start) = session.state.begin() else {
        return;
    };
    let mut spent = monthly.iter().flat_map(|line| &line.months);
    if spent.all(Decimal::is_zero) {
        return;
    }
    out.heading("By month");
    let mut table = Table::new(2)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(20));
    let begun = monthly.iter().map(|line| line.months.len()).max();
    for month in months(start).take(begun.unwrap_or(0)) {
        let spent: Vec<String> = monthly
            .iter()
            .filter_map(|line| {
                let amount = *line.months.get(month.number as usize - 1)?;
                let over = line.budget.is_some_and(|budget| amount > budget);
                let over = if over { " (over)" } else { "" };
                let figure = money::figure(amount, &session.roadmap.currency);
                (!amount.is_zero()).then(|| format!("{} {figure}{over}", line.title))
            })
            .collect();
        let spent = if spent.is_empty() {
            Line::of(Role::Dim, "nothing")
        } else {
            Line::plain(spent.join(" · "))
        };
        table.row([Line::plain(span(month, session.today)), spent]);
    }
    out.table(table);
}

fn span(month: Month, today: LogicalDay) -> String {
    words::span(month.first, month.last, today)
}

fn view<'a>(session: &'a Session, seen: &'a Money) -> View<'a> {
    let currency = session.roadmap.currency.as_str();
    let figure = |amount: Decimal| money::figure(amount, currency);
    View {
        currency,
        month: seen.month.map(|month| MonthShape {
            number: month.number,
            from: month.first,
            to: month.last,
        }),
        lines: seen
            .lines
            .iter()
            .map(|line| LineShape {
                id: line.id.as_str(),
                title: &line.title,
                every: line.every.map(|every| match every {
                    Every::Once => "once",
                    Every::Month => "month",
                }),
                budget: line.budget.map(figure),
                spent: line.spent.map(figure),
                left: line.left().map(figure),
                over: line.over().is_some(),
                total: figure(line.total),
                year: line.year.map(figure),
                projected: line.projected.map(figure),
                months: line.months.iter().copied().map(figure).collect(),
            })
            .collect(),
        spent: figure(seen.spent),
        budget: figure(seen.year),
        projected: seen.projected.map(figure),
    }
}
