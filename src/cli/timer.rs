//! `mastery timer`.

use chrono::NaiveTime;

use crate::{
    domain::{
        decide::{Refusal, TimeWish, Wish},
        minutes::{Minutes, time_of_day},
    },
    insight::{
        time::{Keep, KeepError, TimerFigure},
        words,
    },
};

use super::{
    ask, change, describe,
    failure::Failure,
    naming,
    paper::Paper,
    session::Session,
    spent::{self, TimerShape},
};

/// Time what you do: start, stop, status, cancel
///
/// The timer runs on while the program is closed. One that was forgotten is
/// noticed when it is stopped: after four hours, when its day has ended, or
/// when the computer was restarted.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery timer start learning
  mastery timer start --item genserver-docs    learning, as it is a reading
  mastery timer stop calls and casts
  mastery timer stop --at 18:30                it was forgotten")]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Start(Start),
    Stop(Stop),
    Status(Status),
    /// Stop the timer and keep nothing
    Cancel,
}

/// Start the timer
#[derive(Debug, clap::Args)]
struct Start {
    /// The category of the time budget [default: that of the item]
    category: Option<String>,
    /// The phase it runs for [default: the current one]
    #[arg(long, value_name = "P", conflicts_with = "item")]
    phase: Option<String>,
    /// The item it runs for
    #[arg(long, value_name = "ID")]
    item: Option<String>,
}

/// Stop the timer and keep its time
#[derive(Debug, clap::Args)]
struct Stop {
    /// What there is to say of it
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// Keep all of it, however long it ran
    #[arg(long, group = "kept")]
    all: bool,
    /// Keep so much of it, from its start
    #[arg(long, value_name = "LENGTH", group = "kept")]
    keep: Option<Minutes>,
    /// It ended when the clock first showed this time
    #[arg(long, value_name = "TIME", group = "kept", value_parser = clock_time)]
    at: Option<NaiveTime>,
    /// Keep nothing
    #[arg(long, group = "kept", conflicts_with = "text")]
    discard: bool,
}

/// Show the timer
#[derive(Debug, clap::Args)]
struct Status {
    /// Print JSON: see docs/json.md
    #[arg(long)]
    json: bool,
}

/// What becomes of a timer's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Keep(Keep),
    Discard,
}

fn clock_time(text: &str) -> Result<NaiveTime, String> {
    time_of_day(text).ok_or_else(|| "expected a time of day like 18:30".to_owned())
}

/// Whether a timer command changes something.
pub(crate) fn changes(args: &Args) -> bool {
    !matches!(args.action, Action::Status(_))
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let wish = match &args.action {
        Action::Status(status) => return show(status.json, session, out),
        Action::Cancel => TimeWish::Cancel,
        Action::Start(start) => {
            let (phase, item) = (start.phase.as_deref(), start.item.as_deref());
            let about = spent::about(session, phase, item)?;
            let category = match &start.category {
                Some(name) => naming::category(&session.roadmap, name)?,
                None => spent::default_category(session, about)?,
            };
            TimeWish::Start { category, about }
        }
        Action::Stop(stop) => {
            let timer = session.timer().ok_or(Refusal::NoTimer)?;
            let choice = match (stop.keep, stop.at) {
                (Some(minutes), _) => Some(Choice::Keep(Keep::Length(minutes))),
                (None, Some(time)) => Some(Choice::Keep(Keep::Until(time))),
                (None, None) if stop.discard => Some(Choice::Discard),
                (None, None) if stop.all => Some(Choice::Keep(Keep::All)),
                (None, None) if timer.is_doubtful() => ask_for_choice(session, &timer, out)?,
                (None, None) => Some(Choice::Keep(Keep::All)),
            };
            let Some(choice) = choice else {
                out.line("the timer runs on");
                return Ok(());
            };
            match choice {
                Choice::Discard => TimeWish::Cancel,
                Choice::Keep(keep) => {
                    let text = stop.text.join(" ");
                    TimeWish::Stop {
                        pieces: timer.kept(keep, &session.wall()).map_err(not_kept)?,
                        text: (!text.trim().is_empty()).then_some(text),
                    }
                }
            }
        }
    };
    let nothing_kept = matches!(&wish, TimeWish::Stop { pieces, .. } if pieces.is_empty());
    let events = change::record(session, &[Wish::Time(wish)], None)?;
    spent::tell(session, &events, out);
    if nothing_kept {
        out.line("less than a minute: nothing was kept");
    }
    Ok(())
}

/// Why so much cannot be kept, and what can.
fn not_kept(error: KeepError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error {
        KeepError::SetBack(_) => failure.hint("`--keep 50m` keeps so much, `--discard` nothing"),
        KeepError::Longer(_) | KeepError::NotYet { .. } => failure,
    }
}

/// Asks what becomes of a timer that may have been forgotten; `None` lets it
/// run on.
fn ask_for_choice(
    session: &Session,
    timer: &TimerFigure,
    out: &mut Paper,
) -> Result<Option<Choice>, Failure> {
    let sentence = format!("the timer may have been forgotten: {}", doubts(timer));
    if !ask::is_possible() {
        return Err(Failure::new(sentence)
            .hint("`--all` keeps all of it, `--keep 50m` so much, `--at 18:30` what was before, `--discard` nothing"));
    }
    out.line(sentence);
    out.line(running(session, timer));
    loop {
        let question = "keep [a]ll, [k 50m] so much, until a time [18:30], [d]iscard, or Enter to let it run: ";
        let Some(answer) = ask::line(out, question)? else {
            return Ok(None);
        };
        if answer.is_empty() {
            return Ok(None);
        }
        match choice(&answer) {
            Some(choice) => return Ok(Some(choice)),
            None => out.line(format!("`{answer}` is none of these")),
        }
    }
}

/// What an answer means.
fn choice(answer: &str) -> Option<Choice> {
    let answer = answer.trim().to_lowercase();
    match answer.as_str() {
        "a" | "all" => return Some(Choice::Keep(Keep::All)),
        "d" | "discard" => return Some(Choice::Discard),
        _ => {}
    }
    for keep in ["keep ", "k "] {
        if let Some(length) = answer.strip_prefix(keep) {
            let length = length.parse().ok()?;
            return Some(Choice::Keep(Keep::Length(length)));
        }
    }
    let time = ["stop ", "at ", "s "]
        .iter()
        .find_map(|word| answer.strip_prefix(word));
    // `1:30` alone is a time of day here; `k 1:30` is a length.
    let time = time_of_day(time.unwrap_or(&answer))?;
    Some(Choice::Keep(Keep::Until(time)))
}

/// “it has been running for more than 4 h, and its day has ended”.
fn doubts(timer: &TimerFigure) -> String {
    let doubts: Vec<String> = timer.doubts.iter().copied().map(words::doubt).collect();
    words::list(&doubts)
}

/// “learning on phase 3 (Supervision), since 18:05: 45 min”.
pub(super) fn running(session: &Session, timer: &TimerFigure) -> String {
    let category = timer
        .category
        .as_ref()
        .map_or("no category", |it| it.as_str());
    let about = describe::on(&session.roadmap, timer.about.as_ref());
    let since = if timer.since.date_naive() == session.now.at.date_naive() {
        timer.since.format("%H:%M")
    } else {
        timer.since.format("%Y-%m-%d %H:%M")
    };
    let elapsed = words::hours(timer.elapsed);
    format!("{category}{about}, since {since}: {elapsed}")
}

fn show(json: bool, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let timer = session.timer();
    if json {
        return out.json("timer", &timer.as_ref().map(TimerShape::from));
    }
    let Some(timer) = timer else {
        out.line("no timer runs");
        return Ok(());
    };
    out.line(running(session, &timer));
    if timer.is_doubtful() {
        out.line(format!(
            "It may have been forgotten: {}. `mastery timer stop` asks.",
            doubts(&timer)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_is_typed() {
        let keep = |keep| Some(Choice::Keep(keep));
        let time = |hour, minute| {
            let time = NaiveTime::from_hms_opt(hour, minute, 0)?;
            keep(Keep::Until(time))
        };
        for (answer, meaning) in [
            ("a", keep(Keep::All)),
            ("All", keep(Keep::All)),
            ("d", Some(Choice::Discard)),
            ("k 50m", keep(Keep::Length(Minutes(50)))),
            ("keep 1:30", keep(Keep::Length(Minutes(90)))),
            ("18:30", time(18, 30)),
            ("s 9:05", time(9, 5)),
            ("k soon", None),
            ("yes", None),
        ] {
            assert_eq!(choice(answer), meaning, "{answer}");
        }
    }
}
