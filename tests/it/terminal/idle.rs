//! A program that nobody touches.

use std::{fs, thread, time::Duration};

use super::Home;

/// How often the program was woken, all its threads taken together.
fn wakings(pid: u32) -> u64 {
    fs::read_dir(format!("/proc/{pid}/task"))
        .unwrap()
        .map(|task| fs::read_to_string(task.unwrap().path().join("status")).unwrap())
        .map(|status| {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            line.unwrap().trim().parse::<u64>().unwrap()
        })
        .sum()
}

#[test]
fn an_idle_program_sleeps_and_writes_nothing() {
    let home = Home::begun();
    let mut program = home.open();
    // The answer about the background brings the second frame.
    program.shows("Worms at work");
    program.wait_seen(super::PATIENCE, "the theme", |seen| {
        String::from_utf8_lossy(&seen.bytes).contains("48;5;236")
    });
    thread::sleep(Duration::from_millis(300));
    let (written, woken) = (program.seen().bytes.len(), wakings(program.pid()));
    thread::sleep(Duration::from_secs(3));
    assert_eq!(program.seen().bytes.len(), written, "something was written");
    let woken = wakings(program.pid()) - woken;
    assert!(woken <= 2, "woken {woken} times in three seconds");
    program.quits();
}
