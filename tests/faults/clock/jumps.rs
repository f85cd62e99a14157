//! The real clock, put wrong: before a command, between commands, under the
//! open program, and while a gate runs.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Command, Output},
    time::{Duration, Instant},
};

use serde_json::Value;

use super::DAILY;
use crate::{
    lane::{report, rounds},
    pty::{Home, MASTERY, Opening, Program, process, skip, until},
};

/// The library that lies about the time.
fn library() -> Option<PathBuf> {
    ["/usr/lib", "/usr/lib64"]
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .chain(["/usr/lib", "/usr/local/lib", "/usr/lib64"].map(PathBuf::from))
        .map(|folder| folder.join("faketime/libfaketimeMT.so.1"))
        .find(|path| path.is_file())
}

/// What makes a program believe in another time; durations stay true.
fn faked(library: &std::path::Path, time: &str) -> Vec<(&'static str, String)> {
    vec![
        ("LD_PRELOAD", library.display().to_string()),
        ("FAKETIME", time.to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("NO_FAKE_STAT", "1".to_owned()),
    ]
}

/// A home, a zone, and a clock that says what it is told to.
struct Desk {
    home: Home,
    library: PathBuf,
    zone: &'static str,
}

impl Desk {
    /// Somebody who studied on the first five days of March 2026, in the
    /// evening.
    fn new() -> Option<Self> {
        let library = library()?;
        let home = Home::new();
        home.write("roadmap.toml", DAILY);
        fs::create_dir(home.path().join("app")).unwrap();
        let desk = Self {
            home,
            library,
            zone: "Europe/Berlin",
        };
        desk.ok("@2026-03-01 18:00:00", &["begin", "2026-03-01"]);
        for day in 1..=5 {
            let evening = format!("@2026-03-0{day} 20:00:00");
            desk.ok(&evening, &["log", "30m", "learning"]);
        }
        Some(desk)
    }

    fn run(&self, time: &str, args: &[&str]) -> Output {
        Command::new(MASTERY)
            .args(args)
            .current_dir(self.home.path())
            .env_clear()
            .envs(self.home.environment())
            .env("TZ", self.zone)
            .envs(faked(&self.library, time))
            .output()
            .unwrap()
    }

    /// Runs a command that must not fall, whatever it says.
    fn survives(&self, time: &str, args: &[&str]) -> (bool, String) {
        let output = self.run(time, args);
        let mut said = String::from_utf8(output.stdout).unwrap();
        said += &String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("panicked"), "{time} {args:?}: {said}");
        assert!(
            matches!(output.status.code(), Some(0..=3)),
            "{time} {args:?}: {} {said}",
            output.status
        );
        (output.status.success(), said)
    }

    fn ok(&self, time: &str, args: &[&str]) -> String {
        let (ok, said) = self.survives(time, args);
        assert!(ok, "{time} {args:?}: {said}");
        said
    }

    /// The days on which something was learned, with their minutes, and the
    /// streak; as the program says on the evening of 5 March.
    fn past(&self) -> (BTreeMap<String, u64>, u64) {
        let said = self.ok("@2026-03-05 21:00:00", &["stats", "--json"]);
        let json: Value = serde_json::from_str(&said).unwrap();
        let stats = &json["stats"];
        let days = stats["days"].as_array().unwrap().iter();
        let days = days
            .filter(|day| day["studied"] == true)
            .filter(|day| ("2026-03-01"..="2026-03-05").contains(&day["day"].as_str().unwrap()))
            .map(|day| {
                let name = day["day"].as_str().unwrap().to_owned();
                (name, day["minutes"].as_u64().unwrap())
            });
        (days.collect(), stats["streak"]["days"].as_u64().unwrap())
    }
}

/// Clocks as nobody wants them.
const CLOCKS: [&str; 14] = [
    "@2016-03-05 20:00:00",
    "@2025-03-05 20:00:00",
    "@2026-03-05 19:59:59",
    "@2026-03-05 20:00:01",
    "@2026-03-06 03:59:59",
    "@2036-03-05 20:00:00",
    "@2076-03-05 20:00:00",
    "@1970-01-01 00:00:00",
    "@1970-01-01 01:00:00",
    "@1969-07-20 21:17:40",
    "@2038-01-19 04:14:07",
    "@2038-01-19 04:14:08",
    "@2106-02-07 07:28:16",
    "@9999-12-31 23:59:50",
];

#[test]
fn no_clock_fells_a_command_or_changes_the_past() {
    let Some(desk) = Desk::new() else {
        return skip("libfaketime is not installed");
    };
    let past = desk.past();
    let days = |day: u64| (format!("2026-03-0{day}"), 30);
    assert_eq!(past, ((1..=5).map(days).collect(), 5));
    let views: &[&[&str]] = &[
        &["status"],
        &["today"],
        &["week"],
        &["time"],
        &["stats"],
        &["plan"],
        &["pace"],
        &["history"],
        &["phases", "--json"],
        &["export", "ics"],
        &["timer", "status"],
    ];
    let few = views.len() / 2;
    let mut runs = 0;
    for (number, clock) in CLOCKS.into_iter().enumerate() {
        // In the short lane every clock shows a half of the views.
        let (from, to) = match (rounds(0, 1), number % 2) {
            (1, _) => (0, views.len()),
            (_, 0) => (0, few),
            _ => (few, views.len()),
        };
        for view in &views[from..to] {
            desk.survives(clock, view);
            runs += 1;
        }
        // What is written by this clock counts for its day, or is refused.
        let (written, _) = desk.survives(clock, &["tick", "worms"]);
        if written {
            desk.ok(clock, &["undo"]);
        }
        runs += 2;
        assert_eq!(desk.past(), past, "{clock}");
    }
    // What came from the future and from the past is told, once asked.
    let told = desk.survives("@2026-03-05 21:00:00", &["doctor"]).1;
    assert!(
        told.contains("from a moment that is still to come"),
        "{told}"
    );
    assert!(
        told.contains("clock had gone back by more than a day"),
        "{told}"
    );
    report(
        "T11",
        &format!(
            "{} clocks from 1969 to 9999, {runs} commands: none fell, five days and their streak \
             the same after each, told by `doctor`",
            CLOCKS.len()
        ),
    );
}

#[test]
fn a_clock_that_is_right_is_not_reported_and_a_changed_past_is_noticed() {
    let Some(desk) = Desk::new() else {
        return skip("libfaketime is not installed");
    };
    let told = desk.survives("@2026-03-05 21:00:00", &["doctor"]).1;
    assert!(!told.contains("still to come"), "{told}");
    assert!(!told.contains("gone back"), "{told}");
    // The judge of the past: a day less, a minute more.
    let past = desk.past();
    desk.ok(
        "@2026-03-05 21:00:00",
        &["log", "1m", "learning", "--on", "2026-03-03"],
    );
    assert_ne!(desk.past(), past);
    report(
        "T11 control",
        "a clock that is right: not reported; one minute more in the past: noticed",
    );
}

#[test]
fn steps_of_a_second_and_a_zone_that_changes_leave_a_session_and_the_past_alone() {
    let Some(mut desk) = Desk::new() else {
        return skip("libfaketime is not installed");
    };
    let past = desk.past();
    desk.ok("@2026-03-06 20:00:00", &["timer", "start", "learning"]);
    let (mut steps, mut said) = (0, String::new());
    for step in 0..rounds(12, 60) {
        let second = if step % 2 == 0 { "04" } else { "05" };
        let clock = format!("@2026-03-06 20:{:02}:{second}", step % 25);
        said = desk.ok(&clock, &["timer", "status"]);
        steps += 1;
    }
    assert!(!said.is_empty());
    // A second before it began: nothing to fear.
    desk.ok("@2026-03-06 19:59:59", &["timer", "status"]);
    desk.ok("@2026-03-06 20:25:01", &["timer", "stop"]);
    let week = desk.ok("@2026-03-06 21:00:00", &["stats", "--json"]);
    let json: Value = serde_json::from_str(&week).unwrap();
    let day = json["stats"]["days"].as_array().unwrap().iter();
    let day = day.clone().find(|day| day["day"] == "2026-03-06").unwrap();
    assert_eq!(day["minutes"], 25);
    // Seen from anywhere, whenever days begin.
    let mut seen = 0;
    fs::create_dir_all(desk.home.path().join("config/mastery")).unwrap();
    for zone in [
        "Pacific/Kiritimati",
        "Pacific/Niue",
        "Asia/Tehran",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "UTC",
        "no such/zone",
    ] {
        for start in ["00:00", "04:00", "12:00"] {
            desk.zone = zone;
            let settings = format!("day_start = \"{start}\"\n");
            desk.home.write("config/mastery/config.toml", settings);
            let here = desk.past();
            assert_eq!(here.0, past.0, "{zone} {start}");
            seen += 1;
        }
    }
    report(
        "T11",
        &format!(
            "{steps} steps of a second in a session of 25 min; 5 days seen from {seen} zones and starts of a day: unchanged"
        ),
    );
}

/// Opens the program by a clock that a file sets while it runs.
fn opened(desk: &Desk, first: &str) -> (Program, PathBuf) {
    desk.home.write("clock", first);
    let file = desk.home.path().join("clock");
    let mut environment = faked(&desk.library, "");
    environment.retain(|(name, _)| *name != "FAKETIME");
    environment.push(("FAKETIME_TIMESTAMP_FILE", file.display().to_string()));
    environment.push(("FAKETIME_NO_CACHE", "1".to_owned()));
    let opening = Opening {
        environment,
        ..Opening::default()
    };
    (opening.open(&desk.home), file)
}

/// An offset from the true time to one that is wanted, as the library reads it.
fn offset(seconds: i64) -> String {
    format!("{seconds:+}")
}

/// The true time.
fn now() -> i64 {
    let said = Command::new("date").arg("+%s").output().unwrap();
    String::from_utf8(said.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

/// Noon of 5 March 2026, UTC.
const MARCH: i64 = 1_772_712_000;

#[test]
fn the_open_program_lives_through_every_jump_of_its_clock() {
    let Some(desk) = Desk::new() else {
        return skip("libfaketime is not installed");
    };
    let past = desk.past();
    let (mut program, _) = opened(&desk, &offset(MARCH - now()));
    program.shows("Thu 5 Mar");
    let year = 365 * 86_400;
    let mut jumps = 0;
    for round in 0..rounds(1, 5) {
        for to in [
            MARCH + 1,
            MARCH - 1,
            MARCH - 10 * year,
            MARCH + 50 * year,
            0,
            -1,
            2_147_483_647,
            2_147_483_648,
            4_294_967_296,
            253_402_300_700,
            MARCH + 3_600,
        ] {
            desk.home.write("clock", offset(to - now()));
            // What the screen says after a key is as true as the clock.
            for keys in ["r", "5", "2", "1"] {
                program.keys(keys);
            }
            program.keys("?");
            program.shows("Everywhere");
            program.keys("\x1b");
            program.shows_no("Everywhere");
            jumps += 1;
            assert!(process(program.pid()).is_some(), "{round} {to}");
        }
    }
    program.shows("Thu 5 Mar");
    // Written after all this, it counts for today.
    program.keys(" ");
    program.shows("Done: Worms at work");
    program.keys("u");
    program.shows("Taken back");
    // Alone with its clock right again, it rests.
    let ticks = process(program.pid()).unwrap().1;
    std::thread::sleep(Duration::from_secs(2));
    let ticks = process(program.pid()).unwrap().1 - ticks;
    assert!(ticks <= 20, "{ticks} hundredths of a second in two");
    program.quits();
    assert_eq!(desk.past(), past);
    report(
        "T11 jumps",
        &format!(
            "{jumps} jumps under the open program, to 1969, 2038, 2076, 2106, 9999 and back: alive, past unchanged"
        ),
    );
}

#[test]
fn a_gate_has_its_time_whatever_the_clock_does() {
    let Some(desk) = Desk::new() else {
        return skip("libfaketime is not installed");
    };
    // It ends by itself after the clock has jumped: neither was it ended for
    // want of time, nor is it counted as a gate of fifty years.
    desk.home.write(
        "app/check.sh",
        "echo $$ > \"$HOME/gate\"\nuntil [ -e \"$HOME/go\" ]; do sleep 0.05; done\necho '3 spades, 0 failures'\n",
    );
    let git = |args: &[&str]| {
        let who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
        let done = Command::new("git")
            .args(who)
            .args(args)
            .current_dir(desk.home.path())
            .env_clear()
            .envs(desk.home.environment())
            .output()
            .unwrap();
        assert!(done.status.success(), "{args:?}: {done:?}");
    };
    desk.home.write(".gitignore", "*\n!app\n!app/*\n");
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "A spade"]);
    let (mut program, _) = opened(&desk, &offset(MARCH - now()));
    program.shows("Thu 5 Mar");
    program.keys("3");
    program.shows("labs_spade");
    program.keys("v");
    program.shows("may this run?");
    program.keys("y");
    until("the gate", || {
        fs::read_to_string(desk.home.path().join("gate")).ok()
    });
    let begun = Instant::now();
    let mut jumps = 0;
    for to in [
        MARCH + 50 * 365 * 86_400,
        MARCH - 10 * 365 * 86_400,
        0,
        MARCH + 120,
        MARCH,
    ] {
        desk.home.write("clock", offset(to - now()));
        program.keys("k");
        std::thread::sleep(Duration::from_millis(300));
        assert!(
            !program.contents().contains("was ended"),
            "{}",
            program.contents()
        );
        jumps += 1;
    }
    desk.home.write("go", "");
    program.shows("recorded, at commit");
    let took = begun.elapsed().as_secs() + 2;
    program.keys("\x1b");
    program.shows("labs_spade");
    program.quits();
    let said = desk.home.mastery(&["evidence", "--json"]);
    let json: Value = serde_json::from_str(&said).unwrap();
    let kept = json["evidence"].as_array().unwrap();
    assert_eq!(kept.len(), 1, "{said}");
    assert_eq!(kept[0]["verdict"], "passed", "{said}");
    let seconds = kept[0]["seconds"].as_f64();
    if let Some(seconds) = seconds {
        assert!(seconds <= took as f64, "{said}");
    }
    report(
        "T11 gate",
        &format!("{jumps} jumps while a gate ran: passed, {seconds:?} s by its own count"),
    );
}
