//! How one item is drawn, the same wherever it is listed.

use ratatui::layout::Rect;

use crate::{
    domain::roadmap::{ItemIx, ItemKind, PhaseIx},
    insight::{review::due_words, words},
    text::{truncate, wrap},
    tui::{
        canvas::{Canvas, line_of, piece},
        theme::Role,
        widgets::marks,
        world::World,
    },
};

use super::{Target, View};

/// Draws an item: its mark, title and chapters, and where it is.
pub(super) fn draw(canvas: &mut Canvas<'_>, line: Rect, world: &World, ix: ItemIx) {
    let item = &world.roadmap[ix];
    let status = world.progress[ix].status;
    let (mark, role) = marks::status(status, world.pending.contains(&ix));
    let mut left = vec![
        piece(mark, role),
        piece(" ", Role::Text),
        piece(item.title.as_str(), marks::title_role(status)),
    ];
    if let Some(chapters) = &item.chapters {
        left.push(piece(" · ch. ", Role::Dim));
        left.push(piece(chapters.as_str(), Role::Dim));
    }
    if item.optional {
        left.push(piece(" · optional", Role::Dim));
    }
    let mut right = Vec::new();
    if let Some(phases) = world.roadmap.derived_from(ix) {
        let sign_offs = phases.iter().map(|phase| world.roadmap[*phase].sign_off);
        let tally = words::tally(world.progress.tally(sign_offs));
        right.push(piece(format!("{tally} signed off"), Role::Dim));
    }
    if item.kind.is_reading() {
        right.push(piece(item.place().unwrap_or_default(), Role::Dim));
    }
    if item.kind == ItemKind::SignOff {
        left.truncate(2);
        let phase = item.phase.map(|phase| &world.roadmap[phase]);
        if let Some(phase) = phase {
            let text = format!("Sign off phase {}: {}", phase.number, phase.title);
            left.push(piece(text, marks::title_role(status)));
        }
    }
    // What tells two chapters of one book apart comes before who wrote it.
    if item.kind.is_reading() {
        canvas.row_first(line, &left, &right);
    } else {
        canvas.row(line, &left, &right);
    }
}

/// Draws the question of the week's last study day.
pub(super) fn draw_what_changed(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
    phase: PhaseIx,
) {
    let phase = &world.roadmap[phase];
    let title = world.roadmap.cadence.pull_request_title(phase.number);
    let right = title
        .map(|title| format!("PR “{title}”"))
        .unwrap_or_default();
    canvas.row(
        line,
        &[
            piece("○", Role::Dim),
            piece(
                " What changed this week because of what you read?",
                Role::Text,
            ),
        ],
        &[piece(right, Role::Dim)],
    );
}

/// Draws a review that is due.
pub(super) fn draw_due(canvas: &mut Canvas<'_>, line: Rect, world: &World, review: usize) {
    let Some(due) = world.due.iter().find(|due| due.review == review) else {
        return;
    };
    let words = due_words(due, world.day());
    let subject = world.roadmap.reviews.get(review).map(|it| &it.subject);
    canvas.row_first(
        line,
        &[piece("○ ", Role::Dim), piece(words, Role::Text)],
        &[piece(subject.map_or("", String::as_str), Role::Dim)],
    );
}

/// What the selected row has no room for: its full title, who wrote it, its
/// address and id.
pub(super) fn detail(world: &World, view: &View, width: u16) -> Vec<String> {
    let Some(Target::Item(ix)) = view.target() else {
        return Vec::new();
    };
    let item = &world.roadmap[ix];
    let standing = world.progress[ix];
    let mut text = String::new();
    if item.kind != ItemKind::SignOff {
        text.push_str(&item.title);
    }
    for part in [item.author.as_deref(), item.chapters.as_deref()]
        .into_iter()
        .flatten()
    {
        text.push_str(" · ");
        text.push_str(part);
    }
    let mut second = item.id.to_string();
    if let Some(day) = standing.day {
        second = format!(
            "{second} · {} {}",
            standing.status.word(),
            words::date(day, world.day())
        );
    }
    if let Some(url) = &item.url {
        second = format!("{second} · {url}");
    }
    let width = usize::from(width);
    let mut lines = wrap(text.trim_start_matches(" · "), width);
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(truncate(&rest, width).into_owned());
    }
    lines.push(second);
    lines
}

/// Draws what [`detail`] says: the words, then the facts.
pub(super) fn draw_detail(canvas: &mut Canvas<'_>, area: Rect, detail: &[String]) {
    for (offset, text) in detail.iter().enumerate() {
        let line = line_of(area, offset as u16);
        let last = offset + 1 == detail.len();
        let role = if last { Role::Dim } else { Role::Text };
        canvas.put(line, line.x, line.y, text, role);
    }
}
