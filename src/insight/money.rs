//! Money against the budget, to the last decimal.
//!
//! A monthly line is counted by the months of the learner's year, which run
//! from the start date as its quarters do, not by those of the calendar: twelve
//! of them are the year exactly, none is cut in two by the first day, and a
//! quarter is three of them. For a year that begins on a first they are the
//! same. What is spent before the year counts for its first month, what is
//! spent after it for its last, so that the months always add up to the whole.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::{
    day::LogicalDay,
    event::Kind,
    id::BudgetId,
    money::decimals,
    roadmap::{Every, Roadmap},
    state::State,
};

/// The months of a learner's year.
pub const MONTHS: u32 = 12;

/// A month of the learner's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// Its number, from 1 to 12.
    pub number: u32,
    /// Its first day.
    pub first: LogicalDay,
    /// Its last day.
    pub last: LogicalDay,
}

/// The months of the year that begins on `start`.
pub fn months(start: LogicalDay) -> impl Iterator<Item = Month> {
    (1..=MONTHS).map(move |number| Month {
        number,
        first: start.months_later(number - 1),
        last: start.months_later(number).previous(),
    })
}

/// The number of the month that `day` is counted for, from 1 to 12.
fn month_of(start: LogicalDay, day: LogicalDay) -> u32 {
    let ended = months(start).filter(|month| month.last < day).count();
    (ended as u32 + 1).min(MONTHS)
}

/// One line of the budget and what was spent on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyLine {
    /// Its id.
    pub id: BudgetId,
    /// Its name; the id of a line that the roadmap no longer has.
    pub title: String,
    /// How often its amount may be spent; `None` for a line that the roadmap
    /// no longer has.
    pub every: Option<Every>,
    /// Its amount, for the year or for each month; `None` where it is open.
    pub budget: Option<Decimal>,
    /// What was spent of that: in the year, or in this month; `None` for a
    /// monthly line while there is no such month.
    pub spent: Option<Decimal>,
    /// What was spent on it in all.
    pub total: Decimal,
    /// What was spent in each month of the year, to this one; monthly lines
    /// only.
    pub months: Vec<Decimal>,
    /// What the budget gives it for the year.
    pub year: Option<Decimal>,
    /// What it will come to by the end of the year; see [`Money::projected`].
    pub projected: Option<Decimal>,
}

impl MoneyLine {
    /// What is left of the budget; negative when it is overdrawn.
    pub fn left(&self) -> Option<Decimal> {
        Some(self.budget?.saturating_sub(self.spent?))
    }

    /// By how much the budget is overdrawn.
    pub fn over(&self) -> Option<Decimal> {
        let left = self.left()?;
        (left.is_sign_negative() && !left.is_zero()).then(|| left.abs())
    }
}

/// What was spent, and what the budget says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// The month it is; `None` before the start date is known, before the year
    /// and after it.
    pub month: Option<Month>,
    /// The lines of the budget, in the roadmap's order, then those that it no
    /// longer has.
    pub lines: Vec<MoneyLine>,
    /// What was spent in all.
    pub spent: Decimal,
    /// The budget of the year, open amounts left out.
    pub year: Decimal,
    /// What the year will come to. A line for the year comes to its budget, or
    /// to what was spent if that is more: what it is for may still be bought. A
    /// monthly line comes to what was spent so far, the rest of a usual month
    /// for this one, and a usual month for each one ahead; a usual month is the
    /// mean of those that are over, rounded to the currency, half away from
    /// zero, or else the budget's. `None` before the start date is known.
    pub projected: Option<Decimal>,
}

impl Money {
    /// Adds up what was spent until the end of `today`.
    pub fn new(roadmap: &Roadmap, state: &State, today: LogicalDay) -> Self {
        let start = state.begin();
        let spendings: Vec<(LogicalDay, &BudgetId, Decimal)> = state
            .history()
            .filter(|(event, live)| *live && event.day <= today)
            .filter_map(|(event, _)| match &event.kind {
                Kind::Spent { amount, line, .. } => Some((event.day, line, *amount)),
                _ => None,
            })
            .collect();
        let mut archived: Vec<&BudgetId> = spendings
            .iter()
            .map(|(_, line, _)| *line)
            .filter(|line| roadmap.money.iter().all(|budget| budget.id != **line))
            .collect();
        archived.sort_unstable();
        archived.dedup();
        let now = start.map(|start| Now::new(start, today));
        let on = |line: &BudgetId| -> Vec<(LogicalDay, Decimal)> {
            let own = spendings.iter().filter(|(_, other, _)| *other == line);
            own.map(|(day, _, amount)| (*day, *amount)).collect()
        };
        let places = decimals(&roadmap.currency);
        let mut lines: Vec<MoneyLine> = roadmap
            .money
            .iter()
            .map(|budget| {
                let mut line = MoneyLine {
                    title: budget.title.clone(),
                    every: Some(budget.every),
                    budget: budget.amount,
                    ..gone(&budget.id, &on(&budget.id))
                };
                match budget.every {
                    Every::Once => {
                        line.year = budget.amount;
                        line.projected = Some(line.total.max(budget.amount.unwrap_or_default()));
                    }
                    Every::Month => monthly(&mut line, now.as_ref(), &on(&budget.id), places),
                }
                line
            })
            .collect();
        lines.extend(archived.into_iter().map(|line| gone(line, &on(line))));
        Self {
            month: now.and_then(|now| now.month),
            spent: sum(lines.iter().map(|line| line.total)),
            year: sum(lines.iter().filter_map(|line| line.year)),
            projected: start
                .is_some()
                .then(|| sum(lines.iter().filter_map(|line| line.projected))),
            lines,
        }
    }
}

/// Where a day stands in the learner's year.
#[derive(Debug, Clone, Copy)]
struct Now {
    start: LogicalDay,
    month: Option<Month>,
    /// How many months have begun.
    begun: u32,
    /// How many months are over.
    over: u32,
}

impl Now {
    fn new(start: LogicalDay, today: LogicalDay) -> Self {
        let months: Vec<Month> = months(start).collect();
        let count = |met: fn(&Month, LogicalDay) -> bool| {
            months.iter().filter(|month| met(month, today)).count() as u32
        };
        Self {
            start,
            month: months
                .iter()
                .copied()
                .find(|month| (month.first..=month.last).contains(&today)),
            begun: count(|month, today| month.first <= today),
            over: count(|month, today| month.last < today),
        }
    }
}

/// Sums saturate: a damaged amount spoils a figure, and nothing else.
fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Decimal {
    let add = |sum: Decimal, amount| sum.saturating_add(amount);
    amounts.into_iter().fold(Decimal::ZERO, add)
}

/// A line of which nothing is known but what was spent on it.
fn gone(id: &BudgetId, spent: &[(LogicalDay, Decimal)]) -> MoneyLine {
    let total = sum(spent.iter().map(|(_, amount)| *amount));
    MoneyLine {
        id: id.clone(),
        title: id.to_string(),
        every: None,
        budget: None,
        spent: Some(total),
        total,
        months: Vec::new(),
        year: None,
        projected: Some(total),
    }
}

fn monthly(line: &mut MoneyLine, now: Option<&Now>, spent: &[(LogicalDay, Decimal)], places: u32) {
    let times = |amount: Decimal, months: u32| amount.saturating_mul(Decimal::from(months));
    line.year = line.budget.map(|budget| times(budget, MONTHS));
    line.spent = None;
    line.projected = None;
    let Some(now) = now else { return };
    let in_month = |number: u32| {
        let own = spent.iter();
        let own = own.filter(move |(day, _)| month_of(now.start, *day) == number);
        sum(own.map(|(_, amount)| *amount))
    };
    // What is bought before the year shows in its first month even then.
    let shown = now.begun.max(u32::from(!spent.is_empty()));
    line.months = (1..=shown).map(in_month).collect();
    line.spent = now.month.map(|month| in_month(month.number));
    let usual = if now.over == 0 {
        line.budget.unwrap_or_default()
    } else {
        let over = sum((1..=now.over).map(in_month));
        let half_up = RoundingStrategy::MidpointAwayFromZero;
        let mean = over.checked_div(Decimal::from(now.over));
        mean.unwrap_or(over).round_dp_with_strategy(places, half_up)
    };
    let ahead = MONTHS - now.over;
    // This month, or the first where the year is still to come.
    let current = if ahead == 0 {
        Decimal::ZERO
    } else {
        let so_far = in_month(now.over + 1);
        usual.saturating_sub(so_far).max(Decimal::ZERO)
    };
    let later = times(usual.max(Decimal::ZERO), ahead.saturating_sub(1));
    line.projected = Some(sum([line.total, current, later]));
}

#[cfg(test)]
mod tests;
