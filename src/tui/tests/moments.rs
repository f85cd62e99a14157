//! Four moments of a year on the shipped roadmap, and the ways to its places.

use chrono::Weekday;

use crate::{
    domain::{
        day::LogicalDay,
        event::{Batch, Kind, Mark, Verdict},
        id::ItemId,
        roadmap::{ItemIx, PhaseIx, Roadmap},
    },
    tui::{
        rig::{Rig, begin, shipped},
        theme::Theme,
    },
};

/// A moment of a learner's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Nothing happened yet; the start date is asked for.
    FirstDay,
    /// Half the year is over, a third of the way is done.
    Behind,
    /// Half the year is over, most of the way is done.
    Ahead,
    /// Everything is done.
    Finished,
}

/// The keys from Today to each of the places.
pub(super) const PLACES: [(&str, &str); 11] = [
    ("today", ""),
    ("phases", "2"),
    ("phase", "2 enter"),
    ("matrix", "3"),
    ("apps", "4"),
    ("week", "5"),
    ("plan", "6"),
    ("notes", "7"),
    ("time", "8"),
    ("note", "7 g j j j enter ] ] ] ] ]"),
    ("stats", "9"),
];

impl Moment {
    /// All of them.
    pub(super) const ALL: [Self; 4] = [Self::FirstDay, Self::Behind, Self::Ahead, Self::Finished];

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FirstDay => "first_day",
            Self::Behind => "behind",
            Self::Ahead => "ahead",
            Self::Finished => "finished",
        }
    }

    /// When it is.
    fn time(self) -> &'static str {
        match self {
            Self::FirstDay => "2026-01-05T08:30:00+01:00",
            // A Wednesday.
            Self::Behind | Self::Ahead => "2026-07-01T20:00:00+02:00",
            Self::Finished => "2026-12-16T20:00:00+01:00",
        }
    }

    /// What happened before it.
    fn past(self) -> Vec<Batch> {
        let mut diary = Diary::begun("2026-01-05");
        match self {
            Self::FirstDay => return Vec::new(),
            Self::Behind => {
                diary.finish(0..2, 1);
                diary.ill(21);
                diary.finish(2..3, 1);
                diary.finish(3..4, 2);
                diary.work(4, 5, 2);
            }
            Self::Ahead => {
                diary.finish(0..12, 3);
                diary.work(12, 6, 3);
            }
            Self::Finished => {
                diary.finish(0..15, 2);
                diary.finish_plan();
            }
        }
        let now = self.time().get(..10).and_then(LogicalDay::parse).unwrap();
        assert!(diary.day < now, "the diary of {self:?} ends {}", diary.day);
        diary.wait_until(now);
        match self {
            Self::Behind => {
                let phase = PhaseIx(4);
                diary.mark_next(phase, Mark::Started);
                diary.mark_next(phase, Mark::Skipped);
                diary.day = diary.day.previous();
                diary.mark_next(phase, Mark::Done);
                diary.think("Changesets belong to the context, not to the schema.");
            }
            Self::Ahead => diary.mark_next(PhaseIx(12), Mark::Done),
            Self::FirstDay | Self::Finished => {}
        }
        diary.batches
    }

    /// The program at this moment; on the first day the question is answered.
    pub(super) fn rig(self) -> Rig {
        let mut rig = self.start();
        if self == Self::FirstDay {
            rig.keys("enter");
        }
        rig
    }

    /// The program as it opens at this moment.
    pub(super) fn start(self) -> Rig {
        Rig::new(shipped(), self.time(), &self.past())
    }

    /// The program at this moment in another theme.
    pub(super) fn looking(self, theme: Theme, ascii: bool) -> Rig {
        Rig::looking(shipped(), self.time(), &self.past(), theme, ascii)
    }
}

/// Writes down what a learner does, study day after study day.
struct Diary {
    roadmap: Roadmap,
    batches: Vec<Batch>,
    marked: Vec<ItemIx>,
    day: LogicalDay,
}

impl Diary {
    fn begun(start: &str) -> Self {
        Self {
            roadmap: shipped(),
            batches: vec![begin(start)],
            marked: Vec::new(),
            day: LogicalDay::parse(start).unwrap(),
        }
    }

    fn write(&mut self, kinds: Vec<Kind>) {
        let day = self.day;
        self.batches.push(Batch::on(day, kinds));
    }

    fn next_study_day(&mut self) {
        self.day = self.day.next();
        while matches!(self.day.weekday(), Weekday::Sat | Weekday::Sun) {
            self.day = self.day.next();
        }
    }

    fn mark(&mut self, item: ItemIx, mark: Mark) {
        self.marked.push(item);
        let item = self.roadmap[item].id.clone();
        self.write(vec![Kind::Mark { item, mark }]);
    }

    fn open(&self, phase: usize) -> Vec<ItemIx> {
        let items = self.roadmap[PhaseIx(phase)].items();
        items.filter(|item| !self.marked.contains(item)).collect()
    }

    /// Ticks so many items of a phase, so many a day.
    fn work(&mut self, phase: usize, items: usize, a_day: usize) {
        let open = self.open(phase);
        let items: Vec<ItemIx> = open.into_iter().take(items).collect();
        for day in items.chunks(a_day) {
            for item in day {
                self.mark(*item, Mark::Done);
            }
            self.next_study_day();
        }
    }

    /// Ticks everything in these phases, shows the proof, signs off.
    fn finish(&mut self, phases: std::ops::Range<usize>, a_day: usize) {
        for phase in phases {
            self.work(phase, usize::MAX, a_day);
            let (proof, sign_off) = {
                let phase = &self.roadmap[PhaseIx(phase)];
                (phase.proof.clone(), phase.sign_off)
            };
            if let Some(proof) = proof {
                self.write(vec![Kind::Evidence {
                    row: proof.id,
                    verdict: Verdict::Passed,
                    text: None,
                    grounds: None,
                }]);
            }
            self.mark(sign_off, Mark::Done);
        }
    }

    /// Ticks every box and metric that is the learner's to tick.
    fn finish_plan(&mut self) {
        let boxes = self.roadmap.plan.milestones().map(|(_, _, box_)| box_.item);
        let metrics = self.roadmap.metrics.iter().map(|metric| metric.item);
        let mine: Vec<ItemIx> = boxes
            .chain(metrics)
            .filter(|item| self.roadmap.derived_from(*item).is_none())
            .collect();
        for item in mine {
            self.mark(item, Mark::Done);
        }
        self.next_study_day();
    }

    fn ill(&mut self, days: u64) {
        let (from, to) = (self.day, self.day.forward(days - 1));
        self.write(vec![Kind::Off {
            from,
            to,
            withdrawn: false,
            text: Some("flu".to_owned()),
        }]);
        self.day = to;
        self.next_study_day();
    }

    fn wait_until(&mut self, day: LogicalDay) {
        self.day = day;
    }

    fn mark_next(&mut self, phase: PhaseIx, mark: Mark) {
        let item = self.open(phase.0)[0];
        self.mark(item, mark);
    }

    fn think(&mut self, text: &str) {
        let text = text.to_owned();
        self.write(vec![Kind::Note { text, about: None }]);
    }
}

/// That the item was marked, as a batch of this day.
pub(super) fn marked(id: &str, mark: Mark, day: &str) -> Batch {
    Batch::on(
        LogicalDay::parse(day).unwrap(),
        vec![Kind::Mark {
            item: ItemId::new(id),
            mark,
        }],
    )
}
