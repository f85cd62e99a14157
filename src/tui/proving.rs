//! A gate that runs, or ran last: its steps, what it printed, its verdict.

mod output;

use std::{cell::Cell, time::Duration};

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::{
    domain::{
        evidence::{Ended, Happening, Outcome},
        id::ProofId,
    },
    insight::proof::took,
};

pub use output::{Line, Output, Sort, places};

/// A gate that runs, or ran last.
#[derive(Debug, Clone)]
pub struct Proving {
    /// Its row.
    pub row: ProofId,
    /// Its steps.
    pub steps: Vec<Step>,
    /// What it printed.
    pub output: Output,
    /// When it was begun.
    pub since: DateTime<FixedOffset>,
    /// When the step that runs was begun.
    pub step_since: DateTime<FixedOffset>,
    /// How it stands.
    pub stage: Stage,
    /// The first line in view; `None` follows the end.
    pub top: Option<usize>,
    /// How many rows were in view last.
    pub height: Cell<usize>,
    /// The first line in view where the end is followed, as it was drawn last.
    pub end: Cell<usize>,
}

/// A step of a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its command.
    pub command: String,
    /// How it stands.
    pub stage: StepStage,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepStage {
    /// It was not begun.
    Ahead,
    /// It runs.
    Runs,
    /// It ended, after so long; whether it held.
    Ended(Ended, Duration, bool),
}

/// How a gate stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// It runs.
    Runs,
    /// It was told to end.
    Ending,
    /// It is over.
    Over(Outcome, Kept),
}

/// What became of what a gate showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// There is nothing to keep.
    Nothing,
    /// It is on its way to the journal.
    Asked,
    /// It is in the journal.
    Recorded,
    /// It is not, and why.
    Not(String),
}

impl Proving {
    /// A gate that is begun now.
    pub fn new(row: ProofId, commands: Vec<String>, now: DateTime<FixedOffset>) -> Self {
        let steps = commands.into_iter().map(|command| Step {
            command,
            stage: StepStage::Ahead,
        });
        Self {
            row,
            steps: steps.collect(),
            output: Output::default(),
            since: now,
            step_since: now,
            stage: Stage::Runs,
            top: None,
            height: Cell::new(10),
            end: Cell::new(0),
        }
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        matches!(self.stage, Stage::Runs | Stage::Ending)
    }

    /// Takes in what happened.
    pub fn take(&mut self, happenings: Vec<Happening>, now: DateTime<FixedOffset>) {
        for happening in happenings {
            match happening {
                Happening::Started { step } => {
                    self.step_since = now;
                    let all = self.steps.len();
                    let Some(begun) = self.steps.get_mut(step) else {
                        continue;
                    };
                    begun.stage = StepStage::Runs;
                    let words = format!("step {} of {all}: {}", step + 1, begun.command);
                    self.output.say(Sort::Step, words);
                }
                Happening::Printed { bytes, .. } => self.output.print(&bytes),
                Happening::Skipped { bytes, .. } => {
                    self.output
                        .say(Sort::Aside, format!("… {bytes} bytes not shown …"));
                }
                Happening::Ended {
                    step,
                    ended,
                    took: time,
                    held,
                } => {
                    if let Some(step) = self.steps.get_mut(step) {
                        step.stage = StepStage::Ended(ended, time, held);
                    }
                    let sort = if held { Sort::Held } else { Sort::Failed };
                    let words = format!("{ended} after {}", took(millis(time)));
                    self.output.say(sort, words);
                }
                Happening::Over(_) => {}
            }
        }
        if let Some(top) = &mut self.top {
            *top = (*top).max(self.output.first());
        }
    }

    /// How long it runs, or its step: “0:12”.
    pub fn clock(since: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> String {
        let seconds = (now - since).num_seconds().max(0);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if hours > 0 {
            format!("{hours}:{minutes:02}:{seconds:02}")
        } else {
            format!("{minutes}:{seconds:02}")
        }
    }

    /// When the next second of it is over.
    pub fn next_second(&self, now: DateTime<FixedOffset>) -> Option<DateTime<FixedOffset>> {
        let seconds = (now - self.since).num_seconds().max(0);
        self.runs()
            .then(|| self.since + TimeDelta::seconds(seconds + 1))
    }

    /// The last line that can be the first in view.
    fn last_top(&self) -> usize {
        self.end.get().max(self.output.first())
    }

    /// Scrolls by so many lines; at the end it follows again.
    pub fn scroll(&mut self, lines: isize) {
        let last = self.last_top();
        let top = self.top.unwrap_or(last).saturating_add_signed(lines);
        self.top = (top < last).then_some(top.max(self.output.first()));
    }

    /// Goes to the beginning.
    pub fn to_first(&mut self) {
        let first = self.output.first();
        self.top = (first < self.last_top()).then_some(first);
    }

    /// Follows the end.
    pub fn follow(&mut self) {
        self.top = None;
    }

    /// The line that a search goes to: the next that has this text below the
    /// first in view, or, `back`, the one above it.
    pub fn find(&self, text: &str, back: bool) -> Option<usize> {
        let here = self.top.unwrap_or_else(|| self.last_top());
        let mut found = self.output.having(text);
        if back {
            found.rfind(|line| *line < here)
        } else {
            found.find(|line| *line > here)
        }
    }

    /// Shows a line, at the top where it can be.
    pub fn show(&mut self, line: usize) {
        // It must not go with what is still to come.
        self.top = Some(line.max(self.output.first()));
    }
}

/// A time in milliseconds.
pub fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
