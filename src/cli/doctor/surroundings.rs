//! What the program runs in: time, terminal, other programs, the disk.

use std::{env, io::IsTerminal, path::Path};

use crate::{
    clock::{Clock, Moment},
    domain::day::LogicalDay,
    git,
    insight::words,
    tui::{run::knows_hyperlinks, theme::Depth},
};

use super::{
    Given,
    report::{Area, Check, Level, Report},
};

/// Less room than this on the disk is worth a word, in bytes.
const LITTLE_ROOM: u64 = 64 << 20;
/// With less than this, nothing more can be kept for certain.
const NO_ROOM: u64 = 1 << 20;
/// A screen smaller than this shows little.
const SMALLEST: (u16, u16) = (40, 10);

fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name)?;
    let value = value.to_string_lossy().into_owned();
    (!value.is_empty()).then_some(value)
}

/// The time it is, and where it comes from.
pub(super) fn time(given: &Given<'_>, report: &mut Report) -> Moment {
    let fixed = match (&given.now, variable("MASTERY_NOW")) {
        (Some(now), _) => Some(now.clone()),
        (None, Some(text)) => match text.parse() {
            Ok(now) => Some(now),
            Err(error) => {
                report.add(
                    Check::new(
                        Area::Time,
                        "fixed-time",
                        Level::Error,
                        format!("`MASTERY_NOW` cannot be used: {error}"),
                    )
                    .advise("unset it, and the computer's clock is used"),
                );
                None
            }
        },
        (None, None) => None,
    };
    if fixed.is_some() {
        report.add(
            Check::new(
                Area::Time,
                "fixed-time",
                Level::Note,
                "the time stands still: `MASTERY_NOW` or `--now` says which it is",
            )
            .advise("unset it, and the computer's clock is used"),
        );
    }
    let clock = fixed.map_or_else(Clock::system, Clock::fixed);
    let now = clock.now();
    let today = LogicalDay::of(&now.at, given.config.day_start);
    report.add(Check::new(
        Area::Time,
        "time",
        Level::Ok,
        format!(
            "it is {} in {}; a day begins at {}, so this counts for {}",
            now.at.format("%Y-%m-%d %-H:%M %:z"),
            now.zone,
            given.config.day_start.time().format("%-H:%M"),
            words::date(today, today)
        ),
    ));
    now
}

/// What the terminal can do, as far as the environment tells.
pub(super) fn terminal(report: &mut Report) {
    let term = variable("TERM");
    let is_terminal = std::io::stdout().is_terminal();
    let mut parts = vec![match &term {
        Some(term) => format!("`TERM` is {term}"),
        None => "`TERM` is not set".to_owned(),
    }];
    if let Some(colours) = variable("COLORTERM") {
        parts.push(format!("`COLORTERM` is {colours}"));
    }
    if variable("NO_COLOR").is_some() {
        parts.push("`NO_COLOR` is set".to_owned());
    }
    parts.push(
        match Depth::from_environment(variable) {
            Depth::Plain => "no colours",
            Depth::Sixteen => "16 colours",
            Depth::Full => "256 colours or more",
        }
        .to_owned(),
    );
    parts.push(
        if knows_hyperlinks(variable) {
            "links that can be clicked"
        } else {
            "not known to open links"
        }
        .to_owned(),
    );
    for (name, what) in [
        ("TMUX", "inside tmux"),
        ("STY", "inside screen"),
        ("SSH_CONNECTION", "over ssh"),
    ] {
        if variable(name).is_some() {
            parts.push(what.to_owned());
        }
    }
    let text = parts.join(", ");
    let dumb = term.is_none() || term.as_deref() == Some("dumb");
    report.add(if dumb && is_terminal {
        Check::new(Area::Terminal, "terminal", Level::Warning, text)
            .advise("the full-screen program needs a terminal that it knows: set `TERM`")
    } else {
        Check::new(Area::Terminal, "terminal", Level::Ok, text)
    });
    report.add(size(is_terminal));
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).map(|value| (name, value)));
    report.add(match locale {
        Some((name, value)) => {
            let lower = value.to_lowercase();
            let level = if lower.contains("utf-8") || lower.contains("utf8") {
                Level::Ok
            } else {
                Level::Note
            };
            let check = Check::new(
                Area::Terminal,
                "locale",
                level,
                format!("the locale is {value} (`{name}`)"),
            );
            if level == Level::Note {
                check.advise("it does not say UTF-8: should signs look wrong, `ascii = true` in config.toml or `--ascii` draws without them")
            } else {
                check
            }
        }
        None => Check::new(
            Area::Terminal,
            "locale",
            Level::Note,
            "no locale is set",
        )
        .advise("should signs look wrong, `ascii = true` in config.toml or `--ascii` draws without them"),
    });
}

fn size(is_terminal: bool) -> Check {
    let check = |level, text: String| Check::new(Area::Terminal, "size", level, text);
    if !is_terminal {
        return check(Level::Ok, "the output is no terminal".to_owned());
    }
    match crossterm::terminal::size() {
        Ok((columns, lines)) if columns < SMALLEST.0 || lines < SMALLEST.1 => check(
            Level::Note,
            format!("{columns} columns, {lines} lines: little fits"),
        ),
        Ok((columns, lines)) => check(Level::Ok, format!("{columns} columns, {lines} lines")),
        Err(error) => check(Level::Note, format!("the size cannot be told: {error}")),
    }
}

/// This program, and git.
pub(super) fn versions(report: &mut Report) {
    report.add(Check::new(
        Area::Versions,
        "program",
        Level::Ok,
        format!(
            "mastery {} ({}, {})",
            env!("CARGO_PKG_VERSION"),
            env::consts::OS,
            env::consts::ARCH
        ),
    ));
    report.add(match git::version() {
        Ok(version) => Check::new(Area::Versions, "git", Level::Ok, version),
        Err(error) => Check::new(Area::Versions, "git", Level::Note, error.to_string())
            .advise("without git, commits are not read and evidence has none; all else works"),
    });
}

/// How much room is left where the journals are.
pub(super) fn room(data: &Path, report: &mut Report) {
    let Some(free) = free(data) else { return };
    let check = |level, text: String| Check::new(Area::Files, "room", level, text);
    let text = format!("{} MiB are free where the journals are", free >> 20);
    report.add(if free < NO_ROOM {
        check(Level::Error, text).advise("nothing can be recorded: make room on this disk")
    } else if free < LITTLE_ROOM {
        check(Level::Warning, text).advise("make room on this disk before it is full")
    } else {
        // The number changes with every look; a report should not.
        check(
            Level::Ok,
            "there is room on the disk where the journals are".to_owned(),
        )
    });
}

#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|it| it.exists())?;
    let about = rustix::fs::statvfs(there).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}
