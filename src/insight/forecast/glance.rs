//! Pace and forecast at a glance: one line, in several lengths.

use chrono::Datelike;

use super::{Forecast, LEAST, Outlook};
use crate::{
    domain::day::LogicalDay,
    insight::{
        pace::Pace,
        words::{capital_first, date, number, pace as pace_words, pace_short},
    },
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
        let last = self.last_weeks();
        match self.outlook {
            Outlook::Finished => vec!["All planned work is done.".to_owned()],
            Outlook::TooEarly { .. } => self.early_sentences(),
            Outlook::Quiet => self.quiet_sentences(&format!("{last} were quiet")),
            Outlook::Dates { even: None, .. } => {
                self.quiet_sentences(&format!("{last} were too quiet for a date"))
            }
            Outlook::Dates {
                even: Some(even), ..
            } if self.is_far(even) => self.far_sentences(even),
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
                    last.replacen("The", "the", 1)
                ),
                format!("Even odds to finish by {}.", by(even)),
                format!("Even odds by {}.", by(even)),
            ],
        }
    }

    /// Whether a date is so far off that its day says nothing: a year after the
    /// plan's end, or three years ahead where there is no plan.
    fn is_far(&self, even: LogicalDay) -> bool {
        let far = match self.end {
            Some(end) => end.max(self.day).months_later(12),
            None => self.day.months_later(36),
        };
        even > far
    }

    /// What would do, where the budget has it: “10.8 h a week are enough to
    /// finish by 31 Dec”.
    fn enough(&self) -> Option<String> {
        let (needed, end) = (self.needed()?, self.end?);
        let fits = self.capacity <= 0.0 || needed <= self.capacity;
        fits.then(|| {
            format!(
                "{} h a week are enough to finish by {}",
                number(needed),
                date(end, self.day)
            )
        })
    }

    /// What is said with too few weeks: the plan's own arithmetic.
    fn early_sentences(&self) -> Vec<String> {
        let wait = format!("a forecast comes after {LEAST} weeks of your own");
        if let (Some(enough), Some(needed), Some(end)) = (self.enough(), self.needed(), self.end) {
            let short = format!("{} h a week until {}.", number(needed), date(end, self.day));
            return vec![format!("{enough}; {wait}."), format!("{enough}."), short];
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

    /// What is said after weeks without progress: that the year can still be
    /// had, where it can.
    fn quiet_sentences(&self, quiet: &str) -> Vec<String> {
        let ticks = format!("a forecast {} with your ticks", self.comes());
        let enough = self.enough();
        let mut sentences = vec![format!("{quiet}; {}.", enough.as_ref().unwrap_or(&ticks))];
        sentences.extend(enough.map(|enough| enough + "."));
        sentences.push(sentence(&ticks));
        sentences
    }

    /// What is said of a date that is far off: its year, and what would do.
    fn far_sentences(&self, even: LogicalDay) -> Vec<String> {
        let year = even.date().year();
        let last = self.last_weeks().replacen("The", "the", 1);
        let rate = format!("At the rate of {last} it may take until {year} or later");
        let mut sentences = Vec::new();
        if let (Some(enough), Some(needed), Some(end)) = (self.enough(), self.needed(), self.end) {
            sentences.push(format!("{rate}; {enough}."));
            sentences.push(format!(
                "This rate leads to {year}; {} h a week are enough for {}.",
                number(needed),
                date(end, self.day)
            ));
        } else {
            sentences.push(format!("{rate}."));
        }
        sentences.push(format!("This rate leads to {year} or later."));
        sentences
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

#[cfg(test)]
mod tests;
