//! A journal as JSON Lines, and back: one event a line, with all its keys, also
//! those that this version does not know.
//!
//! JSON has no dates and TOML has; so a string that TOML would read as a date
//! or time is one, and a text that merely looks like one is `{"$text": …}`.
//! `docs/journal-format.md` has the rest.

use std::{borrow::Cow, collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap as _,
};

use super::{
    block::MAX_BLOCK,
    disk::{Disk, Kind},
    follow::{Journal, MAX_FILE, PollError},
    parse::{Bad, Parser},
    read, spell,
    sum::SUM,
    value::{Fields, Stamp, Value},
};
use crate::domain::event::{Event, Order};

/// The longest line that is read, in bytes: a block of the greatest length,
/// every character of it escaped.
pub const MAX_LINE: usize = 8 * MAX_BLOCK;

/// A text that looks like a date or time.
const TEXT: &str = "$text";
/// A number that JSON cannot write.
const FLOAT: &str = "$float";
/// A table whose first key begins with `$`.
const TABLE: &str = "$table";

/// The keys that come first on a line, in this order.
const HEAD: [&str; 8] = [
    "id", "batch", "device", "clock", "at", "zone", "day", "kind",
];

/// An event that comes from elsewhere: as it is, and the block that tells of it.
#[derive(Debug, Clone)]
pub struct Foreign {
    pub(super) event: Event,
    pub(super) block: Vec<u8>,
    /// Whether its checksum is not that of its keys.
    pub(super) edited: bool,
    /// The line it stands on.
    pub(super) line: usize,
}

impl Foreign {
    /// The event.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// Whether somebody changed it since it was written: its checksum is not
    /// that of its keys.
    pub fn is_edited(&self) -> bool {
        self.edited
    }
}

/// A line that holds no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadLine {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

impl<D: Disk> Journal<D> {
    /// All events of all devices as JSON Lines, in their order, undone ones
    /// included. What was there as a damaged block is not.
    ///
    /// # Errors
    ///
    /// When a file that was read before cannot be read again.
    pub fn lines(&self) -> Result<String, PollError> {
        let mut seen = HashSet::new();
        let mut all: Vec<(Order, Fields<'static>)> = Vec::new();
        for path in self.readable() {
            let fail = |source| PollError {
                folder: path.to_owned(),
                source,
            };
            let target = match self.disk.look(path).map_err(fail)?.kind {
                Kind::Link => self.disk.resolve(path).map_err(fail)?,
                _ => path.to_owned(),
            };
            let mut file = self.disk.open(&target).map_err(fail)?;
            let bytes = self.disk.read(&mut file, 0, MAX_FILE).map_err(fail)?;
            for (event, fields) in read::raw(&bytes) {
                if seen.insert((event.id, event.sum)) {
                    all.push((event.order(), fields));
                }
            }
        }
        all.sort_by_key(|(order, _)| *order);
        let mut text = String::new();
        for (_, mut fields) in all {
            fields.sort_by_key(|(key, _)| place(key));
            // Text, numbers and lists of them: JSON writes them all.
            text.push_str(&serde_json::to_string(&Keys(&fields)).unwrap_or_default());
            text.push('\n');
        }
        Ok(text)
    }
}

/// Where a key stands on a line; those of the kind keep their order.
fn place(key: &str) -> usize {
    let head = HEAD.iter().position(|name| *name == key);
    head.unwrap_or_else(|| HEAD.len() + usize::from(key == SUM))
}

/// Reads JSON Lines: every event, or every line that holds none. Empty lines
/// say nothing.
///
/// # Errors
///
/// When there is any line that holds no event.
pub fn read_lines(bytes: &[u8]) -> Result<Vec<Foreign>, Vec<BadLine>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut parser = Parser::default();
    let (mut events, mut bad) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        match event(line, number, &mut parser) {
            Ok(event) => events.push(event),
            Err(why) => bad.push(BadLine { line: number, why }),
        }
    }
    if bad.is_empty() { Ok(events) } else { Err(bad) }
}

fn event(line: &[u8], number: usize, parser: &mut Parser) -> Result<Foreign, String> {
    if line.len() > MAX_LINE {
        return Err(format!(
            "it is {} bytes long, too long for an event",
            line.len()
        ));
    }
    let text = str::from_utf8(line).map_err(|_no_text| "it is not UTF-8".to_owned())?;
    let value: Value<'static> = serde_json::from_str(text).map_err(|error| reason(&error))?;
    let Value::Table(mut fields) = value else {
        return Err("it is no JSON object".to_owned());
    };
    fields.sort_by_key(|(key, _)| place(key));
    let parsed = parser.event(&fields).map_err(|error| match error {
        Bad::NoSum => "it has no `sum`, so it was never a whole event".to_owned(),
        error => error.to_string(),
    })?;
    let block = spell::block(parsed.event.id, &fields);
    if block.len() > MAX_BLOCK {
        return Err(format!(
            "its event is {} bytes long, too long for a journal",
            block.len()
        ));
    }
    // The block must tell a journal's reader the same.
    let back = read::raw(&block);
    let same = matches!(back.as_slice(), [(event, _)] if *event == parsed.event);
    if !same {
        return Err("a journal cannot hold it as it is".to_owned());
    }
    Ok(Foreign {
        event: parsed.event,
        block,
        edited: parsed.edited,
        line: number,
    })
}

/// What is wrong with the JSON; every line is the first one of its own.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column ", error.line());
    match text.rsplit_once(&place) {
        Some((what, column)) => format!("{what} (at character {column})"),
        None => text,
    }
}

/// Keys as an object.
struct Keys<'f>(&'f Fields<'static>);

impl Serialize for Keys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            map.serialize_entry(key, &Json(value))?;
        }
        map.end()
    }
}

struct Json<'f>(&'f Value<'static>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tagged = |serializer: S, tag: &str, text: &str| {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(tag, text)?;
            map.end()
        };
        match self.0 {
            Value::Text(text) if stamp(text).is_some() => tagged(serializer, TEXT, text),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Boolean(flag) => serializer.serialize_bool(*flag),
            Value::Float(number) if number.is_finite() => serializer.serialize_f64(*number),
            Value::Float(number) if number.is_nan() => tagged(serializer, FLOAT, "nan"),
            Value::Float(number) => tagged(serializer, FLOAT, &format!("{number:?}")),
            Value::Stamp(stamp) => {
                let mut text = Vec::new();
                stamp.spell(&mut text);
                serializer.serialize_str(&String::from_utf8_lossy(&text))
            }
            Value::Array(values) => serializer.collect_seq(values.iter().map(Json)),
            Value::Table(fields) => match fields.as_slice() {
                [(key, _), ..] if key.starts_with('$') => {
                    let mut map = serializer.serialize_map(Some(1))?;
                    map.serialize_entry(TABLE, &Keys(fields))?;
                    map.end()
                }
                _ => Keys(fields).serialize(serializer),
            },
        }
    }
}

/// The date or time that a text is to TOML.
fn stamp(text: &str) -> Option<Stamp> {
    // All of them begin so; nearly no other text does.
    let digit = text.as_bytes().first().is_some_and(u8::is_ascii_digit);
    if !digit || text.len() > 64 {
        return None;
    }
    text.parse::<toml::value::Datetime>().ok().map(Stamp::from)
}

impl<'de> Deserialize<'de> for Value<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true, false, a list or an object")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Value::Boolean(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        let number = i64::try_from(number);
        let number = number.map_err(|_too_large| E::custom("a number is too large"));
        number.map(Value::Integer)
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(stamp(text).map_or_else(|| Value::Text(Cow::Owned(text.to_owned())), Value::Stamp))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields: Fields<'static> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if key.starts_with('$') && fields.is_empty() {
                let value = tagged(&key, &mut map)?;
                if map.next_key::<String>()?.is_some() {
                    return Err(A::Error::custom(format!("`{key}` does not stand alone")));
                }
                return Ok(value);
            }
            push(&mut fields, key, &mut map)?;
        }
        Ok(Value::Table(fields))
    }
}

/// Adds a key and its value, which comes next.
fn push<'de, A: MapAccess<'de>>(
    fields: &mut Fields<'static>,
    key: String,
    map: &mut A,
) -> Result<(), A::Error> {
    if fields.iter().any(|(other, _)| *other == key) {
        return Err(A::Error::custom(format!("`{key}` stands there twice")));
    }
    fields.push((Cow::Owned(key), map.next_value()?));
    Ok(())
}

fn tagged<'de, A: MapAccess<'de>>(tag: &str, map: &mut A) -> Result<Value<'static>, A::Error> {
    match tag {
        TEXT => Ok(Value::Text(Cow::Owned(map.next_value()?))),
        FLOAT => match map.next_value::<String>()?.as_str() {
            "nan" => Ok(Value::Float(f64::NAN)),
            "inf" => Ok(Value::Float(f64::INFINITY)),
            "-inf" => Ok(Value::Float(f64::NEG_INFINITY)),
            other => Err(A::Error::custom(format!("`{other}` is no number"))),
        },
        TABLE => map
            .next_value::<Plain>()
            .map(|Plain(fields)| Value::Table(fields)),
        other => Err(A::Error::custom(format!("`{other}` means nothing"))),
    }
}

/// A table in which no key means anything but itself.
struct Plain(Fields<'static>);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyKeys;
        impl<'de> Visitor<'de> for AnyKeys {
            type Value = Plain;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plain, A::Error> {
                let mut fields: Fields<'static> = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    push(&mut fields, key, &mut map)?;
                }
                if fields.is_empty() {
                    return Err(A::Error::custom("an empty `$table`"));
                }
                Ok(Plain(fields))
            }
        }
        deserializer.deserialize_map(AnyKeys)
    }
}
