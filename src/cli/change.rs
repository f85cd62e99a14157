//! What all commands that change something share: names to a batch, a batch to
//! the disk, and what is said about it.

use crate::{
    domain::{
        day::LogicalDay,
        decide::{OpenItems, Wish},
        event::{Batch, Event, Kind, Mark},
        roadmap::{ItemIx, ItemKind, PhaseIx},
    },
    insight::words,
};

use super::{
    dates::Day,
    describe,
    failure::Failure,
    naming,
    paper::{Paper, Role},
    parts,
    session::Session,
};

/// The items a command is about, and the day it is said of.
#[derive(Debug, clap::Args)]
pub(crate) struct Items {
    /// The items: ids, fragments of id or title, or numbers of phases
    #[arg(required = true, value_name = "ID")]
    pub(crate) names: Vec<String>,
    /// Say it of an earlier day: a date, or `yesterday`
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
}

impl Items {
    /// The day it is said of, where one was given.
    pub(crate) fn on(&self, session: &Session) -> Option<LogicalDay> {
        self.on.map(|day| day.seen_from(session.today))
    }

    /// The items that the names mean, each once; all of them, or none.
    pub(crate) fn find(&self, session: &Session) -> Result<Vec<ItemIx>, Failure> {
        let mut items = Vec::with_capacity(self.names.len());
        for name in &self.names {
            let item = naming::item(&session.roadmap, &session.state, name)?;
            if !items.contains(&item) {
                items.push(item);
            }
        }
        Ok(items)
    }
}

/// Marks items in one batch and says so.
pub(crate) fn mark(
    args: &Items,
    mark: Mark,
    session: &mut Session,
    out: &mut Paper,
) -> Result<(), Failure> {
    let items = args.find(session)?;
    let on = args.on(session);
    // A sign-off given together with the last open items of its phase.
    let (closing, plain): (Vec<ItemIx>, Vec<ItemIx>) = items.iter().copied().partition(|item| {
        let about = &session.roadmap[*item];
        mark == Mark::Done
            && about.kind == ItemKind::SignOff
            && about.phase.is_some_and(|phase| {
                let mut open = session.progress.open_items(&session.roadmap, phase);
                open.all(|item| items.contains(&item))
            })
    });
    let mut wishes = Vec::new();
    if !plain.is_empty() {
        wishes.push(Wish::Mark { items: plain, mark });
    }
    let phases = closing
        .iter()
        .filter_map(|item| session.roadmap[*item].phase);
    wishes.extend(phases.map(|phase| Wish::SignOff {
        phase,
        open: OpenItems::Leave,
    }));
    let events = record(session, &wishes, on)?;
    tell(session, &events, on, out);
    if mark != Mark::Started {
        next(session, out);
    }
    Ok(())
}

/// Grants all wishes in one batch, or none.
pub(crate) fn record(
    session: &mut Session,
    wishes: &[Wish],
    on: Option<LogicalDay>,
) -> Result<Vec<Event>, Failure> {
    let mut batch: Option<Batch> = None;
    for wish in wishes {
        let granted = session.decide(wish, on)?;
        match &mut batch {
            Some(batch) => batch.extend(granted),
            None => batch = Some(granted),
        }
    }
    let batch = batch.ok_or_else(|| Failure::usage("nothing was asked for"))?;
    Ok(session.record(batch)?)
}

/// Says what was recorded, a sentence an event.
pub(crate) fn tell(session: &Session, events: &[Event], on: Option<LogicalDay>, out: &mut Paper) {
    let day = match on {
        Some(day) if day != session.today => format!(", for {day}"),
        _ => String::new(),
    };
    for sentence in describe::events(&session.roadmap, events) {
        out.line(format!("{sentence}{day}"));
    }
    let phases: Vec<PhaseIx> = signed_off(session, events).collect();
    for notice in words::unproven(&session.roadmap, &session.progress, &phases) {
        out.prose(Role::Warn, 0, notice);
    }
}

/// The phases that these events signed off.
fn signed_off<'a>(session: &'a Session, events: &'a [Event]) -> impl Iterator<Item = PhaseIx> + 'a {
    events.iter().filter_map(|event| match &event.kind {
        Kind::Mark {
            item,
            mark: Mark::Done,
        } => {
            let item = &session.roadmap[session.roadmap.find(item)?];
            let phase = item.phase?;
            (item.kind == ItemKind::SignOff).then_some(phase)
        }
        _ => None,
    })
}

/// Says what comes next, in one line.
pub(crate) fn next(session: &Session, out: &mut Paper) {
    let today = session.today(None);
    let line = match today.next().next() {
        Some(item) => {
            let about = &session.roadmap[item];
            format!(
                "next: {} ({}, {})",
                about.id,
                parts::title(&session.roadmap, item),
                about.kind.word()
            )
        }
        None if session.roadmap.phases.is_empty() => {
            "next: nothing is left, and there are no phases yet".to_owned()
        }
        None if session.progress.signed_off() < session.roadmap.phases.len() => {
            let settled = words::all_settled(&session.progress);
            format!("next: nothing is left, {}", settled.unwrap_or_default())
        }
        None => "next: nothing is left, the roadmap is finished".to_owned(),
    };
    out.line(line);
}

/// Undoes or redoes, and says what.
pub(crate) fn turn_back(
    session: &mut Session,
    wish: &Wish,
    said: &str,
    out: &mut Paper,
) -> Result<(), Failure> {
    let events = record(session, std::slice::from_ref(wish), None)?;
    for event in &events {
        let Kind::Undo { target, .. } = event.kind else {
            continue;
        };
        // Redo undoes an undo; what comes back is what that one had undone.
        let mut about = target;
        if *wish == Wish::Redo {
            for undone in session.state.batch(target) {
                if let Kind::Undo {
                    target,
                    correction: false,
                } = undone.kind
                {
                    about = target;
                }
            }
        }
        let events: Vec<&Event> = session.state.batch(about).collect();
        for sentence in describe::change(&session.roadmap, &session.state, &events) {
            out.line(format!("{said}: {sentence}"));
        }
    }
    Ok(())
}
