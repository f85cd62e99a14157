//! A disk that fails while the full-screen program is open.
//!
//! `tests/it/terminal/disk.rs` fills the disk, limits files and takes rights
//! away, and saves again with `r`. Here the disk turns read-only and is given
//! back, several changes wait, the next change saves them, and leaving is asked
//! about.

use std::{fs, path::Path, process::Command};

use super::rig::{Mounted, have, root, said};
use crate::{
    lane::report,
    pty::{Home, MASTERY, Opening, Program, skip},
};

/// A learner whose journals lie on a disk that can be turned read-only.
fn learner() -> Option<(Home, Mounted)> {
    if !root() {
        skip("only root can mount");
        return None;
    }
    let home = Home::new();
    let mounted = match Mounted::pages(&home.data, 64) {
        Ok(mounted) => mounted,
        Err(why) => {
            skip(&format!("no file system to turn: {why}"));
            return None;
        }
    };
    home.mastery(&["begin", "today"]);
    Some((home, mounted))
}

fn turn(disk: &Path, how: &str) {
    let mut mount = Command::new("mount");
    mount.args(["-o", &format!("remount,{how}")]).arg(disk);
    let said = said(&mut mount);
    assert!(said.status.success(), "{said:?}");
}

/// Goes to the first phase, where the readings are.
fn to_the_phase(program: &Program) {
    program.shows("Worms at work");
    program.keys("2\r");
    program.shows("○ Worms at work");
}

#[test]
fn changes_wait_on_screen_and_the_next_one_saves_them_all() {
    let Some((home, mounted)) = learner() else {
        return;
    };
    let mut program = home.open();
    to_the_phase(&program);
    let before = home.journal();
    turn(&mounted.0, "ro");
    program.keys(" ");
    program.shows("… Worms at work");
    program.shows("1 change not saved");
    program.shows("Not saved: ");
    program.keys("j ");
    program.shows("… Clay and sand");
    program.shows("2 changes not saved");
    assert_eq!(home.journal(), before);
    turn(&mounted.0, "rw");
    program.keys("j ");
    program.shows("● Worms at work");
    program.shows("● Compost, turned");
    program.shows("● Clay and sand");
    program.shows_no("not saved");
    for item in ["worms", "compost", "clay"] {
        assert_eq!(home.events(&format!("item = \"{item}\"")), 1, "{item}");
    }
    assert!(home.journal().starts_with(&before));
    program.keys("q");
    program.shows_no("Clay and sand");
    program.quits();
    report(
        "T7, screen",
        "a disk turned read-only: 2 changes waited, the third saved all 3, each once",
    );
}

#[test]
fn leaving_with_unsaved_changes_asks_and_staying_keeps_them() {
    let Some((home, mounted)) = learner() else {
        return;
    };
    let mut program = home.open();
    to_the_phase(&program);
    let before = home.journal();
    turn(&mounted.0, "ro");
    program.keys(" ");
    program.shows("1 change not saved");
    program.keys("q");
    program.shows_no("Clay and sand");
    program.keys("q");
    program.shows("Not everything is saved");
    program.shows("leave and lose it");
    program.keys("\x1b");
    program.shows_no("Not everything is saved");
    program.shows("1 change not saved");
    program.keys("q");
    program.shows("Not everything is saved");
    program.keys("l");
    program.ended();
    program.assert_restored();
    turn(&mounted.0, "rw");
    assert_eq!(home.journal(), before);
    // And the same once more, saved at the last moment.
    let mut program = home.open();
    to_the_phase(&program);
    turn(&mounted.0, "ro");
    program.keys(" ");
    program.shows("1 change not saved");
    program.keys("q");
    program.shows_no("Clay and sand");
    program.keys("q");
    program.shows("Not everything is saved");
    turn(&mounted.0, "rw");
    program.keys("r");
    program.shows_no("Not everything is saved");
    program.shows_no("not saved");
    assert_eq!(home.events(r#"item = "worms""#), 1);
    program.quits();
    report(
        "T7, screen",
        "leaving asked 3 times; what was given up is not there, what was kept is",
    );
}

#[test]
fn a_thought_is_not_lost_on_a_full_disk() {
    let Some((home, mounted)) = learner() else {
        return;
    };
    let mut program = home.open();
    program.shows("Worms at work");
    turn(&mounted.0, "ro");
    program.keys("a");
    program.shows("thought");
    program.keys("the worms turn it");
    program.shows("the worms turn it");
    program.keys("\r");
    program.shows("1 change not saved");
    turn(&mounted.0, "rw");
    program.keys("r");
    program.shows_no("not saved");
    assert_eq!(home.events(r#"text = "the worms turn it""#), 1);
    program.quits();
    report(
        "T7, screen",
        "a thought written on a read-only disk was saved, once, when it could be",
    );
}

/// The sync fails: the event may be there or not, and that is what is said;
/// saved again, it counts once.
#[test]
fn a_failed_sync_is_said_to_be_in_doubt_and_counts_once() {
    if !have("strace") {
        return skip("strace is not there");
    }
    let home = Home::begun();
    let log = home.path().join("log");
    let through = [
        "strace",
        "-f",
        "-o",
        log.to_str().unwrap(),
        "-e",
        "trace=fdatasync",
        "-e",
        "inject=fdatasync:error=EIO:when=1",
        MASTERY,
    ];
    let mut program = Opening::command(&through).open(&home);
    to_the_phase(&program);
    program.keys(" ");
    program.shows("may or may not be saved");
    program.shows("… Worms at work");
    let contents = program.contents();
    assert!(!contents.contains("● Worms"), "{contents}");
    program.keys("r");
    program.shows("● Worms at work");
    program.shows_no("not saved");
    program.keys("q");
    program.shows_no("Clay and sand");
    program.keys("q");
    assert!(program.ended().success());
    let traced = fs::read_to_string(&log).unwrap();
    assert_eq!(traced.matches("(INJECTED)").count(), 1, "{traced}");
    let history = home.mastery(&["export", "events"]);
    assert_eq!(history.matches(r#""item":"worms""#).count(), 1, "{history}");
    report(
        "T7c, screen",
        "a failed sync was said to be in doubt; saved again it counts once",
    );
}
