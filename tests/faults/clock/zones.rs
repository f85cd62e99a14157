//! Every zone there is, around days that were odd somewhere.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::{TZ_VARIANTS, Tz};
use mastery::{
    clock::first_moment,
    domain::{
        day::{DayStart, LogicalDay},
        event::{Event, EventId, Kind},
        id::{BudgetId, DeviceId},
        progress::Progress,
        roadmap::Roadmap,
        state::State,
    },
    insight::{
        stats::Stats,
        streak::{DayMark, Streak},
    },
    store::roadmap_file::{Notes, Place, read_roadmap},
};
use ulid::Ulid;

use super::DAILY;
use crate::lane::{report, rounds};

/// Days that some zone did not have, had twice, or in part; the end of a year
/// of 53 weeks; a leap day.
const ODD: [&str; 11] = [
    "2011-12-30",
    "2018-11-04",
    "2022-03-22",
    "2023-03-26",
    "2024-04-26",
    "2026-03-29",
    "2026-04-05",
    "2026-10-04",
    "2026-10-25",
    "2027-01-01",
    "2028-02-29",
];

/// From one moment looked at to the next.
const STEP: i64 = 15 * 60;

/// Days looked at before and after an odd one.
const AROUND: i64 = 4;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What the clocks of a zone show, quarter of an hour by quarter, around a day.
struct Window {
    zone: Tz,
    shown: Vec<DateTime<FixedOffset>>,
}

impl Window {
    fn new(zone: Tz, odd: NaiveDate) -> Self {
        let noon = odd.and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp();
        let half = (AROUND + 1) * 86_400;
        let shown = (noon - half..=noon + half)
            .step_by(STEP as usize)
            .map(|seconds| {
                let moment = DateTime::from_timestamp(seconds, 0).unwrap();
                moment.with_timezone(&zone).fixed_offset()
            })
            .collect();
        Self { zone, shown }
    }

    /// The oracle of a day's first moment: the first at which the clock showed
    /// this, or else the first at which it had gone past it.
    fn first(&self, local: NaiveDateTime) -> DateTime<FixedOffset> {
        let at = |moment: &&DateTime<FixedOffset>| moment.naive_local() == local;
        let past = || {
            self.shown.windows(2).find_map(|two| {
                let skipped = two[0].naive_local() < local && local < two[1].naive_local();
                skipped.then_some(&two[1])
            })
        };
        *self.shown.iter().find(at).or_else(past).unwrap()
    }
}

/// The oracle of a moment's day: the date of the wall clock, set back by the
/// hours before which a day has not begun.
fn naive_day(moment: &DateTime<FixedOffset>, start: u32) -> NaiveDate {
    (moment.naive_local() - TimeDelta::hours(start.into())).date()
}

/// The oracle of a streak: days in a row, back from the last one.
fn naive_streak(days: &BTreeSet<NaiveDate>, today: NaiveDate) -> u32 {
    let mut day = today;
    if !days.contains(&day) {
        day = day.pred_opt().unwrap();
    }
    let mut streak = 0;
    while days.contains(&day) {
        streak += 1;
        day = day.pred_opt().unwrap();
    }
    streak
}

fn roadmap() -> Roadmap {
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    read_roadmap(DAILY, &place).roadmap.unwrap()
}

/// A journal of a quarter of an hour at each of these moments, on the day that
/// the program says.
fn journal(moments: &[DateTime<FixedOffset>], zone: Tz, start: DayStart) -> State {
    let events = (1..).zip(moments).map(|(clock, at)| Event {
        id: EventId::new(Ulid(u128::from(clock))),
        batch: None,
        device: DeviceId::new("laptop"),
        clock,
        at: *at,
        zone: zone.name().into(),
        day: LogicalDay::of(at, start),
        sum: 0,
        kind: Kind::Session {
            category: BudgetId::new("learning"),
            minutes: 15,
            from: None,
            about: None,
            text: None,
        },
    });
    State::from_events(events.collect::<Vec<_>>())
}

/// Compares a journal with what the oracle says of its days.
fn judge(roadmap: &Roadmap, state: &State, days: &BTreeSet<NaiveDate>) -> usize {
    let progress = Progress::new(roadmap, state);
    let last = *days.last().unwrap();
    let mut looks = 0;
    for today in [last, last.succ_opt().unwrap()] {
        let on = LogicalDay::from_date(today);
        let streak = Streak::new(roadmap, state, &progress, on);
        assert_eq!(
            streak.days,
            naive_streak(days, today),
            "the streak of {today}"
        );
        let stats = Stats::new(roadmap, state, &progress, on);
        assert!(stats.heat.len() <= 54, "{} columns", stats.heat.len());
        let studied: BTreeSet<NaiveDate> = stats
            .heat
            .iter()
            .flatten()
            .filter(|day| day.mark == DayMark::Studied)
            .map(|day| day.day.date())
            .collect();
        assert_eq!(&studied, days, "the days of {today}");
        looks += 1;
    }
    looks
}

#[test]
fn every_zone_around_odd_days_has_the_days_of_its_wall_clock() {
    let roadmap = roadmap();
    let starts: Vec<u32> = if rounds(0, 1) == 1 {
        (0..=12).collect()
    } else {
        vec![0, 2, 3, 4, 12]
    };
    let (mut moments, mut firsts, mut looks) = (0, 0, 0);
    let mut weeks = BTreeSet::new();
    for (place, zone) in TZ_VARIANTS.into_iter().enumerate() {
        for (number, odd) in ODD.into_iter().enumerate() {
            // One odd day in three and zone, in the short lane: all zones and
            // all days are looked at.
            if rounds(0, 1) == 0 && (place + number) % 3 != 0 {
                continue;
            }
            let odd = date(odd);
            let window = Window::new(zone, odd);
            for &start in &starts {
                let begins = DayStart::at_hour(start).unwrap();
                for moment in &window.shown {
                    let on = LogicalDay::of(moment, begins);
                    assert_eq!(
                        on.date(),
                        naive_day(moment, start),
                        "{moment} {zone} {start}"
                    );
                    let week = on.iso_week();
                    if (week.year(), week.week()) == (2026, 53) {
                        weeks.insert(on.date());
                    }
                    moments += 1;
                }
                for days in -2..=2 {
                    let day = odd + TimeDelta::days(days);
                    let local = day.and_hms_opt(start, 0, 0).unwrap();
                    let first = first_moment(&window.zone, local);
                    assert_eq!(first, window.first(local), "{local} {zone}");
                    firsts += 1;
                }
            }
            // Somebody who studies a little all the time, but for some hours
            // that are one day in most zones.
            let all = rounds(0, 1) == 1;
            let turn = (place + number) % starts.len();
            for &start in starts.iter().filter(|it| all || **it == starts[turn]) {
                let begins = DayStart::at_hour(start).unwrap();
                let gap = odd - TimeDelta::days(3);
                let studied: Vec<_> = window
                    .shown
                    .iter()
                    .step_by(3)
                    .filter(|moment| naive_day(moment, start) != gap)
                    .copied()
                    .collect();
                let days = studied.iter().map(|it| naive_day(it, start)).collect();
                let state = journal(&studied, zone, begins);
                looks += judge(&roadmap, &state, &days);
            }
        }
    }
    let first = date("2026-12-28");
    let week: BTreeSet<NaiveDate> = first.iter_days().take(7).collect();
    assert_eq!(weeks, week, "2026-W53");
    assert!(TZ_VARIANTS.len() > 590);
    report(
        "T11b",
        &format!(
            "{} zones, {} odd days, {} starts of a day: {moments} moments, {firsts} first moments, \
             {looks} streaks and heatmaps as the oracle has them, 2026-W53 whole",
            TZ_VARIANTS.len(),
            ODD.len(),
            starts.len()
        ),
    );
}

#[test]
fn days_of_twenty_four_hours_are_noticed() {
    let roadmap = roadmap();
    let mut noticed = 0;
    let zones: [Tz; 4] = [
        Tz::America__Sao_Paulo,
        Tz::Africa__Cairo,
        Tz::Asia__Tehran,
        Tz::Pacific__Apia,
    ];
    for (zone, odd) in zones.into_iter().zip([1, 4, 2, 0]) {
        let window = Window::new(zone, date(ODD[odd]));
        // Days counted off in steps of twenty-four hours from the first.
        let begin = window.shown[0];
        let wrong: Vec<_> = window
            .shown
            .iter()
            .step_by(4)
            .map(|moment| {
                let passed = *moment - begin;
                let day = begin.date_naive() + TimeDelta::days(passed.num_days());
                day.and_hms_opt(12, 0, 0).unwrap().and_utc().fixed_offset()
            })
            .collect();
        let right = window.shown.iter().step_by(4);
        let right: Vec<NaiveDate> = right.map(|it| naive_day(it, 0)).collect();
        let differ = wrong
            .iter()
            .zip(&right)
            .filter(|(wrong, right)| wrong.date_naive() != **right);
        assert!(differ.count() > 0, "{zone}");
        noticed += 1;
    }
    // And the judge of a streak: a day of the journal that the oracle lacks.
    let window = Window::new(Tz::Europe__Berlin, date("2026-03-29"));
    let mut days: BTreeSet<_> = window.shown.iter().map(|it| naive_day(it, 4)).collect();
    let state = journal(&window.shown, Tz::Europe__Berlin, DayStart::default());
    judge(&roadmap, &state, &days);
    days.remove(&date("2026-03-29"));
    let judged = std::panic::catch_unwind(|| judge(&roadmap, &state, &days));
    assert!(judged.is_err());
    report(
        "T11b control",
        &format!("steps of 24 hours: noticed in {noticed} of 4 zones; a day too many: noticed"),
    );
}
