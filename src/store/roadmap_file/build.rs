//! From what the file says to what it means: ids, references, addresses.

mod gates;
mod items;
mod plan;

use std::{collections::HashSet, ops::Range};

use super::{
    Notes, Place,
    faults::Faults,
    graph,
    ids::{self, Names},
    raw,
    scalar::{At, Between, Text},
};
use crate::domain::{
    id::{AppId, PhaseId, ProofId, RoadmapId, well_formed},
    problem::Lines,
    roadmap::{
        Accepted, App, AppIx, Build, ItemIx, ItemKind, Phase, PhaseIx, Proof, Roadmap, Split, Work,
    },
};
use items::Draft;

/// How many hours a day stands for where the file does not say it.
const HOURS_PER_DAY: f64 = 4.0;

/// Makes a roadmap of what was read, reporting what it leaves out or mends.
pub(super) fn build(
    raw: raw::Roadmap<'_>,
    lines: &Lines<'_>,
    place: &Place<'_>,
    faults: &mut Faults<'_>,
) -> Roadmap {
    let id = raw.id.value.0.as_str();
    if let Err(error) = well_formed(id) {
        let message = format!("`{id}` cannot be the id of a roadmap");
        faults
            .fatal(&raw.id.span, message)
            .expecting(ids::grammar(error));
    }
    let mut roadmap = Roadmap::default();
    roadmap.id = RoadmapId::new(id);
    roadmap.title = raw.title.0;
    roadmap.summary = raw.summary.into_string();
    roadmap.hours_per_day = raw.hours_per_day.map_or(HOURS_PER_DAY, |it| it.0);
    roadmap.accepted = raw.accept.into_iter().map(accepted).collect();
    let mut builder = Builder {
        lines,
        place,
        faults,
        apps: Names::new("app"),
        phases: Names::new("phase"),
        proofs: Names::new("proof"),
        notes: HashSet::new(),
        roadmap,
    };
    builder.apps(raw.app);
    builder.phases(raw.phase);
    builder.cadence(raw.cadence);
    builder.plan(raw.plan);
    builder.metrics(raw.metric);
    builder.budget(raw.budget);
    builder.reviews(raw.review);
    builder.look_alikes();
    builder.roadmap
}

fn accepted(raw: raw::Accept<'_>) -> Accepted {
    Accepted {
        finding: raw.finding.into_string(),
        why: raw.why.0,
    }
}

struct Builder<'b, 's> {
    lines: &'b Lines<'b>,
    place: &'b Place<'b>,
    faults: &'b mut Faults<'s>,
    apps: Names<AppIx>,
    phases: Names<PhaseIx>,
    proofs: Names<()>,
    /// The notes files that phases have, without `./`.
    notes: HashSet<String>,
    roadmap: Roadmap,
}

impl Builder<'_, '_> {
    fn apps(&mut self, apps: Vec<raw::App<'_>>) {
        for raw in apps {
            let ix = AppIx(self.roadmap.apps.len());
            if self.apps.claim(&raw.id, ix, self.faults).is_none() {
                continue;
            }
            let id = raw.id.value.0.as_str();
            let work = raw.work.map(work).or_else(|| {
                let labs = id.starts_with("labs_").then_some(Work::Labs);
                labs.or_else(|| id.starts_with("pulse_").then_some(Work::Pulse))
            });
            if work.is_none() {
                let message = format!("app `{id}` does not say which kind of building it is");
                self.faults.degrading(&raw.id.span, message).expecting(
                    "`work = \"labs\"` or `work = \"pulse\"`; until then it is a labs app",
                );
            }
            self.roadmap.apps.push(App {
                id: AppId::new(id),
                work: work.unwrap_or(Work::Labs),
                role: raw.role.into_string(),
                line: self.lines.number(raw.id.span.start),
            });
        }
    }

    /// The phases: first their ids, so that each may name every other.
    fn phases(&mut self, phases: Vec<raw::Phase<'_>>) {
        let mut kept = Vec::with_capacity(phases.len());
        for raw in phases {
            let ix = PhaseIx(kept.len());
            if self.phases.claim(&raw.id, ix, self.faults).is_some() {
                kept.push(raw);
            }
        }
        let mut needs = Vec::with_capacity(kept.len());
        let mut numbers = HashSet::new();
        let mut number = 1;
        for raw in kept {
            if let Some(given) = &raw.number {
                number = given.value.0;
                if !numbers.insert(number) {
                    let message = format!("a second phase with the number {number}");
                    self.faults.degrading(&given.span, message);
                }
            } else {
                numbers.insert(number);
            }
            needs.push(self.phases.find_all(&raw.needs, self.faults));
            self.phase(raw, number);
            number = number.saturating_add(1);
        }
        graph::join(&mut self.roadmap.phases, &needs, self.faults);
    }

    fn phase(&mut self, raw: raw::Phase<'_>, number: u32) {
        let ix = PhaseIx(self.roadmap.phases.len());
        let readings: Vec<_> = raw
            .reading
            .into_iter()
            .filter_map(|reading| self.reading(reading, ix))
            .collect();
        let builds: Vec<_> = raw
            .build
            .into_iter()
            .map(|build| self.build(build, ix, &raw.title.0))
            .collect();
        let sign_off = self.item(Draft {
            id: &raw.id,
            formerly: &raw.formerly,
            title: raw.title.0.clone(),
            kind: ItemKind::SignOff,
            phase: Some(ix),
            optional: false,
        });
        let apps = self.apps.find_all(&raw.apps, self.faults);
        let proof = raw.proof.and_then(|proof| self.proof(proof));
        let phase = Phase {
            id: PhaseId::new(raw.id.value.0.as_str()),
            number,
            short: raw.short.map_or_else(|| raw.title.0.clone(), |it| it.0),
            title: raw.title.0,
            summary: raw.summary.into_string(),
            notes: raw.notes.and_then(|notes| self.notes(&notes)),
            apps: places(&apps),
            apps_note: raw.apps_note.map(|it| it.0),
            needs: Vec::new(),
            days: self.range("days", &raw.days),
            days_detail: raw.days_detail.map(|it| self.range("days_detail", &it)),
            split: raw.split.map_or_else(Split::default, |it| self.split(&it)),
            readings,
            builds,
            proof,
            // Only a fatal problem leaves a phase without its own sign-off.
            sign_off: sign_off.unwrap_or(ItemIx(0)),
            line: self.lines.number(raw.id.span.start),
        };
        self.roadmap.phases.push(phase);
    }

    fn build(&mut self, raw: raw::Build<'_>, phase: PhaseIx, phase_title: &str) -> Build {
        let app = raw
            .app
            .as_ref()
            .and_then(|app| self.apps.find(app, self.faults));
        let named = raw.title.as_ref().map(|title| title.value.0.clone());
        let named = named.or_else(|| raw.app.map(|app| app.value.into_string()));
        if named.is_none() {
            let span = raw.deliverables.first().map(|it| it.id.span.clone());
            let span = span.unwrap_or_else(|| self.here(phase));
            self.faults
                .degrading(&span, "a build with neither `app` nor `title`")
                .expecting("the `app` that is built, or a `title` and whose hours it uses: `work`");
        }
        let of_app = app.map(|app| self.roadmap[app].work);
        let work = raw.work.map(work).or(of_app);
        if work.is_none()
            && let Some(title) = &raw.title
        {
            self.faults
                .degrading(
                    &title.span,
                    "a build without an app does not say whose hours it uses",
                )
                .expecting("`work = \"labs\"` or `work = \"pulse\"`; until then labs");
        }
        let boxes = raw.deliverables.into_iter();
        let deliverables = boxes.filter_map(|raw| {
            self.item(Draft {
                id: &raw.id,
                formerly: &raw.formerly,
                title: raw.title.0,
                kind: ItemKind::Deliverable,
                phase: Some(phase),
                optional: raw.optional,
            })
        });
        Build {
            app,
            deliverables: deliverables.collect(),
            title: named.unwrap_or_else(|| phase_title.to_owned()),
            work: work.unwrap_or(Work::Labs),
        }
    }

    fn proof(&mut self, raw: raw::Proof<'_>) -> Option<Proof> {
        self.proofs.claim(&raw.id, (), self.faults)?;
        let apps = self.apps.find_all(&raw.apps, self.faults);
        let steps = raw.gate.len();
        let gate = self.gate(raw.gate);
        let attestation = raw.attestation.filter(|it| {
            if steps > 0 {
                self.faults
                    .degrading(&it.span, "an `attestation` beside a `gate`")
                    .expecting("a gate, or an attestation where nothing can be run");
            }
            steps == 0
        });
        Some(Proof {
            id: ProofId::new(raw.id.value.0.as_str()),
            labs: raw.labs.into_string(),
            pulse: raw.pulse.into_string(),
            why: raw.why.into_string(),
            apps: places(&apps),
            gate_is_whole: gate.len() == steps && !self.faults.has_broken_gate(&raw.id.span),
            gate,
            attestation: attestation.map(|it| it.value.0),
        })
    }

    /// A range, put right if it is the wrong way round.
    fn range<const MOST: u32>(&mut self, key: &str, raw: &At<Between<MOST>>) -> (f64, f64) {
        let Between(least, most) = raw.value;
        if least <= most {
            return (least, most);
        }
        self.faults
            .degrading(&raw.span, format!("`{key}` begins with the larger number"))
            .expecting(format!("`[{most}, {least}]`"));
        (most, least)
    }

    fn split(&mut self, raw: &At<raw::Split>) -> Split {
        let share = |it: Option<super::scalar::Number<0, 1_000_000>>| it.map_or(0.0, |it| it.0);
        let split = Split {
            reading: share(raw.value.reading),
            labs: share(raw.value.labs),
            pulse: share(raw.value.pulse),
        };
        if split.reading + split.labs + split.pulse > 0.0 {
            return split;
        }
        self.faults
            .degrading(&raw.span, "`split` shares nothing out")
            .expecting("a share above 0; until then the shares are equal");
        Split::default()
    }

    fn notes(&mut self, raw: &At<Text<'_>>) -> Option<String> {
        let name = raw.value.as_str();
        let (message, expected) = match (self.place.notes)(name) {
            Notes::Found => {
                let plain = name
                    .split('/')
                    .filter(|part| !part.is_empty() && *part != ".");
                let plain = plain.collect::<Vec<_>>().join("/");
                if self.notes.insert(plain.clone()) {
                    return Some(plain);
                }
                ("has two phases", "a notes file for each phase")
            }
            Notes::Missing => (
                "is not there",
                "a Markdown file beside the roadmap or below",
            ),
            Notes::Outside => (
                "is outside the roadmap's folder",
                "a path that stays below the roadmap's folder, without `..`",
            ),
        };
        let message = format!("the notes file `{name}` {message}");
        self.faults
            .degrading(&raw.span, message)
            .expecting(expected);
        None
    }

    /// The line of a phase that is being read: the one after the last.
    fn here(&self, phase: PhaseIx) -> Range<usize> {
        let earlier = phase
            .0
            .checked_sub(1)
            .map(|at| self.roadmap.phases[at].line);
        self.faults.line_span(earlier.unwrap_or(1))
    }
}

fn work(raw: raw::Work) -> Work {
    match raw {
        raw::Work::Labs => Work::Labs,
        raw::Work::Pulse => Work::Pulse,
    }
}

fn places<T: Copy>(found: &[(T, Range<usize>)]) -> Vec<T> {
    found.iter().map(|(thing, _)| *thing).collect()
}
