//! The journal on a file system whose power goes: writers append, die, meet
//! syncs that fail, and whatever the disk kept, nothing acknowledged is lost.

use std::{cell::RefCell, collections::BTreeMap, path::Path};

use mastery::{
    domain::event::{Event, EventId},
    store::journal::{Journal, Pending, Place, What},
};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};

use super::{
    Dice, bed,
    model::{Lie, Memory},
    on_all_cores,
};
use crate::lane::{report, rounds};

/// In how many ways each power cut is survived.
const SURVIVALS: usize = 8;

/// Two programs of one device, and another device.
const DEVICES: [&str; 3] = ["laptop", "laptop", "phone"];

#[derive(Debug, Clone)]
enum Step {
    /// A writer saves a batch of thoughts of these lengths.
    Append(usize, Vec<usize>),
    /// It tries once more what was refused.
    Again(usize),
    /// It dies at this call of an append, in the middle of a write perhaps.
    Dies(usize, Vec<usize>, usize, usize),
    /// The disk fails to sync an append.
    SyncFails(usize, Vec<usize>),
    /// It looks for what others wrote.
    Looks(usize),
    /// The power goes.
    Power(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let writer = || 0..DEVICES.len();
    let batch = || prop::collection::vec(prop_oneof![3 => 0..80_usize, 1 => 400..1500_usize], 1..4);
    prop_oneof![
        4 => (writer(), batch()).prop_map(|(writer, batch)| Step::Append(writer, batch)),
        1 => writer().prop_map(Step::Again),
        3 => (writer(), batch(), 1..40_usize, 0..900_usize)
            .prop_map(|(writer, batch, call, part)| Step::Dies(writer, batch, call, part)),
        1 => (writer(), batch()).prop_map(|(writer, batch)| Step::SyncFails(writer, batch)),
        1 => writer().prop_map(Step::Looks),
        1 => any::<u64>().prop_map(Step::Power),
    ]
}

fn place(device: &str) -> Place {
    bed::place(
        Path::new("/data/mastery/garden"),
        &Path::new("/state").join(device),
        device,
    )
}

/// What a history came to.
#[derive(Debug, Default)]
struct Counts {
    cases: usize,
    states: usize,
    acknowledged: usize,
    refused: usize,
    torn: usize,
    extra: usize,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.states += other.states;
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.torn += other.torn;
        self.extra += other.extra;
    }
}

struct History {
    memory: Memory,
    writers: [Option<Journal<Memory>>; 3],
    refused: [Option<Pending>; 3],
    /// Every event that was acknowledged.
    acknowledged: BTreeMap<EventId, Event>,
    /// Every event that anybody tried to write.
    tried: Vec<EventId>,
    counts: Counts,
}

impl History {
    fn new(lie: Lie) -> Self {
        Self {
            memory: Memory::that_lies(lie),
            writers: [None, None, None],
            refused: [None, None, None],
            acknowledged: BTreeMap::new(),
            tried: Vec::new(),
            counts: Counts::default(),
        }
    }

    fn opened(&mut self, writer: usize) -> Result<&mut Journal<Memory>, String> {
        if self.writers[writer].is_none() {
            let opened = Journal::open_on(self.memory.clone(), place(DEVICES[writer]));
            self.writers[writer] = Some(opened.map_err(|it| it.to_string())?.0);
        }
        Ok(self.writers[writer].as_mut().unwrap())
    }

    fn append(&mut self, writer: usize, pending: Pending) -> Result<(), String> {
        let first = pending.id().unwrap().as_u128();
        let ids = (0..pending.batch().kinds.len() as u128).map(|place| first + place);
        self.tried
            .extend(ids.map(|id| EventId::new(ulid::Ulid(id))));
        if let Ok(appended) = self.opened(writer)?.append(&pending) {
            self.counts.acknowledged += appended.own.len();
            for event in appended.own {
                self.acknowledged.insert(event.id, event);
            }
        } else {
            self.counts.refused += 1;
            self.refused[writer] = Some(pending);
        }
        Ok(())
    }

    fn take(&mut self, step: &Step) -> Result<(), String> {
        let batch = |lengths: &[usize]| {
            let text = |length: &usize| bed::note("dig ".repeat(length / 4));
            bed::pending(lengths.iter().map(text).collect())
        };
        match step {
            Step::Append(writer, lengths) => self.append(*writer, batch(lengths)),
            Step::Again(writer) => match self.refused[*writer].take() {
                Some(pending) => self.append(*writer, pending),
                None => Ok(()),
            },
            Step::Dies(writer, lengths, call, part) => {
                self.opened(*writer)?;
                self.memory.dies(*call, *part);
                self.append(*writer, batch(lengths))?;
                self.memory.heals();
                self.writers[*writer] = None;
                self.refused[*writer] = None;
                Ok(())
            }
            Step::SyncFails(writer, lengths) => {
                self.opened(*writer)?;
                self.memory.fails_to_sync();
                self.append(*writer, batch(lengths))?;
                self.memory.heals();
                Ok(())
            }
            Step::Looks(writer) => {
                let looked = self.opened(*writer)?.poll();
                looked.map(|_| ()).map_err(|it| it.to_string())
            }
            Step::Power(seed) => self.power(*seed),
        }
    }

    /// The power goes: every way it is survived is judged, and life goes on
    /// with the last one.
    fn power(&mut self, seed: u64) -> Result<(), String> {
        self.writers = [None, None, None];
        self.refused = [None, None, None];
        let mut dice = Dice(seed);
        for turn in 0..SURVIVALS {
            let memory = self.memory.twin();
            // Once in a while nothing survives that need not.
            let nothing = turn == 0;
            memory.power_cut((!nothing).then_some(&mut dice));
            self.counts.states += 1;
            self.judge(&memory)
                .map_err(|why| format!("survival {turn} of {seed}: {why}"))?;
            if turn + 1 == SURVIVALS {
                self.memory = memory;
            }
        }
        Ok(())
    }

    fn judge(&mut self, left: &Memory) -> Result<(), String> {
        let here = place("laptop");
        let before = left.journals(&here.folder);
        // The next append is made on a twin: what was left goes on as it is.
        let memory = left.twin();
        let (mut journal, events) =
            Journal::open_on(memory.clone(), here.clone()).map_err(|it| it.to_string())?;
        self.all_there(&events)?;
        for event in &events {
            if !self.tried.contains(&event.id) {
                return Err(format!("event {} is none that was written", event.id));
            }
        }
        self.counts.extra += events.len() - self.acknowledged.len().min(events.len());
        for (path, bytes) in &before {
            let of_file = |damage: &&mastery::store::journal::Damage| damage.file == *path;
            let damages: Vec<_> = journal.damages().filter(of_file).collect();
            let clean = left.is_clean(bytes);
            self.counts.torn += usize::from(!clean);
            if clean != damages.is_empty() {
                return Err(format!(
                    "whole is {clean}, and the reports are {damages:?} of {}: {:?}",
                    path.display(),
                    String::from_utf8_lossy(bytes)
                ));
            }
            let changed = damages.iter().find(|damage| {
                matches!(
                    damage.what,
                    What::Edited { .. }
                        | What::Shorter { .. }
                        | What::Lost { .. }
                        | What::Missing { .. }
                        | What::Twice { .. }
                )
            });
            if let Some(damage) = changed {
                return Err(format!("a false report: {damage}"));
            }
        }
        let new = journal
            .append(&bed::pending(vec![bed::note("after")]))
            .map_err(|it| it.to_string())?
            .own;
        let after = memory.journals(&here.folder);
        for (path, bytes) in &before {
            if !after.get(path).is_some_and(|now| now.starts_with(bytes)) {
                return Err(format!("earlier bytes changed: {}", path.display()));
            }
        }
        // The power goes once more, and nothing survives that need not.
        memory.power_cut(None);
        let (_, events) = Journal::open_on(memory, here).map_err(|it| it.to_string())?;
        self.all_there(&events)?;
        if !events.contains(&new[0]) {
            return Err("lost: the event after the power cut".to_owned());
        }
        Ok(())
    }

    fn all_there(&self, events: &[Event]) -> Result<(), String> {
        let there: BTreeMap<EventId, &Event> = events.iter().map(|it| (it.id, it)).collect();
        for (id, event) in &self.acknowledged {
            if there.get(id).is_none_or(|found| *found != event) {
                return Err(format!("lost: event {id}"));
            }
        }
        Ok(())
    }
}

fn live(lie: Lie, steps: &[Step], last: u64) -> (Counts, Result<(), String>) {
    let mut history = History::new(lie);
    history.counts.cases = 1;
    let steps = steps.iter().cloned().chain([Step::Power(last)]);
    let mut lived = Ok(());
    for step in steps {
        lived = history.take(&step);
        if lived.is_err() {
            break;
        }
    }
    (history.counts, lived)
}

fn histories() -> impl Strategy<Value = (Vec<Step>, u64)> {
    (prop::collection::vec(step(), 1..9), any::<u64>())
}

#[test]
fn whatever_the_power_leaves_nothing_acknowledged_is_lost() {
    let wanted = rounds(10_000, 1_000_000);
    let parts = rounds(4, 64);
    // A history has one power cut at least, and one more for the most part.
    let cases = wanted.div_ceil(10 * parts) as u32;
    let ran = on_all_cores(parts, |part| {
        let total = RefCell::new(Counts::default());
        let config = Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        };
        // The short lane lives through the same histories every time.
        let mut runner = if rounds(0, 1) == 0 {
            let seed = [part as u8 + 1; 32];
            let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
            TestRunner::new_with_rng(config, chance)
        } else {
            TestRunner::new(config)
        };
        let ran = runner.run(&histories(), |(steps, last)| {
            let (counts, lived) = live(Lie::None, &steps, last);
            total.borrow_mut().add(&counts);
            lived.map_err(TestCaseError::fail)
        });
        (total.into_inner(), ran.map_err(|error| error.to_string()))
    });
    let mut total = Counts::default();
    let mut wrong = Vec::new();
    for (counts, ran) in ran {
        total.add(&counts);
        wrong.extend(ran.err());
    }
    report(
        "T6",
        &format!(
            "{} histories, {} states after a power cut, {} events acknowledged, {} batches refused or cut off, {} torn files, {} wrong",
            total.cases,
            total.states,
            total.acknowledged,
            total.refused,
            total.torn,
            wrong.len()
        ),
    );
    assert!(wrong.is_empty(), "{}", wrong[0]);
    assert!(total.states >= wanted && total.torn > wanted / 20);
    assert!(total.acknowledged > total.cases && total.extra > total.cases / 10);
}

#[test]
fn a_disk_that_lies_about_a_sync_is_found_out() {
    // The control: the same histories and the same judge.
    let mut said = Vec::new();
    for lie in [Lie::Sync, Lie::Folder] {
        let mut runner = TestRunner::deterministic();
        let (mut cases, mut lost) = (0, 0);
        for _ in 0..100 {
            let (steps, last) = histories().new_tree(&mut runner).unwrap().current();
            let (counts, lived) = live(lie, &steps, last);
            if counts.acknowledged > 0 {
                cases += 1;
                lost += usize::from(lived.is_err_and(|why| why.contains("lost")));
            }
        }
        said.push(format!("{lie:?}: {lost} of {cases} histories lost events"));
        assert!(
            cases > 50 && lost * 10 >= cases * 9,
            "{lie:?}: {lost} of {cases}"
        );
    }
    report("T6 control", &said.join("; "));
}
