//! The mirror: whatever is put back, exactly what is gone is named, told until it
//! is there again, and restored.

use std::{collections::BTreeSet, fs};

use super::{
    super::disk::Disk as _,
    memory::{Fault, Memory, copies, here, mirror, open},
    *,
};

fn ids(bytes: &[u8]) -> BTreeSet<EventId> {
    let (events, _) = read_journal(Path::new("j"), bytes);
    events.iter().map(|event| event.id).collect()
}

fn own(memory: &Memory) -> BTreeSet<EventId> {
    ids(&memory.bytes(&here().own()))
}

fn missing(memory: &Memory) -> BTreeSet<EventId> {
    let missing = open(memory).missing();
    missing.iter().map(|it| it.event().id).collect()
}

fn told(journal: &Journal<Memory>) -> Vec<What> {
    let losses = journal.losses().iter();
    losses.map(|damage| damage.what.clone()).collect()
}

/// A journal of five appends, and its blocks.
fn five() -> (Memory, Vec<Vec<u8>>) {
    let memory = Memory::default();
    let mut journal = open(&memory);
    let mut blocks = Vec::new();
    let mut length = 0;
    for text in ["a", "b", "c", "d", "e"] {
        journal.append(&pending(vec![note(text)])).unwrap();
        let bytes = memory.bytes(&here().own());
        blocks.push(bytes[length..].to_vec());
        length = bytes.len();
    }
    assert_eq!(memory.bytes(&mirror(&memory)), blocks.concat());
    assert_eq!(told(&journal), []);
    (memory, blocks)
}

fn keep(memory: &Memory, blocks: &[Vec<u8>], which: &[usize]) {
    let bytes: Vec<u8> = which.iter().flat_map(|it| blocks[*it].clone()).collect();
    memory.put(&here().own(), &bytes);
}

#[test]
fn exactly_what_is_gone_is_named_and_told_until_it_is_back() {
    for mask in (0..32_usize).step_by(step(1)) {
        let which: Vec<usize> = (0..5).filter(|it| mask >> it & 1 == 1).collect();
        let (memory, blocks) = five();
        let all = own(&memory);
        keep(&memory, &blocks, &which);
        let gone: BTreeSet<EventId> = all.difference(&own(&memory)).copied().collect();
        assert_eq!(missing(&memory), gone, "{which:?}");
        let expected = match gone.len() {
            0 => vec![],
            count => vec![What::Missing { count }],
        };
        // Told, whatever is appended meanwhile.
        for round in 0..3 {
            let mut journal = open(&memory);
            assert_eq!(told(&journal), expected, "{which:?}, round {round}");
            journal.append(&pending(vec![note("later")])).unwrap();
            assert_eq!(missing(&memory), gone, "{which:?}, round {round}");
        }
        let before = memory.bytes(&here().own());
        let mut journal = open(&memory);
        assert_eq!(journal.restore(&copies()).unwrap(), gone.len());
        assert_eq!(told(&journal), []);
        assert_eq!(journal.restore(&copies()).unwrap(), 0, "nothing to do");
        assert_eq!(own(&memory).len(), 8);
        assert!(own(&memory).is_superset(&all));
        assert!(memory.bytes(&here().own()).starts_with(&before));
        if !gone.is_empty() {
            assert_eq!(memory.bytes(&copies().join("laptop.toml")), before);
        }
        assert_eq!(told(&open(&memory)), []);
        assert_eq!(missing(&memory), BTreeSet::new());
    }
}

#[test]
fn without_the_mirror_the_next_append_forgets_the_loss() {
    // The control: it is the mirror that remembers.
    let (memory, blocks) = five();
    let (events, _) = read_journal(Path::new("j"), &blocks.concat());
    let last = events[4].id;
    keep(&memory, &blocks, &[0, 1]);
    memory.remove(&mirror(&memory));
    assert_eq!(missing(&memory), BTreeSet::new());
    let mut journal = open(&memory);
    assert!(told(&journal).contains(&What::Lost { last }));
    journal.append(&pending(vec![note("later")])).unwrap();
    assert_eq!(told(&open(&memory)), []);
}

#[test]
fn whichever_call_fails_the_mirror_has_everything_after_the_next_append() {
    let calls = {
        let (memory, _) = five();
        memory.calls.set(0);
        let mut journal = open(&memory);
        let opened = memory.calls.replace(0);
        journal.append(&pending(vec![note("f")])).unwrap();
        assert!(opened > 0);
        memory.calls.get()
    };
    let (mut saved, mut named) = (0, 0);
    for fault in [Fault::Once, Fault::Dead, Fault::Torn(7)] {
        for nth in (1..=calls).step_by(step(1)) {
            let case = format!("call {nth}, {fault:?}");
            let (memory, blocks) = five();
            let mut journal = open(&memory);
            memory.fail(nth, fault);
            saved += usize::from(journal.append(&pending(vec![note("f")])).is_ok());
            memory.heal();
            // Before anything else happens, at least that something is gone is told.
            let whole = memory.bytes(&here().own());
            let unknown = ids(&whole).len() == 6;
            memory.put(&here().own(), &blocks[0]);
            assert!(!told(&open(&memory)).is_empty(), "{case}");
            memory.put(&here().own(), &whole);
            open(&memory).append(&pending(vec![note("g")])).unwrap();
            let all = own(&memory);
            assert_eq!(all.len(), 6 + usize::from(unknown), "{case}");
            memory.put(&here().own(), &blocks[0]);
            let gone: BTreeSet<EventId> = all.difference(&own(&memory)).copied().collect();
            assert_eq!(missing(&memory), gone, "{case}");
            named += gone.len();
            open(&memory).restore(&copies()).unwrap();
            assert_eq!(own(&memory), all, "{case}");
        }
    }
    println!("{saved} saved, {named} events named and brought back");
    let least = (5 / step(1), 100 / step(1));
    assert!(
        saved > least.0 && named > least.1,
        "{saved} saved, {named} named"
    );
}

#[test]
fn a_mirror_cut_anywhere_is_made_whole_by_the_next_append() {
    let (memory, blocks) = five();
    let whole = blocks.concat();
    let path = mirror(&memory);
    for cut in (0..=whole.len()).step_by(step(11)) {
        let own_before = memory.bytes(&here().own());
        memory.put(&path, &whole[..cut]);
        open(&memory).append(&pending(vec![note("f")])).unwrap();
        let all = own(&memory);
        assert_eq!(ids(&memory.bytes(&path)), all, "cut at {cut}");
        keep(&memory, &blocks, &[1]);
        assert_eq!(missing(&memory).len(), all.len() - 1, "cut at {cut}");
        // Zeros, as after a power cut, of the right length.
        let zeros = [&whole[..cut], &vec![0; whole.len() - cut][..]].concat();
        memory.put(&here().own(), &own_before);
        memory.put(&path, &zeros);
        open(&memory).append(&pending(vec![note("g")])).unwrap();
        assert_eq!(
            ids(&memory.bytes(&path)),
            own(&memory),
            "zeros from {cut} on"
        );
        memory.put(&here().own(), &whole);
        memory.put(&path, &whole);
        open(&memory).append(&pending(vec![note("again")])).unwrap();
        memory.put(&here().own(), &whole);
        memory.put(&path, &whole);
    }
}

#[test]
fn a_power_cut_takes_the_mirror_and_no_event() {
    let (memory, blocks) = five();
    memory.crash();
    assert_eq!(own(&memory).len(), 5);
    assert_eq!(memory.bytes(&mirror(&memory)), b"", "it is never synced");
    assert_eq!(told(&open(&memory)), []);
    open(&memory).append(&pending(vec![note("f")])).unwrap();
    keep(&memory, &blocks, &[]);
    assert_eq!(missing(&memory).len(), 6);
}

#[test]
fn each_device_has_a_mirror_of_its_own() {
    let (memory, blocks) = five();
    let other = place(Path::new("/home"), "tower");
    let (mut journal, events) = Journal::open_on(memory.clone(), other.clone()).unwrap();
    assert_eq!(events.len(), 5);
    journal.append(&pending(vec![note("theirs")])).unwrap();
    let theirs = memory.bytes(&other.mirror(&memory));
    assert_eq!(theirs, memory.bytes(&other.own()));
    keep(&memory, &blocks, &[0]);
    // It is the first device's to say so.
    assert_eq!(journal.poll().unwrap().len(), 0);
    assert_eq!((told(&journal), journal.missing().len()), (vec![], 0));
    assert_eq!(missing(&memory).len(), 4);
    // What any file of the folder has is not missing.
    memory.put(&here().folder.join("found.toml"), &blocks[1..4].concat());
    assert_eq!(missing(&memory).len(), 1);
}

#[test]
fn an_open_journal_notices_and_notices_that_all_is_well_again() {
    let (memory, blocks) = five();
    let mut journal = open(&memory);
    assert_eq!(journal.poll().unwrap(), []);
    assert_eq!(told(&journal), []);
    keep(&memory, &blocks, &[0, 3]);
    journal.poll().unwrap();
    assert_eq!(told(&journal), [What::Missing { count: 3 }]);
    journal.append(&pending(vec![note("f")])).unwrap();
    journal.poll().unwrap();
    assert_eq!(told(&journal), [What::Missing { count: 3 }]);
    assert_eq!(open(&memory).restore(&copies()).unwrap(), 3);
    journal.poll().unwrap();
    assert_eq!(told(&journal), []);
    // The file goes away altogether.
    memory.remove(&here().own());
    journal.poll().unwrap();
    assert_eq!(told(&journal), [What::Missing { count: 6 }]);
    // Put back whole, in another order and by another program.
    let whole: Vec<u8> = memory.bytes(&mirror(&memory));
    memory.put(&here().own(), &whole);
    journal.poll().unwrap();
    assert_eq!(told(&journal), []);
}

#[test]
fn what_is_not_wanted_is_forgotten_and_kept_as_a_copy() {
    for which in [vec![], vec![0, 1]] {
        let (memory, blocks) = five();
        keep(&memory, &blocks, &which);
        let before = memory.bytes(&here().own());
        let mut journal = open(&memory);
        assert_eq!(journal.forget(&copies()).unwrap(), 5 - which.len());
        assert_eq!(journal.forget(&copies()).unwrap(), 0, "nothing to do");
        assert_eq!(memory.bytes(&here().own()), before);
        assert_eq!(
            memory.bytes(&copies().join("laptop.mirror")),
            blocks.concat()
        );
        drop(journal);
        assert_eq!(told(&open(&memory)), []);
        assert_eq!(missing(&memory), BTreeSet::new());
        // From here on it is as good as new.
        open(&memory).append(&pending(vec![note("f")])).unwrap();
        memory.put(&here().own(), b"");
        assert_eq!(missing(&memory).len(), which.len() + 1);
    }
}

#[test]
fn a_change_is_saved_where_there_can_be_no_mirror() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    let (mut journal, _) = Journal::open(here.clone()).unwrap();
    journal.append(&pending(vec![done("a")])).unwrap();
    let path = here.mirror(&journal.disk);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }
    let whole = fs::read(&path).unwrap();
    // A folder stands in its place; then an old journal without a mirror.
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    journal.append(&pending(vec![done("b")])).unwrap();
    assert_eq!(journal.missing().len(), 0);
    fs::remove_dir(&path).unwrap();
    journal.append(&pending(vec![done("c")])).unwrap();
    assert_eq!(fs::read(&path).unwrap(), fs::read(here.own()).unwrap());
    assert!(fs::read(&path).unwrap().starts_with(&whole));
    assert!(journal.disk.look(&path).is_ok());
}
