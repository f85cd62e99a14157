//! What changed: drafts, notes, links, pull requests, and one commit.

use std::{
    fs,
    process::{Command, Output},
};

use pretty_assertions::assert_eq;

use super::desk::Desk;

/// The notes of phase 0, where the tests are.
const NOTE: &str = "work/reading/phase-00-tooling.md";

/// A desk with notes of its own, on a Friday.
fn study() -> Desk {
    let mut desk = Desk::new();
    desk.ok("init .");
    desk.on("2026-01-09");
    desk
}

/// The same in a git repository, with everything committed in the week before;
/// `None` where there is no git, which is a failure where nothing may be
/// skipped.
fn repository() -> Option<Desk> {
    if Command::new("git").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "git is not installed");
        return None;
    }
    let desk = study();
    desk.file(
        ".gitconfig",
        "[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n",
    );
    git(&desk, &["init", "--quiet"]);
    git(&desk, &["add", "."]);
    commit(&desk, "everything", "2026-01-02T12:00:00+01:00");
    Some(desk)
}

fn git(desk: &Desk, args: &[&str]) -> String {
    git_at(desk, args, "2026-01-07T12:00:00+01:00")
}

fn git_at(desk: &Desk, args: &[&str], date: &str) -> String {
    let output = Command::new("git")
        .args(args)
        .current_dir(desk.path("work"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", desk.path(""))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn commit(desk: &Desk, message: &str, date: &str) {
    let args = ["commit", "--quiet", "--allow-empty", "-m", message];
    git_at(desk, &args, date);
}

/// Runs a command with `PATH`, and further variables.
fn run_with(desk: &Desk, line: &str, variables: &[(&str, &str)]) -> Output {
    let words: Vec<&str> = line.split_whitespace().collect();
    desk.command(&words)
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn run(desk: &Desk, line: &str) -> String {
    desk.said(&run_with(desk, line, &[]))
}

fn note(desk: &Desk) -> String {
    fs::read_to_string(desk.path(NOTE)).unwrap()
}

#[test]
fn without_a_terminal_the_draft_is_printed_and_nothing_is_written() {
    let Some(desk) = repository() else { return };
    desk.ok("tick gates-credo");
    commit(
        &desk,
        "Fix the # cart <!-- \u{1b}[31mred",
        "2026-01-07T12:00:00+01:00",
    );
    let before = note(&desk);
    let draft = "### Week of 5 January 2026\n\n\
         - Done, phase 0 (Tooling foundation):\n  - Credo overview\n\
         - Commits:\n  - `ID` Fix the \\# cart \\<!-- ␛\\[31mred\n";
    let id = git(&desk, &["log", "-1", "--format=%h", "--abbrev=7"]);
    let draft = draft.replace("ID", id.trim());
    assert_eq!(run(&desk, "friday"), draft);
    assert_eq!(run(&desk, "friday --print"), draft);
    assert_eq!(note(&desk), before);
    assert!(!desk.ok("history").contains("what changed"));
}

#[test]
fn a_yes_in_advance_writes_and_commits_the_notes_alone() {
    let Some(desk) = repository() else { return };
    desk.ok("tick gates-credo");
    assert!(desk.ok("today").contains("the “what changed” note"));
    let before = note(&desk);
    desk.file("work/staged.txt", "mine\n");
    git(&desk, &["add", "staged.txt"]);
    let said = run(&desk, "friday --yes --commit");
    let id = git(&desk, &["log", "-1", "--format=%h", "--abbrev=7"]);
    assert_eq!(
        said,
        format!(
            "written into reading/phase-00-tooling.md\n\
             committed as {}: Reading: Phase 0, week of 5 January 2026\n",
            id.trim()
        )
    );
    let after = note(&desk);
    let section = "\n### Week of 5 January 2026\n\n- Done, phase 0 (Tooling foundation):\n  - Credo overview\n";
    assert_eq!(after, format!("{before}{section}"));
    assert_eq!(
        git(&desk, &["show", "--name-only", "--format=%s"]),
        "Reading: Phase 0, week of 5 January 2026\n\nreading/phase-00-tooling.md\n"
    );
    assert_eq!(git(&desk, &["status", "--porcelain"]), "A  staged.txt\n");
    // The note is written: Today asks for no other, and the next draft begins
    // here.
    assert!(!desk.ok("today").contains("the “what changed” note"));
    assert!(
        desk.ok("history")
            .contains("wrote down what changed: phase 0 (Tooling foundation)")
    );
    assert_eq!(
        run(&desk, "friday"),
        "### Week of 5 January 2026, continued\n\nNothing was written down in this time.\n"
    );
    // The commit of the note is nothing that changed.
    assert!(!run(&desk, "friday").contains("Reading"));
}

#[test]
fn without_a_word_about_it_nothing_is_committed() {
    let Some(desk) = repository() else { return };
    assert_eq!(
        run(&desk, "friday --yes"),
        "written into reading/phase-00-tooling.md\n"
    );
    assert_eq!(
        git(&desk, &["status", "--porcelain"]),
        " M reading/phase-00-tooling.md\n"
    );
}

#[test]
fn a_commit_that_fails_is_told_and_the_note_stays() {
    let Some(desk) = repository() else { return };
    let hook = desk.file(
        "work/.git/hooks/pre-commit",
        "#!/bin/sh\necho 'lint failed' >&2\nexit 1\n",
    );
    let mut permissions = fs::metadata(&hook).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(hook, permissions).unwrap();
    assert_eq!(
        run(&desk, "friday --yes --commit"),
        "written into reading/phase-00-tooling.md\n\
         error: nothing was committed: lint failed\n\
         hint: the section is in `reading/phase-00-tooling.md`, not committed\n[status 1]\n"
    );
    assert!(note(&desk).contains("### Week of 5 January 2026"));
    let desk = study();
    assert_eq!(
        run(&desk, "friday --commit"),
        "error: without a terminal, `--commit` needs `--yes`: nobody can be asked whether to write\n\
         [status 2]\n"
    );
    let said = run(&desk, "friday --yes --commit");
    assert!(said.contains("is in no git repository"), "{said}");
    assert!(note(&desk).contains("### Week of 5 January 2026"));
}

#[test]
fn another_repository_in_the_environment_is_not_meant() {
    let Some(desk) = repository() else { return };
    let elsewhere = desk.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let git_dir = elsewhere.to_str().unwrap();
    let variables = [
        ("GIT_DIR", git_dir),
        ("GIT_WORK_TREE", git_dir),
        ("GIT_INDEX_FILE", "/nowhere"),
    ];
    let output = run_with(&desk, "friday --yes --commit", &variables);
    assert!(output.status.success(), "{}", desk.said(&output));
    assert_eq!(fs::read_dir(elsewhere).unwrap().count(), 0);
    assert!(git(&desk, &["log", "-1", "--format=%s"]).contains("week of"));
}

#[test]
fn the_settings_name_the_repository() {
    let Some(desk) = repository() else { return };
    let settings = ".config/mastery/config.toml";
    desk.file(
        settings,
        "[repository]\nelixir-systems-mastery = \"~/work\"\n",
    );
    commit(&desk, "in the umbrella", "2026-01-07T12:00:00+01:00");
    let own = desk.path("own");
    desk.ok(&format!("init {}", own.display()));
    let line = format!("friday --roadmap {}", own.join("roadmap.toml").display());
    assert!(run(&desk, &line).contains("in the umbrella"));
    desk.file(
        settings,
        "[repository]\nelixir-systems-mastery = \"~/nowhere\"\n",
    );
    assert_eq!(
        run(&desk, &line),
        "### Week of 5 January 2026\n\nNothing was written down in this time.\n\
         notice: commits are left out: there is no folder `~/nowhere`\n"
    );
    let output = run_with(&desk, &line, &[("PATH", "/nowhere")]);
    let said = desk.said(&output);
    assert!(
        said.contains("notice: commits are left out: there is no folder"),
        "{said}"
    );
    desk.file(
        settings,
        "[repository]\nelixir-systems-mastery = \"~/work\"\n",
    );
    let output = run_with(&desk, &line, &[("PATH", "/nowhere")]);
    let said = desk.said(&output);
    assert!(
        said.contains("git is not installed, or not in `PATH`"),
        "{said}"
    );
    assert!(output.status.success());
}

#[test]
fn the_built_in_notes_are_not_written_to() {
    let mut desk = Desk::new();
    desk.on("2026-01-09");
    assert!(
        desk.ok("friday")
            .starts_with("### Week of 5 January 2026\n")
    );
    assert_eq!(
        desk.run("friday --yes"),
        "error: the built-in notes cannot be changed\n\
         hint: `mastery init` makes a copy of your own\n[status 1]\n"
    );
}

#[test]
fn a_note_that_cannot_take_a_section_is_left_alone() {
    let desk = study();
    let open = "# Phase 0\n\n```elixir\nIO.puts 1\n";
    desk.file(NOTE, open);
    assert_eq!(
        desk.run("friday --yes"),
        "error: `reading/phase-00-tooling.md` is left as it is: above the place for the section, a code block or a comment is not closed\n\
         [status 1]\n"
    );
    assert_eq!(note(&desk), open);
    fs::remove_file(desk.path(NOTE)).unwrap();
    let said = desk.run("friday --yes");
    assert!(
        said.contains("has 1 problem: run `mastery check`\nerror: phase 0 has no notes\n"),
        "{said}"
    );
    assert!(
        desk.run("friday --phase 99 --print")
            .contains("there is no phase 99")
    );
    desk.file(
        "work/roadmap.toml",
        "format = 1\nid = \"t\"\ntitle = \"T\"\n[[phase]]\nid = \"p\"\ntitle = \"P\"\n",
    );
    let said = desk.run("friday --yes");
    assert!(said.contains("error: phase 1 has no notes\n"), "{said}");
}

#[test]
fn a_thought_and_a_link_are_written_down() {
    let desk = study();
    assert_eq!(
        desk.run("note calls promise, casts do not"),
        "wrote on phase 0 (Tooling foundation): calls promise, casts do not\n"
    );
    assert_eq!(
        desk.run("note --item gates-credo strict from the start"),
        "wrote on gates-credo (Credo overview, phase 0): strict from the start\n"
    );
    assert_eq!(
        desk.run("note --phase 3 -- let it crash"),
        "wrote on phase 3 (GenServer + supervision): let it crash\n"
    );
    assert_eq!(
        desk.run("link https://example.org/pull/1 the cart"),
        "linked on phase 0 (Tooling foundation) https://example.org/pull/1 (the cart)\n"
    );
    assert_eq!(
        desk.run("link https://example.org/c/2 --about gates-credo"),
        "linked on gates-credo (Credo overview, phase 0) https://example.org/c/2\n"
    );
    for bad in ["example.org", "javascript:alert(1)", "/etc/passwd"] {
        assert_eq!(
            desk.run(&format!("link {bad}")),
            format!(
                "error: `{bad}` is no address of a page: it begins with https:// or http://\n[status 1]\n"
            )
        );
    }
    assert_eq!(
        desk.run_words(&["note", "  "]),
        "error: nothing was written\n[status 1]\n"
    );
    assert!(desk.run("note").ends_with("[status 2]\n"));
    assert!(
        desk.run("note --phase 99 x")
            .contains("there is no phase 99")
    );
    assert_eq!(
        desk.ok("friday"),
        "### Week of 5 January 2026\n\n\
         - Thoughts:\n  - calls promise, casts do not\n  - strict from the start\n  - let it crash\n\
         - Links:\n  - [the cart](https://example.org/pull/1)\n  - <https://example.org/c/2>\n"
    );
    assert_eq!(
        desk.ok("undo"),
        "took back: linked on gates-credo (Credo overview, phase 0) https://example.org/c/2\n"
    );
}

#[test]
fn a_pull_request_is_written_and_its_address_kept() {
    let desk = study();
    desk.ok("tick gates-credo");
    desk.ok("link https://example.org/c/1 strict Credo");
    desk.ok("friday --yes");
    assert_eq!(desk.ok("pr 0 --title"), "Reading: Phase 0\n");
    let body = desk.ok("pr 0 --body");
    assert!(
        body.starts_with("Phase 0 · Tooling foundation\n\n"),
        "{body}"
    );
    for part in [
        "\n## What changed\n\n### Week of 5 January 2026\n\n- Done, phase 0",
        "\n## Applied changes\n\n- [strict Credo](https://example.org/c/1)\n",
        "\n## Evidence\n\n- read ",
        "\n- Proof M0: not shown yet\n",
    ] {
        assert!(body.contains(part), "{part}\n{body}");
    }
    assert!(!body.contains("<!--"), "{body}");
    assert_eq!(desk.ok("pr 0"), format!("Reading: Phase 0\n\n{body}"));
    assert_eq!(
        desk.run_words(&["pr", "0", "--output", "the body.md"]),
        "gh pr create --title 'Reading: Phase 0' --body-file 'the body.md'\n"
    );
    assert_eq!(
        fs::read_to_string(desk.path("work/the body.md")).unwrap(),
        body
    );
    assert_eq!(
        desk.run_words(&["pr", "0", "-o", "the body.md"]),
        "error: `the body.md` is there already\nhint: `--force` replaces it\n[status 1]\n"
    );
    assert!(
        !desk
            .run_words(&["pr", "0", "-o", "the body.md", "--force"])
            .contains("error")
    );
    assert!(
        desk.run("pr 0 -o nowhere/body.md")
            .contains("cannot be written")
    );
    let url = "https://github.com/ada/umbrella/pull/12";
    assert_eq!(
        desk.run(&format!("pr 0 --url {url}")),
        format!("pull request of phase 0 (Tooling foundation): {url}\n")
    );
    assert!(
        desk.ok("phase 0")
            .contains(&format!("pull request {url}\n"))
    );
    assert!(desk.ok("phases").contains(url));
    assert!(
        desk.ok("phase 0 --json")
            .contains(&format!("\"pull_request\":\"{url}\""))
    );
    assert!(desk.ok("phase 1 --json").contains("\"pull_request\":null"));
    assert!(
        !desk.ok("pr 0 --body").contains(url),
        "it does not link itself"
    );
    assert!(
        desk.run("pr 0 --url nowhere")
            .contains("is no address of a page")
    );
    desk.ok("undo");
    assert!(!desk.ok("phases").contains("pull request"));
}
