//! What the commands about time share: pieces of days, sessions in words, and
//! in JSON.

use serde::Serialize;

use crate::{
    domain::{
        day::LogicalDay,
        decide::About,
        event::{Event, Kind},
        id::{BudgetId, ItemId},
        minutes::Length,
        roadmap::ItemIx,
        session::{LoggedSession, Piece},
    },
    insight::{
        time::{self, Overlap, TimerFigure},
        today::working_phase,
        words,
    },
};

use super::{
    describe,
    failure::Failure,
    naming,
    paper::{Line, Paper, Role},
    session::Session,
};

/// How many characters of a session's id are shown, and suffice to name it.
const TAIL: usize = 5;

/// The phase or item that time is about: the one named, else the current phase.
pub(super) fn about(
    session: &Session,
    phase: Option<&str>,
    item: Option<&str>,
) -> Result<Option<About>, Failure> {
    Ok(match (phase, item) {
        (Some(name), _) => Some(About::Phase(naming::phase(&session.roadmap, name)?)),
        (None, Some(name)) => {
            let item = naming::item(&session.roadmap, &session.state, name)?;
            Some(About::Item(item))
        }
        (None, None) => working_phase(&session.progress).map(About::Phase),
    })
}

/// The category that is meant where none was named.
pub(super) fn default_category(
    session: &Session,
    about: Option<About>,
) -> Result<BudgetId, Failure> {
    let item: Option<ItemIx> = match about {
        Some(About::Item(item)) => Some(item),
        Some(About::Phase(_)) | None => None,
    };
    time::default_category(&session.roadmap, item)
        .cloned()
        .ok_or_else(|| naming::no_category(&session.roadmap))
}

/// What was typed, on this day.
pub(super) fn pieces(
    session: &Session,
    length: Length,
    day: LogicalDay,
) -> Result<Vec<Piece>, Failure> {
    let pieces = session.wall().pieces(length, day);
    pieces.map_err(|not_yet| {
        Failure::new(not_yet.to_string()).hint("`--on yesterday` says it of the day before")
    })
}

/// The letters by which a session is named.
pub(super) fn tail(session: &LoggedSession) -> String {
    let id = session.id.to_string();
    id.get(id.len().saturating_sub(TAIL)..)
        .unwrap_or(&id)
        .to_lowercase()
}

/// The session that `name` means: the newest for `last`, else the only one
/// whose id ends so.
pub(super) fn named<'a>(session: &'a Session, name: &str) -> Result<&'a LoggedSession, Failure> {
    let newest = newest(session);
    if name.eq_ignore_ascii_case("last") {
        return newest
            .first()
            .copied()
            .ok_or_else(|| Failure::new("no session was written down yet"));
    }
    let end = name.to_uppercase();
    let found: Vec<&LoggedSession> = newest
        .into_iter()
        .filter(|it| end.len() >= 3 && it.id.to_string().ends_with(&end))
        .collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::new(format!("no session is called `{name}`"))
            .hint("`mastery log` lists the newest with their names; `last` is the newest")),
        several => Err(Failure::new(format!(
            "`{name}` fits {} sessions, and nothing was changed",
            several.len()
        ))
        .hint("type more of its id: `mastery log --json` has it")),
    }
}

/// All sessions in the order they were written down, the newest first.
pub(super) fn newest(session: &Session) -> Vec<&LoggedSession> {
    let events = session.state.history().rev();
    events
        .filter(|(event, live)| *live && matches!(event.kind, Kind::Session { .. }))
        .filter_map(|(event, _)| session.state.session_on(event.day, event.id))
        .collect()
}

/// Says what was recorded, with its day where that is not today, and what it
/// overlaps with.
pub(super) fn tell(session: &Session, events: &[Event], out: &mut Paper) {
    for event in events {
        let day = match &event.kind {
            Kind::Undo { .. } => continue,
            Kind::Session { .. } if event.day != session.today => format!(", for {}", event.day),
            _ => String::new(),
        };
        for sentence in describe::batch(&session.roadmap, [&event.kind]) {
            out.line(format!("{sentence}{day}"));
        }
    }
    let ids: Vec<_> = events.iter().map(|event| event.id).collect();
    for overlap in time::overlaps_of(&session.state, &ids) {
        out.line(Line::of(Role::Bad, overlap_words(&overlap)));
    }
}

/// “overlap of 30 min: 09:00–09:45 learning and 09:15–10:00 building on 2026-03-04”.
pub(super) fn overlap_words(overlap: &Overlap<'_>) -> String {
    let name = |it: &LoggedSession| {
        let span = words::session_span(it).unwrap_or_default();
        format!("{span} {}", it.category)
    };
    format!(
        "overlap of {}: {} and {} on {}",
        words::hours(overlap.shared),
        name(overlap.first),
        name(overlap.second),
        overlap.first.day
    )
}

/// A session, for `--json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct SessionShape<'a> {
    id: String,
    day: LogicalDay,
    category: &'a str,
    minutes: u64,
    begun: Option<String>,
    item: Option<&'a str>,
    text: Option<&'a str>,
}

impl<'a> From<&'a LoggedSession> for SessionShape<'a> {
    fn from(session: &'a LoggedSession) -> Self {
        Self {
            id: session.id.to_string(),
            day: session.day,
            category: session.category.as_str(),
            minutes: session.minutes.0,
            begun: session.from.map(|from| from.to_rfc3339()),
            item: session.about.as_ref().map(ItemId::as_str),
            text: session.text.as_deref(),
        }
    }
}

/// A timer that runs, for `--json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct TimerShape {
    category: Option<String>,
    item: Option<String>,
    since: String,
    minutes: u64,
    doubts: Vec<&'static str>,
}

impl From<&TimerFigure> for TimerShape {
    fn from(timer: &TimerFigure) -> Self {
        Self {
            category: timer.category.as_ref().map(ToString::to_string),
            item: timer.about.as_ref().map(ToString::to_string),
            since: timer.since.to_rfc3339(),
            minutes: timer.elapsed.0,
            doubts: timer.doubts.iter().map(|doubt| doubt.word()).collect(),
        }
    }
}
