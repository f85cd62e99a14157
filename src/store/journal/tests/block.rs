//! Where blocks begin and end, and the sides of an unfinished merge.

use super::super::{
    block::{Extent, MAX_BLOCK, Role, extent, is_marker, next_line, role},
    conflict::sides,
};

/// What the second line of a text is, and where a header's bracket stands in it.
fn second(line: &[u8]) -> Role {
    let text = [b"first\n", line, b"\nthird\n"].concat();
    let end = next_line(&text, 6);
    assert_eq!(end, 6 + line.len() + 1);
    match role(&text, 6, end) {
        Role::Header(bracket) => {
            assert_eq!(text[bracket], b'[', "{line:?}");
            Role::Header(bracket - 6)
        }
        role => role,
    }
}

#[test]
fn a_line_is_a_header_however_it_is_spelled() {
    for (line, bracket) in [
        ("[[event]]", 0),
        ("[[event]] # 01JD8QZ7V6K3M9X2R5T8W0Y4AB", 0),
        ("[[event]]# no space", 0),
        ("[[event]]   ", 0),
        ("[[event]]\r", 0),
        ("  [[event]]", 2),
        ("\t[[event]]", 1),
        ("\0\0\0[[event]]", 3),
        ("\u{feff}[[event]]", 3),
        ("[[ event ]]", 0),
        ("[[\"event\"]]", 0),
        (" [[ 'event' ]] # what", 1),
        ("[[event ]]", 0),
    ] {
        assert_eq!(second(line.as_bytes()), Role::Header(bracket), "{line:?}");
    }
    for line in [
        "[[event]] x",
        "[[event]]]",
        "[event]",
        "[[event]",
        "[[events]]",
        "[[other]]",
        "[[ other ]]",
        "[[ event ]] x",
        "[[\"event']]",
        "[[]]",
        "[",
        "x [[event]]",
        "id = 1",
        "=======",
        "|||||||",
    ] {
        assert_eq!(second(line.as_bytes()), Role::Other, "{line:?}");
    }
    for line in [
        "",
        " \t ",
        "\r",
        "# a comment",
        "  # one",
        "\u{feff}",
        "#[[event]]",
    ] {
        assert_eq!(second(line.as_bytes()), Role::Blank, "{line:?}");
    }
    // Zero bytes alone are no blank line: something was there.
    assert_eq!(second(b"\0\0"), Role::Other);
    assert_eq!(second(b"\0# told when it is read"), Role::Blank);
}

#[test]
fn marks_of_a_merge_are_seven_of_a_kind_and_a_space_or_the_end() {
    for mark in [b'<', b'|', b'=', b'>'] {
        let run = |count: usize| vec![mark; count];
        for count in 7..12 {
            for behind in ["", "\n", "\r\n", " HEAD\n", " "] {
                let line = [&run(count), behind.as_bytes()].concat();
                assert_eq!(is_marker(&line), Some(mark), "{line:?}");
            }
            assert_eq!(is_marker(&[&run(count), &b"x\n"[..]].concat()), None);
        }
        for count in 0..7 {
            for behind in ["", "\n", " HEAD\n"] {
                assert_eq!(is_marker(&[&run(count), behind.as_bytes()].concat()), None);
            }
        }
    }
    for line in ["#######", "-------\n", "<<<>>>>", "aaaaaaa\n", " <<<<<<<\n"] {
        assert_eq!(is_marker(line.as_bytes()), None, "{line}");
    }
    // Outside of all blocks the outer two say that there was a merge, in the
    // first column.
    for (line, expected) in [
        ("<<<<<<< HEAD", Role::Marker),
        (">>>>>>> phone", Role::Marker),
        (">>>>>>>", Role::Marker),
        (" <<<<<<< HEAD", Role::Other),
        ("<<<<<< HEAD", Role::Other),
    ] {
        assert_eq!(second(line.as_bytes()), expected, "{line}");
    }
}

/// The extent of a block with this body, in lines of it: how many belong to it,
/// and the number of an inner header's.
fn lines(body: &str) -> (usize, Option<usize>, bool) {
    let text = format!("[[event]]\n{body}");
    let Extent { end, inner, marked } = extent(text.as_bytes(), 10);
    let count = |to: usize| text[10..to].matches('\n').count();
    (count(end), inner.map(count), marked)
}

#[test]
fn a_block_ends_before_the_next_header_or_with_the_file() {
    for (body, expected) in [
        ("", 0),
        ("id = 1\n", 1),
        ("id = 1\n\n# more\n", 3),
        ("id = 1\n[[event]]\nid = 2\n", 1),
        ("id = 1\n\n  [[ event ]] # 2\n", 2),
        ("[[event]]\n", 0),
    ] {
        assert_eq!(lines(body), (expected, None, false), "{body}");
    }
    // Marks do not end it, and are told.
    assert_eq!(
        lines("a = 1\n<<<<<<< x\nb = 1\n[[event]]\n"),
        (3, None, true)
    );
    assert_eq!(lines("a = 1\n[[event]]\n<<<<<<< x\n"), (1, None, false));
}

#[test]
fn a_header_in_a_string_of_several_lines_ends_no_block() {
    let header = "[[event]]\n";
    for quote in ["\"\"\"", "'''"] {
        for (before, after) in [
            // What opens one, and what closes it.
            ("", ""),
            ("one", "two"),
            (" # no comment ", " # no comment "),
            ("\"", "'"),
            ("''", "\"\""),
        ] {
            let body =
                format!("t = {quote}{before}\n{header}{after}{quote}\nu = 1\n{header}v = 1\n");
            assert_eq!(lines(&body), (4, Some(1), false), "{body}");
        }
        // Up to two quotes of its own may stand before the end; five are an end.
        for more in 0..=2 {
            let more = &quote[..more];
            let body = format!("t = {quote}\n{header}x{more}{quote}\n{header}");
            assert_eq!(lines(&body), (3, Some(1), false), "{body}");
        }
        // Opened and closed on one line, there is none.
        for whole in [
            format!("t = {quote}x{quote}\n"),
            format!("t = {quote}{quote}\n"),
            format!("t = {quote}x{quote} # {quote}\n"),
            format!("t = [{quote}x{quote}, {quote}y{quote}]\n"),
            format!("t = 1 # {quote}\n"),
            format!("# {quote}\n"),
        ] {
            let body = format!("{whole}{header}");
            assert_eq!(lines(&body), (1, None, false), "{body}");
        }
        // The second of two, and one that begins behind a closed one.
        for opening in [
            format!("t = [{quote}x{quote}, {quote}y\n"),
            format!("t = \"a\" {quote}\n"),
            format!("t = 'a' {quote}\n"),
            format!("t = \"\" {quote}\n"),
            format!("t = \"a # b\" {quote}\n"),
            format!("t = \"a \\\" b\" {quote}\n"),
            format!("t = 'a \\' {quote}\n"),
            format!("t = \"a \\\\\" {quote}\n"),
        ] {
            let body = format!("{opening}{header}{quote}\n{header}");
            assert_eq!(lines(&body), (3, Some(1), false), "{body}");
        }
        // One ends, and another begins on the same line.
        let body = format!("t = {quote}\n{header}{quote}, {quote}\n{header}{quote}\n{header}");
        assert_eq!(lines(&body), (5, Some(1), false), "{body}");
    }
    // A quote of the other kind does not end it, nor an escaped one.
    let body = "t = \"\"\"\n'''\n[[event]]\n\"\"\"\n[[event]]\n";
    assert_eq!(lines(body), (4, Some(2), false));
    let body = "t = \"\"\"\n\\\"\"\"\n[[event]]\n\"\"\"\n[[event]]\n";
    assert_eq!(lines(body), (4, Some(2), false));
    let body = "t = \"\"\"\n\\\\\"\"\"\n[[event]]\n\"\"\"\n";
    assert_eq!(lines(body), (2, None, false));
    // A literal one knows no escapes.
    let body = "t = '''\n\\'''\n[[event]]\n'''\n";
    assert_eq!(lines(body), (2, None, false));
    // A one-line string that does not end hides what else is on its line.
    let body = "t = \"never \"\"\"\n[[event]]\n\"\"\"\n";
    assert_eq!(lines(body), (1, None, false));
    // Marks inside of a string are its text.
    let body = "t = '''\n<<<<<<< x\n'''\n[[event]]\n";
    assert_eq!(lines(body), (3, None, false));
}

#[test]
fn a_string_that_never_ends_is_none() {
    for body in [
        "t = \"\"\"\n[[event]]\nid = 1\n",
        "t = '''\nx\n[[event]]\nid = 1\n",
        "t = \"\"\"x",
        // What another would close, behind it, does not count either.
        "t = \"\"\"\nx\nu = '''\n[[event]]\n'''\n",
        "[[event]]\nt = '''\n",
    ] {
        let end = body.find("[[event]]").map_or(body.len(), |at| at);
        let text = format!("[[event]]\n{body}");
        assert_eq!(extent(text.as_bytes(), 10).end, 10 + end, "{body}");
    }
    // One that ends farther away than any block is long does not end for it.
    let far = |length: usize| {
        let body = format!("t = '''\n[[event]]\n{}\n'''\nu = 1\n", "x".repeat(length));
        let text = format!("[[event]]\n{body}");
        let end = extent(text.as_bytes(), 10).end;
        (end == text.len(), end == 10 + 8)
    };
    assert_eq!(far(MAX_BLOCK / 2), (true, false));
    // The line that is too far ends so many bytes behind the header.
    assert_eq!(far(MAX_BLOCK - 19), (true, false));
    assert_eq!(far(MAX_BLOCK - 18), (false, true));
    assert_eq!(far(3 * MAX_BLOCK), (false, true));
    // A second one behind one that never ends is none, either: it is read on
    // as if there were no such strings.
    let body = format!("t = '''\n{}\n[[event]]\n'''\n", "x\n".repeat(MAX_BLOCK));
    let text = format!("[[event]]\n{body}");
    let end = extent(text.as_bytes(), 10).end;
    assert!(text[end..].starts_with("[[event]]\n'''"), "{end}");
    let body = body.replace("\n[[event]]", "\nu = '''\n[[event]]");
    let text = format!("[[event]]\n{body}");
    let end = extent(text.as_bytes(), 10).end;
    assert!(text[end..].starts_with("[[event]]\n'''"), "{end}");
}

/// The sides of a text, blank lines left out.
fn texts(text: &str) -> Vec<String> {
    let sides = sides(text.as_bytes());
    let lines = text.matches('\n').count();
    sides
        .into_iter()
        .map(|side| {
            let side = String::from_utf8(side).unwrap();
            assert_eq!(side.matches('\n').count(), lines, "line numbers stay");
            let lines = side.lines().filter(|line| !line.is_empty());
            lines.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

#[test]
fn each_side_of_a_merge_is_the_text_it_was() {
    let text = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> phone\nd\n";
    assert_eq!(texts(text), ["a b d", "a c d"]);
    let diff3 = "a\n<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> phone\nd\n";
    assert_eq!(texts(diff3), ["a b d", "a x d", "a c d"]);
    // A side without a line of its own was a text, too.
    let one = "a\n<<<<<<< HEAD\nb\n=======\n>>>>>>> phone\n";
    assert_eq!(texts(one), ["a b", "a"]);
    let other = "a\n<<<<<<< HEAD\n=======\nb\n>>>>>>> phone\n";
    assert_eq!(texts(other), ["a", "a b"]);
    // Two of them: all that is ours, all that is theirs.
    let two = format!("{text}<<<<<<< HEAD\ne\n=======\nf\n>>>>>>> phone\n");
    assert_eq!(texts(&two), ["a b d e", "a c d f"]);
    // One inside of another.
    let nested =
        "a\n<<<<<<< 1\nb\n<<<<<<<<< 2\nc\n=========\nd\n>>>>>>>>> 2\n=======\ne\n>>>>>>> 1\nf\n";
    assert_eq!(texts(nested), ["a b c f", "a b d f", "a e f", "a e f"]);
}

#[test]
fn marks_without_partners_are_blank_lines() {
    for text in [
        "a\n<<<<<<< HEAD\nb\n=======\nc\n",
        "a\nb\nc\n>>>>>>> phone\n",
        "a\n<<<<<<< HEAD\nb\n<<<<<<< HEAD\n=======\nc\n>>>>>>> x\n",
        "a\n>>>>>>> x\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n",
    ] {
        assert_eq!(texts(text), ["a b c"], "{text}");
    }
    // Lines that only look like the middle of one are lines.
    assert_eq!(
        texts("a\n=======\n||||||| x\nb\n"),
        ["a ======= ||||||| x b"]
    );
}

#[test]
fn a_conflict_is_taken_apart_up_to_32_mib() {
    const MIB: usize = 1 << 20;
    let text = |length: usize| {
        let around = "<<<<<<< HEAD\n=======\nb\n>>>>>>> phone\n";
        let mut text = format!("{}\n", "x".repeat(length - around.len() - 1));
        text.push_str(around);
        assert_eq!(text.len(), length);
        text
    };
    assert_eq!(sides(text(32 * MIB).as_bytes()).len(), 2);
    assert_eq!(sides(text(32 * MIB + 1).as_bytes()).len(), 1);
}
