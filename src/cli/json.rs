//! Shapes of `--json` that several views share; `docs/json.md` explains each member.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        event::Verdict,
        progress::{PhaseProgress, Progress},
        roadmap::{ItemIx, PhaseIx, Roadmap},
        state::State,
    },
    insight::{
        pace::Pace, plan_line::planned_quarters, pull_request, streak::Streak, today::DaySort,
        words,
    },
};

/// An item and how it stands.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Item<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'static str,
    status: &'static str,
    day: Option<LogicalDay>,
    phase: Option<PhaseName<'a>>,
    optional: bool,
    author: Option<&'a str>,
    chapters: Option<&'a str>,
    url: Option<&'a str>,
}

impl<'a> Item<'a> {
    pub(crate) fn new(roadmap: &'a Roadmap, progress: &Progress, ix: ItemIx) -> Self {
        let item = &roadmap[ix];
        Self {
            id: item.id.as_str(),
            title: &item.title,
            kind: item.kind.word(),
            status: progress[ix].status.word(),
            day: progress[ix].day,
            phase: item.phase.map(|phase| PhaseName::new(roadmap, phase)),
            optional: item.optional,
            author: item.author.as_deref(),
            chapters: item.chapters.as_deref(),
            url: item.url.as_deref(),
        }
    }
}

/// A list of items and how they stand.
pub(crate) fn items<'a>(
    roadmap: &'a Roadmap,
    progress: &Progress,
    items: impl IntoIterator<Item = ItemIx>,
) -> Vec<Item<'a>> {
    items
        .into_iter()
        .map(|item| Item::new(roadmap, progress, item))
        .collect()
}

/// A phase by its names.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct PhaseName<'a> {
    id: &'a str,
    number: u32,
    title: &'a str,
}

impl<'a> PhaseName<'a> {
    pub(crate) fn new(roadmap: &'a Roadmap, phase: PhaseIx) -> Self {
        let phase = &roadmap[phase];
        Self {
            id: phase.id.as_str(),
            number: phase.number,
            title: &phase.title,
        }
    }
}

/// Several phases by their names.
pub(crate) fn phase_names(
    roadmap: &Roadmap,
    phases: impl IntoIterator<Item = PhaseIx>,
) -> Vec<PhaseName<'_>> {
    phases
        .into_iter()
        .map(|phase| PhaseName::new(roadmap, phase))
        .collect()
}

/// Least and most, or first and last.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Range<T> {
    pub(crate) from: T,
    pub(crate) to: T,
}

impl<T> From<(T, T)> for Range<T> {
    fn from((from, to): (T, T)) -> Self {
        Self { from, to }
    }
}

/// A phase and how it stands.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the answers asked for"
)]
pub(crate) struct Phase<'a> {
    id: &'a str,
    number: u32,
    title: &'a str,
    short: &'a str,
    current: bool,
    status: &'static str,
    signed_off_on: Option<LogicalDay>,
    done: usize,
    of: usize,
    readings_done: usize,
    readings_of: usize,
    deliverables_done: usize,
    deliverables_of: usize,
    read: bool,
    built: bool,
    proven: bool,
    blocked_by: Vec<PhaseName<'a>>,
    notes: Option<&'a str>,
    pull_request: Option<&'a str>,
    apps: Vec<&'a str>,
    days: Range<f64>,
    planned_hours: f64,
    quarters: Option<Range<u8>>,
}

impl<'a> Phase<'a> {
    pub(crate) fn new(
        roadmap: &'a Roadmap,
        state: &'a State,
        progress: &Progress,
        ix: PhaseIx,
    ) -> Self {
        let phase = &roadmap[ix];
        let standing: &PhaseProgress = &progress[ix];
        let items = standing.items();
        Self {
            id: phase.id.as_str(),
            number: phase.number,
            title: &phase.title,
            short: &phase.short,
            current: progress.current() == Some(ix),
            status: standing.sign_off.status.word(),
            signed_off_on: standing.sign_off.day.filter(|_| standing.is_signed_off()),
            done: items.done,
            of: items.of,
            readings_done: standing.readings.done,
            readings_of: standing.readings.of,
            deliverables_done: standing.deliverables.done,
            deliverables_of: standing.deliverables.of,
            read: standing.is_read(),
            built: standing.is_built(),
            proven: standing.is_proven(),
            blocked_by: phase_names(roadmap, standing.blocked_by.iter().copied()),
            notes: phase.notes.as_deref(),
            pull_request: pull_request::address(roadmap, state, ix),
            apps: phase
                .apps
                .iter()
                .map(|app| roadmap[*app].id.as_str())
                .collect(),
            days: phase.days.into(),
            planned_hours: roadmap.planned_hours(ix),
            quarters: planned_quarters(roadmap, ix).map(Range::from),
        }
    }
}

/// How the learner stands against the plan.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct PaceFigure {
    state: &'static str,
    days: i64,
    date: Option<LogicalDay>,
}

impl From<Pace> for PaceFigure {
    fn from(pace: Pace) -> Self {
        let (state, days, date) = match pace {
            Pace::Before { days } => ("before", days, None),
            Pace::OnPlan => ("on-plan", 0, None),
            Pace::Ahead { days, until } => ("ahead", days, Some(until)),
            Pace::Behind { days, since } => ("behind", days, Some(since)),
            Pace::Finished => ("finished", 0, None),
        };
        Self { state, days, date }
    }
}

/// How well the habit holds.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct StreakFigure {
    days: u32,
    consistency: Option<f64>,
}

impl From<Streak> for StreakFigure {
    fn from(streak: Streak) -> Self {
        Self {
            days: streak.days,
            consistency: streak.consistency,
        }
    }
}

/// The word for a sort of day.
pub(crate) fn day_sort(sort: DaySort) -> &'static str {
    match sort {
        DaySort::Study(kind) => kind.word(),
        DaySort::Any => "any",
        DaySort::Rest => "rest",
        DaySort::Off => "off",
    }
}

/// The word for what evidence showed.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    words::verdict(verdict)
}
