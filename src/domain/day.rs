//! Logical days: the date a moment counts for.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Weekday};
use serde::{Deserialize, Serialize};

/// The wall-clock time at which a new logical day begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayStart(NaiveTime);

impl DayStart {
    /// A day that starts at `hour`; `None` outside 0 to 23.
    pub fn at_hour(hour: u32) -> Option<Self> {
        Self::at(hour, 0)
    }

    /// A day that starts at `hour` and `minute`; `None` where no clock shows it.
    pub fn at(hour: u32, minute: u32) -> Option<Self> {
        NaiveTime::from_hms_opt(hour, minute, 0).map(Self)
    }

    /// The time of day.
    pub fn time(self) -> NaiveTime {
        self.0
    }
}

impl Default for DayStart {
    /// Four in the morning: a late evening still counts for its own day.
    fn default() -> Self {
        Self::at_hour(4).unwrap_or(Self(NaiveTime::MIN))
    }
}

/// The weekday that a week begins with, wherever weeks are shown and added up.
/// The numbers of weeks stay those of ISO.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum WeekStart {
    /// Monday, as ISO has it.
    #[default]
    Monday,
    /// Sunday.
    Sunday,
}

impl WeekStart {
    /// How many days after the week's first one a weekday comes.
    pub fn place_of(self, weekday: Weekday) -> u32 {
        match self {
            Self::Monday => weekday.num_days_from_monday(),
            Self::Sunday => weekday.num_days_from_sunday(),
        }
    }

    /// The weekdays in their order.
    pub fn weekdays(self) -> [Weekday; 7] {
        let mut day = match self {
            Self::Monday => Weekday::Mon,
            Self::Sunday => Weekday::Sun,
        };
        [(); 7].map(|()| {
            let next = day.succ();
            std::mem::replace(&mut day, next)
        })
    }

    /// Its first and its last day in words: “Monday to Sunday”.
    pub fn words(self) -> &'static str {
        match self {
            Self::Monday => "Monday to Sunday",
            Self::Sunday => "Sunday to Saturday",
        }
    }
}

/// In what form people are shown a date. What other programs read is always
/// written as ISO has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DateFormat {
    /// `4 Mar`.
    #[default]
    DayMonth,
    /// `Mar 4`.
    MonthDay,
    /// `2026-03-04`.
    Iso,
}

/// The date a moment counts for.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema, Deserialize,
)]
#[serde(transparent)]
#[schemars(extend("format" = "date"))]
pub struct LogicalDay(#[schemars(with = "String")] NaiveDate);

impl LogicalDay {
    /// The local wall-clock date of `moment`, or the day before it while the
    /// wall clock is earlier than the day start.
    ///
    /// It reads the wall clock instead of subtracting hours from the instant,
    /// so that the night of a daylight-saving switch is no exception.
    ///
    /// ```
    /// # use mastery::domain::day::{DayStart, LogicalDay};
    /// let late = chrono::DateTime::parse_from_rfc3339("2026-03-05T01:30:00+01:00").unwrap();
    /// assert_eq!(LogicalDay::of(&late, DayStart::default()).to_string(), "2026-03-04");
    /// ```
    pub fn of<Tz: TimeZone>(moment: &DateTime<Tz>, start: DayStart) -> Self {
        let local = moment.naive_local();
        let today = Self(local.date());
        if local.time() < start.0 {
            today.back(1)
        } else {
            today
        }
    }

    /// The day of a calendar date.
    pub fn from_date(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The day from year, month and day of month.
    pub fn ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Reads `2026-03-04`.
    pub fn parse(text: &str) -> Option<Self> {
        // chrono also takes `2026-3-4` and signs; a journal has one spelling.
        let shape = |(at, byte): (usize, u8)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        (text.len() == 10 && text.bytes().enumerate().all(shape))
            .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
            .flatten()
            .map(Self)
    }

    /// The calendar date.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// The weekday.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// `days` later, stopping at the end of the calendar.
    #[must_use]
    pub fn forward(self, days: u64) -> Self {
        Self(
            self.0
                .checked_add_days(Days::new(days))
                .unwrap_or(NaiveDate::MAX),
        )
    }

    /// `days` earlier, stopping at the beginning of the calendar.
    #[must_use]
    pub fn back(self, days: u64) -> Self {
        Self(
            self.0
                .checked_sub_days(Days::new(days))
                .unwrap_or(NaiveDate::MIN),
        )
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        self.forward(1)
    }

    /// The day before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.back(1)
    }

    /// `months` later, on the same day of the month or its last.
    #[must_use]
    pub fn months_later(self, months: u32) -> Self {
        Self(
            self.0
                .checked_add_months(Months::new(months))
                .unwrap_or(NaiveDate::MAX),
        )
    }

    /// Whole days from `earlier` to this day; negative when it is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// The Monday of this day's week.
    #[must_use]
    pub fn monday(self) -> Self {
        self.back(u64::from(self.0.weekday().num_days_from_monday()))
    }

    /// The first day of this day's week.
    #[must_use]
    pub fn week_first(self, start: WeekStart) -> Self {
        self.back(u64::from(start.place_of(self.0.weekday())))
    }

    /// The number of the week that begins on this day: that of the ISO week in
    /// which most of its days lie.
    pub fn number_from_here(self) -> u32 {
        self.forward(3).iso_week().week()
    }

    /// The ISO week this day lies in.
    pub fn iso_week(self) -> chrono::IsoWeek {
        self.0.iso_week()
    }

    /// The days from this one up to and including `last`.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        self.0
            .iter_days()
            .take_while(move |date| *date <= last.0)
            .map(Self)
    }
}

impl fmt::Display for LogicalDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for LogicalDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(moment: &str) -> String {
        let moment = DateTime::parse_from_rfc3339(moment).unwrap();
        LogicalDay::of(&moment, DayStart::default()).to_string()
    }

    #[test]
    fn a_late_evening_counts_for_its_own_day() {
        assert_eq!(of("2026-03-04T23:59:59+01:00"), "2026-03-04");
        assert_eq!(of("2026-03-05T03:59:59+01:00"), "2026-03-04");
        assert_eq!(of("2026-03-05T04:00:00+01:00"), "2026-03-05");
    }

    #[test]
    fn the_wall_clock_decides_when_the_clocks_change() {
        // 2026-03-29, Berlin: 02:00 becomes 03:00. Five elapsed hours after
        // midnight the wall clock shows 05:00; three after, it shows 04:00.
        assert_eq!(of("2026-03-29T04:00:00+02:00"), "2026-03-29");
        assert_eq!(of("2026-10-25T03:30:00+01:00"), "2026-10-24");
    }

    #[test]
    fn the_zone_of_the_moment_decides_not_utc() {
        assert_eq!(of("2026-01-01T08:00:00+13:00"), "2026-01-01");
        assert_eq!(of("2026-01-01T02:00:00-09:00"), "2025-12-31");
    }

    #[test]
    fn the_year_has_a_week_53() {
        let day = LogicalDay::parse("2027-01-03").unwrap();
        assert_eq!((day.iso_week().year(), day.iso_week().week()), (2026, 53));
        assert_eq!(day.monday().to_string(), "2026-12-28");
    }

    #[test]
    fn a_week_may_begin_on_sunday_and_keeps_its_number() {
        let days = |start: WeekStart| {
            ["2026-02-28", "2026-03-01", "2026-03-04", "2026-03-07"].map(|day| {
                let first = LogicalDay::parse(day).unwrap().week_first(start);
                (first.to_string(), first.number_from_here())
            })
        };
        let week = |first: &str, number| (first.to_owned(), number);
        assert_eq!(
            days(WeekStart::Monday),
            [
                week("2026-02-23", 9),
                week("2026-02-23", 9),
                week("2026-03-02", 10),
                week("2026-03-02", 10),
            ]
        );
        assert_eq!(
            days(WeekStart::Sunday),
            [
                week("2026-02-22", 9),
                week("2026-03-01", 10),
                week("2026-03-01", 10),
                week("2026-03-01", 10),
            ]
        );
        for start in [WeekStart::Monday, WeekStart::Sunday] {
            for (place, weekday) in start.weekdays().into_iter().enumerate() {
                assert_eq!(start.place_of(weekday) as usize, place);
            }
        }
    }

    #[test]
    fn only_one_spelling_of_a_day_is_read() {
        for bad in [
            "2026-3-04",
            "+2026-03-04",
            "+12345-1-1",
            "-2026-3-04",
            "2026- 3-04",
            "2026-02-30",
            "",
            "20260304ab",
        ] {
            assert_eq!(LogicalDay::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn months_end_where_the_month_ends() {
        let day = LogicalDay::ymd(2027, 11, 30).unwrap();
        assert_eq!(day.months_later(3).to_string(), "2028-02-29");
    }
}
