//! A line to type: the start date, a thought.

use ratatui::layout::Rect;
use tui_input::Input as Line;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{About, ProofWish, Wish},
        roadmap::PhaseIx,
    },
    insight::words::{date, weekday},
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

/// A line to type.
#[derive(Debug, Clone)]
pub struct Prompt {
    title: String,
    text: String,
    purpose: Purpose,
    line: Line,
    /// Whether the first key typed replaces what stands there.
    fresh: bool,
}

impl PartialEq for Prompt {
    fn eq(&self, other: &Self) -> bool {
        self.purpose == other.purpose && self.line.value() == other.line.value()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Begin,
    Note(Option<PhaseIx>),
    Link(Option<About>),
    WhatChanged(PhaseIx),
    Attest(PhaseIx),
}

impl Prompt {
    /// Asks when the year begins; `day` stands there already.
    pub fn begin(day: LogicalDay) -> Self {
        Self {
            title: "Welcome".to_owned(),
            text: "When did, or does, your year begin? The plan’s quarters count from this day."
                .to_owned(),
            purpose: Purpose::Begin,
            line: Line::new(day.to_string()),
            fresh: true,
        }
    }

    /// Asks for a thought.
    pub fn note(world: &World, phase: Option<PhaseIx>) -> Self {
        let text = phase.map_or_else(
            || "A thought to keep.".to_owned(),
            |phase| {
                let phase = &world.roadmap[phase];
                format!(
                    "A thought on phase {} ({}): what changed because of what you read?",
                    phase.number, phase.title
                )
            },
        );
        Self {
            title: "A thought".to_owned(),
            text,
            purpose: Purpose::Note(phase),
            line: Line::default(),
            fresh: false,
        }
    }

    /// Asks for one line on what changed this week.
    pub fn what_changed(world: &World, phase: PhaseIx) -> Self {
        Self {
            title: "What changed".to_owned(),
            text: "What changed this week because of what you read? The line is kept as a \
                   thought on the phase."
                .to_owned(),
            purpose: Purpose::WhatChanged(phase),
            ..Self::note(world, Some(phase))
        }
    }

    /// Asks for a link, and what it is.
    pub fn link(world: &World, about: Option<About>) -> Self {
        let to = match about {
            None => "A link to keep".to_owned(),
            Some(About::Item(item)) => format!("A link for “{}”", world.roadmap[item].title),
            Some(About::Phase(phase)) => {
                let phase = &world.roadmap[phase];
                format!("A link for phase {} ({})", phase.number, phase.title)
            }
        };
        Self {
            title: "A link".to_owned(),
            text: format!("{to}: the address, and behind it, if you like, what it is."),
            purpose: Purpose::Link(about),
            line: Line::default(),
            fresh: false,
        }
    }

    /// Asks for what a learner vouches for.
    pub fn attest(world: &World, phase: PhaseIx) -> Self {
        let proof = world.roadmap[phase].proof.as_ref();
        let row = proof.map_or("", |proof| proof.id.as_str());
        let asked = proof.and_then(|proof| proof.attestation.as_deref());
        let asked = asked.map_or_else(String::new, |asked| {
            format!(" The roadmap asks for: {asked}.")
        });
        Self {
            title: format!("Attest {row}"),
            text: format!(
                "No gate shows {row}: your word does, with its date. Addresses among the words \
                 are kept as links.{}",
                asked.replace("..", ".")
            ),
            purpose: Purpose::Attest(phase),
            line: Line::default(),
            fresh: false,
        }
    }

    /// The same over another roadmap: what was typed stays, about the same
    /// phase, or about none where it is gone.
    #[must_use]
    pub fn moved(self, world: &World, phase: impl Fn(PhaseIx) -> Option<PhaseIx>) -> Self {
        let about = match self.purpose {
            Purpose::Begin => return self,
            Purpose::Link(about) => {
                // Items moved in their lists; the phase is what is left.
                let about = match about {
                    Some(About::Phase(about)) => phase(about).map(About::Phase),
                    _ => None,
                };
                let line = self.line;
                return Self {
                    line,
                    ..Self::link(world, about)
                };
            }
            Purpose::WhatChanged(about) => {
                let line = self.line;
                return match phase(about) {
                    Some(about) => Self {
                        line,
                        ..Self::what_changed(world, about)
                    },
                    None => Self {
                        line,
                        ..Self::note(world, None)
                    },
                };
            }
            Purpose::Attest(about) => {
                let line = self.line;
                return match phase(about) {
                    Some(about) => Self {
                        line,
                        ..Self::attest(world, about)
                    },
                    None => Self {
                        line,
                        ..Self::note(world, None)
                    },
                };
            }
            Purpose::Note(about) => about,
        };
        let line = self.line;
        Self {
            line,
            ..Self::note(world, about.and_then(phase))
        }
    }

    /// What the line means, or why it means nothing yet.
    fn meaning(&self, world: &World) -> Result<Wish, &'static str> {
        let text = self.line.value();
        match self.purpose {
            Purpose::Begin => read_day(text, world.day())
                .map(Wish::Begin)
                .ok_or("A day is written like 2026-03-04, or `today`."),
            Purpose::Note(phase) if !text.trim().is_empty() => Ok(Wish::Note {
                text: text.to_owned(),
                about: phase.map(About::Phase),
            }),
            Purpose::WhatChanged(phase) if !text.trim().is_empty() => Ok(Wish::WhatChangedLine {
                text: text.to_owned(),
                phase,
            }),
            Purpose::Attest(phase) => {
                let is_link = |word: &&str| {
                    let known = ["https://", "http://"];
                    known
                        .iter()
                        .any(|it| word.starts_with(it) && word.len() > it.len())
                };
                let (links, words): (Vec<&str>, Vec<&str>) =
                    text.split_whitespace().partition(is_link);
                if words.is_empty() {
                    return Err("A sentence says what you vouch for.");
                }
                Ok(Wish::Proof(ProofWish::Attest {
                    phase,
                    text: words.join(" "),
                    links: links.into_iter().map(str::to_owned).collect(),
                    files: Vec::new(),
                }))
            }
            Purpose::Note(_) | Purpose::WhatChanged(_) => Err(""),
            Purpose::Link(about) => {
                let text = text.trim();
                let (url, text) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
                let known = ["https://", "http://", "mailto:"];
                if known
                    .iter()
                    .any(|it| url.starts_with(it) && url.len() > it.len())
                {
                    let text = text.trim();
                    Ok(Wish::Link {
                        url: url.to_owned(),
                        text: (!text.is_empty()).then(|| text.to_owned()),
                        about,
                    })
                } else {
                    Err("An address begins with https://.")
                }
            }
        }
    }

    /// Takes a key.
    pub fn key(&mut self, chord: Chord, world: &World) -> Reply {
        match chord.to_string().as_str() {
            "esc" => Reply::Close,
            "enter" => match self.meaning(world) {
                Ok(wish) => Reply::Choose(vec![Response::Wish(wish, None)]),
                Err(_) => Reply::Stay,
            },
            _ => {
                if self.fresh && chord.typed().is_some() {
                    self.line.reset();
                }
                self.fresh = false;
                app::edit(&mut self.line, chord);
                Reply::Stay
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, _world: &World) {
        if self.fresh {
            self.line.reset();
            self.fresh = false;
        }
        app::insert(&mut self.line, text);
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        let width = 64.min(area.width.saturating_sub(2));
        let lines = wrap(&self.text, usize::from(width.saturating_sub(4)));
        // Where it is tight, the blank rows go; the line and its keys never.
        let gap = u16::from(area.height >= lines.len() as u16 + 9);
        let height = lines.len() as u16 + 4 + 3 * gap;
        let inner = canvas.frame(centred(area, width, height), &self.title);
        let mut row = gap;
        for line in &lines {
            canvas.row(
                line_of(inner, row),
                &[piece(line.as_str(), Role::Text)],
                &[],
            );
            row += 1;
        }
        let input = line_of(inner, row + gap);
        if input.width < 4 {
            return;
        }
        let x = canvas.put(input, input.x, input.y, "› ", Role::Accent);
        let role = if self.fresh { Role::Strong } else { Role::Text };
        let end = field(canvas, input, x, &self.line, role);
        let said = match (self.purpose, self.meaning(world)) {
            (Purpose::Begin, Ok(Wish::Begin(day))) => {
                format!("{} {}", weekday(day), date(day, world.day()))
            }
            (_, Ok(_)) => String::new(),
            (_, Err(why)) => why.to_owned(),
        };
        let is_link = matches!(self.purpose, Purpose::Link(_));
        if self.purpose == Purpose::Begin || is_link && !self.line.value().is_empty() {
            canvas.put(input, end + 3, input.y, &said, Role::Dim);
        }
        canvas.row(
            line_of(inner, row + 1 + 2 * gap),
            &[
                piece("enter", Role::Key),
                piece(" keep   ", Role::Dim),
                piece("esc", Role::Key),
                piece(" not now", Role::Dim),
            ],
            &[],
        );
    }
}

/// Reads a day as it is typed: `today`, `yesterday`, `tomorrow`, or a date.
fn read_day(text: &str, today: LogicalDay) -> Option<LogicalDay> {
    match text.trim() {
        "today" => Some(today),
        "yesterday" => Some(today.previous()),
        "tomorrow" => Some(today.next()),
        date => LogicalDay::parse(date),
    }
}
