//! Where a reader left off, in words: heading and text outlive edits above.

use super::{
    document::Document,
    layout::{Layout, Place},
};

/// How much text an anchor keeps, in characters.
const LENGTH: usize = 60;

/// A place in a note that is found again after the note was edited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Anchor {
    /// The heading above it; empty at the top.
    pub heading: String,
    /// How the text begins there.
    pub text: String,
}

impl Anchor {
    /// The anchor of a line.
    pub fn of(document: &Document, layout: &mut Layout, place: Place) -> Self {
        let heading = document.heading_of(place.block);
        let heading = heading.map(|it| document.headings[it].text.clone());
        let lines = layout.lines(document, place.block).get(place.line..);
        let mut spans = lines.into_iter().flatten().flat_map(|line| &line.spans);
        let at = spans.find_map(|span| span.at).unwrap_or(0);
        let text = document
            .blocks
            .get(place.block)
            .and_then(|it| it.text.get(at..));
        let text = text.unwrap_or_default().chars().take(LENGTH);
        Self {
            heading: heading.unwrap_or_default(),
            text: text.collect(),
        }
    }

    /// The line it means: the text under its heading, else the text
    /// anywhere, else the heading; `None` if neither is there any more.
    pub fn find(&self, document: &Document, layout: &mut Layout) -> Option<Place> {
        let under = |it: &usize| {
            let heading = document.heading_of(*it);
            let heading = heading.map_or("", |it| &document.headings[it].text);
            heading == self.heading
        };
        let mut blocks: Vec<usize> = (0..document.blocks.len()).collect();
        // Blocks under the heading come first; the order is kept otherwise.
        blocks.sort_by_key(|it| !under(it));
        if !self.text.trim().is_empty() {
            for block in &blocks {
                if let Some(at) = document.blocks[*block].text.find(&self.text) {
                    return Some(layout.place_of(document, *block, at));
                }
            }
        }
        let mut headings = document.headings.iter();
        let heading = headings.find(|it| it.text == self.heading)?;
        Some(layout.start_of(document, heading.block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str =
        "# Top\n\nOne.\n\n## Lab\n\nBuild it.\n\n- first\n- second\n\n## Proof\n\nBuild it.\n";

    fn shown(source: &str, anchor: &Anchor) -> Option<String> {
        let document = Document::parse(source.into());
        let mut layout = Layout::new(40);
        let place = anchor.find(&document, &mut layout)?;
        Some(layout.lines(&document, place.block)[place.line].text())
    }

    fn anchor(source: &str, line: &str) -> Anchor {
        let document = Document::parse(source.into());
        let mut layout = Layout::new(40);
        let mut place = Place::default();
        loop {
            if layout.lines(&document, place.block)[place.line].text() == line {
                return Anchor::of(&document, &mut layout, place);
            }
            let next = layout.moved(&document, place, 1);
            assert!(next > place, "no line {line:?}");
            place = next;
        }
    }

    #[test]
    fn a_place_is_found_again_after_edits_above() {
        let left = anchor(NOTE, "• second");
        assert_eq!(left.heading, "Lab");
        assert_eq!(shown(NOTE, &left).unwrap(), "• second");
        let edited = NOTE.replace("One.", "One.\n\nTwo.\n\n- second\n\n## New\n\nThree.");
        assert_eq!(shown(&edited, &left).unwrap(), "• second");
        let document = Document::parse(edited.as_str().into());
        let place = left.find(&document, &mut Layout::new(40)).unwrap();
        let heading = document.heading_of(place.block).unwrap();
        assert_eq!(document.headings()[heading].text, "Lab");
    }

    #[test]
    fn the_same_words_under_another_heading_are_another_place() {
        let mut left = anchor(NOTE, "Build it.");
        left.heading = "Proof".to_owned();
        let document = Document::parse(NOTE.into());
        let place = left.find(&document, &mut Layout::new(40)).unwrap();
        assert_eq!(place.block, document.blocks().len() - 1);
    }

    #[test]
    fn what_is_left_of_the_place_is_found() {
        let left = anchor(NOTE, "• second");
        let without = NOTE.replace("- second\n", "");
        assert_eq!(shown(&without, &left).unwrap(), "Lab");
        let renamed = NOTE.replace("## Lab", "## Workshop");
        assert_eq!(shown(&renamed, &left).unwrap(), "• second");
        assert_eq!(shown("# Another note\n", &left), None);
    }
}
