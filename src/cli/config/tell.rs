//! Each setting with what holds, and where that comes from.

use serde::Serialize;

use crate::{
    domain::day::{DateFormat, WeekStart},
    store::{
        config::{Colour, ColourDepth, Config, KeySetting},
        paths::RoadmapPlace,
    },
    text::count,
    tui::keys::{BINDINGS, Context, Keymap},
};

use super::Known;
use crate::cli::{editor, settings};

/// A setting that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub(super) struct Setting {
    /// Its name, as `table.key`.
    pub(super) name: String,
    /// What holds.
    pub(super) value: String,
    /// `default`, `file`, `environment`, `command line` or `folder`.
    pub(super) from: &'static str,
    /// Its line in the file.
    pub(super) line: Option<usize>,
    /// The variable of the environment.
    pub(super) variable: Option<&'static str>,
}

impl Setting {
    /// Where it comes from, in words.
    pub(super) fn source(&self) -> String {
        match (self.line, self.variable) {
            (Some(line), _) => format!("line {line}"),
            (_, Some(variable)) => format!("${variable}"),
            _ if self.from == "folder" => "the working folder or above".to_owned(),
            _ => self.from.to_owned(),
        }
    }
}

/// All settings, in the order of the documented file.
pub(super) fn settings_of(
    known: &Known<'_>,
    read: impl Fn(&str) -> Option<String>,
) -> Vec<Setting> {
    let config = known.config;
    let mut all = vec![roadmap(known)];
    let mut add = |name: &str, value: String| all.push(setting(config, name, value));
    let day_start = config.day_start.time().format("%H:%M").to_string();
    add("day_start", day_start);
    let week = match config.week_start {
        WeekStart::Monday => "monday",
        WeekStart::Sunday => "sunday",
    };
    add("week_start", week.to_owned());
    let dates = match config.date_format {
        DateFormat::DayMonth => "4 Mar",
        DateFormat::MonthDay => "Mar 4",
        DateFormat::Iso => "2026-03-04",
    };
    add("date_format", dates.to_owned());
    all.push(editor(config, &read));
    all.push(Setting {
        from: match (config.ascii, config.lines.contains_key("ascii")) {
            (_, true) => "file",
            (true, false) => "command line",
            (false, false) => "default",
        },
        ..setting(config, "ascii", config.ascii.to_string())
    });
    let mut add = |name: &str, value: String| all.push(setting(config, name, value));
    add("reading_width", config.reading_width.0.to_string());
    add("theme.mode", config.theme.word().to_owned());
    all.push(depth(config, &read));
    for own in &config.colours {
        let colour = match own.colour {
            Colour::Own => "default".to_owned(),
            Colour::Index(index) => index.to_string(),
            Colour::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        };
        let name = format!("theme.colours.{}", own.role);
        all.push(setting(config, &name, colour));
    }
    if config.colours.is_empty() {
        all.push(setting(config, "theme.colours", "the theme’s".to_owned()));
    }
    let (keymap, _) = settings::keymap(config);
    for own in &config.keys {
        let place = own.place.as_ref();
        let place = place.map_or_else(String::new, |(place, _)| format!("{place}."));
        let name = format!("keys.{place}{}", own.action);
        // Not what was wished for, but what has come of it.
        let Some(keys) = keys_of(&keymap, own) else {
            continue;
        };
        let keys = match keys.as_str() {
            "" => "no key".to_owned(),
            _ => keys,
        };
        all.push(setting(config, &name, keys));
    }
    if config.keys.is_empty() {
        let words = count(BINDINGS.len(), "key");
        let words = format!("{words}: `mastery config --keys`");
        all.push(setting(config, "keys", words));
    }
    for (roadmap, folder) in &config.repositories {
        let name = format!("repository.{roadmap}");
        all.push(setting(config, &name, folder.display().to_string()));
    }
    if config.repositories.is_empty() {
        let words = "the one that the roadmap lies in".to_owned();
        all.push(setting(config, "repository", words));
    }
    all
}

/// The keys that an action has where they were set; `None` where it is no
/// action or no place.
fn keys_of(keymap: &Keymap, own: &KeySetting) -> Option<String> {
    let known = BINDINGS.iter().find(|it| it.action.name() == own.action)?;
    let place = match &own.place {
        Some((name, _)) => Context::ALL.into_iter().find(|it| it.name() == *name)?,
        None => known.context,
    };
    let keys: Vec<&str> = keymap.keys_for(place, known.action).collect();
    Some(keys.join(" "))
}

/// A setting that the file has, or else has its default.
fn setting(config: &Config, name: &str, value: String) -> Setting {
    let line = config.lines.get(name).copied();
    Setting {
        name: name.to_owned(),
        value,
        from: if line.is_some() { "file" } else { "default" },
        line,
        variable: None,
    }
}

fn roadmap(known: &Known<'_>) -> Setting {
    let value = known.place.file().map_or_else(
        || "the built-in one".to_owned(),
        |file| file.display().to_string(),
    );
    let usual = Setting {
        line: None,
        from: "default",
        ..setting(known.config, "roadmap", value)
    };
    match known.place {
        RoadmapPlace::Given(_) => Setting {
            from: "command line",
            ..usual
        },
        RoadmapPlace::Environment(_) => Setting {
            from: "environment",
            variable: Some("MASTERY_ROADMAP"),
            ..usual
        },
        RoadmapPlace::Found(_) => Setting {
            from: "folder",
            ..usual
        },
        RoadmapPlace::Configured(_) => Setting {
            from: "file",
            line: known.config.lines.get("roadmap").copied(),
            ..usual
        },
        RoadmapPlace::BuiltIn => usual,
    }
}

fn editor(config: &Config, read: impl Fn(&str) -> Option<String>) -> Setting {
    if let Some(own) = &config.editor {
        return setting(config, "editor", own.clone());
    }
    for variable in ["VISUAL", "EDITOR"] {
        if let Some(value) = read(variable).filter(|it| !it.trim().is_empty()) {
            return Setting {
                from: "environment",
                variable: Some(variable),
                ..setting(config, "editor", value)
            };
        }
    }
    setting(config, "editor", editor::USUAL.to_owned())
}

fn depth(config: &Config, read: impl Fn(&str) -> Option<String>) -> Setting {
    let own = setting(config, "theme.depth", config.depth.word().to_owned());
    // It is said what counts in the end.
    if config.depth != ColourDepth::None && read("NO_COLOR").is_some_and(|it| !it.is_empty()) {
        return Setting {
            value: ColourDepth::None.word().to_owned(),
            from: "environment",
            line: None,
            variable: Some("NO_COLOR"),
            ..own
        };
    }
    own
}
