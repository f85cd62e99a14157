//! Each rule of docs/import.md, by an example.

#![expect(clippy::format_push_string, reason = "short texts of tests")]

use pretty_assertions::assert_eq;

use super::{ask, items, read, try_read};
use crate::import::{Ask, Import, ImportError, MOST_BYTES, MOST_ITEMS, Source, import, marks};

fn phases(import: &Import) -> Vec<String> {
    let table: toml::Table = import.roadmap.parse().unwrap();
    let phases = table.get("phase").and_then(|it| it.as_array());
    let titles = phases
        .into_iter()
        .flatten()
        .filter_map(|it| it.get("title")?.as_str());
    titles.map(str::to_owned).collect()
}

fn said(import: &Import) -> Vec<String> {
    import.report.iter().map(ToString::to_string).collect()
}

#[test]
fn every_shape_is_well_written() {
    // Each is made when it is first used.
    assert!(marks::leading_box("[ ] a").is_some() && marks::leading_box("☐ a").is_some());
    assert!(marks::boxed_line("> 1. [x] a").is_some());
    assert!(marks::html_heading("<h2 align=\"center\">A <b>b</b></h2>").is_some());
    assert!(marks::html_heading("<summary>A</summary>").is_some());
    assert_eq!(
        marks::hours("Learning: 15-20 hours/week"),
        Some(("Learning".into(), (15.0, 20.0)))
    );
    assert_eq!(
        marks::hours("Review: 5 h per week"),
        Some(("Review".into(), (5.0, 5.0)))
    );
    assert_eq!(marks::hours("Learning: lots"), None);
    let money =
        |text: &str| marks::money(text).map(|it| (it.currency, it.sum.to_string(), it.monthly));
    assert_eq!(
        money("Books: $500"),
        Some(("USD".into(), "500".into(), false))
    );
    assert_eq!(
        money("Server: 1.234,50 € / month"),
        Some(("EUR".into(), "1234.50".into(), true))
    );
    assert_eq!(
        money("Tools: CZK 349,90 monthly"),
        Some(("CZK".into(), "349.90".into(), true))
    );
    assert_eq!(money("Chapter: 12"), None);
    assert_eq!(
        marks::review("Weekly: Look back"),
        Some(("week", "Look back".into()))
    );
    assert_eq!(marks::quarter("Q1-Q2"), Some((1, 2)));
    assert_eq!(marks::quarter("Quarter 3 2026:"), Some((3, 3)));
    assert_eq!(marks::quarter("Q5"), None);
    assert_eq!(
        marks::phases_named("Complete Phases 0-3 (a) and phase 7"),
        [0, 1, 2, 3, 7]
    );
    assert_eq!(marks::estimate("2–3 weeks"), Some((10.0, 15.0)));
    assert_eq!(
        marks::numbered("第3章 数组").map(|it| (it.number, it.rest)),
        Some((3, "数组".into()))
    );
    assert_eq!(
        marks::leading_number("03. Basics"),
        Some((3, "Basics".into()))
    );
    assert!(
        marks::is_phase_word("Phase")
            && marks::is_phase_word("Week #")
            && !marks::is_phase_word("Weekday")
    );
    assert!(marks::is_app_name("labs_a") && !marks::is_app_name("pulse_*"));
    let days = marks::weekdays("Mon–Tue & Sat: Book chapters").unwrap();
    assert_eq!((days.0.len(), days.1.as_str()), (3, "Book chapters"));
    assert_eq!(marks::weekdays("Fri-Mon: x").unwrap().0.len(), 4);
    assert_eq!(marks::weekdays("Note: x"), None);
    assert_eq!(marks::address("javascript:alert(1)"), None);
    assert_eq!(marks::address("https://me:pw@example.org"), None);
    assert_eq!(marks::note_file("../secret.md"), None);
    assert_eq!(
        marks::note_file("./reading/a.md#b"),
        Some("reading/a.md".into())
    );
}

#[test]
fn headings_that_count_themselves_are_the_phases() {
    let import = read(
        "# Rust\n\n## Why\n- [ ] ask\n\n## How\n### Week 1: Ownership\n- [ ] a\n### Week 2: Traits\n- [ ] b\n",
    );
    assert_eq!(
        phases(&import),
        ["Why", "Week 1: Ownership", "Week 2: Traits"]
    );
    let import =
        read("## Phase 0: Tools\n- [ ] a\n## Phase 1 – Core\n- [ ] b\n## Phase 2\n- [ ] c\n");
    assert_eq!(phases(&import), ["Tools", "Core", "Phase 2"]);
    assert!(
        import.roadmap.contains("number = 0\ntitle = \"Tools\""),
        "{}",
        import.roadmap
    );
}

#[test]
fn else_the_first_level_with_several_headings_makes_the_phases() {
    let text =
        "# All\n## A\n### A1\n- [ ] a\n## B\n### B1\n- [ ] b\n### B2\n- [ ] c\n## About\nWords.\n";
    assert_eq!(phases(&read(text)), ["A", "B"]);
    let source = [Source { name: "a.md", text }];
    let deeper = import(&Ask {
        level: Some(3),
        ..ask(&source)
    })
    .unwrap();
    assert_eq!(phases(&deeper), ["A1", "B1", "B2"]);
    // One that holds nearly everything is a title.
    let mut text = "# Big\n".to_owned();
    for part in ["A", "B", "C"] {
        text.push_str(&format!("## {part}\n- [ ] {part}1\n- [ ] {part}2\n"));
    }
    text.push_str("# Thanks\n- [Ada](https://example.org)\n");
    assert_eq!(phases(&read(&text)), ["A", "B", "C", "Thanks"]);
    // Without headings, the file is one phase.
    assert_eq!(phases(&read("- [ ] a\n")), ["a"]);
    assert_eq!(phases(&read("#\n\n- [ ] a\n")), ["a"]);
}

#[test]
fn links_become_addresses_and_say_what_kind_of_reading_they_are() {
    let import = read(
        "# A\n## Books\n- [ ] A tale\n## Rest\n- [ ] [Enum](https://elixir.hexdocs.pm/Enum.html \"t\")\n- [Talk][t] and [more](https://example.org/2)\n- [inside](#books)\n\n[t]: <https://example.org/talk>\n",
    );
    for line in [
        "kind = \"book\"\ntitle = \"A tale\"",
        "kind = \"docs\"\ntitle = \"Enum\"\nurl = \"https://elixir.hexdocs.pm/Enum.html\"",
        "kind = \"supplement\"\ntitle = \"Talk and more\"\nurl = \"https://example.org/talk\"",
    ] {
        assert!(import.roadmap.contains(line), "{line}\n{}", import.roadmap);
    }
    assert!(
        said(&import).contains(
            &"line 6  left: a further link of this line: https://example.org/2".to_owned()
        )
    );
    // The note of a part brings the addresses along that it needs.
    assert!(
        import.notes[1]
            .text
            .contains("[t]: <https://example.org/talk>")
    );
}

#[test]
fn without_boxes_every_item_of_a_list_is_one() {
    let import =
        read("# Garden\n## Spring\n- Sow\n- Prune\n  - roses\n  - trees\n## Summer\n- Water\n");
    let titles: Vec<String> = items(&import).into_iter().map(|it| it.1).collect();
    assert_eq!(
        titles,
        ["Spring", "Sow", "roses", "trees", "Summer", "Water"]
    );
    assert!(
        import.roadmap.contains("title = \"Prune\"\nwork"),
        "{}",
        import.roadmap
    );
    // With a box anywhere, a bare item is a remark.
    let import = read("## Spring\n- Sow\n- [ ] Prune\n");
    assert_eq!(items(&import).len(), 2);
    assert!(said(&import).contains(&"line 2  left: an item without box or link".to_owned()));
}

#[test]
fn what_an_item_lies_in_is_its_group_or_stands_before_it() {
    let import = read(
        "# T\n- Data types:\n  - [ ] Strings\n    - [ ] Slices\n- [ ] Loops\n  - [ ] for\n  - [ ] while\n  - [ ] until\n    - [ ] never\n",
    );
    let titles: Vec<String> = items(&import).into_iter().map(|it| it.1).collect();
    assert_eq!(
        titles,
        [
            "T",
            "Strings",
            "Strings › Slices",
            "Loops",
            "for",
            "while",
            "until",
            "until › never"
        ]
    );
    for group in ["Data types", "Loops"] {
        assert!(
            import
                .roadmap
                .contains(&format!("[[phase.build]]\ntitle = \"{group}\"")),
            "{}",
            import.roadmap
        );
    }
}

#[test]
fn a_box_that_names_a_phase_signs_it_off() {
    let import = read(
        "## Phase 1: A\n- [ ] a\n## Phase 2: B\n- [x] b\n## Progress\n- [x] Phase 1: A\n- [ ] Phase 2\n- [ ] Phase 2: something else\n",
    );
    assert_eq!(import.counts.sign_offs, 2);
    assert_eq!(import.signed_off, ["a"]);
    assert_eq!(import.ticked.len(), 1, "{}", import.roadmap);
    assert_eq!(import.counts.deliverables, 3);
}

#[test]
fn rows_of_weeks_are_phases_with_what_they_link_to() {
    let import = read(
        "# Rust\n\n| Week | Topic | Resources | Done |\n|--|--|--|--|\n| 1 | Ownership | [Book](https://doc.rust-lang.org/book/) | [x] |\n| 2 | Traits | none yet | [ ] |\n\n## Week 2\n- [ ] Read\n",
    );
    assert_eq!(phases(&import), ["Ownership", "Traits"]);
    assert_eq!(
        (
            import.counts.readings,
            import.counts.deliverables,
            import.counts.sign_offs
        ),
        (1, 1, 2)
    );
    assert_eq!(import.signed_off, ["ownership"]);
    assert!(
        import.roadmap.contains("summary = \"Resources: none yet\""),
        "{}",
        import.roadmap
    );
}

#[test]
fn a_year_in_headings_is_a_plan_only_where_something_says_so() {
    let plan = read("# Year plan\n## Core\n### Q1\n- [ ] a\n### Q2\n- [x] b\n");
    assert_eq!((plan.counts.milestones, plan.counts.phases), (2, 0));
    let phases = read("# Reading list\n## Q1\n- [ ] a\n## Q2\n- [ ] b\n");
    assert_eq!((phases.counts.milestones, phases.counts.phases), (0, 2));
}

#[test]
fn limits_are_said() {
    assert_eq!(
        try_read(&"a".repeat(MOST_BYTES + 1)).unwrap_err(),
        ImportError::TooLarge
    );
    let many = "- [ ] a\n".repeat(MOST_ITEMS + 1);
    assert_eq!(
        try_read(&many).unwrap_err(),
        ImportError::TooMany(MOST_ITEMS + 1)
    );
    for nothing in [
        "",
        "\u{FEFF}",
        "Words alone.",
        "```\n- [ ] a\n```",
        "- [a](#a)",
    ] {
        assert_eq!(
            try_read(nothing).unwrap_err(),
            ImportError::Nothing,
            "{nothing:?}"
        );
    }
    let source = [Source {
        name: "a.md",
        text: "- [ ] a",
    }];
    let refused = import(&Ask {
        id: Some("../a"),
        ..ask(&source)
    })
    .unwrap_err();
    assert_eq!(refused, ImportError::Id("../a".to_owned()));
}

#[test]
fn a_bare_address_is_a_link_and_a_title_above_one_numbered_phase_is_no_phase() {
    let import = read(
        "# Rust\n\n## Phase 1: Basics\n\n- [x] The book (https://doc.rust-lang.org/book/)\n\
         - [ ] Build a CLI\n- [ ] Run `https://example.org/x`\n",
    );
    assert_eq!((import.counts.phases, import.counts.readings), (1, 1));
    assert!(import.roadmap.contains("title = \"Basics\""));
    let url = "url = \"https://doc.rust-lang.org/book/\"";
    assert!(import.roadmap.contains(url), "{}", import.roadmap);
}

#[test]
fn a_note_takes_along_the_addresses_it_needs_and_no_others() {
    let import = read(
        "# Phase 1: Words\n\n- [ ] See [x], [Two Words] and [a \\[b\\]].\n\n\
         # Phase 2: Deeds\n\n- [ ] See [it][q] and ]]].\n\n\
         [x]: https://example.org/x\n[two words]: https://example.org/two\n\
         [a \\[b\\]]: https://example.org/odd\n[q]: https://example.org/q\n\
         [unused]: https://example.org/unused\n",
    );
    let defined = |note: usize| -> Vec<&str> {
        let lines = import.notes[note].text.lines();
        lines.filter(|it| it.contains("]: ")).collect()
    };
    assert_eq!(
        defined(0),
        [
            "[x]: https://example.org/x",
            "[two words]: https://example.org/two",
            "[a \\[b\\]]: https://example.org/odd",
        ]
    );
    // The second has them below itself, all of them, and each once.
    assert_eq!(defined(1).len(), 5);
}

#[test]
fn the_proofs_of_two_phases_with_one_number_have_two_ids() {
    let row = "| M1 | labs_a | – | it works |\n";
    let import = read(&format!(
        "# Phase 1: A\n\n- [ ] a\n\n# Phase 1: B\n\n- [ ] b\n\n# Proofs\n\n\
         | Phase | Labs app | Pulse | Why it proves mastery |\n|---|---|---|---|\n{row}{row}"
    ));
    let ids = import.roadmap.matches("id = \"M1").count();
    assert_eq!(ids, 2, "{}", import.roadmap);
    assert!(import.roadmap.contains("id = \"M1\""));
    assert!(import.roadmap.contains("id = \"M1-2\""));
}
