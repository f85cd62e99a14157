//! What an action would do now. An action that would do nothing gives `None`
//! and is offered nowhere: the footer, the help and the palette ask here too.

use crate::{
    domain::{
        decide::{About, Wish},
        event::Mark,
        progress::Status,
        roadmap::{ItemIx, PhaseIx},
    },
    reader,
    tui::{
        effect::Effect,
        keys::Action,
        overlays::{Confirm, Help, Overlay, Palette, Prompt},
        screens::{HeatStep, Place, Tab, Target, heat_step},
    },
};

use super::{App, Response, notes::InNote, proving::AtGate};

impl App {
    /// What `action` would do now.
    pub fn respond(&self, action: Action) -> Option<Response> {
        if let InNote::This(response) = self.respond_in_note(action) {
            return response;
        }
        if let AtGate::This(response) = self.respond_at_gate(action) {
            return response;
        }
        if let Some(response) = self.respond_in_time(action) {
            return Some(response);
        }
        match action {
            Action::Tab(tab) => (tab < Tab::ALL.len()).then_some(Response::Tab(tab)),
            Action::NextTab => Some(Response::Tab((self.tab + 1) % Tab::ALL.len())),
            Action::PreviousTab => Some(Response::Tab(
                (self.tab + Tab::ALL.len() - 1) % Tab::ALL.len(),
            )),
            Action::Down
            | Action::Up
            | Action::First
            | Action::Last
            | Action::PageDown
            | Action::PageUp
            | Action::HalfDown
            | Action::HalfUp => match heat_step(self.view(), &self.world, action) {
                HeatStep::Here(day) => day.map(Response::HeatDay),
                HeatStep::Elsewhere => self.moved(action).map(Response::Select),
            },
            Action::YearBefore | Action::YearAfter => self.heat_sideways(action),
            Action::Measure => {
                (self.view().place == Place::Tab(Tab::Stats)).then_some(Response::Measure)
            }
            Action::Left | Action::Right => self.sideways(action),
            Action::Toggle => self.toggle(),
            Action::Start => self.mark(Mark::Started),
            Action::Skip => self.mark(Mark::Skipped),
            Action::Open => self.open(),
            Action::OpenLink => {
                let url = self.url()?;
                Some(match reader::web(&url) {
                    Ok(url) => {
                        Response::Overlay(Box::new(Overlay::Confirm(Confirm::open_link(&url))))
                    }
                    Err(why) => Response::Say(format!("This link is not opened, {why}: {url}")),
                })
            }
            Action::CopyLink => {
                let url = self.url()?;
                let url = reader::web(&url).unwrap_or(url);
                Some(Response::Effect(Effect::Copy(url)))
            }
            Action::SignOff => {
                let phase = self.phase_here()?;
                (!self.world.progress[phase].is_signed_off()).then(|| self.ask_sign_off(phase))
            }
            Action::Prove => self.prove(),
            Action::Note => {
                let phase = self.phase_here().or(self.world.today.phase);
                let prompt = match self.view().target() {
                    Some(Target::WhatChanged(phase)) => Prompt::what_changed(&self.world, phase),
                    _ => Prompt::note(&self.world, phase),
                };
                Some(Response::Overlay(Box::new(Overlay::Prompt(prompt))))
            }
            Action::AddLink => {
                let item = self.item().map(About::Item);
                let about = item.or_else(|| {
                    let phase = self.phase_here().or(self.world.today.phase);
                    phase.map(About::Phase)
                });
                let prompt = Prompt::link(&self.world, about);
                Some(Response::Overlay(Box::new(Overlay::Prompt(prompt))))
            }
            Action::DayOff => self.day_off(),
            Action::Earlier | Action::Later => self.week_step(action),
            Action::Find => self.can_find().then_some(Response::Find),
            Action::Edit => self.edit_roadmap(),
            Action::ReadNotes => {
                let phase = self.phase_here().or(self.world.today.phase)?;
                let note = self.world.note_of(phase)?;
                Some(Response::Read(self.world[note].path.clone(), None))
            }
            Action::Replan => {
                let here = self.view().place == Place::Tab(Tab::Plan);
                let possible = here && self.world.desk().can_replan().is_ok();
                possible.then_some(Response::Replan)
            }
            Action::Chart => {
                let plan = self.view().place == Place::Tab(Tab::Plan);
                let line = self.world.line.is_some();
                (plan && (line || self.view().chart)).then_some(Response::Chart)
            }
            Action::Timer => self.timer(),
            Action::Explain => self.explain(),
            Action::Review => self.review_due(),
            // Of these some mean something on the screen of time, or in a note,
            // alone.
            Action::Log
            | Action::Spend
            | Action::Correct
            | Action::Remove
            | Action::EndGate
            | Action::NextMatch
            | Action::PreviousMatch
            | Action::Follow
            | Action::Return
            | Action::NextHeading
            | Action::PreviousHeading
            | Action::Contents => None,
            Action::Palette => {
                let palette =
                    Palette::new(&self.world, self.view().contexts(), self.palette_actions());
                Some(Response::Overlay(Box::new(Overlay::Palette(palette))))
            }
            Action::Help => {
                let help = Help::new(&self.world.keys, self.view().contexts(), |action| {
                    action == Action::Help || self.is_offered(action)
                });
                Some(Response::Overlay(Box::new(Overlay::Help(help))))
            }
            // What is not saved yet comes before what is.
            Action::Undo if self.pending.iter().any(|pending| pending.why.is_some()) => {
                Some(Response::Withdraw)
            }
            Action::Undo if self.ticked_box.is_some() => Some(Response::BoxAgain),
            Action::Undo => self
                .world
                .state
                .undoable(&self.world.device)
                .map(|_| Response::Wish(Wish::Undo, None)),
            Action::Redo => self
                .world
                .state
                .redoable(&self.world.device)
                .map(|_| Response::Wish(Wish::Redo, None)),
            Action::Retry => Some(Response::Retry),
            Action::Close => Some(self.back().unwrap_or(Response::Quit)),
            Action::Back => self.back(),
            Action::Quit => Some(Response::Quit),
            Action::Suspend => Some(Response::Effect(Effect::Suspend)),
        }
    }

    /// Whether an action would do something now. Cheaper than asking for the
    /// response of those that build an overlay.
    ///
    /// A wish that would be refused is not offered; its key still says why.
    pub fn is_offered(&self, action: Action) -> bool {
        match action {
            Action::Palette | Action::Help | Action::Retry => true,
            Action::Explain => self.can_explain(),
            _ => match self.respond(action) {
                Some(Response::Wish(wish, on)) => self.world.desk().decide(&wish, on).is_ok(),
                Some(Response::SignOff(_, on)) => on.is_none_or(|day| day <= self.world.day()),
                response => response.is_some(),
            },
        }
    }

    pub(super) fn ask_sign_off(&self, phase: PhaseIx) -> Response {
        if self
            .world
            .pending
            .contains(&self.world.roadmap[phase].sign_off)
        {
            return Response::Retry;
        }
        Response::SignOff(phase, self.on())
    }

    /// The actions that the palette offers: those that do something, moving
    /// about left out.
    fn palette_actions(&self) -> Vec<Action> {
        let mut actions: Vec<Action> = Vec::new();
        // What has lost its keys can still be found by its name.
        let table = crate::tui::keys::BINDINGS.iter();
        let table = table.map(|binding| (binding.context, binding.action));
        let own = self.world.keys.bindings().iter();
        let own = own.map(|bound| (bound.context, bound.action));
        for (context, action) in table.chain(own) {
            let moves = matches!(
                action,
                Action::Tab(_)
                    | Action::Down
                    | Action::Up
                    | Action::First
                    | Action::Last
                    | Action::PageDown
                    | Action::PageUp
                    | Action::HalfDown
                    | Action::HalfUp
                    | Action::Left
                    | Action::Right
                    | Action::NextMatch
                    | Action::PreviousMatch
                    | Action::Palette
                    | Action::Close
                    | Action::Back
            );
            if !moves
                && self.view().contexts().contains(&context)
                && !actions.contains(&action)
                && self.is_offered(action)
            {
                actions.push(action);
            }
        }
        actions
    }

    fn back(&self) -> Option<Response> {
        if let Some(response) = self.back_in_note() {
            return Some(response);
        }
        if !self.view().filter.is_empty() {
            Some(Response::ClearFilter)
        } else if self.view().chart {
            Some(Response::Chart)
        } else if self.stacks[self.tab].len() > 1 {
            Some(Response::Pop)
        } else {
            None
        }
    }

    fn can_find(&self) -> bool {
        self.view().selectable().next().is_some() || !self.view().filter.is_empty()
    }

    /// The row a movement leads to; `None` at the end it leads towards.
    fn moved(&self, action: Action) -> Option<usize> {
        let view = self.view();
        if matches!(action, Action::Down | Action::Up) && self.plan_stands_in_columns() {
            let down = action == Action::Down;
            return crate::tui::screens::plan_vertical(view, &self.world, down);
        }
        let places: Vec<usize> = view.selectable().collect();
        let here = places.iter().position(|place| *place == view.selected)?;
        let page = view.scroll.height().max(2);
        let last = places.len() - 1;
        let there = match action {
            Action::Down => here + 1,
            Action::Up => here.checked_sub(1)?,
            Action::First => 0,
            Action::Last => last,
            Action::PageDown => here + page - 1,
            Action::PageUp => here.saturating_sub(page - 1),
            Action::HalfDown => here + page / 2,
            Action::HalfUp => here.saturating_sub(page / 2),
            _ => return None,
        };
        let there = there.min(last);
        (there != here).then(|| places[there])
    }

    fn sideways(&self, action: Action) -> Option<Response> {
        match self.view().place {
            Place::Tab(Tab::Stats) => self.heat_sideways(action),
            Place::Tab(Tab::Week) => {
                let day = self.view().day;
                Some(Response::Day(if action == Action::Left {
                    day.previous()
                } else {
                    day.next()
                }))
            }
            Place::Tab(Tab::Plan) => {
                let lanes = self.plan_stands_in_columns().then_some(&self.world);
                crate::tui::screens::plan_sideways(self.view(), lanes, action == Action::Right)
                    .map(Response::Select)
            }
            _ => None,
        }
    }

    fn heat_sideways(&self, action: Action) -> Option<Response> {
        match heat_step(self.view(), &self.world, action) {
            HeatStep::Here(day) => day.map(Response::HeatDay),
            HeatStep::Elsewhere => None,
        }
    }

    fn plan_stands_in_columns(&self) -> bool {
        let view = self.view();
        view.place == Place::Tab(Tab::Plan) && crate::tui::screens::plan_in_columns(view, self.body)
    }

    fn week_step(&self, action: Action) -> Option<Response> {
        if self.view().place != Place::Tab(Tab::Week) {
            return None;
        }
        let day = self.view().day;
        Some(Response::Day(if action == Action::Earlier {
            day.back(7)
        } else {
            day.forward(7)
        }))
    }

    /// The day a mark is said of: the day the week stands on.
    fn on(&self) -> Option<crate::domain::day::LogicalDay> {
        let view = self.view();
        (view.place == Place::Tab(Tab::Week) && view.day != self.world.day()).then_some(view.day)
    }

    fn item(&self) -> Option<ItemIx> {
        match self.view().target()? {
            Target::Item(item) => Some(item),
            _ => None,
        }
    }

    /// The phase that this place or its selected row is about.
    pub(super) fn phase_here(&self) -> Option<PhaseIx> {
        match self.view().place {
            Place::Phase(phase) => return Some(phase),
            Place::Note(_) => return self.phase_of_note(),
            Place::Tab(_) | Place::Gate => {}
        }
        match self.view().target()? {
            Target::Phase(phase) | Target::WhatChanged(phase) => Some(phase),
            Target::Item(item) => self.world.roadmap[item].phase,
            Target::Note(note) => self.world[note].phase,
            _ => None,
        }
    }

    fn url(&self) -> Option<String> {
        match self.view().target()? {
            Target::Link(place) => {
                let (_, link) = self.world.state.links().nth(place)?;
                Some(link.url.clone())
            }
            Target::Item(item) => self.world.roadmap[item].url.clone(),
            _ => None,
        }
    }

    fn toggle(&self) -> Option<Response> {
        match self.view().target()? {
            Target::WhatChanged(phase) => {
                let confirm = Confirm::what_changed(&self.world, phase);
                Some(Response::Overlay(Box::new(Overlay::Confirm(confirm))))
            }
            Target::Item(item) => Some(self.toggle_item(item, self.on())),
            Target::Review(review) => Some(Response::Review(review)),
            _ => None,
        }
    }

    /// Marks the selected item; the same key again opens it.
    fn mark(&self, mark: Mark) -> Option<Response> {
        Some(self.mark_as(self.item()?, mark))
    }

    /// Marks an item as started or skipped, by the action for it.
    pub(super) fn mark_item(&self, item: ItemIx, action: Action) -> Option<Response> {
        match action {
            Action::Start => Some(self.mark_as(item, Mark::Started)),
            Action::Skip => Some(self.mark_as(item, Mark::Skipped)),
            _ => None,
        }
    }

    fn mark_as(&self, item: ItemIx, mark: Mark) -> Response {
        if self.world.pending.contains(&item) {
            return Response::Retry;
        }
        let same = self.world.progress[item].status == Status::from(mark);
        let wish = Wish::Mark {
            items: vec![item],
            mark: if same { Mark::Open } else { mark },
        };
        Response::Wish(wish, self.on())
    }

    fn open(&self) -> Option<Response> {
        match self.view().target()? {
            Target::Phase(phase) => Some(Response::Show(Place::Phase(phase), None)),
            Target::App(app) => {
                let phase = self.world.roadmap.phase_places().find(|phase| {
                    self.world.roadmap[*phase]
                        .builds
                        .iter()
                        .any(|build| build.app == Some(app))
                })?;
                let item = self.world.roadmap[phase]
                    .builds
                    .iter()
                    .find(|build| build.app == Some(app))
                    .and_then(|build| build.deliverables.first())
                    .map(|item| Target::Item(*item));
                Some(Response::Show(Place::Phase(phase), item))
            }
            Target::WhatChanged(_) | Target::Review(_) => self.toggle(),
            Target::Link(_) => self.respond(Action::OpenLink),
            Target::Heat => Some(Response::WeekOf(self.view().day)),
            Target::Note(note) => {
                let path = self.world[note].path.clone();
                Some(Response::Read(path, None))
            }
            Target::Item(item) => {
                if matches!(self.view().place, Place::Phase(_)) {
                    return self.respond(Action::OpenLink);
                }
                if let Some(phase) = self.world.roadmap[item].phase {
                    return Some(Response::Show(
                        Place::Phase(phase),
                        Some(Target::Item(item)),
                    ));
                }
                let first = *self.world.roadmap.derived_from(item)?.first()?;
                Some(Response::Show(Place::Phase(first), None))
            }
            _ => None,
        }
    }

    /// The word for an action as it stands here and now, where that is not its
    /// usual one.
    pub(super) fn word_here(&self, action: Action) -> Option<&'static str> {
        let view = self.view();
        if action == Action::Timer {
            return self.world.state.timer().map(|_| "stop timer");
        }
        if let Some(reading) = self.reading() {
            let task = reading.task();
            let item = task.and_then(|it| reading.item_of(&self.world, it));
            let done = match item {
                Some(item) => self.world.progress[item].status == Status::Done,
                None => task.is_some_and(|it| reading.document.tasks()[it].ticked),
            };
            return match action {
                Action::Close if self.back_in_note().is_none() => Some("back"),
                Action::Close | Action::Open if reading.contents => Some("text"),
                Action::Close => Some("end search"),
                Action::Open => Some("link"),
                Action::Toggle if done => Some("open again"),
                _ => None,
            };
        }
        if action == Action::Prove {
            return self.prove_word();
        }
        match (action, view.target()) {
            (Action::Close, _) if self.back().is_some() => Some("back"),
            (Action::Chart, _) if view.chart => Some("boxes"),
            (Action::Open, Some(Target::Session(_))) => Some("correct"),
            (Action::Open, Some(Target::Category(_))) => Some("log this"),
            (Action::Open, Some(Target::Money(_))) => Some("spend on it"),
            (Action::Measure, _) if view.by_hours => Some("items"),
            (Action::Open, Some(Target::Heat)) => Some("week"),
            (Action::DayOff, _) if self.world.state.is_off(view.day) => Some("study day"),
            (Action::Toggle, Some(Target::WhatChanged(_))) => Some("write it down"),
            (Action::Toggle, Some(Target::Review(_))) => Some("hold it"),
            (Action::Toggle, Some(Target::Item(item))) => {
                let item = &self.world.progress[item];
                (item.status == Status::Done).then_some("open again")
            }
            (Action::Start | Action::Skip, Some(Target::Item(item))) => {
                let mark = self.world.progress[item].status.mark();
                let same = (action == Action::Start && mark == Mark::Started)
                    || (action == Action::Skip && mark == Mark::Skipped);
                same.then_some("open again")
            }
            _ => None,
        }
    }

    fn day_off(&self) -> Option<Response> {
        let view = self.view();
        if view.place != Place::Tab(Tab::Week) {
            return None;
        }
        let wish = if self.world.state.is_off(view.day) {
            Wish::NotOff(view.day)
        } else {
            Wish::Off {
                from: view.day,
                to: view.day,
                reason: None,
            }
        };
        Some(Response::Wish(wish, None))
    }
}
