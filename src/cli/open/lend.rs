//! Other programs that have the terminal for a while: the editor, a command
//! that asks.

use std::{
    io::{self, BufRead, Write},
    process::Command,
};

/// How a program ended that had the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Well.
    Well,
    /// With this status.
    With(i32),
    /// By a signal.
    BySignal,
}

/// Runs a program that has the terminal, and waits for it. Where it is stopped
/// by Ctrl+Z, so is this program: the shell then has the terminal, and `fg`
/// brings both back.
pub(super) fn run(command: &mut Command) -> io::Result<Ended> {
    let mut child = command.spawn()?;
    wait(&mut child)
}

#[cfg(unix)]
fn wait(child: &mut std::process::Child) -> io::Result<Ended> {
    use rustix::{
        io::Errno,
        process::{Pid, Signal, WaitOptions, kill_current_process_group, waitpid},
    };

    use crate::tui::run::can_stop;

    let pid = Pid::from_child(child);
    loop {
        let (_, status) = match waitpid(Some(pid), WaitOptions::UNTRACED) {
            Ok(Some(changed)) => changed,
            Ok(None) | Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
        };
        if status.stopped() {
            // Where nobody would wake them, only the other one stays stopped.
            if can_stop() {
                kill_current_process_group(Signal::STOP)?;
            }
            continue;
        }
        return Ok(match status.exit_status() {
            Some(0) => Ended::Well,
            Some(status) => Ended::With(status),
            None => Ended::BySignal,
        });
    }
}

#[cfg(not(unix))]
fn wait(child: &mut std::process::Child) -> io::Result<Ended> {
    let status = child.wait()?;
    Ok(match status.code() {
        Some(0) => Ended::Well,
        Some(status) => Ended::With(status),
        None => Ended::BySignal,
    })
}

/// Waits until what a command said has been read: an empty line, or the end of
/// input.
pub(super) fn wait_for_enter() {
    let mut out = io::stdout().lock();
    let _ = write!(out, "\nEnter goes back to mastery. ").and_then(|()| out.flush());
    let _ = io::stdin().lock().read_line(&mut String::new());
}
