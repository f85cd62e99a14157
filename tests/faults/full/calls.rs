//! Calls of the system that fail: the first, the second, and so on to the last.

use std::{collections::BTreeSet, fs, path::Path};

use tempfile::TempDir;

use super::rig::{CHANGES, Fate, Learner, Said, Template, complaint, have, no_panic};
use crate::{
    lane::{report, rounds},
    pty::skip,
};

/// The calls that are made to fail where they concern the learner's folders.
const CALLS: &str = "openat,read,write,fdatasync,fsync,rename,renameat,renameat2,linkat,unlink,\
                     ftruncate,flock,mkdir,statx,getdents64,getrandom";

/// How they fail.
const ERRORS: [&str; 8] = [
    "EINTR", "ENOSPC", "EIO", "EDQUOT", "EROFS", "EACCES", "EMFILE", "ENOMEM",
];

/// How a kernel or a sandbox that has no random numbers says so, always.
const NO_RANDOM: [&str; 2] = ["ENOSYS", "EPERM"];

/// Calls that are made again when a signal came in between.
const RETRIED: [&str; 8] = [
    "openat",
    "read",
    "write",
    "fdatasync",
    "fsync",
    "ftruncate",
    "flock",
    "getrandom",
];

/// A call that a command makes: its name, and how many of them came before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) call: String,
    pub(crate) nth: usize,
    line: String,
}

impl Site {
    /// Whether it changes what is on the disk, or sees to it that it stays.
    pub(crate) fn changes(&self) -> bool {
        match self.call.as_str() {
            "openat" => self.line.contains("O_CREAT"),
            "read" | "statx" | "getdents64" | "getrandom" | "flock" => false,
            _ => true,
        }
    }
}

/// Tells what to trace and where to write it.
pub(crate) struct Traced<'a> {
    log: &'a Path,
    inject: Vec<String>,
    trace: String,
}

impl<'a> Traced<'a> {
    pub(crate) fn all(log: &'a Path) -> Self {
        Self {
            log,
            inject: Vec::new(),
            trace: format!("trace={CALLS}"),
        }
    }

    /// These calls fail; each is a name and what is done to which of them.
    fn faults(log: &'a Path, faults: &[(&str, String)]) -> Self {
        let names: BTreeSet<&str> = faults.iter().map(|(call, _)| *call).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let inject = faults
            .iter()
            .map(|(call, what)| format!("inject={call}:{what}"));
        Self {
            log,
            inject: inject.collect(),
            trace: format!("trace={}", names.join(",")),
        }
    }

    pub(crate) fn run(&self, learner: &Learner, args: &[&str]) -> (Said, String) {
        let mut through = vec!["strace", "-f", "-y", "--seccomp-bpf", "-o"];
        through.extend([self.log.to_str().unwrap(), "-e", &self.trace]);
        for inject in &self.inject {
            through.extend(["-e", inject]);
        }
        let said = learner.run(&through, args);
        (said, fs::read_to_string(self.log).unwrap())
    }
}

/// The calls among the lines of a trace that concern the disk.
pub(crate) fn sites(log: &str, disk: &Path) -> Vec<Site> {
    let disk = disk.to_str().unwrap();
    let mut seen: Vec<Site> = Vec::new();
    let mut chosen = Vec::new();
    for line in log.lines() {
        let Some((_, line)) = line.split_once(' ') else {
            continue;
        };
        let line = line.trim_start();
        let Some((call, _)) = line.split_once('(') else {
            continue;
        };
        let nth = 1 + seen.iter().filter(|site| site.call == call).count();
        let site = Site {
            call: call.to_owned(),
            nth,
            line: line.to_owned(),
        };
        // What is printed may name the disk, too.
        let printed = line.starts_with("write(1<") || line.starts_with("write(2<");
        let machine = line.contains("/etc/machine-id") || line.contains("kernel/hostname");
        if line.contains(disk) && !printed || machine || call == "getrandom" {
            chosen.push(site.clone());
        }
        seen.push(site);
    }
    chosen
}

/// The error of a turn: the first is an interruption, the others go round.
fn error(site: &Site, place: usize, turn: usize, turns: usize) -> Option<&'static str> {
    match turn {
        0 => Some(ERRORS[0]),
        // Nothing else comes from this call where it is known at all.
        _ if site.call == "getrandom" => None,
        _ => Some(ERRORS[1 + (place * (turns - 1) + turn - 1) % 7]),
    }
}

/// What is done to a call: it fails once, in some ways, and where several are
/// tried it fails from then on, too.
fn turns(site: &Site, place: usize, each: usize) -> Vec<(&'static str, String)> {
    let nth = site.nth;
    let once = (0..each).filter_map(|turn| error(site, place, turn, each));
    let mut turns: Vec<(&str, String)> = once
        .map(|error| (error, format!("error={error}:when={nth}")))
        .collect();
    // Where no write works, nothing can be said of it.
    if each >= 3 && site.call != "write" && site.call != "getrandom" {
        let error = ["EIO", "ENOSPC"][place % 2];
        turns.push((error, format!("error={error}:when={nth}+")));
    }
    turns
}

#[derive(Debug, Default)]
struct Counts {
    cases: usize,
    saved: usize,
    doubtful: usize,
    absent: usize,
    interrupted: usize,
    /// Faults that stayed and were met again.
    lasting: usize,
    places: usize,
    pairs: BTreeSet<(String, &'static str)>,
}

/// A learner, a disk to spoil, and a place for traces.
fn bench() -> Option<(TempDir, Learner)> {
    if !have("strace") {
        skip("strace is not there");
        return None;
    }
    let folder = TempDir::new().unwrap();
    let learner = Learner::at(&folder.path().join("desk"), &folder.path().join("disk"));
    fs::create_dir(&learner.disk).unwrap();
    let probe = learner.run(&["strace", "-o", "/dev/null"], &["--version"]);
    if !probe.status.success() {
        skip(&format!("strace cannot trace: {}", probe.err));
        return None;
    }
    Some((folder, learner))
}

/// Lets every call of a command fail, in as many ways as `each` says, and
/// judges what came of it.
fn spoil(
    learner: &Learner,
    log: &Path,
    template: &Template,
    (args, mark): (&[&str], &str),
    each: usize,
    counts: &mut Counts,
) {
    template.copy_to(&learner.disk);
    let before = learner.before();
    template.copy_to(&learner.disk);
    let (well, trace) = Traced::all(log).run(learner, args);
    assert!(well.status.success(), "{well:?}");
    let sites = sites(&trace, &learner.disk);
    assert!(sites.len() > 10, "{trace}");
    counts.places += sites.len();
    for (place, site) in sites.iter().enumerate() {
        for (error, what) in turns(site, place, each) {
            let case = format!("{args:?}: {what} from {site:?}");
            template.copy_to(&learner.disk);
            let faults = [(site.call.as_str(), what)];
            let (said, trace) = Traced::faults(log, &faults).run(learner, args);
            assert!(trace.contains("(INJECTED)"), "{case}: not reached: {trace}");
            let fate = learner
                .judge(&before, &said, mark)
                .unwrap_or_else(|why| panic!("{case}: {why}: {said:?}"));
            counts.cases += 1;
            match fate {
                Fate::Saved => counts.saved += 1,
                Fate::Doubtful => counts.doubtful += 1,
                Fate::Absent => counts.absent += 1,
            }
            counts.lasting += usize::from(trace.matches("(INJECTED)").count() > 1);
            if error == "EINTR" && RETRIED.contains(&site.call.as_str()) {
                counts.interrupted += 1;
                assert!(said.status.success(), "{case}: not tried again: {said:?}");
            }
            counts.pairs.insert((site.call.clone(), error));
            learner.again(&before, args, mark, fate);
        }
    }
}

#[test]
fn whichever_call_fails_a_change_is_saved_or_refused() {
    let Some((folder, learner)) = bench() else {
        return;
    };
    let log = folder.path().join("log");
    let begun = Template::begun(None);
    let empty = Template::empty();
    let mut counts = Counts::default();
    for (place, change) in CHANGES.iter().enumerate() {
        let each = match place {
            0 => rounds(3, 8),
            10 => rounds(0, 8),
            _ => rounds(0, 2),
        };
        if each > 0 {
            spoil(&learner, &log, &begun, *change, each, &mut counts);
        }
    }
    let first: (&[&str], &str) = (&["begin", "2026-02-02"], "2026-02-02");
    spoil(&learner, &log, &empty, first, rounds(2, 8), &mut counts);
    report(
        "T7c",
        &format!(
            "{} failing calls at {} places ({} kinds of call and error): {} saved, {} not saved, \
             {} in doubt, as they said; {} interrupted calls made again, {} faults that stayed; \
             nothing lost",
            counts.cases,
            counts.places,
            counts.pairs.len(),
            counts.saved,
            counts.absent,
            counts.doubtful,
            counts.interrupted,
            counts.lasting,
        ),
    );
    assert!(counts.cases >= rounds(100, 1_000), "{counts:?}");
    assert!(counts.saved > 20 && counts.absent > 20 && counts.doubtful > 0);
    assert!(counts.interrupted > 20);
}

#[test]
fn whichever_call_fails_a_report_is_whole_or_not_there() {
    let Some((folder, learner)) = bench() else {
        return;
    };
    let log = folder.path().join("log");
    let template = Template::begun(None);
    template.copy_to(&learner.disk);
    let printed = learner.ok(&["export", "events"]);
    let out = learner.disk.join("out");
    let file = out.join("report");
    let args = ["export", "events", "-o", file.to_str().unwrap()];
    let place = || {
        template.copy_to(&learner.disk);
        fs::create_dir(&out).unwrap();
    };
    place();
    let (well, trace) = Traced::all(&log).run(&learner, &args);
    assert!(well.status.success(), "{well:?}");
    let sites: Vec<Site> = sites(&trace, &out);
    let (mut whole, mut absent) = (0, 0);
    for (number, site) in sites.iter().enumerate() {
        for turn in 0..rounds(3, 8) {
            let Some(error) = error(site, number, turn, rounds(3, 8)) else {
                continue;
            };
            let case = format!("{error} from {site:?}");
            place();
            let what = format!("error={error}:when={}", site.nth);
            let faults = [(site.call.as_str(), what)];
            let (said, trace) = Traced::faults(&log, &faults).run(&learner, &args);
            assert!(trace.contains("(INJECTED)"), "{case}: not reached: {trace}");
            no_panic(&said).unwrap();
            if said.status.success() {
                whole += 1;
                assert_eq!(fs::read_to_string(&file).unwrap(), printed, "{case}");
            } else {
                absent += 1;
                complaint(&said).unwrap();
                assert!(!file.exists(), "{case}: {said:?}");
                assert_eq!(fs::read_dir(&out).unwrap().count(), 0, "{case}");
                assert!(learner.run(&[], &args).status.success(), "{case}");
            }
        }
    }
    report(
        "T7c",
        &format!(
            "{} reports with a failing call: {whole} whole, {absent} not there and said so",
            whole + absent
        ),
    );
    assert!(whole > 5 && absent > 5);
}

#[test]
fn without_random_numbers_from_the_kernel_changes_are_saved() {
    let Some((folder, learner)) = bench() else {
        return;
    };
    let log = folder.path().join("log");
    let template = Template::begun(None);
    template.copy_to(&learner.disk);
    let before = learner.before();
    let (args, mark) = CHANGES[0];
    for error in NO_RANDOM {
        template.copy_to(&learner.disk);
        let what = format!("error={error}:when=1+");
        let (said, trace) = Traced::faults(&log, &[("getrandom", what)]).run(&learner, args);
        assert!(trace.matches("(INJECTED)").count() > 2, "{trace}");
        assert_eq!(
            learner.judge(&before, &said, mark),
            Ok(Fate::Saved),
            "{said:?}"
        );
    }
    report(
        "T7c",
        &format!(
            "a tick is saved without getrandom ({})",
            NO_RANDOM.join(", ")
        ),
    );
}

/// A part is written, the rest has no room, and what was written cannot be cut
/// off again: the tail stays, does not count, and the next event heals it.
#[test]
fn a_tail_that_cannot_be_cut_off_does_not_count() {
    let Some((folder, learner)) = bench() else {
        return;
    };
    let log = folder.path().join("log");
    let template = Template::begun(None);
    template.copy_to(&learner.disk);
    let before = learner.before();
    let length = learner.journals().values().next().unwrap().len();
    let (mut torn, mut last) = (0, 0);
    for part in (1..200).step_by(rounds(20, 3)) {
        template.copy_to(&learner.disk);
        let limit = format!("--fsize={}:unlimited", length + part);
        let inject = "inject=ftruncate:error=EIO";
        let log = log.to_str().unwrap();
        let through = [
            "strace",
            "-f",
            "-o",
            log,
            "-e",
            "trace=ftruncate",
            "-e",
            inject,
        ];
        let mut words = through.to_vec();
        words.extend(["prlimit", &limit]);
        let (args, mark) = CHANGES[0];
        let said = learner.run(&words, args);
        let fate = learner.judge(&before, &said, mark).unwrap();
        assert_eq!(fate, Fate::Absent, "{part}: {said:?}");
        last = learner.journals().values().next().unwrap().len();
        assert_eq!(last, length + part);
        torn += 1;
        learner.again(&before, args, mark, fate);
    }
    report(
        "T7c",
        &format!("{torn} events cut short and left: none counts, the next is whole"),
    );
    assert!(torn > 8 && last > length);
}

/// A write that is said to have worked and did not: nothing protects from
/// that, and the judge has to see it.
#[test]
fn a_write_that_only_pretends_is_noticed() {
    let Some((folder, learner)) = bench() else {
        return;
    };
    let log = folder.path().join("log");
    let template = Template::begun(None);
    template.copy_to(&learner.disk);
    let before = learner.before();
    let (args, mark) = CHANGES[0];
    let (_, trace) = Traced::all(&log).run(&learner, args);
    let sites = sites(&trace, &learner.disk);
    let write = sites
        .iter()
        .find(|site| site.call == "write" && site.line.contains("[[event]]"))
        .unwrap();
    let (_, length) = write.line.rsplit_once("= ").unwrap();
    template.copy_to(&learner.disk);
    let what = format!("retval={length}:when={}", write.nth);
    let (said, _) = Traced::faults(&log, &[("write", what)]).run(&learner, args);
    let why = learner.judge(&before, &said, mark).unwrap_err();
    report("T7c, control", &format!("noticed: {why}"));
}
