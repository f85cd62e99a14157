//! From TOML to settings, key by key.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    ColourDepth, ColourSetting, Config, ConfigProblem, KeySetting, ReadingWidth, Spot, ThemeMode,
};
use crate::domain::{
    day::{DateFormat, DayStart, WeekStart},
    id::well_formed,
};

/// A value and where it stands.
type Value<'a> = Spanned<DeValue<'a>>;

/// Of so many lines that are no TOML the others are still read.
const MOST_BROKEN: usize = 100;

/// No more than so many bytes are read anew in all: each line that is no TOML
/// costs another reading, and a long text of such lines would never be over.
const MOST_REREAD: usize = 1 << 20;

/// The text of a file that is being read.
pub(super) struct Reading<'a> {
    text: &'a str,
    file: &'a Path,
    problems: Vec<ConfigProblem>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(text: &'a str, file: &'a Path) -> Self {
        Self {
            text,
            file,
            problems: Vec::new(),
        }
    }

    /// The problems, in the order of the file.
    pub(super) fn finish(mut self) -> Vec<ConfigProblem> {
        self.problems.sort_by_key(|problem| problem.place);
        self.problems
    }

    /// The text with the lines blank that are no TOML, each of which is told;
    /// all else stays where it is.
    pub(super) fn sound(&mut self) -> String {
        let mut sound = self.text.to_owned();
        let readings = (MOST_REREAD / sound.len().max(1)).clamp(1, MOST_BROKEN);
        for _ in 0..readings {
            let Err(error) = DeTable::parse(&sound) else {
                return sound;
            };
            let at = error.span().map_or(sound.len(), |span| span.start);
            let at = at.min(sound.len());
            // What is missed at the end of the text was begun further up.
            let before = sound.get(..at).unwrap_or(&sound);
            let is_blank = |line: &str| line.trim().is_empty();
            let (start, end) = line_of(&sound, at);
            let (start, end) = if is_blank(sound.get(start..end).unwrap_or("")) {
                line_of(&sound, before.trim_end().len())
            } else {
                (start, end)
            };
            let message = error.message().lines().collect::<Vec<_>>().join(" ");
            let at = at.clamp(start, end);
            self.problem(Some(at..at), format!("this is no TOML: {message}"));
            sound.replace_range(start..end, &" ".repeat(end - start));
        }
        // So much of it is no TOML that it is another kind of file.
        String::new()
    }

    pub(super) fn top(&mut self, table: &DeTable<'_>, config: &mut Config) {
        const KNOWN: [&str; 10] = [
            "roadmap",
            "day_start",
            "week_start",
            "date_format",
            "editor",
            "ascii",
            "reading_width",
            "theme",
            "keys",
            "repository",
        ];
        for (key, value) in Self::sorted(table) {
            let name = key.get_ref().as_ref();
            let problems = self.problems.len();
            match name {
                "roadmap" => {
                    if let Some(text) = self.filled(name, value) {
                        config.roadmap = Some(self.path(text));
                    }
                }
                "day_start" => match self.text_of(name, value).map(day_start) {
                    Some(Some(start)) => config.day_start = start,
                    Some(None) => self.problem(
                        Some(value.span()),
                        "`day_start` is a time from \"00:00\" to \"23:59\"; \"04:00\" is used",
                    ),
                    None => {}
                },
                "week_start" => {
                    let choices = [
                        ("monday", WeekStart::Monday),
                        ("sunday", WeekStart::Sunday),
                    ];
                    self.choose(name, value, &choices, &mut config.week_start);
                }
                "date_format" => {
                    let choices = [
                        ("4 Mar", DateFormat::DayMonth),
                        ("Mar 4", DateFormat::MonthDay),
                        ("2026-03-04", DateFormat::Iso),
                    ];
                    self.choose(name, value, &choices, &mut config.date_format);
                }
                "editor" => {
                    if let Some(text) = self.filled(name, value) {
                        match shell_words::split(text) {
                            Ok(words) if words.first().is_some_and(|it| !it.is_empty()) => {
                                config.editor = Some(text.to_owned());
                            }
                            _ => self.problem(
                                Some(value.span()),
                                "`editor` is a program with its arguments, and a quote in it is \
                                 not closed; $VISUAL and $EDITOR are used",
                            ),
                        }
                    }
                }
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
                "keys" => match value.get_ref() {
                    DeValue::Table(table) => self.keys(table, None, config),
                    _ => self.problem(
                        Some(value.span()),
                        "`keys` is a table: write `[keys]` and below it `undo = \"u\"`",
                    ),
                },
                "repository" => match value.get_ref() {
                    DeValue::Table(table) => self.repositories(table, config),
                    _ => self.problem(
                        Some(value.span()),
                        "`repository` is a table: write `[repository]` and below it `ROADMAP-ID = \"~/code/project\"`",
                    ),
                },
                unknown => self.unknown(unknown, key.span(), &KNOWN),
            }
            let is_table = matches!(value.get_ref(), DeValue::Table(_));
            if problems == self.problems.len() && !is_table {
                self.taken(name, key.span(), config);
            }
        }
    }

    fn theme(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in Self::sorted(table) {
            let name = key.get_ref().as_ref();
            let problems = self.problems.len();
            match name {
                "mode" => {
                    let choices = [
                        ("auto", ThemeMode::Auto),
                        ("dark", ThemeMode::Dark),
                        ("light", ThemeMode::Light),
                    ];
                    self.choose(name, value, &choices, &mut config.theme);
                }
                "depth" => {
                    use ColourDepth::{Auto, Indexed, None, Sixteen, True};
                    let choices = [Auto, None, Sixteen, Indexed, True].map(|it| (it.word(), it));
                    self.choose(name, value, &choices, &mut config.depth);
                }
                "colours" => match value.get_ref() {
                    DeValue::Table(table) => self.colours(table, config),
                    _ => self.problem(
                        Some(value.span()),
                        "`colours` is a table: write `[theme.colours]` and below it \
                         `accent = \"#5fd7af\"`",
                    ),
                },
                unknown => self.unknown(unknown, key.span(), &["mode", "depth", "colours"]),
            }
            if problems == self.problems.len() && name != "colours" {
                self.taken(&format!("theme.{name}"), key.span(), config);
            }
        }
    }

    fn colours(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in Self::sorted(table) {
            let role = key.get_ref().as_ref();
            // An index may be written as the number it is.
            let text = match value.get_ref() {
                DeValue::Integer(index) => Some(index.as_str()),
                _ => self.text_of(role, value),
            };
            match text.map(str::parse) {
                Some(Ok(colour)) => {
                    self.taken(&format!("theme.colours.{role}"), key.span(), config);
                    config.colours.push(ColourSetting {
                        role: role.to_owned(),
                        colour,
                        spot: self.spot(&key.span()),
                    });
                }
                Some(Err(error)) => {
                    let error: super::ColourError = error;
                    self.problem(
                        Some(value.span()),
                        format!("`{role}`: {error}. The theme’s own is used"),
                    );
                }
                None => {}
            }
        }
    }

    fn keys(&mut self, table: &DeTable<'_>, place: Option<&(String, Spot)>, config: &mut Config) {
        for (key, value) in Self::sorted(table) {
            let name = key.get_ref().as_ref();
            let spot = self.spot(&key.span());
            let keys = match (value.get_ref(), place) {
                (DeValue::Table(inner), None) => {
                    self.keys(inner, Some(&(name.to_owned(), spot)), config);
                    continue;
                }
                (DeValue::String(text), _) => vec![(text.to_string(), self.spot(&value.span()))],
                (DeValue::Array(list), _) => {
                    let (mut keys, mut wrong) = (Vec::new(), 0);
                    for one in list {
                        if let Some(text) = one.get_ref().as_str() {
                            keys.push((text.to_owned(), self.spot(&one.span())));
                            continue;
                        }
                        wrong += 1;
                        self.problem(
                            Some(one.span()),
                            format!("`{name}`: a key is a text in quotes; it is left out"),
                        );
                    }
                    // A list of nothing but mistakes does not mean “no key”.
                    if keys.is_empty() && wrong > 0 {
                        continue;
                    }
                    keys
                }
                _ => {
                    self.problem(
                        Some(value.span()),
                        format!(
                            "`{name}` is a key in quotes, `\"u\"`, or a list of them, \
                             `[\"u\", \"ctrl-u\"]`; `[]` is none. The default is used"
                        ),
                    );
                    continue;
                }
            };
            let whole = place.map_or_else(String::new, |(place, _)| format!("{place}."));
            self.taken(&format!("keys.{whole}{name}"), key.span(), config);
            config.keys.push(KeySetting {
                place: place.cloned(),
                action: name.to_owned(),
                spot,
                keys,
            });
        }
    }

    fn repositories(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in Self::sorted(table) {
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
                    self.taken(&format!("repository.{roadmap}"), key.span(), config);
                }
            }
        }
    }

    /// The entries in the order of the file.
    fn sorted<'t, 'd>(
        table: &'t DeTable<'d>,
    ) -> Vec<(&'t Spanned<std::borrow::Cow<'d, str>>, &'t Value<'d>)> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
    }

    /// One of a few words.
    fn choose<T: Copy + PartialEq + Default>(
        &mut self,
        key: &str,
        value: &Value<'_>,
        choices: &[(&str, T)],
        into: &mut T,
    ) {
        let text = value.get_ref().as_str();
        let chosen = choices.iter().find(|(word, _)| Some(*word) == text);
        if let Some((_, chosen)) = chosen {
            *into = *chosen;
            return;
        }
        let words: Vec<String> = choices.iter().map(|(it, _)| format!("\"{it}\"")).collect();
        let usual = choices.iter().position(|(_, it)| *it == T::default());
        let usual = usual.map_or("", |place| words[place].as_str());
        let found = self.text.get(value.span()).unwrap_or("");
        let near = text.and_then(|text| nearest(text, choices.iter().map(|(it, _)| *it)));
        let near = near.map_or_else(String::new, |near| format!(" (did you mean \"{near}\"?)"));
        let valid = match words.split_last() {
            Some((last, before)) => format!("{} or {last}", before.join(", ")),
            None => String::new(),
        };
        self.problem(
            Some(value.span()),
            format!("`{key}` is {valid}, not {found}{near}; {usual} is used"),
        );
    }

    fn text_of<'t>(&mut self, key: &str, value: &'t Value<'_>) -> Option<&'t str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.problem(
                Some(value.span()),
                format!("`{key}` is a text in quotes; the default is used"),
            );
        }
        text
    }

    /// A text that says something.
    fn filled<'t>(&mut self, key: &str, value: &'t Value<'_>) -> Option<&'t str> {
        let text = self.text_of(key, value)?;
        if text.trim().is_empty() {
            self.problem(
                Some(value.span()),
                format!("`{key}` is empty; the default is used"),
            );
            return None;
        }
        Some(text)
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
        let near = nearest(key, known.iter().copied());
        let hint = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        self.problem(Some(span), format!("`{key}` is not a setting{hint}"));
    }

    /// Notes where a setting that counts stands.
    fn taken(&self, name: &str, span: Range<usize>, config: &mut Config) {
        config.lines.insert(name.to_owned(), self.spot(&span).0);
    }

    fn spot(&self, span: &Range<usize>) -> Spot {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    fn problem(&mut self, span: Option<Range<usize>>, message: impl Into<String>) {
        let place = span.map(|span| self.spot(&span));
        self.problems.push(ConfigProblem {
            file: self.file.to_owned(),
            place,
            message: message.into(),
        });
    }
}

/// Where the line begins and ends in which this byte is.
fn line_of(text: &str, at: usize) -> (usize, usize) {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let end = after
        .find('\n')
        .map_or(text.len(), |newline| before.len() + newline);
    (start, end)
}

/// What was probably meant.
fn nearest<'k>(text: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let text = text.to_lowercase();
    known
        .map(|known| {
            (
                strsim::damerau_levenshtein(&known.to_lowercase(), &text),
                known,
            )
        })
        .filter(|(far, known)| *far <= 2 && *far < known.chars().count())
        .min_by_key(|(far, _)| *far)
        .map(|(_, known)| known)
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
