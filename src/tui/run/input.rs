//! What the terminal sends, as keys, clicks, pastes and answers.
//!
//! The program reads the terminal itself. crossterm's reader blocks on half a
//! sequence, so that no signal is heard, spins on a terminal that went away,
//! and takes the answer to a question for keys that were pressed. Here bytes
//! go in as they come, cut anywhere, and nothing that is not a key ever
//! presses one.

use std::time::Duration;

use crossterm::event::{
    Event as Input, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::tui::theme::Background;

/// A paste keeps at most this much; what is longer is read and dropped.
const MOST_PASTED: usize = 64 * 1024;

/// No key is longer than this, and no answer that is asked for.
const LONGEST: usize = 256;

/// How long the rest of a key may take; then escape alone was escape.
const REST_OF_A_KEY: Duration = Duration::from_millis(40);

/// How long the rest may take of what no key begins with. Longer than any
/// connection that is of use pauses: what came after would press keys.
const REST_OF_A_TEXT: Duration = Duration::from_secs(2);

/// How long a paste that paused may stay silent until it counts as over. Its
/// end may have got lost, and with it every key that is pressed.
const REST_OF_A_PASTE: Duration = Duration::from_secs(30);

const ESC: u8 = 0x1b;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// What was heard from the terminal.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// The learner did something.
    Input(Input),
    /// The terminal said what its background is.
    Background(Background),
}

/// Bytes in, what they mean out.
#[derive(Debug, Default)]
pub struct Decoder {
    /// A sequence that is not whole yet.
    rest: Vec<u8>,
    /// The text of a paste that is not over yet.
    pasted: Option<Pasted>,
    /// A string that is too long to be kept is skipped to its end.
    skipping: bool,
}

/// A paste that is not over yet.
#[derive(Debug, Default)]
struct Pasted {
    /// What was not handed out yet.
    text: Vec<u8>,
    /// How much was, when the paste paused.
    handed_out: usize,
    /// Whether it paused, and nothing came since.
    silent: bool,
}

impl Pasted {
    fn take(&mut self, bytes: &[u8]) {
        self.silent = false;
        let room = MOST_PASTED.saturating_sub(self.handed_out + self.text.len());
        self.text.extend(bytes.iter().take(room));
    }

    /// Hands out what is there; nothing twice, and an empty paste once. A
    /// letter that is not whole yet stays, unless the paste is `over`.
    fn hand_out(&mut self, over: bool) -> Option<Heard> {
        let whole = match std::str::from_utf8(&self.text) {
            Err(error) if error.error_len().is_none() && !over => error.valid_up_to(),
            _ => self.text.len(),
        };
        if whole == 0 && (self.handed_out > 0 || !over) {
            return None;
        }
        self.handed_out += whole;
        let text: Vec<u8> = self.text.drain(..whole).collect();
        let text = String::from_utf8_lossy(&text).into_owned();
        Some(Heard::Input(Input::Paste(text)))
    }
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
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Heard> {
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
                    self.pasted = Some(Pasted::default());
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

    /// How long to wait for more before [`Self::settle`]; `None` if nothing is
    /// begun.
    pub fn patience(&self) -> Option<Duration> {
        match (&self.pasted, self.rest.as_slice()) {
            (Some(Pasted { silent: true, .. }), _) => Some(REST_OF_A_PASTE),
            (Some(_), _) => Some(REST_OF_A_TEXT),
            _ if self.skipping => Some(REST_OF_A_TEXT),
            (None, []) => None,
            // These may be keys as they stand.
            (None, [ESC] | [ESC, _]) => Some(REST_OF_A_KEY),
            (None, _) => Some(REST_OF_A_TEXT),
        }
    }

    /// Nothing more came for a while: what is there is all there is. A paste
    /// alone goes on: what is there of it is handed out, and what still comes
    /// up to its end belongs to it.
    pub fn settle(&mut self) -> Vec<Heard> {
        if let Some(pasted) = &mut self.pasted {
            if pasted.silent {
                self.pasted = None;
                self.rest.clear();
                return Vec::new();
            }
            // Its end may have begun.
            let ending = (0..PASTE_ENDS.len())
                .rfind(|length| self.rest.ends_with(&PASTE_ENDS[..*length]))
                .unwrap_or(0);
            let text = self.rest.len() - ending;
            pasted.take(&self.rest[..text]);
            pasted.silent = true;
            self.rest.drain(..text);
            return pasted.hand_out(false).into_iter().collect();
        }
        self.skipping = false;
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
            pasted.take(&self.rest[..text]);
        }
        self.rest
            .drain(..end.map_or(text, |end| end + PASTE_ENDS.len()));
        if end.is_some()
            && let Some(mut pasted) = self.pasted.take()
        {
            heard.extend(pasted.hand_out(true));
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
mod tests;
