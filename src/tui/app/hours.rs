//! The timer, sessions and money: what keys about them would do, and when the
//! timer is asked about.

use chrono::{DateTime, FixedOffset};

use crate::{
    domain::{
        decide::About,
        event::EventId,
        id::ItemId,
        minutes::Minutes,
        roadmap::ItemKind,
        session::{LoggedSession, after},
    },
    insight::time::Doubt,
    tui::{
        keys::Action,
        overlays::{Confirm, Entry, Overlay, StartTimer, StopTimer},
        screens::{Place, Tab, Target},
        world::World,
    },
};

use super::{App, Response};

/// What is remembered about time.
#[derive(Debug, Clone, Default)]
pub(super) struct Hours {
    /// The timer that was asked about last, and why.
    asked: Option<(EventId, Vec<Doubt>)>,
}

impl App {
    /// What the timer's key would do: ask what is to run, or what becomes of
    /// what runs.
    pub(super) fn timer(&self) -> Option<Response> {
        let overlay = match self.world.state.timer() {
            Some(timer) => Overlay::StopTimer(StopTimer::new(timer.id)),
            None if self.world.roadmap.time.is_empty() => return None,
            None => Overlay::StartTimer(StartTimer::new(&self.world, self.abouts())),
        };
        Some(Response::Overlay(Box::new(overlay)))
    }

    /// What time here may be spent on, the likeliest first.
    fn abouts(&self) -> Vec<About> {
        let mut abouts = Vec::new();
        let mut add = |about: Option<About>| {
            if let Some(about) = about.filter(|about| !abouts.contains(about)) {
                abouts.push(about);
            }
        };
        let target = self.view().target();
        let session = target.and_then(|target| self.session(target));
        add(session.and_then(|session| about_of(&self.world, session.about.as_ref())));
        if let Some(Target::Item(item)) = target
            && self.world.roadmap[item].phase.is_some()
        {
            add(about_of(&self.world, Some(&self.world.roadmap[item].id)));
        }
        add(self.phase_here().map(About::Phase));
        add(self.world.today.phase.map(About::Phase));
        abouts
    }

    /// What an action would do on the screen of time, where it is special.
    pub(super) fn respond_in_time(&self, action: Action) -> Option<Response> {
        let view = self.view();
        if view.place != Place::Tab(Tab::Time) {
            return None;
        }
        let overlay = match action {
            Action::Log if !self.world.roadmap.time.is_empty() => {
                Overlay::Entry(Entry::log(self.abouts().first().copied(), None))
            }
            Action::Spend if !self.world.roadmap.money.is_empty() => {
                Overlay::Entry(Entry::spend(None))
            }
            Action::Remove => {
                let session = self.session(view.target()?)?;
                Overlay::Confirm(Confirm::remove_session(&self.world, session))
            }
            Action::Correct => {
                let session = self.session(view.target()?)?;
                Overlay::Entry(Entry::correct(&self.world, session))
            }
            Action::Open => return self.open_in_time(view.target()?),
            Action::Earlier => return self.earlier().map(Response::Day),
            Action::Later => {
                let day = view.day.forward(7).min(self.world.day());
                let start = self.world.roadmap.cadence.week_start;
                let later = day.week_first(start) > view.day.week_first(start);
                return later.then_some(Response::Day(day));
            }
            _ => return None,
        };
        Some(Response::Overlay(Box::new(overlay)))
    }

    /// The week before, back to the first with a session.
    fn earlier(&self) -> Option<crate::domain::day::LogicalDay> {
        let start = self.world.roadmap.cadence.week_start;
        let first = self.world.state.sessions().next()?.day.week_first(start);
        let day = self.view().day.week_first(start).previous();
        (day >= first).then_some(day)
    }

    fn open_in_time(&self, target: Target) -> Option<Response> {
        let overlay = match target {
            Target::Session(_) => return self.respond_in_time(Action::Correct),
            Target::Week(first) => {
                return Some(Response::Day(first.forward(6).min(self.world.day())));
            }
            Target::Category(place) => {
                let category = self.world.roadmap.time.get(place)?;
                Overlay::Entry(Entry::log(
                    self.abouts().first().copied(),
                    Some(category.id.as_str()),
                ))
            }
            Target::Money(place) => {
                let line = self.world.roadmap.money.get(place)?;
                Overlay::Entry(Entry::spend(Some(line.id.as_str())))
            }
            _ => return None,
        };
        Some(Response::Overlay(Box::new(overlay)))
    }

    fn session(&self, target: Target) -> Option<&LoggedSession> {
        match target {
            Target::Session(id) => self.world.state.session(id),
            _ => None,
        }
    }

    /// When the timer will have run for another minute.
    pub(super) fn next_minute(&self) -> Option<DateTime<FixedOffset>> {
        let timer = self.world.timer()?;
        let next = after(timer.since, timer.elapsed + Minutes(1));
        (next > self.now).then_some(next)
    }

    /// Asks about a timer that may have been forgotten, once for each reason
    /// to think so; never in the middle of something else.
    pub(super) fn ask_about_timer(&mut self) {
        let world = &self.world;
        self.overlays
            .retain(|overlay| !overlay.is_about_another_timer(world));
        let Some((timer, figure)) = world.state.timer().zip(world.timer()) else {
            return;
        };
        let busy = !self.overlays.is_empty()
            || self.finding.is_some()
            || self.reading().is_some_and(|it| it.following.is_some());
        if !figure.is_doubtful() || busy {
            return;
        }
        let asked = (timer.id, figure.doubts);
        if self.hours.asked.as_ref() != Some(&asked) {
            let overlay = StopTimer::new(asked.0);
            self.hours.asked = Some(asked);
            self.overlays.push(Overlay::StopTimer(overlay));
        }
    }
}

/// What the id that a session or a timer names is about now.
fn about_of(world: &World, id: Option<&ItemId>) -> Option<About> {
    let item = world.roadmap.find(id?)?;
    let about = &world.roadmap[item];
    Some(match about.phase {
        Some(phase) if about.kind == ItemKind::SignOff => About::Phase(phase),
        _ => About::Item(item),
    })
}
