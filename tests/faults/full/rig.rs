//! A learner whose folders lie on a disk of the test's choice, and the judge of
//! what a command did to them.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs::{self, File},
    io::Write as _,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::pty::{MASTERY, until};

/// A roadmap that every command finds something to do in.
pub(crate) const ORCHARD: &str = r#"format = 1
id = "orchard"
title = "An orchard"

[budget]
currency = "EUR"
[[budget.time]]
id = "learning"
title = "Learning"
hours = 10
[[budget.money]]
id = "books"
title = "Books"
amount = 500
every = "once"

[[review]]
id = "weekly"
every = "week"
subject = "Progress"

[[phase]]
id = "soil"
title = "Soil"
days = 4
[[phase.reading]]
id = "worms"
kind = "book"
title = "Worms at work"
[[phase.reading]]
id = "compost"
kind = "docs"
title = "Compost, turned"
url = "https://compost.example/turned"
[[phase.reading]]
id = "clay"
kind = "book"
title = "Clay and sand"
[[phase.reading]]
id = "roots"
kind = "book"
title = "Roots"

[[phase]]
id = "graft"
title = "Grafting"
days = 4
[[phase.reading]]
id = "scion"
kind = "book"
title = "Scions"
"#;

/// The commands that write, and what an event of theirs holds; those of the
/// second list write a file of their own instead.
pub(crate) const CHANGES: &[(&[&str], &str)] = &[
    (&["tick", "worms"], r#""item":"worms""#),
    (&["start", "clay"], r#""kind":"started""#),
    (&["skip", "roots"], r#""kind":"skipped""#),
    (&["reopen", "compost"], r#""kind":"open""#),
    (&["note", "the worms turn it"], "the worms turn it"),
    (&["link", "https://example.org/1"], "https://example.org/1"),
    (&["log", "45m", "learning", "raking"], "raking"),
    (&["spend", "12.50", "books", "pruning"], "pruning"),
    (&["timer", "start", "learning"], r#""kind":"timer""#),
    (&["off", "2026-03-09..2026-03-10", "rain"], "rain"),
    (&["undo"], r#""kind":"undo""#),
    (&["begin", "2026-02-02"], r#""start":"2026-02-02""#),
];

/// The commands that write a report, and its name.
pub(crate) const REPORTS: &[&[&str]] = &[
    &["export", "events", "-o"],
    &["export", "json", "-o"],
    &["export", "html", "-o"],
    &["export", "markdown", "-o"],
    &["export", "ics", "-o"],
    &["export", "csv", "items", "-o"],
];

/// The commands that only show something.
pub(crate) const VIEWS: &[&[&str]] = &[
    &["today"],
    &["next"],
    &["status"],
    &["phases"],
    &["phase", "1"],
    &["show", "worms"],
    &["search", "worms"],
    &["apps"],
    &["week"],
    &["stats"],
    &["history"],
    &["history", "--json"],
    &["timer", "status"],
    &["log"],
    &["time"],
    &["money"],
    &["plan"],
    &["pace"],
    &["replan", "--list"],
    &["reviews"],
    &["matrix"],
    &["evidence"],
    &["trust", "--list"],
    &["friday", "--print"],
    &["pr", "1"],
    &["check"],
    &["doctor"],
    &["config"],
    &["config", "--default"],
    &["export", "markdown"],
    &["export", "ics"],
    &["export", "csv", "items"],
    &["export", "json"],
    &["export", "html"],
    &["export", "events"],
    &["completions", "bash"],
    &["man"],
    &["--help"],
    &["--version"],
];

/// How a command ended, and what it said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// What a change came to, by the word of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It was said to be saved, and it is there.
    Saved,
    /// It was said to be saved or not, and it may be either.
    Doubtful,
    /// It was said not to be saved, and it is not there.
    Absent,
}

/// What was there before a command.
#[derive(Debug)]
pub(crate) struct Before {
    journals: BTreeMap<PathBuf, Vec<u8>>,
    events: Vec<String>,
}

/// A learner. The roadmap lies on a sound disk; `disk` holds all that the
/// program writes.
#[derive(Debug, Clone)]
pub(crate) struct Learner {
    pub(crate) desk: PathBuf,
    pub(crate) disk: PathBuf,
    /// The program for somebody without rights, where that is who runs it.
    pub(crate) nobody: Option<PathBuf>,
}

impl Learner {
    /// A learner with the orchard at `desk`, and folders on `disk`.
    pub(crate) fn at(desk: &Path, disk: &Path) -> Self {
        let learner = Self {
            desk: desk.to_owned(),
            disk: disk.to_owned(),
            nobody: None,
        };
        put(&desk.join("roadmap.toml"), ORCHARD.as_bytes());
        learner
    }

    pub(crate) fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("PATH", std::env::var_os("PATH").unwrap_or_default().into()),
            ("HOME", self.disk.join("home")),
            ("XDG_CONFIG_HOME", self.disk.join("config")),
            ("XDG_RUNTIME_DIR", self.disk.join("runtime")),
            ("MASTERY_DATA_DIR", self.disk.join("data")),
            ("MASTERY_STATE_DIR", self.disk.join("state")),
            ("TMPDIR", self.desk.clone()),
            ("TZ", "Europe/Berlin".into()),
            ("MASTERY_NOW", "2026-03-06T20:02:00+01:00".into()),
            ("LANG", "C.UTF-8".into()),
        ]
    }

    /// The program with these arguments, by way of another one if `through`
    /// says so.
    pub(crate) fn command(&self, through: &[&str], args: &[&str]) -> Command {
        let mut words: Vec<&OsStr> = through.iter().map(OsStr::new).collect();
        match &self.nobody {
            _ if through.contains(&"--") => {}
            None => words.push(OsStr::new(MASTERY)),
            Some(program) => {
                words.extend(["setpriv", "--reuid=65534", "--regid=65534"].map(OsStr::new));
                words.extend([OsStr::new("--clear-groups"), program.as_os_str()]);
            }
        }
        words.extend(args.iter().map(OsStr::new));
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .current_dir(&self.desk)
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, through: &[&str], args: &[&str]) -> Said {
        said(&mut self.command(through, args))
    }

    /// Runs what has to work.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let said = self.run(&[], args);
        assert!(said.status.success(), "mastery {args:?}: {said:?}");
        said.out
    }

    /// What the program counts, an event a line.
    pub(crate) fn events(&self) -> Vec<String> {
        let out = self.ok(&["export", "events"]);
        out.lines().map(str::to_owned).collect()
    }

    /// The journals, byte for byte.
    pub(crate) fn journals(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let Ok(folder) = fs::read_dir(self.disk.join("data/orchard")) else {
            return BTreeMap::new();
        };
        folder
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|suffix| suffix == "toml"))
            .map(|path| {
                let bytes = fs::read(&path).unwrap();
                (path, bytes)
            })
            .collect()
    }

    pub(crate) fn before(&self) -> Before {
        Before {
            journals: self.journals(),
            events: self.events(),
        }
    }

    /// Holds what a change said against what it did (P4): no panic; nothing
    /// earlier touched; what it says is saved is there, and counts once; what is
    /// not there was said to be not saved, and why.
    pub(crate) fn judge(&self, before: &Before, said: &Said, mark: &str) -> Result<Fate, String> {
        no_panic(said)?;
        let now = self.journals();
        for (path, bytes) in &before.journals {
            if !now.get(path).is_some_and(|now| now.starts_with(bytes)) {
                return Err(format!("{} lost bytes it had", path.display()));
            }
        }
        if !before.journals.is_empty() && now.len() != before.journals.len() {
            return Err(format!(
                "this device writes as somebody else: {:?}",
                now.keys()
            ));
        }
        let there = self.run(&[], &["export", "events"]);
        no_panic(&there)?;
        if !there.status.success() {
            return Err(format!("the journal cannot be read: {}", there.err));
        }
        let events: Vec<&str> = there.out.lines().collect();
        let earlier = before.events.len();
        if events.len() < earlier || events[..earlier] != before.events {
            return Err("earlier events are gone or changed".to_owned());
        }
        let new = &events[earlier..];
        let count = new.iter().filter(|event| event.contains(mark)).count();
        if count != new.len() || count > 1 {
            return Err(format!("{} events came in: {new:?}", new.len()));
        }
        let doubtful = said.err.contains("may or may not be saved");
        if said.status.success() {
            return match count {
                1 => Ok(Fate::Saved),
                _ => Err("it is said to be saved, but is not there".to_owned()),
            };
        }
        complaint(said)?;
        match count {
            _ if doubtful => Ok(Fate::Doubtful),
            0 => Ok(Fate::Absent),
            _ if said.err.contains("the change itself is saved") => Ok(Fate::Saved),
            _ => Err("it is said not to be saved, but is there".to_owned()),
        }
    }

    /// Once all is well again the same command does it, unless it was done.
    pub(crate) fn again(&self, before: &Before, args: &[&str], mark: &str, fate: Fate) {
        let said = self.run(&[], args);
        let done = matches!(fate, Fate::Saved | Fate::Doubtful);
        assert!(
            said.status.success() || done,
            "mastery {args:?} after {fate:?}: {said:?}"
        );
        let events = self.events();
        assert_eq!(events[..before.events.len()], before.events);
        let new = events[before.events.len()..]
            .iter()
            .filter(|event| event.contains(mark))
            .count();
        let most = if done { 2 } else { 1 };
        assert!((1..=most).contains(&new), "{args:?} is there {new} times");
    }
}

/// A program that fails says so in words, and does not fall over.
pub(crate) fn no_panic(said: &Said) -> Result<(), String> {
    let fell = said.err.contains("panicked") || said.err.contains("a bug");
    if fell || said.status.code() == Some(101) || said.status.signal().is_some() {
        return Err(format!("it fell over: {said:?}"));
    }
    Ok(())
}

/// What a failed command has to say: an error, and why.
pub(crate) fn complaint(said: &Said) -> Result<(), String> {
    let line = said.err.lines().find(|line| line.starts_with("error: "));
    match line {
        Some(line) if line.len() > "error: not saved".len() => Ok(()),
        _ => Err(format!("it does not say why: {said:?}")),
    }
}

pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    Said {
        status: output.status,
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Writes a file anew.
pub(crate) fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    File::create(path).unwrap().write_all(bytes).unwrap();
}

/// Folders and files of a learner, to begin from again and again.
#[derive(Debug)]
pub(crate) struct Template(TempDir);

impl Template {
    /// Somebody who was never here.
    pub(crate) fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A learner who began and ticked; the journal has just this `length`, if
    /// one is wanted.
    pub(crate) fn begun(length: Option<usize>) -> Self {
        let template = Self(TempDir::new().unwrap());
        let desk = TempDir::new().unwrap();
        let learner = Learner::at(desk.path(), template.0.path());
        learner.ok(&["begin", "2026-01-05"]);
        learner.ok(&["tick", "compost"]);
        if let Some(length) = length {
            let now = || learner.journals().values().next().unwrap().len();
            let before = now();
            learner.ok(&["note", "x"]);
            // What a note takes beside its letters.
            let note = now() - before - 1;
            // It is the third event; the clock counts them.
            for clock in 4_usize.. {
                let rest = length - now();
                if rest == 0 {
                    break;
                }
                // Room for another one has to be left.
                let whole = if rest < 4000 { rest } else { 2000 };
                let note = note + clock.to_string().len() - 1;
                assert!(whole > note, "no room for a note in {rest} bytes");
                learner.ok(&["note", &"x".repeat(whole - note)]);
            }
            assert_eq!(now(), length);
        }
        template
    }

    /// Puts it all into a folder that may hold something else.
    pub(crate) fn copy_to(&self, disk: &Path) {
        for entry in fs::read_dir(disk).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                fs::remove_dir_all(&path).unwrap();
            } else {
                fs::remove_file(&path).unwrap();
            }
        }
        copy_tree(self.0.path(), disk);
    }
}

fn copy_tree(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// A mounted file system, taken away again in the end.
#[derive(Debug)]
pub(crate) struct Mounted(pub(crate) PathBuf);

impl Mounted {
    pub(crate) fn new(args: &[&str], folder: &Path) -> Result<Self, String> {
        fs::create_dir_all(folder).unwrap();
        let mount = Command::new("mount").args(args).arg(folder).output();
        match mount {
            Ok(mount) if mount.status.success() => Ok(Self(folder.to_owned())),
            Ok(mount) => Err(String::from_utf8_lossy(&mount.stderr).trim().to_owned()),
            Err(error) => Err(format!("mount: {error}")),
        }
    }

    /// A file system in memory that holds so many pages.
    pub(crate) fn pages(folder: &Path, pages: u64) -> Result<Self, String> {
        let options = format!("size={},mode=0755", pages * 4096);
        Self::new(&["-t", "tmpfs", "-o", &options, "none"], folder)
    }

    /// Takes it away now, and waits until it is.
    pub(crate) fn unmount(self) {
        until("the file system to be let go of", || {
            let done = Command::new("umount").arg(&self.0).output().unwrap();
            if !done.status.success() {
                thread::sleep(Duration::from_millis(20));
            }
            done.status.success().then_some(())
        });
        drop(self);
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Once it was unmounted there is nothing there, and that is no fault.
        if is_mounted(&self.0) {
            let _ = Command::new("umount").arg("-l").arg(&self.0).output();
        }
    }
}

fn is_mounted(folder: &Path) -> bool {
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let folder = folder.display().to_string();
    mounts
        .lines()
        .any(|line| line.split(' ').nth(1) == Some(folder.as_str()))
}

/// Whether this is root, who alone can mount.
pub(crate) fn root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Whether a program is there.
pub(crate) fn have(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
        || Path::new("/usr/sbin").join(program).is_file()
}

/// Numbers that look random, from a seed that is printed.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// From `MASTERY_SEED`, or from the process's number.
    pub(crate) fn new() -> (Self, u64) {
        let seed = std::env::var("MASTERY_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or_else(|| u64::from(std::process::id()));
        (Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1), seed)
    }

    /// One of the numbers below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}
