//! What clicks and the wheel mean.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::tui::{canvas::Hit, effect::Effect, keys::Action};

use super::{App, DOUBLE_CLICK, Response};

impl App {
    pub(super) fn mouse(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.wheel(Action::Down),
            MouseEventKind::ScrollUp => self.wheel(Action::Up),
            MouseEventKind::Down(MouseButton::Left) => {
                let position = Position::new(mouse.column, mouse.row);
                let hit = self
                    .hits
                    .iter()
                    .rev()
                    .find(|(area, _)| area.contains(position))
                    .map(|(_, hit)| *hit);
                hit.map_or_else(Vec::new, |hit| self.click(hit))
            }
            _ => Vec::new(),
        }
    }

    fn wheel(&mut self, action: Action) -> Vec<Effect> {
        if let Some(overlay) = self.overlays.last_mut() {
            overlay.scroll(if action == Action::Down { 1 } else { -1 });
            return Vec::new();
        }
        if self.wheel_in_note(action == Action::Down) {
            return Vec::new();
        }
        self.act(action)
    }

    fn click(&mut self, hit: Hit) -> Vec<Effect> {
        let double = self.last_click.is_some_and(|(at, last)| {
            last == hit && self.now.signed_duration_since(at) <= DOUBLE_CLICK
        });
        self.last_click = (!double).then_some((self.now, hit));
        if let Some(overlay) = self.overlays.last_mut() {
            let Hit::OverlayRow(row) = hit else {
                return Vec::new();
            };
            let reply = overlay.click(row, &self.world);
            return self.reply(reply);
        }
        match hit {
            Hit::Tab(tab) => self.carry_out(Response::Tab(tab)),
            Hit::Row(row) => {
                let effects = self.carry_out(Response::Select(row));
                if double {
                    return self.act(Action::Open);
                }
                effects
            }
            Hit::Weekday(place) => {
                let start = self.world.roadmap.cadence.week_start;
                let day = self.view().day.week_first(start).forward(place as u64);
                self.carry_out(Response::Day(day))
            }
            Hit::Day(day) => self.carry_out(Response::HeatDay(day)),
            Hit::Line(line) => {
                self.click_line(line);
                Vec::new()
            }
            Hit::Link(link) => self.click_link(link),
            Hit::Heading(heading) => {
                self.click_heading(heading);
                Vec::new()
            }
            Hit::OverlayRow(_) => Vec::new(),
        }
    }
}
