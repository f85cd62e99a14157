//! Opens the full-screen program: hands it what it shows, and performs what it
//! asks for.

use std::{
    collections::HashMap,
    fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    process::ExitCode,
    time::SystemTime,
};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::{
    clock::Clock,
    store::{
        config::ThemeMode,
        journal::{Journal, Pending},
        paths::RoadmapPlace,
    },
    tui::{
        app::App,
        effect::{Effect, Perform, Token},
        msg::Msg,
        run::{self, Ending, Waiting, Waker},
        theme::{Background, Depth, Theme},
        world::World,
    },
};

use super::{
    failure::Failure,
    paper::Colour,
    session::{self, Session},
};

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
    let background = match session.config.theme {
        ThemeMode::Light => Background::Light,
        ThemeMode::Dark => Background::Dark,
        ThemeMode::Auto => Background::Unknown,
    };
    let depth = match colour {
        Colour::Never => Depth::Plain,
        _ => Depth::from_environment(|name| std::env::var(name).ok()),
    };
    let theme = Theme::new(background, depth);
    let ascii = ascii || session.config.ascii;
    let now = session.now.clone();
    let clock = session.clock.clone();
    let (world, mut outside) = part(session, waker);
    let app = App::new(world, theme, ascii, &now);
    let ask = ask && depth != Depth::Plain;
    let ending = run::run(app, &mut outside, &clock, waiting, ask);
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
fn part(mut session: Session, waker: Waker) -> (World, Outside) {
    let mut problems = session.notices.clone();
    if let Some(error) = &session.nameless {
        problems.push(error.to_string());
    }
    let source = session::file_name(&session.place);
    let mut world = World::new(
        session.roadmap,
        session.state,
        session.device,
        session.today,
        source,
        problems,
    );
    world.day_start = session.config.day_start;
    let changed = session.place.file().and_then(changed_at);
    session.journal.wait_at_most(run::LOCK_PATIENCE);
    let outside = Outside {
        watcher: watch(&mut session.journal, &session.place, waker),
        damages: session.journal.damages().count(),
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
    clock: Clock,
    damages: usize,
    /// Batches that were tried and did not get to the disk, with the identity
    /// they keep.
    pending: HashMap<Token, Pending>,
    /// Files are watched as long as this lives.
    #[expect(dead_code, reason = "dropping it ends the watching")]
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
                    return vec![not_recorded(token, why.to_owned())];
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
                        let failure = Failure::from_error(&error);
                        vec![not_recorded(token, failure.sentence())]
                    }
                }
            }
            Effect::Forget(token) => {
                self.pending.remove(&token);
                Vec::new()
            }
            Effect::Reload => {
                self.changed = None;
                self.poll()
            }
            Effect::OpenLink(url) => vec![open_link(&url)],
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
        if damages > self.damages
            && let Some(damage) = self.journal.damages().last()
        {
            msgs.push(Msg::Trouble(format!("The journal: {damage}")));
        }
        self.damages = damages;
        msgs.extend(self.reread_roadmap());
        msgs
    }
}

impl Outside {
    /// Reads the roadmap's file again if it changed.
    fn reread_roadmap(&mut self) -> Option<Msg> {
        let path = self.place.file()?;
        let changed = changed_at(path);
        if changed == self.changed && changed.is_some() {
            return None;
        }
        let forced = self.changed.is_none();
        self.changed = changed;
        let loaded = session::load(&self.place);
        let problems: Vec<String> = loaded
            .problems
            .iter()
            .map(|problem| {
                let line = problem
                    .spot
                    .as_ref()
                    .map_or_else(String::new, |spot| format!(", line {}", spot.line));
                format!(
                    "{}{line}: {}",
                    session::file_name(&self.place),
                    problem.message
                )
            })
            .collect();
        if forced && problems.is_empty() && loaded.roadmap.is_none() {
            return None;
        }
        Some(Msg::RoadmapChanged {
            roadmap: loaded.roadmap.map(Box::new),
            problems,
        })
    }
}

fn not_recorded(token: Token, why: String) -> Msg {
    Msg::NotRecorded { token, why }
}

fn changed_at(path: &Path) -> Option<(SystemTime, u64)> {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

/// Wakes the loop when a journal or the roadmap changes. Where the system
/// cannot watch, other programs' changes show with the next own one.
fn watch(journal: &mut Journal, place: &RoadmapPlace, waker: Waker) -> Option<RecommendedWatcher> {
    let folder = journal.place().folder.clone();
    let roadmap = place.file().map(Path::to_owned);
    let name = roadmap
        .as_deref()
        .and_then(Path::file_name)
        .map(PathBuf::from);
    let (journals, wanted) = (folder.clone(), name);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        // Reading a file tells too; only what changes it is worth waking for.
        let changes = matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)
        );
        let ours = |path: &PathBuf| {
            path.starts_with(&journals)
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
    Some(watcher)
}

/// Opens an address with the desktop's own program for it.
fn open_link(url: &str) -> Msg {
    let safe = url::Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"));
    let Some(safe) = safe else {
        return Msg::Trouble("Only http, https and mailto links are opened.".to_owned());
    };
    match open::that_detached(safe.as_str()) {
        Ok(()) => Msg::Notice("Opened in the browser.".to_owned()),
        Err(error) => Msg::Trouble(format!("The link cannot be opened here: {error}")),
    }
}
