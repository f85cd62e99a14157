//! Hours and money.

use crate::{
    domain::{day::LogicalDay, id::BudgetId, minutes::Minutes, roadmap::ItemIx},
    insight::{
        money::Money,
        time::{Spending, TimeWeek, average, past},
        words::{hours, number},
    },
};

use super::{Explained, Explainer, many};

impl Explainer<'_> {
    /// The time spent on one item.
    pub(super) fn spent_on(&self, item: ItemIx) -> Minutes {
        self.state
            .sessions()
            .filter(|session| {
                let about = session.about.as_ref();
                about.and_then(|about| self.roadmap.find(about)) == Some(item)
            })
            .map(|session| session.minutes)
            .sum()
    }

    /// This week's hours by category, and the averages of weeks before.
    pub(super) fn time(&self) -> Vec<Explained> {
        let week = TimeWeek::new(self.roadmap, self.state, self.today);
        let mut sums = Vec::new();
        for category in &week.categories {
            let parts = self.by_day(&category.id);
            let spent = match parts.as_slice() {
                [] => hours(category.spent),
                [one] => one.clone(),
                more => format!("{} = {}", more.join(" + "), hours(category.spent)),
            };
            let range = category
                .range
                .map_or_else(String::new, |range| format!("; {}", Self::middle_of(range)));
            sums.push(format!("{}: {spent}{range}", category.title));
        }
        sums.push(format!("together {}", hours(week.total())));
        let mut figures = vec![Explained::new(
            "this week",
            format!(
                "The time of its sessions, {}, against the week’s range. A session across the \
                 start of a day is two.",
                self.roadmap.cadence.week_start.words()
            ),
            sums,
        )];
        let mut sums = Vec::new();
        for weeks in [4, 12] {
            let over = past(self.roadmap, self.state, self.today, weeks);
            let Some(mean) = average(self.roadmap, self.state, self.today, weeks) else {
                continue;
            };
            let all: Minutes = over.iter().map(TimeWeek::total).sum();
            let line = format!(
                "{} ÷ {} = {}",
                hours(all),
                many(mean.weeks, "week"),
                hours(mean.total)
            );
            if !sums.contains(&line) {
                sums.push(line);
            }
        }
        if !sums.is_empty() {
            figures.push(Explained::new(
                "averages",
                "Of the last four and twelve weeks that are over. Weeks without a session count, \
                 weeks before the first one do not.",
                sums,
            ));
        }
        figures
    }

    /// The days of this week with time of a category: “Mon 2 h”.
    fn by_day(&self, category: &BudgetId) -> Vec<String> {
        let first = self.today.week_first(self.roadmap.cadence.week_start);
        let on = |day: LogicalDay| -> Minutes {
            self.state
                .sessions_within(day, day)
                .filter(|session| session.category == *category)
                .map(|session| session.minutes)
                .sum()
        };
        first
            .through(first.forward(6))
            .map(|day| (day, on(day)))
            .filter(|(_, spent)| *spent > Minutes::default())
            .map(|(day, spent)| format!("{} {}", day.date().format("%a"), hours(spent)))
            .collect()
    }

    /// Spent against planned, and the learner's own ratio.
    pub(super) fn ratios(&self) -> Vec<Explained> {
        let spending = Spending::new(self.roadmap, self.state, self.progress);
        let mut sums = Vec::new();
        for row in &spending.kinds {
            sums.push(row.ratio.map_or_else(
                || {
                    format!(
                        "{}: {} of {}, no three finished items with time yet",
                        row.kind.word(),
                        hours(row.spent),
                        hours(row.planned)
                    )
                },
                |ratio| {
                    format!(
                        "{}: {} items took {}, planned {} = {} ×",
                        row.kind.word(),
                        ratio.items,
                        hours(ratio.spent),
                        hours(ratio.planned),
                        number(ratio.value())
                    )
                },
            ));
        }
        let kinds: Minutes = spending.kinds.iter().map(|row| row.spent).sum();
        let sum = format!(
            "{} on items + {} on phases as a whole + {} on no phase = {}",
            hours(kinds),
            hours(spending.of_no_kind),
            hours(spending.of_no_phase),
            hours(spending.total)
        );
        vec![
            Explained::new(
                "spent against planned",
                "All sessions, by what they were about. A phase’s planned hours are the middle of \
                 its estimate; a kind of work has its share of each.",
                [sum],
            ),
            Explained::new(
                "your own ratio",
                "The time that finished items took over the hours planned for them, once three \
                 of a kind are finished with time on them.",
                sums,
            ),
        ]
    }

    /// The budget.
    pub(super) fn money(&self) -> Vec<Explained> {
        let money = Money::new(self.roadmap, self.state, self.today);
        if money.lines.is_empty() {
            return Vec::new();
        }
        let currency = &self.roadmap.currency;
        let mut sums = Vec::new();
        for line in &money.lines {
            let sum = match (line.budget, line.spent, line.left()) {
                (Some(budget), Some(spent), Some(left)) => {
                    format!("{}: {budget} − {spent} = {left}", line.title)
                }
                _ => format!("{}: {} in all", line.title, line.total),
            };
            let months: Vec<String> = line.months.iter().map(ToString::to_string).collect();
            sums.push(if months.len() > 1 {
                format!("{sum}; by month {}", months.join(", "))
            } else {
                sum
            });
        }
        let mut figures = vec![Explained::new(
            format!("money, in {currency}"),
            "Budget less spent = left; a monthly line by the months of your year, which begin on \
             the day of the start date.",
            sums,
        )];
        if let Some(projected) = money.projected {
            let parts: Vec<String> = money
                .lines
                .iter()
                .filter_map(|line| Some(format!("{} {}", line.title, line.projected?)))
                .collect();
            figures.push(Explained::new(
                "projected for the year",
                "A yearly line comes to its budget, or to what was spent if that is more. A \
                 monthly one to what was spent, and a usual month for each one left.",
                [
                    format!("{} = {projected}", parts.join(" + ")),
                    format!("the budget has {}, spent are {}", money.year, money.spent),
                ],
            ));
        }
        figures
    }
}
