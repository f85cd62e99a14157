//! The moves there are when the plan does not hold, side by side; the one that
//! is selected, before and after; `enter` makes it.

mod draw;

use tui_input::Input as Line;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{Desk, NoReplan, Replan, Wish},
        minutes::weekly_hours,
    },
    insight::{
        forecast::Forecast,
        replan::{Moves, Outcome, outcome},
    },
    tui::{
        app::{self, Response, refusal_words},
        keys::Chord,
        world::World,
    },
};

use super::Reply;

/// The moves, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Keep,
    End,
    Hours,
    Skip,
    Spread,
}

impl Choice {
    const ALL: [Self; 5] = [Self::Keep, Self::End, Self::Hours, Self::Skip, Self::Spread];

    fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep it as it is",
            Self::End => "move the end",
            Self::Hours => "other hours a week",
            Self::Skip => "skip optional items",
            Self::Spread => "spread the rest evenly",
        }
    }
}

/// The moves, and what is typed and chosen for them.
#[derive(Debug, Clone)]
pub struct Replanning {
    moves: Moves,
    selected: usize,
    end: Line,
    hours: Line,
    /// Whether the first key typed replaces what stands there.
    fresh: bool,
    /// Which optional items are to be left out, in the order of the moves'.
    chosen: Vec<bool>,
    /// The item that the cursor is on, while it is in their list.
    item: Option<usize>,
    /// What each move leads to, or why it cannot be made.
    outcomes: Vec<Result<Outcome, String>>,
}

impl PartialEq for Replanning {
    fn eq(&self, other: &Self) -> bool {
        self.moves == other.moves
            && self.selected == other.selected
            && self.end.value() == other.end.value()
            && self.hours.value() == other.hours.value()
            && (&self.chosen, self.item) == (&other.chosen, other.item)
    }
}

impl Replanning {
    /// Looks at the plan and at where it leads; not where there is none to be
    /// changed. This draws the courses of the forecast: it is for opening.
    pub fn new(world: &World) -> Result<Self, NoReplan> {
        let moves = look(world)?;
        let (even, most) = moves.dates();
        let end = most.or(even).or(moves.at_capacity);
        let end = end.unwrap_or(moves.keep.end);
        let mut replanning = Self {
            end: Line::new(end.to_string()),
            hours: Line::new(moves.hold().decimal()),
            fresh: true,
            chosen: vec![true; moves.optional.len()],
            item: None,
            selected: 0,
            outcomes: Vec::new(),
            moves,
        };
        replanning.preview(world);
        Ok(replanning)
    }

    /// Takes in that something happened meanwhile; `None` where there is no plan
    /// to be changed any more.
    #[must_use]
    pub fn looked_again(mut self, world: &World) -> Option<Self> {
        let before: Vec<_> = self.moves.optional.iter().map(|it| it.item).collect();
        self.moves = look(world).ok()?;
        let chosen = |item| {
            let place = before.iter().position(|it| *it == item);
            place.is_none_or(|place| self.chosen.get(place).copied().unwrap_or(true))
        };
        let items = self.moves.optional.iter();
        self.chosen = items.map(|it| chosen(it.item)).collect();
        let last = self.chosen.len().checked_sub(1);
        self.item = self.item.and_then(|item| Some(item.min(last?)));
        self.preview(world);
        Some(self)
    }

    fn choice(&self) -> Choice {
        Choice::ALL[self.selected.min(Choice::ALL.len() - 1)]
    }

    /// The wish that a move stands for now, or what is missing to make it one.
    fn wish(&self, choice: Choice) -> Result<Option<Replan>, &'static str> {
        Ok(Some(match choice {
            Choice::Keep => return Ok(None),
            Choice::End => LogicalDay::parse(self.end.value().trim())
                .map(Replan::End)
                .ok_or("A day is written like 2027-03-31.")?,
            Choice::Hours => weekly_hours(self.hours.value())
                .map(Replan::Hours)
                .ok_or("Hours are written like 35, 7.5 or 7h30.")?,
            Choice::Skip => {
                let items = self.moves.optional.iter().zip(&self.chosen);
                let items = items.filter(|(_, chosen)| **chosen);
                let items: Vec<_> = items.map(|(optional, _)| optional.item).collect();
                if items.is_empty() && !self.moves.optional.is_empty() {
                    return Err("No item is chosen.");
                }
                Replan::Skip(items)
            }
            Choice::Spread => Replan::Spread,
        }))
    }

    /// Works out what each move leads to.
    fn preview(&mut self, world: &World) {
        let desk: Desk<'_> = world.desk();
        self.outcomes = Choice::ALL
            .iter()
            .map(|choice| match self.wish(*choice) {
                Ok(None) => Ok(self.moves.keep),
                Ok(Some(replan)) => {
                    outcome(&desk, &replan).map_err(|refusal| refusal_words(world, &refusal))
                }
                Err(missing) => Err(missing.to_owned()),
            })
            .collect();
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord, world: &World) -> Reply {
        let key = chord.to_string();
        match (key.as_str(), self.item) {
            ("esc" | "left", Some(_)) => self.item = None,
            ("esc" | "q", _) => return Reply::Close,
            ("enter", _) => return self.enter(world),
            ("down" | "j", _) => self.step(1),
            ("up" | "k", _) => self.step(-1),
            ("pgdn", _) => self.step(8),
            ("pgup", _) => self.step(-8),
            ("space", Some(item)) => self.toggle(item),
            ("a", Some(_)) => {
                let all = self.chosen.iter().all(|chosen| *chosen);
                self.chosen.fill(!all);
            }
            ("right" | "l" | "space", None) if self.choice() == Choice::Skip => self.enter_list(),
            ("tab", None) if self.choice() == Choice::End => self.suggest(),
            _ => self.typed(chord),
        }
        self.preview(world);
        Reply::Stay
    }

    fn enter(&mut self, world: &World) -> Reply {
        let choice = self.choice();
        // What is about to be left out is seen before it is.
        if choice == Choice::Skip && self.item.is_none() && !self.chosen.is_empty() {
            self.enter_list();
            return Reply::Stay;
        }
        self.preview(world);
        match (self.wish(choice), &self.outcomes[self.selected]) {
            (Ok(None), _) => Reply::Close,
            (Ok(Some(replan)), Ok(_)) => {
                Reply::Choose(vec![Response::Wish(Wish::Replan(replan), None)])
            }
            _ => Reply::Stay,
        }
    }

    fn enter_list(&mut self) {
        self.item = (!self.chosen.is_empty()).then_some(0);
    }

    fn step(&mut self, by: isize) {
        if let Some(item) = &mut self.item {
            let last = self.chosen.len().saturating_sub(1);
            *item = item.saturating_add_signed(by).min(last);
        } else {
            let last = Choice::ALL.len() - 1;
            let by = by.clamp(-1, 1);
            self.selected = self.selected.saturating_add_signed(by).min(last);
            self.fresh = true;
        }
    }

    fn toggle(&mut self, item: usize) {
        if let Some(chosen) = self.chosen.get_mut(item) {
            *chosen = !*chosen;
        }
    }

    /// The dates that are offered for the end, with what they are.
    fn dates(&self) -> Vec<(&'static str, LogicalDay)> {
        let (even, most) = self.moves.dates();
        let mut dates = Vec::new();
        for (name, day) in [
            ("even odds", even),
            ("nine in ten", most),
            ("at your hours", self.moves.at_capacity),
            ("the end now", Some(self.moves.keep.end)),
            ("first plan", Some(self.moves.first_end)),
        ] {
            if let Some(day) = day
                && day >= self.moves.day
                && !dates.iter().any(|(_, known)| *known == day)
            {
                dates.push((name, day));
            }
        }
        dates
    }

    /// Puts the next date that is offered.
    fn suggest(&mut self) {
        let dates = self.dates();
        let here = LogicalDay::parse(self.end.value());
        let place = dates.iter().position(|(_, day)| Some(*day) == here);
        let next = place.map_or(0, |place| (place + 1) % dates.len());
        if let Some((_, day)) = dates.get(next) {
            self.end = Line::new(day.to_string());
            self.fresh = true;
        }
    }

    /// The line that the selected move is typed into.
    fn line(&mut self) -> Option<&mut Line> {
        match self.choice() {
            Choice::End => Some(&mut self.end),
            Choice::Hours => Some(&mut self.hours),
            Choice::Keep | Choice::Skip | Choice::Spread => None,
        }
    }

    fn typed(&mut self, chord: Chord) {
        let fits = |letter: char| letter.is_ascii_digit() || "-.,:hm".contains(letter);
        if chord.typed().is_some_and(|letter| !fits(letter)) {
            return;
        }
        let fresh = std::mem::replace(&mut self.fresh, false);
        if let Some(line) = self.line() {
            if fresh && chord.typed().is_some() {
                line.reset();
            }
            app::edit(line, chord);
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, world: &World) {
        let fresh = std::mem::replace(&mut self.fresh, false);
        if let Some(line) = self.line() {
            if fresh {
                line.reset();
            }
            app::insert(line, text.trim());
        }
        self.preview(world);
    }

    /// Takes the mouse's wheel.
    pub fn scroll(&mut self, rows: isize) {
        self.step(rows);
    }

    /// Takes a click: on a move, or on an item behind them.
    pub fn click(&mut self, row: usize) -> Reply {
        match row.checked_sub(Choice::ALL.len()) {
            None => {
                self.selected = row;
                self.item = None;
                self.fresh = true;
            }
            Some(item) => self.item = Some(item),
        }
        Reply::Stay
    }
}

/// The moves that the world has now.
fn look(world: &World) -> Result<Moves, NoReplan> {
    let desk = world.desk();
    desk.can_replan()?;
    let line = world.line.as_ref().ok_or(NoReplan::NoPlan)?;
    let forecast = Forecast::new(
        &world.roadmap,
        &world.state,
        &world.progress,
        Some(line),
        world.day(),
    );
    Moves::new(&desk, line, &forecast)
}
