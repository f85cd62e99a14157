//! A small roadmap and a learner for tests.

use chrono::{DateTime, Weekday};
use ulid::Ulid;

use super::{
    day::{LogicalDay, WeekStart},
    decide::{Desk, Refusal, Wish},
    event::{Batch, Event, EventId, Kind, Mark},
    id::{DeviceId, ItemId, LaneId, PhaseId, ProofId},
    progress::{Progress, Status},
    roadmap::{
        Block, Build, Cadence, DayKind, Item, ItemIx, ItemKind, Lane, Metric, Milestone, Phase,
        PhaseIx, Proof, Roadmap, Slot, Split, Work,
    },
    state::State,
};

/// The day written like this.
pub(crate) fn day(text: &str) -> LogicalDay {
    LogicalDay::parse(text).unwrap()
}

/// The event id with this number.
pub(crate) fn id(number: u128) -> EventId {
    EventId::new(Ulid(number))
}

/// An event of its own batch.
pub(crate) fn event(device: &str, clock: u64, number: u128, on: &str, kind: Kind) -> Event {
    Event {
        id: id(number),
        batch: None,
        device: DeviceId::new(device),
        clock,
        at: DateTime::parse_from_rfc3339("2026-03-04T20:00:00+01:00").unwrap(),
        zone: "Europe/Berlin".into(),
        day: day(on),
        sum: u32::try_from(number % 1_000_000_007).unwrap(),
        kind,
    }
}

/// That an item was marked.
pub(crate) fn mark(item: &str, mark: Mark) -> Kind {
    let item = ItemId::new(item);
    Kind::Mark { item, mark }
}

/// That an item was ticked.
pub(crate) fn done(item: &str) -> Kind {
    mark(item, Mark::Done)
}

/// That the batch of this number was taken back.
pub(crate) fn undo(number: u128) -> Kind {
    Kind::Undo {
        target: id(number),
        correction: false,
    }
}

/// That days were taken off, or back.
pub(crate) fn off(from: &str, to: &str, withdrawn: bool) -> Kind {
    Kind::Off {
        from: day(from),
        to: day(to),
        withdrawn,
        text: None,
    }
}

/// The same event as a part of another's batch.
pub(crate) fn within(batch: u128, event: Event) -> Event {
    let batch = Some(id(batch));
    Event { batch, ..event }
}

/// Writes a roadmap, piece by piece.
#[derive(Default)]
pub(crate) struct Author(pub(crate) Roadmap);

impl Author {
    /// Adds an item.
    pub(crate) fn item(&mut self, id: &str, kind: ItemKind, phase: Option<PhaseIx>) -> ItemIx {
        let item = Item {
            id: ItemId::new(id),
            title: id.to_owned(),
            kind,
            phase,
            formerly: Vec::new(),
            optional: id.ends_with("-optional"),
            author: None,
            chapters: None,
            url: None,
            line: 0,
        };
        self.0.add_item(item).expect("a free id")
    }

    /// Adds a phase whose estimate is so many days, at least and at most.
    pub(crate) fn phase(
        &mut self,
        id: &str,
        needs: &[usize],
        days: (f64, f64),
        readings: &[(&str, ItemKind)],
        deliverables: &[&str],
    ) {
        let number = self.0.phases.len();
        let phase = Some(PhaseIx(number));
        let readings = readings
            .iter()
            .map(|(id, kind)| self.item(id, *kind, phase))
            .collect();
        let deliverables: Vec<ItemIx> = deliverables
            .iter()
            .map(|id| self.item(id, ItemKind::Deliverable, phase))
            .collect();
        let sign_off = self.item(id, ItemKind::SignOff, phase);
        self.0.phases.push(Phase {
            id: PhaseId::new(id),
            number: u32::try_from(number).unwrap(),
            title: id.to_owned(),
            short: id.to_owned(),
            summary: String::new(),
            notes: None,
            apps: Vec::new(),
            apps_note: None,
            needs: needs.iter().copied().map(PhaseIx).collect(),
            days,
            days_detail: None,
            split: Split::default(),
            readings,
            builds: vec![Build {
                app: None,
                title: id.to_owned(),
                work: Work::Labs,
                deliverables,
            }],
            proof: Some(Proof {
                id: ProofId::new(format!("M{number}")),
                labs: String::new(),
                pulse: String::new(),
                why: String::new(),
                apps: Vec::new(),
                gate: Vec::new(),
                gate_is_whole: true,
                attestation: None,
            }),
            sign_off,
            line: 0,
        });
    }

    /// Adds a box to the one lane, in these quarters.
    pub(crate) fn milestone(&mut self, id: &str, (first, last): (u8, u8), phases: &[usize]) {
        let item = self.item(id, ItemKind::Milestone, None);
        if self.0.plan.lanes.is_empty() {
            self.0.plan.lanes.push(Lane {
                id: LaneId::new("core"),
                title: "Core".to_owned(),
                summary: String::new(),
                blocks: Vec::new(),
            });
        }
        self.0.plan.lanes[0].blocks.push(Block {
            first,
            last,
            milestones: vec![Milestone {
                item,
                phases: phases.iter().copied().map(PhaseIx).collect(),
            }],
        });
    }

    /// Adds a success metric.
    pub(crate) fn metric(&mut self, id: &str, all_phases: bool) {
        let item = self.item(id, ItemKind::Metric, None);
        self.0.metrics.push(Metric { item, all_phases });
    }
}

/// Books on Monday and Tuesday, docs on Wednesday, supplements on Thursday,
/// the note on Friday.
pub(crate) fn cadence() -> Cadence {
    let slot = |days: &[Weekday], kind: DayKind| Slot {
        days: days.to_vec(),
        kind,
        title: kind.word().to_owned(),
    };
    Cadence {
        week_start: WeekStart::Monday,
        slots: vec![
            slot(&[Weekday::Mon, Weekday::Tue], DayKind::Book),
            slot(&[Weekday::Wed], DayKind::Docs),
            slot(&[Weekday::Thu], DayKind::Supplement),
            slot(&[Weekday::Fri], DayKind::WhatChanged),
        ],
        pull_request: None,
        rule: None,
    }
}

/// Three phases in a row of 8, 16 and 40 planned hours; the last has no items.
pub(crate) fn roadmap() -> Roadmap {
    let mut author = Author::default();
    author.0.hours_per_day = 4.0;
    author.0.cadence = cadence();
    author.phase(
        "ground",
        &[],
        (1.0, 3.0),
        &[
            ("ground-book-optional", ItemKind::Book),
            ("ground-book", ItemKind::Book),
            ("ground-docs", ItemKind::Docs),
            ("ground-talk", ItemKind::Supplement),
        ],
        &["ground-gate", "ground-table", "ground-script", "ground-run"],
    );
    author.phase(
        "walls",
        &[0],
        (3.0, 5.0),
        &[
            ("walls-book-1", ItemKind::Book),
            ("walls-book-2", ItemKind::Book),
            ("walls-docs", ItemKind::Docs),
        ],
        &["walls-door"],
    );
    author.phase("roof", &[1], (8.0, 12.0), &[], &[]);
    author.milestone("box-ground", (1, 1), &[0]);
    author.milestone("box-free", (1, 1), &[]);
    author.milestone("box-walls-roof", (2, 3), &[1, 2]);
    author.milestone("box-late", (4, 4), &[]);
    author.metric("metric-all", true);
    author.metric("metric-free", false);
    author.0
}

/// Somebody who makes wishes, on one device.
pub(crate) struct Learner {
    pub(crate) roadmap: Roadmap,
    pub(crate) state: State,
    pub(crate) device: DeviceId,
    pub(crate) today: LogicalDay,
}

impl Learner {
    /// A learner with the small roadmap.
    pub(crate) fn on(today: &str) -> Self {
        Self::of(roadmap(), today)
    }

    /// A learner with this roadmap.
    pub(crate) fn of(roadmap: Roadmap, today: &str) -> Self {
        Self {
            roadmap,
            state: State::default(),
            device: DeviceId::new("laptop"),
            today: day(today),
        }
    }

    /// The item with this id.
    pub(crate) fn ix(&self, id: &str) -> ItemIx {
        self.roadmap.find(&ItemId::new(id)).expect("an item")
    }

    /// The ids of items.
    pub(crate) fn ids(&self, items: impl IntoIterator<Item = ItemIx>) -> Vec<&str> {
        let id = |item: ItemIx| self.roadmap[item].id.as_str();
        items.into_iter().map(id).collect()
    }

    /// The roadmap and the state joined.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(&self.roadmap, &self.state)
    }

    /// What the item with this id is.
    pub(crate) fn status(&self, id: &str) -> Status {
        self.progress()[self.ix(id)].status
    }

    /// Asks, and changes nothing.
    pub(crate) fn decide(&self, wish: &Wish, on: Option<&str>) -> Result<Batch, Refusal> {
        let desk = Desk {
            roadmap: &self.roadmap,
            state: &self.state,
            progress: &self.progress(),
            device: &self.device,
            today: self.today,
        };
        desk.decide(wish, on.map(day))
    }

    /// The words with which a wish is refused.
    pub(crate) fn refusal(&self, wish: &Wish, on: Option<&str>) -> String {
        let refusal = self.decide(wish, on).expect_err("a refusal");
        refusal.to_string()
    }

    /// What the journal makes of a batch.
    pub(crate) fn stamp(&self, batch: Batch) -> Vec<Event> {
        let first = u128::from(self.state.clock() + 1) << 16;
        (first..)
            .zip(self.state.clock() + 1..)
            .zip(batch.kinds.into_iter().enumerate())
            .map(|((number, clock), (place, kind))| Event {
                batch: (number != first).then(|| id(first)),
                device: self.device.clone(),
                day: *batch.days.get(&place).unwrap_or(&batch.day),
                ..event("", clock, number, "2026-01-01", kind)
            })
            .collect()
    }

    /// Asks, records and applies; gives the batch.
    pub(crate) fn does(&mut self, wish: &Wish, on: Option<&str>) -> EventId {
        let events = self.stamp(self.decide(wish, on).expect("a granted wish"));
        let batch = events[0].batch();
        self.state.extend(events);
        batch
    }

    /// Marks items.
    pub(crate) fn marks(&mut self, ids: &[&str], mark: Mark, on: Option<&str>) -> EventId {
        let items = ids.iter().map(|id| self.ix(id)).collect();
        self.does(&Wish::Mark { items, mark }, on)
    }
}
