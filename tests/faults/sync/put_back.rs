//! T10: this device's own file is put back to what it was: by git, a backup, a
//! sync tool, an editor.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use mastery::{domain::event::EventId, store::journal::read_journal};

use crate::{lane::report, many::kit, pty::Home};

/// A learner with five events, all but the last two in a commit.
struct Desk {
    home: Home,
    own: PathBuf,
    /// The blocks of the file, in order, and the ids in them.
    blocks: Vec<String>,
    ids: Vec<EventId>,
}

impl Desk {
    fn new() -> Self {
        let home = Home::begun();
        let own = home.journals().remove(0);
        let desk = Self {
            home,
            own,
            blocks: Vec::new(),
            ids: Vec::new(),
        };
        desk.git(&["init", "-q", "-b", "main"]);
        desk.git(&["add", "-A"]);
        desk.git(&["commit", "-qm", "the beginning"]);
        desk.home.mastery(&["note", "one"]);
        desk.home.mastery(&["tick", "worms"]);
        desk.git(&["commit", "-qam", "a note and a tick"]);
        desk.home.mastery(&["note", "three"]);
        desk.home.mastery(&["note", "four"]);
        let text = fs::read_to_string(&desk.own).unwrap();
        let (events, damages) = read_journal(&desk.own, text.as_bytes());
        assert_eq!((events.len(), damages.len()), (5, 0));
        Self {
            blocks: text.split_inclusive("\n\n").map(str::to_owned).collect(),
            ids: events.iter().map(|event| event.id).collect(),
            ..desk
        }
    }

    fn git(&self, args: &[&str]) {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=A Learner",
                "-c",
                "user.email=learner@example.org",
            ])
            .args(args)
            .current_dir(&self.home.data)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .unwrap();
        assert!(output.status.success(), "{args:?}: {output:?}");
    }

    /// Puts these blocks in the place of the file.
    fn keep(&self, blocks: &[usize]) {
        let text: String = blocks
            .iter()
            .map(|block| self.blocks[*block].as_str())
            .collect();
        kit::put(&self.own, text);
    }

    fn missing(&self) -> Vec<EventId> {
        let bytes = fs::read(&self.own).unwrap_or_default();
        let (events, _) = read_journal(Path::new("own"), &bytes);
        let there: Vec<EventId> = events.iter().map(|event| event.id).collect();
        self.ids
            .iter()
            .filter(|id| !there.contains(id))
            .copied()
            .collect()
    }

    /// What the doctor names as missing.
    fn named(&self) -> Vec<EventId> {
        let output = self.home.run(&["doctor", "--json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let checks = report["doctor"]["checks"].as_array().unwrap();
        let missing = checks.iter().filter(|it| it["check"] == "missing");
        missing
            .flat_map(|check| check["places"].as_array().unwrap())
            .map(|place| EventId::parse(&place.as_str().unwrap()[..26]).unwrap())
            .collect()
    }

    fn notice(&self) -> String {
        String::from_utf8(self.home.run(&["status"]).stderr).unwrap()
    }

    /// Whether a command has nothing to say of missing events.
    fn is_quiet(&self) -> bool {
        let notice = self.notice();
        !notice.contains("missing") && !notice.contains("put back") && !notice.contains("shorter")
    }

    /// What mending says; a torn block that stays is still worth a warning.
    fn fix(&self, more: &[&str]) -> String {
        let args = [&["doctor", "--fix", "--yes", "--quiet"], more].concat();
        let output = self.home.run(&args);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn without_mirror(&self) {
        for file in fs::read_dir(self.home.path().join("state")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|it| it == "mirror") {
                fs::remove_file(path).unwrap();
            }
        }
    }

    fn doctor(&self) -> (String, Option<i32>) {
        let output = self.home.run(&["doctor", "--quiet"]);
        (
            String::from_utf8(output.stdout).unwrap(),
            output.status.code(),
        )
    }
}

/// What the doctor has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// Which events are missing.
    Missing,
    /// That an older version was put back, though another file has the rest.
    PutBack,
    /// Nothing of that kind.
    Nothing,
}

type Regress = fn(&Desk);

const CASES: [(&str, Says, Regress); 22] = [
    ("a backup of the first event", Says::Missing, |desk| {
        desk.keep(&[0]);
    }),
    ("a backup of two events", Says::Missing, |desk| {
        desk.keep(&[0, 1]);
    }),
    ("a backup of three events", Says::Missing, |desk| {
        desk.keep(&[0, 1, 2]);
    }),
    ("a backup of all but the last", Says::Missing, |desk| {
        desk.keep(&[0, 1, 2, 3]);
    }),
    ("an empty file", Says::Missing, |desk| desk.keep(&[])),
    ("no file", Says::Missing, |desk| {
        fs::remove_file(&desk.own).unwrap();
    }),
    ("git reset --hard", Says::Missing, |desk| {
        desk.git(&["reset", "-q", "--hard"]);
    }),
    (
        "git reset --hard to an earlier commit",
        Says::Missing,
        |desk| {
            desk.git(&["reset", "-q", "--hard", "HEAD~1"]);
        },
    ),
    ("git checkout of the files", Says::Missing, |desk| {
        desk.git(&["checkout", "-q", "--", "."]);
    }),
    (
        "git checkout of an earlier commit's file",
        Says::Missing,
        |desk| {
            desk.git(&["checkout", "-q", "HEAD~1", "--", "."]);
        },
    ),
    ("git stash", Says::Missing, |desk| {
        desk.git(&["stash", "-q"]);
    }),
    ("git restore from the first commit", Says::Missing, |desk| {
        desk.git(&["restore", "--source", "HEAD~1", "."]);
    }),
    ("git stash, and pop", Says::Nothing, |desk| {
        desk.git(&["stash", "-q"]);
        desk.git(&["stash", "pop", "-q"]);
    }),
    ("an event cut out of the middle", Says::Missing, |desk| {
        desk.keep(&[0, 1, 3, 4]);
    }),
    ("the first event cut out", Says::Missing, |desk| {
        desk.keep(&[1, 2, 3, 4]);
    }),
    ("two events cut out", Says::Missing, |desk| {
        desk.keep(&[0, 3, 4]);
    }),
    (
        "cut in the middle of the last event",
        Says::Missing,
        |desk| {
            let text = desk.blocks.concat();
            kit::put(&desk.own, &text[..text.len() - 30]);
        },
    ),
    (
        "an older version with much blank space",
        Says::Missing,
        |desk| {
            let blank = "\n".repeat(4_000);
            kit::put(
                &desk.own,
                [&desk.blocks[..2].concat(), blank.as_str()].concat(),
            );
        },
    ),
    (
        "an older version that grew by doubles",
        Says::Missing,
        |desk| {
            desk.keep(&[0, 1, 0, 1, 0, 1, 0, 1]);
        },
    ),
    ("all events in another order", Says::Nothing, |desk| {
        desk.keep(&[4, 3, 2, 1, 0]);
    }),
    (
        "the older version and its copy under another name",
        Says::PutBack,
        |desk| {
            kit::put(&desk.own.with_file_name("newer.toml"), desk.blocks.concat());
            desk.keep(&[0, 1]);
        },
    ),
    (
        "the folder of the state put back, too",
        Says::Nothing,
        |desk| {
            // Nothing remembers the later events then.
            for file in fs::read_dir(desk.home.path().join("state")).unwrap() {
                let path = file.unwrap().path();
                if path
                    .extension()
                    .is_some_and(|it| it == "mark" || it == "mirror")
                {
                    fs::remove_file(path).unwrap();
                }
            }
            desk.keep(&[0, 1]);
        },
    ),
];

#[test]
fn an_older_version_that_was_put_back_is_told_and_made_good() {
    let (mut told, mut gone, mut named, mut again) = (0, 0, 0, 0);
    for (what, says, regress) in CASES {
        let desk = Desk::new();
        // The control: before it happens, the doctor says nothing of it.
        let (before, status) = desk.doctor();
        assert_ne!(status, Some(2), "{what}: {before}");
        assert!(!before.contains("put back"), "{before}");
        assert_eq!(desk.named(), [], "{what}");
        regress(&desk);
        let missing = desk.missing();
        let (text, status) = desk.doctor();
        let notice = desk.notice();
        match says {
            Says::Missing => {
                gone += missing.len();
                assert_eq!(status, Some(2), "{what}: {text}");
                assert!(text.contains(desk.own.to_str().unwrap()), "{what}: {text}");
                assert_eq!(desk.named(), missing, "{what}: {text}");
                named += missing.len();
                told += 1;
                // What changes does not make it forget.
                for number in 0..2 {
                    let count = missing.len();
                    let notice = desk.notice();
                    let expected = format!("notice: {count} event");
                    assert!(notice.contains(&expected), "{what}: {notice}");
                    desk.home
                        .mastery(&["note", &format!("afterwards {number}")]);
                    assert_eq!(desk.named(), missing, "{what}");
                    again += 1;
                }
                let fixed = desk.fix(&[]);
                assert!(fixed.contains("Mended"), "{what}: {fixed}");
                assert_eq!((desk.missing(), desk.named()), (vec![], vec![]), "{what}");
                assert!(desk.is_quiet(), "{what}: {}", desk.notice());
                let bytes = fs::read(&desk.own).unwrap();
                assert!(!desk.fix(&[]).contains("Mended"), "{what}");
                assert_eq!(fs::read(&desk.own).unwrap(), bytes, "{what}");
            }
            Says::PutBack => {
                assert_eq!(status, Some(2), "{what}: {text}");
                assert!(text.contains("put back"), "{what}: {text}");
                assert!(
                    notice.contains("notice: 2 places in the journal need a look"),
                    "{what}: {notice}"
                );
                // The other file has them all.
                assert_eq!(desk.named(), [], "{what}");
                told += 1;
            }
            Says::Nothing => {
                assert!(!text.contains("put back"), "{what}: {text}");
                assert_eq!(desk.named(), [], "{what}");
                assert!(desk.is_quiet(), "{what}: {notice}");
            }
        }
        // A newer copy beside it brings all of them, each once.
        kit::put(
            &desk.own.with_file_name("found-again.toml"),
            desk.blocks.concat(),
        );
        let lines = desk.home.mastery(&["export", "events"]);
        let there = |id: &EventId| lines.contains(&format!("\"id\":\"{id}\""));
        assert!(desk.ids.iter().all(there), "{what}: {lines}");
        let more = if says == Says::Missing { 2 } else { 0 };
        assert_eq!(lines.lines().count(), desk.ids.len() + more, "{what}");
    }
    assert_eq!((told, named), (19, gone));
    report(
        "T10",
        &format!(
            "{} ways to put an own journal back: in 18 all {gone} missing events were named, and told again after {again} further changes, and `doctor --fix` brought all back; 1 told of which another file had the rest, 3 with nothing to tell or nothing left to tell by",
            CASES.len()
        ),
    );
}

#[test]
fn without_the_mirror_nothing_is_named() {
    // The control: with it, the same is named.
    let (mut with, mut without) = (0, 0);
    for mirrored in [true, false] {
        let desk = Desk::new();
        desk.keep(&[0, 1]);
        if !mirrored {
            desk.without_mirror();
        }
        let named = desk.named().len();
        desk.home.mastery(&["note", "afterwards"]);
        let later = desk.named().len();
        assert_eq!(named, later);
        assert_eq!(desk.is_quiet(), !mirrored, "{}", desk.notice());
        if mirrored {
            with += later;
        } else {
            without += later;
        }
    }
    assert_eq!((with, without), (3, 0));
    report(
        "T10",
        "control: with the mirror 3 of 3 missing events named after a further change, without it 0",
    );
}

#[test]
fn an_undo_that_was_lost_comes_back() {
    let desk = Desk::new();
    desk.home.mastery(&["tick", "worms", "--on", "2026-03-05"]);
    desk.git(&["commit", "-qam", "another tick"]);
    desk.home.mastery(&["undo"]);
    let before = desk.home.mastery(&["export", "events"]);
    let shown = desk.home.mastery(&["history"]);
    desk.git(&["reset", "-q", "--hard"]);
    assert_ne!(desk.home.mastery(&["history"]), shown);
    let (text, _) = desk.doctor();
    assert!(text.contains("takes back"), "{text}");
    desk.fix(&[]);
    assert_eq!(desk.home.mastery(&["export", "events"]), before);
    assert_eq!(desk.home.mastery(&["history"]), shown);
}

#[test]
fn what_was_taken_away_on_purpose_is_forgotten() {
    let desk = Desk::new();
    desk.git(&["reset", "-q", "--hard"]);
    assert_eq!(desk.named().len(), 2);
    let bytes = fs::read(&desk.own).unwrap();
    desk.fix(&["--forget"]);
    assert_eq!(fs::read(&desk.own).unwrap(), bytes);
    assert_eq!(desk.named(), []);
    assert!(desk.is_quiet(), "{}", desk.notice());
    desk.home.mastery(&["note", "from here on"]);
    assert_eq!(desk.home.mastery(&["export", "events"]).lines().count(), 4);
    // What they were is among the copies.
    let mut copies = Vec::new();
    for folder in fs::read_dir(&desk.home.data).unwrap() {
        let path = folder.unwrap().path().join("garden");
        let files = fs::read_dir(path).into_iter().flatten();
        copies.extend(files.map(|file| file.unwrap().path()));
    }
    let kept: Vec<Vec<u8>> = copies.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(
        kept.contains(&desk.blocks.concat().into_bytes()),
        "{copies:?}"
    );
}

#[test]
fn an_open_program_says_so_when_its_file_is_put_back() {
    let desk = Desk::new();
    let mut program = desk.home.open();
    program.shows("Today");
    program.resize(24, 80);
    // The control: a change by another program of this device is none.
    desk.home.mastery(&["note", "five"]);
    desk.home.mastery(&["tick", "compost"]);
    assert!(
        !program.contents().contains("missing"),
        "{}",
        program.contents()
    );
    desk.keep(&[0, 1, 2]);
    // What to do is not cut off, here as on the next start.
    let said = "4 events that this device had saved are missing; `mastery doctor` names them";
    program.shows(said);
    program.quits();
    let mut program = desk.home.open();
    program.resize(24, 80);
    program.shows(said);
    program.quits();
    // Neither is it where a place is named, whose path is long.
    let other = desk.own.with_file_name("phone.toml");
    desk.fix(&[]);
    kit::put(&other, "not = = TOML\n");
    let mut program = desk.home.open();
    program.shows("1 place in the journal needs a look: run `mastery doctor` (");
    program.quits();
}
