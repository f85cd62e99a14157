//! What comes out of a terminal, read by two that know nothing of the program:
//! a reader of the standard for control sequences (ECMA-48), and `vt100`.

use std::num::NonZero;

use memchr::memmem;
use vt100::{Callbacks, Parser, Screen};

use crate::{lane::report, pty::Home, pty::Opening};

use super::corpus::strings;

/// What no content may bring to a terminal, besides controls.
fn is_odd(letter: char) -> bool {
    let code = u32::from(letter);
    letter.is_control()
        || matches!(
            code,
            0x061c | 0x200b | 0x200c | 0x200e | 0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff
                | 0xfdd0..=0xfdef | 0xfff9..=0xfffb | 0xe0000..=0xe0fff
        )
        || code & 0xfffe == 0xfffe
}

/// Everything that is not text in a stream, piece by piece: sequences, whole
/// or not, controls, and characters that turn or hide text. Bytes that are no
/// UTF-8 are pieces, too.
pub(super) fn pieces(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for chunk in bytes.utf8_chunks() {
        read(chunk.valid(), &mut found);
        if !chunk.invalid().is_empty() {
            found.push(format!("bytes {:x?}", chunk.invalid()));
        }
    }
    found
}

fn read(text: &str, found: &mut Vec<String>) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if !is_odd(letter) {
            continue;
        }
        let mut piece = String::from(letter);
        if letter == '\x1b' {
            // Intermediate characters, and the one that says what it is.
            while let Some(next) = letters.next_if(|it| matches!(it, ' '..='/')) {
                piece.push(next);
            }
            let kind = letters.next_if(|it| matches!(it, '0'..='~'));
            piece.extend(kind);
            match kind {
                Some('[') => {
                    while let Some(next) = letters.next_if(|it| matches!(it, ' '..='?')) {
                        piece.push(next);
                    }
                    piece.extend(letters.next_if(|it| matches!(it, '@'..='~')));
                }
                Some(']' | 'P' | 'X' | '^' | '_') => {
                    for next in letters.by_ref() {
                        piece.push(next);
                        if next == '\x07' || piece.ends_with("\x1b\\") {
                            break;
                        }
                    }
                }
                _ => {}
            }
        }
        found.push(piece);
    }
}

/// Whether a piece is one that a command prints: line ends, and colours where
/// there are some.
pub(super) fn is_printed(piece: &str, colours: bool) -> bool {
    matches!(piece, "\n" | "\r") || (colours && is_colour(piece))
}

fn is_colour(piece: &str) -> bool {
    let parameters = piece
        .strip_prefix("\x1b[")
        .and_then(|it| it.strip_suffix('m'));
    parameters.is_some_and(|it| it.chars().all(|c| c.is_ascii_digit() || c == ';'))
}

/// Whether a piece is one that the full-screen program writes: colours, the
/// cursor's place, clearing, its modes, the question for the background, an
/// address that the terminal may open, and the clipboard, where asked for.
pub(super) fn is_drawn(piece: &str) -> bool {
    if matches!(piece, "\x1b]11;?\x07" | "\x1b[c" | "\n" | "\r") || is_colour(piece) {
        return true;
    }
    if let Some(link) = piece
        .strip_prefix("\x1b]8;;")
        .and_then(|it| it.strip_suffix("\x1b\\"))
    {
        let web = ["http://", "https://", "mailto:"];
        return link.is_empty()
            || (link.bytes().all(|it| it.is_ascii_graphic())
                && web.iter().any(|it| link.starts_with(it)));
    }
    if let Some(copied) = piece.strip_prefix("\x1b]52;c;").and_then(|it| {
        it.strip_suffix("\x1b\\")
            .or_else(|| it.strip_suffix('\x07'))
    }) {
        return copied
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"+/=".contains(&it));
    }
    let Some(control) = piece.strip_prefix("\x1b[") else {
        return false;
    };
    let mode = control
        .strip_prefix('?')
        .and_then(|rest| rest.strip_suffix('h').or_else(|| rest.strip_suffix('l')));
    if let Some(mode) = mode {
        return [
            "7", "25", "1000", "1002", "1003", "1006", "1015", "1049", "2004", "2026",
        ]
        .contains(&mode);
    }
    ["H", "J"].iter().any(|last| {
        let parameters = control.strip_suffix(last);
        parameters.is_some_and(|it| it.chars().all(|c| c.is_ascii_digit() || c == ';'))
    })
}

/// The pieces that are not the program's, with what stands before each.
pub(super) fn strange(bytes: &[u8], is_ours: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = pieces(bytes);
    found.retain(|piece| !is_ours(piece));
    found.truncate(8);
    found
}

/// The texts with something odd in them that stand in the stream as they are.
pub(super) fn raw<'a>(bytes: &[u8], texts: &'a [String]) -> Vec<&'a String> {
    raw_from(4, bytes, texts)
}

/// The same for texts of so many bytes: what is drawn may look like shorter
/// ones, an `a` for one, and then the cursor goes elsewhere.
pub(super) fn raw_from<'a>(least: usize, bytes: &[u8], texts: &'a [String]) -> Vec<&'a String> {
    // Lines end.
    let odd = |text: &&String| text.len() >= least && text.replace("\r\n", "").contains(is_odd);
    texts
        .iter()
        .filter(odd)
        .filter(|text| memmem::find(bytes, text.as_bytes()).is_some())
        .collect()
}

/// What a terminal is made to do besides showing text.
#[derive(Default)]
pub(super) struct Watcher(pub(super) Vec<String>);

impl Callbacks for Watcher {
    fn audible_bell(&mut self, _: &mut Screen) {
        self.0.push("bell".to_owned());
    }
    fn visual_bell(&mut self, _: &mut Screen) {
        self.0.push("visual bell".to_owned());
    }
    fn resize(&mut self, _: &mut Screen, size: (u16, u16)) {
        self.0.push(format!("resize {size:?}"));
    }
    fn set_window_icon_name(&mut self, _: &mut Screen, name: &[u8]) {
        self.0
            .push(format!("icon {}", String::from_utf8_lossy(name)));
    }
    fn set_window_title(&mut self, _: &mut Screen, title: &[u8]) {
        self.0
            .push(format!("title {}", String::from_utf8_lossy(title)));
    }
    fn copy_to_clipboard(&mut self, _: &mut Screen, _: &[u8], data: &[u8]) {
        self.0
            .push(format!("copy {}", String::from_utf8_lossy(data)));
    }
    fn paste_from_clipboard(&mut self, _: &mut Screen, _: &[u8]) {
        self.0.push("paste".to_owned());
    }
    fn unhandled_control(&mut self, _: &mut Screen, byte: u8) {
        self.0.push(format!("control {byte:#x}"));
    }
    fn unhandled_escape(&mut self, _: &mut Screen, _: Option<u8>, _: Option<u8>, byte: u8) {
        self.0.push(format!("escape {}", char::from(byte)));
    }
    fn unhandled_csi(
        &mut self,
        _: &mut Screen,
        first: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        last: char,
    ) {
        let first = first.map(char::from).unwrap_or_default();
        self.0.push(format!("csi {first}{parameters:?}{last}"));
    }
    fn unhandled_osc(&mut self, _: &mut Screen, parameters: &[&[u8]]) {
        let words = parameters.iter().map(|it| String::from_utf8_lossy(it));
        self.0
            .push(format!("osc {}", words.collect::<Vec<_>>().join(";")));
    }
}

/// What a terminal does with these bytes besides showing text.
pub(super) fn watched(bytes: &[u8]) -> Vec<String> {
    let size = (NonZero::new(60).unwrap(), NonZero::new(240).unwrap());
    let mut parser = Parser::new_with_callbacks(size.0, size.1, 0, Watcher::default());
    parser.process(bytes);
    std::mem::take(&mut parser.callbacks_mut().0)
}

#[test]
fn the_judges_notice_every_text_that_comes_through_as_it_is() {
    let texts = strings();
    let (mut odd, mut by_pieces, mut by_raw, mut by_terminal) = (0, 0, 0, 0);
    for text in &texts {
        let stream = format!("a title: {text}.\r\n");
        let found = !strange(stream.as_bytes(), |it| is_printed(it, false)).is_empty();
        let control = |c: char| is_odd(c) && !matches!(c, '\n' | '\r');
        assert_eq!(found, text.contains(control), "{text:?}");
        odd += usize::from(text.contains(is_odd));
        by_pieces += usize::from(found);
        by_raw += usize::from(!raw(stream.as_bytes(), &texts).is_empty());
        by_terminal += usize::from(!watched(stream.as_bytes()).is_empty());
        // None of the texts, drawn as it is, is taken for a thing of ours, but
        // for colours and places, which `raw` finds.
        let drawn = strange(stream.as_bytes(), is_drawn);
        let caught = !drawn.is_empty() || !raw(stream.as_bytes(), &texts).is_empty();
        assert!(caught || !text.contains(control), "{text:?}");
    }
    assert!(
        by_pieces >= 380 && by_terminal >= 100,
        "{by_pieces} {by_terminal}"
    );
    report(
        "T13 control: texts as they are",
        &format!(
            "{} texts, {odd} with something odd; the reader of sequences notices {by_pieces}, \
             the search for raw texts {by_raw}, vt100 {by_terminal}",
            texts.len()
        ),
    );
}

/// The ways past the sanitiser, and the files that may take them.
const WAYS: [(&str, &[&str]); 22] = [
    ("set_string(", &[]),
    ("set_stringn(", &["src/tui/canvas.rs"]),
    ("set_symbol(", &["src/tui/canvas.rs"]),
    ("set_char(", &["src/tui/canvas.rs"]),
    ("set_line(", &[]),
    ("set_span(", &[]),
    ("Span::raw", &[]),
    ("Span::styled", &[]),
    ("Line::raw", &[]),
    ("Text::raw", &[]),
    ("widgets::Paragraph", &[]),
    ("SetTitle", &[]),
    ("style::Print", &[]),
    ("PrintStyledContent", &[]),
    ("println!(", &[]),
    ("print!(", &[]),
    ("eprintln!(", &[]),
    ("eprint!(", &[]),
    ("dbg!(", &[]),
    (
        "io::stderr()",
        &["src/cli.rs", "src/cli/paper.rs", "src/proof/supervise.rs"],
    ),
    (
        "stdout().lock()",
        // The painter's goes through a pipe to the program that called it.
        &[
            "src/cli/paper.rs",
            "src/cli/open/lend.rs",
            "src/cli/painter.rs",
        ],
    ),
    ("CopyToClipboard::", &["src/tui/run/terminal.rs"]),
];

/// The ways that a source takes, its tests and comments left out.
fn ways(source: &str) -> Vec<&'static str> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|it| !it.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let found = WAYS.iter().filter(|(way, _)| code.contains(way));
    found.map(|(way, _)| *way).collect()
}

#[test]
fn only_the_sanitiser_leads_to_the_terminal() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut files, mut taken) = (vec![top.join("src")], 0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
            if name.contains("tests")
                || !(path.is_dir() || path.extension().is_some_and(|it| it == "rs"))
            {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            for way in ways(&std::fs::read_to_string(&path).unwrap()) {
                let (_, may) = WAYS.iter().find(|it| it.0 == way).unwrap();
                assert!(may.contains(&name.as_str()), "{name} uses `{way}`");
                taken += 1;
            }
        }
    }
    // The control: a source that takes them all.
    let all: Vec<String> = WAYS
        .iter()
        .map(|(way, _)| format!("let a = {way}x);"))
        .collect();
    let all = all.join("\n");
    assert_eq!(ways(&all).len(), WAYS.len());
    report(
        "T13 ways past the sanitiser",
        &format!(
            "{} looked for in {files} files; {taken} taken, where they may be",
            WAYS.len()
        ),
    );
    assert!(files > 200 && taken >= 5, "{files} {taken}");
}

#[test]
fn a_file_shown_raw_in_the_same_terminal_is_noticed() {
    let home = Home::new();
    let texts = strings();
    home.write("raw", texts.join("\n"));
    let mut program = Opening::command(&["cat", "raw"]).open(&home);
    program.ended();
    program.drained();
    let bytes = program.seen().bytes.clone();
    let pieces = pieces(&bytes);
    let strange = pieces.iter().filter(|it| !is_drawn(it)).count();
    let raw = raw(&bytes, &texts).len();
    assert!(strange > 200, "{strange}");
    assert!(raw > 250, "{raw}");
    assert!(!watched(&bytes).is_empty());
    report(
        "T13 control: `cat` in the same terminal",
        &format!("{strange} pieces that are not ours, {raw} texts raw, all noticed"),
    );
}
