//! Terminals that go away.

use std::{
    fs::File,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::{
    Home, LONG, MASTERY, Opening, Program, must_fail,
    signals::{Doing, doing, gate_is_gone, study},
};
use crate::{
    lane::{report, rounds},
    pty::{child_of, process, until},
};

/// More hundredths of a second than it takes to end, and far fewer than a
/// second of spinning.
const LITTLE: u64 = 25;

/// The judge: closes the terminal and waits for the end of a process; gives
/// the time and the hundredths of a second that it computed.
fn ends_without_a_terminal(program: &mut Program, pid: u32, patience: Duration) -> (Duration, u64) {
    let (_, before) = process(pid).expect("the program");
    program.hang_up();
    let closed = Instant::now();
    let mut after = before;
    while let Some((_, now)) = process(pid) {
        after = now;
        assert!(
            after - before <= LITTLE,
            "it computes: {} ticks",
            after - before
        );
        assert!(closed.elapsed() < patience, "it goes on without a terminal");
        std::thread::sleep(Duration::from_millis(2));
    }
    (closed.elapsed(), after - before)
}

#[test]
fn a_window_that_is_closed_ends_the_program_whatever_it_is_doing() {
    let home = study();
    let mut rounds_done = 0;
    let (mut slowest, mut most) = (Duration::ZERO, 0);
    for _ in 0..rounds(1, 6) {
        for state in [Doing::Nothing, Doing::Asking, Doing::Proving] {
            for before in ["true", "trap '' HUP"] {
                let opening = Opening::through_shell(before);
                let mut program = doing(&home, state, opening);
                let pid = program.pid();
                let (took, ticks) = ends_without_a_terminal(&mut program, pid, LONG);
                let status = program.ended_within(LONG);
                assert!(
                    status.signal() == Some("Hangup") || status.exit_code() == 129,
                    "{state:?}, {before}: {status}"
                );
                if state == Doing::Proving {
                    gate_is_gone(&home);
                }
                slowest = slowest.max(took);
                most = most.max(ticks);
                rounds_done += 1;
            }
        }
    }
    // While the editor has the terminal, its end is what the program waits
    // for: nobody says HUP, and the editor may still want to save.
    let mut program = doing(&home, Doing::Editing, Opening::through_shell("true"));
    let pid = program.pid();
    program.hang_up();
    home.write("go", "");
    until("its end", || process(pid).is_none().then_some(()));
    rounds_done += 1;
    assert_eq!(home.events(r#"kind = "proven""#), 0);
    report(
        "T29",
        &format!(
            "{rounds_done} windows closed: all ended, the slowest after {} ms, at most {} ms computed",
            slowest.as_millis(),
            most * 10
        ),
    );
}

#[test]
fn a_window_that_closes_without_a_word_is_noticed_in_every_state() {
    let home = study();
    let mut most = 0;
    for state in [Doing::Nothing, Doing::Asking, Doing::Proving] {
        let opening = Opening::command(&["setsid", "--wait", MASTERY]);
        let mut program = doing(&home, state, opening);
        let pid = until("the program", || child_of(program.pid()));
        let (_, ticks) = ends_without_a_terminal(&mut program, pid, LONG);
        if state == Doing::Proving {
            gate_is_gone(&home);
        }
        most = most.max(ticks);
    }
    report(
        "T29",
        &format!("3 silent ends noticed, at most {} ms computed", most * 10),
    );
}

#[test]
fn a_program_that_spins_or_stays_without_its_terminal_is_noticed() {
    let home = Home::new();
    for (line, wrong) in [
        (
            "trap '' HUP; echo here; while :; do read -r x; [ -n \"$x\" ] && echo \"$x\"; done",
            "it computes",
        ),
        ("trap '' HUP; echo here; exec sleep 1000", "it goes on"),
    ] {
        let mut program = Opening::command(&["sh", "-c", line]).open(&home);
        program.shows_in_time("here");
        let pid = program.pid();
        let said = must_fail(line, || {
            ends_without_a_terminal(&mut program, pid, Duration::from_secs(5));
        });
        assert!(said.contains(wrong), "{said}");
    }
    report(
        "T29 control",
        "one that spins and one that stays: 2 of 2 noticed",
    );
}

#[test]
fn without_a_terminal_to_read_from_it_says_so() {
    let home = Home::begun();
    let run = |stdin: Stdio, stdout: Stdio| {
        let output = Command::new(MASTERY)
            .current_dir(home.path())
            .env_clear()
            .envs(home.environment())
            .stdin(stdin)
            .stdout(stdout)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    for stdin in [Stdio::null(), File::open("/dev/zero").unwrap().into()] {
        let (status, said) = run(stdin, Stdio::piped());
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains("needs a terminal"), "{said}");
    }
    // On a terminal, with nothing or no descriptor to read from.
    for redirected in ["< /dev/null", "<&-", "> /dev/null", ">&-"] {
        let line = format!("'{MASTERY}' {redirected}; echo \"ended $?\"");
        let mut program = Opening::command(&["sh", "-c", &line]).open(&home);
        program.shows_in_time("ended 1");
        assert!(program.contents().contains("needs a terminal"));
        assert!(program.ended_within(LONG).success());
        program.drained();
        program.assert_settings_restored();
        assert!(!program.seen().parser.screen().alternate_screen());
    }
    report(
        "T29",
        "6 starts without a terminal to read from or write to: told, status 1",
    );
}
