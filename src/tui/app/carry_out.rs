//! What a response changes.

use tui_input::Input as Line;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{OpenItems, Refusal, Wish},
        event::Batch,
        roadmap::PhaseIx,
    },
    insight::words::phase_numbers,
    tui::{
        effect::{Effect, Token},
        keys::Action,
        overlays::{Confirm, Overlay, Replanning},
        reading::{Following, Step},
        screens::{Place, Row, Tab, Target, View},
    },
};

use super::{App, Pending, Response};

impl App {
    /// Carries a response out.
    pub(super) fn carry_out(&mut self, response: Response) -> Vec<Effect> {
        match response {
            Response::Select(row) => {
                self.view_mut().selected = row;
                self.settle(None);
            }
            Response::Tab(tab) => {
                let effect = self.remember();
                self.show_tab(tab);
                return effect.into_iter().collect();
            }
            Response::Show(place, target) => {
                self.finding = None;
                self.hits.clear();
                match place {
                    Place::Tab(tab) => {
                        self.stacks[tab as usize].truncate(1);
                        self.show_tab(tab as usize);
                    }
                    Place::Phase(_) | Place::Note(_) | Place::Gate
                        if self.view().place == place => {}
                    Place::Note(note) => {
                        let path = self.world[note].path.clone();
                        return self.read(&path, None);
                    }
                    Place::Gate => self.show_gate(),
                    Place::Phase(_) => {
                        let view = View::new(place, self.world.day());
                        self.stacks[self.tab].push(view);
                    }
                }
                self.view_mut().filter.clear();
                // What is gone to is to be seen.
                self.view_mut().chart &= target.is_none();
                let is_new = self.view().rows.is_empty();
                self.settle(target);
                // The notes stand above the items, and are not in their way.
                if is_new && target.is_none() {
                    let mut targets = self.view().rows.iter().filter_map(Row::target);
                    let first = targets.find(|it| matches!(it, Target::Item(_)));
                    self.settle(first);
                }
            }
            Response::Pop => {
                let effect = self.remember();
                self.finding = None;
                self.trail.clear();
                self.hits.clear();
                if self.stacks[self.tab].len() > 1 {
                    self.stacks[self.tab].pop();
                }
                self.settle(None);
                return effect.into_iter().collect();
            }
            Response::Day(day) => {
                self.hits.clear();
                self.view_mut().day = day;
                self.settle(None);
            }
            Response::HeatDay(day) => {
                let heat = self.view().position(Target::Heat);
                let view = self.view_mut();
                view.selected = heat.unwrap_or(view.selected);
                view.day = day;
            }
            Response::WeekOf(day) => {
                let week = Tab::Week as usize;
                self.stacks[week][0].day = day;
                return self.carry_out(Response::Tab(week));
            }
            Response::Measure => {
                let view = self.view_mut();
                view.by_hours = !view.by_hours;
            }
            Response::Wish(wish, on) => return self.grant(&wish, on),
            Response::Overlay(overlay) => {
                let searches = matches!(*overlay, Overlay::Palette(_));
                self.overlays.push(*overlay);
                if searches {
                    return self.read_all();
                }
            }
            Response::Replan => match Replanning::new(&self.world) {
                Ok(moves) => self.overlays.push(Overlay::Replan(Box::new(moves))),
                Err(no) => {
                    let refusal = Refusal::Replan(no);
                    self.say(super::say::refusal(&self.world, &refusal), false);
                }
            },
            Response::Review(review) => self.open_review(review),
            Response::SignOff(phase, on) => return self.sign_off(phase, on),
            Response::Find => {
                if let Some(reading) = self.reading_mut() {
                    reading.searched_from = reading.cursor();
                }
                let filter = self.view().filter.clone();
                self.finding = Some(Line::new(filter));
            }
            Response::ClearFilter if self.note_here().is_some() => {
                if let Some(reading) = self.reading_mut() {
                    reading.search = None;
                }
            }
            Response::ClearFilter => {
                let target = self.view().target();
                self.view_mut().filter.clear();
                self.settle(target);
            }
            Response::Prove(phase) => return self.plan_gate(phase),
            Response::RunGate(row, commands, consent) => {
                return self.run_gate(row, commands, consent);
            }
            Response::EndGate => return self.end_gate(),
            Response::Scroll(action) => self.scroll_gate(action),
            Response::ShowLine(line) => self.show_line(line),
            Response::Retry => {
                let ages = self.ask_ages();
                return self.retry(true).into_iter().chain(ages).collect();
            }
            Response::Withdraw => return self.withdraw(),
            Response::GiveUp => {
                let forgotten: Vec<Effect> = self
                    .pending
                    .drain(..)
                    .map(|pending| Effect::Forget(pending.token))
                    .collect();
                self.mark_pending();
                return forgotten.into_iter().chain([Effect::Quit]).collect();
            }
            Response::ReadAt(path, block, at) => return self.read_at(&path, block, at),
            Response::Read(path, slug) => return self.read(&path, slug.as_deref()),
            Response::Step(step) => {
                if let Some(reading) = self.reading_mut() {
                    reading.step(step);
                }
            }
            Response::Jump(block) => {
                self.leave_trail();
                if let Some(reading) = self.reading_mut() {
                    reading.step(Step::Block(block));
                }
            }
            Response::Follow(link) => {
                if let Some(response) = self.follow_link(link) {
                    return self.carry_out(response);
                }
            }
            Response::Number(links) => {
                if let Some(reading) = self.reading_mut() {
                    reading.following = Some(Following {
                        links,
                        typed: String::new(),
                    });
                }
            }
            Response::Return => return self.go_back(),
            Response::Contents => {
                if let Some(reading) = self.reading_mut() {
                    reading.contents = !reading.contents;
                }
            }
            Response::Chart => {
                self.hits.clear();
                let view = self.view_mut();
                view.chart = !view.chart;
                view.filter.clear();
                self.settle(None);
            }
            Response::Say(text) => self.say(text, false),
            Response::Box(at) => {
                let path = self.reading().map(|it| it.path.clone());
                return path.map_or_else(Vec::new, |path| self.tick_box(&path, at));
            }
            Response::BoxAgain => {
                if let Some((path, at)) = self.ticked_box.take() {
                    let effects = self.tick_box(&path, at);
                    self.ticked_box = None;
                    return effects;
                }
            }
            Response::Effect(effect) => return vec![effect],
            Response::Act(action) => return self.act(action),
            Response::Quit => {
                if self.ask_before_quitting() {
                    return Vec::new();
                }
                if self.pending.is_empty() {
                    // Where a note or a review was left is written if it can
                    // be, and is nothing to stay for.
                    let mut effects = self.last_words();
                    effects.push(Effect::Quit);
                    return effects;
                }
                self.overlays.retain(|overlay| !overlay.is_about_quitting());
                let why = self
                    .pending
                    .iter()
                    .find_map(|pending| pending.why.as_deref());
                let confirm = Confirm::quit_with_pending(self.pending.len(), why.unwrap_or(""));
                self.overlays.push(Overlay::Confirm(confirm));
            }
        }
        Vec::new()
    }

    /// Lets what lies on top take in what happened meanwhile.
    pub(super) fn overlays_after_events(&mut self) {
        let overlays = std::mem::take(&mut self.overlays).into_iter();
        let kept = overlays.filter_map(|overlay| overlay.after_events(&self.world));
        self.overlays = kept.collect();
    }

    fn show_tab(&mut self, tab: usize) {
        if tab == self.tab {
            self.stacks[tab].truncate(1);
        }
        self.finding = None;
        self.hits.clear();
        self.tab = tab.min(self.stacks.len() - 1);
        self.settle(None);
    }

    /// Asks the domain, and has a granted wish written down.
    fn grant(&mut self, wish: &Wish, on: Option<LogicalDay>) -> Vec<Effect> {
        match self.world.desk().decide(wish, on) {
            Ok(batch) => {
                let mut effects = self.retry(false);
                effects.push(self.record(batch));
                effects
            }
            Err(refusal) => {
                let sentence = super::say::refusal(&self.world, &refusal);
                self.say(sentence, false);
                Vec::new()
            }
        }
    }

    /// Has a batch written down.
    pub(super) fn record(&mut self, batch: Batch) -> Effect {
        let token = Token(self.next_token);
        self.next_token += 1;
        self.pending.push(Pending {
            token,
            batch: batch.clone(),
            why: None,
            doubtful: false,
        });
        Effect::Record { token, batch }
    }

    /// Tries again to write what is pending; with `reload`, reads files again.
    pub(super) fn retry(&mut self, reload: bool) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self
            .pending
            .iter()
            .filter(|pending| pending.why.is_some())
            .map(|pending| Effect::Record {
                token: pending.token,
                batch: pending.batch.clone(),
            })
            .collect();
        if reload {
            effects.push(Effect::Reload);
            if self.pending.is_empty() {
                self.say("Read all files again.".to_owned(), false);
            }
        }
        effects
    }

    /// Forgets the newest change that is pending.
    fn withdraw(&mut self) -> Vec<Effect> {
        let failed = |pending: &Pending| pending.why.is_some();
        let Some(place) = self.pending.iter().rposition(failed) else {
            return Vec::new();
        };
        if self.pending[place].doubtful {
            let again = self.world.keys.in_words(Action::Retry);
            let text = format!("That change may be saved already: {again} tries again, and tells.");
            self.say(text, true);
            return Vec::new();
        }
        let withdrawn = self.pending.remove(place);
        self.mark_pending();
        self.settle(None);
        self.say("Taken back before it was saved.".to_owned(), false);
        vec![Effect::Forget(withdrawn.token)]
    }

    fn sign_off(&mut self, phase: PhaseIx, on: Option<LogicalDay>) -> Vec<Effect> {
        let open = self
            .world
            .progress
            .open_items(&self.world.roadmap, phase)
            .count();
        let refused = on.is_some_and(|day| day > self.world.day());
        if open == 0 || refused {
            let wish = Wish::SignOff {
                phase,
                open: OpenItems::Refuse,
            };
            return self.grant(&wish, on);
        }
        let name = format!("phase {}", self.world.roadmap[phase].number);
        let needs = &self.world.progress[phase].blocked_by;
        let needs = (!needs.is_empty()).then(|| phase_numbers(&self.world.roadmap, needs));
        let unproven = super::say::unproven_words(&self.world, phase);
        let confirm = Confirm::sign_off(phase, &name, open, needs.as_deref(), unproven, on);
        self.overlays.push(Overlay::Confirm(confirm));
        Vec::new()
    }
}
