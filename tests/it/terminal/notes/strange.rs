//! Notes that are too much, no notes at all, or more than text.

use std::{
    fs,
    os::unix::fs::symlink,
    process::Command,
    time::{Duration, Instant},
};

use super::{
    super::{
        safe_text::{is_ours, sequences},
        say,
    },
    Background, Home, NOTE, Opening, Program, opened, study,
};

/// However much it is, nobody waits longer; for a program that is not
/// optimised, on a machine with other things to do.
const SOON: Duration = Duration::from_secs(4);

/// Opens the selected note and waits for this on screen.
fn shows_soon(program: &Program, keys: &str, text: &str) {
    let since = Instant::now();
    program.keys(keys);
    program.wait_seen(SOON, &format!("“{text}” soon"), |seen| {
        seen.parser.screen().contents().contains(text)
    });
    say(&format!("“{text}” after {:?}", since.elapsed()));
}

#[test]
fn large_notes_open_at_once_and_scroll() {
    let paragraph = "One *with* some `code`, [a link](#soil) and more words to fill it.\n\n";
    let mut large = format!("# Soil\n\nThe beginning.\n\n{}", paragraph.repeat(80_000));
    assert!(large.len() > 5_000_000);
    large.push_str("The end.\n");
    let home = study(large);
    let mut program = Opening::default().open(&home);
    program.shows("Today");
    program.keys("7");
    program.shows("Phase 1 · Soil");
    shows_soon(&program, "\r", "The beginning.");
    shows_soon(&program, "G", "The end.");
    shows_soon(&program, "\x1b[5~", "One with some code");
    shows_soon(&program, "g", "The beginning.");
    program.leaves();
}

#[test]
fn a_line_without_end_opens_at_once_and_scrolls() {
    let words = "word after word, ".repeat(1_000_000 / 17);
    let home = study(format!("# Soil\n\nThe beginning, {words}the end.\n"));
    let mut program = Opening::default().open(&home);
    program.shows("Today");
    program.keys("7");
    program.shows("Phase 1 · Soil");
    shows_soon(&program, "\r", "The beginning");
    shows_soon(&program, "G", "the end.");
    shows_soon(&program, "g", "The beginning");
    let one = "x".repeat(1_000_000);
    home.write(NOTE, format!("# Soil\n\nAnother: {one}\n"));
    program.shows("Another: ");
    shows_soon(&program, "Gg", "Another: ");
    program.leaves();
}

#[test]
fn what_is_no_text_is_refused_in_a_sentence() {
    let home = study(b"\x7fELF\0\0\x1b[31m");
    let mut program = Opening::default().open(&home);
    program.shows("Today");
    program.keys("7");
    program.shows("Phase 1 · Soil");
    shows_soon(&program, "\r", "`my notes/soil one.md` is no text");
    // It becomes one.
    home.write(NOTE, "# Soil\n\nA text now.\n");
    program.keys("\r");
    program.shows("A text now.");
    program.leaves();
}

/// The program says that this note is none, and stays usable.
fn is_refused(home: &Home) {
    let mut program = Opening::default().open(home);
    program.wait_seen(SOON, "Today", |seen| {
        seen.parser.screen().contents().contains("Today")
    });
    program.keys("7");
    program.wait("the notes", |screen| {
        !screen.contents().contains("Worms at work")
    });
    program.keys("\r");
    program.keys("1");
    program.shows("Worms at work");
    program.keys(" ");
    program.shows("Done: Worms at work");
    let contents = program.contents();
    assert!(!contents.contains("secret"), "{contents}");
    program.keys("\x03");
    assert!(program.ended().success());
    program.assert_restored();
}

#[test]
fn a_pipe_in_the_place_of_a_note_holds_nobody_up() {
    let home = study("");
    fs::remove_file(home.soil()).unwrap();
    let made = Command::new("mkfifo").arg(home.soil()).status().unwrap();
    assert!(made.success());
    is_refused(&home);
}

#[test]
fn a_note_that_becomes_a_pipe_is_not_waited_for() {
    let home = study("# Soil\n\nWords.\n");
    let mut program = opened(&home, Opening::default());
    program.shows("Words.");
    let pipe = home.path().join("pipe.md");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    fs::rename(pipe, home.soil()).unwrap();
    program.shows("is a pipe");
    program.shows("Words.");
    program.keys("G");
    program.stands_on("Words.");
    program.leaves();
}

#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let outside = tempfile::NamedTempFile::with_suffix(".md").unwrap();

    std::io::Write::write_all(&mut outside.as_file(), b"# A secret\n").unwrap();
    let home = study("");
    fs::remove_file(home.soil()).unwrap();
    symlink(outside.path(), home.soil()).unwrap();
    is_refused(&home);
}

#[test]
fn a_note_that_becomes_a_link_out_of_the_folder_is_not_followed() {
    let outside = tempfile::NamedTempFile::with_suffix(".md").unwrap();
    std::io::Write::write_all(&mut outside.as_file(), b"# A secret\n").unwrap();
    let home = study("# Soil\n\nWords.\n");
    let mut program = opened(&home, Opening::default());
    program.shows("Words.");
    let link = home.path().join("link.md");
    symlink(outside.path(), &link).unwrap();
    fs::rename(link, home.soil()).unwrap();
    program.shows("is outside the roadmap's folder");
    program.shows("Words.");
    assert!(!program.contents().contains("secret"));
    program.leaves();
}

#[test]
fn no_note_drives_the_terminal() {
    let hostile = "# Soil \u{1b}]0;pwn\u{7}&#27;]2;pwn&#7;\n\n\
        \u{1b}[31mred\u{1b}[0m &#27;[31m &#x9b;31m \u{9b}31m \u{202e}live\u{202c} \u{2066}x\u{2069}\n\n\
        - [ ] a box \u{1b}[2J\u{1b}[?1049l\u{1b}[?25h\n\n\
        ```sh \u{1b}]0;pwn\u{7}\necho '\u{1b}c\u{1b}[6n\u{1b}[21t' &#27;[2J\n```\n\n\
        | a\u{1b}[1A | b |\n| --- | --- |\n| \u{1b}P+q\u{1b}\\ | &#27;[?1000h |\n\n\
        [a \u{202e}link](https://example.com/pwn) [b](https://example.com/\u{1b}]0;pwn\u{7}) <b title=\"&#27;[31m\">html\u{1b}[5m</b>\n\n\
        ![an image &#27;[31m](x\u{1b}[31m.png) \u{feff}\u{200b}\u{2028}\u{e0041}end\r\rof it\u{8}\u{8}\u{b}\u{c}\n\n\
        ## Clay &#27;]52;c;cHduCg==&#7;\n\nThe end.\n";
    let home = study(hostile);
    let opening = Opening {
        background: Background::Light,
        environment: vec![("VISUAL", "sh -c 'exit 7' \u{1b}]0;pwn\u{7}".to_owned())],
        ..Opening::default()
    };
    let mut program = opened(&home, opening);
    program.shows("The end.");
    // Through every line, the contents, the numbers of the links, a search.
    for _ in 0..25 {
        program.keys("j");
    }
    program.stands_on("The end.");
    program.keys("c");
    program.wait("the contents", |screen| {
        screen.contents().matches("Clay").count() > 2
    });
    program.keys("kjc");
    program.wait("no contents", |screen| {
        screen.contents().matches("The end.").count() == 1
    });
    program.keys("gf");
    program.shows("1 ‹RLO›link");
    program.keys("\x1b");
    program.shows_no("1 ‹RLO›link");
    program.keys("/red");
    program.shows("find: red");
    program.keys("\r");
    program.shows("1 of 1");
    program.keys("\x1b");
    program.shows_no("find: red");
    program.keys("g");
    program.stands_on("Soil");
    program.keys("e");
    program.shows("ended with status 7");
    // Where it was left is shown in the list and in Today's rows.
    program.keys("]]]");
    program.keys("q");
    program.shows("Phase 1 · Soil");
    program.keys("2\r");
    program.shows("Read the notes");
    program.keys("\x03");
    assert!(program.ended().success());
    program.assert_restored();
    let seen = program.seen();
    let screen = seen.parser.screen();
    assert!(!screen.alternate_screen());
    let found = sequences(&seen.bytes);
    assert!(found.len() > 50);
    let odd: Vec<&String> = found.iter().filter(|it| !is_ours(it)).collect();
    assert!(odd.is_empty(), "{odd:?}");
}
