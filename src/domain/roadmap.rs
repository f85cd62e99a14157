//! What there is to learn, as its author wrote it down.
//!
//! Items live in one list, in the order of the file; everything else points
//! into it, so that joining the roadmap with the learner's state is a matter of
//! two lists of one length.

mod gate;
mod index;
mod place;

use std::collections::HashMap;

use chrono::Weekday;
use rust_decimal::Decimal;

use serde::{Deserialize, Serialize};

use super::{
    day::WeekStart,
    id::{AppId, BudgetId, ItemId, LaneId, PhaseId, ProofId, ReviewId, RoadmapId},
};

pub use gate::{Bound, Side, Step, Threshold};
pub use place::{AppIx, ItemIx, PhaseIx};

/// A whole curriculum.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Roadmap {
    /// Its identity; names the journal's folder.
    pub id: RoadmapId,
    /// Its name.
    pub title: String,
    /// What it is, in a sentence or two.
    pub summary: String,
    /// How many hours a day of an estimate stands for.
    pub hours_per_day: f64,
    /// Everything that can be ticked, in the order of the file.
    pub items: Vec<Item>,
    /// The phases, in order.
    pub phases: Vec<Phase>,
    /// The apps, in the order they are first built.
    pub apps: Vec<App>,
    /// Which kind of work belongs to which weekday.
    pub cadence: Cadence,
    /// The annual plan.
    pub plan: Plan,
    /// What success would look like.
    pub metrics: Vec<Metric>,
    /// Hours a week.
    pub time: Vec<TimeBudget>,
    /// Amounts of money.
    pub money: Vec<MoneyBudget>,
    /// The currency of the amounts, as ISO 4217 writes it (`USD`).
    pub currency: String,
    /// What is looked back on, and how often.
    pub reviews: Vec<Review>,
    /// Findings that are true and meant.
    pub accepted: Vec<Accepted>,
    #[serde(skip)]
    index: HashMap<ItemId, ItemIx>,
}

/// What kind of thing an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ItemKind {
    /// A reading: chapters of a book.
    Book,
    /// A reading: official documentation.
    Docs,
    /// A reading: an article, talk, lesson or thread.
    Supplement,
    /// Something a build delivers.
    Deliverable,
    /// A box of the annual plan.
    Milestone,
    /// A success metric.
    Metric,
    /// The learner's own word that a phase is finished.
    SignOff,
}

impl ItemKind {
    /// Whether it is something to read.
    pub fn is_reading(self) -> bool {
        matches!(self, Self::Book | Self::Docs | Self::Supplement)
    }

    /// The word for it, as the files and `--json` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Docs => "docs",
            Self::Supplement => "supplement",
            Self::Deliverable => "deliverable",
            Self::Milestone => "milestone",
            Self::Metric => "metric",
            Self::SignOff => "sign-off",
        }
    }
}

/// Anything that can be ticked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item {
    /// Its identity; progress hangs on it.
    pub id: ItemId,
    /// What it is called.
    pub title: String,
    /// What kind of thing it is.
    pub kind: ItemKind,
    /// The phase it belongs to; plan items belong to none.
    pub phase: Option<PhaseIx>,
    /// Ids it had before.
    pub formerly: Vec<ItemId>,
    /// Whether the author thinks it may be left out.
    pub optional: bool,
    /// Who wrote it; readings.
    pub author: Option<String>,
    /// Which chapters; books.
    pub chapters: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// The line of the file that declares it, counted from one; 0 if unknown.
    pub line: usize,
}

impl Item {
    /// Where it is found, in a word or two: a book by its author, the rest by
    /// the site, or else the author.
    pub fn place(&self) -> Option<&str> {
        let author = self.author.as_deref();
        match self.kind {
            ItemKind::Book => author.or_else(|| self.site()),
            _ => self.site().or(author),
        }
    }

    /// The host of its address without `www.`, the short answer to “where is it?”.
    pub fn site(&self) -> Option<&str> {
        let rest = self.url.as_deref()?.split_once("://")?.1;
        let host = rest.split(['/', '?', '#']).next()?;
        Some(host.strip_prefix("www.").unwrap_or(host))
    }
}

/// A numbered part of the roadmap.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Phase {
    /// Its identity; also the id of its sign-off.
    pub id: PhaseId,
    /// Its number.
    pub number: u32,
    /// What it is about.
    pub title: String,
    /// A shorter name for narrow places.
    pub short: String,
    /// What the learner can do after it.
    pub summary: String,
    /// Its notes file, relative to the roadmap.
    pub notes: Option<String>,
    /// The apps it names in the overview.
    pub apps: Vec<AppIx>,
    /// What the overview says where it names no app.
    pub apps_note: Option<String>,
    /// The phases that come before it.
    pub needs: Vec<PhaseIx>,
    /// How many days it takes, least and most.
    pub days: (f64, f64),
    /// A second opinion on [`Phase::days`], as the curriculum's details have it.
    pub days_detail: Option<(f64, f64)>,
    /// How the estimate divides over kinds of work.
    pub split: Split,
    /// What to read.
    pub readings: Vec<ItemIx>,
    /// What to build.
    pub builds: Vec<Build>,
    /// Its row of the proof matrix.
    pub proof: Option<Proof>,
    /// Its sign-off.
    pub sign_off: ItemIx,
    /// The line of the file that declares it, counted from one; 0 if unknown.
    pub line: usize,
}

impl Phase {
    /// Its deliverables, build by build.
    pub fn deliverables(&self) -> impl Iterator<Item = ItemIx> + '_ {
        self.builds
            .iter()
            .flat_map(|build| build.deliverables.iter().copied())
    }

    /// Its readings, then its deliverables.
    pub fn items(&self) -> impl Iterator<Item = ItemIx> + '_ {
        self.readings.iter().copied().chain(self.deliverables())
    }
}

/// How an estimate divides over kinds of work, in shares of any unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// Reading.
    pub reading: f64,
    /// Labs apps.
    pub labs: f64,
    /// Pulse apps.
    pub pulse: f64,
}

impl Default for Split {
    fn default() -> Self {
        Self {
            reading: 1.0,
            labs: 1.0,
            pulse: 1.0,
        }
    }
}

/// The kind of building a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Work {
    /// An isolated app for one concept.
    Labs,
    /// The product that grows.
    Pulse,
}

impl Work {
    /// The word for it, as the files and `--json` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Labs => "labs",
            Self::Pulse => "pulse",
        }
    }
}

/// What a phase asks to be built.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Build {
    /// The app; a build may be of none.
    pub app: Option<AppIx>,
    /// What it is called: the app's name, or the author's words.
    pub title: String,
    /// The kind of building it is.
    pub work: Work,
    /// What it delivers.
    pub deliverables: Vec<ItemIx>,
}

/// A row of the mastery proof matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// Its identity (`M3`).
    pub id: ProofId,
    /// The cell “labs app”.
    pub labs: String,
    /// The cell “pulse feature”.
    pub pulse: String,
    /// Why it proves mastery.
    pub why: String,
    /// The apps the cells mean.
    pub apps: Vec<AppIx>,
    /// What is run to show it, step by step; nothing where a dated word of the
    /// learner shows it.
    pub gate: Vec<Step>,
    /// Whether the gate is all that the file says; one with problems proves
    /// nothing.
    pub gate_is_whole: bool,
    /// What that word has to say, where there is no gate.
    pub attestation: Option<String>,
}

/// A labs or pulse app.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct App {
    /// Its name.
    pub id: AppId,
    /// Which of the two it is.
    pub work: Work,
    /// What it does.
    pub role: String,
    /// The line of the file that declares it, counted from one; 0 if unknown.
    pub line: usize,
}

/// What a weekday is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DayKind {
    /// Chapters of books.
    Book,
    /// Official documentation.
    Docs,
    /// Supplements.
    Supplement,
    /// Building.
    Build,
    /// The “what changed” note and its links.
    WhatChanged,
}

impl DayKind {
    /// The word for it, as the files and `--json` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Docs => "docs",
            Self::Supplement => "supplement",
            Self::Build => "build",
            Self::WhatChanged => "what-changed",
        }
    }

    /// Whether an item of `kind` is this day's work.
    pub fn covers(self, kind: ItemKind) -> bool {
        matches!(
            (self, kind),
            (Self::Book, ItemKind::Book)
                | (Self::Docs, ItemKind::Docs)
                | (Self::Supplement, ItemKind::Supplement)
                | (Self::Build, ItemKind::Deliverable)
        )
    }
}

/// One entry of the cadence.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Slot {
    /// Its weekdays.
    pub days: Vec<Weekday>,
    /// What they are for.
    pub kind: DayKind,
    /// The author's words for it.
    pub title: String,
}

/// Which kind of work belongs to which weekday; days without one are rest days.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Cadence {
    /// The entries.
    pub slots: Vec<Slot>,
    /// The title of a phase's pull request, with `{number}` for its number.
    pub pull_request: Option<String>,
    /// The rule about pull requests, in the author's words.
    pub rule: Option<String>,
    /// What the learner's weeks begin with: theirs to say, not the file's.
    pub week_start: WeekStart,
}

impl Cadence {
    /// What `weekday` is for; `None` on a rest day.
    pub fn slot(&self, weekday: Weekday) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.days.contains(&weekday))
    }

    /// Whether `weekday` is a study day; without any entry every day is.
    pub fn studies_on(&self, weekday: Weekday) -> bool {
        self.slots.is_empty() || self.slot(weekday).is_some()
    }

    /// The title of the pull request for the phase with this number.
    pub fn pull_request_title(&self, number: u32) -> Option<String> {
        let template = self.pull_request.as_ref()?;
        Some(template.replace("{number}", &number.to_string()))
    }
}

/// The annual plan: swimlanes × quarters of milestones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Plan {
    /// What it says about itself.
    pub summary: String,
    /// What the year is for.
    pub aims: Vec<String>,
    /// The swimlanes.
    pub lanes: Vec<Lane>,
}

impl Plan {
    /// Every milestone with its lane and block.
    pub fn milestones(&self) -> impl Iterator<Item = (&Lane, &Block, &Milestone)> {
        self.lanes.iter().flat_map(|lane| {
            lane.blocks.iter().flat_map(move |block| {
                block
                    .milestones
                    .iter()
                    .map(move |milestone| (lane, block, milestone))
            })
        })
    }
}

/// A swimlane.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lane {
    /// Its identity.
    pub id: LaneId,
    /// Its name.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// Its milestones, by quarter.
    pub blocks: Vec<Block>,
}

/// The milestones of one lane in one quarter, or in several.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Block {
    /// Its first quarter, from 1 to 4.
    pub first: u8,
    /// Its last quarter, from 1 to 4.
    pub last: u8,
    /// Its boxes.
    pub milestones: Vec<Milestone>,
}

/// A box of the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Milestone {
    /// Its item.
    pub item: ItemIx,
    /// The phases it names; it is done exactly when they are signed off.
    pub phases: Vec<PhaseIx>,
}

/// A success metric.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Metric {
    /// Its item.
    pub item: ItemIx,
    /// Whether it means that every phase is signed off.
    pub all_phases: bool,
}

/// Hours a week for one category of time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TimeBudget {
    /// Its identity.
    pub id: BudgetId,
    /// Its name.
    pub title: String,
    /// Hours a week, least and most.
    pub hours: (f64, f64),
}

/// How often an amount may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Every {
    /// Once.
    Once,
    /// Each month.
    Month,
}

/// An amount of money for one purpose.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MoneyBudget {
    /// Its identity.
    pub id: BudgetId,
    /// Its name.
    pub title: String,
    /// How much; `None` where the author left it open.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub amount: Option<Decimal>,
    /// How often.
    pub every: Every,
}

/// How often a review is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rhythm {
    /// Once a week.
    Weekly,
    /// Once a month.
    Monthly,
    /// Once a quarter.
    Quarterly,
}

impl Rhythm {
    /// The word for it, as the files and `--json` write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
        }
    }
}

/// Something that is looked back on regularly.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Review {
    /// Its identity.
    pub id: ReviewId,
    /// How often.
    pub rhythm: Rhythm,
    /// Its own subject.
    pub subject: String,
}

/// A finding that is true and meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The finding's key, as `mastery check` prints it.
    pub finding: String,
    /// Why it stands.
    pub why: String,
}

impl Roadmap {
    /// The phase with this id.
    pub fn phase_by_id(&self, id: &str) -> Option<PhaseIx> {
        self.phases
            .iter()
            .position(|phase| phase.id.as_str() == id)
            .map(PhaseIx)
    }

    /// The phase with this number.
    pub fn phase_by_number(&self, number: u32) -> Option<PhaseIx> {
        self.phases
            .iter()
            .position(|phase| phase.number == number)
            .map(PhaseIx)
    }

    /// The app with this name.
    pub fn app_by_id(&self, id: &str) -> Option<AppIx> {
        self.apps
            .iter()
            .position(|app| app.id.as_str() == id)
            .map(AppIx)
    }

    /// The places of all items.
    pub fn item_places(&self) -> impl Iterator<Item = ItemIx> + use<> {
        (0..self.items.len()).map(ItemIx)
    }

    /// The places of all phases.
    pub fn phase_places(&self) -> impl Iterator<Item = PhaseIx> + use<> {
        (0..self.phases.len()).map(PhaseIx)
    }

    /// The phases that name `phase` as a prerequisite.
    pub fn unlocks(&self, phase: PhaseIx) -> impl Iterator<Item = PhaseIx> + '_ {
        self.phase_places()
            .filter(move |other| self[*other].needs.contains(&phase))
    }

    /// The planned hours of a phase: the middle of its day range in hours.
    pub fn planned_hours(&self, phase: PhaseIx) -> f64 {
        let (least, most) = self[phase].days;
        f64::midpoint(least, most) * self.hours_per_day
    }

    /// The milestone that an item is, if it is one.
    pub fn milestone(&self, item: ItemIx) -> Option<&Milestone> {
        self.plan
            .milestones()
            .map(|(_, _, milestone)| milestone)
            .find(|milestone| milestone.item == item)
    }

    /// The phases whose sign-offs decide this item, for a derived milestone or
    /// metric; `None` where the learner decides.
    pub fn derived_from(&self, item: ItemIx) -> Option<Vec<PhaseIx>> {
        match self[item].kind {
            ItemKind::Milestone => self
                .milestone(item)
                .filter(|milestone| !milestone.phases.is_empty())
                .map(|milestone| milestone.phases.clone()),
            ItemKind::Metric => self
                .metrics
                .iter()
                .any(|metric| metric.item == item && metric.all_phases)
                .then(|| self.phase_places().collect()),
            _ => None,
        }
    }
}
