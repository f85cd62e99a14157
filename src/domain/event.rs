//! What happened: the lines of the journal, as types.
//!
//! How they are written down is the journal's business
//! (`docs/journal-format.md`); what they add up to is [`super::state`]'s.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    hash::{BuildHasher, Hasher, RandomState},
    sync::Arc,
};

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;
use ulid::Ulid;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    day::LogicalDay,
    evidence::Grounds,
    id::{BudgetId, DeviceId, ItemId, ProofId, ReviewId},
    review::{Answers, Form},
};

/// The highest Lamport clock that counts; a larger one is a damaged or hostile
/// value, and following it would leave no room above.
pub const MAX_CLOCK: u64 = 1 << 53;

/// The text of a link that leads to the pull request of the phase it is about.
pub const PULL_REQUEST: &str = "pull request";
/// The review that is held by writing down what changed in a week.
pub const WHAT_CHANGED: &str = "what-changed";

/// What each byte stands for in Crockford's base 32, upper case; 32 and more
/// for no digit.
const DIGITS: [u8; 256] = {
    let mut values = [0xFF; 256];
    let digits = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut value = 0;
    while value < digits.len() {
        values[digits[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// The number that at most twelve digits of base 32 write.
fn number<const N: usize>(digits: &[u8; N]) -> Option<u64> {
    let mut seen = 0;
    let number = digits.iter().fold(0, |number, digit| {
        let value = DIGITS[usize::from(*digit)];
        seen |= value;
        number << 5 | u64::from(value)
    });
    (seen < 32).then_some(number)
}

/// The identity of an event, a ULID; the first event's also names its batch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(Ulid);

impl EventId {
    /// Takes a ULID.
    pub fn new(ulid: Ulid) -> Self {
        Self(ulid)
    }

    /// Reads the 26 characters of a ULID, in upper case as it is written.
    pub fn parse(text: &str) -> Option<Self> {
        // One spelling only: lower case, or the letters that Crockford's base
        // 32 reads as digits, would be another name for one event.
        let (head, tail): (&[u8; 2], _) = text.as_bytes().split_first_chunk()?;
        let (middle, tail): (&[u8; 12], _) = tail.split_first_chunk()?;
        let (high, middle, low) = (
            number(head)?,
            number(middle)?,
            number::<12>(tail.try_into().ok()?)?,
        );
        // 26 digits of five bits hold two more than an id has.
        let id = (high < 1 << 8)
            .then_some(u128::from(high) << 120 | u128::from(middle) << 60 | u128::from(low))?;
        Some(Self(Ulid(id)))
    }

    /// The id as a number, for seeding and for tests.
    pub fn as_u128(self) -> u128 {
        self.0.0
    }
}

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u128(self.as_u128())
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u128::deserialize(deserializer).map(|id| Self(Ulid(id)))
    }
}

/// A map by event.
pub type ByEvent<T> = HashMap<EventId, T, IdState>;

/// Hashes ids for a [`ByEvent`]. Most of an id is random, so one multiplication
/// with secret numbers spreads ids well enough, and takes a tenth of the time.
#[derive(Debug, Clone)]
pub struct IdState([u64; 2]);

impl Default for IdState {
    fn default() -> Self {
        let secret = RandomState::new();
        Self([secret.hash_one(0), secret.hash_one(1)])
    }
}

impl BuildHasher for IdState {
    type Hasher = IdHasher;

    fn build_hasher(&self) -> IdHasher {
        IdHasher(self.0)
    }
}

/// Hashes one id.
#[derive(Debug)]
pub struct IdHasher([u64; 2]);

impl Hasher for IdHasher {
    fn write_u128(&mut self, id: u128) {
        let high = u128::from((id >> 64) as u64 ^ self.0[0]);
        let low = u128::from(id as u64 ^ self.0[1]);
        let product = high * low;
        self.0[0] = (product >> 64) as u64 ^ product as u64;
    }

    fn write(&mut self, bytes: &[u8]) {
        // An id is one number; anything else would still be right.
        for byte in bytes {
            self.write_u128(u128::from(*byte));
        }
    }

    fn finish(&self) -> u64 {
        self.0[0]
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One thing that happened, as one block of a journal says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its identity; an id counts once, however many files hold it.
    pub id: EventId,
    /// The first event of its batch; `None` on that first event itself.
    pub batch: Option<EventId>,
    /// The device that wrote it.
    pub device: DeviceId,
    /// Its Lamport clock.
    pub clock: u64,
    /// When it was written.
    pub at: DateTime<FixedOffset>,
    /// The zone it was written in, as a name or an offset.
    pub zone: Arc<str>,
    /// The day it counts for, fixed when it was written.
    pub day: LogicalDay,
    /// The checksum of its canonical form.
    pub sum: u32,
    /// What happened.
    pub kind: Kind,
}

impl Event {
    /// The batch this event belongs to.
    pub fn batch(&self) -> EventId {
        self.batch.unwrap_or(self.id)
    }

    /// The batch that this event takes back, if it is an undo.
    pub fn undoes(&self) -> Option<EventId> {
        match self.kind {
            Kind::Undo { target, .. } => Some(target),
            _ => None,
        }
    }

    /// The key that orders all events of all devices. A clock that does not
    /// count comes first, so that what is said later prevails and can undo it.
    /// The checksum only decides between two blocks that claim the same id.
    pub fn order(&self) -> Order {
        (self.counted_clock(), self.id, self.sum)
    }

    /// The clock, or 0 where it is above [`MAX_CLOCK`] and does not count.
    pub fn counted_clock(&self) -> u64 {
        if self.clock > MAX_CLOCK {
            0
        } else {
            self.clock
        }
    }
}

/// The key that orders events: clock, id, checksum.
pub type Order = (u64, EventId, u32);

/// What a learner says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// Finished.
    Done,
    /// Begun.
    Started,
    /// Left out on purpose.
    Skipped,
    /// Open again.
    Open,
}

impl Mark {
    /// The journal's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Started => "started",
            Self::Skipped => "skipped",
            Self::Open => "open",
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Kind {
    /// `done`, `started`, `skipped`, `open`: an item was marked.
    Mark {
        /// The item.
        item: ItemId,
        /// What it became.
        mark: Mark,
    },
    /// `session`: a stretch of time was spent.
    Session {
        /// The category of the time budget.
        category: BudgetId,
        /// How long, in minutes.
        minutes: u32,
        /// When it began, where that is known.
        from: Option<DateTime<FixedOffset>>,
        /// The item or phase it was spent on.
        about: Option<ItemId>,
        /// What the learner says of it.
        text: Option<String>,
    },
    /// `timer`: the timer was started, stopped or cancelled.
    Timer {
        /// Which of the three.
        action: TimerAction,
        /// The category of the time budget; on a start.
        category: Option<BudgetId>,
        /// The item or phase it runs for.
        about: Option<ItemId>,
    },
    /// `spent`: money was spent.
    Spent {
        /// How much, in the roadmap's currency.
        #[serde(with = "rust_decimal::serde::str")]
        amount: Decimal,
        /// The line of the money budget.
        line: BudgetId,
        /// On what.
        text: Option<String>,
    },
    /// `note`: a thought.
    Note {
        /// The thought.
        text: String,
        /// The item or phase it belongs to.
        about: Option<ItemId>,
    },
    /// `link`: a pull request, commit or post.
    Link {
        /// Where it points.
        url: String,
        /// What it is.
        text: Option<String>,
        /// The item or phase it belongs to.
        about: Option<ItemId>,
    },
    /// `evidence`: what running a proof's gate showed.
    Evidence {
        /// The row of the matrix.
        row: ProofId,
        /// What it showed.
        verdict: Verdict,
        /// The learner's words; for an attestation.
        text: Option<String>,
        /// What it rests on; unknown for evidence of earlier versions.
        grounds: Option<Box<Grounds>>,
    },
    /// `review`: a review was held.
    Review {
        /// Which of the roadmap's reviews.
        review: ReviewId,
        /// What was written.
        text: String,
        /// The same in parts, where it looks back on a stretch of days.
        form: Option<Box<Form>>,
    },
    /// `draft`: a review was begun, and goes on later.
    Draft {
        /// Which of the roadmap's reviews.
        review: ReviewId,
        /// The last day of the stretch it looks back on.
        until: LogicalDay,
        /// The answers so far.
        answers: Box<Answers>,
        /// The question it was left at, from 0.
        question: usize,
    },
    /// `begin`: the learner's year begins.
    Begin {
        /// On this day.
        start: LogicalDay,
    },
    /// `off`: days without study, or days taken back into it.
    Off {
        /// The first of them.
        from: LogicalDay,
        /// The last of them.
        to: LogicalDay,
        /// Whether these days are study days again.
        withdrawn: bool,
        /// Why.
        text: Option<String>,
    },
    /// `replan`: the plan was changed.
    Replan {
        /// Which move.
        step: String,
        /// What it was set to, in the learner's words.
        value: String,
        /// The last day of the plan from now on.
        end: Option<LogicalDay>,
        /// The planned hours that were done, in minutes.
        done: Option<u32>,
        /// All planned hours before the change, in minutes.
        planned: Option<u32>,
        /// The hours a week that hold from now on, in minutes; the budget's
        /// without.
        hours: Option<u32>,
    },
    /// `read`: where a note was left.
    Read {
        /// The note's path, as the roadmap writes it.
        note: String,
        /// The heading above the place.
        heading: String,
        /// How the text begins there.
        text: Option<String>,
    },
    /// `undo`: an earlier batch no longer counts.
    Undo {
        /// That batch.
        target: EventId,
        /// Whether it is part of putting something right: taking a session
        /// away is a change like others, and can be undone itself.
        correction: bool,
    },
    /// A kind that a newer program wrote; kept, and without effect here.
    Unknown {
        /// Its name.
        name: String,
    },
}

impl Kind {
    /// The journal's word for the kind.
    pub fn word(&self) -> &str {
        match self {
            Self::Mark { mark, .. } => mark.word(),
            Self::Session { .. } => "session",
            Self::Timer { .. } => "timer",
            Self::Spent { .. } => "spent",
            Self::Note { .. } => "note",
            Self::Link { .. } => "link",
            Self::Evidence { .. } => "evidence",
            Self::Review { .. } => "review",
            Self::Draft { .. } => "draft",
            Self::Begin { .. } => "begin",
            Self::Off { .. } => "off",
            Self::Replan { .. } => "replan",
            Self::Read { .. } => "read",
            Self::Undo { .. } => "undo",
            Self::Unknown { name } => name,
        }
    }

    /// Whether a learner thinks of this as something they did, so that `u`
    /// may take it back.
    pub fn is_action(&self) -> bool {
        !matches!(
            self,
            Self::Undo {
                correction: false,
                ..
            } | Self::Read { .. }
                | Self::Draft { .. }
                | Self::Unknown { .. }
        )
    }
}

/// What a timer was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimerAction {
    /// Run.
    Start,
    /// Stop, and keep the time.
    Stop,
    /// Stop, and forget the time.
    Cancel,
}

/// What evidence showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The gate held.
    Passed,
    /// The gate did not hold.
    Failed,
    /// The learner vouches for it; no gate ran.
    Attested,
}

/// The events of one wish before they are written: what happened, and the day
/// it counts for. Identity and clock are given by the journal, under its lock.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The day they count for.
    pub day: LogicalDay,
    /// What happened, in order; never empty.
    pub kinds: Vec<Kind>,
    /// The days of those that count for another one, by their place: a session
    /// may end on the day after it began.
    pub days: BTreeMap<usize, LogicalDay>,
}

impl Batch {
    /// Events that all count for one day.
    pub fn on(day: LogicalDay, kinds: Vec<Kind>) -> Self {
        Self {
            day,
            kinds,
            days: BTreeMap::new(),
        }
    }

    /// The day that the event at this place counts for.
    pub fn day_of(&self, place: usize) -> LogicalDay {
        self.days.get(&place).copied().unwrap_or(self.day)
    }

    /// Adds an event that counts for `day`.
    pub fn push(&mut self, day: LogicalDay, kind: Kind) {
        if day != self.day {
            self.days.insert(self.kinds.len(), day);
        }
        self.kinds.push(kind);
    }

    /// Adds the events of another batch.
    pub fn extend(&mut self, other: Self) {
        let days: Vec<LogicalDay> = (0..other.kinds.len())
            .map(|place| other.day_of(place))
            .collect();
        for (day, kind) in days.into_iter().zip(other.kinds) {
            self.push(day, kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_id_has_one_spelling() {
        assert!(EventId::parse("01JD8QZ7V6K3M9X2R5T8W0Y4AB").is_some());
        assert!(EventId::parse("01jd8qz7v6k3m9x2r5t8w0y4ab").is_none());
        assert!(EventId::parse("01JD8QZ7V6K3").is_none());
        assert!(EventId::parse("8ZZZZZZZZZZZZZZZZZZZZZZZZZ").is_none());
    }
}
