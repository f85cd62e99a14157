use pretty_assertions::assert_eq;
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::domain::{
    event::Kind,
    fixtures::{Learner, day, event, undo},
    money::figure,
    roadmap::MoneyBudget,
};

fn spent(line: &str, amount: &str) -> Kind {
    Kind::Spent {
        amount: amount.parse().unwrap(),
        line: BudgetId::new(line),
        text: None,
    }
}

/// 500 for books, 100 a month for servers, a monthly line left open; the year
/// begins on Monday, 2 March 2026.
fn learner() -> Learner {
    let mut learner = Learner::on("2026-03-02");
    let budget = |id: &str, amount: Option<u32>, every| MoneyBudget {
        id: BudgetId::new(id),
        title: id.to_owned(),
        amount: amount.map(Decimal::from),
        every,
    };
    learner.roadmap.currency = "USD".to_owned();
    learner.roadmap.money = vec![
        budget("books", Some(500), Every::Once),
        budget("servers", Some(100), Every::Month),
        budget("coffee", None, Every::Month),
    ];
    let start = day("2026-03-02");
    let begin = event("phone", 1, 1, "2026-03-02", Kind::Begin { start });
    learner.state.extend([begin]);
    learner
}

fn spend(learner: &mut Learner, on: &str, line: &str, amount: &str) {
    let clock = learner.state.clock() + 1;
    let event = event("phone", clock, clock.into(), on, spent(line, amount));
    learner.state.extend([event]);
}

fn money(learner: &Learner, on: &str) -> Money {
    Money::new(&learner.roadmap, &learner.state, day(on))
}

fn figures(line: &MoneyLine) -> [String; 4] {
    let shown = |amount: Option<Decimal>| {
        amount.map_or_else(|| "–".to_owned(), |amount| figure(amount, "USD"))
    };
    [line.spent, line.left(), Some(line.total), line.projected].map(shown)
}

#[test]
fn lines_are_counted_by_year_or_by_month() {
    let mut learner = learner();
    spend(&mut learner, "2026-02-20", "servers", "10");
    spend(&mut learner, "2026-03-05", "servers", "20.05");
    spend(&mut learner, "2026-04-01", "servers", "60"); // still the first month
    spend(&mut learner, "2026-04-02", "servers", "120.01");
    spend(&mut learner, "2026-04-02", "books", "39.99");
    spend(&mut learner, "2026-04-03", "books", "-9.99");
    let seen = money(&learner, "2026-04-10");
    let month = seen.month.unwrap();
    assert_eq!(
        (month.number, month.first, month.last),
        (2, day("2026-04-02"), day("2026-05-01"))
    );
    assert_eq!(
        figures(&seen.lines[0]),
        ["30.00", "470.00", "30.00", "500.00"]
    );
    // 10 + 20.05 + 60 = 90.05 in the first month, which is the usual one; this
    // month is above it, and ten are to come: 210.06 + 900.50.
    assert_eq!(
        figures(&seen.lines[1]),
        ["120.01", "-20.01", "210.06", "1110.56"]
    );
    assert_eq!(seen.lines[1].over(), Some("20.01".parse().unwrap()));
    assert_eq!(seen.lines[1].months.len(), 2);
    assert_eq!(figures(&seen.lines[2]), ["0.00", "–", "0.00", "0.00"]);
    // 500 + 12 × 100.
    assert_eq!(figure(seen.year, "USD"), "1700.00");
    assert_eq!(figure(seen.spent, "USD"), "240.06");
    assert_eq!(figure(seen.projected.unwrap(), "USD"), "1610.56");
}

#[test]
fn a_fresh_year_comes_to_its_budget() {
    let seen = money(&learner(), "2026-03-02");
    assert_eq!(seen.projected, Some(seen.year));
    assert_eq!(seen.spent, Decimal::ZERO);
    assert!(seen.lines.iter().all(|line| line.over().is_none()));
}

#[test]
fn without_a_start_date_no_month_is_known() {
    let mut learner = learner();
    learner.state = State::default();
    spend(&mut learner, "2026-03-02", "servers", "7");
    let seen = money(&learner, "2026-03-02");
    assert_eq!((seen.month, seen.projected), (None, None));
    assert_eq!(figures(&seen.lines[1]), ["–", "–", "7.00", "–"]);
}

#[test]
fn after_the_year_nothing_is_projected_any_more() {
    let mut learner = learner();
    spend(&mut learner, "2026-03-05", "servers", "20");
    spend(&mut learner, "2027-04-05", "servers", "30");
    let seen = money(&learner, "2027-05-01");
    assert_eq!(seen.month, None);
    assert_eq!(figures(&seen.lines[1]), ["–", "–", "50.00", "50.00"]);
    assert_eq!(seen.lines[1].months.len(), 12);
    assert_eq!(seen.lines[1].months[11], Decimal::from(30));
}

#[test]
fn what_is_taken_back_was_never_spent() {
    let mut learner = learner();
    spend(&mut learner, "2026-03-02", "books", "39.99");
    learner
        .state
        .extend([event("phone", 9, 9, "2026-03-02", undo(2))]);
    assert_eq!(money(&learner, "2026-03-02").spent, Decimal::ZERO);
}

#[test]
fn a_line_that_the_roadmap_no_longer_has_still_counts() {
    let mut learner = learner();
    spend(&mut learner, "2026-03-02", "snacks", "3");
    let seen = money(&learner, "2026-03-02");
    assert_eq!(seen.lines[3].every, None);
    assert_eq!(seen.lines[3].title, "snacks");
    assert_eq!(seen.spent, Decimal::from(3));
}

#[test]
fn absurd_amounts_are_survived() {
    let mut learner = learner();
    let most = Decimal::MAX.to_string();
    for line in ["servers", "servers", "books", "books"] {
        spend(&mut learner, "2026-03-02", line, &most);
    }
    assert_eq!(money(&learner, "2026-06-02").spent, Decimal::MAX);
}

proptest! {
    #[test]
    fn amounts_add_up_exactly(
        cents in vec((-1_000_000_i64..1_000_000, 0..3_usize, -40_i64..500), 0..40),
        seen in -10_i64..500,
    ) {
        let mut learner = learner();
        let place = |days: i64| {
            let start = day("2026-03-02");
            if days < 0 { start.back(days.unsigned_abs()) } else { start.forward(days.unsigned_abs()) }
        };
        for (cents, line, days) in &cents {
            let line = ["books", "servers", "coffee"][*line];
            spend(&mut learner, &place(*days).to_string(), line, &Decimal::new(*cents, 2).to_string());
        }
        let until = cents.iter().filter(|(_, _, days)| *days <= seen);
        let by_hand: i64 = until.map(|(cents, ..)| cents).sum();
        let money = Money::new(&learner.roadmap, &learner.state, place(seen));
        prop_assert_eq!(money.spent, Decimal::new(by_hand, 2));
        for line in &money.lines {
            if line.every == Some(Every::Month) {
                prop_assert_eq!(line.months.iter().sum::<Decimal>(), line.total);
            }
            if let (Some(left), Some(spent), Some(budget)) = (line.left(), line.spent, line.budget) {
                prop_assert_eq!(left + spent, budget);
            }
        }
    }
}
