//! The notes: one a line, with what is done of its readings and when it was
//! last read.

use ratatui::layout::Rect;

use crate::{
    insight::words,
    tui::{
        canvas::{Canvas, line_of, piece},
        theme::Role,
        widgets::marks,
        world::{NoteIx, World},
    },
};

use super::{Row, Target, View, split_rows};

/// How wide the column of the last reading is.
const READ: usize = 9;

pub(super) fn rows(world: &World) -> Vec<Row> {
    let listed = |others: bool| {
        let notes = world.notes.iter().enumerate();
        notes
            .filter(move |(_, note)| note.listed && note.phase.is_none() == others)
            .map(|(place, _)| Row::Entry(Target::Note(NoteIx(place))))
    };
    let mut rows: Vec<Row> = listed(false).collect();
    let others: Vec<Row> = listed(true).collect();
    if !others.is_empty() {
        if !rows.is_empty() {
            rows.push(Row::Blank);
        }
        rows.push(Row::Heading("Other notes".to_owned(), String::new()));
        rows.extend(others);
    }
    rows
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let (head, body) = split_rows(area, if area.height >= 12 { 2 } else { 1 });
    let wide = area.width >= 66;
    let mut titles = vec![piece("   items", Role::Dim)];
    if wide {
        titles.push(piece(
            format!("{:>width$}", "last read", width = READ + 2),
            Role::Dim,
        ));
    }
    canvas.row(line_of(head, 0), &[piece("    note", Role::Dim)], &titles);
    view.draw_rows(canvas, body, |canvas, line, target| {
        if let Target::Note(note) = target {
            draw_note(canvas, line, world, note, wide);
        }
    });
}

fn draw_note(canvas: &mut Canvas<'_>, line: Rect, world: &World, ix: NoteIx, wide: bool) {
    let note = &world[ix];
    let left_at = world.state.left_at(&note.path);
    let mut left = Vec::new();
    let mut right = Vec::new();
    if let Some(phase) = note.phase {
        let standing = &world.progress[phase];
        let (mark, role) = marks::phase(standing, false);
        let tally = words::tally(standing.items());
        left.push(piece(format!("{mark} "), role));
        left.push(piece(words::phase_name(&world.roadmap[phase]), Role::Text));
        right.push(piece(format!("{tally:>8}"), Role::Dim));
    } else {
        left.push(piece(note.path.as_str(), Role::Text));
    }
    if wide {
        let read =
            left_at.map_or_else(|| "–".to_owned(), |left| words::date(left.day, world.day()));
        right.push(piece(
            format!("{read:>width$}", width = READ + 2),
            Role::Dim,
        ));
    }
    // At the top the heading is the note's title, which stands here already.
    let phase = note
        .phase
        .map(|phase| words::phase_name(&world.roadmap[phase]));
    let says = |heading: &str| !heading.is_empty() && phase.as_deref() != Some(heading);
    if let Some(left_at) = left_at.filter(|it| says(&it.heading)) {
        left.push(piece(format!("  {}", left_at.heading), Role::Dim));
    }
    canvas.row(line, &left, &right);
}

/// The row of a phase's notes.
pub(super) fn draw_link(canvas: &mut Canvas<'_>, line: Rect, world: &World, ix: NoteIx) {
    let note = &world[ix];
    let mut left = vec![piece("≡ ", Role::Dim), piece("Read the notes", Role::Text)];
    if let Some(left_at) = world.state.left_at(&note.path) {
        let day = words::date(left_at.day, world.day());
        let at = match left_at.heading.as_str() {
            "" => format!("  last on {day}"),
            heading => format!("  last on {day}, “{heading}”"),
        };
        left.push(piece(at, Role::Dim));
    }
    canvas.row(line, &left, &[piece(note.path.as_str(), Role::Dim)]);
}
