//! The mastery proof matrix: which app proves which phase, and why.

use ratatui::layout::Rect;

use crate::{
    domain::roadmap::PhaseIx,
    insight::words,
    text::wrap,
    tui::{
        canvas::{Canvas, line_of, piece},
        theme::Role,
        widgets::marks,
        world::World,
    },
};

use super::{Row, Target, View, indent, split_rows};

pub(super) fn rows(world: &World) -> Vec<Row> {
    world
        .roadmap
        .phase_places()
        .filter(|phase| world.roadmap[*phase].proof.is_some())
        .map(|phase| Row::Entry(Target::Phase(phase)))
        .collect()
}

/// The widths of the columns labs, pulse and why.
fn columns(world: &World, width: u16) -> (u16, u16, u16) {
    let longest = |cell: fn(&crate::domain::roadmap::Proof) -> &str| {
        world
            .roadmap
            .phases
            .iter()
            .filter_map(|phase| phase.proof.as_ref())
            .map(|proof| crate::text::width(cell(proof)) as u16)
            .max()
            .unwrap_or(0)
            .clamp(8, 40)
    };
    let labs = longest(|proof| &proof.labs);
    let pulse = longest(|proof| &proof.pulse);
    // Two cells of selection, the id, the marks, and gaps of two between.
    let rest = width.saturating_sub(2 + 5 + labs + 2 + pulse + 2 + 7 + 2);
    (labs, pulse, rest)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let (labs, pulse, why) = columns(world, area.width);
    let (head, body) = split_rows(area, 1);
    let line = indent(line_of(head, 0), 2);
    let x = line.x;
    canvas.put(line, x + 5, line.y, "labs app", Role::Dim);
    canvas.put(line, x + 5 + labs + 2, line.y, "pulse feature", Role::Dim);
    let marks_at = line.right().saturating_sub(5);
    if why >= 12 {
        let why_area = Rect {
            width: line.width.saturating_sub(7),
            ..line
        };
        let at = x + 5 + labs + 2 + pulse + 2;
        canvas.put(why_area, at, line.y, "why it proves mastery", Role::Dim);
    }
    canvas.put(line, marks_at, line.y, "r b p", Role::Dim);
    let detail = if area.height >= 20 { 4 } else { 0 };
    let (list, below) = split_rows(body, body.height - detail);
    let (_, list) = split_rows(list, u16::from(area.height >= 24));
    view.draw_rows(canvas, list, |canvas, line, target| {
        if let Target::Phase(phase) = target {
            draw_proof(canvas, line, world, phase, (labs, pulse, why));
        }
    });
    if let Some(Target::Phase(phase)) = view.target()
        && detail > 0
    {
        draw_selected(canvas, below, world, phase);
    }
}

fn draw_proof(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
    ix: PhaseIx,
    (labs, pulse, why): (u16, u16, u16),
) {
    let phase = &world.roadmap[ix];
    let standing = &world.progress[ix];
    let Some(proof) = &phase.proof else {
        return;
    };
    let role = if world.today.phase == Some(ix) {
        Role::Accent
    } else {
        Role::Text
    };
    let mut x = line.x;
    for (text, width, role) in [
        (proof.id.as_str(), 3, role),
        (proof.labs.as_str(), labs, Role::Text),
        (proof.pulse.as_str(), pulse, Role::Text),
        (proof.why.as_str(), why, Role::Dim),
    ] {
        let cell = Rect {
            x,
            width: width.min(line.right().saturating_sub(x)),
            ..line
        };
        if width >= 3 {
            canvas.put(cell, x, line.y, text, role);
        }
        x += width + 2;
    }
    let mut x = line.right().saturating_sub(5);
    for (mark, role) in marks::ladder(standing) {
        canvas.put(line, x, line.y, mark, role);
        x += 2;
    }
}

fn draw_selected(canvas: &mut Canvas<'_>, area: Rect, world: &World, ix: PhaseIx) {
    let phase = &world.roadmap[ix];
    let standing = &world.progress[ix];
    let Some(proof) = &phase.proof else {
        return;
    };
    let title = format!("Phase {} · {}", phase.number, phase.title);
    let mut rungs = marks::rungs(standing);
    if let Some(evidence) = standing.evidence {
        let day = words::date(evidence.day, world.day());
        rungs = format!("{rungs} · evidence of {day}");
    }
    let first = indent(line_of(area, 1), 2);
    canvas.row(
        first,
        &[piece(title, Role::Strong)],
        &[piece(rungs, Role::Dim)],
    );
    let whole = format!("{} · {} — {}", proof.labs, proof.pulse, proof.why);
    let room = usize::from(area.width.saturating_sub(2));
    for (offset, text) in wrap(&whole, room).iter().take(2).enumerate() {
        let line = indent(line_of(area, 2 + offset as u16), 2);
        canvas.put(line, line.x, line.y, text, Role::Dim);
    }
}
