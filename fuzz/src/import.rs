//! A curriculum in Markdown: the roadmap that is made of it can be read.

use mastery::{
    domain::problem::Severity,
    import::{Ask, ImportError, Source, import as import_of},
};

use super::roadmap::load;

/// What is longer says nothing new, and takes long.
const MOST: usize = 16 * 1024;

/// A text as a curriculum; what stands behind a zero byte is a second file.
pub fn import(bytes: &[u8]) -> usize {
    if bytes.len() > MOST {
        return 0;
    }
    let text = String::from_utf8_lossy(bytes);
    let names = ["a.md", "b.md"];
    let sources = text.splitn(2, '\0').zip(names);
    let sources: Vec<Source<'_>> = sources.map(|(text, name)| Source { name, text }).collect();
    let mut ask = Ask {
        sources: &sources,
        level: None,
        id: None,
        there: &|_, path| path.len() % 2 == 0,
        before: None,
    };
    let first = match import_of(&ask) {
        Ok(first) => first,
        Err(ImportError::Nothing) => return 0,
        Err(error) => panic!("{error}"),
    };
    let loaded = load(&first.roadmap);
    let fatal = loaded
        .problems
        .iter()
        .find(|it| it.severity == Severity::Fatal);
    assert_eq!(fatal, None, "{}", first.roadmap);
    let roadmap = loaded.roadmap.expect("nothing was fatal");
    let counts = first.counts;
    assert_eq!(roadmap.phases.len(), counts.phases);
    for id in &first.ticked {
        assert!(
            roadmap.items.iter().any(|item| item.id.as_str() == id),
            "{id}"
        );
    }
    for note in &first.report {
        let lines = 1 + sources[note.file].text.matches('\n').count();
        assert!(
            1 <= note.line && note.line <= note.last && note.last <= lines,
            "{note:?}"
        );
    }
    // The same files again change nothing.
    ask.before = Some(&roadmap);
    let again = import_of(&ask).expect("as before");
    let ids = |text: &str| -> Vec<String> {
        let roadmap = load(text).roadmap.expect("as before");
        roadmap
            .items
            .iter()
            .map(|item| item.id.to_string())
            .collect()
    };
    assert_eq!(ids(&again.roadmap), ids(&first.roadmap));
    counts.phases + counts.readings + counts.deliverables + counts.milestones + counts.metrics
}
