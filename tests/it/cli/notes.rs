//! `mastery read` and `mastery search`.

use super::desk::Desk;

const ROADMAP: &str = "\
format = 1
id = \"elixir-systems-mastery\"
title = \"T\"

[[phase]]
id = \"mail\"
number = 1
title = \"Mailboxes\"
days = 3
notes = \"reading/mail.md\"

[[phase.reading]]
id = \"receive-docs\"
kind = \"docs\"
title = \"receive\"
url = \"https://example.org/receive\"

[[phase]]
id = \"bare\"
number = 2
title = \"Without notes\"
days = 3

[[phase.reading]]
id = \"more\"
kind = \"docs\"
title = \"More\"
";

const NOTE: &str = "\
# Mailboxes

- [ ] Erlang docs <!-- id: receive-docs -->
- [x] mine

## Lab

A *selective* receive looks at every
message in the mailbox.

```sh
mix test --only mailbox
```
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("work/roadmap.toml", ROADMAP);
    desk.file("work/reading/mail.md", NOTE);
    desk.file("work/reading/other.md", "Let it crash, says the mailbox.\n");
    desk
}

#[test]
fn a_note_is_read_by_its_phase_or_its_path() {
    let desk = desk();
    let note = desk.ok("read 1");
    insta::assert_snapshot!(note, @r"
    Mailboxes
    ━━━━━━━━━

    ○ Erlang docs
    ☑ mine

    Lab

    A selective receive looks at every message in the mailbox.

      mix test --only mailbox
    ");
    for name in [
        "mail",
        "Mailbox",
        "reading/mail.md",
        "./reading/mail.md",
        "phase 1",
    ] {
        assert_eq!(desk.ok(&format!("read {name}")), note, "{name}");
    }
    assert!(desk.ok("read reading/other.md").starts_with("Let it crash"));
}

#[test]
fn a_box_shows_what_the_journal_says_of_its_item() {
    let desk = desk();
    desk.ok("start receive-docs");
    assert!(desk.ok("read 1").contains("◐ Erlang docs"));
    desk.ok("tick receive-docs");
    assert!(desk.ok("read 1").contains("● Erlang docs\n☑ mine"));
    assert!(desk.ok("read 1 --ascii").contains("* Erlang docs\nv mine"));
}

#[test]
fn any_file_is_read_at_any_width() {
    let desk = desk();
    let file = desk.file("elsewhere/bytes.md", "");
    #[expect(clippy::disallowed_methods, reason = "a test makes its files anew")]
    std::fs::write(&file, b"\xef\xbb\xbfcaf\xe9 in many words\r\n\x1b[2J\r\n").unwrap();
    let path = file.to_str().unwrap();
    let text = desk.ok(&format!("read {path} --width 12"));
    assert_eq!(text, "caf\u{fffd} in many\nwords ␛[2J\n");
}

#[test]
fn colours_are_for_terminals_and_plain_is_plain() {
    let desk = desk();
    let coloured = desk.ok("read 1 --color always");
    assert!(
        coloured.contains("\u{1b}[3mselective\u{1b}[0m"),
        "{coloured}"
    );
    assert!(!desk.ok("read 1").contains('\u{1b}'));
    assert_eq!(desk.ok("read 1 --plain --color always"), desk.ok("read 1"));
}

#[test]
fn what_cannot_be_read_is_said_with_a_way_out() {
    let desk = desk();
    let said: Vec<String> = [
        "read 2",
        "read nothing.md",
        "read ../x.md",
        "read nothing",
        "read 1 --width 3",
    ]
    .iter()
    .map(|view| format!("$ mastery {view}\n{}", desk.run(view)))
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn the_built_in_notes_are_read_too() {
    let desk = Desk::new();
    assert!(desk.ok("read genserver").starts_with("Phase 3 · GenServer"));
    assert!(
        desk.ok("search mailbox")
            .contains("reading/phase-02-mailboxes.md")
    );
}

#[test]
fn a_search_goes_through_everything() {
    let desk = desk();
    desk.ok("start receive-docs");
    desk.happened(
        "note",
        "text = \"The mailbox is a queue.\"\nabout = \"receive-docs\"",
    );
    desk.happened("link", "url = \"https://example.org/mailbox\"");
    let said: Vec<String> = [
        "search mailbox",
        "search receive",
        "search every message",
        "search Mailbox",
    ]
    .iter()
    .map(|view| format!("$ mastery {view}\n{}", desk.ok(view)))
    .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_search_says_the_line_of_the_file() {
    let desk = desk();
    let found: serde_json::Value = serde_json::from_str(&desk.ok("search mailbox --json")).unwrap();
    let notes = found["search"]["notes"].as_array().unwrap();
    let places: Vec<(&str, u64)> = notes
        .iter()
        .map(|it| (it["note"].as_str().unwrap(), it["line"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("reading/mail.md", 1),
        ("reading/mail.md", 9),
        ("reading/mail.md", 12),
        ("reading/other.md", 1),
    ];
    assert_eq!(places, expected);
}

#[test]
fn a_search_for_nothing_says_so() {
    let desk = desk();
    let said: Vec<String> = [
        "search zebra",
        "search zebra mailbox",
        "search ZEBRA",
        "search",
    ]
    .iter()
    .map(|view| format!("$ mastery {view}\n{}", desk.run(view)))
    .collect();
    insta::assert_snapshot!(said.join("\n"));
    assert!(desk.ok("search zebra --json").contains("\"notes\":[]"));
}
