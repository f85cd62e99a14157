//! Boxes: of the file, of the roadmap, and refused.

use std::{
    fs::{self, Permissions},
    io::Write,
    os::unix::fs::PermissionsExt,
};

use super::{Home, NOTE, Opening, opened, study};

/// As an editor under Windows saves it, with a box of its own and a bound one.
const BOXES: &str = "\u{feff}# Soil\r\n\r\n- [ ] Mine\r\n- [ ] Worms <!-- id: worms -->\r\n";

/// The names in the folder of the note.
fn beside(home: &Home) -> Vec<String> {
    let folder = fs::read_dir(home.path().join("my notes")).unwrap();
    folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn a_free_box_is_one_byte_of_the_file() {
    let home = study(BOXES);
    fs::set_permissions(home.soil(), Permissions::from_mode(0o640)).unwrap();
    let journal = home.journal();
    let mut program = opened(&home, Opening::default());
    program.keys("jjj");
    program.stands_on("☐ Mine");
    program.keys(" ");
    program.stands_on("☑ Mine");
    let after = BOXES.replace("[ ] Mine", "[x] Mine");
    assert_eq!(home.bytes(), after.as_bytes());
    let mode = fs::metadata(home.soil()).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o640);
    assert_eq!(beside(&home), ["soil one.md"]);
    assert_eq!(home.journal(), journal);
    program.keys(" ");
    program.stands_on("☐ Mine");
    assert_eq!(home.bytes(), BOXES.as_bytes());
    program.leaves();
}

#[test]
fn a_bound_box_is_written_into_the_journal_alone() {
    let home = study(BOXES);
    let before = fs::metadata(home.soil()).unwrap().modified().unwrap();
    let mut program = opened(&home, Opening::default());
    program.keys("jjjj");
    program.stands_on("○ Worms");
    program.keys(" ");
    program.stands_on("● Worms");
    program.shows("Done: Worms at work");
    assert_eq!(home.events(r#"item = "worms""#), 1);
    home.mastery(&["reopen", "worms"]);
    program.stands_on("○ Worms");
    assert_eq!(home.bytes(), BOXES.as_bytes());
    let after = fs::metadata(home.soil()).unwrap().modified().unwrap();
    assert_eq!(after, before);
    program.leaves();
}

#[test]
fn a_file_that_somebody_else_changed_is_left_alone_and_shown() {
    let home = study(BOXES);
    // Written under another name of the same file, it changes unheard.
    fs::create_dir(home.path().join("elsewhere")).unwrap();
    let other = home.path().join("elsewhere/soil.md");
    fs::hard_link(home.soil(), &other).unwrap();
    let mut program = opened(&home, Opening::default());
    program.keys("jjj");
    program.stands_on("☐ Mine");
    let more = "\r\n- [ ] Theirs\r\n";
    let mut file = fs::File::options().append(true).open(&other).unwrap();
    file.write_all(more.as_bytes()).unwrap();
    drop(file);
    program.keys(" ");
    program.shows("was changed since it was read");
    program.shows("☐ Theirs");
    program.stands_on("☐ Mine");
    let there = format!("{BOXES}{more}");
    assert_eq!(home.bytes(), there.as_bytes());
    // What is shown now may be ticked.
    program.keys(" ");
    program.stands_on("☑ Mine");
    let there = there.replace("[ ] Mine", "[x] Mine");
    assert_eq!(home.bytes(), there.as_bytes());
    program.leaves();
}

#[test]
fn a_file_that_is_to_be_read_only_is_left_alone() {
    let home = study(BOXES);
    fs::set_permissions(home.soil(), Permissions::from_mode(0o440)).unwrap();
    let mut program = opened(&home, Opening::default());
    program.keys("jjj");
    program.stands_on("☐ Mine");
    program.keys(" ");
    program.shows("cannot be written; it is left as it is");
    program.stands_on("☐ Mine");
    assert_eq!(home.bytes(), BOXES.as_bytes());
    assert_eq!(beside(&home), ["soil one.md"]);
    program.leaves();
}

#[test]
fn the_built_in_notes_are_not_ticked_and_not_edited() {
    let home = Home::new();
    fs::remove_file(home.path().join("roadmap.toml")).unwrap();
    home.mastery(&["begin", "today"]);
    let mut program = super::with_editor("touch").open(&home);
    program.shows("Today");
    program.keys("7");
    program.shows("Phase 1");
    program.keys("\r");
    program.wait("the note", |screen| screen.contents().contains(" %\n"));
    program.keys("e");
    program.shows("`mastery init` makes a copy of your own");
    program.leaves();
    // `touch` would have left something behind.
    let there = fs::read_dir(home.path()).unwrap().count();
    assert!(there <= 4, "{there}");
    assert!(!home.path().join(NOTE).exists());
}
