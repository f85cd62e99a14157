//! The small curriculum in `docs/writing-notes.md` is a whole one, and what the
//! rules forbid is found.

use std::{fs, path::Path, process::Command};

use mastery::store::roadmap_file;
use pretty_assertions::assert_eq;
use pulldown_cmark::HeadingLevel;
use tempfile::TempDir;

use super::{SECTIONS, box_faults, of_level, page::Page, question_faults, sentences, wide};
use crate::snippets;

/// The last block of this language on the page about notes.
fn block(language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/writing-notes.md");
    let page = Page::read("docs/writing-notes.md", &fs::read_to_string(path).unwrap());
    let found = page.code.iter().rfind(|code| code.info == language);
    found.unwrap().text.clone()
}

/// A folder with the small curriculum.
fn written() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("reading")).unwrap();
    for (file, language) in [("roadmap.toml", "toml"), ("reading/queues.md", "markdown")] {
        let mut open = fs::File::create_new(folder.path().join(file)).unwrap();
        std::io::Write::write_all(&mut open, block(language).as_bytes()).unwrap();
    }
    folder
}

#[test]
fn the_small_curriculum_keeps_the_rules_it_explains() {
    let folder = written();
    let loaded = roadmap_file::load(&folder.path().join("roadmap.toml"));
    assert_eq!(loaded.problems, []);
    let roadmap = loaded.roadmap.unwrap();
    let page = Page::read("reading/queues.md", &block("markdown"));
    assert_eq!(of_level(&page, HeadingLevel::H2), SECTIONS);
    assert_eq!(of_level(&page, HeadingLevel::H1), ["Phase 1 · Queues"]);
    assert_eq!(
        box_faults(&roadmap, &roadmap.phases[0], &page),
        [""; 0],
        "the boxes"
    );
    assert_eq!(question_faults(&page), [""; 0]);
    assert_eq!(wide(&page), [""; 0]);
    let proof = page.section("Proof");
    for step in &roadmap.phases[0].proof.as_ref().unwrap().gate {
        let command = step.run.join(" ");
        let shown = proof.iter().any(|(_, line)| line.starts_with(&command));
        assert!(shown, "{command}");
    }
}

#[test]
fn the_small_curriculum_passes_the_program_s_check() {
    let folder = written();
    let checked = Command::new(env!("CARGO_BIN_EXE_mastery"))
        .args(["check", "--strict", "roadmap.toml"])
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{printed}");
}

#[test]
fn the_small_curriculum_s_elixir_runs() {
    if !snippets::elixir() {
        return;
    }
    let folder = written();
    let checked = snippets::checker()
        .arg(folder.path().join("reading/queues.md"))
        .output()
        .unwrap();
    let printed = String::from_utf8(checked.stdout).unwrap();
    let counts = "1 file, 2 elixir blocks, 1 run, 1 parsed only (labs_queue: 1); 0 faults;";
    assert!(printed.starts_with(counts), "{printed}");
}

#[test]
fn a_note_that_breaks_the_rules_is_found_out() {
    let folder = written();
    let loaded = roadmap_file::load(&folder.path().join("roadmap.toml"));
    let roadmap = loaded.roadmap.unwrap();
    let good = block("markdown");
    let faults = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        let page = Page::read("note.md", &good.replacen(from, to, 1));
        let mut faults = box_faults(&roadmap, &roadmap.phases[0], &page);
        faults.extend(question_faults(&page));
        faults.extend(wide(&page));
        faults.join("\n")
    };
    for (from, to, fault) in [
        ("- [ ] Costs", "- [x] Costs", "ticked"),
        (" <!-- id: queue-costs -->", "", "(no id)"),
        ("id: queue-order", "id: queue-costs", "Lab has the boxes"),
        ("Done when two", "Two", "no line `Done when …` below `shop"),
        (
            "chapter 5",
            "chapter 6",
            "is not what `okasaki-queues` says",
        ),
        (
            ", Fred Hébert <",
            " <",
            "is not what `queues-overload` says",
        ),
        (
            "stdlib/queue.html",
            "stdlib/lists.html",
            "is not the address",
        ),
        ("- **`list", "- [ ] **`list", "a box in Pitfalls"),
        ("?::It", "::It", "not `Question?::Answer`"),
        ("the mean", "a::b", "not `Question?::Answer`"),
        ("└──", &"─".repeat(70), "columns, most 76"),
    ] {
        let found = faults(from, to);
        assert!(found.contains(fault), "{to}: {found}");
        assert_eq!(found.lines().count(), 1, "{found}");
    }
}

#[test]
fn sentences_are_compared_without_marks_and_capitals() {
    assert_eq!(
        sentences("A *queue*, then: “B’s list.” Why?::Since c/1 is d."),
        ["a queue then ", "bs list ", "why ", "since c1 is d ", ""]
    );
}

#[test]
fn words_are_what_has_a_letter_or_a_digit() {
    let text = "# One – two\n\nthree `four five` [six](https://seven.example) 8\n\n\
                ```text\nno\n```\n\n<!-- no -->\n\n| nine | ten |\n| --- | --- |\n| 11 | → |\n";
    assert_eq!(Page::read("note.md", text).words(), 10);
}
