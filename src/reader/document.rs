//! A note as a list of blocks.

use std::{ops::Range, sync::Arc};

use super::{parse, prose::Prose, table::Table, target::Target};

/// A note, parsed. Blocks follow each other; what they lie in, a list or a
/// quotation, stands before them as [`Lead`]s.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) source: Arc<str>,
    pub(super) blocks: Vec<Block>,
    pub(super) headings: Vec<Heading>,
    pub(super) links: Vec<Link>,
    pub(super) tasks: Vec<Task>,
}

/// A part of a note that stands for itself.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub shape: Shape,
    /// All its text, as it is shown, with a line break between the lines of
    /// code and the cells of tables.
    pub text: String,
    /// What stands before its lines, from the outside inwards.
    pub leads: Vec<Lead>,
    /// How many of its leads, from the outside, it lies in together with the
    /// block before.
    pub shared: usize,
    /// Whether it keeps a distance to the block before.
    pub gap: bool,
    /// Where it is in the source.
    pub source: Range<usize>,
}

/// What a block is.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A heading, by its place in [`Document::headings`].
    Heading(usize, Prose),
    /// A paragraph.
    Paragraph(Prose),
    /// Code.
    Code(Code),
    /// A table.
    Table(Table),
    /// A rule.
    Rule,
}

/// A block of code, or a part of a long one.
#[derive(Debug, Clone)]
pub struct Code {
    /// The language, as the author names it; empty if not.
    pub language: String,
    /// Whether this is where the code begins; a long block is laid out in
    /// parts.
    pub first: bool,
    /// Where each line begins in the source.
    pub starts: Vec<usize>,
    /// Where the whole code is in the source, fences and all.
    pub whole: Range<usize>,
}

/// What stands before the lines of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    /// The bar of a quotation.
    Bar(Option<Alert>),
    /// The marker of a list's item, on the first line; beneath it, room.
    Marker(Marker, usize),
    /// Room of so many cells.
    Room(usize),
}

/// What stands before an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marker {
    /// A bullet, by the depth of the list, counted from 0.
    Bullet(usize),
    /// A number, or the label of a footnote.
    Label(String),
    /// A box, by its place in [`Document::tasks`].
    Box(usize),
}

/// The kinds of alerts that GitHub knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alert {
    /// Worth knowing.
    Note,
    /// Good advice.
    Tip,
    /// Needed.
    Important,
    /// Takes care.
    Warning,
    /// May go wrong.
    Caution,
}

impl Alert {
    /// Its name, as it stands above its text.
    pub fn title(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Tip => "Tip",
            Self::Important => "Important",
            Self::Warning => "Warning",
            Self::Caution => "Caution",
        }
    }
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text, as it is shown.
    pub text: String,
    /// What a link to it says after `#`.
    pub slug: String,
    /// Its block.
    pub block: usize,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// Its block.
    pub block: usize,
    /// Where it is in the source.
    pub source: usize,
}

/// A box that can be ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The byte in the source between the brackets.
    pub at: usize,
    /// Whether it is ticked in the source.
    pub ticked: bool,
    /// The item of the roadmap that it is bound to, by a comment
    /// `<!-- id: … -->`.
    pub item: Option<String>,
    /// Its block.
    pub block: usize,
}

impl Document {
    /// Parses a note. Any text is one; a byte-order mark and front matter are
    /// hidden.
    #[expect(clippy::needless_pass_by_value, reason = "the document keeps it")]
    pub fn parse(source: Arc<str>) -> Self {
        parse::parse(&source)
    }

    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text it was parsed from, shared.
    pub fn text(&self) -> Arc<str> {
        Arc::clone(&self.source)
    }

    /// Its blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Its headings, in order.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// Its links, in order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Its boxes, in order.
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// Its title: the first heading.
    pub fn title(&self) -> Option<&str> {
        self.headings.first().map(|it| it.text.as_str())
    }

    /// The heading that a block stands under; the block itself if it is one.
    pub fn heading_of(&self, block: usize) -> Option<usize> {
        let after = self.headings.partition_point(|it| it.block <= block);
        after.checked_sub(1)
    }

    /// The block where a link `#slug` leads.
    pub fn block_of_slug(&self, slug: &str) -> Option<usize> {
        let exact = self.headings.iter().find(|it| it.slug == slug);
        let folded = || {
            let mut headings = self.headings.iter();
            headings.find(|it| it.slug.to_lowercase() == slug.to_lowercase())
        };
        exact.or_else(folded).map(|it| it.block)
    }

    /// The block at or before a place in the source.
    pub fn block_at(&self, source: usize) -> usize {
        let after = self.blocks.partition_point(|it| it.source.start <= source);
        after.saturating_sub(1)
    }

    /// Where a place in a block's text, counted in bytes, comes from.
    pub fn source_of(&self, block: usize, at: usize) -> usize {
        let Some(block) = self.blocks.get(block) else {
            return self.source.len();
        };
        let place = match &block.shape {
            Shape::Heading(_, prose) | Shape::Paragraph(prose) => prose.source_of(at),
            Shape::Table(table) => table.source_of(at),
            Shape::Code(code) => {
                let before = block.text.as_bytes().get(..at).unwrap_or_default();
                let line = memchr::memchr_iter(b'\n', before).count();
                code.starts.get(line).copied()
            }
            Shape::Rule => None,
        };
        // Entities are longer in the source than in the text, so that what is
        // counted from them may be no place of a character.
        let place = place.unwrap_or(block.source.start);
        let mut place = place.clamp(block.source.start, block.source.end);
        while !self.source.is_char_boundary(place) {
            place -= 1;
        }
        place
    }

    /// The number of the source's line, counted from 1, that a place is in.
    pub fn line_number(&self, source: usize) -> usize {
        let before = self.source.as_bytes().get(..source);
        1 + memchr::memchr_iter(b'\n', before.unwrap_or(self.source.as_bytes())).count()
    }

    /// Where the lines of the source end, for the numbers of many places.
    pub fn line_ends(&self) -> Vec<usize> {
        memchr::memchr_iter(b'\n', self.source.as_bytes()).collect()
    }

    /// The code of a block, as its author wrote it, without fences and the
    /// indentation of what it lies in; `None` if it is none.
    pub fn code(&self, block: usize) -> Option<String> {
        let Shape::Code(code) = &self.blocks.get(block)?.shape else {
            return None;
        };
        Some(parse::raw_code(&self.source, &code.whole))
    }
}
