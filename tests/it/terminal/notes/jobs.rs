//! Ctrl+Z while the editor has the terminal, under a shell with job control.

use super::{
    super::{MASTERY, jobs::Shell, skip, until},
    WAITING, long, study,
};

#[test]
fn the_shell_stops_the_editor_with_the_program_and_brings_both_back() {
    let home = study(long());
    let Some(shell) = Shell::new(&home) else {
        return skip("tmux is not installed");
    };
    let editor = home.editor("vim", WAITING);
    shell.runs(&format!("export VISUAL=\"{editor}\"; echo 's''et'"), "set");
    shell.types(&[MASTERY, "Enter"]);
    shell.works();
    shell.types(&["7", "Enter"]);
    shell.shows(" %");
    shell.types(&["jjj", "e"]);
    shell.shows("an editor");
    assert_eq!(shell.ask("#{alternate_on}"), "0");
    for _ in 0..2 {
        shell.types(&["C-z"]);
        shell.prompts_below("Stopped");
        shell.is_sane();
        shell.types(&["fg", "Enter"]);
        until("the editor in front", || {
            (shell.ask("#{pane_current_command}") != "bash").then_some(())
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
    home.lets_go();
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
