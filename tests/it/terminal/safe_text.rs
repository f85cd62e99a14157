//! Text that wants to be more than text.

use super::{Background, Home, Opening, text};

/// What no content may bring to the terminal.
fn is_odd(letter: char) -> bool {
    letter.is_control()
        || matches!(
            u32::from(letter),
            0x061c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb
                | 0xe0000..=0xe0fff
        )
}

/// Everything but text, as it stands in the stream.
pub(super) fn sequences(bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).expect("whole letters");
    let mut letters = text.chars().peekable();
    let mut found = Vec::new();
    while let Some(letter) = letters.next() {
        if !is_odd(letter) {
            continue;
        }
        let mut sequence = String::from(letter);
        if letter == '\x1b' {
            let kind = letters.next().unwrap_or_default();
            sequence.push(kind);
            if kind == '[' {
                for letter in letters.by_ref() {
                    sequence.push(letter);
                    if !matches!(letter, ' '..='?') {
                        break;
                    }
                }
            } else if kind == ']' {
                for letter in letters.by_ref() {
                    sequence.push(letter);
                    if letter == '\x07' || letter == '\\' {
                        break;
                    }
                }
            }
        }
        found.push(sequence);
    }
    found
}

/// Whether a sequence is one that the program itself writes.
pub(super) fn is_ours(sequence: &str) -> bool {
    if sequence == "\x1b]11;?\x07" {
        return true;
    }
    let Some(control) = sequence.strip_prefix("\x1b[") else {
        return false;
    };
    let modes = control
        .strip_prefix('?')
        .and_then(|rest| rest.strip_suffix('h').or_else(|| rest.strip_suffix('l')));
    if let Some(mode) = modes {
        return [
            "7", "25", "1000", "1002", "1003", "1006", "1015", "1049", "2004", "2026",
        ]
        .contains(&mode);
    }
    let (parameters, last) = control.split_at(control.len() - 1);
    matches!(last, "m" | "H" | "J")
        && parameters
            .chars()
            .all(|letter| letter.is_ascii_digit() || letter == ';')
}

#[test]
fn a_pasted_text_presses_no_keys() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    // The last row is drawn last.
    program.shows("quit");
    let before = program.contents();
    program.keys("\x1b[200~q\r\n 2\x03\x1a\x1b:\x1b[B \x1b]11;rgb:ffff/ffff/ffff\x07\x1b[201~");
    // Where a line is typed, it is one line of text.
    program.keys("/\x1b[200~wo\nrms\x1b\x03\u{9b}31mq\x1b[201~");
    program.shows("find: wo rms");
    program.keys("\x1b");
    program.wait("the screen as it was", |screen| text(screen) == before);
    assert_eq!(home.events(r#"kind = "done""#), 0);
    program.quits();
}

#[test]
fn no_title_drives_the_terminal() {
    let home = Home::new();
    let fixture = include_str!("../../fixtures/roadmaps/terminal/hostile.toml");
    home.write("roadmap.toml", fixture);
    home.mastery(&["begin", "today"]);
    let opening = Opening {
        background: Background::Light,
        ..Opening::default()
    };
    let mut program = opening.open(&home);
    program.shows("Today");
    for tab in ["2", "3", "4", "5", "6", "1"] {
        program.keys(tab);
        program.keys("?");
        program.shows("Everywhere");
        program.keys("?");
        program.shows_no("Everywhere");
    }
    program.keys("2\r");
    program.shows("Proof M0");
    for _ in 0..12 {
        program.keys("j");
    }
    program.keys("g x");
    program.shows("– ");
    program.keys(":");
    program.shows("Go to");
    program.keys("pwn");
    program.keys("\x1b");
    program.shows_no("Go to");
    program.keys("/");
    program.shows("find:");
    program.keys("\x1b[200~\u{202e}\u{9b}31m\u{2028}\x1b[201~");
    program.keys("\x1b");
    program.shows_no("find:");
    // One that breaks while it is shown is spoken of, too.
    home.write(
        "roadmap.toml",
        format!("{fixture}\n\u{202e}\u{1b}]0;pwn\u{7} = 1"),
    );
    program.shows("not TOML");
    program.keys("\x03");
    assert!(program.ended().success());
    program.assert_restored();
    let seen = program.seen();
    let found = sequences(&seen.bytes);
    assert!(found.len() > 100);
    let odd: Vec<&String> = found.iter().filter(|it| !is_ours(it)).collect();
    assert!(odd.is_empty(), "{odd:?}");
}

#[test]
fn the_check_finds_what_must_not_be_there() {
    for odd in [
        "\x1b]0;pwn\x07",
        "\u{9b}31m",
        "\u{202e}",
        "\x07",
        "\x1b[21t",
        "\x1b[6n",
        "\x1bc",
        "\x1b[?1004h",
    ] {
        let found = sequences(odd.as_bytes());
        assert!(found.iter().any(|it| !is_ours(it)), "{odd:?}");
    }
}
