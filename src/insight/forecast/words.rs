//! The forecast in sentences, without final periods.

use super::{
    Forecast, LEAST, MOST, Outlook,
    chance::{COURSES, drawn},
};
use crate::{
    domain::{day::LogicalDay, roadmap::Roadmap},
    insight::{
        findings::study_budget,
        pace::Pace,
        plan_line::{PlanLine, TOLERANCE},
        words::{count, date, days, list, number, pace_short, range, span},
    },
};

impl Forecast {
    /// By when the rest will be done: “even odds by 3 Nov, nine in ten by 12
    /// Dec”.
    pub fn outlook_words(&self) -> String {
        let date = |day: LogicalDay| date(day, self.day);
        let last = if self.weeks.len() == 1 {
            "the last week".to_owned()
        } else {
            format!("the last {} weeks", self.weeks.len())
        };
        match self.outlook {
            Outlook::Finished => "all planned work is done".to_owned(),
            Outlook::TooEarly { weeks } => format!(
                "a forecast needs {LEAST} weeks of your own to go by; there {}{}",
                match weeks {
                    0 => "is none yet".to_owned(),
                    1 => "is 1 so far".to_owned(),
                    more => format!("are {more} so far"),
                },
                if self.filled_in {
                    ", and what was filled in for earlier days shows no rate"
                } else {
                    ""
                }
            ),
            Outlook::Quiet => {
                format!(
                    "{last} were quiet, so there is no forecast; it {} with your ticks",
                    self.comes()
                )
            }
            Outlook::Dates {
                even: Some(even),
                most: Some(most),
            } => format!("even odds by {}, nine in ten by {}", date(even), date(most)),
            Outlook::Dates {
                even: Some(even),
                most: None,
            } => format!(
                "even odds by {}; {last} differ too much for a later date",
                date(even)
            ),
            Outlook::Dates { even: None, .. } => {
                format!("{last} were too quiet for a date; it returns with your ticks")
            }
        }
    }

    /// The plan's own arithmetic, said where there is no forecast: “at 30 h a
    /// week, the middle of the budget, the 488 h left take until 24 Apr”.
    pub fn arithmetic_words(&self) -> Option<String> {
        let until = self.at_capacity?;
        match self.outlook {
            Outlook::TooEarly { .. } | Outlook::Quiet | Outlook::Dates { even: None, .. } => {
                let source = match self.capacity_since {
                    Some(_) => "as replanned",
                    None => "the middle of the budget",
                };
                Some(format!(
                    "at {} h a week, {source}, the {} h left take until {}",
                    number(self.capacity),
                    number(self.left()),
                    date(until, self.day)
                ))
            }
            Outlook::Finished | Outlook::Dates { .. } => None,
        }
    }

    /// What the plan asks for: “10.2 h a week until 31 Dec; the budget has 30”.
    pub fn needed_words(&self) -> Option<String> {
        let (needed, end) = (self.needed()?, self.end?);
        let ask = format!("{} h a week until {}", number(needed), date(end, self.day));
        let capacity = number(self.capacity);
        let replanned = self.capacity_since.is_some();
        // What is shown as the same is the same.
        let more = number(needed) != capacity && needed > self.capacity;
        Some(match (replanned, more) {
            _ if self.capacity <= 0.0 => ask,
            // Hundreds of hours a week are no advice.
            _ if needed > 2.0 * self.capacity => format!(
                "the {} h left no longer fit before {}; a later end can be set",
                number(self.left()),
                date(end, self.day)
            ),
            (false, true) => format!("{ask}, more than the budget's {capacity}"),
            (false, false) => format!("{ask}; the budget has {capacity}"),
            (true, true) => format!("{ask}, more than the {capacity} you planned with"),
            (true, false) => format!("{ask}; you planned with {capacity}"),
        })
    }

    /// The room before the next quarter's end: “41 days of slack before Q2 ends
    /// on 30 Jun”.
    pub fn slack_words(&self) -> Option<String> {
        let slack = self.slack?;
        let ends = format!(
            "before Q{} ends on {}",
            slack.quarter.number,
            date(slack.quarter.last, self.day)
        );
        if slack.due <= TOLERANCE {
            return Some(format!("nothing more is due {ends}"));
        }
        Some(match slack.days {
            0 => format!("no day to spare {ends}"),
            short if short < 0 => {
                format!(
                    "{} short of the end of Q{} on {}, at the budget's hours",
                    days(-short),
                    slack.quarter.number,
                    date(slack.quarter.last, self.day)
                )
            }
            room => format!("{} of slack {ends}", days(room)),
        })
    }

    /// The arithmetic of each figure, with its numbers.
    pub fn explained(
        &self,
        roadmap: &Roadmap,
        line: Option<&PlanLine>,
        pace: Option<&Pace>,
    ) -> Vec<(&'static str, String)> {
        let hours = |value: f64| format!("{} h", number(value));
        let date = |day: LogicalDay| date(day, self.day);
        let mut lines = vec![(
            "left",
            format!(
                "{} planned − {} done = {}",
                hours(self.planned),
                hours(self.done),
                hours(self.left())
            ),
        )];
        if let (Some(line), Some(pace)) = (line, pace) {
            let yesterday = hours(line.before(self.day));
            let today = hours(line.at(self.day));
            lines.push((
                "pace",
                format!(
                    "the plan has {yesterday} by yesterday and {today} by today; {} are done: {}",
                    hours(self.done),
                    pace_short(pace)
                ),
            ));
        }
        if let (Some(first), Some(last)) = (self.weeks.last(), self.weeks.first()) {
            let each: Vec<String> = self.weeks.iter().map(|it| number(it.hours())).collect();
            lines.push((
                "weeks",
                format!(
                    "{}, of {MOST} at most, {}, the newest first: {} h",
                    weeks(self.weeks.len()),
                    span(first.first, last.last, self.day),
                    each.join(", ")
                ),
            ));
        }
        if let Outlook::Dates { even, most } = self.outlook {
            let by = |day: Option<LogicalDay>| {
                day.map_or_else(
                    || "in more than ten years".to_owned(),
                    |day| format!("on {}", date(day)),
                )
            };
            lines.push((
                "forecast",
                format!(
                    "{COURSES} courses from {}, each of {} drawn from these: the {}th is done {}, the {}th {}",
                    date(self.day),
                    weeks(drawn(self.weeks.len())),
                    COURSES / 2,
                    by(even),
                    COURSES * 9 / 10,
                    by(most)
                ),
            ));
        }
        let budget = study_budget(roadmap);
        if let Some(day) = self.capacity_since {
            let words = format!(
                "{} a week, as replanned on {}",
                hours(self.capacity),
                date(day)
            );
            lines.push(("capacity", words));
        } else if !budget.is_empty() {
            let lines_of: Vec<String> = budget
                .iter()
                .map(|line| format!("{} h of {}", range(line.hours), line.title))
                .collect();
            lines.push((
                "capacity",
                format!(
                    "the middle of {}: {} a week",
                    list(&lines_of),
                    hours(self.capacity)
                ),
            ));
        }
        if let Some(needed) = self.needed() {
            lines.push((
                "needed",
                format!(
                    "{} left ÷ {} weeks = {} a week",
                    hours(self.left()),
                    number(self.weeks_left),
                    hours(needed)
                ),
            ));
        }
        if let Some(slack) = self.slack {
            lines.push((
                "slack",
                format!(
                    "the budget has {} until {}, the plan asks for {} more by then: {}",
                    hours(slack.there),
                    date(slack.quarter.last),
                    hours(slack.due),
                    if slack.days < 0 {
                        format!("{} short", days(-slack.days))
                    } else {
                        format!("{} over", days(slack.days))
                    }
                ),
            ));
        }
        lines
    }
}

fn weeks(number: usize) -> String {
    count(i64::from(number as u32), "week")
}
