//! What a change is called once it is made.

use crate::{
    domain::event::{Batch, Kind, Mark},
    insight::words::date,
    text::count,
    tui::world::World,
};

/// What a batch did, in a few words.
pub(super) fn batch(world: &World, batch: &Batch) -> String {
    let marks = batch
        .kinds
        .iter()
        .filter(|kind| matches!(kind, Kind::Mark { .. }))
        .count();
    if marks > 1 {
        return format!("{} marked. `u` takes it back.", count(marks as u64, "item"));
    }
    let Some(first) = batch.kinds.first() else {
        return String::new();
    };
    let on = if batch.day == world.day() {
        String::new()
    } else {
        format!(" on {}", date(batch.day, world.day()))
    };
    match first {
        Kind::Mark { item, mark } => {
            let title = world
                .roadmap
                .find(item)
                .map_or_else(|| item.to_string(), |ix| world.roadmap[ix].title.clone());
            let word = match mark {
                Mark::Done => "Done",
                Mark::Started => "Started",
                Mark::Skipped => "Skipped",
                Mark::Open => "Open again",
            };
            format!("{word}{on}: {title}")
        }
        Kind::Undo { target } => {
            let words: Vec<String> = world
                .state
                .batch(*target)
                .map(|event| match &event.kind {
                    Kind::Undo { .. } => "the undo".to_owned(),
                    Kind::Mark { item, mark } => {
                        let title = world
                            .roadmap
                            .find(item)
                            .map_or_else(|| item.to_string(), |ix| world.roadmap[ix].title.clone());
                        format!("{} “{title}”", mark.word())
                    }
                    other => other.word().to_owned(),
                })
                .collect();
            match words.as_slice() {
                [one] => format!("Taken back: {one}"),
                many => format!("Taken back: {}", count(many.len() as u64, "change")),
            }
        }
        Kind::Begin { start } => {
            format!("Your year begins on {}.", date(*start, world.day()))
        }
        Kind::Off {
            from, withdrawn, ..
        } => {
            let day = date(*from, world.day());
            if *withdrawn {
                format!("{day} is a study day again.")
            } else {
                format!("{day} is a day off: it moves the plan, not the streak.")
            }
        }
        Kind::Note { .. } => "Written down.".to_owned(),
        other => other.word().to_owned(),
    }
}

/// A sentence as it stands on screen: a capital first, a full stop last.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let mut sentence: String = match letters.next() {
        Some(first) if first != '`' => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    };
    if !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}
