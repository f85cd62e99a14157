//! The file as serde reads it.
//!
//! These structs are the single source of the format: serde reads with them,
//! `schemars` makes the published schema of them, and [`super::diagnose`]
//! explains by that schema what serde turned down. Their comments are the
//! descriptions that editors show.

pub(super) mod gate;

use schemars::JsonSchema;
use serde::Deserialize;

use super::scalar::{Amount, At, Between, Day, Id, Number, Quarters, Text, Title, Whole};

/// The most days a phase may be estimated at.
pub(super) const MOST_DAYS: u32 = 1_000;
/// The hours of a week.
pub(super) const WEEK: u32 = 168;

/// A roadmap of mastery: what there is to learn, in which order, and by when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Roadmap<'a> {
    /// The version of the format: 1.
    pub(super) format: At<Whole<1, 1_000_000>>,
    /// Its identity, which also names the folder of its journals. Do not change it once you have progress.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Its name.
    pub(super) title: Title,
    /// What it is, in a sentence or two.
    #[serde(default)]
    pub(super) summary: Text<'a>,
    /// How many hours a day of an estimate stands for; 4 if left out.
    pub(super) hours_per_day: Option<Number<0, 24>>,
    /// Findings of `mastery check` that are true and meant.
    #[serde(default)]
    pub(super) accept: Vec<Accept<'a>>,
    /// Which kind of work belongs to which weekday.
    #[serde(default)]
    pub(super) cadence: Cadence<'a>,
    /// The apps that phases build, in the order they are first built.
    #[serde(default)]
    pub(super) app: Vec<App<'a>>,
    /// The phases, in order.
    #[serde(default)]
    pub(super) phase: Vec<Phase<'a>>,
    /// The annual plan.
    #[serde(default)]
    pub(super) plan: Plan<'a>,
    /// What success would look like.
    #[serde(default)]
    pub(super) metric: Vec<Metric<'a>>,
    /// Time and money.
    #[serde(default)]
    pub(super) budget: Budget<'a>,
    /// What is looked back on, and how often.
    #[serde(default)]
    pub(super) review: Vec<Review<'a>>,
}

/// A finding that is true and meant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Accept<'a> {
    /// Its key, as `mastery check` prints it.
    #[serde(borrow)]
    pub(super) finding: Text<'a>,
    /// Why it stands.
    pub(super) why: Title,
}

/// Which kind of work belongs to which weekday; a day that no slot names is a rest day.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Cadence<'a> {
    /// The title of a phase's pull request, with {number} for the phase's number.
    pub(super) pull_request: Option<Title>,
    /// The rule about pull requests, in your words.
    pub(super) rule: Option<Title>,
    /// The slots.
    #[serde(borrow)]
    pub(super) slot: Vec<Slot<'a>>,
}

/// What some weekdays are for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Slot<'a> {
    /// The weekdays; no day twice in the whole cadence.
    pub(super) days: Vec<At<Day>>,
    /// The kind of work.
    pub(super) kind: DayKind,
    /// Your words for it.
    #[serde(default, borrow)]
    pub(super) title: Text<'a>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum DayKind {
    Book,
    Docs,
    Supplement,
    Build,
    WhatChanged,
}

/// An app that phases build.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct App<'a> {
    /// Its name, as its folder has it.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// The kind of building it is; may be left out if the name begins with `labs_` or `pulse_`.
    pub(super) work: Option<Work>,
    /// What it does.
    #[serde(default)]
    pub(super) role: Text<'a>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Work {
    Labs,
    Pulse,
}

/// A numbered part of the roadmap.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Phase<'a> {
    /// Its identity, and that of its sign-off: unique among the ids of everything that can be ticked.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Ids it had before.
    #[serde(default)]
    pub(super) formerly: Vec<At<Id<'a>>>,
    /// Its number; if left out, one more than the phase before has, beginning with 1.
    pub(super) number: Option<At<Whole<0, 9_999>>>,
    /// What it is about.
    pub(super) title: Title,
    /// A shorter name for narrow places; the title if left out.
    pub(super) short: Option<Title>,
    /// What the learner can do after it.
    #[serde(default)]
    pub(super) summary: Text<'a>,
    /// Its notes, a Markdown file in the folder of this roadmap or below.
    pub(super) notes: Option<At<Text<'a>>>,
    /// The apps it is about.
    #[serde(default)]
    pub(super) apps: Vec<At<Text<'a>>>,
    /// What an overview says where it names no app.
    pub(super) apps_note: Option<Title>,
    /// The ids of the phases that come before it.
    #[serde(default)]
    pub(super) needs: Vec<At<Text<'a>>>,
    /// How many days it takes: [least, most], or one number.
    pub(super) days: At<Between<MOST_DAYS>>,
    /// A second opinion on `days`.
    pub(super) days_detail: Option<At<Between<MOST_DAYS>>>,
    /// How the estimate divides over kinds of work; in equal shares if left out.
    pub(super) split: Option<At<Split>>,
    /// What to read.
    #[serde(default)]
    pub(super) reading: Vec<Reading<'a>>,
    /// What to build.
    #[serde(default)]
    pub(super) build: Vec<Build<'a>>,
    /// How its mastery is proven.
    pub(super) proof: Option<Proof<'a>>,
}

/// How an estimate divides over kinds of work, in shares of any unit; a share that is left out is 0.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Split {
    /// Reading.
    pub(super) reading: Option<Number<0, 1_000_000>>,
    /// Building labs apps.
    pub(super) labs: Option<Number<0, 1_000_000>>,
    /// Building pulse apps.
    pub(super) pulse: Option<Number<0, 1_000_000>>,
}

/// Something to read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reading<'a> {
    /// Its identity; progress hangs on it.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Ids it had before.
    #[serde(default)]
    pub(super) formerly: Vec<At<Id<'a>>>,
    /// What kind of reading it is.
    pub(super) kind: ReadingKind,
    /// What it is called.
    pub(super) title: Title,
    /// Which chapters.
    pub(super) chapters: Option<Title>,
    /// Who wrote it.
    pub(super) author: Option<Title>,
    /// Where it is: http, https or mailto; only a book may do without.
    pub(super) url: Option<At<Text<'a>>>,
    /// Whether it may be left out.
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum ReadingKind {
    Book,
    Docs,
    Supplement,
}

/// Something to build: of an app, or of none, and then with a title.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Build<'a> {
    /// The app.
    #[serde(borrow)]
    pub(super) app: Option<At<Text<'a>>>,
    /// What it is called; the app's name if left out.
    pub(super) title: Option<At<Title>>,
    /// Whose hours it uses; the app's if left out.
    pub(super) work: Option<Work>,
    /// What it delivers.
    #[serde(default)]
    pub(super) deliverables: Vec<Deliverable<'a>>,
}

/// Something to tick.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Deliverable<'a> {
    /// Its identity; progress hangs on it.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Ids it had before.
    #[serde(default)]
    pub(super) formerly: Vec<At<Id<'a>>>,
    /// What is done when it is done.
    pub(super) title: Title,
    /// Whether it may be left out.
    #[serde(default)]
    pub(super) optional: bool,
}

/// A row of the mastery proof matrix.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Proof<'a> {
    /// Its identity, unique among proofs.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// The cell “labs app”.
    #[serde(default)]
    pub(super) labs: Text<'a>,
    /// The cell “pulse feature”.
    #[serde(default)]
    pub(super) pulse: Text<'a>,
    /// Why it proves mastery.
    #[serde(default)]
    pub(super) why: Text<'a>,
    /// The apps that the cells mean.
    #[serde(default)]
    pub(super) apps: Vec<At<Text<'a>>>,
    /// What is run to show it, step by step.
    #[serde(default)]
    pub(super) gate: Vec<gate::Step<'a>>,
    /// What a dated word of the learner has to say, where nothing can be run.
    pub(super) attestation: Option<At<Title>>,
}

/// The annual plan: lanes of milestones by quarter.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Plan<'a> {
    /// What it says about itself.
    #[serde(borrow)]
    pub(super) summary: Text<'a>,
    /// What the year is for.
    pub(super) aims: Vec<Title>,
    /// The lanes.
    pub(super) lane: Vec<Lane<'a>>,
}

/// A lane of the plan.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Lane<'a> {
    /// Its identity, unique among lanes.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Its name.
    pub(super) title: Title,
    /// What it is about.
    #[serde(default)]
    pub(super) summary: Text<'a>,
    /// Its milestones, by quarter.
    #[serde(default)]
    pub(super) block: Vec<Block<'a>>,
}

/// The milestones of a lane in one quarter, or in several.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Block<'a> {
    /// The quarter, or the first and the last of several; the whole year if left out.
    pub(super) quarters: Option<At<Quarters>>,
    /// Its boxes.
    #[serde(default, borrow)]
    pub(super) milestones: Vec<Milestone<'a>>,
}

/// A box of the plan.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Milestone<'a> {
    /// Its identity; progress hangs on it.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Ids it had before.
    #[serde(default)]
    pub(super) formerly: Vec<At<Id<'a>>>,
    /// What is done when it is done.
    pub(super) title: Title,
    /// The phases it stands for; it is done exactly when they are signed off.
    #[serde(default)]
    pub(super) phases: Vec<At<Text<'a>>>,
}

/// A success metric.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Metric<'a> {
    /// Its identity; progress hangs on it.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Ids it had before.
    #[serde(default)]
    pub(super) formerly: Vec<At<Id<'a>>>,
    /// What success is.
    pub(super) title: Title,
    /// What decides it, where the learner does not.
    pub(super) derived: Option<Derived>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Derived {
    AllPhases,
}

/// Time and money.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Budget<'a> {
    /// The currency of the amounts, as ISO 4217 writes it: USD, EUR, CZK.
    #[serde(borrow)]
    pub(super) currency: Option<At<Text<'a>>>,
    /// Hours a week.
    pub(super) time: Vec<Time<'a>>,
    /// Amounts of money.
    pub(super) money: Vec<Money<'a>>,
}

/// Hours a week for one category of time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Time<'a> {
    /// Its identity, unique in the budget.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Its name.
    pub(super) title: Title,
    /// Hours a week: [least, most], or one number.
    pub(super) hours: At<Between<WEEK>>,
}

/// An amount of money for one purpose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Money<'a> {
    /// Its identity, unique in the budget.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// Its name.
    pub(super) title: Title,
    /// How much; a string keeps every decimal place.
    pub(super) amount: Option<At<Amount<'a>>>,
    /// How often it may be spent.
    pub(super) every: Every,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Every {
    Once,
    Month,
}

/// Something that is looked back on regularly.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Review<'a> {
    /// Its identity, unique among reviews.
    #[serde(borrow)]
    pub(super) id: At<Id<'a>>,
    /// How often.
    pub(super) every: Rhythm,
    /// Its subject.
    pub(super) subject: Title,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Rhythm {
    Week,
    Month,
    Quarter,
}
