//! No box is ever lost, whatever is around it.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "short texts of tests"
)]

use proptest::prelude::*;

use super::{boxes_out, items, read, try_read, updates::load};
use crate::import::words::{MOST_TITLE, clean};

/// Words of many scripts, none of which means anything to Markdown.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-zA-Z][a-z]{0,9}",
        Just("学习变量".to_owned()),
        Just("المتغيرات".to_owned()),
        Just("सीखें".to_owned()),
        Just("🚀".to_owned()),
        Just("naïve".to_owned()),
        Just("C++".to_owned()),
    ];
    prop::collection::vec(word, 1..6).prop_map(|it| it.join(" "))
}

/// A part of a file: its Markdown, and the texts of its boxes.
type Part = (String, Vec<String>);

fn list() -> impl Strategy<Value = Part> {
    let marker = prop_oneof![Just("-"), Just("*"), Just("+"), Just("1."), Just("7)")];
    let sign = prop_oneof![Just(" "), Just("x"), Just("X")];
    let line = (0_usize..5, marker, sign, words(), any::<bool>());
    prop::collection::vec(line, 1..12).prop_map(|lines| {
        let mut text = String::new();
        let mut boxes = Vec::new();
        let mut depth = 0;
        for (deeper, marker, sign, words, linked) in lines {
            depth = deeper.min(depth + 1);
            let indent = "    ".repeat(depth);
            if linked {
                text.push_str(&format!(
                    "{indent}{marker} [{sign}] [{words}](https://example.org/a \"t\")\n"
                ));
            } else {
                text.push_str(&format!("{indent}{marker} [{sign}] {words}\n"));
            }
            boxes.push(words);
        }
        (text, boxes)
    })
}

fn part() -> impl Strategy<Value = Part> {
    let none = |text: String| (text, Vec::new());
    prop_oneof![
        4 => list(),
        2 => (1_usize..5, words()).prop_map(move |(level, words)| none(format!("{} {words}\n", "#".repeat(level)))),
        1 => words().prop_map(move |words| none(format!("{words}\n====\n"))),
        1 => words().prop_map(move |words| none(format!("**{words}**\n"))),
        1 => words().prop_map(move |words| none(format!("{words}.\n"))),
        1 => words().prop_map(move |words| none(format!("```\n- [ ] {words}\n```\n"))),
        1 => words().prop_map(move |words| none(format!("<!-- - [ ] {words} -->\n"))),
        1 => words().prop_map(|words| (format!("<details>\n<summary>More</summary>\n- [ ] {words}\n</details>\n"), vec![words])),
        1 => words().prop_map(|words| (format!("> - [ ] {words}\n"), vec![words])),
        1 => words().prop_map(|words| (format!("[ ] {words}\n"), vec![words])),
        1 => words().prop_map(|words| (format!("## [x] {words}\n"), vec![words])),
        1 => (words(), words()).prop_map(|(one, two)| {
            (format!("| Done | What |\n|---|---|\n| [ ] | {one} |\n| [x] | {two} |\n"), vec![one, two])
        }),
        1 => (words(), words()).prop_map(|(one, two)| {
            (format!("| Read | Built | What |\n|---|---|---|\n| [ ] | [x] | {one} |\n| | | {two} |\n"), vec![one.clone(), one])
        }),
    ]
}

/// The lines that a report speaks of, once and for all.
fn covers(text: &str) {
    let import = read(text);
    for (place, line) in text.split('\n').enumerate() {
        if line.trim_matches(['\u{FEFF}', ' ', '\t', '\r']).is_empty() {
            continue;
        }
        let number = place + 1;
        let named = import
            .report
            .iter()
            .any(|it| it.line <= number && number <= it.last);
        assert!(named, "line {number}: {line:?}\n{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn as_many_items_come_out_as_boxes_went_in(
        parts in prop::collection::vec(part(), 1..14),
        crlf in any::<bool>(),
        mark in any::<bool>(),
    ) {
        let mut text: String = parts.iter().map(|it| format!("{}\n", it.0)).collect();
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        if mark {
            text.insert(0, '\u{FEFF}');
        }
        let boxes: Vec<&String> = parts.iter().flat_map(|it| &it.1).collect();
        prop_assume!(!boxes.is_empty());
        let import = read(&text);
        prop_assert_eq!(boxes_out(&import), boxes.len(), "{}\n{}", text, import.roadmap);
        load(&import);
        let titles = items(&import);
        for words in boxes {
            let words = clean(words);
            prop_assert!(titles.iter().any(|it| it.1.contains(&words)), "{words} in\n{}", import.roadmap);
        }
        covers(&text);
    }

    #[test]
    fn nothing_harmful_comes_through_and_nothing_panics(
        bytes in prop::collection::vec(
            prop_oneof![
                Just("- [ ] ".to_owned()), Just("[x](".to_owned()), Just("\n".to_owned()), Just("\r".to_owned()),
                Just("| Phase | M |\n|--|--|\n| 1 | ".to_owned()), Just("\u{1b}[31m".to_owned()), Just("\u{202e}".to_owned()),
                Just("**Q1**\n\n- [ ] ".to_owned()), Just("# ".to_owned()), Just("<h2>".to_owned()), Just("&#27;".to_owned()),
                Just("`".to_owned()), Just("[^1]: ".to_owned()), Just("$$".to_owned()), Just("\t".to_owned()),
                Just("---\n".to_owned()), Just("<!--".to_owned()), Just("Mon–Tue: ".to_owned()), Just("- Books: $".to_owned()),
                Just("https://a.b/\u{7f}".to_owned()), Just("\\".to_owned()), Just("\"\"\"".to_owned()),
                any::<char>().prop_map(String::from), "[0-9]{1,12}", "[a-z]{1,5}",
            ],
            0..60,
        ),
    ) {
        let text: String = bytes.concat();
        let Ok(import) = try_read(&text) else { return Ok(()) };
        items(&import);
        load(&import);
        let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        let notes = import.notes.iter().map(|it| it.text.as_str());
        for out in notes.chain([import.roadmap.as_str()]) {
            prop_assert!(!out.contains(bad), "{out:?}");
        }
        let hidden = ['\t', '\u{202e}'];
        prop_assert!(!import.roadmap.contains(hidden));
        for note in &import.report {
            prop_assert!(!note.text.contains(char::is_control), "{note:?}");
        }
        covers(&text);
    }

    #[test]
    fn whatever_becomes_of_a_document_a_sound_roadmap_comes_out(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_u8..5), 0..12),
    ) {
        let both = concat!(
            include_str!("../../../tests/fixtures/import/roadmap.md"),
            include_str!("../../../tests/fixtures/import/plan.md"),
        );
        let mut lines: Vec<String> = both.lines().map(str::to_owned).collect();
        for (from, to, how) in changes {
            let (from, to) = (from.index(lines.len()), to.index(lines.len()));
            match how {
                0 => lines.swap(from, to),
                1 => lines.insert(to, lines[from].clone()),
                2 if lines.len() > 1 => { lines.remove(from); }
                3 => lines[from] = lines[to].chars().rev().collect(),
                _ => lines[from] = format!("{}{}", lines[from], lines[to]),
            }
        }
        let text = lines.join("\n");
        let import = read(&text);
        load(&import);
        covers(&text);
    }

    #[test]
    fn a_text_keeps_its_id_whatever_is_put_around_it(
        texts in prop::collection::hash_set("[A-Z][a-z]{2,8}( [a-z]{2,9}){0,9}", 2..12),
        more in prop::collection::vec("[a-z]{3,9} [0-9]{4}", 0..6),
        level in 1_usize..4,
    ) {
        let list = |texts: &[&String]| -> String {
            texts.iter().map(|it| format!("- [ ] {it}\n")).collect()
        };
        let texts: Vec<&String> = texts.iter().collect();
        let fresh: Vec<&String> = more.iter().collect();
        let one = format!("# Zero 0000\n\n{}", list(&texts));
        let two = format!("# Zero 0000\n\n{}\nprose\n\n{} Other 0000\n\n{}", list(&fresh), "#".repeat(level), list(&texts));
        let before = items(&read(&one));
        let after = items(&read(&two));
        for (id, title) in before.iter().filter(|it| texts.contains(&&it.1)) {
            prop_assert!(after.contains(&(id.clone(), title.clone())), "{title}: {id} not in {after:?}");
        }
    }
}

#[test]
fn a_box_of_any_length_is_kept() {
    let long = "word ".repeat(4_000);
    let import = read(&format!("- [ ] {long}\n- [ ] {}\n", "字".repeat(5_000)));
    let items = items(&import);
    assert_eq!(boxes_out(&import), 2);
    for (id, title) in &items {
        assert!(id.len() <= 40, "{id}");
        assert!(title.chars().count() <= MOST_TITLE + 1);
    }
    let note = &import.notes[0].text;
    assert!(note.contains(long.trim_end()), "notes keep it whole");
}

#[test]
fn hundreds_of_boxes_five_levels_deep_have_an_item_each() {
    let mut text = "# Interviews\n\n".to_owned();
    let mut boxes = 0;
    for topic in 0..20 {
        text.push_str(&format!("## Topic {topic}\n\n"));
        for depth in 0..50 {
            let indent = "    ".repeat(depth % 5);
            text.push_str(&format!("{indent}- [ ] point {topic}.{depth}\n"));
            boxes += 1;
        }
        text.push_str("\n<p align=\"center\">between</p>\n\n");
    }
    let import = read(&text);
    assert_eq!(import.counts.phases, 20);
    assert_eq!(boxes_out(&import), boxes);
    // Each note shows every one of its boxes, bound to its item.
    for note in &import.notes {
        assert_eq!(note.text.matches("<!-- id: ").count(), 50, "{}", note.path);
    }
}
