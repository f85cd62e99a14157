//! Spent against planned: by phase, by kind of work, and the learner's own
//! ratio between the two.

use crate::domain::{
    minutes::Minutes,
    progress::{Progress, Status},
    roadmap::{ItemIx, PhaseIx, Roadmap, Split, Work},
    state::State,
};

use super::phase_of;

/// How many finished items a ratio is made of at least.
const ENOUGH: usize = 3;

/// A kind of work, as the estimate of a phase is divided over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkKind {
    /// Readings of any kind.
    Reading,
    /// What is built in isolated apps.
    Labs,
    /// What is built in the product.
    Pulse,
}

impl WorkKind {
    /// All of them, in the order of a phase.
    pub const ALL: [Self; 3] = [Self::Reading, Self::Labs, Self::Pulse];

    /// The word for it, as the files and `--json` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Labs => Work::Labs.word(),
            Self::Pulse => Work::Pulse.word(),
        }
    }

    /// Its share of a phase's estimate, from 0 to 1.
    pub(crate) fn share(self, split: Split) -> f64 {
        let all = split.reading + split.labs + split.pulse;
        let own = match self {
            Self::Reading => split.reading,
            Self::Labs => split.labs,
            Self::Pulse => split.pulse,
        };
        if all > 0.0 { own / all } else { 0.0 }
    }
}

/// The kind of work an item of a phase is; `None` for sign-offs and the plan.
pub fn kind_of(roadmap: &Roadmap, item: ItemIx) -> Option<WorkKind> {
    let about = &roadmap[item];
    if about.kind.is_reading() {
        return Some(WorkKind::Reading);
    }
    let phase = roadmap.phases.get(about.phase?.0)?;
    let build = phase
        .builds
        .iter()
        .find(|build| build.deliverables.contains(&item))?;
    Some(match build.work {
        Work::Labs => WorkKind::Labs,
        Work::Pulse => WorkKind::Pulse,
    })
}

/// A phase: spent and planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseTime {
    /// The phase.
    pub phase: PhaseIx,
    /// All time spent on it and on its items.
    pub spent: Minutes,
    /// The middle of its estimate.
    pub planned: Minutes,
}

/// A kind of work over all phases: spent and planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindTime {
    /// The kind.
    pub kind: WorkKind,
    /// The time spent on items of it.
    pub spent: Minutes,
    /// Its share of all estimates.
    pub planned: Minutes,
    /// How long its finished items took, once enough are.
    pub ratio: Option<Ratio>,
}

/// How long finished items took against their estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// How many items it is made of.
    pub items: usize,
    /// The time spent on them.
    pub spent: Minutes,
    /// What the plan gives them.
    pub planned: Minutes,
}

impl Ratio {
    /// Spent over planned: 1 is as planned, 2 twice as long.
    pub fn value(self) -> f64 {
        self.spent.0 as f64 / self.planned.0 as f64
    }
}

/// All time against the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spending {
    /// Every phase, in order.
    pub phases: Vec<PhaseTime>,
    /// The three kinds of work.
    pub kinds: Vec<KindTime>,
    /// Time of phases that was not said of an item of theirs.
    pub of_no_kind: Minutes,
    /// Time that belongs to no phase.
    pub of_no_phase: Minutes,
    /// All time.
    pub total: Minutes,
}

impl Spending {
    /// Adds up everything that was spent.
    pub fn new(roadmap: &Roadmap, state: &State, progress: &Progress) -> Self {
        let mut phases: Vec<PhaseTime> = roadmap
            .phase_places()
            .map(|phase| PhaseTime {
                phase,
                spent: Minutes::default(),
                planned: Minutes::of_hours(roadmap.planned_hours(phase)),
            })
            .collect();
        let mut items = vec![Minutes::default(); roadmap.items.len()];
        let mut of_no_phase = Minutes::default();
        for session in state.sessions() {
            match phase_of(roadmap, session.about.as_ref()) {
                Some(phase) => {
                    let row = phases.iter_mut().find(|row| row.phase == phase);
                    if let Some(row) = row {
                        row.spent = row.spent + session.minutes;
                    }
                }
                None => of_no_phase = of_no_phase + session.minutes,
            }
            let about = session.about.as_ref().and_then(|about| roadmap.find(about));
            for (place, spent) in roadmap.item_places().zip(&mut items) {
                if Some(place) == about {
                    *spent = *spent + session.minutes;
                }
            }
        }
        let spent: Vec<(ItemIx, Minutes)> = roadmap.item_places().zip(items).collect();
        let kinds: Vec<KindTime> = WorkKind::ALL
            .into_iter()
            .map(|kind| kind_time(roadmap, progress, &spent, kind))
            .collect();
        let total: Minutes = state.sessions().map(|session| session.minutes).sum();
        let told: Minutes = kinds.iter().map(|kind| kind.spent).sum();
        Self {
            phases,
            of_no_kind: Minutes(total.0.saturating_sub(told.0 + of_no_phase.0)),
            kinds,
            of_no_phase,
            total,
        }
    }

    /// The row of a kind of work.
    pub fn of_kind(&self, kind: WorkKind) -> Option<&KindTime> {
        self.kinds.iter().find(|row| row.kind == kind)
    }
}

/// The planned hours of one item of this kind in a phase: the kind's share of
/// the phase, divided evenly over its items that are not skipped.
fn hours_of_one(roadmap: &Roadmap, progress: &Progress, phase: PhaseIx, kind: WorkKind) -> f64 {
    let about = &roadmap[phase];
    let many = about
        .items()
        .filter(|item| kind_of(roadmap, *item) == Some(kind))
        .filter(|item| progress[*item].status != Status::Skipped)
        .count();
    if many == 0 {
        return 0.0;
    }
    roadmap.planned_hours(phase) * kind.share(about.split) / many as f64
}

fn kind_time(
    roadmap: &Roadmap,
    progress: &Progress,
    spent: &[(ItemIx, Minutes)],
    kind: WorkKind,
) -> KindTime {
    let of_kind = || {
        spent
            .iter()
            .filter(move |(item, _)| kind_of(roadmap, *item) == Some(kind))
    };
    let planned = roadmap
        .phase_places()
        .map(|phase| roadmap.planned_hours(phase) * kind.share(roadmap[phase].split))
        .sum();
    // An item that was finished without a clock says nothing of how long such
    // items take.
    let finished: Vec<&(ItemIx, Minutes)> = of_kind()
        .filter(|(item, minutes)| {
            progress[*item].status == Status::Done && *minutes > Minutes::default()
        })
        .collect();
    let hours: f64 = finished
        .iter()
        .filter_map(|(item, _)| roadmap[*item].phase)
        .map(|phase| hours_of_one(roadmap, progress, phase, kind))
        .sum();
    let ratio = Ratio {
        items: finished.len(),
        spent: finished.iter().map(|(_, minutes)| *minutes).sum(),
        planned: Minutes::of_hours(hours),
    };
    let says_something = ratio.items >= ENOUGH && ratio.planned > Minutes::default();
    KindTime {
        kind,
        spent: of_kind().map(|(_, minutes)| *minutes).sum(),
        planned: Minutes::of_hours(planned),
        ratio: says_something.then_some(ratio),
    }
}
