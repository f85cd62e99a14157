//! What comes back from outside: what was written, what changed there.

use crate::{
    domain::{
        event::Event,
        roadmap::{PhaseIx, Roadmap},
    },
    tui::{
        effect::{Effect, Token},
        overlays::Overlay,
        screens::{Place, Target},
    },
};

use super::{App, say};

impl App {
    /// A batch is on disk.
    pub(super) fn recorded(&mut self, token: Token, events: Vec<Event>) -> Vec<Effect> {
        let batch = self
            .pending
            .iter()
            .position(|pending| pending.token == token)
            .map(|place| self.pending.remove(place).batch);
        self.world.take(events);
        let words = batch.map(|batch| say::batch(&self.world, &batch));
        self.mark_pending();
        self.settle(None);
        if let Some(words) = words {
            self.say(words, false);
        }
        Vec::new()
    }

    /// A batch could not be written.
    pub(super) fn not_recorded(&mut self, token: Token, why: &str) -> Vec<Effect> {
        for pending in &mut self.pending {
            if pending.token == token {
                pending.why = Some(why.to_owned());
            }
        }
        self.mark_pending();
        self.settle(None);
        self.say(say::sentence(why), true);
        Vec::new()
    }

    /// The roadmap's file was read again.
    pub(super) fn roadmap_changed(&mut self, roadmap: Option<Roadmap>, problems: Vec<String>) {
        let text = match (&roadmap, problems.first()) {
            (Some(_), None) => "The roadmap changed and was read again.".to_owned(),
            (Some(_), Some(problem)) => problem.clone(),
            (None, problem) => format!(
                "The roadmap no longer loads; the last good one stays: {}",
                problem.map_or("", String::as_str)
            ),
        };
        let trouble = !problems.is_empty();
        self.world.problems = problems;
        if let Some(roadmap) = roadmap {
            self.move_to(roadmap);
        }
        self.say(text, trouble);
    }

    /// Shows another roadmap. Places in lists moved: what is open and selected
    /// is found again by its id, and closed where it is gone.
    fn move_to(&mut self, roadmap: Roadmap) {
        let before = self.world.set_roadmap(roadmap);
        let after = &self.world.roadmap;
        let phase = |phase: PhaseIx| after.phase_by_id(before[phase].id.as_str());
        let target = |target: Target| match target {
            Target::Item(item) => after.find(&before[item].id).map(Target::Item),
            Target::Phase(ix) => phase(ix).map(Target::Phase),
            Target::WhatChanged(ix) => phase(ix).map(Target::WhatChanged),
            Target::App(app) => after.app_by_id(before[app].id.as_str()).map(Target::App),
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
        self.last_click = None;
        self.mark_pending();
    }
}
