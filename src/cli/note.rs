//! `mastery note`.

use crate::{
    domain::decide::{About, Wish},
    insight::today::working_phase,
};

use super::{change, dates::Day, failure::Failure, naming, paper::Paper, session::Session};

/// Write down a thought: what changed because of what you read
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery note a restart restores nothing
  mastery note --phase 3 'calls promise, casts do not'
  mastery note --item genserver-docs read handle_continue again")]
pub(crate) struct Args {
    /// The thought
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// The phase it belongs to [default: the current one]
    #[arg(long, value_name = "P", conflicts_with = "item")]
    phase: Option<String>,
    /// The item it belongs to
    #[arg(long, value_name = "ID")]
    item: Option<String>,
    /// Say it of an earlier day: a date, or `yesterday`
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let about = match (&args.phase, &args.item) {
        (Some(name), _) => Some(About::Phase(naming::phase(&session.roadmap, name)?)),
        (None, Some(name)) => Some(About::Item(naming::item(
            &session.roadmap,
            &session.state,
            name,
        )?)),
        (None, None) => working_phase(&session.progress).map(About::Phase),
    };
    let text = args.text.join(" ");
    let on = args.on.map(|day| day.seen_from(session.today));
    let events = change::record(session, &[Wish::Note { text, about }], on)?;
    change::tell(session, &events, on, out);
    Ok(())
}
