//! Going about: tabs, Enter and Esc, the filter, the palette.

use crate::tui::{effect::Effect, rig::Rig};

use super::{Moment, PLACES};

/// What is listed: every row with a status mark before it.
fn listed(rig: &mut Rig) -> usize {
    let text = rig.text();
    let starts = |line: &&str| {
        let line = line.trim_start_matches([' ', '›']);
        line.starts_with(['○', '◐', '●', '✓', '–'])
    };
    text.lines().filter(starts).count()
}

#[test]
fn tab_and_shift_tab_go_round_and_numbers_go_there() {
    let mut rig = Moment::Behind.rig();
    let by_number: Vec<String> = (1..=9)
        .map(|number| rig.keys(&number.to_string()).text())
        .collect();
    rig.keys("1");
    for screen in &by_number {
        assert_eq!(&rig.text(), screen);
        rig.keys("tab");
    }
    assert_eq!(rig.text(), by_number[0]);
    for screen in by_number.iter().rev() {
        rig.keys("shift-tab");
        assert_eq!(&rig.text(), screen);
    }
}

#[test]
fn positions_survive_a_change_of_tab() {
    let mut rig = Moment::Behind.rig();
    for (name, keys) in PLACES {
        rig.keys("1 g").keys(keys);
        rig.keys("j j j");
        let before = rig.text();
        let other = if keys.starts_with('3') { "4" } else { "3" };
        rig.keys(other);
        let back = keys.get(..1).unwrap_or("1");
        rig.keys(back);
        assert_eq!(rig.text(), before, "{name}");
    }
}

#[test]
fn enter_goes_in_and_esc_comes_back_to_the_same_row() {
    let mut rig = Moment::Behind.rig();
    rig.keys("2 g j j");
    let table = rig.text();
    rig.keys("enter");
    assert!(rig.shows("Phase 2 ·"));
    rig.keys("G enter");
    let deeper = rig.text();
    assert!(!deeper.contains("┃ Phase 2 ·"), "{deeper}");
    rig.keys("esc");
    assert!(rig.shows("┃ Phase 2 ·"));
    rig.keys("esc");
    assert_eq!(rig.text(), table);
    rig.keys("esc");
    assert_eq!(rig.text(), table, "Esc never quits");
    assert_eq!(rig.effects, []);
    rig.keys("q");
    assert_eq!(rig.effects, [Effect::Quit]);
}

#[test]
fn q_comes_back_before_it_quits() {
    let mut rig = Moment::Behind.rig();
    let text = rig.keys("2").text();
    rig.keys("enter q");
    assert_eq!((rig.text(), rig.effects.len()), (text, 0));
}

#[test]
fn the_number_of_the_tab_in_front_goes_to_its_beginning() {
    let mut rig = Moment::Behind.rig();
    let table = rig.keys("2").text();
    rig.keys("enter 2");
    assert_eq!(rig.text(), table);
}

#[test]
fn enter_on_an_item_shows_it_in_its_phase() {
    let mut rig = Moment::Behind.rig().size(80, 24);
    let title = |row: String| row.split("  ").next().map(str::to_owned);
    let item = title(rig.selected());
    rig.keys("enter");
    assert!(rig.shows("┃ Phase 4 ·"));
    assert_eq!(title(rig.selected()), item);
}

#[test]
fn a_filter_narrows_and_enter_keeps_it() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2");
    let all = listed(&mut rig);
    rig.keys("/").typed("genserver");
    let some = listed(&mut rig);
    assert!(0 < some && some < all, "{some} of {all}");
    rig.keys("enter");
    assert_eq!(listed(&mut rig), some);
    assert!(rig.notice().ends_with("find: genserver"));
    rig.keys("j k enter");
    assert!(rig.shows("┃ Phase 3 ·"), "keys work again");
}

#[test]
fn small_letters_find_capitals_and_capitals_only_themselves() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2 /").typed("ets");
    let small = listed(&mut rig);
    rig.keys("ctrl-u").typed("ETS");
    let capital = listed(&mut rig);
    rig.keys("ctrl-u").typed("eTS");
    assert!(rig.shows("Nothing matches"));
    assert!(small > 0 && capital > 0 && small >= capital);
}

#[test]
fn esc_clears_the_filter_and_keeps_the_selection() {
    for keys in ["esc", "enter esc", "enter q"] {
        let mut rig = Moment::FirstDay.rig().size(80, 24);
        rig.keys("2");
        let all = listed(&mut rig);
        rig.keys("/").typed("genserver");
        let chosen = rig.selected();
        rig.keys(keys);
        assert_eq!(listed(&mut rig), all, "{keys}");
        assert_eq!(rig.selected(), chosen, "{keys}");
    }
}

#[test]
fn typing_a_filter_keeps_the_selected_row_while_it_matches() {
    let mut rig = Moment::FirstDay.rig().size(80, 24);
    rig.keys("2 g j j j");
    let chosen = rig.selected();
    rig.keys("/").typed("phase");
    assert_eq!(rig.selected(), chosen);
}

#[test]
fn a_filter_with_nothing_to_find_says_so_and_lets_go() {
    let mut rig = Moment::FirstDay.rig();
    let before = rig.text();
    rig.keys("/").typed("no such thing");
    assert!(rig.shows("Nothing matches"));
    rig.keys("enter space s x enter o y S j k");
    rig.keys("esc");
    rig.keys("esc");
    assert_eq!(rig.written.len(), 1, "the start date alone");
    assert_eq!(rig.selected(), Moment::FirstDay.rig().selected());
    assert_eq!(rig.text().lines().count(), before.lines().count());
}

#[test]
fn keys_typed_into_a_filter_press_nothing() {
    let mut rig = Moment::Behind.rig();
    rig.keys("/").typed("qu sx6?:");
    assert_eq!((rig.written.len(), rig.effects.len()), (0, 0));
    assert!(rig.notice().starts_with("find: qu sx6?:"));
}

/// The screen after the palette found this.
fn gone_to(query: &str) -> Rig {
    let mut rig = Moment::Behind.rig();
    rig.keys(":").typed(query);
    rig.keys("enter");
    rig
}

#[test]
fn the_palette_finds_a_phase() {
    assert!(gone_to("phase 9 ").shows("┃ Phase 9 ·"));
}

#[test]
fn the_palette_finds_an_item_and_goes_to_its_row() {
    let mut rig = gone_to("gates-sobelow");
    assert!(rig.shows("┃ Phase 0 ·"));
    let world = rig.app().world();
    let item = world
        .roadmap
        .find(&crate::domain::id::ItemId::new("gates-sobelow"));
    let title = world.roadmap[item.unwrap()].title.clone();
    assert!(rig.selected().contains(&title), "{}", rig.selected());
}

#[test]
fn the_palette_finds_an_app_even_behind_an_open_phase() {
    let mut rig = Moment::Behind.rig();
    rig.keys("4 enter 1 :").typed("labs_cluster");
    rig.keys("enter");
    assert!(rig.selected().contains("labs_cluster"), "{}", rig.text());
    assert!(rig.shows("Labs apps"));
}

#[test]
fn the_palette_finds_a_note() {
    let mut rig = Moment::Behind.rig();
    let notes = {
        let roadmap = &rig.app().world().roadmap;
        roadmap.phases[7].notes.clone().unwrap()
    };
    rig.keys(":").typed(&notes);
    rig.keys("enter");
    assert!(rig.shows(" Phase 7 · Jobs & ingestion"));
}

#[test]
fn the_palette_finds_a_box_of_the_plan() {
    let mut rig = gone_to("dr-planning");
    assert!(rig.selected().contains("DR planning") || rig.shows("dr-planning"));
}

#[test]
fn the_palette_does_an_action() {
    let mut rig = gone_to("action undo");
    assert_eq!(rig.written.len(), 1);
    assert!(rig.notice().starts_with("Taken back: "));
    let mut rig = gone_to("set the start date");
    assert!(rig.shows("When did, or does, your year begin?"));
}

#[test]
fn the_palette_goes_to_a_screen() {
    let mut rig = gone_to("screen plan");
    assert_eq!(rig.text(), Moment::Behind.rig().keys("6").text());
}

#[test]
fn the_palette_says_when_nothing_is_called_that() {
    let mut rig = Moment::Behind.rig();
    let before = rig.text();
    rig.keys("ctrl-p").typed("qqqqqqqq");
    assert!(rig.shows("Nothing is called that, and no note has it."));
    rig.keys("enter");
    assert!(rig.shows("Nothing is called that, and no note has it."));
    rig.keys("esc");
    assert_eq!(rig.text(), before);
}

#[test]
fn help_shows_the_keys_of_this_place_and_closes_by_any_of_four_keys() {
    let mut rig = Moment::Behind.rig();
    for (name, keys) in PLACES {
        rig.keys("1").keys(keys);
        let before = rig.text();
        for close in ["esc", "q", "?", "enter"] {
            rig.keys("?");
            assert!(rig.shows("Everywhere"), "{name}");
            rig.keys(close);
            assert_eq!(rig.text(), before, "{name} {close}");
        }
    }
}

#[test]
fn g_and_shift_g_go_to_the_ends_and_pages_move() {
    let mut rig = Moment::Behind.rig().size(80, 24);
    rig.keys("2 enter");
    let first = rig.keys("g").selected();
    let last = rig.keys("G").selected();
    assert_ne!(first, last);
    for (down, up) in [
        ("pgdn", "pgup"),
        ("ctrl-d", "ctrl-u"),
        ("j", "k"),
        ("down", "up"),
    ] {
        rig.keys("g");
        for _ in 0..200 {
            rig.keys(down);
        }
        assert_eq!(rig.selected(), last, "{down}");
        for _ in 0..200 {
            rig.keys(up);
        }
        assert_eq!(rig.selected(), first, "{up}");
    }
}
