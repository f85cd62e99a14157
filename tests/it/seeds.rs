//! The shipped roadmap against a list, written by hand, of every row and box
//! of the two documents it comes from.

use std::{collections::BTreeSet, path::Path};

use mastery::{
    domain::roadmap::{DayKind, Every, ItemKind, Rhythm, Roadmap, Work},
    store::roadmap_file,
};
use pretty_assertions::assert_eq;

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shipped() -> Roadmap {
    let loaded = roadmap_file::load(&folder().join("roadmap.toml"));
    assert_eq!(loaded.problems, []);
    loaded.roadmap.unwrap()
}

/// Phase, focus area, reading notes, apps.
const OVERVIEW: [(u32, &str, &str, &str); 15] = [
    (
        0,
        "Tooling foundation",
        "phase-00-tooling.md",
        "labs_gatekeeper",
    ),
    (
        1,
        "Elixir core",
        "phase-01-core.md",
        "labs_csv_stats, pulse_core",
    ),
    (
        2,
        "Processes & mailboxes",
        "phase-02-mailboxes.md",
        "labs_mailbox_kv",
    ),
    (
        3,
        "GenServer + supervision",
        "phase-03-genserver.md",
        "labs_counter_ttl, pulse_cart",
    ),
    (
        4,
        "Naming & fleets",
        "phase-04-fleets.md",
        "labs_session_workers, pulse_fleet",
    ),
    (
        5,
        "Data & Ecto",
        "phase-05-ecto.md",
        "labs_orders_db, pulse_data",
    ),
    (
        6,
        "Phoenix web",
        "phase-06-web.md",
        "labs_orders_web, pulse_web",
    ),
    (
        7,
        "Jobs & ingestion",
        "phase-07-dataflow.md",
        "labs_ingest, labs_jobs, pulse_ingest, pulse_jobs",
    ),
    (
        8,
        "Caching & ETS",
        "phase-08-ets.md",
        "labs_cache, pulse_cache",
    ),
    (
        9,
        "Distribution",
        "phase-09-cluster.md",
        "labs_cluster, pulse_cluster",
    ),
    (
        10,
        "Observability & SLOs",
        "phase-10-observability.md",
        "labs_telemetry, pulse_obs",
    ),
    (
        11,
        "Testing strategy",
        "phase-11-testing.md",
        "All apps (test suite)",
    ),
    (
        12,
        "Delivery & ops",
        "phase-12-delivery.md",
        "labs_release_runner",
    ),
    (
        13,
        "Capstone integration",
        "phase-13-capstone.md",
        "Full system integration",
    ),
    (
        14,
        "CTO track",
        "phase-14-cto.md",
        "Security & ops practice",
    ),
];

/// Row, labs app, pulse feature, why it proves mastery.
const MATRIX: [(&str, &str, &str, &str); 15] = [
    ("M0", "labs_gatekeeper", "repo gates", "CI + quality bars"),
    (
        "M1",
        "labs_csv_stats",
        "pulse_core",
        "pure funcs, Stream, properties",
    ),
    (
        "M2",
        "labs_mailbox_kv",
        "pulse_cart (loop)",
        "mailbox, timeouts, monitors",
    ),
    (
        "M3",
        "labs_counter_ttl",
        "pulse_cart (GenServer)",
        "callbacks, periodic work, supervision",
    ),
    (
        "M4",
        "labs_session_workers",
        "pulse_fleet",
        "Registry, DynamicSupervisor, churn",
    ),
    (
        "M5",
        "labs_orders_db",
        "pulse_data",
        "changesets, constraints, Multi",
    ),
    (
        "M6",
        "labs_orders_web",
        "pulse_web",
        "LiveView, JSON, Channels + Presence",
    ),
    (
        "M7",
        "labs_ingest + jobs",
        "pulse_ingest + jobs",
        "backpressure, idempotency, retries",
    ),
    (
        "M8",
        "labs_cache",
        "pulse_cache",
        "ETS, writer/reader, benches",
    ),
    (
        "M9",
        "labs_cluster",
        "pulse_cluster",
        "clustering, sharding, reconciliation",
    ),
    (
        "M10",
        "labs_telemetry",
        "pulse_obs",
        "OTEL, Prom, dashboards, SLOs",
    ),
    (
        "M11",
        "labs_authz_audit",
        "pulse_* contexts",
        "least privilege, audit trail",
    ),
    (
        "M12",
        "labs_release_runner",
        "releases for pulse",
        "health/readiness, graceful rollout",
    ),
    (
        "M13",
        "— integrate",
        "full pulse stack",
        "gameday: kill nodes, spike, recover",
    ),
    (
        "M14",
        "labs_incident_cli",
        "ops docs",
        "drills and runbooks as code",
    ),
];

/// The pulse apps with their roles.
const PULSE: [(&str, &str); 10] = [
    ("pulse_core", "Pure domain logic"),
    ("pulse_cart", "GenServer cart with TTL"),
    ("pulse_fleet", "Per-user cart workers"),
    ("pulse_data", "Database layer"),
    ("pulse_web", "Phoenix/LiveView interface"),
    ("pulse_ingest", "Broadway pipelines"),
    ("pulse_jobs", "Oban workers"),
    ("pulse_cache", "ETS cache services"),
    ("pulse_cluster", "Clustering & sharding"),
    ("pulse_obs", "Observability & telemetry"),
];

/// Lane, its first and last quarter, its boxes.
const PLAN: [(&str, (u8, u8), &[&str]); 11] = [
    (
        "Core",
        (1, 1),
        &[
            "Complete Phases 0-3 (Tooling, Core Elixir, Processes, GenServer)",
            "Build labs apps for each phase",
            "Establish CI/CD pipeline",
            "Document ADRs for key decisions",
        ],
    ),
    (
        "Core",
        (2, 2),
        &[
            "Complete Phases 4-7 (Fleets, Ecto, Phoenix, Dataflow)",
            "Begin Pulse app development",
            "Implement full test suite",
            "Create runbook for common operations",
        ],
    ),
    (
        "Core",
        (3, 3),
        &[
            "Complete Phases 8-10 (ETS, Clustering, Observability)",
            "Scale Pulse app across nodes",
            "Establish SLOs and monitoring",
            "Performance optimization",
        ],
    ),
    (
        "Core",
        (4, 4),
        &[
            "Complete Phases 11-14 (Testing, Delivery, Capstone, CTO)",
            "Production deployment",
            "GameDay exercises",
            "Final documentation",
        ],
    ),
    (
        "Scale",
        (1, 2),
        &[
            "Establish baseline metrics",
            "Define capacity planning approach",
            "Load testing framework",
        ],
    ),
    (
        "Scale",
        (3, 3),
        &[
            "Multi-node clustering",
            "Cache optimization",
            "Query performance tuning",
        ],
    ),
    (
        "Scale",
        (4, 4),
        &[
            "Production scale testing",
            "Cost optimization",
            "Capacity review",
        ],
    ),
    (
        "Compliance",
        (1, 1),
        &[
            "Security tooling (Sobelow, mix_audit)",
            "Dependency management process",
        ],
    ),
    (
        "Compliance",
        (2, 2),
        &[
            "Authentication & authorization",
            "Audit logging",
            "PII handling",
        ],
    ),
    (
        "Compliance",
        (3, 3),
        &[
            "SOC2 readiness assessment",
            "Incident response procedures",
            "DR planning",
        ],
    ),
    (
        "Compliance",
        (4, 4),
        &[
            "Compliance review",
            "Security audit",
            "Policy documentation",
        ],
    ),
];

#[test]
fn the_overview_is_kept_row_by_row() {
    let roadmap = shipped();
    let rows: Vec<(u32, String, String, String)> = roadmap
        .phases
        .iter()
        .map(|phase| {
            let apps: Vec<&str> = phase
                .apps
                .iter()
                .map(|app| roadmap[*app].id.as_str())
                .collect();
            (
                phase.number,
                phase.title.clone(),
                phase.notes.clone().unwrap_or_default(),
                phase.apps_note.clone().unwrap_or_else(|| apps.join(", ")),
            )
        })
        .collect();
    let wanted: Vec<_> = OVERVIEW
        .iter()
        .map(|(number, focus, notes, apps)| {
            (
                *number,
                (*focus).to_owned(),
                format!("reading/{notes}"),
                (*apps).to_owned(),
            )
        })
        .collect();
    assert_eq!(rows, wanted);
}

#[test]
fn the_matrix_is_kept_row_by_row() {
    let roadmap = shipped();
    let rows: Vec<_> = roadmap
        .phases
        .iter()
        .map(|phase| {
            let proof = phase.proof.as_ref().unwrap();
            (
                proof.id.as_str(),
                proof.labs.as_str(),
                proof.pulse.as_str(),
                proof.why.as_str(),
            )
        })
        .collect();
    assert_eq!(rows, MATRIX);
    // A labs app that a cell names is built by the phase of its row.
    for phase in &roadmap.phases {
        for app in &phase.proof.as_ref().unwrap().apps {
            let built = phase.builds.iter().any(|build| build.app == Some(*app));
            assert!(built, "{} in phase {}", roadmap[*app].id, phase.number);
        }
    }
}

#[test]
fn the_apps_are_kept_with_their_roles() {
    let roadmap = shipped();
    let of = |work| {
        roadmap
            .apps
            .iter()
            .filter(move |app| app.work == work)
            .map(|app| (app.id.as_str(), app.role.as_str()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(Work::Pulse), PULSE);
    let labs: BTreeSet<&str> = of(Work::Labs).into_iter().map(|(id, _)| id).collect();
    let named: BTreeSet<&str> = OVERVIEW
        .iter()
        .flat_map(|(.., apps)| apps.split(", "))
        .chain(MATRIX.iter().map(|(_, labs, ..)| *labs))
        .filter(|name| name.starts_with("labs_") && !name.contains('+'))
        .collect();
    assert_eq!(labs, named);
    assert_eq!(labs.len(), 15);
    assert!(roadmap.apps.iter().all(|app| !app.role.is_empty()));
}

#[test]
fn the_plan_is_kept_box_by_box() {
    let roadmap = shipped();
    let boxes: Vec<_> = roadmap
        .plan
        .lanes
        .iter()
        .flat_map(|lane| {
            lane.blocks.iter().map(|block| {
                let titles: Vec<&str> = block
                    .milestones
                    .iter()
                    .map(|milestone| roadmap[milestone.item].title.as_str())
                    .collect();
                (lane.title.as_str(), (block.first, block.last), titles)
            })
        })
        .collect();
    let wanted: Vec<_> = PLAN
        .iter()
        .map(|(lane, quarters, boxes)| (*lane, *quarters, boxes.to_vec()))
        .collect();
    assert_eq!(boxes, wanted);
    assert_eq!(roadmap.plan.milestones().count(), 36);
    let lanes: Vec<_> = roadmap
        .plan
        .lanes
        .iter()
        .map(|lane| (lane.title.as_str(), lane.summary.as_str()))
        .collect();
    assert_eq!(
        lanes,
        [
            ("Core", "Foundation Building"),
            ("Scale", "Growth & Performance"),
            ("Compliance", "Security & Operations"),
        ]
    );
    assert_eq!(
        roadmap.plan.aims,
        [
            "Achieve production-grade Elixir/OTP mastery",
            "Build portfolio of demonstrable systems",
            "Establish CTO-level operational practices",
        ]
    );
}

#[test]
fn boxes_that_name_phases_are_tied_to_them() {
    let roadmap = shipped();
    let tied: Vec<(String, Vec<u32>)> = roadmap
        .plan
        .milestones()
        .filter(|(_, _, milestone)| !milestone.phases.is_empty())
        .map(|(_, _, milestone)| {
            let numbers = milestone
                .phases
                .iter()
                .map(|phase| roadmap[*phase].number)
                .collect();
            (roadmap[milestone.item].title.clone(), numbers)
        })
        .collect();
    let numbers: Vec<_> = tied.iter().map(|(_, numbers)| numbers.clone()).collect();
    assert_eq!(
        numbers,
        [
            vec![0, 1, 2, 3],
            vec![4, 5, 6, 7],
            vec![8, 9, 10],
            vec![11, 12, 13, 14],
        ]
    );
    assert!(
        tied.iter()
            .all(|(title, _)| title.starts_with("Complete Phases "))
    );
}

#[test]
fn cadence_budgets_metrics_and_reviews_are_kept() {
    let roadmap = shipped();
    let slots: Vec<_> = roadmap
        .cadence
        .slots
        .iter()
        .map(|slot| {
            let days: Vec<String> = slot.days.iter().map(ToString::to_string).collect();
            (days.join(" "), slot.kind, slot.title.as_str())
        })
        .collect();
    assert_eq!(
        slots,
        [
            ("Mon Tue".to_owned(), DayKind::Book, "Book chapters"),
            ("Wed".to_owned(), DayKind::Docs, "Official docs"),
            (
                "Thu".to_owned(),
                DayKind::Supplement,
                "Supplements/community threads"
            ),
            (
                "Fri".to_owned(),
                DayKind::WhatChanged,
                "Commit “what changed” notes and link PRs"
            ),
        ]
    );
    assert_eq!(
        roadmap.cadence.pull_request_title(7).as_deref(),
        Some("Reading: Phase 7")
    );
    let time: Vec<_> = roadmap
        .time
        .iter()
        .map(|budget| (budget.title.as_str(), budget.hours))
        .collect();
    assert_eq!(
        time,
        [
            ("Learning", (15.0, 20.0)),
            ("Building", (10.0, 15.0)),
            ("Review/Documentation", (5.0, 5.0)),
        ]
    );
    let money: Vec<_> = roadmap
        .money
        .iter()
        .map(|budget| {
            let amount = budget.amount.unwrap().to_string();
            (budget.title.as_str(), amount, budget.every)
        })
        .collect();
    assert_eq!(
        money,
        [
            ("Books", "500".to_owned(), Every::Once),
            ("Infrastructure", "100".to_owned(), Every::Month),
            ("Tools/Services", "200".to_owned(), Every::Month),
        ]
    );
    assert_eq!(roadmap.currency, "USD");
    let metrics: Vec<_> = roadmap
        .metrics
        .iter()
        .map(|metric| (roadmap[metric.item].title.as_str(), metric.all_phases))
        .collect();
    assert_eq!(
        metrics,
        [
            ("All 15 phases completed", true),
            ("Production-grade Pulse app deployed", false),
            ("SLOs consistently met", false),
            ("All documentation complete", false),
            (
                "Portfolio demonstrable to potential employers/clients",
                false
            ),
        ]
    );
    let reviews: Vec<_> = roadmap
        .reviews
        .iter()
        .map(|review| (review.rhythm, review.subject.as_str()))
        .collect();
    assert_eq!(
        reviews,
        [
            (Rhythm::Weekly, "Progress check against tasks"),
            (Rhythm::Monthly, "Swimlane review and adjustment"),
            (Rhythm::Quarterly, "Budget and timeline review"),
        ]
    );
}

/// Prerequisites and days, least and most, of each phase.
const FACTS: [(&[u32], (f64, f64)); 15] = [
    (&[], (2.0, 3.0)),
    (&[0], (6.0, 9.0)),
    (&[1], (5.0, 7.0)),
    (&[2], (6.0, 8.0)),
    (&[3], (6.0, 8.0)),
    (&[3], (8.0, 10.0)),
    (&[4, 5], (10.0, 12.0)),
    (&[6], (8.0, 10.0)),
    (&[6], (6.0, 8.0)),
    (&[8], (10.0, 14.0)),
    (&[9], (8.0, 12.0)),
    (&[6], (6.0, 8.0)),
    (&[10, 11], (5.0, 7.0)),
    (&[7, 12], (10.0, 14.0)),
    (&[13], (8.0, 10.0)),
];

#[test]
fn prerequisites_and_estimates_are_the_curriculum_s() {
    let roadmap = shipped();
    let facts: Vec<(Vec<u32>, (f64, f64))> = roadmap
        .phases
        .iter()
        .map(|phase| {
            let needs = phase.needs.iter().map(|need| roadmap[*need].number);
            (needs.collect(), phase.days)
        })
        .collect();
    let wanted: Vec<_> = FACTS
        .iter()
        .map(|(needs, days)| (needs.to_vec(), *days))
        .collect();
    assert_eq!(facts, wanted);
}

#[test]
fn every_phase_reads_builds_and_signs_off() {
    let roadmap = shipped();
    for phase in &roadmap.phases {
        let number = phase.number;
        for kind in [ItemKind::Book, ItemKind::Docs, ItemKind::Supplement] {
            let count = phase
                .readings
                .iter()
                .filter(|item| roadmap[**item].kind == kind)
                .count();
            assert!(count >= 1, "phase {number} has no {}", kind.word());
        }
        assert!((6..=14).contains(&phase.readings.len()), "phase {number}");
        for build in &phase.builds {
            let count = build.deliverables.len();
            assert!(
                (5..=9).contains(&count),
                "{} in phase {number}",
                build.title
            );
        }
        assert_eq!(roadmap[phase.sign_off].id.as_str(), phase.id.as_str());
        for item in &phase.readings {
            let item = &roadmap[*item];
            let placed = item.url.is_some() || item.author.is_some();
            assert!(placed, "{}: neither author nor address", item.id);
        }
    }
}
