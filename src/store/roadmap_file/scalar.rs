//! The small values a roadmap is made of.
//!
//! Each says once what it accepts: to serde, which turns anything else down,
//! and to the schema, from which the turned-down value is explained.

use std::{borrow::Cow, fmt, ops::Range};

use chrono::Weekday;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};

/// A value with its place in the file.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let spanned = toml::Spanned::<T>::deserialize(from)?;
        Ok(Self {
            span: spanned.span(),
            value: spanned.into_inner(),
        })
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Gives a type a schema that stands where the type is used.
macro_rules! schema {
    ([$($generics:tt)*] $name:ty, $schema:expr) => {
        impl<$($generics)*> JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

/// A string, borrowed from the file where it has no escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0.into_owned()
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(TextVisitor)
    }
}

schema!(['a] Text<'a>, json_schema!({ "type": "string" }));

/// An id; its grammar is checked when it is used, with its place at hand.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(super) struct Id<'a>(#[serde(borrow)] pub(super) Text<'a>);

schema!(['a] Id<'a>, json_schema!({
    "type": "string",
    "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
}));

/// A string that says something.
#[derive(Debug, Clone)]
pub(super) struct Title(pub(super) String);

impl<'de> Deserialize<'de> for Title {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.trim().is_empty() {
            return Err(D::Error::custom("empty"));
        }
        Ok(Self(text))
    }
}

schema!([] Title, json_schema!({ "type": "string", "minLength": 1 }));

/// A number between two whole numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number<const LEAST: u32, const MOST: u32>(pub(super) f64);

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Number<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(from)?;
        if (f64::from(LEAST)..=f64::from(MOST)).contains(&number) {
            Ok(Self(number))
        } else {
            Err(D::Error::custom("out of range"))
        }
    }
}

schema!([const LEAST: u32, const MOST: u32] Number<LEAST, MOST>, json_schema!({
    "type": "number", "minimum": LEAST, "maximum": MOST,
}));

/// A whole number between two others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole<const LEAST: u32, const MOST: u32>(pub(super) u32);

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Whole<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(from)?;
        if (LEAST..=MOST).contains(&number) {
            Ok(Self(number))
        } else {
            Err(D::Error::custom("out of range"))
        }
    }
}

schema!([const LEAST: u32, const MOST: u32] Whole<LEAST, MOST>, json_schema!({
    "type": "integer", "minimum": LEAST, "maximum": MOST,
}));

/// The least and the most of something, or one number for both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between<const MOST: u32>(pub(super) f64, pub(super) f64);

struct BetweenVisitor<const MOST: u32>;

impl<'de, const MOST: u32> Visitor<'de> for BetweenVisitor<MOST> {
    type Value = Between<MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or two")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if (0.0..=f64::from(MOST)).contains(&number) {
            Ok(Between(number, number))
        } else {
            Err(E::custom("out of range"))
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.visit_f64(number as f64)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut next = || list.next_element::<Number<0, MOST>>();
        match (next()?, next()?, next()?) {
            (Some(least), Some(most), None) => Ok(Between(least.0, most.0)),
            _ => Err(A::Error::custom("not two numbers")),
        }
    }
}

impl<'de, const MOST: u32> Deserialize<'de> for Between<MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(BetweenVisitor)
    }
}

schema!([const MOST: u32] Between<MOST>, json_schema!({
    "anyOf": [
        { "type": "number", "minimum": 0, "maximum": MOST },
        {
            "type": "array",
            "items": { "type": "number", "minimum": 0, "maximum": MOST },
            "minItems": 2,
            "maxItems": 2,
        },
    ],
}));

/// One quarter of the year, or the first and the last of several.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quarters(pub(super) u8, pub(super) u8);

impl<'de> Deserialize<'de> for Quarters {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let list = Vec::<Whole<1, 4>>::deserialize(from)?;
        match list[..] {
            [one] => Ok(Self(one.0 as u8, one.0 as u8)),
            [from, to] => Ok(Self(from.0 as u8, to.0 as u8)),
            _ => Err(D::Error::custom("not one or two quarters")),
        }
    }
}

schema!([] Quarters, json_schema!({
    "type": "array",
    "items": { "type": "integer", "minimum": 1, "maximum": 4 },
    "minItems": 1,
    "maxItems": 2,
}));

/// The most money a budget line may name.
pub(super) const MOST_MONEY: u32 = 1_000_000_000;

/// An amount of money; the text is checked when it is used.
#[derive(Debug, Clone)]
pub(super) enum Amount<'a> {
    Number(f64),
    Text(Text<'a>),
}

struct AmountVisitor;

impl<'de> Visitor<'de> for AmountVisitor {
    type Value = Amount<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a string")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if (0.0..=f64::from(MOST_MONEY)).contains(&number) {
            Ok(Amount::Number(number))
        } else {
            Err(E::custom("out of range"))
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.visit_f64(number as f64)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        TextVisitor.visit_borrowed_str(text).map(Amount::Text)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        TextVisitor.visit_str(text).map(Amount::Text)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Amount<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AmountVisitor)
    }
}

schema!(['a] Amount<'a>, json_schema!({
    "anyOf": [
        { "type": "number", "minimum": 0, "maximum": MOST_MONEY },
        { "type": "string", "pattern": r"^\d+(\.\d+)?$" },
    ],
}));

/// A weekday, by its English name or the first three letters of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day(pub(super) Weekday);

const DAYS: [(&str, &str, Weekday); 7] = [
    ("Mon", "Monday", Weekday::Mon),
    ("Tue", "Tuesday", Weekday::Tue),
    ("Wed", "Wednesday", Weekday::Wed),
    ("Thu", "Thursday", Weekday::Thu),
    ("Fri", "Friday", Weekday::Fri),
    ("Sat", "Saturday", Weekday::Sat),
    ("Sun", "Sunday", Weekday::Sun),
];

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = Text::deserialize(from)?;
        let name = name.as_str();
        let mut days = DAYS.iter();
        days.find(|(short, long, _)| *short == name || *long == name)
            .map(|(_, _, day)| Self(*day))
            .ok_or_else(|| D::Error::custom("no weekday"))
    }
}

schema!([] Day, {
    let names = DAYS.iter().map(|(short, ..)| *short);
    let names: Vec<_> = names.chain(DAYS.iter().map(|(_, long, _)| *long)).collect();
    json_schema!({ "type": "string", "enum": names })
});
