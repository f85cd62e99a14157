//! Makes the pictures in `docs/` from the cells that a terminal would show.

use std::{collections::HashMap, fmt::Write as _};

use ratatui::{
    buffer::{Buffer, Cell},
    style::{Color, Modifier},
};

use crate::text;

/// The colours of the window around the cells.
const PAPER: &str = "#1a1b1e";
const INK: &str = "#d3d5d9";
const EDGE: &str = "#3a3c42";

/// One cell, in tenths of a pixel.
const WIDTH: usize = 84;
const HEIGHT: usize = 190;

/// From the window's edge to the first cell, in tenths of a pixel.
const MARGIN: usize = 140;

/// Draws cells as an SVG: the same cells always give the same text.
pub(crate) fn svg(buffer: &Buffer, title: &str) -> String {
    let area = *buffer.area();
    let (width, height) = (
        usize::from(area.width) * WIDTH + 2 * MARGIN,
        usize::from(area.height) * HEIGHT + 2 * MARGIN,
    );
    let mut looks = Looks::default();
    let mut body = String::new();
    for y in 0..area.height {
        let mut runs = Vec::new();
        let mut x = 0;
        while x < area.width {
            let cell = &buffer[(x, y)];
            let cells = (text::width(cell.symbol()) as u16).max(1);
            runs.push((x, cells, cell));
            // A wide character takes the cell beside it too.
            x += cells;
        }
        draw_backgrounds(&mut body, y, &runs);
        draw_text(&mut body, y, &runs, &mut looks);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" \
         width=\"{w}\" height=\"{h}\" role=\"img\">\n\
         <title>{title}</title>\n\
         <style>\n\
         text {{ font: 14px \"DejaVu Sans Mono\", Menlo, Consolas, monospace; \
         white-space: pre; fill: {INK} }}\n\
         {looks}</style>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{inner_w}\" height=\"{inner_h}\" rx=\"9\" \
         fill=\"{PAPER}\" stroke=\"{EDGE}\"/>\n\
         {body}</svg>\n",
        w = pixels(width),
        h = pixels(height),
        inner_w = pixels(width - 10),
        inner_h = pixels(height - 10),
        title = escape(title),
        looks = looks.css(),
    )
}

/// A cell with its column and how many columns it takes.
type Placed<'a> = (u16, u16, &'a Cell);

fn draw_backgrounds(body: &mut String, y: u16, runs: &[Placed<'_>]) {
    for run in runs.chunk_by(|a, b| background(a.2) == background(b.2)) {
        let Some(colour) = background(run[0].2) else {
            continue;
        };
        let cells: u16 = run.iter().map(|(_, cells, _)| cells).sum();
        rectangle(
            body,
            (left(run[0].0), top(y)),
            (usize::from(cells) * WIDTH, HEIGHT),
            &colour,
        );
    }
}

/// Draws the symbols of a line: lines as shapes, so that they join whatever the
/// font; everything else as text that is held to its cells.
fn draw_text(body: &mut String, y: u16, runs: &[Placed<'_>], looks: &mut Looks) {
    let alike = |a: &Placed<'_>, b: &Placed<'_>| {
        look(a.2) == look(b.2) && Shape::of(a.2.symbol()) == Shape::of(b.2.symbol())
    };
    for run in runs.chunk_by(alike) {
        let cells: u16 = run.iter().map(|(_, cells, _)| cells).sum();
        let (x, long) = (left(run[0].0), usize::from(cells) * WIDTH);
        let (colour, _) = look(run[0].2);
        let colour = colour.unwrap_or_else(|| INK.to_owned());
        match Shape::of(run[0].2.symbol()) {
            Shape::Line { thick } => {
                let y = top(y) + (HEIGHT - thick) / 2;
                rectangle(body, (x, y), (long, thick), &colour);
            }
            Shape::Post { thick } => {
                for (x, _, _) in run {
                    let x = left(*x) + (WIDTH - thick) / 2;
                    rectangle(body, (x, top(y)), (thick, HEIGHT), &colour);
                }
            }
            Shape::Text => draw_words(body, y, run, looks),
        }
    }
}

/// Draws text piece by piece: what stands far apart does not drag what is
/// between along, and a symbol that a font lacks moves no other.
fn draw_words(body: &mut String, y: u16, run: &[Placed<'_>], looks: &mut Looks) {
    let class = looks.class(look(run[0].2));
    let plain = |placed: &Placed<'_>| placed.2.symbol().is_ascii();
    for piece in run.chunk_by(|a, b| plain(a) && plain(b)) {
        let words: String = piece.iter().map(|(_, _, cell)| cell.symbol()).collect();
        let from = words.len() - words.trim_start().len();
        let words = words.trim();
        if words.is_empty() {
            continue;
        }
        let cells = text::width(words);
        let _ = writeln!(
            body,
            "<text x=\"{}\" y=\"{}\" textLength=\"{}\"{class}>{}</text>",
            pixels(left(piece[0].0) + from * WIDTH),
            pixels(top(y) + 140),
            pixels(cells * WIDTH),
            escape(words),
        );
    }
}

fn rectangle(body: &mut String, at: (usize, usize), size: (usize, usize), colour: &str) {
    let _ = writeln!(
        body,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{colour}\"/>",
        pixels(at.0),
        pixels(at.1),
        pixels(size.0),
        pixels(size.1),
    );
}

#[derive(PartialEq)]
enum Shape {
    Line { thick: usize },
    Post { thick: usize },
    Text,
}

impl Shape {
    fn of(symbol: &str) -> Self {
        match symbol {
            "━" => Self::Line { thick: 30 },
            "─" => Self::Line { thick: 14 },
            "┃" => Self::Post { thick: 26 },
            "│" => Self::Post { thick: 12 },
            _ => Self::Text,
        }
    }
}

/// The colour of a symbol and its weight; `None` is the window's own.
type Look = (Option<String>, Modifier);

fn look(cell: &Cell) -> Look {
    if cell.symbol() == " " {
        return (None, Modifier::empty());
    }
    let modifiers = cell.modifier & (Modifier::BOLD | Modifier::UNDERLINED | Modifier::DIM);
    let colour = if cell.modifier.contains(Modifier::REVERSED) {
        hex(cell.bg).or_else(|| Some(PAPER.to_owned()))
    } else {
        hex(cell.fg)
    };
    (colour, modifiers)
}

fn background(cell: &Cell) -> Option<String> {
    if cell.modifier.contains(Modifier::REVERSED) {
        hex(cell.fg).or_else(|| Some(INK.to_owned()))
    } else {
        hex(cell.bg)
    }
}

/// The looks that occur, each with a class, in the order of the screen.
#[derive(Default)]
struct Looks {
    places: HashMap<Look, usize>,
    rules: String,
}

impl Looks {
    /// The attribute that gives a piece of text its look.
    fn class(&mut self, look: Look) -> String {
        if look == (None, Modifier::empty()) {
            return String::new();
        }
        let next = self.places.len();
        let place = *self.places.entry(look.clone()).or_insert(next);
        if place == next {
            let (colour, modifiers) = look;
            let mut rules = Vec::new();
            rules.extend(colour.map(|colour| format!("fill: {colour}")));
            for (modifier, rule) in [
                (Modifier::BOLD, "font-weight: bold"),
                (Modifier::UNDERLINED, "text-decoration: underline"),
                (Modifier::DIM, "opacity: 0.6"),
            ] {
                if modifiers.contains(modifier) {
                    rules.push(rule.to_owned());
                }
            }
            let _ = writeln!(self.rules, ".s{place} {{ {} }}", rules.join("; "));
        }
        format!(" class=\"s{place}\"")
    }

    fn css(&self) -> &str {
        &self.rules
    }
}

/// A terminal's colour as the web writes it, by the usual palette of 256.
fn hex(colour: Color) -> Option<String> {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    let (red, green, blue) = match colour {
        Color::Indexed(index @ 16..=231) => {
            let index = index - 16;
            (level(index / 36), level(index / 6 % 6), level(index % 6))
        }
        Color::Indexed(index @ 232..) => {
            let grey = 8 + 10 * (index - 232);
            (grey, grey, grey)
        }
        Color::Rgb(red, green, blue) => (red, green, blue),
        // The sixteen named colours are the reader's own; the full theme has
        // none of them.
        _ => return None,
    };
    Some(format!("#{red:02x}{green:02x}{blue:02x}"))
}

fn left(column: u16) -> usize {
    MARGIN + usize::from(column) * WIDTH
}

fn top(row: u16) -> usize {
    MARGIN + usize::from(row) * HEIGHT
}

/// Tenths of a pixel as pixels.
fn pixels(tenths: usize) -> String {
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use ratatui::{layout::Rect, style::Style};

    use super::*;
    use crate::{
        domain::{
            day::LogicalDay,
            event::{Batch, Kind, Mark},
            roadmap::{ItemIx, Roadmap},
        },
        tui::rig::{Rig, begin, shipped},
    };

    fn mark(roadmap: &Roadmap, item: ItemIx, mark: Mark) -> Kind {
        let item = roadmap[item].id.clone();
        Kind::Mark { item, mark }
    }

    /// Eleven weeks of somebody who began on 5 January: three phases signed off,
    /// the fourth under way, a day missed here and there.
    fn eleven_weeks(roadmap: &Roadmap) -> Vec<Batch> {
        let finished: Vec<ItemIx> = roadmap.phases[..3]
            .iter()
            .flat_map(|phase| phase.items().chain([phase.sign_off]))
            .collect();
        let day = |(month, day)| LogicalDay::ymd(2026, month, day).unwrap();
        let missed = [(1, 23), (2, 5), (2, 17), (3, 9)].map(day);
        let days = |from: (u32, u32), to: (u32, u32)| -> Vec<LogicalDay> {
            day(from)
                .through(day(to))
                .filter(|day| roadmap.cadence.studies_on(day.weekday()))
                .filter(|day| !missed.contains(day))
                .collect()
        };
        let mut past = vec![begin("2026-01-05")];
        let mut spread = |items: &[ItemIx], days: &[LogicalDay]| {
            for (place, item) in items.iter().enumerate() {
                past.push(Batch::on(
                    days[place * days.len() / items.len()],
                    vec![mark(roadmap, *item, Mark::Done)],
                ));
            }
        };
        spread(&finished, &days((1, 5), (3, 4)));
        let current = &roadmap.phases[3];
        let readings = current.readings.iter().take(5);
        let deliverables = &current.builds[0].deliverables;
        let done: Vec<ItemIx> = readings.chain(&deliverables[..4]).copied().collect();
        spread(&done, &days((3, 5), (3, 17)));
        for item in [current.readings[5], deliverables[4]] {
            past.push(Batch::on(
                day((3, 17)),
                vec![mark(roadmap, item, Mark::Started)],
            ));
        }
        past
    }

    #[test]
    fn the_picture_in_the_readme_is_the_today_screen() {
        let roadmap = shipped();
        let past = eleven_weeks(&roadmap);
        let mut rig = Rig::new(roadmap, "2026-03-18T20:00:00+01:00", &past).size(108, 24);
        let drawn = svg(rig.cells(), "The Today screen of mastery");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/today.svg");
        if env::var_os("UPDATE_PICTURE").is_some() {
            let mut file = fs::File::create(&path).unwrap();
            std::io::Write::write_all(&mut file, drawn.as_bytes()).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == drawn,
            "docs/today.svg no longer shows the screen: run `UPDATE_PICTURE=1 cargo test picture` \
             and look at it"
        );
    }

    #[test]
    fn text_cannot_end_its_element() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        buffer.set_string(0, 0, "a<b>&\"c", Style::new());
        let drawn = svg(&buffer, "<&>");
        assert!(drawn.contains(">a&lt;b&gt;&amp;&quot;c</text>"), "{drawn}");
        assert!(drawn.contains("<title>&lt;&amp;&gt;</title>"), "{drawn}");
    }

    #[test]
    fn wide_characters_keep_their_two_cells() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        buffer.set_string(0, 0, "日x", Style::new());
        let drawn = svg(&buffer, "");
        assert!(
            drawn.contains("<text x=\"14\" y=\"28\" textLength=\"16.8\">日<"),
            "{drawn}"
        );
        assert!(
            drawn.contains("<text x=\"30.8\" y=\"28\" textLength=\"8.4\">x<"),
            "{drawn}"
        );
    }

    #[test]
    fn the_palette_is_the_usual_one() {
        assert_eq!(hex(Color::Indexed(16)).as_deref(), Some("#000000"));
        assert_eq!(hex(Color::Indexed(79)).as_deref(), Some("#5fd7af"));
        assert_eq!(hex(Color::Indexed(231)).as_deref(), Some("#ffffff"));
        assert_eq!(hex(Color::Indexed(245)).as_deref(), Some("#8a8a8a"));
        assert_eq!(hex(Color::Reset), None);
    }
}
