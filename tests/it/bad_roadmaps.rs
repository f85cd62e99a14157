//! One mistake a file, and what is said about it; then files that nobody meant.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use mastery::{
    domain::{
        problem::Severity,
        roadmap::{Roadmap, Side},
    },
    insight::findings::findings,
    store::roadmap_file::{Loaded, Notes, Place, load, read_roadmap, render, schema_text},
};
use proptest::prelude::*;

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new("tests/fixtures/roadmaps").join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut files: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn read(source: &str) -> Loaded {
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    read_roadmap(source, &place)
}

fn rendered(loaded: &Loaded) -> String {
    let problems = loaded.problems.iter().map(|problem| {
        let text = render(problem);
        format!("{}: {text}", problem.severity.word())
    });
    let mut text: String = problems.collect();
    let left = match &loaded.roadmap {
        None => "nothing is left\n".to_owned(),
        Some(it) => {
            let edges: usize = it.phases.iter().map(|phase| phase.needs.len()).sum();
            format!(
                "left: {} phases, {} prerequisites, {} apps, {} items\n",
                it.phases.len(),
                edges,
                it.apps.len(),
                it.items.len(),
            )
        }
    };
    text.push_str(&left);
    text
}

fn sound(source: &str) -> Roadmap {
    let loaded = read(source);
    assert!(loaded.problems.is_empty(), "{}", rendered(&loaded));
    loaded.roadmap.unwrap()
}

#[test]
fn every_mistake_is_told_with_its_place() {
    for file in fixtures("bad") {
        let loaded = load(&file);
        let name = file.file_stem().unwrap().to_str().unwrap();
        assert!(!loaded.problems.is_empty(), "{name}");
        let text = rendered(&loaded).replace("tests/fixtures/roadmaps/bad/", "");
        let acts = |c: char| c.is_control() && c != '\n';
        assert!(!text.contains(acts), "{name}: {text:?}");
        let fatal = loaded
            .problems
            .iter()
            .any(|it| it.severity == Severity::Fatal);
        assert_eq!(fatal, loaded.roadmap.is_none(), "{name}");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn sound_roadmaps_have_no_problems() {
    for file in fixtures("good") {
        let loaded = load(&file);
        assert!(loaded.problems.is_empty(), "{}", rendered(&loaded));
    }
}

#[test]
fn another_curriculum_is_read_as_it_was_meant() {
    let loaded = load(Path::new(
        "tests/fixtures/roadmaps/good/japanese-kitchen.toml",
    ));
    let roadmap = loaded.roadmap.unwrap();
    let numbers: Vec<_> = roadmap.phases.iter().map(|phase| phase.number).collect();
    assert_eq!(numbers, [1, 2, 7]);
    assert_eq!(roadmap.currency, "JPY");
    assert_eq!(roadmap.money[1].amount.unwrap().to_string(), "9500.5");
    let ids: Vec<_> = roadmap.items.iter().map(|item| item.id.as_str()).collect();
    insta::assert_snapshot!(ids.join(" "), @"tsuji rice kombu dashi-clear dashi-second first-course stock sharpening burr knife basics knife-work new-year guests all");
    for phase in &roadmap.phases {
        assert_eq!(roadmap[phase.sign_off].id.as_str(), phase.id.as_str());
    }
    let old = roadmap.find(&mastery::domain::id::ItemId::new("dinners"));
    assert_eq!(roadmap[old.unwrap()].id.as_str(), "guests");
    assert_eq!(roadmap[old.unwrap()].line, 47);
    let findings = findings(&roadmap);
    let said: Vec<_> = findings
        .iter()
        .map(|it| (&*it.key, it.is_accepted()))
        .collect();
    assert_eq!(said, [("phase-without-proof:rice", true)]);
}

#[test]
fn gates_are_read_as_they_were_meant() {
    let loaded = load(Path::new(
        "tests/fixtures/roadmaps/good/japanese-kitchen.toml",
    ));
    let roadmap = loaded.roadmap.unwrap();
    let proofs = roadmap.phases.iter().filter_map(|it| it.proof.as_ref());
    let [dashi, knife] = proofs.collect::<Vec<_>>()[..] else {
        panic!("two proofs");
    };
    let [hold, taste] = &dashi.gate[..] else {
        panic!("two steps");
    };
    assert!(dashi.gate_is_whole && knife.gate_is_whole);
    assert_eq!(hold.folder, "kitchen/dashi");
    assert_eq!(hold.run, ["kettle", "--hold", "60 °C", ""]);
    let env = [("A_1", ""), ("KOMBU", "Rishiri")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(hold.env, env);
    assert_eq!((hold.limit, hold.exit), (Duration::from_secs(2_400), 2));
    assert_eq!(hold.contains, ["clear"]);
    assert_eq!(hold.lacks, ["cloudy", "fishy"]);
    assert_eq!(hold.files, ["photos/clear.jpg"]);
    let [celsius, grams] = &hold.numbers[..] else {
        panic!("two numbers");
    };
    assert_eq!((celsius.side, &*celsius.text), (Side::After, "°C:"));
    let within = |number| [celsius.holds(number), grams.holds(number)];
    assert_eq!(within(57.9), [false, false]);
    assert_eq!(within(58.0), [true, false]);
    assert_eq!(within(60.5), [false, false]);
    assert_eq!(within(20.0), [false, true]);
    assert_eq!(within(-1e9), [false, true]);
    assert_eq!(within(f64::NAN), [false, false]);
    assert_eq!((grams.side, &*grams.text), (Side::Before, "grams"));
    assert_eq!((&*taste.folder, taste.exit), ("", 0));
    assert_eq!(taste.limit, Duration::from_secs(600));
    assert_eq!(knife.gate, []);
    let attested = knife.attestation.as_deref();
    assert_eq!(attested, Some("Who tasted, and what they said"));
}

#[test]
fn a_gate_that_is_not_read_as_written_is_not_whole() {
    let whole = |step: &str| {
        let source = phases(1, |_| vec![]);
        let proof = "[phase.proof]\nid = \"M1\"\n[[phase.proof.gate]]\nrun = [\"true\"]\n";
        let step = format!("[[phase.proof.gate]]\n{step}\n");
        let roadmap = read(&format!("{source}{proof}{step}")).roadmap.unwrap();
        let proof = roadmap.phases[0].proof.clone().unwrap();
        (proof.gate.len(), proof.gate_is_whole)
    };
    assert_eq!(whole("run = [\"true\"]"), (2, true));
    // A misspelt condition would let the step pass that it is there to stop.
    assert_eq!(whole("run = [\"true\"]\ncontians = [\"ok\"]"), (2, false));
    assert_eq!(whole("run = [\"true\"]\nlacks = \"warning\""), (2, false));
    assert_eq!(whole("run = [\"true\", 1]"), (2, false));
    assert_eq!(whole("folder = \"apps/x\""), (1, false));
    assert_eq!(whole("run = []"), (1, false));
    assert_eq!(whole("run = [\"ls\"]\nfolder = \"..\""), (1, false));
    let env = "run = [\"true\"]\nenv = { A = \"1\", \"B=\" = \"2\" }";
    assert_eq!(whole(env), (1, false));
}

#[test]
fn no_beginning_of_a_file_is_too_much() {
    for file in fixtures("good") {
        let source = fs::read_to_string(&file).unwrap();
        for (end, _) in source.char_indices() {
            let loaded = read(source.get(..end).unwrap());
            loaded
                .problems
                .iter()
                .for_each(|problem| drop(render(problem)));
        }
    }
}

proptest! {
    #[test]
    fn no_change_of_a_file_is_too_much(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..24, any::<prop::sample::Index>()), 1..6),
    ) {
        const PIECES: &[&str] = &[
            "\"", "[", "]", "{ ", "=", "\n", "\u{1b}", "-1", "1e400", "nan", "\"x\"", "id = ", "é", "'''", "[[phase]]\n", "null",
        ];
        let mut source = fs::read_to_string("tests/fixtures/roadmaps/good/japanese-kitchen.toml").unwrap();
        for (at, len, piece) in changes {
            let boundary = |mut at: usize| {
                while !source.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let at = boundary(at.index(source.len()));
            let end = boundary((at + len).min(source.len()));
            let piece: &str = piece.get::<&str>(PIECES);
            source.replace_range(at..end, piece);
        }
        let loaded = read(&source);
        prop_assert_eq!(loaded.roadmap.is_none(), loaded.problems.iter().any(|it| it.severity == Severity::Fatal));
        for problem in &loaded.problems {
            let raw = render(problem).contains('\u{1b}');
            prop_assert!(!raw);
            // What serde turns down, the diagnosis explains in our words.
            for foreign in ["invalid type", "missing field", "unknown field", "out of range", "data did not match"] {
                prop_assert!(!problem.message.contains(foreign), "{}", problem.message);
            }
        }
    }
}

const HEAD: &str = "format = 1\nid = \"x\"\ntitle = \"X\"\n";

fn phases(count: usize, needs: impl Fn(usize) -> Vec<usize>) -> String {
    let mut source = HEAD.to_owned();
    for at in 0..count {
        let needs: Vec<_> = needs(at).iter().map(|it| format!("\"p{it}\"")).collect();
        let needs = needs.join(",");
        let phase = format!("[[phase]]\nid=\"p{at}\"\ntitle=\"P\"\ndays=1\nneeds=[{needs}]\n");
        source.push_str(&phase);
    }
    source
}

fn quickly<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    // A debug build on a busy machine is some ten times slower than a release.
    let limit = if cfg!(debug_assertions) { 20 } else { 1 };
    assert!(
        start.elapsed() < Duration::from_secs(limit),
        "{:?}",
        start.elapsed()
    );
    result
}

#[test]
fn a_long_chain_of_phases_needs_no_deep_stack() {
    let there = phases(10_000, |at| at.checked_sub(1).into_iter().collect());
    assert_eq!(quickly(|| sound(&there)).phases.len(), 10_000);
    let back = phases(10_000, |at| if at < 9_999 { vec![at + 1] } else { vec![] });
    assert_eq!(quickly(|| sound(&back)).phases.len(), 10_000);
    let round = phases(10_000, |at| vec![(at + 1) % 10_000]);
    let loaded = quickly(|| read(&round));
    assert_eq!(loaded.problems.len(), 1);
    assert!(
        loaded.problems[0].message.contains("→ … →"),
        "{}",
        loaded.problems[0].message
    );
}

#[test]
fn a_complete_graph_of_phases_is_read_at_once() {
    let source = phases(2_000, |at| (0..at).collect());
    assert_eq!(quickly(|| sound(&source)).phases[1_999].needs.len(), 1_999);
    let source = phases(300, |_| (0..300).collect());
    let loaded = quickly(|| read(&source));
    assert!(loaded.problems.len() <= 201);
    assert_eq!(loaded.roadmap.unwrap().phases[0].needs.len(), 299);
}

#[test]
fn hostile_syntax_is_refused_quickly() {
    for piece in [
        "[",
        "{b=",
        "a.",
        "=",
        "+",
        "\"",
        "a=[",
        "<<<<<<< \n",
        "x=1\n",
    ] {
        let source = format!("{HEAD}a={}", piece.repeat(100_000));
        let loaded = quickly(|| read(&source));
        assert!(!loaded.problems.is_empty());
        assert!(loaded.problems.len() <= 201);
        loaded
            .problems
            .iter()
            .for_each(|problem| drop(render(problem)));
    }
}

#[test]
fn a_title_of_a_mebibyte_is_only_long() {
    let source = format!("{HEAD}summary = \"{}\"\n", "a".repeat(1 << 20));
    assert_eq!(sound(&source).summary.len(), 1 << 20);
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roadmap.toml");
    let file = fs::File::create(&path).unwrap();
    file.set_len(4 * 1024 * 1024 + 1).unwrap();
    let loaded = load(&path);
    assert!(loaded.is_fatal());
    assert!(loaded.problems[0].message.ends_with("is larger than 4 MiB"));
}

#[test]
fn what_is_no_file_is_refused_without_waiting() {
    let folder = tempfile::tempdir().unwrap();
    assert!(rendered(&load(folder.path())).contains("is a directory, not a file"));
    assert!(rendered(&load(&folder.path().join("none"))).contains("cannot read"));
    #[cfg(unix)]
    {
        let path = folder.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            0o600.into(),
            0,
        )
        .unwrap();
        assert!(rendered(&load(&path)).contains("is a pipe, not a file"));
        let path = folder.path().join("zero");
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        assert!(rendered(&load(&path)).contains("is a device, not a file"));
    }
}

#[cfg(unix)]
#[test]
fn notes_may_be_links_but_not_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("road");
    fs::create_dir_all(root.join("reading")).unwrap();
    fs::File::create(root.join("reading/a.md")).unwrap();
    fs::File::create(folder.path().join("secret.md")).unwrap();
    symlink("a.md", root.join("reading/inside.md")).unwrap();
    symlink("../../secret.md", root.join("reading/outside.md")).unwrap();
    symlink("nowhere", root.join("reading/dangling.md")).unwrap();
    symlink("..", root.join("up")).unwrap();
    let folder = mastery::store::roadmap_file::Folder::new(&root);
    for (name, answer) in [
        ("reading/a.md", Notes::Found),
        ("./reading//a.md", Notes::Found),
        ("reading/inside.md", Notes::Found),
        ("reading/outside.md", Notes::Outside),
        ("up/secret.md", Notes::Outside),
        ("reading/../../secret.md", Notes::Outside),
        ("/etc/passwd", Notes::Outside),
        ("reading/dangling.md", Notes::Missing),
        ("reading/b.md", Notes::Missing),
        ("reading", Notes::Missing),
        ("", Notes::Missing),
    ] {
        assert_eq!(folder.look_for(name), answer, "{name}");
    }
}

#[test]
fn the_published_schema_is_the_one_that_is_read_by() {
    let path = "docs/roadmap.schema.json";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        let mut file = fs::File::create(path).unwrap();
        std::io::Write::write_all(&mut file, schema_text().as_bytes()).unwrap();
    }
    let published = fs::read_to_string(path).unwrap_or_default();
    assert!(
        published == schema_text(),
        "run the tests with UPDATE_SCHEMA=1"
    );
}

/// The ```` ```toml ```` blocks of a page: what follows `toml`, and the text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let parts = page.split("\n```toml").skip(1);
    parts
        .map(|part| {
            let (info, rest) = part.split_once('\n').unwrap();
            (info.trim(), rest.split_once("```").unwrap().0)
        })
        .collect()
}

#[test]
fn every_example_of_the_format_page_is_read_without_a_problem() {
    let page = fs::read_to_string("docs/roadmap-format.md").unwrap();
    let blocks = blocks(&page);
    assert!(blocks[0].0.is_empty(), "a whole file comes first");
    for (info, text) in blocks {
        let phase = "[[phase]]\nid = \"first-phase\"\ntitle = \"First\"\ndays = 1\n";
        match info {
            "" => drop(sound(text)),
            "root" => drop(sound(&format!("{HEAD}{text}"))),
            "phase" => drop(sound(&format!(
                "{HEAD}[[app]]\nid = \"labs_kettle\"\n{phase}{text}"
            ))),
            "plan" => drop(sound(&format!("{HEAD}{phase}{text}"))),
            other => panic!("what is `{other}`?"),
        }
    }
}

#[test]
fn a_plan_that_contradicts_itself_is_told_so() {
    let source = HEAD.to_owned()
        + r#"
hours_per_day = 4
accept = [
  { finding = "budget-without-amount:gifts", why = "They are gifts." },
  { finding = "app-without-proof:labs_none", why = "It is gone." },
]
[[app]]
id = "labs_idle"
[[app]]
id = "labs_unproven"
[[app]]
id = "pulse_unbuilt"
[[phase]]
id = "late"
title = "Late"
days = [100, 140]
needs = ["twice"]
[[phase.build]]
app = "labs_unproven"
deliverables = [{ id = "d", title = "D" }]
[phase.proof]
id = "M1"
apps = ["pulse_unbuilt"]
[[phase.proof.gate]]
run = ["true"]
[[phase]]
id = "twice"
title = "Twice"
days = 1
[phase.proof]
id = "M2"
[[phase]]
id = "nowhere"
title = "Nowhere"
days = 1000
[[plan.lane]]
id = "core"
title = "Core"
[[plan.lane.block]]
quarters = [1]
milestones = [{ id = "m1", title = "M", phases = ["late"] }]
[[plan.lane.block]]
quarters = [2]
milestones = [{ id = "m2", title = "M", phases = ["twice"] }]
[[plan.lane.block]]
quarters = [3, 4]
milestones = [{ id = "m3", title = "M", phases = ["twice"] }]
[budget]
currency = "USD"
[[budget.time]]
id = "learning"
title = "L"
hours = [15, 20]
[[budget.time]]
id = "building"
title = "B"
hours = [10, 15]
[[budget.time]]
id = "review"
title = "R"
hours = 100
[[budget.money]]
id = "gifts"
title = "Gifts"
every = "once"
[[budget.money]]
id = "books"
title = "Books"
every = "once"
"#;
    let roadmap = sound(&source);
    let said = findings(&roadmap).into_iter().map(|it| {
        let line = it.about.line(&roadmap);
        let accepted = it.accepted.map(|why| format!(" (accepted: {why})"));
        format!(
            "{line} {}: {}{}\n",
            it.key,
            it.message,
            accepted.unwrap_or_default()
        )
    });
    insta::assert_snapshot!(said.collect::<String>(), @r"
    30 phase-without-items:twice: phase `twice` has nothing to read and nothing to build
    30 proof-without-gate:M2: proof M2 has neither a gate nor an attestation
    36 phase-without-items:nowhere: phase `nowhere` has nothing to read and nothing to build
    36 phase-without-proof:nowhere: phase `nowhere` has no proof, but others have
    11 app-without-proof:labs_idle: no proof names the app `labs_idle`
    11 app-not-built:labs_idle: no phase builds the app `labs_idle`
    13 app-without-proof:labs_unproven: no proof names the app `labs_unproven`
    17 proof-not-built:M1:pulse_unbuilt: proof M1 names the app `pulse_unbuilt`, which no phase builds
    30 phase-in-two-quarters:twice: the plan puts phase `twice` in Q2 and in Q3–Q4
    36 phase-in-no-quarter:nowhere: the plan puts phase `nowhere` in no quarter
    17 planned-before-prerequisite:late:twice: phase `late` is planned for Q1, but needs `twice`, planned for Q2
    0 hours-do-not-fit:q1: 480 hours are planned by the end of Q1, but the budget has 390
    0 budget-without-amount:gifts: the budget line `gifts` has no amount (accepted: They are gifts.)
    0 budget-without-amount:books: the budget line `books` has no amount
    0 accepts-nothing:app-without-proof:labs_none: `accept` names `app-without-proof:labs_none`, which is no finding
    ");
}
