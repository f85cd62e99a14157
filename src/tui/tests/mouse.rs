//! The mouse, and pasted text.

use chrono::TimeDelta;
use crossterm::event::{MouseButton, MouseEventKind};

use crate::domain::event::Kind;

use super::{Moment, PLACES};

#[test]
fn a_click_on_a_tab_shows_it() {
    for (place, name) in ["Today", "Phases", "Matrix", "Apps", "Week", "Plan", "Notes"]
        .into_iter()
        .enumerate()
    {
        let mut rig = Moment::Behind.rig();
        let expected = Moment::Behind.rig().keys(&(place + 1).to_string()).text();
        let cell = rig.find(name);
        rig.click(cell);
        assert_eq!(rig.text(), expected, "{name}");
    }
}

#[test]
fn a_click_selects_a_row_and_a_second_soon_after_opens_it() {
    let mut rig = Moment::Behind.rig();
    rig.keys("2 g");
    let row = rig.find("Data & Ecto");
    rig.click(row);
    assert!(rig.selected().contains("Data & Ecto"));
    rig.later(TimeDelta::seconds(1)).click(row);
    assert!(!rig.shows("┃ Phase 5"), "two slow clicks are two clicks");
    rig.later(TimeDelta::milliseconds(200)).click(row);
    assert!(rig.shows("┃ Phase 5"));
}

#[test]
fn two_clicks_on_two_rows_open_nothing() {
    let mut rig = Moment::Behind.rig();
    rig.keys("2 g");
    let (one, other) = (rig.find("Data & Ecto"), rig.find("Naming"));
    rig.click(one).click(other);
    assert!(rig.selected().contains("Naming"));
    assert!(!rig.shows("┃ Phase"));
}

#[test]
fn the_wheel_moves_as_j_and_k_do() {
    for (name, keys) in PLACES {
        let mut by_key = Moment::Behind.rig();
        let mut by_wheel = Moment::Behind.rig();
        // Text is not gone through line by line.
        let steps = if name == "note" { "g j j j" } else { "g j j k" };
        by_key.keys(keys).keys(steps);
        by_wheel.keys(keys).keys("g");
        for kind in [
            MouseEventKind::ScrollDown,
            MouseEventKind::ScrollDown,
            MouseEventKind::ScrollUp,
        ] {
            by_wheel.mouse(kind, 5, 5);
        }
        assert_eq!(by_wheel.text(), by_key.text(), "{name}");
    }
}

#[test]
fn the_wheel_scrolls_the_overlay_on_top_alone() {
    let mut rig = Moment::Behind.rig();
    let before = rig.text();
    rig.keys(":");
    let first = rig.text();
    rig.mouse(MouseEventKind::ScrollDown, 5, 5);
    assert_ne!(rig.screen(), first);
    rig.keys("esc");
    assert_eq!(rig.text(), before);
}

#[test]
fn a_click_on_a_day_of_the_week_goes_to_it() {
    let mut rig = Moment::Behind.rig();
    rig.keys("5");
    let monday = rig.find("Mo 29");
    rig.click(monday);
    assert_eq!(rig.text(), Moment::Behind.rig().keys("5 h h").text());
}

#[test]
fn a_click_in_the_palette_goes_there() {
    let mut rig = Moment::Behind.rig();
    rig.keys(":").typed("phase 9 ");
    let row = rig.find("Phase 9 ·");
    rig.click(row);
    assert!(rig.shows("┃ Phase 9 ·"));
}

#[test]
fn every_cell_can_be_clicked_with_any_button() {
    for (_, keys) in PLACES {
        let mut rig = Moment::Behind.rig().size(80, 24);
        rig.keys(keys);
        for x in (0..80).step_by(13) {
            for y in (0..24).step_by(2) {
                rig.mouse(MouseEventKind::Down(MouseButton::Right), x, y);
                rig.mouse(MouseEventKind::Drag(MouseButton::Left), x, y);
                rig.mouse(MouseEventKind::Moved, x, y);
                rig.click((x, y)).later(TimeDelta::seconds(1));
            }
        }
        let kinds = rig.written.iter().flat_map(|(_, batch)| &batch.kinds);
        let ticks = kinds.filter(|kind| !matches!(kind, Kind::Read { .. }));
        assert_eq!(ticks.count(), 0, "a click ticks nothing");
    }
}

const SEVERAL_LINES: &str = "one\r\ntwo\tq\u{1b}:u\n";

#[test]
fn a_paste_into_a_filter_is_one_line() {
    let mut rig = Moment::Behind.rig();
    rig.keys("/").paste(SEVERAL_LINES);
    assert_eq!(rig.notice(), "find: one  two q :u");
    assert_eq!((rig.written.len(), rig.effects.len()), (0, 0));
}

#[test]
fn a_paste_into_a_thought_is_one_line() {
    let mut rig = Moment::Behind.rig();
    rig.keys("a").paste(SEVERAL_LINES);
    assert!(rig.shows("› one  two q :u"), "{}", rig.text());
    rig.keys("enter");
    assert_eq!(rig.written.len(), 1);
}

#[test]
fn a_paste_into_the_palette_is_a_query() {
    let mut rig = Moment::Behind.rig();
    rig.keys(":").paste("labs_cluster\n");
    rig.keys("enter");
    assert!(rig.selected().contains("labs_cluster"));
}

#[test]
fn a_paste_into_the_start_date_replaces_what_stands_there() {
    let mut rig = Moment::FirstDay.start();
    rig.paste("2026-02-02\n");
    rig.keys("enter");
    let begin = rig.app().world().state.begin().unwrap();
    assert_eq!(begin.to_string(), "2026-02-02");
}

#[test]
fn a_paste_anywhere_else_presses_no_keys() {
    for (name, keys) in PLACES {
        for overlay in ["", "?", "S"] {
            let mut rig = Moment::Behind.rig();
            rig.keys(keys).keys(overlay);
            let before = rig.text();
            rig.paste("qq 2ux\nts\n");
            assert_eq!(rig.text(), before, "{name} {overlay}");
            assert_eq!((rig.written.len(), rig.effects.len()), (0, 0));
        }
    }
}

#[test]
fn a_huge_paste_is_cut() {
    let mut rig = Moment::Behind.rig();
    rig.keys("a").paste(&"wide 漢字 ".repeat(100_000));
    rig.keys("enter");
    let text = format!("{:?}", rig.written[0].1);
    assert!(text.len() < 20_000);
}
