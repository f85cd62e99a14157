//! What is longer than the screen, page by page.

use std::{
    env,
    io::{self, IsTerminal, Write},
    process::{Command, Stdio},
};

/// Shows a text in the learner's pager; `false` if it was not shown: where it
/// fits on the screen, nobody looks, or there is no pager.
pub(crate) fn show(text: &str) -> bool {
    if !io::stdout().is_terminal() || !is_taller_than_screen(text) {
        return false;
    }
    let Some(mut command) = command() else {
        return false;
    };
    // A pager hears the interrupt key itself, and this program outlives it.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(
        signal_hook::consts::SIGINT,
        std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)),
    );
    let Ok(mut pager) = command.stdin(Stdio::piped()).spawn() else {
        return false;
    };
    if let Some(mut pipe) = pager.stdin.take() {
        // Who leaves before the end has read enough.
        let _ = pipe.write_all(text.as_bytes());
    }
    let Ok(status) = pager.wait() else {
        return false;
    };
    // What a shell says of a command that is not there.
    !matches!(status.code(), Some(126 | 127))
}

/// `$PAGER`, which is a line for the shell, or `less`; `None` if the learner
/// wants none.
fn command() -> Option<Command> {
    let pager = env::var("PAGER").unwrap_or_else(|_| "less -R".to_owned());
    if matches!(pager.trim(), "" | "cat") {
        return None;
    }
    let mut command = Command::new("sh");
    command.args(["-c", &pager]);
    if env::var_os("LESS").is_none() {
        command.env("LESS", "R");
    }
    Some(command)
}

fn is_taller_than_screen(text: &str) -> bool {
    let height = crossterm::terminal::size().map_or(0, |(_, rows)| usize::from(rows));
    text.lines().count() >= height
}
