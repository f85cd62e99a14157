//! Ticking, and taking back.

use crate::domain::progress::Status;

use super::Moment;

fn rows(screen: &str) -> Vec<&str> {
    let lines = screen
        .lines()
        .map(|line| line.trim_start_matches([' ', '›']));
    lines
        .filter(|line| line.starts_with(['○', '◐', '●']))
        .collect()
}

#[test]
fn space_ticks_and_the_next_item_moves_up() {
    let mut rig = Moment::FirstDay.rig().size(100, 40);
    let before = rig.text();
    let (first, second) = (rows(&before)[0], rows(&before)[1]);
    assert_eq!(rig.selected(), first);
    rig.keys("space");
    assert_eq!(rig.selected(), second);
    assert_eq!(rig.written.len(), 2, "the start date and the tick");
    assert!(rig.shows("Done today  1"), "{}", rig.text());
    assert!(rig.notice().starts_with("Done: "), "{}", rig.notice());
}

#[test]
fn a_whole_evening_is_space_and_again_space() {
    let mut rig = Moment::Behind.rig();
    let mut seen = vec![rig.selected()];
    for _ in 0..5 {
        rig.keys("space");
        let next = rig.selected();
        assert!(!seen.contains(&next), "{next} was proposed before");
        assert!(!next.starts_with('●'), "{next} is done");
        seen.push(next);
    }
}

#[test]
fn space_in_a_phase_ticks_and_unticks_in_place() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2 enter");
    let open = rig.selected();
    assert!(open.starts_with('○'));
    rig.keys("space");
    assert_eq!(rig.selected(), open.replacen('○', "●", 1));
    rig.keys("space");
    assert_eq!(rig.selected(), open);
    assert!(rig.notice().starts_with("Open again: "));
}

#[test]
fn s_and_x_mark_and_mark_open_again() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2 enter");
    for (key, mark) in [("s", '◐'), ("x", '–')] {
        let open = rig.selected();
        rig.keys(key);
        assert_eq!(rig.selected(), open.replacen('○', &mark.to_string(), 1));
        rig.keys(key);
        assert_eq!(rig.selected(), open);
    }
    rig.keys("s x space");
    assert!(rig.selected().starts_with('●'), "each replaces the other");
}

#[test]
fn a_derived_milestone_refuses_and_says_why() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("6 g");
    assert_eq!(rig.status("core-phases-0-3"), Status::Open);
    for key in ["space", "s", "x"] {
        rig.keys(key);
        assert_eq!(
            rig.notice(),
            "This ticks itself when phases 0, 1, 2 and 3 are signed off."
        );
    }
    assert_eq!(rig.status("core-phases-0-3"), Status::Open);
    assert_eq!(rig.written.len(), 1, "the start date alone");
    let words: Vec<String> = rig.hints().into_iter().map(|(_, word)| word).collect();
    assert!(!words.contains(&"done".to_owned()), "{words:?}");
}

#[test]
fn undo_and_redo_walk_back_and_forth() {
    let mut rig = Moment::FirstDay.rig().size(80, 24);
    let screens = |rig: &mut crate::tui::rig::Rig| {
        let text = rig.text();
        text.lines().take(20).map(str::to_owned).collect::<Vec<_>>()
    };
    let mut walked = vec![screens(&mut rig)];
    for key in ["space", "s", "x"] {
        rig.keys(key);
        walked.push(screens(&mut rig));
    }
    for expected in walked.iter().rev().skip(1) {
        rig.keys("u");
        assert_eq!(&screens(&mut rig), expected);
        assert!(rig.notice().starts_with("Taken back: "), "{}", rig.notice());
    }
    for expected in &walked[1..] {
        rig.keys("U");
        assert_eq!(&screens(&mut rig), expected);
    }
    rig.keys("U");
    assert_eq!(
        &screens(&mut rig),
        walked.last().unwrap(),
        "nothing is left"
    );
}

#[test]
fn a_new_action_ends_redo() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2 enter space u j space");
    let before = rig.text();
    rig.keys("U");
    let written = rig.written.len();
    assert_eq!(written, 4, "start, tick, undo, tick");
    assert_eq!(rig.selected(), before_selected(&before));
}

fn before_selected(screen: &str) -> String {
    let mut lines = screen.lines().map(str::trim_start);
    let row = lines.find_map(|line| line.strip_prefix("› "));
    row.unwrap().to_owned()
}

#[test]
fn the_start_date_can_be_taken_back_too() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("u");
    assert!(rig.app().world().state.begin().is_none());
    assert!(rig.shows("No start date yet"));
}
