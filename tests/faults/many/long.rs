//! T25: a journal of a hundred thousand events.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::OnceLock,
    time::{Duration, Instant},
};

use mastery::store::journal::{Journal, Place};

use super::{
    kit::{self, anything, hundredth, note, pending},
    window::begun,
};
use crate::{
    lane::{report, rounds},
    pty::{self, Home, MASTERY, Opening},
};

const MANY: usize = 100_000;

/// The place of the only device that writes at home here.
fn place(home: &Home) -> Place {
    let journals = home.journals();
    let device = journals[0].file_stem().unwrap().to_str().unwrap();
    let mut place = kit::place(home.path(), device);
    place.state = home.path().join("state");
    place
}

/// A home whose journal holds a hundred thousand events; they are made once,
/// in batches of a thousand.
fn filled() -> Home {
    static EVENTS: OnceLock<Vec<u8>> = OnceLock::new();
    let events = EVENTS.get_or_init(|| {
        let quick = kit::quick_folder();
        let made = kit::place(quick.path(), "laptop");
        let (mut journal, _) = Journal::open(made.clone()).unwrap();
        let mut chance = kit::Chance::new(25);
        for _ in 0..MANY / 1_000 {
            let kinds = (0..1_000).map(|_| anything(&mut chance, &[])).collect();
            journal.append(&pending(kinds)).unwrap();
        }
        fs::read(made.own()).unwrap()
    });
    let home = begun();
    let own = place(&home).own();
    let mut bytes = fs::read(&own).unwrap();
    bytes.extend(events);
    kit::put(&own, bytes);
    home
}

/// The most memory that a running program ever had, in MiB.
fn most_memory(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|it| it.starts_with("VmHWM:")).unwrap();
    let kib: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib / 1024.0
}

/// How often the journal was opened to be appended to, written to, and synced
/// by a command line.
fn calls(home: &Home, journal: &Path, shell: &str) -> [usize; 3] {
    let log = home.path().join("strace");
    let output = Command::new("strace")
        .args(["-f", "-y", "-o"])
        .arg(&log)
        .args([
            "-e",
            "trace=openat,write,pwrite64,writev,fdatasync,fsync,ftruncate",
        ])
        .args(["sh", "-c", shell])
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment())
        .env("MASTERY_NOW", kit::NOW)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let text = fs::read_to_string(log).unwrap();
    let name = journal.to_str().unwrap();
    let count = |is: &dyn Fn(&str) -> bool| {
        text.lines()
            .filter(|line| line.contains(name) && is(line))
            .count()
    };
    [
        count(&|line| line.contains("openat(") && line.contains("O_APPEND")),
        count(&|line| {
            line.contains(" write(") || line.contains("writev(") || line.contains("pwrite64(")
        }),
        count(&|line| line.contains("fdatasync(") || line.contains("fsync(")),
    ]
}

#[test]
fn an_append_asks_the_system_for_as_much_however_long_the_journal_is() {
    let works = Command::new("strace").arg("true").output();
    if !works.is_ok_and(|it| it.status.success()) {
        pty::skip("strace does not run here");
        return;
    }
    let (short, long) = (begun(), filled());
    let one = format!("'{MASTERY}' note one");
    for home in [&short, &long] {
        let journal = place(home).own();
        assert_eq!(
            calls(home, &journal, &one),
            [1, 1, 1],
            "{}",
            journal.display()
        );
    }
    // The control: the count sees twice as much.
    let twice = format!("{one} && {one}");
    let journal = place(&short).own();
    assert_eq!(calls(&short, &journal, &twice), [2, 2, 2]);
    report(
        "T25",
        &format!(
            "`mastery note` on 2 and on {MANY} events: 1 open to append, 1 write, 1 sync each"
        ),
    );
}

#[test]
fn a_hundred_thousand_events_start_and_fit() {
    let home = filled();
    let length = fs::metadata(place(&home).own()).unwrap().len();
    let mut starts = Vec::new();
    for _ in 0..rounds(1, 5) {
        let since = Instant::now();
        home.mastery(&["status"]);
        starts.push(since.elapsed().as_micros() as u64);
    }
    let start = *starts.iter().min().unwrap() as f64 / 1e6;
    let opening = Opening {
        environment: vec![("MASTERY_NOW", kit::NOW.to_owned())],
        ..Opening::default()
    };
    let program = opening.open(&home);
    program.wait_seen(Duration::from_secs(120), "the first screen", |seen| {
        seen.parser.screen().contents().contains("Soil")
    });
    let shown = program.born.elapsed().as_secs_f64();
    let memory = most_memory(program.pid());
    drop(program);
    assert!(memory < 200.0, "{memory:.0} MiB");
    // Memory is really looked at: a process has some, and this one more.
    assert!(memory > most_memory(std::process::id()) / 1e3 && memory > 8.0);
    let (mut journal, events) = Journal::open(place(&home)).unwrap();
    assert!(events.len() > MANY);
    let mut took = Vec::new();
    for number in 0..rounds(100, 2_000) {
        let batch = pending(vec![note(format!("{number}"))]);
        let since = Instant::now();
        journal.append(&batch).unwrap();
        took.push(since.elapsed().as_micros() as u64);
    }
    let most = hundredth(&mut took, 99) as f64 / 1e3;
    if rounds(0, 1) == 1 && !cfg!(debug_assertions) {
        assert!(start <= 1.0, "{start} s");
        assert!(most <= 20.0, "{most} ms");
    }
    report(
        "T25",
        &format!(
            "{} events, {:.1} MB: `mastery status` {start:.2} s, the full screen shown after {shown:.2} s with {memory:.0} MiB at most; {} appends, 99 of 100 below {most:.1} ms",
            events.len(),
            length as f64 / 1e6,
            took.len()
        ),
    );
}
