//! Blocks from the parser's events.

mod containers;
mod leaves;
mod words;

use std::{collections::HashMap, ops::Range, sync::Arc};

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::messy;
use crate::{
    reader::{
        document::{Alert, Block, Document, Heading, Lead, Link, Marker, Shape, Task},
        face::Face,
        table::TableSoFar,
        target::Target,
    },
    text::{sanitise, width},
};
use containers::List;
use leaves::{Leaf, LeafKind};

pub(super) struct Builder<'s> {
    text: &'s str,
    /// What the source has before `text`: a byte-order mark, front matter.
    offset: usize,
    blocks: Vec<Block>,
    headings: Vec<Heading>,
    links: Vec<Link>,
    tasks: Vec<Task>,
    slugs: HashMap<String, usize>,
    leads: Vec<Lead>,
    /// How many of the leads, from the outside, have no marker to draw.
    settled: usize,
    lists: Vec<List>,
    /// How many leads each open item has.
    items: Vec<usize>,
    /// The leaf that is being written.
    leaf: Option<Leaf>,
    /// Whether the next block is the first of its item.
    first_of_item: bool,
    /// Whether the next block follows the one before closely.
    close: bool,
    faces: Vec<Face>,
    /// The links that are open, the innermost last.
    open: Vec<usize>,
    /// How many links know the block they are in.
    placed: usize,
    finder: LinkFinder,
    /// What is shown instead of the text that comes next.
    instead: Option<String>,
    table: Option<TableSoFar>,
    footnotes: HashMap<String, usize>,
    /// How many blocks there were when the last footnote ended.
    after_footnote: Option<usize>,
    /// Links to footnotes, by label.
    references: Vec<(usize, String)>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: &'s str, offset: usize) -> Self {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        Self {
            text,
            offset,
            blocks: Vec::with_capacity(text.len() / 128),
            headings: Vec::new(),
            links: Vec::new(),
            tasks: Vec::new(),
            slugs: HashMap::new(),
            leads: Vec::new(),
            settled: 0,
            lists: Vec::new(),
            items: Vec::new(),
            leaf: None,
            first_of_item: false,
            close: false,
            faces: vec![Face::PLAIN],
            open: Vec::new(),
            placed: 0,
            finder,
            instead: None,
            table: None,
            footnotes: HashMap::new(),
            after_footnote: None,
            references: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => self.words(&text, &range),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push(&text, Face::CODE, &range);
            }
            Event::InlineHtml(text) => self.inline_html(&text, &range),
            Event::Html(text) => {
                if let Some(leaf) = &mut self.leaf {
                    leaf.text.push_str(&text);
                }
            }
            Event::SoftBreak => self.soft_break(&range),
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
                self.begin_paragraph(range);
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
                    self.close = true;
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
                self.close = self.after_footnote == Some(self.blocks.len());
            }
            Tag::DefinitionListTitle => {
                self.flush();
                self.begin(LeafKind::Paragraph, range, true);
                self.faces.push(Face::STRONG);
            }
            Tag::DefinitionListDefinition => {
                self.flush();
                self.enter(Lead::Room(4));
                self.first_of_item = false;
                self.close = true;
            }
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(TableSoFar::new(alignments, range));
            }
            Tag::TableCell => {
                if let Some(table) = &mut self.table {
                    table.begin_cell();
                }
            }
            Tag::Emphasis => self.look(Face::EMPHASIS),
            Tag::Strong => self.look(Face::STRONG),
            Tag::Strikethrough => self.look(Face::STRUCK),
            Tag::Link {
                dest_url,
                link_type,
                ..
            } => self.begin_link(dest_url, link_type, &range),
            Tag::Image { dest_url, .. } => {
                let link = self.link(Target::of(&dest_url), &range);
                self.open.push(link);
                self.look(Face::IMAGE);
                self.push("▣ ", Face::PLAIN, &range);
            }
            Tag::TableHead
            | Tag::TableRow
            | Tag::DefinitionList
            | Tag::MetadataBlock(_)
            | Tag::Superscript
            | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.flush();
            }
            TagEnd::BlockQuote(_) | TagEnd::DefinitionListDefinition => {
                self.flush();
                self.leave();
                self.first_of_item = false;
                self.close = false;
            }
            TagEnd::FootnoteDefinition => {
                self.flush();
                self.draw_marker(range);
                self.leave();
                self.close = false;
                self.after_footnote = Some(self.blocks.len());
            }
            TagEnd::List(_) => {
                self.flush();
                if let Some(list) = self.lists.pop() {
                    self.align(&list);
                }
            }
            TagEnd::Item => self.end_item(range),
            TagEnd::DefinitionListTitle => {
                self.faces.pop();
                self.flush();
            }
            TagEnd::TableCell => {
                if let Some(table) = &mut self.table {
                    table.end_cell();
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    table.end_row(range, self.offset);
                }
            }
            TagEnd::Table => self.end_table(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.faces.pop();
            }
            TagEnd::Link => {
                self.faces.pop();
                self.open.pop();
                self.instead = None;
            }
            TagEnd::Image => self.end_image(),
            TagEnd::DefinitionList
            | TagEnd::MetadataBlock(_)
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
        }
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
