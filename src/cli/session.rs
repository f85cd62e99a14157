//! Everything a command or the program works with, opened once.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDateTime};

use crate::{
    clock::{Clock, Moment},
    domain::{
        day::LogicalDay,
        decide::{Desk, Refusal, Wish},
        event::{Batch, Event},
        id::DeviceId,
        problem::{Problem, Severity},
        progress::Progress,
        roadmap::Roadmap,
        session::Wall,
        state::State,
    },
    insight::{plan_line::PlanLine, time::TimerFigure, today::Today},
    store::{
        builtin,
        config::Config,
        journal::{
            AppendError, Damage, Device, DeviceError, Foreign, ImportError, Journal, Machine,
            Origin, Pending, Place, PollError, What, device_id,
        },
        paths::{self, RoadmapPlace},
        roadmap_file::{self, Loaded, Notes},
    },
    text::{Shown, count, form},
};

use super::failure::Failure;

/// What a session is opened with.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// `--roadmap`.
    pub(crate) roadmap: Option<PathBuf>,
    /// `--data-dir`.
    pub(crate) data_dir: Option<PathBuf>,
    /// Where the time comes from.
    pub(crate) clock: Clock,
    /// The settings.
    pub(crate) config: Config,
    /// What is to be said about the settings.
    pub(crate) notices: Vec<String>,
}

/// A roadmap, its journal, and both joined.
#[derive(Debug)]
pub struct Session {
    /// What there is to learn.
    pub roadmap: Roadmap,
    /// Where the roadmap comes from.
    pub place: RoadmapPlace,
    /// What is wrong with the roadmap's file; nothing fatal.
    pub problems: Vec<Problem>,
    /// The record on disk.
    pub journal: Journal,
    /// What happened.
    pub state: State,
    /// The roadmap joined with what happened.
    pub progress: Progress,
    /// Where the time comes from.
    pub clock: Clock,
    /// The moment the session was opened.
    pub now: Moment,
    /// The logical day of that moment.
    pub today: LogicalDay,
    /// The device this is.
    pub device: DeviceId,
    /// The settings.
    pub config: Config,
    /// What the learner should know, a line each.
    pub notices: Vec<String>,
    /// Why this device has no name, so no journal of its own.
    pub(crate) nameless: Option<DeviceError>,
}

/// Why a batch was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The device has no name, so no journal of its own.
    #[error("not saved: this device has no name")]
    Nameless,
    /// The journal did not take it.
    #[error(transparent)]
    Append(#[from] AppendError),
}

/// Why events from elsewhere were not taken in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportFailure {
    /// The device has no name, so no journal of its own.
    #[error("not saved: this device has no name")]
    Nameless,
    /// The journal did not take them.
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl Session {
    /// Reads the roadmap and the journal.
    pub(crate) fn open(options: Options) -> Result<Self, Failure> {
        let Options {
            roadmap: given,
            data_dir,
            clock,
            config,
            mut notices,
        } = options;
        let place = paths::roadmap(given.as_deref(), config.roadmap.as_deref());
        // Without a state folder there is nowhere to keep it.
        let kept = paths::state_dir().ok().map(|state| kept(&state, &place));
        let loaded = load(&place, kept.as_deref());
        let Some(mut roadmap) = loaded.roadmap else {
            return Err(unusable(&place, &loaded.problems));
        };
        roadmap.cadence.week_start = config.week_start;
        let problems = loaded.problems;
        let data = paths::data_dir(data_dir.as_deref())?;
        let state_dir = paths::state_dir()?;
        let (device, nameless) = match device_id(&state_dir, &Machine::here()) {
            Ok(device) => (device, None),
            Err(error) => {
                notices.push(format!("nothing can be recorded: {error}"));
                let device = Device {
                    id: DeviceId::new("nameless"),
                    origin: Origin::Kept,
                };
                (device, Some(error))
            }
        };
        let (journal, events) = Journal::open_kept(Place {
            folder: data.join(roadmap.id.as_str()),
            state: state_dir,
            roadmap: roadmap.id.clone(),
            device: device.id.clone(),
        })
        .map_err(|error| Failure::from_error(&error))?;
        notices.extend(about_device(&device, events.is_empty()));
        notices.extend(about_damage(&journal));
        let state = State::from_events(events);
        let progress = Progress::new(&roadmap, &state);
        let now = clock.now();
        let today = LogicalDay::of(&now.at, config.day_start);
        Ok(Self {
            roadmap,
            place,
            problems,
            journal,
            state,
            progress,
            clock,
            now,
            today,
            device: device.id,
            config,
            notices,
            nameless,
        })
    }

    /// That something is wrong with the roadmap's file, in one line; the
    /// full-screen program shows the problems themselves.
    pub(crate) fn roadmap_notice(&self) -> Option<String> {
        (!self.problems.is_empty()).then(|| {
            format!(
                "{} has {}: run `{}`",
                file_name(&self.place),
                count(self.problems.len(), "problem"),
                check_command(&self.place)
            )
        })
    }

    /// Turns a wish into the batch that grants it, or says why not. `on` is
    /// the day it is said of, where that is not today.
    pub fn decide(&self, wish: &Wish, on: Option<LogicalDay>) -> Result<Batch, Refusal> {
        let desk = Desk {
            roadmap: &self.roadmap,
            state: &self.state,
            progress: &self.progress,
            device: &self.device,
            today: self.today,
        };
        desk.decide(wish, on)
    }

    /// Puts a batch on the disk and then moves the state on; gives its events.
    pub fn record(&mut self, batch: Batch) -> Result<Vec<Event>, RecordError> {
        let pending = self.pending(batch);
        self.append(&pending)
    }

    /// Gives a batch its identity, so that it may be tried more than once.
    pub fn pending(&self, batch: Batch) -> Pending {
        let now = self.clock.now();
        Pending::new(batch, now.at, now.zone)
    }

    /// Puts a batch on the disk, maybe not for the first time, and then moves
    /// the state on; gives its events.
    pub fn append(&mut self, pending: &Pending) -> Result<Vec<Event>, RecordError> {
        if self.nameless.is_some() {
            return Err(RecordError::Nameless);
        }
        let appended = self.journal.append(pending)?;
        let own = appended.own.clone();
        self.take_in(appended.others.into_iter().chain(appended.own));
        Ok(own)
    }

    /// Takes in events from elsewhere; gives how many are new here, and how many
    /// were here already.
    pub(crate) fn import(&mut self, events: &[Foreign]) -> Result<(usize, usize), ImportFailure> {
        if self.nameless.is_some() {
            return Err(ImportFailure::Nameless);
        }
        let taken = self.journal.import(events)?;
        let new = taken.own.len();
        self.take_in(taken.others.into_iter().chain(taken.own));
        Ok((new, taken.known))
    }

    /// Picks up what other processes and devices wrote; whether there was any.
    pub fn poll(&mut self) -> Result<bool, PollError> {
        let events = self.journal.poll()?;
        let any = !events.is_empty();
        if any {
            self.take_in(events);
        }
        Ok(any)
    }

    /// Joins the roadmap with further events.
    fn take_in(&mut self, events: impl IntoIterator<Item = Event>) {
        self.state.extend(events);
        self.progress = Progress::new(&self.roadmap, &self.state);
    }

    /// The plan's line; `None` before the start date is known.
    pub fn plan_line(&self) -> Option<PlanLine> {
        PlanLine::of(&self.roadmap, &self.state, &self.progress)
    }

    /// The clock on the wall.
    pub fn wall(&self) -> Wall<impl Fn(NaiveDateTime) -> DateTime<FixedOffset> + '_> {
        Wall {
            now: self.now.at,
            start: self.config.day_start,
            moment_of: |local| self.clock.moment_of(local),
        }
    }

    /// The timer as it stands, while one runs.
    pub fn timer(&self) -> Option<TimerFigure> {
        let start = self.config.day_start;
        let timer = self.state.timer()?;
        let booted = self.clock.booted();
        Some(TimerFigure::new(
            timer,
            self.now.at,
            start,
            &self.device,
            booted,
        ))
    }

    /// What Today says; without the plan's line it says nothing of the pace.
    pub fn today(&self, line: Option<&PlanLine>) -> Today {
        Today::new(&self.roadmap, &self.state, &self.progress, line, self.today)
    }
}

/// The file name of the built-in roadmap.
const BUILT_IN: &str = "roadmap.toml (built in)";

/// Where what a roadmap was read as may be kept.
fn kept(state: &Path, place: &RoadmapPlace) -> PathBuf {
    let name = match place.file() {
        Some(path) => {
            let path = path.as_os_str().as_encoded_bytes();
            format!("{:08x}.roadmap", crc32fast::hash(path))
        }
        None => "built-in.roadmap".to_owned(),
    };
    state.join("cache").join(name)
}

/// Reads a roadmap from where it is; what it came to may be kept.
pub(crate) fn load(place: &RoadmapPlace, kept: Option<&Path>) -> Loaded {
    let built_in = roadmap_file::Place {
        file: BUILT_IN,
        notes: &|path| match builtin::note(path) {
            Some(_) => Notes::Found,
            None => Notes::Missing,
        },
    };
    match (place.file(), kept) {
        (Some(path), Some(kept)) => roadmap_file::load_kept(path, kept),
        (Some(path), None) => roadmap_file::load(path),
        (None, Some(kept)) => roadmap_file::read_kept(builtin::ROADMAP, &built_in, kept),
        (None, None) => roadmap_file::read_roadmap(builtin::ROADMAP, &built_in),
    }
}

/// The text of a roadmap's file; empty where it cannot be read.
pub(crate) fn source(place: &RoadmapPlace) -> String {
    match place.file() {
        Some(path) => roadmap_file::read_text(path).unwrap_or_default(),
        None => builtin::ROADMAP.to_owned(),
    }
}

/// The name under which a roadmap's problems are shown.
pub(crate) fn shown_file(place: &RoadmapPlace) -> String {
    match place.file() {
        Some(path) => path.display().to_string(),
        None => BUILT_IN.to_owned(),
    }
}

/// The roadmap's file as sentences name it.
pub(crate) fn file_name(place: &RoadmapPlace) -> String {
    match place.file() {
        Some(path) => {
            let here = std::env::current_dir().unwrap_or_default();
            let short = path.strip_prefix(here).unwrap_or(path);
            format!("`{}`", short.display())
        }
        None => "the built-in roadmap".to_owned(),
    }
}

/// The command that reports a roadmap's problems. It finds on its own what is
/// found on the way up or set once; what was named for one command or one shell
/// is named again.
fn check_command(place: &RoadmapPlace) -> String {
    match place {
        RoadmapPlace::Given(path) | RoadmapPlace::Environment(path) => {
            let path = path.display().to_string();
            let plain = |c: char| c.is_alphanumeric() || "/._-+:@%,~=".contains(c);
            if path.chars().all(plain) {
                format!("mastery check {path}")
            } else {
                format!("mastery check '{}'", path.replace('\'', r"'\''"))
            }
        }
        RoadmapPlace::Found(_) | RoadmapPlace::Configured(_) | RoadmapPlace::BuiltIn => {
            "mastery check".to_owned()
        }
    }
}

/// A roadmap that does not load: its problems, and that nothing else happened.
fn unusable(place: &RoadmapPlace, problems: &[Problem]) -> Failure {
    let fatal: Vec<&Problem> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Fatal)
        .collect();
    let lines = fatal
        .iter()
        .flat_map(|problem| Shown::lines(&roadmap_file::render(problem)));
    let failure = Failure::new(format!("{} cannot be used", file_name(place)))
        .detail(lines)
        .hint(format!(
            "the journal was left alone; `{}` reports all problems",
            check_command(place)
        ));
    match place {
        RoadmapPlace::Environment(_) => failure.hint("`MASTERY_ROADMAP` names this file"),
        RoadmapPlace::Configured(_) => failure.hint("`config.toml` names this file"),
        RoadmapPlace::Given(_) | RoadmapPlace::Found(_) | RoadmapPlace::BuiltIn => failure,
    }
}

fn about_device(device: &Device, first: bool) -> Option<String> {
    let id = &device.id;
    match &device.origin {
        Origin::Kept => None,
        Origin::New if first => None,
        Origin::New => Some(format!("this device is new here and writes as `{id}`")),
        Origin::Moved { from } => Some(format!(
            "the state folder comes from another machine, `{from}`: this one writes as `{id}`"
        )),
        Origin::Replaced => Some(format!(
            "the name of this device could not be read: it writes as `{id}` now"
        )),
    }
}

fn about_damage(journal: &Journal) -> Option<String> {
    let mut damages = journal.damages();
    let first = damages.next()?;
    Some(damage_in_short(first, damages.count()))
}

/// A damage, and how many more there are. A screen cuts a line at its end: what
/// to do comes first, and the place, which is as long as its folders, last.
pub(super) fn damage_in_short(first: &Damage, more: usize) -> String {
    if let missing @ What::Missing { .. } = &first.what {
        // It says itself what to do.
        return match more {
            0 => format!("{missing} ({})", first.file.display()),
            _ => format!(
                "{missing}; {} in the journal {} a look",
                count(more, "other place"),
                form(more, "needs", "need")
            ),
        };
    }
    format!(
        "{} in the journal {} a look: run `mastery doctor` ({first})",
        count(more + 1, "place"),
        form(more + 1, "needs", "need")
    )
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            RecordError::Nameless => {
                failure.hint("the state folder must be writable: see `MASTERY_STATE_DIR`")
            }
            RecordError::Append(AppendError::Doubtful { .. } | AppendError::Replaced { .. }) => {
                failure.hint("`mastery history` shows whether it is there")
            }
            RecordError::Append(AppendError::Busy) => {
                failure.hint("nothing was changed: try again in a moment")
            }
            RecordError::Append(_) => failure.hint("nothing was changed: all is as it was before"),
        }
    }
}
