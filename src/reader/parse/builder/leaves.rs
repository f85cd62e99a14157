//! The blocks themselves: headings, paragraphs, code, HTML, tables.

use std::ops::Range;

use super::{Block, Builder, Face, Heading, Lead, Marker, Shape, messy, sanitise, words::image};
use crate::reader::{
    document::Code,
    html::{self, Left},
    prose::Prose,
    target::slug,
};

/// How many lines of code are laid out at once.
const PART: usize = 200;
/// How much text of a paragraph is laid out at once.
const STRETCH: usize = 32 * 1024;

pub(super) struct Leaf {
    kind: LeafKind,
    pub(super) text: String,
    pub(super) prose: Prose,
    pub(super) source: Range<usize>,
    /// Whether the source says that it is a paragraph: in a loose list.
    explicit: bool,
    pub(super) keeps_lines: bool,
    /// Whether a comment has just bound it: what follows is said about it, and
    /// begins on a line of its own.
    pub(super) bound: bool,
    /// Where each line of code begins.
    starts: Vec<usize>,
}

pub(super) enum LeafKind {
    Paragraph,
    Heading(u8, Option<String>),
    Code(String, bool),
    Html,
}

impl Builder<'_> {
    pub(super) fn begin(&mut self, kind: LeafKind, source: Range<usize>, explicit: bool) {
        let text = String::with_capacity(source.len());
        self.leaf = Some(Leaf {
            kind,
            text,
            prose: Prose::default(),
            source,
            explicit,
            keeps_lines: false,
            bound: false,
            starts: Vec::new(),
        });
    }

    pub(super) fn begin_paragraph(&mut self, range: Range<usize>) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let loose = self.leads.is_empty();
        let keeps_lines = if loose {
            messy::keeps_lines(text)
        } else {
            messy::has_bullets(text)
        };
        let code = loose && keeps_lines && messy::is_code(text);
        self.begin(LeafKind::Paragraph, range.clone(), true);
        if let Some(leaf) = &mut self.leaf {
            leaf.keeps_lines = keeps_lines;
        }
        if code {
            // Markdown leaves out what the first line is set in by.
            let before = self.text.get(..range.start).unwrap_or_default();
            let start = before.trim_end_matches([' ', '\t']).len();
            let indent = before.get(start..).unwrap_or_default();
            self.push(indent, Face::PLAIN, &(start..range.start));
        }
    }

    pub(in super::super) fn in_code(&self) -> bool {
        let kind = self.leaf.as_ref().map(|it| &it.kind);
        matches!(kind, Some(LeafKind::Code(..)))
    }

    /// Adds a stretch of code, and where its lines are in the source.
    pub(in super::super) fn code_text(&mut self, text: &str, range: &Range<usize>) {
        let Some(leaf) = &mut self.leaf else {
            return;
        };
        let start = range.start + self.offset;
        if leaf.text.is_empty() || leaf.text.ends_with('\n') {
            leaf.starts.push(start);
        }
        leaf.text.push_str(text);
        // A stretch of several lines stands in the source as it is.
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let after = ends.map(|end| end + 1).filter(|it| *it < text.len());
        leaf.starts.extend(after.map(|it| start + it));
    }

    pub(super) fn flush(&mut self) {
        let Some(leaf) = self.leaf.take() else {
            return;
        };
        match leaf.kind {
            LeafKind::Paragraph => {
                self.paragraph(leaf.text, leaf.prose, leaf.source, leaf.explicit);
            }
            LeafKind::Heading(level, id) => {
                let text = leaf.text.trim().to_owned();
                let base = id.unwrap_or_else(|| slug(&text));
                let slug = if let Some(times) = self.slugs.get_mut(&base) {
                    *times += 1;
                    format!("{base}-{times}")
                } else {
                    self.slugs.insert(base.clone(), 0);
                    base
                };
                self.headings.push(Heading {
                    level,
                    text,
                    slug,
                    block: self.blocks.len(),
                });
                let heading = Shape::Heading(self.headings.len() - 1, leaf.prose);
                self.emit(heading, leaf.text, leaf.source, true);
            }
            LeafKind::Code(language, fenced) => {
                self.code(&language, fenced, leaf.text, leaf.starts, leaf.source);
            }
            LeafKind::Html => self.html(&leaf.text, leaf.source),
        }
    }

    /// A paragraph, or what was meant by it: a rule, a list; long ones in
    /// stretches.
    fn paragraph(&mut self, text: String, prose: Prose, source: Range<usize>, explicit: bool) {
        if text.trim().is_empty() {
            return;
        }
        if explicit && messy::is_rule(&text) {
            self.emit(Shape::Rule, String::new(), source, true);
            return;
        }
        if messy::has_bullets(&text) || messy::has_rule(&text) {
            self.bullets(&text, &prose, &source, explicit);
            return;
        }
        if text.len() <= STRETCH {
            self.emit(Shape::Paragraph(prose), text, source, explicit);
            return;
        }
        let mut start = 0;
        while start < text.len() {
            let mut end = (start + STRETCH).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            let stretch = text.get(start..end).unwrap_or_default();
            if end < text.len()
                && let Some(space) = stretch.rfind([' ', '\n'])
                && space > 0
            {
                end = start + space + 1;
            }
            let part = text.get(start..end).unwrap_or_default();
            let shown = start..start + part.trim_end_matches(['\n', ' ']).len();
            let explicit = explicit && start == 0;
            self.cut(&text, &prose, shown, &source, explicit);
            start = end;
        }
    }

    /// Emits a part of a paragraph as one of its own.
    fn cut(
        &mut self,
        text: &str,
        prose: &Prose,
        part: Range<usize>,
        source: &Range<usize>,
        explicit: bool,
    ) {
        let words = text.get(part.clone()).unwrap_or_default().to_owned();
        let start = part.start;
        let prose = prose.part(part).moved_back(start);
        let from = prose.runs.first().map(|it| it.source - self.offset);
        let from = self.boundary(from.unwrap_or(source.start).min(source.end));
        self.emit(Shape::Paragraph(prose), words, from..source.end, explicit);
    }

    /// The place at or before another where a character begins.
    fn boundary(&self, mut at: usize) -> usize {
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Lines that begin with bullets which Markdown does not know. What is set
    /// in deeper belongs to the line above.
    fn bullets(&mut self, text: &str, prose: &Prose, source: &Range<usize>, mut explicit: bool) {
        let level = self.lists.len();
        let mut indents: Vec<usize> = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            let end = start + line.len();
            let behind = messy::behind_bullet(line);
            let from = behind.map_or(start, |rest| end - rest.len());
            if line.trim().is_empty() {
                start = end + 1;
                continue;
            }
            if messy::is_rule(line) {
                let from = prose.source_of(start).map(|it| it - self.offset);
                let from = self.boundary(from.unwrap_or(source.start).min(source.end));
                self.emit(Shape::Rule, String::new(), from..source.end, true);
                explicit = true;
                start = end + 1;
                continue;
            }
            let indent = messy::indent_of(line);
            let outer = if behind.is_some() {
                while indents.last().is_some_and(|it| *it > indent) {
                    indents.pop();
                }
                if indents.last().is_none_or(|it| *it < indent) {
                    indents.push(indent);
                }
                indents.len() - 1
            } else if indent > 0 {
                indents.len()
            } else {
                indents.clear();
                0
            };
            if outer > 0 {
                self.enter(Lead::Room(2 * outer));
            }
            if behind.is_some() {
                self.enter(Lead::Marker(Marker::Bullet(level + outer), 2));
            }
            let from = match behind {
                Some(_) => from,
                None => end - line.trim_start().len(),
            };
            self.cut(text, prose, from..end, source, explicit);
            if behind.is_some() {
                // A bullet with nothing behind it is one, too.
                self.draw_marker(source);
                self.leave();
            }
            if outer > 0 {
                self.leave();
            }
            explicit = false;
            start = end + 1;
        }
    }

    fn code(
        &mut self,
        language: &str,
        fenced: bool,
        mut text: String,
        mut starts: Vec<usize>,
        source: Range<usize>,
    ) {
        if text.ends_with('\n') {
            text.pop();
        }
        // Markdown takes a bullet after a tab for code; nobody means that.
        if !fenced && messy::is_list(&text) {
            let mut prose = Prose::default();
            let mut shown = String::new();
            let lines = text.split_inclusive('\n');
            for (line, start) in lines.zip(&starts) {
                prose.push(&mut shown, line, Face::PLAIN, None, *start);
            }
            self.bullets(&shown, &prose, &source, true);
            return;
        }
        let whole = source.start + self.offset..source.end + self.offset;
        let mut lines = text.split('\n').map(shown_code);
        let count = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
        starts.resize(count, whole.end);
        let mut first = true;
        loop {
            let rest_starts = starts.split_off(starts.len().min(PART));
            let code = Code {
                language: language.to_owned(),
                first,
                whole: whole.clone(),
                starts: std::mem::replace(&mut starts, rest_starts),
            };
            let mut part = String::with_capacity(if first { text.len().min(8_192) } else { 8_192 });
            for (number, line) in lines.by_ref().take(PART).enumerate() {
                if number > 0 {
                    part.push('\n');
                }
                part.push_str(&line);
            }
            let from = match code.starts.first() {
                Some(start) if !first => start - self.offset,
                _ => source.start,
            };
            self.emit(Shape::Code(code), part, from..source.end, first);
            if starts.is_empty() {
                break;
            }
            first = false;
        }
    }

    /// The text of a block of HTML, a paragraph for each of its lines.
    fn html(&mut self, html: &str, source: Range<usize>) {
        let mut explicit = true;
        self.begin(LeafKind::Paragraph, source.clone(), explicit);
        for left in html::reduce(html) {
            match left {
                Left::Text(text) => {
                    let words: Vec<_> = text.split_whitespace().collect();
                    let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
                    let before = blank(text.chars().next());
                    let after = blank(text.chars().next_back()) && !words.is_empty();
                    let started = self
                        .leaf
                        .as_ref()
                        .is_some_and(|it| !it.text.is_empty() && !it.text.ends_with(' '));
                    let mut line = words.join(" ");
                    if before && started {
                        line.insert(0, ' ');
                    }
                    if after {
                        line.push(' ');
                    }
                    self.words(&line, &source);
                }
                Left::Break => {
                    let wrote = self
                        .leaf
                        .as_ref()
                        .is_some_and(|it| !it.text.trim().is_empty());
                    if wrote {
                        self.flush();
                        explicit = false;
                        self.begin(LeafKind::Paragraph, source.clone(), explicit);
                    }
                }
                Left::Image(alt, address) => {
                    self.push(&image(&alt, &address), Face::IMAGE, &source);
                }
                Left::Comment(text) => self.bind(&text),
            }
        }
        self.flush();
    }

    pub(super) fn end_table(&mut self) {
        let Some(table) = self.table.take() else {
            return;
        };
        for (number, part) in table.parts().into_iter().enumerate() {
            let (table, text, source) = part;
            self.emit(Shape::Table(table), text, source, number == 0);
        }
    }

    pub(super) fn emit(
        &mut self,
        shape: Shape,
        text: String,
        source: Range<usize>,
        explicit: bool,
    ) {
        let gap = !self.blocks.is_empty() && self.has_gap(&shape, explicit);
        let shared = self.settled;
        let leads = self.take_leads();
        self.first_of_item = false;
        if let Shape::Paragraph(prose) = &shape {
            self.place_links(prose);
        }
        let start = source.start + self.offset;
        let before = self.blocks.last().map_or(0, |it| it.source.start);
        self.blocks.push(Block {
            shape,
            text,
            leads,
            shared,
            gap,
            source: start.max(before)..(source.end + self.offset).max(before),
        });
    }

    /// Says which block the links of a paragraph are in: it may have become
    /// several.
    fn place_links(&mut self, prose: &Prose) {
        let block = self.blocks.len();
        for link in prose.runs.iter().filter_map(|run| run.link) {
            while self.placed <= link {
                self.links[self.placed].block = block;
                self.placed += 1;
            }
        }
    }

    /// Items of tight lists follow each other closely, parts of one block too.
    fn has_gap(&mut self, shape: &Shape, explicit: bool) -> bool {
        if std::mem::take(&mut self.close) {
            return false;
        }
        if !self.first_of_item {
            return explicit;
        }
        let Some(list) = self.lists.last() else {
            return false;
        };
        let first_of_list = list.items == 1;
        // In a tight list, what is no paragraph is no reason for room.
        let loose = explicit && matches!(shape, Shape::Paragraph(_));
        loose || (first_of_list && self.lists.len() == 1)
    }
}

/// A line of code as it is shown; a carriage return at its end is half of its
/// line break.
fn shown_code(line: &str) -> std::borrow::Cow<'_, str> {
    sanitise(line.strip_suffix('\r').unwrap_or(line))
}
