//! `--fix`: what is safe to mend, once a copy is on the disk.
//!
//! Files of other devices are never touched, and nothing is deleted: what has no
//! place any more is moved to the copies.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use crate::{
    clock::Moment,
    store::{
        journal::{Ailment, Journal, Place},
        whole,
    },
    text::{count, form},
};

use super::report::{Area, Check, Level, Report};

/// For how long a draft is left alone, in seconds: somebody may be writing it.
const DRAFT_AGE: u64 = 60 * 60;

/// Something that can be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remedy {
    /// This device's file of a journal.
    Journal(Place, Ailment),
    /// Events that are missing from this device's file of a journal, and how many.
    Missing(Place, usize),
    /// The same, if they are not wanted.
    Forget(Place, usize),
    /// The rights of a file or folder: those it gets.
    Mode(PathBuf, u32),
    /// A file that has no place any more, and what it is.
    Aside(PathBuf, &'static str),
}

impl Remedy {
    /// What it will do.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Journal(place, Ailment::OpenEnd) => {
                format!("close the end of {}", place.own().display())
            }
            Self::Journal(place, Ailment::Marks) => format!(
                "resolve the merge in {} into the events of all sides",
                place.own().display()
            ),
            Self::Missing(place, number) => format!(
                "put back {} that {} missing from {}",
                count(*number, "event"),
                form(*number, "is", "are"),
                place.own().display()
            ),
            Self::Forget(place, number) => format!(
                "forget {} that {} missing from {}",
                count(*number, "event"),
                form(*number, "is", "are"),
                place.own().display()
            ),
            Self::Mode(path, mode) => {
                format!("set the rights of {} to {mode:03o}", path.display())
            }
            Self::Aside(path, what) => format!("move {what} aside: {}", path.display()),
        }
    }

    /// The same, with missing events forgotten instead of put back.
    pub(super) fn forgetting(self) -> Self {
        match self {
            Self::Missing(place, number) => Self::Forget(place, number),
            other => other,
        }
    }

    /// Whether it changes what a file says, so that a copy is made first.
    pub(super) fn is_copied(&self) -> bool {
        !matches!(self, Self::Mode(..))
    }
}

/// The folder of the copies: dated, in the data folder, and new. No journal has
/// such a name.
fn copies(data: &Path, now: &Moment) -> io::Result<PathBuf> {
    fs::create_dir_all(data)?;
    let stamp = now.at.format("%Y-%m-%d@%H-%M-%S");
    for number in 1_u32.. {
        let more = if number == 1 {
            String::new()
        } else {
            format!(".{number}")
        };
        let folder = data.join(format!("before-doctor@{stamp}{more}"));
        match make(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// What mending came to.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// What was mended.
    pub(super) mended: Vec<String>,
    /// Where the copies are, if there are any.
    pub(super) copies: Option<PathBuf>,
    /// What was not, and why.
    pub(super) failed: Vec<(String, String)>,
}

/// Mends what can be; what cannot is left as it is.
pub(super) fn mend(remedies: &[Remedy], data: &Path, now: &Moment) -> Done {
    let mut done = Done::default();
    let mut folder = None;
    if remedies.iter().any(Remedy::is_copied) {
        match copies(data, now) {
            Ok(made) => folder = Some(made),
            Err(error) => {
                let why = format!("no copy can be made in {}: {error}", data.display());
                let left = remedies.iter().filter(|remedy| remedy.is_copied());
                done.failed
                    .extend(left.map(|remedy| (remedy.sentence(), why.clone())));
            }
        }
    }
    // Rights first: they may be what keeps the rest from being read.
    let (modes, rest): (Vec<&Remedy>, Vec<&Remedy>) =
        remedies.iter().partition(|remedy| !remedy.is_copied());
    for remedy in modes.into_iter().chain(rest) {
        if remedy.is_copied() && folder.is_none() {
            continue;
        }
        let result = match (remedy, &folder) {
            (Remedy::Journal(place, _), Some(folder)) => journal(place, folder),
            (Remedy::Missing(place, _), Some(folder)) => missing(place, folder),
            (Remedy::Forget(place, _), Some(folder)) => forget(place, folder),
            (Remedy::Aside(path, _), Some(folder)) => aside(path, folder),
            (Remedy::Mode(path, mode), _) => set_mode(path, *mode),
            (
                Remedy::Journal(..) | Remedy::Missing(..) | Remedy::Forget(..) | Remedy::Aside(..),
                None,
            ) => Ok(()),
        };
        match result {
            Ok(()) => done.mended.push(remedy.sentence()),
            Err(why) => done.failed.push((remedy.sentence(), why)),
        }
    }
    if let Some(folder) = folder {
        // An empty folder is no copy of anything.
        if fs::remove_dir(&folder).is_err() {
            done.copies = Some(folder);
        }
    }
    done
}

fn journal(place: &Place, copies: &Path) -> Result<(), String> {
    let (mut journal, _) = Journal::open(place.clone()).map_err(|error| error.to_string())?;
    let folder = copies.join(place.roadmap.as_str());
    let mended = journal.mend(&folder).map_err(|error| error.to_string())?;
    mended
        .map(drop)
        .ok_or_else(|| "somebody else did meanwhile".to_owned())
}

fn missing(place: &Place, copies: &Path) -> Result<(), String> {
    let (mut journal, _) = Journal::open(place.clone()).map_err(|error| error.to_string())?;
    let folder = copies.join(place.roadmap.as_str());
    let restored = journal
        .restore(&folder)
        .map_err(|error| error.to_string())?;
    done_here(restored)
}

fn forget(place: &Place, copies: &Path) -> Result<(), String> {
    let (mut journal, _) = Journal::open(place.clone()).map_err(|error| error.to_string())?;
    let folder = copies.join(place.roadmap.as_str());
    let forgotten = journal.forget(&folder).map_err(|error| error.to_string())?;
    done_here(forgotten)
}

fn done_here(number: usize) -> Result<(), String> {
    if number == 0 {
        return Err("somebody else did meanwhile".to_owned());
    }
    Ok(())
}

/// Moves a file, maybe to another disk: it goes when its copy is there.
fn aside(path: &Path, copies: &Path) -> Result<(), String> {
    let said = |error: io::Error| error.to_string();
    let to = copies.join(path.file_name().unwrap_or_default());
    let bytes = fs::read(path).map_err(said)?;
    whole::create(&to, &bytes).map_err(said)?;
    File::open(copies)
        .and_then(|folder| folder.sync_all())
        .map_err(said)?;
    fs::remove_file(path).map_err(said)
}

fn set_mode(path: &Path, mode: u32) -> Result<(), String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(|error| error.to_string())
    }
    #[cfg(not(unix))]
    {
        let _unused = (path, mode);
        Err("rights are not kept as a mode here".to_owned())
    }
}

/// That something was not mended.
pub(super) fn failures(done: &Done, report: &mut Report) {
    for (what, why) in &done.failed {
        report.add(
            Check::new(
                Area::Files,
                "not-mended",
                Level::Error,
                format!("not mended: {what}: {why}"),
            )
            .advise("it is as it was; nothing was lost"),
        );
    }
}

/// Who may write what decides what counts and what runs.
pub(super) fn modes(paths: &[(PathBuf, &str)], report: &mut Report, remedies: &mut Vec<Remedy>) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let (mut open, mut shut) = (Vec::new(), Vec::new());
        for (path, what) in paths {
            // A link has no rights of its own.
            let Ok(about) = path.symlink_metadata() else {
                continue;
            };
            if about.is_symlink() {
                continue;
            }
            let mode = about.permissions().mode() & 0o777;
            let wanted = if about.is_dir() { 0o700 } else { 0o600 };
            let right = (mode | wanted) & !0o022;
            if mode & wanted != wanted {
                shut.push(format!("{what}: {} ({mode:03o})", path.display()));
            } else if mode & 0o022 != 0 {
                open.push(format!("{what}: {} ({mode:03o})", path.display()));
            }
            if right != mode {
                remedies.push(Remedy::Mode(path.clone(), right));
            }
        }
        let mut told = |name, level, text: &str, advice: &str, places: Vec<String>| {
            if !places.is_empty() {
                report.add(
                    Check::new(Area::Files, name, level, text)
                        .at(places)
                        .advise(advice)
                        .mendable(true),
                );
            }
        };
        told(
            "rights-missing",
            Level::Error,
            "you may not read and write what is yours",
            "`mastery doctor --fix` gives you the right",
            shut,
        );
        told(
            "rights-open",
            Level::Warning,
            "others may write what only you should",
            "`mastery doctor --fix` takes that right from them",
            open,
        );
    }
    #[cfg(not(unix))]
    {
        let _unused = (paths, report, remedies);
    }
}

/// Drafts that a killed program left behind.
pub(super) fn drafts(
    folders: &[&Path],
    now: &Moment,
    report: &mut Report,
    remedies: &mut Vec<Remedy>,
) {
    let mut found: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.filter_map(Result::ok))
        .map(|entry| entry.path())
        .filter(|path| is_draft(path) && is_old(path, now))
        .collect();
    found.sort_unstable();
    if found.is_empty() {
        return;
    }
    let number = count(found.len(), "draft");
    report.add(
        Check::new(
            Area::Files,
            "drafts",
            Level::Note,
            format!("{number} of a file that was never finished: it does not count"),
        )
        .at(found.iter().map(|path| path.display().to_string()))
        .advise("`mastery doctor --fix` moves such files aside")
        .mendable(true),
    );
    remedies.extend(found.into_iter().map(|path| Remedy::Aside(path, "a draft")));
}

/// A name as [`crate::store`] gives it to a file that takes another's place:
/// `name.PID.tmp`, `.mastery-…`, `.consent-…`.
fn is_draft(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let numbered = name
        .strip_suffix(".tmp")
        .and_then(|name| name.rsplit_once('.'))
        .is_some_and(|(_, pid)| !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit()));
    let is_ours = numbered || name.starts_with(".mastery-") || name.starts_with(".consent-");
    is_ours && path.symlink_metadata().is_ok_and(|it| it.is_file())
}

fn is_old(path: &Path, now: &Moment) -> bool {
    let Ok(modified) = path.metadata().and_then(|it| it.modified()) else {
        return false;
    };
    let since = std::time::UNIX_EPOCH
        + std::time::Duration::from_secs(u64::try_from(now.at.timestamp()).unwrap_or(0));
    since
        .duration_since(modified)
        .is_ok_and(|age| age.as_secs() >= DRAFT_AGE)
}
