//! A wish becomes a batch of events, or a refusal that says why.
//!
//! The space bar and `mastery tick` both come through here, so they cannot
//! differ. Deciding reads; nothing is changed by it.

mod proof;
mod replan;
mod review;
mod time;

use chrono::{DateTime, FixedOffset};
use rust_decimal::Decimal;
use url::Url;

use super::{
    day::LogicalDay,
    event::{Batch, EventId, Kind, Mark, PULL_REQUEST, WHAT_CHANGED},
    id::{BudgetId, DeviceId, ItemId, ProofId, ReviewId},
    progress::{Progress, Status},
    review::LONGEST_ANSWER,
    roadmap::{ItemIx, ItemKind, PhaseIx, Roadmap},
    state::State,
};

pub use proof::ProofWish;
pub use replan::{MOST_HOURS, NoReplan, Replan, day_at, item_hours, plan_end, working_day};
pub use review::ReviewWish;
pub use time::{Correction, TimeWish};

/// What a learner asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Mark items.
    Mark {
        /// The items.
        items: Vec<ItemIx>,
        /// What they become.
        mark: Mark,
    },
    /// Tick an item, or untick it if it is ticked: the space bar.
    Toggle(ItemIx),
    /// Sign a phase off.
    SignOff {
        /// The phase.
        phase: PhaseIx,
        /// What becomes of what is still open in it.
        open: OpenItems,
    },
    /// The year begins on this day.
    Begin(LogicalDay),
    /// Take days off.
    Off {
        /// The first of them.
        from: LogicalDay,
        /// The last of them.
        to: LogicalDay,
        /// Why.
        reason: Option<String>,
    },
    /// Make a day off a study day again.
    NotOff(LogicalDay),
    /// Write down a thought.
    Note {
        /// The thought.
        text: String,
        /// What it belongs to.
        about: Option<About>,
    },
    /// Leave a note at this place.
    Leave {
        /// The note's path, as the roadmap writes it.
        note: String,
        /// The heading above the place.
        heading: String,
        /// How the text begins there.
        text: String,
    },
    /// Write down a link.
    Link {
        /// Where it leads.
        url: String,
        /// What it is.
        text: Option<String>,
        /// What it belongs to.
        about: Option<About>,
    },
    /// Say which pull request a phase has.
    PullRequest {
        /// The phase.
        phase: PhaseIx,
        /// Where it is.
        url: String,
    },
    /// Spend money, or get some back.
    Spend {
        /// How much, in the roadmap's currency; a refund is negative.
        amount: Decimal,
        /// The line of the money budget.
        line: BudgetId,
        /// On what.
        text: Option<String>,
    },
    /// “What changed” was written into the notes of this phase.
    WhatChanged(PhaseIx),
    /// “What changed” is answered in one line, kept as a thought on this phase.
    WhatChangedLine {
        /// The answer.
        text: String,
        /// The phase.
        phase: PhaseIx,
    },
    /// Keep evidence of a proof.
    Proof(ProofWish),
    /// Track time.
    Time(TimeWish),
    /// Change the plan from today on.
    Replan(Replan),
    /// Look back.
    Review(ReviewWish),
    /// Take back the newest batch of this device.
    Undo,
    /// Take back the newest undo of this device.
    Redo,
}

/// What a thought or a link belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An item.
    Item(ItemIx),
    /// A phase as a whole.
    Phase(PhaseIx),
}

/// What signing a phase off does with the items that are still open in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenItems {
    /// Nothing may be open.
    Refuse,
    /// Tick them all.
    Tick,
    /// Leave them as they are.
    Leave,
}

/// Why a wish is not granted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The item is so marked already, and no other day was given.
    #[error("`{item}` is {status} already{}", since(.day.as_ref()))]
    Already {
        /// The item.
        item: ItemId,
        /// What it is.
        status: &'static str,
        /// Since when.
        day: Option<LogicalDay>,
    },
    /// The item follows from sign-offs and is not the learner's to tick.
    #[error("`{item}` ticks itself when {phases} signed off")]
    Derived {
        /// The item.
        item: ItemId,
        /// What it waits for, with its verb: “phases 0, 1 and 2 are”.
        phases: String,
    },
    /// The phase has open items.
    #[error("phase {number} still has {open} open: tick them all, or sign off anyway")]
    OpenItems {
        /// The phase's number.
        number: u32,
        /// How many items are open.
        open: usize,
    },
    /// The day lies ahead.
    #[error("{day} has not come yet: only today and earlier days can be filled in")]
    Future {
        /// The day asked for.
        day: LogicalDay,
    },
    /// The range ends before it begins.
    #[error("{from} is after {to}")]
    Reversed {
        /// The first day.
        from: LogicalDay,
        /// The last day.
        to: LogicalDay,
    },
    /// The range is too long to be meant.
    #[error("more than a year of days off at once is not meant, is it? Give at most 366 days")]
    TooLong,
    /// The day is not off.
    #[error("{day} is not a day off")]
    NotOff {
        /// The day.
        day: LogicalDay,
    },
    /// No item was named.
    #[error("no item was named")]
    NoItem,
    /// The text is not the address of a page.
    #[error("`{0}` is no address of a page: it begins with https:// or http://")]
    NoAddress(String),
    /// Nothing is no amount.
    #[error("nothing was spent: the amount is 0")]
    NoAmount,
    /// The money budget has no such line.
    #[error("the budget has no line `{0}`")]
    NoBudgetLine(BudgetId),
    /// The phase has no proof.
    #[error("phase {number} has no row in the proof matrix")]
    NoProof {
        /// The phase's number.
        number: u32,
    },
    /// The row is shown by running its gate, not by a word.
    #[error("{row} has a gate: running it shows whether it holds, a word does not")]
    HasGate {
        /// The row.
        row: ProofId,
    },
    /// The text is empty.
    #[error("nothing was written")]
    Empty,
    /// A timer runs already.
    #[error("a timer runs already: {}, since {}", running(.category.as_ref(), .about.as_ref()), .since.format("%Y-%m-%d %H:%M"))]
    TimerRuns {
        /// The category of the time budget.
        category: Option<BudgetId>,
        /// What it runs for.
        about: Option<ItemId>,
        /// Since when.
        since: DateTime<FixedOffset>,
    },
    /// No timer runs.
    #[error("no timer runs")]
    NoTimer,
    /// Less than a minute.
    #[error("that is less than a minute")]
    NoTime,
    /// More than can be meant.
    #[error("that is more time than a session has")]
    TooMuchTime,
    /// The roadmap has no such category of time.
    #[error("the roadmap's time budget has no such category")]
    NoCategory,
    /// There is no such session.
    #[error("there is no such session")]
    NoSession,
    /// The plan cannot be changed like this.
    #[error(transparent)]
    Replan(#[from] NoReplan),
    /// The roadmap has no such review.
    #[error("the roadmap has no review `{0}`")]
    NoReview(ReviewId),
    /// No stretch of its rhythm ends on that day.
    #[error("no stretch that the {review} review looks back on ends on {until}")]
    NoPeriod {
        /// The review.
        review: ReviewId,
        /// The day.
        until: LogicalDay,
    },
    /// It was held before.
    #[error("the {review} review of these days was held already, on {day}")]
    ReviewHeld {
        /// The review.
        review: ReviewId,
        /// When.
        day: LogicalDay,
    },
    /// An answer is longer than the journal keeps.
    #[error("this answer is too long to keep: {0} bytes, at most {LONGEST_ANSWER} fit")]
    LongAnswer(usize),
    /// No own batch is left to undo.
    #[error("nothing to undo on this device")]
    NothingToUndo,
    /// No own undo is left to redo.
    #[error("nothing to redo")]
    NothingToRedo,
}

fn since(day: Option<&LogicalDay>) -> String {
    day.map_or_else(String::new, |day| format!(", since {day}"))
}

/// “learning on supervisor”.
fn running(category: Option<&BudgetId>, about: Option<&ItemId>) -> String {
    let category = category.map_or("no category", BudgetId::as_str);
    let about = about.map_or_else(String::new, |about| format!(" on {about}"));
    format!("{category}{about}")
}

/// The address of a page, as it was typed.
fn address(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_page = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    // A browser forgives blanks and controls; a note that quotes them does not.
    if is_page && !text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        Ok(text.to_owned())
    } else {
        Err(Refusal::NoAddress(text.to_owned()))
    }
}

fn undo(target: EventId) -> Kind {
    Kind::Undo {
        target,
        correction: false,
    }
}

/// What a decision is made from.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// What there is to learn.
    pub roadmap: &'a Roadmap,
    /// What happened.
    pub state: &'a State,
    /// Both joined.
    pub progress: &'a Progress,
    /// The device that asks.
    pub device: &'a DeviceId,
    /// The logical day it is.
    pub today: LogicalDay,
}

impl Desk<'_> {
    /// Turns `wish` into the batch that grants it. `on` is the day it is said
    /// of, where that is not today.
    pub fn decide(&self, wish: &Wish, on: Option<LogicalDay>) -> Result<Batch, Refusal> {
        let day = on.unwrap_or(self.today);
        if day > self.today {
            return Err(Refusal::Future { day });
        }
        let kinds = match wish {
            Wish::Mark { items, mark } => self.marks(items, *mark, on)?,
            Wish::Toggle(item) => {
                let mark = match self.progress[*item].status {
                    Status::Done => Mark::Open,
                    Status::Open | Status::Started | Status::Skipped => Mark::Done,
                };
                self.marks(&[*item], mark, on)?
            }
            Wish::SignOff { phase, open } => self.sign_off(*phase, *open, on)?,
            Wish::Begin(start) => vec![Kind::Begin { start: *start }],
            Wish::Off { from, to, reason } => {
                if from > to {
                    return Err(Refusal::Reversed {
                        from: *from,
                        to: *to,
                    });
                }
                if to.days_since(*from) > 365 {
                    return Err(Refusal::TooLong);
                }
                vec![Kind::Off {
                    from: *from,
                    to: *to,
                    withdrawn: false,
                    text: reason.clone(),
                }]
            }
            Wish::NotOff(day) => {
                if !self.state.is_off(*day) {
                    return Err(Refusal::NotOff { day: *day });
                }
                vec![Kind::Off {
                    from: *day,
                    to: *day,
                    withdrawn: true,
                    text: None,
                }]
            }
            Wish::Note { text, about } => {
                let text = text.trim();
                if text.is_empty() {
                    return Err(Refusal::Empty);
                }
                vec![Kind::Note {
                    text: text.to_owned(),
                    about: about.map(|about| self.id_of(about)),
                }]
            }
            Wish::Link { url, text, about } => {
                let text = text.as_deref().map(str::trim);
                vec![Kind::Link {
                    url: address(url)?,
                    text: text.filter(|text| !text.is_empty()).map(str::to_owned),
                    about: about.map(|about| self.id_of(about)),
                }]
            }
            Wish::PullRequest { phase, url } => vec![Kind::Link {
                url: address(url)?,
                text: Some(PULL_REQUEST.to_owned()),
                about: Some(self.id_of(About::Phase(*phase))),
            }],
            Wish::WhatChangedLine { text, phase } => {
                let about = Some(About::Phase(*phase));
                let text = text.clone();
                let thought = self.decide(&Wish::Note { text, about }, on)?;
                let answered = self.decide(&Wish::WhatChanged(*phase), on)?;
                [thought.kinds, answered.kinds].concat()
            }
            Wish::Spend { amount, line, text } => {
                vec![self.spend(*amount, line, text.as_deref())?]
            }
            Wish::Proof(wish) => vec![self.prove(wish)?],
            Wish::WhatChanged(phase) => {
                let phase = &self.roadmap[*phase];
                vec![Kind::Review {
                    review: ReviewId::new(WHAT_CHANGED),
                    text: format!("phase {} ({})", phase.number, phase.title),
                    form: None,
                }]
            }
            Wish::Leave {
                note,
                heading,
                text,
            } => vec![Kind::Read {
                note: note.clone(),
                heading: heading.clone(),
                text: (!text.is_empty()).then(|| text.clone()),
            }],
            Wish::Time(wish) => return self.time(wish),
            Wish::Replan(wish) => return self.replan(wish),
            Wish::Review(wish) => return self.review(wish, day),
            Wish::Undo => {
                let target = self.state.undoable(self.device);
                vec![undo(target.ok_or(Refusal::NothingToUndo)?)]
            }
            Wish::Redo => {
                let target = self.state.redoable(self.device);
                vec![undo(target.ok_or(Refusal::NothingToRedo)?)]
            }
        };
        Ok(Batch::on(day, kinds))
    }

    fn spend(&self, amount: Decimal, line: &BudgetId, text: Option<&str>) -> Result<Kind, Refusal> {
        if amount.is_zero() {
            return Err(Refusal::NoAmount);
        }
        if !self.roadmap.money.iter().any(|budget| budget.id == *line) {
            return Err(Refusal::NoBudgetLine(line.clone()));
        }
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        Ok(Kind::Spent {
            amount,
            line: line.clone(),
            text: text.map(str::to_owned),
        })
    }

    /// The id that stands for it in the journal; a phase's is its sign-off's.
    fn id_of(&self, about: About) -> ItemId {
        let item = match about {
            About::Item(item) => item,
            About::Phase(phase) => self.roadmap[phase].sign_off,
        };
        self.roadmap[item].id.clone()
    }

    /// The events that mark items, each once.
    fn marks(
        &self,
        items: &[ItemIx],
        mark: Mark,
        on: Option<LogicalDay>,
    ) -> Result<Vec<Kind>, Refusal> {
        if items.is_empty() {
            return Err(Refusal::NoItem);
        }
        let mut kinds = Vec::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            if !items[..place].contains(item) {
                kinds.push(self.mark(*item, mark, items, on)?);
            }
        }
        Ok(kinds)
    }

    /// The event that marks one item of a batch; ticking what is ticked is
    /// refused unless a day is given.
    fn mark(
        &self,
        ix: ItemIx,
        mark: Mark,
        batch: &[ItemIx],
        on: Option<LogicalDay>,
    ) -> Result<Kind, Refusal> {
        let item = &self.roadmap[ix];
        if let Some(phases) = self.roadmap.derived_from(ix) {
            return Err(Refusal::Derived {
                item: item.id.clone(),
                phases: self.name_phases(&phases),
            });
        }
        if let (ItemKind::SignOff, Mark::Done, Some(phase)) = (item.kind, mark, item.phase) {
            let left = self.progress.open_items(self.roadmap, phase);
            let open = left.filter(|item| !batch.contains(item)).count();
            if open > 0 && self.progress[ix].status != Status::Done {
                return Err(Refusal::OpenItems {
                    number: self.roadmap[phase].number,
                    open,
                });
            }
        }
        self.plain_mark(ix, mark, on)
    }

    fn plain_mark(&self, ix: ItemIx, mark: Mark, on: Option<LogicalDay>) -> Result<Kind, Refusal> {
        let item = &self.roadmap[ix];
        let now = self.progress[ix];
        let moves_the_day = on.is_some() && now.day != on && mark == Mark::Done;
        if now.status.mark() == mark && !moves_the_day {
            return Err(Refusal::Already {
                item: item.id.clone(),
                status: now.status.word(),
                day: now.day,
            });
        }
        Ok(Kind::Mark {
            item: item.id.clone(),
            mark,
        })
    }

    fn sign_off(
        &self,
        phase: PhaseIx,
        open: OpenItems,
        on: Option<LogicalDay>,
    ) -> Result<Vec<Kind>, Refusal> {
        let sign_off = self.roadmap[phase].sign_off;
        let left: Vec<ItemIx> = self.progress.open_items(self.roadmap, phase).collect();
        let mut kinds = Vec::new();
        match open {
            OpenItems::Refuse => kinds.push(self.mark(sign_off, Mark::Done, &[], on)?),
            OpenItems::Leave => kinds.push(self.plain_mark(sign_off, Mark::Done, on)?),
            OpenItems::Tick => {
                for item in left {
                    kinds.push(self.plain_mark(item, Mark::Done, on)?);
                }
                match self.plain_mark(sign_off, Mark::Done, on) {
                    Ok(kind) => kinds.push(kind),
                    Err(refusal) if kinds.is_empty() => return Err(refusal),
                    Err(_) => {} // signed off before; the rest is ticked now
                }
            }
        }
        Ok(kinds)
    }

    fn name_phases(&self, phases: &[PhaseIx]) -> String {
        if phases.len() > 1 && phases.len() == self.roadmap.phases.len() {
            return format!("all {} phases are", phases.len());
        }
        let numbers: Vec<String> = phases
            .iter()
            .map(|phase| self.roadmap[*phase].number.to_string())
            .collect();
        match numbers.as_slice() {
            [one] => format!("phase {one} is"),
            [init @ .., last] => format!("phases {} and {last} are", init.join(", ")),
            [] => "its phases are".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
