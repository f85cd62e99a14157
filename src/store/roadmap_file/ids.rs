//! Ids of one namespace: well formed, and each only once.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::Hash,
    ops::Range,
};

use super::{
    faults::Faults,
    scalar::{At, Id, Text},
};
use crate::domain::id::{self, IdError, MAX_LEN};

/// The names of one kind of thing, and where each was first given.
pub(super) struct Names<T> {
    /// What is named, in words.
    what: &'static str,
    by_id: HashMap<String, (usize, T)>,
    /// Ids that were turned down: who refers to them is not told again.
    refused: HashSet<String>,
    has_capitals: bool,
}

impl<T: Copy + Eq + Hash> Names<T> {
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            by_id: HashMap::new(),
            refused: HashSet::new(),
            has_capitals: false,
        }
    }

    /// Takes an id for a thing; `None` if it cannot have it, after saying why.
    pub(super) fn claim(
        &mut self,
        id: &At<Id<'_>>,
        thing: T,
        faults: &mut Faults<'_>,
    ) -> Option<()> {
        let text = id.value.0.as_str();
        if let Err(error) = id::well_formed(text) {
            refuse(id, error, self.what, faults);
            self.refused.insert(text.to_owned());
            return None;
        }
        let line = faults.line(id.span.start);
        match self.by_id.entry(text.to_owned()) {
            Entry::Vacant(free) => {
                free.insert((line, thing));
                self.has_capitals |= text.bytes().any(|b| b.is_ascii_uppercase());
                Some(())
            }
            Entry::Occupied(taken) => {
                let first = taken.get().0;
                faults
                    .fatal(
                        &id.span,
                        format!("the id `{text}` is on line {first} and again on line {line}"),
                    )
                    .expecting(format!("an id that no other {} has or had", self.what));
                None
            }
        }
    }

    /// The thing that has this name.
    pub(super) fn get(&self, name: &str) -> Option<T> {
        self.by_id.get(name).map(|(_, thing)| *thing)
    }

    /// The thing that a reference means; `None` if there is none, after saying
    /// so.
    pub(super) fn find(&self, name: &At<Text<'_>>, faults: &mut Faults<'_>) -> Option<T> {
        let text = name.value.as_str();
        let found = self.get(text);
        if found.is_none() && !self.refused.contains(text) {
            let nearest = faults.nearest(text, self.by_id.keys().map(String::as_str));
            let message = format!("there is no {} `{text}`", self.what);
            faults.degrading(&name.span, message).near(nearest);
        }
        found
    }

    /// The things that a list of names means, each once, with the places.
    pub(super) fn find_all(
        &self,
        list: &[At<Text<'_>>],
        faults: &mut Faults<'_>,
    ) -> Vec<(T, Range<usize>)> {
        let mut seen = HashSet::new();
        let mut found = Vec::with_capacity(list.len());
        for name in list {
            let Some(thing) = self.find(name, faults) else {
                continue;
            };
            if seen.insert(thing) {
                found.push((thing, name.span.clone()));
            } else {
                let message = format!("`{}` is named twice", name.value.as_str());
                faults.degrading(&name.span, message);
            }
        }
        found
    }

    /// Reports ids that differ in nothing but capital letters.
    pub(super) fn look_alikes(&self, faults: &mut Faults<'_>) {
        if self.has_capitals {
            let ids = self
                .by_id
                .iter()
                .map(|(id, (line, _))| (id.as_str(), *line));
            look_alikes(ids.collect(), faults);
        }
    }
}

/// Reports an id against the grammar.
pub(super) fn refuse(id: &At<Id<'_>>, error: IdError, what: &str, faults: &mut Faults<'_>) {
    let text = id.value.0.as_str();
    let message = if text.is_empty() {
        format!("an id cannot be empty, so this {what} is left out")
    } else {
        format!("`{text}` is no id, so this {what} is left out")
    };
    faults
        .degrading(&id.span, message)
        .expecting(grammar(error));
}

/// What an id must be, in words.
pub(super) fn grammar(error: IdError) -> String {
    match error {
        IdError::Empty | IdError::TooLong => format!("1 to {MAX_LEN} characters"),
        IdError::Character => {
            "letters a–z, digits, `-`, `_` and `.`, beginning with a letter or digit".to_owned()
        }
    }
}

/// Reports ids, each with its line, that differ in nothing but capital letters.
pub(super) fn look_alikes(mut ids: Vec<(&str, usize)>, faults: &mut Faults<'_>) {
    ids.sort_by_cached_key(|(id, line)| (id.to_ascii_lowercase(), *line));
    for pair in ids.windows(2) {
        let [(one, first), (other, second)] = pair else {
            continue;
        };
        if one.eq_ignore_ascii_case(other) {
            let message = format!(
                "the ids `{one}` on line {first} and `{other}` on line {second} differ only in capital letters"
            );
            let span = faults.line_span(*second);
            faults
                .degrading(&span, message)
                .expecting("ids that stay apart when they are typed or name a file");
        }
    }
}
