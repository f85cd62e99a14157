//! What a gate would run, all of it, before it runs.

use std::cell::Cell;

use ratatui::layout::Rect;

use crate::{
    domain::id::ProofId,
    insight::words::phase_name,
    text::{count, wrap},
    tui::{
        app::Response,
        canvas::{Canvas, line_of, piece},
        keys::Chord,
        msg::GatePlan,
        theme::Role,
        widgets::list::scrollbar,
        world::World,
    },
};

use super::{Reply, centred};

/// The widest that it gets.
const WIDTH: u16 = 96;

/// What a gate would run, or why it cannot be.
#[derive(Debug, Clone, PartialEq)]
pub struct AskGate {
    row: ProofId,
    title: String,
    plan: Result<GatePlan, Vec<String>>,
    top: usize,
    /// The last line that can be the first in view; known only while drawing.
    last_top: Cell<usize>,
    height: Cell<usize>,
    /// Whether all of it was in view: a yes is to what was seen.
    seen: Cell<bool>,
}

/// A line as it is drawn: how far it is set in, and its pieces.
type Shown = (u16, Vec<(String, Role)>);

impl AskGate {
    /// This plan of a row's gate, or why there is none.
    pub fn new(world: &World, row: ProofId, plan: Result<GatePlan, Vec<String>>) -> Self {
        let mut phases = world.roadmap.phases.iter();
        let phase = phases.find(|phase| phase.proof.as_ref().is_some_and(|it| it.id == row));
        let title = match phase {
            Some(phase) => format!("{row} · {}", phase_name(phase)),
            None => row.to_string(),
        };
        Self {
            row,
            title,
            plan,
            top: 0,
            last_top: Cell::new(usize::MAX),
            height: Cell::new(10),
            seen: Cell::new(false),
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
            "esc" | "q" => return Reply::Close,
            key @ ("y" | "enter" | "v") => return self.agree(key),
            _ => {}
        }
        Reply::Stay
    }

    fn agree(&mut self, key: &str) -> Reply {
        let Ok(plan) = &self.plan else {
            return Reply::Close;
        };
        // What is new asks for a key of its own.
        if plan.new > 0 && key != "y" {
            return Reply::Stay;
        }
        if plan.new > 0 && !self.seen.get() {
            let page = isize::try_from(self.height.get()).unwrap_or(10).max(2);
            self.scroll(page - 1);
            return Reply::Stay;
        }
        Reply::Choose(vec![Response::RunGate(
            self.row.clone(),
            plan.steps.clone(),
            plan.new > 0,
        )])
    }

    /// Scrolls by so many lines.
    pub fn scroll(&mut self, lines: isize) {
        self.top = self
            .top
            .saturating_add_signed(lines)
            .min(self.last_top.get());
    }

    /// The lines in so many columns; nothing is cut.
    fn lines(&self, width: usize) -> Vec<Shown> {
        let plan = match &self.plan {
            Ok(plan) => plan,
            Err(reasons) => {
                let mut lines = Vec::new();
                for (place, reason) in reasons.iter().enumerate() {
                    let role = if place == 0 { Role::Text } else { Role::Dim };
                    if place > 0 {
                        lines.push((0, Vec::new()));
                    }
                    let reason = crate::tui::app::sentence(reason);
                    let wrapped = wrap(&reason, width).into_iter();
                    lines.extend(wrapped.map(|text| (0, vec![(text, role)])));
                }
                return lines;
            }
        };
        let mut lines = Vec::new();
        for (indent, pieces) in &plan.lines {
            let indent = indent.saturating_sub(2);
            match pieces.as_slice() {
                [(text, role)] => {
                    let room = width.saturating_sub(usize::from(indent));
                    let wrapped = wrap(text, room).into_iter();
                    lines.extend(wrapped.map(|text| (indent, vec![(text, *role)])));
                }
                pieces => lines.push((indent, pieces.to_vec())),
            }
        }
        lines
    }

    fn hints(&self) -> Vec<(&'static str, String)> {
        let mut hints = Vec::new();
        match &self.plan {
            Err(_) => hints.push(("esc", "close".to_owned())),
            Ok(plan) => {
                if !self.seen.get() {
                    hints.push(("j", "more".to_owned()));
                }
                if plan.new == 0 {
                    hints.push(("enter", "run it".to_owned()));
                } else if self.seen.get() {
                    let what = if plan.steps.len() == plan.new {
                        "run it, now and from now on".to_owned()
                    } else {
                        let new = count(plan.new as u64, "new command");
                        format!("run it, with the {new}, now and from now on")
                    };
                    hints.push(("y", what));
                }
                hints.push(("esc", "run nothing".to_owned()));
            }
        }
        hints
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let width = area.width.saturating_sub(4).min(WIDTH);
        // The frame takes four columns, the scrollbar two more.
        let lines = self.lines(usize::from(width.saturating_sub(6)));
        let title = match &self.plan {
            Ok(plan) if plan.new > 0 => format!("{}: may this run?", self.title),
            Ok(_) => format!("{}: this will run", self.title),
            Err(_) => format!("{}: cannot be run", self.title),
        };
        let height = (lines.len() as u16).saturating_add(4);
        let most = area.height.saturating_sub(2).max(4);
        let inner = canvas.frame(centred(area, width, height.min(most)), &title);
        let body = Rect {
            height: inner.height.saturating_sub(2),
            ..inner
        };
        let rows = usize::from(body.height);
        let last_top = lines.len().saturating_sub(rows);
        self.last_top.set(last_top);
        self.height.set(rows);
        let top = self.top.min(last_top);
        if top == last_top && rows > 0 {
            self.seen.set(true);
        }
        for (offset, (indent, pieces)) in lines.iter().skip(top).take(rows).enumerate() {
            let line = line_of(body, offset as u16);
            let mut x = line.x + indent;
            for (text, role) in pieces {
                x = canvas.put(line, x, line.y, text, *role);
            }
        }
        if lines.len() > rows {
            scrollbar(canvas, body, top, lines.len());
        }
        let line = line_of(inner, inner.height.saturating_sub(1));
        let mut hints = Vec::new();
        for (key, word) in self.hints() {
            hints.push(piece(key, Role::Key));
            hints.push(piece(format!(" {word}   "), Role::Dim));
        }
        canvas.row(line, &hints, &[]);
    }
}
