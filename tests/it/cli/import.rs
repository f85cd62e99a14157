//! A roadmap of Markdown files.

#![expect(clippy::format_push_string, reason = "short texts of tests")]

use std::fs;

use pretty_assertions::assert_eq;
use serde_json::Value;

use super::desk::Desk;

const LIST: &str = "# Go\n\nFor the evenings of one winter.\n\n## Basics\n\n- [x] Loops\n- [ ] [Tour](https://go.dev/tour)\n\n## Channels\n\n- [x] Read about them\n- [ ] Build one\n";

fn at(desk: &Desk, folder: &str, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let output = desk
        .command(&words)
        .current_dir(desk.path(folder))
        .output()
        .unwrap();
    desk.said(&output)
}

#[test]
fn a_list_becomes_a_roadmap_that_can_be_worked_with() {
    let desk = Desk::new();
    desk.file("work/list.md", LIST);
    assert_eq!(
        desk.run("init go --from list.md --yes"),
        "Go  go\n\
         2 phases, 1 reading, 3 deliverables\n    \
         1  Basics  2 items\n    \
         2  Channels  2 items\n\
         ~/work/go/roadmap.toml is written, and 2 notes\n\
         2 boxes are recorded as done; `mastery undo` takes it back\n"
    );
    assert!(at(&desk, "work/go", "check").contains("is sound: 2 phases"));
    assert!(at(&desk, "work/go", "phase 1").contains("● loops"));
    assert!(at(&desk, "work/go", "status").starts_with("Phase 1 1/2 ·"));
    let note = fs::read_to_string(desk.path("work/go/reading/01-basics.md")).unwrap();
    assert!(note.contains("- [x] Loops <!-- id: loops -->"), "{note}");
    assert!(at(&desk, "work/go", "undo").contains("read-about-them"));
    assert!(at(&desk, "work/go", "phase 1").contains("○ loops"));
    assert_eq!(fs::read_to_string(desk.path("work/list.md")).unwrap(), LIST);
}

#[test]
fn without_a_yes_nothing_is_recorded_and_a_dry_run_writes_nothing() {
    let desk = Desk::new();
    desk.file("work/list.md", LIST);
    let said = desk.run("init go --from list.md --dry-run --report -");
    assert!(
        said.contains("\n  line 7  item “Loops”, ticked\n"),
        "{said}"
    );
    assert!(said.ends_with("nothing was written\n"), "{said}");
    assert!(!desk.path("work/go").exists());
    let said = desk.run("init go --from list.md --report lines.txt");
    assert!(
        said.ends_with(
            "2 boxes are ticked in the file and open here: --update --yes records them as done\n"
        ),
        "{said}"
    );
    assert!(at(&desk, "work/go", "phase 1").contains("○ loops"));
    let lines = fs::read_to_string(desk.path("work/lines.txt")).unwrap();
    assert!(
        lines.starts_with("list.md:\n  line 1  the title\n"),
        "{lines}"
    );
    assert!(
        desk.run("init go --from list.md --update --yes")
            .ends_with("takes it back\n")
    );
    assert!(at(&desk, "work/go", "phase 1").contains("● loops"));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let desk = Desk::new();
    desk.file("work/list.md", LIST);
    desk.file("work/there/reading/02-channels.md", "mine");
    let said = desk.run("init there --from list.md");
    assert!(
        said.contains("02-channels.md` is there already; nothing was written"),
        "{said}"
    );
    assert!(!desk.path("work/there/roadmap.toml").exists());
    assert!(!desk.path("work/there/reading/01-basics.md").exists());
    desk.ok("init . --from list.md");
    let before = fs::read(desk.path("work/roadmap.toml")).unwrap();
    let said = desk.run("init . --from list.md");
    assert!(said.contains("roadmap.toml` is there already"), "{said}");
    assert!(
        said.contains("hint: `--update` reads the files again"),
        "{said}"
    );
    assert_eq!(fs::read(desk.path("work/roadmap.toml")).unwrap(), before);
    for (line, part) in [
        ("init x --from nowhere.md", "nowhere.md"),
        ("init x --from list.md --update", "there is no `"),
        ("init x --from list.md --id ../x", "is no id"),
        ("init x --update", "--from"),
        ("init x --from list.md --phase-level 9", "1..=6"),
    ] {
        let said = desk.run(line);
        assert!(
            said.contains(part) && said.contains("[status "),
            "{line}: {said}"
        );
        assert!(!desk.path("work/x").exists(), "{line}");
    }
}

#[test]
fn progress_survives_an_edit_of_the_file() {
    let desk = Desk::new();
    desk.file("work/list.md", LIST);
    desk.ok("init go --from list.md --yes");
    desk.file("work/go/reading/01-basics.md", "# Mine now\n");
    let edited = LIST
        .replace("- [x] Loops\n", "- [ ] Values\n- [ ] Loops\n")
        .replace("[Tour]", "[The guided tour]")
        .replace("- [ ] Build one\n", "");
    desk.file("work/list.md", &edited);
    let asked = desk.run("init go --from list.md --update");
    assert!(
        asked.starts_with(
            "4 items as before\n\
             1 new\n  + Values  (values)\n\
             1 renamed, with their progress\n  ~ Tour → The guided tour  (the-guided-tour)\n\
             1 no longer there; progress is kept, and shown as archived\n  − Build one  (build-one)\n"
        ),
        "{asked}"
    );
    assert!(
        asked.ends_with("nothing was written; --yes writes it without asking\n"),
        "{asked}"
    );
    let said = desk.run("init go --from list.md --update --yes");
    assert!(
        said.contains("what was there is kept as ~/work/go/roadmap.toml.1"),
        "{said}"
    );
    let phase = at(&desk, "work/go", "phase 1");
    assert!(
        phase.contains("● loops") && phase.contains("○ values"),
        "{phase}"
    );
    let roadmap = fs::read_to_string(desk.path("work/go/roadmap.toml")).unwrap();
    assert!(roadmap.contains("formerly = [\"tour\"]"), "{roadmap}");
    let note = fs::read_to_string(desk.path("work/go/reading/01-basics.md")).unwrap();
    assert_eq!(note, "# Mine now\n", "notes are the learner's");
    let again = desk.run("init go --from list.md --update --yes");
    assert_eq!(
        again,
        "~/work/go/roadmap.toml says the same already
"
    );
}

#[test]
fn notes_that_a_table_links_to_come_along() {
    let desk = Desk::new();
    let table = "# Tea\n\n| Phase | Topic | Reading notes |\n|--|--|--|\n| 1 | Leaf | [leaf](reading/leaf.md) |\n| 2 | Water | [water](reading/water.md) |\n";
    desk.file("plans/tea.md", table);
    desk.file("plans/reading/leaf.md", "# Leaf\n");
    let said = desk.run("init tea --from ../plans/tea.md");
    assert!(said.contains("is written, and 1 note\n"), "{said}");
    assert!(said.contains("1 note that the tables link to"), "{said}");
    assert_eq!(
        fs::read_to_string(desk.path("work/tea/reading/leaf.md")).unwrap(),
        "# Leaf\n"
    );
    let found = desk.ok("init tea --from ../plans/tea.md --dry-run --json");
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["import"]["missing"][0], "reading/water.md");
    assert_eq!(found["import"]["written"], false);
    // In the folder of the Markdown itself, there is nothing to copy.
    let said = desk.run("init ../plans --from ../plans/tea.md");
    assert!(said.contains("is written, and 0 notes"), "{said}");
}

/// A checklist as they are shared: twenty topics, five levels deep, other
/// scripts, HTML between, long words, the same words again and again.
fn large() -> String {
    let mut text = "# Everything\n\n<p align=\"center\"><b>Read me</b></p>\n\n".to_owned();
    for topic in 0..20 {
        let script = ["数据结构", "هياكل البيانات", "डेटा संरचना", "Données", "🚀"][topic % 5];
        text.push_str(&format!(
            "## {script} {topic}\n\n<details><summary>More</summary>\n"
        ));
        for line in 0..50 {
            let indent = "    ".repeat(line % 5);
            let words = match line % 7 {
                0 => "Introduction".to_owned(),
                1 => format!("[{script} video {line}](https://example.org/{topic}/{line})"),
                2 => format!("{script} {}", "long ".repeat(60)),
                _ => format!("Point {topic}.{line} of {script}"),
            };
            text.push_str(&format!("{indent}- [ ] {words}\n"));
        }
        text.push_str("</details>\n\n");
    }
    text
}

#[test]
fn a_large_checklist_opens_and_fits_the_screen() {
    let desk = Desk::new();
    desk.file("work/large.md", &large());
    let said = desk.run("init large --from large.md");
    assert!(
        said.starts_with("Everything  everything\n20 phases, "),
        "{said}"
    );
    let found = desk.ok("init x --from large.md --dry-run --json");
    let found: Value = serde_json::from_str(&found).unwrap();
    let sum = ["readings", "deliverables"].map(|it| found["import"][it].as_u64().unwrap());
    assert_eq!(sum.iter().sum::<u64>(), 1000);
    let show = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut command = desk.command(&words);
        command
            .current_dir(desk.path("work/large"))
            .env("COLUMNS", "80");
        desk.said(&command.output().unwrap())
    };
    assert!(show("check").contains("is sound: 20 phases, 1020 items"));
    for line in ["phases", "phase 1", "phase 3", "phase 20", "today"] {
        let text = show(line);
        assert!(
            !text.contains("error") && text.lines().count() > 5,
            "{line}: {text}"
        );
        for row in text.lines() {
            assert!(mastery::text::width(row) <= 80, "{line}: {row}");
        }
    }
    // Typing an id is possible.
    let phase = show("phase 1 --json");
    let phase: Value = serde_json::from_str(&phase).unwrap();
    for build in phase["phase"]["builds"].as_array().unwrap() {
        assert_ne!(build["title"], "");
        for item in build["deliverables"].as_array().unwrap() {
            let id = item["id"].as_str().unwrap();
            assert!(id.len() <= 50, "{id}");
        }
    }
}
