//! A review that a closed terminal cuts short, and goes on later.

use super::{GARDEN, Home, MASTERY, Opening, Program};

const NOW: &str = "2026-03-09T20:00:00+01:00[Europe/Berlin]";

/// A learner with a weekly review, which is due.
fn study() -> Home {
    let home = Home::new();
    let review = "\n[[review]]\nid = \"weekly\"\nevery = \"week\"\nsubject = \"Weeds\"\n";
    home.write("roadmap.toml", format!("{GARDEN}{review}"));
    home.mastery(&["begin", "2026-01-05"]);
    home
}

fn at(command: &[&str]) -> Opening {
    let mut opening = Opening::command(command);
    opening.environment = vec![("MASTERY_NOW", NOW.to_owned())];
    opening
}

/// Opens the program on Today, with the review due.
fn open(home: &Home) -> Program {
    let program = at(&[MASTERY]).open(home);
    program.shows("weekly review, since Sunday");
    program
}

#[test]
fn a_review_goes_on_after_the_terminal_was_closed_and_after_a_signal() {
    let home = study();
    let mut program = open(&home);
    program.keys("R");
    program.shows("What went well?");
    program.keys("The beds are dug.\r");
    program.shows("What got in the way?");
    program.keys("Stones, mos");
    program.shows("› Stones, mos");
    program.signal("HUP");
    assert_eq!(program.ended().signal(), Some("Hangup"));
    assert!(home.journal().contains("answer2 = \"Stones, mos\""));
    let mut program = open(&home);
    program.shows("since Sunday, begun");
    program.keys("R");
    program.shows("Begun on 9 Mar: it goes on where you left it.");
    program.shows("The beds are dug.");
    program.shows("› Stones, mos");
    program.keys("tly.\r");
    program.shows("What will you do next week?");
    program.keys("Sow.");
    program.shows("› Sow.");
    program.signal("TERM");
    assert_eq!(program.ended().signal(), Some("Terminated"));
    let mut program = open(&home);
    program.keys("R");
    program.shows("› Sow.");
    program.keys("\r");
    program.shows("What do you decide?");
    program.keys("k");
    program.shows("The weekly review is held: the plan stays.");
    program.shows_no("weekly review, since Sunday");
    program.keys("q");
    assert!(program.ended().success());
    assert_eq!(home.events(r#"kind = "review""#), 1);
    let shown = home.mastery(&["reviews", "2026-03-08"]);
    for line in ["The beds are dug.", "Stones, mostly.", "Sow."] {
        assert!(shown.lines().any(|it| it == line), "{line}\n{shown}");
    }
}

#[test]
fn a_terminal_that_goes_away_takes_no_words_with_it() {
    let home = study();
    let mut program = open(&home);
    program.keys("R");
    program.shows("What went well?");
    program.keys("All of it");
    program.shows("› All of it");
    program.hang_up();
    program.ended();
    // The key that the hang-up presses may have been read, or not.
    assert!(home.journal().contains("answer1 = \"All of it"));
}

#[test]
fn a_review_is_held_in_plain_lines_and_goes_on_after_the_end_of_the_input() {
    let home = study();
    let mut program = at(&[MASTERY, "review"]).open(&home);
    program.shows("What went well?");
    program.keys("The beds.\r");
    program.shows("What got in the way?");
    // The end of the input.
    program.keys("\x04");
    program.shows("What you wrote is kept: `mastery review weekly` goes on there.");
    assert!(program.ended().success());
    let mut program = at(&[MASTERY, "review", "weekly"]).open(&home);
    program.shows("so far: The beds.");
    program.shows("What got in the way?");
    program.keys("Stones.\r");
    program.shows("What will you do next week?");
    program.keys("Sow.\r");
    program.shows("What do you decide? [k/r/a]");
    program.keys("x\r");
    program.shows("keep, replan or adjust, or their first letter.");
    program.keys("adjust\r");
    program.shows("held the weekly review until 2026-03-08");
    assert!(program.ended().success());
    assert_eq!(home.events(r#"decision = "adjust""#), 1);
    assert_eq!(home.events(r#"answer1 = "The beds.""#), 4);
}
