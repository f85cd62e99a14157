//! The command line: one file a subcommand, whose doc comment is its help.
//!
//! A command opens a [`Session`], prints to a `paper` and is done; what goes
//! wrong becomes a `failure`. Output is written at once, at the end.

mod ageing;
mod apps;
mod ask;
mod attest;
mod begin;
mod candidates;
mod change;
mod check;
mod completions;
mod config;
mod dates;
mod describe;
mod doctor;
mod editor;
mod evidence;
mod export;
mod failure;
mod friday;
mod gates;
mod help;
mod history;
mod import;
mod init;
mod json;
mod link;
mod log;
mod man;
mod matrix;
mod money;
mod naming;
mod next;
mod note;
mod off;
mod open;
mod pace;
mod pager;
mod painter;
mod panic;
mod paper;
mod parts;
mod phase;
mod phases;
mod plan;
mod pr;
mod prove;
mod read;
mod redo;
mod reopen;
mod replan;
mod repository;
mod review;
mod reviews;
#[cfg(test)]
mod schema;
mod search;
mod session;
mod settings;
mod show;
mod skip;
mod spend;
mod spent;
mod start;
mod stats;
mod status;
mod table;
mod tick;
mod time;
mod timer;
mod today;
mod trust;
mod undo;
mod visit;
mod week;

use std::{
    ffi::OsString,
    io::{self, IsTerminal},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, FromArgMatches, Parser, Subcommand};

use crate::{
    clock::{Clock, Moment},
    insight::words,
    proof,
    store::paths,
    text::{Shown, sanitise},
};

use failure::Failure;
use paper::{Colour, Paper};
use session::Options;

pub use session::{RecordError, Session};

/// See what to learn today, tick what is done, and know whether the year adds up
///
/// Without a command, the full-screen program opens.
#[derive(Debug, Default, Parser)]
#[command(
    name = "mastery",
    version,
    max_term_width = 100,
    subcommand_required = false
)]
#[command(after_help = "\
Examples:
  mastery                     open the program
  mastery today               what to do now
  mastery tick dynamic-sup    tick the item that `dynamic-sup` fits
  mastery tick 3 --all        mark the whole of phase 3 as done
  mastery status              one line for a prompt or tmux")]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Default, Args)]
struct Global {
    /// Use this roadmap [default: the nearest roadmap.toml, or the built-in one]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help_heading = "Global options"
    )]
    roadmap: Option<PathBuf>,
    /// Keep journals in this folder [default: the user's data folder]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        help_heading = "Global options"
    )]
    data_dir: Option<PathBuf>,
    /// Colour the output
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        help_heading = "Global options",
        help = "Colour the output: auto, always, never"
    )]
    color: Colour,
    /// Draw with ASCII characters alone
    #[arg(long, global = true, help_heading = "Global options")]
    ascii: bool,
    /// Pretend that it is this moment
    #[arg(long, global = true, value_name = "MOMENT", hide = true)]
    now: Option<Moment>,
}

/// The commands, and each alone by its name: building the arguments of all of
/// them takes longer than most commands do.
macro_rules! commands {
    ($($word:literal $name:ident($module:ident),)*) => {
        #[derive(Debug, Subcommand)]
        enum Command {
            $($name($module::Args),)*
        }

        impl Command {
            /// The command of this name, without the others.
            fn alone(name: &str) -> Option<clap::Command> {
                match name {
                    $($word => Some($module::Args::augment_args(clap::Command::new($word))),)*
                    _ => None,
                }
            }
        }
    };
}

commands! {
    "today" Today(today),
    "next" Next(next),
    "status" Status(status),
    "phases" Phases(phases),
    "phase" Phase(phase),
    "show" Show(show),
    "open" Open(visit),
    "matrix" Matrix(matrix),
    "apps" Apps(apps),
    "week" Week(week),
    "plan" Plan(plan),
    "check" Check(check),
    "doctor" Doctor(doctor),
    "tick" Tick(tick),
    "start" Start(start),
    "skip" Skip(skip),
    "reopen" Reopen(reopen),
    "note" Note(note),
    "link" Link(link),
    "log" Log(log),
    "timer" Timer(timer),
    "time" Time(time),
    "pace" Pace(pace),
    "replan" Replan(replan),
    "stats" Stats(stats),
    "spend" Spend(spend),
    "money" Money(money),
    "review" Review(review),
    "reviews" Reviews(reviews),
    "friday" Friday(friday),
    "pr" Pr(pr),
    "prove" Prove(prove),
    "trust" Trust(trust),
    "evidence" Evidence(evidence),
    "attest" Attest(attest),
    "undo" Undo(undo),
    "redo" Redo(redo),
    "history" History(history),
    "read" Read(read),
    "search" Search(search),
    "begin" Begin(begin),
    "off" Off(off),
    "init" Init(init),
    "export" Export(export),
    "import" Import(import),
    "config" Config(config),
    "completions" Completions(completions),
    "man" Man(man),
}

/// Runs the program with these arguments, the first of which is its own name.
pub fn main(args: impl Iterator<Item = OsString>) -> ExitCode {
    panic::explain();
    let mut args: Vec<OsString> = args.collect();
    if let Some(own) = args.first_mut() {
        // Help prints it as it stands.
        let name = own.to_string_lossy();
        if sanitise(&name) != name {
            *own = "mastery".into();
        }
    }
    #[cfg(unix)]
    if args.get(1).is_some_and(|first| first == proof::SUPERVISOR) {
        return proof::supervise();
    }
    if args.get(1).is_some_and(|first| first == painter::PAINTER) {
        return painter::answer();
    }
    survive_limits();
    if let Some(answered) = completions::answer(&args) {
        return answered.map_or_else(
            |failure| fail(&failure, Colour::Never),
            |()| ExitCode::SUCCESS,
        );
    }
    // The full-screen program has no arguments, mostly.
    if args.len() == 1 {
        return match run(Cli::default()) {
            Ok(status) => status,
            Err(failure) => fail(&failure, Colour::default()),
        };
    }
    let cli = match parse(&args) {
        Ok(cli) => cli,
        Err(error) => return explain(error, &args),
    };
    let colour = cli.global.color;
    match run(cli) {
        Ok(status) => status,
        Err(failure) => fail(&failure, colour),
    }
}

fn parse(args: &[OsString]) -> Result<Cli, clap::Error> {
    if let Some(cli) = parse_alone(args) {
        return Ok(cli);
    }
    let mut command = help::command();
    command
        .try_get_matches_from_mut(args)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| error.format(&mut command))
}

/// The arguments of a command that is named first, without looking at the other
/// commands. `None` if they are anything else than right: who asks for help or
/// made a mistake is answered with all commands at hand.
fn parse_alone(args: &[OsString]) -> Option<Cli> {
    let name = args.get(1)?.to_str()?;
    let only = Command::alone(name)?;
    let command = Global::augment_args(clap::Command::new("mastery"))
        .disable_help_subcommand(true)
        .subcommand(only);
    let matches = command.try_get_matches_from(args).ok()?;
    Cli::from_arg_matches(&matches).ok()
}

/// Past a limit of file sizes a write is to fail with a message; left alone,
/// the signal ends the program without a word. Programs that this one starts
/// are not touched by it.
fn survive_limits() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}

/// What clap has to say: help and version as output, the rest as errors.
fn explain(error: clap::Error, args: &[OsString]) -> ExitCode {
    if error.use_stderr() {
        complain(error, args);
        return ExitCode::from(2);
    }
    let text = error.render();
    let colour = Colour::among(args);
    let text = if colour.is_on(io::stdout().is_terminal()) {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    match paper::print(&format!("{}\n", text.trim_end())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&failure, colour),
    }
}

/// Prints what was wrong with the arguments. clap prints them as they stand:
/// in its colours only where there is nothing in them that drives a terminal.
fn complain(error: clap::Error, args: &[OsString]) {
    let harmless = |arg: &OsString| {
        let arg = arg.to_string_lossy();
        sanitise(&arg) == arg
    };
    if args.iter().all(harmless) {
        let text = error.render();
        let coloured = Colour::among(args).is_on(io::stderr().is_terminal());
        let text = if coloured {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        paper::complain(text.trim_end_matches('\n'));
        return;
    }
    // Without styles of its own, so that every escape is an argument's.
    let plain = help::plain();
    let error = plain.try_get_matches_from(args).err().unwrap_or(error);
    for line in Shown::lines(&error.render().ansi().to_string()) {
        paper::complain(line.as_str());
    }
}

fn fail(failure: &Failure, colour: Colour) -> ExitCode {
    let coloured = colour.is_on(io::stderr().is_terminal());
    for line in failure.lines() {
        paper::complain(&if coloured { paper::lead(&line) } else { line });
    }
    failure.status()
}

fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let Cli { global, command } = cli;
    let folder = paths::config_dir();
    let (mut config, problems) = match &folder {
        Ok(folder) => settings::load(folder),
        // Whatever needs a folder of its own says so itself.
        Err(_) => Default::default(),
    };
    config.ascii |= global.ascii;
    words::write_dates(config.date_format);
    let mut out = Paper::new(global.color, config.ascii);
    let notices: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let session_of = |roadmap: Option<PathBuf>| {
        let clock = match (&global.now, std::env::var("MASTERY_NOW")) {
            (Some(now), _) => Clock::fixed(now.clone()),
            (None, Ok(now)) if !now.is_empty() => {
                Clock::fixed(now.parse().map_err(|error| {
                    Failure::new(format!("`MASTERY_NOW` cannot be used: {error}"))
                })?)
            }
            _ => Clock::system(),
        };
        let session = Session::open(Options {
            roadmap,
            data_dir: global.data_dir.clone(),
            clock,
            config: config.clone(),
            notices: notices.clone(),
        })?;
        Ok::<_, Failure>(session)
    };
    let session = || session_of(global.roadmap.clone());
    // The program shows notices itself; a command says them first.
    let aloud = || {
        let session = session()?;
        let roadmap = session.roadmap_notice();
        for notice in session.notices.iter().chain(&roadmap) {
            paper::complain(&format!("notice: {}", Shown::line(notice)));
        }
        // The program is about to end: to take a session apart piece by piece
        // would be work for nobody.
        Ok::<&mut Session, Failure>(Box::leak(Box::new(session)))
    };
    let Some(command) = command else {
        return open::run(session()?, global.color, global.ascii);
    };
    let mut status = ExitCode::SUCCESS;
    let mut changed = false;
    let mut change = |result: Result<(), Failure>| {
        changed = true;
        result
    };
    match command {
        Command::Today(args) => today::run(&args, aloud()?, &mut out)?,
        Command::Next(args) => status = next::run(&args, aloud()?, &mut out)?,
        Command::Status(args) => status::run(&args, aloud()?, &mut out)?,
        Command::Show(args) => show::run(&args, aloud()?, &mut out)?,
        Command::Open(args) => visit::run(&args, aloud()?, &mut out)?,
        Command::Completions(args) => completions::run(&args, &mut out)?,
        Command::Man(args) => man::run(&args, &mut out)?,
        Command::Phases(args) => phases::run(&args, aloud()?, &mut out)?,
        Command::Phase(args) => phase::run(&args, aloud()?, &mut out)?,
        Command::Matrix(args) => matrix::run(&args, aloud()?, &mut out)?,
        Command::Apps(args) => apps::run(&args, aloud()?, &mut out)?,
        Command::Week(args) => week::run(&args, aloud()?, &mut out)?,
        Command::Plan(args) => plan::run(&args, aloud()?, &mut out)?,
        Command::History(args) => history::run(&args, aloud()?, &mut out)?,
        Command::Read(args) => read::run(&args, aloud()?, &mut out)?,
        Command::Search(args) => search::run(&args, aloud()?, &mut out)?,
        Command::Check(args) => {
            let place = paths::roadmap(global.roadmap.as_deref(), config.roadmap.as_deref());
            status = check::run(&args, place, &mut out)?;
        }
        Command::Doctor(args) => {
            let given = doctor::Given {
                roadmap: global.roadmap.clone(),
                data_dir: global.data_dir.clone(),
                now: global.now.clone(),
                config: &config,
                folder: &folder,
                problems: &problems,
            };
            status = doctor::run(&args, &given, &mut out)?;
        }
        Command::Config(args) => {
            let place = paths::roadmap(global.roadmap.as_deref(), config.roadmap.as_deref());
            let known = config::Known {
                config: &config,
                problems: &problems,
                place: &place,
            };
            status = config::run(&args, folder, &known, &mut out)?;
        }
        Command::Init(args) => change(init::run(&args, folder, &config, &session_of, &mut out))?,
        Command::Export(args) => export::run(&args, aloud()?, &mut out)?,
        Command::Import(args) => change(import::run(&args, aloud()?, &mut out))?,
        Command::Note(args) => change(note::run(&args, aloud()?, &mut out))?,
        Command::Time(args) => time::run(&args, aloud()?, &mut out)?,
        Command::Log(args) if log::changes(&args) => {
            change(log::run(&args, aloud()?, &mut out))?;
        }
        Command::Log(args) => log::run(&args, aloud()?, &mut out)?,
        Command::Timer(args) if timer::changes(&args) => {
            change(timer::run(&args, aloud()?, &mut out))?;
        }
        Command::Timer(args) => timer::run(&args, aloud()?, &mut out)?,
        Command::Link(args) => change(link::run(&args, aloud()?, &mut out))?,
        Command::Pace(args) => pace::run(&args, aloud()?, &mut out)?,
        Command::Replan(args) if replan::changes(&args) => {
            change(replan::run(&args, aloud()?, &mut out))?;
        }
        Command::Replan(args) => replan::run(&args, aloud()?, &mut out)?,
        Command::Stats(args) => stats::run(&args, aloud()?, &mut out)?,
        Command::Spend(args) => change(spend::run(&args, aloud()?, &mut out))?,
        Command::Money(args) => money::run(&args, aloud()?, &mut out)?,
        Command::Review(args) if review::changes(&args) => {
            change(review::run(&args, aloud()?, &mut out))?;
        }
        Command::Review(args) => review::run(&args, aloud()?, &mut out)?,
        Command::Reviews(args) => reviews::run(&args, aloud()?, &mut out)?,
        Command::Friday(args) => friday::run(&args, aloud()?, &mut out)?,
        // What a gate showed is on the disk before it is printed.
        Command::Prove(args) => status = prove::run(&args, aloud()?, &mut out)?,
        Command::Trust(args) => trust::run(&args, aloud()?, &mut out)?,
        Command::Evidence(args) => status = evidence::run(&args, aloud()?, &mut out)?,
        Command::Attest(args) => change(attest::run(&args, aloud()?, &mut out))?,
        Command::Pr(args) => pr::run(&args, aloud()?, &mut out)?,
        Command::Tick(args) => change(tick::run(&args, aloud()?, &mut out))?,
        Command::Start(args) => change(start::run(&args, aloud()?, &mut out))?,
        Command::Skip(args) => change(skip::run(&args, aloud()?, &mut out))?,
        Command::Reopen(args) => change(reopen::run(&args, aloud()?, &mut out))?,
        Command::Undo(args) => change(undo::run(&args, aloud()?, &mut out))?,
        Command::Redo(args) => change(redo::run(&args, aloud()?, &mut out))?,
        Command::Begin(args) => change(begin::run(&args, aloud()?, &mut out))?,
        Command::Off(args) => change(off::run(&args, aloud()?, &mut out))?,
    }
    out.print().map_err(|failure| {
        if changed {
            failure.hint("the change itself is saved")
        } else {
            failure
        }
    })?;
    Ok(status)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn a_command_alone_has_the_arguments_that_it_has_among_all() {
        let all = Cli::command();
        for among in all.get_subcommands() {
            let name = among.get_name();
            let mut alone = Command::alone(name).unwrap_or_else(|| panic!("`{name}` alone"));
            assert_eq!(
                alone.render_long_help().to_string(),
                among.clone().render_long_help().to_string(),
                "{name}"
            );
        }
        assert!(Command::alone("help").is_none());
        assert!(Command::alone("--version").is_none());
    }

    #[test]
    fn whether_alone_or_among_all_the_same_is_understood() {
        let lines = [
            "status",
            "status --json",
            "today --roadmap r.toml --ascii --now 2026-03-04T20:00:00+01:00",
            "tick one two --on yesterday --color never",
            "log 90m about-it",
            "review weekly --keep",
            "evidence --verify",
        ];
        for line in lines {
            let args: Vec<OsString> = ["mastery"]
                .into_iter()
                .chain(line.split(' '))
                .map(OsString::from)
                .collect();
            let among = Cli::try_parse_from(&args).map(|cli| format!("{cli:?}"));
            let alone = parse_alone(&args).map(|cli| format!("{cli:?}"));
            assert_eq!(alone, among.ok(), "{line}");
        }
        for line in [
            "tick",
            "status --help",
            "status -h",
            "nonsense",
            "Status",
            "--ascii status",
        ] {
            let args: Vec<OsString> = ["mastery"]
                .into_iter()
                .chain(line.split(' '))
                .map(OsString::from)
                .collect();
            assert!(parse_alone(&args).is_none(), "{line}");
        }
    }
}
