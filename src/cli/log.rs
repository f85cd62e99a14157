//! `mastery log`.

use crate::{
    domain::{
        decide::{About, Correction, TimeWish, Wish},
        id::BudgetId,
        minutes::Length,
        session::Piece,
    },
    insight::words,
};

use super::{
    change,
    dates::Day,
    describe,
    failure::Failure,
    naming,
    paper::{Line, Paper, Role},
    session::Session,
    spent::{self, SessionShape},
    table::{Fit, Table},
};

/// How many sessions are listed.
const NEWEST: usize = 10;

/// Write down time that was not timed, and put right what was; list the newest
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery log 45m learning
  mastery log 1h30 learning --phase 3 --on yesterday Ecto.Multi
  mastery log 9:10-10:40 --item genserver-docs
  mastery log                        the newest sessions and their names
  mastery log --correct 8q2fz 50m    that one was 50 minutes
  mastery log --remove last")]
pub(crate) struct Args {
    /// How long or from when to when, the category of the time budget, and
    /// what there is to say: `45m learning Ecto.Multi`
    #[arg(value_name = "LENGTH CATEGORY TEXT")]
    words: Vec<String>,
    /// The phase it was spent on [default: the current one]
    #[arg(long, value_name = "P", conflicts_with = "item")]
    phase: Option<String>,
    /// The item it was spent on; decides the category, too
    #[arg(long, value_name = "ID")]
    item: Option<String>,
    /// Say it of an earlier day: a date, or `yesterday`
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
    /// Put this session right: `last`, or its name as listed
    #[arg(long, value_name = "SESSION")]
    correct: Option<String>,
    /// This session never was
    #[arg(long, value_name = "SESSION", conflicts_with_all = ["correct", "words", "phase", "item", "on"])]
    remove: Option<String>,
    /// Print JSON: see docs/json.md
    #[arg(long, conflicts_with_all = ["words", "correct", "remove"])]
    json: bool,
}

/// Whether the command changes something, and does not only list.
pub(crate) fn changes(args: &Args) -> bool {
    !args.words.is_empty() || args.correct.is_some() || args.remove.is_some()
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    if let Some(name) = &args.remove {
        let (id, sentence) = {
            let found = spent::named(session, name)?;
            (found.id, describe::session(&session.roadmap, found))
        };
        change::record(session, &[Wish::Time(TimeWish::Remove(id))], None)?;
        out.line(format!("removed: {sentence}"));
        return Ok(());
    }
    let wish = match &args.correct {
        Some(name) => correction(args, session, name)?,
        None if args.words.is_empty() && (args.on.is_some() || args.item.is_some()) => {
            return Err(Failure::usage("how long was it?").hint("`mastery log 45m learning`"));
        }
        None if args.words.is_empty() => return list(args, session, out),
        None => entry(args, session)?,
    };
    let events = change::record(session, &[Wish::Time(wish)], None)?;
    spent::tell(session, &events, out);
    Ok(())
}

/// What the words say: length, category, and the rest.
struct Words {
    length: Option<Length>,
    category: Option<BudgetId>,
    text: Option<String>,
}

/// Reads the words; where an item says which category it is, only a category's
/// whole name is taken for one, so that any text may follow.
fn words_of(args: &Args, session: &Session) -> Result<Words, Failure> {
    let mut words = args.words.as_slice();
    let mut length = None;
    if let [first, rest @ ..] = words {
        match first.parse::<Length>() {
            Ok(typed) => {
                length = Some(typed);
                words = rest;
            }
            // A correction may leave the length as it is.
            Err(error) if args.correct.is_none() => {
                return Err(Failure::usage(error.to_string()));
            }
            Err(_) => {}
        }
    }
    let mut category = None;
    if let [first, rest @ ..] = words {
        let optional = args.item.is_some() || args.correct.is_some();
        category = if optional {
            naming::exact_category(&session.roadmap, first)
        } else {
            Some(naming::category(&session.roadmap, first)?)
        };
        if category.is_some() {
            words = rest;
        }
    }
    let text = words.join(" ");
    Ok(Words {
        length,
        category,
        text: (!text.trim().is_empty()).then_some(text),
    })
}

fn entry(args: &Args, session: &Session) -> Result<TimeWish, Failure> {
    let words = words_of(args, session)?;
    let about = spent::about(session, args.phase.as_deref(), args.item.as_deref())?;
    let category = match words.category {
        Some(category) => category,
        None => spent::default_category(session, about)?,
    };
    let day = args
        .on
        .map_or(session.today, |day| day.seen_from(session.today));
    let length = words
        .length
        .ok_or_else(|| Failure::usage("how long was it?"))?;
    Ok(TimeWish::Log {
        category,
        about,
        text: words.text,
        pieces: spent::pieces(session, length, day)?,
    })
}

fn correction(args: &Args, session: &Session, name: &str) -> Result<TimeWish, Failure> {
    let wrong = spent::named(session, name)?;
    let words = words_of(args, session)?;
    let on = args.on.map(|day| day.seen_from(session.today));
    let pieces = match (words.length, on) {
        (None, None) => None,
        (None, Some(day)) => Some(vec![Piece::of(day, wrong.minutes)]),
        (Some(Length::Of(minutes)), None) => {
            Some(session.wall().as_long(wrong.from, wrong.day, minutes))
        }
        (Some(length), on) => Some(spent::pieces(session, length, on.unwrap_or(wrong.day))?),
    };
    let about: Option<About> = if args.phase.is_some() || args.item.is_some() {
        spent::about(session, args.phase.as_deref(), args.item.as_deref())?
    } else {
        None
    };
    let to = Correction {
        pieces,
        category: words.category,
        about,
        text: words.text,
    };
    if to == Correction::default() {
        return Err(Failure::usage("what is to be put right?").hint(
            "`mastery log --correct last 50m`; a category, `--item`, `--phase`, `--on` and a text can be given, too",
        ));
    }
    Ok(TimeWish::Correct {
        session: wrong.id,
        to,
    })
}

fn list(args: &Args, session: &Session, out: &mut Paper) -> Result<(), Failure> {
    let newest = spent::newest(session);
    let newest = newest.into_iter().take(NEWEST);
    if args.json {
        let shapes: Vec<SessionShape<'_>> = newest.map(Into::into).collect();
        return out.json("log", &shapes);
    }
    let mut table = Table::new(0)
        .column("", Fit::Keep)
        .column("", Fit::Keep)
        .column("", Fit::Drop(1))
        .column("", Fit::Wrap(20));
    let mut any = false;
    for it in newest {
        any = true;
        table.row([
            Line::of(Role::Accent, spent::tail(it)),
            Line::plain(words::weekday_date(it.day, session.today)),
            Line::of(Role::Dim, words::session_span(it).unwrap_or_default()),
            Line::plain(describe::session(&session.roadmap, it)),
        ]);
    }
    if any {
        out.table(table);
    } else {
        out.line("No session was written down yet: `mastery log 45m learning` does it.");
    }
    Ok(())
}
