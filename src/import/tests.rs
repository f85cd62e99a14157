//! Laws of the import, for any Markdown, and the rules one by one.

mod boxes;
mod rules;
mod updates;

use std::collections::HashSet;

use super::{Ask, Import, ImportError, Source, import};

/// Imports one file.
fn read(text: &str) -> Import {
    try_read(text).unwrap()
}

fn try_read(text: &str) -> Result<Import, ImportError> {
    import(&ask(&[Source { name: "a.md", text }]))
}

fn ask<'a>(sources: &'a [Source<'a>]) -> Ask<'a> {
    Ask {
        sources,
        level: None,
        id: None,
        there: &|_, _| false,
        before: None,
    }
}

/// All items of an imported roadmap: ids and titles, sign-offs among them.
fn items(import: &Import) -> Vec<(String, String)> {
    let table: toml::Table = import.roadmap.parse().unwrap();
    let mut found = Vec::new();
    let mut ids = HashSet::new();
    collect(&toml::Value::Table(table), "", &mut found);
    for (id, _) in &found {
        assert!(ids.insert(id.clone()), "{id} twice");
        assert_eq!(crate::domain::id::well_formed(id), Ok(()), "{id}");
        assert!(id.len() <= 64, "{id}");
    }
    found
}

fn collect(value: &toml::Value, name: &str, found: &mut Vec<(String, String)>) {
    match value {
        toml::Value::Array(values) => values.iter().for_each(|it| collect(it, name, found)),
        toml::Value::Table(table) => {
            let text = |key: &str| {
                table
                    .get(key)
                    .and_then(|it| it.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            if matches!(
                name,
                "phase" | "reading" | "deliverables" | "milestones" | "metric"
            ) {
                assert_ne!(text("title"), "", "{name} {}", text("id"));
                found.push((text("id"), text("title")));
            }
            table
                .iter()
                .for_each(|(key, value)| collect(value, key, found));
        }
        _ => {}
    }
}

/// How many boxes became something: items, and sign-offs.
fn boxes_out(import: &Import) -> usize {
    let counts = &import.counts;
    counts.readings + counts.deliverables + counts.milestones + counts.metrics + counts.sign_offs
}
