//! An own copy of the built-in roadmap and notes.

use std::{fs, process::Command};

use pretty_assertions::assert_eq;

use super::desk::Desk;

const SETTINGS: &str = ".config/mastery/config.toml";

#[test]
fn the_journal_goes_on_in_an_own_copy() {
    let desk = Desk::new();
    desk.ok("tick gates-credo");
    assert_eq!(
        desk.run("init"),
        "~/work/mastery has a roadmap.toml and 15 notes, and they are yours to change\n\
         in that folder and below, mastery uses them; your progress goes on as it is\n\
         to use them from every folder: roadmap = \"~/work/mastery/roadmap.toml\" in ~/.config/mastery/config.toml\n"
    );
    let own = desk.path("work/mastery");
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/roadmap.toml");
    assert_eq!(
        fs::read(own.join("roadmap.toml")).unwrap(),
        fs::read(built_in).unwrap()
    );
    let said = desk
        .command(&["status"])
        .current_dir(&own)
        .output()
        .unwrap();
    assert!(desk.said(&said).starts_with("Phase 0 1/26 ·"));
    assert!(!desk.path(SETTINGS).exists(), "nothing else was set");
    assert!(
        desk.ok("check mastery/roadmap.toml")
            .contains("is sound: 15 phases")
    );
}

#[test]
fn what_is_there_is_never_overwritten() {
    let desk = Desk::new();
    desk.file("work/full/mine.txt", "mine");
    desk.file("work/file", "mine");
    for name in ["full", "file"] {
        let said = desk.run(&format!("init {name}"));
        assert!(
            said.contains("nothing was written\nhint: name a folder that is empty"),
            "{said}"
        );
        assert!(said.ends_with("[status 1]\n"));
    }
    desk.ok("init a/b/c");
    assert!(desk.run("init a/b/c").contains("is not empty"));
    assert_eq!(fs::read_dir(desk.path("work/full")).unwrap().count(), 1);
}

#[test]
fn the_settings_name_the_copy_when_asked_and_free() {
    let desk = Desk::new();
    desk.file(SETTINGS, "# mine\nascii = true\n");
    let said = desk.run("init ../study --use");
    assert!(
        said.ends_with("~/.config/mastery/config.toml names it now\n"),
        "{said}"
    );
    let settings = fs::read_to_string(desk.path(SETTINGS)).unwrap();
    assert!(settings.starts_with("roadmap = \""), "{settings}");
    assert!(settings.ends_with("# mine\nascii = true\n"), "{settings}");
    assert_eq!(
        desk.run("friday --yes"),
        "written into reading/phase-00-tooling.md\n"
    );
    let said = desk.run("init ../other --use");
    assert!(
        said.contains("sets `roadmap` already; it is left as it is\n"),
        "{said}"
    );
    assert!(said.ends_with("[status 1]\n"));
    assert!(
        desk.path("other/roadmap.toml").is_file(),
        "the copy is there all the same"
    );
    assert!(desk.ok("init ../third").contains("elsewhere it uses "));
    assert_eq!(fs::read_to_string(desk.path(SETTINGS)).unwrap(), settings);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_file() {
    let desk = Desk::new();
    // Files of at most 40 KiB: some of the notes are longer.
    let line = format!(
        "trap '' XFSZ; ulimit -f 80; exec '{}' init own",
        env!("CARGO_BIN_EXE_mastery")
    );
    let output = Command::new("sh")
        .args(["-c", &line])
        .current_dir(desk.path("work"))
        .env_clear()
        .env("HOME", desk.path(""))
        .output()
        .unwrap();
    let said = desk.said(&output);
    assert!(said.contains(" cannot be written; "), "{said}");
    assert!(said.contains("[status 1]"), "{said}");
    let own = desk.path("work/own");
    assert!(!own.join("roadmap.toml").exists());
    for entry in fs::read_dir(own.join("reading")).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/reading");
        let whole = fs::read(std::path::Path::new(built_in).join(name)).unwrap();
        assert_eq!(fs::read(&path).unwrap(), whole, "{}", path.display());
    }
}
