use chrono::{NaiveDate, TimeZone};
use proptest::prelude::*;
use rstest::rstest;

use super::*;

/// A zone with one change of its offset, in seconds, as zones have it.
fn zone(change: i64, before: i32, after: i32) -> impl Fn(NaiveDateTime) -> DateTime<FixedOffset> {
    move |local: NaiveDateTime| {
        let at = |offset: i32| {
            let offset = FixedOffset::east_opt(offset).unwrap();
            offset.from_local_datetime(&local).unwrap()
        };
        let (early, late) = (at(before), at(after));
        let changed = DateTime::from_timestamp(change, 0).unwrap();
        if early.timestamp() < change {
            early
        } else if late.timestamp() >= change {
            late
        } else {
            changed.with_timezone(late.offset())
        }
    }
}

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// The pieces as text: day, the time it begins, minutes.
fn told(pieces: &[Piece]) -> Vec<String> {
    let from = |piece: &Piece| piece.from.unwrap().format("%H:%M%:z").to_string();
    pieces
        .iter()
        .map(|piece| format!("{} {} {}", piece.day, from(piece), piece.minutes))
        .collect()
}

/// Berlin, with the change named by its moment.
fn cut(from: &str, until: &str, change: &str, before: i32, after: i32) -> Vec<String> {
    let zone = zone(moment(change).timestamp(), before * 3600, after * 3600);
    told(&split(
        moment(from),
        moment(until),
        DayStart::default(),
        &zone,
    ))
}

#[rstest]
// An ordinary night: from 02:00 to 06:30, cut at 04:00.
#[case::night("2026-03-05T02:00:00+01:00", "2026-03-05T06:30:00+01:00",
    &["2026-03-04 02:00+01:00 120", "2026-03-05 04:00+01:00 150"])]
// 29 March: 02:00 becomes 03:00; from 01:00 to 04:00 are two hours.
#[case::spring("2026-03-29T01:00:00+01:00", "2026-03-29T05:00:00+02:00",
    &["2026-03-28 01:00+01:00 120", "2026-03-29 04:00+02:00 60"])]
#[case::on_the_very_moment("2026-03-05T02:00:00+01:00", "2026-03-05T04:00:00+01:00",
    &["2026-03-04 02:00+01:00 120"])]
#[case::within_a_day("2026-03-04T20:00:30+01:00", "2026-03-04T20:45:29+01:00",
    &["2026-03-04 20:00+01:00 44"])]
#[case::less_than_a_minute("2026-03-04T20:00:00+01:00", "2026-03-04T20:00:59+01:00", &[])]
#[case::backwards("2026-03-04T20:00:00+01:00", "2026-03-04T19:00:00+01:00", &[])]
fn a_night_is_cut_where_the_wall_clock_shows_four(
    #[case] from: &str,
    #[case] until: &str,
    #[case] pieces: &[&str],
) {
    assert_eq!(cut(from, until, "2026-03-29T01:00:00Z", 1, 2), pieces);
}

#[test]
fn the_hour_that_comes_twice_counts() {
    // 25 October: 03:00 becomes 02:00; from 01:00 to 04:00 are four hours.
    let pieces = cut(
        "2026-10-25T01:00:00+02:00",
        "2026-10-25T05:00:00+01:00",
        "2026-10-25T01:00:00Z",
        2,
        1,
    );
    assert_eq!(
        pieces,
        ["2026-10-24 01:00+02:00 240", "2026-10-25 04:00+01:00 60"]
    );
}

#[test]
fn a_day_without_midnight_begins_when_it_can() {
    // Cairo, 24 April 2026: 00:00 becomes 01:00, and the days begin at midnight.
    let change = moment("2026-04-23T22:00:00Z").timestamp();
    let pieces = split(
        moment("2026-04-23T23:30:00+02:00"),
        moment("2026-04-24T01:20:00+03:00"),
        DayStart::at_hour(0).unwrap(),
        &zone(change, 2 * 3600, 3 * 3600),
    );
    assert_eq!(
        told(&pieces),
        ["2026-04-23 23:30+02:00 30", "2026-04-24 01:00+03:00 20"]
    );
}

#[test]
fn the_leap_day_is_a_day() {
    let utc = |local: NaiveDateTime| local.and_utc().fixed_offset();
    let pieces = split(
        moment("2028-02-28T22:00:00Z"),
        moment("2028-03-01T05:00:00Z"),
        DayStart::default(),
        &utc,
    );
    assert_eq!(
        told(&pieces),
        [
            "2028-02-28 22:00+00:00 360",
            "2028-02-29 04:00+00:00 1440",
            "2028-03-01 04:00+00:00 60"
        ]
    );
}

#[test]
fn a_journey_loses_nothing() {
    // Started in Tokyo on Thursday morning, stopped in San Francisco, where it
    // is still Wednesday: all of it is Thursday's.
    let pacific = |local: NaiveDateTime| {
        let offset = FixedOffset::west_opt(8 * 3600).unwrap();
        offset.from_local_datetime(&local).unwrap()
    };
    let west = split(
        moment("2026-03-05T10:00:00+09:00"),
        moment("2026-03-04T22:00:00-08:00"),
        DayStart::default(),
        &pacific,
    );
    assert_eq!(told(&west), ["2026-03-05 10:00+09:00 300"]);
    // And back: the clock jumps over a night in which nobody was awake.
    let tokyo = |local: NaiveDateTime| {
        let offset = FixedOffset::east_opt(9 * 3600).unwrap();
        offset.from_local_datetime(&local).unwrap()
    };
    let east = split(
        moment("2026-03-04T22:00:00-08:00"),
        moment("2026-03-06T05:00:00+09:00"),
        DayStart::default(),
        &tokyo,
    );
    let minutes: Vec<u32> = east.iter().map(|piece| piece.minutes).collect();
    // 14 hours, of which the last lies behind Tokyo's four o'clock; the day in
    // between is the one of the plane.
    assert_eq!(minutes.iter().sum::<u32>(), 14 * 60);
    assert_eq!(east.last().unwrap().day.to_string(), "2026-03-06");
    assert_eq!(minutes.last(), Some(&60));
}

#[test]
fn a_very_long_stretch_stays_whole_at_its_end() {
    let utc = |local: NaiveDateTime| local.and_utc().fixed_offset();
    let (from, until) = (
        moment("2020-01-01T08:00:00Z"),
        moment("2026-01-01T08:00:00Z"),
    );
    let pieces = split(from, until, DayStart::default(), &utc);
    let sum: Minutes = pieces.iter().map(|piece| piece.minutes.into()).sum();
    assert_eq!(sum, between(from, until));
    assert_eq!(pieces.len(), 401);
}

proptest! {
    #[test]
    fn cutting_never_loses_a_minute(
        from in 0..4_000_000_000_i64,
        seconds in -100_000..2_000_000_i64,
        change in 0..4_000_000_000_i64,
        near in any::<bool>(),
        offsets in (-48..=56_i32, -48..=56_i32),
        seen in (-48..=56_i32, -48..=56_i32),
        hour in 0..24_u32,
    ) {
        // The clock that cuts need not be the one that was looked at.
        let at = |moment: i64, quarters: i32| {
            let offset = FixedOffset::east_opt(quarters * 900).unwrap();
            DateTime::from_timestamp(moment, 0).unwrap().with_timezone(&offset)
        };
        let change = if near { from + seconds / 2 } else { change };
        let (before, after) = offsets;
        let (from, until) = (at(from, seen.0), at(from + seconds, seen.1));
        let zone = zone(change, before * 900, after * 900);
        let pieces = split(from, until, DayStart::at_hour(hour).unwrap(), &zone);
        let sum: Minutes = pieces.iter().map(|piece| piece.minutes.into()).sum();
        prop_assert_eq!(sum, between(from, until));
        for pair in pieces.windows(2) {
            prop_assert!(pair[0].day < pair[1].day);
            prop_assert!(pair[0].from <= pair[1].from);
        }
        let first = LogicalDay::of(&from, DayStart::at_hour(hour).unwrap());
        for piece in &pieces {
            prop_assert!(piece.minutes > 0 && piece.day >= first);
        }
    }
}

#[test]
fn the_zone_of_these_tests_skips_what_clocks_skip() {
    let change = moment("2026-03-29T01:00:00Z").timestamp();
    let zone = zone(change, 3600, 7200);
    let local = |hour, minute| {
        let date = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        date.and_hms_opt(hour, minute, 0).unwrap()
    };
    assert_eq!(zone(local(1, 59)), moment("2026-03-29T01:59:00+01:00"));
    assert_eq!(zone(local(2, 30)), moment("2026-03-29T03:00:00+02:00"));
    assert_eq!(zone(local(3, 0)), moment("2026-03-29T03:00:00+02:00"));
}
