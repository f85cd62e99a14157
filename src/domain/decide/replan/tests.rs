use pretty_assertions::assert_eq;

use crate::domain::{
    decide::{Refusal, Replan, Wish},
    event::{Kind, Mark},
    fixtures::{Learner, day},
    minutes::{Minutes, weekly_hours},
};

use super::*;

fn learner() -> Learner {
    let mut learner = Learner::on("2026-03-02");
    learner.does(&Wish::Begin(day("2026-03-02")), None);
    learner.today = day("2026-03-11");
    learner
}

fn refused(learner: &Learner, replan: Replan) -> String {
    learner.refusal(&Wish::Replan(replan), None)
}

#[test]
fn a_revision_says_all_that_the_line_needs() {
    let mut learner = learner();
    // Phase 0: eight hours in eight items; one is done.
    learner.marks(&["ground-docs"], Mark::Done, None);
    let skip = Replan::Skip(vec![learner.ix("ground-book-optional")]);
    let batch = learner.decide(&Wish::Replan(skip), None).unwrap();
    assert_eq!(
        batch.kinds,
        [
            Kind::Replan {
                step: "skip".to_owned(),
                value: "ground-book-optional".to_owned(),
                end: Some(day("2027-03-01")),
                done: Some(60),
                planned: Some(64 * 60),
                hours: None,
            },
            Kind::Mark {
                item: ItemId::new("ground-book-optional"),
                mark: Mark::Skipped,
            },
        ]
    );
}

#[test]
fn hours_a_week_lead_to_an_end_and_stay_until_they_are_changed() {
    let mut learner = learner();
    // 64 hours at 16 a week are four weeks: 11 March to 7 April.
    learner.does(&Wish::Replan(Replan::Hours(Minutes(960))), None);
    let revision = learner.state.revision().unwrap().clone();
    assert_eq!(revision.end, day("2026-04-07"));
    assert_eq!(revision.hours, Some(Minutes(960)));
    learner.does(&Wish::Replan(Replan::End(day("2026-05-31"))), None);
    let revision = learner.state.revision().unwrap();
    assert_eq!(revision.end, day("2026-05-31"));
    assert_eq!(revision.hours, Some(Minutes(960)), "a revision is complete");
}

#[test]
fn days_off_move_the_end_that_hours_lead_to() {
    let mut learner = learner();
    let off = Wish::Off {
        from: day("2026-03-16"),
        to: day("2026-03-22"),
        reason: None,
    };
    learner.does(&off, None);
    learner.does(&Wish::Replan(Replan::Hours(Minutes(960))), None);
    assert_eq!(learner.state.revision().unwrap().end, day("2026-04-14"));
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let mut learner = Learner::on("2026-03-02");
    assert!(refused(&learner, Replan::Spread).contains("`mastery begin`"));
    learner.does(&Wish::Begin(day("2026-03-02")), None);
    for (replan, words) in [
        (Replan::End(day("2026-03-01")), "2026-03-01 has passed"),
        (Replan::End(day("2036-03-03")), "more than ten years away"),
        (Replan::Hours(Minutes(0)), "0 hours a week lead nowhere"),
        (Replan::Hours(Minutes(168 * 60 + 1)), "a week has 168 hours"),
        (Replan::Hours(Minutes(1)), "more than ten years"),
        (Replan::Skip(vec![]), "no item was named"),
        (
            Replan::Skip(vec![learner.ix("ground-book")]),
            "`ground-book` is not optional",
        ),
        (
            Replan::Skip(vec![learner.ix("ground")]),
            "`ground` is not optional",
        ),
    ] {
        let said = refused(&learner, replan);
        assert!(said.contains(words), "{said}");
    }
    learner.marks(&["ground-book-optional"], Mark::Done, None);
    let optional = vec![learner.ix("ground-book-optional")];
    assert_eq!(
        refused(&learner, Replan::Skip(optional)),
        "`ground-book-optional` is done already"
    );
    assert_eq!(
        refused(&learner, Replan::Skip(vec![])),
        "no optional item is open"
    );

    learner.today = day("2027-03-02");
    for replan in [Replan::Spread, Replan::Skip(vec![])] {
        assert!(refused(&learner, replan).contains("the plan ended on 2027-03-01"));
    }
    let later = Wish::Replan(Replan::End(day("2027-05-31")));
    assert!(learner.decide(&later, None).is_ok());

    let mut finished = Learner::on("2026-03-02");
    finished.does(&Wish::Begin(day("2026-03-02")), None);
    finished.marks(&["ground", "walls", "roof"], Mark::Skipped, None);
    assert!(refused(&finished, Replan::Spread).contains("all planned work is done"));

    let mut bare = Learner::on("2026-03-02");
    bare.does(&Wish::Begin(day("2026-03-02")), None);
    bare.roadmap.plan.lanes.clear();
    let refusal = bare
        .decide(&Wish::Replan(Replan::Spread), None)
        .unwrap_err();
    assert_eq!(refusal, Refusal::Replan(NoReplan::NoPlan));
}

#[test]
fn a_year_that_lies_ahead_can_be_replanned() {
    let mut learner = Learner::on("2026-02-20");
    learner.does(&Wish::Begin(day("2026-03-02")), None);
    let early = refused(&learner, Replan::End(day("2026-03-01")));
    assert!(early.contains("2026-03-02 at the earliest"), "{early}");
    learner.does(&Wish::Replan(Replan::Hours(Minutes(960))), None);
    // Four weeks from its first day.
    assert_eq!(learner.state.revision().unwrap().end, day("2026-03-29"));
}

#[test]
fn what_a_replan_leaves_out_takes_its_hours_along_and_a_plain_skip_does_not() {
    let mut learner = learner();
    learner.marks(&["ground-docs", "ground-talk"], Mark::Done, None);
    let hours = |learner: &Learner| {
        let progress = learner.progress();
        (progress.hours_done(), progress.hours_planned())
    };
    assert_eq!(hours(&learner), (2.0, 64.0));
    let item = learner.ix("ground-book-optional");
    let batch = learner.does(&Wish::Replan(Replan::Skip(vec![item])), None);
    assert_eq!(hours(&learner), (2.0, 63.0));
    learner.does(&Wish::Undo, None);
    assert_eq!(hours(&learner), (2.0, 64.0), "{batch}");
    learner.marks(&["ground-book-optional"], Mark::Skipped, None);
    let (done, planned) = hours(&learner);
    assert!((done - 16.0 / 7.0).abs() < 1e-9, "{done}");
    assert!((planned - 64.0).abs() < 1e-9, "{planned}");
    // Opened again after a replan it is part of the plan again.
    learner.does(&Wish::Undo, None);
    learner.does(&Wish::Replan(Replan::Skip(vec![item])), None);
    learner.marks(&["ground-book-optional"], Mark::Open, None);
    assert_eq!(hours(&learner), (2.0, 64.0));
}

#[test]
fn events_of_older_programs_change_nothing() {
    let mut learner = learner();
    let old = Kind::Replan {
        step: "hours-per-day".to_owned(),
        value: "3".to_owned(),
        end: None,
        done: None,
        planned: None,
        hours: None,
    };
    let events = learner.stamp(Batch::on(learner.today, vec![old]));
    learner.state.extend(events);
    assert_eq!(learner.state.revision(), None);
}

#[test]
fn hours_a_week_are_read_as_people_write_them() {
    for (text, minutes) in [
        ("35", Some(2100)),
        ("7.5", Some(450)),
        ("7,5 h", Some(450)),
        ("7h30", Some(450)),
        ("7:30", Some(450)),
        ("0", Some(0)),
        ("9.13", Some(548)),
        ("", None),
        (".", None),
        ("-3", None),
        ("many", None),
        ("1e9", None),
    ] {
        assert_eq!(weekly_hours(text), minutes.map(Minutes), "{text}");
    }
}
