//! A note is found again where it was left.

use super::{Opening, long, opened, study};

#[test]
fn a_note_opens_where_it_was_left_whatever_was_written_above() {
    let home = study(long());
    let mut program = opened(&home, Opening::default());
    program.stands_on("Soil");
    // The second heading, and four lines further.
    program.keys("]jjjj");
    program.stands_on("Line 102.");
    program.leaves();
    assert_eq!(home.events(r#"heading = "Worms""#), 1);

    let mut program = opened(&home, Opening::default());
    program.stands_on("Line 102.");
    // Nothing moved: nothing more is written down.
    program.leaves();
    assert_eq!(home.events(r#"heading = "Worms""#), 1);

    let more = "More.\n\n".repeat(50);
    let longer = long().replace("Line 3.\n", &format!("## New\n\n{more}"));
    home.write(super::NOTE, longer);
    let mut program = opened(&home, Opening::default());
    program.stands_on("Line 102.");
    program.shows("› Worms");
    program.leaves();
}

#[test]
fn a_signal_in_a_note_ends_the_program_as_anywhere() {
    let home = study(long());
    let mut program = opened(&home, Opening::default());
    program.keys("G");
    program.stands_on("Line 230.");
    program.signal("TERM");
    assert_eq!(program.ended().signal(), Some("Terminated"));
    program.assert_restored();
}
