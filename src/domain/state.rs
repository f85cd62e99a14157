//! The fold of all live events: what the journal adds up to.
//!
//! The fold sees events in one order, by clock, then id, whatever order the
//! files arrive in; so devices that hold the same events hold the same state.

mod reviews;
mod revisions;
mod times;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, hash_map::Entry};

use super::{
    day::LogicalDay,
    event::{ByEvent, Event, EventId, Kind, Mark, Order, PULL_REQUEST, Verdict, WHAT_CHANGED},
    id::{DeviceId, ItemId, ProofId},
};

pub use revisions::{LONGEST_PLAN, Revision, SKIP};

/// What the learner last said of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marked {
    /// The mark.
    pub mark: Mark,
    /// The day it counts for.
    pub day: LogicalDay,
    /// Where it stands in the order of all events.
    pub order: (u64, EventId),
    /// Whether a replan left it out: its hours leave the plan with it.
    pub left_out: bool,
}

/// Where a note was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAt {
    /// When.
    pub day: LogicalDay,
    /// The heading above the place; empty at the top.
    pub heading: String,
    /// How the text begins there.
    pub text: String,
}

/// The newest evidence of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// What it showed.
    pub verdict: Verdict,
    /// The day it counts for.
    pub day: LogicalDay,
}

/// All that evidence said of a proof, the newest of each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofRecord {
    /// The newest of all.
    pub newest: Evidence,
    /// When its gate last passed.
    pub passed: Option<Found>,
    /// When its gate last failed.
    pub failed: Option<Found>,
    /// When the learner last vouched for it.
    pub attested: Option<Found>,
}

/// A piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The event that tells of it.
    pub event: EventId,
    /// The day it counts for.
    pub day: LogicalDay,
}

impl ProofRecord {
    /// The same, or a new one, after one more piece of evidence.
    fn after(before: Option<Self>, event: &Event, verdict: Verdict) -> Self {
        let newest = Evidence {
            verdict,
            day: event.day,
        };
        let found = Some(Found {
            event: event.id,
            day: event.day,
        });
        let mut record = before.unwrap_or(Self {
            newest,
            passed: None,
            failed: None,
            attested: None,
        });
        record.newest = newest;
        match verdict {
            Verdict::Passed => record.passed = found,
            Verdict::Failed => record.failed = found,
            Verdict::Attested => record.attested = found,
        }
        record
    }
}

/// What happened on one day, besides the items that are dated on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayNotes {
    /// Thoughts, with the item or phase they belong to.
    pub notes: Vec<(Option<ItemId>, String)>,
    /// Links, as they were kept.
    pub links: Vec<KeptLink>,
}

/// A link that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLink {
    /// Where it leads.
    pub url: String,
    /// What it is, in the learner's words.
    pub text: Option<String>,
    /// The item or phase it belongs to.
    pub about: Option<ItemId>,
}

/// The fold of all live events.
#[derive(Debug, Clone, Default)]
pub struct State {
    events: Vec<Event>,
    live: Vec<bool>,
    /// Each event's clock and checksum: its order, but for the id.
    known: ByEvent<(u64, u32)>,
    undone: HashSet<EventId>,
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
    proofs: HashMap<ProofId, ProofRecord>,
    left_at: HashMap<String, LeftAt>,
    pull_requests: HashMap<ItemId, String>,
    what_changed: BTreeSet<LogicalDay>,
    begin: Option<LogicalDay>,
    first_begin: Option<LogicalDay>,
    times: times::Times,
    revisions: revisions::Revisions,
    reviews: reviews::Reviews,
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
        let mut fresh: Vec<Event> = events.into_iter().collect();
        // Two blocks may claim one id; whichever file came first, the lower
        // order wins, so that all devices agree.
        fresh.sort_by_key(Event::order);
        self.known.reserve(fresh.len());
        let mut replaced: HashSet<EventId> = HashSet::new();
        fresh.retain(|event| {
            let order = (event.counted_clock(), event.sum);
            match self.known.entry(event.id) {
                Entry::Vacant(place) => {
                    place.insert(order);
                    true
                }
                Entry::Occupied(mut known) if order < *known.get() => {
                    known.insert(order);
                    replaced.insert(event.id)
                }
                Entry::Occupied(_) => false,
            }
        });
        if fresh.is_empty() {
            return;
        }
        if !replaced.is_empty() {
            self.events.retain(|event| !replaced.contains(&event.id));
        }
        let undoes = fresh.iter().any(|event| event.undoes().is_some());
        self.undone.extend(fresh.iter().filter_map(Event::undoes));
        let after_all = self.events.last().map(Event::order) < fresh.first().map(Event::order);
        // An undo that is here may name a batch that arrives only now.
        let awaited = |event: &Event| self.undone.contains(&event.batch());
        let simple = after_all && replaced.is_empty() && !undoes && !fresh.iter().any(awaited);
        let known = self.events.len();
        if known == 0 {
            self.events = fresh;
        } else {
            self.events.append(&mut fresh);
        }
        if simple {
            self.live.resize(self.events.len(), true);
            for event in self.events.iter().skip(known) {
                self.folded.apply(event);
            }
        } else {
            self.events.sort_by_key(Event::order);
            self.refold();
        }
    }

    /// Decides which events are live and folds them from the beginning.
    fn refold(&mut self) {
        let mut lasts: HashMap<EventId, Order> = HashMap::new();
        for event in &self.events {
            if self.undone.contains(&event.batch()) {
                lasts.insert(event.batch(), event.order());
            }
        }
        // An undo counts for a batch that lies before it as a whole, so from
        // the newest backwards every undo's own fate is settled before its
        // target's is asked.
        let mut dead: HashSet<EventId> = HashSet::new();
        for event in self.events.iter().rev() {
            if let Some(target) = event.undoes()
                && !dead.contains(&event.batch())
                && lasts.get(&target).is_some_and(|last| *last < event.order())
            {
                dead.insert(target);
            }
        }
        let is_live = |event: &Event| !dead.contains(&event.batch());
        self.live.clear();
        self.live.extend(self.events.iter().map(is_live));
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

    /// The day on which the learner first said when the year begins: since
    /// then the program is in use.
    pub fn in_use_since(&self) -> Option<LogicalDay> {
        self.folded.first_begin
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

    /// All thoughts, oldest first: the day, what they are about, the words.
    pub fn notes(&self) -> impl Iterator<Item = (LogicalDay, Option<&ItemId>, &str)> {
        self.folded.notes.iter().flat_map(|(day, notes)| {
            notes
                .notes
                .iter()
                .map(|(about, text)| (*day, about.as_ref(), text.as_str()))
        })
    }

    /// Where a note was left, by its path as the roadmap writes it.
    pub fn left_at(&self, note: &str) -> Option<&LeftAt> {
        self.folded.left_at.get(note)
    }

    /// The pull request that was last named for what has this very id.
    pub fn pull_request(&self, item: &ItemId) -> Option<&str> {
        self.folded.pull_requests.get(item).map(String::as_str)
    }

    /// Whether a week's “what changed” was written down on `day`.
    pub fn what_changed_on(&self, day: LogicalDay) -> bool {
        self.folded.what_changed.contains(&day)
    }

    /// When “what changed” was last written down.
    pub fn last_what_changed(&self) -> Option<&Event> {
        let wrote = |kind: &Kind| matches!(kind, Kind::Review { review, .. } if review.as_str() == WHAT_CHANGED);
        self.history()
            .rev()
            .find(|(event, live)| *live && wrote(&event.kind))
            .map(|(event, _)| event)
    }

    /// All links, oldest first, with the day they were kept.
    pub fn links(&self) -> impl Iterator<Item = (LogicalDay, &KeptLink)> {
        self.folded.notes.iter().flat_map(|(day, notes)| {
            let links = notes.links.iter();
            links.map(|link| (*day, link))
        })
    }

    /// The newest evidence of a proof.
    pub fn evidence(&self, proof: &ProofId) -> Option<Evidence> {
        self.proof(proof).map(|record| record.newest)
    }

    /// All that evidence said of a proof.
    pub fn proof(&self, proof: &ProofId) -> Option<ProofRecord> {
        self.folded.proofs.get(proof).copied()
    }

    /// The event of this id.
    pub fn event(&self, id: EventId) -> Option<&Event> {
        let (clock, sum) = *self.known.get(&id)?;
        let order = (clock, id, sum);
        let place = self
            .events
            .binary_search_by_key(&order, Event::order)
            .ok()?;
        self.events.get(place)
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
            let Some(target) = event.undoes() else {
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

    /// Whether this batch took another one back; asked of its first event,
    /// where the program writes an undo.
    fn is_undo(&self, batch: EventId) -> bool {
        self.event(batch)
            .is_some_and(|event| event.undoes().is_some() && !event.kind.is_action())
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
                    order: (event.counted_clock(), event.id),
                    left_out: *mark == Mark::Skipped && self.revisions.leaves_out(event.batch()),
                };
                let before = self.items.insert(item.clone(), marked);
                self.study_by_mark(before, marked);
            }
            Kind::Session { .. } => {
                self.study(event.day);
                self.times.apply(event);
            }
            Kind::Timer { .. } => self.times.apply(event),
            Kind::Draft { .. } => self.reviews.apply(event),
            Kind::Review { review, .. } => {
                self.study(event.day);
                self.reviews.apply(event);
                if review.as_str() == WHAT_CHANGED {
                    self.what_changed.insert(event.day);
                }
            }
            Kind::Note { text, about } => {
                self.study(event.day);
                let notes = &mut self.notes.entry(event.day).or_default().notes;
                notes.push((about.clone(), text.clone()));
            }
            Kind::Link { url, text, about } => {
                if let (Some(PULL_REQUEST), Some(item)) = (text.as_deref(), about) {
                    self.pull_requests.insert(item.clone(), url.clone());
                }
                let links = &mut self.notes.entry(event.day).or_default().links;
                links.push(KeptLink {
                    url: url.clone(),
                    text: text.clone(),
                    about: about.clone(),
                });
            }
            Kind::Evidence { row, verdict, .. } => {
                self.study(event.day);
                let before = self.proofs.get(row).copied();
                let after = ProofRecord::after(before, event, *verdict);
                self.proofs.insert(row.clone(), after);
            }
            Kind::Begin { start } => {
                self.begin = Some(*start);
                self.first_begin.get_or_insert(event.day);
            }
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
            Kind::Read {
                note,
                heading,
                text,
            } => {
                let left = LeftAt {
                    day: event.day,
                    heading: heading.clone(),
                    text: text.clone().unwrap_or_default(),
                };
                self.left_at.insert(note.clone(), left);
            }
            Kind::Replan { .. } => self.revisions.apply(event),
            Kind::Spent { .. } | Kind::Undo { .. } | Kind::Unknown { .. } => {}
        }
    }

    /// Takes in what even an undone event says: its clock.
    fn count(&mut self, event: &Event) {
        self.clock = self.clock.max(event.counted_clock());
    }

    /// A tick makes its day a study day. Moved to another day it takes that
    /// with it; taken back on its own day it never was; but what is reopened
    /// later was learned all the same.
    fn study_by_mark(&mut self, before: Option<Marked>, now: Marked) {
        let ticked = before.filter(|before| before.mark == Mark::Done);
        match (ticked, now.mark == Mark::Done) {
            (Some(before), true) if before.day == now.day => {}
            (Some(before), true) => {
                self.unstudy(before.day);
                self.study(now.day);
            }
            (Some(before), false) if before.day == now.day => self.unstudy(before.day),
            (None, true) => self.study(now.day),
            (_, false) => {}
        }
    }

    fn study(&mut self, day: LogicalDay) {
        *self.study.entry(day).or_default() += 1;
    }

    fn unstudy(&mut self, day: LogicalDay) {
        if let Some(reasons) = self.study.get_mut(&day) {
            *reasons -= 1;
            if *reasons == 0 {
                self.study.remove(&day);
            }
        }
    }
}

#[cfg(test)]
mod tests;
