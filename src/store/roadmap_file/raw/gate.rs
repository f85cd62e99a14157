//! What the file says about gates.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::store::roadmap_file::scalar::{At, Text, Title, Whole};

/// A step of a gate: a command, and what must hold when it has ended.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::store::roadmap_file) struct Step<'a> {
    /// Where it runs, relative to the learner's repository; the repository itself if left out.
    #[serde(borrow)]
    pub(in crate::store::roadmap_file) folder: Option<At<Text<'a>>>,
    /// The command and its arguments, word by word; no shell reads them.
    pub(in crate::store::roadmap_file) run: At<Vec<Text<'a>>>,
    /// What the environment has besides.
    #[serde(default)]
    pub(in crate::store::roadmap_file) env: BTreeMap<Text<'a>, At<Text<'a>>>,
    /// How many minutes it may take; 10 if left out.
    pub(in crate::store::roadmap_file) minutes: Option<Whole<1, 1_440>>,
    /// The exit status it must have; 0 if left out.
    pub(in crate::store::roadmap_file) exit: Option<Whole<0, 255>>,
    /// Texts that must be in the output.
    #[serde(default)]
    pub(in crate::store::roadmap_file) contains: Vec<Title>,
    /// Texts that must not be in the output.
    #[serde(default)]
    pub(in crate::store::roadmap_file) lacks: Vec<Title>,
    /// Numbers in the output that must be within bounds.
    #[serde(default)]
    pub(in crate::store::roadmap_file) numbers: Vec<At<Threshold>>,
    /// Files that must exist afterwards, relative to the step's folder.
    #[serde(default)]
    pub(in crate::store::roadmap_file) files: Vec<At<Text<'a>>>,
}

/// A number in the output: where it stands, and its bounds.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::store::roadmap_file) struct Threshold {
    /// The text that the number follows.
    pub(in crate::store::roadmap_file) after: Option<Title>,
    /// The text that the number stands before.
    pub(in crate::store::roadmap_file) before: Option<Title>,
    /// It must be less than this.
    pub(in crate::store::roadmap_file) below: Option<f64>,
    /// It must be this or less.
    pub(in crate::store::roadmap_file) at_most: Option<f64>,
    /// It must be more than this.
    pub(in crate::store::roadmap_file) above: Option<f64>,
    /// It must be this or more.
    pub(in crate::store::roadmap_file) at_least: Option<f64>,
}
