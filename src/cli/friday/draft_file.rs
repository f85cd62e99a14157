//! The file in which a draft is edited.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use tempfile::TempPath;

use crate::store::{paths, roadmap_file::read_bytes};

use super::super::failure::Failure;

/// The largest draft that is read.
const MAX_BYTES: u64 = 1 << 20;
/// How the comment begins that is not kept.
const OWN: &str = "<!-- mastery:";

/// A private file with a draft. It goes when it is no longer needed, and stays
/// when the words in it would be lost.
#[derive(Debug)]
pub(crate) struct DraftFile {
    path: TempPath,
    before: String,
}

impl DraftFile {
    /// Writes a draft about the phase with this number, in the folder of what
    /// belongs to this device alone.
    pub(crate) fn new(number: u32, draft: &str) -> Result<Self, Failure> {
        let folder = paths::state_dir()?.join("drafts");
        let failed = |error: std::io::Error| {
            Failure::new(format!(
                "no draft can be written in `{}`: {error}",
                folder.display()
            ))
        };
        let before = format!(
            "{OWN} what changed, for the notes of phase {number}. Change what you like, save,\n\
             and close the editor: you are asked before anything is written. Of an empty\n\
             file nothing is. This comment is left out. -->\n\n{draft}"
        );
        fs::create_dir_all(&folder).map_err(failed)?;
        let mut file = tempfile::Builder::new()
            .prefix("what-changed-")
            .suffix(".md")
            .tempfile_in(&folder)
            .map_err(failed)?;
        file.write_all(before.as_bytes())
            .and_then(|()| file.flush())
            .map_err(failed)?;
        Ok(Self {
            path: file.into_temp_path(),
            before,
        })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What stands in it now, without the comment.
    pub(crate) fn text(&self) -> Result<String, Failure> {
        let bytes =
            read_bytes(&self.path, MAX_BYTES).map_err(|error| Failure::from_error(&error))?;
        let text = String::from_utf8(bytes)
            .map_err(|_error| Failure::new("the draft is no text in UTF-8"))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        let text = match text.strip_prefix(OWN).and_then(|it| it.split_once("-->")) {
            Some((_, rest)) => rest,
            None => text,
        };
        let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
        Ok(lines.join("\n"))
    }

    fn is_changed(&self) -> bool {
        fs::read(&self.path).is_ok_and(|now| now != self.before.as_bytes())
    }

    /// Leaves the file where it is, and says so with the failure.
    pub(crate) fn keep(self, failure: Failure) -> Failure {
        match self.path.keep() {
            Ok(path) => failure.hint(format!("your draft is in `{}`", path.display())),
            Err(error) => failure.hint(format!("your draft is lost: {}", error.error)),
        }
    }

    /// The same where the learner wrote something into it; else it goes.
    pub(crate) fn keep_if_changed(self, failure: Failure) -> Failure {
        if self.is_changed() {
            self.keep(failure)
        } else {
            failure.hint("nothing was written")
        }
    }

    /// Leaves the file where the learner wrote something into it; gives where
    /// it is.
    pub(crate) fn keep_own(self) -> Option<PathBuf> {
        if self.is_changed() {
            self.path.keep().ok()
        } else {
            None
        }
    }
}
