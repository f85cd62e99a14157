//! Eight times the text takes no more than sixteen times as long.

#![allow(clippy::print_stdout, reason = "a test says what it measured")]

use std::{hint::black_box, path::Path, time::Duration};

use mastery::{
    domain::state::State,
    import::{Ask, Source, import},
    reader::{Document, Layout},
    store::{
        config::Config,
        journal::read_journal,
        roadmap_file::{Notes, Place, read_roadmap, render},
    },
    text::sanitise,
    tui::run::Decoder,
};
use rustix::time::{ClockId, clock_gettime};

use crate::lane::{report, rounds};

/// How much longer eight times the text may take.
const MOST: f64 = 16.0;

/// What takes less at eight times the length is not judged: the clock is no
/// better, and nobody would notice.
const NOTHING: Duration = Duration::from_millis(2);

/// Settings are read anew for each of the first hundred lines that are no TOML,
/// as long as there is not too much to read; what is shorter is within that.
const SETTINGS: usize = 16 * 1024;

/// How often it is measured anew before it counts as too slow; the shortest of
/// each length counts, since a busy machine only ever adds.
const TRIES: usize = 5;

/// Says something very often: what comes before, what is said, what comes after.
type Pattern = (&'static str, &'static str, &'static str);

type Reader = fn(&str);

const MARKDOWN: [Pattern; 26] = [
    ("", "> ", "a"),
    ("", "- ", "a"),
    ("", "1. ", "a"),
    ("", "> - ", "a"),
    ("", "*a ", ""),
    ("", "*a_ ", ""),
    ("", "**a ", ""),
    ("", "a* ", ""),
    ("", "`", ""),
    ("", "[", "a"),
    ("", "![[", "]"),
    ("", "[a](", ")"),
    ("", "[a](<b", ""),
    ("", "<!--", ""),
    ("", "<a b=\"", ""),
    ("", "<![CDATA[", ""),
    ("", "~~a ", ""),
    ("", "[^a]", "\n\n[^a]: b\n"),
    ("", "[^a]: b\n\n", ""),
    ("", "&#1;", ""),
    ("", "|a", "|\n|-|\n"),
    ("|a|\n|-|\n", "|a|\n", ""),
    ("", "- [ ] a <!-- id: a -->\n", ""),
    ("", "# a\n", ""),
    ("```elixir\n", "def a, do: \"b\"\n", "```\n"),
    ("", "漢 http://a.example ", ""),
];

const ROADMAPS: [Pattern; 14] = [
    ("a = ", "[", ""),
    ("a = ", "{b=", ""),
    ("", "a.", "a = 1\n"),
    ("", "=", ""),
    ("a = ", "+", "1\n"),
    ("a = ", "\"", ""),
    ("a = \"", "\\u0000", "\"\n"),
    ("", "\n", ""),
    ("", "[[phase]]\n", ""),
    ("", "[[phase]]\nid = \"a\"\ntitle = \"a\"\n", ""),
    (
        "format = 1\nid = \"a\"\ntitle = \"a\"\n",
        "[[phase]]\nsumary = \"a\"\n",
        "",
    ),
    ("", "sumary = 1\n", ""),
    ("", "<<<<<<< a\n=======\n>>>>>>> b\n", ""),
    ("", "\u{1b}[2J = 1\n", ""),
];

const BLOCK: &str = "[[event]] # 01JD8QZ7V6K3M9X2R5T8W0Y4AB\nid = \"01JD8QZ7V6K3M9X2R5T8W0Y4AB\"\ndevice = \"laptop-3f9a\"\nclock = 1287\nat = 2026-11-22T20:14:05+01:00\nzone = \"Europe/Berlin\"\nday = 2026-11-22\nkind = \"done\"\nitem = \"dynamic-supervisor\"\nsum = \"d6438468\"\n\n";

const JOURNALS: [Pattern; 13] = [
    ("", BLOCK, ""),
    ("", "[[event]]\n", ""),
    ("", "[[event]] # x\nid = \"\"\"\n", ""),
    ("[[event]]\na = \"\"\"", "[[event]]\n", ""),
    ("[[event]]\na = ", "[", ""),
    ("", "<<<<<<< a\n", ""),
    ("", "<<<<<<< a\n=======\n>>>>>>> b\n", ""),
    (
        "",
        "<<<<<<< a\n[[event]]\n||||||| b\n=======\n",
        ">>>>>>> c\n",
    ),
    ("", "\0", ""),
    ("", "\0\n", ""),
    ("", "\n", ""),
    ("", "sum = \"\"\n", ""),
    ("", "\"\"\"'''\n", ""),
];

const CURRICULA: [Pattern; 13] = [
    ("", "- [ ] a\n", ""),
    ("", "# a\n- [x] b\n", ""),
    ("", "## Phase 1: a\n- b\n", ""),
    ("| Phase | Title |\n|-|-|\n", "| 1 | a |\n", ""),
    ("# a\n", "- a\n  - b\n", ""),
    ("- [ ] ", "a ", "\n"),
    ("- [ ] ", "`", "\n"),
    ("- [ ] ", "[a](b) ", "\n"),
    ("", "> - [ ] a\n", ""),
    ("- [ ] a\n", "<details><summary>a</summary>\n", ""),
    ("", "Books: $500\n", ""),
    ("[a]: b\n\n", "# a\n- [x] [a]\n", ""),
    ("", "# a\n- [x] b\n\n[a]: b\n\n", ""),
];

const SETTINGS_PATTERNS: [Pattern; 5] = [
    ("", "a = \n", ""),
    ("", "[keys]\n", ""),
    ("[keys]\n", "quit = \"q\"\n", ""),
    ("[colours]\n", "accent = \"#12345\"\n", ""),
    ("", "[[[\n", ""),
];

const LINES: [Pattern; 6] = [
    ("", "a", ""),
    ("", "\t", ""),
    ("", "\u{301}", ""),
    ("", "\u{1b}[2J", ""),
    ("", "\u{1f469}\u{200d}", ""),
    ("", "\u{202e}漢", ""),
];

const KEYS: [Pattern; 6] = [
    ("", "j", ""),
    ("", "\u{1b}[", ""),
    ("", "\u{1b}]", ""),
    ("\u{1b}[200~", "a", ""),
    ("\u{1b}[200~", "\u{1b}[201", ""),
    ("\u{1b}P", "\u{1b}", ""),
];

const READERS: [(&str, Reader, &[Pattern]); 7] = [
    ("Markdown", note, &MARKDOWN),
    ("roadmap", roadmap, &ROADMAPS),
    ("journal", journal, &JOURNALS),
    ("import", curriculum, &CURRICULA),
    ("settings", settings, &SETTINGS_PATTERNS),
    ("sanitiser", line, &LINES),
    ("keys", keys, &KEYS),
];

fn note(text: &str) {
    let document = Document::parse(text.into());
    let mut layout = Layout::new(80);
    for block in 0..document.blocks().len() {
        black_box(layout.lines(&document, block));
    }
}

fn roadmap(text: &str) {
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Missing,
    };
    for problem in &read_roadmap(text, &place).problems {
        black_box(render(problem));
    }
}

fn journal(text: &str) {
    let (events, damages) = read_journal(Path::new("a.toml"), text.as_bytes());
    black_box((State::from_events(events).len(), damages));
}

fn curriculum(text: &str) {
    let read = import(&Ask {
        sources: &[Source { name: "a.md", text }],
        level: None,
        id: None,
        there: &|_, _| false,
        before: None,
    });
    black_box(read.is_ok());
}

fn settings(text: &str) {
    black_box(Config::parse(text, Path::new("config.toml")));
}

fn line(text: &str) {
    black_box(sanitise(text).len());
}

fn keys(text: &str) {
    let mut decoder = Decoder::default();
    // As much as is read at once.
    for piece in text.as_bytes().chunks(4096) {
        black_box(decoder.take(piece));
    }
}

/// What this thread has worked so far.
fn worked() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// How long a reader works on a text.
fn work(reader: impl Fn(&str), text: &str) -> Duration {
    let before = worked();
    reader(text);
    worked().saturating_sub(before)
}

/// About so many bytes of it.
fn said((before, thing, after): Pattern, bytes: usize) -> String {
    format!("{before}{}{after}", thing.repeat(bytes / thing.len() + 1))
}

/// How many times longer eight times the text takes; `None` where it takes no
/// time worth the name.
fn growth(reader: impl Fn(&str), pattern: Pattern, bytes: usize) -> Option<f64> {
    let texts = [1, 2, 4, 8].map(|times| said(pattern, times * bytes));
    let mut best = [Duration::MAX; 4];
    let mut growth = None;
    for _ in 0..TRIES {
        for (text, best) in texts.iter().zip(&mut best) {
            *best = (*best).min(work(&reader, text));
        }
        growth = (best[3] >= NOTHING).then(|| best[3].as_secs_f64() / best[0].as_secs_f64());
        if growth.is_none_or(|it| it < MOST) {
            return growth;
        }
    }
    growth
}

#[test]
fn eight_times_the_text_takes_no_more_than_sixteen_times_as_long() {
    let bytes = rounds(1024, 16 * 1024);
    let (mut patterns, mut judged, mut worst) = (0, 0, (0.0, String::new()));
    let mut slow = Vec::new();
    for (name, reader, list) in READERS {
        for pattern in list {
            patterns += 1;
            let begun = worked();
            let bytes = if name == "settings" { SETTINGS } else { bytes };
            let growth = growth(reader, *pattern, bytes);
            let took = worked().saturating_sub(begun);
            println!("{name} {:?}: {growth:?}, {took:?} in all", pattern.1);
            let Some(growth) = growth else {
                continue;
            };
            judged += 1;
            let what = format!("{name} {:?}", pattern.1);
            if growth >= MOST {
                slow.push(format!("{what} ×{growth:.1}"));
            }
            if growth > worst.0 {
                worst = (growth, what);
            }
        }
    }
    assert_eq!(slow, [""; 0]);
    assert!(
        judged >= patterns / 3,
        "{judged} of {patterns} took any time"
    );
    let (growth, what) = worst;
    report(
        "T12b",
        &format!(
            "{patterns} patterns of {bytes} bytes to eight times that, {judged} long enough to judge; the worst took {growth:.1} times as long ({what})"
        ),
    );
}

#[test]
fn what_grows_with_the_square_is_noticed() {
    #[expect(clippy::naive_bytecount, reason = "it is to be slow")]
    let square = |text: &str| {
        let bytes = text.as_bytes();
        let pairs = bytes
            .iter()
            .map(|a| bytes.iter().filter(|b| *b == a).count());
        black_box(pairs.sum::<usize>());
    };
    // A release build compares many bytes at once.
    let bytes = if cfg!(debug_assertions) { 256 } else { 8192 };
    let growth = growth(square, ("", "a", ""), bytes);
    assert!(growth.is_some_and(|it| it > 2.0 * MOST), "{growth:?}");
    report(
        "T12b control",
        &format!("a square took {:.0} times as long", growth.unwrap_or(0.0)),
    );
}
