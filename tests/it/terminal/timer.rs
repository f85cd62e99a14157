//! A timer that runs on while the program is closed.

use serde_json::Value;

use super::{GARDEN, Home, Opening};

const BUDGET: &str = r#"
[budget]
currency = "EUR"
[[budget.time]]
id = "digging"
title = "Digging"
hours = [2, 4]
[[budget.time]]
id = "watering"
title = "Watering"
hours = 1
"#;

/// A gardener with a time budget.
fn gardener() -> Home {
    let home = Home::new();
    home.write("roadmap.toml", format!("{GARDEN}{BUDGET}"));
    home
}

/// The program at a moment.
fn at(home: &Home, moment: &str) -> super::Program {
    Opening {
        environment: vec![("MASTERY_NOW", moment.to_owned())],
        ..Opening::default()
    }
    .open(home)
}

#[test]
fn a_timer_outlives_the_program_and_is_asked_about_when_it_was_forgotten() {
    let home = gardener();
    let mut program = at(&home, "2026-03-04T18:05:00+01:00[Europe/Berlin]");
    program.shows("When did, or does, your year begin?");
    program.keys("\r");
    program.shows("Your year begins on");
    program.keys("t");
    program.shows("Start the timer");
    program.keys("j\r");
    program.shows("The timer runs: watering on Worms at work");
    program.shows("◷ watering 0:00");
    program.keys("q");
    program.quits();

    // An hour later there is nothing to ask.
    let mut program = at(&home, "2026-03-04T19:05:00+01:00[Europe/Berlin]");
    program.shows("◷ watering 1:00");
    assert!(!program.contents().contains("Does the timer still count?"));
    program.keys("q");
    program.quits();

    let mut program = at(&home, "2026-03-05T07:30:00+01:00[Europe/Berlin]");
    program.shows("Does the timer still count?");
    program.shows("It has been running for more than 4 h and its day has ended.");
    program.keys("wcompost\r");
    program.shows("say what was done: “compost”");
    program.keys("s19:50");
    program.shows("1 h 45, until 19:50");
    program.keys("\r");
    program.shows("Written down: 1 h 45 of watering on Worms at work.");
    program.shows_no("◷");
    program.keys("q");
    program.quits();

    let printed = home.mastery(&["time", "--week", "2026-03-04", "--json"]);
    let time: Value = serde_json::from_str(&printed).unwrap();
    let session = &time["time"]["sessions"][0];
    assert_eq!(session["day"], "2026-03-04", "{printed}");
    assert_eq!(session["minutes"], 105);
    assert_eq!(session["category"], "watering");
    assert_eq!(session["item"], "worms");
    assert_eq!(session["text"], "compost");
    assert_eq!(session["begun"], "2026-03-04T18:05:00+01:00");
}
