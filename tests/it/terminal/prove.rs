//! A gate, proven through the screen.

use std::{
    fs,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{GARDEN, Home, MASTERY, Program, jobs::Shell, process, skip, until};

/// A learner whose row M0 has this script of the shell for a gate, in a git
/// repository.
fn study(script: &str) -> Home {
    let home = Home::new();
    let proof = "[phase.proof]\nid = \"M0\"\nlabs = \"labs_spade\"\nwhy = \"earth\"\n\
         [[phase.proof.gate]]\nfolder = \"app\"\nrun = [\"sh\", \"check.sh\"]\n\
         contains = [\"0 failures\"]\n\n[[phase]]\nid = \"seed\"\n";
    home.write(
        "roadmap.toml",
        GARDEN.replace("[[phase]]\nid = \"seed\"\n", proof),
    );
    fs::create_dir(home.path().join("app")).unwrap();
    home.write("app/check.sh", script);
    home.write(".gitignore", "data\nstate\nconfig\npid\n");
    for args in [
        &["init", "-q"][..],
        &["add", "-A"],
        &[
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.org",
            "commit",
            "-q",
            "-m",
            "A spade",
        ],
    ] {
        git(&home, args);
    }
    home.mastery(&["begin", "today"]);
    home
}

fn git(home: &Home, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(args)
        .current_dir(home.path())
        .env_clear()
        .envs(home.environment())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Opens the program on the matrix, and its gate's question.
fn asked(home: &Home) -> Program {
    let program = home.open();
    program.shows("Worms at work");
    program.keys("3");
    program.shows("labs_spade");
    program.keys("v");
    program.shows("may this run?");
    program.shows("sh check.sh");
    program
}

fn evidence(home: &Home) -> Vec<Value> {
    let json: Value = serde_json::from_str(&home.mastery(&["evidence", "--json"])).unwrap();
    json["evidence"].as_array().unwrap().clone()
}

/// The process whose number the gate wrote into this file.
fn pid(home: &Home, name: &str) -> u32 {
    until("the gate to begin", || {
        let text = fs::read_to_string(home.path().join("app").join(name)).ok()?;
        text.trim().parse().ok()
    })
}

#[test]
fn a_row_is_proven_with_a_key_and_a_yes_and_the_evidence_says_so() {
    let home = study("echo sifting; echo '12 sieves, 0 failures'\n");
    let mut program = asked(&home);
    assert!(evidence(&home).is_empty());
    program.keys("y");
    program.shows("M0 passed at step 1");
    program.shows("12 sieves, 0 failures");
    program.shows("recorded, at commit");
    let head = git(&home, &["rev-parse", "HEAD"]);
    let kept = evidence(&home);
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0]["row"], "M0");
    assert_eq!(kept[0]["verdict"], "passed", "{kept:?}");
    assert_eq!(kept[0]["commit"], head.as_str(), "{kept:?}");
    assert_eq!(kept[0]["clean"], true, "{kept:?}");
    // The same again needs no yes, and a commit makes it stale.
    program.keys("\x1b");
    program.shows("proven 1/1");
    home.write("app/new.txt", "new\n");
    git(&home, &["add", "-A"]);
    let who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    git(&home, &[&who[..], &["commit", "-qm", "More"]].concat());
    program.keys("r");
    program.shows("1 commit since");
    program.keys("v");
    program.shows("this will run");
    program.keys("\r");
    program.shows("recorded, at commit");
    assert_eq!(evidence(&home).len(), 2);
    assert!(home.mastery(&["evidence", "--verify"]).contains("M0"));
    program.keys("\x1b");
    program.shows("labs_spade");
    program.quits();
}

#[test]
fn a_gate_that_is_cancelled_leaves_no_process_and_no_evidence() {
    let home = study(
        "trap '' HUP INT\necho $$ > first\nsleep 1000 &\necho $! > second\necho dozing\nwait\n",
    );
    let mut program = asked(&home);
    program.keys("y");
    program.shows("dozing");
    let pids = [pid(&home, "first"), pid(&home, "second")];
    assert!(pids.iter().all(|pid| process(*pid).is_some()), "{pids:?}");
    // It goes on while something else is done.
    program.keys("\x1b");
    program.shows("M0 runs 0:");
    program.keys("1");
    program.shows("Clay and sand");
    program.keys(" ");
    program.shows("Done: Worms at work");
    program.keys("v");
    program.shows("dozing");
    program.keys("x");
    program.shows("M0 was ended");
    for pid in pids {
        until("the gate to be gone", || {
            process(pid).is_none().then_some(())
        });
    }
    assert!(evidence(&home).is_empty());
    program.keys("\x1b");
    program.shows_no("M0 was ended");
    program.quits();
}

#[test]
fn whatever_ends_the_program_ends_the_gate() {
    for end in ["quit", "TERM", "HUP", "KILL"] {
        let home = study("echo $$ > first\necho dozing\nsleep 1000\n");
        let mut program = asked(&home);
        program.keys("y");
        program.shows("dozing");
        let pid = pid(&home, "first");
        if end == "quit" {
            program.keys("\x03");
            program.shows("end it, and leave");
            program.keys("e");
            assert!(program.ended().success());
            program.assert_restored();
            assert!(process(pid).is_none(), "it was waited for");
        } else {
            program.signal(end);
            program.ended();
        }
        until("the gate to be gone", || {
            process(pid).is_none().then_some(())
        });
        assert!(evidence(&home).is_empty(), "{end}");
    }
}

#[test]
fn a_flood_of_output_is_shown_and_ends_when_it_is_told_to() {
    let home = study("echo $$ > first\nyes 'a line that never ends to come'\n");
    let program = asked(&home);
    program.keys("y");
    program.shows("a line that never ends to come");
    let pid = pid(&home, "first");
    // Keys are heard all the same.
    program.keys("k");
    program.shows("G follows");
    program.keys("x");
    program.shows("M0 was ended");
    until("the gate to be gone", || {
        process(pid).is_none().then_some(())
    });
}

#[test]
fn a_program_that_is_stopped_ends_its_gate_and_says_so_when_it_goes_on() {
    let home = study("echo $$ > first\necho dozing\nsleep 1000\n");
    let Some(shell) = Shell::new(&home) else {
        return skip("tmux is not installed");
    };
    shell.types(&[MASTERY, "Enter"]);
    shell.shows("Worms at work");
    shell.types(&["3"]);
    shell.shows("labs_spade");
    shell.types(&["v"]);
    shell.shows("may this run?");
    shell.types(&["y"]);
    shell.shows("dozing");
    let pid = pid(&home, "first");
    shell.types(&["C-z"]);
    shell.prompts_below("Stopped");
    // The one that watches over it does so while the program stands still.
    until("the gate to be gone", || {
        process(pid).is_none().then_some(())
    });
    shell.types(&["fg", "Enter"]);
    shell.shows("M0 was ended");
    shell.types(&["Escape"]);
    shell.shows("labs_spade");
    shell.works();
    assert!(evidence(&home).is_empty());
}
