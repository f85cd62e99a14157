//! Go anywhere, do anything: screens, phases, items, apps, notes, actions.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{Atom, CaseMatching, Normalization, Pattern},
};
use ratatui::layout::Rect;
use tui_input::Input as Line;

use crate::{
    domain::roadmap::ItemKind,
    insight::{review::review_name, words},
    reader::Needle,
    text::truncate,
    tui::{
        app::{self, Response},
        canvas::{Canvas, Hit, line_of, piece},
        keys::{Action, Chord, Context},
        overlays::{Confirm, Overlay, Prompt},
        screens::{Place, Tab, Target},
        theme::Role,
        widgets::{
            field::field,
            list::{Scroll, list},
        },
        world::World,
    },
};

use super::{Reply, centred};

/// Shorter words are in every note.
const SHORTEST: usize = 3;
/// How many places in notes are shown.
const MOST_TEXTS: usize = 100;
/// How many words are shown before what was found.
const WORDS_BEFORE: usize = 2;
/// A heading is shown up to this many cells.
const LONGEST_HEADING: usize = 16;

/// Go anywhere, do anything.
#[derive(Debug, Clone)]
pub struct Palette {
    line: Line,
    /// Where it was opened.
    here: &'static [Context],
    entries: Vec<Entry>,
    /// The letters of each entry, once something was looked for.
    letters: Vec<u64>,
    /// The places of the entries that match, the best first.
    found: Vec<usize>,
    /// The places in notes that match.
    texts: Vec<Entry>,
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

impl Entry {
    /// All that it is found by.
    fn text(&self) -> String {
        format!("{} {} {} {}", self.words, self.also, self.detail, self.kind)
    }
}

/// Which letters and digits a text has, a bit each. A text that lacks one of a
/// word's has no match for the word: most entries are ruled out by that.
fn letters_of(text: &str) -> u64 {
    let mut letters = 0;
    for byte in text.bytes() {
        letters |= match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'A'..=b'Z' => 1 << (byte - b'A'),
            b'0'..=b'9' => 1 << (26 + byte - b'0'),
            // It may count as a letter without its marks.
            0x80.. => return u64::MAX,
            _ => 0,
        };
    }
    letters
}

/// The letters that a word asks for in a text.
fn asked(atom: &Atom) -> u64 {
    if atom.negative {
        return 0;
    }
    let letters = atom.needle_text().chars().filter(char::is_ascii);
    letters_of(&letters.collect::<String>())
}

#[derive(Debug, Clone)]
enum Meant {
    Responses(Vec<Response>),
    Act(Action),
}

impl Palette {
    /// Everything there is, and the actions that would do something now.
    pub fn new(world: &World, here: &'static [Context], actions: Vec<Action>) -> Self {
        let mut entries = Vec::new();
        let key = |action| world.keys.shown(here, action).unwrap_or("").to_owned();
        for (place, tab) in Tab::ALL.iter().enumerate() {
            entries.push(Entry {
                kind: "screen",
                words: tab.title().to_owned(),
                detail: key(Action::Tab(place)),
                also: tab.also().to_owned(),
                meant: Meant::Responses(vec![Response::Tab(place)]),
            });
        }
        for action in actions {
            entries.push(Entry {
                kind: "action",
                words: action.description().to_owned(),
                detail: key(action),
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
        if let Some(phase) = world.today.phase {
            let confirm = Confirm::what_changed(world, phase);
            entries.push(Entry {
                kind: "action",
                words: "write down what changed".to_owned(),
                detail: String::new(),
                also: "friday week review".to_owned(),
                meant: Meant::Responses(vec![Response::Overlay(Box::new(Overlay::Confirm(
                    confirm,
                )))]),
            });
        }
        let roadmap = &world.roadmap;
        for (place, review) in roadmap.reviews.iter().enumerate() {
            entries.push(Entry {
                kind: "action",
                words: format!("hold the {}", review_name(review)),
                detail: String::new(),
                also: format!("{} retrospective", review.subject),
                meant: Meant::Responses(vec![Response::Review(place)]),
            });
        }
        for ix in roadmap.phase_places() {
            let phase = &roadmap[ix];
            let show = vec![Response::Show(Place::Phase(ix), None)];
            entries.push(Entry {
                kind: "phase",
                words: words::phase_name(phase),
                detail: String::new(),
                also: phase.id.to_string(),
                meant: Meant::Responses(show),
            });
            if let Some(notes) = &phase.notes {
                entries.push(Entry {
                    kind: "notes",
                    words: notes.clone(),
                    detail: format!("phase {}", phase.number),
                    also: String::new(),
                    meant: Meant::Responses(vec![Response::Read(notes.clone(), None)]),
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
            here,
            entries,
            letters: Vec::new(),
            found: Vec::new(),
            texts: Vec::new(),
            selected: 0,
            scroll: Scroll::default(),
        };
        palette.search(world);
        palette
    }

    /// The same query over another roadmap.
    #[must_use]
    pub fn moved(self, world: &World) -> Self {
        let actions = self.entries.iter().filter_map(|entry| match entry.meant {
            Meant::Act(action) => Some(action),
            Meant::Responses(_) => None,
        });
        let mut moved = Self::new(world, self.here, actions.collect());
        moved.line = self.line;
        moved.search(world);
        moved
    }

    /// Looks again, now that more notes are there; what is selected stays.
    pub fn look_again(&mut self, world: &World) {
        let selected = self.selected;
        self.search(world);
        self.scroll_to(selected);
    }

    fn search(&mut self, world: &World) {
        self.selected = 0;
        let query = self.line.value().trim().to_owned();
        self.texts = texts(world, &query);
        if query.is_empty() {
            self.found = (0..self.entries.len()).collect();
            return;
        }
        if self.letters.is_empty() {
            let entries = self.entries.iter();
            self.letters = entries.map(|entry| letters_of(&entry.text())).collect();
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let pattern = Pattern::parse(&query, CaseMatching::Smart, Normalization::Smart);
        let mut buffer = Vec::new();
        let mut letters = Vec::new();
        let mut scored: Vec<(u32, usize)> = Vec::new();
        let asked = pattern.atoms.iter().fold(0, |all, atom| all | asked(atom));
        for (place, (entry, has)) in self.entries.iter().zip(&self.letters).enumerate() {
            if asked & !has != 0 {
                continue;
            }
            let text = entry.text();
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
    pub fn key(&mut self, chord: Chord, world: &World) -> Reply {
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
                    self.search(world);
                }
            }
        }
        Reply::Stay
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, world: &World) {
        app::insert(&mut self.line, text);
        self.search(world);
    }

    /// Moves the selection.
    pub fn scroll(&mut self, rows: isize) {
        self.scroll_to(self.selected.saturating_add_signed(rows));
    }

    fn scroll_to(&mut self, row: usize) {
        self.selected = row.min(self.rows().saturating_sub(1));
    }

    /// How many rows there are: what is called so, and where it is written.
    fn rows(&self) -> usize {
        self.found.len() + self.texts.len()
    }

    fn row(&self, row: usize) -> Option<&Entry> {
        match self.found.get(row) {
            Some(place) => self.entries.get(*place),
            None => self.texts.get(row - self.found.len()),
        }
    }

    /// Takes a click on an entry.
    pub fn click(&mut self, row: usize) -> Reply {
        self.scroll_to(row);
        self.choose()
    }

    fn choose(&self) -> Reply {
        let Some(entry) = self.row(self.selected) else {
            return Reply::Stay;
        };
        match &entry.meant {
            Meant::Responses(responses) => Reply::Choose(responses.clone()),
            Meant::Act(action) => Reply::Choose(vec![Response::Act(*action)]),
        }
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let width = (area.width * 7 / 8).clamp(38, 130);
        let height = area.height.saturating_sub(4).min(22);
        let inner = canvas.frame(centred(area, width, height), "Go to");
        if inner.height < 3 {
            return;
        }
        let input = line_of(inner, 0);
        let x = canvas.put(input, input.x, input.y, "› ", Role::Accent);
        field(canvas, input, x, &self.line, Role::Text);
        let body = Rect {
            y: inner.y + 2,
            height: inner.height - 2,
            ..inner
        };
        if self.rows() == 0 {
            let line = line_of(body, 0);
            canvas.put(
                line,
                line.x,
                line.y,
                "Nothing is called that, and no note has it.",
                Role::Dim,
            );
            return;
        }
        list(
            canvas,
            body,
            &self.scroll,
            (self.selected, self.selected),
            self.rows(),
            |canvas, line, row| {
                let Some(entry) = self.row(row) else { return };
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

/// The places in notes that have these words as they stand, and the thoughts
/// and links: the first of them.
fn texts(world: &World, query: &str) -> Vec<Entry> {
    let long_enough = query.chars().count() >= SHORTEST;
    let Some(needle) = Needle::new(query).filter(|_| long_enough) else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (day, about, text) in world.state.notes() {
        if needle.find(text).next().is_some() {
            let item = about.and_then(|id| world.roadmap.find(id));
            let phase = item.and_then(|item| world.roadmap[item].phase);
            let show = phase.map(|phase| Response::Show(Place::Phase(phase), None));
            entries.push(Entry {
                kind: "thought",
                words: text.to_owned(),
                detail: words::date(day, world.day()),
                also: String::new(),
                meant: Meant::Responses(show.into_iter().collect()),
            });
        }
    }
    for (day, link) in world.state.links() {
        let words = match &link.text {
            Some(text) => format!("{text} · {}", link.url),
            None => link.url.clone(),
        };
        if needle.find(&words).next().is_some() {
            let confirm = Overlay::Confirm(Confirm::open_link(&link.url));
            entries.push(Entry {
                kind: "link",
                words,
                detail: words::date(day, world.day()),
                also: String::new(),
                meant: Meant::Responses(vec![Response::Overlay(Box::new(confirm))]),
            });
        }
    }
    for note in world.notes.iter().filter(|note| note.listed) {
        let Some(document) = world.library.get(&note.path) else {
            continue;
        };
        let name = match note.phase {
            Some(phase) => format!("{}", world.roadmap[phase].number),
            None => note.path.clone(),
        };
        for hit in needle.hits(document) {
            if entries.len() >= MOST_TEXTS {
                return entries;
            }
            let text = document.blocks().get(hit.block).map_or("", |it| &it.text);
            let heading = document.heading_of(hit.block);
            let heading = heading.map_or("", |it| &document.headings()[it].text);
            // The title of a note says no more than its phase.
            let title = document.title() == Some(heading);
            let detail = match heading {
                heading if title || heading.is_empty() => name.clone(),
                heading => format!("{name} · {}", truncate(heading, LONGEST_HEADING)),
            };
            entries.push(Entry {
                kind: "text",
                words: around(text, hit.range.start),
                detail,
                also: String::new(),
                meant: Meant::Responses(vec![Response::ReadAt(
                    note.path.clone(),
                    hit.block,
                    hit.range.start,
                )]),
            });
        }
    }
    entries
}

/// The line of a text that has a place in it, from a few words before it.
fn around(text: &str, at: usize) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or(("", text));
    let line = before.rsplit('\n').next().unwrap_or_default();
    let words: Vec<&str> = line.split(' ').collect();
    let few = words.len().saturating_sub(WORDS_BEFORE + 1);
    let cut = if few > 0 { "… " } else { "" };
    let kept = words.get(few..).unwrap_or_default().join(" ");
    let after = after.lines().next().unwrap_or_default();
    format!("{cut}{}{after}", kept.trim_start())
}

/// Whether found letters stand near to each other: letters strewn over a long
/// title are no match.
fn stand_together(letters: &[u32]) -> bool {
    let (Some(first), Some(last)) = (letters.iter().min(), letters.iter().max()) else {
        return true;
    };
    (last - first) as usize <= 2 * letters.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_ruled_out_by_its_letters_is_no_match(
            text in "[a-fA-F0-3éß. -]{0,12}",
            query in "[!^']?[a-fA-F0-3é.]{1,4}[$]?",
        ) {
            let pattern = Pattern::parse(&query, CaseMatching::Smart, Normalization::Smart);
            let asked = pattern.atoms.iter().fold(0, |all, atom| all | asked(atom));
            let mut matcher = Matcher::new(Config::DEFAULT);
            let mut buffer = Vec::new();
            let found = pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher);
            prop_assert!(found.is_none() || asked & !letters_of(&text) == 0);
        }
    }

    #[test]
    fn letters_rule_out_what_has_others() {
        let pattern = Pattern::parse("sup 3", CaseMatching::Smart, Normalization::Smart);
        let asked = pattern.atoms.iter().fold(0, |all, atom| all | asked(atom));
        assert_eq!(asked & !letters_of("Supervisor, phase 3"), 0);
        assert_ne!(asked & !letters_of("GenServer, phase 3"), 0);
    }
}
