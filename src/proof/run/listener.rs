//! Whoever hears what happens, and how much of it.

use std::sync::mpsc::{SyncSender, TrySendError};

use crate::domain::evidence::Happening;

use super::Listening;

/// Whoever hears what happens.
pub(super) struct Listener {
    sender: SyncSender<Happening>,
    skipped: u64,
    gone: bool,
}

impl Listener {
    pub(super) fn new(sender: SyncSender<Happening>) -> Self {
        Self {
            sender,
            skipped: 0,
            gone: false,
        }
    }

    pub(super) fn say(&mut self, happening: Happening) {
        self.gone = self.gone || self.sender.send(happening).is_err();
    }

    pub(super) fn print(&mut self, step: usize, bytes: &[u8], listening: Listening) {
        if self.gone || listening == Listening::Deaf {
            return;
        }
        let printed = Happening::Printed {
            step,
            bytes: bytes.to_vec(),
        };
        if listening == Listening::Whole {
            return self.say(printed);
        }
        if self.skipped > 0 {
            let bytes = self.skipped;
            match self.sender.try_send(Happening::Skipped { step, bytes }) {
                Ok(()) => self.skipped = 0,
                Err(TrySendError::Full(_)) => {}
                Err(TrySendError::Disconnected(_)) => self.gone = true,
            }
        }
        if self.skipped > 0 {
            self.skipped += bytes.len() as u64;
            return;
        }
        match self.sender.try_send(printed) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => self.skipped += bytes.len() as u64,
            Err(TrySendError::Disconnected(_)) => self.gone = true,
        }
    }

    /// Tells of what was left out at the end of a step.
    pub(super) fn catch_up(&mut self, step: usize) {
        let bytes = std::mem::take(&mut self.skipped);
        if bytes > 0 {
            self.say(Happening::Skipped { step, bytes });
        }
    }
}
