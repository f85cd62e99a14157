//! Where days stand below the chart.

use super::BurnUp;
use crate::{
    domain::day::LogicalDay,
    insight::{
        plan_line::{PlanLine, quarters},
        words::date,
    },
};

/// The axis of days, a character a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The line, with a mark where each quarter begins and where the plan is
    /// over.
    pub marks: String,
    /// The names of the quarters, with their dates where there is room for them,
    /// and the last day.
    pub dates: String,
}

/// The beginning of a quarter on the axis.
struct Begin {
    column: usize,
    name: String,
    long: String,
}

impl BurnUp {
    /// The column that a day lies in; `None` before the chart and after it.
    pub fn column_of(&self, day: LogicalDay) -> Option<usize> {
        let column = self.days.partition_point(|last| *last < day);
        (day >= self.first && column < self.days.len()).then_some(column)
    }

    /// The axis below the chart, for the line that it shows.
    pub fn axis(&self, line: &PlanLine, today: LogicalDay) -> Axis {
        let width = self.days.len();
        let begins: Vec<Begin> = quarters(line.start())
            .into_iter()
            .filter_map(|quarter| {
                let column = self.column_of(quarter.first)?;
                let name = format!("Q{}", quarter.number);
                let long = format!("{name} {}", date(quarter.first, today));
                Some(Begin { column, name, long })
            })
            .collect();
        let over = self.column_of(line.end().next());
        let mut marks = vec!["─"; width];
        for column in begins.iter().map(|begin| begin.column).chain(over) {
            marks[column] = "┬";
        }
        // The last day stands at the right, if the names leave room for it; where
        // it is the plan's own, the dates of the quarters come first.
        let last = self.days.last().map(|day| date(*day, today));
        let last = last.unwrap_or_default();
        let last_at = width.saturating_sub(last.len());
        let fits_before = |end: usize| {
            let ends = begins.iter().skip(1).map(|begin| begin.column);
            let mut names = begins.iter().zip(ends.chain([end + 1]));
            names.all(|(begin, end)| begin.column + begin.long.len() < end)
        };
        let names_end = begins.last().map_or(0, |it| it.column + it.name.len() + 2);
        let has_last = names_end <= last_at
            && (over.is_some() || fits_before(last_at.saturating_sub(2)) || !fits_before(width));
        let fits = fits_before(if has_last {
            last_at.saturating_sub(2)
        } else {
            width
        });
        let mut dates = String::new();
        let mut put = |column: usize, words: &str| {
            let pad = column.saturating_sub(dates.len());
            dates.push_str(&" ".repeat(pad));
            dates.push_str(words);
        };
        for begin in &begins {
            put(begin.column, if fits { &begin.long } else { &begin.name });
        }
        if has_last {
            put(last_at, &last);
        }
        Axis {
            marks: marks.concat(),
            dates,
        }
    }
}
