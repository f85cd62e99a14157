//! `e`: the editor has the terminal, and the program has it again.

use std::fs;

use super::{NOTE, NOTING, WAITING, long, opened, study, with_editor};

#[test]
fn the_editor_begins_at_the_line_that_is_read_and_its_text_is_shown() {
    let home = study(long());
    let changing = "for file; do :; done\n\
        sed 's/^Line 103\\.$/Edited./' \"$file\" > \"$HOME/new\"; cat \"$HOME/new\" > \"$file\"\n";
    let line = 1 + long().lines().position(|it| it == "Line 102.").unwrap();
    let note = home.path().join(NOTE).display().to_string();
    for (name, before) in [("vim", ""), ("nano", "-u\na b\n")] {
        home.write(NOTE, long());
        let arguments = if before.is_empty() { "" } else { " -u 'a b'" };
        let editor = home.editor(name, &format!("{changing}{NOTING}")) + arguments;
        let mut program = opened(&home, with_editor(&editor));
        program.keys("g]jjjj");
        program.stands_on("Line 102.");
        program.keys("e");
        assert_eq!(home.noted(), format!("{before}+{line}\n{note}\n"));
        program.shows("Edited.");
        program.is_back(2);
        program.stands_on("Line 102.");
        let edited = long().replace("Line 103.", "Edited.");
        assert_eq!(home.bytes(), edited.as_bytes());
        program.leaves();
        fs::remove_file(home.path().join("noted")).unwrap();
    }
}

#[test]
fn code_that_was_edited_gets_its_colours_again() {
    let home = study("# Soil\n\n```elixir\nx = :first\n```\n");
    let changing = "for file; do :; done\n\
        sed 's/first/second/' \"$file\" > \"$HOME/new\"; cat \"$HOME/new\" > \"$file\"\n";
    let mut program = opened(&home, with_editor(&home.editor("vim", changing)));
    let coloured = |word: &str| {
        program.wait(&format!("the colour of {word}"), |screen| {
            let contents = screen.contents();
            let place = contents.lines().enumerate().find_map(|(row, line)| {
                let (before, _) = line.split_once(word)?;
                Some((row as u16, before.chars().count() as u16))
            });
            let colour = |column| {
                place
                    .and_then(|(row, _)| screen.cell(row, column))
                    .map(vt100::Cell::fgcolor)
            };
            place.is_some_and(|(_, column)| colour(column) != colour(column - 4))
        });
    };
    coloured(":first");
    program.keys("e");
    coloured(":second");
    program.leaves();
}

#[test]
fn an_editor_that_is_not_there_or_fails_is_told_in_a_sentence() {
    let home = study(long());
    for (editor, words) in [
        ("/no such/editor --wait", "There is no editor `/no`"),
        ("false", "The editor `false` ended with status 1."),
        ("vim 'a", "a quote in it is not closed"),
        ("sh -c 'kill -9 $$'", "The editor `sh` was killed."),
    ] {
        let mut program = opened(&home, with_editor(editor));
        program.keys("e");
        program.shows(words);
        program.is_back(2);
        program.stands_on("Soil");
        program.leaves();
    }
    assert_eq!(home.bytes(), long().as_bytes());
}

#[test]
fn an_empty_name_means_the_next_one() {
    let home = study(long());
    let mut opening = with_editor(" ");
    opening.environment[1].1 = home.editor("ed", NOTING);
    let mut program = opened(&home, opening);
    program.keys("e");
    let note = home.path().join(NOTE).display().to_string();
    assert_eq!(home.noted(), format!("{note}\n"));
    program.is_back(2);
    program.leaves();
}

#[test]
fn an_editor_that_returns_at_once_may_save_later() {
    let home = study(long());
    let mut program = opened(&home, with_editor("true"));
    program.keys("e");
    program.is_back(2);
    home.write(NOTE, long().replace("Line 2.", "Saved later."));
    program.shows("Saved later.");
    program.leaves();
}

#[test]
fn the_roadmap_is_edited_at_the_line_of_what_is_selected() {
    let home = study(long());
    let mut program = with_editor(&home.editor("vim", NOTING)).open(&home);
    program.shows("Today");
    program.keys("2\r");
    program.shows("○ Worms at work");
    program.keys("gj");
    program.keys("e");
    let noted = home.noted();
    let (line, file) = noted.split_once('\n').unwrap();
    assert!(file.trim_end().ends_with("roadmap.toml"), "{noted}");
    let roadmap = fs::read_to_string(home.path().join("roadmap.toml")).unwrap();
    let line: usize = line.strip_prefix('+').unwrap().parse().unwrap();
    assert_eq!(roadmap.lines().nth(line - 1), Some("id = \"worms\""));
    program.shows("○ Worms at work");
    program.leaves();
}

#[test]
fn while_it_is_lent_the_terminal_is_as_any_program_finds_it() {
    let home = study(long());
    let mut program = opened(&home, with_editor(&home.editor("vim", WAITING)));
    program.keys("jjj");
    program.stands_on("Line 1.");
    program.keys("e");
    program.is_lent(1);
    program.assert_settings_restored();
    let screen = program.seen().parser.screen().clone();
    assert!(!screen.hide_cursor() && !screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    // Another size meanwhile is the one that is drawn.
    program.resize(24, 80);
    home.lets_go();
    program.is_back(2);
    program.wait("the hints in the last row", |screen| {
        let contents = screen.contents();
        contents
            .lines()
            .nth(23)
            .is_some_and(|line| line.contains("? keys") || line.contains("e "))
    });
    program.stands_on("Line 1.");
    let screen = program.seen().parser.screen().clone();
    assert!(screen.bracketed_paste());
    assert_ne!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    let now = format!("{:?}", program.master.as_ref().unwrap().get_termios());
    assert_ne!(now, program.before, "raw mode is on");
    program.leaves();
}

#[test]
fn an_editor_that_leaves_the_terminal_in_disorder_disorders_nothing() {
    let home = study(long());
    let script = "stty raw -echo; printf '\\033[?1049h\\033[?1000h\\033[?25l'; kill -9 $$\n";
    let mut program = opened(&home, with_editor(&home.editor("vim", script)));
    program.keys("e");
    program.shows("was killed");
    // The editor took the alternate screen itself, too.
    program.is_back(3);
    program.keys("jjj");
    program.stands_on("Line 1.");
    program.leaves();
}

#[test]
fn a_note_without_changes_is_where_it_was() {
    let home = study(long());
    let mut program = opened(&home, with_editor("true"));
    program.keys("]jjjj");
    program.stands_on("Line 102.");
    for times in 2..7 {
        program.keys("e");
        program.is_back(times);
    }
    program.keys("jj");
    program.stands_on("Line 103.");
    program.leaves();
}
