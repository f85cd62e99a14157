//! From the keys of a block to an event.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;

use super::{
    grounds,
    shared::Shared,
    sum::{self, SUM},
    value::{Fields, Stamp, Value},
};
use crate::domain::{
    day::LogicalDay,
    event::{Event, EventId, Kind, MAX_CLOCK, Mark, TimerAction, Verdict},
    id::DeviceId,
    review::{Answers, Decision, Form, QUESTIONS},
};

/// The keys of the answers to the questions of a review.
pub(super) const ANSWERS: [&str; QUESTIONS] = ["answer1", "answer2", "answer3"];

/// What a block held.
pub(super) struct Parsed {
    pub(super) event: Event,
    /// The checksum written in the block is not that of its keys.
    pub(super) edited: bool,
    /// The clock as written, if it is too high to count.
    pub(super) wild_clock: Option<i64>,
}

/// Why a block held no event.
#[derive(Debug, thiserror::Error)]
pub(super) enum Bad {
    /// It has no checksum: it was never finished.
    #[error("it has no `sum`")]
    NoSum,
    /// A key is missing or does not hold what it should.
    #[error("`{0}` is not {1}")]
    Key(&'static str, &'static str),
    /// A key stands there twice.
    #[error("a key stands in it twice")]
    Twice,
}

/// Room and memory that reading many blocks shares.
#[derive(Default)]
pub(super) struct Parser {
    scratch: Vec<u8>,
    shared: RefCell<Shared>,
}

impl Parser {
    /// The event that these keys tell of.
    pub(super) fn event(&mut self, fields: &Fields<'_>) -> Result<Parsed, Bad> {
        let keys = Keys {
            fields,
            next: Cell::new(0),
            shared: &self.shared,
        };
        let Some(written) = keys.get(SUM) else {
            return Err(Bad::NoSum);
        };
        let Value::Text(written) = written else {
            return Err(Bad::Key(SUM, "eight hexadecimal digits in quotes"));
        };
        let sum = sum::sum(fields, &mut self.scratch).ok_or(Bad::Twice)?;
        let id = keys.event("id")?;
        let batch = keys.maybe("batch", Keys::event)?;
        let device = DeviceId::new(keys.shared("device")?);
        let clock = keys.integer("clock")?;
        let counts = u64::try_from(clock).ok().filter(|c| *c <= MAX_CLOCK);
        let event = Event {
            id,
            batch,
            device,
            clock: counts.unwrap_or(0),
            at: keys.moment("at")?,
            zone: keys.shared("zone")?,
            day: keys.day("day")?,
            sum,
            kind: keys.kind()?,
        };
        Ok(Parsed {
            event,
            edited: hex(written) != Some(sum),
            wild_clock: counts.is_none().then_some(clock),
        })
    }
}

/// Reads eight lower-case hexadecimal digits.
fn hex(text: &str) -> Option<u32> {
    let digits = text.as_bytes();
    if digits.len() != 8 {
        return None;
    }
    digits.iter().try_fold(0, |sum, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(sum << 4 | u32::from(value))
    })
}

struct Keys<'f, 'a> {
    fields: &'f Fields<'a>,
    /// Where the next key stands if they are asked for in their written order.
    next: Cell<usize>,
    shared: &'f RefCell<Shared>,
}

impl<'f, 'a> Keys<'f, 'a> {
    fn get(&self, key: &str) -> Option<&'f Value<'a>> {
        let next = self.next.get();
        let place = match self.fields.get(next) {
            Some(field) if field.0 == key => next,
            _ => self.fields.iter().position(|field| field.0 == key)?,
        };
        self.next.set(place + 1);
        self.fields.get(place).map(|field| &field.1)
    }

    fn need(&self, key: &'static str, is: &'static str) -> Result<&'f Value<'a>, Bad> {
        self.get(key).ok_or(Bad::Key(key, is))
    }

    /// `None` without the key; what `read` says with it.
    fn maybe<T>(
        &self,
        key: &'static str,
        read: impl Fn(&Self, &'static str) -> Result<T, Bad>,
    ) -> Result<Option<T>, Bad> {
        self.get(key).map(|_| read(self, key)).transpose()
    }

    fn text(&self, key: &'static str) -> Result<&'f str, Bad> {
        const IS: &str = "a text";
        match self.need(key, IS)? {
            Value::Text(text) => Ok(text),
            _ => Err(Bad::Key(key, IS)),
        }
    }

    fn owned(&self, key: &'static str) -> Result<String, Bad> {
        self.text(key).map(str::to_owned)
    }

    fn integer(&self, key: &'static str) -> Result<i64, Bad> {
        const IS: &str = "a whole number";
        match self.need(key, IS)? {
            Value::Integer(number) => Ok(*number),
            _ => Err(Bad::Key(key, IS)),
        }
    }

    fn minutes(&self, key: &'static str) -> Result<u32, Bad> {
        u32::try_from(self.integer(key)?)
            .map_err(|_out_of_range| Bad::Key(key, "a number of minutes"))
    }

    fn stamp(&self, key: &'static str, is: &'static str) -> Result<Stamp, Bad> {
        match self.need(key, is)? {
            Value::Stamp(stamp) => Ok(*stamp),
            _ => Err(Bad::Key(key, is)),
        }
    }

    fn moment(&self, key: &'static str) -> Result<DateTime<FixedOffset>, Bad> {
        const IS: &str = "a date and time with an offset";
        let stamp = self.stamp(key, IS)?;
        stamp.as_moment().ok_or(Bad::Key(key, IS))
    }

    fn day(&self, key: &'static str) -> Result<LogicalDay, Bad> {
        const IS: &str = "a date";
        let stamp = self.stamp(key, IS)?;
        stamp
            .as_date()
            .map(LogicalDay::from_date)
            .ok_or(Bad::Key(key, IS))
    }

    fn event(&self, key: &'static str) -> Result<EventId, Bad> {
        EventId::parse(self.text(key)?).ok_or(Bad::Key(key, "the 26 characters of a ULID"))
    }

    fn shared(&self, key: &'static str) -> Result<Arc<str>, Bad> {
        self.text(key)
            .map(|text| self.shared.borrow_mut().get(text))
    }

    fn id<T: From<Id>>(&self, key: &'static str) -> Result<T, Bad> {
        self.shared(key).map(|text| Id(text).into())
    }

    fn answers(&self) -> Result<Answers, Bad> {
        let answer = |key| Ok(self.maybe(key, Self::owned)?.unwrap_or_default());
        let [first, second, third] = ANSWERS;
        Ok([answer(first)?, answer(second)?, answer(third)?])
    }

    /// What a review says of a stretch that ends on the day of this key.
    fn form(&self, until: &'static str) -> Result<Form, Bad> {
        Ok(Form {
            until: self.day(until)?,
            answers: self.answers()?,
            decision: match self.maybe("decision", Self::text)? {
                None => None,
                Some(word) => Some(
                    Decision::parse(word).ok_or(Bad::Key("decision", "keep, replan or adjust"))?,
                ),
            },
        })
    }

    fn kind(&self) -> Result<Kind, Bad> {
        let about = |keys: &Self| keys.maybe("about", Self::id);
        let text = |keys: &Self| keys.maybe("text", Self::owned);
        let mark = |mark| {
            Ok(Kind::Mark {
                item: self.id("item")?,
                mark,
            })
        };
        match self.text("kind")? {
            "done" => mark(Mark::Done),
            "started" => mark(Mark::Started),
            "skipped" => mark(Mark::Skipped),
            "open" => mark(Mark::Open),
            "session" => Ok(Kind::Session {
                category: self.id("category")?,
                minutes: self.minutes("minutes")?,
                from: self.maybe("from", Self::moment)?,
                about: about(self)?,
                text: text(self)?,
            }),
            "timer" => Ok(Kind::Timer {
                action: match self.text("action")? {
                    "start" => TimerAction::Start,
                    "stop" => TimerAction::Stop,
                    "cancel" => TimerAction::Cancel,
                    _ => return Err(Bad::Key("action", "start, stop or cancel")),
                },
                category: self.maybe("category", Self::id)?,
                about: about(self)?,
            }),
            "spent" => Ok(Kind::Spent {
                amount: Decimal::from_str_exact(self.text("amount")?)
                    .map_err(|_no_number| Bad::Key("amount", "an amount like \"39.99\""))?,
                line: self.id("line")?,
                text: text(self)?,
            }),
            "note" => Ok(Kind::Note {
                text: self.owned("text")?,
                about: about(self)?,
            }),
            "link" => Ok(Kind::Link {
                url: self.owned("url")?,
                text: text(self)?,
                about: about(self)?,
            }),
            "evidence" => Ok(Kind::Evidence {
                row: self.id("row")?,
                verdict: match self.text("verdict")? {
                    "passed" => Verdict::Passed,
                    "failed" => Verdict::Failed,
                    "attested" => Verdict::Attested,
                    _ => return Err(Bad::Key("verdict", "passed, failed or attested")),
                },
                text: text(self)?,
                grounds: grounds::read(self.fields).map(Box::new),
            }),
            "review" => Ok(Kind::Review {
                review: self.id("review")?,
                text: self.owned("text")?,
                form: self.maybe("until", Self::form)?.map(Box::new),
            }),
            "draft" => Ok(Kind::Draft {
                review: self.id("review")?,
                until: self.day("until")?,
                question: match self.maybe("question", Self::integer)? {
                    None => 0,
                    Some(number @ 1..=4) => number as usize - 1,
                    Some(_) => return Err(Bad::Key("question", "a number from 1 to 4")),
                },
                answers: Box::new(self.answers()?),
            }),
            "begin" => Ok(Kind::Begin {
                start: self.day("start")?,
            }),
            "off" => Ok(Kind::Off {
                from: self.day("from")?,
                to: self.day("to")?,
                withdrawn: match self.get("withdrawn") {
                    None => false,
                    Some(Value::Boolean(flag)) => *flag,
                    Some(_) => return Err(Bad::Key("withdrawn", "true or false")),
                },
                text: text(self)?,
            }),
            "replan" => Ok(Kind::Replan {
                step: self.owned("step")?,
                value: self.owned("value")?,
                end: self.maybe("end", Self::day)?,
                done: self.maybe("done", Self::minutes)?,
                planned: self.maybe("planned", Self::minutes)?,
                hours: self.maybe("hours", Self::minutes)?,
            }),
            "read" => Ok(Kind::Read {
                note: self.owned("note")?,
                heading: self.owned("heading")?,
                text: text(self)?,
            }),
            "undo" => Ok(Kind::Undo {
                target: self.event("target")?,
                correction: matches!(self.get("correction"), Some(Value::Boolean(true))),
            }),
            name => Ok(Kind::Unknown {
                name: name.to_owned(),
            }),
        }
    }
}

/// A text on its way to becoming one of the ids.
struct Id(Arc<str>);

macro_rules! from_text {
    ($($id:ident)*) => {$(
        impl From<Id> for crate::domain::id::$id {
            fn from(text: Id) -> Self {
                Self::new(text.0)
            }
        }
    )*};
}

from_text!(ItemId BudgetId ProofId ReviewId);
