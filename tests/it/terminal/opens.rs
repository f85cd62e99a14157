//! `mastery open` where somebody is there to be asked, and the looks of
//! commands in a terminal.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::{GARDEN, Home, MASTERY, Opening, Program};

/// A garden with notes, in which a link or a note opens in a script that
/// writes down what it was given.
fn garden() -> Home {
    let home = Home::new();
    home.write(
        "roadmap.toml",
        GARDEN.replace(
            "title = \"Soil\"\n",
            "title = \"Soil\"\nnotes = \"soil.md\"\n",
        ),
    );
    home.write("soil.md", "# Soil\n");
    let told = home.path().join("told");
    home.write(
        "xdg-open",
        format!("#!/bin/sh\necho \"$@\" >> '{}'\n", told.display()),
    );
    let script = home.path().join("xdg-open");
    fs::set_permissions(script, fs::Permissions::from_mode(0o755)).unwrap();
    home
}

fn opening(home: &Home, args: &[&str]) -> Program {
    let mut opening = Opening::command(&[&[MASTERY][..], args].concat());
    let path = format!("{}:/usr/bin:/bin", home.path().display());
    opening.environment = vec![
        ("PATH", path),
        (
            "EDITOR",
            format!("sh '{}'", home.path().join("xdg-open").display()),
        ),
    ];
    opening.open(home)
}

fn told(home: &Home) -> String {
    fs::read_to_string(home.path().join("told")).unwrap_or_default()
}

#[test]
fn the_address_is_shown_before_the_question_and_a_no_opens_nothing() {
    let home = garden();
    for answer in ["n\r", "\r", "\u{4}"] {
        let mut program = opening(&home, &["open", "compost"]);
        program.shows("https://compost.example/turned");
        program.shows("open it in the browser? [y/N]");
        program.keys(answer);
        program.shows("Nothing was opened.");
        assert!(program.ended().success());
    }
    assert_eq!(told(&home), "");
}

#[test]
fn a_yes_opens_the_notes_in_the_editor() {
    let home = garden();
    let mut program = opening(&home, &["open", "soil"]);
    program.shows("Notes of phase");
    program.shows("soil.md");
    program.shows("open it in sh? [y/N]");
    program.keys("y\r");
    assert!(program.ended().success());
    assert!(told(&home).ends_with("soil.md\n"), "{}", told(&home));
}

#[test]
fn a_yes_opens_the_link_in_the_browser() {
    let home = garden();
    let mut program = opening(&home, &["open", "compost"]);
    program.shows("[y/N]");
    program.keys("yes\r");
    assert!(program.ended().success());
    // The browser outlives the command, which does not wait for it.
    let end = std::time::Instant::now() + super::PATIENCE;
    while !told(&home).ends_with('\n') {
        assert!(std::time::Instant::now() < end, "the browser never came");
        std::thread::yield_now();
    }
    assert_eq!(told(&home), "https://compost.example/turned\n");
}

#[test]
fn a_terminal_has_colours_unless_the_learner_wants_none() {
    let home = garden();
    let coloured = |args: &[&str], environment: &[(&'static str, &str)]| {
        let mut opening = Opening::command(&[&[MASTERY][..], args].concat());
        opening.environment = environment
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        let mut program = opening.open(&home);
        program.ended();
        program.drained();
        let seen = program.seen();
        seen.bytes.windows(2).any(|two| two == b"\x1b[")
    };
    for args in [
        &["phases"][..],
        &["--help"],
        &["tick", "-h"],
        &["tick"],
        &["show", "x"],
    ] {
        assert!(coloured(args, &[]), "{args:?}");
        assert!(!coloured(args, &[("NO_COLOR", "1")]), "{args:?}");
        assert!(!coloured(args, &[("CLICOLOR", "0")]), "{args:?}");
        assert!(!coloured(args, &[("TERM", "dumb")]), "{args:?}");
        let forced = [("CLICOLOR", "0"), ("CLICOLOR_FORCE", "1")];
        assert!(coloured(args, &forced), "{args:?}");
        assert!(
            !coloured(&[args, &["--color", "never"]].concat(), &[]),
            "{args:?}"
        );
    }
}
