//! What an import says: a summary, every line, what changed, JSON.

use serde::Serialize;

use super::import::Reading;
use crate::{
    cli::{
        paper::{Line, Paper, Role},
        session::Session,
    },
    import::{Changes, Counts},
    insight::findings,
    text::{count, form},
};

/// How many of a sort are shown; the rest is a number.
const MOST_SHOWN: usize = 12;

/// What became of every line, file by file.
pub(super) fn report(reading: &Reading<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut file = usize::MAX;
    for note in &reading.import.report {
        if note.file != file {
            file = note.file;
            let name = reading.names.get(file).map_or("", String::as_str);
            lines.push(format!("{name}:"));
        }
        lines.push(format!("  {note}"));
    }
    lines
}

/// What was found, in a few lines.
pub(super) fn summary(reading: &Reading<'_>, out: &mut Paper) {
    let import = reading.import;
    out.line(
        Line::of(Role::Strong, import.title.as_str()).and(Role::Dim, format!("  {}", import.id)),
    );
    out.line(found(&import.counts));
    let roadmap = reading.loaded.roadmap.as_ref();
    for phase in roadmap
        .into_iter()
        .flat_map(|it| &it.phases)
        .take(MOST_SHOWN)
    {
        let items = phase.items().count();
        let line = format!("  {:>3}  {}", phase.number, phase.title);
        out.line(Line::plain(line).and(Role::Dim, format!("  {}", count(items, "item"))));
    }
    if import.counts.phases > MOST_SHOWN {
        out.line(format!(
            "       and {} more",
            import.counts.phases - MOST_SHOWN
        ));
    }
    let left: usize = import
        .report
        .iter()
        .filter(|it| !it.taken)
        .map(|it| it.last + 1 - it.line)
        .sum();
    let open = roadmap.map_or(0, |it| {
        findings::findings(it)
            .iter()
            .filter(|it| !it.is_accepted())
            .count()
    });
    if left > 0 {
        let notes = if import.notes.is_empty() {
            ""
        } else {
            "; the notes keep those of phases"
        };
        let line = format!(
            "{} left out{notes}. --report FILE says which",
            count(left, "line")
        );
        out.prose(Role::Dim, 0, line);
    }
    if open > 0 {
        let line = format!("{}, which `mastery check` explains", count(open, "finding"));
        out.prose(Role::Dim, 0, line);
    }
}

/// That the roadmap's id has a history already, which is another's maybe.
pub(super) fn journal(session: &Session, out: &mut Paper) {
    let archived = session.progress.archived().len();
    if archived == 0 {
        return;
    }
    let id = &session.roadmap.id;
    let line = format!(
        "the journal of `{id}` is older than this roadmap: {} of it {} not in it, and shown as archived. --id names another journal",
        count(archived, "item"),
        form(archived, "is", "are"),
    );
    out.prose(Role::Dim, 0, line);
}

/// The sorts of things that were found, with their numbers.
fn found(counts: &Counts) -> String {
    let sorts = [
        (counts.phases, "phase"),
        (counts.readings, "reading"),
        (counts.deliverables, "deliverable"),
        (counts.sign_offs, "sign-off"),
        (counts.proofs, "proof"),
        (counts.apps, "app"),
        (counts.milestones, "milestone"),
        (counts.metrics, "metric"),
    ];
    let there = sorts.iter().filter(|it| it.0 > 0);
    let words: Vec<String> = there.map(|(number, word)| count(*number, word)).collect();
    words.join(", ")
}

/// What differs from the roadmap before.
pub(super) fn changes(reading: &Reading<'_>, out: &mut Paper) {
    let Some(changes) = &reading.import.changes else {
        return;
    };
    out.line(format!("{} as before", count(changes.kept, "item")));
    part(
        out,
        "new",
        "+",
        changes
            .added
            .iter()
            .map(|(id, title)| format!("{title}  ({id})")),
    );
    part(
        out,
        "renamed, with their progress",
        "~",
        changes.renamed.iter().map(|(old, id, title)| {
            if old == title {
                format!("{title}  ({id})")
            } else {
                format!("{old} → {title}  ({id})")
            }
        }),
    );
    part(
        out,
        "no longer there; progress is kept, and shown as archived",
        "−",
        changes
            .archived
            .iter()
            .map(|(id, title)| format!("{title}  ({id})")),
    );
    part(
        out,
        "written by hand, and in no Markdown: only the copy keeps it",
        "!",
        changes.lost.iter().cloned(),
    );
}

fn part(out: &mut Paper, name: &str, sign: &str, lines: impl ExactSizeIterator<Item = String>) {
    let number = lines.len();
    if number == 0 {
        return;
    }
    out.line(Line::of(Role::Strong, format!("{number} {name}")));
    for line in lines.take(MOST_SHOWN) {
        out.line(format!("  {sign} {line}"));
    }
    if number > MOST_SHOWN {
        out.line(format!("  {sign} and {} more", number - MOST_SHOWN));
    }
}

/// What a first import changes.
static NONE: Changes = Changes {
    kept: 0,
    added: Vec::new(),
    renamed: Vec::new(),
    archived: Vec::new(),
    lost: Vec::new(),
};

/// `mastery init --from --json`.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(in crate::cli) struct View<'v> {
    roadmap: &'v str,
    title: &'v str,
    written: bool,
    recorded: usize,
    phases: usize,
    readings: usize,
    deliverables: usize,
    sign_offs: usize,
    proofs: usize,
    apps: usize,
    milestones: usize,
    metrics: usize,
    ticked: usize,
    notes: Vec<&'v str>,
    missing: &'v [String],
    lines: Vec<Lines<'v>>,
    added: Vec<&'v str>,
    renamed: Vec<&'v str>,
    archived: Vec<&'v str>,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Lines<'v> {
    file: &'v str,
    first: usize,
    last: usize,
    taken: bool,
    text: &'v str,
}

impl<'v> View<'v> {
    pub(super) fn new(reading: &Reading<'v>, written: bool, recorded: usize) -> Self {
        let import = reading.import;
        let counts = &import.counts;
        let changes = import.changes.as_ref().unwrap_or(&NONE);
        let names = reading.names;
        let linked = import.linked.iter().map(|it| it.1.as_str());
        Self {
            roadmap: &import.id,
            title: &import.title,
            written,
            recorded,
            phases: counts.phases,
            readings: counts.readings,
            deliverables: counts.deliverables,
            sign_offs: counts.sign_offs,
            proofs: counts.proofs,
            apps: counts.apps,
            milestones: counts.milestones,
            metrics: counts.metrics,
            ticked: import.ticked.len() + import.signed_off.len(),
            notes: import
                .notes
                .iter()
                .map(|it| it.path.as_str())
                .chain(linked)
                .collect(),
            missing: &import.missing,
            lines: import
                .report
                .iter()
                .map(|it| Lines {
                    file: names.get(it.file).map_or("", String::as_str),
                    first: it.line,
                    last: it.last,
                    taken: it.taken,
                    text: &it.text,
                })
                .collect(),
            added: changes.added.iter().map(|it| it.0.as_str()).collect(),
            renamed: changes.renamed.iter().map(|it| it.1.as_str()).collect(),
            archived: changes.archived.iter().map(|it| it.0.as_str()).collect(),
        }
    }
}
