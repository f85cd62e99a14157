//! The words of a piece: their text, and what stands out in it.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

use super::marks;

/// Titles are cut after so many characters; notes keep them whole.
pub(super) const MOST_TITLE: usize = 1_000;

/// Text as it is shown, with line breaks where the source has them.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) links: Vec<Link>,
    pub(super) codes: Vec<Range<usize>>,
    pub(super) strong: Vec<Range<usize>>,
}

/// A link in it.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) range: Range<usize>,
    pub(super) url: String,
}

impl Words {
    /// Words of which nothing stands out.
    pub(super) fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// The text in one line, harmless.
    pub(super) fn line(&self) -> String {
        clean(&self.text)
    }

    /// A part of it in one line.
    pub(super) fn part(&self, range: &Range<usize>) -> String {
        clean(self.text.get(range.clone()).unwrap_or_default())
    }

    /// The parts in code.
    pub(super) fn codes(&self) -> Vec<String> {
        let parts = self.codes.iter().map(|range| self.part(range));
        parts.filter(|it| !it.is_empty()).collect()
    }

    /// The addresses that can be opened.
    pub(super) fn urls(&self) -> impl Iterator<Item = (&Link, String)> {
        self.links
            .iter()
            .filter_map(|link| Some((link, marks::address(&link.url)?)))
    }

    /// Takes bare addresses for links, outside of links and code.
    pub(super) fn find_addresses(&mut self) {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        let taken = |range: &Range<usize>| {
            let meets = |it: &Range<usize>| it.start < range.end && range.start < it.end;
            self.links.iter().any(|link| meets(&link.range)) || self.codes.iter().any(meets)
        };
        let bare: Vec<Link> = finder
            .links(&self.text)
            .map(|found| Link {
                range: found.start()..found.end(),
                url: found.as_str().to_owned(),
            })
            .filter(|link| !taken(&link.range))
            .collect();
        self.links.extend(bare);
    }

    /// Whether all of it is bold.
    pub(super) fn is_strong(&self) -> bool {
        let text = self.text.trim();
        let colon = text.trim_end_matches([':', '：']).trim_end();
        !colon.is_empty()
            && self.strong.iter().any(|range| {
                let part = self.text.get(range.clone()).unwrap_or_default().trim();
                part == text || part.trim_end_matches([':', '：']) == colon
            })
    }

    /// All from a place on.
    pub(super) fn from(&self, at: usize) -> Self {
        self.slice(at..self.text.len())
    }

    fn slice(&self, range: Range<usize>) -> Self {
        let moved = |it: &Range<usize>| {
            let inside = it.start >= range.start && it.start < range.end.max(range.start + 1);
            inside.then(|| {
                let end = it.end.min(range.end);
                it.start - range.start..end.saturating_sub(range.start)
            })
        };
        Self {
            text: self.text.get(range.clone()).unwrap_or_default().to_owned(),
            links: self
                .links
                .iter()
                .filter_map(|link| {
                    Some(Link {
                        range: moved(&link.range)?,
                        url: link.url.clone(),
                    })
                })
                .collect(),
            codes: self.codes.iter().filter_map(moved).collect(),
            strong: self.strong.iter().filter_map(moved).collect(),
        }
    }

    /// Whether a line of it begins with a box.
    pub(super) fn has_box(&self) -> bool {
        self.text
            .split('\n')
            .any(|line| marks::inner_box(line).is_some())
    }

    /// Cut at the lines that begin with a box: whether each is ticked, how many
    /// lines down it is, and its words. The first may have none; there is
    /// always one.
    pub(super) fn boxes(&self) -> Vec<(Option<bool>, usize, Self)> {
        let mut cuts: Vec<(usize, usize, Option<bool>, usize)> = vec![(0, 0, None, 0)];
        let mut at = 0;
        for (down, line) in self.text.split('\n').enumerate() {
            // In code, brackets are brackets.
            let coded = self.codes.iter().any(|it| it.start <= at && at < it.end);
            if let Some((ticked, skip)) = marks::inner_box(line).filter(|_| !coded) {
                if self.text.get(..at).is_some_and(|it| it.trim().is_empty()) {
                    cuts.clear();
                }
                cuts.push((at, at + skip, Some(ticked), down));
            }
            at += line.len() + 1;
        }
        let ends = cuts.iter().skip(1).map(|cut| cut.0);
        let ends: Vec<usize> = ends.chain([self.text.len()]).collect();
        cuts.iter()
            .zip(ends)
            .map(|((_, from, ticked, down), to)| (*ticked, *down, self.slice(*from..to.max(*from))))
            .collect()
    }
}

/// One harmless line: no controls, no signs that reorder or hide what is around
/// them, no blanks but single ones.
pub(super) fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            blank = !line.is_empty();
        } else if !is_hidden(c) {
            if std::mem::take(&mut blank) {
                line.push(' ');
            }
            line.push(c);
        }
    }
    line
}

/// Signs that nobody sees. Joiners are letters' and emoji's own.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
        || (c as u32) & 0xFFFE == 0xFFFE
}

/// A title: cut where it is too long to be one.
pub(super) fn title(text: &str) -> String {
    shorten(text, MOST_TITLE)
}

/// At most so many characters, cut between words where there are some.
pub(super) fn shorten(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let head = text.get(..end).unwrap_or_default();
    let word = head.rfind(' ').filter(|at| *at > end / 2);
    let head = word.and_then(|at| head.get(..at)).unwrap_or(head);
    format!("{}…", head.trim_end())
}

/// What two texts have in common that say the same: letters and digits, small.
pub(super) fn key(text: &str) -> String {
    let mut key = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        let mark = "–—…·•“”„‘’«»、。，：；！？（）।".contains(c);
        let sign = !c.is_ascii() && !c.is_whitespace() && !mark;
        if c.is_alphanumeric() || matches!(c, '+' | '#') || sign {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    let key = key.trim_end().to_owned();
    if key.is_empty() { text.to_owned() } else { key }
}
