//! Outputs that take nothing, and places that may not be read or written.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    os::unix::fs::{FileTypeExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::rig::{
    CHANGES, Fate, Learner, Mounted, REPORTS, Template, VIEWS, complaint, have, no_panic, put,
    root, said,
};
use crate::{
    lane::report,
    pty::{MASTERY, skip},
};

/// Somebody with no rights.
const NOBODY: u32 = 65_534;

fn full() -> Stdio {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    Stdio::from(full)
}

#[test]
fn an_output_that_takes_nothing_is_an_error_and_no_change_is_lost() {
    let desk = TempDir::new().unwrap();
    let learner = Learner::at(&desk.path().join("desk"), &desk.path().join("disk"));
    fs::create_dir(&learner.disk).unwrap();
    let template = Template::begun(None);
    template.copy_to(&learner.disk);
    let before = learner.before();
    let mut views = 0;
    for args in VIEWS {
        let said = said(
            learner
                .command(&[], args)
                .stdout(full())
                .stderr(Stdio::piped()),
        );
        no_panic(&said).unwrap_or_else(|why| panic!("{args:?}: {why}"));
        assert!(!said.status.success(), "{args:?}: {said:?}");
        let told = said.err.contains("cannot write to the standard output");
        assert!(told, "{args:?}: {said:?}");
        // And with nobody to tell.
        let mute = learner
            .command(&[], args)
            .stdout(full())
            .stderr(full())
            .status();
        assert_eq!(mute.unwrap().code(), said.status.code(), "{args:?}");
        views += 1;
    }
    let mut changes = 0;
    for (args, mark) in CHANGES {
        template.copy_to(&learner.disk);
        let said = said(
            learner
                .command(&[], args)
                .stdout(full())
                .stderr(Stdio::piped()),
        );
        assert!(!said.status.success(), "{args:?}: {said:?}");
        // The change is kept, and that is said: nobody makes it twice.
        assert!(said.err.contains("the change itself is saved"), "{said:?}");
        assert_eq!(learner.judge(&before, &said, mark), Ok(Fate::Saved));
        changes += 1;
    }
    let mut reports = 0;
    for args in REPORTS {
        for force in [false, true] {
            let mut args = args.to_vec();
            args.push("/dev/full");
            args.extend(force.then_some("--force"));
            let said = learner.run(&[], &args);
            no_panic(&said).unwrap();
            complaint(&said).unwrap();
            assert!(!said.status.success(), "{said:?}");
            let kind = fs::symlink_metadata("/dev/full").unwrap().file_type();
            assert!(kind.is_char_device(), "{args:?} replaced a device");
            reports += 1;
        }
    }
    // A sound output, or no error would mean anything.
    let sound = learner.run(&[], VIEWS[0]);
    assert!(sound.status.success() && !sound.out.is_empty());
    report(
        "T7d",
        &format!(
            "{views} views into /dev/full ended with an error, twice; {changes} changes were \
             saved and said so; {reports} reports left /dev/full alone"
        ),
    );
    assert!(views > 30 && changes == CHANGES.len());
}

/// What cannot be done to a place, and what still can be.
struct Case {
    name: &'static str,
    spoil: fn(&Place) -> Undo,
    reads: bool,
    writes: bool,
}

/// Makes it good again.
type Undo = Box<dyn FnOnce()>;

/// Takes away what may be done with a file or its folder.
type Spoil = fn(&Path) -> Undo;

/// Where the files of a learner are.
struct Place {
    disk: PathBuf,
    journal: PathBuf,
}

fn mode(path: impl Into<PathBuf>, bits: u32) -> Undo {
    let path = path.into();
    let before = fs::metadata(&path).unwrap().permissions();
    fs::set_permissions(&path, Permissions::from_mode(bits)).unwrap();
    Box::new(move || fs::set_permissions(&path, before).unwrap())
}

fn attribute(path: impl Into<PathBuf>, flag: &'static str) -> Undo {
    let path = path.into();
    let change = move |sign: &str, path: &Path| {
        let mut chattr = Command::new("chattr");
        chattr.arg(format!("{sign}{flag}")).arg(path);
        let said = said(&mut chattr);
        assert!(said.status.success(), "{said:?}");
    };
    change("+", &path);
    Box::new(move || change("-", &path))
}

fn read_only(path: impl Into<PathBuf>) -> Undo {
    let path = path.into();
    let bound = Mounted::new(&["--bind", path.to_str().unwrap()], &path).unwrap();
    let mut again = Command::new("mount");
    again.args(["-o", "remount,bind,ro"]).arg(&path);
    let said = said(&mut again);
    assert!(said.status.success(), "{said:?}");
    Box::new(move || bound.unmount())
}

fn owner(path: impl Into<PathBuf>, bits: u32) -> Undo {
    let path = path.into();
    chown(&path, Some(0), Some(0)).unwrap();
    let mode = mode(path.clone(), bits);
    Box::new(move || {
        mode();
        chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
    })
}

fn beginning(folder: &Path, start: &str, end: &str) -> PathBuf {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with(start) && name.ends_with(end)
        })
        .unwrap()
}

const CASES: &[Case] = &[
    Case {
        name: "the data mounted read-only",
        spoil: |place| read_only(place.disk.join("data")),
        reads: true,
        writes: false,
    },
    Case {
        name: "the state mounted read-only",
        spoil: |place| read_only(place.disk.join("state")),
        reads: true,
        writes: false,
    },
    Case {
        name: "everything mounted read-only",
        spoil: |place| read_only(&place.disk),
        reads: true,
        writes: false,
    },
    Case {
        name: "the journal's folder 0500",
        spoil: |place| mode(place.disk.join("data/orchard"), 0o500),
        reads: true,
        writes: true,
    },
    Case {
        name: "the data folder 0500",
        spoil: |place| mode(place.disk.join("data"), 0o500),
        reads: true,
        writes: true,
    },
    Case {
        name: "the state folder 0500",
        spoil: |place| mode(place.disk.join("state"), 0o500),
        reads: true,
        writes: true,
    },
    Case {
        name: "the journal 0400",
        spoil: |place| mode(&place.journal, 0o400),
        reads: true,
        writes: false,
    },
    Case {
        name: "the journal 0200",
        spoil: |place| mode(&place.journal, 0o200),
        reads: false,
        writes: false,
    },
    Case {
        name: "the journal 0000",
        spoil: |place| mode(&place.journal, 0),
        reads: false,
        writes: false,
    },
    Case {
        name: "the journal is root's",
        spoil: |place| owner(&place.journal, 0o644),
        reads: true,
        writes: false,
    },
    Case {
        name: "the journal is root's alone",
        spoil: |place| owner(&place.journal, 0o600),
        reads: false,
        writes: false,
    },
    Case {
        name: "the journal's folder 0000",
        spoil: |place| mode(place.disk.join("data/orchard"), 0),
        reads: false,
        writes: false,
    },
    Case {
        name: "the journal's folder 0300",
        spoil: |place| mode(place.disk.join("data/orchard"), 0o300),
        reads: false,
        writes: false,
    },
    Case {
        name: "the data folder 0000",
        spoil: |place| mode(place.disk.join("data"), 0),
        reads: false,
        writes: false,
    },
    Case {
        name: "the state folder 0000",
        spoil: |place| mode(place.disk.join("state"), 0),
        reads: true,
        writes: false,
    },
    Case {
        name: "the device's name 0000",
        spoil: |place| mode(place.disk.join("state/device.toml"), 0),
        reads: true,
        writes: false,
    },
    Case {
        name: "the lock 0000",
        spoil: |place| mode(beginning(&place.disk.join("state"), "orchard@", ".lock"), 0),
        reads: true,
        writes: false,
    },
    Case {
        name: "the mark 0000",
        spoil: |place| mode(beginning(&place.disk.join("state"), "orchard@", ".mark"), 0),
        reads: true,
        writes: true,
    },
    Case {
        name: "the journal immutable",
        spoil: |place| attribute(&place.journal, "i"),
        reads: true,
        writes: false,
    },
    Case {
        name: "the journal may only grow",
        spoil: |place| attribute(&place.journal, "a"),
        reads: true,
        writes: true,
    },
    Case {
        name: "the journal's folder immutable",
        spoil: |place| attribute(place.disk.join("data/orchard"), "i"),
        reads: true,
        writes: true,
    },
    Case {
        name: "the state folder immutable",
        spoil: |place| attribute(place.disk.join("state"), "i"),
        reads: true,
        writes: true,
    },
    Case {
        name: "the lock immutable",
        spoil: |place| {
            attribute(
                beginning(&place.disk.join("state"), "orchard@", ".lock"),
                "i",
            )
        },
        reads: true,
        writes: false,
    },
    Case {
        name: "the settings 0000",
        spoil: |place| mode(place.disk.join("config/mastery/config.toml"), 0),
        reads: true,
        writes: true,
    },
    Case {
        name: "the settings folder 0000",
        spoil: |place| mode(place.disk.join("config/mastery"), 0),
        reads: true,
        writes: true,
    },
];

/// Gives somebody without rights all there is.
fn give(folder: &Path) {
    let mut give = Command::new("chown");
    give.args(["-R", "65534:65534"]).arg(folder);
    assert!(said(&mut give).status.success());
}

/// A disk that knows attributes, and a learner on it who is nobody.
fn nobody() -> Result<(TempDir, Mounted, Learner), String> {
    if !root() {
        return Err("only root can be somebody else".to_owned());
    }
    for program in ["setpriv", "mkfs.ext4", "chattr"] {
        if !have(program) {
            return Err(format!("{program} is not there"));
        }
    }
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let image = folder.path().join("image");
    File::create(&image).unwrap().set_len(16 << 20).unwrap();
    let mut make = Command::new("mkfs.ext4");
    make.args(["-q", "-F", "-m", "0"]).arg(&image);
    make.env("PATH", "/usr/sbin:/sbin:/usr/bin:/bin");
    let made = said(&mut make);
    assert!(made.status.success(), "{made:?}");
    let image = ["-o", "loop", image.to_str().unwrap()];
    let mounted = Mounted::new(&image, &folder.path().join("mount"))?;
    let disk = mounted.0.join("disk");
    fs::create_dir(&disk).unwrap();
    let mut learner = Learner::at(&folder.path().join("desk"), &disk);
    // The program has to be where somebody without rights gets at it.
    let program = folder.path().join("mastery");
    if fs::hard_link(MASTERY, &program).is_err() {
        fs::copy(MASTERY, &program).unwrap();
    }
    learner.nobody = Some(program);
    Ok((folder, mounted, learner))
}

#[test]
fn where_somebody_may_not_write_nothing_changes_and_it_says_so() {
    let (_folder, _mounted, learner) = match nobody() {
        Ok(there) => there,
        Err(why) => return skip(&why),
    };
    let template = Template::begun(None);
    let (args, mark) = CHANGES[0];
    let (mut saved, mut absent, mut unread) = (0, 0, 0);
    for case in CASES {
        let name = case.name;
        template.copy_to(&learner.disk);
        put(&learner.disk.join("config/mastery/config.toml"), b"");
        give(&learner.disk);
        let before = learner.before();
        let journal = learner.journals().into_keys().next().unwrap();
        let undo = (case.spoil)(&Place {
            disk: learner.disk.clone(),
            journal,
        });
        let reading = learner.run(&[], &["export", "events"]);
        let view = learner.run(&[], &["today"]);
        let change = learner.run(&[], args);
        undo();
        for said in [&reading, &view] {
            no_panic(said).unwrap();
        }
        let same = reading.status.success() && reading.out.lines().count() == 2;
        assert_eq!(same, case.reads, "{name}: {reading:?}");
        if case.reads {
            assert!(view.status.success(), "{name}: {view:?}");
        } else {
            unread += 1;
            // Nobody is shown an empty year without a word.
            assert!(view.err.contains("cannot be read"), "{name}: {view:?}");
            assert!(
                reading.err.contains("cannot be read"),
                "{name}: {reading:?}"
            );
        }
        let fate = learner
            .judge(&before, &change, mark)
            .unwrap_or_else(|why| panic!("{name}: {why}: {change:?}"));
        let expected = if case.writes {
            Fate::Saved
        } else {
            Fate::Absent
        };
        assert_eq!(fate, expected, "{name}: {change:?}");
        if fate == Fate::Saved {
            saved += 1;
        } else {
            absent += 1;
            let why = ["not saved", "cannot be read"];
            let told = why.iter().any(|why| change.err.contains(why));
            assert!(told, "{name}: {change:?}");
        }
        learner.again(&before, args, mark, fate);
    }
    report(
        "T7e",
        &format!(
            "{} places somebody without rights may not use: {saved} changes saved all the same, \
             {absent} not saved and said so, {unread} journals not read and said so",
            CASES.len()
        ),
    );
    assert!(saved > 5 && absent > 10 && unread > 4);
}

#[test]
fn a_report_goes_nowhere_it_may_not() {
    let (_folder, _mounted, learner) = match nobody() {
        Ok(there) => there,
        Err(why) => return skip(&why),
    };
    let template = Template::begun(None);
    let out = learner.disk.join("out");
    let file = out.join("report");
    let spoils: [(&str, Spoil); 6] = [
        ("folder 0500", |file| mode(file.parent().unwrap(), 0o500)),
        ("folder 0000", |file| mode(file.parent().unwrap(), 0)),
        ("folder read-only", |file| read_only(file.parent().unwrap())),
        ("folder immutable", |file| {
            attribute(file.parent().unwrap(), "i")
        }),
        ("file 0400", |file| mode(file, 0o400)),
        ("file immutable", |file| attribute(file, "i")),
    ];
    let mut refused = 0;
    for (name, spoil) in spoils {
        for args in REPORTS {
            template.copy_to(&learner.disk);
            put(&file, b"an older report");
            give(&learner.disk);
            let undo = spoil(&file);
            let mut args = args.to_vec();
            args.extend([file.to_str().unwrap(), "--force"]);
            let said = learner.run(&[], &args);
            undo();
            no_panic(&said).unwrap();
            assert!(!said.status.success(), "{name}: {said:?}");
            complaint(&said).unwrap();
            assert_eq!(fs::read(&file).unwrap(), b"an older report", "{name}");
            assert_eq!(fs::read_dir(&out).unwrap().count(), 1, "{name}");
            let again = learner.run(&[], &args);
            assert!(again.status.success(), "{name}: {again:?}");
            refused += 1;
        }
    }
    report(
        "T7e",
        &format!("{refused} reports over a file that may not be replaced: it was as it was"),
    );
}

/// Root may write everywhere: as root, the same cases would prove nothing.
#[test]
fn root_is_not_stopped_by_permissions() {
    let (_folder, _mounted, mut learner) = match nobody() {
        Ok(there) => there,
        Err(why) => return skip(&why),
    };
    learner.nobody = None;
    let template = Template::begun(None);
    template.copy_to(&learner.disk);
    let before = learner.before();
    let journal = learner.journals().into_keys().next().unwrap();
    let undo = mode(&journal, 0);
    let (args, mark) = CHANGES[0];
    let said = learner.run(&[], args);
    undo();
    assert_eq!(learner.judge(&before, &said, mark), Ok(Fate::Saved));
    report(
        "T7e, control",
        "with the rights of root a journal 0000 is written",
    );
}
