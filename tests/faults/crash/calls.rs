//! Every command that records something is killed before each of its system
//! calls.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    os::unix::process::ExitStatusExt,
    process::Output,
    sync::Mutex,
};

use super::{
    bed, judge,
    judge::{Journals, Seal},
    on_all_cores,
};
use crate::{
    lane::{report, rounds},
    pty::{self, Home},
};

/// Before how many of the calls that come before anything of the learner's is
/// touched the short lane kills once.
const STEP: usize = 12;

/// A command, and what has to be there for it.
struct Deed {
    name: &'static str,
    before: &'static [&'static [&'static str]],
    args: &'static [&'static str],
}

const DEEDS: &[Deed] = &[
    Deed {
        name: "begin, as the first thing ever",
        before: &[],
        args: &["begin", "2026-01-05"],
    },
    Deed {
        name: "tick",
        before: &[],
        args: &["tick", "worms"],
    },
    Deed {
        name: "tick of a phase",
        before: &[],
        args: &["tick", "soil", "--all"],
    },
    Deed {
        name: "reopen",
        before: &[],
        args: &["reopen", "clay"],
    },
    Deed {
        name: "skip",
        before: &[],
        args: &["skip", "compost"],
    },
    Deed {
        name: "note",
        before: &[],
        args: &["note", "worms", "never", "sleep"],
    },
    Deed {
        name: "log",
        before: &[],
        args: &["log", "45m", "digging"],
    },
    Deed {
        name: "timer start",
        before: &[],
        args: &["timer", "start", "digging"],
    },
    Deed {
        name: "timer stop",
        before: &[&[
            "--now",
            "2026-03-06T19:00:00+01:00",
            "timer",
            "start",
            "digging",
        ]],
        args: &["timer", "stop"],
    },
    Deed {
        name: "spend",
        before: &[],
        args: &["spend", "12.50", "seeds"],
    },
    Deed {
        name: "undo",
        before: &[&["tick", "worms"]],
        args: &["undo"],
    },
    Deed {
        name: "redo",
        before: &[&["tick", "worms"], &["undo"]],
        args: &["redo"],
    },
    Deed {
        name: "off",
        before: &[],
        args: &["off", "2026-03-09..2026-03-12"],
    },
    Deed {
        name: "replan",
        before: &[],
        args: &["replan", "--skip", "tides", "--yes"],
    },
    Deed {
        name: "review",
        before: &[],
        args: &[
            "review",
            "weekly",
            "--answer",
            "worms",
            "--answer",
            "rain",
            "--answer",
            "sow",
            "--decision",
            "keep",
        ],
    },
    Deed {
        name: "import events",
        before: &[],
        args: &["import", "events", "elsewhere.jsonl"],
    },
    Deed {
        name: "doctor --fix",
        before: &[],
        args: &["doctor", "--fix", "--yes"],
    },
];

impl Deed {
    /// The learner just before.
    fn home(&self) -> Home {
        if self.adds_device() {
            return bed::fresh();
        }
        let home = bed::settled();
        for args in self.before {
            let (moment, args) = match args {
                ["--now", moment, rest @ ..] => (*moment, rest),
                args => (bed::NOW, *args),
            };
            let output = bed::at(&home, moment, args).output().unwrap();
            assert!(output.status.success(), "{args:?}");
        }
        if self.name.starts_with("import") {
            let other = bed::fresh();
            for text in ["one", "two", "three"] {
                bed::works(&other, &["note", text]);
            }
            let events = bed::works(&other, &["export", "events"]).stdout;
            home.write("elsewhere.jsonl", events);
        }
        if self.mends() {
            // What git leaves when two copies of one file grew apart.
            let own = bed::own(&home);
            let text = fs::read_to_string(&own).unwrap();
            let (first, rest) = text.split_once("\n\n").unwrap();
            let (second, third) = rest.split_once("\n\n").unwrap();
            let text =
                format!("{first}\n\n<<<<<<< HEAD\n{second}\n\n=======\n{third}>>>>>>> phone\n");
            bed::put(&own, text.as_bytes());
        }
        home
    }

    /// Whether it is where the device gets its name.
    fn adds_device(&self) -> bool {
        self.name.starts_with("begin")
    }

    /// Whether it writes a file anew, with the same events.
    fn mends(&self) -> bool {
        self.name.starts_with("doctor")
    }

    /// Whether what came of it is what may come of it; gives how many events
    /// are new.
    fn judge(
        &self,
        adds: usize,
        acknowledged: bool,
        before: &Journals,
        after: &Journals,
    ) -> Result<usize, String> {
        let (earlier, there) = (before.seals(), after.seals());
        judge::nothing_lost(&earlier, &there)?;
        let new: Vec<&Seal> = there.difference(&earlier).collect();
        if self.mends() {
            if !new.is_empty() {
                return Err(format!("{} events out of nowhere", new.len()));
            }
            let marks = after.read().1.len();
            if acknowledged && marks > 0 {
                return Err("lost: the marks are said to be mended".to_owned());
            }
            return Ok(usize::from(marks == 0));
        }
        judge::untouched(before, after)?;
        if acknowledged && new.len() < adds {
            return Err(format!(
                "lost: {} of {adds} new events are there",
                new.len()
            ));
        }
        if new.len() != adds && !new.is_empty() {
            return Err(format!("{} of {adds} events of a batch", new.len()));
        }
        match after.read().1.first() {
            Some(damage) => Err(format!("damage where nothing was torn: {damage}")),
            None => Ok(new.len()),
        }
    }
}

/// What the program said before it was killed counts as well as its status.
fn acknowledged(output: &Output) -> bool {
    output.status.success() || !output.stdout.is_empty()
}

/// The program is started again, and records something more.
fn goes_on(home: &Home, marks: bool) -> Result<(), String> {
    let folder = bed::journal_folder(home);
    let before = Journals::of(&folder);
    for args in [&["history"][..], &["note", "later"]] {
        let output = bed::mastery(home, args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() || (!marks && !said.is_empty()) {
            return Err(format!("{args:?}: {}: {said}", output.status));
        }
    }
    let after = Journals::of(&folder);
    judge::untouched(&before, &after)?;
    let (earlier, there) = (before.seals(), after.seals());
    judge::nothing_lost(&earlier, &there)?;
    if there.len() != earlier.len() + 1 {
        return Err("the next event is not there".to_owned());
    }
    Ok(())
}

/// One kill.
struct Outcome {
    killed: bool,
    acknowledged: bool,
    verdict: Result<usize, String>,
}

/// A system call: its name, and which of that name it is.
type Call = (String, usize);

/// A deed with what has to be known of it.
struct Probed {
    deed: &'static Deed,
    home: Home,
    adds: usize,
    /// The system calls it makes.
    calls: Vec<Call>,
    /// The first one that touches the learner's folders.
    first: usize,
}

fn probe(deed: &'static Deed) -> Probed {
    let home = deed.home();
    let copy = bed::copy(&home);
    let trace = copy.path().join("trace");
    let strace = ["strace", "-f", "-o", trace.to_str().unwrap()];
    let before = Journals::of(&bed::journal_folder(&copy));
    let output = bed::below(&copy, &strace, deed.args).output().unwrap();
    assert!(
        output.status.success() && acknowledged(&output),
        "{}: {}",
        deed.name,
        String::from_utf8_lossy(&output.stderr)
    );
    let after = Journals::of(&bed::journal_folder(&copy));
    let adds = after.seals().len() - before.seals().len();
    assert_eq!(adds > 0, !deed.mends(), "{}", deed.name);

    let trace = fs::read_to_string(trace).unwrap();
    let (mut calls, mut first) = (Vec::new(), None);
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let own = trace.split_whitespace().next().unwrap();
    let touched = if deed.mends() {
        vec!["before-doctor".to_owned()]
    } else {
        let at_home = |folder: &str| format!("{}/{folder}", copy.path().display());
        vec![at_home("state"), at_home("data")]
    };
    for line in trace.lines() {
        // `PID name(…`; what the kernel says of signals and ends is no call.
        let Some((pid, rest)) = line.split_once(' ') else {
            continue;
        };
        let Some((name, _)) = rest.trim_start().split_once('(') else {
            continue;
        };
        if pid != own
            || !name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            continue;
        }
        if touched.iter().any(|path| line.contains(path.as_str())) {
            first.get_or_insert(calls.len());
        }
        let nth = counted.entry(name).or_default();
        *nth += 1;
        calls.push((name.to_owned(), *nth));
    }
    Probed {
        deed,
        home,
        adds,
        calls,
        first: first.unwrap(),
    }
}

/// What is left after a kill, but for the names of events.
fn left(home: &Home, deed: &Deed) -> u64 {
    let mut left = DefaultHasher::new();
    deed.name.hash(&mut left);
    let everything = bed::everything(home);
    if rounds(0, 1) == 1 {
        everything.hash(&mut left);
    } else {
        for (name, bytes) in everything {
            // A new device gives itself a name.
            let name = if deed.adds_device() { "".into() } else { name };
            (name, bytes.len()).hash(&mut left);
        }
    }
    left.finish()
}

fn kill_before(probed: &Probed, call: &Call, seen: &Mutex<BTreeSet<u64>>) -> Outcome {
    let Probed {
        deed, home, adds, ..
    } = probed;
    let home = bed::copy(home);
    let folder = bed::journal_folder(&home);
    let before = Journals::of(&folder);
    let (name, nth) = call;
    let trace = format!("trace={name}");
    let inject = format!("inject={name}:signal=KILL:when={nth}");
    let strace = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ];
    let output = bed::below(&home, &strace, deed.args).output().unwrap();
    let killed = output.status.signal() == Some(9);
    let acknowledged = acknowledged(&output);
    let after = Journals::of(&folder);
    let mut verdict = deed.judge(*adds, acknowledged, &before, &after);
    // What is left is started from once: from the same, the start is the same.
    if verdict.is_ok() && seen.lock().unwrap().insert(left(&home, deed)) {
        let marks = !after.read().1.is_empty();
        verdict = verdict.and_then(|new| goes_on(&home, marks).map(|()| new));
    }
    Outcome {
        killed,
        acknowledged,
        verdict,
    }
}

#[test]
fn a_kill_before_any_system_call_loses_nothing_that_was_acknowledged() {
    if let Some(why) = bed::no_strace() {
        return pty::skip(&why);
    }
    let probed = on_all_cores(DEEDS.len(), |turn| probe(&DEEDS[turn]));
    let step = rounds(STEP, 1);
    let mut kills = Vec::new();
    for of in &probed {
        let nths = (0..of.calls.len()).filter(|nth| *nth >= of.first || nth % step == 0);
        kills.extend(nths.map(|nth| (of, nth)));
    }
    let seen = Mutex::new(BTreeSet::new());
    let came = on_all_cores(kills.len(), |turn| {
        let (of, nth) = kills[turn];
        kill_before(of, &of.calls[nth], &seen)
    });
    let mut wrong = Vec::new();
    for ((of, nth), killed) in kills.iter().zip(&came) {
        if let Err(why) = &killed.verdict {
            let (name, calls) = (of.deed.name, of.calls.len());
            wrong.push(format!(
                "{name}, call {nth} of {calls}, {:?}: {why}",
                of.calls[*nth]
            ));
        }
    }
    let count = |is: &dyn Fn(&Outcome) -> bool| came.iter().filter(|it| is(it)).count();
    let killed = count(&|it| it.killed);
    let said = count(&|it| it.killed && it.acknowledged);
    let unsaid = count(&|it| !it.acknowledged && matches!(it.verdict, Ok(new) if new > 0));
    report(
        "T2",
        &format!(
            "{} commands of {} to {} system calls, {killed} kills, {said} of them behind the acknowledgment and {unsaid} between the write and it, {} states started from, {} wrong",
            DEEDS.len(),
            probed.iter().map(|it| it.calls.len()).min().unwrap(),
            probed.iter().map(|it| it.calls.len()).max().unwrap(),
            seen.lock().unwrap().len(),
            wrong.len()
        ),
    );
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(10)]);
    // A call more or less a run, and the programs that `doctor` asks.
    assert!(killed * 20 > came.len() * 19 && killed > 60 * DEEDS.len());
    assert!(said >= DEEDS.len() && unsaid > 10 * DEEDS.len());
}

#[test]
fn a_write_that_is_only_pretended_is_found_out() {
    // The control: the same commands and the same judge, and a write to the
    // journal that says it was done and was not.
    if let Some(why) = bed::no_strace() {
        return pty::skip(&why);
    }
    let deeds: Vec<&Deed> = DEEDS
        .iter()
        .filter(|deed| !deed.mends() && !deed.adds_device())
        .collect();
    let verdicts = on_all_cores(deeds.len(), |turn| {
        let deed = deeds[turn];
        let home = deed.home();
        let own = bed::own(&home);
        let folder = bed::journal_folder(&home);
        let before = Journals::of(&folder);
        let strace = [
            "strace",
            "-f",
            "-o",
            "/dev/null",
            "-P",
            own.to_str().unwrap(),
            "-e",
            "trace=write",
            "-e",
            "inject=write:retval=1000000",
        ];
        let output = bed::below(&home, &strace, deed.args).output().unwrap();
        assert!(acknowledged(&output), "{}: {output:?}", deed.name);
        let verdict = deed.judge(1, true, &before, &Journals::of(&folder));
        // The program itself notices, too, the next time.
        let next = bed::works(&home, &["history"]).stderr;
        let told = String::from_utf8_lossy(&next).contains("that this device had saved");
        (deed.name, verdict, told)
    });
    let told = verdicts.iter().filter(|(_, _, told)| *told).count();
    report(
        "T2 control",
        &format!(
            "{} commands whose write was only pretended, {} found out, {told} told by the next start",
            verdicts.len(),
            verdicts
                .iter()
                .filter(|(_, verdict, _)| verdict.is_err())
                .count(),
        ),
    );
    for (name, verdict, told) in verdicts {
        assert!(verdict.is_err_and(|why| why.starts_with("lost")), "{name}");
        assert!(told, "{name}");
    }
}
