//! A bare ratatui program: one full screen, a list whose highlight moves with
//! `j` and `k`, `q` leaves. It reads no file, asks nothing and decides nothing:
//! the floor that `tools/bench-peers` measures full-screen programs against.

use std::io;

use crossterm::event::{self, Event, KeyCode};
use ratatui::{
    DefaultTerminal,
    style::{Color, Modifier, Style},
    widgets::{List, ListItem, ListState},
};

fn main() -> io::Result<()> {
    let mut terminal = ratatui::try_init()?;
    let left = turn(&mut terminal);
    ratatui::try_restore()?;
    left
}

fn turn(terminal: &mut DefaultTerminal) -> io::Result<()> {
    let mut list = ListState::default().with_selected(Some(0));
    loop {
        let mut rows = 0;
        terminal.draw(|frame| {
            let area = frame.area();
            rows = usize::from(area.height);
            // Each row fills the screen's whole width.
            let lines = (0..rows).map(|row| {
                let text =
                    format!("row {row:>3} of the floor ").repeat(1 + usize::from(area.width) / 21);
                ListItem::new(text).style(Style::new().fg(COLOURS[row % COLOURS.len()]))
            });
            let lines = List::new(lines).highlight_style(Modifier::REVERSED);
            frame.render_stateful_widget(lines, area, &mut list);
        })?;
        let Event::Key(key) = event::read()? else {
            continue;
        };
        let at = list.selected().unwrap_or_default();
        match key.code {
            KeyCode::Char('j') => list.select(Some((at + 1).min(rows - 1))),
            KeyCode::Char('k') => list.select(Some(at.saturating_sub(1))),
            KeyCode::Char('q') => return Ok(()),
            _ => {}
        }
    }
}

const COLOURS: [Color; 3] = [Color::Reset, Color::Cyan, Color::DarkGray];
