//! Windows that change their size.

use portable_pty::PtySize;

use super::{Home, MASTERY, Opening, text};

#[test]
fn every_size_is_drawn_and_none_is_too_small() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    // The last row is drawn last.
    program.shows("quit");
    let before = program.contents();
    program.resize(5, 20);
    program.wait("the calm line alone", |screen| {
        screen.contents().trim().starts_with("mastery needs 40")
    });
    let drawn = program.seen().bytes.len();
    program.resize(1, 1);
    program.wait_seen(super::PATIENCE, "something drawn", |seen| {
        seen.bytes.len() > drawn
    });
    program.resize(60, 200);
    program.wait("the hints in the last row", |screen| {
        screen
            .contents()
            .lines()
            .nth(59)
            .is_some_and(|line| line.contains("quit"))
    });
    program.resize(30, 100);
    program.wait("the screen as it was", |screen| text(screen) == before);
    program.quits();
}

#[test]
fn a_storm_of_sizes_ends_with_the_right_screen() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    // The last row is drawn last.
    program.shows("quit");
    let before = program.contents();
    for step in 0..500_u16 {
        program.resize(1 + step % 50, 1 + step * 7 % 150);
    }
    program.resize(30, 100);
    program.wait("the screen as it was", |screen| text(screen) == before);
    program.quits();
}

#[test]
fn a_terminal_without_a_size_counts_as_80_by_24() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    program.resize(24, 80);
    program.wait("the smaller screen", |screen| {
        text(screen)
            .lines()
            .nth(23)
            .is_some_and(|line| line.contains("quit"))
    });
    let before = program.contents();
    let drawn = program.seen().bytes.len();
    let none = PtySize {
        rows: 0,
        cols: 0,
        ..PtySize::default()
    };
    program.master.as_ref().unwrap().resize(none).unwrap();
    program.keys("?");
    program.shows("Everywhere");
    program.keys("?");
    program.wait("the screen as it was", |screen| text(screen) == before);
    assert!(program.seen().bytes.len() > drawn);
    program.quits();
}

#[test]
fn a_size_that_no_screen_has_is_drawn_in_its_corner() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    program.resize(24, 80);
    program.wait("the smaller screen", |screen| {
        text(screen)
            .lines()
            .nth(23)
            .is_some_and(|line| line.contains("quit"))
    });
    let before = program.contents();
    for (rows, cols) in [(30, 30_000), (u16::MAX, u16::MAX), (u16::MAX, 1)] {
        let drawn = program.seen().bytes.len();
        let size = PtySize {
            rows,
            cols,
            ..PtySize::default()
        };
        program.master.as_ref().unwrap().resize(size).unwrap();
        program.wait_seen(super::PATIENCE, "something drawn", |seen| {
            seen.bytes.len() > drawn
        });
    }
    program.resize(24, 80);
    program.wait("the screen as it was", |screen| text(screen) == before);
    program.quits();

    // From the beginning, too.
    let line = format!("stty cols 65535 rows 65535; exec '{MASTERY}'");
    let mut program = Opening::command(&["sh", "-c", &line]).open(&home);
    program.wait_seen(super::PATIENCE, "something drawn", |seen| {
        seen.parser.screen().alternate_screen() && seen.bytes.len() > 1_000
    });
    program.quits();
}
