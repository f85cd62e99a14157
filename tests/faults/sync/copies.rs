//! T9c: a sync tool that knows files and no events: the last writer of a whole
//! file wins, the other becomes a conflict copy; files come late, out of order,
//! twice, and are seen half copied.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use mastery::{
    domain::event::{Event, EventId},
    store::journal::{Journal, Place, What},
};

use super::disk::Folder;
use crate::{
    lane::{report, rounds},
    many::kit::{self, Chance, Told, anything, pending},
};

const DEVICES: usize = 3;

/// One device: its disk, its open program, and what that was told so far.
struct Device {
    disk: Folder,
    place: Place,
    journal: Journal<Folder>,
    /// What the open program has seen, from its start on.
    seen: Vec<Event>,
    /// What it was told is saved.
    saved: Vec<EventId>,
}

/// What a round did, by its name.
type Counts = BTreeMap<&'static str, usize>;

struct World {
    devices: Vec<Device>,
    /// The versions of each file that were ever sent, by name: anything of
    /// these may arrive at any time.
    sent: BTreeMap<PathBuf, Vec<Vec<u8>>>,
    copies: usize,
    counts: Counts,
}

impl World {
    /// Three devices; with `cloned`, two of them take each other's name.
    fn new(cloned: bool) -> Self {
        let devices = (0..DEVICES)
            .map(|number| {
                let name = ["laptop", "desk", if cloned { "desk" } else { "phone" }][number];
                let place = kit::place(Path::new("/home"), name);
                let disk = Folder::default();
                let journal = Journal::open_on(disk.clone(), place.clone()).unwrap().0;
                Device {
                    disk,
                    place,
                    journal,
                    seen: Vec::new(),
                    saved: Vec::new(),
                }
            })
            .collect();
        Self {
            devices,
            sent: BTreeMap::new(),
            copies: 0,
            counts: Counts::new(),
        }
    }

    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    fn append(&mut self, at: usize, chance: &mut Chance) {
        let device = &mut self.devices[at];
        let kinds = (0..=chance.below(2))
            .map(|_| anything(chance, &device.saved))
            .collect();
        let appended = device.journal.append(&pending(kinds)).unwrap();
        device
            .saved
            .extend(appended.own.iter().map(|event| event.id));
        device.seen.extend(appended.own);
        device.seen.extend(appended.others);
        self.count("appends");
    }

    fn poll(&mut self, at: usize) {
        let device = &mut self.devices[at];
        let new = device.journal.poll().unwrap();
        device.seen.extend(new);
    }

    /// Sends all files of a device to the cloud.
    fn send(&mut self, from: usize) {
        let device = &self.devices[from];
        for path in device.disk.files(&device.place.folder) {
            let bytes = device.disk.bytes(&path).unwrap();
            let versions = self.sent.entry(path.clone()).or_default();
            if versions.last() != Some(&bytes) {
                versions.push(bytes.clone());
            }
        }
    }

    /// A version of a file arrives. What was changed here since the last time
    /// becomes a conflict copy, or stays and the newcomer becomes the copy.
    fn arrive(&mut self, at: usize, path: &Path, bytes: &[u8], chance: &mut Chance) {
        let disk = self.devices[at].disk.clone();
        let here = disk.bytes(path);
        // A file that nobody here writes may be replaced by any version of it,
        // for its writer has the newest; one that is written here may not.
        let mine = |device: &Device| device.place.own() == path;
        let writers = self.devices.iter().filter(|it| mine(it)).count();
        let written = mine(&self.devices[at]) || writers > 1;
        let changed = written && here.as_ref().is_some_and(|here| !bytes.starts_with(here));
        if changed {
            self.copies += 1;
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let number = self.copies;
            let name = if chance.once_in(2) {
                format!("{stem}.sync-conflict-20261122-{number:06}-ABCDEF1.toml")
            } else {
                format!("{stem} (Ali's conflicted copy 2026-11-22 {number}).toml")
            };
            let copy = path.with_file_name(name);
            self.count("conflict copies");
            // The one that wins is the one with the newer time: either.
            if chance.once_in(2) {
                disk.put(&copy, bytes);
                return;
            }
            disk.put(&copy, &here.unwrap());
        }
        match chance.below(4) {
            // Half a file is there for a while, and a program looks at it.
            0 => {
                let cut = chance.below(bytes.len() + 1);
                disk.overwrite(path, &bytes[..cut]);
                self.poll(at);
                if chance.once_in(2) {
                    self.poll(at);
                    // Seen by a program that is only then started.
                    let partial = Told::on(disk.clone(), &self.devices[at].place);
                    drop(partial);
                }
                disk.overwrite(path, bytes);
                self.count("seen half copied");
            }
            1 => disk.overwrite(path, bytes),
            _ => disk.put(path, bytes),
        }
        self.count("arrivals");
    }

    /// A file of anybody arrives somewhere, of any age.
    fn carry(&mut self, chance: &mut Chance) {
        let from = chance.below(DEVICES);
        self.send(from);
        let names: Vec<PathBuf> = self.sent.keys().cloned().collect();
        if names.is_empty() {
            return;
        }
        let name = names[chance.below(names.len())].clone();
        let versions = &self.sent[&name];
        let age = if chance.once_in(4) {
            chance.below(versions.len())
        } else {
            0
        };
        let bytes = versions[versions.len() - 1 - age].clone();
        if age > 0 {
            self.count("older versions");
        }
        let at = chance.below(DEVICES);
        self.arrive(at, &name, &bytes, chance);
    }

    /// Everything that is anywhere gets everywhere, as the tool would do it in
    /// the end: one version of each name, the others as copies.
    fn settle(&mut self, chance: &mut Chance) {
        for _ in 0..2 {
            for from in 0..DEVICES {
                let device = &self.devices[from];
                let files: Vec<_> = device
                    .disk
                    .files(&device.place.folder)
                    .into_iter()
                    .map(|path| (device.disk.bytes(&path).unwrap(), path))
                    .collect();
                for (bytes, path) in files {
                    for at in (0..DEVICES).filter(|at| *at != from) {
                        let there = self.devices[at].disk.bytes(&path);
                        // A copy of what is all there already is not made.
                        if there.as_ref().is_none_or(|it| !it.starts_with(&bytes)) {
                            self.arrive(at, &path, &bytes, chance);
                        }
                    }
                }
            }
        }
    }

    /// Whether all devices tell the same, and all that was saved; a program
    /// that was open all the time as well as one that starts.
    fn judge(&mut self) -> Result<usize, String> {
        let mut first: Option<Told> = None;
        for at in 0..DEVICES {
            self.poll(at);
            let device = &self.devices[at];
            let fresh = Told::on(device.disk.clone(), &device.place);
            let open = Told::of(device.seen.clone());
            if let Some(how) = fresh.differs(&open) {
                return Err(format!("{}: started and open: {how}", device.place.device));
            }
            if let Some(first) = &first
                && let Some(how) = first.differs(&fresh)
            {
                return Err(format!("{}: {how}", device.place.device));
            }
            first.get_or_insert(fresh);
        }
        let told = first.unwrap();
        let ids: BTreeSet<EventId> = told.events.keys().map(|(id, _)| *id).collect();
        let mut saved = 0;
        for device in &self.devices {
            for id in &device.saved {
                if !ids.contains(id) {
                    return Err(format!("{id} was saved and is nowhere"));
                }
                saved += 1;
            }
        }
        Ok(saved)
    }
}

/// A world in which much happened; then everything settles.
fn lived(seed: u64, cloned: bool) -> World {
    let mut chance = Chance::new(seed);
    let mut world = World::new(cloned);
    for _ in 0..8 + chance.below(24) {
        match chance.below(5) {
            0 | 1 => {
                let at = chance.below(DEVICES);
                world.append(at, &mut chance);
            }
            2 => {
                let at = chance.below(DEVICES);
                world.poll(at);
            }
            _ => world.carry(&mut chance),
        }
    }
    world.settle(&mut chance);
    world
}

#[test]
fn whole_files_in_any_order_converge() {
    let rounds = rounds(600, 200_000);
    let (mut saved, mut counts) = (0, Counts::new());
    for seed in 0..rounds as u64 {
        // One round in three has a cloned device.
        let mut world = lived(seed, seed % 3 == 2);
        saved += world
            .judge()
            .unwrap_or_else(|how| panic!("round {seed}: {how}"));
        for (what, count) in world.counts {
            *counts.entry(what).or_default() += count;
        }
    }
    for what in [
        "appends",
        "arrivals",
        "conflict copies",
        "older versions",
        "seen half copied",
    ] {
        assert!(
            counts.get(what).is_some_and(|it| *it > rounds / 10),
            "{counts:?}"
        );
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(it, count)| format!("{count} {it}"))
        .collect();
    report(
        "T9c",
        &format!(
            "{rounds} rounds of 3 devices, {saved} events saved, 0 lost, all alike in the end; {}",
            counts.join(", ")
        ),
    );
}

#[test]
fn a_carrier_that_drops_an_event_does_not_pass() {
    let (mut noticed, mut tried) = (0, 0);
    for seed in 0..200 {
        let mut world = lived(seed, false);
        world.judge().unwrap();
        // One device loses a block of another's file: a bad merge.
        let device = &world.devices[2];
        let folder = &device.place.folder;
        let path = folder.join("laptop.toml");
        let copy = |path: &PathBuf| path.to_string_lossy().contains("conflict");
        let Some(bytes) = device.disk.bytes(&path) else {
            continue;
        };
        let text = String::from_utf8(bytes).unwrap();
        let blocks: Vec<&str> = text.split_inclusive("\n\n").collect();
        if blocks.len() < 2 || device.disk.files(folder).iter().any(copy) {
            // A conflict copy may hold it, too.
            continue;
        }
        tried += 1;
        device.disk.put(&path, blocks[1..].concat().as_bytes());
        noticed += usize::from(world.judge().is_err());
    }
    assert!(tried > 10, "{tried}");
    assert_eq!(noticed, tried);
    report(
        "T9c control",
        &format!("an event dropped on one device {tried} times, noticed {noticed} times"),
    );
}

#[test]
fn every_conflict_copy_is_told_once_and_counts_once() {
    let place = kit::place(Path::new("/home"), "laptop");
    let disk = Folder::default();
    let (mut journal, _) = Journal::open_on(disk.clone(), place.clone()).unwrap();
    journal.append(&pending(vec![kit::note("a")])).unwrap();
    journal.append(&pending(vec![kit::note("b")])).unwrap();
    let before = Told::on(disk.clone(), &place);
    let own = disk.bytes(&place.own()).unwrap();
    let names = [
        "laptop.sync-conflict-20261122-101010-ABCDEF1.toml",
        "laptop (Ali's conflicted copy 2026-11-22).toml",
        "laptop (conflicted copy).toml",
    ];
    for name in names {
        disk.put(&place.folder.join(name), &own);
    }
    for name in [
        "laptop.toml~",
        ".laptop.toml.swp",
        ".syncthing.laptop.toml.tmp",
        "laptop.toml.orig",
    ] {
        disk.put(&place.folder.join(name), b"[[event]]\nid = \"not read\"\n");
    }
    let (journal, events) = Journal::open_on(disk, place).unwrap();
    assert!(before.differs(&Told::of(events)).is_none());
    let told: Vec<&What> = journal.damages().map(|damage| &damage.what).collect();
    assert_eq!(told, [&What::Copy; 3]);
    report(
        "T9c",
        &format!(
            "{} names of copies read and told once each, 4 names of drafts not read",
            names.len()
        ),
    );
}
