//! Evidence: what a gate showed, and what a learner vouches for.

use super::{Desk, Refusal, address};
use crate::domain::{
    event::{Kind, Verdict},
    evidence::{FileShown, Grounds, Ran},
    roadmap::{PhaseIx, Proof},
};

/// What a learner asks about a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofWish {
    /// Keep what running its gate showed.
    Ran {
        /// The phase it proves.
        phase: PhaseIx,
        /// Whether the gate passed.
        passed: bool,
        /// What that rests on.
        ran: Box<Ran>,
    },
    /// Vouch for it, where no gate shows it.
    Attest {
        /// The phase it proves.
        phase: PhaseIx,
        /// In these words.
        text: String,
        /// Addresses of pages that show it.
        links: Vec<String>,
        /// Files that show it.
        files: Vec<FileShown>,
    },
}

impl Desk<'_> {
    /// The event that grants it.
    pub(super) fn prove(&self, wish: &ProofWish) -> Result<Kind, Refusal> {
        match wish {
            ProofWish::Ran { phase, passed, ran } => Ok(Kind::Evidence {
                row: self.proof(*phase)?.id.clone(),
                verdict: if *passed {
                    Verdict::Passed
                } else {
                    Verdict::Failed
                },
                text: None,
                grounds: Some(Box::new(Grounds::Ran((**ran).clone()))),
            }),
            ProofWish::Attest {
                phase,
                text,
                links,
                files,
            } => self.attest(*phase, text, links, files),
        }
    }

    fn proof(&self, phase: PhaseIx) -> Result<&Proof, Refusal> {
        let phase = &self.roadmap[phase];
        let number = phase.number;
        phase.proof.as_ref().ok_or(Refusal::NoProof { number })
    }

    fn attest(
        &self,
        phase: PhaseIx,
        text: &str,
        links: &[String],
        files: &[FileShown],
    ) -> Result<Kind, Refusal> {
        let proof = self.proof(phase)?;
        if !proof.gate.is_empty() || !proof.gate_is_whole {
            let row = proof.id.clone();
            return Err(Refusal::HasGate { row });
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::Empty);
        }
        let links: Vec<String> = links
            .iter()
            .map(|it| address(it))
            .collect::<Result<_, _>>()?;
        let files = files.to_vec();
        let any = !links.is_empty() || !files.is_empty();
        Ok(Kind::Evidence {
            row: proof.id.clone(),
            verdict: Verdict::Attested,
            text: Some(text.to_owned()),
            grounds: any.then(|| Box::new(Grounds::Shown { links, files })),
        })
    }
}
