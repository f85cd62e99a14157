//! Starting, ticking, leaving, coming back.

use super::Home;

#[test]
fn the_first_start_asks_for_the_start_date_and_a_tick_outlives_the_program() {
    let home = Home::new();
    let mut program = home.open();
    program.shows("When did, or does, your year begin?");
    assert!(program.seen().parser.screen().alternate_screen());
    program.keys("\r");
    program.shows("Your year begins on");
    assert_eq!(home.events(r#"kind = "begin""#), 1);
    program.keys("2");
    program.shows("Soil");
    program.keys("\r");
    program.shows("○ Worms at work");
    program.keys(" ");
    program.shows("● Worms at work");
    program.shows("Done: Worms at work");
    assert_eq!(home.events(r#"item = "worms""#), 1);
    program.keys("q");
    program.shows_no("Worms at work");
    program.quits();

    let mut program = home.open();
    program.shows("Today");
    assert!(!program.contents().contains("your year begin"));
    program.keys("2\r");
    program.shows("● Worms at work");
    program.keys("u");
    program.shows("○ Worms at work");
    assert_eq!(home.events(r#"kind = "undo""#), 1);
    program.keys("q");
    program.shows_no("Worms at work");
    program.quits();
}
