//! The plan: its quarters, its line, and what Today proposes.

use crate::insight::{
    plan_line::{planned_quarters, quarter_of, quarters},
    words::{date, number, phase_numbers, range, span},
};

use super::{Explained, Explainer, many};

impl Explainer<'_> {
    /// The quarters, and the plan's line in each.
    pub(super) fn quarters(&self) -> Vec<Explained> {
        let Some(start) = self.state.begin() else {
            return Vec::new();
        };
        let mut sums = Vec::new();
        for quarter in quarters(start) {
            let mut words = format!(
                "Q{} {}",
                quarter.number,
                span(quarter.first, quarter.last, self.today)
            );
            if let Some(line) = self.line {
                let phases: Vec<_> = self
                    .roadmap
                    .phase_places()
                    .filter(|phase| {
                        let planned = planned_quarters(self.roadmap, *phase).unwrap_or((4, 4));
                        planned.1 == quarter.number && self.progress[*phase].planned > 0.0
                    })
                    .collect();
                let study = quarter
                    .first
                    .through(quarter.last)
                    .filter(|day| self.roadmap.cadence.studies_on(day.weekday()))
                    .filter(|day| !self.state.is_off(*day))
                    .count();
                words = format!(
                    "{words}: {}, from {} h to {} h over {}",
                    phase_numbers(self.roadmap, &phases),
                    number(line.at(quarter.first.previous())),
                    number(line.at(quarter.last)),
                    many(study, "study day")
                );
            }
            sums.push(words);
        }
        let mut figures = vec![Explained::new(
            "quarters and the plan’s line",
            format!(
                "Four times three months from {}. The line reaches the hours of a quarter’s \
                 phases on its last day, rises evenly over its study days, and is flat on rest \
                 days and days off.",
                date(start, self.today)
            ),
            sums,
        )];
        if let (Some(line), Some(quarter)) = (self.line, quarter_of(start, self.today)) {
            figures.push(Explained::new(
                "the line today",
                "The planned hours that the plan has done by the end of a day.",
                [format!(
                    "Q{}: {} h by {}, {} h by today",
                    quarter.number,
                    number(line.at(self.today.previous())),
                    date(self.today.previous(), self.today),
                    number(line.at(self.today))
                )],
            ));
        }
        figures
    }

    /// How proposals are chosen.
    pub(super) fn next(&self) -> Explained {
        let slot = self.roadmap.cadence.slot(self.today.weekday());
        let kind = match slot {
            _ if self.state.is_off(self.today) => "today is a day off".to_owned(),
            Some(slot) => format!("today’s kind is {}", slot.kind.word()),
            None => "today is a rest day".to_owned(),
        };
        Explained::new(
            "next",
            "In the current phase: what is started; then today’s kind; then the kinds of this \
             week’s study days that got no tick; then any reading; then deliverables. Three of \
             each at most.",
            [kind],
        )
    }

    /// A range as a sum: “(15 + 20) ÷ 2 = 17.5 h”.
    pub(super) fn middle_of(hours: (f64, f64)) -> String {
        format!(
            "{} h, {} in the middle",
            range(hours),
            number(f64::midpoint(hours.0, hours.1))
        )
    }
}
