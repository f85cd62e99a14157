//! Pieces of text that several views share: marks by shape, bars, counts.

use crate::domain::{
    progress::{PhaseProgress, Progress, Status, Tally},
    roadmap::{ItemIx, ItemKind, PhaseIx, Roadmap},
};

use super::{
    paper::{Line, Paper, Role},
    table::{Fit, Table},
};

/// The mark of an item, told apart by shape.
pub(crate) fn mark(status: Status) -> Line {
    match status {
        Status::Done => Line::of(Role::Good, "✓"),
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
        step(
            roadmap[phase].proof.is_some(),
            standing.is_proven(),
            standing.evidence.is_some(),
        ),
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

/// The three marks in words: “read 6/10 · built 6/11 · not proven”.
pub(crate) fn marks_in_words(
    roadmap: &Roadmap,
    standing: &PhaseProgress,
    phase: PhaseIx,
) -> String {
    let mut words = Vec::new();
    if standing.has_readings {
        words.push(format!("read {}", count(standing.readings)));
    }
    if standing.has_deliverables {
        words.push(format!("built {}", count(standing.deliverables)));
    }
    if roadmap[phase].proof.is_some() {
        words.push(
            if standing.is_proven() {
                "proven"
            } else {
                "not proven"
            }
            .to_owned(),
        );
    }
    if standing.is_signed_off() {
        words.push("signed off".to_owned());
    }
    words.join(" · ")
}

/// From least to most: “2–3”.
pub(crate) fn span((least, most): (f64, f64)) -> String {
    if (most - least).abs() < f64::EPSILON {
        format!("{least}")
    } else {
        format!("{least}–{most}")
    }
}

/// Done out of all: “6/10”.
pub(crate) fn count(tally: Tally) -> String {
    format!("{}/{}", tally.done, tally.of)
}

/// A bar of `cells` cells. It is full only when nothing is left.
pub(crate) fn bar(share: f64, cells: usize) -> Line {
    let full = (share * cells as f64).floor().clamp(0.0, cells as f64) as usize;
    Line::of(Role::Accent, "━".repeat(full)).and(Role::Dim, "─".repeat(cells - full))
}

/// The name of a phase: “Phase 1 · Elixir core”.
pub(crate) fn phase_name(roadmap: &Roadmap, phase: PhaseIx) -> String {
    let phase = &roadmap[phase];
    format!("Phase {} · {}", phase.number, phase.title)
}

/// Numbers of phases, with their noun: “phase 3”, “phases 0, 1 and 2”.
pub(crate) fn phase_numbers(roadmap: &Roadmap, phases: &[PhaseIx]) -> String {
    let numbers: Vec<String> = phases
        .iter()
        .map(|phase| roadmap[*phase].number.to_string())
        .collect();
    match numbers.as_slice() {
        [] => "no phase".to_owned(),
        [one] => format!("phase {one}"),
        [init @ .., last] => format!("phases {} and {last}", init.join(", ")),
    }
}

/// What an item is called: its title, and which chapters of it.
pub(crate) fn title(roadmap: &Roadmap, item: ItemIx) -> String {
    let item = &roadmap[item];
    match &item.chapters {
        Some(chapters) => format!("{}: {chapters}", item.title),
        None => item.title.clone(),
    }
}

/// Where an item is found, in a word or two: its site, or its author.
fn place(roadmap: &Roadmap, item: ItemIx) -> String {
    let item = &roadmap[item];
    match (item.kind, &item.author, item.site()) {
        (ItemKind::Book, Some(author), _) | (_, Some(author), None) => author.clone(),
        (_, _, Some(site)) => site.to_owned(),
        (_, None, None) => String::new(),
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
            Line::of(Role::Dim, place(roadmap, item)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_when_nothing_is_left() {
        assert_eq!(bar(0.0, 4).text(), "────");
        assert_eq!(bar(0.99, 4).text(), "━━━─");
        assert_eq!(bar(1.0, 4).text(), "━━━━");
    }
}
