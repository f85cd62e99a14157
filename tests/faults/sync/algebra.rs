//! T9a: events in any order, any number of times, some first and the rest later,
//! are one state. (`src/domain/state/tests/laws.rs` has the same as properties.)

use std::{collections::HashSet, sync::Arc};

use chrono::DateTime;
use mastery::domain::{
    event::{Event, EventId},
    id::DeviceId,
};
use ulid::Ulid;

use crate::{
    lane::{report, rounds},
    many::kit::{self, Chance, Told, anything},
};

/// Events of three devices whose clocks collide, some with the id of another,
/// some in batches, some that undo what comes later or is nowhere.
fn events(chance: &mut Chance) -> Vec<Event> {
    let id = |number: usize| EventId::new(Ulid::from_parts(1_772_000_000_000, number as u128));
    let at = DateTime::parse_from_rfc3339("2026-03-06T20:14:05+01:00").unwrap();
    let zone: Arc<str> = "Europe/Berlin".into();
    let all: Vec<EventId> = (0..30).map(id).collect();
    (0..=chance.below(30))
        .map(|place| {
            let number = chance.below(40);
            let batch = chance.once_in(4).then(|| id(chance.below(40)));
            Event {
                id: id(number),
                batch: batch.filter(|batch| *batch != id(number)),
                device: DeviceId::new(["laptop", "desk", "phone"][chance.below(3)]),
                clock: if chance.once_in(20) {
                    u64::MAX
                } else {
                    chance.below(20) as u64
                },
                at,
                zone: Arc::clone(&zone),
                day: kit::today(),
                // Another content, another sum.
                sum: place as u32,
                kind: anything(chance, &all),
            }
        })
        .collect()
}

fn shuffle(chance: &mut Chance, events: &mut [Event]) {
    for at in (1..events.len()).rev() {
        events.swap(at, chance.below(at + 1));
    }
}

/// The state of pieces that arrive one after the other.
fn in_pieces(chance: &mut Chance, mut arriving: Vec<Event>) -> Told {
    let mut state = mastery::domain::state::State::default();
    while !arriving.is_empty() {
        let rest = arriving.split_off(chance.below(arriving.len()) + 1);
        state.extend(arriving);
        arriving = rest;
    }
    Told::from_state(state)
}

#[test]
fn order_duplication_and_arrival_do_not_matter() {
    let rounds = rounds(3_000, 100_000);
    let mut chance = Chance::new(91);
    let mut total = 0;
    for round in 0..rounds {
        let events = events(&mut chance);
        total += events.len();
        let whole = Told::of(events.clone());
        let mut arriving = events.clone();
        for _ in 0..chance.below(10) {
            arriving.push(events[chance.below(events.len())].clone());
        }
        shuffle(&mut chance, &mut arriving);
        let pieces = in_pieces(&mut chance, arriving);
        assert_eq!(whole.differs(&pieces), None, "round {round}: {events:?}");
    }
    // The control: a state that lacks an event, or counts it another way.
    let mut noticed = 0;
    let controls = 200;
    for _ in 0..controls {
        let mut events = events(&mut chance);
        // Of two events with one id one counts; dropping the other is no loss.
        let mut ids = HashSet::new();
        events.retain(|event| ids.insert(event.id));
        let mut fewer = events.clone();
        fewer.remove(chance.below(fewer.len()));
        noticed += usize::from(Told::of(events).differs(&Told::of(fewer)).is_some());
    }
    assert_eq!(noticed, controls);
    report(
        "T9a",
        &format!(
            "{rounds} sets of {total} events, shuffled, doubled, in pieces: one state each; control: {noticed} of {controls} dropped events noticed"
        ),
    );
}
