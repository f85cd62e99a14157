use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{
    decide::Wish,
    event::Mark,
    fixtures::{Learner, day, event, off},
};

/// The week of `on`: per day what was done, then what is proposed.
fn week(learner: &Learner, on: &str) -> Vec<String> {
    let week = Week::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        day(on),
        learner.today,
    );
    assert_eq!(week.first(), Some(day(on).monday()));
    week.days
        .iter()
        .map(|day| {
            let ids = |items: &[ItemIx]| learner.ids(items.iter().copied()).join(" ");
            let studied = if day.mark == DayMark::Studied {
                "*"
            } else {
                ""
            };
            format!(
                "{} {studied}{} | {}",
                day.day.weekday(),
                ids(&day.done),
                ids(&day.proposed)
            )
        })
        .collect()
}

#[test]
fn a_week_says_what_was_done_and_what_is_for_the_rest_of_it() {
    let mut learner = Learner::on("2026-03-04");
    learner.marks(
        &["ground-book", "ground-gate"],
        Mark::Done,
        Some("2026-03-02"),
    );
    let text = "quiet".to_owned();
    learner.does(&Wish::Note { text, about: None }, Some("2026-03-03"));
    learner.marks(&["ground-run"], Mark::Started, None);
    let week = week(&learner, "2026-03-08");
    assert_eq!(
        week,
        [
            "Mon *ground-book ground-gate | ",
            "Tue * | ",
            // What is begun, then docs. Tuesday got no tick, so its kind would follow.
            "Wed  | ground-run ground-docs",
            "Thu  | ground-talk",
            "Fri  | ",
            "Sat  | ",
            "Sun  | ",
        ]
    );
}

#[test]
fn weeks_ahead_begin_where_this_one_ends() {
    let learner = Learner::on("2026-03-02");
    assert_eq!(
        week(&learner, "2026-03-02")[..4],
        [
            "Mon  | ground-book ground-book-optional",
            // No book is left: whatever is next.
            "Tue  | ground-docs ground-talk",
            "Wed  | ground-gate ground-table",
            "Thu  | ground-script ground-run",
        ]
    );
    assert_eq!(
        week(&learner, "2026-03-09")[..5],
        [
            "Mon  | walls-book-1 walls-book-2",
            "Tue  | walls-docs walls-door",
            "Wed  | ",
            "Thu  | ",
            "Fri  | ",
        ]
    );
}

#[test]
fn past_weeks_propose_nothing_and_days_off_are_left_alone() {
    let mut learner = Learner::on("2026-03-02");
    learner.state.extend([event(
        "phone",
        1,
        1,
        "2026-03-02",
        off("2026-03-03", "2026-03-04", false),
    )]);
    assert!(
        week(&learner, "2026-02-27")
            .iter()
            .all(|day| day.ends_with("| "))
    );
    assert_eq!(
        week(&learner, "2026-03-02")[..4],
        [
            "Mon  | ground-book ground-book-optional",
            "Tue  | ",
            "Wed  | ",
            "Thu  | ground-talk",
        ]
    );
}

#[test]
fn today_is_proposed_the_same_in_the_week_as_on_today() {
    let mut learner = Learner::on("2026-03-04");
    for id in ["ground-talk", "ground-docs", "ground-book", "ground-gate"] {
        let progress = learner.progress();
        let today = super::super::today::Today::new(
            &learner.roadmap,
            &learner.state,
            &progress,
            None,
            learner.today,
        );
        let week = Week::new(
            &learner.roadmap,
            &learner.state,
            &progress,
            learner.today,
            learner.today,
        );
        let proposed = &week.days[2].proposed;
        let first: Vec<ItemIx> = today.next().take(proposed.len()).collect();
        assert!(!first.is_empty());
        assert_eq!(*proposed, first);
        learner.marks(&[id], Mark::Done, None);
    }
}
