//! The mirror and mending, where another program or the disk comes in between.

use super::{
    super::{Ailment, FileKind, MAX_FILE, MendError, disk::Disk as _, is_locked, own_ailment},
    memory::{Fault, Meddle, Memory, copies, here, mirror, open},
    *,
};

fn ids(bytes: &[u8]) -> Vec<EventId> {
    read(bytes).0.iter().map(|event| event.id).collect()
}

fn own(memory: &Memory) -> Vec<EventId> {
    ids(&memory.bytes(&here().own()))
}

fn told(journal: &Journal<Memory>) -> Vec<What> {
    journal.losses().iter().map(|it| it.what.clone()).collect()
}

/// A journal of five appends, its blocks, and its events.
fn five() -> (Memory, Vec<String>, Vec<EventId>) {
    let memory = Memory::default();
    let mut journal = open(&memory);
    for text in ["a", "b", "c", "d", "e"] {
        journal.append(&pending(vec![note(text)])).unwrap();
    }
    let text = String::from_utf8(memory.bytes(&here().own())).unwrap();
    let blocks = text.split_inclusive("\n\n").map(str::to_owned).collect();
    let ids = own(&memory);
    (memory, blocks, ids)
}

#[test]
fn an_open_journal_names_exactly_what_is_gone() {
    for mask in 0..32_usize {
        let (memory, blocks, _) = five();
        let mut journal = open(&memory);
        let which = (0..5).filter(|it| mask >> it & 1 == 1);
        let kept: String = which.map(|it| blocks[it].as_str()).collect();
        memory.put(&here().own(), kept.as_bytes());
        journal.poll().unwrap();
        let expected = match 5 - mask.count_ones() as usize {
            0 => vec![],
            count => vec![What::Missing { count }],
        };
        assert_eq!(told(&journal), expected, "{mask:05b}");
        assert_eq!(told(&open(&memory)), expected, "{mask:05b}");
    }
    // Something longer in its place does not hide it.
    let (memory, _, _) = five();
    let other: String = (0..20).map(|number| event(number, done("a")).1).collect();
    memory.put(&here().own(), other.as_bytes());
    assert_eq!(told(&open(&memory)), [What::Missing { count: 5 }]);
}

#[test]
fn a_last_event_that_the_mirror_lacks_has_a_word_of_its_own() {
    let (memory, blocks, ids) = five();
    memory.put(&mirror(&memory), blocks[..3].concat().as_bytes());
    memory.put(&here().own(), blocks[0].as_bytes());
    let (had, has) = (blocks.concat().len() as u64, blocks[0].len() as u64);
    let expected = [
        What::Missing { count: 2 },
        What::Shorter { had, has },
        What::Lost { last: ids[4] },
    ];
    assert_eq!(told(&open(&memory)), expected);
    // Where it is there, the other two need no word but the first.
    memory.put(
        &here().own(),
        [&*blocks[0], &*blocks[4]].concat().as_bytes(),
    );
    assert_eq!(told(&open(&memory)), [What::Missing { count: 2 }]);
}

#[test]
fn a_mirror_that_lacks_blocks_gets_them_once() {
    for count in 0..=5 {
        let (memory, blocks, _) = five();
        memory.put(&mirror(&memory), blocks[..count].concat().as_bytes());
        open(&memory).append(&pending(vec![note("f")])).unwrap();
        let mut there = ids(&memory.bytes(&mirror(&memory)));
        assert_eq!(there.len(), 6, "{count} blocks");
        there.sort_unstable();
        there.dedup();
        assert_eq!(there.len(), 6, "{count} blocks: each once");
    }
    // One that has more than the mark says, too.
    let (memory, blocks, _) = five();
    let (more, block) = event(99, done("more"));
    memory.put(
        &mirror(&memory),
        [blocks.concat(), block].concat().as_bytes(),
    );
    open(&memory).append(&pending(vec![note("f")])).unwrap();
    assert_eq!(ids(&memory.bytes(&mirror(&memory))).len(), 7);
    assert_eq!(told(&open(&memory)), [What::Missing { count: 1 }]);
    assert_eq!(open(&memory).missing()[0].event().id, more.id);
}

#[test]
fn a_mirror_is_a_file_and_no_longer_than_a_journal() {
    let added = {
        let (memory, blocks, _) = five();
        open(&memory).append(&pending(vec![note("f")])).unwrap();
        memory.bytes(&here().own()).len() - blocks.concat().len()
    } as u64;
    // A pipe in its place is not written to.
    let (memory, blocks, _) = five();
    let whole = blocks.concat();
    memory.pipes.borrow_mut().insert(mirror(&memory));
    open(&memory).append(&pending(vec![note("f")])).unwrap();
    assert_eq!(memory.bytes(&mirror(&memory)), whole.as_bytes());
    assert_eq!(own(&memory).len(), 6);
    for (known, room) in [
        (true, added),
        (true, added - 1),
        (true, 0),
        (false, added),
        (false, added - 1),
        (false, 0),
    ] {
        let (memory, _, _) = five();
        let path = mirror(&memory);
        let longer = MAX_FILE - whole.len() as u64 - room;
        memory.longer.borrow_mut().insert(path.clone(), longer);
        if known {
            // The mark knows of it: it is at its end that it grows.
            let mark = here().mark(&memory);
            let text = String::from_utf8(memory.bytes(&mark)).unwrap();
            let length = whole.len().to_string();
            let (head, _) = text.split_once("mirror").unwrap();
            assert!(text.contains(&format!("mirror = {length}\n")));
            let text = format!("{head}mirror = {}\n", MAX_FILE - room);
            memory.put(&mark, text.as_bytes());
        }
        memory.amount.set(0);
        open(&memory).append(&pending(vec![note("f")])).unwrap();
        let grew = memory.bytes(&path).len() > whole.len();
        assert_eq!(grew, room >= added, "room for {room} of {added}");
        assert_eq!(own(&memory).len(), 6, "it is saved all the same");
    }
    // One that is longer is not even read.
    let (memory, blocks, _) = five();
    let path = mirror(&memory);
    memory.longer.borrow_mut().insert(path.clone(), MAX_FILE);
    open(&memory).append(&pending(vec![note("f")])).unwrap();
    assert_eq!(memory.bytes(&path), blocks.concat().as_bytes());
}

#[test]
fn a_long_journal_is_not_read_again_for_its_mirror() {
    let memory = Memory::default();
    let mut journal = open(&memory);
    let many = (0..100).map(|_| note(&"x".repeat(200))).collect();
    journal.append(&pending(many)).unwrap();
    journal.append(&pending(vec![note("f")])).unwrap();
    let length = memory.bytes(&here().own()).len();
    journal.poll().unwrap();
    for _ in 0..3 {
        memory.amount.set(0);
        journal.append(&pending(vec![note("g")])).unwrap();
        assert!(memory.amount.get() < length / 20, "{}", memory.amount.get());
    }
    let mut other = open(&memory);
    memory.amount.set(0);
    other.append(&pending(vec![note("h")])).unwrap();
    assert!(memory.amount.get() < length / 20, "{}", memory.amount.get());
    assert_eq!(memory.bytes(&mirror(&memory)), memory.bytes(&here().own()));
}

#[test]
fn an_event_that_was_changed_is_missing_as_a_changed_one() {
    let (memory, blocks, all) = five();
    let edited = blocks.concat().replace("\"b\"", "\"changed\"");
    memory.put(&here().own(), edited.as_bytes());
    memory.remove(&mirror(&memory));
    open(&memory).append(&pending(vec![note("f")])).unwrap();
    memory.put(&here().own(), blocks[0].as_bytes());
    let missing = open(&memory).missing();
    assert_eq!(missing.len(), 5);
    for event in &missing {
        assert_eq!(event.is_edited(), event.event().id == all[1]);
    }
}

#[test]
fn nothing_is_put_back_without_a_copy_of_what_is_there() {
    let mut refused = 0;
    for gone in [false, true] {
        for nth in 0..60 {
            let (memory, blocks, mut all) = five();
            memory.put(&here().own(), blocks[1].as_bytes());
            if gone {
                memory.remove(&here().own());
            }
            let before = memory.bytes(&here().own());
            let mut journal = open(&memory);
            memory.fail(nth, Fault::Once);
            let result = journal.restore(&copies());
            memory.heal();
            assert!(nth > 0 || result.is_ok(), "nothing failed");
            let copy = memory.bytes(&copies().join("laptop.toml"));
            let mut there = own(&memory);
            if result.is_ok_and(|count| count > 0) {
                assert_eq!(copy, before, "call {nth}");
                there.sort_unstable();
                all.sort_unstable();
                assert_eq!(there, all, "call {nth}");
            } else {
                refused += 1;
                let doubt = there.len() == 5 && copy == before;
                assert!(doubt || memory.bytes(&here().own()) == before, "call {nth}");
            }
        }
    }
    assert!((10..100).contains(&refused), "{refused}");
}

#[test]
fn what_is_forgotten_leaves_a_mirror_of_what_is_there() {
    let mut refused = 0;
    for gone in [false, true] {
        for nth in 0..60 {
            let (memory, blocks, _) = five();
            memory.put(&here().own(), blocks[1].as_bytes());
            if gone {
                memory.remove(&here().own());
            }
            let whole = blocks.concat();
            let mut journal = open(&memory);
            memory.fail(nth, Fault::Once);
            let result = journal.forget(&copies());
            memory.heal();
            assert!(nth > 0 || result.is_ok(), "nothing failed");
            let there = memory.bytes(&mirror(&memory));
            if let Ok(count @ 1..) = result {
                // One more, if the file could not be read when they were counted.
                assert!(count == 5 || !gone && count == 4, "call {nth}: {count}");
                assert_eq!(there, memory.bytes(&here().own()), "call {nth}");
                let copy = memory.bytes(&copies().join("laptop.mirror"));
                assert_eq!(copy, whole.as_bytes(), "call {nth}");
            } else {
                refused += 1;
                assert_eq!(there, whole.as_bytes(), "call {nth}");
            }
        }
    }
    assert!((10..100).contains(&refused), "{refused}");
}

/// A file that git could not merge, behind two events.
fn conflicted() -> String {
    let (_, file) = six();
    let blocks: Vec<&str> = file.split_inclusive("\n\n").collect();
    format!(
        "{}{}<<<<<<< HEAD\n{}=======\n{}>>>>>>> other\n\n",
        blocks[0], blocks[1], blocks[2], blocks[3]
    )
}

#[test]
fn a_file_that_mending_made_shorter_is_no_loss() {
    let memory = Memory::default();
    let mut journal = open(&memory);
    journal.make_folder().unwrap();
    memory.put(&here().own(), conflicted().as_bytes());
    journal.append(&pending(vec![done("next")])).unwrap();
    let before = memory.bytes(&here().own()).len();
    assert_eq!(told(&open(&memory)), []);
    let mended = journal.mend(&copies()).unwrap().unwrap();
    assert_eq!(mended.what, Ailment::Marks);
    assert!(memory.bytes(&here().own()).len() < before);
    assert_eq!(told(&journal), []);
    assert_eq!(told(&open(&memory)), []);
    // But a later loss is one.
    memory.put(&here().own(), b"");
    assert_ne!(told(&open(&memory)), []);
}

#[test]
fn a_file_that_is_changed_while_it_is_mended_is_left() {
    let grows: Meddle = |memory| memory.add(&here().own(), b"# more\n");
    let exchanged: Meddle = |memory| {
        let path = here().own();
        memory.put(&path, &memory.bytes(&path));
    };
    let (_, file) = six();
    for text in [conflicted(), file[..file.len() - 1].to_owned()] {
        for meddle in [grows, exchanged] {
            let memory = Memory::default();
            let mut journal = open(&memory);
            journal.make_folder().unwrap();
            memory.put(&here().own(), text.as_bytes());
            // While the copy is made.
            memory.before.set(Some(("replace", meddle)));
            let error = journal.mend(&copies()).unwrap_err();
            assert!(matches!(error, MendError::Changed { .. }), "{error}");
            let after = memory.bytes(&here().own());
            assert!(after.starts_with(text.as_bytes()));
        }
    }
}

#[test]
fn what_ails_the_own_file_is_found_without_opening_the_journal() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    assert_eq!(own_ailment(&here), None, "there is none");
    std::fs::create_dir_all(&here.folder).unwrap();
    let (_, file) = six();
    let files = super::super::Files;
    for (text, expected) in [
        (file.clone(), None),
        (String::new(), None),
        (file[..file.len() - 1].to_owned(), Some(Ailment::OpenEnd)),
        (conflicted(), Some(Ailment::Marks)),
    ] {
        files.replace(&here.own(), text.as_bytes(), false).unwrap();
        assert_eq!(own_ailment(&here), expected);
    }
    std::fs::remove_file(here.own()).unwrap();
    std::fs::create_dir(here.own()).unwrap();
    assert_eq!(own_ailment(&here), None);
    assert_eq!(files.look(&here.own()).unwrap().kind, FileKind::Folder);
}

#[test]
fn whether_somebody_writes_is_seen_and_nothing_is_made_for_it() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    assert!(!is_locked(&here));
    assert!(!here.state.exists());
    std::fs::create_dir_all(&here.state).unwrap();
    assert!(!is_locked(&here));
    assert!(!here.lock().exists());
    let (mut journal, _) = Journal::open(here.clone()).unwrap();
    journal.append(&pending(vec![done("a")])).unwrap();
    assert!(here.lock().exists() && !is_locked(&here));
    let held = std::fs::File::open(here.lock()).unwrap();
    held.lock().unwrap();
    assert!(is_locked(&here));
    drop(held);
    assert!(!is_locked(&here));
}
