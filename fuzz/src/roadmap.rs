//! A roadmap: what is wrong in it is told in its place, and what is right is used.

use std::collections::BTreeSet;

use mastery::{
    domain::{progress::Progress, roadmap::Roadmap, state::State},
    export::{self, Source},
    store::roadmap_file::{Loaded, Notes, Place, decode, read_roadmap, render},
};

use super::{tame, typed::TODAY};

/// What is longer says nothing new, and takes long.
const MOST: usize = 64 * 1024;

/// Reads a roadmap; every second note is there.
pub(super) fn load(text: &str) -> Loaded {
    let place = Place {
        file: "roadmap.toml",
        notes: &|name| {
            if name.len() % 2 == 0 {
                Notes::Found
            } else {
                Notes::Missing
            }
        },
    };
    read_roadmap(text, &place)
}

/// A text as a roadmap.
pub fn roadmap(bytes: &[u8]) -> usize {
    if bytes.len() > MOST {
        return 0;
    }
    let text = match decode(bytes.to_vec(), "roadmap.toml") {
        Ok(text) => text,
        Err(problem) => {
            tame(&render(&problem));
            return 0;
        }
    };
    let loaded = load(&text);
    let lines = 1 + text.matches('\n').count();
    for problem in &loaded.problems {
        tame(&render(problem));
        assert!(!problem.message.is_empty());
        if let Some(spot) = &problem.spot {
            assert!((1..=lines).contains(&spot.line), "{spot:?}");
            assert!(spot.column >= 1, "{spot:?}");
        }
    }
    if let Some(roadmap) = &loaded.roadmap {
        holds(roadmap) + loaded.problems.len()
    } else {
        assert!(!loaded.problems.is_empty(), "it has to say why");
        0
    }
}

/// What can be counted on in a roadmap that was taken.
fn holds(roadmap: &Roadmap) -> usize {
    let mut ids = BTreeSet::new();
    for item in &roadmap.items {
        assert!(ids.insert(item.id.as_str()), "{} is there twice", item.id);
    }
    let state = State::default();
    let progress = Progress::new(roadmap, &state);
    let source = Source {
        roadmap,
        state: &state,
        progress: &progress,
        today: *TODAY,
    };
    tame(&export::markdown::markdown(&source));
    1 + roadmap.items.len() + roadmap.phases.len()
}
