//! The pages beside the source say what is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    fs::read_to_string(top().join(file)).unwrap()
}

/// All Markdown files at the top and in `docs/`.
pub(crate) fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = [top().to_owned(), top().join("docs")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

#[test]
fn every_link_to_a_file_leads_somewhere() {
    let mut dead = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let links = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'))
            .map(|(link, _)| link)
            .filter(|link| !link.contains("://") && !link.starts_with('#'));
        for link in links {
            let file = link.split('#').next().unwrap();
            if !page.parent().unwrap().join(file).is_file() {
                dead.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(dead.is_empty(), "\n{}\n", dead.join("\n"));
}

#[test]
fn the_readme_has_one_command_that_runs_it_and_one_that_tests_it() {
    let readme = read("README.md");
    for command in ["cargo run", "cargo test"] {
        let lines = readme.lines().filter(|line| line.starts_with(command));
        assert_eq!(lines.count(), 1, "{command}");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let page = read("docs/architecture.md");
    let mut missing = Vec::new();
    let tables = [
        manifest.get("dependencies"),
        manifest.get("dev-dependencies"),
        manifest
            .get("target")
            .and_then(|target| target.get("cfg(unix)")?.get("dependencies")),
    ];
    for table in tables.into_iter().flatten() {
        for name in table.as_table().unwrap().keys() {
            if !page.contains(&format!("`{name}`")) {
                missing.push(name.clone());
            }
        }
    }
    assert!(
        missing.is_empty(),
        "docs/architecture.md says nothing of {missing:?}"
    );
}

#[test]
fn the_oldest_rust_that_the_readme_names_is_the_manifests() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let oldest = manifest["package"]["rust-version"].as_str().unwrap();
    assert!(read("README.md").contains(&format!("Rust {oldest} or newer")));
}
