//! Notes: the list, the reader, boxes, links, looking for words.

use crate::{
    domain::{
        day::LogicalDay,
        event::{Batch, Kind},
        progress::Status,
    },
    tui::{
        effect::Effect,
        msg::Msg,
        rig::{Rig, begin, shipped},
    },
};

const GENSERVER: &str = "reading/phase-03-genserver.md";

/// The roadmap's third note is this one.
fn with_note(text: &str) -> Rig {
    let past = [begin("2026-01-05")];
    let mut rig = Rig::new(shipped(), "2026-03-04T08:00:00+01:00", &past).size(80, 24);
    rig.notes.insert(GENSERVER.to_owned(), text.to_owned());
    rig.keys("7 g j j j enter");
    rig
}

/// The line that the reader stands on.
fn here(rig: &mut Rig) -> String {
    let line = rig.selected();
    line.trim_end_matches(['│', '┃']).trim_end().to_owned()
}

fn numbered(lines: usize) -> String {
    let lines = (1..=lines).map(|number| format!("Line {number}.\n\n"));
    format!("# Top\n\n{}", lines.collect::<String>())
}

#[test]
fn a_note_opens_from_the_list_and_from_its_phase() {
    let mut rig = with_note("# A title\n\nSome words.\n");
    assert!(rig.shows("Some words."));
    rig.keys("esc");
    assert!(rig.shows("Phase 14 · CTO track"));
    rig.keys("2 g j j j enter");
    rig.keys("k");
    assert!(rig.selected().contains("Read the notes"));
    rig.keys("enter");
    assert!(rig.shows("Some words."));
    rig.keys("esc");
    assert!(rig.selected().contains("Read the notes"));
}

#[test]
fn the_reader_stands_near_the_top_but_for_the_ends() {
    let mut rig = with_note(&numbered(40));
    assert_eq!(here(&mut rig), "Top");
    rig.keys("j j");
    assert!(rig.shows("Top"), "at the top nothing scrolls yet");
    rig.keys("j j j j j j j j j j");
    let row = |rig: &mut Rig| rig.text().lines().position(|line| line.starts_with(" › "));
    let near_the_top = row(&mut rig);
    rig.keys("j j j");
    assert_eq!(row(&mut rig), near_the_top);
    rig.keys("G");
    assert_eq!(here(&mut rig), "Line 40.");
    assert!(
        rig.text()
            .lines()
            .filter(|line| line.contains("Line"))
            .count()
            > 7
    );
    rig.keys("g");
    assert_eq!(here(&mut rig), "Top");
    rig.keys("pgdn pgup");
    assert_eq!(here(&mut rig), "Top");
}

#[test]
fn a_note_opens_where_it_was_left_even_after_edits_above() {
    let note = "# Top\n\nOne.\n\n## Lab\n\nBuild it.\n\n## Proof\n\nShow it.\n";
    let mut rig = with_note(note);
    rig.keys("] ] ] j j");
    assert_eq!(here(&mut rig), "Show it.");
    rig.keys("esc");
    let left = rig.written.last().unwrap().1.kinds.clone();
    let read = Kind::Read {
        note: GENSERVER.to_owned(),
        heading: "Proof".to_owned(),
        text: Some("Show it.".to_owned()),
    };
    assert_eq!(left, std::slice::from_ref(&read));
    assert!(rig.shows("Proof"), "the list says where");
    assert_eq!(rig.notice(), "", "a bookmark is nothing to tell");
    // Another start of the program, and the note has grown.
    let past = [
        begin("2026-01-05"),
        Batch::on(LogicalDay::parse("2026-03-03").unwrap(), vec![read]),
    ];
    let mut rig = Rig::new(shipped(), "2026-03-04T08:00:00+01:00", &past).size(80, 24);
    let longer = note.replace("One.", &numbered(30));
    rig.notes.insert(GENSERVER.to_owned(), longer);
    rig.keys("7 g j j j enter");
    assert_eq!(here(&mut rig), "Show it.");
    // Nothing was read, so nothing is written.
    rig.keys("esc");
    assert!(rig.written.is_empty());
    rig.keys("u");
    assert!(
        rig.notice().contains("our year begins") || rig.notice().contains("start on"),
        "{}",
        rig.notice()
    );
}

#[test]
fn a_bookmark_that_cannot_be_written_troubles_nobody() {
    let mut rig = with_note(&numbered(30));
    rig.full = true;
    rig.keys("G esc");
    assert_eq!(rig.notice(), "");
    assert!(!rig.shows("not saved"));
    rig.keys("q");
    assert!(rig.effects.contains(&Effect::Quit));
}

#[test]
fn leaving_the_program_from_a_note_writes_the_place_first() {
    let mut rig = with_note(&numbered(30));
    rig.keys("G ctrl-c");
    assert_eq!(rig.written.len(), 1);
    assert!(rig.effects.contains(&Effect::Quit));
}

#[test]
fn a_bound_box_is_the_roadmaps_and_another_the_files() {
    let note =
        "# Top\n\n- [ ] Reading <!-- id: genserver-docs -->\n  What to take from it.\n- [ ] Mine\n";
    let mut rig = with_note(note);
    let item = rig
        .app()
        .world()
        .roadmap
        .find(&crate::domain::id::ItemId::new("genserver-docs"));
    assert!(item.is_some(), "the shipped roadmap has this item");
    rig.keys("j j j");
    assert!(here(&mut rig).starts_with("○ Reading"));
    rig.keys("j space");
    assert_eq!(rig.status("genserver-docs"), Status::Done);
    assert!(rig.shows("● Reading"));
    assert_eq!(rig.notes[GENSERVER], note, "the file is left alone");
    rig.keys("space");
    assert_eq!(rig.status("genserver-docs"), Status::Open);
    rig.keys("j");
    assert!(here(&mut rig).starts_with("☐ Mine"));
    rig.keys("space");
    assert!(rig.shows("☑ Mine"));
    assert!(rig.notes[GENSERVER].contains("- [x] Mine"));
    assert!(here(&mut rig).starts_with("☑ Mine"), "the reader stays");
    rig.keys("g");
    let cell = rig.find("☑");
    rig.click(cell);
    assert!(here(&mut rig).starts_with("☑ Mine"), "a click stands there");
}

#[test]
fn words_are_found_counted_and_gone_through() {
    let mut rig = with_note("# Top\n\nA mailbox.\n\nNothing.\n\nTwo: mailbox, Mailbox.\n");
    rig.keys("/").typed("mailbox");
    assert!(here(&mut rig).contains("A mailbox."));
    rig.keys("enter");
    assert!(rig.line_from_bottom(1).ends_with("find: mailbox  1 of 3"));
    rig.keys("n");
    assert!(here(&mut rig).starts_with("Two"));
    rig.keys("n n");
    assert!(
        here(&mut rig).contains("A mailbox."),
        "behind the last comes the first"
    );
    rig.keys("N");
    assert!(here(&mut rig).starts_with("Two"));
    rig.keys("esc");
    assert!(!rig.shows("find:"));
    assert!(
        here(&mut rig).starts_with("Two"),
        "Esc ends the search, not the note"
    );
    rig.keys("g /").typed("Mailbox");
    assert!(rig.keys("enter").line_from_bottom(1).ends_with("1 of 1"));
    rig.keys("/ ctrl-u").typed("none of this");
    assert!(rig.keys("enter").line_from_bottom(1).ends_with("no match"));
}

#[test]
fn links_are_numbered_and_followed() {
    let note = "# Top\n\nSee [the lab](#lab), [the web](https://example.com/a), \
        [phase 2](phase-02-mailboxes.md#lab) and [a trap](javascript:alert(1)).\n\n## Lab\n\nBuild.\n";
    let mut rig = with_note(note);
    rig.keys("f");
    rig.keys("1");
    assert_eq!(here(&mut rig), "Lab");
    rig.keys("backspace");
    assert_eq!(here(&mut rig), "Top");
    rig.keys("f 2");
    assert!(rig.shows("https://example.com/a"), "shown before it opens");
    rig.keys("esc f 4");
    assert!(rig.notice().contains("not followed"), "{}", rig.notice());
    rig.keys("f 9");
    assert!(rig.notice().contains("no link 9"), "{}", rig.notice());
    rig.keys("f 3");
    assert!(rig.shows("Phase 2 · Processes & mailboxes"));
    assert_eq!(here(&mut rig), "Lab");
    rig.keys("backspace");
    assert_eq!(here(&mut rig), "Top");
    let link = rig.find("phase 2");
    rig.click(link);
    assert!(rig.shows("Phase 2 · Processes & mailboxes"));
    assert!(
        rig.effects
            .iter()
            .all(|it| !matches!(it, Effect::OpenLink(_)))
    );
}

#[test]
fn more_than_nine_links_take_two_digits() {
    let links: Vec<String> = (1..=12).map(|it| format!("[l{it}](#h{it})")).collect();
    let heads: Vec<String> = (1..=12).map(|it| format!("## H{it}")).collect();
    let (links, heads) = (links.join(" "), heads.join("\n\n"));
    let mut rig = with_note(&format!("# Top\n\n{links}\n\n{heads}\n"));
    rig.keys("f 1 2");
    assert_eq!(here(&mut rig), "H12");
    rig.keys("backspace f 1 enter");
    assert_eq!(here(&mut rig), "H1");
    rig.keys("backspace f 3");
    assert_eq!(here(&mut rig), "H3");
    rig.keys("backspace f 1 esc j");
    assert_ne!(here(&mut rig), "H1");
}

#[test]
fn the_contents_follow_and_lead() {
    let mut rig = with_note("# Top\n\n## One\n\na\n\n## Two\n\nb\n\n### Deep\n\nc\n").size(120, 40);
    rig.keys("j j j j c");
    let text = rig.text();
    assert!(
        text.lines().any(|line| line.starts_with(" ›   One")),
        "{text}"
    );
    rig.keys("j j");
    assert!(
        rig.text()
            .lines()
            .any(|line| line.starts_with(" ›     Deep"))
    );
    rig.keys("enter");
    assert_eq!(here(&mut rig), "Deep");
    rig.keys("c");
    let cell = rig.find("    Two");
    rig.click((cell.0 + 4, cell.1)).keys("esc");
    assert_eq!(here(&mut rig), "Two");
    // Where there is no room for both, the contents take it all.
    rig.resize(60, 20).keys("c");
    assert!(!rig.shows("Build"));
    assert!(rig.shows("Deep"));
}

#[test]
fn a_note_that_changes_on_disk_is_read_again_at_the_same_place() {
    let note = numbered(30);
    let mut rig = with_note(&note);
    rig.keys("G k k k k");
    let before = here(&mut rig);
    assert_eq!(before, "Line 28.");
    rig.edits(GENSERVER, &format!("New beginning.\n\n{note}"));
    assert_eq!(here(&mut rig), "Line 28.");
    rig.send(Msg::NoteRead {
        path: GENSERVER.to_owned(),
        note: Err("there is no note `x`".to_owned()),
    });
    assert_eq!(here(&mut rig), "Line 28.", "what was read stays");
    assert!(rig.notice().contains("no note"));
}

#[test]
fn a_note_that_is_gone_or_empty_says_so() {
    let mut rig = with_note("");
    assert!(rig.shows("This note is empty."));
    rig.keys("j G space enter f c / x enter n y");
    let mut rig = with_note("x");
    rig.keys("esc");
    rig.send(Msg::NoteRead {
        path: "reading/phase-04-fleets.md".to_owned(),
        note: Err("it is gone".to_owned()),
    });
    assert!(rig.notice().contains("gone"));
}

#[test]
fn the_built_in_notes_are_not_changed() {
    let mut rig = with_note("# Top\n\n- [ ] Mine\n");
    rig.keys("e");
    assert!(
        matches!(rig.effects.last(), Some(Effect::Edit { note: Some(path), line: 1 }) if path == GENSERVER)
    );
    let mut rig = rig.with_built_in_notes();
    rig.keys("j j j space");
    assert!(rig.notice().contains("mastery init"), "{}", rig.notice());
    rig.keys("e");
    assert!(rig.notice().contains("mastery init"));
}

#[test]
fn code_is_copied_as_it_was_written() {
    let mut rig = with_note("# Top\n\n- item\n\n  ```elixir\n  def a,\n    do: 1\n  ```\n");
    rig.keys("y");
    assert_eq!(
        rig.effects.last(),
        Some(&Effect::Copy("def a,\n  do: 1\n".to_owned()))
    );
}

#[test]
fn no_key_is_too_much_for_any_note() {
    let deep = "> ".repeat(300) + "x";
    let wide = format!("|{}\n|{}\n", "a|".repeat(300), "-|".repeat(300));
    for note in [
        "",
        "\n",
        "x",
        "- [ ]",
        &deep,
        &wide,
        "\u{1b}[2J\u{7}",
        &"y".repeat(100_000),
    ] {
        for size in [(40, 10), (80, 24), (20, 5)] {
            let mut rig = with_note(note).size(size.0, size.1);
            rig.keys("j k G g pgdn pgup ctrl-d ctrl-u ] [ c j enter f 1 esc n N y o s x space e backspace");
            rig.keys("/ x enter n N esc esc");
            let text = rig.text();
            assert!(
                !text.contains(|c: char| c.is_control() && c != '\n'),
                "{note:?}"
            );
        }
    }
}

#[test]
fn the_palette_finds_what_notes_and_thoughts_say() {
    let mut rig = with_note("# Top\n\n## Lab\n\nThe quokka waits here.\n");
    rig.keys("1 a").typed("Thought of a quokka").keys("enter");
    rig.keys(":").typed("quokka");
    let text = rig.text();
    assert!(text.contains("thought     Thought of a quokka"), "{text}");
    assert!(
        text.contains("text        The quokka waits here."),
        "{text}"
    );
    assert!(text.contains("3 · Lab"), "{text}");
    rig.keys("down enter");
    assert_eq!(here(&mut rig), "The quokka waits here.");
    assert!(rig.shows("Phase 3 · GenServer + supervision › Lab"));
    rig.keys("esc :").typed("qu");
    assert!(
        !rig.shows("The quokka waits here."),
        "two letters are in every note"
    );
    rig.keys("esc :").typed("no such words anywhere");
    assert!(rig.shows("no note has it"));
}

#[test]
fn undo_after_a_box_of_the_file_is_about_that_box() {
    let mut rig = with_note("# Top\n\n- [ ] Mine\n");
    rig.keys("1 space 7 enter g j j j space");
    assert!(rig.shows("☑ Mine"));
    let written = rig.written.len();
    rig.keys("u");
    assert!(rig.shows("☐ Mine"));
    assert_eq!(rig.written.len(), written, "the journal is left alone");
    // What was done before is next.
    rig.keys("u");
    assert_eq!(rig.written.len(), written + 1);
}

#[test]
fn a_slip_while_links_have_numbers_changes_nothing() {
    let mut rig = with_note("# Top\n\n[a](#b) [c](#d)\n\n## B\n\n## D\n");
    rig.keys("f x 2");
    assert_eq!(here(&mut rig), "D");
    rig.keys("backspace f esc 2");
    assert!(!rig.shows("0–9"), "Esc ended it, and the key went its way");
}

#[test]
fn a_link_to_nothing_leaves_the_reader_where_it_was() {
    let mut rig = with_note("# Top\n\nSee [nothing](phase-99.md).\n");
    rig.keys("j j j enter");
    assert!(rig.notice().contains("no note"), "{}", rig.notice());
    assert!(rig.shows("See nothing."));
    assert_eq!(here(&mut rig), "See nothing.");
}

#[test]
fn half_a_file_for_a_moment_does_not_cost_the_place() {
    let note = numbered(30);
    let mut rig = with_note(&note);
    rig.keys("G k k k k");
    let before = here(&mut rig);
    for half in ["", "# Top\n\nLine 1.\n"] {
        rig.edits(GENSERVER, half);
        assert_ne!(here(&mut rig), before);
        rig.edits(GENSERVER, &note);
        assert_eq!(here(&mut rig), before, "{half:?}");
    }
    // Who went on reading is left where they are.
    rig.edits(GENSERVER, "# Top\n\nLine 1.\n\nLine 2.\n");
    rig.keys("g j j j");
    rig.edits(GENSERVER, &note);
    assert_eq!(here(&mut rig), "Line 1.");
}

#[test]
fn a_kept_link_is_listed_with_its_words_and_opens() {
    let mut rig = with_note("# Top\n");
    rig.keys("2 g j j j enter L").typed("not an address");
    rig.keys("enter");
    assert!(rig.shows("An address begins with https://"));
    rig.keys("ctrl-u")
        .typed("https://example.org/pr/1 the cart");
    rig.keys("enter");
    assert!(rig.notice().starts_with("Kept"));
    rig.keys("G");
    while !here(&mut rig).contains("↗ the cart · https://example.org/pr/1") {
        let before = here(&mut rig);
        rig.keys("k");
        assert_ne!(here(&mut rig), before, "{}", rig.text());
    }
    rig.keys("enter");
    assert!(rig.shows("Open this link?"));
    rig.keys("enter");
    let opened = Effect::OpenLink("https://example.org/pr/1".to_owned());
    assert_eq!(rig.effects.last(), Some(&opened));
    rig.keys(":").typed("example.org/pr");
    assert!(rig.shows("link        the cart · https://example.org/pr/1"));
    rig.keys("esc u");
    assert!(!rig.shows("the cart ·"));
}
