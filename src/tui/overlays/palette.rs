//! Go anywhere, do anything: screens, phases, items, apps, notes, actions.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};
use ratatui::layout::Rect;
use tui_input::Input as Line;

use crate::{
    domain::roadmap::ItemKind,
    insight::words,
    tui::{
        app::{self, Response},
        canvas::{Canvas, Hit, line_of, piece},
        keys::{Action, BINDINGS, Chord},
        overlays::{Overlay, Prompt},
        screens::{Place, Tab, Target},
        theme::Role,
        widgets::list::{Scroll, list},
        world::World,
    },
};

use super::{Reply, centred};

/// Go anywhere, do anything.
#[derive(Debug, Clone)]
pub struct Palette {
    line: Line,
    entries: Vec<Entry>,
    /// The places of the entries that match, the best first.
    found: Vec<usize>,
    selected: usize,
    scroll: Scroll,
}

impl PartialEq for Palette {
    fn eq(&self, other: &Self) -> bool {
        self.line.value() == other.line.value() && self.selected == other.selected
    }
}

#[derive(Debug, Clone)]
struct Entry {
    kind: &'static str,
    words: String,
    detail: String,
    /// What it is found by too, and not shown.
    also: String,
    meant: Meant,
}

#[derive(Debug, Clone)]
enum Meant {
    Responses(Vec<Response>),
    Act(Action),
}

impl Palette {
    /// Everything there is, and the actions that would do something now.
    pub fn new(world: &World, actions: Vec<Action>) -> Self {
        let mut entries = Vec::new();
        for (place, tab) in Tab::ALL.iter().enumerate() {
            entries.push(Entry {
                kind: "screen",
                words: tab.title().to_owned(),
                detail: (place + 1).to_string(),
                also: tab.also().to_owned(),
                meant: Meant::Responses(vec![Response::Tab(place)]),
            });
        }
        for action in actions {
            let key = BINDINGS
                .iter()
                .find(|binding| binding.action == action)
                .map_or("", |binding| binding.key);
            entries.push(Entry {
                kind: "action",
                words: action.description().to_owned(),
                detail: key.to_owned(),
                also: action.also().to_owned(),
                meant: Meant::Act(action),
            });
        }
        entries.push(Entry {
            kind: "action",
            words: "set the start date".to_owned(),
            detail: String::new(),
            also: String::new(),
            meant: Meant::Responses(vec![Response::Overlay(Box::new(Overlay::Prompt(
                Prompt::begin(world.state.begin().unwrap_or_else(|| world.day())),
            )))]),
        });
        let roadmap = &world.roadmap;
        for ix in roadmap.phase_places() {
            let phase = &roadmap[ix];
            let show = vec![Response::Show(Place::Phase(ix), None)];
            entries.push(Entry {
                kind: "phase",
                words: words::phase_name(phase),
                detail: String::new(),
                also: phase.id.to_string(),
                meant: Meant::Responses(show.clone()),
            });
            if let Some(notes) = &phase.notes {
                entries.push(Entry {
                    kind: "notes",
                    words: notes.clone(),
                    detail: format!("phase {}", phase.number),
                    also: String::new(),
                    meant: Meant::Responses(show),
                });
            }
        }
        for app in &roadmap.apps {
            let target = roadmap.app_by_id(app.id.as_str()).map(Target::App);
            entries.push(Entry {
                kind: "app",
                words: app.id.to_string(),
                detail: String::new(),
                also: app.role.clone(),
                meant: Meant::Responses(vec![Response::Show(Place::Tab(Tab::Apps), target)]),
            });
        }
        for ix in roadmap.item_places() {
            let item = &roadmap[ix];
            if item.kind == ItemKind::SignOff {
                continue;
            }
            let place = item.phase.map_or(Place::Tab(Tab::Plan), Place::Phase);
            let phase = item.phase.map_or_else(String::new, |phase| {
                format!("phase {}", roadmap[phase].number)
            });
            entries.push(Entry {
                kind: item.kind.word(),
                words: item.title.clone(),
                detail: phase,
                also: item.id.to_string(),
                meant: Meant::Responses(vec![Response::Show(place, Some(Target::Item(ix)))]),
            });
        }
        let mut palette = Self {
            line: Line::default(),
            entries,
            found: Vec::new(),
            selected: 0,
            scroll: Scroll::default(),
        };
        palette.search();
        palette
    }

    fn search(&mut self) {
        self.selected = 0;
        let query = self.line.value().trim().to_owned();
        if query.is_empty() {
            self.found = (0..self.entries.len()).collect();
            return;
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&query, CaseMatching::Smart, Normalization::Smart);
        let mut buffer = Vec::new();
        let mut letters = Vec::new();
        let mut scored: Vec<(u32, usize)> = Vec::new();
        for (place, entry) in self.entries.iter().enumerate() {
            let text = format!(
                "{} {} {} {}",
                entry.words, entry.also, entry.detail, entry.kind
            );
            let text = Utf32Str::new(&text, &mut buffer);
            let mut total = 0;
            let found = pattern.atoms.iter().all(|atom| {
                letters.clear();
                let score = atom.indices(text, &mut matcher, &mut letters);
                total += u32::from(score.unwrap_or(0));
                score.is_some() && stand_together(&letters)
            });
            if found {
                scored.push((total, place));
            }
        }
        scored.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), *place));
        self.found = scored.into_iter().map(|(_, place)| place).collect();
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord) -> Reply {
        match chord.to_string().as_str() {
            "esc" => return Reply::Close,
            "enter" => return self.choose(),
            "down" | "ctrl-n" | "tab" => self.scroll(1),
            "up" | "ctrl-p" | "shift-tab" => self.scroll(-1),
            "pgdn" => self.scroll(10),
            "pgup" => self.scroll(-10),
            _ => {
                let before = self.line.value().to_owned();
                app::edit(&mut self.line, chord);
                if before != self.line.value() {
                    self.search();
                }
            }
        }
        Reply::Stay
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        app::insert(&mut self.line, text);
        self.search();
    }

    /// Moves the selection.
    pub fn scroll(&mut self, rows: isize) {
        let last = self.found.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(rows).min(last);
    }

    /// Takes a click on an entry.
    pub fn click(&mut self, row: usize) -> Reply {
        self.selected = row.min(self.found.len().saturating_sub(1));
        self.choose()
    }

    fn choose(&self) -> Reply {
        let Some(place) = self.found.get(self.selected) else {
            return Reply::Stay;
        };
        match &self.entries[*place].meant {
            Meant::Responses(responses) => Reply::Choose(responses.clone()),
            Meant::Act(action) => Reply::Choose(vec![Response::Act(*action)]),
        }
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let width = (area.width * 3 / 4).clamp(38, 100);
        let height = area.height.saturating_sub(4).min(22);
        let inner = canvas.frame(centred(area, width, height), "Go to");
        if inner.height < 3 {
            return;
        }
        let input = line_of(inner, 0);
        let x = canvas.put(input, input.x, input.y, "› ", Role::Accent);
        let room = usize::from(input.right().saturating_sub(x + 1));
        let scroll = self.line.visual_scroll(room);
        let shown: String = self.line.value().chars().skip(scroll).collect();
        canvas.put(input, x, input.y, &shown, Role::Text);
        let cursor = x + self.line.visual_cursor().saturating_sub(scroll) as u16;
        canvas.set_cursor(cursor.min(input.right()), input.y);
        let body = Rect {
            y: inner.y + 2,
            height: inner.height - 2,
            ..inner
        };
        if self.found.is_empty() {
            let line = line_of(body, 0);
            canvas.put(line, line.x, line.y, "Nothing is called that.", Role::Dim);
            return;
        }
        list(
            canvas,
            body,
            &self.scroll,
            (self.selected, self.selected),
            self.found.len(),
            |canvas, line, row| {
                let entry = &self.entries[self.found[row]];
                let kind = format!("{:<12}", entry.kind);
                canvas.row(
                    line,
                    &[
                        piece(kind, Role::Dim),
                        piece(entry.words.as_str(), Role::Text),
                    ],
                    &[piece(entry.detail.as_str(), Role::Dim)],
                );
                if row == self.selected {
                    canvas.select(line);
                }
                canvas.hit(line, Hit::OverlayRow(row));
            },
        );
    }
}

/// Whether found letters stand near to each other: letters strewn over a long
/// title are no match.
fn stand_together(letters: &[u32]) -> bool {
    let (Some(first), Some(last)) = (letters.iter().min(), letters.iter().max()) else {
        return true;
    };
    (last - first) as usize <= 2 * letters.len()
}
