//! What a start, a key and a long journal cost: `cargo bench`. The figures and
//! their marks stand in `docs/performance.md`.

use std::{fs, hint::black_box, path::Path, sync::Arc};

use crossterm::event::{Event as Input, KeyCode, KeyEvent, KeyModifiers};
use divan::{Bencher, counter::ItemsCount};
use mastery::{
    clock::Moment,
    domain::{
        day::LogicalDay,
        event::{Batch, Event, EventId, Kind, Mark},
        id::DeviceId,
        progress::Progress,
        roadmap::Roadmap,
        state::State,
    },
    insight::{forecast::Forecast, plan_line::PlanLine},
    reader::{Document, Layout, paint},
    store::{
        builtin,
        journal::{self, Journal, Pending, read_journal},
        roadmap_file::{Notes, Place, read_roadmap},
    },
    tui::{
        app::App,
        msg::Msg,
        theme::{Background, Depth, Theme},
        world::World,
    },
};
use pulldown_cmark::{Options, Parser};
use ratatui::{buffer::Buffer, layout::Rect};

fn main() {
    divan::main();
}

const EVENTS: [usize; 3] = [1_000, 10_000, 100_000];
const SIZES: [(u16, u16); 2] = [(120, 40), (200, 60)];
/// A screen, and the keys that lead there from the start.
const SCREENS: [(&str, &str); 9] = [
    ("today", ""),
    ("phases", "2"),
    ("phase", "2\n"),
    ("matrix", "3"),
    ("apps", "4"),
    ("week", "5"),
    ("plan", "6"),
    ("palette", ":"),
    ("help", "?"),
];

fn load() -> Roadmap {
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    read_roadmap(builtin::ROADMAP, &place)
        .roadmap
        .expect("the built-in roadmap loads")
}

/// The file of a device that recorded so many events: the year begins, then
/// items of the roadmap are ticked over and over, ten in a change.
fn journal(roadmap: &Roadmap, events: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let place = journal::Place {
        folder: folder.path().join("data"),
        state: folder.path().join("state"),
        roadmap: roadmap.id.clone(),
        device: DeviceId::new("laptop-3f9a"),
    };
    let own = place.own();
    let (mut journal, _) = Journal::open(place).expect("a journal");
    let start = LogicalDay::parse("2026-01-05").expect("a day");
    let mut kinds = (0..events).map(|number| match number {
        0 => Kind::Begin { start },
        _ => Kind::Mark {
            item: roadmap.items[number % roadmap.items.len()].id.clone(),
            mark: Mark::Done,
        },
    });
    let mut number = 0;
    loop {
        let kinds: Vec<Kind> = kinds.by_ref().take(10).collect();
        if kinds.is_empty() {
            break;
        }
        let day = start.forward(number * 58 / (events as u64 / 10));
        let batch = Batch::on(day, kinds);
        let now = now();
        let pending = Pending::new(batch, now.at, now.zone);
        journal.append(&pending).expect("a written change");
        number += 1;
    }
    fs::read(own).expect("the journal's file")
}

fn events(roadmap: &Roadmap, number: usize) -> Vec<Event> {
    let bytes = journal(roadmap, number);
    let (events, damages) = read_journal(Path::new("laptop-3f9a.toml"), &bytes);
    assert_eq!((events.len(), damages.len()), (number, 0));
    events
}

fn now() -> Moment {
    "2026-03-04T20:00:00+01:00[Europe/Berlin]"
        .parse()
        .expect("a moment")
}

/// The program after a year's worth of ticks, on the screen that `keys` lead to.
fn app(keys: &str) -> App {
    let roadmap = load();
    let events = events(&roadmap, 400);
    let day = LogicalDay::parse("2026-03-04").expect("a day");
    let world = World::new(
        roadmap,
        State::from_events(events),
        DeviceId::new("laptop-3f9a"),
        day,
        "roadmap.toml".to_owned(),
        Vec::new(),
    );
    let theme = Theme::new(Background::Dark, Depth::Full);
    let mut app = App::new(world, theme, false, &now());
    for key in keys.chars() {
        press(&mut app, key);
    }
    app
}

fn press(app: &mut App, key: char) {
    let code = match key {
        '\n' => KeyCode::Enter,
        '\x1b' => KeyCode::Esc,
        key => KeyCode::Char(key),
    };
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    black_box(app.update(Msg::Input(Input::Key(key)), &now()));
}

#[divan::bench]
fn load_the_roadmap() -> Roadmap {
    load()
}

#[divan::bench(args = EVENTS)]
fn read_a_journal(bencher: Bencher<'_, '_>, number: usize) {
    let bytes = journal(&load(), number);
    bencher
        .counter(ItemsCount::new(number))
        .bench_local(|| read_journal(Path::new("laptop-3f9a.toml"), black_box(&bytes)));
}

#[divan::bench(args = EVENTS)]
fn fold_events(bencher: Bencher<'_, '_>, number: usize) {
    let events = events(&load(), number);
    bencher
        .counter(ItemsCount::new(number))
        .with_inputs(|| events.clone())
        .bench_local_values(State::from_events);
}

#[divan::bench(args = SCREENS.map(|(screen, _)| screen), consts = [0, 1])]
fn draw<const SIZE: usize>(bencher: Bencher<'_, '_>, screen: &str) {
    let (width, height) = SIZES[SIZE];
    let keys = SCREENS
        .iter()
        .find(|(name, _)| *name == screen)
        .map_or("", |(_, keys)| keys);
    let mut app = app(keys);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    bencher.bench_local(|| {
        buffer.reset();
        app.draw(black_box(&mut buffer))
    });
}

/// The forecast for a learner who ticked an item every so many days for ten
/// weeks: a brisk one, and one for whom most courses have no end.
#[divan::bench(args = [1, 30])]
fn forecast(bencher: Bencher<'_, '_>, every: usize) {
    let roadmap = load();
    let start = LogicalDay::parse("2026-01-05").expect("a day");
    let mut events = events(&roadmap, 10);
    events.truncate(1);
    let sample = events[0].clone();
    let ticks = (1..70).step_by(every).zip(&roadmap.items);
    events.extend(ticks.zip(2_u64..).map(|((days, item), clock)| Event {
        id: EventId::new(ulid::Ulid(clock.into())),
        batch: None,
        clock,
        day: start.forward(days as u64),
        kind: Kind::Mark {
            item: item.id.clone(),
            mark: Mark::Done,
        },
        ..sample.clone()
    }));
    let state = State::from_events(events);
    let progress = Progress::new(&roadmap, &state);
    let line = PlanLine::of(&roadmap, &state, &progress);
    let today = start.forward(71);
    bencher.bench_local(|| {
        Forecast::new(
            black_box(&roadmap),
            &state,
            &progress,
            line.as_ref(),
            black_box(today),
        )
    });
}

#[divan::bench]
fn move_the_selection(bencher: Bencher<'_, '_>) {
    let mut app = app("2");
    bencher.bench_local(|| {
        press(&mut app, 'j');
        press(&mut app, 'k');
    });
}

#[divan::bench]
fn open_the_palette(bencher: Bencher<'_, '_>) {
    let mut app = app("");
    bencher.bench_local(|| {
        press(&mut app, ':');
        press(&mut app, '\x1b');
    });
}

#[divan::bench]
fn search_the_palette(bencher: Bencher<'_, '_>) {
    let mut app = app(":");
    bencher.bench_local(|| {
        for key in "supervis".chars() {
            press(&mut app, key);
        }
        let key = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
        app.update(Msg::Input(Input::Key(key)), &now())
    });
}

/// How large a note is: as a shipped one, and as nobody writes one.
const NOTES: [usize; 3] = [19_000, 1_000_000, 5_000_000];

/// The shipped notes one after the other, over and over.
fn note(bytes: usize) -> Arc<str> {
    let all: Vec<String> = builtin::notes().collect();
    let all = all.iter().filter_map(|path| builtin::note(path));
    let mut text = String::new();
    for note in all.collect::<Vec<_>>().into_iter().cycle() {
        text.push_str(note);
        if text.len() >= bytes {
            break;
        }
    }
    let end = (0..=bytes).rfind(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text.into()
}

/// The floor: what the parser takes that the reader is built on.
#[divan::bench(args = NOTES)]
fn read_a_note_floor(bencher: Bencher<'_, '_>, bytes: usize) {
    let note = note(bytes);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    bencher.bench_local(|| {
        let events = Parser::new_ext(black_box(&note), options).into_offset_iter();
        events.map(|it| black_box(it).1.len()).sum::<usize>()
    });
}

/// From the text to its first screen of 40 lines.
#[divan::bench(args = NOTES)]
fn read_a_note(bencher: Bencher<'_, '_>, bytes: usize) {
    let note = note(bytes);
    bencher.bench_local(|| {
        let document = Document::parse(Arc::clone(black_box(&note)));
        let mut layout = Layout::new(90);
        let mut lines = 0;
        for block in 0..document.blocks().len() {
            lines += layout.lines(&document, block).len();
            if lines >= 40 {
                break;
            }
        }
        (document, layout)
    });
}

/// All lines of a note, as `mastery read` prints them.
#[divan::bench(args = NOTES)]
fn lay_out_a_note(bencher: Bencher<'_, '_>, bytes: usize) {
    let document = Document::parse(note(bytes));
    bencher.bench_local(|| {
        let mut layout = Layout::new(90);
        let blocks = 0..document.blocks().len();
        blocks
            .map(|block| layout.lines(&document, block).len())
            .sum::<usize>()
    });
}

/// The words of code in a shipped note; the grammars are there.
#[divan::bench]
fn paint_a_note(bencher: Bencher<'_, '_>) {
    let document = Document::parse(note(NOTES[0]));
    paint(&document);
    bencher.bench_local(|| paint(black_box(&document)));
}
