//! Every prefix of a journal is one that a crash may leave: it is read for
//! what is whole in it, and takes the next event.

use std::{fs, path::Path};

use mastery::{
    domain::{
        event::{Event, Kind, Mark, TimerAction},
        id::{BudgetId, ItemId},
    },
    store::journal::{Journal, MAX_EVENT, read_journal},
};

use super::{bed, judge, judge::Seal, on_all_cores};
use crate::lane::{report, rounds};

/// Journals whole, and where every event of theirs is whole: with the quote
/// that closes its checksum.
struct Sample {
    name: &'static str,
    /// The file of this device first.
    files: Vec<(String, Vec<u8>)>,
    /// For each file its events, and for each of these where its block begins,
    /// where it is whole, and where its blank line ends.
    events: Vec<Vec<(Seal, [usize; 3])>>,
}

impl Sample {
    fn new(name: &'static str, files: Vec<(String, Vec<u8>)>) -> Self {
        let events = files.iter().map(|(_, bytes)| blocks(bytes)).collect();
        Self {
            name,
            files,
            events,
        }
    }

    /// What is whole when this file ends here and the others are whole, and
    /// whether something is torn.
    fn whole(&self, file: usize, cut: usize) -> (Vec<Seal>, bool) {
        let mut whole = Vec::new();
        let mut torn = false;
        for (number, events) in self.events.iter().enumerate() {
            for (seal, [from, end, _]) in events {
                if number != file || *end <= cut {
                    whole.push(seal.clone());
                } else if *from < cut {
                    torn = true;
                }
            }
        }
        (whole, torn)
    }
}

/// The blocks of a journal that is as the program writes it: no string goes
/// over a line, so a blank line ends a block.
fn blocks(bytes: &[u8]) -> Vec<(Seal, [usize; 3])> {
    let text = str::from_utf8(bytes).unwrap();
    let blank = if text.contains("\r\n") {
        "\r\n\r\n"
    } else {
        "\n\n"
    };
    let mut from = 0;
    text.match_indices(blank)
        .map(|(end, _)| {
            let block = text.get(from..end).unwrap();
            let value = |key: &str| {
                let line = block.lines().find_map(|line| line.strip_prefix(key));
                line.unwrap().trim_matches('"').to_owned()
            };
            let places = [from, end, end + blank.len()];
            from = places[2];
            ((value("id = "), value("sum = ")), places)
        })
        .collect()
}

/// Has the journal of a device written.
fn written(device: &str, batches: Vec<Vec<Kind>>) -> (String, Vec<u8>) {
    let root = bed::folder();
    let here = bed::place(&root.path().join("data"), root.path(), device);
    let (mut journal, _) = Journal::open(here.clone()).unwrap();
    for kinds in batches {
        journal.append(&bed::pending(kinds)).unwrap();
    }
    (format!("{device}.toml"), fs::read(here.own()).unwrap())
}

fn done(item: &str) -> Kind {
    Kind::Mark {
        item: ItemId::new(item),
        mark: Mark::Done,
    }
}

fn session(text: &str) -> Kind {
    Kind::Session {
        category: BudgetId::new("digging"),
        minutes: 225,
        from: None,
        about: Some(ItemId::new("clay")),
        text: Some(text.to_owned()),
    }
}

fn plain() -> (String, Vec<u8>) {
    let timer = Kind::Timer {
        action: TimerAction::Start,
        category: Some(BudgetId::new("digging")),
        about: None,
    };
    written(
        "laptop",
        vec![
            vec![done("worms"), bed::note("dug \"deep\" \\ and wide")],
            vec![session("[[event]]\nid = \"x\"\n\nsum = \"00000000\"")],
            vec![timer],
            vec![bed::note("a\tb"), done("clay"), done("sowing")],
        ],
    )
}

fn wide() -> (String, Vec<u8>) {
    written(
        "laptop",
        vec![
            vec![
                bed::note("监督者と蚯蚓 🪱👩‍🌾"),
                session("ديدان تعمل في التربة"),
            ],
            vec![
                bed::note("\u{202e}הפוך\u{2066} e\u{301}\u{323}"),
                done("worms"),
            ],
            vec![
                session("🇫🇷🇩🇪 ½ ﷽ \u{1F468}\u{200D}\u{1F33E}"),
                bed::note("तना और जड़"),
            ],
        ],
    )
}

/// The examples of the format's page, each id once: all kinds, and one of a
/// later version.
fn from_the_page() -> (String, Vec<u8>) {
    let page = include_str!("../../../docs/journal-format.md");
    let mut text = String::new();
    let mut ids = Vec::new();
    for fence in page.split("```toml\n").skip(1) {
        for block in fence.split("```").next().unwrap().split("\n\n") {
            let id = block.lines().nth(1).unwrap_or_default();
            if block.starts_with("[[event]] #") && !ids.contains(&id) {
                ids.push(id);
                text.push_str(block.trim_end());
                text.push_str("\n\n");
            }
        }
    }
    let (events, damages) = read_journal(Path::new("page"), text.as_bytes());
    assert_eq!(damages, []);
    let later = |event: &Event| matches!(event.kind, Kind::Unknown { .. });
    assert!(events.len() >= 15 && events.iter().any(later));
    ("laptop-3f9a.toml".to_owned(), text.into_bytes())
}

fn samples() -> Vec<Sample> {
    let (name, bytes) = plain();
    let crlf = String::from_utf8(bytes.clone())
        .unwrap()
        .replace('\n', "\r\n");
    // What a block has besides its text.
    let around = written("laptop", vec![vec![bed::note("")]]).1.len();
    let long = "a long thought, ".repeat(MAX_EVENT / 16);
    let long = long.get(..MAX_EVENT - around - 16).unwrap();
    let longest = vec![
        vec![done("worms")],
        vec![bed::note(long)],
        vec![done("clay")],
    ];
    let several = vec![
        written("laptop", vec![vec![done("worms"), done("clay")]]),
        written(
            "phone",
            vec![vec![bed::note("on the road")], vec![done("sowing")]],
        ),
        written("tower", vec![vec![session("at night")]]),
    ];
    vec![
        Sample::new("ASCII", vec![(name.clone(), bytes)]),
        Sample::new("wide", vec![wide()]),
        Sample::new("CRLF", vec![(name, crlf.into_bytes())]),
        Sample::new("longest", vec![written("laptop", longest)]),
        Sample::new("several", several),
        Sample::new("later version", vec![from_the_page()]),
    ]
}

/// One file of a sample ends here: a start, an append, another start.
fn start_and_append(sample: &Sample, file: usize, cut: usize) -> Result<bool, String> {
    let root = bed::folder();
    let folder = root.path().join("data");
    fs::create_dir(&folder).unwrap();
    for (number, (name, bytes)) in sample.files.iter().enumerate() {
        let end = if number == file { cut } else { bytes.len() };
        bed::put(&folder.join(name), bytes.get(..end).unwrap());
    }
    let device = sample.files[0].0.trim_end_matches(".toml");
    let here = bed::place(&folder, root.path(), device);
    let before = judge::Journals::of(&folder);

    let (mut wanted, torn) = sample.whole(file, cut);
    let (mut journal, events) = Journal::open(here.clone()).map_err(|it| it.to_string())?;
    let told = |journal: &Journal| journal.damages().count();
    judge::just(&wanted, torn, &judge::seals(&events), told(&journal))?;

    let new = journal
        .append(&bed::pending(vec![bed::note("after")]))
        .map_err(|it| it.to_string())?
        .own;
    wanted.extend(judge::seals(&new));
    judge::untouched(&before, &judge::Journals::of(&folder))?;
    let (again, events) = Journal::open(here).map_err(|it| it.to_string())?;
    judge::just(&wanted, torn, &judge::seals(&events), told(&again))?;
    Ok(torn)
}

#[test]
fn every_prefix_is_read_for_what_is_whole_in_it_and_takes_the_next_event() {
    let samples = samples();
    let mut cuts = Vec::new();
    for (number, sample) in samples.iter().enumerate() {
        for (file, (_, bytes)) in sample.files.iter().enumerate() {
            // Inside the longest text one byte is like the next.
            let every = if bytes.len() > 10_000 {
                rounds(17, 1)
            } else {
                1
            };
            let near = |cut: usize| cut < 300 || cut + 300 > bytes.len();
            let of_file = (0..=bytes.len()).filter(|cut| near(*cut) || cut % every == 0);
            cuts.extend(of_file.map(|cut| (number, file, cut)));
        }
    }
    let came = on_all_cores(cuts.len(), |turn| {
        let (sample, file, cut) = cuts[turn];
        let sample = &samples[sample];
        start_and_append(sample, file, cut).map_err(|why| {
            let name = sample.name;
            format!("{name}, file {file}, cut at {cut}: {why}")
        })
    });
    let wrong: Vec<&String> = came.iter().filter_map(|it| it.as_ref().err()).collect();
    let torn = came.iter().filter(|it| matches!(it, Ok(true))).count();
    report(
        "T1",
        &format!(
            "{} prefixes of {} journals, {torn} torn, {} wrong",
            came.len(),
            samples.len(),
            wrong.len()
        ),
    );
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(40)]);
    assert!(came.len() > 9_000 && torn > 8_000);
}

#[test]
fn zeros_behind_any_event_are_told_and_hide_none() {
    // Where the bytes of what came next never reached the disk. The line end
    // of an acknowledged event is there with it.
    let (mut tried, mut wrong) = (0, Vec::new());
    for sample in samples().iter().filter(|sample| sample.files.len() == 1) {
        let bytes = &sample.files[0].1;
        for (_, [from, end, behind]) in &sample.events[0] {
            for (cut, zeros) in [
                (*end + 1, 9),
                (*end + 1, 300),
                (*behind, 512),
                (*from, 4096),
            ] {
                let next = sample.events[0].iter().find(|(_, [from, ..])| *from >= cut);
                let rest = next.map_or(bytes.len(), |(_, [from, ..])| *from);
                let mut left = bytes.get(..cut).unwrap().to_vec();
                left.resize(cut + zeros, 0);
                left.extend_from_slice(bytes.get(rest..).unwrap());
                let (events, damages) = read_journal(Path::new("j"), &left);
                let all: Vec<Seal> = sample.events[0].iter().map(|it| it.0.clone()).collect();
                tried += 1;
                if let Err(why) = judge::just(&all, true, &judge::seals(&events), damages.len()) {
                    wrong.push(format!("{}, {zeros} zeros at {cut}: {why}", sample.name));
                }
            }
        }
    }
    report(
        "T1 zeros",
        &format!("{tried} places, {} wrong", wrong.len()),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried > 100);
}

#[test]
fn a_reader_that_takes_whatever_is_toml_is_found_out() {
    // The control: the same judge, and a reader without checksums.
    let (mut tried, mut wrong) = (0, 0);
    for sample in samples().iter().filter(|sample| sample.files.len() == 1) {
        let bytes = &sample.files[0].1;
        for cut in (0..bytes.len()).step_by(if bytes.len() > 10_000 { 97 } else { 1 }) {
            let Some(found) = judge::trusting(bytes.get(..cut).unwrap()) else {
                continue;
            };
            let (wanted, _) = sample.whole(0, cut);
            tried += 1;
            wrong += usize::from(judge::just(&wanted, false, &found, 0).is_err());
        }
    }
    report(
        "T1 control",
        &format!("without checksums {tried} prefixes are read, {wrong} of them wrong"),
    );
    assert!(wrong > 500, "{wrong} of {tried}");
}
