//! T24: journals of this version, of later ones, and a roadmap of a later one.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use mastery::{
    domain::{event::Event, state::State},
    store::journal::{Journal, read_journal},
};

use super::kit;
use crate::{lane::report, pty::Home};

/// The journal of a released version, and what it added up to there.
fn sample(version: &str) -> (String, String) {
    let folder = Path::new("tests/fixtures/journals").join(version);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    (read("laptop-3f9a.toml"), read("summary.txt"))
}

fn versions() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir("tests/fixtures/journals")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    all
}

/// What a journal adds up to, in words that stay the same whatever becomes of
/// the types.
fn summary(events: Vec<Event>) -> String {
    let state = State::from_events(events);
    let mut text = String::new();
    let mut kinds: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut minutes = 0;
    for (event, live) in state.history() {
        let debug = format!("{:?}", event.kind);
        let name = debug.split([' ', '(']).next().unwrap().to_lowercase();
        let counts = kinds.entry(name).or_default();
        counts[0] += usize::from(live);
        counts[1] += 1;
        if let mastery::domain::event::Kind::Session {
            minutes: length, ..
        } = event.kind
            && live
        {
            minutes += length;
        }
    }
    writeln!(text, "events {}", state.len()).unwrap();
    for (kind, [live, all]) in kinds {
        writeln!(text, "{kind} {live} of {all} count").unwrap();
    }
    writeln!(text, "clock {}", state.clock()).unwrap();
    writeln!(text, "minutes {minutes}").unwrap();
    writeln!(text, "sessions {}", state.sessions().count()).unwrap();
    let begin = state.begin().map(|day| day.to_string());
    writeln!(text, "begin {}", begin.unwrap_or_default()).unwrap();
    let mut marks: Vec<String> = state
        .marked_items()
        .map(|(item, marked)| format!("{} {} {}", item.as_str(), marked.mark.word(), marked.day))
        .collect();
    marks.sort();
    for mark in marks {
        writeln!(text, "mark {mark}").unwrap();
    }
    for (day, why) in state.days_off() {
        writeln!(text, "off {day} {}", why.unwrap_or_default()).unwrap();
    }
    for (day, about, note) in state.notes() {
        let about = about.map(|it| it.as_str().to_owned());
        writeln!(text, "note {day} {} {note:?}", about.unwrap_or_default()).unwrap();
    }
    for (day, link) in state.links() {
        writeln!(text, "link {day} {}", link.url).unwrap();
    }
    let days: Vec<String> = state.study_days().map(|day| day.to_string()).collect();
    writeln!(text, "studied {}", days.join(" ")).unwrap();
    text
}

#[test]
fn journals_of_released_versions_add_up_to_what_they_did() {
    let mut total = 0;
    for folder in versions() {
        let version = folder.file_name().unwrap().to_str().unwrap();
        let (journal, recorded) = sample(version);
        let (events, damages) = read_journal(Path::new("sample"), journal.as_bytes());
        assert_eq!(damages, [], "{version}");
        total += events.len();
        // Any TOML reader sees the same events.
        let table: toml::Table = toml::from_str(&journal).unwrap();
        let plain = table["event"].as_array().unwrap();
        assert_eq!(plain.len(), events.len(), "{version}");
        let ids = plain.iter().map(|event| event["id"].as_str().unwrap());
        assert!(
            ids.eq(events.iter().map(|event| event.id.to_string())),
            "{version}"
        );
        let summary = summary(events.clone());
        if std::env::var_os("UPDATE_SUMMARY").is_some() {
            kit::put(&folder.join("summary.txt"), &summary);
            continue;
        }
        pretty_assertions::assert_eq!(summary, recorded, "{version}");
        // The control: with any one event missing it is not the same.
        for at in 0..events.len() {
            let mut fewer = events.clone();
            fewer.remove(at);
            assert_ne!(
                self::summary(fewer),
                recorded,
                "{version}, without event {at}"
            );
        }
    }
    assert!(total > 15, "{total}");
    report(
        "T24",
        &format!(
            "journals of {} released versions, {total} events: the recorded sums again; each event left out was noticed",
            versions().len()
        ),
    );
}

/// A block with the right sum, of keys whose values are texts, whole numbers or
/// dates, as `docs/journal-format.md` says it; written here anew, so that the
/// program does not check itself.
fn block(keys: &[(&str, &str)]) -> String {
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    let canonical: String = sorted
        .iter()
        .map(|(key, value)| {
            let form = match value.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
                Some(text) => format!("s{}:{text}", text.len()),
                None if value.contains('-') => format!("d{value}"),
                None => format!("i{value}"),
            };
            format!("{}:{key}={form}\n", key.len())
        })
        .collect();
    let sum = crc32fast::hash(canonical.as_bytes());
    let id = keys[0].1.trim_matches('"');
    let mut text = format!("[[event]] # {id}\n");
    for (key, value) in keys {
        writeln!(text, "{key} = {value}").unwrap();
    }
    writeln!(text, "sum = \"{sum:08x}\"\n").unwrap();
    text
}

/// What a later version might write: kinds and keys that nobody knows yet.
fn later(number: usize, kind: &str, own: &[(&str, &str)]) -> String {
    let id = format!("\"01KE0000000000000000000{number:03}\"");
    let clock = format!("{}", 500 + number);
    let kind = format!("\"{kind}\"");
    let mut keys: Vec<(&str, &str)> = vec![
        ("id", &id),
        ("device", "\"tablet-0d0d\""),
        ("clock", &clock),
        ("at", "2026-03-07T20:14:05+01:00"),
        ("zone", "\"Europe/Berlin\""),
        ("day", "2026-03-07"),
        ("kind", &kind),
    ];
    keys.extend(own);
    block(&keys)
}

#[test]
fn what_a_later_version_wrote_is_kept_and_does_no_harm() {
    let home = Home::begun();
    let own = home.journals().remove(0);
    home.mastery(&["note", "before"]);
    let blocks = [
        later(1, "mood", &[("level", "-2"), ("tags", "\"calm\"")]),
        later(2, "done", &[("item", "\"worms\""), ("confidence", "4")]),
        later(3, "note", &[("text", "\"hello\""), ("colour", "\"blue\"")]),
        later(4, "weather", &[("rain", "7")]),
        later(
            5,
            "undo",
            &[
                ("target", "\"01KE0000000000000000000004\""),
                ("why", "\"dry\""),
            ],
        ),
    ];
    // `-2` is a number, not a date: the only one here that begins so.
    let blocks: Vec<String> = blocks
        .into_iter()
        .map(|it| {
            if it.contains("level = -2") {
                mood()
            } else {
                it
            }
        })
        .collect();
    let file = own.with_file_name("tablet-0d0d.toml");
    kit::put(&file, blocks.concat());
    // In this device's own file, too: an older version was installed again.
    let mut mixed = fs::read_to_string(&own).unwrap();
    mixed += &later(6, "mood", &[("level", "3")]);
    kit::put(&own, &mixed);
    let (events, damages) = read_journal(&file, &fs::read(&file).unwrap());
    assert_eq!((events.len(), damages), (5, vec![]));
    // The control: the reader does look at the sums.
    let wrong = blocks.concat().replace("confidence = 4", "confidence = 5");
    assert_eq!(read_journal(&file, wrong.as_bytes()).1.len(), 1);
    home.mastery(&["note", "after"]);
    home.mastery(&["reopen", "worms"]);
    let now = fs::read_to_string(&own).unwrap();
    assert!(now.starts_with(&mixed), "what was there is as it was");
    assert_eq!(fs::read_to_string(&file).unwrap(), blocks.concat());
    let lines = home.mastery(&["export", "events"]);
    for part in [
        "\"mood\"",
        "\"level\":3",
        "\"confidence\":4",
        "\"colour\":\"blue\"",
        "\"weather\"",
        "\"why\":\"dry\"",
    ] {
        assert!(lines.contains(part), "{part} in {lines}");
    }
    assert!(
        home.mastery(&["status"]).contains("0/"),
        "the tick was taken back"
    );
    let device = own.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut place = kit::place(home.path(), &device);
    place.state = home.path().join("state");
    let (journal, events) = Journal::open(place).unwrap();
    assert_eq!(journal.damages().count(), 0);
    // The new ones come after all that was there, whoever wrote it.
    let clocks: Vec<u64> = events
        .iter()
        .filter(|it| it.device.as_str() == device)
        .map(|it| it.clock)
        .collect();
    assert!(
        clocks.iter().filter(|clock| **clock > 506).count() >= 2,
        "{clocks:?}"
    );
    report(
        "T24",
        "6 blocks with kinds and keys of a later version: kept, exported, appended behind; 0 bytes of them changed",
    );
}

fn mood() -> String {
    // Its canonical form by hand: `level` is `i-2`.
    let text = later(1, "mood", &[("level", "2"), ("tags", "\"calm\"")]);
    let canonical = "2:at=d2026-03-07T20:14:05+01:00\n5:clock=i501\n3:day=d2026-03-07\n6:device=s11:tablet-0d0d\n2:id=s26:01KE0000000000000000000001\n4:kind=s4:mood\n5:level=i-2\n4:tags=s4:calm\n4:zone=s13:Europe/Berlin\n";
    let sum = crc32fast::hash(canonical.as_bytes());
    let (head, _) = text.split_once("sum = ").unwrap();
    format!(
        "{}sum = \"{sum:08x}\"\n\n",
        head.replace("level = 2", "level = -2")
    )
}

#[test]
fn a_roadmap_of_a_later_version_is_refused_and_the_journal_left_alone() {
    let home = Home::begun();
    home.mastery(&["note", "before"]);
    let before = home.journal();
    let roadmap = fs::read_to_string(home.path().join("roadmap.toml")).unwrap();
    home.write("roadmap.toml", roadmap.replace("format = 1", "format = 2"));
    let commands: [&[&str]; 5] = [
        &["status"],
        &["note", "x"],
        &["tick", "worms"],
        &["undo"],
        &["today"],
    ];
    for args in commands {
        let output = home.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{args:?}");
        assert!(said.contains("needs a newer mastery"), "{args:?}: {said}");
        assert!(
            said.contains("the journal was left alone"),
            "{args:?}: {said}"
        );
        assert_eq!(home.journal(), before, "{args:?}");
    }
    // The journal can be looked at all the same.
    let told = String::from_utf8(home.run(&["doctor"]).stdout).unwrap();
    assert!(told.contains("2 events of 1 device"), "{told}");
    // The control: with its own format all of it works again.
    home.write("roadmap.toml", roadmap);
    home.mastery(&["note", "after"]);
    report(
        "T24",
        &format!(
            "a roadmap of format 2: {} commands refused with the reason, the journal untouched",
            commands.len()
        ),
    );
}
