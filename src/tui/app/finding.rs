//! Typing what is looked for, and pasted text.

use crate::tui::{keys::Chord, screens::Place};

use super::{App, edit, insert};

impl App {
    pub(super) fn type_filter(&mut self, chord: Chord) {
        let Some(line) = &mut self.finding else {
            return;
        };
        match chord.to_string().as_str() {
            "esc" => {
                self.finding = None;
                self.filter_by(String::new());
            }
            "enter" | "down" | "tab" => self.finding = None,
            _ => {
                edit(line, chord);
                let filter = line.value().to_owned();
                self.filter_by(filter);
            }
        }
    }

    /// Shows what matches; the selected row stays selected where it does, else
    /// the first that does is.
    pub(super) fn filter_by(&mut self, filter: String) {
        if self.note_here().is_some() {
            self.search_note(&filter);
            return;
        }
        if self.view().place == Place::Gate {
            self.search_gate(&filter);
            return;
        }
        let view = self.view_mut();
        if view.filter == filter {
            return;
        }
        let target = view.target();
        view.filter = filter;
        view.selected = 0;
        self.settle(target);
    }

    pub(super) fn paste(&mut self, text: &str) {
        // A paste is one line of text wherever a line is typed, and nothing
        // anywhere else: it never presses keys.
        let line: String = text
            .chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .take(4_096)
            .collect();
        if let Some(overlay) = self.overlays.last_mut() {
            overlay.paste(&line, &self.world);
        } else if let Some(input) = &mut self.finding {
            insert(input, &line);
            let filter = input.value().to_owned();
            self.filter_by(filter);
        }
    }
}
