//! Reviews: which are due, what they look at, what they ask.
//!
//! Of each review only the newest stretch is ever due, so that weeks away leave
//! no backlog. It is due from the last day of its stretch on, until it is held
//! or the next stretch ends.

mod figures;
mod whole;

use crate::domain::{
    day::LogicalDay,
    event::Kind,
    progress::Progress,
    review::Period,
    roadmap::{Review, Rhythm, Roadmap},
    state::State,
};

use super::{plan_line::quarters, words};

pub use figures::{Figure, KindCount, Monthly, Moving, Quarterly, ReviewFigures, Subject, Weekly};
pub use whole::{decision_words, intention, questions, title, whole};

/// A review that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Its place among the roadmap's reviews.
    pub review: usize,
    /// How often it is held.
    pub rhythm: Rhythm,
    /// The stretch it looks back on.
    pub period: Period,
    /// Whether it was begun, and goes on.
    pub begun: bool,
}

impl Due {
    /// The reviews that are due on `day`, in the order of the roadmap; at most
    /// one of each.
    ///
    /// A stretch must end after the year's first day, and not be off as a
    /// whole. Once the plan is over, finished or at its end, only the review of
    /// its last quarter is left to be held.
    pub fn of(roadmap: &Roadmap, state: &State, progress: &Progress, day: LogicalDay) -> Vec<Self> {
        let Some(start) = state.begin() else {
            return Vec::new();
        };
        let over = over(state, progress, start);
        let reviews = roadmap.reviews.iter().enumerate();
        reviews
            .filter_map(|(place, review)| {
                let period = Period::newest(review.rhythm, start, day)?;
                let last_quarter = review.rhythm == Rhythm::Quarterly && period.has(over);
                let goes_on = day <= over && !progress.is_finished();
                let counts =
                    period.last > start && (goes_on || last_quarter) && !is_off(state, period);
                (counts && !is_held(state, review, period)).then(|| Self {
                    review: place,
                    rhythm: review.rhythm,
                    period,
                    begun: state.draft(&review.id, period.last).is_some(),
                })
            })
            .collect()
    }

    /// The day from which on it is due.
    pub fn since(&self) -> LogicalDay {
        self.period.last
    }
}

/// The day the plan is over on: its end, which is that of its last quarter until
/// it is moved, or the day on which the last phase was settled.
fn over(state: &State, progress: &Progress, start: LogicalDay) -> LogicalDay {
    let [.., last] = quarters(start);
    let end = state.revision().map_or(last.last, |revision| revision.end);
    progress
        .finished_on()
        .map_or(end, |finished| finished.min(end))
}

/// Whether all of it is off: there is nothing to look back on.
fn is_off(state: &State, period: Period) -> bool {
    period
        .first
        .through(period.last)
        .all(|day| state.is_off(day))
}

fn is_held(state: &State, review: &Review, period: Period) -> bool {
    let mut held = state.held_reviews().rev();
    held.any(|held| held.review == review.id && held.settles(period))
}

/// The stretch that a review looks back on when it is opened on `day`: the one
/// that is due, else the one that `day` lies in, for who holds it early;
/// `None` where that is held, and before the year.
pub fn stretch(
    roadmap: &Roadmap,
    state: &State,
    progress: &Progress,
    review: usize,
    day: LogicalDay,
) -> Option<Period> {
    let due = Due::of(roadmap, state, progress, day);
    if let Some(due) = due.iter().find(|due| due.review == review) {
        return Some(due.period);
    }
    let review = roadmap.reviews.get(review)?;
    let start = match state.begin() {
        Some(start) => start,
        // A week needs no plan.
        None if review.rhythm == Rhythm::Weekly => day.monday(),
        None => return None,
    };
    let period = Period::around(review.rhythm, start, day)?;
    (!is_held(state, review, period)).then_some(period)
}

/// The name of a review in a sentence: “weekly review”.
pub fn review_name(review: &Review) -> String {
    format!("{} review", review.rhythm.word())
}

/// A review that is due, in a few words: “weekly review, since Sunday”, and
/// that it was begun.
pub fn due_words(due: &Due, today: LogicalDay) -> String {
    let begun = if due.begun { ", begun" } else { "" };
    let since = since_words(due.since(), today);
    format!("{} review, {since}{begun}", due.rhythm.word())
}

/// “since Sunday”, “due today”, and after a week “since 8 Mar”.
fn since_words(since: LogicalDay, today: LogicalDay) -> String {
    match today.days_since(since) {
        0 => "due today".to_owned(),
        1..=6 => format!("since {}", words::weekday(since)),
        _ => format!("since {}", words::date(since, today)),
    }
}

/// All that are due in one line: “due: weekly review, since Sunday; monthly
/// review, due today”; `None` where none is.
pub fn all_due_words(due: &[Due], today: LogicalDay) -> Option<String> {
    let each: Vec<String> = due.iter().map(|due| due_words(due, today)).collect();
    (!each.is_empty()).then(|| each.join("; "))
}

/// The day on which a review that is not due will be; `None` once the plan is
/// over, and before the start date is known.
pub fn next_due(
    roadmap: &Roadmap,
    state: &State,
    progress: &Progress,
    review: usize,
    today: LogicalDay,
) -> Option<LogicalDay> {
    let start = state.begin()?;
    let review = roadmap.reviews.get(review)?;
    let over = over(state, progress, start);
    let mut day = today.max(start);
    // Stretches that are off as a whole are few; a year of them is enough.
    for _ in 0..60 {
        let period = Period::around(review.rhythm, start, day)?;
        let late =
            review.rhythm != Rhythm::Quarterly && (period.last > over || progress.is_finished());
        if period.first > over || late {
            return None;
        }
        if !is_held(state, review, period) && period.last > start && !is_off(state, period) {
            return Some(period.last);
        }
        day = period.last.next();
    }
    None
}

/// How a review stands: “since Sunday · last held on 1 Mar”, “next on 15 Mar”.
pub fn standing_words(
    roadmap: &Roadmap,
    state: &State,
    progress: &Progress,
    review: usize,
    today: LogicalDay,
) -> String {
    let due = Due::of(roadmap, state, progress, today);
    let mut parts = Vec::new();
    if let Some(due) = due.iter().find(|due| due.review == review) {
        let since = since_words(due.since(), today);
        parts.push(if since.starts_with("due") {
            since
        } else {
            format!("due {since}")
        });
    } else if let Some(next) = next_due(roadmap, state, progress, review, today) {
        parts.push(format!("next on {}", words::date(next, today)));
    }
    let id = roadmap.reviews.get(review).map(|review| &review.id);
    let last = state
        .held_reviews()
        .rev()
        .find(|held| Some(&held.review) == id);
    if let Some(last) = last {
        parts.push(format!("last held on {}", words::date(last.day, today)));
    }
    parts.join(" · ")
}

/// What the journal knows of the time until the end of `day`: the live events
/// that count for it or an earlier day, and when the year begins and which days
/// are off, whenever that was said.
fn as_of(state: &State, day: LogicalDay) -> State {
    let frames = |kind: &Kind| matches!(kind, Kind::Begin { .. } | Kind::Off { .. });
    let events = state.history().filter(|(event, live)| {
        *live && event.undoes().is_none() && (event.day <= day || frames(&event.kind))
    });
    State::from_events(events.map(|(event, _)| event.clone()))
}

#[cfg(test)]
mod tests;
