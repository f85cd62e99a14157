//! Journals that are too large for their own good.

use std::fs;

use super::{Learner, note};
use crate::{
    corpus::runs::write,
    lane::{report, rounds},
};

/// Case 73 and the limits of a file and a block: what is too long is said, and
/// costs neither memory (the run is held to a gigabyte) nor the others' events.
#[test]
fn what_is_too_long_is_told_and_left() {
    let learner = Learner::new();
    let file = fs::File::create(&learner.phone).unwrap();
    file.set_len((256 << 20) + 1).unwrap();
    assert_eq!(learner.events(), 3);
    let doctor = learner.run(&["doctor"]).sound("too large");
    assert_eq!(doctor.code(), Some(1), "{}", doctor.said());
    assert!(doctor.said().contains("256 MiB"), "{}", doctor.said());
    // A line of 50 MB (8 MB in the short lane) between two events.
    let line = "y".repeat(rounds(8_000_000, 50_000_000));
    let [first, second, third] = &learner.blocks;
    let long = second.replacen("\"clay\"", &format!("\"{line}\""), 1);
    learner.phone(format!("{first}{long}{third}"));
    assert_eq!(learner.events(), 5);
    let doctor = learner.run(&["doctor"]).sound("a long line");
    assert_eq!(doctor.code(), Some(1), "{}", doctor.said());
    assert!(
        doctor.said().contains("1 block cannot be read"),
        "{}",
        doctor.said()
    );
    report(
        "corpus B",
        &format!(
            "73: a line of {} MB and a file of 256 MiB and a byte: told, the others counted",
            line.len() / 1_000_000
        ),
    );
}

/// Cases 72 and 89: a file of 100 MB, and a million events of one day. In the
/// short lane a twentieth of it.
#[test]
fn a_million_events_of_one_day_are_counted() {
    let learner = Learner::new();
    let count = rounds(20_000, 1_000_000);
    let mut text = String::with_capacity(count * 256);
    for number in 10..10 + count {
        text.push_str(&note(number as u32, "one of many"));
    }
    let size = text.len();
    write(&learner.phone, text);
    let run = learner.run(&["stats"]).sound("stats");
    assert_eq!(run.code(), Some(0), "{}", run.said());
    let ticks = run.ticks;
    let doctor = learner.run(&["doctor"]).sound("doctor");
    assert_eq!(doctor.code(), Some(0), "{}", doctor.said());
    let flat = doctor.said().replace([',', '.', '\u{202f}', ' '], "");
    assert!(
        flat.contains(&format!("{}events", count + 3)),
        "{}",
        doctor.said()
    );
    report(
        "corpus B",
        &format!(
            "72, 89: {count} events of one day in {} MB, within a gigabyte of memory: `stats` computed {ticks}0 ms",
            size / 1_000_000
        ),
    );
}
