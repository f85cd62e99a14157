//! T9b: three devices, real git, and a learner who does anything with it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use mastery::{
    domain::event::EventId,
    store::journal::{Journal, Place, What, read_journal},
};

use crate::{
    lane::{report, rounds},
    many::kit::{self, Chance, Told, anything, pending_after},
};

/// What a step may be, for the counts.
const STEPS: [&str; 13] = [
    "append",
    "commit",
    "push",
    "pull",
    "pull --rebase",
    "reset --hard",
    "stash",
    "stash pop",
    "checkout",
    "amend",
    "drop commits",
    "mend",
    "pull while changed",
];

struct Device {
    tree: PathBuf,
    place: Place,
    /// What it was told is saved.
    saved: Vec<EventId>,
    /// Saved events that were in a commit of this device.
    committed: BTreeSet<EventId>,
    /// Those in commits that the learner took away.
    dropped: BTreeSet<EventId>,
    /// Those that a start of the program said are missing.
    told: BTreeSet<EventId>,
}

struct World {
    root: tempfile::TempDir,
    devices: Vec<Device>,
    seconds: i64,
    steps: [usize; STEPS.len()],
    /// The control: the marks by which a loss is noticed are taken away.
    unmarked: bool,
}

fn git(root: &Path, folder: &Path, args: &[&str]) -> Output {
    Command::new("git")
        .args(["-c", "gc.auto=0", "-c", "advice.detachedHead=false"])
        .args(args)
        .current_dir(folder)
        .env("HOME", root)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_EDITOR", "true")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_AUTHOR_NAME", "A Learner")
        .env("GIT_AUTHOR_EMAIL", "learner@example.org")
        .env("GIT_COMMITTER_NAME", "A Learner")
        .env("GIT_COMMITTER_EMAIL", "learner@example.org")
        .output()
        .unwrap()
}

impl World {
    fn new(seed: u64) -> Self {
        // No fsync for git's own files: it is not what is tested.
        let root = kit::quick_folder();
        let at = root.path().to_owned();
        let run = |folder: &Path, args: &[&str]| {
            let output = git(&at, folder, args);
            assert!(output.status.success(), "{args:?}: {output:?}");
        };
        run(&at, &["init", "-q", "--bare", "-b", "main", "hub.git"]);
        run(&at, &["clone", "-q", "hub.git", "first"]);
        kit::put(&at.join("first/README"), "A learner's journal.\n");
        run(&at.join("first"), &["checkout", "-q", "-B", "main"]);
        run(&at.join("first"), &["add", "-A"]);
        run(&at.join("first"), &["commit", "-qm", "begun"]);
        run(&at.join("first"), &["push", "-q", "origin", "main"]);
        let devices = ["laptop", "desk", "phone"]
            .iter()
            .enumerate()
            .map(|(number, name)| {
                run(&at, &["clone", "-q", "hub.git", name]);
                let tree = at.join(name);
                run(&tree, &["config", "pull.rebase", "false"]);
                match (seed % 3, number) {
                    (1, 1) => run(&tree, &["config", "core.autocrlf", "true"]),
                    // Stronger than what the journal says of itself.
                    (2, 2) => kit::put(&tree.join(".git/info/attributes"), "* text eol=crlf\n"),
                    _ => {}
                }
                let mut place = kit::place(&at, name);
                place.folder = tree.join("garden");
                Device {
                    tree,
                    place,
                    saved: Vec::new(),
                    committed: BTreeSet::new(),
                    dropped: BTreeSet::new(),
                    told: BTreeSet::new(),
                }
            })
            .collect();
        Self {
            root,
            devices,
            seconds: 0,
            steps: [0; STEPS.len()],
            unmarked: false,
        }
    }

    fn git(&self, at: usize, args: &[&str]) -> Output {
        git(self.root.path(), &self.devices[at].tree, args)
    }

    fn says(&self, at: usize, args: &[&str]) -> String {
        String::from_utf8(self.git(at, args).stdout)
            .unwrap()
            .trim()
            .to_owned()
    }

    /// The events that the device's own file holds, whichever way.
    fn own(&self, at: usize) -> BTreeSet<EventId> {
        let bytes = fs::read(self.devices[at].place.own()).unwrap_or_default();
        let (events, _) = read_journal(Path::new("own"), &bytes);
        events.iter().map(|event| event.id).collect()
    }

    /// Ends a merge, a rebase or a pop that met conflicts, marks and all.
    fn finish(&self, at: usize) {
        let state = self.devices[at].tree.join(".git");
        for _ in 0..20 {
            let rebasing = state.join("rebase-merge").exists();
            if rebasing {
                self.git(at, &["add", "-A"]);
                if !self.git(at, &["rebase", "--continue"]).status.success()
                    && !self.git(at, &["rebase", "--skip"]).status.success()
                    && self.says(at, &["ls-files", "-u"]).is_empty()
                {
                    self.git(at, &["rebase", "--abort"]);
                }
            } else if state.join("MERGE_HEAD").exists() {
                self.git(at, &["add", "-A"]);
                self.git(at, &["commit", "-qm", "merged"]);
            } else if !self.says(at, &["ls-files", "-u"]).is_empty() {
                self.git(at, &["add", "-A"]);
            } else {
                return;
            }
        }
        panic!(
            "git does not come to an end: {}",
            self.says(at, &["status"])
        );
    }

    fn commit(&mut self, at: usize, amend: bool) {
        self.git(at, &["add", "-A"]);
        let mut args = vec!["commit", "-qm", "progress"];
        if amend {
            args.push("--amend");
        }
        if self.git(at, &args).status.success() {
            let own = self.own(at);
            self.devices[at].committed.extend(own);
        }
    }

    fn pull(&mut self, at: usize, rebase: bool) {
        let how = if rebase { "--rebase" } else { "--no-rebase" };
        self.git(at, &["pull", "-q", "--no-edit", how, "origin", "main"]);
        self.finish(at);
    }

    fn push(&mut self, at: usize) {
        self.commit(at, false);
        if !self
            .git(at, &["push", "-q", "origin", "HEAD:main"])
            .status
            .success()
        {
            self.pull(at, false);
            self.git(at, &["push", "-q", "origin", "HEAD:main"]);
        }
    }

    fn step(&mut self, at: usize, chance: &mut Chance) {
        let step = match chance.below(24) {
            0..=8 => 0,
            9 | 10 => 1,
            11 | 12 => 2,
            13 | 14 => 3,
            15 => 4,
            16 => 5,
            17 => 6,
            18 | 19 => 7,
            20 => 8,
            21 => 9,
            22 => {
                if chance.once_in(2) {
                    10
                } else {
                    12
                }
            }
            _ => 11,
        };
        self.steps[step] += 1;
        let before = self.own(at);
        let ahead = || !self.says(at, &["rev-list", "origin/main..HEAD"]).is_empty();
        match step {
            0 => {
                self.seconds += 1 + i64::try_from(chance.below(5_000)).unwrap();
                let device = &mut self.devices[at];
                let (mut journal, _) = Journal::open(device.place.clone()).unwrap();
                let kinds = (0..=chance.below(2))
                    .map(|_| anything(chance, &device.saved))
                    .collect();
                let batch = pending_after(self.seconds, kinds);
                let own = journal.append(&batch).unwrap().own;
                device.saved.extend(own.iter().map(|event| event.id));
            }
            1 => self.commit(at, false),
            2 => self.push(at),
            3 => {
                self.commit(at, false);
                self.pull(at, false);
            }
            4 => {
                self.commit(at, false);
                self.pull(at, true);
            }
            5 => drop(self.git(at, &["reset", "-q", "--hard"])),
            6 => drop(self.git(at, &["stash", "push", "-q", "--include-untracked"])),
            7 => {
                self.git(at, &["stash", "pop", "-q"]);
                self.finish(at);
            }
            8 => drop(self.git(at, &["checkout", "-q", "--", "."])),
            9 => {
                if ahead() {
                    self.commit(at, true);
                }
            }
            10 => {
                if ahead() {
                    self.git(at, &["reset", "-q", "--hard", "origin/main"]);
                    let gone: Vec<EventId> = before.difference(&self.own(at)).copied().collect();
                    self.devices[at].dropped.extend(gone);
                }
            }
            11 => {
                let copies = self.root.path().join("copies");
                let place = self.devices[at].place.clone();
                // What cannot be mended is left as it is.
                let _mended = Journal::open(place).unwrap().0.mend(&copies);
            }
            _ => self.pull(at, chance.once_in(2)),
        }
        let after = self.own(at);
        let gone: Vec<EventId> = before.difference(&after).copied().collect();
        if !gone.is_empty() {
            self.start(at, &gone);
        }
    }

    /// The next start of the program: does it say that something is gone?
    fn start(&mut self, at: usize, gone: &[EventId]) {
        let device = &mut self.devices[at];
        if self.unmarked {
            for file in fs::read_dir(&device.place.state).into_iter().flatten() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|it| it == "mark") {
                    fs::remove_file(path).unwrap();
                }
            }
        }
        let (journal, events) = Journal::open(device.place.clone()).unwrap();
        let said = journal.damages().any(|damage| {
            matches!(
                damage.what,
                What::Lost { .. } | What::Shorter { .. } | What::Missing { .. }
            )
        });
        let named: BTreeSet<EventId> = journal.missing().iter().map(|it| it.event().id).collect();
        let elsewhere: BTreeSet<EventId> = events.iter().map(|event| event.id).collect();
        if said {
            // Each one of them is named, unless another file has it.
            let known = |id: &&EventId| named.contains(id) || elsewhere.contains(id);
            device.told.extend(gone.iter().filter(known));
        }
    }

    /// The last sync: everything that was put aside is taken out again, all is
    /// committed, pulled and pushed, twice around.
    fn settle(&mut self) {
        for round in 0..3 {
            for at in 0..self.devices.len() {
                if round == 0 {
                    while !self.says(at, &["stash", "list"]).is_empty() {
                        self.commit(at, false);
                        if !self.git(at, &["stash", "pop", "-q"]).status.success()
                            && self.says(at, &["ls-files", "-u"]).is_empty()
                        {
                            self.git(at, &["stash", "drop", "-q"]);
                        }
                        self.finish(at);
                        // A pop that met a conflict keeps what it took out.
                        if !self.says(at, &["status", "--porcelain"]).is_empty() {
                            self.commit(at, false);
                            if !self.says(at, &["stash", "list"]).is_empty() {
                                self.git(at, &["stash", "drop", "-q"]);
                            }
                        }
                    }
                }
                self.push(at);
                self.pull(at, false);
            }
        }
    }

    /// Whether all devices tell the same, and whatever is missing was never
    /// committed (or its commit was taken away) and was told; or lies below
    /// marks of several merges, is named by its device, and can be put back.
    fn judge(&self) -> Result<Outcome, String> {
        let first = Told::at(&self.devices[0].place);
        for device in &self.devices[1..] {
            if let Some(how) = first.differs(&Told::at(&device.place)) {
                return Err(format!("{}: {how}", device.place.device));
            }
        }
        let there: BTreeSet<EventId> = first.events.keys().map(|(id, _)| *id).collect();
        let (mut missing, mut below) = (0, 0);
        for device in &self.devices {
            let mut marked = BTreeSet::new();
            for id in device.saved.iter().filter(|id| !there.contains(id)) {
                let name = &device.place.device;
                if device.committed.contains(id) && !device.dropped.contains(id) {
                    marked.insert(*id);
                } else if device.told.contains(id) {
                    missing += 1;
                } else {
                    return Err(format!("{name}: {id} is gone and nobody said so"));
                }
            }
            below += marked.len();
            self.can_be_put_back(device, &marked)?;
        }
        let (journal, _) = Journal::open(self.devices[0].place.clone()).unwrap();
        Ok(Outcome {
            there: there.len(),
            missing,
            below,
            damaged: journal.damages().count(),
        })
    }

    /// Whether events that were committed and cannot be read any more lie below
    /// marks of several merges, are named, and come back when they are asked for.
    fn can_be_put_back(&self, device: &Device, gone: &BTreeSet<EventId>) -> Result<(), String> {
        let Some(first) = gone.first() else {
            return Ok(());
        };
        let name = &device.place.device;
        let text = fs::read_to_string(device.place.own()).unwrap_or_default();
        if text.matches("<<<<<<< ").count() < 2 {
            return Err(format!("{name}: {first} was committed and is gone"));
        }
        let (mut journal, _) = Journal::open(device.place.clone()).unwrap();
        let named: BTreeSet<EventId> = journal.missing().iter().map(|it| it.event().id).collect();
        if !gone.is_subset(&named) {
            return Err(format!("{name}: {first} was committed and is not named"));
        }
        journal.restore(&self.root.path().join("copies")).unwrap();
        let (_, events) = Journal::open(device.place.clone()).unwrap();
        let back: BTreeSet<EventId> = events.iter().map(|event| event.id).collect();
        if gone.is_subset(&back) {
            Ok(())
        } else {
            Err(format!("{name}: {first} was not put back"))
        }
    }
}

/// How many events there are, are missing, lie below marks across each other,
/// and how many places are damaged.
struct Outcome {
    there: usize,
    missing: usize,
    below: usize,
    damaged: usize,
}

fn lived(seed: u64, unmarked: bool) -> World {
    let mut chance = Chance::new(seed + 900);
    let mut world = World::new(seed);
    world.unmarked = unmarked;
    for _ in 0..60 {
        let at = chance.below(world.devices.len());
        world.step(at, &mut chance);
    }
    world.settle();
    world
}

#[test]
fn three_devices_with_git_converge_and_say_what_is_lost() {
    let rounds = rounds(8, 100);
    let (mut there, mut missing, mut below, mut places) = (0, 0, 0, 0);
    let mut steps = [0; STEPS.len()];
    for seed in 0..rounds as u64 {
        let world = lived(seed, false);
        let outcome = world
            .judge()
            .unwrap_or_else(|how| panic!("interleaving {seed}: {how}"));
        there += outcome.there;
        missing += outcome.missing;
        below += outcome.below;
        places += outcome.damaged;
        for (sum, count) in steps.iter_mut().zip(world.steps) {
            *sum += count;
        }
    }
    assert!(there > rounds * 15, "{there}");
    assert!(missing > rounds / 2, "{missing}");
    // Seldom: two merges have to leave their marks across each other.
    assert!(below * 100 <= there, "{below} of {there}");
    assert!(steps.iter().all(|count| *count > 0), "{steps:?}");
    let steps: Vec<String> = STEPS
        .iter()
        .zip(steps)
        .map(|(it, count)| format!("{count} {it}"))
        .collect();
    report(
        "T9b",
        &format!(
            "{rounds} interleavings of 60 steps ({}): all 3 devices alike, {there} events there, {missing} gone, each of them never committed or its commit dropped, each told; {below} below marks of two merges, named and put back; {places} places with marks left",
            steps.join(", ")
        ),
    );
}

#[test]
fn a_merge_that_drops_an_event_and_a_loss_that_nobody_tells_do_not_pass() {
    let world = lived(1, false);
    world.judge().unwrap();
    let place = &world.devices[1].place;
    let (mut tried, mut noticed) = (0, 0);
    for path in kit::journals(&place.folder) {
        let text = fs::read_to_string(&path).unwrap();
        let blocks: Vec<&str> = text.split_inclusive("\n[[event]]").collect();
        if blocks.len() < 3 || text.contains("<<<<<<<") {
            continue;
        }
        tried += 1;
        kit::put(&path, [&blocks[..1], &blocks[2..]].concat().concat());
        noticed += usize::from(world.judge().is_err());
        kit::put(&path, &text);
    }
    assert!(tried > 0 && noticed == tried, "{noticed} of {tried}");
    let mut untold = 0;
    let worlds = 3;
    for seed in 0..worlds {
        let how = lived(seed, true).judge();
        untold += usize::from(how.is_err_and(|how| how.contains("nobody said so")));
    }
    assert!(untold > 0, "{untold}");
    report(
        "T9b control",
        &format!(
            "an event dropped in a merge {tried} times, noticed {noticed} times; without the mark of the last append {untold} of {worlds} interleavings with losses nobody told, noticed"
        ),
    );
}
