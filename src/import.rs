//! A curriculum that somebody has in Markdown becomes a roadmap.
//!
//! ```text
//! Markdown ─ outline ─► pieces with their lines ─ gather ─► a draft ─ finish ─► ids, notes
//!                                                   │                  update: the ids there were
//!                                                   ▼                             │
//!                                     report, line by line             write ─► roadmap.toml
//! ```
//!
//! Pure: it takes texts and gives texts. `docs/import.md` has the rules.

mod draft;
mod finish;
mod gather;
mod ids;
mod marks;
mod outline;
mod report;
mod update;
mod words;
mod write;

#[cfg(test)]
mod tests;

use crate::domain::{id::well_formed, roadmap::Roadmap};

use draft::{Entry, Notes as PhaseNotes};
use gather::Gather;

pub use report::Note;
pub use update::Changes;

/// The most that is read, all files together.
pub const MOST_BYTES: usize = 2 << 20;
/// The most items that a roadmap is made of.
pub const MOST_ITEMS: usize = 20_000;

/// A file to import.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// Its name, as it is shown.
    pub name: &'s str,
    /// Its text.
    pub text: &'s str,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The files, in order.
    pub sources: &'a [Source<'a>],
    /// The level of the headings that are phases; found by rule if `None`.
    pub level: Option<u8>,
    /// The roadmap's id; made of its title if `None`.
    pub id: Option<&'a str>,
    /// Whether a note lies beside the file with this number.
    pub there: &'a dyn Fn(usize, &str) -> bool,
    /// The roadmap that an earlier import made.
    pub before: Option<&'a Roadmap>,
}

impl std::fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask")
            .field("level", &self.level)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes {
    /// Its path below the roadmap's folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// How much was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Phases.
    pub phases: usize,
    /// Readings.
    pub readings: usize,
    /// Deliverables.
    pub deliverables: usize,
    /// Boxes that sign phases off.
    pub sign_offs: usize,
    /// Milestones.
    pub milestones: usize,
    /// Metrics.
    pub metrics: usize,
    /// Proofs.
    pub proofs: usize,
    /// Apps.
    pub apps: usize,
}

/// What became of the files.
#[derive(Debug, Clone)]
pub struct Import {
    /// The roadmap's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The text of `roadmap.toml`.
    pub roadmap: String,
    /// The notes that are made of the files.
    pub notes: Vec<Notes>,
    /// The notes that tables link to: the number of the file, and the path
    /// beside it.
    pub linked: Vec<(usize, String)>,
    /// The notes that tables link to and that are not there.
    pub missing: Vec<String>,
    /// The items whose boxes are ticked.
    pub ticked: Vec<String>,
    /// The phases whose boxes are ticked.
    pub signed_off: Vec<String>,
    /// What was found.
    pub counts: Counts,
    /// What was taken and what was left.
    pub report: Vec<Note>,
    /// What differs from the roadmap before, if there was one.
    pub changes: Option<Changes>,
}

/// Why there is no roadmap.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The files are too large.
    #[error("the files have more than {} MiB together", MOST_BYTES >> 20)]
    TooLarge,
    /// There are too many items.
    #[error("the files have {0} items; a roadmap has at most {MOST_ITEMS}")]
    TooMany(usize),
    /// Nothing can be ticked, and there are no phases.
    #[error("nothing to learn was found: no box, no list, no table of phases")]
    Nothing,
    /// The id breaks the rules.
    #[error("`{0}` is no id: letters a–z, digits, `-`, `_` and `.`, at most 64")]
    Id(String),
}

/// Makes a roadmap of Markdown files.
pub fn import(ask: &Ask<'_>) -> Result<Import, ImportError> {
    let bytes: usize = ask.sources.iter().map(|it| it.text.len()).sum();
    if bytes > MOST_BYTES {
        return Err(ImportError::TooLarge);
    }
    if let Some(id) = ask.id.filter(|it| well_formed(it).is_err()) {
        return Err(ImportError::Id(id.to_owned()));
    }
    let mut gather = Gather::new(ask.sources, ask.level);
    gather.gather(ask.there);
    let Gather {
        files,
        mut draft,
        report,
        ..
    } = gather;
    finish::complete(&mut draft);
    draft.id = match ask.id {
        Some(id) => id.to_owned(),
        None => ids::slug(&draft.title),
    };
    let mut ids = ids::Ids::default();
    let changes = ask
        .before
        .map(|before| update::keep(&mut draft, before, &mut ids));
    finish::name(&mut draft, &mut ids);
    let mut counts = Counts {
        phases: draft.phases.len(),
        proofs: draft.phases.iter().filter(|it| it.proof.is_some()).count(),
        apps: draft.apps.len(),
        sign_offs: draft
            .phases
            .iter()
            .filter(|it| it.sign_off.is_some())
            .count(),
        metrics: draft.metrics.len(),
        ..Counts::default()
    };
    for phase in &draft.phases {
        counts.readings += phase.readings.len();
        counts.deliverables += phase.len() - phase.readings.len();
    }
    let blocks = draft.lanes.iter().flat_map(|it| &it.blocks);
    counts.milestones = blocks.map(|it| it.milestones.len()).sum();
    let items = counts.readings + counts.deliverables + counts.milestones + counts.metrics;
    if items > MOST_ITEMS {
        return Err(ImportError::TooMany(items));
    }
    if items + draft.phases.len() == 0 {
        return Err(ImportError::Nothing);
    }
    let notes = finish::notes(&mut draft, &files);
    let names: Vec<&str> = ask.sources.iter().map(|it| it.name).collect();
    let texts: Vec<&str> = ask.sources.iter().map(|it| it.text).collect();
    let mut linked = Vec::new();
    let mut missing = Vec::new();
    for phase in &draft.phases {
        match &phase.notes {
            PhaseNotes::Linked { file, path } => linked.push((*file, path.clone())),
            PhaseNotes::Missing(path) => missing.push(path.clone()),
            PhaseNotes::None | PhaseNotes::Own(_) | PhaseNotes::Kept(_) => {}
        }
    }
    let signed_off = draft.phases.iter().filter(|it| it.sign_off == Some(true));
    let signed_off = signed_off.map(|it| it.id.clone()).collect();
    let roadmap = write::roadmap(&draft, &names);
    let ticked = |it: &&mut Entry| it.ticked;
    let ticked = draft
        .entries_mut()
        .filter(ticked)
        .map(|it| it.id.clone())
        .collect();
    Ok(Import {
        id: draft.id,
        title: draft.title,
        roadmap,
        notes,
        linked,
        missing,
        ticked,
        signed_off,
        counts,
        report: report.finish(&texts),
        changes,
    })
}
