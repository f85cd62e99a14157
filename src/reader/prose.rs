//! Text with looks, as a block holds it.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

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
        if is_harmless(raw) {
            text.push_str(raw);
        } else {
            for (number, line) in raw.split('\n').enumerate() {
                if number > 0 {
                    text.push('\n');
                }
                let clean = sanitise(line);
                text.push_str(&portable(&clean));
            }
        }
        self.range.end = text.len();
        let start = self.snapped(text, start);
        if start == text.len() {
            return;
        }
        match self.runs.last_mut() {
            Some(last)
                if last.face == face
                    && last.link == link
                    && last.range.end == start
                    && last.source + (start - last.range.start) == source =>
            {
                last.range.end = text.len();
            }
            _ => self.runs.push(Run {
                range: start..text.len(),
                face,
                link,
                source,
            }),
        }
    }

    /// Where a run can begin that was added at `start`: what makes one
    /// character with the end of the run before belongs to that.
    fn snapped(&mut self, text: &str, start: usize) -> usize {
        let Some(last) = self.runs.last_mut().filter(|it| it.range.end == start) else {
            return start;
        };
        let ascii = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii);
        if start == 0 || ascii(start) && ascii(start - 1) {
            return start;
        }
        let mut cursor = GraphemeCursor::new(start, text.len(), true);
        if cursor.is_boundary(text, 0) != Ok(false) {
            return start;
        }
        let end = cursor.next_boundary(text, 0).ok().flatten();
        last.range.end = end.unwrap_or(text.len());
        last.range.end
    }

    /// Begins at the end of a block's text.
    pub(super) fn at_end_of(text: &str) -> Self {
        Self {
            range: text.len()..text.len(),
            runs: Vec::new(),
        }
    }

    /// Where a place of the text comes from. Exact where the text stands in
    /// the source as it is.
    pub(super) fn source_of(&self, at: usize) -> Option<usize> {
        let after = self.runs.partition_point(|run| run.range.start <= at);
        let run = self.runs.get(after.checked_sub(1)?)?;
        Some(run.source + (at - run.range.start))
    }

    /// Cuts it to a part of the block's text.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let first = self.runs.partition_point(|it| it.range.end <= range.start);
        let runs = self.runs.get(first..).unwrap_or_default().iter();
        let runs = runs.take_while(|it| it.range.start < range.end);
        let runs = runs.filter_map(|run| {
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

/// Whether a text is shown as it is.
fn is_harmless(text: &str) -> bool {
    // In stretches, so that many bytes are looked at together.
    text.as_bytes().chunks(32).all(|bytes| {
        let harmful = bytes.iter().map(|it| u8::from(!(0x20..0x7F).contains(it)));
        harmful.fold(0, |all, it| all | it) == 0
    })
}
