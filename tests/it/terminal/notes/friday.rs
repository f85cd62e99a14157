//! On Fridays Today offers `mastery friday`, with the terminal lent.

use std::{fs, process::Command};

use super::{
    super::{GARDEN, MASTERY},
    Home, Opening, PATIENCE, Program, count,
};

const BEFORE: &str = "# Soil\n\n## What changed\n\n<!-- Fridays. -->\n\n## Later\n";
const NOW: &str = "2026-03-06T20:00:00+01:00[Europe/Berlin]";
/// The garden is asked on Fridays, too.
const FRIDAY: &str =
    "\n[[cadence.slot]]\ndays = [\"Fri\"]\nkind = \"what-changed\"\ntitle = \"Notes\"\n";
const ASKED: &str = "What changed this week because of what you read?";

fn on_friday(home: &Home) {
    let begun = Command::new(MASTERY)
        .args(["begin", "2026-03-02"])
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment())
        .env("MASTERY_NOW", NOW)
        .output()
        .unwrap();
    assert!(begun.status.success(), "{begun:?}");
}

fn garden() -> Home {
    let home = Home::new();
    let notes = "title = \"Soil\"\nnotes = \"soil.md\"\n";
    let garden = GARDEN.replace("title = \"Soil\"\n", notes);
    home.write("roadmap.toml", format!("{garden}{FRIDAY}"));
    home.write("soil.md", BEFORE);
    on_friday(&home);
    home
}

fn today(home: &Home, editor: &str) -> Program {
    let opening = Opening {
        environment: vec![
            ("EDITOR", editor.to_owned()),
            ("MASTERY_NOW", NOW.to_owned()),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
        ],
        ..Opening::default()
    };
    let program = opening.open(home);
    program.shows(ASKED);
    program.keys("\r");
    program.shows("What changed this week?");
    program
}

fn note(home: &Home) -> String {
    fs::read_to_string(home.path().join("soil.md")).unwrap()
}

#[test]
fn the_week_is_written_in_the_editor_and_today_knows() {
    let home = garden();
    let editor = home.editor("vim", "echo '- I dug.' >> \"$1\"\n");
    let mut program = today(&home, &editor);
    program.keys("\r");
    program.shows("Write it? [y/N]");
    assert!(!program.seen().parser.screen().alternate_screen());
    program.assert_settings_restored();
    assert_eq!(note(&home), BEFORE);
    program.keys("y\r");
    program.shows("written into soil.md");
    program.shows("Enter goes back to mastery.");
    program.keys("\r");
    program.wait("Today", |screen| {
        screen.alternate_screen() && !screen.contents().contains(ASKED)
    });
    program.shows("Worms at work");
    let there = note(&home);
    let (head, tail) = there.split_once("### Week of 2 March 2026\n").unwrap();
    assert_eq!(head, "# Soil\n\n## What changed\n\n<!-- Fridays. -->\n\n");
    assert!(tail.ends_with("- I dug.\n\n## Later\n"), "{there}");
    assert_eq!(home.events("review = \"what-changed\""), 1);
    // The note that is read is the new one.
    program.opens_note();
    program.shows("I dug.");
    program.leaves();
}

#[test]
fn a_no_writes_nothing_and_today_still_asks() {
    let home = garden();
    let editor = home.editor("vim", "echo '- I dug.' >> \"$1\"\n");
    let mut program = today(&home, &editor);
    for (times, answer) in ["n\r", "\r", "\x04", "\x03"].into_iter().enumerate() {
        // What was said the times before is still on the plain screen.
        let says = |words: &str| {
            program.wait_seen(PATIENCE, words, |seen| {
                count(&seen.bytes, words.as_bytes()) == times + 1
            });
        };
        program.keys("\r");
        says("Write it? [y/N]");
        program.keys(answer);
        says("Enter goes back to mastery.");
        program.keys("\r");
        program.wait("Today", |screen| {
            screen.alternate_screen() && screen.contents().contains(ASKED)
        });
        assert_eq!(note(&home), BEFORE);
        assert_eq!(home.events("review = \"what-changed\""), 0);
        program.keys("\r");
        program.shows("What changed this week?");
    }
    program.keys("\x1b");
    program.shows_no("draft it");
    program.quits();
}

#[test]
fn what_the_command_says_of_an_editor_that_fails_can_be_read() {
    let home = garden();
    let mut program = today(&home, "false");
    program.keys("\r");
    program.shows("the editor `false` did not end well");
    program.shows("Enter goes back to mastery.");
    // An interrupt here is nobody's; the end of the input is an answer, too.
    program.keys("\x03");
    program.keys("\x04");
    program.wait("Today", |screen| {
        screen.alternate_screen() && screen.contents().contains(ASKED)
    });
    assert_eq!(note(&home), BEFORE);
    program.quits();
}

#[test]
fn a_program_that_is_asked_to_end_while_it_waits_for_enter_ends() {
    let home = garden();
    let mut program = today(&home, "false");
    program.keys("\r");
    program.shows("Enter goes back to mastery.");
    program.signal("TERM");
    assert_eq!(program.ended().signal(), Some("Terminated"));
    program.assert_restored();
}

#[test]
fn the_built_in_notes_print_the_draft_and_offer_a_copy() {
    let home = Home::new();
    fs::remove_file(home.path().join("roadmap.toml")).unwrap();
    on_friday(&home);
    let mut program = today(&home, "false");
    program.keys("d");
    program.shows("### Week of 2 March 2026");
    program.shows("`mastery init` makes a copy of your own");
    program.keys("\r");
    program.wait("Today", |screen| {
        screen.alternate_screen() && screen.contents().contains(ASKED)
    });
    program.quits();
}
