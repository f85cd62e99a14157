//! When the planned hours were done: progress by day.

use std::collections::BTreeMap;

use crate::domain::{
    day::LogicalDay,
    progress::{Progress, Status},
    roadmap::Roadmap,
};

/// The planned hours done on each day, by the day of each tick. An item stands
/// for its share of its phase, as in [`Progress::hours_done`], and all days
/// together are that figure: what is reopened or moved changes the past, too.
pub fn hours_by_day(roadmap: &Roadmap, progress: &Progress) -> BTreeMap<LogicalDay, f64> {
    let mut days = BTreeMap::new();
    let mut add = |day: Option<LogicalDay>, hours: f64| {
        if let Some(day) = day
            && hours > 0.0
        {
            *days.entry(day).or_insert(0.0) += hours;
        }
    };
    for (ix, phase) in progress.phases() {
        let of = phase.items().of;
        if of == 0 {
            if phase.is_signed_off() {
                add(phase.sign_off.day, phase.planned);
            }
            continue;
        }
        for item in roadmap[ix].items() {
            if progress[item].status == Status::Done {
                add(progress[item].day, phase.planned / of as f64);
            }
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::Mark,
        fixtures::{Learner, day},
    };

    #[test]
    fn each_day_has_the_hours_of_its_ticks() {
        let mut learner = Learner::on("2026-03-10");
        // Phase 0: eight items, an hour each; without one of them 8/7.
        learner.marks(&["ground-book"], Mark::Done, Some("2026-03-02"));
        learner.marks(&["ground-docs", "ground-gate"], Mark::Done, None);
        learner.marks(&["ground-talk"], Mark::Skipped, None);
        let days = hours_by_day(&learner.roadmap, &learner.progress());
        let one = 8.0 / 7.0;
        for ((day, hours), (on, by_hand)) in days
            .iter()
            .zip([(day("2026-03-02"), one), (day("2026-03-10"), 2.0 * one)])
        {
            assert_eq!(*day, on);
            assert!((hours - by_hand).abs() < 1e-9, "{on}: {hours}");
        }
        let all: f64 = days.values().sum();
        assert!((all - learner.progress().hours_done()).abs() < 1e-9);
    }

    #[test]
    fn a_phase_without_items_is_done_on_its_sign_off() {
        let mut learner = Learner::on("2026-03-10");
        learner.marks(&["roof"], Mark::Done, None);
        let days = hours_by_day(&learner.roadmap, &learner.progress());
        assert_eq!(
            days.into_iter().collect::<Vec<_>>(),
            [(day("2026-03-10"), 40.0)]
        );
    }
}
