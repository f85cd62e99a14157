//! How one item is drawn, the same wherever it is listed.

use ratatui::layout::Rect;

use crate::{
    domain::roadmap::{ItemIx, ItemKind},
    tui::{
        canvas::{Canvas, piece},
        theme::Role,
        widgets::marks,
        world::World,
    },
};

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
    if world.roadmap.derived_from(ix).is_some() {
        right.push(piece("by sign-off", Role::Dim));
    }
    if item.kind.is_reading() {
        let by = item.author.as_deref().filter(|_| line.width >= 76);
        let place = by.or_else(|| item.site()).unwrap_or_default();
        right.push(piece(place, Role::Dim));
    }
    if item.kind == ItemKind::SignOff {
        left.truncate(2);
        let phase = item.phase.map(|phase| &world.roadmap[phase]);
        if let Some(phase) = phase {
            let text = format!("Sign off phase {}: {}", phase.number, phase.title);
            left.push(piece(text, marks::title_role(status)));
        }
    }
    canvas.row(line, &left, &right);
}
