//! A learner on the shipped roadmap, whose journal is kept in memory.

use std::path::Path;

use chrono::DateTime;
use mastery::{
    domain::{
        day::LogicalDay,
        decide::{About, Desk, TimeWish, Wish},
        event::{Event, EventId, Mark},
        id::{BudgetId, DeviceId, ItemId},
        minutes::Minutes,
        progress::Progress,
        roadmap::{ItemIx, PhaseIx, Roadmap},
        session::Piece,
        state::State,
    },
    insight::{forecast::Forecast, plan_line::PlanLine, today::Today},
    store::roadmap_file::{Notes, Place, read_roadmap},
};
use ulid::Ulid;

/// The roadmap that is built into the program.
pub(crate) fn shipped() -> Roadmap {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("roadmap.toml");
    let source = std::fs::read_to_string(path).unwrap();
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    let loaded = read_roadmap(&source, &place);
    assert_eq!(loaded.problems, [], "the shipped roadmap is in order");
    loaded.roadmap.unwrap()
}

/// The day written like this.
pub(crate) fn day(text: &str) -> LogicalDay {
    LogicalDay::parse(text).unwrap()
}

/// Somebody who makes wishes.
pub(crate) struct Learner {
    pub(crate) roadmap: Roadmap,
    pub(crate) state: State,
    pub(crate) today: LogicalDay,
    device: DeviceId,
}

impl Learner {
    /// A learner who opens the program for the first time on this day.
    pub(crate) fn on(today: &str) -> Self {
        Self {
            roadmap: shipped(),
            state: State::default(),
            today: day(today),
            device: DeviceId::new("laptop"),
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress::new(&self.roadmap, &self.state)
    }

    pub(crate) fn line(&self) -> Option<PlanLine> {
        let start = self.state.begin()?;
        let line = PlanLine::new(&self.roadmap, &self.state, &self.progress(), start);
        Some(line)
    }

    pub(crate) fn look(&self) -> Today {
        let line = self.line();
        let progress = self.progress();
        Today::new(
            &self.roadmap,
            &self.state,
            &progress,
            line.as_ref(),
            self.today,
        )
    }

    pub(crate) fn forecast(&self) -> Forecast {
        let line = self.line();
        let progress = self.progress();
        Forecast::new(
            &self.roadmap,
            &self.state,
            &progress,
            line.as_ref(),
            self.today,
        )
    }

    pub(crate) fn ix(&self, id: &str) -> ItemIx {
        self.roadmap.find(&ItemId::new(id)).expect("an item")
    }

    pub(crate) fn phase(&self, number: u32) -> PhaseIx {
        self.roadmap.phase_by_number(number).expect("a phase")
    }

    /// Asks, records and applies.
    pub(crate) fn does(&mut self, wish: &Wish) {
        let progress = self.progress();
        let desk = Desk {
            roadmap: &self.roadmap,
            state: &self.state,
            progress: &progress,
            device: &self.device,
            today: self.today,
        };
        let batch = desk.decide(wish, None).expect("a granted wish");
        let first = self.state.clock() + 1;
        let id = |clock| EventId::new(Ulid(clock));
        let events: Vec<Event> = (first..)
            .zip(batch.kinds.iter().cloned().enumerate())
            .map(|(clock, (place, kind))| Event {
                id: id(clock.into()),
                batch: (clock != first).then(|| id(first.into())),
                device: self.device.clone(),
                clock,
                at: DateTime::UNIX_EPOCH.fixed_offset(),
                zone: "UTC".into(),
                day: batch.day_of(place),
                sum: 0,
                kind,
            })
            .collect();
        self.state.extend(events);
    }

    pub(crate) fn marks(&mut self, items: &[ItemIx], mark: Mark) {
        let items = items.to_vec();
        self.does(&Wish::Mark { items, mark });
    }

    /// Writes down time that was spent today.
    pub(crate) fn logs(&mut self, category: &str, minutes: u64, item: Option<ItemIx>) {
        self.does(&Wish::Time(TimeWish::Log {
            category: BudgetId::new(category),
            about: item.map(About::Item),
            text: None,
            pieces: vec![Piece::of(self.today, Minutes(minutes))],
        }));
    }
}
