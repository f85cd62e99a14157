//! Reviews: which one is opened, and what is kept of one that is left.

use crate::{
    insight::{
        review::{all_due_words, next_due, review_name},
        words::weekday_date,
    },
    tui::{
        effect::Effect,
        overlays::{Confirm, Overlay, ReviewForm},
        screens::{Place, Tab},
    },
};

use super::{App, Response};

impl App {
    /// The review that is due, or a choice of those that are.
    pub(super) fn review_due(&self) -> Option<Response> {
        match self.world.due.as_slice() {
            // Where it stands, and where its row is.
            _ if self.view().place != Place::Tab(Tab::Today) => None,
            [] => None,
            [due] => Some(Response::Review(due.review)),
            _ => {
                let confirm = Confirm::reviews(&self.world);
                Some(Response::Overlay(Box::new(Overlay::Confirm(confirm))))
            }
        }
    }

    /// Opens the review at this place of the roadmap.
    pub(super) fn open_review(&mut self, place: usize) {
        match ReviewForm::open(&self.world, place) {
            Some(form) => self.overlays.push(Overlay::Review(Box::new(form))),
            None => self.say(self.no_review_words(Some(place)), false),
        }
    }

    /// Why there is no review to hold: of the one at this place, or of any.
    pub(super) fn no_review_words(&self, place: Option<usize>) -> String {
        let world = &self.world;
        if let (None, Some(due)) = (place, all_due_words(&world.due, world.day())) {
            return format!("Today has what is due: {due}.");
        }
        if world.roadmap.reviews.is_empty() {
            return "This roadmap has no reviews.".to_owned();
        }
        if world.state.begin().is_none() {
            return "Reviews begin with the year, and its start date is not known yet.".to_owned();
        }
        let reviews = world.roadmap.reviews.iter().enumerate();
        let next = reviews
            .filter(|(at, _)| place.is_none_or(|place| place == *at))
            .filter_map(|(at, review)| {
                let day = next_due(
                    &world.roadmap,
                    &world.state,
                    &world.progress,
                    at,
                    world.day(),
                )?;
                Some((day, review))
            })
            .min_by_key(|(day, _)| *day);
        match next {
            Some((day, review)) => format!(
                "No review is due: the next {} is on {}.",
                review_name(review),
                weekday_date(day, world.day())
            ),
            None => "No review is due.".to_owned(),
        }
    }

    /// What is written down when the program ends, however it does: where a
    /// note and a review were left.
    pub fn last_words(&mut self) -> Vec<Effect> {
        let drafts: Vec<_> = self.overlays.iter().filter_map(Overlay::draft).collect();
        let mut effects = Vec::new();
        for draft in drafts {
            if let Ok(batch) = self.world.desk().decide(&draft, None) {
                effects.push(self.record(batch));
            }
        }
        effects.extend(self.remember());
        effects
    }
}
