//! The full-screen program, screen by screen and overlay by overlay.

use std::time::{Duration, Instant};

use crate::{
    lane::{report, rounds},
    pty::{Home, MASTERY, Opening, Program, Seen},
};

use super::{
    corpus::strings,
    judge::{is_drawn, raw_from, strange, watched},
    world::{self, NOW, Poison, Tally},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// The program in a terminal with room for many rows.
fn open(home: &Home, variables: &[(&'static str, &str)]) -> Program {
    let line = format!("stty rows 60 cols 220; exec '{MASTERY}'");
    let mut opening = Opening::command(&["sh", "-c", &line]);
    opening.environment = vec![("MASTERY_NOW", NOW.to_owned())];
    for (name, value) in variables {
        opening.environment.push((name, (*value).to_owned()));
    }
    let program = opening.open(home);
    program.resize(60, 220);
    shows(&program, "quit");
    program
}

fn shows(program: &Program, text: &str) {
    let there = |seen: &Seen| seen.parser.screen().contents().contains(text);
    program.wait_seen(PATIENCE, &format!("“{text}”"), there);
}

fn shows_no(program: &Program, text: &str) {
    let gone = |seen: &Seen| !seen.parser.screen().contents().contains(text);
    program.wait_seen(PATIENCE, &format!("no “{text}”"), gone);
}

/// Waits until the keys so far are answered: help opens and closes behind them.
fn settled(program: &Program) {
    // Over a window there is no help: that is left first.
    for _ in 0..3 {
        program.keys("?");
        let deadline = Instant::now() + Duration::from_secs(2);
        let mut seen = program.seen();
        while !seen.parser.screen().contents().contains("Everywhere") && Instant::now() < deadline {
            seen = program
                .seen
                .1
                .wait_timeout(seen, Duration::from_millis(100))
                .unwrap()
                .0;
        }
        if seen.parser.screen().contents().contains("Everywhere") {
            break;
        }
        drop(seen);
        program.keys("\x1b[27u");
    }
    shows(program, "Everywhere");
    program.keys("\x1b[27u");
    shows_no(program, "Everywhere");
}

/// Presses keys, and sees what the screen shows then.
fn look(program: &Program, tally: &mut Tally, sink: &str, keys: &str) {
    program.keys(keys);
    settled(program);
    tally.see(sink, &program.contents());
}

/// Goes up to a link that may be opened, and leaves the question about it.
fn asks_to_open(program: &Program) {
    for _ in 0..500 {
        program.keys("o");
        let answers = ["Open this link?", "is not opened", "no link"];
        let answered = |seen: &Seen| {
            let contents = seen.parser.screen().contents();
            answers.iter().any(|it| contents.contains(it))
        };
        program.wait_seen(PATIENCE, "an answer about a link", answered);
        if program.contents().contains(answers[0]) {
            program.keys("\x1b[27u");
            shows_no(program, answers[0]);
            return;
        }
        program.keys("k");
        settled(program);
    }
    panic!("no link may be opened:\n{}", program.contents());
}

/// Goes down a list, page by page, to its end or so many pages.
fn leaf(program: &Program, tally: &mut Tally, sink: &str, pages: usize) {
    let mut before = String::new();
    for _ in 0..pages {
        let now = program.contents();
        if now == before {
            break;
        }
        before = now;
        look(program, tally, sink, "\x1b[6~");
    }
}

/// Goes everywhere; gives what was seen and how many keys it took.
fn tour(program: &Program, pages: usize) -> Tally {
    let mut tally = Tally::default();
    let tabs = [
        "Today", "Phases", "Matrix", "Apps", "Week", "Plan", "Notes", "Time", "Stats",
    ];
    for (n, tab) in tabs.iter().enumerate() {
        let key = (n + 1).to_string();
        look(program, &mut tally, tab, &key);
        leaf(program, &mut tally, tab, pages);
        // What is behind a row, and behind a row of that.
        look(program, &mut tally, tab, "gj");
        look(program, &mut tally, &format!("{tab}, entered"), "\r");
        leaf(program, &mut tally, &format!("{tab}, entered"), pages);
        // Each on the stack is left; a question would be answered with no.
        look(program, &mut tally, tab, "\x1b[27u");
        look(program, &mut tally, tab, &format!("\x1b[27u{key}"));
    }
    program.keys("1gi");
    shows(program, "How these figures come about");
    tally.see("explained", &program.contents());
    program.keys("\x1b[27u");
    // A phase: all its items, one by one, with their details.
    look(program, &mut tally, "phase", "2g\r");
    for _ in 0..pages * 8 {
        look(program, &mut tally, "phase", "j");
    }
    // Overlays about an item, where no help comes up behind.
    asks_to_open(program);
    for (name, key, title) in [
        ("link", "o", "Open this link?"),
        ("thought", "a", "A thought"),
        ("keep a link", "L", "A link"),
        ("sign off", "S", "Sign off"),
        ("timer", "t", "Start the timer"),
    ] {
        program.keys(key);
        shows(program, title);
        tally.see(name, &program.contents());
        program.keys("\x1b[27u");
        settled(program);
    }
    look(program, &mut tally, "notice", "y");
    look(program, &mut tally, "notice", " ");
    look(program, &mut tally, "notice", "u");
    look(program, &mut tally, "notice", "x");
    look(program, &mut tally, "notice", "u");
    // The notes of the phase.
    look(program, &mut tally, "a note", "n");
    leaf(program, &mut tally, "a note", pages * 8);
    look(program, &mut tally, "a note, contents", "gc");
    look(program, &mut tally, "a note", "c");
    look(program, &mut tally, "a note, numbered", "f");
    look(program, &mut tally, "a note", "\x1b[27u");
    for _ in 0..pages * 3 {
        look(program, &mut tally, "a note", "]");
        program.keys("y");
        settled(program);
    }
    look(program, &mut tally, "a note", "\x1b[27u");
    // Texts typed and pasted into the palette and a filter.
    program.keys(":");
    shows(program, "Go to");
    for words in ["x", "xe", "xe0", "item"] {
        program.keys(words);
        // The end of a paste is answered before what follows it.
        program.keys("\x1b[200~\u{202e}\u{9b}31m\x1b]0;x\u{7}\x1b[201~");
        shows(program, "‹RLO›");
        tally.see("palette, nothing", &program.contents());
        program.keys("\x15");
        shows_no(program, "‹RLO›");
        program.keys(words);
        program.wait_seen(PATIENCE, "what was typed", |seen| {
            seen.parser.screen().contents().contains(words)
        });
        tally.see("palette", &program.contents());
        program.keys("\x15");
    }
    program.keys("\x1b[27u");
    shows_no(program, "Go to");
    look(program, &mut tally, "Phases", "2");
    program.keys("/");
    shows(program, "find:");
    program.keys("\x1b[200~xa\u{202e}\x1b[2J\u{2028}\x1b[201~");
    shows(program, "‹RLO›");
    tally.see("find", &program.contents());
    program.keys("\x1b[27u");
    shows_no(program, "find:");
    settled(program);
    tally
}

/// Reads what a terminal is to put into the clipboard.
fn decoded(base64: &str) -> String {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::new();
    for four in base64.trim_end_matches('=').as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for place in 0..4 {
            bits = bits << 6 | four.get(place).map_or(0, |it| u32::from(digit(*it)));
        }
        bytes.extend(&bits.to_be_bytes()[1..four.len()]);
    }
    String::from_utf8(bytes).unwrap()
}

/// Ends it, and holds all that it wrote to what it may write.
fn judged(mut program: Program, texts: &[String]) -> (usize, usize) {
    program.keys("\x03");
    assert!(program.ended_within(PATIENCE).success());
    program.assert_restored();
    let seen = program.seen();
    let odd = strange(&seen.bytes, is_drawn);
    assert!(odd.is_empty(), "{odd:?}");
    let found = raw_from(7, &seen.bytes, texts);
    assert!(found.is_empty(), "{found:?}");
    // What `vt100` does not know of the program's own.
    let own = |it: &String| {
        ["osc 11;?", "osc 8;", "csi ?[", "copy ", "escape \\"]
            .iter()
            .any(|own| it.starts_with(own))
            || (it.starts_with("csi \0[") && it.ends_with("]m"))
    };
    let mut heard = watched(&seen.bytes);
    let copies: Vec<String> = heard
        .iter()
        .filter_map(|it| it.strip_prefix("copy "))
        .map(decoded)
        .collect();
    for copy in &copies {
        let presses = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!copy.is_empty() && !copy.contains(presses), "{copy:?}");
    }
    heard.retain(|it| !own(it));
    assert!(heard.is_empty(), "{heard:?}");
    (seen.bytes.len(), copies.len())
}

#[test]
fn no_text_drives_the_terminal_from_any_screen() {
    let texts = strings();
    let (mut tally, mut bytes, mut copies) = (Tally::default(), 0, 0);
    for round in 0..rounds(1, 4) {
        let home = world::home(&Poison::new(texts.clone(), round));
        // A terminal that opens links itself is told their addresses.
        let kitty = [("KITTY_WINDOW_ID", "1"), ("COLORTERM", "truecolor")];
        let plain = [("NO_COLOR", "1")];
        let variables = if round % 2 == 0 { &kitty[..] } else { &plain };
        let program = open(&home, variables);
        tally.add(tour(&program, rounds(3, 12)));
        let (more, copied) = judged(program, &texts);
        bytes += more;
        copies += copied;
    }
    let triples = tally.triples();
    report(
        "T13 full screen",
        &format!(
            "{} screens and overlays, {bytes} bytes, {copies} copies; {triples} triples of text, \
             field and sink from {} fields and {} texts, 0 strange",
            tally.sinks(),
            tally.fields().len(),
            tally.texts()
        ),
    );
    assert!(triples >= rounds(1_000, 6_000), "{triples}");
    assert!(tally.sinks() >= 25, "{}", tally.sinks());
}

#[test]
fn a_roadmap_and_settings_that_break_while_they_are_shown_are_told_harmlessly() {
    let texts = strings();
    let home = world::home(&Poison::new(texts.clone(), 0));
    std::fs::create_dir_all(home.path().join("config/mastery")).unwrap();
    let program = open(&home, &[]);
    let mut told = 0;
    for text in texts
        .iter()
        .filter(|it| it.contains(char::is_control))
        .step_by(rounds(50, 5))
    {
        home.write(
            "roadmap.toml",
            format!("{}\n{text} = 1", crate::pty::GARDEN),
        );
        shows(&program, "last good roadmap");
        home.write("roadmap.toml", crate::pty::GARDEN);
        shows_no(&program, "last good roadmap");
        let setting = super::corpus::toml(text);
        home.write(
            "config/mastery/config.toml",
            format!("day_start = {setting}\n"),
        );
        shows(&program, "config.toml");
        home.write("config/mastery/config.toml", "");
        shows_no(&program, "config.toml");
        told += 2;
    }
    let (bytes, _) = judged(program, &texts);
    report(
        "T13 files that break while they are shown",
        &format!("{told} mistakes told on screen, {bytes} bytes, 0 strange"),
    );
    assert!(told >= 8);
}
