//! Reading notes: what keys mean in one, where links lead, what is remembered.

use std::sync::Arc;

use crate::{
    domain::{
        decide::Wish,
        roadmap::{ItemKind, PhaseIx},
    },
    reader::{Anchor, Target as Goal, beside},
    tui::{
        effect::{Effect, SharedNote},
        keys::{Action, Chord},
        msg::NoteText,
        overlays::{Confirm, Overlay},
        reading::{Following, Reading, Search, Step},
        screens::{self, Place, Target, View},
        world::NoteIx,
    },
};

use super::{App, Response};

/// How far the wheel goes at once, in lines.
const WHEEL: isize = 3;

/// What an action means where a note is on screen.
pub(super) enum InNote {
    /// What it means everywhere.
    AsElsewhere,
    /// This, or nothing.
    This(Option<Response>),
}

impl App {
    /// The note that is on screen.
    pub(super) fn note_here(&self) -> Option<NoteIx> {
        match self.view().place {
            Place::Note(note) => Some(note),
            _ => None,
        }
    }

    /// The note that is being read here, once it is there.
    pub(super) fn reading(&self) -> Option<&Reading> {
        let path = &self.world[self.note_here()?].path;
        self.readings.iter().find(|reading| reading.path == *path)
    }

    pub(super) fn reading_mut(&mut self) -> Option<&mut Reading> {
        let note = self.note_here()?;
        let path = &self.world[note].path;
        self.readings
            .iter_mut()
            .find(|reading| reading.path == *path)
    }

    /// The phase that the note on screen is about.
    pub(super) fn phase_of_note(&self) -> Option<PhaseIx> {
        self.world[self.note_here()?].phase
    }

    /// Makes the lines that are drawn next.
    pub(super) fn lay_out_note(&mut self) {
        let (body, width) = (self.body, self.world.reading_width);
        if let Some(reading) = self.reading_mut() {
            let (width, code, height) = screens::text_size(body, width, reading.contents);
            reading.fit(width, code, height);
        }
    }

    /// What an action means in a note.
    pub(super) fn respond_in_note(&self, action: Action) -> InNote {
        if self.note_here().is_none() {
            return InNote::AsElsewhere;
        }
        let Some(reading) = self.reading() else {
            // There is nothing to do in a note that cannot be read.
            let elsewhere = matches!(
                action,
                Action::Find | Action::Toggle | Action::Open | Action::SignOff
            );
            return if elsewhere {
                InNote::This(None)
            } else {
                InNote::AsElsewhere
            };
        };
        let step = |step| {
            let leads = reading.stepped(step).is_some();
            leads.then_some(Response::Step(step))
        };
        // With the contents in front, up and down go from heading to heading.
        let down = if reading.contents {
            [Step::Headings(1), Step::Headings(-1)]
        } else {
            [Step::Lines(1), Step::Lines(-1)]
        };
        InNote::This(match action {
            Action::Down => step(down[0]),
            Action::Up => step(down[1]),
            Action::PageDown => step(Step::Halves(2)),
            Action::PageUp => step(Step::Halves(-2)),
            Action::HalfDown => step(Step::Halves(1)),
            Action::HalfUp => step(Step::Halves(-1)),
            Action::First => step(Step::Top),
            Action::Last => step(Step::End),
            Action::NextHeading => step(Step::Headings(1)),
            Action::PreviousHeading => step(Step::Headings(-1)),
            Action::NextMatch => step(Step::Match(1)),
            Action::PreviousMatch => step(Step::Match(-1)),
            Action::Left | Action::Right => None,
            Action::Toggle => reading.task().and_then(|task| self.toggle_task(task)),
            Action::Start | Action::Skip => {
                let task = reading.task();
                let item = task.and_then(|task| reading.item_of(&self.world, task));
                item.and_then(|item| self.mark_item(item, action))
            }
            Action::Open if reading.contents => Some(Response::Contents),
            Action::Open | Action::OpenLink => {
                let links = reading.links_here();
                match links[..] {
                    [] => None,
                    [link] => Some(Response::Follow(link)),
                    _ => Some(Response::Number(links)),
                }
            }
            Action::Follow => {
                let links = reading.links_shown();
                (!links.is_empty()).then_some(Response::Number(links))
            }
            Action::Return => (!self.trail.is_empty()).then_some(Response::Return),
            Action::Contents => {
                let some = !reading.document.headings().is_empty();
                some.then_some(Response::Contents)
            }
            Action::CopyLink => {
                let text = reading.copied();
                text.map(|text| Response::Effect(Effect::Copy(text)))
            }
            Action::Edit => Some(self.edit_note(reading)),
            Action::Find => Some(Response::Find),
            _ => return InNote::AsElsewhere,
        })
    }

    /// What is left before the note itself is left: a search, the contents.
    pub(super) fn back_in_note(&self) -> Option<Response> {
        let reading = self.reading()?;
        if reading.contents {
            return Some(Response::Contents);
        }
        reading.search.as_ref().map(|_| Response::ClearFilter)
    }

    fn edit_note(&self, reading: &Reading) -> Response {
        if self.world.built_in_notes {
            return Self::offer_own_copy();
        }
        Response::Effect(Effect::Edit {
            note: Some(reading.path.clone()),
            line: reading.line_number(),
        })
    }

    /// What the built-in notes cannot do, and how the learner's own can.
    fn offer_own_copy() -> Response {
        Response::Say(
            "These notes are built in: `mastery init` makes a copy of your own.".to_owned(),
        )
    }

    fn toggle_task(&self, task: usize) -> Option<Response> {
        let reading = self.reading()?;
        if let Some(item) = reading.item_of(&self.world, task) {
            return Some(self.toggle_item(item, None));
        }
        if self.world.built_in_notes {
            return Some(Self::offer_own_copy());
        }
        if !reading.note.exact {
            return Some(Response::Say(
                "This note is not all UTF-8, so it is left as it is.".to_owned(),
            ));
        }
        let at = reading.document.tasks().get(task)?.at;
        Some(Response::Box(at))
    }

    /// Has a box of a note's file ticked or unticked.
    pub(super) fn tick_box(&mut self, path: &str, at: usize) -> Vec<Effect> {
        let Some(reading) = self.readings.iter().find(|it| it.path == path) else {
            return Vec::new();
        };
        let effect = Effect::ToggleBox {
            path: path.to_owned(),
            note: reading.note.clone(),
            at,
        };
        self.ticked_box = Some((path.to_owned(), at));
        vec![effect]
    }

    /// Ticks an item or opens it again; a phase's sign-off is asked about.
    pub(super) fn toggle_item(
        &self,
        item: crate::domain::roadmap::ItemIx,
        on: Option<crate::domain::day::LogicalDay>,
    ) -> Response {
        if self.world.pending.contains(&item) {
            return Response::Retry;
        }
        let roadmap_item = &self.world.roadmap[item];
        let open = !self.world.progress[item].status.is_settled();
        match roadmap_item.phase {
            Some(phase) if roadmap_item.kind == ItemKind::SignOff && open => {
                self.ask_sign_off(phase)
            }
            _ => Response::Wish(Wish::Toggle(item), on),
        }
    }

    // Links.

    /// Where a link leads, as a response.
    pub(super) fn follow_link(&self, link: usize) -> Option<Response> {
        let reading = self.reading()?;
        Some(match reading.target(link)? {
            Goal::Web(url) => {
                Response::Overlay(Box::new(Overlay::Confirm(Confirm::open_link(url))))
            }
            Goal::Here(slug) => match reading.document.block_of_slug(slug) {
                Some(block) => Response::Jump(block),
                None => Response::Say(format!("This note has no heading for “#{slug}”.")),
            },
            Goal::Block(block) => Response::Jump(*block),
            Goal::Note(path, slug) => match beside(&reading.path, path) {
                Some(path) => Response::Read(path, slug.clone()),
                None => Response::Say(format!("“{path}” is outside the roadmap’s folder.")),
            },
            Goal::Refused(address, why) => {
                Response::Say(format!("This link is not followed, {why}: {address}"))
            }
        })
    }

    /// Takes a key while the links have numbers.
    pub(super) fn type_number(&mut self, chord: Chord) -> Vec<Effect> {
        let Some(reading) = self.reading_mut() else {
            return Vec::new();
        };
        let Following { links, typed } = reading.following.take().unwrap_or_default();
        let digit = chord.typed().filter(char::is_ascii_digit);
        let typed = match digit {
            Some(digit) => format!("{typed}{digit}"),
            None if chord.to_string() == "enter" && !typed.is_empty() => typed,
            None => {
                // Only Esc is meant to end it; any other key was a slip.
                if chord.to_string() != "esc" {
                    reading.following = Some(Following { links, typed });
                }
                return Vec::new();
            }
        };
        let Ok(number) = typed.parse::<usize>() else {
            return Vec::new();
        };
        if digit.is_some() && number > 0 && number * 10 <= links.len() {
            // A longer number may follow.
            reading.following = Some(Following { links, typed });
            return Vec::new();
        }
        let link = number.checked_sub(1).and_then(|place| links.get(place));
        if let Some(response) = link.copied().and_then(|link| self.follow_link(link)) {
            return self.carry_out(response);
        }
        self.say(format!("There is no link {typed} on screen."), false);
        Vec::new()
    }

    /// Shows a note on top, at a heading if one is named; asks for it if it is
    /// not read yet.
    pub(super) fn read(&mut self, path: &str, slug: Option<&str>) -> Vec<Effect> {
        let note = self.world.note_at(path);
        let mut effects = Vec::new();
        if let Some(here) = self.note_here() {
            if here != note {
                effects.extend(self.remember());
            }
            self.leave_trail();
            self.view_mut().place = Place::Note(note);
        } else {
            let view = View::new(Place::Note(note), self.world.day());
            self.stacks[self.tab].push(view);
        }
        self.hits.clear();
        self.finding = None;
        if self.reading().is_some() {
            self.go_to_slug(slug);
            effects.extend(self.paint());
        } else {
            self.awaited = slug.map(|slug| (path.to_owned(), slug.to_owned()));
            effects.push(Effect::ReadNote(path.to_owned()));
        }
        effects
    }

    fn go_to_slug(&mut self, slug: Option<&str>) {
        let Some(slug) = slug else { return };
        let slug = slug.to_owned();
        if let Some(reading) = self.reading_mut() {
            match reading.document.block_of_slug(&slug) {
                Some(block) => reading.step(Step::Block(block)),
                None => self.say(format!("This note has no heading for “#{slug}”."), false),
            }
        }
    }

    /// Remembers where a link was followed.
    pub(super) fn leave_trail(&mut self) {
        if let Some(note) = self.note_here()
            && let Some(reading) = self.reading()
        {
            let place = (self.world[note].path.clone(), reading.cursor());
            self.trail.push(place);
        }
    }

    /// Goes back to where a link was followed.
    pub(super) fn go_back(&mut self) -> Vec<Effect> {
        let Some((path, place)) = self.trail.pop() else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        let note = self.world.note_at(&path);
        if self.note_here() != Some(note) {
            effects.extend(self.remember());
            self.view_mut().place = Place::Note(note);
            self.hits.clear();
        }
        if let Some(reading) = self.reading_mut() {
            reading.stand_on(place);
        }
        effects.extend(self.paint());
        effects
    }

    // What comes back.

    /// A note was read, or could not be.
    pub(super) fn note_read(&mut self, path: &str, note: Result<NoteText, String>) -> Vec<Effect> {
        let note = match note {
            Ok(note) => note,
            Err(why) => {
                self.say(super::say::sentence(&why), true);
                // What was read before stays on screen; where nothing was, there
                // is nothing to stay for.
                let here = self.note_here().map(|note| self.world[note].path == path);
                if here == Some(true) && self.reading().is_none() {
                    if self.trail.is_empty() {
                        return self.carry_out(Response::Pop);
                    }
                    return self.go_back();
                }
                return Vec::new();
            }
        };
        let known = self.readings.iter_mut().find(|it| it.path == path);
        if let Some(reading) = known {
            if reading.note == note {
                return Vec::new();
            }
            reading.reload(note);
        } else {
            let left = self.world.state.left_at(path).map(|left| Anchor {
                heading: left.heading.clone(),
                text: left.text.clone(),
            });
            let reading = Reading::new(path.to_owned(), note, left.unwrap_or_default());
            self.readings.push(reading);
        }
        if let Some(reading) = self.readings.iter().find(|it| it.path == path) {
            let document = Arc::clone(&reading.document);
            self.world.library.insert(path.to_owned(), document);
        }
        if let Some((_, slug)) = self.awaited.take_if(|(awaited, _)| *awaited == path) {
            self.go_to_slug(Some(&slug));
        }
        if let Some(overlay) = self.overlays.last_mut() {
            overlay.notes_arrived(&self.world);
        }
        self.paint().into_iter().collect()
    }

    /// Asks what the words of the code on screen are, once.
    pub(super) fn paint(&mut self) -> Option<Effect> {
        let reading = self.reading_mut().filter(|it| !it.painted)?;
        reading.painted = true;
        let document = SharedNote(Arc::clone(&reading.document));
        Some(Effect::Paint(reading.path.clone(), document))
    }

    /// Asks for all notes that were not read yet, to be searched.
    pub(super) fn read_all(&self) -> Vec<Effect> {
        let notes = self.world.notes.iter().filter(|note| note.listed);
        let missing = notes.filter(|note| !self.world.library.contains_key(&note.path));
        missing
            .map(|note| Effect::ReadNote(note.path.clone()))
            .collect()
    }

    /// Shows a note at a place of its text.
    pub(super) fn read_at(&mut self, path: &str, block: usize, at: usize) -> Vec<Effect> {
        let effects = self.read(path, None);
        if let Some(reading) = self.reading_mut() {
            reading.stand_at(block, at);
        }
        effects
    }

    /// Writes down where the note on screen is left, if that is another place
    /// than before.
    pub(super) fn remember(&mut self) -> Option<Effect> {
        let reading = self.reading_mut()?;
        let anchor = reading.anchor();
        if anchor == reading.left {
            return None;
        }
        reading.left = anchor.clone();
        let wish = Wish::Leave {
            note: reading.path.clone(),
            heading: anchor.heading,
            text: anchor.text,
        };
        let batch = self.world.desk().decide(&wish, None).ok()?;
        Some(self.record(batch))
    }

    // Looking for words.

    /// Looks for a text in the note on screen, from where the reader stands.
    pub(super) fn search_note(&mut self, text: &str) {
        let Some(reading) = self.reading_mut() else {
            return;
        };
        let from = reading.searched_from;
        reading.search = Search::new(&reading.document, text, from.block);
        let hit = reading.search.as_ref().and_then(|it| it.current().cloned());
        match hit {
            Some(hit) => reading.stand_at(hit.block, hit.range.start),
            None => reading.stand_on(from),
        }
    }

    // The mouse.

    /// Takes a click on a part of a note.
    pub(super) fn click_line(&mut self, offset: usize) {
        if let Some(reading) = self.reading_mut()
            && let Some((place, _)) = reading.shown.get(offset)
        {
            let place = *place;
            reading.stand_on(place);
        }
    }

    pub(super) fn click_link(&mut self, link: usize) -> Vec<Effect> {
        let response = self.follow_link(link);
        response.map_or_else(Vec::new, |response| self.carry_out(response))
    }

    pub(super) fn click_heading(&mut self, heading: usize) {
        if let Some(reading) = self.reading_mut()
            && let Some(heading) = reading.document.headings().get(heading)
        {
            let block = heading.block;
            reading.step(Step::Block(block));
        }
    }

    /// Scrolls a note by the wheel; whether there is one.
    pub(super) fn wheel_in_note(&mut self, down: bool) -> bool {
        let Some(reading) = self.reading_mut() else {
            return false;
        };
        reading.step(Step::Lines(if down { WHEEL } else { -WHEEL }));
        true
    }

    /// The line of the roadmap's file that declares what is selected.
    pub(super) fn edit_roadmap(&self) -> Option<Response> {
        let line = match self.view().target()? {
            Target::Item(item) => self.world.roadmap[item].line,
            Target::Phase(phase) | Target::WhatChanged(phase) => self.world.roadmap[phase].line,
            Target::App(app) => self.world.roadmap[app].line,
            Target::Note(_) | Target::Link(_) | Target::Review(_) => return None,
        };
        if self.world.built_in_notes {
            return Some(Response::Say(
                "This roadmap is built in: `mastery init` makes a copy of your own.".to_owned(),
            ));
        }
        Some(Response::Effect(Effect::Edit {
            note: None,
            line: line.max(1),
        }))
    }
}
