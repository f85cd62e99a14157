//! What the year looks like from behind: study days, throughput, kinds, spans.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    day::LogicalDay,
    minutes::Minutes,
    progress::{Progress, Status, Tally},
    roadmap::{ItemIx, ItemKind, PhaseIx, Roadmap},
    state::State,
};

use super::{
    hours::hours_by_day,
    plan_line::{planned_quarters, quarters},
    streak::DayMark,
    words,
};

/// The weeks of the heatmap: every ISO year fits.
pub const WEEKS: u64 = 53;
/// The weeks from one year's heatmap to the next: the last week of one is the
/// first of the other, so that a day stays in its column.
pub const YEAR: u64 = 52;
/// A heatmap goes back so many years at most, whatever a journal claims.
const MOST_YEARS: u64 = 20;
/// The weeks whose throughput is told.
pub const RECENT: u64 = 8;

/// What a heatmap shows of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// How many items were done.
    Items,
    /// How much time was spent.
    Hours,
}

/// A day of the heatmap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeatDay {
    /// The day.
    pub day: LogicalDay,
    /// How many items were done on it, sign-offs among them; boxes that tick
    /// themselves are not.
    pub items: u32,
    /// The time that was spent on it.
    pub minutes: Minutes,
    /// What it is to the habit.
    pub mark: DayMark,
    /// Whether it is yet to come.
    pub ahead: bool,
}

impl HeatDay {
    /// How warm it is: 0 for nothing, 1 for a day with thoughts, hours or a
    /// review but no item, 2 for one or two items, 3 for three to five, 4 for
    /// more.
    pub fn heat(&self) -> u8 {
        match self.items {
            0 => u8::from(self.mark == DayMark::Studied),
            1..=2 => 2,
            3..=5 => 3,
            _ => 4,
        }
    }

    /// How warm it is by one measure or the other.
    pub fn heat_by(&self, measure: Measure, full: f64) -> u8 {
        match measure {
            Measure::Items => self.heat(),
            Measure::Hours => self.heat_by_hours(full),
        }
    }

    /// What was done on it: “3 items, 2:10”; `None` where that is nothing.
    pub fn words(&self) -> Option<String> {
        let items = (self.items > 0).then(|| words::count(self.items.into(), "item"));
        let time = (self.minutes > Minutes::default())
            .then(|| format!("{}:{:02}", self.minutes.0 / 60, self.minutes.0 % 60));
        match (items, time) {
            (Some(items), Some(time)) => Some(format!("{items}, {time}")),
            (Some(one), None) | (None, Some(one)) => Some(one),
            (None, None) => {
                (self.mark == DayMark::Studied).then(|| "a study day without a tick".to_owned())
            }
        }
    }

    /// How warm it is by its time, where a full day has so many hours: 0 for
    /// nothing, 1 for a study day without time, 2 for less than half of a full
    /// day, 3 for less than a full one, 4 for a full day or more.
    pub fn heat_by_hours(&self, full: f64) -> u8 {
        if self.minutes == Minutes::default() {
            return u8::from(self.mark == DayMark::Studied);
        }
        match self.minutes.hours() {
            hours if hours < full / 2.0 => 2,
            hours if hours < full => 3,
            _ => 4,
        }
    }
}

/// What was done in a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Throughput {
    /// Its first day.
    pub first: LogicalDay,
    /// Items done.
    pub items: u32,
    /// Planned hours done.
    pub hours: f64,
}

/// When a phase was planned, and when it was worked on.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseSpan {
    /// The phase.
    pub phase: PhaseIx,
    /// The first and the last day of the quarters the plan puts it in; `None`
    /// where it puts it in none, and before the start date is known.
    pub planned: Option<(LogicalDay, LogicalDay)>,
    /// The day of its first mark; `None` before it is begun.
    pub first: Option<LogicalDay>,
    /// The day of its sign-off.
    pub last: Option<LogicalDay>,
    /// The days on which something of it was done.
    pub study_days: usize,
}

impl PhaseSpan {
    /// When the plan has it: “1 Jan – 31 Mar”; nothing where it names no quarter.
    pub fn planned_words(&self, today: LogicalDay) -> String {
        let planned = self.planned;
        planned.map_or_else(String::new, |(from, to)| words::span(from, to, today))
    }

    /// When it was worked on: “since 5 Jan”, “5 Jan – 14 Feb”; nothing before
    /// its first mark.
    pub fn actual_words(&self, today: LogicalDay) -> String {
        match (self.first, self.last) {
            (Some(first), Some(last)) if first < last => words::span(first, last, today),
            (_, Some(last)) => words::date(last, today),
            (Some(first), None) => format!("since {}", words::date(first, today)),
            (None, None) => String::new(),
        }
    }
}

/// The year from behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    /// The weeks of the heatmap, each from the day the learner’s weeks
    /// begin with, the oldest first;
    /// the last one is this week. [`WEEKS`] of them, or [`YEAR`] more for each
    /// year before.
    pub heat: Vec<[HeatDay; 7]>,
    /// The place of the learner's first week in it: what lies before the year,
    /// and before the first day of study, is no idleness.
    pub begun: usize,
    /// The last weeks, the newest first; it is not over yet.
    pub throughput: Vec<Throughput>,
    /// Done items of each kind that the roadmap has.
    pub kinds: Vec<(ItemKind, Tally)>,
    /// All phases, in order.
    pub phases: Vec<PhaseSpan>,
}

impl Stats {
    /// The weeks of the heatmap from the learner's first one on.
    pub fn own_weeks(&self) -> &[[HeatDay; 7]] {
        self.heat.get(self.begun..).unwrap_or_default()
    }

    /// Looks back from `today` on a year.
    pub fn new(roadmap: &Roadmap, state: &State, progress: &Progress, today: LogicalDay) -> Self {
        Self::over(roadmap, state, progress, today, 1)
    }

    /// Looks back on as many years as the learner is at it.
    pub fn whole(roadmap: &Roadmap, state: &State, progress: &Progress, today: LogicalDay) -> Self {
        let first = state.study_days().next().into_iter().chain(state.begin());
        let first = first.min().unwrap_or(today).min(today);
        let start = roadmap.cadence.week_start;
        let this = today.week_first(start);
        let weeks = this.days_since(first.week_first(start)).unsigned_abs() / 7;
        let years = weeks.div_ceil(YEAR).clamp(1, MOST_YEARS);
        Self::over(roadmap, state, progress, today, years)
    }

    fn over(
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        today: LogicalDay,
        years: u64,
    ) -> Self {
        let mut items: BTreeMap<LogicalDay, u32> = BTreeMap::new();
        for day in roadmap
            .item_places()
            .filter_map(|item| done_on(roadmap, progress, item))
        {
            *items.entry(day).or_default() += 1;
        }
        let on = |day: LogicalDay| items.get(&day).copied().unwrap_or(0);
        let weeks = YEAR * years + 1;
        let this = today.week_first(roadmap.cadence.week_start);
        let first = this.back(7 * (weeks - 1));
        let mut minutes: BTreeMap<LogicalDay, Minutes> = BTreeMap::new();
        for session in state.sessions_within(first, this.forward(6)) {
            let spent = minutes.entry(session.day).or_default();
            *spent = *spent + session.minutes;
        }
        let heat = (0..weeks).rev().map(|back| {
            let first = this.back(7 * back);
            [0, 1, 2, 3, 4, 5, 6].map(|place| {
                let day = first.forward(place);
                HeatDay {
                    day,
                    items: on(day),
                    minutes: minutes.get(&day).copied().unwrap_or_default(),
                    mark: DayMark::new(roadmap, state, progress, day, today),
                    ahead: day > today,
                }
            })
        });
        let heat: Vec<[HeatDay; 7]> = heat.collect();
        let begun = heat.iter().position(|week| {
            let year = state.begin().is_some_and(|begin| begin <= week[6].day);
            year || week.iter().any(|day| day.heat() > 0)
        });
        let hours = hours_by_day(roadmap, progress);
        let throughput = (0..RECENT).map(|back| {
            let first = this.back(7 * back);
            let week = first..=first.forward(6);
            Throughput {
                first,
                items: items.range(week.clone()).map(|(_, items)| items).sum(),
                // The sum of no hours is −0.
                hours: hours.range(week).map(|(_, hours)| hours).sum::<f64>() + 0.0,
            }
        });
        Self {
            begun: begun.unwrap_or(heat.len() - 1),
            heat,
            throughput: throughput.collect(),
            kinds: kinds(roadmap, progress),
            phases: roadmap
                .phase_places()
                .map(|phase| span(roadmap, state, progress, phase))
                .collect(),
        }
    }
}

/// The day on which the learner did an item; none for one that ticks itself.
fn done_on(roadmap: &Roadmap, progress: &Progress, item: ItemIx) -> Option<LogicalDay> {
    let own = roadmap.derived_from(item).is_none();
    let done = progress[item].status == Status::Done && own;
    progress[item].day.filter(|_| done)
}

fn kinds(roadmap: &Roadmap, progress: &Progress) -> Vec<(ItemKind, Tally)> {
    let mut kinds: BTreeMap<ItemKind, Vec<ItemIx>> = BTreeMap::new();
    for item in roadmap.item_places() {
        kinds.entry(roadmap[item].kind).or_default().push(item);
    }
    let tally = |(kind, items)| (kind, progress.tally(items));
    kinds.into_iter().map(tally).collect()
}

fn span(roadmap: &Roadmap, state: &State, progress: &Progress, phase: PhaseIx) -> PhaseSpan {
    let about = &roadmap[phase];
    let marked = |item: &ItemIx| matches!(progress[*item].status, Status::Done | Status::Started);
    let all = about.items().chain([about.sign_off]);
    let first = all
        .filter(marked)
        .filter_map(|item| progress[item].day)
        .min();
    let done: BTreeSet<LogicalDay> = about
        .items()
        .filter_map(|item| done_on(roadmap, progress, item))
        .collect();
    let standing = &progress[phase];
    let planned = state.begin().and_then(|start| {
        let (from, to) = planned_quarters(roadmap, phase)?;
        let quarters = quarters(start);
        let at = |number: u8| quarters.get(usize::from(number).checked_sub(1)?);
        Some((at(from)?.first, at(to)?.last))
    });
    PhaseSpan {
        phase,
        planned,
        first,
        last: standing.sign_off.day.filter(|_| standing.is_signed_off()),
        study_days: done.len(),
    }
}

#[cfg(test)]
mod tests;
