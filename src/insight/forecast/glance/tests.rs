use pretty_assertions::assert_eq;

use super::*;
use crate::{domain::fixtures::day, insight::forecast::PastWeek};

/// Wednesday, 4 March 2026; 100 of 500 planned hours are done, and 40 weeks are
/// left until the plan's end: 10 h a week.
fn forecast(outlook: Outlook) -> Forecast {
    let week = PastWeek {
        first: day("2026-02-25"),
        last: day("2026-03-03"),
        days: [1.0; 7],
    };
    Forecast {
        day: day("2026-03-04"),
        done: 100.0,
        planned: 500.0,
        weeks: vec![week; 8],
        outlook,
        end: Some(day("2026-12-31")),
        weeks_left: 40.0,
        capacity: 30.0,
        capacity_since: None,
        filled_in: false,
        at_capacity: Some(day("2026-06-05")),
        slack: None,
    }
}

fn dates(even: &str, most: &str) -> Outlook {
    let date = |text: &str| (!text.is_empty()).then(|| day(text));
    Outlook::Dates {
        even: date(even),
        most: date(most),
    }
}

fn behind() -> Pace {
    Pace::Behind {
        days: 3,
        since: day("2026-03-01"),
    }
}

#[test]
fn the_line_of_the_sketch_is_said_and_shortened_in_steps() {
    let lines = forecast(dates("2026-12-12", "2027-01-09")).at_a_glance(Some(&behind()));
    assert_eq!(
        lines,
        [
            "3 days behind: the plan had you here on 1 Mar. Even odds to finish by 12 Dec, nine in ten by 9 Jan 2027.",
            "3 days behind. Even odds to finish by 12 Dec, nine in ten by 9 Jan 2027.",
            "3 days behind. Even odds by 12 Dec, nine in ten by 9 Jan 2027.",
            "3 days behind. Even odds by 12 Dec.",
            "3 days behind.",
        ]
    );
}

#[test]
fn each_length_is_shorter_than_the_one_before() {
    for outlook in [
        Outlook::Finished,
        Outlook::TooEarly { weeks: 1 },
        Outlook::Quiet,
        dates("2026-12-12", "2027-01-09"),
        dates("2026-12-12", "2026-12-12"),
        dates("2026-12-12", ""),
        dates("2029-12-12", ""),
        dates("", ""),
    ] {
        for end in [None, Some(day("2026-12-31"))] {
            for done in [0.0, 100.0] {
                let mut seen = forecast(outlook);
                seen.end = end;
                seen.done = done;
                for pace in [None, Some(behind()), Some(Pace::OnPlan)] {
                    let lines = seen.at_a_glance(pace.as_ref());
                    let lengths = lines.iter().map(|line| line.chars().count());
                    let lengths: Vec<usize> = lengths.collect();
                    assert!(
                        lengths.is_sorted_by(|one, next| one > next),
                        "{lines:#?} {lengths:?}"
                    );
                    for line in &lines {
                        assert!(line.ends_with('.') && !line.contains(".."), "{line}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_words_are_calm_whatever_is_ahead() {
    for (outlook, words) in [
        (Outlook::Finished, "All planned work is done."),
        (
            Outlook::TooEarly { weeks: 1 },
            "10 h a week are enough to finish by 31 Dec; a forecast comes after 3 weeks of your own.",
        ),
        (
            Outlook::Quiet,
            "The last 8 weeks were quiet; 10 h a week are enough to finish by 31 Dec.",
        ),
        (
            dates("", ""),
            "The last 8 weeks were too quiet for a date; 10 h a week are enough to finish by 31 Dec.",
        ),
        // A year and a day after the plan's end: its day would say nothing.
        (
            dates("2028-01-01", "2031-05-09"),
            "At the rate of the last 8 weeks it may take until 2028 or later; 10 h a week are enough to finish by 31 Dec.",
        ),
        (
            dates("2027-12-31", "2031-05-09"),
            "Even odds to finish by 31 Dec 2027, nine in ten by 9 May 2031.",
        ),
        (
            dates("2027-01-09", ""),
            "Even odds to finish by 9 Jan 2027; the last 8 weeks differ too much for a later date.",
        ),
        (
            dates("2026-12-12", "2026-12-12"),
            "Nine in ten odds to finish by 12 Dec.",
        ),
    ] {
        let lines = forecast(outlook).at_a_glance(None);
        assert_eq!(lines[0], words, "{outlook:?}");
    }
}

#[test]
fn what_the_budget_cannot_hold_is_not_called_enough() {
    let mut late = forecast(Outlook::Quiet);
    late.weeks_left = 10.0; // 40 h a week, and the budget has 30
    assert_eq!(
        late.at_a_glance(Some(&Pace::OnPlan))[0],
        "On plan. The last 8 weeks were quiet; a forecast returns with your ticks."
    );
    late.outlook = Outlook::TooEarly { weeks: 0 };
    assert_eq!(
        late.at_a_glance(None)[0],
        "At the budget's 30 h a week the rest takes until 5 Jun; a forecast comes after 3 weeks of your own."
    );
    assert_eq!(
        late.needed_words().unwrap(),
        "40 h a week until 31 Dec, more than the budget's 30"
    );
    late.weeks_left = 1.0;
    assert_eq!(
        late.needed_words().unwrap(),
        "the 400 h left no longer fit before 31 Dec; a later end can be set"
    );
}

#[test]
fn who_is_done_hears_no_dates() {
    let done = forecast(Outlook::Finished);
    assert_eq!(
        done.at_a_glance(Some(&Pace::Finished)),
        ["All planned work is done."]
    );
}

#[test]
fn who_never_ticked_is_not_told_of_a_return() {
    let mut seen = forecast(Outlook::Quiet);
    seen.done = 0.0;
    let last = seen.at_a_glance(None).pop();
    assert_eq!(last.unwrap(), "A forecast comes with your ticks.");
}

#[test]
fn a_roadmap_without_hours_has_nothing_to_say() {
    let mut seen = forecast(Outlook::Quiet);
    (seen.done, seen.planned) = (0.0, 0.0);
    assert!(seen.at_a_glance(None).is_empty());
}
