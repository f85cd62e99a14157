//! The timer: what it is to run for, and what becomes of it.

mod stop;

use ratatui::layout::Rect;

use crate::{
    domain::{
        decide::{About, TimeWish, Wish},
        id::BudgetId,
        roadmap::Roadmap,
    },
    insight::{time::default_category, words},
    tui::{
        app::Response,
        canvas::{Canvas, Hit, line_of, piece},
        keys::Chord,
        theme::Role,
        world::World,
    },
};

use super::{Reply, centred};

pub use stop::StopTimer;

/// What the timer is to run for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartTimer {
    /// What it may be; nothing in particular comes last.
    abouts: Vec<Option<About>>,
    about: usize,
    category: usize,
}

impl StartTimer {
    /// Asks what is to be timed; what is likeliest is chosen already.
    pub fn new(world: &World, abouts: Vec<About>) -> Self {
        let abouts: Vec<Option<About>> = abouts.into_iter().map(Some).chain([None]).collect();
        let category = category_of(world, abouts[0]);
        Self {
            abouts,
            about: 0,
            category,
        }
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord, world: &World) -> Reply {
        let last = world.roadmap.time.len().saturating_sub(1);
        match chord.to_string().as_str() {
            "esc" | "q" => return Reply::Close,
            "enter" => return self.start(&world.roadmap),
            "up" | "k" => self.category = self.category.saturating_sub(1),
            "down" | "j" => self.category = (self.category + 1).min(last),
            "tab" | "right" | "l" => self.turn(world, 1),
            "shift-tab" | "left" | "h" => self.turn(world, self.abouts.len() - 1),
            key => {
                let place = key.parse().ok().and_then(|it: usize| it.checked_sub(1));
                if let Some(place) = place.filter(|place| *place <= last) {
                    self.category = place;
                }
            }
        }
        Reply::Stay
    }

    /// Goes so many further in what it may run for; the category follows.
    fn turn(&mut self, world: &World, by: usize) {
        self.about = (self.about + by) % self.abouts.len();
        self.category = category_of(world, self.abouts[self.about]);
    }

    /// Takes a click on a category: one on the chosen one starts.
    pub fn click(&mut self, row: usize, world: &World) -> Reply {
        if row == self.category {
            return self.start(&world.roadmap);
        }
        self.category = row;
        Reply::Stay
    }

    fn start(&self, roadmap: &Roadmap) -> Reply {
        let Some(category) = roadmap.time.get(self.category) else {
            return Reply::Close;
        };
        let wish = TimeWish::Start {
            category: category.id.clone(),
            about: self.abouts[self.about],
        };
        Reply::Choose(vec![Response::Wish(Wish::Time(wish), None)])
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        let categories = &world.week.categories[..world.roadmap.time.len()];
        let width = 64.min(area.width.saturating_sub(2));
        let needed = categories.len() as u16 + 4;
        let gap = u16::from(area.height >= needed + 4);
        let height = needed + 3 * gap;
        let inner = canvas.frame(centred(area, width, height), "Start the timer");
        let about = self.abouts[self.about].map_or_else(
            || "nothing in particular".to_owned(),
            |about| words::about_to_be(&world.roadmap, about),
        );
        let many = format!("{} of {}", self.about + 1, self.abouts.len());
        canvas.row(
            line_of(inner, gap),
            &[piece("for  ", Role::Dim), piece(about, Role::Strong)],
            &[piece(many, Role::Dim)],
        );
        for (place, category) in categories.iter().enumerate() {
            let line = line_of(inner, 1 + 2 * gap + place as u16);
            let chosen = place == self.category;
            let range = category.range.map_or_else(String::new, words::hours_range);
            let spent = format!("{:>6} of {range}", words::clock(category.spent));
            let role = if chosen { Role::Strong } else { Role::Text };
            canvas.row(
                line,
                &[
                    piece(if chosen { "› " } else { "  " }, Role::Accent),
                    piece(category.title.as_str(), role),
                ],
                &[piece(spent, Role::Dim)],
            );
            if chosen {
                canvas.select(line);
            }
            canvas.hit(line, Hit::OverlayRow(place));
        }
        let mut keys = vec![piece("enter", Role::Key), piece(" start   ", Role::Dim)];
        if self.abouts.len() > 1 {
            keys.extend([
                piece("tab", Role::Key),
                piece(" for something else   ", Role::Dim),
            ]);
        }
        keys.extend([piece("esc", Role::Key), piece(" not now", Role::Dim)]);
        canvas.row(
            line_of(inner, 1 + 3 * gap + categories.len() as u16),
            &keys,
            &[],
        );
    }
}

/// The category that work on something belongs to: by what it is, else that of
/// the last session on it or on anything, else the first.
fn category_of(world: &World, about: Option<About>) -> usize {
    let roadmap = &world.roadmap;
    let place = |id: &BudgetId| roadmap.time.iter().position(|time| time.id == *id);
    let item = match about {
        Some(About::Item(item)) => Some(item),
        _ => None,
    };
    let usual = default_category(roadmap, item).and_then(place);
    let last = || {
        let mut sessions = world.state.sessions().rev();
        sessions.find_map(|session| place(&session.category))
    };
    usual.or_else(last).unwrap_or(0)
}
