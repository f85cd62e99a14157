//! The moves there are when the plan does not hold.

use std::fmt::Write as _;

use crate::{
    domain::{
        day::LogicalDay,
        event::{Batch, Kind},
        progress::Status,
    },
    insight::pace::Pace,
    tui::rig::Rig,
};

use super::Moment;

/// The plan with its moves on top.
fn opened() -> Rig {
    let mut rig = Moment::Behind.rig().size(80, 24);
    rig.keys("6 R");
    rig
}

fn end(rig: &Rig) -> String {
    rig.app().world().line.as_ref().unwrap().end().to_string()
}

fn pace(rig: &Rig) -> Pace {
    let world = rig.app().world();
    let line = world.line.as_ref().unwrap();
    Pace::new(&world.progress, line, world.day())
}

#[test]
fn the_moves_at_two_sizes() {
    let mut page = String::new();
    for (width, height) in [(80, 24), (150, 40)] {
        for (name, keys) in [
            ("keep", ""),
            ("end", "j"),
            ("hours", "j j"),
            ("skip", "j j j enter j space"),
            ("spread", "j j j j"),
        ] {
            let mut rig = Moment::Behind.rig().size(width, height);
            rig.keys("6 R").keys(keys);
            writeln!(page, "── {name} {width}x{height}\n{}", rig.text()).unwrap();
        }
    }
    let mut rig = Moment::Behind.rig().size(40, 10);
    rig.keys("6 R j j j enter");
    writeln!(page, "── skip 40x10\n{}", rig.text()).unwrap();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("replan", page);
    });
}

#[test]
fn leaving_changes_nothing() {
    let before = Moment::Behind.rig().size(80, 24).keys("6").text();
    for keys in [
        "esc",
        "q",
        "enter",
        "j 2 0 2 7 esc",
        "j j j enter a esc esc",
        "j j 0 enter esc",
    ] {
        let mut rig = opened();
        rig.keys(keys);
        assert_eq!(rig.text(), before, "{keys}");
        assert!(rig.written.is_empty(), "{keys}");
    }
}

#[test]
fn a_typed_day_becomes_the_end_and_undo_brings_the_line_back() {
    let mut rig = opened();
    let line = rig.app().world().line.clone();
    assert!(matches!(pace(&rig), Pace::Behind { .. }));
    rig.keys("j").typed("2027-03-31");
    assert!(rig.shows("Wed 31 Mar 2027"), "{}", rig.text());
    assert!(rig.shows("then  until 31 Mar 2027, "), "{}", rig.text());
    rig.keys("enter");
    assert_eq!(
        rig.notice(),
        "Replanned: until 31 Mar 2027, and you are on plan today. `u` takes it back."
    );
    assert_eq!(end(&rig), "2027-03-31");
    assert_eq!(pace(&rig), Pace::OnPlan);
    rig.keys("u");
    assert_eq!(rig.notice(), "Taken back: the replan until 31 Mar 2027");
    assert_eq!(rig.app().world().line, line);
}

#[test]
fn tab_goes_through_the_dates_that_are_offered() {
    let mut rig = opened();
    rig.keys("j");
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..6 {
        let text = rig.text();
        let typed = text.lines().find_map(|line| line.split_once("› "));
        let day = typed.unwrap().1.split_whitespace().next().unwrap();
        seen.insert(LogicalDay::parse(day).expect("a day"));
        rig.keys("tab");
    }
    assert!(seen.len() >= 3, "{seen:?}");
    assert!(
        seen.contains(&LogicalDay::parse("2027-01-04").unwrap()),
        "{seen:?}"
    );
}

#[test]
fn hours_lead_to_an_end() {
    let mut rig = opened();
    rig.keys("j j").typed("35");
    rig.keys("enter");
    assert_eq!(rig.written.len(), 1);
    let Kind::Replan { step, hours, .. } = &rig.written[0].1.kinds[0] else {
        panic!("{:?}", rig.written);
    };
    assert_eq!((step.as_str(), *hours), ("hours", Some(2100)));
    assert!(end(&rig).as_str() < "2027-01-04", "{}", end(&rig));
}

#[test]
fn what_is_no_move_says_why_and_is_not_made() {
    for (keys, typed, words) in [
        (
            "j",
            "2026-06-30",
            "30 Jun is too early: the plan can end on 1 Jul at the earliest.",
        ),
        ("j", "2027-13-01", "A day is written like 2027-03-31."),
        ("j j", "0", "0 hours a week lead nowhere"),
        ("j j", "300", "A week has 168 hours."),
        ("j j", "..", "Hours are written like 35, 7.5 or 7h30."),
    ] {
        let mut rig = opened();
        rig.keys(keys).typed(typed).keys("enter");
        assert!(rig.shows(words), "{words}\n{}", rig.text());
        assert!(!rig.shows("make this move"), "{}", rig.text());
        assert!(rig.written.is_empty());
    }
    let mut rig = opened();
    rig.keys("j j j enter a enter");
    assert!(rig.shows("No item is chosen."), "{}", rig.text());
    assert!(rig.written.is_empty());
}

#[test]
fn chosen_items_are_left_out_in_one_batch() {
    let mut rig = opened();
    let done = rig.app().world().progress.hours_done();
    let planned = rig.app().world().progress.hours_planned();
    // None of them, then the second.
    rig.keys("j j j enter a j space enter");
    assert_eq!(rig.written.len(), 1, "{}", rig.text());
    let Batch { kinds, .. } = rig.written[0].1.clone();
    let [Kind::Replan { step, .. }, Kind::Mark { item, .. }] = kinds.as_slice() else {
        panic!("{kinds:?}");
    };
    assert_eq!(step, "skip");
    assert_eq!(rig.status(item.as_str()), Status::Skipped);
    let progress = &rig.app().world().progress;
    assert!((progress.hours_done() - done).abs() < 1e-9);
    assert!(progress.hours_planned() < planned - 0.5);
    let item = item.to_string();
    rig.keys("u");
    assert_eq!(rig.status(&item), Status::Open);
    assert!((rig.app().world().progress.hours_planned() - planned).abs() < 1e-9);
}

#[test]
fn what_another_process_does_meanwhile_is_taken_in() {
    let mut rig = opened();
    let before = rig.text();
    let world = rig.app().world();
    let item = world
        .progress
        .open_items(&world.roadmap, crate::domain::roadmap::PhaseIx(5))
        .next()
        .unwrap();
    let batch = Batch::on(
        world.day(),
        vec![Kind::Mark {
            item: world.roadmap[item].id.clone(),
            mark: crate::domain::event::Mark::Done,
        }],
    );
    rig.arrives(&batch);
    assert_ne!(rig.text(), before);
    assert!(rig.shows("Replan"));
}

#[test]
fn a_click_selects_a_move() {
    let mut rig = opened();
    let row = rig.find("spread the rest evenly");
    rig.click(row);
    assert!(rig.shows("▸ spread the rest evenly"), "{}", rig.text());
    assert!(rig.written.is_empty());
}

#[test]
fn where_there_is_nothing_to_replan_a_sentence_says_so() {
    let mut rig = Moment::Finished.rig();
    rig.keys("6 R");
    assert_eq!(
        rig.notice(),
        "All planned work is done: there is nothing to replan."
    );
    assert!(!rig.hints().iter().any(|(key, _)| key == "R"));
    let mut rig = Moment::FirstDay.start();
    rig.keys("esc 6 R");
    assert!(
        rig.notice().starts_with("The year has no first day yet"),
        "{}",
        rig.notice()
    );
}
