//! Sessions that lie over one another: hours that were written down twice.

use crate::domain::{
    day::LogicalDay,
    event::EventId,
    minutes::Minutes,
    session::{LoggedSession, between},
    state::State,
};

/// Two sessions of which a part is the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap<'a> {
    /// The one that began earlier.
    pub first: &'a LoggedSession,
    /// The other one.
    pub second: &'a LoggedSession,
    /// How much of it is the same time.
    pub shared: Minutes,
}

/// The overlaps of sessions on the days from `from` to `to`, the earlier first.
/// Sessions of which only the length is known overlap with nothing.
pub fn overlaps(state: &State, from: LogicalDay, to: LogicalDay) -> Vec<Overlap<'_>> {
    let mut timed: Vec<_> = state
        .sessions_within(from, to)
        .filter_map(|session| Some((session.span()?, session)))
        .collect();
    timed.sort_by_key(|((begin, _), session)| (*begin, session.id));
    let mut found = Vec::new();
    for (place, ((_, end), first)) in timed.iter().enumerate() {
        let later = timed[place + 1..].iter();
        for ((begin, until), second) in later.take_while(|((begin, _), _)| begin < end) {
            let shared = between(*begin, *end.min(until));
            if shared > Minutes::default() {
                found.push(Overlap {
                    first,
                    second,
                    shared,
                });
            }
        }
    }
    found
}

/// The overlaps of the sessions that these events tell of.
pub fn overlaps_of<'a>(state: &'a State, ids: &[EventId]) -> Vec<Overlap<'a>> {
    let days = || {
        ids.iter()
            .filter_map(|id| state.session(*id))
            .map(|it| it.day)
    };
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return Vec::new();
    };
    // A journey may put the same hour on two days.
    let mut found = overlaps(state, first.previous(), last.next());
    found.retain(|overlap| ids.contains(&overlap.first.id) || ids.contains(&overlap.second.id));
    found
}
