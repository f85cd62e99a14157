//! What a change is called once it is made, and why one is not.

mod time;

use crate::{
    domain::{
        day::LogicalDay,
        decide::{NoReplan, Refusal},
        event::{Batch, Event, Kind, Mark, Verdict, WHAT_CHANGED},
        id::{ItemId, ReviewId},
        review::Decision,
        roadmap::{ItemKind, PhaseIx},
    },
    insight::{
        review::review_name,
        words::{date, phase_name, phase_numbers},
    },
    text::{count, truncate},
    tui::{keys::Action, world::World},
};

pub(super) use time::overlaps;

/// A thought is quoted up to this many cells.
const QUOTED: usize = 40;

/// What a batch did, in a few words, told after it is done.
pub(super) fn batch(world: &World, batch: &Batch) -> String {
    let signed_off = batch.kinds.iter().find_map(|kind| match kind {
        Kind::Mark {
            item,
            mark: Mark::Done,
        } => sign_off_of(world, item),
        _ => None,
    });
    if let Some(phase) = signed_off {
        return signed_off_words(world, phase);
    }
    if let Some(words) = time::batch(world, &batch.kinds) {
        return words;
    }
    let on = if batch.day == world.day() {
        String::new()
    } else {
        format!(" on {}", date(batch.day, world.day()))
    };
    match batch.kinds.as_slice() {
        [Kind::Mark { item, mark }] => {
            let title = title(world, item);
            match mark {
                Mark::Done => format!("Done{on}: {title}"),
                Mark::Started => format!("Started{on}: {title}"),
                Mark::Skipped => format!("Skipped: {title}"),
                Mark::Open => format!("Open again: {title}"),
            }
        }
        [
            Kind::Undo {
                correction: true, ..
            },
            ..,
        ] if taken_back(world, batch.kinds.iter()).is_some() => {
            let events = taken_back(world, batch.kinds.iter());
            let what = deeds(world, &events.unwrap_or_default());
            format!("Removed: {what}. `u` brings it back.")
        }
        [Kind::Undo { .. }, ..] if taken_back(world, batch.kinds.iter()).is_some() => {
            let events = taken_back(world, batch.kinds.iter());
            undone(world, &events.unwrap_or_default())
        }
        [Kind::Begin { start }] => {
            format!("Your year begins on {}.", date(*start, world.day()))
        }
        [
            Kind::Off {
                from, withdrawn, ..
            },
        ] => {
            let day = date(*from, world.day());
            if *withdrawn {
                format!("{day} is a study day again.")
            } else {
                format!("{day} is a day off: it moves the plan, not the streak.")
            }
        }
        [Kind::Replan { end, .. }, ..] => replanned(world, *end),
        [Kind::Read { .. }] => String::new(),
        [Kind::Draft { .. }] => "What you wrote is kept: the review goes on there.".to_owned(),
        [
            Kind::Review {
                review,
                form: Some(form),
                ..
            },
        ] => review_held(world, review, form.decision),
        [Kind::Note { .. }, Kind::Review { .. }] => {
            "Written down: Week and the phase show it.".to_owned()
        }
        [Kind::Evidence { row, verdict, .. }] => match verdict {
            Verdict::Passed => format!("{row} passed: its phase is proven."),
            Verdict::Failed => format!("{row} failed: the matrix says so until it passes."),
            Verdict::Attested => format!("{row} is attested: kept with its date."),
        },
        [Kind::Link { .. }] => "Kept: the phase shows it.".to_owned(),
        [Kind::Note { .. }] => "Written down: Week and the phase show it.".to_owned(),
        kinds => format!("{} marked.", count(kinds.len() as u64, "item")),
    }
}

/// What the plan asks for once it is changed.
fn replanned(world: &World, end: Option<LogicalDay>) -> String {
    let Some(end) = end else {
        return "Replanned.".to_owned();
    };
    let end = date(end, world.day());
    let undo = world.keys.in_words(Action::Undo);
    format!("Replanned: until {end}, and you are on plan today. {undo} takes it back.")
}

/// A review is held, and what was decided.
fn review_held(world: &World, review: &ReviewId, decision: Option<Decision>) -> String {
    let name = world
        .roadmap
        .review(review)
        .map_or_else(|| format!("{review} review"), review_name);
    match decision {
        None | Some(Decision::Keep) => format!("The {name} is held: the plan stays."),
        Some(Decision::Replan) => format!("The {name} is held: now the plan changes."),
        Some(Decision::Adjust) => {
            format!("The {name} is held: tick, start or skip boxes of the plan here.")
        }
    }
}

/// The phase whose sign-off an item is.
fn sign_off_of(world: &World, item: &ItemId) -> Option<PhaseIx> {
    let item = &world.roadmap[world.roadmap.find(item)?];
    item.phase.filter(|_| item.kind == ItemKind::SignOff)
}

/// A phase is behind the learner: the one moment that deserves two sentences.
fn signed_off_words(world: &World, phase: PhaseIx) -> String {
    let done = phase_name(&world.roadmap[phase]);
    let unproven = unproven_words(world, phase).unwrap_or_default();
    match world.today.phase {
        Some(next) => {
            let next = phase_name(&world.roadmap[next]);
            format!("{done} is signed off.{unproven} Next: {next}.")
        }
        None => format!("{done} is signed off, and with it the last of them.{unproven}"),
    }
}

/// That a phase that is signed off is not proven, as one more sentence.
pub(super) fn unproven_words(world: &World, phase: PhaseIx) -> Option<&'static str> {
    let proof = world.roadmap[phase].proof.as_ref()?;
    let standing = &world.progress[phase];
    if standing.is_proven() || standing.is_attested() {
        None
    } else if proof.gate.is_empty() && proof.attestation.is_some() {
        Some(" It is not attested yet.")
    } else if proof.gate.is_empty() {
        None
    } else {
        Some(" It is not proven yet.")
    }
}

/// What an undo took back, or, for the undo of an undo, what counts again.
fn undone(world: &World, events: &[&Event]) -> String {
    match taken_back(world, events.iter().map(|event| &event.kind)) {
        Some(again) => format!("Done again: {}", deeds(world, &again)),
        None => format!("Taken back: {}", deeds(world, events)),
    }
}

/// The events that these took back, where they did nothing else.
fn taken_back<'a>(
    world: &'a World,
    mut kinds: impl Iterator<Item = &'a Kind>,
) -> Option<Vec<&'a Event>> {
    let mut events = Vec::new();
    kinds.try_for_each(|kind| match kind {
        Kind::Undo { target, .. } => {
            events.extend(world.state.batch(*target));
            Some(())
        }
        _ => None,
    })?;
    Some(events)
}

fn deeds(world: &World, events: &[&Event]) -> String {
    if let Some(words) = time::deeds(world, events) {
        return words;
    }
    match events {
        [event] => deed(world, &event.kind),
        [first, ..] if matches!(first.kind, Kind::Replan { .. }) => deed(world, &first.kind),
        events => {
            let sign_offs: Vec<PhaseIx> = events
                .iter()
                .filter_map(|event| match &event.kind {
                    Kind::Mark { item, .. } => sign_off_of(world, item),
                    _ => None,
                })
                .collect();
            let changes = count(events.len() as u64, "change");
            if sign_offs.is_empty() {
                return changes;
            }
            let phases = phase_numbers(&world.roadmap, &sign_offs);
            format!("the sign-off of {phases} and what it ticked, {changes}")
        }
    }
}

/// What one event did, as a noun.
fn deed(world: &World, kind: &Kind) -> String {
    if let Some(words) = time::deed(world, kind) {
        return words;
    }
    match kind {
        Kind::Mark { item, mark } => match (sign_off_of(world, item), mark) {
            (Some(phase), Mark::Done) => {
                format!("the sign-off of phase {}", world.roadmap[phase].number)
            }
            (_, mark) => {
                let title = title(world, item);
                format!("{} “{}”", word(*mark), truncate(&title, QUOTED))
            }
        },
        Kind::Begin { start } => format!("the start on {}", date(*start, world.day())),
        Kind::Off {
            from, withdrawn, ..
        } => {
            let day = date(*from, world.day());
            let sort = if *withdrawn { "study day" } else { "day off" };
            format!("{sort} {day}")
        }
        Kind::Replan { end: Some(end), .. } => {
            format!("the replan until {}", date(*end, world.day()))
        }
        Kind::Review { review, .. } if review.as_str() == WHAT_CHANGED => {
            "that what changed was written down".to_owned()
        }
        Kind::Review {
            review,
            form: Some(_),
            ..
        } => format!("the {review} review"),
        Kind::Evidence { row, verdict, .. } => match verdict {
            Verdict::Passed => format!("that {row} passed"),
            Verdict::Failed => format!("that {row} failed"),
            Verdict::Attested => format!("the attestation of {row}"),
        },
        Kind::Link { url, .. } => format!("the link “{}”", truncate(url, QUOTED)),
        Kind::Note { text, .. } => format!("the thought “{}”", truncate(text, QUOTED)),
        other => other.word().to_owned(),
    }
}

fn word(mark: Mark) -> &'static str {
    match mark {
        Mark::Done => "done",
        Mark::Started => "started",
        Mark::Skipped => "skipped",
        Mark::Open => "opened again",
    }
}

/// What an item is called, with the chapters that tell it from its neighbours.
fn title(world: &World, item: &ItemId) -> String {
    let Some(ix) = world.roadmap.find(item) else {
        return item.to_string();
    };
    let item = &world.roadmap[ix];
    match &item.chapters {
        Some(chapters) => format!("{}, ch. {chapters}", item.title),
        None => item.title.clone(),
    }
}

/// Why a wish is not granted, by the titles that are on screen.
pub(in crate::tui) fn refusal(world: &World, refusal: &Refusal) -> String {
    let sentence = match refusal {
        Refusal::Already { item, status, day } => {
            let since = day.map_or_else(String::new, |day| {
                format!(" since {}", date(day, world.day()))
            });
            format!("“{}” is {status} already{since}", title(world, item))
        }
        // The selected row says which; its title would push the reason out.
        Refusal::Derived { phases, .. } => {
            format!("This ticks itself when {phases} signed off")
        }
        Refusal::Future { day } => format!(
            "{} has not come yet: only today and earlier days can be filled in",
            date(*day, world.day())
        ),
        Refusal::Replan(NoReplan::Past { end, from }) => format!(
            "{} is too early: the plan can end on {} at the earliest",
            date(*end, world.day()),
            date(*from, world.day())
        ),
        Refusal::Replan(NoReplan::Over { end }) => format!(
            "The plan ended on {}: move its end, or say how many hours a week you have",
            date(*end, world.day())
        ),
        Refusal::NotOff { day } => format!("{} is not a day off", date(*day, world.day())),
        other => other.to_string(),
    };
    self::sentence(&sentence)
}

/// A sentence as it stands on screen: a capital first, a full stop last.
pub(in crate::tui) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence: String = letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    });
    if !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}
