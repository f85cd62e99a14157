//! The one place that asks the time and the zone.

use std::{
    env, iter,
    path::Path,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use chrono::{DateTime, FixedOffset, Local, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};

/// A source of the time: the system's, or a moment that never passes.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Moment),
}

impl Clock {
    /// Makes the clock of the computer.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// Makes a clock that stands still, for tests and for `$MASTERY_NOW`.
    ///
    /// ```
    /// # use mastery::clock::Clock;
    /// let clock = Clock::fixed("2026-03-04T20:14:05+01:00[Europe/Berlin]".parse()?);
    /// assert_eq!(clock.now().zone, "Europe/Berlin");
    /// # Ok::<(), mastery::clock::MomentError>(())
    /// ```
    pub const fn fixed(moment: Moment) -> Self {
        Self(Source::Fixed(moment))
    }

    /// Tells the time here and now.
    pub fn now(&self) -> Moment {
        match &self.0 {
            Source::System => system_now(),
            Source::Fixed(moment) => moment.clone(),
        }
    }
}

impl Clock {
    /// The moment at which the wall clock here shows this; the first of two,
    /// and where the clock skips it the next that it shows.
    pub fn moment_of(&self, local: NaiveDateTime) -> DateTime<FixedOffset> {
        match &self.0 {
            Source::System => first_moment(&Local, local),
            Source::Fixed(moment) => first_moment(moment.at.offset(), local),
        }
    }

    /// When this computer was started, where the system says so; asleep, it
    /// goes on running. A clock that stands still knows nothing of it.
    pub fn booted(&self) -> Option<DateTime<FixedOffset>> {
        match &self.0 {
            Source::System => {
                let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
                let seconds = uptime.split(['.', ' ']).next()?.parse().ok()?;
                self.now()
                    .at
                    .checked_sub_signed(TimeDelta::try_seconds(seconds)?)
            }
            Source::Fixed(_) => None,
        }
    }
}

/// The longest that a wall clock ever skipped, in minutes: a whole day, where a
/// country moved to the other side of the date line.
const MOST_SKIPPED: i64 = 24 * 60;

/// The moment at which the wall clock of a zone shows this; the first of two,
/// and where the clock skips it the next that it shows.
pub fn first_moment<Tz: TimeZone>(zone: &Tz, local: NaiveDateTime) -> DateTime<FixedOffset> {
    // Clocks go on from a whole minute.
    let minute = local.with_second(0).and_then(|it| it.with_nanosecond(0));
    let later = (1..=MOST_SKIPPED)
        .filter_map(|minutes| minute?.checked_add_signed(TimeDelta::minutes(minutes)));
    iter::once(local)
        .chain(later)
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(
            || local.and_utc().fixed_offset(),
            |moment| moment.fixed_offset(),
        )
}

/// A point in time at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock and its offset from UTC.
    pub at: DateTime<FixedOffset>,
    /// The name of the time zone, like `Europe/Berlin`; where there is none, the offset, like
    /// `+01:00`.
    pub zone: String,
}

/// Why a text is not a moment.
#[derive(Debug, thiserror::Error)]
pub enum MomentError {
    /// The time cannot be read.
    #[error(
        "{value:?} is not a moment: expected a date, a time and an offset, like 2026-03-04T20:14:05+01:00"
    )]
    Time {
        /// What stood there.
        value: String,
        /// What is wrong with it.
        source: chrono::ParseError,
    },
    /// The zone behind the time cannot be read.
    #[error("{value:?} ends in no time zone: expected a name in brackets, like [Europe/Berlin]")]
    Zone {
        /// What stood there.
        value: String,
    },
}

impl FromStr for Moment {
    type Err = MomentError;

    /// Reads a moment as `$MASTERY_NOW` holds it: `2026-03-04T20:14:05+01:00`, and maybe
    /// `[Europe/Berlin]` behind it.
    fn from_str(value: &str) -> Result<Self, MomentError> {
        let (time, zone) = match value.split_once('[') {
            None => (value, None),
            Some((time, rest)) => {
                let zone = rest.strip_suffix(']').filter(|zone| is_zone(zone));
                (
                    time,
                    Some(zone.ok_or_else(|| MomentError::Zone {
                        value: value.to_owned(),
                    })?),
                )
            }
        };
        let at = DateTime::parse_from_rfc3339(time).map_err(|source| MomentError::Time {
            value: value.to_owned(),
            source,
        })?;
        let zone = zone.map_or_else(|| at.offset().to_string(), str::to_owned);
        Ok(Self { at, zone })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that everybody else is given"
)]
fn system_now() -> Moment {
    // chrono's own `now` panics where the clock shows a time before 1970.
    let at = moment(SystemTime::now())
        .with_timezone(&Local)
        .fixed_offset();
    let zone = system_zone().unwrap_or_else(|| at.offset().to_string());
    Moment { at, zone }
}

/// The system's time, which may be any: nobody promises that it is set.
fn moment(time: SystemTime) -> DateTime<Utc> {
    let since = time.duration_since(UNIX_EPOCH);
    let since = since.map_or_else(
        |error| TimeDelta::from_std(error.duration()).map(|it| -it),
        TimeDelta::from_std,
    );
    let moment = since
        .ok()
        .and_then(|it| DateTime::UNIX_EPOCH.checked_add_signed(it));
    moment.unwrap_or(DateTime::UNIX_EPOCH)
}

/// Names the zone whose wall clock chrono shows.
fn system_zone() -> Option<String> {
    // Windows has a setting of its own, and chrono does not look at the variable there.
    match env::var("TZ") {
        Ok(variable)
            if cfg!(unix) && !matches!(variable.as_str(), "" | "localtime" | ":localtime") =>
        {
            named_zone(&variable)
                .filter(|zone| is_known(zone))
                .map(str::to_owned)
        }
        _ => iana_time_zone::get_timezone()
            .ok()
            .filter(|zone| is_zone(zone)),
    }
}

/// Finds the name in a value of `$TZ`, which may also be a path, or a rule like `CET-1CEST`.
fn named_zone(variable: &str) -> Option<&str> {
    let variable = variable.strip_prefix(':').unwrap_or(variable);
    let name = variable
        .split_once("/zoneinfo/")
        .map_or(variable, |(_, name)| name);
    is_zone(name).then_some(name)
}

/// Says whether the system has rules for a zone; without them chrono shows another.
fn is_known(zone: &str) -> bool {
    [
        "/usr/share/zoneinfo",
        "/share/zoneinfo",
        "/etc/zoneinfo",
        "/usr/share/lib/zoneinfo",
    ]
    .iter()
    .any(|folder| Path::new(folder).join(zone).is_file())
}

/// Says whether a text could name a zone, be it as an offset.
fn is_zone(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '+' | '-'))
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '+' | ':'))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2026-03-04T20:14:05+01:00", "2026-03-04T20:14:05+01:00", "+01:00")]
    #[case(
        "2026-03-04T20:14:05+01:00[Europe/Berlin]",
        "2026-03-04T20:14:05+01:00",
        "Europe/Berlin"
    )]
    #[case("2026-03-04T19:14:05Z", "2026-03-04T19:14:05+00:00", "+00:00")]
    #[case(
        "2026-03-04T19:14:05.25-03:30[America/St_Johns]",
        "2026-03-04T19:14:05.250-03:30",
        "America/St_Johns"
    )]
    #[case(
        "2026-03-04T20:14:05+01:00[+01:00]",
        "2026-03-04T20:14:05+01:00",
        "+01:00"
    )]
    fn a_moment_is_read(#[case] value: &str, #[case] at: &str, #[case] zone: &str) {
        let moment: Moment = value.parse().unwrap();
        assert_eq!(
            (moment.at.to_rfc3339().as_str(), moment.zone.as_str()),
            (at, zone)
        );
    }

    #[rstest]
    #[case("")]
    #[case("tomorrow")]
    #[case("2026-03-04")]
    #[case("2026-03-04T20:14:05")]
    #[case("2026-02-30T20:14:05+01:00")]
    #[case("2026-03-04T20:14:05+01:00 Europe/Berlin")]
    fn a_time_that_cannot_be_read_is_refused(#[case] value: &str) {
        let error = value.parse::<Moment>().unwrap_err();
        assert!(matches!(&error, MomentError::Time { .. }), "{error}");
        assert!(
            error.to_string().contains("like 2026-03-04T20:14:05+01:00"),
            "{error}"
        );
    }

    #[rstest]
    #[case("2026-03-04T20:14:05+01:00[]")]
    #[case("2026-03-04T20:14:05+01:00[Europe/Berlin")]
    #[case("2026-03-04T20:14:05+01:00[Europe/Berlin]x")]
    #[case("2026-03-04T20:14:05+01:00[../../etc]")]
    #[case("2026-03-04T20:14:05+01:00[\u{1b}]")]
    fn a_zone_that_cannot_be_read_is_refused(#[case] value: &str) {
        let error = value.parse::<Moment>().unwrap_err();
        assert!(matches!(&error, MomentError::Zone { .. }), "{error}");
        assert!(!error.to_string().contains(char::is_control), "{error}");
    }

    #[rstest]
    #[case("Europe/Berlin", Some("Europe/Berlin"))]
    #[case(":Europe/Berlin", Some("Europe/Berlin"))]
    #[case("/usr/share/zoneinfo/Asia/Tokyo", Some("Asia/Tokyo"))]
    #[case("UTC", Some("UTC"))]
    #[case("<+03>-3", None)]
    #[case("CET-1CEST,M3.5.0,M10.5.0/3", None)]
    #[case("/etc/localtime", None)]
    fn the_variable_may_name_a_zone(#[case] variable: &str, #[case] zone: Option<&str>) {
        assert_eq!(named_zone(variable), zone);
    }

    #[test]
    fn a_fixed_clock_stands_still() {
        let moment: Moment = "2026-03-04T20:14:05+01:00".parse().unwrap();
        let clock = Clock::fixed(moment.clone());
        assert_eq!(clock.now(), moment);
        assert_eq!(clock.now(), moment);
    }

    #[test]
    fn a_wall_clock_time_is_a_moment_here() {
        let moment: Moment = "2026-03-04T20:14:05+01:00[Europe/Berlin]".parse().unwrap();
        let clock = Clock::fixed(moment);
        let local = NaiveDateTime::parse_from_str("2026-03-03T09:10", "%Y-%m-%dT%H:%M").unwrap();
        assert_eq!(
            clock.moment_of(local).to_rfc3339(),
            "2026-03-03T09:10:00+01:00"
        );
        assert_eq!(clock.booted(), None);
        // Whatever the zone of the computer is, the time it shows is that one
        // or, where it skips that, a later one.
        let here = Clock::system().moment_of(local);
        assert!(here.naive_local() >= local);
    }

    #[rstest]
    #[case(UNIX_EPOCH, "1970-01-01T00:00:00+00:00")]
    #[case(UNIX_EPOCH - Duration::from_millis(500), "1969-12-31T23:59:59.500+00:00")]
    #[case(UNIX_EPOCH + Duration::from_secs(2_147_483_648), "2038-01-19T03:14:08+00:00")]
    // Later than any calendar here can say.
    #[case(UNIX_EPOCH + Duration::from_secs(1 << 60), "1970-01-01T00:00:00+00:00")]
    fn whatever_the_system_says_is_a_moment(#[case] time: SystemTime, #[case] is: &str) {
        assert_eq!(moment(time).to_rfc3339(), is);
    }

    #[test]
    fn the_system_clock_always_has_a_zone() {
        let now = Clock::system().now();
        assert!(is_zone(&now.zone), "{now:?}");
    }
}
