//! What a verdict on a proof rests on, and what is heard while a gate runs.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use super::event::Verdict;

/// What a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grounds {
    /// A gate ran.
    Ran(Ran),
    /// The learner shows something; no gate ran.
    Shown {
        /// Addresses of pages.
        links: Vec<String>,
        /// Files, as they were.
        files: Vec<FileShown>,
    },
}

/// A file that was shown, and how to tell that it is still the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileShown {
    /// Its path, as it was named.
    pub path: String,
    /// The SHA-256 of its bytes, in lower-case hexadecimal digits.
    pub sha256: String,
}

/// A gate that ran to its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ran {
    /// The SHA-256 of the gate as the roadmap said it then.
    pub gate: String,
    /// Its steps as far as they ran, in order.
    pub steps: Vec<StepRan>,
    /// What decided the verdict.
    pub decided: Decided,
    /// The commit that the repository stood at, where it is one of git's.
    pub commit: Option<String>,
    /// Whether nothing below the gate's folders was changed since that commit.
    pub clean: Option<bool>,
    /// What it printed.
    pub output: Printed,
}

/// A step that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRan {
    /// How it ended.
    pub ended: Ended,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// The number it was judged by, with the text beside it.
    pub value: Option<String>,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// With this status.
    Exit(u8),
    /// By this signal.
    Signal(u8),
    /// It did not end within its time, and was ended.
    Late,
}

/// What decided a verdict: the condition that did not hold, or, where all held,
/// the one that says most: a number that was measured, else the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The step, counted from one.
    pub step: u32,
    /// What had to hold.
    pub condition: String,
    /// What was found.
    pub found: String,
    /// The line of the output that shows it.
    pub line: Option<String>,
}

/// What a gate printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// The SHA-256 of all of it.
    pub sha256: String,
    /// How many bytes it was.
    pub bytes: u64,
    /// What of it was kept, if not all.
    pub kept: Option<Kept>,
}

/// What was kept of an output that was too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The SHA-256 of what was kept.
    pub sha256: String,
    /// How many bytes that is.
    pub bytes: u64,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(status) => write!(f, "exit {status}"),
            Self::Signal(number) => write!(f, "killed by {}", signal(*number)),
            Self::Late => f.write_str("out of time"),
        }
    }
}

/// What a signal is called. The numbers are those that all systems share, and
/// Linux's.
pub fn signal(number: u8) -> String {
    let name = match number {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => return format!("signal {number}"),
    };
    name.to_owned()
}

/// What is heard of a gate while it runs, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// A step began.
    Started {
        /// Which, counted from zero.
        step: usize,
    },
    /// It printed something. The bytes are as it wrote them: they may be cut
    /// anywhere, be no text, and drive a terminal.
    Printed {
        /// Which.
        step: usize,
        /// What it printed.
        bytes: Vec<u8>,
    },
    /// So many bytes more were printed than the listener took in: they are
    /// judged and kept, but not passed on.
    Skipped {
        /// Which.
        step: usize,
        /// How many.
        bytes: u64,
    },
    /// A step ended; whether all that must hold held.
    Ended {
        /// Which.
        step: usize,
        /// How.
        ended: Ended,
        /// How long it took.
        took: Duration,
        /// Whether it held.
        held: bool,
    },
    /// The gate came to its end, and nothing follows.
    Over(Outcome),
}

/// What became of a gate.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It has a verdict: passed or failed.
    Verdict(Verdict, Box<Ran>),
    /// A step could not be run, which shows nothing.
    NotRun {
        /// Which, counted from zero.
        step: usize,
        /// Why.
        why: String,
    },
    /// It was cancelled.
    Cancelled,
}
