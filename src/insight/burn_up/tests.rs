use pretty_assertions::assert_eq;

use super::*;
use crate::{
    domain::{
        decide::{Replan, Wish},
        event::{Kind, Mark},
        fixtures::{Learner, day, event},
    },
    insight::plan_line::tests::{learner, line},
};

fn drawn(learner: &Learner, on: &str, size: (usize, usize)) -> Option<Vec<String>> {
    let (progress, line) = (learner.progress(), line(learner));
    let forecast = Forecast::new(
        &learner.roadmap,
        &learner.state,
        &progress,
        Some(&line),
        day(on),
    );
    let chart = BurnUp::new(&learner.roadmap, &progress, &line, &forecast, size)?;
    let chart = chart.with_first_plan(&learner.roadmap, &learner.state, &progress, &line);
    let symbol = |cell: &Cell| match cell {
        Cell::Empty => ' ',
        Cell::Plan => '.',
        Cell::First => '-',
        Cell::Done => '#',
        Cell::Fan => ':',
    };
    let rows = chart.rows.iter();
    Some(rows.map(|row| row.iter().map(symbol).collect()).collect())
}

#[test]
fn the_plan_is_a_line_from_the_start_to_its_end() {
    // The year has 365 days; a column ends on the 37th day, the 73rd, 110th,
    // 146th, 183rd, 219th, 256th, 292nd, 329th and 365th: 7 Apr, 13 May, 19 Jun,
    // 25 Jul, 31 Aug, 6 Oct, 12 Nov, 18 Dec, 24 Jan, 1 Mar. A row is 16 of 64
    // hours. The line has 8 hours on 1 June, 15 on 19 June, 18.5 on 25 July, 31
    // on 31 August (25 study days after 28 July's 19), 44 on 6 October, 57.5 on
    // 12 November, and 64 from December on.
    let learner = learner();
    assert_eq!(
        drawn(&learner, "2026-02-01", (10, 4)).unwrap(),
        [
            "      ....", //
            "     .    ", //
            "   ..     ", //
            "...       ",
        ]
    );
}

#[test]
fn what_is_done_covers_the_plan_up_to_today() {
    let mut learner = learner();
    learner.today = day("2026-06-19");
    learner.marks(
        &["ground-book", "ground-docs"],
        Mark::Done,
        Some("2026-03-10"),
    );
    learner.marks(
        &["walls-book-1", "walls-book-2", "walls-docs", "walls-door"],
        Mark::Done,
        None,
    );
    assert_eq!(
        drawn(&learner, "2026-06-19", (10, 4)).unwrap(),
        [
            "      ....", //
            "     .    ", //
            "  #..     ", // 2 + 16 hours
            "##.       ", // the plan has 15 hours on 19 June
        ]
    );
}

#[test]
fn the_fan_lies_between_the_two_dates() {
    let mut learner = learner();
    let start = day("2026-03-02");
    learner
        .state
        .extend([event("phone", 3, 3, "2026-03-02", Kind::Begin { start })]);
    learner.today = day("2026-04-06");
    for (item, on) in [
        ("ground-book", "2026-03-10"),
        ("ground-docs", "2026-03-17"),
        ("ground-talk", "2026-03-18"),
        ("ground-gate", "2026-03-26"),
        ("ground-table", "2026-04-01"),
        ("ground-script", "2026-04-02"),
    ] {
        learner.marks(&[item], Mark::Done, Some(on));
    }
    let rows = drawn(&learner, "2026-04-06", (40, 8)).unwrap();
    let cells: String = rows.concat();
    assert!(cells.contains(':'), "{rows:#?}");
    // The fan begins where the learner stands and ends at the top.
    let column = |row: &str, symbol: char| row.find(symbol);
    assert!(column(&rows[0], ':').is_some());
    let done = rows[7].rfind('#').unwrap();
    assert!(
        rows.iter()
            .filter_map(|row| column(row, ':'))
            .all(|fan| fan >= done)
    );
}

#[test]
fn there_is_no_chart_of_nothing() {
    let mut learner = learner();
    assert_eq!(drawn(&learner, "2026-03-02", (0, 4)), None);
    assert_eq!(drawn(&learner, "2026-03-02", (4, 0)), None);
    learner.marks(&["ground", "walls", "roof"], Mark::Skipped, None);
    assert_eq!(drawn(&learner, "2026-03-02", (10, 4)), None);
}

#[test]
fn every_size_and_day_has_its_cells() {
    let learner = learner();
    for on in ["2020-01-01", "2026-03-02", "2026-09-01", "2040-01-01"] {
        for size in [(1, 1), (3, 2), (71, 12), (400, 50)] {
            let rows = drawn(&learner, on, size).unwrap();
            assert_eq!(rows.len(), size.1);
            assert!(rows.iter().all(|row| row.len() == size.0), "{on} {size:?}");
        }
    }
}

fn chart_of(on: &str, width: usize) -> (BurnUp, PlanLine) {
    let learner = learner();
    let (progress, line) = (learner.progress(), line(&learner));
    let today = day(on);
    let roadmap = &learner.roadmap;
    let forecast = Forecast::new(roadmap, &learner.state, &progress, Some(&line), today);
    let chart = BurnUp::new(roadmap, &progress, &line, &forecast, (width, 4));
    (chart.unwrap(), line)
}

#[test]
fn a_day_lies_in_the_column_that_ends_with_it_or_after_it() {
    // The columns of the year from 2 March end on 7 April, 13 May …, 1 March.
    let (chart, _) = chart_of("2026-06-19", 10);
    for (on, column) in [
        ("2026-03-01", None),
        ("2026-03-02", Some(0)),
        ("2026-04-07", Some(0)),
        ("2026-04-08", Some(1)),
        ("2027-03-01", Some(9)),
        ("2027-03-02", None),
    ] {
        assert_eq!(chart.column_of(day(on)), column, "{on}");
    }
}

#[test]
fn the_axis_names_quarters_with_their_dates_where_there_is_room() {
    // The quarters begin on 2 March, June, September and December: days 0, 92,
    // 184 and 275 of 365, so in columns 0, 10, 20 and 30 of 40, and 0, 15, 30 and
    // 45 of 60. The second begins on the 93rd day, and the tenth column of 40
    // ends on the 92nd.
    for (width, marks, dates) in [
        (
            60,
            "┬──────────────┬──────────────┬──────────────┬──────────────",
            "Q1 2 Mar       Q2 2 Jun       Q3 2 Sep       Q4 2 Dec",
        ),
        (
            40,
            "┬─────────┬─────────┬─────────┬─────────",
            "Q1 2 Mar  Q2 2 Jun  Q3 2 Sep  Q4 2 Dec",
        ),
        (
            30,
            "┬──────┬───────┬──────┬───────",
            "Q1     Q2      Q3     Q4",
        ),
    ] {
        let (chart, line) = chart_of("2026-06-19", width);
        let axis = chart.axis(&line, day("2026-06-19"));
        assert_eq!(axis.marks, marks);
        assert_eq!(axis.dates, dates);
    }
}

#[test]
fn the_first_plan_stays_in_view_after_a_replan() {
    let mut learner = learner();
    learner.today = day("2026-06-19");
    learner.does(&Wish::Begin(day("2026-03-02")), None);
    let before = drawn(&learner, "2026-06-19", (10, 4)).unwrap();
    let end = Replan::End(day("2027-06-30"));
    learner.does(&Wish::Replan(end), None);
    let after = drawn(&learner, "2026-06-19", (10, 4)).unwrap();
    assert!(before.iter().all(|row| !row.contains('-')), "{before:?}");
    // Now the days are 486, and a column ends on 19 Apr, 7 Jun, 25 Jul, 12 Sep,
    // 30 Oct, 18 Dec, 4 Feb, 25 Mar, 13 May and 30 Jun. Nothing is done: the line
    // starts again from 0 and rises to 64 hours in 376 days: 14.5 on 12 September,
    // 23, 31, 39, 47.5, 56, 64. The first plan has 18.5 on 25 July, 35 on
    // 12 September, 53 on 30 October, and all on the two after.
    assert_eq!(
        after,
        [
            "    --- ..", //
            "   -  ..  ", //
            "  - ..    ", //
            "###.      ",
        ]
    );
    learner.does(&Wish::Undo, None);
    assert_eq!(drawn(&learner, "2026-06-19", (10, 4)).unwrap(), before);
}
