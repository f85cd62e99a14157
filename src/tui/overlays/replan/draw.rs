//! How the moves are drawn.

use ratatui::layout::Rect;

use crate::{
    insight::{
        replan::Outcome,
        words::{date, number, weekday_date},
    },
    text::{count, wrap},
    tui::{
        canvas::{Canvas, Hit, line_of, piece},
        theme::Role,
        widgets::{field::field, list::scrollbar},
        world::World,
    },
};

use super::{
    super::centred,
    {Choice, Replanning},
};

/// The cells of the table of moves.
const TABLE: u16 = 75;
/// From this width on the selected move stands beside the table.
const BESIDE: u16 = 130;

impl Replanning {
    /// Draws it.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        let beside = area.width >= BESIDE;
        let width = if beside { BESIDE - 2 } else { TABLE + 4 };
        let height = if beside { 20 } else { 22 };
        let inner = canvas.frame(centred(area, width.min(area.width), height), "Replan");
        if inner.is_empty() {
            return;
        }
        let keys = line_of(inner, inner.height - 1);
        self.draw_keys(canvas, keys);
        // Too low for the table: the selected move alone, which is what `enter`
        // would make.
        if inner.height < 12 {
            let name = line_of(inner, 0);
            canvas.put(name, name.x, name.y, "▸ ", Role::Accent);
            canvas.put(name, name.x + 2, name.y, self.choice().name(), Role::Strong);
            let detail = Rect {
                y: inner.y + 1,
                height: inner.height.saturating_sub(2),
                ..inner
            };
            self.draw_detail(canvas, detail, world);
            return;
        }
        let day = self.moves.day;
        let intro = format!(
            "{} of {} planned hours are done; the plan ends on {}.",
            number(self.moves.done),
            number(self.moves.planned),
            date(self.moves.keep.end, day)
        );
        canvas.row(line_of(inner, 0), &[piece(intro, Role::Text)], &[]);
        // Where it is tight, the blank rows go.
        let gap = u16::from(inner.height >= if beside { 15 } else { 18 });
        let table = Rect {
            width: inner.width.min(TABLE),
            ..inner
        };
        let under = self.draw_table(canvas, table, 1 + gap);
        let detail = if beside {
            Rect {
                x: inner.x + TABLE + 3,
                y: inner.y + 1 + gap,
                width: inner.width.saturating_sub(TABLE + 3),
                height: inner.height.saturating_sub(3 + gap),
            }
        } else {
            let top = under + gap;
            Rect {
                y: inner.y + top.min(inner.height),
                height: inner.height.saturating_sub(top + 1 + gap),
                ..inner
            }
        };
        self.draw_detail(canvas, detail, world);
    }

    /// The moves, a row each; gives the row after them.
    fn draw_table(&self, canvas: &mut Canvas<'_>, area: Rect, top: u16) -> u16 {
        let head = line_of(area, top);
        let put = |canvas: &mut Canvas<'_>, row: Rect, end: u16, text: &str, role: Role| {
            let width = u16::try_from(canvas.width(text)).unwrap_or(0);
            if let Some(x) = (row.x + end).checked_sub(width)
                && row.width >= end
            {
                canvas.put(row, x, row.y, text, role);
            }
        };
        // Where each column of figures ends.
        let ends = [38, 46, 56];
        for (end, name) in ends.into_iter().zip(["end", "left", "a week"]) {
            put(canvas, head, end, name, Role::Dim);
        }
        if head.width > 70 {
            canvas.put(head, head.x + 59, head.y, "of your hours", Role::Dim);
        }
        for (place, choice) in Choice::ALL.into_iter().enumerate() {
            let row = line_of(area, top + 1 + place as u16);
            let on = place == self.selected;
            let role = if on { Role::Strong } else { Role::Text };
            canvas.put(row, row.x + 2, row.y, choice.name(), role);
            let outcome = self.outcomes.get(place);
            if let Some(Ok(outcome)) = outcome {
                let figures = [
                    date(outcome.end, self.moves.day),
                    format!("{} h", number(outcome.left)),
                    outcome
                        .needed()
                        .map_or_else(|| "–".to_owned(), |it| format!("{} h", number(it))),
                ];
                for (end, figure) in ends.into_iter().zip(figures) {
                    put(canvas, row, end, &figure, role);
                }
                if row.width > 70 {
                    let spare = outcome.spare_words();
                    let short = outcome.spare().is_some_and(|spare| spare < -0.05);
                    let role = if short { Role::Warning } else { role };
                    canvas.put(row, row.x + 59, row.y, &spare, role);
                }
            } else if row.width > 40 {
                canvas.put(row, row.x + 27, row.y, "not now", Role::Dim);
            }
            if on {
                canvas.put(row, row.x, row.y, "▸", Role::Accent);
                canvas.select(row);
            }
            canvas.hit(row, Hit::OverlayRow(place));
        }
        top + 1 + Choice::ALL.len() as u16
    }

    /// The selected move: what it is, what is typed or chosen, before and after.
    fn draw_detail(&self, canvas: &mut Canvas<'_>, area: Rect, world: &World) {
        let mut row = 0;
        let say = |canvas: &mut Canvas<'_>, row: &mut u16, text: &str, role: Role| {
            for line in wrap(text, usize::from(area.width)) {
                canvas.row(line_of(area, *row), &[piece(line.as_str(), role)], &[]);
                *row += 1;
            }
        };
        let text = match self.choice() {
            Choice::Keep => {
                "Nothing changes. The forecast: ".to_owned() + &self.moves.outlook_words + "."
            }
            Choice::End => "From today the line rises evenly to a new last day.".to_owned(),
            Choice::Hours => {
                "So many hours a week from today, and the end they lead to.".to_owned()
            }
            Choice::Skip => self.chosen_words(),
            Choice::Spread => "From today the rest rises evenly, until the same end.".to_owned(),
        };
        say(canvas, &mut row, &text, Role::Text);
        match self.choice() {
            Choice::End => self.draw_end(canvas, area, &mut row),
            Choice::Hours => {
                let line = line_of(area, row);
                let x = canvas.put(line, line.x, line.y, "› ", Role::Accent);
                let role = if self.fresh { Role::Strong } else { Role::Text };
                let end = field(canvas, line, x, &self.hours, role);
                canvas.put(line, end + 1, line.y, "h a week", Role::Dim);
                row += 1;
            }
            Choice::Skip => {
                // Now and then, twice as long where it is narrow.
                let compared = if area.width < 70 { 4 } else { 2 };
                let rows = area.height.saturating_sub(row + compared);
                // Where it is low, what is chosen matters most.
                let rows = rows.max(area.height.saturating_sub(row).min(3));
                let rows = if rows > 3 { rows - 1 } else { rows };
                self.draw_items(canvas, area, (row, rows), world);
                row += rows + u16::from(rows > 2);
            }
            Choice::Keep | Choice::Spread => {}
        }
        if area.height > row + 2 && self.choice() != Choice::Skip {
            row += 1;
        }
        let today = self.moves.day;
        let mut compare = |name: &str, outcome: &Outcome| {
            let text = outcome.words(today);
            let wide = usize::from(area.width.saturating_sub(6));
            for (place, line) in wrap(&text, wide).iter().enumerate() {
                let name = if place == 0 { name } else { "" };
                let name = format!("{name:<6}");
                let pieces = [piece(name, Role::Dim), piece(line.as_str(), Role::Text)];
                canvas.row(line_of(area, row), &pieces, &[]);
                row += 1;
            }
        };
        compare("now", &self.moves.keep);
        match self.outcomes.get(self.selected) {
            Some(Ok(outcome)) if self.choice() != Choice::Keep => compare("then", outcome),
            Some(Err(why)) => {
                for line in wrap(why, usize::from(area.width)) {
                    canvas.row(
                        line_of(area, row),
                        &[piece(line.as_str(), Role::Warning)],
                        &[],
                    );
                    row += 1;
                }
            }
            _ => {}
        }
    }

    fn draw_end(&self, canvas: &mut Canvas<'_>, area: Rect, row: &mut u16) {
        let line = line_of(area, *row);
        let x = canvas.put(line, line.x, line.y, "› ", Role::Accent);
        let role = if self.fresh { Role::Strong } else { Role::Text };
        let end = field(canvas, line, x, &self.end, role);
        if let Some(day) = crate::domain::day::LogicalDay::parse(self.end.value().trim()) {
            let words = weekday_date(day, self.moves.day);
            canvas.put(line, end + 2, line.y, &words, Role::Dim);
        }
        *row += 1;
        let dates: Vec<String> = self
            .dates()
            .into_iter()
            .map(|(name, day)| format!("{name} {}", date(day, self.moves.day)))
            .collect();
        for line in wrap(&dates.join(" · "), usize::from(area.width)) {
            canvas.row(line_of(area, *row), &[piece(line.as_str(), Role::Dim)], &[]);
            *row += 1;
        }
    }

    fn chosen_words(&self) -> String {
        let all = self.chosen.len();
        if all == 0 {
            return "Optional items lighten the rest; none is open.".to_owned();
        }
        let chosen = self.chosen.iter().filter(|chosen| **chosen).count();
        let items = self.moves.optional.iter().zip(&self.chosen);
        let hours: f64 = items.map(|(it, on)| if *on { it.hours } else { 0.0 }).sum();
        format!(
            "{chosen} of {} chosen: {} h less.",
            count(all, "open optional item"),
            number(hours)
        )
    }

    /// The optional items, as many as there is room for.
    fn draw_items(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        (top, rows): (u16, u16),
        world: &World,
    ) {
        let rows = usize::from(rows);
        let here = self.item.unwrap_or(0);
        let first = here.saturating_sub(rows / 2);
        let first = first.min(self.chosen.len().saturating_sub(rows));
        let items = self.moves.optional.iter().zip(&self.chosen).enumerate();
        for (place, (optional, chosen)) in items.skip(first).take(rows) {
            let row = Rect {
                width: area.width.saturating_sub(1),
                ..line_of(area, top + (place - first) as u16)
            };
            let item = &world.roadmap[optional.item];
            let phase = item.phase.map_or_else(String::new, |phase| {
                format!("phase {}", world.roadmap[phase].number)
            });
            let (mark, role) = if *chosen {
                ("[x] ", Role::Text)
            } else {
                ("[ ] ", Role::Dim)
            };
            let hours = format!("  {:>5} h", number(optional.hours));
            let here = if self.item == Some(place) {
                "▸ "
            } else {
                "  "
            };
            canvas.row(
                row,
                &[
                    piece(here, Role::Accent),
                    piece(mark, Role::Accent),
                    piece(item.title.as_str(), role),
                ],
                &[piece(phase, Role::Dim), piece(hours, role)],
            );
            if self.item == Some(place) {
                canvas.select(row);
            }
            canvas.hit(row, Hit::OverlayRow(Choice::ALL.len() + place));
        }
        if self.chosen.len() > rows {
            let area = Rect {
                y: area.y + top,
                height: rows as u16,
                ..area
            }
            .intersection(area);
            scrollbar(canvas, area, first, self.chosen.len());
        }
    }

    fn draw_keys(&self, canvas: &mut Canvas<'_>, row: Rect) {
        let possible = self.outcomes.get(self.selected).is_some_and(Result::is_ok);
        let mut keys: Vec<(&str, &str)> = Vec::new();
        match (self.choice(), self.item) {
            (Choice::Skip, Some(_)) => {
                if possible {
                    keys.push(("enter", "make this move"));
                }
                keys.extend([("space", "choose"), ("a", "all, none"), ("esc", "back")]);
            }
            (choice, _) => {
                match choice {
                    Choice::Keep => keys.push(("enter", "keep it")),
                    Choice::Skip if possible => keys.push(("enter", "see the items")),
                    _ if possible => keys.push(("enter", "make this move")),
                    _ => {}
                }
                keys.push(("↑↓", "move"));
                if choice == Choice::End {
                    keys.push(("tab", "next date"));
                }
                keys.push(("esc", "leave all as it is"));
            }
        }
        let pieces: Vec<_> = keys
            .into_iter()
            .flat_map(|(key, words)| {
                [
                    piece(key, Role::Key),
                    piece(format!(" {words}   "), Role::Dim),
                ]
            })
            .collect();
        canvas.row(row, &pieces, &[]);
    }
}
