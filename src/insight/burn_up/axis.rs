//! Where days stand below the chart.

use super::BurnUp;
use crate::domain::day::LogicalDay;

impl BurnUp {
    /// The column that a day lies in; `None` before the chart and after it.
    pub fn column_of(&self, day: LogicalDay) -> Option<usize> {
        let column = self.days.partition_point(|last| *last < day);
        (day >= self.first && column < self.days.len()).then_some(column)
    }
}
