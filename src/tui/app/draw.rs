//! The frame around every screen: tabs, notices, hints.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    insight::words::{self, weekday_date},
    text::count,
    tui::{
        canvas::{Canvas, Hit, Piece, line_of, piece},
        keys::Action,
        screens::Tab,
        theme::Role,
        widgets::field::field,
    },
};

use super::App;

/// Below this size a calm line says what is needed.
const LEAST: (u16, u16) = (40, 10);

/// Lines longer than this are hard to follow; wider screens get margins.
const MOST_WIDTH: u16 = 190;

impl App {
    /// Draws everything. Takes `&mut self` only to remember what the mouse can
    /// hit and where the cursor is.
    pub fn draw(&mut self, buffer: &mut Buffer) -> Option<(u16, u16)> {
        let mut canvas = Canvas::new(buffer, self.theme, self.ascii);
        self.body = body_of(canvas.area());
        self.lay_out_note();
        self.draw_on(&mut canvas);
        let (hits, links, cursor) = canvas.finish();
        self.hits = hits;
        // What lies on top hides them.
        self.links = if self.overlays.is_empty() {
            links
        } else {
            Vec::new()
        };
        cursor
    }

    fn draw_on(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area();
        if area.width < LEAST.0 || area.height < LEAST.1 {
            draw_too_small(canvas, area);
            return;
        }
        let inner = inner_of(area);
        self.draw_tabs(canvas, line_of(inner, 0));
        let last = inner.height - 1;
        let reading = self.reading();
        self.view().draw(canvas, self.body, &self.world, reading);
        self.draw_notice(canvas, line_of(inner, last - 1));
        self.draw_hints(canvas, line_of(inner, last));
        for overlay in &self.overlays {
            overlay.draw(canvas, area, &self.world);
        }
    }

    fn draw_tabs(&self, canvas: &mut Canvas<'_>, line: Rect) {
        let date = weekday_date(self.world.day(), self.world.day());
        let date_width = canvas.width(&date) as u16;
        let names: u16 = Tab::ALL
            .iter()
            .map(|tab| tab.title().len() as u16 + 4)
            .sum();
        let mut x = line.x;
        let problems = self.world.all_problems().count();
        let problems = (problems > 0).then(|| count(problems as u64, "problem"));
        if line.width > names + date_width + 10 && problems.is_none() {
            x = canvas.put(line, x, line.y, "mastery", Role::Dim) + 2;
        }
        // Where not all names fit, only the one in front has its name.
        let short = line.width < names + date_width;
        for (place, tab) in Tab::ALL.iter().enumerate() {
            let front = place == self.tab;
            let role = if front { Role::TabOn } else { Role::Dim };
            let from = x;
            x = canvas.put(line, x, line.y, &self.tab_key(place), role);
            if !short || front {
                x = canvas.put(line, x + 1, line.y, tab.title(), role);
            }
            let area = Rect {
                x: from,
                width: x.saturating_sub(from),
                ..line
            };
            canvas.hit(area, Hit::Tab(place));
            x += if short { 1 } else { 2 };
        }
        let date_at = line.right().saturating_sub(date_width);
        if x <= date_at {
            canvas.put(line, date_at, line.y, &date, Role::Dim);
        }
        // A notice fades; that something is wrong stays until it is mended.
        if let Some(problems) = problems {
            let width = canvas.width(&problems) as u16;
            let at = if x + width + 2 <= date_at {
                date_at - width - 2
            } else {
                line.right().saturating_sub(width)
            };
            if x <= at {
                canvas.clear(Rect {
                    x: at,
                    width: line.right().saturating_sub(at).min(width),
                    ..line
                });
                canvas.put(line, at, line.y, &problems, Role::Warning);
            }
        }
    }

    /// What stands before a screen's name: its key, if that is one character.
    fn tab_key(&self, place: usize) -> String {
        let key = self
            .world
            .keys
            .shown(self.view().contexts(), Action::Tab(place));
        key.filter(|key| key.len() == 1)
            .map_or_else(|| (place + 1).to_string(), str::to_owned)
    }

    /// The line above the hints: the filter, what is pending, or a notice.
    fn draw_notice(&self, canvas: &mut Canvas<'_>, line: Rect) {
        if let Some(input) = &self.finding {
            let x = canvas.put(line, line.x, line.y, "find: ", Role::Accent);
            field(canvas, line, x, input, Role::Text);
            return;
        }
        let timer = self.world.timer();
        let search = self.reading().and_then(|it| it.search.as_ref());
        let filter = match search {
            Some(search) => format!("{}  {}", search.text(), search.tally()),
            None => self.view().filter.clone(),
        };
        let waiting = self
            .pending
            .iter()
            .filter(|pending| pending.why.is_some())
            .count();
        let mut right: Vec<Piece<'_>> = Vec::new();
        if waiting > 0 {
            let words = format!("{} not saved", count(waiting as u64, "change"));
            right.push(piece(words, Role::Warning));
        } else if !filter.is_empty() {
            right.push(piece(format!("find: {filter}"), Role::Accent));
        }
        if let Some(timer) = &timer {
            if !right.is_empty() {
                right.push(piece("   ", Role::Dim));
            }
            let role = if timer.is_doubtful() {
                Role::Warning
            } else {
                Role::Accent
            };
            right.push(piece(words::timer_running(timer), role));
        }
        let gate = (self.view().place != crate::tui::screens::Place::Gate)
            .then(|| crate::tui::screens::gate_mark(&self.world))
            .flatten();
        if let Some((words, role)) = gate {
            if !right.is_empty() {
                right.push(piece("   ", Role::Dim));
            }
            right.push(piece(words, role));
        }
        let mut left = Vec::new();
        if let Some(notice) = &self.notice {
            let role = if notice.trouble {
                Role::Warning
            } else {
                Role::Text
            };
            left.push(piece(notice.text.as_str(), role));
        }
        canvas.row(line, &left, &right);
    }

    /// The hints: the keys of this place that mean something now, those that
    /// matter least left out where there is no room.
    fn draw_hints(&self, canvas: &mut Canvas<'_>, line: Rect) {
        if self.finding.is_some() {
            let esc = if self.reading().is_some() {
                "end search"
            } else {
                "show all again"
            };
            let hints = [("enter", "keep"), ("esc", esc)];
            let mut x = line.x;
            for (key, word) in hints {
                x = canvas.put(line, x, line.y, key, Role::Key);
                x = canvas.put(line, x + 1, line.y, word, Role::Dim) + 3;
            }
            return;
        }
        if let Some(following) = self.reading().and_then(|it| it.following.as_ref()) {
            let typed = format!("link {}", following.typed);
            let mut x = canvas.put(line, line.x, line.y, &typed, Role::Accent) + 3;
            for (key, word) in [
                ("0–9", "its number"),
                ("enter", "go there"),
                ("esc", "not now"),
            ] {
                x = canvas.put(line, x, line.y, key, Role::Key);
                x = canvas.put(line, x + 1, line.y, word, Role::Dim) + 3;
            }
            return;
        }
        let contexts = self.view().contexts();
        let mut hints: Vec<(u8, String, &'static str)> = Vec::new();
        let mut seen: Vec<Action> = Vec::new();
        for context in contexts {
            for bound in self.world.keys.bindings() {
                let action = bound.action;
                if bound.context != *context || seen.contains(&action) {
                    continue;
                }
                seen.push(action);
                let Some((word, priority)) = action.hint() else {
                    continue;
                };
                if !self.is_offered(action) || self.is_idle_retry(action) {
                    continue;
                }
                let word = self.word_here(action).unwrap_or(word);
                let Some(key) = self.world.keys.shown(contexts, action) else {
                    continue;
                };
                hints.push((priority, key.to_owned(), word));
            }
        }
        let width = |hints: &[(u8, String, &str)]| -> usize {
            hints
                .iter()
                .map(|(_, key, word)| key.chars().count() + word.len() + 4)
                .sum()
        };
        while width(&hints) > usize::from(line.width) + 3 {
            let Some(least) = hints.iter().map(|hint| hint.0).min() else {
                break;
            };
            let last = hints.iter().rposition(|hint| hint.0 == least);
            if let Some(place) = last {
                hints.remove(place);
            }
        }
        let mut x = line.x;
        for (_, key, word) in &hints {
            x = canvas.put(line, x, line.y, key, Role::Key);
            x = canvas.put(line, x + 1, line.y, word, Role::Dim) + 3;
        }
    }

    /// Reading files again is always possible; it needs no hint while nothing
    /// is pending.
    fn is_idle_retry(&self, action: Action) -> bool {
        action == Action::Retry && self.pending.is_empty()
    }
}

/// The frame without its margins.
fn inner_of(area: Rect) -> Rect {
    let margin = 1 + area.width.saturating_sub(MOST_WIDTH + 2) / 2;
    Rect {
        x: area.x + margin,
        width: area.width.saturating_sub(2 * margin),
        ..area
    }
}

/// Where the screen is drawn: between the tabs and the notice.
fn body_of(area: Rect) -> Rect {
    let inner = inner_of(area);
    Rect {
        y: inner.y + 2,
        height: inner.height.saturating_sub(4),
        ..inner
    }
}

fn draw_too_small(canvas: &mut Canvas<'_>, area: Rect) {
    let text = format!("mastery needs {} × {}", LEAST.0, LEAST.1);
    let y = area.height / 2;
    let width = canvas.width(&text) as u16;
    let x = area.width.saturating_sub(width) / 2;
    canvas.put(area, x, y, &text, Role::Dim);
}
