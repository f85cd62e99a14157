//! Drawing a review: the input and its keys stay, however tight it is; what
//! stands above them scrolls.

use ratatui::layout::Rect;

use crate::{
    domain::review::{Decision, QUESTIONS},
    insight::review::{decision_words, questions, title},
    text::wrap,
    tui::{
        canvas::{Canvas, line_of, piece},
        overlays::centred,
        theme::Role,
        widgets::paragraph::paragraph,
        world::World,
    },
};

use super::ReviewForm;

/// The widest that prose is comfortable to read.
const WIDTH: u16 = 96;
/// The rows of an answer, where there is room.
const ANSWER: u16 = 4;
/// The column of the figures' words.
const NAMES: usize = 13;

/// A line of what stands above the question: its pieces.
type Above = Vec<(String, Role)>;

impl ReviewForm {
    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        let width = WIDTH.min(area.width.saturating_sub(2));
        let room = usize::from(width.saturating_sub(4));
        if room < 8 {
            return;
        }
        let above = self.above(room);
        let question = wrap(&self.question_words(), room);
        let asked = question.len() as u16;
        // Question, answer and keys first; the blank rows where they fit.
        let inside = area.height.saturating_sub(2);
        let answer = ANSWER
            .min(inside.saturating_sub(asked + 1).div_ceil(2))
            .max(1);
        let answer = if self.question == QUESTIONS {
            Decision::ALL.len() as u16
        } else {
            // What was asked and answered before is worth more than blank rows;
            // a long answer scrolls.
            let free = inside.saturating_sub(asked + 3 + above.len() as u16);
            answer.min(free.max(2))
        };
        let needed = asked + answer + 1;
        let gap = u16::from(inside >= needed + 8);
        let top = (above.len() as u16).min(inside.saturating_sub(needed + 2 * gap));
        let height = (top + needed + 2 * gap + 2).min(area.height);
        let heading = title(&self.review, self.period, world.day());
        let inner = canvas.frame(centred(area, width, height), &heading);
        let more = self.draw_above(
            canvas,
            Rect {
                height: top,
                ..inner
            },
            &above,
        );
        let mut row = top + gap;
        for line in &question {
            let at = line_of(inner, row);
            canvas.row(at, &[piece(line.as_str(), Role::Strong)], &[]);
            row += 1;
        }
        if let Some(line) = self.lines.get(self.question) {
            let field = Rect {
                y: inner.y + row,
                height: answer.min(inner.height.saturating_sub(row + 1)),
                ..inner
            };
            let x = canvas.put(field, field.x, field.y, "› ", Role::Accent);
            let field = Rect {
                x,
                width: field.right().saturating_sub(x),
                ..field
            };
            paragraph(canvas, field, line, Role::Text);
        } else {
            for decision in Decision::ALL {
                let key = decision.word().get(..1).unwrap_or_default();
                let at = line_of(inner, row);
                let words = decision_words(decision);
                let chosen = self.chosen == Some(decision);
                let mark = if chosen { "› " } else { "  " };
                canvas.row(
                    at,
                    &[
                        piece(mark, Role::Accent),
                        piece(key, Role::Key),
                        piece("  ", Role::Text),
                        piece(words, Role::Text),
                    ],
                    &[],
                );
                if chosen {
                    canvas.select(at);
                }
                row += 1;
            }
        }
        let last = line_of(inner, inner.height.saturating_sub(1));
        self.draw_keys(canvas, last, more);
    }

    /// The question that is asked, or why its answers cannot be saved.
    fn question_words(&self) -> String {
        if let Some(refused) = &self.refused {
            return refused.clone();
        }
        questions(self.review.rhythm)
            .get(self.question)
            .map_or_else(|| "What do you decide?".to_owned(), |it| (*it).to_owned())
    }

    /// What stands above the question: what was meant the last time, the
    /// figures, and what is answered already.
    fn above(&self, room: usize) -> Vec<Above> {
        let mut lines: Vec<Above> = Vec::new();
        let prose = |lines: &mut Vec<Above>, text: &str, role: Role| {
            lines.extend(wrap(text, room).into_iter().map(|line| vec![(line, role)]));
        };
        if let Some(said) = &self.said {
            prose(&mut lines, said, Role::Accent);
        }
        if let Some((day, meant)) = &self.meant {
            let quoted = format!("On {day} you meant to: “{meant}”");
            prose(&mut lines, &quoted, Role::Text);
        }
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        let mut figures: Vec<Above> = Vec::new();
        let names = NAMES.min(room / 3);
        for figure in &self.figures {
            let words = wrap(&figure.words, room - names);
            for (place, words) in words.into_iter().enumerate() {
                let name = if place == 0 { figure.name } else { "" };
                let name: String = name.chars().take(names - 1).collect();
                figures.push(vec![
                    (format!("{name:<names$}"), Role::Dim),
                    (words, Role::Text),
                ]);
            }
        }
        let mut answers: Vec<Above> = Vec::new();
        let before = questions(self.review.rhythm);
        for (question, line) in before.iter().zip(&self.lines).take(self.question) {
            prose(&mut answers, question, Role::Dim);
            let answer = line.value().trim();
            let answer = if answer.is_empty() { "–" } else { answer };
            prose(&mut answers, answer, Role::Text);
            answers.push(Vec::new());
        }
        // What is to be decided follows from the answers first.
        if self.question == QUESTIONS {
            lines.extend(answers);
            lines.extend(figures);
        } else {
            lines.extend(figures);
            if !answers.is_empty() {
                lines.push(Vec::new());
            }
            answers.pop();
            lines.extend(answers);
        }
        lines
    }

    /// Draws as much of it as fits; whether there is more.
    fn draw_above(&self, canvas: &mut Canvas<'_>, area: Rect, lines: &[Above]) -> bool {
        let height = usize::from(area.height);
        let first = self.scroll.min(lines.len().saturating_sub(height));
        for (offset, line) in lines.iter().skip(first).take(height).enumerate() {
            let pieces: Vec<_> = line
                .iter()
                .map(|(text, role)| piece(text.as_str(), *role))
                .collect();
            canvas.row(line_of(area, offset as u16), &pieces, &[]);
        }
        lines.len() > height
    }

    fn draw_keys(&self, canvas: &mut Canvas<'_>, line: Rect, more: bool) {
        let mut keys: Vec<(&str, &str)> = Vec::new();
        match (self.question < QUESTIONS, self.chosen) {
            (true, _) => keys.push(("enter", "next")),
            (false, Some(_)) => keys.push(("enter", "save it so")),
            (false, None) => keys.push(("k r a", "choose")),
        }
        if self.question > 0 {
            keys.push(("↑", "back"));
        }
        keys.push(("esc", "later"));
        if more {
            keys.push(("pgdn", "figures"));
        }
        let mut x = line.x;
        for (key, word) in keys {
            let width = (canvas.width(key) + word.len() + 1) as u16;
            if x + width > line.right() {
                break;
            }
            x = canvas.put(line, x, line.y, key, Role::Key);
            x = canvas.put(line, x + 1, line.y, word, Role::Dim) + 3;
        }
        if self.question < QUESTIONS {
            let number = format!("{} of {QUESTIONS}", self.question + 1);
            let width = number.len() as u16;
            if x + width <= line.right() {
                let at = line.right() - width;
                canvas.put(line, at, line.y, &number, Role::Dim);
            }
        }
    }
}
