//! Figures that look ahead. They cost more than a key press may, so they are
//! made when a screen that shows them first asks, and once a change.

use std::{
    cell::{OnceCell, RefCell},
    sync::Arc,
};

use crate::{insight::forecast::Forecast, tui::canvas::Piece};

use super::World;

/// Lines that are drawn as they are.
pub type Lines = Vec<Vec<Piece<'static>>>;

/// A chart is kept for so many sizes.
const MOST_SIZES: usize = 4;

/// A chart in a size.
type Chart = ((u16, u16), Arc<Lines>);

/// The figures of one state of things; another state begins with none.
#[derive(Debug, Clone, Default)]
pub(super) struct Ahead {
    forecast: OnceCell<Arc<Forecast>>,
    glance: OnceCell<Arc<Vec<String>>>,
    charts: RefCell<Vec<Chart>>,
}

impl World {
    /// The forecast.
    pub fn forecast(&self) -> &Arc<Forecast> {
        self.ahead.forecast.get_or_init(|| {
            Arc::new(Forecast::new(
                &self.roadmap,
                &self.state,
                &self.progress,
                self.line.as_ref(),
                self.day(),
            ))
        })
    }

    /// Pace and forecast in one line, in several lengths, the longest first.
    pub fn glance(&self) -> &Arc<Vec<String>> {
        self.ahead.glance.get_or_init(|| {
            let pace = self.today.pace.as_ref();
            Arc::new(self.forecast().at_a_glance(pace))
        })
    }

    /// The burn-up chart in a size, which `make` draws if it was not yet.
    pub fn chart(&self, size: (u16, u16), make: impl FnOnce() -> Lines) -> Arc<Lines> {
        let kept = self.ahead.charts.borrow();
        if let Some((_, lines)) = kept.iter().find(|(kept, _)| *kept == size) {
            return Arc::clone(lines);
        }
        drop(kept);
        let lines = Arc::new(make());
        let mut charts = self.ahead.charts.borrow_mut();
        if charts.len() >= MOST_SIZES {
            charts.remove(0);
        }
        charts.push((size, Arc::clone(&lines)));
        lines
    }
}
