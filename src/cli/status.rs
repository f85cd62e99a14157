//! `mastery status`.

mod format;

use serde::Serialize;

use crate::insight::{pace::Pace, words};

use super::{
    failure::Failure, json, paper::Paper, reviews::due, session::Session, spent::TimerShape,
};

use format::Format;

const EXAMPLES: &str = "\
Examples:
  mastery status
  mastery status --format '{phase} {percent}% {streak}'
  mastery status --format '{timer:-no timer} {timer_time}'
  mastery status --json";

/// Show one line for a prompt or tmux: phase, pace, streak, timer
///
/// docs/integrations.md has snippets for starship, tmux, bash, zsh and fish.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = after_long_help())]
pub(crate) struct Args {
    /// Print this line: fields in braces, which `--help` lists
    #[arg(long, value_name = "FORMAT", conflicts_with = "json")]
    format: Option<String>,
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct View<'a> {
    phase: Option<json::PhaseName<'a>>,
    done: usize,
    of: usize,
    phases_done: usize,
    phases_of: usize,
    share: f64,
    pace: Option<json::PaceFigure>,
    streak: json::StreakFigure,
    timer: Option<TimerShape>,
}

fn after_long_help() -> String {
    format!("{EXAMPLES}\n\n{}", format::list())
}

pub(crate) fn run(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    if let Some(text) = &args.format {
        out.whole(&Format::parse(text)?.fill(session));
        return Ok(());
    }
    let line = session.plan_line();
    let today = session.today(line.as_ref());
    let items = today
        .phase
        .map(|phase| session.progress[phase].items())
        .unwrap_or_default();
    let phases = session.roadmap.phases.len();
    let timer = session.timer();
    if args.json {
        let view = View {
            phase: today
                .phase
                .map(|phase| json::PhaseName::new(&session.roadmap, phase)),
            done: items.done,
            of: items.of,
            phases_done: session.progress.signed_off(),
            phases_of: phases,
            share: session.progress.share(),
            pace: today.pace.map(Into::into),
            streak: today.streak.into(),
            timer: timer.as_ref().map(Into::into),
        };
        return out.json("status", &view);
    }
    let place = match today.phase {
        Some(phase) => format!(
            "Phase {} {}",
            session.roadmap[phase].number,
            words::tally(items)
        ),
        None => words::all_settled(&session.progress).unwrap_or_else(|| "no phases yet".to_owned()),
    };
    let standing = match &today.pace {
        None if session.state.begin().is_none() => Some("no start date".to_owned()),
        // There is no plan to be held against.
        None => None,
        // What was skipped is not done.
        Some(Pace::Finished) if session.progress.signed_off() < phases => None,
        Some(pace) => Some(words::pace_short(pace)),
    };
    let standing = standing.map_or_else(String::new, |words| format!(" · {words}"));
    let timer = timer.map_or_else(String::new, |timer| {
        format!(" · {}", words::timer_short(&timer))
    });
    let due = due_words(session).map_or_else(String::new, |words| format!(" · {words}"));
    out.line(format!(
        "{place}{standing} · streak {}{timer}{due}",
        today.streak.days
    ));
    Ok(())
}

/// The reviews that are due, in words; `None` when none is.
fn due_words(session: &Session) -> Option<String> {
    match due(session).as_slice() {
        [] => None,
        [one] => Some(format!("{} review due", one.rhythm.word())),
        several => Some(format!("{} reviews due", several.len())),
    }
}
