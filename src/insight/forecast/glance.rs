//! Pace and forecast at a glance: one line, in several lengths.

use super::{Forecast, LEAST, Outlook};
use crate::insight::{
    pace::Pace,
    words::{capital_first, date, number, pace as pace_words, pace_short},
};

impl Forecast {
    /// Pace and forecast as one line of sentences, in several lengths, the
    /// longest first: “3 days behind: the plan had you here on 1 Mar. Even odds
    /// to finish by 12 Dec, nine in ten by 9 Jan.” What is said of the pace is
    /// shortened before what is said of the end, and stays longer.
    ///
    /// Empty where there is neither pace nor forecast.
    pub fn at_a_glance(&self, pace: Option<&Pace>) -> Vec<String> {
        let ends = self.end_sentences();
        let Some(pace) = pace else {
            return ends;
        };
        let (long, short) = (
            sentence(&pace_words(pace, self.day)),
            sentence(&pace_short(pace)),
        );
        let mut lines = Vec::new();
        if let Some(end) = ends.first().filter(|_| *pace != Pace::Finished) {
            lines.push(format!("{long} {end}"));
            lines.extend(ends.iter().map(|end| format!("{short} {end}")));
        } else {
            lines.push(long);
        }
        lines.push(short);
        lines.dedup();
        lines
    }

    /// What is said of the end, the longest first.
    fn end_sentences(&self) -> Vec<String> {
        if self.planned <= 0.0 {
            return Vec::new();
        }
        let by = |day| date(day, self.day);
        let comes = self.comes();
        let ticks = format!("A forecast {comes} with your ticks.");
        let last = self.last_weeks();
        match self.outlook {
            Outlook::Finished => vec!["All planned work is done.".to_owned()],
            Outlook::TooEarly { .. } => self.early_sentences(),
            Outlook::Quiet => vec![
                format!("{last} were quiet; a forecast {comes} with your ticks."),
                ticks,
            ],
            Outlook::Dates {
                even: Some(even),
                most: Some(most),
            } if even == most => vec![
                format!("Nine in ten odds to finish by {}.", by(most)),
                format!("Nine in ten odds by {}.", by(most)),
            ],
            Outlook::Dates {
                even: Some(even),
                most: Some(most),
            } => vec![
                format!(
                    "Even odds to finish by {}, nine in ten by {}.",
                    by(even),
                    by(most)
                ),
                format!("Even odds by {}, nine in ten by {}.", by(even), by(most)),
                format!("Even odds by {}.", by(even)),
            ],
            Outlook::Dates {
                even: Some(even),
                most: None,
            } => vec![
                format!(
                    "Even odds to finish by {}; {} differ too much for a later date.",
                    by(even),
                    lower(&last)
                ),
                format!("Even odds to finish by {}.", by(even)),
                format!("Even odds by {}.", by(even)),
            ],
            Outlook::Dates { even: None, .. } => vec![
                format!("{last} were too quiet for a date; one {comes} with your ticks."),
                ticks,
            ],
        }
    }

    /// What is said with too few weeks: the plan's own arithmetic.
    fn early_sentences(&self) -> Vec<String> {
        let wait = format!("a forecast comes after {LEAST} weeks of your own");
        if let (Some(needed), Some(end)) = (self.needed(), self.end) {
            let needed = number(needed);
            let end = date(end, self.day);
            let budget = if self.needed() > Some(self.capacity) && self.capacity > 0.0 {
                format!(", more than the budget's {}", number(self.capacity))
            } else {
                String::new()
            };
            return vec![
                format!("{needed} h a week reach the plan's end on {end}{budget}; {wait}."),
                format!("{needed} h a week reach the plan's end on {end}{budget}."),
                format!("{needed} h a week until {end}."),
            ];
        }
        if let Some(until) = self.at_capacity {
            let (hours, until) = (number(self.capacity), date(until, self.day));
            return vec![
                format!("At the budget's {hours} h a week the rest takes until {until}; {wait}."),
                format!("At {hours} h a week the rest takes until {until}."),
            ];
        }
        vec![sentence(&wait)]
    }

    /// What a forecast will do: somebody who ticked something had one, or will.
    pub(super) fn comes(&self) -> &'static str {
        if self.done > 0.0 { "returns" } else { "comes" }
    }

    fn last_weeks(&self) -> String {
        match self.weeks.len() {
            1 => "The last week".to_owned(),
            weeks => format!("The last {weeks} weeks"),
        }
    }
}

fn sentence(words: &str) -> String {
    capital_first(words) + "."
}

fn lower(words: &str) -> String {
    words.replacen("The", "the", 1)
}
