//! Finding words in a note.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::document::Document;

/// How many places are found; nobody steps through more.
const MOST: usize = 10_000;

/// What is looked for. Capitals matter if there are any in it.
#[derive(Debug, Clone)]
pub struct Needle {
    text: String,
    pattern: Regex,
}

/// A place where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The block.
    pub block: usize,
    /// The part of the block's text.
    pub range: Range<usize>,
}

impl Needle {
    /// Looks for a text as it is; `None` if it is empty, or too long to be
    /// looked for.
    pub fn new(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let capitals = text.chars().any(char::is_uppercase);
        let pattern = RegexBuilder::new(&regex::escape(text))
            .case_insensitive(!capitals)
            .build()
            .ok()?;
        Some(Self {
            text: text.to_owned(),
            pattern,
        })
    }

    /// The text that is looked for.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it is in a text, without overlaps.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.pattern.find_iter(text).map(|it| it.range())
    }

    /// Where it is in a note, from the top.
    pub fn hits(&self, document: &Document) -> Vec<Hit> {
        let blocks = document.blocks.iter().enumerate();
        let hits = blocks.flat_map(|(block, it)| {
            let ranges = self.find(&it.text);
            ranges.map(move |range| Hit { block, range })
        });
        hits.take(MOST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(needle: &str, source: &str) -> Vec<String> {
        let document = Document::parse(source.into());
        let hits = Needle::new(needle).unwrap().hits(&document);
        hits.into_iter()
            .map(|hit| {
                document.blocks[hit.block]
                    .text
                    .get(hit.range)
                    .unwrap()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn capitals_matter_only_if_there_are_any() {
        let source = "# Mailbox\n\na mailbox, MAILBOX\n";
        assert_eq!(found("mailbox", source), ["Mailbox", "mailbox", "MAILBOX"]);
        assert_eq!(found("Mailbox", source), ["Mailbox"]);
        assert_eq!(found("žluť", "ŽLUŤ"), ["ŽLUŤ"]);
    }

    #[test]
    fn what_is_shown_is_found() {
        assert_eq!(
            found("two words", "two\nwords and **two** words"),
            ["two words", "two words"]
        );
        assert_eq!(found("x.y", "`x.y` xzy"), ["x.y"]);
        assert_eq!(found("[a", "[a"), ["[a"]);
        assert_eq!(
            found("cell", "|a|b|\n|-|-|\n|cell|cells|"),
            ["cell", "cell"]
        );
        assert!(Needle::new("").is_none());
    }
}
