//! Text with looks, as a block holds it.

use std::ops::Range;

use crate::text::{portable, sanitise};

use super::face::Face;

/// Where the text of a block looks or leads how.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    /// Which part of the block's text it is.
    pub range: Range<usize>,
    /// The pieces it is made of, end to end.
    pub runs: Vec<Run>,
}

/// A piece of text that looks the same all over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Which part of the block's text.
    pub range: Range<usize>,
    /// How it looks.
    pub face: Face,
    /// The link it belongs to, by its place in the document.
    pub link: Option<usize>,
    /// Where it comes from.
    pub source: usize,
}

impl Prose {
    /// Adds a piece of raw text to the end of a block's text.
    pub(super) fn push(
        &mut self,
        text: &mut String,
        raw: &str,
        face: Face,
        link: Option<usize>,
        source: usize,
    ) {
        let start = text.len();
        for (number, line) in raw.split('\n').enumerate() {
            if number > 0 {
                text.push('\n');
            }
            let clean = sanitise(line);
            text.push_str(&portable(&clean));
        }
        let range = start..text.len();
        self.range.end = text.len();
        match self.runs.last_mut() {
            Some(last) if last.face == face && last.link == link => last.range.end = range.end,
            _ => self.runs.push(Run {
                range,
                face,
                link,
                source,
            }),
        }
    }

    /// Begins at the end of a block's text.
    pub(super) fn at_end_of(text: &str) -> Self {
        Self {
            range: text.len()..text.len(),
            runs: Vec::new(),
        }
    }

    /// Cuts it to a part of the block's text.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let runs = self.runs.iter().filter_map(|run| {
            let start = run.range.start.max(range.start);
            let end = run.range.end.min(range.end);
            (start < end).then(|| Run {
                range: start..end,
                source: run.source + (start - run.range.start),
                ..run.clone()
            })
        });
        Self {
            runs: runs.collect(),
            range,
        }
    }

    /// Moves it to where its text is in another block, `by` bytes nearer to
    /// the start.
    pub(super) fn moved_back(mut self, by: usize) -> Self {
        self.range = self.range.start - by..self.range.end - by;
        for run in &mut self.runs {
            run.range = run.range.start - by..run.range.end - by;
        }
        self
    }
}
