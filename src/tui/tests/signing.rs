//! Signing a phase off.

use crate::{domain::progress::Status, tui::rig::Rig};

use super::Moment;

const QUESTION: &str = "tick them all, and sign off";

fn asked() -> Rig {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("space 2 S");
    assert!(rig.shows(QUESTION), "{}", rig.text());
    rig
}

fn open(rig: &Rig) -> usize {
    let world = rig.app().world();
    let first = world.roadmap.phase_places().next().unwrap();
    world.progress.open_items(&world.roadmap, first).count()
}

#[test]
fn open_items_are_counted_in_the_question() {
    let mut rig = asked();
    let count = open(&rig);
    assert!(rig.shows(&format!("There are still {count} items open.")));
}

#[test]
fn tick_all_ticks_them_all_in_one_undoable_batch() {
    let mut rig = asked();
    let before = open(&rig);
    assert!(before > 3);
    rig.keys("t");
    assert!(!rig.shows(QUESTION));
    assert_eq!((open(&rig), rig.status("tooling")), (0, Status::Done));
    assert_eq!(rig.written.len(), 3, "the start, a tick, the sign-off");
    rig.keys("u");
    assert_eq!((open(&rig), rig.status("tooling")), (before, Status::Open));
}

#[test]
fn sign_off_anyway_leaves_them_open() {
    let mut rig = asked();
    let before = open(&rig);
    rig.keys("s");
    assert_eq!((open(&rig), rig.status("tooling")), (before, Status::Done));
    rig.keys("u");
    assert_eq!((open(&rig), rig.status("tooling")), (before, Status::Open));
}

#[test]
fn not_yet_changes_nothing() {
    for key in ["esc", "q"] {
        let mut rig = asked();
        let (before, written) = (open(&rig), rig.written.len());
        rig.keys(key);
        assert!(!rig.shows(QUESTION));
        assert_eq!((open(&rig), rig.written.len()), (before, written));
        assert_eq!(rig.effects, []);
    }
}

#[test]
fn other_keys_and_clicks_beside_the_answers_keep_the_question() {
    let mut rig = asked();
    let written = rig.written.len();
    rig.keys("j space 2 u x");
    rig.click((0, 0));
    assert!(rig.shows(QUESTION));
    assert_eq!(rig.written.len(), written);
    let place = rig.find("sign off anyway");
    rig.click(place);
    assert_eq!(rig.status("tooling"), Status::Done);
}

#[test]
fn with_nothing_open_there_is_no_question() {
    let mut rig = asked();
    rig.keys("t u");
    // Everything but the sign-off.
    rig.keys("enter");
    for _ in 0..60 {
        if rig.selected().starts_with('○') && open(&rig) > 0 {
            rig.keys("space");
        }
        rig.keys("j");
    }
    assert_eq!(open(&rig), 0);
    let written = rig.written.len();
    rig.keys("S");
    assert!(!rig.shows(QUESTION));
    assert_eq!(rig.status("tooling"), Status::Done);
    assert_eq!(rig.written.len(), written + 1);
}

#[test]
fn the_sign_off_in_the_list_asks_too_and_space_takes_it_back() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2 enter");
    rig.down_to("Sign off phase 0").keys("space");
    assert!(rig.shows(QUESTION));
    rig.keys("s");
    assert_eq!(rig.status("tooling"), Status::Done);
    rig.keys("space");
    assert_eq!(rig.status("tooling"), Status::Open);
}

#[test]
fn signing_the_last_phase_off_ticks_the_milestones_that_follow() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2 g");
    for number in 0..4 {
        rig.keys("S s j");
        let expected = if number < 3 {
            Status::Open
        } else {
            Status::Done
        };
        assert_eq!(rig.status("core-phases-0-3"), expected);
    }
}

#[test]
fn a_phase_that_is_signed_off_offers_no_sign_off() {
    let mut rig = asked();
    rig.keys("t S");
    assert!(!rig.shows(QUESTION));
    assert!(!rig.hints().iter().any(|(key, _)| key == "S"));
}
