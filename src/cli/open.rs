//! Opens the full-screen program: hands it what it shows, and performs what it
//! asks for.

mod gates;
mod lend;
mod notes;
mod settings_file;

use std::{
    collections::HashMap,
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    sync::Arc,
    time::SystemTime,
};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::{
    clock::Clock,
    domain::{id::PhaseId, problem::Problem},
    reader,
    store::{
        config::ThemeMode,
        journal::{AppendError, Damage, Journal, Pending},
        notes::Shelf,
        paths::RoadmapPlace,
    },
    tui::{
        app::App,
        effect::{Effect, Perform, SharedNote, Token},
        msg::{Fate, Msg},
        run::{self, Ending, Waiting, Waker},
        theme::{Depth, Theme},
        world::World,
    },
};

use gates::Gates;
use notes::Notes;

use super::{
    editor::Editor,
    failure::Failure,
    paper::Colour,
    session::{self, Session},
    settings,
};

/// What the command line says of the looks.
#[derive(Debug, Clone, Copy)]
struct Look {
    colour: Colour,
    ascii: bool,
}

/// The status of a program whose terminal went away, as shells count a hang-up.
const HUNG_UP: u8 = 129;

/// Runs the full-screen program until it is left.
pub(crate) fn run(session: Session, colour: Colour, ascii: bool) -> Result<ExitCode, Failure> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Failure::new("the full-screen program needs a terminal")
            .hint("`mastery today` prints what to do now"));
    }
    let failed = |error: &io::Error| Failure::new(format!("the terminal cannot be used: {error}"));
    let (waiting, waker) = Waiting::new().map_err(|error| failed(&error))?;
    let ask = session.config.theme == ThemeMode::Auto;
    let background = settings::background(&session.config).unwrap_or_default();
    let depths = settings::depth(&session.config, colour, |name| std::env::var(name).ok());
    let depth = depths.0;
    let paints = settings::paints(&session.config, depths);
    let theme = Theme::new(background, depth).painted(paints);
    let forced = ascii;
    let ascii = forced || session.config.ascii;
    let ask = ask && depth != Depth::Plain;
    let links = run::knows_hyperlinks(|name| std::env::var(name).ok());
    let stage = waiting.enter(ask, links).map_err(|error| failed(&error))?;
    let now = session.now.clone();
    let clock = session.clock.clone();
    let (world, mut outside) = part(
        session,
        waker,
        Look {
            colour,
            ascii: forced,
        },
    );
    let app = App::new(world, theme, ascii, &now);
    let ending = run::run(stage, app, &mut outside, &clock);
    // A gate that runs ends with the program, and before it.
    outside.gates.end();
    match ending.map_err(|error| failed(&error))? {
        Ending::Left => Ok(ExitCode::SUCCESS),
        Ending::Gone => Ok(ExitCode::from(HUNG_UP)),
        Ending::Signal(signal) => {
            // The terminal is restored; now end the way the signal meant it,
            // so that whoever sent it sees that it worked.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
            Ok(ExitCode::from(128_u8.wrapping_add(signal as u8)))
        }
    }
}

/// Divides a session into what is shown and what performs.
fn part(mut session: Session, waker: Waker, look: Look) -> (World, Outside) {
    let own = settings_file::SettingsFile::new(look);
    let wrong = own.problems();
    let settings_problems = wrong.iter().map(settings::in_short).collect();
    let said: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    let mut problems = session.notices.clone();
    problems.retain(|problem| !said.contains(problem));
    let roadmap_problems = in_lines(&session.problems, &session.place);
    let source = session::file_name(&session.place);
    let waker = Arc::new(waker);
    let notes = Notes::new(Shelf::of(&session.place), Arc::clone(&waker));
    let others = notes.others(&session.roadmap);
    let claimed = session.roadmap.phases.iter();
    let claimed = claimed.filter_map(|it| it.notes.clone()).collect();
    let mut world = World::new(
        session.roadmap,
        session.state,
        session.device.clone(),
        session.today,
        source,
        problems,
    )
    .with_notes(others);
    world.built_in_notes = session.place.file().is_none();
    world.reading_width = session.config.reading_width.0;
    world.day_start = session.config.day_start;
    world.roadmap_problems = roadmap_problems;
    world.settings_problems = settings_problems;
    world.keys = Arc::new(settings::keymap(&session.config).0);
    world.watch.booted = session.clock.booted();
    world.watch.clock = Some(session.clock.clone());
    let changed = session.place.file().and_then(changed_at);
    session.journal.wait_at_most(run::LOCK_PATIENCE);
    let gates = Gates::new(
        session.journal.place().roadmap.clone(),
        session.place.clone(),
        session.config.clone(),
        session.nameless.is_none().then_some(session.device),
        session.journal.place().clone(),
        session.clock.clone(),
        Arc::clone(&waker),
    );
    let outside = Outside {
        unwatched: Some((claimed, waker)),
        watcher: None,
        settings: own,
        editor: session.config.editor.clone(),
        notes,
        gates,
        damages: session.journal.damages().count(),
        losses: session.journal.losses().to_vec(),
        journal: session.journal,
        nameless: session.nameless.is_some(),
        place: session.place,
        changed,
        clock: session.clock,
        pending: HashMap::new(),
    };
    (world, outside)
}

/// What the program asks of files and of other programs.
struct Outside {
    journal: Journal,
    nameless: bool,
    place: RoadmapPlace,
    /// When the roadmap's file was last changed, as far as is known.
    changed: Option<(SystemTime, u64)>,
    /// The settings' file.
    settings: settings_file::SettingsFile,
    /// The editor that the settings name.
    editor: Option<String>,
    clock: Clock,
    notes: Notes,
    gates: Gates,
    damages: usize,
    /// What this device's file lost, as far as that was said.
    losses: Vec<Damage>,
    /// Batches that were tried and did not get to the disk, with the identity
    /// they keep.
    pending: HashMap<Token, Pending>,
    /// The notes whose folders are to be watched, and whom to wake; taken when
    /// the watching begins.
    unwatched: Option<(Vec<String>, Arc<Waker>)>,
    /// Files are watched as long as this lives.
    watcher: Option<RecommendedWatcher>,
}

impl Perform for Outside {
    fn perform(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::Record { token, batch } => {
                let clock = &self.clock;
                let pending = self.pending.entry(token).or_insert_with(|| {
                    let now = clock.now();
                    Pending::new(batch, now.at, now.zone)
                });
                if self.nameless {
                    let why =
                        "not saved: this device has no name; the state folder must be writable";
                    return vec![Msg::NotRecorded {
                        token,
                        why: why.to_owned(),
                        fate: Fate::Absent,
                    }];
                }
                match self.journal.append(pending) {
                    Ok(appended) => {
                        self.pending.remove(&token);
                        vec![
                            Msg::Arrived(appended.others),
                            Msg::Recorded {
                                token,
                                events: appended.own,
                            },
                        ]
                    }
                    Err(error) => {
                        let fate = match &error {
                            AppendError::Doubtful { .. } | AppendError::Replaced { .. } => {
                                Fate::Doubtful
                            }
                            AppendError::Unwritable(_) => Fate::Hopeless,
                            _ => Fate::Absent,
                        };
                        let why = Failure::from_error(&error).sentence();
                        vec![Msg::NotRecorded { token, why, fate }]
                    }
                }
            }
            Effect::Forget(token) => {
                self.pending.remove(&token);
                Vec::new()
            }
            Effect::Reload => self.poll(),
            Effect::PlanGate(proof) => self.gates.plan(*proof),
            Effect::Prove { row, consent } => self.gates.prove(&row, consent),
            Effect::CancelGate => {
                self.gates.cancel();
                Vec::new()
            }
            Effect::AskAges(passed) => {
                self.gates.ask_ages(passed);
                Vec::new()
            }
            Effect::OpenLink(url) => vec![open_link(&url)],
            Effect::ReadNote(path) => vec![self.notes.read(path)],
            Effect::ToggleBox { path, note, at } => self.notes.toggle(path, note, at),
            Effect::Paint(path, SharedNote(document)) => {
                self.notes.paint(path, document);
                Vec::new()
            }
            Effect::Edit { note, line } => self.edit(note.as_deref(), line),
            Effect::Friday(phase) => self.friday(phase.as_ref()),
            // The loop's own: they need the terminal.
            Effect::Copy(_) | Effect::Suspend | Effect::Quit => Vec::new(),
        }
    }

    fn poll(&mut self) -> Vec<Msg> {
        let mut msgs = Vec::new();
        match self.journal.poll() {
            Ok(events) if events.is_empty() => {}
            Ok(events) => msgs.push(Msg::Arrived(events)),
            Err(error) => msgs.push(Msg::Trouble(error.to_string())),
        }
        let damages = self.journal.damages().count();
        let losses = self.journal.losses();
        if losses != self.losses {
            if let Some(loss) = losses.first() {
                let more = losses.len() - 1;
                msgs.push(Msg::Trouble(session::damage_in_short(loss, more)));
            }
            self.losses = losses.to_vec();
        } else if damages > self.damages
            && let Some(damage) = self.journal.damages().last()
        {
            let more = damages - 1;
            msgs.push(Msg::Trouble(session::damage_in_short(damage, more)));
        }
        self.damages = damages;
        msgs.extend(self.reread_roadmap());
        msgs.extend(self.settings.reread());
        msgs.extend(self.notes.poll());
        msgs.extend(self.gates.poll());
        msgs
    }

    /// Begins to watch files, and takes in what changed before.
    fn settle(&mut self) -> Vec<Msg> {
        let Some((notes, waker)) = self.unwatched.take() else {
            return Vec::new();
        };
        let mut folders = self.notes.folders(&notes);
        let settings = self.settings.file();
        folders.extend(settings.and_then(Path::parent).map(Path::to_owned));
        self.watcher = watch(
            &mut self.journal,
            &self.place,
            &folders,
            self.settings.file(),
            waker,
        );
        self.poll()
    }
}

impl Outside {
    /// Has a note or the roadmap edited; files that changed are read again
    /// when the terminal is back.
    fn edit(&self, note: Option<&str>, line: usize) -> Vec<Msg> {
        let file = match note {
            Some(path) => self.notes.file(path),
            None => self.place.file().map(Path::to_owned),
        };
        let Some(file) = file else {
            return vec![Msg::Trouble("There is no file to edit.".to_owned())];
        };
        let editor = match Editor::find(self.editor.as_deref()) {
            Ok(editor) => editor,
            Err(error) => return vec![Msg::Trouble(Failure::from_error(&error).sentence())],
        };
        let ended = lend::run(&mut editor.command_at(&file, line));
        let name = editor.name();
        match ended {
            Ok(lend::Ended::Well) => Vec::new(),
            Ok(lend::Ended::With(status)) => vec![Msg::Trouble(format!(
                "The editor `{name}` ended with status {status}."
            ))],
            Ok(lend::Ended::BySignal) => {
                vec![Msg::Trouble(format!("The editor `{name}` was killed."))]
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => vec![Msg::Trouble(format!(
                "There is no editor `{name}`: set $EDITOR to yours."
            ))],
            Err(error) => vec![Msg::Trouble(format!(
                "The editor `{name}` cannot be run: {error}."
            ))],
        }
    }

    /// Runs `mastery friday`, which asks on the terminal; what it records
    /// arrives as another program's events.
    fn friday(&self, phase: Option<&PhaseId>) -> Vec<Msg> {
        let mut command = match std::env::current_exe() {
            Ok(program) => Command::new(program),
            Err(error) => {
                let why = format!("The program cannot be found again: {error}.");
                return vec![Msg::Trouble(why)];
            }
        };
        if let Some(file) = self.place.file() {
            command.arg("--roadmap").arg(file);
        }
        if let Some(data) = self.journal.place().folder.parent() {
            command.arg("--data-dir").arg(data);
        }
        command.arg("friday");
        if let Some(phase) = phase {
            command.arg("--phase").arg(phase.as_str());
        }
        match lend::run(&mut command) {
            Ok(_) => {
                lend::wait_for_enter();
                Vec::new()
            }
            Err(error) => vec![Msg::Trouble(format!(
                "`mastery friday` cannot be run: {error}."
            ))],
        }
    }

    /// Reads the roadmap's file again if it changed, came or went.
    fn reread_roadmap(&mut self) -> Option<Msg> {
        let changed = changed_at(self.place.file()?);
        if changed == self.changed {
            return None;
        }
        self.changed = changed;
        let loaded = session::load(&self.place, None);
        let mut problems = in_lines(&loaded.problems, &self.place);
        let mut roadmap = loaded.roadmap;
        // The journal that is open belongs to the id it was opened for.
        let id = &self.journal.place().roadmap;
        if let Some(other) = roadmap.as_ref().filter(|roadmap| roadmap.id != *id) {
            let other = &other.id;
            let file = session::file_name(&self.place);
            problems.insert(
                0,
                format!("{file} is another roadmap now, `{other}`: leave and open it again"),
            );
            roadmap = None;
        }
        Some(Msg::RoadmapChanged {
            roadmap: roadmap.map(Box::new),
            problems,
        })
    }
}

/// Problems of the roadmap's file, a line each; first those that say what was
/// probably meant.
fn in_lines(problems: &[Problem], place: &RoadmapPlace) -> Vec<String> {
    let file = session::file_name(place);
    let mut problems: Vec<&Problem> = problems.iter().collect();
    problems.sort_by_key(|problem| problem.nearest.is_none());
    problems
        .into_iter()
        .map(|problem| {
            let spot = problem.spot.as_ref();
            let line = spot.map_or_else(String::new, |spot| format!(", line {}", spot.line));
            let nearest = problem.nearest.as_ref();
            let meant = nearest.map_or_else(String::new, |nearest| {
                format!(" (did you mean `{nearest}`?)")
            });
            format!("{}{meant}: {file}{line}", problem.message)
        })
        .collect()
}

fn changed_at(path: &Path) -> Option<(SystemTime, u64)> {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

/// Wakes the loop when a journal or the roadmap changes. Where the system
/// cannot watch, other programs' changes show with the next own one.
fn watch(
    journal: &mut Journal,
    place: &RoadmapPlace,
    folders: &[PathBuf],
    settings: Option<&Path>,
    waker: Arc<Waker>,
) -> Option<RecommendedWatcher> {
    let folder = journal.place().folder.clone();
    let roadmap = place.file().map(Path::to_owned);
    let name = roadmap
        .as_deref()
        .and_then(Path::file_name)
        .map(PathBuf::from);
    let (journals, wanted) = (folder.clone(), name);
    let own_settings = settings.map(Path::to_owned);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        // Reading a file tells too; only what changes it is worth waking for.
        let changes = matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)
        );
        let ours = |path: &PathBuf| {
            let is_note = path.extension().is_some_and(|it| it == "md");
            path.starts_with(&journals)
                || is_note
                || own_settings.as_ref() == Some(path)
                || path.file_name().map(PathBuf::from) == wanted && wanted.is_some()
        };
        if changes && event.paths.iter().any(ours) {
            waker.wake();
        }
    })
    .ok()?;
    // A folder that cannot be made now is made, and not watched, with the
    // first event.
    if journal.make_folder().is_ok() {
        let _ = watcher.watch(&folder, RecursiveMode::NonRecursive);
    }
    if let Some(parent) = roadmap.as_deref().and_then(Path::parent) {
        let parent = if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        };
        let _ = watcher.watch(parent, RecursiveMode::NonRecursive);
    }
    for folder in folders {
        let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
    }
    Some(watcher)
}

/// Opens an address with the desktop's own program for it.
fn open_link(url: &str) -> Msg {
    let safe = match reader::web(url) {
        Ok(safe) => safe,
        Err(why) => return Msg::Trouble(format!("The link is not opened: {why}.")),
    };
    match open::that_detached(&safe) {
        Ok(()) => Msg::Notice("Opened in the browser.".to_owned()),
        Err(error) => Msg::Trouble(format!("The link cannot be opened here: {error}")),
    }
}
