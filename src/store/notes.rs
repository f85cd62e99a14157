//! Notes: Markdown files beside the roadmap or below it, or compiled in.
//!
//! They belong to their author. What the program changes in them (a box, the
//! week's section) it changes in the text that it has read, byte for byte, and
//! refuses if the file is another by then.

mod section;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    builtin,
    paths::RoadmapPlace,
    roadmap_file::{Folder, Notes, ReadError, read_below},
    whole,
};

pub use section::{Put, SectionError, put_section, section, without_comments};

/// The largest note that is read.
pub const MAX_BYTES: u64 = 32 << 20;
/// How many notes are listed that no phase claims.
const MOST_OTHERS: usize = 500;
/// How far into a file is looked for signs that it is no text.
const PROBE: usize = 8_192;

/// Where the notes of a roadmap are.
#[derive(Debug, Clone)]
pub enum Shelf {
    /// Compiled in.
    BuiltIn,
    /// Below this folder.
    Folder(PathBuf),
}

/// A note as it was read.
#[derive(Debug, Clone)]
pub struct NoteText {
    /// Its text. What is no UTF-8 in it is replaced by `�`.
    pub text: Arc<str>,
    /// Whether the text is exactly what is in the file.
    pub exact: bool,
}

/// Why a note cannot be read or changed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// There is none at this path.
    #[error("there is no note `{0}`")]
    Missing(String),
    /// The path, or a link on it, leads out of the roadmap's folder.
    #[error("the note `{0}` is outside the roadmap's folder")]
    Outside(String),
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// The file is no text.
    #[error("`{0}` is no text")]
    Binary(String),
    /// The note is compiled in.
    #[error("the built-in notes cannot be changed")]
    BuiltIn,
    /// The file is another than the one that was read.
    #[error("`{0}` was changed since it was read; it is left as it is")]
    Changed(String),
    /// The text has no place for the section.
    #[error("`{path}` is left as it is: {reason}")]
    NoPlace {
        /// The note.
        path: String,
        /// Why.
        reason: SectionError,
    },
    /// The new file cannot be written.
    #[error("`{}` cannot be written; it is left as it is", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Shelf {
    /// The notes of a roadmap.
    pub fn of(place: &RoadmapPlace) -> Self {
        match place.file() {
            None => Self::BuiltIn,
            Some(file) => {
                let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
                Self::Folder(folder.unwrap_or_else(|| Path::new(".")).to_owned())
            }
        }
    }

    /// Whether the notes are compiled in and cannot be changed.
    pub fn is_built_in(&self) -> bool {
        matches!(self, Self::BuiltIn)
    }

    /// The file of a note; `None` if it is compiled in or not there.
    pub fn file(&self, path: &str) -> Option<PathBuf> {
        let Self::Folder(folder) = self else {
            return None;
        };
        let found = Folder::new(folder.clone()).look_for(path) == Notes::Found;
        found.then(|| folder.join(path))
    }

    /// Reads a note by its path, as the roadmap writes it.
    ///
    /// # Errors
    ///
    /// When there is none, when it is outside, larger than [`MAX_BYTES`] or no
    /// text, or when the system refuses.
    pub fn read(&self, path: &str) -> Result<NoteText, NoteError> {
        let folder = match self {
            Self::BuiltIn => {
                let text = builtin::note(path);
                let text = text.ok_or_else(|| NoteError::Missing(path.to_owned()))?;
                return Ok(NoteText {
                    text: text.into(),
                    exact: true,
                });
            }
            Self::Folder(folder) => folder,
        };
        match Folder::new(folder.clone()).look_for(path) {
            Notes::Found => {}
            Notes::Outside => return Err(NoteError::Outside(path.to_owned())),
            // A pipe or a folder is told apart from nothing by reading it.
            Notes::Missing if folder.join(path).exists() => {}
            Notes::Missing => return Err(NoteError::Missing(path.to_owned())),
        }
        let bytes = read_below(folder, &folder.join(path), MAX_BYTES)?;
        let bytes = bytes.ok_or_else(|| NoteError::Outside(path.to_owned()))?;
        let start = bytes.get(..PROBE).unwrap_or(&bytes);
        if memchr::memchr(0, start).is_some() {
            return Err(NoteError::Binary(path.to_owned()));
        }
        Ok(match String::from_utf8(bytes) {
            Ok(text) => NoteText {
                text: text.into(),
                exact: true,
            },
            Err(error) => NoteText {
                text: String::from_utf8_lossy(error.as_bytes()).into(),
                exact: false,
            },
        })
    }

    /// The Markdown files beside these notes that are not among them, in the
    /// order of their names. For `claimed`, the paths as the roadmap writes
    /// them.
    pub fn others(&self, claimed: &[&str]) -> Vec<String> {
        let mut others = Vec::new();
        let Self::Folder(root) = self else {
            return others;
        };
        let mut folders: Vec<&str> = claimed
            .iter()
            .map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder))
            .collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            let Ok(entries) = fs::read_dir(root.join(folder)) else {
                continue;
            };
            for entry in entries.flatten() {
                let name = entry.file_name();
                let Some(name) = name.to_str() else { continue };
                let markdown = Path::new(name)
                    .extension()
                    .is_some_and(|it| it.eq_ignore_ascii_case("md"));
                let is_file = entry.file_type().is_ok_and(|it| it.is_file());
                let path = match folder {
                    "" => name.to_owned(),
                    folder => format!("{folder}/{name}"),
                };
                let hidden = name.starts_with('.');
                // The roadmap's own README is about it, not one of its notes.
                let about = folder.is_empty();
                if markdown && is_file && !hidden && !about && !claimed.contains(&&*path) {
                    others.push(path);
                }
            }
        }
        others.sort_unstable();
        others.truncate(MOST_OTHERS);
        others
    }

    /// Replaces the text of a note that was read as `before`. The new file has
    /// the old one's permissions, and is there as a whole or not at all.
    ///
    /// # Errors
    ///
    /// When the note is compiled in, is not (exactly) `before` any more, or
    /// cannot be written.
    pub fn replace(&self, path: &str, before: &NoteText, after: &str) -> Result<(), NoteError> {
        let Self::Folder(folder) = self else {
            return Err(NoteError::BuiltIn);
        };
        let changed = || NoteError::Changed(path.to_owned());
        if !before.exact {
            return Err(NoteError::Binary(path.to_owned()));
        }
        let now = self.read(path)?;
        if !now.exact || now.text != before.text {
            return Err(changed());
        }
        // A link stays one: the file it leads to is replaced.
        let file = folder.join(path);
        let file = file.canonicalize().map_err(|_error| changed())?;
        whole::replace(&file, after.as_bytes()).map_err(|source| NoteError::Unwritable {
            path: file.clone(),
            source,
        })
    }

    /// Puts a section, Markdown that begins with a heading of its own, at the
    /// end of what stands under the heading `under`; every other byte stays.
    /// Without that heading, it is added at the end. Gives the new text.
    ///
    /// # Errors
    ///
    /// As [`Shelf::replace`]; also when the section would not be read as one
    /// there.
    pub fn put(
        &self,
        path: &str,
        before: &NoteText,
        under: &str,
        section: &str,
    ) -> Result<NoteText, NoteError> {
        if self.is_built_in() {
            return Err(NoteError::BuiltIn);
        }
        let put = put_section(&before.text, under, section);
        let put = put.map_err(|reason| NoteError::NoPlace {
            path: path.to_owned(),
            reason,
        })?;
        self.replace(path, before, &put.text)?;
        Ok(NoteText {
            text: put.text.into(),
            exact: true,
        })
    }

    /// Ticks or unticks the box whose byte between the brackets is at `at` in
    /// the text `before`; that byte alone changes. Gives the new text.
    ///
    /// # Errors
    ///
    /// As [`Shelf::replace`]; also when there is no box at that place.
    pub fn toggle(&self, path: &str, before: &NoteText, at: usize) -> Result<NoteText, NoteError> {
        let changed = || NoteError::Changed(path.to_owned());
        let mut bytes = before.text.as_bytes().to_vec();
        let between = at
            .checked_sub(1)
            .is_some_and(|open| bytes.get(open) == Some(&b'['))
            && bytes.get(at + 1) == Some(&b']');
        let byte = bytes.get_mut(at).filter(|_| between).ok_or_else(changed)?;
        *byte = match *byte {
            b' ' | b'\t' => b'x',
            b'x' | b'X' => b' ',
            _ => return Err(changed()),
        };
        let after = String::from_utf8(bytes).map_err(|_error| changed())?;
        self.replace(path, before, &after)?;
        Ok(NoteText {
            text: after.into(),
            exact: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn shelf(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Shelf) {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let mut file = fs::File::create(path).unwrap();
            file.write_all(bytes).unwrap();
        }
        let shelf = Shelf::Folder(folder.path().to_owned());
        (folder, shelf)
    }

    #[test]
    fn a_box_is_one_byte() {
        let text = "\u{feff}# A\r\n\r\n- [ ] one\r\n- [x] two\r\n";
        let (folder, shelf) = shelf(&[("reading/a.md", text.as_bytes())]);
        let before = shelf.read("reading/a.md").unwrap();
        let at = text.find("[ ]").unwrap() + 1;
        let after = shelf.toggle("reading/a.md", &before, at).unwrap();
        let there = fs::read(folder.path().join("reading/a.md")).unwrap();
        assert_eq!(there, text.replace("[ ]", "[x]").into_bytes());
        shelf.toggle("reading/a.md", &after, at).unwrap();
        let there = fs::read(folder.path().join("reading/a.md")).unwrap();
        assert_eq!(there, text.as_bytes());
        let entries = fs::read_dir(folder.path().join("reading")).unwrap();
        assert_eq!(entries.count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, shelf) = shelf(&[("real/a.md", b"- [ ] one\n")]);
        let real = folder.path().join("real/a.md");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real/a.md", folder.path().join("a.md")).unwrap();
        let before = shelf.read("a.md").unwrap();
        shelf.toggle("a.md", &before, 3).unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"- [x] one\n");
        assert_eq!(
            fs::metadata(&real).unwrap().permissions().mode() & 0o777,
            0o640
        );
        let link = folder.path().join("a.md");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        fs::set_permissions(&real, fs::Permissions::from_mode(0o440)).unwrap();
        let before = shelf.read("a.md").unwrap();
        let refused = shelf.toggle("a.md", &before, 3);
        assert!(matches!(refused, Err(NoteError::Unwritable { .. })));
        assert_eq!(fs::read(&real).unwrap(), b"- [x] one\n");
    }

    #[test]
    fn a_section_is_put_or_the_file_is_left_alone() {
        let text = "\u{feff}# A\r\n\r\n## what changed\r\n";
        let (folder, shelf) = shelf(&[("a.md", text.as_bytes()), ("latin.md", b"caf\xe9\n")]);
        let there = || fs::read_to_string(folder.path().join("a.md")).unwrap();
        let before = shelf.read("a.md").unwrap();
        let after = shelf
            .put("a.md", &before, "What changed", "### W\n")
            .unwrap();
        assert_eq!(there(), format!("{text}\r\n### W\r\n"));
        assert_eq!(*after.text, there());
        let stale = shelf.put("a.md", &before, "What changed", "### V");
        assert!(matches!(stale, Err(NoteError::Changed(_))));
        let open = shelf.put("a.md", &after, "What changed", "```");
        assert!(matches!(open, Err(NoteError::NoPlace { .. })));
        let lossy = shelf.read("latin.md").unwrap();
        assert!(
            shelf
                .put("latin.md", &lossy, "What changed", "### W")
                .is_err()
        );
        let file = folder.path().join("a.md");
        let mut permissions = fs::metadata(&file).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&file, permissions).unwrap();
        let refused = shelf.put("a.md", &after, "What changed", "### V");
        assert!(matches!(refused, Err(NoteError::Unwritable { .. })));
        assert_eq!(*after.text, there());
        let built_in = shelf.read("a.md").unwrap();
        let refused = Shelf::BuiltIn.put("a.md", &built_in, "What changed", "### W");
        assert!(matches!(refused, Err(NoteError::BuiltIn)));
    }

    #[test]
    fn a_file_that_changed_is_left_alone() {
        let (folder, shelf) = shelf(&[("a.md", b"- [ ] one\n")]);
        let before = shelf.read("a.md").unwrap();
        let mut other = fs::File::create(folder.path().join("a.md")).unwrap();
        other.write_all(b"- [ ] two\n").unwrap();
        let refused = shelf.toggle("a.md", &before, 3);
        assert!(matches!(refused, Err(NoteError::Changed(_))));
        assert_eq!(
            fs::read(folder.path().join("a.md")).unwrap(),
            b"- [ ] two\n"
        );
        let now = shelf.read("a.md").unwrap();
        let refused = shelf.toggle("a.md", &now, 6);
        assert!(matches!(refused, Err(NoteError::Changed(_))));
        assert!(
            Shelf::BuiltIn
                .toggle("reading/phase-01-core.md", &now, 3)
                .is_err()
        );
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let (folder, shelf) = shelf(&[
            ("binary.md", b"\x7fELF\0\0"),
            ("latin.md", b"caf\xe9 - [ ] x\n"),
        ]);
        fs::create_dir(folder.path().join("folder.md")).unwrap();
        assert!(matches!(shelf.read("binary.md"), Err(NoteError::Binary(_))));
        assert!(matches!(shelf.read("none.md"), Err(NoteError::Missing(_))));
        assert!(matches!(shelf.read("../x.md"), Err(NoteError::Outside(_))));
        assert!(matches!(
            shelf.read("folder.md"),
            Err(NoteError::Unreadable(_))
        ));
        let lossy = shelf.read("latin.md").unwrap();
        assert!(!lossy.exact && lossy.text.starts_with("caf\u{fffd}"));
        assert!(shelf.toggle("latin.md", &lossy, 9).is_err());
    }

    #[test]
    fn notes_that_no_phase_claims_are_listed() {
        let (_folder, shelf) = shelf(&[
            ("reading/b.md", b""),
            ("reading/a.md", b""),
            ("reading/c.MD", b""),
            ("reading/.hidden.md", b""),
            ("reading/d.txt", b""),
            ("README.md", b""),
        ]);
        let others = shelf.others(&["reading/b.md", "top.md"]);
        assert_eq!(others, ["reading/a.md", "reading/c.MD"]);
    }
}
