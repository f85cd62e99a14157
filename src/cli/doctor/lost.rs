//! Events that this device saved and no file has any more.

use crate::{
    domain::{
        event::{Event, Kind},
        roadmap::Roadmap,
    },
    store::journal::{Foreign, Place},
    text::{count, form},
};

use super::{
    super::describe,
    fix::Remedy,
    report::{Area, Check, Level},
};

/// What is missing, by name, and what puts it back.
pub(super) fn examine(
    place: &Place,
    roadmap: Option<&Roadmap>,
    missing: &[Foreign],
) -> Option<(Check, Remedy)> {
    if missing.is_empty() {
        return None;
    }
    let number = missing.len();
    let check = Check::new(
        Area::Journal,
        "missing",
        Level::Error,
        format!(
            "{} that this device had saved {} missing from {}",
            count(number, "event"),
            form(number, "is", "are"),
            place.own().display()
        ),
    )
    .at(missing.iter().map(|foreign| said(roadmap, foreign.event())))
    .advise(format!(
        "`mastery doctor --fix` puts {} back; if that was meant, `mastery doctor --fix --forget` stops asking for {}",
        form(number, "it", "them"),
        form(number, "it", "them"),
    ))
    .mendable(true);
    Some((check, Remedy::Missing(place.clone(), number)))
}

/// The id of an event, its day, and what it says.
fn said(roadmap: Option<&Roadmap>, event: &Event) -> String {
    let says = match (&event.kind, roadmap) {
        (Kind::Undo { target, .. }, _) => format!("takes back {target}"),
        (kind, Some(roadmap)) => describe::batch(roadmap, [kind]).join(", "),
        (kind, None) => kind.word().to_owned(),
    };
    format!("{}, {}: {says}", event.id, event.day)
}
