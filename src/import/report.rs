//! What was taken, and what was left, line by line.

use std::fmt;

/// What became of some lines of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The file, by its place among those imported.
    pub file: usize,
    /// The first line, counted from 1.
    pub line: usize,
    /// The last line.
    pub last: usize,
    /// Whether it is in the roadmap.
    pub taken: bool,
    /// What it was taken for, or what was left.
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.last > self.line {
            write!(f, "lines {}–{}  ", self.line, self.last)?;
        } else {
            write!(f, "line {}  ", self.line)?;
        }
        if !self.taken {
            f.write_str("left: ")?;
        }
        f.write_str(&self.text)
    }
}

/// The notes, one for each piece, in the order of the files.
#[derive(Debug, Default)]
pub(super) struct Report {
    notes: Vec<Note>,
}

impl Report {
    pub(super) fn took(&mut self, file: usize, lines: (usize, usize), text: String) {
        self.add(file, lines, true, text);
    }

    pub(super) fn left(&mut self, file: usize, lines: (usize, usize), text: impl Into<String>) {
        self.add(file, lines, false, text.into());
    }

    fn add(&mut self, file: usize, (line, last): (usize, usize), taken: bool, text: String) {
        self.notes.push(Note {
            file,
            line,
            last: last.max(line),
            taken,
            text,
        });
    }

    /// All notes in order, and one for each run of lines that says something
    /// and that no piece is made of. `texts` are the files.
    pub(super) fn finish(mut self, texts: &[&str]) -> Vec<Note> {
        for (file, text) in texts.iter().enumerate() {
            let count = text.split('\n').count();
            let mut seen = vec![false; count + 2];
            for note in self.notes.iter().filter(|it| it.file == file) {
                let lines = seen.get_mut(note.line..=note.last.min(count));
                lines.into_iter().flatten().for_each(|it| *it = true);
            }
            for (place, line) in text.split('\n').enumerate() {
                let blank = line.trim_matches(['\u{FEFF}', ' ', '\t', '\r']).is_empty();
                if !blank && !seen[place + 1] {
                    self.left(file, (place + 1, place + 1), "signs, or a row of a table");
                }
            }
        }
        self.notes.sort_by_key(|it| (it.file, it.line));
        let mut merged: Vec<Note> = Vec::with_capacity(self.notes.len());
        for note in self.notes {
            match merged.last_mut() {
                Some(before)
                    if !note.taken
                        && !before.taken
                        && before.file == note.file
                        && before.text == note.text
                        && note.line <= before.last + 2 =>
                {
                    before.last = before.last.max(note.last);
                }
                _ => merged.push(note),
            }
        }
        merged
    }
}
