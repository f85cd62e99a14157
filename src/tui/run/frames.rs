//! What ratatui draws on: frames in memory, of which only what changes the
//! screen is kept, sent in one piece.

use std::io::{self, Write};

use crossterm::{cursor, queue, terminal};
use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};

/// The cursor, as the terminal has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cursor {
    /// Nobody knows: something else had the terminal.
    Unknown,
    Hidden,
    /// Shown, and there, unless cells were drawn since.
    At(Position),
}

/// A terminal that is drawn on a frame at a time. A frame without a changed
/// cell is no bytes at all.
#[derive(Debug)]
pub(super) struct Frames<W: Write> {
    inner: CrosstermBackend<W>,
    /// Whether there is something in the frame.
    open: bool,
    /// Whether the cursor was shown while this frame was drawn.
    shown: bool,
    cursor: Cursor,
}

impl<W: Write> Frames<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            inner: CrosstermBackend::new(out),
            open: false,
            shown: false,
            cursor: Cursor::Unknown,
        }
    }

    /// Begins the frame, which the terminal then shows when it is whole.
    fn open(&mut self) -> io::Result<&mut CrosstermBackend<W>> {
        if !self.open {
            self.open = true;
            queue!(self.inner, terminal::BeginSynchronizedUpdate)?;
        }
        Ok(&mut self.inner)
    }

    /// Sends the frame, if there is anything in it.
    pub(super) fn send(&mut self) -> io::Result<()> {
        if self.open {
            self.open = false;
            queue!(self.inner, terminal::EndSynchronizedUpdate)?;
            Write::flush(&mut self.inner)?;
        }
        Ok(())
    }

    /// Somebody else had the terminal.
    pub(super) fn forget(&mut self) {
        self.cursor = Cursor::Unknown;
    }
}

impl<W: Write> Write for Frames<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.open()?.write(bytes)
    }

    /// Frames are sent whole: see [`Frames::send`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Backend for Frames<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut cells = content.peekable();
        if cells.peek().is_none() {
            return Ok(());
        }
        if self.cursor != Cursor::Hidden {
            // Drawing takes it along.
            self.cursor = Cursor::Unknown;
        }
        self.open()?.draw(cells)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor != Cursor::Hidden {
            // Queued: the backend's own way would send half a frame.
            queue!(self.open()?, cursor::Hide)?;
            self.cursor = Cursor::Hidden;
        }
        Ok(())
    }

    /// ratatui says first that it is shown, then where.
    fn show_cursor(&mut self) -> io::Result<()> {
        self.shown = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        let shown = std::mem::take(&mut self.shown);
        if !shown {
            if self.cursor != Cursor::Hidden {
                self.cursor = Cursor::Unknown;
            }
            return queue!(self.open()?, cursor::MoveTo(position.x, position.y));
        }
        if self.cursor != Cursor::At(position) {
            let was_hidden = !matches!(self.cursor, Cursor::At(_));
            let inner = self.open()?;
            queue!(inner, cursor::MoveTo(position.x, position.y))?;
            if was_hidden {
                queue!(inner, cursor::Show)?;
            }
            self.cursor = Cursor::At(position);
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        queue!(self.open()?, terminal::Clear(terminal::ClearType::All))
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        match region {
            ClearType::All => self.clear(),
            ClearType::AfterCursor => queue!(
                self.open()?,
                terminal::Clear(terminal::ClearType::FromCursorDown)
            ),
            // Nothing that is drawn on a whole screen asks for it.
            region => self.open()?.clear_region(region),
        }
    }

    fn append_lines(&mut self, lines: u16) -> io::Result<()> {
        self.open()?.append_lines(lines)
    }

    fn size(&self) -> io::Result<Size> {
        self.inner.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use ratatui::{Terminal, TerminalOptions, Viewport, layout::Rect, style::Style};

    use super::*;

    /// What was sent; what is not flushed is not.
    #[derive(Clone, Default)]
    struct Wire(Rc<RefCell<Vec<u8>>>, Rc<RefCell<usize>>);

    impl Write for Wire {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            *self.1.borrow_mut() += 1;
            Ok(())
        }
    }

    /// A screen of three rows, and what is sent to it.
    struct Drawn {
        screen: Terminal<Frames<Wire>>,
        wire: Wire,
    }

    impl Drawn {
        fn new() -> Self {
            let options = TerminalOptions {
                viewport: Viewport::Fixed(Rect::new(0, 0, 20, 3)),
            };
            let wire = Wire::default();
            let screen = Terminal::with_options(Frames::new(wire.clone()), options).unwrap();
            Self { screen, wire }
        }

        /// What the terminal gets for a frame with this text and cursor.
        fn frame(&mut self, text: &str, cursor: Option<(u16, u16)>) -> String {
            let draw = |frame: &mut ratatui::Frame<'_>| {
                let cells = frame.buffer_mut();
                cells.set_string(0, 1, text, Style::default());
                if let Some(cursor) = cursor {
                    frame.set_cursor_position(cursor);
                }
            };
            self.screen.draw(draw).unwrap();
            self.screen.backend_mut().send().unwrap();
            String::from_utf8(std::mem::take(&mut *self.wire.0.borrow_mut())).unwrap()
        }
    }

    #[test]
    fn a_frame_that_changes_nothing_is_no_bytes() {
        let mut drawn = Drawn::new();
        let first = drawn.frame("words", None);
        assert!(first.starts_with("\x1b[?2026h"), "{first:?}");
        assert!(first.contains("words") && first.contains("\x1b[?25l"));
        assert!(first.ends_with("\x1b[?2026l"), "{first:?}");
        assert_eq!(drawn.frame("words", None), "");
        let other = drawn.frame("wards", None);
        assert!(other.contains('a') && !other.contains('w'), "{other:?}");
        assert!(!other.contains("\x1b[?25l"), "hidden already: {other:?}");
    }

    #[test]
    fn the_cursor_is_told_where_it_is_when_it_moved_or_was_taken_along() {
        let mut drawn = Drawn::new();
        let first = drawn.frame("words", Some((5, 1)));
        assert!(first.contains("\x1b[2;6H") && first.contains("\x1b[?25h"));
        assert_eq!(drawn.frame("words", Some((5, 1))), "");
        let moved = drawn.frame("words", Some((4, 1)));
        assert!(moved.contains("\x1b[2;5H") && !moved.contains("words"));
        let typed = drawn.frame("wordy", Some((4, 1)));
        assert!(
            typed.contains('y') && typed.contains("\x1b[2;5H"),
            "{typed:?}"
        );
        assert!(drawn.frame("wordy", None).contains("\x1b[?25l"));
        assert!(drawn.frame("wordy", Some((4, 1))).contains("\x1b[?25h"));
    }

    #[test]
    fn a_frame_is_sent_in_one_piece() {
        let mut drawn = Drawn::new();
        for (sent, cursor) in [Some((1, 1)), None, Some((2, 2))].into_iter().enumerate() {
            drawn.frame(&format!("words {sent}"), cursor);
            assert_eq!(*drawn.wire.1.borrow(), sent + 1);
        }
    }

    #[test]
    fn after_somebody_else_had_the_terminal_the_cursor_is_hidden_again() {
        let mut drawn = Drawn::new();
        drawn.frame("words", None);
        drawn.screen.backend_mut().forget();
        assert!(drawn.frame("words", None).contains("\x1b[?25l"));
    }
}
