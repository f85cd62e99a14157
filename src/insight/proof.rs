//! How a proof stands: proven, and how long ago that was in commits.

use crate::domain::{
    day::LogicalDay,
    event::{Kind, Verdict},
    evidence::{Grounds, Ran},
    roadmap::Proof,
    state::State,
};

use super::words;

/// How a row of the matrix stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was shown yet.
    Not,
    /// Its gate passed.
    Proven {
        /// When.
        on: LogicalDay,
        /// What changed since; unknown before git was asked.
        age: Option<Age>,
    },
    /// Its gate passed once, and failed since.
    WasProven {
        /// When it last passed.
        on: LogicalDay,
        /// When it last failed.
        failed: LogicalDay,
    },
    /// Its gate never passed.
    Failed {
        /// When it last failed.
        on: LogicalDay,
    },
    /// The learner vouches for it; no gate shows it.
    Attested {
        /// When.
        on: LogicalDay,
    },
}

/// What changed since a gate passed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Age {
    /// Commits in the gate's folders; `None` where that cannot be told.
    pub commits: Option<usize>,
    /// Whether there are more than were counted.
    pub or_more: bool,
    /// Whether there are changes in the gate's folders that were not committed,
    /// now or when it passed.
    pub uncommitted: bool,
    /// Whether the roadmap says another gate now.
    pub other_gate: bool,
}

impl Age {
    /// Whether nothing changed, as far as can be told.
    pub fn is_fresh(&self) -> bool {
        self.commits == Some(0) && !self.uncommitted && !self.other_gate
    }
}

impl Standing {
    /// How a row stands by the journal; git is not asked.
    pub fn of(state: &State, proof: &Proof) -> Self {
        let Some(record) = state.proof(&proof.id) else {
            return Self::Not;
        };
        let on = record.newest.day;
        match (record.newest.verdict, record.passed) {
            (Verdict::Passed, _) => Self::Proven { on, age: None },
            (Verdict::Attested, _) => Self::Attested { on },
            (Verdict::Failed, Some(passed)) => Self::WasProven {
                on: passed.day,
                failed: on,
            },
            (Verdict::Failed, None) => Self::Failed { on },
        }
    }

    /// The same, now that it is known what changed since.
    #[must_use]
    pub fn aged(self, since: Age) -> Self {
        match self {
            Self::Proven { on, .. } => Self::Proven {
                on,
                age: Some(since),
            },
            other => other,
        }
    }

    /// Whether it was proven and something changed since, so that the gate
    /// should run again.
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Proven { age: Some(age), .. } if !age.is_fresh())
    }

    /// One word for it, as `--json` has it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Not => "not-proven",
            Self::Proven { .. } if self.is_stale() => "stale",
            Self::Proven { .. } => "proven",
            Self::WasProven { .. } => "was-proven",
            Self::Failed { .. } => "failed",
            Self::Attested { .. } => "attested",
        }
    }

    /// In words: “proven 12 Oct, 41 commits since”.
    pub fn words(&self, today: LogicalDay) -> String {
        let date = |day: LogicalDay| words::date(day, today);
        match self {
            Self::Not => "not proven".to_owned(),
            Self::Proven { on, age } => {
                let mut said = vec![format!("proven {}", date(*on))];
                said.extend(age.iter().flat_map(Age::words));
                said.join(", ")
            }
            Self::WasProven { on, failed } => {
                format!("was proven {}, failed {}", date(*on), date(*failed))
            }
            Self::Failed { on } => format!("failed {}", date(*on)),
            Self::Attested { on } => format!("attested {}", date(*on)),
        }
    }
}

/// What a gate's last pass rests on.
pub fn last_pass<'a>(state: &'a State, proof: &Proof) -> Option<&'a Ran> {
    let passed = state.proof(&proof.id)?.passed?;
    match &state.event(passed.event)?.kind {
        Kind::Evidence {
            grounds: Some(grounds),
            ..
        } => match grounds.as_ref() {
            Grounds::Ran(ran) => Some(ran),
            Grounds::Shown { .. } => None,
        },
        _ => None,
    }
}

/// A duration in words: “0.4 s”, “12 s”, “3 min 5 s”.
pub fn took(millis: u64) -> String {
    let seconds = millis / 1000;
    if millis < 10_000 {
        format!("{}.{} s", seconds, millis % 1000 / 100)
    } else if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

impl Age {
    fn words(&self) -> Vec<String> {
        let mut said = Vec::new();
        match self.commits {
            None => said.push("commits since unknown".to_owned()),
            Some(0) => {}
            Some(commits) => {
                let more = if self.or_more { "more than " } else { "" };
                let count = words::count(i64::try_from(commits).unwrap_or(i64::MAX), "commit");
                said.push(format!("{more}{count} since"));
            }
        }
        if self.uncommitted {
            said.push("uncommitted changes".to_owned());
        }
        if self.other_gate {
            said.push("the gate is another one now".to_owned());
        }
        said
    }
}

#[cfg(test)]
mod tests;
