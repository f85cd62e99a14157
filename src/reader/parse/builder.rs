//! Blocks from the parser's events.

use std::{collections::HashMap, ops::Range, sync::Arc};

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd,
};

use super::messy;
use crate::{
    reader::{
        document::{Alert, Block, Code, Document, Heading, Lead, Link, Marker, Shape, Task},
        face::Face,
        html::{self, Left},
        prose::Prose,
        table::Table,
        target::{Target, slug},
    },
    text::{sanitise, width},
};

/// How deep lists and quotations are set in; what lies deeper stands there,
/// too.
const DEPTH: usize = 32;
/// How many lines of code are laid out at once.
const PART: usize = 200;
/// How much text of a paragraph is laid out at once.
const STRETCH: usize = 32 * 1024;

pub(super) struct Builder<'s> {
    text: &'s str,
    /// What the source has before `text`: a byte-order mark.
    offset: usize,
    blocks: Vec<Block>,
    headings: Vec<Heading>,
    links: Vec<Link>,
    tasks: Vec<Task>,
    slugs: HashMap<String, usize>,
    leads: Vec<Lead>,
    /// How many leads there would be if they went on for ever.
    depth: usize,
    lists: Vec<List>,
    /// The leaf that is being written.
    leaf: Option<Leaf>,
    /// Whether the next block is the first of its item.
    first_of_item: bool,
    faces: Vec<Face>,
    /// The links that are open, the innermost last.
    open: Vec<usize>,
    table: Option<TableSoFar>,
    /// Whether what comes is not shown: front matter.
    hidden: bool,
    footnotes: HashMap<String, usize>,
    /// Links to footnotes, by label.
    references: Vec<(usize, String)>,
}

struct List {
    number: Option<u64>,
    items: usize,
    /// The list's first block, and the place of its marker among the leads.
    start: usize,
    depth: usize,
}

struct Leaf {
    kind: LeafKind,
    text: String,
    prose: Prose,
    source: Range<usize>,
    /// Whether the source says that it is a paragraph: in a loose list.
    explicit: bool,
    keeps_lines: bool,
    /// Whether a comment has just bound it: what follows is said about it, and
    /// begins on a line of its own.
    bound: bool,
    /// Where each line of code begins.
    starts: Vec<usize>,
}

enum LeafKind {
    Paragraph,
    Heading(u8, Option<String>),
    Code(String, bool),
    Html,
}

struct TableSoFar {
    table: Table,
    text: String,
    cell: Prose,
    row: Vec<Prose>,
    source: Range<usize>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: &'s str, offset: usize) -> Self {
        Self {
            text,
            offset,
            blocks: Vec::new(),
            headings: Vec::new(),
            links: Vec::new(),
            tasks: Vec::new(),
            slugs: HashMap::new(),
            leads: Vec::new(),
            depth: 0,
            lists: Vec::new(),
            leaf: None,
            first_of_item: false,
            faces: vec![Face::PLAIN],
            open: Vec::new(),
            table: None,
            hidden: false,
            footnotes: HashMap::new(),
            references: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.hidden {
            self.hidden = !matches!(event, Event::End(TagEnd::MetadataBlock(_)));
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.words(&text, &range),
            Event::Code(text) => self.push(&text, Face::CODE, &range),
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push(&text, Face::CODE, &range);
            }
            Event::InlineHtml(text) => self.inline_html(&text, &range),
            Event::Html(text) => {
                if let Some(leaf) = &mut self.leaf {
                    leaf.text.push_str(&text);
                }
            }
            Event::SoftBreak => {
                let leaf = self.leaf.as_mut();
                let keeps = leaf.is_some_and(|it| std::mem::take(&mut it.bound) || it.keeps_lines);
                self.push(if keeps { "\n" } else { " " }, Face::PLAIN, &range);
            }
            Event::HardBreak => self.push("\n", Face::PLAIN, &range),
            Event::Rule => {
                self.flush();
                self.emit(Shape::Rule, String::new(), range, true);
            }
            Event::TaskListMarker(ticked) => self.task(ticked, &range),
            Event::FootnoteReference(label) => {
                let link = self.link(Target::Block(0), &range);
                self.references.push((link, label.to_string()));
                self.open.push(link);
                self.push(&format!("[{label}]"), Face::LINK, &range);
                self.open.pop();
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.flush();
                let text = self.text.get(range.clone()).unwrap_or_default();
                let keeps_lines = self.leads.is_empty() && messy::keeps_lines(text);
                self.begin(LeafKind::Paragraph, range, true);
                if let Some(leaf) = &mut self.leaf {
                    leaf.keeps_lines = keeps_lines;
                }
            }
            Tag::Heading { level, id, .. } => {
                self.flush();
                let id = id.map(|it| it.to_string());
                self.begin(LeafKind::Heading(number(level), id), range, true);
            }
            Tag::BlockQuote(kind) => {
                self.flush();
                self.enter(Lead::Bar(kind.map(alert)));
                if let Some(kind) = kind {
                    self.begin(LeafKind::Paragraph, range.clone(), true);
                    self.push(alert(kind).title(), Face::STRONG, &range);
                    self.flush();
                }
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let (language, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => (language(&info), true),
                    CodeBlockKind::Indented => (String::new(), false),
                };
                self.begin(LeafKind::Code(language, fenced), range, true);
            }
            Tag::HtmlBlock => {
                self.flush();
                self.begin(LeafKind::Html, range, true);
            }
            Tag::List(number) => {
                self.flush();
                self.lists.push(List {
                    number,
                    items: 0,
                    start: self.blocks.len(),
                    depth: self.leads.len(),
                });
            }
            Tag::Item => self.item(),
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.footnotes.insert(label.to_string(), self.blocks.len());
                let label = sanitise(&format!("[{label}]")).into_owned();
                let room = width(&label) + 1;
                self.enter(Lead::Marker(Marker::Label(label), room));
                self.first_of_item = false;
            }
            Tag::DefinitionListTitle => {
                self.flush();
                self.begin(LeafKind::Paragraph, range, true);
                self.faces.push(Face::STRONG);
            }
            Tag::DefinitionListDefinition => {
                self.flush();
                self.enter(Lead::Room(4));
                self.first_of_item = true;
            }
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(TableSoFar {
                    table: Table::new(alignments),
                    text: String::new(),
                    cell: Prose::default(),
                    row: Vec::new(),
                    source: range,
                });
            }
            Tag::TableCell => {
                if let Some(table) = &mut self.table {
                    table.cell = Prose::at_end_of(&table.text);
                }
            }
            Tag::Emphasis => self.look(Face::EMPHASIS),
            Tag::Strong => self.look(Face::STRONG),
            Tag::Strikethrough => self.look(Face::STRUCK),
            Tag::Link {
                dest_url,
                link_type,
                ..
            } => {
                let address = match link_type {
                    LinkType::Email => CowStr::from(format!("mailto:{dest_url}")),
                    _ => dest_url,
                };
                let link = self.link(Target::of(&address), &range);
                self.open.push(link);
                self.look(Face::LINK);
            }
            Tag::Image { dest_url, .. } => {
                let link = self.link(Target::of(&dest_url), &range);
                self.open.push(link);
                self.look(Face::IMAGE);
                self.push("▣ ", Face::PLAIN, &range);
            }
            Tag::MetadataBlock(_) => {
                self.flush();
                self.hidden = true;
            }
            Tag::TableHead
            | Tag::TableRow
            | Tag::DefinitionList
            | Tag::Superscript
            | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.flush();
            }
            TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListDefinition => {
                self.flush();
                self.leave();
                self.first_of_item = false;
            }
            TagEnd::List(_) => {
                self.flush();
                if let Some(list) = self.lists.pop() {
                    self.align(&list);
                }
            }
            TagEnd::Item => {
                self.flush();
                // An item with nothing in it still has its marker.
                if matches!(self.leads.last(), Some(Lead::Marker(..))) {
                    let at = self.text.len();
                    self.emit(
                        Shape::Paragraph(Prose::default()),
                        String::new(),
                        at..at,
                        false,
                    );
                }
                self.leave();
                self.first_of_item = false;
            }
            TagEnd::DefinitionListTitle => {
                self.faces.pop();
                self.flush();
            }
            TagEnd::TableCell => {
                if let Some(table) = &mut self.table {
                    let cell = std::mem::take(&mut table.cell);
                    table.row.push(cell);
                    table.text.push('\n');
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    let row = std::mem::take(&mut table.row);
                    table.table.add_row(row);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.emit(Shape::Table(table.table), table.text, table.source, true);
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.faces.pop();
            }
            TagEnd::Link => {
                self.faces.pop();
                self.open.pop();
            }
            TagEnd::Image => {
                self.faces.pop();
                if let Some(link) = self.open.pop() {
                    let link = &self.links[link];
                    let (address, at) = (link.target.address(), link.source - self.offset);
                    self.push(&format!(" ({address})"), Face::IMAGE, &(at..at));
                }
            }
            TagEnd::DefinitionList
            | TagEnd::MetadataBlock(_)
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
        }
    }

    // Containers.

    fn enter(&mut self, lead: Lead) {
        self.depth += 1;
        if self.depth <= DEPTH {
            self.leads.push(lead);
        }
    }

    fn leave(&mut self) {
        if self.depth <= DEPTH {
            self.leads.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn item(&mut self) {
        self.flush();
        let level = self.lists.len().saturating_sub(1);
        let marker = match self.lists.last_mut() {
            Some(list) => {
                list.items += 1;
                match &mut list.number {
                    Some(number) => {
                        let label = format!("{number}.");
                        *number = number.saturating_add(1);
                        Marker::Label(label)
                    }
                    None => Marker::Bullet(level),
                }
            }
            None => Marker::Bullet(0),
        };
        let room = match &marker {
            Marker::Label(label) => width(label) + 1,
            _ => 2,
        };
        self.enter(Lead::Marker(marker, room));
        self.first_of_item = true;
    }

    /// Gives all markers of a list the room of the widest.
    fn align(&mut self, list: &List) {
        let blocks = self.blocks.get_mut(list.start..).unwrap_or_default();
        let rooms = blocks
            .iter()
            .filter_map(|block| match block.leads.get(list.depth)? {
                Lead::Marker(_, room) => Some(*room),
                _ => None,
            });
        let Some(widest) = rooms.max() else {
            return;
        };
        for block in blocks {
            if let Some(Lead::Marker(_, room) | Lead::Room(room)) = block.leads.get_mut(list.depth)
            {
                *room = widest;
            }
        }
    }

    fn task(&mut self, ticked: bool, range: &Range<usize>) {
        let task = self.tasks.len();
        self.tasks.push(Task {
            at: range.start + 1 + self.offset,
            ticked,
            item: None,
            block: self.blocks.len(),
        });
        if let Some(Lead::Marker(marker, room)) = self.leads.last_mut() {
            *marker = Marker::Box(task);
            *room = 2;
        }
    }

    // Text.

    fn look(&mut self, face: Face) {
        let now = self.face();
        self.faces.push(now | face);
    }

    fn face(&self) -> Face {
        self.faces.last().copied().unwrap_or_default()
    }

    fn link(&mut self, target: Target, range: &Range<usize>) -> usize {
        self.links.push(Link {
            target,
            block: self.blocks.len(),
            source: range.start + self.offset,
        });
        self.links.len() - 1
    }

    /// Text of the author; addresses in it are links.
    fn words(&mut self, text: &str, range: &Range<usize>) {
        if let Some(leaf) = &mut self.leaf
            && matches!(leaf.kind, LeafKind::Code(..))
        {
            leaf.code(self.text, text, range, self.offset);
            return;
        }
        let is_link = !self.open.is_empty();
        if is_link || !text.contains("://") {
            self.push(text, Face::PLAIN, range);
            return;
        }
        // Only where the text stands in the source as it is, places are known.
        let mut at = range.start;
        let exact = self.text.get(range.clone()) == Some(text);
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        for span in finder.spans(text) {
            let part = span.as_str();
            let part_range = at..at + part.len();
            let link = span.kind().map(|_| Target::of(part));
            if let Some(target @ Target::Web(_)) = link {
                let link = self.link(target, &part_range);
                self.open.push(link);
                self.push(part, Face::LINK, &part_range);
                self.open.pop();
            } else {
                self.push(part, Face::PLAIN, &part_range);
            }
            if exact {
                at += part.len();
            }
        }
    }

    /// Adds text to the leaf, or begins one: items of tight lists have none.
    fn push(&mut self, raw: &str, face: Face, range: &Range<usize>) {
        let face = self.face() | face;
        let link = self.open.last().copied();
        let source = range.start + self.offset;
        if let Some(table) = &mut self.table {
            let raw = raw.replace('\n', " ");
            table.cell.push(&mut table.text, &raw, face, link, source);
            return;
        }
        if self.leaf.is_none() {
            self.begin(LeafKind::Paragraph, range.clone(), false);
        }
        if let Some(leaf) = &mut self.leaf {
            leaf.prose.push(&mut leaf.text, raw, face, link, source);
            leaf.source.end = leaf.source.end.max(range.end);
        }
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        for left in html::reduce(html) {
            match left {
                Left::Text(text) => self.push(&text, Face::PLAIN, range),
                Left::Break => self.push("\n", Face::PLAIN, range),
                Left::Image(alt, source) => {
                    self.push(&format!("▣ {alt} ({source})"), Face::IMAGE, range);
                }
                Left::Comment(text) => self.bind(&text),
            }
        }
    }

    /// Binds the box of the item at hand to the item of the roadmap that a
    /// comment names.
    fn bind(&mut self, comment: &str) {
        let Some(id) = html::bound_id(comment) else {
            return;
        };
        let markers = self.leads.iter().rev();
        let boxes = markers.filter_map(|lead| match lead {
            Lead::Marker(Marker::Box(task), _) => Some(*task),
            _ => None,
        });
        let task = boxes.chain(self.latest_box()).next();
        if let Some(task) = task.and_then(|it| self.tasks.get_mut(it))
            && task.item.is_none()
        {
            task.item = Some(id.to_owned());
            if let Some(leaf) = &mut self.leaf {
                leaf.bound = true;
            }
        }
    }

    /// The box of the item that is open, where its marker is drawn already.
    fn latest_box(&self) -> Option<usize> {
        let inside = matches!(self.leads.last(), Some(Lead::Room(_))) && !self.lists.is_empty();
        let last = self.tasks.len().checked_sub(1)?;
        let block = self.tasks[last].block;
        (inside && self.blocks.get(block)?.leads.len() == self.leads.len()).then_some(last)
    }

    // Leaves.

    fn begin(&mut self, kind: LeafKind, source: Range<usize>, explicit: bool) {
        self.leaf = Some(Leaf {
            kind,
            text: String::new(),
            prose: Prose::default(),
            source,
            explicit,
            keeps_lines: false,
            bound: false,
            starts: Vec::new(),
        });
    }

    fn flush(&mut self) {
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
                let seen = self.slugs.entry(base.clone()).or_insert(0);
                let slug = match *seen {
                    0 => base,
                    times => format!("{base}-{times}"),
                };
                *seen += 1;
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
        if text.lines().any(|it| messy::behind_bullet(it).is_some()) {
            self.bullets(&text, &prose, &source);
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
            let part = prose.part(start..end).moved_back(start);
            let place = part
                .runs
                .first()
                .map_or(source.start, |it| it.source - self.offset);
            let part_text = text.get(start..end).unwrap_or_default();
            let part_text = part_text.trim_end_matches(['\n', ' ']).to_owned();
            let part = part.part(0..part_text.len());
            let shape = Shape::Paragraph(part);
            self.emit(shape, part_text, place..source.end, explicit && start == 0);
            start = end;
        }
    }

    /// Lines that begin with bullets which Markdown does not know.
    fn bullets(&mut self, text: &str, prose: &Prose, source: &Range<usize>) {
        let mut start = 0;
        let mut first = true;
        for line in text.split('\n') {
            let end = start + line.len();
            let behind = messy::behind_bullet(line);
            let from = behind.map_or(start, |rest| end - rest.len());
            let part = prose.part(from..end).moved_back(from);
            let place = part
                .runs
                .first()
                .map_or(source.start, |it| it.source - self.offset);
            let part_text = text.get(from..end).unwrap_or_default().to_owned();
            start = end + 1;
            if part_text.trim().is_empty() {
                continue;
            }
            if behind.is_some() {
                let level = self.lists.len();
                self.enter(Lead::Marker(Marker::Bullet(level), 2));
            }
            self.emit(Shape::Paragraph(part), part_text, place..source.end, first);
            if behind.is_some() {
                self.leave();
            }
            first = false;
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
        let mut lines = text.lines().filter(|it| !it.trim().is_empty());
        // Markdown takes a bullet after a tab for code; nobody means that.
        if !fenced
            && lines.clone().next().is_some()
            && lines.all(|it| messy::behind_bullet(it).is_some())
        {
            let mut prose = Prose::default();
            let mut shown = String::new();
            let place = starts
                .first()
                .copied()
                .unwrap_or(source.start + self.offset);
            prose.push(&mut shown, &text, Face::PLAIN, None, place);
            self.bullets(&shown, &prose, &source);
            return;
        }
        let whole = source.start + self.offset..source.end + self.offset;
        let mut lines: Vec<String> = text.split('\n').map(shown_code).collect();
        starts.resize(lines.len(), whole.end);
        let mut first = true;
        while !lines.is_empty() {
            let rest = lines.split_off(lines.len().min(PART));
            let rest_starts = starts.split_off(lines.len());
            let code = Code {
                language: language.to_owned(),
                first,
                whole: whole.clone(),
                starts: std::mem::replace(&mut starts, rest_starts),
            };
            let from = match code.starts.first() {
                Some(start) if !first => start - self.offset,
                _ => source.start,
            };
            self.emit(Shape::Code(code), lines.join("\n"), from..source.end, first);
            lines = rest;
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
                    self.push(&line, Face::PLAIN, &source);
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
                    self.push(&format!("▣ {alt} ({address})"), Face::IMAGE, &source);
                }
                Left::Comment(text) => self.bind(&text),
            }
        }
        self.flush();
    }

    fn emit(&mut self, shape: Shape, text: String, source: Range<usize>, explicit: bool) {
        let leads = self.leads.clone();
        let gap = !self.blocks.is_empty() && self.has_gap(&shape, explicit);
        for lead in &mut self.leads {
            if let Lead::Marker(_, room) = lead {
                *lead = Lead::Room(*room);
            }
        }
        self.first_of_item = false;
        self.blocks.push(Block {
            shape,
            text,
            leads,
            gap,
            source: source.start + self.offset..source.end + self.offset,
        });
    }

    /// Items of tight lists follow each other closely, parts of one block too.
    fn has_gap(&self, shape: &Shape, explicit: bool) -> bool {
        if let Shape::Code(code) = shape
            && !code.first
        {
            return false;
        }
        if !self.first_of_item {
            return explicit;
        }
        let Some(list) = self.lists.last() else {
            return false;
        };
        let first_of_list = list.items == 1;
        explicit || (first_of_list && self.lists.len() == 1)
    }

    pub(super) fn finish(mut self, source: Arc<str>) -> Document {
        self.flush();
        for (link, label) in std::mem::take(&mut self.references) {
            if let Some(block) = self.footnotes.get(&label) {
                self.links[link].target = Target::Block(*block);
            } else {
                self.links[link].target = Target::Refused(label, "there is no such footnote");
            }
        }
        Document {
            source,
            blocks: self.blocks,
            headings: self.headings,
            links: self.links,
            tasks: self.tasks,
        }
    }
}

impl Leaf {
    /// Adds a stretch of code, and where its lines are in the source.
    fn code(&mut self, source: &str, text: &str, range: &Range<usize>, offset: usize) {
        if self.text.is_empty() || self.text.ends_with('\n') {
            self.starts.push(range.start + offset);
        }
        self.text.push_str(text);
        let slice = source.get(range.clone()).unwrap_or_default();
        let ends = memchr::memchr_iter(b'\n', slice.as_bytes());
        let after = ends
            .map(|end| range.start + end + 1)
            .filter(|at| *at < range.end);
        self.starts.extend(after.map(|at| at + offset));
    }
}

/// A line of code as it is shown; a carriage return at its end is half of its
/// line break.
fn shown_code(line: &str) -> String {
    let line = line.strip_suffix('\r').unwrap_or(line);
    sanitise(line).into_owned()
}

/// The language of a fence: the first word of what is said behind it.
fn language(info: &str) -> String {
    let word = info.split([' ', ',', '{', '\t']).next().unwrap_or_default();
    sanitise(word).to_lowercase()
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}
