//! Runs as another part of the program starts them: happenings, limits,
//! cancelling.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use mastery::{
    domain::{
        event::Verdict,
        evidence::{Ended, Happening, Outcome},
        id::ProofId,
        roadmap::{Proof, Step},
    },
    proof::{Listening, Options, Plan, Running, keep::Keeper, start},
};
use tempfile::TempDir;

use super::{MASTERY, lives, number_in};

fn step(script: &str, limit: Duration) -> Step {
    Step {
        folder: String::new(),
        run: ["sh", "-c", script].map(str::to_owned).to_vec(),
        env: vec![("WORD".to_owned(), "spoken".to_owned())],
        limit,
        exit: 0,
        contains: Vec::new(),
        lacks: Vec::new(),
        numbers: Vec::new(),
        files: Vec::new(),
    }
}

fn running(folder: &Path, gate: Vec<Step>, listening: Listening) -> Running {
    let proof = Proof {
        id: ProofId::new("M3"),
        labs: String::new(),
        pulse: String::new(),
        why: String::new(),
        apps: Vec::new(),
        gate,
        gate_is_whole: true,
        attestation: None,
    };
    let plan = Plan::new(&proof, folder, "/roadmap.toml").unwrap();
    let options = Options {
        supervisor: Some(PathBuf::from(MASTERY)),
        grace: Duration::from_millis(300),
        listening,
    };
    start(plan, Keeper::nowhere(), options).unwrap()
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_run_tells_what_happens_in_order() {
    let folder = TempDir::new().unwrap();
    let gate = vec![
        step(
            "echo $WORD; echo to the other >&2; read line || echo no input",
            LONG,
        ),
        step("exit 4", LONG),
        step("touch third", LONG),
    ];
    let running = running(folder.path(), gate, Listening::Whole);
    let mut told = Vec::new();
    let mut printed = String::new();
    for happening in running.happenings() {
        match happening {
            Happening::Printed { bytes, .. } => printed += &String::from_utf8(bytes).unwrap(),
            Happening::Started { step } => told.push(format!("{step} began")),
            Happening::Ended {
                step, ended, held, ..
            } => told.push(format!("{step} ended: {ended}, {held}")),
            Happening::Over(Outcome::Verdict(verdict, _)) => told.push(format!("{verdict:?}")),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        told,
        [
            "0 began",
            "0 ended: exit 0, true",
            "1 began",
            "1 ended: exit 4, false",
            "Failed"
        ]
    );
    assert_eq!(printed, "spoken\nto the other\nno input\n");
    assert!(!folder.path().join("third").exists());
    let Outcome::Verdict(Verdict::Failed, ran) = running.finish().outcome else {
        panic!("no verdict");
    };
    assert_eq!(ran.steps.len(), 2);
    assert_eq!(ran.decided.step, 2);
}

#[test]
fn a_step_that_takes_too_long_is_ended_and_fails() {
    let folder = TempDir::new().unwrap();
    let script = "trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done";
    let since = Instant::now();
    let gate = vec![step(script, Duration::from_millis(700))];
    let finished = running(folder.path(), gate, Listening::Deaf).finish();
    let Outcome::Verdict(Verdict::Failed, ran) = finished.outcome else {
        panic!("{finished:?}");
    };
    assert_eq!(ran.steps[0].ended, Ended::Late);
    assert!(ran.steps[0].millis >= 700);
    assert_eq!(ran.decided.found, "it was ended");
    assert!(!lives(number_in(&folder.path().join("pid"))));
    assert!(since.elapsed() < Duration::from_secs(15));
}

#[test]
fn cancelling_ends_the_step_and_runs_no_further_one() {
    let folder = TempDir::new().unwrap();
    let gate = vec![
        step("echo $$ > pid; exec sleep 1000", LONG),
        step("touch second", LONG),
    ];
    let running = running(folder.path(), gate, Listening::Lossy);
    let pid = number_in(&folder.path().join("pid"));
    running.cancel().cancel();
    assert_eq!(running.finish().outcome, Outcome::Cancelled);
    assert!(!lives(pid));
    assert!(!folder.path().join("second").exists());
}

#[test]
fn a_run_that_is_dropped_is_cancelled() {
    let folder = TempDir::new().unwrap();
    let gate = vec![step("echo $$ > pid; exec sleep 1000", LONG)];
    let running = running(folder.path(), gate, Listening::Lossy);
    let pid = number_in(&folder.path().join("pid"));
    drop(running);
    super::until("the process to end", || !lives(pid));
}

#[test]
fn a_listener_that_is_slow_misses_output_but_no_verdict() {
    let folder = TempDir::new().unwrap();
    let gate = vec![step("head -c 30000000 /dev/zero; touch done", LONG)];
    let running = running(folder.path(), gate, Listening::Lossy);
    super::until("the step to print all", || {
        folder.path().join("done").exists()
    });
    let (mut heard, mut skipped) = (0, 0);
    for happening in running.happenings() {
        match happening {
            Happening::Printed { bytes, .. } => heard += bytes.len() as u64,
            Happening::Skipped { bytes, .. } => skipped += bytes,
            _ => {}
        }
    }
    assert_eq!(heard + skipped, 30_000_000);
    assert!(skipped > 0);
}
