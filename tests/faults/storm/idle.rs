//! A program that is left alone for long.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use super::{Home, LONG, Opening, Program, descriptors, frames, memory, must_fail};
use crate::{
    lane::{report, rounds},
    pty::process,
};

/// How often a process was woken, all its threads taken together.
fn wakings(pid: u32) -> u64 {
    fs::read_dir(format!("/proc/{pid}/task"))
        .unwrap()
        .map(|task| {
            let name = task.unwrap().file_name();
            let thread = name.to_str().unwrap().parse::<u32>().unwrap();
            super::status(thread, "voluntary_ctxt_switches")
        })
        .sum()
}

/// The judge: how often these were woken, left alone for a while.
fn sleep(programs: &[Program], time: Duration) -> u64 {
    let measured = |program: &Program| {
        let written = program.seen().bytes.len();
        let ticks = process(program.pid()).unwrap().1;
        (written, wakings(program.pid()), ticks)
    };
    let before: Vec<_> = programs.iter().map(measured).collect();
    thread::sleep(time);
    let mut all = 0;
    for (program, before) in programs.iter().zip(before) {
        let now = measured(program);
        assert_eq!(now.0, before.0, "something was written");
        // The answer of a machine that is busy may come late; a clock that
        // ticks would be heard far more often.
        let woken = now.1 - before.1;
        assert!(woken <= 2, "woken {woken} times in {time:?}");
        assert!(now.2 - before.2 <= 1, "it computes");
        all += woken;
    }
    all
}

#[test]
fn left_alone_it_sleeps_wherever_it_is() {
    let home = Home::begun();
    let time = Duration::from_secs(rounds(4, 30) as u64);
    let places = ["1", "2", "3", "4", "5", "6", "7", "?", ":"];
    let mut programs: Vec<Program> = places.iter().map(|_| home.open()).collect();
    for (program, keys) in programs.iter().zip(places) {
        program.shows_in_time("Worms at work");
        program.keys(keys);
    }
    for program in &programs {
        program.is_still();
    }
    let woken = sleep(&programs, time);
    for program in &mut programs {
        program.keys("\x03");
        assert!(program.ended_within(LONG).success());
        program.assert_restored();
    }
    report(
        "T26 idle",
        &format!(
            "{} places, {} s each: woken {woken} times, nothing written",
            places.len(),
            time.as_secs()
        ),
    );
}

#[test]
fn a_program_that_looks_around_all_the_time_is_noticed() {
    let home = Home::new();
    for line in [
        "echo here; while :; do sleep 0.05; done",
        "echo here; while :; do echo .; sleep 0.5; done",
    ] {
        let program = Opening::command(&["sh", "-c", line]).open(&home);
        program.shows_in_time("here");
        must_fail(line, || {
            sleep(&[program], Duration::from_secs(2));
        });
    }
    report(
        "T26 control",
        "one that polls and one that writes: 2 of 2 noticed",
    );
}

#[test]
fn a_day_of_little_things_costs_next_to_nothing() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows_in_time("Worms at work");
    let pid = program.pid();
    // What the first of everything needs is not growth.
    for (rows, columns) in [(50, 160), (24, 80), (30, 100)] {
        program.resize(rows, columns);
        program.is_still();
    }
    for change in [&["tick", "worms"][..], &["undo"]] {
        home.mastery(change);
        program.is_still();
    }
    let (before, open) = (memory(pid), descriptors(pid));
    let ticks = process(pid).unwrap().1;
    let begun = Instant::now();
    let wanted = Duration::from_secs(rounds(6, 240) as u64);
    let pause = Duration::from_secs(rounds(1, 30) as u64);
    let (mut events, mut sizes) = (0, 0);
    while begun.elapsed() < wanted {
        let drawn = frames(&program.seen().bytes);
        if events % 2 == 0 {
            home.mastery(&["tick", "worms"]);
        } else {
            home.mastery(&["undo"]);
        }
        program.wait_seen(LONG, "a frame of it", |seen| frames(&seen.bytes) > drawn);
        events += 1;
        program.resize(20 + sizes % 30, 80 + sizes % 50);
        sizes += 1;
        thread::sleep(pause);
    }
    let took = begun.elapsed();
    let ticks = process(pid).unwrap().1 - ticks;
    program.is_still();
    let grown = memory(pid).saturating_sub(before);
    assert_eq!(descriptors(pid), open, "descriptors");
    assert!(grown < 5 * 1024, "it grew by {grown} KiB");
    let share = ticks as f64 / took.as_secs_f64();
    if rounds(0, 1) == 1 {
        assert!(share < 0.5, "{share} % of a processor");
    }
    program.quits();
    report(
        "T26",
        &format!(
            "{:.0} s, {events} events of another program, {sizes} sizes: {share:.2} % of a processor, \
             grown by {grown} KiB, {open} descriptors before and after",
            took.as_secs_f64()
        ),
    );
}
