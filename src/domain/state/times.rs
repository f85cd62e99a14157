//! The sessions and the timer, as the live events leave them.

use std::collections::BTreeMap;

use super::State;
use crate::domain::{
    day::LogicalDay,
    event::{Event, EventId, Kind, TimerAction},
    session::{LoggedSession, Running},
};

/// What the journal says of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Times {
    sessions: BTreeMap<LogicalDay, Vec<LoggedSession>>,
    timer: Option<Running>,
}

impl Times {
    /// Takes in one live event; what is not about time changes nothing. The
    /// newest start counts, whatever ran before and on whichever device.
    pub(super) fn apply(&mut self, event: &Event) {
        match &event.kind {
            Kind::Session {
                category,
                minutes,
                from,
                about,
                text,
            } => self
                .sessions
                .entry(event.day)
                .or_default()
                .push(LoggedSession {
                    id: event.id,
                    day: event.day,
                    category: category.clone(),
                    minutes: (*minutes).into(),
                    from: *from,
                    about: about.clone(),
                    text: text.clone(),
                }),
            Kind::Timer {
                action: TimerAction::Start,
                category,
                about,
            } => {
                self.timer = Some(Running {
                    id: event.id,
                    device: event.device.clone(),
                    since: event.at,
                    category: category.clone(),
                    about: about.clone(),
                });
            }
            Kind::Timer { .. } => self.timer = None,
            _ => {}
        }
    }
}

impl State {
    /// The sessions of the days from `from` to `to`, both included, by day.
    pub fn sessions_within(
        &self,
        from: LogicalDay,
        to: LogicalDay,
    ) -> impl DoubleEndedIterator<Item = &LoggedSession> {
        // A range that ends before it begins holds nothing.
        let to = to.max(from.previous());
        let days = self.folded.times.sessions.range(from.min(to)..=to);
        days.filter(move |(day, _)| **day >= from)
            .flat_map(|(_, sessions)| sessions)
    }

    /// All sessions, by day, and within a day in the order of the journal.
    pub fn sessions(&self) -> impl DoubleEndedIterator<Item = &LoggedSession> {
        self.folded.times.sessions.values().flatten()
    }

    /// The session that this event tells of, while it counts.
    pub fn session(&self, id: EventId) -> Option<&LoggedSession> {
        self.sessions().find(|session| session.id == id)
    }

    /// The same where its day is known.
    pub fn session_on(&self, day: LogicalDay, id: EventId) -> Option<&LoggedSession> {
        let sessions = self.folded.times.sessions.get(&day)?;
        sessions.iter().find(|session| session.id == id)
    }

    /// The timer, while one runs.
    pub fn timer(&self) -> Option<&Running> {
        self.folded.times.timer.as_ref()
    }
}
