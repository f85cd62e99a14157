//! The documented file, the page and the settings are the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::*;
use crate::{store::config::ReadingWidth, tui::theme::Part};

/// The documented file with nothing commented out, but for what has no default.
fn whole() -> String {
    let text = with_keys(DEFAULTS);
    let setting = |line: &str| {
        let rest = line.strip_prefix("# ")?;
        let name = rest.split(" = ").next()?;
        let is_name = name
            .bytes()
            .all(|it| it.is_ascii_lowercase() || b"_-0123456789".contains(&it));
        let is_table = rest.starts_with("[keys.") && rest.ends_with(']');
        (is_table || rest.contains(" = ") && is_name).then(|| rest.to_owned())
    };
    let lines = text.lines().map(|line| {
        let is_example = line.starts_with("# undo = [") || line == "# skip = []";
        let own = setting(line).filter(|_| !is_example);
        own.unwrap_or_else(|| line.to_owned())
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn read(text: &str) -> (Config, Vec<String>) {
    let file = Path::new("/c/config.toml");
    let (config, problems) = Config::parse(text, file);
    let (config, problems) = settings::complete(file, config, problems);
    (config, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn the_documented_keys_are_the_keys() {
    let (config, problems) = read(&whole());
    assert_eq!(problems, Vec::<String>::new());
    let (keymap, _) = settings::keymap(&config);
    let keys = |keymap: &Keymap| -> BTreeSet<(String, String, &str)> {
        let bound = keymap.bindings().iter();
        bound
            .map(|it| {
                (
                    it.context.name().to_owned(),
                    it.key.clone(),
                    it.action.name(),
                )
            })
            .collect()
    };
    assert_eq!(keys(&keymap), keys(&Keymap::default()));
    assert_eq!(config.keys.len(), key_shapes(&Keymap::default()).len());
}

/// The rows of a table of the page, below a heading: the names.
fn rows(heading: &str) -> BTreeSet<String> {
    let page = include_str!("../../../docs/configuration.md");
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let names = section.lines().filter_map(|line| line.strip_prefix("| `"));
    names
        .map(|rest| rest.split('`').next().unwrap().to_owned())
        .collect()
}

/// The names of settings: those with names of the learner's own by their table.
fn names(config: &Config) -> BTreeSet<String> {
    let tables = ["theme.colours", "keys", "repository"];
    let names = config.lines.keys().map(|name| {
        let table = tables.iter().find(|it| name.starts_with(&format!("{it}.")));
        table.map_or_else(|| name.clone(), |table| (*table).to_owned())
    });
    names.collect()
}

#[test]
fn the_file_the_page_and_the_settings_name_the_same() {
    let (config, _) = read(&whole());
    assert_eq!(names(&config), rows("Settings"));
    let colours: BTreeSet<String> = Part::ALL.iter().map(|it| it.1.to_owned()).collect();
    assert_eq!(colours, rows("Colours"));
    let set = config.colours.iter().map(|it| it.role.clone());
    assert_eq!(set.collect::<BTreeSet<_>>(), colours);
    for (_, name, words) in Part::ALL {
        assert!(DEFAULTS.contains(words), "{name}");
    }
    let place = RoadmapPlace::BuiltIn;
    let known = Known {
        config: &config,
        problems: &[],
        place: &place,
    };
    let told = settings_of(&known, |_| None);
    let told: BTreeSet<String> = told.into_iter().map(|it| it.name).collect();
    let mut lines: BTreeSet<String> = config.lines.keys().cloned().collect();
    lines.insert("roadmap".to_owned());
    assert_eq!(told, lines);
}

#[test]
fn every_setting_changes_its_own_field() {
    let texts = [
        "roadmap = \"x\"",
        "day_start = \"05:00\"",
        "week_start = \"sunday\"",
        "date_format = \"Mar 4\"",
        "editor = \"ed\"",
        "ascii = true",
        "reading_width = 72",
        "theme.mode = \"dark\"",
        "theme.depth = \"256\"",
        "theme.colours.accent = \"red\"",
        "keys.undo = \"z\"",
        "repository.garden = \"x\"",
    ];
    let mut changed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for text in texts {
        let (config, problems) = read(text);
        assert_eq!(problems, Vec::<String>::new(), "{text}");
        // All fields, so that a further one is not forgotten here.
        let Config {
            roadmap,
            day_start,
            week_start,
            date_format,
            editor,
            ascii,
            theme,
            depth,
            colours,
            keys,
            reading_width,
            repositories,
            lines: _,
        } = &config;
        let usual = Config::default();
        let fields = [
            ("roadmap", *roadmap != usual.roadmap),
            ("day_start", *day_start != usual.day_start),
            ("week_start", *week_start != usual.week_start),
            ("date_format", *date_format != usual.date_format),
            ("editor", *editor != usual.editor),
            ("ascii", *ascii != usual.ascii),
            ("theme.mode", *theme != usual.theme),
            ("theme.depth", *depth != usual.depth),
            ("theme.colours", !colours.is_empty()),
            ("keys", !keys.is_empty()),
            ("reading_width", *reading_width != ReadingWidth::default()),
            ("repository", !repositories.is_empty()),
        ];
        for (field, _) in fields.into_iter().filter(|(_, is_changed)| *is_changed) {
            changed.entry(field).or_default().extend(names(&config));
        }
    }
    assert_eq!(changed.len(), texts.len());
    for (field, by) in &changed {
        assert_eq!(by, &BTreeSet::from([(*field).to_owned()]));
    }
    let documented: BTreeSet<String> = changed.keys().map(|it| (*it).to_owned()).collect();
    assert_eq!(documented, rows("Settings"));
}

#[test]
fn where_a_setting_comes_from_is_told() {
    let (config, _) = read("editor = \"ed\"\n\n[keys.week]\nday_off = \"D\"\n");
    let place = RoadmapPlace::Environment("/r.toml".into());
    let told = |config: &Config, set: &'static [(&str, &str)]| {
        let known = Known {
            config,
            problems: &[],
            place: &place,
        };
        let all = settings_of(&known, |name| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        let of = |name: &str| {
            let one = all.iter().find(|it| it.name == name).unwrap();
            format!("{} · {}", one.value, one.source())
        };
        [
            of("roadmap"),
            of("editor"),
            of("theme.depth"),
            all.iter()
                .filter(|it| it.name.starts_with("keys"))
                .map(|it| format!("{} {} · {}", it.name, it.value, it.source()))
                .collect::<Vec<_>>()
                .join("\n"),
        ]
    };
    assert_eq!(
        told(&config, &[("VISUAL", "emacs"), ("NO_COLOR", "1")]),
        [
            "/r.toml · $MASTERY_ROADMAP",
            "ed · line 1",
            "none · $NO_COLOR",
            "keys.week.day_off D · line 4",
        ]
    );
    let usual = told(&Config::default(), &[("EDITOR", "nano")]);
    assert_eq!(usual[1], "nano · $EDITOR");
    assert_eq!(usual[2], "auto · default");
    assert!(
        usual[3].ends_with("`mastery config --keys` · default"),
        "{usual:?}"
    );
}
