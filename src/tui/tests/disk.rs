//! What is not on disk is not done.

use crate::{
    domain::progress::Status,
    tui::{effect::Effect, rig::Rig},
};

use super::Moment;

/// A full disk, and one tick that did not get to it.
fn full() -> (Rig, String) {
    let mut rig = Moment::FirstDay.rig().size(80, 24);
    rig.keys("2 enter");
    rig.full = true;
    let before = rig.selected();
    rig.keys("space");
    (rig, before)
}

/// The screen without what fades.
fn body(rig: &mut Rig) -> String {
    let text = rig.text();
    text.lines().take(22).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_not_saved_is_pending_and_not_done() {
    let (mut rig, before) = full();
    assert_eq!(rig.selected(), before.replacen('○', "…", 1));
    assert!(rig.notice().contains("The disk is full"));
    assert!(rig.notice().ends_with("1 change not saved"));
    assert_eq!(rig.written.len(), 1, "the start date alone");
    let hints = rig.hints();
    assert!(
        hints.contains(&("r".to_owned(), "retry".to_owned())),
        "{hints:?}"
    );
}

#[test]
fn the_next_change_tries_again_and_each_is_written_once() {
    let (mut rig, _) = full();
    rig.full = false;
    rig.keys("j space");
    assert_eq!(rig.written.len(), 3);
    let tokens: Vec<u64> = rig.written.iter().map(|(token, _)| token.0).collect();
    assert_eq!(tokens, [1, 2, 3], "in the order they were made");
    assert!(!rig.shows("not saved"));
    assert!(rig.selected().starts_with('●'));
    rig.keys("k");
    assert!(rig.selected().starts_with('●'));
}

#[test]
fn r_tries_again_and_writes_it_once() {
    let (mut rig, _) = full();
    rig.keys("r");
    assert_eq!((rig.tries, rig.written.len()), (3, 1), "still full");
    assert!(rig.shows("1 change not saved"));
    rig.full = false;
    rig.keys("r r r");
    assert_eq!((rig.tries, rig.written.len()), (4, 2));
    assert!(rig.selected().starts_with('●'));
    assert!(!rig.shows("not saved"));
}

#[test]
fn the_same_key_on_a_pending_item_tries_again_instead_of_asking_twice() {
    for key in ["space", "s", "x"] {
        let (mut rig, _) = full();
        rig.full = false;
        rig.keys(key);
        assert_eq!(rig.written.len(), 2, "{key}");
        assert!(rig.selected().starts_with('●'), "{key}");
    }
}

#[test]
fn a_pending_sign_off_is_tried_again_instead_of_asked_twice() {
    let mut rig = Moment::FirstDay.rig();
    rig.full = true;
    rig.keys("2 S t");
    assert!(rig.shows("1 change not saved"));
    assert_eq!(rig.status("tooling"), Status::Open);
    rig.full = false;
    rig.keys("S");
    assert_eq!(rig.status("tooling"), Status::Done);
    assert_eq!(rig.written.len(), 2);
}

#[test]
fn undo_of_what_is_not_saved_takes_back_that_and_nothing_else() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2 enter space j");
    rig.full = true;
    rig.keys("space");
    let pending = rig.selected();
    assert!(pending.starts_with('…'));
    rig.keys("u");
    assert_eq!(rig.selected(), pending.replacen('…', "○", 1));
    assert!(!rig.shows("not saved"), "{}", rig.text());
    rig.full = false;
    rig.keys("r k");
    assert!(rig.selected().starts_with('●'), "the one before stays");
    assert_eq!(rig.written.len(), 2);
    assert!(
        rig.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Forget(_)))
    );
}

#[test]
fn leaving_with_something_pending_asks() {
    for keys in ["q q", "ctrl-c", ": ctrl-c", "ctrl-c ctrl-c", "? ctrl-c"] {
        let (mut rig, _) = full();
        rig.keys(keys);
        assert!(rig.shows("Not everything is saved"), "{keys}");
        assert_eq!(rig.effects, [], "{keys}");
        rig.keys("esc");
        if keys.starts_with([':', '?']) {
            rig.keys("esc");
        }
        assert!(!rig.shows("Not everything is saved"));
        assert!(rig.shows("1 change not saved"), "{keys}: it is still there");
    }
}

#[test]
fn leaving_anyway_forgets_what_is_pending() {
    let (mut rig, _) = full();
    rig.keys("j space ctrl-c l");
    let forgotten = rig
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Forget(_)))
        .count();
    assert_eq!(forgotten, 2);
    assert_eq!(rig.effects.last(), Some(&Effect::Quit));
    assert_eq!(rig.written.len(), 1);
}

#[test]
fn the_question_can_try_again() {
    let (mut rig, _) = full();
    rig.full = false;
    rig.keys("ctrl-c r");
    assert_eq!(rig.written.len(), 2);
    assert!(!rig.shows("Not everything is saved"));
    rig.keys("ctrl-c");
    assert_eq!(rig.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_start_date_that_is_not_saved_is_asked_for_no_second_time() {
    let mut rig = Moment::FirstDay.start();
    rig.full = true;
    rig.keys("enter");
    assert!(rig.app().world().state.begin().is_none());
    assert!(rig.shows("1 change not saved"));
    rig.full = false;
    rig.keys("r");
    assert!(rig.app().world().state.begin().is_some());
}

#[test]
fn several_pending_changes_are_all_marked_and_all_written() {
    let (mut rig, _) = full();
    rig.keys("j s j x");
    assert!(rig.shows("3 changes not saved"));
    let pending = |screen: &str| screen.matches(" … ").count();
    assert_eq!(pending(&body(&mut rig)), 3);
    rig.full = false;
    rig.keys("r");
    assert_eq!(rig.written.len(), 4);
    let marks = body(&mut rig);
    assert!(pending(&marks) == 0 && marks.contains('◐') && marks.contains("› –"));
}
