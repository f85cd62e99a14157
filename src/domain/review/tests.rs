use proptest::prelude::*;

use super::*;
use crate::domain::fixtures::day;

fn newest(rhythm: Rhythm, start: &str, on: &str) -> Option<(String, String)> {
    let period = Period::newest(rhythm, day(start), day(on))?;
    Some((period.first.to_string(), period.last.to_string()))
}

#[test]
fn a_week_is_over_from_its_sunday_on() {
    let week = |on| newest(Rhythm::Weekly, "2026-01-05", on).map(|(_, last)| last);
    assert_eq!(week("2026-01-10"), None);
    assert_eq!(week("2026-01-11").as_deref(), Some("2026-01-11"));
    assert_eq!(week("2026-01-17").as_deref(), Some("2026-01-11"));
    assert_eq!(week("2026-01-18").as_deref(), Some("2026-01-18"));
    // The ISO year 2026 has a week 53; it is a week as any other.
    assert_eq!(week("2027-01-03").as_deref(), Some("2027-01-03"));
    assert_eq!(week("2027-01-09").as_deref(), Some("2027-01-03"));
}

#[test]
fn months_and_quarters_count_from_the_start_and_end_where_the_month_does() {
    let month = |on| newest(Rhythm::Monthly, "2027-11-30", on);
    let span = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
    assert_eq!(month("2027-12-28"), None);
    assert_eq!(month("2027-12-29"), span("2027-11-30", "2027-12-29"));
    // 30 Jan and three months of a leap year: 29 Feb begins one.
    assert_eq!(month("2028-02-28"), span("2028-01-30", "2028-02-28"));
    assert_eq!(month("2028-02-29"), span("2028-01-30", "2028-02-28"));
    assert_eq!(month("2028-03-29"), span("2028-02-29", "2028-03-29"));
    let quarter = |on| newest(Rhythm::Quarterly, "2027-11-30", on);
    assert_eq!(quarter("2028-02-27"), None);
    assert_eq!(quarter("2028-02-28"), span("2027-11-30", "2028-02-28"));
    assert_eq!(quarter("2028-05-29"), span("2028-02-29", "2028-05-29"));
}

#[test]
fn the_bytes_of_a_text_are_never_too_few() {
    assert_eq!(bytes_of("one"), 3);
    assert_eq!(
        bytes_of("ü “x” 监 \u{1b}"),
        2 + 1 + 6 + 1 + 6 + 1 + 3 + 1 + 6
    );
    assert_eq!(bytes_of("🌳"), 10);
}

fn any_day() -> impl Strategy<Value = LogicalDay> {
    (0_u64..5_000).prop_map(|days| day("2019-06-15").forward(days))
}

proptest! {
    #[test]
    fn every_day_lies_in_one_stretch_and_they_follow_each_other(
        start in any_day(),
        after in 0_u64..2_000,
        rhythm in prop_oneof![
            Just(Rhythm::Weekly),
            Just(Rhythm::Monthly),
            Just(Rhythm::Quarterly)
        ],
    ) {
        let on = start.forward(after);
        let around = Period::around(rhythm, start, on).unwrap();
        prop_assert!(around.has(on), "{around:?} {on}");
        let next = Period::around(rhythm, start, around.last.next()).unwrap();
        prop_assert_eq!(next.first, around.last.next());
        if let Some(newest) = Period::newest(rhythm, start, on) {
            prop_assert!(newest.last <= on && newest.last >= start);
            prop_assert!(newest.last.days_since(on) > -93);
        }
    }
}
