//! However a gate ends, nothing of it is left.

use std::{process::Child, time::Instant};

use super::{Yard, lives, number_in, signal, until};

/// A gate that starts processes of every kind and waits: the first one, a child
/// of its, one that left its group and session, and the child of that.
const FAMILY: &str = "echo $$ > first; (echo $(exec sh -c 'echo $PPID') > second; exec sleep 1000) & \
     setsid sh -c 'echo $$ > third; sleep 1000 & echo $! > fourth; wait' & \
     echo running; wait";

/// Starts the gate, and gives the numbers of all its processes.
fn family(yard: &Yard) -> (Child, Vec<u32>) {
    let child = yard.command("prove M0").spawn().unwrap();
    let names = ["first", "second", "third", "fourth"];
    let pids: Vec<u32> = names
        .iter()
        .map(|name| number_in(&yard.path(&format!("work/app/{name}"))))
        .collect();
    assert!(pids.iter().all(|pid| lives(*pid)), "{pids:?}");
    (child, pids)
}

fn are_gone(pids: &[u32]) {
    for pid in pids {
        until(&format!("process {pid} is gone"), || !lives(*pid));
    }
}

#[test]
fn a_signal_ends_the_gate_and_all_that_it_started() {
    for (name, status) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let yard = Yard::shell(FAMILY);
        yard.trust("M0");
        let (child, pids) = family(&yard);
        signal(child.id(), name);
        let output = child.wait_with_output().unwrap();
        let said = yard.said(&output);
        assert_eq!(output.status.code(), Some(status), "{said}");
        assert!(said.contains("M0 was ended"), "{said}");
        // The program waited for them, so they are gone already.
        assert!(!pids.iter().any(|pid| lives(*pid)), "{pids:?}");
        assert_eq!(yard.evidence(), 0);
        assert!(yard.outputs().is_empty());
    }
}

#[test]
fn when_the_program_is_killed_nothing_of_the_gate_is_left() {
    let yard = Yard::shell(FAMILY);
    yard.trust("M0");
    let (mut child, pids) = family(&yard);
    let before = yard.journal();
    signal(child.id(), "KILL");
    child.wait().unwrap();
    are_gone(&pids);
    assert_eq!(yard.journal(), before);
    // What it left of the output is taken away by the next run.
    yard.gate(&super::step("echo well", ""));
    yard.trust("M0");
    assert!(yard.run("prove M0").contains("M0 passed"));
    assert_eq!(yard.outputs().len(), 1, "{:?}", yard.outputs());
}

#[test]
fn a_child_that_ignores_the_end_is_ended_all_the_same() {
    let yard = Yard::shell("trap '' TERM INT HUP; echo $$ > first; while :; do sleep 0.05; done");
    yard.trust("M0");
    let child = yard.command("prove M0").spawn().unwrap();
    let pid = number_in(&yard.path("work/app/first"));
    let since = Instant::now();
    signal(child.id(), "INT");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(!lives(pid));
    assert!(since.elapsed().as_secs() < 15);
}

#[test]
fn a_grandchild_that_keeps_the_pipe_open_does_not_keep_the_gate() {
    let yard = Yard::shell(
        "sleep 1000 & echo $! > second; setsid sleep 1001 & echo $! > third; echo well",
    );
    yard.trust("M0");
    let said = yard.run("prove M0");
    assert!(said.contains("M0 passed"), "{said}");
    for name in ["second", "third"] {
        let pid = number_in(&yard.path(&format!("work/app/{name}")));
        assert!(!lives(pid), "{name}");
    }
}

#[test]
fn when_the_supervisor_is_killed_the_gate_ends_and_proves_nothing() {
    let yard = Yard::shell("echo $PPID > supervisor; echo $$ > first; exec sleep 1000");
    yard.trust("M0");
    let child = yard.command("prove M0").spawn().unwrap();
    let pid = number_in(&yard.path("work/app/first"));
    signal(number_in(&yard.path("work/app/supervisor")), "KILL");
    let said = yard.said(&child.wait_with_output().unwrap());
    assert!(
        said.contains("the process that watches over the step was killed"),
        "{said}"
    );
    assert!(said.ends_with("[status 3]\n"), "{said}");
    are_gone(&[pid]);
    assert_eq!(yard.evidence(), 0);
}

#[test]
fn a_reader_that_goes_away_does_not_cost_the_evidence() {
    let yard =
        Yard::shell("echo one; touch began; while [ ! -e go ]; do sleep 0.02; done; seq 1 20000");
    yard.trust("M0");
    let mut child = yard.command("prove M0").spawn().unwrap();
    until("the gate to begin", || yard.path("work/app/began").exists());
    drop(child.stdout.take());
    yard.write("work/app/go", "");
    until("the end", || child.try_wait().unwrap().is_some());
    assert_eq!(yard.evidence(), 1);
    assert!(yard.journal().contains("verdict = \"passed\""));
}
