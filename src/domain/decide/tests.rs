use pretty_assertions::assert_eq;
use proptest::{collection::vec, prelude::*, sample::Index};
use rstest::rstest;

use super::*;
use crate::domain::fixtures::{Learner, day, mark};

const TODAY: &str = "2026-03-04";

fn learner() -> Learner {
    Learner::on(TODAY)
}

fn marks(learner: &Learner, ids: &[&str], mark: Mark) -> Wish {
    let items = ids.iter().map(|id| learner.ix(id)).collect();
    Wish::Mark { items, mark }
}

fn sign_off(phase: usize, open: OpenItems) -> Wish {
    let phase = PhaseIx(phase);
    Wish::SignOff { phase, open }
}

fn days_off(from: &str, to: &str) -> Wish {
    Wish::Off {
        from: day(from),
        to: day(to),
        reason: None,
    }
}

// ── Refusals ─────────────────────────────────────────────────────────────────

#[test]
fn every_refusal_says_why() {
    let mut learner = learner();
    learner.marks(&["ground-book"], Mark::Done, Some("2026-03-02"));
    learner.marks(&["ground-docs"], Mark::Started, None);
    learner.marks(&["ground-talk"], Mark::Skipped, None);
    let done = |ids: &[&str]| marks(&learner, ids, Mark::Done);
    let toggle = |id: &str| Wish::Toggle(learner.ix(id));
    let thought = Wish::Note {
        text: " \n".to_owned(),
        about: None,
    };
    for (wish, on, words) in [
        (
            done(&["ground-book"]),
            None,
            "`ground-book` is done already, since 2026-03-02",
        ),
        (
            done(&["ground-book"]),
            Some("2026-03-02"),
            "`ground-book` is done already, since 2026-03-02",
        ),
        (
            done(&["walls-docs", "ground-book"]),
            None,
            "`ground-book` is done already, since 2026-03-02",
        ),
        (
            marks(&learner, &["ground-docs"], Mark::Started),
            None,
            "`ground-docs` is started already, since 2026-03-04",
        ),
        (
            marks(&learner, &["ground-docs"], Mark::Started),
            Some("2026-03-01"),
            "`ground-docs` is started already, since 2026-03-04",
        ),
        (
            marks(&learner, &["ground-talk"], Mark::Skipped),
            None,
            "`ground-talk` is skipped already, since 2026-03-04",
        ),
        (
            marks(&learner, &["ground-gate"], Mark::Open),
            None,
            "`ground-gate` is open already",
        ),
        (done(&[]), None, "no item was named"),
        (
            toggle("box-ground"),
            None,
            "`box-ground` ticks itself when phase 0 is signed off",
        ),
        (
            toggle("box-walls-roof"),
            None,
            "`box-walls-roof` ticks itself when phases 1 and 2 are signed off",
        ),
        (
            marks(&learner, &["box-ground"], Mark::Skipped),
            None,
            "`box-ground` ticks itself when phase 0 is signed off",
        ),
        (
            toggle("metric-all"),
            None,
            "`metric-all` ticks itself when all 3 phases are signed off",
        ),
        (
            toggle("ground"),
            None,
            "phase 0 still has 6 open: tick them all, or sign off anyway",
        ),
        (
            sign_off(0, OpenItems::Refuse),
            None,
            "phase 0 still has 6 open: tick them all, or sign off anyway",
        ),
        (
            done(&["walls-docs"]),
            Some("2026-03-05"),
            "2026-03-05 has not come yet: only today and earlier days can be filled in",
        ),
        (
            days_off("2026-03-06", "2026-03-05"),
            None,
            "2026-03-06 is after 2026-03-05",
        ),
        (
            days_off("2026-03-06", "2027-03-07"),
            None,
            "more than a year of days off at once is not meant, is it? Give at most 366 days",
        ),
        (
            Wish::NotOff(day("2026-03-06")),
            None,
            "2026-03-06 is not a day off",
        ),
        (thought, None, "nothing was written"),
        (Wish::Redo, None, "nothing to redo"),
    ] {
        assert_eq!(learner.refusal(&wish, on), words);
    }
    assert_eq!(
        Learner::on(TODAY).refusal(&Wish::Undo, None),
        "nothing to undo on this device"
    );
}

#[test]
fn the_phases_a_milestone_waits_for_are_named_in_a_row() {
    let mut author = crate::domain::fixtures::Author::default();
    for phase in ["a", "b", "c", "d"] {
        author.phase(phase, &[], (1.0, 1.0), &[], &[]);
    }
    author.milestone("most", (1, 1), &[0, 1, 3]);
    let learner = Learner::of(author.0, TODAY);
    assert_eq!(
        learner.refusal(&Wish::Toggle(learner.ix("most")), None),
        "`most` ticks itself when phases 0, 1 and 3 are signed off"
    );
    let mut author = crate::domain::fixtures::Author::default();
    author.phase("only", &[], (1.0, 1.0), &[], &[]);
    author.metric("all", true);
    let learner = Learner::of(author.0, TODAY);
    assert_eq!(
        learner.refusal(&Wish::Toggle(learner.ix("all")), None),
        "`all` ticks itself when phase 0 is signed off"
    );
}

#[test]
fn a_year_of_days_off_may_be_meant() {
    let mut learner = learner();
    learner.does(&days_off("2027-06-01", "2028-05-31"), None); // 366 days: a leap day is in it
    assert_eq!(learner.state.days_off().count(), 366);
}

#[test]
fn a_free_milestone_and_a_free_metric_are_the_learners() {
    let mut learner = learner();
    learner.marks(&["box-free", "metric-free"], Mark::Done, None);
    assert_eq!(learner.status("box-free"), Status::Done);
    assert_eq!(learner.status("metric-free"), Status::Done);
}

// ── Marks ────────────────────────────────────────────────────────────────────

#[rstest]
#[case(None, Status::Done)]
#[case(Some(Mark::Started), Status::Done)]
#[case(Some(Mark::Done), Status::Open)]
#[case(Some(Mark::Skipped), Status::Done)]
fn the_space_bar_ticks_and_unticks(#[case] before: Option<Mark>, #[case] after: Status) {
    let mut learner = learner();
    if let Some(before) = before {
        learner.marks(&["ground-docs"], before, None);
    }
    learner.does(&Wish::Toggle(learner.ix("ground-docs")), None);
    assert_eq!(learner.status("ground-docs"), after);
}

#[test]
fn back_filling_moves_the_day_of_what_is_done() {
    let mut learner = learner();
    let dated = |learner: &Learner| {
        let day = learner.progress()[learner.ix("ground-docs")].day;
        day.unwrap().to_string()
    };
    learner.marks(&["ground-docs"], Mark::Done, None);
    learner.marks(&["ground-docs"], Mark::Done, Some("2026-02-27"));
    assert_eq!(dated(&learner), "2026-02-27");
    learner.marks(&["ground-docs"], Mark::Done, Some(TODAY));
    assert_eq!(dated(&learner), TODAY);
    learner.does(&Wish::Undo, None);
    assert_eq!(dated(&learner), "2026-02-27");
    // The space bar on a day of the week screen.
    learner.does(&Wish::Toggle(learner.ix("ground-talk")), Some("2026-03-03"));
    let talk = learner.progress()[learner.ix("ground-talk")];
    assert_eq!(
        (talk.status, talk.day),
        (Status::Done, Some(day("2026-03-03")))
    );
}

#[test]
fn a_batch_names_each_item_once() {
    let learner = learner();
    let wish = marks(
        &learner,
        &["ground-docs", "ground-gate", "ground-docs"],
        Mark::Done,
    );
    let batch = learner.decide(&wish, None).unwrap();
    assert_eq!(
        batch.kinds,
        [
            mark("ground-docs", Mark::Done),
            mark("ground-gate", Mark::Done)
        ]
    );
}

#[test]
fn money_is_spent_on_a_line_of_the_budget_and_is_some() {
    let mut learner = learner();
    let spend = |cents: i64, line: &str| Wish::Spend {
        amount: Decimal::new(cents, 2),
        line: BudgetId::new(line),
        text: Some(" Programming Ecto ".to_owned()),
    };
    assert_eq!(
        learner.refusal(&spend(3999, "books"), None),
        "the budget has no line `books`"
    );
    learner
        .roadmap
        .money
        .push(crate::domain::roadmap::MoneyBudget {
            id: BudgetId::new("books"),
            title: "Books".to_owned(),
            amount: None,
            every: crate::domain::roadmap::Every::Once,
        });
    assert_eq!(
        learner.refusal(&spend(0, "books"), None),
        "nothing was spent: the amount is 0"
    );
    let batch = learner.decide(&spend(-3999, "books"), None).unwrap();
    assert_eq!(
        batch.kinds,
        [Kind::Spent {
            amount: Decimal::new(-3999, 2),
            line: BudgetId::new("books"),
            text: Some("Programming Ecto".to_owned()),
        }]
    );
}

#[test]
fn a_sign_off_may_come_with_the_last_open_items() {
    let mut learner = learner();
    learner.marks(
        &["walls-book-1", "walls-book-2", "walls-door"],
        Mark::Done,
        None,
    );
    assert_eq!(
        learner.refusal(&Wish::Toggle(learner.ix("walls")), None),
        "phase 1 still has 1 open: tick them all, or sign off anyway"
    );
    learner.marks(&["walls", "walls-docs"], Mark::Done, None);
    assert_eq!(learner.status("walls"), Status::Done);
}

// ── Sign-offs ────────────────────────────────────────────────────────────────

#[test]
fn a_phase_is_signed_off_three_ways() {
    let left = |learner: &Learner| {
        learner
            .progress()
            .open_items(&learner.roadmap, PhaseIx(1))
            .count()
    };

    let mut tick = learner();
    tick.marks(&["walls-docs"], Mark::Skipped, None);
    tick.marks(&["walls-door"], Mark::Done, Some("2026-03-01"));
    tick.does(&sign_off(1, OpenItems::Tick), Some("2026-03-02"));
    assert_eq!((tick.status("walls"), left(&tick)), (Status::Done, 0));
    assert_eq!(
        tick.status("walls-docs"),
        Status::Skipped,
        "skipped stays skipped"
    );
    let door = tick.progress()[tick.ix("walls-door")];
    assert_eq!(door.day, Some(day("2026-03-01")), "done stays dated");
    tick.does(&Wish::Undo, None);
    assert_eq!(
        (tick.status("walls"), left(&tick)),
        (Status::Open, 2),
        "one undo takes all back"
    );

    let mut leave = learner();
    leave.marks(&["walls-docs"], Mark::Started, None);
    leave.does(&sign_off(1, OpenItems::Leave), None);
    assert_eq!((leave.status("walls"), left(&leave)), (Status::Done, 4));
    assert_eq!(leave.status("walls-docs"), Status::Started);
    leave.does(&sign_off(1, OpenItems::Tick), None);
    assert_eq!(left(&leave), 0, "the rest can be ticked after all");
    assert_eq!(
        leave.refusal(&sign_off(1, OpenItems::Tick), None),
        "`walls` is done already, since 2026-03-04"
    );

    let mut refuse = learner();
    refuse.marks(
        &["walls-docs", "walls-door", "walls-book-1", "walls-book-2"],
        Mark::Done,
        None,
    );
    refuse.does(&sign_off(1, OpenItems::Refuse), None);
    assert_eq!(refuse.status("walls"), Status::Done);
    refuse.does(&sign_off(2, OpenItems::Refuse), None);
    assert_eq!(
        refuse.status("roof"),
        Status::Done,
        "a phase without items has none open"
    );
}

#[test]
fn a_whole_phase_can_be_skipped() {
    let mut learner = learner();
    learner.marks(&["ground"], Mark::Skipped, None);
    assert_eq!(learner.progress().current(), Some(PhaseIx(1)));
}

// ── Granted wishes ───────────────────────────────────────────────────────────

fn wishes() -> impl Strategy<Value = Vec<(Ask, Option<u64>)>> {
    let mark = prop::sample::select(vec![Mark::Done, Mark::Started, Mark::Skipped, Mark::Open]);
    let open = vec![OpenItems::Refuse, OpenItems::Tick, OpenItems::Leave];
    let ask = prop_oneof![
        4 => (vec(any::<Index>(), 0..3), mark).prop_map(|(items, mark)| Ask::Mark(items, mark)),
        4 => any::<Index>().prop_map(Ask::Toggle),
        2 => (0..3usize, prop::sample::select(open)).prop_map(|(phase, open)| Ask::SignOff(phase, open)),
        1 => (0..9u64, 0..9u64).prop_map(|(from, to)| Ask::Off(from, to)),
        1 => (0..9u64).prop_map(Ask::NotOff),
        2 => Just(Ask::Undo),
        2 => Just(Ask::Redo),
    ];
    let on = prop::option::weighted(0.3, 0..9u64);
    vec((ask, on), 1..25)
}

#[derive(Debug, Clone)]
enum Ask {
    Mark(Vec<Index>, Mark),
    Toggle(Index),
    SignOff(usize, OpenItems),
    Off(u64, u64),
    NotOff(u64),
    Undo,
    Redo,
}

impl Ask {
    fn wish(&self, learner: &Learner) -> Wish {
        let item = |index: &Index| ItemIx(index.index(learner.roadmap.items.len()));
        match self {
            Self::Mark(items, mark) => Wish::Mark {
                items: items.iter().map(item).collect(),
                mark: *mark,
            },
            Self::Toggle(index) => Wish::Toggle(item(index)),
            Self::SignOff(phase, open) => sign_off(*phase, *open),
            Self::Off(from, to) => Wish::Off {
                from: learner.today.back(*from),
                to: learner.today.back(*to),
                reason: None,
            },
            Self::NotOff(back) => Wish::NotOff(learner.today.back(*back)),
            Self::Undo => Wish::Undo,
            Self::Redo => Wish::Redo,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever was wished before: a granted wish does what it says, and
    /// nothing else.
    #[test]
    fn a_granted_wish_has_exactly_the_promised_effect(wishes in wishes()) {
        let mut learner = learner();
        for (ask, back) in wishes {
            let wish = ask.wish(&learner);
            let on = back.map(|back| learner.today.back(back).to_string());
            let Ok(batch) = learner.decide(&wish, on.as_deref()) else { continue };
            prop_assert!(!batch.kinds.is_empty());
            let before = (learner.progress(), learner.state.clone(), off_days(&learner));
            let written = learner.does(&wish, on.as_deref());
            let after = learner.progress();
            let marked: Vec<(&ItemId, Mark)> = batch.kinds.iter().filter_map(|kind| match kind {
                Kind::Mark { item, mark } => Some((item, *mark)),
                _ => None,
            }).collect();
            for (item, mark) in &marked {
                let item = after[learner.roadmap.find(item).unwrap()];
                prop_assert_eq!(item.status, Status::from(*mark));
                prop_assert_eq!(item.day, (*mark != Mark::Open).then_some(batch.day));
            }
            let redo = matches!(wish, Wish::Undo | Wish::Redo);
            for item in learner.roadmap.item_places().filter(|_| !redo) {
                let named = marked.iter().any(|(id, _)| **id == learner.roadmap[item].id);
                if !named && learner.roadmap.derived_from(item).is_none() {
                    prop_assert_eq!(after[item], before.0[item], "{:?} is none of it", learner.roadmap[item].id);
                }
            }
            match &wish {
                Wish::Off { from, to, .. } => {
                    prop_assert!(from.through(*to).all(|day| learner.state.is_off(day)));
                }
                Wish::NotOff(day) => prop_assert!(!learner.state.is_off(*day)),
                Wish::Undo | Wish::Redo => {}
                _ => prop_assert_eq!(&off_days(&learner), &before.2),
            }
            // Taking it back leaves the state as it was, but for the clock.
            let mut undone = learner.state.clone();
            let undo = Batch::on(learner.today, vec![Kind::Undo { target: written, correction: false }]);
            undone.extend(learner.stamp(undo));
            let fresh = Progress::new(&learner.roadmap, &undone);
            for item in learner.roadmap.item_places() {
                prop_assert_eq!(fresh[item], before.0[item]);
            }
            prop_assert!(undone.study_days().eq(before.1.study_days()));
        }
    }
}

fn off_days(learner: &Learner) -> Vec<LogicalDay> {
    learner.state.days_off().map(|(day, _)| day).collect()
}
