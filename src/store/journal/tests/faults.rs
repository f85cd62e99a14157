//! Appends on a disk that fails: acknowledged and there, or refused and either
//! absent or a tail that does not count; never anything earlier harmed.

use super::{
    super::AppendError,
    memory::{Fault, Memory},
    *,
};

fn here() -> Place {
    place(Path::new("/home"), "laptop")
}

fn whole(bytes: &[u8]) -> Vec<Event> {
    read_journal(Path::new("j"), bytes).0
}

/// A journal with two events, or a new one.
fn start(new: bool) -> (Memory, Journal<Memory>, Vec<u8>) {
    let memory = Memory::default();
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    if !new {
        journal
            .append(&pending(vec![done("a"), done("b")]))
            .unwrap();
    }
    let before = memory.bytes(&here().own());
    (memory, journal, before)
}

/// How many calls an append makes.
fn calls(new: bool) -> usize {
    let (memory, mut journal, _) = start(new);
    memory.calls.set(0);
    journal
        .append(&pending(vec![done("c"), note("d\n")]))
        .unwrap();
    memory.calls.get()
}

#[test]
fn whichever_call_fails_an_event_is_saved_or_refused() {
    let (mut saved, mut refused) = (0, 0);
    for new in [true, false] {
        for fault in [Fault::Once, Fault::Dead, Fault::Interrupted] {
            for nth in 1..=calls(new) + 2 {
                let case = format!("new {new}, call {nth}, {fault:?}");
                let (memory, mut journal, before) = start(new);
                let batch = pending(vec![done("c"), note("d\n")]);
                memory.fail(nth, fault);
                let result = journal.append(&batch);
                memory.heal();
                let after = memory.bytes(&here().own());
                assert!(after.starts_with(&before), "{case}");
                let there = whole(&after[before.len()..]);
                match &result {
                    Ok(appended) => {
                        saved += 1;
                        assert_eq!(appended.own, there, "{case}");
                        assert_eq!(appended.own.len(), 2, "{case}");
                        memory.crash();
                        let after = memory.bytes(&here().own());
                        assert_eq!(whole(&after[before.len()..]), there, "{case}, crash");
                    }
                    Err(AppendError::Doubtful { .. }) => {
                        refused += 1;
                        assert_eq!(there.len(), 2, "{case}");
                    }
                    Err(error) => {
                        refused += 1;
                        let open = matches!(error, AppendError::Replaced { .. });
                        assert!(open || there.is_empty(), "{case}: {error}");
                        assert!(fault != Fault::Interrupted, "{case}");
                        if fault == Fault::Once {
                            assert_eq!(after, before, "{case}");
                        }
                    }
                }
                // The same batch again, and another: both are there, once.
                let again = journal.append(&batch).unwrap();
                assert_eq!(again.own.len(), 2, "{case}");
                let next = journal.append(&pending(vec![done("e")])).unwrap();
                memory.crash();
                let after = memory.bytes(&here().own());
                assert!(after.starts_with(&before), "{case}");
                let (_, events) = Journal::open_on(memory.clone(), here()).unwrap();
                let mut expected = whole(&before);
                expected.extend(again.own);
                expected.extend(next.own);
                assert_eq!(events, expected, "{case}");
                if let Ok(first) = result {
                    assert_eq!(first.own, events[events.len() - 3..events.len() - 1]);
                }
                assert!(events.is_sorted_by(|a, b| a.clock < b.clock), "{case}");
            }
        }
    }
    println!("{saved} saved, {refused} refused, none lost");
    assert!(saved > 10 && refused > 40);
}

#[test]
fn a_write_torn_at_any_byte_does_not_count_and_heals() {
    let length = {
        let (memory, mut journal, before) = start(false);
        journal
            .append(&pending(vec![done("c"), note("d")]))
            .unwrap();
        memory.bytes(&here().own()).len() - before.len()
    };
    for cut in (0..length).step_by(step(1)) {
        let (memory, mut journal, before) = start(false);
        let batch = pending(vec![done("c"), note("d")]);
        memory.fail(1, Fault::Torn(cut));
        let error = journal.append(&batch).unwrap_err();
        assert!(matches!(error, AppendError::NotSaved { .. }), "{error}");
        memory.heal();
        let torn = memory.bytes(&here().own());
        assert_eq!(torn.len(), before.len() + cut);
        assert!(torn.starts_with(&before));
        let again = journal.append(&batch).unwrap();
        let after = memory.bytes(&here().own());
        assert!(after.starts_with(&torn), "cut at {cut}");
        let (_, events) = Journal::open_on(memory.clone(), here()).unwrap();
        assert_eq!(events.len(), 4, "cut at {cut}");
        assert_eq!(events[2..], again.own, "cut at {cut}");
    }
}

#[test]
fn short_writes_are_continued() {
    let (memory, mut journal, _) = start(false);
    memory.fail(1, Fault::Short);
    let own = journal.append(&pending(vec![done("c")])).unwrap().own;
    assert_eq!(whole(&memory.bytes(&here().own()))[2..], own);
}

#[test]
fn without_a_sync_the_crash_test_fails() {
    // The control: the test above would notice a missing sync.
    let (memory, mut journal, before) = start(false);
    memory.lying.set(true);
    journal.append(&pending(vec![done("c")])).unwrap();
    memory.crash();
    assert_eq!(memory.bytes(&here().own()), before);
}

#[test]
fn a_file_replaced_during_the_append_is_appended_to_again() {
    let (memory, mut journal, before) = start(false);
    // git puts the committed version back between write and sync.
    memory.meddle.set(Some(|memory| {
        let path = here().own();
        let bytes = memory.bytes(&path);
        let first = bytes.windows(2).position(|w| w == b"\n\n").unwrap();
        memory.put(&path, &bytes[..first + 2]);
    }));
    let own = journal
        .append(&pending(vec![done("c"), done("d")]))
        .unwrap()
        .own;
    let events = whole(&memory.bytes(&here().own()));
    assert_eq!(events[0], whole(&before)[0]);
    assert_eq!(events[1..], own);
}

#[test]
fn what_was_synced_into_the_replacement_is_not_appended_twice() {
    let (memory, mut journal, _) = start(false);
    memory.meddle.set(Some(|memory| {
        let path = here().own();
        let bytes = memory.bytes(&path);
        memory.put(&path, &bytes);
    }));
    let own = journal
        .append(&pending(vec![done("c"), done("d")]))
        .unwrap()
        .own;
    let events = whole(&memory.bytes(&here().own()));
    assert_eq!(events.len(), 4);
    assert_eq!(events[2..], own);
}

#[test]
fn a_held_lock_is_another_mastery() {
    let (memory, mut journal, before) = start(false);
    memory.hold_lock(true);
    let error = journal.append(&pending(vec![done("c")])).unwrap_err();
    assert!(matches!(error, AppendError::Busy));
    assert_eq!(error.to_string(), "not saved: another mastery is writing");
    assert_eq!(memory.bytes(&here().own()), before);
    memory.hold_lock(false);
    journal.append(&pending(vec![done("c")])).unwrap();
}

#[test]
fn what_cannot_be_written_touches_nothing() {
    let (memory, mut journal, _) = start(true);
    memory.calls.set(0);
    let unknown = Kind::Unknown {
        name: "mood".to_owned(),
    };
    for kinds in [vec![], vec![unknown], vec![note(&"x".repeat(20_000))]] {
        let error = journal.append(&pending(kinds)).unwrap_err();
        assert!(matches!(error, AppendError::Unwritable(_)), "{error}");
    }
    assert_eq!(memory.calls.get(), 0);
}

#[test]
fn one_write_then_sync_then_the_names() {
    let (memory, mut journal, _) = start(true);
    memory.log.borrow_mut().clear();
    journal
        .append(&pending(vec![done("a"), done("b"), done("c")]))
        .unwrap();
    let log = memory.log.borrow();
    let of = |name| log.iter().filter(|call| **call == name).count();
    // The journal's write and sync; the other write is the mirror's.
    assert_eq!(
        (of("write"), of("sync"), of("truncate")),
        (2, 1, 0),
        "{log:?}"
    );
    let tail: Vec<_> = log
        .iter()
        .skip_while(|call| **call != "write")
        .copied()
        .collect();
    assert_eq!(tail[..2], ["write", "sync"]);
    let names = tail.iter().rposition(|call| *call == "sync_folder");
    let mirror = tail.iter().rposition(|call| *call == "write");
    assert!(
        names < mirror,
        "the mirror comes when all is saved: {tail:?}"
    );
    assert_eq!(tail.iter().filter(|call| call.contains("open")).count(), 2);
}
