//! The keys of one block and their values, however they were spelled.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeZone, Timelike};

/// The keys of a block in the order they stand there.
pub(super) type Fields<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Stamp(Stamp),
    Array(Vec<Self>),
    Table(Fields<'a>),
}

/// A TOML date, time, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) date: Option<(u16, u8, u8)>,
    /// Hour, minute, second, nanosecond.
    pub(super) time: Option<(u8, u8, u8, u32)>,
    /// Minutes east of UTC.
    pub(super) offset: Option<i16>,
}

impl Stamp {
    /// A date; `None` if its year has not four digits.
    pub(super) fn of_date(date: NaiveDate) -> Option<Self> {
        let year = u16::try_from(date.year()).ok().filter(|y| *y <= 9999)?;
        Some(Self {
            date: Some((year, date.month() as u8, date.day() as u8)),
            ..Self::default()
        })
    }

    /// A moment to the second; `None` if its year has not four digits.
    pub(super) fn of_moment(moment: &DateTime<FixedOffset>) -> Option<Self> {
        let local = moment.naive_local();
        // A leap second is written as 59: chrono keeps it in the nanoseconds.
        let time = local.time();
        Some(Self {
            time: Some((
                time.hour() as u8,
                time.minute() as u8,
                time.second() as u8,
                0,
            )),
            offset: i16::try_from(moment.offset().local_minus_utc() / 60).ok(),
            ..Self::of_date(local.date())?
        })
    }

    /// The date, if this is a date and nothing else.
    pub(super) fn as_date(self) -> Option<NaiveDate> {
        match (self.time, self.offset) {
            (None, None) => self.calendar(),
            _ => None,
        }
    }

    /// The moment, if this is a date and a time with an offset.
    pub(super) fn as_moment(self) -> Option<DateTime<FixedOffset>> {
        let (hour, minute, second, nano) = self.time?;
        let offset = FixedOffset::east_opt(i32::from(self.offset?) * 60)?;
        let time = NaiveTime::from_hms_nano_opt(
            u32::from(hour),
            u32::from(minute),
            // TOML allows the 60th second.
            u32::from(second).min(59),
            nano,
        )?;
        offset
            .from_local_datetime(&self.calendar()?.and_time(time))
            .single()
    }

    fn calendar(self) -> Option<NaiveDate> {
        let (year, month, day) = self.date?;
        NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
    }

    /// Writes the one spelling of it: `2026-11-22T20:14:05.5+01:00`.
    pub(super) fn spell(self, out: &mut Vec<u8>) {
        if let Some((year, month, day)) = self.date {
            let ([y3, y2], [y1, y0]) = (two((year / 100) as u8), two((year % 100) as u8));
            let ([m1, m0], [d1, d0]) = (two(month), two(day));
            out.extend_from_slice(&[y3, y2, y1, y0, b'-', m1, m0, b'-', d1, d0]);
        }
        if let Some((hour, minute, second, nano)) = self.time {
            if self.date.is_some() {
                out.push(b'T');
            }
            let ([h1, h0], [m1, m0], [s1, s0]) = (two(hour), two(minute), two(second));
            out.extend_from_slice(&[h1, h0, b':', m1, m0, b':', s1, s0]);
            if nano > 0 {
                out.push(b'.');
                for place in (0..9).rev() {
                    out.push(b'0' + (nano / 10_u32.pow(place) % 10) as u8);
                }
                while out.last() == Some(&b'0') {
                    out.pop();
                }
            }
        }
        if let Some(offset) = self.offset {
            let sign = if offset < 0 { b'-' } else { b'+' };
            let minutes = offset.unsigned_abs();
            let ([h1, h0], [m1, m0]) = (two((minutes / 60) as u8), two((minutes % 60) as u8));
            out.extend_from_slice(&[sign, h1, h0, b':', m1, m0]);
        }
    }
}

/// The two digits of a number below a hundred.
pub(super) fn two(number: u8) -> [u8; 2] {
    [b'0' + number / 10, b'0' + number % 10]
}

impl From<toml::value::Datetime> for Stamp {
    fn from(stamp: toml::value::Datetime) -> Self {
        Self {
            date: stamp.date.map(|d| (d.year, d.month, d.day)),
            time: stamp.time.map(|t| {
                (
                    t.hour,
                    t.minute,
                    t.second.unwrap_or(0),
                    t.nanosecond.unwrap_or(0),
                )
            }),
            offset: stamp.offset.map(|offset| match offset {
                toml::value::Offset::Z => 0,
                toml::value::Offset::Custom { minutes } => minutes,
            }),
        }
    }
}

impl From<toml::Value> for Value<'_> {
    fn from(value: toml::Value) -> Self {
        match value {
            toml::Value::String(text) => Self::Text(Cow::Owned(text)),
            toml::Value::Integer(number) => Self::Integer(number),
            toml::Value::Float(number) => Self::Float(number),
            toml::Value::Boolean(flag) => Self::Boolean(flag),
            toml::Value::Datetime(stamp) => Self::Stamp(stamp.into()),
            toml::Value::Array(values) => Self::Array(values.into_iter().map(Into::into).collect()),
            toml::Value::Table(table) => Self::Table(fields(table)),
        }
    }
}

/// The same keys and values, borrowed from nothing.
pub(super) fn owned(fields: &Fields<'_>) -> Fields<'static> {
    let own = |(key, value): &(Cow<'_, str>, Value<'_>)| {
        let key = Cow::Owned(key.clone().into_owned());
        (key, value.to_static())
    };
    fields.iter().map(own).collect()
}

impl Value<'_> {
    /// The same value, borrowed from nothing.
    fn to_static(&self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(Cow::Owned(text.clone().into_owned())),
            Self::Integer(number) => Value::Integer(*number),
            Self::Float(number) => Value::Float(*number),
            Self::Boolean(flag) => Value::Boolean(*flag),
            Self::Stamp(stamp) => Value::Stamp(*stamp),
            Self::Array(values) => Value::Array(values.iter().map(Value::to_static).collect()),
            Self::Table(fields) => Value::Table(owned(fields)),
        }
    }
}

/// The keys and values of a parsed table.
pub(super) fn fields<'a>(table: toml::Table) -> Fields<'a> {
    table
        .into_iter()
        .map(|(key, value)| (Cow::Owned(key), value.into()))
        .collect()
}
