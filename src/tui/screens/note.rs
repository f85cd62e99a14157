//! A note, to be read.

use ratatui::layout::Rect;

use crate::{
    insight::words,
    reader::{Alert, Face, Line, Part, Span, Target},
    tui::{
        canvas::{Canvas, Hit, line_of, piece},
        reading::Reading,
        theme::Role,
        widgets::{list::scrollbar, marks},
        world::{NoteIx, World},
    },
};

use super::{indent, split_columns, split_rows};

/// The room for the sign of the line that the reader stands on.
const MARGIN: u16 = 2;
/// How wide the contents are beside the text, at least and at most.
const CONTENTS: (u16, u16) = (30, 48);
/// Where contents and text stand side by side.
const BOTH: u16 = 96;

/// The areas of a note: its head, the contents, the text.
struct Areas {
    head: Rect,
    contents: Option<Rect>,
    /// Without the margin.
    text: Rect,
    /// How far code may reach.
    code: u16,
    /// Where the scrollbar stands.
    bar: Rect,
}

fn areas(area: Rect, width: u16, contents: bool) -> Areas {
    let (head, body) = split_rows(area, if area.height >= 14 { 2 } else { 1 });
    let (contents, text) = match contents {
        false => (None, body),
        true if body.width >= BOTH => {
            let width = (body.width / 4).clamp(CONTENTS.0, CONTENTS.1);
            let (contents, text) = split_columns(body, width, 2);
            (Some(contents), text)
        }
        // Where there is no room for both, the contents take it all.
        true => (Some(body), Rect { width: 0, ..body }),
    };
    let text = indent(text, MARGIN);
    let text = Rect {
        width: text.width.saturating_sub(2),
        ..text
    };
    // Prose is no wider than it is comfortable, and stands in the middle.
    let spare = text.width.saturating_sub(width);
    Areas {
        head,
        contents,
        text: Rect {
            x: text.x + spare / 2,
            width: text.width - spare,
            ..text
        },
        code: text.width - spare / 2,
        bar: Rect {
            x: text.right(),
            width: 2,
            ..text
        },
    }
}

/// The width and height that a note's lines have in this area, and between
/// them the width that its code may have.
pub fn text_size(area: Rect, width: u16, contents: bool) -> (usize, usize, usize) {
    let areas = areas(area, width, contents);
    let width = match areas.text.width {
        0 => area.width,
        width => width,
    };
    let code = areas.code.max(width);
    let height = areas.text.height;
    (usize::from(width), usize::from(code), usize::from(height))
}

pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    world: &World,
    ix: NoteIx,
    reading: Option<&Reading>,
) {
    let Some(reading) = reading else {
        let path = &world[ix].path;
        canvas.row(line_of(area, 0), &[piece(path.as_str(), Role::Dim)], &[]);
        return;
    };
    let areas = areas(area, world.reading_width, reading.contents);
    draw_head(canvas, line_of(areas.head, 0), world, ix, reading);
    if let Some(contents) = areas.contents {
        draw_contents(canvas, contents, reading);
    }
    if areas.text.width > 0 {
        draw_text(canvas, &areas, world, reading);
    }
}

/// Where the reader is: the phase, the headings above, how far.
fn draw_head(canvas: &mut Canvas<'_>, line: Rect, world: &World, ix: NoteIx, reading: &Reading) {
    let note = &world[ix];
    let name = match note.phase {
        Some(phase) => words::phase_name(&world.roadmap[phase]),
        None => note.path.clone(),
    };
    let mut names = vec![name];
    let headings = reading.document.headings();
    let mut above = Vec::new();
    if let Some(here) = reading.heading() {
        let mut level = headings[here].level + 1;
        for heading in headings[..=here].iter().rev() {
            if heading.level < level && heading.level > 1 {
                above.push(heading.text.as_str());
                level = heading.level;
            }
        }
    }
    names.extend(above.into_iter().rev().map(str::to_owned));
    // Where one is matters more than in what: names go from the left.
    let room = usize::from(line.width).saturating_sub(8);
    while names.len() > 1 && canvas.width(&names.join(" › ")) > room {
        names.remove(0);
    }
    let left = [piece(names.join(" › "), Role::Dim)];
    let percent = format!("{} %", reading.percent());
    canvas.row(line, &left, &[piece(percent, Role::Dim)]);
}

fn draw_contents(canvas: &mut Canvas<'_>, area: Rect, reading: &Reading) {
    let headings = reading.document.headings();
    if headings.is_empty() {
        let text = "This note has no headings.";
        canvas.row(line_of(area, 0), &[piece(text, Role::Dim)], &[]);
        return;
    }
    let here = reading.heading().unwrap_or(0);
    let height = usize::from(area.height);
    let most = headings.len().saturating_sub(height);
    let first = here.saturating_sub(height / 2).min(most);
    for (offset, (place, heading)) in headings.iter().enumerate().skip(first).enumerate() {
        let line = line_of(area, offset as u16);
        if line.is_empty() {
            break;
        }
        let depth = u16::from(heading.level.saturating_sub(1)).min(4) * 2;
        let role = if place == here {
            Role::Accent
        } else {
            Role::Text
        };
        if place == here {
            canvas.put(line, line.x, line.y, "›", Role::Accent);
        }
        let inner = indent(line, MARGIN + depth);
        canvas.put(inner, inner.x, inner.y, &heading.text, role);
        if place == here {
            canvas.select(line);
        }
        canvas.hit(line, Hit::Heading(place));
    }
}

fn draw_text(canvas: &mut Canvas<'_>, areas: &Areas, world: &World, reading: &Reading) {
    let area = Rect {
        width: areas.code,
        ..areas.text
    };
    if reading.document.blocks().is_empty() {
        let text = "This note is empty.";
        canvas.row(line_of(area, 0), &[piece(text, Role::Dim)], &[]);
        return;
    }
    let following = reading.following.as_ref();
    let links = following.map_or(&[][..], |it| &it.links);
    let mut numbered = Vec::new();
    for (offset, (place, line)) in reading.shown.iter().enumerate() {
        let row = line_of(area, offset as u16);
        if row.is_empty() {
            break;
        }
        if *place == reading.cursor() {
            canvas.put(
                row_with_margin(row),
                row.x - MARGIN,
                row.y,
                "›",
                Role::Accent,
            );
        }
        canvas.hit(row_with_margin(row), Hit::Line(offset));
        draw_line(canvas, row, world, reading, place.block, line);
        // A link gets its number where it begins on screen.
        let mut x = row.x;
        for span in &line.spans {
            let width = canvas.width(&span.text) as u16;
            if let Some(link) = span.link
                && let Some(number) = links.iter().position(|it| *it == link)
                && !numbered.contains(&link)
            {
                numbered.push(link);
                let label = format!("{}", number + 1);
                canvas.put(row, x, row.y, &label, Role::FoundHere);
            }
            x = x.saturating_add(width);
        }
    }
    let blocks = reading.document.blocks().len();
    let all = reading.shown.len() < usize::from(area.height);
    let begins = reading
        .shown
        .first()
        .is_some_and(|(place, _)| place.block == 0 && place.line == 0);
    if !(all && begins) {
        // How long a note is in lines nobody knows before it is read; the
        // source tells well enough.
        let total = reading.document.source().len().max(1);
        let first = reading.shown.first().map_or(0, |(_, line)| line.source);
        let last = reading.shown.last().map_or(total, |(place, line)| {
            if place.block + 1 == blocks {
                total
            } else {
                line.source
            }
        });
        let height = usize::from(area.height).max(1);
        let part = (last - first.min(last)).max(1);
        let rows = (total * height).div_ceil(part).max(height + 1);
        let hidden = rows - height;
        let above = if last >= total {
            hidden
        } else {
            first * hidden / total.saturating_sub(part).max(1)
        };
        scrollbar(canvas, areas.bar, above.min(hidden), rows);
    }
}

fn row_with_margin(row: Rect) -> Rect {
    Rect {
        x: row.x - MARGIN,
        width: row.width + MARGIN,
        ..row
    }
}

fn draw_line(
    canvas: &mut Canvas<'_>,
    row: Rect,
    world: &World,
    reading: &Reading,
    block: usize,
    line: &Line,
) {
    let mut x = row.x;
    for span in &line.spans {
        let from = x;
        if let Part::Box(task) = span.part {
            x = draw_box(canvas, row, x, world, reading, task, span);
            continue;
        }
        for (text, role, face) in pieces(reading, block, span) {
            x = canvas.put_face(row, (x, row.y), text, role, face);
        }
        if let Some(link) = span.link {
            let area = Rect {
                x: from,
                width: x - from,
                ..row
            };
            canvas.hit(area, Hit::Link(link));
            if let Some(Target::Web(url)) = reading.target(link) {
                canvas.link(area, url);
            }
        }
    }
}

/// A box: of the roadmap's item, if it is bound to one, else of the note.
fn draw_box(
    canvas: &mut Canvas<'_>,
    row: Rect,
    x: u16,
    world: &World,
    reading: &Reading,
    task: usize,
    span: &Span,
) -> u16 {
    let Some(item) = reading.item_of(world, task) else {
        let ticked = reading.document.tasks()[task].ticked;
        let role = if ticked { Role::Done } else { Role::Text };
        return canvas.put(row, x, row.y, &span.text, role);
    };
    let status = world.progress[item].status;
    let (mark, role) = marks::status(status, world.pending.contains(&item));
    let end = canvas.put(row, x, row.y, mark, role);
    let room = canvas.width(&span.text) as u16;
    canvas.put(
        row,
        end,
        row.y,
        &" ".repeat(usize::from(room.saturating_sub(end - x))),
        role,
    )
}

/// A span cut where something begins or ends: a match, a word of code.
fn pieces<'s>(reading: &Reading, block: usize, span: &'s Span) -> Vec<(&'s str, Role, Face)> {
    let base = role_of(reading, span);
    let face = span.face;
    let Some(start) = span.at else {
        return vec![(&span.text, base, face)];
    };
    let end = start + span.text.len();
    // The later of two that overlap wins.
    let mut marks: Vec<(usize, usize, Role)> = Vec::new();
    let mut mark = |from: usize, to: usize, role: Role| {
        let (from, to) = (from.max(start), to.min(end));
        if from < to {
            marks.push((from, to, role));
        }
    };
    if span.part == Part::Code {
        for paint in reading.paints.get(&block).into_iter().flatten() {
            mark(paint.range.start, paint.range.end, Role::Word(paint.tint));
        }
    }
    if let Some(search) = &reading.search {
        let current = search.current();
        for hit in search.in_block(block) {
            let here = current == Some(hit);
            let role = if here { Role::FoundHere } else { Role::Found };
            mark(hit.range.start, hit.range.end, role);
        }
    }
    if marks.is_empty() {
        return vec![(&span.text, base, face)];
    }
    let mut edges: Vec<usize> = marks
        .iter()
        .flat_map(|(from, to, _)| [*from, *to])
        .collect();
    edges.extend([start, end]);
    edges.sort_unstable();
    edges.dedup();
    let parts = edges.windows(2).filter_map(|edge| {
        let (from, to) = (edge[0], edge[1]);
        let text = span.text.get(from - start..to - start)?;
        let covers = |(a, b, _): &&(usize, usize, Role)| *a <= from && to <= *b;
        let role = marks
            .iter()
            .rev()
            .find(covers)
            .map_or(base, |(_, _, role)| *role);
        Some((text, role, face))
    });
    parts.collect()
}

fn role_of(reading: &Reading, span: &Span) -> Role {
    if let Some(target) = span.link.and_then(|link| reading.target(link)) {
        return match target {
            Target::Refused(..) => Role::Dim,
            _ => Role::Link,
        };
    }
    if span.face.has(Face::CODE) {
        return Role::Code;
    }
    match span.part {
        Part::Prose | Part::Box(_) => {
            if span.face.has(Face::IMAGE) {
                Role::Dim
            } else {
                Role::Text
            }
        }
        Part::Heading(2) | Part::Bar(Some(Alert::Note | Alert::Important)) => Role::Accent,
        Part::Heading(_) | Part::TableHead => Role::Strong,
        Part::Code => Role::Text,
        Part::Aside | Part::Bar(None) => Role::Dim,
        Part::Rule => Role::BarRest,
        Part::Bar(Some(Alert::Tip)) => Role::Done,
        Part::Bar(Some(Alert::Warning | Alert::Caution)) => Role::Warning,
    }
}
