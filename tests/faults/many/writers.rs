//! T8a, T8b: writers in processes of their own, on one file.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, OpenOptions},
    io::{BufRead as _, BufReader, Write as _},
    os::unix::fs::FileExt as _,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Instant,
};

use mastery::{
    domain::event::{Event, EventId, Kind, Mark},
    store::journal::{Files, Journal, Place, read_journal},
};

use super::kit::{self, Chance, hundredth, mark, note, pending, session};
use crate::{
    lane::{report, rounds},
    pty::Home,
};

/// What a writer said of one append: the event, its clock, and how long it took
/// in microseconds, waiting for the lock included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    id: EventId,
    clock: u64,
    pub(super) took: u64,
}

/// A writer that others start: appends and says so, line by line.
#[test]
#[ignore = "the other tests start it, as a process of its own"]
fn a_writer_of_its_own() {
    let Ok(order) = std::env::var("FAULTS_WRITER") else {
        return;
    };
    let parts: Vec<&str> = order.split('|').collect();
    let [folder, state, device, name, from, count] = parts[..] else {
        panic!("{order}");
    };
    let mut place = kit::place(Path::new(""), device);
    place.folder = folder.into();
    place.state = state.into();
    let (mut journal, _) = Journal::open(place).unwrap();
    let from: u32 = from.parse().unwrap();
    let count: u32 = count.parse().unwrap();
    for number in from..from + count {
        let item = ["worms", "compost", "clay", "sowing"][number as usize / 3 % 4];
        let batch = pending(vec![match number % 3 {
            0 => session(7),
            1 => note(format!("{name} {number}")),
            _ if number % 2 == 0 => mark(item, Mark::Done),
            _ => mark(item, Mark::Open),
        }]);
        let since = Instant::now();
        let own = journal.append(&batch).unwrap().own;
        let took = since.elapsed().as_micros();
        let line = format!("\nack {} {} {took}\n", own[0].id, own[0].clock);
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    }
}

/// Starts writers until `quota` appends were acknowledged; some are killed after
/// a random number of them. Gives what was acknowledged and how many were killed.
pub(super) fn write_on(
    place: &Place,
    name: &str,
    quota: usize,
    mut kill: Option<Chance>,
) -> (Vec<Said>, usize) {
    let mut said: Vec<Said> = Vec::new();
    let mut killed = 0;
    while said.len() < quota {
        let left = quota - said.len();
        let (folder, state) = (place.folder.display(), place.state.display());
        let (device, from) = (&place.device, said.len());
        let order = format!("{folder}|{state}|{device}|{name}|{from}|{left}");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "many::writers::a_writer_of_its_own"])
            .args(["--ignored", "--nocapture", "--test-threads=1"])
            .env("FAULTS_WRITER", order)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let life = kill.as_mut().map(|chance| 1 + chance.below(quota / 3 + 2));
        let mut lived = 0;
        let mut dead = false;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let Ok(line) = line else { break };
            let words: Vec<&str> = line.split(' ').collect();
            let ["ack", id, clock, took] = words[..] else {
                continue;
            };
            // A line that was cut short acknowledges nothing.
            let (Some(id), Ok(clock), Ok(took)) = (EventId::parse(id), clock.parse(), took.parse())
            else {
                continue;
            };
            said.push(Said { id, clock, took });
            lived += 1;
            if life == Some(lived) && said.len() < quota {
                child.kill().unwrap();
                dead = true;
            }
        }
        let output = child.wait_with_output().unwrap();
        killed += usize::from(dead);
        assert!(
            dead || output.status.success(),
            "a writer failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    (said, killed)
}

/// Whether a file holds all that its writers were told is saved, whole, once,
/// and in each writer's order; `spare` events may be there besides.
pub(super) fn judge(bytes: &[u8], writers: &[Vec<Said>], spare: usize) -> Result<usize, String> {
    let (events, damages) = read_journal(Path::new("journal"), bytes);
    if let Some(damage) = damages.first() {
        return Err(format!("{} damages, first {damage}", damages.len()));
    }
    let mut places: HashMap<EventId, (usize, &Event)> = HashMap::new();
    for (place, event) in events.iter().enumerate() {
        if places.insert(event.id, (place, event)).is_some() {
            return Err(format!("{} is there twice", event.id));
        }
    }
    for said in writers {
        let mut before = None;
        for one in said {
            let Some((place, event)) = places.get(&one.id) else {
                return Err(format!("{} was acknowledged and is not there", one.id));
            };
            if event.clock != one.clock {
                return Err(format!("{} has another clock", one.id));
            }
            if before.is_some_and(|before| before >= *place) {
                return Err(format!("{} stands before an earlier one", one.id));
            }
            before = Some(*place);
        }
    }
    let clocks: HashSet<u64> = events.iter().map(|event| event.clock).collect();
    if clocks.len() != events.len() {
        return Err("two events have one clock: they did not exclude each other".to_owned());
    }
    let acknowledged: usize = writers.iter().map(Vec::len).sum();
    if events.len() > acknowledged + spare {
        return Err(format!(
            "{} events nobody asked for",
            events.len() - acknowledged
        ));
    }
    Ok(acknowledged)
}

#[test]
fn two_writers_keep_all_and_each_its_order() {
    let root = kit::quick_folder();
    let place = kit::place(root.path(), "laptop");
    let each = rounds(1_000, 10_000);
    let since = Instant::now();
    let writers: Vec<Vec<Said>> = thread::scope(|scope| {
        let place = &place;
        let threads: Vec<_> = ["one", "two"]
            .map(|name| scope.spawn(move || write_on(place, name, each, None).0))
            .into();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let bytes = fs::read(place.own()).unwrap();
    let there = judge(&bytes, &writers, 0).unwrap();
    assert_eq!(there, 2 * each);
    let turns = turns(&bytes, &writers);
    assert!(
        turns > 4,
        "they hardly ran at once: {turns} changes of turn"
    );
    // The judge sees an event that is missing, torn or moved.
    let text = String::from_utf8(bytes).unwrap();
    let blocks: Vec<&str> = text.split_inclusive("\n\n").collect();
    let without = [&blocks[..7], &blocks[8..]].concat().concat();
    assert!(judge(without.as_bytes(), &writers, 0).is_err());
    let torn = text.replacen("sum = \"", "sum", 1);
    assert!(judge(torn.as_bytes(), &writers, 0).is_err());
    let moved = [&blocks[40..], &blocks[..40]].concat().concat();
    assert!(judge(moved.as_bytes(), &writers, 0).is_err());
    report(
        "T8a",
        &format!(
            "2 processes, {there} events, 0 lost, 0 torn, each writer's order kept, {turns} changes of turn, {:.1} s",
            since.elapsed().as_secs_f64()
        ),
    );
}

/// How often the file goes from one writer's events to another's.
fn turns(bytes: &[u8], writers: &[Vec<Said>]) -> usize {
    let whose: HashMap<EventId, usize> = writers
        .iter()
        .enumerate()
        .flat_map(|(writer, said)| said.iter().map(move |one| (one.id, writer)))
        .collect();
    let (events, _) = read_journal(Path::new("journal"), bytes);
    let order: Vec<Option<&usize>> = events.iter().map(|event| whose.get(&event.id)).collect();
    order.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

#[test]
fn two_loops_of_the_command_line_keep_all() {
    let home = Home::begun();
    let each = rounds(20, 400);
    thread::scope(|scope| {
        for name in ["one", "two"] {
            let home = &home;
            scope.spawn(move || {
                for number in 0..each {
                    home.mastery(&["note", &format!("{name} {number}")]);
                }
            });
        }
    });
    let own = home.journals();
    assert_eq!(own.len(), 1, "one device writes one file: {own:?}");
    let (events, damages) = read_journal(&own[0], &fs::read(&own[0]).unwrap());
    assert_eq!(damages, []);
    let texts: Vec<&str> = events
        .iter()
        .filter_map(|event| match &event.kind {
            Kind::Note { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    for name in ["one", "two"] {
        let of: Vec<&&str> = texts.iter().filter(|it| it.starts_with(name)).collect();
        let expected: Vec<String> = (0..each).map(|it| format!("{name} {it}")).collect();
        assert!(of.iter().zip(&expected).all(|(is, it)| **is == it.as_str()));
        assert_eq!(of.len(), each);
    }
    assert!(events.is_sorted_by(|a, b| a.clock < b.clock));
    report(
        "T8a",
        &format!("2 loops of `mastery note`, {} commands, 0 lost", 2 * each),
    );
}

/// The control: writers that take no lock and do not append but write where the
/// end was when they looked.
#[test]
fn writers_without_a_lock_do_not_pass() {
    let root = kit::quick_folder();
    let shared = root.path().join("shared.toml");
    let rounds = 50;
    let barrier = Barrier::new(2);
    let writers: Vec<Vec<Said>> = thread::scope(|scope| {
        let threads: Vec<_> = ["one", "two"]
            .map(|name| {
                let (shared, barrier, root) = (&shared, &barrier, root.path());
                scope.spawn(move || {
                    // Blocks as the program writes them, from a journal of its own.
                    let place = kit::place(&root.join(name), "laptop");
                    let (mut journal, _) = Journal::open_on(Files, place.clone()).unwrap();
                    let file = OpenOptions::new()
                        .write(true)
                        .create(true)
                        .truncate(false)
                        .open(shared)
                        .unwrap();
                    let mut said = Vec::new();
                    let mut done = 0;
                    for number in 0..rounds {
                        let batch = pending(vec![note(format!("{name} {number}"))]);
                        let own = journal.append(&batch).unwrap().own;
                        let bytes = fs::read(place.own()).unwrap();
                        let end = file.metadata().unwrap().len();
                        barrier.wait();
                        file.write_all_at(&bytes[done..], end).unwrap();
                        done = bytes.len();
                        let (id, clock) = (own[0].id, own[0].clock);
                        said.push(Said { id, clock, took: 0 });
                        barrier.wait();
                    }
                    said
                })
            })
            .into();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let bytes = fs::read(shared).unwrap();
    let missing = judge(&bytes, &writers, 0).unwrap_err();
    let (events, _) = read_journal(Path::new("journal"), &bytes);
    let there: HashSet<EventId> = events.iter().map(|event| event.id).collect();
    let all = writers.iter().flatten();
    let lost = all.filter(|said| !there.contains(&said.id)).count();
    assert!(lost > 0, "{missing}");
    report(
        "T8 control",
        &format!(
            "2 writers without a lock, {} events, {lost} lost; the judge: {missing}",
            2 * rounds
        ),
    );
}

#[test]
fn eight_writers_that_are_killed_keep_what_they_said() {
    let root = kit::quick_folder();
    let place = kit::place(root.path(), "laptop");
    let each = rounds(120, 2_500);
    let over = AtomicBool::new(false);
    let since = Instant::now();
    let mut follower = Journal::open(place.clone()).unwrap().0;
    let mut followed = 0;
    let results: Vec<(Vec<Said>, usize)> = thread::scope(|scope| {
        let place = &place;
        let threads: Vec<_> = (0..8_u64)
            .map(|number| {
                scope.spawn(move || {
                    let kill = Some(Chance::new(number + 1));
                    write_on(place, &format!("w{number}"), each, kill)
                })
            })
            .collect();
        let over = &over;
        let watch = scope.spawn(|| {
            // A reader that follows meanwhile never sees a torn event settle.
            while !over.load(Ordering::Relaxed) {
                followed += follower.poll().unwrap().len();
                thread::yield_now();
            }
            followed += follower.poll().unwrap().len();
        });
        let results = threads.into_iter().map(|it| it.join().unwrap()).collect();
        over.store(true, Ordering::Relaxed);
        watch.join().unwrap();
        results
    });
    let killed: usize = results.iter().map(|(_, killed)| killed).sum();
    let writers: Vec<Vec<Said>> = results.into_iter().map(|(said, _)| said).collect();
    let bytes = fs::read(place.own()).unwrap();
    let there = judge(&bytes, &writers, killed).unwrap();
    let (events, _) = read_journal(Path::new("journal"), &bytes);
    assert_eq!(followed, events.len(), "the follower saw each event once");
    assert_eq!(follower.damages().count(), 0);
    assert!(there >= 8 * each && killed >= 8, "{there}, {killed} killed");
    let mut took: Vec<u64> = writers.iter().flatten().map(|said| said.took).collect();
    let (half, most) = (hundredth(&mut took, 50), hundredth(&mut took, 99));
    report(
        "T8b",
        &format!(
            "8 processes, {there} acknowledged, {killed} killed with SIGKILL, 0 lost, 0 torn; an append with its wait for the lock: half below {half} µs, 99 of 100 below {:.1} ms, {:.1} s",
            most as f64 / 1e3,
            since.elapsed().as_secs_f64()
        ),
    );
}
