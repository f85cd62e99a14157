//! Which files are used, and by which rule; the roadmap and the settings.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        check,
        editor::Editor,
        failure::Failure,
        repository::Whereabouts,
        session::{self, file_name},
    },
    domain::{
        id::RoadmapId,
        problem::{Problem, Severity},
    },
    git::{GitError, Repository},
    store::{
        journal::{Device, Origin},
        paths::{PathError, RoadmapPlace},
        roadmap_file::Loaded,
    },
    text::count,
};

use super::{
    Given,
    report::{Area, Check, Level, Report},
};

/// A folder that no path leads to.
pub(super) fn missing(name: &'static str, what: &str, error: PathError) -> Check {
    let failure = Failure::from(error);
    let mut lines = failure.lines().into_iter();
    let why = lines.next().unwrap_or_default();
    let why = why.strip_prefix("error: ").unwrap_or(&why).to_owned();
    let check = Check::new(Area::Files, name, Level::Error, format!("{what}: {why}"));
    match lines.next() {
        Some(hint) => check.advise(hint.trim_start_matches("hint: ")),
        None => check,
    }
}

/// By which rule a folder is the one.
fn rule(given: Option<&str>, own: Option<&str>, xdg: &str) -> String {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    if let Some(flag) = given {
        return format!("named by `{flag}`");
    }
    if let Some(own) = own.filter(|name| set(name)) {
        return format!("named by `{own}`");
    }
    match env::var_os(xdg) {
        Some(value) if Path::new(&value).is_absolute() => format!("below `{xdg}`"),
        Some(value) if !value.is_empty() => {
            format!("the usual place: `{xdg}` is no absolute path and does not count")
        }
        _ => "the usual place".to_owned(),
    }
}

/// Where folders are, whether they are there, and whether they can be written.
pub(super) fn folders(
    given: &Given<'_>,
    data: Option<&Path>,
    state: Option<&Path>,
    report: &mut Report,
) {
    let flag = given.data_dir.as_ref().map(|_| "--data-dir");
    let all = [
        (
            "data-folder",
            "the journals",
            data,
            rule(flag, Some("MASTERY_DATA_DIR"), "XDG_DATA_HOME"),
        ),
        (
            "state-folder",
            "what belongs to this device",
            state,
            rule(None, Some("MASTERY_STATE_DIR"), "XDG_STATE_HOME"),
        ),
    ];
    for (name, what, folder, rule) in all {
        let Some(folder) = folder else { continue };
        let shown = folder.display();
        let text = format!("{what}: {shown} ({rule})");
        let check = if folder.exists() && !folder.is_dir() {
            Check::new(
                Area::Files,
                name,
                Level::Error,
                format!("{text}: this is no folder"),
            )
            .advise("move it away, or name another folder")
        } else if !is_writable(folder) && name == "data-folder" && holds_writable(folder) {
            let text = format!("{text}: no journal can be made in it");
            Check::new(Area::Files, name, Level::Warning, text)
                .advise("the journals that are there go on; for new ones, and for the copies of `--fix`, give yourself the right to write there")
        } else if !is_writable(folder) {
            Check::new(
                Area::Files,
                name,
                Level::Error,
                format!("{text}: it cannot be written"),
            )
            .advise("nothing can be recorded: give yourself the right to write there")
        } else if folder.exists() {
            Check::new(Area::Files, name, Level::Ok, text)
        } else {
            let text = format!("{text}; it is made with the first change");
            Check::new(Area::Files, name, Level::Ok, text)
        };
        report.add(check);
    }
    if let Ok(folder) = given.folder {
        let file = folder.join("config.toml");
        let rule = rule(None, None, "XDG_CONFIG_HOME");
        let there = if file.exists() {
            ""
        } else {
            "; not there: all defaults hold"
        };
        report.add(Check::new(
            Area::Files,
            "config-file",
            Level::Ok,
            format!("the settings: {} ({rule}){there}", file.display()),
        ));
    }
}

/// Whether a folder in this one can be written.
fn holds_writable(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries
            .filter_map(Result::ok)
            .any(|entry| entry.path().is_dir() && is_writable(&entry.path()))
    })
}

/// Whether a folder, or the nearest above it that is there, can be written.
fn is_writable(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access};
        let there = folder.ancestors().find(|it| it.exists());
        there.is_some_and(|it| access(it, Access::WRITE_OK | Access::EXEC_OK).is_ok())
    }
    #[cfg(not(unix))]
    {
        let there = folder.ancestors().find_map(|it| it.metadata().ok());
        there.is_some_and(|it| !it.permissions().readonly())
    }
}

/// Which device this is.
pub(super) fn device(device: Option<&Device>, own: Option<&Path>, report: &mut Report) {
    let check = |level, text: String| Check::new(Area::Files, "device", level, text);
    let found = match device {
        None => check(
            Level::Ok,
            "this device has no name yet: its first change gives it one".to_owned(),
        ),
        Some(device) => match &device.origin {
            Origin::Kept | Origin::New => {
                let file = own.map_or_else(String::new, |own| format!(" into {}", own.display()));
                check(
                    Level::Ok,
                    format!("this device writes as `{}`{file}", device.id),
                )
            }
            Origin::Moved { from } => check(
                Level::Note,
                format!("the state folder was made on another machine, as `{from}`"),
            )
            .advise("the next change gives this device a name of its own; nothing is lost"),
            Origin::Replaced => check(
                Level::Warning,
                "the name of this device cannot be read from device.toml".to_owned(),
            )
            .advise("the next change gives it a new one; what it wrote still counts"),
        },
    };
    report.add(found);
}

/// Which roadmap is used, and why; what is wrong with it.
pub(super) fn roadmap(place: &RoadmapPlace, loaded: &Loaded, report: &mut Report) {
    let rule = match place {
        RoadmapPlace::Given(_) => "named by `--roadmap`",
        RoadmapPlace::Environment(_) => "named by `MASTERY_ROADMAP`",
        RoadmapPlace::Found(_) => "found in the working folder or above",
        RoadmapPlace::Configured(_) => "named by the settings",
        RoadmapPlace::BuiltIn => "none was named or found: `mastery init` makes a copy of your own",
    };
    let name = session::shown_file(place);
    report.add(Check::new(
        Area::Files,
        "roadmap-file",
        Level::Ok,
        format!("the roadmap: {name} ({rule})"),
    ));
    let notes = match place.file() {
        Some(file) => format!("the notes: below {}", folder_of(file).display()),
        None => "the notes: built in".to_owned(),
    };
    report.add(Check::new(Area::Files, "notes", Level::Ok, notes));
    let of = |severity: Severity| -> Vec<String> {
        let same = |problem: &&Problem| problem.severity == severity;
        loaded.problems.iter().filter(same).map(sentence).collect()
    };
    let told = |check: &'static str, level: Level, what: &str, places: Vec<String>| {
        let text = format!("{} has {}", file_name(place), count(places.len(), what));
        Check::new(Area::Roadmap, check, level, text).at(places)
    };
    let fatal = of(Severity::Fatal);
    if !fatal.is_empty() {
        report.add(
            told("roadmap-fatal", Level::Error, "fatal problem", fatal)
                .advise("`mastery check` shows each with its place; the journal is not touched"),
        );
    }
    let degrading = of(Severity::Degrading);
    if !degrading.is_empty() {
        report.add(
            told(
                "roadmap-problems",
                Level::Warning,
                "degrading problem",
                degrading,
            )
            .advise("`mastery check` shows each with its place"),
        );
    }
    let Some(roadmap) = &loaded.roadmap else {
        return;
    };
    let found: Vec<String> = check::contradictions(roadmap, place, &session::source(place))
        .into_iter()
        .filter(|(_, accepted)| accepted.is_none())
        .map(|(problem, _)| sentence(&problem))
        .collect();
    if !found.is_empty() {
        report.add(
            told("roadmap-findings", Level::Note, "finding", found)
                .advise("`mastery check` shows each, and how the file can accept it"),
        );
    }
    report.add(Check::new(
        Area::Roadmap,
        "roadmap",
        Level::Ok,
        format!(
            "`{}`: {}, {}",
            roadmap.id,
            count(roadmap.phases.len(), "phase"),
            count(roadmap.items.len(), "item")
        ),
    ));
}

fn sentence(problem: &Problem) -> String {
    match &problem.spot {
        Some(spot) => format!("line {}: {}", spot.line, problem.message),
        None => problem.message.clone(),
    }
}

fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new(".")).to_owned()
}

/// The settings' problems.
pub(super) fn settings(given: &Given<'_>, report: &mut Report) {
    if given.problems.is_empty() {
        report.add(Check::new(
            Area::Config,
            "config",
            Level::Ok,
            "the settings are understood",
        ));
        return;
    }
    let number = count(given.problems.len(), "problem");
    report.add(
        Check::new(
            Area::Config,
            "config",
            Level::Warning,
            format!("the settings have {number}; the defaults are used there"),
        )
        .at(given.problems.iter().map(ToString::to_string))
        .advise("`mastery config --default` shows every setting with what it takes"),
    );
}

/// The repository in which the learner builds.
pub(super) fn repository(
    given: &Given<'_>,
    place: &RoadmapPlace,
    id: &RoadmapId,
    report: &mut Report,
) {
    let check = |level, text: String| Check::new(Area::Files, "repository", level, text);
    let advice = format!("name it in config.toml, below `[repository]`: {id} = \"~/code/project\"");
    let Some(whereabouts) = Whereabouts::of(given.config, id, place) else {
        report.add(
            check(
                Level::Note,
                "no repository is set: gates cannot run, and commits are not read".to_owned(),
            )
            .advise(advice),
        );
        return;
    };
    let folder = whereabouts.folder.display();
    let rule = if whereabouts.named {
        "named by the settings"
    } else {
        "where the roadmap lies"
    };
    report.add(match Repository::find(&whereabouts.folder) {
        // That git is missing is said among the programs.
        Ok(_) | Err(GitError::Missing) => {
            check(Level::Ok, format!("the repository: {folder} ({rule})"))
        }
        Err(GitError::NoRepository(_)) if !whereabouts.named => check(
            Level::Note,
            format!("the repository: {folder} ({rule}) is not under git: commits are not read"),
        )
        .advise(advice),
        Err(error) => check(
            Level::Warning,
            format!(
                "the repository: {folder} ({rule}): {}",
                Failure::from_error(&error).sentence()
            ),
        )
        .advise(advice),
    });
}

/// The editor.
pub(super) fn editor(report: &mut Report, setting: Option<&str>) {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let variable = ["VISUAL", "EDITOR"].into_iter().find(|name| set(name));
    let rule = match setting {
        Some(_) => "named by `editor` in config.toml".to_owned(),
        None => variable.map_or_else(
            || "neither `VISUAL` nor `EDITOR` is set".to_owned(),
            |name| format!("named by `{name}`"),
        ),
    };
    let check = |level, text: String| Check::new(Area::Files, "editor", level, text);
    let found = match Editor::find(setting) {
        Err(error) => check(Level::Warning, format!("the editor: {error}"))
            .advise("set `VISUAL` or `EDITOR` to the command of your editor"),
        Ok(editor) => {
            let command = editor.command(Path::new(""));
            let program = Path::new(command.get_program());
            let text = format!("the editor: {} ({rule})", program.display());
            let named = setting.is_some() || variable.is_some();
            if is_program(program) {
                check(Level::Ok, text)
            } else {
                let level = if named { Level::Warning } else { Level::Note };
                check(level, format!("{text} is not there"))
                    .advise("set `VISUAL` or `EDITOR` to the command of your editor")
            }
        }
    };
    report.add(found);
}

/// Whether a shell would find a program of this name.
fn is_program(program: &Path) -> bool {
    if program.components().count() > 1 {
        return program.is_file();
    }
    let path = env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
    env::split_paths(&path).any(|folder| {
        let file = folder.join(program);
        file.is_file() || (cfg!(windows) && file.with_extension("exe").is_file())
    })
}
