//! The write of an event ends at a byte, and the process dies right there.

use std::{fs, os::unix::process::ExitStatusExt};

use mastery::store::journal::Journal;

use super::{
    bed, judge,
    judge::{Journals, Seal},
    on_all_cores,
};
use crate::{
    lane::{report, rounds},
    pty::{self, Home},
};

/// How many bytes apart the real program is started again in the short lane;
/// elsewhere the same is done in this process.
const STEP: usize = 8;

const TEXT: &[&str] = &["note", "written to its end"];

/// Where an event is torn.
struct Position {
    name: &'static str,
    home: Home,
    device: String,
    before: Journals,
    /// How long the device's file is.
    length: usize,
    /// How many bytes the event adds, with what guards it.
    adds: usize,
}

/// A learner whose file is as `prepare` leaves it.
fn position(name: &'static str, prepare: impl FnOnce(&mut Vec<u8>)) -> Position {
    let home = bed::settled();
    let device = bed::device(&home);
    let own = bed::own(&home);
    let mut bytes = fs::read(&own).unwrap();
    prepare(&mut bytes);
    if bytes.is_empty() {
        fs::remove_file(&own).unwrap();
    } else {
        bed::put(&own, &bytes);
    }
    // What it says of the length is about the file as it was.
    for entry in fs::read_dir(home.path().join("state")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "mark") {
            fs::remove_file(path).unwrap();
        }
    }
    let copy = bed::copy(&home);
    bed::works(&copy, TEXT);
    let grown = fs::read(bed::journal_folder(&copy).join(format!("{device}.toml"))).unwrap();
    Position {
        name,
        device,
        before: Journals::of(&bed::journal_folder(&home)),
        home,
        length: bytes.len(),
        adds: grown.len() - bytes.len(),
    }
}

fn positions() -> [Position; 3] {
    let mut filler = String::new();
    [
        position("a new file", Vec::clear),
        position("behind 40 kB, over the end of a page", |bytes| {
            // Comments, so that the event lies over a page's end.
            while bytes.len() + filler.len() < 10 * 4096 - 100 {
                filler.push_str("# dug\n");
            }
            filler.push('\n');
            bytes.splice(0..0, filler.bytes());
        }),
        position("behind a torn event", |bytes| {
            let half = bytes.len() - 60;
            bytes.truncate(half);
        }),
    ]
}

/// What a torn write came to: whether the event was whole all the same.
fn tear(at: &Position, cut: usize, real: bool) -> Result<bool, String> {
    let home = bed::copy(&at.home);
    let folder = bed::journal_folder(&home);
    let own = folder.join(format!("{}.toml", at.device));
    let limit = format!("--fsize={}", at.length + cut);
    // The kernel writes up to the limit; nothing may be put right behind it.
    let dies = [
        "prlimit",
        &limit,
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "trace=ftruncate",
        "-e",
        "inject=ftruncate:signal=KILL:when=1",
    ];
    let output = bed::below(&home, &dies, TEXT).output().unwrap();
    let before = elsewhere(&at.before, &folder);
    let torn = Journals::of(&folder);
    let length = torn.0.get(&own).map_or(0, Vec::len);
    if length != at.length + cut {
        return Err(format!("{length} bytes are there: {output:?}"));
    }
    if cut < at.adds && (!output.stdout.is_empty() || output.status.signal().is_none()) {
        return Err(format!("it did not die: {output:?}"));
    }
    judge::untouched(&before, &torn)?;

    let earlier: Vec<Seal> = before.seals().into_iter().collect();
    let reports = before.read().1.len();
    let (events, damages) = torn.read();
    let found = judge::seals(&events);
    // Whole with the quote before the two line feeds; a guard may be torn, too.
    let whole = cut + 2 >= at.adds;
    let guard = at.adds - block(&own, &torn, at);
    let half = cut > guard && !whole;
    // Without a header of its own it is told with what is torn before it.
    let own_report = half && (reports == 0 || cut >= guard + "[[event]]".len());
    let new: Vec<&Seal> = found
        .iter()
        .filter(|seal| !earlier.contains(seal))
        .collect();
    if new.len() != usize::from(whole) {
        return Err(format!("{} new events", new.len()));
    }
    judge::nothing_lost(&earlier, &found.iter().cloned().collect())?;
    if damages.len() != reports + usize::from(own_report) {
        return Err(format!("{damages:?}"));
    }

    let wanted = found.len() + 1;
    if real {
        goes_on(&home, &damages.iter().map(|it| it.line).collect::<Vec<_>>())?;
    } else {
        let here = bed::place(&folder, &home.path().join("state"), &at.device);
        let (mut journal, _) = Journal::open(here).map_err(|it| it.to_string())?;
        journal
            .append(&bed::pending(vec![bed::note("later")]))
            .map_err(|it| it.to_string())?;
    }
    let after = Journals::of(&folder);
    judge::untouched(&torn, &after)?;
    judge::nothing_lost(&found, &after.seals())?;
    if after.seals().len() != wanted || after.read().1.len() != damages.len() {
        return Err(format!("after the next event: {:?}", after.read().1));
    }
    Ok(whole)
}

/// How long the event's block is without its guard.
fn block(own: &std::path::Path, torn: &Journals, at: &Position) -> usize {
    let bytes = torn.0.get(own).map_or(&[][..], Vec::as_slice);
    let tail = bytes.get(at.length..).unwrap_or_default();
    let guard = tail.iter().take_while(|byte| **byte == b'\n').count();
    at.adds - guard.min(2)
}

/// The same files in another home.
fn elsewhere(journals: &Journals, folder: &std::path::Path) -> Journals {
    let files = journals.0.iter();
    Journals(
        files
            .map(|(path, bytes)| (folder.join(path.file_name().unwrap()), bytes.clone()))
            .collect(),
    )
}

/// The program starts, says what is torn and where, and records something.
fn goes_on(home: &Home, lines: &[Option<usize>]) -> Result<(), String> {
    for args in [&["history"][..], &["note", "later"]] {
        let output = bed::mastery(home, args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // How many places, and the first one by its line.
        let right = match lines {
            [] => said.is_empty(),
            [first, ..] => {
                said.contains(&format!("line {}: ", first.unwrap_or(0)))
                    && said.contains(&format!("notice: {} place", lines.len()))
            }
        };
        if !output.status.success() || !right {
            return Err(format!("{args:?}: {}: {said}", output.status));
        }
    }
    Ok(())
}

#[test]
fn a_write_torn_at_any_byte_does_not_count_and_is_told() {
    if let Some(why) = bed::no_strace() {
        return pty::skip(&why);
    }
    let positions = positions();
    let mut cuts = Vec::new();
    for (number, at) in positions.iter().enumerate() {
        cuts.extend((0..=at.adds).map(|cut| (number, cut)));
    }
    let every = rounds(STEP, 1);
    let came = on_all_cores(cuts.len(), |turn| {
        let (number, cut) = cuts[turn];
        let at = &positions[number];
        let real = cut % every == 0 || cut + 4 > at.adds;
        (
            real,
            tear(at, cut, real).map_err(|why| format!("{}, byte {cut}: {why}", at.name)),
        )
    });
    let wrong: Vec<&String> = came
        .iter()
        .filter_map(|(_, it)| it.as_ref().err())
        .collect();
    let real = came.iter().filter(|(real, _)| *real).count();
    let whole = came.iter().filter(|(_, it)| *it == Ok(true)).count();
    report(
        "T3",
        &format!(
            "{} writes torn in {} places, {whole} of them behind the event; {real} real starts after, {} wrong",
            came.len(),
            positions.len(),
            wrong.len()
        ),
    );
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(10)]);
    assert!(came.len() > 600 && whole == 3 * positions.len());
}

#[test]
fn a_torn_event_that_were_taken_for_whole_is_found_out() {
    // The control: what the dying process left, read by one who knows no
    // checksums.
    if let Some(why) = bed::no_strace() {
        return pty::skip(&why);
    }
    let [at, ..] = positions();
    let (mut read, mut wrong) = (0, 0);
    for cut in (20..at.adds - 2).step_by(5) {
        let home = bed::copy(&at.home);
        let limit = format!("--fsize={cut}");
        let output = bed::below(&home, &["prlimit", &limit], TEXT)
            .output()
            .unwrap();
        assert!(!output.status.success());
        let own = bed::journal_folder(&home).join(format!("{}.toml", at.device));
        let left = fs::read(own).unwrap_or_default();
        // Where the signal of the limit did not kill it, nothing may be left.
        let block = block_of(&at, cut, &left);
        if let Some(found) = judge::trusting(&block) {
            read += 1;
            wrong += usize::from(judge::just(&[], true, &found, 1).is_err());
        }
    }
    report(
        "T3 control",
        &format!("without checksums {read} torn events are read, {wrong} of them wrong"),
    );
    assert!(wrong >= 5, "{wrong} of {read}");
}

/// What was left of the event.
fn block_of(at: &Position, cut: usize, left: &[u8]) -> Vec<u8> {
    if left.len() == cut {
        return left.to_vec();
    }
    let home = bed::copy(&at.home);
    bed::works(&home, TEXT);
    let own = bed::journal_folder(&home).join(format!("{}.toml", at.device));
    let whole = fs::read(own).unwrap();
    whole.get(..cut).unwrap().to_vec()
}
