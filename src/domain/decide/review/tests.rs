use super::*;
use crate::domain::{
    decide::Wish,
    fixtures::{Learner, day, roadmap},
    roadmap::Review,
    state::State,
};

/// Somebody whose year began on Monday, 5 January 2026.
fn learner(today: &str) -> Learner {
    let mut roadmap = roadmap();
    roadmap.reviews = [("weekly", Rhythm::Weekly), ("monthly", Rhythm::Monthly)]
        .map(|(id, rhythm)| Review {
            id: ReviewId::new(id),
            rhythm,
            subject: "what there is".to_owned(),
        })
        .to_vec();
    let mut learner = Learner::of(roadmap, today);
    learner.does(&Wish::Begin(day("2026-01-05")), None);
    learner
}

fn answers(texts: [&str; 3]) -> Answers {
    texts.map(str::to_owned)
}

fn hold(review: &str, until: &str) -> Wish {
    Wish::Review(ReviewWish::Hold {
        review: ReviewId::new(review),
        until: day(until),
        answers: answers([" much ", "", "read on"]),
        decision: Decision::Keep,
        text: "All of it.".to_owned(),
    })
}

fn draft(until: &str, texts: [&str; 3], question: usize) -> Wish {
    Wish::Review(ReviewWish::Draft {
        review: ReviewId::new("weekly"),
        until: day(until),
        answers: answers(texts),
        question,
    })
}

fn drafted(state: &State, until: &str) -> Option<(Answers, usize)> {
    let draft = state.draft(&ReviewId::new("weekly"), day(until))?;
    Some((draft.answers.clone(), draft.question))
}

#[test]
fn a_held_review_keeps_its_parts_and_makes_a_study_day() {
    let mut learner = learner("2026-01-11");
    learner.does(&hold("weekly", "2026-01-11"), None);
    let held: Vec<_> = learner.state.held_reviews().collect();
    assert_eq!(held.len(), 1);
    let form = held[0].form.as_ref().unwrap();
    assert_eq!(form.until, day("2026-01-11"));
    assert_eq!(form.answers, answers(["much", "", "read on"]));
    assert_eq!(form.decision, Some(Decision::Keep));
    assert!(learner.state.studied_on(day("2026-01-11")));
}

#[test]
fn the_newest_draft_of_a_stretch_wins_until_its_review_is_held_or_again_when_that_is_undone() {
    let mut learner = learner("2026-01-11");
    learner.does(&draft("2026-01-11", ["one", "", ""], 1), None);
    learner.does(&draft("2026-01-11", ["one", "two", ""], 2), None);
    let two = Some((answers(["one", "two", ""]), 2));
    assert_eq!(drafted(&learner.state, "2026-01-11"), two);
    assert_eq!(drafted(&learner.state, "2026-01-18"), None);
    learner.does(&hold("weekly", "2026-01-11"), None);
    assert_eq!(drafted(&learner.state, "2026-01-11"), None);
    learner.does(&Wish::Undo, None);
    assert_eq!(drafted(&learner.state, "2026-01-11"), two);
    // A draft is nothing that `u` takes back.
    assert_eq!(learner.state.held_reviews().count(), 0);
    learner.does(&draft("2026-01-11", ["one", "two", "three"], 3), None);
    learner.does(&Wish::Undo, None);
    assert_eq!(
        learner.state.begin(),
        None,
        "the start was the newest action"
    );
}

#[test]
fn what_cannot_be_held_is_refused_in_words() {
    let mut learner = learner("2026-01-13");
    learner.does(&hold("weekly", "2026-01-11"), None);
    for (wish, words) in [
        (
            hold("yearly", "2026-01-11"),
            "the roadmap has no review `yearly`",
        ),
        (
            hold("weekly", "2026-01-10"),
            "no stretch that the weekly review looks back on ends on 2026-01-10",
        ),
        (
            hold("monthly", "2026-01-31"),
            "no stretch that the monthly review looks back on ends on 2026-01-31",
        ),
        (
            hold("weekly", "2026-01-04"),
            "no stretch that the weekly review looks back on ends on 2026-01-04",
        ),
        (
            hold("weekly", "2026-01-25"),
            "2026-01-19 has not come yet: only today and earlier days can be filled in",
        ),
        (
            hold("weekly", "2026-01-11"),
            "the weekly review of these days was held already, on 2026-01-13",
        ),
        (
            draft("2026-01-11", ["too late", "", ""], 1),
            "the weekly review of these days was held already, on 2026-01-13",
        ),
    ] {
        assert_eq!(learner.refusal(&wish, None), words, "{wish:?}");
    }
    let empty = Wish::Review(ReviewWish::Hold {
        review: ReviewId::new("monthly"),
        until: day("2026-02-04"),
        answers: answers([" ", "", ""]),
        decision: Decision::Replan,
        text: String::new(),
    });
    assert_eq!(learner.refusal(&empty, None), "nothing was written");
    let long = draft("2026-01-18", [&"x".repeat(1_801), "", ""], 0);
    assert_eq!(
        learner.refusal(&long, None),
        "this answer is too long to keep: 1801 bytes, at most 1800 fit"
    );
}
