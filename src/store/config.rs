//! The settings: `config.toml`, every key of which has a default.

mod edit;

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::domain::{day::DayStart, id::well_formed};

pub use edit::{EditError, set_roadmap};

/// The file name of the settings.
const CONFIG_FILE: &str = "config.toml";

/// The settings with their defaults and what they mean; also their documentation.
pub const DEFAULTS: &str = include_str!("../defaults/config.toml");

/// What the user set, and the defaults for the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The roadmap to use where no other is nearer.
    pub roadmap: Option<PathBuf>,
    /// When a new day begins.
    pub day_start: DayStart,
    /// Whether to draw with ASCII characters alone.
    pub ascii: bool,
    /// Dark, light, or what the terminal says.
    pub theme: ThemeMode,
    /// How many columns the text of a note has at most.
    pub reading_width: ReadingWidth,
    /// By roadmap, the repository in which the learner builds.
    pub repositories: BTreeMap<String, PathBuf>,
}

/// How many columns the text of a note has at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingWidth(pub u16);

impl ReadingWidth {
    /// What makes sense.
    const RANGE: std::ops::RangeInclusive<i64> = 20..=400;
}

impl Default for ReadingWidth {
    fn default() -> Self {
        Self(90)
    }
}

/// Which background to draw for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ThemeMode {
    /// The one the terminal has.
    #[default]
    Auto,
    /// A dark one.
    Dark,
    /// A light one.
    Light,
}

/// Something in the settings that is not as it should be; the default is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The file.
    pub file: PathBuf,
    /// Line and column, counted from one; `None` when the file as a whole is meant.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and what is used instead.
    pub message: String,
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Config {
    /// Reads the settings in `folder`. A missing file is no problem; whatever
    /// is wrong in it is told, and the default used.
    pub fn load(folder: &Path) -> (Self, Vec<ConfigProblem>) {
        let file = folder.join(CONFIG_FILE);
        let problem = |message: String| ConfigProblem {
            file: file.clone(),
            place: None,
            message,
        };
        match fs::metadata(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::ok(),
            Ok(about) if !about.is_file() => {
                return (Self::default(), vec![problem("not a file".to_owned())]);
            }
            _ => {}
        }
        match fs::read_to_string(&file) {
            Ok(text) => Self::parse(&text, &file),
            Err(error) => (
                Self::default(),
                vec![problem(format!("cannot be read: {error}"))],
            ),
        }
    }

    fn ok() -> (Self, Vec<ConfigProblem>) {
        (Self::default(), Vec::new())
    }

    /// Reads the settings from the text of `file`.
    pub fn parse(text: &str, file: &Path) -> (Self, Vec<ConfigProblem>) {
        let mut reading = Reading {
            text,
            file,
            problems: Vec::new(),
        };
        let mut config = Self::default();
        match DeTable::parse(text) {
            Ok(table) => reading.top(table.get_ref(), &mut config),
            Err(error) => {
                let message = error.message().to_owned();
                reading.problem(error.span(), message);
            }
        }
        (config, reading.problems)
    }
}

struct Reading<'a> {
    text: &'a str,
    file: &'a Path,
    problems: Vec<ConfigProblem>,
}

impl Reading<'_> {
    fn top(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "roadmap" => {
                    if let Some(text) = self.text_of("roadmap", value) {
                        config.roadmap = Some(self.path(text));
                    }
                }
                "day_start" => match self.text_of("day_start", value).map(day_start) {
                    Some(Some(start)) => config.day_start = start,
                    Some(None) => self.problem(
                        Some(value.span()),
                        "`day_start` is a time from \"00:00\" to \"23:59\"; \"04:00\" is used",
                    ),
                    None => {}
                },
                "ascii" => match value.get_ref() {
                    DeValue::Boolean(ascii) => config.ascii = *ascii,
                    _ => self.problem(
                        Some(value.span()),
                        "`ascii` is true or false; false is used",
                    ),
                },
                "reading_width" => {
                    let width = match value.get_ref() {
                        DeValue::Integer(width) => width.as_str().parse().ok(),
                        _ => None,
                    };
                    match width.filter(|it| ReadingWidth::RANGE.contains(it)) {
                        Some(width) => config.reading_width = ReadingWidth(width as u16),
                        None => self.problem(
                            Some(value.span()),
                            "`reading_width` is a number of columns, 20 to 400; 90 is used",
                        ),
                    }
                }
                "theme" => match value.get_ref() {
                    DeValue::Table(theme) => self.theme(theme, config),
                    _ => self.problem(
                        Some(value.span()),
                        "`theme` is a table: write `[theme]` and below it `mode = \"dark\"`",
                    ),
                },
                "repository" => match value.get_ref() {
                    DeValue::Table(table) => self.repositories(table, config),
                    _ => self.problem(
                        Some(value.span()),
                        "`repository` is a table: write `[repository]` and below it `ROADMAP-ID = \"~/code/project\"`",
                    ),
                },
                unknown => self.unknown(
                    unknown,
                    key.span(),
                    &[
                        "roadmap",
                        "day_start",
                        "ascii",
                        "reading_width",
                        "theme",
                        "repository",
                    ],
                ),
            }
        }
    }

    fn theme(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "mode" => match self.text_of("mode", value) {
                    Some("auto") => config.theme = ThemeMode::Auto,
                    Some("dark") => config.theme = ThemeMode::Dark,
                    Some("light") => config.theme = ThemeMode::Light,
                    Some(_) => self.problem(
                        Some(value.span()),
                        "`mode` is \"auto\", \"dark\" or \"light\"; \"auto\" is used",
                    ),
                    None => {}
                },
                unknown => self.unknown(unknown, key.span(), &["mode"]),
            }
        }
    }

    fn repositories(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            let roadmap = key.get_ref().as_ref();
            if let Err(error) = well_formed(roadmap) {
                self.problem(
                    Some(key.span()),
                    format!("`{roadmap}` is no roadmap's id: {error}"),
                );
            } else if let Some(text) = self.text_of(roadmap, value) {
                if text.trim().is_empty() {
                    self.problem(
                        Some(value.span()),
                        format!("`{roadmap}` names no folder; the roadmap's own is used"),
                    );
                } else {
                    let folder = self.path(text);
                    config.repositories.insert(roadmap.to_owned(), folder);
                }
            }
        }
    }

    fn text_of<'t>(&mut self, key: &str, value: &'t Spanned<DeValue<'_>>) -> Option<&'t str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.problem(
                Some(value.span()),
                format!("`{key}` is a text in quotes; the default is used"),
            );
        }
        text
    }

    /// A path of the file, relative to its folder.
    fn path(&self, text: &str) -> PathBuf {
        if let Some(rest) = text.strip_prefix("~/")
            && let Some(home) = directories::BaseDirs::new()
        {
            return home.home_dir().join(rest);
        }
        self.file
            .parent()
            .unwrap_or_else(|| Path::new(""))
            .join(text)
    }

    fn unknown(&mut self, key: &str, span: Range<usize>, known: &[&str]) {
        let near = known
            .iter()
            .find(|known| strsim::damerau_levenshtein(known, key) <= 2);
        let hint = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        self.problem(Some(span), format!("`{key}` is not a setting{hint}"));
    }

    fn problem(&mut self, span: Option<Range<usize>>, message: impl Into<String>) {
        let place = span.map(|span| {
            let before = self.text.get(..span.start).unwrap_or(self.text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
            (line, column)
        });
        self.problems.push(ConfigProblem {
            file: self.file.to_owned(),
            place,
            message: message.into(),
        });
    }
}

fn day_start(text: &str) -> Option<DayStart> {
    let (hour, minute) = text.split_once(':')?;
    let number = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    DayStart::at(number(hour)?, number(minute)?)
}

#[cfg(test)]
mod tests {
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
}
