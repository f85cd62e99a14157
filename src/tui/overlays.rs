//! What lies on top of a screen: a stack, of which the top one takes the keys.

mod confirm;
mod entry;
mod explain;
mod gate;
mod help;
mod palette;
mod prompt;
mod replan;
mod review;
mod timer;

use ratatui::layout::Rect;

use crate::domain::{decide::Wish, roadmap::PhaseIx};

use super::{app::Response, canvas::Canvas, keys::Chord, world::World};

pub use confirm::Confirm;
pub use entry::Entry;
pub use explain::Explain;
pub use gate::AskGate;
pub use help::Help;
pub use palette::Palette;
pub use prompt::Prompt;
pub use replan::Replanning;
pub use review::ReviewForm;
pub use timer::{StartTimer, StopTimer};

/// What an overlay makes of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// It stays.
    Stay,
    /// It closes, and nothing comes of it.
    Close,
    /// It stays, and this comes of it.
    Go(Vec<Response>),
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
    /// How the plan may change.
    Replan(Box<Replanning>),
    /// A line about time or money.
    Entry(Entry),
    /// What the timer is to run for.
    StartTimer(StartTimer),
    /// What becomes of the timer that runs.
    StopTimer(StopTimer),
    /// A review, question by question.
    Review(Box<ReviewForm>),
    /// What a gate would run.
    Gate(Box<AskGate>),
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
            Self::Replan(replanning) => replanning.key(chord, world),
            Self::Entry(entry) => entry.key(chord, world),
            Self::StartTimer(timer) => timer.key(chord, world),
            Self::StopTimer(timer) => timer.key(chord, world),
            Self::Review(review) => review.key(chord, world),
            Self::Gate(gate) => gate.key(chord),
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, world: &World) {
        match self {
            Self::Palette(palette) => palette.paste(text, world),
            Self::Prompt(prompt) => prompt.paste(text, world),
            Self::Entry(entry) => entry.paste(text),
            Self::StopTimer(timer) => timer.paste(text),
            Self::Replan(replanning) => replanning.paste(text, world),
            Self::Review(review) => review.paste(text),
            Self::Help(_)
            | Self::Explain(_)
            | Self::Confirm(_)
            | Self::StartTimer(_)
            | Self::Gate(_) => {}
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
            Self::Replan(replanning) => replanning.scroll(rows),
            Self::Review(review) => review.scroll(rows),
            Self::Gate(gate) => gate.scroll(rows),
            _ => {}
        }
    }

    /// Takes a click on one of its rows.
    pub fn click(&mut self, row: usize, world: &World) -> Reply {
        match self {
            Self::StartTimer(timer) => timer.click(row, world),
            Self::StopTimer(timer) => timer.click(row, world),
            Self::Palette(palette) => palette.click(row),
            Self::Confirm(confirm) => confirm.click(row),
            Self::Replan(replanning) => replanning.click(row),
            Self::Help(_)
            | Self::Explain(_)
            | Self::Prompt(_)
            | Self::Entry(_)
            | Self::Review(_)
            | Self::Gate(_) => Reply::Stay,
        }
    }

    /// The same over another roadmap, in which `phase` finds the phases of the
    /// one before; `None` where it asks about what may be different there: a
    /// sign-off counted what is open.
    #[must_use]
    pub fn moved(self, world: &World, phase: impl Fn(PhaseIx) -> Option<PhaseIx>) -> Option<Self> {
        match self {
            // What is typed into a review is not lost; that the roadmap no
            // longer has it is said when it is saved.
            Self::Help(_) | Self::StopTimer(_) | Self::Review(_) => Some(self),
            Self::Palette(palette) => Some(Self::Palette(palette.moved(world))),
            Self::Confirm(confirm) => (!confirm.signs_off()).then_some(Self::Confirm(confirm)),
            Self::Prompt(prompt) => Some(Self::Prompt(prompt.moved(world, phase))),
            Self::Entry(entry) => Some(Self::Entry(entry.moved(phase))),
            // Their figures, items and places may be another roadmap's now.
            Self::Explain(_) | Self::Replan(_) | Self::StartTimer(_) | Self::Gate(_) => None,
        }
    }

    /// The same after something happened that it speaks of; `None` where it has
    /// nothing to say any more.
    #[must_use]
    pub fn after_events(self, world: &World) -> Option<Self> {
        match self {
            Self::Replan(replanning) => {
                let replanning = replanning.looked_again(world)?;
                Some(Self::Replan(Box::new(replanning)))
            }
            other => Some(other),
        }
    }

    /// What keeps what is typed, where that goes on later.
    pub fn draft(&self) -> Option<Wish> {
        match self {
            Self::Review(review) => review.draft(),
            _ => None,
        }
    }

    /// Whether it asks about leaving.
    pub fn is_about_quitting(&self) -> bool {
        matches!(self, Self::Confirm(confirm) if confirm.is_about_quitting())
    }

    /// Whether it asks about a timer that no longer runs.
    pub fn is_about_another_timer(&self, world: &World) -> bool {
        let running = world.state.timer().map(|timer| timer.id);
        match self {
            Self::StartTimer(_) => running.is_some(),
            Self::StopTimer(timer) => running != Some(timer.id()),
            _ => false,
        }
    }

    /// Draws it over `area`.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        match self {
            Self::Help(help) => help.draw(canvas, area),
            Self::Explain(explain) => explain.draw(canvas, area),
            Self::Palette(palette) => palette.draw(canvas, area),
            Self::Confirm(confirm) => confirm.draw(canvas, area),
            Self::Prompt(prompt) => prompt.draw(canvas, area, world),
            Self::Replan(replanning) => replanning.draw(canvas, area, world),
            Self::Entry(entry) => entry.draw(canvas, area, world),
            Self::StartTimer(timer) => timer.draw(canvas, area, world),
            Self::StopTimer(timer) => timer.draw(canvas, area, world),
            Self::Review(review) => review.draw(canvas, area, world),
            Self::Gate(gate) => gate.draw(canvas, area),
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
