//! Text within blocks: looks, links, images, HTML.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::{Builder, CowStr, Face, LeafKind, Link, Target, messy};
use crate::reader::html::{self, Left};

/// What stands before an image's description.
const IMAGE: &str = "▣ ";

impl Builder<'_> {
    pub(super) fn look(&mut self, face: Face) {
        let now = self.face();
        self.faces.push(now | face);
    }

    fn face(&self) -> Face {
        self.faces.last().copied().unwrap_or_default()
    }

    pub(super) fn link(&mut self, target: Target, range: &Range<usize>) -> usize {
        self.links.push(Link {
            target,
            block: self.blocks.len(),
            source: range.start + self.offset,
        });
        self.links.len() - 1
    }

    pub(super) fn begin_link(&mut self, address: CowStr<'_>, kind: LinkType, range: &Range<usize>) {
        let address = match kind {
            LinkType::Email => CowStr::from(format!("mailto:{address}")),
            _ => address,
        };
        let target = Target::of(&address);
        if kind == LinkType::Autolink {
            self.instead = shown_instead(&address, &target);
        }
        let link = self.link(target, range);
        self.open.push(link);
        self.look(Face::LINK);
    }

    pub(super) fn end_image(&mut self) {
        self.faces.pop();
        let Some(link) = self.open.pop() else {
            return;
        };
        let link = &self.links[link];
        let at = link.source - self.offset;
        let address = shown_address(&link.target.address());
        let written = match (&self.table, &self.leaf) {
            (Some(table), _) => table.text(),
            (None, Some(leaf)) => leaf.text.as_str(),
            (None, None) => "",
        };
        let space = if written.ends_with(IMAGE) { "" } else { " " };
        self.push(&format!("{space}({address})"), Face::IMAGE, &(at..at));
    }

    /// Text of the author; addresses in it are links.
    pub(in super::super) fn words(&mut self, text: &str, range: &Range<usize>) {
        if let Some(address) = self.instead.take() {
            self.push(&address, Face::PLAIN, range);
            return;
        }
        if let Some((question, answer)) = messy::card(text)
            && self.open.is_empty()
            && self.table.is_none()
        {
            let (asked, answered) = if self.text.get(range.clone()) == Some(text) {
                (
                    range.start..range.start + question.len(),
                    range.end - answer.len()..range.end,
                )
            } else {
                (range.clone(), range.clone())
            };
            self.words(question, &asked);
            self.push("\n", Face::PLAIN, &answered);
            self.words(answer, &answered);
            return;
        }
        if !self.open.is_empty() || !has_address(text) {
            self.push(text, Face::PLAIN, range);
            return;
        }
        // Only where the text stands in the source as it is, places are known.
        let mut at = range.start;
        let exact = self.text.get(range.clone()) == Some(text);
        let finder = std::mem::take(&mut self.finder);
        for span in finder.spans(text) {
            let part = span.as_str();
            let part_range = if exact {
                at..at + part.len()
            } else {
                range.clone()
            };
            let link = span.kind().map(|_| Target::of(part));
            if let Some(target @ Target::Web(_)) = link {
                let shown = shown_instead(part, &target);
                let link = self.link(target, &part_range);
                self.open.push(link);
                self.push(shown.as_deref().unwrap_or(part), Face::LINK, &part_range);
                self.open.pop();
            } else {
                self.push(part, Face::PLAIN, &part_range);
            }
            if exact {
                at += part.len();
            }
        }
        self.finder = finder;
    }

    /// A line break of the source; text that keeps its lines keeps what they
    /// are set in by, too.
    pub(super) fn soft_break(&mut self, range: &Range<usize>) {
        let leaf = self.leaf.as_mut();
        let (bound, keeps) = leaf.map_or((false, false), |it| {
            (std::mem::take(&mut it.bound), it.keeps_lines)
        });
        let rest = self.text.get(range.start..).unwrap_or_default();
        let rest = rest.trim_start_matches(['\r', '\n']);
        if !keeps && messy::behind_bullet(rest).is_none() {
            self.push(if bound { "\n" } else { " " }, Face::PLAIN, range);
            return;
        }
        let indent = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let indent = rest.get(..indent).unwrap_or_default();
        self.push(&format!("\n{indent}"), Face::PLAIN, range);
    }

    /// Adds text to the leaf, or begins one: items of tight lists have none.
    pub(super) fn push(&mut self, raw: &str, face: Face, range: &Range<usize>) {
        let face = self.face() | face;
        let link = self.open.last().copied();
        let source = range.start + self.offset;
        if let Some(table) = &mut self.table {
            table.push(raw, face, link, source);
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

    pub(super) fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        if html::is_no_element(html) {
            self.push(html, Face::PLAIN, range);
            return;
        }
        for left in html::reduce(html) {
            match left {
                Left::Text(text) => self.push(&text, Face::PLAIN, range),
                Left::Break => self.push("\n", Face::PLAIN, range),
                Left::Image(alt, address) => {
                    self.push(&image(&alt, &address), Face::IMAGE, range);
                }
                Left::Comment(text) => self.bind(&text),
            }
        }
    }
}

/// Whether it is worth looking for addresses in a text.
fn has_address(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes())
        .any(|at| text.as_bytes().get(at + 1..at + 3) == Some(b"//"))
}

/// What is shown instead of an address in a text: letters of another script
/// may look like those of a well-known host, so what is shown is what is opened.
fn shown_instead(address: &str, target: &Target) -> Option<String> {
    (!address.is_ascii()).then(|| target.address())
}

/// An image: its description and its address.
pub(super) fn image(description: &str, address: &str) -> String {
    let address = shown_address(address);
    match description {
        "" => format!("{IMAGE}({address})"),
        _ => format!("{IMAGE}{description} ({address})"),
    }
}

/// The address of an image as it is shown: data in it is none.
fn shown_address(address: &str) -> String {
    let data = address
        .get(..5)
        .is_some_and(|it| it.eq_ignore_ascii_case("data:"));
    match address.split_once(',') {
        Some((kind, _)) if data => format!("{kind},…"),
        _ => address.to_owned(),
    }
}
