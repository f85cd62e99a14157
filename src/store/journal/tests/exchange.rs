//! A journal as JSON Lines, and back.

use super::{
    super::{AppendError, ImportError, MAX_LINE, read_lines},
    memory::{Fault, Memory},
    *,
};
use crate::domain::state::State;

const PAGE: &str = include_str!("../../../../docs/journal-format.md");

/// Another device on an empty disk.
fn elsewhere() -> (Memory, Journal<Memory>) {
    let memory = Memory::default();
    let place = place(Path::new("/home"), "desk");
    let (journal, events) = Journal::open_on(memory.clone(), place).unwrap();
    assert_eq!(events, []);
    (memory, journal)
}

/// A disk with the journal's empty folder.
fn disk(place: &Place) -> Memory {
    let memory = Memory::default();
    let (mut journal, _) = Journal::open_on(memory.clone(), place.clone()).unwrap();
    journal.make_folder().unwrap();
    memory
}

/// A journal with files of several devices, each with its text.
fn with_files(files: &[(&str, &str)]) -> (Memory, Journal<Memory>, Vec<Event>) {
    let here = place(Path::new("/home"), "laptop");
    let memory = disk(&here);
    for (device, text) in files {
        let file = here.folder.join(format!("{device}.toml"));
        memory.put(&file, text.as_bytes());
    }
    let (journal, events) = Journal::open_on(memory.clone(), here).unwrap();
    (memory, journal, events)
}

fn reasons(lines: &str) -> Vec<String> {
    match read_lines(lines.as_bytes()) {
        Ok(_) => Vec::new(),
        Err(bad) => bad.iter().map(ToString::to_string).collect(),
    }
}

/// The fenced blocks of the format's page, as one file.
fn page() -> String {
    let blocks = PAGE.split("```toml\n").skip(1);
    let blocks = blocks.map(|rest| rest.split("```").next().unwrap_or_default());
    blocks.collect()
}

/// One event in both forms, as the page shows them.
const LINE: &str = r#"{"id":"01JD8QZ7V6K3M9X2R5T8W0Y4AB","device":"laptop-3f9a","clock":1287,"at":"2026-11-22T20:14:05+01:00","zone":"Europe/Berlin","day":"2026-11-22","kind":"done","item":"dynamic-supervisor","sum":"d6438468"}"#;

#[test]
fn every_block_of_the_page_comes_back_as_it_was() {
    let (_, journal, events) = with_files(&[("laptop", &page())]);
    assert!(events.len() > 15);
    let lines = journal.lines().unwrap();
    assert_eq!(lines.lines().count(), events.len());
    assert!(lines.lines().any(|line| line == LINE), "{lines}");
    assert!(PAGE.contains(LINE), "the page shows the line");
    // A kind and keys of a later version, with every type there is.
    let mood = lines
        .lines()
        .find(|line| line.contains("\"mood\""))
        .unwrap();
    for part in [
        r#""level":-2"#,
        r#""factor":0.5"#,
        r#""heard":"07:30:00.25""#,
        r#""tags":["calm","","ü"]"#,
        r#""where":{"city":"Lyon","indoors":true}"#,
        r#""at":"2026-12-31T23:59:59+00:00""#,
    ] {
        assert!(mood.contains(part), "{part} in {mood}");
    }
    let (memory, mut other) = elsewhere();
    let foreign = read_lines(lines.as_bytes()).unwrap();
    let taken = other.import(&foreign).unwrap();
    assert_eq!((taken.own.len(), taken.known), (events.len(), 0));
    assert_eq!(other.lines().unwrap(), "", "it was not read again yet");
    assert_eq!(other.poll().unwrap(), [], "and tells nothing new");
    assert_eq!(other.lines().unwrap(), lines);
    let file = memory.bytes(&other.place().own());
    let (again, damages) = read(&file);
    assert_eq!(damages, []);
    assert_eq!(
        State::from_events(again).folded(),
        State::from_events(events).folded()
    );
}

#[test]
fn events_of_other_devices_stay_theirs_and_go_to_this_devices_file() {
    let (_, block) = event(3, note("theirs"));
    let (_, journal, events) = with_files(&[("laptop", &six().1), ("phone", &block)]);
    let (memory, mut other) = elsewhere();
    let foreign = read_lines(journal.lines().unwrap().as_bytes()).unwrap();
    other.import(&foreign).unwrap();
    let folder = other.place().folder.clone();
    let names = super::super::Disk::list(&memory, &folder).unwrap();
    let mut names: Vec<String> = names
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, [".gitattributes", "desk.toml"]);
    let (back, _) = read(memory.bytes(&other.place().own()));
    assert_eq!(back.len(), events.len());
    assert!(
        back.iter()
            .all(|event| event.device.as_str() == "laptop-3f9a")
    );
    // What is written next comes after all of it, and is this device's.
    let own = other.append(&pending(vec![done("new")])).unwrap().own;
    let highest = events.iter().map(|event| event.clock).max().unwrap();
    assert_eq!(own[0].clock, highest + 1);
    assert_eq!(own[0].device.as_str(), "desk");
}

#[test]
fn the_same_again_changes_nothing() {
    let (_, journal, _) = with_files(&[("laptop", &six().1)]);
    let lines = journal.lines().unwrap();
    let (memory, mut other) = elsewhere();
    let foreign = read_lines(format!("{lines}\r\n\n{lines}").as_bytes()).unwrap();
    let first = other.import(&foreign).unwrap();
    assert_eq!((first.own.len(), first.known), (6, 6));
    let bytes = memory.bytes(&other.place().own());
    let second = other.import(&foreign).unwrap();
    assert_eq!((second.own.len(), second.known), (0, 12));
    assert_eq!(memory.bytes(&other.place().own()), bytes);
    // Into the journal they come from, too.
    let (memory, mut home, _) = with_files(&[("laptop", &six().1)]);
    let third = home.import(&foreign).unwrap();
    assert_eq!(third.own, []);
    assert_eq!(memory.bytes(&home.place().own()), six().1.as_bytes());
}

#[test]
fn a_changed_event_keeps_its_flag_and_a_torn_one_stays_behind() {
    let (_, file) = six();
    let edited = file.replacen("dynamic-supervisor", "supervisor", 1);
    let torn = format!("{edited}[[event]] # x\nid = \"01JD8QZ7V6K3M9X2R5T8W0Y4AB\"\n");
    let (_, journal, events) = with_files(&[("laptop", &torn)]);
    assert_eq!(events.len(), 6);
    let lines = journal.lines().unwrap();
    assert_eq!(lines.lines().count(), 6);
    let foreign = read_lines(lines.as_bytes()).unwrap();
    assert_eq!(foreign.iter().filter(|it| it.is_edited()).count(), 1);
    let (memory, mut other) = elsewhere();
    other.import(&foreign).unwrap();
    let (back, damages) = read(memory.bytes(&other.place().own()));
    assert_eq!(back, events);
    assert!(
        matches!(damages.as_slice(), [What::Edited { .. }]),
        "{damages:?}"
    );
}

#[test]
fn both_sides_of_an_unfinished_merge_are_told_once() {
    let (_, one) = event(1, done("a"));
    let (_, two) = event(2, done("b"));
    let file = format!("<<<<<<< ours\n{one}=======\n{one}{two}>>>>>>> theirs\n");
    let (_, journal, events) = with_files(&[("laptop", &file)]);
    assert_eq!(events.len(), 2);
    assert_eq!(journal.lines().unwrap().lines().count(), 2);
}

#[test]
fn a_line_that_is_no_event_is_refused_by_its_number() {
    let with = |from: &str, to: &str| LINE.replacen(from, to, 1);
    let cases = [
        (
            with(r#""id":"01JD8QZ7V6K3M9X2R5T8W0Y4AB","#, ""),
            "`id` is not",
        ),
        (
            with("01JD8QZ7V6K3M9X2R5T8W0Y4AB", "7"),
            "`id` is not the 26",
        ),
        (with(r#","sum":"d6438468""#, ""), "it has no `sum`"),
        (with("1287", "\"1287\""), "`clock` is not a whole number"),
        (with("1287", "1287.5"), "`clock` is not a whole number"),
        (with("1287", "99999999999999999999"), "clock"),
        (with("1287", "null"), "invalid type: null"),
        (
            with("\"2026-11-22\"", "\"2026-13-45\""),
            "`day` is not a date",
        ),
        (
            with("\"dynamic-supervisor\"", "[1,2]"),
            "`item` is not a text",
        ),
        (with("\"item\"", "\"id\""), "`id` stands there twice"),
        (
            with("\"dynamic-supervisor\"", "{\"$what\":1}"),
            "`$what` means nothing",
        ),
        (
            with("\"dynamic-supervisor\"", "{\"$text\":\"a\",\"b\":1}"),
            "does not stand alone",
        ),
        ("[]".to_owned(), "it is no JSON object"),
        ("true".to_owned(), "it is no JSON object"),
        ("{".to_owned(), "EOF while parsing"),
        ("id = 1".to_owned(), "expected value"),
        (with("dynamic", "dyna\u{1}mic"), "control character"),
        ("[".repeat(5000), "recursion limit"),
        (
            with(
                "\"dynamic-supervisor\"",
                &format!("\"x\",\"deep\":{}{}", "[".repeat(100), "]".repeat(100)),
            ),
            "a journal cannot hold it",
        ),
    ];
    for (line, why) in cases {
        let short: String = line.chars().take(200).collect();
        let bad = reasons(&format!("{LINE}\n\n{line}\n"));
        let [bad] = bad.as_slice() else {
            panic!("{short}: {bad:?}");
        };
        let expected = bad.starts_with("line 3: ") && bad.contains(why);
        assert!(expected, "{short}: {bad}");
    }
    let long = with("dynamic-supervisor", &"x".repeat(1 << 20));
    assert!(reasons(&long)[0].contains("too long for an event"));
    let long = with("dynamic-supervisor", &"x".repeat(MAX_LINE / 2));
    assert!(reasons(&long)[0].contains("too long for a journal"));
    let Err(bad) = read_lines(b"\xff\xfe\n{\"id\":\"\xc3\x28\"}\n") else {
        panic!("it is no text");
    };
    assert!(bad.iter().all(|bad| bad.why == "it is not UTF-8"));
    assert_eq!(bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_contradicts_the_journal_is_refused_as_a_whole() {
    let (_, mine) = event(1, done("mine"));
    let (_, theirs) = event(1, done("theirs"));
    let (_, new) = event(2, done("new"));
    let (_, journal, _) = with_files(&[("laptop", &format!("{new}{theirs}"))]);
    let foreign = read_lines(journal.lines().unwrap().as_bytes()).unwrap();
    let (memory, mut home, _) = with_files(&[("laptop", &mine)]);
    let Err(ImportError::Contradicts(bad)) = home.import(&foreign) else {
        panic!("it is refused");
    };
    assert_eq!(bad.len(), 1);
    assert_eq!(bad[0].line, 1);
    assert!(bad[0].why.ends_with("is here with other contents"));
    assert_eq!(memory.bytes(&home.place().own()), mine.as_bytes());
}

#[test]
fn a_torn_tail_is_guarded_before_what_comes_in() {
    let (_, journal, events) = with_files(&[("laptop", &six().1)]);
    let foreign = read_lines(journal.lines().unwrap().as_bytes()).unwrap();
    let here = place(Path::new("/home"), "desk");
    let memory = disk(&here);
    memory.put(&here.own(), b"[[event]]\nid = \"torn");
    let (mut other, _) = Journal::open_on(memory.clone(), here.clone()).unwrap();
    other.import(&foreign).unwrap();
    let bytes = memory.bytes(&here.own());
    assert!(bytes.starts_with(b"[[event]]\nid = \"torn"));
    assert_eq!(read(&bytes).0, events);
}

#[test]
fn whichever_call_fails_nothing_earlier_is_harmed_and_a_retry_completes_it() {
    let (_, source, events) = with_files(&[("laptop", &six().1)]);
    let foreign = read_lines(source.lines().unwrap().as_bytes()).unwrap();
    let (_, own) = event(77, done("own"));
    let start = || {
        let here = place(Path::new("/home"), "desk");
        let memory = disk(&here);
        memory.put(&here.own(), own.as_bytes());
        let (journal, _) = Journal::open_on(memory.clone(), here).unwrap();
        memory.calls.set(0);
        (memory, journal)
    };
    let (memory, mut journal) = start();
    journal.import(&foreign).unwrap();
    let calls = memory.calls.get();
    assert!(calls > 5);
    let mut refused = 0;
    for nth in 1..=calls {
        for fault in [Fault::Once, Fault::Dead] {
            let (memory, mut journal) = start();
            memory.fail(nth, fault);
            let result = journal.import(&foreign);
            memory.heal();
            let bytes = memory.bytes(&journal.place().own());
            assert!(bytes.starts_with(own.as_bytes()), "call {nth}");
            if let Err(error) = result {
                refused += 1;
                let doubtful = matches!(error, ImportError::Append(AppendError::Doubtful { .. }));
                let there = read(&bytes).0.len();
                assert!(doubtful || fault == Fault::Dead || there == 1, "call {nth}");
            }
            journal.import(&foreign).unwrap();
            let (back, _) = read(memory.bytes(&journal.place().own()));
            let state = State::from_events(back);
            assert_eq!(state.len(), events.len() + 1, "call {nth}");
        }
    }
    assert!(refused > 5, "{refused}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 64 } else { 512 }))]
    #[test]
    fn any_journal_comes_back_as_the_same_state(
        kinds in proptest::collection::vec((any_kind(), 0..40_u64, 0..3_usize), 1..12)
    ) {
        let mut files = [String::new(), String::new(), String::new()];
        let mut written = 0;
        for (number, (kind, clock, file)) in (1..).zip(kinds) {
            let (mut one, _) = event(number, done("x"));
            one.kind = kind;
            one.clock = clock;
            one.device = DeviceId::new(["a", "b", "c\n\"d"][file]);
            let mut block = Vec::new();
            // What is too long for a journal never was in one.
            if write::block(&mut one, &mut block).is_ok() {
                files[file].push_str(&String::from_utf8(block).unwrap());
                written += 1;
            }
        }
        let [a, b, c] = &files;
        let (_, journal, events) = with_files(&[("a", a), ("b", b), ("laptop", c)]);
        prop_assert_eq!(events.len(), written);
        let lines = journal.lines().unwrap();
        let (_, mut other) = elsewhere();
        let foreign = read_lines(lines.as_bytes()).unwrap();
        let taken = other.import(&foreign).unwrap();
        prop_assert_eq!(taken.own.len(), events.len());
        let (there, back) = Journal::open_on(other.disk.clone(), other.place().clone()).unwrap();
        prop_assert_eq!(there.damages().count(), 0);
        prop_assert_eq!(there.lines().unwrap(), lines);
        let (old, new) = (State::from_events(events), State::from_events(back));
        prop_assert_eq!(old.folded(), new.folded());
        let devices = |state: &State| -> Vec<_> {
            state.history().map(|(event, live)| (event.clone(), live)).collect()
        };
        prop_assert_eq!(devices(&old), devices(&new));
    }

    #[test]
    fn any_bytes_are_events_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        place in 0..LINE.len(),
        text in any_text(),
    ) {
        let _ = read_lines(&bytes);
        // A good line with something else in the middle of it.
        let mut line = LINE.as_bytes().to_vec();
        line.splice(place..place, text.bytes());
        if let Ok(foreign) = read_lines(&line) {
            let (_, mut other) = elsewhere();
            let taken = other.import(&foreign).unwrap();
            prop_assert_eq!(taken.own.len(), foreign.len());
        }
    }
}
