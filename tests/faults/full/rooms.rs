//! Disks with little room, and files that may not grow.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use tempfile::TempDir;

use super::rig::{CHANGES, Fate, Learner, Mounted, REPORTS, Template, complaint, no_panic, root};
use crate::{
    lane::{report, rounds},
    pty::skip,
};

const PAGE: usize = 4096;

/// Room on a disk in memory, which gives whole pages: so many of them, and what
/// is left of the journal's last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    pages: u64,
    slack: usize,
}

impl Room {
    /// So many times 512 bytes.
    fn of(steps: u64) -> Self {
        Self {
            pages: steps / 8,
            slack: (steps % 8) as usize * 512,
        }
    }
}

/// Fills a disk up to so many pages.
fn fill(disk: &Path, pages: u64) {
    let mut ballast = File::create(disk.join("ballast")).unwrap();
    let mut written = 0;
    while ballast.write_all(&[7; PAGE]).is_ok() {
        written += 1;
    }
    assert!(written > pages, "the disk was too small");
    ballast.set_len((written - pages) * PAGE as u64).unwrap();
}

/// What cases came to.
#[derive(Debug, Default)]
struct Counts {
    saved: usize,
    doubtful: usize,
    absent: usize,
    torn: usize,
}

impl Counts {
    fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Saved => self.saved += 1,
            Fate::Doubtful => self.doubtful += 1,
            Fate::Absent => self.absent += 1,
        }
    }

    fn cases(&self) -> usize {
        self.saved + self.doubtful + self.absent
    }
}

/// A disk of 80 pages in memory, and a sound one for the rest.
fn small_disk() -> Option<(TempDir, Mounted, Learner)> {
    if !root() {
        skip("only root can mount");
        return None;
    }
    let desk = TempDir::new().unwrap();
    let mounted = match Mounted::pages(&desk.path().join("disk"), 80) {
        Ok(mounted) => mounted,
        Err(why) => {
            skip(&format!("no file system to fill: {why}"));
            return None;
        }
    };
    let learner = Learner::at(&desk.path().join("desk"), &mounted.0);
    Some((desk, mounted, learner))
}

#[test]
fn a_full_disk_changes_nothing_and_room_makes_it_work() {
    let Some((_desk, _mounted, learner)) = small_disk() else {
        return;
    };
    let disk = learner.disk.clone();
    // Less than an event takes: a part of it is written. Then every step.
    let mut rooms: Vec<Room> = [1, 40, 100, 200]
        .map(|slack| Room { pages: 0, slack })
        .to_vec();
    let few = [0, 1, 7, 8, 13, 16, 33, 128];
    let steps = (0..=128).filter(|step| rounds(0, 1) == 1 || few.contains(step));
    rooms.extend(steps.map(Room::of));
    rooms.sort_by_key(|room| room.slack);
    let mut counts = Counts::default();
    let mut template = None;
    for room in &rooms {
        if template
            .as_ref()
            .is_none_or(|(slack, _)| *slack != room.slack)
        {
            template = Some((room.slack, Template::begun(Some(2 * PAGE - room.slack))));
        }
        let template = &template.as_ref().unwrap().1;
        template.copy_to(&disk);
        let before = learner.before();
        for (args, mark) in CHANGES {
            let case = format!("{args:?} in {room:?}");
            template.copy_to(&disk);
            fill(&disk, room.pages);
            let said = learner.run(&[], args);
            let fate = learner
                .judge(&before, &said, mark)
                .unwrap_or_else(|why| panic!("{case}: {why}: {said:?}"));
            counts.count(fate);
            if fate == Fate::Absent {
                assert!(said.err.contains("error: not saved: "), "{case}: {said:?}");
                assert!(said.err.contains("No space left"), "{case}: {said:?}");
                let length: usize = learner.journals().values().map(Vec::len).sum();
                counts.torn += usize::from(length != 2 * PAGE - room.slack);
            }
            fs::remove_file(disk.join("ballast")).unwrap();
            learner.again(&before, args, mark, fate);
        }
    }
    report(
        "T7a",
        &format!(
            "{} commands on disks with room for 0 to 64 KiB: {} saved, {} not saved and said so, \
             {} of them with a tail that stayed; all worked with room; nothing lost",
            counts.cases(),
            counts.saved,
            counts.absent,
            counts.torn,
        ),
    );
    assert!(counts.cases() >= 12 * 12);
    assert!(counts.saved > 50 && counts.absent > 50, "{counts:?}");
}

#[test]
fn the_first_command_on_a_full_disk_changes_nothing() {
    let Some((_desk, _mounted, learner)) = small_disk() else {
        return;
    };
    let disk = learner.disk.clone();
    let template = Template::empty();
    template.copy_to(&disk);
    let before = learner.before();
    let mut counts = Counts::default();
    let args = ["begin", "2026-02-02"];
    for pages in 0..8 {
        template.copy_to(&disk);
        fill(&disk, pages);
        let said = learner.run(&[], &args);
        let fate = learner
            .judge(&before, &said, "2026-02-02")
            .unwrap_or_else(|why| panic!("{pages} pages: {why}: {said:?}"));
        counts.count(fate);
        fs::remove_file(disk.join("ballast")).unwrap();
        learner.again(&before, &args, "2026-02-02", fate);
    }
    report(
        "T7a",
        &format!(
            "the first command of all with room for 0 to 7 pages: {} saved, {} not saved and said so",
            counts.saved, counts.absent
        ),
    );
    assert!(counts.saved > 0 && counts.absent > 0, "{counts:?}");
}

#[test]
fn a_report_is_written_as_a_whole_or_not_at_all() {
    let Some((_desk, _mounted, learner)) = small_disk() else {
        return;
    };
    let disk = learner.disk.clone();
    let template = Template::begun(Some(2 * PAGE));
    template.copy_to(&disk);
    let folder = disk.join("out");
    let file = folder.join("report");
    let old = b"an older report";
    let (mut whole, mut kept) = (0, 0);
    for args in REPORTS {
        let printed = learner.ok(&args[..args.len() - 1]);
        for pages in 0..rounds(10, 17) as u64 {
            for replaces in [false, true] {
                let case = format!("{args:?}, {pages} pages, replaces: {replaces}");
                template.copy_to(&disk);
                fs::create_dir(&folder).unwrap();
                if replaces {
                    super::rig::put(&file, old);
                }
                fill(&disk, pages);
                let mut args = args.to_vec();
                args.push(file.to_str().unwrap());
                args.extend(replaces.then_some("--force"));
                let said = learner.run(&[], &args);
                no_panic(&said).unwrap();
                let names = fs::read_dir(&folder).unwrap().count();
                if said.status.success() {
                    whole += 1;
                    assert_eq!(fs::read_to_string(&file).unwrap(), printed, "{case}");
                } else {
                    kept += 1;
                    complaint(&said).unwrap();
                    assert!(said.err.contains("No space left"), "{case}: {said:?}");
                    assert_eq!(
                        fs::read(&file).ok(),
                        replaces.then(|| old.to_vec()),
                        "{case}"
                    );
                }
                assert_eq!(
                    names,
                    usize::from(file.exists()),
                    "{case}: something is left"
                );
                fs::remove_file(disk.join("ballast")).unwrap();
                if !said.status.success() {
                    let again = learner.run(&[], &args);
                    assert!(again.status.success(), "{case}: {again:?}");
                    assert_eq!(fs::read_to_string(&file).unwrap(), printed, "{case}");
                }
            }
        }
    }
    report(
        "T7a",
        &format!(
            "{} reports on disks with little room: {whole} whole, {kept} not written and said so, \
             older ones as they were, nothing left behind",
            whole + kept
        ),
    );
    assert!(whole > 10 && kept > 10);
}

#[test]
fn a_file_that_may_not_grow_keeps_what_it_has() {
    let desk = TempDir::new().unwrap();
    let learner = Learner::at(&desk.path().join("desk"), &desk.path().join("disk"));
    fs::create_dir_all(&learner.disk).unwrap();
    let mut counts = Counts::default();
    let chosen = [0, 4, 7, 10];
    for kilobytes in (1..=64_usize).step_by(rounds(6, 1)) {
        let limit = kilobytes * 1024;
        // The limit cuts an event at another place each time, or lets it pass.
        let short = kilobytes * 37 % 290;
        let template = Template::begun(Some(limit - short));
        template.copy_to(&learner.disk);
        let before = learner.before();
        for (args, mark) in chosen.map(|it| CHANGES[it]) {
            let case = format!("{args:?}, {short} bytes below {kilobytes} KiB");
            template.copy_to(&learner.disk);
            let limits = format!("--fsize={limit}:unlimited");
            let said = learner.run(&["prlimit", &limits], args);
            let fate = learner
                .judge(&before, &said, mark)
                .unwrap_or_else(|why| panic!("{case}: {why}: {said:?}"));
            counts.count(fate);
            if fate == Fate::Absent {
                assert!(said.err.contains("File too large"), "{case}: {said:?}");
                let length: usize = learner.journals().values().map(Vec::len).sum();
                counts.torn += usize::from(length != limit - short);
            }
            learner.again(&before, args, mark, fate);
        }
    }
    report(
        "T7b",
        &format!(
            "{} commands whose files may not grow past 1 to 64 KiB: {} saved, {} not saved and \
             said so, {} of them with a tail that stayed; all worked without the limit",
            counts.cases(),
            counts.saved,
            counts.absent,
            counts.torn
        ),
    );
    assert!(counts.saved > 3 && counts.absent > 20, "{counts:?}");
}

/// What a careless program does: it writes the whole file anew, in place. On a
/// full disk the journal is shorter afterwards, and the judge has to see that.
#[test]
fn a_journal_that_is_written_anew_on_a_full_disk_is_noticed() {
    let Some((_desk, _mounted, learner)) = small_disk() else {
        return;
    };
    let template = Template::begun(Some(2 * PAGE));
    template.copy_to(&learner.disk);
    let before = learner.before();
    fill(&learner.disk, 0);
    let journal = learner.journals().into_keys().next().unwrap();
    let anew = r#"text=$(cat "$1"); printf '# anew\n%s' "$text" > "$1""#;
    let shell = ["sh", "-c", anew, "--", journal.to_str().unwrap()];
    let mut said = learner.run(&shell, &[]);
    said.err = format!("error: not saved: {}", said.err);
    let why = learner.judge(&before, &said, "more").unwrap_err();
    // And the same told to have worked, on a program that wrote nothing.
    template.copy_to(&learner.disk);
    let said = learner.run(&["true", "--"], &[]);
    let silent = learner.judge(&before, &said, "more").unwrap_err();
    report("T7a, control", &format!("noticed: {why}; {silent}"));
}
