//! Colouring code in a process of its own.
//!
//! The grammars take some 20 MiB while they are read and used, and what an
//! allocator was once given it keeps: after four notes the program would be
//! three times as large as before them. A process gives all of it back.

use std::{
    io::{self, Read, Write},
    process::{Command, ExitCode, Stdio},
};

use crate::reader::{Document, Paint, paint, read_painted, write_painted};

/// The argument with which the program calls itself for it.
pub(super) const PAINTER: &str = "__paint";

/// Reads a note and says what the words of its code are.
pub(super) fn answer() -> ExitCode {
    let mut note = String::new();
    let read = io::stdin().lock().read_to_string(&mut note);
    let written = read.and_then(|_| {
        let painted = paint(&Document::parse(note.into()));
        let mut out = io::stdout().lock();
        out.write_all(write_painted(&painted).as_bytes())?;
        out.flush()
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Has another process say what the words of a note's code are; `None` if
/// there is none, or it says something else.
pub(super) fn ask(document: &Document) -> Option<Vec<(usize, Vec<Paint>)>> {
    let mut painter = Command::new(std::env::current_exe().ok()?)
        .arg(PAINTER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // It reads all before it writes. Dropped, the pipe says that this is all.
    let told = painter
        .stdin
        .take()
        .map(|mut pipe| pipe.write_all(document.text().as_bytes()));
    let answer = painter.wait_with_output().ok()?;
    told?.ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    read_painted(&text).filter(|_| answer.status.success())
}
