use super::*;
use crate::domain::{
    fixtures,
    minutes::Minutes,
    roadmap::{Every, MoneyBudget, PhaseIx, TimeBudget},
};

fn day(text: &str) -> LogicalDay {
    fixtures::day(text)
}

fn roadmap() -> Roadmap {
    let mut roadmap = fixtures::roadmap();
    let time = |id: &str, title: &str| TimeBudget {
        id: BudgetId::new(id),
        title: title.to_owned(),
        hours: (5.0, 10.0),
    };
    roadmap.time = vec![
        time("learning", "Learning"),
        time("building", "Building"),
        time("review", "Review/Documentation"),
    ];
    let money = |id: &str, title: &str| MoneyBudget {
        id: BudgetId::new(id),
        title: title.to_owned(),
        amount: None,
        every: Every::Once,
    };
    roadmap.currency = "USD".to_owned();
    roadmap.money = vec![
        money("books", "Books"),
        money("talks", "Talks"),
        money("tools", "Tools"),
    ];
    roadmap
}

fn read(text: &str) -> Result<TimeEntry, String> {
    time(text, &roadmap(), day("2026-03-06")).map_err(|error| error.to_string())
}

fn spent(text: &str) -> Result<MoneyEntry, String> {
    spending(text, &roadmap(), day("2026-03-06")).map_err(|error| error.to_string())
}

#[test]
fn a_line_says_how_long_what_and_whatever_there_is_to_say() {
    let entry = read("45m learning Ecto.Multi and more").unwrap();
    assert_eq!(entry.length, Some(Length::Of(Minutes(45))));
    assert_eq!(entry.category, Some(BudgetId::new("learning")));
    assert_eq!(entry.text.as_deref(), Some("Ecto.Multi and more"));
    assert_eq!((entry.day, entry.about), (None, None));
}

#[test]
fn length_day_and_category_stand_in_any_order() {
    let same = read("45m learning yesterday Ecto").unwrap();
    assert_eq!(same.day, Some(day("2026-03-05")));
    assert_eq!(read("yesterday 45m learning Ecto").unwrap(), same);
    assert_eq!(read("learning 2026-03-05 45m Ecto").unwrap(), same);
    assert_eq!(read("45m Learn --on yesterday Ecto").unwrap(), same);
    // Once it is known, another one is text.
    let entry = read("45m learning today building 2h").unwrap();
    assert_eq!(entry.text.as_deref(), Some("building 2h"));
}

#[test]
fn options_mean_what_they_mean_on_the_command_line() {
    let entry = read("1h --phase 1 review").unwrap();
    assert_eq!(entry.about, Some(About::Phase(PhaseIx(1))));
    assert_eq!(entry.category, Some(BudgetId::new("review")));
    let item = roadmap().find(&ItemId::new("ground-book"));
    let entry = read("1h --item ground-book").unwrap();
    assert_eq!(entry.about, item.map(About::Item));
    for (text, why) in [
        ("1h --phase 99", "`--phase` needs the number of a phase"),
        ("1h --item soon", "`--item` needs the id of an item"),
        ("1h --on", "`--on` needs a day: `yesterday` or a date"),
    ] {
        assert_eq!(read(text).unwrap_err(), why);
    }
}

#[test]
fn what_is_no_length_is_said_as_soon_as_it_is_typed() {
    assert_eq!(
        read("45").unwrap_err(),
        "`45` of what? Minutes are `45m`, hours `45h`"
    );
    assert_eq!(read("").unwrap(), TimeEntry::default());
    // A word may be a text from the beginning on: a correction needs no more.
    assert_eq!(read("Ecto").unwrap().text.as_deref(), Some("Ecto"));
}

#[test]
fn money_is_an_amount_a_line_and_what_it_was_for() {
    let entry = spent("39.99 books Programming Ecto").unwrap();
    assert_eq!(entry.amount, Decimal::new(3999, 2));
    assert_eq!(entry.line, BudgetId::new("books"));
    assert_eq!(entry.text.as_deref(), Some("Programming Ecto"));
    let entry = spent("-5 too --on yesterday sent back").unwrap();
    assert_eq!(entry.line, BudgetId::new("tools"));
    assert_eq!(entry.day, Some(day("2026-03-05")));
    assert_eq!(entry.text.as_deref(), Some("sent back"));
    assert_eq!(
        spent("5 tools 2026-03-01").unwrap().day,
        Some(day("2026-03-01"))
    );
}

#[test]
fn money_that_cannot_be_read_is_refused_with_the_reason() {
    for (text, why) in [
        ("", "how much was it? A number like 39.99"),
        (
            "much",
            "`much` is no amount: a number like 39.99 is expected",
        ),
        (
            "5",
            "on which line of the budget? `books`, `talks` or `tools`",
        ),
        (
            "5 t",
            "`t` does not name one line of the budget: `books`, `talks` or `tools`",
        ),
        (
            "5 food",
            "`food` does not name a line of the budget: `books`, `talks` or `tools`",
        ),
    ] {
        assert_eq!(spent(text).unwrap_err(), why, "{text}");
    }
    let none = spending("5 books", &fixtures::roadmap(), day("2026-03-06"));
    assert_eq!(none, Err(EntryError::NoBudget));
}
