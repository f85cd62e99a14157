//! The terminal: entering it, drawing on it, and giving it back as it was.

use std::{
    cell::Cell,
    io::{self, ErrorKind, Write},
    os::fd::{AsFd, BorrowedFd},
    rc::Rc,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
    time::{Duration, Instant},
};

use crossterm::{
    clipboard::CopyToClipboard,
    cursor,
    event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture},
    queue,
    terminal::{self, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::{Terminal, TerminalOptions, Viewport, layout::Rect};
use rustix::{
    event::{PollFd, PollFlags, poll},
    fs::{OFlags, fcntl_getfl, fcntl_setfl},
    io::Errno,
    process::{Signal, getpid, kill_process},
    stdio::{stdin, stdout},
    termios::{
        OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcgetwinsize, tcsetattr,
    },
};

use crate::tui::{app::App, msg::Msg};

use super::{frames::Frames, hyperlink::Shown};

/// Asks for the background. Ended by BEL, since some terminals end the answer
/// as the question ended and get the other end wrong.
const BACKGROUND: &[u8] = b"\x1b]11;?\x07";

/// The slowest answer is here after this time, or there is none.
const SLOWEST: Duration = Duration::from_secs(1);

/// The size of a terminal that does not know its own.
const UNKNOWN_SIZE: Rect = Rect::new(0, 0, 80, 24);

/// More columns and rows than any screen has. A size is two numbers that
/// anybody can set; the largest would ask for more memory than there is.
const LARGEST: (u16, u16) = (1_000, 500);

/// The clipboard sequence carries at most this much.
const MOST_COPIED: usize = 64 * 1024;

/// How long a terminal that takes no more is tried to be given back.
const LAST_TRY: Duration = Duration::from_millis(250);

/// Whether the terminal is the program's: what a panic or a late end gives
/// back, once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the program is being ended from outside the loop, which then is to
/// write no more.
static ENDED: AtomicBool = AtomicBool::new(false);

/// Where frames are written to, until it is over. What was not flushed goes
/// with it: half a frame has no place on a terminal that was given back.
struct Out<Terminal = BorrowedFd<'static>> {
    terminal: Terminal,
    frame: Vec<u8>,
    over: Rc<Cell<bool>>,
}

impl<Terminal: AsFd> Write for Out<Terminal> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.over.get() {
            self.frame.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let sent = if self.over.get() {
            Ok(())
        } else {
            send(&self.terminal, &self.frame)
        };
        self.frame.clear();
        sent
    }
}

/// Writes all of it, past every buffer of the process: what the terminal does
/// not take is not written later, either. Somebody may have set the terminal
/// not to block.
fn send(terminal: impl AsFd, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        if ENDED.load(SeqCst) {
            // The process has no more than this to live.
            thread::sleep(2 * LAST_TRY);
        }
        match rustix::io::write(&terminal, rest) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => {
                // Whatever it says, the next write says better.
                let _ = poll(&mut [PollFd::new(&terminal, PollFlags::OUT)], None);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The terminal while the program has it.
pub(super) struct Screen {
    terminal: Terminal<Frames<Out>>,
    size: Rect,
    ours: bool,
    over: Rc<Cell<bool>>,
    /// Somebody else may have changed what the terminal shows.
    stale: bool,
    /// The links that are shown; `None` where the terminal knows none.
    links: Option<Shown>,
    /// The settings with which another program got the terminal.
    lent: Option<Termios>,
    /// When a question was asked that is not answered yet.
    asked: Option<Instant>,
}

impl Screen {
    /// Takes the terminal. A panic gives it back before its message is shown.
    /// If its background is asked for, the answer comes when it comes, among
    /// the keys.
    pub(super) fn enter(hyperlinks: bool, ask_background: bool) -> io::Result<Self> {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            restore();
            before(info);
        }));
        take(if ask_background { BACKGROUND } else { b"" })?;
        let asked = ask_background.then(Instant::now);
        let size = size();
        let over = Rc::new(Cell::new(false));
        let backend = Frames::new(Out {
            terminal: stdout(),
            frame: Vec::with_capacity(64 * 1024),
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
            links: hyperlinks.then(Shown::default),
            lent: None,
            asked,
        })
    }

    /// Takes the terminal again after it was given back, or taken away.
    pub(super) fn enter_again(&mut self) -> io::Result<()> {
        if self.ours {
            // Nobody gave it back: its settings may be anybody's.
            terminal::disable_raw_mode()?;
        }
        if let Some(before) = self.lent.take() {
            // Who had it may have left it in disorder, which would stay behind
            // in the end; what was typed and not read was not for us.
            tcsetattr(stdin(), OptionalActions::Flush, &before)?;
        }
        take(b"")?;
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
        if self.ours && !TAKEN.load(SeqCst) {
            // Another thread panicked, and gave it back to say so.
            take(b"")?;
            self.stale = true;
        }
        if std::mem::take(&mut self.stale) {
            self.terminal.backend_mut().forget();
            self.terminal.resize(self.size)?;
            if let Some(links) = &mut self.links {
                links.forget();
            }
        }
        let mut has_cursor = false;
        let frame = self.terminal.draw(|frame| {
            let cursor = app.draw(frame.buffer_mut());
            has_cursor = cursor.is_some();
            if let Some(position) = cursor {
                frame.set_cursor_position(position);
            }
        })?;
        // Links would take the cursor with them; where text is typed they can
        // wait.
        if let Some(links) = self.links.as_mut().filter(|_| !has_cursor) {
            if app.links().is_empty() {
                links.forget();
            } else {
                let buffer = frame.buffer.clone();
                links.write(self.terminal.backend_mut(), &buffer, app.links())?;
            }
        }
        self.terminal.backend_mut().send()
    }

    /// Asks the terminal to put text into the clipboard.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<Msg> {
        if text.len() > MOST_COPIED {
            return Ok(Msg::Trouble("That is too long to copy.".to_owned()));
        }
        // What is pasted somewhere must not press keys there: code of a note may
        // hold the end of a bracketed paste, an address a line end.
        let text: String = text
            .chars()
            .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
            .collect();
        queue!(
            self.terminal.backend_mut(),
            CopyToClipboard::to_clipboard_from(text)
        )?;
        self.terminal.backend_mut().send()?;
        Ok(Msg::Notice("Copied, if the terminal allows it.".to_owned()))
    }

    /// Gives the terminal back.
    pub(super) fn leave(&mut self) {
        if self.ours {
            self.ours = false;
            restore();
        }
    }

    /// Gives the terminal back for a while.
    pub(super) fn lend(&mut self) {
        self.leave();
        self.lent = tcgetattr(stdin()).ok();
    }

    /// Lets go of a terminal that is gone.
    pub(super) fn abandon(&mut self) {
        self.ours = false;
        TAKEN.store(false, SeqCst);
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

/// Takes the terminal, or leaves it as it was. What is asked of it goes along.
fn take(question: &[u8]) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, SeqCst);
    let mut bytes = Vec::new();
    let taken = queue!(
        bytes,
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste,
        DisableLineWrap,
        cursor::Hide
    );
    bytes.extend_from_slice(question);
    let taken = taken.and_then(|()| send(stdout(), &bytes));
    if taken.is_err() {
        restore();
    }
    taken
}

/// What undoes [`take`], and ends the frame that may be under way.
fn farewell() -> Vec<u8> {
    let mut bytes = Vec::new();
    // Nothing fails that is written into memory.
    let _ = queue!(
        bytes,
        terminal::EndSynchronizedUpdate,
        EnableLineWrap,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        cursor::Show
    );
    bytes
}

/// Undoes [`take`], once; what fails here fails silently, for there is nobody
/// left to tell.
fn restore() {
    if TAKEN.load(SeqCst) {
        let _ = send(stdout(), &farewell());
        let _ = terminal::disable_raw_mode();
        TAKEN.store(false, SeqCst);
    }
}

/// Undoes [`take`] from another thread while the loop is stuck, maybe in
/// writing to this very terminal. Does not wait for anybody; the process has
/// to end behind it.
pub(super) fn restore_late() {
    if TAKEN.load(SeqCst) {
        ENDED.store(true, SeqCst);
        let before = fcntl_getfl(stdout());
        if let Ok(before) = before {
            let _ = fcntl_setfl(stdout(), before | OFlags::NONBLOCK);
        }
        let bytes = farewell();
        let mut rest = bytes.as_slice();
        let since = Instant::now();
        while !rest.is_empty() && before.is_ok() && since.elapsed() < LAST_TRY {
            match rustix::io::write(stdout(), rest) {
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(Errno::AGAIN) => {
                    // Makes room, and has the loop let go of the terminal: a
                    // write under way ends with a signal, whichever.
                    let _ = tcflush(stdout(), QueueSelector::OFlush);
                    let _ = kill_process(getpid(), Signal::WINCH);
                    thread::sleep(Duration::from_millis(5));
                }
                Err(Errno::INTR) => {}
                Err(_) => break,
            }
        }
        // Whoever started the program writes to the same terminal.
        if let Ok(before) = before {
            let _ = fcntl_setfl(stdout(), before);
        }
    }
    let _ = terminal::disable_raw_mode();
}

/// The size of the terminal, as far as it can be meant: whoever sets a larger
/// one gets a corner of it.
fn size() -> Rect {
    match tcgetwinsize(stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
            Rect::new(0, 0, size.ws_col.min(LARGEST.0), size.ws_row.min(LARGEST.1))
        }
        _ => UNKNOWN_SIZE,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_was_not_flushed_goes_with_the_screen() {
        let (mut reader, writer) = io::pipe().unwrap();
        let over = Rc::new(Cell::new(false));
        let mut out = Out {
            terminal: writer,
            frame: Vec::new(),
            over: Rc::clone(&over),
        };
        out.write_all(b"a whole frame").unwrap();
        out.flush().unwrap();
        out.write_all(b"half a frame").unwrap();
        over.set(true);
        out.write_all(b"the cursor").unwrap();
        out.flush().unwrap();
        out.write_all(b"more").unwrap();
        over.set(false);
        out.write_all(b"half another").unwrap();
        drop(out);
        let mut written = String::new();
        reader.read_to_string(&mut written).unwrap();
        assert_eq!(written, "a whole frame");
    }

    #[test]
    fn all_is_written_where_writing_does_not_wait() {
        let (mut reader, writer) = io::pipe().unwrap();
        let flags = fcntl_getfl(&writer).unwrap();
        fcntl_setfl(&writer, flags | OFlags::NONBLOCK).unwrap();
        let frame = vec![b'x'; 1_000_000];
        let reading = thread::Builder::new()
            .spawn(move || {
                let mut bytes = Vec::new();
                reader.read_to_end(&mut bytes).unwrap();
                bytes.len()
            })
            .unwrap();
        send(&writer, &frame).unwrap();
        drop(writer);
        assert_eq!(reading.join().unwrap(), frame.len());
    }
}
