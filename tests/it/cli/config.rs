//! `mastery config`.

use super::desk::Desk;

const SETTINGS: &str = ".config/mastery/config.toml";

const OWN: &str = "\
week_start = \"sunday\"
date_format = \"Mar 4\"
reading_width = 5
colour = 1

[theme.colours]
accent = \"#d75faf\"

[keys]
start = \"x\"
undo = [\"u\", \"alt-u\"]
redo = \"u\"

[keys.week]
day_off = \"D\"
";

fn keep(name: &str, page: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, page);
    });
}

#[test]
fn what_holds_is_told_with_where_it_comes_from() {
    let desk = Desk::new();
    let mut page = desk.run("config");
    desk.file(SETTINGS, OWN);
    page.push_str("── own\n");
    page.push_str(&desk.run("config"));
    page.push_str("── check\n");
    page.push_str(&desk.run("config --check"));
    keep("config", &page);
    assert_eq!(desk.run("config --path"), "~/.config/mastery/config.toml\n");
}

#[test]
fn a_file_without_mistakes_passes_the_check() {
    let desk = Desk::new();
    assert_eq!(
        desk.run("config --check"),
        "~/.config/mastery/config.toml: no problem\n"
    );
    let defaults = desk.ok("config --default");
    desk.file(SETTINGS, &defaults);
    assert_eq!(
        desk.run("config --check"),
        "~/.config/mastery/config.toml: no problem\n"
    );
    assert!(
        desk.run("config --check --path")
            .contains("cannot be used with")
    );
}

#[test]
fn the_keys_that_hold_are_listed_by_their_names() {
    let desk = Desk::new();
    desk.file(SETTINGS, "[keys]\nstart = \"v\"\nskip = []\n");
    let keys = desk.ok("config --keys");
    let line = |action: &str| {
        let found = keys
            .lines()
            .find(|line| line.contains(&format!(" {action} ")));
        found
            .unwrap_or_else(|| panic!("{action}: {keys}"))
            .to_owned()
    };
    assert!(line("start").trim_start().starts_with("v "), "{keys}");
    assert!(line("start").contains("line 2"), "{keys}");
    assert!(line("skip").trim_start().starts_with("– "), "{keys}");
    assert!(keys.contains("\n  ctrl-c "), "{keys}");
    assert!(keys.contains("Week · [keys.week]"), "{keys}");
}

#[test]
fn commands_show_weeks_and_dates_as_they_are_set() {
    let mut desk = Desk::new();
    desk.ok("begin 2026-01-05");
    desk.on("2026-01-07");
    desk.ok("log 45m learning --on 2026-01-04");
    let hours = |desk: &Desk| desk.ok("time --json");
    assert!(
        hours(&desk).contains("\"from\":\"2026-01-05\""),
        "{}",
        hours(&desk)
    );
    desk.file(
        SETTINGS,
        "week_start = \"sunday\"\ndate_format = \"Mar 4\"\n",
    );
    let week = desk.run("week");
    assert!(week.starts_with("Week 2 "), "{week}");
    let days = ["Sun Jan 4", "Mon Jan 5", "Sat Jan 10"].map(|day| week.find(day).unwrap());
    assert!(days.is_sorted(), "{week}");
    assert!(
        hours(&desk).contains("\"from\":\"2026-01-04\""),
        "{}",
        hours(&desk)
    );
    assert!(
        desk.run("time").contains("Sun Jan 4   45 min"),
        "{}",
        desk.run("time")
    );
    let stats = desk.run("stats");
    assert!(stats.find("Sun ") < stats.find("Mon "), "{stats}");
}

#[test]
fn the_editor_of_the_settings_counts_over_the_environment() {
    let desk = Desk::new();
    desk.file(SETTINGS, "editor = \"my-editor --wait\"\n");
    let command = desk.command(&["config"]).env("VISUAL", "emacs").output();
    let said = desk.said(&command.unwrap());
    assert!(said.contains("my-editor --wait"), "{said}");
    assert!(!said.contains("emacs"), "{said}");
}
