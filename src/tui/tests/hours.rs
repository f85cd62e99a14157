//! The screen of time, and what is typed about time and money.

mod timer;

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta};
use rust_decimal::Decimal;

use crate::{
    domain::{
        day::LogicalDay,
        event::{Batch, Kind},
        id::{BudgetId, ItemId},
    },
    tui::rig::{Rig, begin, shipped},
};

use super::Moment;

/// A Friday evening.
const NOW: &str = "2026-03-06T20:02:00+01:00";

fn day(text: &str) -> LogicalDay {
    LogicalDay::parse(text).unwrap()
}

/// A session; `from` is its beginning on that day, if it is known.
fn session(on: &str, from: &str, minutes: u32, category: &str, about: &str, text: &str) -> Batch {
    let from = (!from.is_empty()).then(|| {
        let moment = format!("{on}T{from}:00+01:00");
        DateTime::parse_from_rfc3339(&moment).unwrap()
    });
    let kind = Kind::Session {
        category: BudgetId::new(category),
        minutes,
        from,
        about: Some(ItemId::new(about)),
        text: (!text.is_empty()).then(|| text.to_owned()),
    };
    Batch::on(day(on), vec![kind])
}

fn spent(on: &str, cents: i64, line: &str) -> Batch {
    let kind = Kind::Spent {
        amount: Decimal::new(cents, 2),
        line: BudgetId::new(line),
        text: None,
    };
    Batch::on(day(on), vec![kind])
}

/// Two months of a learner who writes the time down.
fn past() -> Vec<Batch> {
    let phase = shipped().phases[0].id.to_string();
    let docs = shipped().phases[0]
        .readings
        .iter()
        .map(|item| shipped()[*item].id.to_string())
        .next()
        .unwrap();
    vec![
        begin("2026-01-05"),
        session("2026-01-13", "19:00", 90, "learning", &phase, ""),
        session("2026-01-29", "19:00", 150, "building", &phase, "the gates"),
        session("2026-02-24", "", 600, "learning", &docs, ""),
        session("2026-02-26", "", 300, "building", &phase, ""),
        session("2026-03-02", "", 1230, "learning", &phase, "a long weekend"),
        session("2026-03-04", "18:00", 120, "building", &phase, "counters"),
        session("2026-03-04", "19:30", 60, "review", &docs, ""),
        session("2026-03-05", "21:00", 40, "learning", &docs, "Ecto.Multi"),
        spent("2026-01-20", 3999, "books"),
        spent("2026-02-10", 12_000, "infrastructure"),
        spent("2026-03-06", 21_000, "tools"),
    ]
}

fn learner() -> Rig {
    Rig::new(shipped(), NOW, &past())
}

/// The screen of time.
fn time() -> Rig {
    let mut rig = learner();
    rig.keys("8");
    rig
}

/// The kinds of the newest batch.
fn last(rig: &Rig) -> Vec<Kind> {
    let batch = rig.written.last().map(|(_, batch)| batch.clone());
    batch.map_or_else(Vec::new, |batch| batch.kinds)
}

/// The lengths, days and texts of the sessions in the newest batch.
fn sessions(rig: &Rig) -> Vec<(u32, String, Option<String>)> {
    let (_, batch) = rig.written.last().unwrap();
    let kinds = batch.kinds.iter().enumerate();
    kinds
        .filter_map(|(place, kind)| match kind {
            Kind::Session { minutes, text, .. } => {
                Some((*minutes, batch.day_of(place).to_string(), text.clone()))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn the_screen_on_the_first_day_and_in_the_middle_of_the_year() {
    let mut page = String::new();
    for (width, height) in [(80, 24), (120, 40), (40, 10)] {
        for (name, mut rig) in [("first day", Moment::FirstDay.rig()), ("march", learner())] {
            rig.resize(width, height).keys("8");
            let _ = writeln!(page, "════ {name} {width}x{height}\n{}", rig.text());
            if name == "march" {
                rig.keys("G");
                let _ = writeln!(page, "════ its end {width}x{height}\n{}", rig.text());
            }
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("time", page);
    });
}

#[test]
fn the_overlays_of_time_and_money() {
    let mut page = String::new();
    let mut add = |name: &str, rig: &mut Rig| {
        let _ = writeln!(page, "════ {name}\n{}", rig.text());
    };
    for (width, height) in [(80, 24), (40, 10)] {
        let mut rig = time().size(width, height);
        add("start", rig.clone().keys("t"));
        add("log", rig.clone().keys("l"));
        add(
            "logging",
            rig.clone().keys("l").typed("45m yesterday learning x"),
        );
        add("spend", rig.clone().keys("$").typed("5 t"));
        rig.down_to("Thu 5 Mar");
        add("correct", rig.clone().keys("e"));
        add("remove", rig.clone().keys("x"));
        rig.keys("t enter").later(TimeDelta::minutes(47));
        add("running", rig.clone().keys("t"));
        add("keep", rig.clone().keys("t k").typed("50m"));
        rig.later(TimeDelta::hours(11));
        add("forgotten", &mut rig.clone());
        add("at", rig.clone().keys("s").typed("22:30"));
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("time_overlays", page);
    });
}

#[test]
fn figures_of_a_week_are_those_of_its_sessions() {
    let mut rig = time();
    // 20:30 and 0:40 of learning: more than its 15 to 20 hours.
    assert!(rig.shows("This week  2 Mar – 8 Mar · 24:10 of 30–40 h"));
    let text = rig.text();
    let line = |name: &str| text.lines().find(|line| line.contains(name)).unwrap();
    assert!(line("Learning").contains("21:10"), "{text}");
    assert!(line("Learning").contains("15–20 h   1:10 over"), "{text}");
    assert!(line("Building").contains("2:00"), "{text}");
    assert!(line("Wed 4 Mar: 30 min twice").contains("18:00–20:00 building"));
    // Twelve weeks are not over yet: 1:30 + 2:30 + 15:00 in seven of them.
    assert!(line("of 7 weeks").contains(" 2:43 "), "{text}");
    assert!(line("of 4 weeks").contains(" 3:45 "), "{text}");
    assert!(line("Tools/Services").contains("over budget by 10.00"));
    assert!(text.contains("369.99 USD spent to date; the budget of the year is 4100.00"));
}

#[test]
fn everything_can_be_scrolled_to_on_the_smallest_screen() {
    let mut rig = time().size(80, 24);
    let mut seen = rig.text();
    for _ in 0..60 {
        seen.push_str(&rig.keys("j").text());
    }
    for words in [
        "Week 9",
        "of 4 weeks",
        "of 7 weeks",
        "Against the plan",
        "pulse",
        "Money",
        "at this rate the year comes to",
        "By month",
        "5 Jan – 4 Feb",
    ] {
        assert!(seen.contains(words), "{words}");
    }
}

#[test]
fn what_is_found_stands_under_its_own_heading() {
    let mut rig = time();
    rig.keys("/").typed("week 9");
    assert!(rig.shows("Week 9") && !rig.shows("Sessions"));
    rig.keys("ctrl-u").typed("counters");
    assert!(rig.shows("Sessions") && rig.shows("2:00  building"));
    assert!(!rig.shows("Week 9"));
}

#[test]
fn weeks_are_stepped_through_back_to_the_first_and_up_to_this() {
    let mut rig = time();
    rig.keys("]");
    assert!(rig.shows("This week  2 Mar"));
    rig.keys("[");
    assert!(rig.shows("Last week  23 Feb – 1 Mar · 15:00 of 30–40 h"));
    rig.keys("[ [ [ [ [ [ [ [ [");
    assert!(rig.shows("Week 3  12 Jan – 18 Jan · 1:30"));
    rig.keys("] ] ] ] ] ] ]");
    assert!(rig.shows("This week  2 Mar"));
    rig.down_to("Week 5").keys("enter");
    assert!(rig.shows("Week 5  26 Jan – 1 Feb · 2:30"));
}

#[test]
fn time_is_logged_as_on_the_command_line() {
    let mut rig = time();
    rig.keys("l").typed("45m learning Ecto.Multi");
    rig.keys("enter");
    let today = "2026-03-06".to_owned();
    assert_eq!(
        sessions(&rig),
        [(45, today.clone(), Some("Ecto.Multi".to_owned()))]
    );
    assert!(rig.shows("0:45  learning  Ecto.Multi"), "{}", rig.text());
    rig.keys("l").typed("9:10-10:40 building");
    assert!(rig.shows("1 h 30 of building on Phase 0"), "{}", rig.text());
    rig.keys("enter");
    assert_eq!(sessions(&rig), [(90, today, None)]);
    assert!(rig.shows("09:10–10:40  1:30  building"));
    rig.keys("l").typed("1h yesterday review");
    rig.keys("enter");
    assert_eq!(sessions(&rig), [(60, "2026-03-05".to_owned(), None)]);
    rig.keys("l").typed("9:30-10:00 review");
    rig.keys("enter");
    assert!(
        rig.notice()
            .contains("30 min of that were written down before."),
        "{}",
        rig.notice()
    );
}

#[test]
fn a_line_that_means_nothing_says_why_and_stays() {
    let mut rig = time();
    for (typed, why) in [
        ("45", "`45` of what? Minutes are `45m`, hours `45h`."),
        (
            "45m",
            "Which category is it? `learning`, `building` or `review`.",
        ),
        (
            "learning",
            "How long was it? `45m`, `1h30` or `9:10-10:40`.",
        ),
        ("21:00-22:00 learning", "2026-03-06 22:00 has not come yet."),
    ] {
        rig.keys("l").typed(typed);
        assert!(rig.shows(why), "{typed}: {}", rig.text());
        rig.keys("enter esc");
    }
    rig.keys("l").typed("45m tomorrow learning");
    rig.keys("enter");
    assert!(
        rig.notice().starts_with("7 Mar has not come yet"),
        "{}",
        rig.notice()
    );
    assert_eq!(rig.written.len(), 0);
}

#[test]
fn a_row_of_a_budget_begins_the_line_about_it() {
    let mut rig = time();
    rig.down_to("Building").keys("enter").typed("45m");
    rig.keys("enter");
    assert!(
        matches!(&last(&rig)[0], Kind::Session { category, .. } if category.as_str() == "building")
    );
    rig.down_to("Books").keys("enter").typed("5.5");
    rig.keys("enter");
    let spent = Decimal::new(55, 1);
    assert!(
        matches!(&last(&rig)[0], Kind::Spent { amount, line, .. } if *amount == spent && line.as_str() == "books")
    );
    assert_eq!(rig.notice(), "Written down: 5.50 USD on Books.");
}

#[test]
fn money_is_spent_and_what_is_too_much_is_said() {
    let mut rig = time();
    rig.keys("$").typed("500 books 2026-03-01 Programming Ecto");
    assert!(
        rig.shows("500.00 USD on Books, Sun 1 Mar"),
        "{}",
        rig.text()
    );
    rig.keys("enter");
    let (_, batch) = rig.written.last().unwrap();
    assert_eq!(batch.day, day("2026-03-01"));
    assert_eq!(
        rig.notice(),
        "Written down: 500.00 USD on Books (Programming Ecto). That is 39.99 over budget."
    );
    assert!(rig.shows("over budget by 39.99"));
    rig.keys("u");
    assert_eq!(
        rig.notice(),
        "Taken back: 500.00 USD on Books (Programming Ecto)"
    );
}

#[test]
fn a_session_is_put_right_and_keeps_what_was_right() {
    let mut rig = time();
    rig.down_to("Thu 5 Mar").keys("e");
    assert!(
        rig.shows("› 21:00-21:40 2026-03-05 learning Ecto.Multi"),
        "{}",
        rig.text()
    );
    assert!(rig.shows("This is how it stands."));
    rig.keys("enter ctrl-u").typed("50m");
    assert!(rig.shows("50 min of learning"), "{}", rig.text());
    rig.keys("enter");
    // The text is gone with the words that were taken away; the rest stays.
    assert_eq!(sessions(&rig), [(50, "2026-03-05".to_owned(), None)]);
    assert!(rig.shows("21:00–21:50  0:50  learning"), "{}", rig.text());
    assert!(
        rig.notice().starts_with("Put right: 50 min of learning"),
        "{}",
        rig.notice()
    );
    rig.keys("u");
    assert!(
        rig.shows("21:00–21:40  0:40  learning  Ecto.Multi"),
        "{}",
        rig.text()
    );
}

#[test]
fn a_session_moves_to_another_day_with_its_length() {
    let mut rig = time();
    rig.down_to("a long weekend").keys("enter ctrl-u");
    rig.typed("20h30 2026-03-01 learning a long weekend");
    rig.keys("enter");
    let text = Some("a long weekend".to_owned());
    assert_eq!(sessions(&rig), [(1230, "2026-03-01".to_owned(), text)]);
    assert!(!rig.shows("a long weekend"));
    assert!(rig.keys("[").shows("a long weekend"));
}

#[test]
fn a_session_is_removed_after_a_question_and_comes_back() {
    let mut rig = time();
    rig.down_to("Thu 5 Mar").keys("x");
    assert!(rig.shows("Remove this session?"));
    rig.keys("esc");
    assert_eq!(rig.written.len(), 0);
    rig.keys("x x");
    assert!(!rig.shows("Ecto.Multi"), "{}", rig.text());
    assert!(
        rig.notice().starts_with("Removed: 40 min of learning"),
        "{}",
        rig.notice()
    );
    rig.keys("u");
    assert!(rig.shows("Ecto.Multi"), "{}", rig.text());
}

#[test]
fn the_week_of_today_shows_its_hours() {
    let mut rig = learner();
    let text = rig.text();
    let line = |name: &str| {
        text.lines()
            .find(|line| line.contains(name))
            .unwrap()
            .to_owned()
    };
    assert!(line("  learning ").contains("21:10  15–20 h"), "{text}");
    assert!(line("  building ").contains("2:00  10–15 h"), "{text}");
    let text = rig.size(80, 24).text();
    let hours = "24:10 of 30–40 h · learning 21:10 · building 2:00 · review 1:00";
    assert!(text.contains(hours), "{text}");
}

#[test]
fn without_a_budget_the_keys_say_why_they_do_nothing() {
    let mut roadmap = shipped();
    roadmap.time.clear();
    roadmap.money.clear();
    let mut rig = Rig::new(roadmap, NOW, &[begin("2026-01-05")]);
    rig.keys("8 t");
    assert_eq!(rig.notice(), "This roadmap has no time budget.");
    rig.keys("$");
    assert_eq!(rig.notice(), "This roadmap has no money budget.");
    rig.keys("l x e enter");
    assert_eq!(rig.written.len(), 0);
}

#[test]
fn every_hint_of_this_screen_does_something() {
    let trace = |rig: &mut Rig| (rig.screen(), rig.effects.len(), rig.written.len());
    for stance in ["", "j j j", "j j j j j", "[", "G", "/ e enter", "t enter"] {
        let mut stood = time();
        stood.keys(stance);
        let before = trace(&mut stood);
        for (key, word) in stood.hints() {
            // The timer at the right is no hint; it stands a line above.
            let mut rig = stood.clone();
            rig.keys(&key);
            assert_ne!(trace(&mut rig), before, "`{stance}`: {key} {word}");
        }
    }
}
