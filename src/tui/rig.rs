//! Tests press keys and look at the screen: the whole program but the disk.
#![allow(dead_code, reason = "a rig offers what some test will need")]

use std::fmt::Write as _;

use chrono::TimeDelta;
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
        id::DeviceId,
        roadmap::Roadmap,
        state::State,
    },
    store::roadmap_file::{Notes, Place, read_roadmap},
};

use super::{
    app::App,
    effect::{Effect, Token},
    msg::Msg,
    theme::{Background, Depth, Theme},
    world::World,
};

/// The shipped roadmap.
pub(crate) fn shipped() -> Roadmap {
    let source = include_str!("../../roadmap.toml");
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    let loaded = read_roadmap(source, &place);
    loaded.roadmap.expect("the shipped roadmap loads")
}

/// The whole program but the disk.
pub(crate) struct Rig {
    app: App,
    now: Moment,
    buffer: Buffer,
    clock: u64,
    /// What was asked of the world and is not a record.
    pub(crate) effects: Vec<Effect>,
    /// Whether the disk is full.
    pub(crate) full: bool,
    written: Vec<Token>,
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
                zone: now.zone.clone(),
                day: batch.day,
                sum: 0,
                kind: kind.clone(),
            }
        })
        .collect()
}

impl Rig {
    /// The program at `moment`, 120 × 40, with what happened before.
    #[expect(clippy::needless_pass_by_value, reason = "a test makes it in place")]
    pub(crate) fn new(roadmap: Roadmap, moment: &str, past: Vec<Batch>) -> Self {
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
        let theme = Theme::new(Background::Dark, Depth::Full);
        let app = App::new(world, theme, false, &now);
        Self {
            app,
            now,
            buffer: Buffer::empty(Rect::new(0, 0, 120, 40)),
            clock,
            effects: Vec::new(),
            full: false,
            written: Vec::new(),
        }
    }

    /// On the shipped roadmap, begun on `start`.
    pub(crate) fn begun(moment: &str, start: &str) -> Self {
        Self::new(shipped(), moment, vec![begin(start)])
    }

    /// Draws from now on in this size.
    pub(crate) fn size(mut self, width: u16, height: u16) -> Self {
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
        let (code, modifiers) = match key {
            "space" => (KeyCode::Char(' '), KeyModifiers::NONE),
            "enter" => (KeyCode::Enter, KeyModifiers::NONE),
            "esc" => (KeyCode::Esc, KeyModifiers::NONE),
            "tab" => (KeyCode::Tab, KeyModifiers::NONE),
            "shift-tab" => (KeyCode::BackTab, KeyModifiers::SHIFT),
            "down" => (KeyCode::Down, KeyModifiers::NONE),
            "backspace" => (KeyCode::Backspace, KeyModifiers::NONE),
            "pgdn" => (KeyCode::PageDown, KeyModifiers::NONE),
            _ => match key.strip_prefix("ctrl-") {
                Some(letter) => (
                    KeyCode::Char(letter.chars().next().expect("a letter")),
                    KeyModifiers::CONTROL,
                ),
                None => (
                    KeyCode::Char(key.chars().next().expect("a letter")),
                    KeyModifiers::NONE,
                ),
            },
        };
        self.send(Msg::Input(Input::Key(KeyEvent::new(code, modifiers))));
    }

    /// Clicks on a cell.
    pub(crate) fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.draw();
        let mouse = MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column,
            row,
            modifiers: KeyModifiers::NONE,
        };
        self.send(Msg::Input(Input::Mouse(mouse)));
        self
    }

    /// Lets time pass.
    pub(crate) fn later(&mut self, time: TimeDelta) -> &mut Self {
        self.now.at += time;
        self.send(Msg::Tick);
        self
    }

    /// Sends a message, and performs what comes of it as a disk would.
    pub(crate) fn send(&mut self, msg: Msg) -> &mut Self {
        let mut waiting = self.app.update(msg, &self.now);
        while !waiting.is_empty() {
            let effect = waiting.remove(0);
            let answer = match effect {
                Effect::Record { token, .. } if self.full => Msg::NotRecorded {
                    token,
                    why: "the disk is full".to_owned(),
                },
                Effect::Record { token, batch } => {
                    assert!(!self.written.contains(&token), "{token:?} written twice");
                    self.written.push(token);
                    let events = stamp(&batch, &mut self.clock, &self.now);
                    Msg::Recorded { token, events }
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

    /// The model.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    fn draw(&mut self) {
        self.buffer.reset();
        self.app.draw(&mut self.buffer);
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
    Batch {
        day: start,
        kinds: vec![Kind::Begin { start }],
    }
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
