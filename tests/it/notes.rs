//! The shipped notes: what each has to hold, and that it and the roadmap say the
//! same. `docs/writing-notes.md` is the rule in words.

mod example;
pub(crate) mod page;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use mastery::domain::roadmap::{Item, ItemKind, Phase, Roadmap, Work};
use pretty_assertions::assert_eq;
use pulldown_cmark::HeadingLevel;

use self::page::{Code, Page, Task};
use crate::learner::shipped;

/// The `##` sections of a note.
pub(crate) const SECTIONS: [&str; 10] = [
    "Books",
    "Docs",
    "Supplements",
    "Concepts",
    "Lab",
    "Pulse",
    "Pitfalls",
    "Proof",
    "Self-check",
    "What changed",
];

const WORDS: std::ops::RangeInclusive<usize> = 1_500..=3_000;
const CODE_COLUMNS: usize = 92;
const DIAGRAM_COLUMNS: usize = 76;
const SELF_CHECKS: std::ops::RangeInclusive<usize> = 8..=12;

/// The note of each phase.
pub(crate) fn notes(roadmap: &Roadmap) -> Vec<(&Phase, Page)> {
    roadmap
        .phases
        .iter()
        .map(|phase| {
            let file = phase.notes.as_ref().unwrap();
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            (phase, Page::read(file, &fs::read_to_string(path).unwrap()))
        })
        .collect()
}

/// Fails with all faults, one a line.
pub(crate) fn none(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults:\n{}\n",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn each_note_has_its_sections_in_order() {
    let mut faults = Vec::new();
    for (phase, page) in notes(&shipped()) {
        let file = &page.file;
        let title = format!("Phase {} · {}", phase.number, phase.title);
        let first = page.headings.first().map(|it| it.text.as_str());
        if first != Some(title.as_str()) {
            faults.push(format!("{file}:1: the title is not `{title}`"));
        }
        let is: Vec<&str> = of_level(&page, HeadingLevel::H2);
        if is != SECTIONS {
            faults.push(format!("{file}: the sections are {is:?}"));
        }
        let concepts = page.section("Concepts");
        let ideas = concepts.iter().filter(|(_, line)| line.starts_with("### "));
        let ideas = ideas.count();
        if !(4..=7).contains(&ideas) {
            faults.push(format!("{file}: {ideas} concepts, not 4 to 7"));
        }
    }
    none(&faults);
}

fn of_level(page: &Page, level: HeadingLevel) -> Vec<&str> {
    let headings = page.headings.iter().filter(|it| it.level == level);
    headings.map(|it| it.text.as_str()).collect()
}

#[test]
fn the_learner_s_own_section_is_left_empty() {
    let mut faults = Vec::new();
    for (_, page) in notes(&shipped()) {
        let lines = page.section("What changed");
        let text: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
        let text = text.join("\n");
        let inner = text
            .trim()
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        if inner.is_none_or(|inner| inner.contains("-->")) {
            faults.push(format!("{}: {}", page.file, text.trim()));
        }
    }
    none(&faults);
}

#[test]
fn each_note_is_long_enough_to_follow_and_short_enough_to_read() {
    let mut faults = Vec::new();
    for (_, page) in notes(&shipped()) {
        let words = page.words();
        if !WORDS.contains(&words) {
            faults.push(format!("{}: {words} words, not {WORDS:?}", page.file));
        }
        let opening = page.prose.iter().filter(|it| it.section.is_empty());
        let opening: usize = opening.map(|it| it.text.split_whitespace().count()).sum();
        if opening <= 100 {
            faults.push(format!("{}: an opening of {opening} words", page.file));
        }
    }
    none(&faults);
}

/// What the first line of a reading says, its links and marks taken away.
fn is_reading(title: &str, item: &Item) -> bool {
    let mut start = item.title.clone();
    if let Some(author) = &item.author {
        start.push_str(", ");
        start.push_str(author);
    }
    match &item.chapters {
        None => title == start,
        Some(chapters) => ["", "chapter ", "chapters "]
            .iter()
            .any(|word| title == format!("{start}: {word}{chapters}")),
    }
}

/// The sections with boxes, and the items that belong there.
pub(crate) fn boxes<'r>(
    roadmap: &'r Roadmap,
    phase: &'r Phase,
) -> [(&'static str, Vec<&'r Item>); 5] {
    let readings = |kind| {
        let items = phase.readings.iter().map(|item| &roadmap[*item]);
        items.filter(|item| item.kind == kind).collect()
    };
    let deliverables = |work| {
        let builds = phase.builds.iter().filter(|build| build.work == work);
        let items = builds.flat_map(|build| &build.deliverables);
        items.map(|item| &roadmap[*item]).collect()
    };
    [
        ("Books", readings(ItemKind::Book)),
        ("Docs", readings(ItemKind::Docs)),
        ("Supplements", readings(ItemKind::Supplement)),
        ("Lab", deliverables(Work::Labs)),
        ("Pulse", deliverables(Work::Pulse)),
    ]
}

/// What is wrong with the boxes of a note.
pub(crate) fn box_faults(roadmap: &Roadmap, phase: &Phase, page: &Page) -> Vec<String> {
    let file = &page.file;
    let mut faults = Vec::new();
    for (section, items) in boxes(roadmap, phase) {
        let tasks: Vec<&Task> = page
            .tasks
            .iter()
            .filter(|task| task.section == section)
            .collect();
        let bound: Vec<&str> = tasks
            .iter()
            .map(|task| task.id.as_deref().unwrap_or("(no id)"))
            .collect();
        let wanted: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
        if bound != wanted {
            faults.push(format!(
                "{file}: {section} has the boxes {bound:?}, the roadmap {wanted:?}"
            ));
            continue;
        }
        for (task, item) in tasks.iter().zip(&items) {
            let at = format!("{file}:{}", task.line);
            if section == "Lab" || section == "Pulse" {
                if !task.rest.starts_with("Done when") {
                    faults.push(format!("{at}: no line `Done when …` below `{}`", item.id));
                }
                if task.title.is_empty() {
                    faults.push(format!("{at}: `{}` has no title", item.id));
                }
                continue;
            }
            if !is_reading(&task.title, item) {
                let title = &task.title;
                faults.push(format!("{at}: `{title}` is not what `{}` says", item.id));
            }
            if task.url != item.url {
                faults.push(format!(
                    "{at}: {:?} is not the address of `{}`, {:?}",
                    task.url, item.id, item.url
                ));
            }
        }
    }
    for task in &page.tasks {
        let at = format!("{file}:{}", task.line);
        if task.ticked {
            faults.push(format!("{at}: ticked"));
        }
        if !["Books", "Docs", "Supplements", "Lab", "Pulse"].contains(&task.section.as_str()) {
            faults.push(format!("{at}: a box in {}", task.section));
        }
    }
    faults
}

#[test]
fn boxes_are_the_roadmap_s_items_in_its_order_and_words() {
    let roadmap = shipped();
    let faults: Vec<String> = notes(&roadmap)
        .iter()
        .flat_map(|(phase, page)| box_faults(&roadmap, phase, page))
        .collect();
    none(&faults);
}

/// What is wrong with the questions of a note.
pub(crate) fn question_faults(page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in page.section("Self-check") {
        let sides: Vec<&str> = line.split("::").collect();
        let fits = match sides.as_slice() {
            [question, answer] => {
                question.ends_with('?') && !answer.trim().is_empty() && answer.trim() == *answer
            }
            _ => false,
        };
        if !line.is_empty() && !fits {
            faults.push(format!("{}:{number}: not `Question?::Answer`", page.file));
        }
    }
    faults
}

#[test]
fn self_checks_are_a_question_and_an_answer_on_a_line() {
    let mut faults = Vec::new();
    for (_, page) in notes(&shipped()) {
        faults.extend(question_faults(&page));
        let lines = page.section("Self-check");
        let count = lines.iter().filter(|(_, line)| !line.is_empty()).count();
        if !SELF_CHECKS.contains(&count) {
            faults.push(format!("{}: {count} self-checks", page.file));
        }
        // A blank line between them, so that each is a paragraph.
        for pair in lines.windows(2) {
            if pair.iter().all(|(_, line)| !line.is_empty()) {
                let at = pair[1].0;
                faults.push(format!("{}:{at}: no blank line before it", page.file));
            }
        }
    }
    none(&faults);
}

fn is_elixir(code: &Code) -> bool {
    code.info.split_whitespace().next() == Some("elixir")
}

fn runs(code: &Code) -> bool {
    is_elixir(code) && code.info.split_whitespace().any(|word| word == "run")
}

#[test]
fn each_note_shows_its_ideas_and_begins_its_work_with_a_failing_test() {
    let roadmap = shipped();
    let mut faults = Vec::new();
    for (phase, page) in notes(&roadmap) {
        let file = &page.file;
        if !page.code.iter().any(|code| code.info == "text") {
            faults.push(format!("{file}: no diagram"));
        }
        if !page.code.iter().any(runs) {
            faults.push(format!("{file}: no elixir that runs"));
        }
        // Where a phase has no lab, its work begins in the product.
        let labs = phase.builds.iter().any(|build| build.work == Work::Labs);
        let section = if labs { "Lab" } else { "Pulse" };
        let first = page.code.iter().any(|code| {
            code.section == section
                && is_elixir(code)
                && code.after.starts_with("First failing test")
                && (code.text.contains("test \"") || code.text.contains("property \""))
                && code.text.contains("assert")
        });
        if !first {
            faults.push(format!("{file}: no first failing test in {section}"));
        }
    }
    none(&faults);
}

/// What is too wide to be read beside something else.
pub(crate) fn wide(page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    for code in &page.code {
        let most = if code.info == "text" {
            DIAGRAM_COLUMNS
        } else {
            CODE_COLUMNS
        };
        for (number, line) in (code.line + 1..).zip(code.text.lines()) {
            let columns = unicode_width::UnicodeWidthStr::width(line);
            if columns > most {
                faults.push(format!(
                    "{}:{number}: {columns} columns, most {most}",
                    page.file
                ));
            }
        }
    }
    faults
}

#[test]
fn code_and_diagrams_fit_their_columns() {
    let faults: Vec<String> = notes(&shipped())
        .iter()
        .flat_map(|(_, page)| wide(page))
        .collect();
    none(&faults);
}

#[test]
fn links_between_notes_lead_to_files_and_headings() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    for (_, page) in notes(&shipped()) {
        for link in page.links.iter().filter(|link| !link.to.contains("://")) {
            let (file, anchor) = link.to.split_once('#').unwrap_or((&link.to, ""));
            let file = if file.is_empty() {
                page.file.clone()
            } else {
                format!("reading/{file}")
            };
            let at = format!("{}:{}: {}", page.file, link.line, link.to);
            let Ok(text) = fs::read_to_string(top.join(&file)) else {
                faults.push(format!("{at}: no such file"));
                continue;
            };
            let there = Page::read(&file, &text);
            if !anchor.is_empty() && !there.headings.iter().any(|it| it.anchor == anchor) {
                faults.push(format!("{at}: no such heading"));
            }
        }
    }
    none(&faults);
}

/// The sentences of a text, in small letters and without marks.
fn sentences(text: &str) -> Vec<String> {
    let mut sentences = vec![String::new()];
    for word in text.replace("?::", "? ").split_whitespace() {
        let plain: String = word
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let sentence = sentences.last_mut().unwrap();
        if !plain.is_empty() {
            sentence.push_str(&plain);
            sentence.push(' ');
        }
        let end = word.trim_end_matches(['”', '’', ')', '*']);
        if end.ends_with(['.', '!', '?', ':', ';']) {
            sentences.push(String::new());
        }
    }
    sentences
}

#[test]
fn no_sentence_stands_in_two_places() {
    let roadmap = shipped();
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, page) in notes(&roadmap) {
        // The lines that name a reading are the roadmap's.
        let named: BTreeSet<usize> = page.tasks.iter().map(|task| task.line).collect();
        for block in &page.prose {
            if named.contains(&block.line) {
                continue;
            }
            for sentence in sentences(&block.text) {
                if sentence.split(' ').count() > 8 {
                    let at = format!("{}:{}", page.file, block.line);
                    places.entry(sentence).or_default().insert(at);
                }
            }
        }
    }
    let faults: Vec<String> = places
        .iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(sentence, places)| format!("{places:?}: {sentence}"))
        .collect();
    none(&faults);
}

#[test]
fn each_proof_can_be_shown_and_its_note_says_how() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("roadmap.toml");
    let roadmap: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let shipped = shipped();
    let notes = notes(&shipped);
    let mut faults = Vec::new();
    for (phase, (_, page)) in roadmap["phase"].as_array().unwrap().iter().zip(&notes) {
        let file = &page.file;
        let proof = &phase["proof"];
        let gate = proof.get("gate").and_then(|gate| gate.as_array());
        if gate.is_none() && proof.get("attestation").is_none() {
            faults.push(format!("{}: neither gate nor attestation", proof["id"]));
        }
        let shown = page.section("Proof");
        for step in gate.into_iter().flatten() {
            let words: Vec<&str> = step["run"]
                .as_array()
                .unwrap()
                .iter()
                .map(|word| word.as_str().unwrap())
                .collect();
            let command = words.join(" ");
            let shows = |line: &str| {
                let code = line.split(" #").next().unwrap();
                code.trim_end().ends_with(&command)
            };
            if !shown.iter().any(|(_, line)| shows(line)) {
                faults.push(format!("{file}: Proof lacks `{command}`"));
            }
        }
    }
    none(&faults);
    assert_eq!(roadmap["phase"].as_array().unwrap().len(), notes.len());
}
