//! Terminals that answer, and terminals that do not.

use std::time::Duration;

use vt100::Color;

use super::{Background, Home, MASTERY, Opening, Program, text};

/// The background of the selected row.
fn selection(program: &Program) -> Color {
    let seen = program.seen();
    let screen = seen.parser.screen();
    let contents = screen.contents();
    let row = contents
        .lines()
        .position(|line| line.contains("Worms at work"))
        .unwrap();
    screen.cell(row as u16, 6).unwrap().bgcolor()
}

fn with(background: Background) -> Opening {
    Opening {
        background,
        ..Opening::default()
    }
}

#[test]
fn the_first_frame_waits_for_no_answer_and_no_key_is_lost() {
    let home = Home::begun();
    for background in [
        Background::Silent,
        Background::Unknown,
        Background::Dark,
        Background::Light,
    ] {
        let opening = Opening {
            background,
            typed: "2\r",
            ..Opening::default()
        };
        let program = opening.open(&home);
        program.wait_seen(Duration::from_millis(300), "the first frame", |seen| {
            seen.parser.screen().contents().contains("Phases")
        });
        let first = program.born.elapsed();
        program.shows("Compost, turned");
        program.keys("j");
        program.keys(" ");
        program.shows("Done: Clay and sand");
        program.keys("u");
        program.shows("Taken back");
        super::say(&format!("{background:?}: first frame after {first:?}"));
    }
}

#[test]
fn a_dark_and_a_light_terminal_get_their_own_theme() {
    let home = Home::begun();
    for (background, shade) in [(Background::Dark, 236), (Background::Light, 254)] {
        let program = with(background).open(&home);
        program.shows("Worms at work");
        program.wait_seen(super::PATIENCE, "the theme", |seen| {
            let sequence = format!("48;5;{shade}");
            String::from_utf8_lossy(&seen.bytes).contains(&sequence)
        });
        assert_eq!(selection(&program), Color::Idx(shade), "{background:?}");
    }
}

#[test]
fn an_answer_presses_no_keys_however_late_it_is() {
    let home = Home::begun();
    let mut program = with(Background::Silent).open(&home);
    program.shows("Worms at work");
    // The last row is drawn last.
    program.shows("quit");
    let before = program.contents();
    program.keys("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    program.wait_seen(super::PATIENCE, "the light theme", |seen| {
        String::from_utf8_lossy(&seen.bytes).contains("48;5;254")
    });
    assert_eq!(program.contents(), before);
    // Answers that nobody asked for change nothing at all.
    program.keys("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b]10;rgb:0/0/0\x07\x1b[?62;22c\x1b[4;7R");
    program.keys("?");
    program.shows("Everywhere");
    program.keys("\x1b");
    program.wait("the screen as it was", |screen| text(screen) == before);
    assert_eq!(selection(&program), Color::Idx(254));
    program.quits();
}

#[test]
fn an_answer_is_not_typed_into_the_shell() {
    let home = Home::begun();
    let line = format!("'{MASTERY}'; IFS= read -r line; echo \"got<$line>\"");
    let opening = Opening {
        background: Background::Silent,
        ..Opening::command(&["sh", "-c", &line])
    };
    let program = opening.open(&home);
    program.shows("Worms at work");
    program.keys("q");
    std::thread::sleep(Duration::from_millis(20));
    program.keys("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    program.wait("the main screen", |screen| !screen.alternate_screen());
    // Before that, the key would not end the shell's line.
    super::until("the shell's settings", || {
        let now = format!("{:?}", program.master.as_ref().unwrap().get_termios());
        (now == program.before).then_some(())
    });
    program.keys("\r");
    program.shows("got<>");
}

#[test]
fn ten_thousand_keys_at_once_are_all_heard() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    // Help, palette and tabs over and over, in pieces that cut keys apart.
    let keys = "?\x1b[B\x1b[A?2\x1b[B\x1b[A1".repeat(600) + "2";
    for piece in keys.as_bytes().chunks(1021) {
        program.keys(std::str::from_utf8(piece).unwrap());
    }
    program.shows("Seed");
    program.quits();
}

#[test]
fn a_paste_that_pauses_in_the_middle_presses_no_keys() {
    let home = Home::begun();
    let program = with(Background::Silent).open(&home);
    program.shows("Worms at work");
    program.keys("a");
    program.shows("thought");
    let before = home.journal();
    // A pause, as on a bad line: far longer than half a key may take.
    for (first, second) in [
        ("\x1b[200~first ", "half\rxs q \x1b[201~"),
        ("\x1b]11;rgb:ff", "ff/ffff/ffff\x07"),
    ] {
        program.keys(first);
        std::thread::sleep(Duration::from_millis(250));
        program.keys(second);
    }
    program.shows("first half");
    program.shows("xs q");
    program.keys("!");
    program.shows("!");
    assert_eq!(home.journal(), before);
    program.keys("\x03");
    assert_eq!(home.journal(), before);
    assert!(
        !program.contents().contains("rgb"),
        "{}",
        program.contents()
    );
}
