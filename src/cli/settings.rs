//! The settings as the program uses them: what the file says, and what the
//! screens make of its names of keys and colours.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use ratatui::style::Color;

use crate::{
    store::config::{Colour, ColourDepth, Config, ConfigProblem, ThemeMode},
    tui::{
        keys::{KeyWish, Keymap},
        settings::Settings,
        theme::{Background, Depth, Paints, Part},
    },
};

use super::paper;

/// Reads the settings in `folder`, and tells all that is wrong in them, in the
/// order of the file.
pub(crate) fn load(folder: &Path) -> (Config, Vec<ConfigProblem>) {
    let (config, problems) = Config::load(folder);
    complete(&Config::file(folder), config, problems)
}

/// The problems of keys and colours besides those of the file itself.
pub(crate) fn complete(
    file: &Path,
    mut config: Config,
    mut problems: Vec<ConfigProblem>,
) -> (Config, Vec<ConfigProblem>) {
    // Made for what is to be said about the learner's keys: of none, nothing is.
    let key_problems = if config.keys.is_empty() {
        Vec::new()
    } else {
        keymap(&config).1
    };
    let problem = |place, message| ConfigProblem {
        file: file.to_owned(),
        place: Some(place),
        message,
    };
    problems.extend(key_problems);
    config.colours.retain(|setting| {
        let known = Part::named(&setting.role).is_some();
        if !known {
            let role = &setting.role;
            let names = Part::ALL.map(|(_, name, _)| name);
            let near = names
                .into_iter()
                .find(|name| strsim::damerau_levenshtein(name, role) <= 2);
            let near = near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
            let message = format!(
                "`{role}` is nothing that has a colour{near}; there are {}",
                names.join(", ")
            );
            problems.push(problem(setting.spot, message));
            config.lines.remove(&format!("theme.colours.{role}"));
        }
        known
    });
    let ground = config.colours.iter().find(|it| it.role == "selection");
    if let Some(ground) = ground {
        for own in config.colours.iter().filter(|it| it.role != "selection") {
            if own.colour == ground.colour && own.role != "found" {
                let message = format!(
                    "`{}` and `selection` are the same colour: in the selected row it cannot be read",
                    own.role
                );
                problems.push(problem(own.spot, message));
            }
        }
    }
    for problem in &mut problems {
        if problem.file.as_os_str().is_empty() {
            file.clone_into(&mut problem.file);
        }
    }
    problems.sort_by_key(|problem| problem.place);
    (config, problems)
}

/// The keys that hold, and what is wrong with the learner's; the file is not
/// named in it.
pub(crate) fn keymap(config: &Config) -> (Keymap, Vec<ConfigProblem>) {
    let wishes: Vec<KeyWish> = config
        .keys
        .iter()
        .map(|setting| KeyWish {
            place: setting.place.clone(),
            action: setting.action.clone(),
            at: setting.spot,
            keys: setting.keys.clone(),
        })
        .collect();
    let (keymap, problems) = Keymap::with(&wishes);
    let problems = problems.into_iter().map(|problem| ConfigProblem {
        file: PathBuf::new(),
        place: Some(problem.at),
        message: problem.message,
    });
    (keymap, problems.collect())
}

/// How many colours there are: what the settings say, unless colours are
/// forbidden, else what the environment does. And whether they are all there
/// are, not 256.
pub(crate) fn depth(
    config: &Config,
    colour: paper::Colour,
    read: impl Fn(&str) -> Option<String>,
) -> (Depth, bool) {
    let says = Depth::from_environment(&read);
    let term = read("TERM").unwrap_or_default();
    let truecolor = read("COLORTERM")
        .is_some_and(|it| it.eq_ignore_ascii_case("truecolor") || it.eq_ignore_ascii_case("24bit"))
        || term.contains("direct")
        || term.contains("kitty");
    let forbidden = read("NO_COLOR").is_some_and(|value| !value.is_empty());
    match (colour, config.depth) {
        (paper::Colour::Never, _) => (Depth::Plain, false),
        _ if forbidden => (Depth::Plain, false),
        (_, ColourDepth::Auto) => (says, truecolor),
        (_, ColourDepth::None) => (Depth::Plain, false),
        (_, ColourDepth::Sixteen) => (Depth::Sixteen, false),
        (_, ColourDepth::Indexed) => (Depth::Full, false),
        (_, ColourDepth::True) => (Depth::Full, true),
    }
}

/// The colours of the settings, as far as the terminal shows them: of sixteen
/// only those, of 256 the nearest.
pub(crate) fn paints(config: &Config, (depth, truecolor): (Depth, bool)) -> Paints {
    let mut paints = Paints::default();
    for setting in &config.colours {
        let colour = match setting.colour {
            Colour::Own => Some(Color::Reset),
            Colour::Index(index) if index < 16 => Some(SIXTEEN[usize::from(index)]),
            _ if depth == Depth::Sixteen => None,
            Colour::Index(index) => Some(Color::Indexed(index)),
            Colour::Rgb(r, g, b) if truecolor => Some(Color::Rgb(r, g, b)),
            Colour::Rgb(r, g, b) => Some(Color::Indexed(nearest((r, g, b)))),
        };
        if let (Some(part), Some(colour)) = (Part::named(&setting.role), colour) {
            paints = paints.with(part, colour);
        }
    }
    paints
}

/// The first sixteen, as terminals call them.
const SIXTEEN: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// The nearest of the 240 whose looks are the same everywhere: a cube of six
/// steps each way, and 24 greys.
fn nearest(rgb: (u8, u8, u8)) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let cube = (0..216_u8).map(|place| {
        let step = |by: u8| STEPS[usize::from(place / by % 6)];
        (16 + place, (step(36), step(6), step(1)))
    });
    let greys = (0..24_u8).map(|place| {
        let grey = 8 + 10 * place;
        (232 + place, (grey, grey, grey))
    });
    let far = |(r, g, b): (u8, u8, u8)| {
        let part = |one: u8, other: u8| u32::from(one.abs_diff(other)).pow(2);
        part(r, rgb.0) + part(g, rgb.1) + part(b, rgb.2)
    };
    let near = cube.chain(greys).min_by_key(|(_, colour)| far(*colour));
    near.map_or(16, |(index, _)| index)
}

/// The background that the settings ask for; `None` for the terminal's.
pub(crate) fn background(config: &Config) -> Option<Background> {
    match config.theme {
        ThemeMode::Light => Some(Background::Light),
        ThemeMode::Dark => Some(Background::Dark),
        ThemeMode::Auto => None,
    }
}

/// What the screens are told of the settings.
pub(crate) fn for_screens(
    config: &Config,
    problems: &[ConfigProblem],
    colour: paper::Colour,
) -> Settings {
    let depth = depth(config, colour, |name| std::env::var(name).ok());
    Settings {
        keys: Arc::new(keymap(config).0),
        background: background(config),
        depth: depth.0,
        paints: paints(config, depth),
        ascii: config.ascii,
        reading_width: config.reading_width.0,
        day_start: config.day_start,
        week_start: config.week_start,
        date_format: config.date_format,
        problems: problems.iter().map(in_short).collect(),
    }
}

/// A problem where there is little room: its file without the folder.
pub(crate) fn in_short(problem: &ConfigProblem) -> String {
    let name = problem.file.file_name().unwrap_or_default();
    let problem = ConfigProblem {
        file: name.into(),
        ..problem.clone()
    };
    problem.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Config, Vec<String>) {
        let file = PathBuf::from("/c/config.toml");
        let (config, problems) = Config::parse(text, &file);
        let (config, problems) = complete(&file, config, problems);
        (config, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_colour_is_brought_to_what_the_terminal_shows() {
        let (config, problems) = read(
            "[theme.colours]\naccent = \"#5fd7af\"\nkey = \"red\"\nlink = 208\ntext = \"default\"\n",
        );
        assert_eq!(problems, Vec::<String>::new());
        let text = Part::Role(crate::tui::theme::Role::Text);
        let [accent, key, link] = ["accent", "key", "link"].map(|it| Part::named(it).unwrap());
        let low = Paints::default()
            .with(key, Color::Red)
            .with(text, Color::Reset);
        assert_eq!(paints(&config, (Depth::Sixteen, false)), low);
        let middle = low.with(link, Color::Indexed(208));
        assert_eq!(
            paints(&config, (Depth::Full, false)),
            middle.with(accent, Color::Indexed(79))
        );
        assert_eq!(
            paints(&config, (Depth::Full, true)),
            middle.with(accent, Color::Rgb(0x5f, 0xd7, 0xaf))
        );
        assert_eq!(nearest((0, 0, 0)), 16);
        assert_eq!(nearest((130, 128, 127)), 244);
        assert_eq!(nearest((250, 3, 2)), 196);
    }

    #[test]
    fn what_forbids_colours_counts_over_the_settings() {
        let (config, _) = read("theme.depth = \"true\"\n");
        let env = |set: &'static [(&str, &str)]| {
            move |name: &str| {
                let found = set.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            }
        };
        let term = env(&[("TERM", "xterm")]);
        let auto = paper::Colour::Auto;
        assert_eq!(depth(&config, auto, term), (Depth::Full, true));
        let plain = (Depth::Plain, false);
        assert_eq!(depth(&config, paper::Colour::Never, term), plain);
        assert_eq!(depth(&config, auto, env(&[("NO_COLOR", "1")])), plain);
        let usual = Config::default();
        assert_eq!(depth(&usual, auto, term), (Depth::Sixteen, false));
        let direct = env(&[("TERM", "xterm-direct")]);
        assert_eq!(depth(&usual, auto, direct), (Depth::Full, true));
    }

    #[test]
    fn what_has_no_colour_and_what_cannot_be_read_is_told() {
        let (config, problems) =
            read("[theme.colours]\nacent = \"red\"\nselection = \"#222\"\ndim = \"#222222\"\n");
        assert_eq!(config.colours.len(), 2);
        assert!(
            problems[0].starts_with(
                "/c/config.toml:2:1: `acent` is nothing that has a colour (did you mean `accent`?); there are text, dim"
            ),
            "{problems:?}"
        );
        assert_eq!(
            problems[1],
            "/c/config.toml:4:1: `dim` and `selection` are the same colour: in the selected row it cannot be read"
        );
        assert_eq!(problems.len(), 2);
    }
}
