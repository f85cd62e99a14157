//! T8b: the full screen is open while others write and die.

use std::{
    process::Command,
    thread,
    time::{Duration, Instant},
};

use super::{
    kit::{self, Chance},
    writers::{judge, write_on},
};
use crate::{
    lane::{report, rounds},
    pty::{Home, MASTERY, Opening, Program, text},
};

/// A learner's home with the garden, begun today, with the clock held.
pub(super) fn begun() -> Home {
    let home = Home::new();
    let done = Command::new(MASTERY)
        .args(["begin", "today"])
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment())
        .env("MASTERY_NOW", kit::NOW)
        .output()
        .unwrap();
    assert!(done.status.success());
    home
}

fn open(home: &Home) -> Program {
    let opening = Opening {
        environment: vec![("MASTERY_NOW", kit::NOW.to_owned())],
        ..Opening::default()
    };
    let program = opening.open(home);
    program.wait_seen(Duration::from_secs(60), "the first screen", |seen| {
        seen.parser.screen().contents().contains("Worms at work")
    });
    program.keys("2\r");
    program.wait_seen(Duration::from_secs(60), "the phase", |seen| {
        seen.parser.screen().contents().contains("Clay and sand")
    });
    program
}

/// What the screen says, without the line for passing notices.
fn figures(program: &Program) -> String {
    let seen = program.seen();
    let all = text(seen.parser.screen());
    let lines: Vec<&str> = all.lines().collect();
    lines[..lines.len().min(28)].join("\n")
}

#[test]
fn an_open_screen_ends_with_the_figures_of_a_fresh_one() {
    let home = begun();
    let journals = home.journals();
    let device = journals[0].file_stem().unwrap().to_str().unwrap();
    let mut place = kit::place(home.path(), device);
    place.state = home.path().join("state");
    assert_eq!(place.own(), journals[0]);
    let mut program = open(&home);
    let before = figures(&program);
    let each = rounds(41, 401);
    let results: Vec<_> = thread::scope(|scope| {
        let place = &place;
        let threads: Vec<_> = (0..8_u64)
            .map(|number| {
                scope.spawn(move || {
                    let kill = Some(Chance::new(100 + number));
                    write_on(place, &format!("w{number}"), each, kill)
                })
            })
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let over = Instant::now();
    let killed: usize = results.iter().map(|(_, killed)| killed).sum();
    let writers: Vec<_> = results.into_iter().map(|(said, _)| said).collect();
    let bytes = std::fs::read(place.own()).unwrap();
    // The first event is the beginning of the year.
    let there = judge(&bytes, &writers, killed + 1).unwrap();
    let mut fresh = open(&home);
    let patience = Duration::from_secs(30);
    let expected = loop {
        let expected = figures(&fresh);
        if figures(&program) == expected {
            break expected;
        }
        assert!(
            over.elapsed() < patience,
            "the open screen shows\n{}\nand a fresh one\n{expected}",
            figures(&program)
        );
        thread::sleep(Duration::from_millis(5));
    };
    let took = over.elapsed();
    assert_ne!(
        expected, before,
        "the control: a screen that never changed is no witness"
    );
    if rounds(0, 1) == 1 {
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
    report(
        "T8b",
        &format!(
            "the full screen beside 8 writers, {there} acknowledged, {killed} killed, 0 lost; it showed what a fresh start shows {:.2} s after the last write, that start included",
            took.as_secs_f64()
        ),
    );
    for program in [&mut program, &mut fresh] {
        program.keys("\x1b");
        program.keys("q");
        if program.child.try_wait().unwrap().is_none() {
            program.keys("q");
        }
    }
}
