//! Mending: no event is lost, whatever the file holds and whatever fails.

use super::{
    super::{Ailment, MendError, ailment, disk::Disk as _},
    memory::{Fault, Memory},
    *,
};

fn here() -> Place {
    place(Path::new("/home"), "laptop-3f9a")
}

fn copies() -> PathBuf {
    Path::new("/copies").to_owned()
}

/// A disk whose journal of this device holds these bytes.
fn disk(bytes: &[u8]) -> Memory {
    let memory = Memory::default();
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    journal.append(&pending(vec![done("first")])).unwrap();
    memory.put(&here().own(), bytes);
    memory
}

fn identities(memory: &Memory) -> Vec<(EventId, u32)> {
    let (_, events) = Journal::open_on(memory.clone(), here()).unwrap();
    let mut all: Vec<_> = events.iter().map(|it| (it.id, it.sum)).collect();
    all.sort_unstable();
    all
}

/// The events in their order, as the fold sees them.
fn fold(memory: &Memory) -> Vec<Event> {
    let (_, mut events) = Journal::open_on(memory.clone(), here()).unwrap();
    events.sort_by_key(Event::order);
    events
}

/// A file that git could not merge: two events that both sides have, and one of
/// each side.
fn conflicted() -> String {
    let (_, file) = six();
    let blocks: Vec<&str> = file.split_inclusive("\n\n").collect();
    format!(
        "{}{}<<<<<<< HEAD\n{}=======\n{}>>>>>>> other\n",
        blocks[0], blocks[1], blocks[2], blocks[3]
    )
}

#[test]
fn an_open_end_is_closed_by_adding_alone() {
    let (_, file) = six();
    for (cut, added) in [(1, 1), (2, 2), (30, 2)] {
        let bytes = &file.as_bytes()[..file.len() - cut];
        assert_eq!(ailment(bytes), Some(Ailment::OpenEnd));
        let memory = disk(bytes);
        let before = identities(&memory);
        let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
        let mended = journal.mend(&copies()).unwrap().unwrap();
        assert_eq!(mended.what, Ailment::OpenEnd);
        let after = memory.bytes(&here().own());
        assert!(after.starts_with(bytes));
        assert_eq!(after.len(), bytes.len() + added);
        assert_eq!(memory.bytes(&mended.copy), bytes);
        assert_eq!(identities(&memory), before);
        // Once is enough.
        assert_eq!(journal.mend(&copies()).unwrap(), None);
        assert_eq!(memory.bytes(&here().own()), after);
    }
}

#[test]
fn the_marks_of_a_merge_become_the_events_of_all_sides() {
    let bytes = conflicted();
    let memory = disk(bytes.as_bytes());
    let before = identities(&memory);
    assert_eq!(before.len(), 4);
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    let mended = journal.mend(&copies()).unwrap().unwrap();
    assert_eq!(mended.what, Ailment::Marks);
    assert_eq!(memory.bytes(&mended.copy), bytes.as_bytes());
    let (events, damages) = read(memory.bytes(&here().own()));
    assert_eq!((events.len(), damages), (4, vec![]));
    assert_eq!(identities(&memory), before);
    assert_eq!(journal.mend(&copies()).unwrap(), None);
    // It is not told that the file got shorter; the next event goes on.
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    let shorter = |it: &&Damage| matches!(it.what, What::Shorter { .. });
    assert_eq!(journal.damages().filter(shorter).count(), 0);
    journal.append(&pending(vec![done("next")])).unwrap();
    assert_eq!(identities(&memory).len(), 5);
}

#[test]
fn an_edited_event_in_a_merge_keeps_its_sum() {
    let bytes = conflicted().replace("dynamic-supervisor", "supervisor");
    let memory = disk(bytes.as_bytes());
    let before = identities(&memory);
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    journal.mend(&copies()).unwrap().unwrap();
    let (events, damages) = read(memory.bytes(&here().own()));
    assert_eq!(events.len(), 4);
    assert!(matches!(damages[..], [What::Edited { .. }]), "{damages:?}");
    assert_eq!(identities(&memory), before);
}

#[test]
fn an_event_of_a_wrong_sum_with_marks_in_it_keeps_them() {
    // Nobody can tell whether it was edited or its lines are those of several.
    let (_, block) = event(9, done("worms"));
    let (head, tail) = block.split_once("item = ").unwrap();
    let (_, tail) = tail.split_once('\n').unwrap();
    let split = |ours: &str, theirs: &str| {
        format!(
            "{head}<<<<<<< HEAD\nitem = \"{ours}\"\n=======\nitem = \"{theirs}\"\n>>>>>>> other\n{tail}"
        )
    };
    for (ours, theirs) in [("clay", "moss"), ("worms", "moss"), ("clay", "worms")] {
        let bytes = conflicted() + &split(ours, theirs);
        let memory = disk(bytes.as_bytes());
        let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
        let error = journal.mend(&copies()).unwrap_err();
        assert!(matches!(error, MendError::Unread { .. }), "{error}");
        assert_eq!(memory.bytes(&here().own()), bytes.as_bytes());
    }
    // The control: with the right sum on both sides it is resolved.
    let memory = disk((conflicted() + &split("worms", "worms")).as_bytes());
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    assert!(journal.mend(&copies()).unwrap().is_some());
}

#[test]
fn what_cannot_be_read_beside_the_marks_keeps_them() {
    let bytes = conflicted() + "[[event]] # torn\nid = \"01";
    let memory = disk(bytes.as_bytes());
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    let error = journal.mend(&copies()).unwrap_err();
    assert!(matches!(error, MendError::Unread { .. }), "{error}");
    assert_eq!(memory.bytes(&here().own()), bytes.as_bytes());
}

#[test]
fn a_sound_file_and_none_are_left_alone() {
    let (_, file) = six();
    let memory = disk(file.as_bytes());
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    assert_eq!(journal.mend(&copies()).unwrap(), None);
    assert_eq!(memory.bytes(&here().own()), file.as_bytes());
    assert!(memory.look(&copies()).is_err());
    let memory = Memory::default();
    let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
    assert_eq!(journal.mend(&copies()).unwrap(), None);
    assert!(memory.look(&here().own()).is_err());
}

#[test]
fn whichever_call_fails_the_events_are_all_there() {
    let open = {
        let (_, file) = six();
        file[..file.len() - 30].to_owned()
    };
    let mut refused = 0;
    for bytes in [open, conflicted()] {
        let before = {
            let memory = disk(bytes.as_bytes());
            identities(&memory)
        };
        for fault in [Fault::Once, Fault::Dead, Fault::Torn(0), Fault::Torn(1)] {
            for nth in (1..=60).step_by(step(1)) {
                let case = format!("call {nth}, {fault:?}");
                let memory = disk(bytes.as_bytes());
                let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
                memory.fail(nth, fault);
                let result = journal.mend(&copies());
                memory.heal();
                drop(journal);
                assert_eq!(identities(&memory), before, "{case}");
                if result.is_err() {
                    refused += 1;
                }
                memory.crash();
                assert_eq!(identities(&memory), before, "{case}, crash");
                // And once the disk is well again, it is mended.
                let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
                journal.mend(&copies()).unwrap();
                assert_eq!(ailment(&memory.bytes(&here().own())), None, "{case}");
                assert_eq!(identities(&memory), before, "{case}, mended");
            }
        }
    }
    assert!(refused > 20 / step(1), "{refused}");
}

/// Pieces that journals are broken into: whole blocks, parts of them, marks,
/// strange bytes.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let (_, file) = six();
    let blocks: Vec<String> = file.split_inclusive("\n\n").map(str::to_owned).collect();
    let several = blocks.len();
    prop_oneof![
        8 => (0..several).prop_map({
            let blocks = blocks.clone();
            move |number| blocks[number].clone().into_bytes()
        }),
        2 => (0..several, 0_usize..400).prop_map(move |(number, cut)| {
            let block = blocks[number].as_bytes();
            block[..cut.min(block.len())].to_vec()
        }),
        1 => Just(b"<<<<<<< HEAD\n".to_vec()),
        1 => Just(b"=======\n".to_vec()),
        1 => Just(b"||||||| base\n".to_vec()),
        1 => Just(b">>>>>>> other\n".to_vec()),
        1 => Just(b"\n".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..12),
    ]
}

proptest! {
    #[test]
    fn mending_loses_no_event_and_is_done_once(pieces in proptest::collection::vec(piece(), 0..14)) {
        let bytes = pieces.concat();
        let memory = disk(&bytes);
        let before = fold(&memory);
        let (mut journal, _) = Journal::open_on(memory.clone(), here()).unwrap();
        if let Ok(Some(mended)) = journal.mend(&copies()) {
            prop_assert_eq!(&memory.bytes(&mended.copy), &bytes);
            prop_assert_eq!(ailment(&memory.bytes(&here().own())), None);
            prop_assert_eq!(journal.mend(&copies()).unwrap(), None);
        } else {
            prop_assert_eq!(memory.bytes(&here().own()), bytes);
        }
        prop_assert_eq!(fold(&memory), before);
    }
}
