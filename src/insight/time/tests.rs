use chrono::{DateTime, FixedOffset};
use pretty_assertions::assert_eq;
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::{
    day::{DayStart, LogicalDay},
    decide::{About, TimeWish, Wish},
    event::{Event, Kind, Mark},
    fixtures::{Learner, day, event, roadmap},
    id::{BudgetId, DeviceId},
    minutes::Minutes,
    roadmap::TimeBudget,
    session::{Piece, Running},
    state::State,
};

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// The small roadmap with 2 to 3 hours of learning and 1 of building a week.
fn with_budget() -> Roadmap {
    let mut roadmap = roadmap();
    let budget = |id: &str, hours| TimeBudget {
        id: BudgetId::new(id),
        title: id.to_uppercase(),
        hours,
    };
    roadmap.time = vec![
        budget("learning", (2.0, 3.0)),
        budget("building", (1.0, 1.0)),
    ];
    roadmap
}

fn learner(today: &str) -> Learner {
    Learner::of(with_budget(), today)
}

/// Writes down so many minutes on a day.
fn logs(learner: &mut Learner, on: &str, minutes: u64, category: &str, about: &str) {
    let item = (!about.is_empty()).then(|| About::Item(learner.ix(about)));
    learner.does(
        &Wish::Time(TimeWish::Log {
            category: BudgetId::new(category),
            about: item,
            text: None,
            pieces: vec![Piece::of(day(on), Minutes(minutes))],
        }),
        None,
    );
}

fn spent(categories: &[CategoryTime]) -> Vec<(&str, u64)> {
    categories
        .iter()
        .map(|it| (it.title.as_str(), it.spent.0))
        .collect()
}

/// 4 March 2026 is a Wednesday; its week begins on 2 March.
#[test]
fn a_week_is_told_by_category_day_and_phase() {
    let mut learner = learner("2026-03-04");
    logs(&mut learner, "2026-03-01", 500, "learning", "");
    logs(&mut learner, "2026-03-02", 95, "learning", "ground-book");
    logs(&mut learner, "2026-03-02", 30, "building", "walls-door");
    logs(&mut learner, "2026-03-04", 40, "learning", "ground");
    logs(&mut learner, "2026-03-04", 7, "learning", "");
    let week = TimeWeek::new(&learner.roadmap, &learner.state, day("2026-03-04"));
    assert_eq!(week.first, day("2026-03-02"));
    assert_eq!(
        spent(&week.categories),
        [("LEARNING", 142), ("BUILDING", 30)]
    );
    let standings: Vec<_> = week.categories.iter().map(CategoryTime::standing).collect();
    assert_eq!(standings, [Some(Standing::Within), Some(Standing::Under)]);
    let days: Vec<u64> = week.days.iter().map(|(_, spent)| spent.0).collect();
    assert_eq!(days, [125, 0, 47, 0, 0, 0, 0]);
    let phases: Vec<_> = week
        .phases
        .iter()
        .map(|it| (it.phase.map(|phase| phase.0), it.spent.0))
        .collect();
    assert_eq!(phases, [(Some(0), 135), (Some(1), 30), (None, 7)]);
    assert_eq!(week.total(), Minutes(172));
}

#[test]
fn a_category_that_the_roadmap_lost_keeps_its_hours() {
    let mut learner = learner("2026-03-04");
    logs(&mut learner, "2026-03-02", 95, "building", "");
    learner.roadmap.time.pop();
    let week = TimeWeek::new(&learner.roadmap, &learner.state, day("2026-03-04"));
    assert_eq!(spent(&week.categories), [("LEARNING", 0), ("building", 95)]);
    assert_eq!(week.categories[1].standing(), None);
}

#[rstest]
#[case(119, Standing::Under)]
#[case(120, Standing::Within)]
#[case(180, Standing::Within)]
#[case(181, Standing::Over)]
fn both_ends_of_a_range_lie_within_it(#[case] minutes: u64, #[case] standing: Standing) {
    let mut learner = learner("2026-03-04");
    logs(&mut learner, "2026-03-02", minutes, "learning", "");
    let week = TimeWeek::new(&learner.roadmap, &learner.state, day("2026-03-04"));
    assert_eq!(week.categories[0].standing(), Some(standing));
}

#[test]
fn the_year_has_a_week_53_and_its_days_lie_in_two_years() {
    let mut learner = learner("2027-01-03");
    logs(&mut learner, "2026-12-28", 30, "learning", "");
    logs(&mut learner, "2027-01-03", 45, "learning", "");
    let week = TimeWeek::new(&learner.roadmap, &learner.state, day("2027-01-01"));
    assert_eq!(week.first.iso_week().week(), 53);
    assert_eq!(week.total(), Minutes(75));
}

#[test]
fn averages_count_idle_weeks_and_not_those_before_the_first() {
    // Mondays: 9, 16, 23 February, 2 March. Today's week does not count.
    let mut learner = learner("2026-03-04");
    assert_eq!(
        average(&learner.roadmap, &learner.state, day("2026-03-04"), 4),
        None
    );
    logs(&mut learner, "2026-02-10", 100, "learning", "");
    logs(&mut learner, "2026-02-24", 51, "building", "");
    logs(&mut learner, "2026-03-03", 999, "learning", "");
    let look = |weeks| average(&learner.roadmap, &learner.state, day("2026-03-04"), weeks);
    let four = look(4).unwrap();
    // 151 minutes in three weeks: 50.33.
    assert_eq!((four.weeks, four.total), (3, Minutes(50)));
    assert_eq!(
        spent(&four.categories),
        [("LEARNING", 33), ("BUILDING", 17)]
    );
    let two = look(2).unwrap();
    assert_eq!((two.weeks, two.total), (2, Minutes(26))); // 25.5
    let weeks = past(&learner.roadmap, &learner.state, day("2026-03-04"), 12);
    let totals: Vec<u64> = weeks.iter().map(|week| week.total().0).collect();
    assert_eq!(totals, [51, 0, 100]);
}

/// Phase 0 has 8 planned hours, a third of them, 160 minutes, for labs; with
/// four deliverables that are 40 minutes each, and 40 for each of four readings.
#[test]
fn a_ratio_is_spent_over_planned_once_three_are_finished() {
    let mut learner = learner("2026-03-04");
    logs(&mut learner, "2026-03-02", 60, "building", "ground-gate");
    logs(&mut learner, "2026-03-02", 50, "building", "ground-table");
    logs(&mut learner, "2026-03-03", 82, "building", "ground-script");
    logs(&mut learner, "2026-03-03", 300, "building", "walls-door");
    logs(&mut learner, "2026-03-03", 20, "building", "ground");
    let look =
        |learner: &Learner| Spending::new(&learner.roadmap, &learner.state, &learner.progress());
    learner.marks(
        &["ground-gate", "ground-table", "ground-run"],
        Mark::Done,
        None,
    );
    // The third of these was never timed.
    let labs = *look(&learner).of_kind(WorkKind::Labs).unwrap();
    assert_eq!((labs.spent, labs.ratio), (Minutes(492), None));
    learner.marks(&["ground-script"], Mark::Done, None);
    let spending = look(&learner);
    let labs = *spending.of_kind(WorkKind::Labs).unwrap();
    let ratio = Ratio {
        items: 3,
        spent: Minutes(192),
        planned: Minutes(120),
    };
    assert_eq!(labs.ratio, Some(ratio));
    assert!((ratio.value() - 1.6).abs() < 1e-9);
    // A third of 8 + 16 + 40 hours.
    assert_eq!(labs.planned, Minutes(1280));
    assert_eq!(spending.of_no_kind, Minutes(20));
    assert_eq!(spending.of_no_phase, Minutes(0));
    assert_eq!(spending.phases[0].spent, Minutes(212));
    assert_eq!(spending.phases[0].planned, Minutes(480));
    assert_eq!(spending.total, Minutes(512));
}

#[test]
fn what_is_skipped_leaves_its_hours_to_the_others() {
    let mut learner = learner("2026-03-04");
    learner.marks(&["ground-run"], Mark::Skipped, None);
    for item in ["ground-gate", "ground-table", "ground-script"] {
        logs(&mut learner, "2026-03-02", 53, "building", item);
        learner.marks(&[item], Mark::Done, None);
    }
    let spending = Spending::new(&learner.roadmap, &learner.state, &learner.progress());
    let ratio = spending.of_kind(WorkKind::Labs).unwrap().ratio.unwrap();
    assert_eq!((ratio.spent, ratio.planned), (Minutes(159), Minutes(160)));
}

/// A session that began at this moment.
fn session(number: u128, from: &str, minutes: u32) -> Event {
    let from = moment(from);
    let on = LogicalDay::of(&from, DayStart::default()).to_string();
    let kind = Kind::Session {
        category: BudgetId::new("learning"),
        minutes,
        from: Some(from),
        about: None,
        text: None,
    };
    event("laptop", 1, number, &on, kind)
}

#[test]
fn sessions_that_share_time_are_found_whatever_their_zone() {
    let state = State::from_events([
        session(1, "2026-03-04T09:00:00+01:00", 60),
        session(2, "2026-03-04T09:30:00+01:00", 60),
        session(3, "2026-03-04T10:30:00+01:00", 30), // begins where that one ends
        session(4, "2026-03-04T08:15:00Z", 5),       // 09:15 in Berlin
    ]);
    let found: Vec<(u32, u32, u64)> = overlaps(&state, day("2026-03-04"), day("2026-03-04"))
        .iter()
        .map(|it| (it.first.id_number(), it.second.id_number(), it.shared.0))
        .collect();
    assert_eq!(found, [(1, 4, 5), (1, 2, 30)]);
    let three = state.sessions().nth(2).unwrap().id;
    assert_eq!(overlaps_of(&state, &[three]), []);
    let four = state.sessions().nth(3).unwrap().id;
    assert_eq!(overlaps_of(&state, &[four]).len(), 1);
}

trait Numbered {
    fn id_number(&self) -> u32;
}

impl Numbered for crate::domain::session::LoggedSession {
    fn id_number(&self) -> u32 {
        (1..10)
            .find(|number| crate::domain::fixtures::id((*number).into()) == self.id)
            .unwrap()
    }
}

#[rstest]
#[case::fresh("2026-03-04T18:00:00+01:00", "2026-03-04T22:00:00+01:00", None, &[])]
#[case::long("2026-03-04T18:00:00+01:00", "2026-03-04T22:01:00+01:00", None, &[Doubt::Long])]
#[case::over_midnight("2026-03-04T23:30:00+01:00", "2026-03-05T01:00:00+01:00", None, &[])]
#[case::over_the_days_end("2026-03-05T03:30:00+01:00", "2026-03-05T04:00:00+01:00", None, &[Doubt::DayEnded])]
#[case::days("2026-03-02T18:00:00+01:00", "2026-03-04T18:00:00+01:00", None, &[Doubt::Long, Doubt::DayEnded])]
#[case::rebooted("2026-03-04T18:00:00+01:00", "2026-03-04T19:00:00+01:00", Some("2026-03-04T18:30:00+01:00"), &[Doubt::Rebooted])]
#[case::booted_before("2026-03-04T18:00:00+01:00", "2026-03-04T19:00:00+01:00", Some("2026-03-04T17:30:00+01:00"), &[])]
#[case::clock_back("2026-03-04T18:00:00+01:00", "2026-03-04T17:00:00+01:00", None, &[Doubt::ClockBack])]
// The wall clock shows 20:30, but only half an hour has passed.
#[case::travelled("2026-03-04T18:00:00+01:00", "2026-03-04T20:30:00+03:00", None, &[])]
fn a_timer_that_was_forgotten_is_noticed(
    #[case] since: &str,
    #[case] now: &str,
    #[case] booted: Option<&str>,
    #[case] doubts: &[Doubt],
) {
    let timer = Running {
        id: crate::domain::fixtures::id(1),
        device: DeviceId::new("laptop"),
        since: moment(since),
        category: Some(BudgetId::new("learning")),
        about: None,
    };
    let look = |device: &str| {
        let device = DeviceId::new(device);
        let start = DayStart::default();
        TimerFigure::new(&timer, moment(now), start, &device, booted.map(moment))
    };
    assert_eq!(look("laptop").doubts, doubts);
    // What happened to this computer says nothing of another's timer.
    assert!(!look("phone").doubts.contains(&Doubt::Rebooted));
}

#[test]
fn the_kind_of_an_item_says_its_category() {
    let mut roadmap = with_budget();
    let category = |roadmap: &Roadmap, id: &str| {
        let item = roadmap.find(&ItemId::new(id));
        default_category(roadmap, item).map(ToString::to_string)
    };
    assert_eq!(
        category(&roadmap, "ground-docs").as_deref(),
        Some("learning")
    );
    assert_eq!(
        category(&roadmap, "ground-run").as_deref(),
        Some("building")
    );
    assert_eq!(category(&roadmap, "ground"), None);
    assert_eq!(default_category(&roadmap, None), None);
    roadmap.time.remove(0);
    assert_eq!(category(&roadmap, "ground").as_deref(), Some("building"));
    roadmap.time.clear();
    assert_eq!(category(&roadmap, "ground-docs"), None);
}

proptest! {
    /// However sessions lie, days, weeks, categories, phases and kinds all add
    /// up to the same.
    #[test]
    fn all_ways_to_add_up_come_to_the_same(
        sessions in proptest::collection::vec((0..60_u64, 1..2000_u32, 0..3_usize, 0..6_usize), 0..40),
    ) {
        let roadmap = with_budget();
        let first = day("2025-12-01");
        let events = (1..).zip(&sessions).map(|(number, (on, minutes, category, about))| {
            let about = ["ground", "ground-docs", "walls-door", "gone", "box-free", ""][*about];
            let kind = Kind::Session {
                category: BudgetId::new(["learning", "building", "gone"][*category]),
                minutes: *minutes,
                from: None,
                about: (!about.is_empty()).then(|| ItemId::new(about)),
                text: None,
            };
            event("laptop", 1, number, &first.forward(*on).to_string(), kind)
        });
        let state = State::from_events(events);
        let all: Minutes = sessions.iter().map(|(_, minutes, ..)| (*minutes).into()).sum();
        let today = first.forward(70);
        let weeks = past(&roadmap, &state, today, 100);
        let sum: Minutes = weeks.iter().map(TimeWeek::total).sum();
        prop_assert_eq!(sum, all);
        for week in &weeks {
            let categories: Minutes = week.categories.iter().map(|it| it.spent).sum();
            let phases: Minutes = week.phases.iter().map(|it| it.spent).sum();
            prop_assert_eq!(categories, week.total());
            prop_assert_eq!(phases, week.total());
        }
        let learner = Learner::of(roadmap, "2026-03-04");
        let spending = Spending::new(&learner.roadmap, &state, &learner.progress());
        let kinds: Minutes = spending.kinds.iter().map(|it| it.spent).sum();
        let phases: Minutes = spending.phases.iter().map(|it| it.spent).sum();
        prop_assert_eq!(spending.total, all);
        prop_assert_eq!(kinds + spending.of_no_kind + spending.of_no_phase, all);
        prop_assert_eq!(phases + spending.of_no_phase, all);
    }

    /// Days are fixed when they are written: whoever looks, from wherever, sees
    /// the same.
    #[test]
    fn moving_zones_never_loses_minutes_or_days(
        quarters in proptest::collection::vec(-48..=56_i32, 1..20),
        minutes in 1..600_u32,
    ) {
        let roadmap = with_budget();
        let sessions = |zones: &[i32]| {
            let events = (1..).zip(zones).map(|(number, quarters)| {
                let offset = FixedOffset::east_opt(quarters * 900).unwrap();
                let from = moment("2026-03-04T12:00:00Z").with_timezone(&offset);
                Event {
                    at: from,
                    ..session(number, "2026-03-04T12:00:00Z", minutes)
                }
            });
            State::from_events(events.collect::<Vec<_>>())
        };
        let week = |state: &State| TimeWeek::new(&roadmap, state, day("2026-03-04"));
        let moved = week(&sessions(&quarters));
        let stayed = week(&sessions(&vec![0; quarters.len()]));
        prop_assert_eq!(&moved, &stayed);
        prop_assert_eq!(moved.total().0, u64::from(minutes) * quarters.len() as u64);
    }
}
