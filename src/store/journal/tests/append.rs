//! Appends on the real file system.

use std::{fs, io::Write as _, process::Command};

use super::{super::AppendError, *};

fn open(place: &Place) -> (Journal, Vec<Event>) {
    Journal::open(place.clone()).unwrap()
}

fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = fs::File::create(path).unwrap();
    file.write_all(bytes.as_ref()).unwrap();
}

#[test]
fn a_batch_is_written_as_one_and_read_back() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    let (mut journal, events) = open(&here);
    assert_eq!(events, []);
    assert!(!here.folder.exists(), "reading makes nothing");
    let batch = pending(vec![done("a"), note("b"), done("c")]);
    let own = journal.append(&batch).unwrap().own;
    assert_eq!(own.iter().map(|e| e.clock).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(own[0].batch, None);
    assert_eq!(own[1].batch, Some(own[0].id));
    assert_eq!(own[2].batch, Some(own[0].id));
    assert_eq!(Some(own[0].id), batch.id());
    assert_eq!(open(&here).1, own);
    let attributes = fs::read_to_string(here.folder.join(".gitattributes")).unwrap();
    assert_eq!(attributes, "*.toml -text\n");
    // Its own poll tells nothing new; the same batch counts once.
    assert_eq!(journal.poll().unwrap(), []);
    let length = here.own().metadata().unwrap().len();
    assert_eq!(journal.append(&batch).unwrap().own, own);
    assert_eq!(here.own().metadata().unwrap().len(), length);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    open(&here).0.append(&pending(vec![done("a")])).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&here.own()), 0o600);
    assert_eq!(mode(&here.folder), 0o700);
    assert_eq!(mode(&here.state), 0o700);
    assert_eq!(mode(&here.lock()), 0o600);
}

#[test]
fn a_torn_tail_is_guarded_and_left() {
    let (_, file) = six();
    for cut in (0..file.len()).step_by(step(7)) {
        let root = tempfile::tempdir().unwrap();
        let here = place(root.path(), "laptop");
        put(&here.own(), &file.as_bytes()[..cut]);
        let (mut journal, before) = open(&here);
        let own = journal.append(&pending(vec![done("new")])).unwrap().own;
        let (_, after) = open(&here);
        assert_eq!(after, [before, own].concat(), "cut at {cut}");
        let bytes = fs::read(here.own()).unwrap();
        assert!(bytes.starts_with(&file.as_bytes()[..cut]));
    }
}

#[test]
fn a_clock_follows_the_highest_of_all_devices_but_no_impossible_one() {
    let root = tempfile::tempdir().unwrap();
    let (a, b) = (place(root.path(), "a"), place(root.path(), "b"));
    let (mut first, _) = open(&a);
    let (mut second, _) = open(&b);
    first.append(&pending(vec![done("a"), done("b")])).unwrap();
    let appended = second.append(&pending(vec![done("c")])).unwrap();
    assert_eq!(appended.own[0].clock, 3);
    assert_eq!(appended.others.len(), 2);
    let (_, wild) = event(1, done("x"));
    let wild = wild.replace("clock = 1", &format!("clock = {}", i64::MAX));
    put(&a.folder.join("evil.toml"), wild);
    let appended = first.append(&pending(vec![done("d")])).unwrap();
    assert_eq!(appended.own[0].clock, 4);
    assert_eq!(appended.others.len(), 2);
}

#[test]
fn a_clock_stays_at_its_highest() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "a");
    let top = crate::domain::event::MAX_CLOCK;
    let (_, block) = event(1, done("x"));
    put(
        &here.folder.join("b.toml"),
        block.replace("clock = 1", &format!("clock = {top}")),
    );
    let own = open(&here).0.append(&pending(vec![done("d")])).unwrap().own;
    assert_eq!(own[0].clock, top);
}

#[test]
fn an_own_file_that_cannot_be_read_is_never_started_afresh() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    fs::create_dir_all(here.own()).unwrap();
    let (mut journal, _) = open(&here);
    assert!(matches!(damages(&journal)[..], [(_, None, What::NotAFile)]));
    let error = journal.append(&pending(vec![done("a")])).unwrap_err();
    assert!(matches!(error, AppendError::Unusable { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn an_own_file_that_is_a_pipe_or_a_link_is_refused_at_once() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    fs::create_dir_all(&here.folder).unwrap();
    let made = Command::new("mkfifo").arg(here.own()).status().unwrap();
    assert!(made.success());
    let error = open(&here).0.append(&pending(vec![done("a")])).unwrap_err();
    assert!(matches!(error, AppendError::Unusable { .. }), "{error}");
    fs::remove_file(here.own()).unwrap();

    put(&here.folder.join("target.toml"), "");
    std::os::unix::fs::symlink("target.toml", here.own()).unwrap();
    let error = open(&here).0.append(&pending(vec![done("a")])).unwrap_err();
    assert!(matches!(error, AppendError::NotSaved { .. }), "{error}");
}

/// A user without privileges meets a read-only file; root writes it anyway.
#[cfg(unix)]
#[test]
fn without_permission_nothing_is_saved() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    open(&here).0.append(&pending(vec![done("a")])).unwrap();
    fs::set_permissions(here.own(), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(here.own()).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    let (mut journal, events) = open(&here);
    assert_eq!(events, []);
    assert!(matches!(
        damages(&journal)[..],
        [(_, None, What::Unreadable { .. }), ..]
    ));
    let error = journal.append(&pending(vec![done("b")])).unwrap_err();
    assert!(matches!(error, AppendError::Unusable { .. }), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_saves_nothing() {
    // The shell's limit on the length of files stands in for a full disk; the
    // signal that comes with it is ignored.
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    open(&here).0.append(&pending(vec![done("a")])).unwrap();
    let before = fs::read(here.own()).unwrap();
    let status = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" --exact --ignored store::journal::tests::append::append_until_the_disk_is_full"])
        .arg(std::env::current_exe().unwrap())
        .env("MASTERY_TEST_ROOT", root.path())
        .output()
        .unwrap();
    assert!(status.status.success(), "{status:?}");
    let after = fs::read(here.own()).unwrap();
    assert!(after.starts_with(&before));
    let (_, events) = open(&here);
    assert!(damages(&open(&here).0).is_empty());
    assert!(events.len() > 1);
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn append_until_the_disk_is_full() {
    let Some(root) = std::env::var_os("MASTERY_TEST_ROOT") else {
        return;
    };
    let here = place(Path::new(&root), "laptop");
    let (mut journal, mut events) = open(&here);
    let error = loop {
        match journal.append(&pending(vec![done("b")])) {
            Ok(appended) => events.extend(appended.own),
            Err(error) => break error,
        }
        assert!(events.len() < 100, "the limit did not work");
    };
    assert!(matches!(error, AppendError::NotSaved { .. }), "{error}");
    assert_eq!(open(&here).1, events);
}

#[test]
fn a_file_that_shrank_is_told_at_the_next_start() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    let (mut journal, _) = open(&here);
    journal.append(&pending(vec![done("a")])).unwrap();
    let old = fs::read(here.own()).unwrap();
    let own = journal
        .append(&pending(vec![done("b"), done("c")]))
        .unwrap()
        .own;
    assert_eq!(damages(&open(&here).0), []);
    let had = here.own().metadata().unwrap().len();
    put(&here.own(), &old);
    let name = PathBuf::from("laptop.toml");
    let missing = (name.clone(), None, What::Missing { count: 2 });
    assert_eq!(damages(&open(&here).0), [missing]);
    // Without the mirror, only the last one is known.
    fs::remove_file(here.mirror(&super::super::Files)).unwrap();
    let (has, last) = (old.len() as u64, own[1].id);
    let expected = [
        (name.clone(), None, What::Shorter { had, has }),
        (name, None, What::Lost { last }),
    ];
    assert_eq!(damages(&open(&here).0), expected);
    fs::remove_file(here.own()).unwrap();
    assert_eq!(damages(&open(&here).0).len(), 2);
    // An append goes on all the same.
    let own = open(&here).0.append(&pending(vec![done("d")])).unwrap().own;
    assert_eq!(open(&here).1, own);
}

/// `writers` threads append `each` batches of two; all must be there.
fn many_writers(devices: &[&str], each: usize) {
    let root = tempfile::tempdir().unwrap();
    let acknowledged: Vec<Vec<Event>> = std::thread::scope(|scope| {
        let threads: Vec<_> = devices
            .iter()
            .enumerate()
            .map(|(number, device)| {
                let here = place(root.path(), device);
                scope.spawn(move || {
                    let (mut journal, _) = open(&here);
                    let mut own = vec![];
                    for turn in 0..each {
                        let batch = pending(vec![done(&format!("{number}-{turn}")), note("x")]);
                        own.extend(journal.append(&batch).unwrap().own);
                    }
                    own
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    let (journal, events) = open(&place(root.path(), devices[0]));
    assert_eq!(damages(&journal), []);
    assert_eq!(events.len(), devices.len() * each * 2);
    for own in &acknowledged {
        assert!(own.is_sorted_by(|a, b| a.clock < b.clock));
        for event in own {
            assert!(events.contains(event));
        }
    }
    if devices.windows(2).all(|pair| pair[0] == pair[1]) {
        // Under one lock every clock is another one, and batches stay whole.
        assert!(events.is_sorted_by(|a, b| a.clock + 1 == b.clock));
        assert!(
            events
                .chunks(2)
                .all(|pair| pair[1].batch == Some(pair[0].id))
        );
    }
}

#[test]
fn two_programs_of_one_device_lose_nothing() {
    many_writers(&["laptop", "laptop"], 200 / step(1));
}

#[test]
fn two_devices_in_one_folder_lose_nothing() {
    many_writers(&["laptop", "phone"], 200 / step(1));
}

#[test]
fn a_held_lock_is_given_up_on_after_five_seconds_or_when_told() {
    let root = tempfile::tempdir().unwrap();
    let here = place(root.path(), "laptop");
    let (mut journal, _) = open(&here);
    journal.append(&pending(vec![done("a")])).unwrap();
    let lock = fs::File::open(here.lock()).unwrap();
    lock.lock().unwrap();
    let since = std::time::Instant::now();
    let error = journal.append(&pending(vec![done("b")])).unwrap_err();
    assert!(matches!(error, AppendError::Busy));
    let waited = since.elapsed().as_secs_f64();
    assert!((5.0..6.0).contains(&waited), "{waited}");
    journal.wait_at_most(std::time::Duration::from_millis(100));
    let since = std::time::Instant::now();
    let error = journal.append(&pending(vec![done("b")])).unwrap_err();
    assert!(matches!(error, AppendError::Busy));
    let waited = since.elapsed().as_secs_f64();
    assert!((0.1..1.0).contains(&waited), "{waited}");
    // A lock file that was taken away is no lock any more.
    fs::remove_file(here.lock()).unwrap();
    journal.append(&pending(vec![done("b")])).unwrap();
}
