//! One key for two things: who has it, and what is said about it.

use std::collections::HashMap;

use crate::tui::keys::{Action, Chord, Context};

use super::{At, Bound, KeyProblem};

/// Leaves each key of a place to one action. The learner's key counts over the
/// table's, and of two of the learner's the one that is written first.
pub(super) fn settle(bindings: &mut Vec<Bound>, problems: &mut Vec<KeyProblem>) {
    let mut owners: HashMap<(Context, Chord), (Option<At>, Action)> = HashMap::new();
    for bound in bindings.iter() {
        let owner = owners
            .entry((bound.context, bound.chord))
            .or_insert((bound.set, bound.action));
        // `None` is the table's: it counts least.
        let earlier = match (bound.set, owner.0) {
            (Some(new), Some(old)) => new < old,
            (new, old) => new.is_some() && old.is_none(),
        };
        if earlier {
            *owner = (bound.set, bound.action);
        }
    }
    let owner_of = |bound: &Bound| {
        let owner = owners.get(&(bound.context, bound.chord));
        owner.copied().filter(|owner| owner.1 != bound.action)
    };
    let mut losses: Vec<Loss> = Vec::new();
    for bound in bindings.iter() {
        let Some((won, winner)) = owner_of(bound) else {
            continue;
        };
        let loss = losses.iter_mut().find(|it| {
            (it.winner, it.loser, it.lost) == (winner, bound.action, bound.set)
                && it.key == bound.key
        });
        match loss {
            Some(loss) => loss.contexts.push(bound.context),
            None => losses.push(Loss {
                winner,
                won,
                loser: bound.action,
                lost: bound.set,
                key: bound.key.clone(),
                contexts: vec![bound.context],
            }),
        }
    }
    bindings.retain(|bound| owner_of(bound).is_none());
    problems.extend(losses.iter().filter_map(|loss| loss.problem(bindings)));
    problems.extend(hidden(bindings).iter().map(Hidden::problem));
}

/// A key that an action does not get.
struct Loss {
    winner: Action,
    won: Option<At>,
    loser: Action,
    lost: Option<At>,
    key: String,
    contexts: Vec<Context>,
}

impl Loss {
    fn problem(&self, left: &[Bound]) -> Option<KeyProblem> {
        let (key, winner, loser) = (&self.key, self.winner.name(), self.loser.name());
        let won = self.won?;
        let places = in_places(&self.contexts);
        if let Some(at) = self.lost {
            let line = won.0;
            return Some(KeyProblem {
                at,
                message: format!(
                    "`{key}` is `{winner}` {places} already (line {line}); `{loser}` does not get it"
                ),
            });
        }
        let other = left
            .iter()
            .find(|it| self.contexts.contains(&it.context) && it.action == self.loser);
        let rest = match other {
            Some(other) => format!(
                "`{loser}` keeps `{}`: write `{loser} = \"{}\"` if that is meant",
                other.key, other.key
            ),
            None => format!(
                "`{loser}` has no key there: give it another, or write `{loser} = []` if that is \
                 meant"
            ),
        };
        Some(KeyProblem {
            at: won,
            message: format!("`{key}` is `{winner}` {places} now, and {rest}"),
        })
    }
}

/// A key of the learner's that means something else where something nearer has
/// it, too.
struct Hidden {
    at: At,
    key: String,
    /// What it means.
    near: Action,
    /// What it does not.
    far: Action,
    places: Vec<Context>,
}

impl Hidden {
    fn problem(&self) -> KeyProblem {
        KeyProblem {
            at: self.at,
            message: format!(
                "`{}` is `{}` {}, so it is not `{}` there",
                self.key,
                self.near.name(),
                in_places(&self.places),
                self.far.name()
            ),
        }
    }
}

/// The learner's keys that something nearer hides, or that hide something
/// behind them. What is set for a place by name is meant to count there.
fn hidden(bindings: &[Bound]) -> Vec<Hidden> {
    let mut all: Vec<Hidden> = Vec::new();
    for together in Context::TOGETHER {
        for (rank, front) in together.iter().enumerate() {
            for near in bindings.iter().filter(|it| it.context == *front) {
                let behind = bindings.iter().filter(|far| {
                    together[rank + 1..].contains(&far.context)
                        && far.chord == near.chord
                        && far.action != near.action
                });
                for far in behind {
                    // It is said of the one that is hidden, if it was set.
                    let blamed = [far, near].into_iter().find(|it| it.set.is_some());
                    let Some(at) = blamed.filter(|_| !near.by_place).and_then(|it| it.set) else {
                        continue;
                    };
                    let same = all.iter_mut().find(|it| {
                        (it.at, it.near, it.far) == (at, near.action, far.action)
                            && it.key == near.key
                    });
                    match same {
                        Some(same) if same.places.contains(front) => {}
                        Some(same) => same.places.push(*front),
                        None => all.push(Hidden {
                            at,
                            key: near.key.clone(),
                            near: near.action,
                            far: far.action,
                            places: vec![*front],
                        }),
                    }
                }
            }
        }
    }
    all
}

/// “in lists of items and in a note”.
fn in_places(contexts: &[Context]) -> String {
    let words: Vec<&str> = contexts.iter().map(|it| it.words()).collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}
