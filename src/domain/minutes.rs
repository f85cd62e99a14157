//! Lengths of time in whole minutes, and how people write them.

use std::{iter::Sum, ops::Add, str::FromStr};

use chrono::NaiveTime;
use serde::Serialize;

/// A length of time. Sums of it are exact: hours are only a way to show it.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Minutes(pub u64);

impl Minutes {
    /// The most that one day's entry may hold.
    pub const DAY: Self = Self(24 * 60);

    /// The minutes of so many hours, to the nearest; none of what is negative.
    pub fn of_hours(hours: f64) -> Self {
        Self((hours * 60.0).round().max(0.0) as u64)
    }

    /// The same in hours.
    pub fn hours(self) -> f64 {
        self.0 as f64 / 60.0
    }

    /// The hours as a decimal number, to the hundredth: `7.55`.
    pub fn decimal(self) -> String {
        format!("{}", (self.hours() * 100.0).round() / 100.0)
    }

    /// An even share of it, to the nearest minute; all of it for none.
    #[must_use]
    pub fn shared_by(self, many: u64) -> Self {
        let many = many.max(1);
        Self(self.0.saturating_add(many / 2) / many)
    }
}

impl Add for Minutes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Minutes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl From<u32> for Minutes {
    fn from(minutes: u32) -> Self {
        Self(u64::from(minutes))
    }
}

/// Why a text is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LengthError {
    /// It is not written in a way that is known.
    #[error("`{0}` is no length of time: expected one like 45m, 1h30, 1.5h, 1:30 or 9:10-10:40")]
    Unknown(String),
    /// A number without a unit.
    #[error("`{0}` of what? Minutes are `{0}m`, hours `{0}h`")]
    NoUnit(String),
    /// Nothing at all.
    #[error("`{0}` is no time at all")]
    Nothing(String),
    /// More than a day has.
    #[error("`{0}` is more than a day has")]
    TooLong(String),
}

/// The hours of a week as people write them: `35`, `7.5`, `7,5 h`, `7h30`,
/// `7:30`; `None` for anything else.
pub fn weekly_hours(text: &str) -> Option<Minutes> {
    let squeezed: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    let bare = squeezed
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    let typed = if bare { squeezed + "h" } else { squeezed };
    minutes(&typed).map(Minutes)
}

/// Time as it is typed: how long, or from when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So long.
    Of(Minutes),
    /// From one wall-clock time to another; the second may lie past midnight.
    Between(NaiveTime, NaiveTime),
}

impl FromStr for Length {
    type Err = LengthError;

    fn from_str(text: &str) -> Result<Self, LengthError> {
        let typed = text.trim();
        if let Some((from, to)) = typed.split_once(['-', '–']) {
            let unknown = || LengthError::Unknown(typed.to_owned());
            let from = time_of_day(from).ok_or_else(unknown)?;
            let to = time_of_day(to).ok_or_else(unknown)?;
            return if from == to {
                Err(LengthError::Nothing(typed.to_owned()))
            } else {
                Ok(Self::Between(from, to))
            };
        }
        typed.parse().map(Self::Of)
    }
}

impl FromStr for Minutes {
    type Err = LengthError;

    /// Reads `45m`, `45 min`, `1h`, `1h30`, `1 h 30 m`, `1.5h`, `1,5 h`, `1:30`.
    fn from_str(text: &str) -> Result<Self, LengthError> {
        let typed = text.trim();
        let squeezed: String = typed
            .chars()
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        if !squeezed.is_empty() && squeezed.bytes().all(|b| b.is_ascii_digit()) {
            return Err(LengthError::NoUnit(typed.to_owned()));
        }
        let minutes = minutes(&squeezed).ok_or_else(|| LengthError::Unknown(typed.to_owned()))?;
        match Self(minutes) {
            Self(0) => Err(LengthError::Nothing(typed.to_owned())),
            long if long > Self::DAY => Err(LengthError::TooLong(typed.to_owned())),
            right => Ok(right),
        }
    }
}

/// A wall-clock time as it is typed: `9:10`, `09:10`, `9`.
pub fn time_of_day(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    let (hour, minute) = match text.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, number(minute)?),
        Some(_) => return None,
        None => (text, 0),
    };
    if hour.len() > 2 {
        return None;
    }
    NaiveTime::from_hms_opt(
        u32::try_from(number(hour)?).ok()?,
        u32::try_from(minute).ok()?,
        0,
    )
}

fn number(digits: &str) -> Option<u64> {
    // Nine digits of hours are beyond every limit and fit every sum.
    let plain = !digits.is_empty() && digits.len() <= 9;
    (plain && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

fn minutes(text: &str) -> Option<u64> {
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes = (minutes.len() == 2).then(|| number(minutes)).flatten()?;
        return (minutes < 60).then_some(number(hours)? * 60 + minutes);
    }
    let Some((hours, rest)) = text.split_once('h') else {
        let digits = ["minutes", "minute", "mins", "min", "m"]
            .iter()
            .find_map(|unit| text.strip_suffix(unit))?;
        return number(digits);
    };
    let rest = ["ours", "our", "rs", "r"]
        .iter()
        .find_map(|unit| rest.strip_prefix(unit))
        .unwrap_or(rest);
    if let Some((whole, part)) = hours.split_once(['.', ',']) {
        if !rest.is_empty() || part.len() > 6 {
            return None;
        }
        let ten = 10_u64.pow(u32::try_from(part.len()).ok()?);
        let whole = if whole.is_empty() { 0 } else { number(whole)? };
        // To the nearest minute: a third of an hour is 0.33.
        return Some(whole * 60 + (number(part)? * 60 + ten / 2) / ten);
    }
    let hours = number(hours)? * 60;
    if rest.is_empty() {
        return Some(hours);
    }
    let rest = ["minutes", "minute", "mins", "min", "m"]
        .iter()
        .find_map(|unit| rest.strip_suffix(unit))
        .unwrap_or(rest);
    let minutes = number(rest)?;
    (minutes < 60).then_some(hours + minutes)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("45m", 45)]
    #[case("45 min", 45)]
    #[case("90M", 90)]
    #[case("1h", 60)]
    #[case("1h30", 90)]
    #[case("1h30m", 90)]
    #[case("1 h 05", 65)]
    #[case("1h5", 65)]
    #[case("2 hours 15 minutes", 135)]
    #[case("1.5h", 90)]
    #[case("1,5 h", 90)]
    #[case(".5h", 30)]
    #[case("0.33h", 20)]
    #[case("1:30", 90)]
    #[case("0:05", 5)]
    #[case("24h", 1440)]
    fn lengths_are_read_as_people_write_them(#[case] text: &str, #[case] minutes: u64) {
        assert_eq!(text.parse(), Ok(Length::Of(Minutes(minutes))));
    }

    #[rstest]
    #[case("9:10-10:40", (9, 10), (10, 40))]
    #[case("9-10:30", (9, 0), (10, 30))]
    #[case("23:30–0:15", (23, 30), (0, 15))]
    #[case("09:10 - 10:40", (9, 10), (10, 40))]
    fn a_stretch_has_two_times(
        #[case] text: &str,
        #[case] from: (u32, u32),
        #[case] to: (u32, u32),
    ) {
        let time = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        assert_eq!(text.parse(), Ok(Length::Between(time(from), time(to))));
    }

    #[rstest]
    #[case("", "no length")]
    #[case("soon", "no length")]
    #[case("1:3", "no length")]
    #[case("1:75", "no length")]
    #[case("1h75", "no length")]
    #[case("1.5h30", "no length")]
    #[case("-45m", "no length")]
    #[case("9:10-25:00", "no length")]
    #[case("9:10-", "no length")]
    #[case("m", "no length")]
    #[case("1.h", "no length")]
    #[case("99999999999h", "no length")]
    #[case("45", "of what?")]
    #[case("0m", "no time")]
    #[case("9:10-9:10", "no time")]
    #[case("25h", "more than a day")]
    fn what_cannot_be_meant_is_refused(#[case] text: &str, #[case] why: &str) {
        let error = text.parse::<Length>().unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn a_share_is_rounded_to_the_nearest_minute() {
        assert_eq!(Minutes(10).shared_by(4), Minutes(3)); // 2.5
        assert_eq!(Minutes(9).shared_by(4), Minutes(2)); // 2.25
        assert_eq!(Minutes(9).shared_by(0), Minutes(9));
    }
}
