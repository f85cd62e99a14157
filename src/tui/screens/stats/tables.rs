//! The year in tables: its weeks, its kinds of items, its phases.

use ratatui::layout::Rect;

use crate::{
    domain::roadmap::PhaseIx,
    insight::{plan_line::planned_quarters, words},
    tui::{
        canvas::{Canvas, Hit, line_of, piece},
        screens::{Target, View, indent, split_columns, split_rows},
        theme::Role,
        widgets::{list::list, marks},
        world::World,
    },
};

/// The width of the weeks.
const WEEKS: u16 = 27;

/// The width of the kinds.
const KINDS: u16 = 20;

/// Draws how many items of each kind are done, if there is room for all of
/// them; whether there was.
pub(super) fn draw_kinds(canvas: &mut Canvas<'_>, area: Rect, world: &World) -> bool {
    let kinds = &world.stats().kinds;
    if area.width < KINDS - 1 || usize::from(area.height) <= kinds.len() {
        return kinds.is_empty();
    }
    let area = split_columns(area, KINDS, 0).0;
    canvas.put(area, area.x, area.y, "Items by kind", Role::Heading);
    for (number, (kind, tally)) in kinds.iter().enumerate() {
        let line = line_of(area, 1 + number as u16);
        let tally = words::tally(*tally);
        let at = line.right().saturating_sub(canvas.width(&tally) as u16);
        let name = Rect {
            width: at.saturating_sub(line.x + 1),
            ..line
        };
        canvas.put(name, name.x, name.y, kind.word(), Role::Text);
        canvas.put(line, at, line.y, &tally, Role::Dim);
    }
    true
}

/// Draws what the last weeks came to, and the kinds below them if they are
/// nowhere yet; gives the area that is left.
pub(super) fn draw_weeks(
    canvas: &mut Canvas<'_>,
    area: Rect,
    world: &World,
    kinds_are_drawn: bool,
) -> Rect {
    let weeks = &world.stats().throughput;
    let all = weeks.len() as u16 + 1;
    let (weeks_area, rest) = if area.width >= WEEKS + 40 {
        split_columns(area, WEEKS, 3)
    } else if area.height >= all + 8 {
        let (above, below) = split_rows(area, all + 1);
        (split_rows(above, all).0, below)
    } else {
        return area;
    };
    let heading = line_of(weeks_area, 0);
    canvas.row(
        heading,
        &[piece("Weeks", Role::Heading)],
        &[piece("items  plan h", Role::Dim)],
    );
    let most = weeks
        .iter()
        .map(|week| week.items)
        .max()
        .unwrap_or(0)
        .max(1);
    for (number, week) in weeks.iter().enumerate() {
        let line = line_of(weeks_area, 1 + number as u16);
        if line.height == 0 {
            break;
        }
        let from = words::date_short(week.first);
        let role = if number == 0 { Role::Strong } else { Role::Dim };
        canvas.put(line, line.x, line.y, &format!("{from:>6}"), role);
        let bar = line.width.saturating_sub(21);
        let share = f64::from(week.items) / f64::from(most);
        canvas.bar(line, line.x + 7, line.y, bar, share);
        let figures = format!("{:>4}{:>8.1}", week.items, week.hours);
        canvas.put(
            line,
            line.right().saturating_sub(12),
            line.y,
            &figures,
            Role::Text,
        );
    }
    if !kinds_are_drawn {
        let below = split_rows(weeks_area, all + 1).1;
        draw_kinds(canvas, below, world);
    }
    rest
}

/// The widest that the phases get: days far from their phase are hard to read.
const PHASES: u16 = 84;

/// The columns of the phases, from their left edge.
#[derive(Clone, Copy)]
struct Columns {
    /// The plan's; `None` without room for it.
    planned: Option<u16>,
    actual: u16,
    /// Whether the plan's dates have room, or its quarters alone.
    dates: bool,
    /// Whether the study days have room.
    days: bool,
}

impl Columns {
    fn new(width: u16) -> Self {
        if width >= 72 {
            Self {
                planned: Some(22),
                actual: 43,
                dates: true,
                days: true,
            }
        } else if width < 42 {
            Self {
                planned: None,
                actual: 19,
                dates: false,
                days: false,
            }
        } else {
            Self {
                planned: Some(19),
                actual: 25,
                dates: false,
                days: width >= 46,
            }
        }
    }
}

/// Draws when each phase was planned, and when it was worked on.
pub(super) fn draw_phases(canvas: &mut Canvas<'_>, area: Rect, world: &World, view: &View) {
    let places: Vec<(usize, PhaseIx)> = view
        .rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| match row.target() {
            Some(Target::Phase(phase)) => Some((place, phase)),
            _ => None,
        })
        .collect();
    if places.is_empty() {
        let text = if view.filter.is_empty() {
            String::new()
        } else {
            format!("Nothing matches “{}”.", view.filter)
        };
        canvas.row(line_of(area, 0), &[piece(text, Role::Dim)], &[]);
        return;
    }
    let area = split_columns(area, PHASES, 0).0;
    let columns = Columns::new(area.width.saturating_sub(2));
    // A list of one row has no room for a heading.
    let (head, body) = split_rows(area, u16::from(area.height > 1));
    let heading = line_of(head, 0);
    canvas.put(heading, heading.x, heading.y, "Phases", Role::Heading);
    let planned = if columns.dates { "planned" } else { "plan" };
    let planned = columns.planned.map(|at| (at, planned));
    let titles = planned.into_iter().chain([(columns.actual, "worked on")]);
    let inner = Rect {
        width: heading.width.saturating_sub(2),
        ..heading
    };
    for (at, title) in titles {
        canvas.put(inner, inner.x + at, inner.y, title, Role::Dim);
    }
    if columns.days {
        let x = inner.right().saturating_sub(4);
        canvas.put(inner, x, inner.y, "days", Role::Dim);
    }
    let selected = places.iter().position(|(place, _)| *place == view.selected);
    // While the cursor is among the days, the phase at hand is in view.
    let at_hand = world.today.phase;
    let shown = selected.or_else(|| {
        let at_hand = places.iter().position(|(_, phase)| Some(*phase) == at_hand);
        at_hand.or(Some(0))
    });
    let shown = shown.unwrap_or(0);
    list(
        canvas,
        body,
        &view.scroll,
        (shown, shown),
        places.len(),
        |canvas, line, number| {
            let (place, phase) = places[number];
            let here = Some(number) == selected;
            if here {
                canvas.put(line, line.x, line.y, "›", Role::Accent);
            }
            draw_phase(canvas, line, world, phase, columns, body.width);
            if here {
                canvas.select(line);
            }
            canvas.hit(line, Hit::Row(place));
        },
    );
}

fn draw_phase(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
    ix: PhaseIx,
    columns: Columns,
    width: u16,
) {
    let Some(span) = world.stats().phases.iter().find(|span| span.phase == ix) else {
        return;
    };
    let (phase, today) = (&world.roadmap[ix], world.day());
    // The pointer is the cursor's here: the phase at hand has its colour alone.
    let (mark, role) = marks::phase(&world.progress[ix], false);
    let at_hand = world.today.phase == Some(ix);
    let name_role = if at_hand { Role::Accent } else { Role::Text };
    // Whether or not a scrollbar takes the last two cells.
    let line = Rect {
        width: width.saturating_sub(2),
        ..line
    };
    let inner = indent(line, 2);
    canvas.put(inner, inner.x, inner.y, mark, role);
    // What an author wrote is cut where it is drawn: there it is measured.
    let name = Rect {
        width: columns.planned.unwrap_or(columns.actual).saturating_sub(5),
        ..indent(inner, 2)
    };
    let words = format!("{:>2} {}", phase.number, phase.short);
    canvas.put(name.intersection(line), name.x, name.y, &words, name_role);
    let planned = if columns.dates {
        span.planned_words(today)
    } else {
        planned_quarters(&world.roadmap, ix).map_or_else(String::new, words::quarters)
    };
    if let Some(at) = columns.planned {
        canvas.put(line, line.x + at, line.y, &planned, Role::Dim);
    }
    let days_at = line
        .right()
        .saturating_sub(if columns.days { 5 } else { 0 });
    let actual = Rect {
        x: line.x + columns.actual,
        width: days_at.saturating_sub(line.x + columns.actual),
        ..line
    };
    canvas.put(
        actual.intersection(line),
        actual.x,
        actual.y,
        &span.actual_words(today),
        Role::Text,
    );
    if columns.days && span.study_days > 0 {
        let days = format!("{:>4}", span.study_days);
        canvas.put(
            line,
            line.right().saturating_sub(4),
            line.y,
            &days,
            Role::Text,
        );
    }
}
