use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{
    event::{Event, Kind},
    fixtures::{Author, Learner, done, event, mark},
    id::ProofId,
    roadmap::{Item, ItemKind},
};

fn hours(learner: &Learner) -> (f64, f64) {
    let progress = learner.progress();
    (progress.hours_done(), progress.hours_planned())
}

fn said(learner: &mut Learner, kind: Kind) {
    let clock = learner.state.clock() + 1;
    let said = event("laptop", clock, clock.into(), "2026-03-04", kind);
    learner.state.extend([said]);
}

#[test]
fn planned_hours_are_the_middle_of_the_range() {
    let learner = Learner::on("2026-03-04");
    // (1 + 3) / 2 × 4 = 8, (3 + 5) / 2 × 4 = 16, (8 + 12) / 2 × 4 = 40.
    let planned: Vec<f64> = learner
        .progress()
        .phases()
        .map(|(_, phase)| phase.planned)
        .collect();
    assert_eq!(planned, [8.0, 16.0, 40.0]);
    assert_eq!(hours(&learner), (0.0, 64.0));
}

#[test]
fn progress_is_planned_hours_times_the_share_done() {
    let mut learner = Learner::on("2026-03-04");
    learner.marks(
        &["ground-book", "ground-gate", "walls-door"],
        Mark::Done,
        None,
    );
    learner.marks(&["ground-docs"], Mark::Started, None); // counts nothing yet
    // 8 × 2/8 + 16 × 1/4 = 2 + 4 = 6 of 64.
    assert_eq!(hours(&learner), (6.0, 64.0));
    assert!((learner.progress().share() - 6.0 / 64.0).abs() < 1e-9);
}

#[test]
fn what_is_skipped_leaves_both_sides() {
    let mut learner = Learner::on("2026-03-04");
    learner.marks(&["walls-book-1", "walls-door"], Mark::Done, None);
    learner.marks(&["walls-book-2"], Mark::Skipped, None);
    // Two of the three that are left: 16 × 2/3.
    let walls = learner.progress()[PhaseIx(1)].clone();
    assert_eq!(
        (walls.readings, walls.deliverables),
        (Tally { done: 1, of: 2 }, Tally { done: 1, of: 1 })
    );
    assert_eq!(hours(&learner), (16.0 * 2.0 / 3.0, 64.0));
    assert!(walls.is_built() && !walls.is_read());
}

#[test]
fn a_wholly_skipped_phase_leaves_the_year() {
    let mut learner = Learner::on("2026-03-04");
    let walls = ["walls-book-1", "walls-book-2", "walls-docs", "walls-door"];
    learner.marks(&walls, Mark::Skipped, None);
    assert_eq!(hours(&learner), (0.0, 48.0));
    assert!(
        !learner.progress()[PhaseIx(1)].is_settled(),
        "it is still to be signed off"
    );

    let mut learner = Learner::on("2026-03-04");
    learner.marks(&["walls-door"], Mark::Done, None);
    learner.marks(&["walls"], Mark::Skipped, None);
    assert_eq!(hours(&learner), (0.0, 48.0), "its done item leaves with it");
    learner.marks(&["ground", "roof"], Mark::Skipped, None);
    let progress = learner.progress();
    assert_eq!((progress.hours_planned(), progress.share()), (0.0, 0.0));
    assert!(progress.is_finished());
}

#[test]
fn a_phase_without_items_counts_as_its_sign_off() {
    let mut learner = Learner::on("2026-03-04");
    learner.marks(&["roof"], Mark::Done, None);
    assert_eq!(hours(&learner), (40.0, 64.0));
    let roof = learner.progress()[PhaseIx(2)].clone();
    assert!(roof.is_read() && roof.is_built() && !roof.has_readings && !roof.has_deliverables);
}

#[test]
fn a_sign_off_alone_adds_no_hours_where_items_are_open() {
    let mut learner = Learner::on("2026-03-04");
    let phase = PhaseIx(1);
    let open = crate::domain::decide::OpenItems::Leave;
    learner.does(&crate::domain::decide::Wish::SignOff { phase, open }, None);
    assert_eq!(hours(&learner), (0.0, 64.0));
}

#[test]
fn a_phase_carries_three_marks() {
    let mut learner = Learner::on("2026-03-04");
    let marks = |learner: &Learner| {
        let walls = learner.progress()[PhaseIx(1)].clone();
        [
            walls.is_read(),
            walls.is_built(),
            walls.is_proven(),
            walls.is_signed_off(),
        ]
    };
    let evidence = |verdict| Kind::Evidence {
        row: ProofId::new("M1"),
        verdict,
        text: None,
        grounds: None,
    };
    assert_eq!(marks(&learner), [false; 4]);
    learner.marks(&["walls-book-1", "walls-book-2"], Mark::Done, None);
    learner.marks(&["walls-docs"], Mark::Skipped, None);
    assert_eq!(marks(&learner), [true, false, false, false]);
    learner.marks(&["walls-door"], Mark::Done, None);
    assert_eq!(marks(&learner), [true, true, false, false]);
    for (verdict, proven) in [
        (Verdict::Attested, false),
        (Verdict::Passed, true),
        (Verdict::Failed, false),
        (Verdict::Passed, true),
    ] {
        said(&mut learner, evidence(verdict));
        assert_eq!(marks(&learner), [true, true, proven, false], "{verdict:?}");
    }
    learner.marks(&["walls"], Mark::Done, None);
    assert_eq!(marks(&learner), [true; 4]);
    assert_eq!(learner.progress().signed_off(), 1);
}

#[test]
fn a_phase_is_begun_by_its_first_mark() {
    let mut learner = Learner::on("2026-03-04");
    assert!(!learner.progress()[PhaseIx(1)].is_begun());
    learner.marks(&["walls-book-2"], Mark::Started, None);
    assert!(learner.progress()[PhaseIx(1)].is_begun());
    learner.marks(&["walls-book-2"], Mark::Skipped, None);
    assert!(!learner.progress()[PhaseIx(1)].is_begun());
}

#[test]
fn the_current_phase_is_the_first_that_nothing_holds_up() {
    let mut learner = Learner::on("2026-03-04");
    let current = |learner: &Learner| learner.progress().current().map(|phase| phase.0);
    assert_eq!(current(&learner), Some(0));
    assert_eq!(learner.progress()[PhaseIx(1)].blocked_by, [PhaseIx(0)]);
    learner.marks(&["ground"], Mark::Skipped, None);
    assert_eq!(current(&learner), Some(1));
    learner.marks(&["roof"], Mark::Done, None);
    assert_eq!(
        current(&learner),
        Some(1),
        "a later one may be signed off before"
    );
    learner.marks(&["walls"], Mark::Skipped, None);
    assert_eq!(learner.progress().finished_on(), Some(learner.today));
    assert_eq!(current(&learner), None);
    assert!(learner.progress().is_finished());
    assert!(
        !Learner::of(Roadmap::default(), "2026-03-04")
            .progress()
            .is_finished()
    );
}

#[test]
fn a_derived_milestone_is_done_when_its_phases_are_signed_off() {
    let mut learner = Learner::on("2026-03-04");
    let phases = |learner: &mut Learner, phase: &str, on: &str| {
        let phase = learner.ix(phase);
        let event: Vec<Event> = {
            let clock = learner.state.clock() + 1;
            vec![event(
                "laptop",
                clock,
                clock.into(),
                on,
                done(learner.roadmap[phase].id.as_str()),
            )]
        };
        learner.state.extend(event);
    };
    phases(&mut learner, "roof", "2026-03-03");
    assert_eq!(learner.status("box-walls-roof"), Status::Open);
    phases(&mut learner, "walls", "2026-03-01");
    let walls_roof = learner.progress()[learner.ix("box-walls-roof")];
    assert_eq!(walls_roof.status, Status::Done);
    assert_eq!(
        walls_roof.day.unwrap().to_string(),
        "2026-03-03",
        "dated by the last of them"
    );
    assert_eq!(learner.status("metric-all"), Status::Open);
    phases(&mut learner, "ground", "2026-03-02");
    assert_eq!(learner.status("metric-all"), Status::Done);
    said(&mut learner, mark("walls", Mark::Skipped));
    assert_eq!(
        learner.status("box-walls-roof"),
        Status::Open,
        "skipped is not signed off"
    );
    // A mark that an older program let through decides nothing.
    said(&mut learner, done("box-walls-roof"));
    assert_eq!(learner.status("box-walls-roof"), Status::Open);
}

#[test]
fn of_no_phases_nothing_is_completed() {
    let mut author = Author::default();
    author.metric("metric-all", true);
    let learner = Learner::of(author.0, "2026-03-04");
    assert_eq!(learner.status("metric-all"), Status::Open);
}

#[test]
fn history_follows_an_item_to_its_new_id() {
    let mut author = Author::default();
    let ix = author.item("new", ItemKind::Docs, None);
    let item = Item {
        id: ItemId::new("newest"),
        formerly: vec![ItemId::new("older"), ItemId::new("oldest")],
        ..author.0[ix].clone()
    };
    author.0.add_item(item).unwrap();
    let mut learner = Learner::of(author.0, "2026-03-04");
    for (id, what, status) in [
        ("oldest", Mark::Done, Status::Done),
        ("older", Mark::Skipped, Status::Skipped),
        ("oldest", Mark::Done, Status::Done),
        ("newest", Mark::Started, Status::Started),
        ("oldest", Mark::Open, Status::Open),
    ] {
        said(&mut learner, mark(id, what));
        assert_eq!(
            learner.status("newest"),
            status,
            "the last word counts, by whichever id"
        );
    }
    assert_eq!(learner.ix("older"), learner.ix("newest"));
    assert_eq!(learner.status("new"), Status::Open);
    assert!(learner.progress().archived().is_empty());
}

#[test]
fn what_the_roadmap_no_longer_has_is_archived() {
    let mut learner = Learner::on("2026-03-04");
    for kind in [
        done("zebra"),
        done("aardvark"),
        done("reopened"),
        mark("reopened", Mark::Open),
        done("ground-docs"),
    ] {
        said(&mut learner, kind);
    }
    let progress = learner.progress();
    let archived: Vec<(&str, Mark)> = progress
        .archived()
        .iter()
        .map(|(id, marked)| (id.as_str(), marked.mark))
        .collect();
    assert_eq!(archived, [("aardvark", Mark::Done), ("zebra", Mark::Done)]);
    assert_eq!(hours(&learner), (1.0, 64.0), "they are not counted");
}

#[test]
fn what_was_done_on_a_day_comes_in_the_order_of_the_roadmap() {
    let mut learner = Learner::on("2026-03-04");
    learner.marks(
        &["walls-docs", "ground-gate", "ground-book"],
        Mark::Done,
        None,
    );
    learner.marks(&["ground-docs"], Mark::Done, Some("2026-03-03"));
    learner.marks(&["ground-talk"], Mark::Started, None);
    let done = learner
        .progress()
        .done_on(learner.today)
        .collect::<Vec<_>>();
    assert_eq!(
        learner.ids(done),
        ["ground-book", "ground-gate", "walls-docs"]
    );
}
