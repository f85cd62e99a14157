use pretty_assertions::assert_eq;
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::domain::{
    event::{Kind, Mark},
    fixtures::{Learner, day, event, off},
};

/// The small roadmap, its year told on Monday, 2 March 2026.
fn learner() -> Learner {
    let mut learner = Learner::on("2028-01-01");
    let start = day("2026-03-02");
    let begin = event("phone", 1, 1, "2026-03-02", Kind::Begin { start });
    learner.state.extend([begin]);
    learner
}

fn forecast(learner: &Learner, on: &str) -> Forecast {
    let progress = learner.progress();
    let line = PlanLine::of(&learner.roadmap, &learner.state, &progress);
    Forecast::new(
        &learner.roadmap,
        &learner.state,
        &progress,
        line.as_ref(),
        day(on),
    )
}

fn ticks(learner: &mut Learner, ticks: &[(&str, &str)]) {
    for (item, on) in ticks {
        learner.marks(&[item], Mark::Done, Some(on));
    }
}

fn hours(forecast: &Forecast) -> Vec<f64> {
    forecast.weeks.iter().map(PastWeek::hours).collect()
}

#[test]
fn weeks_begin_after_the_first_day_and_end_yesterday() {
    let mut learner = learner();
    ticks(
        &mut learner,
        &[
            ("ground-book", "2026-03-02"), // the day of the beginning: not counted
            ("ground-docs", "2026-03-03"),
            ("ground-talk", "2026-03-09"),
            ("ground-gate", "2026-03-16"),
            ("ground-table", "2026-03-17"), // today
        ],
    );
    let seen = forecast(&learner, "2026-03-17");
    let spans: Vec<String> = seen
        .weeks
        .iter()
        .map(|week| format!("{}–{} {}", week.first, week.last, week.hours()))
        .collect();
    assert_eq!(
        spans,
        ["2026-03-10–2026-03-16 1", "2026-03-03–2026-03-09 2"]
    );
    assert_eq!(seen.outlook, Outlook::TooEarly { weeks: 2 });
}

#[test]
fn a_week_off_does_not_count_and_an_idle_one_does() {
    let mut learner = learner();
    ticks(
        &mut learner,
        &[("ground-book", "2026-03-04"), ("ground-docs", "2026-03-25")],
    );
    assert_eq!(
        hours(&forecast(&learner, "2026-03-31")),
        [1.0, 0.0, 0.0, 1.0]
    );
    learner.state.extend([event(
        "phone",
        90,
        90,
        "2026-03-09",
        off("2026-03-10", "2026-03-23", false),
    )]);
    assert_eq!(hours(&forecast(&learner, "2026-03-31")), [1.0, 1.0]);
}

#[test]
fn what_is_done_on_a_day_off_is_not_lost() {
    let mut learner = learner();
    learner.state.extend([event(
        "phone",
        90,
        90,
        "2026-03-09",
        off("2026-03-10", "2026-03-16", false),
    )]);
    ticks(&mut learner, &[("ground-book", "2026-03-12")]);
    assert_eq!(hours(&forecast(&learner, "2026-03-24")), [0.0, 1.0]);
}

#[test]
fn equal_weeks_end_on_the_day_that_is_their_habit() {
    let mut learner = learner();
    // An hour each Saturday, of 64 with 4 done: 60 more Saturdays.
    ticks(
        &mut learner,
        &[
            ("ground-book", "2026-03-07"),
            ("ground-docs", "2026-03-14"),
            ("ground-talk", "2026-03-21"),
            ("ground-gate", "2026-03-28"),
        ],
    );
    let seen = forecast(&learner, "2026-03-31");
    let end = day("2026-03-28").forward(7 * 60);
    assert_eq!(
        seen.outlook,
        Outlook::Dates {
            even: Some(end),
            most: Some(end)
        }
    );
    assert_eq!(
        seen.outlook_words(),
        "even odds by 22 May 2027, nine in ten by 22 May 2027"
    );
}

#[test]
fn days_off_ahead_move_the_dates() {
    let mut learner = learner();
    ticks(
        &mut learner,
        &[
            ("ground-book", "2026-03-07"),
            ("ground-docs", "2026-03-14"),
            ("ground-talk", "2026-03-21"),
            ("ground-gate", "2026-03-28"),
        ],
    );
    let even = |learner: &Learner| match forecast(learner, "2026-03-31").outlook {
        Outlook::Dates { even, .. } => even.unwrap(),
        other => panic!("{other:?}"),
    };
    let before = even(&learner);
    learner.state.extend([event(
        "phone",
        90,
        90,
        "2026-03-09",
        off("2026-07-06", "2026-07-19", false),
    )]);
    assert_eq!(even(&learner), before.forward(14));
}

#[test]
fn a_quiet_time_is_said_calmly() {
    let mut learner = learner();
    ticks(&mut learner, &[("ground-book", "2026-03-04")]);
    let seen = forecast(&learner, "2026-06-15");
    assert_eq!(seen.outlook, Outlook::Quiet);
    assert_eq!(
        seen.outlook_words(),
        "the last 8 weeks were quiet, so there is no forecast; it returns with your ticks"
    );
}

#[test]
fn who_is_finished_is_asked_for_nothing() {
    let mut learner = learner();
    learner.marks(&["ground", "walls", "roof"], Mark::Skipped, None);
    let seen = forecast(&learner, "2026-06-15");
    assert_eq!(seen.outlook, Outlook::Finished);
    assert_eq!(
        (seen.needed(), seen.at_capacity, seen.slack),
        (None, None, None)
    );
    assert_eq!(
        (
            seen.needed_words(),
            seen.slack_words(),
            seen.arithmetic_words()
        ),
        (None, None, None)
    );
}

#[test]
fn without_a_start_date_nothing_is_known_and_nothing_breaks() {
    let learner = Learner::on("2026-03-02");
    let seen = forecast(&learner, "2026-03-02");
    assert_eq!(seen.outlook, Outlook::TooEarly { weeks: 0 });
    assert_eq!((seen.needed(), seen.end, seen.slack), (None, None, None));
    assert_eq!(
        seen.outlook_words(),
        "a forecast needs 3 weeks of your own to go by; there is none yet"
    );
}

proptest! {
    #[test]
    fn dates_are_ordered_never_past_and_the_same_again(
        ticks in vec((0..12_usize, 0..120_u64), 0..12),
        free in vec((0..200_u64, 0..30_u64), 0..4),
        on in 0..400_u64,
    ) {
        let items = [
            "ground-book", "ground-docs", "ground-talk", "ground-gate", "ground-table",
            "ground-script", "ground-run", "ground-book-optional", "walls-book-1",
            "walls-book-2", "walls-docs", "walls-door",
        ];
        let mut learner = learner();
        let start = day("2026-03-02");
        for (number, (from, days)) in free.iter().enumerate() {
            let (from, to) = (start.forward(*from), start.forward(from + days));
            let number = 900 + number as u64;
            let kind = off(&from.to_string(), &to.to_string(), false);
            learner.state.extend([event("phone", number, number.into(), "2026-03-02", kind)]);
        }
        for (number, (item, after)) in ticks.iter().enumerate() {
            let number = 1_000 + number as u64;
            let on = start.forward(*after).to_string();
            let kind = crate::domain::fixtures::done(items[*item]);
            learner.state.extend([event("phone", number, number.into(), &on, kind)]);
        }
        let today = start.forward(on);
        let seen = forecast(&learner, &today.to_string());
        prop_assert_eq!(&seen, &forecast(&learner, &today.to_string()));
        prop_assert!(seen.weeks.len() <= MOST);
        prop_assert!(seen.weeks.iter().all(|week| week.last < today));
        if let Outlook::Dates { even, most } = seen.outlook {
            prop_assert!(even.is_none_or(|even| even >= today));
            prop_assert!(most.is_none() || (even.is_some() && even <= most));
        }
        prop_assert!(seen.at_capacity.is_none_or(|day| day >= today));
    }
}
