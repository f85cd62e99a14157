//! Notes that are no files, links that lead out, files that are exchanged
//! while they are read (T21, cases 101 to 106).
#![allow(
    clippy::semicolon_if_nothing_returned,
    reason = "what a row of a table does is one expression"
)]

use std::{
    collections::BTreeSet,
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
    time::Duration,
};

use crate::{
    corpus::runs::{Run, each, limited, mastery, run, write},
    lane::{report, rounds},
    pty::{GARDEN, Home, MASTERY, skip},
};

const SECRET: &str = "the secret that lies outside";

/// A garden whose first phase has this path for its note, and a secret beside
/// the garden's folder.
fn garden(note: &str) -> Home {
    let home = Home::new();
    let note = toml::Value::from(note).to_string();
    let roadmap = GARDEN.replace(
        "title = \"Soil\"\n",
        &format!("title = \"Soil\"\nnotes = {note}\n"),
    );
    let work = home.path().join("work");
    write(&work.join("roadmap.toml"), roadmap);
    write(&home.path().join("secret.md"), SECRET);
    write(&work.join("other.md"), "# Another note\n");
    home
}

fn at_work(home: &Home, command: &mut Command) -> Run {
    run(command.current_dir(home.path().join("work")))
}

type Make = fn(&Path);

fn node(path: &Path, kind: rustix::fs::FileType, device: u64) {
    rustix::fs::mknodat(rustix::fs::CWD, path, kind, 0o600.into(), device).unwrap();
}

/// What lies at `soil.md`, the status of `mastery read soil`, and what it says.
const CASES: &[(&str, Make, i32, &str)] = &[
    (
        "a note",
        |path| write(path, "# Soil\n\nEarth.\n"),
        0,
        "Earth.",
    ),
    (
        "nothing",
        |_| (),
        1,
        "the notes file `soil.md` is not there",
    ),
    ("an empty file", |path| write(path, ""), 0, ""),
    (
        "101: a line of 10 MB",
        |path| write(path, format!("start {}", "word ".repeat(2_000_000))),
        0,
        "start",
    ),
    (
        "101: a million lines",
        |path| write(path, "line\n".repeat(1_000_000)),
        0,
        "line",
    ),
    (
        "101: more than is read",
        |path| {
            fs::File::create(path)
                .unwrap()
                .set_len((32 << 20) + 1)
                .unwrap()
        },
        1,
        "is larger than 32 MiB",
    ),
    (
        "102: a picture",
        |path| write(path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"),
        1,
        "`soil.md` is no text",
    ),
    (
        "102: a program",
        |path| write(path, fs::read("/bin/true").unwrap()),
        1,
        "`soil.md` is no text",
    ),
    (
        "102: no UTF-8",
        |path| write(path, b"# Soil\n\n\xff\xfe caf\xe9 \x9b31m\n"),
        0,
        "caf",
    ),
    (
        "102: UTF-16",
        |path| write(path, b"\xff\xfe#\0 \0S\0"),
        1,
        "`soil.md` is no text",
    ),
    (
        "103: a pipe",
        |path| node(path, rustix::fs::FileType::Fifo, 0),
        1,
        "the notes file `soil.md` is not there",
    ),
    (
        "103: a socket",
        |path| drop(UnixListener::bind(path).unwrap()),
        1,
        "the notes file `soil.md` is not there",
    ),
    (
        "103: a folder",
        |path| fs::create_dir(path).unwrap(),
        1,
        "the notes file `soil.md` is not there",
    ),
    (
        "103: a device",
        |path| symlink("/dev/zero", path).unwrap(),
        1,
        "` is outside the roadmap's folder",
    ),
    (
        "104: a link inside",
        |path| symlink("other.md", path).unwrap(),
        0,
        "Another note",
    ),
    (
        "104: a link out",
        |path| symlink("../secret.md", path).unwrap(),
        1,
        "` is outside the roadmap's folder",
    ),
    (
        "104: a link to a link out",
        |path| {
            symlink("../secret.md", path.with_file_name("middle.md")).unwrap();
            symlink("middle.md", path).unwrap();
        },
        1,
        "` is outside the roadmap's folder",
    ),
    (
        "104: a link to all that there is",
        |path| symlink("/etc/passwd", path).unwrap(),
        1,
        "` is outside the roadmap's folder",
    ),
    (
        "104: a loop",
        |path| symlink("soil.md", path).unwrap(),
        1,
        "the notes file `soil.md` is not there",
    ),
    (
        "104: a loop of two",
        |path| {
            symlink("two.md", path).unwrap();
            symlink("soil.md", path.with_file_name("two.md")).unwrap();
        },
        1,
        "the notes file `soil.md` is not there",
    ),
    (
        "104: a link to nowhere",
        |path| symlink("nowhere", path).unwrap(),
        1,
        "the notes file `soil.md` is not there",
    ),
    (
        "104: a link to memory",
        |path| symlink("/proc/self/mem", path).unwrap(),
        1,
        "` is outside the roadmap's folder",
    ),
    (
        "104: a link to a process",
        |path| symlink("/proc/self/root/etc/passwd", path).unwrap(),
        1,
        "` is outside the roadmap's folder",
    ),
    (
        "104: a link to a pipe inside",
        |path| {
            node(&path.with_file_name("pipe"), rustix::fs::FileType::Fifo, 0);
            symlink("pipe", path).unwrap();
        },
        1,
        "the notes file `soil.md` is not there",
    ),
    (
        "104: a link to its folder",
        |path| symlink(".", path).unwrap(),
        1,
        "the notes file `soil.md` is not there",
    ),
];

/// Commands that meet the note besides `read`.
const OTHERS: [&str; 7] = [
    "show soil",
    "search Earth",
    "doctor",
    "status",
    "today",
    "export markdown",
    "export html",
];

#[test]
fn whatever_lies_where_a_note_should_is_read_or_refused() {
    let runs = std::sync::atomic::AtomicUsize::new(0);
    each(CASES, |(what, make, status, says)| {
        let home = garden("soil.md");
        make(&home.path().join("work/soil.md"));
        let read = at_work(&home, &mut limited(&home, &[MASTERY, "read", "soil"])).sound(what);
        assert_eq!(read.code(), Some(*status), "{what}: {}", read.said());
        // What is no note at all is left out by the roadmap, and told by `check`.
        let check = at_work(&home, &mut limited(&home, &[MASTERY, "check"])).sound(what);
        let said = format!("{}{}", read.said(), check.said());
        assert!(said.contains(says), "{what}: {said}");
        let mut all = vec![read, check];
        // Megabytes, to a program that is not optimised: the long lane's work.
        let vast = what.starts_with("101") && rounds(0, 1) == 0;
        for command in OTHERS
            .iter()
            .filter(|command| !vast || ["show soil", "status"].contains(command))
        {
            let words: Vec<&str> = [MASTERY].into_iter().chain(command.split(' ')).collect();
            let run =
                at_work(&home, &mut limited(&home, &words)).sound(&format!("{what}: {command}"));
            // 1 is “nothing found”, “there are problems”; a hang would be an end by a signal.
            assert!(
                matches!(run.code(), Some(0..=2)),
                "{what}: {command}: {}",
                run.said()
            );
            all.push(run);
        }
        for run in &all {
            assert!(
                !run.said().contains(SECRET) && !run.said().contains("root:x:0"),
                "{what} shows what lies outside"
            );
            assert!(
                run.ticks <= if cfg!(debug_assertions) { 900 } else { 200 },
                "{what}: {} hundredths",
                run.ticks
            );
        }
        runs.fetch_add(all.len(), SeqCst);
    });
    report(
        "T21",
        &format!(
            "{} things in the place of a note, {} runs: read or refused, none waited, none showed what lies outside",
            CASES.len(),
            runs.into_inner()
        ),
    );
}

/// Case 105, and paths that would lead out by their words.
#[test]
fn no_name_of_a_note_acts_or_leads_out() {
    let names: [(&str, bool); 14] = [
        ("a\u{1b}[2Jb.md", true),
        ("line\nbreak.md", true),
        ("turn\u{202e}dm.md", true),
        ("c1\u{9b}31m.md", true),
        ("tab\tbed.md", true),
        ("-rf.md", true),
        ("$(touch pwned).md", true),
        ("a b.md", true),
        ("../secret.md", false),
        ("/etc/passwd", false),
        ("x/../../secret.md", false),
        ("~/secret.md", false),
        ("./../secret.md", false),
        ("..\\secret.md", false),
    ];
    let mut runs = 0;
    for (name, inside) in names {
        let home = garden(name);
        if inside {
            write(&home.path().join("work").join(name), "# Soil\n\nEarth.\n");
        }
        for command in [
            "read soil",
            "check",
            "show soil",
            "open soil --print",
            "search Earth",
            "doctor",
            "export json",
        ] {
            let words: Vec<&str> = [MASTERY].into_iter().chain(command.split(' ')).collect();
            let run =
                at_work(&home, &mut limited(&home, &words)).sound(&format!("{name:?}: {command}"));
            assert!(
                !run.said().contains(SECRET) && !run.said().contains("root:x:0"),
                "{name:?}: {command}"
            );
            if inside && command == "read soil" {
                assert!(
                    run.code() == Some(0) && run.said().contains("Earth."),
                    "{name:?}: {}",
                    run.said()
                );
            }
            if !inside && command == "check" {
                assert_eq!(run.code(), Some(1), "{name:?}: {}", run.said());
            }
            runs += 1;
        }
        assert!(!home.path().join("work/pwned").exists());
    }
    report(
        "T21",
        &format!(
            "105: {} names of notes, {runs} runs: shown harmlessly, none led out",
            names.len()
        ),
    );
}

/// A link comes into the place of the note and goes, as fast as it can, while
/// the note is read: the secret behind it is never shown.
#[test]
fn a_note_exchanged_for_a_link_out_is_never_followed() {
    let home = garden("soil.md");
    let work = home.path().join("work");
    let (note, real, link) = (work.join("soil.md"), work.join("real"), work.join("link"));
    write(&real, "# Soil\n\nEarth.\n");
    fs::hard_link(&real, &note).unwrap();
    let over = AtomicBool::new(false);
    let wanted = rounds(150, 1_500);
    let (mut shown, mut refused) = (0, 0);
    let mut naive = 0_usize;
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(SeqCst) {
                let _ = fs::remove_file(&link);
                symlink("../secret.md", &link).unwrap();
                fs::rename(&link, &note).unwrap();
                fs::hard_link(&real, &link).unwrap();
                fs::rename(&link, &note).unwrap();
            }
        });
        for _ in 0..wanted {
            let run = at_work(&home, &mut limited(&home, &[MASTERY, "read", "soil"])).sound("swap");
            let said = run.said();
            assert!(!said.contains(SECRET), "the secret was read: {said}");
            if run.code() == Some(0) {
                assert!(said.contains("Earth."), "{said}");
                shown += 1;
            } else {
                refused += 1;
            }
        }
        // The control: whoever looks first and opens then reads the secret.
        for _ in 0..20_000 {
            if note.symlink_metadata().is_ok_and(|about| about.is_file())
                && fs::read_to_string(&note).is_ok_and(|text| text.contains(SECRET))
            {
                naive += 1;
            }
        }
        over.store(true, SeqCst);
    });
    assert!(shown > 0, "it was never read");
    assert!(naive > 0, "the exchange is too slow to prove anything");
    report(
        "T21",
        &format!(
            "{wanted} reads of a note that is exchanged for a link out: {shown} showed the note, {refused} refused, 0 the secret; control: to look and then open showed it {naive} of 20,000 times"
        ),
    );
}

/// Where a program may read that is not the learner's: the system's own.
const SYSTEM: [&str; 12] = [
    "/lib",
    "/usr/lib",
    "/etc/ld.so",
    "/etc/localtime",
    "/etc/timezone",
    "/usr/share/zoneinfo",
    "/etc/machine-id",
    "/proc/",
    "/sys/",
    "/dev/null",
    "/dev/urandom",
    "/usr/share/locale",
];

/// Promise 11: what is opened at all, by every view.
#[test]
fn only_the_learners_folders_are_read() {
    let tried = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "true"])
        .output();
    if !tried.is_ok_and(|output| output.status.success()) {
        return skip("`strace` has to be there and to be allowed");
    }
    let home = garden("soil.md");
    write(
        &home.path().join("work/soil.md"),
        "# Soil\n\nEarth. [x](../secret.md) ![y](/etc/passwd)\n",
    );
    write(&home.path().join("other/private.md"), SECRET);
    let allowed = [
        home.path().join("work"),
        home.path().join("data"),
        home.path().join("state"),
        home.path().join("config"),
    ];
    // The folder that a new one is made in is opened to be synced.
    let above = home.path().to_string_lossy().into_owned();
    let log = home.path().join("log");
    let opened = |words: &[&str]| -> BTreeSet<String> {
        let line = [
            &[
                "strace",
                "-f",
                "-y",
                "-qq",
                "-s",
                "4096",
                "-e",
                "trace=open,openat,openat2",
                "-o",
            ][..],
            &[log.to_str().unwrap()],
            words,
        ]
        .concat();
        // `strace` itself wants more memory than the limits leave.
        let mut command = Command::new(line[0]);
        command
            .args(&line[1..])
            .current_dir(home.path().join("work"))
            .env_clear()
            .envs(home.environment());
        command
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let _ = run(&mut command);
        let text = String::from_utf8_lossy(&fs::read(&log).unwrap()).into_owned();
        // The result, with its path as the system knows it: `= 3</etc/passwd>`.
        text.lines()
            .filter_map(|line| {
                line.rsplit_once(" = ")?
                    .1
                    .split_once('<')
                    .map(|(_, path)| path.trim_end_matches('>').to_owned())
            })
            .collect()
    };
    let strange = |paths: &BTreeSet<String>| -> Vec<String> {
        let fine = |path: &&String| {
            **path == above
                || allowed
                    .iter()
                    .any(|folder| Path::new(path.as_str()).starts_with(folder))
                || SYSTEM.iter().any(|start| path.starts_with(start))
        };
        paths.iter().filter(|path| !fine(path)).cloned().collect()
    };
    let views = [
        "status",
        "today",
        "read soil",
        "show soil",
        "search Earth",
        "check",
        "history",
        "export markdown",
        "export html",
        "export json",
        "begin 2026-01-05",
        "tick worms",
        "note x",
        "undo",
        "stats",
        "week",
        "trust --list",
        "evidence",
        "config",
        "log",
        "timer start",
        "timer stop",
        "man",
        "completions bash",
    ];
    let mut all = BTreeSet::new();
    for view in views {
        let words: Vec<&str> = [MASTERY].into_iter().chain(view.split(' ')).collect();
        let paths = opened(&words);
        let own = Path::new(MASTERY)
            .parent()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        // A first append opens the folders above the journal's, to sync their names.
        let strange: Vec<String> = strange(&paths)
            .into_iter()
            .filter(|path| !path.starts_with(&own) && !home.path().starts_with(path))
            .collect();
        assert!(strange.is_empty(), "{view} opened {strange:?}");
        all.extend(paths);
    }
    let ours = all
        .iter()
        .filter(|path| path.contains("work") || path.contains("data"))
        .count();
    assert!(ours >= 3, "{all:?}");
    // The control: a program that reads elsewhere is seen.
    let secret = home.path().join("secret.md");
    let noticed = strange(&opened(&["cat", secret.to_str().unwrap(), "/etc/passwd"]));
    assert!(
        noticed.len() >= 2 && noticed.contains(&secret.display().to_string()),
        "{noticed:?}"
    );
    report(
        "P11",
        &format!(
            "{} commands under strace: {} files opened, all the learner's or the system's own; control: `cat` of two others is noticed",
            views.len(),
            all.len()
        ),
    );
}

/// Case 106: a note that goes while it is shown, and comes again as another thing.
#[test]
fn a_note_that_goes_while_it_is_shown_is_missed_calmly() {
    let home = garden("soil.md");
    let work = home.path().join("work");
    let note = work.join("soil.md");
    write(
        &note,
        format!("# Soil\n\nEarth.\n\n{}", "More earth.\n\n".repeat(50)),
    );
    let begin = at_work(&home, &mut limited(&home, &[MASTERY, "begin", "today"]));
    assert_eq!(begin.code(), Some(0), "{}", begin.said());
    let line = format!("cd '{}' && exec '{MASTERY}'", work.display());
    let mut program = crate::pty::Opening::command(&["sh", "-c", &line]).open(&home);
    let patience = Duration::from_secs(60);
    let shows = |program: &crate::pty::Program, text: &str| {
        program.wait_seen(patience, &format!("“{text}”"), |seen| {
            seen.parser.screen().contents().contains(text)
        });
    };
    shows(&program, "Worms");
    program.keys("7");
    shows(&program, "Soil");
    program.keys("\r");
    shows(&program, "More earth.");
    let makes: [(&str, Make); 6] = [
        ("gone", |_| ()),
        ("a folder", |path| fs::create_dir(path).unwrap()),
        ("a pipe", |path| node(path, rustix::fs::FileType::Fifo, 0)),
        ("a link out", |path| symlink("../secret.md", path).unwrap()),
        ("a loop", |path| symlink("soil.md", path).unwrap()),
        ("bytes", |path| write(path, b"\0\0\0\xff")),
    ];
    for (what, make) in makes {
        let _ = fs::remove_file(&note).or_else(|_| fs::remove_dir(&note));
        make(&note);
        // It goes on answering: down, up, the help and back, the list and back.
        program.keys("jjGgg");
        program.keys("?");
        program.wait_seen(patience, &format!("the help with {what}"), |seen| {
            seen.parser.screen().contents().contains("Keys")
        });
        program.keys("\x1b");
        program.wait_seen(patience, &format!("no help with {what}"), |seen| {
            let contents = seen.parser.screen().contents();
            !contents.contains("Keys") && !contents.contains(SECRET)
        });
    }
    // Whole again, it is read again.
    let _ = fs::remove_file(&note);
    write(&note, "# Soil\n\nMended earth.\n");
    program.keys("\x1b");
    program.keys("7");
    shows(&program, "Soil");
    program.keys("\r");
    shows(&program, "Mended earth.");
    program.keys("\x03");
    let status = program.ended_within(patience);
    assert!(status.success(), "{status}");
    report(
        "T21",
        "106: a note that became 6 other things while it was shown: the program answered, and read it again once it was whole",
    );
}

/// The control of `whatever_lies_where…`: a reader that waits is noticed.
#[test]
fn a_reader_that_waits_is_noticed() {
    let home = garden("soil.md");
    let pipe = home.path().join("work/soil.md");
    node(&pipe, rustix::fs::FileType::Fifo, 0);
    let run = at_work(
        &home,
        &mut limited(
            &home,
            &[
                "timeout",
                "-s",
                "KILL",
                "0.5",
                "cat",
                pipe.to_str().unwrap(),
            ],
        ),
    );
    assert_ne!(run.code(), Some(0));
    let whole = mastery(&home, &["--version"]);
    assert_eq!(whole.code(), Some(0));
    report("T21", "control: `cat` of the pipe waits until it is killed");
}
