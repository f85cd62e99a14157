//! Correct in time: a table of cases with the rules of real zones, and the laws
//! that no zone, no journey and no clock may break.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use mastery::{
    clock::first_moment,
    domain::{
        day::{DayStart, LogicalDay},
        event::{Event, EventId, Kind},
        id::{BudgetId, DeviceId},
        minutes::Minutes,
        session::{Piece, between, split},
        state::State,
    },
    insight::{
        plan_line::quarters,
        stats::Stats,
        streak::{DayMark, Streak},
        time::{Spending, TimeWeek, past},
    },
};
use pretty_assertions::assert_eq;
use proptest::{collection::vec, prelude::*, sample::select};
use rstest::rstest;
use ulid::Ulid;

use crate::learner::{Learner, day};

fn zone(name: &str) -> Tz {
    name.parse().unwrap()
}

/// A moment, as its zone's clock shows it.
fn seen(moment: &str, zone: Tz) -> DateTime<FixedOffset> {
    let moment = DateTime::parse_from_rfc3339(moment).unwrap();
    moment.with_timezone(&zone).fixed_offset()
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// The pieces as text: day, wall clock, minutes.
fn told(pieces: &[Piece]) -> Vec<String> {
    pieces
        .iter()
        .map(|piece| {
            let from = piece.from.unwrap();
            format!(
                "{} {} {}",
                piece.day,
                from.format("%H:%M%:z"),
                piece.minutes
            )
        })
        .collect()
}

/// A session that began in one zone and was stopped in another.
fn cut(from: (&str, &str), until: (&str, &str), start: u32) -> Vec<String> {
    let (home, here) = (zone(from.1), zone(until.1));
    let moment_of = |local| first_moment(&here, local);
    let start = DayStart::at_hour(start).unwrap();
    told(&split(
        seen(from.0, home),
        seen(until.0, here),
        start,
        &moment_of,
    ))
}

#[rstest]
// Berlin, 29 March 2026: at 01:00 UTC the clock goes from 02:00 to 03:00.
#[case::spring_before("Europe/Berlin", "2026-03-29T00:59:59Z", "01:59", "2026-03-28")]
#[case::spring_after("Europe/Berlin", "2026-03-29T01:00:00Z", "03:00", "2026-03-28")]
#[case::spring_0359("Europe/Berlin", "2026-03-29T01:59:59Z", "03:59", "2026-03-28")]
#[case::spring_0400("Europe/Berlin", "2026-03-29T02:00:00Z", "04:00", "2026-03-29")]
// Berlin, 25 October 2026: at 01:00 UTC from 03:00 back to 02:00.
#[case::autumn_first("Europe/Berlin", "2026-10-25T00:30:00Z", "02:30", "2026-10-24")]
#[case::autumn_second("Europe/Berlin", "2026-10-25T01:30:00Z", "02:30", "2026-10-24")]
#[case::autumn_0359("Europe/Berlin", "2026-10-25T02:59:59Z", "03:59", "2026-10-24")]
#[case::autumn_0400("Europe/Berlin", "2026-10-25T03:00:00Z", "04:00", "2026-10-25")]
// Helsinki: the hour before four comes twice, and four once.
#[case::helsinki_first("Europe/Helsinki", "2026-10-25T00:59:59Z", "03:59", "2026-10-24")]
#[case::helsinki_second("Europe/Helsinki", "2026-10-25T01:00:00Z", "03:00", "2026-10-24")]
#[case::helsinki_0400("Europe/Helsinki", "2026-10-25T02:00:00Z", "04:00", "2026-10-25")]
// And in spring it goes from 03:00 to 04:00: the day begins with the switch.
#[case::helsinki_spring("Europe/Helsinki", "2026-03-29T01:00:00Z", "04:00", "2026-03-29")]
// Cairo, 24 April 2026: no midnight; 23:59 is followed by 01:00.
#[case::cairo_before("Africa/Cairo", "2026-04-23T21:59:59Z", "23:59", "2026-04-23")]
#[case::cairo_after("Africa/Cairo", "2026-04-23T22:00:00Z", "01:00", "2026-04-23")]
#[case::cairo_0400("Africa/Cairo", "2026-04-24T01:00:00Z", "04:00", "2026-04-24")]
// Santiago, 6 September 2026: no midnight either.
#[case::santiago_after("America/Santiago", "2026-09-06T04:00:00Z", "01:00", "2026-09-05")]
#[case::santiago_0400("America/Santiago", "2026-09-06T07:00:00Z", "04:00", "2026-09-06")]
// Santiago, 5 April 2026: the hour before midnight comes twice.
#[case::santiago_twice("America/Santiago", "2026-04-05T03:30:00Z", "23:30", "2026-04-04")]
// Lord Howe switches by half an hour.
#[case::lord_howe("Australia/Lord_Howe", "2026-04-04T17:29:59Z", "03:59", "2026-04-04")]
#[case::lord_howe_0400("Australia/Lord_Howe", "2026-04-04T17:30:00Z", "04:00", "2026-04-05")]
// Samoa had no 30 December 2011. The small hours after the 29th are those of
// the date before, as in every night, though no clock ever showed it.
#[case::apia_before("Pacific/Apia", "2011-12-30T09:59:59Z", "23:59", "2011-12-29")]
#[case::apia_after("Pacific/Apia", "2011-12-30T10:00:00Z", "00:00", "2011-12-30")]
#[case::apia_0400("Pacific/Apia", "2011-12-30T14:00:00Z", "04:00", "2011-12-31")]
// The leap day, its small hours and those after it.
#[case::leap_day("Europe/Berlin", "2028-02-29T12:00:00Z", "13:00", "2028-02-29")]
#[case::before_leap_day("Europe/Berlin", "2028-02-29T02:59:59Z", "03:59", "2028-02-28")]
#[case::after_leap_day("Europe/Berlin", "2028-03-01T02:59:59Z", "03:59", "2028-02-29")]
// The last night of a year, on both ends of the world.
#[case::kiritimati("Pacific/Kiritimati", "2026-12-31T14:00:00Z", "04:00", "2027-01-01")]
#[case::niue("Pacific/Niue", "2027-01-01T14:59:59Z", "03:59", "2026-12-31")]
fn a_moment_counts_for_the_day_its_clock_shows(
    #[case] name: &str,
    #[case] moment: &str,
    #[case] shown: &str,
    #[case] counts_for: &str,
) {
    let moment = seen(moment, zone(name));
    assert_eq!(moment.format("%H:%M").to_string(), shown);
    let on = LogicalDay::of(&moment, DayStart::default());
    assert_eq!(on, day(counts_for));
}

#[rstest]
#[case::shown_once("Europe/Berlin", "2026-03-29 01:30", "2026-03-29T00:30:00Z")]
// What the clock skips is the first that it shows after it, to the minute.
#[case::skipped("Europe/Berlin", "2026-03-29 02:00", "2026-03-29T01:00:00Z")]
#[case::skipped_a_quarter("Europe/Berlin", "2026-03-29 02:15", "2026-03-29T01:00:00Z")]
#[case::skipped_odd("Europe/Berlin", "2026-03-29 02:10", "2026-03-29T01:00:00Z")]
#[case::skipped_last("Europe/Berlin", "2026-03-29 02:59", "2026-03-29T01:00:00Z")]
#[case::after_it("Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00Z")]
#[case::twice("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z")]
#[case::half_an_hour("Australia/Lord_Howe", "2026-10-04 02:10", "2026-10-03T15:30:00Z")]
#[case::no_midnight("Africa/Cairo", "2026-04-24 00:00", "2026-04-23T22:00:00Z")]
#[case::no_day("Pacific/Apia", "2011-12-30 04:00", "2011-12-30T10:00:00Z")]
#[case::no_day_at_all("Pacific/Apia", "2011-12-30 00:00", "2011-12-30T10:00:00Z")]
fn a_wall_clock_has_its_moment(#[case] name: &str, #[case] shown: &str, #[case] moment: &str) {
    let found = first_moment(&zone(name), local(shown));
    assert_eq!(found, DateTime::parse_from_rfc3339(moment).unwrap());
}

#[rstest]
// From 23:00 to 06:00 are six hours in spring and eight in autumn.
#[case::spring("Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T04:00:00Z", 4,
    &["2026-03-28 23:00+01:00 240", "2026-03-29 04:00+02:00 120"])]
#[case::autumn("Europe/Berlin", "2026-10-24T21:00:00Z", "2026-10-25T05:00:00Z", 4,
    &["2026-10-24 23:00+02:00 360", "2026-10-25 04:00+01:00 120"])]
// Begun in the second of the two hours.
#[case::second_hour("Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T04:00:00Z", 4,
    &["2026-10-24 02:30+01:00 90", "2026-10-25 04:00+01:00 60"])]
#[case::helsinki("Europe/Helsinki", "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z", 4,
    &["2026-10-24 02:00+03:00 180", "2026-10-25 04:00+02:00 60"])]
// A learner whose days begin at midnight, where there is none.
#[case::cairo("Africa/Cairo", "2026-04-23T21:00:00Z", "2026-04-23T23:00:00Z", 0,
    &["2026-04-23 23:00+02:00 60", "2026-04-24 01:00+03:00 60"])]
#[case::santiago("America/Santiago", "2026-09-06T03:00:00Z", "2026-09-06T05:00:00Z", 0,
    &["2026-09-05 23:00-04:00 60", "2026-09-06 01:00-03:00 60"])]
// And where the hour before it comes twice.
#[case::santiago_twice("America/Santiago", "2026-04-05T01:00:00Z", "2026-04-05T05:00:00Z", 0,
    &["2026-04-04 22:00-03:00 180", "2026-04-05 00:00-04:00 60"])]
// The night without a Friday: two hours of the 29th, four small hours, one of
// the 31st.
#[case::apia("Pacific/Apia", "2011-12-30T08:00:00Z", "2011-12-30T15:00:00Z", 4,
    &["2011-12-29 22:00-10:00 120", "2011-12-30 00:00+14:00 240", "2011-12-31 04:00+14:00 60"])]
#[case::apia_from_midnight("Pacific/Apia", "2011-12-30T08:00:00Z", "2011-12-30T15:00:00Z", 0,
    &["2011-12-29 22:00-10:00 120", "2011-12-31 00:00+14:00 300"])]
#[case::leap_day("Europe/Berlin", "2028-02-28T20:00:00Z", "2028-03-01T04:00:00Z", 4,
    &["2028-02-28 21:00+01:00 420", "2028-02-29 04:00+01:00 1440", "2028-03-01 04:00+01:00 60"])]
fn a_session_is_cut_where_days_begin(
    #[case] name: &str,
    #[case] from: &str,
    #[case] until: &str,
    #[case] start: u32,
    #[case] pieces: &[&str],
) {
    assert_eq!(cut((from, name), (until, name), start), pieces);
}

#[rstest]
// An evening in Berlin, while it is the next morning in Tokyo already.
#[case::east("2026-03-04T19:00:00Z", "Asia/Tokyo", &["2026-03-04 18:00+01:00 120"])]
// Stopped in Tokyo after the night: Wednesday ends by Berlin's clock.
#[case::east_overnight("2026-03-05T08:00:00Z", "Asia/Tokyo",
    &["2026-03-04 18:00+01:00 600", "2026-03-05 04:00+01:00 300"])]
// Two nights: the second one is Tokyo's, 20:00 in Berlin.
#[case::east_two_nights("2026-03-05T20:00:00Z", "Asia/Tokyo",
    &["2026-03-04 18:00+01:00 600", "2026-03-05 04:00+01:00 960", "2026-03-06 04:00+09:00 60"])]
// In New York it is still Wednesday.
#[case::west("2026-03-05T04:00:00Z", "America/New_York", &["2026-03-04 18:00+01:00 660"])]
#[case::west_overnight("2026-03-05T10:00:00Z", "America/New_York",
    &["2026-03-04 18:00+01:00 600", "2026-03-05 04:00+01:00 420"])]
fn a_journey_from_berlin_at_six_in_the_evening(
    #[case] until: &str,
    #[case] there: &str,
    #[case] pieces: &[&str],
) {
    let begun = ("2026-03-04T17:00:00Z", "Europe/Berlin");
    assert_eq!(cut(begun, (until, there), 4), pieces);
}

#[test]
fn weeks_of_the_iso_year() {
    for (on, year, week, monday) in [
        ("2025-12-29", 2026, 1, "2025-12-29"),
        ("2026-01-01", 2026, 1, "2025-12-29"),
        ("2026-12-27", 2026, 52, "2026-12-21"),
        ("2026-12-28", 2026, 53, "2026-12-28"),
        ("2027-01-03", 2026, 53, "2026-12-28"),
        ("2027-01-04", 2027, 1, "2027-01-04"),
        ("2028-02-29", 2028, 9, "2028-02-28"),
        ("2021-01-03", 2020, 53, "2020-12-28"),
    ] {
        let on = day(on);
        let iso = on.iso_week();
        assert_eq!((iso.year(), iso.week()), (year, week), "{on}");
        assert_eq!(on.monday(), day(monday), "{on}");
    }
}

#[test]
fn quarters_around_a_leap_day() {
    let spans = |start: &str| quarters(day(start)).map(|it| format!("{}–{}", it.first, it.last));
    // Three months after 30 November 2027 is the leap day itself.
    assert_eq!(
        spans("2027-11-30")[..2],
        ["2027-11-30–2028-02-28", "2028-02-29–2028-05-29"]
    );
    // A year from a leap day ends the day before the next one's 28 February.
    assert_eq!(spans("2028-02-29")[3], "2028-11-29–2029-02-27");
}

/// A journal of these sessions, each on its day.
fn journal(sessions: impl IntoIterator<Item = (LogicalDay, Minutes)>) -> State {
    let events = (1..).zip(sessions).map(|(clock, (day, minutes))| Event {
        id: EventId::new(Ulid(u128::from(clock))),
        batch: None,
        device: DeviceId::new("laptop"),
        clock,
        at: DateTime::UNIX_EPOCH.fixed_offset(),
        zone: "UTC".into(),
        day,
        sum: 0,
        kind: Kind::Session {
            category: BudgetId::new("learning"),
            minutes: u32::try_from(minutes.0).unwrap(),
            from: None,
            about: None,
            text: None,
        },
    });
    State::from_events(events.collect::<Vec<_>>())
}

#[test]
fn a_streak_runs_over_a_leap_day_and_a_year_of_53_weeks() {
    for (first, last, days) in [
        // Monday, 21 February to Friday, 3 March 2028: ten study days.
        ("2028-02-21", "2028-03-03", 10),
        // Monday, 21 December 2026 to Friday, 8 January 2027: fifteen.
        ("2026-12-21", "2027-01-08", 15),
    ] {
        let days_of = day(first).through(day(last));
        let mut learner = Learner::on(last);
        learner.state = journal(days_of.map(|day| (day, Minutes(30))));
        let progress = learner.progress();
        let streak = Streak::new(&learner.roadmap, &learner.state, &progress, learner.today);
        assert_eq!(streak.days, days, "{first}");
        let stats = Stats::new(&learner.roadmap, &learner.state, &progress, learner.today);
        let studied = stats.heat.iter().flatten();
        let studied = studied.filter(|day| day.mark == DayMark::Studied).count();
        assert_eq!(studied, day(first).through(day(last)).count());
    }
}

#[test]
fn days_ahead_of_a_clock_that_was_set_back_lose_nothing() {
    // Written on the 6th; now the clock shows the 4th.
    let mut learner = Learner::on("2026-03-04");
    learner.state = journal([
        (day("2026-03-03"), Minutes(10)),
        (day("2026-03-06"), Minutes(20)),
    ]);
    let progress = learner.progress();
    let spending = Spending::new(&learner.roadmap, &learner.state, &progress);
    assert_eq!(spending.total, Minutes(30));
    let week = TimeWeek::new(&learner.roadmap, &learner.state, learner.today);
    assert_eq!(week.total(), Minutes(30));
    let streak = Streak::new(&learner.roadmap, &learner.state, &progress, learner.today);
    assert_eq!(streak.days, 1);
    // When the clock is right again, both days are there.
    let streak = Streak::new(
        &learner.roadmap,
        &learner.state,
        &progress,
        day("2026-03-06"),
    );
    assert_eq!(streak.days, 1, "the 4th and the 5th lie between");
}

/// Zones with rules of every sort: whole hours and half ones, at midnight, in
/// the small hours, both ends of the date line, and none.
const ZONES: [&str; 18] = [
    "Europe/Berlin",
    "Europe/London",
    "Europe/Helsinki",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Asuncion",
    "America/Havana",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
];

/// A moment between 2005 and 2037, often near a switch of some clock: the small
/// hours of the last and first days of the months in which they are.
fn moments() -> impl Strategy<Value = i64> {
    let first = Utc
        .with_ymd_and_hms(2005, 1, 1, 0, 0, 0)
        .unwrap()
        .timestamp();
    let last = Utc
        .with_ymd_and_hms(2037, 1, 1, 0, 0, 0)
        .unwrap()
        .timestamp();
    let near = (
        2005..2037,
        select(vec![3_u32, 4, 9, 10, 11, 12]),
        0..40_i64 * 86_400,
    );
    prop_oneof![
        first..last,
        near.prop_map(|(year, month, after)| {
            let begin = Utc.with_ymd_and_hms(year, month, 1, 0, 0, 0).unwrap();
            begin.timestamp() + after
        }),
    ]
}

/// The moments of 2025 to 2027.
const YEARS: std::ops::Range<i64> = 1_735_689_600..1_830_297_600;

fn at(seconds: i64, zone: Tz) -> DateTime<FixedOffset> {
    let moment = DateTime::from_timestamp(seconds, 0).unwrap();
    moment.with_timezone(&zone).fixed_offset()
}

proptest! {
    /// A day is all that lies between two day starts, whatever clocks do.
    #[test]
    fn a_day_lasts_from_its_start_to_the_next(moment in moments(), zone in select(&ZONES[..])) {
        let zone = self::zone(zone);
        let moment = at(moment, zone);
        let on = LogicalDay::of(&moment, DayStart::default());
        let start = |day: LogicalDay| {
            first_moment(&zone, day.date().and_time(DayStart::default().time()))
        };
        prop_assert!(start(on) <= moment, "{on} starts {}", start(on));
        prop_assert!(moment < start(on.next()), "{} starts {}", on.next(), start(on.next()));
    }

    /// A later time on the wall clock is no earlier moment.
    #[test]
    fn the_wall_clock_runs_forward(
        moment in moments(),
        zone in select(&ZONES[..]),
        minutes in 0..200_i64,
    ) {
        let zone = self::zone(zone);
        let local = at(moment, zone).naive_local();
        let later = local + TimeDelta::minutes(minutes);
        prop_assert!(first_moment(&zone, local) <= first_moment(&zone, later));
    }

    /// Cutting at the start of a day neither loses nor invents a minute, and a
    /// piece lies on its day as long as nobody travels.
    #[test]
    fn a_cut_session_is_the_session(
        moment in moments(),
        minutes in 0..5_000_i64,
        zone in select(&ZONES[..]),
    ) {
        let zone = self::zone(zone);
        let (from, until) = (at(moment, zone), at(moment + 60 * minutes, zone));
        let moment_of = |local| first_moment(&zone, local);
        let pieces = split(from, until, DayStart::default(), &moment_of);
        let sum: Minutes = pieces.iter().map(|piece| piece.minutes.into()).sum();
        prop_assert_eq!(sum, Minutes(minutes as u64));
        for piece in &pieces {
            let begun = piece.from.unwrap().timestamp();
            let first = at(begun, zone);
            // A cut may fall within a minute; that one counts for either day.
            let last = at(begun + 60 * (i64::from(piece.minutes) - 1), zone);
            for moment in [first, last] {
                let on = LogicalDay::of(&moment, DayStart::default());
                prop_assert_eq!(on, piece.day, "{}", moment);
            }
        }
    }

    /// Whoever travels keeps every minute, and the day that was begun keeps its
    /// part of them.
    #[test]
    fn a_journey_keeps_its_minutes_and_its_first_day(
        moment in moments(),
        minutes in 1..3_000_i64,
        home in select(&ZONES[..]),
        here in select(&ZONES[..]),
    ) {
        let (home, here) = (zone(home), zone(here));
        let (from, until) = (at(moment, home), at(moment + 60 * minutes, here));
        let moment_of = |local| first_moment(&here, local);
        let pieces = split(from, until, DayStart::default(), &moment_of);
        let sum: Minutes = pieces.iter().map(|piece| piece.minutes.into()).sum();
        prop_assert_eq!(sum, between(from, until));
        let first = LogicalDay::of(&from, DayStart::default());
        let ends = first_moment(&from.offset().clone(), {
            first.next().date().and_time(DayStart::default().time())
        });
        // A switch at home may take an hour of it, or give one.
        if between(from, ends) > Minutes(61) {
            prop_assert_eq!(pieces[0].day, first);
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Days, weeks and the whole come to the same.
    #[test]
    fn days_weeks_and_the_whole_add_up(
        sessions in vec((YEARS, 1..2_000_i64, select(&ZONES[..])), 0..12),
    ) {
        let cut = sessions.iter().flat_map(|(moment, minutes, name)| {
            let zone = zone(name);
            let (from, until) = (at(*moment, zone), at(moment + 60 * minutes, zone));
            split(from, until, DayStart::default(), &|local| first_moment(&zone, local))
        });
        let state = journal(cut.map(|piece| (piece.day, piece.minutes.into())));
        let all: i64 = sessions.iter().map(|(_, minutes, _)| minutes).sum();
        let all = Minutes(all as u64);
        let mut learner = Learner::on("2028-03-06");
        learner.state = state;
        let (roadmap, state, today) = (&learner.roadmap, &learner.state, learner.today);
        let weeks: Minutes = past(roadmap, state, today, 52 * 4).iter().map(TimeWeek::total).sum();
        prop_assert_eq!(weeks, all);
        let progress = learner.progress();
        prop_assert_eq!(Spending::new(roadmap, state, &progress).total, all);
        let first = state.sessions().next().map_or(today, |session| session.day);
        let days: Minutes = first
            .through(today)
            .flat_map(|day| state.sessions_within(day, day))
            .map(|session| session.minutes)
            .sum();
        prop_assert_eq!(days, all);
        let stats = Stats::whole(roadmap, state, &progress, today);
        let shown: Minutes = stats.heat.iter().flatten().map(|day| day.minutes).sum();
        prop_assert_eq!(shown, all);
    }
}
