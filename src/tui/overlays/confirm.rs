//! A question with a few answers, each with a key of its own.

use ratatui::layout::Rect;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{OpenItems, TimeWish, Wish},
        id::ProofId,
        roadmap::PhaseIx,
        session::LoggedSession,
    },
    insight::{review::due_words, words},
    text::{count, wrap},
    tui::{
        app::Response,
        canvas::{Canvas, Hit, line_of, piece},
        effect::Effect,
        keys::{Action, Chord},
        theme::Role,
        world::World,
    },
};

use super::{Overlay, Prompt, Reply, centred};

/// A question with a few answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    title: String,
    text: String,
    /// Shown whole, however long: an address that is about to be opened.
    exact: Option<String>,
    answers: Vec<Answer>,
    quits: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Answer {
    key: &'static str,
    words: String,
    responses: Vec<Response>,
}

fn answer(key: &'static str, words: &str, responses: Vec<Response>) -> Answer {
    Answer {
        key,
        words: words.to_owned(),
        responses,
    }
}

impl Confirm {
    /// Asks what becomes of the open items of a phase that is signed off.
    pub fn sign_off(
        phase: PhaseIx,
        name: &str,
        open: usize,
        needs: Option<&str>,
        unproven: Option<&'static str>,
        on: Option<LogicalDay>,
    ) -> Self {
        let wish = |open| vec![Response::Wish(Wish::SignOff { phase, open }, on)];
        let (is, them) = if open == 1 {
            ("is", "it")
        } else {
            ("are", "them all")
        };
        let items = count(open as u64, "item");
        Self {
            title: format!("Sign off {name}"),
            text: match needs {
                Some(needs) => format!(
                    "There {is} still {items} open, and it waits for the sign-off of {needs}.{}",
                    unproven.unwrap_or_default()
                ),
                None => format!(
                    "There {is} still {items} open.{}",
                    unproven.unwrap_or_default()
                ),
            },
            exact: None,
            answers: vec![
                answer(
                    "t",
                    &format!("tick {them}, and sign off"),
                    wish(OpenItems::Tick),
                ),
                answer("s", "sign off anyway", wish(OpenItems::Leave)),
                answer("esc", "not yet", Vec::new()),
            ],
            quits: false,
        }
    }

    /// Asks how the week's “what changed” is to be written.
    pub fn what_changed(world: &World, phase: PhaseIx) -> Self {
        let id = world.roadmap[phase].id.clone();
        let line = Overlay::Prompt(Prompt::what_changed(world, phase));
        let draft = vec![Response::Effect(Effect::Friday(Some(id)))];
        let one_line = vec![Response::Overlay(Box::new(line))];
        let (text, answers) = if world.built_in_notes {
            (
                "The built-in notes cannot be changed: `mastery init` makes a copy of your own, \
                 into which the week can be written. Until then a line is kept as a thought.",
                vec![
                    answer("enter", "write one line", one_line),
                    answer("d", "see the draft of the week", draft),
                ],
            )
        } else {
            (
                "A draft is made of what you ticked, thought, linked and committed; you edit it, \
                 and say yes before anything is written.",
                vec![
                    answer("enter", "draft it, in my editor", draft),
                    answer("o", "one line will do, kept as a thought", one_line),
                ],
            )
        };
        let not_now = answer("esc", "not now", Vec::new());
        Self {
            title: "What changed this week?".to_owned(),
            text: text.to_owned(),
            exact: None,
            answers: answers.into_iter().chain([not_now]).collect(),
            quits: false,
        }
    }

    /// Asks before a session is removed.
    pub fn remove_session(world: &World, session: &LoggedSession) -> Self {
        let roadmap = &world.roadmap;
        let about = session.about.as_ref();
        let about = about.map_or_else(String::new, |it| format!(", {}", words::about(roadmap, it)));
        let remove = TimeWish::Remove(session.id);
        Self {
            title: "Remove this session?".to_owned(),
            text: format!(
                "{} of {}{about}, {}. Nothing is lost: {} brings it back.",
                words::hours(session.minutes),
                session.category,
                words::weekday_date(session.day, world.day()),
                world.keys.in_words(Action::Undo),
            ),
            exact: None,
            answers: vec![
                answer(
                    "x",
                    "remove it",
                    vec![Response::Wish(Wish::Time(remove), None)],
                ),
                answer("esc", "keep it", Vec::new()),
            ],
            quits: false,
        }
    }

    /// Asks which of several reviews that are due is to be held.
    pub fn reviews(world: &World) -> Self {
        const KEYS: [&str; 5] = ["1", "2", "3", "4", "5"];
        let each = KEYS.iter().zip(&world.due).map(|(key, due)| {
            let words = due_words(due, world.day());
            answer(key, &words, vec![Response::Review(due.review)])
        });
        let not_now = answer("esc", "not now", Vec::new());
        Self {
            title: "Hold a review".to_owned(),
            text: "Each takes some minutes, and may be left and gone on with later.".to_owned(),
            exact: None,
            answers: each.chain([not_now]).collect(),
            quits: false,
        }
    }

    /// Shows an address before it is opened.
    pub fn open_link(url: &str) -> Self {
        Self {
            title: "Open this link?".to_owned(),
            text: String::new(),
            exact: Some(url.to_owned()),
            answers: vec![
                answer(
                    "enter",
                    "open it",
                    vec![Response::Effect(Effect::OpenLink(url.to_owned()))],
                ),
                answer(
                    "y",
                    "copy it",
                    vec![Response::Effect(Effect::Copy(url.to_owned()))],
                ),
                answer("esc", "neither", Vec::new()),
            ],
            quits: false,
        }
    }

    /// Asks what becomes of changes that are not on disk.
    pub fn quit_with_pending(changes: usize, why: &str) -> Self {
        Self {
            title: "Not everything is saved".to_owned(),
            text: format!(
                "{} could not be written ({why}). Leaving now loses what is not saved.",
                count(changes as u64, "change")
            ),
            exact: None,
            answers: vec![
                answer("r", "try again to save", vec![Response::Retry]),
                answer("l", "leave and lose it", vec![Response::GiveUp]),
                answer("esc", "stay", Vec::new()),
            ],
            quits: true,
        }
    }

    /// Asks what becomes of a gate that runs.
    pub fn quit_while_proving(row: &ProofId) -> Self {
        Self {
            title: format!("The gate of {row} runs"),
            text: "It ends with the program: all that it started goes, and nothing is recorded."
                .to_owned(),
            exact: None,
            answers: vec![
                answer(
                    "e",
                    "end it, and leave",
                    vec![Response::EndGate, Response::Quit],
                ),
                answer("esc", "stay", Vec::new()),
            ],
            quits: true,
        }
    }

    /// Whether it asks about leaving.
    pub fn is_about_quitting(&self) -> bool {
        self.quits
    }

    /// Whether one of its answers signs a phase off.
    pub fn signs_off(&self) -> bool {
        let mut responses = self.answers.iter().flat_map(|answer| &answer.responses);
        responses.any(|response| matches!(response, Response::Wish(Wish::SignOff { .. }, _)))
    }

    /// Takes a key: an answer's own, or `esc` and `q` for none.
    pub fn key(&mut self, chord: Chord) -> Reply {
        let key = chord.to_string();
        match self.answers.iter().position(|answer| answer.key == key) {
            Some(place) => self.click(place),
            None if key == "q" => Reply::Close,
            None => Reply::Stay,
        }
    }

    /// Takes a click on an answer.
    pub fn click(&mut self, row: usize) -> Reply {
        match self.answers.get(row) {
            Some(answer) if answer.responses.is_empty() => Reply::Close,
            Some(answer) => Reply::Choose(answer.responses.clone()),
            None => Reply::Stay,
        }
    }

    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let width = 64.min(area.width.saturating_sub(2));
        let room = usize::from(width.saturating_sub(4));
        let mut lines = wrap(self.exact.as_deref().unwrap_or(&self.text), room);
        // Where it is tight, the blank rows go first; the answers never.
        let needed = lines.len() + self.answers.len() + 2;
        let spare = usize::from(area.height).saturating_sub(needed);
        let (above, between, under) = (spare >= 2, spare >= 1, spare >= 3);
        let most = usize::from(area.height).saturating_sub(self.answers.len() + 2);
        if self.exact.is_none() {
            lines.truncate(most.max(1));
        } else if lines.len() > most.max(1) {
            // That not all of it is seen is at least said.
            let hidden = lines.split_off(most.max(2) - 1);
            let hidden: usize = hidden.iter().map(|line| line.chars().count()).sum();
            lines.push(format!("… and {} more", count(hidden as u64, "character")));
        }
        let blanks = usize::from(above) + usize::from(between) + usize::from(under);
        let height = lines.len() + self.answers.len() + 2 + blanks;
        let inner = canvas.frame(centred(area, width, height as u16), &self.title);
        let mut row = u16::from(above);
        for line in &lines {
            canvas.row(
                line_of(inner, row),
                &[piece(line.as_str(), Role::Text)],
                &[],
            );
            row += 1;
        }
        row += u16::from(between);
        for (place, answer) in self.answers.iter().enumerate() {
            let line = line_of(inner, row);
            let key = format!("{:>5}", answer.key);
            canvas.row(
                line,
                &[
                    piece(key, Role::Key),
                    piece("  ", Role::Text),
                    piece(answer.words.as_str(), Role::Text),
                ],
                &[],
            );
            canvas.hit(line, Hit::OverlayRow(place));
            row += 1;
        }
    }
}
