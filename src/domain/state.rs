//! The fold of all live events: what the journal adds up to.
//!
//! The fold sees events in one order, by clock, then id, whatever order the
//! files arrive in; so devices that hold the same events hold the same state.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    day::LogicalDay,
    event::{Event, EventId, Kind, Mark, Verdict},
    id::{DeviceId, ItemId, ProofId},
};

/// What the learner last said of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marked {
    /// The mark.
    pub mark: Mark,
    /// The day it counts for.
    pub day: LogicalDay,
    /// Where it stands in the order of all events.
    pub order: (u64, EventId),
}

/// The newest evidence of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// What it showed.
    pub verdict: Verdict,
    /// The day it counts for.
    pub day: LogicalDay,
}

/// What happened on one day, besides the items that are dated on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayNotes {
    /// Thoughts, with the item or phase they belong to.
    pub notes: Vec<(Option<ItemId>, String)>,
    /// Links, with the item or phase they belong to.
    pub links: Vec<(Option<ItemId>, String)>,
}

/// The key that orders events.
type Order = (u64, EventId, u32);

/// The fold of all live events.
#[derive(Debug, Clone, Default)]
pub struct State {
    events: Vec<Event>,
    live: Vec<bool>,
    known: HashMap<EventId, Order>,
    folded: Folded,
}

/// What the live events add up to; two states that hold the same events are
/// equal here.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folded {
    items: HashMap<ItemId, Marked>,
    study: BTreeMap<LogicalDay, u32>,
    notes: BTreeMap<LogicalDay, DayNotes>,
    off: BTreeMap<LogicalDay, Option<String>>,
    evidence: HashMap<ProofId, Evidence>,
    begin: Option<LogicalDay>,
    clock: u64,
}

/// Days off of one event are capped, so that a damaged date cannot fill memory.
const MOST_DAYS_OFF: usize = 3_660;

impl State {
    /// The fold of `events`, in whatever order they come.
    pub fn from_events(events: impl IntoIterator<Item = Event>) -> Self {
        let mut state = Self::default();
        state.extend(events);
        state
    }

    /// Takes in more events: those of a batch just written, or those another
    /// device or process wrote. Events already known are ignored.
    pub fn extend(&mut self, events: impl IntoIterator<Item = Event>) {
        let mut new: Vec<Event> = events.into_iter().collect();
        // Two blocks may claim one id; whichever file came first, the lower
        // order wins, so that all devices agree.
        new.sort_by_key(Event::order);
        let mut rebuild = false;
        let mut fresh = Vec::with_capacity(new.len());
        for event in new {
            match self.known.get(&event.id) {
                None => {}
                Some(known) if event.order() < *known => {
                    self.events.retain(|known| known.id != event.id);
                    rebuild = true;
                }
                Some(_) => continue,
            }
            self.known.insert(event.id, event.order());
            fresh.push(event);
        }
        if fresh.is_empty() {
            return;
        }
        let after_all = self.events.last().map(Event::order) < fresh.first().map(Event::order);
        let plain = |event: &Event| !matches!(event.kind, Kind::Undo { .. });
        let simple = after_all
            && !rebuild
            && !self.events.is_empty()
            && fresh.iter().all(plain)
            && !self.undo_waits_for(&fresh);
        self.events.extend(fresh.iter().cloned());
        if simple {
            for event in &fresh {
                self.live.push(true);
                self.folded.apply(event);
            }
        } else {
            self.events.sort_by_key(Event::order);
            self.refold();
        }
    }

    /// Whether an undo that is here names a batch that arrives only now.
    fn undo_waits_for(&self, fresh: &[Event]) -> bool {
        self.events.iter().any(|event| {
            matches!(event.kind, Kind::Undo { target } if fresh.iter().any(|new| new.batch() == target))
        })
    }

    /// Decides which events are live and folds them from the beginning.
    fn refold(&mut self) {
        let mut dead: HashSet<EventId> = HashSet::new();
        // An undo names an earlier batch, so from the newest backwards every
        // undo's own fate is settled before its target's is asked.
        let begins: HashMap<EventId, Order> = {
            let mut first: HashMap<EventId, Order> = HashMap::new();
            for event in &self.events {
                first.entry(event.batch()).or_insert_with(|| event.order());
            }
            first
        };
        for event in self.events.iter().rev() {
            if let Kind::Undo { target } = event.kind
                && !dead.contains(&event.batch())
                && begins
                    .get(&target)
                    .is_some_and(|first| *first < event.order())
            {
                dead.insert(target);
            }
        }
        self.live = self
            .events
            .iter()
            .map(|event| !dead.contains(&event.batch()))
            .collect();
        let mut folded = Folded::default();
        for (event, live) in self.events.iter().zip(&self.live) {
            if *live {
                folded.apply(event);
            } else {
                folded.count(event);
            }
        }
        self.folded = folded;
    }

    /// What the events add up to.
    pub fn folded(&self) -> &Folded {
        &self.folded
    }

    /// All events in their order, each with whether it is live.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = (&Event, bool)> {
        self.events.iter().zip(self.live.iter().copied())
    }

    /// How many events there are, undone ones included.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The mark of an item by this very id.
    pub fn marked(&self, item: &ItemId) -> Option<Marked> {
        self.folded.items.get(item).copied()
    }

    /// Every item that was ever marked.
    pub fn marked_items(&self) -> impl Iterator<Item = (&ItemId, Marked)> {
        self.folded.items.iter().map(|(id, marked)| (id, *marked))
    }

    /// The day the learner's year begins.
    pub fn begin(&self) -> Option<LogicalDay> {
        self.folded.begin
    }

    /// Whether the learner took `day` off.
    pub fn is_off(&self, day: LogicalDay) -> bool {
        self.folded.off.contains_key(&day)
    }

    /// The days off, with the reasons given.
    pub fn days_off(&self) -> impl Iterator<Item = (LogicalDay, Option<&str>)> {
        self.folded
            .off
            .iter()
            .map(|(day, reason)| (*day, reason.as_deref()))
    }

    /// Whether something was learned on `day`: a live `done`, session, note,
    /// review or evidence lies on it.
    pub fn studied_on(&self, day: LogicalDay) -> bool {
        self.folded.study.contains_key(&day)
    }

    /// The days on which something was learned.
    pub fn study_days(&self) -> impl DoubleEndedIterator<Item = LogicalDay> {
        self.folded.study.keys().copied()
    }

    /// The thoughts and links of `day`.
    pub fn notes_on(&self, day: LogicalDay) -> Option<&DayNotes> {
        self.folded.notes.get(&day)
    }

    /// The newest evidence of a proof.
    pub fn evidence(&self, proof: &ProofId) -> Option<Evidence> {
        self.folded.evidence.get(proof).copied()
    }

    /// The highest clock that counts; 0 in an empty journal.
    pub fn clock(&self) -> u64 {
        self.folded.clock
    }

    /// The batch that undo takes back on `device`: its newest live one that
    /// did something.
    pub fn undoable(&self, device: &DeviceId) -> Option<EventId> {
        self.history()
            .rev()
            .find(|(event, live)| *live && event.device == *device && event.kind.is_action())
            .map(|(event, _)| event.batch())
    }

    /// The undo that redo takes back on `device`: its newest live one, unless
    /// a newer action of this device ended redo.
    pub fn redoable(&self, device: &DeviceId) -> Option<EventId> {
        for (event, live) in self.history().rev() {
            if event.device != *device {
                continue;
            }
            if event.kind.is_action() {
                return None;
            }
            let Kind::Undo { target } = event.kind else {
                continue;
            };
            if live && !self.is_undo(target) {
                return Some(event.batch());
            }
        }
        None
    }

    /// The events of a batch.
    pub fn batch(&self, batch: EventId) -> impl Iterator<Item = &Event> {
        self.events
            .iter()
            .filter(move |event| event.batch() == batch)
    }

    fn is_undo(&self, batch: EventId) -> bool {
        self.batch(batch)
            .any(|event| matches!(event.kind, Kind::Undo { .. }))
    }
}

impl Folded {
    /// Takes in one live event. Total: an event that makes no sense in this
    /// state changes nothing.
    fn apply(&mut self, event: &Event) {
        self.count(event);
        match &event.kind {
            Kind::Mark { item, mark } => {
                let marked = Marked {
                    mark: *mark,
                    day: event.day,
                    order: (event.clock, event.id),
                };
                self.items.insert(item.clone(), marked);
                if *mark == Mark::Done {
                    self.study(event.day);
                }
            }
            Kind::Session { .. } | Kind::Review { .. } => self.study(event.day),
            Kind::Note { text, about } => {
                self.study(event.day);
                let notes = &mut self.notes.entry(event.day).or_default().notes;
                notes.push((about.clone(), text.clone()));
            }
            Kind::Link { url, about, .. } => {
                let links = &mut self.notes.entry(event.day).or_default().links;
                links.push((about.clone(), url.clone()));
            }
            Kind::Evidence { row, verdict, .. } => {
                self.study(event.day);
                let evidence = Evidence {
                    verdict: *verdict,
                    day: event.day,
                };
                self.evidence.insert(row.clone(), evidence);
            }
            Kind::Begin { start } => self.begin = Some(*start),
            Kind::Off {
                from,
                to,
                withdrawn,
                text,
            } => {
                for day in from.through(*to).take(MOST_DAYS_OFF) {
                    if *withdrawn {
                        self.off.remove(&day);
                    } else {
                        self.off.insert(day, text.clone());
                    }
                }
            }
            Kind::Timer { .. }
            | Kind::Spent { .. }
            | Kind::Replan { .. }
            | Kind::Read { .. }
            | Kind::Undo { .. }
            | Kind::Unknown { .. } => {}
        }
    }

    /// Takes in what even an undone event says: its clock.
    fn count(&mut self, event: &Event) {
        if event.clock <= super::event::MAX_CLOCK {
            self.clock = self.clock.max(event.clock);
        }
    }

    fn study(&mut self, day: LogicalDay) {
        *self.study.entry(day).or_default() += 1;
    }
}

#[cfg(test)]
mod tests;
