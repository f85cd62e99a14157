//! Time and money in words.

use rust_decimal::Decimal;

use crate::domain::{
    decide::About,
    id::{BudgetId, ItemId},
    minutes::Minutes,
    money,
    roadmap::{Every, ItemKind, Roadmap},
    session::LoggedSession,
};

use super::{hours, phase_name};
use crate::insight::{
    money::{Money, MoneyLine},
    time::{Overlap, TimerFigure},
};

/// A length of time in figures that can stand in a column: “0:47”, “12:05”.
pub fn clock(minutes: Minutes) -> String {
    format!("{}:{:02}", minutes.0 / 60, minutes.0 % 60)
}

/// The timer as it runs: “◷ learning 0:47”, with a question mark where it may
/// have been forgotten.
pub fn timer_running(timer: &TimerFigure) -> String {
    let category = timer.category.as_ref();
    let category = category.map_or_else(String::new, |category| format!("{category} "));
    let mark = if timer.is_doubtful() { "?" } else { "" };
    format!("◷ {category}{}{mark}", clock(timer.elapsed))
}

/// “09:10–10:40”, by the wall clock at its beginning; nothing where only the
/// length is known.
pub fn session_span(session: &LoggedSession) -> Option<String> {
    let (from, until) = session.span()?;
    Some(format!(
        "{}–{}",
        from.format("%H:%M"),
        until.format("%H:%M")
    ))
}

/// What time was spent on, as it is called on screen: the title of an item,
/// “Phase 3 · Supervision”, or the id of what the roadmap no longer has.
pub fn about(roadmap: &Roadmap, about: &ItemId) -> String {
    let Some(item) = roadmap.find(about) else {
        return about.to_string();
    };
    let item = &roadmap[item];
    match item.phase {
        Some(phase) if item.kind == ItemKind::SignOff => phase_name(&roadmap[phase]),
        _ => item.title.clone(),
    }
}

/// The same of what is yet to be spent on.
pub fn about_to_be(roadmap: &Roadmap, about: About) -> String {
    match about {
        About::Item(item) => roadmap[item].title.clone(),
        About::Phase(phase) => phase_name(&roadmap[phase]),
    }
}

/// The name of a category; the id where the roadmap no longer has it.
pub fn category(roadmap: &Roadmap, id: &BudgetId) -> String {
    let known = roadmap.time.iter().find(|time| time.id == *id);
    known.map_or_else(|| id.to_string(), |time| time.title.clone())
}

/// “30 min twice: 09:00–09:45 learning and 09:15–10:00 building”.
pub fn overlap(overlap: &Overlap<'_>) -> String {
    let name = |it: &LoggedSession| {
        let span = session_span(it).unwrap_or_default();
        format!("{span} {}", it.category)
    };
    format!(
        "{} twice: {} and {}",
        hours(overlap.shared),
        name(overlap.first),
        name(overlap.second)
    )
}

/// What is to be said of a line of the money budget: “this month, over budget
/// by 20.00”.
pub fn money_line(line: &MoneyLine, seen: &Money, currency: &str) -> String {
    let period = match (line.every, seen.month) {
        (None, _) => return "no longer in the budget".to_owned(),
        (Some(Every::Once), _) => "for the year",
        (Some(Every::Month), Some(_)) => "this month",
        (Some(Every::Month), None) => return "a month; spent in all".to_owned(),
    };
    match (line.budget, line.over()) {
        (None, _) => format!("{period}, left open"),
        (_, Some(over)) => {
            let over = money::figure(over, currency);
            format!("{period}, over budget by {over}")
        }
        _ => period.to_owned(),
    }
}

/// “120.00 USD spent to date; the budget of the year is 4100.00”.
pub fn money_spent(seen: &Money, currency: &str) -> String {
    format!(
        "{} spent to date; the budget of the year is {}",
        money::show(seen.spent, currency),
        money::figure(seen.year, currency)
    )
}

/// What the year will come to; `None` before its first day is known.
pub fn money_outlook(seen: &Money, currency: &str) -> Option<String> {
    let figure = |amount: Decimal| money::figure(amount, currency);
    let projected = seen.projected?;
    let comes_to = format!("at this rate the year comes to {}", figure(projected));
    Some(if projected > seen.year {
        let over = figure(projected.saturating_sub(seen.year));
        format!("{comes_to}, over its budget by {over}")
    } else {
        format!("{comes_to}, within its budget")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_in_a_column_has_its_minutes_in_two_figures() {
        for (minutes, words) in [(0, "0:00"), (47, "0:47"), (65, "1:05"), (725, "12:05")] {
            assert_eq!(clock(Minutes(minutes)), words);
        }
    }
}
