//! What stands beside lists: days, phases, kinds of work, and this week's hours
//! on Today.

use ratatui::layout::Rect;

use crate::{
    domain::minutes::Minutes,
    insight::{
        time::{CategoryTime, TimeWeek},
        words,
    },
    text::wrap,
    tui::{
        canvas::{Canvas, line_of},
        theme::Role,
        world::World,
    },
};

use super::{Sheet, clock, draw_of, left, right, share_name};

/// The bar of a category's hours: what was spent, and where its range begins
/// and ends.
pub(super) fn range(canvas: &mut Canvas<'_>, area: Rect, category: &CategoryTime, cells: u16) {
    let Some((least, most)) = category.range else {
        return;
    };
    if cells < 4 || most <= 0.0 {
        return;
    }
    let spent = category.spent.hours();
    // A little more than the most fits, and what was spent always does.
    let scale = (most * 1.2).max(spent);
    let x = canvas.bar(area, area.x, area.y, cells, spent / scale);
    let cell_of = |hours: f64| {
        let cell = (hours / scale * f64::from(cells)).round() as u16;
        area.x + cell.clamp(1, cells) - 1
    };
    let ends = [(cell_of(least), "├"), (cell_of(most), "┤")];
    let same = ends[0].0 == ends[1].0;
    for (at, mark) in ends {
        if at < x {
            let mark = if same { "┼" } else { mark };
            canvas.put(area, at, area.y, mark, Role::Text);
        }
    }
}

/// What is only looked at, beside the list: days, phases, kinds of work.
pub(super) fn draw_side(canvas: &mut Canvas<'_>, area: Rect, world: &World, sheet: &Sheet) {
    let mut row = 0;
    if sheet.week.total() > Minutes::default() {
        row = draw_days(canvas, area, world, &sheet.week);
        put_heading(canvas, area, row, "By phase");
        row += 1;
        for (place, share) in sheet.week.phases.iter().enumerate() {
            let line = line_of(area, row);
            let (text, role) = clock(share.spent);
            let x = right(canvas, line, line.x, 6, &text, role) + 2;
            canvas.put(line, x, line.y, &share_name(world, sheet, place), Role::Dim);
            row += 1;
        }
        row += 1;
    }
    if sheet.spending.total == Minutes::default() {
        return;
    }
    put_heading(canvas, area, row, "Kinds of work, all weeks");
    row += 1;
    for kind in &sheet.spending.kinds {
        draw_of(
            canvas,
            line_of(area, row),
            kind.kind.word(),
            kind.spent,
            Some(kind.planned),
        );
        row += 1;
    }
    if sheet.spending.of_no_kind > Minutes::default() {
        let spent = sheet.spending.of_no_kind;
        draw_of(canvas, line_of(area, row), "phases as a whole", spent, None);
        row += 1;
    }
    row += 1;
    for kind in &sheet.spending.kinds {
        let Some(ratio) = kind.ratio else { continue };
        let sentence = format!("{} ({} items)", words::ratio(kind.kind, ratio), ratio.items);
        for text in wrap(&sentence, usize::from(area.width)) {
            let line = line_of(area, row);
            canvas.put(line, line.x, line.y, &text, Role::Text);
            row += 1;
        }
    }
}

fn put_heading(canvas: &mut Canvas<'_>, area: Rect, row: u16, title: &str) {
    let line = line_of(area, row);
    canvas.put(line, line.x, line.y, title, Role::Heading);
}

/// The seven days with a bar each; gives the row after them and a blank one.
fn draw_days(canvas: &mut Canvas<'_>, area: Rect, world: &World, week: &TimeWeek) -> u16 {
    put_heading(canvas, area, 0, "By day");
    let most = week
        .days
        .iter()
        .map(|(_, spent)| spent.hours())
        .fold(0.0, f64::max);
    for (place, (day, spent)) in week.days.iter().enumerate() {
        let line = line_of(area, 1 + place as u16);
        let today = *day == world.day();
        let role = if today { Role::Strong } else { Role::Dim };
        let name = words::weekday_short(*day);
        let x = left(canvas, line, line.x, 11, &name, role);
        let (text, role) = clock(*spent);
        let x = right(canvas, line, x, 5, &text, role) + 2;
        if *spent > Minutes::default() && most > 0.0 {
            let cells = f64::from(line.right().saturating_sub(x)) * spent.hours() / most;
            canvas.repeat(
                line,
                x,
                line.y,
                "━",
                (cells.round() as u16).max(1),
                Role::Bar,
            );
        }
    }
    week.days.len() as u16 + 2
}

/// This week's hours, a row each category; gives the rows they take.
pub(in crate::tui::screens::time) fn hours(
    canvas: &mut Canvas<'_>,
    area: Rect,
    world: &World,
) -> u16 {
    let categories = &world.week.categories;
    for (place, category) in categories.iter().enumerate() {
        let line = line_of(area, place as u16);
        if line.is_empty() {
            break;
        }
        let x = left(canvas, line, line.x, 9, category.id.as_str(), Role::Dim) + 1;
        let bar = Rect {
            x,
            width: 10,
            ..line
        };
        range(canvas, bar, category, 10);
        let (text, role) = clock(category.spent);
        let x = right(canvas, line, x + 10, 6, &text, role) + 2;
        let hours = category.range.map_or_else(String::new, words::hours_range);
        canvas.put(line, x, line.y, &hours, Role::Dim);
    }
    match categories.len() as u16 {
        0 => 0,
        rows => rows + 1,
    }
}

/// The same in one line; nothing in a week without any.
pub(in crate::tui::screens::time) fn hours_line(
    canvas: &mut Canvas<'_>,
    line: Rect,
    world: &World,
) {
    if world.week.total() == Minutes::default() {
        return;
    }
    canvas.put(line, line.x, line.y, "hours", Role::Dim);
    let budget = world.roadmap.time.iter().map(|time| time.hours);
    let all = budget.fold((0.0, 0.0), |(least, most), (from, to)| {
        (least + from, most + to)
    });
    let total = words::clock(world.week.total());
    let spent = world.week.categories.iter();
    let spent = spent
        .filter(|category| category.spent > Minutes::default())
        .map(|category| format!("{} {}", category.id, words::clock(category.spent)));
    let parts: Vec<String> = [format!("{total} of {}", words::hours_range(all))]
        .into_iter()
        .chain(spent)
        .collect();
    canvas.put(line, line.x + 12, line.y, &parts.join(" · "), Role::Text);
}
