//! What went wrong, as a command tells it: kind, hint, exit status.
//!
//! Errors of the library become failures here and nowhere else.

use std::{error::Error, fmt::Write as _, process::ExitCode};

use crate::{domain::decide::Refusal, store::paths::PathError, text::Shown};

/// How a failed command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It could not be done, or was refused.
    Failed,
    /// It was asked for in a way that cannot be meant.
    Usage,
    /// Nobody reads the output any more; that is no fault.
    BrokenPipe,
}

/// Why a command does not do what it was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    details: Vec<Shown>,
    hints: Vec<String>,
    status: Option<u8>,
}

impl Failure {
    /// Something that could not be done.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Failed,
            message: message.into(),
            details: Vec::new(),
            hints: Vec::new(),
            status: None,
        }
    }

    /// Something that was asked for in a way that cannot be meant.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Usage,
            ..Self::new(message)
        }
    }

    /// Nobody reads the output any more.
    pub(crate) fn broken_pipe() -> Self {
        Self {
            kind: Kind::BrokenPipe,
            ..Self::new(String::new())
        }
    }

    /// An error of the library with its causes, in one sentence.
    pub(crate) fn from_error(error: &dyn Error) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            // Some errors repeat their cause in their own words.
            if !message.contains(&cause_text) {
                let _ = write!(message, ": {cause_text}");
            }
            source = cause.source();
        }
        Self::new(message)
    }

    /// The same with lines below the sentence, as they stand.
    #[must_use]
    pub(crate) fn detail(mut self, lines: impl IntoIterator<Item = Shown>) -> Self {
        self.details.extend(lines);
        self
    }

    /// The same with a way out.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same with an exit status of its own, where it is not one of usage.
    #[must_use]
    pub(crate) fn ending_with(mut self, status: u8) -> Self {
        self.status = Some(status);
        self
    }

    /// The sentence alone, for a place that has room for one.
    pub(crate) fn sentence(&self) -> String {
        self.message.clone()
    }

    /// What may be done about it, a sentence each.
    pub(crate) fn hints(&self) -> impl Iterator<Item = &str> {
        self.hints.iter().map(String::as_str)
    }

    /// What is printed, line by line.
    pub(crate) fn lines(&self) -> Vec<String> {
        if self.kind == Kind::BrokenPipe {
            return Vec::new();
        }
        let mut lines = vec![format!("error: {}", Shown::line(&self.message))];
        lines.extend(self.details.iter().map(|line| format!("  {line}")));
        let hints = self.hints.iter();
        lines.extend(hints.map(|hint| format!("hint: {}", Shown::line(hint))));
        lines
    }

    /// The status the process ends with.
    pub(crate) fn status(&self) -> ExitCode {
        match self.kind {
            Kind::Failed => ExitCode::from(self.status.unwrap_or(1)),
            Kind::Usage => ExitCode::from(2),
            Kind::BrokenPipe => ExitCode::SUCCESS,
        }
    }
}

impl From<PathError> for Failure {
    fn from(error: PathError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            PathError::NoHome {
                variable: "XDG_DATA_HOME",
            } => failure.hint("set `HOME`, or name the folder with `--data-dir`"),
            PathError::NoHome {
                variable: "XDG_STATE_HOME",
            } => failure.hint("set `HOME`, or name the folder with `MASTERY_STATE_DIR`"),
            PathError::NoHome { .. } => failure.hint("set `HOME`"),
            PathError::WorkingFolder(_) => failure.hint("change to a folder that exists"),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let failure = Self::new(refusal.to_string());
        match refusal {
            Refusal::Already { item, status: "done", .. } => failure.hint(format!(
                "`--on DATE` moves it to another day, `mastery reopen {item}` opens it again"
            )),
            Refusal::Derived { .. } => {
                failure.hint("`mastery tick PHASE` signs a phase off")
            }
            Refusal::OpenItems { number, .. } => failure.hint(format!(
                "`mastery tick {number} --all` ticks them all, `mastery tick {number} --anyway` signs off with them open"
            )),
            Refusal::Future { .. } => failure.hint("leave `--on` out to mean today"),
            Refusal::TimerRuns { .. } => failure.hint("`mastery timer stop` keeps its time, `mastery timer cancel` forgets it"),
            Refusal::HasGate { row } => failure.hint(format!("`mastery prove {row}` runs it")),
            Refusal::NoProof { .. } => failure.hint("`mastery matrix` lists the rows"),
            Refusal::NoTimer => failure.hint("`mastery timer start` starts one, `mastery log` writes down what was not timed"),
            Refusal::TooMuchTime => failure.hint("give a part of it: `--keep 50m`, `--at 18:30`"),
            Refusal::NoCategory => failure.hint("`mastery time` lists the categories"),
            Refusal::NoSession => failure.hint("`mastery log` lists the newest sessions"),
            Refusal::NoBudgetLine(_) => failure.hint("`mastery money` lists the lines of the budget"),
            Refusal::NoReview(_) | Refusal::NoPeriod { .. } => failure.hint("`mastery reviews` says what is due, and lists what was held"),
            Refusal::ReviewHeld { .. } => failure.hint("`mastery reviews` shows it, `mastery undo` takes it back if it is the newest change"),
            Refusal::LongAnswer(_) => failure.hint("nothing was saved: say it in fewer words"),
            Refusal::NothingToUndo => failure.hint("`mastery history` shows what happened"),
            Refusal::Already { .. }
            | Refusal::Reversed { .. }
            | Refusal::TooLong
            | Refusal::NotOff { .. }
            | Refusal::Empty
            | Refusal::NoTime
            | Refusal::NoAmount
            | Refusal::NoAddress(_)
            | Refusal::NoItem
            | Refusal::NothingToRedo
            | Refusal::Replan(_) => failure,
        }
    }
}
