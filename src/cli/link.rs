//! `mastery link`.

use crate::{
    domain::decide::{About, Wish},
    insight::today::working_phase,
};

use super::{change, dates::Day, failure::Failure, naming, paper::Paper, session::Session};

/// Write down a link: a pull request, a commit, a post
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  mastery link https://github.com/me/umbrella/pull/12 the cart as a GenServer
  mastery link https://example.org/post --about 3
  mastery link https://example.org/commit/1f2e --about genserver-docs")]
pub(crate) struct Args {
    /// Where it leads
    url: String,
    /// What it is
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// The phase or item it belongs to [default: the current phase]
    #[arg(long, value_name = "P|ID")]
    about: Option<String>,
    /// Say it of an earlier day: a date, or `yesterday`
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
}

pub(crate) fn run(args: &Args, session: &mut Session, out: &mut Paper) -> Result<(), Failure> {
    let about = match &args.about {
        // The number or id of a phase means its sign-off, and that the phase.
        Some(name) => Some(About::Item(naming::item(
            &session.roadmap,
            &session.state,
            name,
        )?)),
        None => working_phase(&session.progress).map(About::Phase),
    };
    let wish = Wish::Link {
        url: args.url.clone(),
        text: Some(args.text.join(" ")),
        about,
    };
    let on = args.on.map(|day| day.seen_from(session.today));
    let events = change::record(session, &[wish], on)?;
    change::tell(session, &events, on, out);
    Ok(())
}
