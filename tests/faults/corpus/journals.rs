//! Bad journals, through `mastery export events`, `status`, `doctor` and
//! `tick`. What the reader makes of them byte by byte is tested beside it, in
//! `src/store/journal/tests`; here it is what the learner sees of it.

mod moving;
mod vast;

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    os::unix::{ffi::OsStrExt as _, fs::symlink},
    path::PathBuf,
};

use super::runs::{Run, each, mastery, write};
use crate::{
    lane::report,
    pty::{GARDEN, Home},
};

/// A learner with two devices: three things happened on this one, three on the
/// phone, whose file came by a sync.
struct Learner {
    home: Home,
    own: PathBuf,
    phone: PathBuf,
    /// The phone's blocks.
    blocks: [String; 3],
}

/// An event in the words of `docs/journal-format.md`, with the sum that the
/// page defines. It is written here again so that reader and writer of the
/// program are held against the page, not against each other.
pub(super) fn block(number: u32, keys: &[(&str, &str)]) -> String {
    let id = format!("01HF7YAT{number:018}");
    let clock = (100 + number).to_string();
    let mut all: Vec<(&str, &str)> = vec![
        ("id", &id),
        ("device", "phone-0c11"),
        ("clock", &clock),
        ("at", "2026-01-05T20:14:05+01:00"),
        ("zone", "Europe/Berlin"),
        ("day", "2026-01-05"),
    ];
    for (key, value) in keys {
        match all.iter_mut().find(|(there, _)| there == key) {
            Some(there) => there.1 = value,
            None => all.push((key, value)),
        }
    }
    let bare = |key: &str| matches!(key, "clock" | "at" | "day");
    let mut sorted = all.clone();
    sorted.sort_unstable();
    let mut canonical = Vec::new();
    for (key, value) in sorted {
        let value = match key {
            "clock" => format!("i{value}"),
            "at" | "day" => format!("d{value}"),
            _ => format!("s{}:{value}", value.len()),
        };
        canonical.extend(format!("{}:{key}={value}\n", key.len()).bytes());
    }
    let mut text = format!("[[event]] # {id}\n");
    for (key, value) in all {
        if bare(key) {
            writeln!(text, "{key} = {value}").unwrap();
        } else {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            writeln!(text, "{key} = \"{}\"", value.replace('\n', "\\n")).unwrap();
        }
    }
    writeln!(text, "sum = \"{:08x}\"\n", crc32fast::hash(&canonical)).unwrap();
    text
}

pub(super) fn done(number: u32, item: &str) -> String {
    block(number, &[("kind", "done"), ("item", item)])
}

pub(super) fn note(number: u32, text: &str) -> String {
    block(number, &[("kind", "note"), ("text", text)])
}

impl Learner {
    fn new() -> Self {
        let home = Home::new();
        home.write("roadmap.toml", GARDEN);
        for args in [
            &["begin", "2026-01-05"][..],
            &["tick", "worms", "--on", "2026-01-05"],
            &["note", "Let it crash.", "--on", "2026-01-05"],
        ] {
            home.mastery(args);
        }
        let own = home.journals().remove(0);
        let phone = own.with_file_name("phone-0c11.toml");
        let blocks = [done(1, "compost"), done(2, "clay"), note(3, "On the way.")];
        let learner = Self {
            home,
            own,
            phone,
            blocks,
        };
        learner.phone(learner.whole());
        learner
    }

    fn whole(&self) -> String {
        self.blocks.concat()
    }

    /// Puts another text into the phone's file.
    fn phone(&self, text: impl AsRef<[u8]>) {
        write(&self.phone, text);
    }

    /// The phone's file with its second event changed.
    fn second(&self, old: &str, new: &str) {
        let [first, second, third] = &self.blocks;
        let changed = second.replacen(old, new, 1);
        assert_ne!(changed, *second, "{old}");
        self.phone(format!("{first}{changed}{third}"));
    }

    /// Puts a further file beside the others.
    fn beside(&self, name: impl AsRef<std::path::Path>, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.own.parent().unwrap().join(name);
        write(&path, text);
        path
    }

    fn own_text(&self) -> String {
        fs::read_to_string(&self.own).unwrap()
    }

    fn run(&self, args: &[&str]) -> Run {
        mastery(&self.home, args)
    }

    /// How many events count.
    fn events(&self) -> usize {
        let run = self.run(&["export", "events"]).sound("export events");
        assert_eq!(run.code(), Some(0), "{}", run.said());
        String::from_utf8(run.out).unwrap().lines().count()
    }

    /// How many of the garden's four books and pages are ticked.
    fn ticked(&self) -> usize {
        let run = self.run(&["phases", "--json"]).sound("phases");
        assert_eq!(run.code(), Some(0), "{}", run.said());
        let json: serde_json::Value = serde_json::from_slice(&run.out).unwrap();
        let phases = json["phases"].as_array().unwrap().iter();
        phases
            .map(|phase| phase["done"].as_u64().unwrap() as usize)
            .sum()
    }
}

/// A case: its number, what is done to the files, how many events count then,
/// and how many ticks; the status of `mastery doctor`, and what it says.
type Case = (u8, fn(&Learner), usize, usize, i32, &'static [&'static str]);

const UNTOUCHED: &[&str] = &["6 events"];

const CASES: &[Case] = &[
    (53, |it| it.phone(""), 3, 1, 0, &[]),
    (54, |it| it.phone("\n"), 3, 1, 0, &[]),
    (
        55,
        |it| it.phone(it.whole().split_at(it.whole().len() - 20).0),
        5,
        3,
        1,
        &[
            "1 event was not written to its end: it does not count",
            "phone-0c11.toml:",
        ],
    ),
    (
        56,
        |it| it.phone(it.whole() + "\0"),
        6,
        3,
        1,
        &["1 stretch of zero bytes, as a power cut leaves them"],
    ),
    (
        56,
        |it| it.phone(it.whole() + &"\0".repeat(4096)),
        6,
        3,
        1,
        &["1 stretch of zero bytes"],
    ),
    (
        57,
        |it| it.second("zone = \"Europe", &"\0".repeat(30)),
        5,
        2,
        1,
        &["does not count"],
    ),
    (
        58,
        |it| it.second("sum = ", "was = "),
        5,
        2,
        1,
        &["1 event was not written to its end"],
    ),
    (
        59,
        |it| it.second("\"clay\"", "\"sowing\""),
        6,
        3,
        0,
        &["1 event was changed since it was written: it counts as it stands"],
    ),
    (60, |it| it.phone(it.whole() + &it.blocks[1]), 6, 3, 0, &[]),
    (
        61,
        |it| {
            it.beside("tablet.toml", done(2, "sowing"));
        },
        7,
        3,
        1,
        &[
            "1 event is there twice with different contents",
            "one of them counts, the same on every device",
        ],
    ),
    (
        62,
        |it| it.phone(it.whole() + &block(4, &[("clock", "1"), ("kind", "note"), ("text", "x")])),
        7,
        3,
        0,
        &[],
    ),
    (
        62,
        |it| {
            it.phone(
                it.whole()
                    + &block(
                        4,
                        &[
                            ("clock", "9223372036854775807"),
                            ("kind", "note"),
                            ("text", "x"),
                        ],
                    ),
            )
        },
        7,
        3,
        0,
        &["1 event has an impossible clock: it counts as if it came first"],
    ),
    // TOML has no such number, so the block is none.
    (
        62,
        |it| it.second("clock = 102", "clock = 18446744073709551615"),
        5,
        2,
        1,
        &["1 block cannot be read"],
    ),
    (
        63,
        |it| it.phone(it.whole() + &done(4, "moles")),
        7,
        3,
        0,
        &[],
    ),
    (
        64,
        |it| it.phone(it.whole() + &block(4, &[("kind", "mood"), ("level", "high")])),
        7,
        3,
        0,
        &[],
    ),
    (
        65,
        |it| it.phone(block(4, &[("kind", "undo"), ("batch_id", "x")]) + &it.whole()),
        6,
        3,
        1,
        &["1 block cannot be read"],
    ),
    (
        65,
        |it| {
            it.phone(
                it.whole()
                    + &block(
                        4,
                        &[("kind", "undo"), ("target", "01HF7YAT000000000000000077")],
                    ),
            )
        },
        7,
        3,
        0,
        &[],
    ),
    (
        67,
        |it| {
            it.phone(
                it.whole()
                    + &block(
                        4,
                        &[
                            ("at", "1969-07-20T20:17:40+00:00"),
                            ("kind", "done"),
                            ("item", "sowing"),
                        ],
                    ),
            )
        },
        7,
        4,
        0,
        &[],
    ),
    (
        67,
        |it| {
            it.phone(
                it.whole()
                    + &block(
                        4,
                        &[
                            ("at", "2038-01-19T03:14:08+00:00"),
                            ("kind", "done"),
                            ("item", "sowing"),
                        ],
                    ),
            )
        },
        7,
        4,
        1,
        &["1 event from a moment that is still to come"],
    ),
    (
        67,
        |it| {
            it.phone(
                it.whole()
                    + &block(
                        4,
                        &[
                            ("at", "9999-12-31T23:59:59+00:00"),
                            ("kind", "done"),
                            ("item", "sowing"),
                        ],
                    ),
            )
        },
        7,
        4,
        1,
        &["1 event from a moment that is still to come"],
    ),
    (
        68,
        |it| it.second("20:14:05+01:00", "20:14:05"),
        5,
        2,
        1,
        &["`at` is not a date and time with an offset"],
    ),
    (
        69,
        |it| {
            let text = note(4, "line\n[[event]]\nid = evil");
            let text = text.replace(
                "\"line\\n[[event]]\\nid = evil\"",
                "\"\"\"\nline\n[[event]]\nid = evil\"\"\"",
            );
            assert!(text.contains("\n[[event]]\nid = evil"));
            it.phone(it.whole() + &text);
        },
        7,
        3,
        0,
        &[],
    ),
    (
        71,
        |it| {
            it.phone(format!(
                "{}{}{}",
                it.blocks[0],
                it.blocks[1].replace('\n', "\r\n"),
                it.blocks[2]
            ))
        },
        6,
        3,
        0,
        &[],
    ),
    (
        74,
        |it| {
            let [a, b, c] = &it.blocks;
            it.phone(format!("{a}<<<<<<< HEAD\n{b}=======\n{c}>>>>>>> other\n"));
        },
        6,
        3,
        1,
        &["1 unfinished git merge in another device's file: the events of all sides count"],
    ),
    (
        74,
        |it| {
            let [a, b, c] = &it.blocks;
            it.phone(format!(
                "<<<<<<< HEAD\n{b}||||||| base\n{a}=======\n{c}>>>>>>> other\n"
            ));
        },
        6,
        3,
        1,
        &["1 unfinished git merge"],
    ),
    (
        74,
        |it| {
            let [a, b, c] = &it.blocks;
            it.phone(format!("<<<<<<< HEAD\n<<<<<<< inner\n{a}=======\n{b}>>>>>>> inner\n=======\n{c}>>>>>>> other\n"));
        },
        6,
        3,
        1,
        &["unfinished git merge"],
    ),
    (
        75,
        |it| {
            it.beside(
                "phone-0c11.sync-conflict-20261122-101010-ABCDEF1.toml",
                it.whole() + &done(4, "sowing"),
            );
        },
        7,
        4,
        0,
        &["1 file is a copy that a sync tool made: its events count, each once"],
    ),
    (
        76,
        |it| {
            it.beside(
                "phone-0c11 (Ali's conflicted copy 2026-11-22).toml",
                it.whole() + &done(4, "sowing"),
            );
        },
        7,
        4,
        0,
        &["1 file is a copy that a sync tool made"],
    ),
    (
        77,
        |it| {
            for name in [
                ".phone.toml.swp",
                ".#phone.toml",
                "phone.toml~",
                "phone.toml.tmp",
                "phone.toml.orig",
                ".git/phone.toml",
                "phone.toml.mdb",
            ] {
                it.beside(name, done(4, "sowing"));
            }
        },
        6,
        3,
        0,
        UNTOUCHED,
    ),
    (
        78,
        |it| {
            let outside = it.home.path().join("outside.toml");
            write(&outside, done(4, "sowing"));
            symlink(outside, it.own.with_file_name("out.toml")).unwrap();
        },
        6,
        3,
        1,
        &[
            "1 file cannot be read: its events are missing",
            "out.toml: a link that leads out of the folder",
        ],
    ),
    (
        78,
        |it| symlink("phone-0c11.toml", it.own.with_file_name("again.toml")).unwrap(),
        6,
        3,
        0,
        &[],
    ),
    (
        78,
        |it| symlink("/proc/self/mem", it.own.with_file_name("mem.toml")).unwrap(),
        6,
        3,
        1,
        &["mem.toml: a link that leads out of the folder"],
    ),
    (
        82,
        |it| {
            let names: [&[u8]; 6] = [
                b"with space.toml",
                "\u{1f333}.toml".as_bytes(),
                b"line\nbreak.toml",
                b"\x1b[31mred.toml",
                "turn\u{202e}ed.toml".as_bytes(),
                b"-rf.toml",
            ];
            for (name, number) in names.iter().zip(4..) {
                it.beside(std::ffi::OsStr::from_bytes(name), note(number, "x"));
            }
            it.beside(format!("{}.toml", "n".repeat(250)), done(10, "sowing"));
        },
        13,
        4,
        0,
        &[],
    ),
    (
        82,
        |it| {
            it.beside(
                std::ffi::OsStr::from_bytes(b"\xff\xfe.toml"),
                done(4, "sowing"),
            );
        },
        7,
        4,
        0,
        &[],
    ),
    (
        83,
        |it| {
            let device = it.own.file_stem().unwrap().to_str().unwrap().to_owned();
            it.beside(
                "tablet.toml",
                block(
                    4,
                    &[("device", &device), ("kind", "done"), ("item", "sowing")],
                ),
            );
        },
        7,
        4,
        0,
        &[],
    ),
    (
        84,
        |it| {
            let text = it.own_text();
            write(&it.own, text.split_inclusive("\n\n").next().unwrap());
        },
        4,
        2,
        2,
        &["that this device had saved"],
    ),
    (
        86,
        |it| fs::hard_link(&it.own, it.home.path().join("twin")).unwrap(),
        6,
        3,
        0,
        &[],
    ),
    (
        88,
        |it| {
            it.phone(
                it.blocks
                    .iter()
                    .rev()
                    .map(String::as_str)
                    .collect::<String>(),
            )
        },
        6,
        3,
        0,
        &[],
    ),
    (
        90,
        |it| it.phone("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
        3,
        1,
        1,
        &["1 block cannot be read"],
    ),
    (
        90,
        |it| it.phone(b"\0GITCRYPT\0\x8a\x91\xff\x00\x17binary"),
        3,
        1,
        1,
        &["phone-0c11.toml:1"],
    ),
];

#[test]
fn one_mistake_a_journal_and_what_becomes_of_it() {
    each(CASES, |(number, harm, events, ticks, status, says)| {
        let learner = Learner::new();
        harm(&learner);
        let before = files(&learner);
        let what = format!("case {number}");
        assert_eq!(learner.events(), *events, "{what}: events");
        assert_eq!(learner.ticked(), *ticks, "{what}: ticks");
        let doctor = learner.run(&["doctor"]).sound(&what);
        let said = doctor.said();
        assert_eq!(doctor.code(), Some(*status), "{what}: {said}");
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in *says {
            assert!(flat.contains(part), "{what}: no “{part}” in\n{said}");
        }
        assert_eq!(files(&learner), before, "{what}: something was written");
        // A tick is saved all the same, at the end of this device's file.
        let tick = learner.run(&["note", "after all"]).sound(&what);
        assert_eq!(tick.code(), Some(0), "{what}: {}", tick.said());
        assert_eq!(learner.events(), events + 1, "{what}: after a note");
        let after = files(&learner);
        for (name, text) in &before {
            let now = &after.iter().find(|(other, _)| other == name).unwrap().1;
            assert!(now.starts_with(text), "{what}: {name:?} lost bytes");
        }
    });
    let numbers: BTreeSet<u8> = CASES.iter().map(|case| case.0).collect();
    report(
        "corpus B",
        &format!(
            "{} journals of {} cases: events, ticks, doctor's words and status as expected; no byte lost, and a note saved after each",
            CASES.len(),
            numbers.len()
        ),
    );
}

/// All files of the journal's folder.
fn files(learner: &Learner) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let entries = fs::read_dir(learner.own.parent().unwrap()).unwrap();
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.ends_with(".gitattributes"))
        .filter(|path| !path.is_symlink())
        .map(|path| {
            (
                path.file_name().unwrap().to_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_count_notices_what_is_lost_or_made_up() {
    let learner = Learner::new();
    assert_eq!((learner.events(), learner.ticked()), (6, 3));
    learner.phone(format!("{}{}", learner.blocks[0], learner.blocks[2]));
    assert_eq!((learner.events(), learner.ticked()), (5, 2));
    learner.phone(learner.whole() + &done(4, "sowing"));
    assert_eq!((learner.events(), learner.ticked()), (7, 4));
    // A sum of this file's own making that is wrong would be told.
    learner.second("\"clay\"", "\"clax\"");
    let said = learner.run(&["doctor"]).sound("doctor").said();
    assert!(said.contains("changed since"), "{said}");
    report(
        "corpus B",
        "control: a lost, a made-up and a changed event are noticed",
    );
}

/// Cases 63 and 64: what this roadmap or this program does not know is kept.
#[test]
fn what_nobody_knows_is_kept_and_shown() {
    let learner = Learner::new();
    let mood = block(5, &[("kind", "mood"), ("level", "high")]);
    learner.phone(learner.whole() + &done(4, "moles") + &mood);
    let said = learner.run(&["history"]).sound("history").said();
    assert!(said.contains("moles"), "{said}");
    let said = learner.run(&["export", "events"]).sound("export").said();
    assert!(
        said.contains("\"mood\"") && said.contains("\"high\""),
        "{said}"
    );
}

/// Case 66: an undo that a sync brings before what it takes back.
#[test]
fn an_undo_waits_for_what_it_takes_back() {
    let learner = Learner::new();
    let target = "01HF7YAT000000000000000004";
    let undo = block(5, &[("kind", "undo"), ("target", target)]);
    learner.beside("tablet.toml", undo);
    assert_eq!((learner.events(), learner.ticked()), (7, 3));
    learner.phone(learner.whole() + &done(4, "sowing"));
    assert_eq!((learner.events(), learner.ticked()), (8, 3));
    learner.phone(learner.whole() + &done(4, "sowing") + &done(6, "sowing"));
    assert_eq!((learner.events(), learner.ticked()), (9, 4));
}

/// Case 70: what would end a string, and what would begin an event.
#[test]
fn any_text_of_a_note_comes_back() {
    let texts = [
        "\"\"\"",
        "'''",
        "ends in \\",
        "\"\"\"\n[[event]]\nid = \"evil\"\n\"\"\"",
        "a\\u0041b",
        "tab\tand\u{85}next",
        "\u{feff}mark",
        "\u{202e}turned",
        "\u{e0041}tag",
        "𝔘nicode \u{1f469}\u{200d}\u{1f4bb}",
        "[[event]]",
        "sum = \"00000000\"",
        "<<<<<<< HEAD",
        "=======",
        ">>>>>>> other",
        "# comment",
        "\\\"",
        "{{ }}",
    ];
    let learner = Learner::new();
    for text in texts {
        let run = learner.run(&["note", "--", text]).sound(text);
        assert_eq!(run.code(), Some(0), "{text:?}: {}", run.said());
    }
    assert_eq!(learner.events(), 6 + texts.len());
    let said = learner.run(&["export", "events"]).out;
    let said = String::from_utf8(said).unwrap();
    let told: Vec<String> = said
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter_map(|event| event["text"].as_str().map(str::to_owned))
        .collect();
    for text in texts {
        assert!(
            told.iter().any(|there| there == text),
            "{text:?} in {told:?}"
        );
    }
    let doctor = learner.run(&["doctor"]).sound("doctor");
    assert_eq!(doctor.code(), Some(0), "{}", doctor.said());
    report(
        "corpus B",
        &format!("70: {} texts of notes came back as they were", texts.len()),
    );
}

/// Case 85: a folder in the place of this device's file is not written around.
#[test]
fn a_folder_in_the_place_of_the_own_file_refuses_the_change() {
    let learner = Learner::new();
    fs::remove_file(&learner.own).unwrap();
    fs::create_dir(&learner.own).unwrap();
    assert_eq!(learner.events(), 3);
    let tick = learner.run(&["tick", "sowing"]).sound("tick");
    assert_eq!(tick.code(), Some(1), "{}", tick.said());
    assert!(
        tick.said().contains("error: not saved: "),
        "{}",
        tick.said()
    );
    let doctor = learner.run(&["doctor"]).sound("doctor");
    assert_eq!(doctor.code(), Some(2));
    assert!(
        doctor.said().contains("no regular file"),
        "{}",
        doctor.said()
    );
    assert_eq!(learner.events(), 3);
}
