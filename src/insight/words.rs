//! Figures in words: each sentence exists once, for the commands and the screens.

use chrono::Datelike;

use crate::domain::day::LogicalDay;

use super::pace::Pace;

/// The pace as a sentence without a final period: “12 days behind: the plan
/// had you here on 10 Nov”.
pub fn pace(pace: &Pace, today: LogicalDay) -> String {
    let short = pace_short(pace);
    match pace {
        Pace::Ahead { until, .. } => {
            format!("{short}: the plan has you here on {}", date(*until, today))
        }
        Pace::Behind { since, .. } => {
            format!("{short}: the plan had you here on {}", date(*since, today))
        }
        Pace::Before { .. } | Pace::OnPlan | Pace::Finished => short,
    }
}

/// The pace in two or three words, for a prompt: “12 days behind”.
pub fn pace_short(pace: &Pace) -> String {
    match pace {
        Pace::Before { days: 1 } => "begins tomorrow".to_owned(),
        Pace::Before { days } => format!("begins in {}", self::days(*days)),
        Pace::OnPlan => "on plan".to_owned(),
        Pace::Ahead { days, .. } => format!("{} ahead", self::days(*days)),
        Pace::Behind { days, .. } => format!("{} behind", self::days(*days)),
        Pace::Finished => "all planned work is done".to_owned(),
    }
}

/// A number with a noun whose plural takes an s: “1 study day”.
pub fn count(number: i64, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A number of days: “1 day”, “12 days”.
pub fn days(days: i64) -> String {
    count(days, "day")
}

/// A date, short: “10 Nov”, and with its year when that is not today's.
pub fn date(day: LogicalDay, today: LogicalDay) -> String {
    let date = day.date();
    if date.year() == today.date().year() {
        date.format("%-d %b").to_string()
    } else {
        date.format("%-d %b %Y").to_string()
    }
}

/// A date with its weekday: “Wed 4 Mar”, and with its year when that is not
/// today's.
pub fn weekday_date(day: LogicalDay, today: LogicalDay) -> String {
    format!("{} {}", day.date().format("%a"), date(day, today))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> LogicalDay {
        LogicalDay::parse(text).unwrap()
    }

    #[test]
    fn the_pace_is_a_sentence() {
        let today = day("2026-11-22");
        for (figure, words) in [
            (Pace::OnPlan, "on plan"),
            (
                Pace::Behind {
                    days: 12,
                    since: day("2026-11-10"),
                },
                "12 days behind: the plan had you here on 10 Nov",
            ),
            (
                Pace::Behind {
                    days: 1,
                    since: day("2026-11-21"),
                },
                "1 day behind: the plan had you here on 21 Nov",
            ),
            (
                Pace::Ahead {
                    days: 45,
                    until: day("2027-01-06"),
                },
                "45 days ahead: the plan has you here on 6 Jan 2027",
            ),
            (Pace::Before { days: 3 }, "begins in 3 days"),
            (Pace::Before { days: 1 }, "begins tomorrow"),
            (Pace::Finished, "all planned work is done"),
        ] {
            assert_eq!(pace(&figure, today), words);
        }
    }

    #[test]
    fn a_date_has_its_year_only_where_it_is_needed() {
        let today = day("2026-03-04");
        assert_eq!(date(day("2026-11-10"), today), "10 Nov");
        assert_eq!(date(day("2025-12-31"), today), "31 Dec 2025");
        assert_eq!(weekday_date(today, today), "Wed 4 Mar");
    }
}
