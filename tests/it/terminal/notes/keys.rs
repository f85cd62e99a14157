//! Keys and signals while an editor has the terminal.

use super::{NOTING, WAITING, long, opened, study, until, with_editor};

#[test]
fn what_is_typed_into_the_editor_is_not_for_the_program() {
    let home = study(long());
    let script = format!("echo 'an editor'\nread line\nset -- \"$line\"\n{NOTING}{WAITING}");
    let mut program = opened(&home, with_editor(&home.editor("vim", &script)));
    program.keys("jjj");
    program.stands_on("Line 1.");
    program.keys("e");
    program.is_lent(1);
    program.keys("ijjqq\r");
    assert_eq!(home.noted(), "ijjqq\n");
    // What the editor did not read was meant for it all the same.
    program.keys("jjq\r\x1b[B\x04");
    program.wait("the echo", |screen| screen.contents().contains("jjq"));
    home.lets_go();
    program.is_back(2);
    program.stands_on("Line 1.");
    program.keys("jj");
    program.stands_on("Line 2.");
    program.leaves();
}

#[test]
fn what_is_typed_right_behind_the_key_does_nothing_afterwards() {
    let home = study(long());
    let mut program = opened(&home, with_editor(&home.editor("vim", WAITING)));
    program.keys("ejje");
    program.is_lent(1);
    home.lets_go();
    program.is_back(2);
    program.keys("jjj");
    program.stands_on("Line 1.");
    program.leaves();
}

#[test]
fn an_interrupt_is_the_editors_and_afterwards_the_programs_again() {
    let home = study(long());
    let script = format!("trap '{}' INT\n{WAITING}", "echo interrupted");
    let mut program = opened(&home, with_editor(&home.editor("vim", &script)));
    program.keys("jjj");
    program.stands_on("Line 1.");
    program.keys("e");
    program.is_lent(1);
    program.keys("\x03");
    program.shows("interrupted");
    home.lets_go();
    program.is_back(2);
    // Longer than a program that was asked to end is given.
    let since = std::time::Instant::now();
    until("two seconds", || {
        (since.elapsed().as_secs() >= 2).then_some(())
    });
    program.keys("jj");
    program.stands_on("Line 2.");
    program.leaves();
}

#[test]
fn an_editor_that_an_interrupt_ends_does_not_end_the_program() {
    let home = study(long());
    for key in ["\x03", "\x1c"] {
        let mut program = opened(&home, with_editor(&home.editor("vim", WAITING)));
        for times in 2..8 {
            program.keys("e");
            program.is_lent(times - 1);
            program.keys(key);
            program.is_back(times);
            program.shows("was killed");
        }
        let since = std::time::Instant::now();
        until("two seconds", || {
            (since.elapsed().as_secs() >= 2).then_some(())
        });
        program.keys("gjjj");
        program.stands_on("Line 1.");
        program.leaves();
        assert_eq!(home.bytes(), long().as_bytes());
    }
}

#[test]
fn a_program_that_is_asked_to_end_does_not_wait_for_the_editor() {
    let home = study(long());
    for (signal, name) in [("TERM", "Terminated"), ("HUP", "Hangup")] {
        let mut program = opened(&home, with_editor(&home.editor("vim", WAITING)));
        program.keys("e");
        program.is_lent(1);
        program.signal(signal);
        assert_eq!(program.ended().signal(), Some(name));
        program.assert_restored();
    }
    // And with a signal that it was sent before, too: nothing of that is left.
    let mut program = opened(&home, with_editor("true"));
    program.keys("e");
    program.is_back(2);
    program.signal("INT");
    assert_eq!(program.ended().signal(), Some("Interrupt"));
    program.assert_restored();
}

#[test]
fn where_no_shell_could_wake_it_a_stopped_editor_stops_nobody_else() {
    let home = study(long());
    let script = "echo 'an editor'\nkill -STOP $$\necho 'on again'\nuntil [ -e \"$HOME/go\" ]; do sleep 0.02; done\n";
    let mut program = opened(&home, with_editor(&home.editor("vim", script)));
    program.keys("e");
    program.is_lent(1);
    let editor = until("the editor", || super::super::child_of(program.pid()));
    until("the stop", || {
        (super::super::process(editor)?.0 == 'T').then_some(())
    });
    program.signal("CONT");
    super::super::signal(editor, "CONT");
    program.shows("on again");
    home.lets_go();
    program.is_back(2);
    let (state, _) = super::super::process(program.pid()).unwrap();
    assert_ne!(state, 'T');
    program.leaves();
}
