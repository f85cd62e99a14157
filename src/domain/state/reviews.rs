//! The reviews that were held and those that were begun, as the live events
//! leave them.

use std::collections::HashMap;

use super::State;
use crate::domain::{
    day::LogicalDay,
    event::{Event, Kind, WHAT_CHANGED},
    id::ReviewId,
    review::{Draft, HeldReview},
};

/// What the journal says of reviews.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reviews {
    held: Vec<HeldReview>,
    drafts: HashMap<(ReviewId, LogicalDay), Draft>,
}

impl Reviews {
    /// Takes in one live event; what is not about reviews changes nothing.
    pub(super) fn apply(&mut self, event: &Event) {
        match &event.kind {
            Kind::Review { review, text, form } if review.as_str() != WHAT_CHANGED => {
                if let Some(form) = form {
                    self.drafts.remove(&(review.clone(), form.until));
                }
                self.held.push(HeldReview {
                    id: event.id,
                    day: event.day,
                    review: review.clone(),
                    text: text.clone(),
                    form: form.as_deref().cloned(),
                });
            }
            Kind::Draft {
                review,
                until,
                answers,
                question,
            } => {
                let draft = Draft {
                    day: event.day,
                    answers: answers.as_ref().clone(),
                    question: *question,
                };
                self.drafts.insert((review.clone(), *until), draft);
            }
            _ => {}
        }
    }
}

impl State {
    /// The reviews that were held, in the order they were written down.
    pub fn held_reviews(&self) -> impl DoubleEndedIterator<Item = &HeldReview> {
        self.folded.reviews.held.iter()
    }

    /// What was begun of a review of the stretch that ends on `until`; `None`
    /// once it is held, also where a draft came from another device later.
    pub fn draft(&self, review: &ReviewId, until: LogicalDay) -> Option<&Draft> {
        let reviews = &self.folded.reviews;
        let draft = reviews.drafts.get(&(review.clone(), until))?;
        let of_it = |held: &&HeldReview| {
            held.review == *review && held.form.as_ref().is_some_and(|form| form.until == until)
        };
        reviews.held.iter().rfind(of_it).is_none().then_some(draft)
    }
}
