//! Notes for the full-screen program: read, read again when their files
//! change, painted by a thread of its own.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::SystemTime,
};

use crate::{
    cli::{failure::Failure, painter},
    domain::roadmap::Roadmap,
    reader::{Document, is_paintable, paint},
    store::notes::{NoteText as Read, Shelf},
    tui::{
        msg::{Msg, NoteText},
        run::Waker,
    },
};

use super::changed_at;

/// The notes that the program shows, and where they are.
pub(super) struct Notes {
    shelf: Shelf,
    /// When the files of the notes that were read were last changed.
    read: HashMap<String, Option<(SystemTime, u64)>>,
    painted: (Sender<Msg>, Receiver<Msg>),
    waker: Arc<Waker>,
}

impl Notes {
    pub(super) fn new(shelf: Shelf, waker: Arc<Waker>) -> Self {
        Self {
            shelf,
            read: HashMap::new(),
            painted: mpsc::channel(),
            waker,
        }
    }

    /// The folders whose files are the roadmap's notes.
    pub(super) fn folders(&self, notes: &[String]) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = notes
            .iter()
            .filter_map(|path| Some(self.shelf.file(path)?.parent()?.to_owned()))
            .collect();
        folders.sort();
        folders.dedup();
        folders
    }

    /// The notes that no phase claims.
    pub(super) fn others(&self, roadmap: &Roadmap) -> Vec<String> {
        let claimed = roadmap.phases.iter().filter_map(|it| it.notes.as_deref());
        self.shelf.others(&claimed.collect::<Vec<_>>())
    }

    /// The file of a note.
    pub(super) fn file(&self, path: &str) -> Option<PathBuf> {
        self.shelf.file(path)
    }

    /// Reads a note.
    pub(super) fn read(&mut self, path: String) -> Msg {
        let changed = self.shelf.file(&path).and_then(|file| changed_at(&file));
        self.read.insert(path.clone(), changed);
        let note = self.shelf.read(&path).map(shown);
        let note = note.map_err(|error| Failure::from_error(&error).sentence());
        Msg::NoteRead { path, note }
    }

    /// Reads the notes again whose files changed, and gives what was painted.
    pub(super) fn poll(&mut self) -> Vec<Msg> {
        let mut msgs: Vec<Msg> = self.painted.1.try_iter().collect();
        let shelf = &self.shelf;
        let stale = self.read.iter().filter(|(path, before)| {
            let file = shelf.file(path);
            !shelf.is_built_in() && file.and_then(|file| changed_at(&file)) != **before
        });
        let stale: Vec<String> = stale.map(|(path, _)| path.clone()).collect();
        msgs.extend(stale.into_iter().map(|path| self.read(path)));
        msgs
    }

    /// Ticks or unticks a box.
    pub(super) fn toggle(&mut self, path: String, note: NoteText, at: usize) -> Vec<Msg> {
        let before = Read {
            text: note.text,
            exact: note.exact,
        };
        match self.shelf.toggle(&path, &before, at) {
            Ok(after) => {
                let changed = self.shelf.file(&path).and_then(|file| changed_at(&file));
                self.read.insert(path.clone(), changed);
                let ticked = !matches!(after.text.as_bytes().get(at), Some(b' '));
                let said = if ticked { "Ticked" } else { "Open again" };
                let notice = Msg::Notice(format!("{said} in {path}."));
                let note = Ok(shown(after));
                vec![Msg::NoteRead { path, note }, notice]
            }
            Err(error) => {
                let why = Msg::Trouble(Failure::from_error(&error).sentence());
                // What is there now is what may be ticked next.
                vec![self.read(path), why]
            }
        }
    }

    /// Finds out what the words of a note's code are, and wakes the loop when
    /// it is known. Without a thread the code stays plain.
    pub(super) fn paint(&self, path: String, document: Arc<Document>) {
        if !is_paintable(&document) {
            return;
        }
        let (sender, waker) = (self.painted.0.clone(), Arc::clone(&self.waker));
        let work = move || {
            let paints = painter::ask(&document).unwrap_or_else(|| paint(&document));
            if paints.is_empty() {
                return;
            }
            let text = document.text();
            let painted = Msg::Painted { path, text, paints };
            if sender.send(painted).is_ok() {
                waker.wake();
            }
        };
        let _ = thread::Builder::new().name("paint".to_owned()).spawn(work);
    }
}

fn shown(read: Read) -> NoteText {
    NoteText {
        text: read.text,
        exact: read.exact,
    }
}
