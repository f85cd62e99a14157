//! The roadmap joined with the state: done, open, blocked, archived.

use std::ops::Index;

use super::{
    day::LogicalDay,
    event::{Mark, Verdict},
    id::ItemId,
    roadmap::{ItemIx, ItemKind, PhaseIx, Roadmap},
    state::{Evidence, Marked, State},
};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// Not begun.
    #[default]
    Open,
    /// Begun.
    Started,
    /// Finished.
    Done,
    /// Left out on purpose; never counted as done.
    Skipped,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        self.mark().word()
    }

    /// The mark that makes an item this.
    pub fn mark(self) -> Mark {
        match self {
            Self::Open => Mark::Open,
            Self::Started => Mark::Started,
            Self::Done => Mark::Done,
            Self::Skipped => Mark::Skipped,
        }
    }

    /// Whether nothing is left to do: done or skipped.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Skipped)
    }
}

impl From<Mark> for Status {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::Open => Self::Open,
            Mark::Started => Self::Started,
            Mark::Done => Self::Done,
            Mark::Skipped => Self::Skipped,
        }
    }
}

/// How an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemProgress {
    /// What it is.
    pub status: Status,
    /// The day of the last mark.
    pub day: Option<LogicalDay>,
    /// Whether a replan left it out: its hours leave the plan with it.
    pub left_out: bool,
}

/// Done out of all that is not skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many are done.
    pub done: usize,
    /// How many are not skipped.
    pub of: usize,
}

impl Tally {
    /// Whether nothing is left: all done, or all skipped.
    pub fn is_complete(self) -> bool {
        self.done == self.of
    }

    /// The share that is done, from 0 to 1; of nothing it is 0.
    pub fn share(self) -> f64 {
        if self.of == 0 {
            0.0
        } else {
            self.done as f64 / self.of as f64
        }
    }

    fn count(&mut self, status: Status) {
        if status != Status::Skipped {
            self.of += 1;
        }
        if status == Status::Done {
            self.done += 1;
        }
    }
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            done: self.done + other.done,
            of: self.of + other.of,
        }
    }
}

/// How a phase stands.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseProgress {
    /// Its readings.
    pub readings: Tally,
    /// Its deliverables.
    pub deliverables: Tally,
    /// Whether it is signed off, skipped, or neither.
    pub sign_off: ItemProgress,
    /// The newest evidence of its proof.
    pub evidence: Option<Evidence>,
    /// The prerequisites that are neither signed off nor skipped.
    pub blocked_by: Vec<PhaseIx>,
    /// Whether it has readings at all.
    pub has_readings: bool,
    /// Whether it has deliverables at all.
    pub has_deliverables: bool,
    /// Whether any of its items, or its sign-off, is started or done.
    pub begun: bool,
    /// Planned hours that count: 0 when the whole phase is skipped, and without
    /// those of items that a replan left out.
    pub planned: f64,
    /// The same with the hours of items that a replan left out: what the first
    /// plan counted on.
    pub first_planned: f64,
}

impl PhaseProgress {
    /// Whether all its readings are done or skipped.
    pub fn is_read(&self) -> bool {
        self.readings.is_complete()
    }

    /// Whether all its deliverables are done or skipped.
    pub fn is_built(&self) -> bool {
        self.deliverables.is_complete()
    }

    /// Whether its proof's newest evidence passed.
    pub fn is_proven(&self) -> bool {
        self.evidence
            .is_some_and(|evidence| evidence.verdict == Verdict::Passed)
    }

    /// Whether its proof's newest evidence is the learner's word, which is not
    /// what a gate shows.
    pub fn is_attested(&self) -> bool {
        self.evidence
            .is_some_and(|evidence| evidence.verdict == Verdict::Attested)
    }

    /// Whether the learner signed it off.
    pub fn is_signed_off(&self) -> bool {
        self.sign_off.status == Status::Done
    }

    /// Whether it no longer holds others up: signed off or skipped.
    pub fn is_settled(&self) -> bool {
        self.sign_off.status.is_settled()
    }

    /// Whether something of it was begun.
    pub fn is_begun(&self) -> bool {
        self.begun
    }

    /// Readings and deliverables together.
    pub fn items(&self) -> Tally {
        self.readings + self.deliverables
    }

    /// The share of it that is done, from 0 to 1; a phase without items
    /// counts as its sign-off.
    pub fn share(&self) -> f64 {
        let items = self.items();
        if items.of > 0 {
            items.share()
        } else {
            f64::from(u8::from(self.is_signed_off()))
        }
    }
}

/// The roadmap joined with the state.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    items: Vec<ItemProgress>,
    phases: Vec<PhaseProgress>,
    archived: Vec<(ItemId, Marked)>,
}

impl Progress {
    /// Joins the two.
    pub fn new(roadmap: &Roadmap, state: &State) -> Self {
        let mut items: Vec<ItemProgress> = roadmap
            .items
            .iter()
            .map(|item| {
                let newest = item
                    .formerly
                    .iter()
                    .chain([&item.id])
                    .filter_map(|id| state.marked(id))
                    .max_by_key(|marked| marked.order);
                newest.map_or_else(ItemProgress::default, |marked| ItemProgress {
                    status: marked.mark.into(),
                    day: (marked.mark != Mark::Open).then_some(marked.day),
                    left_out: marked.left_out,
                })
            })
            .collect();
        derive_from_sign_offs(roadmap, &mut items);
        let phases = roadmap
            .phase_places()
            .map(|phase| phase_progress(roadmap, state, &items, phase))
            .collect();
        let mut archived: Vec<(ItemId, Marked)> = state
            .marked_items()
            .filter(|(id, marked)| roadmap.find(id).is_none() && marked.mark != Mark::Open)
            .map(|(id, marked)| (id.clone(), marked))
            .collect();
        archived.sort_by(|a, b| a.0.cmp(&b.0));
        Self {
            items,
            phases,
            archived,
        }
    }

    /// Marks whose items the roadmap no longer has, by id.
    pub fn archived(&self) -> &[(ItemId, Marked)] {
        &self.archived
    }

    /// The phases, in order.
    pub fn phases(&self) -> impl Iterator<Item = (PhaseIx, &PhaseProgress)> {
        self.phases
            .iter()
            .enumerate()
            .map(|(ix, phase)| (PhaseIx(ix), phase))
    }

    /// The current phase: the first that is neither signed off nor skipped
    /// and whose prerequisites are; `None` when there is none.
    pub fn current(&self) -> Option<PhaseIx> {
        self.phases()
            .find(|(_, phase)| !phase.is_settled() && phase.blocked_by.is_empty())
            .map(|(ix, _)| ix)
    }

    /// Whether every phase is signed off or skipped.
    pub fn is_finished(&self) -> bool {
        !self.phases.is_empty() && self.phases.iter().all(PhaseProgress::is_settled)
    }

    /// The day on which the last phase was signed off or skipped.
    pub fn finished_on(&self) -> Option<LogicalDay> {
        let days = self.phases.iter().filter_map(|phase| phase.sign_off.day);
        days.max().filter(|_| self.is_finished())
    }

    /// How many phases are signed off.
    pub fn signed_off(&self) -> usize {
        self.phases
            .iter()
            .filter(|phase| phase.is_signed_off())
            .count()
    }

    /// What is left of a phase: readings and deliverables that are neither
    /// done nor skipped.
    pub fn open_items<'a>(
        &'a self,
        roadmap: &'a Roadmap,
        phase: PhaseIx,
    ) -> impl Iterator<Item = ItemIx> + 'a {
        roadmap[phase]
            .items()
            .filter(|item| !self[*item].status.is_settled())
    }

    /// How many of `items` are done.
    pub fn tally(&self, items: impl IntoIterator<Item = ItemIx>) -> Tally {
        let mut tally = Tally::default();
        for item in items {
            tally.count(self[item].status);
        }
        tally
    }

    /// Progress in planned hours: each phase's hours times the share of it
    /// that is done (`D` in the definitions).
    pub fn hours_done(&self) -> f64 {
        self.phases
            .iter()
            .map(|phase| phase.planned * phase.share())
            .sum()
    }

    /// All planned hours, wholly skipped phases and what a replan left out not
    /// among them.
    pub fn hours_planned(&self) -> f64 {
        self.phases.iter().map(|phase| phase.planned).sum()
    }

    /// Progress from 0 to 1, by planned hours.
    pub fn share(&self) -> f64 {
        let planned = self.hours_planned();
        if planned > 0.0 {
            self.hours_done() / planned
        } else {
            0.0
        }
    }

    /// The items marked done on `day`, in the order of the roadmap.
    pub fn done_on(&self, day: LogicalDay) -> impl Iterator<Item = ItemIx> + '_ {
        self.items
            .iter()
            .enumerate()
            .filter(move |(_, item)| item.status == Status::Done && item.day == Some(day))
            .map(|(ix, _)| ItemIx(ix))
    }
}

/// Milestones that name phases, and the metric about all of them, are done
/// exactly when those phases are signed off.
fn derive_from_sign_offs(roadmap: &Roadmap, items: &mut [ItemProgress]) {
    let derived = roadmap
        .item_places()
        .filter(|item| matches!(roadmap[*item].kind, ItemKind::Milestone | ItemKind::Metric));
    for item in derived {
        let Some(phases) = roadmap.derived_from(item) else {
            continue;
        };
        let sign_offs: Vec<ItemProgress> = phases
            .iter()
            .map(|phase| items[roadmap[*phase].sign_off.0])
            .collect();
        let done =
            !sign_offs.is_empty() && sign_offs.iter().all(|item| item.status == Status::Done);
        items[item.0] = if done {
            ItemProgress {
                status: Status::Done,
                day: sign_offs.iter().filter_map(|item| item.day).max(),
                left_out: false,
            }
        } else {
            ItemProgress::default()
        };
    }
}

fn phase_progress(
    roadmap: &Roadmap,
    state: &State,
    items: &[ItemProgress],
    ix: PhaseIx,
) -> PhaseProgress {
    let phase = &roadmap[ix];
    let tally = |places: &mut dyn Iterator<Item = ItemIx>| {
        let mut tally = Tally::default();
        for item in places {
            tally.count(items[item.0].status);
        }
        tally
    };
    let readings = tally(&mut phase.readings.iter().copied());
    let deliverables = tally(&mut phase.deliverables());
    let has_items = phase.items().next().is_some();
    let sign_off = items[phase.sign_off.0];
    let left_out =
        sign_off.status == Status::Skipped || (has_items && readings.of + deliverables.of == 0);
    // What a replan left out takes its share of the hours along, so that it
    // lightens what is left and changes nothing of what is done.
    let of = readings.of + deliverables.of;
    let gone = phase.items().filter(|item| items[item.0].left_out).count();
    let kept = if gone == 0 {
        1.0
    } else {
        of as f64 / (of + gone) as f64
    };
    let hours = roadmap.planned_hours(ix);
    let never = sign_off.status == Status::Skipped
        || (has_items && readings.of + deliverables.of + gone == 0);
    PhaseProgress {
        readings,
        deliverables,
        sign_off,
        evidence: phase
            .proof
            .as_ref()
            .and_then(|proof| state.evidence(&proof.id)),
        blocked_by: phase
            .needs
            .iter()
            .copied()
            .filter(|need| !items[roadmap[*need].sign_off.0].status.is_settled())
            .collect(),
        begun: phase
            .items()
            .chain([phase.sign_off])
            .any(|item| matches!(items[item.0].status, Status::Started | Status::Done)),
        has_readings: !phase.readings.is_empty(),
        has_deliverables: phase.deliverables().next().is_some(),
        planned: if left_out { 0.0 } else { hours * kept },
        first_planned: if never { 0.0 } else { hours },
    }
}

impl Index<ItemIx> for Progress {
    type Output = ItemProgress;

    fn index(&self, ix: ItemIx) -> &ItemProgress {
        &self.items[ix.0]
    }
}

impl Index<PhaseIx> for Progress {
    type Output = PhaseProgress;

    fn index(&self, ix: PhaseIx) -> &PhaseProgress {
        &self.phases[ix.0]
    }
}

#[cfg(test)]
mod tests;
