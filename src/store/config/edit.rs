//! Writing one key into the settings; every other byte stays.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use toml::de::DeTable;

use super::{super::whole, CONFIG_FILE};

/// Why the settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The key is set already.
    #[error("`{}` sets `roadmap` already; it is left as it is", .0.display())]
    Set(PathBuf),
    /// The file is no TOML.
    #[error("`{}` cannot be understood; it is left as it is", .0.display())]
    Broken(PathBuf),
    /// The path cannot be written down in a text file.
    #[error("`{}` is no path that a settings file can hold", .0.display())]
    NoText(PathBuf),
    /// The file cannot be read or written.
    #[error("`{}` cannot be changed", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Sets `roadmap` in the settings in `folder`, where it is not set. Gives the
/// settings' file.
///
/// # Errors
///
/// When it is set, or the file cannot be understood or written; it is as before
/// then.
pub fn set_roadmap(folder: &Path, roadmap: &Path) -> Result<PathBuf, EditError> {
    let file = folder.join(CONFIG_FILE);
    let failed = |source| EditError::Io {
        path: file.clone(),
        source,
    };
    let text = roadmap
        .to_str()
        .ok_or_else(|| EditError::NoText(roadmap.to_owned()))?;
    let line = format!("roadmap = {}\n", toml::Value::from(text));
    if file.symlink_metadata().is_err() {
        fs::create_dir_all(folder).map_err(failed)?;
        whole::create(&file, line.as_bytes()).map_err(failed)?;
        return Ok(file);
    }
    let before = fs::read_to_string(&file).map_err(failed)?;
    let after = with_roadmap(&before, &line).map_err(|is_set| {
        if is_set {
            EditError::Set(file.clone())
        } else {
            EditError::Broken(file.clone())
        }
    })?;
    // A link stays one: the file it leads to is replaced.
    let real = file.canonicalize().map_err(failed)?;
    whole::replace(&real, after.as_bytes()).map_err(failed)?;
    Ok(file)
}

/// The text with the line at its start, where no table has begun yet; else
/// whether the key was there.
fn with_roadmap(text: &str, line: &str) -> Result<String, bool> {
    let (mark, rest) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    match DeTable::parse(rest) {
        Err(_) => Err(false),
        Ok(table) if table.get_ref().contains_key("roadmap") => Err(true),
        Ok(_) => Ok(format!("{mark}{line}{rest}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::config::Config;

    #[test]
    fn the_key_is_added_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("deep/mastery");
        let file = set_roadmap(&own, Path::new("/a \"b\"/roadmap.toml")).unwrap();
        let (config, problems) = Config::load(&own);
        assert_eq!(problems, []);
        assert_eq!(config.roadmap, Some("/a \"b\"/roadmap.toml".into()));
        assert!(matches!(
            set_roadmap(&own, Path::new("/other")),
            Err(EditError::Set(_))
        ));
        let text = "# mine\r\n[theme]\r\nmode = \"dark\"";
        whole::replace(&file, text.as_bytes()).unwrap();
        set_roadmap(&own, Path::new("/x/roadmap.toml")).unwrap();
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            format!("roadmap = \"/x/roadmap.toml\"\n{text}")
        );
        whole::replace(&file, b"= oops").unwrap();
        assert!(matches!(
            set_roadmap(&own, Path::new("/x")),
            Err(EditError::Broken(_))
        ));
        assert_eq!(fs::read_to_string(&file).unwrap(), "= oops");
    }
}
