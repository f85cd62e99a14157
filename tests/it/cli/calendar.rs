//! Time as a learner meets it: nights, journeys, a clock that is set back.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::desk::Desk;

/// The days with time, as `time` lists them: day and minutes.
fn days(desk: &Desk, week: &str) -> Vec<(String, u64)> {
    let json: serde_json::Value =
        serde_json::from_str(&desk.ok(&format!("time --week {week} --json"))).unwrap();
    let days = json["time"]["week"]["days"].as_array().unwrap();
    days.iter()
        .map(|day| {
            let minutes = day["minutes"].as_u64().unwrap();
            (day["day"].as_str().unwrap().to_owned(), minutes)
        })
        .filter(|(_, minutes)| *minutes > 0)
        .collect()
}

#[rstest]
#[case::evening("2026-03-04T23:59:59+01:00", "2026-03-04")]
#[case::a_minute_to_four("2026-03-05T03:59:00+01:00", "2026-03-04")]
#[case::four("2026-03-05T04:00:00+01:00", "2026-03-05")]
// The nights in which the clocks change.
#[case::spring_0359("2026-03-29T03:59:00+02:00", "2026-03-28")]
#[case::spring_0400("2026-03-29T04:00:00+02:00", "2026-03-29")]
#[case::autumn_twice("2026-10-25T02:30:00+01:00", "2026-10-24")]
#[case::autumn_0359("2026-10-25T03:59:00+01:00", "2026-10-24")]
#[case::autumn_0400("2026-10-25T04:00:00+01:00", "2026-10-25")]
#[case::leap_day("2028-02-29T12:00:00+01:00", "2028-02-29")]
#[case::after_it("2028-03-01T03:59:00+01:00", "2028-02-29")]
#[case::the_53rd_week("2027-01-03T12:00:00+01:00", "2027-01-03")]
fn what_is_written_down_counts_for_its_day(#[case] now: &str, #[case] on: &str) {
    let mut desk = Desk::new();
    desk.at(now);
    desk.ok("tick gate-first-adr");
    desk.ok("log 25m learning");
    assert_eq!(days(&desk, on), [(on.to_owned(), 25)]);
    let item: serde_json::Value = serde_json::from_str(&desk.ok("stats --json")).unwrap();
    let heat = item["stats"]["days"].as_array().unwrap();
    let day = heat.iter().find(|day| day["day"] == on).unwrap();
    assert_eq!((&day["items"], &day["minutes"]), (&1.into(), &25.into()));
}

#[test]
fn the_week_that_lies_in_two_years_is_one() {
    let mut desk = Desk::new();
    for (now, minutes) in [
        ("2026-12-28T20:00:00+01:00", 10),
        ("2026-12-31T20:00:00+01:00", 20),
        ("2027-01-01T20:00:00+01:00", 30),
        ("2027-01-04T03:59:00+01:00", 40),
        ("2027-01-04T20:00:00+01:00", 50),
    ] {
        desk.at(now);
        desk.ok(&format!("log {minutes}m learning"));
    }
    let of = |day: &str, minutes| (day.to_owned(), minutes);
    let last = [
        of("2026-12-28", 10),
        of("2026-12-31", 20),
        of("2027-01-01", 30),
        of("2027-01-03", 40),
    ];
    assert_eq!(days(&desk, "2027-01-01"), last);
    assert_eq!(days(&desk, "2026-12-30"), last);
    assert_eq!(days(&desk, "0"), [of("2027-01-04", 50)]);
    let time = desk.ok("time --week 2027-01-01");
    assert!(time.starts_with("Week 53 · 1 h 40 of"), "{time}");
}

/// A timer that was started in Berlin at six in the evening of 4 March.
#[rstest]
#[case::tokyo("2026-03-05T04:00:00+09:00[Asia/Tokyo]", &[("2026-03-04", 120)])]
#[case::tokyo_later("2026-03-05T17:00:00+09:00[Asia/Tokyo]",
    &[("2026-03-04", 600), ("2026-03-05", 300)])]
#[case::new_york("2026-03-04T15:00:00-05:00[America/New_York]", &[("2026-03-04", 180)])]
#[case::new_york_later("2026-03-04T23:00:00-05:00[America/New_York]", &[("2026-03-04", 660)])]
fn a_timer_travels(#[case] stopped: &str, #[case] kept: &[(&str, u64)]) {
    let mut desk = Desk::new();
    desk.at("2026-03-04T18:00:00+01:00");
    desk.ok("timer start learning");
    desk.travels(stopped);
    desk.ok("timer stop --all");
    let kept: Vec<(String, u64)> = kept
        .iter()
        .map(|(day, minutes)| ((*day).to_owned(), *minutes))
        .collect();
    assert_eq!(days(&desk, "2026-03-04"), kept);
}

#[test]
fn a_clock_that_was_set_back_loses_nothing() {
    let mut desk = Desk::new();
    desk.ok("begin 2026-01-05");
    desk.at("2026-03-06T20:00:00+01:00");
    desk.ok("tick gate-first-adr");
    desk.ok("log 30m building");
    // The battery was empty: two days earlier.
    desk.at("2026-03-04T20:00:00+01:00");
    for line in [
        "status", "today", "week", "time", "pace", "stats", "plan", "phases", "money", "history",
    ] {
        let said = desk.run(line);
        assert!(!said.contains("[status"), "{line}: {said}");
    }
    desk.ok("tick gate-ci-matrix");
    desk.ok("log 15m building");
    let of = |day: &str, minutes| (day.to_owned(), minutes);
    assert_eq!(
        days(&desk, "0"),
        [of("2026-03-04", 15), of("2026-03-06", 30)]
    );
    // The newest change is what was written last, not what bears the latest day.
    assert!(desk.ok("undo").contains("15 min"));
    desk.ok("redo");
    // And when the clock is right again, all is there.
    desk.at("2026-03-07T20:00:00+01:00");
    assert_eq!(
        days(&desk, "0"),
        [of("2026-03-04", 15), of("2026-03-06", 30)]
    );
    let phase = desk.ok("phase 0");
    assert!(phase.contains("2/26"), "{phase}");
}

#[test]
fn a_timer_over_a_clock_that_was_set_back_is_asked_about() {
    let mut desk = Desk::new();
    desk.at("2026-03-05T20:00:00+01:00");
    desk.ok("timer start learning");
    // An hour back, then two days.
    for now in ["2026-03-05T19:00:00+01:00", "2026-03-03T19:00:00+01:00"] {
        desk.at(now);
        assert!(desk.ok("timer status").contains("0 min"), "{now}");
        let said = desk.run("timer stop");
        assert!(said.contains("later than the clock shows now"), "{said}");
    }
    desk.ok("timer stop --keep 50m");
    assert_eq!(days(&desk, "0"), [("2026-03-03".to_owned(), 50)]);
    // Put right while it runs, the hours are those between the two moments.
    desk.ok("timer start learning");
    desk.at("2026-03-03T20:30:00+01:00");
    desk.ok("timer stop");
    assert_eq!(days(&desk, "0"), [("2026-03-03".to_owned(), 140)]);
}
