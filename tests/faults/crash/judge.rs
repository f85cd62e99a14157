//! What a journal holds, and whether it is what it has to be.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use mastery::{
    domain::event::Event,
    store::journal::{Damage, read_journal},
};

/// An event: its identity and its checksum, in which all its values are.
pub(super) type Seal = (String, String);

pub(super) fn seal(event: &Event) -> Seal {
    (event.id.to_string(), format!("{:08x}", event.sum))
}

pub(super) fn seals(events: &[Event]) -> Vec<Seal> {
    events.iter().map(seal).collect()
}

/// The journals of a folder, byte for byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Journals(pub(super) BTreeMap<PathBuf, Vec<u8>>);

impl Journals {
    pub(super) fn of(folder: &Path) -> Self {
        let Ok(entries) = fs::read_dir(folder) else {
            return Self::default();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let journals = paths.filter(|path| path.extension().is_some_and(|end| end == "toml"));
        Self(
            journals
                .map(|path| (path.clone(), fs::read(path).unwrap()))
                .collect(),
        )
    }

    pub(super) fn read(&self) -> (Vec<Event>, Vec<Damage>) {
        let mut all = (Vec::new(), Vec::new());
        for (path, bytes) in &self.0 {
            let (events, damages) = read_journal(path, bytes);
            all.0.extend(events);
            all.1.extend(damages);
        }
        all
    }

    pub(super) fn seals(&self) -> BTreeSet<Seal> {
        self.read().0.iter().map(seal).collect()
    }
}

/// Every byte of `before` is where it was.
pub(super) fn untouched(before: &Journals, after: &Journals) -> Result<(), String> {
    for (path, bytes) in &before.0 {
        let there = after.0.get(path).is_some_and(|now| now.starts_with(bytes));
        if !there {
            return Err(format!("earlier bytes changed: {}", path.display()));
        }
    }
    Ok(())
}

/// No event of `before` is missing from `after`, nor one of those that were
/// acknowledged since.
pub(super) fn nothing_lost<'a>(
    wanted: impl IntoIterator<Item = &'a Seal>,
    after: &BTreeSet<Seal>,
) -> Result<(), String> {
    match wanted.into_iter().find(|seal| !after.contains(seal)) {
        Some((id, _)) => Err(format!("lost: event {id}")),
        None => Ok(()),
    }
}

/// What reading a journal came to has to be just this, with a report exactly
/// when something is torn.
pub(super) fn just(
    wanted: &[Seal],
    torn: bool,
    found: &[Seal],
    reports: usize,
) -> Result<(), String> {
    if let Some((id, _)) = found.iter().find(|seal| !wanted.contains(seal)) {
        return Err(format!("event {id} is none that was written"));
    }
    if let Some((id, _)) = wanted.iter().find(|seal| !found.contains(seal)) {
        return Err(format!("lost: event {id}"));
    }
    if wanted.len() != found.len() {
        return Err("an event is there twice".to_owned());
    }
    if torn != (reports == 1) || reports > 1 {
        return Err(format!("torn is {torn}, and there are {reports} reports"));
    }
    Ok(())
}

/// The events as somebody would read them who knows no checksums: whatever is
/// TOML counts.
pub(super) fn trusting(text: &[u8]) -> Option<Vec<Seal>> {
    let table: toml::Table = toml::from_str(str::from_utf8(text).ok()?).ok()?;
    let events = match table.get("event") {
        None => return Some(Vec::new()),
        Some(events) => events.as_array()?,
    };
    let text = |event: &toml::Value, key: &str| {
        let value = event.get(key).and_then(toml::Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    Some(
        events
            .iter()
            .map(|event| (text(event, "id"), text(event, "sum")))
            .collect(),
    )
}
