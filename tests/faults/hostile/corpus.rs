//! The texts, and their notation.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use crate::lane::report;

/// One text and the group it stands in.
pub(super) struct Text {
    pub(super) group: String,
    pub(super) text: String,
}

/// The texts of a file in `tests/fixtures/hostile`.
pub(super) fn texts(file: &str) -> Vec<Text> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/hostile")
        .join(file);
    let mut group = String::new();
    let mut texts = Vec::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            Some(name) => name.clone_into(&mut group),
            None => texts.push(Text {
                group: group.clone(),
                text: read(line),
            }),
        }
    }
    texts
}

/// The texts that drive terminals.
pub(super) fn strings() -> Vec<String> {
    texts("strings.txt")
        .into_iter()
        .map(|text| text.text)
        .collect()
}

/// Reads the notation.
fn read(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = if let Some(after) = from.strip_prefix("\\\\") {
            out.push('\\');
            after
        } else {
            let after = from.strip_prefix("\\u{").expect("`\\\\` or `\\u{…}`");
            let (digits, after) = after.split_once('}').expect("an end");
            let code = u32::from_str_radix(digits, 16).expect("a number");
            out.push(char::from_u32(code).expect("a character"));
            after
        };
    }
    out + rest
}

/// A text as TOML writes it, everything unusual escaped.
pub(super) fn toml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if u32::from(c) < 0x1_0000 => write!(out, "\\u{:04X}", u32::from(c)).unwrap(),
            c => write!(out, "\\U{:08X}", u32::from(c)).unwrap(),
        }
    }
    out + "\""
}

#[test]
fn the_texts_are_many_and_of_every_kind() {
    let strings = texts("strings.txt");
    let different: BTreeSet<&str> = strings.iter().map(|it| it.text.as_str()).collect();
    let groups: BTreeSet<&str> = strings.iter().map(|it| it.group.as_str()).collect();
    assert!(different.len() >= 400, "{}", different.len());
    assert_eq!(different.len(), strings.len(), "one stands there twice");
    assert!(groups.len() >= 14, "{groups:?}");
    for c in (0..0x20).chain(0x7f..0xa0) {
        let c = char::from_u32(c).unwrap();
        assert!(different.iter().any(|it| it.contains(c)), "{c:?}");
    }
    let others = [("markup.txt", 120), ("calendar.txt", 80), ("links.txt", 60)];
    for (file, least) in others {
        assert!(texts(file).len() >= least, "{file}");
    }
    assert_eq!(read(r"a\\u{1b}\u{1b}[2J"), "a\\u{1b}\u{1b}[2J");
    report(
        "T13 corpus",
        &format!(
            "{} texts in {} groups; {} of markup, {} for calendars, {} addresses",
            strings.len(),
            groups.len(),
            texts("markup.txt").len(),
            texts("calendar.txt").len(),
            texts("links.txt").len()
        ),
    );
}
