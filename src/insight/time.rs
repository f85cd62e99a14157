//! Time: what was spent, against the budget of a week and against the plan.
//!
//! All sums are whole minutes. [`TimeWeek`] looks at one week, [`past`] and
//! [`average`] at those before it, [`Spending`] at phases and kinds of work;
//! [`overlaps`] finds hours that were written down twice, [`TimerFigure`] a
//! timer that somebody forgot.

mod overlap;
mod spending;
mod timer;
mod week;

pub use overlap::{Overlap, overlaps, overlaps_of};
pub use spending::{KindTime, PhaseTime, Ratio, Spending, WorkKind, kind_of};
pub use timer::{Doubt, Keep, KeepError, LONG, TimerFigure, default_category};
pub use week::{Average, CategoryTime, PhaseShare, Standing, TimeWeek, average, past};

use crate::domain::{
    id::ItemId,
    roadmap::{PhaseIx, Roadmap},
};

/// The phase that what a session is about belongs to.
fn phase_of(roadmap: &Roadmap, about: Option<&ItemId>) -> Option<PhaseIx> {
    roadmap[roadmap.find(about?)?].phase
}

#[cfg(test)]
mod tests;
