//! Storms of pastes, keys and bytes; odd terminals, locales and sizes.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::{Chance, Home, LONG, MASTERY, Opening, Program, cells, frames, memory};
use crate::{
    lane::{report, rounds},
    pty::{Background, process},
};

/// Ten million bytes of what would do things, were they keys; without the end
/// of a paste among them.
fn wild(length: usize) -> Vec<u8> {
    let parts: [&[u8]; 7] = [
        b"q\r 2xu",
        b"\0\0\0",
        b"\xff\xfe\x80\x9b31m\xc3(",
        b"\x1b[B\x1b[31m\x1b\x1b",
        b"\x03\x1a\x1c\x04",
        b"\x1b]11;rgb:ffff/ffff/ffff\x07",
        "tea 茶 é\u{202e}".as_bytes(),
    ];
    let mut bytes = Vec::with_capacity(length + 64);
    let mut chance = Chance(10);
    while bytes.len() < length {
        bytes.extend_from_slice(parts[chance.below(7) as usize]);
    }
    bytes
}

#[test]
fn pasted_megabytes_press_no_keys_and_are_cut() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows_in_time("Worms at work");
    program.is_still();
    let shown = cells(program.seen().parser.screen());
    let (begun, before) = (home.journal(), memory(program.pid()));
    let length = rounds(10, 50) * 1_000_000;
    let paste = wild(length);
    let paste = |program: &Program| {
        program.bytes(b"\x1b[200~");
        program.bytes(&paste);
        program.bytes(b"\x1b[201~");
    };
    let ticks = process(program.pid()).unwrap().1;
    // Where nothing is typed, nothing happens.
    paste(&program);
    program.is_still();
    assert_eq!(cells(program.seen().parser.screen()), shown);
    assert_eq!(home.journal(), begun);
    // The end of a paste where none began, and more of them, mean nothing.
    program.bytes(&b"\x1b[201~".repeat(1_000));
    program.is_still();
    assert_eq!(cells(program.seen().parser.screen()), shown);
    // Into a field: one line of text, so much of it.
    program.keys("a");
    program.shows_in_time("thought");
    paste(&program);
    program.is_still();
    assert_eq!(home.journal(), begun);
    let ticks = process(program.pid()).unwrap().1 - ticks;
    let grown = memory(program.pid()).saturating_sub(before);
    program.keys("\r");
    program.shows_no("thought");
    program.is_still();
    let journal = home.journal();
    let kept = journal.len() - begun.len();
    assert!((1_000..70_000).contains(&kept), "{kept} bytes kept");
    assert_eq!(
        journal.matches("[[event]]").count(),
        begun.matches("[[event]]").count() + 1
    );
    let odd = |letter: char| letter.is_control() && letter != '\n';
    assert!(!journal.contains(odd), "controls in the journal");
    assert!(home.mastery(&["doctor", "--json"]).contains("\"checks\""));
    assert!(grown < 10 * 1024, "it grew by {grown} KiB");
    program.quits();
    report(
        "T14 paste",
        &format!(
            "{length} bytes twice, no key pressed; {kept} bytes kept, grown by {grown} KiB, {} s computed",
            ticks as f64 / 100.0
        ),
    );
}

#[test]
fn without_its_brackets_a_paste_would_press_keys() {
    // The control of the test above: the same text, typed.
    let home = Home::begun();
    let mut program = home.open();
    program.shows_in_time("Worms at work");
    let begun = home.journal();
    program.keys(" 2");
    program.shows_in_time("Seed");
    assert_ne!(home.journal(), begun);
    program.keys("q");
    assert!(program.ended_within(LONG).success());
    report(
        "T14 control",
        "the same letters without brackets: tick, change the screen, leave",
    );
}

#[test]
fn ten_thousand_keys_a_second_cost_a_few_frames() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows_in_time("Worms at work");
    program.is_still();
    let before = memory(program.pid());
    program.seen().bytes.clear();
    let seconds = rounds(3, 20);
    let begun = Instant::now();
    let mut keys = 0;
    for step in 0..seconds * 100 {
        // A hundredth of a second's worth, each of which comes to nothing.
        program.keys(&"jk".repeat(50));
        keys += 100;
        let due = begun + Duration::from_millis(10 * (step as u64 + 1));
        thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    let took = begun.elapsed();
    program.keys("2");
    program.shows_in_time("Seed");
    let behind = begun.elapsed().checked_sub(took).unwrap();
    let drawn = frames(&program.seen().bytes);
    let grown = memory(program.pid()).saturating_sub(before);
    // What comes together is one frame, however many keys that is.
    let most = seconds * 100 + 3;
    assert!(drawn <= most, "{drawn} frames in {took:?}");
    assert!(grown < 5 * 1024, "it grew by {grown} KiB");
    program.quits();
    report(
        "T14 keys",
        &format!(
            "{keys} keys in {:.1} s: {drawn} frames (at most {most}), the last key shown after {} ms, \
             grown by {grown} KiB",
            took.as_secs_f64(),
            behind.as_millis()
        ),
    );
}

#[test]
fn any_bytes_leave_it_answering_or_leaving_in_order() {
    let mut chance = Chance(7);
    let (mut left, mut stayed, mut sent) = (0, 0, 0);
    for round in 0..rounds(8, 100) {
        let home = Home::begun();
        let quiet = |name| (name, "true".to_owned());
        let opening = Opening {
            environment: vec![quiet("VISUAL"), quiet("EDITOR"), quiet("BROWSER")],
            ..Opening::default()
        };
        let mut program = opening.open(&home);
        program.shows_in_time("Worms at work");
        for _ in 0..40 {
            let bytes: Vec<u8> = (0..256)
                .map(|_| match chance.below(4) {
                    // What begins sequences comes often, what leaves does not.
                    0 => 0x1b,
                    1 => b"[]OPM<;?~0123456789"[chance.below(19) as usize],
                    _ => loop {
                        let byte = chance.next() as u8;
                        if !matches!(byte, b'q' | 3 | 0x1a) || chance.below(200) == 0 {
                            break byte;
                        }
                    },
                })
                .collect();
            let writer = program.writer.as_ref().unwrap();
            if writer.lock().unwrap().write_all(&bytes).is_err() {
                break;
            }
            sent += bytes.len();
            if process(program.pid()).is_none() {
                break;
            }
        }
        // Out of whatever was begun: a string, a paste that lost its end.
        let deadline = Instant::now() + LONG;
        let status = loop {
            if let Some(status) = program.child.try_wait().unwrap() {
                left += 1;
                break status;
            }
            assert!(
                Instant::now() <= deadline,
                "round {round}: it neither answers nor leaves:\n{}",
                program.contents()
            );
            let writer = program.writer.as_ref().unwrap();
            let _ = writer.lock().unwrap().write_all(b"\x07\x1b[201~\x03e");
            thread::sleep(Duration::from_millis(100));
            stayed = round + 1 - left;
        };
        program.assert_restored();
        // Ctrl+C or Ctrl+\ behind the key that it left by is the terminal's.
        let late = matches!(status.signal(), Some("Interrupt" | "Quit"));
        assert!(status.success() || late, "round {round}: {status}");
        assert!(home.run(&["status"]).status.success(), "round {round}");
    }
    report(
        "T14 bytes",
        &format!(
            "{sent} random bytes in {} rounds: all ended, terminal restored",
            left.max(stayed)
        ),
    );
}

#[test]
fn half_a_sequence_holds_no_key_back_for_long() {
    let home = Home::begun();
    let halves: [&[u8]; 9] = [
        b"\x1b",
        b"\x1b[",
        b"\x1b[1;",
        b"\x1b[<0;3",
        b"\x1bO",
        b"\x1b]11;rgb:ff",
        b"\x1bP1$r",
        b"\xe2\x82",
        b"\x1b[M ",
    ];
    let mut programs: Vec<Program> = halves
        .iter()
        .map(|_| {
            let opening = Opening {
                background: Background::Silent,
                ..Opening::default()
            };
            opening.open(&home)
        })
        .collect();
    for (program, half) in programs.iter().zip(halves) {
        program.shows_in_time("Worms at work");
        program.bytes(half);
    }
    // Longer than any rest may take to come.
    thread::sleep(Duration::from_millis(2_500));
    for program in &mut programs {
        program.is_still();
        program.keys("2");
        program.shows_in_time("Seed");
        program.quits();
    }
    report(
        "T14 halves",
        &format!(
            "{} halves of sequences, a key heard after each",
            halves.len()
        ),
    );
}

#[test]
fn no_terminal_name_and_no_locale_is_too_odd() {
    let home = Home::begun();
    let settings: [&[(&'static str, &str)]; 10] = [
        &[("TERM", "dumb")],
        &[("TERM", "")],
        &[("TERM", "xterm-256color\x1b]0;pwn\x07\x1b[2J")],
        &[("TERM", "no-such-terminal")],
        &[("LANG", "C"), ("LC_ALL", "C")],
        &[("LANG", "de_DE.ISO-8859-1"), ("LC_ALL", "")],
        &[("LANG", "xx\x1b]0;pwn\x07")],
        &[("LINES", "0"), ("COLUMNS", "99999")],
        &[("LINES", "-1"), ("COLUMNS", "x\x1b]0;pwn\x07")],
        &[
            ("COLORTERM", "\x1b]0;pwn\x07"),
            ("NO_COLOR", "1"),
            ("TERM_PROGRAM", "\x1b]0;pwn\x07"),
        ],
    ];
    for setting in settings {
        let environment = setting
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let opening = Opening {
            environment: environment.collect(),
            ..Opening::default()
        };
        let mut program = opening.open(&home);
        program.shows_in_time("Worms at work");
        program.keys("2");
        program.shows_in_time("Seed");
        program.keys("?");
        program.shows_in_time("Everywhere");
        program.keys("\x1b");
        program.shows_no("Everywhere");
        program.quits();
        let odd = |bytes: &[u8]| bytes.windows(3).any(|it| it == b"pwn");
        assert!(!odd(&program.seen().bytes), "{setting:?}");
        // And what speaks of them does so harmlessly.
        let line = format!("'{MASTERY}' status && '{MASTERY}' doctor");
        let environment = setting
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let opening = Opening {
            environment: environment.collect(),
            ..Opening::command(&["sh", "-c", &line])
        };
        let mut program = opening.open(&home);
        program.shows_in_time("Phase 1");
        assert!(program.ended_within(LONG).exit_code() <= 1, "{setting:?}");
        program.drained();
        let told = String::from_utf8_lossy(&program.seen().bytes).into_owned();
        assert!(!told.contains("\x1b]"), "{setting:?}");
        assert!(!told.contains("\x1b[2J"), "{setting:?}");
    }
    report(
        "T14 surroundings",
        &format!(
            "{} odd settings of terminal, locale and size",
            settings.len()
        ),
    );
}

#[test]
fn without_signs_that_a_terminal_may_lack_all_of_its_own_is_ascii() {
    let home = Home::begun();
    let line = format!("exec '{MASTERY}' --ascii");
    let opening = Opening {
        environment: vec![("LANG", "C".to_owned()), ("LC_ALL", "C".to_owned())],
        ..Opening::command(&["sh", "-c", &line])
    };
    let mut program = opening.open(&home);
    program.shows_in_time("Worms at work");
    for keys in ["2", "3", "4", "5", "6", "7", "?", "\x1b", ":", "\x1b", "1"] {
        program.keys(keys);
        program.is_still();
    }
    program.quits();
    let seen = program.seen();
    let beyond = seen.bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let text = String::from_utf8_lossy(&seen.bytes);
    let which: std::collections::BTreeSet<char> =
        text.chars().filter(|it| !it.is_ascii()).collect();
    assert_eq!(beyond, 0, "{which:?}");
    drop(seen);
    // The control: without it, the same places are not.
    let mut program = home.open();
    program.shows_in_time("Worms at work");
    program.is_still();
    let beyond = program
        .seen()
        .bytes
        .iter()
        .filter(|byte| !byte.is_ascii())
        .count();
    assert!(beyond > 0);
    program.quits();
    report(
        "T14 ascii",
        &format!("10 places without a byte beyond ASCII; without `--ascii`, {beyond}"),
    );
}
