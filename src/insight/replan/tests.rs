use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::{
    domain::{
        event::Mark,
        fixtures::{Learner, day},
        progress::Progress,
        state::State,
    },
    insight::plan_line::TOLERANCE,
};

fn learner() -> Learner {
    let mut learner = Learner::on("2026-03-02");
    learner.does(&Wish::Begin(day("2026-03-02")), None);
    learner
}

fn line(learner: &Learner) -> PlanLine {
    PlanLine::of(&learner.roadmap, &learner.state, &learner.progress()).unwrap()
}

fn forecast(learner: &Learner) -> Forecast {
    let line = line(learner);
    Forecast::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        Some(&line),
        learner.today,
    )
}

fn with_desk<T>(learner: &Learner, ask: impl FnOnce(&Desk<'_>) -> T) -> T {
    ask(&Desk {
        roadmap: &learner.roadmap,
        state: &learner.state,
        progress: &learner.progress(),
        device: &learner.device,
        today: learner.today,
    })
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn the_line_begins_anew_on_the_day_it_is_changed() {
    let mut learner = learner();
    learner.marks(&["ground-docs"], Mark::Done, None);
    learner.today = day("2026-03-11");
    let before = line(&learner);
    // 1 of 64 hours is done; 11 March (a Wednesday) to 31 March: 15 study days,
    // so 63/15 = 4.2 h a day.
    learner.does(&Wish::Replan(Replan::End(day("2026-03-31"))), None);
    let after = line(&learner);
    for on in ["2026-03-01", "2026-03-02", "2026-03-10"] {
        assert!(close(after.at(day(on)), before.at(day(on))), "{on}");
    }
    for (on, hours) in [
        ("2026-03-11", 5.2),
        ("2026-03-13", 13.6),
        ("2026-03-15", 13.6),
        ("2026-03-16", 17.8),
        ("2026-03-31", 64.0),
        ("2026-04-01", 64.0),
    ] {
        assert!(
            close(after.at(day(on)), hours),
            "{on}: {}",
            after.at(day(on))
        );
    }
    assert!(close(after.before(learner.today), 1.0));
    assert!(close(after.before(day("2026-03-12")), 5.2));
    assert_eq!(after.end(), day("2026-03-31"));
    assert_eq!(after.first_end(), day("2027-03-01"));
    assert_eq!(after.revised_on(), Some(day("2026-03-11")));
}

#[test]
fn pace_is_told_by_the_line_in_force() {
    let mut learner = learner();
    learner.today = day("2026-05-13");
    let pace = |learner: &Learner| Pace::new(&learner.progress(), &line(learner), learner.today);
    assert!(matches!(pace(&learner), Pace::Behind { .. }));
    learner.does(&Wish::Replan(Replan::Spread), None);
    assert_eq!(pace(&learner), Pace::OnPlan);
    // Wednesday; by Friday evening nothing is done: the line rose twice since.
    learner.today = day("2026-05-15");
    assert_eq!(
        pace(&learner),
        Pace::Behind {
            days: 2,
            since: day("2026-05-13"),
        }
    );
    // An hour is more than the five study days until Tuesday ask for:
    // 64 hours over 209 study days are 0.31 a day.
    learner.marks(&["ground-docs", "ground-book"], Mark::Done, None);
    assert!(matches!(pace(&learner), Pace::Ahead { .. }));
}

#[test]
fn days_off_after_a_change_move_its_line_too() {
    let mut learner = learner();
    learner.does(&Wish::Replan(Replan::End(day("2026-03-13"))), None);
    // Ten study days, 6.4 h each; without 4 to 6 March seven, 64/7 each.
    assert!(close(line(&learner).at(day("2026-03-06")), 32.0));
    let off = Wish::Off {
        from: day("2026-03-04"),
        to: day("2026-03-06"),
        reason: None,
    };
    learner.does(&off, None);
    let line = line(&learner);
    assert!(close(line.at(day("2026-03-03")), 128.0 / 7.0));
    assert!(close(line.at(day("2026-03-06")), 128.0 / 7.0));
    assert!(close(line.at(day("2026-03-13")), 64.0));
}

#[test]
fn a_later_change_replaces_an_earlier_one_from_its_day_on() {
    let mut learner = learner();
    learner.does(&Wish::Replan(Replan::End(day("2026-03-31"))), None);
    let first = line(&learner);
    learner.today = day("2026-03-16");
    let batch = learner.does(&Wish::Replan(Replan::End(day("2026-06-30"))), None);
    let second = line(&learner);
    assert!(close(
        second.at(day("2026-03-15")),
        first.at(day("2026-03-15"))
    ));
    assert!(close(second.before(learner.today), 0.0), "nothing is done");
    assert_eq!(second.end(), day("2026-06-30"));
    assert_eq!(learner.state.revisions().len(), 2);
    // On the same day again: the last word counts.
    learner.does(&Wish::Replan(Replan::End(day("2026-05-31"))), None);
    assert_eq!(line(&learner).end(), day("2026-05-31"));
    learner.does(&Wish::Undo, None);
    assert_eq!(line(&learner), second, "{batch}");
    learner.does(&Wish::Undo, None);
    assert_eq!(line(&learner), first);
}

#[test]
fn a_plan_without_a_study_day_left_is_reached_on_its_last() {
    let mut learner = learner();
    learner.today = day("2026-03-07");
    // A Saturday and a Sunday.
    learner.does(&Wish::Replan(Replan::End(day("2026-03-08"))), None);
    let line = line(&learner);
    assert!(close(line.at(day("2026-03-07")), 0.0));
    assert!(close(line.at(day("2026-03-08")), 64.0));
}

#[test]
fn the_moves_stand_side_by_side() {
    let mut learner = learner();
    learner.marks(&["ground-docs"], Mark::Done, None);
    let (line, forecast) = (line(&learner), forecast(&learner));
    let (moves, table) = with_desk(&learner, |desk| {
        let moves = Moves::new(desk, &line, &forecast).unwrap();
        let table = moves.table(desk);
        (moves, table)
    });
    // 63 hours over the 365 days from 2 March: 52 1/7 weeks.
    assert!(close(moves.keep.weeks, 365.0 / 7.0));
    assert!(close(moves.keep.needed().unwrap(), 63.0 * 7.0 / 365.0));
    // 72.49 minutes a week.
    assert_eq!(moves.hold(), Minutes(73));
    let seen: Vec<(Offer, String)> = table
        .iter()
        .map(|made| {
            let words = match &made.outcome {
                Ok(outcome) => outcome.words(learner.today),
                Err(why) => why.to_string(),
            };
            (made.offer, words)
        })
        .collect();
    let words = |offer: Offer| {
        let (_, words) = seen.iter().find(|(this, _)| *this == offer).unwrap();
        words.as_str()
    };
    assert_eq!(
        words(Offer::Keep),
        // 8 hours over the 66 study days of Q1: an hour in less than nine of
        // them, and in more than eight, which end on Wednesday, 11 March.
        "until 1 Mar 2027, 63 h left, 1.2 h a week, 9 days ahead"
    );
    assert_eq!(
        words(Offer::Skip),
        "until 1 Mar 2027, 62 h left, 1.2 h a week, on plan"
    );
    assert_eq!(
        words(Offer::Spread),
        "until 1 Mar 2027, 63 h left, 1.2 h a week, on plan"
    );
    // Nobody says how many hours a week there are.
    assert!(!seen.iter().any(|(offer, _)| *offer == Offer::Capacity));
    assert_eq!(moves.keep.spare_words(), "–");
}

/// A step of a learner's: what is ticked, and how the plan changes.
#[derive(Debug, Clone)]
enum Step {
    Wait(u64),
    Tick(usize),
    PlainSkip(usize),
    Off(u64, u64),
    End(u64),
    Hours(u64),
    Skip,
    Spread,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1..40_u64).prop_map(Step::Wait),
        (0..20_usize).prop_map(Step::Tick),
        (0..20_usize).prop_map(Step::PlainSkip),
        (0..40_u64, 0..14_u64).prop_map(|(from, days)| Step::Off(from, days)),
        (0..500_u64).prop_map(Step::End),
        (1..3_000_u64).prop_map(Step::Hours),
        Just(Step::Skip),
        Just(Step::Spread),
    ]
}

/// What this step wishes for; `None` where it only lets time pass.
fn wish(learner: &mut Learner, step: &Step) -> Option<Wish> {
    let progress = learner.progress();
    let open = |progress: &Progress, learner: &Learner, at: usize| {
        let items = learner.roadmap.phase_places();
        let items: Vec<ItemIx> = items
            .flat_map(|phase| {
                progress
                    .open_items(&learner.roadmap, phase)
                    .collect::<Vec<_>>()
            })
            .collect();
        (!items.is_empty()).then(|| items[at % items.len()])
    };
    let mark = |item, mark| Wish::Mark {
        items: vec![item],
        mark,
    };
    Some(match step {
        Step::Wait(days) => {
            learner.today = learner.today.forward(*days);
            return None;
        }
        Step::Tick(at) => mark(open(&progress, learner, *at)?, Mark::Done),
        Step::PlainSkip(at) => mark(open(&progress, learner, *at)?, Mark::Skipped),
        Step::Off(from, days) => Wish::Off {
            from: learner.today.forward(*from),
            to: learner.today.forward(from + days),
            reason: None,
        },
        Step::End(days) => Wish::Replan(Replan::End(learner.today.forward(*days))),
        Step::Hours(minutes) => Wish::Replan(Replan::Hours(Minutes(*minutes))),
        Step::Skip => {
            let items = with_desk(learner, |desk| desk.optional_items().collect());
            Wish::Replan(Replan::Skip(items))
        }
        Step::Spread => Wish::Replan(Replan::Spread),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_change_keeps_what_is_done_ends_with_all_and_can_be_taken_back(
        steps in proptest::collection::vec(step(), 1..14),
    ) {
        let mut learner = learner();
        for step in &steps {
            let Some(wish) = wish(&mut learner, step) else { continue };
            if learner.decide(&wish, None).is_err() {
                continue;
            }
            let Wish::Replan(replan) = &wish else {
                learner.does(&wish, None);
                continue;
            };
            let (before, progress) = (line(&learner), learner.progress());
            let promised = with_desk(&learner, |desk| outcome(desk, replan)).unwrap();
            learner.does(&wish, None);

            // What is done stays done, item by item and in hours.
            let now = learner.progress();
            prop_assert!((now.hours_done() - progress.hours_done()).abs() < 1e-9);
            for phase in learner.roadmap.phase_places() {
                prop_assert_eq!(now[phase].items().done, progress[phase].items().done);
            }

            // What the preview promised is so.
            let after = line(&learner);
            let seen = forecast(&learner);
            prop_assert_eq!(after.end(), promised.end);
            prop_assert!((seen.left() - promised.left).abs() < 1e-9);
            prop_assert!((seen.capacity - promised.capacity).abs() < 1e-9);
            if let (Some(needed), Some(seen)) = (promised.needed(), seen.needed()) {
                prop_assert!((needed - seen).abs() < 1e-9);
            }

            // The past stays; from today it rises to all planned hours, nobody
            // is behind a plan just made, and nobody ahead.
            let from = learner.today.max(after.start());
            for day in after.start().through(from.previous()) {
                // To the minute: what was planned is kept in whole ones.
                prop_assert!((after.at(day) - before.at(day)).abs() < 1.0 / 60.0);
            }
            let mut last = after.before(learner.today);
            for day in from.through(after.end()) {
                prop_assert!(after.at(day) >= last - TOLERANCE, "{} falls", day);
                last = after.at(day);
            }
            prop_assert!((last - now.hours_planned()).abs() < after.tolerance());
            if seen.left() > after.tolerance() {
                prop_assert_eq!(Pace::new(&now, &after, learner.today), Pace::OnPlan);
            }

            // Taken back, the line is as it was; then it is made after all.
            learner.does(&Wish::Undo, None);
            prop_assert_eq!(line(&learner), before);
            let planned = learner.progress().hours_planned();
            prop_assert!((planned - progress.hours_planned()).abs() < 1e-9);
            learner.does(&Wish::Redo, None);
            prop_assert_eq!(line(&learner), after);
        }
        // The order in which files arrive does not matter.
        let mut events: Vec<_> = learner.state.history().map(|(event, _)| event.clone()).collect();
        events.reverse();
        let mut other = State::default();
        for chunk in events.chunks(3) {
            other.extend(chunk.to_vec());
        }
        prop_assert_eq!(other.folded(), learner.state.folded());
        let shuffled = PlanLine::of(&learner.roadmap, &other, &Progress::new(&learner.roadmap, &other));
        prop_assert_eq!(shuffled, Some(line(&learner)));
    }

    #[test]
    fn days_that_no_program_would_write_are_survived(
        start in -900_000_i64..900_000,
        made in -900_000_i64..900_000,
        end in -900_000_i64..900_000,
        (done, planned) in any::<(u32, Option<u32>)>(),
        hours in proptest::option::of(any::<u32>()),
    ) {
        let at = |days: i64| {
            let zero = day("2026-03-02");
            if days < 0 { zero.back(days.unsigned_abs()) } else { zero.forward(days.unsigned_abs()) }
        };
        let mut learner = Learner::on("2026-03-02");
        learner.does(&Wish::Begin(at(start)), None);
        let kind = Kind::Replan {
            step: "end".to_owned(),
            value: String::new(),
            end: Some(at(end)),
            done: Some(done),
            planned,
            hours,
        };
        let batch = crate::domain::event::Batch::on(at(made), vec![kind]);
        let events = learner.stamp(batch);
        learner.state.extend(events);
        let line = line(&learner);
        prop_assert!(line.at(learner.today).is_finite());
        let _ = Pace::new(&learner.progress(), &line, learner.today);
    }
}
