//! Ctrl+Z while the editor has the terminal, under a shell with job control.

use std::{fs, io::Write, process::Command};

use super::{
    super::{MASTERY, child_of, jobs::Shell, process, skip, until},
    long, study,
};

/// Says that it is there and waits without running anything else: a shell that
/// is just starting a program does not stop.
const READING: &str = "echo 'an editor'\nread line < \"$HOME/pipe\"\n";

#[test]
fn the_shell_stops_the_editor_with_the_program_and_brings_both_back() {
    let home = study(long());
    let Some(shell) = Shell::new(&home) else {
        return skip("tmux is not installed");
    };
    let pipe = home.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    // Open for both, it waits for nobody.
    let mut held = fs::File::options()
        .read(true)
        .write(true)
        .open(&pipe)
        .unwrap();
    let visual = home.editor("vim", READING);
    shell.runs(&format!("export VISUAL=\"{visual}\"; echo 's''et'"), "set");
    shell.types(&[MASTERY, "Enter"]);
    shell.works();
    shell.types(&["7", "Enter"]);
    shell.shows(" %");
    shell.types(&["jjj", "e"]);
    shell.shows("an editor");
    assert_eq!(shell.ask("#{alternate_on}"), "0");
    let bash: u32 = shell.ask("#{pane_pid}").parse().unwrap();
    let program = child_of(bash).unwrap();
    let editor = child_of(program).unwrap();
    for _ in 0..2 {
        shell.types(&["C-z"]);
        shell.prompts_below("Stopped");
        shell.is_sane();
        shell.types(&["fg", "Enter"]);
        // A stop that comes before the shell has woken them is lost.
        until("both awake and in front", || {
            let awake = |pid| process(pid).is_some_and(|(state, _)| state != 'T');
            let front = shell.ask("#{pane_current_command}") != "bash";
            (awake(program) && awake(editor) && front).then_some(())
        });
    }
    // An interrupt is the editor's, here as well.
    shell.types(&["C-c"]);
    shell.shows("was killed");
    shell.shows("› Line 1.");
    assert_eq!(shell.ask("#{alternate_on}#{cursor_flag}"), "10");

    // Let go while both are stopped, they go on from there.
    shell.types(&["e"]);
    shell.shows("an editor");
    shell.types(&["C-z"]);
    shell.prompts_below("Stopped");
    held.write_all(b"go\n").unwrap();
    shell.runs(&format!("{MASTERY} tick worms"), "Worms at work");
    shell.types(&["fg", "Enter"]);
    shell.shows("› Line 1.");
    // Then Ctrl+Z is the program's again.
    shell.types(&["C-z"]);
    shell.prompts_below("Stopped");
    shell.is_sane();
    shell.types(&["fg", "Enter"]);
    shell.shows("› Line 1.");
    shell.types(&["C-c"]);
    shell.prompts_below("fg");
    shell.runs("echo status $?", "status 0");
    shell.is_sane();
}
