//! What holds of any events, in any order.

use pretty_assertions::assert_eq;
use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;
use crate::domain::fixtures::id;

fn kinds() -> impl Strategy<Value = Kind> {
    let days = ["2026-03-02", "2026-03-03", "2026-03-09"];
    let any_day = prop::sample::select(days.to_vec());
    let item = || prop::sample::select(vec!["a", "b", "c", "old-a"]);
    let marks = vec![Mark::Done, Mark::Started, Mark::Skipped, Mark::Open];
    let verdicts = vec![Verdict::Passed, Verdict::Failed, Verdict::Attested];
    prop_oneof![
        6 => (item(), prop::sample::select(marks)).prop_map(|(item, m)| mark(item, m)),
        5 => (1..40u128).prop_map(undo),
        1 => (any_day.clone(), any_day.clone(), any::<bool>())
            .prop_map(|(from, to, withdrawn)| off(from, to, withdrawn)),
        1 => any_day.prop_map(|start| Kind::Begin { start: day(start) }),
        1 => item().prop_map(|item| Kind::Note {
            text: "a thought".to_owned(),
            about: Some(ItemId::new(item)),
        }),
        1 => item().prop_map(|item| Kind::Link {
            url: "https://example.org".to_owned(),
            text: None,
            about: Some(ItemId::new(item)),
        }),
        1 => prop::sample::select(verdicts).prop_map(|verdict| Kind::Evidence {
            row: ProofId::new("M0"),
            verdict,
            text: None, grounds: None }),
        1 => Just(Kind::Unknown { name: "mood".to_owned() }),
    ]
}

/// Events of three devices; clocks and ids collide, batches and undos point
/// anywhere, some clocks do not count.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let devices = prop::sample::select(vec!["laptop", "desktop", "phone"]);
    let days = prop::sample::select(vec!["2026-03-02", "2026-03-03", "2026-03-04"]);
    let clock = prop_oneof![20 => 1..30u64, 1 => Just(u64::MAX), 1 => Just((1 << 53) + 1)];
    let batch = prop::option::weighted(0.3, 1..40u128);
    let one = (devices, clock, 1..40u128, days, kinds(), batch);
    vec(one, 0..40).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(place, (device, clock, number, on, kind, batch))| {
                let mut event = event(device, clock, number, on, kind);
                // The checksum covers the content: another content, another sum.
                event.sum = u32::try_from(place).unwrap();
                event.batch = batch.filter(|batch| *batch != number).map(id);
                event
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn order_duplication_and_splitting_do_not_matter(
        (events, shuffled) in events().prop_flat_map(|events| {
            let shuffled = Just(events.clone()).prop_shuffle();
            (Just(events), shuffled)
        }),
        again in vec(any::<Index>(), 0..10),
        cuts in vec(any::<Index>(), 0..6),
    ) {
        let whole = State::from_events(events.clone());
        let mut arriving = shuffled;
        if !arriving.is_empty() {
            for index in again {
                let event = index.get(&events).clone();
                arriving.push(event);
            }
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(arriving.len() + 1)).collect();
        cuts.extend([0, arriving.len()]);
        cuts.sort_unstable();
        let mut pieces = State::default();
        for cut in cuts.windows(2) {
            pieces.extend(arriving[cut[0]..cut[1]].to_vec());
        }
        same(&whole, &pieces);
    }

    #[test]
    fn an_interleaving_of_three_journals_is_their_union(events in events(), turns in vec(0..3usize, 0..60)) {
        let whole = State::from_events(events.clone());
        let mut files = ["laptop", "desktop", "phone"].map(|device| {
            let own = events.iter().filter(|event| event.device.as_str() == device);
            own.cloned().collect::<std::collections::VecDeque<_>>()
        });
        let mut state = State::default();
        for turn in turns {
            state.extend(files[turn].pop_front());
        }
        for file in files {
            state.extend(file);
        }
        same(&whole, &state);
    }

    #[test]
    fn an_undo_and_a_redo_are_as_if_nothing_was_said(events in events(), pick in any::<Index>()) {
        let state = State::from_events(events);
        prop_assume!(!state.is_empty());
        let targets: Vec<EventId> = state.history().map(|(event, _)| event.batch()).collect();
        let target = *pick.get(&targets);
        let mut later = state.clone();
        let undo = event("laptop", 1_000, 1_000, "2026-03-09", Kind::Undo { target, correction: false });
        let redo = event("laptop", 1_001, 1_001, "2026-03-09", Kind::Undo { target: undo.id, correction: false });
        later.extend([undo]);
        let named = |event: &Event| event.batch() == target;
        let dead = later.history().filter(|(event, _)| named(event)).all(|(_, live)| !live);
        prop_assert!(dead, "the undo takes hold");
        later.extend([redo]);
        let before = Folded { clock: 1_001, ..state.folded().clone() };
        assert_eq!(later.folded(), &before);
        assert_eq!(&liveness(&later)[..state.len()], &liveness(&state)[..]);
    }

    #[test]
    fn a_batch_lives_and_dies_as_one(events in events()) {
        let state = State::from_events(events);
        let mut fate = HashMap::new();
        for (event, live) in state.history() {
            prop_assert_eq!(*fate.entry(event.batch()).or_insert(live), live);
        }
    }

    /// The rule itself, asked of every batch: live if no live undo that lies
    /// after the whole of it names it.
    #[test]
    fn a_batch_is_live_if_no_live_undo_names_it(events in events()) {
        let state = State::from_events(events);
        for (event, live) in state.history() {
            let last = state.batch(event.batch()).map(Event::order).max().unwrap();
            let named = state.history().any(|(undo, live)| {
                live && undo.undoes() == Some(event.batch()) && undo.order() > last
            });
            prop_assert_eq!(live, !named);
        }
    }
}
