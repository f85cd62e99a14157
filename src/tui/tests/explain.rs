//! `i` explains the figures of a place.

use super::{Moment, PLACES};

const TITLE: &str = "How these figures come about";

#[test]
fn every_place_with_a_figure_explains_it_and_no_other() {
    let mut opened = Moment::Behind.rig();
    opened.keys("esc");
    for (name, keys) in PLACES {
        let mut rig = opened.clone();
        rig.keys(keys);
        let shows_figures = !matches!(name, "notes" | "note");
        let before = rig.text();
        rig.keys("i");
        assert_eq!(rig.shows(TITLE), shows_figures, "{name}");
        rig.keys("esc");
        if shows_figures {
            assert_eq!(rig.text(), before, "{name}");
        }
        let offered = rig.hints().iter().any(|(key, _)| key == "i");
        assert!(shows_figures || !offered, "{name}");
    }
}

#[test]
fn the_selected_row_comes_first() {
    for (keys, first) in [
        ("2 g", "phase 0"),
        ("2 g j j", "phase 2"),
        ("3 g j", "phase 1"),
        ("9 G", "span of phase 14"),
        ("4 g", "labs_gatekeeper"),
    ] {
        let mut rig = Moment::Behind.rig().size(120, 60);
        rig.keys(keys).keys("i");
        let text = rig.text();
        let mut lines = text.lines().skip_while(|line| !line.contains(TITLE));
        let line = lines.nth(1).unwrap();
        assert!(line.contains(&format!("│ {first} ")), "{keys}: {line}");
    }
}

#[test]
fn it_scrolls_and_closes() {
    let mut rig = Moment::Behind.rig().size(80, 24);
    rig.keys("i");
    let top = rig.text();
    rig.keys("j j");
    assert_ne!(rig.text(), top);
    rig.keys("k k");
    assert_eq!(rig.text(), top);
    rig.keys("G");
    let end = rig.text();
    assert!(end.contains("next") && end != top, "{end}");
    rig.keys("j pgdn space");
    assert_eq!(rig.text(), end, "the end is the end");
    rig.keys("pgup");
    assert_ne!(rig.text(), end, "what was pressed beyond it does not count");
    rig.keys("g");
    assert_eq!(rig.text(), top);
    for key in ["i", "q", "enter"] {
        rig.keys(key);
        assert!(!rig.shows(TITLE), "{key}");
        rig.keys("i");
        assert!(rig.shows(TITLE));
    }
}

#[test]
fn stats_explains_what_it_shows() {
    let mut rig = Moment::Behind.rig();
    rig.keys("9 i");
    assert!(rig.shows("█ 6 or more"), "{}", rig.text());
    rig.keys("esc m i");
    assert!(rig.shows("█ 4 h or more"), "{}", rig.text());
}
