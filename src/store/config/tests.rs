//! Reading settings.

use std::{fmt::Write as _, path::PathBuf};

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> (Config, Vec<String>) {
    let (mut config, problems) = Config::parse(text, Path::new("/c/config.toml"));
    // Where things stand is looked at on its own.
    config.lines.clear();
    (config, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn the_documented_defaults_are_the_defaults() {
    assert_eq!(parse(DEFAULTS), (Config::default(), Vec::new()));
    assert_eq!(parse(""), (Config::default(), Vec::new()));
}

#[test]
fn what_is_set_is_taken() {
    let (config, problems) = parse(
        "roadmap = 'x/roadmap.toml'\nday_start = \"05:30\"\nascii = true\n[theme]\nmode = \"light\"\n",
    );
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(config.roadmap, Some(PathBuf::from("/c/x/roadmap.toml")));
    assert_eq!(config.day_start, DayStart::at(5, 30).unwrap());
    assert!(config.ascii);
    assert_eq!(config.theme, ThemeMode::Light);
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_the_rest_is_taken() {
    let (config, problems) =
        parse("ascii = 1\nday_start = \"24:00\"\nroadmpa = \"x\"\ntheme.mode = \"dark\"\n");
    assert_eq!(
        config,
        Config {
            theme: ThemeMode::Dark,
            ..Config::default()
        }
    );
    assert_eq!(
        problems,
        [
            "/c/config.toml:1:9: `ascii` is true or false; false is used",
            "/c/config.toml:2:13: `day_start` is a time from \"00:00\" to \"23:59\"; \"04:00\" is used",
            "/c/config.toml:3:1: `roadmpa` is not a setting: did you mean `roadmap`?",
        ]
    );
}

#[test]
fn the_width_of_notes_is_a_number_of_columns() {
    assert_eq!(parse("reading_width = 72\n").0.reading_width.0, 72);
    for wrong in ["19", "401", "\"90\"", "90.5", "-1", "99999999999999999999"] {
        let (config, problems) = parse(&format!("reading_width = {wrong}\n"));
        assert_eq!(config.reading_width.0, 90);
        assert_eq!(problems.len(), 1, "{wrong}");
        assert!(
            problems[0].contains("20 to 400; 90 is used"),
            "{problems:?}"
        );
    }
}

#[test]
fn a_repository_belongs_to_a_roadmap() {
    let (config, problems) =
        parse("[repository]\ngarden = '../umbrella'\nshed = 1\nhut = ''\n'no id' = '/x'\n");
    assert_eq!(
        config.repositories,
        BTreeMap::from([("garden".to_owned(), PathBuf::from("/c/../umbrella"))])
    );
    assert_eq!(
        problems,
        [
            "/c/config.toml:3:8: `shed` is a text in quotes; the default is used",
            "/c/config.toml:4:7: `hut` names no folder; the roadmap's own is used",
            "/c/config.toml:5:1: `no id` is no roadmap's id: an id is made of letters a–z, digits, `-`, `_` and `.`, and begins with a letter or digit",
        ]
    );
    let (_, problems) = parse("repository = '/x'\n");
    assert!(
        problems[0].contains("`repository` is a table"),
        "{problems:?}"
    );
}

#[test]
fn a_line_that_is_no_toml_costs_no_other() {
    let (config, problems) = parse("ascii = true\n= oops\nweek_start = \"sunday\"\n");
    assert!(config.ascii);
    assert_eq!(config.week_start, WeekStart::Sunday);
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].starts_with("/c/config.toml:2:1: this is no TOML: "),
        "{problems:?}"
    );
}

/// One mistake each.
const MISTAKES: &[&str] = &[
    "roadmap = 7",
    "roadmap = ' '",
    "day_start = '24:00'",
    "day_start = 4",
    "week_start = 'sundy'",
    "week_start = 1",
    "date_format = '%d.%m.'",
    "date_format = 'mar 4'",
    "editor = ''",
    "editor = \"vim 'a\"",
    "ascii = 'yes'",
    "reading_width = 9",
    "reading_width = 90.5",
    "theme = 'dark'",
    "theme.mode = 'drak'",
    "theme.depth = 256",
    "theme.colors = {}",
    "theme.colours = 'red'",
    "theme.colours.accent = '#12'",
    "theme.colours.accent = 'magneta'",
    "theme.colours.accent = 256",
    "theme.colours.accent = true",
    "keys = 'vim'",
    "keys.undo = 1",
    "keys.undo = [1]",
    "keys.undo = ['z', 1]",
    "keys.week.day_off.x = 'D'",
    "repository = '/x'",
    "repository.hut = ''",
    "repository.'no id' = '/x'",
    "weekstart = 'sunday'",
    "colour = 'red'",
    "day_start '05:00'",
    "day_start = '05:00",
    "ascii = true false",
    "[theme",
    "ascii = true\nascii = true",
];

#[test]
fn each_mistake_has_its_message() {
    let mut page = String::new();
    for text in MISTAKES {
        let (_, problems) = parse(text);
        assert!(!problems.is_empty(), "{text}");
        let problems = problems.join("\n  ");
        let problems = problems.replace("/c/config.toml:", "");
        let _ = writeln!(page, "{text}\n  {problems}");
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("config_mistakes", page);
    });
}

/// Lines that are right, and whether they were taken.
type Good = (&'static str, fn(&Config) -> bool);

const GOOD: &[Good] = &[
    ("roadmap = 'x'", |it| it.roadmap == Some("/c/x".into())),
    ("day_start = '05:30'", |it| {
        Some(it.day_start) == DayStart::at(5, 30)
    }),
    ("week_start = 'sunday'", |it| {
        it.week_start == WeekStart::Sunday
    }),
    ("date_format = '2026-03-04'", |it| {
        it.date_format == DateFormat::Iso
    }),
    ("editor = 'code --wait'", |it| {
        it.editor.as_deref() == Some("code --wait")
    }),
    ("ascii = true", |it| it.ascii),
    ("reading_width = 72", |it| it.reading_width.0 == 72),
    ("theme.mode = 'light'", |it| it.theme == ThemeMode::Light),
    ("theme.depth = '16'", |it| it.depth == ColourDepth::Sixteen),
    ("theme.colours.accent = 208", |it| {
        let colour = it.colours.iter().find(|it| it.role == "accent");
        colour.is_some_and(|it| it.colour == Colour::Index(208))
    }),
    ("keys.undo = 'z'", |it| {
        it.keys.iter().any(|it| it.action == "undo")
    }),
    ("repository.garden = 'y'", |it| {
        it.repositories.get("garden") == Some(&"/c/y".into())
    }),
];

/// The name of the setting, down to its table.
fn name(line: &str) -> &str {
    line.split(" =").next().unwrap_or(line)
}

proptest! {
    #[test]
    fn whatever_is_wrong_every_good_line_is_taken(
        good in proptest::sample::subsequence(GOOD, 0..=GOOD.len()).prop_shuffle(),
        bad in proptest::collection::vec((0_usize..100, 0..MISTAKES.len()), 0..4),
    ) {
        let mut lines: Vec<&str> = good.iter().map(|it| it.0).collect();
        for (at, mistake) in bad {
            let mistake = MISTAKES[mistake];
            // What says the same thing twice, or of a table that it is none,
            // is about the good line, too; `[` begins another table.
            let top = |line: &'static str| name(line).split('.').next().unwrap_or(line);
            let same = good.iter().any(|it| {
                name(mistake) == name(it.0)
                    || top(mistake) == top(it.0) && !mistake.contains('.')
                    || name(mistake) == "theme.colours" && it.0.starts_with("theme.colours")
                    || mistake.starts_with(top(it.0)) && !mistake.contains(" =")
            });
            if !same && !mistake.starts_with('[') {
                lines.insert(at % (lines.len() + 1), mistake);
            }
        }
        let (config, problems) = Config::parse(&lines.join("\n"), Path::new("/c/config.toml"));
        for (line, is_taken) in &good {
            prop_assert!(is_taken(&config), "{line} is lost in {lines:#?}: {problems:#?}");
            let at = lines.iter().flat_map(|it| it.lines()).position(|it| it == *line);
            prop_assert_eq!(config.lines.get(name(line)).copied(), at.map(|at| at + 1));
        }
    }

    #[test]
    fn no_text_makes_it_panic(
        text in "([a-z_.]{0,12}|[\\[\\]{}'\"=#,\n\r\t é\u{feff}]|[0-9:-]{1,6}|keys|theme|colours|= \\[?'[a-z#0-9]{0,7}'\\]?\n){0,30}",
    ) {
        let (config, problems) = Config::parse(&text, Path::new("/c/config.toml"));
        let lines = text.matches('\n').count() + 1;
        for problem in &problems {
            prop_assert!(problem.place.is_none_or(|place| (1..=lines).contains(&place.0)));
        }
        for line in config.lines.values() {
            prop_assert!((1..=lines).contains(line));
        }
    }
}
