//! From blocks to lines of a width.

use std::{collections::BTreeMap, ops::Range};

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{lines, width};

use super::{
    document::{Alert, Block, Code, Document, Lead, Marker, Shape},
    face::Face,
    prose::Prose,
    table,
};

/// How many blocks are kept laid out.
const KEPT: usize = 512;
/// How far code is set in.
const CODE: usize = 2;
/// What stands before the rest of a line of code.
const CONTINUED: &str = "↪ ";

/// The lines of a document at one width. Blocks are laid out when they are
/// asked for.
#[derive(Debug, Clone)]
pub struct Layout {
    width: usize,
    /// The width that code may have: prose is broken at what is comfortable to
    /// read, code only where there is no more room.
    code: usize,
    blocks: BTreeMap<usize, Vec<Line>>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its pieces, from left to right.
    pub spans: Vec<Span>,
    /// Where it comes from.
    pub source: usize,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its text.
    pub text: String,
    /// What it is.
    pub part: Part,
    /// How it looks besides.
    pub face: Face,
    /// The link it belongs to, by its place in the document.
    pub link: Option<usize>,
    /// Where it begins in its block's text, if it is from there.
    pub at: Option<usize>,
}

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Room, a marker, a line between columns, a remark of the program's.
    Aside,
    /// Prose.
    Prose,
    /// A heading, by its level.
    Heading(u8),
    /// The bar of a quotation.
    Bar(Option<Alert>),
    /// The head of a table.
    TableHead,
    /// A line of code.
    Code,
    /// A box, by its place among the document's tasks.
    Box(usize),
    /// A rule.
    Rule,
}

/// A line of a document: of a block, the how-manieth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The block.
    pub block: usize,
    /// The line of it.
    pub line: usize,
}

impl Layout {
    /// Lines of at most `width` cells, and of at least one.
    pub fn new(width: usize) -> Self {
        Self {
            width: width.max(1),
            code: width.max(1),
            blocks: BTreeMap::new(),
        }
    }

    /// The same with another width for code, if that is more.
    #[must_use]
    pub fn with_code(self, width: usize) -> Self {
        Self {
            code: self.width.max(width),
            ..self
        }
    }

    /// The width of code.
    pub fn code_width(&self) -> usize {
        self.code
    }

    /// The width of the lines.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The lines of a block; none if there is no such block.
    pub fn lines(&mut self, document: &Document, block: usize) -> &[Line] {
        if self.blocks.len() > KEPT && !self.blocks.contains_key(&block) {
            self.blocks.clear();
        }
        let is_code = |block: &Block| matches!(block.shape, Shape::Code(_));
        let width = match document.blocks.get(block) {
            Some(it) if is_code(it) => self.code,
            _ => self.width,
        };
        self.blocks
            .entry(block)
            .or_insert_with(|| lay_out(document, block, width))
    }

    /// The line so many lines further down, or up; the first or the last if
    /// there are not so many.
    pub fn moved(&mut self, document: &Document, from: Place, by: isize) -> Place {
        let mut place = self.clamped(document, from);
        let mut left = by.unsigned_abs();
        while left > 0 {
            if by > 0 {
                let lines = self.lines(document, place.block).len();
                let below = lines.saturating_sub(1 + place.line);
                if left <= below {
                    place.line += left;
                    break;
                }
                let Some(next) = self.next_block(document, place.block) else {
                    place.line += below;
                    break;
                };
                left -= below + 1;
                place = Place {
                    block: next,
                    line: 0,
                };
            } else {
                if left <= place.line {
                    place.line -= left;
                    break;
                }
                let Some(above) = self.block_before(document, place.block) else {
                    place.line = 0;
                    break;
                };
                left -= place.line + 1;
                place = Place {
                    block: above,
                    line: self.lines(document, above).len() - 1,
                };
            }
        }
        place
    }

    /// The line at the top of a screen of `height` lines that shows the end.
    pub fn bottom(&mut self, document: &Document, height: usize) -> Place {
        let Some(last) = document.blocks.len().checked_sub(1) else {
            return Place::default();
        };
        let end = Place {
            block: last,
            line: usize::MAX,
        };
        let above = isize::try_from(height.saturating_sub(1)).unwrap_or(isize::MAX);
        self.moved(document, end, -above)
    }

    /// The line that shows a place in a block's text, counted in bytes.
    pub fn place_of(&mut self, document: &Document, block: usize, at: usize) -> Place {
        let lines = self.lines(document, block);
        let begins_before = |line: &Line| {
            let first = line.spans.iter().find_map(|span| span.at);
            first.is_some_and(|first| first <= at)
        };
        let line = lines.iter().rposition(begins_before);
        let line = line.unwrap_or_else(|| usize::from(document.blocks[block].gap));
        let line = line.min(lines.len().saturating_sub(1));
        Place { block, line }
    }

    /// The first line of a block, behind the gap before it.
    pub fn start_of(&mut self, document: &Document, block: usize) -> Place {
        let gap = document.blocks.get(block).is_some_and(|it| it.gap);
        let place = Place {
            block,
            line: usize::from(gap),
        };
        self.clamped(document, place)
    }

    /// The nearest line that there is.
    pub fn clamped(&mut self, document: &Document, place: Place) -> Place {
        let block = place.block.min(document.blocks.len().saturating_sub(1));
        let most = self.lines(document, block).len().saturating_sub(1);
        let line = if block < place.block {
            most
        } else {
            place.line
        };
        Place {
            block,
            line: line.min(most),
        }
    }

    fn next_block(&mut self, document: &Document, block: usize) -> Option<usize> {
        let mut blocks = block + 1..document.blocks.len();
        blocks.find(|it| !self.lines(document, *it).is_empty())
    }

    fn block_before(&mut self, document: &Document, block: usize) -> Option<usize> {
        let mut blocks = (0..block).rev();
        blocks.find(|it| !self.lines(document, *it).is_empty())
    }
}

impl Line {
    /// Its text.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    pub(super) fn of(part: Part, text: impl Into<String>, source: usize) -> Self {
        Self {
            spans: vec![Span::new(part, text)],
            source,
        }
    }
}

impl Span {
    fn new(part: Part, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            part,
            face: Face::PLAIN,
            link: None,
            at: None,
        }
    }

    pub(super) fn aside(text: impl Into<String>) -> Self {
        Self::new(Part::Aside, text)
    }

    pub(super) fn room(cells: usize) -> Self {
        Self::aside(" ".repeat(cells))
    }
}

fn lay_out(document: &Document, at: usize, width: usize) -> Vec<Line> {
    let Some(block) = document.blocks.get(at) else {
        return Vec::new();
    };
    let leads = fitting(&block.leads, width);
    let room = (width - leads.iter().map(|it| room_of(it)).sum::<usize>()).max(1);
    let source = block.source.start;
    let mut lines = Vec::new();
    if block.gap {
        lines.push(gap(block, &leads, source));
    }
    for (number, mut line) in body(document, at, room).into_iter().enumerate() {
        let first = number == 0;
        if !leads.is_empty() {
            let before = leads.iter().map(|it| lead(document, it, first));
            line.spans.splice(0..0, before);
        }
        line.spans.retain(|span| !span.text.is_empty());
        lines.push(line);
    }
    lines
}

/// As many leads as leave room for text beside them: the innermost, which may
/// be a box, and as many from the outside as there is room for.
fn fitting(leads: &[Lead], width: usize) -> Vec<&Lead> {
    let Some((last, outer)) = leads.split_last() else {
        return Vec::new();
    };
    let mut used = room_of(last);
    // A wide character still fits beside it.
    if used + 2 > width {
        return Vec::new();
    }
    let outer = outer.iter().take_while(|lead| {
        used += room_of(lead);
        2 * used <= width
    });
    let mut fit: Vec<&Lead> = outer.collect();
    fit.push(last);
    fit
}

fn room_of(lead: &Lead) -> usize {
    match lead {
        Lead::Bar(_) => 2,
        Lead::Marker(_, room) | Lead::Room(room) => *room,
    }
}

fn lead(document: &Document, lead: &Lead, first: bool) -> Span {
    match lead {
        Lead::Bar(alert) => Span::new(Part::Bar(*alert), "▌ "),
        Lead::Room(room) => Span::room(*room),
        Lead::Marker(_, room) if !first => Span::room(*room),
        Lead::Marker(Marker::Bullet(depth), _) => Span::aside(match depth % 3 {
            0 => "• ",
            1 => "◦ ",
            _ => "▪ ",
        }),
        Lead::Marker(Marker::Label(label), room) => {
            let free = room.saturating_sub(width(label) + 1);
            Span::aside(format!("{}{label} ", " ".repeat(free)))
        }
        Lead::Marker(Marker::Box(task), room) => {
            let ticked = document.tasks.get(*task).is_some_and(|it| it.ticked);
            let sign = if ticked { "☑" } else { "☐" };
            let free = " ".repeat(room.saturating_sub(1));
            Span::new(Part::Box(*task), format!("{sign}{free}"))
        }
    }
}

/// The empty line before a block; the bars that reach over it go on.
fn gap(block: &Block, leads: &[&Lead], source: usize) -> Line {
    // The innermost may stand further out than it is.
    let shared = if block.shared == block.leads.len() {
        leads.len()
    } else {
        block.shared.min(leads.len().saturating_sub(1))
    };
    let spans = leads.iter().take(shared).map(|lead| match lead {
        Lead::Bar(alert) => Span::new(Part::Bar(*alert), "▌ "),
        other => Span::room(room_of(other)),
    });
    let mut spans: Vec<_> = spans.collect();
    // Room without a bar behind it is nothing to draw.
    while spans.last().is_some_and(|span| span.part == Part::Aside) {
        spans.pop();
    }
    Line { spans, source }
}

fn body(document: &Document, at: usize, room: usize) -> Vec<Line> {
    let block = &document.blocks[at];
    let source = block.source.start;
    match &block.shape {
        Shape::Heading(heading, prose) => {
            let level = document.headings.get(*heading).map_or(1, |it| it.level);
            let mut lines = prose_lines(document, at, prose, room, Part::Heading(level));
            if level == 1 {
                let widest = lines.iter().map(|it| width(&it.text())).max();
                let rule = "━".repeat(widest.unwrap_or_default().clamp(1, room));
                lines.push(Line::of(Part::Rule, rule, source));
            }
            lines
        }
        Shape::Paragraph(prose) => prose_lines(document, at, prose, room, Part::Prose),
        Shape::Code(code) => code_lines(&block.text, code, room),
        Shape::Table(table) => table.lines(&block.text, room, source),
        Shape::Rule => vec![Line::of(Part::Rule, "─".repeat(room), source)],
    }
}

fn prose_lines(
    document: &Document,
    at: usize,
    prose: &Prose,
    room: usize,
    part: Part,
) -> Vec<Line> {
    let block = &document.blocks[at];
    let ranges = broken(&block.text, prose, room);
    let mut before = block.source.start;
    ranges
        .into_iter()
        .map(|range| {
            before = document.source_of(at, range.start).max(before);
            Line {
                source: before,
                spans: spans_of(&block.text, prose, &range, part),
            }
        })
        .collect()
}

/// The parts of prose that make its lines.
pub(super) fn broken(text: &str, prose: &Prose, room: usize) -> Vec<Range<usize>> {
    let start = prose.range.start;
    let own = text.get(prose.range.clone()).unwrap_or_default();
    let ranges = lines(own, room).into_iter();
    ranges
        .map(|range| range.start + start..range.end + start)
        .collect()
}

/// A part of prose as pieces of a line.
pub(super) fn spans_of(text: &str, prose: &Prose, range: &Range<usize>, part: Part) -> Vec<Span> {
    let first = prose
        .runs
        .partition_point(|run| run.range.end <= range.start);
    let runs = prose.runs.get(first..).unwrap_or_default().iter();
    let runs = runs.take_while(|run| run.range.start < range.end);
    let mut spans: Vec<Span> = Vec::new();
    for run in runs {
        let start = run.range.start.max(range.start);
        let end = run.range.end.min(range.end);
        let words = text.get(start..end).unwrap_or_default();
        let face = match part {
            Part::TableHead => run.face | table::HEAD,
            _ => run.face,
        };
        match spans.last_mut() {
            // Runs that differ in nothing but where they come from.
            Some(last) if last.face == face && last.link == run.link => {
                last.text.push_str(words);
            }
            _ => spans.push(Span {
                text: words.to_owned(),
                part,
                face,
                link: run.link,
                at: Some(start),
            }),
        }
    }
    spans
}

fn code_lines(text: &str, code: &Code, room: usize) -> Vec<Line> {
    let indent = if room > 4 * CODE { CODE } else { 0 };
    let room = room - indent;
    let mut out = Vec::new();
    let mut start = 0;
    for (number, line) in text.split('\n').enumerate() {
        let source = code.starts.get(number).copied();
        let source = source.unwrap_or(code.whole.start);
        let mut rest = start..start + line.len();
        let mut first = true;
        loop {
            // What does not fit goes on below, behind a sign that says so.
            let (sign, room) = if first || room < 4 * CODE {
                ("", room)
            } else {
                (CONTINUED, room - width(CONTINUED))
            };
            let whole = text.get(rest.clone()).unwrap_or_default();
            let end = rest.start + fitting_end(whole, room);
            let mut spans = vec![Span::room(indent), Span::aside(sign)];
            spans.push(Span {
                text: text.get(rest.start..end).unwrap_or_default().to_owned(),
                part: Part::Code,
                face: Face::PLAIN,
                link: None,
                at: Some(rest.start),
            });
            out.push(Line { spans, source });
            if end >= rest.end {
                break;
            }
            rest.start = end;
            first = false;
        }
        start += line.len() + 1;
    }
    out
}

/// How much of a line of code fits; at least a character.
fn fitting_end(line: &str, room: usize) -> usize {
    if line.len() <= room && line.is_ascii() {
        return line.len();
    }
    if line.is_ascii() {
        return room.min(line.len());
    }
    let mut used = 0;
    for (at, cluster) in line.grapheme_indices(true) {
        used += width(cluster);
        if used > room && at > 0 {
            return at;
        }
    }
    line.len()
}
