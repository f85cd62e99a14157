//! New files in a folder; none that is there is touched.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::whole;

/// Why files were not written, or not all of them.
#[derive(Debug, thiserror::Error)]
pub enum FreshError {
    /// Something has the name of one of the files.
    #[error("`{}` is there already; nothing was written", .0.display())]
    There(PathBuf),
    /// A folder could not be made.
    #[error("the folder `{}` cannot be made", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("`{}` cannot be written; {written} of {of} files are there, and whole", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// How many files were written before it.
        written: usize,
        /// How many there should be.
        of: usize,
        /// What the system said.
        source: io::Error,
    },
}

/// Writes files below a folder, in their order, each as a whole or not at all.
///
/// # Errors
///
/// When one of them is there already, before any is written; or when one cannot
/// be written.
pub fn write(folder: &Path, files: &[(PathBuf, Vec<u8>)]) -> Result<(), FreshError> {
    for (name, _) in files {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(FreshError::There(path));
        }
    }
    for (written, (name, bytes)) in files.iter().enumerate() {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|source| FreshError::Folder {
            path: parent.to_owned(),
            source,
        })?;
        whole::create(&path, bytes).map_err(|source| FreshError::File {
            path: path.clone(),
            written,
            of: files.len(),
            source,
        })?;
    }
    Ok(())
}

/// Puts other bytes into a file, of which a copy is kept beside it: with `.1`,
/// or the first number that is free, behind its name. Gives the copy.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let old = fs::read(file)?;
    let mut number = 1_u32;
    let copy = loop {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".{number}"));
        let copy = PathBuf::from(name);
        match whole::create(&copy, &old) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error),
            Ok(()) => break copy,
        }
    };
    whole::replace(file, bytes)?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stops_it_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let files = |names: &[&str]| -> Vec<(PathBuf, Vec<u8>)> {
            names
                .iter()
                .map(|it| (PathBuf::from(it), b"new".to_vec()))
                .collect()
        };
        write(folder.path(), &files(&["a/b.md", "c.toml"])).unwrap();
        let refused = write(folder.path(), &files(&["d.md", "c.toml"])).unwrap_err();
        assert!(refused.to_string().contains("c.toml"), "{refused}");
        assert!(!folder.path().join("d.md").exists());
        assert_eq!(fs::read(folder.path().join("a/b.md")).unwrap(), b"new");
    }

    #[test]
    fn a_file_that_is_replaced_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("roadmap.toml");
        whole::create(&file, b"one").unwrap();
        for (number, text) in [(1, "two"), (2, "three")] {
            let copy = replace(&file, text.as_bytes()).unwrap();
            assert_eq!(copy, folder.path().join(format!("roadmap.toml.{number}")));
        }
        assert_eq!(fs::read(&file).unwrap(), b"three");
        assert_eq!(
            fs::read(folder.path().join("roadmap.toml.2")).unwrap(),
            b"two"
        );
    }
}
