//! Files that are not as they should be.

use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;
use rstest::rstest;

use super::*;

#[test]
fn every_cut_keeps_what_was_whole_and_what_comes_after() {
    let (events, file) = six();
    let (new, block) = event(99, done("after the cut"));
    let mut ends = vec![];
    for (at, _) in file.match_indices("\n\n") {
        // An event is whole with the quote that closes its checksum.
        ends.push(at);
    }
    for cut in (0..=file.len()).step_by(step(1)) {
        let bytes = &file.as_bytes()[..cut];
        let whole = ends.iter().filter(|end| **end <= cut).count();
        let (read_events, damages) = read(bytes);
        assert_eq!(read_events, events[..whole], "cut at {cut}");
        let at_edge = cut == 0 || ends.iter().any(|end| (*end..=end + 2).contains(&cut));
        assert_eq!(damages.is_empty(), at_edge, "cut at {cut}: {damages:?}");
        assert!(damages.len() <= 1);

        // What the guard of an append puts in between.
        let guard: &[u8] = match bytes {
            [] | [.., b'\n', b'\n'] => b"",
            [.., b'\n'] => b"\n",
            _ => b"\n\n",
        };
        let healed = [bytes, guard, block.as_bytes()].concat();
        let (mut expected, (read_events, _)) = (events[..whole].to_vec(), read(&healed));
        expected.push(new.clone());
        assert_eq!(read_events, expected, "cut at {cut}, appended");

        // Another program may know no guard: nothing earlier may suffer.
        let fused = [bytes, block.as_bytes()].concat();
        let (read_events, _) = read(&fused);
        assert_eq!(read_events[..whole], events[..whole], "cut at {cut}, fused");
        // Zeros where the tail never reached the disk.
        let zeros = [bytes, &[0; 100][..], guard, block.as_bytes()].concat();
        let (read_events, _) = read(&zeros);
        assert_eq!(read_events, expected, "cut at {cut}, zeros");
    }
}

#[test]
fn no_flipped_bit_goes_unnoticed() {
    let (events, file) = six();
    let mut silent = 0;
    for bit in (0..file.len() * 8).step_by(step(1)) {
        let mut bytes = file.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let (found, damages) = read(&bytes);
        if damages.is_empty() {
            assert_eq!(found, events, "bit {bit} of byte {}", bit / 8);
            silent += 1;
        } else {
            // At most the event it hit and its neighbour are touched.
            let kept = events.iter().filter(|event| found.contains(event)).count();
            assert!(kept + 2 >= events.len(), "bit {bit}: {damages:?}");
        }
    }
    assert!(silent > 0);
}

#[rstest]
#[case::no_toml("item = \"a\"", "item = = \"a\"", "cannot be read")]
#[case::twice_a_key("\nkind", "\nkind = \"done\"\nkind", "duplicate key")]
#[case::no_day("day = 2026-11-22\n", "", "`day` is not a date")]
#[case::day_is_text("day = 2026-11-22", "day = \"2026-11-22\"", "`day` is not a date")]
#[case::no_such_day("day = 2026-11-22", "day = 2026-11-31", "cannot be read")]
#[case::local_time(
    "20:14:05+01:00",
    "20:14:05",
    "`at` is not a date and time with an offset"
)]
#[case::lower_case_id("\nid = \"01HF7YAT", "\nid = \"01hf7yat", "`id` is not")]
#[case::clock_is_text("clock = 2", "clock = \"2\"", "`clock` is not a whole number")]
#[case::clock_is_huge("clock = 2", "clock = 99999999999999999999", "cannot be read")]
#[case::no_sum("\nsum = ", "\nsun = ", "no checksum")]
#[case::no_text("kind = \"done\"", "kind = \"note\"", "`text` is not a text")]
fn a_bad_block_hides_no_other(#[case] old: &str, #[case] new: &str, #[case] says: &str) {
    let blocks: Vec<_> = (1..=3).map(|n| event(n, done("a"))).collect();
    let bad = blocks[1].1.replacen(old, new, 1);
    assert_ne!(bad, blocks[1].1);
    let file = [&blocks[0].1, &bad, &blocks[2].1]
        .map(String::as_str)
        .concat();
    let (events, damages) = read_journal(Path::new("j.toml"), file.as_bytes());
    assert_eq!(events, [blocks[0].0.clone(), blocks[2].0.clone()]);
    assert_eq!(damages.len(), 1, "{damages:?}");
    let sentence = damages[0].to_string();
    assert!(sentence.starts_with("j.toml, line 12: "), "{sentence}");
    assert!(sentence.contains(says), "{sentence}");
    assert!(sentence.contains("left where it is"), "{sentence}");
}

#[test]
fn a_changed_event_counts_and_is_flagged() {
    let (event, block) = event(1, done("a"));
    let (events, damages) = read(block.replace("item = \"a\"", "item = \"b\""));
    assert_eq!(events[0].kind, done("b"));
    assert_eq!(damages, [What::Edited { id: event.id }]);
}

#[rstest]
#[case(1 << 53, 1 << 53, 0)]
#[case((1 << 53) + 1, 0, 1)]
#[case(i64::MAX, 0, 1)]
#[case(-1, 0, 1)]
fn a_wild_clock_is_read_as_zero(#[case] clock: i64, #[case] reads: u64, #[case] told: usize) {
    let (_, block) = event(1, done("a"));
    let (events, damages) = read(block.replace("clock = 1", &format!("clock = {clock}")));
    assert_eq!(events[0].clock, reads);
    let wild = damages.iter().filter(|d| matches!(d, What::Clock { .. }));
    assert_eq!(wild.count(), told);
}

#[test]
fn an_unknown_kind_is_kept() {
    let (_, block) = event(1, done("a"));
    let (events, _) = read(block.replace("kind = \"done\"", "kind = \"mood\""));
    let name = "mood".to_owned();
    assert_eq!(events[0].kind, Kind::Unknown { name });
}

#[test]
fn zeros_bad_bytes_and_garbage_are_told_once_each() {
    let (a, first) = event(1, done("a"));
    let (b, second) = event(2, done("b"));
    let mut file = vec![0; 4096];
    file.extend_from_slice(format!("\n{first}").as_bytes());
    file.extend_from_slice(b"\xff\xfe\n[[event]]\nid = \"\xff\"\n\n");
    file.extend_from_slice(second.as_bytes());
    file.extend_from_slice(&vec![b'x'; 200_000]);
    let (events, damages) = read(&file);
    assert_eq!(events, [a, b]);
    assert_eq!(damages, [What::Zeros, What::Stray, What::Torn, What::Stray]);
}

#[test]
fn what_is_torn_behind_an_event_does_not_hide_it() {
    let ran = Kind::Evidence {
        row: ProofId::new("M3"),
        verdict: Verdict::Passed,
        text: None,
        grounds: Some(Box::new(Grounds::Shown {
            links: vec!["https://example.org/pulls/31".to_owned()],
            files: vec![],
        })),
    };
    let (a, plain) = event(1, done("a"));
    let (b, listed) = event(2, ran);
    let (c, next) = event(3, done("c"));
    let crlf = |text: &str| text.replace('\n', "\r\n");
    for before in [
        format!("{plain}{listed}"),
        crlf(&format!("{plain}{listed}")),
    ] {
        // The next header, cut at every byte, and zeros where it never came.
        let header = "[[event]]";
        let tails = (1..header.len()).map(|cut| header[..cut].to_owned());
        for tail in tails.chain(["\0".repeat(300), format!("{}\n", "\0".repeat(9))]) {
            let (events, damages) = read(format!("{before}{tail}"));
            assert_eq!(events, [a.clone(), b.clone()], "{tail:?}");
            assert_eq!(damages.len(), 1, "{tail:?}: {damages:?}");
            let (events, _) = read(format!("{before}{tail}\n\n{next}"));
            assert_eq!(events, [a.clone(), b.clone(), c.clone()], "{tail:?}");
        }
    }
    // A line end that was cut in the middle.
    let cut = crlf(&plain);
    let cut = cut.strip_suffix("\n\r\n").unwrap();
    assert_eq!(read(cut), (vec![a], vec![]));
}

#[test]
fn zeros_right_before_a_header_are_told() {
    let (a, first) = event(1, done("a"));
    let (b, second) = event(2, done("b"));
    let zeros = "\0".repeat(300);
    let (events, damages) = read(format!("{first}{zeros}{second}"));
    assert_eq!((events, damages), (vec![a, b], vec![What::Zeros]));
}

#[test]
fn zeros_in_the_comment_of_a_header_are_told() {
    let (a, first) = event(1, done("a"));
    let (b, second) = event(2, done("b"));
    let zeros = "\0".repeat(300);
    let body = second.split_once('\n').unwrap().1;
    for lost in ["[[event]] # 01KK28", "# a comm"] {
        let header = if lost.starts_with('#') {
            "\n[[event]]"
        } else {
            ""
        };
        let (events, damages) = read(format!("{first}{lost}{zeros}{header}\n{body}"));
        assert_eq!(
            (&events[..], damages),
            (&[a.clone(), b.clone()][..], vec![What::Zeros])
        );
    }
}

#[test]
fn a_block_that_is_too_long_is_left() {
    let (a, first) = event(1, done("a"));
    let (b, second) = event(2, done("b"));
    let long = first.replace("item", &format!("x = \"{}\"\nitem", "y".repeat(70_000)));
    let (events, damages) = read(format!("{first}{long}{second}"));
    assert_eq!(events, [a, b]);
    assert!(matches!(damages[..], [What::TooLong { .. }]), "{damages:?}");
}

#[test]
fn a_string_that_never_ends_swallows_nothing() {
    let (a, first) = event(1, done("a"));
    let (b, second) = event(2, done("b"));
    let (c, third) = event(3, done("c"));
    let open = "[[event]]\ntext = \"\"\"never closed\n";
    // To the end of the file, or up to the next such string.
    for file in [
        format!("{first}{open}\n{second}{third}"),
        format!("{first}{open}\n{second}{open}\n{third}"),
        format!("{first}[[event]]\nt = '''x\n{second}\n[[event]]\nt = '''y\n{third}"),
    ] {
        let (events, damages) = read(&file);
        assert_eq!(events, [a.clone(), b.clone(), c.clone()], "{file}");
        assert!(!damages.is_empty());
    }
}

#[test]
fn no_journal_at_all_is_one_damage() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    assert_eq!(read(pointer), (vec![], vec![What::Stray]));
    assert_eq!(read(""), (vec![], vec![]));
    assert_eq!(read("\n# nothing yet\n\n"), (vec![], vec![]));
}

#[test]
fn a_thousand_damages_are_enough() {
    let (_, damages) = read("[[event]]\n".repeat(5000));
    assert_eq!(damages.len(), 1001);
    assert_eq!(damages[1000], What::More { count: 4000 });
}

fn ids(events: &[Event]) -> BTreeSet<EventId> {
    events.iter().map(|event| event.id).collect()
}

#[test]
fn both_sides_of_a_conflict_count() {
    let mut all = vec![];
    let mut blocks = vec![];
    for number in 1..=5 {
        let (event, block) = event(number, done("a"));
        all.push(event);
        blocks.push(block);
    }
    let [a, b, c, d, last] = &blocks[..] else {
        unreachable!()
    };
    let plain = format!("{a}<<<<<<< HEAD\n{b}=======\n{c}{d}>>>>>>> phone\n{last}");
    let diff3 = format!("{a}<<<<<<< HEAD\n{b}||||||| base\n{c}=======\n{d}>>>>>>> phone\n{last}");
    let nested = format!(
        "{a}<<<<<<< ours\n{b}||||||| base\n<<<<<<<<< x\n{c}=========\n{d}>>>>>>>>> y\n=======\n{d}>>>>>>> z\n{last}"
    );
    for file in [plain.clone(), diff3, nested, plain.replace('\n', "\r\n")] {
        let (events, damages) = read(&file);
        assert_eq!(ids(&events), ids(&all), "{file}");
        assert_eq!(events.len(), 5);
        assert_eq!(damages, [What::Conflict]);
    }
    // Marks without their partners are only lines.
    let (events, damages) = read(format!("{a}<<<<<<< HEAD\n{b}{c}\n{d}{last}"));
    assert_eq!((events, damages), (all.clone(), vec![What::Conflict]));
    let (events, damages) = read(format!("{a}{b}>>>>>>> x\n{c}{d}{last}"));
    assert_eq!((events, damages), (all, vec![What::Conflict]));
}

#[test]
fn a_conflict_that_shares_lines_inside_events_keeps_both() {
    let (a, first) = event(1, done("same-item"));
    let (b, second) = event(2, done("same-item"));
    // Line by line, as the most zealous merge would: equal lines outside.
    let mut file = String::new();
    for (ours, theirs) in first.lines().zip(second.lines()) {
        if ours == theirs {
            file += &format!("{ours}\n");
        } else {
            file += &format!("<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> x\n");
        }
    }
    let (events, damages) = read(&file);
    assert_eq!(events, [a, b]);
    assert_eq!(damages, [What::Conflict]);
}

proptest! {
    #[test]
    fn blocks_of_two_sides_in_any_order_are_all_kept(
        order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle(),
        again in proptest::collection::vec(0..12_usize, 0..6),
    ) {
        let blocks: Vec<_> = (0..12).map(|n| event(n, note(&format!("{n}\n")))).collect();
        let file: String = order.iter().chain(&again).map(|n| blocks[*n].1.as_str()).collect();
        let (events, damages) = read(&file);
        prop_assert_eq!(damages, vec![]);
        prop_assert_eq!(events.len(), 12 + again.len());
        let unique: HashSet<_> = events.iter().map(|e| (e.id, e.sum)).collect();
        prop_assert_eq!(unique.len(), 12);
    }

    #[test]
    fn no_bytes_make_it_panic(
        parts in proptest::collection::vec(prop_oneof![
            Just(b"[[event]]".to_vec()), Just(b"\n".to_vec()), Just(b"\"\"\"".to_vec()),
            Just(b"<<<<<<< a\n".to_vec()), Just(b"=======\n".to_vec()), Just(b">>>>>>> b\n".to_vec()),
            Just(b"id = \"01JD8QZ7V6K3M9X2R5T8W0Y4AB\"\n".to_vec()), Just(b"sum = \"00000000\"\n".to_vec()),
            Just(b"day = 2026-13-99\n".to_vec()), Just(b"at = 2026-01-01T00:00:00+99:99\n".to_vec()),
            Just(b"\\".to_vec()), Just(b"'''".to_vec()), Just(vec![0]), Just(b"||||||| c\n".to_vec()),
            proptest::collection::vec(any::<u8>(), 0..12),
        ], 0..40)
    ) {
        let bytes = parts.concat();
        let (_, damages) = read_journal(Path::new("j"), &bytes);
        let lines = bytes.split(|b| *b == b'\n').count();
        prop_assert!(damages.iter().all(|d| d.line.is_some_and(|line| (1..=lines).contains(&line))));
    }
}
