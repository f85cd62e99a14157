//! From bytes to events, block by block.

use std::{
    collections::{BTreeSet, HashSet},
    path::Path,
};

use super::{
    block::{self, MAX_BLOCK, Role, next_line, role},
    conflict,
    damage::{Damage, What},
    line,
    parse::{Bad, Parsed, Parser},
    sum::SUM,
    value::{self, Fields, Value},
};
use crate::domain::event::Event;

/// How many damages of one file are told one by one.
const MAX_DAMAGES: usize = 1000;

/// How many lines of a block that cannot be read are tried as its last.
const MAX_SUMS: usize = 4;

/// Reads a journal: its events as they stand in it, and what could not be read
/// as it stands. An event that is there twice is returned twice.
///
/// `file` is only named in the damages.
pub fn read_journal(file: &Path, bytes: &[u8]) -> (Vec<Event>, Vec<Damage>) {
    let read = read(bytes);
    let damages = read.damages.into_iter().map(|(line, what)| Damage {
        file: file.to_owned(),
        line: Some(line),
        what,
    });
    (read.events, damages.collect())
}

/// What reading a stretch of a journal came to.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Read {
    /// The events.
    pub(super) events: Vec<Event>,
    /// The line of each.
    pub(super) lines: Vec<usize>,
    /// What could not be read as it stands, by line.
    pub(super) damages: Vec<(usize, What)>,
    /// What stands before this place will not be read differently when more is
    /// appended.
    pub(super) settled: usize,
    /// The line at that place.
    pub(super) settled_line: usize,
    /// How many of the damages stand before it.
    pub(super) settled_damages: usize,
    /// How many of the events stand before it.
    settled_events: usize,
}

impl Read {
    /// Nothing, with room for the events of so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        // What events take is not known; a short one takes this much.
        let events = bytes / 240;
        Self {
            events: Vec::with_capacity(events),
            lines: Vec::with_capacity(events),
            ..Self::default()
        }
    }

    /// The same, at the beginning of a journal.
    pub(super) fn empty(bytes: usize) -> Self {
        Self {
            settled_line: 1,
            ..Self::with_room(bytes)
        }
    }

    /// A beginning of so many bytes that was read before, without damage.
    pub(super) fn settled(
        events: Vec<Event>,
        lines: Vec<usize>,
        settled: usize,
        settled_line: usize,
    ) -> Self {
        Self {
            settled_events: events.len(),
            events,
            lines,
            settled,
            settled_line,
            ..Self::default()
        }
    }

    /// The events that are settled, with their lines.
    pub(super) fn settled_events(&self) -> impl Iterator<Item = (&Event, usize)> {
        let lines = self.lines.iter().copied();
        self.events.iter().zip(lines).take(self.settled_events)
    }

    /// Takes in what was read behind what is settled; of a piece that another
    /// one follows, only what is settled in it. `false` if there are too many
    /// damages.
    pub(super) fn follow(&mut self, mut next: Self, more: bool) -> bool {
        if more {
            next.events.truncate(next.settled_events);
            next.lines.truncate(next.settled_events);
            next.damages.truncate(next.settled_damages);
        }
        let lines = self.settled_line - 1;
        self.settled += next.settled;
        self.settled_line = lines + next.settled_line;
        self.settled_damages = self.damages.len() + next.settled_damages;
        self.settled_events = self.events.len() + next.settled_events;
        self.events.append(&mut next.events);
        self.lines
            .extend(next.lines.iter().map(|line| lines + line));
        let damages = next.damages.into_iter();
        self.damages
            .extend(damages.map(|(line, what)| (lines + line, what)));
        self.damages.len() <= MAX_DAMAGES
    }
}

/// Reads a piece of a journal, not much farther than `certain`; what stands
/// behind that place is not settled. `None` if there is an unfinished merge, or too much damage.
pub(super) fn piece(bytes: &[u8], certain: usize) -> Option<Read> {
    let mut reader = Reader::new(bytes);
    reader.certain = certain;
    reader.run();
    (reader.marked.is_none() && reader.skipped == 0).then_some(reader.done)
}

/// Reads a piece of a journal that begins with a block, if every block in it is
/// of the form the program writes, and the last one has its blank line. What
/// surrounds such a piece makes no difference to it.
pub(super) fn plain_piece(bytes: &[u8]) -> Option<Read> {
    let mut reader = Reader::new(bytes);
    reader.plain = true;
    reader.run();
    let whole = reader.done.settled == bytes.len() && reader.skipped == 0;
    whole.then_some(reader.done)
}

/// Reads a stretch of a journal.
pub(super) fn read(bytes: &[u8]) -> Read {
    let mut reader = Reader::new(bytes);
    reader.run();
    let mut done = reader.done;
    let marked = reader.marked;
    let skipped = reader.skipped;
    if let Some(line) = marked {
        done = sides(bytes, line);
    }
    if skipped > 0 {
        let line = done.damages.last().map_or(1, |(line, _)| *line);
        done.damages.push((line, What::More { count: skipped }));
    }
    done
}

/// Reads the events of a whole journal with all their keys, also those that
/// this version does not know.
pub(super) fn raw(bytes: &[u8]) -> Vec<(Event, Fields<'static>)> {
    let collect = |bytes: &[u8]| {
        let mut reader = Reader::new(bytes);
        reader.raw = Some(Vec::new());
        reader.run();
        let raw = reader.raw.unwrap_or_default();
        let events = reader.done.events.into_iter().zip(raw).collect();
        (events, reader.marked)
    };
    let (events, marked): (Vec<_>, _) = collect(bytes);
    if marked.is_none() {
        return events;
    }
    let sides = conflict::sides(bytes);
    sides.iter().flat_map(|side| collect(side).0).collect()
}

/// Reads each side of an unfinished merge.
fn sides(bytes: &[u8], line: usize) -> Read {
    let mut damages = BTreeSet::from([(line, What::Conflict)]);
    let mut seen = HashSet::new();
    let (mut events, mut lines) = (vec![], vec![]);
    for side in conflict::sides(bytes) {
        let mut reader = Reader::new(&side);
        reader.run();
        damages.extend(reader.done.damages);
        for (event, line) in reader.done.events.into_iter().zip(reader.done.lines) {
            if seen.insert((event.id, event.sum)) {
                events.push(event);
                lines.push(line);
            }
        }
    }
    Read {
        events,
        lines,
        damages: damages.into_iter().take(MAX_DAMAGES).collect(),
        settled: 0,
        settled_line: 1,
        settled_damages: 0,
        settled_events: 0,
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    text: Text<'a>,
    parser: Parser,
    /// Room for the keys of one block.
    fields: Fields<'a>,
    done: Read,
    /// Where what follows the bytes may begin to make a difference: so far is
    /// read.
    certain: usize,
    /// The line of the first conflict mark.
    marked: Option<usize>,
    skipped: usize,
    /// The keys of each event, where they are asked for.
    raw: Option<Vec<Fields<'static>>>,
    /// Only what the program writes itself is read; the rest ends the reading.
    plain: bool,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            line: 1,
            text: Text::default(),
            parser: Parser::default(),
            fields: Vec::with_capacity(16),
            done: Read::with_room(bytes.len()),
            certain: bytes.len(),
            marked: None,
            skipped: 0,
            raw: None,
            plain: false,
        }
    }

    fn run(&mut self) {
        self.settle();
        while self.at < self.certain {
            let end = next_line(self.bytes, self.at);
            match role(self.bytes, self.at, end) {
                Role::Blank => {
                    self.tell_zeros(end);
                    self.go(end);
                }
                Role::Header(bracket) => {
                    // What is appended to a line without an end may make it
                    // another one.
                    if self.bytes.get(..end).is_some_and(|it| it.ends_with(b"\n")) {
                        self.settle();
                    }
                    self.tell_zeros(end);
                    if !self.quick(end) {
                        if self.plain {
                            return;
                        }
                        self.slow(bracket, end);
                    }
                }
                Role::Marker | Role::Other if self.plain => return,
                Role::Marker => {
                    self.marked.get_or_insert(self.line);
                    self.go(end);
                }
                Role::Other => self.stray(),
            }
        }
    }

    /// Says so if there are zero bytes before a header, or in its comment: events
    /// may have stood there.
    fn tell_zeros(&mut self, end: usize) {
        let line = self.bytes.get(self.at..end).unwrap_or_default();
        if memchr::memchr(0, line).is_some() {
            self.damage(self.line, What::Zeros);
        }
    }

    /// Moves on, counting lines.
    fn go(&mut self, to: usize) {
        self.line += newlines(self.bytes, self.at, to);
        self.at = to;
    }

    fn settle(&mut self) {
        if self.at > self.certain {
            return;
        }
        self.done.settled = self.at;
        self.done.settled_events = self.done.events.len();
        self.done.settled_line = self.line;
        self.done.settled_damages = self.done.damages.len();
    }

    fn damage(&mut self, line: usize, what: What) {
        if self.done.damages.len() < MAX_DAMAGES {
            self.done.damages.push((line, what));
        } else {
            self.skipped += 1;
        }
    }

    /// Keeps the keys of the event that is about to be kept, where they are
    /// asked for.
    fn keep_raw(&mut self, fields: Option<Fields<'static>>) {
        if let Some(raw) = &mut self.raw {
            raw.push(fields.unwrap_or_else(|| value::owned(&self.fields)));
        }
    }

    fn keep(&mut self, line: usize, parsed: Parsed) {
        let id = parsed.event.id;
        if parsed.edited {
            self.damage(line, What::Edited { id });
        }
        if let Some(clock) = parsed.wild_clock {
            self.damage(line, What::Clock { id, clock });
        }
        self.done.events.push(parsed.event);
        self.done.lines.push(line);
    }

    /// Reads a block of the form the program writes, whose body begins at
    /// `body`; `false` if it is of another form.
    fn quick(&mut self, body: usize) -> bool {
        let text = self.text.from(self.bytes, body);
        let Some(length) = written(text, line::plain, &mut self.fields) else {
            return false;
        };
        let mut next = body + length;
        let lines = 1 + self.fields.len();
        let blank = match self.bytes.get(next..).unwrap_or_default() {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            // More keys, perhaps.
            [b, ..] if b.is_ascii_alphanumeric() || b"_-\"' \t".contains(b) => return false,
            _ => 0,
        };
        let Ok(parsed) = self.parser.event(&self.fields) else {
            return false;
        };
        let first = self.line;
        next += blank;
        self.at = next;
        self.line += lines + usize::from(blank > 0);
        self.keep_raw(None);
        self.keep(first, parsed);
        if blank > 0 {
            self.settle();
        }
        true
    }

    /// Reads a block of any other form.
    fn slow(&mut self, bracket: usize, body: usize) {
        let first = self.line;
        let extent = block::extent(self.bytes, body);
        if extent.marked {
            // The whole file is read again, side by side.
            self.marked.get_or_insert(first);
        }
        let end = extent.end;
        match self.parse(bracket, end) {
            Ok((parsed, fields)) => {
                self.go(end);
                self.keep_raw(Some(fields));
                self.keep(first, parsed);
            }
            Err(what) => {
                if let Some((parsed, fields, end)) = self.closed(bracket, body, end) {
                    self.go(end);
                    self.keep_raw(Some(fields));
                    self.keep(first, parsed);
                    return;
                }
                // A string that swallowed other events.
                let end = extent.inner.unwrap_or(end);
                let last = end >= self.bytes.len();
                let (from, body_line) = (body, first + 1);
                self.go(end);
                let saved = self.salvage(from, end, body_line);
                let unfinished = last || !has_sum(self.bytes.get(from..end).unwrap_or_default());
                let torn =
                    unfinished && saved == 0 && matches!(what, What::Bad { .. } | What::NotText);
                self.damage(first, if torn { What::Torn } else { what });
            }
        }
    }

    /// The whole event in a block with lines behind its checksum that are none
    /// of its own: the beginning of the next header, where its write was torn,
    /// or zeros. Gives where these begin, too.
    fn closed(
        &mut self,
        from: usize,
        body: usize,
        to: usize,
    ) -> Option<(Parsed, Fields<'static>, usize)> {
        let mut at = body;
        let mut tries = 0;
        while at < to && tries < MAX_SUMS {
            let next = next_line(self.bytes, at).min(to);
            if next < to && has_sum(self.bytes.get(at..next)?) {
                tries += 1;
                if let Ok((parsed, fields)) = self.parse(from, next)
                    && !parsed.edited
                {
                    return Some((parsed, fields, next));
                }
            }
            at = next;
        }
        None
    }

    fn parse(&mut self, from: usize, to: usize) -> Result<(Parsed, Fields<'static>), What> {
        let block = self.bytes.get(from..to).unwrap_or_default();
        if block.len() > MAX_BLOCK {
            let bytes = block.len();
            return Err(What::TooLong { bytes });
        }
        let Ok(text) = str::from_utf8(block) else {
            return Err(What::NotText);
        };
        let bad = |reason: String| What::Bad { reason };
        let mut table: toml::Table =
            toml::from_str(text).map_err(|error| bad(error.message().to_owned()))?;
        let event = match table.remove("event") {
            Some(toml::Value::Array(mut events)) if events.len() == 1 => events.pop(),
            _ => None,
        };
        let Some(toml::Value::Table(event)) = event else {
            return Err(bad("it is not one event".to_owned()));
        };
        if let Some(name) = table.keys().next() {
            return Err(bad(format!("there is a table “{name}” in it")));
        }
        let fields = value::fields(event);
        match self.parser.event(&fields) {
            Ok(parsed) => Ok((parsed, fields)),
            Err(Bad::NoSum) => Err(What::Torn),
            Err(error) => Err(bad(error.to_string())),
        }
    }

    /// Reads lines that no header leads, up to the next one.
    fn stray(&mut self) {
        let (from, first) = (self.at, self.line);
        let mut at = from;
        loop {
            at = next_line(self.bytes, at);
            if at >= self.bytes.len() {
                break;
            }
            let role = role(self.bytes, at, next_line(self.bytes, at));
            if matches!(role, Role::Header(_) | Role::Marker) {
                break;
            }
        }
        self.go(at);
        self.salvage(from, at, first);
        let lines = self.bytes.get(from..at).unwrap_or_default();
        let zeros = lines.iter().all(|b| *b == 0 || b.is_ascii_whitespace());
        let what = if zeros { What::Zeros } else { What::Stray };
        self.damage(first, what);
    }

    /// Finds whole events among lines that are no block: from a line with an
    /// `id` to a right `sum`. Returns how many.
    fn salvage(&mut self, from: usize, to: usize, first_line: usize) -> usize {
        let bytes = self.bytes.get(..to).unwrap_or_default();
        let mut text = Text::default();
        let mut saved = 0;
        let (mut at, mut line) = (from, first_line);
        while at < to {
            let next = next_line(bytes, at);
            if bytes
                .get(at..)
                .is_some_and(|rest| rest.starts_with(b"id = "))
                && let Some(length) = written(text.from(bytes, at), line::fused, &mut self.fields)
                && let Ok(parsed) = self.parser.event(&self.fields)
                && !parsed.edited
            {
                self.keep_raw(None);
                self.keep(line, parsed);
                saved += 1;
                line += newlines(bytes, at, at + length);
                at += length;
            } else {
                at = next;
                line += 1;
            }
        }
        saved
    }
}

#[expect(
    clippy::naive_bytecount,
    reason = "only what is read slowly is counted"
)]
fn newlines(bytes: &[u8], from: usize, to: usize) -> usize {
    let passed = bytes.get(from..to).unwrap_or_default();
    passed.iter().filter(|b| **b == b'\n').count()
}

/// Whether a line of the block begins like a checksum.
fn has_sum(block: &[u8]) -> bool {
    block
        .split(|b| *b == b'\n')
        .any(|line| line.trim_ascii_start().starts_with(SUM.as_bytes()))
}

/// Whole lines of a journal that are text: they are checked once, not value by
/// value.
#[derive(Default)]
struct Text<'a> {
    lines: &'a str,
    /// Where they begin.
    start: usize,
}

impl<'a> Text<'a> {
    /// The text from the line at `at` up to the next line that is none, or to
    /// the end. Asked from front to back, it looks at every byte twice at most.
    fn from(&mut self, bytes: &'a [u8], at: usize) -> &'a str {
        if at < self.start || at >= self.start + self.lines.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            self.start = at;
            self.lines = str::from_utf8(rest).unwrap_or_else(|error| {
                let text = rest.get(..error.valid_up_to()).unwrap_or_default();
                let whole = text
                    .iter()
                    .rposition(|b| *b == b'\n')
                    .map_or(0, |end| end + 1);
                str::from_utf8(text.get(..whole).unwrap_or_default()).unwrap_or_default()
            });
        }
        self.lines.get(at - self.start..).unwrap_or_default()
    }
}

/// Reads the keys of an event as the program writes them, from the beginning
/// of `text` up to `sum`; gives the length of that.
fn written<'a>(
    text: &'a str,
    read_line: impl Fn(&'a str, usize) -> Option<line::Line<'a>>,
    fields: &mut Fields<'a>,
) -> Option<usize> {
    fields.clear();
    let mut at = 0;
    loop {
        let line = read_line(text, at)?;
        at = line.next;
        if at > MAX_BLOCK {
            return None;
        }
        let last = line.key == SUM;
        if last && !matches!(line.value, Value::Text(_)) {
            return None;
        }
        fields.push((line.key.into(), line.value));
        if last {
            return Some(at);
        }
    }
}
