//! The burn-up chart: the planned line, what is done, and the fan of the
//! forecast, as cells that a command or a screen may draw.

mod axis;

pub use axis::Axis;

use crate::domain::{day::LogicalDay, progress::Progress, roadmap::Roadmap, state::State};

use super::{
    forecast::{Forecast, Outlook},
    hours::hours_by_day,
    plan_line::PlanLine,
};

/// What a cell of the chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// The plan's line.
    Plan,
    /// Where the first plan would have led, after it was changed.
    First,
    /// What is done.
    Done,
    /// Between even odds and nine in ten.
    Fan,
}

/// A chart of planned hours over days.
#[derive(Debug, Clone, PartialEq)]
pub struct BurnUp {
    /// Its rows from the top, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// The last day of each column.
    pub days: Vec<LogicalDay>,
    /// Its first day.
    pub first: LogicalDay,
    /// The hours that the top stands for: all that are planned.
    pub top: f64,
    /// The column that today lies in.
    pub today: Option<usize>,
}

impl BurnUp {
    /// Draws `width` × `height` cells; `None` where there is nothing to draw.
    ///
    /// The days reach from the start, or the first progress, to the plan's end
    /// or that of the forecast, whichever is later, but no further than two
    /// years. A column shows its last day, today's column today; a row stands
    /// for an even share of the hours, and the highest also for the top itself.
    /// The fan lies between the straight ways from today to its two dates. Where
    /// two things meet, what is done covers the plan, and both cover the fan.
    pub fn new(
        roadmap: &Roadmap,
        progress: &Progress,
        line: &PlanLine,
        forecast: &Forecast,
        (width, height): (usize, usize),
    ) -> Option<Self> {
        let top = forecast.planned;
        if width == 0 || height == 0 || top <= 0.0 {
            return None;
        }
        let today = forecast.day;
        let hours = hours_by_day(roadmap, progress);
        let first = hours.keys().next().copied();
        let first = first.map_or_else(|| line.start(), |day| day.min(line.start()));
        let (even, most) = match forecast.outlook {
            Outlook::Dates { even, most } => (even, most),
            _ => (None, None),
        };
        let last = [Some(line.end()), even, most, Some(today)];
        let last = last.into_iter().flatten().max().unwrap_or(today);
        let last = last.min(line.start().months_later(24).max(today));
        let span = last.days_since(first).max(0) as usize + 1;
        let days: Vec<LogicalDay> = (1..=width)
            .map(|column| first.forward((column * span).div_ceil(width) as u64 - 1))
            .collect();
        let now = (first <= today).then(|| days.partition_point(|day| *day < today));
        let mut chart = Self {
            rows: vec![vec![Cell::Empty; width]; height],
            days: days.clone(),
            first,
            top,
            today: now.filter(|column| *column < width),
        };
        for (column, day) in days.iter().enumerate() {
            if Some(column) >= now && even.is_some() {
                let way = |end: Option<LogicalDay>| way(forecast, end, *day);
                let past =
                    most.is_some_and(|most| Some(most) < column.checked_sub(1).map(|it| days[it]));
                if !past {
                    let (high, low) = (chart.row(way(even)), chart.row(way(most)));
                    for row in high..=low {
                        chart.rows[row][column] = Cell::Fan;
                    }
                }
            }
            if *day <= line.end() {
                let row = chart.row(line.at(*day));
                chart.rows[row][column] = Cell::Plan;
            }
        }
        let mut sum = 0.0;
        let mut ticked = hours.iter().peekable();
        for (column, day) in days.iter().enumerate().take(now.map_or(0, |now| now + 1)) {
            while let Some((_, hours)) = ticked.next_if(|(ticked, _)| *ticked <= day) {
                sum += hours;
            }
            let row = chart.row(sum);
            if let Some(cell) = chart.rows[row].get_mut(column) {
                *cell = Cell::Done;
            }
        }
        Some(chart)
    }

    /// The same with the first plan's line from the day on which it was left, in
    /// cells that are empty. Where the plan was never changed, nothing is added.
    #[must_use]
    pub fn with_first_plan(
        mut self,
        roadmap: &Roadmap,
        state: &State,
        progress: &Progress,
        line: &PlanLine,
    ) -> Self {
        let Some(changed) = state.revisions().first().map(|revision| revision.day) else {
            return self;
        };
        let first = PlanLine::baseline(roadmap, state, progress, line.start());
        for (column, day) in self.days.clone().into_iter().enumerate() {
            if changed <= day && day <= first.end() {
                let row = self.row(first.at(day));
                let cell = &mut self.rows[row][column];
                if *cell == Cell::Empty {
                    *cell = Cell::First;
                }
            }
        }
        self
    }

    /// The row of so many hours, counted from the top.
    fn row(&self, hours: f64) -> usize {
        let height = self.rows.len();
        let share = (hours / self.top).clamp(0.0, 1.0);
        let up = ((share * height as f64) + 1e-9).floor() as usize;
        height - 1 - up.min(height - 1)
    }

    /// The hours at the top of a row that carries a label: all, half, none.
    pub fn label(&self, row: usize) -> Option<f64> {
        let last = self.rows.len() - 1;
        match row {
            0 => Some(self.top),
            row if row == last => Some(0.0),
            row if row == last.div_ceil(2) && last >= 4 => {
                Some(self.top * (last + 1 - row) as f64 / (last + 1) as f64)
            }
            _ => None,
        }
    }
}

/// The straight way from what is done today to all of it at `end`, on `day`.
fn way(forecast: &Forecast, end: Option<LogicalDay>, day: LogicalDay) -> f64 {
    let Some(end) = end else {
        return forecast.done;
    };
    let (gone, all) = (
        day.days_since(forecast.day).max(0),
        end.days_since(forecast.day),
    );
    if gone >= all {
        return forecast.planned;
    }
    forecast.done + forecast.left() * gone as f64 / all as f64
}

#[cfg(test)]
mod tests;
