use pretty_assertions::assert_eq;
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::domain::{
    event::Mark,
    fixtures::{Learner, day, done, event, mark},
};

fn stats(learner: &Learner, on: &str) -> Stats {
    Stats::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        day(on),
    )
}

#[test]
fn a_year_is_fifty_three_weeks_that_end_with_this_one() {
    let mut learner = Learner::on("2026-03-04");
    learner.marks(
        &["ground-book", "ground-docs", "ground-talk"],
        Mark::Done,
        None,
    );
    learner.marks(&["ground-gate"], Mark::Done, Some("2026-03-02"));
    let seen = stats(&learner, "2026-03-04");
    assert_eq!(seen.heat.len(), 53);
    assert_eq!(seen.heat[0][0].day, day("2025-03-03"));
    let week: Vec<(u32, u8, bool)> = seen.heat[52]
        .iter()
        .map(|day| (day.items, day.heat(), day.ahead))
        .collect();
    assert_eq!(
        week,
        [
            (1, 2, false),
            (0, 0, false),
            (3, 3, false),
            (0, 0, true),
            (0, 0, true),
            (0, 0, true),
            (0, 0, true),
        ]
    );
    assert_eq!((seen.throughput[0].items, seen.throughput[1].items), (4, 0));
    // Four of the eight hours of phase 0.
    assert!((seen.throughput[0].hours - 4.0).abs() < 1e-9);
}

#[test]
fn kinds_are_counted_and_phases_have_their_spans() {
    let mut learner = Learner::on("2026-03-09");
    learner.state.extend([event(
        "phone",
        1,
        1,
        "2026-03-02",
        crate::domain::event::Kind::Begin {
            start: day("2026-03-02"),
        },
    )]);
    learner.marks(&["ground-docs"], Mark::Started, Some("2026-03-03"));
    learner.marks(
        &["ground-book", "ground-gate"],
        Mark::Done,
        Some("2026-03-05"),
    );
    learner.marks(&["ground-talk"], Mark::Done, None);
    let seen = stats(&learner, "2026-03-09");
    let book = seen.kinds.iter().find(|(kind, _)| *kind == ItemKind::Book);
    assert_eq!(book.unwrap().1.done, 1);
    let ground = &seen.phases[0];
    assert_eq!(
        (ground.first, ground.last, ground.study_days),
        (Some(day("2026-03-03")), None, 2)
    );
    assert_eq!(ground.planned, Some((day("2026-03-02"), day("2026-06-01"))));
    assert_eq!(seen.phases[1].first, None);
    learner.does(
        &crate::domain::decide::Wish::SignOff {
            phase: PhaseIx(0),
            open: crate::domain::decide::OpenItems::Leave,
        },
        None,
    );
    let seen = stats(&learner, "2026-03-09");
    assert_eq!(seen.phases[0].last, Some(day("2026-03-09")));
}

proptest! {
    #[test]
    fn the_days_of_the_heatmap_sum_to_the_journal(
        ticks in vec((0..12_usize, 0..364_u64, any::<bool>()), 0..40),
    ) {
        let items = [
            "ground-book", "ground-docs", "ground-talk", "ground-gate", "ground-table",
            "ground-script", "ground", "ground-book-optional", "walls-book-1",
            "walls-book-2", "walls-docs", "walls-door",
        ];
        let mut learner = Learner::on("2027-03-01");
        let start = day("2026-03-02");
        let mut last = BTreeMap::new();
        for (number, (item, after, ticked)) in (1..).zip(&ticks) {
            let item = items[*item];
            let kind = if *ticked { done(item) } else { mark(item, Mark::Open) };
            let on = start.forward(*after).to_string();
            learner.state.extend([event("phone", number, number.into(), &on, kind)]);
            last.insert(item, *ticked);
        }
        let by_hand = last.values().filter(|ticked| **ticked).count();
        let seen = stats(&learner, "2027-03-01");
        let sum: u32 = seen.heat.iter().flatten().map(|day| day.items).sum();
        prop_assert_eq!(sum as usize, by_hand);
        prop_assert!(seen.heat.iter().flatten().is_sorted_by_key(|day| day.day));
    }
}
