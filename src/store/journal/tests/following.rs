//! Following files that grow: what is read again, and that it comes to the same.

use super::{
    super::{AppendError, ImportError, read_lines},
    memory::{Fault, Memory},
    *,
};

fn here() -> Place {
    place(Path::new("/home"), "laptop")
}

fn open(memory: &Memory) -> Journal<Memory> {
    Journal::open_on(memory.clone(), here()).unwrap().0
}

fn phone() -> PathBuf {
    here().folder.join("phone.toml")
}

fn blocks(numbers: std::ops::Range<u64>) -> String {
    numbers.map(|number| event(number, done("a")).1).collect()
}

/// A journal of a hundred events of another device and one of its own.
fn start() -> (Memory, Journal<Memory>) {
    let memory = Memory::default();
    let mut journal = open(&memory);
    journal.append(&pending(vec![done("own")])).unwrap();
    memory.put(&phone(), blocks(0..100).as_bytes());
    assert_eq!(journal.poll().unwrap().len(), 100);
    (memory, journal)
}

/// What one look finds, and how many bytes it reads for it.
fn look(memory: &Memory, journal: &mut Journal<Memory>) -> (usize, usize) {
    memory.amount.set(0);
    let found = journal.poll().unwrap().len();
    (found, memory.amount.get())
}

#[test]
fn only_what_is_new_is_read() {
    let (memory, mut journal) = start();
    assert_eq!(look(&memory, &mut journal), (0, 0), "nothing changed");
    for number in 100..105 {
        let block = event(number, done("a")).1;
        // Half of it first.
        let (head, tail) = block.split_at(block.len() / 2);
        memory.add(&phone(), head.as_bytes());
        let (found, bytes) = look(&memory, &mut journal);
        assert_eq!(found, 0);
        assert!(bytes <= 128 + block.len(), "{number}: {bytes}");
        memory.add(&phone(), tail.as_bytes());
        let (found, bytes) = look(&memory, &mut journal);
        assert_eq!(found, 1);
        assert!(bytes <= 128 + block.len(), "{number}: {bytes}");
        assert_eq!(look(&memory, &mut journal), (0, 0));
    }
    // Nor is its own file as a whole: the two marks, the ends of the file and
    // of its mirror, and what it wrote before.
    for _ in 0..50 {
        journal.append(&pending(vec![done("own")])).unwrap();
    }
    memory.amount.set(0);
    for _ in 0..5 {
        journal.append(&pending(vec![done("own")])).unwrap();
    }
    journal.poll().unwrap();
    assert!(memory.amount.get() < 5 * 700, "{}", memory.amount.get());
    // Another file in its place is read as a whole, and no other file is.
    let whole = blocks(0..106);
    memory.put(&phone(), whole.as_bytes());
    assert_eq!(look(&memory, &mut journal), (1, whole.len()));
}

#[test]
fn a_file_that_is_edited_far_from_its_end_is_read_again() {
    let (memory, mut journal) = start();
    let text = blocks(0..100);
    let at = text.find("item = \"a\"").unwrap() + 8;
    memory.edit(&phone(), at, b"b");
    let found = journal.poll().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, done("b"));
    let id = found[0].id;
    let told: Vec<What> = damages(&journal).into_iter().map(|it| it.2).collect();
    assert_eq!(told, [What::Edited { id }, What::Twice { id }]);
}

#[test]
fn a_file_that_cannot_be_read_just_now_is_not_written_to() {
    let calls = {
        let (memory, mut journal) = start();
        memory.add(&here().own(), b"\n");
        memory.log.borrow_mut().clear();
        memory.calls.set(0);
        journal.append(&pending(vec![done("b")])).unwrap();
        let log = memory.log.borrow();
        let list = log.iter().position(|it| *it == "list").unwrap();
        let open = log[list..].iter().position(|it| *it == "open").unwrap();
        let read = log[list..].iter().position(|it| *it == "read").unwrap();
        [list + open + 1, list + read + 1]
    };
    for nth in calls {
        let (memory, mut journal) = start();
        memory.add(&here().own(), b"\n");
        let before = memory.bytes(&here().own());
        memory.fail(nth, Fault::Once);
        let error = journal.append(&pending(vec![done("b")])).unwrap_err();
        assert!(matches!(error, AppendError::Unusable { .. }), "{error}");
        assert_eq!(memory.bytes(&here().own()), before);
        let unreadable = |it: &&Damage| matches!(it.what, What::Unreadable { .. });
        assert_eq!(journal.damages().filter(unreadable).count(), 1);
        // The next time it can.
        journal.append(&pending(vec![done("b")])).unwrap();
        assert_eq!(journal.damages().filter(unreadable).count(), 0);
    }
}

#[test]
fn folders_that_were_taken_away_and_made_again_outlast_a_power_cut() {
    // The mark says that an append came to its end here, but that was in other
    // folders of these names.
    let (memory, journal) = start();
    drop(journal);
    memory.remove_folder(Path::new("/home/data"));
    let mut killed = open(&memory);
    killed.make_folder().unwrap();
    drop(killed);
    let mut journal = open(&memory);
    journal.append(&pending(vec![done("a")])).unwrap();
    memory.crash();
    assert_eq!(read(memory.bytes(&here().own())).0.len(), 1);
}

#[test]
fn what_was_taken_in_and_not_synced_is_taken_in_again() {
    let (_, source) = start();
    let lines = source.lines().unwrap();
    let foreign = read_lines(lines.as_bytes()).unwrap();
    let elsewhere = place(Path::new("/home"), "desk");
    let start = || {
        let memory = Memory::default();
        let opened = Journal::open_on(memory.clone(), elsewhere.clone());
        let mut journal = opened.unwrap().0;
        journal.append(&pending(vec![done("own")])).unwrap();
        memory.log.borrow_mut().clear();
        memory.calls.set(0);
        (memory, journal)
    };
    let (memory, mut journal) = start();
    journal.import(&foreign).unwrap();
    let sync = memory.log.borrow().iter().position(|it| *it == "sync");
    let (memory, mut journal) = start();
    memory.fail(sync.unwrap() + 1, Fault::Once);
    let error = journal.import(&foreign).unwrap_err();
    let doubtful = matches!(error, ImportError::Append(AppendError::Doubtful { .. }));
    assert!(doubtful, "{error}");
    memory.heal();
    let again = journal.import(&foreign).unwrap();
    assert_eq!((again.own.len(), again.known), (foreign.len(), 0));
    memory.crash();
    let (events, _) = read(memory.bytes(&elsewhere.own()));
    let ids: std::collections::HashSet<EventId> = events.iter().map(|it| it.id).collect();
    assert_eq!(ids.len(), foreign.len() + 1);
    // From now on they are known.
    let known = journal.import(&foreign).unwrap();
    assert_eq!((known.own.len(), known.known), (0, foreign.len()));
}

#[cfg(unix)]
#[test]
fn a_second_name_of_a_file_is_no_second_file() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    let (mut journal, _) = Journal::open(here.clone()).unwrap();
    journal.append(&pending(vec![done("a")])).unwrap();
    journal.append(&pending(vec![done("b")])).unwrap();
    // One that comes before it by name, and one behind it.
    for name in ["a.toml", "z (conflicted copy).toml"] {
        std::fs::hard_link(here.own(), here.folder.join(name)).unwrap();
    }
    let (mut journal, events) = Journal::open(here.clone()).unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(damages(&journal), []);
    assert_eq!(journal.own_length(), here.own().metadata().unwrap().len());
    journal.append(&pending(vec![done("c")])).unwrap();
    assert_eq!(Journal::open(here).unwrap().1.len(), 3);
    // What is no second name is a copy.
    let copy = place(root.path(), "laptop")
        .folder
        .join("z (conflicted copy).toml");
    std::fs::remove_file(&copy).unwrap();
    std::fs::copy(place(root.path(), "laptop").own(), &copy).unwrap();
    journal.poll().unwrap();
    let told: Vec<What> = damages(&journal).into_iter().map(|it| it.2).collect();
    assert_eq!(told, [What::Copy]);
}

#[test]
fn what_long_files_were_read_as_is_kept_for_each_by_itself() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    std::fs::create_dir_all(&here.folder).unwrap();
    std::fs::create_dir_all(&here.state).unwrap();
    let files = [
        ("phone", 0..100_u64),
        ("tower", 100..200),
        ("short", 200..203),
    ];
    for (name, numbers) in files {
        let path = here.folder.join(format!("{name}.toml"));
        super::super::Disk::replace(
            &super::super::Files,
            &path,
            blocks(numbers).as_bytes(),
            false,
        )
        .unwrap();
    }
    let (_, events) = Journal::open(here.clone()).unwrap();
    assert_eq!(events.len(), 203);
    assert!(
        !here.state.join("cache").exists(),
        "only if it is asked for"
    );
    for _ in 0..2 {
        let (_, kept) = Journal::open_kept(here.clone()).unwrap();
        assert_eq!(kept, events);
        let entries = std::fs::read_dir(here.state.join("cache")).unwrap();
        let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
        let names: Vec<String> = names.collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(
            names
                .iter()
                .all(|name| name.starts_with("elixir@") && name.ends_with(".events"))
        );
    }
}

/// What is put behind what is there: whole blocks, the same again, others of
/// the same id, and what cannot be read.
fn addition() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..12_u64).prop_map(|number| event(number, done("a")).1),
        2 => (0..12_u64).prop_map(|number| event(number, done("other")).1),
        1 => (0..12_u64).prop_map(|number| event(number, done("a")).1.replace("clock", "clack")),
        1 => (0..12_u64).prop_map(|number| event(number, done("a")).1.replace("\"a\"", "\"b\"")),
        1 => (0..12_u64, 0..100_usize).prop_map(|(number, cut)| event(number, done("a")).1[..cut].to_owned()),
        1 => Just("stray = 1\n\n".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("\0\0\n".to_owned()),
    ]
}

proptest! {
    #[test]
    fn a_file_that_is_followed_is_as_one_that_is_opened(
        additions in proptest::collection::vec(addition(), 1..8),
        copy in any::<bool>(),
    ) {
        let memory = Memory::default();
        let mut journal = open(&memory);
        journal.make_folder().unwrap();
        let name = if copy { "z (conflicted copy).toml" } else { "z.toml" };
        let path = here().folder.join(name);
        memory.put(&path, b"");
        let mut found = Vec::new();
        for addition in &additions {
            memory.add(&path, addition.as_bytes());
            found.extend(journal.poll().unwrap());
            let (fresh, mut events) = Journal::open_on(memory.clone(), here()).unwrap();
            let order = |event: &Event| (event.id, event.sum);
            found.sort_by_key(order);
            events.sort_by_key(order);
            prop_assert_eq!(&found, &events);
            let told = |journal: &Journal<Memory>| {
                let mut told: Vec<Damage> = journal.damages().cloned().collect();
                told.sort();
                told
            };
            prop_assert_eq!(told(&journal), told(&fresh));
        }
    }
}
