//! What the real file system says, as far as the journal relies on it.

use std::{fs, time::Duration};

use super::{
    super::{Disk as _, FileKind, Files, LockError},
    *,
};

fn put(path: &Path, bytes: &[u8]) {
    Files.replace(path, bytes, false).unwrap();
}

#[cfg(unix)]
fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_file_is_told_from_others_and_from_what_it_was() {
    let root = tempfile::tempdir().unwrap();
    let (one, two) = (root.path().join("one"), root.path().join("two"));
    put(&one, b"abc");
    put(&two, b"abc");
    let look = |path: &Path| Files.look(path).unwrap();
    assert_ne!(look(&one).inode, look(&two).inode);
    assert_ne!(look(&one).inode.1, 0);
    assert_ne!(look(&one).inode.0, 0);
    assert_eq!(look(&one), look(&one), "nothing happened");
    assert_eq!(look(&one).length, 3);
    let open = Files.open(&one).unwrap();
    assert_eq!(Files.stat(&open).unwrap(), look(&one));
    let also = root.path().join("also");
    fs::hard_link(&one, &also).unwrap();
    assert_eq!(look(&one).inode, look(&also).inode);
    // It was changed when its bytes were, or when it got its second name.
    let bytes = look(&one).modified.unwrap();
    let bytes = bytes.duration_since(std::time::UNIX_EPOCH).unwrap();
    let before = look(&one).changed;
    let since = before.0 - bytes.as_secs().cast_signed();
    assert!((0..600).contains(&since), "{before:?}");
    let mut differs = false;
    for _ in 0..200 {
        let mut file = Files.open_append(&one).unwrap();
        Files.write(&mut file, b"d").unwrap();
        Files.truncate(&file, 3).unwrap();
        let after = look(&one).changed;
        assert!(after >= before);
        differs |= after.1 != before.1;
        if differs {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(differs, "its changes are told within a second, too");
    // Another in its place.
    let was = look(&one);
    put(&one, b"abc");
    assert_ne!(look(&one).inode, was.inode);
}

#[cfg(unix)]
#[test]
fn files_folders_links_and_pipes_are_told_apart() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    let link = root.path().join("link");
    let odd = root.path().join("pipe");
    put(&file, b"");
    std::os::unix::fs::symlink("file", &link).unwrap();
    pipe(&odd);
    let kind = |path: &Path| Files.look(path).unwrap().kind;
    assert_eq!(kind(&file), FileKind::File);
    assert_eq!(kind(root.path()), FileKind::Folder);
    assert_eq!(kind(&link), FileKind::Link);
    assert_eq!(kind(&odd), FileKind::Other);
    assert_eq!(kind(Path::new("/dev/null")), FileKind::Other);
    assert!(
        Files.open_append(&link).is_err(),
        "no last link is followed"
    );
    assert_eq!(Files.resolve(&link).unwrap(), Files.resolve(&file).unwrap());
}

/// Whether this comes to an end within some seconds.
#[cfg(unix)]
fn ends(act: impl FnOnce() + Send + 'static) -> bool {
    let (done, wait) = std::sync::mpsc::channel();
    let thread = std::thread::Builder::new().spawn(move || {
        act();
        let _ = done.send(());
    });
    assert!(thread.is_ok());
    wait.recv_timeout(Duration::from_secs(10)).is_ok()
}

#[cfg(unix)]
#[test]
fn nothing_waits_for_the_other_end_of_a_pipe() {
    let root = tempfile::tempdir().unwrap();
    let odd = root.path().join("pipe");
    pipe(&odd);
    assert!(ends(move || drop(Files.open(&odd))));
    // Where a file is replaced, the new one is written beside it first.
    let path = root.path().join("file");
    pipe(&path.with_file_name(format!("file.{}.tmp", std::process::id())));
    assert!(ends(move || assert!(
        Files.replace(&path, b"a", false).is_err()
    )));
}

#[cfg(unix)]
#[test]
fn what_the_system_says_of_a_sync_is_passed_on() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("file");
    put(&path, b"a");
    Files.sync(&Files.open(&path).unwrap()).unwrap();
    Files.sync_folder(root.path()).unwrap();
    // No device of characters can be synced. As a folder that is none, it need
    // not be; what is not there cannot.
    let null = Path::new("/dev/null");
    assert!(Files.sync(&Files.open(null).unwrap()).is_err());
    Files.sync_folder(null).unwrap();
    assert!(Files.sync_folder(&root.path().join("nowhere")).is_err());
}

#[test]
fn a_folder_is_made_once_and_not_over_a_file() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("folder");
    assert!(Files.make_folder(&folder).unwrap());
    assert!(!Files.make_folder(&folder).unwrap());
    let file = root.path().join("file");
    put(&file, b"");
    assert!(Files.make_folder(&file).is_err());
    assert!(Files.make_folder(&file.join("below")).is_err());
    assert!(Files.make_folder(&root.path().join("no/such")).is_err());
}

#[test]
fn what_could_not_be_replaced_leaves_nothing_behind() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("folder");
    Files.make_folder(&folder).unwrap();
    for sync in [false, true] {
        assert!(Files.replace(&folder, b"a", sync).is_err());
        assert_eq!(Files.list(root.path()).unwrap(), ["folder"]);
        put(&root.path().join("file"), b"whole");
        assert_eq!(fs::read(root.path().join("file")).unwrap(), b"whole");
        fs::remove_file(root.path().join("file")).unwrap();
    }
}

#[test]
fn a_stretch_is_read_up_to_its_limit_or_the_end() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("file");
    put(&path, b"0123456789");
    let mut file = Files.open(&path).unwrap();
    for (offset, limit, expected) in [
        (0, 100, "0123456789"),
        (0, 4, "0123"),
        (3, 4, "3456"),
        (8, 4, "89"),
        (10, 4, ""),
        (20, 4, ""),
    ] {
        let read = Files.read(&mut file, offset, limit).unwrap();
        assert_eq!(read, expected.as_bytes());
    }
}

#[test]
fn a_lock_is_held_until_it_is_let_go() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("lock");
    let held = Files.lock(&path, Duration::ZERO).unwrap();
    let busy = Files.lock(&path, Duration::ZERO);
    assert!(matches!(busy, Err(LockError::Busy)));
    drop(held);
    drop(Files.lock(&path, Duration::ZERO).unwrap());
    let nowhere = Files.lock(&root.path().join("no/such"), Duration::ZERO);
    assert!(matches!(nowhere, Err(LockError::File { .. })));
    // Whoever waits gets it as soon as it is free, and no sooner.
    let held = Files.lock(&path, Duration::ZERO).unwrap();
    let free = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let waits = scope.spawn(|| {
            let got = Files.lock(&path, Duration::from_secs(60)).is_ok();
            got && free.load(std::sync::atomic::Ordering::SeqCst)
        });
        std::thread::sleep(Duration::from_millis(50));
        free.store(true, std::sync::atomic::Ordering::SeqCst);
        drop(held);
        assert!(waits.join().unwrap());
    });
}
