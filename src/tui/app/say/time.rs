//! What became of time and money, in words.

use crate::{
    domain::{
        event::{Event, EventId, Kind, TimerAction},
        id::{BudgetId, ItemId},
        minutes::Minutes,
        money,
    },
    insight::{
        money::Money,
        time::overlaps_of,
        words::{self, hours},
    },
    text::truncate,
    tui::{keys::Action, world::World},
};

use super::QUOTED;

/// What a batch about time or money did; `None` for any other.
pub(super) fn batch(world: &World, kinds: &[Kind]) -> Option<String> {
    let is_undo = |kind: &Kind| matches!(kind, Kind::Undo { .. });
    let put_right = kinds.iter().any(is_undo);
    match kinds {
        [
            Kind::Timer {
                action: TimerAction::Start,
                category,
                about,
            },
        ] => {
            let of = category.as_ref().map_or("no category", BudgetId::as_str);
            return Some(format!(
                "The timer runs: {of}{}.",
                on(world, about.as_ref())
            ));
        }
        [
            Kind::Timer {
                action: TimerAction::Stop,
                ..
            },
        ] => return Some("The timer had run for less than a minute: nothing is kept.".to_owned()),
        [
            Kind::Timer {
                action: TimerAction::Cancel,
                ..
            },
        ] => {
            let undo = world.keys.in_words(Action::Undo);
            return Some(format!("The timer is discarded; {undo} brings it back."));
        }
        [Kind::Spent { line, .. }] => {
            let over = Money::new(&world.roadmap, &world.state, world.day())
                .lines
                .into_iter()
                .find(|it| it.id == *line)
                .and_then(|it| it.over())
                .map(|over| money::figure(over, &world.roadmap.currency));
            let over =
                over.map_or_else(String::new, |over| format!(" That is {over} over budget."));
            return Some(format!("Written down: {}.{over}", deed(world, &kinds[0])?));
        }
        _ => {}
    }
    let sessions = sessions(world, kinds.iter())?;
    let verb = if put_right {
        "Put right"
    } else {
        "Written down"
    };
    Some(format!("{verb}: {sessions}."))
}

/// The sessions among these: “1 h 30 of learning on …”; `None` without any.
fn sessions<'a>(world: &World, kinds: impl Iterator<Item = &'a Kind>) -> Option<String> {
    let sessions: Vec<&Kind> = kinds
        .filter(|kind| matches!(kind, Kind::Session { .. }))
        .collect();
    let total: Minutes = sessions
        .iter()
        .map(|kind| match kind {
            Kind::Session { minutes, .. } => Minutes::from(*minutes),
            _ => Minutes::default(),
        })
        .sum();
    let Kind::Session {
        category, about, ..
    } = sessions.first()?
    else {
        return None;
    };
    let on = on(world, about.as_ref());
    Some(format!("{} of {category}{on}", hours(total)))
}

fn on(world: &World, about: Option<&ItemId>) -> String {
    about.map_or_else(String::new, |about| {
        let name = words::about(&world.roadmap, about);
        format!(" on {}", truncate(&name, QUOTED))
    })
}

/// What these events did, as a noun, where they are about time.
pub(super) fn deeds(world: &World, events: &[&Event]) -> Option<String> {
    let kinds = || events.iter().map(|event| &event.kind);
    let sessions = sessions(world, kinds());
    let stopped = kinds().any(|kind| {
        let stop = TimerAction::Stop;
        matches!(kind, Kind::Timer { action, .. } if *action == stop)
    });
    Some(match (sessions, stopped) {
        (Some(sessions), true) => format!("the end of the timer and {sessions}"),
        (Some(sessions), false) => sessions,
        (None, true) => "the end of the timer".to_owned(),
        (None, false) => return None,
    })
}

/// What one event about time or money did, as a noun.
pub(super) fn deed(world: &World, kind: &Kind) -> Option<String> {
    Some(match kind {
        Kind::Timer { action, .. } => match action {
            TimerAction::Start => "the start of the timer".to_owned(),
            TimerAction::Stop => "the end of the timer".to_owned(),
            TimerAction::Cancel => "that the timer was discarded".to_owned(),
        },
        Kind::Spent { amount, line, text } => {
            let known = world.roadmap.money.iter().find(|it| it.id == *line);
            let line = known.map_or(line.as_str(), |it| it.title.as_str());
            let shown = money::show(amount.abs(), &world.roadmap.currency);
            let text = text
                .as_ref()
                .map_or_else(String::new, |text| format!(" ({})", truncate(text, QUOTED)));
            if amount.is_sign_negative() {
                format!("{shown} back for {line}{text}")
            } else {
                format!("{shown} on {line}{text}")
            }
        }
        _ => return None,
    })
}

/// That what these events tell of is written down already; empty where it is
/// not.
pub(in crate::tui::app) fn overlaps(world: &World, ids: &[EventId]) -> String {
    let found = overlaps_of(&world.state, ids);
    let total: Minutes = found.iter().map(|overlap| overlap.shared).sum();
    if found.is_empty() {
        String::new()
    } else {
        format!(" {} of that were written down before.", hours(total))
    }
}
