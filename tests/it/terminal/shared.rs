//! Two programs on one folder.

use std::{
    fs::{self, File},
    time::{Duration, Instant},
};

use super::{Home, say};

#[test]
fn each_program_shows_what_the_others_record() {
    let home = Home::begun();
    let (mut one, mut two) = (home.open(), home.open());
    for program in [&one, &two] {
        program.shows("Worms at work");
        program.keys("2\r");
        program.shows("○ Worms at work");
    }
    home.mastery(&["tick", "worms"]);
    let ticked = Instant::now();
    for program in [&one, &two] {
        program.wait_seen(Duration::from_secs(1), "the tick", |seen| {
            seen.parser.screen().contents().contains("● Worms at work")
        });
    }
    say(&format!(
        "a command's tick shows after {:?}",
        ticked.elapsed()
    ));
    let ticked = Instant::now();
    one.keys("j ");
    one.shows("● Clay and sand");
    let shown = ticked.elapsed();
    two.wait_seen(Duration::from_secs(1), "the tick", |seen| {
        seen.parser.screen().contents().contains("● Clay and sand")
    });
    say(&format!(
        "a tick shows after {shown:?}, in the other program after {:?}",
        ticked.elapsed()
    ));
    for program in [&mut one, &mut two] {
        program.keys("q");
        program.shows_no("Compost, turned");
        program.quits();
    }
    assert_eq!(home.events(r#"kind = "done""#), 2);
}

#[test]
fn another_program_that_keeps_writing_holds_no_key_up() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    program.keys("2\r");
    program.shows("○ Worms at work");
    let lock = fs::read_dir(home.path().join("state"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            path.to_string_lossy().contains("/garden@")
                && path.extension().is_some_and(|suffix| suffix == "lock")
        })
        .unwrap();
    let lock = File::open(lock).unwrap();
    lock.lock().unwrap();
    program.keys(" ");
    program.keys("?");
    program.wait_seen(Duration::from_secs(1), "the help", |seen| {
        seen.parser.screen().contents().contains("Everywhere")
    });
    program.keys("?");
    program.shows("… Worms at work");
    program.shows("1 change not saved");
    assert_eq!(home.events(r#"item = "worms""#), 0);
    lock.unlock().unwrap();
    program.keys("r");
    program.shows("● Worms at work");
    assert_eq!(home.events(r#"item = "worms""#), 1);

    lock.lock().unwrap();
    program.keys("u");
    program.signal("TERM");
    let status = program.ended_within(Duration::from_secs(1));
    assert_eq!(status.signal(), Some("Terminated"));
    program.assert_restored();
}
