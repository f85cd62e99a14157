//! What completions offer: the commands as they are, with the words that fit
//! now where ids are asked for.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::{
    clock::Clock,
    domain::{progress::Status, roadmap::ItemIx},
    store::{config::Config, paths},
    text::Shown,
};

use super::{
    help, naming,
    session::{Options, Session},
    spent,
};

/// What a place on the command line takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Items that are neither done nor skipped, and phases to be signed off.
    Open,
    /// Items that were started, done or skipped.
    Marked,
    /// All items and phases.
    Items,
    /// Anything that has an id.
    Anything,
    /// Phases.
    Phases,
    /// Rows of the proof matrix.
    Rows,
    /// Categories of the time budget.
    Categories,
    /// Lines of the money budget.
    Lines,
    /// Reviews.
    Reviews,
    /// Sessions of time.
    Sessions,
    /// Pages of the manual.
    Commands,
}

/// Where it takes what: the commands, the argument, the sort. A test holds the
/// list against the arguments there are.
const PLACES: [(&[&str], &str, Sort); 29] = [
    (&["tick"], "names", Sort::Open),
    (&["start"], "names", Sort::Open),
    (&["skip"], "names", Sort::Open),
    (&["reopen"], "names", Sort::Marked),
    (&["show"], "id", Sort::Anything),
    (&["open"], "id", Sort::Items),
    (&["note"], "item", Sort::Items),
    (&["note"], "phase", Sort::Phases),
    (&["link"], "about", Sort::Items),
    (&["log"], "item", Sort::Items),
    (&["log"], "phase", Sort::Phases),
    (&["log"], "words", Sort::Categories),
    (&["log"], "correct", Sort::Sessions),
    (&["log"], "remove", Sort::Sessions),
    (&["timer", "start"], "item", Sort::Items),
    (&["timer", "start"], "phase", Sort::Phases),
    (&["timer", "start"], "category", Sort::Categories),
    (&["phase"], "phase", Sort::Phases),
    (&["read"], "note", Sort::Phases),
    (&["pr"], "phase", Sort::Phases),
    (&["friday"], "phase", Sort::Phases),
    (&["prove"], "rows", Sort::Rows),
    (&["trust"], "rows", Sort::Rows),
    (&["trust"], "revoke", Sort::Rows),
    (&["evidence"], "row", Sort::Rows),
    (&["attest"], "row", Sort::Rows),
    (&["spend"], "line", Sort::Lines),
    (&["review"], "name", Sort::Reviews),
    (&["man"], "command", Sort::Commands),
];

/// The program's arguments, for completing these words.
pub(super) fn command(words: &[OsString]) -> Command {
    let mut command = help::plain();
    let roadmap = named(words, "--roadmap");
    let data_dir = named(words, "--data-dir");
    let offer = |sort: Sort| {
        let (roadmap, data_dir) = (roadmap.clone(), data_dir.clone());
        move |word: &OsStr| {
            let word = word.to_string_lossy();
            offered(sort, roadmap.clone(), data_dir.clone(), &word)
        }
    };
    for (path, argument, sort) in PLACES {
        command = at(command, path, &|command| {
            let completer = ArgValueCompleter::new(offer(sort));
            // `mut_arg` would put a positional argument behind the others.
            command.mut_args(|it: Arg| {
                if it.get_id() == argument {
                    it.add(completer.clone())
                } else {
                    it
                }
            })
        });
    }
    command
}

/// Changes the command that a path of names leads to.
fn at(command: Command, path: &[&str], change: &dyn Fn(Command) -> Command) -> Command {
    match path {
        [] => change(command),
        [name, rest @ ..] => command.mut_subcommand(name, |inner| at(inner, rest, change)),
    }
}

/// The value of an option among words that may not all be right.
fn named(words: &[OsString], option: &str) -> Option<PathBuf> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        if text == option {
            return words.next().map(PathBuf::from);
        }
        if let Some(value) = text
            .strip_prefix(option)
            .and_then(|it| it.strip_prefix('='))
        {
            return Some(value.into());
        }
    }
    None
}

/// What begins with `word`. Where something is wrong with a file, nothing is
/// offered: whoever presses a key did not ask for an error.
fn offered(
    sort: Sort,
    roadmap: Option<PathBuf>,
    data_dir: Option<PathBuf>,
    word: &str,
) -> Vec<CompletionCandidate> {
    let found = if sort == Sort::Commands {
        let command = help::plain();
        let commands = command.get_subcommands().map(|it| {
            let about = it.get_about().map(ToString::to_string);
            (it.get_name().to_owned(), about.unwrap_or_default())
        });
        commands.collect()
    } else {
        let (config, _) = match paths::config_dir() {
            Ok(folder) => Config::load(&folder),
            Err(_) => Default::default(),
        };
        let session = Session::open(Options {
            roadmap,
            data_dir,
            clock: Clock::system(),
            config,
            notices: Vec::new(),
        });
        let Ok(session) = session else {
            return Vec::new();
        };
        words(sort, &session, word)
    };
    let fits = |(value, _): &(String, String)| value.starts_with(word);
    let candidate = |(value, help): (String, String)| {
        let help = Shown::line(&help).to_string();
        CompletionCandidate::new(value).help((!help.is_empty()).then(|| help.into()))
    };
    found.into_iter().filter(fits).map(candidate).collect()
}

/// All words of a sort, with what they mean.
fn words(sort: Sort, session: &Session, word: &str) -> Vec<(String, String)> {
    let (roadmap, progress) = (&session.roadmap, &session.progress);
    let item = |ix: ItemIx| (roadmap[ix].id.to_string(), naming::describe(roadmap, ix));
    let items = |fits: &dyn Fn(ItemIx) -> bool| -> Vec<(String, String)> {
        roadmap
            .item_places()
            .filter(|ix| fits(*ix))
            .map(item)
            .collect()
    };
    // A phase has an id and a number; numbers are offered to who types one.
    let by_number = word.starts_with(|c: char| c.is_ascii_digit());
    let phases = || -> Vec<(String, String)> {
        roadmap
            .phases
            .iter()
            .map(|phase| {
                if by_number {
                    (phase.number.to_string(), phase.title.clone())
                } else {
                    let about = format!("phase {}: {}", phase.number, phase.title);
                    (phase.id.to_string(), about)
                }
            })
            .collect()
    };
    let or_phases = |mut items: Vec<(String, String)>| {
        if by_number {
            items.extend(phases());
        }
        items
    };
    let rows = || -> Vec<(String, String)> {
        let rows = roadmap.phases.iter().filter_map(|phase| {
            let proof = phase.proof.as_ref()?;
            Some((
                proof.id.to_string(),
                format!("phase {}: {}", phase.number, phase.title),
            ))
        });
        rows.collect()
    };
    match sort {
        Sort::Open => or_phases(items(&|ix| {
            // What follows from other marks cannot be ticked.
            !progress[ix].status.is_settled() && roadmap.derived_from(ix).is_none()
        })),
        Sort::Marked => or_phases(items(&|ix| progress[ix].status != Status::Open)),
        Sort::Items => or_phases(items(&|_| true)),
        Sort::Anything => {
            let mut all = or_phases(items(&|_| true));
            all.extend(
                roadmap
                    .apps
                    .iter()
                    .map(|app| (app.id.to_string(), app.role.clone())),
            );
            all.extend(rows());
            all
        }
        Sort::Phases => phases(),
        Sort::Rows => rows(),
        Sort::Categories => {
            let budgets = roadmap.time.iter();
            budgets
                .map(|it| (it.id.to_string(), it.title.clone()))
                .collect()
        }
        Sort::Lines => {
            let budgets = roadmap.money.iter();
            budgets
                .map(|it| (it.id.to_string(), it.title.clone()))
                .collect()
        }
        Sort::Reviews => {
            let reviews = roadmap.reviews.iter();
            reviews
                .map(|it| (it.id.to_string(), it.rhythm.word().to_owned()))
                .collect()
        }
        Sort::Sessions => spent::newest(session)
            .into_iter()
            .take(10)
            .map(|it| (spent::tail(it), format!("{}: {}", it.day, it.category)))
            .collect(),
        Sort::Commands => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(command: &'a Command, path: &[&str]) -> &'a Command {
        path.iter().fold(command, |command, name| {
            command.find_subcommand(name).unwrap()
        })
    }

    #[test]
    fn every_place_that_takes_ids_is_an_argument() {
        let command = command(&[]);
        for (path, argument, _) in PLACES {
            let there = find(&command, path)
                .get_arguments()
                .any(|it| it.get_id() == argument);
            assert!(there, "{path:?} has no argument `{argument}`");
        }
    }

    #[test]
    fn options_among_words_are_found() {
        let words: Vec<OsString> = ["mastery", "--roadmap", "a", "--data-dir=b", "tick"]
            .map(OsString::from)
            .into();
        assert_eq!(named(&words, "--roadmap"), Some("a".into()));
        assert_eq!(named(&words, "--data-dir"), Some("b".into()));
        assert_eq!(named(&words, "--data"), None);
    }
}
