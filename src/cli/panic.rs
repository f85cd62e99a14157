//! What is said when the program itself is at fault.
//!
//! The default message prints what the panic holds as it stands: a title with
//! an escape sequence in it would drive the terminal.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    panic::{self, Location, PanicHookInfo},
};

use crate::text::Shown;

use super::paper;

/// Says from now on what happened, harmlessly, instead of the default message.
/// The process ends as it would: with 101, if it is the main thread.
pub(super) fn explain() {
    panic::set_hook(Box::new(|info| {
        for line in lines(message(info), info.location()) {
            paper::complain(line.as_str());
        }
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            for line in Shown::lines(&trace.to_string()) {
                paper::complain(line.as_str());
            }
        }
    }));
}

fn message<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
    let payload = info.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

/// The message, line by line.
fn lines(message: &str, place: Option<&Location<'_>>) -> Vec<Shown> {
    let place = place.map_or_else(String::new, |place| format!(" at {place}"));
    let mut lines = vec![Shown::line(&format!(
        "error: mastery panicked{place}; that is a fault of the program"
    ))];
    let told = Shown::lines(message);
    lines.extend(told.iter().map(|line| Shown::line(&format!("  {line}"))));
    lines.push(Shown::from_static(
        "hint: the journal is not affected: what was shown as saved is saved",
    ));
    lines
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn the_message_does_not_drive_the_terminal() {
        let place = Location::caller();
        let said = lines("one\u{1b}]0;x\u{7}\ntwo\u{202e}\r", Some(place));
        let said: Vec<&str> = said.iter().map(Shown::as_str).collect();
        let first = format!("error: mastery panicked at {place}; that is a fault of the program");
        assert_eq!(
            said,
            [
                first.as_str(),
                "  one␛]0;x␇",
                "  two‹RLO›␍",
                "hint: the journal is not affected: what was shown as saved is saved",
            ]
        );
    }

    #[test]
    #[ignore = "run by the test below, in a process of its own"]
    fn panics() {
        assert!(super::super::main(["mastery".into(), "--help".into()].into_iter()) == 0.into());
        panic!("a title\u{1b}[2J");
    }

    #[test]
    fn the_hook_is_there_before_anything_else() {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "cli::panic::tests::panics"])
            .args(["--ignored", "--nocapture"])
            .env_remove("RUST_BACKTRACE")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains("error: mastery panicked at src/cli/panic.rs:"),
            "{said}"
        );
        assert!(
            said.contains("\n  a title␛[2J\nhint: the journal"),
            "{said}"
        );
        assert!(!said.contains('\u{1b}'), "{said}");
    }
}
