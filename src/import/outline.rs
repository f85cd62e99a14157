//! Markdown as a list of pieces, each with its lines.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::reader;

use super::{
    marks,
    words::{Link, Words},
};

/// A file taken apart.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Its pieces, in the order of the file.
    pub(super) pieces: Vec<Piece>,
    /// Where its addresses are defined: `[label]: address`.
    pub(super) definitions: Vec<Range<usize>>,
    /// Where the Markdown begins, behind front matter.
    pub(super) body: usize,
    starts: Vec<usize>,
}

/// A part of a file.
#[derive(Debug)]
pub(super) struct Piece {
    /// What it is.
    pub(super) what: What,
    /// Its first line, counted from 1.
    pub(super) line: usize,
    /// Its last line.
    pub(super) last: usize,
    /// Where it begins in the file.
    pub(super) start: usize,
}

/// What a piece is.
#[derive(Debug)]
pub(super) enum What {
    /// A heading; with a box, whether it is ticked.
    Heading {
        level: u8,
        words: Words,
        ticked: Option<bool>,
    },
    /// A paragraph that names what follows: all of it is bold, or it is the
    /// summary of a folded part.
    Label(Words),
    /// A paragraph.
    Paragraph(Words),
    /// An item of a list.
    Item(Item),
    /// A table.
    Table(Table),
    /// What is never taken, and its name.
    Other(&'static str),
}

/// An item of a list.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) words: Words,
    /// Whether its box is ticked; `None` without a box.
    pub(super) ticked: Option<bool>,
    /// Whether Markdown itself knows the box, so that a note shows it.
    pub(super) genuine: bool,
    /// The item it lies in.
    pub(super) parent: Option<usize>,
    /// Its list.
    pub(super) list: usize,
    /// Whether other items lie in it.
    pub(super) has_items: bool,
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) head: Vec<Words>,
    /// The rows with their lines.
    pub(super) rows: Vec<(usize, Vec<Words>)>,
}

impl Outline {
    /// Takes a file apart.
    pub(super) fn new(source: &str) -> Self {
        let (text, offset) = reader::body(source);
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1));
        let parser = Parser::new_ext(text, reader::options());
        let mut definitions: Vec<Range<usize>> = parser
            .reference_definitions()
            .iter()
            .map(|(_, it)| it.span.start + offset..it.span.end + offset)
            .collect();
        definitions.sort_by_key(|it| it.start);
        let mut builder = Builder {
            outline: Self {
                pieces: Vec::new(),
                definitions,
                body: offset,
                starts,
            },
            source,
            sink: Sink::Nowhere,
            items: Vec::new(),
            lists: Vec::new(),
            list: 0,
            block: None,
            strong: Vec::new(),
            links: Vec::new(),
        };
        if offset > 0
            && !source
                .get(..offset)
                .unwrap_or_default()
                .trim_matches('\u{FEFF}')
                .is_empty()
        {
            builder.add(What::Other("front matter"), &(0..offset - 1));
        }
        for (event, range) in parser.into_offset_iter() {
            builder.take(event, range.start + offset..range.end + offset);
        }
        for definition in builder.outline.definitions.clone() {
            builder.add(What::Other("an address for links"), &definition);
        }
        let mut outline = builder.outline;
        for piece in &mut outline.pieces {
            if let What::Item(item) = &mut piece.what {
                item.words.find_addresses();
            }
        }
        outline.split_boxes();
        outline
    }

    /// The line of a place.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// Where a line, counted from 1, begins.
    pub(super) fn line_start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    /// Boxes that Markdown does not know as such: in the middle of a paragraph,
    /// in headings, with nothing behind them.
    fn split_boxes(&mut self) {
        let mut places = vec![0; self.pieces.len()];
        let mut pieces = Vec::with_capacity(self.pieces.len());
        for (place, piece) in std::mem::take(&mut self.pieces).into_iter().enumerate() {
            if let Some(it) = places.get_mut(place) {
                *it = pieces.len();
            }
            // Lists of their own, beyond the numbers that the parser gave.
            let list = usize::MAX / 2 + pieces.len();
            split(piece, &places, list, &mut pieces);
        }
        self.pieces = pieces;
    }
}

/// Puts a piece on the list, its boxes as pieces of their own.
fn split(piece: Piece, places: &[usize], list: usize, pieces: &mut Vec<Piece>) {
    let Piece {
        what,
        line,
        last,
        start,
    } = piece;
    let at = |what, line, last| Piece {
        what,
        line,
        last,
        start,
    };
    let rest = |parts: Vec<(Option<bool>, usize, Words)>, parent, pieces: &mut Vec<Piece>| {
        for (ticked, down, words) in parts {
            let item = Item {
                words,
                ticked,
                parent,
                list,
                ..Item::default()
            };
            pieces.push(at(What::Item(item), line + down, line + down));
        }
    };
    match what {
        What::Item(mut item) => {
            item.parent = item.parent.and_then(|it| places.get(it).copied());
            let mut parts = item.words.boxes();
            let parent = item.parent;
            if item.ticked.is_some() && parts.first().is_some_and(|it| it.0.is_some()) {
                parts.insert(0, (None, 0, Words::default()));
            }
            let (ticked, _, words) = parts.remove(0);
            item.words = words;
            item.ticked = item.ticked.or(ticked);
            pieces.push(at(What::Item(item), line, last));
            rest(parts, parent, pieces);
        }
        What::Heading { level, words, .. } => {
            let mut parts = words.boxes();
            let (ticked, _, words) = parts.remove(0);
            let heading = What::Heading {
                level,
                words,
                ticked,
            };
            pieces.push(at(heading, line, last));
            rest(parts, None, pieces);
        }
        What::Paragraph(words) | What::Label(words) if words.has_box() => {
            let mut parts = words.boxes();
            if parts.first().is_some_and(|(ticked, ..)| ticked.is_none()) {
                let (_, _, words) = parts.remove(0);
                pieces.push(at(What::Paragraph(words), line, line));
            }
            rest(parts, None, pieces);
        }
        other => pieces.push(at(other, line, last)),
    }
}

/// Where words go.
enum Sink {
    Nowhere,
    Piece(usize),
    Cell(usize),
}

struct Builder<'s> {
    outline: Outline,
    source: &'s str,
    sink: Sink,
    items: Vec<usize>,
    lists: Vec<usize>,
    list: usize,
    /// A block of code or HTML that is being read: whether it is fenced, HTML.
    block: Option<(bool, bool)>,
    strong: Vec<usize>,
    links: Vec<(usize, String)>,
}

impl Builder<'_> {
    fn add(&mut self, what: What, range: &Range<usize>) -> usize {
        let text = self.source.get(range.clone()).unwrap_or_default();
        let end = range.start + text.trim_end().len().max(1);
        self.outline.pieces.push(Piece {
            what,
            line: self.outline.line(range.start),
            last: self.outline.line(end - 1),
            start: range.start,
        });
        self.outline.pieces.len() - 1
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.block.is_none() => self.words(&text, &range),
            Event::Code(code) => {
                let from = self.length();
                self.words(&code, &range);
                let to = self.length();
                if let Some(words) = self.target() {
                    words.codes.push(from..to);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.words("\n", &(range.start..range.start)),
            Event::InlineHtml(tag) => {
                let breaks = tag.to_lowercase().starts_with("<br");
                let gap = if breaks { "\n" } else { "" };
                self.words(gap, &(range.start..range.start));
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(&text, &range),
            Event::TaskListMarker(ticked) => {
                if let Some(place) = self.items.last().copied()
                    && let What::Item(item) = &mut self.outline.pieces[place].what
                {
                    item.ticked = Some(ticked);
                    item.genuine = true;
                }
            }
            Event::Rule => {
                self.add(What::Other("a rule"), &range);
            }
            Event::Text(_) | Event::Html(_) | Event::FootnoteReference(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                let place = self.add(
                    What::Heading {
                        level: level as u8,
                        words: Words::default(),
                        ticked: None,
                    },
                    range,
                );
                self.sink = Sink::Piece(place);
            }
            Tag::Paragraph | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => {
                let first = self.items.last().copied().filter(|place| {
                    let piece = &self.outline.pieces[*place];
                    let empty =
                        matches!(&piece.what, What::Item(item) if item.words.text.is_empty());
                    empty && self.outline.pieces.len() == place + 1
                });
                let place =
                    first.unwrap_or_else(|| self.add(What::Paragraph(Words::default()), range));
                self.sink = Sink::Piece(place);
            }
            Tag::List(_) => {
                self.list += 1;
                self.lists.push(self.list);
                self.sink = Sink::Nowhere;
            }
            Tag::Item => {
                let parent = self.items.last().copied();
                if let Some(parent) = parent
                    && let What::Item(item) = &mut self.outline.pieces[parent].what
                {
                    item.has_items = true;
                }
                let item = Item {
                    parent,
                    list: self.lists.last().copied().unwrap_or_default(),
                    ..Item::default()
                };
                let start = range.start;
                let place = self.add(What::Item(item), &(start..start + 1));
                self.items.push(place);
                self.sink = Sink::Piece(place);
            }
            Tag::Table(_) => {
                self.add(What::Table(Table::default()), range);
                self.sink = Sink::Nowhere;
            }
            Tag::TableHead => self.row(range, true),
            Tag::TableRow => self.row(range, false),
            Tag::TableCell => {
                if let Some(table) = self.table() {
                    let row = table.rows.last_mut().map(|(_, cells)| cells);
                    if let Some(row) = row {
                        row.push(Words::default());
                    }
                    let place = self.outline.pieces.len().saturating_sub(1);
                    self.sink = Sink::Cell(place);
                }
            }
            Tag::CodeBlock(kind) => {
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                if fenced {
                    self.add(What::Other("code"), range);
                } else {
                    self.raw(range, "code");
                }
                self.block = Some((fenced, false));
            }
            Tag::HtmlBlock => {
                let text = self.source.get(range.clone()).unwrap_or_default();
                if text.trim_start().starts_with("<!--") {
                    self.add(What::Other("a comment"), range);
                } else {
                    self.raw(range, "HTML");
                }
                self.block = Some((false, true));
            }
            Tag::Strong => {
                let length = self.length();
                self.strong.push(length);
            }
            Tag::Link { dest_url, .. } => {
                let length = self.length();
                self.links.push((length, dest_url.into_string()));
            }
            Tag::MetadataBlock(_) => {
                self.add(What::Other("front matter"), range);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::TableCell => self.sink = Sink::Nowhere,
            TagEnd::Paragraph | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => {
                self.sink = Sink::Nowhere;
                if let Some(piece) = self.outline.pieces.last_mut()
                    && let What::Paragraph(words) = &mut piece.what
                    && words.is_strong()
                {
                    piece.what = What::Label(std::mem::take(words));
                }
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.sink = Sink::Nowhere;
            }
            TagEnd::Item => {
                self.items.pop();
                self.sink = Sink::Nowhere;
            }
            TagEnd::TableHead => {
                if let Some(table) = self.table()
                    && let Some((_, head)) = table.rows.pop()
                {
                    table.head = head;
                }
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.block = None,
            TagEnd::Strong => {
                let to = self.length();
                if let Some(from) = self.strong.pop()
                    && let Some(words) = self.target()
                {
                    words.strong.push(from..to.max(from));
                }
            }
            TagEnd::Link => {
                let to = self.length();
                if let Some((from, url)) = self.links.pop()
                    && let Some(words) = self.target()
                {
                    let range = from..to.max(from);
                    words.links.push(Link { range, url });
                }
            }
            _ => {}
        }
    }

    fn table(&mut self) -> Option<&mut Table> {
        match &mut self.outline.pieces.last_mut()?.what {
            What::Table(table) => Some(table),
            _ => None,
        }
    }

    fn row(&mut self, range: &Range<usize>, _head: bool) {
        let line = self.outline.line(range.start);
        if let Some(table) = self.table() {
            table.rows.push((line, Vec::new()));
        }
    }

    fn target(&mut self) -> Option<&mut Words> {
        match self.sink {
            Sink::Nowhere => None,
            Sink::Piece(place) => match &mut self.outline.pieces.get_mut(place)?.what {
                What::Heading { words, .. } | What::Paragraph(words) | What::Label(words) => {
                    Some(words)
                }
                What::Item(item) => Some(&mut item.words),
                What::Table(_) | What::Other(_) => None,
            },
            Sink::Cell(place) => match &mut self.outline.pieces.get_mut(place)?.what {
                What::Table(table) => table.rows.last_mut()?.1.last_mut(),
                _ => None,
            },
        }
    }

    fn length(&mut self) -> usize {
        self.target().map_or(0, |words| words.text.len())
    }

    fn words(&mut self, text: &str, range: &Range<usize>) {
        if matches!(self.sink, Sink::Nowhere) {
            if text.trim().is_empty() {
                return;
            }
            let place = self.add(What::Paragraph(Words::default()), range);
            self.sink = Sink::Piece(place);
        }
        if let Some(words) = self.target() {
            words.text.push_str(text);
        }
        if let Sink::Piece(place) = self.sink {
            let last = self
                .outline
                .line(range.end.saturating_sub(1).max(range.start));
            if let Some(piece) = self.outline.pieces.get_mut(place) {
                piece.last = piece.last.max(last);
            }
        }
    }

    /// What Markdown leaves as it stands may have been meant otherwise: a list
    /// that is indented too far, or follows HTML without an empty line. Its
    /// boxes are found line by line.
    fn raw(&mut self, range: &Range<usize>, name: &'static str) {
        let text = self.source.get(range.clone()).unwrap_or_default();
        let mut at = range.start;
        let mut parents: Vec<(usize, usize)> = Vec::new();
        self.list += 1;
        for line in text.split_inclusive('\n') {
            let here = at..at + line.len();
            at = here.end;
            if line.trim().is_empty() {
                continue;
            }
            if let Some((ticked, words)) = marks::boxed_line(line) {
                let depth = line.len() - line.trim_start().len();
                while parents.last().is_some_and(|(deeper, _)| *deeper >= depth) {
                    parents.pop();
                }
                let item = Item {
                    words: inline(words),
                    ticked: Some(ticked),
                    parent: parents.last().map(|(_, place)| *place),
                    list: self.list,
                    ..Item::default()
                };
                if let Some((_, parent)) = parents.last()
                    && let What::Item(item) = &mut self.outline.pieces[*parent].what
                {
                    item.has_items = true;
                }
                let place = self.add(What::Item(item), &here);
                parents.push((depth, place));
            } else if let Some((level, words)) = marks::html_heading(line) {
                let words = Words::plain(&words);
                let what = match level {
                    Some(level) => What::Heading {
                        level,
                        words,
                        ticked: None,
                    },
                    None => What::Label(words),
                };
                self.add(what, &here);
            } else {
                self.add(What::Other(name), &here);
            }
        }
    }
}

/// The words of one line of Markdown.
fn inline(line: &str) -> Words {
    let mut outline = Outline::new_plain(line);
    let words = outline.pieces.drain(..).find_map(|piece| match piece.what {
        What::Paragraph(words) | What::Label(words) | What::Heading { words, .. } => Some(words),
        What::Item(item) => Some(item.words),
        _ => None,
    });
    words
        .filter(|it| !it.text.trim().is_empty())
        .unwrap_or_else(|| Words::plain(line))
}

impl Outline {
    fn new_plain(line: &str) -> Self {
        // A word before it keeps the line from being anything but a paragraph.
        let mut outline = Self::default();
        let text = format!("x {}", line.trim());
        let mut builder = Builder {
            outline: Self {
                starts: vec![0],
                ..Self::default()
            },
            source: &text,
            sink: Sink::Nowhere,
            items: Vec::new(),
            lists: Vec::new(),
            list: 0,
            block: None,
            strong: Vec::new(),
            links: Vec::new(),
        };
        for (event, range) in Parser::new_ext(&text, reader::options()).into_offset_iter() {
            builder.take(event, range);
        }
        if let Some(mut piece) = builder.outline.pieces.into_iter().next() {
            if let What::Paragraph(words) = &mut piece.what {
                *words = words.from(2);
            }
            outline.pieces.push(piece);
        }
        outline
    }
}
