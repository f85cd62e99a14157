//! A note: as lines of every width, and as a part of a page for a browser.

use std::{collections::BTreeMap, sync::Arc};

use html5gum::{Token, Tokenizer};
use mastery::{
    domain::{
        progress::Progress,
        roadmap::{PhaseIx, Roadmap},
        state::State,
    },
    export::{
        Source,
        portfolio::{Portfolio, Private, page as whole_page},
    },
    reader::{Anchor, Document, Layout, Needle, Place, Target, paint},
    text::width as cells,
};
use unicode_segmentation::UnicodeSegmentation as _;

use super::{tame, typed::TODAY};

/// What is longer says nothing new, and takes long.
const MOST: usize = 16 * 1024;

/// A text as a note on the screen.
pub fn note(bytes: &[u8]) -> usize {
    if bytes.len() > MOST {
        return 0;
    }
    let text: Arc<str> = String::from_utf8_lossy(bytes).into();
    let document = Document::parse(Arc::clone(&text));
    let mut looked_at = 0;
    for width in [1, 9, 40, 80] {
        looked_at += laid_out(&document, width);
    }
    places(&document);
    boxes(&document);
    for (block, paints) in paint(&document) {
        let mut at = 0;
        for paint in paints {
            assert!(paint.range.start >= at, "{paint:?}");
            assert!(
                document.blocks()[block]
                    .text
                    .get(paint.range.clone())
                    .is_some()
            );
            at = paint.range.end;
        }
    }
    if let Some(needle) = Needle::new("a") {
        for hit in needle.hits(&document) {
            let found = document.blocks()[hit.block].text.get(hit.range);
            assert!(found.is_some_and(|it| it.eq_ignore_ascii_case("a")));
        }
    }
    looked_at
}

/// Says that all lines are lines; how many there are.
fn laid_out(document: &Document, width: usize) -> usize {
    let mut layout = Layout::new(width);
    let mut count = 0;
    for block in 0..document.blocks().len() {
        let own = &document.blocks()[block].text;
        for line in layout.lines(document, block) {
            count += 1;
            let text = line.text();
            tame(&text);
            assert!(!text.contains('\n'));
            let said = line.spans.iter().filter(|it| it.at.is_some());
            let said: String = said.map(|it| it.text.as_str()).collect();
            let lone = said.trim().graphemes(true).count() <= 1;
            assert!(cells(&text) <= width || lone, "{text:?} in {width}");
            assert!(document.source().is_char_boundary(line.source));
            for span in &line.spans {
                if let Some(at) = span.at {
                    let there = own.get(at..);
                    assert!(
                        there.is_some_and(|it| it.starts_with(&span.text)),
                        "{span:?}"
                    );
                }
            }
        }
    }
    let bottom = layout.bottom(document, 3);
    let anchor = Anchor::of(document, &mut layout, bottom);
    anchor.find(document, &mut layout);
    layout.moved(document, Place::default(), 7);
    count
}

/// Says that everything has a place in the source.
fn places(document: &Document) {
    let source = document.source();
    let mut before = 0;
    for block in document.blocks() {
        assert!(block.source.start >= before);
        before = block.source.start;
        assert!(
            source.get(block.source.clone()).is_some(),
            "{:?}",
            block.source
        );
    }
    for heading in document.headings() {
        tame(&heading.text);
        assert!(heading.block < document.blocks().len());
    }
    for link in document.links() {
        assert!(source.is_char_boundary(link.source));
        match &link.target {
            Target::Web(url) => {
                let open = ["http://", "https://", "mailto:"];
                assert!(open.iter().any(|it| url.starts_with(it)), "{url:?}");
                assert!(
                    !url.contains(|c: char| c.is_control() || c.is_whitespace()),
                    "{url:?}"
                );
            }
            Target::Note(path, _) => assert!(!path.starts_with('/'), "{path:?}"),
            Target::Here(_) | Target::Block(_) | Target::Refused(..) => {}
        }
    }
}

/// Says that ticking a box in the source ticks this box and no other.
fn boxes(document: &Document) {
    let states = |it: &Document| -> Vec<(usize, bool)> {
        it.tasks().iter().map(|it| (it.at, it.ticked)).collect()
    };
    let before = states(document);
    for (number, (at, ticked)) in before.iter().copied().enumerate().take(8) {
        let mark = if ticked { " " } else { "x" };
        let source = document.source();
        let (Some(head), Some(tail)) = (source.get(..at), source.get(at + 1..)) else {
            panic!("no box at {at}");
        };
        let mut expected = before.clone();
        expected[number].1 = !ticked;
        let after = Document::parse(format!("{head}{mark}{tail}").into());
        assert_eq!(states(&after), expected);
    }
}

/// A text as a note on a page: no script, no picture from elsewhere, no
/// address but one that may be opened.
pub fn page(bytes: &[u8]) -> usize {
    if bytes.len() > MOST {
        return 0;
    }
    let text = String::from_utf8_lossy(bytes);
    let note = format!("## What changed\n\n{text}");
    let notes = BTreeMap::from([(PhaseIx(0), Document::parse(note.into()))]);
    let roadmap = small();
    let state = State::default();
    let progress = Progress::new(&roadmap, &state);
    let page = whole_page(&Portfolio {
        source: Source {
            roadmap: &roadmap,
            state: &state,
            progress: &progress,
            today: *TODAY,
        },
        name: Some(&text),
        notes: &notes,
        private: Private {
            money: true,
            hours: true,
            thoughts: true,
        },
    });
    tame(&page);
    let mut open = Vec::new();
    for token in Tokenizer::new(&page) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let never = ["script", "link", "img", "iframe", "base", "object", "form"];
                assert!(!never.contains(&name.as_str()), "{name}");
                for (key, value) in &tag.attributes {
                    let key = String::from_utf8_lossy(key);
                    assert!(
                        !key.starts_with("on") && key != "src" && key != "style",
                        "{key}"
                    );
                    let value = String::from_utf8_lossy(value);
                    let good = ["https://", "http://", "mailto:", "#"];
                    let leads = key != "href" || good.iter().any(|it| value.starts_with(it));
                    assert!(leads, "{value}");
                }
                let void = ["meta", "br", "hr", "input", "wbr"];
                if !tag.self_closing && !void.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                assert_eq!(
                    open.pop(),
                    Some(name),
                    "ends and beginnings belong together"
                );
            }
            Token::Comment(_) | Token::Error(_) => panic!("{token:?}"),
            _ => {}
        }
    }
    assert_eq!(open, [""; 0]);
    notes[&PhaseIx(0)].blocks().len()
}

/// A roadmap with one phase.
fn small() -> Roadmap {
    let text = "format = 1\nid = \"tea\"\ntitle = \"Tea\"\n\n[[phase]]\nid = \"leaf\"\nnumber = 0\ntitle = \"Leaf\"\nnotes = \"reading/leaf.md\"\n";
    super::roadmap::load(text).roadmap.expect("a small roadmap")
}
