//! The umbrella to begin with, proven by Elixir itself.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use super::Yard;
use crate::snippets::elixir;

/// The first two steps of the shipped roadmap's first gate, as it has them.
fn first_steps() -> String {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(top.join("roadmap.toml")).unwrap();
    let roadmap: toml::Table = text.parse().unwrap();
    let gate = roadmap["phase"][0]["proof"]["gate"].as_array().unwrap();
    let steps: Vec<String> = gate[..2]
        .iter()
        .map(|step| format!("[[phase.proof.gate]]\n{}", toml::to_string(step).unwrap()))
        .collect();
    steps.join("\n")
}

/// Copies a folder with all that is in it, but what building leaves there.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            if entry.file_name() != "_build" && entry.file_name() != "deps" {
                copy(&entry.path(), &target);
            }
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn git(yard: &Yard, args: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
        .args(args)
        .env_clear()
        .envs(yard.environment())
        .current_dir(yard.path("work"))
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
}

#[test]
fn the_first_steps_of_the_first_gate_pass_in_the_umbrella_to_begin_with() {
    if !elixir() {
        return;
    }
    let yard = Yard::new(&first_steps());
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&top.join("examples/umbrella"), &yard.path("work"));
    git(&yard, &["init", "-q"]);
    git(&yard, &["add", "-A"]);
    git(&yard, &["commit", "-qm", "The umbrella to begin with"]);
    yard.trust("M0");
    let said = yard.run("prove M0");
    assert!(said.contains("M0 passed at step 2"), "{said}");
    assert!(said.contains("0 failures"), "{said}");
    let json: Value = serde_json::from_str(&yard.run("evidence --json")).unwrap();
    let kept = &json["evidence"][0];
    assert_eq!(kept["verdict"], "passed", "{json}");
    assert_eq!(kept["clean"], true, "{json}");
    assert_eq!(kept["steps"].as_array().unwrap().len(), 2, "{json}");
    // A test that fails, and the row is not proven any more.
    let broken = "defmodule LabsGatekeeper.BrokenTest do\n  use ExUnit.Case, async: true\n\n  \
                  test \"one is two\" do\n    assert 1 == 2\n  end\nend\n";
    yard.write("work/apps/labs_gatekeeper/test/broken_test.exs", broken);
    let said = yard.run("prove M0");
    assert!(said.contains("M0 failed at step 2"), "{said}");
    assert!(said.contains("[status 1]"), "{said}");
    assert_eq!(yard.evidence(), 2);
}
