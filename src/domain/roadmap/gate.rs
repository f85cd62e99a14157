//! What a proof's gate runs, and what must hold.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One step of a gate: a command, and what must hold when it has ended.
///
/// A step that the file says wrongly is left out, and
/// [`super::Proof::gate_is_whole`] tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Where it runs, below the learner's repository; empty for the repository
    /// itself. Relative, without `..`.
    pub folder: String,
    /// The command and its arguments, at least one; no shell reads them.
    pub run: Vec<String>,
    /// What the environment has besides, by name, in the order of the names.
    pub env: Vec<(String, String)>,
    /// How long it may take.
    pub limit: Duration,
    /// The exit status it must have.
    pub exit: u8,
    /// Texts that must be in the output.
    pub contains: Vec<String>,
    /// Texts that must not be in the output.
    pub lacks: Vec<String>,
    /// Numbers in the output that must be within bounds.
    pub numbers: Vec<Threshold>,
    /// Files that must exist afterwards, below [`Step::folder`].
    pub files: Vec<String>,
}

/// A number of the output, and its bounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// Which side of the text the number stands on.
    pub side: Side,
    /// The text beside it; its last place in the output counts.
    pub text: String,
    /// The least it may be.
    pub least: Option<Bound>,
    /// The most it may be.
    pub most: Option<Bound>,
}

/// A side of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The first number after the text.
    After,
    /// The last number before the text.
    Before,
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// Where the range ends.
    pub value: f64,
    /// Whether the end itself is within.
    pub inclusive: bool,
}

impl Threshold {
    /// Whether a number is within the bounds; one that is no number never is.
    ///
    /// ```
    /// use mastery::domain::roadmap::{Bound, Side, Threshold};
    ///
    /// let below_200 = Threshold {
    ///     side: Side::After,
    ///     text: "p99 us:".to_owned(),
    ///     least: None,
    ///     most: Some(Bound { value: 200.0, inclusive: false }),
    /// };
    /// assert!(below_200.holds(199.9));
    /// assert!(!below_200.holds(200.0));
    /// ```
    pub fn holds(&self, number: f64) -> bool {
        let enough =
            |least: Bound| number > least.value || least.inclusive && number >= least.value;
        let within = |most: Bound| number < most.value || most.inclusive && number <= most.value;
        let enough = self.least.is_none_or(enough);
        let within = self.most.is_none_or(within);
        !number.is_nan() && enough && within
    }
}
