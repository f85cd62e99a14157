//! Pieces of text that several views share: marks by shape, bars, counts.

use crate::{
    domain::{
        day::LogicalDay,
        progress::{Progress, Status},
        roadmap::{ItemIx, PhaseIx, Roadmap},
    },
    insight::{proof::Standing, words},
};

use super::{
    paper::{Line, Paper, Role},
    table::{Fit, Table},
};

/// What is said instead of phases where there are none.
pub(crate) const NO_PHASES: &str = "This roadmap has no phases yet.";

/// The mark of an item, told apart by shape.
pub(crate) fn mark(status: Status) -> Line {
    match status {
        Status::Done => Line::of(Role::Good, "●"),
        Status::Started => Line::of(Role::Accent, "◐"),
        Status::Open => Line::plain("○"),
        Status::Skipped => Line::of(Role::Dim, "–"),
    }
}

/// The mark of something that is reached, begun, not begun, or not asked for.
fn step(asked: bool, reached: bool, begun: bool) -> (Role, &'static str) {
    match (asked, reached, begun) {
        (false, _, _) => (Role::Dim, "–"),
        (true, true, _) => (Role::Good, "●"),
        (true, false, true) => (Role::Accent, "◐"),
        (true, false, false) => (Role::Plain, "○"),
    }
}

/// The marks read, built and proven of a phase, in this order.
pub(crate) fn three_marks(roadmap: &Roadmap, progress: &Progress, phase: PhaseIx) -> Line {
    let standing = &progress[phase];
    let steps = [
        step(
            standing.has_readings,
            standing.is_read(),
            standing.readings.done > 0,
        ),
        step(
            standing.has_deliverables,
            standing.is_built(),
            standing.deliverables.done > 0,
        ),
        if standing.is_attested() && roadmap[phase].proof.is_some() {
            (Role::Accent, "◇")
        } else {
            step(
                roadmap[phase].proof.is_some(),
                standing.is_proven(),
                standing.evidence.is_some(),
            )
        },
    ];
    let mut line = Line::default();
    for (at, (role, shape)) in steps.into_iter().enumerate() {
        if at > 0 {
            line = line.and(Role::Plain, " ");
        }
        line = line.and(role, shape);
    }
    line
}

/// How a row of the matrix stands, in words; nothing before there is evidence.
pub(crate) fn standing(standing: &Standing, today: LogicalDay) -> Line {
    let role = match standing {
        // The mark says that already.
        Standing::Not => return Line::default(),
        Standing::Attested { .. } => Role::Accent,
        Standing::Proven { .. } if standing.is_stale() => Role::Warn,
        Standing::Proven { .. } => Role::Good,
        Standing::WasProven { .. } | Standing::Failed { .. } => Role::Warn,
    };
    Line::of(role, standing.words(today))
}

/// A bar of `cells` cells.
pub(crate) fn bar(share: f64, cells: u16) -> Line {
    let full = words::filled(share, cells);
    let repeat = |symbol: &str, cells: u16| symbol.repeat(usize::from(cells));
    Line::of(Role::Accent, repeat("━", full)).and(Role::Dim, repeat("─", cells - full))
}

/// What an item is called: its title, and which chapters of it.
pub(crate) fn title(roadmap: &Roadmap, item: ItemIx) -> String {
    let item = &roadmap[item];
    match &item.chapters {
        Some(chapters) => format!("{}: {chapters}", item.title),
        None => item.title.clone(),
    }
}

/// A list of items: mark, id, title, where it is.
pub(crate) fn items(
    roadmap: &Roadmap,
    progress: &Progress,
    items: impl IntoIterator<Item = ItemIx>,
) -> Table {
    let mut table = Table::new(2)
        .column("", Fit::Keep)
        .column("", Fit::Wrap(40))
        .column("", Fit::Drop(1));
    for item in items {
        let status = progress[item].status;
        let role = if status.is_settled() {
            Role::Dim
        } else {
            Role::Plain
        };
        let optional = if roadmap[item].optional {
            " (optional)"
        } else {
            ""
        };
        table.row([
            mark(status)
                .and(Role::Plain, " ")
                .and(Role::Accent, roadmap[item].id.as_str()),
            Line::of(role, title(roadmap, item)).and(Role::Dim, optional),
            Line::of(Role::Dim, roadmap[item].place().unwrap_or_default()),
        ]);
    }
    table
}

/// What was done, as a list of items; of very many only the first.
pub(crate) fn done(roadmap: &Roadmap, progress: &Progress, items: &[ItemIx], out: &mut Paper) {
    let shown = if items.len() > MOST_DONE + 1 {
        MOST_DONE
    } else {
        items.len()
    };
    out.table(self::items(
        roadmap,
        progress,
        items.iter().copied().take(shown),
    ));
    if shown < items.len() {
        out.line(Line::of(
            Role::Dim,
            format!("  and {} more", items.len() - shown),
        ));
    }
}

/// How many items that are done are listed.
const MOST_DONE: usize = 10;
