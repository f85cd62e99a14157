//! Dates as they are typed.

use std::str::FromStr;

use crate::domain::day::LogicalDay;

/// A day as it is typed: a word, or a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Day {
    /// So many days from today.
    FromToday(i64),
    /// This date.
    Date(LogicalDay),
}

impl Day {
    /// The day it means, seen from `today`.
    pub(crate) fn seen_from(self, today: LogicalDay) -> LogicalDay {
        match self {
            Self::FromToday(days) if days < 0 => today.back(days.unsigned_abs()),
            Self::FromToday(days) => today.forward(days.unsigned_abs()),
            Self::Date(day) => day,
        }
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "today" => Ok(Self::FromToday(0)),
            "yesterday" => Ok(Self::FromToday(-1)),
            "tomorrow" => Ok(Self::FromToday(1)),
            _ => LogicalDay::parse(text).map(Self::Date).ok_or_else(|| {
                "expected a date like 2026-03-04, `today`, `yesterday` or `tomorrow`".to_owned()
            }),
        }
    }
}

/// Days as they are typed: one, or `FROM..TO`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days {
    /// The first.
    pub(crate) from: Day,
    /// The last.
    pub(crate) to: Day,
}

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        Ok(Self {
            from: from.parse()?,
            to: to.parse()?,
        })
    }
}

/// A week as it is typed: by a day in it, or counted from this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WeekName {
    /// So many weeks from this one.
    FromThis(i16),
    /// The week with this day.
    With(Day),
}

impl WeekName {
    /// A day of the week it means, seen from `today`.
    pub(crate) fn seen_from(self, today: LogicalDay) -> LogicalDay {
        match self {
            Self::FromThis(weeks) => Day::FromToday(i64::from(weeks) * 7).seen_from(today),
            Self::With(day) => day.seen_from(today),
        }
    }
}

impl FromStr for WeekName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "0" || text.starts_with(['+', '-']) {
            return text
                .parse()
                .map(Self::FromThis)
                .map_err(|error| format!("expected a number of weeks like -1 or +2: {error}"));
        }
        text.parse().map(Self::With)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> LogicalDay {
        LogicalDay::parse(text).unwrap()
    }

    #[test]
    fn days_are_words_or_dates() {
        let today = day("2026-03-04");
        let read = |text: &str| text.parse().map(|day: Day| day.seen_from(today));
        assert_eq!(read("today"), Ok(today));
        assert_eq!(read("yesterday"), Ok(day("2026-03-03")));
        assert_eq!(read("2026-02-28"), Ok(day("2026-02-28")));
        assert!(read("2026-02-30").is_err());
        assert!(read("soon").is_err());
    }

    #[test]
    fn a_range_has_two_ends_or_one() {
        let both: Days = "2026-03-04..2026-03-06".parse().unwrap();
        assert_eq!(both.to, Day::Date(day("2026-03-06")));
        let one: Days = "yesterday".parse().unwrap();
        assert_eq!((one.from, one.to), (Day::FromToday(-1), Day::FromToday(-1)));
        assert!("2026-03-04..".parse::<Days>().is_err());
    }

    #[test]
    fn weeks_are_counted_or_named_by_a_day() {
        let today = day("2026-03-04");
        let read = |text: &str| text.parse().map(|week: WeekName| week.seen_from(today));
        assert_eq!(read("-1"), Ok(day("2026-02-25")));
        assert_eq!(read("+2"), Ok(day("2026-03-18")));
        assert_eq!(read("2026-01-01"), Ok(day("2026-01-01")));
        assert!(read("-x").is_err());
    }
}
