//! A year of reviews, held a day or two late, and read again.

use std::fmt::Write as _;

use chrono::{Datelike, Weekday};
use mastery::{
    domain::{
        decide::{ReviewWish, TimeWish, Wish},
        event::Mark,
        id::BudgetId,
        minutes::Minutes,
        review::Decision,
        roadmap::Rhythm,
        session::Piece,
    },
    insight::review::{Due, ReviewFigures, intention, whole},
};

use crate::learner::{Learner, day};

/// Somebody who learns on weekdays, two hours a day, is away in August, buys a
/// book a month, and holds every review on the Tuesday or a day after it is due.
fn learns(learner: &mut Learner) {
    let today = learner.today;
    let away = today.date().month() == 8;
    let weekend = matches!(today.weekday(), Weekday::Sat | Weekday::Sun);
    if away || weekend {
        return;
    }
    if let Some(item) = learner.look().next().next() {
        let derived = learner.roadmap.derived_from(item).is_some();
        if !derived {
            learner.marks(&[item], Mark::Done);
        }
    }
    learner.does(&Wish::Time(TimeWish::Log {
        category: BudgetId::new("learning"),
        about: None,
        text: None,
        pieces: vec![Piece::of(today, Minutes(120))],
    }));
    if today.date().day() == 15 {
        learner.does(&Wish::Spend {
            amount: "39.50".parse().unwrap(),
            line: BudgetId::new("books"),
            text: None,
        });
    }
}

fn due(learner: &Learner) -> Vec<Due> {
    Due::of(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        learner.today,
    )
}

/// Holds one, and says what it looked at, in a line or a few.
fn hold(learner: &mut Learner, due: Due, number: usize, text: &mut String) {
    let review = learner.roadmap.reviews[due.review].clone();
    let (roadmap, state) = (&learner.roadmap, &learner.state);
    let figures = ReviewFigures::new(roadmap, state, due.rhythm, due.period, learner.today);
    let lines = figures.lines(roadmap);
    let meant = intention(state, &review.id, due.period).map(|(_, meant)| meant.to_owned());
    writeln!(
        text,
        "{} {} {} – {}",
        learner.today,
        due.rhythm.word(),
        due.period.first,
        due.period.last
    )
    .unwrap();
    for line in &lines {
        writeln!(text, "    {:<11} {}", line.name, line.words).unwrap();
    }
    if let Some(meant) = &meant {
        writeln!(text, "    meant       {meant}").unwrap();
    }
    let answers = [
        "It went.".to_owned(),
        String::new(),
        format!("intention {number}"),
    ];
    let text = whole(
        &review,
        due.period,
        &lines,
        meant.as_deref(),
        &answers,
        Decision::Keep,
    );
    learner.does(&Wish::Review(ReviewWish::Hold {
        review: review.id,
        until: due.period.last,
        answers,
        decision: Decision::Keep,
        text,
    }));
}

#[test]
fn a_year_of_reviews_each_held_once() {
    let mut learner = Learner::on("2026-01-07");
    learner.does(&Wish::Begin(day("2026-01-07")));
    learner.does(&Wish::Off {
        from: day("2026-08-01"),
        to: day("2026-08-31"),
        reason: Some("the sea".to_owned()),
    });
    let mut text = String::new();
    let mut held = [0, 0, 0];
    for today in day("2026-01-07").through(day("2027-02-28")) {
        learner.today = today;
        learns(&mut learner);
        let waiting = due(&learner);
        for rhythm in [Rhythm::Weekly, Rhythm::Monthly, Rhythm::Quarterly] {
            let of = waiting.iter().filter(|due| due.rhythm == rhythm).count();
            assert!(of <= 1, "{today}: no backlog");
        }
        if !matches!(today.weekday(), Weekday::Tue | Weekday::Wed) {
            continue;
        }
        for due in waiting {
            let place = due.rhythm as usize;
            held[place] += 1;
            hold(&mut learner, due, held[place], &mut text);
        }
        assert_eq!(due(&learner), [], "{today}: held is held");
    }
    // 52 Sundays, without four weeks that were off as a whole; the months of
    // the year; its quarters.
    assert_eq!(held, [48, 12, 4]);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(text);
    });
}
