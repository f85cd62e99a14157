//! What is read: a year's journal, long ones, large roadmaps, long notes.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use mastery::{
    clock::Clock,
    domain::{
        day::{DayStart, LogicalDay},
        event::{Batch, Kind, Mark},
        id::DeviceId,
        roadmap::Roadmap,
    },
    store::{
        builtin,
        journal::{Journal, Machine, Pending, Place, device_id},
        roadmap_file::{self, Notes, read_roadmap},
    },
};

/// A learner: a home with a roadmap and a journal.
#[derive(Debug, Clone)]
pub(crate) struct Learner {
    pub(crate) home: PathBuf,
    pub(crate) environment: Vec<(String, String)>,
}

impl Learner {
    /// A learner with this roadmap who recorded so many events in the last
    /// 300 days.
    pub(crate) fn new(home: &Path, roadmap: &str, events: usize) -> Self {
        fs::create_dir_all(home.join("config")).expect("a folder");
        fs::write(home.join("roadmap.toml"), roadmap).expect("a roadmap");
        let read = read(roadmap);
        // A note that is not there is a fault, and what has one is not kept.
        for path in read.phases.iter().filter_map(|it| it.notes.as_deref()) {
            let note = builtin::note(path).map_or_else(|| note(1_000), Into::into);
            let file = home.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, note).expect("a note");
        }
        record(home, &read, events);
        let mut environment = super::terminal::environment(home);
        for (name, folder) in [("MASTERY_DATA_DIR", "data"), ("MASTERY_STATE_DIR", "state")] {
            let folder = home.join(folder).display().to_string();
            environment.push((name.to_owned(), folder));
        }
        Self {
            home: home.to_owned(),
            environment,
        }
    }
}

pub(crate) fn read(text: &str) -> Roadmap {
    let place = roadmap_file::Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    read_roadmap(text, &place)
        .roadmap
        .expect("a roadmap that loads")
}

/// Where the journal of a home is, for the device that the program is there.
pub(crate) fn place(home: &Path, roadmap: &Roadmap) -> Place {
    let state = home.join("state");
    fs::create_dir_all(&state).expect("a folder");
    let device = device_id(&state, &Machine::here());
    let device = device.map_or_else(|_| DeviceId::new("bench"), |device| device.id);
    Place {
        folder: home.join("data").join(roadmap.id.as_str()),
        state,
        roadmap: roadmap.id.clone(),
        device,
    }
}

/// The year begins, then items of its first half are ticked over and over: three in a change,
/// ten where there are many.
fn record(home: &Path, roadmap: &Roadmap, events: usize) {
    let now = Clock::system().now();
    let start = LogicalDay::of(&now.at, DayStart::default()).back(300);
    let (mut journal, _) = Journal::open(place(home, roadmap)).expect("a journal");
    let together = if events < 1_000 { 3 } else { 10 };
    let mut kinds = (0..events).map(|number| match number {
        0 => Kind::Begin { start },
        _ => Kind::Mark {
            item: roadmap.items[number % (roadmap.items.len() / 2).max(1)]
                .id
                .clone(),
            mark: Mark::Done,
        },
    });
    let mut written = 0;
    loop {
        let kinds: Vec<Kind> = kinds.by_ref().take(together).collect();
        if kinds.is_empty() {
            break;
        }
        let day = start.forward((written * 300 / events) as u64);
        written += kinds.len();
        let pending = Pending::new(Batch::on(day, kinds), now.at, now.zone.clone());
        journal.append(&pending).expect("a written change");
    }
}

/// A roadmap of so many phases, each with 12 things to read: 1,500 of them just
/// fit into the most that is read.
pub(crate) fn roadmap(phases: usize) -> String {
    let mut text = "format = 1\nid = \"made\"\ntitle = \"Made for measuring\"\n".to_owned();
    for phase in 1..=phases {
        let _ = write!(
            text,
            "\n[[phase]]\nid = \"p{phase}\"\ntitle = \"The phase that is number {phase}\"\ndays = 20\n"
        );
        for item in 1..=12 {
            let _ = write!(
                text,
                "[[phase.reading]]\nid = \"p{phase}-i{item}\"\nkind = \"docs\"\n\
                 title = \"What is to be read as number {item}\"\n\
                 url = \"https://docs.example/{phase}/{item}\"\n"
            );
        }
    }
    text
}

/// A roadmap of one phase with this note.
pub(crate) fn roadmap_with_note(path: &str) -> String {
    format!(
        "format = 1\nid = \"noted\"\ntitle = \"A note\"\n\n[[phase]]\nid = \"only\"\n\
         title = \"The only phase\"\ndays = 20\nnotes = \"{path}\"\n\
         [[phase.reading]]\nid = \"it\"\nkind = \"docs\"\ntitle = \"It\"\n"
    )
}

/// The first heading of a note that was made here.
pub(crate) const NOTE_TITLE: &str = "A note made for measuring";

/// The shipped notes one after the other, over and over.
pub(crate) fn note(bytes: usize) -> String {
    let all: Vec<String> = builtin::notes().collect();
    let mut text = format!("# {NOTE_TITLE}\n\n");
    for note in all.iter().filter_map(|path| builtin::note(path)).cycle() {
        text.push_str(note);
        if text.len() >= bytes {
            break;
        }
    }
    let end = (0..=bytes).rfind(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text
}
