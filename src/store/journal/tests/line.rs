//! The quick way to read a line: what it reads, TOML reads the same, and what is
//! plainly written it does read.

use std::borrow::Cow;

use proptest::prelude::*;

use super::{
    super::{
        line::{fused, plain},
        value::{Stamp, Value},
    },
    *,
};

/// What the quick way makes of a value, behind a key and before another line.
fn quick(value: &str) -> Option<Value<'static>> {
    let line = format!("before\nkey = {value}\nnext = 1\n");
    let read = plain(&line, 7)?;
    assert_eq!(read.key, "key", "{line}");
    assert_eq!(&line[read.next..], "next = 1\n");
    Some(match read.value {
        Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        Value::Integer(number) => Value::Integer(number),
        Value::Boolean(flag) => Value::Boolean(flag),
        Value::Stamp(stamp) => Value::Stamp(stamp),
        other => panic!("{other:?} is not read the quick way"),
    })
}

fn toml(value: &str) -> Option<Value<'static>> {
    let mut table: toml::Table = toml::from_str(&format!("key = {value}\nnext = 1\n")).ok()?;
    table.remove("key").map(Value::from)
}

#[test]
fn what_is_plainly_written_is_read_as_toml_reads_it() {
    for value in [
        "0",
        "7",
        "-7",
        "-1",
        "10",
        "90",
        "1287",
        "9223372036854775807",
        "-9223372036854775808",
        "true",
        "false",
        "2026-11-22",
        "0000-01-01",
        "9999-12-31",
        "2026-01-31",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
        "2026-06-30",
        "2026-07-31",
        "2026-08-31",
        "2026-09-30",
        "2026-10-31",
        "2026-11-30",
        "2026-02-28",
        "2024-02-29",
        "2000-02-29",
        "1600-02-29",
        "2026-11-22T20:14:05+01:00",
        "2026-11-22T00:00:00-00:30",
        "2026-11-22T23:59:59-23:59",
        "2026-11-22T09:10:11+12:34",
        r#""""#,
        r#""a""#,
        r#""eight ch""#,
        r#""a longer text, with ' and = and # and [[event]]""#,
        r#""监督者 🌳 and more""#,
        "\"a\ttab\"",
        "\"exactly\t\"",
        "\"\t\t\t\"",
        r#""\"quoted\" \\ and \n \t \r more""#,
        r#""\\""#,
        r#""\"""#,
        r#""\u00e9 \u00E9 \U0001F333 \u0000""#,
        r#""\u9aAf\uD7FF""#,
    ] {
        let read = quick(value);
        assert!(read.is_some(), "{value}");
        assert_eq!(read, toml(value), "{value}");
    }
}

#[test]
fn any_other_spelling_is_left_to_toml() {
    for value in [
        "",
        "-",
        "+1",
        "01",
        "00",
        "-01",
        "1_000",
        "1.5",
        "1e3",
        "0x1F",
        "inf",
        "nan",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999",
        "12 ",
        "12 # more",
        "tru",
        "truer",
        "tall",
        "fully",
        "fals",
        "falsey",
        "t",
        "f",
        "True",
        "2026-11-2",
        "2026-1-22",
        "2026-11-222",
        "2026-11-22 ",
        "2026_11-22",
        "2026-11_22",
        "202a-11-22",
        "2a26-11-22",
        "a026-11-22",
        "20:6-11-22",
        "202:-11-22",
        "2026-11-0:",
        "2026-0:-01",
        "2026-1/-22",
        "2026-11-:2",
        "2026-00-22",
        "2026-13-22",
        "2026-11-00",
        "2026-11-31",
        "2026-04-31",
        "2026-06-31",
        "2026-09-31",
        "2026-01-32",
        "2026-12-32",
        "2026-02-29",
        "2026-02-30",
        "2024-02-30",
        "1900-02-29",
        "2100-02-29",
        "2026-11-22T",
        "2026-11-22T20:14:05",
        "2026-11-22T20:14:05Z",
        "2026-11-22T20:14:05.5+01:00",
        "2026-11-22T24:00:00+01:00",
        "2026-11-22T20:60:05+01:00",
        "2026-11-22T20:14:60+01:00",
        "2026-11-22T20:14:05+24:00",
        "2026-11-22T20:14:05+01:60",
        "2026-11-22T20:14:05*01:00",
        "2026-11-22T20-14:05+01:00",
        "2026-11-22T20:14-05+01:00",
        "2026-11-22T20:14:05+01-00",
        "2026-11-22T20:1a:05+01:00",
        "2026-11-22t20:14:05+01:00",
        "2026-11-22 20:14:05+01:00",
        "2026-11-22T20:14:05+01:000",
        "20:14:05",
        "\"open",
        "\"a\" ",
        "\"a\"b",
        "\"a\" # more",
        "\"a\"\"",
        "'a'",
        "\"\"\"a\"\"\"",
        "\"\\e\"",
        "\"\\b\"",
        "\"\\f\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\uD800\"",
        "\"\\U00110000\"",
        "\"\\U0001F33\"",
        "\"\\\"",
        "\"\u{7f}\"",
        "\"\u{1}\"",
        "\"bell \u{7}\"",
        "[1]",
        "{ a = 1 }",
        " 1",
    ] {
        assert_eq!(quick(value), None, "{value}");
    }
}

#[test]
fn a_key_is_letters_digits_and_two_signs() {
    for byte in 0..=u8::MAX {
        let in_keys = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let key = format!("a{}z", char::from(byte));
        let line = format!("{key} = 1\n");
        let read = plain(&line, 0).map(|line| line.key);
        assert_eq!(read, in_keys.then_some(key.as_str()), "{line}");
    }
    for line in [
        "= 1",
        " = 1\n",
        "k= 1\n",
        "k =1\n",
        "k  = 1\n",
        "k = ",
        "k =",
        "k ",
        "k",
        "",
        "\"k\" = 1\n",
        "k\t= 1\n",
        "k = = 1",
    ] {
        assert!(plain(line, 0).is_none(), "{line}");
    }
}

#[test]
fn a_line_ends_with_a_line_feed_or_the_file() {
    for (line, next) in [
        ("k = 1", Some(5)),
        ("k = 1\n", Some(6)),
        ("k = 1\r\n", Some(7)),
        // A line end that was cut in the middle.
        ("k = 1\r", Some(6)),
        ("k = 1\n\n", Some(6)),
        ("k = 1\r\n\r\n", Some(7)),
        ("k = 1\rj = 2\n", None),
        ("k = 1\r\r\n", None),
        ("k = \"a\"\r", Some(8)),
        ("k = \"a\"", Some(7)),
        ("k = \"a\"\rx", None),
    ] {
        assert_eq!(plain(line, 0).map(|line| line.next), next, "{line:?}");
    }
}

#[test]
fn only_a_checksum_may_have_something_behind_it() {
    let sum = "x\nsum = \"d6438468\"[[event]] # 01\n";
    let line = fused(sum, 2).unwrap();
    assert_eq!(
        (line.key, &line.value),
        ("sum", &Value::Text("d6438468".into()))
    );
    assert_eq!(&sum[line.next..], "[[event]] # 01\n");
    // What is plain is read as such, with its line end.
    let line = fused("sum = \"d6438468\"\nmore", 0).unwrap();
    assert_eq!((line.key, line.next), ("sum", 17));
    assert_eq!(fused("item = 1\nmore", 0).unwrap().next, 9);
    for other in [
        "item = \"a\"[[event]]",
        "sum = \"d64",
        "sum = 1 2",
        "sum= \"a\"x",
        "sums = \"a\"x",
    ] {
        assert!(fused(other, 0).is_none(), "{other}");
    }
}

proptest! {
    #[test]
    fn the_quick_way_says_what_toml_says_or_nothing(
        value in prop_oneof![
            "[-+]?[0-9_.e]{1,20}",
            "[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]([-+][0-2][0-9]:[0-6][0-9]|Z)?)?",
            r#""([ -~é🌳\t]|\\[nrtbeuU"\\]|\\u[0-9a-fA-F]{4}|\\U000[0-9a-f]{5}){0,12}"?"#,
            any_text().prop_map(|text| format!("{text:?}")),
        ]
    ) {
        if let Some(read) = quick(&value) {
            prop_assert_eq!(Some(read), toml(&value));
        }
    }

    #[test]
    fn every_day_of_the_calendar_is_read_the_quick_way(day in any_day(), moment in moment()) {
        let date = Stamp::of_date(day.date());
        prop_assert_eq!(quick(&day.date().to_string()), date.map(Value::Stamp));
        let stamp = Stamp::of_moment(&moment).unwrap();
        let mut text = Vec::new();
        stamp.spell(&mut text);
        let text = String::from_utf8(text).unwrap();
        prop_assert_eq!(quick(&text), Some(Value::Stamp(stamp)));
        prop_assert_eq!(stamp.as_moment(), Some(moment));
    }
}
