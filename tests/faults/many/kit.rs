//! What the tests of journals share: events, chance, and how two states are compared.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use chrono::DateTime;
use mastery::{
    domain::{
        day::LogicalDay,
        event::{Batch, Event, EventId, Kind, Mark},
        id::{BudgetId, DeviceId, ItemId, RoadmapId},
        state::State,
    },
    store::journal::{Disk, Files, Journal, Pending, Place},
};

/// The evening on which everything here happens.
pub(crate) const NOW: &str = "2026-03-06T20:14:05+01:00[Europe/Berlin]";

/// Numbers that look random and are the same in every run.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// The journal `garden` of a device below `root`.
pub(crate) fn place(root: &Path, device: &str) -> Place {
    Place {
        folder: root.join("data/garden"),
        state: root.join("state").join(device),
        roadmap: RoadmapId::new("garden"),
        device: DeviceId::new(device),
    }
}

/// A folder whose syncs cost nothing, where there is one: for tests of order
/// and exclusion, not of what a disk keeps.
pub(crate) fn quick_folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

pub(crate) fn today() -> LogicalDay {
    LogicalDay::ymd(2026, 3, 6).unwrap()
}

pub(crate) fn pending(kinds: Vec<Kind>) -> Pending {
    pending_after(0, kinds)
}

/// The same, so many seconds later.
pub(crate) fn pending_after(seconds: i64, kinds: Vec<Kind>) -> Pending {
    let moment = DateTime::parse_from_rfc3339("2026-03-06T20:14:05+01:00").unwrap();
    let moment = moment + chrono::TimeDelta::seconds(seconds);
    Pending::new(
        Batch::on(today(), kinds),
        moment,
        "Europe/Berlin".to_owned(),
    )
}

pub(crate) fn note(text: impl Into<String>) -> Kind {
    Kind::Note {
        text: text.into(),
        about: None,
    }
}

pub(crate) fn mark(item: &str, mark: Mark) -> Kind {
    Kind::Mark {
        item: ItemId::new(item),
        mark,
    }
}

pub(crate) fn session(minutes: u32) -> Kind {
    Kind::Session {
        category: BudgetId::new("learning"),
        minutes,
        from: None,
        about: None,
        text: None,
    }
}

/// Something a learner does; an undo takes back one of `own`.
pub(crate) fn anything(chance: &mut Chance, own: &[EventId]) -> Kind {
    let items = ["worms", "compost", "clay", "sowing"];
    let item = items[chance.below(items.len())];
    match chance.below(8) {
        0 | 1 => mark(item, Mark::Done),
        2 => mark(item, Mark::Open),
        3 => mark(item, Mark::Started),
        4 => session(5 + chance.below(90) as u32),
        5 if !own.is_empty() => Kind::Undo {
            target: own[chance.below(own.len())],
            correction: false,
        },
        6 => mark(item, Mark::Skipped),
        _ => note(format!("a thought, {}\n[[event]]", chance.next())),
    }
}

/// Replaces a file in one step, as git and sync tools do.
pub(crate) fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap()).unwrap();
    std::io::Write::write_all(&mut file, bytes.as_ref()).unwrap();
    file.persist(path).unwrap();
}

/// Everything a journal says: each event, whether it counts, and the figures.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) events: BTreeMap<(EventId, u32), (Event, bool)>,
    state: State,
}

impl Told {
    pub(crate) fn of(events: impl IntoIterator<Item = Event>) -> Self {
        Self::from_state(State::from_events(events))
    }

    pub(crate) fn from_state(state: State) -> Self {
        let events = state
            .history()
            .map(|(event, live)| ((event.id, event.sum), (event.clone(), live)))
            .collect();
        Self { events, state }
    }

    /// What a fresh program reads.
    pub(crate) fn at(place: &Place) -> Self {
        Self::on(Files, place)
    }

    pub(crate) fn on<D: Disk>(disk: D, place: &Place) -> Self {
        Self::of(Journal::open_on(disk, place.clone()).unwrap().1)
    }

    /// How it differs from another, if it does.
    pub(crate) fn differs(&self, other: &Self) -> Option<String> {
        for (one, two, whose) in [(self, other, "second"), (other, self, "first")] {
            let missing: Vec<_> = one
                .events
                .keys()
                .filter(|key| !two.events.contains_key(key))
                .collect();
            if let Some((first, _)) = missing.first() {
                return Some(format!(
                    "the {whose} lacks {} events, first {first}",
                    missing.len()
                ));
            }
        }
        if self.events != other.events {
            return Some("the same events do not count alike".to_owned());
        }
        (self.state.folded() != other.state.folded()).then(|| "the figures differ".to_owned())
    }
}

/// The files of a folder that may be journals.
pub(crate) fn journals(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    files.sort();
    files
}

/// The value below which so many of a hundred are; sorts them.
pub(crate) fn hundredth(values: &mut [u64], of_hundred: usize) -> u64 {
    values.sort_unstable();
    let last = values.len().saturating_sub(1);
    values
        .get((values.len() * of_hundred / 100).min(last))
        .copied()
        .unwrap_or_default()
}
