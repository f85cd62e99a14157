//! Pace, forecast and statistics as they are told.

use super::desk::Desk;

/// Six weeks with a phase each, 10 + 30 + 24 + 28 + 28 + 36 hours, and two idle
/// ones.
fn busy() -> Desk {
    let mut desk = Desk::new();
    desk.ok("begin today");
    for (phase, on) in [
        (0, "2026-01-07"),
        (1, "2026-01-14"),
        (2, "2026-01-21"),
        (3, "2026-01-28"),
        (4, "2026-02-04"),
        (5, "2026-02-11"),
    ] {
        desk.on(on);
        desk.ok(&format!("tick {phase} --all"));
    }
    desk.on("2026-03-03");
    desk
}

fn fits(text: &str, width: usize) {
    for line in text.lines() {
        assert!(
            line.chars().count() <= width,
            "{} cells: {line}",
            line.chars().count()
        );
    }
}

#[test]
fn the_pace_has_two_dates_and_a_chart() {
    let desk = busy();
    let text = desk.ok("pace");
    for words in [
        "pace      ",
        "done      156 of 488 planned hours",
        "forecast  even odds by ",
        ", nine in ten by ",
        " h a week until 4 Jan 2027",
        "slack     nothing more is due before Q1 ends on 4 Apr",
        "  488 h │",
        "    0 h │█",
        "█ done   · the plan   ▒ the forecast",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("arithmetic"), "{text}");
    let chart: String = text.split_once("488 h").unwrap().1.to_owned();
    fits(&chart, 80);
    assert_eq!(text, desk.ok("pace"), "it does not flicker");
}

#[test]
fn the_arithmetic_is_shown_with_its_numbers() {
    let text = busy().ok("pace --explain");
    for words in [
        "488 h planned − 156 h done = 332 h",
        "8 weeks, of 8 at most, 6 Jan – 2 Mar, the newest first: 0, 0, 36, 28, 28, 24, 30, 10 h",
        "1000 courses from 3 Mar, each of 5 weeks drawn from these: the 500th is done ",
        "the middle of 15–20 h of Learning and 10–15 h of Building: 30 h a week",
        // 3 March to 4 January are 308 days: 44 weeks.
        "332 h left ÷ 44 weeks = 7.5 h a week",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn who_has_just_begun_is_shown_the_plans_arithmetic() {
    let desk = Desk::new();
    assert!(
        desk.ok("pace")
            .contains("`mastery begin` says when the year begins")
    );
    desk.ok("begin today");
    let text = desk.ok("pace");
    for words in [
        "a forecast needs 3 weeks of your own to go by; there is none yet",
        "at 30 h a week, the middle of the budget, the 488 h left take until 28 Apr",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn the_year_from_behind_fits_eighty_columns() {
    let desk = busy();
    let text = desk.ok("stats");
    for words in [
        "Mon ", "streak ", "Weeks", "Kinds", "  book", "Phases", "14 Jan",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let heat: String = text.split("Weeks").next().unwrap().to_owned();
    fits(&heat, 80);
    let ascii = desk.ok("stats --ascii");
    assert!(ascii.lines().take(8).all(str::is_ascii), "{ascii}");
}
