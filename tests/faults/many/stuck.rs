//! T8c: whoever holds the lock stands still, or the lock file goes away.

use std::{
    fs,
    os::unix::fs::symlink,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use mastery::{
    domain::event::{Event, Kind},
    store::journal::{Damage, is_locked, read_journal},
};

use super::kit;
use crate::{
    lane::{report, rounds},
    pty::{self, Home, MASTERY},
};

/// The calls on the journal at which a writer is stopped, all under the lock.
const CALLS: [&str; 3] = ["openat", "write", "fdatasync"];

/// How long a command may take to say that it waits in vain. Alone on the
/// machine it is told within six seconds; the short lane shares it.
fn at_most() -> Duration {
    Duration::from_secs(rounds(30, 6) as u64)
}

struct Garden {
    home: Home,
    journal: PathBuf,
    lock: PathBuf,
}

impl Garden {
    fn new() -> Self {
        let home = Home::begun();
        let journal = home.journals().remove(0);
        let device = journal.file_stem().unwrap().to_str().unwrap().to_owned();
        let lock = home.path().join(format!("state/garden@{device}.lock"));
        assert!(lock.exists());
        Self {
            home,
            journal,
            lock,
        }
    }

    /// `mastery note first`, stopped as it makes this call on the journal while
    /// it holds the lock; gives strace and the writer's process.
    fn stopped_at(&self, call: &str) -> (Child, u32) {
        let log = self.home.path().join("strace");
        // The journal is opened once to be read, and again, under the lock, to
        // be appended to.
        let nth = if call == "openat" { 2 } else { 1 };
        let child = Command::new("strace")
            .args(["-f", "-o"])
            .arg(&log)
            .arg("-P")
            .arg(&self.journal)
            .args(["-e", &format!("trace={call}")])
            .args(["-e", &format!("inject={call}:signal=STOP:when={nth}")])
            .arg(MASTERY)
            .args(["note", "first"])
            .current_dir(self.home.path())
            .env_clear()
            .envs(self.home.environment())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let since = Instant::now();
        let pid = loop {
            let text = fs::read_to_string(&log).unwrap_or_default();
            if let Some(line) = text
                .lines()
                .find(|it| it.contains("--- stopped by SIGSTOP"))
            {
                break line.split(' ').next().unwrap().parse().unwrap();
            }
            assert!(since.elapsed() < Duration::from_secs(60), "{call}: {text}");
            thread::sleep(Duration::from_millis(5));
        };
        (child, pid)
    }

    fn timed(&self, args: &[&str]) -> (Output, Duration) {
        let since = Instant::now();
        let output = self.home.run(args);
        (output, since.elapsed())
    }

    fn notes(&self) -> Vec<String> {
        let (events, damages) = self.read();
        assert_eq!(damages, []);
        events
            .into_iter()
            .filter_map(|event| match event.kind {
                Kind::Note { text, .. } => Some(text),
                _ => None,
            })
            .collect()
    }

    fn read(&self) -> (Vec<Event>, Vec<Damage>) {
        read_journal(&self.journal, &fs::read(&self.journal).unwrap())
    }
}

fn no_strace() -> bool {
    let works = Command::new("strace")
        .args(["-e", "inject=getpid:retval=1", "true"])
        .output();
    let missing = !works.is_ok_and(|it| it.status.success());
    if missing {
        pty::skip("strace cannot inject here");
    }
    missing
}

#[test]
fn a_holder_that_stands_still_hangs_nobody() {
    if no_strace() {
        return;
    }
    let waited: Vec<Duration> = thread::scope(|scope| {
        let cases: Vec<_> = CALLS
            .map(|call| {
                scope.spawn(move || {
                    let garden = Garden::new();
                    // The control: with nobody in the way it is saved.
                    assert!(garden.home.run(&["note", "zeroth"]).status.success());
                    let (first, pid) = garden.stopped_at(call);
                    let (output, took) = garden.timed(&["note", "second"]);
                    let said = String::from_utf8_lossy(&output.stderr).into_owned();
                    assert!(!output.status.success(), "{call}: {said}");
                    assert!(
                        said.contains("another mastery is writing"),
                        "{call}: {said}"
                    );
                    assert!(took < at_most(), "{call}: {took:?}");
                    // What only reads goes on, and says who is in the way.
                    assert!(garden.home.run(&["status"]).status.success());
                    let doctor = garden.home.run(&["doctor"]);
                    let told = String::from_utf8_lossy(&doctor.stdout).into_owned();
                    assert!(told.contains("is writing just now"), "{call}: {told}");
                    pty::signal(pid, "CONT");
                    let output = first.wait_with_output().unwrap();
                    assert!(output.status.success(), "{call}: {output:?}");
                    assert_eq!(garden.notes(), ["zeroth", "first"], "{call}");
                    garden.home.mastery(&["note", "second"]);
                    assert_eq!(garden.notes(), ["zeroth", "first", "second"], "{call}");
                    took
                })
            })
            .into();
        cases.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let longest = waited.iter().max().unwrap();
    report(
        "T8c",
        &format!(
            "{} holders of the lock stopped, each other writer told after at most {:.1} s, none hung, all saved in the end",
            waited.len(),
            longest.as_secs_f64()
        ),
    );
}

#[test]
fn a_lock_file_that_goes_away_loses_nothing() {
    if no_strace() {
        return;
    }
    for call in CALLS {
        let garden = Garden::new();
        let (first, pid) = garden.stopped_at(call);
        fs::remove_file(&garden.lock).unwrap();
        // Nobody excludes anybody now; that each appends in one write is left.
        garden.home.mastery(&["note", "second"]);
        pty::signal(pid, "CONT");
        let output = first.wait_with_output().unwrap();
        assert!(output.status.success(), "{call}: {output:?}");
        let mut notes = garden.notes();
        notes.sort();
        assert_eq!(notes, ["first", "second"], "{call}");
        // Afterwards all use the new lock.
        garden.home.mastery(&["note", "third"]);
        assert_eq!(garden.notes().len(), 3, "{call}");
    }
    report(
        "T8c",
        &format!(
            "the lock file deleted at {} calls while it was held: both writers' events there, 0 torn",
            CALLS.len()
        ),
    );
}

type Make = fn(&Garden);

#[test]
fn what_is_no_lock_file_is_said_at_once() {
    let cases: [(&str, Make); 4] = [
        ("a folder", |garden| fs::create_dir(&garden.lock).unwrap()),
        ("a link to nowhere", |garden| {
            symlink(garden.home.path().join("nowhere"), &garden.lock).unwrap();
        }),
        ("a link to another file", |garden| {
            symlink(garden.home.path().join("roadmap.toml"), &garden.lock).unwrap();
        }),
        ("a pipe", |garden| {
            let made = Command::new("mkfifo").arg(&garden.lock).status().unwrap();
            assert!(made.success());
        }),
    ];
    let mut said = Vec::new();
    for (what, make) in &cases {
        let garden = Garden::new();
        fs::remove_file(&garden.lock).unwrap();
        make(&garden);
        let before = garden.read().0;
        let (output, took) = garden.timed(&["note", "second"]);
        assert!(took < at_most(), "{what}: {took:?}");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            // A pipe can be locked as well as a file.
            assert_eq!(*what, "a pipe", "{stderr}");
            assert_eq!(garden.notes(), ["second"]);
        } else {
            assert!(
                stderr.contains("not saved") && stderr.contains(".lock"),
                "{stderr}"
            );
            assert_eq!(garden.read().0, before);
        }
        let roadmap = fs::read_to_string(garden.home.path().join("roadmap.toml")).unwrap();
        assert_eq!(roadmap, pty::GARDEN, "{what}");
        assert!(garden.home.run(&["status"]).status.success(), "{what}");
        said.push(*what);
    }
    // The control: the judge of a held lock sees one that is held.
    let garden = Garden::new();
    let device = garden.journal.file_stem().unwrap().to_str().unwrap();
    let mut place = kit::place(garden.home.path(), device);
    place.state = garden.home.path().join("state");
    assert!(!is_locked(&place));
    let held = fs::File::open(&garden.lock).unwrap();
    held.lock().unwrap();
    assert!(is_locked(&place));
    report(
        "T8c",
        &format!(
            "in the place of the lock file {}: told or saved, no hang",
            said.join(", ")
        ),
    );
}
