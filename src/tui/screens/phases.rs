//! The phase table.

use ratatui::layout::Rect;

use crate::{
    domain::roadmap::PhaseIx,
    insight::{plan_line::planned_quarters, pull_request, words},
    text,
    tui::{
        canvas::{Canvas, line_of, piece},
        theme::Role,
        widgets::marks,
        world::World,
    },
};

use super::{Row, Target, View, indent, split_rows};

pub(super) fn rows(world: &World) -> Vec<Row> {
    let phases = world.roadmap.phase_places();
    let mut rows: Vec<Row> = phases
        .map(|phase| Row::Entry(Target::Phase(phase)))
        .collect();
    let archived = world.progress.archived();
    if !archived.is_empty() {
        rows.push(Row::Blank);
        let note = format!(
            "{}  marked once, and in this roadmap no more",
            archived.len()
        );
        rows.push(Row::Heading("Archived".to_owned(), note));
        rows.extend(archived.iter().map(|(id, marked)| {
            let day = words::date(marked.day, world.day());
            Row::Prose(format!("  {id}  {} {day}", marked.mark.word()))
        }));
    }
    rows
}

/// The columns after the focus, with their widths; the narrower the screen,
/// the fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Bar(u16),
    Readings,
    Deliverables,
    Proven,
    Days,
    Quarter,
    State,
    Notes,
    Apps(u16),
}

impl Column {
    fn width(self) -> u16 {
        match self {
            Self::Bar(width) | Self::Apps(width) => width,
            Self::Readings | Self::Deliverables => 7,
            Self::Proven | Self::Days => 6,
            Self::Quarter => 4,
            Self::State => 14,
            Self::Notes => 26,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Bar(_) => "progress",
            Self::Readings => "read",
            Self::Deliverables => "built",
            Self::Proven => "proven",
            Self::Days => "days",
            Self::Quarter => "plan",
            Self::State => "state",
            Self::Notes => "notes",
            Self::Apps(_) => "apps",
        }
    }
}

/// The columns that fit beside a focus of at least `focus` cells, the one
/// that matters most first to come.
fn columns(width: u16, focus: u16) -> Vec<Column> {
    use Column as C;
    let bar = C::Bar(if width >= 86 { 10 } else { 8 });
    let wanted = [
        C::Readings,
        C::Deliverables,
        C::Proven,
        bar,
        C::Quarter,
        C::Days,
        C::State,
        C::Notes,
        C::Apps(40),
    ];
    let mut room = width.saturating_sub(2 + 6 + focus);
    let mut columns: Vec<Column> = wanted
        .into_iter()
        .take_while(|column| {
            let needs = column.width() + 2;
            let fits = needs <= room;
            room = room.saturating_sub(needs);
            fits
        })
        .collect();
    let order = |column: &Column| match column {
        C::Bar(_) => 0,
        C::Readings => 1,
        C::Deliverables => 2,
        C::Proven => 3,
        C::Days => 4,
        C::Quarter => 5,
        C::State => 6,
        C::Notes => 7,
        C::Apps(_) => 8,
    };
    columns.sort_by_key(order);
    columns
}

/// The width of the longest focus, within bounds.
fn focus_width(world: &World) -> u16 {
    let titles = world.roadmap.phases.iter().map(|phase| &phase.title);
    let longest = titles.map(|title| text::width(title)).max().unwrap_or(0);
    (longest as u16).clamp(12, 34)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let longest = focus_width(world);
    // A scrollbar may take the last two cells.
    let width = area.width.saturating_sub(2);
    let columns = columns(width, longest.min(24));
    let taken: u16 = columns.iter().map(|column| column.width() + 2).sum();
    let focus = width.saturating_sub(taken + 8).min(longest + 4);
    let (head, body) = split_rows(area, 1);
    let line = indent(line_of(head, 0), 2);
    canvas.put(line, line.x + 2, line.y, "no  focus", Role::Dim);
    let mut x = line.x + 6 + focus + 2;
    for column in &columns {
        canvas.put(line, x, line.y, column.title(), Role::Dim);
        x += column.width() + 2;
    }
    let note = area.height >= 20;
    let body = split_rows(body, u16::from(area.height >= 24)).1;
    let (list, below) = view.above(body, if note { 4 } else { 0 });
    view.draw_rows(canvas, list, |canvas, line, target| {
        if let Target::Phase(phase) = target {
            draw_phase(canvas, line, world, phase, focus, &columns);
        }
    });
    if let Some(Target::Phase(phase)) = view.target()
        && note
    {
        draw_selected(canvas, below, world, phase, &columns);
    }
}

fn draw_phase(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
    ix: PhaseIx,
    focus: u16,
    columns: &[Column],
) {
    let phase = &world.roadmap[ix];
    let standing = &world.progress[ix];
    let current = world.today.phase == Some(ix);
    let (mark, role) = marks::phase(standing, false);
    canvas.put(line, line.x, line.y, mark, role);
    canvas.put(
        line,
        line.x + 2,
        line.y,
        &format!("{:>2}", phase.number),
        Role::Dim,
    );
    let title_role = if current {
        Role::Accent
    } else if standing.is_settled() {
        Role::Dim
    } else {
        Role::Text
    };
    let title_area = Rect {
        x: line.x + 6,
        width: focus.min(line.width.saturating_sub(6)),
        ..line
    };
    canvas.put(title_area, title_area.x, line.y, &phase.title, title_role);
    let mut x = line.x + 6 + focus + 2;
    for column in columns {
        let cell = Rect {
            x,
            width: column.width().min(line.right().saturating_sub(x)),
            ..line
        };
        draw_cell(canvas, cell, world, ix, *column);
        x += column.width() + 2;
    }
}

fn draw_cell(canvas: &mut Canvas<'_>, cell: Rect, world: &World, ix: PhaseIx, column: Column) {
    let phase = &world.roadmap[ix];
    let standing = &world.progress[ix];
    let mut put = |text: &str, role| canvas.put(cell, cell.x, cell.y, text, role);
    match column {
        Column::Bar(width) => {
            canvas.bar(cell, cell.x, cell.y, width, standing.share());
        }
        Column::Readings | Column::Deliverables | Column::Proven => {
            let [read, built, proven] = marks::ladder(standing, phase.proof.is_some());
            let ((mark, role), count) = match column {
                Column::Readings => (read, standing.has_readings.then_some(standing.readings)),
                Column::Deliverables => (
                    built,
                    standing.has_deliverables.then_some(standing.deliverables),
                ),
                _ => (proven, marks::proven(standing, phase.proof.is_some())),
            };
            let x = canvas.put(cell, cell.x, cell.y, mark, role);
            if let Some(count) = count {
                // What is begun stands out, not a wall of zeros.
                let role = if count.done > 0 {
                    Role::Text
                } else {
                    Role::Dim
                };
                canvas.put(cell, x + 1, cell.y, &words::tally(count), role);
            }
        }
        Column::Days => {
            put(&words::range(phase.days), Role::Dim);
        }
        Column::Quarter => {
            let quarter = planned_quarters(&world.roadmap, ix)
                .map_or_else(|| "–".to_owned(), words::quarters);
            put(&quarter, Role::Dim);
        }
        Column::State => {
            let (text, role) = state_words(world, ix);
            let has_request = pull_request::address(&world.roadmap, &world.state, ix).is_some();
            let text = if has_request {
                format!("{text} · PR")
            } else {
                text
            };
            put(&text, role);
        }
        Column::Notes => {
            put(notes_name(phase.notes.as_deref()), Role::Dim);
        }
        Column::Apps(_) => {
            put(&apps_words(world, ix), Role::Dim);
        }
    }
}

/// What stands in the state column.
fn state_words(world: &World, ix: PhaseIx) -> (String, Role) {
    let standing = &world.progress[ix];
    let numbers = |phases: &[PhaseIx]| {
        let numbers: Vec<String> = phases
            .iter()
            .map(|phase| world.roadmap[*phase].number.to_string())
            .collect();
        numbers.join(", ")
    };
    if standing.is_signed_off() {
        let day = standing
            .sign_off
            .day
            .map_or_else(String::new, |day| words::date(day, world.day()));
        (format!("done {day}"), Role::Done)
    } else if standing.is_settled() {
        ("skipped".to_owned(), Role::Skipped)
    } else if !standing.blocked_by.is_empty() {
        (
            format!("needs {}", numbers(&standing.blocked_by)),
            Role::Dim,
        )
    } else if world.today.phase == Some(ix) {
        ("current".to_owned(), Role::Accent)
    } else {
        ("open".to_owned(), Role::Text)
    }
}

fn notes_name(notes: Option<&str>) -> &str {
    let path = notes.unwrap_or_default();
    path.rsplit('/').next().unwrap_or(path)
}

/// The apps of a phase as the overview has them.
pub(super) fn apps_words(world: &World, ix: PhaseIx) -> String {
    let phase = &world.roadmap[ix];
    phase.apps_note.clone().unwrap_or_else(|| {
        let names: Vec<&str> = phase
            .apps
            .iter()
            .map(|app| world.roadmap[*app].id.as_str())
            .collect();
        names.join(", ")
    })
}

/// What the columns have no room for, of the selected phase.
fn draw_selected(
    canvas: &mut Canvas<'_>,
    area: Rect,
    world: &World,
    ix: PhaseIx,
    columns: &[Column],
) {
    let phase = &world.roadmap[ix];
    let shown = |column: Column| columns.contains(&column);
    let mut right = Vec::new();
    if !shown(Column::State) {
        let (state, role) = state_words(world, ix);
        right.push(piece(state, role));
    }
    let first = indent(line_of(area, 1), 2);
    canvas.row(first, &[piece(phase.summary.as_str(), Role::Text)], &right);
    let mut facts = Vec::new();
    if !columns
        .iter()
        .any(|column| matches!(column, Column::Apps(_)))
    {
        facts.push(apps_words(world, ix));
    }
    if !shown(Column::Notes) {
        facts.push(notes_name(phase.notes.as_deref()).to_owned());
    }
    facts.extend(pull_request::address(&world.roadmap, &world.state, ix).map(str::to_owned));
    facts.retain(|fact| !fact.is_empty());
    let second = indent(line_of(area, 2), 2);
    canvas.row(second, &[piece(facts.join(" · "), Role::Dim)], &[]);
}
