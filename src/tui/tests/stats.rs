//! The year so far.

use crate::{
    domain::{
        day::LogicalDay,
        event::{Batch, Kind, Mark},
        id::BudgetId,
    },
    tui::rig::{Rig, begin, shipped},
};

use super::{Moment, moments::marked};

/// The program on Wednesday, 4 March 2026, with these events on days.
fn on_wednesday(past: &[Batch]) -> Rig {
    let mut batches = vec![begin("2026-01-05")];
    batches.extend_from_slice(past);
    let mut rig = Rig::new(shipped(), "2026-03-04T20:00:00+01:00", &batches);
    rig.keys("9");
    rig
}

fn spent(on: &str, minutes: u32) -> Batch {
    let day = LogicalDay::parse(on).unwrap();
    Batch::on(
        day,
        vec![Kind::Session {
            category: BudgetId::new("learning"),
            minutes,
            from: None,
            about: None,
            text: None,
        }],
    )
}

fn ticked(item: &str, on: &str) -> Batch {
    marked(item, Mark::Done, on)
}

/// What the pointer stands at.
fn pointed(rig: &mut Rig) -> String {
    rig.selected().trim_start().to_owned()
}

/// A row of the heatmap, from its weekday on.
fn days(rig: &mut Rig, name: &str) -> String {
    let text = rig.text();
    let mut lines = text.lines().map(str::trim_start);
    let line = lines.find_map(|line| line.strip_prefix(name));
    // The kinds may stand beside it.
    let line = line.and_then(|line| line.split("   ").next());
    line.unwrap_or_else(|| panic!("{name}\n{text}")).to_owned()
}

#[test]
fn a_day_is_read_with_its_items_and_its_hours() {
    let mut rig = on_wednesday(&[
        ticked("gate-first-adr", "2026-03-03"),
        ticked("gate-ci-matrix", "2026-03-03"),
        ticked("gate-plt-cache", "2026-03-03"),
        spent("2026-03-03", 130),
        spent("2026-02-25", 45),
        ticked("gate-one-command", "2026-02-18"),
    ]);
    assert_eq!(pointed(&mut rig), "Wed 4 Mar: nothing yet");
    for (keys, words) in [
        ("k", "Tue 3 Mar: 3 items, 2:10"),
        ("j left", "Wed 25 Feb: 0:45"),
        ("h", "Wed 18 Feb: 1 item"),
        ("j j j", "Sat 21 Feb: a rest day"),
        ("k", "Fri 20 Feb: nothing"),
    ] {
        rig.keys(keys);
        assert_eq!(pointed(&mut rig), words, "{keys}");
    }
}

#[test]
fn items_and_hours_are_two_heatmaps() {
    // Half of a full day of four hours is 2 h.
    let mut rig = on_wednesday(&[
        ticked("gate-first-adr", "2026-03-02"),
        spent("2026-03-02", 119),
        spent("2026-02-23", 120),
        spent("2026-02-16", 239),
        spent("2026-02-09", 240),
    ]);
    let monday = days(&mut rig, "Mon");
    assert!(monday.ends_with("· ○ ○ ○ ▒"), "{monday}");
    assert!(rig.shows("Study days  items") && rig.shows("○ no item  ▒ 1–2"));
    rig.keys("m");
    let monday = days(&mut rig, "Mon");
    assert!(monday.ends_with("· █ ▓ ▓ ▒"), "{monday}");
    assert!(rig.shows("Study days  hours") && rig.shows("○ no time  ▒ < 2 h  ▓ < 4 h"));
    rig.keys("m");
    assert!(rig.shows("Study days  items"));
}

#[test]
fn the_days_end_today_and_begin_with_the_year_shown() {
    let mut rig = on_wednesday(&[]);
    let here = rig.text();
    for keys in ["l", "right", "[", "]"] {
        rig.keys(keys);
        assert_eq!(rig.text(), here, "{keys} leads nowhere");
    }
    // To the Monday of the week in which the year began, and no further.
    for _ in 0..60 {
        rig.keys("h k");
    }
    assert!(pointed(&mut rig).starts_with("Mon 5 Jan"), "{}", rig.text());
    // A day of this week that is yet to come cannot be read.
    let mut rig = on_wednesday(&[]);
    rig.keys("h j j l");
    assert!(pointed(&mut rig).starts_with("Wed 4 Mar"), "{}", rig.text());
}

#[test]
fn a_year_before_has_a_page_of_its_own() {
    let mut rig = on_wednesday(&[ticked("gate-first-adr", "2024-12-10")]);
    rig.keys("h k");
    let here = pointed(&mut rig);
    rig.keys("[");
    // 52 weeks before Tuesday, 24 February 2026.
    assert!(
        pointed(&mut rig).starts_with("Tue 25 Feb 2025"),
        "{}",
        rig.text()
    );
    // The newest week of this page is the oldest of the other.
    assert!(
        rig.shows("items, 9 Dec 2024 – 9 Mar 2025"),
        "{}",
        rig.text()
    );
    assert!(days(&mut rig, "Tue").contains('▒'));
    rig.keys("[");
    assert!(
        pointed(&mut rig).starts_with("Tue 25 Feb 2025"),
        "nothing is older"
    );
    rig.keys("]");
    assert_eq!(pointed(&mut rig), here);
    // Left from the oldest week of a page is the newest of the one before.
    for _ in 0..51 {
        rig.keys("h");
    }
    assert!(
        rig.shows("items, 9 Dec 2024 – 9 Mar 2025"),
        "{}",
        rig.text()
    );
}

#[test]
fn below_the_days_are_the_phases_and_enter_opens_either() {
    let mut rig = Moment::Behind.rig();
    rig.keys("9 j");
    assert!(rig.shows("› ✓  0 Tooling"), "{}", rig.text());
    rig.keys("enter");
    assert!(rig.shows("Phase 0 · Tooling foundation"));
    rig.keys("esc k");
    assert!(pointed(&mut rig).starts_with("Wed 1 Jul"));
    rig.keys("h enter");
    assert!(rig.shows("›We 24"), "the week of the day:\n{}", rig.text());
}

#[test]
fn phases_are_found_by_name() {
    let mut rig = Moment::Behind.rig();
    rig.keys("9 / o b s e r v enter");
    assert!(rig.shows("› ○ 10 Observability"), "{}", rig.text());
    assert!(!rig.shows("Tooling  "));
    rig.keys("esc");
    assert!(rig.shows("› ○ 10 Observability"));
}

#[test]
fn a_click_reads_a_day() {
    let mut rig = on_wednesday(&[spent("2026-02-25", 45)]);
    rig.keys("j j");
    let (x, y) = rig.find("◆");
    rig.click((x - 2, y));
    assert_eq!(pointed(&mut rig), "Wed 25 Feb: 0:45");
}

#[test]
fn the_first_day_says_what_will_be_here() {
    let mut rig = Moment::FirstDay.rig();
    rig.keys("9");
    assert!(rig.shows("a day with a tick, a thought or time will show here"));
    assert_eq!(pointed(&mut rig), "Mon 5 Jan: nothing yet");
    assert!(rig.shows("the first tick starts a streak"));
}

#[test]
fn what_is_ticked_while_it_is_shown_shows() {
    let mut rig = on_wednesday(&[]);
    rig.arrives(&ticked("gate-first-adr", "2026-03-04"));
    assert_eq!(pointed(&mut rig), "Wed 4 Mar: 1 item");
    assert!(rig.shows("deliverable    1/253"), "{}", rig.text());
}

#[test]
fn the_day_is_in_view_however_narrow() {
    let mut rig = on_wednesday(&[]);
    for width in [40, 57, 60, 80, 112, 120] {
        rig.resize(width, 24);
        assert!(rig.shows("◆"), "{width}:\n{}", rig.text());
        rig.keys("h h h h h h h h h h h h h h h h h h h h h h h h h h h h h h");
        assert!(rig.shows("◆"), "{width}:\n{}", rig.text());
        rig.keys("l l l l l l l l l l l l l l l l l l l l l l l l l l l l l l l");
    }
}
