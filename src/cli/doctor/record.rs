//! The journal: what it holds, what of it cannot be read, what is odd about it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use chrono::TimeDelta;

use crate::{
    clock::Moment,
    domain::{
        day::{DayStart, LogicalDay},
        event::Event,
        roadmap::Roadmap,
    },
    store::journal::{Ailment, Damage, Journal, MAX_FILE, Place, What, is_locked, own_ailment},
    text::count,
};

use super::{
    fix::Remedy,
    lost,
    report::{Area, Check, Device, Level, Report},
};

/// By how much other clocks may be ahead of this one, in minutes.
const AHEAD: i64 = 10;
/// By how much the clock of a device may go back, in hours: nobody moves
/// farther by changing zones, and the moments know their offsets.
const BACK: i64 = 24;
/// A gap in the Lamport clocks as no device makes one.
const JUMP: u64 = 1_000_000;

/// Reads a journal and says how it is; gives its events, if it can be read.
pub(super) fn examine(
    place: &Place,
    roadmap: Option<&Roadmap>,
    named: bool,
    now: &Moment,
    start: DayStart,
    report: &mut Report,
    remedies: &mut Vec<Remedy>,
) -> Option<Vec<Event>> {
    let (journal, events) = match Journal::open(place.clone()) {
        Ok(opened) => opened,
        Err(error) => {
            report.add(
                found("journal", Level::Error, error.to_string())
                    .advise("a folder must be there that you may read; nothing was changed"),
            );
            return None;
        }
    };
    overview(place, named, &events, report);
    if named && let Some((check, remedy)) = lost::examine(place, roadmap, &journal.missing()) {
        report.add(check);
        remedies.push(remedy);
    }
    let ailment = if named { own_ailment(place) } else { None };
    for check in damages(&journal, place, ailment) {
        report.add(check);
    }
    if ailment == Some(Ailment::OpenEnd) {
        report.add(
            found(
                "open-end",
                Level::Note,
                "this device's file does not end in a blank line, as after a write that was cut short",
            )
            .at([place.own().display().to_string()])
            .advise("the next change closes it, and so does `mastery doctor --fix`")
            .mendable(true),
        );
    }
    if let Some(ailment) = ailment {
        remedies.push(Remedy::Journal(place.clone(), ailment));
    }
    if is_locked(place) {
        report.add(found(
            "lock",
            Level::Note,
            "another mastery of this device is writing just now",
        ));
    }
    for check in oddities(&events, now, start) {
        report.add(check);
    }
    Some(events)
}

fn found(name: &'static str, level: Level, text: impl Into<String>) -> Check {
    Check::new(Area::Journal, name, level, text)
}

/// How many events there are, and of which devices.
fn overview(place: &Place, named: bool, events: &[Event], report: &mut Report) {
    let mut devices: BTreeMap<&str, Device> = BTreeMap::new();
    for event in events {
        let id = event.device.as_str();
        let device = devices.entry(id).or_insert_with(|| Device {
            roadmap: place.roadmap.to_string(),
            device: id.to_owned(),
            own: named && event.device == place.device,
            events: 0,
            first: event.day,
            last: event.day,
        });
        device.events += 1;
        device.first = device.first.min(event.day);
        device.last = device.last.max(event.day);
    }
    let text = if events.is_empty() {
        format!("`{}`: nothing has happened yet", place.roadmap)
    } else {
        format!(
            "`{}`: {} of {}",
            place.roadmap,
            count(events.len(), "event"),
            count(devices.len(), "device")
        )
    };
    let lines = devices.values().map(|device| {
        let own = if device.own { " (this device)" } else { "" };
        let events = count(device.events, "event");
        if device.first == device.last {
            format!("{}{own}: {events}, on {}", device.device, device.first)
        } else {
            format!(
                "{}{own}: {events}, {} to {}",
                device.device, device.first, device.last
            )
        }
    });
    report.add(found("journal", Level::Ok, text).at(lines.collect::<Vec<_>>()));
    report.devices.extend(devices.into_values());
}

/// A kind of damage: its name, how bad it is, what is said of one and of more.
struct Sort {
    name: &'static str,
    level: Level,
    one: &'static str,
    many: &'static str,
    advice: &'static str,
}

/// What each kind of damage means, in this device's own file or another; `lost`
/// if that lacks its last event.
fn sort(what: &What, own: bool, lost: bool) -> Sort {
    let (name, level, one, many, advice) = match what {
        What::Torn => (
            "torn",
            Level::Warning,
            "event was not written to its end: it does not count",
            "events were not written to their end: they do not count",
            "enter again what is missing; the lines may stay, or be deleted in an editor",
        ),
        What::Edited { .. } => (
            "edited",
            Level::Note,
            "event was changed since it was written: it counts as it stands",
            "events were changed since they were written: they count as they stand",
            "if you did not change it, look into an older copy of the file",
        ),
        What::Bad { .. } | What::TooLong { .. } | What::NotText | What::Stray => (
            "unread",
            Level::Warning,
            "block cannot be read: it does not count",
            "blocks cannot be read: they do not count",
            "mend the lines in an editor, or leave them: what stands around them is read",
        ),
        What::Zeros => (
            "zeros",
            Level::Warning,
            "stretch of zero bytes, as a power cut leaves them",
            "stretches of zero bytes, as power cuts leave them",
            "enter again what is missing; the zeros do no harm",
        ),
        What::Conflict if own => (
            "merge",
            Level::Warning,
            "unfinished git merge: the events of all sides count",
            "unfinished git merges: the events of all sides count",
            "`mastery doctor --fix` resolves the marks into the events of all sides; then `git add` the file",
        ),
        What::Conflict => (
            "merge-elsewhere",
            Level::Warning,
            "unfinished git merge in another device's file: the events of all sides count",
            "unfinished git merges in other devices' files: the events of all sides count",
            "run `mastery doctor --fix` on that device, or take the marks out in an editor, and `git add` the file",
        ),
        What::Clock { .. } => (
            "clock",
            Level::Note,
            "event has an impossible clock: it counts as if it came first",
            "events have impossible clocks: they count as if they came first",
            "nothing is to be done; another program wrote that",
        ),
        What::Twice { .. } => (
            "twice",
            Level::Warning,
            "event is there twice with different contents",
            "events are there twice with different contents",
            "one of them counts, the same on every device; delete the wrong one in an editor",
        ),
        What::Copy => (
            "copy",
            Level::Note,
            "file is a copy that a sync tool made: its events count, each once",
            "files are copies that a sync tool made: their events count, each once",
            "keep it, or delete it once the original has all its events",
        ),
        What::Unreadable { .. } | What::NotAFile | What::Outside | What::TooLarge { .. } => (
            if own {
                "own-file-unreadable"
            } else {
                "file-unreadable"
            },
            if own { Level::Error } else { Level::Warning },
            "file cannot be read: its events are missing",
            "files cannot be read: their events are missing",
            "put a regular file in its place that you may read; nothing was changed",
        ),
        What::Shorter { .. } if !lost => (
            "shorter",
            Level::Warning,
            "sign that something was taken out of this device's file, though its last event is there",
            "signs that something was taken out of this device's file, though its last event is there",
            "if it is more than blank space, look into an older copy of the file; the next change takes the file as it is",
        ),
        What::Shorter { .. } | What::Lost { .. } => (
            "put-back",
            Level::Error,
            "sign that an older version of this device's file was put back",
            "signs that an older version of this device's file was put back",
            "look for a newer copy (a backup, the sync tool's versions) and put it beside this one under another name that ends in .toml: each event counts once",
        ),
        What::Missing { .. } => (
            "missing",
            Level::Error,
            "sign that events are missing",
            "signs that events are missing",
            "`mastery doctor --fix` puts them back",
        ),
        What::More { .. } => (
            "more",
            Level::Note,
            "file has more damage than is told one by one",
            "files have more damage than is told one by one",
            "look into the file",
        ),
    };
    Sort {
        name,
        level,
        one,
        many,
        advice,
    }
}

/// What cannot be read as it stands, kind by kind, the worst first.
fn damages(journal: &Journal, place: &Place, ailment: Option<Ailment>) -> Vec<Check> {
    let own = place.own();
    let mut sorts: Vec<(Sort, Vec<String>)> = Vec::new();
    let lost = journal
        .damages()
        .any(|damage| matches!(damage.what, What::Lost { .. }));
    // What is missing is told one by one, whether it was noticed before or not.
    let told = |damage: &&Damage| !matches!(damage.what, What::Missing { .. });
    for damage in journal.damages().filter(told) {
        let sort = sort(&damage.what, damage.file == own, lost);
        let said = said(damage);
        match sorts.iter_mut().find(|(it, _)| it.name == sort.name) {
            Some((_, places)) => places.push(said),
            None => sorts.push((sort, vec![said])),
        }
    }
    sorts.sort_by_key(|(sort, _)| std::cmp::Reverse(sort.level));
    sorts
        .into_iter()
        .map(|(sort, places)| {
            let what = if places.len() == 1 {
                sort.one
            } else {
                sort.many
            };
            let mendable = sort.name == "merge" && ailment == Some(Ailment::Marks);
            found(sort.name, sort.level, format!("{} {what}", places.len()))
                .at(places)
                .advise(sort.advice)
                .mendable(mendable)
        })
        .collect()
}

/// The file and line of a damage, and what tells it from others of its kind.
fn said(damage: &Damage) -> String {
    let file = damage.file.display();
    let place = match damage.line {
        Some(line) => format!("{file}:{line}"),
        None => file.to_string(),
    };
    match &damage.what {
        What::Torn | What::Stray | What::Zeros | What::Conflict | What::Copy | What::NotText => {
            place
        }
        What::NotAFile => format!("{place}: no regular file"),
        What::Outside => format!("{place}: a link that leads out of the folder"),
        What::Edited { id } | What::Twice { id } => format!("{place}: {id}"),
        What::Clock { id, clock } => format!("{place}: {id}, {clock}"),
        What::Bad { reason } | What::Unreadable { reason } => format!("{place}: {reason}"),
        What::Shorter { had, has } => format!("{place}: {has} bytes, it had {had}"),
        What::Lost { last } => format!("{place}: {last}, its last event, is missing"),
        What::TooLong { bytes } => format!("{place}: {bytes} bytes are too long for an event"),
        What::TooLarge { bytes } => format!(
            "{place}: {bytes} bytes, more than the {} MiB that are read",
            MAX_FILE >> 20
        ),
        What::Missing { count } | What::More { count } => format!("{place}: {count} more"),
    }
}

/// What is strange about the times of events.
fn oddities(events: &[Event], now: &Moment, start: DayStart) -> Vec<Check> {
    let mut checks = Vec::new();
    let name = |event: &Event| format!("{} of {}, {}", event.id, event.device, event.at);
    let mut odd = |check: &'static str, level, text: &str, advice: &str, which: Vec<String>| {
        if !which.is_empty() {
            let events = count(which.len(), "event");
            checks.push(
                found(check, level, format!("{events} {text}"))
                    .at(which)
                    .advise(advice),
            );
        }
    };
    let latest = now.at + TimeDelta::minutes(AHEAD);
    let future = events.iter().filter(|event| event.at > latest).map(name);
    odd(
        "future",
        Level::Warning,
        "from a moment that is still to come",
        "either this computer's clock is behind, or that device's was ahead",
        future.collect(),
    );
    let ahead = |event: &&Event| {
        // Days may begin at another time there.
        event.day > LogicalDay::of(&event.at, start).forward(1)
    };
    odd(
        "day-ahead",
        Level::Note,
        "for a later day than that of the writing",
        "they count for that day; `mastery undo` and `--on` move what you did not mean",
        events.iter().filter(ahead).map(name).collect(),
    );
    let mut ordered: Vec<&Event> = events.iter().collect();
    ordered.sort_by_key(|event| event.order());
    let mut newest: BTreeMap<&str, &Event> = BTreeMap::new();
    let (mut back, mut jumps) = (Vec::new(), Vec::new());
    let mut before = 0;
    for event in ordered {
        let clock = event.counted_clock();
        if clock.saturating_sub(before) > JUMP {
            jumps.push(format!("{}: from {before} to {clock}", name(event)));
        }
        before = clock;
        if let Some(last) = newest.insert(event.device.as_str(), event)
            && last.at - event.at > TimeDelta::hours(BACK)
        {
            back.push(format!("{}, written after {}", name(event), last.at));
        }
    }
    odd(
        "clock-back",
        Level::Note,
        "written when the device's clock had gone back by more than a day",
        "their days are as they were written; `--on` moves what stands on the wrong one",
        back,
    );
    odd(
        "clock-jump",
        Level::Note,
        "with a counter far above the one before",
        "the order stays as it is; another program or an edit did that",
        jumps,
    );
    checks
}

/// The names of the journals in a data folder.
pub(super) fn journals(data: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(data) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let is_one = entry.path().is_dir()
                && crate::domain::id::well_formed(&name).is_ok()
                && holds_journal(&entry.path());
            is_one.then_some(name)
        })
        .collect();
    names.sort_unstable();
    names
}

fn holds_journal(folder: &PathBuf) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.filter_map(Result::ok).any(|entry| {
            let path = entry.path();
            path.extension().is_some_and(|end| end == "toml")
        })
    })
}
