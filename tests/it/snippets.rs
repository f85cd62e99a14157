//! `tools/check-snippets`: what it finds in the Elixir of a note, and what it
//! says where there is no Elixir.

use std::{
    env, fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use pretty_assertions::assert_eq;
use tempfile::TempDir;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn checker() -> Command {
    let mut command = Command::new(top().join("tools/check-snippets"));
    command.current_dir(top());
    command
}

fn fixture(name: &str) -> String {
    format!("tests/fixtures/snippets/{name}.md")
}

fn printed(output: &Output) -> String {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn found(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// Whether Elixir is here. Where everything has to be tested, it must be.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn elixir() -> bool {
    let here = found("elixir").is_some();
    if !here {
        assert!(env::var_os("CI").is_none(), "there is no elixir here");
        eprintln!("skipped: there is no elixir here");
    }
    here
}

#[test]
fn a_good_file_passes_and_the_last_line_counts_its_blocks() {
    if !elixir() {
        return;
    }
    let output = checker().arg(fixture("good")).output().unwrap();
    let printed = printed(&output);
    let counts = "1 file, 7 elixir blocks, 4 run, 3 parsed only \
                  (a fragment: 1, ecto 3.12: 1, elixir 99.0: 1); 0 faults; Elixir ";
    assert!(printed.starts_with(counts), "{printed}");
    assert_eq!(printed.lines().count(), 1);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn each_kind_of_fault_is_reported_with_its_line() {
    if !elixir() {
        return;
    }
    let file = fixture("faults");
    let output = checker().arg(&file).output().unwrap();
    let printed = printed(&output);
    let faults: Vec<&str> = printed
        .lines()
        .filter_map(|line| line.strip_prefix(&format!("{file}:")))
        .collect();
    let wanted = [
        "4: it does not parse: unexpected reserved word: do",
        "12: `mix format` would write this block differently",
        "16: the block names no language",
        "20: `ruhn` is unknown here; an elixir block takes `run` and `needs=\"…\"`",
        "24: `run` and `needs` may stand there once",
        "28: `needs` does not say what",
        "32: a block that runs can need a version of `elixir` or `otp` only",
        "36: `exs` is no language of these notes; write `elixir`",
        "40: `Elixir` is no language of these notes; write `elixir`",
        "44: it runs, but asserts nothing",
        "51: it fails (status 1, before it reached its end)",
        "55: it does not compile without warnings",
        "63: this assertion is never reached",
        "73: 1 of its tests failed",
        "78: none of its tests was run",
        "84: none of its tests was run",
        "95: a process crashed that nothing in the block crashes: key :apples not found",
        "101: a process crashed that nothing in the block crashes: ExUnit.AssertionError",
        "107: it fails (status 0, before it reached its end)",
        "114: the fence is never closed",
        "119: a block in a quotation is not looked into; take it out",
        "123: the fence is never closed",
    ];
    for (fault, wanted) in faults.iter().zip(wanted) {
        assert!(fault.starts_with(wanted), "{wanted}\n{printed}");
    }
    assert_eq!(faults.len(), wanted.len(), "{printed}");
    assert!(
        printed.contains("    code:  assert value == 2\n    left:  1\n"),
        "{printed}"
    );
    let last = printed.lines().last().unwrap();
    assert!(last.contains("; 22 faults; Elixir "), "{last}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_block_that_does_not_end_is_stopped() {
    if !elixir() {
        return;
    }
    let file = fixture("endless");
    let output = checker().args(["--seconds", "1", &file]).output().unwrap();
    let late = format!("{file}:1: still running after 1 s\n");
    assert!(printed(&output).starts_with(&late));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn without_elixir_it_says_what_was_skipped_and_fails_only_if_required() {
    let bin = TempDir::new().unwrap();
    for program in ["dirname", "cat"] {
        symlink(found(program).unwrap(), bin.path().join(program)).unwrap();
    }
    for (arguments, status) in [(&[][..], 0), (&["--required"][..], 1)] {
        let output = checker()
            .env("PATH", bin.path())
            .args(arguments)
            .arg(fixture("good"))
            .output()
            .unwrap();
        assert_eq!(
            printed(&output),
            "check-snippets: there is no elixir here; \
             no block was parsed or run in tests/fixtures/snippets/good.md\n  \
             Debian, Ubuntu: apt-get install elixir\n  \
             elsewhere: https://elixir-lang.org/install.html\n"
        );
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
    }
}

#[test]
fn wrong_usage_is_told_apart_from_faults() {
    for (arguments, why) in [
        (&["--quick"][..], "unknown option --quick"),
        (&["--seconds"], "--seconds needs a number"),
        (&["--seconds", "soon"], "--seconds needs a number from 1"),
        (&["reading/phase-99.md"], "cannot read reading/phase-99.md"),
        (&["README.md", "--required"], "options come before files"),
    ] {
        let output = checker().args(arguments).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        let first = errors.lines().next().unwrap();
        assert!(first.contains(why), "{first}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn the_tools_are_to_be_run_as_they_are() {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in fs::read_dir(top().join("tools")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none() {
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o111, 0o111, "{}", path.display());
        }
    }
}
