//! Where there are no process groups, no gate runs.

use std::{
    io,
    path::PathBuf,
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use crate::domain::evidence::{Happening, Outcome};

use super::{keep::Keeper, plan::Plan};

/// How a plan is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program that is its own supervisor; `None` for this one.
    pub supervisor: Option<PathBuf>,
    /// How long a step may go on once it was told to end.
    pub grace: Duration,
    /// What of the output the listener wants.
    pub listening: Listening,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            supervisor: None,
            grace: Duration::from_secs(3),
            listening: Listening::Lossy,
        }
    }
}

/// What of the output a listener wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    /// All of it.
    Whole,
    /// As much as it can take.
    Lossy,
    /// None.
    Deaf,
}

/// Ends a run.
#[derive(Debug, Clone, Default)]
pub struct Cancel;

impl Cancel {
    /// Ends the run.
    pub fn cancel(&self) {}
}

/// A run under way.
#[derive(Debug)]
pub struct Running {
    happenings: Receiver<Happening>,
}

/// A run that is over.
#[derive(Debug)]
pub struct Finished {
    /// What became of it.
    pub outcome: Outcome,
    /// Whether the output is safely kept.
    pub kept: io::Result<()>,
}

fn outcome() -> Outcome {
    Outcome::NotRun {
        step: 0,
        why: "gates are run on Unix only".to_owned(),
    }
}

impl Running {
    /// What happens, as it happens.
    pub fn happenings(&self) -> &Receiver<Happening> {
        &self.happenings
    }

    /// What ends it.
    pub fn cancel(&self) -> Cancel {
        Cancel
    }

    /// Waits for the end.
    pub fn finish(self) -> Finished {
        Finished {
            outcome: outcome(),
            kept: Ok(()),
        }
    }
}

/// Begins to run a plan, which comes to its end at once.
///
/// # Errors
///
/// None.
pub fn start(_plan: Plan, _keeper: Keeper, _options: Options) -> io::Result<Running> {
    let (sender, happenings) = mpsc::sync_channel(1);
    let _ = sender.send(Happening::Over(outcome()));
    Ok(Running { happenings })
}
