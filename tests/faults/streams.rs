//! Readers that leave, and streams that are not there (T23).

use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
};

use crate::{
    corpus::runs::{Run, drives, each, limited, run},
    lane::{report, rounds},
    pty::{Home, MASTERY},
};

/// Every command, with words that make it do something.
const COMMANDS: [&str; 52] = [
    "today",
    "next",
    "status",
    "phases",
    "phase soil",
    "show soil",
    "show compost",
    "open compost --print",
    "read soil",
    "search compost",
    "matrix",
    "apps",
    "week",
    "plan",
    "money",
    "pace",
    "stats",
    "time",
    "log",
    "history",
    "reviews",
    "review weekly --figures",
    "friday --print",
    "pr 1",
    "check",
    "doctor",
    "config",
    "config --default",
    "evidence",
    "trust --list",
    "prove --all --dry-run",
    "export markdown",
    "export ics",
    "export csv items",
    "export json",
    "export html",
    "export events",
    "completions bash",
    "completions zsh",
    "man",
    "--help",
    "--version",
    "help tick",
    "tikc",
    "tick worms",
    "note a thought",
    "log 50m learning",
    "timer start learning",
    "timer stop",
    "undo",
    "replan",
    "begin today",
];

/// What becomes of its streams, as a shell says it.
const STREAMS: [(&str, &str); 9] = [
    ("a reader that takes a line", "\"$@\" | head -n 1"),
    ("a reader that takes a byte", "\"$@\" | head -c 1"),
    ("a reader that is gone", "\"$@\" | true"),
    ("nowhere to print", "\"$@\" >&-"),
    ("nowhere to complain", "\"$@\" 2>&-"),
    ("neither", "\"$@\" >&- 2>&-"),
    ("nothing to read from", "\"$@\" <&-"),
    ("nothing at all", "\"$@\" <&- >&- 2>&-"),
    ("a reader of complaints that is gone", "\"$@\" 2> >(true)"),
];

/// Runs a line of bash; the status is the program's own, not the reader's.
fn through(home: &Home, line: &str, words: &[&str]) -> Run {
    let script = format!("{line}; exit \"${{PIPESTATUS[0]}}\"");
    let words = [&["bash", "-c", &script, "bash"][..], words].concat();
    run(&mut limited(home, &words))
}

/// What is wrong with a run whose streams were taken away.
fn fault(run: &Run) -> Option<String> {
    let said = run.said();
    if said.contains("panicked") || said.contains("failed printing") || said.contains("os error 32")
    {
        return Some(format!("it complains of its reader: {said}"));
    }
    // A calendar's lines end as its standard says.
    if said.replace("\r\n", "\n").chars().any(drives) {
        return Some(format!("it prints controls: {said:?}"));
    }
    // 141 is what a shell makes of an end by SIGPIPE.
    let calm = matches!(run.code(), Some(0..=3 | 141));
    (!calm).then(|| format!("it ended with {}: {said}", run.status))
}

/// Commands that change something, whose second run has less to do.
const CHANGES: [&str; 8] = [
    "tick", "note", "log 50m", "timer", "undo", "replan", "begin", "friday",
];

#[test]
fn a_reader_that_leaves_and_a_stream_that_is_not_there_are_no_faults() {
    // What each comes to with all its streams.
    let home = Home::begun();
    let usual: Vec<_> = COMMANDS
        .iter()
        .map(|command| {
            let words: Vec<&str> = [MASTERY].into_iter().chain(command.split(' ')).collect();
            run(&mut limited(&home, &words)).code()
        })
        .collect();
    // In the short lane every other command, another half with every way.
    let step = rounds(2, 1);
    let runs = AtomicUsize::new(0);
    let ways: Vec<_> = STREAMS.iter().enumerate().collect();
    each(&ways, |(number, (what, line))| {
        // Each has a home of its own, so that changes do not meet.
        let home = Home::begun();
        for (command, usual) in COMMANDS
            .iter()
            .zip(&usual)
            .skip(number % step)
            .step_by(step)
        {
            let words: Vec<&str> = [MASTERY].into_iter().chain(command.split(' ')).collect();
            let before = home.journal();
            let run = through(&home, line, &words);
            if let Some(fault) = fault(&run) {
                panic!("{command} with {what}: {fault}");
            }
            if !CHANGES.iter().any(|change| command.starts_with(change)) {
                // What nobody reads is no fault; what cannot be printed is one.
                let now = run.code();
                let unsaid = line.contains(">&-") && now == Some(1);
                assert!(
                    now == *usual || now == Some(141) || unsaid,
                    "{command} with {what}: {now:?} for {usual:?}: {}",
                    run.said()
                );
            }
            assert!(home.journal().starts_with(&before), "{command} with {what}");
            runs.fetch_add(1, SeqCst);
        }
        // A change is saved even if nobody hears of it.
        let tick = [MASTERY, "tick", "clay"];
        let run = through(&home, line, &tick);
        assert_eq!(
            home.events("item = \"clay\""),
            1,
            "a tick with {what}: {}",
            run.said()
        );
    });
    let runs = runs.into_inner();
    assert!(runs >= COMMANDS.len() * STREAMS.len() / 2 - STREAMS.len());
    report(
        "T23",
        &format!(
            "{runs} runs of {} commands with {} ways to take their streams away: 0 panics, 0 complaints, each tick saved",
            COMMANDS.len(),
            STREAMS.len()
        ),
    );
}

/// With its streams closed, the first files that a program opens get their
/// numbers: what it then prints must not go into the journal.
#[test]
fn nothing_that_is_printed_goes_into_a_file() {
    let home = Home::begun();
    for line in [
        "\"$@\" >&- 2>&-",
        "\"$@\" <&- >&- 2>&-",
        "\"$@\" >&-",
        "\"$@\" 2>&-",
    ] {
        for command in [
            "note quiet",
            "tick worms",
            "reopen worms",
            "export events -o out.jsonl --force",
            "tikc",
            "show nothing",
        ] {
            let words: Vec<&str> = command.split(' ').collect();
            through(&home, line, &[&[MASTERY][..], &words].concat());
        }
    }
    let doctor = home.run(&["doctor", "--json"]);
    let report_: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let levels = report_["doctor"]["checks"].as_array().unwrap().iter();
    let bad: Vec<_> = levels
        .filter(|check| check["level"] == "warning" || check["level"] == "error")
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(home.events("text = \"quiet\""), 4);
    let mut files = vec![home.path().to_owned()];
    let mut looked = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(path).unwrap().map(|it| it.unwrap().path()));
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for printed in ["noted:", "error:", "ticked worms", "Usage:", "is written"] {
            assert!(
                !text.contains(printed),
                "{} holds “{printed}”",
                path.display()
            );
        }
        looked += 1;
    }
    report(
        "T23",
        &format!(
            "24 runs with closed streams: {looked} files looked through, none holds what was printed"
        ),
    );
}

#[test]
fn the_judge_of_streams_notices() {
    let home = Home::new();
    let noticed = |script: &str| fault(&through(&home, "\"$@\" | true", &["bash", "-c", script]));
    assert_eq!(noticed("exit 0"), None);
    assert_eq!(noticed("kill -PIPE $$"), None);
    assert!(
        noticed("echo \"thread main panicked at failed printing to stdout\" >&2; exit 101")
            .is_some()
    );
    assert!(noticed("exit 101").is_some());
    assert!(noticed("kill -ABRT $$").is_some());
    assert!(noticed("echo 'Broken pipe (os error 32)' >&2; exit 1").is_some());
    report("T23", "control: 4 of 4 faults noticed");
}
