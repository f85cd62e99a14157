//! The terminal: entering it, drawing on it, and giving it back as it was.

use std::{
    cell::Cell,
    io::{self, BufWriter, Stdout, Write},
    rc::Rc,
    time::{Duration, Instant},
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor,
    event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture},
    execute, queue,
    terminal::{self, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::{Terminal, TerminalOptions, Viewport, backend::CrosstermBackend, layout::Rect};

use crate::tui::{app::App, msg::Msg};

/// Asks for the background. Ended by BEL, since some terminals end the answer
/// as the question ended and get the other end wrong.
const BACKGROUND: &[u8] = b"\x1b]11;?\x07";

/// The slowest answer is here after this time, or there is none.
const SLOWEST: Duration = Duration::from_secs(1);

/// The size of a terminal that does not know its own.
const UNKNOWN_SIZE: Rect = Rect::new(0, 0, 80, 24);

/// The clipboard sequence carries at most this much.
const MOST_COPIED: usize = 64 * 1024;

/// Where frames are written to, until it is over.
struct Out {
    terminal: BufWriter<Stdout>,
    over: Rc<Cell<bool>>,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.over.get() {
            return Ok(bytes.len());
        }
        self.terminal.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.over.get() {
            return Ok(());
        }
        self.terminal.flush()
    }
}

/// The terminal while the program has it.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Out>>,
    size: Rect,
    ours: bool,
    over: Rc<Cell<bool>>,
    /// Somebody else may have changed what the terminal shows.
    stale: bool,
    /// When a question was asked that is not answered yet.
    asked: Option<Instant>,
}

impl Screen {
    /// Takes the terminal. A panic gives it back before its message is shown.
    pub(super) fn enter() -> io::Result<Self> {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            restore();
            before(info);
        }));
        take()?;
        let size = size();
        let over = Rc::new(Cell::new(false));
        let backend = CrosstermBackend::new(Out {
            terminal: BufWriter::with_capacity(64 * 1024, io::stdout()),
            over: Rc::clone(&over),
        });
        // A fixed viewport: ratatui would otherwise ask for the size before
        // every frame; we hear of it.
        let options = TerminalOptions {
            viewport: Viewport::Fixed(size),
        };
        let terminal = Terminal::with_options(backend, options)?;
        Ok(Self {
            terminal,
            size,
            ours: true,
            over,
            stale: false,
            asked: None,
        })
    }

    /// Takes the terminal again after it was given back, or taken away.
    pub(super) fn enter_again(&mut self) -> io::Result<()> {
        if self.ours {
            // Nobody gave it back: its settings may be anybody's.
            terminal::disable_raw_mode()?;
        }
        take()?;
        self.ours = true;
        self.size = size();
        self.stale = true;
        Ok(())
    }

    /// Measures the terminal for the next frame. Even the size that it had
    /// may mean a smaller one in between, which cut off what was there.
    pub(super) fn measure(&mut self) -> (u16, u16) {
        self.size = size();
        self.stale = true;
        (self.size.width, self.size.height)
    }

    /// Asks the terminal what its background is.
    pub(super) fn ask_background(&mut self) -> io::Result<()> {
        self.asked = Some(Instant::now());
        let out = self.terminal.backend_mut();
        out.write_all(BACKGROUND)?;
        out.flush()
    }

    /// Whether a question was waiting for the answer that came.
    pub(super) fn is_answered(&mut self) -> bool {
        self.asked.take().is_some()
    }

    /// Whether an answer may still be on its way.
    pub(super) fn awaits_answer(&self) -> bool {
        self.asked.is_some_and(|asked| asked.elapsed() < SLOWEST)
    }

    /// Draws a frame; only what changed is written.
    pub(super) fn draw(&mut self, app: &mut App) -> io::Result<()> {
        queue!(
            self.terminal.backend_mut(),
            terminal::BeginSynchronizedUpdate
        )?;
        if std::mem::take(&mut self.stale) {
            self.terminal.resize(self.size)?;
        }
        self.terminal.draw(|frame| {
            let cursor = app.draw(frame.buffer_mut());
            if let Some(position) = cursor {
                frame.set_cursor_position(position);
            }
        })?;
        execute!(self.terminal.backend_mut(), terminal::EndSynchronizedUpdate)
    }

    /// Asks the terminal to put text into the clipboard.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<Msg> {
        if text.len() > MOST_COPIED {
            return Ok(Msg::Trouble("That is too long to copy.".to_owned()));
        }
        execute!(
            self.terminal.backend_mut(),
            CopyToClipboard::to_clipboard_from(text)
        )?;
        Ok(Msg::Notice("Copied, if the terminal allows it.".to_owned()))
    }

    /// Gives the terminal back.
    pub(super) fn leave(&mut self) {
        if self.ours {
            self.ours = false;
            restore();
        }
    }

    /// Lets go of a terminal that is gone.
    pub(super) fn abandon(&mut self) {
        self.ours = false;
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
        // ratatui shows the cursor once more when it is dropped, and panics
        // where it cannot say that this failed: on a terminal that is gone.
        self.over.set(true);
    }
}

fn take() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste,
        DisableLineWrap,
        cursor::Hide
    )
}

/// Undoes [`take`]; what fails here fails silently, for there is nobody left
/// to tell.
fn restore() {
    let mut out = io::stdout();
    let _ = execute!(
        out,
        EnableLineWrap,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = out.flush();
    let _ = terminal::disable_raw_mode();
}

/// The size of the terminal.
fn size() -> Rect {
    match rustix::termios::tcgetwinsize(rustix::stdio::stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Rect::new(0, 0, size.ws_col, size.ws_row),
        _ => UNKNOWN_SIZE,
    }
}
