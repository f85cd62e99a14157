//! How old a proof is: commits in the gate's folder since it passed.

use std::process::Command;

use super::{Yard, step};

/// A yard in a git repository, with everything committed; `None` where there is
/// no git, which is a failure where nothing may be skipped.
fn repository(gate: &str) -> Option<Yard> {
    if Command::new("git").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "git is not installed");
        return None;
    }
    let yard = Yard::new(gate);
    yard.write("work/app/code", "1\n");
    git(&yard, &["init", "--quiet"]);
    git(&yard, &["checkout", "--quiet", "-b", "first"]);
    commit(&yard);
    Some(yard)
}

fn git(yard: &Yard, args: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
        .args(args)
        .current_dir(yard.path("work"))
        .env_clear()
        .envs(yard.environment())
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
}

fn commit(yard: &Yard) {
    git(yard, &["add", "."]);
    git(yard, &["commit", "--quiet", "-m", "more"]);
}

/// How the row M0 stands, as the matrix says it.
fn standing(yard: &Yard) -> String {
    let json = yard.run("matrix --json");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    json["matrix"][0]["standing"]["words"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_proof_ages_with_the_commits_of_its_folder() {
    let Some(mut yard) = repository(&step("test ! -e broken", "")) else {
        return;
    };
    yard.trust("M0");
    assert_eq!(standing(&yard), "not proven");
    assert_eq!(yard.run("prove --stale"), "No proof is stale.\n");
    let said = yard.run("prove M0 --quiet");
    assert!(said.contains("recorded, at commit "), "{said}");
    assert!(!said.contains("uncommitted"), "{said}");
    assert_eq!(standing(&yard), "proven 4 Mar");
    // Elsewhere in the repository is not in the gate's folder.
    yard.write("work/elsewhere", "x\n");
    commit(&yard);
    assert_eq!(standing(&yard), "proven 4 Mar");
    yard.write("work/app/code", "2\n");
    assert_eq!(standing(&yard), "proven 4 Mar, uncommitted changes");
    commit(&yard);
    assert_eq!(standing(&yard), "proven 4 Mar, 1 commit since");
    yard.write("work/app/code", "3\n");
    commit(&yard);
    yard.day = "2026-03-20";
    assert_eq!(standing(&yard), "proven 4 Mar, 2 commits since");
    let matrix = yard.run("matrix");
    assert!(
        matrix.contains("1 proof is older than the code"),
        "{matrix}"
    );
    let said = yard.run("prove --stale --quiet");
    assert!(said.contains("M0 passed"), "{said}");
    assert_eq!(standing(&yard), "proven 20 Mar");
    assert_eq!(yard.run("prove --stale"), "No proof is stale.\n");
    // A failure demotes it, with both dates.
    yard.write("work/app/broken", "");
    yard.day = "2026-03-21";
    let said = yard.run("prove M0 --quiet");
    assert!(
        said.contains("M0 was proven 20 Mar, failed 21 Mar"),
        "{said}"
    );
    assert!(said.contains("with uncommitted changes"), "{said}");
    assert!(said.ends_with("[status 1]\n"), "{said}");
    assert_eq!(standing(&yard), "was proven 20 Mar, failed 21 Mar");
    let phase = yard.run("phase 0");
    assert!(
        phase.contains("was proven 20 Mar, failed 21 Mar"),
        "{phase}"
    );
}

#[test]
fn another_gate_or_an_unknown_commit_is_stale() {
    let gate = step("true", "");
    let Some(yard) = repository(&gate) else {
        return;
    };
    yard.trust("M0");
    let _ = yard.run("prove M0 --quiet");
    yard.gate(&step("true", "lacks = [\"error\"]"));
    assert_eq!(standing(&yard), "proven 4 Mar, the gate is another one now");
    yard.gate(&gate);
    assert_eq!(standing(&yard), "proven 4 Mar");
    // A history that was written anew no longer has the commit.
    git(&yard, &["checkout", "--quiet", "--orphan", "other"]);
    yard.write("work/app/code", "anew\n");
    commit(&yard);
    git(&yard, &["branch", "--quiet", "-D", "first"]);
    git(&yard, &["reflog", "expire", "--expire=now", "--all"]);
    git(&yard, &["gc", "--quiet", "--prune=now"]);
    assert_eq!(standing(&yard), "proven 4 Mar, commits since unknown");
    let said = yard.run("prove --stale --quiet");
    assert!(said.contains("M0 passed"), "{said}");
}

#[test]
fn a_repository_that_the_settings_name_is_the_ground() {
    let Some(yard) = repository(&step("pwd", "contains = [\"umbrella/app\"]")) else {
        return;
    };
    yard.write("umbrella/app/mix.exs", "");
    yard.write(
        ".config/mastery/config.toml",
        "[repository]\ngarden = \"~/umbrella\"\n",
    );
    yard.trust("M0");
    let said = yard.run("prove M0");
    assert!(said.contains("in the repository ~/umbrella\n"), "{said}");
    assert!(said.contains("M0 passed"), "{said}");
    // It is no repository of git's: nothing is known of commits.
    assert_eq!(standing(&yard), "proven 4 Mar, commits since unknown");
}
