//! Looks for one text in an output as it comes, however long that gets.

use memchr::memmem;

/// How far around a place is looked: for the number beside it, and for the line
/// it stands on.
pub(super) const REACH: usize = 4096;

/// Which of several places counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Last,
}

/// A place where the text stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// What stands before it, as far as it is looked.
    pub(super) before: Vec<u8>,
    /// The text itself.
    pub(super) text: Vec<u8>,
    /// What stands behind it, likewise.
    pub(super) after: Vec<u8>,
}

impl Place {
    /// The line it stands on, cut to what was kept of it, and where the text
    /// begins there.
    pub(super) fn line(&self) -> (Vec<u8>, usize) {
        let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let before = self.before.rsplit(ends).next().unwrap_or_default();
        let after = self.after.split(ends).next().unwrap_or_default();
        ([before, &self.text, after].concat(), before.len())
    }
}

/// A search under way.
#[derive(Debug)]
pub(super) struct Search {
    finder: memmem::Finder<'static>,
    backward: memmem::FinderRev<'static>,
    which: Which,
    length: usize,
    /// The end of what was seen.
    seen: Vec<u8>,
    place: Option<Place>,
}

impl Search {
    pub(super) fn new(text: &str, which: Which) -> Self {
        let text = text.as_bytes();
        Self {
            finder: memmem::Finder::new(text).into_owned(),
            backward: memmem::FinderRev::new(text).into_owned(),
            which,
            length: text.len(),
            seen: Vec::new(),
            place: None,
        }
    }

    /// Takes in more of the output.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        if self.which == Which::First && self.place.is_some() {
            self.extend(bytes);
            return;
        }
        let known = self.seen.len();
        self.seen.extend_from_slice(bytes);
        // An occurrence may have begun in what was there before.
        let from = known.saturating_sub(self.length.saturating_sub(1));
        let fresh = self.seen.get(from..).unwrap_or_default();
        let found = match self.which {
            Which::First => self.finder.find(fresh),
            Which::Last => self.backward.rfind(fresh),
        };
        match found.map(|at| at + from) {
            Some(at) => {
                let end = at + self.length;
                let part =
                    |from: usize, to: usize| self.seen.get(from..to).unwrap_or_default().to_vec();
                self.place = Some(Place {
                    before: part(at.saturating_sub(REACH), at),
                    text: part(at, end),
                    after: part(end, self.seen.len().min(end + REACH)),
                });
            }
            None => self.extend(bytes),
        }
        let keep = REACH + self.length;
        if self.seen.len() > keep {
            self.seen.drain(..self.seen.len() - keep);
        }
    }

    /// Takes in what stands behind a place that was found before.
    fn extend(&mut self, bytes: &[u8]) {
        if let Some(place) = &mut self.place {
            let room = REACH.saturating_sub(place.after.len());
            place
                .after
                .extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
        }
    }

    /// The place that counts, if there is any.
    pub(super) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }
}
