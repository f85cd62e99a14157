//! What is looked for in a note.

use crate::reader::{Document, Hit, Needle};

/// What is looked for, and where it is.
#[derive(Debug, Clone)]
pub struct Search {
    needle: Needle,
    hits: Vec<Hit>,
    /// The match that the reader went to last.
    current: usize,
}

impl Search {
    /// Looks for a text, from a block on; `None` where there is nothing to
    /// look for.
    pub fn new(document: &Document, text: &str, from: usize) -> Option<Self> {
        let needle = Needle::new(text)?;
        let hits = needle.hits(document);
        let current = hits.partition_point(|hit| hit.block < from);
        let current = if current == hits.len() { 0 } else { current };
        Some(Self {
            needle,
            hits,
            current,
        })
    }

    /// Looks for the same in another text.
    pub fn look_again(&mut self, document: &Document) {
        self.hits = self.needle.hits(document);
        self.current = self.current.min(self.hits.len().saturating_sub(1));
    }

    /// What is looked for.
    pub fn text(&self) -> &str {
        self.needle.text()
    }

    /// The match that the reader went to last.
    pub fn current(&self) -> Option<&Hit> {
        self.hits.get(self.current)
    }

    /// The match so many on; behind the last comes the first.
    pub fn neighbour(&self, by: isize) -> Option<&Hit> {
        self.hits.get(self.place(by)?)
    }

    /// Goes so many matches on.
    pub fn go_on(&mut self, by: isize) {
        if let Some(place) = self.place(by) {
            self.current = place;
        }
    }

    fn place(&self, by: isize) -> Option<usize> {
        let count = isize::try_from(self.hits.len()).ok()?;
        let current = isize::try_from(self.current).ok()?;
        (count > 0).then(|| (current + by).rem_euclid(count).unsigned_abs())
    }

    /// The matches in a block.
    pub fn in_block(&self, block: usize) -> &[Hit] {
        let start = self.hits.partition_point(|hit| hit.block < block);
        let end = self.hits.partition_point(|hit| hit.block <= block);
        self.hits.get(start..end).unwrap_or_default()
    }

    /// How many there are, in words: `3 of 12`.
    pub fn tally(&self) -> String {
        if self.hits.is_empty() {
            return "no match".to_owned();
        }
        format!("{} of {}", self.current + 1, self.hits.len())
    }
}
