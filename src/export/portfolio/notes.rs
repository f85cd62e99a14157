//! What a note says under “What changed”, as HTML.
//!
//! The reader has taken the Markdown apart: HTML in it is text or gone, and all
//! text has passed the sanitiser. Here its blocks are put into elements again.

use maud::{Markup, html};

use crate::{
    export::address,
    reader::{Block, Document, Face, Lead, Marker, Prose, Shape, Target},
};

/// The heading of the section, in whatever case.
const HEADING: &str = "what changed";

/// The section of a note; `None` without one, and where nothing stands in it.
pub(super) fn what_changed(document: &Document) -> Option<Markup> {
    let headings = document.headings();
    let place = headings
        .iter()
        .position(|heading| heading.text.trim().to_lowercase() == HEADING)?;
    let own = &headings[place];
    let next = headings[place + 1..]
        .iter()
        .find(|heading| heading.level <= own.level);
    let end = next.map_or_else(|| document.blocks().len(), |heading| heading.block);
    let blocks = document.blocks().get(own.block + 1..end)?;
    let says = |block: &Block| {
        !matches!(block.shape, Shape::Rule | Shape::Heading(..)) && !block.text.trim().is_empty()
    };
    if !blocks.iter().any(says) {
        return None;
    }
    let mut root = Vec::new();
    let mut path: Vec<Lead> = Vec::new();
    for block in blocks {
        // What the block before lay in and this one does, too.
        let shared = block.shared.min(path.len());
        path.truncate(shared);
        let new = block.leads.get(shared..).unwrap_or_default();
        add(&mut root, shared, new, block);
        path.extend(new.iter().cloned());
    }
    Some(nodes(document, &root, own.level))
}

/// What the page is made of.
enum Node<'d> {
    Block(&'d Block),
    Quote(Vec<Self>),
    List(Vec<Item<'d>>),
    /// Something that is only set off.
    Room(Vec<Self>),
}

struct Item<'d> {
    marker: Marker,
    inner: Vec<Node<'d>>,
}

/// Adds a block below the last `depth` containers, in those of `new`.
fn add<'d>(nodes: &mut Vec<Node<'d>>, depth: usize, new: &[Lead], block: &'d Block) {
    if depth > 0 {
        let inner = match nodes.last_mut() {
            Some(Node::Quote(inner) | Node::Room(inner)) => Some(inner),
            Some(Node::List(items)) => items.last_mut().map(|item| &mut item.inner),
            Some(Node::Block(_)) | None => None,
        };
        if let Some(inner) = inner {
            add(inner, depth - 1, new, block);
            return;
        }
    }
    let Some((lead, rest)) = new.split_first() else {
        nodes.push(Node::Block(block));
        return;
    };
    let mut inner = Vec::new();
    add(&mut inner, 0, rest, block);
    match lead {
        Lead::Bar(_) => nodes.push(Node::Quote(inner)),
        Lead::Room(_) => nodes.push(Node::Room(inner)),
        Lead::Marker(marker, _) => {
            let item = Item {
                marker: marker.clone(),
                inner,
            };
            match nodes.last_mut() {
                Some(Node::List(items)) if same(items, marker) => items.push(item),
                _ => nodes.push(Node::List(vec![item])),
            }
        }
    }
}

/// Whether an item of this marker goes on with the list.
fn same(items: &[Item<'_>], marker: &Marker) -> bool {
    let numbered = |marker: &Marker| matches!(marker, Marker::Label(_));
    items
        .last()
        .is_some_and(|last| numbered(&last.marker) == numbered(marker))
}

fn nodes(document: &Document, list: &[Node<'_>], level: u8) -> Markup {
    html! {
        @for node in list {
            @match node {
                Node::Block(it) => { (block(document, it, level)) }
                Node::Quote(inner) => { blockquote { (nodes(document, inner, level)) } }
                Node::Room(inner) => { div { (nodes(document, inner, level)) } }
                Node::List(items) => { (self::list(document, items, level)) }
            }
        }
    }
}

fn list(document: &Document, items: &[Item<'_>], level: u8) -> Markup {
    let number = |item: &Item<'_>| match &item.marker {
        Marker::Label(label) => label.trim_end_matches(['.', ')']).parse::<i32>().ok(),
        _ => None,
    };
    let entries = html! {
        @for item in items {
            li class=[matches!(item.marker, Marker::Box(_)).then_some("box")] value=[number(item)] {
                @if let Marker::Box(task) = item.marker { (tick(document, task)) }
                (nodes(document, &item.inner, level))
            }
        }
    };
    if items.iter().any(|item| number(item).is_some()) {
        html! { ol { (entries) } }
    } else {
        html! { ul { (entries) } }
    }
}

fn tick(document: &Document, task: usize) -> Markup {
    let ticked = document.tasks().get(task).is_some_and(|task| task.ticked);
    html! { @if ticked { "☑ " } @else { "☐ " } }
}

fn block(document: &Document, block: &Block, level: u8) -> Markup {
    let all = |prose: &Prose| text(document, block, prose);
    match &block.shape {
        Shape::Paragraph(prose) => html! { p { (all(prose)) } },
        // The page has three levels above it.
        Shape::Heading(place, prose) => {
            let own = document.headings().get(*place).map_or(6, |it| it.level);
            match own.saturating_sub(level) {
                0 | 1 => html! { h5 { (all(prose)) } },
                _ => html! { h6 { (all(prose)) } },
            }
        }
        Shape::Code(_) => html! { pre { code { (block.text) } } },
        Shape::Rule => html! { hr; },
        Shape::Table(table) => html! {
            table {
                @for (head, cells) in table.rows() {
                    tr {
                        @for cell in cells {
                            @if head { th scope="col" { (all(cell)) } }
                            @else { td { (all(cell)) } }
                        }
                    }
                }
            }
        },
    }
}

fn text(document: &Document, block: &Block, prose: &Prose) -> Markup {
    html! {
        @for run in &prose.runs {
            @let words = block.text.get(run.range.clone()).unwrap_or_default();
            @let target = run.link.and_then(|link| document.links().get(link));
            @match target.map(|link| &link.target) {
                Some(Target::Web(url)) => {
                    @match address::safe(url) {
                        Some(url) => { a href=(url) rel="noopener noreferrer" { (faced(words, run.face)) } }
                        None => { (faced(words, run.face)) }
                    }
                }
                _ => { (faced(words, run.face)) }
            }
        }
    }
}

/// A text with its looks.
fn faced(words: &str, face: Face) -> Markup {
    let mut out = html! { (words) };
    if face.has(Face::CODE) {
        out = html! { code { (out) } };
    }
    if face.has(Face::STRUCK) {
        out = html! { s { (out) } };
    }
    if face.has(Face::EMPHASIS) {
        out = html! { em { (out) } };
    }
    if face.has(Face::STRONG) {
        out = html! { strong { (out) } };
    }
    out
}
