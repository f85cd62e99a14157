//! What terminals send, and what it means.

use proptest::prelude::*;

use super::*;
use crate::tui::keys::Chord;

/// What bytes mean, written as people write keys.
fn read(bytes: &[u8]) -> Vec<String> {
    let mut decoder = Decoder::default();
    let mut heard = decoder.take(bytes);
    heard.extend(silence(&mut decoder));
    heard.iter().map(written).collect()
}

/// What the decoder makes of it when nothing more comes.
fn silence(decoder: &mut Decoder) -> Vec<Heard> {
    let mut heard = Vec::new();
    while decoder.patience().is_some() {
        heard.extend(decoder.settle());
    }
    heard
}

/// Pastes that were handed out in pieces as one.
fn joined(heard: Vec<Heard>) -> Vec<Heard> {
    let mut whole: Vec<Heard> = Vec::new();
    for next in heard {
        match (whole.last_mut(), next) {
            (Some(Heard::Input(Input::Paste(text))), Heard::Input(Input::Paste(more))) => {
                text.push_str(&more);
            }
            (_, next) => whole.push(next),
        }
    }
    whole
}

fn written(heard: &Heard) -> String {
    match heard {
        Heard::Input(Input::Key(key)) => Chord::of(key).to_string(),
        Heard::Input(Input::Paste(text)) => format!("paste {text:?}"),
        Heard::Input(Input::Mouse(mouse)) => {
            format!("{:?} {},{}", mouse.kind, mouse.column, mouse.row)
        }
        Heard::Input(other) => format!("{other:?}"),
        Heard::Background(background) => format!("{background:?}"),
    }
}

#[test]
fn keys_are_what_terminals_send_for_them() {
    for (bytes, keys) in [
        ("jG ?é米", "j G space ? é 米"),
        (
            "\r\t\x7f\x03\x1a\x10",
            "enter tab backspace ctrl-c ctrl-z ctrl-p",
        ),
        ("\x1b[A\x1bOB\x1b[1;5C\x1b[D", "up down ctrl-right left"),
        (
            "\x1b[H\x1bOF\x1b[1~\x1b[4~\x1b[7~\x1b[8~",
            "home end home end home end",
        ),
        ("\x1b[5~\x1b[6~\x1b[3~\x1b[Z", "pgup pgdn delete shift-tab"),
        ("\x1bOP\x1b[15~\x1b[24~\x1b[[B", "f1 f5 f12 f2"),
        ("\x1bx\x1b\r\x1b\x1b[A", "alt-x alt-enter esc up"),
        ("\x1b", "esc"),
        ("\x1b\x1b", "esc esc"),
        (
            "\n\x1b[27;5;106~\x1b[106;5u\x1b[13u",
            "enter ctrl-j ctrl-j enter",
        ),
        ("\x1b[106;5:3u", ""),
        (
            "\x1b[I\x1b[O\x1b[12;40R\x1b[?62;22c\x1b[>0;276;0c\x1b[0n",
            "",
        ),
    ] {
        assert_eq!(read(bytes.as_bytes()).join(" "), keys, "{bytes:?}");
    }
}

#[test]
fn the_mouse_is_heard_in_all_three_ways() {
    assert_eq!(
        read(b"\x1b[<0;5;3M\x1b[<0;5;3m\x1b[<64;5;3M\x1b[<65;5;3M\x1b[<35;5;3M"),
        [
            "Down(Left) 4,2",
            "Up(Left) 4,2",
            "ScrollUp 4,2",
            "ScrollDown 4,2",
            "Moved 4,2"
        ]
    );
    assert_eq!(read(b"\x1b[M %#"), ["Down(Left) 4,2"]);
    assert_eq!(read(b"\x1b[32;5;3M"), ["Down(Left) 4,2"]);
    assert_eq!(read(b"\x1b[<0;0;0M"), [""; 0]);
}

#[test]
fn a_paste_presses_no_keys_whatever_is_in_it() {
    assert_eq!(
        read(b"\x1b[200~q\n\x1b[A\x1b]11;?\x07\x1b[201~j"),
        [r#"paste "q\n\u{1b}[A\u{1b}]11;?\u{7}""#, "j"]
    );
    // One that never ends is over when nothing comes any more.
    assert_eq!(read(b"\x1b[200~qq\x1b[201"), [r#"paste "qq""#]);
    assert_eq!(read(b"\x1b[200~hello"), [r#"paste "hello""#]);
}

#[test]
fn a_paste_that_pauses_presses_no_keys() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.take(b"\x1b[200~first h\xc3"), []);
    assert_eq!(decoder.patience(), Some(REST_OF_A_TEXT));
    let mut heard = decoder.settle();
    assert_eq!(decoder.patience(), Some(REST_OF_A_PASTE));
    for part in [&b"\xa4lf second\rxs q \x1b[20"[..], b"1"] {
        heard.extend(decoder.take(part));
        assert_eq!(decoder.patience(), Some(REST_OF_A_TEXT));
        heard.extend(decoder.settle());
    }
    heard.extend(decoder.take(b"~j"));
    assert_eq!(decoder.patience(), None);
    let heard: Vec<String> = heard.iter().map(written).collect();
    assert_eq!(
        heard,
        [r#"paste "first h""#, r#"paste "älf second\rxs q ""#, "j"]
    );
}

#[test]
fn a_paste_whose_end_is_lost_gives_the_keys_back_in_the_end() {
    let mut decoder = Decoder::default();
    decoder.take(b"\x1b[200~text");
    assert_eq!(decoder.settle().len(), 1);
    assert_eq!(decoder.settle(), []);
    assert_eq!(decoder.patience(), None);
    let heard = decoder.take(b"j");
    assert_eq!(heard.iter().map(written).collect::<Vec<_>>(), ["j"]);
}

#[test]
fn only_what_may_be_a_key_as_it_stands_is_one_after_a_short_while() {
    for (bytes, patience) in [
        ("", None),
        ("j", None),
        ("\x1b", Some(REST_OF_A_KEY)),
        ("\x1b[", Some(REST_OF_A_KEY)),
        ("\x1b]", Some(REST_OF_A_KEY)),
        ("\x1b[<0;5", Some(REST_OF_A_TEXT)),
        ("\x1b]1", Some(REST_OF_A_TEXT)),
        ("\x1b]11;rgb:ff", Some(REST_OF_A_TEXT)),
        ("\x1b]11;rgb:ff\x1b", Some(REST_OF_A_TEXT)),
        ("\x1bP1$r", Some(REST_OF_A_TEXT)),
        ("\x1b[200~", Some(REST_OF_A_TEXT)),
    ] {
        let mut decoder = Decoder::default();
        decoder.take(bytes.as_bytes());
        assert_eq!(decoder.patience(), patience, "{bytes:?}");
    }
    let mut decoder = Decoder::default();
    decoder.take(&[b"\x1b]52;c;".as_slice(), &[b'q'; 1000]].concat());
    assert_eq!(decoder.patience(), Some(REST_OF_A_TEXT));
}

#[test]
fn a_huge_paste_is_cut_and_the_key_behind_it_is_heard() {
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.resize(1_000_000, b'x');
    bytes.extend(b"\x1b[201~j");
    let mut decoder = Decoder::default();
    let heard: Vec<Heard> = bytes
        .chunks(4096)
        .flat_map(|chunk| decoder.take(chunk))
        .collect();
    let [Heard::Input(Input::Paste(text)), last] = heard.as_slice() else {
        panic!("{} heard", heard.len());
    };
    assert_eq!(text.len(), MOST_PASTED);
    assert_eq!(written(last), "j");
}

#[test]
fn an_answer_says_what_the_background_is_and_presses_no_keys() {
    for (answer, background) in [
        ("\x1b]11;rgb:ffff/ffff/ffff\x07", "Light"),
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "Light"),
        ("\x1b]11;rgb:fd/f6/e3\x1b\\", "Light"),
        ("\x1b]11;rgba:ffff/ffff/ffff/ffff\x1b\\", "Light"),
        ("\x1b]11;rgb:0000/0000/0000\x07", "Dark"),
        ("\x1b]11;rgb:2e2e/3434/3636\x07", "Dark"),
        ("\x1b]11;rgb:/0000/0000\x07", ""),
        ("\x1b]11;rgb:q/q/q\x07", ""),
        ("\x1b]10;rgb:ffff/ffff/ffff\x07", ""),
        ("\x1bP1$r0m\x1b\\", ""),
    ] {
        assert_eq!(read(answer.as_bytes()).join(" "), background, "{answer:?}");
    }
    assert_eq!(read(b"\x1b]11;rgb:ff/ff/ff\x1b\\q"), ["Light", "q"]);
    assert_eq!(read(b"\x1b]11;rgb:ff/ff/ff\x1b[A"), ["Light", "up"]);
}

#[test]
fn a_string_without_an_end_swallows_only_itself() {
    let mut bytes = b"\x1b]52;c;".to_vec();
    bytes.resize(100_000, b'q');
    bytes.extend(b"\x1b\\j");
    assert_eq!(read(&bytes), ["j"]);
    bytes.truncate(100_000);
    assert_eq!(read(&bytes), [""; 0]);
}

proptest! {
    #[test]
    fn bytes_mean_the_same_however_they_are_cut(
        parts in prop::collection::vec(prop::sample::select(vec![
            "j", "é", "\x1b[A", "\x1b[1;5C", "\x1bOP", "\x1b[<0;5;3M", "\x1b[M !!",
            "\x1b[200~a\x1bbé\x1b[20q\x1b[201~", "\x1b]11;rgb:ff/ff/ff\x1b\\", "\x1b[?62c", "\r", "\x1bx",
        ]), 0..12),
        size in 1..9_usize,
        pauses in prop::collection::vec(0..3_u64, 1..9),
    ) {
        let bytes = parts.concat().into_bytes();
        let mut decoder = Decoder::default();
        let mut heard = Vec::new();
        for (chunk, pause) in bytes.chunks(size).zip(pauses.iter().cycle()) {
            heard.extend(decoder.take(chunk));
            // A paste may pause as long as it likes, a string a while, and a
            // key that may be another one not at all.
            let pause = Duration::from_secs(pause * 3 / 2);
            let paused = decoder.pasted.is_some() || pause < REST_OF_A_TEXT;
            let whole = decoder.patience() != Some(REST_OF_A_KEY);
            if paused && whole && decoder.patience().is_some_and(|patience| patience <= pause) {
                heard.extend(decoder.settle());
            }
        }
        heard.extend(silence(&mut decoder));
        let mut decoder = Decoder::default();
        let mut whole = decoder.take(&bytes);
        whole.extend(silence(&mut decoder));
        prop_assert_eq!(joined(heard), joined(whole));
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut decoder = Decoder::default();
        for chunk in bytes.chunks(7) {
            decoder.take(chunk);
        }
        for _ in 0..3 {
            decoder.settle();
        }
        prop_assert_eq!(decoder.patience(), None);
    }
}
