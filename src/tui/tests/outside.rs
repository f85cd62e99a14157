//! What comes from outside: other devices, a changed roadmap, a background.

use chrono::TimeDelta;

use crate::{
    domain::{
        event::Mark,
        fixtures::{self, Author},
        progress::Status,
        roadmap::{ItemKind, Roadmap},
    },
    tui::{
        effect::Effect,
        msg::Msg,
        rig::{Rig, begin},
        theme::Background,
    },
};

use super::{Moment, PLACES, moments::marked};

const MOMENT: &str = "2026-03-04T20:00:00+01:00";

fn small() -> Rig {
    Rig::new(fixtures::roadmap(), MOMENT, &[begin("2026-01-05")])
}

/// The small roadmap with its first phase moved behind and its items among
/// those of another.
fn moved() -> Roadmap {
    let mut author = Author::default();
    author.0.hours_per_day = 4.0;
    author.0.cadence = fixtures::cadence();
    author.phase(
        "walls",
        &[],
        (3.0, 5.0),
        &[("walls-docs", ItemKind::Docs)],
        &["walls-door"],
    );
    author.phase(
        "ground",
        &[0],
        (1.0, 3.0),
        &[
            ("walls-book-1", ItemKind::Book),
            ("ground-book", ItemKind::Book),
        ],
        &["ground-run", "ground-gate"],
    );
    author.0
}

fn reloaded(roadmap: Roadmap) -> Msg {
    Msg::RoadmapChanged {
        roadmap: Some(Box::new(roadmap)),
        problems: Vec::new(),
    }
}

#[test]
fn what_another_device_did_shows() {
    let mut rig = Moment::FirstDay.rig();
    let first = rig.selected();
    let id = {
        let world = rig.app().world();
        let item = world.today.next().next().unwrap();
        world.roadmap[item].id.to_string()
    };
    rig.arrives(&marked(&id, Mark::Done, "2026-01-05"));
    assert_eq!(rig.status(&id), Status::Done);
    assert_ne!(rig.selected(), first);
    assert!(rig.shows("Done today"));
}

#[test]
fn what_another_device_did_is_not_ours_to_undo() {
    let mut rig = Moment::FirstDay.rig();
    rig.arrives(&marked("gates-sobelow", Mark::Done, "2026-01-05"));
    rig.keys("u");
    assert_eq!(rig.status("gates-sobelow"), Status::Done);
    assert!(
        rig.app().world().state.begin().is_none(),
        "ours is taken back"
    );
}

#[test]
fn items_that_moved_keep_their_progress() {
    let mut rig = small();
    rig.keys("2 enter");
    rig.keys("g j space");
    rig.send(reloaded(moved()));
    assert_eq!(rig.status("ground-book"), Status::Done);
    assert_eq!(rig.status("walls-book-1"), Status::Open);
    assert!(rig.notice().contains("read again"), "{}", rig.notice());
}

#[test]
fn an_open_phase_stays_open_when_phases_move() {
    let mut rig = small();
    rig.keys("2 g enter");
    assert!(rig.shows("┃ Phase 0 · ground"));
    rig.send(reloaded(moved()));
    assert!(rig.shows("┃ Phase 1 · ground"), "{}", rig.text());
    rig.keys("esc");
    assert!(rig.shows("Phases"));
}

#[test]
fn the_selected_row_stays_selected_when_rows_move() {
    let mut rig = small();
    rig.keys("2 g enter G k k");
    let chosen = rig.selected();
    assert!(chosen.contains("ground-run"), "{}", rig.text());
    rig.send(reloaded(moved()));
    assert!(rig.selected().contains("ground-run"), "{}", rig.text());
}

#[test]
fn a_question_about_a_phase_that_is_gone_does_nothing() {
    let empty = || {
        let mut author = Author::default();
        author.0.cadence = fixtures::cadence();
        author.0
    };
    for open in [
        "2 G S",
        "2 G a",
        ":",
        "6 G S",
        "2 G enter o",
        "2 G enter a",
        "?",
    ] {
        for answer in ["t", "s", "enter", "pgdn pgdn enter", "x enter", "esc"] {
            let mut rig = small();
            rig.keys(open).send(reloaded(empty()));
            rig.keys(answer);
            for (_, keys) in PLACES {
                rig.keys("1").keys(keys).keys("space s x enter esc");
            }
        }
    }
}

#[test]
fn a_roadmap_that_no_longer_loads_keeps_the_old_one() {
    let mut rig = Moment::Behind.rig();
    let before = rig.text();
    rig.send(Msg::RoadmapChanged {
        roadmap: None,
        problems: vec!["roadmap.toml, line 3: not TOML".to_owned()],
    });
    assert_eq!(
        rig.notice(),
        "roadmap.toml, line 3: not TOML. The last good roadmap stays."
    );
    // The notice fades; the count stays.
    rig.later(TimeDelta::minutes(1));
    assert!(rig.shows("1 problem"));
    assert_eq!(rig.text().lines().nth(5), before.lines().nth(5));
    rig.keys("space");
    assert_eq!(rig.written.len(), 1);
}

#[test]
fn a_roadmap_that_works_with_problems_shows_the_first() {
    let mut rig = small();
    rig.send(Msg::RoadmapChanged {
        roadmap: Some(Box::new(moved())),
        problems: vec!["roadmap.toml, line 3: unknown key `tilte`".to_owned()],
    });
    assert_eq!(rig.notice(), "roadmap.toml, line 3: unknown key `tilte`");
}

#[test]
fn an_item_that_is_pending_stays_so_in_a_changed_roadmap() {
    let mut rig = small();
    rig.keys("2 g enter");
    rig.full = true;
    rig.keys("G k k space");
    rig.send(reloaded(moved()));
    assert!(rig.shows("1 change not saved"));
    rig.full = false;
    rig.keys("r");
    assert_eq!(rig.status("ground-run"), Status::Done);
}

#[test]
fn an_item_that_is_gone_while_pending_is_written_and_kept() {
    let mut rig = small();
    rig.keys("2 g enter g");
    rig.full = true;
    rig.keys("space");
    rig.send(reloaded(moved()));
    rig.full = false;
    rig.keys("r");
    assert_eq!(rig.written.len(), 1);
    assert_eq!(rig.app().world().progress.archived().len(), 1);
}

#[test]
fn r_reads_files_again_and_says_so() {
    let mut rig = Moment::Behind.rig();
    rig.keys("r");
    assert_eq!(rig.effects, [Effect::Reload]);
    assert_eq!(rig.notice(), "Read all files again.");
}

#[test]
fn the_link_is_shown_before_it_is_opened() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("2 enter");
    rig.down_to("hexdocs.pm").keys("o");
    assert!(rig.shows("Open this link?"), "{}", rig.text());
    assert_eq!(rig.effects, []);
    rig.keys("enter o y y");
    let [
        Effect::OpenLink(url),
        Effect::Copy(same),
        Effect::Copy(again),
    ] = &rig.effects[..]
    else {
        panic!("{:?}", rig.effects);
    };
    assert!(url.starts_with("https://"));
    assert_eq!((same, again), (url, url));
}

#[test]
fn a_background_changes_colours_and_no_words() {
    let mut rig = Moment::Behind.rig();
    let (text, screen) = (rig.text(), rig.screen());
    rig.send(Msg::Background(Background::Light));
    assert_eq!(rig.text(), text);
    assert_ne!(rig.screen(), screen);
}

#[test]
fn ctrl_z_asks_to_be_stopped_even_under_an_overlay() {
    for keys in ["ctrl-z", ": ctrl-z", "/ ctrl-z", "a ctrl-z"] {
        let mut rig = Moment::Behind.rig();
        rig.keys(keys);
        assert_eq!(rig.effects, [Effect::Suspend], "{keys}");
    }
}
