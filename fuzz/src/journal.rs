//! The journal: whatever a file holds, what can be read of it is neither lost
//! nor changed by anything the program does with it.

use std::{collections::BTreeSet, path::Path};

use chrono::DateTime;
use mastery::{
    domain::{
        day::LogicalDay,
        event::{Batch, Event, EventId, Kind, Mark},
        id::{BudgetId, ItemId},
        state::State,
    },
    store::journal::{
        Ailment, AppendError, Damage, ImportError, MendError, Pending, What, ailment, read_journal,
        read_lines,
    },
};

use super::{disk::Memory, tame};

/// What is longer says nothing new, and takes long.
const MOST: usize = 64 * 1024;

type Identities = BTreeSet<(EventId, u32)>;

/// Which events there are, versions told apart.
fn identities(events: &[Event]) -> Identities {
    events.iter().map(|event| (event.id, event.sum)).collect()
}

fn read(bytes: &[u8]) -> (Vec<Event>, Vec<Damage>) {
    read_journal(Path::new("a.toml"), bytes)
}

/// Whether two different events have one identity.
fn contradictory(events: &[Event]) -> bool {
    let ids: BTreeSet<EventId> = events.iter().map(|event| event.id).collect();
    ids.len() < identities(events).len()
}

/// Says that events fold to the same in every order, and however often.
fn folds(events: &[Event]) {
    let once = State::from_events(events.iter().cloned());
    let twice = State::from_events(events.iter().rev().chain(events).cloned());
    assert_eq!(once.folded(), twice.folded());
    let (first, last) = events.split_at(events.len() / 2);
    let mut grown = State::from_events(last.iter().cloned());
    grown.extend(first.iter().cloned());
    assert_eq!(once.folded(), grown.folded());
}

/// A file of any bytes: read, folded, written as lines, taken in elsewhere.
pub fn journal(bytes: &[u8]) -> usize {
    if bytes.len() > MOST {
        return 0;
    }
    let (events, damages) = read(bytes);
    let line_ends = bytes.split(|byte| *byte == b'\n').count() - 1;
    for damage in &damages {
        assert!(
            damage
                .line
                .is_none_or(|line| (1..=line_ends + 1).contains(&line))
        );
        let words = damage.to_string();
        assert!(!words.is_empty());
    }
    folds(&events);
    let here = Memory::with("phone", bytes);
    let (journal, opened) = here.open("laptop");
    assert_eq!(identities(&opened), identities(&events));
    let text = journal.lines().expect("it was read before");
    let foreign = match read_lines(text.as_bytes()) {
        Ok(foreign) => foreign,
        Err(bad) => panic!("{bad:?} in {text}"),
    };
    let written: Vec<Event> = foreign.iter().map(|it| it.event().clone()).collect();
    assert_eq!(identities(&written), identities(&events));
    if contradictory(&events) {
        return events.len();
    }
    let there = Memory::with("desk", b"");
    let (mut other, _) = there.open("desk");
    let taken = other
        .import(&foreign)
        .expect("an empty journal contradicts nothing");
    assert_eq!(identities(&taken.own), identities(&events));
    let (mut again, damages) = read(&there.bytes("desk"));
    let told = |it: &Damage| matches!(it.what, What::Edited { .. } | What::Clock { .. });
    assert!(damages.iter().all(told), "{damages:?}");
    again.sort_by_key(|event| (event.id, event.sum));
    let mut before = events.clone();
    before.sort_by_key(|event| (event.id, event.sum));
    before.dedup_by_key(|event| (event.id, event.sum));
    assert_eq!(again, before);
    events.len()
}

/// Lines of any bytes: what is taken in is what a journal then holds.
pub fn lines(bytes: &[u8]) -> usize {
    if bytes.len() > MOST {
        return 0;
    }
    let foreign = match read_lines(bytes) {
        Ok(foreign) => foreign,
        Err(bad) => {
            assert!(!bad.is_empty());
            let lines = 1 + bytes.split(|byte| *byte == b'\n').count() - 1;
            assert!(
                bad.iter()
                    .all(|it| (1..=lines).contains(&it.line) && !it.why.is_empty())
            );
            return 0;
        }
    };
    let events: Vec<Event> = foreign.iter().map(|it| it.event().clone()).collect();
    let there = Memory::with("desk", b"");
    let (mut journal, _) = there.open("desk");
    match journal.import(&foreign) {
        Ok(taken) => assert_eq!(identities(&taken.own), identities(&events)),
        Err(ImportError::Contradicts(_)) if contradictory(&events) => return 0,
        Err(error) => panic!("{error}"),
    }
    let (again, _) = read(&there.bytes("desk"));
    assert_eq!(identities(&again), identities(&events));
    for foreign in &foreign {
        assert!(again.contains(foreign.event()), "{foreign:?}");
    }
    let (journal, _) = there.open("laptop");
    let text = journal.lines().expect("it was read before");
    let back = read_lines(text.as_bytes()).expect("our own lines");
    let back: Vec<Event> = back.iter().map(|it| it.event().clone()).collect();
    assert_eq!(identities(&back), identities(&events));
    events.len()
}

/// Kinds that hold these texts in every field of theirs that takes any.
fn kinds(texts: &[String]) -> Vec<Kind> {
    let mut texts = texts.iter().cycle().cloned();
    let mut next = || texts.next().unwrap_or_default();
    let day = LogicalDay::ymd(2026, 3, 6).expect("a day");
    let about = |text: String| (!text.is_empty()).then(|| ItemId::new(text));
    vec![
        Kind::Note {
            text: next(),
            about: about(next()),
        },
        Kind::Mark {
            item: ItemId::new(next()),
            mark: Mark::Done,
        },
        Kind::Link {
            url: next(),
            text: Some(next()),
            about: about(next()),
        },
        Kind::Session {
            category: BudgetId::new(next()),
            minutes: 45,
            from: None,
            about: about(next()),
            text: Some(next()),
        },
        Kind::Off {
            from: day,
            to: day,
            withdrawn: false,
            text: Some(next()),
        },
    ]
}

/// A file of any bytes to which events with any texts are appended: all of them
/// are there then, and so is all that was. Before the first zero byte stands
/// the file, behind it the texts, parted by more of them.
pub fn append(bytes: &[u8]) -> usize {
    if bytes.len() > MOST {
        return 0;
    }
    let cut = bytes
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(bytes.len());
    let (file, rest) = bytes.split_at(cut);
    let texts = rest.split(|byte| *byte == 0);
    let texts: Vec<String> = texts
        .map(|it| String::from_utf8_lossy(it).into_owned())
        .collect();
    let here = Memory::with("laptop", file);
    let (mut journal, before) = here.open("laptop");
    let day = LogicalDay::ymd(2026, 3, 6).expect("a day");
    let moment = DateTime::parse_from_rfc3339("2026-03-06T20:02:00+01:00").expect("a moment");
    let batch = Batch::on(day, kinds(&texts));
    let pending = Pending::new(batch.clone(), moment, texts.concat());
    let own = match journal.append(&pending) {
        Ok(appended) => appended.own,
        Err(AppendError::Unwritable(_)) => {
            assert_eq!(
                here.bytes("laptop"),
                file,
                "what cannot be written leaves no trace"
            );
            return 0;
        }
        Err(error) => panic!("{error}"),
    };
    let said: Vec<Kind> = own.iter().map(|event| event.kind.clone()).collect();
    assert_eq!(said, batch.kinds);
    assert!(
        here.bytes("laptop").starts_with(file),
        "nothing is ever rewritten"
    );
    let (after, _) = read(&here.bytes("laptop"));
    assert!(identities(&before).is_subset(&identities(&after)));
    for event in &own {
        assert!(after.contains(event), "{event:?}");
    }
    assert_eq!(
        identities(&after).len(),
        identities(&before).len() + own.len()
    );
    let highest = before.iter().map(Event::counted_clock).max().unwrap_or(0);
    assert!(own.iter().all(|event| event.clock > highest));
    own.len()
}

/// A file of any bytes that is mended: it holds the same events, and there is
/// nothing left to mend; the copy is what was there.
pub fn mend(bytes: &[u8]) -> usize {
    if bytes.len() > MOST {
        return 0;
    }
    let here = Memory::with("laptop", bytes);
    let (mut journal, before) = here.open("laptop");
    let what = ailment(bytes);
    match journal.mend(Path::new("/copies")) {
        Ok(None) => {
            assert_eq!(what, None);
            assert_eq!(here.bytes("laptop"), bytes);
            return 0;
        }
        Ok(Some(mended)) => assert_eq!(Some(mended.what), what),
        Err(MendError::Unread { .. } | MendError::Unfaithful { .. }) => {
            assert_eq!(
                what,
                Some(Ailment::Marks),
                "an open end can always be closed"
            );
            assert_eq!(here.bytes("laptop"), bytes);
            return 0;
        }
        Err(error) => {
            tame(&error.to_string());
            panic!("{error}");
        }
    }
    let after = here.bytes("laptop");
    assert_eq!(ailment(&after), None);
    assert_eq!(identities(&read(&after).0), identities(&before));
    let copy = mastery::store::journal::Disk::open(&here, Path::new("/copies/laptop.toml"));
    let mut copy = copy.expect("a copy");
    let kept = mastery::store::journal::Disk::read(&here, &mut copy, 0, u64::MAX);
    assert_eq!(kept.expect("a copy"), bytes);
    1 + before.len()
}
