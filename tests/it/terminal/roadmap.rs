//! The roadmap's file changes while the program is open.

use super::{GARDEN, Home};

#[test]
fn a_broken_roadmap_leaves_the_last_good_one_until_it_is_mended() {
    let home = Home::begun();
    let mut program = home.open();
    program.shows("Worms at work");
    home.write("roadmap.toml", GARDEN.replace("id = \"soil\"", "id = soil"));
    program.shows("1 problem");
    program.shows("The last good roadmap stays");
    program.shows("Worms at work");
    program.keys(" ");
    program.shows("Done: Worms at work");
    home.write(
        "roadmap.toml",
        GARDEN.replace("Clay and sand", "Clay, sand and silt"),
    );
    program.shows("Clay, sand and silt");
    program.shows("The roadmap changed and was read again");
    // Gone altogether is broken too.
    std::fs::remove_file(home.path().join("roadmap.toml")).unwrap();
    program.shows("1 problem");
    program.shows("Clay, sand and silt");
    home.write("roadmap.toml", GARDEN);
    program.shows("Clay and sand");
    program.quits();
}
