//! Reading `roadmap.toml`, with every problem in its place.
//!
//! A file without a fault is read in one pass of serde, through the quick
//! reader `plain` if it is written plainly, else through `toml`. Only when
//! serde turns it down is it read again, slowly: `diagnose` goes through the whole tree,
//! explains everything that does not fit, and leaves it out or mends it, so
//! that the rest works. What no type can say (ids, references, addresses) is
//! checked by `build` in both cases.
//!
//! ```text
//! bytes ─ disk ─ text ─ plain ──────── serde ─ raw ─ build ─ Roadmap
//!                         └ no ─ toml ───┤       │      │
//!                                  no ─ diagnose ┘      │
//!                                          └─ Problems ─┘
//! ```

mod build;
mod diagnose;
mod disk;
mod faults;
mod graph;
mod ids;
mod plain;
mod raw;
mod render;
mod scalar;
mod schema;
mod syntax;

use std::path::Path;

use crate::{
    domain::{
        problem::{Lines, Problem},
        roadmap::Roadmap,
    },
    store::cache::{self, Origin},
};
use faults::Faults;
use serde::Deserialize;

pub use disk::{
    Folder, MAX_BYTES, ReadError, decode, load, load_kept, read as read_bytes, read_below,
    read_text,
};
pub use render::render;
pub use schema::{schema, schema_text};

/// The version of the format that this program reads.
pub const FORMAT: u32 = 1;

/// What a roadmap can ask about the world around it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The name of the file, as problems show it.
    pub file: &'a str,
    /// Looks for a notes file by its path relative to the roadmap.
    pub notes: &'a dyn Fn(&str) -> Notes,
}

impl std::fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// What became of looking for a notes file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notes {
    /// It is there.
    Found,
    /// It is not there, or is no regular file.
    Missing,
    /// It lies outside the roadmap's folder, or a link leads there.
    Outside,
}

/// A roadmap as far as it could be read, and what was wrong with the file.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The roadmap; `None` if there is a fatal problem.
    pub roadmap: Option<Roadmap>,
    /// The problems, in the order of the file; none of them a finding.
    pub problems: Vec<Problem>,
}

impl Loaded {
    /// Nothing but a fatal problem.
    pub fn fatal(problem: Problem) -> Self {
        Self {
            roadmap: None,
            problems: vec![problem],
        }
    }

    /// Whether nothing could be used.
    pub fn is_fatal(&self) -> bool {
        self.roadmap.is_none()
    }
}

/// Reads a roadmap from its text.
///
/// ```
/// use mastery::store::roadmap_file::{read_roadmap, Notes, Place};
///
/// let place = Place { file: "roadmap.toml", notes: &|_| Notes::Missing };
/// let source = "format = 1\nid = \"tea\"\ntitle = \"Tea\"\nsumary = \"…\"\n";
/// let loaded = read_roadmap(source, &place);
/// assert_eq!(loaded.roadmap.unwrap().title, "Tea");
/// assert_eq!(loaded.problems[0].nearest.as_deref(), Some("summary"));
/// ```
pub fn read_roadmap(source: &str, place: &Place<'_>) -> Loaded {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let lines = Lines::new(source);
    let mut faults = Faults::new(source, &lines, place.file);
    let plain = plain::parse(source).and_then(|it| raw::Roadmap::deserialize(it).ok());
    let raw = plain
        .or_else(|| toml::from_str(source).ok())
        .or_else(|| diagnose::diagnose(source, &mut faults));
    let roadmap = raw.and_then(|raw| {
        if raw.format.value.0 > FORMAT {
            let newer = "this roadmap needs a newer mastery";
            faults
                .fatal(&raw.format.span, newer)
                .expecting(format!("`format = {FORMAT}`"));
            return None;
        }
        Some(build::build(raw, &lines, place, &mut faults))
    });
    let (problems, fatal) = faults.finish();
    Loaded {
        roadmap: roadmap.filter(|_| !fatal),
        problems,
    }
}

/// Does what [`read_roadmap`] does; what it came to is kept at `kept` and taken
/// from there as long as the text is the same and its notes are there.
pub fn read_kept(source: &str, place: &Place<'_>, kept: &Path) -> Loaded {
    if source.len() < cache::WORTH {
        return read_roadmap(source, place);
    }
    let origin = Origin::of(source.as_bytes());
    if let Some(roadmap) = known(kept, origin, place) {
        return Loaded {
            roadmap: Some(roadmap),
            problems: Vec::new(),
        };
    }
    let loaded = read_roadmap(source, place);
    if let (Some(roadmap), true) = (&loaded.roadmap, loaded.problems.is_empty()) {
        cache::keep_file(kept, origin, roadmap);
    }
    loaded
}

fn known(kept: &Path, origin: Origin, place: &Place<'_>) -> Option<Roadmap> {
    let entry = cache::read_file(kept)?;
    let (of, roadmap): (Origin, Roadmap) = cache::open(&entry)?;
    let mut notes = roadmap.phases.iter().filter_map(|it| it.notes.as_deref());
    let holds = of == origin && notes.all(|it| (place.notes)(it) == Notes::Found);
    holds.then(|| roadmap.indexed())
}
