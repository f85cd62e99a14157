//! Wishes about reviews: to hold one, or to go on with it later.

use super::{Desk, Refusal};
use crate::domain::{
    day::LogicalDay,
    event::{Batch, Kind},
    id::ReviewId,
    review::{Answers, Decision, Form, LONGEST_ANSWER, Period, QUESTIONS, bytes_of},
    roadmap::Rhythm,
};

/// What a learner asks for about a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewWish {
    /// It is held.
    Hold {
        /// Which.
        review: ReviewId,
        /// The last day of the stretch it looks back on.
        until: LogicalDay,
        /// The answers.
        answers: Answers,
        /// What is decided.
        decision: Decision,
        /// All of it, to be read.
        text: String,
    },
    /// It goes on later.
    Draft {
        /// Which.
        review: ReviewId,
        /// The last day of the stretch it looks back on.
        until: LogicalDay,
        /// The answers so far.
        answers: Answers,
        /// The question it is left at, from 0.
        question: usize,
    },
}

impl Desk<'_> {
    /// Turns a wish about a review into the batch that grants it.
    pub(super) fn review(&self, wish: &ReviewWish, day: LogicalDay) -> Result<Batch, Refusal> {
        let kind = match wish {
            ReviewWish::Hold {
                review,
                until,
                answers,
                decision,
                text,
            } => {
                self.can_be_held(review, *until)?;
                let answers = trimmed(answers)?;
                if answers.iter().all(String::is_empty) {
                    return Err(Refusal::Empty);
                }
                Kind::Review {
                    review: review.clone(),
                    text: text.clone(),
                    form: Some(Box::new(Form {
                        until: *until,
                        answers,
                        decision: Some(*decision),
                    })),
                }
            }
            ReviewWish::Draft {
                review,
                until,
                answers,
                question,
            } => {
                self.can_be_held(review, *until)?;
                Kind::Draft {
                    review: review.clone(),
                    until: *until,
                    answers: Box::new(trimmed(answers)?),
                    question: (*question).min(QUESTIONS),
                }
            }
        };
        Ok(Batch::on(day, vec![kind]))
    }

    /// Whether there is such a review of a stretch that has begun, and nobody
    /// held it.
    fn can_be_held(&self, review: &ReviewId, until: LogicalDay) -> Result<(), Refusal> {
        let unknown = || Refusal::NoReview(review.clone());
        let rhythm = self.roadmap.review(review).ok_or_else(unknown)?.rhythm;
        let no_period = Refusal::NoPeriod {
            review: review.clone(),
            until,
        };
        // A week needs no start date, and the plan's months do.
        let start = match self.state.begin() {
            Some(start) => start,
            None if rhythm == Rhythm::Weekly => until.monday(),
            None => return Err(no_period),
        };
        let Some(period) = Period::around(rhythm, start, until).filter(|it| it.last == until)
        else {
            return Err(no_period);
        };
        if period.first > self.today {
            return Err(Refusal::Future { day: period.first });
        }
        let held = self.state.held_reviews().rev().find(|held| {
            held.review == *review && held.form.as_ref().is_some_and(|form| form.until == until)
        });
        match held {
            Some(held) => Err(Refusal::ReviewHeld {
                review: review.clone(),
                day: held.day,
            }),
            None => Ok(()),
        }
    }
}

/// The answers, each as one paragraph without blanks around it.
fn trimmed(answers: &Answers) -> Result<Answers, Refusal> {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let answers = answers
        .each_ref()
        .map(|answer| answer.trim().chars().map(plain).collect::<String>());
    let long = |answer: &&String| bytes_of(answer) > LONGEST_ANSWER;
    match answers.iter().find(long) {
        Some(answer) => Err(Refusal::LongAnswer(bytes_of(answer))),
        None => Ok(answers),
    }
}

#[cfg(test)]
mod tests;
