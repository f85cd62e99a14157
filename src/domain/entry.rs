//! Time and money as they are typed in one line: `45m learning Ecto.Multi`,
//! `39.99 books Programming Ecto`.

use rust_decimal::Decimal;

use super::{
    day::LogicalDay,
    decide::About,
    id::{BudgetId, ItemId},
    minutes::{Length, LengthError},
    money::{self, AmountError},
    roadmap::Roadmap,
};

/// Why a line means nothing yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Nothing was typed.
    #[error("how long was it? `45m`, `1h30` or `9:10-10:40`")]
    NoLength,
    /// The length is none.
    #[error(transparent)]
    Length(#[from] LengthError),
    /// No category was named.
    #[error("which category is it? {0}")]
    NoCategory(String),
    /// Nothing was typed.
    #[error("how much was it? A number like 39.99")]
    NoAmount,
    /// The amount is none.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// No line of the budget was named.
    #[error("on which line of the budget? {0}")]
    NoLine(String),
    /// The name fits no line of the budget, or several.
    #[error("`{name}` does not name {} line of the budget: {lines}", if *.several { "one" } else { "a" })]
    Line {
        /// What was typed.
        name: String,
        /// Whether it fits several.
        several: bool,
        /// The lines there are.
        lines: String,
    },
    /// The roadmap has no money budget.
    #[error("this roadmap has no money budget")]
    NoBudget,
    /// What stands behind an option is not what it needs.
    #[error("`{option}` needs {needs}")]
    Option {
        /// The option.
        option: &'static str,
        /// What is needed.
        needs: &'static str,
    },
}

/// A line about time; what it does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeEntry {
    /// How long, or from when to when.
    pub length: Option<Length>,
    /// On which day.
    pub day: Option<LogicalDay>,
    /// The category of the time budget.
    pub category: Option<BudgetId>,
    /// What it was spent on.
    pub about: Option<About>,
    /// What there is to say of it.
    pub text: Option<String>,
}

/// Reads a line about time: length, day and category in any order, each once,
/// and then whatever there is to say. `--on`, `--phase` and `--item` mean what
/// they mean on the command line.
pub fn time(text: &str, roadmap: &Roadmap, today: LogicalDay) -> Result<TimeEntry, EntryError> {
    let mut entry = TimeEntry::default();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.peek().copied() {
        let option = |option, needs| EntryError::Option { option, needs };
        let known = match word {
            "--on" => {
                words.next();
                let day = words.peek().and_then(|word| day(word, today));
                entry.day =
                    Some(day.ok_or_else(|| option("--on", "a day: `yesterday` or a date"))?);
                true
            }
            "--phase" => {
                words.next();
                let phase = words.peek().and_then(|word| phase(word, roadmap));
                entry.about =
                    Some(phase.ok_or_else(|| option("--phase", "the number of a phase"))?);
                true
            }
            "--item" => {
                words.next();
                let item = words
                    .peek()
                    .and_then(|word| roadmap.find(&ItemId::new(*word)));
                let item = item.ok_or_else(|| option("--item", "the id of an item"))?;
                entry.about = Some(About::Item(item));
                true
            }
            _ => entry.take(word, roadmap, today)?,
        };
        if !known {
            break;
        }
        words.next();
    }
    let rest: Vec<&str> = words.collect();
    if !rest.is_empty() {
        entry.text = Some(rest.join(" "));
    }
    Ok(entry)
}

impl TimeEntry {
    /// Takes a word for what is not known yet; whether it could.
    fn take(
        &mut self,
        word: &str,
        roadmap: &Roadmap,
        today: LogicalDay,
    ) -> Result<bool, EntryError> {
        if self.day.is_none()
            && let Some(day) = day(word, today)
        {
            self.day = Some(day);
            return Ok(true);
        }
        if self.length.is_none() {
            match word.parse() {
                Ok(length) => {
                    self.length = Some(length);
                    return Ok(true);
                }
                // What begins like a length is meant as one.
                Err(error) if word.starts_with(|c: char| c.is_ascii_digit()) => {
                    return Err(error.into());
                }
                Err(_) => {}
            }
        }
        if self.category.is_none()
            && let Some(category) = category(word, roadmap)
        {
            self.category = Some(category);
            return Ok(true);
        }
        Ok(false)
    }
}

/// A day as it is typed: `today`, `yesterday`, `tomorrow`, or a date.
pub fn day(text: &str, today: LogicalDay) -> Option<LogicalDay> {
    match text.trim() {
        "today" => Some(today),
        "yesterday" => Some(today.previous()),
        "tomorrow" => Some(today.next()),
        date => LogicalDay::parse(date),
    }
}

/// A phase by its number or its id.
fn phase(text: &str, roadmap: &Roadmap) -> Option<About> {
    let mut phases = roadmap.phase_places();
    let phase = phases.find(|phase| {
        let phase = &roadmap[*phase];
        phase.number.to_string() == text || phase.id.as_str() == text
    });
    phase.map(About::Phase)
}

/// Whether `text` begins like `name`, whatever the case.
fn begins(text: &str, name: &str) -> bool {
    !name.is_empty() && text.to_lowercase().starts_with(&name.to_lowercase())
}

/// The category with this id or title, or the only one that begins like this.
fn category(name: &str, roadmap: &Roadmap) -> Option<BudgetId> {
    let same = |text: &str| text.to_lowercase() == name.to_lowercase();
    let mut times = roadmap.time.iter();
    if let Some(time) = times.find(|it| same(it.id.as_str()) || same(&it.title)) {
        return Some(time.id.clone());
    }
    // Any short word may be one of the text's.
    if name.chars().count() < 3 {
        return None;
    }
    let fits = |id: &str, title: &str| begins(id, name) || begins(title, name);
    let mut found = roadmap
        .time
        .iter()
        .filter(|it| fits(it.id.as_str(), &it.title));
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one.id.clone()),
        _ => None,
    }
}

/// The categories of the time budget, in a sentence.
pub fn categories(roadmap: &Roadmap) -> String {
    let ids = roadmap.time.iter().map(|time| time.id.as_str());
    one_of(ids)
}

/// “books, infrastructure or tools”.
fn one_of<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let ids: Vec<String> = ids.map(|id| format!("`{id}`")).collect();
    match ids.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

/// The line of the money budget that `name` means: the one with this id, or the
/// only one whose id or name begins like this.
pub fn money_line(name: &str, roadmap: &Roadmap) -> Result<BudgetId, EntryError> {
    if roadmap.money.is_empty() {
        return Err(EntryError::NoBudget);
    }
    let name = name.trim();
    if let Some(exact) = roadmap.money.iter().find(|line| line.id.as_str() == name) {
        return Ok(exact.id.clone());
    }
    let mut found = roadmap
        .money
        .iter()
        .filter(|line| begins(line.id.as_str(), name) || begins(&line.title, name));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (several, _) => Err(EntryError::Line {
            name: name.to_owned(),
            several: several.is_some(),
            lines: one_of(roadmap.money.iter().map(|line| line.id.as_str())),
        }),
    }
}

/// A line about money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyEntry {
    /// How much; a refund is negative.
    pub amount: Decimal,
    /// The line of the budget.
    pub line: BudgetId,
    /// On which day; `None` where the line does not say.
    pub day: Option<LogicalDay>,
    /// On what.
    pub text: Option<String>,
}

/// Reads a line about money: the amount, the line of the budget, a day if that
/// is not today, and on what.
pub fn spending(
    text: &str,
    roadmap: &Roadmap,
    today: LogicalDay,
) -> Result<MoneyEntry, EntryError> {
    if roadmap.money.is_empty() {
        return Err(EntryError::NoBudget);
    }
    let mut words = text.split_whitespace().peekable();
    let amount = words.next().ok_or(EntryError::NoAmount)?;
    let amount = money::parse(amount, &roadmap.currency)?;
    let line = words.next().ok_or_else(|| {
        EntryError::NoLine(one_of(roadmap.money.iter().map(|line| line.id.as_str())))
    })?;
    let line = money_line(line, roadmap)?;
    let mut on = None;
    if words.peek() == Some(&"--on") {
        words.next();
        let day = words.peek().and_then(|word| day(word, today));
        on = Some(day.ok_or(EntryError::Option {
            option: "--on",
            needs: "a day: `yesterday` or a date",
        })?);
        words.next();
    } else if let Some(day) = words.peek().and_then(|word| day(word, today)) {
        on = Some(day);
        words.next();
    }
    let rest: Vec<&str> = words.collect();
    Ok(MoneyEntry {
        amount,
        line,
        day: on,
        text: (!rest.is_empty()).then(|| rest.join(" ")),
    })
}

#[cfg(test)]
mod tests;
