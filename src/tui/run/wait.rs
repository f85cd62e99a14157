//! Waiting without polling: for the terminal, for signals, for files, for a
//! deadline.
//!
//! Signal handlers write a byte into a socket; so do the watchers of files.
//! The terminal's own descriptor and these sockets are waited for in one call,
//! and the terminal is read only when that call says that something is there.

use std::{
    io::{self, Read, Write},
    os::{
        fd::{AsFd, OwnedFd},
        unix::net::UnixStream,
    },
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    process::{Signal, getpgrp, getsid, kill_current_process_group},
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ},
    flag,
    low_level::{emulate_default_handler, pipe},
};

/// Why the wait is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Woken {
    /// Something was typed.
    Typed,
    /// The terminal has another size.
    Resized,
    /// A watched file changed.
    Files,
    /// The time is over.
    Late,
    /// A signal asks the program to end.
    Ended(i32),
    /// A signal asks the program to stop.
    Stopped,
    /// The program was stopped and goes on.
    Continued,
    /// The terminal went away.
    Gone,
}

/// The signals that end the program.
const ENDING: [i32; 4] = [SIGTERM, SIGINT, SIGHUP, SIGQUIT];

/// A program that was asked to end and cannot, because the terminal takes no
/// more or a disk does not answer, is ended after this time.
const GRACE: Duration = Duration::from_secs(1);

/// Whether another program has the terminal: what Ctrl+C and Ctrl+\\ mean is
/// then its own affair.
static LENT: AtomicBool = AtomicBool::new(false);

/// The signals that are not ours while the terminal is lent.
const THEIRS: [i32; 2] = [SIGINT, SIGQUIT];

/// What is further away than this is waited for by the clock on the wall.
const FAR: Duration = Duration::from_secs(60);

/// What is waited for.
#[derive(Debug)]
pub(super) struct Waiter {
    terminal: OwnedFd,
    /// The signals that end the program; which one it was, `meant` says.
    endings: UnixStream,
    meant: Arc<Meant>,
    stop: UnixStream,
    resume: UnixStream,
    sizes: UnixStream,
    files: UnixStream,
    alarm: Alarm,
    /// Ignored signals keep their handler as long as this lives.
    _ignored: UnixStream,
}

/// Whether a signal came that ends the program: each of [`ENDING`], in order.
type Meant = [Arc<AtomicBool>; ENDING.len()];

/// The first signal that came, ends the program, and is not another program's.
fn first_ending(meant: &Meant) -> Option<i32> {
    let mut signals = ENDING.iter().zip(meant);
    signals
        .find(|(_, came)| came.load(SeqCst))
        .map(|(signal, _)| *signal)
}

/// An alarm by the clock on the wall. A timeout counts the time the machine is
/// awake: after a night with the lid closed it would still be yesterday.
#[derive(Debug)]
struct Alarm {
    timer: Option<OwnedFd>,
    /// Whether it may go off.
    is_set: bool,
}

impl Alarm {
    #[cfg(target_os = "linux")]
    fn new() -> Self {
        use rustix::time::{TimerfdClockId, TimerfdFlags, timerfd_create};

        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        Self {
            timer: timerfd_create(TimerfdClockId::Realtime, flags).ok(),
            is_set: false,
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn new() -> Self {
        Self {
            timer: None,
            is_set: false,
        }
    }

    /// Sets it to go off after `left`, or silences it; whether it is there.
    #[cfg(target_os = "linux")]
    fn set(&mut self, left: Option<Duration>) -> bool {
        use rustix::time::{
            ClockId, Itimerspec, TimerfdTimerFlags, clock_gettime, timerfd_settime,
        };

        let Some(alarm) = &self.timer else {
            return false;
        };
        // Nothing to silence, as before every key.
        if left.is_none() && !self.is_set {
            return true;
        }
        self.is_set = left.is_some();
        let none = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        let value = left.map_or(none, |left| {
            let now = clock_gettime(ClockId::Realtime);
            let seconds = i64::try_from(left.as_secs()).unwrap_or(i64::MAX / 2);
            Timespec {
                tv_sec: now.tv_sec.saturating_add(seconds).saturating_add(1),
                tv_nsec: now.tv_nsec,
            }
        });
        let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
        let spec = Itimerspec {
            it_interval: none,
            it_value: value,
        };
        timerfd_settime(alarm, flags, &spec).is_ok()
    }

    #[cfg(not(target_os = "linux"))]
    fn set(&mut self, _left: Option<Duration>) -> bool {
        false
    }
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
        let terminal = io::stdin().as_fd().try_clone_to_owned()?;
        // That it came is known before anybody wakes for it.
        let meant: Arc<Meant> = Arc::default();
        for (signal, came) in ENDING.iter().zip(&*meant) {
            flag::register(*signal, Arc::clone(came))?;
        }
        let endings = listen(&ENDING)?;
        end_late(Arc::clone(&meant))?;
        let (files, waker) = UnixStream::pair()?;
        files.set_nonblocking(true)?;
        waker.set_nonblocking(true)?;
        let waiter = Self {
            terminal,
            endings,
            meant,
            stop: listen(&[SIGTSTP])?,
            resume: listen(&[SIGCONT])?,
            sizes: listen(&[SIGWINCH])?,
            files,
            alarm: Alarm::new(),
            // A full quota is an error of the write, not the program's end.
            _ignored: listen(&[SIGXFSZ])?,
        };
        Ok((waiter, Waker(waker)))
    }

    /// Waits until something happens, at most `timeout` of the time on the
    /// wall: it ends, too, when the clock is set.
    pub(super) fn wait(&mut self, timeout: Option<Duration>) -> io::Result<Woken> {
        let far = timeout.filter(|timeout| *timeout > FAR);
        let timeout = match far {
            Some(_) if self.alarm.set(far) => None,
            // Without an alarm, the clock is looked at now and then.
            Some(_) => Some(FAR),
            None => {
                self.alarm.set(None);
                timeout
            }
        };
        let timeout = timeout.map(|timeout| Timespec {
            tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        });
        let mut watched = vec![
            PollFd::new(&self.terminal, PollFlags::IN),
            PollFd::new(&self.stop, PollFlags::IN),
            PollFd::new(&self.resume, PollFlags::IN),
            PollFd::new(&self.sizes, PollFlags::IN),
            PollFd::new(&self.files, PollFlags::IN),
        ];
        watched.push(PollFd::new(&self.endings, PollFlags::IN));
        if let Some(alarm) = &self.alarm.timer {
            watched.push(PollFd::new(alarm, PollFlags::IN));
        }
        let ready: Vec<PollFlags> = loop {
            match poll(&mut watched, timeout.as_ref()) {
                Ok(0) => return Ok(Woken::Late),
                Ok(_) => break watched.iter().map(PollFd::revents).collect(),
                // Whatever signal it was has written its byte by now.
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        };
        drop(watched);
        if ready[5].contains(PollFlags::IN) {
            // What was another program's only wakes. Drained first: a signal
            // that comes now is seen now, or wakes again.
            drain(&mut self.endings);
            if let Some(signal) = first_ending(&self.meant) {
                return Ok(Woken::Ended(signal));
            }
        }
        if ready[0].intersects(GONE) {
            return Ok(Woken::Gone);
        }
        for (place, stream, woken) in [
            (1, &mut self.stop, Woken::Stopped),
            (2, &mut self.resume, Woken::Continued),
            (3, &mut self.sizes, Woken::Resized),
        ] {
            if ready[place].contains(PollFlags::IN) {
                drain(stream);
                return Ok(woken);
            }
        }
        // Keys before files: whoever types waits for nothing.
        if ready[0].contains(PollFlags::IN) {
            return Ok(Woken::Typed);
        }
        if ready[4].contains(PollFlags::IN) {
            drain(&mut self.files);
            return Ok(Woken::Files);
        }
        self.alarm.set(None);
        Ok(Woken::Late)
    }

    /// Takes what was typed; `None` if the terminal went away.
    pub(super) fn read<'a>(&self, bytes: &'a mut [u8]) -> io::Result<Option<&'a [u8]>> {
        match rustix::io::read(&self.terminal, &mut *bytes) {
            Ok(0) | Err(Errno::IO | Errno::NXIO | Errno::BADF) => Ok(None),
            Ok(read) => Ok(Some(&bytes[..read])),
            Err(Errno::AGAIN | Errno::INTR) => Ok(Some(&[])),
            Err(error) => Err(error.into()),
        }
    }

    /// Says that another program has the terminal from now on.
    pub(super) fn lend() {
        LENT.store(true, SeqCst);
    }

    /// Says that the terminal is ours again, and forgets what was meant for
    /// who had it.
    pub(super) fn take_back(&mut self) {
        for (signal, came) in ENDING.iter().zip(&*self.meant) {
            if THEIRS.contains(signal) {
                came.store(false, SeqCst);
            }
        }
        drain(&mut self.stop);
        drain(&mut self.resume);
        LENT.store(false, SeqCst);
    }

    /// Whether the terminal is there no more.
    pub(super) fn is_gone(&self) -> bool {
        let mut watched = [PollFd::new(&self.terminal, PollFlags::IN)];
        let none = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        poll(&mut watched, Some(&none)).is_ok() && watched[0].revents().intersects(GONE)
    }

    /// Stops the whole process group, as ctrl-z does: the program may be the
    /// editor of another one. Returns when the shell says go on.
    pub(super) fn stop(&mut self) -> io::Result<()> {
        kill_current_process_group(Signal::STOP)?;
        drain(&mut self.resume);
        drain(&mut self.stop);
        Ok(())
    }
}

/// What says that a terminal went away.
const GONE: PollFlags = PollFlags::HUP.union(PollFlags::ERR).union(PollFlags::NVAL);

/// Whether a shell would notice that the program stopped. The first group of
/// a session has none above it: nobody would ever wake it.
pub fn can_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Ends the program some time after a signal asked for it, whatever it is
/// waiting for by then; unless the signal turns out to have been another
/// program's, which is told by taking back that it came. One thread does it
/// for all signals: each thread costs a stack and a heap of its own.
fn end_late(meant: Arc<Meant>) -> io::Result<()> {
    let (mut reader, writer) = UnixStream::pair()?;
    for signal in ENDING {
        pipe::register(signal, writer.try_clone()?)?;
    }
    thread::Builder::new()
        .name("end".to_owned())
        .stack_size(64 * 1024)
        .spawn(move || {
            while reader.read_exact(&mut [0]).is_ok() {
                // What comes while it sleeps wrote a byte of its own, and has
                // its whole time behind this.
                let came = meant.each_ref().map(|came| came.load(SeqCst));
                thread::sleep(GRACE);
                let still = ENDING.iter().zip(&*meant).zip(came);
                let late = still.into_iter().find(|((signal, still), came)| {
                    let theirs = THEIRS.contains(signal);
                    *came && !(theirs && (LENT.load(SeqCst) || !still.load(SeqCst)))
                });
                if let Some(((signal, _), _)) = late {
                    super::terminal::restore_late();
                    let _ = emulate_default_handler(*signal);
                }
            }
        })?;
    Ok(())
}

fn drain(stream: &mut UnixStream) {
    let mut bytes = [0; 64];
    while matches!(stream.read(&mut bytes), Ok(read) if read > 0) {}
}
