//! A folder that others write to.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
};

use super::*;

fn open(place: &Place) -> (Journal, Vec<Event>) {
    Journal::open(place.clone()).unwrap()
}

/// A folder for a journal, and a way to put files in it.
struct Folder {
    _root: tempfile::TempDir,
    place: Place,
}

impl Folder {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let place = place(root.path(), "laptop");
        fs::create_dir_all(&place.folder).unwrap();
        Self { _root: root, place }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.folder.join(name)
    }

    fn put(&self, name: &str, text: &str) {
        let mut file = fs::File::create(self.path(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn add(&self, name: &str, text: &str) {
        let mut options = OpenOptions::new();
        let mut file = options
            .append(true)
            .create(true)
            .open(self.path(name))
            .unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
}

#[test]
fn every_journal_of_the_folder_is_read_and_nothing_else() {
    let folder = Folder::new();
    let names = [
        "phone-0c11.toml",
        "laptop.sync-conflict-20261122-101010-ABCDEF1.toml",
        "laptop (Ali's conflicted copy 2026-11-22).toml",
        "with space 🌳.toml",
        "line\nbreak\u{1b}.toml",
        "-rf.toml",
    ];
    let mut all = vec![];
    for (number, name) in names.iter().enumerate() {
        let (event, block) = event(number as u64, done("a"));
        folder.put(name, &block);
        all.push(event);
    }
    let (_, block) = event(99, done("not read"));
    for name in [
        ".laptop.toml.swp",
        ".hidden.toml",
        "laptop.toml~",
        "laptop.toml.tmp",
        "laptop.toml.orig",
        "notes.md",
        "toml",
    ] {
        folder.put(name, &block);
    }
    fs::create_dir(folder.path("dir.toml")).unwrap();
    fs::create_dir(folder.path(".git")).unwrap();
    let (journal, mut events) = open(&folder.place);
    events.sort_by_key(Event::order);
    assert_eq!(events, all);
    let told: Vec<_> = damages(&journal).into_iter().map(|d| d.2).collect();
    assert_eq!(told, [What::Copy, What::Copy]);
}

#[cfg(unix)]
#[test]
fn a_pipe_does_not_hang_and_links_stay_inside() {
    use std::os::unix::{ffi::OsStrExt as _, fs::symlink};
    let folder = Folder::new();
    let (inside, block) = event(1, done("a"));
    folder.put("phone.toml", &block);
    let (_, outer) = event(2, done("b"));
    let outside = folder.place.state.parent().unwrap().join("outside.toml");
    fs::create_dir_all(outside.parent().unwrap()).unwrap();
    fs::File::create(&outside)
        .unwrap()
        .write_all(outer.as_bytes())
        .unwrap();
    symlink("phone.toml", folder.path("again.toml")).unwrap();
    symlink(&outside, folder.path("leads-out.toml")).unwrap();
    symlink("nowhere.toml", folder.path("dangling.toml")).unwrap();
    symlink("loop.toml", folder.path("loop.toml")).unwrap();
    symlink("/dev/zero", folder.path("zero.toml")).unwrap();
    fs::hard_link(folder.path("phone.toml"), folder.path("twin.toml")).unwrap();
    let pipe = std::process::Command::new("mkfifo")
        .arg(folder.path("pipe.toml"))
        .status();
    assert!(pipe.unwrap().success());
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe.toml");
    fs::File::create(folder.place.folder.join(odd)).unwrap();
    let (journal, events) = open(&folder.place);
    assert_eq!(events, [inside]);
    let told: Vec<_> = damages(&journal)
        .into_iter()
        .map(|(file, _, what)| (file.to_string_lossy().into_owned(), what))
        .collect();
    assert!(told.contains(&("leads-out.toml".to_owned(), What::Outside)));
    assert!(told.contains(&("zero.toml".to_owned(), What::Outside)));
    assert!(told.contains(&("pipe.toml".to_owned(), What::NotAFile)));
    assert!(
        matches!(&told[..], [_, _, (name, What::Unreadable { .. }), _] | [_, (name, What::Unreadable { .. }), _, _] if name == "loop.toml"),
        "{told:?}"
    );
}

#[test]
fn a_folder_that_is_a_file_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    let mut here = place(root.path(), "laptop");
    here.folder = root.path().join("file");
    fs::File::create(&here.folder).unwrap();
    let error = Journal::open(here).unwrap_err().to_string();
    assert!(error.contains("cannot be read"), "{error}");
}

#[test]
fn a_device_that_is_no_file_name_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    let error = Journal::open(place(root.path(), "../x")).unwrap_err();
    assert!(
        error.to_string().contains("cannot name a journal"),
        "{error}"
    );
}

#[test]
fn what_is_appended_is_picked_up_once() {
    let folder = Folder::new();
    let (mut journal, _) = open(&folder.place);
    let mut all = vec![];
    for number in 0..20 {
        let (event, block) = event(number, note("x"));
        // Seen half written first.
        let (head, tail) = block.split_at(number as usize * 7 % block.len());
        folder.add("phone.toml", head);
        assert_eq!(journal.poll().unwrap(), [], "{number}");
        folder.add("phone.toml", tail);
        assert_eq!(
            journal.poll().unwrap(),
            std::slice::from_ref(&event),
            "{number}"
        );
        assert_eq!(journal.poll().unwrap(), []);
        assert_eq!(damages(&journal), []);
        all.push(event);
    }
    let (_, events) = open(&folder.place);
    assert_eq!(events, all);
}

#[test]
fn damages_follow_the_file() {
    let folder = Folder::new();
    let (_, first) = event(1, done("a"));
    let (_, second) = event(2, done("b"));
    let bad = "[[event]]\nx = = 1\nsum = \"00000000\"\n\n";
    folder.put("phone.toml", &format!("{bad}{first}[[event]]\nid = \"01"));
    let (mut journal, events) = open(&folder.place);
    assert_eq!(events.len(), 1);
    let lines = |journal: &Journal| damages(journal).iter().map(|d| d.1).collect::<Vec<_>>();
    assert_eq!(lines(&journal), [Some(1), Some(16)]);
    folder.add("phone.toml", &format!("\n\n{second}{bad}"));
    assert_eq!(journal.poll().unwrap().len(), 1);
    assert_eq!(lines(&journal), [Some(1), Some(16), Some(30)]);
    // Lines are those of the file, however it was read.
    assert_eq!(damages(&journal), damages(&open(&folder.place).0));
    folder.put("phone.toml", &first);
    assert_eq!(journal.poll().unwrap(), []);
    assert_eq!(damages(&journal), []);
    fs::remove_file(folder.path("phone.toml")).unwrap();
    assert_eq!(journal.poll().unwrap(), []);
}

#[test]
fn a_file_that_was_replaced_or_edited_is_read_again() {
    let folder = Folder::new();
    let blocks: Vec<_> = (0..4).map(|n| event(n, done("a"))).collect();
    folder.put("phone.toml", &format!("{}{}", blocks[0].1, blocks[1].1));
    let (mut journal, _) = open(&folder.place);
    // Longer, and changed before the place reading would go on from.
    folder.put(
        "phone.toml",
        &format!("{}{}{}", blocks[2].1, blocks[0].1, blocks[1].1),
    );
    assert_eq!(journal.poll().unwrap(), [blocks[2].0.clone()]);
    // Replaced by a rename.
    folder.put("new", &blocks[3].1);
    fs::rename(folder.path("new"), folder.path("phone.toml")).unwrap();
    assert_eq!(journal.poll().unwrap(), [blocks[3].0.clone()]);
    // Edited in place, to the same length.
    folder.put(
        "phone.toml",
        &blocks[3].1.replace("item = \"a\"", "item = \"b\""),
    );
    let found = journal.poll().unwrap();
    assert_eq!(found[0].kind, done("b"));
    let id = found[0].id;
    let told: Vec<_> = damages(&journal).into_iter().map(|d| d.2).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&What::Edited { id }) && told.contains(&What::Twice { id }));
}

#[test]
fn a_conflict_in_a_followed_file_is_read_whole() {
    let folder = Folder::new();
    let blocks: Vec<_> = (0..4).map(|n| event(n, done("a"))).collect();
    folder.put("phone.toml", &blocks[0].1);
    let (mut journal, _) = open(&folder.place);
    let (b, c) = (&blocks[1].1, &blocks[2].1);
    folder.add(
        "phone.toml",
        &format!("<<<<<<< HEAD\n{b}=======\n{c}>>>>>>> x\n"),
    );
    assert_eq!(journal.poll().unwrap().len(), 2);
    assert_eq!(damages(&journal)[0].1, Some(12));
    folder.add("phone.toml", &blocks[3].1);
    assert_eq!(journal.poll().unwrap(), [blocks[3].0.clone()]);
    assert_eq!(damages(&journal).len(), 1);
}

#[test]
fn two_open_journals_show_each_other_their_events() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    let (mut window, _) = open(&here);
    let (mut command, _) = open(&here);
    let own = command.append(&pending(vec![done("a")])).unwrap().own;
    assert_eq!(window.poll().unwrap(), own);
    let appended = window.append(&pending(vec![done("b")])).unwrap();
    assert_eq!(appended.others, []);
    assert_eq!(command.poll().unwrap(), appended.own);
}

#[test]
fn a_header_without_a_line_end_may_still_become_another_line() {
    let folder = Folder::new();
    folder.put("phone.toml", "stray = 1\n[[event]]");
    let (mut journal, _) = open(&folder.place);
    // Another program, which knows no guard, writes its block right behind it.
    let (event, block) = event(1, done("a"));
    folder.add("phone.toml", &block);
    assert_eq!(journal.poll().unwrap(), [event]);
    assert_eq!(damages(&journal), damages(&open(&folder.place).0));
}
