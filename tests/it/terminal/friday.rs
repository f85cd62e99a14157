//! The draft in an editor, and the questions after it.

use std::{fs, process::Command};

use super::{GARDEN, Home, MASTERY, Opening, Program, skip};

const BEFORE: &str = "# Soil\n\n## What changed\n\n<!-- Fridays. -->\n\n## Later\n";

/// A learner with notes, on a Friday.
fn study() -> Home {
    let home = Home::new();
    home.write(
        "roadmap.toml",
        GARDEN.replace(
            "title = \"Soil\"\n",
            "title = \"Soil\"\nnotes = \"soil.md\"\n",
        ),
    );
    home.write("soil.md", BEFORE);
    home
}

impl Home {
    fn note(&self) -> String {
        fs::read_to_string(self.path().join("soil.md")).unwrap()
    }

    /// What the drafts hold that were kept.
    fn drafts(&self) -> Vec<String> {
        let Ok(folder) = fs::read_dir(self.path().join("state/drafts")) else {
            return Vec::new();
        };
        folder
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect()
    }

    fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git")
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .envs(self.environment())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Opens the draft of a Friday in this editor, a script of the shell that
    /// is given the file as `$1`.
    fn friday(&self, script: &str) -> Program {
        self.write("an editor.sh", script);
        let editor = format!("sh '{}'", self.path().join("an editor.sh").display());
        self.friday_in(&editor)
    }

    fn friday_in(&self, editor: &str) -> Program {
        let mut opening = Opening::command(&[MASTERY, "friday"]);
        opening.environment = vec![
            ("EDITOR", editor.to_owned()),
            (
                "MASTERY_NOW",
                "2026-03-06T20:00:00+01:00[Europe/Berlin]".to_owned(),
            ),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
        ];
        opening.open(self)
    }
}

/// Waits for the end; the status, and what was on the screen.
fn end(mut program: Program) -> (bool, String) {
    let success = program.ended().success();
    program.drained();
    (success, program.contents())
}

#[test]
fn an_edited_draft_is_written_after_a_yes_and_committed_after_another() {
    if Command::new("git").arg("--version").output().is_err() {
        return skip("git is not installed");
    }
    let home = study();
    home.write(
        ".gitconfig",
        "[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n",
    );
    home.git(&["init", "--quiet"]);
    home.git(&["add", "soil.md"]);
    home.git(&["commit", "--quiet", "-m", "notes"]);
    home.write("staged.txt", "mine");
    home.git(&["add", "staged.txt"]);
    let program = home.friday("printf '%s\\n' '- I dug.' >> \"$1\"\n");
    program.shows("- I dug.");
    program.shows("Write it? [y/N]");
    assert_eq!(home.note(), BEFORE);
    program.keys("y\r");
    program.shows("written into soil.md");
    program.shows("Commit this file alone to main as");
    program.keys("yes\r");
    let (success, screen) = end(program);
    assert!(success && screen.contains("committed as "), "{screen}");
    let note = home.note();
    let (head, tail) = note.split_once("### Week of 2 March 2026\n").unwrap();
    assert_eq!(head, "# Soil\n\n## What changed\n\n<!-- Fridays. -->\n\n");
    assert!(tail.ends_with("- I dug.\n\n## Later\n"), "{note}");
    assert!(
        !note.contains("mastery:"),
        "the explanation is not kept: {note}"
    );
    assert_eq!(
        home.git(&["log", "-1", "--format=%s"]),
        "Reading: Phase 1, week of 2 March 2026\n"
    );
    assert!(
        home.git(&["status", "--porcelain"])
            .contains("A  staged.txt")
    );
    assert_eq!(home.events("review = \"what-changed\""), 1);
    assert!(home.drafts().is_empty());
}

#[test]
fn no_and_the_end_of_the_input_write_nothing_and_keep_what_was_edited() {
    let home = study();
    for (answer, drafts) in [("\r", 1), ("n\r", 2), ("\x04", 3), ("yep\r", 4)] {
        let program = home.friday("echo '- I dug.' >> \"$1\"\n");
        program.shows("Write it? [y/N]");
        program.keys(answer);
        let (success, screen) = end(program);
        assert!(
            success && screen.contains("nothing was written"),
            "{screen}"
        );
        assert!(screen.contains("your draft is in "), "{screen}");
        assert_eq!(home.drafts().len(), drafts);
        assert!(
            home.drafts()
                .iter()
                .all(|draft| draft.ends_with("- I dug.\n"))
        );
    }
    assert_eq!(home.note(), BEFORE);
    assert_eq!(home.journals().len(), 0);
}

#[test]
fn a_note_that_changed_meanwhile_is_left_alone_and_the_draft_is_kept() {
    let home = study();
    let program = home.friday("echo '- I dug.' >> \"$1\"; echo more >> soil.md\n");
    program.shows("Write it? [y/N]");
    program.keys("y\r");
    let (success, screen) = end(program);
    assert!(!success);
    assert!(
        screen.contains("was changed since it was read; it is left as it is"),
        "{screen}"
    );
    assert!(screen.contains("hint: your draft is in "), "{screen}");
    assert_eq!(home.note(), format!("{BEFORE}more\n"));
    assert!(home.drafts()[0].ends_with("- I dug.\n"));
}

#[test]
fn an_editor_that_fails_or_is_not_there_writes_nothing() {
    let home = study();
    for (editor, words) in [
        ("false", "the editor `false` did not end well"),
        (
            "no-such-editor --wait",
            "there is no editor `no-such-editor`",
        ),
        ("vim 'a", "a quote in it is not closed"),
    ] {
        let (success, screen) = end(home.friday_in(editor));
        assert!(!success && screen.contains(words), "{screen}");
    }
    assert!(home.drafts().is_empty());
    let program = home.friday("echo '- I dug.' >> \"$1\"; exit 3\n");
    let (success, screen) = end(program);
    assert!(!success && screen.contains("your draft is in "), "{screen}");
    let (_, screen) = end(home.friday(": > \"$1\"\n"));
    assert!(
        screen.contains("the draft is empty: nothing was written"),
        "{screen}"
    );
    let (_, screen) = end(home.friday("echo '```' >> \"$1\"\n"));
    assert!(
        screen.contains("the section would take in what stands below it"),
        "{screen}"
    );
    // It returns at once, as one that should have been told to wait.
    let program = home.friday_in("true");
    program.shows("Write it? [y/N]");
    program.keys("n\r");
    end(program);
    assert_eq!(home.note(), BEFORE);
    assert_eq!(home.drafts().len(), 2);
}

#[test]
fn an_interrupt_is_for_the_editor_and_later_for_the_question() {
    let home = study();
    let mut program = home.friday(
        "trap 'echo \"- I was interrupted.\" >> \"$1\"' INT\n\
         echo 'an editor'\n\
         until grep -q interrupted \"$1\"; do sleep 0.02; done\n\
         exit 0\n",
    );
    program.shows("an editor");
    program.keys("\x03");
    program.shows("- I was interrupted.");
    program.shows("Write it? [y/N]");
    program.keys("\x03");
    assert!(!program.ended().success());
    assert_eq!(home.note(), BEFORE);
    assert!(home.drafts()[0].ends_with("- I was interrupted.\n"));
}

#[test]
fn the_built_in_notes_offer_a_copy_which_the_settings_may_name() {
    let home = Home::new();
    fs::remove_file(home.path().join("roadmap.toml")).unwrap();
    let (success, screen) = end(home.friday_in("false"));
    assert!(
        success && screen.contains("`mastery init` makes a copy of your own"),
        "{screen}"
    );
    let program = Opening::command(&[MASTERY, "init", "study"]).open(&home);
    program.shows("Use them from every folder");
    program.keys("y\r");
    let (success, screen) = end(program);
    assert!(success && screen.contains("names it now"), "{screen}");
    let settings = fs::read_to_string(home.path().join("config/mastery/config.toml")).unwrap();
    assert!(settings.contains("study/roadmap.toml"), "{settings}");
}
