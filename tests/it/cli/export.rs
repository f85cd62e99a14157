//! `mastery export` and `mastery import events`.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use insta::assert_snapshot;
use serde_json::Value;

use super::desk::Desk;

/// A small roadmap with one of everything.
const ROADMAP: &str = include_str!("../../fixtures/roadmaps/good/tea.toml");

const NOTE: &str = include_str!("../../fixtures/roadmaps/good/reading/water.md");

/// What a gate showed, written by hand: so it is flagged, and counts.
const EVIDENCE: &str = r#"[[event]] # 01KE0000000000000000000001
id = "01KE0000000000000000000001"
device = "elsewhere"
clock = 500
at = 2026-01-09T21:00:00+01:00
zone = "Europe/Berlin"
day = 2026-01-09
kind = "evidence"
row = "T0"
verdict = "passed"
sum = "00000000"

"#;

/// A learner in the third month of a small roadmap of their own.
fn learner() -> Desk {
    let mut desk = Desk::new();
    desk.file("work/roadmap.toml", ROADMAP);
    desk.file("work/reading/water.md", NOTE);
    desk.ok("begin 2026-01-05");
    desk.on("2026-01-06");
    desk.ok("tick book-of-tea");
    desk.ok("log 1h30 learning The first two chapters; slowly, twice");
    desk.on("2026-01-09");
    desk.ok("tick leaf --all");
    desk.ok("link https://example.org/pulls/1 pull request --about leaf");
    desk.ok("link https://example.org/notes What oxidation does --about book-of-tea");
    desk.ok("note Water that boiled twice is flat.");
    desk.ok("spend 39.90 leaves Two kinds, to compare");
    desk.ok("off 2026-02-02..2026-02-04 a cold, and a fever");
    let journal = tea(&desk);
    let evidence = fs::read_to_string(&journal).unwrap() + EVIDENCE;
    desk.file(journal.to_str().unwrap(), &evidence);
    desk.on("2026-02-10");
    desk.ok("tick kettle-holds");
    desk.ok("start tasting");
    desk.ok("skip seven-cups");
    desk.on("2026-03-06");
    desk
}

/// A calendar as other lines than CRLF would show it.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[test]
fn every_format_of_a_learner() {
    let desk = learner();
    assert_snapshot!("markdown", desk.ok("export markdown"));
    assert_snapshot!("ics", lines(&desk.ok("export ics")));
    let tables = ["items", "sessions", "spending"];
    let tables: Vec<String> = tables
        .iter()
        .map(|table| lines(&desk.ok(&format!("export csv {table}"))))
        .collect();
    assert_snapshot!("csv", tables.join("\n"));
    let mut json: Value = serde_json::from_str(&desk.ok("export json")).unwrap();
    let parts = json["export"].as_object_mut().unwrap();
    for view in ["status", "matrix", "apps", "plan", "money", "pace", "stats"] {
        let own: Value = serde_json::from_str(&desk.ok(&format!("{view} --json"))).unwrap();
        assert_eq!(parts.remove(view).as_ref(), own.get(view), "{view}");
    }
    for (number, phase) in parts
        .remove("phases")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
    {
        let own: Value = serde_json::from_str(&desk.ok(&format!("phase {number} --json"))).unwrap();
        assert_eq!(*phase, own["phase"], "{number}");
    }
    let json = serde_json::to_string_pretty(&json).unwrap();
    // The events are called by the moment and by chance.
    let json: Vec<&str> = json
        .lines()
        .filter(|line| !line.contains("\"id\": \"01"))
        .collect();
    assert_snapshot!("json", json.join("\n"));
    let html = desk.ok("export html");
    let (head, rest) = html.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    let page = format!("{head}{body}").replace("><", ">\n<");
    // Each day of the heatmap is a line of its own.
    let page: Vec<&str> = page
        .lines()
        .filter(|line| !line.starts_with("<rect class=\"h0\"") && *line != "</rect>")
        .collect();
    assert_snapshot!("html", page.join("\n"));
}

#[test]
fn the_page_of_private_parts_is_asked_for() {
    let desk = learner();
    let words = [
        "export",
        "html",
        "--name",
        "Ada <b>",
        "--with",
        "money,hours,thoughts",
    ];
    let page = desk.run_words(&words);
    for part in [
        "Ada &lt;b&gt;",
        "Water that boiled twice is flat.",
        "39.90 EUR in all.",
        "1 h 30 in all.",
        "The kettle holds <strong>70 °C</strong>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script"));
    assert!(
        desk.run("export html --with everything")
            .contains("[status 2]")
    );
}

#[test]
fn a_file_is_written_as_a_whole_and_never_over_another() {
    let desk = learner();
    assert_eq!(desk.ok("export markdown -o a.md"), "a.md is written\n");
    let file = desk.path("work/a.md");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        desk.ok("export markdown")
    );
    let refused = desk.run("export csv items -o a.md");
    assert!(refused.contains(
        "error: `a.md` is there already; it is left as it is\nhint: `--force` replaces it\n"
    ));
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        desk.ok("export markdown")
    );
    desk.ok("export csv items -o a.md --force");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        desk.ok("export csv items")
    );
    assert_eq!(
        desk.ok("export csv items -o -"),
        desk.ok("export csv items")
    );
    for (place, why) in [
        ("reading", "`reading` is a folder"),
        ("no/where.md", "its folder is not there"),
        ("roadmap.toml", "is the roadmap"),
        ("./reading/../roadmap.toml", "is the roadmap"),
        ("/dev/null", "is no regular file"),
        (
            "../.local/share/mastery/tea/x.toml",
            "lies in the journal’s folder",
        ),
    ] {
        let said = desk.run(&format!("export markdown -o {place} --force"));
        assert!(
            said.contains(why) && said.contains("[status 1]"),
            "{place}: {said}"
        );
    }
    assert_eq!(
        fs::read_to_string(desk.path("work/roadmap.toml")).unwrap(),
        ROADMAP
    );
    let names = fs::read_dir(desk.path("work")).unwrap();
    assert_eq!(names.count(), 3, "nothing half-written is left");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_a_file_that_is_locked_stays() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let desk = learner();
    desk.file("elsewhere/real.md", "old");
    symlink(desk.path("elsewhere/real.md"), desk.path("work/link.md")).unwrap();
    desk.ok("export markdown -o link.md --force");
    assert!(desk.path("work/link.md").is_symlink());
    let real = fs::read_to_string(desk.path("elsewhere/real.md")).unwrap();
    assert!(real.starts_with("# Roadmap: Tea"));
    let locked = desk.file("work/locked.md", "mine");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(
        desk.run("export markdown -o locked.md --force")
            .contains("[status 1]")
    );
    assert_eq!(fs::read_to_string(&locked).unwrap(), "mine");
}

#[test]
fn a_calendar_needs_a_year() {
    let desk = Desk::new();
    let said = desk.run("export ics");
    assert_eq!(
        said,
        "error: the calendar needs to know when your year begins\nhint: `mastery begin today` says so; any day is possible\n[status 1]\n"
    );
    // The others do without.
    for format in [
        "markdown",
        "csv items",
        "csv sessions",
        "csv spending",
        "json",
        "html",
    ] {
        assert!(!desk.ok(&format!("export {format}")).is_empty());
    }
    assert_eq!(desk.ok("export events"), "");
}

#[test]
fn a_calendar_keeps_its_names_when_it_is_made_again() {
    let mut desk = learner();
    let uids = |desk: &Desk| -> Vec<String> {
        let text = desk.ok("export ics").replace("\r\n ", "");
        let uids = text.lines().filter(|line| line.starts_with("UID:"));
        uids.map(str::to_owned).collect()
    };
    let before = uids(&desk);
    let mut once = before.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), before.len());
    desk.on("2026-04-01");
    desk.ok("tick tasting");
    assert_eq!(uids(&desk), before);
}

/// An independent reader that is strict: the `icalendar` package of Python,
/// with `dateutil` for the rules. Where it is not installed, nothing is asked.
#[test]
#[expect(clippy::print_stdout, reason = "a test says why it asks nothing")]
fn a_strict_parser_takes_the_calendar() {
    let script = "
import sys, datetime
try:
    import icalendar, dateutil.rrule
except ImportError:
    sys.exit(77)
text = sys.stdin.buffer.read()
assert text.endswith(b'END:VCALENDAR\\r\\n')
assert text.count(b'\\n') == text.count(b'\\r\\n') == text.count(b'\\r')
assert all(len(line) <= 75 for line in text.split(b'\\r\\n'))
cal = icalendar.Calendar.from_ical(text)
assert not cal.errors, cal.errors
for event in cal.walk('VEVENT'):
    assert not event.errors, event.errors
    start = event.decoded('DTSTART')
    assert type(start) is datetime.date
    rule = event.get('RRULE')
    days = [start]
    if rule:
        rule = dateutil.rrule.rrulestr(rule.to_ical().decode(), dtstart=datetime.datetime.combine(start, datetime.time()))
        days = [day.date() for day in rule]
        assert days[0] == start
        out = event.get('EXDATE', [])
        out = out if isinstance(out, list) else [out]
        gone = [day.dt for some in out for day in some.dts]
        assert all(day in days for day in gone)
        days = [day for day in days if day not in gone]
    print(str(event['SUMMARY']), '|', len(days), days[0], days[-1], '|', event.decoded('DTEND') - start)
";
    let desk = learner();
    let text = desk.command(&["export", "ics"]).output().unwrap().stdout;
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let child = Command::new(python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: there is no Python");
        return;
    };
    // A child that has gone is told by its status.
    let _ = child.stdin.take().unwrap().write_all(&text);
    let output = child.wait_with_output().unwrap();
    if output.status.code() == Some(77) {
        println!("skipped: Python has no `icalendar` and `dateutil`");
        return;
    }
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).unwrap();
    for line in [
        "Chapters | 103 2026-01-05 2027-01-04 | 1 day, 0:00:00",
        "Off: a cold, and a fever | 1 2026-02-02 2026-02-02 | 3 days, 0:00:00",
        "Q1 ends | 1 2026-04-04 2026-04-04 | 1 day, 0:00:00",
        "Weekly review | 52 2026-01-11 2027-01-03 | 1 day, 0:00:00",
    ] {
        assert!(said.lines().any(|it| it == line), "{line} in\n{said}");
    }
}

#[test]
fn events_come_back_on_another_computer() {
    let desk = learner();
    desk.ok("undo");
    let journal = desk.ok("export events");
    let other = Desk::new();
    other.file("work/roadmap.toml", ROADMAP);
    other.file("work/reading/water.md", NOTE);
    other.file("work/journal.jsonl", &journal);
    let events = journal.lines().count();
    let taken = other.ok("import events journal.jsonl");
    assert_eq!(
        taken,
        format!(
            "{events} events taken in\n1 of them was changed after it was written: it counts as it stands\n"
        )
    );
    for view in ["phases", "plan", "matrix", "money", "log", "stats"] {
        let view = format!("{view} --json");
        let mut there = other.command(&view.split(' ').collect::<Vec<_>>());
        there.env("MASTERY_NOW", "2026-03-06T20:14:05+01:00[Europe/Berlin]");
        let there = String::from_utf8(there.output().unwrap().stdout).unwrap();
        assert_eq!(there, desk.ok(&view), "{view}");
    }
    assert_eq!(other.ok("export events"), journal);
    let bytes = fs::read(tea(&other)).unwrap();
    let again = other.ok("import events journal.jsonl");
    assert!(
        again.starts_with(&format!("0 events taken in, {events} were here already\n")),
        "{again}"
    );
    assert_eq!(fs::read(tea(&other)).unwrap(), bytes);
}

/// The only journal of the small roadmap.
fn tea(desk: &Desk) -> std::path::PathBuf {
    let files = fs::read_dir(desk.path(".local/share/mastery/tea")).unwrap();
    let mut files = files.map(|entry| entry.unwrap().path());
    files
        .find(|path| path.extension().is_some_and(|it| it == "toml"))
        .unwrap()
}

#[test]
fn what_is_no_event_is_told_by_its_line_and_nothing_is_taken_in() {
    let desk = learner();
    let journal = desk.ok("export events");
    let other = Desk::new();
    other.file("work/roadmap.toml", ROADMAP);
    let first = journal.lines().next().unwrap();
    let bad = format!(
        "{first}\n\n{{\"kind\":\"done\",\"item\":\"\u{202e}x\"}}\nhello\u{9b}31m\n{{\"id\":1}}\n[{}]\n",
        "1,".repeat(400_000)
    );
    other.file("work/bad.jsonl", &bad);
    assert_snapshot!(other.run("import events bad.jsonl"), @r"
    notice: `roadmap.toml` has 1 problem: run `mastery check`
    error: nothing of `bad.jsonl` was taken in
      line 3: it has no `sum`, so it was never a whole event
      line 4: expected value (at character 1)
      line 5: it has no `sum`, so it was never a whole event
      line 6: it is 800002 bytes long, too long for an event
    hint: every line is one event, as `mastery export events` writes it
    [status 1]
    ");
    assert!(!other.path(".local/share/mastery/tea").exists());
    let said = other.run("import events nowhere.jsonl");
    assert!(
        said.contains("error: `nowhere.jsonl` cannot be read"),
        "{said}"
    );
    let said = other.run("import events -");
    let why = "error: there is no event in the standard input\n[status 1]\n";
    assert!(said.ends_with(why), "{said}");
    // What is here with other contents is not overwritten.
    other.file("work/good.jsonl", first);
    other.ok("import events good.jsonl");
    let changed = first.replace("2026-01-05", "2026-01-06");
    other.file("work/changed.jsonl", &changed);
    let said = other.run("import events changed.jsonl");
    assert!(
        said.contains("line 1: event 01") && said.contains("is here with other contents"),
        "{said}"
    );
}

#[test]
fn events_of_another_roadmap_are_kept_and_said() {
    let desk = learner();
    let journal = desk.ok("export events");
    let other = Desk::new();
    other.file("work/journal.jsonl", &journal);
    let said = other.ok("import events journal.jsonl");
    assert!(
        said.contains("name items that this roadmap does not have"),
        "{said}"
    );
    assert!(
        other
            .ok("export csv items")
            .contains("kettle-holds,,archived,,,done,2026-02-10")
    );
}
