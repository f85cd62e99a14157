//! The two documents that the shipped roadmap comes from, imported, against the
//! shipped roadmap.

use std::{fs, path::Path};

use mastery::{
    domain::roadmap::{ItemIx, Roadmap},
    import::{self, Ask, Import, Source},
    insight::findings::findings,
    store::roadmap_file::{self, Notes, Place},
};
use pretty_assertions::assert_eq;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shipped() -> Roadmap {
    roadmap_file::load(&top().join("roadmap.toml"))
        .roadmap
        .unwrap()
}

fn imported() -> (Import, Roadmap) {
    let read =
        |name: &str| fs::read_to_string(top().join("tests/fixtures/import").join(name)).unwrap();
    let (roadmap, plan) = (read("roadmap.md"), read("plan.md"));
    let sources = [
        Source {
            name: "roadmap.md",
            text: &roadmap,
        },
        Source {
            name: "plan.md",
            text: &plan,
        },
    ];
    let import = import::import(&Ask {
        sources: &sources,
        level: None,
        id: None,
        there: &|_, _| true,
        before: None,
    })
    .unwrap();
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    let loaded = roadmap_file::read_roadmap(&import.roadmap, &place);
    assert_eq!(loaded.problems, []);
    (import, loaded.roadmap.unwrap())
}

/// Straight quotes and typographic ones are the same words.
fn plain(text: &str) -> String {
    text.replace(['“', '”'], "\"")
}

fn title(roadmap: &Roadmap, item: ItemIx) -> String {
    roadmap[item].title.clone()
}

/// One line for each fact of a part.
type Facts = Vec<String>;
/// What a part of a roadmap says.
type Part = fn(&Roadmap) -> Facts;

fn phases(roadmap: &Roadmap) -> Facts {
    let phases = roadmap.phases.iter();
    let lines = phases.map(|it| {
        let apps: Vec<&str> = it
            .apps
            .iter()
            .map(|app| roadmap[*app].id.as_str())
            .collect();
        format!(
            "{} {} {:?} {apps:?} {:?}",
            it.number, it.title, it.notes, it.apps_note
        )
    });
    lines.collect()
}

fn matrix(roadmap: &Roadmap) -> Facts {
    let proofs = roadmap
        .phases
        .iter()
        .filter_map(|it| Some((it.number, it.proof.as_ref()?)));
    let lines = proofs.map(|(number, it)| {
        let mut apps: Vec<&str> = it
            .apps
            .iter()
            .map(|app| roadmap[*app].id.as_str())
            .collect();
        apps.sort_unstable();
        format!(
            "{number} {} | {} | {} | {} | {apps:?}",
            it.id, it.labs, it.pulse, it.why
        )
    });
    lines.collect()
}

fn cadence(roadmap: &Roadmap) -> Facts {
    let cadence = &roadmap.cadence;
    let slots = cadence.slots.iter();
    let slots = slots.map(|it| format!("{:?} {:?} {}", it.days, it.kind, plain(&it.title)));
    let rules = [&cadence.pull_request, &cadence.rule];
    slots.chain(rules.map(|it| format!("{it:?}"))).collect()
}

fn plan(roadmap: &Roadmap) -> Facts {
    let mut lines: Facts = roadmap.plan.aims.clone();
    for (lane, block, milestone) in roadmap.plan.milestones() {
        let numbers: Vec<u32> = milestone
            .phases
            .iter()
            .map(|it| roadmap[*it].number)
            .collect();
        let title = title(roadmap, milestone.item);
        lines.push(format!(
            "{} ({}) Q{}–{} {title} {numbers:?}",
            lane.title, lane.summary, block.first, block.last
        ));
    }
    lines
}

fn budgets(roadmap: &Roadmap) -> Facts {
    let time = roadmap
        .time
        .iter()
        .map(|it| format!("{} {} {:?}", it.id, it.title, it.hours));
    let money = roadmap.money.iter();
    let money = money.map(|it| format!("{} {} {:?} {:?}", it.id, it.title, it.amount, it.every));
    time.chain(money)
        .chain([roadmap.currency.clone()])
        .collect()
}

fn metrics(roadmap: &Roadmap) -> Facts {
    let metrics = roadmap.metrics.iter();
    metrics
        .map(|it| format!("{} {}", title(roadmap, it.item), it.all_phases))
        .collect()
}

fn reviews(roadmap: &Roadmap) -> Facts {
    let reviews = roadmap.reviews.iter();
    reviews
        .map(|it| format!("{} {:?} {}", it.id, it.rhythm, it.subject))
        .collect()
}

fn app_roles(roadmap: &Roadmap) -> Facts {
    let apps = roadmap
        .apps
        .iter()
        .filter(|it| it.id.as_str().starts_with("pulse_"));
    let mut lines: Facts = apps.map(|it| format!("{} {}", it.id, it.role)).collect();
    lines.sort();
    lines
}

#[test]
fn the_two_documents_become_what_the_shipped_roadmap_has() {
    let shipped = shipped();
    let (_, imported) = imported();
    assert_eq!(imported.title, shipped.title);
    let parts: [(&str, Part, usize); 8] = [
        ("phases", phases, 15),
        ("matrix", matrix, 15),
        ("cadence", cadence, 6),
        ("plan", plan, 39),
        ("budgets", budgets, 7),
        ("metrics", metrics, 5),
        ("reviews", reviews, 3),
        ("apps", app_roles, 10),
    ];
    for (name, part, number) in parts {
        assert_eq!(part(&imported), part(&shipped), "{name}");
        assert_eq!(part(&imported).len(), number, "{name}");
    }
    let names = |roadmap: &Roadmap| {
        let mut names: Vec<String> = roadmap.apps.iter().map(|it| it.id.to_string()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&imported), names(&shipped));
}

#[test]
fn the_imported_documents_contradict_themselves_in_nothing() {
    let (import, imported) = imported();
    let found: Vec<String> = findings(&imported).into_iter().map(|it| it.key).collect();
    assert_eq!(found, Vec::<String>::new());
    // Fifteen boxes of “Progress Tracking” sign the phases off.
    assert_eq!(import.counts.sign_offs, 15);
    assert_eq!(import.counts.milestones, 36);
    assert_eq!(import.ticked, Vec::<String>::new());
}

#[test]
fn the_report_of_the_two_documents_names_every_line() {
    let (import, _) = imported();
    let lines: Vec<String> = import
        .report
        .iter()
        .map(|it| format!("{} {it}", ["roadmap.md", "plan.md"][it.file]))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

/// The fenced blocks of the page's example: Markdown, then TOML.
fn example() -> (String, toml::Table) {
    let page = fs::read_to_string(top().join("docs/import.md")).unwrap();
    let block = |language: &str| -> String {
        let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
        rest.split("\n```").next().unwrap().to_owned()
    };
    (block("markdown"), block("toml").parse().unwrap())
}

#[test]
fn the_example_of_the_page_is_what_comes_out() {
    let (markdown, expected) = example();
    let import = import::import(&Ask {
        sources: &[Source {
            name: "tea.md",
            text: &markdown,
        }],
        level: None,
        id: None,
        there: &|_, _| false,
        before: None,
    })
    .unwrap();
    let found: toml::Table = import.roadmap.parse().unwrap();
    assert_eq!(found, expected, "{}", import.roadmap);
    assert_eq!(import.ticked, ["smell-ten-sorts"]);
}
