//! The settings: `config.toml`, every key of which has a default.

mod colour;
mod edit;
mod read;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

use toml::de::DeTable;

use crate::domain::day::{DateFormat, DayStart, WeekStart};

pub use colour::{Colour, ColourError};
pub use edit::{EditError, set_roadmap};

use read::Reading;

/// The file name of the settings.
const CONFIG_FILE: &str = "config.toml";

/// The most bytes of settings that are read.
const MAX_FILE: u64 = 1 << 20;

/// The settings with their defaults and what they mean; also their documentation.
pub const DEFAULTS: &str = include_str!("../defaults/config.toml");

/// Line and column, counted from one.
pub type Spot = (usize, usize);

/// What the user set, and the defaults for the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The roadmap to use where no other is nearer.
    pub roadmap: Option<PathBuf>,
    /// When a new day begins.
    pub day_start: DayStart,
    /// What weeks begin with.
    pub week_start: WeekStart,
    /// In what form dates are shown.
    pub date_format: DateFormat,
    /// The editor, as a shell would be told it; before what the environment says.
    pub editor: Option<String>,
    /// Whether to draw with ASCII characters alone.
    pub ascii: bool,
    /// Dark, light, or what the terminal says.
    pub theme: ThemeMode,
    /// How many colours to draw with.
    pub depth: ColourDepth,
    /// Colours of their own, by what they are for. Which names there are, the
    /// screens know.
    pub colours: Vec<ColourSetting>,
    /// Keys of their own. What keys can do, the screens know.
    pub keys: Vec<KeySetting>,
    /// How many columns the text of a note has at most.
    pub reading_width: ReadingWidth,
    /// By roadmap, the repository in which the learner builds.
    pub repositories: BTreeMap<String, PathBuf>,
    /// Where each setting that was taken stands.
    pub lines: BTreeMap<String, usize>,
}

/// A colour that the user chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColourSetting {
    /// What it is for.
    pub role: String,
    /// The colour.
    pub colour: Colour,
    /// Where it stands.
    pub spot: Spot,
}

/// The keys that the user chose for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySetting {
    /// In which place, and where that is written; `None` for wherever it has
    /// keys.
    pub place: Option<(String, Spot)>,
    /// For what.
    pub action: String,
    /// Where it stands.
    pub spot: Spot,
    /// The keys, each with where it stands; none to have none.
    pub keys: Vec<(String, Spot)>,
}

/// How many colours to draw with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ColourDepth {
    /// What the environment says that the terminal has.
    #[default]
    Auto,
    /// None.
    None,
    /// The terminal's sixteen.
    Sixteen,
    /// 256.
    Indexed,
    /// All.
    True,
}

impl ColourDepth {
    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::None => "none",
            Self::Sixteen => "16",
            Self::Indexed => "256",
            Self::True => "true",
        }
    }
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

impl ThemeMode {
    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
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
            Ok(about) if about.len() > MAX_FILE => {
                let message = format!("{} bytes long; up to 1 MiB is read", about.len());
                return (Self::default(), vec![problem(message)]);
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

    /// The file of the settings in `folder`.
    pub fn file(folder: &Path) -> PathBuf {
        folder.join(CONFIG_FILE)
    }

    /// Reads the settings from the text of `file`. Each key stands alone: what
    /// is wrong in one costs none of the others, not even where the text is no
    /// TOML somewhere.
    pub fn parse(text: &str, file: &Path) -> (Self, Vec<ConfigProblem>) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reading = Reading::new(text, file);
        let sound = reading.sound();
        let mut config = Self::default();
        if let Ok(table) = DeTable::parse(&sound) {
            reading.top(table.get_ref(), &mut config);
        }
        (config, reading.finish())
    }
}
