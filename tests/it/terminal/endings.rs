//! The ends the program can come to, other than by `q`.

use std::time::{Duration, Instant};

use super::{Home, Opening, Program, child_of, process, until};

/// A vanished terminal ends the program within this time.
const SOON: Duration = Duration::from_secs(1);

fn opened(home: &Home, opening: Opening) -> Program {
    let program = opening.open(home);
    program.shows("Worms at work");
    program
}

#[test]
fn a_signal_restores_the_terminal_and_is_what_the_program_dies_of() {
    let home = Home::begun();
    for (signal, name) in [
        ("TERM", "Terminated"),
        ("INT", "Interrupt"),
        ("HUP", "Hangup"),
        ("QUIT", "Quit"),
    ] {
        let mut program = opened(&home, Opening::default());
        program.signal(signal);
        let status = program.ended();
        assert_eq!(status.signal(), Some(name), "{signal}: {status}");
        program.assert_restored();
    }
}

#[test]
fn a_signal_is_heard_in_a_dialog_and_in_the_middle_of_a_key() {
    let home = Home::begun();
    let mut program = opened(&home, Opening::default());
    program.keys(":");
    program.shows("Go to");
    program.keys("\x1b[");
    program.signal("TERM");
    let status = program.ended_within(SOON);
    assert_eq!(status.signal(), Some("Terminated"));
    program.assert_restored();
}

#[test]
fn a_kill_loses_nothing_that_was_shown_as_done() {
    let home = Home::begun();
    let mut program = opened(&home, Opening::default());
    program.keys(" ");
    program.shows("Done: Worms at work");
    program.keys("j ");
    program.shows("Done: Clay and sand");
    program.signal("KILL");
    assert_eq!(program.ended().signal(), Some("Killed"));
    assert_eq!(home.events(r#"kind = "done""#), 2);
    let program = home.open();
    program.keys("2\r");
    program.shows("● Worms at work");
    program.shows("● Clay and sand");
}

#[test]
fn a_terminal_that_takes_no_more_does_not_keep_the_program_alive() {
    let home = Home::begun();
    let mut program = opened(&home, Opening::default());
    program.seen().frozen = true;
    // More than any terminal holds back.
    for step in 0..60 {
        program.resize(30 + step % 2, 100);
        program.keys("?");
        std::thread::sleep(Duration::from_millis(2));
    }
    program.signal("TERM");
    let status = program.ended_within(3 * SOON);
    assert_eq!(status.signal(), Some("Terminated"));
    program.assert_settings_restored();
    program.seen().frozen = false;
    program.seen.1.notify_all();
    // What it wrote in the end stands behind what the terminal did not take.
    program.assert_restored();
}

#[test]
fn a_closed_window_ends_the_program_at_once() {
    let home = Home::begun();
    for before in ["true", "trap '' HUP"] {
        let mut program = opened(&home, Opening::through_shell(before));
        program.hang_up();
        let closed = Instant::now();
        let status = program.ended_within(SOON);
        assert!(closed.elapsed() < SOON);
        assert!(
            status.signal() == Some("Hangup") || status.exit_code() == 129,
            "{before}: {status}"
        );
    }
}

/// In a session of its own the program has no controlling terminal: nobody
/// tells it that the window was closed, it has to notice.
#[test]
fn a_window_that_closes_without_a_word_ends_the_program_too() {
    let home = Home::begun();
    let mut program = opened(
        &home,
        Opening::command(&["setsid", "--wait", super::MASTERY]),
    );
    let pid = until("the program", || child_of(program.pid()));
    let (_, before) = process(pid).unwrap();
    program.hang_up();
    let closed = Instant::now();
    let mut after = before;
    until("its end", || match process(pid) {
        Some((_, now)) => {
            after = now;
            None
        }
        None => Some(()),
    });
    assert!(closed.elapsed() < SOON, "{:?}", closed.elapsed());
    assert!(
        after - before <= 5,
        "it computed for {} ticks",
        after - before
    );
}
