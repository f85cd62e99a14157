//! Reviews: the stretches they look back on, what is answered, what is decided.

use serde::{Deserialize, Serialize};

use super::{
    day::LogicalDay,
    event::EventId,
    id::ReviewId,
    roadmap::{Review, Rhythm, Roadmap},
};

/// How many questions a review has.
pub const QUESTIONS: usize = 3;

/// An answer takes at most so many bytes of the journal: three of them, and
/// the readable whole that repeats them, fit into one event.
pub const LONGEST_ANSWER: usize = 1_800;

/// What is answered, question by question; empty where nothing is yet.
pub type Answers = [String; QUESTIONS];

/// The bytes that a text takes in the journal, escapes and all, at most.
pub fn bytes_of(text: &str) -> usize {
    text.chars()
        .map(|c| match c {
            ' '..='~' if c != '"' && c != '\\' => 1,
            _ if c.is_alphanumeric() => c.len_utf8(),
            '"' | '\\' | '\n' | '\t' | '\r' => 2,
            // The longest escape; whether it is one is the journal's business.
            _ if u32::from(c) > 0xFFFF => 10,
            _ => 6,
        })
        .sum()
}

/// A stretch of days that a review looks back on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub first: LogicalDay,
    /// Its last day, from which on the review is due.
    pub last: LogicalDay,
}

impl Period {
    /// The stretch of this rhythm that `day` lies in. Weeks are those of the
    /// calendar, Monday to Sunday; months and quarters are counted from
    /// `start`, and `None` lies before it.
    pub fn around(rhythm: Rhythm, start: LogicalDay, day: LogicalDay) -> Option<Self> {
        if rhythm == Rhythm::Weekly {
            let first = day.monday();
            let last = first.forward(6);
            return (last >= start).then_some(Self { first, last });
        }
        if day < start {
            return None;
        }
        let step = rhythm.months();
        // No month is longer than 31 days, so that this is no more than one
        // stretch too early.
        let months = (day.days_since(start) / 31) as u32;
        let mut number = months / step;
        while start.months_later(step * (number + 1)) <= day {
            number += 1;
        }
        Some(Self {
            first: start.months_later(step * number),
            last: start.months_later(step * (number + 1)).previous(),
        })
    }

    /// The newest stretch whose last day has come.
    pub fn newest(rhythm: Rhythm, start: LogicalDay, day: LogicalDay) -> Option<Self> {
        let around = Self::around(rhythm, start, day)?;
        if around.last == day {
            Some(around)
        } else {
            Self::around(rhythm, start, around.first.previous())
        }
    }

    /// Whether `day` lies in it.
    pub fn has(&self, day: LogicalDay) -> bool {
        self.first <= day && day <= self.last
    }
}

/// What a review comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Decision {
    /// The plan stays as it is.
    Keep,
    /// The plan changes: its end, its hours.
    Replan,
    /// Boxes of the plan are moved or ticked.
    Adjust,
}

impl Decision {
    /// All of them, in the order they are asked.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Replan, Self::Adjust];

    /// The word for it, as the files and `--json` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Replan => "replan",
            Self::Adjust => "adjust",
        }
    }

    /// Reads the word for it.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// What a review says of a stretch, question by question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The last day of the stretch it looks back on.
    pub until: LogicalDay,
    /// The answers.
    pub answers: Answers,
    /// What was decided.
    pub decision: Option<Decision>,
}

/// A review that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldReview {
    /// The event that tells of it.
    pub id: EventId,
    /// The day it was held on.
    pub day: LogicalDay,
    /// Which of the roadmap's reviews.
    pub review: ReviewId,
    /// All of it, to be read: the figures as they were, questions and answers.
    pub text: String,
    /// The same in parts; `None` where somebody wrote a text alone.
    pub form: Option<Form>,
}

impl HeldReview {
    /// Whether the review of this stretch is held by it: it is about the same
    /// stretch, or, where the start date moved, about one that ends less than
    /// half its length before or after, and was held no earlier than this one
    /// ends. One without a stretch of its own is about the newest.
    pub fn settles(&self, period: Period) -> bool {
        let late = self.day >= period.last;
        self.form.as_ref().map_or(late, |form| {
            let apart = form.until.days_since(period.last).abs();
            apart == 0 || (late && 2 * apart < period.last.days_since(period.first))
        })
    }
}

/// A review that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// When.
    pub day: LogicalDay,
    /// The answers so far.
    pub answers: Answers,
    /// The question it was left at, from 0; as many as there are stand for the
    /// decision.
    pub question: usize,
}

impl Rhythm {
    /// The months of its stretches; a week has none.
    fn months(self) -> u32 {
        match self {
            Self::Weekly => 0,
            Self::Monthly => 1,
            Self::Quarterly => 3,
        }
    }
}

impl Roadmap {
    /// The review with this id.
    pub fn review(&self, id: &ReviewId) -> Option<&Review> {
        self.reviews.iter().find(|review| review.id == *id)
    }
}

#[cfg(test)]
mod tests;
