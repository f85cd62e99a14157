//! What happened, in words: for answers, undo and the history.

use rust_decimal::Decimal;

use crate::{
    domain::{
        day::LogicalDay,
        event::{Event, Kind, Mark, PULL_REQUEST, TimerAction, Verdict, WHAT_CHANGED},
        id::{BudgetId, ItemId},
        minutes::Minutes,
        money,
        roadmap::{ItemKind, PhaseIx, Roadmap},
        session::LoggedSession,
        state::State,
    },
    insight::words,
    text::count,
};

/// From this many marks on a batch is counted instead of listed.
const MANY: usize = 6;

/// The sentences for one change: like [`events`], and what it took away or put
/// right is said by name.
pub(crate) fn change(roadmap: &Roadmap, state: &State, batch: &[&Event]) -> Vec<String> {
    let (undos, rest): (Vec<&Event>, Vec<&Event>) = batch.iter().partition(|event| {
        let correction = true;
        matches!(event.kind, Kind::Undo { correction: it, .. } if it == correction)
    });
    if undos.is_empty() {
        return events(roadmap, rest);
    }
    if !rest.is_empty() {
        let words = events(roadmap, rest).into_iter();
        return words.map(|words| format!("put right: {words}")).collect();
    }
    let taken = undos.into_iter().filter_map(Event::undoes);
    let sessions = taken
        .flat_map(|target| state.batch(target))
        .filter(|event| matches!(event.kind, Kind::Session { .. }));
    let words = events(roadmap, sessions).into_iter();
    words.map(|words| format!("removed {words}")).collect()
}

/// The sentences for the events of one batch, without final periods: one an
/// event, or one for all where there are many.
pub(crate) fn batch<'a>(
    roadmap: &Roadmap,
    kinds: impl IntoIterator<Item = &'a Kind>,
) -> Vec<String> {
    let kinds: Vec<&Kind> = kinds.into_iter().collect();
    if kinds.len() < MANY {
        return kinds.iter().map(|kind| one(roadmap, kind)).collect();
    }
    let mut sentences = Vec::new();
    for mark in [Mark::Done, Mark::Started, Mark::Skipped, Mark::Open] {
        let of_mark = kinds.iter().filter_map(|kind| match kind {
            Kind::Mark { item, mark: this } if *this == mark => Some(item),
            _ => None,
        });
        let (sign_offs, items): (Vec<&ItemId>, Vec<&ItemId>) =
            of_mark.partition(|item| is_sign_off(roadmap, item));
        if !items.is_empty() {
            sentences.push(format!("{} {}", verb(mark), count(items.len(), "item")));
        }
        match sign_offs.as_slice() {
            [] => {}
            [item] => sentences.push(format!("{} {}", sign_off_verb(mark), name(roadmap, item))),
            several => {
                let phases: Vec<PhaseIx> = several
                    .iter()
                    .filter_map(|item| roadmap[roadmap.find(item)?].phase)
                    .collect();
                let phases = words::phase_numbers(roadmap, &phases);
                sentences.push(format!("{} {phases}", sign_off_verb(mark)));
            }
        }
    }
    let others = kinds
        .iter()
        .filter(|kind| !matches!(kind, Kind::Mark { .. }));
    sentences.extend(others.map(|kind| one(roadmap, kind)));
    vec![words::list(&sentences)]
}

/// What a mark is called on a sign-off.
fn sign_off_verb(mark: Mark) -> &'static str {
    if mark == Mark::Done {
        "signed off"
    } else {
        verb(mark)
    }
}

/// The past participle a mark is told with.
fn verb(mark: Mark) -> &'static str {
    match mark {
        Mark::Done => "ticked",
        Mark::Started => "started",
        Mark::Skipped => "skipped",
        Mark::Open => "reopened",
    }
}

fn is_sign_off(roadmap: &Roadmap, item: &ItemId) -> bool {
    roadmap
        .find(item)
        .is_some_and(|item| roadmap[item].kind == ItemKind::SignOff)
}

/// One event: “ticked dynamic-supervisor (Supervisor, phase 4)”.
fn one(roadmap: &Roadmap, kind: &Kind) -> String {
    let about = |item: &Option<ItemId>| on(roadmap, item.as_ref());
    match kind {
        Kind::Mark { item, mark } if is_sign_off(roadmap, item) => {
            format!("{} {}", sign_off_verb(*mark), name(roadmap, item))
        }
        Kind::Mark { item, mark } => format!("{} {}", verb(*mark), name(roadmap, item)),
        Kind::Session {
            category,
            minutes,
            about: item,
            text,
            ..
        } => time_spent(
            roadmap,
            (*minutes).into(),
            category,
            item.as_ref(),
            text.as_deref(),
        ),
        Kind::Timer {
            action,
            category,
            about: item,
        } => match action {
            TimerAction::Start => {
                let category = category.as_ref();
                let of = category.map_or_else(String::new, |category| format!(" of {category}"));
                format!("started the timer{of}{}", about(item))
            }
            TimerAction::Stop => "stopped the timer".to_owned(),
            TimerAction::Cancel => "cancelled the timer".to_owned(),
        },
        Kind::Spent { amount, line, text } => spent(roadmap, *amount, line, text.as_deref()),
        Kind::Note { text, about: item } => {
            format!("wrote{}: {text}", about(item))
        }
        Kind::Link {
            url,
            text: Some(text),
            about: Some(item),
        } if text == PULL_REQUEST => format!("pull request of {}: {url}", name(roadmap, item)),
        Kind::Link {
            url,
            text,
            about: item,
        } => {
            let text = text
                .as_ref()
                .map_or_else(String::new, |text| format!(" ({text})"));
            format!("linked{} {url}{text}", about(item))
        }
        Kind::Evidence { row, verdict, .. } => match verdict {
            Verdict::Passed => format!("{row} passed"),
            Verdict::Failed => format!("{row} failed"),
            Verdict::Attested => format!("vouched for {row}"),
        },
        Kind::Review { review, text, .. } if review.as_str() == WHAT_CHANGED => {
            format!("wrote down what changed: {text}")
        }
        Kind::Review { review, form, .. } => {
            let until = form.as_ref().map(|form| form.until);
            let until = until.map_or_else(String::new, |day| format!(" until {day}"));
            format!("held the {review} review{until}")
        }
        Kind::Draft { review, until, .. } => format!("began the {review} review until {until}"),
        Kind::Begin { start } => format!("the year begins on {start}"),
        Kind::Off {
            from,
            to,
            withdrawn,
            text,
        } => {
            let days = range(*from, *to);
            let reason = text
                .as_ref()
                .map_or_else(String::new, |text| format!(": {text}"));
            if *withdrawn {
                format!("{days} no longer off")
            } else {
                format!("{days} off{reason}")
            }
        }
        Kind::Replan {
            step, value, end, ..
        } => replanned(step, value, *end),
        Kind::Read { note, .. } => format!("read {note}"),
        Kind::Undo { .. } => "undid a change".to_owned(),
        Kind::Unknown { name } => format!("`{name}`, which a newer mastery wrote"),
    }
}

/// What something is about: “ on phase 3 (Supervision)”; nothing without.
pub(super) fn on(roadmap: &Roadmap, item: Option<&ItemId>) -> String {
    item.map_or_else(String::new, |item| format!(" on {}", name(roadmap, item)))
}

/// A session: “45 min of learning on phase 3 (Supervision): restarts”.
pub(super) fn session(roadmap: &Roadmap, session: &LoggedSession) -> String {
    let about = session.about.as_ref();
    time_spent(
        roadmap,
        session.minutes,
        &session.category,
        about,
        session.text.as_deref(),
    )
}

fn time_spent(
    roadmap: &Roadmap,
    minutes: Minutes,
    category: &BudgetId,
    about: Option<&ItemId>,
    text: Option<&str>,
) -> String {
    let text = text.map_or_else(String::new, |text| format!(": {text}"));
    let minutes = words::hours(minutes);
    format!("{minutes} of {category}{}{text}", on(roadmap, about))
}

/// Money that went, or came back: “spent 39.99 USD on Books (Programming Ecto)”.
fn spent(roadmap: &Roadmap, amount: Decimal, line: &BudgetId, text: Option<&str>) -> String {
    let budget = roadmap.money.iter().find(|budget| budget.id == *line);
    let line = budget.map_or(line.as_str(), |budget| budget.title.as_str());
    let text = text.map_or_else(String::new, |text| format!(" ({text})"));
    let shown = money::show(amount.abs(), &roadmap.currency);
    if amount.is_sign_negative() {
        format!("got back {shown} for {line}{text}")
    } else {
        format!("spent {shown} on {line}{text}")
    }
}

/// A change of the plan: “replanned: the plan ends on 2027-03-31”.
fn replanned(step: &str, value: &str, end: Option<LogicalDay>) -> String {
    match (step, end) {
        ("end", Some(end)) => format!("replanned: the plan ends on {end}"),
        ("hours", Some(end)) => format!("replanned: {value}, so the plan ends on {end}"),
        ("skip", Some(end)) => format!("replanned without {value}, until {end}"),
        ("spread", Some(end)) => format!("replanned: the rest evenly until {end}"),
        _ => format!("replanned {step}: {value}"),
    }
}

fn range(from: LogicalDay, to: LogicalDay) -> String {
    if from == to {
        from.to_string()
    } else {
        format!("{from} to {to}")
    }
}

/// An item by id, with its title and where it belongs.
fn name(roadmap: &Roadmap, id: &ItemId) -> String {
    let Some(item) = roadmap.find(id) else {
        return format!("{id} (archived)");
    };
    let item = &roadmap[item];
    match (item.kind, item.phase) {
        (ItemKind::SignOff, Some(phase)) => {
            let phase = &roadmap[phase];
            format!("phase {} ({})", phase.number, phase.title)
        }
        (_, Some(phase)) => format!("{id} ({}, phase {})", item.title, roadmap[phase].number),
        (kind, None) => format!("{id} ({}, {})", item.title, kind.word()),
    }
}

/// The sentences for events that are one batch.
pub(crate) fn events<'a>(
    roadmap: &Roadmap,
    events: impl IntoIterator<Item = &'a Event>,
) -> Vec<String> {
    batch(roadmap, events.into_iter().map(|event| &event.kind))
}
