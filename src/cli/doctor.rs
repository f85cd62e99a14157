//! `mastery doctor`: what is used, whether it is as it should be, and what to do.
//!
//! Whatever it looks at may be broken; so it opens no session, and each look
//! says for itself what it could not see.

mod files;
mod fix;
mod lost;
mod proofs;
mod record;
mod report;
mod surroundings;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{
    clock::Moment,
    domain::id::{DeviceId, RoadmapId},
    store::{
        config::{Config, ConfigProblem},
        journal::{Device, Machine, Origin, Place, known_device},
        paths::{self, PathError},
    },
    text::count,
};

use super::{
    ask,
    failure::Failure,
    paper::{Line, Paper, Role},
    session,
};

use fix::{Done, Remedy};
use report::{Area, Check, Level, Report};

#[cfg(test)]
pub(super) use report::View;

/// See which files are used and why, whether all is well, and what to do
///
/// Ends with 0 where all is well, with 1 if something does not work as it should
/// (a warning), with 2 if nothing can be recorded or read, or something is lost (an
/// error). Nothing is changed without --fix; that makes a copy of each file first,
/// and touches no other device's.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery doctor
  mastery doctor --quiet      only what is not as it should be
  mastery doctor --deep       read all that gates printed, too
  mastery doctor --fix        mend what is safe to mend, after asking
  mastery doctor --fix --forget   do not put back events that you took away
  mastery doctor --json | jq -r '.doctor.checks[] | select(.level != \"ok\") | .text'")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the flags of the command"
)]
pub(crate) struct Args {
    /// Say only what is not as it should be
    #[arg(long, short)]
    quiet: bool,
    /// Hold what was kept of gates against its hashes
    #[arg(long)]
    deep: bool,
    /// Mend what is safe to mend, once a copy is made
    #[arg(long)]
    fix: bool,
    /// Do not put missing events back, and say no more of them
    #[arg(long, requires = "fix")]
    forget: bool,
    /// Mend without asking
    #[arg(long, requires = "fix")]
    yes: bool,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// What the program was called with, and what of the settings was understood.
#[derive(Debug)]
pub(crate) struct Given<'a> {
    /// `--roadmap`.
    pub(crate) roadmap: Option<PathBuf>,
    /// `--data-dir`.
    pub(crate) data_dir: Option<PathBuf>,
    /// `--now`.
    pub(crate) now: Option<Moment>,
    /// The settings.
    pub(crate) config: &'a Config,
    /// Their folder.
    pub(crate) folder: &'a Result<PathBuf, PathError>,
    /// What is wrong with them.
    pub(crate) problems: &'a [ConfigProblem],
}

/// What was found, and what can be done.
struct Examined {
    report: Report,
    remedies: Vec<Remedy>,
    data: Option<PathBuf>,
    now: Moment,
}

pub(crate) fn run(args: &Args, given: &Given<'_>, out: &mut Paper) -> Result<ExitCode, Failure> {
    if args.json && args.fix && !args.yes {
        return Err(Failure::usage(
            "`--fix` asks before it changes anything, and JSON leaves no room for a question",
        )
        .hint("give `--yes` as well"));
    }
    let mut examined = examine(given, args.deep);
    if args.forget {
        let remedies = examined.remedies.into_iter();
        examined.remedies = remedies.map(Remedy::forgetting).collect();
    }
    let mut done = Done::default();
    if args.fix {
        if let (false, Some(data)) = (examined.remedies.is_empty(), examined.data.clone()) {
            if !args.json {
                announce(&examined.remedies, &data, out);
            }
            if !args.yes && !ask::is_possible() {
                out.flush()?;
                return Err(Failure::new(
                    "nothing changed: a yes is given on a terminal, or with `--yes`",
                ));
            }
            if !args.yes && !ask::yes(out, "Do this?")? {
                out.line("nothing changed");
                return Ok(ExitCode::SUCCESS);
            }
            done = fix::mend(&examined.remedies, &data, &examined.now);
            examined = examine(given, args.deep);
            fix::failures(&done, &mut examined.report);
        } else if !args.json {
            out.line("There is nothing that could be mended safely.");
        }
    }
    let report = &examined.report;
    let copies = done.copies.as_ref().map(|it| it.display().to_string());
    if args.json {
        out.json("doctor", &report.view(&done.mended, copies))?;
    } else {
        tell(&done, out);
        report.print(args.quiet, out);
    }
    Ok(ExitCode::from(report.worst().status()))
}

/// What is going to be done.
fn announce(remedies: &[Remedy], data: &Path, out: &mut Paper) {
    out.line(Line::of(Role::Strong, "This can be mended"));
    for remedy in remedies {
        out.prose(Role::Plain, 2, remedy.sentence());
    }
    if !remedies.iter().any(Remedy::is_copied) {
        return;
    }
    out.prose(
        Role::Dim,
        0,
        format!(
            "Files that change are copied into a new folder in {} first.",
            data.display()
        ),
    );
}

/// What was done.
fn tell(done: &Done, out: &mut Paper) {
    if !done.mended.is_empty() {
        out.gap();
        let number = count(done.mended.len(), "thing");
        out.line(Line::of(Role::Good, format!("Mended {number}.")));
    }
    if let Some(copies) = &done.copies {
        out.prose(
            Role::Plain,
            0,
            format!("What was there before is in {}.", copies.display()),
        );
    }
}

/// Looks at everything; changes nothing.
fn examine(given: &Given<'_>, deep: bool) -> Examined {
    let mut report = Report::default();
    let mut remedies = Vec::new();
    let place = paths::roadmap(given.roadmap.as_deref(), given.config.roadmap.as_deref());
    let loaded = session::load(&place, None);
    files::roadmap(&place, &loaded, &mut report);
    let data = paths::data_dir(given.data_dir.as_deref())
        .map_err(|error| report.add(files::missing("data-folder", "the journals", error)))
        .ok();
    let state = paths::state_dir()
        .map_err(|error| {
            let what = "what belongs to this device";
            report.add(files::missing("state-folder", what, error));
        })
        .ok();
    if given.folder.is_err()
        && let Err(error) = paths::config_dir()
    {
        report.add(files::missing("config-file", "the settings", error));
    }
    files::folders(given, data.as_deref(), state.as_deref(), &mut report);
    let device = state.as_deref().and_then(|state| {
        known_device(state, &Machine::here())
            .map_err(|error| {
                report.add(
                    Check::new(Area::Files, "device", Level::Error, error.to_string())
                        .advise("nothing can be recorded until this file can be read"),
                );
            })
            .ok()
    });
    let kept = device
        .as_ref()
        .and_then(Option::as_ref)
        .filter(|device| device.origin == Origin::Kept);
    let roadmap = loaded.roadmap.as_ref().map(|roadmap| roadmap.id.clone());
    let places = journals(roadmap.as_ref(), data.as_deref(), state.as_deref(), kept);
    let known = roadmap.is_some() && kept.is_some();
    let own = places.first().filter(|_| known);
    if let Some(device) = &device {
        let own = own.map(Place::own);
        files::device(device.as_ref(), own.as_deref(), &mut report);
    }
    if let Some(id) = &roadmap {
        files::repository(given, &place, id, &mut report);
    }
    files::editor(&mut report, given.config.editor.as_deref());
    if let Some(data) = &data {
        surroundings::room(data, &mut report);
    }
    let now = surroundings::time(given, &mut report);
    rights(
        &places,
        state.as_deref(),
        kept.is_some(),
        &mut report,
        &mut remedies,
    );
    let mut folders: Vec<&Path> = places.iter().map(|place| place.folder.as_path()).collect();
    let consent_folder = state.as_ref().map(|state| state.join("consent"));
    folders.extend(state.as_deref());
    folders.extend(consent_folder.as_deref());
    fix::drafts(&folders, &now, &mut report, &mut remedies);
    for place in &places {
        let start = given.config.day_start;
        let named = kept.is_some();
        let roadmap = loaded.roadmap.as_ref();
        let events = record::examine(
            place,
            roadmap,
            named,
            &now,
            start,
            &mut report,
            &mut remedies,
        );
        if let Some(events) = events {
            let own = kept.map(|device| &device.id);
            proofs::evidence(&place.folder, own, events, deep, &mut report);
        }
    }
    if let Some(state) = &state {
        proofs::consents(state, &mut report, &mut remedies);
    }
    files::settings(given, &mut report);
    surroundings::terminal(&mut report);
    surroundings::versions(&mut report);
    Examined {
        report,
        remedies,
        data,
        now,
    }
}

/// The journals to look at: the roadmap's; where it does not load, all there
/// are.
fn journals(
    roadmap: Option<&RoadmapId>,
    data: Option<&Path>,
    state: Option<&Path>,
    device: Option<&Device>,
) -> Vec<Place> {
    let (Some(data), Some(state)) = (data, state) else {
        return Vec::new();
    };
    let ids = match roadmap {
        Some(id) => vec![id.clone()],
        None => record::journals(data)
            .into_iter()
            .map(RoadmapId::new)
            .collect(),
    };
    let device = device.map_or_else(|| DeviceId::new("nameless"), |device| device.id.clone());
    ids.into_iter()
        .map(|roadmap| Place {
            folder: data.join(roadmap.as_str()),
            state: state.to_owned(),
            roadmap,
            device: device.clone(),
        })
        .collect()
}

/// Who may read and write what is the learner's.
fn rights(
    places: &[Place],
    state: Option<&Path>,
    named: bool,
    report: &mut Report,
    remedies: &mut Vec<Remedy>,
) {
    let mut paths: Vec<(PathBuf, &str)> = Vec::new();
    for place in places {
        paths.push((place.folder.clone(), "the journal's folder"));
        if named {
            paths.push((place.own(), "the journal of this device"));
        }
    }
    if let Some(state) = state {
        paths.push((state.to_owned(), "the state folder"));
        paths.push((state.join("device.toml"), "the name of this device"));
        let consents = state.join("consent");
        if let Ok(entries) = std::fs::read_dir(&consents) {
            let mut files: Vec<PathBuf> = entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|path| path.extension().is_some_and(|end| end == "toml"))
                .collect();
            files.sort_unstable();
            paths.extend(files.into_iter().map(|file| (file, "a consent")));
        }
        paths.push((consents, "the consents"));
    }
    fix::modes(&paths, report, remedies);
}
