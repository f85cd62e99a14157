//! How a proof stands, in the words of a report.

use crate::domain::{day::LogicalDay, event::Verdict, id::ProofId, state::State};

/// How a proof stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// The words for it.
    pub(super) words: &'static str,
    /// Since when.
    pub(super) day: Option<LogicalDay>,
    /// Whether it was shown by a gate or by the learner's word.
    pub(super) shown: bool,
}

impl Standing {
    /// How this proof stands now: by the newest evidence alone.
    pub(super) fn of(state: &State, proof: &ProofId) -> Self {
        let evidence = state.evidence(proof);
        let (words, shown) = match evidence.map(|evidence| evidence.verdict) {
            Some(Verdict::Passed) => ("gate passed", true),
            Some(Verdict::Attested) => ("attested", true),
            // Nobody shows what did not hold.
            Some(Verdict::Failed) | None => ("not yet", false),
        };
        Self {
            words,
            day: evidence.filter(|_| shown).map(|evidence| evidence.day),
            shown,
        }
    }
}
