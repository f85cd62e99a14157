//! Reading settings.

use super::*;

fn parse(text: &str) -> (Config, Vec<String>) {
    let (config, problems) = Config::parse(text, Path::new("/c/config.toml"));
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
            "/c/config.toml:4:7: `hut` names no folder; the roadmap's own is used",
            "/c/config.toml:5:1: `no id` is no roadmap's id: an id is made of letters a–z, digits, `-`, `_` and `.`, and begins with a letter or digit",
            "/c/config.toml:3:8: `shed` is a text in quotes; the default is used",
        ]
    );
    let (_, problems) = parse("repository = '/x'\n");
    assert!(
        problems[0].contains("`repository` is a table"),
        "{problems:?}"
    );
}

#[test]
fn a_file_that_is_not_toml_leaves_the_defaults() {
    let (config, problems) = parse("ascii = true\n= oops\n");
    assert_eq!(config, Config::default());
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].starts_with("/c/config.toml:2:1: "),
        "{problems:?}"
    );
}
