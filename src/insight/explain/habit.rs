//! Study days, the streak, the heatmap: how the habit holds.

use crate::{
    domain::{
        day::LogicalDay,
        progress::Status,
        roadmap::{PhaseIx, Roadmap},
    },
    insight::{
        plan_line::planned_quarters,
        stats::{Measure, PhaseSpan, Stats},
        streak::{Counted, DayMark, HALF_LIFE},
        week::Week,
        words::{self, count, date, number, weekday_date},
    },
};

use super::{Explained, Explainer, many};

/// So many kept days are named.
const NAMED: usize = 5;

impl Explainer<'_> {
    fn counted(&self) -> Counted {
        Counted::new(self.roadmap, self.state, self.progress, self.today)
    }

    fn stats(&self) -> Stats {
        Stats::new(self.roadmap, self.state, self.progress, self.today)
    }

    /// Study days kept in a row.
    pub(super) fn streak(&self) -> Explained {
        let counted = self.counted();
        let kept: Vec<LogicalDay> = counted
            .days
            .iter()
            .take_while(|(_, kept)| *kept)
            .map(|(day, _)| *day)
            .collect();
        let missed = counted.days.iter().find(|(_, kept)| !kept);
        let mut sums = Vec::new();
        if kept.is_empty() {
            sums.push("no study day in a row yet".to_owned());
        } else {
            let mut names: Vec<String> = kept
                .iter()
                .take(NAMED)
                .map(|day| weekday_date(*day, self.today))
                .collect();
            if kept.len() > NAMED {
                names.push(format!("{} more", kept.len() - NAMED));
            }
            let days = many(kept.len(), "study day");
            sums.push(format!("kept {}: {days}", names.join(", ")));
        }
        sums.push(missed.map_or_else(
            || "none was missed before".to_owned(),
            |(day, _)| format!("the last without was {}", weekday_date(*day, self.today)),
        ));
        Explained::new(
            "streak",
            "The cadence’s study days kept in a row: with a tick, time, a thought, a review or \
             evidence. Rest days and days off neither break nor lengthen it, and today never \
             breaks it.",
            sums,
        )
    }

    /// The share of study days that were kept.
    pub(super) fn consistency(&self) -> Explained {
        let counted = self.counted();
        let sum = if counted.all > 0.0 {
            let kept = counted.days.iter().filter(|(_, kept)| *kept).count();
            format!(
                "{kept} of {} kept; they weigh {:.2} of {:.2} = {:.0} %",
                many(counted.days.len(), "study day"),
                counted.kept,
                counted.all,
                counted.kept / counted.all * 100.0
            )
        } else {
            "no study day is over yet".to_owned()
        };
        Explained::new(
            "consistency",
            format!(
                "The share of study days that were kept, the recent ones weighing more: {} of \
                 them ago, a day weighs half.",
                number(HALF_LIFE)
            ),
            [sum],
        )
    }

    /// Study days and items of a week.
    pub(super) fn week(&self, day: LogicalDay) -> Explained {
        let week = Week::new(self.roadmap, self.state, self.progress, day, self.today);
        let days: Vec<String> = week
            .days
            .iter()
            .filter(|day| day.mark == DayMark::Studied)
            .map(|day| format!("{} {}", day.day.date().format("%a"), day.done.len()))
            .collect();
        let items: usize = week.days.iter().map(|day| day.done.len()).sum();
        let sum = if days.is_empty() {
            "none yet".to_owned()
        } else {
            format!(
                "{}: {}, {}",
                days.join(", "),
                many(days.len(), "study day"),
                many(items, "item")
            )
        };
        let first = day.week_first(self.roadmap.cadence.week_start);
        Explained::new(
            format!("week {}", first.number_from_here()),
            "Its days with something learned, and the items done on each.",
            [sum],
        )
    }

    /// What the shapes of the heatmap mean.
    pub(super) fn heat(&self, measure: Measure) -> Explained {
        let full = self.roadmap.hours_per_day;
        let mut levels = [0_usize; 5];
        let stats = self.stats();
        let days = stats.heat.iter().flatten().filter(|day| !day.ahead);
        for day in days {
            levels[usize::from(day.heat_by(measure, full)).min(4)] += 1;
        }
        let (meaning, names) = match measure {
            Measure::Items => (
                "Items done on a day, sign-offs among them; what ticks itself is not.".to_owned(),
                ["no item", "1–2", "3–5", "6 or more"].map(str::to_owned),
            ),
            Measure::Hours => (
                format!(
                    "Time spent on a day. A full one has {} h, as the estimates do.",
                    number(full)
                ),
                [
                    "no time".to_owned(),
                    format!("under {} h", number(full / 2.0)),
                    format!("under {} h", number(full)),
                    format!("{} h or more", number(full)),
                ],
            ),
        };
        let told: Vec<String> = ["○", "▒", "▓", "█"]
            .into_iter()
            .zip(names)
            .zip(&levels[1..])
            .map(|((symbol, name), days)| format!("{symbol} {name}: {}", many(*days, "day")))
            .collect();
        let studied = levels[1..].iter().sum::<usize>();
        Explained::new(
            "heat",
            meaning,
            [
                told.join(", "),
                format!("in these 53 weeks {}", many(studied, "study day")),
            ],
        )
    }

    /// What this week came to.
    pub(super) fn throughput(&self) -> Explained {
        let stats = self.stats();
        let first = self.today.week_first(self.roadmap.cadence.week_start);
        let within = |day: LogicalDay| first <= day && day <= first.forward(6);
        let mut parts = Vec::new();
        for (ix, standing) in self.progress.phases() {
            let of = standing.items().of;
            let done = self.roadmap[ix]
                .items()
                .filter(|item| self.progress[*item].status == Status::Done)
                .filter(|item| self.progress[*item].day.is_some_and(within))
                .count();
            if done > 0 && of > 0 {
                parts.push(format!(
                    "{done} of phase {} × {} h ÷ {of}",
                    self.roadmap[ix].number,
                    number(standing.planned)
                ));
            }
        }
        let week = stats.throughput.first();
        let sum = week.map(|week| {
            let items = count(week.items.into(), "item");
            if parts.is_empty() {
                format!("this week: {items}, {} h", number(week.hours))
            } else {
                format!(
                    "this week: {items}; {} = {} h",
                    parts.join(" + "),
                    number(week.hours)
                )
            }
        });
        Explained::new(
            "weeks",
            "Items done from Monday to Sunday, and the planned hours they stand for: each an even \
             share of its phase’s.",
            sum,
        )
    }

    /// When a phase was planned, and when it was worked on.
    pub(super) fn span(&self, phase: PhaseIx) -> Explained {
        let number = self.roadmap[phase].number;
        let stats = self.stats();
        let span = stats.phases.iter().find(|span| span.phase == phase);
        Explained::new(
            format!("span of phase {number}"),
            SPAN,
            span.into_iter()
                .flat_map(|span| told(self.roadmap, span, self.today)),
        )
    }

    /// What the spans mean, no phase named.
    pub(super) fn spans(&self) -> Explained {
        let stats = self.stats();
        let begun = stats.phases.iter().filter(|span| span.first.is_some());
        let ended = stats.phases.iter().filter(|span| span.last.is_some());
        Explained::new(
            "phases",
            SPAN,
            [format!(
                "{} begun, {} signed off",
                many(begun.count(), "phase"),
                ended.count()
            )],
        )
    }
}

const SPAN: &str = "Planned: the quarters whose milestone names the phase. Worked on: from its \
                    first mark to its sign-off; its days are those with an item of it done.";

fn told(roadmap: &Roadmap, span: &PhaseSpan, today: LogicalDay) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(quarters) = planned_quarters(roadmap, span.phase) {
        let dates = span.planned_words(today);
        let colon = if dates.is_empty() { "" } else { ": " };
        lines.push(format!(
            "planned in {}{colon}{dates}",
            words::quarters(quarters)
        ));
    }
    match (span.first, span.last) {
        (Some(first), Some(last)) => lines.push(format!(
            "first mark {}, signed off {}: {}",
            date(first, today),
            date(last, today),
            words::days(last.days_since(first) + 1)
        )),
        (Some(first), None) => lines.push(format!("first mark {}", date(first, today))),
        (None, _) => lines.push("not begun".to_owned()),
    }
    if span.study_days > 0 {
        lines.push(format!(
            "{} with a tick; the estimate is {} days",
            many(span.study_days, "day"),
            words::range(roadmap[span.phase].days)
        ));
    }
    lines
}
