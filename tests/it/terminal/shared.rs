//! Two programs on one folder.

use std::time::{Duration, Instant};

use super::{Home, say};

#[test]
fn each_program_shows_what_the_others_record() {
    let home = Home::begun();
    let (mut one, mut two) = (home.open(), home.open());
    for program in [&one, &two] {
        program.shows("Worms at work");
        program.keys("2\r");
        program.shows("○ Worms at work");
    }
    home.mastery(&["tick", "worms"]);
    let ticked = Instant::now();
    for program in [&one, &two] {
        program.wait_seen(Duration::from_secs(1), "the tick", |seen| {
            seen.parser.screen().contents().contains("● Worms at work")
        });
    }
    say(&format!(
        "a command's tick shows after {:?}",
        ticked.elapsed()
    ));
    let ticked = Instant::now();
    one.keys("j ");
    one.shows("● Clay and sand");
    let shown = ticked.elapsed();
    two.wait_seen(Duration::from_secs(1), "the tick", |seen| {
        seen.parser.screen().contents().contains("● Clay and sand")
    });
    say(&format!(
        "a tick shows after {shown:?}, in the other program after {:?}",
        ticked.elapsed()
    ));
    for program in [&mut one, &mut two] {
        program.keys("q");
        program.shows_no("Compost, turned");
        program.quits();
    }
    assert_eq!(home.events(r#"kind = "done""#), 2);
}
