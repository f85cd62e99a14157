//! Weeks of time: against the budget, by day, by phase, and their averages.

use crate::domain::{
    day::LogicalDay,
    id::BudgetId,
    minutes::Minutes,
    roadmap::{PhaseIx, Roadmap},
    session::LoggedSession,
    state::State,
};

use super::phase_of;

/// The time of one category.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryTime {
    /// The category.
    pub id: BudgetId,
    /// Its name; the id where the roadmap no longer has it.
    pub title: String,
    /// The least and the most hours that the budget gives it a week; `None`
    /// where the roadmap no longer has it.
    pub range: Option<(f64, f64)>,
    /// What was spent.
    pub spent: Minutes,
}

/// How spent time stands to its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Less than the least.
    Under,
    /// Between the two.
    Within,
    /// More than the most.
    Over,
}

impl CategoryTime {
    /// How it stands to the week's range; `None` without one.
    pub fn standing(&self) -> Option<Standing> {
        let (least, most) = self.range?;
        Some(if self.spent < Minutes::of_hours(least) {
            Standing::Under
        } else if self.spent > Minutes::of_hours(most) {
            Standing::Over
        } else {
            Standing::Within
        })
    }
}

/// The time of one phase within a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseShare {
    /// The phase; `None` for what belongs to none.
    pub phase: Option<PhaseIx>,
    /// What was spent.
    pub spent: Minutes,
}

/// The time of one week, from the day that the learner’s weeks begin with.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeWeek {
    /// Its first day.
    pub first: LogicalDay,
    /// Its seven days.
    pub days: Vec<(LogicalDay, Minutes)>,
    /// The budget's categories in its order, then others that were used.
    pub categories: Vec<CategoryTime>,
    /// The phases that had time, in order; what belongs to none comes last.
    pub phases: Vec<PhaseShare>,
}

impl TimeWeek {
    /// The week that `day` lies in.
    pub fn new(roadmap: &Roadmap, state: &State, day: LogicalDay) -> Self {
        Self::from_first(roadmap, state, day.week_first(roadmap.cadence.week_start))
    }

    /// The seven days from `first` on, whatever the learner’s weeks begin with.
    pub fn from_first(roadmap: &Roadmap, state: &State, first: LogicalDay) -> Self {
        let last = first.forward(6);
        let sessions: Vec<&LoggedSession> = state.sessions_within(first, last).collect();
        let spent = |is_it: &dyn Fn(&LoggedSession) -> bool| -> Minutes {
            let those = sessions.iter().filter(|session| is_it(session));
            those.map(|session| session.minutes).sum()
        };
        let days = first
            .through(last)
            .map(|day| (day, spent(&|session| session.day == day)))
            .collect();
        let phases = roadmap
            .phase_places()
            .map(Some)
            .chain([None])
            .map(|phase| PhaseShare {
                phase,
                spent: spent(&|session| phase_of(roadmap, session.about.as_ref()) == phase),
            })
            .filter(|share| share.spent > Minutes::default())
            .collect();
        Self {
            first,
            days,
            categories: by_category(roadmap, &sessions),
            phases,
        }
    }

    /// All of its time.
    pub fn total(&self) -> Minutes {
        self.days.iter().map(|(_, spent)| *spent).sum()
    }
}

/// The time of each category of the budget, then of others that were used.
fn by_category(roadmap: &Roadmap, sessions: &[&LoggedSession]) -> Vec<CategoryTime> {
    let mut categories: Vec<CategoryTime> = roadmap
        .time
        .iter()
        .map(|budget| CategoryTime {
            id: budget.id.clone(),
            title: budget.title.clone(),
            range: Some(budget.hours),
            spent: Minutes::default(),
        })
        .collect();
    for session in sessions {
        let known = categories.iter().position(|it| it.id == session.category);
        if let Some(known) = known {
            categories[known].spent = categories[known].spent + session.minutes;
        } else {
            categories.push(CategoryTime {
                id: session.category.clone(),
                title: session.category.to_string(),
                range: None,
                spent: session.minutes,
            });
        }
    }
    categories
}

/// Where the first week with a session begins.
fn first_week(roadmap: &Roadmap, state: &State) -> Option<LogicalDay> {
    let start = roadmap.cadence.week_start;
    let first = state.sessions().next()?.day;
    Some(first.week_first(start))
}

/// The weeks before that of `day`, the newest first, back to the first with a
/// session; at most so many.
pub fn past(roadmap: &Roadmap, state: &State, day: LogicalDay, most: usize) -> Vec<TimeWeek> {
    let Some(first) = first_week(roadmap, state) else {
        return Vec::new();
    };
    let this = day.week_first(roadmap.cadence.week_start);
    (1..=most as u64)
        .map(|weeks| this.back(7 * weeks))
        .take_while(|week| *week >= first)
        .map(|week| TimeWeek::from_first(roadmap, state, week))
        .collect()
}

/// What a week has on average.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    /// How many weeks it is made of.
    pub weeks: usize,
    /// Each category's time in one of them.
    pub categories: Vec<CategoryTime>,
    /// All time of one of them.
    pub total: Minutes,
}

/// The average of the last `weeks` weeks that are over. A week without a
/// session counts, weeks before the first one do not; `None` before one is over.
pub fn average(
    roadmap: &Roadmap,
    state: &State,
    today: LogicalDay,
    weeks: usize,
) -> Option<Average> {
    let over = past(roadmap, state, today, weeks);
    let (first, many) = (over.last()?.first, over.len() as u64);
    let last = today.week_first(roadmap.cadence.week_start).previous();
    let sessions: Vec<&LoggedSession> = state.sessions_within(first, last).collect();
    let mut categories = by_category(roadmap, &sessions);
    for category in &mut categories {
        category.spent = category.spent.shared_by(many);
    }
    let total: Minutes = sessions.iter().map(|session| session.minutes).sum();
    Some(Average {
        weeks: over.len(),
        categories,
        total: total.shared_by(many),
    })
}
