//! The settings' file, looked at while the program runs.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{
    cli::settings,
    store::{
        config::{Config, ConfigProblem},
        paths,
    },
    tui::msg::Msg,
};

use super::{Look, changed_at};

/// The settings' file, and how it was when it was read.
pub(super) struct SettingsFile {
    /// Its folder; `None` where there is no home for one.
    folder: Option<PathBuf>,
    file: Option<PathBuf>,
    changed: Option<(SystemTime, u64)>,
    look: Look,
}

impl SettingsFile {
    /// The file as it is now.
    pub(super) fn new(look: Look) -> Self {
        let folder = paths::config_dir().ok();
        let file = folder.as_deref().map(Config::file);
        let changed = file.as_deref().and_then(changed_at);
        Self {
            folder,
            file,
            changed,
            look,
        }
    }

    /// The file.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// What is wrong in it.
    pub(super) fn problems(&self) -> Vec<ConfigProblem> {
        let folder = self.folder.as_deref();
        folder.map_or_else(Vec::new, |folder| settings::load(folder).1)
    }

    /// Reads it again if it changed, came or went.
    pub(super) fn reread(&mut self) -> Option<Msg> {
        let changed = changed_at(self.file.as_deref()?);
        if changed == self.changed {
            return None;
        }
        self.changed = changed;
        let (mut config, problems) = settings::load(self.folder.as_deref()?);
        config.ascii |= self.look.ascii;
        let settings = settings::for_screens(&config, &problems, self.look.colour);
        Some(Msg::Settings(Box::new(settings)))
    }
}
