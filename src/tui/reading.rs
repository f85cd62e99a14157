//! A note that is being read: where the reader stands in it, what is looked
//! for, which links have numbers.

mod search;

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use crate::{
    domain::roadmap::ItemIx,
    reader::{Anchor, Document, Layout, Lead, Line, Marker, Paint, Place, Shape, Target},
};

use super::{msg::NoteText, world::World};
pub use search::Search;

/// The width of the lines until the screen is known.
const WIDTH: usize = 80;

/// A note that is being read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its path, as the roadmap writes it.
    pub path: String,
    /// Its text, as it was read.
    pub note: NoteText,
    /// The note, parsed.
    pub document: Arc<Document>,
    /// Lines are laid out when they are asked for, and remembered.
    layout: RefCell<Layout>,
    /// The line that the reader stands on.
    cursor: Place,
    /// How many lines are shown.
    height: usize,
    /// The lines that are shown, from the top; made before each frame.
    pub shown: Vec<(Place, Line)>,
    /// What is looked for.
    pub search: Option<Search>,
    /// Where the reader stood before looking.
    pub searched_from: Place,
    /// The links that have numbers, and what is typed of one.
    pub following: Option<Following>,
    /// Whether the contents stand beside the text.
    pub contents: bool,
    /// Whether somebody was asked what the words of its code are.
    pub painted: bool,
    /// What the words of its code are, by block.
    pub paints: HashMap<usize, Vec<Paint>>,
    /// The place that a text did not have any more: an editor that writes in
    /// place leaves half a file for a moment, and then the place is back.
    lost: Option<Anchor>,
    /// The place as it was last written down.
    pub left: Anchor,
}

/// Links with numbers, from 1 on, one of which is to be followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Following {
    /// The links, by their places in the document.
    pub links: Vec<usize>,
    /// The number, as far as it is typed.
    pub typed: String,
}

/// A step through a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many lines down, or up.
    Lines(isize),
    /// So many screens down, or up, in halves.
    Halves(isize),
    /// To the first line.
    Top,
    /// To the last line.
    End,
    /// So many headings on, or back.
    Headings(isize),
    /// To a block: a heading from the contents.
    Block(usize),
    /// To the next match, or the one before.
    Match(isize),
}

impl Reading {
    /// A note at its beginning, or where it was left.
    pub fn new(path: String, note: NoteText, left: Anchor) -> Self {
        let document = Arc::new(Document::parse(Arc::clone(&note.text)));
        let mut reading = Self {
            path,
            note,
            document,
            layout: RefCell::new(Layout::new(WIDTH)),
            cursor: Place::default(),
            height: 20,
            shown: Vec::new(),
            search: None,
            searched_from: Place::default(),
            following: None,
            contents: false,
            painted: false,
            paints: HashMap::new(),
            lost: None,
            left,
        };
        let left = reading.left.clone();
        if left != Anchor::default()
            && let Some(place) = left.find(&reading.document, reading.layout.get_mut())
        {
            reading.cursor = place;
        }
        reading
    }

    /// The same note with another text: the reader stays at the same heading
    /// and words.
    pub fn reload(&mut self, note: NoteText) {
        let anchor = self.lost.take().unwrap_or_else(|| self.anchor());
        let before = self.cursor;
        self.document = Arc::new(Document::parse(Arc::clone(&note.text)));
        self.note = note;
        let layout = self.layout.get_mut();
        *layout = Layout::new(layout.width()).with_code(layout.code_width());
        self.paints.clear();
        self.painted = false;
        self.following = None;
        let place = anchor.find(&self.document, self.layout.get_mut());
        let place = place.unwrap_or(before);
        self.cursor = self.layout.get_mut().clamped(&self.document, place);
        if self.anchor() != anchor {
            self.lost = Some(anchor);
        }
        if let Some(search) = &mut self.search {
            search.look_again(&self.document);
        }
        self.shown.clear();
    }

    /// Where the reader stands, in words.
    pub fn anchor(&self) -> Anchor {
        if self.cursor == Place::default() {
            return Anchor::default();
        }
        Anchor::of(&self.document, &mut self.layout.borrow_mut(), self.cursor)
    }

    /// Makes the lines for a screen of this size.
    pub fn fit(&mut self, width: usize, code: usize, height: usize) {
        self.height = height.max(1);
        let layout = self.layout.get_mut();
        if (width, code.max(width)) != (layout.width(), layout.code_width()) {
            let lines = layout.lines(&self.document, self.cursor.block);
            let line = lines.get(self.cursor.line);
            let at = line.and_then(|line| line.spans.iter().find_map(|span| span.at));
            *layout = Layout::new(width).with_code(code);
            self.cursor = match at {
                Some(at) => layout.place_of(&self.document, self.cursor.block, at),
                None => layout.clamped(&self.document, self.cursor),
            };
        }
        self.shown.clear();
        if self.document.blocks().is_empty() {
            return;
        }
        // The reader stands near the top, so that what comes is in view, but
        // for the ends of the note.
        let down = isize::try_from((self.height / 5).max(2)).unwrap_or(0);
        let above = layout.moved(&self.document, self.cursor, -down);
        let last = layout.bottom(&self.document, self.height);
        let mut place = above.min(last);
        for _ in 0..self.height {
            let lines = layout.lines(&self.document, place.block);
            if let Some(line) = lines.get(place.line) {
                self.shown.push((place, line.clone()));
            }
            let next = layout.moved(&self.document, place, 1);
            if next == place {
                break;
            }
            place = next;
        }
    }

    /// Where the reader stands.
    pub fn cursor(&self) -> Place {
        self.cursor
    }

    /// The number of the source's line that the reader stands on.
    pub fn line_number(&self) -> usize {
        self.document.line_number(self.source())
    }

    /// How much of the note lies above, 0 to 100.
    pub fn percent(&self) -> usize {
        if self.document.blocks().is_empty() {
            return 100;
        }
        let mut layout = self.layout.borrow_mut();
        if layout.moved(&self.document, self.cursor, 1) == self.cursor {
            return 100;
        }
        drop(layout);
        self.source() * 100 / self.document.source().len().max(1)
    }

    /// Where the line that the reader stands on comes from.
    fn source(&self) -> usize {
        let mut layout = self.layout.borrow_mut();
        let lines = layout.lines(&self.document, self.cursor.block);
        lines.get(self.cursor.line).map_or(0, |it| it.source)
    }

    /// The heading that the reader is under, by its place among the headings.
    pub fn heading(&self) -> Option<usize> {
        self.document.heading_of(self.cursor.block)
    }

    /// Where a step leads; `None` if it leads nowhere.
    pub fn stepped(&self, step: Step) -> Option<Place> {
        let mut layout = self.layout.borrow_mut();
        let document = &self.document;
        if document.blocks().is_empty() {
            return None;
        }
        let height = isize::try_from(self.height).unwrap_or(1);
        let place = match step {
            Step::Lines(lines) => layout.moved(document, self.cursor, lines),
            Step::Halves(2) => layout.moved(document, self.cursor, (height - 2).max(1)),
            Step::Halves(-2) => layout.moved(document, self.cursor, -(height - 2).max(1)),
            Step::Halves(halves) => {
                layout.moved(document, self.cursor, halves * (height / 2).max(1))
            }
            Step::Top => Place::default(),
            Step::End => layout.bottom(document, 1),
            Step::Headings(by) => {
                let headings = document.headings();
                let block = if by > 0 {
                    headings.iter().find(|it| it.block > self.cursor.block)
                } else {
                    let here = layout.start_of(document, self.cursor.block);
                    let before = |block: usize| {
                        block < self.cursor.block
                            || block == self.cursor.block && here < self.cursor
                    };
                    headings.iter().rev().find(|it| before(it.block))
                };
                match block {
                    Some(heading) => layout.start_of(document, heading.block),
                    // Above the first heading there may still be text.
                    None if by < 0 => Place::default(),
                    None => return None,
                }
            }
            Step::Block(block) => layout.start_of(document, block),
            Step::Match(by) => {
                let search = self.search.as_ref()?;
                let hit = search.neighbour(by)?;
                layout.place_of(document, hit.block, hit.range.start)
            }
        };
        let is_match = matches!(step, Step::Match(_));
        (place != self.cursor || is_match).then_some(place)
    }

    /// Takes a step.
    pub fn step(&mut self, step: Step) {
        if let Some(place) = self.stepped(step) {
            self.lost = None;
            self.cursor = place;
        }
        if let (Step::Match(by), Some(search)) = (step, &mut self.search) {
            search.go_on(by);
        }
    }

    /// Stands the reader on a line that is shown.
    pub fn stand_on(&mut self, place: Place) {
        self.cursor = self.layout.get_mut().clamped(&self.document, place);
    }

    /// Stands the reader at a place of a block's text.
    pub fn stand_at(&mut self, block: usize, at: usize) {
        self.cursor = self.layout.get_mut().place_of(&self.document, block, at);
    }

    /// The task that the reader stands on or in: its place among the
    /// document's tasks.
    pub fn task(&self) -> Option<usize> {
        let blocks = self.document.blocks();
        let here = blocks.get(self.cursor.block)?;
        let box_of = |lead: &Lead| match lead {
            Lead::Marker(Marker::Box(task), _) => Some(*task),
            _ => None,
        };
        if let Some(task) = here.leads.iter().rev().find_map(box_of) {
            return Some(task);
        }
        // Further down in an item: its marker stands before a block above.
        for depth in (0..here.leads.len()).rev() {
            if !matches!(here.leads[depth], Lead::Room(_)) {
                continue;
            }
            for block in blocks.get(..self.cursor.block)?.iter().rev() {
                match block.leads.get(depth) {
                    Some(Lead::Room(_)) => {}
                    Some(lead) => match box_of(lead) {
                        Some(task) => return Some(task),
                        None => break,
                    },
                    None => break,
                }
            }
        }
        None
    }

    /// The item of the roadmap that a task is bound to.
    pub fn item_of(&self, world: &World, task: usize) -> Option<ItemIx> {
        let id = self.document.tasks().get(task)?.item.as_deref()?;
        world.roadmap.find(&crate::domain::id::ItemId::new(id))
    }

    /// The links on screen, each once, from the top.
    pub fn links_shown(&self) -> Vec<usize> {
        let mut links = Vec::new();
        for (_, line) in &self.shown {
            for link in line.spans.iter().filter_map(|span| span.link) {
                if !links.contains(&link) {
                    links.push(link);
                }
            }
        }
        links
    }

    /// The links on the line that the reader stands on; where it has none, the
    /// ones of its block.
    pub fn links_here(&self) -> Vec<usize> {
        let on = |matches: &dyn Fn(Place) -> bool| {
            let mut links: Vec<usize> = Vec::new();
            let lines = self.shown.iter().filter(|(place, _)| matches(*place));
            for link in lines.flat_map(|(_, line)| line.spans.iter().filter_map(|it| it.link)) {
                if !links.contains(&link) {
                    links.push(link);
                }
            }
            links
        };
        let here = on(&|place| place == self.cursor);
        if here.is_empty() {
            on(&|place| place.block == self.cursor.block)
        } else {
            here
        }
    }

    /// Where a link leads.
    pub fn target(&self, link: usize) -> Option<&Target> {
        self.document.links().get(link).map(|it| &it.target)
    }

    /// What copying means here: the code that the reader stands in, else the
    /// address on the line, else the first code on screen.
    pub fn copied(&self) -> Option<String> {
        let is_code = |block: usize| {
            let block = self.document.blocks().get(block);
            block.is_some_and(|it| matches!(it.shape, Shape::Code(_)))
        };
        let address = || {
            let link = *self.links_here().first()?;
            Some(self.target(link)?.address()).filter(|it| !it.is_empty())
        };
        if !is_code(self.cursor.block)
            && let Some(address) = address()
        {
            return Some(address);
        }
        self.code()
    }

    /// The code that the reader stands in, or else the first on screen.
    fn code(&self) -> Option<String> {
        let shown = self.shown.iter().map(|(place, _)| place.block);
        let is_code = |block: &usize| {
            let block = self.document.blocks().get(*block);
            block.is_some_and(|it| matches!(it.shape, Shape::Code(_)))
        };
        let block = [self.cursor.block].into_iter().chain(shown).find(is_code)?;
        self.document.code(block)
    }
}
