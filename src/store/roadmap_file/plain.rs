//! Reads plainly written TOML, quickly.
//!
//! A roadmap is read at every start, and most of that time is a general parser
//! building a general tree. Roadmaps are written plainly: bare keys, strings
//! on one line without escapes, small numbers, lists, inline tables. This
//! reader knows nothing else. At the first sign of anything else, be it valid
//! or not, it gives up, and the `toml` crate decides: what this reader accepts,
//! `toml` accepts and understands alike (see the tests).

use std::ops::Range;

use serde::{
    Deserializer,
    de::{
        IntoDeserializer, Visitor,
        value::{BorrowedStrDeserializer, Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

/// How deep lists and inline tables may lie in each other.
const DEPTH: usize = 8;
/// How many keys a table may have: duplicates are looked for one by one.
const KEYS: usize = 32;

/// A value and where it is.
#[derive(Debug)]
pub(super) struct Value<'s> {
    node: Node<'s>,
    span: Range<usize>,
}

type Entries<'s> = Vec<(&'s str, Value<'s>)>;

#[derive(Debug)]
enum Node<'s> {
    Text(&'s str),
    Whole(i64),
    Point(f64),
    Truth(bool),
    List(Vec<Value<'s>>),
    /// `{ … }`
    Inline(Entries<'s>),
    /// `[…]`, or the table above one.
    Table(Entries<'s>),
    /// `[[…]]`
    Tables(Vec<Value<'s>>),
}

/// Reads a file; `None` if it is not written plainly.
pub(super) fn parse(source: &str) -> Option<Value<'_>> {
    let mut reader = Reader { source, at: 0 };
    let mut root = reader.entries()?;
    while reader.peek().is_some() {
        let start = reader.at;
        reader.expect(b'[')?;
        let many = reader.eat(b'[');
        reader.blanks();
        let mut path = vec![reader.key()?];
        while reader.eat(b'.') {
            path.push(reader.key()?);
        }
        reader.expect(b']')?;
        if many {
            reader.expect(b']')?;
        }
        let span = start..reader.at;
        reader.line_end()?;
        let node = Node::Table(reader.entries()?);
        let (last, above) = path.split_last()?;
        let mut table = &mut root;
        for key in above {
            table = step(table, key, &span)?;
        }
        let found = table.iter().position(|(name, _)| name == last);
        let value = Value {
            node,
            span: span.clone(),
        };
        match (found, many) {
            (None, false) => table.push((last, value)),
            (None, true) => {
                let node = Node::Tables(vec![value]);
                table.push((last, Value { node, span }));
            }
            (Some(at), true) => match &mut table[at].1.node {
                Node::Tables(tables) => tables.push(value),
                _ => return None,
            },
            (Some(_), false) => return None,
        }
        if table.len() > KEYS {
            return None;
        }
    }
    Some(Value {
        node: Node::Table(root),
        span: 0..0,
    })
}

/// The table below another, made if it is not there.
fn step<'t, 's>(
    table: &'t mut Entries<'s>,
    key: &'s str,
    span: &Range<usize>,
) -> Option<&'t mut Entries<'s>> {
    let at = table.iter().position(|(name, _)| *name == key);
    let at = at.unwrap_or_else(|| {
        let node = Node::Table(Vec::new());
        let span = span.clone();
        table.push((key, Value { node, span }));
        table.len() - 1
    });
    match &mut table[at].1.node {
        Node::Table(entries) => Some(entries),
        Node::Tables(list) => match &mut list.last_mut()?.node {
            Node::Table(entries) => Some(entries),
            _ => None,
        },
        _ => None,
    }
}

struct Reader<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Reader<'s> {
    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.eat(byte).then_some(())
    }

    fn skip(&mut self, is_part: impl Fn(u8) -> bool) -> &'s str {
        let start = self.at;
        let rest = self.source.as_bytes().get(start..).unwrap_or_default();
        let len = rest.iter().position(|byte| !is_part(*byte));
        self.at += len.unwrap_or(rest.len());
        self.source.get(start..self.at).unwrap_or_default()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// A comment, if there is one, and the end of the line or of the file.
    fn line_end(&mut self) -> Option<()> {
        self.blanks();
        if self.eat(b'#') {
            self.skip(is_shown);
        }
        self.eat(b'\r');
        if self.eat(b'\n') {
            return Some(());
        }
        let after_return = self.at > 0 && self.source.as_bytes()[self.at - 1] == b'\r';
        (self.peek().is_none() && !after_return).then_some(())
    }

    /// Blanks, comments and line ends.
    fn gap(&mut self) -> Option<()> {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'#' | b'\r' | b'\n') => self.line_end()?,
                _ => return Some(()),
            }
        }
    }

    fn key(&mut self) -> Option<&'s str> {
        let key = self.skip(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        (!key.is_empty()).then_some(key)
    }

    /// The keys and values up to the next header.
    fn entries(&mut self) -> Option<Entries<'s>> {
        let mut entries = Vec::with_capacity(8);
        loop {
            self.gap()?;
            if matches!(self.peek(), None | Some(b'[')) {
                return Some(entries);
            }
            self.entry(&mut entries, DEPTH)?;
            self.line_end()?;
        }
    }

    fn entry(&mut self, entries: &mut Entries<'s>, depth: usize) -> Option<()> {
        let key = self.key()?;
        if entries.len() >= KEYS || entries.iter().any(|(name, _)| *name == key) {
            return None;
        }
        self.blanks();
        self.expect(b'=')?;
        self.blanks();
        entries.push((key, self.value(depth)?));
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Value<'s>> {
        let depth = depth.checked_sub(1)?;
        let start = self.at;
        let node = match self.peek()? {
            b'"' => self.text()?,
            b'[' => self.list(depth)?,
            b'{' => self.inline(depth)?,
            b'0'..=b'9' => self.number()?,
            _ => match self.skip(|b| b.is_ascii_lowercase()) {
                "true" => Node::Truth(true),
                "false" => Node::Truth(false),
                _ => return None,
            },
        };
        let span = start..self.at;
        Some(Value { node, span })
    }

    fn text(&mut self) -> Option<Node<'s>> {
        self.expect(b'"')?;
        let text = self.skip(|b| is_shown(b) && b != b'"' && b != b'\\');
        self.expect(b'"')?;
        // Three quotes begin a string of several lines.
        let several = text.is_empty() && self.peek() == Some(b'"');
        (!several).then_some(Node::Text(text))
    }

    fn number(&mut self) -> Option<Node<'s>> {
        let start = self.at;
        let whole = self.skip(|b| b.is_ascii_digit());
        if whole.len() > 15 || (whole.len() > 1 && whole.starts_with('0')) {
            return None;
        }
        let mut node = Node::Whole(whole.parse().ok()?);
        if self.eat(b'.') {
            let part = self.skip(|b| b.is_ascii_digit());
            if part.is_empty() {
                return None;
            }
            node = Node::Point(self.source.get(start..self.at)?.parse().ok()?);
        }
        // A date, an exponent, a digit group: what follows is no end of a number.
        let ends = matches!(
            self.peek(),
            None | Some(b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | b'}' | b'#')
        );
        ends.then_some(node)
    }

    fn list(&mut self, depth: usize) -> Option<Node<'s>> {
        self.expect(b'[')?;
        let mut list = Vec::new();
        loop {
            self.gap()?;
            if self.eat(b']') {
                return Some(Node::List(list));
            }
            list.push(self.value(depth)?);
            self.gap()?;
            if !self.eat(b',') {
                self.expect(b']')?;
                return Some(Node::List(list));
            }
        }
    }

    fn inline(&mut self, depth: usize) -> Option<Node<'s>> {
        self.expect(b'{')?;
        self.blanks();
        let mut entries = Vec::with_capacity(4);
        if self.eat(b'}') {
            return Some(Node::Inline(entries));
        }
        loop {
            self.blanks();
            self.entry(&mut entries, depth)?;
            self.blanks();
            if !self.eat(b',') {
                self.expect(b'}')?;
                return Some(Node::Inline(entries));
            }
        }
    }
}

/// Whether a byte may stand in a string or a comment.
fn is_shown(byte: u8) -> bool {
    (byte >= b' ' && byte != 0x7f) || byte == b'\t'
}

/// A key that may be kept by reference.
struct Key<'s>(&'s str);

impl<'de> IntoDeserializer<'de> for Key<'de> {
    type Deserializer = BorrowedStrDeserializer<'de, Error>;

    fn into_deserializer(self) -> Self::Deserializer {
        BorrowedStrDeserializer::new(self.0)
    }
}

impl<'de> IntoDeserializer<'de> for Value<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node {
            Node::Text(text) => visitor.visit_borrowed_str(text),
            Node::Whole(number) => visitor.visit_i64(number),
            Node::Point(number) => visitor.visit_f64(number),
            Node::Truth(truth) => visitor.visit_bool(truth),
            Node::List(list) | Node::Tables(list) => {
                visitor.visit_seq(SeqDeserializer::new(list.into_iter()))
            }
            Node::Inline(entries) | Node::Table(entries) => {
                let entries = entries.into_iter().map(|(key, value)| (Key(key), value));
                visitor.visit_map(MapDeserializer::new(entries))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // `toml::Spanned` asks for its start, its end and its value, under
        // names of its own. Should it ask otherwise one day, this fails, and
        // the file is read by `toml`.
        if let ([start, end, value], true) = (fields, name.starts_with("$__")) {
            let Range {
                start: from,
                end: to,
            } = self.span;
            let number = |at: usize| Value {
                node: Node::Whole(i64::try_from(at).unwrap_or(i64::MAX)),
                span: 0..0,
            };
            let parts = [
                (Key(start), number(from)),
                (Key(end), number(to)),
                (Key(value), self),
            ];
            return visitor.visit_map(MapDeserializer::new(parts.into_iter()));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.node {
            Node::Text(text) => visitor.visit_enum(text.into_deserializer()),
            _ => Err(serde::de::Error::custom("not a name")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string
        bytes byte_buf unit unit_struct seq tuple tuple_struct map identifier
        ignored_any
    }
}

#[cfg(test)]
mod tests;
