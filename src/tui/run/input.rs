//! What the terminal sends, as keys, clicks, pastes and answers.
//!
//! The program reads the terminal itself. crossterm's reader blocks on half a
//! sequence, so that no signal is heard, spins on a terminal that went away,
//! and takes the answer to a question for keys that were pressed. Here bytes
//! go in as they come, cut anywhere, and nothing that is not a key ever
//! presses one.

use crossterm::event::{
    Event as Input, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::tui::theme::Background;

/// A paste keeps at most this much; what is longer is read and dropped.
const MOST_PASTED: usize = 64 * 1024;

/// No key is longer than this, and no answer that is asked for.
const LONGEST: usize = 256;

const ESC: u8 = 0x1b;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// What was heard from the terminal.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Heard {
    /// The learner did something.
    Input(Input),
    /// The terminal said what its background is.
    Background(Background),
}

/// Bytes in, what they mean out.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// A sequence that is not whole yet.
    rest: Vec<u8>,
    /// The text of a paste that is not over yet.
    pasted: Option<Vec<u8>>,
    /// A string that is too long to be kept is skipped to its end.
    skipping: bool,
}

/// What stands at the beginning of some bytes.
enum Front {
    /// This much, and what it means, if anything.
    Whole(usize, Option<Heard>),
    /// The beginning of a paste.
    Paste(usize),
    /// Something that is not whole yet.
    Part,
}

impl Decoder {
    /// Takes bytes in and says what they meant.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Heard> {
        self.rest.extend_from_slice(bytes);
        let mut heard = Vec::new();
        loop {
            if self.pasted.is_some() {
                if !self.paste(&mut heard) {
                    return heard;
                }
                continue;
            }
            if self.skipping && !self.skip() {
                return heard;
            }
            match front(&self.rest) {
                Front::Whole(0, _) | Front::Part => break,
                Front::Whole(length, meaning) => {
                    self.rest.drain(..length);
                    heard.extend(meaning);
                }
                Front::Paste(length) => {
                    self.rest.drain(..length);
                    self.pasted = Some(Vec::new());
                }
            }
        }
        if self.rest.len() > LONGEST {
            self.skipping = is_string(&self.rest);
            let kept = usize::from(self.skipping && self.rest.last() == Some(&ESC));
            self.rest.drain(..self.rest.len() - kept);
        }
        heard
    }

    /// Whether something begun may still become something else: escape alone,
    /// or the beginning of a key.
    pub(super) fn is_halfway(&self) -> bool {
        !self.rest.is_empty() || self.pasted.is_some() || self.skipping
    }

    /// Nothing more comes: what is there is all there is.
    pub(super) fn settle(&mut self) -> Vec<Heard> {
        self.skipping = false;
        if let Some(mut text) = self.pasted.take() {
            let rest = std::mem::take(&mut self.rest);
            let ending = (0..=rest.len().min(PASTE_ENDS.len()))
                .rfind(|length| rest.ends_with(&PASTE_ENDS[..*length]))
                .unwrap_or(0);
            text.extend(&rest[..rest.len() - ending]);
            return vec![paste(&text)];
        }
        match std::mem::take(&mut self.rest).as_slice() {
            [ESC] => vec![key(KeyCode::Esc, KeyModifiers::NONE)],
            [
                ESC,
                letter @ (b'[' | b']' | b'O' | b'P' | b'_' | b'^' | b'X'),
            ] => {
                vec![key(KeyCode::Char(char::from(*letter)), KeyModifiers::ALT)]
            }
            _ => Vec::new(),
        }
    }

    /// Takes the text of a paste; whether the paste is over.
    fn paste(&mut self, heard: &mut Vec<Heard>) -> bool {
        let end = position(&self.rest, PASTE_ENDS);
        // The beginning of the end may be there already.
        let text = end.unwrap_or_else(|| self.rest.len().saturating_sub(PASTE_ENDS.len() - 1));
        if let Some(pasted) = &mut self.pasted {
            let room = MOST_PASTED.saturating_sub(pasted.len());
            pasted.extend(self.rest.iter().take(text.min(room)));
        }
        self.rest
            .drain(..end.map_or(text, |end| end + PASTE_ENDS.len()));
        if end.is_some() {
            heard.extend(self.pasted.take().map(|text| paste(&text)));
        }
        end.is_some()
    }

    /// Skips a string; whether it is over.
    fn skip(&mut self) -> bool {
        let Some(end) = string_end(&self.rest) else {
            let kept = usize::from(self.rest.last() == Some(&ESC));
            self.rest.drain(..self.rest.len() - kept);
            return false;
        };
        self.rest.drain(..end);
        self.skipping = false;
        true
    }
}

fn paste(text: &[u8]) -> Heard {
    Heard::Input(Input::Paste(String::from_utf8_lossy(text).into_owned()))
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Heard {
    Heard::Input(Input::Key(KeyEvent::new(code, modifiers)))
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// Reads what stands at the front.
fn front(bytes: &[u8]) -> Front {
    match bytes {
        [] => Front::Part,
        [ESC, rest @ ..] => match rest {
            [] => Front::Part,
            [b'[', rest @ ..] => control(rest, 2),
            [b'O', rest @ ..] => match rest {
                [] => Front::Part,
                [letter, ..] => Front::Whole(3, named(*letter, KeyModifiers::NONE)),
            },
            [b']' | b'P' | b'_' | b'^' | b'X', ..] => match string_end(rest) {
                Some(end) => Front::Whole(1 + end, answer(&rest[..end])),
                None => Front::Part,
            },
            [ESC, ..] => Front::Whole(1, Some(key(KeyCode::Esc, KeyModifiers::NONE))),
            rest => match plain(rest, KeyModifiers::ALT) {
                Front::Whole(length, meaning) => Front::Whole(1 + length, meaning),
                part => part,
            },
        },
        bytes => plain(bytes, KeyModifiers::NONE),
    }
}

/// Whether these bytes begin a string: a title, a colour, a device's answer.
fn is_string(bytes: &[u8]) -> bool {
    matches!(bytes, [ESC, b']' | b'P' | b'_' | b'^' | b'X', ..])
}

/// Where a string ends: behind BEL or ST, or before an escape that begins
/// something else.
fn string_end(bytes: &[u8]) -> Option<usize> {
    let end = bytes
        .iter()
        .position(|byte| matches!(*byte, 0x07 | 0x18 | 0x1a | ESC))?;
    if bytes[end] != ESC {
        return Some(end + 1);
    }
    match bytes.get(end + 1)? {
        b'\\' => Some(end + 2),
        _ => Some(end),
    }
}

/// A letter, or a control that a key sends.
fn plain(bytes: &[u8], modifiers: KeyModifiers) -> Front {
    let control = |letter: u8| {
        Some(key(
            KeyCode::Char(char::from(letter)),
            modifiers | KeyModifiers::CONTROL,
        ))
    };
    let byte = bytes[0];
    let meaning = match byte {
        // What was typed before the program had the terminal comes as a
        // newline.
        b'\r' | b'\n' => Some(key(KeyCode::Enter, modifiers)),
        b'\t' => Some(key(KeyCode::Tab, modifiers)),
        0x7f => Some(key(KeyCode::Backspace, modifiers)),
        0 => control(b' '),
        0x01..=0x1a => control(byte - 1 + b'a'),
        0x1c..=0x1f => control(byte - 0x1c + b'4'),
        b' '..=b'~' => Some(letter(char::from(byte), modifiers)),
        _ => return beyond_ascii(bytes, modifiers),
    };
    Front::Whole(1, meaning)
}

fn beyond_ascii(bytes: &[u8], modifiers: KeyModifiers) -> Front {
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Front::Whole(1, None),
    };
    let there = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(there) {
        Ok(text) => {
            let meaning = text.chars().next().filter(|letter| !letter.is_control());
            Front::Whole(length, meaning.map(|it| letter(it, modifiers)))
        }
        Err(error) if error.error_len().is_none() => Front::Part,
        Err(_) => Front::Whole(1, None),
    }
}

fn letter(letter: char, mut modifiers: KeyModifiers) -> Heard {
    if letter.is_uppercase() {
        modifiers |= KeyModifiers::SHIFT;
    }
    key(KeyCode::Char(letter), modifiers)
}

/// A control sequence; `bytes` begin behind its introducer, which takes
/// `before`.
fn control(bytes: &[u8], before: usize) -> Front {
    // The Linux console's function keys, and the mouse of old terminals.
    match bytes {
        [b'[', letter @ b'A'..=b'E', ..] => {
            let meaning = key(KeyCode::F(letter - b'A' + 1), KeyModifiers::NONE);
            return Front::Whole(before + 2, Some(meaning));
        }
        [b'[', _, ..] => return Front::Whole(before + 2, None),
        [b'M', button, column, row, ..] => {
            let place = |byte: u8| u16::from(byte).saturating_sub(32);
            let button = u16::from(*button).saturating_sub(32);
            let meaning = mouse(button, place(*column), place(*row), true);
            return Front::Whole(before + 4, meaning);
        }
        [b'['] | [b'M', ..] => return Front::Part,
        _ => {}
    }
    let Some(end) = bytes.iter().position(|byte| !matches!(byte, b' '..=b'?')) else {
        return Front::Part;
    };
    let (parameters, last) = (&bytes[..end], bytes[end]);
    if !(b'@'..=b'~').contains(&last) {
        // Cut off by something else, which is read on its own.
        return Front::Whole(before + end, None);
    }
    if (parameters, last) == (b"200", b'~') {
        return Front::Paste(before + end + 1);
    }
    Front::Whole(before + end + 1, sequence(parameters, last))
}

/// What a whole control sequence means.
fn sequence(parameters: &[u8], last: u8) -> Option<Heard> {
    let text = std::str::from_utf8(parameters).ok()?;
    if let Some(text) = text.strip_prefix('<') {
        let [button, column, row] = numbers(text)?;
        return matches!(last, b'M' | b'm')
            .then(|| mouse(button, column, row, last == b'M'))
            .flatten();
    }
    if text.starts_with(['?', '>', '=']) {
        return None;
    }
    // `1;5:2`: a number, modifiers, and whether the key was let go.
    let mut fields = text.split(';').map(|field| {
        let mut parts = field.split(':').map(str::parse::<u32>);
        (
            parts.next().and_then(Result::ok),
            parts.next().and_then(Result::ok),
        )
    });
    let (number, _) = fields.next().unwrap_or_default();
    let (modifiers, kind) = fields.next().unwrap_or_default();
    if kind == Some(3) {
        return None;
    }
    let held = held(modifiers.unwrap_or(1));
    match last {
        b'~' => match number? {
            1 | 7 => Some(key(KeyCode::Home, held)),
            2 => Some(key(KeyCode::Insert, held)),
            3 => Some(key(KeyCode::Delete, held)),
            4 | 8 => Some(key(KeyCode::End, held)),
            5 => Some(key(KeyCode::PageUp, held)),
            6 => Some(key(KeyCode::PageDown, held)),
            number @ 11..=15 => Some(key(KeyCode::F((number - 10) as u8), held)),
            number @ 17..=21 => Some(key(KeyCode::F((number - 11) as u8), held)),
            number @ 23..=24 => Some(key(KeyCode::F((number - 12) as u8), held)),
            27 => coded(fields.next()?.0?, held),
            _ => None,
        },
        b'u' => coded(number?, held),
        b'M' => {
            let [button, column, row] = numbers(text)?;
            mouse(button.checked_sub(32)?, column, row, true)
        }
        b'Z' => Some(key(KeyCode::BackTab, held | KeyModifiers::SHIFT)),
        // A place of the cursor looks like F3 with modifiers; nobody asks for
        // one, and F3 means nothing.
        b'R' => None,
        letter => named(letter, held),
    }
}

fn numbers(text: &str) -> Option<[u16; 3]> {
    let mut numbers = text.split(';').map(|number| number.parse().ok());
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

/// The modifiers as terminals count them.
fn held(mask: u32) -> KeyModifiers {
    let mask = mask.saturating_sub(1);
    let mut held = KeyModifiers::NONE;
    for (bit, modifier) in [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
    ] {
        if mask & bit != 0 {
            held |= modifier;
        }
    }
    held
}

/// A key that terminals name with a letter.
fn named(letter: u8, held: KeyModifiers) -> Option<Heard> {
    let code = match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    };
    Some(key(code, held))
}

/// A key named by the number of its character.
fn coded(number: u32, held: KeyModifiers) -> Option<Heard> {
    let code = match number {
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        _ => {
            let it = char::from_u32(number).filter(|it| !it.is_control())?;
            return Some(letter(it, held));
        }
    };
    Some(key(code, held))
}

fn mouse(button: u16, column: u16, row: u16, down: bool) -> Option<Heard> {
    let which = match button & 3 {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let kind = match button & !0b1_1100 {
        0..=2 if down => MouseEventKind::Down(which),
        0..=3 => MouseEventKind::Up(which),
        32..=34 => MouseEventKind::Drag(which),
        35 => MouseEventKind::Moved,
        64 => MouseEventKind::ScrollUp,
        65 => MouseEventKind::ScrollDown,
        _ => return None,
    };
    Some(Heard::Input(Input::Mouse(MouseEvent {
        kind,
        column: column.checked_sub(1)?,
        row: row.checked_sub(1)?,
        modifiers: KeyModifiers::NONE,
    })))
}

/// The answer to the question what the background is: `]11;rgb:ffff/ffff/ffff`.
fn answer(string: &[u8]) -> Option<Heard> {
    let text = std::str::from_utf8(string).ok()?;
    let text = text.trim_end_matches(['\x07', '\\', '\x1b']);
    let (_, colour) = text.strip_prefix("]11;rgb")?.split_once(':')?;
    let mut parts = colour.split('/').map(|part| {
        let most = 16_u32.checked_pow(part.len() as u32)?.checked_sub(1)?;
        let value = u32::from_str_radix(part, 16).ok()?;
        (most > 0).then(|| f64::from(value) / f64::from(most))
    });
    let mut part = || parts.next().flatten();
    let (red, green, blue) = (part()?, part()?, part()?);
    // As light as the grey that looks half-way between black and white.
    let light = 0.2126 * red.powf(2.2) + 0.7152 * green.powf(2.2) + 0.0722 * blue.powf(2.2);
    Some(Heard::Background(if light > 0.18 {
        Background::Light
    } else {
        Background::Dark
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tui::keys::Chord;

    /// What bytes mean, written as people write keys.
    fn read(bytes: &[u8]) -> Vec<String> {
        let mut decoder = Decoder::default();
        let mut heard = decoder.take(bytes);
        heard.extend(decoder.settle());
        heard.iter().map(written).collect()
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
                "\x1b[200~a\x1bb\x1b[201~", "\x1b]11;rgb:ff/ff/ff\x1b\\", "\x1b[?62c", "\r", "\x1bx",
            ]), 0..12),
            size in 1..9_usize,
        ) {
            let bytes = parts.concat().into_bytes();
            let mut decoder = Decoder::default();
            let mut heard = Vec::new();
            for chunk in bytes.chunks(size) {
                heard.extend(decoder.take(chunk));
            }
            heard.extend(decoder.settle());
            let cut: Vec<String> = heard.iter().map(written).collect();
            prop_assert_eq!(cut, read(&bytes));
        }

        #[test]
        fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let mut decoder = Decoder::default();
            for chunk in bytes.chunks(7) {
                decoder.take(chunk);
            }
            decoder.settle();
            prop_assert!(!decoder.is_halfway());
        }
    }
}
