//! Wishes about time: the timer, sessions, and their corrections.

use super::{About, Desk, Refusal};
use crate::domain::{
    event::{Batch, Event, EventId, Kind, TimerAction},
    id::{BudgetId, ItemId},
    minutes::Minutes,
    session::Piece,
};

/// The most days that one wish may write sessions for.
const MOST_PIECES: usize = 31;

/// What a learner asks for about time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeWish {
    /// Write down time that was not timed.
    Log {
        /// The category of the time budget.
        category: BudgetId,
        /// What it was spent on.
        about: Option<About>,
        /// What there is to say of it.
        text: Option<String>,
        /// When, and how long.
        pieces: Vec<Piece>,
    },
    /// Start the timer.
    Start {
        /// The category of the time budget.
        category: BudgetId,
        /// What it runs for.
        about: Option<About>,
    },
    /// Stop the timer and keep this of it; nothing where it ran for less than
    /// a minute.
    Stop {
        /// What is kept.
        pieces: Vec<Piece>,
        /// What there is to say of it.
        text: Option<String>,
    },
    /// Stop the timer and keep nothing.
    Cancel,
    /// Put a session right.
    Correct {
        /// The event that tells of it.
        session: EventId,
        /// What is different.
        to: Correction,
    },
    /// A session never was.
    Remove(EventId),
}

/// What is different about a session; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// When, and how long.
    pub pieces: Option<Vec<Piece>>,
    /// The category of the time budget.
    pub category: Option<BudgetId>,
    /// What it was spent on.
    pub about: Option<About>,
    /// What there is to say of it.
    pub text: Option<String>,
}

impl Desk<'_> {
    /// Turns a wish about time into the batch that grants it.
    pub(super) fn time(&self, wish: &TimeWish) -> Result<Batch, Refusal> {
        match wish {
            TimeWish::Log {
                category,
                about,
                text,
                pieces,
            } => {
                if pieces.is_empty() {
                    return Err(Refusal::NoTime);
                }
                self.known(category)?;
                let about = about.map(|about| self.id_of(about));
                let mut batch = Batch::on(self.today, Vec::new());
                self.spend_time(&mut batch, pieces, category, about.as_ref(), text.as_ref())?;
                Ok(batch)
            }
            TimeWish::Start { category, about } => {
                if let Some(timer) = self.state.timer() {
                    return Err(Refusal::TimerRuns {
                        category: timer.category.clone(),
                        about: timer.about.clone(),
                        since: timer.since,
                    });
                }
                self.known(category)?;
                let start = Kind::Timer {
                    action: TimerAction::Start,
                    category: Some(category.clone()),
                    about: about.map(|about| self.id_of(about)),
                };
                Ok(Batch::on(self.today, vec![start]))
            }
            TimeWish::Stop { pieces, text } => {
                let timer = self.state.timer().ok_or(Refusal::NoTimer)?;
                let mut batch = Batch::on(self.today, vec![timer_kind(TimerAction::Stop)]);
                if !pieces.is_empty() {
                    let category = timer.category.as_ref().ok_or(Refusal::NoCategory)?;
                    let about = timer.about.as_ref();
                    self.spend_time(&mut batch, pieces, category, about, text.as_ref())?;
                }
                Ok(batch)
            }
            TimeWish::Cancel => {
                self.state.timer().ok_or(Refusal::NoTimer)?;
                let kinds = vec![timer_kind(TimerAction::Cancel)];
                Ok(Batch::on(self.today, kinds))
            }
            TimeWish::Correct { session, to } => self.replace(*session, Some(to)),
            TimeWish::Remove(session) => self.replace(*session, None),
        }
    }

    /// Whether the roadmap has this category.
    fn known(&self, category: &BudgetId) -> Result<(), Refusal> {
        let known = self.roadmap.time.iter().any(|time| time.id == *category);
        known.then_some(()).ok_or(Refusal::NoCategory)
    }

    /// Adds the sessions that write these pieces down.
    fn spend_time(
        &self,
        batch: &mut Batch,
        pieces: &[Piece],
        category: &BudgetId,
        about: Option<&ItemId>,
        text: Option<&String>,
    ) -> Result<(), Refusal> {
        if pieces.len() > MOST_PIECES {
            return Err(Refusal::TooMuchTime);
        }
        for piece in pieces {
            if piece.minutes == 0 {
                return Err(Refusal::NoTime);
            }
            if piece.day > self.today {
                return Err(Refusal::Future { day: piece.day });
            }
            if Minutes::from(piece.minutes) > Minutes::DAY + Minutes(120) {
                // A day has 25 hours once a year, and more for who travels.
                return Err(Refusal::TooMuchTime);
            }
            let text = text.map(|text| text.trim()).filter(|text| !text.is_empty());
            let session = Kind::Session {
                category: category.clone(),
                minutes: piece.minutes,
                from: piece.from,
                about: about.cloned(),
                text: text.map(str::to_owned),
            };
            batch.push(piece.day, session);
        }
        Ok(())
    }

    /// Takes back the batch that wrote a session and writes it again without
    /// that one, or with what it should have said. The undo stands last: a
    /// batch that begins with one would be taken for nothing else.
    fn replace(&self, session: EventId, to: Option<&Correction>) -> Result<Batch, Refusal> {
        let wrong = self.state.session(session).ok_or(Refusal::NoSession)?;
        let events = self.state.history().map(|(event, _)| event);
        let target = events
            .filter(|event| event.id == session)
            .map(Event::batch)
            .next()
            .ok_or(Refusal::NoSession)?;
        let mut batch = Batch::on(self.today, Vec::new());
        let mut taken_back = Vec::new();
        for event in self.state.batch(target) {
            match &event.kind {
                // Without its stop the timer would run again.
                Kind::Timer { .. } => taken_back.extend(self.started_before(event)),
                // What an earlier correction took back stays taken back.
                Kind::Undo { target, .. } => taken_back.push(*target),
                Kind::Session { .. } if event.id == session => {
                    let Some(to) = to else { continue };
                    let piece = Piece {
                        day: wrong.day,
                        from: wrong.from,
                        minutes: u32::try_from(wrong.minutes.0).unwrap_or(u32::MAX),
                    };
                    let pieces = to.pieces.clone().unwrap_or_else(|| vec![piece]);
                    if pieces.is_empty() {
                        return Err(Refusal::NoTime);
                    }
                    if let Some(category) = &to.category {
                        self.known(category)?;
                    }
                    let category = to.category.as_ref().unwrap_or(&wrong.category);
                    let about = to.about.map(|about| self.id_of(about));
                    let about = about.as_ref().or(wrong.about.as_ref());
                    let text = to.text.as_ref().or(wrong.text.as_ref());
                    self.spend_time(&mut batch, &pieces, category, about, text)?;
                }
                kind => batch.push(event.day, kind.clone()),
            }
        }
        taken_back.push(target);
        for target in taken_back {
            let correction = true;
            batch.push(self.today, Kind::Undo { target, correction });
        }
        Ok(batch)
    }

    /// The batch that started the timer which this event stopped.
    fn started_before(&self, stop: &Event) -> Option<EventId> {
        let is_start = |kind: &Kind| {
            matches!(
                kind,
                Kind::Timer {
                    action: TimerAction::Start,
                    ..
                }
            )
        };
        self.state
            .history()
            .rev()
            .filter(|(event, live)| *live && event.order() < stop.order())
            .find(|(event, _)| is_start(&event.kind))
            .map(|(event, _)| event.batch())
    }
}

fn timer_kind(action: TimerAction) -> Kind {
    Kind::Timer {
        action,
        category: None,
        about: None,
    }
}

#[cfg(test)]
mod tests;
