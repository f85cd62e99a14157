//! The week.

use crate::domain::progress::Status;

use super::Moment;

#[test]
fn h_and_l_move_by_days_and_brackets_by_weeks() {
    let mut rig = Moment::Behind.rig();
    let here = rig.keys("5").text();
    assert!(here.contains("Wednesday") || here.contains("›We"), "{here}");
    for (there, back) in [
        ("l", "h"),
        ("right", "left"),
        ("]", "["),
        ("l l l l l", "h h h h h"),
    ] {
        rig.keys(there);
        assert_ne!(rig.text(), here, "{there}");
        rig.keys(back);
        assert_eq!(rig.text(), here, "{back}");
    }
    rig.keys("]");
    assert!(rig.shows("Week 28"));
    rig.keys("[ [");
    assert!(rig.shows("Week 26"));
}

#[test]
fn ticking_on_a_past_day_fills_that_day() {
    let mut rig = Moment::Behind.rig();
    rig.keys("5 h h space");
    let batch = rig.written[0].1.clone();
    assert_eq!(batch.day.to_string(), "2026-06-29");
    assert!(rig.notice().starts_with("Done on "), "{}", rig.notice());
    assert!(rig.shows("Done"));
    let world = rig.app().world();
    assert_eq!(world.progress.done_on(batch.day).count(), 1);
}

#[test]
fn a_tick_moved_to_a_past_day_can_be_taken_back() {
    let mut rig = Moment::Behind.rig();
    let before = rig.keys("5 h h").text();
    rig.keys("space");
    rig.keys("u");
    let body = |text: &str| text.lines().take(37).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(&rig.text()), body(&before));
}

#[test]
fn a_future_day_refuses_with_a_sentence() {
    let mut rig = Moment::Behind.rig();
    rig.keys("5 l");
    for key in ["space", "s", "x", "S"] {
        rig.keys(key);
        assert_eq!(
            rig.notice(),
            "2 Jul has not come yet: only today and earlier days can be filled in.",
            "{key}"
        );
    }
    assert_eq!(rig.written.len(), 0);
    let words: Vec<String> = rig.hints().into_iter().map(|(_, word)| word).collect();
    for word in ["done", "started", "skip", "sign off"] {
        assert!(!words.contains(&word.to_owned()), "{words:?}");
    }
}

#[test]
fn d_makes_a_day_a_day_off_and_a_study_day_again() {
    for day in ["", "h", "l", "]"] {
        let mut rig = Moment::Behind.rig();
        rig.keys("5").keys(day);
        let chosen = || "day off";
        let before = rig.text().matches(chosen()).count();
        rig.keys("d");
        assert!(rig.text().matches(chosen()).count() > before, "{day}");
        assert!(rig.notice().contains("is a day off"));
        rig.keys("d");
        assert!(rig.notice().contains("is a study day again"));
    }
}

#[test]
fn today_on_a_day_off_proposes_only_if_you_like() {
    let mut rig = Moment::Behind.rig();
    rig.keys("5 d 1");
    assert!(rig.shows("A day off. If you like:"));
}

#[test]
fn unticking_in_the_week_leaves_the_other_ticks() {
    let mut rig = Moment::Ahead.rig();
    rig.keys("5");
    let done = rig.selected();
    assert!(done.starts_with('●'), "{done}");
    rig.keys("space");
    assert_eq!(rig.written.len(), 1);
    let world = rig.app().world();
    assert_eq!(world.progress.done_on(world.day()).count(), 0);
    assert_eq!(world.progress.current().map(|phase| phase.0), Some(12));
    assert_eq!(rig.status("cluster"), Status::Done);
}

#[test]
fn days_at_the_ends_of_the_calendar_do_not_hurt() {
    let mut rig = Moment::FirstDay.rig().size(80, 24);
    rig.keys("5");
    for _ in 0..300 {
        rig.keys("[");
    }
    assert!(rig.shows("2020"), "{}", rig.text());
    for _ in 0..330 {
        rig.keys("]");
    }
    assert!(rig.shows("2026"), "{}", rig.text());
}
