//! The figures of the place that is shown.

use crate::{
    insight::{
        explain::{Chosen, Explainer, Place as Figures},
        stats::Measure,
    },
    tui::{
        overlays::{Explain, Overlay},
        screens::{Place, Tab, Target},
    },
};

use super::{App, Response};

impl App {
    /// Where the figures are that this place shows; `None` where it shows none.
    fn figures_here(&self) -> Option<Figures> {
        let view = self.view();
        Some(match view.place {
            Place::Tab(Tab::Today) => Figures::Today,
            Place::Tab(Tab::Phases) => Figures::Phases,
            Place::Tab(Tab::Matrix) => Figures::Matrix,
            Place::Tab(Tab::Apps) => Figures::Apps,
            Place::Tab(Tab::Week) => Figures::Week(view.day),
            Place::Tab(Tab::Plan) => Figures::Plan,
            Place::Tab(Tab::Time) => Figures::Time,
            Place::Tab(Tab::Stats) if view.by_hours => Figures::Stats(Measure::Hours),
            Place::Tab(Tab::Stats) => Figures::Stats(Measure::Items),
            Place::Phase(phase) => Figures::Phase(phase),
            Place::Tab(Tab::Notes) | Place::Note(_) | Place::Gate => return None,
        })
    }

    /// Whether there is a figure to explain here.
    pub(super) fn can_explain(&self) -> bool {
        self.figures_here().is_some()
    }

    /// Explains the figures of this place: computed now, and not before.
    pub(super) fn explain(&self) -> Option<Response> {
        let place = self.figures_here()?;
        let chosen = match self.view().target() {
            Some(Target::Item(item)) => Some(Chosen::Item(item)),
            Some(Target::Phase(phase)) => Some(Chosen::Phase(phase)),
            Some(Target::App(app)) => Some(Chosen::App(app)),
            _ => None,
        };
        let world = &self.world;
        let explainer = Explainer {
            roadmap: &world.roadmap,
            state: &world.state,
            progress: &world.progress,
            line: world.line.as_ref(),
            today: world.day(),
        };
        let explain = Explain::new(explainer.figures(place, chosen));
        Some(Response::Overlay(Box::new(Overlay::Explain(explain))))
    }
}
