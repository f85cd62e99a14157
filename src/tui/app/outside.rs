//! What comes back from outside: what was written, what changed there.

use crate::{
    domain::{
        event::{Batch, Event, EventId, Kind, Mark},
        roadmap::{PhaseIx, Roadmap},
    },
    tui::{
        effect::{Effect, Token},
        msg::Fate,
        overlays::Overlay,
        screens::{Place, Row, Tab, Target},
        world::NoteIx,
    },
};

use super::{App, say};

/// Whether a batch only says where a note was left.
fn only_left(batch: &Batch) -> bool {
    let mut kinds = batch.kinds.iter();
    kinds.all(|kind| matches!(kind, Kind::Read { .. }))
}

/// Where the cursor goes after a change.
enum Follow {
    /// Where it is.
    Stay,
    /// To this one.
    One(Target),
    /// To the first of these that is still there.
    FirstOf(Vec<Target>),
}

impl App {
    /// A batch is on disk.
    pub(super) fn recorded(&mut self, token: Token, events: Vec<Event>) -> Vec<Effect> {
        let batch = self
            .pending
            .iter()
            .position(|pending| pending.token == token)
            .map(|place| self.pending.remove(place).batch);
        let is_change = |batch: &Batch| batch.kinds.iter().any(Kind::is_action);
        if batch.as_ref().is_some_and(is_change) {
            self.ticked_box = None;
        }
        let follow = self.follow(batch.as_ref());
        let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        self.world.take(events);
        let words = batch.map(|batch| {
            let overlaps = say::overlaps(&self.world, &ids);
            say::batch(&self.world, &batch) + &overlaps
        });
        self.mark_pending();
        match follow {
            Follow::Stay => self.settle(None),
            Follow::One(target) => self.settle(Some(target)),
            Follow::FirstOf(targets) => {
                self.settle(None);
                let there = targets
                    .into_iter()
                    .find(|target| self.view().position(*target).is_some());
                self.settle(there);
            }
        }
        self.gate_recorded(token);
        // Where a note was left is nothing to tell.
        if let Some(words) = words.filter(|it| !it.is_empty()) {
            self.say(words, false);
        }
        Vec::new()
    }

    /// Where the cursor goes when a batch is done: an item that was ticked may
    /// leave its place, and then the next one moves up under the cursor; what
    /// was taken back is selected again.
    fn follow(&self, batch: Option<&Batch>) -> Follow {
        let view = self.view();
        let (Some(batch), Some(here)) = (batch, view.target()) else {
            return Follow::Stay;
        };
        let item_of = |kind: &Kind| match kind {
            Kind::Mark { item, .. } => self.world.roadmap.find(item).map(Target::Item),
            _ => None,
        };
        match batch.kinds.as_slice() {
            [Kind::Undo { target, .. }] => self
                .world
                .state
                .batch(*target)
                .find_map(|event| item_of(&event.kind))
                .map_or(Follow::Stay, Follow::One),
            [Kind::Mark { mark, .. }]
                if matches!(view.place, Place::Tab(Tab::Today | Tab::Week)) =>
            {
                if !matches!(mark, Mark::Done | Mark::Skipped) {
                    return Follow::One(here);
                }
                let targets: Vec<Target> = view.rows.iter().filter_map(Row::target).collect();
                let place = targets
                    .iter()
                    .position(|target| *target == here)
                    .unwrap_or(0);
                let after = targets[place + 1..].iter();
                let before = targets[..place].iter().rev();
                Follow::FirstOf(after.chain(before).copied().collect())
            }
            _ => Follow::Stay,
        }
    }

    /// A batch could not be written.
    pub(super) fn not_recorded(&mut self, token: Token, why: &str, fate: Fate) -> Vec<Effect> {
        let mut effects = Vec::new();
        let pending = self.pending.iter().find(|it| it.token == token);
        if pending.is_some_and(|it| only_left(&it.batch)) {
            // Nobody is troubled for a bookmark.
            self.pending.retain(|pending| pending.token != token);
            return vec![Effect::Forget(token)];
        }
        if fate == Fate::Hopeless {
            self.pending.retain(|pending| pending.token != token);
            effects.push(Effect::Forget(token));
        }
        for pending in &mut self.pending {
            if pending.token == token {
                pending.why = Some(why.to_owned());
                pending.doubtful |= fate == Fate::Doubtful;
            }
        }
        self.mark_pending();
        self.settle(None);
        self.gate_not_recorded(token, why);
        self.say(say::sentence(why), true);
        effects
    }

    /// The roadmap's file was read again.
    pub(super) fn roadmap_changed(&mut self, roadmap: Option<Roadmap>, problems: Vec<String>) {
        let more = match problems.len() {
            0 | 1 => String::new(),
            number => format!(" (and {} more)", number - 1),
        };
        let text = match (&roadmap, problems.first()) {
            (Some(_), None) => "The roadmap changed and was read again.".to_owned(),
            (Some(_), Some(problem)) => format!("{problem}{more}"),
            (None, problem) => format!(
                "{}{more}. The last good roadmap stays.",
                problem.map_or("the roadmap does not load", String::as_str)
            ),
        };
        let trouble = !problems.is_empty();
        self.world.roadmap_problems = problems;
        if let Some(roadmap) = roadmap {
            self.move_to(roadmap);
        }
        self.say(text, trouble);
    }

    /// Shows another roadmap. Places in lists moved: what is open and selected
    /// is found again by its id, and closed where it is gone.
    fn move_to(&mut self, roadmap: Roadmap) {
        let paths: Vec<String> = self.world.notes.iter().map(|it| it.path.clone()).collect();
        let before = self.world.set_roadmap(roadmap);
        let world = &self.world;
        let note_after = |note: NoteIx| world.find_note(&paths[note.0]);
        let after = &self.world.roadmap;
        let phase = |phase: PhaseIx| after.phase_by_id(before[phase].id.as_str());
        let target = |target: Target| match target {
            Target::Item(item) => after.find(&before[item].id).map(Target::Item),
            Target::Phase(ix) => phase(ix).map(Target::Phase),
            Target::WhatChanged(ix) => phase(ix).map(Target::WhatChanged),
            Target::App(app) => after.app_by_id(before[app].id.as_str()).map(Target::App),
            Target::Note(note) => note_after(note).map(Target::Note),
            // The journal is the same one.
            Target::Link(place) => Some(Target::Link(place)),
            Target::Review(place) => {
                let id = &before.reviews.get(place)?.id;
                let after = after.reviews.iter().position(|it| it.id == *id);
                after.map(Target::Review)
            }
            _ => Some(target),
        };
        for stack in &mut self.stacks {
            stack.retain_mut(|view| {
                let selected = view.target().and_then(target);
                if let Place::Phase(ix) = view.place {
                    let Some(ix) = phase(ix) else {
                        return false;
                    };
                    view.place = Place::Phase(ix);
                }
                if let Place::Note(ix) = view.place {
                    let Some(ix) = note_after(ix) else {
                        return false;
                    };
                    view.place = Place::Note(ix);
                }
                view.settle(&self.world, selected);
                true
            });
        }
        let overlays = std::mem::take(&mut self.overlays);
        let moved: Vec<Overlay> = overlays
            .into_iter()
            .filter_map(|overlay| overlay.moved(&self.world, phase))
            .collect();
        self.overlays = moved;
        self.finding = None;
        self.hits.clear();
        self.last_click = None;
        self.mark_pending();
    }
}
