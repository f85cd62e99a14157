//! Values: what they are, how they are spelled, and their checksum.

use proptest::prelude::*;

use super::{
    super::{
        read, spell, sum,
        value::{Fields, Stamp, Value},
        write::{MAX_EVENT, quote},
    },
    *,
};

/// The canonical form as the page of the format says it, the plain way.
fn canonical(fields: &Fields<'_>, top: bool) -> Vec<u8> {
    let mut fields: Vec<_> = fields.iter().filter(|it| !top || it.0 != "sum").collect();
    fields.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
    let mut out = Vec::new();
    for (key, value) in fields {
        out.extend(format!("{}:{key}=", key.len()).bytes());
        out.extend(canonical_value(value));
        out.push(b'\n');
    }
    out
}

fn canonical_value(value: &Value<'_>) -> Vec<u8> {
    match value {
        Value::Text(text) => format!("s{}:{text}", text.len()).into_bytes(),
        Value::Integer(number) => format!("i{number}").into_bytes(),
        Value::Float(number) if number.is_nan() => b"f7ff8000000000000".to_vec(),
        Value::Float(number) => format!("f{:016x}", number.to_bits()).into_bytes(),
        Value::Boolean(flag) => format!("b{flag}").into_bytes(),
        Value::Stamp(stamp) => {
            let mut out = b"d".to_vec();
            stamp.spell(&mut out);
            out
        }
        Value::Array(values) => {
            let mut out = format!("a{}[", values.len()).into_bytes();
            for value in values {
                out.extend(canonical_value(value));
                out.push(b'\n');
            }
            out.push(b']');
            out
        }
        Value::Table(fields) => {
            let mut out = format!("t{}{{", fields.len()).into_bytes();
            out.extend(canonical(fields, false));
            out.push(b'}');
            out
        }
    }
}

fn any_stamp() -> impl Strategy<Value = Value<'static>> {
    let nanos = prop_oneof![
        Just(0),
        0..1_000_000_000_u32,
        (1..10_u32).prop_map(|it| it * 100_000_000)
    ];
    let time = (0..24_u8, 0..60_u8, 0..60_u8, nanos);
    prop_oneof![
        any_day().prop_map(|day| Stamp::of_date(day.date()).unwrap()),
        moment().prop_map(|moment| Stamp::of_moment(&moment).unwrap()),
        time.clone().prop_map(|time| Stamp {
            time: Some(time),
            ..Stamp::default()
        }),
        (any_day(), time).prop_map(|(day, time)| Stamp {
            time: Some(time),
            ..Stamp::of_date(day.date()).unwrap()
        }),
    ]
    .prop_map(Value::Stamp)
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,3}",
        // Alike in their first eight bytes.
        "abcdefg[h-i][a-b]{0,2}",
        Just("sum".to_owned()),
        "[a-zäé🌳 .\"]{0,10}",
    ]
}

fn fields_of(
    value: impl Strategy<Value = Value<'static>> + 'static,
    most: usize,
) -> impl Strategy<Value = Fields<'static>> {
    proptest::collection::vec((any_key(), value), 0..most).prop_map(|mut fields| {
        let mut seen = std::collections::HashSet::new();
        fields.retain(|(key, _)| seen.insert(key.clone()));
        fields
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect()
    })
}

fn any_value() -> impl Strategy<Value = Value<'static>> {
    let plain = prop_oneof![
        any_text().prop_map(|text| Value::Text(text.into())),
        any::<i64>().prop_map(Value::Integer),
        (-12..120_i64).prop_map(Value::Integer),
        any::<f64>().prop_map(Value::Float),
        any::<bool>().prop_map(Value::Boolean),
        any_stamp(),
    ];
    plain.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            fields_of(inner, 4).prop_map(Value::Table),
        ]
    })
}

proptest! {
    #[test]
    fn a_checksum_is_that_of_the_canonical_form(fields in fields_of(any_value(), 30)) {
        let expected = crc32fast::hash(&canonical(&fields, true));
        prop_assert_eq!(sum::sum(&fields, &mut b"what was there".to_vec()), Some(expected));
    }

    #[test]
    fn what_is_spelled_is_read_as_the_same(fields in fields_of(any_value(), 8)) {
        let id = EventId::parse("01JD8QZ7V6K3M9X2R5T8W0Y4AB").unwrap();
        let text = String::from_utf8(spell::block(id, &fields)).unwrap();
        prop_assert!(text.starts_with("[[event]] # 01JD8QZ7V6K3M9X2R5T8W0Y4AB\n"), "{}", text);
        prop_assert!(text.ends_with("\n\n"));
        prop_assert_eq!(text.matches('\n').count(), fields.len() + 2, "one key a line");
        let mut table: toml::Table = toml::from_str(&text).unwrap();
        let Some(toml::Value::Array(mut events)) = table.remove("event") else {
            panic!("{text}");
        };
        let Some(toml::Value::Table(event)) = events.pop() else {
            panic!("{text}");
        };
        let back = super::super::value::fields(event);
        prop_assert_eq!(canonical(&back, false), canonical(&fields, false), "{}", text);
    }
}

#[test]
fn keys_of_any_number_and_any_beginning_have_their_order() {
    // As many as there is room for on the stack, one more, and many more.
    for count in [0, 1, 2, 8, 9, 23, 24, 25, 100] {
        let fields: Fields<'_> = (0..count)
            .rev()
            .map(|number| (format!("key{number}").into(), Value::Integer(number)))
            .collect();
        let expected = crc32fast::hash(&canonical(&fields, true));
        assert_eq!(sum::sum(&fields, &mut vec![]), Some(expected), "{count}");
        if let Some(first) = fields.first().cloned() {
            // One of them twice is no block.
            let twice = [fields, vec![first]].concat();
            assert_eq!(sum::sum(&twice, &mut vec![]), None);
        }
    }
    let keys = [
        "",
        "a",
        "\0",
        "a\0",
        "abcdefgh",
        "abcdefghi",
        "abcdefgha",
        "abcdefg",
        "ä",
        "zz",
    ];
    for first in keys {
        for second in keys {
            let fields: Fields<'_> = [first, second]
                .map(|key| {
                    (
                        key.into(),
                        Value::Integer(i64::try_from(key.len()).unwrap()),
                    )
                })
                .to_vec();
            let expected = crc32fast::hash(&canonical(&fields, true));
            let once = first != second;
            let sum = sum::sum(&fields, &mut vec![]);
            assert_eq!(sum, once.then_some(expected), "{first:?} {second:?}");
        }
    }
    // The checksum itself does not count, but in a table it is a key like others.
    let inner: Fields<'_> = vec![("sum".into(), Value::Integer(1))];
    let with = |number| -> Fields<'_> {
        vec![
            ("sum".into(), Value::Integer(number)),
            ("t".into(), Value::Table(inner.clone())),
        ]
    };
    let expected = crc32fast::hash(b"1:t=t1{3:sum=i1\n}\n");
    assert_eq!(sum::sum(&with(1), &mut vec![]), Some(expected));
    assert_eq!(sum::sum(&with(2), &mut vec![]), Some(expected));
}

#[test]
fn texts_of_any_length_have_it_before_them() {
    for length in [0, 1, 9, 10, 11, 19, 20, 90, 99, 100, 101, 999, 1000, 12_345] {
        let text = "x".repeat(length);
        let fields: Fields<'_> = vec![(text.clone().into(), Value::Text(text.clone().into()))];
        let expected = crc32fast::hash(format!("{length}:{text}=s{length}:{text}\n").as_bytes());
        assert_eq!(sum::sum(&fields, &mut vec![]), Some(expected), "{length}");
    }
}

#[test]
fn dates_and_times_have_one_spelling() {
    for (text, spelled) in [
        ("2026-11-22", "2026-11-22"),
        ("0009-01-02", "0009-01-02"),
        ("07:30:00", "07:30:00"),
        ("07:30:00.25", "07:30:00.25"),
        ("07:30:00.000000001", "07:30:00.000000001"),
        ("07:30:00.120000000", "07:30:00.12"),
        ("23:59:59.999999999", "23:59:59.999999999"),
        ("2026-11-22T20:14:05", "2026-11-22T20:14:05"),
        ("2026-11-22 20:14:05", "2026-11-22T20:14:05"),
        ("2026-11-22T20:14:05Z", "2026-11-22T20:14:05+00:00"),
        ("2026-11-22T20:14:05.5+01:00", "2026-11-22T20:14:05.5+01:00"),
        ("2026-11-22T20:14:05-03:30", "2026-11-22T20:14:05-03:30"),
        ("2026-11-22T20:14:05-00:01", "2026-11-22T20:14:05-00:01"),
        ("2026-11-22T20:14:05+23:59", "2026-11-22T20:14:05+23:59"),
    ] {
        let stamp = Stamp::from(text.parse::<toml::value::Datetime>().unwrap());
        let mut out = Vec::new();
        stamp.spell(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), spelled, "{text}");
        // It is a day, or a moment, or neither.
        let date = (text.len() == 10).then(|| text.parse().unwrap());
        assert_eq!(stamp.as_date(), date, "{text}");
        let moment = DateTime::parse_from_rfc3339(text).ok();
        assert_eq!(stamp.as_moment(), moment, "{text}");
    }
    let leap = Stamp::from(
        "2026-12-31T23:59:60Z"
            .parse::<toml::value::Datetime>()
            .unwrap(),
    );
    let moment = leap.as_moment().map(|moment| moment.to_rfc3339());
    assert_eq!(moment.as_deref(), Some("2026-12-31T23:59:59+00:00"));
    // An offset without a time is no day, however it came there.
    let date = LogicalDay::ymd(2026, 11, 22).unwrap().date();
    let odd = Stamp {
        offset: Some(60),
        ..Stamp::of_date(date).unwrap()
    };
    assert_eq!(odd.as_date(), None);
    for (year, fits) in [(-1, false), (0, true), (9999, true), (10_000, false)] {
        let date = chrono::NaiveDate::from_ymd_opt(year, 6, 1).unwrap();
        assert_eq!(Stamp::of_date(date).is_some(), fits, "{year}");
    }
}

#[test]
fn what_is_not_plainly_visible_is_escaped() {
    let mut hidden = vec![
        0..=0x1F,
        0x7F..=0x9F,
        0x61C..=0x61C,
        0x200B..=0x200B,
        0x200E..=0x200F,
        0x2028..=0x202E,
        0x2060..=0x206F,
        0xFDD0..=0xFDEF,
        0xFEFF..=0xFEFF,
        0xFFF9..=0xFFFB,
        0xE_0000..=0xE_0FFF_u32,
    ];
    // The last two of every plane are no characters.
    hidden.extend((0..=0x10).map(|plane| plane << 16 | 0xFFFE..=plane << 16 | 0xFFFF));
    let mut numbers: Vec<u32> = (0..0x3100).chain(0xFD00..=0x1_0010).collect();
    for range in &hidden {
        numbers.extend([range.start().saturating_sub(1), *range.start()]);
        numbers.extend([*range.end(), range.end() + 1]);
    }
    for c in numbers.into_iter().filter_map(char::from_u32) {
        let mut out = Vec::new();
        quote(&c.to_string(), &mut out);
        let out = String::from_utf8(out).unwrap();
        let expected = match c {
            '"' => r#""\"""#.to_owned(),
            '\\' => r#""\\""#.to_owned(),
            '\n' => r#""\n""#.to_owned(),
            '\r' => r#""\r""#.to_owned(),
            '\t' => r#""\t""#.to_owned(),
            _ if !hidden.iter().any(|range| range.contains(&u32::from(c))) => format!("\"{c}\""),
            '\0'..='\u{FFFF}' => format!("\"\\u{:04X}\"", u32::from(c)),
            _ => format!("\"\\U{:08X}\"", u32::from(c)),
        };
        assert_eq!(out, expected, "{:x}", u32::from(c));
    }
}

#[test]
fn an_event_of_16_kib_is_written_and_a_longer_one_is_not() {
    let frame = event(1, note("")).1.len();
    let write = |length: usize| {
        let (mut event, _) = event(1, done("a"));
        event.kind = note(&"x".repeat(length));
        let mut out = b"before".to_vec();
        let result = write::block(&mut event, &mut out);
        (result, out.len() - 6)
    };
    assert_eq!(MAX_EVENT, 16_384);
    assert_eq!(write(MAX_EVENT - frame), (Ok(()), MAX_EVENT));
    let refused = Err(write::Unwritable::TooLong(MAX_EVENT + 1));
    assert_eq!(write(MAX_EVENT - frame + 1), (refused, 0));
}

#[test]
fn a_checksum_is_eight_small_hexadecimal_digits() {
    let (event, block) = event(1, done("a"));
    let sum = format!("{:08x}", event.sum);
    assert!(block.ends_with(&format!("\nsum = \"{sum}\"\n\n")));
    assert_eq!(read(&block), (vec![event.clone()], vec![]));
    let others = [
        sum.to_uppercase(),
        sum[..7].to_owned(),
        format!("{sum}0"),
        format!("0{sum}"),
        format!("{}g", &sum[..7]),
        format!("{}`", &sum[..7]),
        format!("{}:", &sum[..7]),
        format!("{}/", &sum[..7]),
        String::new(),
    ];
    for other in others {
        if other == sum {
            continue;
        }
        let (events, damages) = read(block.replace(&sum, &other));
        assert_eq!(events, std::slice::from_ref(&event), "{other}");
        assert_eq!(damages, [What::Edited { id: event.id }], "{other}");
    }
    // Every digit counts at every place.
    for place in 0..8 {
        for digit in "0123456789abcdef".chars() {
            let mut other = sum.clone();
            other.replace_range(place..=place, &digit.to_string());
            let (_, damages) = read(block.replace(&sum, &other));
            assert_eq!(damages.is_empty(), other == sum, "{other}");
        }
    }
}

#[test]
fn all_digits_make_a_checksum() {
    // Sums of many events: each digit stands at each place.
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..200 {
        let (event, block) = event(number, note("x"));
        seen.extend(format!("{:08x}", event.sum).char_indices());
        let (events, damages) = read(&block);
        assert_eq!((events, damages), (vec![event], vec![]));
    }
    assert_eq!(seen.len(), 8 * 16);
    assert!(read::raw(b"").is_empty());
}
