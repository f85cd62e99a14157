//! The moves there are when the plan does not hold, with what each leads to.
//!
//! A move is previewed by the very decision that would make it, so that what is
//! shown and what happens cannot differ.

use crate::domain::{
    day::LogicalDay,
    decide::{Desk, NoReplan, Refusal, Replan, Wish, item_hours},
    event::Kind,
    minutes::Minutes,
    roadmap::ItemIx,
};

use super::{
    forecast::{Forecast, Outlook, weekly_capacity},
    pace::Pace,
    plan_line::PlanLine,
    words::{count, date, number, pace_short},
};

/// What a plan asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Its last day.
    pub end: LogicalDay,
    /// The planned hours that are left.
    pub left: f64,
    /// The weeks until its end, days off left out.
    pub weeks: f64,
    /// The hours a week that the learner has.
    pub capacity: f64,
    /// How the learner stands against it.
    pub pace: Pace,
}

impl Outcome {
    /// The hours a week that it takes; `None` when no week is left.
    pub fn needed(&self) -> Option<f64> {
        (self.weeks > 0.0).then(|| self.left / self.weeks)
    }

    /// The hours a week that are over; negative when they are too few, `None`
    /// where nobody says how many there are.
    pub fn spare(&self) -> Option<f64> {
        let needed = self.needed().filter(|_| self.capacity > 0.0)?;
        Some(self.capacity - needed)
    }

    /// The same in words: “23.8 h to spare”, “3 h short”, “exactly”.
    pub fn spare_words(&self) -> String {
        let Some(spare) = self.spare() else {
            return "–".to_owned();
        };
        match number(spare.abs()).as_str() {
            "0" => "just enough".to_owned(),
            hours if spare > 0.0 => format!("{hours} h to spare"),
            hours => format!("{hours} h short"),
        }
    }

    /// In a sentence without a final period: “until 31 Mar 2027, 276 h left,
    /// 5.1 h a week, on plan”.
    pub fn words(&self, today: LogicalDay) -> String {
        let needed = self.needed().map_or_else(
            || "no week left".to_owned(),
            |needed| format!("{} h a week", number(needed)),
        );
        format!(
            "until {}, {} h left, {needed}, {}",
            date(self.end, today),
            number(self.left),
            pace_short(&self.pace)
        )
    }
}

/// A move as it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The plan stays as it is.
    Keep,
    /// Its end moves to the date with even odds.
    Even,
    /// Its end moves to the date that is kept in nine of ten cases.
    NineInTen,
    /// Its end moves to where the hours of the week lead.
    Capacity,
    /// The week gets the hours that hold the end.
    Hours,
    /// All optional items are left out.
    Skip,
    /// What is left is spread evenly until the same end.
    Spread,
}

impl Offer {
    /// Its name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Even => "end-even",
            Self::NineInTen => "end-nine-in-ten",
            Self::Capacity => "end-capacity",
            Self::Hours => "hours",
            Self::Skip => "skip",
            Self::Spread => "spread",
        }
    }
}

/// A move, and what it leads to, or why it cannot be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// Which one it is.
    pub offer: Offer,
    /// What it is called.
    pub words: String,
    /// The wish that makes it; `None` for leaving all as it is.
    pub replan: Option<Replan>,
    /// What it leads to.
    pub outcome: Result<Outcome, Refusal>,
}

/// An optional item that is still to be done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Optional {
    /// The item.
    pub item: ItemIx,
    /// The planned hours that it stands for.
    pub hours: f64,
}

/// All moves side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Moves {
    /// The day they are made on.
    pub day: LogicalDay,
    /// The planned hours that are done.
    pub done: f64,
    /// All planned hours.
    pub planned: f64,
    /// What the plan asks for as it is.
    pub keep: Outcome,
    /// The last day of the first plan.
    pub first_end: LogicalDay,
    /// By when the rest will be done, as the forecast says it.
    pub outlook: Outlook,
    /// The same in words.
    pub outlook_words: String,
    /// When the rest is done at the hours of the week.
    pub at_capacity: Option<LogicalDay>,
    /// The optional items that are still to be done, in the roadmap's order.
    pub optional: Vec<Optional>,
}

impl Moves {
    /// Looks at the plan as it is; not where there is none to be changed.
    pub fn new(desk: &Desk<'_>, line: &PlanLine, forecast: &Forecast) -> Result<Self, NoReplan> {
        let (from, end) = desk.can_replan()?;
        let optional = desk.optional_items().map(|item| Optional {
            item,
            hours: item_hours(desk.roadmap, desk.progress, item),
        });
        Ok(Self {
            day: desk.today,
            done: forecast.done,
            planned: forecast.planned,
            keep: Outcome {
                end,
                left: forecast.left(),
                weeks: weeks(desk, from, end),
                capacity: forecast.capacity,
                pace: Pace::new(desk.progress, line, desk.today),
            },
            first_end: line.first_end(),
            outlook: forecast.outlook,
            outlook_words: forecast.outlook_words(),
            at_capacity: forecast.at_capacity,
            optional: optional.collect(),
        })
    }

    /// The two dates of the forecast, where it has them.
    pub fn dates(&self) -> (Option<LogicalDay>, Option<LogicalDay>) {
        match self.outlook {
            Outlook::Dates { even, most } => (even, most),
            _ => (None, None),
        }
    }

    /// The hours a week that hold the end, to the minute above; those of the
    /// week as it is where the end has passed.
    pub fn hold(&self) -> Minutes {
        let hours = self.keep.needed().unwrap_or(self.keep.capacity);
        Minutes((hours * 60.0 - 1e-6).ceil().max(1.0) as u64)
    }

    /// The wish that leaves all optional items out.
    pub fn skip_all(&self) -> Replan {
        Replan::Skip(self.optional.iter().map(|it| it.item).collect())
    }

    /// Each move with what it leads to.
    pub fn table(&self, desk: &Desk<'_>) -> Vec<Move> {
        let (even, most) = self.dates();
        let made = |offer, words: String, replan: Replan| Move {
            offer,
            words,
            outcome: outcome(desk, &replan),
            replan: Some(replan),
        };
        let mut moves = vec![Move {
            offer: Offer::Keep,
            words: "keep it as it is".to_owned(),
            replan: None,
            outcome: Ok(self.keep),
        }];
        for (offer, words, day) in [
            (Offer::Even, "move the end: even odds".to_owned(), even),
            (
                Offer::NineInTen,
                "move the end: nine in ten".to_owned(),
                most,
            ),
            (
                Offer::Capacity,
                format!("move the end: {} h a week", number(self.keep.capacity)),
                self.at_capacity,
            ),
        ] {
            if let Some(day) = day {
                moves.push(made(offer, words, Replan::End(day)));
            }
        }
        let hold = self.hold();
        let hours = match self.keep.needed() {
            Some(_) => format!("hold the end: {} h a week", number(hold.hours())),
            None => format!("work {} h a week", number(hold.hours())),
        };
        moves.push(made(Offer::Hours, hours, Replan::Hours(hold)));
        let items = count(i64::from(self.optional.len() as u32), "optional item");
        let skip = match self.optional.len() {
            0 => "skip optional items".to_owned(),
            _ => format!("skip {items}"),
        };
        moves.push(made(Offer::Skip, skip, self.skip_all()));
        let spread = "spread the rest evenly".to_owned();
        moves.push(made(Offer::Spread, spread, Replan::Spread));
        moves
    }
}

/// What a move leads to, or why it cannot be made.
pub fn outcome(desk: &Desk<'_>, replan: &Replan) -> Result<Outcome, Refusal> {
    let batch = desk.decide(&Wish::Replan(replan.clone()), None)?;
    let (from, mut end) = desk.can_replan()?;
    let (mut capacity, _) = weekly_capacity(desk.roadmap, desk.state);
    let mut left = desk.progress.hours_planned() - desk.progress.hours_done();
    for kind in &batch.kinds {
        match kind {
            Kind::Replan {
                end: said, hours, ..
            } => {
                end = said.unwrap_or(end);
                capacity = hours.map_or(capacity, |it| Minutes::from(it).hours());
            }
            Kind::Mark { item, .. } => {
                let item = desk.roadmap.find(item);
                left -= item.map_or(0.0, |it| item_hours(desk.roadmap, desk.progress, it));
            }
            _ => {}
        }
    }
    Ok(Outcome {
        end,
        left: left.max(0.0),
        weeks: weeks(desk, from, end),
        capacity,
        pace: Pace::OnPlan,
    })
}

/// The weeks from one day to another, both counted, days off left out.
fn weeks(desk: &Desk<'_>, from: LogicalDay, to: LogicalDay) -> f64 {
    let days = from.through(to).filter(|day| !desk.state.is_off(*day));
    days.count() as f64 / 7.0
}

#[cfg(test)]
mod tests;
