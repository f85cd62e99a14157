//! An edit of the Markdown costs no progress.

use pretty_assertions::assert_eq;

use super::{ask, items, read};
use crate::{
    domain::roadmap::Roadmap,
    import::{Ask, Import, Source, import},
    store::roadmap_file::{self, Notes, Place},
};

/// The roadmap as the program will read it; there is nothing to mend in it.
pub(super) fn load(import: &Import) -> Roadmap {
    let place = Place {
        file: "roadmap.toml",
        notes: &|_| Notes::Found,
    };
    let loaded = roadmap_file::read_roadmap(&import.roadmap, &place);
    assert_eq!(loaded.problems, [], "{}", import.roadmap);
    loaded.roadmap.unwrap()
}

fn again(before: &Import, text: &str) -> Import {
    let before = load(before);
    let source = [Source { name: "a.md", text }];
    let after = import(&Ask {
        before: Some(&before),
        ..ask(&source)
    })
    .unwrap();
    load(&after);
    after
}

const FIRST: &str = "# Go\n## Basics\n- [ ] Learn the syntax of loops\n- [ ] Introduction\n- [ ] [Tour](https://go.dev/tour)\n## Deeper\n- [ ] Introduction\n- [ ] Channels\n- [ ] Generics\n";

#[test]
fn the_same_file_changes_nothing() {
    let first = read(FIRST);
    let second = again(&first, FIRST);
    assert_eq!(second.roadmap, first.roadmap);
    let changes = second.changes.unwrap();
    assert!(changes.is_empty());
    assert_eq!(changes.kept, 8);
}

#[test]
fn moved_and_new_items_leave_ids_as_they_are() {
    let first = read(FIRST);
    let text = "# Go\n## New part\n- [ ] Introduction\n- [ ] Something else\n## Deeper\n- [ ] Generics\n- [ ] Introduction\n## Basics\n- [ ] Channels\n- [ ] Introduction\n- [ ] Learn the syntax of loops\n- [ ] [Tour](https://go.dev/tour)\n";
    let second = again(&first, text);
    let changes = second.changes.clone().unwrap();
    let added: Vec<&str> = changes.added.iter().map(|it| it.1.as_str()).collect();
    assert_eq!(added, ["Introduction", "Something else"]);
    assert_eq!((changes.renamed.len(), changes.archived.len()), (0, 0));
    let before = load(&first);
    let after = load(&second);
    for item in &before.items {
        let ix = after.find(&item.id).unwrap();
        assert_eq!(after[ix].title, item.title, "{}", item.id);
    }
    // Each “Introduction” is still that of its own part.
    let home = |roadmap: &Roadmap, id: &str| {
        let ix = roadmap.find(&crate::domain::id::ItemId::new(id)).unwrap();
        roadmap[roadmap[ix].phase.unwrap()].title.clone()
    };
    for id in ["introduction", "deeper-introduction"] {
        assert_eq!(home(&before, id), home(&after, id), "{id}");
    }
}

#[test]
fn a_new_wording_keeps_the_history_where_it_is_sure() {
    let first = read(FIRST);
    let text = FIRST
        .replace("Learn the syntax of loops", "Learn the syntax of all loops")
        .replace("[Tour]", "[A guided tour]")
        .replace("Channels", "Something quite different");
    let second = again(&first, &text);
    let changes = second.changes.clone().unwrap();
    let renamed: Vec<&str> = changes.renamed.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(renamed, ["Tour", "Learn the syntax of loops"]);
    let archived: Vec<&str> = changes.archived.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(archived, ["channels"]);
    let after = load(&second);
    for (old, new) in [
        ("tour", "A guided tour"),
        ("learn-the-syntax-of-loops", "Learn the syntax of all loops"),
    ] {
        let ix = after.find(&crate::domain::id::ItemId::new(old)).unwrap();
        assert_eq!(after[ix].title, new);
        assert_ne!(after[ix].id.as_str(), old);
    }
    // And a third time: ids that were given stay given.
    let third = again(&second, &text);
    assert_eq!(third.roadmap, second.roadmap);
    assert!(third.changes.unwrap().is_empty());
}

#[test]
fn a_phase_that_is_called_otherwise_is_known_by_its_items() {
    let first = read(FIRST);
    let second = again(&first, &FIRST.replace("## Deeper", "## Advanced topics"));
    let changes = second.changes.clone().unwrap();
    assert_eq!(
        changes.renamed,
        [("Deeper".into(), "deeper".into(), "Advanced topics".into())]
    );
    assert_eq!((changes.added.len(), changes.archived.len()), (0, 0));
    assert_eq!(items(&second).len(), items(&first).len());
}

#[test]
fn what_the_author_wrote_into_the_file_stays() {
    let first = read(FIRST);
    let mut edited = first.clone();
    edited.roadmap = first
        .roadmap
        .replace("title = \"Go\"", "title = \"Go\"\nhours_per_day = 2.5")
        .replacen(
            "title = \"Deeper\"",
            "title = \"Deeper\"\nshort = \"Deep\"\nneeds = [\"basics\"]",
            1,
        )
        .replacen("days = 2", "days = [4, 6]", 1);
    let second = again(&edited, FIRST);
    for kept in [
        "hours_per_day = 2.5",
        "short = \"Deep\"",
        "needs = [\"basics\"]",
        "days = [4, 6]",
    ] {
        assert!(second.roadmap.contains(kept), "{kept}\n{}", second.roadmap);
    }
}

#[test]
fn a_text_that_is_there_often_is_known_by_what_stands_beside_it() {
    let block = |names: &[&str]| -> String {
        let parts = names
            .iter()
            .map(|it| format!("- [ ] {it}\n- [ ] Exercises\n"));
        format!("# T\n{}", parts.collect::<String>())
    };
    let first = read(&block(&["A one", "B two", "C three"]));
    let second = again(&first, &block(&["Zero", "A one", "C three"]));
    let after = items(&second);
    let place = |title: &str| after.iter().position(|it| it.1 == title).unwrap();
    let before = items(&first);
    let was = |title: &str| before.iter().position(|it| it.1 == title).unwrap();
    for name in ["A one", "C three"] {
        assert_eq!(
            after[place(name) + 1],
            before[was(name) + 1],
            "the exercises of {name}"
        );
    }
}
