//! Programs side by side in one run: `tools/bench-peers`. The figures and
//! their marks stand in `docs/performance.md`.
//!
//! How each figure is taken, on an otherwise idle machine:
//!
//! - **First full frame**: from just before the program is started in a
//!   pseudo-terminal of 120 × 40 until the last byte before 20 ms of silence,
//!   once a text that stands on the finished screen is there. Questions are
//!   answered at once, as xterm answers them. The median of the starts.
//! - **Key → last byte**: from just before a key is written until the last byte
//!   before 20 ms of silence; five keys on and five back, in rounds of 50, a
//!   round of each program in turn. Keys that lead to no byte are not counted,
//!   and told. Times are taken by the thread that reads, right behind each
//!   read, so all programs pay for the same way there.
//! - **Bytes a key**: the mean over the same keys.
//! - **Idle wake-ups**: how often the threads of the program gave up the
//!   processor to wait (voluntary context switches), in five seconds in which
//!   nobody pressed a key, all programs at once.
//! - **PSS**: `/proc/PID/smaps_rollup` after the first frame and these five
//!   seconds.
//! - **SIGTERM**: whether the terminal is as it was before, one second later at
//!   most: screen, cursor, mouse, pastes, settings.
//! - **Storm**: 200 sizes in a second; from the last one until the last byte
//!   before 20 ms of silence.
//! - **Plain commands**: from just before the start until the end, output going
//!   nowhere; in turn, the median of the rounds.
//! - **Append**: in this process, in turn with a bare open, write of 300 bytes,
//!   `fdatasync` and close beside it.
//!
//! The floor is `examples/floor.rs`, for plain commands `examples/hello.rs`.
//! Peers that are not installed are told and left out. Options: `--starts N`,
//! `--keys N`, `--rounds N`, `--only PART` (`screens`, `plain`, `append`,
//! `growth`, `memory`). Without `--bench`, as `cargo test --benches` runs it, one
//! tiny round is made of what is there, to see that it works.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it prints what it measured, and writes nothing but its own folder"
)]

mod figures;
mod made;
mod plain;
mod programs;
mod terminal;

use std::{fs, path::Path, thread, time::Duration};

use mastery::store::builtin;

use figures::{Sample, figure, table, times};
use made::Learner;
use programs::Program;
use terminal::{Running, Start};

/// A year's journal.
const YEAR: usize = 840;

/// How much is measured.
#[derive(Debug, Clone)]
struct Extent {
    starts: usize,
    keys: usize,
    rounds: usize,
    only: Option<String>,
    idle: Duration,
    test: bool,
}

fn extent() -> Extent {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let place = args.iter().position(|arg| arg == name)?;
        args.get(place + 1).cloned()
    };
    let number = |name: &str, normally: usize| {
        let value = value(name).map(|value| value.parse().expect("a number"));
        value.unwrap_or(normally)
    };
    // `cargo bench` says so; `cargo test --benches` says nothing.
    let test = !args.iter().any(|arg| arg == "--bench");
    Extent {
        starts: number("--starts", if test { 1 } else { 15 }),
        keys: number("--keys", if test { 10 } else { 600 }),
        rounds: number("--rounds", if test { 1 } else { 40 }),
        only: value("--only"),
        idle: Duration::from_millis(if test { 100 } else { 5_000 }),
        test,
    }
}

fn main() {
    let extent = extent();
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let learner = Learner::new(&folder.join("year"), builtin::ROADMAP, YEAR);
    let part = |name: &str| extent.only.as_deref().is_none_or(|only| only == name);
    if part("screens") {
        let mut programs = programs::programs(folder, &learner);
        if extent.test {
            programs.retain(|program| program.name == "mastery");
        }
        screens(&programs, &extent);
    }
    if part("plain") {
        plain::commands(folder, &learner, extent.rounds);
    }
    if part("append") {
        let lengths: &[usize] = if extent.test { &[10] } else { &[1_000, 10_000] };
        plain::append(folder, lengths, if extent.test { 2 } else { 200 });
    }
    if part("growth") {
        growth(folder, &extent);
    }
    if part("memory") {
        memory(&learner);
    }
}

/// What was measured of a program.
#[derive(Debug, Clone, Default)]
struct Measured {
    first: Sample,
    key: Sample,
    bytes: Sample,
    silent: usize,
    wake_ups: Option<f64>,
    memory: Option<f64>,
    storm: Option<Duration>,
    ended: String,
}

fn screens(programs: &[Program], extent: &Extent) {
    let mut measured = vec![Measured::default(); programs.len()];
    // The first round fills the system's caches.
    for round in 0..=extent.starts {
        for (program, measured) in programs.iter().zip(&mut measured) {
            if let Some(took) = first_frame(&program.start, &program.text)
                && (round > 0 || extent.test)
            {
                measured.first.add_time(took);
            }
        }
    }
    let mut running: Vec<Option<Running>> = programs
        .iter()
        .map(|program| {
            let mut running = Running::start(&program.start)?;
            if running.first_frame(&program.text).is_none() {
                let name = program.name;
                println!("{name}: no first frame; it shows\n{}", running.contents());
                return None;
            }
            running.type_in(program.before);
            running.quiet(Duration::from_millis(500));
            Some(running)
        })
        .collect();
    let before: Vec<Option<u64>> = running
        .iter()
        .map(|it| it.as_ref().and_then(Running::wake_ups))
        .collect();
    thread::sleep(extent.idle);
    for ((running, before), measured) in running.iter().zip(before).zip(&mut measured) {
        let Some(running) = running else { continue };
        let wake_ups = running.wake_ups().zip(before).map(|(now, then)| now - then);
        measured.wake_ups = wake_ups.map(|it| it as f64 / extent.idle.as_secs_f64());
        measured.memory = running.memory();
    }
    for _ in 0..extent.keys.div_ceil(50) {
        let programs = programs.iter().zip(&mut running).zip(&mut measured);
        for ((program, running), measured) in programs {
            let Some(running) = running else { continue };
            running.quiet(terminal::SILENCE);
            for number in 0..extent.keys.min(50) {
                let [on, back] = program.keys;
                match running.key(if number % 10 < 5 { on } else { back }) {
                    Some((took, bytes)) => {
                        measured.key.add_time(took);
                        measured.bytes.add(bytes as f64);
                    }
                    None => measured.silent += 1,
                }
            }
        }
    }
    for (running, measured) in running.iter_mut().zip(&mut measured) {
        let Some(mut running) = running.take() else {
            continue;
        };
        running.quiet(terminal::SILENCE);
        measured.storm = running.storm();
        measured.ended = running.terminate();
    }
    let floor = measured.first().map(|it| it.first.clone());
    let floor = floor.as_ref().and_then(Sample::median);
    let rows: Vec<Vec<String>> = programs
        .iter()
        .zip(&measured)
        .map(|(program, it)| {
            let bytes = it.bytes.len();
            let mean = (bytes > 0).then(|| it.bytes.sum() / bytes as f64);
            vec![
                program.name.to_owned(),
                figure(it.first.median()),
                times(it.first.median(), floor),
                figure(it.key.median()),
                figure(it.key.percentile(99)),
                mean.map_or_else(|| "–".to_owned(), |mean| format!("{mean:.0}")),
                figure(it.wake_ups),
                figure(it.memory),
                figure(it.storm.map(|it| it.as_secs_f64() * 1e3)),
                it.ended.clone(),
            ]
        })
        .collect();
    let head = [
        "program",
        "first frame ms",
        "× floor",
        "key ms (p50)",
        "(p99)",
        "bytes a key",
        "wake-ups/s",
        "PSS MiB",
        "after storm ms",
        "on SIGTERM",
    ];
    table("Full-screen programs", &head, &rows);
    for (program, it) in programs.iter().zip(&measured) {
        if it.silent > 0 {
            println!("{}: {} keys led to no byte", program.name, it.silent);
        }
    }
    let own = programs
        .iter()
        .zip(&measured)
        .find(|(program, _)| program.name == "mastery");
    let own = own.map(|(_, measured)| measured);
    assert!(
        own.is_some_and(|it| it.first.median().is_some() && it.key.median().is_some()),
        "mastery was not measured"
    );
}

/// From the start to the last byte of the first full frame.
fn first_frame(start: &Start, text: &str) -> Option<Duration> {
    let mut running = Running::start(start)?;
    let heard = running.first_frame(text)?;
    Some(heard.last.duration_since(running.born))
}

fn program_of(learner: &Learner) -> Start {
    Start {
        command: vec![env!("CARGO_BIN_EXE_mastery").to_owned()],
        environment: learner.environment.clone(),
        home: learner.home.clone(),
    }
}

/// How starts grow with events and phases, and reading with a note.
fn growth(folder: &Path, extent: &Extent) {
    let rounds = extent.starts.min(7);
    let events: &[usize] = if extent.test {
        &[10]
    } else {
        &[1_000, 10_000, 100_000]
    };
    let phases: &[usize] = if extent.test { &[2] } else { &[15, 150, 1_500] };
    let mut learners: Vec<(String, Learner)> = Vec::new();
    for number in events {
        let home = folder.join(format!("events-{number}"));
        let learner = Learner::new(&home, builtin::ROADMAP, *number);
        learners.push((format!("{number} events"), learner));
    }
    for number in phases {
        let home = folder.join(format!("phases-{number}"));
        let learner = Learner::new(&home, &made::roadmap(*number), 1);
        learners.push((format!("{number} phases"), learner));
    }
    let mut samples = vec![(Sample::default(), Sample::default()); learners.len()];
    for _ in 0..rounds {
        for ((_, learner), (first, status)) in learners.iter().zip(&mut samples) {
            let start = program_of(learner);
            if let Some(took) = first_frame(&start, "q quit") {
                first.add_time(took);
            }
            let args = ["status".to_owned()];
            let program = Path::new(env!("CARGO_BIN_EXE_mastery"));
            let took = plain::run(program, &args, &learner.home, &learner.environment);
            if let Some(took) = took {
                status.add_time(took);
            }
        }
    }
    let rows: Vec<Vec<String>> = learners
        .iter()
        .zip(&samples)
        .map(|((name, _), (first, status))| {
            vec![
                name.clone(),
                figure(first.median()),
                figure(status.median()),
            ]
        })
        .collect();
    let head = ["with", "first frame ms", "`mastery status` ms"];
    table("How a start grows", &head, &rows);

    let sizes: &[usize] = if extent.test {
        &[10_000]
    } else {
        &[10_000, 100_000, 1_000_000, 5_000_000]
    };
    let mut rows = Vec::new();
    for bytes in sizes {
        let home = folder.join(format!("note-{bytes}"));
        let learner = Learner::new(&home, &made::roadmap_with_note("note.md"), 1);
        fs::write(home.join("note.md"), made::note(*bytes)).expect("a note");
        let (mut screen, mut printed) = (Sample::default(), Sample::default());
        for _ in 0..rounds {
            if let Some(mut running) = Running::start(&program_of(&learner))
                && running.first_frame("q quit").is_some()
            {
                running.quiet(Duration::from_millis(100));
                if let Some(took) = running.leads_to("n", made::NOTE_TITLE) {
                    screen.add_time(took);
                }
            }
            let args = ["read".to_owned(), "note.md".to_owned()];
            let program = Path::new(env!("CARGO_BIN_EXE_mastery"));
            let took = plain::run(program, &args, &learner.home, &learner.environment);
            if let Some(took) = took {
                printed.add_time(took);
            }
        }
        rows.push(vec![
            format!("{} kB", bytes / 1_000),
            figure(screen.median()),
            figure(printed.median()),
        ]);
    }
    let head = ["note", "`n` → last byte ms", "`mastery read` ms"];
    table("How reading grows", &head, &rows);
}

/// How much memory the program takes for what it is used for.
fn memory(learner: &Learner) {
    let Some(mut running) = Running::start(&program_of(learner)) else {
        return;
    };
    let mut rows = Vec::new();
    let mut note = |what: &str, running: &mut Running| {
        // Until colours are there, and those who found them gone.
        running.quiet(Duration::from_millis(400));
        thread::sleep(Duration::from_millis(300));
        running.quiet(terminal::SILENCE);
        rows.push(vec![what.to_owned(), figure(running.memory())]);
    };
    if running.first_frame("q quit").is_none() {
        return;
    }
    note("Today", &mut running);
    let notes = builtin::notes().zip(["a note read", "two", "three", "four"]);
    for (number, (path, what)) in notes.enumerate() {
        // What only the note itself says.
        let line = builtin::note(&path).and_then(|text| text.lines().nth(2));
        let words = line.and_then(|line| line.get(..12));
        // Home, and down to the note.
        let down = "j".repeat(number);
        running.type_in(&format!("7\x1b[H{down}"));
        running.quiet(Duration::from_millis(100));
        if words.is_none_or(|words| running.leads_to("\r", words).is_none()) {
            println!("{path} did not come on screen:\n{}", running.contents());
            return;
        }
        note(what, &mut running);
        running.type_in("G");
        note("… and its end", &mut running);
        running.type_in("\x1b[27u");
        running.quiet(Duration::from_millis(100));
    }
    running.type_in(":supervis");
    note("the palette, all notes searched", &mut running);
    table("Memory", &["after", "PSS MiB"], &rows);
}
