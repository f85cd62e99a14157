//! What a yes holds for: of every change, whether it is asked again.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::PathBuf,
};

use super::learner::{Gate, Learner};
use crate::{
    corpus::runs::{each, write},
    lane::report,
    pty::{Home, Opening},
};

/// What is to come of it: the gate runs, or it is asked about first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Runs,
    Asks,
    /// Asked about, and the file that was kept is told to be damaged.
    Damaged,
    /// Refused before any question.
    Refused,
}

use Then::{Asks, Damaged, Refused, Runs};

/// What the program is run with besides.
#[derive(Default)]
struct With {
    args: Vec<String>,
    env: Vec<(&'static str, String)>,
    folder: Option<PathBuf>,
}

type Change = fn(&mut Learner, &mut Gate, &mut With);

/// Each changes one thing after the yes was given to the gate as it was.
const TABLE: &[(&str, Then, Change)] = &[
    ("nothing", Runs, |_, _, _| ()),
    (
        "nothing, in another process and on another day",
        Runs,
        |_, _, with| {
            with.env.push((
                "MASTERY_NOW",
                "2031-01-05T20:14:05+01:00[Europe/Berlin]".to_owned(),
            ));
        },
    ),
    ("a byte of a word", Asks, |_, gate, _| {
        gate.run[2] = "echo ran >>  \"$RAN\""
    }),
    ("a byte of the program", Asks, |_, gate, _| {
        gate.run[0] = "/bin/sh"
    }),
    ("a capital letter", Asks, |_, gate, _| gate.run[1] = "-C"),
    ("a word more, empty", Asks, |_, gate, _| gate.run.push("")),
    ("a word less", Asks, |_, gate, _| gate.run.truncate(2)),
    ("two words joined", Asks, |_, gate, _| {
        gate.run = vec!["sh", "-c echo ran >> \"$RAN\""]
    }),
    ("a word divided", Asks, |_, gate, _| {
        gate.run = vec!["sh", "-c", "echo ran", ">> \"$RAN\""]
    }),
    ("a blank at the end", Asks, |_, gate, _| {
        gate.run[2] = "echo ran >> \"$RAN\" "
    }),
    ("a further command behind", Asks, |_, gate, _| {
        gate.run[2] = "echo ran >> \"$RAN\"; echo ran >> \"$RAN\""
    }),
    ("a letter that looks the same", Asks, |_, gate, _| {
        gate.run[2] = "\u{435}cho ran >> \"$RAN\""
    }),
    ("the folder", Asks, |_, gate, _| gate.folder = "app2"),
    ("the folder, in other words", Runs, |_, gate, _| {
        gate.folder = "./app/"
    }),
    ("the folder is a link to another now", Asks, |it, _, _| {
        fs::remove_dir(it.work.join("app")).unwrap();
        symlink("app2", it.work.join("app")).unwrap();
    }),
    (
        "the folder is a link out of the repository now",
        Refused,
        |it, _, _| {
            fs::remove_dir(it.work.join("app")).unwrap();
            symlink("/tmp", it.work.join("app")).unwrap();
        },
    ),
    ("the value of a variable", Asks, |_, gate, _| {
        gate.env[0].1 = "2"
    }),
    ("the name of a variable", Asks, |_, gate, _| {
        gate.env[0].0 = "a"
    }),
    ("a variable more", Asks, |_, gate, _| {
        gate.env.push(("LD_PRELOAD", "/tmp/x.so"))
    }),
    ("a variable less", Asks, |_, gate, _| gate.env.clear()),
    ("a variable moved into the command", Asks, |_, gate, _| {
        gate.env.clear();
        gate.run = vec!["env", "A=1", "sh", "-c", "echo ran >> \"$RAN\""];
    }),
    // What must hold and how long it may take let nothing run that did not before.
    ("the time that it may take", Runs, |_, gate, _| {
        gate.keys = "minutes = 1"
    }),
    ("what must be printed", Runs, |_, gate, _| {
        gate.keys = "lacks = [\"panic\"]"
    }),
    // The row is the learner's name for it; the command is what runs.
    ("the row's name", Runs, |_, gate, _| gate.row = "M1"),
    ("titles, of which none runs", Runs, |it, gate, _| {
        it.gate(&it.work, gate);
        let path = it.work.join("roadmap.toml");
        let text = fs::read_to_string(&path).unwrap();
        write(
            &path,
            text.replace("title = \"Soil\"", "title = \"Earth\"\nsummary = \"Dig.\""),
        );
        gate.row = "";
    }),
    (
        "a step more",
        Asks,
        |_, gate, _| {
            gate.keys = "[[phase.proof.gate]]\nrun = [\"sh\", \"-c\", \"echo ran >> \\\"$RAN\\\"\"]"
        },
    ),
    ("the same step twice", Runs, |_, gate, _| {
        gate.keys = "[[phase.proof.gate]]\nfolder = \"app\"\nenv = { A = \"1\" }\nrun = [\"sh\", \"-c\", \"echo ran >> \\\"$RAN\\\"\"]";
    }),
    (
        "the roadmap's file has another name",
        Asks,
        |it, _, with| {
            fs::copy(it.work.join("roadmap.toml"), it.work.join("other.toml")).unwrap();
            with.args = vec!["--roadmap".to_owned(), "other.toml".to_owned()];
        },
    ),
    ("the roadmap is named by its path", Runs, |it, _, with| {
        with.args = vec![
            "--roadmap".to_owned(),
            it.work.join("roadmap.toml").display().to_string(),
        ];
    }),
    (
        "the roadmap is named by a link to it",
        Runs,
        |it, _, with| {
            let link = it.home.path().join("link.toml");
            symlink(it.work.join("roadmap.toml"), &link).unwrap();
            with.args = vec!["--roadmap".to_owned(), link.display().to_string()];
            // Where it lies decides which repository is meant, unless one is named.
            with.env.push((
                "XDG_CONFIG_HOME",
                it.home.path().join("named").display().to_string(),
            ));
            let config = format!("[repository]\ngarden = \"{}\"\n", it.work.display());
            write(&it.home.path().join("named/mastery/config.toml"), config);
        },
    ),
    ("the repository was moved", Asks, |it, _, _| {
        let moved = it.home.path().join("moved");
        fs::rename(&it.work, &moved).unwrap();
        it.work = moved;
    }),
    (
        "the repository was moved, and a link is left",
        Asks,
        |it, _, _| {
            let moved = it.home.path().join("moved");
            fs::rename(&it.work, &moved).unwrap();
            symlink(&moved, &it.work).unwrap();
        },
    ),
    (
        "the repository through a link to it",
        Runs,
        |it, _, with| {
            let link = it.home.path().join("link");
            symlink(&it.work, &link).unwrap();
            with.folder = Some(link);
        },
    ),
    (
        "a folder of the same name elsewhere",
        Asks,
        |it, gate, _| {
            let other = it.home.path().join("elsewhere/work");
            it.repository(&other, gate);
            it.work = other;
        },
    ),
    (
        "another repository is named in the settings",
        Asks,
        |it, gate, _| {
            let other = it.home.path().join("other");
            it.repository(&other, gate);
            let config = format!("[repository]\ngarden = \"{}\"\n", other.display());
            write(&it.home.path().join("config/mastery/config.toml"), config);
        },
    ),
    ("`CI` is set, and no yes was given", Asks, |it, _, with| {
        fs::remove_file(it.consents().remove(0)).unwrap();
        with.env.push(("CI", "1".to_owned()));
    }),
    ("`CI` is set, and a yes was given", Runs, |_, _, with| {
        with.env.push(("CI", "true".to_owned()))
    }),
    (
        "variables that other programs trust by",
        Asks,
        |it, _, with| {
            fs::remove_file(it.consents().remove(0)).unwrap();
            for name in [
                "MASTERY_TRUST",
                "MASTERY_YES",
                "YES",
                "MISE_TRUSTED_CONFIG_PATHS",
                "DIRENV_IN_ENVRC",
                "GITHUB_ACTIONS",
            ] {
                with.env.push((name, "1".to_owned()));
            }
        },
    ),
    ("settings that would trust", Asks, |it, _, _| {
        fs::remove_file(it.consents().remove(0)).unwrap();
        write(
            &it.home.path().join("config/mastery/config.toml"),
            "trust = true\n[trust]\nall = true\n",
        );
    }),
    ("the yes was taken back", Asks, |it, _, _| {
        assert_eq!(it.run(&["trust", "--revoke", "M0"]).code(), Some(0));
    }),
    ("the state folder is another", Asks, |it, _, with| {
        with.env.push((
            "MASTERY_STATE_DIR",
            it.home.path().join("other").display().to_string(),
        ));
    }),
    ("a yes that lies beside the roadmap", Asks, |it, _, _| {
        let file = it.consents().remove(0);
        let name = file.file_name().unwrap().to_owned();
        for folder in ["consent", ".mastery/consent", "state/consent"] {
            write(&it.work.join(folder).join(&name), fs::read(&file).unwrap());
        }
        write(
            &it.home.data.join("consent").join(&name),
            fs::read(&file).unwrap(),
        );
        write(
            &it.home.data.join("garden/consent").join(&name),
            fs::read(&file).unwrap(),
        );
        fs::remove_file(file).unwrap();
    }),
    ("the kept yes was edited", Damaged, |it, _, _| {
        let file = it.consents().remove(0);
        let text = fs::read_to_string(&file).unwrap();
        write(&file, text.replace("echo ran", "echo  ran"));
    }),
    ("the kept yes is empty", Damaged, |it, _, _| {
        write(&it.consents()[0], "")
    }),
    ("the kept yes is no text", Damaged, |it, _, _| {
        write(&it.consents()[0], b"\xff\0\x1b[2J")
    }),
    ("the kept yes has a key more", Damaged, |it, _, _| {
        let file = it.consents().remove(0);
        write(&file, fs::read_to_string(&file).unwrap() + "all = true\n");
    }),
    ("the kept yes is cut", Damaged, |it, _, _| {
        let file = it.consents().remove(0);
        let text = fs::read(&file).unwrap();
        write(&file, &text[..text.len() / 2]);
    }),
    ("the kept yes is huge", Damaged, |it, _, _| {
        write(&it.consents()[0], vec![b'#'; (1 << 20) + 1])
    }),
    ("the kept yes is a folder", Damaged, |it, _, _| {
        let file = it.consents().remove(0);
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
    }),
    ("the kept yes is a pipe", Damaged, |it, _, _| {
        let file = it.consents().remove(0);
        fs::remove_file(&file).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &file,
            rustix::fs::FileType::Fifo,
            0o600.into(),
            0,
        )
        .unwrap();
    }),
    (
        "the kept yes is a link to one that is good",
        Damaged,
        |it, _, _| {
            let file = it.consents().remove(0);
            let aside = it.home.path().join("aside.toml");
            fs::rename(&file, &aside).unwrap();
            symlink(aside, &file).unwrap();
        },
    ),
    (
        "the yes to another command under this one's name",
        Damaged,
        |it, gate, _| {
            let mine = it.consents().remove(0);
            let before = gate.run[2];
            gate.run[2] = "true";
            it.gate(&it.work, gate);
            it.trust();
            gate.run[2] = before;
            let other = it
                .consents()
                .into_iter()
                .find(|file| *file != mine)
                .unwrap();
            write(&mine, fs::read(other).unwrap());
        },
    ),
    (
        "this command's yes under another one's name",
        Asks,
        |it, gate, _| {
            let mine = it.consents().remove(0);
            let text = fs::read(&mine).unwrap();
            fs::remove_file(&mine).unwrap();
            gate.run[2] = "echo ran >>\"$RAN\"";
            write(
                &mine.with_file_name(format!("{}.toml", "0".repeat(64))),
                &text,
            );
            write(&mine.with_file_name("M0.toml"), text);
        },
    ),
    ("the rights of the kept yes", Runs, |it, _, _| {
        fs::set_permissions(&it.consents()[0], fs::Permissions::from_mode(0o666)).unwrap();
    }),
    ("the folder of the yeses is a file", Damaged, |it, _, _| {
        let folder = it.home.path().join("state/consent");
        fs::rename(&folder, it.home.path().join("aside")).unwrap();
        write(&folder, "");
    }),
];

#[test]
fn it_is_asked_whenever_it_must_and_never_otherwise() {
    each(TABLE, |(what, then, change)| {
        let mut gate = Gate::default();
        let mut learner = Learner::new(&gate);
        // The control of each row: before the yes it does not run, after it it does.
        let run = learner.run(&["prove", "M0"]);
        assert_eq!(
            (run.code(), learner.ran()),
            (Some(3), 0),
            "{what}: {}",
            run.said()
        );
        learner.trust();
        let run = learner.run(&["prove", "M0"]);
        assert_eq!(
            (run.code(), learner.ran()),
            (Some(0), 1),
            "{what}: {}",
            run.said()
        );
        let mut with = With::default();
        change(&mut learner, &mut gate, &mut with);
        if gate.row.is_empty() {
            gate.row = "M0";
        } else if !learner.work.is_symlink() {
            learner.gate(&learner.work, &gate);
        }
        let mut args: Vec<&str> = with.args.iter().map(String::as_str).collect();
        args.extend(["prove", gate.row]);
        let mut command = learner.command(&args);
        command.envs(with.env.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &with.folder {
            command.current_dir(folder);
        }
        let run = crate::corpus::runs::run(&mut command).sound(what);
        let said = run.said();
        let asks = said.contains("you were not asked yet whether");
        let found = match (run.code(), learner.ran() > 1) {
            (Some(0), true) => Runs,
            (Some(3), false) if said.contains("the yes that was kept is damaged") => Damaged,
            (Some(3), false) if asks => Asks,
            (Some(3), false) => Refused,
            other => panic!("{what}: {other:?}: {said}"),
        };
        assert_eq!(found, *then, "{what}: {said}");
    });
    let count = |then: &[Then]| TABLE.iter().filter(|row| then.contains(&row.1)).count();
    let (runs, asks) = (count(&[Runs]), count(&[Asks, Damaged, Refused]));
    assert!(runs + asks >= 50);
    report(
        "T18",
        &format!(
            "{} changes after a yes: {asks} were asked about again (or refused) and ran nothing, {runs} ran without a question; control: each ran after its yes, and not before",
            TABLE.len()
        ),
    );
}

/// Case 51: what runs is what was shown, whatever became of the file meanwhile.
#[test]
fn a_roadmap_replaced_during_the_question_changes_nothing_of_what_runs() {
    let gate = Gate::default();
    let learner = Learner::new(&gate);
    let evil = Gate {
        run: vec!["sh", "-c", "echo evil > \"$RAN.evil\""],
        ..Gate::default()
    };
    let (status, said) = learner.on_a_terminal(&["prove", "M0"], "y\r", || {
        learner.gate(&learner.work, &evil);
    });
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("evil"), "{said}");
    assert_eq!(learner.ran(), 1);
    assert!(!learner.home.path().join("ran.evil").exists());
    // What came in its place is asked about by itself.
    let run = learner.run(&["prove", "M0"]);
    assert_eq!(run.code(), Some(3), "{}", run.said());
    assert!(!learner.home.path().join("ran.evil").exists());
    // Without an answer, and with any other than a yes, nothing runs.
    for typed in [
        "\r",
        "n\r",
        "\u{4}",
        "\u{3}",
        "Y es\r",
        "1\r",
        "true\r",
        "\u{1b}[A\r",
    ] {
        let (status, said) = learner.on_a_terminal(&["prove", "M0"], typed, || ());
        assert_ne!(status, 0, "{typed:?}: {said}");
        assert!(!learner.home.path().join("ran.evil").exists(), "{typed:?}");
    }
    report(
        "T18",
        "51: replaced during the question: what was shown ran, the other was asked about; 8 answers that are no yes ran nothing",
    );
}

/// The same on screen: between the question and the `y` the file changes.
#[test]
fn a_roadmap_replaced_behind_the_overlay_changes_nothing_of_what_runs() {
    let learner = Learner::new(&Gate::default());
    let home: &Home = &learner.home;
    assert_eq!(learner.run(&["begin", "today"]).code(), Some(0));
    let line = format!(
        "cd '{}' && exec '{}'",
        learner.work.display(),
        crate::pty::MASTERY
    );
    let mut opening = Opening::command(&["sh", "-c", &line]);
    let ran = home.path().join("ran").display().to_string();
    opening.environment.push(("RAN", ran));
    let mut program = opening.open(home);
    program.shows("Worms");
    program.keys("3");
    program.shows("labs_spade");
    program.keys("v");
    program.shows("may this run?");
    let evil = Gate {
        run: vec!["sh", "-c", "echo evil > \"$RAN.evil\""],
        ..Gate::default()
    };
    learner.gate(&learner.work, &evil);
    program.keys("y");
    // What was shown runs, or what came in its place is shown and asked about,
    // or the question is gone with what it was about.
    let patience = std::time::Duration::from_secs(20);
    let since = std::time::Instant::now();
    let ran = home.path().join("ran");
    while !ran.exists() && !program.contents().contains("echo evil") {
        if since.elapsed() > patience {
            let gone = !program.contents().contains("may this run?");
            assert!(gone, "{}", program.contents());
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(
        !home.path().join("ran.evil").exists(),
        "{}",
        program.contents()
    );
    program.signal("TERM");
    program.ended();
    assert!(!home.path().join("ran.evil").exists());
    let ran = learner.ran();
    report(
        "T18",
        &format!(
            "51 on screen: replaced behind the question: what was shown ran {ran}×, what came in its place never"
        ),
    );
}
