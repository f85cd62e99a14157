//! The roadmap and the notes that are compiled in, so that the program works
//! from any folder.

use include_dir::{Dir, include_dir};

/// The text of the built-in roadmap.
pub const ROADMAP: &str = include_str!("../../roadmap.toml");

/// The built-in notes, as the folder `reading/` beside the roadmap.
static READING: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/reading");

/// The text of a built-in note by its path, as the roadmap writes it:
/// `reading/phase-03-genserver.md`.
pub fn note(path: &str) -> Option<&'static str> {
    READING
        .get_file(path.strip_prefix("reading/")?)?
        .contents_utf8()
}

/// The paths of all built-in notes, as the roadmap writes them.
pub fn notes() -> impl Iterator<Item = String> {
    let files = READING.files().filter_map(|file| file.path().to_str());
    files.map(|name| format!("reading/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_found_by_the_path_the_roadmap_writes() {
        assert!(note("reading/phase-03-genserver.md").is_some());
        assert!(note("phase-03-genserver.md").is_none());
        assert!(note("reading/../roadmap.toml").is_none());
    }
}
