//! Phases, items and apps: how far they are.

use crate::{
    domain::{
        progress::{Status, Tally},
        roadmap::{AppIx, ItemIx, ItemKind, PhaseIx, Work},
    },
    insight::{
        time::{WorkKind, kind_of},
        words::{self, list, number, phase_numbers, tally},
    },
};

use super::{Explained, Explainer};

const NOT_SKIPPED: &str = "Done, of all that is not skipped.";

impl Explainer<'_> {
    /// How far a phase is, and what it is worth.
    pub(super) fn phase(&self, ix: PhaseIx) -> Vec<Explained> {
        let (phase, standing) = (&self.roadmap[ix], &self.progress[ix]);
        let skipped = phase
            .items()
            .filter(|item| self.progress[*item].status == Status::Skipped)
            .count();
        let skipped = match skipped {
            0 => String::new(),
            skipped => format!("; {skipped} skipped"),
        };
        let items = standing.items();
        let done = if items.of == 0 {
            "nothing to read or build: it counts as its sign-off".to_owned()
        } else {
            format!(
                "{} read + {} built = {}{skipped}",
                tally(standing.readings),
                tally(standing.deliverables),
                tally(items)
            )
        };
        let days = f64::midpoint(phase.days.0, phase.days.1);
        let hours = self.roadmap.planned_hours(ix);
        let mut sums = vec![format!(
            "{} = {} days × {} h = {} h",
            middle(phase.days),
            number(days),
            number(self.roadmap.hours_per_day),
            number(hours)
        )];
        let shares: Vec<String> = WorkKind::ALL
            .into_iter()
            .map(|kind| (kind, hours * kind.share(phase.split)))
            .filter(|(_, share)| *share > 0.0)
            .map(|(kind, share)| format!("{} h {}", number(share), kind.word()))
            .collect();
        if shares.len() > 1 {
            sums.push(format!("of these {}", list(&shares)));
        }
        if standing.planned <= 0.0 && hours > 0.0 {
            sums.push("skipped as a whole: they do not count".to_owned());
        } else {
            sums.push(format!(
                "{} h × {} = {} h done",
                number(hours),
                if items.of == 0 {
                    standing.share().to_string()
                } else {
                    tally(items)
                },
                number(hours * standing.share())
            ));
        }
        vec![
            Explained::new(
                format!("phase {}", phase.number),
                "Readings and deliverables that are done, of all that are not skipped.",
                [done],
            ),
            Explained::new(
                format!("planned hours of phase {}", phase.number),
                "The middle of its estimate, times the hours of a day.",
                sums,
            ),
        ]
    }

    /// What the columns of the phase table mean, no phase named.
    pub(super) fn phase_in_general(&self) -> Explained {
        let hours: f64 = self
            .roadmap
            .phase_places()
            .map(|phase| self.roadmap.planned_hours(phase))
            .sum();
        Explained::new(
            "days",
            "How many days a phase is estimated to take, at least and at most; its planned hours \
             are the middle of them, times the hours of a day.",
            [format!(
                "{} phases, {} h a day: {} h in all",
                self.roadmap.phases.len(),
                number(self.roadmap.hours_per_day),
                number(hours)
            )],
        )
    }

    /// What one item is worth, or what a box of the plan waits for.
    pub(super) fn item(&self, ix: ItemIx) -> Vec<Explained> {
        let item = &self.roadmap[ix];
        if let Some(phases) = self.roadmap.derived_from(ix) {
            let sign_offs = phases.iter().map(|phase| self.roadmap[*phase].sign_off);
            let signed = self.progress.tally(sign_offs);
            return vec![Explained::new(
                item.title.clone(),
                "It names phases, and is done exactly when they are signed off.",
                [format!(
                    "{}: {} signed off",
                    phase_numbers(self.roadmap, &phases),
                    tally(signed)
                )],
            )];
        }
        let (Some(phase), true) = (item.phase, item.kind != ItemKind::SignOff) else {
            return Vec::new();
        };
        let standing = &self.progress[phase];
        let of = standing.items().of;
        let about = &self.roadmap[phase];
        if self.progress[ix].status == Status::Skipped || of == 0 {
            return vec![Explained::new(
                item.title.clone(),
                "What is skipped is worth nothing: its share is the others’.",
                [],
            )];
        }
        let mut sums = vec![format!(
            "phase {}: {} h ÷ {of} items = {} h",
            about.number,
            number(standing.planned),
            number(standing.planned / of as f64)
        )];
        let spent = self.spent_on(ix);
        if spent > crate::domain::minutes::Minutes::default() {
            let kind = kind_of(self.roadmap, ix).map_or("", WorkKind::word);
            sums.push(format!("you spent {} on it, {kind}", words::hours(spent)));
        }
        vec![Explained::new(
            item.title.clone(),
            "What ticking it adds to what is done: an even share of its phase’s planned hours.",
            sums,
        )]
    }

    /// Progress in planned hours over all phases.
    pub(super) fn whole(&self) -> Explained {
        let mut parts: Vec<String> = Vec::new();
        let mut whole: Vec<PhaseIx> = Vec::new();
        let mut whole_hours = 0.0;
        for (ix, standing) in self.progress.phases() {
            if standing.planned <= 0.0 || standing.share() <= 0.0 {
                continue;
            }
            if standing.share() >= 1.0 {
                whole.push(ix);
                whole_hours += standing.planned;
                continue;
            }
            parts.push(format!(
                "phase {} {} h × {}",
                self.roadmap[ix].number,
                number(standing.planned),
                tally(standing.items())
            ));
        }
        if !whole.is_empty() {
            let done = format!(
                "{} {} h",
                phase_numbers(self.roadmap, &whole),
                number(whole_hours)
            );
            parts.insert(0, done);
        }
        if parts.is_empty() {
            parts.push("nothing yet".to_owned());
        }
        let sum = format!(
            "{} = {} h of {} h = {} %",
            parts.join(" + "),
            number(self.progress.hours_done()),
            number(self.progress.hours_planned()),
            number(self.progress.share() * 100.0)
        );
        let phases = self.roadmap.phases.len();
        Explained::new(
            "the whole roadmap",
            "Planned hours that are done: each phase’s, times the share of it that is done. Whole \
             percents are rounded down.",
            [
                sum,
                format!(
                    "{} of {phases} phases signed off",
                    self.progress.signed_off()
                ),
            ],
        )
    }

    /// Read, built, proven, signed off.
    pub(super) fn marks(&self) -> Explained {
        let count = |is_it: &dyn Fn(PhaseIx) -> bool| {
            let phases = self.roadmap.phase_places();
            phases.filter(|ix| is_it(*ix)).count()
        };
        let of = |has: &dyn Fn(PhaseIx) -> bool, is: &dyn Fn(PhaseIx) -> bool| {
            format!("{}/{}", count(&|ix| has(ix) && is(ix)), count(has))
        };
        let progress = self.progress;
        Explained::new(
            "read, built, proven",
            "Read: all readings done or skipped. Built: all deliverables. Proven: the newest \
             evidence of its proof passed. The sign-off is yours, on top of them.",
            [format!(
                "read {} · built {} · proven {} · signed off {}/{}",
                of(&|ix| progress[ix].has_readings, &|ix| progress[ix]
                    .is_read()),
                of(&|ix| progress[ix].has_deliverables, &|ix| progress[ix]
                    .is_built()),
                of(&|ix| self.roadmap[ix].proof.is_some(), &|ix| progress[ix]
                    .is_proven()),
                progress.signed_off(),
                self.roadmap.phases.len()
            )],
        )
    }

    /// How far an app is.
    pub(super) fn app(&self, app: AppIx) -> Explained {
        let mut parts = Vec::new();
        let mut all = Tally::default();
        for phase in &self.roadmap.phases {
            for build in phase.builds.iter().filter(|build| build.app == Some(app)) {
                let done = self.progress.tally(build.deliverables.iter().copied());
                parts.push(format!("phase {} {}", phase.number, tally(done)));
                all = all + done;
            }
        }
        let sum = format!("{} = {}", parts.join(" + "), tally(all));
        Explained::new(
            self.roadmap[app].id.to_string(),
            "Its deliverables that are done, of all that are not skipped.",
            (!parts.is_empty()).then_some(sum),
        )
    }

    /// All work on the product.
    pub(super) fn pulse(&self) -> Explained {
        let builds = self.roadmap.phases.iter().flat_map(|phase| &phase.builds);
        let pulse = builds.filter(|build| build.work == Work::Pulse);
        let items = pulse.flat_map(|build| build.deliverables.iter().copied());
        let done = self.progress.tally(items);
        Explained::new(
            "all pulse work",
            "Deliverables of the product over all phases. A column is the higher the more of its \
             phase’s is done.",
            [tally(done)],
        )
    }

    /// The boxes of the plan.
    pub(super) fn boxes(&self) -> Explained {
        let boxes = self.roadmap.plan.milestones().map(|(.., it)| it.item);
        let derived = self
            .roadmap
            .plan
            .milestones()
            .filter(|(.., it)| self.roadmap.derived_from(it.item).is_some())
            .count();
        Explained::new(
            "boxes",
            NOT_SKIPPED,
            [format!(
                "{}; {derived} of them name phases and tick themselves",
                tally(self.progress.tally(boxes))
            )],
        )
    }

    /// The success metrics.
    pub(super) fn metrics(&self) -> Explained {
        let metrics = self.roadmap.metrics.iter().map(|metric| metric.item);
        Explained::new(
            "success metrics",
            NOT_SKIPPED,
            [tally(self.progress.tally(metrics))],
        )
    }

    /// The kinds of items.
    pub(super) fn kinds(&self) -> Explained {
        let stats =
            crate::insight::stats::Stats::new(self.roadmap, self.state, self.progress, self.today);
        let kinds: Vec<String> = stats
            .kinds
            .iter()
            .map(|(kind, done)| format!("{} {}", kind.word(), tally(*done)))
            .collect();
        Explained::new("items by kind", NOT_SKIPPED, [kinds.join(", ")])
    }
}

/// “(6 + 8) ÷ 2”, or the one figure that both are.
fn middle((least, most): (f64, f64)) -> String {
    if (least - most).abs() < f64::EPSILON {
        number(least)
    } else {
        format!("({} + {}) ÷ 2", number(least), number(most))
    }
}
