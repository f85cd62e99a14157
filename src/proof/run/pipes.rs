//! The two pipes that come from a supervisor, read beside each other.

use std::{
    io::{self, Read},
    os::fd::AsFd,
    process::{ChildStderr, ChildStdout},
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::super::supervise::Report;

/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// What comes from a supervisor.
pub(super) struct Pipes {
    pub(super) output: Option<ChildStdout>,
    pub(super) reports: Option<ChildStderr>,
    lines: Vec<u8>,
    pub(super) chunk: Vec<u8>,
}

impl Pipes {
    pub(super) fn new(output: ChildStdout, reports: ChildStderr) -> Self {
        Self {
            output: Some(output),
            reports: Some(reports),
            lines: Vec::new(),
            chunk: vec![0; CHUNK],
        }
    }

    /// Waits for something to come, no longer than this; how many bytes of
    /// output did.
    pub(super) fn wait(&mut self, patience: Duration) -> io::Result<usize> {
        let mut watched = Vec::with_capacity(2);
        if let Some(output) = &self.output {
            watched.push(PollFd::from_borrowed_fd(output.as_fd(), PollFlags::IN));
        }
        if let Some(reports) = &self.reports {
            watched.push(PollFd::from_borrowed_fd(reports.as_fd(), PollFlags::IN));
        }
        let patience = patience.min(Duration::from_secs(60));
        let timeout = Timespec {
            tv_sec: i64::try_from(patience.as_secs()).unwrap_or(60),
            tv_nsec: patience.subsec_nanos().into(),
        };
        match poll(&mut watched, Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let ready: Vec<bool> = watched.iter().map(|it| !it.revents().is_empty()).collect();
        drop(watched);
        let mut ready = ready.into_iter();
        let mut length = 0;
        if self.output.is_some() && ready.next() == Some(true) {
            length = take(&mut self.output, &mut self.chunk)?;
        }
        if self.reports.is_some() && ready.next() == Some(true) {
            let mut chunk = [0; 1024];
            let length = take(&mut self.reports, &mut chunk)?;
            self.lines
                .extend_from_slice(chunk.get(..length).unwrap_or_default());
        }
        Ok(length)
    }

    /// The reports that came whole.
    pub(super) fn reports(&mut self) -> Vec<Report> {
        let Some(end) = self.lines.iter().rposition(|byte| *byte == b'\n') else {
            return Vec::new();
        };
        let whole: Vec<u8> = self.lines.drain(..=end).collect();
        whole
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect()
    }
}

/// Reads what is there; closes the pipe at its end.
fn take(pipe: &mut Option<impl Read>, chunk: &mut [u8]) -> io::Result<usize> {
    let Some(open) = pipe else { return Ok(0) };
    match open.read(chunk) {
        Ok(0) => {
            *pipe = None;
            Ok(0)
        }
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(0),
        other => other,
    }
}
