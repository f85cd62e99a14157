//! Files that change, go and come while they are read.

use std::fs;

use super::{NOTE, Opening, long, opened, study};

#[test]
fn a_file_that_changes_is_read_again_at_the_same_heading() {
    let home = study(long());
    let mut program = opened(&home, Opening::default());
    program.keys("]jjjj");
    program.stands_on("Line 102.");
    home.write(
        NOTE,
        long()
            .replace("Line 103.", "Somebody else.")
            .replace("Line 7.\n", ""),
    );
    program.shows("Somebody else.");
    program.stands_on("Line 102.");
    program.shows("› Worms");
    // Written in place, as some editors do.
    let text = long().replace("Line 101.", "In place.");
    let mut file = fs::File::create(home.soil()).unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    drop(file);
    program.shows("In place.");
    program.stands_on("Line 102.");
    // What it stood on is gone: the heading is still there.
    home.write(NOTE, long().replace("Line 102.", "Another."));
    program.shows("Another.");
    program.shows("› Worms");
    program.leaves();
}

#[test]
fn what_was_read_stays_when_the_file_goes() {
    let home = study(long());
    let mut program = opened(&home, Opening::default());
    program.keys("]jjjj");
    program.stands_on("Line 102.");
    fs::remove_file(home.soil()).unwrap();
    program.shows("here is no note `my notes/soil one.md`");
    program.stands_on("Line 102.");
    program.keys("jj");
    program.stands_on("Line 103.");
    home.write(NOTE, long().replace("Line 104.", "It is back."));
    program.shows("It is back.");
    program.stands_on("Line 103.");
    program.leaves();
}

#[test]
fn a_box_of_a_file_that_is_gone_is_refused() {
    let home = study("# Soil\n\n- [ ] Mine\n");
    let mut program = opened(&home, Opening::default());
    program.keys("jjj");
    program.stands_on("☐ Mine");
    fs::remove_file(home.soil()).unwrap();
    program.shows("here is no note");
    program.keys(" ");
    program.shows("here is no note");
    program.stands_on("☐ Mine");
    assert!(!home.soil().exists());
    program.keys("e");
    program.shows("There is no file to edit.");
    program.leaves();
}
