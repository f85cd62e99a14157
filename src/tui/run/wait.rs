//! Waiting without polling: for the terminal, for signals, for files, for a
//! deadline.
//!
//! Signal handlers write a byte into a socket; so do the watchers of files.
//! The terminal's own descriptor and these sockets are waited for in one call.

use std::{
    io::{self, IsTerminal, Read, Write},
    os::{
        fd::{AsFd, OwnedFd},
        unix::net::UnixStream,
    },
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Signal, kill_current_process_group},
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ},
    low_level::pipe,
};

/// Why the wait is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Woken {
    /// Something was typed, or the size changed.
    Input,
    /// A watched file changed.
    Files,
    /// The deadline passed.
    Deadline,
    /// A signal asks the program to end.
    Ended(i32),
    /// A signal asks the program to stop.
    Stopped,
    /// The terminal went away.
    Gone,
}

/// The signals that end the program.
const ENDING: [i32; 4] = [SIGTERM, SIGINT, SIGHUP, SIGQUIT];

/// What is waited for.
#[derive(Debug)]
pub(super) struct Waiter {
    terminal: OwnedFd,
    endings: Vec<(i32, UnixStream)>,
    stop: UnixStream,
    input: UnixStream,
    files: UnixStream,
    /// Ignored signals keep their handler as long as this lives.
    _ignored: UnixStream,
}

/// Wakes the loop because a watched file changed.
#[derive(Debug)]
pub struct Waker(UnixStream);

impl Waker {
    /// Wakes the loop; when it is awake already, nothing more is needed.
    pub fn wake(&self) {
        let _ = (&self.0).write(&[1]);
    }
}

fn listen(signals: &[i32]) -> io::Result<UnixStream> {
    let (reader, writer) = UnixStream::pair()?;
    reader.set_nonblocking(true)?;
    for signal in signals {
        pipe::register(*signal, writer.try_clone()?)?;
    }
    Ok(reader)
}

impl Waiter {
    /// Listens from now on.
    pub(super) fn new() -> io::Result<(Self, Waker)> {
        let terminal = if io::stdin().is_terminal() {
            io::stdin().as_fd().try_clone_to_owned()?
        } else {
            std::fs::File::open("/dev/tty")?.into()
        };
        let mut endings = Vec::with_capacity(ENDING.len());
        for signal in ENDING {
            endings.push((signal, listen(&[signal])?));
        }
        let (files, waker) = UnixStream::pair()?;
        files.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        let waiter = Self {
            terminal,
            endings,
            stop: listen(&[SIGTSTP])?,
            input: listen(&[SIGWINCH, SIGCONT])?,
            files,
            // A full quota is an error of the write, not the program's end.
            _ignored: listen(&[SIGXFSZ])?,
        };
        Ok((waiter, Waker(waker)))
    }

    /// Waits until something happens, at most `timeout`.
    pub(super) fn wait(&mut self, timeout: Option<Duration>) -> io::Result<Woken> {
        let timeout = timeout.map(|timeout| Timespec {
            tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        });
        let mut watched = vec![
            PollFd::new(&self.terminal, PollFlags::IN),
            PollFd::new(&self.input, PollFlags::IN),
            PollFd::new(&self.files, PollFlags::IN),
            PollFd::new(&self.stop, PollFlags::IN),
        ];
        for (_, stream) in &self.endings {
            watched.push(PollFd::new(stream, PollFlags::IN));
        }
        let ready: Vec<PollFlags> = match poll(&mut watched, timeout.as_ref()) {
            Ok(0) => return Ok(Woken::Deadline),
            Ok(_) => watched.iter().map(PollFd::revents).collect(),
            Err(rustix::io::Errno::INTR) => return Ok(Woken::Input),
            Err(error) => return Err(error.into()),
        };
        drop(watched);
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        for ((signal, _), flags) in self.endings.iter().zip(&ready[4..]) {
            if flags.contains(PollFlags::IN) {
                return Ok(Woken::Ended(*signal));
            }
        }
        if ready[0].intersects(gone) {
            return Ok(Woken::Gone);
        }
        if ready[3].contains(PollFlags::IN) {
            drain(&mut self.stop);
            return Ok(Woken::Stopped);
        }
        if ready[2].contains(PollFlags::IN) {
            drain(&mut self.files);
            return Ok(Woken::Files);
        }
        drain(&mut self.input);
        Ok(Woken::Input)
    }
}

fn drain(stream: &mut UnixStream) {
    let mut bytes = [0; 64];
    while matches!(stream.read(&mut bytes), Ok(read) if read > 0) {}
}

/// Stops the whole process group, as ctrl-z does: the program may be the
/// editor of another one. Returns when the shell says go on.
pub(super) fn stop() -> io::Result<()> {
    kill_current_process_group(Signal::STOP).map_err(Into::into)
}
