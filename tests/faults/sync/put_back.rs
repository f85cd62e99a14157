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
    /// That an older version was put back, and the last event that is missing.
    PutBack,
    /// That the file is shorter than it was, though its last event is there.
    Shorter,
    /// Nothing of that kind.
    Nothing,
}

type Regress = fn(&Desk);

const CASES: [(&str, Says, Regress); 22] = [
    ("a backup of the first event", Says::PutBack, |desk| {
        desk.keep(&[0]);
    }),
    ("a backup of two events", Says::PutBack, |desk| {
        desk.keep(&[0, 1]);
    }),
    ("a backup of three events", Says::PutBack, |desk| {
        desk.keep(&[0, 1, 2]);
    }),
    ("a backup of all but the last", Says::PutBack, |desk| {
        desk.keep(&[0, 1, 2, 3]);
    }),
    ("an empty file", Says::PutBack, |desk| desk.keep(&[])),
    ("no file", Says::PutBack, |desk| {
        fs::remove_file(&desk.own).unwrap();
    }),
    ("git reset --hard", Says::PutBack, |desk| {
        desk.git(&["reset", "-q", "--hard"]);
    }),
    (
        "git reset --hard to an earlier commit",
        Says::PutBack,
        |desk| {
            desk.git(&["reset", "-q", "--hard", "HEAD~1"]);
        },
    ),
    ("git checkout of the files", Says::PutBack, |desk| {
        desk.git(&["checkout", "-q", "--", "."]);
    }),
    (
        "git checkout of an earlier commit's file",
        Says::PutBack,
        |desk| {
            desk.git(&["checkout", "-q", "HEAD~1", "--", "."]);
        },
    ),
    ("git stash", Says::PutBack, |desk| {
        desk.git(&["stash", "-q"]);
    }),
    ("git restore from the first commit", Says::PutBack, |desk| {
        desk.git(&["restore", "--source", "HEAD~1", "."]);
    }),
    ("git stash, and pop", Says::Nothing, |desk| {
        desk.git(&["stash", "-q"]);
        desk.git(&["stash", "pop", "-q"]);
    }),
    ("an event cut out of the middle", Says::Shorter, |desk| {
        desk.keep(&[0, 1, 3, 4]);
    }),
    ("the first event cut out", Says::Shorter, |desk| {
        desk.keep(&[1, 2, 3, 4]);
    }),
    ("two events cut out", Says::Shorter, |desk| {
        desk.keep(&[0, 3, 4]);
    }),
    (
        "cut in the middle of the last event",
        Says::PutBack,
        |desk| {
            let text = desk.blocks.concat();
            kit::put(&desk.own, &text[..text.len() - 30]);
        },
    ),
    (
        "an older version with much blank space",
        Says::PutBack,
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
        Says::PutBack,
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
                if path.extension().is_some_and(|it| it == "mark") {
                    fs::remove_file(path).unwrap();
                }
            }
            desk.keep(&[0, 1]);
        },
    ),
];

#[test]
fn an_older_version_that_was_put_back_is_told() {
    let (mut told, mut gone, mut named) = (0, 0, 0);
    for (what, says, regress) in CASES {
        let desk = Desk::new();
        // The control: before it happens, the doctor says nothing of it.
        let (before, status) = desk.doctor();
        assert_ne!(status, Some(2), "{what}: {before}");
        assert!(
            !before.contains("put back") && !before.contains("taken out"),
            "{before}"
        );
        regress(&desk);
        let missing = desk.missing();
        let (text, status) = desk.doctor();
        gone += missing.len();
        let notice = String::from_utf8(desk.home.run(&["status"]).stderr).unwrap();
        match says {
            Says::PutBack => {
                assert_eq!(status, Some(2), "{what}: {text}");
                assert!(
                    text.contains("older version of this device’s file")
                        || text.contains("older version of this device's file"),
                    "{what}: {text}"
                );
                let last = desk.ids.last().unwrap();
                assert_eq!(missing.last(), Some(last), "{what}");
                assert!(
                    text.contains(&format!("{last}, its last event, is missing")),
                    "{what}: {text}"
                );
                assert!(notice.contains("notice: the journal"), "{what}: {notice}");
                told += 1;
                named += 1;
            }
            Says::Shorter => {
                assert_eq!(status, Some(1), "{what}: {text}");
                assert!(text.contains("taken out of this device"), "{what}: {text}");
                assert!(
                    !missing.is_empty() && notice.contains("shorter"),
                    "{what}: {notice}"
                );
                told += 1;
            }
            Says::Nothing => {
                assert!(
                    !text.contains("put back") && !text.contains("taken out"),
                    "{what}: {text}"
                );
            }
        }
        // What the doctor advises brings all of them back, each once.
        kit::put(
            &desk.own.with_file_name("found-again.toml"),
            desk.blocks.concat(),
        );
        let lines = desk.home.mastery(&["export", "events"]);
        let ids: Vec<bool> = desk
            .ids
            .iter()
            .map(|id| lines.contains(&format!("\"id\":\"{id}\"")))
            .collect();
        assert!(ids.iter().all(|there| *there), "{what}: {ids:?}");
        assert_eq!(lines.lines().count(), desk.ids.len(), "{what}");
        // And recording goes on.
        desk.home.mastery(&["note", "afterwards"]);
        assert_eq!(
            desk.home.mastery(&["export", "events"]).lines().count(),
            6,
            "{what}"
        );
    }
    assert_eq!(told, 19);
    report(
        "T10",
        &format!(
            "{} ways to put an own journal back, {told} told by the doctor and by a notice, 3 with nothing to tell or nothing left to tell by; of {gone} missing events {named} named (the last one of each); a newer copy beside it brought all back each time",
            CASES.len()
        ),
    );
}
