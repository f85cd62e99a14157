//! Storms of sizes.

use std::time::Instant;

use super::{Chance, Home, LONG, MASTERY, Opening, Program, cells, frames, memory, must_fail};
use crate::lane::{report, rounds};

/// A size that somebody might have: mostly ordinary, now and then absurd.
fn any_size(chance: &mut Chance) -> (u16, u16) {
    let mut one = |ends: [u64; 4]| {
        let kind = chance.below(100);
        let end = match kind {
            0..10 => ends[0],
            10..50 => ends[1],
            50..98 => ends[2],
            _ => ends[3],
        };
        1 + chance.below(end) as u16
    };
    (one([5, 24, 60, 200]), one([10, 80, 160, 500]))
}

/// Opens the program in a terminal that has this size from the beginning.
fn opened_at(home: &Home, (rows, columns): (u16, u16)) -> Program {
    let line = format!("read -r go; exec '{MASTERY}'");
    let program = Opening::command(&["sh", "-c", &line]).open(home);
    program.resize(rows, columns);
    program.keys("\n");
    program
}

/// The judge: whether it shows what a fresh start shows in this size.
fn shows_the_same(program: &Program, fresh: &Program, patience: std::time::Duration) {
    fresh.is_still();
    let wanted = cells(fresh.seen().parser.screen());
    assert!(!wanted.is_empty());
    program.wait_seen(patience, "the screen of a fresh start", |seen| {
        cells(seen.parser.screen()) == wanted
    });
}

#[test]
fn thousands_of_sizes_end_with_the_screen_of_a_fresh_start() {
    let home = Home::begun();
    let wanted = rounds(5_000, 25_000);
    let mut chance = Chance(14);
    let mut program = home.open();
    program.shows_in_time("Worms at work");
    // What the largest frames need once is not growth.
    for (rows, columns) in [(200, 500), (30, 100)] {
        program.resize(rows, columns);
        program.is_still();
    }
    let (before, begun) = (memory(program.pid()), Instant::now());
    let (mut resizes, mut drawn, mut compared) = (0, 0, 0);
    while resizes < wanted {
        // A burst, and some keys among it; then a frame.
        for _ in 0..=chance.below(12) {
            let (rows, columns) = any_size(&mut chance);
            program.resize(rows, columns);
            resizes += 1;
            match chance.below(12) {
                0 => program.keys("?"),
                1 => program.keys("j"),
                2 => program.keys("2"),
                3 => program.keys("1"),
                _ => {}
            }
        }
        program.wait_seen(LONG, "a frame", |seen| frames(&seen.bytes) > 0);
        let mut seen = program.seen();
        drawn += frames(&seen.bytes);
        // The rest of a question stays for who answers it.
        seen.bytes.clear();
        drop(seen);
        if resizes * 5 / wanted > compared {
            compared += 1;
            program.keys("\x1b");
            program.is_still();
            program.keys("1g");
            let size = [(24, 80), (40, 120), (10, 40), (60, 200), (5, 3)][compared % 5];
            program.resize(size.0, size.1);
            let mut fresh = opened_at(&home, size);
            shows_the_same(&program, &fresh, LONG);
            fresh.quits();
        }
    }
    let took = begun.elapsed();
    let grown = memory(program.pid()).saturating_sub(before);
    program.resize(30, 100);
    program.is_still();
    // One key, and how much was computed for it.
    let ticks = super::process(program.pid()).unwrap().1;
    program.keys("2");
    program.shows_in_time("Seed");
    program.is_still();
    let ticks = super::process(program.pid()).unwrap().1 - ticks;
    program.quits();
    assert!(drawn > resizes / 20, "{drawn} frames for {resizes} sizes");
    assert!(compared >= 4);
    assert!(grown < 5 * 1024, "it grew by {grown} KiB");
    assert!(ticks <= 50, "a key took {ticks} hundredths of a second");
    report(
        "T14",
        &format!(
            "{resizes} sizes, {drawn} frames, {compared} times compared with a fresh start, \
             {:.1} s, grown by {grown} KiB, {} ms for a key afterwards",
            took.as_secs_f64(),
            ticks * 10,
        ),
    );
}

#[test]
fn a_program_that_does_not_hear_of_a_size_is_noticed() {
    let home = Home::begun();
    let mut real = home.open();
    real.shows_in_time("Worms at work");
    real.is_still();
    home.write("frame", &real.seen().bytes);
    let deaf = Opening::command(&["sh", "-c", "stty raw -echo; cat frame; exec sleep 1000"]);
    let deaf = deaf.open(&home);
    deaf.shows_in_time("Worms at work");
    // As it is, it looks the same; in another size, it does not.
    shows_the_same(&deaf, &real, LONG);
    for size in [(24, 80), (40, 120)] {
        deaf.resize(size.0, size.1);
        real.resize(size.0, size.1);
        let said = must_fail("a frame of another size", || {
            shows_the_same(&deaf, &real, std::time::Duration::from_secs(1));
        });
        assert!(said.contains("a fresh start"), "{said}");
    }
    real.quits();
    report("T14 control", "a program deaf to sizes: noticed in 2 of 2");
}

#[test]
fn a_terminal_begins_in_any_size() {
    let home = Home::begun();
    let sizes = [(1, 1), (2, 2), (3, 5), (5, 20), (24, 80), (200, 500)];
    for (rows, columns) in sizes {
        let mut program = opened_at(&home, (rows, columns));
        program.wait_seen(LONG, "a frame", |seen| frames(&seen.bytes) > 0);
        program.is_still();
        // Too small to say what is too small, it still hears keys.
        program.keys("2");
        program.is_still();
        program.resize(30, 100);
        program.shows_in_time("Seed");
        program.quits();
    }
    report("T14", &format!("{} sizes from the beginning", sizes.len()));
}
