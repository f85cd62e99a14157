//! Appends beside other programs, into files that are odd or very long.

use super::{
    super::{AppendError, Foreign, ImportError, MAX_FILE, read_lines},
    memory::{Fault, Memory},
    *,
};

fn here() -> Place {
    place(Path::new("/home"), "laptop")
}

fn open(memory: &Memory) -> Journal<Memory> {
    Journal::open_on(memory.clone(), here()).unwrap().0
}

/// A disk with a journal of two events.
fn start() -> (Memory, Journal<Memory>) {
    let memory = Memory::default();
    let mut journal = open(&memory);
    journal
        .append(&pending(vec![done("a"), done("b")]))
        .unwrap();
    (memory, journal)
}

fn own(memory: &Memory) -> Vec<Event> {
    read(memory.bytes(&here().own())).0
}

/// How often a call was made by `act`.
fn count(memory: &Memory, name: &str, act: impl FnOnce()) -> usize {
    memory.log.borrow_mut().clear();
    act();
    memory.log.borrow().iter().filter(|it| **it == name).count()
}

/// Six events from elsewhere.
fn foreign() -> Vec<Foreign> {
    let memory = Memory::default();
    let there = place(Path::new("/home"), "laptop-3f9a");
    let (mut journal, _) = Journal::open_on(memory.clone(), there.clone()).unwrap();
    journal.make_folder().unwrap();
    memory.put(&there.own(), six().1.as_bytes());
    journal.poll().unwrap();
    read_lines(journal.lines().unwrap().as_bytes()).unwrap()
}

#[test]
fn what_was_written_into_a_file_that_was_replaced_is_in_doubt() {
    // Between the write and the look, the file is exchanged; then the disk
    // fails, or there is no file any more.
    let exchange = |memory: &Memory| {
        let path = here().own();
        memory.put(&path, &memory.bytes(&path));
    };
    let calls = {
        let (memory, mut journal) = start();
        memory.calls.set(0);
        journal.append(&pending(vec![done("c")])).unwrap();
        let log = memory.log.borrow();
        let from = log.len() - memory.calls.get();
        let sync = log[from..].iter().position(|it| *it == "sync").unwrap();
        sync + 1
    };
    let (memory, mut journal) = start();
    memory.meddle.set(Some(exchange));
    // Behind the sync comes the look, and then the next try.
    memory.fail(calls + 2, Fault::Once);
    let error = journal.append(&pending(vec![done("c")])).unwrap_err();
    assert!(matches!(error, AppendError::Doubtful { .. }), "{error}");

    let (memory, mut journal) = start();
    memory.meddle.set(Some(|memory| {
        let path = here().own();
        memory.put(&path, &memory.bytes(&path));
        memory.pipes.borrow_mut().insert(path);
    }));
    let error = journal.append(&pending(vec![done("c")])).unwrap_err();
    assert!(matches!(error, AppendError::Replaced { .. }), "{error}");

    // The control: where nothing was written, there is no doubt.
    let (memory, mut journal) = start();
    memory.fail(calls - 2, Fault::Once);
    let error = journal.append(&pending(vec![done("c")])).unwrap_err();
    assert!(matches!(error, AppendError::NotSaved { .. }), "{error}");
    let (memory, mut journal) = start();
    memory.pipes.borrow_mut().insert(here().own());
    let error = journal.append(&pending(vec![done("c")])).unwrap_err();
    assert!(matches!(error, AppendError::Unusable { .. }), "{error}");
    let (memory, mut journal) = start();
    memory.before.set(Some(("open_append", |memory| {
        memory.pipes.borrow_mut().insert(here().own());
    })));
    let error = journal.append(&pending(vec![done("c")])).unwrap_err();
    assert!(matches!(error, AppendError::Unusable { .. }), "{error}");
}

#[test]
fn the_names_are_synced_when_the_file_is_new_and_once_for_each_program() {
    let (memory, mut journal) = start();
    let append = |journal: &mut Journal<Memory>| {
        journal.append(&pending(vec![done("c")])).unwrap();
    };
    assert_eq!(count(&memory, "sync_folder", || append(&mut journal)), 0);
    let mut second = open(&memory);
    assert!(count(&memory, "sync_folder", || append(&mut second)) > 0);
    assert_eq!(count(&memory, "sync_folder", || append(&mut second)), 0);
    // It was taken away meanwhile: what is made anew has its name synced.
    memory.remove(&here().own());
    assert!(count(&memory, "sync_folder", || append(&mut journal)) > 0);
    memory.crash();
    assert_eq!(own(&memory).len(), 1);
}

#[test]
fn folders_that_another_program_made_and_did_not_sync_outlast_a_power_cut() {
    let memory = Memory::default();
    let mut killed = open(&memory);
    killed.make_folder().unwrap();
    drop(killed);
    let mut journal = open(&memory);
    journal.append(&pending(vec![done("a")])).unwrap();
    memory.crash();
    assert_eq!(own(&memory).len(), 1);
}

#[test]
fn events_from_elsewhere_stand_once_in_a_file_that_was_replaced() {
    let foreign = foreign();
    for keep in [usize::MAX, 0, 3] {
        let (memory, mut journal) = start();
        let before = own(&memory);
        // What comes into its place has all of what was written, nothing of it,
        // or half.
        memory.meddle.set(Some(match keep {
            usize::MAX => |memory: &Memory| {
                let path = here().own();
                memory.put(&path, &memory.bytes(&path));
            },
            0 => |memory: &Memory| exchange(memory, 2),
            _ => |memory: &Memory| exchange(memory, 5),
        }));
        let imported = journal.import(&foreign).unwrap();
        assert_eq!(imported.own.len(), 6);
        let after = own(&memory);
        assert_eq!(after[..2], before, "{keep}");
        assert_eq!(after.len(), 8, "{keep}: each once");
        for event in &imported.own {
            assert!(after.contains(event), "{keep}");
        }
    }
}

/// Puts the first blocks of the file in its place.
fn exchange(memory: &Memory, blocks: usize) {
    let path = here().own();
    let text = String::from_utf8(memory.bytes(&path)).unwrap();
    let kept: String = text.split_inclusive("\n\n").take(blocks).collect();
    memory.put(&path, kept.as_bytes());
}

#[test]
fn what_would_not_read_back_is_refused_before_anything_is_touched() {
    let (memory, mut journal) = start();
    let nothing = Kind::Evidence {
        row: ProofId::new("M3"),
        verdict: Verdict::Attested,
        text: None,
        grounds: Some(Box::new(Grounds::Shown {
            links: vec![],
            files: vec![],
        })),
    };
    memory.calls.set(0);
    let error = journal.append(&pending(vec![nothing])).unwrap_err();
    let unfaithful = AppendError::Unwritable(write::Unwritable::Unfaithful);
    assert_eq!(error.to_string(), unfaithful.to_string());
    assert_eq!(memory.calls.get(), 0);
}

#[test]
fn an_import_stops_where_a_journal_would_be_too_long() {
    let foreign = foreign();
    let added = six().1.len() as u64;
    let (memory, _) = start();
    let there = memory.bytes(&here().own()).len() as u64;
    for (room, fits) in [
        (added + 1, true),
        (added, true),
        (added - 1, false),
        (1, false),
        (0, false),
    ] {
        let (memory, _) = start();
        let longer = MAX_FILE - there - room;
        memory.longer.borrow_mut().insert(here().own(), longer);
        let mut journal = open(&memory);
        let result = journal.import(&foreign);
        let after = own(&memory).len();
        match result {
            Ok(_) => assert!(fits && after == 8, "{room}"),
            Err(error) => {
                assert!(matches!(error, ImportError::TooMuch { .. }), "{error}");
                assert!(!fits && after == 2, "{room}: {error}");
            }
        }
    }
}

#[test]
fn a_file_of_256_mib_is_read_and_a_longer_one_is_not() {
    for (more, reads) in [(0, true), (1, false)] {
        let (memory, _) = start();
        let there = memory.bytes(&here().own()).len() as u64;
        let other = here().folder.join("phone.toml");
        memory.put(&other, &memory.bytes(&here().own()));
        let longer = MAX_FILE - there + more;
        memory.longer.borrow_mut().insert(other, longer);
        memory.remove(&here().own());
        let (journal, events) = Journal::open_on(memory.clone(), here()).unwrap();
        assert_eq!(events.len(), if reads { 2 } else { 0 });
        let large = |it: &&Damage| {
            it.what
                == What::TooLarge {
                    bytes: MAX_FILE + 1,
                }
        };
        assert_eq!(journal.damages().filter(large).count(), usize::from(!reads));
        assert_eq!(journal.lines().unwrap().lines().count(), events.len());
    }
}
