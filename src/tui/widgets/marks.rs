//! State shown by shape: what can be told without colour.

use crate::{
    domain::progress::{PhaseProgress, Status},
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

/// The three rungs as three shapes: read, built, proven.
pub fn ladder(phase: &PhaseProgress) -> [(&'static str, Role); 3] {
    let rung = |reached: bool, begun: bool| match (reached, begun) {
        (true, _) => ("●", Role::Done),
        (false, true) => ("◐", Role::Started),
        (false, false) => ("○", Role::Dim),
    };
    [
        rung(
            phase.has_readings && phase.is_read(),
            phase.readings.done > 0,
        ),
        rung(
            phase.has_deliverables && phase.is_built(),
            phase.deliverables.done > 0,
        ),
        rung(phase.is_proven(), phase.evidence.is_some()),
    ]
}
