//! The format: what `docs/journal-format.md` says, and what is written.

use proptest::prelude::*;
use rstest::rstest;

use super::{super::pending::Pending, *};

const DOC: &str = include_str!("../../../../docs/journal-format.md");

/// The fenced blocks of a language in the format's page.
fn fenced(language: &str) -> Vec<String> {
    let mut blocks = vec![];
    let mut block: Option<String> = None;
    for line in DOC.lines() {
        match &mut block {
            None if line.strip_prefix("```") == Some(language) => block = Some(String::new()),
            None => {}
            Some(_) if line == "```" => blocks.extend(block.take()),
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    blocks
}

#[test]
fn every_block_of_the_page_reads_with_its_checksum() {
    let mut kinds = std::collections::BTreeSet::new();
    for block in fenced("toml") {
        let (events, damages) = read(&block);
        assert_eq!(damages, [], "{block}");
        assert_eq!(events.len(), block.matches("[[event]]").count(), "{block}");
        kinds.extend(events.iter().map(|event| event.kind.word().to_owned()));
    }
    let expected = [
        "begin", "done", "draft", "evidence", "link", "mood", "note", "off", "open", "read",
        "replan", "review", "session", "skipped", "spent", "started", "timer", "undo",
    ];
    assert!(kinds.iter().map(String::as_str).eq(expected), "{kinds:?}");
}

#[test]
fn what_the_program_writes_is_what_the_page_shows() {
    for block in fenced("toml") {
        if block.contains("\"mood\"") {
            continue;
        }
        let mut out = Vec::new();
        for mut event in read(&block).0 {
            write::block(&mut event, &mut out).unwrap();
        }
        pretty_assertions::assert_eq!(String::from_utf8(out).unwrap(), block);
    }
}

#[test]
fn the_canonical_form_of_the_page_has_its_checksum() {
    let canonical = fenced("canonical").pop().unwrap();
    let event = read(&fenced("toml")[0]).0.pop().unwrap();
    assert_eq!(crc32fast::hash(canonical.as_bytes()), event.sum);
}

#[rstest]
#[case::crlf(|t: &str| t.replace('\n', "\r\n"))]
#[case::comments(|t: &str| t.replace("\nclock", " # why\n# a line\nclock"))]
#[case::spacing(|t: &str| t.replace(" = ", "\t=  "))]
#[case::no_comment_in_the_header(|t: &str| t.lines().map(|l| l.split(" # ").next().unwrap().to_owned() + "\n").collect())]
#[case::quoted_header(|t: &str| t.replace("[[event]] #", "  [[ \"event\" ]]#"))]
#[case::literal_strings(|t: &str| t.replace("\"done\"", "'done'"))]
#[case::multi_line_strings(|t: &str| t.replace("\"Europe/Berlin\"", "\"\"\"\nEurope/\\\n   Berlin\"\"\""))]
#[case::escapes(|t: &str| t.replace("\"done\"", "\"\\u0064\\x6fne\""))]
#[case::a_byte_order_mark(|t: &str| format!("\u{feff}{t}"))]
#[case::sum_first(|t: &str| {
    let (head, sum) = t.trim_end().rsplit_once('\n').unwrap();
    head.replacen('\n', &format!("\n{sum}\n"), 1) + "\n\n"
})]
#[case::blank_lines(|t: &str| t.replace("\nday", "\n\n\nday"))]
#[case::no_last_line_end(|t: &str| t.trim_end().to_owned())]
#[case::quoted_keys(|t: &str| t.replace("\nkind", "\n\"kind\""))]
fn spelling_does_not_matter(#[case] spell: fn(&str) -> String) {
    let (event, block) = event(7, done("dynamic-supervisor"));
    let spelled = spell(&block);
    assert_ne!(spelled, block);
    assert_eq!(read(&spelled), (vec![event], vec![]), "{spelled}");
}

#[test]
fn an_unknown_key_is_covered_by_the_checksum() {
    let (event, block) = event(7, done("a"));
    let (events, damages) = read(block.replace("\nsum", "\nmood = 3\nsum"));
    assert_eq!(damages, [What::Edited { id: event.id }]);
    assert_eq!(events[0].kind, event.kind);
    assert_ne!(events[0].sum, event.sum);
}

#[test]
fn a_multi_line_string_may_hold_a_header() {
    let (event, _) = event(7, note("one\n[[event]]\nid = \"evil\"\n"));
    let (_, block) = super::event(7, note("one\n[[event]]\nid = \"evil\"\n"));
    let spelled = block.replace(
        "\"one\\n[[event]]\\nid = \\\"evil\\\"\\n\"",
        "\"\"\"\none\n[[event]]\nid = \"evil\"\n\"\"\"",
    );
    assert_ne!(spelled, block);
    let (other, next) = super::event(8, done("b"));
    assert_eq!(read(spelled + &next), (vec![event, other], vec![]));
}

#[test]
fn what_is_too_long_is_refused() {
    let mut long = event(1, done("a")).0;
    long.kind = note(&"x".repeat(write::MAX_EVENT));
    let mut out = b"before".to_vec();
    let refused = write::block(&mut long, &mut out);
    assert!(matches!(refused, Err(write::Unwritable::TooLong(_))));
    assert_eq!(out, b"before");
}

#[test]
fn a_year_of_five_digits_is_refused() {
    let mut far = event(1, done("a")).0;
    far.day = LogicalDay::ymd(10_000, 1, 1).unwrap();
    let refused = write::block(&mut far, &mut Vec::new());
    assert_eq!(refused, Err(write::Unwritable::Date));
}

#[test]
fn the_ids_of_a_batch_rise() {
    let pending: Pending = pending(vec![done("a"), done("b"), done("c")]);
    assert!(pending.ids.is_sorted_by(|a, b| a < b), "{:?}", pending.ids);
    let at = pending.at;
    assert_eq!(at.to_rfc3339(), "2026-11-22T20:14:05+01:00");
    let stamp = (pending.ids[0].as_u128() >> 80) as i64;
    assert_eq!(stamp, at.timestamp_millis() + 678);
}

proptest! {
    #[test]
    fn any_event_reads_back_as_it_was_written(
        kind in any_kind(), zone in any_text(), device in any_text(), day in any_day(),
        clock in 0..=crate::domain::event::MAX_CLOCK, batch in any::<Option<u128>>(),
        seconds in -62_167_000_000_i64..253_402_000_000, minutes in -1439..1440_i32,
    ) {
        let (mut event, _) = event(1, kind);
        event.zone = zone.into();
        event.device = DeviceId::new(device);
        event.day = day;
        event.clock = clock;
        event.batch = batch.map(|id| EventId::new(Ulid(id)));
        let offset = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
        event.at = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&offset);
        let mut out = Vec::new();
        if write::block(&mut event, &mut out).is_ok() {
            let text = String::from_utf8(out).unwrap();
            let headers = text.lines().filter(|line| line.trim_start().starts_with("[[event]]"));
            prop_assert_eq!(headers.count(), 1);
            prop_assert!(text.ends_with("\n\n"));
            prop_assert!(text.bytes().all(|b| b == b'\n' || !b.is_ascii_control()));
            prop_assert_eq!(read(&text), (vec![event.clone()], vec![]));
            // The slow way reads the same.
            let slow = text.replace(" = ", "  =  ");
            let (events, _) = read(&slow);
            prop_assert_eq!(events[0].id, event.id);
            let table: toml::Table = toml::from_str(&text).unwrap();
            prop_assert_eq!(table["event"].as_array().unwrap().len(), 1);
        }
    }
}
