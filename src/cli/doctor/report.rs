//! What was looked at, and what was found.

use serde::Serialize;

use crate::{
    cli::paper::{Line, Paper, Role},
    domain::day::LogicalDay,
    text::{Shown, count},
};

/// How many places of one finding are printed.
const MOST_PLACES: usize = 5;
/// The column in which sentences begin.
const INDENT: usize = 9;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// As it should be.
    Ok,
    /// Worth knowing; nothing is to be done.
    Note,
    /// Something does not work, or did not; nothing is lost by it.
    Warning,
    /// Nothing can be recorded or read, or something is lost.
    Error,
}

impl Level {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    fn role(self) -> Role {
        match self {
            Self::Ok => Role::Good,
            Self::Note => Role::Accent,
            Self::Warning => Role::Warn,
            Self::Error => Role::Bad,
        }
    }

    /// The exit status of a report whose worst it is.
    pub(super) fn status(self) -> u8 {
        match self {
            Self::Ok | Self::Note => 0,
            Self::Warning => 1,
            Self::Error => 2,
        }
    }
}

/// What it is about; also the headings, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Area {
    /// Which files are used, and why.
    Files,
    /// The roadmap's file.
    Roadmap,
    /// The journal.
    Journal,
    /// What may run, and what is kept of it.
    Proof,
    /// The settings.
    Config,
    /// Time and zone.
    Time,
    /// The terminal.
    Terminal,
    /// The program and those it needs.
    Versions,
}

impl Area {
    fn title(self) -> &'static str {
        match self {
            Self::Files => "Files",
            Self::Roadmap => "Roadmap",
            Self::Journal => "Journal",
            Self::Proof => "Proof",
            Self::Config => "Settings",
            Self::Time => "Time",
            Self::Terminal => "Terminal",
            Self::Versions => "Versions",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[expect(
    clippy::struct_field_names,
    reason = "they are the names of the members in JSON"
)]
pub(super) struct Check {
    area: Area,
    check: &'static str,
    pub(super) level: Level,
    text: String,
    places: Vec<String>,
    advice: Option<String>,
    mendable: bool,
}

impl Check {
    /// What was found: a name that stays, and a sentence.
    pub(super) fn new(
        area: Area,
        check: &'static str,
        level: Level,
        text: impl Into<String>,
    ) -> Self {
        Self {
            area,
            check,
            level,
            text: text.into(),
            places: Vec::new(),
            advice: None,
            mendable: false,
        }
    }

    /// The same with the places where it is so.
    pub(super) fn at(mut self, places: impl IntoIterator<Item = String>) -> Self {
        self.places.extend(places);
        self
    }

    /// The same with what to do about it.
    pub(super) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// The same as something that `--fix` mends, if so.
    pub(super) fn mendable(mut self, mendable: bool) -> Self {
        self.mendable = mendable;
        self
    }
}

/// What one device wrote into a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[expect(
    clippy::struct_field_names,
    reason = "they are the names of the members in JSON"
)]
pub(super) struct Device {
    pub(super) roadmap: String,
    pub(super) device: String,
    pub(super) own: bool,
    pub(super) events: usize,
    pub(super) first: LogicalDay,
    pub(super) last: LogicalDay,
}

/// All that was looked at.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) checks: Vec<Check>,
    pub(super) devices: Vec<Device>,
}

/// The report as JSON.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct View<'a> {
    worst: Level,
    warnings: usize,
    errors: usize,
    mendable: usize,
    checks: &'a [Check],
    devices: &'a [Device],
    mended: &'a [String],
    copies: Option<String>,
}

impl Report {
    pub(super) fn add(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// The worst of all.
    pub(super) fn worst(&self) -> Level {
        let levels = self.checks.iter().map(|check| check.level);
        levels.max().unwrap_or(Level::Ok)
    }

    fn number(&self, level: Level) -> usize {
        let same = |check: &&Check| check.level == level;
        self.checks.iter().filter(same).count()
    }

    pub(super) fn view<'a>(&'a self, mended: &'a [String], copies: Option<String>) -> View<'a> {
        View {
            worst: self.worst(),
            warnings: self.number(Level::Warning),
            errors: self.number(Level::Error),
            mendable: self.checks.iter().filter(|check| check.mendable).count(),
            checks: &self.checks,
            devices: &self.devices,
            mended,
            copies,
        }
    }

    /// Area by area; with `quiet`, only what is not as it should be.
    pub(super) fn print(&self, quiet: bool, out: &mut Paper) {
        let mut areas: Vec<Area> = self.checks.iter().map(|check| check.area).collect();
        areas.sort_unstable();
        areas.dedup();
        for area in areas {
            let checks: Vec<&Check> = self
                .checks
                .iter()
                .filter(|check| check.area == area && (!quiet || check.level > Level::Ok))
                .collect();
            if checks.is_empty() {
                continue;
            }
            out.heading(area.title());
            for check in checks {
                print(check, out);
            }
        }
        out.gap();
        self.verdict(out);
    }

    fn verdict(&self, out: &mut Paper) {
        let (errors, warnings) = (self.number(Level::Error), self.number(Level::Warning));
        let counts: Vec<String> = [(errors, "error"), (warnings, "warning")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| count(number, what))
            .collect();
        let (role, said) = match (errors, warnings) {
            (0, 0) => (Role::Good, "All is well.".to_owned()),
            (0, _) => (Role::Warn, format!("{}.", counts.join(", "))),
            _ => (Role::Bad, format!("{}.", counts.join(", "))),
        };
        let mut line = Line::of(role, said);
        let mendable = self.checks.iter().filter(|check| check.mendable).count();
        if mendable > 0 {
            let of = count(mendable, "finding");
            line = line.and(
                Role::Plain,
                format!(" `mastery doctor --fix` mends {of}, after a copy."),
            );
        }
        out.line(line);
    }
}

fn print(check: &Check, out: &mut Paper) {
    let room = out
        .width()
        .map(|width| width.saturating_sub(INDENT).max(20));
    let wrapped = |text: &str| match room {
        Some(room) => Shown::line(text).wrap(room, 0),
        None => vec![Shown::line(text)],
    };
    let word = check.level.word();
    for (place, line) in wrapped(&check.text).into_iter().enumerate() {
        let head = if place == 0 { word } else { "" };
        out.line(Line::of(check.level.role(), format!("{head:<INDENT$}")).and(Role::Plain, line));
    }
    let mut below = |role: Role, text: &str| {
        for line in wrapped(text) {
            out.line(Line::plain(" ".repeat(INDENT)).and(role, line));
        }
    };
    for place in check.places.iter().take(MOST_PLACES) {
        below(Role::Dim, place);
    }
    if check.places.len() > MOST_PLACES {
        let more = check.places.len() - MOST_PLACES;
        below(Role::Dim, &format!("and {more} more"));
    }
    if let Some(advice) = &check.advice {
        below(Role::Accent, &format!("→ {advice}"));
    }
}
