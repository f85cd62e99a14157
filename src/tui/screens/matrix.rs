//! The mastery proof matrix: which app proves which phase, and why.

use ratatui::layout::Rect;

use crate::{
    domain::roadmap::{PhaseIx, Proof},
    insight::{proof::Standing, words},
    text::{self, wrap},
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

/// The widths of the columns.
#[derive(Debug, Clone, Copy)]
struct Columns {
    labs: u16,
    pulse: u16,
    why: u16,
    /// Each of the three marks; with room, under its name.
    mark: u16,
}

const ID: u16 = 5;

impl Columns {
    fn new(world: &World, width: u16) -> Self {
        let longest = |cell: fn(&Proof) -> &str| {
            let proofs = world.roadmap.phases.iter();
            proofs
                .filter_map(|phase| phase.proof.as_ref())
                .map(|proof| text::width(cell(proof)) as u16)
                .max()
                .unwrap_or(0)
                .clamp(8, 60)
        };
        let labs = longest(|proof| &proof.labs);
        let mark = if width >= 100 { 8 } else { 2 };
        // What is left is given to the columns in the order they matter.
        let mut room = width.saturating_sub(2 + ID + labs + 2 + 3 * mark);
        let mut give = |wanted: u16, least: u16| {
            let given = if room >= least + 2 {
                wanted.min(room - 2)
            } else {
                0
            };
            room = room.saturating_sub(given + 2);
            given
        };
        Self {
            labs,
            pulse: give(longest(|proof| &proof.pulse).max(13), 13),
            why: give(longest(|proof| &proof.why), 10),
            mark,
        }
    }

    /// Where a column begins, from the left edge of the row; a column without
    /// room takes none.
    fn at(self, column: usize) -> u16 {
        let widths = [ID - 2, self.labs, self.pulse, self.why];
        let taken = widths.iter().take(column).filter(|width| **width > 0);
        taken.map(|width| width + 2).sum()
    }

    fn has(self, column: usize) -> bool {
        [ID, self.labs, self.pulse, self.why][column] > 0
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    // A scrollbar may take the last two cells.
    let columns = Columns::new(world, area.width.saturating_sub(2));
    let (head, body) = split_rows(area, 1);
    let line = indent(line_of(head, 0), 2);
    let marks = if columns.mark > 2 {
        ["read", "built", "proven"]
    } else {
        ["r", "b", "p"]
    };
    let why = if columns.why >= 21 {
        "why it proves mastery"
    } else {
        "why"
    };
    let titles = ["", "labs app", "pulse feature", why];
    for (column, title) in titles.into_iter().enumerate() {
        if !columns.has(column) {
            continue;
        }
        canvas.put(line, line.x + columns.at(column), line.y, title, Role::Dim);
    }
    for (place, title) in marks.into_iter().enumerate() {
        let x = line.x + columns.at(4) + place as u16 * columns.mark;
        canvas.put(line, x, line.y, title, Role::Dim);
    }
    let detail = if area.height >= 20 { 4 } else { 0 };
    let body = split_rows(body, u16::from(area.height >= 24)).1;
    let (list, below) = view.above(body, detail);
    view.draw_rows(canvas, list, |canvas, line, target| {
        if let Target::Phase(phase) = target {
            draw_proof(canvas, line, world, phase, columns);
        }
    });
    if let Some(Target::Phase(phase)) = view.target()
        && detail > 0
    {
        draw_selected(canvas, below, world, phase);
    }
}

fn draw_proof(canvas: &mut Canvas<'_>, line: Rect, world: &World, ix: PhaseIx, columns: Columns) {
    let phase = &world.roadmap[ix];
    let Some(proof) = &phase.proof else {
        return;
    };
    let id_role = if world.today.phase == Some(ix) {
        Role::Accent
    } else {
        Role::Text
    };
    let cells = [
        (proof.id.as_str(), id_role),
        (proof.labs.as_str(), Role::Text),
        (proof.pulse.as_str(), Role::Text),
        (proof.why.as_str(), Role::Dim),
    ];
    for (column, (text, role)) in cells.into_iter().enumerate() {
        if !columns.has(column) {
            continue;
        }
        let x = line.x + columns.at(column);
        let next = line.x + columns.at(column + 1);
        let cell = Rect {
            x,
            width: next.saturating_sub(x + 2),
            ..line
        };
        canvas.put(cell.intersection(line), x, line.y, text, role);
    }
    let rungs = rungs(world, ix, proof);
    for (place, (mark, role)) in marks::ladder(&world.progress[ix], true)
        .into_iter()
        .enumerate()
    {
        let x = line.x + columns.at(4) + place as u16 * columns.mark;
        let end = canvas.put(line, x, line.y, mark, role);
        if columns.mark > 2 && !rungs[place].is_empty() {
            canvas.put(line, end + 1, line.y, &rungs[place], Role::Dim);
        }
    }
}

/// What stands beside the marks of the ladder, where there is room.
fn rungs(world: &World, ix: PhaseIx, proof: &Proof) -> [String; 3] {
    let standing = &world.progress[ix];
    let tally = |has: bool, tally| {
        if has {
            words::tally(tally)
        } else {
            String::new()
        }
    };
    let proven = match world.standing(proof) {
        stale if stale.is_stale() => "stale".to_owned(),
        Standing::WasProven { .. } | Standing::Failed { .. } => "failed".to_owned(),
        _ => marks::proven(standing, true).map_or_else(String::new, words::tally),
    };
    [
        tally(standing.has_readings, standing.readings),
        tally(standing.has_deliverables, standing.deliverables),
        proven,
    ]
}

fn draw_selected(canvas: &mut Canvas<'_>, area: Rect, world: &World, ix: PhaseIx) {
    let phase = &world.roadmap[ix];
    let standing = &world.progress[ix];
    let Some(proof) = &phase.proof else {
        return;
    };
    let title = words::phase_name(phase);
    let rungs = words::standing(phase, standing);
    let first = indent(line_of(area, 1), 2);
    canvas.row(
        first,
        &[piece(title, Role::Strong)],
        &[piece(rungs, Role::Dim)],
    );
    let cells = [&proof.labs, &proof.pulse, &proof.why];
    let cells: Vec<&str> = cells
        .into_iter()
        .map(String::as_str)
        .filter(|cell| !cell.is_empty())
        .collect();
    let whole = cells.join(" · ");
    let room = usize::from(area.width.saturating_sub(2));
    let shown = world.standing(proof);
    let mut row = 2;
    if shown != Standing::Not {
        let role = if matches!(shown, Standing::Proven { .. } | Standing::Attested { .. })
            && !shown.is_stale()
        {
            Role::Text
        } else {
            Role::Warning
        };
        let line = indent(line_of(area, row), 2);
        canvas.put(line, line.x, line.y, &shown.words(world.day()), role);
        row += 1;
    }
    for (offset, text) in wrap(&whole, room).iter().take(2).enumerate() {
        let line = indent(line_of(area, row + offset as u16), 2);
        canvas.put(line, line.x, line.y, text, Role::Dim);
    }
}
