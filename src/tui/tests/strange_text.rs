//! Text that once broke a terminal, in every field of a roadmap.

use proptest::prelude::*;

use crate::{
    domain::{
        event::{Batch, Kind},
        fixtures,
        id::AppId,
        roadmap::{App, ItemKind, Roadmap, Work},
    },
    text::{self, nasty},
    tui::{
        msg::Msg,
        rig::{Rig, begin, shipped},
    },
};

use super::PLACES;

const FRIDAY: &str = "2026-03-06T20:00:00+01:00";

/// Puts `word`'s texts in every field of a roadmap that takes any text.
fn dressed(mut roadmap: Roadmap, mut word: impl FnMut() -> String) -> Roadmap {
    roadmap.title = word();
    roadmap.summary = word();
    for item in &mut roadmap.items {
        item.title = word();
        if item.kind.is_reading() {
            item.author = Some(word());
            item.chapters = (item.kind == ItemKind::Book).then(&mut word);
            item.url = Some(format!("https://{}/{}", word(), word()));
        }
    }
    for phase in &mut roadmap.phases {
        phase.title = word();
        phase.short = word();
        phase.summary = word();
        phase.notes = Some(format!("reading/{}", word()));
        phase.apps_note = Some(word());
        for build in &mut phase.builds {
            build.title = word();
        }
        if let Some(proof) = &mut phase.proof {
            proof.labs = word();
            proof.pulse = word();
            proof.why = word();
        }
    }
    for app in &mut roadmap.apps {
        app.role = word();
    }
    for slot in &mut roadmap.cadence.slots {
        slot.title = word();
    }
    roadmap.cadence.pull_request = Some(format!("{} {{number}}", word()));
    roadmap.cadence.rule = Some(word());
    roadmap.plan.summary = word();
    roadmap.plan.aims = vec![word(), word()];
    for lane in &mut roadmap.plan.lanes {
        lane.title = word();
        lane.summary = word();
    }
    roadmap
}

/// The small roadmap, and an app.
fn small() -> Roadmap {
    let mut roadmap = fixtures::roadmap();
    for (id, work) in [("labs_wall", Work::Labs), ("pulse_house", Work::Pulse)] {
        roadmap.apps.push(App {
            id: AppId::new(id),
            work,
            role: String::new(),
            line: 0,
        });
    }
    roadmap
}

/// No cell holds what a terminal would obey or what the cells beside it would
/// have to make room for, and the edges are blank.
fn check(rig: &mut Rig, what: &str) -> Result<(), TestCaseError> {
    let text = rig.text();
    let cells = rig.drawn();
    let area = *cells.area();
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let symbol = cells[(x, y)].symbol();
            let bad = |letter: char| {
                letter.is_control()
                    || matches!(
                        letter,
                        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'
                            | '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{200b}'
                    )
            };
            prop_assert!(!symbol.chars().any(bad), "{what}: {symbol:?} at {x}, {y}");
            let width = text::width(symbol) as u16;
            prop_assert!(width > 0, "{what}: {symbol:?} at {x}, {y}");
            prop_assert!(x + width <= area.width, "{what}: {symbol:?} is cut");
            for behind in x + 1..x + width {
                let next = cells[(behind, y)].symbol();
                prop_assert!(
                    matches!(next, "" | " "),
                    "{what}: {next:?} at {behind}, {y}"
                );
            }
            x += width;
        }
        let covered = text.contains('╭');
        for x in [0, area.width - 1].into_iter().filter(|_| !covered) {
            let edge = cells[(x, y)].symbol();
            prop_assert_eq!(edge, " ", "{}: the edge of row {}\n{}", what, y, text);
        }
    }
    Ok(())
}

const OVERLAYS: [&str; 6] = ["?", ":", "S", "a", "o", "/"];

fn check_everywhere(mut rig: Rig, typed: &str) -> Result<(), TestCaseError> {
    for (name, keys) in PLACES {
        for size in [(40, 10), (80, 24), (110, 30)] {
            rig.resize(size.0, size.1);
            rig.keys("1 g").keys(keys);
            check(&mut rig, &format!("{name} {size:?}"))?;
            rig.keys("G");
            check(&mut rig, &format!("{name} {size:?} at the end"))?;
            for overlay in OVERLAYS {
                rig.keys(overlay).typed(typed);
                check(&mut rig, &format!("{name} {size:?} {overlay}"))?;
                rig.keys("esc esc");
            }
        }
    }
    Ok(())
}

/// The learner's own texts, strange too.
fn past(text: &str) -> [Batch; 2] {
    let begin = begin("2026-01-05");
    let note = Batch::on(
        fixtures::day("2026-03-05"),
        vec![Kind::Note {
            text: text.to_owned(),
            about: None,
        }],
    );
    [begin, note]
}

const STRANGE: [&str; 8] = [
    "漢字かな交じり文の題名はとても長くて折り返しが要る",
    "👩‍👩‍👧‍👦 family 👍🏽 thumbs 🇩🇪 flag ❤️",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} combining",
    "עברית rtl العربية \u{202e}txt.exe",
    "esc \u{1b}[2J\u{1b}]0;title\u{7} bell \u{9b}31m",
    "line\nbreak\r\nand\ttab\u{2028}para",
    "\u{200b}\u{feff}\u{ad}",
    "",
];

#[test]
fn strange_texts_in_every_field_stay_in_their_cells() {
    let mut words = STRANGE.iter().cycle();
    let roadmap = dressed(shipped(), || (*words.next().unwrap()).to_owned());
    let rig = Rig::new(roadmap, FRIDAY, &past(STRANGE[4]));
    check_everywhere(rig, "漢\u{301}e👍🏽").unwrap();
}

#[test]
fn each_strange_text_in_every_field_stays_in_its_cells() {
    for word in STRANGE {
        let roadmap = dressed(small(), || word.to_owned());
        let rig = Rig::new(roadmap, FRIDAY, &past(word));
        check_everywhere(rig, word).unwrap();
    }
}

#[test]
fn strange_texts_shift_no_column() {
    // The columns behind the titles stand where they stand for plain titles of
    // the same width.
    let columns = |word: &'static str| {
        let mut rig = Rig::new(dressed(shipped(), || word.to_owned()), FRIDAY, &past(""));
        let mut columns = Vec::new();
        for keys in ["2", "3", "4"] {
            rig.keys(keys).draw();
            let cells = rig.drawn();
            let area = *cells.area();
            for y in 3..area.height - 2 {
                for x in 0..area.width {
                    if matches!(cells[(x, y)].symbol(), "○" | "/" | "─" | "┃" | "│" | "·")
                    {
                        columns.push((keys, x, y));
                    }
                }
            }
        }
        columns
    };
    let plain = columns("abcdef ghijkl");
    for strange in [
        "漢字文 題名文",
        "e\u{301}bcdef ghi\u{308}jkl",
        "עברית! ואשדמ.",
        "👍🏽👍🏽👍🏽 👍🏽👍🏽👍🏽",
    ] {
        assert_eq!(text::width(&text::sanitise(strange)), 13, "{strange}");
        assert_eq!(columns(strange), plain, "{strange}");
    }
}

#[test]
fn the_scrollbar_stays_in_its_column() {
    for word in STRANGE {
        let mut rig = Rig::new(dressed(shipped(), || word.to_owned()), FRIDAY, &past(word));
        rig = rig.size(80, 24);
        rig.keys("2 enter");
        rig.draw();
        let cells = rig.drawn();
        let column: Vec<&str> = (0..24).map(|y| cells[(78, y)].symbol()).collect();
        let bar = column
            .iter()
            .filter(|symbol| "┃│".contains(**symbol) && **symbol != " ");
        assert!(bar.count() >= 10, "{word:?}: {column:?}");
        let gap: Vec<&str> = (10..18).map(|y| cells[(77, y)].symbol()).collect();
        assert_eq!(gap, [" "; 8], "{word:?}: a gap before it");
    }
}

#[test]
fn the_cursor_stands_behind_what_was_typed() {
    for typed in [
        "plain words",
        "漢字かな",
        "e\u{301}e\u{301}",
        "👍🏽👍🏽",
        "\u{202e}abc",
    ] {
        for (open, times) in [
            ("/", 1),
            (":", 1),
            ("a", 1),
            ("/", 12),
            (":", 12),
            ("a", 12),
        ] {
            let mut rig = Rig::new(small(), FRIDAY, &past("")).size(80, 24);
            rig.keys(open);
            for _ in 0..times {
                rig.paste(typed);
            }
            let (x, y) = rig.draw().expect("a cursor");
            let screen = rig.text();
            let symbol = |back: u16| rig.drawn()[(x - back, y)].symbol();
            assert_eq!(symbol(0), " ", "{open} {typed:?} × {times}\n{screen}");
            let before = [symbol(1), symbol(2)];
            let before = before.iter().find(|symbol| !symbol.trim().is_empty());
            let shown = text::portable(&text::sanitise(typed)).into_owned();
            let last = shown.chars().last().unwrap();
            assert!(
                before.is_some_and(|symbol| symbol.contains(last)),
                "{open} {typed:?} × {times}: {before:?} stands before the cursor\n{screen}"
            );
        }
    }
}

#[test]
fn a_link_is_shown_whole_and_harmless() {
    let mut roadmap = shipped();
    let evil = format!("https://example.org/\u{202e}gpj.exe/{}", "a".repeat(90));
    let mut dressed = |url: &str| {
        for item in &mut roadmap.items {
            item.url = Some(url.to_owned());
        }
        Rig::new(roadmap.clone(), "2026-03-04T20:00:00+01:00", &past("")).size(80, 24)
    };
    let mut rig = dressed(&evil);
    rig.keys("o");
    let text = rig.text();
    // What is shown is what is opened, and nothing but ASCII.
    assert!(text.contains("example.org/%E2%80%AEgpj.exe"), "{text}");
    assert!(text.matches('a').count() > 90, "{text}");
    check(&mut rig, "link").unwrap();
    // Where it does not fit, it says so.
    let mut rig = dressed(&format!("{evil}{}", "b".repeat(500))).size(40, 10);
    rig.keys("o");
    assert!(rig.text().contains("characters more"), "{}", rig.text());
    let mut rig = dressed("https://аpple.example/login");
    rig.keys("o");
    assert!(rig.text().contains("https://xn--pple-43d.example/login"));
    for (evil, why) in [
        ("https://apple.example@evil.example/", "a user name in it"),
        ("https://example.org/\n\u{1b}[2J", "control characters"),
        ("javascript:alert(1)", "only http, https and mailto"),
        ("//evil.example/", "no scheme"),
    ] {
        let mut rig = dressed(evil);
        rig.keys("o");
        let text = rig.text();
        assert!(text.contains(why), "{text}");
        assert!(!text.contains("Open this link?"), "{text}");
        check(&mut rig, evil).unwrap();
    }
}

#[test]
fn messages_from_outside_are_made_harmless() {
    for text in STRANGE {
        let mut rig = Rig::new(small(), FRIDAY, &past("")).size(80, 24);
        for msg in [
            Msg::Trouble(text.to_owned()),
            Msg::Notice(text.to_owned()),
            Msg::RoadmapChanged {
                roadmap: None,
                problems: vec![text.to_owned()],
            },
        ] {
            rig.send(msg);
            check(&mut rig, text).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn no_text_reaches_a_cell_as_a_control(
        words in proptest::collection::vec(nasty::text(), 1..12),
        note in nasty::text(),
    ) {
        let mut next = words.iter().cycle();
        let roadmap = dressed(small(), || next.next().unwrap().clone());
        let rig = Rig::new(roadmap, FRIDAY, &past(&note));
        check_everywhere(rig, &words[0])?;
    }
}
