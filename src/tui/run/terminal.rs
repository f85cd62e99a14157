//! The terminal: entering it, drawing on it, and giving it back as it was.

use std::{
    io::{self, BufWriter, Stdout, Write},
    time::Duration,
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor,
    event::{
        DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
        Event as Input,
    },
    execute, queue,
    terminal::{self, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::{Terminal, TerminalOptions, Viewport, backend::CrosstermBackend, layout::Rect};
use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

use crate::tui::{app::App, msg::Msg, theme::Background};

/// How long a terminal may take to say what its background is. Terminals that
/// do not answer are noticed earlier; this is for those that say nothing at
/// all.
const BACKGROUND_TIMEOUT: Duration = Duration::from_millis(200);

/// The clipboard sequence carries at most this much.
const MOST_COPIED: usize = 64 * 1024;

type Out = BufWriter<Stdout>;

/// The terminal while the program has it.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Out>>,
    size: Rect,
    ours: bool,
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
        let (width, height) = terminal::size()?;
        let size = Rect::new(0, 0, width, height);
        let backend = CrosstermBackend::new(BufWriter::with_capacity(64 * 1024, io::stdout()));
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
        })
    }

    /// Takes the terminal again after it was given back.
    pub(super) fn enter_again(&mut self) -> io::Result<()> {
        take()?;
        self.ours = true;
        let (width, height) = terminal::size()?;
        self.size = Rect::new(0, 0, width, height);
        self.terminal.resize(self.size)?;
        self.terminal.clear()
    }

    /// Remembers a new size until the next frame.
    pub(super) fn note_resize(&mut self, input: &Input) {
        if let Input::Resize(width, height) = input {
            self.size = Rect::new(0, 0, *width, *height);
        }
    }

    /// Draws a frame; only what changed is written.
    pub(super) fn draw(&mut self, app: &mut App) -> io::Result<()> {
        if self.size.area() == 0 {
            return Ok(());
        }
        if self.terminal.get_frame().area() != self.size {
            self.terminal.resize(self.size)?;
        }
        queue!(
            self.terminal.backend_mut(),
            terminal::BeginSynchronizedUpdate
        )?;
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

/// Asks the terminal what its background is; `None` if it does not say.
pub(super) fn background() -> Option<Background> {
    let mut options = QueryOptions::default();
    options.timeout = BACKGROUND_TIMEOUT;
    match theme_mode(options) {
        Ok(ThemeMode::Light) => Some(Background::Light),
        Ok(ThemeMode::Dark) => Some(Background::Dark),
        Err(_) => None,
    }
}
