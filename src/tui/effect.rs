//! What `update` asks of the world.

use crate::domain::event::Batch;

use super::msg::Msg;

/// Names a batch on its way to the disk, so that a retry writes the same
/// events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(pub u64);

/// What `update` asks of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Append a batch to the journal.
    Record {
        /// Which; the same again on a retry.
        token: Token,
        /// What happened.
        batch: Batch,
    },
    /// Forget a batch that was never written.
    Forget(Token),
    /// Read journals and roadmap again.
    Reload,
    /// Open an address outside; it was shown to the learner.
    OpenLink(String),
    /// Copy text to the clipboard.
    Copy(String),
    /// Stop until the shell brings the program back.
    Suspend,
    /// Leave.
    Quit,
}

/// Performs effects that need files; the terminal's own are the loop's.
pub trait Perform {
    /// Performs one effect and says what came of it.
    fn perform(&mut self, effect: Effect) -> Vec<Msg>;

    /// Looks for what others wrote since.
    fn poll(&mut self) -> Vec<Msg>;
}
