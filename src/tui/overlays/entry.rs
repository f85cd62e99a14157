//! A line about time or money, as the commands take it, and below it what it
//! means.

use chrono::{NaiveTime, Timelike};
use ratatui::layout::Rect;
use tui_input::Input as Line;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{About, Correction, TimeWish, Wish},
        entry::{self, EntryError},
        event::EventId,
        minutes::{Length, Minutes},
        money,
        roadmap::PhaseIx,
        session::{LoggedSession, Piece},
    },
    insight::{time::default_category, words},
    text::wrap,
    tui::{
        app::{self, Response},
        canvas::{Canvas, line_of, piece},
        keys::Chord,
        theme::Role,
        widgets::field::field,
        world::World,
    },
};

use super::{Reply, centred};

/// A line about time or money.
#[derive(Debug, Clone)]
pub struct Entry {
    purpose: Purpose,
    line: Line,
    /// What time is spent on where the line does not say.
    about: Option<About>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Log,
    Correct(EventId),
    Spend,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.purpose == other.purpose && self.line.value() == other.line.value()
    }
}

/// A line that means something: the wish, its day, and the wish in words.
type Meaning = (Wish, Option<LogicalDay>, String);

impl Entry {
    /// Asks for time that was not timed, maybe of a category.
    pub fn log(about: Option<About>, category: Option<&str>) -> Self {
        Self {
            purpose: Purpose::Log,
            line: begun(category),
            about,
        }
    }

    /// Asks for money that was spent, maybe on a line of the budget.
    pub fn spend(line: Option<&str>) -> Self {
        Self {
            purpose: Purpose::Spend,
            line: begun(line),
            about: None,
        }
    }

    /// Asks what is to be put right about a session, which stands there.
    pub fn correct(world: &World, session: &LoggedSession) -> Self {
        let length = words::session_span(session)
            .map_or_else(|| typed(session.minutes), |span| span.replace('–', "-"));
        let day = if session.day == world.day() {
            "today".to_owned()
        } else {
            session.day.to_string()
        };
        let text = session.text.as_deref().unwrap_or_default();
        let line = format!("{length} {day} {} {text}", session.category);
        Self {
            purpose: Purpose::Correct(session.id),
            line: Line::new(line.trim_end().to_owned()),
            about: None,
        }
    }

    /// The same over another roadmap: what was typed stays, about the same
    /// phase; items moved in their lists.
    #[must_use]
    pub fn moved(mut self, phase: impl Fn(PhaseIx) -> Option<PhaseIx>) -> Self {
        self.about = match self.about {
            Some(About::Phase(about)) => phase(about).map(About::Phase),
            _ => None,
        };
        self
    }

    /// What the line means, or why it means nothing yet.
    fn meaning(&self, world: &World) -> Result<Meaning, String> {
        let text = self.line.value();
        match self.purpose {
            Purpose::Spend => spending(world, text),
            Purpose::Log => self.time(world, text),
            Purpose::Correct(id) => match world.state.session(id) {
                Some(session) => correction(world, session, text),
                None => Err("This session is gone.".to_owned()),
            },
        }
    }

    fn time(&self, world: &World, text: &str) -> Result<Meaning, String> {
        let roadmap = &world.roadmap;
        let typed = entry::time(text, roadmap, world.day()).map_err(|it| sentence(&it))?;
        let about = typed.about.or(self.about);
        let item = match about {
            Some(About::Item(item)) => Some(item),
            _ => None,
        };
        let length = typed
            .length
            .ok_or_else(|| sentence(&EntryError::NoLength))?;
        let category = typed
            .category
            .or_else(|| default_category(roadmap, item).cloned())
            .ok_or_else(|| sentence(&EntryError::NoCategory(entry::categories(roadmap))))?;
        let day = typed.day.unwrap_or_else(|| world.day());
        let pieces = pieces(world, length, day)?;
        let minutes = pieces.iter().map(|piece| piece.minutes.into()).sum();
        let what = about.map(|about| words::about_to_be(roadmap, about));
        let said = said(world, minutes, category.as_str(), what, day);
        let wish = TimeWish::Log {
            category,
            about,
            text: typed.text,
            pieces,
        };
        Ok((Wish::Time(wish), None, said))
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord, world: &World) -> Reply {
        match chord.to_string().as_str() {
            "esc" => Reply::Close,
            "enter" => match self.meaning(world) {
                Ok((wish, on, _)) => Reply::Choose(vec![Response::Wish(wish, on)]),
                Err(_) => Reply::Stay,
            },
            _ => {
                app::edit(&mut self.line, chord);
                Reply::Stay
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        app::insert(&mut self.line, text);
    }

    /// The title, and what is asked.
    fn question(&self, world: &World) -> (&'static str, String) {
        match self.purpose {
            Purpose::Log => {
                let about = self.about.map_or_else(String::new, |about| {
                    format!(" on “{}”", words::about_to_be(&world.roadmap, about))
                });
                (
                    "Time that was not timed",
                    format!(
                        "How long{about}? For example `45m learning Ecto.Multi`, or \
                         `9:10-10:40 yesterday building`."
                    ),
                )
            }
            Purpose::Correct(_) => (
                "Put the session right",
                "How long or from when to when, its day, its category, and what there is to \
                 say of it."
                    .to_owned(),
            ),
            Purpose::Spend => (
                "Money that was spent",
                "How much, and on which line of the budget? For example `39.99 books \
                 Programming Ecto`. A day may stand behind the line; a minus brings money back."
                    .to_owned(),
            ),
        }
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        let (title, question) = self.question(world);
        let width = 68.min(area.width.saturating_sub(2));
        let room = usize::from(width.saturating_sub(4));
        let mut asked = wrap(&question, room);
        let (said, role) = match self.meaning(world) {
            Ok((_, _, said)) => (said, Role::Done),
            Err(_) if self.line.value().trim().is_empty() => (String::new(), Role::Dim),
            Err(why) => (why, Role::Dim),
        };
        let mut told = wrap(&said, room);
        told.truncate(2);
        // Where it is tight, the question goes; the line and what it means stay.
        let roomy = usize::from(area.height) >= asked.len() + 10;
        if !roomy {
            asked.truncate(usize::from(area.height).saturating_sub(7));
        }
        let gap = u16::from(roomy);
        let height = asked.len() as u16 + 6 + 3 * gap;
        let inner = canvas.frame(centred(area, width, height), title);
        let mut row = gap;
        for line in &asked {
            canvas.row(
                line_of(inner, row),
                &[piece(line.as_str(), Role::Text)],
                &[],
            );
            row += 1;
        }
        row += gap;
        let input = line_of(inner, row);
        if input.width < 4 {
            return;
        }
        let x = canvas.put(input, input.x, input.y, "› ", Role::Accent);
        field(canvas, input, x, &self.line, Role::Text);
        for (offset, line) in told.iter().enumerate() {
            let line_at = line_of(inner, row + 1 + offset as u16);
            canvas.row(line_at, &[piece(line.as_str(), role)], &[]);
        }
        canvas.row(
            line_of(inner, row + 3 + gap),
            &[
                piece("enter", Role::Key),
                piece(" write it down   ", Role::Dim),
                piece("esc", Role::Key),
                piece(" not now", Role::Dim),
            ],
            &[],
        );
    }
}

/// A line in which the last word is typed already: the cursor stands before it.
fn begun(word: Option<&str>) -> Line {
    match word {
        Some(word) => Line::new(format!(" {word} ")).with_cursor(0),
        None => Line::default(),
    }
}

/// What was typed, on this day, by the clock on the wall.
fn pieces(world: &World, length: Length, day: LogicalDay) -> Result<Vec<Piece>, String> {
    let pieces = world.wall().pieces(length, day);
    pieces.map_err(|not_yet| app::sentence(&not_yet.to_string()))
}

fn sentence(error: &EntryError) -> String {
    app::sentence(&error.to_string())
}

/// “45 min of learning on Phase 3 · Supervision, Thu 5 Mar”.
fn said(
    world: &World,
    minutes: Minutes,
    category: &str,
    about: Option<String>,
    day: LogicalDay,
) -> String {
    let about = about.map_or_else(String::new, |about| format!(" on {about}"));
    let on = if day == world.day() {
        String::new()
    } else {
        format!(", {}", words::weekday_date(day, world.day()))
    };
    format!("{} of {category}{about}{on}", words::hours(minutes))
}

fn spending(world: &World, text: &str) -> Result<Meaning, String> {
    let roadmap = &world.roadmap;
    let entry = entry::spending(text, roadmap, world.day()).map_err(|it| sentence(&it))?;
    let title = roadmap.money.iter().find(|line| line.id == entry.line);
    let title = title.map_or(entry.line.as_str(), |line| line.title.as_str());
    let on = entry.day.map_or_else(String::new, |day| {
        format!(", {}", words::weekday_date(day, world.day()))
    });
    let amount = money::show(entry.amount.abs(), &roadmap.currency);
    let said = if entry.amount.is_sign_negative() {
        format!("{amount} back, for {title}{on}")
    } else {
        format!("{amount} on {title}{on}")
    };
    let wish = Wish::Spend {
        amount: entry.amount,
        line: entry.line,
        text: entry.text,
    };
    Ok((wish, entry.day, said))
}

/// What a line changes about a session; what it says as before stays.
fn correction(world: &World, session: &LoggedSession, text: &str) -> Result<Meaning, String> {
    let typed = entry::time(text, &world.roadmap, world.day()).map_err(|it| sentence(&it))?;
    let day = typed.day.unwrap_or(session.day);
    let same_day = day == session.day;
    let new_length = typed
        .length
        .filter(|length| !is_length_of(session, *length));
    let pieces = match new_length.or_else(|| typed.length.filter(|_| !same_day)) {
        None if same_day => None,
        None => Some(vec![Piece::of(day, session.minutes)]),
        Some(Length::Of(minutes)) if same_day => {
            Some(world.wall().as_long(session.from, day, minutes))
        }
        Some(length) => Some(pieces(world, length, day)?),
    };
    let minutes = pieces.as_ref().map_or(session.minutes, |pieces| {
        pieces.iter().map(|piece| piece.minutes.into()).sum()
    });
    let before = session.text.clone().unwrap_or_default();
    let after = typed.text.unwrap_or_default();
    let category = typed.category.filter(|it| *it != session.category);
    let name = category.as_ref().unwrap_or(&session.category).to_string();
    let about = match typed.about {
        Some(about) => Some(words::about_to_be(&world.roadmap, about)),
        None => session
            .about
            .as_ref()
            .map(|about| words::about(&world.roadmap, about)),
    };
    let to = Correction {
        pieces,
        category,
        about: typed.about,
        text: (before != after).then_some(after),
    };
    if to == Correction::default() {
        return Err("This is how it stands.".to_owned());
    }
    let said = said(world, minutes, &name, about, day);
    let wish = TimeWish::Correct {
        session: session.id,
        to,
    };
    Ok((Wish::Time(wish), None, said))
}

/// Whether a session is already as long as this says.
fn is_length_of(session: &LoggedSession, length: Length) -> bool {
    let to_the_minute = |time: NaiveTime| (time.hour(), time.minute());
    match (length, session.span()) {
        (Length::Of(minutes), _) => minutes == session.minutes,
        (Length::Between(from, to), Some((begun, ended))) => {
            to_the_minute(from) == to_the_minute(begun.time())
                && to_the_minute(to) == to_the_minute(ended.time())
        }
        (Length::Between(..), None) => false,
    }
}

/// A length as it can be typed: `45m`, `2h`, `1h30`.
fn typed(minutes: Minutes) -> String {
    match (minutes.0 / 60, minutes.0 % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes:02}"),
    }
}
