//! The power goes: a file system is copied as it is while the program writes.
//!
//! The program works on a file system in an image. It is stopped at a random
//! moment and the image is copied: what the kernel had not yet written to it is
//! not in the copy, just as it would not be on a disk whose power was cut. The
//! copy is mounted, which replays the file system's journal, and is the disk of
//! the next round.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read as _, Seek as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{
    full::{
        calls::{Site, Traced, sites},
        rig::{Dice, Learner, Mounted, have, no_panic, root, said},
    },
    lane::{report, rounds},
    pty::{child_of, process, skip, until},
};

/// Kinds of file systems, and how an image of one is made and mounted.
struct System {
    name: &'static str,
    make: &'static [&'static str],
    megabytes: u64,
    options: &'static str,
}

const EXT4: System = System {
    name: "ext4",
    make: &["mkfs.ext4", "-q", "-F", "-m", "0"],
    megabytes: 16,
    options: "loop",
};
const XFS: System = System {
    name: "xfs",
    make: &["mkfs.xfs", "-q"],
    megabytes: 300,
    options: "loop,nouuid",
};
const BTRFS: System = System {
    name: "btrfs",
    make: &["mkfs.btrfs", "-q", "-M"],
    megabytes: 64,
    options: "loop",
};

/// The syncs are left out, and said to have worked.
const NO_SYNCS: &[&str] = &[
    "strace",
    "-f",
    "-qq",
    "-o",
    "/dev/null",
    "--seccomp-bpf",
    "-e",
    "trace=fdatasync,fsync",
    "-e",
    "inject=fdatasync,fsync:retval=0",
];

/// A disk in a file, and the learner whose folders lie on it.
struct Disk {
    /// Before the folder it lies in: that goes last.
    mounted: Option<Mounted>,
    folder: TempDir,
    system: &'static System,
    learner: Learner,
}

impl Disk {
    fn new(system: &'static System) -> Result<Self, String> {
        let folder = TempDir::new().unwrap();
        let image = folder.path().join("image");
        let file = fs::File::create(&image).unwrap();
        file.set_len(system.megabytes << 20).unwrap();
        drop(file);
        let mut make = Command::new(system.make[0]);
        make.args(&system.make[1..]).arg(&image);
        make.env("PATH", "/usr/sbin:/sbin:/usr/bin:/bin");
        let made = said(&mut make);
        assert!(made.status.success(), "{made:?}");
        let learner = Learner::at(&folder.path().join("desk"), &folder.path().join("disk"));
        let mut disk = Self {
            mounted: None,
            folder,
            system,
            learner,
        };
        disk.mount()?;
        Ok(disk)
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    fn mount(&mut self) -> Result<(), String> {
        let image = self.image();
        let args = ["-o", self.system.options, image.to_str().unwrap()];
        let place = self.folder.path().join("disk");
        self.mounted = Some(Mounted::new(&args, &place)?);
        Ok(())
    }

    /// Another life of the learner: folders that are not there yet.
    fn begin_life(&mut self, number: usize) {
        self.learner.disk = self.folder.path().join("disk").join(number.to_string());
        fs::create_dir_all(&self.learner.disk).unwrap();
    }

    /// What is on the disk is what stays; `writer` dies with the machine.
    fn cut_power(&mut self, writer: Option<Child>) {
        let pid = writer.as_ref().map(Pid::from_child);
        self.cut_power_of(writer.zip(pid));
    }

    /// The same for a program that is a child of another process.
    fn cut_power_of(&mut self, writer: Option<(Child, Pid)>) {
        let copy = self.folder.path().join("copy");
        let mut copying = Command::new("cp");
        copying.arg("--sparse=always").arg(self.image()).arg(&copy);
        let copied = said(&mut copying);
        assert!(copied.status.success(), "{copied:?}");
        if let Some((mut child, program)) = writer {
            // It may have ended of itself.
            let _gone = kill_process(program, Signal::KILL);
            child.wait().unwrap();
        }
        self.mounted.take().unwrap().unmount();
        fs::rename(copy, self.image()).unwrap();
        if self.system.name == "btrfs" {
            // It remembers disks by their number, and thinks the copy stale.
            let _ = Command::new("btrfs")
                .args(["device", "scan", "--forget"])
                .output();
        }
        self.mount().unwrap();
    }
}

/// What the learner was told of a life: texts that are saved, and the bytes of
/// the journal when that was said.
#[derive(Default)]
struct Told {
    saved: Vec<String>,
    bytes: Vec<u8>,
    /// Written when the power went; may be there or not.
    open: Option<String>,
}

/// What rounds came to.
#[derive(Debug, Default)]
struct Counts {
    rounds: usize,
    /// Rounds in which the program was in the middle of a command.
    amid: usize,
    acknowledged: usize,
    lost: usize,
    changed: usize,
    torn: usize,
    arrived: usize,
}

/// Saves a text; says whether the program said so.
fn save(learner: &Learner, through: &[&str], text: &str) -> bool {
    let said = learner.run(through, &["note", text]);
    no_panic(&said).unwrap();
    assert!(said.status.success(), "{said:?}");
    said.out.contains(text)
}

fn journal(learner: &Learner) -> Vec<u8> {
    learner.journals().into_values().next().unwrap_or_default()
}

/// Starts to save a text, and stops the program after `delay`; gives it, and
/// whether it had said that the text is saved.
fn stop_amid(learner: &Learner, text: &str, delay: Duration) -> (Child, bool, bool) {
    let mut heard = tempfile::tempfile().unwrap();
    let mut child = learner
        .command(&[], &["note", text])
        .stdout(heard.try_clone().unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let pid = child.id();
    let started = Instant::now();
    while started.elapsed() < delay && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(50));
    }
    let running = child.try_wait().unwrap().is_none();
    if running {
        kill_process(Pid::from_child(&child), Signal::STOP).unwrap();
        until("the program to stand still", || {
            matches!(process(pid), None | Some(('T', _))).then_some(())
        });
    }
    let amid = process(pid).is_some();
    let mut said = String::new();
    heard.rewind().unwrap();
    heard.read_to_string(&mut said).unwrap();
    (child, amid, said.contains(text))
}

/// Holds the disk against what was told.
fn judge(learner: &Learner, told: &mut Told, counts: &mut Counts) {
    let now = learner.run(&[], &["export", "events"]);
    no_panic(&now).unwrap();
    assert!(now.status.success(), "does not start: {now:?}");
    let there: BTreeSet<&str> = now
        .out
        .lines()
        .filter_map(|line| line.split_once(r#""text":""#)?.1.split('"').next())
        .collect();
    let lost = told.saved.iter().filter(|it| !there.contains(it.as_str()));
    counts.lost += lost.count();
    counts.torn += usize::from(now.err.contains("not complete") || now.err.contains("damaged"));
    if !journal(learner).starts_with(&told.bytes) {
        counts.changed += 1;
    }
    if let Some(open) = told.open.take()
        && there.contains(open.as_str())
    {
        counts.arrived += 1;
        told.saved.push(open);
    }
}

fn cut_again_and_again(system: &'static System, wanted: usize) -> Result<Counts, String> {
    let (mut dice, seed) = Dice::new();
    let mut disk = Disk::new(system)?;
    let mut counts = Counts::default();
    let mut told = Told::default();
    let mut usual = Duration::from_millis(50);
    for round in 0..wanted {
        // Some lives are short: the first commands make folders.
        if round % 5 == 0 {
            disk.begin_life(round / 5);
            told = Told::default();
        }
        for number in 0..dice.below(4) {
            let text = format!("round {round} number {number}");
            let started = Instant::now();
            assert!(save(&disk.learner, &[], &text));
            usual = (usual * 3 + started.elapsed()) / 4;
            told.saved.push(text);
        }
        told.bytes = journal(&disk.learner);
        let text = format!("round {round} at the end");
        let delay = usual * dice.below(110) as u32 / 100;
        let (writer, amid, heard) = stop_amid(&disk.learner, &text, delay);
        if heard {
            told.saved.push(text);
        } else {
            told.open = Some(text);
        }
        disk.cut_power(Some(writer));
        counts.rounds += 1;
        counts.amid += usize::from(amid);
        judge(&disk.learner, &mut told, &mut counts);
        // Whoever comes back goes on, and nothing stands in the way.
        let text = format!("round {round} afterwards");
        let bytes = journal(&disk.learner);
        assert!(save(&disk.learner, &[], &text));
        assert!(journal(&disk.learner).starts_with(&bytes));
        told.saved.push(text);
        told.bytes = journal(&disk.learner);
        let doctor = disk.learner.run(&[], &["doctor", "--quiet"]);
        no_panic(&doctor).unwrap();
        assert_ne!(doctor.status.code(), Some(2), "{doctor:?}");
        counts.acknowledged += told.saved.len();
        assert_eq!((counts.lost, counts.changed), (0, 0), "seed {seed}");
    }
    Ok(counts)
}

/// Starts to save a text, and stops the program behind one of its calls; gives
/// the two processes, and whether it had said that the text is saved.
fn stop_behind(learner: &Learner, log: &Path, text: &str, site: &Site) -> (Child, Pid, bool) {
    let mut heard = tempfile::tempfile().unwrap();
    let trace = format!("trace={}", site.call);
    let inject = format!("inject={}:signal=STOP:when={}", site.call, site.nth);
    let log_name = log.to_str().unwrap();
    let through = ["strace", "-f", "-o", log_name, "-e", &trace, "-e", &inject];
    let tracer = learner
        .command(&through, &["note", text])
        .stdout(heard.try_clone().unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    until("the program to stand still", || {
        let log = fs::read_to_string(log).unwrap_or_default();
        log.contains("--- stopped by SIGSTOP ---").then_some(())
    });
    let program = child_of(tracer.id()).unwrap();
    let mut said = String::new();
    heard.rewind().unwrap();
    heard.read_to_string(&mut said).unwrap();
    let program = Pid::from_raw(program.cast_signed()).unwrap();
    (tracer, program, said.contains(text))
}

/// Cuts the power behind every call that changes something, of the first
/// command of a life or of a later one.
fn cut_behind_each_call(disk: &mut Disk, first: bool, counts: &mut Counts) {
    let log = disk.folder.path().join("log");
    let begin = |disk: &mut Disk, life: usize| {
        disk.begin_life(life);
        let mut told = Told::default();
        if !first {
            for text in ["one", "two"] {
                assert!(save(&disk.learner, &[], text));
                told.saved.push(text.to_owned());
            }
            told.bytes = journal(&disk.learner);
        }
        told
    };
    let life = 1_000 * (1 + usize::from(first));
    begin(disk, life);
    let (said, trace) = Traced::all(&log).run(&disk.learner, &["note", "three"]);
    assert!(said.status.success(), "{said:?}");
    let sites = sites(&trace, &disk.learner.disk);
    for (number, site) in sites.iter().filter(|site| site.changes()).enumerate() {
        let mut told = begin(disk, life + number + 1);
        let _ = fs::remove_file(&log);
        let (tracer, program, heard) = stop_behind(&disk.learner, &log, "three", site);
        if heard {
            told.saved.push("three".to_owned());
        } else {
            told.open = Some("three".to_owned());
        }
        disk.cut_power_of(Some((tracer, program)));
        // A folder that was never synced is not there.
        fs::create_dir_all(&disk.learner.disk).unwrap();
        counts.rounds += 1;
        judge(&disk.learner, &mut told, counts);
        let bytes = journal(&disk.learner);
        assert!(save(&disk.learner, &[], "four"), "{site:?}");
        assert!(journal(&disk.learner).starts_with(&bytes), "{site:?}");
        told.saved.push("four".to_owned());
        told.bytes = journal(&disk.learner);
        judge(&disk.learner, &mut told, counts);
        counts.acknowledged += told.saved.len();
        assert_eq!((counts.lost, counts.changed), (0, 0), "{site:?}");
    }
}

/// The same without syncs: only what the kernel wrote of itself is there.
fn cut_without_syncs(system: &'static System, wanted: usize) -> Result<Counts, String> {
    let mut disk = Disk::new(system)?;
    let mut counts = Counts::default();
    for round in 0..wanted {
        disk.begin_life(round);
        let mut told = Told::default();
        for number in 0..5 {
            let text = format!("round {round} number {number}");
            assert!(save(&disk.learner, NO_SYNCS, &text));
            told.saved.push(text);
        }
        told.bytes = journal(&disk.learner);
        disk.cut_power(None);
        fs::create_dir_all(&disk.learner.disk).unwrap();
        counts.rounds += 1;
        counts.acknowledged += told.saved.len();
        judge(&disk.learner, &mut told, &mut counts);
    }
    Ok(counts)
}

/// Why power cannot be cut here, if it cannot.
fn missing(system: &System) -> Option<String> {
    if !root() {
        return Some("only root can mount".to_owned());
    }
    let make = system.make[0];
    (!have(make)).then(|| format!("{make} is not there"))
}

fn proves(system: &'static System, wanted: usize) -> Option<Counts> {
    if let Some(why) = missing(system) {
        skip(&why);
        return None;
    }
    let counts = match cut_again_and_again(system, wanted) {
        Ok(counts) => counts,
        Err(why) => {
            skip(&format!("no disk in a file: {why}"));
            return None;
        }
    };
    report(
        "T5",
        &format!(
            "{}: power cut {} times, {} times amid a command ({} of these arrived, {} torn); \
             {} times an acknowledged event was looked for, {} lost, {} journals changed",
            system.name,
            counts.rounds,
            counts.amid,
            counts.arrived,
            counts.torn,
            counts.acknowledged,
            counts.lost,
            counts.changed,
        ),
    );
    assert_eq!(counts.rounds, wanted);
    assert!(counts.amid * 5 > wanted, "seldom amid a command");
    assert!(counts.acknowledged > 3 * wanted);
    Some(counts)
}

#[test]
fn what_was_saved_survives_a_power_cut() {
    proves(&EXT4, rounds(50, 300));
}

#[test]
fn a_power_cut_behind_any_call_loses_nothing() {
    if let Some(why) = missing(&EXT4) {
        return skip(&why);
    }
    if !have("strace") {
        return skip("strace is not there");
    }
    let mut disk = match Disk::new(&EXT4) {
        Ok(disk) => disk,
        Err(why) => return skip(&format!("no disk in a file: {why}")),
    };
    let mut counts = Counts::default();
    for first in [true, false] {
        cut_behind_each_call(&mut disk, first, &mut counts);
    }
    report(
        "T5",
        &format!(
            "ext4: power cut behind each of {} calls that change something ({} times the event \
             had arrived, {} torn); {} acknowledged events, {} lost, {} journals changed",
            counts.rounds,
            counts.arrived,
            counts.torn,
            counts.acknowledged,
            counts.lost,
            counts.changed,
        ),
    );
    assert!(counts.rounds > 20 && counts.arrived > 3);
}

#[test]
fn what_was_saved_survives_a_power_cut_on_other_file_systems() {
    for (system, wanted) in [(&XFS, rounds(0, 100)), (&BTRFS, rounds(0, 60))] {
        if wanted == 0 {
            continue;
        }
        match missing(system) {
            Some(why) => report("T5", &format!("{}: skipped: {why}", system.name)),
            None => {
                proves(system, wanted);
            }
        }
    }
}

#[test]
fn without_syncs_a_power_cut_loses_what_was_said_to_be_saved() {
    if let Some(why) = missing(&EXT4) {
        return skip(&why);
    }
    if !have("strace") {
        return skip("strace is not there");
    }
    let counts = match cut_without_syncs(&EXT4, rounds(4, 10)) {
        Ok(counts) => counts,
        Err(why) => return skip(&format!("no disk in a file: {why}")),
    };
    report(
        "T5, control",
        &format!(
            "ext4 without syncs: power cut {} times, {} of {} acknowledged events lost",
            counts.rounds, counts.lost, counts.acknowledged,
        ),
    );
    assert!(counts.lost > 0, "the judge does not see what is lost");
}
