//! The supervisor: a process of this program that runs one step and ends all of
//! it.
//!
//! It stands between the program and the step, in a session of its own. Its
//! input is a pipe that the program holds open: when that is closed, because
//! the learner cancels or because the program is gone, however it went, the
//! step ends. Nothing the program could do in its last moment is needed for
//! that, so even SIGKILL leaves no stray process. Its output is what the step
//! prints; over the third pipe it tells how the step goes.

use std::{
    io::{self, BufRead, Read, Write},
    os::{fd::AsFd, unix::process::CommandExt, unix::process::ExitStatusExt},
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, kill_process_group, setsid, test_kill_process_group, waitid,
};
use serde::{Deserialize, Serialize};

/// How long is waited for processes that were killed.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is looked whether they are gone.
const BEAT: Duration = Duration::from_millis(5);

/// What the supervisor is told, in its first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    /// The command and its arguments.
    pub(super) run: Vec<String>,
    /// What its environment has besides.
    pub(super) env: Vec<(String, String)>,
    /// How long it may take.
    pub(super) limit_millis: u64,
    /// How long it may go on once it was told to end.
    pub(super) grace_millis: u64,
}

/// What the supervisor tells, a line each.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Report {
    /// The step runs, in the process group of this number.
    Runs(u32),
    /// The step cannot be run: what the system said, as its number and words.
    NotRun(Option<i32>, String),
    /// It ended, and nothing of it is left.
    Ended {
        /// Its exit status, if it had one.
        exit: Option<u8>,
        /// The signal that ended it, if one did.
        signal: Option<u8>,
        /// Whether it was told to, because its time was up.
        late: bool,
        /// How long it took.
        millis: u64,
    },
}

/// Runs a step as the first line of the input says, until it ends or the input
/// does.
pub fn supervise() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// What happens to a step from without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    /// The first process ended.
    Ended,
    /// Nobody wants the step any more.
    Unwanted,
}

fn run() -> io::Result<()> {
    // No terminal of the learner's, neither its keys nor its signals.
    let _ = setsid();
    adopt();
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let order: Order = serde_json::from_str(&line)?;
    let (program, arguments) = order.run.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let out = || io::stdout().as_fd().try_clone_to_owned().map(Stdio::from);
    let began = Instant::now();
    let spawned = Command::new(program)
        .args(arguments)
        .envs(order.env.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(out()?)
        .stderr(out()?)
        .process_group(0)
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => return tell(&Report::NotRun(error.raw_os_error(), error.to_string())),
    };
    // Whoever would hear it may be gone; the step has to be ended all the same.
    let _ = tell(&Report::Runs(child.id()));
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let group = group.ok_or(io::ErrorKind::InvalidInput)?;
    let (sender, news) = mpsc::channel();
    let late = match watch_input(sender.clone()).and_then(|()| watch_child(group, sender)) {
        Ok(()) => wait(&news, group, &order),
        Err(error) => {
            let _ = kill_process_group(group, Signal::KILL);
            let _ = child.wait();
            return Err(error);
        }
    };
    let took = began.elapsed();
    let status = reap(&mut child)?;
    clear(group, Duration::from_millis(order.grace_millis));
    clear_adopted();
    tell(&Report::Ended {
        exit: status.code().and_then(|code| u8::try_from(code).ok()),
        signal: status.signal().and_then(|it| u8::try_from(it).ok()),
        late,
        millis: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    })
}

fn tell(report: &Report) -> io::Result<()> {
    let mut line = serde_json::to_string(report)?;
    line.push('\n');
    io::stderr().lock().write_all(line.as_bytes())
}

fn watch_input(news: Sender<News>) -> io::Result<()> {
    let watch = move || {
        let mut rest = [0; 64];
        let mut input = io::stdin().lock();
        loop {
            match input.read(&mut rest) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        let _ = news.send(News::Unwanted);
    };
    let thread = thread::Builder::new().name("input".to_owned());
    thread.spawn(watch).map(drop)
}

fn watch_child(pid: Pid, news: Sender<News>) -> io::Result<()> {
    let watch = move || {
        // It is left unreaped, so that its number, which is also that of its
        // group, is nobody else's while it may be needed.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while matches!(
            waitid(WaitId::Pid(pid), options),
            Err(rustix::io::Errno::INTR)
        ) {}
        let _ = news.send(News::Ended);
    };
    let thread = thread::Builder::new().name("child".to_owned());
    thread.spawn(watch).map(drop)
}

/// Waits until the step ended, or ends it when its time is up or nobody wants
/// it any more; whether its time was up.
fn wait(news: &Receiver<News>, group: Pid, order: &Order) -> bool {
    let limit = Duration::from_millis(order.limit_millis);
    let late = match news.recv_timeout(limit) {
        Ok(News::Ended) | Err(RecvTimeoutError::Disconnected) => return false,
        Ok(News::Unwanted) => false,
        Err(RecvTimeoutError::Timeout) => true,
    };
    let _ = kill_process_group(group, Signal::TERM);
    // Something that was stopped hears nothing before it goes on.
    let _ = kill_process_group(group, Signal::CONT);
    if !ended(news, Duration::from_millis(order.grace_millis)) {
        let _ = kill_process_group(group, Signal::KILL);
        ended(news, PATIENCE);
    }
    late
}

/// Whether the first process ends within this time.
fn ended(news: &Receiver<News>, patience: Duration) -> bool {
    let until = Instant::now() + patience;
    loop {
        match news.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(News::Ended) | Err(RecvTimeoutError::Disconnected) => return true,
            Ok(News::Unwanted) => {}
            Err(RecvTimeoutError::Timeout) => return false,
        }
    }
}

/// The status of the first process, which ended or was killed.
fn reap(child: &mut Child) -> io::Result<ExitStatus> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        // In a call that not even SIGKILL interrupts.
        if Instant::now() >= until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(BEAT);
    }
}

/// Ends what the first process left behind in its group.
fn clear(group: Pid, grace: Duration) {
    for (signal, patience) in [(Signal::TERM, grace), (Signal::KILL, PATIENCE)] {
        if kill_process_group(group, signal).is_err() {
            return;
        }
        let until = Instant::now() + patience;
        while Instant::now() < until {
            reap_adopted();
            if test_kill_process_group(group).is_err() {
                return;
            }
            thread::sleep(BEAT);
        }
    }
}

/// Becomes the parent of what loses its own, so that a process that left the
/// group is found all the same.
fn adopt() {
    #[cfg(target_os = "linux")]
    {
        let this = rustix::process::getpid();
        let _ = rustix::process::set_child_subreaper(Some(this));
    }
}

/// Takes note of the end of processes that were adopted.
fn reap_adopted() {
    #[cfg(target_os = "linux")]
    while let Ok(Some(_)) = rustix::process::wait(rustix::process::WaitOptions::NOHANG) {}
}

/// Ends what left the group: daemons, and what has a session of its own.
fn clear_adopted() {
    #[cfg(target_os = "linux")]
    {
        let until = Instant::now() + PATIENCE;
        loop {
            reap_adopted();
            let left = adopted();
            if left.is_empty() || Instant::now() >= until {
                return;
            }
            for pid in left {
                let _ = rustix::process::kill_process(pid, Signal::KILL);
            }
            thread::sleep(BEAT);
        }
    }
}

/// The children of this process.
#[cfg(target_os = "linux")]
fn adopted() -> Vec<Pid> {
    let mut found = Vec::new();
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return found;
    };
    for thread in threads.flatten() {
        let children = std::fs::read_to_string(thread.path().join("children"));
        let numbers = children.unwrap_or_default();
        let numbers = numbers
            .split_ascii_whitespace()
            .filter_map(|it| it.parse().ok());
        found.extend(numbers.filter_map(Pid::from_raw));
    }
    found
}
