//! Commands that print and end, and what is written to the disk.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use mastery::{
    clock::Clock,
    domain::{
        day::{DayStart, LogicalDay},
        event::{Batch, Kind, Mark},
    },
    store::{
        builtin,
        journal::{Journal, Pending},
    },
};

use super::{
    figures::{Sample, figure, table, times},
    made::{self, Learner},
    programs::{built, find},
};

/// A command, and what is new in it each time.
struct Plain {
    name: String,
    command: PathBuf,
    args: Vec<String>,
    /// Ticks another item each time.
    ticks: bool,
    home: PathBuf,
    environment: Vec<(String, String)>,
}

/// From just before the program is started until it has ended, its output
/// going nowhere.
pub(crate) fn run(
    command: &Path,
    args: &[String],
    home: &Path,
    environment: &[(String, String)],
) -> Option<Duration> {
    let mut command = Command::new(command);
    command
        .args(args)
        .current_dir(home)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begun = Instant::now();
    let status = command.status().ok()?;
    let took = begun.elapsed();
    status.success().then_some(took)
}

/// `mastery` and its peers against a program that prints one word.
pub(crate) fn commands(folder: &Path, learner: &Learner, rounds: usize) {
    let mastery = PathBuf::from(env!("CARGO_BIN_EXE_mastery"));
    let home = folder.join("plain");
    fs::create_dir_all(home.join("calcurse")).expect("a folder");
    fs::write(
        home.join("taskrc"),
        format!("data.location={}\n", home.join("task").display()),
    )
    .expect("settings");
    let mut environment = super::terminal::environment(&home);
    for (name, path) in [
        ("TASKRC", "taskrc"),
        ("TASKDATA", "task"),
        ("TIMEWARRIORDB", "timew"),
    ] {
        environment.push((name.to_owned(), home.join(path).display().to_string()));
    }
    fs::create_dir_all(home.join("task")).expect("a folder");
    fs::create_dir_all(home.join("timew/data")).expect("a folder");
    let mut all: Vec<Plain> = Vec::new();
    let mut add = |name: &str, command: Option<PathBuf>, args: &[&str], own: bool| {
        let Some(command) = command else {
            println!("{name}: not installed");
            return;
        };
        all.push(Plain {
            name: name.to_owned(),
            command,
            args: args.iter().map(ToString::to_string).collect(),
            ticks: name == "mastery tick",
            home: if own {
                learner.home.clone()
            } else {
                home.clone()
            },
            environment: if own {
                learner.environment.clone()
            } else {
                environment.clone()
            },
        });
    };
    add("hello", built("examples/hello"), &[], false);
    for words in ["--version", "status", "today", "next", "tick"] {
        let name = format!("mastery {words}");
        add(&name, Some(mastery.clone()), &[words], true);
    }
    let todos = home.join("calcurse");
    let todos = todos.display().to_string();
    add("git --version", find("git"), &["--version"], false);
    add("timew summary", find("timew"), &["summary", ":week"], false);
    add(
        "calcurse -t",
        find("calcurse"),
        &["-D", &todos, "-t"],
        false,
    );
    add(
        "task next",
        find("task"),
        &["rc.confirmation=off", "export"],
        false,
    );
    add("task add", find("task"), &["add", "a thing to do"], false);
    let items = made::read(builtin::ROADMAP).items;
    let mut samples = vec![Sample::default(); all.len()];
    for round in 0..=rounds {
        for (plain, sample) in all.iter().zip(&mut samples) {
            let mut args = plain.args.clone();
            if plain.ticks {
                args.push(items[round % items.len()].id.to_string());
                // Ticked in the year's journal already; here it is opened first.
                let reopen = ["reopen".to_owned(), args[1].clone()];
                run(&plain.command, &reopen, &plain.home, &plain.environment);
            }
            let took = run(&plain.command, &args, &plain.home, &plain.environment);
            // The first round fills the system's caches.
            if let Some(took) = took.filter(|_| round > 0) {
                sample.add_time(took);
            }
        }
    }
    let floor = samples.first().and_then(Sample::median);
    let rows: Vec<Vec<String>> = all
        .iter()
        .zip(&samples)
        .map(|(plain, sample)| {
            vec![
                plain.name.clone(),
                figure(sample.median()),
                figure(sample.percentile(99)),
                times(sample.median(), floor),
                sample.len().to_string(),
            ]
        })
        .collect();
    let head = ["command", "ms (p50)", "ms (p99)", "× hello", "runs"];
    table("Plain commands", &head, &rows);
}

/// A change appended to journals of different lengths, against a bare open,
/// write, sync and close, in turn, in the same folder.
pub(crate) fn append(folder: &Path, lengths: &[usize], rounds: usize) {
    let mut rows = Vec::new();
    for length in lengths {
        let home = folder.join(format!("append-{length}"));
        Learner::new(&home, builtin::ROADMAP, *length);
        let roadmap = made::read(builtin::ROADMAP);
        let (mut journal, _) = Journal::open(made::place(&home, &roadmap)).expect("a journal");
        let now = Clock::system().now();
        let day = LogicalDay::of(&now.at, DayStart::default());
        let bare = home.join("bare");
        File::create(&bare).expect("a file");
        let (mut own, mut floor) = (Sample::default(), Sample::default());
        for round in 0..rounds {
            let item = &roadmap.items[round % roadmap.items.len()];
            let kind = Kind::Mark {
                item: item.id.clone(),
                mark: Mark::Done,
            };
            let pending = Pending::new(Batch::on(day, vec![kind]), now.at, now.zone.clone());
            let begun = Instant::now();
            journal.append(&pending).expect("a written change");
            own.add_time(begun.elapsed());
            let begun = Instant::now();
            let mut file = OpenOptions::new().append(true).open(&bare).expect("a file");
            file.write_all(&[b'x'; 300]).expect("written");
            file.sync_data().expect("on the disk");
            drop(file);
            floor.add_time(begun.elapsed());
        }
        rows.push(vec![
            length.to_string(),
            figure(own.median()),
            figure(own.percentile(99)),
            figure(floor.median()),
            figure(floor.percentile(99)),
            times(own.median(), floor.median()),
        ]);
    }
    let head = [
        "events before",
        "append ms (p50)",
        "p99",
        "bare ms (p50)",
        "p99",
        "× bare",
    ];
    table("A change on the disk", &head, &rows);
}
