use pretty_assertions::assert_eq;
use rstest::rstest;

use super::*;
use crate::domain::{
    decide::{About, Wish},
    event::Mark,
    fixtures::{Author, Learner, day, event, off},
    roadmap::Slot,
};

fn today(learner: &Learner) -> Today {
    Today::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        None,
        learner.today,
    )
}

fn next(learner: &Learner) -> Vec<&str> {
    learner.ids(today(learner).next())
}

/// Marks items on days of the week of 2 March 2026, a Monday, and looks at one.
fn week(marks: &[(&str, &str, Mark)], on: &str) -> Learner {
    let mut learner = Learner::on("2026-03-09");
    for (id, day, mark) in marks {
        learner.marks(&[id], *mark, Some(day));
    }
    learner.today = day(on);
    learner
}

const MON: &str = "2026-03-02";
const TUE: &str = "2026-03-03";
const WED: &str = "2026-03-04";
const THU: &str = "2026-03-05";
const FRI: &str = "2026-03-06";
const SAT: &str = "2026-03-07";

#[rstest]
// Monday is for books; what may be left out comes last among them.
#[case::monday(MON, &[], &["ground-book", "ground-book-optional", "ground-docs"])]
// Monday's book came to nothing: after today's docs it is next.
#[case::wednesday(WED, &[], &["ground-docs", "ground-book", "ground-book-optional"])]
// A tick of any kind on Monday and Tuesday settles them: any reading, then.
#[case::wednesday_kept(
    WED,
    &[("ground-book", MON, Mark::Done), ("ground-gate", TUE, Mark::Done)],
    &["ground-docs", "ground-talk", "ground-book-optional"]
)]
#[case::wednesday_half_kept(
    WED,
    &[("ground-gate", MON, Mark::Done)],
    &["ground-docs", "ground-book", "ground-book-optional"]
)]
#[case::begun_comes_first(
    WED,
    &[("ground-talk", MON, Mark::Started)],
    &["ground-talk", "ground-docs", "ground-book"]
)]
#[case::thursday(THU, &[], &["ground-talk", "ground-book", "ground-book-optional"])]
#[case::friday(FRI, &[], &["ground-book", "ground-book-optional", "ground-docs"])]
#[case::friday_all_kept(
    FRI,
    &[
        ("ground-gate", MON, Mark::Done),
        ("ground-table", TUE, Mark::Done),
        ("ground-script", WED, Mark::Done),
        ("ground-run", THU, Mark::Done),
    ],
    &["ground-book", "ground-docs", "ground-talk"]
)]
// What was missed this week, on a rest day, too.
#[case::saturday(SAT, &[("ground-book", MON, Mark::Done), ("ground-gate", TUE, Mark::Done)], &["ground-docs", "ground-talk", "ground-book-optional"])]
fn readings_follow_the_day_and_the_week(
    #[case] on: &str,
    #[case] marks: &[(&str, &str, Mark)],
    #[case] readings: &[&str],
) {
    let learner = week(marks, on);
    assert_eq!(learner.ids(today(&learner).readings), readings);
}

#[test]
fn a_new_week_forgets_what_the_last_one_missed() {
    let mut learner = week(&[("ground-book", MON, Mark::Done)], "2026-03-11");
    learner.today = day("2026-03-11"); // Monday and Tuesday of this week came to nothing
    assert_eq!(next(&learner)[..2], ["ground-docs", "ground-book-optional"]);
    learner.marks(&["ground-gate"], Mark::Done, Some("2026-03-09"));
    learner.marks(&["ground-table"], Mark::Done, Some("2026-03-10"));
    assert_eq!(next(&learner)[..2], ["ground-docs", "ground-talk"]);
}

#[test]
fn deliverables_come_after_readings_unless_begun() {
    let learner = week(&[], WED);
    assert_eq!(
        next(&learner),
        [
            "ground-docs",
            "ground-book",
            "ground-book-optional",
            "ground-gate",
            "ground-table",
            "ground-script",
        ]
    );
    let learner = week(&[("ground-run", TUE, Mark::Started)], WED);
    assert_eq!(
        next(&learner)[..2],
        ["ground-run", "ground-docs"],
        "what is begun is finished first"
    );
    assert_eq!(
        learner.ids(today(&learner).deliverables),
        ["ground-run", "ground-gate", "ground-table"]
    );
    let learner = week(
        &[
            ("ground-run", TUE, Mark::Started),
            ("ground-talk", TUE, Mark::Started),
        ],
        WED,
    );
    assert_eq!(next(&learner)[..2], ["ground-talk", "ground-run"]);
}

#[test]
fn what_may_be_left_out_waits_behind_what_must_be_built() {
    let learner = week(
        &[
            ("ground-docs", MON, Mark::Done),
            ("ground-talk", TUE, Mark::Done),
            ("ground-book", TUE, Mark::Done),
        ],
        WED,
    );
    assert_eq!(
        next(&learner),
        [
            "ground-gate",
            "ground-table",
            "ground-script",
            "ground-book-optional",
        ]
    );
    // On its own kind's day it comes first.
    let learner = week(
        &[
            ("ground-book", MON, Mark::Done),
            ("ground-run", MON, Mark::Done),
        ],
        TUE,
    );
    assert_eq!(next(&learner)[..2], ["ground-book-optional", "ground-docs"]);
}

#[test]
fn on_a_day_for_building_deliverables_come_first() {
    let mut learner = week(&[], WED);
    learner.roadmap.cadence.slots[1].kind = DayKind::Build;
    assert_eq!(
        next(&learner)[..4],
        [
            "ground-gate",
            "ground-table",
            "ground-script",
            "ground-book"
        ]
    );
    // Missed on Wednesday, it is Thursday's second wish.
    learner.today = day(THU);
    assert_eq!(
        next(&learner)[..3],
        ["ground-talk", "ground-book", "ground-book-optional"]
    );
    learner.marks(
        &["ground-book", "ground-book-optional"],
        Mark::Done,
        Some(TUE),
    );
    learner.marks(&["ground-docs"], Mark::Done, Some(MON));
    assert_eq!(next(&learner)[..2], ["ground-talk", "ground-gate"]);
}

#[test]
fn friday_begins_with_the_note_until_it_is_written() {
    let mut learner = week(&[], THU);
    assert!(!today(&learner).what_changed);
    learner.today = day(FRI);
    assert!(today(&learner).what_changed);
    let phase = today(&learner).phase.unwrap();
    let text = "Gates are in".to_owned();
    let about = Some(About::Phase(phase));
    let thought = text.clone();
    learner.does(&Wish::Note { text, about }, None);
    assert!(today(&learner).what_changed, "a thought is no answer");
    let text = thought;
    learner.does(&Wish::WhatChangedLine { text, phase }, None);
    assert!(!today(&learner).what_changed);
    // Signing the phase off after it does not ask for another one.
    learner.marks(&["ground"], Mark::Skipped, None);
    assert_eq!(today(&learner).phase, Some(PhaseIx(1)));
    assert!(!today(&learner).what_changed);
    learner.today = day("2026-03-13");
    assert!(today(&learner).what_changed);
    learner.state.extend([event(
        "phone",
        9,
        9,
        FRI,
        off("2026-03-13", "2026-03-13", false),
    )]);
    assert!(
        !today(&learner).what_changed,
        "nothing is asked of a day off"
    );
}

#[test]
fn days_are_of_a_sort() {
    let mut learner = week(&[], SAT);
    assert_eq!(today(&learner).sort, DaySort::Rest);
    assert!(!next(&learner).is_empty(), "if you like");
    learner.today = day(WED);
    assert_eq!(today(&learner).sort, DaySort::Study(DayKind::Docs));
    learner
        .state
        .extend([event("phone", 1, 1, WED, off(WED, WED, false))]);
    assert_eq!(today(&learner).sort, DaySort::Off);
    assert_eq!(
        next(&learner)[0],
        "ground-book",
        "a day off asks for no kind of its own"
    );
    learner.today = day(THU);
    assert_eq!(
        next(&learner)[..2],
        ["ground-talk", "ground-book"],
        "nor is it missed"
    );
    learner.roadmap.cadence.slots = Vec::<Slot>::new();
    assert_eq!(
        today(&learner).sort,
        DaySort::Any,
        "without a cadence there is no rest day"
    );
    assert_eq!(next(&learner)[0], "ground-book");
}

#[test]
fn a_phase_with_nothing_left_is_to_be_signed_off() {
    let mut learner = week(&[], FRI);
    let all = [
        "ground-book",
        "ground-docs",
        "ground-talk",
        "ground-gate",
        "ground-table",
        "ground-script",
    ];
    learner.marks(&all, Mark::Done, None);
    assert!(today(&learner).closing.is_empty());
    learner.marks(&["ground-run"], Mark::Skipped, None);
    assert_eq!(
        next(&learner),
        ["ground-book-optional", "ground"],
        "the optional holds nothing up"
    );
    learner.marks(&["ground-book-optional"], Mark::Done, None);
    assert_eq!(next(&learner), ["ground"]);
    learner.does(&Wish::Toggle(learner.ix("ground")), None);
    assert_eq!(next(&learner)[0], "walls-book-1");
    assert_eq!(
        learner.ids(today(&learner).done).len(),
        9,
        "and the derived box"
    ); // 6 + 1 + sign-off + box
}

#[test]
fn a_phase_without_items_is_its_sign_off() {
    let mut learner = week(&[], WED);
    learner.marks(&["ground", "walls"], Mark::Skipped, None);
    assert_eq!(next(&learner), ["roof"]);
}

#[test]
fn after_the_last_phase_boxes_and_metrics_are_left() {
    let mut learner = week(&[], WED);
    let begin = Wish::Begin(day(MON));
    learner.does(&begin, None);
    learner.marks(&["ground", "walls", "roof"], Mark::Skipped, None);
    assert_eq!(
        next(&learner),
        ["box-free", "metric-free"],
        "Q4 has not begun"
    );
    assert_eq!(today(&learner).phase, None);
    learner.today = day("2026-12-02");
    assert_eq!(next(&learner), ["box-free", "box-late", "metric-free"]);
    learner.marks(&["box-free", "box-late", "metric-free"], Mark::Done, None);
    assert_eq!(next(&learner), [""; 0], "a finished year");
    assert!(!today(&learner).what_changed);
}

#[test]
fn prerequisites_in_a_circle_hold_nobody_up() {
    let mut author = Author::default();
    author.phase("hen", &[1], (1.0, 1.0), &[], &["cluck"]);
    author.phase("egg", &[0], (1.0, 1.0), &[], &["crack"]);
    let learner = Learner::of(author.0, WED);
    assert_eq!(learner.progress().current(), None);
    assert_eq!(next(&learner), ["cluck"]);
}

#[test]
fn an_empty_roadmap_proposes_nothing() {
    let learner = Learner::of(Roadmap::default(), WED);
    assert_eq!(next(&learner), [""; 0]);
}

#[test]
fn pace_is_said_once_the_year_has_a_line() {
    let learner = week(&[], MON);
    let line = PlanLine::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        day(MON),
    );
    let today = Today::new(
        &learner.roadmap,
        &learner.state,
        &learner.progress(),
        Some(&line),
        learner.today,
    );
    assert_eq!(today.pace, Some(Pace::OnPlan));
}
