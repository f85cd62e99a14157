//! Tests press keys and look at the screen: the whole program but the disk.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, OnceLock},
};

use chrono::{DateTime, FixedOffset, TimeDelta};
use crossterm::event::{
    Event as Input, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier},
};
use ulid::Ulid;

use crate::{
    clock::Moment,
    domain::{
        day::{DayStart, LogicalDay},
        event::{Batch, Event, EventId, Kind},
        id::{DeviceId, ItemId},
        progress::Status,
        roadmap::Roadmap,
        state::State,
    },
    reader::paint,
    store::{
        builtin,
        roadmap_file::{Notes, Place, read_roadmap},
    },
};

use super::{
    app::App,
    effect::{Effect, SharedNote, Token},
    keys::{KeyWish, Keymap},
    msg::{Fate, Msg, NoteText},
    theme::{Background, Depth, Theme},
    world::World,
};

/// The shipped roadmap.
pub(crate) fn shipped() -> Roadmap {
    static SHIPPED: OnceLock<Roadmap> = OnceLock::new();
    let read = || {
        let source = include_str!("../../roadmap.toml");
        let place = Place {
            file: "roadmap.toml",
            notes: &|_| Notes::Found,
        };
        let loaded = read_roadmap(source, &place);
        loaded.roadmap.expect("the shipped roadmap loads")
    };
    SHIPPED.get_or_init(read).clone()
}

/// The whole program but the disk.
#[derive(Clone)]
pub(crate) struct Rig {
    app: App,
    now: Moment,
    buffer: Buffer,
    clock: u64,
    /// What was asked of the world and is not a record.
    pub(crate) effects: Vec<Effect>,
    /// Whether the disk is full.
    pub(crate) full: bool,
    /// Whether code is painted.
    pub(crate) paints: bool,
    /// Notes on the disk; the others are the built-in ones.
    pub(crate) notes: BTreeMap<String, String>,
    /// What is on the disk, in the order it was written.
    pub(crate) written: Vec<(Token, Batch)>,
    /// How often a batch was tried to be written.
    pub(crate) tries: usize,
}

/// Stamps a batch as a journal would, with ids that only count.
pub(crate) fn stamp(batch: &Batch, clock: &mut u64, now: &Moment) -> Vec<Event> {
    let first = EventId::new(Ulid(u128::from(*clock + 1)));
    batch
        .kinds
        .iter()
        .enumerate()
        .map(|(place, kind)| {
            *clock += 1;
            Event {
                id: EventId::new(Ulid(u128::from(*clock))),
                batch: (place > 0).then_some(first),
                device: DeviceId::new("rig"),
                clock: *clock,
                at: now.at,
                zone: now.zone.as_str().into(),
                day: batch.day_of(place),
                sum: 0,
                kind: kind.clone(),
            }
        })
        .collect()
}

impl Rig {
    /// The program at `moment`, 120 × 40, with what happened before.
    pub(crate) fn new(roadmap: Roadmap, moment: &str, past: &[Batch]) -> Self {
        let theme = Theme::new(Background::Dark, Depth::Full);
        Self::looking(roadmap, moment, past, theme, false)
    }

    /// The same in another theme, or without the symbols of good fonts.
    pub(crate) fn looking(
        roadmap: Roadmap,
        moment: &str,
        past: &[Batch],
        theme: Theme,
        ascii: bool,
    ) -> Self {
        let now: Moment = moment.parse().expect("a moment");
        let day = LogicalDay::of(&now.at, DayStart::default());
        let mut clock = 0;
        let events: Vec<Event> = past
            .iter()
            .flat_map(|batch| stamp(batch, &mut clock, &now))
            .collect();
        let world = World::new(
            roadmap,
            State::from_events(events),
            DeviceId::new("rig"),
            day,
            "roadmap.toml".to_owned(),
            Vec::new(),
        );
        let app = App::new(world, theme, ascii, &now);
        Self {
            app,
            now,
            buffer: Buffer::empty(Rect::new(0, 0, 120, 40)),
            clock,
            effects: Vec::new(),
            full: false,
            paints: false,
            notes: BTreeMap::new(),
            written: Vec::new(),
            tries: 0,
        }
    }

    /// The same with keys of the learner's own, as `[place.]action = key key`
    /// a line.
    pub(crate) fn with_keys(mut self, text: &str) -> Self {
        let wishes: Vec<KeyWish> = text
            .lines()
            .map(|line| {
                let (name, keys) = line.split_once('=').expect("a line");
                let (place, action) = match name.trim().split_once('.') {
                    Some((place, action)) => (Some((place.to_owned(), (1, 1))), action),
                    None => (None, name.trim()),
                };
                let keys = keys.split_whitespace().map(|key| (key.to_owned(), (1, 1)));
                KeyWish {
                    place,
                    action: action.to_owned(),
                    at: (1, 1),
                    keys: keys.collect(),
                }
            })
            .collect();
        self.app.world_mut().keys = Arc::new(Keymap::with(&wishes).0);
        self
    }

    /// The same with notes that cannot be changed.
    pub(crate) fn with_built_in_notes(mut self) -> Self {
        self.app.world_mut().built_in_notes = true;
        self
    }

    /// Draws from now on in this size.
    pub(crate) fn size(mut self, width: u16, height: u16) -> Self {
        self.resize(width, height);
        self
    }

    /// The terminal has this size from now on.
    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.buffer = Buffer::empty(Rect::new(0, 0, width, height));
        self
    }

    /// Presses keys, written as the table writes them, one space between.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            self.draw();
            self.press(key);
        }
        self
    }

    /// Types text.
    pub(crate) fn typed(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
            self.send(Msg::Input(Input::Key(key)));
        }
        self
    }

    fn press(&mut self, key: &str) {
        let (key, modifiers) = match key.strip_prefix("ctrl-") {
            Some(rest) => (rest, KeyModifiers::CONTROL),
            None if key == "shift-tab" => ("shift-tab", KeyModifiers::SHIFT),
            None => (key, KeyModifiers::NONE),
        };
        let mut letters = key.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(letter), None) => KeyCode::Char(letter),
            _ => match key {
                "space" => KeyCode::Char(' '),
                "enter" => KeyCode::Enter,
                "esc" => KeyCode::Esc,
                "tab" => KeyCode::Tab,
                "shift-tab" => KeyCode::BackTab,
                "up" => KeyCode::Up,
                "down" => KeyCode::Down,
                "left" => KeyCode::Left,
                "right" => KeyCode::Right,
                "home" => KeyCode::Home,
                "end" => KeyCode::End,
                "backspace" => KeyCode::Backspace,
                "delete" => KeyCode::Delete,
                "pgup" => KeyCode::PageUp,
                "pgdn" => KeyCode::PageDown,
                other => panic!("{other} is no key of the rig"),
            },
        };
        self.send(Msg::Input(Input::Key(KeyEvent::new(code, modifiers))));
    }

    /// Clicks on a cell.
    pub(crate) fn click(&mut self, (column, row): (u16, u16)) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row)
    }

    /// Moves the mouse, or one of its parts.
    pub(crate) fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        self.draw();
        let modifiers = KeyModifiers::NONE;
        self.send(Msg::Input(Input::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers,
        })))
    }

    /// Pastes text.
    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Input(Input::Paste(text.to_owned())))
    }

    /// Lets time pass.
    pub(crate) fn later(&mut self, time: TimeDelta) -> &mut Self {
        self.now.at += time;
        self.send(Msg::Tick);
        self
    }

    /// The computer was started just now, and the program with it.
    pub(crate) fn rebooted(&mut self) -> &mut Self {
        self.app.world_mut().watch.booted = Some(self.now.at);
        self.send(Msg::Tick)
    }

    /// The time it is.
    pub(crate) fn now(&self) -> DateTime<FixedOffset> {
        self.now.at
    }

    /// What another device wrote arrives.
    pub(crate) fn arrives(&mut self, batch: &Batch) -> &mut Self {
        let mut events = stamp(batch, &mut self.clock, &self.now);
        for event in &mut events {
            event.device = DeviceId::new("other");
        }
        self.send(Msg::Arrived(events))
    }

    /// Sends a message, and performs what comes of it as a disk would.
    pub(crate) fn send(&mut self, msg: Msg) -> &mut Self {
        let mut waiting = self.app.update(msg, &self.now);
        while !waiting.is_empty() {
            let effect = waiting.remove(0);
            self.tries += usize::from(matches!(effect, Effect::Record { .. }));
            let answer = match effect {
                Effect::Record { token, .. } if self.full => Msg::NotRecorded {
                    fate: Fate::Absent,
                    token,
                    why: "the disk is full".to_owned(),
                },
                Effect::Record { token, batch } => {
                    let twice = self.written.iter().any(|(before, _)| *before == token);
                    assert!(!twice, "{token:?} written twice");
                    let events = stamp(&batch, &mut self.clock, &self.now);
                    self.written.push((token, batch));
                    Msg::Recorded { token, events }
                }
                Effect::ReadNote(path) => self.read_note(path),
                // Slow, and of no interest but to the eye.
                Effect::Paint(..) if !self.paints => continue,
                Effect::Paint(path, SharedNote(document)) => Msg::Painted {
                    path,
                    text: document.text(),
                    paints: paint(&document),
                },
                Effect::ToggleBox { path, note, at } => {
                    let mut text = note.text.to_string();
                    let ticked = text.get(at..=at) == Some("x");
                    text.replace_range(at..=at, if ticked { " " } else { "x" });
                    self.notes.insert(path.clone(), text);
                    self.read_note(path)
                }
                other => {
                    self.effects.push(other);
                    continue;
                }
            };
            waiting.extend(self.app.update(answer, &self.now));
        }
        self
    }

    fn read_note(&self, path: String) -> Msg {
        let own = self.notes.get(&path).map(String::as_str);
        let text = own.or_else(|| builtin::note(&path));
        let note = text.map(|text| NoteText {
            text: text.into(),
            exact: true,
        });
        let note = note.ok_or_else(|| format!("there is no note `{path}`"));
        Msg::NoteRead { path, note }
    }

    /// A note is another on the disk, and the program hears of it.
    pub(crate) fn edits(&mut self, path: &str, text: &str) -> &mut Self {
        self.notes.insert(path.to_owned(), text.to_owned());
        let msg = self.read_note(path.to_owned());
        self.send(msg)
    }

    /// The model.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Draws, and gives the place of the cursor.
    pub(crate) fn draw(&mut self) -> Option<(u16, u16)> {
        self.buffer.reset();
        self.app.draw(&mut self.buffer)
    }

    /// The cells as they were drawn last.
    pub(crate) fn drawn(&self) -> &Buffer {
        &self.buffer
    }

    /// The screen as cells.
    pub(crate) fn cells(&mut self) -> &Buffer {
        self.draw();
        &self.buffer
    }

    /// The screen as text.
    pub(crate) fn text(&mut self) -> String {
        self.draw();
        let area = *self.buffer.area();
        let mut text = String::new();
        for y in 0..area.height {
            let mut line = String::new();
            let mut x = 0;
            while x < area.width {
                let symbol = self.buffer[(x, y)].symbol();
                line.push_str(symbol);
                // A wide character takes the cell beside it too.
                x += (crate::text::width(symbol) as u16).max(1);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// A line of the screen, counted from the bottom, the last being 0.
    pub(crate) fn line_from_bottom(&mut self, line: usize) -> String {
        let text = self.text();
        text.lines().nth_back(line).unwrap_or("").to_owned()
    }

    /// The hints at the bottom: each key with its word.
    pub(crate) fn hints(&mut self) -> Vec<(String, String)> {
        let line = self.line_from_bottom(0);
        let hints = line.trim().split("   ").filter(|hint| !hint.is_empty());
        let parts = |hint: &str| {
            let (key, word) = hint.split_once(' ').expect("a key and its word");
            (key.to_owned(), word.to_owned())
        };
        hints.map(parts).collect()
    }

    /// The line that the notice stands in.
    pub(crate) fn notice(&mut self) -> String {
        self.line_from_bottom(1).trim().to_owned()
    }

    /// The selected row, without its pointer.
    pub(crate) fn selected(&mut self) -> String {
        let text = self.text();
        let mut lines = text.lines().map(str::trim_start);
        let row = lines.find_map(|line| line.strip_prefix("› "));
        row.unwrap_or("").to_owned()
    }

    /// Goes down to the row that contains this text.
    pub(crate) fn down_to(&mut self, text: &str) -> &mut Self {
        for _ in 0..200 {
            if self.selected().contains(text) {
                return self;
            }
            self.keys("j");
        }
        panic!("no row contains {text:?}:\n{}", self.text());
    }

    /// The cell in which this text begins.
    pub(crate) fn find(&mut self, text: &str) -> (u16, u16) {
        self.draw();
        let area = *self.buffer.area();
        for y in 0..area.height {
            for x in 0..area.width {
                let rest: String = (x..area.width)
                    .map(|x| self.buffer[(x, y)].symbol())
                    .collect();
                if rest.starts_with(text) {
                    return (x, y);
                }
            }
        }
        panic!("{text:?} is not on screen:\n{}", self.text());
    }

    /// Whether this text is on screen.
    pub(crate) fn shows(&mut self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// What the item with this id is.
    pub(crate) fn status(&self, id: &str) -> Status {
        let world = self.app.world();
        let item = world.roadmap.find(&ItemId::new(id)).expect("an item");
        world.progress[item].status
    }

    /// The screen as text, and below it every run of cells with a style.
    pub(crate) fn screen(&mut self) -> String {
        let mut text = self.text();
        let area = *self.buffer.area();
        text.push_str("────\n");
        for y in 0..area.height {
            let mut x = 0;
            let mut runs = Vec::new();
            while x < area.width {
                let style = style_of(&self.buffer, x, y);
                let from = x;
                while x < area.width && style_of(&self.buffer, x, y) == style {
                    x += 1;
                }
                if style != Style::default() {
                    runs.push(format!("{from}–{} {style}", x - 1));
                }
            }
            if !runs.is_empty() {
                let _ = writeln!(text, "{y}: {}", runs.join(", "));
            }
        }
        text
    }
}

/// A batch that begins the year.
pub(crate) fn begin(start: &str) -> Batch {
    let start = LogicalDay::parse(start).expect("a day");
    Batch::on(start, vec![Kind::Begin { start }])
}

#[derive(PartialEq)]
struct Style(Color, Color, Modifier);

impl Default for Style {
    fn default() -> Self {
        Self(Color::Reset, Color::Reset, Modifier::empty())
    }
}

impl std::fmt::Display for Style {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        if self.0 != Color::Reset {
            parts.push(format!("fg {}", self.0));
        }
        if self.1 != Color::Reset {
            parts.push(format!("bg {}", self.1));
        }
        if !self.2.is_empty() {
            parts.push(format!("{:?}", self.2).to_lowercase());
        }
        write!(f, "({})", parts.join(" "))
    }
}

fn style_of(buffer: &Buffer, x: u16, y: u16) -> Style {
    let cell = &buffer[(x, y)];
    // A blank shows its background alone.
    if cell.symbol() == " " && cell.bg == Color::Reset {
        return Style::default();
    }
    Style(cell.fg, cell.bg, cell.modifier)
}
