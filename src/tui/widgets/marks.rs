//! State shown by shape: what can be told without colour.

use crate::{
    domain::progress::{PhaseProgress, Status, Tally},
    insight::streak::DayMark,
    tui::theme::Role,
};

/// The shape and role of an item's status.
pub fn status(status: Status, pending: bool) -> (&'static str, Role) {
    if pending {
        return ("…", Role::Warning);
    }
    match status {
        Status::Open => ("○", Role::Dim),
        Status::Started => ("◐", Role::Started),
        Status::Done => ("●", Role::Done),
        Status::Skipped => ("–", Role::Skipped),
    }
}

/// The role of an item's title.
pub fn title_role(status: Status) -> Role {
    match status {
        Status::Open | Status::Started => Role::Text,
        Status::Done | Status::Skipped => Role::Dim,
    }
}

/// The shape and role of a phase: signed off, skipped, begun, blocked, open.
pub fn phase(phase: &PhaseProgress, current: bool) -> (&'static str, Role) {
    match phase.sign_off.status {
        Status::Done => ("✓", Role::Done),
        Status::Skipped => ("–", Role::Skipped),
        _ if current => ("›", Role::Accent),
        _ if phase.is_begun() => ("◐", Role::Started),
        _ => ("○", Role::Dim),
    }
}

/// The shape and role of a day.
pub fn day(mark: DayMark, today: bool) -> (&'static str, Role) {
    match mark {
        DayMark::Studied => ("●", Role::Done),
        DayMark::Free => ("–", Role::Dim),
        DayMark::Missed => ("○", Role::Dim),
        DayMark::Open if today => ("·", Role::Accent),
        DayMark::Open => ("·", Role::Dim),
    }
}

/// The rung “proven” counted as the others are; nothing where there is no gate
/// to count.
pub fn proven(standing: &PhaseProgress, has_proof: bool) -> Option<Tally> {
    (has_proof && !standing.is_attested()).then(|| Tally {
        done: usize::from(standing.is_proven()),
        of: 1,
    })
}

/// The three rungs as three shapes: read, built, proven; a dash where a phase
/// has nothing to reach, a diamond where it is attested.
pub fn ladder(standing: &PhaseProgress, has_proof: bool) -> [(&'static str, Role); 3] {
    let rung = |there: bool, reached: bool, begun: bool| match (there, reached, begun) {
        (false, ..) => ("–", Role::Dim),
        (true, true, _) => ("●", Role::Done),
        (true, false, true) => ("◐", Role::Started),
        (true, false, false) => ("○", Role::Dim),
    };
    [
        rung(
            standing.has_readings,
            standing.is_read(),
            standing.readings.done > 0,
        ),
        rung(
            standing.has_deliverables,
            standing.is_built(),
            standing.deliverables.done > 0,
        ),
        // The learner's word is not what a gate shows.
        if has_proof && standing.is_attested() {
            ("◇", Role::Accent)
        } else {
            rung(has_proof, standing.is_proven(), standing.evidence.is_some())
        },
    ]
}
