//! How figures come about: what each means, and its arithmetic with the numbers
//! filled in.

mod habit;
mod phases;
mod plan;
mod time;

use crate::domain::{
    day::LogicalDay,
    progress::Progress,
    roadmap::{AppIx, ItemIx, PhaseIx, Roadmap},
    state::State,
};

use super::{
    forecast::Forecast, pace::Pace, plan_line::PlanLine, stats::Measure, today::working_phase,
    words::count,
};

/// A figure, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What it is called.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Its arithmetic, a line each.
    pub sums: Vec<String>,
}

impl Explained {
    fn new(
        name: impl Into<String>,
        meaning: impl Into<String>,
        sums: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            name: name.into(),
            meaning: meaning.into(),
            sums: sums.into_iter().collect(),
        }
    }
}

/// Where figures stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What to do now.
    Today,
    /// The phase table.
    Phases,
    /// One phase.
    Phase(PhaseIx),
    /// The proof matrix.
    Matrix,
    /// The apps.
    Apps,
    /// The week of a day.
    Week(LogicalDay),
    /// The annual plan.
    Plan,
    /// Hours and money.
    Time,
    /// The year so far.
    Stats(Measure),
}

/// What a learner points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// An item.
    Item(ItemIx),
    /// A phase.
    Phase(PhaseIx),
    /// An app.
    App(AppIx),
}

/// What figures are made of.
#[derive(Debug, Clone, Copy)]
pub struct Explainer<'a> {
    /// What there is to learn.
    pub roadmap: &'a Roadmap,
    /// What happened.
    pub state: &'a State,
    /// Both joined.
    pub progress: &'a Progress,
    /// The plan's line, where there is one.
    pub line: Option<&'a PlanLine>,
    /// The day it is.
    pub today: LogicalDay,
}

impl Explainer<'_> {
    /// The figures of a place: first those of what is pointed at.
    pub fn figures(&self, place: Place, chosen: Option<Chosen>) -> Vec<Explained> {
        let mut figures = Vec::new();
        match (place, chosen) {
            // Stats says of a phase when, not how far.
            (Place::Stats(_), Some(Chosen::Phase(phase))) => figures.push(self.span(phase)),
            (_, Some(Chosen::Phase(phase))) => figures.extend(self.phase(phase)),
            (_, Some(Chosen::Item(item))) => figures.extend(self.item(item)),
            (_, Some(Chosen::App(app))) => figures.push(self.app(app)),
            (_, None) => {}
        }
        match place {
            Place::Today => {
                if let Some(phase) = working_phase(self.progress) {
                    figures.extend(self.phase(phase));
                }
                figures.extend(self.forecast());
                figures.extend([
                    self.week(self.today),
                    self.streak(),
                    self.consistency(),
                    self.whole(),
                    self.next(),
                ]);
            }
            Place::Phases => figures.extend([self.whole(), self.marks(), self.phase_in_general()]),
            Place::Phase(phase) => {
                figures.extend(self.phase(phase));
                figures.push(self.marks());
            }
            Place::Matrix => figures.push(self.marks()),
            Place::Apps => figures.push(self.pulse()),
            Place::Week(day) => figures.extend([self.week(day), self.streak()]),
            Place::Plan => {
                figures.extend(self.quarters());
                figures.extend(self.forecast());
                figures.extend([self.whole(), self.boxes(), self.metrics()]);
            }
            Place::Time => {
                figures.extend(self.time());
                figures.extend(self.ratios());
                figures.extend(self.money());
            }
            Place::Stats(measure) => figures.extend([
                self.heat(measure),
                self.streak(),
                self.consistency(),
                self.throughput(),
                self.kinds(),
                self.spans(),
            ]),
        }
        // What is pointed at may be what the place is about.
        let mut seen: Vec<String> = Vec::new();
        figures.retain(|figure| {
            let new = !seen.contains(&figure.name);
            seen.push(figure.name.clone());
            new
        });
        figures
    }

    /// Pace and forecast. A thousand courses are drawn for this.
    pub fn forecast(&self) -> Vec<Explained> {
        let forecast = Forecast::new(
            self.roadmap,
            self.state,
            self.progress,
            self.line,
            self.today,
        );
        let pace = self
            .line
            .map(|line| Pace::new(self.progress, line, self.today));
        forecast
            .explained(self.roadmap, self.line, pace.as_ref())
            .into_iter()
            .map(|(name, sum)| Explained::new(name, meaning(name), [sum]))
            .collect()
    }
}

/// A number of things: “3 days”.
fn many(number: usize, one: &str) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), one)
}

/// What a figure of the forecast means.
fn meaning(name: &str) -> &'static str {
    match name {
        "left" => "Planned hours that are not done yet.",
        "pace" => {
            "What is done against the plan’s line, in calendar days without days off. On plan is \
             between yesterday’s line and today’s."
        }
        "weeks" => {
            "Your own last weeks, in planned hours: stretches of seven days that end yesterday, \
             days off left out."
        }
        "forecast" => {
            "By when the rest is done if the weeks to come are like these: with even odds, and in \
             nine of ten courses."
        }
        "capacity" => "The hours a week that the budget has for learning and building.",
        "needed" => "What is left over the weeks that are left, days off left out.",
        "slack" => {
            "The budget’s hours until the next quarter’s end, less what the plan wants by then."
        }
        _ => "",
    }
}
