use rstest::rstest;

use super::*;
use crate::domain::{
    decide::Wish,
    event::Event,
    fixtures::{Learner, day, roadmap},
    id::DeviceId,
    roadmap::TimeBudget,
};

fn learner() -> Learner {
    let mut roadmap = roadmap();
    roadmap.time = ["learning", "building"]
        .map(|id| TimeBudget {
            id: BudgetId::new(id),
            title: id.to_owned(),
            hours: (1.0, 2.0),
        })
        .to_vec();
    Learner::of(roadmap, "2026-03-05")
}

fn start(category: &str) -> Wish {
    Wish::Time(TimeWish::Start {
        category: BudgetId::new(category),
        about: None,
    })
}

fn piece(on: &str, minutes: u64) -> Piece {
    Piece::of(day(on), Minutes(minutes))
}

fn stop(pieces: &[Piece]) -> Wish {
    Wish::Time(TimeWish::Stop {
        pieces: pieces.to_vec(),
        text: None,
    })
}

fn log(pieces: &[Piece]) -> Wish {
    Wish::Time(TimeWish::Log {
        category: BudgetId::new("learning"),
        about: None,
        text: Some(" calls ".to_owned()),
        pieces: pieces.to_vec(),
    })
}

fn correct(learner: &Learner, place: usize, minutes: u64) -> Wish {
    let session = learner.state.sessions().nth(place).unwrap();
    Wish::Time(TimeWish::Correct {
        session: session.id,
        to: Correction {
            pieces: Some(vec![Piece::of(session.day, Minutes(minutes))]),
            ..Correction::default()
        },
    })
}

fn sessions(learner: &Learner) -> Vec<(String, u64)> {
    let sessions = learner.state.sessions();
    sessions
        .map(|it| (it.day.to_string(), it.minutes.0))
        .collect()
}

fn day_and(day: &str, minutes: u64) -> (String, u64) {
    (day.to_owned(), minutes)
}

#[test]
fn a_stop_keeps_its_time_by_days_in_one_batch() {
    let mut learner = learner();
    learner.does(&start("learning"), None);
    learner.does(
        &stop(&[piece("2026-03-04", 90), piece("2026-03-05", 60)]),
        None,
    );
    let both = [day_and("2026-03-04", 90), day_and("2026-03-05", 60)];
    assert_eq!(sessions(&learner), both);
    assert_eq!(learner.state.timer(), None);
    let studied: Vec<String> = learner
        .state
        .study_days()
        .map(|day| day.to_string())
        .collect();
    assert_eq!(studied, ["2026-03-04", "2026-03-05"]);
    learner.does(&Wish::Undo, None);
    assert_eq!(sessions(&learner), []);
    assert!(learner.state.timer().is_some());
    learner.does(&Wish::Redo, None);
    assert_eq!(sessions(&learner), both);
    assert_eq!(learner.state.timer(), None);
}

#[test]
fn one_timer_runs_at_a_time_and_says_which() {
    let mut learner = learner();
    assert_eq!(learner.refusal(&stop(&[]), None), "no timer runs");
    assert_eq!(
        learner.refusal(&Wish::Time(TimeWish::Cancel), None),
        "no timer runs"
    );
    learner.does(&start("learning"), None);
    let refusal = learner.refusal(&start("building"), None);
    assert_eq!(
        refusal,
        "a timer runs already: learning, since 2026-03-04 20:00"
    );
    learner.does(&Wish::Time(TimeWish::Cancel), None);
    assert_eq!(learner.state.timer(), None);
    learner.does(&start("building"), None);
}

#[test]
fn another_device_stops_it_and_the_newest_start_counts() {
    let mut learner = learner();
    learner.does(&start("learning"), None);
    // The phone did not hear of it, and started its own.
    let batch = learner.decide(&stop(&[]), None).unwrap();
    let mut phone: Vec<Event> = learner.stamp(batch);
    phone[0].device = DeviceId::new("phone");
    phone[0].kind = Kind::Timer {
        action: TimerAction::Start,
        category: Some(BudgetId::new("building")),
        about: None,
    };
    learner.state.extend(phone);
    let timer = learner.state.timer().unwrap();
    assert_eq!(timer.device, DeviceId::new("phone"));
    assert_eq!(timer.category, Some(BudgetId::new("building")));
    learner.does(&stop(&[piece("2026-03-05", 5)]), None);
    assert_eq!(learner.state.timer(), None);
    assert_eq!(
        learner.state.sessions().next().unwrap().category,
        BudgetId::new("building")
    );
}

#[test]
fn a_correction_changes_one_session_and_can_be_taken_back() {
    let mut learner = learner();
    learner.does(&start("learning"), None);
    learner.does(
        &stop(&[piece("2026-03-04", 90), piece("2026-03-05", 60)]),
        None,
    );
    learner.does(&start("building"), None);
    learner.does(&stop(&[]), None);
    for (place, minutes) in [(1, 10), (0, 20), (1, 30)] {
        learner.does(&correct(&learner, place, minutes), None);
        assert_eq!(learner.state.timer(), None);
    }
    let after = [day_and("2026-03-04", 20), day_and("2026-03-05", 30)];
    assert_eq!(sessions(&learner), after);
    for before in [(20, 10), (90, 10), (90, 60)] {
        learner.does(&Wish::Undo, None);
        let (first, second) = before;
        let both = [day_and("2026-03-04", first), day_and("2026-03-05", second)];
        assert_eq!(sessions(&learner), both);
        assert_eq!(learner.state.timer(), None);
    }
    for _ in 0..3 {
        learner.does(&Wish::Redo, None);
    }
    assert_eq!(sessions(&learner), after);
}

#[test]
fn a_correction_leaves_a_timer_alone_that_runs_now() {
    let mut learner = learner();
    learner.does(&start("learning"), None);
    learner.does(&stop(&[piece("2026-03-05", 60)]), None);
    learner.does(&start("building"), None);
    learner.does(&correct(&learner, 0, 30), None);
    let running = |learner: &Learner| learner.state.timer().unwrap().category.clone();
    assert_eq!(running(&learner), Some(BudgetId::new("building")));
    learner.does(&Wish::Time(TimeWish::Cancel), None);
    assert_eq!(learner.state.timer(), None);
}

#[test]
fn what_is_removed_is_gone_and_its_neighbour_stays() {
    let mut learner = learner();
    learner.does(
        &log(&[piece("2026-03-04", 90), piece("2026-03-05", 60)]),
        None,
    );
    let text = learner.state.sessions().next().unwrap().text.clone();
    assert_eq!(text.as_deref(), Some("calls"));
    let first = learner.state.sessions().next().unwrap().id;
    learner.does(&Wish::Time(TimeWish::Remove(first)), None);
    assert_eq!(sessions(&learner), [day_and("2026-03-05", 60)]);
    assert_eq!(
        learner.refusal(&Wish::Time(TimeWish::Remove(first)), None),
        "there is no such session"
    );
}

#[rstest]
#[case::nothing(&[], "that is less than a minute")]
#[case::zero(&[piece("2026-03-05", 0)], "that is less than a minute")]
#[case::ahead(&[piece("2026-03-06", 5)], "2026-03-06 has not come yet: only today and earlier days can be filled in")]
#[case::too_long(&[piece("2026-03-05", 2000)], "that is more time than a session has")]
#[case::too_many(&[piece("2026-03-01", 5); 32], "that is more time than a session has")]
fn time_that_cannot_be_meant_is_refused(#[case] pieces: &[Piece], #[case] why: &str) {
    assert_eq!(learner().refusal(&log(pieces), None), why);
}

#[test]
fn a_category_must_be_the_roadmaps() {
    let why = "the roadmap's time budget has no such category";
    assert_eq!(learner().refusal(&start("sleeping"), None), why);
}
