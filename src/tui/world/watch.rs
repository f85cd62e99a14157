//! What the clock on the wall says, and the timer by it.

use chrono::{DateTime, FixedOffset, NaiveDateTime};

use crate::{clock::Clock, domain::session::Wall, insight::time::TimerFigure};

use super::World;

/// The clock that the screens look at.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// What it shows, as of the last thing that happened.
    pub now: DateTime<FixedOffset>,
    /// When this computer was started, where that is known.
    pub booted: Option<DateTime<FixedOffset>>,
    /// Knows the zone; without it the offset of now holds always.
    pub clock: Option<Clock>,
}

impl Watch {
    /// When the wall clock shows this.
    fn moment_of(&self, local: NaiveDateTime) -> DateTime<FixedOffset> {
        match &self.clock {
            Some(clock) => clock.moment_of(local),
            None => local
                .and_local_timezone(*self.now.offset())
                .earliest()
                .unwrap_or(self.now),
        }
    }
}

impl World {
    /// The clock on the wall.
    pub fn wall(&self) -> Wall<impl Fn(NaiveDateTime) -> DateTime<FixedOffset> + '_> {
        Wall {
            now: self.watch.now,
            start: self.day_start,
            moment_of: |local| self.watch.moment_of(local),
        }
    }

    /// The timer as it stands, while one runs.
    pub fn timer(&self) -> Option<TimerFigure> {
        let timer = self.state.timer()?;
        let watch = &self.watch;
        Some(TimerFigure::new(
            timer,
            watch.now,
            self.day_start,
            &self.device,
            watch.booted,
        ))
    }
}
