//! Long files, read a piece at a time, side by side.

use super::{
    super::{
        Disk as _, pieces,
        read::{self, Read},
    },
    memory::Memory,
    *,
};

const MIB: usize = 1 << 20;

/// A text of so many bytes: blocks that are as long as they may be, and one that
/// fills the rest.
fn long(length: usize) -> String {
    let frame = event(1_000, note("")).1.len();
    let mut text = String::with_capacity(length);
    let mut number = 1_000;
    while text.len() < length {
        let rest = length - text.len();
        let size = if rest < 16_000 + frame {
            rest - frame
        } else {
            15_000
        };
        text.push_str(&event(number, note(&"x".repeat(size))).1);
        number += 1;
    }
    assert_eq!(text.len(), length);
    text
}

/// What reading such a file comes to, whether that was in pieces, and the most
/// that was read at once.
fn in_pieces(text: &str) -> (Read, bool, usize) {
    let memory = Memory::default();
    let path = Path::new("/long.toml");
    memory.put(path, text.as_bytes());
    let mut file = memory.open(path).unwrap();
    let whole = pieces::whole(&memory, &mut file, text.len() as u64, None).unwrap();
    let start = whole.start as usize;
    assert_eq!(whole.bytes, text.as_bytes()[start..]);
    assert!(start == 0 || start < whole.read.settled);
    (whole.read, start > 0, memory.largest.get())
}

#[test]
fn a_file_of_two_mib_is_read_at_once_and_a_longer_one_in_pieces() {
    for (length, pieces) in [(2 * MIB - 1, false), (2 * MIB, false), (2 * MIB + 1, true)] {
        let text = long(length);
        let (read, in_pieces, largest) = in_pieces(&text);
        assert_eq!(in_pieces, pieces, "{length}");
        assert_eq!(largest <= MIB, pieces, "{length}");
        assert_eq!(read, read::read(text.as_bytes()));
        assert_eq!(read.settled, length);
    }
}

#[test]
fn what_the_program_wrote_is_read_side_by_side_and_once() {
    let several = std::thread::available_parallelism().is_ok_and(|it| it.get() > 1);
    for length in [2 * MIB + 1, 2 * MIB + 300_000, 3 * MIB] {
        let text = long(length);
        let memory = Memory::default();
        let path = Path::new("/long.toml");
        memory.put(path, text.as_bytes());
        let mut file = memory.open(path).unwrap();
        let whole = pieces::whole(&memory, &mut file, length as u64, None).unwrap();
        assert_eq!(whole.read, read::read(text.as_bytes()));
        let (amount, largest) = (memory.amount.get(), memory.largest.get());
        if several {
            // The short pieces, a block or so of each twice, and the last one.
            assert!(amount < length + length / 8, "{amount} of {length}");
            assert!(largest < MIB / 2 + MIB / 8, "{largest}");
        }
    }
}

#[test]
fn whatever_stands_between_the_pieces_it_is_as_read_at_once() {
    let block = |number: u64| event(number, done("a")).1;
    let spelled = block(1).replace(" = ", "  =  ");
    let string = "[[event]]\ntext = \"\"\"\n[[event]]\nid = 1\n\"\"\"\n\n";
    let torn = "[[event]]\nid = \"01JD8QZ7V6K3M9X2R5T8W0Y4AB\"\nday = 2026-";
    let between = [
        "stray = 1\n\n",
        &spelled,
        string,
        torn,
        "\0\0\0\n",
        "# a comment\n",
        &block(2).replace('\n', "\r\n"),
        "\n\n\n",
    ];
    // In the first piece, across the end of one, far behind.
    for (places, what) in [
        (vec![100_000, 300_000], &between[..]),
        (vec![MIB - 30, MIB + MIB / 2], &between[..4]),
        (vec![2 * MIB, 2 * MIB + 200_000], &between[3..]),
    ] {
        let mut text = long(2 * MIB + MIB / 2);
        for place in places.into_iter().rev() {
            let at = text[place..]
                .find("[[event]]")
                .map_or(text.len(), |it| place + it);
            text.insert_str(at, &what.concat());
        }
        let once = read::read(text.as_bytes());
        assert!(!once.damages.is_empty());
        let (read, in_pieces, largest) = in_pieces(&text);
        assert!(in_pieces && largest <= MIB, "{largest}");
        assert_eq!(read, once);
    }
    // A string that holds a header goes on behind the end of a piece.
    let text = format!("'''\n[[event]]\nid = 1\n{}\n'''", "x".repeat(2000));
    let string = event(5, note("short")).1.replace("\"short\"", &text);
    let (head, tail) = (long(MIB - 1011), long(MIB + MIB / 4));
    let text = format!("stray = 1\n\n{head}{string}{tail}");
    let (read, pieces, _) = in_pieces(&text);
    assert!(pieces);
    assert_eq!(read, read::read(text.as_bytes()));
    // The end is not whole, or has no blank line.
    for cut in [1, 2, 30, 14_000] {
        let mut text = long(2 * MIB + MIB / 4);
        text.truncate(text.len() - cut);
        let (read, in_pieces, _) = in_pieces(&text);
        assert!(in_pieces);
        assert_eq!(read, read::read(text.as_bytes()), "{cut}");
    }
}

#[test]
fn what_has_to_be_seen_as_a_whole_is() {
    let text = long(2 * MIB + MIB / 2);
    let middle = text[MIB..].find("[[event]]").map_or(0, |at| MIB + at);
    let (head, tail) = text.split_at(middle);
    // An unfinished merge, anywhere.
    for merge in [
        format!("{head}<<<<<<< HEAD\n=======\n{tail}>>>>>>> phone\n"),
        format!("<<<<<<< HEAD\n{head}=======\n>>>>>>> phone\n{tail}"),
    ] {
        let once = read::read(merge.as_bytes());
        assert!(once.damages.iter().any(|it| it.1 == What::Conflict));
        let (read, in_pieces, _) = in_pieces(&merge);
        assert!(!in_pieces);
        assert_eq!(read, once);
    }
    // No block begins in a piece.
    let lines = "stray = 1\n".repeat(MIB / 4);
    let (read, in_pieces, _) = in_pieces(&lines);
    assert!(!in_pieces);
    assert_eq!(read, read::read(lines.as_bytes()));
}

#[test]
fn a_thousand_damages_are_enough_in_pieces_too() {
    let text = long(2 * MIB + MIB / 2);
    let edited = event(3, done("a")).1.replace("\"a\"", "\"b\"");
    for (count, told, pieces) in [
        (999, 999, true),
        (1000, 1000, true),
        (1001, 1001, false),
        (1300, 1001, false),
    ] {
        let middle = text[MIB..].find("[[event]]").map_or(0, |at| MIB + at);
        let (first, rest) = (edited.repeat(count / 2), edited.repeat(count - count / 2));
        let text = format!("{first}{}{rest}{}", &text[..middle], &text[middle..]);
        let (read, in_pieces, _) = in_pieces(&text);
        assert_eq!((read.damages.len(), in_pieces), (told, pieces), "{count}");
        assert_eq!(read, read::read(text.as_bytes()));
    }
}
