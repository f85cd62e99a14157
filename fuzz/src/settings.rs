//! The settings: what is wrong in them is told, the rest is used, and there is
//! always a way out of the program.

use std::path::Path;

use mastery::{
    store::config::Config,
    text::Shown,
    tui::keys::{KeyWish, Keymap},
};

use super::tame;

/// A text as the settings.
pub fn settings(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let (config, problems) = Config::parse(&text, Path::new("config.toml"));
    let lines = 1 + text.matches('\n').count();
    for problem in &problems {
        tame(&Shown::line(&problem.to_string()));
        let (line, column) = problem.place.unwrap_or((1, 1));
        assert!((1..=lines).contains(&line) && column >= 1, "{problem}");
    }
    let wishes: Vec<KeyWish> = config
        .keys
        .iter()
        .map(|setting| KeyWish {
            place: setting.place.clone(),
            action: setting.action.clone(),
            at: setting.spot,
            keys: setting.keys.clone(),
        })
        .collect();
    let (keymap, key_problems) = Keymap::with(&wishes);
    let out = keymap.bindings().iter().any(|bound| bound.key == "ctrl-c");
    assert!(out, "there has to be a way out");
    let again = Config::parse(&text, Path::new("config.toml"));
    assert_eq!(again, (config.clone(), problems.clone()));
    problems.len() + key_problems.len() + config.keys.len() + config.colours.len()
}
