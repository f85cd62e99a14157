//! Reading: where it may go on, which line is which, and what is saved from
//! blocks that are none.

use std::collections::HashSet;

use super::{
    super::{
        block::MAX_BLOCK,
        exchange::MAX_LINE,
        read::{self, Read},
        read_lines,
        shared::Shared,
        spell,
        value::{Fields, Value},
    },
    *,
};

fn whole(text: &str) -> Read {
    read::read(text.as_bytes())
}

/// A block without its header.
fn body(block: &str) -> &str {
    block.split_once('\n').unwrap().1
}

#[test]
fn what_is_settled_ends_with_a_blank_line_or_before_a_header() {
    let (_, one) = event(1, done("a"));
    let (_, two) = event(2, done("b"));
    let crlf = one.replace('\n', "\r\n");
    let lines = one.matches('\n').count();
    let open = one.strip_suffix('\n').unwrap();
    for (text, settled, line) in [
        (String::new(), 0, 1),
        (one.clone(), one.len(), lines + 1),
        (crlf.clone(), crlf.len(), lines + 1),
        (format!("{one}{two}"), one.len() + two.len(), 2 * lines + 1),
        (format!("{crlf}{crlf}"), 2 * crlf.len(), 2 * lines + 1),
        // More keys may come.
        (open.to_owned(), 0, 1),
        (crlf.strip_suffix("\r\n").unwrap().to_owned(), 0, 1),
        (format!("{open}{two}"), open.len() + two.len(), 2 * lines),
        (format!("{one}{open}"), one.len(), lines + 1),
        (format!("{one}[[event]]\nid = "), one.len(), lines + 1),
        (format!("{one}[[event]]"), 0, 1),
    ] {
        let read = whole(&text);
        if text.ends_with("[[event]]") {
            // What is before it is as good as settled, too.
            assert!(read.settled <= one.len(), "{text:?}");
            continue;
        }
        assert_eq!(
            (read.settled, read.settled_line),
            (settled, line),
            "{text:?}"
        );
    }
}

#[test]
fn every_event_and_every_damage_has_its_line() {
    let (a, one) = event(1, done("a"));
    let (b, two) = event(2, done("b"));
    let (c, three) = event(3, done("c"));
    let lines = one.matches('\n').count();
    let open = one.strip_suffix('\n').unwrap();
    let crlf = one.replace('\n', "\r\n");
    let spelled = one.replace(" = ", "  = ");
    for first in [one.as_str(), &crlf, &spelled] {
        let read = whole(&format!("# a\n\n{first}stray\n\n{two}\0\0\n{three}"));
        assert_eq!(read.events, [a.clone(), b.clone(), c.clone()]);
        assert_eq!(read.lines, [3, 5 + lines, 6 + 2 * lines]);
        let told: Vec<usize> = read.damages.iter().map(|it| it.0).collect();
        assert_eq!(told, [3 + lines, 5 + 2 * lines]);
    }
    // Without a blank line between them.
    let read = whole(&format!("{open}{two}x = 1\n"));
    assert_eq!(read.lines, [1, lines]);
    assert_eq!(read.damages, [(2 * lines, What::Stray)]);
    // A string that swallowed others: they are found, each on its line.
    let swallowed = format!(
        "[[event]]\nt = '''\n{}{}more\n{}",
        body(&one),
        body(&two),
        body(&three)
    );
    let read = whole(&swallowed);
    assert_eq!(read.events, [a.clone(), b.clone(), c.clone()]);
    let inner = lines - 1;
    assert_eq!(read.lines, [3, 3 + inner, 4 + 2 * inner]);
    // It held events, so it is not said to be torn.
    assert!(
        matches!(read.damages[..], [(1, What::Bad { .. })]),
        "{:?}",
        read.damages
    );
    let torn = whole("[[event]]\nt = '''\nmore\n");
    assert_eq!(torn.damages, [(1, What::Torn)]);
    // Lines that no header leads, one event fused to the next.
    let fused = body(&one).trim_end().to_owned() + body(&two).trim_end() + "\n" + body(&three);
    let read = whole(&format!("x\n{fused}"));
    assert_eq!(read.events[0], a);
    assert_eq!(read.lines[0], 2);
    assert_eq!(read.events.last(), Some(&c));
    assert_eq!(read.lines.last(), Some(&(2 * (inner - 1) + 1)));
    // One that was changed is not taken for one of them.
    let changed = body(&two).replace("\"b\"", "\"x\"");
    let read = whole(&format!("stray\n{}{changed}{}", body(&one), body(&three)));
    assert_eq!(read.events, [a, c]);
}

#[test]
fn keys_behind_the_checksum_belong_to_the_event() {
    let (a, block) = event(1, done("a"));
    let (b, next) = event(2, done("b"));
    let open = block.strip_suffix('\n').unwrap();
    for more in [
        "mood = 3\n",
        "_mood = 3\n",
        "-x = 3\n",
        "\"mood\" = 3\n",
        "'mood' = 3\n",
        " mood = 3\n",
        "\tmood = 3\n",
    ] {
        let (events, damages) = read(format!("{open}{more}\n{next}"));
        assert_eq!(damages, [What::Edited { id: a.id }], "{more}");
        assert_eq!((events.len(), &events[1]), (2, &b), "{more}");
        assert_ne!(events[0].sum, a.sum, "{more}");
    }
    for more in ["# a comment\n", ""] {
        let (events, damages) = read(format!("{open}{more}{next}"));
        assert_eq!(
            (events, damages),
            (vec![a.clone(), b.clone()], vec![]),
            "{more}"
        );
    }
}

#[test]
fn bytes_that_are_no_text_spoil_their_lines_alone() {
    let (a, one) = event(1, done("a"));
    let (b, two) = event(2, done("b"));
    let lines = one.matches('\n').count();
    let open = one.strip_suffix('\n').unwrap();
    // On the line behind the checksum: that is whole.
    let bytes = [open.as_bytes(), b"\xff\n", two.as_bytes()].concat();
    let read = read::read(&bytes);
    assert_eq!(read.events, [a.clone(), b.clone()]);
    assert_eq!(read.lines, [1, lines + 1]);
    assert_eq!(read.damages, [(lines, What::Stray)]);
    // On its own line: that is no checksum.
    let line = open.strip_suffix('\n').unwrap();
    let bytes = [line.as_bytes(), b"\xff\n\n", two.as_bytes()].concat();
    let read = read::read(&bytes);
    assert_eq!(read.events, std::slice::from_ref(&b));
    assert_eq!(read.lines, [lines + 1]);
    assert_eq!(read.damages.len(), 1);
    // In a comment before, and in a text.
    let bytes = [b"# \xff\n", one.as_bytes(), b"\xff\n\n", two.as_bytes()].concat();
    let read = read::read(&bytes);
    assert_eq!(read.events, [a, b.clone()]);
    assert_eq!(read.lines, [2, lines + 4]);
    let mut bytes = one.replace("\"a\"", "\"xx\"").into_bytes();
    let at = bytes.windows(2).position(|it| it == b"xx").unwrap();
    bytes[at] = 0xC3;
    bytes.extend_from_slice(two.as_bytes());
    let read = read::read(&bytes);
    assert_eq!(
        (read.events, read.damages),
        (vec![b], vec![(1, What::NotText)])
    );
}

#[test]
fn a_second_event_in_a_block_hides_no_first() {
    let (a, one) = event(1, done("a"));
    let (_, two) = event(2, done("b"));
    // TOML says that this is a header; the program and its page do not.
    let odd = format!(
        "{}[[\"\\u0065vent\"]]\n{}",
        one.trim_end().to_owned() + "\n",
        body(&two)
    );
    for text in [odd.clone(), odd.replace(" = ", "  = ")] {
        let (events, damages) = read(&text);
        assert!(events.contains(&a), "{events:?}");
        assert!(!damages.is_empty());
    }
    let (events, damages) =
        read("[[event]]\na = 1\n[[\"\\u0065vent\"]]\nb = 1\nsum = \"00000000\"\n\n[[event]]\n");
    assert_eq!(events, []);
    assert!(
        matches!(&damages[0], What::Bad { reason } if reason == "it is not one event"),
        "{damages:?}"
    );
    let (_, damages) = read("[[event]]\na = 1\n[other]\nsum = \"00000000\"\n\n[[event]]\n");
    assert!(
        matches!(&damages[0], What::Bad { reason } if reason.contains("“other”")),
        "{damages:?}"
    );
}

#[test]
fn a_block_of_64_kib_is_read_and_a_longer_one_is_not() {
    let (_, block) = event(1, done("a"));
    let with = |length: usize, of: &str| {
        let room = length - of.len();
        of.replace("\"a\"", &format!("\"a{}\"", "x".repeat(room)))
    };
    let spelled = block.replace(" = ", "  = ");
    for (more, reads) in [(0, true), (1, false)] {
        let text = with(MAX_BLOCK + more, &spelled);
        assert_eq!(text.len(), MAX_BLOCK + more);
        let (events, damages) = read(&text);
        assert_eq!(events.len(), usize::from(reads));
        if reads {
            assert!(matches!(damages[..], [What::Edited { .. }]));
        } else {
            assert_eq!(
                damages,
                [What::TooLong {
                    bytes: MAX_BLOCK + 1
                }]
            );
        }
    }
    // As the program writes it, the header and the blank line do not count.
    let frame = block.len() - body(&block).len() + 1;
    for (more, reads) in [(0, true), (1, false)] {
        let text = with(MAX_BLOCK + frame + more, &block);
        assert_eq!(read(&text).0.len(), usize::from(reads), "{more}");
    }
}

#[test]
fn texts_that_come_again_are_kept_once() {
    let mut shared = Shared::default();
    let texts: Vec<String> = (0..60)
        .flat_map(|n| {
            [
                format!("item-{n}"),
                format!("{n}"),
                format!("chapter-{n}-of-the-book"),
            ]
        })
        .collect();
    let (mut places, mut all) = (HashSet::new(), Vec::new());
    for text in texts.iter().cycle().take(5 * texts.len()) {
        let kept = shared.get(text);
        assert_eq!(&*kept, text);
        places.insert(std::sync::Arc::as_ptr(&kept).cast::<u8>() as usize);
        // So that no other comes to stand where it stood.
        all.push(kept);
    }
    // A few share a place with another, and are made anew each time.
    assert!(
        places.len() < texts.len() * 3,
        "{} of {}",
        places.len(),
        texts.len()
    );
}

#[test]
fn keys_are_quoted_where_they_must_be() {
    let id = EventId::parse("01JD8QZ7V6K3M9X2R5T8W0Y4AB").unwrap();
    for (key, spelled) in [
        ("item", "item"),
        ("Item9", "Item9"),
        ("a_b", "a_b"),
        ("a-b", "a-b"),
        ("_", "_"),
        ("-", "-"),
        ("", "\"\""),
        ("a b", "\"a b\""),
        ("a.b", "\"a.b\""),
        ("ä", "\"ä\""),
        ("a\"b", "\"a\\\"b\""),
    ] {
        let fields: Fields<'_> = vec![(key.into(), Value::Integer(1))];
        let table: Fields<'_> = vec![("t".into(), Value::Table(fields.clone()))];
        let text = |fields| String::from_utf8(spell::block(id, fields)).unwrap();
        assert_eq!(
            text(&fields).lines().nth(1),
            Some(&*format!("{spelled} = 1"))
        );
        assert_eq!(
            text(&table).lines().nth(1),
            Some(&*format!("t = {{ {spelled} = 1 }}"))
        );
    }
    for (number, spelled) in [
        (f64::NAN, "nan"),
        (-f64::NAN, "nan"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
        (1.0, "1.0"),
        (-0.5, "-0.5"),
        (1e300, "1e300"),
    ] {
        let fields: Fields<'_> = vec![("f".into(), Value::Float(number))];
        let text = String::from_utf8(spell::block(id, &fields)).unwrap();
        assert_eq!(text.lines().nth(1), Some(&*format!("f = {spelled}")));
        assert!(toml::from_str::<toml::Table>(&text).is_ok(), "{text}");
    }
}

/// The line of one block with these keys more, whose checksum is not right.
fn line_of(more: &str) -> String {
    let (_, block) = event(1, done("a"));
    let memory = memory::Memory::default();
    let here = place(Path::new("/home"), "laptop");
    let (mut journal, _) = Journal::open_on(memory.clone(), here.clone()).unwrap();
    journal.make_folder().unwrap();
    memory.put(
        &here.own(),
        block.replace("\nsum", &format!("\n{more}sum")).as_bytes(),
    );
    assert_eq!(journal.poll().unwrap().len(), 1, "{more}");
    journal.lines().unwrap()
}

#[test]
fn a_line_says_what_json_has_no_word_for() {
    for (toml, json) in [
        ("f = nan", r#""f":{"$float":"nan"}"#),
        ("f = -nan", r#""f":{"$float":"nan"}"#),
        ("f = inf", r#""f":{"$float":"inf"}"#),
        ("f = -inf", r#""f":{"$float":"-inf"}"#),
        ("f = 1.5", r#""f":1.5"#),
        ("f = 1e300", r#""f":1e+300"#),
        ("t = \"2026-11-22\"", r#""t":{"$text":"2026-11-22"}"#),
        ("t = \"2026-11-2\"", r#""t":"2026-11-2""#),
        ("t = \"x 2026-11-22\"", r#""t":"x 2026-11-22""#),
        ("t = 2026-11-22", r#""t":"2026-11-22""#),
        (
            "t = { \"$text\" = \"a\" }",
            r#""t":{"$table":{"$text":"a"}}"#,
        ),
        ("t = { \"$x\" = 1 }", r#""t":{"$table":{"$x":1}}"#),
        ("t = { x = 1 }", r#""t":{"x":1}"#),
        (
            "t = { x = 1, \"$y\" = 2 }",
            r#""t":{"$table":{"$y":2,"x":1}}"#,
        ),
        (
            "t = { \"$text\" = \"a\", \"$y\" = 2026-11-22 }",
            r#""t":{"$table":{"$text":"a","$y":"2026-11-22"}}"#,
        ),
        ("t = { \"!\" = 1, \"$y\" = 2 }", r#""t":{"!":1,"$y":2}"#),
        ("t = {}", r#""t":{}"#),
        (
            "t = [[1, 2], [], [true, 07:30:00.25]]",
            r#""t":[[1,2],[],[true,"07:30:00.25"]]"#,
        ),
    ] {
        let line = line_of(&format!("{toml}\n"));
        assert!(line.contains(json), "{json} in {line}");
        // And back.
        let foreign = read_lines(line.as_bytes()).unwrap();
        let memory = memory::Memory::default();
        let there = place(Path::new("/home"), "desk");
        let (mut journal, _) = Journal::open_on(memory, there).unwrap();
        journal.import(&foreign).unwrap();
        journal.poll().unwrap();
        assert_eq!(journal.lines().unwrap(), line, "{toml}");
    }
}

#[test]
fn the_keys_of_a_line_have_their_order() {
    let (event, block) = event(1, done("a"));
    let mut keys: Vec<&str> = body(&block).trim_end().lines().collect();
    keys.insert(3, "zebra = 1");
    keys.insert(1, "apple = 2");
    keys.reverse();
    let memory = memory::Memory::default();
    let here = place(Path::new("/home"), "laptop");
    let (mut journal, _) = Journal::open_on(memory.clone(), here.clone()).unwrap();
    journal.make_folder().unwrap();
    memory.put(
        &here.own(),
        format!("[[event]]\n{}\n\n", keys.join("\n")).as_bytes(),
    );
    assert_eq!(journal.poll().unwrap()[0].id, event.id);
    let lines = journal.lines().unwrap();
    let order: Vec<usize> = [
        "id", "device", "clock", "at", "zone", "day", "kind", "item", "zebra", "sum",
    ]
    .iter()
    .map(|key| lines.find(&format!("\"{key}\":")).unwrap())
    .collect();
    assert_eq!(lines.find("\"id\":"), Some(1));
    assert!(order[..7].is_sorted(), "{lines}");
    let sum = *order.last().unwrap();
    assert!(order.iter().all(|it| *it <= sum), "{lines}");
    assert!(lines.find("\"apple\":").unwrap() > order[6], "{lines}");
    assert!(lines.find("\"apple\":").unwrap() < sum, "{lines}");
}

#[test]
fn a_line_and_its_block_may_be_so_long_and_no_longer() {
    let line = line_of("");
    let line = line.trim_end().strip_suffix('}').unwrap();
    for (more, reads) in [(0, true), (1, false)] {
        let padded = format!("{line}{}}}", " ".repeat(MAX_LINE + more - line.len() - 1));
        assert_eq!(padded.len(), MAX_LINE + more);
        assert_eq!(read_lines(padded.as_bytes()).is_ok(), reads);
    }
    let frame = spell_length(line, "");
    for (more, reads) in [(0, true), (1, false)] {
        let text = "x".repeat(MAX_BLOCK - frame + more);
        let with = line.replace("\"a\"", &format!("\"{text}\"")) + "}";
        let result = read_lines(with.as_bytes());
        match result {
            Ok(foreign) => assert!(reads && foreign[0].block.len() == MAX_BLOCK),
            Err(bad) => assert!(!reads && bad[0].why.contains("too long for a journal")),
        }
    }
}

#[test]
fn a_long_line_may_escape_every_character() {
    let line = line_of("");
    let escaped = "\\u0078".repeat(MAX_BLOCK - 1000);
    let with = line.replace("\"a\"", &format!("\"{escaped}\""));
    let foreign = read_lines(with.as_bytes()).unwrap();
    assert_eq!(foreign[0].event().kind, done(&"x".repeat(MAX_BLOCK - 1000)));
}

/// How long the block is whose item has this name.
fn spell_length(line: &str, item: &str) -> usize {
    let line = line.replace("\"a\"", &format!("\"{item}\"")) + "}";
    read_lines(line.as_bytes()).unwrap()[0].block.len()
}

#[test]
fn what_stands_there_instead_is_said() {
    let line = line_of("");
    let line = line.trim_end();
    for (value, says) in [
        (
            "null",
            "expected a text, a number, true, false, a list or an object",
        ),
        ("{\"$table\":1}", "expected an object"),
        ("{\"$table\":{}}", "an empty `$table`"),
        (
            "{\"$table\":{\"$a\":1,\"$a\":2}}",
            "`$a` stands there twice",
        ),
        ("{\"$float\":\"1\"}", "`1` is no number"),
    ] {
        let with = line.replace("\"a\"", value);
        let Err(bad) = read_lines(with.as_bytes()) else {
            panic!("{value}");
        };
        assert!(bad[0].why.contains(says), "{}", bad[0].why);
        assert!(bad[0].why.contains("(at character "), "{}", bad[0].why);
    }
}

#[cfg(unix)]
#[test]
fn a_journal_that_is_a_link_in_its_folder_is_told_in_lines() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    std::fs::create_dir_all(here.folder.join("kept")).unwrap();
    let files = super::super::Files;
    let target = here.folder.join("kept/phone");
    super::super::Disk::replace(&files, &target, event(1, done("a")).1.as_bytes(), false).unwrap();
    std::os::unix::fs::symlink("kept/phone", here.folder.join("phone.toml")).unwrap();
    let (journal, events) = Journal::open(here).unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(journal.lines().unwrap().lines().count(), 1);
}
