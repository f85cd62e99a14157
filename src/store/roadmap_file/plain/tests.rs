use proptest::{prelude::*, sample::Index};
use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::{super::raw, *};

const SOURCE: &str = include_str!("../../../../tests/fixtures/roadmaps/good/japanese-kitchen.toml");

fn same(mine: &Value<'_>, theirs: &toml::Spanned<DeValue<'_>>) -> bool {
    let same_place = mine.span == theirs.span();
    match (&mine.node, theirs.get_ref()) {
        (Node::Text(a), DeValue::String(b)) => same_place && a == b,
        (Node::Whole(a), DeValue::Integer(b)) => same_place && a.to_string() == b.as_str(),
        (Node::Point(a), DeValue::Float(b)) => same_place && b.as_str().parse() == Ok(*a),
        (Node::Truth(a), DeValue::Boolean(b)) => same_place && a == b,
        (Node::List(a), DeValue::Array(b)) => {
            same_place && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Node::Tables(a), DeValue::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Node::Inline(a), DeValue::Table(b)) => same_place && same_table(a, b),
        (Node::Table(a), DeValue::Table(b)) => same_table(a, b),
        _ => false,
    }
}

fn same_table(mine: &Entries<'_>, theirs: &DeTable<'_>) -> bool {
    let is_there = |(key, a): &(&str, Value<'_>)| theirs.get(*key).is_some_and(|b| same(a, b));
    mine.len() == theirs.len() && mine.iter().all(is_there)
}

/// Whether the file is written plainly; panics if `toml` thinks otherwise.
fn agrees(source: &str) -> bool {
    let Some(mine) = parse(source) else {
        return false;
    };
    let theirs = DeTable::parse(source).unwrap_or_else(|error| panic!("{source}\n{error}"));
    let Node::Table(root) = &mine.node else {
        panic!("a file is a table");
    };
    assert!(same_table(root, theirs.get_ref()), "{source}");
    true
}

#[test]
fn roadmaps_are_written_plainly() {
    assert!(agrees(SOURCE));
    assert!(agrees(&SOURCE.replace('\n', "\r\n")));
    let value = parse(SOURCE).unwrap();
    assert_eq!(raw::Roadmap::deserialize(value).unwrap().phase.len(), 3);
}

#[test]
fn what_is_accepted_is_what_toml_accepts() {
    for plain in [
        "",
        "a=1",
        "a = [\n1, # one\n2,\n]\n",
        "a = { b = 1 , c = [ ] }",
        "a = 0.50 # x",
        "[a]\n[a.b]\n[[a.c]]\n[[a.c]]\n[a.c.d]\nx=\"\"",
        "[a . b]\n",
        "a = 0\r\n",
        "[[a]]#",
    ] {
        agrees(plain);
    }
    assert!(agrees("[a.b]\nx = 1\n[[a.c]]\ny = \"é\"\n"));
    for other in [
        "a = 1\ra",
        "a = 'x'",
        "a = \"\"\"x\"\"\"",
        "a.b = 1",
        "\"a\" = 1",
        "a = 1_0",
        "a = 01",
        "a = 2026-01-01",
        "a = \"\\n\"",
        "a = -1",
        "a = 1\na = 2",
        "[a]\n[a]",
        "a = [1]\n[[a]]",
        "a = {}\n[a.b]",
        "[[a]]\n[a]",
        "# \u{7f}",
        "a = \"\u{0}\"",
        "a = 1 b = 2",
        "[a]]",
        "[[a]",
        "a = {b = 1,}",
        "a = {\nb = 1}",
        "[[a] ]",
        "a = [1 2]",
        "a =\n1",
        "= 1",
        "a",
        "a = 1.",
    ] {
        assert!(!agrees(other), "{other:?}");
    }
    assert!(parse(&"a = [".repeat(100_000)).is_none());
    assert!(parse(&format!("a = {}", "[".repeat(100_000))).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn any_change_is_understood_alike(
        changes in prop::collection::vec((any::<Index>(), 0_usize..12, any::<Index>()), 1..3),
    ) {
        const PIECES: &[&str] = &[
            "\"", "[", "]", "{", "}", "=", "\n", "\r", "\r\n", ",", ".", "#", " ", "\t", "0", "1", "-", "_", "a",
            "[a]\n", "[[phase]]\n", "[phase.x]\n", "{}", "é", "\\", "'", "\u{7f}", "true", "",
        ];
        let mut bytes = SOURCE.as_bytes().to_vec();
        for (at, len, piece) in changes {
            let at = at.index(bytes.len());
            let end = (at + len).min(bytes.len());
            let piece: &str = piece.get::<&str>(PIECES);
            bytes.splice(at..end, piece.bytes());
        }
        agrees(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_short_text_is_understood_alike(text in "[ab=\\[\\]{}.,\"#\n\r 01-]{0,16}") {
        agrees(&text);
    }
}
