//! The week, the year, the budget, the reviews.

use chrono::Weekday;
use rust_decimal::Decimal;

use super::{Builder, items::Draft, places, raw};
use crate::{
    domain::{
        day::WeekStart,
        id::{BudgetId, LaneId, ReviewId},
        roadmap::{
            Block, Cadence, DayKind, Every, ItemKind, Lane, Metric, Milestone, MoneyBudget, Plan,
            Review, Rhythm, Slot, TimeBudget,
        },
    },
    store::roadmap_file::{
        ids::Names,
        scalar::{Amount, At, MOST_MONEY, Quarters},
    },
};

impl Builder<'_, '_> {
    pub(super) fn cadence(&mut self, raw: raw::Cadence<'_>) {
        let mut claimed: Vec<(Weekday, usize)> = Vec::new();
        let mut slots = Vec::with_capacity(raw.slot.len());
        for raw in raw.slot {
            let kind = day_kind(raw.kind);
            let mut days = Vec::with_capacity(raw.days.len());
            for day in raw.days {
                let weekday = day.value.0;
                let line = self.lines.number(day.span.start);
                let taken = claimed.iter().find(|(other, _)| *other == weekday);
                if let Some((_, first)) = taken {
                    let message = format!("{weekday} has its work already, on line {first}");
                    self.faults
                        .degrading(&day.span, message)
                        .expecting("a day that no other slot names");
                    continue;
                }
                claimed.push((weekday, line));
                days.push(weekday);
            }
            let title = raw.title.into_string();
            let title = if title.is_empty() {
                kind.word().to_owned()
            } else {
                title
            };
            slots.push(Slot { days, kind, title });
        }
        self.roadmap.cadence = Cadence {
            week_start: WeekStart::default(),
            slots,
            pull_request: raw.pull_request.map(|it| it.0),
            rule: raw.rule.map(|it| it.0),
        };
    }

    pub(super) fn plan(&mut self, raw: raw::Plan<'_>) {
        let mut ids = Names::new("lane");
        let mut lanes = Vec::with_capacity(raw.lane.len());
        for raw in raw.lane {
            if ids.claim(&raw.id, (), self.faults).is_none() {
                continue;
            }
            let blocks = raw.block.into_iter().map(|block| self.block(block));
            lanes.push(Lane {
                blocks: blocks.collect(),
                id: LaneId::new(raw.id.value.0.as_str()),
                title: raw.title.0,
                summary: raw.summary.into_string(),
            });
        }
        ids.look_alikes(self.faults);
        self.roadmap.plan = Plan {
            summary: raw.summary.into_string(),
            aims: raw.aims.into_iter().map(|it| it.0).collect(),
            lanes,
        };
    }

    fn block(&mut self, raw: raw::Block<'_>) -> Block {
        let quarters = raw.quarters.map(|it| self.quarters(&it));
        let (first, last) = quarters.unwrap_or((1, 4));
        let boxes = raw.milestones.into_iter();
        let milestones = boxes.filter_map(|raw| {
            let phases = self.phases.find_all(&raw.phases, self.faults);
            let item = self.item(Draft {
                id: &raw.id,
                formerly: &raw.formerly,
                title: raw.title.0,
                kind: ItemKind::Milestone,
                phase: None,
                optional: false,
            })?;
            let phases = places(&phases);
            Some(Milestone { item, phases })
        });
        Block {
            milestones: milestones.collect(),
            first,
            last,
        }
    }

    fn quarters(&mut self, raw: &At<Quarters>) -> (u8, u8) {
        let Quarters(first, last) = raw.value;
        if first <= last {
            return (first, last);
        }
        self.faults
            .degrading(&raw.span, "`quarters` begins with the later one")
            .expecting(format!("`[{last}, {first}]`"));
        (last, first)
    }

    pub(super) fn metrics(&mut self, metrics: Vec<raw::Metric<'_>>) {
        for raw in metrics {
            let item = self.item(Draft {
                id: &raw.id,
                formerly: &raw.formerly,
                title: raw.title.0,
                kind: ItemKind::Metric,
                phase: None,
                optional: false,
            });
            if let Some(item) = item {
                let all_phases = matches!(raw.derived, Some(raw::Derived::AllPhases));
                self.roadmap.metrics.push(Metric { item, all_phases });
            }
        }
    }

    pub(super) fn budget(&mut self, raw: raw::Budget<'_>) {
        if let Some(currency) = raw.currency {
            let code = currency.value.as_str();
            if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                self.faults
                    .degrading(&currency.span, format!("`{code}` is no currency"))
                    .expecting("three capital letters, as ISO 4217 has them: `USD`, `EUR`, `CZK`");
            }
            self.roadmap.currency = currency.value.into_string();
        }
        let mut ids = Names::new("budget line");
        for raw in raw.time {
            if ids.claim(&raw.id, (), self.faults).is_some() {
                let hours = self.range("hours", &raw.hours);
                self.roadmap.time.push(TimeBudget {
                    id: BudgetId::new(raw.id.value.0.as_str()),
                    title: raw.title.0,
                    hours,
                });
            }
        }
        for raw in raw.money {
            if ids.claim(&raw.id, (), self.faults).is_some() {
                let amount = raw.amount.and_then(|amount| self.amount(&amount));
                self.roadmap.money.push(MoneyBudget {
                    id: BudgetId::new(raw.id.value.0.as_str()),
                    title: raw.title.0,
                    amount,
                    every: match raw.every {
                        raw::Every::Once => Every::Once,
                        raw::Every::Month => Every::Month,
                    },
                });
            }
        }
        ids.look_alikes(self.faults);
    }

    fn amount(&mut self, raw: &At<Amount<'_>>) -> Option<Decimal> {
        let text = match &raw.value {
            Amount::Number(number) => &number.to_string(),
            Amount::Text(text) => text.as_str(),
        };
        let most = Decimal::from(MOST_MONEY);
        let digits = text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains('_');
        let amount = Decimal::from_str_exact(text).ok();
        let amount = amount.filter(|amount| digits && *amount <= most);
        if amount.is_none() {
            self.faults
                .degrading(&raw.span, format!("`{text}` is no amount of money"))
                .expecting(format!("a number from 0 to {MOST_MONEY}, like `\"99.50\"`"));
        }
        amount
    }

    pub(super) fn reviews(&mut self, reviews: Vec<raw::Review<'_>>) {
        let mut ids = Names::new("review");
        for raw in reviews {
            if ids.claim(&raw.id, (), self.faults).is_some() {
                self.roadmap.reviews.push(Review {
                    id: ReviewId::new(raw.id.value.0.as_str()),
                    rhythm: match raw.every {
                        raw::Rhythm::Week => Rhythm::Weekly,
                        raw::Rhythm::Month => Rhythm::Monthly,
                        raw::Rhythm::Quarter => Rhythm::Quarterly,
                    },
                    subject: raw.subject.0,
                });
            }
        }
        ids.look_alikes(self.faults);
    }
}

fn day_kind(raw: raw::DayKind) -> DayKind {
    match raw {
        raw::DayKind::Book => DayKind::Book,
        raw::DayKind::Docs => DayKind::Docs,
        raw::DayKind::Supplement => DayKind::Supplement,
        raw::DayKind::Build => DayKind::Build,
        raw::DayKind::WhatChanged => DayKind::WhatChanged,
    }
}
