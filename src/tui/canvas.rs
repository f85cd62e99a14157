//! The one door to the terminal's cells.
//!
//! Every character that is drawn passes [`Canvas::put`], which sanitises it,
//! cuts it at a cell's edge and, if asked, replaces our symbols by ASCII.

use std::borrow::Cow;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{domain::day::LogicalDay, insight::words, reader::Face, text};

use super::theme::{Role, Theme};

/// How many cells one character with its marks may take.
const WIDEST: u16 = 16;

/// What lies under the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A tab, by its place in the bar.
    Tab(usize),
    /// A row of the screen's list, by its place in it.
    Row(usize),
    /// A row of the overlay on top, by its place in it.
    OverlayRow(usize),
    /// A day of the week, by its place from Monday.
    Weekday(usize),
    /// A day.
    Day(LogicalDay),
    /// A line of a note, by its place on screen.
    Line(usize),
    /// A link of a note, by its place among its links.
    Link(usize),
    /// A heading of a note, by its place among its headings.
    Heading(usize),
}

/// What lies where under the mouse, the topmost last.
pub type Hits = Vec<(Rect, Hit)>;

/// Which cells lead to which address: parts of rows.
pub type Links = Vec<(Rect, String)>;

/// A piece of a line: text and what it is.
#[derive(Debug, Clone)]
pub struct Piece<'a> {
    text: Cow<'a, str>,
    role: Role,
}

/// A piece of a line.
pub fn piece<'a>(text: impl Into<Cow<'a, str>>, role: Role) -> Piece<'a> {
    Piece {
        text: text.into(),
        role,
    }
}

/// Where things are drawn in one frame.
#[derive(Debug)]
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: Theme,
    ascii: bool,
    hits: Hits,
    links: Links,
    cursor: Option<(u16, u16)>,
}

impl<'a> Canvas<'a> {
    /// A canvas over a frame's cells.
    pub fn new(buffer: &'a mut Buffer, theme: Theme, ascii: bool) -> Self {
        Self {
            buffer,
            theme,
            ascii,
            hits: Vec::new(),
            links: Vec::new(),
            cursor: None,
        }
    }

    /// The whole frame.
    pub fn area(&self) -> Rect {
        *self.buffer.area()
    }

    /// Remembers what lies in `area` for the mouse; later ones lie on top.
    pub fn hit(&mut self, area: Rect, hit: Hit) {
        self.hits.push((area, hit));
    }

    /// Puts the terminal's cursor.
    pub fn set_cursor(&mut self, x: u16, y: u16) {
        self.cursor = Some((x, y));
    }

    /// Says that the cells of `area`, a part of one row, lead to an address.
    pub fn link(&mut self, area: Rect, url: &str) {
        let area = area.intersection(self.area());
        if !area.is_empty() {
            self.links.push((area, url.to_owned()));
        }
    }

    /// Ends the frame: what the mouse can hit, what leads where, and where the
    /// cursor is.
    pub fn finish(self) -> (Hits, Links, Option<(u16, u16)>) {
        (self.hits, self.links, self.cursor)
    }

    /// Draws `text` from `x`, at most to the right edge of `within`, and gives
    /// the cell after it. What does not fit ends in an ellipsis.
    pub fn put(&mut self, within: Rect, x: u16, y: u16, text: &str, role: Role) -> u16 {
        let within = within.intersection(self.area());
        if y < within.top() || y >= within.bottom() || x < within.left() || x >= within.right() {
            return x;
        }
        let room = usize::from(within.right() - x);
        let safe = text::sanitise(text);
        let safe = text::portable(&safe);
        let fitting = if self.ascii {
            let plain = text::ascii(&safe).into_owned();
            Cow::Owned(text::truncate_with(&plain, room, '~').into_owned())
        } else {
            text::truncate(&safe, room)
        };
        // What lay there before must not shine through a role without a colour.
        let style = Style::reset().patch(self.theme.style(role));
        if !fitting.chars().all(is_one_cell) {
            return self.buffer.set_stringn(x, y, &*fitting, room, style).0;
        }
        let mut x = x;
        for c in fitting.chars() {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_char(c).set_style(style);
            }
            x += 1;
        }
        x
    }

    /// Draws as [`Canvas::put`] does, with what is special about a piece of a
    /// note besides.
    pub fn put_face(
        &mut self,
        within: Rect,
        at: (u16, u16),
        text: &str,
        role: Role,
        face: Face,
    ) -> u16 {
        let end = self.put(within, at.0, at.1, text, role);
        let modifier = self.theme.face(face);
        if !modifier.is_empty() && end > at.0 {
            let area = Rect::new(at.0, at.1, end - at.0, 1).intersection(self.area());
            let style = Style::new().add_modifier(modifier);
            self.buffer.set_style(area, style);
        }
        end
    }

    /// Draws pieces one after the other from the left edge of `row`, and the
    /// others flush right; the right ones have precedence, two cells apart.
    pub fn row(&mut self, row: Rect, left: &[Piece<'_>], right: &[Piece<'_>]) {
        let right_width: usize = right.iter().map(|piece| self.width(&piece.text)).sum();
        let right_width = u16::try_from(right_width).unwrap_or(u16::MAX);
        let mut left_area = row;
        if right_width > 0 && right_width + 8 < row.width {
            let mut x = row.right() - right_width;
            left_area.width = row.width - right_width - 2;
            for piece in right {
                x = self.put(row, x, row.y, &piece.text, piece.role);
            }
        }
        let mut x = left_area.x;
        for piece in left {
            x = self.put(left_area, x, row.y, &piece.text, piece.role);
        }
    }

    /// Draws pieces like [`Canvas::row`]; the right ones are left out where
    /// the left ones need the room.
    pub fn row_first(&mut self, row: Rect, left: &[Piece<'_>], right: &[Piece<'_>]) {
        let needed = |pieces: &[Piece<'_>]| -> usize {
            pieces.iter().map(|piece| self.width(&piece.text)).sum()
        };
        let fits = needed(left) + needed(right) + 2 <= usize::from(row.width);
        self.row(row, left, if fits { right } else { &[] });
    }

    /// How many cells `text` takes once it is sanitised.
    pub fn width(&self, text: &str) -> usize {
        text::width(&text::portable(&text::sanitise(text)))
    }

    /// Fills an area with blanks. A wide character that reaches into it from the
    /// left goes whole: half of one cannot be shown.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.area());
        for y in area.top()..area.bottom() {
            for x in area.left().saturating_sub(WIDEST)..area.left() {
                let room = usize::from(area.left() - x);
                if let Some(cell) = self.buffer.cell_mut((x, y))
                    && text::width(cell.symbol()) > room
                {
                    cell.set_symbol(" ");
                }
            }
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// Lays the selection over an area.
    pub fn select(&mut self, area: Rect) {
        let area = area.intersection(self.area());
        self.buffer.set_style(area, self.theme.selection());
    }

    /// Repeats one symbol over `cells` cells from `x`.
    pub fn repeat(
        &mut self,
        within: Rect,
        x: u16,
        y: u16,
        symbol: &str,
        cells: u16,
        role: Role,
    ) -> u16 {
        let line = symbol.repeat(usize::from(cells));
        self.put(within, x, y, &line, role)
    }

    /// A bar of `cells` cells, filled to `share` (0 to 1).
    pub fn bar(&mut self, within: Rect, x: u16, y: u16, cells: u16, share: f64) -> u16 {
        let full = words::filled(share, cells);
        let x = self.repeat(within, x, y, "━", full, Role::Bar);
        self.repeat(within, x, y, "─", cells - full, Role::BarRest)
    }

    /// A frame with a title; gives the area inside it.
    pub fn frame(&mut self, area: Rect, title: &str) -> Rect {
        self.clear(area);
        if area.width < 4 || area.height < 3 {
            return Rect::default();
        }
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        for y in area.top() + 1..bottom {
            self.put(area, area.x, y, "│", Role::Frame);
            self.put(area, right, y, "│", Role::Frame);
        }
        let inner = area.width - 2;
        for (y, left_corner, right_corner) in [(area.y, "╭", "╮"), (bottom, "╰", "╯")] {
            self.put(area, area.x, y, left_corner, Role::Frame);
            self.repeat(area, area.x + 1, y, "─", inner, Role::Frame);
            self.put(area, right, y, right_corner, Role::Frame);
        }
        if !title.is_empty() {
            let title = format!(" {title} ");
            let room = Rect {
                width: area.width - 3,
                ..area
            };
            self.put(room, area.x + 2, area.y, &title, Role::Heading);
        }
        Rect {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width - 4,
            height: area.height - 2,
        }
    }
}

/// Whether a character takes a cell of its own whatever stands around it:
/// nearly all that is drawn, without a look at its neighbours.
fn is_one_cell(c: char) -> bool {
    matches!(c, ' '..='~' | '¡'..='¬' | '®'..='ſ' | '–'..='—' | '‘'..='’' | '“'..='”'
        | '…' | '\u{2500}'..='\u{259f}')
}

/// The row of `area` at this offset from its top; empty if there is none.
pub fn line_of(area: Rect, offset: u16) -> Rect {
    if offset < area.height {
        Rect {
            y: area.y + offset,
            height: 1,
            ..area
        }
    } else {
        Rect::default()
    }
}
