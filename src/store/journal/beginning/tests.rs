use std::path::PathBuf;

use proptest::prelude::*;

use super::{read as read_kept, *};
use crate::store::journal::{
    Files, pieces,
    tests::{any_kind, done, event, step},
};

/// A journal, cut into what it was on several days, is read at the end as if it
/// had been read at once: this is its text on each day.
fn days(kinds: Vec<Kind>, cuts: &[usize], between: &str) -> Vec<String> {
    let blocks: Vec<String> = (1..)
        .zip(kinds)
        .map(|(number, kind)| event(number, kind).1)
        .collect();
    let text = |to: usize| -> String {
        let mut text = "# what happened\n\n".to_owned();
        for (place, block) in blocks.iter().take(to).enumerate() {
            text.push_str(block);
            if place == 150 {
                text.push_str(between);
            }
        }
        text
    };
    let mut days: Vec<String> = cuts.iter().map(|cut| text(cut % blocks.len())).collect();
    days.sort_by_key(String::len);
    days.push(text(blocks.len()));
    days
}

struct Kept {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Kept {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            path: folder.path().join("cache/garden.events"),
            _folder: folder,
        }
    }

    fn read(&self, text: &str) -> Read {
        read_kept(&Files, &self.path, text.as_bytes())
    }

    /// How many bytes of this text need not be read.
    fn known(&self, text: &str) -> usize {
        known(&Files, &self.path, text.as_bytes()).map_or(0, |read| read.settled)
    }
}

const BETWEEN: [&str; 5] = [
    "",
    "stray = 1\n\n",
    "[[event]]\nid = \"01JD8QZ7V6K3M9X2R5T8W0Y4AB\"\nday = 2026-",
    "<<<<<<< here\n",
    "# a comment\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24_u32.div_ceil(step(1) as u32)))]

    #[test]
    fn a_journal_that_grew_reads_as_if_it_were_new(
        kinds in proptest::collection::vec(any_kind(), 200..260),
        cuts in proptest::collection::vec(0_usize..260, 0..5),
        between in proptest::sample::select(&BETWEEN),
    ) {
        let kept = Kept::new();
        for text in days(kinds, &cuts, between) {
            let once = read::read(text.as_bytes());
            prop_assert_eq!(kept.read(&text), once);
            // And again, when what there is to keep is kept.
            prop_assert_eq!(kept.read(&text), read::read(text.as_bytes()));
        }
    }
}

#[test]
fn what_was_read_before_is_not_read_again() {
    let kept = Kept::new();
    let texts = days((0..400).map(|_| done("a")).collect(), &[300], "");
    let [before, after] = &texts[..] else {
        panic!("two days");
    };
    assert_eq!(kept.known(before), 0);
    kept.read(before);
    assert_eq!(kept.known(before), before.len());
    assert_eq!(kept.known(after), before.len());
    // A hundred events more are enough to keep them, too.
    kept.read(after);
    assert_eq!(kept.known(after), after.len());
}

#[test]
fn a_few_more_events_are_read_and_not_kept_yet() {
    let kept = Kept::new();
    let texts = days((0..400).map(|_| done("a")).collect(), &[380], "");
    let [before, after] = &texts[..] else {
        panic!("two days");
    };
    kept.read(before);
    for _ in 0..2 {
        assert_eq!(kept.read(after), read::read(after.as_bytes()));
        assert_eq!(kept.known(after), before.len());
    }
}

#[test]
fn a_beginning_that_changed_is_read_again() {
    let kept = Kept::new();
    let texts = days((0..200).map(|_| done("aaaa")).collect(), &[], "");
    let text = &texts[0];
    kept.read(text);
    assert_eq!(kept.known(text), text.len());
    // The same length, another item, in the middle: as an editor would do it.
    let at = text.find("\"aaaa\"").unwrap();
    let mut other = text.clone();
    other.replace_range(at..at + 6, "\"bbbb\"");
    assert_eq!(kept.known(&other), 0);
    assert_eq!(kept.read(&other), read::read(other.as_bytes()));
    // A shorter file, as an older version put back, is another one, too.
    let shorter = text.get(..text.len() - 400).unwrap_or_default();
    assert_eq!(kept.known(shorter), 0);
}

#[test]
fn what_is_damaged_is_told_each_time() {
    let kept = Kept::new();
    let texts = days((0..200).map(|_| done("a")).collect(), &[], "stray = 1\n\n");
    for _ in 0..2 {
        let read = kept.read(&texts[0]);
        assert_eq!((read.events.len(), read.damages.len()), (200, 1));
    }
    assert_eq!(kept.known(&texts[0]), 0);
}

#[test]
fn a_long_journal_is_kept_as_well_and_its_end_is_read() {
    let kept = Kept::new();
    let text = |events: u64| -> String {
        (1..=events)
            .map(|number| event(number, done("worms")).1)
            .collect()
    };
    let path = kept.path.with_file_name("garden.toml");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let whole = |text: &str, kept: Option<&Path>| {
        Files.replace(&path, text.as_bytes(), false).unwrap();
        let mut file = Files.open(&path).unwrap();
        let length = text.len() as u64;
        pieces::whole(&Files, &mut file, length, kept).unwrap().read
    };
    let mut known = 0;
    // A little that follows is read anew; much of it is kept, too.
    for (events, is_kept) in [
        (12_000, true),
        (12_001, false),
        (12_100, false),
        (13_000, true),
    ] {
        let text = text(events);
        assert!(text.len() > 2 << 20);
        assert_eq!(whole(&text, Some(&kept.path)), whole(&text, None));
        let before = std::mem::replace(&mut known, kept.known(&text));
        assert_eq!(known > before, is_kept, "{events}");
        assert!(known > text.len() * 9 / 10);
    }
}
