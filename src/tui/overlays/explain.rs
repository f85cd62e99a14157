//! How the figures of a place come about.

use std::cell::Cell;

use ratatui::layout::Rect;

use crate::{
    insight::explain::Explained,
    text::{wrap, wrap_hanging},
    tui::{
        canvas::{Canvas, line_of},
        keys::Chord,
        theme::Role,
        widgets::list::scrollbar,
    },
};

use super::{Reply, centred};

/// The widest that it gets: prose is read best in short lines.
const WIDTH: u16 = 92;

/// How the figures of a place come about.
#[derive(Debug, Clone, PartialEq)]
pub struct Explain {
    figures: Vec<Explained>,
    top: usize,
    /// The last line that can be the first one in view. How many lines there
    /// are is known only while drawing.
    last_top: Cell<usize>,
    /// How many lines were in view last.
    height: Cell<usize>,
}

impl Explain {
    /// These figures, explained.
    pub fn new(figures: Vec<Explained>) -> Self {
        Self {
            figures,
            top: 0,
            last_top: Cell::new(usize::MAX),
            height: Cell::new(10),
        }
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord) -> Reply {
        let page = isize::try_from(self.height.get()).unwrap_or(10).max(2);
        match chord.to_string().as_str() {
            "j" | "down" => self.scroll(1),
            "k" | "up" => self.scroll(-1),
            "pgdn" | "space" => self.scroll(page - 1),
            "pgup" => self.scroll(1 - page),
            "ctrl-d" => self.scroll(page / 2),
            "ctrl-u" => self.scroll(-(page / 2)),
            "g" | "home" => self.top = 0,
            "G" | "end" => self.scroll(isize::MAX),
            "esc" | "q" | "i" | "enter" => return Reply::Close,
            _ => {}
        }
        Reply::Stay
    }

    /// Scrolls by so many lines.
    pub fn scroll(&mut self, lines: isize) {
        self.top = self
            .top
            .saturating_add_signed(lines)
            .min(self.last_top.get());
    }

    /// The lines in so many columns.
    fn lines(&self, width: usize) -> Vec<(String, Role)> {
        let mut lines = Vec::new();
        for figure in &self.figures {
            if !lines.is_empty() {
                lines.push((String::new(), Role::Dim));
            }
            let room = width.saturating_sub(2);
            let set_in = |text: String, role| (format!("  {text}"), role);
            let name = wrap(&figure.name, width);
            lines.extend(name.into_iter().map(|text| (text, Role::Heading)));
            let meaning = wrap(&figure.meaning, room).into_iter();
            lines.extend(meaning.map(|text| set_in(text, Role::Dim)));
            let sums = figure
                .sums
                .iter()
                .flat_map(|sum| wrap_hanging(sum, room, 2));
            lines.extend(sums.map(|text| set_in(text, Role::Text)));
        }
        lines
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let width = area.width.saturating_sub(4).min(WIDTH);
        // The frame takes four columns, the scrollbar two more.
        let lines = self.lines(usize::from(width.saturating_sub(6)));
        let height = (lines.len() as u16).saturating_add(2);
        let inner = canvas.frame(
            centred(
                area,
                width,
                height.min(area.height.saturating_sub(2).max(3)),
            ),
            "How these figures come about",
        );
        let rows = usize::from(inner.height);
        let last_top = lines.len().saturating_sub(rows);
        self.last_top.set(last_top);
        self.height.set(rows);
        let top = self.top.min(last_top);
        for (offset, (text, role)) in lines.iter().skip(top).take(rows).enumerate() {
            let line = line_of(inner, offset as u16);
            canvas.put(line, line.x, line.y, text, *role);
        }
        if lines.len() > rows {
            scrollbar(canvas, inner, top, lines.len());
        }
    }
}
