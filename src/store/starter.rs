//! An own copy of the built-in roadmap and its notes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{builtin, paths::ROADMAP_FILE, whole};

/// Why there is no copy, or not all of one.
#[derive(Debug, thiserror::Error)]
pub enum StarterError {
    /// There is something at this path already.
    #[error("`{}` is not empty; nothing was written", .0.display())]
    NotEmpty(PathBuf),
    /// There is a file at this path.
    #[error("`{}` is there already and is no folder; nothing was written", .0.display())]
    NotAFolder(PathBuf),
    /// A folder could not be made, or not be looked into.
    #[error("`{}` cannot be used", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("`{}` cannot be written; {}", path.display(), so_far(*written))]
    File {
        /// The file; it is not there.
        path: PathBuf,
        /// How many files are there, each of them whole.
        written: usize,
        /// What the system said.
        source: io::Error,
    },
}

fn so_far(written: usize) -> String {
    match written {
        0 => "no file is there".to_owned(),
        1 => "the one before it is there, and whole".to_owned(),
        more => format!("the {more} before it are there, and whole"),
    }
}

/// Writes the copy into `folder`, which must be empty or not there yet. Gives
/// the files, the roadmap last: without it, the folder is none of a roadmap.
///
/// # Errors
///
/// When the folder is not empty, or a file cannot be written; what is there then
/// is whole.
pub fn write(folder: &Path) -> Result<Vec<PathBuf>, StarterError> {
    write_by(folder, &mut |file, text| {
        whole::create(file, text.as_bytes())
    })
}

fn write_by(
    folder: &Path,
    create: &mut dyn FnMut(&Path, &str) -> io::Result<()>,
) -> Result<Vec<PathBuf>, StarterError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(StarterError::NotEmpty(folder.to_owned()));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if folder.symlink_metadata().is_ok() {
                return Err(StarterError::NotAFolder(folder.to_owned()));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(StarterError::NotAFolder(folder.to_owned()));
        }
        Err(source) => {
            let path = folder.to_owned();
            return Err(StarterError::Folder { path, source });
        }
    }
    let notes = builtin::notes().filter_map(|path| {
        let text = builtin::note(&path)?;
        Some((folder.join(path), text))
    });
    let roadmap = (folder.join(ROADMAP_FILE), builtin::ROADMAP);
    let mut written = Vec::new();
    for (path, text) in notes.chain([roadmap]) {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|source| StarterError::Folder {
            path: parent.to_owned(),
            source,
        })?;
        create(&path, text).map_err(|source| StarterError::File {
            path: path.clone(),
            written: written.len(),
            source,
        })?;
        written.push(path);
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::roadmap_file;

    #[test]
    fn the_copy_is_the_built_in_roadmap_with_its_notes() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("deep/own");
        let files = write(&own).unwrap();
        assert_eq!(files.last(), Some(&own.join(ROADMAP_FILE)));
        assert_eq!(files.len(), builtin::notes().count() + 1);
        let loaded = roadmap_file::load(&own.join(ROADMAP_FILE));
        assert_eq!(loaded.problems, []);
        for phase in &loaded.roadmap.unwrap().phases {
            let note = phase.notes.as_deref().unwrap();
            let text = fs::read_to_string(own.join(note)).unwrap();
            assert_eq!(Some(&*text), builtin::note(note));
        }
    }

    #[test]
    fn what_is_there_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::File::create(&file).unwrap();
        assert!(matches!(
            write(folder.path()),
            Err(StarterError::NotEmpty(_))
        ));
        assert!(matches!(write(&file), Err(StarterError::NotAFolder(_))));
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink("nowhere", &link).unwrap();
            assert!(matches!(write(&link), Err(StarterError::NotAFolder(_))));
        }
        let mut raced = 0;
        let empty = folder.path().join("empty");
        let refused = write_by(&empty, &mut |path, text| {
            raced += 1;
            if raced == 2 {
                fs::File::create(path)?;
            }
            whole::create(path, text.as_bytes())
        });
        let refused = refused.unwrap_err();
        assert!(matches!(refused, StarterError::File { written: 1, .. }));
        let others = fs::read_dir(empty.join("reading")).unwrap();
        let lengths: Vec<u64> = others
            .map(|it| it.unwrap().metadata().unwrap().len())
            .collect();
        assert_eq!(lengths.iter().filter(|length| **length == 0).count(), 1);
    }

    #[test]
    fn a_full_disk_leaves_whole_files_and_no_roadmap() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("own");
        let mut left = 3;
        let refused = write_by(&own, &mut |path, text| {
            if left == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            left -= 1;
            whole::create(path, text.as_bytes())
        });
        let message = refused.unwrap_err().to_string();
        assert!(message.contains("the 3 before it are there"), "{message}");
        assert_eq!(fs::read_dir(own.join("reading")).unwrap().count(), 3);
        assert!(!own.join(ROADMAP_FILE).exists());
    }
}
