//! The notes of the phases, for a report.

use std::collections::BTreeMap;

use crate::{
    cli::{paper, session::Session},
    domain::roadmap::PhaseIx,
    reader::Document,
    store::notes::{NoteError, Shelf},
    text::Shown,
};

/// The notes of each phase that has some; what cannot be read is said and left
/// out.
pub(super) fn what_changed(session: &Session) -> BTreeMap<PhaseIx, Document> {
    let shelf = Shelf::of(&session.place);
    let mut notes = BTreeMap::new();
    for phase in session.roadmap.phase_places() {
        let Some(path) = &session.roadmap[phase].notes else {
            continue;
        };
        match shelf.read(path) {
            Ok(note) => {
                notes.insert(phase, Document::parse(note.text));
            }
            // A note that is still to be written is no fault of the report.
            Err(NoteError::Missing(_)) => {}
            Err(error) => {
                paper::complain(&format!(
                    "notice: {}; it is left out",
                    Shown::line(&error.to_string())
                ));
            }
        }
    }
    notes
}
