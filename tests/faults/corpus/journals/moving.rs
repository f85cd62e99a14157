//! Journals that change while they are read, and those that may not be read.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, chown},
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
};

use super::{Learner, done, note};
use crate::{
    corpus::runs::{Run, have, limited, run, write},
    lane::{report, rounds},
    pty::{MASTERY, skip},
};

/// Cases 80 and 81: a file that comes and goes, and one that grows.
#[test]
fn a_file_that_moves_is_read_as_it_was_at_some_moment() {
    let learner = Learner::new();
    let there = learner.phone.clone();
    let aside = learner.home.path().join("aside");
    let over = AtomicBool::new(false);
    let mut seen = [0_usize; 2];
    let wanted = rounds(40, 400);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(SeqCst) {
                fs::rename(&there, &aside).unwrap();
                thread::yield_now();
                fs::rename(&aside, &there).unwrap();
                thread::yield_now();
            }
        });
        for _ in 0..wanted {
            let run = learner.run(&["status", "--format", "{done}"]).sound("80");
            assert_eq!(run.code(), Some(0), "{}", run.said());
            match String::from_utf8(run.out).unwrap().trim() {
                "1" => seen[0] += 1,
                "3" => seen[1] += 1,
                other => panic!("neither with nor without the file: {other}"),
            }
        }
        over.store(true, SeqCst);
    });
    assert_eq!(seen[0] + seen[1], wanted);
    // It grows a byte at a time: what is read is a beginning of it.
    let growing: String = (10..40).map(|number| note(number, "grown")).collect();
    let over = AtomicBool::new(false);
    let counts = thread::scope(|scope| {
        scope.spawn(|| {
            use std::io::Write as _;
            while !over.load(SeqCst) {
                write(&there, learner.whole());
                let mut file = fs::File::options().append(true).open(&there).unwrap();
                for byte in growing.as_bytes().chunks(7) {
                    file.write_all(byte).unwrap();
                }
            }
        });
        let counts: Vec<usize> = (0..wanted).map(|_| learner.events()).collect();
        over.store(true, SeqCst);
        counts
    });
    let most = counts.iter().max().unwrap();
    assert!(
        counts.iter().all(|count| (3..=36).contains(count)),
        "{counts:?}"
    );
    report(
        "corpus B",
        &format!(
            "80, 81: {wanted} reads of a file that comes and goes ({} without, {} with it), {wanted} of one that grows (up to {most} events): no fault",
            seen[0], seen[1]
        ),
    );
}

/// Case 87: a bit that fell over is told, or changes nothing.
#[test]
fn a_flipped_bit_is_told_or_changes_nothing() {
    let learner = Learner::new();
    let whole = learner.whole().into_bytes();
    let events = || {
        let run = learner.run(&["export", "events"]);
        (run.code(), run.out)
    };
    let before = events();
    let level = || learner.run(&["doctor"]);
    let calm = level().sound("before").said();
    let (mut told, mut without) = (0, 0);
    let wanted = rounds(60, 600);
    for round in 0..wanted {
        // A stride that has nothing in common with the length meets all of it.
        let bit = round * 7919 % (whole.len() * 8);
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        learner.phone(&flipped);
        let after = events();
        let said = level().sound("87").said();
        if said == calm {
            assert_eq!(
                after, before,
                "bit {bit} changed something, and nobody said so"
            );
            without += 1;
        } else {
            told += 1;
        }
    }
    assert!(told > wanted / 2, "{told} of {wanted}");
    report(
        "corpus B",
        &format!(
            "87: {wanted} flipped bits: {told} told, {without} without effect, 0 silently different"
        ),
    );
}

/// Runs the program as somebody without rights; root reads everything.
fn as_nobody(learner: &Learner, args: &[&str]) -> Run {
    let words = [
        &[
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            MASTERY,
        ][..],
        args,
    ];
    run(&mut limited(&learner.home, &words.concat()))
}

/// Case 79: a device's file that may not be read is passed over, and said.
#[test]
fn a_file_that_may_not_be_read_is_passed_over_and_told() {
    let learner = Learner::new();
    if !have("setpriv") || chown(learner.home.path(), Some(65534), Some(65534)).is_err() {
        return skip("`setpriv` and root are needed to be nobody");
    }
    let mut folders = vec![learner.home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            chown(&path, Some(65534), Some(65534)).unwrap();
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    if as_nobody(&learner, &["--version"]).code() != Some(0) {
        return skip("nobody may not run the program where it lies");
    }
    let count = || {
        let run = as_nobody(&learner, &["export", "events"]).sound("79");
        assert_eq!(run.code(), Some(0), "{}", run.said());
        (memchr::memchr_iter(b'\n', &run.out).count(), run.said())
    };
    assert_eq!(count().0, 6);
    let mut own = 3;
    for (mode, owner) in [(0o000, 65534), (0o600, 0)] {
        chown(&learner.phone, Some(owner), Some(owner)).unwrap();
        fs::set_permissions(&learner.phone, fs::Permissions::from_mode(mode)).unwrap();
        let (events, said) = count();
        assert_eq!(events, own, "{said}");
        assert!(said.contains("phone-0c11.toml"), "{said}");
        let doctor = as_nobody(&learner, &["doctor"]).sound("79");
        assert_eq!(doctor.code(), Some(1), "{}", doctor.said());
        assert!(
            doctor.said().contains("1 file cannot be read"),
            "{}",
            doctor.said()
        );
        let tick = as_nobody(&learner, &["note", "Still here."]).sound("79");
        assert_eq!(tick.code(), Some(0), "{}", tick.said());
        own += 1;
        assert_eq!(count().0, own);
    }
    // The control: the same file, readable again, counts.
    learner.phone(learner.whole() + &done(4, "sowing"));
    chown(&learner.phone, Some(65534), Some(65534)).unwrap();
    fs::set_permissions(&learner.phone, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(count().0, own + 4);
    report(
        "corpus B",
        "79: a file of mode 000 and one of another user, as uid 65534: passed over, told, and notes saved",
    );
}
