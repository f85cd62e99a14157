//! Where things are: the roadmap, the journals, the device's own files, the settings.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use directories::ProjectDirs;

/// The file name a roadmap has.
pub const ROADMAP_FILE: &str = "roadmap.toml";

/// Why a folder cannot be named.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// There is no home folder to put it in.
    #[error("no home folder: `HOME` is not set to an absolute path, and neither is `{variable}`")]
    NoHome {
        /// The variable that would have done as well.
        variable: &'static str,
    },
    /// The working folder is gone or not readable.
    #[error("the working folder cannot be read")]
    WorkingFolder(#[source] std::io::Error),
}

/// Where a roadmap comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoadmapPlace {
    /// `--roadmap` names it.
    Given(PathBuf),
    /// `$MASTERY_ROADMAP` names it.
    Environment(PathBuf),
    /// It is in the working folder or above.
    Found(PathBuf),
    /// The settings name it.
    Configured(PathBuf),
    /// It is compiled in.
    BuiltIn,
}

impl RoadmapPlace {
    /// Its file; `None` for the built-in one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Given(path)
            | Self::Environment(path)
            | Self::Found(path)
            | Self::Configured(path) => Some(path),
            Self::BuiltIn => None,
        }
    }
}

/// Finds the roadmap: the one `given`, else `$MASTERY_ROADMAP`, else the nearest
/// `roadmap.toml` in the working folder or above, else the `configured` one,
/// else the built-in one.
pub fn roadmap(given: Option<&Path>, configured: Option<&Path>) -> RoadmapPlace {
    if let Some(path) = given {
        return RoadmapPlace::Given(path.to_owned());
    }
    if let Some(path) = variable("MASTERY_ROADMAP") {
        return RoadmapPlace::Environment(path.into());
    }
    let found = env::current_dir().ok().and_then(|cwd| nearest(&cwd));
    match (found, configured) {
        (Some(path), _) => RoadmapPlace::Found(path),
        (None, Some(path)) => RoadmapPlace::Configured(path.to_owned()),
        (None, None) => RoadmapPlace::BuiltIn,
    }
}

/// The nearest `roadmap.toml` in `folder` or above it. Whatever has that name and
/// is no folder is meant, even a link to a disk that is not there: to look on for another would
/// keep the learner's progress in the journal of a roadmap that is not theirs.
fn nearest(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|folder| folder.join(ROADMAP_FILE))
        .find(|file| file.symlink_metadata().is_ok() && !file.is_dir())
}

/// The folder of the journals: the one `given`, else `$MASTERY_DATA_DIR`, else
/// the user's own.
pub fn data_dir(given: Option<&Path>) -> Result<PathBuf, PathError> {
    if let Some(path) = given {
        return absolute(path);
    }
    if let Some(path) = variable("MASTERY_DATA_DIR") {
        return absolute(Path::new(&path));
    }
    own_folder("XDG_DATA_HOME", |own| own.data_dir().to_owned())
}

/// The folder of what belongs to this device alone and is not synced:
/// `$MASTERY_STATE_DIR`, else the user's own.
pub fn state_dir() -> Result<PathBuf, PathError> {
    if let Some(path) = variable("MASTERY_STATE_DIR") {
        return absolute(Path::new(&path));
    }
    own_folder("XDG_STATE_HOME", |own| {
        own.state_dir()
            .unwrap_or_else(|| own.data_local_dir())
            .to_owned()
    })
}

/// The folder of the settings.
pub fn config_dir() -> Result<PathBuf, PathError> {
    own_folder("XDG_CONFIG_HOME", |own| own.config_dir().to_owned())
}

/// One of the user's own folders. `directories` ignores relative values of the
/// XDG variables, but where `HOME` is missing it looks into the system's user
/// database; somebody who cleared the environment does not expect that.
fn own_folder(
    name: &'static str,
    pick: impl Fn(&ProjectDirs) -> PathBuf,
) -> Result<PathBuf, PathError> {
    let absolute = |name: &str| variable(name).is_some_and(|value| Path::new(&value).is_absolute());
    if cfg!(unix) && !absolute("HOME") && !absolute(name) {
        return Err(PathError::NoHome { variable: name });
    }
    ProjectDirs::from("", "", "mastery")
        .map(|own| pick(&own))
        .ok_or(PathError::NoHome { variable: name })
}

fn absolute(path: &Path) -> Result<PathBuf, PathError> {
    std::path::absolute(path).map_err(PathError::WorkingFolder)
}

/// The value of an environment variable; an empty one counts as not set.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_roadmap_is_in_the_folder_or_above() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        let file = folder.path().join(ROADMAP_FILE);
        std::fs::File::create(&file).unwrap();
        // A folder of that name is not a roadmap.
        std::fs::create_dir(deep.join(ROADMAP_FILE)).unwrap();
        assert_eq!(nearest(&deep), Some(file));
        #[cfg(unix)]
        {
            let link = folder.path().join("a").join(ROADMAP_FILE);
            std::os::unix::fs::symlink("nowhere", &link).unwrap();
            assert_eq!(nearest(&deep), Some(link));
        }
    }
}
