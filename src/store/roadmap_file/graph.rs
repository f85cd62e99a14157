//! Prerequisites: no phase may wait for itself.

use std::ops::Range;

use super::faults::Faults;
use crate::domain::roadmap::{Phase, PhaseIx};

/// How many phases of a cycle are named.
const NAMED: usize = 12;

/// What a phase needs, and where it says so.
pub(super) type Needs = Vec<Vec<(PhaseIx, Range<usize>)>>;

/// Fills in the prerequisites of every phase, leaving out each that closes a
/// cycle. Walks with a stack of its own: a chain may be as long as a file.
pub(super) fn join(phases: &mut [Phase], needs: &Needs, faults: &mut Faults<'_>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        OnTheWay,
        Done,
    }
    let mut marks = vec![Mark::New; phases.len()];
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in 0..phases.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::OnTheWay;
        way.push((start, 0));
        while let Some((phase, next)) = way.last_mut() {
            let phase = *phase;
            let Some((needed, span)) = needs[phase].get(*next) else {
                marks[phase] = Mark::Done;
                way.pop();
                continue;
            };
            *next += 1;
            if marks[needed.0] == Mark::OnTheWay {
                report(phases, &way, *needed, span, faults);
                continue;
            }
            phases[phase].needs.push(*needed);
            if marks[needed.0] == Mark::New {
                marks[needed.0] = Mark::OnTheWay;
                way.push((needed.0, 0));
            }
        }
    }
}

fn report(
    phases: &[Phase],
    way: &[(usize, usize)],
    needed: PhaseIx,
    span: &Range<usize>,
    faults: &mut Faults<'_>,
) {
    if faults.is_full() {
        faults.leave_out();
        return;
    }
    let id = |at: usize| phases[at].id.as_str();
    if way.last().is_some_and(|(last, _)| *last == needed.0) {
        let message = format!("phase `{}` needs itself", id(needed.0));
        faults.degrading(span, message);
        return;
    }
    let start = way.iter().position(|(at, _)| *at == needed.0);
    let cycle = &way[start.unwrap_or_default()..];
    let mut names: Vec<_> = cycle.iter().take(NAMED).map(|(at, _)| id(*at)).collect();
    if cycle.len() > NAMED {
        names.push("…");
    }
    names.push(id(needed.0));
    let last = way.last().map_or("", |(at, _)| id(*at));
    let message = format!(
        "phases need each other in a circle: {}; until that is mended `{last}` does not wait for `{}`",
        names.join(" → "),
        id(needed.0),
    );
    faults.degrading(span, message);
}
