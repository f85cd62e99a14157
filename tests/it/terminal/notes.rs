//! Notes in the full-screen program: read, ticked, edited, strange ones.

mod boxes;
mod disk;
mod editor;
mod friday;
mod jobs;
mod keys;
mod place;
mod strange;

use std::{fs, path::PathBuf};

use super::{Background, GARDEN, Home, Opening, PATIENCE, Program, until};

/// Where the note of the first phase is; a path with blanks.
const NOTE: &str = "my notes/soil one.md";

/// Three headings and enough lines to scroll.
fn long() -> String {
    let lines = |from: usize| {
        let lines: Vec<String> = (from..from + 30)
            .map(|it| format!("Line {it}.\n\n"))
            .collect();
        lines.concat()
    };
    format!(
        "# Soil\n\n{}## Worms\n\n{}## Clay\n\n{}",
        lines(1),
        lines(101),
        lines(201)
    )
}

/// A learner whose first phase has this note.
fn study(note: impl AsRef<[u8]>) -> Home {
    let home = Home::new();
    home.claims(NOTE);
    fs::create_dir(home.path().join("my notes")).unwrap();
    home.write(NOTE, note);
    home.mastery(&["begin", "today"]);
    home
}

/// Opens the note of the first phase.
fn opened(home: &Home, opening: Opening) -> Program {
    let program = opening.open(home);
    program.shows("Today");
    program.opens_note();
    program
}

/// With an editor, as `$VISUAL` names it.
fn with_editor(editor: &str) -> Opening {
    Opening {
        environment: vec![
            ("VISUAL", editor.to_owned()),
            ("EDITOR", "false".to_owned()),
        ],
        ..Opening::default()
    }
}

impl Home {
    /// The first phase of the garden claims this note.
    fn claims(&self, path: &str) {
        let notes = format!("title = \"Soil\"\nnotes = \"{path}\"\n");
        self.write("roadmap.toml", GARDEN.replace("title = \"Soil\"\n", &notes));
    }

    fn soil(&self) -> PathBuf {
        self.path().join(NOTE)
    }

    /// The bytes of the note.
    fn bytes(&self) -> Vec<u8> {
        fs::read(self.soil()).unwrap()
    }

    /// An editor that is a script of the shell, which is given what an editor
    /// of this name is. It is no file of its own: a file that is written and
    /// run at once may be “busy”.
    fn editor(&self, name: &str, script: &str) -> String {
        self.write("an editor.sh", script);
        let program = self.path().join(name);
        if !program.exists() {
            std::os::unix::fs::symlink("/bin/sh", &program).unwrap();
        }
        let script = self.path().join("an editor.sh");
        format!("'{}' '{}'", program.display(), script.display())
    }

    /// Lets an editor go on that waits for it.
    fn lets_go(&self) {
        self.write("go", "");
    }

    /// What an editor noted in the end.
    fn noted(&self) -> String {
        until("the editor's word", || {
            fs::read_to_string(self.path().join("noted")).ok()
        })
    }
}

/// Says that it is there and waits until it is let go.
const WAITING: &str = "echo 'an editor'\nuntil [ -e \"$HOME/go\" ]; do sleep 0.02; done\n";

/// Notes the arguments, one a line, in one piece.
const NOTING: &str =
    "printf '%s\\n' \"$@\" > \"$HOME/noting\"; mv \"$HOME/noting\" \"$HOME/noted\"\n";

impl Program {
    /// From the top, opens the note of the first phase.
    fn opens_note(&self) {
        self.keys("7");
        self.shows("Phase 1 · Soil");
        self.keys("\r");
        self.wait("the note", |screen| screen.contents().contains(" %\n"));
    }

    /// Waits for the line that the reader stands on to hold this text.
    fn stands_on(&self, text: &str) {
        self.wait(&format!("the reader on “{text}”"), |screen| {
            here(&screen.contents()).contains(text)
        });
    }

    /// Leaves the note, and the program.
    fn leaves(&mut self) {
        self.keys("\x03");
        let status = self.ended();
        assert!(status.success(), "{status}");
        self.assert_restored();
    }

    /// Waits until an editor has the terminal as a program finds it, for the
    /// so manieth time.
    fn is_lent(&self, times: usize) {
        self.wait_seen(PATIENCE, "the editor on the plain screen", |seen| {
            count(&seen.bytes, b"an editor\r\n") == times
                && !seen.parser.screen().alternate_screen()
        });
    }

    /// Waits until the program has taken the terminal so many times, and shows
    /// the note.
    fn is_back(&self, times: usize) {
        self.wait_seen(PATIENCE, "the program's screen", |seen| {
            let screen = seen.parser.screen();
            count(&seen.bytes, b"\x1b[?1049h") == times
                && screen.alternate_screen()
                && screen.contents().contains(" %\n")
        });
    }
}

/// The line that the reader stands on, without its sign.
fn here(contents: &str) -> String {
    let line = contents
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("› "));
    line.unwrap_or_default().trim().to_owned()
}

fn count(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).filter(|it| *it == what).count()
}
