//! The keys that hold: the table's, and over them the learner's own.

mod conflict;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::{Action, BINDINGS, Chord, Context};

/// Where something stands in the settings: line and column.
pub type At = (usize, usize);

/// Keys that the learner set for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWish {
    /// In which place; `None` for all in which it has keys.
    pub place: Option<(String, At)>,
    /// For what.
    pub action: String,
    /// Where that is written.
    pub at: At,
    /// The keys; none to have none.
    pub keys: Vec<(String, At)>,
}

/// Something about the learner's keys that needs a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyProblem {
    /// Where.
    pub at: At,
    /// What is wrong, and what holds instead.
    pub message: String,
}

/// A key that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Where it holds.
    pub context: Context,
    /// The key.
    pub chord: Chord,
    /// The key, as it is written.
    pub key: String,
    /// What it means.
    pub action: Action,
    /// Where the learner set it; `None` for one of the table's.
    pub set: Option<At>,
    /// Whether it was set for this place by name.
    by_place: bool,
}

/// The keys that hold. Made once; a press is looked up by the chord it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Bound>,
    meanings: HashMap<(Context, Chord), Action>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::of(defaults())
    }
}

impl Keymap {
    /// The table with the learner's keys over it, and what is to be said about
    /// those. Whatever they are, `ctrl-c` leaves the program.
    pub fn with(wishes: &[KeyWish]) -> (Self, Vec<KeyProblem>) {
        // A test says that the table is at peace with itself.
        if wishes.is_empty() {
            return (Self::default(), Vec::new());
        }
        let mut bindings = defaults();
        let mut problems = Vec::new();
        // What is said of one place counts over what is said of all.
        let (all, places): (Vec<_>, Vec<_>) = wishes.iter().partition(|it| it.place.is_none());
        for wish in all.into_iter().chain(places) {
            wish.carry_out(&mut bindings, &mut problems);
        }
        conflict::settle(&mut bindings, &mut problems);
        problems.sort_by_key(|problem| problem.at);
        (Self::of(bindings), problems)
    }

    fn of(bindings: Vec<Bound>) -> Self {
        let meanings = bindings
            .iter()
            .map(|bound| ((bound.context, bound.chord), bound.action))
            .collect();
        Self { bindings, meanings }
    }

    /// All keys, in the order in which help shows them.
    pub fn bindings(&self) -> &[Bound] {
        &self.bindings
    }

    /// What a chord means in these places, the first place first.
    pub fn meaning(&self, contexts: &[Context], chord: Chord) -> Option<Action> {
        contexts
            .iter()
            .find_map(|context| self.meanings.get(&(*context, chord)).copied())
    }

    /// The key that is shown for an action in these places: one that means it
    /// there, and nothing nearer.
    pub fn shown(&self, contexts: &[Context], action: Action) -> Option<&str> {
        contexts.iter().find_map(|context| {
            self.bindings
                .iter()
                .filter(|bound| bound.context == *context && bound.action == action)
                .find(|bound| self.meaning(contexts, bound.chord) == Some(action))
                .map(|bound| bound.key.as_str())
        })
    }

    /// All keys of an action in a place.
    pub fn keys_for(&self, context: Context, action: Action) -> impl Iterator<Item = &str> {
        self.bindings
            .iter()
            .filter(move |bound| bound.context == context && bound.action == action)
            .map(|bound| bound.key.as_str())
    }

    /// An action's first key in the words of a sentence: “`u`”; its name in the
    /// palette, where it has none.
    pub fn in_words(&self, action: Action) -> String {
        let own = self.bindings.iter().find(|bound| bound.action == action);
        own.map_or_else(
            || format!("“{}”", action.description()),
            |bound| format!("`{}`", bound.key),
        )
    }
}

/// The keys of the table.
fn defaults() -> Vec<Bound> {
    BINDINGS
        .iter()
        .filter_map(|binding| {
            Some(Bound {
                context: binding.context,
                // A test parses all of them.
                chord: binding.key.parse().ok()?,
                key: binding.key.to_owned(),
                action: binding.action,
                set: None,
                by_place: false,
            })
        })
        .collect()
}

/// Everything that a key can mean, in the order of the table.
pub fn actions() -> Vec<Action> {
    let mut actions: Vec<Action> = Vec::new();
    for binding in BINDINGS {
        if !actions.contains(&binding.action) {
            actions.push(binding.action);
        }
    }
    actions
}

impl KeyWish {
    fn carry_out(&self, bindings: &mut Vec<Bound>, problems: &mut Vec<KeyProblem>) {
        let mut say = |at: At, message: String| problems.push(KeyProblem { at, message });
        let known = actions();
        let Some(action) = known.iter().copied().find(|it| it.name() == self.action) else {
            let names = known.iter().map(|it| it.name());
            let near = meant(&self.action, names);
            let message = format!(
                "`{}` is nothing that a key can do{near}; `mastery config --keys` lists all",
                self.action
            );
            return say(self.at, message);
        };
        let contexts = match &self.place {
            None => places_of(action),
            Some((name, at)) => {
                let place = Context::ALL.into_iter().find(|it| it.name() == *name);
                let Some(place) = place else {
                    let names = Context::ALL.map(Context::name);
                    let near = meant(name, names.into_iter());
                    let message = format!(
                        "`{name}` is no place for keys{near}; the places are {}",
                        names.join(", ")
                    );
                    return say(*at, message);
                };
                vec![place]
            }
        };
        let mut chords: Vec<(Chord, At)> = Vec::new();
        for (text, at) in &self.keys {
            match text.parse::<Chord>() {
                Err(error) => say(*at, format!("`{}`: {error}", self.action)),
                Ok(chord) if is_fixed(chord) && action != Action::Quit => {
                    let message = format!(
                        "`{text}` always quits; it cannot be `{}` as well",
                        self.action
                    );
                    say(*at, message);
                }
                Ok(chord) if chords.iter().any(|(other, _)| *other == chord) => {}
                Ok(chord) => chords.push((chord, *at)),
            }
        }
        // Nothing but mistakes: that is not what `[]` says.
        if chords.is_empty() && !self.keys.is_empty() {
            return;
        }
        if action == Action::Quit
            && let Some(fixed) = fixed()
            && !chords.iter().any(|(chord, _)| *chord == fixed)
        {
            if chords.is_empty() {
                say(self.at, "`ctrl-c` always quits; it stays".to_owned());
            }
            chords.push((fixed, self.at));
        }
        for context in contexts {
            let is_it = |bound: &Bound| bound.context == context && bound.action == action;
            let place = bindings.iter().position(is_it);
            bindings.retain(|bound| !is_it(bound));
            let place = place.unwrap_or(bindings.len());
            let new = chords.iter().map(|(chord, at)| Bound {
                context,
                chord: *chord,
                key: chord.to_string(),
                action,
                set: Some(*at),
                by_place: self.place.is_some(),
            });
            bindings.splice(place..place, new);
        }
    }
}

/// The places in which the table has keys for something.
fn places_of(action: Action) -> Vec<Context> {
    let mut places: Vec<Context> = Vec::new();
    for binding in BINDINGS.iter().filter(|it| it.action == action) {
        if !places.contains(&binding.context) {
            places.push(binding.context);
        }
    }
    places
}

/// The key that leaves the program whatever the settings say.
fn fixed() -> Option<Chord> {
    "ctrl-c".parse().ok()
}

pub(super) fn is_fixed(chord: Chord) -> bool {
    fixed() == Some(chord)
}

/// “ (did you mean …?)”, where something is near.
fn meant<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> String {
    names
        .map(|name| (strsim::damerau_levenshtein(name, text), name))
        .filter(|(far, name)| *far <= 2 && *far < name.len())
        .min_by_key(|(far, _)| *far)
        .map_or_else(String::new, |(_, name)| {
            format!(" (did you mean `{name}`?)")
        })
}
