use std::collections::BTreeMap;

use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::domain::{
    decide::{Replan, ReviewWish, Wish},
    event::Mark,
    fixtures::{Learner, day, event, roadmap},
    id::ReviewId,
    review::{Answers, Decision},
};

const RHYTHMS: [(&str, Rhythm); 3] = [
    ("weekly", Rhythm::Weekly),
    ("monthly", Rhythm::Monthly),
    ("quarterly", Rhythm::Quarterly),
];

/// Somebody whose year begins on this day.
fn learner(start: &str) -> Learner {
    let mut roadmap = roadmap();
    roadmap.reviews = RHYTHMS
        .map(|(id, rhythm)| Review {
            id: ReviewId::new(id),
            rhythm,
            subject: format!("the {id} subject"),
        })
        .to_vec();
    let mut learner = Learner::of(roadmap, start);
    learner.does(&Wish::Begin(day(start)), None);
    learner
}

fn due(learner: &Learner, on: LogicalDay) -> Vec<Due> {
    Due::of(&learner.roadmap, &learner.state, &learner.progress(), on)
}

/// “weekly until 2026-01-11”, each.
fn names(learner: &Learner, on: &str) -> Vec<String> {
    due(learner, day(on))
        .into_iter()
        .map(|due| format!("{} until {}", due.rhythm.word(), due.period.last))
        .collect()
}

fn hold(learner: &mut Learner, review: &str, until: LogicalDay, meant: &str) {
    let answers: Answers = ["much".to_owned(), String::new(), meant.to_owned()];
    let wish = Wish::Review(ReviewWish::Hold {
        review: ReviewId::new(review),
        until,
        answers,
        decision: Decision::Keep,
        text: "All of it.".to_owned(),
    });
    learner.does(&wish, None);
}

#[test]
fn a_year_that_begins_on_a_wednesday_has_these_days() {
    // Nobody holds one: each stays until the next of its rhythm takes its place.
    let learner = learner("2026-01-07");
    let mut turns: BTreeMap<&str, Vec<LogicalDay>> = BTreeMap::new();
    let start = day("2026-01-07");
    for on in start.through(day("2027-03-31")) {
        for due in due(&learner, on) {
            if due.since() == on {
                turns.entry(due.rhythm.word()).or_default().push(on);
            }
        }
    }
    // Sundays from 11 January 2026 to 3 January 2027, the end of the ISO week
    // 53: the year ends on Wednesday, 6 January.
    assert_eq!(turns["weekly"].len(), 52);
    assert_eq!(turns["weekly"][0], day("2026-01-11"));
    assert_eq!(turns["weekly"][51], day("2027-01-03"));
    let dates =
        |rhythm: &str| -> Vec<String> { turns[rhythm].iter().map(ToString::to_string).collect() };
    assert_eq!(
        dates("monthly"),
        [
            "2026-02-06",
            "2026-03-06",
            "2026-04-06",
            "2026-05-06",
            "2026-06-06",
            "2026-07-06",
            "2026-08-06",
            "2026-09-06",
            "2026-10-06",
            "2026-11-06",
            "2026-12-06",
            "2027-01-06",
        ]
    );
    assert_eq!(
        dates("quarterly"),
        ["2026-04-06", "2026-07-06", "2026-10-06", "2027-01-06"]
    );
    // After the year only its last quarter is left to look back on.
    assert_eq!(
        names(&learner, "2027-01-06"),
        [
            "weekly until 2027-01-03",
            "monthly until 2027-01-06",
            "quarterly until 2027-01-06"
        ]
    );
    assert_eq!(
        names(&learner, "2027-03-31"),
        ["quarterly until 2027-01-06"]
    );
}

#[test]
fn a_leap_day_ends_or_begins_a_month_like_any_other_day() {
    let learner = learner("2027-11-30");
    assert_eq!(
        names(&learner, "2028-02-28"),
        [
            "weekly until 2028-02-27",
            "monthly until 2028-02-28",
            "quarterly until 2028-02-28"
        ]
    );
    assert_eq!(names(&learner, "2028-02-29").len(), 3);
    assert_eq!(names(&learner, "2028-03-29")[1], "monthly until 2028-03-29");
}

#[test]
fn before_the_year_and_on_its_first_sunday_nothing_is_due() {
    let mut learner = learner("2026-01-11");
    assert_eq!(names(&learner, "2026-01-10"), [""; 0]);
    assert_eq!(names(&learner, "2026-01-17"), [""; 0], "one day is no week");
    assert_eq!(names(&learner, "2026-01-18"), ["weekly until 2026-01-18"]);
    learner.state = State::default();
    assert_eq!(names(&learner, "2026-01-18"), [""; 0]);
}

#[test]
fn a_held_review_is_due_no_more_and_an_undone_one_is_again() {
    let mut learner = learner("2026-01-05");
    learner.today = day("2026-01-13");
    let weekly = ["weekly until 2026-01-11"];
    assert_eq!(names(&learner, "2026-01-13"), weekly);
    hold(&mut learner, "weekly", day("2026-01-11"), "read");
    assert_eq!(names(&learner, "2026-01-13"), [""; 0]);
    assert_eq!(names(&learner, "2026-01-18"), ["weekly until 2026-01-18"]);
    learner.does(&Wish::Undo, None);
    assert_eq!(names(&learner, "2026-01-13"), weekly);
    // Held early, on the Tuesday, it is not due on the Sunday.
    hold(&mut learner, "weekly", day("2026-01-18"), "read");
    assert_eq!(names(&learner, "2026-01-18"), [""; 0]);
    assert_eq!(names(&learner, "2026-01-13"), weekly);
}

#[test]
fn a_text_alone_settles_what_was_due_on_its_day() {
    let mut learner = learner("2026-01-05");
    let text = |on: &str| {
        let kind = Kind::Review {
            review: ReviewId::new("weekly"),
            text: "Too little building.".to_owned(),
            form: None,
        };
        event("phone", 90, 90, on, kind)
    };
    learner.state.extend([text("2026-01-10")]);
    assert_eq!(names(&learner, "2026-01-12"), ["weekly until 2026-01-11"]);
    learner.state.extend([event(
        "phone",
        91,
        91,
        "2026-01-12",
        text("2026-01-12").kind,
    )]);
    assert_eq!(names(&learner, "2026-01-12"), [""; 0]);
    assert_eq!(names(&learner, "2026-01-18"), ["weekly until 2026-01-18"]);
}

#[test]
fn when_the_start_moves_by_a_day_what_was_held_stays_held() {
    let mut learner = learner("2026-01-05");
    learner.today = day("2026-02-06");
    hold(&mut learner, "monthly", day("2026-02-04"), "read");
    learner.does(&Wish::Begin(day("2026-01-06")), None);
    let monthly = |on: &str| names(&learner, on).contains(&"monthly until 2026-02-05".to_owned());
    assert!(!monthly("2026-02-06"));
}

#[test]
fn a_week_off_is_nothing_to_look_back_on_and_a_day_off_is_no_reason() {
    let mut learner = learner("2026-01-05");
    learner.today = day("2026-02-02");
    let off = |from: &str, to: &str| Wish::Off {
        from: day(from),
        to: day(to),
        reason: None,
    };
    learner.does(&off("2026-01-12", "2026-01-18"), None);
    assert_eq!(names(&learner, "2026-01-17"), ["weekly until 2026-01-11"]);
    assert_eq!(names(&learner, "2026-01-18"), [""; 0]);
    learner.does(&off("2026-01-25", "2026-01-25"), None);
    assert_eq!(names(&learner, "2026-01-25"), ["weekly until 2026-01-25"]);
}

#[test]
fn after_the_last_sign_off_only_its_quarter_is_left() {
    let mut learner = learner("2026-01-05");
    learner.today = day("2026-05-20");
    for phase in ["ground", "walls", "roof"] {
        let phase = learner.roadmap.phase_by_id(phase).unwrap();
        let open = crate::domain::decide::OpenItems::Tick;
        learner.does(&Wish::SignOff { phase, open }, None);
    }
    assert_eq!(names(&learner, "2026-05-20"), [""; 0], "on the day itself");
    assert_eq!(names(&learner, "2026-05-24"), [""; 0]);
    assert_eq!(
        names(&learner, "2026-07-04"),
        ["quarterly until 2026-07-04"]
    );
    assert_eq!(names(&learner, "2026-10-04"), [""; 0]);
    assert_eq!(names(&learner, "2027-02-01"), [""; 0]);
}

#[test]
fn reviews_go_on_to_the_end_that_a_replan_set() {
    // The plan's four quarters end on 4 January 2027.
    let mut learner = learner("2026-01-05");
    assert_eq!(
        names(&learner, "2027-02-10"),
        ["quarterly until 2027-01-04"]
    );
    learner.today = day("2026-11-02");
    let end = Replan::End(day("2027-03-31"));
    learner.does(&Wish::Replan(end), None);
    assert_eq!(
        names(&learner, "2027-02-10"),
        [
            "weekly until 2027-02-07",
            "monthly until 2027-02-04",
            "quarterly until 2027-01-04"
        ]
    );
    assert_eq!(
        names(&learner, "2027-04-10"),
        ["quarterly until 2027-04-04"]
    );
}

#[test]
fn a_review_says_since_when_it_is_due_and_when_it_will_be() {
    let mut learner = learner("2026-01-05");
    learner.today = day("2026-01-11");
    let words = |learner: &Learner, on: &str| {
        all_due_words(&due(learner, day(on)), day(on)).unwrap_or_default()
    };
    assert_eq!(words(&learner, "2026-01-11"), "weekly review, due today");
    assert_eq!(words(&learner, "2026-01-14"), "weekly review, since Sunday");
    assert_eq!(
        words(&learner, "2026-02-06"),
        "weekly review, since Sunday; monthly review, since Wednesday"
    );
    assert_eq!(
        words(&learner, "2026-02-14"),
        "weekly review, since Sunday; monthly review, since 4 Feb"
    );
    let draft = Wish::Review(ReviewWish::Draft {
        review: ReviewId::new("weekly"),
        until: day("2026-01-11"),
        answers: ["a".to_owned(), String::new(), String::new()],
        question: 1,
    });
    learner.does(&draft, None);
    assert_eq!(
        words(&learner, "2026-01-12"),
        "weekly review, since Sunday, begun"
    );
    let standing = |learner: &Learner, place, on: &str| {
        standing_words(
            &learner.roadmap,
            &learner.state,
            &learner.progress(),
            place,
            day(on),
        )
    };
    assert_eq!(standing(&learner, 0, "2026-01-12"), "due since Sunday");
    assert_eq!(standing(&learner, 0, "2026-01-11"), "due today");
    assert_eq!(standing(&learner, 1, "2026-01-12"), "next on 4 Feb");
    learner.today = day("2026-01-12");
    hold(&mut learner, "weekly", day("2026-01-11"), "read");
    assert_eq!(
        standing(&learner, 0, "2026-01-12"),
        "next on 18 Jan · last held on 12 Jan"
    );
    assert_eq!(
        standing(&learner, 2, "2027-02-01"),
        "due since 4 Jan 2027".replace(" 2027", "")
    );
}

#[test]
fn what_was_meant_is_quoted_the_next_time_and_not_before() {
    let mut learner = learner("2026-01-05");
    learner.today = day("2026-01-12");
    hold(&mut learner, "weekly", day("2026-01-11"), "read on Tuesday");
    let meant = |learner: &Learner, review: &str, on: &str| {
        let rhythm = RHYTHMS.iter().find(|it| it.0 == review).unwrap().1;
        let period = Period::newest(rhythm, day("2026-01-05"), day(on)).unwrap();
        intention(&learner.state, &ReviewId::new(review), period)
            .map(|(day, text)| format!("{day}: {text}"))
    };
    let said = Some("2026-01-12: read on Tuesday".to_owned());
    assert_eq!(meant(&learner, "weekly", "2026-01-11"), None);
    assert_eq!(meant(&learner, "weekly", "2026-01-18"), said);
    assert_eq!(meant(&learner, "weekly", "2026-03-01"), said);
    assert_eq!(meant(&learner, "monthly", "2026-02-04"), None);
    // Who meant nothing the last time is not reminded of the time before.
    learner.today = day("2026-01-18");
    hold(&mut learner, "weekly", day("2026-01-18"), "");
    assert_eq!(meant(&learner, "weekly", "2026-01-25"), None);
}

#[test]
fn the_figures_are_as_they_were_at_the_end_of_the_stretch() {
    let mut learner = learner("2026-01-05");
    learner.today = day("2026-01-14");
    learner.marks(&["ground-book"], Mark::Done, Some("2026-01-06"));
    learner.marks(&["ground-docs"], Mark::Started, Some("2026-01-07"));
    let figures = |learner: &Learner| {
        let period = Period {
            first: day("2026-01-05"),
            last: day("2026-01-11"),
        };
        let (roadmap, state) = (&learner.roadmap, &learner.state);
        let on = day("2026-01-14");
        ReviewFigures::new(roadmap, state, Rhythm::Weekly, period, on).lines(roadmap)
    };
    let before = figures(&learner);
    // What happens after the week says nothing of it.
    learner.marks(&["ground-docs", "ground-talk"], Mark::Done, None);
    assert_eq!(figures(&learner), before);
    let words: Vec<String> = before
        .iter()
        .map(|it| format!("{}: {}", it.name, it.words))
        .collect();
    assert_eq!(
        words,
        [
            "study days: 1 of 5",
            "done: books 1 (2 days meant) · docs 0 (1 day meant) · supplements 0 (1 day meant)",
            // Phase 0 has 8 hours; of the 65 study days of the quarter, 5.
            "work: 1 planned hours done; the plan has 0.6 in this week",
            // An hour is reached on the eighth study day, Wednesday the 14th.
            "pace: 3 days ahead",
            "started: “ground-docs”",
        ]
    );
}

#[test]
fn who_says_late_when_the_year_began_has_its_pace_all_the_same() {
    let mut learner = learner("2026-01-05");
    learner.state = State::default();
    learner.today = day("2026-03-06");
    learner.does(&Wish::Begin(day("2026-01-05")), None);
    let period = Period {
        first: day("2026-02-23"),
        last: day("2026-03-01"),
    };
    let (roadmap, state) = (&learner.roadmap, &learner.state);
    let figures = ReviewFigures::new(roadmap, state, Rhythm::Weekly, period, learner.today);
    let pace = figures
        .lines(roadmap)
        .into_iter()
        .find(|it| it.name == "pace");
    assert_eq!(
        pace.unwrap().words,
        "55 days behind; before this week 48 days behind"
    );
}

#[test]
fn all_of_a_review_fits_into_one_event_whatever_is_written() {
    // The worst case: every line and answer is full, of what must be escaped.
    let review = Review {
        id: ReviewId::new("weekly"),
        rhythm: Rhythm::Quarterly,
        subject: "\u{202E}".repeat(5_000),
    };
    let period = Period {
        first: day("2026-01-05"),
        last: day("2026-04-04"),
    };
    let figures = vec![
        Figure {
            name: "study days",
            words: "🌳".repeat(5_000),
        };
        20
    ];
    let most = crate::domain::review::LONGEST_ANSWER;
    let answers: Answers = [
        "\"".repeat(most / 2),
        "x".repeat(most),
        "é".repeat(most / 2),
    ];
    let text = whole(
        &review,
        period,
        &figures,
        Some(&answers[0]),
        &answers,
        Decision::Keep,
    );
    let bytes = crate::domain::review::bytes_of;
    let parts: usize = answers.iter().map(|answer| bytes(answer)).sum();
    // Half a kilobyte is more than the other keys take.
    assert!(
        bytes(&text) + parts + 512 <= 16 * 1024,
        "{}",
        bytes(&text) + parts
    );
}

proptest! {
    #[test]
    fn at_most_one_of_each_is_due_and_holding_them_all_leaves_none(
        start in 0_u64..800,
        after in 0_u64..500,
    ) {
        let start = day("2026-06-01").forward(start);
        let mut learner = learner(&start.to_string());
        let on = start.forward(after);
        learner.today = on;
        let due_now = due(&learner, on);
        for (place, one) in due_now.iter().enumerate() {
            prop_assert!(one.period.last <= on && one.period.last > start);
            prop_assert!(due_now[..place].iter().all(|other| other.review != one.review));
        }
        for one in due_now {
            let id = learner.roadmap.reviews[one.review].id.to_string();
            hold(&mut learner, &id, one.period.last, "read");
        }
        prop_assert_eq!(due(&learner, on), vec![]);
        for place in 0..3 {
            let (roadmap, state, progress) =
                (&learner.roadmap, &learner.state, &learner.progress());
            if let Some(next) = next_due(roadmap, state, progress, place, on) {
                prop_assert!(next > on);
                let there = due(&learner, next);
                prop_assert!(there.iter().any(|due| due.review == place && due.since() == next));
                let before = due(&learner, next.previous());
                prop_assert!(before.iter().all(|due| due.review != place));
            }
        }
    }
}
