//! A gate while it runs: what it prints, line by line, and how its steps end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::RecvTimeoutError,
    },
    time::Instant,
};

use crate::{
    domain::{evidence::Happening, id::ProofId},
    proof::{PlannedStep, Running},
};

use super::{
    super::{
        failure::Failure,
        gates,
        paper::{Line, Paper, Role},
    },
    BEAT,
};

/// A longer line is broken.
const LONGEST: usize = 4_000;

/// The signals that end a run in order.
pub(super) struct Signals(Vec<(u8, Arc<AtomicBool>)>);

impl Signals {
    pub(super) fn new() -> Result<Self, Failure> {
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
            let mut signals = Vec::new();
            for signal in [SIGINT, SIGTERM, SIGHUP] {
                let came = Arc::new(AtomicBool::new(false));
                signal_hook::flag::register(signal, Arc::clone(&came))
                    .map_err(|error| Failure::new(format!("signals cannot be heard: {error}")))?;
                signals.push((u8::try_from(signal).unwrap_or_default(), came));
            }
            Ok(Self(signals))
        }
        #[cfg(not(unix))]
        Ok(Self(Vec::new()))
    }

    /// The one that came.
    fn came(&self) -> Option<u8> {
        let mut signals = self.0.iter();
        signals
            .find(|(_, came)| came.load(Ordering::SeqCst))
            .map(|(signal, _)| *signal)
    }
}

/// Shows a run until it is over; the signal that ended it, if one did.
pub(super) fn follow(
    running: &Running,
    row: &ProofId,
    steps: &[PlannedStep],
    signals: &Signals,
    silent: bool,
    out: &mut Paper,
) -> Option<u8> {
    let cancel = running.cancel();
    let mut screen = Screen {
        out,
        silent,
        row,
        steps,
        rest: Vec::new(),
    };
    let mut ended_by = None;
    let mut told = Instant::now();
    loop {
        if ended_by.is_none() {
            ended_by = signals.came();
            if ended_by.is_some() {
                cancel.cancel();
                screen.say(Role::Warn, "ending it …");
            }
        }
        match running.happenings().recv_timeout(BEAT) {
            Ok(Happening::Over(_)) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(happening) => screen.show(&happening),
            Err(RecvTimeoutError::Timeout) => {}
        }
        // What came is shown as soon as nothing more does.
        if told.elapsed() >= BEAT {
            screen.flush();
            told = Instant::now();
        }
    }
    screen.flush();
    ended_by
}

struct Screen<'a> {
    out: &'a mut Paper,
    silent: bool,
    row: &'a ProofId,
    steps: &'a [PlannedStep],
    /// The beginning of a line that goes on.
    rest: Vec<u8>,
}

impl Screen<'_> {
    fn show(&mut self, happening: &Happening) {
        match happening {
            Happening::Started { step } => {
                let command = self.steps.get(*step).map(PlannedStep::command);
                let (row, number, all) = (self.row, step + 1, self.steps.len());
                self.say(
                    Role::Strong,
                    &format!(
                        "{row} step {number} of {all}: {}",
                        command.unwrap_or_default()
                    ),
                );
            }
            Happening::Printed { bytes, .. } => self.print(bytes),
            Happening::Skipped { bytes, .. } => {
                self.end_line();
                self.say(Role::Dim, &format!("  [… {bytes} bytes not shown …]"));
            }
            Happening::Ended {
                ended, took, held, ..
            } => {
                self.end_line();
                let took = gates::took(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
                let (role, mark) = if *held {
                    (Role::Good, "●")
                } else {
                    (Role::Bad, "○")
                };
                if !self.silent {
                    self.out.line(
                        Line::of(role, format!("  {mark} "))
                            .and(Role::Plain, format!("{ended} after {took}")),
                    );
                }
            }
            Happening::Over(_) => {}
        }
    }

    fn say(&mut self, role: Role, text: &str) {
        if !self.silent {
            self.out.prose(role, 0, text);
        }
    }

    fn print(&mut self, bytes: &[u8]) {
        let ends = |byte: &u8| *byte == b'\n';
        let mut lines = bytes.split(ends).peekable();
        while let Some(line) = lines.next() {
            self.rest.extend_from_slice(line);
            if lines.peek().is_some() || self.rest.len() > LONGEST {
                self.put();
            }
        }
    }

    /// Prints a line that came without an end.
    fn end_line(&mut self) {
        if !self.rest.is_empty() {
            self.put();
        }
    }

    fn put(&mut self) {
        let line = String::from_utf8_lossy(&self.rest);
        // What was printed over is not of interest any more.
        let line = line.trim_end_matches('\r');
        let line = line.rsplit('\r').next().unwrap_or_default();
        self.out.prose(Role::Dim, 4, line);
        self.rest.clear();
    }

    fn flush(&mut self) {
        // Nobody looks any more: the gate goes on all the same.
        let _ = self.out.flush();
    }
}
