//! What lies on top of a screen: a stack, of which the top one takes the keys.

mod confirm;
mod explain;
mod help;
mod palette;
mod prompt;

use ratatui::layout::Rect;

use crate::domain::roadmap::PhaseIx;

use super::{app::Response, canvas::Canvas, keys::Chord, world::World};

pub use confirm::Confirm;
pub use explain::Explain;
pub use help::Help;
pub use palette::Palette;
pub use prompt::Prompt;

/// What an overlay makes of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// It stays.
    Stay,
    /// It closes, and nothing comes of it.
    Close,
    /// It closes, and this comes of it.
    Choose(Vec<Response>),
}

/// What lies on top of a screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// The keys of this place.
    Help(Help),
    /// How the figures of this place come about.
    Explain(Explain),
    /// Go anywhere, do anything.
    Palette(Palette),
    /// A question with a few answers.
    Confirm(Confirm),
    /// A line to type.
    Prompt(Prompt),
}

impl Overlay {
    /// Takes a key.
    pub fn key(&mut self, chord: Chord, world: &World) -> Reply {
        match self {
            Self::Help(help) => help.key(chord),
            Self::Explain(explain) => explain.key(chord),
            Self::Palette(palette) => palette.key(chord, world),
            Self::Confirm(confirm) => confirm.key(chord),
            Self::Prompt(prompt) => prompt.key(chord, world),
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, world: &World) {
        match self {
            Self::Palette(palette) => palette.paste(text, world),
            Self::Prompt(prompt) => prompt.paste(text, world),
            Self::Help(_) | Self::Explain(_) | Self::Confirm(_) => {}
        }
    }

    /// Takes in that more notes can be searched.
    pub fn notes_arrived(&mut self, world: &World) {
        if let Self::Palette(palette) = self {
            palette.look_again(world);
        }
    }

    /// Takes the mouse's wheel.
    pub fn scroll(&mut self, rows: isize) {
        match self {
            Self::Help(help) => help.scroll(rows),
            Self::Explain(explain) => explain.scroll(rows),
            Self::Palette(palette) => palette.scroll(rows),
            Self::Confirm(_) | Self::Prompt(_) => {}
        }
    }

    /// Takes a click on one of its rows.
    pub fn click(&mut self, row: usize) -> Reply {
        match self {
            Self::Palette(palette) => palette.click(row),
            Self::Confirm(confirm) => confirm.click(row),
            Self::Help(_) | Self::Explain(_) | Self::Prompt(_) => Reply::Stay,
        }
    }

    /// The same over another roadmap, in which `phase` finds the phases of the
    /// one before; `None` where it asks about what may be different there: a
    /// sign-off counted what is open.
    #[must_use]
    pub fn moved(self, world: &World, phase: impl Fn(PhaseIx) -> Option<PhaseIx>) -> Option<Self> {
        match self {
            Self::Help(_) => Some(self),
            // Its numbers were those of the roadmap before.
            Self::Explain(_) => None,
            Self::Palette(palette) => Some(Self::Palette(palette.moved(world))),
            Self::Confirm(confirm) => (!confirm.signs_off()).then_some(Self::Confirm(confirm)),
            Self::Prompt(prompt) => Some(Self::Prompt(prompt.moved(world, phase))),
        }
    }

    /// Whether it asks about leaving.
    pub fn is_about_quitting(&self) -> bool {
        matches!(self, Self::Confirm(confirm) if confirm.is_about_quitting())
    }

    /// Draws it over `area`.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        match self {
            Self::Help(help) => help.draw(canvas, area),
            Self::Explain(explain) => explain.draw(canvas, area),
            Self::Palette(palette) => palette.draw(canvas, area),
            Self::Confirm(confirm) => confirm.draw(canvas, area),
            Self::Prompt(prompt) => prompt.draw(canvas, area, world),
        }
    }
}

/// An area of this size in the middle of `area`, a little above it.
fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 3,
        width,
        height,
    }
}
